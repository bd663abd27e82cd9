// The map: the way taken, with the roads not taken. Its text is the list of decisions beside it.
import { svg } from "./dom.js";

const ROW = 46;
const COLUMN = 52;
const R = 15;

/** Row of each place: the longest way to it from the start, so that every road leads downwards. */
export function rowsOf(map) {
  const rows = new Map(map.nodes.map((node) => [node.id, 0]));
  for (let round = 0; round < map.nodes.length; round += 1) {
    let moved = false;
    for (const road of map.roads) {
      const row = rows.get(road.source) + 1;
      if (row > rows.get(road.target) && row <= map.nodes.length) {
        rows.set(road.target, row);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return rows;
}

/** Column of each place: the way taken runs straight down the first, the others stand near where they come from. */
export function columnsOf(map, rows) {
  const columns = new Map();
  const last = Math.max(...rows.values());
  for (let row = 0; row <= last; row += 1) {
    const here = map.nodes.filter((node) => rows.get(node.id) === row);
    const wish = (node) => {
      const from = map.roads.filter((road) => road.target === node.id).map((road) => columns.get(road.source) ?? 0);
      return from.length ? from.reduce((sum, one) => sum + one, 0) / from.length : 0;
    };
    here.sort((a, b) => Number(b.turn !== null) - Number(a.turn !== null) || wish(a) - wish(b));
    let next = here.some((node) => node.turn !== null) ? 0 : 1;
    for (const node of here) {
      columns.set(node.id, next);
      next += 1;
    }
  }
  return columns;
}

/** Draw the map. */
export function wayMap(ctx, map) {
  const rows = rowsOf(map);
  const columns = columnsOf(map, rows);
  const wide = Math.max(...columns.values()) + 1;
  const width = Math.max(wide * COLUMN + 24, 180);
  const height = (Math.max(...rows.values()) + 1) * ROW + 8;
  const x = (id) => 32 + columns.get(id) * COLUMN;
  const y = (id) => 24 + rows.get(id) * ROW;
  const visited = map.nodes.filter((node) => node.turn !== null);
  const label = ctx.t("map.alt", {
    been: visited.length,
    n: map.nodes.length,
    missed: map.roads.filter((road) => !road.taken).length,
  });
  const roads = [...map.roads].sort((a, b) => Number(a.taken) - Number(b.taken));
  return svg(
    "svg",
    { class: "rp-map", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    roads.map((road) => svg("path", { class: road.taken ? "rp-road rp-taken" : "rp-road", d: curve(road) })),
    map.nodes.map((node) => place(node)),
  );

  function curve({ source, target }) {
    const [x1, y1, x2, y2] = [x(source), y(source), x(target), y(target)];
    if (x1 === x2 && rows.get(target) - rows.get(source) > 1) {
      const out = x1 + COLUMN / 2 + 2; // around what stands between them
      return `M${x1} ${y1}C${out} ${y1 + 20} ${out} ${y2 - 20} ${x2} ${y2}`;
    }
    const middle = (y2 - y1) / 2;
    return `M${x1} ${y1}C${x1} ${y1 + middle} ${x2} ${y2 - middle} ${x2} ${y2}`;
  }

  function place(node) {
    const [cx, cy] = [x(node.id), y(node.id)];
    const been = node.turn !== null;
    const className = `rp-place ${been ? "rp-been" : ""}`;
    const parts = [];
    if (node.kind === "ending") parts.push(svg("circle", { class: className, cx, cy, r: R + 4 }));
    if (node.kind === "reply") {
      parts.push(svg("rect", { class: className, x: cx - R, y: cy - R, width: 2 * R, height: 2 * R, rx: 4 }));
    } else if (node.kind === "onward") {
      parts.push(svg("circle", { class: className, cx, cy, r: 5 }));
    } else {
      parts.push(svg("circle", { class: className, cx, cy, r: R }));
    }
    if (been && (node.kind === "moment" || node.kind === "reply")) {
      parts.push(svg("text", { class: "rp-place-number", x: cx, y: cy + 5 }, node.turn));
    }
    if (node.title) parts.unshift(svg("title", {}, node.title));
    return svg("g", {}, parts);
  }
}
