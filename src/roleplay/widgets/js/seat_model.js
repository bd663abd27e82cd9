// What a participant's page knows, and what it still has to say: the model that the stage is driven by, without a kernel.
import { keepLine } from "./seat_line.js";
import { speaker } from "./words.js";

const SETTLE_MS = 20; // what everybody sees and what only one sees come one after the other, and are shown together
const MISSED_MS = 1_500; // a line that is back sooner was never missed
const GONE = 410; // what only our server answers, and no café's network that wants somebody to log in first
const MOST_TRIES = 20; // then something is wrong with it, and it does not stand in the way of what comes after

const MEANT_NOW = new Set(["wishes", "leave"]); // a page that is loaded again does not do these by itself

/** Of these the newest counts, so that an older one that was not answered yet need not be said any more. */
const INSTEAD = {
  vote: (one) => one.poll,
  reply: (one) => one.at,
  reason: (one) => one.poll,
  note: (one) => `${one.section}/${one.round}`,
  call: () => "",
  wish: () => "",
  rename: () => "",
  wishes: () => "",
};

/** An id that nobody else's page makes. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
}

/**
 * The model of a participant's page. `page` is its address, `id` the workshop's. Everything that is sent is kept until it is
 * answered, over a lost line and a reload, and goes out in the order in which it was done.
 */
