// What the choices showed and what others marked, beside one's own: only what the reader may see is there at all.
import { el, prose } from "./dom.js";
import { levelWords } from "./desk_scheme.js";
import { placeOf } from "./desk_turn.js";
import { section, table, tickBox } from "./parts.js";

/** How a rating is called: never by a name. */
export function raterName(ctx, rating) {
  if (rating.own) return ctx.t("desk.found.you");
  return rating.who ? ctx.t("desk.found.rater", { who: rating.who }) : ctx.t("desk.found.decision");
}

/** Who ticked a behaviour at a moment, as nodes: oneself, others, the choices; and whether that differs. */
export function tickedHere(ctx, screen, marks, moment, untick) {
  const texts = new Map(screen.competencies.flatMap((one) => one.behaviours.map((behaviour) => [behaviour.id, behaviour])));
  const has = (ticks, id) => ticks.some(([behaviour, where]) => behaviour === id && where === moment);
  const others = screen.ratings.filter((rating) => !rating.own);
  const ids = new Set([
    ...marks.at(moment),
    ...others.flatMap((rating) => rating.ticks.filter(([, where]) => where === moment).map(([id]) => id)),
    ...(screen.machine?.harm ?? []).filter(([, where]) => where === moment).map(([id]) => id),
  ]);
  if (ids.size === 0) return el("p", { class: "rp-hint" }, ctx.t("desk.here.none"));
  return [
    el("h3", {}, ctx.t("desk.here.title")),
    el(
      "ul",
      { class: "rp-desk-chips" },
      [...ids].map((id) => {
        const behaviour = texts.get(id);
        const who = [
          marks.has(id, moment) && ctx.t("desk.found.you"),
          ...others.filter((rating) => has(rating.ticks, id)).map((rating) => raterName(ctx, rating)),
          has(screen.machine?.harm ?? [], id) && ctx.t("desk.found.machine"),
        ].filter(Boolean);
        const differs = has(screen.differs.ticks, id);
        return el(
          "li",
          { class: `rp-desk-chip rp-desk-${behaviour.kind} ${differs ? "rp-desk-differs" : ""}` },
          el("span", {}, behaviour.text),
          (others.length > 0 || screen.machine) && el("span", { class: "rp-hint" }, who.join(", ")),
          differs && el("strong", { class: "rp-desk-differs-word" }, ctx.t("desk.here.differs")),
          marks.has(id, moment) &&
            el("button", { type: "button", class: "rp-plain rp-small", "aria-label": ctx.t("desk.here.untick.label", { what: behaviour.text }), onclick: () => untick(id) }, ctx.t("desk.here.untick")),
        );
      }),
    ),
  ];
}

function levelsTable(ctx, screen, marks) {
  const assessed = screen.competencies.filter((one) => one.assessed);
  const settled = screen.results?.every((one) => ["human", "adjudicated"].includes(one.basis)); // by people, not for now
  const shown = screen.ratings.filter((rating) => !rating.own || screen.ratings.length > 1);
  const columns = [
    ...shown.map((rating) => [raterName(ctx, rating), (id) => rating.levels[id]]),
    ...(screen.decision ? [[ctx.t("desk.found.decision"), (id) => screen.decision.levels[id]]] : []),
    ...(screen.handed_in && screen.ratings.length < 2 ? [[ctx.t("desk.found.you"), (id) => screen.ratings.find((one) => one.own)?.levels[id] ?? marks.level(id)]] : []),
    ...(screen.machine ? [[ctx.t("desk.found.machine"), (id) => screen.machine.levels[id]]] : []),
    ...(settled ? [[ctx.t("desk.found.result"), (id) => screen.results.find((one) => one.competency === id)?.level]] : []),
  ];
  const rows = assessed.map((one) => [
    screen.differs.competencies.includes(one.id)
      ? [one.title, " ", el("strong", { class: "rp-desk-differs-word" }, ctx.t("desk.here.differs"))]
      : one.title,
    ...columns.map(([, level]) => levelWords(ctx, level(one.id))),
  ]);
  return table(ctx.t("desk.found.levels"), [ctx.t("desk.found.competency"), ...columns.map(([name]) => name)], rows);
}

