// The rules of a cohort: what each means, and what a change does before it is made.
import { openDialog } from "./care.js";
import { el, freshId } from "./dom.js";
import { actionButton, link } from "./parts.js";
import { day } from "./words.js";

/** Build the rules. */
export function rulesScreen(ctx, screen) {
  const form = screen.may_set ? rulesForm(ctx, screen) : null;
  const element = el(
    "div",
    { class: "rp-page-body rp-rules" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.cohort.path, {}, ctx.t("desk.rules.back"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(screen.may_set ? "desk.rules.about" : "desk.rules.read-only")),
      screen.changed_at && el("p", { class: "rp-hint" }, ctx.t(screen.changed_by ? "desk.rules.changed" : "desk.rules.changed.gone", { name: screen.changed_by, day: day(screen.changed_at) })),
    ),
    form ? form.element : readOnly(ctx, screen),
  );
  return { element, news: (message) => form?.news(message) };
}

function readOnly(ctx, screen) {
  const row = (key, value) => [el("dt", {}, ctx.t(`desk.rules.${key}`)), el("dd", {}, value, el("p", { class: "rp-hint" }, ctx.t(`desk.rules.${key}.hint`)))];
  return el(
    "dl",
    { class: "rp-rules-list" },
    screen.numbers.slice(0, 1).map(({ name, value }) => row(name, shown(ctx, name, value))),
    row("lived", ctx.t(screen.lived_experience ? "desk.rules.yes" : "desk.rules.no")),
    screen.numbers.slice(1).map(({ name, value }) => row(name, shown(ctx, name, value))),
    row("contact", screen.contact_name || ctx.t("desk.rules.contact.none")),
  );
}

function shown(ctx, name, value) {
  if (name === "share") return ctx.t("desk.rules.percent", { n: value });
  if (name === "bar") return (value / 100).toFixed(2);
  return name === "apart" ? ctx.t(`desk.rules.apart.${value}`) : String(value);
}

function rulesForm(ctx, screen) {
  const fields = Object.fromEntries(screen.numbers.map((one) => [one.name, numberField(ctx, one)]));
  const lived = livedField(ctx, screen);
  const contact = contactField(ctx, screen);
  const enough = el("p", { class: "rp-content-note" });
  const check = () => {
    const few = fields.raters.value() > screen.raters;
    enough.hidden = !few;
    if (few) enough.textContent = ctx.t("desk.rules.too-few", { n: screen.raters });
  };
  fields.raters.input.addEventListener("input", check);
  check();
  const rules = () => ({
    cohort: screen.cohort.id,
    ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value()])),
    lived_experience: lived.input.checked,
    contact: contact.input.value,
  });
  const save = actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.rules.look"), () => {
    const wrong = Object.values(fields).find((field) => !field.sound());
    return wrong ? null : { do: "rules_try", ...rules() };
  });
  const element = el(
    "form",
    { class: "rp-rules-form" },
    fields.raters.element,
    enough,
    lived.element,
    fields.share.element,
    fields.apart.element,
    fields.bar.element,
    contact.element,
    el("div", { class: "rp-actions" }, save, link(ctx, screen.cohort.path, { class: "rp-plain" }, ctx.t("desk.rules.leave"))),
  );
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    save.click();
  });
  return { element, news: (message) => message.moves && confirm(ctx, message.moves, rules()) };
}

function confirm(ctx, moves, rules) {
  openDialog(ctx, {
    title: ctx.t("desk.rules.confirm.title"),
    body: [
      moves.length
        ? el("ul", { class: "rp-rules-moves" }, moves.map(({ before, after, many }) => el("li", {}, ctx.t(`desk.rules.moves.${after}`, { n: many, many: many.toLocaleString() }), " ", el("span", { class: "rp-hint" }, ctx.t("desk.rules.moves.now", { state: ctx.t(`desk.state.${before}`) })))))
        : el("p", {}, ctx.t("desk.rules.moves.none")),
      el("p", { class: "rp-hint" }, ctx.t("desk.rules.confirm.about")),
    ],
    buttons: (close) => [
      actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.rules.save"), () => {
        close();
        return { do: "rules_set", ...rules };
      }),
      el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("desk.queue.leave-it")),
    ],
  });
}

function numberField(ctx, { name, value, low, high }) {
  const id = freshId(name);
  const error = el("p", { class: "rp-error", id: `${id}-error`, hidden: true }, ctx.t("desk.rules.number", { low, high }));
  const described = `${id}-hint ${id}-error`;
  const input =
    name === "apart"
      ? el("select", { id, "aria-describedby": described }, [0, 1, 2, 3].map((one) => el("option", { value: one }, ctx.t(`desk.rules.apart.${one}`))))
      : el("input", { type: "number", inputmode: "numeric", id, min: low, max: high, step: 1, class: "rp-search", "aria-describedby": described });
  input.value = value;
  const read = () => (input.value.trim() === "" ? Number.NaN : Number(input.value));
  const element = el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t(`desk.rules.${name}`)), el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t(`desk.rules.${name}.hint`)), input, error);
  return {
    element,
    input,
    value: read,
    sound() {
      const given = read();
      const right = Number.isInteger(given) && given >= low && given <= high;
      error.hidden = right;
      if (right) input.removeAttribute("aria-invalid");
      else {
        input.setAttribute("aria-invalid", "true");
        input.focus();
      }
      return right;
    },
  };
}

function livedField(ctx, screen) {
  const id = freshId("lived");
  const input = el("input", { type: "checkbox", id, "aria-describedby": `${id}-hint` });
  input.checked = screen.lived_experience;
  return { input, element: el("div", { class: "rp-option rp-rules-tick" }, input, el("label", { for: id }, ctx.t("desk.rules.lived")), el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("desk.rules.lived.hint"))) };
}

function contactField(ctx, screen) {
  const id = freshId("contact");
  const input = el("select", { id, "aria-describedby": `${id}-hint` }, el("option", { value: "" }, ctx.t("desk.rules.contact.none")), screen.contacts.map((one) => el("option", { value: one.id }, one.name)));
  input.value = screen.contact;
  return { input, element: el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("desk.rules.contact")), el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("desk.rules.contact.hint")), input) };
}
