// Fellow learners: opening an attempt to them, what they say, and reading theirs.
import { el, hiddenText, icon, inline, prose, freshId } from "./dom.js";
import { factList, link, momentLink, partButton, section, staysAt, textField, tickBox } from "./parts.js";
import { block, turnsOf } from "./conversation.js";
import { openDialog } from "./care.js";
import { day } from "./words.js";

// ------------------------------------------------------------------------------------------------ one's own attempt

/** What fellow learners have to do with an attempt, in its debrief. */
export function fellowsPart(ctx, screen) {
  if (!screen.fellows) return null;
  const { people, said } = screen.fellows;
  const open = people.filter((one) => one.open);
  const others = people.filter((one) => !one.open);
  const attempt = screen.attempt;
  const opener = el("button", { type: "button", class: "rp-secondary" }, ctx.t("fellows.open"));
  opener.addEventListener("click", () => openTo(ctx, screen, others, opener));
  return section(
    ctx.t("fellows.title"),
    { class: "rp-fellows rp-aside-card", "data-part": "fellows" },
    said.length > 0 && [
      el("p", { class: "rp-prose" }, ctx.t("fellows.said.about")),
      said.map((one) => saidCard(ctx, attempt, one)),
    ],
    people.length > 0 && el("p", { class: "rp-prose" }, ctx.t("fellows.about")),
    open.length > 0 && [
      el("h3", {}, ctx.t("fellows.open.now")),
      el("ul", { class: "rp-plain-list rp-open-now" }, open.map((one) => openNow(ctx, attempt, one))),
    ],
    others.length > 0 && el("div", { class: "rp-actions" }, opener),
  );
}

function openNow(ctx, attempt, { key, name, cohort }) {
  return el(
    "li",
    {},
    el("span", {}, el("strong", {}, name), ` (${cohort})`),
    partButton(
      ctx,
      "fellows",
      { class: "rp-plain rp-small", "aria-label": ctx.t("fellows.close.label", { name }) },
      ctx.t("fellows.close"),
      () => ({ do: "close_to", attempt, fellow: key }),
    ),
  );
}

function openTo(ctx, screen, people, opener) {
  const boxes = people.map((one) => tickBox(ctx.t("fellows.person", { name: one.name, cohort: one.cohort }), false, one.key));
  const error = el("p", { class: "rp-error", role: "alert", hidden: true });
  openDialog(ctx, {
    title: ctx.t("fellows.open.title"),
    body: [
      el("p", {}, ctx.t("fellows.open.sees")),
      el("p", {}, ctx.t("fellows.open.not")),
      el("p", {}, ctx.t("fellows.open.name")),
      el("fieldset", { class: "rp-fieldset" }, el("legend", {}, ctx.t("fellows.open.whom")), boxes.map((one) => one.element)),
      error,
    ],
    buttons: (close) => [
      el(
        "button",
        {
          type: "button",
          class: "rp-primary",
          onclick: () => {
            const fellows = boxes.filter((one) => one.input.checked).map((one) => one.input.value);
            if (fellows.length === 0) {
              error.replaceChildren(icon("note"), " ", ctx.t("fellows.open.nobody"));
              error.hidden = false;
              boxes[0].input.focus();
              return;
            }
            close();
            ctx.memory.part = "fellows";
            ctx.act(opener, () => ({ do: "open_to", attempt: screen.attempt, fellows }));
          },
        },
        ctx.t("fellows.open.do"),
      ),
      el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("fellows.open.cancel")),
    ],
  });
}

const PARTS = ["strength", "question", "thing_to_try"];

