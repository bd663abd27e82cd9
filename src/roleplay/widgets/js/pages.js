// Private pages: what somebody writes for themselves.
import { el, inline, icon, freshId } from "./dom.js";
import { actionButton, link, oneOf } from "./parts.js";
import { openDialog } from "./care.js";
import { day } from "./words.js";

const SCALE = ["not-yet", "a-little", "mostly", "yes"];

/** Build a private page. */
export function pageScreen(ctx, screen) {
  const form = pageForm(ctx, screen.form, [{}]);
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-private" },
      el(
        "header",
        { class: "rp-head" },
        el("p", { class: "rp-crumb" }, link(ctx, "/learn/modules", {}, icon("back"), ctx.t("nav.modules"))),
        el("h1", { tabindex: "-1" }, screen.title),
        el("p", { class: "rp-lead" }, screen.about),
        el("p", { class: "rp-hint" }, ctx.t("pages.private")),
      ),
      form.element,
    ),
    kept: form.kept,
  };
}

/**
 * The questions of a page with a button that keeps them. `parts` are headings, each with how many of the questions come
 * under it; the last takes the rest. Returns its element and what to do once it was kept.
 */
export function pageForm(ctx, form, parts) {
  if (!form.readable) return { element: el("p", { class: "rp-caveats" }, ctx.t("pages.unreadable")), kept() {} };
  let at = form.at;
  const draft = `page-${form.id}`;
  const fields = form.questions.map((one) => question(ctx, one, draft, () => say()));
  const status = el("p", { class: "rp-hint", role: "status" });
  const answers = () => Object.fromEntries(fields.map((one) => [one.id, one.value()]).filter(([, value]) => value.trim()));
  let last = JSON.stringify(answersOf(form));
  let going = {}; // what was sent; more may be written until the answer comes
  const send = (what) => () => {
    going = what();
    return { do: "keep_page", page: form.id, answers: going, seen: at };
  };
  const keep = actionButton(ctx, { class: "rp-primary" }, ctx.t("pages.keep"), send(answers));
  const erase = el("button", { type: "button", class: "rp-plain", onclick: askErase }, ctx.t("pages.erase"));

  function say() {
    const changed = JSON.stringify(answers()) !== last;
    const said = changed ? ctx.t("pages.unkept") : at ? ctx.t("pages.kept", { day: day(at) }) : "";
    if (status.textContent !== said) status.textContent = said; // or it is announced at every letter
    if (!at && document.activeElement === erase) keep.focus();
    erase.hidden = !at;
  }

  function askErase() {
    openDialog(ctx, {
      title: ctx.t("pages.erase.title"),
      body: el("p", {}, ctx.t("pages.erase.about")),
      buttons: (close) => [
        el(
          "button",
          {
            type: "button",
            class: "rp-primary",
            onclick: () => {
              close();
              fields.forEach((one) => one.clear());
              ctx.act(erase, send(() => ({})));
            },
          },
          ctx.t("pages.erase.yes"),
        ),
        el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("pages.erase.no")),
      ],
    });
  }

  let from = 0;
  const sections = parts.map(({ heading, about, count }) => {
    const some = fields.slice(from, count === undefined ? undefined : from + count);
    from += some.length;
    const inside = some.map((one) => one.element);
    if (!heading) return inside;
    const id = freshId("part");
    return el(
      "section",
      { class: "rp-section", "aria-labelledby": id },
      el("h2", { id }, heading),
      about && el("p", { class: "rp-hint" }, about),
      inside,
    );
  });
  say();
  return {
    element: el(
      "div",
      { class: "rp-page-form" },
      sections,
      el("div", { class: "rp-actions" }, keep, ctx.onPage && printButton(ctx), erase),
      status,
    ),
    kept(message) {
      if (message.page !== form.id) return;
      at = message.at;
      last = JSON.stringify(going);
      form.at = at; // the screen is what was kept, so that the same one coming again changes nothing
      form.questions.forEach((one) => (one.answer = going[one.id] ?? ""));
      if (JSON.stringify(answers()) === last) ctx.drafts.forget(draft);
      say();
    },
  };
}

function printButton(ctx) {
  return el("button", { type: "button", class: "rp-secondary", onclick: () => window.print() }, ctx.t("again.print"));
}

function answersOf(form) {
  return Object.fromEntries(form.questions.map((one) => [one.id, one.answer]).filter(([, value]) => value.trim()));
}

function question(ctx, one, draft, changed) {
  const key = `${draft}/${one.id}`;
  const begun = ctx.drafts.get(key) || one.answer;
  if (one.kind === "scale") {
    const choice = oneOf(one.ask, one.id, SCALE.map((value) => ({ value, label: ctx.t(`scale.${value}`) })), begun || null);
    choice.element.classList.add("rp-scale");
    choice.inputs.forEach((input) =>
      input.addEventListener("change", () => {
        ctx.drafts.set(key, choice.value());
        changed();
      }),
    );
    return {
      id: one.id,
      element: choice.element,
      value: () => choice.value() ?? "",
      clear: () => choice.inputs.forEach((input) => (input.checked = false)),
    };
  }
  const id = freshId("field");
  const hint = [one.hint, one.kind === "list" && ctx.t("pages.list")].filter(Boolean).join(" ");
  const field = el("textarea", { id, rows: one.kind === "list" ? 4 : 3, "aria-describedby": hint ? `${id}-hint` : null });
  field.value = begun;
  field.addEventListener("input", () => {
    ctx.drafts.set(key, field.value);
    changed();
  });
  const element = el(
    "div",
    { class: "rp-field" },
    el("label", { for: id, class: "rp-question" }, inline(one.ask)),
    hint && el("p", { class: "rp-hint", id: `${id}-hint` }, hint),
    field,
  );
  return { id: one.id, element, value: () => field.value, clear: () => (field.value = "") };
}
