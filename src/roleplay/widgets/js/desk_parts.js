// Small parts that the evaluator's screens share.
import { openGrounding } from "./care.js";
import { el, hiddenText } from "./dom.js";
import { current, link } from "./parts.js";

/** The bar above every screen of the desk: its rooms, with how much waits in each. */
export function deskBar(ctx, screen) {
  const standing = current(screen.path, (screen.bar ?? []).map(({ path }) => path));
  return el(
    "div",
    { class: "rp-bar rp-bar-nav" },
    el("p", { class: "rp-bar-title" }, ctx.t("desk.title")),
    el(
      "nav",
      { class: "rp-bar-buttons", "aria-label": ctx.t("desk.bar.label") },
      (screen.bar ?? []).map(({ key, path, count }) =>
        link(
          ctx,
          path,
          standing(path),
          ctx.t(`desk.bar.${key}`),
          count > 0 && [el("span", { class: "rp-count", "aria-hidden": "true" }, count), hiddenText(` ${ctx.t("desk.bar.count", { n: count })}`)],
        ),
      ),
      el("button", { type: "button", class: "rp-nav-ground", onclick: () => openGrounding(ctx, screen.help) }, ctx.t("grounding.open")),
    ),
  );
}
