// Building elements. Data reach the page as text nodes and attributes only, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const SAFE_ADDRESS = /^(?:\/(?!\/)|#|tel:|mailto:)/;

/** Make an element: `el("p", {class: "rp-quiet", onclick: act}, "text", [more])`. Null and false are left out. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) {
      if (typeof value === "function") node.addEventListener(name.slice(2), value);
    } else if (name === "href" && !SAFE_ADDRESS.test(value)) {
      continue;
    } else {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  put(node, children);
  return node;
}

/** Append children: nodes, texts, numbers, arrays of them. */
export function put(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** A text with *actions* in italics, as nodes. */
export function inline(text) {
  return String(text)
    .split(/(\*[^*\n]+\*)/)
    .filter(Boolean)
    .map((part) => (/^\*[^*\n]+\*$/.test(part) ? el("em", { class: "rp-action" }, part.slice(1, -1)) : part));
}

/** A text as paragraphs. */
export function prose(text, attributes = {}) {
  return String(text ?? "")
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => el("p", attributes, inline(part.trim())));
}

let lastId = 0;

/** An id that nothing else on the page has. */
export function freshId(stem) {
  lastId += 1;
  return `rp-${stem}-${lastId}`;
}

/** Text for screen readers only. */
export function hiddenText(text) {
  return el("span", { class: "rp-visually-hidden" }, text);
}

/** Focus without a jump, then show it; motion only for those who want it, and not far: Tab in flight would lose the focus. */
export function reveal(node, { focus = true, block = "start", quiet = false } = {}) {
  if (focus) node.focus({ preventScroll: true });
  const far = Math.abs(node.getBoundingClientRect().top) > 1.5 * innerHeight;
  const still = quiet || far || matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
}

const ICONS = {
  pause: ["M8 5v14", "M16 5v14"],
  leave: ["M14 5H6v14h8", "M11 12h9", "M17 8.5l3.5 3.5-3.5 3.5"],
  help: ["M12 20s-7-4.4-7-9.6A4 4 0 0 1 12 8a4 4 0 0 1 7 2.4C19 15.6 12 20 12 20z"],
  back: ["M14.5 6l-6 6 6 6"],
  close: ["M7 7l10 10", "M17 7L7 17"],
  done: ["M5 12.5l4.5 4.5L19 7.5"],
  ground: ["M12 4v9", "M8.5 9.5L12 13l3.5-3.5", "M5 18c2.5-2 4.5-2 7 0s4.5 2 7 0"],
  note: ["M5 5h14v10l-4 4H5z", "M9 10h6", "M9 13.5h4"],
};

/** A small line drawing beside a word; it says nothing of its own. */
export function icon(name) {
  return svg(
    "svg",
    { class: "rp-icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    ICONS[name].map((d) => svg("path", { d })),
  );
}
