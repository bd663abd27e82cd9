// The clock on the screen. When the time is over it says so, in words and colour, and nothing else happens.
import { el } from "./dom.js";

const LAST_MS = 60_000;
const LOOK_MS = 250;

/** Build the clock. It runs by itself from what was left when it was told. */
export function timer({ ctx }, { left_ms: left, running }) {
  const begun = performance.now();
  const figure = el("p", { class: "rp-hs-time", role: "timer" });
  const word = el("p", { class: "rp-hs-time-word" });
  const element = el("div", { class: "rp-hs-timer" }, figure, word);

  function look() {
    const now = running ? left - (performance.now() - begun) : left;
    const state = !running ? "rests" : now <= 0 ? "over" : now <= LAST_MS ? "last" : "runs";
    element.dataset.state = state;
    set(figure, clock(Math.max(0, Math.ceil(now / 1000))));
    set(word, ctx.t(`hall.screen.timer.${state}`));
  }

  const beat = setInterval(() => (element.isConnected ? look() : clearInterval(beat)), LOOK_MS);
  look();
  return element;
}

function clock(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (number) => String(number).padStart(2, "0");
  return [...(hours ? [hours, two(minutes)] : [minutes]), two(seconds % 60)].join(":");
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
