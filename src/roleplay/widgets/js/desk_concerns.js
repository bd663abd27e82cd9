// What the contact of a cohort was told, and what was done about it. This is an inbox, no alarm: nobody is called.
import { openDialog, openHelp } from "./care.js";
import { el, prose } from "./dom.js";
import { showName } from "./desk_queue.js";
import { actionButton, link, textField } from "./parts.js";
import { day } from "./words.js";

/** Build the inbox. */
export function concernsScreen(ctx, screen) {
  const element = el(
    "div",
    { class: "rp-page-body rp-concerns" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.cohort.path, {}, ctx.t("desk.rules.back"))),
      el("h1", { tabindex: "-1" }, screen.title),
      screen.cohorts.length > 1 && others(ctx, screen),
      el("p", {}, ctx.t("desk.concerns.about")),
    ),
    danger(ctx, screen.help),
    screen.threads.length ? el("ol", { class: "rp-concern-list" }, screen.threads.map((one) => el("li", {}, thread(ctx, screen, one)))) : el("p", { class: "rp-queue-empty" }, ctx.t("desk.concerns.none")),
  );
  return { element, news: (message) => message.named && showName(ctx, message) };
}

function others(ctx, screen) {
  const rest = screen.cohorts.filter((one) => one.id !== screen.cohort.id);
  return el("p", {}, ctx.t("desk.concerns.others"), " ", rest.map((one, place) => [place > 0 && ", ", link(ctx, `/desk/concerns/${one.id}`, {}, one.name)]));
}

function danger(ctx, help) {
  return el(
    "section",
    { class: "rp-concern-danger", "aria-label": ctx.t("desk.concerns.danger.label") },
    el("p", {}, el("strong", {}, ctx.t("desk.concerns.no-alarm")), " ", ctx.t("desk.concerns.danger")),
    help?.emergency_number && el("p", {}, ctx.t("desk.concerns.emergency"), " ", el("a", { href: `tel:${help.emergency_number}` }, help.emergency_number)),
    el("button", { type: "button", class: "rp-secondary", onclick: () => openHelp(ctx, { help }) }, ctx.t("help.open")),
  );
}

function thread(ctx, screen, one) {
  const last = one.said[one.said.length - 1];
  const note = textField(ctx, { label: ctx.t("desk.concerns.note"), hint: ctx.t("desk.concerns.note.hint"), rows: 3, draft: `concern/${one.attempt}` });
  const keep = actionButton(ctx, { class: one.open ? "rp-primary" : "rp-secondary" }, ctx.t(one.open ? "desk.concerns.done" : "desk.concerns.add"), () => {
    const text = note.text();
    if (!text) {
      note.refuse(ctx.t("desk.concerns.note.empty"));
      return null;
    }
    ctx.drafts.set(`concern/${one.attempt}`, "");
    return { do: "concern_done", cohort: screen.cohort.id, attempt: one.attempt, text, seen: last.id };
  });
  const form = el("div", { class: "rp-concern-note" }, note.element, el("div", { class: "rp-actions" }, keep));
  return el(
    "article",
    { class: "rp-concern", "data-attempt": one.attempt, "data-open": one.open },
    el(
      "header",
      {},
      el("h2", {}, one.scenario),
      el("p", { class: "rp-queue-trainee" }, ctx.t("desk.sheet.trainee", { trainee: one.trainee }), " ", nameButton(ctx, one)),
      el("p", { class: "rp-concern-standing" }, ctx.t(one.open ? "desk.concerns.open" : "desk.concerns.closed")),
      one.path && el("p", {}, link(ctx, one.path, {}, ctx.t("desk.concerns.attempt"))),
    ),
    el("ol", { class: "rp-concern-said" }, one.said.map((said) => el("li", { "data-done": said.done }, words(ctx, said)))),
    one.open ? form : el("details", { class: "rp-details" }, el("summary", {}, ctx.t("desk.concerns.more")), form),
  );
}

function words(ctx, said) {
  const who = said.who || ctx.t("desk.queue.asked.gone");
  return [
    el("p", { class: "rp-eyebrow" }, ctx.t(said.done ? "desk.concerns.by.done" : "desk.concerns.by", { name: who, day: day(said.at) })),
    said.body === null ? el("p", { class: "rp-quiet" }, ctx.t("desk.concerns.shut")) : el("div", { class: "rp-prose" }, prose(said.body)),
  ];
}

function nameButton(ctx, one) {
  const ask = () =>
    openDialog(ctx, {
      title: ctx.t("desk.name.title"),
      body: el("p", {}, ctx.t("desk.name.about")),
      buttons: (close) => [
        actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.name.do"), () => {
          close();
          return { do: "concern_name", attempt: one.attempt };
        }),
        el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("desk.queue.leave-it")),
      ],
    });
  return el("button", { type: "button", class: "rp-queue-name", onclick: ask, "aria-label": ctx.t("desk.name.open.label", { trainee: one.trainee }) }, ctx.t("desk.name.open"));
}
