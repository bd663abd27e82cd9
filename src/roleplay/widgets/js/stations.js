// The trainee's stations: what one is asked to, who would be there, and a yes or no.
import { el, prose } from "./dom.js";
import { actionButton, contentNote, factList, link, personaCard, section } from "./parts.js";

/** Everything that the trainee is asked to. */
export function stationsScreen(ctx, screen) {
  return el(
    "div",
    { class: "rp-page-body rp-own-stations" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(screen.invitations.length ? "stations.lead" : "stations.empty")),
    ),
    screen.invitations.map((one) => invitation(ctx, one)),
  );
}

function invitation(ctx, one) {
  const answer = (yes) => () => ({ do: "answer_station", station: one.id, yes });
  const asked = one.state === "asked";
  return section(
    one.title,
    { class: "rp-invitation" },
    el("p", {}, ctx.t("stations.asked-by", { name: one.asked_by })),
    factList([ctx.t("stations.minutes", { n: one.minutes }), ctx.t(`medium.${one.medium}`), ctx.t(`intensity.${one.intensity}`)]),
    contentNote(ctx, one.content_notes),
    el(
      "ul",
      { class: "rp-invitation-facts" },
      el("li", {}, one.actor ? ctx.t("stations.actor", { name: one.actor }) : ctx.t("stations.actor.team")),
      el("li", {}, ctx.t("stations.watch", { names: one.observers.join(", ") })),
      el("li", {}, ctx.t("stations.for", { list: one.competencies.join(", ") })),
      el("li", {}, ctx.t("stations.seen")),
      el("li", {}, ctx.t("stations.stop")),
    ),
    asked
      ? [
          el("h3", {}, ctx.t("stations.question")),
          el(
            "div",
            { class: "rp-actions" },
            actionButton(ctx, { class: "rp-primary" }, ctx.t("stations.yes"), answer(true)),
            actionButton(ctx, { class: "rp-secondary" }, ctx.t("stations.no"), answer(false)),
          ),
          el("p", { class: "rp-hint" }, ctx.t("stations.no.hint")),
        ]
      : [
          el("p", { class: "rp-invitation-state" }, ctx.t(one.result_path ? "stations.ended.back" : `stations.${one.state}`)),
          one.result_path && link(ctx, one.result_path, { class: "rp-primary" }, ctx.t("stations.result")),
          one.state !== "ended" && actionButton(ctx, { class: "rp-secondary" }, ctx.t("stations.take-back"), answer(false)),
        ],
    one.state !== "ended" &&
      el(
        "details",
        { class: "rp-details" },
        el("summary", {}, ctx.t("stations.prepare")),
        el("h3", {}, ctx.t("stations.setting")),
        prose(one.setting),
        el("h3", {}, ctx.t("stations.task")),
        prose(one.task),
        el("h3", {}, ctx.t("stations.with")),
        prose(one.with_whom),
        personaCard(ctx, one.mentor, "h3"),
      ),
  );
}
