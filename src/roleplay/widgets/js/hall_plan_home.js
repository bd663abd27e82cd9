// The home of the facilitator's app: what goes on, what is over, own plans, and plans to begin with.
import { el } from "./dom.js";
import { actionButton, contentNote, factList, link, section } from "./parts.js";
import { day } from "./words.js";

/** Build the home. */
export function hallHomeScreen(ctx, screen) {
  const nothing = screen.running.length + screen.over.length + screen.plans.length === 0;
  const element = el(
    "div",
    { class: "rp-page-body rp-plan-home" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(nothing ? "hall.plan.home.empty" : "hall.plan.home.lead")),
    ),
    screen.removed !== null && undoLine(ctx, screen),
    next(ctx, screen),
    screen.running.length > 0 && section(ctx.t("hall.plan.running"), {}, list(screen.running.map((one) => running(ctx, one)))),
    nothing ? null : ownPlans(ctx, screen),
    readyPlans(ctx, screen, nothing),
    nothing ? null : section(ctx.t("hall.plan.over"), {}, over(ctx, screen)),
  );
  return { element, settle: (before) => back(ctx, before, element) };
}

/** After something was done to a plan the list goes on where it was. */
function back(ctx, before, element) {
  const stay = ctx.memory.planDone;
  ctx.memory.planDone = null;
  if (!stay || before?.name !== "hall_home") return false;
  const target = element.querySelector(".rp-plan-undo button") ?? element.querySelector("h1");
  target.focus({ preventScroll: true });
  return true;
}

function list(entries) {
  return el("ul", { class: "rp-plan-list" }, entries);
}

function undoLine(ctx, screen) {
  return el(
    "div",
    { class: "rp-plan-undo", role: "status" },
    el("p", {}, ctx.t("hall.plan.removed", { title: screen.removed })),
    done(ctx, { class: "rp-secondary rp-small" }, ctx.t("hall.plan.restore"), () => ({ do: "plan_restore" })),
  );
}

/** A button after which the list comes again. */
function done(ctx, attributes, label, command) {
  return actionButton(ctx, attributes, label, () => {
    ctx.memory.planDone = true;
    return command();
  });
}

// --------------------------------------------------------------------------------------------------- the next thing

function next(ctx, screen) {
  const [open] = screen.running;
  const [plan] = screen.plans;
  if (!open && !plan) return null;
  const key = open ? "running" : "plan";
  const { title, path } = open ?? plan;
  return el(
    "div",
    { class: "rp-plan-next" },
    el("p", { class: "rp-eyebrow" }, ctx.t("hall.plan.next")),
    el("p", {}, ctx.t(`hall.plan.next.${key}`, { title })),
    link(ctx, path, { class: "rp-primary" }, ctx.t(`hall.plan.next.${key}.go`)),
  );
}

// -------------------------------------------------------------------------------------------------------- workshops

function came(ctx, one) {
  return one.came ? ctx.t("hall.plan.came", { n: one.came }) : ctx.t("hall.plan.came.none");
}

function running(ctx, one) {
  return el(
    "li",
    { class: "rp-plan-row" },
    el("h3", {}, link(ctx, one.path, {}, one.title)),
    factList([
      ctx.t("hall.plan.opened", { day: day(one.opened_at) }),
      came(ctx, one),
      ...(one.cohort ? [ctx.t("hall.plan.cohort", { name: one.cohort })] : []),
    ]),
    el("div", { class: "rp-plan-acts" }, link(ctx, one.path, { class: "rp-secondary rp-small", "aria-label": ctx.t("hall.plan.console.label", { title: one.title }) }, ctx.t("hall.plan.console"))),
  );
}

function over(ctx, screen) {
  if (screen.over.length === 0) return el("p", { class: "rp-hint" }, ctx.t("hall.plan.over.none"));
  return list(
    screen.over.map((one) =>
      el(
        "li",
        { class: "rp-plan-row" },
        el("h3", {}, one.title),
        factList([
          ctx.t("hall.plan.held", { day: day(one.opened_at) }),
          came(ctx, one),
          ...(one.cohort ? [ctx.t("hall.plan.cohort", { name: one.cohort })] : []),
        ]),
        el(
          "div",
          { class: "rp-plan-acts" },
          link(ctx, one.report_path, { class: "rp-secondary rp-small", "aria-label": ctx.t("hall.plan.report.label", { title: one.title }) }, ctx.t("hall.plan.report")),
        ),
      ),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------------ plans

function ownPlans(ctx, screen) {
  const entries = screen.plans.map((one) =>
    el(
      "li",
      { class: "rp-plan-row" },
      el("h3", {}, link(ctx, one.path, {}, one.title)),
      factList([
        ctx.t("minutes", { n: one.minutes }),
        ctx.t("hall.plan.own.facts.sections", { n: one.sections }),
        one.intensity ? ctx.t(`intensity.${one.intensity}`) : ctx.t("hall.plan.light"),
        ctx.t("hall.plan.own.changed", { day: day(one.changed_at) }),
      ]),
      el(
        "div",
        { class: "rp-plan-acts" },
        done(ctx, { class: "rp-plain rp-small", "aria-label": ctx.t("hall.plan.copy.label", { title: one.title }) }, ctx.t("hall.plan.copy"), () => ({ do: "plan_copy", plan: one.id })),
        done(ctx, { class: "rp-plain rp-small", "aria-label": ctx.t("hall.plan.remove.label", { title: one.title }) }, ctx.t("hall.plan.remove"), () => ({ do: "plan_remove", plan: one.id })),
      ),
    ),
  );
  return section(ctx.t("hall.plan.own"), {}, entries.length ? list(entries) : el("p", { class: "rp-hint" }, ctx.t("hall.plan.own.none")));
}

function readyPlans(ctx, screen, first) {
  return section(
    ctx.t("hall.plan.ready"),
    { class: "rp-plan-ready" },
    el("p", { class: "rp-hint" }, ctx.t(screen.ready.length ? "hall.plan.ready.about" : "hall.plan.ready.none")),
    screen.ready.length > 0 && el("ul", { class: "rp-plan-cards" }, screen.ready.map((one, place) => ready(ctx, one, first && place === 0))),
    el(
      "div",
      { class: "rp-plan-empty" },
      actionButton(ctx, { class: "rp-secondary" }, ctx.t("hall.plan.empty"), () => ({ do: "plan_begin", ready: null })),
      el("p", { class: "rp-hint" }, ctx.t("hall.plan.empty.about")),
    ),
  );
}

function ready(ctx, one, first) {
  return el(
    "li",
    { class: "rp-plan-card" },
    el("h3", {}, one.title),
    factList([ctx.t("minutes", { n: one.minutes })]),
    el("p", {}, one.summary),
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("hall.plan.ready.what")), el("ol", {}, one.sections.map((each) => el("li", {}, each))), one.content_notes.length > 0 && contentNote(ctx, one.content_notes)),
    actionButton(ctx, { class: first ? "rp-primary" : "rp-secondary", "aria-label": ctx.t("hall.plan.ready.use.label", { title: one.title }) }, ctx.t("hall.plan.ready.use"), () => ({ do: "plan_begin", ready: one.id })),
  );
}
