// The preview: the conversation as a trainee meets it, from any place, and beside it what only the author sees.
import { el, freshId, inline, prose, put, reveal } from "./dom.js";
import { actionButton, castList, contentNote, personaCard, textField, tickBox } from "./parts.js";
import { blocksOf, numberedBlock } from "./conversation.js";
import { countWords } from "./words.js";
import { partsScreen } from "./author_keep.js";
import { fileHead, fold, staleNote } from "./author_parts.js";
import { behind } from "./author_behind.js";
import { setupForm } from "./author_setup.js";

/** Build the preview. */
export function authorPreviewScreen(ctx, screen) {
  const { values, site, nodes, profiles, items, now, seq } = screen;
  const declared = [...values, ...site].map(({ name, start, low, high, words, read }) => [
    name,
    start,
    low,
    high,
    words,
    read,
  ]);
  const cast = [screen.mentor, screen.cast, screen.medium];
  const built = partsScreen(
    ctx,
    screen,
    "rp-author-preview",
    {
      head: [
        [screen.title, screen.stale, screen.file_path, screen.map_path, cast, screen.setting],
        () => head(ctx, screen),
      ],
      setup: [[declared, nodes, profiles, screen.profile, screen.start], () => setup(ctx, screen)],
      talk: [[items, cast], (place) => talk(ctx, screen, place)],
      now: [[now, seq, screen.can_undo, cast], () => asked(ctx, screen)],
      behind: [
        [now, values, site, screen.ticks, screen.levels, screen.met_standard, screen.node],
        () => behind(ctx, screen),
      ],
    },
    (before) => follow(ctx, before, screen),
  );
  built.element.dataset.medium = screen.medium;
  return { ...built, key: (event) => pressKey(ctx, built.element, event) };
}

/** After a step reading goes on where it led; after a change of the file the author stays where they are. */
function follow(ctx, before, screen) {
  const stepped = before.seq !== screen.seq || JSON.stringify(before.items) !== JSON.stringify(screen.items);
  if (screen.news.length || !stepped) return;
  reveal(
    ctx.memory.up.element.querySelector(".rp-log > :last-child") ?? ctx.memory.up.element.querySelector(".rp-panel"),
  );
}

