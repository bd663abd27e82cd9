// The console's middle: the conversation, what could be said now, votes, written replies, reasons, what to talk about.
import { block, turnsOf } from "./conversation.js";
import { el, hiddenText, inline, prose } from "./dom.js";
import { contentNote, section } from "./parts.js";

// -------------------------------------------------------------------------------------------------------- what is next

/** What could be said now, with the vote about it. */
export function decisionPiece(hall) {
  const { ctx } = hall;
  return {
    key: "decision",
    // Votes that come in change a number on the big button, and nothing here.
    pick: ({ decision, next }) => decision && { decision: quiet(decision), primary: next?.command.do ?? null },
    build({ decision, primary }) {
      const { kind, choices, vote, prompt } = decision;
      if (kind === "ending") return null;
      if (kind === "reply") return section(ctx.t("hall.console.reply"), {}, el("p", {}, inline(prompt)));
      const closed = vote && !vote.open && !vote.replies;
      return section(
        ctx.t("hall.console.choices"),
        { class: "rp-console-choices" },
        closed && el("p", { class: "rp-console-facts" }, facts(ctx, vote)),
        vote?.open && !vote.replies && el("p", { class: "rp-hint" }, ctx.t("hall.console.vote.open")),
        el("ol", {}, choices.map((one) => choice(hall, one, vote))),
        el(
          "div",
          { class: "rp-console-row" },
          closed &&
            hall.button("again", "rp-secondary", ctx.t("hall.console.vote.again"), { do: "console_ask" }),
          !vote && primary !== "console_ask" && choices.filter((one) => one.reason === null).length > 1 &&
            hall.button("ask", "rp-secondary", ctx.t("hall.console.next.ask"), { do: "console_ask" }),
        ),
      );
    },
  };
}

function quiet(decision) {
  const { vote } = decision;
  return vote?.open ? { ...decision, vote: { ...vote, voted: 0, of: 0 } } : decision;
}

function facts(ctx, vote) {
  const said = [ctx.t("hall.console.vote.facts", { round: vote.round, n: vote.voted, of: vote.of })];
  if (vote.before !== null) said.push(ctx.t("hall.console.vote.before", { n: vote.before }));
  if (vote.tie) said.push(ctx.t("hall.console.vote.tie"));
  said.push(vote.revealed ? ctx.t("hall.console.vote.revealed") : ctx.t("hall.console.vote.hidden"));
  return said.join(" ");
}

function choice(hall, one, vote) {
  const { ctx } = hall;
  const may = one.reason === null && !vote?.open;
  return el(
    "li",
    { class: `rp-console-choice rp-console-${one.why}` },
    el("p", {}, inline(one.text)),
    one.reason !== null && el("p", { class: "rp-hint" }, ctx.t("hall.console.choice.closed", { reason: one.reason })),
    one.votes !== null && votes(ctx, one.votes, vote.voted),
    one.before !== null && one.votes !== null && votes(ctx, one.before, vote.before, true),
    may &&
      hall.button(
        `take-${one.number}`,
        one.why === "what-if" ? "rp-plain" : "rp-secondary",
        [ctx.t(`hall.console.take.${one.why}`), hiddenText(`: ${one.text}`)],
        { do: "console_take", choice: one.number, why: one.why },
      ),
  );
}

function votes(ctx, n, of, before = false) {
  const share = of ? Math.round((100 * n) / of) : 0;
  const bar = el("span", { class: "rp-console-bar", "aria-hidden": "true" }, el("span", {}));
  bar.firstChild.style.inlineSize = `${share}%`;
  return el(
    "p",
    { class: before ? "rp-console-votes rp-console-before" : "rp-console-votes" },
    bar,
    before ? ctx.t("hall.console.votes.before", { n }) : ctx.t("hall.console.votes", { n }),
  );
}

// ------------------------------------------------------------------------------------------------------ what is written

