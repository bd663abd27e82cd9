// Role-play stations: the list with a form to ask somebody, and the actor's script on a phone.
import { openDialog } from "./care.js";
import { el, freshId, prose, reveal } from "./dom.js";
import { actionButton, factList, link, personaCard, section, tickBox } from "./parts.js";

const LOOK_MS = 5_000;
const MANY = 40; // trainees, from which on a name is looked for

// ------------------------------------------------------------------------------------------------------- the list

/** All stations of the cohorts that the reader accompanies, and a form for each to ask a trainee. */
export function stationsScreen(ctx, screen) {
  return el(
    "div",
    { class: "rp-page-body rp-stations" },
    el(
      "header",
      { class: "rp-head" },
      el("h1", { tabindex: "-1" }, screen.title),
      el("p", { class: "rp-lead" }, ctx.t(screen.cohorts.length ? "desk.stations.lead" : "desk.stations.no-cohort")),
    ),
    screen.cohorts.map((cohort) => [
      section(
        ctx.t("desk.stations.list", { name: cohort.name }),
        {},
        cohort.sittings.length
          ? el("ul", { class: "rp-sittings" }, cohort.sittings.map((one) => el("li", {}, sittingCard(ctx, one))))
          : el("p", { class: "rp-hint" }, ctx.t("desk.stations.none")),
      ),
      setUp(ctx, screen, cohort),
    ]),
  );
}

function sittingCard(ctx, one) {
  const going = one.state === "agreed" || one.state === "running";
  return el(
    "article",
    { class: "rp-sitting", "data-state": one.state },
    el("h3", {}, ctx.t("desk.stations.with", { trainee: one.trainee, title: one.title })),
    el("p", { class: "rp-sitting-state" }, ctx.t(`desk.sitting.${one.state}`)),
    one.state === "off" && el("p", { class: "rp-hint" }, ctx.t("desk.sitting.off.about")),
    one.state !== "off" && people(ctx, one),
    el(
      "div",
      { class: "rp-actions" },
      one.observe_path &&
        (one.state === "running" || one.state === "ended") &&
        link(ctx, one.observe_path, { class: "rp-primary" }, ctx.t("desk.stations.observe")),
      one.state !== "off" && link(ctx, one.path, { class: "rp-secondary" }, ctx.t(going ? "desk.stations.lead-to" : "desk.stations.look")),
      one.state === "off" &&
        actionButton(ctx, { class: "rp-secondary" }, ctx.t("desk.stations.tidy"), () => ({ do: "station_tidy", sitting: one.id })),
    ),
  );
}

function people(ctx, one) {
  const names = one.observers.map((who) => (who.done ? ctx.t("desk.stations.done", { name: who.name }) : who.name));
  return factList([
    ctx.t("desk.stations.plays", { name: one.actor || ctx.t("desk.stations.team") }),
    ctx.t("desk.stations.watch", { names: names.join(", ") }),
  ]);
}

function selectField(label, options, hint = "") {
  const id = freshId("select");
  const select = el("select", { id }, options.map(({ value, label: said }) => el("option", { value }, said)));
  return { select, element: el("div", { class: "rp-field" }, el("label", { for: id }, label), hint && el("p", { class: "rp-hint" }, hint), select) };
}

/** Above a long list to choose from, a field that shortens it. */
function narrowed(ctx, { select, element }) {
  const whole = [...select.options];
  if (whole.length <= MANY) return element;
  const id = freshId("find");
  const find = el("input", { id, type: "search", class: "rp-search", autocomplete: "off" });
  const found = el("p", { class: "rp-hint", role: "status" });
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLocaleLowerCase();
    const chosen = select.value;
    const fit = whole.filter((one) => one.value && one.label.toLocaleLowerCase().includes(wanted));
    select.replaceChildren(...whole.filter((one) => one.value === chosen || !one.value || fit.includes(one)));
    select.value = chosen; // options that are taken out one by one are each the chosen one for a moment, and stay it
    found.textContent = wanted && (fit.length ? ctx.t("desk.station.trainee.found", { n: fit.length }) : ctx.t("desk.station.trainee.nobody"));
  });
  return [el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("desk.station.trainee.find")), find, found), element];
}

