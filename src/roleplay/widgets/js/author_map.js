// The whole scenario drawn, with how often a player comes where; and the same as a list.
import { el, freshId, svg } from "./dom.js";
import { link, section } from "./parts.js";
import { partsScreen } from "./author_keep.js";
import { botName, fileHead, number, percent, staleNote } from "./author_parts.js";

const ZOOMS = [0.35, 0.5, 0.7, 1, 1.4, 2];
const MARGINS = 48; // left and right of the drawing, in its pane
const WIDEST = 9; // of a road that everybody takes, in the drawing's own units
const READABLE = 0.9; // smaller only when asked for
const [CUT, FOLD] = [14, 18];

/** Build the map. */
export function authorMapScreen(ctx, screen) {
  const { row, bots, bot, outcome, people, nodes, roads, width, height } = screen;
  return partsScreen(ctx, screen, "rp-author-map", {
    head: [[screen.title, row, screen.stale], () => head(ctx, screen)],
    bot: [[bots, bot, outcome, people], () => player(ctx, screen)],
    drawing: [[nodes, roads, width, height, bot], (place) => drawing(ctx, screen, !place.firstChild)],
    list: [[nodes, roads, bot], () => list(ctx, screen)],
  });
}

function head(ctx, screen) {
  const { row } = screen;
  const paths = { file_path: row.path, preview_path: row.preview_path, map_path: screen.path };
  return fileHead(
    ctx,
    screen,
    { here: "map", code: row.shown, playable: true, ...paths },
    screen.stale && staleNote(ctx, row.path),
  );
}

const PEOPLE = "people"; // those who have played it, beside the bots

function player(ctx, screen) {
  const { row, bots, bot } = screen;
  const id = freshId("bot");
  const option = (one, name) => el("option", { value: one, selected: one === bot }, name);
  const choose = el(
    "select",
    { id, "data-keep": "bot" },
    el(
      "optgroup",
      { label: ctx.t("author.ui.map.bots") },
      bots.filter((one) => one !== PEOPLE).map((one) => option(one, botName(ctx, one))),
    ),
    option(PEOPLE, ctx.t("author.ui.map.people")),
  );
  choose.addEventListener("change", () => ctx.go(`${row.map_path}/${choose.value}`, choose));
  return el(
    "div",
    { class: "rp-map-bot" },
    el("div", { class: "rp-filter" }, el("label", { for: id }, ctx.t("author.ui.map.bot")), choose),
    el("p", { class: "rp-hint" }, told(ctx, screen)),
  );
}

/** What came of it, in a sentence. */
function told(ctx, { bot, outcome, people }) {
  if (people) {
    const key = people.current ? "author.ui.map.people.outcome" : "author.ui.map.people.new";
    return ctx.t(key, { n: people.attempts, current: people.current });
  }
  if (bot === PEOPLE) return ctx.t("author.ui.map.people.none");
  if (!outcome) return ctx.t("author.ui.bots.working");
  return ctx.t("author.ui.map.outcome", {
    met: percent(ctx, outcome.met_standard),
    level: number(outcome.mean_level, 2),
  });
}

/** How often something was come to: the chance of a bot, or how many people; null where nothing can be said. */
function often(ctx, { chance, people }) {
  if (people === null) return chance === null ? null : percent(ctx, chance);
  return ctx.t(people ? "author.ui.map.people.count" : "author.ui.map.people.nobody", { n: people });
}

// ------------------------------------------------------------------------------------------------------------- drawing

