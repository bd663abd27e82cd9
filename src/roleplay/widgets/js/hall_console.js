// The console of a live workshop: what is to be pressed next, and all that a facilitator sees and does beside it.
import { el, icon } from "./dom.js";
import { liveParts } from "./live.js";
import { link } from "./parts.js";
import { keysOf, openKeys } from "./hall_console_keys.js";
import { groupsPiece, pacePiece } from "./hall_console_groups.js";
import { callsPiece, doorPiece, leadsPiece, newCalls, peoplePiece } from "./hall_console_people.js";
import { askToEnd, closedPiece, endPiece, messagePiece, planPiece, questionsPiece, timePiece } from "./hall_console_side.js";
import { decisionPiece, promptsPiece, reasonsPiece, talkPiece, turn, wordsPiece } from "./hall_console_talk.js";

const ANYTIME = ["console_rest", "console_turn"]; // they name no step, and what was pressed last is meant
const FRESH_MS = 700; // what somebody else has just changed under the finger is not pressed by mistake

/** The console. Its data come part by part; when all of them come again, after a break in the line, it stays as it is. */
export function consoleScreen(ctx, screen) {
  const up = ctx.memory.console;
  if (up?.workshop === screen.workshop && up.live.element.isConnected) {
    up.take(screen);
    return { ...up.live, stays: true, settle: () => true };
  }
  const { live, take } = build(ctx, screen);
  ctx.memory.console = { workshop: screen.workshop, live, take };
  return live;
}

