// The queue: what there is to mark in a cohort, who is asked for it, and what comes next. Everything goes by key, too.
import { openDialog } from "./care.js";
import { el, freshId, hiddenText, icon } from "./dom.js";
import { actionButton, link } from "./parts.js";

const STATES = ["waiting", "unmarked", "needs-second", "disagrees", "agreed", "adjudicated", "returned", "all"];
const KEYS = [["j", "k"], ["Enter"], ["x"], ["/"], ["n"], ["?"]];
const NAMES = ["row", "open", "choose", "filter", "next", "help"];
const WRITING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";

/** Build the queue. */
export function queueScreen(ctx, screen) {
  if (screen.empty === "cohorts") return { element: page(ctx, screen, noCohort(ctx)) };
  const chosen = chosenIn(ctx, screen);
  const tools = toolbar(ctx, screen, chosen);
  const list = rows(ctx, screen, chosen, tools);
  const filters = filterForm(ctx, screen);
  const element = page(
    ctx,
    screen,
    head(ctx, screen),
    el(
      "div",
      { class: "rp-queue-work" },
      filters.element,
      screen.undo && undoLine(ctx, screen),
      tools.element,
      list.element,
      pager(ctx, screen),
    ),
  );
  return {
    element,
    key: keys(ctx, screen, list, filters),
    news: (message) => arrived(ctx, screen, message),
    settle: (before) => list.settle(before, filters),
  };
}

function page(ctx, screen, ...children) {
  return el(
    "div",
    { class: "rp-page-body rp-queue" },
    el("header", { class: "rp-head" }, el("h1", { tabindex: "-1" }, screen.cohort ? screen.cohort.name : screen.title), children[0]),
    children.slice(1),
  );
}

function noCohort(ctx) {
  return el("div", { class: "rp-queue-empty" }, el("p", {}, ctx.t("desk.queue.empty.cohorts")), el("p", { class: "rp-hint" }, ctx.t("desk.queue.empty.cohorts.fix")));
}

// --------------------------------------------------------------------------------------------------------------- head

function head(ctx, screen) {
  const { tally, may } = screen;
  const said = [ctx.t("desk.queue.waiting", { n: tally.waiting })];
  if (tally.mine) said.push(ctx.t("desk.queue.mine", { n: tally.mine }));
  if (tally.states.disagrees) said.push(ctx.t("desk.queue.disagreeing", { n: tally.states.disagrees }));
  if (tally.overdue) said.push(el("strong", { class: "rp-queue-late" }, ctx.t("desk.queue.overdue", { n: tally.overdue })));
  return [
    screen.cohorts.length > 1 && cohortChooser(ctx, screen),
    el("ul", { class: "rp-facts rp-queue-facts" }, said.map((one) => el("li", {}, one))),
    el(
      "div",
      { class: "rp-queue-ways" },
      may.mark &&
        actionButton(ctx, { class: "rp-primary", "data-next": true }, ctx.t("desk.queue.next"), () => ({
          do: "queue_next",
          cohort: screen.cohort.id,
          scenario: screen.filter.scenario,
        })),
      may.decide && tally.states.disagrees > 0 &&
        actionButton(ctx, { class: may.mark ? "rp-secondary" : "rp-primary" }, ctx.t("desk.queue.decide"), () => ({
          do: "queue_decide",
          cohort: screen.cohort.id,
          scenario: screen.filter.scenario,
        })),
      may.assign && tally.waiting > 0 && shareButton(ctx, screen),
      link(ctx, screen.rules_path, { class: "rp-plain" }, ctx.t("desk.queue.rules")),
      el("button", { type: "button", class: "rp-plain rp-queue-keys-open", onclick: () => openKeys(ctx) }, ctx.t("desk.keys.open")),
    ),
  ];
}

function cohortChooser(ctx, screen) {
  const id = freshId("cohort");
  const node = el("select", { id }, screen.cohorts.map((one) => el("option", { value: one.path }, one.name)));
  node.value = screen.cohort.path;
  node.addEventListener("change", () => ctx.go(node.value, node));
  return el("div", { class: "rp-filter rp-queue-cohort" }, el("label", { for: id }, ctx.t("desk.queue.cohort")), node);
}