function setUp(ctx, screen, cohort) {
  const title = ctx.t("desk.station.set-up");
  if (!cohort.trainees.length || !screen.stations.length || !cohort.observers.length) {
    const lacks = cohort.trainees.length ? "desk.station.observers.none" : "desk.station.trainee.none";
    return section(title, {}, el("p", { class: "rp-hint" }, ctx.t(lacks)));
  }
  const station = selectField(ctx.t("desk.station.choose"), screen.stations.map((one) => ({ value: one.id, label: one.title })));
  const about = el("div", { class: "rp-station-about", "aria-live": "polite" });
  const trainee = selectField(ctx.t("desk.station.trainee"), [
    { value: "", label: ctx.t("desk.station.trainee.choose") },
    ...cohort.trainees.map((one) => ({ value: one.id, label: one.name })),
  ]);
  const plays = selectField(ctx.t("desk.station.actor"), [
    { value: "", label: ctx.t("desk.station.actor.team") },
    ...cohort.team.map((one) => ({ value: one.id, label: one.name })),
    { value: " ", label: ctx.t("desk.station.actor.other") },
  ]);
  const nameId = freshId("name");
  const called = el("input", { id: nameId, type: "text", maxlength: 100, autocomplete: "off", "aria-describedby": `${nameId}-hint` });
  const calledField = el(
    "div",
    { class: "rp-field", hidden: true },
    el("label", { for: nameId }, ctx.t("desk.station.actor.name")),
    el("p", { class: "rp-hint", id: `${nameId}-hint` }, ctx.t("desk.station.actor.name.hint")),
    called,
  );
  const boxes = cohort.observers.map((one) => tickBox(one.name, false, one.id));
  const tell = () => {
    const one = screen.stations.find(({ id }) => id === station.select.value);
    about.replaceChildren(
      el("p", {}, one.summary),
      factList([ctx.t("desk.station.facts", one), ctx.t(`intensity.${one.intensity}`), one.assesses.join(", ")]),
      el("p", { class: "rp-hint" }, ctx.t("desk.station.notes", { notes: one.content_notes.join("; ") })),
      one.reviewed ? "" : el("p", { class: "rp-hint" }, ctx.t("desk.station.unreviewed")),
    );
  };
  station.select.addEventListener("change", tell);
  plays.select.addEventListener("change", () => (calledField.hidden = plays.select.value !== " "));
  tell();
  return section(
    title,
    {},
    el("p", { class: "rp-hint" }, ctx.t("desk.station.set-up.about")),
    el(
      "div",
      { class: "rp-station-form" },
      station.element,
      about,
      narrowed(ctx, trainee),
      plays.element,
      calledField,
      el(
        "fieldset",
        { class: "rp-fieldset" },
        el("legend", {}, ctx.t("desk.station.observers")),
        el("p", { class: "rp-hint" }, ctx.t("desk.station.observers.hint", { n: cohort.at_least })),
        cohort.lived_experience && el("p", { class: "rp-hint" }, ctx.t("desk.station.observers.lived")),
        boxes.map(({ element }) => element),
      ),
      actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.station.set-up.send"), () => ({
        do: "station_set_up",
        cohort: cohort.id,
        station: station.select.value,
        trainee: trainee.select.value,
        observers: boxes.filter(({ input }) => input.checked).map(({ input }) => input.value),
        plays: plays.select.value.trim() || null,
        called: plays.select.value === " " ? called.value : null,
      })),
    ),
  );
}

// ------------------------------------------------------------------------------------------------------ the script

