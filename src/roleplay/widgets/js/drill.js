// Moments that come back, and the same conversation from the other chair.
import { el, icon, inline, freshId, prose, reveal } from "./dom.js";
import { link, section } from "./parts.js";
import { block, blocksOf } from "./conversation.js";
import { day } from "./words.js";

/** Build the list of what is due. */
export function refreshersScreen(ctx, screen) {
  const many = (one) => screen.later.filter((other) => isBeside(one, other)).length;
  const listed = screen.later.filter((one, place, all) => all.findIndex((other) => isBeside(one, other)) === place);
  const card = (one, due) =>
    el(
      "li",
      { class: "rp-card" },
      el("h3", {}, due ? link(ctx, one.path, { class: "rp-card-link" }, one.title) : one.title),
      el("p", { class: "rp-status-line" }, el("span", {}, due ? times(ctx, one) : ctx.t("refreshers.moments", { n: many(one), day: day(one.at, "medium") }))),
    );
  return el(
    "div",
    { class: "rp-page-body rp-refreshers" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, "/learn/modules", {}, icon("back"), ctx.t("nav.modules"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t("refreshers.about")),
    ),
    section(
      ctx.t("refreshers.today"),
      {},
      screen.due.length ? el("ul", { class: "rp-cards" }, screen.due.map((one) => card(one, true))) : el("p", {}, ctx.t("refreshers.none")),
    ),
    screen.later.length > 0 &&
      section(ctx.t("refreshers.later"), {}, el("ul", { class: "rp-cards" }, listed.map((one) => card(one, false)))),
  );
}

/** Whether two moments are of the same conversation, and come back on the same day. */
function isBeside(one, other) {
  return one.title === other.title && day(one.at, "medium") === day(other.at, "medium");
}

function times(ctx, one) {
  return one.times ? ctx.t("refreshers.now", { n: one.times }) : ctx.t("refreshers.first");
}

/** Build one moment: what led to it, what can be said; after the answer, what it did. */
export function drillScreen(ctx, screen) {
  const over = screen.choices.length === 0;
  const log = el(
    "div",
    { class: "rp-log", role: "log", "aria-label": ctx.t("log.label") },
    blocksOf(screen.items).map((items, place, all) =>
      block(ctx, screen, items, { label: ctx.t(place === all.length - 1 && over ? "drill.answered" : "drill.before") }),
    ),
  );
  const panel = over ? afterwards(ctx, screen) : choices(ctx, screen);
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-drill" },
      el(
        "header",
        { class: "rp-head" },
        el("p", { class: "rp-crumb" }, link(ctx, "/learn/refreshers", {}, icon("back"), ctx.t("refreshers.title"))),
        el("h1", { tabindex: "-1" }, screen.title),
        el("p", { class: "rp-hint" }, ctx.t("drill.about", { name: screen.mentor.name })),
      ),
      log,
      panel,
    ),
    settle(before) {
      if (before?.name !== "drill" || !over) return false;
      reveal(log.lastElementChild, { quiet: true });
      return true;
    },
    key(event) {
      const button = panel.querySelector(`.rp-choice[data-number="${CSS.escape(event.key)}"]`);
      if (!ctx.keys.on || !button || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      button.click();
    },
  };
}

function choices(ctx, screen) {
  const id = freshId("response");
  return el(
    "div",
    { class: "rp-panel rp-response" },
    el("div", { class: "rp-response-head" }, el("h2", { id }, ctx.t("response.label"))),
    el(
      "div",
      { class: "rp-choices", role: "group", "aria-labelledby": id },
      screen.choices.map((choice) => choiceButton(ctx, screen, choice)),
    ),
  );
}

function choiceButton(ctx, screen, choice) {
  const reason = freshId("reason");
  const button = el(
    "button",
    {
      type: "button",
      class: "rp-choice",
      "data-number": choice.id,
      "aria-disabled": choice.open ? null : "true",
      "aria-describedby": choice.open ? null : reason,
    },
    el("kbd", { class: "rp-number", "aria-hidden": "true" }, choice.id),
    el("span", { class: "rp-choice-text" }, inline(choice.text)),
  );
  if (!choice.open) {
    return el("div", { class: "rp-closed" }, button, el("p", { class: "rp-reason", id: reason }, ctx.t("closed.label"), " ", choice.reason ?? ""));
  }
  const command = () => ({ do: "refresh", seq: screen.seq, moment: screen.moment, choice: choice.id });
  button.addEventListener("click", (event) => ctx.act(button, command, event));
  return button;
}

function afterwards(ctx, screen) {
  return el(
    "div",
    { class: "rp-panel" },
    el("p", {}, ctx.t("drill.due", { day: day(screen.due, "medium") })),
    el(
      "div",
      { class: "rp-actions" },
      screen.next_path && link(ctx, screen.next_path, { class: "rp-primary" }, ctx.t("drill.next")),
      link(ctx, "/learn/modules", { class: screen.next_path ? "rp-secondary" : "rp-primary" }, ctx.t("drill.done")),
    ),
  );
}

/** Build the other chair: three moments, a guess at each, and what was thought. Nothing of it is sent or kept. */
export function chairScreen(ctx, screen) {
  return el(
    "div",
    { class: "rp-page-body rp-chair" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.back_path, {}, icon("back"), screen.scenario)),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(screen.guesses.length ? "chair.about" : "chair.none")),
      screen.about && el("p", { class: "rp-hint" }, screen.about),
    ),
    screen.guesses.map((guess, place) => guessPart(ctx, guess, place)),
    el("div", { class: "rp-actions" }, link(ctx, screen.back_path, { class: "rp-secondary" }, ctx.t("chair.back"))),
  );
}

function guessPart(ctx, guess, place) {
  const id = freshId("guess");
  const field = el("textarea", { id, rows: 2, autocomplete: "off" });
  const thought = el(
    "div",
    { class: "rp-thought-shown", hidden: true, tabindex: "-1" },
    el("p", { class: "rp-note-label" }, ctx.t("thought.label", { name: guess.who })),
    prose(guess.thought),
    el("p", { class: "rp-hint" }, ctx.t("chair.after")),
  );
  const show = el(
    "button",
    {
      type: "button",
      class: "rp-primary",
      onclick: () => {
        thought.hidden = false;
        show.hidden = true;
        thought.focus();
      },
    },
    ctx.t("chair.show"),
  );
  return section(
    ctx.t("chair.moment", { n: place + 1 }),
    { class: "rp-guess" },
    guess.before.map((text) => el("p", { class: "rp-guess-before" }, inline(text))),
    el("blockquote", {}, el("p", {}, el("strong", {}, `${guess.who}: `), inline(guess.said)), guess.cue && el("p", { class: "rp-cue" }, ctx.t("cue.label"), el("em", {}, guess.cue))),
    el(
      "div",
      { class: "rp-field" },
      el("label", { for: id, class: "rp-question" }, ctx.t("chair.ask", { name: guess.who })),
      el("p", { class: "rp-hint" }, ctx.t("chair.hint")),
      field,
    ),
    el("div", { class: "rp-actions" }, show),
    thought,
  );
}
