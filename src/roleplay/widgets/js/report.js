// The app of reports: choose a cohort, read its report, take it along.
import { openGrounding } from "./care.js";
import { el } from "./dom.js";
import { actionButton, link, section, table } from "./parts.js";
import { problemScreen } from "./progress.js";
import { raise } from "./stage.js";

const MOST_ROWS = 15; // a longer table is folded

function reportBar(ctx, screen) {
  return el(
    "div",
    { class: "rp-bar rp-bar-nav" },
    el("p", { class: "rp-bar-title" }, ctx.t("report.title")),
    el(
      "nav",
      { class: "rp-bar-buttons", "aria-label": ctx.t("report.bar.label") },
      el("button", { type: "button", class: "rp-nav-ground", onclick: () => openGrounding(ctx, screen.help) }, ctx.t("grounding.open")),
    ),
  );
}

function cohortsScreen(ctx, screen) {
  const none = screen.cohorts.length === 0;
  return el(
    "div",
    { class: "rp-page-body rp-report" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(none ? "report.no_cohort" : "report.choose")),
    ),
    !none && el("ul", { class: "rp-report-links" }, screen.cohorts.map((one) => el("li", {}, link(ctx, one.path, {}, one.title)))),
  );
}

function workingScreen(ctx, screen) {
  const doing = el("p", { class: "rp-lead", role: "status" }, screen.doing);
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-report", "aria-busy": "true" },
      el("header", { class: "rp-head" }, el("h1", { tabindex: "-1" }, screen.title), doing, el("progress", { "aria-label": screen.title })),
      el("p", { class: "rp-hint" }, ctx.t("report.wait")),
    ),
    news(message) {
      if (message.doing) doing.textContent = message.doing;
    },
  };
}

function reportScreen(ctx, screen) {
  const files = filePlace(ctx, screen);
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-report" },
      el(
        "header",
        { class: "rp-head" },
        screen.back && el("p", {}, link(ctx, screen.back.path, {}, screen.back.title)),
        el("h1", { tabindex: "-1" }, screen.title),
        screen.says.map((text) => el("p", { class: "rp-lead" }, text)),
        !screen.back && actionButton(ctx, { class: "rp-secondary rp-report-again" }, ctx.t("report.again"), () => ({ do: "again" })),
      ),
      screen.sections.length > 2 && contents(ctx, screen),
      screen.sections.map((one) => question(ctx, one)),
      screen.choices.length > 0 &&
        section(
          ctx.t("report.choices"),
          {},
          el("p", { class: "rp-hint" }, ctx.t("report.choices.about")),
          el("ul", { class: "rp-report-links" }, screen.choices.map((one) => el("li", {}, link(ctx, one.path, {}, one.title)))),
        ),
      files?.element,
      screen.cohorts.length > 0 &&
        section(
          ctx.t("report.others"),
          {},
          el("ul", { class: "rp-report-links" }, screen.cohorts.map((one) => el("li", {}, link(ctx, one.path, {}, one.title)))),
        ),
    ),
    news: files?.news,
  };
}

/** The questions, to jump to. Addresses with a hash would be new addresses, so these are buttons. */
function contents(ctx, screen) {
  const jump = (id) => () => {
    const heading = ctx.root.querySelector(`#rp-report-${CSS.escape(id)} h2`);
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  };
  return el(
    "nav",
    { class: "rp-report-contents", "aria-label": ctx.t("report.contents") },
    el("ul", {}, screen.sections.map((one) => el("li", {}, el("button", { type: "button", class: "rp-text-button", onclick: jump(one.id) }, one.title)))),
  );
}

function question(ctx, one) {
  return section(
    one.title,
    { id: `rp-report-${one.id}`, class: "rp-report-question" },
    one.says.map((text) => el("p", { class: "rp-report-says" }, text)),
    one.charts.map((chart) => drawing(chart)),
    one.tables.map((each, place) => numbers(ctx, each, one.charts.length > 0 && place === 0)),
    one.notes.map((text) => el("p", { class: "rp-hint" }, text)),
  );
}

/** A table; below a drawing that says the same it is folded. */
function numbers(ctx, each, folded) {
  const whole = [table(ctx.t("report.table", { name: each.caption }), each.head, each.rows), each.left_out > 0 && el("p", { class: "rp-hint" }, ctx.t("report.left_out", { n: each.left_out }))];
  if (folded || each.rows.length > MOST_ROWS) {
    return el("details", { class: "rp-details" }, el("summary", {}, folded ? ctx.t("report.numbers") : each.caption), whole);
  }
  return el("div", { class: "rp-report-table" }, el("h3", {}, each.caption), whole);
}

/** A drawing as one picture with a text; what is in it besides shapes and words does not come along. */
function drawing({ svg: source, caption }) {
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  for (const node of parsed.querySelectorAll("script, foreignObject, image, use, a, style")) node.remove();
  for (const node of [parsed, ...parsed.querySelectorAll("*")]) {
    for (const { name } of [...node.attributes]) if (/^(on|href|xlink|style|role|aria-)/.test(name)) node.removeAttribute(name);
  }
  parsed.setAttribute("role", "img");
  parsed.setAttribute("aria-label", caption);
  parsed.setAttribute("focusable", "false");
  return el("div", { class: "rp-report-drawing", role: "group", "aria-label": caption, tabindex: "0" }, document.importNode(parsed, true));
}

/** What can be taken along, and where a file is put that was made. */
function filePlace(ctx, screen) {
  if (!screen.takes.length && !screen.trainees.length) return null;
  const made = el("div", { class: "rp-report-made", role: "status" });
  const whose = el("select", {}, screen.trainees.map((one) => el("option", { value: one.id }, one.name)));
  const element = section(
    ctx.t("report.take"),
    { class: "rp-report-take" },
    screen.takes.length > 0 && el("p", { class: "rp-hint" }, ctx.t("report.take.about")),
    el(
      "div",
      { class: "rp-report-buttons" },
      screen.takes.map(({ form }) => actionButton(ctx, { class: "rp-secondary" }, ctx.t(`report.take.${form}`), () => ({ do: "take", form }))),
    ),
    screen.trainees.length > 0 && [
      el("h3", {}, ctx.t("report.record")),
      el("p", { class: "rp-hint" }, ctx.t("report.record.about")),
      el("label", { class: "rp-report-whose" }, ctx.t("report.record.whose"), whose),
      actionButton(ctx, { class: "rp-secondary" }, ctx.t("report.record.make"), () => ({ do: "record", person: whose.value })),
    ],
    made,
  );
  return {
    element,
    news(message, buffers) {
      if (message.doing) made.replaceChildren(el("p", {}, message.doing));
      if (!message.file) return;
      const whole = el("a", { download: message.file, class: "rp-primary" }, ctx.t("report.save", { file: message.file }));
      whole.href = URL.createObjectURL(new Blob(buffers, { type: message.media }));
      made.replaceChildren(whole);
      whole.click(); // where a browser wants to be asked again, the link stays
    },
  };
}

const APP = {
  screens: {
    report_cohorts: cohortsScreen,
    report_working: workingScreen,
    report: reportScreen,
    problem: problemScreen,
  },
  bar: reportBar,
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