function reasons(ctx, screen) {
  const given = [...screen.ratings, screen.decision].filter((one) => one?.reason);
  return given.map((rating) =>
    el("figure", { class: "rp-desk-reason" }, el("figcaption", { class: "rp-hint" }, ctx.t("desk.found.reason", { who: raterName(ctx, rating) })), el("blockquote", {}, prose(rating.reason))),
  );
}

function differences(ctx, screen, go) {
  if (screen.differs.ticks.length === 0) return null;
  const texts = new Map(screen.competencies.flatMap((one) => one.behaviours.map((behaviour) => [behaviour.id, behaviour.text])));
  return [
    el("h3", {}, ctx.t("desk.found.where")),
    el(
      "ul",
      { class: "rp-desk-where" },
      screen.differs.ticks.map(([id, moment]) => {
        const turn = placeOf(screen, moment) + 1;
        const who = screen.ratings.filter((rating) => rating.ticks.some(([one, where]) => one === id && where === moment));
        return el(
          "li",
          {},
          el("button", { type: "button", class: "rp-plain rp-small", onclick: () => go(turn - 1) }, ctx.t("turn", { turn })),
          ` ${texts.get(id)} `,
          el("span", { class: "rp-hint" }, ctx.t("desk.found.only", { who: who.map((rating) => raterName(ctx, rating)).join(", ") })),
        );
      }),
    ),
  ];
}

/** Harm that the choices showed: each can be said not to be there, which takes a reason. */
function machineHarm(ctx, screen, marks, go) {
  if (!screen.machine?.harm.length) return null;
  const texts = new Map(screen.competencies.flatMap((one) => one.behaviours.map((behaviour) => [behaviour.id, behaviour.text])));
  const ids = [...new Set(screen.machine.harm.map(([id]) => id))];
  const boxes = ids.map((id) => {
    const box = tickBox(ctx.t("desk.found.clear"), marks.clears(id), id);
    box.input.dataset.focus = `clear-${id}`;
    box.input.setAttribute("aria-label", ctx.t("desk.found.clear.label", { what: texts.get(id) }));
    box.input.addEventListener("change", () => {
      if (marks.places(id).length > 0) box.input.checked = false;
      else marks.setClears(id, box.input.checked);
    });
    return { id, ...box };
  });
  const element = [
    el("h3", {}, ctx.t("desk.found.harm")),
    el("p", { class: "rp-hint" }, ctx.t("desk.found.harm.about")),
    el(
      "ul",
      { class: "rp-desk-rows" },
      boxes.map(({ id, element: box }) =>
        el(
          "li",
          { class: "rp-desk-row rp-desk-harmful rp-desk-plainrow" },
          el("p", {}, texts.get(id)),
          screen.machine.harm
            .filter(([one]) => one === id)
            .map(([, moment]) => el("button", { type: "button", class: "rp-plain rp-small", onclick: () => go(placeOf(screen, moment)) }, ctx.t("turn", { turn: placeOf(screen, moment) + 1 }))),
          box,
        ),
      ),
    ),
  ];
  const tell = () =>
    boxes.forEach(({ id, input }) => {
      input.checked = marks.clears(id);
      input.setAttribute("aria-disabled", String(marks.places(id).length > 0));
    });
  return { element, tell };
}

/** The section; null when there is nothing that the reader may see yet. */
export function foundPane(ctx, screen, marks, go) {
  if (!screen.machine && screen.ratings.every((rating) => rating.own) && !screen.decision) {
    return { element: el("p", { class: "rp-hint rp-desk-blind" }, ctx.t("desk.found.blind")), tell: () => {} };
  }
  const harm = machineHarm(ctx, screen, marks, go);
  const element = section(
    ctx.t(screen.decides ? "desk.found.decide" : "desk.found.title"),
    { class: "rp-desk-found" },
    levelsTable(ctx, screen, marks),
    differences(ctx, screen, go),
    reasons(ctx, screen),
    harm?.element,
  );
  return { element, tell: () => harm?.tell() };
}
