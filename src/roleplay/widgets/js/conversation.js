// The transcript: speech with cues, what the mentor said, notes in the margin.
import { el, hiddenText, icon, inline, prose } from "./dom.js";
import { avatar, castOf } from "./parts.js";
import { readersLine } from "./readers.js";

/** Split items into blocks: each begins with what the trainee said or wrote. */
export function blocksOf(items) {
  const blocks = [];
  for (const item of items) {
    const opens = item.kind === "own-words" || ((item.kind === "said" || item.kind === "reply") && !follows(blocks));
    if (opens || blocks.length === 0) blocks.push([]);
    blocks[blocks.length - 1].push(item);
  }
  return blocks;
}

function follows(blocks) {
  const last = blocks.at(-1)?.at(-1);
  return last?.kind === "own-words";
}

/** Split items by the turn they belong to: a decision with what led to it. */
export function turnsOf(items) {
  const turns = [];
  for (const item of items) {
    if (turns.at(-1)?.[0].turn !== item.turn) turns.push([]);
    turns.at(-1).push(item);
  }
  return turns;
}

/**
 * Build one block of the transcript. The block itself takes the focus and only says where we are; the log around it
 * announces what is in it, so that nothing is heard twice.
 */
export function block(ctx, screen, items, { label, id = null, after = [] }) {
  const cast = castOf(screen);
  const main = [[], []];
  const notes = [];
  let before = null;
  for (const item of items) {
    const place = main[notes.length ? 1 : 0];
    if (item.kind === "feedback") notes.push(feedbackNote(ctx, item));
    else place.push(entry(ctx, screen, cast, item, before));
    before = item.kind === "line" ? item.who : null;
  }
  return el(
    "div",
    { class: "rp-block", role: "group", "aria-label": label, tabindex: "-1", id },
    el("div", { class: "rp-talk" }, main[0]),
    notes.length > 0 && el("div", { class: "rp-margin" }, notes),
    main[1].length > 0 && el("div", { class: "rp-talk rp-talk-after" }, main[1]),
    after,
  );
}

/** The same while a conversation runs: the block says which turn it is, or that it opens or ends. */
export function numberedBlock(ctx, screen, items, place) {
  const ended = items.some((item) => item.kind === "ending");
  const opening = place === 0 && items[0].kind === "line";
  const name = ended ? "turn.ending" : opening ? "turn.opening" : "turn";
  return block(ctx, screen, items, { label: ctx.t(name, { turn: items.at(-1).turn }) });
}

function entry(ctx, screen, cast, item, before) {
  if (item.kind === "line") return line(ctx, cast, item, before);
  const names = { name: screen.mentor.name, who: screen.who }; // `who` where it is not the reader's own attempt
  if (item.kind === "said") return own(ctx, "rp-said", ctx.t(screen.who ? "said.by" : "said.label", names), item);
  if (item.kind === "own-words") return own(ctx, "rp-own-words", ctx.t("own.label"), item);
  if (item.kind === "reply") {
    return own(ctx, "rp-said rp-written", ctx.t(screen.who ? "reply.by" : "reply.label", names), item);
  }
  return ending(ctx, item);
}

const SILENCE = /^[\s.…*-]*$/;

function line(ctx, cast, item, before) {
  if (item.who === "narrator") {
    return el("div", { class: "rp-narrator" }, prose(item.text), thought(ctx, item));
  }
  const person = cast.get(item.who) ?? { name: item.who, tone: 0 };
  const mentor = item.who === "mentor";
  const again = before === item.who;
  const silent = Boolean(item.cue) && SILENCE.test(item.text); // somebody is seen and says nothing: no bubble
  return el(
    "div",
    { class: `rp-line ${mentor ? "rp-said" : ""} ${again ? "rp-again" : ""}` },
    !mentor && avatar(person.name, person.tone),
    el(
      "div",
      { class: "rp-voice" },
      el(
        "p",
        { class: again && !item.at ? "rp-visually-hidden" : "rp-speaker" },
        again ? hiddenText(person.name) : person.name,
        item.at && el("span", { class: "rp-at" }, item.at),
      ),
      item.cue && el("p", { class: "rp-cue" }, hiddenText(ctx.t("cue.label")), inline(item.cue)),
      !silent && el("div", { class: "rp-speech" }, prose(item.text)),
      thought(ctx, item, person.name),
    ),
  );
}

function thought(ctx, item, name) {
  if (!item.thought) return null;
  const label = name ? ctx.t("thought.label", { name }) : ctx.t("thought.unnamed");
  return el("div", { class: "rp-thought" }, el("p", { class: "rp-note-label" }, label), prose(item.thought));
}

function own(ctx, className, label, { text, turn, readers }) {
  return el(
    "div",
    { class: `rp-line ${className}` },
    el(
      "div",
      { class: "rp-voice" },
      el("p", { class: "rp-speaker" }, label),
      el("div", { class: "rp-speech" }, text === null ? el("p", { class: "rp-quiet" }, ctx.t("own.none")) : prose(text)),
      readersLine(ctx, readers, `${label}, ${ctx.t("turn", { turn })}`),
    ),
  );
}

function ending(ctx, item) {
  return el(
    "div",
    { class: "rp-ending" },
    el("p", { class: "rp-eyebrow" }, ctx.t("ending.label")),
    el("p", { class: "rp-ending-title" }, item.title),
    prose(item.text),
    item.handed_over_to && el("p", { class: "rp-hint" }, ctx.t("ending.handed", { who: item.handed_over_to })),
  );
}

/** A note beside the conversation: what the words did. It can be folded away and brought back. */
function feedbackNote(ctx, item) {
  const body = el("div", { class: "rp-note-body" }, prose(item.text));
  const toggle = el("button", { type: "button", class: "rp-note-toggle", "aria-expanded": "true" });
  const note = el(
    "div",
    { class: "rp-note", role: "note", "aria-label": ctx.t("note.label") },
    el("div", { class: "rp-note-head" }, el("p", { class: "rp-note-label" }, ctx.t("note.label")), toggle),
    body,
  );
  const name = (open) => {
    toggle.replaceChildren(...(open ? [hiddenText(ctx.t("note.close")), icon("close")] : [ctx.t("note.open")]));
  };
  name(true);
  toggle.addEventListener("click", () => {
    const open = body.hidden;
    body.hidden = !open;
    note.classList.toggle("rp-folded", !open);
    toggle.setAttribute("aria-expanded", String(open));
    name(open);
  });
  return note;
}
