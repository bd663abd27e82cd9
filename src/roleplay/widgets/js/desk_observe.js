// An observer's tick-list: one tap ticks at the prompt that is shown. Ticks live in the page until they have arrived.
import { el, freshId, prose } from "./dom.js";
import { contentNote, link, oneOf, section, textField, tickBox } from "./parts.js";
import { brief, whileUp } from "./desk_stations.js";

const SEND_MS = 2_500;

/** The tick-list of one sitting. When it comes again it stays as it is, and takes over what is new. */
export function observeScreen(ctx, screen) {
  const known = ctx.memory.observe;
  if (known?.sitting === screen.sitting && known.state === phase(screen) && known.live.element.isConnected) {
    known.heard({ ...screen, kept: Object.fromEntries(screen.ticks.map((tick) => [tick.id, tick.undone])) });
    return { ...known.live, stays: true, settle: () => true };
  }
  const made = build(ctx, screen);
  ctx.memory.observe = { sitting: screen.sitting, state: phase(screen), ...made };
  return { ...made.live, settle: (before) => before?.path === screen.path };
}

const phase = (screen) => (screen.handed_in ? "handed-in" : screen.state);

function build(ctx, screen) {
  const key = `station-${screen.sitting}/ticks`;
  const names = new Map(screen.competencies.flatMap((one) => one.behaviours).map((one) => [one.id, one]));
  const places = new Map(screen.prompts.map((one, place) => [one.id, place]));
  const ticks = new Map(screen.ticks.map((tick) => [tick.id, { ...tick, sent: true }]));
  for (const tick of unsent()) {
    const there = ticks.get(tick.id);
    ticks.set(tick.id, { ...tick, sent: there !== undefined && there.undone === tick.undone });
  }
  const open = screen.state === "running" || screen.state === "ended";
  let reached = screen.reached;
  let shown = Math.max(0, reached - 1);
  let following = true;
  let order = [...ticks.keys()]; // in which they were ticked here, for taking the last one back

  const status = el("p", { class: "rp-visually-hidden", role: "status" });
  const sending = el("p", { class: "rp-hint rp-observe-sending", role: "status" });
  const place = el("section", { class: "rp-observe-prompt", "aria-live": "polite" });
  const groups = el("div", { class: "rp-observe-groups" });
  const list = el("div", { class: "rp-observe-list" });
  const undo = el("button", { type: "button", class: "rp-secondary" }, ctx.t("desk.observe.undo"));
  const back = el("button", { type: "button", class: "rp-secondary" }, ctx.t("desk.observe.back"));
  const on = el("button", { type: "button", class: "rp-secondary" }, ctx.t("desk.observe.on"));
  const follow = el("button", { type: "button", class: "rp-secondary" }, ctx.t("desk.observe.follow"));
  const here = el("ul", { class: "rp-observe-here-list" });
  const buttons = new Map();
  const others = []; // what is not the prompt's own, in folds

  // ------------------------------------------------------------------------------------------------ what is kept

  function unsent() {
    try {
      return JSON.parse(ctx.drafts.get(key) || "[]");
    } catch {
      return [];
    }
  }

  function save() {
    ctx.drafts.set(key, JSON.stringify(waiting().map(plain)));
    const n = waiting().length;
    const text = n ? ctx.t("desk.observe.unsent", { n }) : ticks.size ? ctx.t("desk.observe.all-sent") : "";
    if (sending.textContent !== text) sending.textContent = text;
  }

  const waiting = () => [...ticks.values()].filter((tick) => !tick.sent);
  const plain = ({ id, behaviour, prompt, undone }) => ({ id, behaviour, prompt, undone });
  const standing = (behaviour, prompt) => [...ticks.values()].filter((tick) => !tick.undone && tick.behaviour === behaviour && tick.prompt === prompt);

  function pushOut() {
    const some = waiting().map(plain);
    if (!open) return ctx.send({ do: "station_watch", sitting: screen.sitting });
    ctx.send(some.length ? { do: "station_tick", sitting: screen.sitting, ticks: some } : { do: "station_watch", sitting: screen.sitting });
  }

  function heard(news) {
    for (const [id, undone] of Object.entries(news.kept ?? {})) {
      const tick = ticks.get(id);
      if (tick && tick.undone === undone) tick.sent = true;
    }
    save();
    if (news.state !== screen.state || news.handed_in !== screen.handed_in) return ctx.send({ do: "resync" });
    if (news.reached > reached) {
      reached = news.reached;
      if (following) show(reached - 1);
      else status.textContent = ctx.t("desk.observe.moved", { n: reached });
      paintMoves();
    }
  }

  // ------------------------------------------------------------------------------------------------------ ticking

  function toggle(behaviour, prompt = screen.prompts[shown].id) {
    const there = standing(behaviour, prompt);
    const what = names.get(behaviour).text;
    const n = places.get(prompt) + 1;
    if (there.length) {
      for (const tick of there) Object.assign(tick, { undone: true, sent: false });
      order = order.filter((id) => !there.some((tick) => tick.id === id));
      status.textContent = ctx.t("desk.observe.said.off", { n, what });
    } else {
      const id = crypto.getRandomValues(new Uint32Array(3)).join("-");
      ticks.set(id, { id, behaviour, prompt, undone: false, sent: false });
      order.push(id);
      status.textContent = ctx.t("desk.observe.said.on", { n, what });
    }
    save();
    paintTicks();
    pushOut();
  }

  function takeBack() {
    const last = order.map((id) => ticks.get(id)).filter((tick) => tick && !tick.undone).pop();
    if (last) toggle(last.behaviour, last.prompt);
  }

  // ----------------------------------------------------------------------------------------------------- painting

  function show(next) {
    shown = Math.min(screen.prompts.length - 1, Math.max(0, next));
    const prompt = screen.prompts[shown];
    place.replaceChildren(
      el("h2", { tabindex: "-1" }, ctx.t("desk.observe.prompt", { n: shown + 1, all: screen.prompts.length })),
      prompt.do ? el("p", { class: "rp-cue" }, prompt.do) : "",
      el("p", { class: "rp-observe-say" }, `${screen.actor}: “${prompt.say}”`),
      el("details", { class: "rp-details" }, el("summary", {}, ctx.t("desk.observe.listen")), prose(prompt.listen_for)),
    );
    sort();
    paintMoves();
    paintTicks();
  }

  function paintMoves() {
    back.setAttribute("aria-disabled", String(shown === 0));
    on.setAttribute("aria-disabled", String(shown === screen.prompts.length - 1));
    follow.hidden = following || screen.state !== "running";
  }

  function move(step) {
    following = false;
    show(shown + step);
  }

  function paintTicks() {
    const prompt = screen.prompts[shown];
    for (const [id, button] of buttons) button.setAttribute("aria-pressed", String(standing(id, prompt.id).length > 0));
    for (const { summary, title, ids } of others) {
      const n = ids.filter((id) => !prompt.opens.includes(id) && standing(id, prompt.id).length).length;
      summary.textContent = n ? `${title} (${ctx.t("desk.observe.some", { n })})` : title;
    }
    paintList();
  }

  function paintList() {
    const found = [...ticks.values()].filter((tick) => !tick.undone);
    const kept = new Map();
    for (const tick of found) kept.set(`${tick.prompt} ${tick.behaviour}`, tick);
    const rows = screen.prompts.map((prompt, n) => {
      const some = [...kept.values()].filter((tick) => tick.prompt === prompt.id);
      if (!some.length) return null;
      return el(
        "li",
        {},
        el("h3", {}, ctx.t("desk.observe.at", { n: n + 1 })),
        screen.state === "ended" && n >= reached && el("p", { class: "rp-observe-beyond" }, ctx.t("desk.observe.beyond")),
        el(
          "ul",
          {},
          some.map((tick) => {
            const what = names.get(tick.behaviour).text;
            const button = el(
              "button",
              { type: "button", class: "rp-plain", "aria-label": ctx.t("desk.observe.untick.label", { n: n + 1, what }) },
              ctx.t("desk.observe.untick"),
            );
            button.addEventListener("click", () => {
              toggle(tick.behaviour, tick.prompt);
              heading.focus();
            });
            return el("li", { class: "rp-observe-tick" }, el("span", {}, what), open && !screen.handed_in && button);
          }),
        ),
      );
    });
    list.replaceChildren(kept.size ? el("ol", { class: "rp-observe-ticked" }, rows) : el("p", { class: "rp-hint" }, ctx.t("desk.observe.ticked.none")));
    undo.setAttribute("aria-disabled", String(!order.some((id) => ticks.get(id) && !ticks.get(id).undone)));
  }

  function buttonOf(behaviour) {
    const button = el(
      "button",
      { type: "button", class: `rp-observe-button rp-observe-${behaviour.kind}`, "aria-pressed": "false" },
      el("span", { class: "rp-observe-text" }, behaviour.text),
      el(
        "span",
        { class: "rp-observe-facts" },
        ctx.t(`desk.observe.kind.${behaviour.kind}`),
        behaviour.required && `, ${ctx.t("desk.observe.required")}`,
      ),
      el("span", { class: "rp-observe-example" }, ctx.t("desk.observe.example", { text: behaviour.example })),
    );
    button.addEventListener("click", () => open && toggle(behaviour.id));
    if (!open) button.setAttribute("aria-disabled", "true");
    buttons.set(behaviour.id, button);
    return button;
  }

  function folded(title, behaviours) {
    const summary = el("summary", {}, title);
    const inside = el("ul", {});
    others.push({ inside, summary, title, ids: behaviours.map((one) => one.id) });
    return el("details", { class: "rp-details" }, summary, inside);
  }

  /** What the prompt calls for stands above, everything else below it, in its competency. */
  function sort() {
    const prompt = screen.prompts[shown];
    here.replaceChildren(...prompt.opens.map((id) => el("li", {}, buttons.get(id))));
    for (const { inside, ids } of others) {
      inside.replaceChildren(...ids.filter((id) => !prompt.opens.includes(id)).map((id) => el("li", {}, buttons.get(id))));
    }
  }

  // --------------------------------------------------------------------------------------------------- handing in

  function handIn() {
    const sure = oneOf(
      ctx.t("desk.observe.sure"),
      "sure",
      [1, 2, 3].map((value) => ({ value: String(value), label: ctx.t(`desk.observe.sure.${value}`) })),
      "2",
    );
    const none = screen.competencies.map((one) => tickBox(one.title, false, one.id));
    const lived = tickBox(ctx.t("desk.observe.lived"), false);
    const note = textField(ctx, { label: ctx.t("desk.observe.note"), hint: ctx.t("desk.observe.note.hint"), rows: 3, draft: `station-${screen.sitting}/note` });
    const send = el("button", { type: "button", class: "rp-primary" }, ctx.t("desk.observe.hand-in.send"));
    send.addEventListener("click", (event) =>
      ctx.act(
        send,
        () => ({
          do: "station_hand_in",
          sitting: screen.sitting,
          ticks: waiting().map(plain),
          none: none.filter(({ input }) => input.checked).map(({ input }) => input.value),
          confidence: Number(sure.value()),
          lived: lived.input.checked,
          note: note.text() || null,
        }),
        event,
      ),
    );
    return section(
      ctx.t("desk.observe.hand-in.title"),
      { class: "rp-observe-hand-in" },
      el(
        "fieldset",
        { class: "rp-fieldset" },
        el("legend", {}, ctx.t("desk.observe.none")),
        el("p", { class: "rp-hint" }, ctx.t("desk.observe.none.hint")),
        none.map(({ element }) => element),
      ),
      sure.element,
      lived.element,
      note.element,
      el("div", { class: "rp-actions" }, send),
    );
  }

  back.addEventListener("click", () => move(-1));
  on.addEventListener("click", () => move(1));
  undo.addEventListener("click", takeBack);
  follow.addEventListener("click", () => {
    following = true;
    show(reached - 1);
    on.focus();
  });
  const examples = el("button", { type: "button", class: "rp-plain", "aria-pressed": "false" }, ctx.t("desk.observe.examples"));
  examples.addEventListener("click", () => {
    const wanted = groups.toggleAttribute("data-examples");
    examples.setAttribute("aria-pressed", String(wanted));
  });
  const headingId = freshId("ticked");
  const heading = el("h2", { id: headingId, tabindex: "-1" }, ctx.t("desk.observe.ticked"));
  const lead = { asked: "waits", agreed: "waits", ended: "over", off: "off" }[screen.state];
  const all = screen.competencies.flatMap((one) => one.behaviours);
  all.forEach(buttonOf);
  const helpful = (one) => one.behaviours.filter(({ kind }) => kind !== "harmful");
  groups.append(
    section(ctx.t("desk.observe.here"), { class: "rp-observe-group" }, here),
    section(
      ctx.t("desk.observe.else"),
      { class: "rp-observe-group" },
      screen.competencies.map((one) => folded(one.title, helpful(one))),
      folded(ctx.t("desk.observe.harm"), all.filter(({ kind }) => kind === "harmful")),
    ),
    examples,
  );
  const element = el(
    "div",
    { class: "rp-page-body rp-observe" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.list_path, {}, ctx.t("desk.station.list"))),
      el("h1", { tabindex: "-1" }, screen.title),
      screen.handed_in
        ? [
            el("p", { class: "rp-lead" }, ctx.t("desk.observe.handed-in")),
            el("p", {}, ctx.t("desk.observe.handed-in.about")),
            screen.attempt_path && link(ctx, screen.attempt_path, { class: "rp-primary" }, ctx.t("desk.observe.to-desk")),
          ]
        : [
            el("p", { class: "rp-lead" }, ctx.t(lead ? `desk.observe.${lead}` : "desk.observe.lead", { mentor: screen.mentor, trainee: screen.trainee })),
            !open && contentNote(ctx, screen.content_notes),
          ],
    ),
    status,
    !screen.handed_in &&
      screen.state !== "off" && [
        el("div", { class: "rp-observe-place" }, place, el("div", { class: "rp-observe-moves" }, back, on, follow), open && el("div", { class: "rp-observe-undo" }, undo, sending)),
        groups,
        el("section", { class: "rp-section", "aria-labelledby": headingId }, heading, list),
        screen.state === "ended" && handIn(),
      ],
  );
  const live = { element, news: heard };
  show(shown);
  save();
  if (!screen.handed_in) whileUp(element, SEND_MS, pushOut);
  if (screen.handed_in) ctx.drafts.forget(`station-${screen.sitting}`);
  return { live, heard };
}

