// Modules: all of them, and what is to be done in one, below its readings.
import { el, hiddenText, icon, freshId, reveal } from "./dom.js";
import { actionButton, attemptList, contentNote, factList, facts, link, oneOf, outcome, section } from "./parts.js";
import { pageForm } from "./pages.js";
import { day } from "./words.js";

const MODULE = /^\/modules\/[^/]+/;

/** Whether an address belongs to a module that this page does not have the readings of. JupyterLab stays where it is. */
export function isElsewhere(ctx, path) {
  const module = MODULE.exec(path)?.[0];
  return ctx.onPage && module !== undefined && module !== MODULE.exec(ctx.home)?.[0];
}

/** A link to a module. Its readings are a page of their own, so the browser goes there; its own page stays. */
export function moduleLink(ctx, path, attributes, ...children) {
  if (!isElsewhere(ctx, path)) return link(ctx, path, attributes, children);
  return el("a", { href: ctx.address(path), ...attributes }, children);
}

/** The curriculum at a glance, for the top of the library. */
export function courseCard(ctx, course) {
  const id = freshId("course");
  const next = course.next;
  return el(
    "section",
    { class: "rp-section rp-course", "aria-labelledby": id },
    el("h2", { id }, ctx.t("course.title")),
    el(
      "div",
      { class: "rp-card rp-course-card" },
      el("p", { class: "rp-eyebrow" }, course.pathway),
      progressBar(ctx, course.done, course.all),
      course.minutes_left > 0 && timeLeft(ctx, course),
      next
        ? [
            el("h3", {}, ctx.t(next.stage === "begun" ? "course.go-on" : "course.next", { title: next.title })),
            el("p", { class: "rp-summary" }, next.summary),
            el(
              "div",
              { class: "rp-actions" },
              moduleLink(ctx, next.path, { class: "rp-primary" }, ctx.t(next.stage === "begun" ? "course.continue" : "course.begin")),
              link(ctx, course.path, { class: "rp-secondary" }, ctx.t("course.all")),
            ),
          ]
        : [
            el("h3", {}, ctx.t("course.done")),
            el("div", { class: "rp-actions" }, link(ctx, course.path, { class: "rp-secondary" }, ctx.t("course.all"))),
          ],
      dueLine(ctx, course),
    ),
  );
}

/** How much is done, as a bar and in words. */
function progressBar(ctx, done, all) {
  const bar = el("progress", { class: "rp-progress-bar", max: all, value: done, "aria-hidden": "true" });
  return el("div", { class: "rp-progress-line" }, bar, el("p", { class: "rp-hint" }, ctx.t("course.count", { n: done, all })));
}

/** What is due, if anything is. */
export function dueLine(ctx, screen) {
  return (
    screen.due > 0 &&
    el("p", { class: "rp-due" }, link(ctx, screen.due_path, {}, ctx.t("refreshers.due", { n: screen.due })))
  );
}

// -------------------------------------------------------------------------------------------------------- all modules

/** Build the list of modules. */
export function modulesScreen(ctx, screen) {
  const done = screen.way.filter((one) => one.stage === "done").length;
  return el(
    "div",
    { class: "rp-page-body rp-modules" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, screen.about),
      progressBar(ctx, done, screen.way.length),
      screen.minutes_left > 0 && timeLeft(ctx, screen),
      dueLine(ctx, screen),
    ),
    pathways(ctx, screen),
    section(
      ctx.t("course.way"),
      {},
      el("ol", { class: "rp-modules-list" }, screen.way.map((one) => moduleEntry(ctx, one, one.id === screen.next))),
    ),
    screen.others.length > 0 &&
      section(
        ctx.t("course.others"),
        {},
        el("ol", { class: "rp-modules-list" }, screen.others.map((one) => moduleEntry(ctx, one, false))),
      ),
    !screen.placed &&
      section(
        ctx.t("check.placement"),
        {},
        el("p", {}, ctx.t("check.placement.about")),
        el("div", { class: "rp-actions" }, link(ctx, screen.placement_path, { class: "rp-secondary" }, ctx.t("check.placement.open"))),
      ),
    screen.assessments.length > 0 && assessments(ctx, screen.assessments),
    section(
      ctx.t("pages.title"),
      {},
      el("p", { class: "rp-hint" }, ctx.t("pages.private")),
      el(
        "ul",
        { class: "rp-cards" },
        screen.pages.map((page) =>
          el(
            "li",
            { class: "rp-card" },
            el("h3", {}, link(ctx, page.path, { class: "rp-card-link" }, page.title)),
            el("p", { class: "rp-summary" }, page.about),
            el("p", { class: "rp-status-line" }, el("span", {}, page.at ? ctx.t("pages.kept", { day: day(page.at) }) : ctx.t("pages.empty"))),
          ),
        ),
      ),
    ),
  );
}

