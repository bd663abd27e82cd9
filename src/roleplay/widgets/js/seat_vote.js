// The vote: big buttons of which one is chosen, what became of it, the result, and why one would choose like that.
import { el, freshId, icon, inline } from "./dom.js";
import { textField } from "./parts.js";
import { newId } from "./seat_model.js";

const SETTLE_MS = 600; // somebody who goes through the answers with the arrow keys has not chosen yet

const unsentVote = (seat, poll) => seat.unsent.filter((one) => one.do === "vote" && one.poll === poll.id).at(-1);
const chosenIn = (seat, poll) => unsentVote(seat, poll)?.option ?? seat.mine.vote;

/** What can be voted for, as long as the vote is open. */
export function votePart(ctx) {
  return {
    key: "vote",
    pick: ({ poll }, own, seat) => (poll?.open ? { id: poll.id, round: poll.round, replies: poll.replies, options: poll.options, chosen: chosenIn(seat, poll) } : null),
    build: (poll) => ballot(ctx, poll),
  };
}

/** The number that an answer has on the screen for the room. */
function numbered(place) {
  return el("span", { class: "rp-seat-number" }, place + 1);
}

function ballot(ctx, poll) {
  const heading = freshId("vote");
  let waiting = 0;
  let meant = null;

  function cast() {
    clearTimeout(waiting);
    const seat = ctx.memory.seat.get();
    if (meant === null || meant === chosenIn(seat, poll)) return;
    ctx.send({ do: "vote", poll: poll.id, option: meant, turn: seat.mine.turn + 1 });
  }

  const answers = poll.options.map((text, place) => {
    const input = el("input", { type: "radio", name: `vote-${poll.id}`, value: place, "data-keep": `${poll.id}-${place}`, checked: place === poll.chosen });
    return el("label", { class: "rp-answer" }, input, el("span", {}, numbered(place), " ", text ? inline(text) : ctx.t("seat.vote.gone")));
  });
  const group = el("div", { class: "rp-seat-answers", role: "radiogroup", "aria-labelledby": heading }, answers);
  let byArrow = false;
  group.addEventListener("keydown", (event) => {
    byArrow = event.key.startsWith("Arrow");
  });
  group.addEventListener("pointerdown", () => {
    byArrow = false;
  });
  group.addEventListener("change", (event) => {
    meant = Number(event.target.value);
    clearTimeout(waiting);
    if (byArrow) waiting = setTimeout(cast, SETTLE_MS);
    else cast();
  });
  group.addEventListener("focusout", (event) => {
    if (!group.contains(event.relatedTarget) && waiting) cast();
  });
  return el(
    "section",
    { class: "rp-panel rp-seat-vote" },
    el("h2", { id: heading }, ctx.t(poll.replies ? "seat.vote.replies" : "seat.vote.title")),
    poll.round > 1 && el("p", { class: "rp-hint" }, ctx.t("seat.vote.again")),
    group,
  );
}

/** What became of one's vote. It is never shown as counted before the server has said so. */
export function voteStatePart(ctx) {
  return {
    key: "votestate",
    pick: ({ poll }, own, seat) => (poll?.open ? stateOf(seat, poll) : null),
    build: (state) =>
      el(
        "div",
        { class: `rp-seat-votestate rp-seat-${state}` },
        state === "counted" && icon("done"),
        el("p", {}, ctx.t(`seat.vote.${state}`)),
      ),
  };
}

function stateOf(seat, poll) {
  if (unsentVote(seat, poll)) return seat.online ? "sending" : "unsent";
  return seat.mine.vote === null ? "none" : "counted";
}

// ------------------------------------------------------------------------------------------------------------ result

