// The debrief: what went well and the peer's view, then levels with their moments, then roads not taken.
import { el, inline, prose, freshId } from "./dom.js";
import { actionButton, avatar, castOf, factList, foldedList, link, momentLink, section, staysAt } from "./parts.js";
import { block, turnsOf } from "./conversation.js";
import { chartKey, levelChart, levelName, levelSteps, levelTable } from "./chart.js";
import { fellowsPart } from "./fellows.js";
import { reviewPart } from "./results.js";
import { sideBySide } from "./player.js";
import { readersChanged, readersLine } from "./readers.js";
import { wayMap } from "./map.js";
import { day } from "./words.js";

/** Build the debrief. */
export function debriefScreen(ctx, screen) {
  const element = el(
    "div",
    { class: "rp-page-body rp-debrief" },
    head(ctx, screen),
    wentWell(ctx, screen),
    peerView(ctx, screen),
    screen.ending && ended(ctx, screen.ending),
    screen.twist && section(ctx.t("twist.title"), {}, el("div", { class: "rp-prose" }, prose(screen.twist))),
    levels(ctx, screen),
    missedCues(ctx, screen),
    way(ctx, screen),
    ownWords(ctx, screen),
    section(ctx.t("supervision.title"), { class: "rp-supervision" }, el("div", { class: "rp-pull" }, prose(screen.question))),
    comparison(ctx, screen),
    fellowsPart(ctx, screen),
    reviewPart(ctx, screen),
    transcript(ctx, screen),
    again(ctx, screen),
  );
  return { element, readers: (message) => readersChanged(element, message), settle: staysAt(ctx, element, screen) };
}

function head(ctx, screen) {
  const facts = [ctx.t(`mode.${screen.mode}`), day(screen.at)];
  if (screen.minutes !== null) facts.push(ctx.t("minutes", { n: screen.minutes }));
  return el(
    "header",
    { class: "rp-head" },
    el("p", { class: "rp-eyebrow" }, ctx.t("debrief.label")),
    el("h1", { tabindex: "-1" }, screen.title),
    factList(facts),
    screen.branched &&
      el(
        "p",
        { class: "rp-hint" },
        link(ctx, screen.branched.path, {}, ctx.t("branched", { turn: screen.branched.turn })),
      ),
    screen.outcome === "left" && el("p", { class: "rp-lead" }, ctx.t("debrief.left")),
  );
}

function ended(ctx, { title, text, handed_over_to: who }) {
  return section(
    ctx.t("ending.past"),
    {},
    el("p", { class: "rp-ending-title" }, title),
    el("div", { class: "rp-prose" }, prose(text)),
    who && el("p", { class: "rp-hint" }, ctx.t("ending.handed", { who })),
  );
}

/** What helped, with the words that did it. */
export function wentWell(ctx, screen) {
  if (screen.went_well.length === 0) return null;
  return section(
    ctx.t("well.title"),
    { class: "rp-well" },
    foldedList(
      ctx,
      { class: "rp-highlights" },
      turnsOf(screen.went_well).map((shown) =>
        el(
          "li",
          {},
          shown[0].said && el("blockquote", {}, el("p", {}, inline(shown[0].said))),
          el("ul", { class: "rp-behaviours" }, shown.map((one) => el("li", { class: "rp-behaviour" }, one.text))),
          momentLink(ctx, shown[0].turn),
        ),
      ),
    ),
  );
}

/** What the peer would say a day later. */
export function peerView(ctx, screen) {
  if (!screen.peer) return null;
  const cast = castOf(screen);
  const person = cast.get(screen.peer.who) ?? { name: screen.peer.who, tone: 0 };
  return section(
    ctx.t("peer.title", { name: person.name }),
    { class: "rp-peer" },
    el("figure", {}, avatar(person.name, person.tone), el("blockquote", {}, prose(screen.peer.text))),
  );
}

// ------------------------------------------------------------------------------------------------------------- levels

function levels(ctx, screen) {
  if (screen.competencies.length === 0) return null;
  const final = screen.mode === "assessment" && screen.outcome === "not-yet"; // there is no going back to a moment
  return section(
    ctx.t("levels.title"),
    { class: "rp-levels" },
    el("p", { class: "rp-met" }, final ? ctx.t("debrief.not-yet.assessment") : ctx.t(`debrief.${screen.outcome}`)),
    el("p", { class: "rp-hint" }, ctx.t("levels.honest")),
    screen.competencies.map((one) => competency(ctx, one)),
  );
}

