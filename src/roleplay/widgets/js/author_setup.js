// Where a preview starts: a place, the site's policies, and every value.
import { el, freshId } from "./dom.js";
import { actionButton } from "./parts.js";

/**
 * The form that starts a preview. Returns its element and `fill(screen)`, which takes over the place and the values that
 * the preview has reached.
 */
export function setupForm(ctx, screen) {
  const node = choose(ctx, "node", ctx.t("author.ui.setup.node"), screen.nodes, screen.start);
  const profiles = [["", ctx.t("author.ui.setup.unset")], ...screen.profiles.map((one) => [one.name, one.name])];
  const profile = choose(ctx, "profile", ctx.t("author.ui.setup.profile"), profiles, screen.profile ?? "");
  const values = new Map(screen.values.map((one) => [one.name, valueField(ctx, one)]));
  const site = new Map(screen.site.map((one) => [one.name, valueField(ctx, one)]));
  profile.input.addEventListener("change", () => {
    const policies = screen.profiles.find((one) => one.name === profile.input.value)?.policies ?? {};
    for (const [name, field] of site) field.set(policies[name] ?? "unset");
  });
  const read = screen.site.filter((one) => one.read);
  const unread = screen.site.filter((one) => !one.read);
  const fields = (list, from) => list.map((one) => from.get(one.name).element);
  const command = () => ({
    do: "preview",
    file: screen.file,
    node: node.input.value,
    profile: profile.input.value || null,
    site: valuesOf(site),
    values: valuesOf(values),
    way: [],
  });
  const start = actionButton(
    ctx,
    { class: "rp-primary", type: "submit", "data-keep": "setup/start" },
    ctx.t("author.ui.setup.start"),
    () => (element.reportValidity() ? command() : null),
  );
  const element = el(
    "form",
    { class: "rp-setup" },
    el("div", { class: "rp-setup-fields" }, node.element, screen.profiles.length > 0 && profile.element),
    screen.values.length > 0 &&
      el(
        "fieldset",
        { class: "rp-fieldset" },
        el("legend", {}, ctx.t("author.ui.setup.values")),
        el("div", { class: "rp-setup-fields" }, fields(screen.values, values)),
      ),
    read.length > 0 &&
      el(
        "fieldset",
        { class: "rp-fieldset" },
        el("legend", {}, ctx.t("author.ui.setup.site")),
        el("div", { class: "rp-setup-fields" }, fields(read, site)),
      ),
    unread.length > 0 &&
      el(
        "p",
        { class: "rp-hint" },
        ctx.t("author.ui.setup.unread"),
        " ",
        unread.map((one) => [el("code", {}, one.name), " "]),
      ),
    el("div", { class: "rp-actions" }, start),
  );
  element.addEventListener("submit", (event) => event.preventDefault());
  const fill = (reached) => {
    node.input.value = reached.node;
    for (const one of reached.values) values.get(one.name)?.set(one.value);
    for (const one of reached.site) site.get(one.name)?.set(one.value);
    node.input.focus();
  };
  return { element, fill };
}

const valuesOf = (fields) => Object.fromEntries([...fields].map(([name, field]) => [name, field.get()]));

function choose(ctx, name, label, options, chosen) {
  const id = freshId("setup");
  const input = el(
    "select",
    { id, "data-keep": `setup/${name}` },
    options.map((one) => {
      const [value, text] = Array.isArray(one) ? one : [one, one];
      return el("option", { value, selected: value === chosen }, text);
    }),
  );
  return { element: el("div", { class: "rp-filter" }, el("label", { for: id }, label), input), input };
}

/** A field for a variable or a policy, by its kind. Returns its element, `get()` and `set(value)`. */
function valueField(ctx, one) {
  const keep = `setup/${one.kind === "policy" ? "site" : "value"}/${one.name}`;
  if (one.kind === "range") {
    const id = freshId("setup");
    const input = el("input", {
      type: "number",
      id,
      min: one.low,
      max: one.high,
      step: 1,
      value: one.start,
      required: true,
      "data-keep": keep,
    });
    const label = ctx.t("author.ui.setup.range", { name: one.name, low: one.low, high: one.high });
    return {
      element: el("div", { class: "rp-filter" }, el("label", { for: id }, label), input),
      get: () => input.valueAsNumber,
      set: (value) => (input.value = value),
    };
  }
  const flag = one.kind === "flag";
  const words = flag
    ? [
        ["true", ctx.t("author.ui.true")],
        ["false", ctx.t("author.ui.false")],
      ]
    : one.words;
  const { element, input } = choose(ctx, keep.slice("setup/".length), one.name, words, String(one.start));
  return {
    element,
    get: () => (flag ? input.value === "true" : input.value),
    set: (value) => (input.value = String(value)),
  };
}