// ------------------------------------------------------------------------------------------------------------- filter

function filterForm(ctx, screen) {
  const chosen = { ...screen.filter };
  const select = (name, options) => {
    const id = freshId(name);
    const node = el("select", { id }, options.map(([value, text]) => el("option", { value }, text)));
    node.value = chosen[name];
    node.addEventListener("change", () => {
      chosen[name] = node.value;
      ctx.memory.queueFilter = name;
      ctx.act(node, () => ({ do: "queue_filter", cohort: screen.cohort.id, ...chosen }));
    });
    node.dataset.filter = name;
    return el("div", { class: "rp-filter" }, el("label", { for: id }, ctx.t(`desk.queue.by.${name}`)), node);
  };
  const { states, all, waiting } = screen.tally;
  const many = { waiting, all, ...states };
  const element = el(
    "form",
    { class: "rp-filters rp-queue-filters", role: "search", "aria-label": ctx.t("desk.queue.filter") },
    select("state", STATES.map((one) => [one, ctx.t("desk.queue.counted", { what: ctx.t(`desk.queue.state.${one}`), many: (many[one] ?? 0).toLocaleString() })])),
    select("who", ["anybody", "mine", "nobody"].map((one) => [one, ctx.t(`desk.queue.who.${one}`)])),
    select("due", ["any", "overdue", "week"].map((one) => [one, ctx.t(`desk.queue.due.${one}`)])),
    select("scenario", [["", ctx.t("filter.any")], ...screen.scenarios.map(({ id, name }) => [id, name])]),
  );
  element.addEventListener("submit", (event) => event.preventDefault());
  return { element, focus: (name = "state") => element.querySelector(`[data-filter="${name}"]`)?.focus() };
}

// ------------------------------------------------------------------------------------------------------------ choosing

/** What is chosen in this cohort, on whatever page it stands. */
function chosenIn(ctx, screen) {
  const before = ctx.memory.queueChosen;
  if (before?.cohort !== screen.cohort.id || before.pressed !== screen.pressed) {
    ctx.memory.queueChosen = { cohort: screen.cohort.id, pressed: screen.pressed, ids: new Set() };
  }
  return ctx.memory.queueChosen.ids;
}

function toolbar(ctx, screen, chosen) {
  const count = el("p", { class: "rp-queue-chosen", role: "status" });
  const buttons = el("div", { class: "rp-queue-tools" });
  const element = el("div", { class: "rp-queue-toolbar", role: "group", "aria-label": ctx.t("desk.queue.tools") }, count, buttons);
  const many = () => [...chosen];
  const plain = (key, act) => el("button", { type: "button", class: "rp-secondary rp-small", onclick: act }, ctx.t(key));
  const clear = () => {
    chosen.clear();
    document.querySelectorAll(".rp-queue-rows input[type=checkbox]").forEach((box) => {
      box.checked = false;
    });
    say();
  };
  function say() {
    const n = chosen.size;
    element.hidden = !screen.may.assign || n === 0;
    if (element.hidden) return;
    count.textContent = n > screen.most ? ctx.t("desk.queue.too-many", { n, most: screen.most }) : ctx.t("desk.queue.chosen", { n });
    if (buttons.childElementCount) return;
    buttons.append(
      plain("desk.queue.assign", () => openAssign(ctx, screen, many)),
      plain("desk.queue.day", () => openDay(ctx, screen, many)),
      actionButton(ctx, { class: "rp-secondary rp-small" }, ctx.t("desk.queue.unassign"), () => ({
        do: "queue_unassign",
        cohort: screen.cohort.id,
        attempts: many(),
      })),
      plain("desk.queue.clear", clear),
    );
  }
  say();
  return { element, say };
}

function dayField(ctx) {
  const id = freshId("day");
  const field = el("input", { type: "date", id, class: "rp-search", "aria-describedby": `${id}-hint` });
  const element = el(
    "div",
    { class: "rp-field" },
    el("label", { for: id }, ctx.t("desk.queue.by-day")),
    el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("desk.queue.by-day.hint")),
    field,
  );
  return { element, value: () => field.value || null };
}

