// The mark scheme: behaviours to be ticked at the turn that is shown, and the level that each competency comes to.
import { el, freshId, hiddenText, prose } from "./dom.js";
import { placeOf } from "./desk_turn.js";

/** Keys that tick, in the order of the rows; letters that do something else are left out. */
export const TICK_KEYS = "1234567890abdefghilorqtvwyz";

/** A level in words, with its steps. */
export function levelWords(ctx, level, { quiet = false } = {}) {
  const known = level !== null && level !== undefined;
  return el(
    "span",
    { class: `rp-level ${quiet ? "rp-desk-quiet" : ""}`, "data-level": known ? level : null },
    known && el("span", { class: "rp-steps", "aria-hidden": "true" }, [1, 2, 3, 4].map((step) => el("span", { class: step <= level ? "rp-step-on" : null }))),
    known ? ctx.t(`level.${level}`) : ctx.t("level.none"),
  );
}

function behaviourRow(ctx, screen, marks, one, { where, moment, go }) {
  const id = freshId("tick");
  const input = el("input", { type: "checkbox", id, "data-focus": `tick-${one.id}`, "aria-describedby": `${id}-facts` });
  const key = el("kbd", { class: "rp-number", "aria-hidden": "true" });
  const elsewhere = el("span", { class: "rp-desk-elsewhere" });
  const facts = [
    ctx.t(`desk.kind.${one.kind}`),
    one.critical && ctx.t("desk.kind.critical"),
    one.required && ctx.t("desk.scheme.required"),
    where,
  ].filter(Boolean);
  input.addEventListener("change", () => {
    if (moment() === null) input.checked = false;
    else marks.tick(one.id, moment(), input.checked);
  });
  const element = el(
    "li",
    { class: `rp-desk-row rp-desk-${one.kind}` },
    input,
    el("label", { for: id }, key, el("span", {}, one.text)),
    el("p", { class: "rp-hint", id: `${id}-facts` }, facts.join(" · "), elsewhere),
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("desk.scheme.example"), hiddenText(` ${one.text}`)), prose(one.example)),
  );
  function tell(letter) {
    const now = moment();
    input.checked = now !== null && marks.has(one.id, now);
    input.setAttribute("aria-disabled", String(now === null));
    key.textContent = letter ?? "";
    key.hidden = !letter;
    element.classList.toggle("rp-desk-on", input.checked);
    const others = marks.places(one.id).filter((place) => place !== now);
    elsewhere.replaceChildren(
      ...others.flatMap((place) => {
        const turn = placeOf(screen, place) + 1;
        const label = ctx.t("desk.scheme.at", { turn });
        return [" ", el("button", { type: "button", class: "rp-plain rp-small", onclick: () => go(turn - 1) }, label)];
      }),
    );
  }
  return { element, tell, press: () => input.click(), input };
}

/**
 * The tick-sheet. `moment()` gives where ticks go now, `go(place)` leads to another turn. Returns its element, `tell()`,
 * which brings it up to date, and what the keys do: `press(key)`, `step(by)`, `noOpportunity()`, `find()`.
 */
