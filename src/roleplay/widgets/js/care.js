// What is always there: Pause, Leave, Get help. Nothing of Pause and Get help is ever sent.
import { el, icon, prose, freshId } from "./dom.js";
import { current, link } from "./parts.js";

/** Open a dialog over everything; focus returns to where it came from. Returns a function that closes it. */
export function openDialog(ctx, { title, className = "", body, buttons }) {
  const id = freshId("dialog");
  const before = document.activeElement;
  const heading = el("h2", { id, tabindex: "-1" }, title);
  const cross = el(
    "button",
    { type: "button", class: "rp-dialog-close", "aria-label": ctx.t("dialog.close"), onclick: close },
    icon("close"),
  );
  const dialog = el(
    "dialog",
    { class: `rp-dialog ${className}`, "aria-labelledby": id },
    el(
      "div",
      { class: "rp-dialog-inner" },
      el("div", { class: "rp-dialog-head" }, heading, cross),
      body,
      el("div", { class: "rp-actions" }, buttons(close)),
    ),
  );
  function close() {
    dialog.close();
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  ctx.root.append(dialog);
  dialog.showModal();
  heading.focus();
  return close;
}

/** A quiet screen with the scenario's grounding exercise. */
export function openPause(ctx, care) {
  openDialog(ctx, {
    title: ctx.t("pause.title"),
    className: "rp-dialog-quiet",
    body: [
      el("div", { class: "rp-breath", "aria-hidden": "true" }),
      el("p", { class: "rp-quiet" }, ctx.t("pause.saved")),
      el("div", { class: "rp-grounding" }, prose(care.grounding)),
    ],
    buttons: (close) => [
      el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("pause.resume")),
      helpButton(ctx, close, care),
    ],
  });
}

function helpButton(ctx, close, care) {
  const open = () => {
    close();
    openHelp(ctx, care);
  };
  return el("button", { type: "button", class: "rp-secondary", onclick: open }, ctx.t("help.open"));
}

const EXERCISES = ["feet", "breath", "five"];

/** Three short exercises over whatever is open, and the way to help. Nothing of it is sent; it needs no connection. */
export function openGrounding(ctx, help) {
  openDialog(ctx, {
    title: ctx.t("grounding.title"),
    className: "rp-dialog-quiet",
    body: [
      el("div", { class: "rp-breath", "aria-hidden": "true" }),
      el("p", { class: "rp-quiet" }, ctx.t("grounding.about")),
      EXERCISES.map((name) => [
        el("h3", {}, ctx.t(`grounding.${name}`)),
        el("div", { class: "rp-grounding" }, prose(ctx.t(`grounding.${name}.text`))),
      ]),
    ],
    buttons: (close) => [
      el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("grounding.close")),
      help && helpButton(ctx, close, { help }),
    ],
  });
}

function reach(text) {
  const digits = text.replace(/[\s()./-]/g, "");
  if (!/^\+?\d{2,15}$/.test(digits)) return el("span", { class: "rp-reach" }, text);
  return el("a", { class: "rp-reach", href: `tel:${digits}` }, text);
}

/** Crisis lines, or the plain statement that none is configured, and what helps anywhere. */
export function openHelp(ctx, care) {
  const { lines, emergency_number: emergency, resources } = care.help;
  const lists = [
    el("p", {}, ctx.t("help.private")),
    el(
      "div",
      { class: "rp-emergency" },
      el("h3", {}, ctx.t("help.danger")),
      emergency && el("p", {}, ctx.t("help.emergency"), " ", reach(emergency)),
      el("p", {}, ctx.t(emergency ? "help.advice" : "help.advice.unknown")),
    ),
    el("h3", {}, ctx.t("help.lines")),
    lines.length
      ? el(
          "ul",
          { class: "rp-lines" },
          lines.map((line) =>
            el(
              "li",
              {},
              el("strong", {}, line.name),
              reach(line.reach),
              el("span", { class: "rp-hint" }, line.hours),
              line.about && prose(line.about),
            ),
          ),
        )
      : el("p", {}, ctx.t("help.unset")),
    resources.length > 0 && [
      el("h3", {}, ctx.t("help.resources")),
      el("ul", { class: "rp-lines" }, resources.map((one) => el("li", {}, el("strong", {}, one.title), prose(one.text)))),
    ],
  ];
  openDialog(ctx, {
    title: ctx.t("help.title"),
    body: lists,
    buttons: (close) => el("button", { type: "button", class: "rp-primary", onclick: close }, ctx.t("help.close")),
  });
}

function openLeave(ctx, leave) {
  openDialog(ctx, {
    title: ctx.t("leave.title"),
    body: [el("p", {}, ctx.t("leave.text")), el("p", {}, ctx.t("leave.end.about"))],
    buttons: (close) => [
      el(
        "button",
        {
          type: "button",
          class: "rp-primary",
          onclick: (event) => {
            close();
            ctx.go("/learn", event.currentTarget);
          },
        },
        ctx.t("leave.later"),
      ),
      el(
        "button",
        {
          type: "button",
          class: "rp-secondary",
          onclick: () => {
            close();
            leave();
          },
        },
        ctx.t("leave.end"),
      ),
      el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("leave.stay")),
    ],
  });
}

/** The bar with the three buttons. `leave` is null where there is nothing to end: then it simply leads away. */
export function careBar(ctx, screen, leave) {
  const item = (name, label, act) =>
    el("button", { type: "button", class: `rp-care-${name}`, onclick: act }, icon(name), el("span", {}, label));
  return el(
    "div",
    { class: "rp-bar rp-bar-care" },
    el("p", { class: "rp-bar-title", "aria-hidden": "true" }, screen.title),
    el(
      "div",
      { class: "rp-bar-buttons", role: "group", "aria-label": ctx.t("care.label") },
      item("pause", ctx.t("pause.open"), () => openPause(ctx, screen.care)),
      item("leave", ctx.t("leave.open"), (event) =>
        leave ? openLeave(ctx, leave) : ctx.go("/learn", event.currentTarget),
      ),
      item("ground", ctx.t("grounding.open"), () => openGrounding(ctx)),
      item("help", ctx.t("help.open"), () => openHelp(ctx, screen.care)),
    ),
  );
}

/** The bar of the quiet screens. */
export function navBar(ctx, screen) {
  // A module, a check and an assessment are reached from the modules, whatever their address.
  const here = screen.path.replace(/^\/(?=modules\/)|^\/learn\/(?=placement|assessment\/)/, "/learn/modules/");
  const standing = current(here, ["/learn", "/learn/modules", "/learn/progress"]);
  const item = (path, label) => link(ctx, path, standing(path), label);
  return el(
    "div",
    { class: "rp-bar rp-bar-nav" },
    el("p", { class: "rp-bar-title" }, ctx.t("app.name")),
    el(
      "nav",
      { class: "rp-bar-buttons", "aria-label": ctx.t("nav.label") },
      item("/learn", ctx.t("nav.library")),
      item("/learn/modules", ctx.t("nav.modules")),
      item("/learn/progress", ctx.t("nav.progress")),
      el("button", { type: "button", class: "rp-nav-ground", onclick: () => openGrounding(ctx, screen.help) }, ctx.t("grounding.open")),
    ),
  );
}
