// The sections of a plan: in their order, each folded until it is changed.
import { el, prose } from "./dom.js";
import { planButton, planChoice, planField } from "./hall_plan_fields.js";
import { contentNote, factList } from "./parts.js";

const WAYS = ["talk", "room", "triads", "pace"];
const FIRST_MINUTES = { talk: 10, room: 30, triads: 40, pace: 25 };

/**
 * The list of sections. `plan` is `{ctx, screen, state, mistakes, open, repaint, tell}`: `open` holds the ids of those that are
 * unfolded, `repaint(focus)` builds them again and puts the focus on what is kept under that name.
 */
export function sectionList(plan) {
  const { state } = plan;
  return el("ol", { class: "rp-plan-sections" }, state.data.sections.map((one, place) => entry(plan, one, place)));
}

function entry(plan, one, place) {
  const { ctx, state, open } = plan;
  const last = state.data.sections.length - 1;
  const name = () => one.title || ctx.t("hall.plan.section.untitled");
  const summary = el("summary", { "data-keep": `${one.id}/fold` }, heading(plan, one, place));
  const details = el("details", { class: "rp-plan-section", open: open.has(one.id) }, summary);
  const fill = () => details.childElementCount === 1 && details.append(inside(plan, one, place));
  details.addEventListener("toggle", () => {
    if (details.open) open.add(one.id);
    else open.delete(one.id);
    if (details.open) fill();
  });
  fill(); // folded too: what is wrong inside has its place there
  const act = (keep, closed, run) => ({
    "data-keep": `${one.id}/${keep}`,
    "aria-label": ctx.t(`hall.plan.section.${keep}.label`, { title: name() }),
    "aria-disabled": closed ? "true" : null,
    run,
  });
  const button = ({ run, ...attributes }, key) => planButton(attributes, ctx.t(key), run);
  const row = el(
    "li",
    { class: "rp-plan-entry", "data-way": one.way },
    details,
    el(
      "div",
      { class: "rp-plan-moves" },
      button(act("up", place === 0, () => move(plan, one, -1, "up")), "hall.plan.section.up"),
      button(act("down", place === last, () => move(plan, one, 1, "down")), "hall.plan.section.down"),
      button(act("twice", false, () => twice(plan, one)), "hall.plan.section.twice"),
      button(act("remove", last === 0, () => remove(plan, one)), "hall.plan.section.remove"),
    ),
  );
  row.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(plan, one, event.key === "ArrowUp" ? -1 : 1, null);
  });
  return row;
}

/** Say again what stands on folded sections: when they begin, what they are called, how they go. */
export function sayAgain(plan, list) {
  list.querySelectorAll(".rp-plan-section > summary").forEach((summary, place) => {
    const one = plan.state.data.sections[place];
    if (one) summary.replaceChildren(...heading(plan, one, place));
  });
}

function heading({ ctx, glance }, one, place) {
  return [
    el("span", { class: "rp-plan-when" }, glance.begins[place] ?? ""),
    el("span", { class: "rp-plan-name" }, one.title || ctx.t("hall.plan.section.untitled")),
    el("span", { class: "rp-plan-how" }, ctx.t(`hall.plan.way.${one.way}`), " · ", ctx.t("minutes", { n: one.minutes ?? 0 })),
  ];
}

// --------------------------------------------------------------------------------------------------------- what moves

function placeOf(plan, one) {
  return plan.state.data.sections.findIndex(({ id }) => id === one.id);
}

function move(plan, one, by, key) {
  const from = placeOf(plan, one);
  const to = from + by;
  if (to < 0 || to >= plan.state.data.sections.length) return;
  const active = document.activeElement?.dataset?.keep;
  plan.state.change(({ sections }) => sections.splice(to, 0, ...sections.splice(from, 1)));
  plan.repaint(key ? `${one.id}/${key}` : active);
  plan.tell(plan.ctx.t("hall.plan.section.moved", { title: one.title, n: to + 1, of: plan.state.data.sections.length }));
}

function twice(plan, one) {
  const made = { ...structuredClone(one), id: freeId(plan, one.id) };
  plan.state.change(({ sections }) => sections.splice(placeOf(plan, one) + 1, 0, made));
  plan.open.add(made.id);
  plan.repaint(`${made.id}/fold`);
}

