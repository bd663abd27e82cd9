// A participant's page when the workshop is over: what to do tomorrow, what they think of it, and all that is theirs.
import { el, freshId, prose, reveal } from "./dom.js";
import { section, textField } from "./parts.js";

const SEND = "survey-send";
const STEPS = ["1", "2", "3", "4", "5", "none"];

/**
 * The part after the end, as a piece of the page: `pick` says what it shows of everybody's state, one's own, and what was
 * not sent yet (null: it is not there), `build` makes it of that.
 */
export function afterPart(ctx) {
  return {
    key: "after",
    pick: (state, own, seat) =>
      state.stage === "closed"
        ? {
            title: state.title,
            aftercare: state.aftercare,
            after: own.after ?? null,
            waits: (seat?.unsent ?? []).some((one) => one.do === "survey"),
          }
        : null,
    build: (data) => build(ctx, data),
  };
}

function build(ctx, { title, aftercare, after, waits }) {
  return el(
    "div",
    { class: "rp-seat-after" },
    section(
      ctx.t("seat.after.title"),
      {},
      el("p", {}, ctx.t("seat.after.thanks")),
      after?.minutes > 0 && el("p", { class: "rp-hint" }, ctx.t("seat.after.minutes", { n: after.minutes })),
    ),
    aftercare && section(ctx.t("seat.after.aftercare"), { class: "rp-seat-message" }, prose(aftercare)),
    after && surveyPart(ctx, after, waits),
    after && ownPart(ctx, after, title, aftercare),
    after?.guest && guestPart(ctx),
  );
}

// ------------------------------------------------------------------------------------------------------- the survey

function surveyPart(ctx, after, waits) {
  if (after.survey === "over") return null;
  const form = surveyForm(ctx, after);
  if (waits || after.survey === "open") {
    return section(
      ctx.t("seat.after.survey"),
      { class: "rp-seat-survey rp-seat-unprinted" },
      waits ? arrival(ctx.t("seat.after.waits")) : [el("p", { class: "rp-hint" }, ctx.t("seat.after.survey.about")), form],
    );
  }
  return section(
    ctx.t("seat.after.survey"),
    { class: "rp-seat-survey rp-seat-unprinted" },
    arrival(ctx.t("seat.after.given")),
    el(
      "details",
      { class: "rp-details", "data-keep": "survey-again" },
      el("summary", {}, ctx.t("seat.after.given.again")),
      el("p", { class: "rp-hint" }, ctx.t("seat.after.given.about")),
      form,
    ),
  );
}

/** What has become of the answers. It takes the place of the button that has sent them, and its focus. */
function arrival(text) {
  return el("p", { role: "status", tabindex: "-1", "data-keep": SEND }, text);
}

function surveyForm(ctx, { items, fields }) {
  const chosen = (ctx.memory.survey ??= {});
  const error = el("p", { class: "rp-error", role: "alert", hidden: true }, ctx.t("seat.after.nothing"));
  const words = fields.map((field) => ({
    field,
    part: textField(ctx, {
      label: ctx.t(`seat.after.field.${field}`),
      hint: ctx.t("seat.after.field.about"),
      rows: 3,
      draft: `survey/${field}`,
    }),
  }));
  const form = el(
    "form",
    { class: "rp-seat-survey-form" },
    items.map((item) => scale(ctx, item, chosen)),
    words.map(({ part }) => part.element),
    error,
    el("button", { type: "submit", class: "rp-primary", "data-keep": SEND }, ctx.t("seat.after.send")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = Object.fromEntries(words.map(({ field, part }) => [field, part.text()]));
    const answers = Object.fromEntries(items.map((item) => [item, Number(chosen[item]) || null]));
    error.hidden = Object.values(answers).some(Boolean) || Object.values(said).some(Boolean);
    if (!error.hidden) return;
    ctx.send({ do: "survey", answers, words: said });
  });
  return form;
}

function scale(ctx, item, chosen) {
  const name = freshId("scale");
  return el(
    "fieldset",
    { class: "rp-fieldset rp-seat-scale" },
    el("legend", {}, ctx.t(`seat.after.item.${item}`)),
    el(
      "div",
      {},
      STEPS.map((step) => {
        const input = el("input", { type: "radio", name, value: step, "data-keep": `scale-${item}-${step}` });
        input.checked = chosen[item] === step;
        input.addEventListener("change", () => (chosen[item] = step));
        return el("label", { class: step === "none" ? "rp-seat-unsaid" : null }, input, el("span", {}, ctx.t(`seat.after.scale.${step}`)));
      }),
    ),
  );
}

