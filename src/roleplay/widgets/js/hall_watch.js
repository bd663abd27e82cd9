// Watching how workshops are led: what one watches, whom one asks to, and what came of it.
import { el, hiddenText, prose } from "./dom.js";
import { actionButton, factList, link, oneOf, section, staysAt, partButton, textField } from "./parts.js";
import { day } from "./words.js";

/** "14:32" in the reader's own way; with the day where it is not that of the workshop. */
export function clock(iso) {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "";
  return new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: "short" }).format(moment);
}

// ------------------------------------------------------------------------------------------------------------ lists

/** What somebody watches, has watched, and was told about their own leading. */
export function watchingScreen(ctx, screen) {
  const empty = !screen.now.length && !screen.done.length && !screen.mine.length;
  return el(
    "div",
    { class: "rp-page-body rp-watch" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, ctx.t("hall.watch.list")),
      el("p", { class: "rp-lead" }, ctx.t(empty ? "hall.watch.list.none" : "hall.watch.list.about")),
      ctx.onPage && el("p", {}, el("a", { href: ctx.address("/w") }, ctx.t("hall.watch.come-in"))),
    ),
    screen.now.length > 0 && section(ctx.t("hall.watch.now"), {}, cards(ctx, screen.now, about)),
    screen.mine.length > 0 && section(ctx.t("hall.watch.mine"), {}, el("p", {}, ctx.t("hall.watch.mine.about")), cards(ctx, screen.mine, by)),
    screen.done.length > 0 && section(ctx.t("hall.watch.done"), {}, cards(ctx, screen.done, about)),
    screen.to_ask.length > 0 &&
      section(
        ctx.t("hall.watch.to-ask"),
        {},
        el("p", {}, ctx.t("hall.watch.to-ask.about")),
        el(
          "ul",
          { class: "rp-watch-cards" },
          screen.to_ask.map((one) => el("li", {}, link(ctx, one.path, { class: "rp-watch-card" }, el("strong", {}, one.title), factList([day(one.at)])))),
        ),
      ),
  );
}

const about = (ctx, one) => (one.kind === "shadowing" ? ctx.t("hall.watch.card.shadowing") : ctx.t("hall.watch.card.assessment", { name: one.facilitator || ctx.t("hall.watch.somebody") }));
const by = (ctx, one) => ctx.t("hall.watch.card.by", { name: one.observer || ctx.t("hall.watch.somebody") });

function cards(ctx, some, who) {
  return el(
    "ul",
    { class: "rp-watch-cards" },
    some.map((one) => {
      const done = one.state === "done";
      const facts = [
        who(ctx, one),
        ctx.t(`hall.watch.card.${one.state}`, { day: day(one.at) }),
        done && ctx.t("minutes", { n: one.minutes }),
      ].filter(Boolean);
      return el("li", {}, link(ctx, one.path, { class: "rp-watch-card" }, el("strong", {}, one.title), factList(facts)));
    }),
  );
}

// ----------------------------------------------------------------------------------------------------------- asking

/** Whom one can ask to watch a workshop, and who is asked. */
export function watchAskScreen(ctx, screen) {
  const element = el(
    "div",
    { class: "rp-page-body rp-watch" },
    el(
      "header",
      { class: "rp-head" },
      screen.console_path && el("p", { class: "rp-crumb" }, link(ctx, screen.console_path, {}, ctx.t("hall.watch.console"))),
      el("h1", { tabindex: "-1" }, ctx.t("hall.watch.ask.title")),
      el("p", { class: "rp-lead" }, screen.title),
    ),
    el(
      "div",
      { "data-part": "asked" },
      section(
        ctx.t("hall.watch.ask.asked"),
        {},
        screen.asked.length
          ? [asked(ctx, screen), el("p", { class: "rp-hint" }, ctx.t("hall.watch.ask.where"), " ", link(ctx, screen.list_path, {}, ctx.t("hall.watch.list")))]
          : el("p", {}, ctx.t("hall.watch.ask.nobody")),
      ),
    ),
    section(
      ctx.t("hall.watch.ask.shadow"),
      {},
      el("p", {}, ctx.t("hall.watch.ask.shadow.about")),
      form(ctx, screen, screen.shadows, []),
    ),
    section(
      ctx.t("hall.watch.ask.assess"),
      {},
      el("p", {}, ctx.t("hall.watch.ask.assess.about")),
      form(ctx, screen, screen.assessors, screen.leads),
    ),
    section(ctx.t("hall.watch.ask.sees"), {}, prose(ctx.t("hall.watch.ask.sees.about"))),
  );
  return { element, settle: staysAt(ctx, element, screen) };
}

function asked(ctx, screen) {
  return el(
    "ul",
    { class: "rp-watch-asked" },
    screen.asked.map((one) => {
      const name = one.observer || ctx.t("hall.watch.somebody");
      const off = partButton(ctx, "asked", { class: "rp-plain" }, [ctx.t("hall.watch.off"), hiddenText(` (${name})`)], () => ({ do: "watch_off", watch: one.id }));
      return el("li", {}, el("div", {}, el("strong", {}, name), factList([about(ctx, one), ctx.t(`hall.watch.state.${one.state}`)])), one.state !== "done" && off);
    }),
  );
}

