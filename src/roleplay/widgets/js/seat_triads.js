// Triads: who is who, the card for one's part and no other, the observer's ticks, putting the part down, and a note for oneself.
import { el, inline, prose } from "./dom.js";
import { contentNote } from "./parts.js";
import { newId } from "./seat_model.js";
import { wishesButton } from "./seat_wishes.js";
import { writing } from "./seat_vote.js";

/** The parts of a section of triads. */
export function triadParts(ctx) {
  return [groupPart(ctx), cardPart(ctx), ticksPart(ctx), derolePart(ctx)];
}

/** Whether a round has come to its end and the next one has not begun. */
export function isOver(triads) {
  return Boolean(triads) && triads.round > 0 && !triads.playing;
}

// ------------------------------------------------------------------------------------------------------------- group

function groupPart(ctx) {
  return {
    key: "group",
    pick({ triads }, { seat }) {
      if (!triads) return null;
      return { ...triads, part: seat?.part ?? null, mates: seat?.mates ?? [], notes: seat?.notes ?? [] };
    },
    build(data) {
      if (data.rounds === 0) return waiting(ctx);
      if (!data.part) return el("section", { class: "rp-seat-card" }, el("h2", {}, ctx.t("seat.group.none.title")), prose(ctx.t("seat.group.none.text")));
      if (isOver(data)) return null;
      return el(
        "section",
        { class: `rp-seat-card rp-seat-part-${data.part}` },
        el("p", { class: "rp-eyebrow" }, data.round ? ctx.t("seat.group.round", { n: data.round, all: data.rounds }) : ctx.t("seat.group.before")),
        el("h2", {}, ctx.t(`seat.part.${data.part}`)),
        el("p", {}, ctx.t(`seat.part.${data.part}.about`)),
        data.notes.length > 0 && contentNote(ctx, data.notes),
        el("p", { class: "rp-note-label" }, ctx.t("seat.group.with")),
        el("ul", { class: "rp-seat-mates" }, data.mates.map((one) => el("li", {}, el("strong", {}, one.name), " ", ctx.t(`seat.mate.${one.part}`)))),
      );
    },
  };
}

function waiting(ctx) {
  return el(
    "section",
    { class: "rp-seat-card" },
    el("h2", {}, ctx.t("seat.group.soon")),
    el("p", {}, ctx.t("seat.group.soon.text")),
    el("div", { class: "rp-actions" }, wishesButton(ctx)),
  );
}

// -------------------------------------------------------------------------------------------------------------- card

function cardPart(ctx) {
  return {
    key: "card",
    pick: ({ triads }, { seat }) => (triads && seat && !isOver(triads) && (seat.peer || seat.mentor) ? { peer: seat.peer, mentor: seat.mentor } : null),
    build: ({ peer, mentor }) => (peer ? peerCard(ctx, peer) : mentorCard(ctx, mentor)),
  };
}

function peerCard(ctx, card) {
  return el(
    "section",
    { class: "rp-seat-rolecard" },
    el("h2", {}, ctx.t("seat.card.peer", { name: card.name })),
    el("p", { class: "rp-hint" }, ctx.t("seat.card.only")),
    prose(card.story),
    row(ctx.t("seat.card.feelings"), prose(card.feelings)),
    row(ctx.t("seat.card.holds"), prose(card.holds_back)),
    row(ctx.t("seat.card.lines"), el("ol", { class: "rp-seat-lines" }, card.lines.map((one) => el("li", {}, inline(one))))),
    row(ctx.t("seat.card.never"), el("ul", { class: "rp-plain-list" }, card.never.map((one) => el("li", {}, one)))),
    el("div", { class: "rp-seat-stop" }, el("h3", {}, ctx.t("seat.card.stop")), prose(card.stop)),
  );
}

function mentorCard(ctx, card) {
  return el(
    "section",
    { class: "rp-seat-rolecard" },
    el("h2", {}, ctx.t("seat.card.mentor")),
    prose(card.setting),
    row(ctx.t("seat.card.task"), prose(card.task)),
    row(ctx.t("seat.card.about"), prose(card.about)),
    el("p", { class: "rp-hint" }, ctx.t("seat.card.pause")),
  );
}

const row = (title, ...what) => el("div", { class: "rp-seat-row" }, el("h3", {}, title), what);

// ------------------------------------------------------------------------------------------------------------- ticks

