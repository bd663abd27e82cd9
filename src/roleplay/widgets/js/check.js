// A knowledge check: one item at a time, and after each why every answer is as it is.
import { el, icon, inline, freshId, prose, reveal } from "./dom.js";
import { actionButton, link, section } from "./parts.js";
import { moduleLink } from "./course.js";

/** Build a check. */
export function checkScreen(ctx, screen) {
  const body = screen.result
    ? result(ctx, screen)
    : screen.review
      ? review(ctx, screen)
      : screen.question
        ? question(ctx, screen)
        : opening(ctx, screen);
  return {
    element: el(
      "div",
      { class: "rp-page-body rp-check" },
      el(
        "header",
        { class: "rp-head" },
        el("p", { class: "rp-crumb" }, back(ctx, screen)),
        el("h1", { tabindex: "-1" }, ctx.t("check.heading", { title: screen.title })),
        screen.number > 0 && !screen.result && el("p", { class: "rp-hint" }, ctx.t("check.number", { n: screen.number, all: screen.all })),
      ),
      body.element,
    ),
    settle(before) {
      if (!before || !body.focus) return false;
      window.scrollTo(0, 0);
      reveal(body.focus, { quiet: true, block: "nearest" });
      return true;
    },
    key: body.key,
  };
}

function back(ctx, screen) {
  const to = screen.back_path.startsWith("/modules/") ? moduleLink : link;
  return to(ctx, screen.back_path, {}, icon("back"), screen.back_label);
}

function opening(ctx, screen) {
  const placing = screen.enough === null;
  return {
    element: el(
      "div",
      { class: "rp-panel" },
      prose(ctx.t(placing ? "check.placement.begin" : "check.begin.about", { n: screen.all, enough: screen.enough })),
      el("div", { class: "rp-actions" }, beginButton(ctx, screen, "check.begin")),
    ),
  };
}

function beginButton(ctx, screen, label, className = "rp-primary") {
  return actionButton(ctx, { class: className }, ctx.t(label), () => ({ do: "begin_check", check: screen.check }));
}

function question(ctx, screen) {
  const asked = screen.question;
  const kind = asked.several ? "checkbox" : "radio";
  const name = freshId("item");
  const error = el("p", { class: "rp-error", id: `${name}-error`, hidden: true });
  const inputs = [];
  const rows = asked.options.map((option, place) => {
    const id = freshId("option");
    const input = el("input", { type: kind, id, name, value: option.id });
    inputs.push(input);
    return el(
      "label",
      { class: "rp-answer", for: id },
      input,
      el("kbd", { class: "rp-number", "aria-hidden": "true" }, place + 1),
      el("span", {}, inline(option.text)),
    );
  });
  const legend = el("legend", { tabindex: "-1" }, inline(asked.ask));
  const answer = actionButton(ctx, { class: "rp-primary" }, ctx.t("check.answer"), () => {
    const options = inputs.filter((input) => input.checked).map((input) => input.value);
    error.hidden = options.length > 0;
    error.textContent = options.length ? "" : ctx.t("check.none");
    if (!options.length) {
      inputs[0].focus();
      return null;
    }
    return { do: "answer_item", seq: screen.seq, item: asked.item, options };
  });
  return {
    focus: legend,
    element: el(
      "div",
      { class: "rp-panel" },
      el(
        "fieldset",
        { class: "rp-fieldset rp-item", "aria-describedby": `${name}-error` },
        legend,
        asked.several && el("p", { class: "rp-hint" }, ctx.t("check.several")),
        rows,
      ),
      error,
      el("div", { class: "rp-actions" }, answer),
    ),
    key(event) {
      const place = Number(event.key) - 1;
      if (!ctx.keys.on || !inputs[place] || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      if (kind === "radio") inputs[place].checked = true;
      else inputs[place].checked = !inputs[place].checked;
      inputs[place].focus();
    },
  };
}

function reviewed(ctx, item, level) {
  const mark = (one) => (one.right ? "right" : one.ticked ? "ticked" : "other");
  return [
    el(level, { class: "rp-item-ask", tabindex: "-1" }, inline(item.ask)),
    el(
      "ul",
      { class: "rp-reasons" },
      item.options.map((one) =>
        el(
          "li",
          { class: `rp-reason-${mark(one)}` },
          el(
            "p",
            { class: "rp-reason-mark" },
            ctx.t(`check.mark.${mark(one)}${one.ticked ? ".chosen" : ""}`),
          ),
          el("p", { class: "rp-reason-text" }, inline(one.text)),
          el("p", {}, inline(one.why)),
        ),
      ),
    ),
  ];
}

function review(ctx, screen) {
  const item = screen.review;
  const said = el("p", { class: "rp-review-said", tabindex: "-1" }, ctx.t(item.right ? "check.was-right" : "check.was-other"));
  const more = actionButton(ctx, { class: "rp-primary" }, ctx.t(screen.number < screen.all ? "check.onward" : "check.finish"), () => ({
    do: "go",
    path: screen.path,
  }));
  return {
    focus: said,
    element: el("div", { class: "rp-panel" }, said, reviewed(ctx, item, "h2"), el("div", { class: "rp-actions" }, more)),
  };
}

function result(ctx, screen) {
  const { right, all, enough, passed, placed, items } = screen.result;
  const placing = enough === null;
  const text = placing
    ? ctx.t(placed.length ? "check.placement.some" : "check.placement.none", { n: right, all })
    : ctx.t(passed ? "check.result.passed" : "check.result.not-yet", { n: right, all, enough });
  const said = el("p", { class: "rp-lead", tabindex: "-1" }, text);
  const again = beginButton(ctx, screen, placing ? "check.placement.again" : "check.again", passed || placing ? "rp-secondary" : "rp-primary");
  const on = { class: passed || placing ? "rp-primary" : "rp-secondary" };
  return {
    focus: said,
    element: el(
      "div",
      { class: "rp-check-over" },
      el(
        "div",
        { class: "rp-panel" },
        said,
        placed.length > 0 && el("ul", { class: "rp-plain-list" }, placed.map((title) => el("li", {}, title))),
        el(
          "div",
          { class: "rp-actions" },
          (screen.back_path.startsWith("/modules/") ? moduleLink : link)(ctx, screen.back_path, on, ctx.t("check.back", { title: screen.back_label })),
          again,
        ),
      ),
      section(
        ctx.t("check.items"),
        {},
        items.map((item, place) =>
          el(
            "details",
            { class: "rp-details" },
            el(
              "summary",
              {},
              el("span", {}, `${place + 1}. `, inline(item.ask), " ", el("span", { class: "rp-tag" }, ctx.t(item.right ? "check.tag.right" : "check.tag.other"))),
            ),
            reviewed(ctx, item, "h3").slice(1),
          ),
        ),
      ),
    ),
  };
}