function remove(plan, one) {
  const place = placeOf(plan, one);
  plan.state.change(({ sections }) => sections.splice(place, 1));
  const { sections } = plan.state.data;
  plan.repaint(`${sections[Math.min(place, sections.length - 1)].id}/fold`);
  plan.tell(plan.ctx.t("hall.plan.section.removed", { title: one.title }));
}

/** An id that no section has: `second-cup`, `second-cup-2`, and so on. */
function freeId(plan, stem) {
  const taken = new Set(plan.state.data.sections.map(({ id }) => id));
  const root = stem.replace(/-\d+$/, "").slice(0, 50).replace(/-$/, "");
  if (!taken.has(root)) return root;
  let number = 2;
  while (taken.has(`${root}-${number}`)) number += 1;
  return `${root}-${number}`;
}

/** The buttons that add a section: before the closing, if there is one. */
export function adding(plan) {
  const { ctx, state } = plan;
  return el(
    "div",
    { class: "rp-plan-add", role: "group", "aria-label": ctx.t("hall.plan.add") },
    el("p", { class: "rp-plan-add-label" }, ctx.t("hall.plan.add")),
    WAYS.filter((way) => way === "talk" || playable(plan, way).length > 0).map((way) =>
      planButton({ class: "rp-secondary rp-small", "data-keep": `add/${way}`, title: ctx.t(`hall.plan.way.${way}.about`) }, ctx.t(`hall.plan.way.${way}`), () => add(way)),
    ),
    el("p", { class: "rp-hint" }, ctx.t("hall.plan.add.about")),
  );

  function add(way) {
    const [played] = way === "talk" ? [] : playable(plan, way);
    const made = {
      id: freeId(plan, (played?.id ?? "plan/talk").split("/")[1]),
      title: played?.title ?? ctx.t("hall.plan.new.talk"),
      way,
      minutes: Math.max(FIRST_MINUTES[way], way === "triads" ? 0 : (played?.minutes ?? 0)),
      plays: played?.id ?? null,
      prompts: played ? played.prompts.slice(0, 3) : [],
      notes: "",
      rounds: 3,
      round_minutes: 8,
    };
    state.change(({ sections }) => {
      const end = sections[sections.length - 1]?.way === "talk" ? sections.length - 1 : sections.length;
      sections.splice(way === "talk" && end === 0 ? sections.length : end, 0, made);
    });
    plan.open.add(made.id);
    plan.repaint(`${made.id}/title`);
  }
}

// -------------------------------------------------------------------------------------------------------------- inside

function playable({ screen }, way) {
  return way === "triads" ? screen.stations : screen.scenarios;
}

function inside(plan, one, place) {
  const { ctx, state, mistakes } = plan;
  // Sections move while one writes: a field always finds its own by its id.
  const mine = (data) => data.sections.find(({ id }) => id === one.id) ?? {};
  const field = (name, more) =>
    planField(ctx, state, mistakes, {
      label: ctx.t(`hall.plan.section.${name}`),
      key: `${place}/${name}/`,
      keep: `${one.id}/${name}`,
      get: (data) => mine(data)[name],
      set: (data, value) => {
        mine(data)[name] = value;
      },
      ...more,
    }).element;
  return el(
    "div",
    { class: "rp-plan-inside" },
    field("title", { kind: "text", className: "rp-plan-wide" }),
    way(plan, one, place, mine),
    field("minutes", { kind: "number", low: 1, high: 240 }),
    one.way !== "talk" && plays(plan, one, place, mine),
    one.way === "triads" && [field("rounds", { kind: "number", low: 1, high: 6 }), field("round_minutes", { kind: "number", low: 1, high: 60 })],
    prompts(plan, one, place, mine),
    field("notes", { kind: "area", rows: 3, hint: ctx.t("hall.plan.section.notes.hint"), className: "rp-plan-wide" }),
  );
}

function way(plan, one, place, mine) {
  const { ctx, state, mistakes } = plan;
  return planChoice(mistakes, {
    label: ctx.t("hall.plan.section.way"),
    hint: ctx.t(`hall.plan.way.${one.way}.about`),
    key: `${place}/way/`,
    keep: `${one.id}/way`,
    chosen: one.way,
    options: WAYS.filter((each) => each === "talk" || each === one.way || playable(plan, each).length > 0).map((each) => ({ value: each, label: ctx.t(`hall.plan.way.${each}`) })),
    change(value) {
      state.change((data) => {
        const section = mine(data);
        const there = value !== "talk" && playable(plan, value).some(({ id }) => id === section.plays);
        section.way = value;
        if (!there) section.plays = value === "talk" ? null : playable(plan, value)[0].id;
      });
      plan.repaint(`${one.id}/way`);
    },
  });
}

