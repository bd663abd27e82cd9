// The author's library: what is to be mended first, and all files.
import { el, freshId } from "./dom.js";
import { actionButton, factList, link, section } from "./parts.js";
import { partsScreen } from "./author_keep.js";
import { clock, findings } from "./author_parts.js";

const SHOWN = {
  all: () => true,
  errors: ({ row }) => row.errors > 0,
  warnings: ({ row }) => row.warnings > 0,
  changed: ({ row }) => row.change !== null,
};

/** Build the author's library. */
export function authorLibraryScreen(ctx, screen) {
  const found = new Map(screen.diagnostics.map((one) => [one.file, one.diagnostics]));
  const entries = screen.files.map((row) => ({ row, diagnostics: found.get(row.file) ?? [] }));
  const broken = entries.filter(({ row }) => row.errors > 0);
  const doubtful = entries.filter(({ row }) => !row.errors && row.warnings > 0);
  const fine = entries.filter(({ row }) => !row.errors && !row.warnings);
  const filter = (ctx.memory.fileFilter ??= { text: "", shown: "all" });
  const folders = screen.folders.length > 1;
  const rest = [screen.codes, folders];
  const built = partsScreen(ctx, screen, "rp-author-library", {
    head: [[screen.title, screen.counts, screen.folders], () => head(ctx, screen)],
    change: [[screen.counts.changed, screen.removed, screen.since], () => since(ctx, screen)],
    filter: [screen.files.map((row) => row.file), () => filters(ctx, filter)],
    mending: [[broken, doubtful, rest], () => mending(ctx, [...broken, ...doubtful], screen.codes, folders)],
    files: [
      [fine, rest, fine.length === entries.length],
      () => files(ctx, fine, folders, fine.length === entries.length),
    ],
  });
  narrow(ctx, built.element, filter);
  return built;
}

function head(ctx, { title, counts, folders }) {
  const { errors, warnings } = counts;
  const parts = [
    errors && ctx.t("author.ui.errors", { n: errors }),
    warnings && ctx.t("author.ui.warnings", { n: warnings }),
  ];
  const lead = parts.filter(Boolean).join(ctx.t("author.ui.and")) || ctx.t("author.ui.nothing");
  return el(
    "header",
    { class: "rp-head" },
    el("h1", { tabindex: "-1" }, title),
    el("p", { class: "rp-lead" }, lead),
    factList([
      ctx.t("author.ui.scenarios", { n: counts.scenarios }),
      ctx.t("author.ui.rubrics", { n: counts.rubrics }),
      ctx.t("author.ui.playable", { n: counts.playable }),
    ]),
    el("p", { class: "rp-hint" }, ctx.t("author.ui.edit")),
    el(
      "ul",
      { class: "rp-hint rp-folders" },
      folders.map((folder) => el("li", {}, el("code", {}, folder))),
    ),
  );
}

function since(ctx, { counts, removed, since: moment }) {
  if (counts.changed === 0) return null;
  return el(
    "div",
    { class: "rp-since" },
    el(
      "div",
      {},
      el("p", {}, ctx.t("author.ui.since", { n: counts.changed, at: clock(moment) })),
      removed.length > 0 &&
        el(
          "p",
          { class: "rp-hint" },
          ctx.t("author.ui.removed"),
          " ",
          removed.map((one) => [el("code", {}, one), " "]),
        ),
    ),
    actionButton(ctx, { class: "rp-secondary rp-small", "data-keep": "seen" }, ctx.t("author.ui.seen"), () => ({
      do: "seen",
    })),
  );
}

// ------------------------------------------------------------------------------------------------------------- filters

