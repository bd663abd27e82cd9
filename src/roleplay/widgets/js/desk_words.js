// Words about an attempt: to the trainee, for oneself, back from the trainee, and to whoever is told of a concern.
import { openDialog } from "./care.js";
import { el, prose } from "./dom.js";
import { placeOf } from "./desk_turn.js";
import { actionButton, oneOf, section, textField } from "./parts.js";

const KINDS = ["strength", "next-step", "comment", "note"];

function whereOf(ctx, screen, moment) {
  return moment === null ? ctx.t("desk.words.whole") : ctx.t("turn", { turn: placeOf(screen, moment) + 1 });
}

function wordsCard(ctx, screen, words, edit) {
  return el(
    "li",
    { class: "rp-desk-words" },
    el("p", { class: "rp-hint" }, `${ctx.t(`desk.words.${words.kind}`)} · ${whereOf(ctx, screen, words.moment)}`),
    words.text === null ? el("p", { class: "rp-quiet" }, ctx.t("text.unreadable")) : prose(words.text),
    words.id !== null &&
      edit &&
      el(
        "div",
        { class: "rp-actions" },
        el("button", { type: "button", class: "rp-plain rp-small", onclick: () => edit(words) }, ctx.t("desk.words.correct")),
        actionButton(ctx, { class: "rp-plain rp-small", "data-focus": "words-text" }, ctx.t("desk.words.take-back"), () => {
          // What is taken back is in the field again: nobody loses what they wrote.
          if (words.text !== null && !ctx.drafts.get(`${screen.sheet}/words`)) ctx.drafts.set(`${screen.sheet}/words`, words.text);
          return { do: "desk_change", attempt: screen.sheet, words: words.id, text: null };
        }),
      ),
  );
}

/** Writing: to the trainee about a turn or the whole, or a note for oneself. `moment()` is the turn that is shown. */
export function wordsPane(ctx, screen, moment) {
  if (!screen.writes) return null;
  const key = `${screen.sheet}/words`;
  const kept = ctx.memory[key] ?? {};
  const kind = oneOf(ctx.t("desk.words.kind"), "kind", KINDS.map((value) => ({ value, label: ctx.t(`desk.words.${value}`), hint: ctx.t(`desk.words.${value}.hint`) })), kept.kind ?? "strength");
  const where = oneOf(ctx.t("desk.words.where"), "where", [{ value: "turn", label: ctx.t("desk.words.turn") }, { value: "whole", label: ctx.t("desk.words.whole") }], kept.where ?? "turn");
  const field = textField(ctx, { label: ctx.t("desk.words.label"), hint: ctx.t("desk.words.hint"), rows: 3, draft: key });
  field.field.dataset.focus = "words-text";
  let changing = null;
  const remember = () => {
    ctx.memory[key] = { kind: kind.value(), where: where.value() };
  };
  [...kind.inputs, ...where.inputs].forEach((input) => input.addEventListener("change", remember));

  const send = actionButton(ctx, { class: "rp-primary", "data-focus": "words-send" }, ctx.t("desk.words.keep"), () => {
    const text = field.text();
    if (!text) return field.refuse(ctx.t("desk.words.empty"));
    ctx.memory[key] = { ...ctx.memory[key], sent: text };
    if (changing) return { do: "desk_change", attempt: screen.sheet, words: changing, text };
    return { do: "desk_say", attempt: screen.sheet, kind: kind.value(), text, moment: where.value() === "whole" ? null : moment() };
  });
  const cancel = el("button", { type: "button", class: "rp-plain", hidden: true, onclick: () => edit(null) }, ctx.t("desk.words.cancel"));

  function edit(words) {
    changing = words?.id ?? null;
    field.field.value = words?.text ?? "";
    ctx.drafts.set(key, field.field.value);
    kind.element.hidden = where.element.hidden = changing !== null;
    cancel.hidden = changing === null;
    send.textContent = ctx.t(changing ? "desk.words.change" : "desk.words.keep");
    field.field.focus();
  }

  const element = section(
    ctx.t("desk.words.title"),
    { class: "rp-desk-write" },
    el("p", { class: "rp-hint" }, ctx.t("desk.words.about")),
    screen.words.length > 0 && el("ul", { class: "rp-desk-list" }, screen.words.map((words) => wordsCard(ctx, screen, words, edit))),
    kind.element,
    where.element,
    field.element,
    el("div", { class: "rp-actions" }, send, cancel),
  );
  return { element, focus: () => field.field.focus() };
}

