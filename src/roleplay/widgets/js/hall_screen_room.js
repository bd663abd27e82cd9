// The room decides: the conversation as it stands, what could be said now, and how the room has voted.
import { el, inline, prose } from "./dom.js";
import { contentNote } from "./parts.js";
import { prompts } from "./hall_screen_parts.js";

/** The conversation: what is being answered whole and large, what came before smaller above it, as far as it fits. */
export function conversation({ ctx }, { notes, setting, said }) {
  const last = said.map(({ who }) => who).lastIndexOf("mentor");
  const begins = last < 0;
  return el(
    "section",
    { class: "rp-hs-said", "aria-label": ctx.t("hall.screen.conversation"), "data-fit": "", "data-most": 4.8, "data-least": 2.2 },
    el(
      "div",
      { class: "rp-hs-setting", "data-older": begins ? null : "", "data-spare": begins ? "" : null },
      notes.length > 0 && contentNote(ctx, notes),
      prose(setting),
    ),
    said.map((item, place) => line(item, begins || place >= last, place < said.length - 1)),
  );
}

function line({ who, name, text, cue }, now, spare) {
  return el(
    "div",
    {
      class: "rp-hs-line",
      "data-who": who === "mentor" || who === "narrator" ? who : "other",
      "data-older": now ? null : "",
      "data-spare": now && spare ? "" : null,
    },
    (name || cue) && el("p", { class: "rp-hs-name" }, name && el("strong", {}, name), cue && el("em", {}, ` ${cue}`)),
    el("p", {}, inline(text)),
  );
}

/** What the room is asked: offers, a vote and its result, replies, what to talk about. */
export function answers(view, data) {
  const { ctx } = view;
  const { talk, poll, wanted, replies, reasons, prompts: listed } = data;
  if (!talk) return null;
  const asks = wanted === null && replies.length === 0;
  const parts = [
    wanted !== null && collecting(ctx, data),
    replies.length > 0 && texts(ctx, ctx.t("hall.screen.replies"), replies),
    asks && poll && voting(ctx, data),
    asks && !poll && talk.offers.length > 0 && offers(ctx, talk),
    asks && !poll && talk.reply && ownWords(ctx, talk),
    asks && reasons.length > 0 && texts(ctx, ctx.t("hall.screen.reasons"), reasons),
    talk.ending && el("div", { class: "rp-hs-ending" }, el("h2", {}, talk.ending), prompts(view, listed)),
  ].filter(Boolean);
  return parts.length ? el("section", { class: "rp-hs-answers", "data-fit": "", "data-most": 4.2, "data-least": 2 }, parts) : null;
}

function offers(ctx, { offers: listed }) {
  let number = 0;
  return [
    el("h2", {}, ctx.t("hall.screen.offers")),
    el(
      "ol",
      { class: "rp-hs-options", "data-shorten": "late" },
      listed.map(({ text, reason }) =>
        reason === null
          ? option((number += 1), text)
          : el("li", { class: "rp-hs-shut" }, el("div", {}, el("p", {}, inline(text)), reason && el("p", {}, reason))),
      ),
    ),
  ];
}

function option(number, text, ...more) {
  return el(
    "li",
    {},
    el("span", { class: "rp-hs-number" }, number),
    el("div", {}, el("p", { class: "rp-hs-text" }, inline(text)), more),
  );
}

function collecting(ctx, { wanted, written, people }) {
  return [
    el("h2", {}, ctx.t("hall.screen.write")),
    wanted && prose(wanted),
    written !== null && el("p", { class: "rp-hs-count" }, ctx.t("hall.screen.written", { n: written, of: people })),
  ];
}

function ownWords(ctx, { reply }) {
  return [el("h2", {}, ctx.t("hall.screen.reply")), prose(reply)];
}

function texts(ctx, heading, listed) {
  return [
    el("h2", {}, heading),
    el("ul", { class: "rp-hs-texts", "data-columns": columnsFor(listed), "data-shorten": "" }, listed.map((text) => el("li", {}, el("p", { class: "rp-hs-text" }, text)))),
    el("p", { class: "rp-hs-count", "data-rest": ctx.t("hall.screen.more", { n: "{n}" }), hidden: true }),
  ];
}

const MOST_WITH_BARS = 16; // of more, figures alone are shown
const columnsFor = ({ length }) => (length > MOST_WITH_BARS ? 3 : length > 4 ? 2 : 1);

// -------------------------------------------------------------------------------------------------------------- votes

function voting(ctx, { poll, vote, people, reasons }) {
  const result = poll.totals !== null;
  const list = el(
    "ol",
    {
      class: "rp-hs-options",
      // What people wrote can be long, and stands on their phones; what they have voted on they know.
      "data-shorten": poll.replies || reasons.length ? "" : "late",
      "data-columns": poll.replies ? columnsFor(poll.options) : 1,
      "data-compact": poll.options.length > MOST_WITH_BARS ? "" : null,
    },
    poll.options.map((text, place) =>
      option(place + 1, text || ctx.t("hall.screen.vote.gone"), result && bars(ctx, poll, place)),
    ),
  );
  return [
    el("h2", {}, headingOf(ctx, poll, vote)),
    !result && el("p", { class: "rp-hs-count" }, ctx.t("hall.screen.vote.count", { n: vote.voted, of: people })),
    list,
  ];
}

function headingOf(ctx, poll, { ahead }) {
  if (poll.totals === null) return ctx.t(poll.open ? "hall.screen.vote.open" : "hall.screen.vote.closed");
  if (ahead.length === 0) return ctx.t("hall.screen.vote.none");
  const language = document.documentElement.lang || undefined;
  const numbers = ahead.map((place) => String(place + 1));
  const options = new Intl.ListFormat(language, { type: "conjunction" }).format(numbers);
  return ctx.t(ahead.length > 1 ? "hall.screen.vote.tie" : "hall.screen.vote.most", { options });
}

/** The votes for an option, with those of the round before. Lengths are shares of all votes of their round. */
function bars(ctx, poll, place) {
  const rounds = [
    ...(poll.before ? [{ number: poll.round - 1, totals: poll.before, kind: "before" }] : []),
    { number: poll.round, totals: poll.totals, kind: "now" },
  ];
  return el(
    "ul",
    { class: "rp-hs-bars" },
    rounds.map(({ number, totals, kind }) => {
      const bar = el("span", { class: "rp-hs-bar", "aria-hidden": "true" });
      const all = totals.reduce((sum, one) => sum + one, 0);
      bar.style.inlineSize = `${all ? (100 * totals[place]) / all : 0}%`; // by script: the page allows no style attributes
      return el(
        "li",
        { "data-kind": kind },
        poll.before && el("span", { class: "rp-hs-round" }, ctx.t("hall.screen.vote.round", { number })),
        el("span", { class: "rp-hs-track" }, bar),
        el("span", { class: "rp-hs-votes" }, ctx.t("hall.screen.vote.votes", { n: totals[place] })),
      );
    }),
  );
}
