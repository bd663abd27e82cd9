// One file: what is to be mended, what was proved of it, how players do who do not understand a word.
import { el, hiddenText } from "./dom.js";
import { actionButton, section, table } from "./parts.js";
import { levelName } from "./chart.js";
import { partsScreen } from "./author_keep.js";
import { bar, botName, clock, fileHead, findings, fold, number, percent, severity } from "./author_parts.js";

/** Build the screen of a file. */
export function authorFileScreen(ctx, screen) {
  const { row, proof } = screen;
  return partsScreen(ctx, screen, "rp-author-file", {
    head: [[screen.title, row], () => head(ctx, screen)],
    mending: [[screen.diagnostics, screen.codes], () => mending(ctx, screen)],
    change: [screen.change, () => screen.change && change(ctx, screen.change, proof)],
    proof: [[row.proof, proof, screen.problem, row.kind], () => proved(ctx, screen)],
    bots: [[screen.bots, screen.bots_state, row.proof], () => bots(ctx, screen)],
  });
}

function head(ctx, screen) {
  const { row } = screen;
  const paths = { file_path: row.path, preview_path: row.preview_path, map_path: row.map_path };
  return fileHead(ctx, screen, { here: "file", code: `${row.folder}/${row.shown}`, playable: row.playable, ...paths });
}

function mending(ctx, { row, diagnostics, codes }) {
  if (diagnostics.length === 0) return el("p", { class: "rp-fine" }, ctx.t("author.ui.file.nothing"));
  return section(ctx.t("author.ui.mending"), {}, findings(ctx, row.file, diagnostics, codes));
}

// -------------------------------------------------------------------------------------------------------- what changed

function change(ctx, one, proof) {
  const ids = (label, list) =>
    list.length > 0 && [
      el("dt", {}, label),
      el(
        "dd",
        {},
        list.map((id) => [el("code", {}, id), " "]),
      ),
    ];
  const rows = (label, list) =>
    list.length > 0 && [
      el("dt", {}, label),
      list.map((row) => el("dd", {}, severity(ctx, row.severity), " ", el("code", {}, row.code), " ", row.message)),
    ];
  return section(
    ctx.t(`author.ui.changed.${one.kind}`, { at: clock(one.at) }),
    { class: "rp-change" },
    el(
      "dl",
      { class: "rp-pairs" },
      rows(ctx.t("author.ui.change.come"), one.come),
      rows(ctx.t("author.ui.change.gone"), one.gone),
      ids(ctx.t("author.ui.change.added"), one.nodes_added),
      ids(ctx.t("author.ui.change.removed"), one.nodes_removed),
      ids(ctx.t("author.ui.change.nodes"), one.nodes_changed),
      one.before && proof && differences(ctx, one.before, proof),
    ),
    actionButton(ctx, { class: "rp-secondary rp-small", "data-keep": "seen" }, ctx.t("author.ui.seen"), () => ({
      do: "seen",
    })),
  );
}

function differences(ctx, before, now) {
  const facts = (one) => [
    ...numbers(ctx, one),
    ...one.competencies.map((each) => [each.name, each.ways.map((way) => levelName(ctx, way.level)).join(", ")]),
  ];
  const old = new Map(facts(before));
  return facts(now)
    .filter(([label, text]) => old.has(label) && old.get(label) !== text)
    .map(([label, text]) => [
      el("dt", {}, label),
      el("dd", {}, ctx.t("author.ui.change.from", { before: old.get(label), now: text })),
    ]);
}

// --------------------------------------------------------------------------------------------------------------- proof

function numbers(ctx, proof) {
  const span = { least: proof.decisions_least, most: proof.decisions_most };
  return [
    [ctx.t("author.ui.decisions"), span.least === span.most ? number(span.most) : ctx.t("author.ui.span", span)],
    [ctx.t("author.ui.endings"), number(proof.endings.length)],
    [
      ctx.t("author.ui.nodes"),
      ctx.t("author.ui.coverage", { n: proof.nodes, share: percent(ctx, proof.node_coverage) }),
    ],
    [
      ctx.t("author.ui.choices"),
      ctx.t("author.ui.coverage", { n: proof.choices, share: percent(ctx, proof.choice_coverage) }),
    ],
    [ctx.t("author.ui.states"), number(proof.states)],
    [ctx.t("author.ui.standard"), ctx.t(proof.standard_possible ? "author.ui.standard.yes" : "author.ui.standard.no")],
  ];
}

function proved(ctx, { row, proof, problem }) {
  if (row.kind !== "scenario") return null;
  const heading = ctx.t("author.ui.proof");
  if (row.proof === "refused") return section(heading, {}, el("p", { class: "rp-mend" }, problem));
  if (!proof)
    return section(
      heading,
      {},
      el(
        "p",
        { class: "rp-quiet" },
        ctx.t(row.proof === "working" ? "author.ui.proof.working" : "author.ui.proof.none"),
      ),
    );
  return section(
    heading,
    { class: "rp-proof" },
    el("p", { class: "rp-hint" }, ctx.t("author.ui.proof.about")),
    el(
      "dl",
      { class: "rp-numbers" },
      numbers(ctx, proof).map(([label, text]) => el("div", {}, el("dt", {}, label), el("dd", {}, text))),
    ),
    unreached(ctx, proof),
    el("h3", {}, ctx.t("author.ui.levels")),
    el("p", { class: "rp-hint" }, ctx.t("author.ui.levels.about")),
    el(
      "div",
      { class: "rp-ladders" },
      proof.competencies.map((one) => ladder(ctx, row, one)),
    ),
    el("h3", {}, ctx.t("author.ui.standard")),
    standard(ctx, row, proof),
    endings(ctx, proof),
    proof.settings.length > 1 && settings(ctx, proof.settings),
  );
}

