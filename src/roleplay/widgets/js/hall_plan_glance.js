// What a plan comes to: its length, what may be hard in it, and what to think about.
import { el } from "./dom.js";
import { section } from "./parts.js";

/** The part beside a plan. */
export function glancePart(ctx, glance) {
  const intensity = (n) => ctx.t(`intensity.${n}`);
  return section(
    ctx.t("hall.plan.glance"),
    { class: "rp-plan-glance" },
    el("p", { class: "rp-plan-length" }, glance.timed ? ctx.t("hall.plan.glance.clock", { n: glance.minutes, begins: glance.begins[0], ends: glance.ends }) : ctx.t("hall.plan.glance.minutes", { n: glance.minutes })),
    el("h3", {}, ctx.t("hall.plan.glance.notes")),
    glance.notes.length === 0
      ? el("p", { class: "rp-hint" }, ctx.t("hall.plan.glance.none"))
      : el(
          "dl",
          { class: "rp-plan-notes" },
          glance.notes.map((one) => [el("dt", {}, ctx.t("hall.plan.glance.note", { title: one.title, intensity: intensity(one.intensity) })), el("dd", {}, one.notes.join("; "))]),
        ),
    think(ctx, glance),
  );
}

function think(ctx, glance) {
  const said = [
    ...glance.missing.map((title) => ctx.t("hall.plan.missing", { title })),
    ...glance.cautions.map(({ worry, title }) => ctx.t(`hall.plan.worry.${worry}`, { title })),
  ];
  if (said.length === 0) return glance.notes.length > 0 && el("p", { class: "rp-plan-fine" }, ctx.t("hall.plan.glance.fine"));
  return el("div", { class: "rp-plan-think" }, el("h3", {}, ctx.t("hall.plan.glance.think")), el("ul", {}, said.map((one) => el("li", {}, one))));
}
