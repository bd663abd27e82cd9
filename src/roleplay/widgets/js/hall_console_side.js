// The console's side: questions, time, the plan, what is told to all, and the end.
import { openDialog } from "./care.js";
import { el, freshId, hiddenText, inline, prose } from "./dom.js";
import { link, section } from "./parts.js";
import { writtenList } from "./hall_console_talk.js";

const MINUTES = 60; // that the timer can be set to

/** A part that can be folded away; what somebody has folded stays so. */
export function fold(key, heading, { open = false }, ...children) {
  return el(
    "details",
    { class: "rp-console-fold", "data-keep": `fold-${key}`, open },
    el("summary", { "data-keep": `summary-${key}` }, el("h2", {}, heading)),
    el("div", { class: "rp-console-inside" }, children),
  );
}

/** Do something now, and again and again, until the element that it is about has gone. */
export function every(element, ms, act) {
  let up = false;
  const timer = setInterval(() => {
    up ||= element.isConnected;
    if (up && !element.isConnected) clearInterval(timer);
    else act();
  }, ms);
  act();
}

const write = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

// ----------------------------------------------------------------------------------------------------------- questions

/** What participants ask, without names. */
export function questionsPiece(hall) {
  const { ctx } = hall;
  return {
    key: "questions",
    pick: ({ questions }) => questions,
    build(questions) {
      if (!questions.length) return null;
      const [open, done] = [questions.filter((one) => !one.hidden), questions.filter((one) => one.hidden)];
      const labels = { off: "hall.console.question.done", on: "hall.console.question.again" };
      return section(
        ctx.t("hall.console.questions", { n: open.length }),
        { class: "rp-console-card" },
        writtenList(hall, open, labels),
        done.length > 0 &&
          el("details", { class: "rp-details", "data-keep": "answered" }, el("summary", {}, ctx.t("hall.console.question.answered", { n: done.length })), writtenList(hall, done, labels)),
      );
    },
  };
}

// ---------------------------------------------------------------------------------------------------------------- time

/** The timer and the pause. */
export function timePiece(hall) {
  const { ctx } = hall;
  return {
    key: "time",
    pick: ({ timer, resting, stage }) => stage === "running" && { timer, resting },
    build(picked) {
      const { timer, resting } = picked;
      const id = freshId("minutes");
      const minutes = el("input", { id, type: "number", min: 1, max: MINUTES, value: 5, inputmode: "numeric", "data-keep": "minutes", "data-goes": "minutes" });
      const rest = hall.button("rest", resting ? "rp-primary" : "rp-secondary", resting ? ctx.t("hall.console.rest.end") : ctx.t("hall.console.rest"), { do: "console_rest", resting: !resting });
      return section(
        ctx.t("hall.console.time"),
        { class: "rp-console-card" },
        timer && clockOf(hall, timer),
        el(
          "div",
          { class: "rp-console-row" },
          el("div", { class: "rp-field rp-console-minutes" }, el("label", { for: id }, ctx.t("hall.console.timer.minutes")), minutes),
          hall.button("timer", "rp-secondary", timer ? ctx.t("hall.console.timer.again") : ctx.t("hall.console.timer.start"), () => ({ do: "console_timer", minutes: Math.round(Number(minutes.value)) || 0 })),
        ),
        timer &&
          el(
            "div",
            { class: "rp-console-row" },
            hall.button("more", "rp-plain", ctx.t("hall.console.timer.more"), { do: "console_more" }),
            hall.button("put-away", "rp-plain", ctx.t("hall.console.timer.away"), { do: "console_timer", minutes: 0 }),
          ),
        el("div", { class: "rp-console-row" }, rest),
        el("p", { class: "rp-hint" }, resting ? ctx.t("hall.console.rest.now") : ctx.t("hall.console.rest.about")),
      );
    },
  };
}

function clockOf(hall, timer) {
  const { ctx } = hall;
  const shown = el("p", { class: "rp-console-clock", role: "timer" });
  const told = el("p", { class: "rp-hint", role: "status" });
  every(shown, 500, () => {
    const left = timer.left ?? timer.ends_at - hall.now();
    const whole = Math.max(0, Math.ceil(left / 1000));
    write(shown, `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`);
    shown.classList.toggle("rp-console-over", left <= 0);
    write(told, timer.left !== null ? ctx.t("hall.console.timer.rests") : left <= 0 ? ctx.t("hall.console.timer.over") : left <= 60_000 ? ctx.t("hall.console.timer.last") : "");
  });
  return el("div", {}, shown, told);
}

// ---------------------------------------------------------------------------------------------------------------- plan

