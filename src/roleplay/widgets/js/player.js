// The player: anticipate, converse, write, compare, reflect.
import { el, inline, prose, put, reveal, freshId } from "./dom.js";
import { actionButton, castList, contentNote, factList, link, personaCard, textField, tickBox } from "./parts.js";
import { blocksOf, numberedBlock } from "./conversation.js";
import { countWords } from "./words.js";

/** Build the player. Returns its element, `played(message)` for what is new, and `settle()` for the first look. */
export function playerScreen(ctx, screen) {
  const log = el("div", { class: "rp-log", role: "log", "aria-label": ctx.t("log.label") });
  const now = el("div", { class: "rp-now" });
  const blocks = blocksOf(screen.items).map((items, place) => numberedBlock(ctx, screen, items, place));
  put(log, blocks);
  show();
  const element = el(
    "div",
    { class: "rp-page-body rp-player", "data-medium": screen.medium },
    head(ctx, screen),
    log,
    now,
  );

  function show() {
    now.replaceChildren(asked(ctx, screen));
  }

  function played(message) {
    screen.seq = message.seq;
    screen.now = message.now;
    screen.items.push(...message.append);
    const turn = message.append.length > 0 && numberedBlock(ctx, screen, message.append, log.childElementCount);
    show();
    if (turn) log.append(turn);
    reveal(turn && message.now.kind !== "compare" ? turn : now.firstElementChild);
  }

  function settle() {
    const talking = screen.now.kind === "choices" || screen.now.kind === "say-first";
    if (talking ? blocks.length < 2 : screen.now.kind === "anticipate") return false;
    reveal(talking ? log.lastElementChild : now.firstElementChild, { quiet: true });
    return true;
  }

  return { element, played, settle, key: (event) => pickByKey(ctx, now, event) };
}

function head(ctx, screen) {
  const facts = [ctx.t(`mode.${screen.mode}`), ctx.t(`medium.${screen.medium}`)];
  return el(
    "header",
    { class: "rp-head" },
    factList(facts),
    el("h1", { tabindex: "-1" }, screen.title),
    screen.branched &&
      el(
        "p",
        { class: "rp-hint" },
        link(ctx, screen.branched.path, {}, ctx.t("branched", { turn: screen.branched.turn })),
      ),
    screen.mode === "assessment" && el("p", { class: "rp-hint" }, ctx.t("mode.assessment.about")),
    el(
      "details",
      { class: "rp-details rp-reread" },
      el("summary", {}, ctx.t("reread")),
      el(
        "div",
        { class: "rp-reread-body" },
        contentNote(ctx, screen.content_notes),
        el("div", { class: "rp-prose" }, prose(screen.setting)),
        personaCard(ctx, screen.mentor, "h2"),
        castList(ctx, screen.cast),
      ),
    ),
  );
}

function asked(ctx, screen) {
  const kinds = {
    anticipate: anticipate,
    choices: choices,
    "say-first": sayFirst,
    reply: reply,
    compare: compare,
    reflect: reflect,
    finish: finish,
  };
  return kinds[screen.now.kind](ctx, screen, screen.now);
}

/** A panel with what is asked now; it takes the focus when nothing new stands above it. */
function panel(className, heading, ...children) {
  const id = freshId("now");
  return el(
    "section",
    { class: `rp-panel ${className}`, "aria-labelledby": id, tabindex: "-1" },
    el("h2", { id }, heading),
    children,
  );
}

function draftKey(screen, name) {
  return `${screen.attempt}/${screen.seq}/${name}`;
}

// ------------------------------------------------------------------------------------------------------------- before

