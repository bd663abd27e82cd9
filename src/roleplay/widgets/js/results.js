// What evaluators returned, what is new, and handing an attempt in.
import { el, icon, inline, prose } from "./dom.js";
import { factList, link, momentLink, oneOf, partButton, section, staysAt, textField } from "./parts.js";
import { block, turnsOf } from "./conversation.js";
import { levelName } from "./chart.js";
import { moduleLink } from "./course.js";
import { sideBySide } from "./player.js";
import { day } from "./words.js";

/** What others said and was not read yet, as links; nothing where there is none. */
export function newsList(ctx, news) {
  if (news.length === 0) return null;
  return el(
    "ul",
    { class: "rp-news", "aria-label": ctx.t("news.label") },
    news.map((one) => el("li", {}, link(ctx, one.path, {}, ctx.t(`news.${one.key}`, { n: one.n })))),
  );
}

/** The attempts that evaluators look at, or have looked at. */
export function resultList(ctx, rows) {
  return el(
    "ul",
    { class: "rp-entries" },
    rows.map((one) =>
      el(
        "li",
        {},
        link(ctx, one.path, { class: "rp-entry" }, one.title),
        el(
          "span",
          { class: "rp-entry-facts" },
          one.new && [el("strong", {}, ctx.t("result.new")), " · "],
          [ctx.t(`result.state.${one.state}`), day(one.at), one.mode === "assessment" && ctx.t("mode.assessment")]
            .filter(Boolean)
            .join(" · "),
        ),
      ),
    ),
  );
}

/** Whether evaluators look at an attempt, in its debrief; with the way to hand it in, or to take that back. */
export function reviewPart(ctx, screen) {
  const review = screen.review;
  if (!review) return null;
  const attempt = screen.attempt;
  const body = review.state === "can" ? handIn(ctx, review, attempt) : handed(ctx, review, attempt);
  return section(
    ctx.t(review.state === "can" ? "hand.title" : "hand.title.in"),
    { class: "rp-review rp-aside-card", "data-part": "review" },
    body,
  );
}

function handIn(ctx, review, attempt) {
  const places = review.places.map(({ id, name }) => ({ value: id, label: name }));
  const where = places.length > 1 ? oneOf(ctx.t("hand.where"), "cohort", places, places[0].value) : null;
  const cohort = () => (where ? where.value() : places[0].value);
  return [
    el("p", { class: "rp-prose" }, ctx.t("hand.about")),
    el("ul", { class: "rp-plain-list" }, ["sees", "not", "back"].map((one) => el("li", {}, ctx.t(`hand.about.${one}`)))),
    where ? where.element : el("p", { class: "rp-hint" }, ctx.t("hand.where.one", { name: places[0].label })),
    el(
      "div",
      { class: "rp-actions" },
      partButton(ctx, "review", { class: "rp-secondary" }, ctx.t("hand.do"), () => ({
        do: "hand_in",
        attempt,
        cohort: cohort(),
      })),
    ),
  ];
}

function handed(ctx, review, attempt) {
  return [
    el("p", { class: "rp-prose" }, ctx.t(`hand.state.${review.state}`)),
    review.path &&
      el(
        "p",
        {},
        link(ctx, review.path, { class: review.new ? "rp-primary" : "rp-secondary" }, ctx.t("result.open")),
        review.new && el("span", { class: "rp-tag-next" }, ctx.t("result.new")),
      ),
    review.back && [
      el("p", { class: "rp-hint" }, ctx.t("hand.back.about")),
      el(
        "div",
        { class: "rp-actions" },
        partButton(ctx, "review", { class: "rp-plain" }, ctx.t("hand.back"), () => ({ do: "take_back_hand_in", attempt })),
      ),
    ],
  ];
}

// ----------------------------------------------------------------------------------------------------- what came back

/** Build the page of what came back. */
export function resultScreen(ctx, screen) {
  const element = el(
    "div",
    { class: "rp-page-body rp-debrief rp-result" },
    head(ctx, screen),
    strengths(ctx, screen),
    levels(ctx, screen),
    cleared(ctx, screen.cleared),
    comments(ctx, screen),
    nextSteps(ctx, screen),
    transcript(ctx, screen),
    answer(ctx, screen),
    again(ctx, screen),
    el(
      "div",
      { class: "rp-actions rp-again-actions" },
      link(ctx, screen.debrief_path, { class: "rp-secondary" }, ctx.t("result.debrief")),
      link(ctx, "/learn/progress", { class: "rp-secondary" }, ctx.t("nav.progress")),
      ctx.onPage && el("button", { type: "button", class: "rp-plain", onclick: () => print() }, ctx.t("again.print")),
    ),
  );
  return { element, settle: staysAt(ctx, element, screen) };
}