function raterField(ctx, screen) {
  const id = freshId("rater");
  const node = el("select", { id }, screen.raters.map((one) => el("option", { value: one.id }, one.id === screen.you ? ctx.t("desk.queue.you", { name: one.name }) : one.name)));
  const element = el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("desk.queue.rater")), node);
  return { element, value: () => node.value };
}

function openAssign(ctx, screen, many) {
  if (!screen.raters.length) return openDialog(ctx, { title: ctx.t("desk.queue.assign.title", { n: many().length }), body: el("p", {}, ctx.t("desk.queue.no-raters")), buttons: (close) => closeButton(ctx, close) });
  const rater = raterField(ctx, screen);
  const day = dayField(ctx);
  return openDialog(ctx, {
    title: ctx.t("desk.queue.assign.title", { n: many().length }),
    body: [rater.element, day.element],
    buttons: (close) => [
      actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.queue.assign.do"), () => {
        const command = { do: "queue_assign", cohort: screen.cohort.id, attempts: many(), rater: rater.value(), due: day.value() };
        close();
        return command;
      }),
      el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("desk.queue.leave-it")),
    ],
  });
}

function openDay(ctx, screen, many) {
  const day = dayField(ctx);
  return openDialog(ctx, {
    title: ctx.t("desk.queue.day.title", { n: many().length }),
    body: [el("p", { class: "rp-hint" }, ctx.t("desk.queue.day.about")), day.element],
    buttons: (close) => [
      actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.queue.day.do"), () => {
        const command = { do: "queue_due", cohort: screen.cohort.id, attempts: many(), due: day.value() };
        close();
        return command;
      }),
      el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("desk.queue.leave-it")),
    ],
  });
}

function closeButton(ctx, close) {
  return el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("desk.keys.close"));
}

// ------------------------------------------------------------------------------------------------------ sharing evenly

function shareButton(ctx, screen) {
  return el("button", { type: "button", class: "rp-secondary", onclick: () => openShare(ctx, screen) }, ctx.t("desk.queue.share"));
}

/** Says what it will ask for first, then asks, portion by portion; it can be stopped, and taken back. */
function openShare(ctx, screen) {
  const said = el("p", { role: "status" }, ctx.t("desk.queue.share.looking"));
  const day = dayField(ctx);
  const cohort = screen.cohort.id;
  const go = el("button", { type: "button", class: "rp-primary" }, ctx.t("desk.queue.share.do"));
  go.hidden = day.element.hidden = true;
  let stopped = false;
  const close = openDialog(ctx, {
    title: ctx.t("desk.queue.share.title"),
    body: [said, day.element],
    buttons: (shut) => [go, el("button", { type: "button", class: "rp-plain", onclick: shut }, ctx.t("desk.queue.leave-it"))],
  });
  go.closest("dialog").addEventListener("close", () => {
    stopped = true;
    if (go.dataset.begun && !go.dataset.done) ctx.send({ do: "resync" }); // shows what was asked for until then
    ctx.memory.queueShare = null;
  });
  go.addEventListener("click", () => {
    go.dataset.begun = "yes";
    go.hidden = day.element.hidden = true;
    said.textContent = ctx.t("desk.queue.share.going", { n: 0 });
    ctx.send({ do: "queue_share", cohort, due: day.value(), goes_on: false });
  });
  ctx.memory.queueShare = {
    plan({ attempts, people, raters, ready }) {
      if (stopped) return;
      if (!ready) return ctx.send({ do: "queue_plan", cohort });
      go.hidden = day.element.hidden = people === 0;
      said.textContent = !raters ? ctx.t("desk.queue.no-raters") : people ? ctx.t("desk.queue.share.plan", { n: people, attempts: ctx.t("desk.queue.attempts", { n: attempts }), raters: ctx.t("desk.queue.people", { n: raters }) }) : ctx.t("desk.queue.share.none");
      if (people) go.focus();
    },
    shared({ asked }) {
      if (stopped) return;
      said.textContent = ctx.t("desk.queue.share.going", { n: asked.toLocaleString() });
      ctx.send({ do: "queue_share", cohort, due: day.value(), goes_on: true });
    },
    done() {
      go.dataset.done = "yes";
      close();
    },
  };
  ctx.send({ do: "queue_plan", cohort });
}

