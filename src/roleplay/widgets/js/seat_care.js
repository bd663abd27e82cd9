// Care on a participant's page: the clock, a message, a pause for all, and *I need a moment*.
import { openDialog, openHelp } from "./care.js";
import { el, prose } from "./dom.js";

const SOON_S = 60;
const EXERCISES = ["feet", "breath", "five"];

function exercises(ctx, level) {
  return EXERCISES.map((name) => [
    el(level, {}, ctx.t(`grounding.${name}`)),
    el("div", { class: "rp-grounding" }, prose(ctx.t(`grounding.${name}.text`))),
  ]);
}

/** Everything pauses: nothing else is to be seen. */
export function restPart(ctx) {
  return {
    key: "rest",
    pick: ({ resting, stage }) => (resting && stage === "running" ? true : null),
    build: () =>
      el(
        "section",
        { class: "rp-seat-rest" },
        el("div", { class: "rp-breath", "aria-hidden": "true" }),
        el("h2", { tabindex: "-1" }, ctx.t("seat.rest.title")),
        el("p", { class: "rp-quiet" }, ctx.t("seat.rest.about")),
        exercises(ctx, "h3"),
      ),
  };
}

/** What those who facilitate tell everybody. */
export function messagePart(ctx) {
  return {
    key: "message",
    pick: ({ message, stage }) => (stage === "closed" ? null : message || null),
    build: (text) => el("section", { class: "rp-seat-message" }, el("h2", {}, ctx.t("seat.message")), prose(text)),
  };
}

// --------------------------------------------------------------------------------------------------- I need a moment

const calledNow = (seat) => seat.unsent.filter((one) => one.do === "call").at(-1)?.needed ?? seat.own.called;
const isWaiting = (seat) => seat.unsent.some((one) => one.do === "call");

function say(ctx, seat) {
  if (!isWaiting(seat)) return ctx.t("seat.moment.told");
  return ctx.t(seat.online ? "seat.moment.sending" : "seat.moment.unsent");
}

function takeBack(ctx) {
  ctx.send({ do: "call", needed: false });
}

/** One press tells those who facilitate. What opens says what happens now, and takes it back. */
export function pressMoment(ctx, seat) {
  if (!calledNow(seat())) ctx.send({ do: "call", needed: true });
  const told = el("p", { class: "rp-seat-told", role: "status" }, say(ctx, seat()));
  ctx.memory.moment = (now) => {
    if (calledNow(now) && told.textContent !== say(ctx, now)) told.textContent = say(ctx, now);
  };
  openDialog(ctx, {
    title: ctx.t("seat.moment.title"),
    className: "rp-dialog-quiet",
    body: [told, el("p", {}, ctx.t("seat.moment.now")), el("p", {}, ctx.t("seat.moment.free")), exercises(ctx, "h3")],
    buttons: (close) => [
      el(
        "button",
        {
          type: "button",
          class: "rp-primary",
          onclick: () => {
            takeBack(ctx);
            close();
          },
        },
        ctx.t("seat.moment.over"),
      ),
      el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("seat.moment.keep")),
      el(
        "button",
        {
          type: "button",
          class: "rp-plain",
          onclick: () => {
            close();
            openHelp(ctx, { help: seat().help });
          },
        },
        ctx.t("help.open"),
      ),
    ],
  });
}

/** As long as somebody needs a moment their page says who knows of it, and takes it back. */
export function momentPart(ctx) {
  return {
    key: "moment",
    pick: ({ stage }, own, seat) => (stage !== "closed" && calledNow(seat) ? say(ctx, seat) : null),
    build: (text) => {
      const over = el("button", { type: "button", class: "rp-secondary", "data-keep": "over" }, ctx.t("seat.moment.over"));
      over.addEventListener("click", () => takeBack(ctx));
      return el("section", { class: "rp-seat-moment", "aria-label": ctx.t("seat.moment.open") }, el("p", {}, text), el("div", { class: "rp-actions" }, over));
    },
  };
}

// ------------------------------------------------------------------------------------------------------------- clock

/** A clock below the bar. It ends gently: it says so, and nothing rings. Returns its element and `update(seat)`. */
export function clockPart(ctx) {
  const time = el("span", { class: "rp-seat-time" });
  const words = el("span", {});
  const spoken = el("p", { class: "rp-visually-hidden", role: "status" });
  const shown = el("div", { class: "rp-seat-clock", role: "timer", hidden: true }, words, time);
  const element = el("div", {}, shown, spoken);
  let timer = null;
  let heardAt = 0;
  let beat = 0;
  let said = "";

  function left() {
    const passed = timer.running ? Date.now() - heardAt : 0;
    return Math.ceil((timer.left_ms - passed) / 1000);
  }

  function paint() {
    const seconds = timer ? left() : 0;
    shown.hidden = !timer;
    shown.classList.toggle("rp-seat-soon", Boolean(timer) && seconds <= SOON_S);
    if (!timer) return;
    time.textContent = seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "";
    words.textContent = ctx.t(seconds <= 0 ? "seat.clock.over" : timer.running ? "seat.clock.left" : "seat.clock.rests");
    const now = seconds <= 0 ? "over" : seconds <= SOON_S ? "soon" : "";
    if (now !== said && timer.running) spoken.textContent = now && ctx.t(now === "over" ? "seat.clock.over" : "seat.clock.soon");
    said = now;
  }

  function update(seat) {
    timer = seat.state.timer;
    heardAt = seat.state.heard_at ?? Date.now();
    clearInterval(beat);
    paint();
    if (timer?.running) beat = setInterval(() => (element.isConnected ? paint() : clearInterval(beat)), 1000);
  }

  return { element, update };
}