function head(ctx, screen) {
  const paths = { file_path: screen.file_path, preview_path: screen.path, map_path: screen.map_path };
  return fileHead(
    ctx,
    screen,
    { here: "preview", code: screen.file.replace(/^\d+\//, ""), playable: true, ...paths },
    screen.stale && staleNote(ctx, screen.file_path),
    fold(
      "reread",
      ctx.t("reread"),
      el(
        "div",
        { class: "rp-reread-body" },
        screen.content_notes && contentNote(ctx, screen.content_notes),
        el("div", { class: "rp-prose" }, prose(screen.setting)),
        personaCard(ctx, screen.mentor, "h2"),
        castList(ctx, screen.cast),
      ),
    ),
  );
}

function setup(ctx, screen) {
  const form = setupForm(ctx, screen);
  const folded = fold("setup", [ctx.t("author.ui.setup"), " ", el("code", {}, screen.start)], form.element);
  ctx.memory.startHere = () => {
    folded.open = true;
    form.fill(ctx.memory.up.screen);
  };
  return folded;
}

// ------------------------------------------------------------------------------------------------------- conversation

/** The transcript grows where it can, so that only what is new is announced; after a step back it is built again. */
function talk(ctx, screen, place) {
  const texts = screen.items.map((item) => JSON.stringify(item));
  const cast = JSON.stringify([screen.cast, screen.mentor]);
  const last = ctx.memory.talk;
  const grows = last?.place === place && last.cast === cast && last.texts.every((text, at) => text === texts[at]);
  const log = grows ? last.log : el("div", { class: "rp-log", role: "log", "aria-label": ctx.t("log.label") });
  const begun = log.childElementCount;
  const added = screen.items.slice(grows ? last.texts.length : 0);
  put(
    log,
    blocksOf(added).map((items, at) => numberedBlock(ctx, screen, items, begun + at)),
  );
  ctx.memory.talk = { place, log, texts, cast };
  if (grows) return place;
  return [thoughts(ctx), log];
}

function thoughts(ctx) {
  const box = tickBox(ctx.t("author.ui.thoughts"), ctx.memory.thoughts ?? false);
  const show = () => {
    ctx.memory.thoughts = box.input.checked;
    box.input.closest(".rp-author")?.classList.toggle("rp-thoughts-shown", box.input.checked);
  };
  box.input.dataset.keep = "thoughts";
  box.input.addEventListener("change", show);
  queueMicrotask(show);
  return box.element;
}

function asked(ctx, screen) {
  const panels = { choices, reply, end };
  return [
    panels[screen.now.kind](ctx, screen, screen.now),
    el(
      "div",
      { class: "rp-actions rp-steps-back" },
      actionButton(
        ctx,
        { class: "rp-secondary rp-small", "data-keep": "undo", "aria-disabled": screen.can_undo ? null : "true" },
        ctx.t("author.ui.undo"),
        () => (screen.can_undo ? { do: "undo", seq: screen.seq } : null),
      ),
      actionButton(ctx, { class: "rp-plain rp-small", "data-keep": "restart" }, ctx.t("author.ui.restart"), () => ({
        do: "restart",
      })),
      screen.now.kind === "choices" && keyHint(ctx),
    ),
  ];
}

function panel(className, heading, ...children) {
  const id = freshId("now");
  return el(
    "section",
    { class: `rp-panel ${className}`, "aria-labelledby": id, tabindex: "-1", "data-keep": "now" },
    el("h2", { id }, heading),
    children,
  );
}

function choices(ctx, screen, now) {
  const id = freshId("response");
  const shown = now.choices.filter((choice) => choice.place !== null);
  return el(
    "div",
    { class: "rp-panel rp-response", tabindex: "-1", role: "group", "aria-labelledby": id, "data-keep": "now" },
    el("div", { class: "rp-response-head" }, el("h2", { id }, ctx.t("response.label")), el("code", {}, screen.node)),
    el(
      "div",
      { class: "rp-choices" },
      shown.map((choice) => choiceButton(ctx, screen, choice)),
    ),
  );
}

function choiceButton(ctx, screen, choice) {
  const id = freshId("choice");
  const open = choice.state === "open";
  const number = choice.place < 10 ? String(choice.place) : null;
  const button = actionButton(
    ctx,
    {
      class: "rp-choice",
      "data-number": number,
      "data-keep": `choice/${choice.id}`,
      "aria-disabled": open ? null : "true",
      "aria-describedby": open ? null : `${id}-reason`,
    },
    [
      number && el("kbd", { class: "rp-number", "aria-hidden": "true" }, number),
      el("span", { class: "rp-choice-text" }, inline(choice.text)),
    ],
    () => (open ? { do: "take", seq: screen.seq, choice: choice.id } : null),
  );
  if (open) return button;
  const reason = el("p", { class: "rp-reason", id: `${id}-reason` }, ctx.t("closed.label"), " ", choice.reason ?? "");
  return el("div", { class: "rp-closed" }, button, reason);
}

function reply(ctx, screen, now) {
  const field = textField(ctx, {
    label: now.prompt,
    hint: "",
    rows: 5,
    draft: `${screen.file}/${screen.seq}/${screen.node}`,
    labelClass: "rp-question",
  });
  field.field.dataset.keep = "reply";
  const count = () => {
    field.hintNode.textContent = ctx.t("reply.count", { n: countWords(field.field.value), max: now.max_words });
  };
  field.field.addEventListener("input", count);
  count();
  const command = (text) => ({ do: "write", seq: screen.seq, text });
  return panel(
    "rp-write",
    ctx.t("reply.title"),
    el("p", { class: "rp-hint" }, ctx.t("reply.persona", { name: screen.mentor.name })),
    field.element,
    el(
      "div",
      { class: "rp-actions" },
      actionButton(ctx, { class: "rp-primary" }, ctx.t("reply.send"), () => {
        if (field.text()) return command(field.text());
        field.refuse(ctx.t("reply.empty"));
        return null;
      }),
      actionButton(ctx, { class: "rp-plain", "data-keep": "skip" }, ctx.t("reply.skip"), () => command(null)),
    ),
  );
}

function end(ctx, _screen, now) {
  return panel(
    "rp-finish",
    ctx.t("finish.title"),
    now.reflect.length > 0 && [
      el("p", {}, ctx.t("author.ui.reflect")),
      el(
        "ul",
        { class: "rp-dots" },
        now.reflect.map((one) => el("li", {}, inline(one))),
      ),
    ],
  );
}

// --------------------------------------------------------------------------------------------------------------- keys

function keyHint(ctx) {
  const words = el("span", {});
  const toggle = el("button", { type: "button", class: "rp-plain rp-small", "data-keep": "keys" });
  const say = () => {
    words.textContent = ctx.t(ctx.keys.on ? "author.ui.keys.on" : "keys.off");
    toggle.textContent = ctx.t(ctx.keys.on ? "keys.turn-off" : "keys.turn-on");
    ctx.root.classList.toggle("rp-keys-off", !ctx.keys.on);
  };
  toggle.addEventListener("click", () => {
    ctx.keys.on = !ctx.keys.on;
    say();
  });
  say();
  return el("p", { class: "rp-keys" }, words, " ", toggle);
}

function pressKey(ctx, element, event) {
  if (!ctx.keys.on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const wanted = /^[1-9]$/.test(event.key)
    ? `.rp-choice[data-number="${event.key}"]`
    : event.key === "u" && "[data-keep=undo]";
  const button = wanted && element.querySelector(wanted);
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}
