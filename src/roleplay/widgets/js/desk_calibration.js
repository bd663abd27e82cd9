// Calibration: what is to be marked, how far one agrees with the keys, and, for supervisors, which anchors are used.
import { levelName } from "./chart.js";
import { happened } from "./desk_turn.js";
import { el, freshId, inline, prose, svg } from "./dom.js";
import { actionButton, link, partButton, section, staysAt, table } from "./parts.js";
import { day } from "./words.js";

/** Build the page. */
export function calibrationScreen(ctx, screen) {
  const element = el(
    "div",
    { class: "rp-page-body rp-calibration" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t("desk.calibration.about")),
      screen.cohorts.length > 1 && cohortLinks(ctx, screen),
    ),
    screen.cohort === null && el("p", { class: "rp-quiet" }, ctx.t("desk.calibration.none")),
    screen.own && ownParts(ctx, screen),
    screen.oversees && overseenParts(ctx, screen),
  );
  return { element, settle: staysAt(ctx, element, screen) };
}

function cohortLinks(ctx, screen) {
  return el(
    "nav",
    { class: "rp-cal-cohorts", "aria-label": ctx.t("desk.calibration.cohorts") },
    screen.cohorts.map((one) => link(ctx, one.path, { "aria-current": one.id === screen.cohort.id ? "page" : null }, one.name)),
  );
}

// --- one's own ---

function ownParts(ctx, screen) {
  const own = screen.own;
  if (own.uses === 0 && own.done.length === 0) {
    return section(ctx.t("desk.calibration.own"), {}, el("p", {}, ctx.t("desk.calibration.nothing")));
  }
  return [
    section(ctx.t("desk.calibration.own"), { "data-part": "own" }, standing(ctx, own)),
    section(ctx.t("desk.calibration.tasks"), { "data-part": "tasks" }, tasks(ctx, screen)),
    own.drift.length > 0 && section(ctx.t("desk.calibration.drift"), {}, drift(ctx, own)),
    own.done.length > 0 && section(ctx.t("desk.calibration.done"), {}, done(ctx, own)),
  ];
}

function standing(ctx, own) {
  const untold = own.kappa.value === null;
  return [
    own.uses === 0
      ? el("p", {}, ctx.t("desk.calibration.nothing"))
      : el("p", { class: own.enough ? "rp-cal-state rp-cal-enough" : "rp-cal-state" }, ctx.t(own.enough ? "desk.calibration.counts" : "desk.calibration.practice")),
    el("h3", {}, ctx.t("desk.calibration.kappa")),
    untold ? progress(ctx, own) : scale(ctx, own),
    el("p", {}, own.kappa.text),
    !untold && el("p", { class: "rp-hint" }, ctx.t("desk.calibration.rests", { anchors: own.anchors, items: own.items })),
    own.harm && el("p", {}, own.harm),
    !untold && !own.enough && el("p", { class: "rp-hint" }, ctx.t("desk.calibration.under")),
    own.uses > 0 && el("p", { class: "rp-hint" }, ctx.t("desk.calibration.back", { marked: own.every_marked, days: own.every_days })),
  ];
}

function progress(ctx, own) {
  const id = freshId("progress");
  const marked = Math.min(own.anchors, own.anchors_needed);
  return el(
    "div",
    { class: "rp-cal-progress" },
    el("label", { for: id }, ctx.t("desk.calibration.progress", { n: own.anchors, all: own.anchors_needed })),
    el("progress", { id, value: marked, max: own.anchors_needed }, `${marked}/${own.anchors_needed}`),
  );
}

const WIDE = 340;

