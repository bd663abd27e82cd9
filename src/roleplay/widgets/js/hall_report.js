// What came of a workshop: votes before and after, where the room went, what was seen and said, and who was there.
import { el, hiddenText, inline } from "./dom.js";
import { actionButton, link, section, table } from "./parts.js";
import { day } from "./words.js";

const MOST_ROWS = 15; // a longer table is folded

/** Build the report. */
export function hallReportScreen(ctx, screen) {
  const files = filePlace(ctx, screen);
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-hall-report" },
      el(
        "header",
        { class: "rp-head" },
        el("p", { class: "rp-hall-report-back" }, link(ctx, "/workshops", {}, ctx.t("hall.report.back"))),
        el("h1", { tabindex: "-1" }, screen.title),
        screen.says.map((text) => el("p", {}, text)),
        !screen.over && el("p", { class: "rp-hall-report-back" }, link(ctx, screen.console_path, {}, ctx.t("hall.report.console"))),
      ),
      surveyPlace(ctx, screen),
      contents(ctx, screen),
      screen.sections.map((one) => part(ctx, one, screen.decisions[one.id])),
      people(ctx, screen.people),
      files.element,
    ),
    news: files.news,
  };
}

/** As long as the survey is open: how many have answered, and the button that ends it. */
function surveyPlace(ctx, screen) {
  const { given, of, over } = screen.survey;
  if (!screen.over || over) return null;
  const sure = el("div", { hidden: true, class: "rp-hall-report-sure" });
  const open = el("button", { type: "button", class: "rp-secondary", "aria-expanded": "false" }, ctx.t("hall.report.survey.end"));
  const end = actionButton(ctx, { class: "rp-primary" }, ctx.t("hall.report.survey.sure"), () => ({
    do: "report_end_survey",
    workshop: screen.workshop,
    seq: screen.seq,
  }));
  const back = el("button", { type: "button", class: "rp-secondary" }, ctx.t("hall.report.survey.wait"));
  const fold = (shown) => {
    sure.hidden = !shown;
    open.hidden = shown;
    open.setAttribute("aria-expanded", String(shown));
    (shown ? end : open).focus();
  };
  open.addEventListener("click", () => fold(true));
  back.addEventListener("click", () => fold(false));
  sure.append(el("p", {}, ctx.t("hall.report.survey.about")), el("div", { class: "rp-hall-report-buttons" }, end, back));
  return section(
    ctx.t("hall.report.survey"),
    { class: "rp-hall-report-survey" },
    el("p", {}, ctx.t("hall.report.survey.given", { n: given, of })),
    el(
      "div",
      { class: "rp-hall-report-buttons" },
      open,
      actionButton(ctx, { class: "rp-secondary" }, ctx.t("hall.report.again"), () => ({ do: "resync" })),
    ),
    sure,
  );
}

/** The parts, to jump to. Addresses with a hash would be new addresses, so these are buttons. */
function contents(ctx, screen) {
  const parts = [...screen.sections, { id: "who", title: ctx.t("hall.report.who") }];
  if (parts.length < 4) return null;
  const jump = (id) => () => {
    const heading = ctx.root.querySelector(`#rp-report-${CSS.escape(id)} h2`);
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: "start" });
  };
  return el(
    "nav",
    { class: "rp-hall-report-contents", "aria-label": ctx.t("hall.report.contents") },
    el("ul", {}, parts.map((one) => el("li", {}, el("button", { type: "button", class: "rp-text-button", onclick: jump(one.id) }, one.title)))),
  );
}

function part(ctx, one, drawn) {
  const [first, ...others] = drawn ? one.tables : [null, ...one.tables];
  return section(
    one.title,
    { id: `rp-report-${one.id}`, class: "rp-hall-report-part" },
    one.says.map((text) => el("p", {}, text)),
    drawn && bars(ctx, drawn),
    first && folded(ctx.t("hall.report.numbers"), first),
    others.map((each) => (each.head.length === 1 ? sayings(ctx, each) : each.rows.length > MOST_ROWS ? folded(each.caption, each) : numbers(each))),
    one.notes.map((text) => el("p", { class: "rp-hint" }, text)),
  );
}

function numbers(each) {
  return el("div", {}, el("h3", {}, each.caption), table(each.caption, each.head, each.rows));
}