function saidCard(ctx, attempt, one) {
  const name = one.name || ctx.t("fellows.nobody");
  const remove = el(
    "button",
    { type: "button", class: "rp-plain rp-small", "aria-label": `${ctx.t("fellows.remove")}: ${name}` },
    ctx.t("fellows.remove"),
  );
  remove.addEventListener("click", () =>
    confirm(ctx, {
      title: ctx.t("fellows.remove.title", { name }),
      about: ctx.t("fellows.remove.about"),
      yes: ctx.t("fellows.remove.yes"),
      act() {
        ctx.memory.part = "fellows";
        ctx.act(remove, () => ({ do: "remove_said", attempt, said: one.key }));
      },
    }),
  );
  return el(
    "article",
    { class: "rp-fellow-said" },
    el("h3", {}, ctx.t("fellows.said", { name })),
    el("p", { class: "rp-hint" }, day(one.at)),
    el("dl", {}, PARTS.map((part) => [el("dt", {}, ctx.t(`fellow.${part}`)), el("dd", {}, words(ctx, one[part]))])),
    one.ticks.length > 0 && [
      el("h4", {}, ctx.t("fellows.said.ticks")),
      el(
        "ul",
        { class: "rp-behaviours" },
        one.ticks.map((tick) => el("li", { class: "rp-behaviour" }, tick.text, " ", momentLink(ctx, tick.turn))),
      ),
    ],
    el("div", { class: "rp-actions" }, remove),
  );
}

function words(ctx, text) {
  return prose(text === null ? ctx.t("text.unreadable") : text);
}

function confirm(ctx, { title, about, yes, act }) {
  openDialog(ctx, {
    title,
    body: el("p", {}, about),
    buttons: (close) => [
      el("button", { type: "button", class: "rp-primary", onclick: () => (close(), act()) }, yes),
      el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("fellows.keep")),
    ],
  });
}

// ------------------------------------------------------------------------------------------------- what others opened

/** Build the list of what fellow learners have opened. */
export function openedScreen(ctx, screen) {
  const open = screen.rows.filter((one) => one.path);
  const shut = screen.rows.filter((one) => !one.path);
  const element = el(
    "div",
    { class: "rp-page-body rp-opened" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, "/learn/progress", {}, icon("back"), ctx.t("nav.progress"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(open.length ? "opened.lead" : "opened.empty")),
    ),
    open.length > 0 &&
      el(
        "ul",
        { class: "rp-entries" },
        open.map((one) =>
          el(
            "li",
            {},
            link(ctx, one.path, { class: "rp-entry" }, ctx.t("opened.row", { name: one.who, title: one.title })),
            el("span", { class: "rp-entry-facts" }, [ctx.t(one.said ? "opened.said" : "opened.unsaid"), day(one.at)].join(" · ")),
          ),
        ),
      ),
    shut.length > 0 &&
      section(
        ctx.t("opened.shut"),
        { "data-part": "shut" },
        el("p", { class: "rp-hint" }, ctx.t("opened.shut.about")),
        el(
          "ul",
          { class: "rp-plain-list rp-open-now" },
          shut.map((one) =>
            el("li", {}, el("span", {}, ctx.t("opened.row", { name: one.who, title: one.title })), unsay(ctx, one.attempt, "shut")),
          ),
        ),
      ),
  );
  return { element, settle: staysAt(ctx, element, screen) };
}

function unsay(ctx, attempt, part) {
  const button = el("button", { type: "button", class: "rp-plain rp-small" }, ctx.t("fellow.unsay"));
  button.addEventListener("click", () =>
    confirm(ctx, {
      title: ctx.t("fellow.unsay.title"),
      about: ctx.t("fellow.unsay.about"),
      yes: ctx.t("fellow.unsay.yes"),
      act() {
        ctx.memory.part = part;
        ctx.act(button, () => ({ do: "unsay", attempt }));
      },
    }),
  );
  return button;
}

// ------------------------------------------------------------------------------------------------ reading and saying