/** From 0 to 1: the value, its interval, and the bar. What is under 0 is drawn at 0. */
function scale(ctx, own) {
  const x = (value) => 8 + (WIDE - 16) * Math.min(1, Math.max(0, value));
  const { value, low, high } = own.kappa;
  return svg(
    "svg",
    { class: "rp-chart rp-cal-scale", viewBox: `0 0 ${WIDE} 64`, role: "img", "aria-label": ctx.t("desk.calibration.scale", { text: own.kappa.text, bar: own.bar.toFixed(2) }) },
    svg("line", { class: "rp-grid", x1: x(0), x2: x(1), y1: 28, y2: 28 }),
    [0, 0.5, 1].map((one) => svg("text", { class: "rp-chart-label", x: x(one), y: 60, "text-anchor": one === 0 ? "start" : one === 1 ? "end" : "middle" }, one)),
    low !== null && svg("line", { class: "rp-cal-interval", x1: x(low), x2: x(high), y1: 28, y2: 28 }),
    svg("line", { class: "rp-standard", x1: x(own.bar), x2: x(own.bar), y1: 6, y2: 44 }),
    svg("text", { class: "rp-chart-label", x: x(own.bar) - 6, y: 14, "text-anchor": "end" }, ctx.t("desk.calibration.bar", { bar: own.bar.toFixed(2) })),
    svg("circle", { class: "rp-mark", cx: x(value), cy: 28, r: 7 }),
  );
}

function tasks(ctx, screen) {
  const list = screen.own.tasks;
  if (list.length === 0) return el("p", { class: "rp-quiet" }, ctx.t("desk.calibration.tasks.none"));
  return [
    el("p", { class: "rp-hint" }, ctx.t("desk.calibration.tasks.about")),
    el(
      "ul",
      { class: "rp-cal-list" },
      list.map((one) => {
        const name = ctx.t("desk.calibration.task", { number: one.number, scenario: one.scenario });
        const button = actionButton(
          ctx,
          { class: "rp-secondary rp-small", "aria-label": `${ctx.t(one.begun ? "desk.calibration.go-on" : "desk.calibration.take")}: ${name}` },
          ctx.t(one.begun ? "desk.calibration.go-on" : "desk.calibration.take"),
          () => ({ do: "calibration_take", cohort: screen.cohort.id, anchor: one.anchor }),
        );
        return el("li", {}, el("span", {}, name), button);
      }),
    ),
  ];
}

function done(ctx, own) {
  return el(
    "ul",
    { class: "rp-entries" },
    own.done.map((one) =>
      el(
        "li",
        {},
        link(ctx, one.path, { class: "rp-entry" }, one.title),
        el(
          "span",
          { class: "rp-entry-facts" },
          [one.scenario, day(one.at, "medium"), ctx.t("desk.calibration.same", { same: one.same, all: one.all }), one.severity, !one.announced && ctx.t("desk.calibration.came-back")].filter(Boolean).join(" · "),
        ),
      ),
    ),
  );
}

// --- drift ---

const LATEST = 14; // more would not be readable on a phone; the table has them all
const TALL = 168;
const LEFT = 124;

function drift(ctx, own) {
  return [
    el("p", { class: "rp-hint" }, ctx.t("desk.calibration.drift.about")),
    driftChart(ctx, own),
    el("p", {}, own.drift_text),
    el(
      "details",
      { class: "rp-details" },
      el("summary", {}, ctx.t("desk.calibration.drift.table")),
      table(
        ctx.t("desk.calibration.drift.caption"),
        ["when", "this", "lately", "kappa"].map((key) => ctx.t(`desk.calibration.drift.${key}`)),
        own.drift.map((one) => [day(one.at, "medium"), one.words, ...[one.lately, one.kappa].map((each) => (each.value === null ? ctx.t("desk.calibration.drift.not-yet") : each.text))]),
      ),
    ),
  ];
}

