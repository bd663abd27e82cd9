// A QR picture as a drawing.
import { svg } from "./dom.js";

const QUIET = 4; // light squares around it, so that a camera finds it

/** Draw squares, row by row `1` dark and `0` light. Always dark on light: many cameras read nothing else. */
export function qrPicture(attributes, label, squares) {
  const size = squares.length + 2 * QUIET;
  const runs = (row, y) =>
    [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`);
  return svg(
    "svg",
    { ...attributes, viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: size, height: size, fill: "#ffffff" }),
    svg("path", { d: squares.flatMap(runs).join(""), fill: "#000000" }),
  );
}