function build(ctx, screen) {
  const hall = {
    ctx,
    screen,
    state: screen.state,
    offset: screen.now - Date.now(),
    now: () => Date.now() + hall.offset,
    entrance: `${location.origin}${ctx.address("/w")}`,
    own: false, // whether what comes next was pressed here
    undrafted: null, // a draft to forget when what was pressed has worked
    waiting: null, // what was pressed while something else was still being done
    press(pressed, command, event) {
      if (ctx.root.getAttribute("aria-busy") === "true") {
        if (event?.detail > 1) return; // the second click of a double click
        // What is meant whatever comes of the first one is done after it; anything else is for somebody who has seen that.
        if (ANYTIME.includes(command.do)) hall.waiting = { pressed, command };
        else hall.tell(ctx.t("hall.console.busy"));
        return;
      }
      hall.own = true;
      ctx.act(
        pressed,
        () => {
          const made = typeof command === "function" ? command() : command;
          return made && { workshop: screen.workshop, seq: hall.state.seq, ...made };
        },
        event,
      );
    },
    button(keep, look, label, command, more = {}) {
      const made = el("button", { type: "button", class: look, "data-keep": keep, ...more }, label);
      made.addEventListener("click", (event) => hall.press(made, command, event));
      return made;
    },
    tell(text, problem = false) {
      said.textContent = text;
      said.classList.toggle("rp-console-problem", problem);
    },
  };
  const said = el("p", { class: "rp-console-said", role: "status" });
  const aloud = el("p", { class: "rp-visually-hidden", role: "status" });
  const next = nextThing(hall);
  const where = el("p", { class: "rp-lead rp-console-where" });
  const calls = liveParts([callsPiece(hall)].map(whereThere), { class: "rp-console-top" });
  const main = liveParts(
    [
      closedPiece(hall),
      doorPiece(hall, true),
      decisionPiece(hall),
      wordsPiece(hall),
      groupsPiece(hall),
      pacePiece(hall),
      reasonsPiece(hall),
      promptsPiece(hall),
      talkPiece(hall),
    ].map(whereThere),
    { class: "rp-console-main" },
  );
  const side = liveParts(
    [
      questionsPiece(hall),
      timePiece(hall),
      planPiece(hall),
      messagePiece(hall),
      peoplePiece(hall),
      doorPiece(hall, false),
      leadsPiece(hall),
      endPiece(hall),
    ].map(whereThere),
    { class: "rp-console-side" },
  );
  const element = el(
    "div",
    { class: "rp-page-body rp-console" },
    el(
      "header",
      { class: "rp-head rp-console-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.list_path, {}, icon("back"), ctx.t("hall.console.list"))),
      el("h1", { tabindex: "-1" }, screen.title),
      where,
      el(
        "div",
        { class: "rp-console-tools" },
        el("a", { class: "rp-plain", href: ctx.address(screen.screen_path), target: "_blank", rel: "noopener" }, ctx.t("hall.console.screen")),
        link(ctx, screen.watch_path, { class: "rp-plain" }, ctx.t("hall.console.watch")),
        el("button", { type: "button", class: "rp-plain", onclick: () => openKeys(ctx) }, ctx.t("hall.console.keys")),
      ),
    ),
    aloud,
    el("div", { class: "rp-console-sticky" }, calls.element, el("div", { class: "rp-console-next" }, next.element, said)),
    el("div", { class: "rp-console-grid" }, main.element, side.element),
  );

  function update(before) {
    const { state } = hall;
    where.textContent = whereText(hall);
    next.update(before);
    for (const part of [calls, main, side]) part.update(state);
    const called = newCalls(before, state).map(({ name }) => ctx.t("hall.console.call", { name }));
    if (called.length) aloud.textContent = called.join(" ");
  }

  /** Say where people come in, which a kernel does not know. */
  function introduce() {
    if (ctx.onPage && hall.state.stage !== "closed") ctx.send({ do: "console_entrance", workshop: screen.workshop, entrance: hall.entrance });
  }

  function take({ now, state }) {
    const before = hall.state;
    Object.assign(hall, { offset: now - Date.now(), state, own: false, waiting: null });
    update(before);
    introduce();
  }

  update(null);
  introduce();
  const live = {
    element,
    key: keysOf(hall, {
      g: () => next.press(),
      p: () => hall.press(element, { do: "console_rest", resting: !hall.state.resting }),
      n: () => turn(hall, element, 1),
      b: () => turn(hall, element, -1),
      o: () => window.open(ctx.address(screen.screen_path), "_blank", "noopener"),
      t: () => goTo(element, "minutes"),
      m: () => goTo(element, "message"),
      w: () => goTo(element, "people"),
      c: () => goTo(element, "calls"),
    }),
    news(message) {
      if (message.workshop !== screen.workshop) return;
      const before = hall.state;
      hall.offset = message.now - Date.now();
      hall.state = { ...before, ...message.changed };
      if (message.said !== undefined) {
        if (!message.problem) hall.undrafted?.();
        hall.tell(message.said, message.problem);
      }
      hall.undrafted = message.quiet ? hall.undrafted : null;
      update(before);
      if (message.quiet) return;
      hall.own = false;
      const { waiting } = hall;
      hall.waiting = null;
      if (waiting) hall.press(waiting.pressed, waiting.command);
    },
  };
  return { live, take };
}

/** A piece that is built only where it has something to show. */
function whereThere(piece) {
  return { ...piece, build: (picked) => (picked ? piece.build(picked) : null) };
}

/** Go to a field or a heading by its name, opening what it is folded in. */
function goTo(element, name) {
  const found = element.querySelector(`[data-goes="${name}"]`);
  const fold = found?.closest("details");
  if (fold) fold.open = true;
  found?.focus();
  found?.scrollIntoView({ block: "nearest" });
}

function whereText({ ctx, state: { plan, stage, people } }) {
  const here = people.filter((one) => one.here).length;
  const who = ctx.t("hall.console.here", { n: people.length, here });
  if (stage === "closed") return ctx.t("hall.console.closed");
  if (plan.here === null) return `${ctx.t("hall.console.lobby")} · ${who}`;
  const { title } = plan.sections[plan.here];
  return `${ctx.t("hall.console.section", { number: plan.here + 1, of: plan.sections.length, title })} · ${who}`;
}

/** The one big button. It stays the same element, so that a count that runs is not read out at every vote. */
function nextThing(hall) {
  const { ctx } = hall;
  const button = el("button", { type: "button", class: "rp-primary rp-console-go" });
  const choose = el("p", { class: "rp-console-choose" });
  const hint = el("p", { class: "rp-hint" });
  const element = el("div", {}, button, choose, hint);
  let changed = -FRESH_MS;

  button.addEventListener("click", (event) => press(event));

  function press(event) {
    const { next } = hall.state;
    if (!next || next.act === "choose") return;
    if (performance.now() - changed < FRESH_MS) return hall.tell(ctx.t("hall.console.fresh"));
    if (next.act === "end") return askToEnd(hall);
    hall.press(button, next.command, event);
  }

  function update(before) {
    const { next } = hall.state;
    const focused = document.activeElement === button;
    element.hidden = !next;
    if (!next) {
      if (focused) button.closest(".rp-console").querySelector("h1").focus();
      return;
    }
    const was = before?.next;
    const other = was && JSON.stringify([was.act, was.command]) !== JSON.stringify([next.act, next.command]);
    if (other && !hall.own) changed = performance.now();
    button.hidden = next.act === "choose";
    choose.hidden = !button.hidden;
    const place = button.hidden ? choose : button;
    if (place.textContent !== next.label) place.textContent = next.label;
    if (hint.textContent !== next.hint) hint.textContent = next.hint;
    hint.hidden = !next.hint;
    if (focused && button.hidden) {
      choose.tabIndex = -1;
      choose.focus();
    }
  }

  return { element, update, press };
}