/** A sitting for whoever leads through it: the brief before, the script during, and the way out of the part after. */
export function stationScreen(ctx, screen) {
  const builders = { running: playing, ended: after };
  return (builders[screen.sitting.state] ?? before)(ctx, screen);
}

function head(ctx, screen) {
  return el(
    "header",
    { class: "rp-head" },
    el("p", { class: "rp-crumb" }, link(ctx, screen.list_path, {}, ctx.t("desk.station.list"))),
    el("h1", { tabindex: "-1" }, screen.title),
    el("p", { class: "rp-lead" }, ctx.t("desk.station.with", { trainee: screen.sitting.trainee })),
    el("p", { class: "rp-sitting-state" }, ctx.t(`desk.sitting.${screen.sitting.state}`)),
  );
}

function before(ctx, screen) {
  const { sitting, script } = screen;
  const off = sitting.state === "off";
  const element = el(
    "div",
    { class: "rp-page-body rp-station" },
    head(ctx, screen),
    off && el("p", {}, ctx.t("desk.sitting.off.about")),
    !off && [
      observers(ctx, screen),
      sitting.state === "agreed" && el("p", {}, ctx.t("desk.station.begin.about")),
      el(
        "div",
        { class: "rp-actions" },
        sitting.state === "agreed" &&
          actionButton(ctx, { class: "rp-primary" }, ctx.t("desk.station.begin"), () => ({ do: "station_begin", sitting: sitting.id })),
        link(ctx, screen.paper_path, { class: "rp-secondary" }, ctx.t("desk.station.print")),
        callOff(ctx, sitting),
      ),
      brief(ctx, script),
    ],
  );
  return looking(ctx, sitting, element, (news) => news.state !== sitting.state && ctx.send({ do: "resync" }));
}

function observers(ctx, { sitting }) {
  return section(
    ctx.t("desk.station.people"),
    {},
    people(ctx, sitting),
    el(
      "ul",
      { class: "rp-station-people" },
      sitting.observers.map((one) =>
        el(
          "li",
          {},
          el("span", {}, one.done ? ctx.t("desk.stations.done", { name: one.name }) : one.name),
          !one.done &&
            sitting.observers.length > 1 &&
            actionButton(
              ctx,
              { class: "rp-plain", "aria-label": ctx.t("desk.station.release.label", { name: one.name }) },
              ctx.t("desk.station.release"),
              () => ({ do: "station_release", sitting: sitting.id, observer: one.id }),
            ),
        ),
      ),
    ),
  );
}

function callOff(ctx, sitting) {
  const button = el("button", { type: "button", class: "rp-plain" }, ctx.t("desk.station.off"));
  button.addEventListener("click", () =>
    openDialog(ctx, {
      title: ctx.t("desk.station.off.sure"),
      body: el("p", {}, ctx.t("desk.station.off.sure.about")),
      buttons: (close) => [
        el(
          "button",
          {
            type: "button",
            class: "rp-primary",
            onclick: () => {
              close();
              ctx.act(button, () => ({ do: "station_off", sitting: sitting.id }));
            },
          },
          ctx.t("desk.station.off"),
        ),
        el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("desk.station.off.no")),
      ],
    }),
  );
  return button;
}

/** The actor's brief, and what the trainee is told. */
export function brief(ctx, script) {
  const { part } = script;
  const told = (key, text) => [el("dt", {}, ctx.t(key)), el("dd", {}, Array.isArray(text) ? el("ul", {}, text.map((one) => el("li", {}, one))) : prose(text))];
  return [
    section(
      ctx.t("desk.station.brief"),
      {},
      el("p", { class: "rp-hint" }, ctx.t("desk.station.notes", { notes: script.content_notes.join("; ") })),
      el("p", { class: "rp-station-part" }, `${part.name} (${part.pronouns})`),
      el(
        "dl",
        { class: "rp-station-brief" },
        told("desk.station.brief.who", part.story),
        told("desk.station.brief.feelings", part.feelings),
        told("desk.station.brief.holds", part.holds_back),
        told("desk.station.brief.never", part.never),
        told("desk.station.brief.stop", part.stop),
        told("desk.station.knows", part.about),
      ),
    ),
    section(ctx.t("desk.station.told"), {}, prose(script.setting), prose(script.task)),
    section(ctx.t("desk.station.mentor"), {}, personaCard(ctx, script.mentor)),
  ];
}

