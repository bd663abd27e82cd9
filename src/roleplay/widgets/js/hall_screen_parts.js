// What the screen shows beside the conversation: the way in, groups, people who play alone, a rest, the end.
import { el, hiddenText, prose } from "./dom.js";
import { qrPicture } from "./hall_qr.js";

const EXERCISES = ["feet", "breath", "five"];
const PARTS = ["mentor", "peer", "observer"];
const A_GLANCE = 240; // letters of a message beside which something else can be read; a longer one has the screen to itself
const LEAVING = ["name", "body", "differ", "look"];

// ---------------------------------------------------------------------------------------------------------- the way in

/** Before it begins: what it is, how to come in, what everybody agrees on. */
export function lobby(view, { title, about, rules, people, join }) {
  const { ctx } = view;
  return el(
    "div",
    { class: "rp-hs-lobby", "data-rules": rules.length ? "" : null },
    el(
      "section",
      { class: "rp-hs-welcome", "data-fit": "", "data-most": 5 },
      el("h1", {}, title),
      join && !join.locked ? wayIn(view, join) : el("p", {}, ctx.t(join ? "hall.screen.join.locked" : "hall.screen.join.over")),
      el("p", { class: "rp-hs-count" }, ctx.t("hall.screen.people", { n: people })),
    ),
    join && !join.locked && join.squares.length > 0 && qrPicture({ class: "rp-hs-qr" }, ctx.t("hall.screen.join.qr", { address: plain(view.address), code: join.code }), join.squares),
    (rules.length > 0 || about) &&
      el(
        "section",
        { class: "rp-hs-rules", "data-fit": "", "data-most": 3.8, "data-least": 2 },
        rules.length ? [el("h2", {}, ctx.t("hall.screen.rules")), el("ul", {}, rules.map((rule) => el("li", {}, rule)))] : prose(about),
      ),
  );
}

function wayIn({ ctx, address }, { code }) {
  return [
    el("p", {}, ctx.t("hall.screen.join")),
    address && el("p", { class: "rp-hs-address" }, plain(address)),
    el("p", { class: "rp-hs-code" }, el("span", {}, ctx.t("hall.screen.join.code")), " ", el("strong", {}, code)),
    /^https?:\/\/(localhost|127\.|\[::1\])/.test(address) && el("p", { class: "rp-hs-count" }, ctx.t("hall.screen.join.here")),
  ];
}

