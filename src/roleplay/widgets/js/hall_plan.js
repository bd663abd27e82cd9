// A plan that is changed: everything is kept as one writes, and can be undone.
import { openDialog } from "./care.js";
import { el, freshId, icon, reveal } from "./dom.js";
import { mistakesOf, planButton, planField } from "./hall_plan_fields.js";
import { glancePart } from "./hall_plan_glance.js";
import { paperPlace } from "./hall_plan_paper.js";
import { adding, sayAgain, sectionList } from "./hall_plan_sections.js";
import { planState } from "./hall_plan_state.js";
import { actionButton, link, tickBox } from "./parts.js";

const RULES = 12; // prepared ground rules in the catalogue

/** Build the plan. */
export function hallPlanScreen(ctx, screen) {
  const state = planState(ctx, screen);
  const plan = { ctx, screen, state, glance: screen.glance, mistakes: mistakesOf(ctx), open: ctx.memory.planOpen ?? new Set(), repaint, tell };
  ctx.memory.planOpen = plan.open;
  const paper = paperPlace(ctx, screen, (act) => state.whenKept(act));
  const said = el("p", { class: "rp-visually-hidden", role: "status" });
  const standing = el("div", { class: "rp-plan-standing", role: "status" });
  const form = el("div", { class: "rp-plan-form" });
  const glance = el("div", { class: "rp-plan-aside" });
  const heading = el("h1", { tabindex: "-1" }, screen.title);
  const undo = planButton({ class: "rp-secondary rp-small", "data-keep": "undo" }, ctx.t("hall.plan.undo"), () => {
    if (!state.undo()) return;
    repaint("undo");
    tell(ctx.t("hall.plan.undone"));
  });
  const element = el(
    "div",
    { class: "rp-page-body rp-plan" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.home_path, {}, ctx.t("hall.plan.list"))),
      heading,
      said,
    ),
    el("div", { class: "rp-plan-bar" }, standing, undo, el("button", { type: "button", class: "rp-primary rp-small", onclick: () => state.whenKept(opening) }, ctx.t("hall.plan.open"))),
    el("div", { class: "rp-plan-work" }, form, glance),
  );
  state.hears = hears;
  element.addEventListener("focusout", () => state.flush());
  element.addEventListener("click", leaves, true);
  document.addEventListener("visibilitychange", flushed);
  repaint(null);
  hears(state.standing, {});
  return { element, news: (message, buffers) => (message.about === "file" ? paper.news(message, buffers) : arrived(message)) };

  // --- what becomes of changes ---

  function arrived(message) {
    if (message.about === "opened") return ctx.go(message.path);
    state.heard(message);
  }

  function flushed() {
    state.flush();
    if (!element.isConnected) document.removeEventListener("visibilitychange", flushed);
  }

  /** A link is followed once all is kept; what cannot be kept waits here for whoever comes back. */
  function leaves(event) {
    const path = event.target.closest?.("a[data-path]")?.dataset.path;
    if (!path || !state.unsaved || state.stuck || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    state.whenKept(() => ctx.go(path));
  }

  function hears(now, news) {
    if (news.glance) {
      plan.glance = news.glance;
      glance.replaceChildren(glancePart(ctx, plan.glance), paper.element);
    }
    sayAgain(plan, form);
    if (now === "wrong" && news.mistakes) plan.mistakes.show(news.mistakes);
    else if (now === "kept") plan.mistakes.clear();
    if (state.data.title) heading.textContent = state.data.title;
    undo.setAttribute("aria-disabled", String(!state.undoable));
    if (standing.dataset.now !== now) {
      standing.dataset.now = now;
      standing.replaceChildren(...standingOf(now));
    }
    if (news.refused) (plan.mistakes.first() ?? standing.querySelector("button"))?.focus();
  }

  function standingOf(now) {
    const text = el("p", {}, now === "wrong" || now === "lost" ? [icon("note"), " "] : "", ctx.t(`hall.plan.${now}`));
    if (now === "wrong") return [text, planButton({}, ctx.t("hall.plan.wrong.go"), () => plan.mistakes.first()?.focus())];
    if (now !== "lost") return [text];
    const load = actionButton(ctx, { class: "rp-secondary rp-small" }, ctx.t("hall.plan.lost.load"), () => {
      ctx.memory.plans.delete(screen.plan);
      return { do: "resync" };
    });
    const apart = actionButton(ctx, { class: "rp-secondary rp-small" }, ctx.t("hall.plan.lost.apart"), () => {
      ctx.memory.plans.delete(screen.plan);
      return { do: "plan_apart", data: state.data };
    });
    return [text, load, apart];
  }

  function tell(text) {
    said.textContent = text;
  }

  // --- what is shown ---

  function repaint(focus) {
    plan.mistakes.forget();
    form.replaceChildren(head(), sections(), read(), rules(), purpose());
    glance.replaceChildren(glancePart(ctx, plan.glance), paper.element);
    const target = focus && form.querySelector(`[data-keep="${CSS.escape(focus)}"]`);
    if (!target) return;
    if (target.getAttribute("aria-disabled") === "true") target.closest(".rp-plan-entry")?.querySelector("summary")?.focus();
    else target.focus({ preventScroll: true });
    const row = target.closest(".rp-plan-entry");
    if (row) reveal(row, { focus: false, block: "nearest" });
  }

  function field(name, more) {
    const set = (data, value) => {
      data[name] = value;
    };
    return planField(ctx, state, plan.mistakes, { label: ctx.t(`hall.plan.${name}`), key: `plan/${name}/`, keep: name, get: (data) => data[name], set, ...more }).element;
  }

  function head() {
    return el(
      "div",
      { class: "rp-plan-head" },
      field("title", { kind: "text", className: "rp-plan-wide" }),
      field("begins", { kind: "time", hint: ctx.t("hall.plan.begins.hint"), className: "rp-plan-wide" }),
    );
  }

  function read() {
    return field("about", { kind: "area", rows: 4, hint: ctx.t("hall.plan.about.hint") });
  }

  function purpose() {
    return field("summary", { kind: "area", hint: ctx.t("hall.plan.summary.hint") });
  }

  function rules() {
    const { ground_rules: list } = state.data;
    const change = (focus, act) => {
      state.change((data) => act(data.ground_rules));
      repaint(focus);
    };
    return group(
      ctx.t("hall.plan.rules"),
      ctx.t("hall.plan.rules.hint"),
      list.map((_, number) =>
        el(
          "div",
          { class: "rp-plan-line" },
          planField(ctx, state, plan.mistakes, {
            kind: "area",
            label: ctx.t("hall.plan.rules.rule", { n: number + 1 }),
            key: `plan/ground_rules/${number}`,
            keep: `rule/${number}`,
            get: (data) => data.ground_rules[number],
            set: (data, value) => {
              data.ground_rules[number] = value;
            },
          }).element,
          planButton({ "aria-label": ctx.t("hall.plan.rules.remove", { n: number + 1 }) }, ctx.t("hall.plan.remove"), () => change("rule/add", (all) => all.splice(number, 1))),
        ),
      ),
      planButton({ "data-keep": "rule/add" }, ctx.t("hall.plan.rules.add"), () => change(`rule/${list.length}`, (all) => all.push(""))),
      prepared(list, change),
    );
  }

  function prepared(list, change) {
    const all = Array.from({ length: RULES }, (_, number) => ctx.t(`hall.plan.rule.${number + 1}`));
    const details = el(
      "details",
      { class: "rp-details", open: plan.open.has("rules") },
      el("summary", { "data-keep": "rules" }, ctx.t("hall.plan.rules.more")),
      el("p", { class: "rp-hint" }, ctx.t("hall.plan.rules.more.about")),
      all.map((text, number) => {
        const box = tickBox(text, list.includes(text));
        box.input.dataset.keep = `prepared/${number}`;
        box.input.addEventListener("change", () =>
          change(`prepared/${number}`, (kept) => {
            if (box.input.checked) kept.push(text);
            else kept.splice(kept.indexOf(text), 1);
          }),
        );
        return box.element;
      }),
    );
    details.addEventListener("toggle", () => (details.open ? plan.open.add("rules") : plan.open.delete("rules")));
    return details;
  }

  function sections() {
    return group(ctx.t("hall.plan.sections"), ctx.t("hall.plan.sections.hint"), sectionList(plan), adding(plan));
  }

  // --- opening ---

  function opening() {
    const id = freshId("cohort");
    const whose = el("select", { id }, el("option", { value: "" }, ctx.t("hall.plan.open.cohort.none")), screen.cohorts.map((one) => el("option", { value: one.id }, one.name)));
    openDialog(ctx, {
      title: ctx.t("hall.plan.open"),
      body: [el("p", {}, ctx.t("hall.plan.open.about")), screen.cohorts.length > 0 && el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("hall.plan.open.cohort")), whose)],
      buttons: (close) => [
        actionButton(ctx, { class: "rp-primary" }, ctx.t("hall.plan.open.go"), () => {
          close();
          return { do: "plan_open", plan: screen.plan, cohort: whose.value || null };
        }),
        el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("hall.plan.open.not")),
      ],
    });
  }
}

function group(title, hint, ...children) {
  const id = freshId("plan");
  return el("section", { class: "rp-plan-group", "aria-labelledby": id }, el("h2", { id }, title), el("p", { class: "rp-hint" }, hint), children);
}
