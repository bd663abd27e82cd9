// One turn of an attempt as it was: what others said, what was chosen or written, and what else was on offer.
import { el, hiddenText, inline, prose, freshId } from "./dom.js";
import { avatar } from "./parts.js";

const SILENCE = /^[\s.…*-]*$/;

function line(ctx, tones, one, again) {
  if (!one.name) return el("div", { class: "rp-narrator" }, prose(one.text));
  if (!tones.has(one.name)) tones.set(one.name, tones.size);
  const silent = Boolean(one.cue) && SILENCE.test(one.text);
  return el(
    "div",
    { class: `rp-line ${again ? "rp-again" : ""}` },
    avatar(one.name, tones.get(one.name)),
    el(
      "div",
      { class: "rp-voice" },
      el(
        "p",
        { class: again && !one.at ? "rp-visually-hidden" : "rp-speaker" },
        again ? hiddenText(one.name) : one.name,
        one.at && el("span", { class: "rp-at" }, one.at),
      ),
      one.cue && el("p", { class: "rp-cue" }, hiddenText(ctx.t("cue.label")), inline(one.cue)),
      !silent && el("div", { class: "rp-speech" }, prose(one.text)),
    ),
  );
}

function said(label, body) {
  return el(
    "div",
    { class: "rp-line rp-said" },
    el("div", { class: "rp-voice" }, el("p", { class: "rp-speaker" }, label), el("div", { class: "rp-speech" }, body)),
  );
}

function offered(ctx, offers) {
  if (offers.length < 2) return null;
  return el(
    "details",
    { class: "rp-details rp-desk-offers" },
    el("summary", {}, ctx.t("desk.turn.offers", { n: offers.length })),
    el(
      "ol",
      {},
      offers.map((offer) =>
        el(
          "li",
          { class: offer.chosen ? "rp-desk-chosen" : null },
          prose(offer.text),
          offer.chosen && el("p", { class: "rp-hint" }, ctx.t("desk.turn.this")),
          offer.closed !== null && el("p", { class: "rp-hint" }, ctx.t("desk.turn.closed"), " ", offer.closed),
        ),
      ),
    ),
  );
}

/** What happened in a turn, as nodes. */
export function happened(ctx, tones, turn, { offers = true, station = false } = {}) {
  return [
    turn.lines.map((one, place) => line(ctx, tones, one, one.name && turn.lines[place - 1]?.name === one.name)),
    turn.chosen !== null && said(ctx.t("desk.turn.chose"), prose(turn.chosen)),
    turn.prompt !== null && [
      el("p", { class: "rp-hint" }, ctx.t("desk.turn.prompt"), " ", inline(turn.prompt)),
      station
        ? el("p", { class: "rp-quiet" }, ctx.t("desk.turn.unrecorded"))
        : said(ctx.t("desk.turn.wrote"), turn.reply === null ? el("p", { class: "rp-quiet" }, ctx.t("own.none")) : prose(turn.reply)),
    ],
    turn.ending !== null && el("p", { class: "rp-desk-ending" }, el("span", { class: "rp-eyebrow" }, ctx.t("ending.label")), " ", turn.ending),
    offers && offered(ctx, turn.offers),
  ];
}

/** What a turn is called. */
export function turnName(ctx, screen, place) {
  if (screen.turns[place].moment === null) return ctx.t("turn.ending");
  return ctx.t("desk.turn.of", { turn: place + 1, all: screen.turns.filter((one) => one.moment !== null).length });
}

/** The place of a moment among the turns. */
export function placeOf(screen, moment) {
  return screen.turns.findIndex((turn) => turn.moment === moment);
}

/**
 * The pane with one turn. `marked(moment)` gives what is ticked there, as nodes; `move(place)` goes to another turn.
 * Returns its element, and `show(place)` and `tell()`, which draws anew what is ticked.
 */
export function turnPane(ctx, screen, { marked, move, count }) {
  const tones = new Map();
  const heading = el("h2", { tabindex: "-1", class: "rp-desk-turn-name" });
  const live = el("p", { class: "rp-visually-hidden", role: "status" });
  const body = el("div", { class: "rp-desk-said" });
  const ticks = el("div", { class: "rp-desk-here" });
  const id = freshId("turns");
  const list = el("select", { id, class: "rp-desk-turns", onchange: () => move(Number(list.value)) });
  const back = el("button", { type: "button", class: "rp-secondary rp-small", onclick: () => move(now - 1) }, ctx.t("desk.turn.back"));
  const on = el("button", { type: "button", class: "rp-secondary rp-small", onclick: () => move(now + 1) }, ctx.t("desk.turn.on"));
  const whole = el("div", { class: "rp-desk-whole" });
  const all = el("details", { class: "rp-details" }, el("summary", {}, ctx.t("desk.turn.whole")), whole);
  let now = -1;

  all.addEventListener("toggle", () => all.open && drawWhole());

  function drawWhole() {
    whole.replaceChildren(
      ...screen.turns.map((turn, place) =>
        el(
          "section",
          { class: "rp-desk-past", "aria-label": turnName(ctx, screen, place), "aria-current": place === now ? "true" : null },
          el("button", { type: "button", class: "rp-plain rp-small", onclick: () => move(place) }, turnName(ctx, screen, place)),
          happened(ctx, tones, turn, { offers: false, station: screen.station }),
        ),
      ),
    );
  }

  function show(place) {
    const quiet = now === -1;
    now = place;
    heading.textContent = turnName(ctx, screen, place);
    if (!quiet) live.textContent = heading.textContent;
    body.replaceChildren(...[happened(ctx, tones, screen.turns[place], { station: screen.station })].flat(Infinity).filter((one) => one instanceof Node));
    if (body.parentElement) body.parentElement.scrollTop = 0;
    back.setAttribute("aria-disabled", String(place === 0));
    on.setAttribute("aria-disabled", String(place === screen.turns.length - 1));
    if (all.open) drawWhole();
    tell();
  }

  function tell() {
    const { moment } = screen.turns[now];
    ticks.replaceChildren(...[moment === null ? el("p", { class: "rp-hint" }, ctx.t("desk.turn.nothing")) : marked(moment)].flat(Infinity).filter(Boolean));
    list.replaceChildren(
      ...screen.turns.map((turn, place) => {
        const n = turn.moment === null ? 0 : count(turn.moment);
        const name = turn.moment === null ? ctx.t("turn.ending") : ctx.t("turn", { turn: place + 1 });
        return el("option", { value: place, selected: place === now }, n ? `${name} · ${ctx.t("desk.turn.ticks", { n })}` : name);
      }),
    );
  }

  const element = el(
    "section",
    { class: "rp-desk-turn", "aria-label": ctx.t("desk.turn.label") },
    el("div", { class: "rp-desk-turn-head" }, heading, live),
    el(
      "div",
      { class: "rp-desk-moves" },
      back,
      el("div", {}, el("label", { for: id, class: "rp-visually-hidden" }, ctx.t("desk.turn.choose")), list),
      on,
    ),
    el("div", { class: "rp-desk-turn-body", tabindex: "0", role: "region", "aria-label": ctx.t("desk.turn.said") }, body, ticks, all),
  );
  return { element, show, tell };
}
