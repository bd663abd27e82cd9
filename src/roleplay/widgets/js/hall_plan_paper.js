// The guide and the role cards of a plan: to read, to print, and as files.
import { el, inline, prose } from "./dom.js";
import { actionButton, link, section, table } from "./parts.js";

/** Where the papers of a plan are had. `kept(act)` acts once all that was written is kept. */
export function paperPlace(ctx, screen, kept) {
  const made = el("div", { class: "rp-plan-made", role: "status" });
  const pdf = (paper, key) => {
    const button = el("button", { type: "button", class: "rp-plain rp-small" }, ctx.t(key));
    button.addEventListener("click", (event) => kept(() => ctx.act(button, () => ({ do: "plan_paper", plan: screen.plan, paper }), event)));
    return button;
  };
  const element = section(
    ctx.t("hall.plan.paper"),
    { class: "rp-plan-paper" },
    el("p", {}, link(ctx, screen.guide_path, {}, ctx.t("hall.plan.guide")), pdf("guide", "hall.plan.guide.pdf")),
    el("p", { class: "rp-hint" }, ctx.t("hall.plan.guide.about")),
    el("p", {}, link(ctx, screen.cards_path, {}, ctx.t("hall.plan.cards")), pdf("cards", "hall.plan.cards.pdf")),
    el("p", { class: "rp-hint" }, ctx.t("hall.plan.cards.about")),
    made,
  );
  return { element, news: (message, buffers) => saved(ctx, made, message, buffers) };
}

/** Hand a file over, and leave it there for a browser that asks again. */
function saved(ctx, place, message, buffers) {
  const whole = el("a", { download: message.file, class: "rp-secondary rp-small" }, message.file);
  whole.href = URL.createObjectURL(new Blob(buffers, { type: message.media }));
  place.replaceChildren(el("p", {}, ctx.t("hall.plan.paper.saved", { file: message.file })), whole);
  whole.click();
}

function head(ctx, screen, paper, key, made) {
  return el(
    "header",
    { class: "rp-head" },
    el("p", { class: "rp-crumb" }, link(ctx, screen.back_path, {}, ctx.t("hall.plan.paper.back"))),
    el("h1", { tabindex: "-1" }, screen.title),
    el(
      "div",
      { class: "rp-plan-acts rp-plan-noprint" },
      el("button", { type: "button", class: "rp-secondary", onclick: () => window.print() }, ctx.t("hall.plan.paper.print")),
      actionButton(ctx, { class: "rp-secondary" }, ctx.t(key), () => ({ do: "plan_paper", plan: screen.plan, paper })),
      made,
    ),
  );
}

// --------------------------------------------------------------------------------------------------------- the guide

/** Build the guide. */
export function hallGuideScreen(ctx, screen) {
  const made = el("div", { class: "rp-plan-made", role: "status" });
  const element = el(
    "div",
    { class: "rp-page-body rp-paper rp-guide" },
    head(ctx, screen, "guide", "hall.plan.guide.pdf", made),
    screen.says.map((text) => el("p", {}, text)),
    screen.chapters.map((one) => chapter(ctx, one, 2)),
  );
  return { element, news: (message, buffers) => message.about === "file" && saved(ctx, made, message, buffers) };
}

function chapter(ctx, one, level) {
  const list = (entries, className) => entries.length > 0 && el("ul", { class: className }, entries.map((text) => el("li", {}, text)));
  return el(
    level === 2 ? "section" : "div",
    { class: `rp-guide-${level}${one.parts.some(({ turns }) => turns.length) ? " rp-guide-map" : ""}` },
    el(`h${level}`, {}, one.title),
    one.says.map((text) => el("p", {}, text)),
    one.rows.length > 0 && table(one.title, one.head, one.rows),
    list(one.boxes, "rp-paper-boxes"),
    list(one.items, ""),
    one.turns.length > 0 && el("div", { class: "rp-guide-turns" }, one.turns.map((each) => turn(each, level + 1))),
    one.parts.map((part) => chapter(ctx, part, level + 1)),
  );
}

function turn(one, level) {
  return el(
    "div",
    { class: "rp-guide-turn" },
    el(`h${level}`, {}, one.title),
    one.said.map(({ name, text, cue }) => el("p", {}, name && el("strong", {}, `${name}: `), inline(text), cue && el("em", {}, ` (${cue})`))),
    one.asks && el("p", {}, el("strong", {}, one.asks)),
    one.options.map(({ text, shows, leads }) =>
      el("div", { class: "rp-guide-option" }, el("p", {}, inline(text)), el("ul", {}, shows.map((each) => el("li", {}, each))), el("p", { class: "rp-hint" }, `→ ${leads}`)),
    ),
  );
}

// --------------------------------------------------------------------------------------------------------- the cards

/** Build the role cards. */
export function hallCardsScreen(ctx, screen) {
  const made = el("div", { class: "rp-plan-made", role: "status" });
  const element = el(
    "div",
    { class: "rp-page-body rp-paper rp-rolecards" },
    head(ctx, screen, "cards", "hall.plan.cards.pdf", made),
    el("p", {}, screen.lead),
    screen.cards.map((one) => card(one)),
  );
  return { element, news: (message, buffers) => message.about === "file" && saved(ctx, made, message, buffers) };
}

function card(one) {
  return el(
    "article",
    { class: "rp-rolecard", "data-part": one.part },
    el("h2", {}, one.title),
    el("p", { class: "rp-hint" }, one.scene),
    one.passages.map(({ title, says, items, numbered }) => [
      title && el("h3", {}, title),
      prose(says),
      items.length > 0 && el(numbered ? "ol" : "ul", {}, items.map((text) => el("li", {}, text))),
    ]),
    one.boxes.length > 0 &&
      el(
        "ul",
        { class: "rp-paper-watch" },
        one.boxes.map(({ text, kind }) => el("li", {}, el("span", { class: "rp-paper-marks", "aria-hidden": "true" }), el("span", {}, text), el("span", { class: "rp-hint" }, kind))),
      ),
    one.foot && el("p", { class: "rp-paper-foot" }, one.foot),
  );
}
