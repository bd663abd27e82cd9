// A section that everybody plays alone: the conversation as in practice, with what one's words did right after them.
import { block, blocksOf } from "./conversation.js";
import { missedCues, peerView, wentWell } from "./debrief.js";
import { el, freshId, icon, inline, prose, reveal } from "./dom.js";
import { castList, contentNote, factList, personaCard, section, textField } from "./parts.js";
import { choiceButton, keyHint, pickByKey, sideBySide } from "./player.js";
import { talkName } from "./seat_talk.js";
import { countWords } from "./words.js";

/**
 * The part for it, as a piece of the page. The server leaves one's own conversation out where it is as it was told last, so
 * it is remembered here; and it grows where it stands, so that nobody loses their place: it is built anew only for another
 * go or another section.
 */
export function pacePart(ctx) {
  let last = null;
  let shown = null;
  let looks = 0;
  document.addEventListener("keydown", (event) => shown?.key(event));

  function pick(state, own, seat) {
    if (own?.pace !== undefined && !isOlder(own.pace, last)) last = own.pace;
    looks += 1;
    const there = state.section?.way === "pace" && state.stage === "running" && last?.section === state.section.id;
    if (!there) shown = null;
    else if (shown?.is(last)) shown.update(last, seat);
    return there ? [last.section, last.go] : null;
  }

  function build(picked, seat) {
    const begunAgain = shown?.asked() === "pace_again";
    shown = aloneScreen(ctx, last, seat);
    const { element } = shown;
    queueMicrotask(() => { // by then it is on the page
      if (begunAgain) reveal(element.querySelector("h2"));
      else if (looks === 1 && last.step > 0) reveal(element.querySelector(".rp-log").lastElementChild, { focus: false, quiet: true });
    });
    return element;
  }

  return { key: "pace", pick, build };
}

/** What was told later can arrive earlier. */
function isOlder(pace, last) {
  return pace !== null && last !== null && pace.section === last.section && pace.step < last.step;
}

const isPace = (one) => one.do.startsWith("pace_");

function aloneScreen(ctx, first, place) {
  const heading = freshId("pace");
  const log = el("div", { class: "rp-log", role: "log", "aria-label": ctx.t("log.label") });
  const unsent = el("p", { class: "rp-hint rp-seat-pace-unsent", role: "status" });
  const now = el("div", { class: "rp-now" });
  const drafts = `seat-${place.workshop}-${first.section}-${first.go}`;
  const element = el(
    "section",
    { class: "rp-player rp-seat-pace", "data-medium": first.medium, "aria-labelledby": heading },
    head(ctx, first, heading, talkName(ctx, place.state, first.title)),
    log,
    now,
    unsent,
  );
  let pace = { ...first, items: [], turn: 0 };
  let seat = null;
  let asked = { step: -1, what: null }; // what was done on this page last
  let share = null;

  /** Send what is done now, once; until it is answered nothing else is. */
  function act(command) {
    if (waits() || seat.state.resting) return false;
    asked = { step: pace.step, what: command.do };
    ctx.send({ ...command, section: pace.section, step: pace.step });
    return true;
  }

  function waits() {
    return (seat?.unsent ?? []).some((one) => isPace(one) && one.section === pace.section && one.step === pace.step);
  }

  function update(told, then) {
    const before = pace;
    [pace, seat] = [told, then];
    if (told.turn !== before.turn || Boolean(told.end) !== Boolean(before.end)) goOn(before);
    share?.update(told);
    const waiting = waits();
    element.setAttribute("aria-busy", String(waiting));
    if (!waiting) now.querySelector(".rp-pending")?.classList.remove("rp-pending");
    unsent.textContent = waiting && seat.online === false ? ctx.t("seat.pace.unsent") : "";
  }

  function goOn(before) {
    const added = blocksOf(pace.items.slice(before.items.length)).map((items) => turn(ctx, pace, items));
    log.append(...added);
    share = pace.end ? sharing(ctx, act) : null;
    now.replaceChildren(pace.end ? after(ctx, pace, share, act) : pace.reply ? reply(ctx, pace, drafts, act) : choices(ctx, pace, act));
    if (asked.step !== before.step) return;
    ctx.drafts.forget(drafts);
    element.querySelector(".rp-reread").open = false;
    if (added.length) reveal(added[0]);
  }

  function key(event) {
    if (!element.isConnected || seat.state.resting || document.querySelector("dialog[open]")) return;
    pickByKey(ctx, now, event);
  }

  update(first, place);
  return { element, update, key, asked: () => asked.what, is: (told) => told?.section === first.section && told.go === first.go };
}

function head(ctx, pace, heading, name) {
  return el(
    "header",
    { class: "rp-head" },
    factList([ctx.t(`medium.${pace.medium}`), ...(pace.go > 1 ? [ctx.t("seat.pace.go", { number: pace.go })] : [])]),
    el("h2", { id: heading, tabindex: "-1" }, name),
    el("p", { class: "rp-hint" }, ctx.t("seat.pace.private")),
    el(
      "details",
      { class: "rp-details rp-reread", open: pace.go === 1 && pace.step === 0 },
      el("summary", {}, ctx.t("reread")),
      el(
        "div",
        { class: "rp-reread-body" },
        contentNote(ctx, pace.content_notes),
        el("div", { class: "rp-prose" }, prose(pace.setting)),
        personaCard(ctx, pace.mentor, "h3"),
        castList(ctx, pace.cast),
      ),
    ),
  );
}

