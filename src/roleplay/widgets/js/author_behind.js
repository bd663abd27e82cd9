// What only the author sees: levels as they stand, values, what is behind each choice, ticks so far.
import { el, freshId, inline, prose } from "./dom.js";
import { levelName, levelSteps } from "./chart.js";
import { fold } from "./author_parts.js";

/** Everything that the conversation does not show. */
export function behind(ctx, screen) {
  const id = freshId("behind");
  return el(
    "aside",
    { class: "rp-behind", "aria-labelledby": id, tabindex: "0", "data-keep": "behind" },
    el("h2", { id }, ctx.t("author.ui.behind")),
    screen.now.kind === "choices" && part(ctx.t("author.ui.behind.choices"), choices(ctx, screen.now.choices)),
    screen.now.kind === "reply" && part(ctx.t("author.ui.behind.reply"), answer(ctx, screen.now)),
    screen.now.kind === "end" &&
      part(ctx.t("author.ui.behind.peer"), el("div", { class: "rp-prose" }, prose(screen.now.peer_view))),
    part(ctx.t("author.ui.behind.levels"), levels(ctx, screen)),
    part(ctx.t("author.ui.behind.values"), values(ctx, screen)),
    part(ctx.t("author.ui.behind.ticks"), ticksSoFar(ctx, screen.ticks)),
  );
}

const part = (heading, ...children) => el("div", { class: "rp-behind-part" }, el("h3", {}, heading), children);

const said = (ctx, value) =>
  typeof value === "boolean" ? ctx.t(value ? "author.ui.true" : "author.ui.false") : String(value);

const code = (text) => el("code", {}, text);

// ------------------------------------------------------------------------------------------------------------- choices

function choices(ctx, list) {
  return el(
    "ul",
    { class: "rp-behind-list" },
    list.map((one) => el("li", { class: `rp-behind-${one.state}` }, choice(ctx, one))),
  );
}

function choice(ctx, one) {
  return [
    el(
      "p",
      { class: "rp-behind-head" },
      one.place !== null && el("span", { class: "rp-number" }, one.place),
      code(one.id),
      one.state !== "open" && el("strong", { class: "rp-state" }, ctx.t(`author.ui.state.${one.state}`)),
    ),
    one.state === "hidden" && el("p", { class: "rp-behind-text" }, inline(one.text)),
    one.conditions.map((each) => condition(ctx, each)),
    one.ticks.length > 0 &&
      el(
        "ul",
        { class: "rp-behind-ticks" },
        one.ticks.map((tick) => el("li", {}, tickLine(ctx, tick))),
      ),
    one.repairs.length > 0 &&
      el(
        "p",
        {},
        ctx.t("author.ui.repairs"),
        " ",
        one.repairs.map((each) => [code(each), " "]),
      ),
    el(
      "p",
      { class: "rp-behind-effects" },
      one.effects.map((each) => [
        code(
          ctx.t("author.ui.effect", { name: each.name, before: said(ctx, each.before), after: said(ctx, each.after) }),
        ),
        " ",
      ]),
      ctx.t("author.ui.leads"),
      " ",
      code(one.target),
    ),
    fold(
      `behind/${one.id}/feedback`,
      [ctx.t("author.ui.feedback"), el("span", { class: "rp-visually-hidden" }, ` ${one.id}`)],
      el("div", { class: "rp-prose" }, prose(one.feedback)),
    ),
  ];
}

/** A condition, whether it holds, and what each thing is that it reads. */
function condition(ctx, one) {
  return el(
    "div",
    { class: `rp-condition ${one.holds ? "rp-holds" : ""}` },
    el(
      "p",
      {},
      code(`${one.kind}: ${one.text}`),
      " ",
      el("strong", {}, ctx.t(one.holds ? "author.ui.holds" : "author.ui.holds.not")),
    ),
    one.atoms.length > 0 &&
      el(
        "ul",
        {},
        one.atoms.map((atom) =>
          el(
            "li",
            { class: atom.holds ? "rp-holds" : "" },
            ctx.t(atom.holds ? "author.ui.atom" : "author.ui.atom.not", {
              text: atom.text,
              name: atom.name,
              value: said(ctx, atom.value),
            }),
          ),
        ),
      ),
  );
}

