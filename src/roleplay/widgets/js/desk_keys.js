// Keys of the marking desk. Each does something that can be pressed as well; none does anything while somebody writes.
import { openDialog } from "./care.js";
import { el } from "./dom.js";

const LIST = [
  ["j", "→"],
  ["k", "←"],
  ["1", "2", "a"],
  ["c", "C"],
  ["/"],
  ["x"],
  ["u"],
  ["m"],
  ["s"],
  ["n"],
  ["p"],
  ["?"],
];
const NAMES = ["on", "back", "tick", "competency", "find", "none", "undo", "words", "hand-in", "next", "previous", "help"];

/** The list of keys, and the way to turn them off. */
export function openKeys(ctx) {
  const toggle = el("button", { type: "button", class: "rp-secondary" });
  const say = () => {
    toggle.textContent = ctx.t(ctx.keys.on ? "desk.keys.turn-off" : "desk.keys.turn-on");
    ctx.root.classList.toggle("rp-keys-off", !ctx.keys.on);
  };
  toggle.addEventListener("click", () => {
    ctx.keys.on = !ctx.keys.on;
    say();
  });
  say();
  openDialog(ctx, {
    title: ctx.t("desk.keys.title"),
    body: [
      el("p", {}, ctx.t("desk.keys.about")),
      el(
        "dl",
        { class: "rp-desk-keys" },
        LIST.map((keys, place) => [el("dt", {}, keys.map((key) => [el("kbd", {}, key), " "])), el("dd", {}, ctx.t(`desk.keys.${NAMES[place]}`))]),
      ),
    ],
    buttons: (close) => [el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("desk.keys.close")), toggle],
  });
}

const WRITING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";

/** What a pressed key does; `does` has an act for each letter, and `tick(key)` for the rest. */
export function keyOf(ctx, does, tick) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(WRITING)) return;
    if (event.key === "?") {
      event.preventDefault();
      openKeys(ctx);
      return;
    }
    if (!ctx.keys.on) return;
    const arrows = event.key.startsWith("Arrow");
    if (arrows && event.target.closest?.("input[type=radio], [role=region], summary")) return; // they have arrows of their own
    const act = does[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (!event.repeat && tick(event.key)) {
      event.preventDefault();
    }
  };
}
