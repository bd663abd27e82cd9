// Keys of the console. Each does something that can be pressed as well; none does anything while somebody writes.
import { openDialog } from "./care.js";
import { el } from "./dom.js";

const LIST = ["g", "p", "n", "b", "t", "m", "w", "c", "o", "?"];
const WRITING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";

/** The list of keys, and the way to turn them off. */
export function openKeys(ctx) {
  const toggle = el("button", { type: "button", class: "rp-secondary" });
  const say = () => (toggle.textContent = ctx.keys.on ? ctx.t("hall.console.keys.turn-off") : ctx.t("hall.console.keys.turn-on"));
  toggle.addEventListener("click", () => {
    ctx.keys.on = !ctx.keys.on;
    say();
  });
  say();
  openDialog(ctx, {
    title: ctx.t("hall.console.keys"),
    body: [
      el("p", {}, ctx.t("hall.console.keys.about")),
      el(
        "dl",
        { class: "rp-console-keys" },
        LIST.map((key) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, ctx.t(`hall.console.key.${key === "?" ? "help" : key}`))]),
      ),
    ],
    buttons: (close) => [el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("dialog.close")), toggle],
  });
}

/** What a pressed key does; `does` has an act for each letter. */
export function keysOf({ ctx }, does) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
    if (event.target.closest?.(WRITING)) return;
    const act = event.key === "?" ? () => openKeys(ctx) : does[event.key];
    if (!act || !ctx.keys.on) return;
    event.preventDefault();
    act();
  };
}