function drawing(ctx, screen, anew) {
  const { nodes, roads, width, height, row, measures } = screen;
  const pane = el("div", {
    class: "rp-map-pane",
    role: "region",
    "aria-label": ctx.t("author.ui.map.pane"),
    tabindex: "0",
    "data-keep": "pane",
  });
  const picture = svg(
    "svg",
    {
      class: "rp-scenario-map",
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": ctx.t("author.ui.map.drawing"),
    },
    [...roads].sort((a, b) => a.chance - b.chance).map(roadLine),
    nodes.map((node) => place(ctx, node, measures)),
    roads.map((road) => roadCard(ctx, road, measures)),
  );
  pane.append(picture);
  const shown = el("span", { class: "rp-hint", role: "status" });
  const last = (ctx.memory.map ??= {});
  const fit = () => Math.max(0.2, Math.min(1, (pane.clientWidth - MARGINS) / width || 1));
  const resize = (size) => {
    last.size = size;
    picture.setAttribute("width", Math.round(width * size));
    picture.setAttribute("height", Math.round(height * size));
    shown.textContent = percent(ctx, size);
  };
  const zoom = (size) => {
    const grown = size / last.size;
    const [x, y] = [pane.scrollLeft + pane.clientWidth / 2, pane.scrollTop + pane.clientHeight / 2];
    resize(size);
    pane.scrollTo(x * grown - pane.clientWidth / 2, y * grown - pane.clientHeight / 2);
  };
  const step = (way) => () => {
    const next =
      way > 0 ? ZOOMS.find((one) => one > last.size + 0.01) : ZOOMS.findLast((one) => one < last.size - 0.01);
    if (next) zoom(next);
  };
  const press = (name, act) =>
    el(
      "button",
      { type: "button", class: "rp-secondary rp-small", "data-keep": `zoom/${name}`, onclick: act },
      ctx.t(`author.ui.zoom.${name}`),
    );
  const begin = () => {
    const known = last.file === row.file; // another player in the same map: one goes on looking where one was
    if (!known) resize(Math.max(fit(), READABLE));
    const { x, width: wide } = nodes.find((node) => node.start).box;
    pane.scrollTo(known ? last.left : last.size * (x + wide / 2) - pane.clientWidth / 2, known ? last.top : 0);
    last.file = row.file;
  };
  pane.addEventListener("scroll", () => Object.assign(last, { left: pane.scrollLeft, top: pane.scrollTop }));
  let wide = null;
  new ResizeObserver(() => {
    if (wide !== null) pane.scrollLeft += (wide - pane.clientWidth) / 2; // what was in the middle stays there
    wide = pane.clientWidth;
  }).observe(pane);
  if (last.size) resize(last.size);
  if (anew) requestAnimationFrame(begin);
  return [
    el(
      "div",
      { class: "rp-map-tools", role: "group", "aria-label": ctx.t("author.ui.zoom") },
      press("out", step(-1)),
      press("in", step(1)),
      press("fit", () => zoom(fit())),
      shown,
    ),
    pane,
    el("p", { class: "rp-hint" }, ctx.t("author.ui.map.key")),
  ];
}

/** A line through points: straight where x or y is the same, else leaving and arriving upright. */
function course(points) {
  const parts = points.slice(1).map(([x, y], place) => {
    const [fromX, fromY] = points[place];
    if (Math.abs(x - fromX) < 0.05 || Math.abs(y - fromY) < 0.05) return `L${x} ${y}`;
    const middle = (fromY + y) / 2;
    return `C${fromX} ${middle} ${x} ${middle} ${x} ${y}`;
  });
  return `M${points[0].join(" ")}${parts.join("")}`;
}

function roadLine({ points, chance }) {
  const [x, y] = points.at(-1);
  const before = points.findLast(([, other]) => Math.abs(other - y) > 0.05) ?? points[0];
  const down = before[1] <= y ? -1 : 1;
  const taken = chance > 0;
  const width = taken ? 1.25 + (WIDEST - 1.25) * Math.min(1, chance) : 1.25;
  return svg(
    "g",
    { class: `rp-way-line ${taken ? "rp-way-taken" : ""}`, "aria-hidden": "true" },
    svg("path", { d: course([...points.slice(0, -1), [x, y + down * 6]]), "stroke-width": width }),
    svg("path", { class: "rp-arrow", d: `M${x} ${y}l-6 ${down * 10}h12z` }),
  );
}

/** What is written on a road: the choices that lead this way, with their worth, conditions and how often they are taken. */
function roadCard(ctx, { card, points, chance, people }, { padding, id_line: idLine, note_line: noteLine }) {
  if (!card) return chance === null ? null : roadShare(ctx, points, often(ctx, { chance, people }));
  const { x, y, width, height } = card.box;
  let top = y + padding / 2;
  const lines = card.entries.map((entry) => {
    const here = top;
    top += idLine + noteLine * entry.notes.length;
    return svg(
      "g",
      {},
      entry.text && svg("title", {}, entry.text),
      svg(
        "text",
        { class: entry.choice === null ? "rp-map-soft" : "rp-map-way", x: x + padding, y: here + 14 },
        entry.name,
        marks(entry.marks),
      ),
      svg("text", { class: "rp-map-share", x: x + width - padding, y: here + 14 }, written(ctx, entry)),
      entry.notes.map((note, at) =>
        svg("text", { class: "rp-map-note", x: x + padding + 12, y: here + 13 + (at + 1) * noteLine }, note),
      ),
    );
  });
  return svg(
    "g",
    { class: "rp-map-card", "aria-hidden": "true" },
    svg("rect", { class: "rp-card-box", x, y, width, height, rx: 8 }),
    lines,
  );
}

/** A chance as it stands in the drawing, where there is little room to say that it is not known yet. */
const written = (ctx, one) => often(ctx, one) ?? ctx.t("author.ui.map.later");

const SIGNS = { harmful: "▲", basic: "●", advanced: "★" };

