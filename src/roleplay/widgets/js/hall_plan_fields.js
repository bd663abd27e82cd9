// Fields of a plan: each writes into the state as somebody types, and has a place for what is wrong with it.
import { el, freshId, icon } from "./dom.js";

/** Where mistakes are said: `register(key, input, node)`, `show(mistakes)`. Keys are `section/field/place`. */
export function mistakesOf(ctx) {
  const places = new Map();
  const keyOf = ({ section, field, place }) => [section ?? "plan", field, place ?? ""].join("/");

  function clear() {
    for (const { input, node } of places.values()) {
      node.hidden = true;
      input?.removeAttribute("aria-invalid");
    }
  }

  return {
    register: (key, input, node) => places.set(key, { input, node }),
    forget: () => places.clear(),
    clear,
    show(mistakes) {
      clear();
      for (const one of mistakes) {
        const found = places.get(keyOf(one)) ?? places.get(keyOf({ ...one, place: null })) ?? places.get("plan//");
        if (!found) continue;
        found.node.replaceChildren(icon("note"), " ", one.text);
        found.node.hidden = false;
        found.input?.setAttribute("aria-invalid", "true");
        const folded = found.node.closest("details:not([open])");
        if (folded) folded.open = true;
      }
    },
    first() {
      return [...places.values()].find(({ node }) => !node.hidden && node.isConnected)?.input;
    },
  };
}

/**
 * A labelled field. `kind` is text, area, time or number; `get(data)` reads its value, `set(data, value)` writes it.
 * `keep` names it where a part is built again.
 */
export function planField(ctx, state, mistakes, { kind, label, hint, key, keep, get, set, rows = 2, low, high, className = "" }) {
  const id = freshId("plan");
  const error = el("p", { class: "rp-error", id: `${id}-error`, hidden: true });
  const described = hint ? `${id}-hint ${id}-error` : `${id}-error`;
  const common = { id, "aria-describedby": described, "data-keep": keep };
  const input =
    kind === "area"
      ? el("textarea", { ...common, rows })
      : el("input", { ...common, class: "rp-search", type: kind, ...(kind === "number" ? { inputmode: "numeric", min: low, max: high, step: 1 } : {}) });
  input.value = get(state.data) ?? "";
  const read = () => {
    if (kind === "number") return input.value.trim() === "" ? null : Number(input.value);
    return kind === "time" ? input.value || null : input.value;
  };
  input.addEventListener("focus", () => state.mark());
  input.addEventListener("input", () => state.typed((data) => set(data, read())));
  if (key !== undefined) mistakes.register(key, input, error);
  const element = el(
    "div",
    { class: `rp-field rp-plan-field rp-plan-${kind} ${className}` },
    el("label", { for: id }, label),
    hint && el("p", { class: "rp-hint", id: `${id}-hint` }, hint),
    input,
    error,
  );
  return { element, input };
}

/** A choice among a few; `change(value)` is called with what was chosen. */
export function planChoice(mistakes, { label, hint, key, keep, options, chosen, change }) {
  const id = freshId("plan");
  const error = el("p", { class: "rp-error", id: `${id}-error`, hidden: true });
  const input = el(
    "select",
    { id, "data-keep": keep, "aria-describedby": hint ? `${id}-hint ${id}-error` : `${id}-error` },
    options.map(({ value, label: text }) => el("option", { value, selected: value === chosen }, text)),
  );
  input.addEventListener("change", () => change(input.value));
  if (key !== undefined) mistakes.register(key, input, error);
  return el("div", { class: "rp-field rp-plan-field" }, el("label", { for: id }, label), hint && el("p", { class: "rp-hint", id: `${id}-hint` }, hint), input, error);
}

/** A small button that changes the plan at once. */
export function planButton(attributes, label, act) {
  const button = el("button", { type: "button", class: "rp-plain rp-small", ...attributes }, label);
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && act());
  return button;
}