function competency(ctx, one) {
  const harms = one.shown.filter((tick) => tick.kind === "harmful").length; // never folded away
  return el(
    "article",
    { class: "rp-competency", "data-level": one.level ?? "none" },
    el(
      "div",
      { class: "rp-competency-head" },
      el("h3", {}, one.title),
      (one.assessed || one.level !== null) &&
        el("p", { class: "rp-level" }, levelSteps(one.level), el("strong", {}, levelName(ctx, one.level))),
    ),
    el("p", { class: "rp-hint" }, one.about),
    !one.assessed && el("p", { class: "rp-hint" }, ctx.t("levels.unassessed")),
    one.assessed && one.level === null && el("p", {}, ctx.t("levels.none.about")),
    one.shown.length > 0 && el("h4", {}, ctx.t("levels.shown")),
    one.shown.length > 0 && foldedList(ctx, { class: "rp-ticks" }, one.shown.map((tick) => shown(ctx, tick)), Math.max(3, harms)),
    one.missing.length > 0 && el("h4", {}, ctx.t("levels.missing")),
    one.missing.length > 0 && el("ul", { class: "rp-ticks" }, one.missing.map((tick) => missing(ctx, tick))),
  );
}

function moments(ctx, turns) {
  return el("span", { class: "rp-moments" }, turns.map((turn) => momentLink(ctx, turn)));
}

function shown(ctx, tick) {
  const kind = tick.kind === "harmful" ? `harmful.${tick.severity}` : tick.kind;
  return el(
    "li",
    { class: `rp-tick rp-tick-${tick.kind}` },
    el("p", { class: "rp-behaviour" }, tick.text),
    el(
      "p",
      { class: "rp-tick-facts" },
      el("span", { class: "rp-kind" }, ctx.t(`kind.${kind}`)),
      moments(ctx, tick.turns),
    ),
    tick.repaired !== null &&
      el(
        "p",
        { class: "rp-repaired" },
        ctx.t("repaired"),
        " ",
        momentLink(ctx, tick.repaired),
      ),
  );
}

function missing(ctx, tick) {
  return el(
    "li",
    { class: "rp-tick rp-tick-missing" },
    el("p", { class: "rp-behaviour" }, tick.text),
    el("p", { class: "rp-hint" }, ctx.t("levels.example"), " ", inline(tick.example)),
    tick.turns.length > 0 &&
      el("p", { class: "rp-tick-facts" }, el("span", {}, ctx.t("levels.offered")), moments(ctx, tick.turns)),
  );
}

// ------------------------------------------------------------------------------------------------------------ moments

/** Where something else would have helped more. */
export function missedCues(ctx, screen) {
  if (screen.missed_cues.length === 0) return null;
  const cast = castOf(screen);
  const told = screen.missed_cues.some((one) => one.offered.length > 0);
  return section(
    ctx.t("missed.title"),
    { class: "rp-missed" },
    el("p", { class: "rp-prose" }, ctx.t(told ? "missed.about" : "missed.about.assessment")),
    foldedList(
      ctx,
      { class: "rp-missed-list" },
      screen.missed_cues.map((one) => missedCue(ctx, cast, one)),
    ),
  );
}

function missedCue(ctx, cast, one) {
  return el(
    "li",
    { class: "rp-missed-one" },
    el("p", { class: "rp-cue" }, el("strong", {}, cast.get(one.who)?.name ?? one.who), ": ", inline(one.cue)),
    el(
      "dl",
      {},
      el("dt", {}, ctx.t("missed.chose")),
      el("dd", {}, inline(one.chose)),
      one.offered.length > 0 && el("dt", {}, ctx.t("missed.offered", { n: one.offered.length })),
      one.offered.map((text) => el("dd", {}, inline(text))),
    ),
    one.offered.length === 0 && el("p", {}, ctx.t("missed.untold")),
    momentLink(ctx, one.turn),
  );
}

function way(ctx, screen) {
  if (screen.decisions.length === 0) return null;
  const told = screen.mode !== "assessment" || screen.decisions.some((one) => one.offers.length > 1);
  return section(
    ctx.t("way.title"),
    { class: "rp-way" },
    el("p", { class: "rp-prose" }, ctx.t(told ? "way.about" : "way.later")),
    el(
      "div",
      { class: "rp-way-parts" },
      screen.map &&
        el(
          "figure",
          { class: "rp-map-figure" },
          wayMap(ctx, screen.map),
          el("figcaption", { class: "rp-hint" }, ctx.t("map.key")),
        ),
      el("ol", { class: "rp-decisions" }, screen.decisions.map((one) => decision(ctx, screen, one))),
    ),
  );
}