/** A block of the conversation; a reply has a good one beside it. */
function turn(ctx, pace, items) {
  const written = items.find((item) => item.kind === "reply");
  const ended = items.some((item) => item.kind === "ending");
  const name = ended ? "turn.ending" : items[0].kind === "line" ? "turn.opening" : "turn";
  return block(ctx, pace, items, {
    label: ctx.t(name, { turn: items[0].turn }),
    id: `rp-turn-${items[0].turn}`,
    after: written ? sideBySide(ctx, written.text, written.comparison) : [],
  });
}

// --------------------------------------------------------------------------------------------------- what is asked now

function choices(ctx, pace, act) {
  const id = freshId("response");
  return el(
    "div",
    { class: "rp-panel rp-response", tabindex: "-1", role: "group", "aria-label": ctx.t("turn", { turn: pace.turn }) },
    el(
      "div",
      { class: "rp-response-head" },
      el("h3", { id }, ctx.t("response.label")),
      el("p", { class: "rp-hint" }, ctx.t("response.as", { name: pace.mentor.name, turn: pace.turn })),
    ),
    el(
      "div",
      { class: "rp-choices", role: "group", "aria-labelledby": id },
      pace.choices.map((choice, place) => choiceButton(ctx, choice, place, (button) => {
        if (act({ do: "pace_choose", choice: place })) button.classList.add("rp-pending");
      })),
    ),
    keyHint(ctx, pace.choices.length),
  );
}

function reply(ctx, pace, drafts, act) {
  const { prompt, max_words: max } = pace.reply;
  const field = textField(ctx, { label: prompt, hint: "", rows: 6, draft: `${drafts}/${pace.turn}`, labelClass: "rp-question" });
  const count = () => {
    field.hintNode.textContent = ctx.t("reply.count", { n: countWords(field.field.value), max });
  };
  field.field.addEventListener("input", count);
  count();
  function send() {
    const words = countWords(field.text());
    if (words && words <= max) act({ do: "pace_write", text: field.text() });
    else field.refuse(words ? ctx.t("reply.long", { n: words - max, max }) : ctx.t("reply.empty"));
  }
  const id = freshId("reply");
  return el(
    "section",
    { class: "rp-panel rp-write", "aria-labelledby": id },
    el("h3", { id }, ctx.t("reply.title")),
    el("p", { class: "rp-hint" }, ctx.t("reply.persona", { name: pace.mentor.name })),
    field.element,
    el("p", { class: "rp-hint" }, ctx.t("seat.pace.words")),
    el(
      "div",
      { class: "rp-actions" },
      el("button", { type: "button", class: "rp-primary", onclick: send }, ctx.t("reply.send")),
      el("button", { type: "button", class: "rp-plain", onclick: () => act({ do: "pace_write", text: null }) }, ctx.t("reply.skip")),
    ),
  );
}

// ----------------------------------------------------------------------------------------------------------- afterwards

function after(ctx, pace, share, act) {
  const screen = { ...pace, ...pace.end };
  return el(
    "div",
    { class: "rp-debrief rp-seat-pace-end" },
    wentWell(ctx, screen),
    peerView(ctx, screen),
    missedCues(ctx, screen),
    section(ctx.t("twist.title"), {}, el("div", { class: "rp-prose" }, prose(pace.end.twist))),
    section(ctx.t("seat.pace.question"), {}, el("div", { class: "rp-pull" }, prose(pace.end.question))),
    share.element,
    section(
      ctx.t("seat.pace.again.title"),
      {},
      el("p", {}, ctx.t("seat.pace.again.about")),
      el(
        "div",
        { class: "rp-actions" },
        el("button", { type: "button", class: "rp-secondary", onclick: () => act({ do: "pace_again" }) }, ctx.t("seat.pace.again")),
      ),
      pace.end.attempt_path && el("p", { class: "rp-hint" }, ctx.t("seat.pace.attempt.about"), " ", el("a", { href: ctx.address(pace.end.attempt_path) }, ctx.t("seat.pace.attempt"))),
    ),
  );
}

/** What one shows of the way, and taking it back. It stays where it is when that changes, and so does the focus. */
function sharing(ctx, act) {
  const state = el("p", { class: "rp-seat-pace-shown", role: "status" });
  const button = (shares) => el("button", { type: "button", class: "rp-secondary", onclick: () => act({ do: "pace_share", shares }) }, ctx.t(`seat.pace.share.${shares}`));
  const buttons = { way: button("way"), name: button("name"), nothing: button("nothing") };
  const element = section(
    ctx.t("seat.pace.share.title"),
    { class: "rp-seat-pace-share" },
    el("p", {}, ctx.t("seat.pace.share.about")),
    state,
    el("div", { class: "rp-actions" }, Object.values(buttons)),
  );
  function update({ shares }) {
    const focused = Object.values(buttons).find((one) => one === document.activeElement);
    state.replaceChildren(...(shares === "nothing" ? [inline(ctx.t("seat.pace.shown.nothing"))] : [[icon("done"), ` ${ctx.t(`seat.pace.shown.${shares}`)}`]]).flat());
    for (const [name, one] of Object.entries(buttons)) one.hidden = name === shares;
    if (focused?.hidden) Object.values(buttons).filter((one) => !one.hidden).at(-1).focus();
  }
  return { element, update };
}