/** Build an attempt of a fellow learner with the form below it. */
export function fellowScreen(ctx, screen) {
  const boxes = [];
  const turns = new Map(screen.turns.map((one) => [one.turn, one]));
  const blocks = turnsOf(screen.items).map((items) => {
    const turn = items[0].turn;
    const ended = items.some((item) => item.kind === "ending");
    const label = ctx.t(ended ? "turn.ending" : "turn", { turn });
    const here = turns.get(turn);
    const after = here ? [tickList(ctx, screen, here, label, boxes)] : [];
    return el(
      "div",
      { class: "rp-turn" },
      el("h3", { class: "rp-turn-name" }, label),
      block(ctx, screen, items, { label, id: `rp-turn-${turn}`, after }),
    );
  });
  const element = el(
    "div",
    { class: "rp-page-body rp-debrief rp-fellow" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, "/learn/opened", {}, icon("back"), ctx.t("opened.title"))),
      el("p", { class: "rp-eyebrow" }, ctx.t("fellow.label", { name: screen.who })),
      el("h1", { tabindex: "-1" }, screen.title),
      factList([ctx.t(`medium.${screen.medium}`)]),
      el("div", { class: "rp-lead" }, prose(screen.setting)),
      el("p", { class: "rp-hint" }, ctx.t("fellow.kept", { name: screen.who })),
    ),
    section(
      ctx.t("fellow.conversation"),
      { class: "rp-transcript" },
      el("p", { class: "rp-hint" }, ctx.t("fellow.mentor", { name: screen.who, mentor: screen.mentor.name })),
      blocks,
    ),
    rules(ctx, screen),
    saying(ctx, screen, boxes),
  );
  return { element, settle: staysAt(ctx, element, screen) };
}

function rules(ctx, screen) {
  return section(
    ctx.t("fellow.rules"),
    { class: "rp-aside-card" },
    el(
      "ul",
      { class: "rp-plain-list" },
      ["saw", "own", "worry"].map((one) => el("li", {}, ctx.t(`fellow.rules.${one}`, { name: screen.who }))),
    ),
  );
}

function tickList(ctx, screen, here, label, boxes) {
  const count = el("span", { class: "rp-tick-count" });
  const own = [];
  const say = () => {
    const n = own.filter((one) => one.input.checked).length;
    count.textContent = n ? ` (${ctx.t("fellow.ticked", { n })})` : "";
  };
  const parts = screen.scheme.map((part) =>
    el(
      "fieldset",
      { class: "rp-fieldset" },
      el("legend", {}, part.title),
      part.behaviours.map((one) => {
        const box = tickBox(one.text, here.ticked.includes(one.id), one.id);
        const hint = freshId("example");
        box.input.setAttribute("aria-describedby", hint);
        box.input.addEventListener("change", say);
        box.element.append(el("p", { class: "rp-hint", id: hint }, ctx.t("levels.example"), " ", inline(one.example)));
        own.push(box);
        boxes.push({ input: box.input, moment: here.moment });
        return box.element;
      }),
    ),
  );
  say();
  return el(
    "details",
    { class: "rp-details rp-fellow-ticks" },
    el("summary", {}, ctx.t("fellow.tick"), hiddenText(`, ${label}`), count),
    parts,
  );
}

function saying(ctx, screen, boxes) {
  const name = screen.who;
  const fields = PARTS.map((part) => {
    const draft = `${screen.attempt}/${part}`;
    const kept = screen.own?.[part];
    const field = textField(ctx, { label: ctx.t(`fellow.${part}`), hint: ctx.t(`fellow.${part}.hint`, { name }), rows: 3, draft });
    if (!field.field.value && kept) field.field.value = kept;
    return { part, ...field };
  });
  const send = () => {
    const empty = fields.find((one) => !one.text());
    if (empty) return empty.refuse(ctx.t("fellow.missing"));
    const ticks = boxes.filter((one) => one.input.checked).map((one) => [one.input.value, one.moment]);
    return { do: "say_as_fellow", attempt: screen.attempt, ...Object.fromEntries(fields.map((one) => [one.part, one.text()])), ticks };
  };
  return section(
    ctx.t("fellow.say", { name }),
    { class: "rp-saying", "data-part": "saying" },
    el("p", { class: "rp-prose" }, ctx.t("fellow.say.about", { name })),
    screen.own && el("p", { class: "rp-hint" }, ctx.t("fellow.said.at", { day: day(screen.own.at) })),
    fields.map((one) => one.element),
    el(
      "div",
      { class: "rp-actions" },
      partButton(ctx, "saying", { class: "rp-primary" }, ctx.t(screen.own ? "fellow.change" : "fellow.send"), send),
      screen.own && unsay(ctx, screen.attempt, "saying"),
    ),
  );
}
