// The library: what was begun, what there is, how it went.
import { el, hiddenText, freshId } from "./dom.js";
import { day } from "./words.js";
import { courseCard } from "./course.js";
import { contentNote, facts, link, outcome } from "./parts.js";
import { newsList } from "./results.js";

const FILTER_FROM = 7; // scenarios; fewer are seen at a glance
const LENGTHS = { short: [0, 10], middle: [11, 20], long: [21, Infinity] };

/** Build the library. */
export function libraryScreen(ctx, screen) {
  const cards = screen.pillars.flatMap((group) => group.scenarios);
  const groups = screen.pillars.map((group) => pillar(ctx, group));
  return el(
    "div",
    { class: "rp-page-body rp-library" },
    el(
      "header",
      { class: "rp-head" },
      el(
        "h1",
        { tabindex: "-1" },
        screen.person ? ctx.t("library.greeting", { name: screen.person }) : screen.title,
      ),
      el("p", { class: "rp-lead" }, ctx.t(cards.length ? "library.lead" : "library.empty")),
    ),
    newsList(ctx, screen.news),
    screen.course && courseCard(ctx, screen.course),
    screen.unfinished.length > 0 && unfinished(ctx, screen.unfinished),
    cards.length >= FILTER_FROM && filters(ctx, cards, groups),
    groups.map(({ element }) => element),
    screen.mending.length > 0 && mending(ctx, screen.mending),
    ctx.onPage &&
      screen.ways.length > 0 &&
      el(
        "p",
        { class: "rp-library-ways" },
        screen.ways.map(({ key, path }) => el("a", { href: ctx.address(path) }, ctx.t(`library.${key}`))),
      ),
    ctx.onPage && themeChooser(ctx),
  );
}

function unfinished(ctx, attempts) {
  const id = freshId("unfinished");
  return el(
    "section",
    { class: "rp-section rp-unfinished", "aria-labelledby": id },
    el("h2", { id }, ctx.t("library.unfinished")),
    el(
      "ul",
      { class: "rp-cards" },
      attempts.map((attempt) =>
        el(
          "li",
          { class: "rp-card rp-card-continue" },
          el("div", {}, el("h3", {}, attempt.title), el("p", { class: "rp-hint" }, standing(ctx, attempt))),
          link(
            ctx,
            attempt.path,
            { class: "rp-primary" },
            ctx.t("library.continue"),
            hiddenText(`: ${attempt.title}`),
          ),
        ),
      ),
    ),
  );
}

function standing(ctx, attempt) {
  const parts = [outcome(ctx, attempt), day(attempt.at)];
  if (attempt.mode === "assessment") parts.unshift(ctx.t("mode.assessment"));
  return parts.join(" · ");
}

function pillar(ctx, group) {
  const id = freshId("pillar");
  const cards = group.scenarios.map((scenario) => ({ scenario, element: card(ctx, scenario) }));
  const element = el(
    "section",
    { class: "rp-section rp-pillar", "aria-labelledby": id },
    el("h2", { id }, ctx.t(`pillar.${group.id}`)),
    el("p", { class: "rp-pillar-about" }, ctx.t(`pillar.${group.id}.about`)),
    el("ul", { class: "rp-cards" }, cards.map((one) => one.element)),
  );
  return { id: group.id, element, cards };
}

function card(ctx, scenario) {
  return el(
    "li",
    { class: "rp-card" },
    el("h3", {}, link(ctx, scenario.path, { class: "rp-card-link" }, scenario.title)),
    el("p", { class: "rp-summary" }, scenario.summary),
    facts(ctx, scenario),
    contentNote(ctx, scenario.content_notes),
    el(
      "p",
      { class: "rp-status-line" },
      tried(ctx, scenario),
      scenario.use === "assessment" && el("span", { class: "rp-tag" }, ctx.t("use.assessment")),
      !scenario.reviewed && el("span", { class: "rp-tag" }, ctx.t("reviewed.no.short")),
    ),
  );
}

function tried(ctx, scenario) {
  if (!scenario.times) return el("span", {}, ctx.t("tried.never"));
  const last = scenario.last && ctx.t("tried.last", { outcome: outcome(ctx, scenario.last), day: day(scenario.last.at, "medium") });
  return el("span", {}, [ctx.t("tried", { n: scenario.times }), last].filter(Boolean).join(" · "));
}

// ------------------------------------------------------------------------------------------------------------ filters

