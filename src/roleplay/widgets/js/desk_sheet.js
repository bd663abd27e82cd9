// The marking desk: an attempt turn by turn, with its mark scheme beside it.
import { foundPane, tickedHere } from "./desk_found.js";
import { handedIn, handInPane } from "./desk_hand_in.js";
import { keyOf, openKeys } from "./desk_keys.js";
import { marksOf } from "./desk_marks.js";
import { schemePane } from "./desk_scheme.js";
import { turnPane } from "./desk_turn.js";
import { answersPane, openConcern, returnPane, wordsArrived, wordsPane } from "./desk_words.js";
import { el, prose } from "./dom.js";
import { link, section } from "./parts.js";

const HERE_MS = 4 * 60_000; // somebody who reads for long is still there

/** Which turn was shown last; on the page it survives a reload of the tab. */
function lastPlace(ctx, screen) {
  const place = Number(ctx.drafts.get(`${screen.sheet}/turn`) || 0);
  return place >= 0 && place < screen.turns.length ? place : 0;
}

function head(ctx, screen, overTo) {
  return el(
    "header",
    { class: "rp-head rp-desk-head" },
    el("p", { class: "rp-crumb" }, link(ctx, "/desk", {}, ctx.t("desk.problem.back"))),
    el("h1", { tabindex: "-1" }, screen.heading),
    el("p", { class: "rp-hint" }, `${ctx.t("desk.sheet.trainee", { trainee: screen.trainee })} · ${ctx.t(`desk.state.${screen.state}`)}`),
    screen.practice && el("p", { class: "rp-desk-notice" }, ctx.t("desk.sheet.practice")),
    screen.anchor && el("p", { class: "rp-desk-notice" }, ctx.t("desk.sheet.anchor")),
    screen.decides && !screen.handed_in && el("p", { class: "rp-desk-notice" }, ctx.t("desk.sheet.decide")),
    el(
      "div",
      { class: "rp-actions rp-desk-tools" },
      el("button", { type: "button", class: "rp-plain rp-small", "data-focus": "previous", onclick: (event) => overTo("previous", event.currentTarget) }, ctx.t("desk.sheet.previous")),
      el("button", { type: "button", class: "rp-plain rp-small", "data-focus": "next", onclick: (event) => overTo("next", event.currentTarget) }, ctx.t("desk.sheet.next")),
      el("button", { type: "button", class: "rp-plain rp-small rp-desk-keys-open", onclick: () => openKeys(ctx) }, ctx.t("desk.keys.open")),
      el("button", { type: "button", class: "rp-plain rp-small", onclick: () => openConcern(ctx, screen) }, ctx.t("desk.concern.open")),
    ),
  );
}

function shared(ctx, screen) {
  if (screen.shared.length === 0) return null;
  return section(ctx.t("desk.sheet.shared"), {}, screen.shared.map((text) => el("blockquote", {}, prose(text))));
}