// ------------------------------------------------------------------------------------------------------ on paper

/** The actor's script and the observers' tick-list, to be printed. */
export function paperScreen(ctx, screen) {
  const { script, sitting } = screen;
  return el(
    "div",
    { class: "rp-page-body rp-paper" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb rp-no-print" }, link(ctx, screen.back_path, {}, ctx.t("desk.paper.back"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-no-print" }, ctx.t("desk.paper.about")),
      el("button", { type: "button", class: "rp-primary rp-no-print", onclick: () => window.print() }, ctx.t("desk.paper.print")),
    ),
    section(
      ctx.t("desk.paper.script"),
      { class: "rp-paper-script" },
      el("p", {}, ctx.t("desk.paper.sitting", { trainee: sitting.trainee, actor: sitting.actor || ctx.t("desk.stations.team") })),
      brief(ctx, script),
      el(
        "ol",
        { class: "rp-paper-prompts" },
        script.prompts.map((one) =>
          el("li", {}, one.do && el("p", { class: "rp-cue" }, one.do), el("p", { class: "rp-script-say" }, one.say), one.beneath && el("p", { class: "rp-hint" }, `${ctx.t("desk.script.beneath")}: ${one.beneath}`), el("p", {}, `${ctx.t("desk.script.again")}: ${one.again}`)),
        ),
      ),
      el("p", {}, script.close),
      el("h3", {}, ctx.t("desk.after.title")),
      el("ol", {}, script.part.afterwards.map((one) => el("li", {}, one))),
    ),
    section(
      ctx.t("desk.paper.list"),
      { class: "rp-paper-list" },
      el("p", {}, ctx.t("desk.paper.names")),
      el("ol", { class: "rp-paper-prompts" }, screen.prompts.map((one) => el("li", {}, el("p", {}, one.say), el("p", { class: "rp-hint" }, one.listen_for)))),
      screen.competencies.map((one) => paperTable(ctx, screen.prompts, one)),
    ),
  );
}

function paperTable(ctx, prompts, one) {
  const kinds = { basic: "", advanced: ` (${ctx.t("desk.observe.kind.advanced")})`, harmful: ` (${ctx.t("desk.observe.kind.harmful")})` };
  return el(
    "div",
    { class: "rp-paper-table", tabindex: "0", role: "region", "aria-label": one.title },
    el(
      "table",
      {},
      el("caption", {}, `${one.title}    ☐ ${ctx.t("desk.paper.none")}`),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, ctx.t("desk.paper.behaviour")), prompts.map((_, place) => el("th", { scope: "col" }, place + 1)))),
      el(
        "tbody",
        {},
        [...one.behaviours].sort((a, b) => (a.kind === "harmful") - (b.kind === "harmful")).map((behaviour) =>
          el("tr", {}, el("th", { scope: "row" }, behaviour.text, kinds[behaviour.kind]), prompts.map((prompt) => el("td", {}, prompt.opens.includes(behaviour.id) ? "◻" : "·"))),
        ),
      ),
    ),
  );
}
