// The frame of a participant's page: what stands where, what is said of what happens, and what is brought into view.
import { afterPart } from "./seat_after.js";
import { clockPart, messagePart, momentPart, pressMoment, restPart } from "./seat_care.js";
import { openGrounding, openHelp } from "./care.js";
import { el, icon, reveal } from "./dom.js";
import { liveParts } from "./live.js";
import { aboutParts, lobbyPart } from "./seat_lobby.js";
import { pacePart } from "./seat_pace.js";
import { replyPart, talkPart } from "./seat_talk.js";
import { isOver, triadParts } from "./seat_triads.js";
import { reasonPart, resultPart, votePart, voteStatePart } from "./seat_vote.js";

const AT_REST_MS = 4_000; // so long after somebody has scrolled, nothing moves under their eyes

/** A participant's place. It stays up from the first look to the end; what is new comes as news. */
export function seatScreen(ctx, screen) {
  let seat = screen;
  const talk = talkPart(ctx);
  const status = el("p", { class: "rp-visually-hidden", role: "status" });
  const pill = el("button", { type: "button", class: "rp-seat-pill rp-primary", hidden: true });
  const above = liveParts([headPart(ctx), messagePart(ctx), momentPart(ctx), restPart(ctx), lobbyPart(ctx)].map(both), { class: "rp-seat-parts" });
  const below = liveParts(
    [
      votePart(ctx),
      voteStatePart(ctx),
      resultPart(ctx),
      reasonPart(ctx),
      replyPart(ctx),
      ...triadParts(ctx),
      promptsPart(ctx),
      pacePart(ctx),
      afterPart(ctx),
      ...aboutParts(ctx),
    ].map(both),
    { class: "rp-seat-parts" },
  );
  const element = el("div", { class: "rp-page-body rp-seat" }, status, above.element, talk.element, below.element, pill);
  let moved = -AT_REST_MS; // when somebody scrolled last
  let target = null; // what the pill leads to
  let before = null; // where the focus was when everything began to pause

  ctx.memory.seat = { get: () => seat };

  function update() {
    element.classList.toggle("rp-seat-resting", seat.state.resting && seat.state.stage === "running");
    above.update(seat);
    talk.update(seat);
    below.update(seat);
    ctx.memory.seatBar?.update(seat);
  }

  function news(message) {
    if (message.people) return ctx.memory.wishes?.(message);
    const was = seat;
    const inside = element.contains(document.activeElement);
    seat = { ...seat, ...message };
    rest(was, () => update());
    const happened = told(ctx, was, seat, message.done);
    const said = happened.filter(({ quiet }) => !quiet);
    if (said.length) status.textContent = said.map(({ text }) => text).join(" ");
    const next = happened.find(({ piece }) => piece);
    if (inside && !element.contains(document.activeElement)) goOn(next);
    if (next) attend(next);
    if (message.done === "question") ctx.memory.asked?.();
  }

  /** While everything pauses, only that is seen; afterwards the focus is where it was. */
  function rest(was, act) {
    const [then, now] = [was.state.resting, seat.state.resting];
    if (!then && now) before = element.contains(document.activeElement) ? document.activeElement : null;
    act();
    if (!then && now && before) element.querySelector(".rp-live-rest h2")?.focus({ preventScroll: true });
    if (!then && now) window.scrollTo({ top: 0 });
    if (!then || now || !before) return;
    const keep = before.dataset.keep;
    const again = before.isConnected || !keep ? before : element.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
    again?.focus({ preventScroll: true });
  }

  /** Show what is new, unless somebody writes or reads: then a button says that it is there. */
  function attend({ piece, text }) {
    const node = partOf(piece);
    if (!node || node.hidden || inSight(node)) return;
    const writes = element.querySelector("textarea:focus, input:not([type=radio], [type=checkbox]):focus");
    if (!writes && performance.now() - moved > AT_REST_MS && !ctx.root.querySelector("dialog[open]")) return reveal(node, { focus: false });
    target = node;
    pill.replaceChildren(el("span", { "aria-hidden": "true" }, "↓"), text);
    pill.hidden = false;
  }

  function arrive() {
    pill.hidden = true;
    if (target?.isConnected) reveal(headingOf(target));
  }

  /** What had the focus is gone: it goes to what came in its place, so that the next Tab goes on from there. */
  function goOn(next) {
    const node = next && partOf(next.piece);
    headingOf(node && !node.hidden ? node : element).focus({ preventScroll: true });
  }

  /** A page that comes, or comes again: what is asked just now is in sight, or the newest lines. */
  function settle(before) {
    if (before) return true;
    const { poll, wanted, talk } = seat.state;
    const piece = [poll?.open && "vote", wanted !== null && "reply", poll && "result", talk?.said.length > 0 && "log"].find(Boolean);
    const node = piece === "log" ? element.querySelector(".rp-log > :last-child") : piece && partOf(piece);
    if (node && !seat.state.resting && node.getBoundingClientRect().bottom > innerHeight) reveal(node, { focus: false, quiet: true, block: piece === "log" ? "end" : "start" });
    return true;
  }

  function partOf(piece) {
    return element.querySelector(`.rp-live-${piece}, .rp-seat-${piece}`);
  }

  function scrolled() {
    if (!pill.hidden && target && inSight(target)) pill.hidden = true;
  }

  function hands() {
    moved = performance.now();
  }

  pill.addEventListener("click", arrive);
  window.addEventListener("scroll", scrolled, { passive: true });
  for (const name of ["wheel", "touchmove", "keydown"]) window.addEventListener(name, hands, { passive: true });
  update();
  return { element, news, settle };
}