function driftChart(ctx, own) {
  const shown = own.drift.slice(-LATEST);
  const far = Math.ceil(Math.max(1, ...shown.map((one) => Math.abs(one.severity ?? 0))));
  const y = (value) => TALL / 2 - (value / far) * (TALL / 2 - 18);
  const gap = (WIDE - LEFT) / shown.length;
  const x = (place) => LEFT + gap * (place + 0.5);
  const lately = shown.map((one, place) => ({ ...one.lately, place })).filter((one) => one.value !== null);
  const said = shown.map((one) => `${day(one.at, "medium")}: ${one.words}`).join("; ");
  return svg(
    "svg",
    { class: "rp-chart", viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": `${ctx.t("desk.calibration.drift")}. ${said}. ${own.drift_text}` },
    [
      ["stricter", far],
      ["key", 0],
      ["milder", -far],
    ].map(([name, at]) => [
      svg("line", { class: at === 0 ? "rp-standard" : "rp-grid", x1: LEFT, x2: WIDE, y1: y(at), y2: y(at) }),
      svg("text", { class: "rp-chart-label", x: 0, y: y(at) + 5 }, ctx.t(`desk.calibration.drift.${name}`, { n: far })),
    ]),
    lately.filter((one) => one.low !== null).map((one) => svg("line", { class: "rp-cal-whisker", x1: x(one.place), x2: x(one.place), y1: y(Math.max(-far, one.low)), y2: y(Math.min(far, one.high)) })),
    svg("polyline", { class: "rp-chart-line", points: lately.map((one) => `${x(one.place)},${y(one.value)}`).join(" ") }),
    shown.map((one, place) => one.severity !== null && svg("circle", { class: "rp-mark", cx: x(place), cy: y(one.severity), r: 5.5 })),
  );
}

// --- the supervisor's ---

function overseenParts(ctx, screen) {
  return [
    section(ctx.t("desk.calibration.oversee"), { "data-part": "anchors" }, anchors(ctx, screen)),
    screen.oversees.settled.length > 0 && section(ctx.t("desk.calibration.make"), {}, settled(ctx, screen.oversees.settled)),
    section(ctx.t("desk.calibration.evaluators"), {}, evaluators(ctx, screen.oversees)),
    section(ctx.t("desk.calibration.rules"), { "data-part": "rules" }, rulesForm(ctx, screen)),
  ];
}

function anchors(ctx, screen) {
  const list = screen.oversees.anchors;
  if (list.length === 0) return el("p", { class: "rp-quiet" }, ctx.t("desk.calibration.oversee.none"));
  return [
    el("p", { class: "rp-hint" }, ctx.t("desk.calibration.oversee.about")),
    el(
      "ul",
      { class: "rp-cal-list" },
      list.map((one) => {
        const label = ctx.t(one.used ? "desk.calibration.retire" : "desk.calibration.use");
        return el(
          "li",
          {},
          el(
            "span",
            {},
            el("strong", {}, one.title),
            el("span", { class: "rp-hint" }, [one.scenario, one.competencies.join(", "), one.used && ctx.t("desk.calibration.in-use"), one.own && ctx.t("desk.calibration.own-anchor")].filter(Boolean).join(" · ")),
          ),
          partButton(ctx, "anchors", { class: one.used ? "rp-plain rp-small" : "rp-secondary rp-small", "aria-label": `${label}: ${one.title}` }, label, () => ({
            do: "calibration_use",
            cohort: screen.cohort.id,
            anchor: one.anchor,
            used: !one.used,
          })),
        );
      }),
    ),
  ];
}

function settled(ctx, list) {
  return [
    el("p", { class: "rp-hint" }, ctx.t("desk.calibration.make.about")),
    el("ul", { class: "rp-entries" }, list.map((one) => el("li", {}, link(ctx, one.path, { class: "rp-entry" }, ctx.t("desk.calibration.make.of", one))))),
  ];
}

function evaluators(ctx, overseen) {
  if (overseen.evaluators.length === 0) return el("p", { class: "rp-quiet" }, ctx.t("desk.calibration.evaluators.none"));
  return [
    el("p", { class: "rp-hint" }, ctx.t("desk.calibration.evaluators.about")),
    table(
      ctx.t("desk.calibration.evaluators.caption"),
      [ctx.t("desk.calibration.evaluator"), ctx.t("desk.calibration.evaluator.state"), ctx.t("desk.calibration.kappa"), ctx.t("desk.calibration.evaluator.severity"), ctx.t("desk.calibration.evaluator.left")],
      overseen.evaluators.map((one) => [one.name, ctx.t(`desk.calibration.evaluator.${one.enough ? "enough" : "practice"}`), one.kappa.text, one.severity, String(one.left)]),
    ),
  ];
}

function rulesForm(ctx, screen) {
  const { every_marked, every_days, most_marked, most_days } = screen.oversees;
  const marked = number(ctx, "desk.calibration.rules.marked", every_marked, most_marked);
  const days = number(ctx, "desk.calibration.rules.days", every_days, most_days);
  const save = partButton(ctx, "rules", { class: "rp-primary" }, ctx.t("desk.calibration.rules.save"), () => {
    const wrong = [marked, days].find((one) => !one.sound());
    return wrong ? null : { do: "calibration_rules", cohort: screen.cohort.id, every_marked: marked.value(), every_days: days.value() };
  });
  const form = el("form", { class: "rp-rules-form" }, marked.element, days.element, el("div", { class: "rp-actions" }, save));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save.click();
  });
  return form;
}