function head(ctx, screen) {
  const met = screen.met === null ? "open" : screen.met ? "met" : "not-yet";
  return el(
    "header",
    { class: "rp-head" },
    el("p", { class: "rp-crumb" }, link(ctx, "/learn/progress", {}, icon("back"), ctx.t("nav.progress"))),
    el("p", { class: "rp-eyebrow" }, ctx.t("result.label")),
    el("h1", { tabindex: "-1" }, screen.title),
    factList([ctx.t(`mode.${screen.mode}`), ctx.t("result.at", { day: day(screen.at) })]),
    el("p", { class: "rp-lead" }, ctx.t(`result.met.${met}`)),
    screen.again === "looking" && el("p", { class: "rp-hint" }, ctx.t("result.again.looking")),
  );
}

function remark(ctx, one, tag = "li") {
  return el(
    tag,
    { class: "rp-remark" },
    el("blockquote", {}, prose(one.text)),
    one.turn !== null && momentLink(ctx, one.turn),
  );
}

function remarks(screen, kind) {
  return screen.remarks.filter((one) => one.kind === kind);
}

function strengths(ctx, screen) {
  return section(
    ctx.t("well.title"),
    { class: "rp-well" },
    el("ul", { class: "rp-highlights" }, remarks(screen, "strength").map((one) => remark(ctx, one))),
  );
}

function levels(ctx, screen) {
  return section(
    ctx.t("levels.title"),
    { class: "rp-levels" },
    el("p", { class: "rp-hint" }, ctx.t("levels.honest")),
    screen.competencies.map((one) => competency(ctx, one)),
  );
}

function competency(ctx, one) {
  const named = one.assessed || one.level !== null;
  return el(
    "article",
    { class: "rp-competency", "data-level": one.level ?? "none" },
    el(
      "div",
      { class: "rp-competency-head" },
      el("h3", {}, one.title),
      named && el("p", { class: "rp-level" }, el("strong", {}, levelName(ctx, one.level))),
    ),
    el("p", { class: "rp-hint" }, one.about),
    !one.assessed && el("p", {}, ctx.t("levels.unassessed")),
    one.assessed && one.level === null && el("p", {}, ctx.t("levels.none.about")),
    one.level !== null && el("p", {}, ctx.t(`result.level.${one.level}`)),
    one.assessed && el("p", { class: "rp-hint rp-basis" }, ctx.t(`result.basis.${one.basis}`)),
    one.seen.length > 0 && [
      el("h4", {}, ctx.t("levels.shown")),
      el("ul", { class: "rp-ticks" }, one.seen.map((tick) => seen(ctx, tick))),
    ],
    one.lacking.length > 0 && [
      el("h4", {}, ctx.t("levels.missing")),
      el("ul", { class: "rp-ticks" }, one.lacking.map((tick) => lacking(ctx, tick))),
    ],
    one.harm.length > 0 && [
      el("h4", {}, ctx.t("result.harm")),
      el("ul", { class: "rp-ticks" }, one.harm.map((tick) => harm(ctx, tick))),
      el("h4", {}, ctx.t("result.instead")),
      el("ul", { class: "rp-ticks" }, one.instead.map((tick) => lacking(ctx, tick))),
    ],
  );
}

function seen(ctx, tick) {
  return el(
    "li",
    { class: `rp-tick rp-tick-${tick.kind}` },
    el("p", { class: "rp-behaviour" }, tick.text),
    el(
      "p",
      { class: "rp-tick-facts" },
      el("span", { class: "rp-kind" }, ctx.t(`kind.${tick.kind}`)),
      el("span", { class: "rp-moments" }, tick.turns.map((turn) => momentLink(ctx, turn))),
    ),
    !tick.everybody && el("p", { class: "rp-hint" }, ctx.t("result.some")),
  );
}

function lacking(ctx, tick) {
  return el(
    "li",
    { class: "rp-tick rp-tick-missing" },
    el("p", { class: "rp-behaviour" }, tick.text),
    el("p", { class: "rp-hint" }, ctx.t("levels.example"), " ", inline(tick.example)),
  );
}

function harm(ctx, tick) {
  return el(
    "li",
    { class: "rp-tick rp-tick-harmful" },
    el("p", { class: "rp-behaviour" }, tick.text),
    el("p", { class: "rp-tick-facts" }, el("span", { class: "rp-kind" }, ctx.t(`kind.harmful.${tick.severity}`))),
    tick.by === "choices" && el("p", { class: "rp-hint" }, ctx.t("result.harm.choices")),
    tick.moments.map((one) =>
      el(
        "div",
        { class: "rp-harm-moment" },
        one.said && el("blockquote", {}, el("p", {}, inline(one.said))),
        one.did && el("p", {}, el("strong", {}, ctx.t("note.label")), ": ", inline(one.did)),
        momentLink(ctx, one.turn),
      ),
    ),
  );
}