/** A vote that is closed: that it is, and what came of it once that is shown. */
export function resultPart(ctx) {
  return {
    key: "result",
    pick: ({ poll }, own, seat) =>
      poll && !poll.open ? { options: poll.options, totals: poll.totals, before: poll.before, replies: poll.replies, chosen: seat.mine.vote } : null,
    build: (poll) =>
      el(
        "section",
        { class: "rp-panel rp-seat-result" },
        el("h2", {}, ctx.t(poll.totals ? "seat.result.title" : "seat.result.closed")),
        poll.totals ? bars(ctx, poll) : el("p", {}, ctx.t("seat.result.wait")),
      ),
  };
}

function bars(ctx, { options, totals, before, chosen }) {
  const all = (votes) => votes.reduce((sum, one) => sum + one, 0);
  const row = (votes, place, label) => {
    const [n, of] = [votes[place], all(votes)];
    return el(
      "p",
      { class: "rp-seat-bar" },
      label && el("span", { class: "rp-seat-bar-name" }, label),
      el("progress", { class: "rp-progress-bar", value: n, max: Math.max(1, of), "aria-hidden": "true" }),
      el("span", { class: "rp-seat-bar-number" }, ctx.t("seat.result.of", { n, of, share: of ? Math.round((100 * n) / of) : 0 })),
    );
  };
  const most = Math.max(...totals);
  return el(
    "ul",
    { class: "rp-seat-bars" },
    options.map((text, place) =>
      el(
        "li",
        { class: totals[place] === most && most > 0 ? "rp-seat-most" : null },
        el("p", { class: "rp-seat-option" }, numbered(place), " ", text ? inline(text) : ctx.t("seat.vote.gone")),
        place === chosen && el("p", { class: "rp-hint" }, ctx.t("seat.result.yours")),
        before && row(before, place, ctx.t("seat.result.first")),
        row(totals, place, before && ctx.t("seat.result.now")),
      ),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------------ reason

/** Why one would choose like that, once one has chosen or the vote is closed. */
export function reasonPart(ctx) {
  return {
    key: "reason",
    pick({ poll }, own, seat) {
      if (!poll || (poll.open && chosenIn(seat, poll) === null)) return null;
      const waits = seat.unsent.find((one) => one.do === "reason" && one.poll === poll.id);
      return { poll: poll.id, workshop: seat.workshop, sent: seat.mine.texts[`reason/${poll.id}`] ?? null, waits: Boolean(waits), online: seat.online };
    },
    build(data) {
      const written = writing(ctx, {
        name: "reason",
        label: ctx.t("seat.reason.label"),
        hint: ctx.t("seat.reason.hint"),
        draft: `seat-${data.workshop}/reason/${data.poll}`,
        sent: data.sent,
        waits: data.waits,
        online: data.online,
        send: (text) => ctx.send({ do: "reason", poll: data.poll, id: newId(), text }),
      });
      return el("details", { class: "rp-details", "data-keep": "reason-fold" }, el("summary", {}, ctx.t("seat.reason.open")), written.element);
    },
  };
}

/**
 * A field for something that is sent, and can be sent anew. What was typed stays, whatever comes; `sent` is what the server
 * has of it, `waits` whether something is on its way, `press` what the button says the first time and later. Returns `{element, field}`, the field as `textField` makes it.
 */
export function writing(ctx, { name, label, hint, rows = 3, draft, sent, waits, online, send, press: says = ["seat.write.send", "seat.write.again"] }) {
  const field = textField(ctx, { label, hint, rows, draft });
  field.field.dataset.keep = name;
  if (!field.field.value && sent) field.field.value = sent;
  const press = el("button", { type: "button", class: "rp-primary", "data-keep": `${name}-send` }, ctx.t(says[sent ? 1 : 0]));
  press.addEventListener("click", () => (field.text() ? send(field.text()) : field.refuse(ctx.t("seat.write.empty"))));
  const state = waits ? ctx.t(online ? "seat.write.sending" : "seat.write.unsent") : sent ? ctx.t(`seat.done.${name}`) : "";
  const element = el("div", { class: "rp-seat-write" }, field.element, el("div", { class: "rp-actions" }, press, state && el("p", { class: "rp-hint rp-seat-sent" }, state)));
  return { element, field };
}
