// What an author sees while many files are read for the first time.
import { el } from "./dom.js";

/** Build the screen, or bring the one that is up to date. */
export function authorReadingScreen(ctx, screen) {
  const up = ctx.memory.reading?.element.isConnected ? ctx.memory.reading : null;
  const shown = up ?? raised(screen);
  ctx.memory.reading = shown;
  const { done, files } = screen;
  shown.bar.max = Math.max(1, files);
  shown.bar.value = done;
  shown.line.textContent = files
    ? ctx.t(done < files ? "author.ui.reading" : "author.ui.reading.proving", { done, n: files })
    : "";
  return { element: shown.element, settle: () => up !== null, stays: up !== null };
}

function raised(screen) {
  const bar = el("progress", { class: "rp-progress-bar", "aria-hidden": "true" });
  const line = el("p", { class: "rp-hint", role: "status" });
  const element = el(
    "div",
    { class: "rp-page-body rp-author rp-author-reading" },
    el("header", { class: "rp-head" }, el("h1", { tabindex: "-1" }, screen.title)),
    el("div", { class: "rp-progress-line" }, bar, line),
  );
  return { element, bar, line };
}