function cleared(ctx, found) {
  if (!found) return null;
  return section(
    ctx.t("result.cleared"),
    { class: "rp-cleared" },
    el("p", { class: "rp-prose" }, ctx.t("result.cleared.about")),
    el("ul", { class: "rp-behaviours" }, found.harm.map((text) => el("li", { class: "rp-behaviour" }, text))),
    found.reasons.length > 0 && [
      el("h3", {}, ctx.t("result.cleared.why")),
      found.reasons.map((text) => el("blockquote", {}, prose(text))),
    ],
  );
}

function comments(ctx, screen) {
  const found = remarks(screen, "comment");
  if (found.length === 0) return null;
  return section(
    ctx.t("result.comments"),
    {},
    el("ul", { class: "rp-remarks" }, found.map((one) => remark(ctx, one))),
  );
}

function nextSteps(ctx, screen) {
  const steps = remarks(screen, "next-step");
  if (steps.length === 0 && screen.practise.length === 0) return null;
  return section(
    ctx.t("result.next"),
    { class: "rp-next-steps" },
    steps.length > 0 && el("ul", { class: "rp-remarks" }, steps.map((one) => remark(ctx, one))),
    screen.practise.map((one) =>
      el(
        "div",
        { class: "rp-practise" },
        el("h3", {}, ctx.t("result.practise", { competency: one.competency })),
        el(
          "ul",
          { class: "rp-plain-list" },
          one.module &&
            el("li", {}, ctx.t("result.practise.module"), " ", moduleLink(ctx, one.module.path, {}, one.module.title)),
          one.scenarios.map((to) => el("li", {}, ctx.t("result.practise.scenario"), " ", link(ctx, to.path, {}, to.title))),
        ),
      ),
    ),
  );
}

function transcript(ctx, screen) {
  const blocks = turnsOf(screen.items).map((items) => {
    const turn = items[0].turn;
    const written = items.find((item) => item.kind === "reply" && item.comparison);
    const ended = items.some((item) => item.kind === "ending");
    const label = ctx.t(ended ? "turn.ending" : "turn", { turn });
    const said = screen.remarks.filter((one) => one.turn === turn);
    const after = [
      written && sideBySide(ctx, written.text, written.comparison, "h4"),
      said.length > 0 && el("div", { class: "rp-said-here" }, said.map((one) => here(ctx, one))),
    ];
    return el(
      "div",
      { class: "rp-turn" },
      el("h3", { class: "rp-turn-name" }, label),
      block(ctx, screen, items, { label, id: `rp-turn-${turn}`, after: after.flat().filter(Boolean) }),
    );
  });
  return section(
    ctx.t("transcript.title"),
    { class: "rp-transcript" },
    el("p", { class: "rp-prose" }, ctx.t("result.transcript")),
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("transcript.open")), blocks),
  );
}

function here(ctx, one) {
  return el(
    "div",
    { class: "rp-note", role: "note" },
    el("p", { class: "rp-note-label" }, ctx.t(`result.remark.${one.kind}`)),
    el("div", { class: "rp-note-body" }, prose(one.text)),
  );
}

// ---------------------------------------------------------------------------------------------------- and what is said

function answer(ctx, screen) {
  const draft = `result-${screen.attempt}`;
  if (screen.answers.includes(ctx.drafts.get(`${draft}/answer`).trim())) ctx.drafts.forget(draft); // it has arrived
  const field = textField(ctx, { label: ctx.t("result.answer.ask"), hint: ctx.t("result.answer.hint"), draft: `${draft}/answer` });
  const send = () => {
    if (!field.text()) return field.refuse(ctx.t("result.answer.empty"));
    return { do: "answer_result", attempt: screen.attempt, text: field.text() };
  };
  return section(
    ctx.t("result.answer"),
    { class: "rp-write-back", "data-part": "answer" },
    screen.answers.map((text) =>
      el("div", { class: "rp-own-answer" }, el("p", { class: "rp-eyebrow" }, ctx.t("result.answer.yours")), prose(text)),
    ),
    field.element,
    el("div", { class: "rp-actions" }, partButton(ctx, "answer", { class: "rp-secondary" }, ctx.t("result.answer.send"), send)),
  );
}

function again(ctx, screen) {
  const attempt = screen.attempt;
  return section(
    ctx.t("result.again"),
    { class: "rp-look-again", "data-part": "again" },
    el("p", { class: "rp-prose" }, ctx.t(`result.again.${screen.again}`)),
    screen.again === "can" &&
      el(
        "div",
        { class: "rp-actions" },
        partButton(ctx, "again", { class: "rp-secondary" }, ctx.t("result.again.do"), () => ({ do: "ask_again", attempt })),
      ),
  );
}
