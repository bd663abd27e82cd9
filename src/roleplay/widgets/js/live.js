// A screen whose data come again and again: only what has changed is built anew, and nobody loses what they are doing.
import { el } from "./dom.js";

/**
 * Pieces of a screen that follow its data. Each is `{key, pick(data), build(picked, data)}`: what `pick` gives is compared
 * with what it gave before, and only when that differs is the piece built again; `build` returns an element, or null where
 * there is nothing to show. Returns `{element, update(data), touch(key)}`; `touch` has a piece built again at the next
 * update, whatever its data say.
 *
 * In a piece that is built again the focus stays where it was, and so does what somebody has typed, ticked, unfolded and
 * scrolled, as far as things have a `data-keep` that is unique in the piece (or an id that stays the same).
 */
export function liveParts(pieces, attributes = {}) {
  const element = el("div", attributes);
  const places = pieces.map(({ key }) => {
    const place = el("div", { class: `rp-live rp-live-${key}`, "data-piece": key });
    element.append(place);
    return { place, told: undefined };
  });

  function update(data) {
    pieces.forEach((piece, index) => {
      const picked = piece.pick(data);
      const told = JSON.stringify(picked ?? null);
      const { place } = places[index];
      if (places[index].told === told) return;
      places[index].told = told;
      const before = memoryOf(place);
      const built = piece.build(picked, data);
      place.replaceChildren(...(built ? [built] : []));
      place.hidden = !built;
      if (built) before.restore(place);
    });
  }

  function touch(key) {
    const index = pieces.findIndex((piece) => piece.key === key);
    if (index >= 0) places[index].told = undefined;
  }

  return { element, update, touch };
}

const NAMED = "[data-keep], input[id], textarea[id], select[id], details[id], button[id]";
const nameOf = (node) => node.dataset.keep ?? node.id;

/** What somebody has done in a piece, to be done again in the one that takes its place. */
function memoryOf(place) {
  const kept = new Map();
  for (const node of place.querySelectorAll(NAMED)) {
    kept.set(nameOf(node), {
      value: typed(node) ? node.value : null,
      first: typed(node) ? node.defaultValue : null,
      checked: checkable(node) ? node.checked : null,
      begun: checkable(node) ? node.defaultChecked : null,
      open: node instanceof HTMLDetailsElement ? node.open : null,
      top: node.scrollTop,
    });
  }
  const active = document.activeElement;
  const inside = active && active !== place && place.contains(active);
  const focused = inside ? nameOf(active) : null;
  const span = inside && typed(active) ? selection(active) : null;

  function restore(now) {
    for (const node of now.querySelectorAll(NAMED)) {
      const was = kept.get(nameOf(node));
      if (!was) continue;
      if (was.value !== null && typed(node) && was.value !== was.first) node.value = was.value;
      if (was.checked !== null && checkable(node) && was.checked !== was.begun) node.checked = was.checked;
      if (was.open !== null && node instanceof HTMLDetailsElement) node.open = was.open;
      if (was.top) node.scrollTop = was.top;
    }
    if (!inside) return;
    const again = focused && [...now.querySelectorAll(NAMED)].find((node) => nameOf(node) === focused);
    if (again) {
      again.focus({ preventScroll: true });
      if (span && typed(again)) again.setSelectionRange(...span);
    } else {
      // What had the focus is gone: the piece itself takes it, so that the next Tab goes on from here.
      now.tabIndex = -1;
      now.focus({ preventScroll: true });
    }
  }

  return { restore };
}

function typed(node) {
  return node instanceof HTMLTextAreaElement || (node instanceof HTMLInputElement && !checkable(node));
}

function checkable(node) {
  return node instanceof HTMLInputElement && (node.type === "checkbox" || node.type === "radio");
}

function selection(node) {
  try {
    return node.selectionStart === null ? null : [node.selectionStart, node.selectionEnd];
  } catch {
    return null; // fields of numbers have none
  }
}