function timeLeft(ctx, { minutes_left: minutes }) {
  return el("p", { class: "rp-hint" }, ctx.t("course.left", { time: hours(ctx, minutes) }));
}

/** Minutes as people say them. */
function hours(ctx, minutes) {
  if (minutes < 90) return ctx.t("minutes", { n: minutes });
  return ctx.t("hours", { n: Math.round(minutes / 30) / 2 });
}

function moduleEntry(ctx, one, next) {
  const facts = [hours(ctx, one.minutes), ctx.t(`stage.${one.stage}`)];
  if (one.stage === "begun") facts.push(ctx.t("module.plays", { n: one.played, all: one.plays }));
  if (one.stage !== "done" && one.checked) facts.push(ctx.t("module.checked"));
  return el(
    "li",
    { class: `rp-card rp-module-entry rp-stage-${one.stage}`, value: one.number },
    el("span", { class: "rp-module-number", "aria-hidden": "true" }, one.stage === "done" ? icon("done") : one.number),
    el(
      "div",
      {},
      el("h3", {}, moduleLink(ctx, one.path, { class: "rp-card-link" }, one.title)),
      el("p", { class: "rp-summary" }, one.summary),
      factList(facts),
      one.waits_for.length > 0 && el("p", { class: "rp-hint" }, ctx.t("module.after", { titles: one.waits_for.join(", ") })),
      next && el("p", {}, el("span", { class: "rp-tag rp-tag-next" }, ctx.t("course.next.tag"))),
    ),
  );
}

function pathways(ctx, screen) {
  const choice = oneOf(
    ctx.t("pathway.label"),
    "pathway",
    screen.pathways.map((one) => ({
      value: one.id,
      label: one.title,
      hint: `${one.about} ${ctx.t("pathway.modules", { n: one.modules })}`,
    })),
    screen.pathways.find((one) => one.chosen)?.id,
  );
  return el(
    "details",
    { class: "rp-details rp-pathways" },
    el("summary", {}, el("span", {}, ctx.t("pathway.change"))),
    choice.element,
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-secondary" }, ctx.t("pathway.take"), () => ({ do: "choose_way", pathway: choice.value() })),
    ),
  );
}

function assessments(ctx, list) {
  return section(
    ctx.t("assessment.title"),
    {},
    el("p", { class: "rp-hint" }, ctx.t("assessment.about")),
    el("ul", { class: "rp-cards" }, list.map((one) => assessment(ctx, one))),
  );
}

function assessment(ctx, one) {
  const [first, ...again] = one.taken;
  const begin = ["open", "retake"].includes(one.readiness);
  return el(
    "li",
    { class: "rp-card" },
    el("h3", {}, one.title),
    el("p", {}, ctx.t(`assessment.${one.readiness}`, { titles: one.waits_for.join(", ") })),
    first && el("p", { class: "rp-note-label" }, ctx.t("assessment.first")),
    first && attemptList(ctx, [first], (attempt) => day(attempt.at)),
    again.length > 0 && el("p", { class: "rp-note-label" }, ctx.t("assessment.again")),
    again.length > 0 && attemptList(ctx, again, (attempt) => day(attempt.at)),
    el(
      "div",
      { class: "rp-actions" },
      one.going && link(ctx, one.going.path, { class: "rp-primary" }, ctx.t("library.continue")),
      begin && link(ctx, one.path, { class: "rp-primary" }, ctx.t(`assessment.${one.readiness}.begin`), hiddenText(`: ${one.title}`)),
    ),
  );
}

// ---------------------------------------------------------------------------------------------------------- one module

