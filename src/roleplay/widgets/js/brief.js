// The brief: what comes up, where we are, who the trainee will be, how it is played.
import { el, icon, prose, reveal } from "./dom.js";
import { actionButton, attemptList, castList, contentNote, facts, link, oneOf, personaCard, section, tickBox } from "./parts.js";
import { day } from "./words.js";

/** Build the brief. */
export function briefScreen(ctx, screen) {
  const start = startForm(ctx, screen);
  return el(
    "div",
    { class: "rp-page-body rp-brief" },
    el(
      "header",
      { class: "rp-head" },
      el("p", { class: "rp-crumb" }, link(ctx, "/learn", {}, icon("back"), ctx.t("nav.library"))),
      el("h1", { tabindex: "-1" }, screen.title),
      el(
        "div",
        { class: "rp-before" },
        contentNote(ctx, screen.content_notes),
        el("p", { class: "rp-hint" }, ctx.t("content.promise")),
      ),
      el("p", { class: "rp-lead" }, screen.summary),
      facts(ctx, screen),
      screen.earlier.length > 0 &&
        el("button", { type: "button", class: "rp-plain rp-skip-ahead", onclick: () => reveal(start) }, ctx.t("brief.skip")),
    ),
    screen.unfinished &&
      el(
        "div",
        { class: "rp-card rp-card-continue" },
        el("p", {}, ctx.t("brief.unfinished", { day: day(screen.unfinished.at) })),
        link(ctx, screen.unfinished.path, { class: "rp-primary" }, ctx.t("library.continue")),
      ),
    section(ctx.t("brief.setting"), {}, el("div", { class: "rp-prose" }, prose(screen.setting))),
    section(ctx.t("brief.you"), {}, personaCard(ctx, screen.mentor), el("p", { class: "rp-hint" }, ctx.t("persona.why"))),
    section(ctx.t("brief.cast"), {}, castList(ctx, screen.cast)),
    section(
      ctx.t("brief.practises"),
      {},
      el(
        "dl",
        { class: "rp-practised" },
        screen.practises.map((one) => [el("dt", {}, one.title), el("dd", {}, one.about)]),
      ),
    ),
    openQuestions(ctx, screen),
    start,
    others(ctx, screen.others),
    screen.earlier.length > 0 &&
      section(
        ctx.t("brief.earlier"),
        {},
        attemptList(ctx, screen.earlier, (attempt) => day(attempt.at)),
      ),
  );
}

function openQuestions(ctx, screen) {
  const notes = [!screen.reviewed && ctx.t("reviewed.no"), screen.localised === false && ctx.t("localised.no")];
  const shown = notes.filter(Boolean);
  return shown.length > 0 && el("ul", { class: "rp-caveats" }, shown.map((text) => el("li", {}, text)));
}

function others(ctx, list) {
  return (
    list.length > 0 &&
    el(
      "details",
      { class: "rp-details rp-rather-not" },
      el("summary", {}, el("span", {}, ctx.t("brief.others"))),
      el("p", { class: "rp-hint" }, ctx.t("brief.others.about")),
      el(
        "ul",
        { class: "rp-cards" },
        list.map((one) =>
          el(
            "li",
            { class: "rp-card" },
            el("h3", {}, link(ctx, one.path, { class: "rp-card-link" }, one.title)),
            el("p", { class: "rp-summary" }, one.summary),
            contentNote(ctx, one.content_notes),
          ),
        ),
      ),
    )
  );
}

function startForm(ctx, screen) {
  const modes = oneOf(
    ctx.t("brief.mode"),
    "mode",
    screen.modes.map((value) => ({ value, label: ctx.t(`mode.${value}`), hint: ctx.t(`mode.${value}.about`) })),
    screen.modes[0],
  );
  const feedback = oneOf(
    ctx.t("brief.feedback"),
    "feedback",
    ["each", "end"].map((value) => ({ value, label: ctx.t(`feedback.${value}`) })),
    screen.options.feedback,
  );
  const sayFirst = tickBox(ctx.t("say-first.label"), screen.options.say_first);
  sayFirst.element.append(el("p", { class: "rp-hint" }, ctx.t("say-first.about")));
  const follow = () => {
    feedback.element.hidden = modes.value() === "assessment";
  };
  modes.inputs.forEach((input) => input.addEventListener("change", follow));
  follow();
  const begin = actionButton(ctx, { class: "rp-primary rp-wide" }, ctx.t("brief.start"), () => ({
    do: "start",
    scenario: screen.scenario,
    mode: modes.value(),
    feedback: modes.value() === "assessment" ? "end" : feedback.value(),
    say_first: sayFirst.input.checked,
  }));
  const assess = actionButton(ctx, { class: "rp-primary rp-wide" }, ctx.t("brief.start"), () => ({
    do: "start_assessment",
    pillar: screen.assessment,
  }));
  return section(
    ctx.t("brief.how"),
    { class: "rp-start", tabindex: "-1" },
    screen.modes.length > 1 ? modes.element : el("p", {}, ctx.t(`mode.${screen.modes[0]}.about`)),
    feedback.element,
    !screen.assessment && el("fieldset", { class: "rp-fieldset" }, el("legend", {}, ctx.t("say-first.legend")), sayFirst.element),
    screen.assessment ? assess : begin,
  );
}