/** The plan, with the time that was meant and the time that has gone. */
export function planPiece(hall) {
  const { ctx } = hall;
  return {
    key: "plan",
    pick: ({ plan, stage }) => ({ plan, stage }),
    build({ plan, stage }) {
      const gone = el("p", { class: "rp-console-facts" });
      if (plan.begun_at !== null && stage === "running") {
        every(gone, 5000, () => {
          const minutes = (since) => Math.max(0, Math.floor((hall.now() - since) / 60_000));
          const here = plan.sections[plan.here];
          write(gone, ctx.t("hall.console.gone", { here: minutes(plan.here_since), of: here.minutes, all: minutes(plan.begun_at), whole: plan.minutes }));
        });
      } else {
        gone.textContent = ctx.t("hall.console.planned", { n: plan.minutes });
      }
      const back = plan.here > 0 && stage === "running" && plan.sections[plan.here - 1];
      return fold(
        "plan",
        ctx.t("hall.console.plan"),
        { open: true },
        gone,
        el("ol", { class: "rp-console-plan" }, plan.sections.map((one, place) => item(hall, plan, one, place, stage))),
        back && el("div", { class: "rp-console-row" }, hall.button("back", "rp-plain", ctx.t("hall.console.plan.back", { title: back.title }), { do: "console_move", section: back.id })),
        plan.rules.length > 0 &&
          el("details", { class: "rp-details", "data-keep": "rules" }, el("summary", {}, ctx.t("hall.console.rules")), el("ul", {}, plan.rules.map((one) => el("li", {}, inline(one))))),
      );
    },
  };
}

function item(hall, plan, one, place, stage) {
  const { ctx } = hall;
  const here = place === plan.here;
  return el(
    "li",
    { "aria-current": here ? "step" : null },
    el("span", { class: "rp-console-name" }, one.title),
    el("span", { class: "rp-console-part" }, `${ctx.t(`hall.console.way.${one.way}`)}, ${ctx.t("hall.console.minutes", { n: one.minutes })}`),
    !here && stage !== "closed" && hall.button(`to-${one.id}`, "rp-plain", [ctx.t("hall.console.plan.go"), hiddenText(`: ${one.title}`)], { do: "console_move", section: one.id }),
  );
}

// ------------------------------------------------------------------------------------------------------------- message

/** What is told to all. */
export function messagePiece(hall) {
  const { ctx, screen } = hall;
  const draft = `hall-${screen.workshop}/message`;
  return {
    key: "message",
    pick: ({ message, stage }) => stage !== "closed" && { message },
    build(picked) {
      const id = freshId("message");
      const field = el("textarea", { id, rows: 2, maxlength: 2000, "data-keep": "message", "data-goes": "message", "aria-describedby": `${id}-hint` });
      field.value = ctx.drafts.get(draft);
      field.addEventListener("input", () => ctx.drafts.set(draft, field.value));
      const tell = hall.button("tell", "rp-secondary", ctx.t("hall.console.message.tell"), () => {
        if (!field.value.trim()) {
          field.focus();
          return null;
        }
        const sent = field.value;
        hall.undrafted = () => {
          const now = document.querySelector('.rp-console [data-keep="message"]') ?? field;
          if (now.value !== sent) return; // more was written meanwhile
          now.value = "";
          ctx.drafts.set(draft, "");
        };
        return { do: "console_tell", text: sent };
      });
      return section(
        ctx.t("hall.console.message"),
        { class: "rp-console-card" },
        picked.message &&
          el(
            "div",
            { class: "rp-console-told" },
            el("p", { class: "rp-hint" }, ctx.t("hall.console.message.now")),
            prose(picked.message),
            hall.button("untell", "rp-plain", ctx.t("hall.console.message.away"), { do: "console_tell", text: "" }),
          ),
        el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("hall.console.message.label")), el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("hall.console.message.hint")), field),
        tell,
      );
    },
  };
}

// ----------------------------------------------------------------------------------------------------------------- end

/** Ask once more, with what is told for the next day. */
export function askToEnd(hall) {
  const { ctx, screen } = hall;
  const draft = `hall-${screen.workshop}/aftercare`;
  const id = freshId("aftercare");
  const field = el("textarea", { id, rows: 8, maxlength: 2000, "aria-describedby": `${id}-hint` });
  field.value = ctx.drafts.get(draft) || hall.state.aftercare;
  field.addEventListener("input", () => ctx.drafts.set(draft, field.value));
  openDialog(ctx, {
    title: ctx.t("hall.console.end.title"),
    body: [
      el("p", {}, ctx.t("hall.console.end.about")),
      el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("hall.console.aftercare")), el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("hall.console.aftercare.hint")), field),
    ],
    buttons: (close) => [
      el("button", { type: "button", class: "rp-primary", onclick: () => (close(), hall.press(ctx.root, { do: "console_close", aftercare: field.value })) }, ctx.t("hall.console.end.yes")),
      el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("hall.console.not-yet")),
    ],
  });
}

/** The way to the end, wherever the workshop is. */
export function endPiece(hall) {
  const { ctx } = hall;
  return {
    key: "end",
    pick: ({ stage }) => stage !== "closed",
    build(open) {
      return el("div", { class: "rp-console-row" }, el("button", { type: "button", class: "rp-plain", "data-keep": "end", onclick: () => askToEnd(hall) }, ctx.t("hall.console.end")));
    },
  };
}

/** What there is after the end. */
export function closedPiece(hall) {
  const { ctx, screen } = hall;
  return {
    key: "closed",
    pick: ({ stage, aftercare }) => stage === "closed" && { aftercare },
    build(picked) {
      return section(
        ctx.t("hall.console.closed"),
        {},
        el("p", {}, ctx.t("hall.console.closed.about")),
        el("div", { class: "rp-console-row" }, link(ctx, screen.report_path, { class: "rp-primary" }, ctx.t("hall.console.report"))),
        picked.aftercare && [el("h3", {}, ctx.t("hall.console.aftercare.told")), prose(picked.aftercare)],
      );
    },
  };
}