function marks(kinds) {
  return kinds.map((kind) => svg("tspan", { class: `rp-mark-${kind}`, dx: 5 }, SIGNS[kind]));
}

function roadShare(ctx, points, share) {
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  return svg(
    "text",
    { class: "rp-map-share rp-map-lone", x: (x1 + x2) / 2 + 10, y: (y1 + y2) / 2 + 4, "aria-hidden": "true" },
    share,
  );
}

function place(ctx, node, { padding, text_line: textLine }) {
  const { x, y, width } = node.box;
  const name = y + padding + 12;
  const facts = standing(ctx, node);
  return svg(
    "a",
    {
      class: `rp-map-node rp-map-${node.kind} ${node.reached ? "" : "rp-map-never"}`,
      href: ctx.address(node.preview_path),
      "data-path": node.preview_path,
      "data-keep": `node/${node.id}`,
      "aria-label": ctx.t("author.ui.map.node", { node: node.id, facts: facts.join(", ") }),
    },
    node.start && svg("path", { class: "rp-start", d: `M${x + width / 2} ${y - 3}l-8 -12h16z` }),
    shape(node),
    svg("text", { class: "rp-node-name", x: x + padding + 16, y: name }, node.name),
    svg("text", { class: "rp-map-share", x: x + width - padding - 14, y: name }, written(ctx, node)),
    node.lines.map((line, at) =>
      svg("text", { class: "rp-map-soft", x: x + padding + 16, y: name + 2 + (at + 1) * textLine }, line),
    ),
    node.diagnostics > 0 && [
      svg("circle", { class: "rp-badge", cx: x + width - 4, cy: y + 2, r: 10 }),
      svg("text", { class: "rp-badge-text", x: x + width - 4, y: y + 6.5 }, node.diagnostics),
    ],
  );
}

/** Kinds differ by shape: a decision has points, a written answer a folded corner, an ending a frame within its frame. */
function shape({ kind, box: { x, y, width, height } }) {
  const rect = (inset, rx) =>
    svg("rect", {
      class: "rp-box",
      x: x + inset,
      y: y + inset,
      width: width - 2 * inset,
      height: height - 2 * inset,
      rx,
    });
  if (kind === "decision") {
    const flat = width - 2 * CUT;
    const half = height / 2;
    return svg("path", {
      class: "rp-box",
      d: `M${x + CUT} ${y}h${flat}l${CUT} ${half}l${-CUT} ${half}h${-flat}l${-CUT} ${-half}z`,
    });
  }
  if (kind === "reply") {
    const flat = width - FOLD;
    return [
      svg("path", { class: "rp-box", d: `M${x} ${y}h${flat}l${FOLD} ${FOLD}v${height - FOLD}h${-width}z` }),
      svg("path", { class: "rp-fold", d: `M${x + flat} ${y}v${FOLD}h${FOLD}` }),
    ];
  }
  if (kind === "ending") return [rect(0, Math.min(height / 2, 26)), rect(4, Math.min(height / 2, 26) - 4)];
  return rect(0, 3);
}

function standing(ctx, node) {
  return [
    ctx.t(`author.ui.node.${node.kind}`),
    node.start && ctx.t("author.ui.start.here"),
    node.reached ? (often(ctx, node) ?? ctx.t("author.ui.unknown")) : ctx.t("author.ui.node.never"),
    node.diagnostics > 0 && ctx.t("author.ui.node.findings", { n: node.diagnostics }),
  ].filter(Boolean);
}

// ---------------------------------------------------------------------------------------------------------------- list

function list(ctx, { nodes, roads }) {
  return section(
    ctx.t("author.ui.map.list"),
    { class: "rp-map-list" },
    el(
      "ol",
      {},
      nodes.map((node) =>
        el(
          "li",
          {},
          el("h3", {}, link(ctx, node.preview_path, { "data-keep": `list/${node.id}` }, node.id)),
          el("p", { class: "rp-hint" }, standing(ctx, node).join(" · ")),
          el(
            "ul",
            {},
            roads.filter((road) => road.source === node.id).map((road) => el("li", {}, roadText(ctx, road))),
          ),
        ),
      ),
    ),
  );
}

function roadText(ctx, road) {
  const ways = road.card?.entries ?? [];
  const said = (one) => often(ctx, one) ?? ctx.t("author.ui.unknown");
  const named = ways.map((way) => `${way.choice ?? ctx.t("author.ui.road.onward")} (${said(way)})`);
  const by = named.length ? named : road.choices;
  return ctx.t("author.ui.road", {
    by: by.length ? by.join(", ") : ctx.t("author.ui.road.onward"),
    target: road.target,
    often: said(road),
  });
}
