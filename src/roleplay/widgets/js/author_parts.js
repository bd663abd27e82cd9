// Small parts that the author's screens share.
import { el, freshId, icon, prose, svg } from "./dom.js";
import { current, link } from "./parts.js";

const language = () => document.documentElement.lang || undefined;

/** A share or a chance from 0 to 1, e.g. "34 %"; a very small one does not become nothing. */
export function percent(ctx, share) {
  if (share === null) return ctx.t("author.ui.unknown");
  if (share > 0 && share < 0.001) return ctx.t("author.ui.tiny");
  const digits = share < 0.1 || (share > 0.99 && share < 1) ? 1 : 0;
  return new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** A number with at most so many digits after the point. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value);
}

/** The time of day of a moment, to the second; of another day, that day and the time. */
export function clock(iso) {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return "";
  const today = moment.toDateString() === new Date().toDateString();
  const style = today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(language(), style).format(moment);
}

/** A bot's name; one that somebody has added themselves goes by its id. */
export function botName(ctx, bot) {
  const key = `author.bot.${bot}`;
  const name = ctx.t(key);
  return name === key ? bot : name;
}

/** How bad it is, in a frame; never by colour alone. */
export function severity(ctx, one) {
  return el("strong", { class: `rp-severity rp-severity-${one}` }, ctx.t(`severity.${one}`));
}

/** A bar of a share from 0 to 1. The number beside it says the same. */
export function bar(share) {
  const width = 100 * Math.max(0, Math.min(1, share ?? 0));
  return svg(
    "svg",
    { class: "rp-share", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "rp-share-all", width: 100, height: 8 }),
    svg("rect", { class: "rp-share-part", width, height: 8 }),
  );
}

/** A part of a page that folds and stays as it was when the page comes again. */
export function fold(keep, summary, ...children) {
  return el("details", { class: "rp-details", "data-keep": keep }, el("summary", {}, summary), children);
}

// ---------------------------------------------------------------------------------------------------------- the frame

/** The bar above every screen, with what was heard of the files last. */
export function authorBar(ctx, screen) {
  hear(ctx, screen);
  return el(
    "div",
    { class: "rp-bar rp-bar-nav" },
    el("p", { class: "rp-bar-title" }, ctx.t("author.ui.page")),
    el(
      "nav",
      { class: "rp-bar-buttons", "aria-label": ctx.t("nav.label") },
      link(
        ctx,
        "/author",
        { ...current(screen.path, ["/author"])("/author"), "data-keep": "bar/files" },
        ctx.t("author.ui.files"),
      ),
      ctx.onPage && el("a", { href: ctx.address("/learn"), "data-keep": "bar/learn" }, ctx.t("author.ui.learn")),
    ),
  );
}

/** What happened to the files, said politely. The line stays where it is, or a new text in it would not be announced. */
function hear(ctx, screen) {
  const heard = (ctx.memory.heard ??= el("p", { class: "rp-heard", role: "status" }));
  if (!heard.isConnected) ctx.root.querySelector(".rp-top").append(heard);
  const { looked_at: at, news } = screen;
  if (!at || (news.length === 0 && at === ctx.memory.heardAt)) return; // what was told of this reading stays
  ctx.memory.heardAt = at;
  heard.classList.toggle("rp-heard-news", news.length > 0);
  heard.textContent = `${clock(at)} · ${news.length ? news.join(" ") : ctx.t("author.ui.read")}`;
}

/** Heading of a file's screens, with the ways between them. `here` is file, preview or map. */
export function fileHead(ctx, screen, { here, code, file_path, preview_path, map_path, playable }, ...children) {
  const tab = (name, path) =>
    link(
      ctx,
      path,
      { "aria-current": name === here ? "page" : null, "data-keep": `tab/${name}` },
      ctx.t(`author.ui.tab.${name}`),
    );
  return el(
    "header",
    { class: "rp-head" },
    el(
      "p",
      { class: "rp-crumb" },
      link(ctx, "/author", { "data-keep": "crumb" }, icon("back"), ctx.t("author.ui.files")),
    ),
    el("h1", { tabindex: "-1" }, screen.title),
    code && el("p", { class: "rp-hint" }, el("code", {}, code)),
    playable &&
      el(
        "nav",
        { class: "rp-tabs", "aria-label": ctx.t("author.ui.tabs") },
        tab("file", file_path),
        tab("preview", preview_path),
        tab("map", map_path),
      ),
    children,
  );
}

/** Says that this is the last version without errors. */
export function staleNote(ctx, filePath) {
  return el(
    "div",
    { class: "rp-stale" },
    el("p", {}, ctx.t("author.ui.stale")),
    link(ctx, filePath, { class: "rp-secondary rp-small", "data-keep": "stale" }, ctx.t("author.ui.stale.open")),
  );
}

// ------------------------------------------------------------------------------------------------------------ findings

/** What there is to mend in a file, errors first. `codes` says what each code means. */
export function findings(ctx, file, diagnostics, codes, level = "h3") {
  const times = new Map();
  const rows = diagnostics.map((one) => {
    times.set(one.code, (times.get(one.code) ?? 0) + 1);
    return { ...one, keep: `finding/${file}/${one.code}/${times.get(one.code)}` };
  });
  const sorted = [...rows.filter(isError), ...rows.filter((one) => !isError(one))];
  return el(
    "ul",
    { class: "rp-findings" },
    sorted.map((one) => finding(ctx, one, codes[one.code], level)),
  );
}

const isError = (one) => one.severity === "error";

function finding(ctx, one, card, level) {
  const id = freshId("finding");
  return el(
    "li",
    { class: `rp-finding rp-finding-${one.severity}`, "data-keep": one.keep },
    el(
      "div",
      { class: "rp-finding-head" },
      severity(ctx, one.severity),
      el("span", { class: "rp-place-of" }, ctx.t("author.ui.place", { line: one.line, column: one.column })),
      el("code", {}, one.code),
    ),
    el(level, { id }, one.message),
    one.fix && el("p", { class: "rp-mend" }, one.fix),
    card &&
      fold(
        `${one.keep}/why`,
        [ctx.t("author.ui.why"), el("span", { class: "rp-visually-hidden" }, ` ${one.code}`)],
        el(
          "div",
          { class: "rp-code-card" },
          el("p", {}, el("strong", {}, card.title)),
          prose(card.why),
          card.mend !== one.fix && prose(card.mend),
        ),
      ),
  );
}