/** What was sent has arrived: the field is empty again. */
export function wordsArrived(ctx, screen) {
  const key = `${screen.sheet}/words`;
  const { sent } = ctx.memory[key] ?? {};
  if (sent === undefined || !screen.words.some((words) => words.text === sent)) return;
  if (ctx.drafts.get(key).trim() === sent) ctx.drafts.set(key, "");
  delete ctx.memory[key].sent;
}

/** What the trainee answered, and that they ask for another look. */
export function answersPane(ctx, screen) {
  if (!screen.looks && !screen.answers?.length) return null;
  return section(
    ctx.t("desk.answers.title"),
    { class: "rp-desk-answers" },
    screen.looks && el("p", {}, ctx.t(screen.handed_in ? "desk.answers.looks" : "desk.answers.looks.blind")),
    (screen.answers ?? []).map((text) => el("blockquote", {}, text === null ? el("p", { class: "rp-quiet" }, ctx.t("text.unreadable")) : prose(text))),
  );
}

/** Giving it back to the trainee: what they will read, and what is still missing. */
export function returnPane(ctx, screen) {
  if (!screen.letter) return null;
  const { words, missing } = screen.letter;
  const others = words.filter((one) => !screen.words.some((own) => own.id === one.id && own.text === one.text && own.kind === one.kind));
  return section(
    ctx.t("desk.return.title"),
    { class: "rp-desk-return" },
    others.length > 0 && [el("p", { class: "rp-hint" }, ctx.t("desk.return.others")), el("ul", { class: "rp-desk-list" }, others.map((one) => wordsCard(ctx, screen, one, null)))],
    missing
      ? el("p", {}, ctx.t(`desk.return.missing.${missing}`))
      : [
          el("p", {}, ctx.t("desk.return.about")),
          actionButton(ctx, { class: "rp-primary", "data-focus": "return" }, ctx.t("desk.return.do"), () => ({ do: "desk_return", attempt: screen.sheet })),
        ],
  );
}

/** A worry about somebody: who will be told stands there before anything is written. */
export function openConcern(ctx, screen) {
  if (screen.contact === null) {
    return openDialog(ctx, {
      title: ctx.t("desk.concern.title"),
      body: el("p", {}, ctx.t("desk.concern.nobody")),
      buttons: (close) => el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("desk.concern.close")),
    });
  }
  const field = textField(ctx, { label: ctx.t("desk.concern.label"), hint: ctx.t("desk.concern.hint"), rows: 4, draft: `${screen.sheet}/concern` });
  return openDialog(ctx, {
    title: ctx.t("desk.concern.title"),
    body: [
      el("p", {}, ctx.t("desk.concern.told", { name: screen.contact })),
      el("ul", { class: "rp-desk-plain" }, ["score", "trainee", "log", "danger"].map((what) => el("li", {}, ctx.t(`desk.concern.what.${what}`)))),
      field.element,
    ],
    buttons: (close) => [
      el(
        "button",
        {
          type: "button",
          class: "rp-primary",
          onclick: (event) => {
            const text = field.text();
            if (!text) return field.refuse(ctx.t("desk.words.empty"));
            close();
            ctx.drafts.set(`${screen.sheet}/concern`, "");
            ctx.act(ctx.root, () => ({ do: "desk_concern", attempt: screen.sheet, text }), event);
          },
        },
        ctx.t("desk.concern.send", { name: screen.contact }),
      ),
      el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("desk.concern.not")),
    ],
  });
}
