// Before it begins, and what stays at the end of the page: rules, questions to those who facilitate, one's own name.
import { openDialog } from "./care.js";
import { el, freshId, prose } from "./dom.js";
import { newId } from "./seat_model.js";
import { wishesButton } from "./seat_wishes.js";
import { writing } from "./seat_vote.js";

/** What there is to know before it begins. */
export function lobbyPart(ctx) {
  return {
    key: "lobby",
    pick: ({ stage, about, rules, wishes }, own) => (stage === "lobby" ? { about, rules, wishes, name: own.name } : null),
    build: ({ about, rules, wishes, name }) =>
      el(
        "div",
        { class: "rp-seat-lobby" },
        el("section", { class: "rp-seat-card" }, el("h2", {}, ctx.t("seat.lobby.in", { name })), el("p", {}, ctx.t("seat.lobby.wait")), el("p", { class: "rp-hint" }, ctx.t("seat.lobby.line"))),
        about && el("section", { class: "rp-seat-about" }, el("h2", {}, ctx.t("seat.lobby.about")), prose(about)),
        rules.length > 0 && el("section", {}, el("h2", {}, ctx.t("seat.rules")), ruleList(rules)),
        wishes && el("section", {}, el("h2", {}, ctx.t("seat.wishes.title")), el("p", {}, ctx.t("seat.wishes.lead")), el("div", { class: "rp-actions" }, wishesButton(ctx))),
      ),
  };
}

function ruleList(rules) {
  return el("ul", { class: "rp-plain-list" }, rules.map((one) => el("li", {}, one)));
}

/** What stands at the end of the page as long as the workshop goes on. */
export function aboutParts(ctx) {
  return [questionPart(ctx), rulesPart(ctx), youPart(ctx)];
}

function questionPart(ctx) {
  return {
    key: "question",
    pick: ({ stage }, own, seat) =>
      stage === "closed" ? null : { waits: seat.unsent.some((one) => one.do === "question"), online: seat.online, workshop: seat.workshop },
    build(data) {
      const { element, field } = writing(ctx, {
        name: "question",
        label: ctx.t("seat.question.label"),
        hint: ctx.t("seat.question.hint"),
        draft: `seat-${data.workshop}/question`,
        sent: null,
        waits: data.waits,
        online: data.online,
        send: (text) => {
          ctx.memory.question = text;
          ctx.send({ do: "question", id: newId(), text });
        },
      });
      ctx.memory.asked = () => {
        if (field.text() !== ctx.memory.question) return; // the next one has been begun
        ctx.drafts.set(`seat-${data.workshop}/question`, "");
        field.field.value = "";
      };
      return el("details", { class: "rp-details rp-seat-fold", "data-keep": "question-fold" }, el("summary", {}, ctx.t("seat.question.open")), element);
    },
  };
}

function rulesPart(ctx) {
  return {
    key: "rules",
    pick: ({ stage, rules }) => (stage === "running" && rules.length ? rules : null),
    build: (rules) => el("details", { class: "rp-details rp-seat-fold", "data-keep": "rules-fold" }, el("summary", {}, ctx.t("seat.rules")), ruleList(rules)),
  };
}

function youPart(ctx) {
  return {
    key: "you",
    pick: ({ stage, wishes }, own, seat) => (stage === "closed" ? null : { wishes: wishes && stage === "running", name: renamed(seat) ?? own.name, waits: renamed(seat) !== null }),
    build: ({ wishes, name, waits }) =>
      el(
        "details",
        { class: "rp-details rp-seat-fold", "data-keep": "you-fold" },
        el("summary", {}, ctx.t("seat.you.title", { name })),
        el(
          "div",
          { class: "rp-seat-you" },
          nameForm(ctx, name, waits),
          wishes && el("div", {}, el("p", {}, ctx.t("seat.wishes.later")), el("div", { class: "rp-actions" }, wishesButton(ctx))),
          el("div", {}, el("p", {}, ctx.t("seat.leave.about")), el("div", { class: "rp-actions" }, leaveButton(ctx))),
        ),
      ),
  };
}

const renamed = (seat) => seat.unsent.filter((one) => one.do === "rename").at(-1)?.name ?? null;

function nameForm(ctx, name, waits) {
  const id = freshId("name");
  const input = el("input", { id, class: "rp-search", type: "text", maxlength: 40, autocomplete: "off", value: name, "data-keep": "name", "aria-describedby": `${id}-hint` });
  const form = el(
    "form",
    { class: "rp-field" },
    el("label", { for: id }, ctx.t("seat.you.name")),
    el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("seat.you.hint")),
    input,
    el("div", { class: "rp-actions" }, el("button", { type: "submit", class: "rp-secondary", "data-keep": "name-send" }, ctx.t("seat.you.rename")), waits && el("p", { class: "rp-hint" }, ctx.t("seat.write.sending"))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const called = input.value.trim();
    if (called && called !== name) ctx.send({ do: "rename", name: called });
  });
  return form;
}

function leaveButton(ctx) {
  const button = el("button", { type: "button", class: "rp-secondary" }, ctx.t("seat.leave.open"));
  button.addEventListener("click", () =>
    openDialog(ctx, {
      title: ctx.t("seat.leave.title"),
      body: [el("p", {}, ctx.t("seat.leave.text"))],
      buttons: (close) => [
        el(
          "button",
          {
            type: "button",
            class: "rp-secondary",
            onclick: () => {
              close();
              ctx.send({ do: "leave" });
            },
          },
          ctx.t("seat.leave.yes"),
        ),
        el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("seat.leave.no")),
      ],
    }),
  );
  return button;
}
