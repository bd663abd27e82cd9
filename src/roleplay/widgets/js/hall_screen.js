// The screen of a live workshop, for a whole room. It shows, and turns questions; it never takes the focus.
import { el } from "./dom.js";
import { liveParts } from "./live.js";
import { link } from "./parts.js";
import { fitAll } from "./hall_screen_fit.js";
import { closing, lobby, message, outside, pace, rest, talk, triads } from "./hall_screen_parts.js";
import { answers, conversation } from "./hall_screen_room.js";
import { timer } from "./hall_screen_timer.js";

const A_BAR = 40; // letters that would take as much room
const MORE = 1.25; // numbers and headings take room, too

/** Build the screen. News bring the parts of its state that have changed. */
export function hallScreen(ctx, screen) {
  const known = ctx.memory.hallScreen;
  const up = known?.workshop === screen.workshop && known.element.isConnected ? known : begin(ctx, screen);
  ctx.memory.hallScreen = up;
  up.show(screen.state);
  // Whoever draws the picture does not know the address: a kernel has none.
  const { join } = screen.state;
  if (join && !join.squares.length && up.address) {
    ctx.send({ do: "screen_entrance", workshop: screen.workshop, entrance: up.address });
  }
  return { element: up.element, stays: true, news: up.news, key: up.key, settle: up.settle };
}

function begin(ctx, screen) {
  const view = { ctx, console: screen.console, address: address(ctx), turned: 0 };
  let state = {};
  const mode = () => (state.stage === "running" ? state.section.way : state.stage);
  const only = (way, pick) => (data) => (mode() === way ? pick(data) : null);
  const piece = (key, pick, build) => ({ key, pick, build: (picked) => picked && build(view, picked) });
  const parts = liveParts(
    [
      piece("head", ({ title, stage, section, talk: said }) => ({ title, stage, section: section?.title, scenario: said?.title }), head),
      piece("timer", ({ timer: picked }) => picked, timer),
      piece("message", ({ message: text }) => text, message),
      piece("lobby", only("lobby", ({ title, about, rules, people, join }) => ({ title, about, rules, people, join })), lobby),
      piece("talk", only("talk", ({ prompts }) => ({ prompts, turned: view.turned })), talk),
      piece("conversation", only("room", (data) => data.talk), conversation),
      piece("answers", only("room", ({ timer: _, join: __, ...data }) => ({ ...data, turned: view.turned })), answers),
      piece("triads", only("triads", (data) => ({ ...data.triads, groups: data.groups, prompts: data.prompts, turned: view.turned })), triads),
      piece("pace", only("pace", (data) => ({ ...data.far, people: data.people, prompts: data.prompts, turned: view.turned })), pace),
      piece("closing", only("closed", ({ aftercare, help }) => ({ aftercare, help })), closing),
      piece("rest", ({ resting }) => resting, rest),
      piece("foot", ({ join, people, stage }) => (stage === "running" ? { join, people } : null), outside),
      piece("controls", () => true, controls),
    ],
    { class: "rp-hall-screen" },
  );
  const { element } = parts;
  const watch = new ResizeObserver(() => (element.isConnected ? fitAll(element) : watch.disconnect()));
  watch.observe(element);

  function show(next) {
    if (next.section?.id !== state.section?.id || next.turned !== state.turned) view.turned = next.turned;
    state = next;
    element.dataset.mode = mode();
    parts.update(state);
    element.toggleAttribute("data-alone", !element.querySelector(".rp-live-answers > *"));
    divide(element);
    if (element.isConnected) fitAll(element);
  }

  /** Questions to talk about come one after the other: with the arrow keys, or whatever a presenter's remote sends. */
  function key(event) {
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const many = state.prompts.length;
    const there = element.querySelector(".rp-hs-prompt");
    if (!by || !there || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const to = Math.min(many - 1, Math.max(0, view.turned + by));
    if (to === view.turned) return;
    view.turned = to;
    show(state);
    ctx.send({ do: "screen_turn", workshop: screen.workshop, question: to }); // consoles show where the screen is
  }

  return {
    workshop: screen.workshop,
    address: view.address,
    element,
    show,
    key,
    news: ({ changed }) => show({ ...state, ...changed }),
    settle() {
      fitAll(element); // now it is on the page, and can be measured
      return true; // the focus stays where it is
    },
  };
}

/** Give conversation and answers room by how much there is to read in each, so that both are about as large. */
function divide(element) {
  const long = (selector) => [...element.querySelectorAll(selector)].reduce((sum, one) => sum + one.textContent.length, 0);
  const said = long(".rp-hs-said > :not([data-older])");
  const asked = MORE * long(".rp-hs-answers") + A_BAR * element.querySelectorAll(".rp-hs-track").length;
  const share = asked ? Math.min(0.56, Math.max(0.34, said / (said + asked))) : 0.6;
  element.style.setProperty("--said", `${share}fr`);
  element.style.setProperty("--asked", `${1 - share}fr`);
}

/** Under which address people come in; empty where this page is not a server's. */
function address(ctx) {
  return ctx.onPage ? `${location.origin}${ctx.address("/w")}` : "";
}

function head({ ctx }, { title, stage, section, scenario }) {
  if (stage === "lobby") return null;
  return el(
    "div",
    { class: "rp-hs-head" },
    el("h1", {}, stage === "running" ? section : title),
    el("p", {}, stage === "running" ? [title, scenario && scenario !== section && ` · ${scenario}`] : ctx.t("hall.screen.over")),
  );
}

function controls({ ctx, console: path }) {
  const root = document.documentElement;
  const button = el("button", { type: "button", class: "rp-plain" }, ctx.t("hall.screen.full"));
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()));
  const named = () => {
    button.textContent = ctx.t(document.fullscreenElement ? "hall.screen.full.leave" : "hall.screen.full");
  };
  root.addEventListener("fullscreenchange", () => button.isConnected && named());
  return el("div", { class: "rp-hs-controls" }, root.requestFullscreen && button, link(ctx, path, {}, ctx.t("hall.screen.console")));
}