function unreached(ctx, { nodes_unreached: nodes, choices_unreached: choices }) {
  if (nodes.length + choices.length === 0) return null;
  return el(
    "div",
    { class: "rp-stale" },
    el(
      "p",
      {},
      ctx.t("author.ui.unreached"),
      " ",
      [...nodes, ...choices].map((one) => [el("code", {}, one), " "]),
    ),
  );
}

/** The levels of a competency, each with a shortest way to it. */
function ladder(ctx, row, one) {
  const ways = new Map(one.ways.map((way) => [way.level, way]));
  const levels = [4, 3, 2, 1, ...(ways.has(null) ? [null] : [])];
  return el(
    "div",
    { class: "rp-ladder" },
    el("h4", {}, one.name),
    one.requires.length > 0 &&
      el(
        "p",
        { class: "rp-hint" },
        ctx.t("author.ui.requires"),
        " ",
        one.requires.map((id) => [el("code", {}, id), " "]),
      ),
    el(
      "ul",
      {},
      levels.map((level) =>
        el(
          "li",
          { "data-level": level ?? "none" },
          rung(ctx, row, `${one.competency}/${level}`, levelName(ctx, level), ways.get(level)),
        ),
      ),
    ),
  );
}

function rung(ctx, row, keep, name, way) {
  if (!way)
    return el(
      "p",
      { class: "rp-rung-none" },
      name,
      " ",
      el("span", { class: "rp-quiet" }, ctx.t("author.ui.level.never")),
    );
  const length = ctx.t("author.ui.way", { n: way.choices.length });
  return fold(
    `way/${keep}`,
    [name, " ", el("span", { class: "rp-quiet" }, length)],
    wayList(ctx, row, `way/${keep}`, name, way),
  );
}

/** A way in its choices, and a button that plays it. */
function wayList(ctx, row, keep, name, way) {
  const vary = Object.entries(way.vary).map(([variable, word]) => `${variable} = ${word}`);
  const under = [way.profile, ...vary].filter(Boolean).join(", ");
  return el(
    "div",
    { class: "rp-way" },
    under && el("p", { class: "rp-hint" }, ctx.t("author.ui.under", { setting: under })),
    way.choices.length > 0 &&
      el(
        "ol",
        {},
        way.choices.map((choice) => el("li", {}, el("code", {}, choice))),
      ),
    actionButton(
      ctx,
      { class: "rp-secondary rp-small", "data-keep": `${keep}/play` },
      [ctx.t("author.ui.way.play"), hiddenText(`: ${name}`)],
      () => ({
        do: "preview",
        file: row.file,
        node: null,
        profile: way.profile,
        site: {},
        values: way.vary,
        way: way.choices,
      }),
    ),
  );
}

function standard(ctx, row, proof) {
  const way = proof.standard_way;
  if (!way) return el("p", {}, ctx.t("author.ui.standard.never"));
  return rung(
    ctx,
    row,
    "standard",
    ctx.t(proof.standard_possible ? "author.ui.standard.yes" : "author.ui.standard.some"),
    way,
  );
}

function endings(ctx, proof) {
  return [
    el("h3", {}, ctx.t("author.ui.endings")),
    el(
      "ul",
      { class: "rp-codes" },
      proof.endings.map((one) => el("li", {}, el("code", {}, one))),
    ),
  ];
}

function settings(ctx, rows) {
  return [
    el("h3", {}, ctx.t("author.ui.settings")),
    table(
      ctx.t("author.ui.settings"),
      [ctx.t("author.ui.setting"), ctx.t("author.ui.states"), ctx.t("author.ui.standard")],
      rows.map((one) => [
        [
          one.profile || ctx.t("author.ui.setting.unset"),
          ...Object.entries(one.vary).map(([name, word]) => `${name} = ${word}`),
        ].join(" · "),
        number(one.states),
        ctx.t(one.met_standard ? "author.ui.standard.yes" : "author.ui.standard.no"),
      ]),
    ),
  ];
}

// ---------------------------------------------------------------------------------------------------------------- bots

function bots(ctx, { row, bots: rows, bots_state: state }) {
  if (!row.playable || row.proof === "refused" || state === "none") return null;
  const heading = ctx.t("author.ui.bots");
  if (rows.length === 0) return section(heading, {}, el("p", { class: "rp-quiet" }, ctx.t("author.ui.bots.working")));
  return section(
    heading,
    {},
    el("p", { class: "rp-hint" }, ctx.t("author.ui.bots.about")),
    table(
      ctx.t("author.ui.bots.table"),
      [ctx.t("author.ui.bot"), ctx.t("author.ui.bot.met"), ctx.t("author.ui.bot.level")],
      rows.map((one) => [
        botName(ctx, one.bot),
        el("div", { class: "rp-measure" }, el("span", {}, percent(ctx, one.met_standard)), bar(one.met_standard)),
        el("div", { class: "rp-measure" }, el("span", {}, number(one.mean_level, 2)), bar(one.mean_level / 4)),
      ]),
    ),
  );
}