function headingOf(node) {
  const heading = node.querySelector("h1, h2, h3") ?? node;
  heading.tabIndex = -1;
  return heading;
}

/** Parts say what they show of everybody's state and one's own; the page has both, and what was not sent yet. */
function both(part) {
  return { ...part, pick: (seat) => part.pick(seat.state, seat.own, seat), build: (picked, seat) => picked && part.build(picked, seat) };
}

function inSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return top < innerHeight * 0.8 && bottom > innerHeight * 0.2;
}

/** What has happened, in words for those who do not see it, and which part of the page it is about. */
function told(ctx, was, now, done) {
  const [a, b] = [was.state, now.state];
  const happened = [];
  const say = (text, piece = null, quiet = false) => happened.push({ text, piece, quiet });
  if (b.stage === "closed" && a.stage !== "closed") say(ctx.t("seat.told.closed"), "after");
  if (b.section && b.section.id !== a.section?.id) say(ctx.t("seat.told.section", { title: b.section.title }), "head");
  if (b.message && b.message !== a.message) say(ctx.t("seat.told.message", { text: b.message }), "message");
  if (b.resting !== a.resting && b.stage === "running") say(ctx.t(b.resting ? "seat.rest.title" : "seat.told.rested"));
  const [asked, before] = [b.poll, a.poll];
  if (asked && asked.id !== before?.id && asked.open) say(ctx.t(asked.round > 1 ? "seat.told.again" : "seat.told.vote"), "vote");
  if (asked && asked.id === before?.id) {
    if (before.open && !asked.open && !asked.totals) say(ctx.t("seat.told.counted"));
    if (!before.totals && asked.totals) say(ctx.t("seat.told.result"), "result");
  }
  if (b.wanted !== null && a.wanted === null) say(ctx.t("seat.told.reply"), "reply");
  const lines = (b.talk?.said.length ?? 0) - (a.talk?.said.length ?? 0);
  if (lines > 0 && b.section?.id === a.section?.id && !happened.length) say(ctx.t("seat.told.lines"), "talk-new", true); // the log says them itself
  if (b.triads && a.triads && b.section?.id === a.section?.id) {
    if (b.triads.playing && !a.triads.playing) say(ctx.t("seat.told.round", { n: b.triads.round }), "group");
    if (!b.triads.playing && a.triads.playing) say(ctx.t("seat.told.over"), "derole");
  }
  if (now.own.seat && !was.own.seat && !happened.length) say(ctx.t("seat.told.group"), "group");
  if (now.online && !was.online) say(ctx.t("seat.told.back"));
  if (["vote", "reply", "reason", "question", "note", "wish"].includes(done)) say(ctx.t(`seat.done.${done}`));
  return happened;
}

