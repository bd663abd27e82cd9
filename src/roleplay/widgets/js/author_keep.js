// A screen can come again at any time, because a file was saved. What has not changed stays as it is, and the author
// keeps their place: focus, scroll, what is unfolded, what is half filled in.
import { el, put } from "./dom.js";

const keyed = (root) => new Map([...root.querySelectorAll("[data-keep]")].map((one) => [one.dataset.keep, one]));

function inSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return node.checkVisibility() && bottom > 0 && top < innerHeight;
}

function filledIn(node) {
  if (node instanceof HTMLSelectElement) return [...node.options].some((one) => one.selected !== one.defaultSelected);
  if (!(node instanceof HTMLInputElement)) return false;
  return node.type === "checkbox" ? node.checked !== node.defaultChecked : node.value !== node.defaultValue;
}

function fillIn(node, { value, checked }) {
  if (!(node instanceof HTMLSelectElement) || [...node.options].some((one) => one.value === value)) node.value = value;
  if (node.type === "checkbox") node.checked = checked;
}

function focusQuietly(node) {
  const target = node instanceof HTMLDetailsElement ? node.querySelector("summary") : node;
  if (target.tabIndex < 0) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

/**
 * Note where the author is in `root`. Returns a function that goes there again once `root` has a new content.
 *
 * Things are found again by their `data-keep`; what is gone hands the focus on to what was around it.
 */
export function keepPlace(root) {
  const before = keyed(root);
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const around = [];
  for (let one = active; one && one !== root; one = one.parentElement)
    if (one.dataset?.keep) around.push(one.dataset.keep);
  const folds = [...before].filter(([, one]) => one instanceof HTMLDetailsElement).map(([key, one]) => [key, one.open]);
  const slid = [...before].map(([key, one]) => [key, one.scrollLeft, one.scrollTop]).filter(([, x, y]) => x || y);
  const filled = [...before]
    .filter(([, one]) => filledIn(one))
    .map(([key, { value, checked }]) => [key, { value, checked }]);
  const seen = [...before]
    .filter(([, one]) => inSight(one))
    .map(([key, one]) => [key, one.getBoundingClientRect().top]);
  const anchors = [...around.flatMap((key) => seen.filter(([one]) => one === key)), ...seen];
  const scrolled = window.scrollY;

  return () => {
    const after = keyed(root);
    const still = (list) => list.filter(([key]) => after.has(key));
    for (const [key, open] of still(folds)) after.get(key).open = open;
    for (const [key, values] of still(filled)) fillIn(after.get(key), values);
    for (const [key, x, y] of still(slid)) after.get(key).scrollTo(x, y);
    if (active && !active.isConnected) {
      const found = around.find((key) => after.has(key));
      focusQuietly(found ? after.get(found) : root.querySelector("h1"));
    }
    const anchor = still(anchors)[0];
    const moved = anchor ? after.get(anchor[0]).getBoundingClientRect().top - anchor[1] : 0;
    window.scrollTo(0, anchor ? window.scrollY + moved : scrolled);
  };
}

/**
 * A screen of parts, each `[what it shows, how to build it]`. Where the same screen is up, only the parts that show
 * something else are built again. A builder that keeps its own place in order returns that. `follow(before)` leads on
 * from where the author was, where reading goes on elsewhere.
 */
export function partsScreen(ctx, screen, className, parts, follow = () => {}) {
  const last = ctx.memory.up;
  const again = last?.screen.path === screen.path && last.element.isConnected;
  const up = again ? { ...last, screen } : raised(screen, className, Object.keys(parts));
  const back = again && keepPlace(ctx.root);
  ctx.memory.up = up;
  for (const [name, [data, build]] of Object.entries(parts)) {
    const shown = JSON.stringify(data);
    if (up.shown.get(name) === shown) continue;
    const place = up.places.get(name);
    const built = build(place);
    if (built !== place) {
      place.replaceChildren();
      put(place, built);
    }
    up.shown.set(name, shown);
  }
  const settle = () => {
    if (!again) return false;
    back();
    follow(last.screen);
    return true;
  };
  return { element: up.element, settle, stays: again };
}

function raised(screen, className, names) {
  const places = new Map(names.map((name) => [name, el("div", { class: `rp-part rp-part-${name}` })]));
  const element = el("div", { class: `rp-page-body rp-author ${className}` }, [...places.values()]);
  return { screen, places, element, shown: new Map() };
}