function plays(plan, one, place, mine) {
  const { ctx, state, mistakes } = plan;
  const all = playable(plan, one.way);
  const played = all.find(({ id }) => id === one.plays);
  const options = all.map((each) => ({
    value: each.id,
    label: ctx.t("hall.plan.section.plays.option", { title: each.title, n: each.minutes, intensity: ctx.t(`intensity.${each.intensity}`) }),
  }));
  if (!played) options.unshift({ value: one.plays, label: ctx.t("hall.plan.section.plays.gone", { id: one.plays }) });
  return el(
    "div",
    { class: "rp-plan-wide rp-plan-plays" },
    planChoice(mistakes, {
      label: ctx.t(`hall.plan.section.plays.${one.way}`),
      key: `${place}/plays/`,
      keep: `${one.id}/plays`,
      chosen: one.plays,
      options,
      change(value) {
        const chosen = all.find(({ id }) => id === value);
        state.change((data) => {
          const section = mine(data);
          const before = played?.prompts ?? [];
          const untouched = section.prompts.every((text) => before.includes(text));
          if (played && section.title === played.title) section.title = chosen.title;
          section.plays = value;
          if (untouched) section.prompts = chosen.prompts.slice(0, 3);
        });
        plan.repaint(`${one.id}/plays`);
      },
    }),
    played && [
      el("p", { class: "rp-plan-summary" }, played.summary),
      factList([ctx.t("minutes", { n: played.minutes }), ctx.t(`intensity.${played.intensity}`), ctx.t(`medium.${played.medium}`)]),
      contentNote(ctx, played.content_notes),
    ],
  );
}

function prompts(plan, one, place, mine) {
  const { ctx, state, mistakes } = plan;
  const played = one.plays && playable(plan, one.way).find(({ id }) => id === one.plays);
  const own = (played?.prompts ?? []).filter((text) => !one.prompts.includes(text));
  const change = (focus, act) => {
    state.change((data) => act(mine(data).prompts));
    plan.repaint(focus);
  };
  const button = (key, number, act) =>
    planButton({ "data-keep": `${one.id}/prompt/${number}/${key}`, "aria-label": ctx.t(`hall.plan.section.prompt.${key}`, { n: number + 1 }) }, key === "remove" ? ctx.t("hall.plan.remove") : ctx.t(`hall.plan.section.${key}`), act);
  const swap = (number, by, key) =>
    change(`${one.id}/prompt/${number + by}/${key}`, (list) => list.splice(number + by, 0, ...list.splice(number, 1)));
  return el(
    "fieldset",
    { class: "rp-fieldset rp-plan-wide" },
    el("legend", {}, ctx.t("hall.plan.section.prompts")),
    el("p", { class: "rp-hint" }, ctx.t("hall.plan.section.prompts.hint")),
    one.prompts.map((_, number) =>
      el(
        "div",
        { class: "rp-plan-line" },
        planField(ctx, state, mistakes, {
          kind: "area",
          label: ctx.t("hall.plan.section.prompt", { n: number + 1 }),
          key: `${place}/prompts/${number}`,
          keep: `${one.id}/prompt/${number}`,
          get: (data) => mine(data).prompts?.[number],
          set: (data, value) => {
            mine(data).prompts[number] = value;
          },
        }).element,
        el(
          "div",
          { class: "rp-plan-moves" },
          number > 0 && button("up", number, () => swap(number, -1, number > 1 ? "up" : "down")),
          number < one.prompts.length - 1 && button("down", number, () => swap(number, 1, number < one.prompts.length - 2 ? "down" : "up")),
          button("remove", number, () => change(`${one.id}/prompt/add`, (list) => list.splice(number, 1))),
        ),
      ),
    ),
    el(
      "div",
      { class: "rp-plan-acts" },
      planButton({ "data-keep": `${one.id}/prompt/add` }, ctx.t("hall.plan.section.prompt.add"), () => change(`${one.id}/prompt/${one.prompts.length}`, (list) => list.push(""))),
      own.length > 0 && planButton({ "data-keep": `${one.id}/prompt/own` }, ctx.t("hall.plan.section.prompt.own"), () => change(`${one.id}/prompt/add`, (list) => list.push(...own))),
    ),
  );
}