function filters(ctx, filter) {
  const textId = freshId("search");
  const shownId = freshId("shown");
  const text = el("input", {
    type: "search",
    class: "rp-search",
    id: textId,
    autocomplete: "off",
    "data-keep": "filter/text",
  });
  const shown = el(
    "select",
    { id: shownId, "data-keep": "filter/shown" },
    Object.keys(SHOWN).map((one) => el("option", { value: one }, ctx.t(`author.ui.shown.${one}`))),
  );
  const form = el(
    "form",
    { class: "rp-filters rp-author-filters", role: "search", "aria-label": ctx.t("author.ui.filter") },
    el("div", { class: "rp-filter" }, el("label", { for: textId }, ctx.t("author.ui.find")), text),
    el("div", { class: "rp-filter" }, el("label", { for: shownId }, ctx.t("author.ui.shown")), shown),
    el("p", { class: "rp-hint rp-left", role: "status" }),
  );
  text.value = filter.text;
  shown.value = filter.shown;
  const change = () => {
    filter.text = text.value;
    filter.shown = shown.value;
    narrow(ctx, form.closest(".rp-author"), filter);
  };
  text.addEventListener("input", change);
  shown.addEventListener("change", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

const ENTRIES = new WeakMap();

function searched({ row, diagnostics }) {
  const words = [row.shown, row.id, row.title, ...diagnostics.flatMap((one) => [one.code, one.message, one.fix])];
  return words.filter(Boolean).join(" ").toLocaleLowerCase();
}

/** Hide what the filter does not ask for, and say how much is left. */
function narrow(ctx, root, filter) {
  const wanted = filter.text.trim().toLocaleLowerCase();
  const cards = [...root.querySelectorAll(".rp-file")];
  for (const card of cards) {
    const entry = ENTRIES.get(card);
    card.hidden = !(SHOWN[filter.shown](entry) && searched(entry).includes(wanted));
  }
  for (const one of root.querySelectorAll(".rp-section")) one.hidden = !one.querySelector(".rp-file:not([hidden])");
  const left = cards.filter((card) => !card.hidden).length;
  const untouched = !wanted && filter.shown === "all";
  const said = untouched ? "" : ctx.t(left ? "author.ui.left" : "author.ui.left.none", { n: left, all: cards.length });
  const line = root.querySelector(".rp-left");
  if (line.textContent !== said) line.textContent = said;
}

// --------------------------------------------------------------------------------------------------------------- files

function entryItem(entry, ...children) {
  const item = el("li", { class: "rp-file", "data-keep": `file/${entry.row.file}` }, children);
  ENTRIES.set(item, entry);
  return item;
}

function fileName(ctx, row, folders) {
  return [
    el("h3", {}, link(ctx, row.path, { "data-keep": `file/${row.file}/open` }, row.title ?? row.id ?? row.shown)),
    el(
      "p",
      { class: "rp-hint" },
      ctx.t(`author.ui.kind.${row.kind}`),
      " · ",
      el("code", {}, folders ? `${row.folder.split(/[\\/]/).at(-1)}/${row.shown}` : row.shown),
      row.change && el("span", { class: "rp-changed" }, ctx.t(`author.ui.change.${row.change}`)),
      row.proof === "refused" && el("span", { class: "rp-changed" }, ctx.t("author.ui.proof.refused")),
    ),
  ];
}

function ways(ctx, row) {
  if (!row.playable) return null;
  return el(
    "div",
    { class: "rp-file-ways" },
    link(
      ctx,
      row.preview_path,
      { "data-keep": `file/${row.file}/preview` },
      ctx.t("author.ui.tab.preview"),
      named(row),
    ),
    link(ctx, row.map_path, { "data-keep": `file/${row.file}/map` }, ctx.t("author.ui.tab.map"), named(row)),
  );
}

const named = (row) => el("span", { class: "rp-visually-hidden" }, `: ${row.title ?? row.shown}`);

function mending(ctx, entries, codes, folders) {
  if (entries.length === 0) {
    return el("div", { class: "rp-fine" }, el("p", {}, ctx.t("author.ui.nothing.about")));
  }
  return section(
    ctx.t("author.ui.mending"),
    { class: "rp-author-mending" },
    el(
      "ul",
      { class: "rp-files" },
      entries.map((entry) =>
        entryItem(
          entry,
          el("div", { class: "rp-file-head" }, el("div", {}, fileName(ctx, entry.row, folders)), ways(ctx, entry.row)),
          findings(ctx, entry.row.file, entry.diagnostics, codes, "h4"),
        ),
      ),
    ),
  );
}

function files(ctx, entries, folders, all) {
  if (entries.length === 0) return null;
  return section(
    ctx.t(all ? "author.ui.files" : "author.ui.fine"),
    { class: "rp-author-fine" },
    el(
      "ul",
      { class: "rp-files rp-files-fine" },
      entries.map((entry) =>
        entryItem(
          entry,
          el("div", { class: "rp-file-head" }, el("div", {}, fileName(ctx, entry.row, folders)), ways(ctx, entry.row)),
        ),
      ),
    ),
  );
}