/** Build the screen. What is ticked, the turn that is shown and what is being written outlive it. */
export function sheetScreen(ctx, screen) {
  let place = lastPlace(ctx, screen);
  let heard = Date.now();
  const moment = () => screen.turns[place].moment;
  const overTo = (way, button) => ctx.act(button, () => ({ do: "desk_turn_over", attempt: screen.sheet, way }));

  ctx.memory["desk/focus"] = document.activeElement?.dataset?.focus; // of the screen before this one
  wordsArrived(ctx, screen);
  handedIn(ctx, screen);
  const marks = marksOf(ctx, screen, tell, () => element.isConnected);
  const turn = turnPane(ctx, screen, {
    move,
    marked: (at) => tickedHere(ctx, screen, marks, at, (id) => marks.tick(id, at, false)),
    count: (at) => marks.at(at).length,
  });
  const scheme = schemePane(ctx, screen, marks, { moment, go: move });
  const handIn = handInPane(ctx, screen, marks);
  const found = foundPane(ctx, screen, marks, move);
  const words = wordsPane(ctx, screen, moment);
  scheme.reopen(ctx.memory[`${screen.sheet}/open`]);

  function move(to) {
    if (to < 0 || to >= screen.turns.length || to === place) return;
    place = to;
    ctx.drafts.set(`${screen.sheet}/turn`, String(place));
    turn.show(place);
    tell();
  }

  function tell() {
    turn.tell();
    scheme.tell();
    handIn.tell();
    found.tell();
    ctx.memory[`${screen.sheet}/open`] = scheme.current();
  }

  function here() {
    if (Date.now() - heard < HERE_MS) return;
    heard = Date.now();
    ctx.send({ do: "desk_here", attempt: screen.sheet });
  }

  const element = el(
    "div",
    { class: "rp-page-body rp-desk", onpointerdown: here, onkeydown: here, oninput: here },
    head(ctx, screen, overTo),
    answersPane(ctx, screen),
    el("div", { class: "rp-desk-grid" }, turn.element, el("div", { class: "rp-desk-side" }, screen.decides && found.element, scheme.element, handIn.element, !screen.decides && found.element)),
    el("div", { class: "rp-desk-grid" }, el("div", { class: "rp-desk-side" }, words?.element), el("div", { class: "rp-desk-side" }, shared(ctx, screen), returnPane(ctx, screen))),
  );
  turn.show(place);
  tell();
  ctx.root.classList.toggle("rp-keys-off", !ctx.keys.on);

  const does = {
    j: () => move(place + 1),
    k: () => move(place - 1),
    ArrowRight: () => move(place + 1),
    ArrowLeft: () => move(place - 1),
    n: () => overTo("next", ctx.root),
    p: () => overTo("previous", ctx.root),
    c: () => scheme.step(1),
    C: () => scheme.step(-1),
    x: () => scheme.noOpportunity(),
    u: () => marks.undo(),
    m: () => words?.focus(),
    s: () => handIn.focus(),
    "/": () => scheme.find(),
  };

  return {
    element,
    key: keyOf(ctx, does, (key) => moment() !== null && scheme.press(key)),
    news: (message) => {
      if (message.about === "kept") marks.told(message);
    },
    settle: (before) => settle(ctx, before, screen),
  };
}

/** After an answer on the same sheet everything stays where it was, and so does the focus. */
function settle(ctx, before, screen) {
  const focused = ctx.memory["desk/focus"];
  delete ctx.memory["desk/focus"];
  if (before?.name !== "desk_sheet" || before.sheet !== screen.sheet) return false;
  const again = focused && ctx.root.querySelector(`[data-focus="${CSS.escape(focused)}"]`);
  (again || ctx.root.querySelector("h1"))?.focus({ preventScroll: true });
  return true;
}

/** An attempt that others have: what was ticked in it is kept. */
export function shutScreen(ctx, screen) {
  const overTo = (way, button) => ctx.act(button, () => ({ do: "desk_turn_over", attempt: screen.sheet, way }));
  const tool = (way) => el("button", { type: "button", class: "rp-secondary", onclick: (event) => overTo(way, event.currentTarget) }, ctx.t(`desk.sheet.${way}`));
  return el(
    "div",
    { class: "rp-page-body rp-desk" },
    el("header", { class: "rp-head" }, el("p", { class: "rp-crumb" }, link(ctx, "/desk", {}, ctx.t("desk.problem.back"))), el("h1", { tabindex: "-1" }, screen.title)),
    el("p", {}, screen.text),
    el("p", {}, screen.fix),
    screen.kept && el("p", { class: "rp-desk-notice" }, ctx.t("desk.shut.kept")),
    el("div", { class: "rp-actions" }, link(ctx, screen.path, { class: "rp-primary" }, ctx.t("desk.shut.again")), tool("previous"), tool("next")),
  );
}
