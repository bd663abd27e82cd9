// The console's groups of three, and how many are where when everybody plays alone.
import { openDialog } from "./care.js";
import { el, freshId, hiddenText } from "./dom.js";
import { section, tickBox } from "./parts.js";

// ---------------------------------------------------------------------------------------------------------------- triads

/** Groups with everybody's part, and the ways to change them. */
export function groupsPiece(hall) {
  const { ctx } = hall;
  return {
    key: "triads",
    pick: ({ triads }) => triads,
    build(triads) {
      const { groups, waiting, playing, shown, round, rounds } = triads;
      return section(
        ctx.t("hall.console.groups"),
        {},
        el("p", {}, triads.station),
        groups.length > 0
          ? el("p", { class: "rp-console-facts" }, playing ? ctx.t("hall.console.round.now", { number: round, of: rounds }) : round === rounds ? ctx.t("hall.console.round.last", { of: rounds }) : ctx.t("hall.console.round.next", { number: shown, of: rounds }))
          : el("p", { class: "rp-hint" }, ctx.t("hall.console.groups.none"), " ", ctx.t("hall.console.groups.wished", { n: triads.wished })),
        waiting.length > 0 && groups.length > 0 && late(hall, triads),
        groups.length > 0 && el("ol", { class: "rp-console-groups" }, groups.map((group, place) => card(hall, triads, group, place))),
        !playing && again(hall, triads),
      );
    },
  };
}

function card(hall, triads, group, place) {
  const { ctx } = hall;
  return el(
    "li",
    {},
    el("h3", {}, ctx.t("hall.console.group", { number: place + 1 })),
    el(
      "ul",
      {},
      group.map((one) =>
        el(
          "li",
          {},
          el("span", { class: "rp-console-name" }, one.name),
          el("span", { class: "rp-console-part" }, seatFacts(ctx, triads, one)),
          !triads.playing && !one.left && moveButton(hall, triads, one, place),
        ),
      ),
    ),
  );
}

function seatFacts(ctx, { playing }, one) {
  const said = [ctx.t(`hall.console.part.${one.part}`)];
  if (one.left) said.push(ctx.t("hall.console.left"));
  else if (!one.here) said.push(ctx.t("hall.console.away"));
  if (playing && one.part === "observer") said.push(ctx.t("hall.console.ticks", { n: one.ticks }));
  return said.join(" · ");
}

function late(hall, triads) {
  const { ctx } = hall;
  return el(
    "div",
    { class: "rp-console-late" },
    el("p", {}, triads.playing ? ctx.t("hall.console.late.wait") : ctx.t("hall.console.late")),
    el(
      "ul",
      {},
      triads.waiting.map((one) => el("li", {}, el("span", { class: "rp-console-name" }, one.name), !triads.playing && moveButton(hall, triads, one, null))),
    ),
  );
}

function moveButton(hall, triads, one, place) {
  const { ctx } = hall;
  const label = place === null ? ctx.t("hall.console.seat") : ctx.t("hall.console.move");
  const made = el("button", { type: "button", class: "rp-plain", "data-keep": `move-${one.id}` }, label, hiddenText(`: ${one.name}`));
  made.addEventListener("click", () => openMove(hall, triads, one, place));
  return made;
}

/** Put somebody into another group, or let them change places with somebody. */
function openMove(hall, { groups }, one, place) {
  const { ctx } = hall;
  const others = groups.flatMap((group, n) => (n === place ? [] : group.filter((other) => !other.left).map((other) => ({ ...other, group: n }))));
  const into = select(ctx.t("hall.console.put.into"), groups.map((group, n) => (n === place ? null : { value: n, label: names(ctx, group, n) })).filter(Boolean));
  const swap = select(ctx.t("hall.console.swap.with"), others.map((other) => ({ value: other.id, label: ctx.t("hall.console.swap.one", { name: other.name, number: other.group + 1 }) })));
  const send = (close, made, label, look) => {
    const button = el("button", { type: "button", class: look }, label);
    button.addEventListener("click", () => {
      close();
      hall.press(hall.ctx.root, made());
    });
    return button;
  };
  openDialog(ctx, {
    title: ctx.t("hall.console.move.title", { name: one.name }),
    body: [el("p", { class: "rp-hint" }, ctx.t("hall.console.move.about")), place !== null && others.length > 0 && swap.element, groups.length > 1 || place === null ? into.element : ""],
    buttons: (close) => [
      place !== null && others.length > 0 && send(close, () => ({ do: "console_swap", one: one.id, other: swap.select.value }), ctx.t("hall.console.swap"), "rp-primary"),
      (groups.length > 1 || place === null) &&
        send(close, () => ({ do: "console_put", participant: one.id, group: Number(into.select.value) }), ctx.t("hall.console.put"), place === null ? "rp-primary" : "rp-secondary"),
    ],
  });
}

function names(ctx, group, n) {
  return `${ctx.t("hall.console.group", { number: n + 1 })}: ${group.filter((one) => !one.left).map((one) => one.name).join(", ")}`;
}

/** A labelled field to choose from. */
export function select(label, options) {
  const id = freshId("choose");
  const made = el("select", { id }, options.map((one) => el("option", { value: one.value }, one.label)));
  return { element: el("div", { class: "rp-field" }, el("label", { for: id }, label), made), select: made };
}

function again(hall, triads) {
  const { ctx } = hall;
  const box = triads.away > 0 && tickBox(ctx.t("hall.console.form.here", { n: triads.away }), false, "here");
  if (box) box.input.dataset.keep = "form-here";
  const form = () => ({ do: "console_form", here: box ? box.input.checked : false });
  return el(
    "div",
    { class: "rp-console-row" },
    box && box.element,
    (triads.groups.length > 0 || box) && hall.button("form", "rp-secondary", triads.groups.length ? ctx.t("hall.console.form.again") : ctx.t("hall.console.form"), form),
  );
}

// --------------------------------------------------------------------------------------------------------- own pace

/** How many are where, and what people have chosen to show. */
export function pacePiece({ ctx }) {
  return {
    key: "pace",
    pick: ({ pace }) => pace,
    build(pace) {
      return section(
        ctx.t("hall.console.pace"),
        {},
        el("p", { class: "rp-hint" }, ctx.t("hall.console.pace.about")),
        el("p", { class: "rp-console-facts" }, ctx.t("hall.console.pace.begun", { n: pace.begun, of: pace.people }), " ", ctx.t("hall.console.pace.ended", { n: pace.ended })),
        pace.quarters.length > 0 &&
          el(
            "ol",
            { class: "rp-console-quarters" },
            pace.quarters.map((n, quarter) => el("li", {}, el("span", {}, ctx.t(`hall.console.pace.quarter.${quarter + 1}`)), " ", el("strong", {}, n))),
          ),
        pace.ways.length > 0 && [
          el("h3", {}, ctx.t("hall.console.pace.ways")),
          el(
            "ul",
            { class: "rp-console-ways" },
            pace.ways.map((way, n) =>
              el(
                "li",
                {},
                el(
                  "details",
                  { class: "rp-details", "data-keep": `way-${n}` },
                  el("summary", {}, way.name ? ctx.t("hall.console.pace.way.of", { name: way.name, ending: way.ending }) : ctx.t("hall.console.pace.way", { ending: way.ending })),
                  el("ol", {}, way.said.map((one) => el("li", {}, one || ctx.t("hall.console.pace.written")))),
                ),
              ),
            ),
          ),
        ],
      );
    },
  };
}
