// Text as large as fits: a room reads the screen from its last row, and nobody scrolls a projector.

const STEPS = [0, 7, 5, 4, 3, 2, 1]; // lines of each text in a list that may be shortened; 0 is all of it
const READABLE = 2.7; // hundredths of the window's smaller side; texts are rather shortened than made smaller
const HAND = 0.82; // a window that is higher than wide is in a hand, not on a wall: the least can be smaller
const SMALLEST_PX = 14;

/**
 * Give every `[data-fit]` inside `root` the largest text at which nothing of it is cut off. Its `data-most` and
 * `data-least` are hundredths of the window's smaller side.
 *
 * Of what is said, what came before (`[data-older]`) is there as far as there is room, the newest of it first. Lists that
 * are marked `data-shorten` show less of each text, then fewer texts; with `late` only if even the smallest letters do
 * not help. If all that is not enough, what can be left out (`[data-spare]`) is, from the first on; and what still does
 * not fit, such as on a phone, can be scrolled.
 */
export function fitAll(root) {
  root.querySelectorAll("[data-fit]").forEach(fit);
}

function fit(box) {
  const { innerWidth: wide, innerHeight: high } = window;
  const unit = Math.min(wide, high) / 100;
  const size = (share) => Math.max(SMALLEST_PX, unit * share);
  const near = wide < high ? HAND : 1;
  const [least, most] = [size(near * Number(box.dataset.least ?? 2.3)), size(Number(box.dataset.most ?? 4.6))];
  const inside = (selector) => [...box.querySelectorAll(selector)];
  const [older, spare, lists] = [inside("[data-older]"), inside("[data-spare]"), inside("[data-shorten]")];
  box.removeAttribute("tabindex");
  box.removeAttribute("data-spills");
  show(older, false);
  show(spare, true);
  lists.forEach(whole);
  lists.forEach((list) => list.style.removeProperty("--lines"));
  const early = lists.filter((list) => list.dataset.shorten !== "late");
  const done =
    (early.length ? shorten(box, lists, Math.max(least, size(READABLE)), most) : grow(box, least, most)) ||
    early.some((list) => fewer(box, list)) ||
    grow(box, least, most) ||
    shorten(box, lists, least, least) ||
    spare.some((one) => {
      one.hidden = true;
      return fits(box);
    });
  if (!done) {
    show([...older, ...spare], true);
    box.dataset.spills = "";
    box.tabIndex = 0; // what can be scrolled can be scrolled with keys
    return;
  }
  for (const one of older.reverse()) {
    one.hidden = false;
    if (fits(box)) continue;
    one.hidden = true;
    break;
  }
}

const fits = (box) => box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1;

/** The largest text between the two that fits; false where even the least does not. */
function grow(box, least, most) {
  const at = (size) => {
    box.style.fontSize = `${size}px`;
    return fits(box);
  };
  if (at(most)) return true;
  let [low, high] = [least, most];
  if (!at(low)) return false;
  while (high - low > 0.5) {
    const middle = (low + high) / 2;
    if (at(middle)) low = middle;
    else high = middle;
  }
  return at(low);
}

/** As much of each text as fits; false where not even a line of each does. */
function shorten(box, lists, least, most) {
  return STEPS.some((lines) => {
    lists.forEach((list) => list.style.setProperty("--lines", lines || "none"));
    return grow(box, least, most);
  });
}

/** Leave the last texts of a list out until it fits, two lines of each, and say how many those are. */
function fewer(box, list) {
  const rest = list.nextElementSibling;
  if (!rest?.matches("[data-rest]")) return false;
  list.style.setProperty("--lines", 2);
  rest.hidden = false;
  const items = [...list.children];
  const left = (many) => {
    items.forEach((item, place) => {
      item.hidden = place >= many;
    });
    rest.textContent = rest.dataset.rest.replace("{n}", String(items.length - many));
    return fits(box);
  };
  let [low, high] = [1, items.length - 1];
  if (high < 1 || !left(low)) return false;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (left(middle)) low = middle;
    else high = middle - 1;
  }
  return left(low);
}

function whole(list) {
  show([...list.children], true);
  if (list.nextElementSibling?.matches("[data-rest]")) list.nextElementSibling.hidden = true;
}

function show(nodes, shown) {
  nodes.forEach((node) => {
    node.hidden = !shown;
  });
}