export function schemePane(ctx, screen, marks, { moment, go }) {
  const cards = screen.competencies.map(competencyCard);
  const filter = el("input", { type: "search", id: freshId("find"), class: "rp-search", "data-focus": "find", autocomplete: "off" });
  const found = el("ul", { class: "rp-desk-rows" });
  const none = el("p", { class: "rp-hint", role: "status" });
  const live = el("p", { class: "rp-visually-hidden", role: "status" }); // a level that has changed is announced
  const undo = el("button", { type: "button", class: "rp-plain rp-small", "data-focus": "undo", onclick: () => marks.undo() }, ctx.t("desk.scheme.undo"));
  let told = new Map();
  const beside = el("details", { class: "rp-details" }, el("summary", {}, ctx.t("desk.scheme.beside")));
  let hits = null;
  let current = null;

  function competencyCard(one) {
    const level = el("span", { class: "rp-desk-level" });
    const id = freshId("none");
    const box = el("input", { type: "checkbox", id, "data-focus": `none-${one.id}`, "aria-describedby": `${id}-hint` });
    const list = el("ul", { class: "rp-desk-rows" });
    const hint = el("p", { class: "rp-hint", id: `${id}-hint` }, ctx.t("desk.scheme.none.hint"));
    let rows = null;
    box.addEventListener("change", () => {
      if (box.checked && marks.ticked(one.id)) box.checked = false;
      else marks.setNone(one.id, box.checked);
    });
    const element = el(
      "details",
      { class: "rp-desk-competency rp-details" },
      el("summary", { "data-focus": `card-${one.id}` }, el("h3", {}, one.title), level),
      el("div", { class: "rp-desk-about" }, prose(one.about)),
      one.assessed && el("div", { class: "rp-option" }, box, el("label", { for: id }, ctx.t("desk.scheme.none")), hint),
      list,
    );
    const card = {
      element,
      one,
      rows: () => rows ?? [],
      open(on) {
        element.open = on;
        if (on && !rows) {
          rows = one.behaviours.map((behaviour) => behaviourRow(ctx, screen, marks, behaviour, { where: null, moment, go }));
          list.replaceChildren(...rows.map((row) => row.element));
        }
      },
      none() {
        if (one.assessed) box.click();
      },
      tell(keys) {
        if (one.assessed) {
          const now = marks.none(one.id) ? null : marks.level(one.id);
          const n = marks.count(one.id);
          level.replaceChildren(
            levelWords(ctx, now, { quiet: n === 0 && !marks.none(one.id) }),
            el("span", { class: "rp-hint" }, n > 0 && ` ${ctx.t("desk.turn.ticks", { n })}`),
          );
          box.checked = marks.none(one.id);
          box.setAttribute("aria-disabled", String(n > 0));
          hint.textContent = ctx.t(n > 0 ? "desk.scheme.none.ticked" : "desk.scheme.none.hint");
        } else {
          const n = marks.count(one.id);
          level.textContent = n > 0 ? ctx.t("desk.turn.ticks", { n }) : "";
        }
        rows?.forEach((row, place) => row.tell(keys ? TICK_KEYS[place] : null));
      },
    };
    element.addEventListener("toggle", () => {
      if (element.open) choose(card, { focus: false });
      else if (current === card) current = null;
    });
    return card;
  }

  /** One competency at a time is open, and has the keys. */
  function choose(card, { focus = true } = {}) {
    current = card;
    cards.forEach((other) => other !== card && other.open(false));
    if (!card.one.assessed) beside.open = true;
    card.open(true);
    tell();
    if (focus) card.element.querySelector("summary").focus();
  }

  function tell() {
    cards.forEach((card) => card.tell(hits === null && card === current));
    hits?.forEach((row, place) => row.tell(TICK_KEYS[place]));
    undo.setAttribute("aria-disabled", String(!marks.undoable));
    const now = cards.filter((card) => card.one.assessed).map(({ one }) => [one.title, marks.none(one.id) ? null : marks.level(one.id)]);
    const news = now.filter(([title, level]) => told.has(title) && told.get(title) !== level);
    if (news.length) live.textContent = news.map(([title, level]) => `${title}: ${ctx.t(level === null ? "level.none" : `level.${level}`)}`).join(". ");
    told = new Map(now);
  }

  function search() {
    const asked = filter.value.trim().toLocaleLowerCase();
    if (!asked) {
      hits = null;
    } else {
      const every = screen.competencies.flatMap((one) => one.behaviours.map((behaviour) => [behaviour, one]));
      hits = every
        .filter(([behaviour]) => behaviour.text.toLocaleLowerCase().includes(asked))
        .slice(0, TICK_KEYS.length)
        .map(([behaviour, one]) => behaviourRow(ctx, screen, marks, behaviour, { where: one.title, moment, go }));
    }
    found.replaceChildren(...(hits ?? []).map((row) => row.element));
    none.textContent = hits ? ctx.t("desk.scheme.hits", { n: hits.length }) : "";
    tell();
  }

  filter.addEventListener("input", search);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Escape") {
      filter.value = "";
      search();
    }
    heading.focus(); // from here the keys tick
  });

  const others = cards.filter((card) => !card.one.assessed);
  beside.append(...others.map((card) => card.element));
  const heading = el("h2", { tabindex: "-1", class: "rp-desk-scheme-name" }, ctx.t("desk.scheme.title"));
  const element = el(
    "section",
    { class: "rp-desk-scheme", "aria-label": ctx.t("desk.scheme.title") },
    heading,
    live,
    el("p", { class: "rp-hint" }, ctx.t("desk.scheme.about")),
    el("div", { class: "rp-field" }, el("label", { for: filter.id }, ctx.t("desk.scheme.find")), filter, none),
    found,
    cards.filter((card) => card.one.assessed).map((card) => card.element),
    others.length > 0 && beside,
    el("div", { class: "rp-actions" }, undo),
  );
  if (cards.length) choose(cards[0], { focus: false });
  return {
    element,
    tell,
    find: () => filter.focus(),
    noOpportunity: () => current?.none(),
    current: () => current?.one.id ?? null,
    reopen(id) {
      const card = cards.find((one) => one.one.id === id);
      if (card) choose(card, { focus: false });
    },
    press(key) {
      const place = TICK_KEYS.indexOf(key);
      const rows = hits ?? current?.rows() ?? [];
      if (place === -1 || place >= rows.length) return false;
      rows[place].press();
      rows[place].input.focus();
      return true;
    },
    step(by) {
      const place = cards.indexOf(current);
      choose(cards[(place + by + cards.length) % cards.length]);
    },
  };
}
