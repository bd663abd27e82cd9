// Small parts that several screens share. `ctx` is what the stage gives to every screen:
// t, send, go, act, address, drafts, notice.
import { el, hiddenText, icon, inline, prose, freshId, reveal } from "./dom.js";
import { day, initials } from "./words.js";

/** A link inside the app: a real one, so that it can be copied or opened elsewhere. */
export function link(ctx, path, attributes, ...children) {
  return el("a", { href: ctx.address(path), "data-path": path, ...attributes }, children);
}

/** What each of some links, given its path, is to the page at `here`: itself, the part that it lies in (the longest), or neither. */
export function current(here, paths) {
  const around = paths.filter((path) => here.startsWith(`${path}/`)).reduce((best, path) => (path.length > best.length ? path : best), "");
  return (path) => ({ "aria-current": path === here ? "page" : path === around && !paths.includes(here) ? "true" : null });
}

/** A button that sends a command and waits for the answer. */
export function actionButton(ctx, attributes, label, command) {
  const button = el("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", (event) => ctx.act(button, command, event));
  return button;
}

/** The same for a part of a page that is shown anew by the answer: what is read goes on there. See `staysAt`. */
export function partButton(ctx, part, attributes, label, command) {
  return actionButton(ctx, attributes, label, () => {
    const message = command();
    if (message) ctx.memory.part = part;
    return message;
  });
}

/** What a screen does when it comes again: the focus goes to the part that was acted on, not to the top. */
export function staysAt(ctx, element, screen) {
  return (before) => {
    const part = ctx.memory.part;
    ctx.memory.part = null;
    const heading = part && before?.path === screen.path ? element.querySelector(`[data-part="${part}"] h2`) : null;
    if (!heading) return false;
    heading.tabIndex = -1;
    reveal(heading);
    return true;
  };
}

/** A section with a heading. */
export function section(heading, attributes, ...children) {
  const id = freshId("part");
  return el(
    "section",
    { ...attributes, "aria-labelledby": id, class: `rp-section ${attributes.class ?? ""}` },
    el("h2", { id }, heading),
    children,
  );
}

/** A person's mark: initials on a colour of their own, beside the name. */
export function avatar(name, tone) {
  return el("span", { class: "rp-avatar", "data-tone": tone % 6, "aria-hidden": "true" }, initials(name));
}

/** Name -> display name and colour, for a transcript. */
export function castOf(screen) {
  const cast = new Map(screen.cast.map((person, place) => [person.id, { name: person.name, tone: place }]));
  cast.set("mentor", { name: screen.mentor.name, tone: 0 });
  return cast;
}

/** Duration, place, intensity: the facts of a scenario in words. */
export function facts(ctx, scenario) {
  return factList([
    ctx.t("minutes", { n: scenario.minutes }),
    ctx.t(`medium.${scenario.medium}`),
    ctx.t(`intensity.${scenario.intensity}`),
  ]);
}

/** Short facts in a line, which may wrap. */
export function factList(facts) {
  return el("ul", { class: "rp-facts" }, facts.map((fact) => el("li", {}, fact)));
}

/** What may be hard to read about, said before it comes. */
export function contentNote(ctx, notes, attributes = {}) {
  return el(
    "p",
    { class: "rp-content-note", ...attributes },
    el("strong", {}, ctx.t("content.label")),
    " ",
    notes.join("; "),
  );
}

/** How an attempt went, in words. */
export function outcome(ctx, attempt) {
  if (attempt.outcome === "running") return ctx.t(`outcome.running.${attempt.phase}`, { turn: attempt.turn });
  return ctx.t(`outcome.${attempt.outcome}`);
}

function attemptEntry(ctx, attempt, label) {
  const when = day(attempt.at);
  const details = [outcome(ctx, attempt), when !== label && when, attempt.mode === "assessment" && ctx.t("mode.assessment")];
  if (attempt.branched) details.push(ctx.t("attempt.branched"));
  if (attempt.minutes !== null) details.push(ctx.t("minutes", { n: attempt.minutes }));
  return el(
    "li",
    {},
    link(ctx, attempt.path, { class: "rp-entry" }, label),
    el("span", { class: "rp-entry-facts" }, details.filter(Boolean).join(" · ")),
  );
}

/** A list of attempts; `label(attempt)` names each. */
export function attemptList(ctx, attempts, label) {
  return el("ul", { class: "rp-entries" }, attempts.map((attempt) => attemptEntry(ctx, attempt, label(attempt))));
}