function form(ctx, screen, people, leads) {
  const assess = leads.length > 0;
  if (!people.length) return el("p", { class: "rp-hint" }, ctx.t(assess ? "hall.watch.ask.assess.none" : "hall.watch.ask.shadow.none"));
  const id = `rp-watch-${assess ? "assess" : "shadow"}`;
  const select = el("select", { id }, people.map((one) => el("option", { value: one.id }, one.name)));
  const whom = leads.length > 1 ? oneOf(ctx.t("hall.watch.ask.whom"), "whom", leads.map((one) => ({ value: one.id, label: one.name })), leads[0].id) : null;
  const send = partButton(ctx, "asked", { class: "rp-secondary" }, ctx.t("hall.watch.ask.send"), () => ({
    do: "watch_ask",
    workshop: screen.workshop,
    observer: select.value,
    facilitator: assess ? (whom ? whom.value() : leads[0].id) : "",
  }));
  return el(
    "div",
    { class: "rp-watch-form" },
    el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t(assess ? "hall.watch.ask.assess.who" : "hall.watch.ask.shadow.who")), select),
    whom && whom.element,
    el("div", { class: "rp-actions" }, send),
  );
}

// ------------------------------------------------------------------------------------------------- what came of it

/** What was handed in: levels with the moments that they rest on, words, and an answer. */
export function watchResultScreen(ctx, screen) {
  const shadowing = screen.kind === "shadowing";
  const element = el(
    "div",
    { class: "rp-page-body rp-watch" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.list_path, {}, ctx.t("hall.watch.list"))),
      el("h1", { tabindex: "-1" }, screen.title),
      factList(
        [
          shadowing ? ctx.t("hall.watch.card.shadowing") : ctx.t("hall.watch.result.about", { facilitator: screen.facilitator, observer: screen.observer || ctx.t("hall.watch.somebody") }),
          day(screen.at),
          ctx.t("minutes", { n: screen.minutes }),
        ].filter(Boolean),
      ),
      !shadowing && el("p", { class: "rp-lead" }, ctx.t(screen.own ? "hall.watch.result.own" : "hall.watch.result.other", { name: screen.facilitator })),
    ),
    screen.unreadable && el("p", { class: "rp-hint" }, ctx.t("hall.watch.result.unreadable")),
    screen.note &&
      section(ctx.t(shadowing ? "hall.watch.result.reflection" : "hall.watch.result.note"), {}, el("blockquote", { class: "rp-watch-words" }, prose(screen.note))),
    screen.competencies.map((one) => found(ctx, one)),
    !shadowing && el("div", { "data-part": "answer" }, answer(ctx, screen)),
    !shadowing && el("p", { class: "rp-hint" }, ctx.t("hall.watch.result.claims")),
  );
  return { element, settle: staysAt(ctx, element, screen) };
}

function found(ctx, one) {
  return section(
    one.title,
    { class: "rp-watch-found" },
    el("p", { class: "rp-watch-level", "data-level": one.level ?? "none" }, ctx.t(`level.${one.level ?? "none"}`)),
    el("p", { class: "rp-hint" }, one.about),
    one.seen.length > 0 && el("ul", { class: "rp-watch-seen" }, one.seen.map((seen) => seenEntry(ctx, seen))),
    one.missing.length > 0 && [el("h3", {}, ctx.t("hall.watch.result.missing")), el("ul", {}, one.missing.map((text) => el("li", {}, text)))],
  );
}

function seenEntry(ctx, seen) {
  const kind = seen.kind === "harmful" ? `harmful.${seen.severity}` : seen.kind;
  return el(
    "li",
    { class: `rp-watch-${seen.kind}` },
    el("p", {}, seen.text),
    el("p", { class: "rp-watch-kind" }, ctx.t(`kind.${kind}`)),
    el(
      "ul",
      { class: "rp-watch-moments" },
      seen.moments.map((moment) =>
        el("li", {}, el("time", { datetime: moment.at }, clock(moment.at)), " ", moment.section || ctx.t("hall.watch.before")),
      ),
    ),
  );
}

function answer(ctx, screen) {
  if (screen.reply) return section(ctx.t(screen.own ? "hall.watch.answer.own" : "hall.watch.answer.other"), {}, el("blockquote", { class: "rp-watch-words" }, prose(screen.reply)));
  if (!screen.own) return null;
  const draft = `watch-${screen.watch}/answer`;
  const text = textField(ctx, { label: ctx.t("hall.watch.answer"), hint: ctx.t("hall.watch.answer.hint", { name: screen.observer || ctx.t("hall.watch.somebody") }), rows: 4, draft });
  const send = actionButton(ctx, { class: "rp-secondary" }, ctx.t("hall.watch.answer.send"), () => {
    if (!text.text()) {
      text.refuse(ctx.t("hall.watch.answer.empty"));
      return null;
    }
    ctx.memory.part = "answer";
    return { do: "watch_answer", watch: screen.watch, text: text.text() };
  });
  return section(ctx.t("hall.watch.answer.title"), {}, text.element, el("div", { class: "rp-actions" }, send));
}