/** Do something again and again, until the element that it is about has gone. */
export function whileUp(element, ms, act) {
  let up = false;
  const timer = setInterval(() => {
    up ||= element.isConnected;
    if (up && !element.isConnected) clearInterval(timer);
    else act();
  }, ms);
}

/** Ask again and again how it stands, as long as the screen is up. */
function looking(ctx, sitting, element, heard) {
  whileUp(element, LOOK_MS, () => document.visibilityState === "visible" && ctx.send({ do: "station_look", sitting: sitting.id }));
  return { element, news: heard };
}

function playing(ctx, screen) {
  const { sitting, script } = screen;
  const all = script.prompts.length;
  const begun = Date.now() - screen.elapsed * 1000;
  let reached = Math.max(screen.reached, ctx.memory[`reached/${sitting.id}`] ?? 1);
  let told = screen.reached;
  let shown = reached - 1;
  let warned = false;
  let waiting = 0;

  const card = el("section", { class: "rp-script", "aria-live": "polite" });
  const clock = el("p", { class: "rp-script-clock" });
  const said = el("p", { class: "rp-hint", role: "status" });
  const back = el("button", { type: "button", class: "rp-secondary" }, ctx.t("desk.script.back"));
  const on = el("button", { type: "button", class: "rp-primary" }, ctx.t("desk.script.on"));
  const stop = el("button", { type: "button", class: "rp-station-pause" }, ctx.t("desk.script.pause"));
  const end = el("button", { type: "button", class: "rp-secondary" }, ctx.t("desk.script.end"));

  function paint() {
    const prompt = script.prompts[shown];
    card.replaceChildren(
      el("h2", { tabindex: "-1" }, ctx.t("desk.script.of", { n: shown + 1, all })),
      prompt.do ? labelled("do", prompt.do) : "",
      el("blockquote", { class: "rp-script-say" }, prose(prompt.say)),
      prompt.beneath ? labelled("beneath", prompt.beneath) : "",
      labelled("again", prompt.again),
      shown === all - 1 ? el("p", { class: "rp-hint" }, ctx.t("desk.script.last")) : "",
    );
    back.setAttribute("aria-disabled", String(shown === 0));
    on.setAttribute("aria-disabled", String(shown === all - 1));
  }

  function labelled(key, text) {
    return el("div", { class: `rp-script-${key}` }, el("p", { class: "rp-script-label" }, ctx.t(`desk.script.${key}`)), prose(text));
  }

  function go(step) {
    const next = shown + step;
    if (next < 0 || next >= all) return;
    shown = next;
    reached = Math.max(reached, shown + 1);
    ctx.memory[`reached/${sitting.id}`] = reached;
    paint();
    if (reached > told) ctx.send({ do: "station_on", sitting: sitting.id, reached });
    card.querySelector("h2").focus({ preventScroll: true });
    reveal(card, { focus: false });
  }

  function tick() {
    const minutes = Math.floor((Date.now() - begun) / 60_000);
    const text = `${ctx.t("desk.script.clock", { minutes })} ${ctx.t("desk.script.clock.of", { minutes: script.minutes })}`;
    if (clock.textContent !== text) clock.textContent = text;
    if (minutes >= script.minutes - 1 && !warned) {
      warned = true;
      said.textContent = ctx.t("desk.script.time");
    }
  }

  function pause() {
    const id = sitting.id;
    openDialog(ctx, {
      title: ctx.t("desk.script.pause.title"),
      className: "rp-dialog-quiet",
      body: [el("p", {}, ctx.t("desk.script.pause.about")), el("div", { class: "rp-quiet" }, prose(script.grounding))],
      buttons: (close) => [
        el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("desk.script.pause.on")),
        el(
          "button",
          {
            type: "button",
            class: "rp-primary",
            onclick: () => {
              close();
              ctx.act(stop, () => ({ do: "station_off", sitting: id }));
            },
          },
          ctx.t("desk.script.pause.off"),
        ),
      ],
    });
  }

  function finish() {
    const choose = selectField(
      ctx.t("desk.script.end.reached"),
      script.prompts.map((_, place) => ({ value: String(place + 1), label: ctx.t("desk.script.of", { n: place + 1, all }) })),
    );
    choose.select.value = String(reached);
    openDialog(ctx, {
      title: ctx.t("desk.script.end.title"),
      body: [el("p", {}, script.close), choose.element, el("p", { class: "rp-hint" }, ctx.t("desk.script.end.about"))],
      buttons: (close) => [
        el(
          "button",
          {
            type: "button",
            class: "rp-primary",
            onclick: () => {
              const many = Number(choose.select.value);
              close();
              ctx.act(end, () => ({ do: "station_end", sitting: sitting.id, reached: many }));
            },
          },
          ctx.t("desk.script.end.yes"),
        ),
        el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("desk.script.end.no")),
      ],
    });
  }

  back.addEventListener("click", () => go(-1));
  on.addEventListener("click", () => go(1));
  stop.addEventListener("click", pause);
  end.addEventListener("click", finish);
  const element = el(
    "div",
    { class: "rp-page-body rp-station rp-station-live" },
    el("header", { class: "rp-head" }, el("h1", { tabindex: "-1" }, screen.title), clock),
    said,
    card,
    el("div", { class: "rp-script-moves" }, back, on),
    el("div", { class: "rp-actions" }, stop, end),
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("desk.station.brief")), brief(ctx, script)),
  );
  paint();
  whileUp(element, 1000, tick);
  tick();
  whileUp(element, LOOK_MS, () => {
    waiting += 1;
    if (waiting < 3) return;
    said.dataset.unsent = "1";
    said.textContent = ctx.t("desk.script.unsent");
  });
  return looking(ctx, sitting, element, (news) => {
    waiting = 0;
    if (said.dataset.unsent) {
      delete said.dataset.unsent;
      said.textContent = "";
    }
    told = Math.max(told, news.reached);
    if (news.state !== "running") ctx.send({ do: "resync" });
    else if (reached > told) ctx.send({ do: "station_on", sitting: sitting.id, reached });
  });
}

function after(ctx, screen) {
  const { sitting, script } = screen;
  const done = el("p", { role: "status" });
  const count = (n) => (done.textContent = ctx.t("desk.after.done", { n, all: sitting.observers.length }));
  count(sitting.observers.filter((one) => one.done).length);
  const element = el(
    "div",
    { class: "rp-page-body rp-station" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, screen.list_path, {}, ctx.t("desk.station.list"))),
      el("h1", { tabindex: "-1" }, ctx.t("desk.after.title")),
      el("p", { class: "rp-lead" }, ctx.t("desk.after.lead")),
    ),
    el("ol", { class: "rp-after" }, script.part.afterwards.map((one) => el("li", {}, prose(one)))),
    section(ctx.t("desk.after.grounding"), {}, prose(script.grounding)),
    section(
      ctx.t("desk.station.people"),
      {},
      el("p", {}, ctx.t("desk.after.watch")),
      done,
      observers(ctx, screen).querySelector("ul"),
      sitting.observe_path && link(ctx, sitting.observe_path, { class: "rp-primary" }, ctx.t("desk.stations.observe")),
    ),
  );
  return looking(ctx, sitting, element, (news) => count(news.done));
}