function undoLine(ctx, screen) {
  const button = actionButton(ctx, { class: "rp-plain" }, ctx.t("desk.queue.undo"), () => ({ do: "queue_undo" }));
  return el("p", { class: "rp-queue-undo" }, screen.undo, " ", button);
}

function arrived(ctx, screen, message) {
  if (message.plan) ctx.memory.queueShare?.plan(message.plan);
  else if (message.shared) ctx.memory.queueShare?.shared(message.shared);
  else if (message.undone) ctx.send({ do: "queue_undo" });
  else if (message.named) showName(ctx, message);
}

// --------------------------------------------------------------------------------------------------------------- rows

function rows(ctx, screen, chosen, tools) {
  if (!screen.rows.length) return { element: nothing(ctx, screen), step() {}, choose() {}, settle: () => settleBack(ctx) };
  const count = el("p", { class: "rp-hint rp-queue-found", role: "status" }, screen.found === null ? "" : ctx.t("desk.queue.found", { n: screen.found, many: screen.found.toLocaleString() }));
  const items = screen.rows.map((one) => row(ctx, screen, one, chosen, tools));
  const element = el("div", {}, count, el("ul", { class: "rp-queue-rows", "aria-label": ctx.t("desk.queue.list") }, items));
  let here = -1;
  const target = (item) => item.querySelector("[data-open]");
  element.addEventListener("focusin", (event) => {
    const at = items.indexOf(event.target.closest("li.rp-queue-row"));
    if (at >= 0) here = at;
  });
  return {
    element,
    step(way) {
      here = Math.min(Math.max(here + way, 0), items.length - 1);
      target(items[here]).focus();
    },
    choose() {
      if (here >= 0) items[here].querySelector("input[type=checkbox]")?.click();
    },
    settle(before) {
      if (before?.name === "desk_queue") ctx.memory.queueShare?.done();
      return settleBack(ctx);
    },
  };
}

/** After a filter was changed, go on from there instead of from the top. */
function settleBack(ctx) {
  const name = ctx.memory.queueFilter;
  ctx.memory.queueFilter = null;
  if (!name) return false;
  document.querySelector(`[data-filter="${name}"]`)?.focus({ preventScroll: true });
  return true;
}

function row(ctx, screen, one, chosen, tools) {
  const title = one.path
    ? link(ctx, one.path, { class: "rp-queue-open", "data-open": true }, one.scenario, hiddenText(`, ${ctx.t("desk.sheet.trainee", { trainee: one.trainee })}`))
    : el("span", { class: "rp-queue-open", "data-open": true, tabindex: "-1" }, one.scenario);
  return el(
    "li",
    { class: "rp-queue-row", "data-attempt": one.attempt, "data-state": one.state },
    screen.may.assign && box(ctx, screen, one, chosen, tools),
    el(
      "div",
      { class: "rp-queue-what" },
      el("p", { class: "rp-queue-title" }, title),
      el("p", { class: "rp-queue-trainee" }, ctx.t("desk.sheet.trainee", { trainee: one.trainee }), screen.may.name && nameButton(ctx, one)),
    ),
    el("p", { class: "rp-queue-state" }, ctx.t(`desk.state.${one.state}`)),
    el("ul", { class: "rp-queue-asked" }, one.asked.length ? one.asked.map((person) => el("li", {}, askedOf(ctx, person))) : el("li", { class: "rp-quiet" }, ctx.t("desk.queue.asked.nobody"))),
  );
}

function box(ctx, screen, one, chosen, tools) {
  const id = freshId("choose");
  const input = el("input", { type: "checkbox", id });
  input.checked = chosen.has(one.attempt);
  input.addEventListener("change", () => {
    if (input.checked) chosen.add(one.attempt);
    else chosen.delete(one.attempt);
    tools.say();
  });
  return el("div", { class: "rp-queue-box" }, input, el("label", { for: id }, hiddenText(ctx.t("desk.queue.choose", { trainee: one.trainee, scenario: one.scenario }))));
}