function number(ctx, label, value, most) {
  const id = freshId("number");
  const error = el("p", { class: "rp-error", id: `${id}-error`, hidden: true }, ctx.t("desk.calibration.rules.number", { most }));
  const input = el("input", { id, type: "number", inputmode: "numeric", min: 1, max: most, step: 1, class: "rp-search", "aria-describedby": `${id}-error` });
  input.value = value;
  const read = () => (input.value.trim() === "" ? Number.NaN : Number(input.value));
  return {
    element: el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t(label)), input, error),
    value: read,
    sound() {
      const right = Number.isInteger(read()) && read() >= 1 && read() <= most;
      error.hidden = right;
      if (right) input.removeAttribute("aria-invalid");
      else {
        input.setAttribute("aria-invalid", "true");
        input.focus();
      }
      return right;
    },
  };
}

// --- an anchor beside its key ---

/** Build an anchor beside its key. */
export function anchorScreen(ctx, screen) {
  const tones = new Map();
  const element = el(
    "div",
    { class: "rp-page-body rp-calibration" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.back, {}, ctx.t("desk.anchor.back"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-hint" }, screen.scenario),
      !screen.announced && el("p", { class: "rp-desk-notice" }, ctx.t("desk.anchor.unannounced")),
    ),
    section(ctx.t("desk.anchor.levels"), {}, levels(ctx, screen)),
    section(ctx.t("desk.anchor.about"), {}, prose(screen.about)),
    section(
      ctx.t("desk.anchor.turns"),
      {},
      screen.turns.map(({ turn, reasons }) =>
        el("div", { class: "rp-cal-turn" }, happened(ctx, tones, turn, { offers: false }), turn.moment !== null && keyed(ctx, reasons)),
      ),
    ),
  );
  return { element };
}

function levels(ctx, screen) {
  return [
    table(
      ctx.t("desk.anchor.levels.caption"),
      [ctx.t("desk.anchor.competency"), ctx.t("desk.anchor.own"), ctx.t("desk.anchor.key")],
      screen.levels.map((one) => [one.title, levelName(ctx, one.own), levelName(ctx, one.key)]),
    ),
    screen.levels.filter((one) => one.why).map((one) => el("p", { class: "rp-hint" }, `${one.title}: `, inline(one.why))),
  ];
}

function keyed(ctx, reasons) {
  if (reasons.length === 0) return el("p", { class: "rp-hint" }, ctx.t("desk.anchor.nothing"));
  return el(
    "ul",
    { class: "rp-cal-reasons" },
    reasons.map((one) => {
      const whose = one.own && one.key ? "both" : one.key ? "only-key" : "only-own";
      return el(
        "li",
        { class: `rp-cal-${whose}` },
        el("p", { class: "rp-cal-whose" }, el("strong", {}, ctx.t(`desk.anchor.${whose}`)), ` · ${ctx.t(`desk.kind.${one.kind}`)}`),
        el("p", {}, one.text),
        el("p", { class: "rp-hint" }, inline(one.why ?? ctx.t("desk.anchor.no-reason"))),
      );
    }),
  );
}
