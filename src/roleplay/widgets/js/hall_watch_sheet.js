// An observer's sheet: where the workshop stands, and what is ticked. Ticks live in the page until they have arrived.
import { el, freshId, prose } from "./dom.js";
import { clock } from "./hall_watch.js";
import { actionButton, link, section, textField, tickBox } from "./parts.js";

const SEND_MS = 5_000;

/** The sheet of one watch. When it comes again while it is ticked on, it stays as it is and takes over what is new. */
export function watchScreen(ctx, screen) {
  const known = ctx.memory.watch;
  if (known?.key === keyOf(screen) && known.live.element.isConnected) {
    known.heard({ stage: screen.stage, kept: Object.fromEntries(screen.ticks.map((tick) => [tick.id, tick.undone])), minutes: screen.minutes });
    return { ...known.live, stays: true, settle: () => true };
  }
  const made = build(ctx, screen);
  ctx.memory.watch = { key: keyOf(screen), ...made };
  return made.live;
}

const keyOf = (screen) => `${screen.watch} ${screen.there}`;

function build(ctx, screen) {
  const shadowing = screen.kind === "shadowing";
  const key = `watch-${screen.watch}/ticks`;
  const names = new Map(screen.competencies.flatMap((one) => one.behaviours).map((one) => [one.id, one]));
  const ticks = new Map(screen.ticks.map((tick) => [tick.id, { ...tick, when: Date.parse(tick.at), sent: true }]));
  for (const tick of unsent()) {
    const there = ticks.get(tick.id);
    ticks.set(tick.id, { ...tick, sent: there !== undefined && there.undone === tick.undone });
  }
  let stage = screen.stage;

  const status = el("p", { class: "rp-visually-hidden", role: "status" });
  const sending = el("p", { class: "rp-hint", role: "status" });
  const now = el("section", { class: "rp-watch-now", "aria-live": "polite" });
  const list = el("div", { class: "rp-watch-list" });
  const undo = el("button", { type: "button", class: "rp-secondary" }, ctx.t("hall.watch.undo"));
  const buttons = new Map();
  const folds = [];

  // ------------------------------------------------------------------------------------------------ what is kept

  function unsent() {
    try {
      return JSON.parse(ctx.drafts.get(key) || "[]");
    } catch {
      return [];
    }
  }

  const waiting = () => [...ticks.values()].filter((tick) => !tick.sent);
  const standing = () => [...ticks.values()].filter((tick) => !tick.undone).sort((a, b) => a.when - b.when);

  function save() {
    ctx.drafts.set(key, JSON.stringify(waiting()));
    const n = waiting().length;
    const text = n ? ctx.t("hall.watch.unsent", { n }) : ticks.size ? ctx.t("hall.watch.all-sent") : "";
    if (sending.textContent !== text) sending.textContent = text;
  }

  function told() {
    return waiting().map(({ id, behaviour, seq, when, undone }) => ({
      id,
      behaviour,
      seq,
      ago: Math.min(86_400, Math.max(0, Math.round((Date.now() - when) / 1000))),
      undone,
    }));
  }

  function pushOut() {
    if (waiting().length) ctx.send({ do: "watch_tick", watch: screen.watch, ticks: told() });
  }

  function heard(news) {
    for (const [id, undone] of Object.entries(news.kept ?? {})) {
      const tick = ticks.get(id);
      if (tick && tick.undone === undone) tick.sent = true;
    }
    save();
    if (news.stage && news.stage.seq >= stage.seq) {
      stage = news.stage;
      paintNow();
    }
  }

  // ------------------------------------------------------------------------------------------------------ ticking

  function tick(behaviour) {
    const id = crypto.getRandomValues(new Uint32Array(3)).join("-");
    ticks.set(id, { id, behaviour, seq: stage.seq, when: Date.now(), section: stage.section, undone: false, sent: false });
    status.textContent = ctx.t("hall.watch.said.on", { what: names.get(behaviour).text });
    changed();
  }

  function takeBack(one) {
    Object.assign(one, { undone: true, sent: false });
    status.textContent = ctx.t("hall.watch.said.off", { what: names.get(one.behaviour).text });
    changed();
  }

  function changed() {
    save();
    paintTicks();
    pushOut();
  }

  // ----------------------------------------------------------------------------------------------------- painting

  function paintNow() {
    const { doing, n, of } = stage;
    const what = ctx.t(`hall.watch.doing.${doing}`, { number: n, of });
    now.replaceChildren(
      el("h2", {}, stage.section || ctx.t("hall.watch.now.title")),
      el("p", { class: "rp-watch-doing" }, what),
      el("p", { class: "rp-hint" }, ctx.t("hall.watch.people", { n: stage.people })),
    );
  }

  function paintTicks() {
    const found = standing();
    for (const [id, { count }] of buttons) {
      const n = found.filter((one) => one.behaviour === id).length;
      count.textContent = n ? ctx.t("hall.watch.times", { n }) : "";
      count.parentElement.toggleAttribute("data-seen", n > 0);
    }
    for (const { summary, title, ids } of folds) {
      const n = found.filter((one) => ids.includes(one.behaviour)).length;
      summary.textContent = n ? `${title} (${ctx.t("hall.watch.seen", { n })})` : title;
    }
    undo.setAttribute("aria-disabled", String(found.length === 0));
    list.replaceChildren(found.length ? el("ol", { class: "rp-watch-ticked" }, [...found].reverse().map(row)) : el("p", { class: "rp-hint" }, ctx.t("hall.watch.ticked.none")));
  }

  function row(one) {
    const what = names.get(one.behaviour)?.text ?? "";
    const time = clock(new Date(one.when).toISOString());
    const off = el("button", { type: "button", class: "rp-plain", "aria-label": ctx.t("hall.watch.untick.label", { time, what }) }, ctx.t("hall.watch.untick"));
    off.addEventListener("click", () => {
      takeBack(one);
      heading.focus();
    });
    return el(
      "li",
      {},
      el("div", {}, el("p", { class: "rp-hint" }, el("time", {}, time), " ", one.section || ctx.t("hall.watch.before")), el("p", {}, what)),
      off,
    );
  }

  function buttonOf(behaviour) {
    const count = el("span", { class: "rp-watch-count" });
    const facts = [ctx.t(`hall.watch.kind.${behaviour.kind}`), behaviour.required && ctx.t("hall.watch.required")].filter(Boolean).join(", ");
    const button = el(
      "button",
      { type: "button", class: `rp-watch-button rp-watch-${behaviour.kind}` },
      el("span", { class: "rp-watch-text" }, behaviour.text),
      el("span", { class: "rp-watch-facts" }, facts),
      count,
      el("span", { class: "rp-watch-example" }, ctx.t("hall.watch.example", { text: behaviour.example })),
    );
    button.addEventListener("click", () => tick(behaviour.id));
    buttons.set(behaviour.id, { count });
    return el("li", {}, button);
  }

  function fold(one) {
    const summary = el("summary", {}, one.title);
    folds.push({ summary, title: one.title, ids: one.behaviours.map(({ id }) => id) });
    return el("details", { class: "rp-details", open: one === screen.competencies[0] }, summary, el("p", { class: "rp-hint" }, one.about), el("ul", { class: "rp-watch-buttons" }, one.behaviours.map(buttonOf)));
  }

  // --------------------------------------------------------------------------------------------------- handing in

  function handIn() {
    const none = screen.competencies.map((one) => tickBox(one.title, false, one.id));
    const minutesId = freshId("minutes");
    const minutes = el("input", { type: "number", id: minutesId, min: "0", inputmode: "numeric", "aria-describedby": `${minutesId}-hint` });
    const note = textField(ctx, {
      label: ctx.t(shadowing ? "hall.watch.reflection" : "hall.watch.note", { name: screen.facilitator }),
      hint: ctx.t(shadowing ? "hall.watch.reflection.hint" : "hall.watch.note.hint", { name: screen.facilitator }),
      rows: 5,
      draft: `watch-${screen.watch}/note`,
    });
    const send = actionButton(ctx, { class: "rp-primary" }, ctx.t(shadowing ? "hall.watch.log.send" : "hall.watch.hand-in.send"), () => ({
      do: "watch_hand_in",
      watch: screen.watch,
      ticks: told(),
      none: none.filter(({ input }) => input.checked).map(({ input }) => input.value),
      minutes: /^\d{1,4}$/.test(minutes.value.trim()) ? Number(minutes.value) : null,
      note: note.text() || null,
    }));
    return section(
      ctx.t(shadowing ? "hall.watch.log.title" : "hall.watch.hand-in.title"),
      { class: "rp-watch-hand-in" },
      el("p", {}, ctx.t(shadowing ? "hall.watch.log.about" : "hall.watch.hand-in.about", { name: screen.facilitator })),
      none.length > 0 &&
        el(
          "fieldset",
          { class: "rp-fieldset" },
          el("legend", {}, ctx.t("hall.watch.none")),
          el("p", { class: "rp-hint" }, ctx.t("hall.watch.none.hint")),
          none.map(({ element }) => element),
        ),
      note.element,
      el(
        "div",
        { class: "rp-field" },
        el("label", { for: minutesId }, ctx.t("hall.watch.minutes")),
        el("p", { class: "rp-hint", id: `${minutesId}-hint` }, ctx.t("hall.watch.minutes.hint")),
        minutes,
      ),
      el("div", { class: "rp-actions" }, send),
    );
  }

  undo.addEventListener("click", () => {
    const last = standing().pop();
    if (last) takeBack(last);
  });
  const headingId = freshId("ticked");
  const heading = el("h2", { id: headingId, tabindex: "-1" }, ctx.t("hall.watch.ticked"));
  const groups = el("div", { class: "rp-watch-groups" }, screen.competencies.map(fold));
  const examples = el("button", { type: "button", class: "rp-plain", "aria-pressed": "false" }, ctx.t("hall.watch.examples"));
  examples.addEventListener("click", () => examples.setAttribute("aria-pressed", String(groups.toggleAttribute("data-examples"))));
  const here = actionButton(ctx, { class: "rp-primary" }, ctx.t("hall.watch.here"), () => ({ do: "watch_here", watch: screen.watch }));
  const off = actionButton(ctx, { class: "rp-plain" }, ctx.t("hall.watch.decline"), () => ({ do: "watch_off", watch: screen.watch }));
  const element = el(
    "div",
    { class: "rp-page-body rp-watch" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.list_path, {}, ctx.t("hall.watch.list"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(shadowing ? "hall.watch.lead.shadowing" : "hall.watch.lead.assessment", { name: screen.facilitator })),
    ),
    status,
    el(
      "div",
      { class: "rp-watch-live" },
      el("div", { class: "rp-watch-place" }, now, !screen.there ? el("div", { class: "rp-actions" }, here, off) : !shadowing && el("div", { class: "rp-watch-undo" }, undo, sending)),
      !screen.there && el("p", { class: "rp-hint" }, ctx.t("hall.watch.here.about")),
      screen.there && shadowing && section(ctx.t("hall.watch.look"), {}, el("ul", { class: "rp-watch-look" }, ["1", "2", "3", "4"].map((n) => el("li", {}, ctx.t(`hall.watch.look.${n}`)))), prose(ctx.t("hall.watch.look.about"))),
      screen.there && !shadowing && [section(ctx.t("hall.watch.tick"), {}, el("p", { class: "rp-hint" }, ctx.t("hall.watch.tick.about")), examples, groups), el("section", { class: "rp-section", "aria-labelledby": headingId }, heading, list)],
    ),
    screen.there && handIn(),
  );
  const live = { element, news: heard };
  paintNow();
  paintTicks();
  save();
  if (screen.there) {
    let up = false;
    const timer = setInterval(() => {
      up ||= element.isConnected;
      if (up && !element.isConnected) clearInterval(timer);
      else pushOut();
    }, SEND_MS);
  }
  return { live, heard };
}