function askedOf(ctx, person) {
  const name = person.you ? ctx.t("desk.queue.asked.you") : person.name || ctx.t("desk.queue.asked.gone");
  if (person.marked) return ctx.t("desk.queue.asked.marked", { name });
  const until = person.due && ctx.t(person.overdue ? "desk.queue.asked.late" : "desk.queue.asked.by", { day: calendarDay(person.due) });
  const facts = [person.holds && ctx.t("desk.queue.asked.holds"), until && (person.overdue ? el("strong", { class: "rp-queue-late" }, until) : until)].filter(Boolean);
  return [name, facts.map((fact) => [", ", fact])];
}

/** A day of the calendar, the same in every time zone. */
function calendarDay(iso) {
  const language = document.documentElement.lang || undefined;
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${iso}T12:00:00Z`));
}

function nameButton(ctx, one) {
  const ask = () =>
    openDialog(ctx, {
      title: ctx.t("desk.name.title"),
      body: el("p", {}, ctx.t("desk.name.about")),
      buttons: (close) => [
        actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.name.do"), () => {
          close();
          return { do: "queue_name", attempt: one.attempt };
        }),
        el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("desk.queue.leave-it")),
      ],
    });
  return [" ", el("button", { type: "button", class: "rp-queue-name", onclick: ask, "aria-label": ctx.t("desk.name.open.label", { trainee: one.trainee }) }, ctx.t("desk.name.open"))];
}

/** Put the name of one trainee where it was asked for. */
export function showName(ctx, { named, person }) {
  const place = document.querySelector(`[data-attempt="${CSS.escape(named)}"] .rp-queue-name`);
  if (!place) return;
  const shown = el("strong", { class: "rp-queue-named", tabindex: "-1" }, person);
  place.replaceWith(shown);
  shown.focus();
}

function nothing(ctx, screen) {
  const key = `desk.queue.empty.${screen.empty}`;
  return el(
    "div",
    { class: "rp-queue-empty", role: "status" },
    icon("done"),
    el("p", {}, ctx.t(key)),
    screen.empty !== "cohort" && link(ctx, screen.clear, { class: "rp-secondary" }, ctx.t("desk.queue.show-all")),
  );
}

function pager(ctx, screen) {
  if (!screen.earlier && !screen.later) return null;
  return el(
    "nav",
    { class: "rp-queue-pager", "aria-label": ctx.t("desk.queue.pages") },
    screen.earlier && link(ctx, screen.earlier, { class: "rp-secondary", rel: "prev" }, ctx.t("desk.queue.earlier")),
    screen.later && link(ctx, screen.later, { class: "rp-secondary", rel: "next" }, ctx.t("desk.queue.later")),
  );
}

// --------------------------------------------------------------------------------------------------------------- keys

function keys(ctx, screen, list, filters) {
  const does = {
    j: () => list.step(1),
    k: () => list.step(-1),
    x: () => list.choose(),
    "/": () => filters.focus(),
    n: () => document.querySelector("[data-next]")?.click(),
  };
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.target.closest?.(WRITING)) return;
    if (event.key === "?") {
      event.preventDefault();
      openKeys(ctx);
    } else if (ctx.keys.on && does[event.key]) {
      event.preventDefault();
      does[event.key]();
    }
  };
}

function openKeys(ctx) {
  const toggle = el("button", { type: "button", class: "rp-secondary" });
  const say = () => {
    toggle.textContent = ctx.t(ctx.keys.on ? "desk.keys.turn-off" : "desk.keys.turn-on");
  };
  toggle.addEventListener("click", () => {
    ctx.keys.on = !ctx.keys.on;
    say();
  });
  say();
  openDialog(ctx, {
    title: ctx.t("desk.keys.title"),
    body: [
      el("p", {}, ctx.t("desk.keys.about")),
      el("dl", { class: "rp-desk-keys" }, KEYS.map((some, place) => [el("dt", {}, some.map((key) => [el("kbd", {}, key), " "])), el("dd", {}, ctx.t(`desk.queue.key.${NAMES[place]}`))])),
    ],
    buttons: (close) => [closeButton(ctx, close), toggle],
  });
}