/** The mentor whose shoes the trainee is in. */
export function personaCard(ctx, mentor, level = "h3") {
  const row = (label, text) => [el("dt", {}, label), el("dd", {}, prose(text))];
  return el(
    "div",
    { class: "rp-persona" },
    el(
      "div",
      { class: "rp-persona-head" },
      avatar(mentor.name, 0),
      el(
        "div",
        {},
        el("p", { class: "rp-eyebrow" }, ctx.t("persona.label")),
        el(level, {}, mentor.name, " ", el("span", { class: "rp-pronouns" }, mentor.pronouns)),
      ),
    ),
    el(
      "dl",
      {},
      row(ctx.t("persona.story"), mentor.story),
      row(ctx.t("persona.limits"), mentor.limits),
      row(ctx.t("persona.today"), mentor.today),
    ),
  );
}

/** Everybody else, with what is known of them. */
export function castList(ctx, cast) {
  return el(
    "ul",
    { class: "rp-cast" },
    cast.map((person, place) =>
      el(
        "li",
        {},
        avatar(person.name, place),
        el(
          "div",
          {},
          el(
            "p",
            { class: "rp-cast-name" },
            el("strong", {}, person.name),
            " ",
            el("span", { class: "rp-pronouns" }, person.pronouns),
            !["peer", "other"].includes(person.role) && el("span", { class: "rp-role" }, ctx.t(`role.${person.role}`)),
          ),
          prose(person.about),
        ),
      ),
    ),
  );
}

/** A labelled text field with a hint and a place for what is wrong with it. Returns its parts. */
export function textField(ctx, { label, hint, rows = 4, draft, labelClass = "" }) {
  const id = freshId("field");
  const hintNode = el("p", { class: "rp-hint", id: `${id}-hint` }, hint);
  const errorNode = el("p", { class: "rp-error", id: `${id}-error`, hidden: true });
  const field = el("textarea", { id, rows, "aria-describedby": `${id}-hint ${id}-error` });
  field.value = ctx.drafts.get(draft);
  field.addEventListener("input", () => {
    ctx.drafts.set(draft, field.value);
    clear();
  });
  function clear() {
    errorNode.hidden = true;
    field.removeAttribute("aria-invalid");
  }
  function refuse(text) {
    errorNode.replaceChildren(icon("note"), " ", text);
    errorNode.hidden = false;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
  const element = el(
    "div",
    { class: "rp-field" },
    el("label", { for: id, class: labelClass }, inline(label)),
    hintNode,
    field,
    errorNode,
  );
  return { element, field, hintNode, refuse, clear, text: () => field.value.trim() };
}

/** A set of options of which one is chosen. Returns its element and a function that reads it. */
export function oneOf(legend, name, options, chosen) {
  const group = freshId(name);
  const inputs = options.map(({ value, label, hint }) => {
    const id = freshId("option");
    const input = el("input", { type: "radio", id, name: group, value, "aria-describedby": hint ? `${id}-hint` : null });
    input.checked = value === chosen;
    const row = el(
      "div",
      { class: "rp-option" },
      input,
      el("label", { for: id }, label),
      hint && el("p", { class: "rp-hint", id: `${id}-hint` }, hint),
    );
    return { input, row };
  });
  return {
    element: el("fieldset", { class: "rp-fieldset" }, el("legend", {}, legend), inputs.map(({ row }) => row)),
    value: () => inputs.find(({ input }) => input.checked)?.input.value ?? chosen,
    inputs: inputs.map(({ input }) => input),
  };
}

/** A box that is ticked or not. */
export function tickBox(label, checked, value = "") {
  const id = freshId("tick");
  const input = el("input", { type: "checkbox", id, value });
  input.checked = checked;
  return { element: el("div", { class: "rp-option" }, input, el("label", { for: id }, label)), input };
}

/** A table that may scroll inside itself on a small screen, never the page. */
export function table(caption, head, rows) {
  return el(
    "div",
    { class: "rp-table", role: "region", "aria-label": caption, tabindex: "0" },
    el(
      "table",
      {},
      el("caption", {}, hiddenText(caption)),
      el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, cell)))),
      el(
        "tbody",
        {},
        rows.map((cells) =>
          el("tr", {}, cells.map((cell, place) => (place ? el("td", {}, cell) : el("th", { scope: "row" }, cell)))),
        ),
      ),
    ),
  );
}

/** A list of which the first entries are seen at once and the others on request, so that nobody faces a wall. */
export function foldedList(ctx, attributes, entries, first = 3) {
  const rest = entries.slice(first);
  const list = el("ul", attributes, entries.slice(0, first));
  if (rest.length === 0) return list;
  return [
    list,
    el("details", { class: "rp-details" }, el("summary", {}, ctx.t("list.more", { n: rest.length })), el("ul", attributes, rest)),
  ];
}

/** A link to a moment of the transcript on the same page. */
export function momentLink(ctx, turn, label) {
  return el("a", { href: `#rp-turn-${turn}`, class: "rp-moment", "data-turn": turn }, label ?? ctx.t("turn", { turn }));
}