// ---------------------------------------------------------------------------------------------------- what is theirs

function ownPart(ctx, after, title, aftercare) {
  const none = !after.wrote.length && !after.gave.length && !after.got.length;
  return section(
    ctx.t("seat.after.own"),
    { class: "rp-seat-own" },
    el("p", { class: "rp-hint" }, ctx.t(none ? "seat.after.own.none" : "seat.after.own.about")),
    after.wrote.length > 0 && el("ul", { class: "rp-seat-wrote" }, after.wrote.map((one) => written(ctx, one))),
    ticks(ctx, ctx.t("seat.after.gave"), after.gave),
    ticks(ctx, ctx.t("seat.after.got"), after.got, ctx.t("seat.after.got.about")),
    (!none || aftercare) &&
      el(
        "div",
        { class: "rp-seat-buttons rp-seat-unprinted" },
        el("button", { type: "button", class: "rp-secondary", onclick: () => save(ctx, after, title, aftercare) }, ctx.t("seat.after.download")),
        el("button", { type: "button", class: "rp-secondary", onclick: () => window.print() }, ctx.t("seat.after.print")),
      ),
  );
}

function written(ctx, one) {
  return el(
    "li",
    {},
    el("p", { class: "rp-hint" }, about(ctx, one)),
    one.asked && el("p", { class: "rp-seat-asked" }, one.asked),
    el("p", { class: "rp-seat-own-words" }, one.text ?? ctx.t("seat.after.unreadable")),
  );
}

function about(ctx, one) {
  const round = one.round > 0 && ctx.t("seat.after.round", { number: one.round });
  return [ctx.t(`seat.after.wrote.${one.kind}`), one.section, round].filter(Boolean).join(" · ");
}

function ticks(ctx, heading, rows, hint) {
  if (rows.length === 0) return null;
  return el(
    "div",
    { class: "rp-seat-ticked" },
    el("h3", {}, heading),
    hint && el("p", { class: "rp-hint" }, hint),
    el("ul", {}, rows.map((one) => el("li", {}, one.behaviour, " ", el("span", { class: "rp-hint" }, ctx.t("seat.after.times", { n: one.times }))))),
  );
}

/** All of it as a file of plain text, made in the browser. */
function save(ctx, after, title, aftercare) {
  const parts = [title];
  if (aftercare) parts.push(`${ctx.t("seat.after.aftercare")}\n${aftercare}`);
  for (const one of after.wrote) parts.push([about(ctx, one), one.asked, one.text ?? ctx.t("seat.after.unreadable")].filter(Boolean).join("\n"));
  for (const [key, rows] of [["gave", after.gave], ["got", after.got]]) {
    const lines = rows.map((one) => `- ${one.behaviour} (${ctx.t("seat.after.times", { n: one.times })})`);
    if (lines.length) parts.push([ctx.t(key === "gave" ? "seat.after.gave" : "seat.after.got"), ...lines].join("\n"));
  }
  const link = el("a", { download: ctx.t("seat.after.file") });
  link.href = URL.createObjectURL(new Blob([`${parts.join("\n\n")}\n`], { type: "text/plain" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** For somebody without an account: how long this is here, and having it forgotten. */
function guestPart(ctx) {
  const sure = el("div", { class: "rp-seat-sure", hidden: true });
  const open = el("button", { type: "button", class: "rp-secondary", "data-keep": "forget" }, ctx.t("seat.after.forget"));
  const yes = el("button", { type: "button", class: "rp-secondary", onclick: () => ctx.send({ do: "forget" }) }, ctx.t("seat.after.forget.sure"));
  const no = el("button", { type: "button", class: "rp-secondary" }, ctx.t("seat.after.forget.keep"));
  const fold = (shown) => {
    sure.hidden = !shown;
    open.hidden = shown;
    reveal(shown ? no : open, { block: "nearest" });
  };
  open.addEventListener("click", () => fold(true));
  no.addEventListener("click", () => fold(false));
  sure.append(el("p", {}, ctx.t("seat.after.forget.about")), el("div", { class: "rp-seat-buttons" }, no, yes));
  return el("section", { class: "rp-seat-unprinted rp-seat-guest" }, el("p", { class: "rp-hint" }, ctx.t("seat.after.guest")), open, sure);
}