/** Build what is to be done in a module. On its own page the readings stand above it, inside the same screen. */
export function moduleScreen(ctx, screen) {
  const { readings } = ctx;
  const below = readings || !ctx.onPage; // in JupyterLab the cells above are the readings
  const form = pageForm(ctx, screen.reflection, [
    { heading: ctx.t("module.think"), about: ctx.t("pages.private"), count: screen.thinking },
    { heading: ctx.t("module.bring"), about: ctx.t("module.bring.about") },
  ]);
  const heading = el(below ? "h2" : "h1", { tabindex: "-1", class: "rp-todo-title" }, below ? ctx.t("module.todo") : screen.title);
  const todo = el(
    "div",
    { class: "rp-todo" },
    el(
      "header",
      { class: "rp-head" },
      heading,
      !below && [
        el("p", { class: "rp-lead" }, screen.module.summary),
        el("p", {}, ctx.t("module.aims")),
        el("ul", { class: "rp-plain-list" }, screen.aims.map((one) => el("li", {}, one))),
      ],
      el("p", { class: "rp-hint" }, ctx.t(`module.stage.${screen.module.stage}`)),
    ),
    checkPart(ctx, screen),
    section(
      ctx.t("module.play"),
      {},
      el("p", { class: "rp-hint" }, ctx.t("module.play.about")),
      screen.places.map((place, number) => placePart(ctx, place, number)),
    ),
    form.element,
    section(
      ctx.t("module.next"),
      {},
      dueLine(ctx, screen),
      screen.next
        ? [
            el("p", {}, el("strong", {}, screen.next.title), " ", screen.next.summary),
            el(
              "div",
              { class: "rp-actions" },
              moduleLink(ctx, screen.next.path, { class: "rp-primary" }, ctx.t("module.next.open")),
              link(ctx, "/learn/modules", { class: "rp-secondary" }, ctx.t("course.all")),
            ),
          ]
        : el("div", { class: "rp-actions" }, link(ctx, "/learn/modules", { class: "rp-secondary" }, ctx.t("course.all"))),
    ),
  );
  return {
    element: el("div", { class: "rp-page-body rp-module" }, readings, todo),
    kept: form.kept,
    settle(before) {
      if (!readings) return false;
      if (!before) return true; // somebody may be reading already
      reveal(heading, { quiet: true }); // back from a check or a conversation: the readings were read
      return true;
    },
  };
}

function checkPart(ctx, screen) {
  const { best, draw, enough, placed, module } = screen;
  const said = module.checked
    ? ctx.t(placed && best === null ? "check.placed" : "check.passed", { n: best, all: draw })
    : best === null
      ? ctx.t("check.first", { n: draw, enough })
      : ctx.t("check.not-yet", { n: best, all: draw, enough });
  return section(
    ctx.t("check.title"),
    {},
    el("p", {}, said),
    el(
      "div",
      { class: "rp-actions" },
      link(ctx, screen.check_path, { class: module.checked ? "rp-secondary" : "rp-primary" }, ctx.t(best === null ? "check.open" : "check.again")),
    ),
  );
}

function placePart(ctx, place, number) {
  const [first, ...others] = place.plays;
  const filled = place.plays.find((one) => one.id === place.filled);
  const shown = filled ?? first;
  return el(
    "div",
    { class: "rp-place" },
    el("h3", {}, ctx.t("module.place", { n: number + 1 }), " ", place.about),
    shown ? playCard(ctx, shown, Boolean(filled)) : el("p", { class: "rp-hint" }, ctx.t("module.place.empty")),
    others.length > 0 &&
      el(
        "details",
        { class: "rp-details" },
        el("summary", {}, el("span", {}, ctx.t(filled ? "module.others.more" : "module.others", { n: others.length }))),
        el("ul", { class: "rp-cards" }, place.plays.filter((one) => one !== shown).map((one) => el("li", {}, playCard(ctx, one, false)))),
      ),
  );
}

function playCard(ctx, play, filled) {
  return el(
    "div",
    { class: "rp-card" },
    el("h4", {}, link(ctx, play.path, { class: "rp-card-link" }, play.title)),
    facts(ctx, play),
    contentNote(ctx, play.content_notes),
    el(
      "p",
      { class: "rp-status-line" },
      el("span", {}, play.last ? `${outcome(ctx, play.last)}, ${day(play.last.at, "medium")}` : ctx.t("tried.never")),
      filled && el("span", { class: "rp-tag" }, ctx.t("module.place.filled")),
    ),
  );
}