function folded(label, each) {
  return el("details", { class: "rp-details" }, el("summary", {}, label), table(each.caption, each.head, each.rows));
}

/** What people wrote: one after the other, not in a table. */
function sayings(ctx, each) {
  const entry = ([text]) => el("li", {}, text);
  const first = each.rows.slice(0, MOST_ROWS);
  const rest = each.rows.slice(MOST_ROWS);
  return el(
    "div",
    {},
    el("h3", {}, each.caption),
    el("ul", { class: "rp-hall-report-sayings" }, first.map(entry)),
    rest.length > 0 &&
      el("details", { class: "rp-details" }, el("summary", {}, ctx.t("list.more", { n: rest.length })), el("ul", { class: "rp-hall-report-sayings" }, rest.map(entry))),
  );
}

/** For each option a bar for each vote, the first one above. */
function bars(ctx, { options, votes }) {
  return el(
    "ul",
    { class: "rp-hall-report-bars" },
    options.map((text, place) =>
      el(
        "li",
        {},
        el("p", {}, text ? inline(text) : ctx.t("hall.report.gone")),
        votes.map((vote) => {
          const n = vote.votes[place];
          const share = Math.round((100 * n) / vote.voted);
          return el(
            "p",
            { class: "rp-hall-report-bar", "data-vote": vote === votes.at(-1) ? "last" : "before" },
            el("span", {}, ctx.t("hall.report.vote", { number: vote.number })),
            el("progress", { class: "rp-progress-bar", value: n, max: Math.max(1, vote.voted), "aria-hidden": "true" }),
            el("span", {}, ctx.t("hall.report.share", { n, share })),
          );
        }),
      ),
    ),
  );
}

function people(ctx, everybody) {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: "short" });
  const time = (iso) => clock.format(new Date(iso));
  const first = everybody.find((one) => one.stays.length)?.stays[0].begin;
  const rows = everybody.map((one) => [
    one.name || ctx.t("hall.report.who.erased"),
    ctx.t(`hall.report.who.${one.part}`),
    one.stays.map(({ begin, end }) => ctx.t("hall.report.who.stay", { begin: time(begin), end: time(end) })).join(", "),
    one.minutes,
    el("span", {}, el("span", { "aria-hidden": "true" }, one.account ? "✓" : "–"), hiddenText(ctx.t(one.account ? "hall.report.who.yes" : "hall.report.who.no"))),
  ]);
  const head = ["name", "part", "times", "minutes", "account"].map((key) => ctx.t(`hall.report.who.head.${key}`));
  return section(
    ctx.t("hall.report.who"),
    { id: "rp-report-who", class: "rp-hall-report-part" },
    el("p", {}, ctx.t("hall.report.who.about", { day: first ? day(first) : "" })),
    table(ctx.t("hall.report.who.label"), head, rows),
  );
}

/** What can be taken along, and where a file is put that was made. */
function filePlace(ctx, screen) {
  const made = el("div", { class: "rp-hall-report-made", role: "status" });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
  const take = (form) => () => {
    made.replaceChildren(el("p", {}, ctx.t("hall.report.making")));
    ctx.send({ do: "report_take", workshop: screen.workshop, form, zone });
  };
  const button = (form) => el("button", { type: "button", class: "rp-secondary", onclick: take(form) }, ctx.t(`hall.report.take.${form}`));
  const element = section(
    ctx.t("hall.report.take"),
    { class: "rp-hall-report-take" },
    el("p", { class: "rp-hint" }, ctx.t("hall.report.take.about")),
    el(
      "div",
      { class: "rp-hall-report-buttons" },
      button("pdf"),
      button("csv"),
      ctx.onPage && el("button", { type: "button", class: "rp-secondary", onclick: () => window.print() }, ctx.t("hall.report.print")),
    ),
    made,
  );
  return {
    element,
    news(message, buffers) {
      if (!message.file) return;
      const whole = el("a", { download: message.file, class: "rp-primary" }, ctx.t("hall.report.save", { file: message.file }));
      whole.href = URL.createObjectURL(new Blob(buffers, { type: message.media }));
      made.replaceChildren(whole);
      whole.click(); // where a browser wants to be asked again, the link stays
    },
  };
}
