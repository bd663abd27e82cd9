// Making an anchor from an attempt: its choices, replies of one's own, and a reason for every tick.
import { el, freshId, inline, prose } from "./dom.js";
import { actionButton, link, section, textField, tickBox } from "./parts.js";

/** Build the form. What is typed is kept in the tab until the anchor is made. */
export function makeScreen(ctx, screen) {
  const draft = (name) => `${screen.attempt}/make/${name}`;
  const title = textField(ctx, { label: ctx.t("desk.make.name"), hint: ctx.t("desk.make.name.hint"), rows: 1, draft: draft("title") });
  const about = textField(ctx, { label: ctx.t("desk.make.what"), rows: 4, draft: draft("about") });
  const steps = screen.steps.map((step) => stepPart(ctx, screen, step, draft));
  const none = Object.entries(screen.assessed).map(([id, name]) => nonePart(ctx, id, name, draft));
  const save = actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.make.save"), () => ({
    do: "calibration_make",
    attempt: screen.attempt,
    title: title.text() ?? "",
    about: about.text() ?? "",
    replies: steps.flatMap((one) => one.reply()),
    key: steps.flatMap((one) => one.ticks("key")),
    not_found: steps.flatMap((one) => one.ticks("not-found")),
    none: none.flatMap((one) => one.read()),
  }));
  const element = el(
    "div",
    { class: "rp-page-body rp-calibration" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.back, {}, ctx.t("desk.anchor.back"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-hint" }, screen.scenario),
      el("p", { class: "rp-lead" }, ctx.t("desk.make.about")),
    ),
    title.element,
    about.element,
    steps.map((one) => one.element),
    section(ctx.t("desk.make.none"), {}, el("p", { class: "rp-hint" }, ctx.t("desk.make.none.about")), none.map((one) => one.element)),
    el("div", { class: "rp-actions" }, save),
  );
  return { element };
}

/** A competency that is assessed, and why it could not be shown, if that is so. */
function nonePart(ctx, id, name, draft) {
  const why = textField(ctx, { label: ctx.t("desk.make.none.why"), rows: 2, draft: draft(`none-${id}`) });
  const box = tickBox(name, Boolean(why.text()));
  const show = () => (why.element.hidden = !box.input.checked);
  box.input.addEventListener("change", show);
  show();
  const element = el("div", { class: "rp-cal-tick", role: "group", "aria-label": name }, box.element, why.element);
  return { element, read: () => (box.input.checked ? [[id, why.text() ?? ""]] : []) };
}

function stepPart(ctx, screen, step, draft) {
  const reply = step.prompt === null ? null : textField(ctx, { label: ctx.t("desk.make.reply"), rows: 4, draft: draft(`reply-${step.turn}`) });
  const rows = new Map();
  const list = el("div", { class: "rp-cal-reasons" });
  const add = (id) => {
    if (rows.has(id)) return rows.get(id).focus();
    rows.set(id, tickRow(ctx, screen, step, id, draft));
    list.append(rows.get(id).element);
  };
  new Set([...step.carries, ...step.counted]).forEach(add);
  const choose = freshId("add");
  const select = el("select", { id: choose }, Object.entries(screen.behaviours).map(([id, text]) => el("option", { value: id }, text)));
  const more = el("button", { type: "button", class: "rp-secondary rp-small", onclick: () => add(select.value) }, ctx.t("desk.make.add.do"));
  const element = section(
    ctx.t("desk.make.turn", { turn: step.turn }),
    {},
    step.chosen !== null && el("blockquote", {}, prose(step.chosen)),
    step.prompt !== null && el("p", { class: "rp-hint" }, inline(step.prompt)),
    reply?.element,
    list,
    el("div", { class: "rp-field rp-cal-add" }, el("label", { for: choose }, ctx.t("desk.make.add")), select, more),
  );
  return {
    element,
    reply: () => (reply === null ? [] : [[step.turn, reply.text() ?? ""]]),
    ticks: (where) => [...rows].filter(([, row]) => row.where() === where).map(([id, row]) => [id, step.turn, row.why()]),
  };
}

function tickRow(ctx, screen, step, id, draft) {
  const place = freshId("where");
  const kinds = ["key", step.carries.includes(id) ? "not-found" : "leave"];
  const where = el("select", { id: place }, kinds.map((kind) => el("option", { value: kind }, ctx.t(`desk.make.${kind}`))));
  const why = textField(ctx, { label: ctx.t("desk.make.why"), rows: 2, draft: draft(`${step.turn}-${id}`) });
  const element = el(
    "div",
    { class: "rp-cal-tick", role: "group", "aria-label": screen.behaviours[id] },
    el("p", {}, screen.behaviours[id]),
    el("div", { class: "rp-field" }, el("label", { for: place }, ctx.t("desk.make.where")), where),
    why.element,
  );
  return { element, where: () => where.value, why: () => why.text() ?? "", focus: () => where.focus() };
}