/** Written replies at this place. */
export function wordsPiece(hall) {
  const { ctx } = hall;
  return {
    key: "words",
    pick: ({ words, decision, next }) => words && { words, open: decision?.vote?.open ?? false, ended: decision?.kind === "ending", primary: next?.command.do ?? null },
    build({ words, open, ended, primary }) {
      if (ended || (open && !words.replies.length)) return null;
      const { replies, wanted } = words;
      const voted = replies.some((one) => one.votes !== null);
      const shown = replies.filter((one) => !one.hidden).length;
      const offers = [
        !open && !wanted && primary !== "console_collect" &&
          hall.button("collect", "rp-secondary", replies.length ? ctx.t("hall.console.collect.more") : ctx.t("hall.console.collect"), { do: "console_collect", wanted: true }),
        !open && !wanted && !voted && shown > 1 && primary !== "console_ask_replies" &&
          hall.button("ask-replies", "rp-secondary", ctx.t("hall.console.ask-replies"), { do: "console_ask_replies" }),
      ].filter(Boolean);
      if (!replies.length && !wanted && !offers.length) return null;
      return section(
        ctx.t("hall.console.replies"),
        {},
        el("p", { class: "rp-hint" }, wanted ? ctx.t("hall.console.replies.wanted", { n: replies.length }) : ctx.t("hall.console.replies.about")),
        writtenList(hall, replies),
        offers.length > 0 && el("div", { class: "rp-console-row" }, offers),
      );
    },
  };
}

/** Why people chose as they did. */
export function reasonsPiece(hall) {
  const { ctx } = hall;
  return {
    key: "reasons",
    pick: ({ reasons, decision }) => decision?.vote && { reasons, revealed: decision.vote.revealed },
    build({ reasons, revealed }) {
      return section(
        ctx.t("hall.console.reasons"),
        {},
        el("p", { class: "rp-hint" }, revealed ? ctx.t("hall.console.reasons.shown") : ctx.t("hall.console.reasons.hidden")),
        writtenList(hall, reasons),
        el("div", { class: "rp-console-row" }, hall.button("why", "rp-secondary", ctx.t("hall.console.reasons.ask"), { do: "console_tell", text: ctx.t("hall.console.reasons.ask.text") })),
      );
    },
  };
}

