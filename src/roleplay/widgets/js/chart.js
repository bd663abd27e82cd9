// Levels over time, drawn small. Every chart comes with a table that says the same.
import { el, svg } from "./dom.js";
import { day } from "./words.js";
import { link, table } from "./parts.js";

const WIDTH = 340;
const TOP = 16;
const STEP = 34;
const LEFT = 132; // room for the levels' names
const LATEST = 12; // more would not be readable on a phone; the table has them all

/** The name of a level in words. */
export function levelName(ctx, level) {
  return ctx.t(level === null || level === undefined ? "level.none" : `level.${level}`);
}

/** Four steps, as many filled as the level; only beside the level's name. */
export function levelSteps(level) {
  return el(
    "span",
    { class: "rp-steps", "aria-hidden": "true" },
    [1, 2, 3, 4].map((step) => el("span", { class: level !== null && step <= level ? "rp-step-on" : "" })),
  );
}

/** A chart of one competency: points are `{at, level, mode, here}`, oldest first. */
export function levelChart(ctx, title, points) {
  const shown = points.slice(-LATEST);
  const y = (level) => TOP + (4 - (level ?? 0)) * STEP;
  const gap = (WIDTH - LEFT) / Math.max(shown.length, 1);
  const x = (place) => LEFT + gap * (place + 0.5);
  const rows = shown.some((point) => point.level === null) ? [4, 3, 2, 1, null] : [4, 3, 2, 1];
  const height = 2 * TOP + (rows.length - 1) * STEP;
  const said = shown.map((point) => `${day(point.at, "medium")}: ${levelName(ctx, point.level)}`).join("; ");
  const rated = shown.map((point, place) => ({ ...point, place })).filter((point) => point.level !== null);
  return svg(
    "svg",
    { class: "rp-chart", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${title}. ${said}` },
    rows.map((level) => [
      level && svg("line", { class: level === 3 ? "rp-standard" : "rp-grid", x1: LEFT, x2: WIDTH, y1: y(level), y2: y(level) }),
      svg("text", { class: "rp-chart-label", x: 0, y: y(level) + 5 }, levelName(ctx, level)),
    ]),
    svg("polyline", { class: "rp-chart-line", points: rated.map((one) => `${x(one.place)},${y(one.level)}`).join(" ") }),
    shown.map((point, place) => mark(x(place), y(point.level), point)),
  );
}

function mark(x, y, point) {
  const className = `rp-mark ${point.here ? "rp-mark-here" : ""} ${point.level === null ? "rp-mark-none" : ""}`;
  if (point.level === null) return svg("path", { class: className, d: `M${x - 5} ${y}h10` });
  if (point.mode === "assessment") {
    return svg("rect", { class: className, x: x - 6, y: y - 6, width: 12, height: 12 });
  }
  return svg("circle", { class: className, cx: x, cy: y, r: 6.5 });
}

/** What the marks mean. */
export function chartKey(ctx, { here = false } = {}) {
  const sample = (point) =>
    svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "rp-key-mark" }, mark(10, 10, point));
  return el(
    "ul",
    { class: "rp-key" },
    el("li", {}, sample({ level: 3, mode: "practice" }), ctx.t("mode.practice")),
    el("li", {}, sample({ level: 3, mode: "assessment" }), ctx.t("mode.assessment")),
    el("li", {}, sample({ level: null }), ctx.t("level.none")),
    here && el("li", {}, sample({ level: 3, mode: "practice", here: true }), ctx.t("chart.here")),
  );
}

/** Attempts as rows, competencies as columns. */
export function levelTable(ctx, caption, competencies, attempts) {
  return table(
    caption,
    [ctx.t("table.attempt"), ...competencies.map((one) => one.title), ctx.t("table.outcome")],
    attempts.map((attempt) => [
      [
        attempt.this ? el("strong", {}, ctx.t("table.this")) : link(ctx, attempt.path, {}, day(attempt.at, "medium")),
        attempt.branched && el("span", { class: "rp-hint" }, ` ${ctx.t("attempt.branched")}`),
      ],
      ...competencies.map((one) => levelName(ctx, attempt.levels[one.id])),
      ctx.t(`standard.${attempt.outcome}`),
    ]),
  );
}