function headPart(ctx) {
  return {
    key: "head",
    pick: ({ title, stage, section, people }) => ({ title, stage, section: section?.title ?? null, people }),
    build: ({ title, stage, section, people }) =>
      el(
        "header",
        { class: "rp-head rp-seat-head" },
        section && el("p", { class: "rp-eyebrow" }, title),
        el("h1", { tabindex: "-1" }, section ?? title),
        stage !== "closed" && el("p", { class: "rp-hint" }, ctx.t("seat.people", { n: people })),
      ),
  };
}

function promptsPart(ctx) {
  return {
    key: "prompts",
    pick: ({ section, triads }) => (section?.prompts.length && (section.way === "talk" || isOver(triads)) ? section.prompts : null),
    build: (prompts) =>
      el("section", { class: "rp-seat-prompts" }, el("h2", {}, ctx.t("seat.prompts")), el("ul", { class: "rp-plain-list" }, prompts.map((one) => el("li", {}, one)))),
  };
}

/** What is always there: the clock, *I need a moment*, the exercises, *Get help*. */
export function seatBar(ctx, screen) {
  if (screen.name !== "seat") return el("div", { class: "rp-bar rp-bar-care" }, el("div", { class: "rp-bar-buttons" }, helpButtons(ctx, () => screen.help)));
  const seat = () => ctx.memory.seat.get();
  const moment = el("button", { type: "button", class: "rp-care-pause", "aria-pressed": "false" }, icon("pause"), el("span", {}, ctx.t("seat.moment.open")));
  moment.addEventListener("click", () => pressMoment(ctx, seat));
  const clock = clockPart(ctx);
  const bar = el(
    "div",
    {},
    el(
      "div",
      { class: "rp-bar rp-bar-care" },
      el("p", { class: "rp-bar-title", "aria-hidden": "true" }, screen.title),
      el("div", { class: "rp-bar-buttons", role: "group", "aria-label": ctx.t("care.label") }, moment, helpButtons(ctx, () => seat().help)),
    ),
    clock.element,
  );
  ctx.memory.seatBar = {
    update(now) {
      const called = now.unsent.filter((one) => one.do === "call").at(-1)?.needed ?? now.own.called;
      moment.setAttribute("aria-pressed", String(called));
      moment.hidden = now.state.stage === "closed";
      clock.update(now);
      ctx.memory.moment?.(now);
    },
  };
  ctx.memory.seatBar.update(screen);
  return bar;
}

function helpButtons(ctx, help) {
  return [
    el("button", { type: "button", class: "rp-care-ground", onclick: () => openGrounding(ctx, help()) }, icon("ground"), el("span", {}, ctx.t("grounding.open"))),
    help() && el("button", { type: "button", class: "rp-care-help", onclick: () => openHelp(ctx, { help: help() }) }, icon("help"), el("span", {}, ctx.t("help.open"))),
  ];
}

/** For somebody who is not in any more. */
export function outScreen(ctx, screen) {
  ctx.memory.seatBar = null;
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-seat" },
      el(
        "header",
        { class: "rp-head" },
        el("p", { class: "rp-eyebrow" }, screen.title),
        el("h1", { tabindex: "-1" }, ctx.t("seat.out.title")),
        screen.forgotten
          ? el("p", { class: "rp-lead" }, ctx.t("seat.out.forgotten"))
          : [el("p", { class: "rp-lead" }, ctx.t("seat.out.text")), el("p", {}, ctx.t("seat.out.kept"))],
        el("p", { class: "rp-actions" }, el("a", { class: "rp-primary", href: ctx.address("/w") }, ctx.t("seat.out.back"))),
      ),
    ),
  };
}