const plain = (address) => address.replace(/^https?:\/\//, "");

/** One line for whoever comes late. */
export function outside({ ctx, address }, { join, people }) {
  return el(
    "p",
    { class: "rp-hs-foot" },
    el("span", {}, ctx.t("hall.screen.people", { n: people })),
    join && !join.locked && el("span", {}, address && `${plain(address)} · `, ctx.t("hall.screen.join.code"), " ", el("strong", {}, join.code)),
  );
}

// ------------------------------------------------------------------------------------------------------------ sections

/** A section in which nothing is played: its title, and what to talk about. */
export function talk(view, { prompts: listed }) {
  return el("section", { class: "rp-hs-plain", "data-fit": "", "data-most": 7 }, prompts(view, listed));
}

/** What to talk about, one after the other. */
export function prompts({ ctx, turned }, listed) {
  if (!listed.length) return null;
  const place = Math.min(turned, listed.length - 1);
  return el(
    "div",
    { class: "rp-hs-prompt" },
    el("div", {}, prose(listed[place])),
    listed.length > 1 && el("p", { class: "rp-hs-count" }, ctx.t("hall.screen.prompt", { number: place + 1, of: listed.length })),
  );
}

/** Triads: who sits with whom, what each part does now, and how everybody leaves it behind. */
export function triads(view, { round, rounds, playing, groups, prompts: listed }) {
  const { ctx } = view;
  const over = round > 0 && !playing;
  const parts = [
    rounds === 0 && waiting(ctx),
    playing && [el("h2", {}, ctx.t("hall.screen.triads.round", { number: round, of: rounds })), nowFor(ctx)],
    over && leaving(ctx, round, rounds),
    groups.length > 0 && together(ctx, groups),
    over && round === rounds && prompts(view, listed),
  ].filter(Boolean);
  return el("section", { class: "rp-hs-plain", "data-fit": "", "data-most": groups.length > 0 ? 4.4 : 5.2, "data-least": 1.9 }, parts);
}

function waiting(ctx) {
  return [el("h2", {}, ctx.t("hall.screen.triads.wait")), el("p", {}, ctx.t("hall.screen.triads.wishes"))];
}

function together(ctx, groups) {
  return [
    el("h2", {}, ctx.t("hall.screen.triads.find")),
    el("p", { "data-spare": "" }, ctx.t("hall.screen.triads.part")),
    el(
      "ol",
      { class: "rp-hs-groups", "data-many": groups.length > 40 ? "" : null },
      groups.map((names, place) =>
        el(
          "li",
          {},
          el("span", { class: "rp-hs-number" }, hiddenText(`${ctx.t("hall.screen.triads.group")} `), place + 1),
          el("span", {}, names.join(", ")),
        ),
      ),
    ),
  ];
}

function nowFor(ctx) {
  return el(
    "dl",
    { class: "rp-hs-now" },
    PARTS.map((part) =>
      el("div", { "data-part": part }, el("dt", {}, ctx.t(`hall.screen.part.${part}`)), el("dd", {}, ctx.t(`hall.screen.now.${part}`))),
    ),
  );
}

function leaving(ctx, round, rounds) {
  return [
    el("h2", {}, ctx.t("hall.screen.triads.over", { number: round })),
    el("ol", { class: "rp-hs-steps" }, LEAVING.map((step) => el("li", {}, ctx.t(`hall.screen.leaving.${step}`)))),
    el("p", { class: "rp-hs-count" }, ctx.t(round < rounds ? "hall.screen.triads.next" : "hall.screen.triads.last")),
  ];
}

/** Everybody plays alone: how many are how far, and nothing about anybody. */
export function pace(view, { begun, ended, people, prompts: listed }) {
  const { ctx } = view;
  return el(
    "section",
    { class: "rp-hs-plain", "data-fit": "", "data-most": 5.2 },
    el("p", {}, ctx.t("hall.screen.pace")),
    begun !== undefined && [
      el("p", { class: "rp-hs-figure" }, ctx.t("hall.screen.pace.begun", { n: begun, of: people })),
      el("p", { class: "rp-hs-figure" }, ctx.t("hall.screen.pace.ended", { n: ended })),
    ],
    prompts(view, listed),
  );
}

// ---------------------------------------------------------------------------------------------------------------- care

/** Something that is told to all. */
export function message({ ctx }, text) {
  return el(
    "section",
    { class: "rp-hs-message", "data-fit": "", "data-most": 3.6, "data-long": text.length > A_GLANCE ? "" : null },
    el("h2", {}, ctx.t("hall.screen.message")),
    prose(text),
  );
}

/** Everything waits: an exercise or two for all, at their own speed. */
export function rest({ ctx }) {
  return el(
    "section",
    { class: "rp-hs-rest", "data-fit": "", "data-most": 3.8 },
    el("div", { class: "rp-breath", "aria-hidden": "true" }),
    el("h1", {}, ctx.t("hall.screen.rest")),
    el("p", {}, ctx.t("hall.screen.rest.about")),
    el(
      "div",
      { class: "rp-hs-exercises" },
      EXERCISES.map((name) => el("div", {}, el("h2", {}, ctx.t(`grounding.${name}`)), el("p", {}, ctx.t(`grounding.${name}.text`)))),
    ),
  );
}

/** The end: what to take along, and who is there afterwards. */
export function closing({ ctx }, { aftercare, help }) {
  const { lines, emergency_number: emergency } = help;
  return el(
    "section",
    { class: "rp-hs-plain", "data-fit": "", "data-most": 5 },
    el("h2", {}, ctx.t("hall.screen.thanks")),
    aftercare && prose(aftercare),
    (lines.length > 0 || emergency) && [
      el("h2", {}, ctx.t("help.lines")),
      el(
        "ul",
        { class: "rp-hs-lines" },
        lines.map(({ name, reach, hours }) => el("li", {}, el("strong", {}, name), ` ${reach} `, el("span", {}, hours))),
        emergency && el("li", {}, el("strong", {}, ctx.t("help.emergency")), ` ${emergency}`),
      ),
    ],
  );
}
