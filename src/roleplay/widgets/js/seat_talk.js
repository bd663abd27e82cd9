// The conversation of the projector on a phone, and what is written when replies are collected.
import { block } from "./conversation.js";
import { el, inline, prose } from "./dom.js";
import { contentNote } from "./parts.js";
import { newId } from "./seat_model.js";
import { writing } from "./seat_vote.js";

/** The conversation. Lines are added to it; it is built anew only when another one begins, or it was taken back. */
export function talkPart(ctx) {
  const log = el("div", { class: "rp-log", role: "log", "aria-label": ctx.t("log.label") });
  const head = el("div", { class: "rp-seat-talk-head" });
  const next = el("div", { class: "rp-seat-next" });
  const element = el("section", { class: "rp-seat-talk", hidden: true }, head, log, next);
  let shown = null;
  let coming = "";

  function update({ state }) {
    const { talk } = state;
    element.hidden = !talk;
    if (!talk) return;
    const name = talkName(ctx, state, talk.title);
    if (!shown || shown.name !== name || !continues(shown, talk)) {
      if (shown?.name !== name || shown.setting !== talk.setting) head.replaceChildren(...heading(ctx, talk, name));
      shown = { ...talk, said: [] };
      log.replaceChildren();
    }
    const added = talk.said.slice(shown.said.length);
    if (added.length) append(talk, added, shown.said.length > 0);
    shown = { ...talk, name };
    after(state, talk);
  }

  function append(talk, items, isNew) {
    log.querySelector(".rp-seat-talk-new")?.classList.remove("rp-seat-talk-new");
    const screen = { cast: castIn(talk.said), mentor: { name: mentorIn(talk.said) } };
    for (const turn of turnsOf(items)) {
      const lines = turn.map((item) => ({ ...item, kind: "line" }));
      const made = block(ctx, screen, lines, { label: ctx.t("seat.talk.turn", { n: log.childElementCount + 1 }) });
      if (isNew) made.classList.add("rp-seat-talk-new");
      log.append(made);
      isNew = false;
    }
  }

  /** What could be said now, to think about until the room is asked; what a reply is wanted for; how it ended. */
  function after(state, talk) {
    const quiet = !state.poll && state.wanted === null;
    const what = { ending: talk.ending, reply: quiet ? talk.reply : null, offers: quiet && !talk.reply ? talk.offers : [] };
    if (JSON.stringify(what) === coming) return;
    coming = JSON.stringify(what);
    next.replaceChildren(
      ...[
        what.ending && el("p", { class: "rp-seat-ending" }, el("strong", {}, ctx.t("seat.talk.ended")), " ", what.ending),
        what.reply && [el("h3", {}, ctx.t("seat.talk.reply")), el("p", {}, what.reply)],
        what.offers.length > 0 && [
          el("h3", {}, ctx.t("seat.talk.offers")),
          el("ul", { class: "rp-plain-list" }, what.offers.map(({ text, reason }) => el("li", {}, inline(text), reason !== null && el("span", { class: "rp-hint" }, ` ${reason}`)))),
        ],
      ]
        .flat()
        .filter(Boolean),
    );
  }

  return { element, update };
}

function continues(before, now) {
  if (before.title !== now.title || before.setting !== now.setting) return false;
  return before.said.every((item, place) => JSON.stringify(item) === JSON.stringify(now.said[place]));
}

function turnsOf(items) {
  const turns = [];
  for (const item of items) {
    if (item.who === "mentor" || !turns.length) turns.push([]);
    turns.at(-1).push(item);
  }
  return turns;
}

function castIn(said) {
  const names = new Map(said.filter(({ who }) => who !== "mentor" && who !== "narrator").map(({ who, name }) => [who, name]));
  return [...names].map(([id, name]) => ({ id, name }));
}

const mentorIn = (said) => said.find(({ who }) => who === "mentor")?.name ?? "";

/** What stands above a conversation: its title, unless the section above is called so and has just said it. */
export function talkName(ctx, { section }, title) {
  return title === section?.title ? ctx.t("log.label") : title;
}

function heading(ctx, talk, name) {
  return [
    el("h2", {}, name),
    talk.notes.length > 0 ? contentNote(ctx, talk.notes) : "",
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("seat.talk.setting")), el("div", { class: "rp-seat-setting" }, prose(talk.setting))),
  ];
}

/** What somebody would say themselves, when that is collected. */
export function replyPart(ctx) {
  return {
    key: "reply",
    pick({ wanted, place, poll, section }, own, seat) {
      if (wanted === null || poll?.open || section?.way !== "room") return null;
      const waits = seat.unsent.some((one) => one.do === "reply" && one.at === place);
      return { place, prompt: wanted, workshop: seat.workshop, sent: seat.mine.texts[`reply/${place}`] ?? null, waits, online: seat.online };
    },
    build: (data) =>
      el(
        "section",
        { class: "rp-panel rp-write" },
        el("h2", {}, ctx.t("seat.reply.title")),
        writing(ctx, {
          name: "reply",
          label: data.prompt || ctx.t("seat.reply.label"),
          hint: ctx.t("seat.reply.hint"),
          rows: 4,
          draft: `seat-${data.workshop}/reply/${data.place}`,
          sent: data.sent,
          waits: data.waits,
          online: data.online,
          send: (text) => ctx.send({ do: "reply", at: data.place, id: newId(), text }),
        }).element,
      ),
  };
}