function decision(ctx, screen, one) {
  const others = one.offers.filter((offer) => !offer.chosen);
  const chosen = one.offers.find((offer) => offer.chosen);
  return el(
    "li",
    { value: one.turn },
    el("p", { class: chosen ? "rp-chosen" : "rp-quiet" }, chosen ? inline(chosen.text) : ctx.t("way.written")),
    el(
      "div",
      { class: "rp-tick-facts" },
      momentLink(ctx, one.turn),
      Number.isInteger(one.branch) &&
        actionButton(
          ctx,
          { class: "rp-plain rp-small", "aria-label": ctx.t("way.branch.label", { turn: one.turn }) },
          ctx.t("way.branch"),
          () => ({ do: "branch", attempt: screen.attempt, turns: one.branch }),
        ),
      others.length > 0 &&
        el(
          "details",
          { class: "rp-details" },
          el("summary", {}, ctx.t("way.others", { n: others.length })),
          el("ul", { class: "rp-others" }, others.map((offer) => el("li", {}, inline(offer.text)))),
        ),
    ),
  );
}

// ---------------------------------------------------------------------------------------------------------- own words

function ownWords(ctx, screen) {
  const written = [screen.expectation, ...screen.reflections].filter((one) => one && one.text !== null);
  if (written.length === 0) return null;
  return section(
    ctx.t("own.title"),
    { class: "rp-own" },
    el(
      "dl",
      {},
      screen.expectation?.text && answer(ctx, screen.expectation, ctx.t("own.before")),
      screen.reflections.filter((one) => one.text !== null).map((one) => answer(ctx, one, ctx.t("own.after"))),
    ),
  );
}

function answer(ctx, one, label) {
  return [
    el("dt", {}, el("span", { class: "rp-eyebrow" }, label), " ", inline(one.question)),
    el("dd", {}, prose(one.text), readersLine(ctx, one.readers, one.question)),
  ];
}

function comparison(ctx, screen) {
  const assessed = screen.competencies.filter((one) => one.assessed);
  if (screen.earlier.length < 2 || assessed.length === 0) return null;
  return section(
    ctx.t("earlier.title"),
    { class: "rp-earlier" },
    el("p", { class: "rp-hint" }, ctx.t("earlier.about")),
    el(
      "div",
      { class: "rp-charts" },
      assessed.map((one) =>
        el(
          "figure",
          {},
          el("figcaption", {}, one.title),
          levelChart(
            ctx,
            one.title,
            screen.earlier.map((row) => ({ at: row.at, level: row.levels[one.id] ?? null, mode: row.mode, here: row.this })),
          ),
        ),
      ),
    ),
    chartKey(ctx, { here: true }),
    levelTable(ctx, ctx.t("earlier.table"), assessed, screen.earlier),
  );
}

// --------------------------------------------------------------------------------------------------------- transcript

function transcript(ctx, screen) {
  if (screen.items.length === 0) return null;
  const blocks = turnsOf(screen.items).map((items) => {
    const turn = items[0].turn;
    const written = items.find((item) => item.kind === "reply" && item.comparison);
    const after = written ? sideBySide(ctx, written.text, written.comparison, "h4") : [];
    const ended = items.some((item) => item.kind === "ending");
    const label = ctx.t(ended ? "turn.ending" : "turn", { turn });
    return el(
      "div",
      { class: "rp-turn" },
      el("h3", { class: "rp-turn-name" }, label),
      block(ctx, screen, items, { label, id: `rp-turn-${turn}`, after }),
    );
  });
  const id = freshId("transcript");
  const assessed = screen.mode === "assessment"; // then nobody's thoughts are told
  return el(
    "section",
    { class: "rp-section rp-transcript", "aria-labelledby": id },
    el("h2", { id }, ctx.t("transcript.title")),
    el("p", { class: "rp-prose" }, ctx.t(assessed ? "transcript.about.assessment" : "transcript.about")),
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("transcript.open")), blocks),
  );
}

function again(ctx, screen) {
  return el(
    "div",
    { class: "rp-actions rp-again-actions" },
    screen.scenario_path && link(ctx, screen.scenario_path, { class: "rp-primary" }, ctx.t("again.play")),
    screen.chair_path && link(ctx, screen.chair_path, { class: "rp-secondary" }, ctx.t("chair.open")),
    link(ctx, "/learn", { class: "rp-secondary" }, ctx.t("again.library")),
    link(ctx, "/learn/progress", { class: "rp-secondary" }, ctx.t("nav.progress")),
    ctx.onPage && el("button", { type: "button", class: "rp-plain", onclick: () => print() }, ctx.t("again.print")),
  );
}