/** What was written, each with the way to take it off the screen. */
export function writtenList(hall, items, labels = { off: "hall.console.hide", on: "hall.console.show" }) {
  const { ctx } = hall;
  if (!items.length) return null;
  return el(
    "ul",
    { class: "rp-console-written" },
    items.map((one) =>
      el(
        "li",
        { class: one.hidden ? "rp-console-off" : null },
        el("div", {}, prose(one.text), one.about && el("p", { class: "rp-hint" }, one.about)),
        one.votes !== null && el("p", { class: "rp-console-votes" }, ctx.t("hall.console.votes", { n: one.votes })),
        hall.button(
          `hide-${one.id}`,
          "rp-plain",
          [one.hidden ? ctx.t(labels.on) : ctx.t(labels.off), hiddenText(`: ${one.text}`)],
          { do: "console_hide", text: one.id, hidden: !one.hidden },
        ),
      ),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------ to talk about

/** What the plan says to whoever facilitates, and the questions of plan and scenario, one of which the screen shows. */
export function promptsPiece(hall) {
  const { ctx } = hall;
  return {
    key: "prompts",
    pick: ({ prompts, stage }) => stage === "running" && (prompts.notes || many(prompts) > 0) && prompts,
    build(prompts) {
      const list = (questions, first) =>
        questions.length > 0 && el("ul", { class: "rp-console-prompts" }, questions.map((one, place) => question(ctx, one, first + place === prompts.turned)));
      return section(
        ctx.t("hall.console.prompts"),
        {},
        prompts.notes && el("div", { class: "rp-console-notes" }, el("h3", {}, ctx.t("hall.console.notes")), prose(prompts.notes)),
        list(prompts.plan, 0),
        prompts.plan.length > 0 && prompts.scenario.length > 0 && el("h3", {}, ctx.t("hall.console.prompts.scenario")),
        list(prompts.scenario, prompts.plan.length),
        prompts.turned !== null && many(prompts) > 1 && turning(hall, prompts),
      );
    },
  };
}

const many = ({ plan, scenario }) => plan.length + scenario.length;

function question(ctx, text, shown) {
  return el("li", { class: shown ? "rp-console-shown" : null }, inline(text), shown && el("span", { class: "rp-console-part" }, ` ${ctx.t("hall.console.prompts.shown")}`));
}

function turning(hall, prompts) {
  const { ctx } = hall;
  const { turned } = prompts;
  const of = many(prompts);
  const button = (keep, by, label) => {
    const to = turned + by;
    const none = to < 0 || to >= of;
    const made = el("button", { type: "button", class: by > 0 ? "rp-secondary" : "rp-plain", "data-keep": `prompt-${keep}`, "aria-disabled": none ? "true" : null }, label);
    made.addEventListener("click", () => turn(hall, made, by));
    return made;
  };
  return el(
    "div",
    { class: "rp-console-row" },
    button("before", -1, ctx.t("hall.console.prompts.before")),
    button("next", 1, ctx.t("hall.console.prompts.next")),
    el("p", { class: "rp-hint", role: "status" }, ctx.t("hall.console.prompts.where", { number: turned + 1, of })),
  );
}

/** Have the screen show another question; nothing where it shows none, or there is no other one. */
export function turn(hall, pressed, by) {
  const { prompts } = hall.state;
  const to = prompts.turned === null ? -1 : prompts.turned + by;
  if (to >= 0 && to < many(prompts)) hall.press(pressed, { do: "console_turn", question: to });
}

// ---------------------------------------------------------------------------------------------------- the conversation

/** The conversation; what a choice showed stands beside it once it was taken. */
export function talkPiece(hall) {
  const { ctx } = hall;
  return {
    key: "talk",
    pick: ({ talk, decision }) => talk && { talk, open: decision?.vote?.open ?? false },
    build({ talk: told, open }) {
      const talk = { ...told, who: ctx.t("hall.console.room") };
      const turns = turnsOf(talk.items).map((items) => {
        const taken = talk.taken.find((one) => one.turn === items[0].turn);
        const label = ctx.t("turn", { turn: items[0].turn });
        return block(ctx, talk, items, { label, after: taken ? [about(hall, taken, open)] : [] });
      });
      const last = turns.splice(-2);
      return section(
        talk.title,
        { class: "rp-console-talk" },
        contentNote(ctx, talk.notes),
        el("details", { class: "rp-details", "data-keep": "setting" }, el("summary", {}, ctx.t("hall.console.setting")), prose(talk.setting)),
        turns.length > 0 &&
          el(
            "details",
            { class: "rp-details", "data-keep": "earlier" },
            el("summary", {}, ctx.t("hall.console.earlier", { n: turns.length })),
            turns,
          ),
        last,
      );
    },
  };
}

function about(hall, taken, open) {
  const { ctx } = hall;
  return el(
    "div",
    { class: "rp-console-about" },
    (taken.comment || taken.shows.length > 0) &&
      el(
        "details",
        { class: "rp-details", "data-keep": `about-${taken.steps}` },
        el("summary", {}, ctx.t("hall.console.about")),
        taken.shows.length > 0 &&
          el(
            "ul",
            { class: "rp-console-shows" },
            taken.shows.map((one) => el("li", { class: `rp-console-${one.kind}` }, `${ctx.t(`desk.kind.${one.kind}`)}: `, inline(one.text))),
          ),
        prose(taken.comment),
      ),
    !open &&
      hall.button(`back-${taken.steps}`, "rp-plain", ctx.t("hall.console.back"), { do: "console_back", steps: taken.steps }, {
        "aria-label": ctx.t("hall.console.back.label", { turn: taken.turn }),
      }),
  );
}