function anticipate(ctx, screen, now) {
  const draft = draftKey(screen, "expect");
  const field = textField(ctx, { label: now.question, hint: ctx.t("private.hint"), draft, labelClass: "rp-question" });
  const answer = (text) => () => ({ do: "expect", seq: screen.seq, text: text() });
  return panel(
    "rp-anticipate",
    ctx.t("anticipate.title"),
    field.element,
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("anticipate.continue"), answer(() => field.text() || null)),
      actionButton(ctx, { class: "rp-plain" }, ctx.t("anticipate.skip"), answer(() => null)),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------------ choices

function choices(ctx, screen, now) {
  const id = freshId("response");
  const group = el(
    "div",
    { class: "rp-choices", role: "group", "aria-labelledby": id },
    now.choices.map((choice, place) => {
      const command = () => ({ do: "choose", seq: screen.seq, node: now.node, choice: choice.id });
      return choiceButton(ctx, choice, place, (button, event) => ctx.act(button, command, event));
    }),
  );
  return el(
    "div",
    { class: "rp-panel rp-response", tabindex: "-1", role: "group", "aria-label": ctx.t("turn", { turn: now.turn }) },
    el(
      "div",
      { class: "rp-response-head" },
      el("h2", { id }, ctx.t("response.label")),
      el("p", { class: "rp-hint" }, ctx.t("response.as", { name: screen.mentor.name, turn: now.turn })),
    ),
    now.own_words !== null &&
      el(
        "div",
        { class: "rp-yours" },
        el("p", { class: "rp-note-label" }, ctx.t("own.nearest")),
        prose(now.own_words),
      ),
    group,
    keyHint(ctx, now.choices.length),
  );
}

/** A choice as a button; one that is closed says why. `press(button, event)` is what it does. */
export function choiceButton(ctx, choice, place, press) {
  const id = freshId("choice");
  const number = place < 9 ? String(place + 1) : null;
  const button = el(
    "button",
    {
      type: "button",
      class: "rp-choice",
      "data-number": number,
      "aria-disabled": choice.open ? null : "true",
      "aria-describedby": choice.open ? null : `${id}-reason`,
    },
    number && el("kbd", { class: "rp-number", "aria-hidden": "true" }, number),
    el("span", { class: "rp-choice-text" }, inline(choice.text)),
  );
  if (choice.open) {
    button.addEventListener("click", (event) => press(button, event));
    return button;
  }
  return el(
    "div",
    { class: "rp-closed" },
    button,
    el("p", { class: "rp-reason", id: `${id}-reason` }, ctx.t("closed.label"), " ", choice.reason ?? ""),
  );
}

/** Says that number keys choose, and turns that off. */
export function keyHint(ctx, count) {
  const n = Math.min(count, 9);
  const words = el("span", {});
  const toggle = el("button", { type: "button", class: "rp-plain rp-small" });
  const box = el("p", { class: "rp-keys" }, words, " ", toggle);
  function say() {
    const on = ctx.keys.on;
    words.textContent = ctx.t(on ? "keys.on" : "keys.off", { n });
    toggle.textContent = ctx.t(on ? "keys.turn-off" : "keys.turn-on");
    ctx.root.classList.toggle("rp-keys-off", !on);
  }
  toggle.addEventListener("click", () => {
    ctx.keys.on = !ctx.keys.on;
    say();
  });
  say();
  return box;
}

/** Choose by a number key. */
export function pickByKey(ctx, now, event) {
  if (!ctx.keys.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (!/^[1-9]$/.test(event.key) || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const button = now.querySelector(`.rp-choice[data-number="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}

function sayFirst(ctx, screen, now) {
  const draft = draftKey(screen, "say-first");
  const field = textField(ctx, {
    label: ctx.t("say-first.question", { name: screen.mentor.name }),
    hint: ctx.t("say-first.hint"),
    draft,
  });
  const command = (text) => ({ do: "say_first", seq: screen.seq, node: now.node, text });
  return panel(
    "rp-write",
    ctx.t("response.label"),
    field.element,
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("say-first.show"), () => {
        if (field.text()) return command(field.text());
        field.refuse(ctx.t("say-first.empty"));
        return null;
      }),
      actionButton(ctx, { class: "rp-plain" }, ctx.t("say-first.skip"), () => command(null)),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------ written reply

function reply(ctx, screen, now) {
  const draft = draftKey(screen, "reply");
  const field = textField(ctx, { label: now.prompt, hint: "", rows: 6, draft, labelClass: "rp-question" });
  const count = () => {
    field.hintNode.textContent = ctx.t("reply.count", { n: countWords(field.field.value), max: now.max_words });
  };
  field.field.addEventListener("input", count);
  count();
  const command = (text) => ({ do: "write", seq: screen.seq, node: now.node, text });
  return panel(
    "rp-write",
    ctx.t("reply.title"),
    el("p", { class: "rp-hint" }, ctx.t("reply.persona", { name: screen.mentor.name })),
    field.element,
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("reply.send"), () => {
        const words = countWords(field.text());
        if (words && words <= now.max_words) return command(field.text());
        field.refuse(words ? ctx.t("reply.long", { n: words - now.max_words, max: now.max_words }) : ctx.t("reply.empty"));
        return null;
      }),
      actionButton(ctx, { class: "rp-plain" }, ctx.t("reply.skip"), () => command(null)),
    ),
  );
}

/** One's own reply beside a good one, with why it is good. */
export function sideBySide(ctx, own, comparison, level = "h3") {
  return el(
    "div",
    { class: "rp-beside" },
    el(
      "div",
      { class: "rp-beside-own" },
      el(level, {}, ctx.t("compare.own")),
      own === null ? el("p", { class: "rp-quiet" }, ctx.t("own.none")) : prose(own),
    ),
    el(
      "div",
      { class: "rp-beside-model" },
      el(level, {}, ctx.t("compare.model")),
      prose(comparison.model_answer),
      el("div", { class: "rp-why" }, el("p", { class: "rp-note-label" }, ctx.t("compare.why")), prose(comparison.why)),
    ),
  );
}

function compare(ctx, screen, now) {
  const boxes = now.comparison.looks_for.map((one) =>
    tickBox(one.text, now.comparison.found.includes(one.behaviour), one.behaviour),
  );
  return panel(
    "rp-compare",
    ctx.t("compare.title"),
    el("p", { class: "rp-hint" }, ctx.t("compare.about")),
    sideBySide(ctx, now.own, now.comparison),
    now.own !== null &&
      el(
        "fieldset",
        { class: "rp-fieldset" },
        el("legend", {}, ctx.t("compare.find")),
        boxes.map((box) => box.element),
      ),
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("compare.continue"), () => ({
        do: "compare",
        seq: screen.seq,
        node: now.node,
        behaviours: boxes.filter((box) => box.input.checked).map((box) => box.input.value),
      })),
    ),
  );
}

// -------------------------------------------------------------------------------------------------------------- after

function reflect(ctx, screen, now) {
  const fields = now.questions.map((label, place) =>
    textField(ctx, {
      label,
      hint: ctx.t("private.hint"),
      rows: 3,
      draft: draftKey(screen, `reflect-${place}`),
      labelClass: "rp-question",
    }),
  );
  const command = (texts) => ({ do: "reflect", seq: screen.seq, texts });
  return panel(
    "rp-reflect",
    ctx.t("reflect.title"),
    el("p", {}, ctx.t("reflect.about")),
    fields.map((field) => field.element),
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("reflect.save"), () =>
        command(fields.map((field) => field.text() || null)),
      ),
      actionButton(ctx, { class: "rp-plain" }, ctx.t("reflect.skip"), () => command(fields.map(() => null))),
    ),
  );
}

function finish(ctx, screen) {
  return panel(
    "rp-finish",
    ctx.t("finish.title"),
    el("p", {}, ctx.t("finish.about")),
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("finish.open"), () => ({ do: "finish", seq: screen.seq })),
    ),
  );
}