export function seatModel({ id, title, words, page, path, connect = keepLine }) {
  const t = speaker(words);
  const listeners = new Map();
  const kept = boxOf(`roleplay:unsent:${id}`);
  const texts = new Map();
  let state = null;
  let own = null;
  let seq = -1;
  let moment = -1;
  let vote = null; // the latest that was counted: what the server says of it may be older
  let last = 0;
  let box = kept.read().map((command) => ({ command, n: (last += 1), tries: 0 }));
  let lostAt = new Date();
  let elsewhere = false; // whether another page of the same person took the place of this one
  let missed = 0;
  let screen = {};
  let settling = 0;
  let done = null; // what the server has just answered with a yes

  const emit = (name, ...given) => [...(listeners.get(name) ?? [])].forEach((act) => act(...given));

  // ------------------------------------------------------------------------------------------------------ the line

  const line = connect({
    url: `${page.replace(/^http/, "ws")}/line`,
    opened() {
      moment = -1; // a server that has begun anew counts anew
      for (const waiting of box) waiting.tries += waiting.sent ? 1 : 0;
      box = box.filter((waiting) => waiting.tries < MOST_TRIES);
      box.forEach(post);
    },
    heard,
    lost(replaced) {
      elsewhere = replaced;
      lostAt ??= new Date();
      missed ||= setTimeout(tellLoss, MISSED_MS);
      settle(0);
    },
    out() {
      const forgotten = box.some(({ command }) => command.do === "forget");
      box = [];
      keep();
      forgetDrafts(id);
      back();
      show({ name: "seat_out", path, title, forgotten, help: state?.help ?? null });
    },
    isIn,
  });

  async function isIn() {
    try {
      const answer = await fetch(page, { method: "HEAD", redirect: "manual", cache: "no-store" });
      return answer.status !== GONE;
    } catch {
      return true; // nobody answers: that says nothing
    }
  }

  function tell(text) {
    document.dispatchEvent(new CustomEvent("roleplay:line", { detail: text }));
  }

  function tellLoss() {
    const time = lostAt.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    if (elsewhere) tell(t("seat.line.replaced"));
    else tell(navigator.onLine ? t("seat.line.lost", { time }) : t("seat.line.offline", { time }));
    missed = setTimeout(tellLoss, MISSED_MS); // one may turn into the other
  }

  function back() {
    if (lostAt === null) return;
    clearTimeout(missed);
    missed = 0;
    lostAt = null;
    tell("");
  }

  // ------------------------------------------------------------------------------------------------------- hearing

  function heard(message) {
    back();
    if (message.type === "state") {
      if (message.seq < seq) return; // it was overtaken
      seq = message.seq;
      // What one has voted is of the vote before, until it is told anew.
      if (own && state.poll?.id !== message.state.poll?.id) own = { ...own, vote: null, turn: 0 };
      state = { ...message.state, heard_at: Date.now() };
      settle(SETTLE_MS);
    } else if (message.type === "own") {
      const overtaken = message.moment < moment;
      remember(message.own.written, overtaken); // that is told once, as a page comes, also if something else was quicker
      if (overtaken) return;
      moment = message.moment;
      own = message.own;
      settle(SETTLE_MS);
    } else if (message.type === "done" || message.type === "refused") {
      answered(message);
    } else if (message.type === "wishes") {
      emit("msg:custom", { ...message, type: "news", quiet: true });
    } else if (message.type === "notice") {
      emit("msg:custom", { type: "notice", tone: "problem", text: message.text });
    }
  }

  function answered({ type, n, text, late }) {
    const waiting = box.find((one) => one.n === n);
    if (!waiting) return; // an answer that has come twice, or to what was said anew since
    box = box.filter((one) => one !== waiting);
    keep();
    if (type === "done") learn(waiting.command);
    else emit("msg:custom", { type: "notice", tone: late ? "info" : "problem", text });
    done = type === "done" ? waiting.command.do : null;
    settle(0);
  }

  function learn(command) {
    if (command.do === "vote") vote = command;
    if (["reply", "reason", "note"].includes(command.do)) texts.set(`${command.do}/${INSTEAD[command.do](command)}`, command.text);
  }

  function remember(written, overtaken) {
    if (!written || !state) return;
    const places = { reply: state.place, reason: state.poll?.id, note: noteOf(state) };
    for (const [kind, text] of Object.entries(written)) {
      const key = `${kind}/${places[kind]}`;
      if (text !== null && !(overtaken && texts.has(key))) texts.set(key, text);
    }
  }

  // ------------------------------------------------------------------------------------------------------- showing

  function snapshot() {
    const unsent = box.map(({ command }) => command);
    const poll = state.poll?.id;
    const counted = vote !== null && vote.poll === poll && vote.turn >= (own.vote === null ? -1 : own.turn) ? vote : null;
    const mine = {
      vote: counted ? counted.option : own.vote,
      turn: Math.max(-1, ...unsent.filter((one) => one.do === "vote" && one.poll === poll).map((one) => one.turn), counted?.turn ?? -1, own.vote === null ? -1 : own.turn),
      texts: Object.fromEntries(texts),
    };
    return { name: "seat", path, title: state.title, help: state.help, workshop: id, state, own, mine, unsent, online: lostAt === null };
  }

  function settle(wait) {
    if (!state || !own || (settling && wait)) return;
    clearTimeout(settling);
    settling = wait ? setTimeout(() => settle(0), wait) : 0;
    if (wait || screen.name === "seat_out") return;
    if (screen.name === "seat") emit("msg:custom", { ...snapshot(), done, type: "news", quiet: true });
    else show(snapshot());
    done = null;
  }

  function show(next) {
    screen = next;
    emit("change:screen");
  }

  // -------------------------------------------------------------------------------------------------------- saying

  function send(command) {
    if (command.do === "ready") return;
    if (command.do === "resync") return void line.say({ ...command, n: 0 });
    const place = INSTEAD[command.do];
    if (place) box = box.filter(({ command: one }) => one.do !== command.do || place(one) !== place(command));
    const undone = command.do === "untick" && box.find(({ command: one, sent }) => one.do === "tick" && one.id === command.id && !sent);
    if (undone) {
      box = box.filter((one) => one !== undone);
    } else {
      const waiting = { command, n: (last += 1), tries: 0 };
      box.push(waiting);
      post(waiting);
    }
    keep();
    settle(0);
  }

  function post(waiting) {
    waiting.sent = line ? line.say({ ...waiting.command, n: waiting.n }) || waiting.sent : waiting.sent;
  }

  function keep() {
    kept.write(box.map(({ command }) => command).filter((one) => !MEANT_NOW.has(one.do)));
  }

  missed = setTimeout(tellLoss, 4 * MISSED_MS); // the first line may take its time: the page itself says that it waits
  return {
    get: (name) => ({ words, screen })[name],
    send,
    on: (name, act) => listeners.set(name, [...(listeners.get(name) ?? []), act]),
    off: (name, act) => listeners.set(name, (listeners.get(name) ?? []).filter((one) => one !== act)),
    close: () => line.close(),
  };
}

/** For what somebody writes a note now: the section and the round. */
export function noteOf(state) {
  return `${state.section?.id ?? ""}/${state.triads?.round ?? 0}`;
}

/** Nothing of what somebody was writing stays in a browser that is not theirs alone. */
function forgetDrafts(id) {
  try {
    const stale = Object.keys(sessionStorage).filter((key) => key.startsWith(`roleplay:draft:seat-${id}`));
    stale.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Then nothing was kept.
  }
}

/** A list that outlives a reload of the same tab, where storage is allowed. */
function boxOf(name) {
  return {
    read() {
      try {
        return JSON.parse(sessionStorage.getItem(name) ?? "[]");
      } catch {
        return [];
      }
    },
    write(list) {
      try {
        if (list.length) sessionStorage.setItem(name, JSON.stringify(list));
        else sessionStorage.removeItem(name);
      } catch {
        // Then it lives as long as the page.
      }
    },
  };
}
