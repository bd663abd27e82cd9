// Progress: what was practised, and how it goes; and the kind page for what did not work.
import { el, prose } from "./dom.js";
import { attemptList, factList, foldedList, link, section, table } from "./parts.js";
import { chartKey, levelChart, levelName } from "./chart.js";
import { newsList, resultList } from "./results.js";
import { day } from "./words.js";

/** Build the progress screen. */
export function progressScreen(ctx, screen) {
  const empty = screen.attempts.length === 0;
  return el(
    "div",
    { class: "rp-page-body rp-progress" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(empty ? "progress.empty" : "progress.lead")),
      empty
        ? link(ctx, "/learn", { class: "rp-primary" }, ctx.t("progress.first"))
        : factList([
            ctx.t("progress.finished", { n: screen.finished }),
            ctx.t("progress.time", { n: screen.minutes }),
          ]),
    ),
    newsList(ctx, screen.news),
    screen.results.length > 0 && section(ctx.t("result.list"), {}, resultList(ctx, screen.results)),
    screen.stations_path &&
      section(
        ctx.t("stations.title"),
        {},
        el("p", { class: "rp-hint" }, ctx.t("stations.about")),
        el("p", {}, link(ctx, screen.stations_path, { class: "rp-secondary" }, ctx.t("stations.go"))),
      ),
    screen.opened_path &&
      section(
        ctx.t("opened.title"),
        {},
        el("p", { class: "rp-hint" }, ctx.t("opened.about")),
        el("p", {}, link(ctx, screen.opened_path, { class: "rp-secondary" }, ctx.t("opened.go"))),
      ),
    screen.workshops.length > 0 &&
      section(
        ctx.t("progress.workshops"),
        {},
        el("p", { class: "rp-hint" }, ctx.t("progress.workshops.about")),
        foldedList(ctx, { class: "rp-entries" }, screen.workshops.map((one) => workshop(ctx, one))),
      ),
    screen.competencies.length > 0 &&
      section(
        ctx.t("progress.levels"),
        { class: "rp-earlier" },
        el("p", { class: "rp-hint" }, ctx.t("levels.honest")),
        el("div", { class: "rp-charts" }, screen.competencies.map((one) => competency(ctx, one))),
        chartKey(ctx),
      ),
    !empty &&
      section(ctx.t("progress.attempts"), {}, attemptList(ctx, screen.attempts, (attempt) => attempt.title)),
  );
}

/** Time in a workshop, with what was told for the next day, and the way to what is one's own there. */
function workshop(ctx, one) {
  const facts = [ctx.t(`progress.workshops.${one.part}`), day(one.at), ctx.t("minutes", { n: one.minutes })];
  return el(
    "li",
    {},
    one.own_path && ctx.onPage ? el("a", { class: "rp-entry", href: ctx.address(one.own_path) }, one.title) : el("span", { class: "rp-entry" }, one.title),
    el("span", { class: "rp-entry-facts" }, facts.join(" · ")),
    one.aftercare && el("div", { class: "rp-entry-note" }, el("p", { class: "rp-hint" }, ctx.t("progress.workshops.aftercare")), prose(one.aftercare)),
  );
}

function competency(ctx, one) {
  return el(
    "figure",
    {},
    el("figcaption", {}, el("h3", {}, one.title), el("p", { class: "rp-hint" }, one.about)),
    levelChart(ctx, one.title, one.points),
    el(
      "details",
      { class: "rp-details" },
      el("summary", {}, ctx.t("chart.table")),
      table(
        one.title,
        [ctx.t("table.day"), ctx.t("table.scenario"), ctx.t("table.level")],
        one.points.map((point) => [
          day(point.at, "medium"),
          link(ctx, point.path, {}, point.title),
          levelName(ctx, point.level),
        ]),
      ),
    ),
  );
}

/** Build the page that says kindly what did not work. */
export function problemScreen(ctx, screen) {
  return el(
    "div",
    { class: "rp-page-body rp-problem" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("div", { class: "rp-lead" }, prose(screen.text), prose(screen.fix)),
      link(ctx, screen.back_path, { class: "rp-primary" }, screen.back_label),
    ),
  );
}