function tickLine(ctx, tick) {
  return [
    tick.kind && el("strong", { class: `rp-tick-kind rp-tick-${tick.kind}` }, ctx.t(`author.ui.tick.${tick.kind}`)),
    " ",
    el("span", {}, tick.text),
    " ",
    el("span", { class: "rp-quiet" }, code(tick.behaviour)),
    tick.condition && condition(ctx, tick.condition),
  ];
}

function answer(ctx, now) {
  return [
    el("p", { class: "rp-note-label" }, ctx.t("compare.model")),
    el("div", { class: "rp-prose" }, prose(now.model_answer)),
    el("p", { class: "rp-note-label" }, ctx.t("compare.why")),
    el("div", { class: "rp-prose" }, prose(now.why)),
    now.looks_for.length > 0 && [
      el("p", { class: "rp-note-label" }, ctx.t("author.ui.looks-for")),
      el(
        "ul",
        { class: "rp-behind-ticks" },
        now.looks_for.map((tick) => el("li", {}, tickLine(ctx, tick))),
      ),
    ],
  ];
}

// -------------------------------------------------------------------------------------------------- values and levels

function values(ctx, screen) {
  const rows = (list) =>
    el(
      "dl",
      { class: "rp-values" },
      list.map((one) => el("div", { class: one.changed ? "rp-value-new" : "" }, value(ctx, one))),
    );
  const policies = screen.site.filter((one) => one.read);
  return [
    screen.values.length > 0 ? rows(screen.values) : el("p", { class: "rp-quiet" }, ctx.t("author.ui.values.none")),
    policies.length > 0 && [el("h4", {}, ctx.t("author.ui.setup.site")), rows(policies)],
    el(
      "button",
      { type: "button", class: "rp-plain rp-small", "data-keep": "start-here", onclick: () => ctx.memory.startHere() },
      ctx.t("author.ui.setup.here"),
    ),
  ];
}

function value(ctx, one) {
  const notes = [
    one.kind === "range" && ctx.t("author.ui.value.range", { low: one.low, high: one.high }),
    one.start !== one.value && ctx.t("author.ui.value.start", { value: said(ctx, one.start) }),
    one.changed && ctx.t("author.ui.value.changed"),
    !one.read && ctx.t("author.ui.value.unread"),
  ];
  return [
    el("dt", {}, code(one.name)),
    el(
      "dd",
      {},
      el("strong", {}, said(ctx, one.value)),
      " ",
      el("span", { class: "rp-hint" }, notes.filter(Boolean).join(" · ")),
    ),
  ];
}

function levels(ctx, screen) {
  if (screen.met_standard === null) return el("p", { class: "rp-quiet" }, ctx.t("author.ui.levels.none"));
  return [
    el("p", {}, ctx.t(screen.met_standard ? "author.ui.now.met" : "author.ui.now.not")),
    el(
      "ul",
      { class: "rp-behind-list" },
      screen.levels.map((one) => el("li", { "data-level": one.level ?? "none" }, level(ctx, one))),
    ),
  ];
}

function level(ctx, one) {
  const tallies = ["basic", "advanced", "harmful"].map((kind) => [kind, one[kind]]).filter(([, n]) => n > 0);
  return [
    el("h4", {}, one.name),
    el("p", { class: "rp-level" }, levelSteps(one.level), el("strong", {}, levelName(ctx, one.level))),
    tallies.length > 0 &&
      el("p", { class: "rp-hint" }, tallies.map(([kind, n]) => ctx.t(`author.ui.tally.${kind}`, { n })).join(" · ")),
    one.required.length > 0 &&
      el(
        "ul",
        { class: "rp-required" },
        one.required.map((each) =>
          el(
            "li",
            { class: each.shown ? "rp-shown" : "" },
            el("strong", {}, ctx.t(each.shown ? "author.ui.required.shown" : "author.ui.required.open")),
            " ",
            each.text,
          ),
        ),
      ),
  ];
}

function ticksSoFar(ctx, list) {
  if (list.length === 0) return el("p", { class: "rp-quiet" }, ctx.t("author.ui.ticks.none"));
  return el(
    "ol",
    { class: "rp-behind-ticks" },
    list.map((tick) =>
      el(
        "li",
        {},
        tickLine(ctx, { ...tick, condition: null }),
        el(
          "p",
          { class: "rp-hint" },
          ctx.t("turn", { turn: tick.turn }),
          " · ",
          code(tick.where),
          tick.repaired && ` · ${ctx.t("author.ui.repaired")}`,
        ),
      ),
    ),
  );
}
