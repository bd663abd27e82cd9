// Handing marks in: how sure one is, as whom one marks, and why, where that has to be said.
import { el } from "./dom.js";
import { actionButton, oneOf, section, textField, tickBox } from "./parts.js";

const SURE = ["1", "2", "3"];

/** The section. `marks` are those of the sheet. Returns its element, `tell()` and `focus()`. */
export function handInPane(ctx, screen, marks) {
  const kind = screen.decides ? "decide" : screen.handed_in ? "again" : "first";
  const status = el("p", { class: "rp-hint rp-desk-status", role: "status" });
  const sure = oneOf(ctx.t("desk.hand-in.sure"), "sure", SURE.map((value) => ({ value, label: ctx.t(`desk.sure.${value}`) })), String(marks.confidence ?? ""));
  sure.inputs.forEach((input) => {
    input.dataset.focus = `sure-${input.value}`;
    input.addEventListener("change", () => marks.set("confidence", Number(input.value)));
  });
  const lived = tickBox(ctx.t("desk.hand-in.lived"), marks.lived);
  lived.input.dataset.focus = "lived";
  lived.input.addEventListener("change", () => marks.set("lived", lived.input.checked));
  const why = textField(ctx, { label: ctx.t(`desk.hand-in.why.${kind}`), hint: ctx.t(`desk.hand-in.why.${kind}.hint`), rows: 3, draft: `${screen.sheet}/why` });
  why.field.dataset.focus = "why";
  why.element.hidden = kind === "first";
  const missing = el("p", { class: "rp-error", hidden: true });

  const button = actionButton(ctx, { class: "rp-primary", "data-focus": "hand-in" }, ctx.t(`desk.hand-in.do.${kind}`), () => {
    missing.hidden = true;
    if (marks.confidence === null) {
      missing.textContent = ctx.t("desk.hand-in.unsure");
      missing.hidden = false;
      sure.inputs[0].focus();
      return null;
    }
    if (kind !== "first" && !why.text()) {
      why.refuse(ctx.t("desk.hand-in.why.missing"));
      return null;
    }
    const reason = kind === "first" ? null : why.text();
    ctx.memory[`${screen.sheet}/why`] = true;
    return { do: "desk_hand_in", ...marks.data(), reason, decides: screen.decides };
  });
  const drop = actionButton(ctx, { class: "rp-plain", "data-focus": "drop" }, ctx.t("desk.hand-in.drop"), () => {
    marks.forget();
    return { do: "desk_drop", attempt: screen.sheet };
  });

  function tell() {
    status.textContent = marks.status === "none" ? "" : ctx.t(`desk.keep.${marks.status}`);
    if (marks.trouble) status.textContent = marks.trouble;
    else if (marks.lost) status.textContent = `${marks.lost} ${ctx.t("desk.sheet.lost")}`;
    sure.inputs.forEach((input) => {
      input.checked = String(marks.confidence ?? "") === input.value;
    });
    lived.input.checked = marks.lived;
    drop.hidden = !(screen.handed_in && marks.unsent);
  }

  const element = section(
    ctx.t(`desk.hand-in.title.${kind}`),
    { class: "rp-desk-hand-in" },
    el("p", { class: "rp-hint" }, ctx.t(`desk.hand-in.about.${kind}`)),
    sure.element,
    el("div", {}, lived.element, el("p", { class: "rp-hint" }, ctx.t("desk.hand-in.lived.hint"))),
    why.element,
    missing,
    el("div", { class: "rp-actions" }, button, drop),
    status,
  );
  return { element, tell, focus: () => button.focus() };
}

/** Marks were handed in: the reason is not waiting any more. */
export function handedIn(ctx, screen) {
  const key = `${screen.sheet}/why`;
  if (!ctx.memory[key] || !screen.handed_in || screen.seen !== null) return;
  ctx.drafts.set(key, "");
  delete ctx.memory[key];
}