function filters(ctx, cards, groups) {
  const state = ctx.memory.filters ?? { text: "", pillar: "", intensity: "", length: "" };
  ctx.memory.filters = state;
  const count = el("p", { class: "rp-hint", role: "status" });
  const select = (name, label, options, className = "") => {
    const id = freshId(name);
    const node = el(
      "select",
      { id },
      [["", ctx.t("filter.any")], ...options].map(([value, text]) => el("option", { value }, text)),
    );
    node.value = state[name];
    node.addEventListener("change", () => {
      state[name] = node.value;
      apply();
    });
    return el("div", { class: `rp-filter${className}` }, el("label", { for: id }, label), node);
  };
  const searchId = freshId("search");
  const search = el("input", { type: "search", class: "rp-search", id: searchId, autocomplete: "off" });
  search.value = state.text;
  search.addEventListener("input", () => {
    state.text = search.value;
    apply();
  });

  function fits({ scenario }, pillarId) {
    const text = `${scenario.title} ${scenario.summary} ${scenario.content_notes.join(" ")}`.toLocaleLowerCase();
    const [low, high] = LENGTHS[state.length] ?? [0, Infinity];
    return (
      text.includes(state.text.trim().toLocaleLowerCase()) &&
      (!state.pillar || state.pillar === pillarId) &&
      (!state.intensity || state.intensity === String(scenario.intensity)) &&
      scenario.minutes >= low &&
      scenario.minutes <= high
    );
  }

  function apply() {
    let shown = 0;
    for (const group of groups) {
      let here = 0;
      for (const one of group.cards) {
        one.element.hidden = !fits(one, group.id);
        if (!one.element.hidden) here += 1;
      }
      group.element.hidden = here === 0;
      shown += here;
    }
    count.textContent = shown ? ctx.t("filter.count", { n: shown, all: cards.length }) : ctx.t("filter.none");
  }

  const form = el(
    "form",
    { class: "rp-filters", role: "search", "aria-label": ctx.t("filter.label") },
    el("div", { class: "rp-filter rp-filter-wide" }, el("label", { for: searchId }, ctx.t("filter.search")), search),
    select("pillar", ctx.t("filter.pillar"), groups.map(({ id }) => [id, ctx.t(`pillar.${id}`)]), " rp-filter-part"),
    select("intensity", ctx.t("filter.intensity"), ["1", "2", "3"].map((one) => [one, ctx.t(`intensity.${one}`)])),
    select("length", ctx.t("filter.length"), Object.keys(LENGTHS).map((one) => [one, ctx.t(`length.${one}`)])),
    count,
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
  return form;
}

// ------------------------------------------------------------------------------------------------------------ authors

const isError = (one) => one.severity === "error";

function errorsFirst(list, wrong) {
  return [...list.filter(wrong), ...list.filter((one) => !wrong(one))];
}

function mending(ctx, broken) {
  const id = freshId("mending");
  return el(
    "section",
    { class: "rp-section rp-mending", "aria-labelledby": id },
    el("h2", { id }, ctx.t("mending.title")),
    el("p", { class: "rp-pillar-about" }, ctx.t("mending.about")),
    errorsFirst(broken, (file) => file.diagnostics.some(isError)).map((file) =>
      el(
        "details",
        { class: "rp-details" },
        el("summary", {}, el("span", {}, el("code", {}, file.file), " ", ctx.t("mending.count", { n: file.diagnostics.length }))),
        el(
          "ul",
          { class: "rp-diagnostics" },
          errorsFirst(file.diagnostics, isError).map((one) =>
            el(
              "li",
              {},
              el(
                "p",
                {},
                el("strong", { class: `rp-severity rp-severity-${one.severity}` }, ctx.t(`severity.${one.severity}`)),
                " ",
                el("code", {}, `${one.line}:${one.column} ${one.code}`),
              ),
              el("p", {}, one.message),
              one.fix && el("p", { class: "rp-hint" }, one.fix),
            ),
          ),
        ),
      ),
    ),
  );
}

// -------------------------------------------------------------------------------------------------------------- theme

function themeChooser(ctx) {
  const root = document.documentElement;
  const id = freshId("theme");
  const node = el(
    "select",
    { id },
    ["system", "light", "dark"].map((one) => el("option", { value: one }, ctx.t(`theme.${one}`))),
  );
  node.value = root.dataset.theme ?? "system";
  node.addEventListener("change", () => {
    const system = node.value === "system";
    if (system) delete root.dataset.theme;
    else root.dataset.theme = node.value;
    try {
      if (system) localStorage.removeItem("roleplay:theme");
      else localStorage.setItem("roleplay:theme", node.value);
    } catch {
      // Storage may be forbidden; then the choice lasts as long as the page.
    }
  });
  return el("div", { class: "rp-filter rp-theme" }, el("label", { for: id }, ctx.t("theme.label")), node);
}