function ticksPart(ctx) {
  return {
    key: "ticks",
    pick({ triads, section }, { seat }, { unsent }) {
      if (!triads?.playing || seat?.part !== "observer") return null;
      const here = (one) => one.do === "tick" && one.section === section.id && one.round === triads.round;
      const gone = new Set(unsent.filter((one) => one.do === "untick").map((one) => one.id));
      const added = unsent.filter(here).filter((one) => !gone.has(one.id));
      const watch = seat.watch.map(({ id, text, kind, ticks }) => ({
        id,
        text,
        kind,
        ticks: [...ticks, ...added.filter((one) => one.behaviour === id).map((one) => one.id)].filter((one) => !gone.has(one)),
      }));
      return { watch, section: section.id, round: triads.round };
    },
    build: (data) =>
      el(
        "section",
        { class: "rp-seat-ticks" },
        el("h2", {}, ctx.t("seat.ticks.title")),
        el("p", { class: "rp-hint" }, ctx.t("seat.ticks.about")),
        el("ul", {}, data.watch.map((one) => el("li", { class: "rp-seat-tick" }, tickButton(ctx, one, data), undoButton(ctx, one)))),
      ),
  };
}

function tickButton(ctx, one, { section, round }) {
  const n = one.ticks.length;
  const button = el(
    "button",
    { type: "button", class: `rp-seat-seen ${n ? "rp-seat-seen-some" : ""}`, "data-keep": `tick-${one.id}` },
    el("span", {}, one.text),
    n > 0 && el("span", { class: "rp-seat-count" }, ctx.t("seat.ticks.count", { n })),
  );
  button.addEventListener("click", () => ctx.send({ do: "tick", id: newId(), behaviour: one.id, section, round }));
  return button;
}

function undoButton(ctx, one) {
  if (!one.ticks.length) return null;
  const label = ctx.t("seat.ticks.undo.label", { what: one.text });
  const button = el("button", { type: "button", class: "rp-secondary rp-seat-undo", "data-keep": `undo-${one.id}`, "aria-label": label }, ctx.t("seat.ticks.undo"));
  button.addEventListener("click", () => ctx.send({ do: "untick", id: one.ticks.at(-1) }));
  return button;
}

// ----------------------------------------------------------------------------------------------------------- derole

/** The end of a round: first everybody puts their part down, then they write something for themselves. */
function derolePart(ctx) {
  return {
    key: "derole",
    pick({ triads, section }, { seat }, { unsent, mine, online, workshop }) {
      if (!triads || !seat || !isOver(triads)) return null;
      const note = `${section.id}/${triads.round}`;
      const waits = unsent.some((one) => one.do === "note" && `${one.section}/${one.round}` === note);
      const own = { part: seat.part, name: seat.peer?.name ?? "", afterwards: seat.peer?.afterwards ?? [], next: seat.next };
      return { ...own, section: section.id, round: triads.round, rounds: triads.rounds, note, sent: mine.texts[`note/${note}`] ?? null, waits, online, workshop };
    },
    build: (data) => derole(ctx, data),
  };
}

function derole(ctx, data) {
  const steps =
    data.part === "peer"
      ? [ctx.t("seat.derole.down.peer", { name: data.name }), ...data.afterwards, ctx.t("seat.derole.last")]
      : [ctx.t("seat.derole.down"), ctx.t("seat.derole.name"), ctx.t("seat.derole.today")];
  const after = el("div", { class: "rp-seat-after-round", hidden: ctx.memory.deroled !== data.note && !data.sent }, noteForm(ctx, data), el("p", {}, nextLine(ctx, data)));
  const done = el("button", { type: "button", class: "rp-primary", "data-keep": "deroled" }, ctx.t("seat.derole.done"));
  done.hidden = !after.hidden;
  done.addEventListener("click", () => {
    ctx.memory.deroled = data.note;
    after.hidden = false;
    done.hidden = true;
    const heading = after.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
  });
  return el(
    "div",
    { class: "rp-seat-derole" },
    el(
      "section",
      { class: "rp-seat-card" },
      el("p", { class: "rp-eyebrow" }, ctx.t("seat.group.round", { n: data.round, all: data.rounds })),
      el("h2", {}, ctx.t("seat.derole.title")),
      el("p", {}, ctx.t("seat.derole.about")),
      el("ol", { class: "rp-seat-steps" }, steps.map((one) => el("li", {}, one))),
      el("div", { class: "rp-actions" }, done),
    ),
    after,
  );
}

function noteForm(ctx, data) {
  const [section, round] = [data.section, data.round];
  return el(
    "section",
    { class: "rp-panel rp-write" },
    el("h2", {}, ctx.t("seat.note.title")),
    writing(ctx, {
      name: "note",
      label: ctx.t(`seat.note.label.${data.part}`),
      hint: ctx.t("seat.note.hint"),
      rows: 3,
      draft: `seat-${data.workshop}/note/${data.note}`,
      sent: data.sent,
      waits: data.waits,
      online: data.online,
      press: ["seat.write.keep", "seat.write.keep"],
      send: (text) => ctx.send({ do: "note", section, round, id: newId(), text }),
    }).element,
  );
}

function nextLine(ctx, { round, rounds, next }) {
  if (round >= rounds) return ctx.t("seat.next.last");
  return next ? ctx.t(`seat.next.${next}`) : ctx.t("seat.next.some");
}
