// The console's people: who needs a moment, who is here, how they come in, and who leads.
import { openDialog } from "./care.js";
import { el, freshId, hiddenText } from "./dom.js";
import { qrPicture } from "./hall_qr.js";
import { section } from "./parts.js";
import { select } from "./hall_console_groups.js";
import { every, fold } from "./hall_console_side.js";

const MANY = 12; // people, from which on a name is looked for

// ---------------------------------------------------------------------------------------------------- a moment

/** Who has said that they need a moment since the last look. */
export function newCalls(before, { calls }) {
  const known = new Set((before?.calls ?? []).map((one) => `${one.id} ${one.since}`));
  return calls.filter((one) => !known.has(`${one.id} ${one.since}`));
}

/** Who needs a moment: above everything, and calm. */
export function callsPiece(hall) {
  const { ctx } = hall;
  const seen = (ctx.memory.seen ??= new Set());
  return {
    key: "calls",
    pick: ({ calls }) => calls,
    build(calls) {
      if (!calls.length) return null;
      const id = freshId("calls");
      return el(
        "section",
        { class: "rp-console-calls", "aria-labelledby": id },
        el("h2", { id, class: "rp-visually-hidden", tabindex: "-1", "data-goes": "calls", "data-keep": "calls" }, ctx.t("hall.console.calls")),
        el("ul", {}, calls.map((one) => call(hall, seen, one))),
        el("p", { class: "rp-hint" }, ctx.t("hall.console.calls.about")),
      );
    },
  };
}

function call(hall, seen, one) {
  const { ctx } = hall;
  const key = `${one.id} ${one.since}`;
  const since = el("span", { class: "rp-console-since" });
  const button = el("button", { type: "button", class: "rp-plain", "data-keep": `seen-${key}`, "aria-pressed": String(seen.has(key)) }, ctx.t("hall.console.call.seen"), hiddenText(`: ${one.name}`));
  const row = el("li", { class: seen.has(key) ? "rp-console-seen" : null }, el("strong", {}, ctx.t("hall.console.call", { name: one.name })), since, button);
  button.addEventListener("click", () => {
    if (!seen.delete(key)) seen.add(key);
    row.classList.toggle("rp-console-seen", seen.has(key));
    button.setAttribute("aria-pressed", String(seen.has(key)));
  });
  every(row, 5000, () => {
    const n = Math.max(0, Math.floor((hall.now() - one.since) / 60_000));
    const text = n ? ctx.t("hall.console.call.since", { n }) : ctx.t("hall.console.call.now");
    if (since.textContent !== text) since.textContent = text;
  });
  return row;
}

// ------------------------------------------------------------------------------------------------------------- people

/** Everybody who is in. Two hundred stay in a list of their own that scrolls. */
export function peoplePiece(hall) {
  const { ctx } = hall;
  return {
    key: "people",
    pick: ({ people, stage, cleared }) => ({ people, over: stage === "closed", cleared }),
    build({ people, over, cleared }) {
      const rows = people.map((one) => ({ name: one.name.toLocaleLowerCase(), row: person(hall, one, over) }));
      const none = el("p", { class: "rp-hint", hidden: true }, ctx.t("hall.console.people.none"));
      const id = freshId("find");
      const find = el("input", { id, type: "search", autocomplete: "off", "data-keep": "find", "data-goes": people.length > MANY ? "people" : null });
      const sort = () => {
        ctx.memory.find = find.value;
        const wanted = find.value.trim().toLocaleLowerCase();
        for (const { name, row } of rows) row.hidden = !name.includes(wanted);
        none.hidden = rows.some(({ row }) => !row.hidden);
      };
      find.value = people.length > MANY ? ctx.memory.find ?? "" : "";
      find.addEventListener("input", sort);
      sort();
      const here = people.filter((one) => one.here).length;
      return fold(
        "people",
        ctx.t("hall.console.people", { n: people.length }),
        { open: true },
        el("p", { class: "rp-hint" }, people.length ? ctx.t("hall.console.people.here", { n: here, of: people.length }) : ctx.t("hall.console.people.nobody")),
        people.length > MANY && el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("hall.console.people.find")), find),
        people.length > 0 && el("ul", { class: "rp-console-people", tabindex: "0", "aria-label": ctx.t("hall.console.people.label"), role: "list", "data-keep": "people", "data-goes": people.length > MANY ? null : "people" }, rows.map(({ row }) => row)),
        none,
        !over && clearing(hall, people.length - here, cleared),
      );
    },
  };
}

/** Ask everybody to leave whose page is not connected, such as after a prank with the code; and take that back. */
function clearing(hall, away, cleared) {
  const { ctx } = hall;
  const ask = () =>
    openDialog(ctx, {
      title: ctx.t("hall.console.people.clear"),
      body: [el("p", {}, ctx.t("hall.console.people.clear.about", { n: away })), el("p", { class: "rp-hint" }, ctx.t("hall.console.people.clear.asleep"))],
      buttons: (close) => [
        el("button", { type: "button", class: "rp-primary", onclick: () => (close(), hall.press(ctx.root, { do: "console_clear" })) }, ctx.t("hall.console.people.clear.yes")),
        el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("hall.console.not-yet")),
      ],
    });
  return el(
    "div",
    { class: "rp-console-row" },
    away > 0 && el("button", { type: "button", class: "rp-plain", "data-keep": "clear", onclick: ask }, ctx.t("hall.console.people.clear")),
    cleared > 0 && hall.button("unclear", "rp-secondary", ctx.t("hall.console.people.unclear", { n: cleared }), { do: "console_unclear" }),
  );
}

function person(hall, one, over) {
  const { ctx } = hall;
  const button = !over && el("button", { type: "button", class: "rp-plain", "data-keep": `person-${one.id}` }, ctx.t("hall.console.person"), hiddenText(`: ${one.name}`));
  if (button) button.addEventListener("click", () => openPerson(hall, one));
  return el(
    "li",
    { class: one.here ? null : "rp-console-gone" },
    el("span", { class: "rp-console-name" }, one.name),
    !one.here && el("span", { class: "rp-console-part" }, ctx.t("hall.console.away")),
    button,
  );
}

function openPerson(hall, one) {
  const { ctx } = hall;
  const id = freshId("name");
  const name = el("input", { id, type: "text", maxlength: 40, autocomplete: "off" });
  name.value = one.name;
  const sends = (close, look, label, command) => {
    const button = el("button", { type: "button", class: look }, label);
    button.addEventListener("click", () => {
      close();
      hall.press(ctx.root, command());
    });
    return button;
  };
  openDialog(ctx, {
    title: one.name,
    body: [el("div", { class: "rp-field" }, el("label", { for: id }, ctx.t("hall.console.person.name")), name), el("p", { class: "rp-hint" }, ctx.t("hall.console.person.about"))],
    buttons: (close) => [
      sends(close, "rp-primary", ctx.t("hall.console.person.rename"), () => ({ do: "console_rename", participant: one.id, name: name.value })),
      sends(close, "rp-secondary", ctx.t("hall.console.person.remove"), () => ({ do: "console_remove", participant: one.id, barred: false })),
      sends(close, "rp-secondary", ctx.t("hall.console.person.bar"), () => ({ do: "console_remove", participant: one.id, barred: true })),
    ],
  });
}

// --------------------------------------------------------------------------------------------------------------- door

/** How people come in: in the middle in the lobby, at the side afterwards. */
export function doorPiece(hall, lobby) {
  const { ctx } = hall;
  const address = hall.entrance.replace(/^https?:\/\//, "");
  return {
    key: "door",
    pick: ({ door, stage }) => stage === (lobby ? "lobby" : "running") && door,
    build(door) {
      return fold(
        "door",
        door.locked ? ctx.t("hall.console.door.locked") : ctx.t("hall.console.door"),
        { open: lobby },
        el("p", {}, ctx.t("hall.console.door.how", { address })),
        door.code ? el("p", { class: "rp-console-code" }, door.code) : el("p", { class: "rp-hint" }, ctx.t("hall.console.door.none")),
        door.squares.length > 0 && qrPicture({ class: "rp-console-qr" }, ctx.t("hall.console.door.qr", { address, code: door.code }), door.squares),
        door.until !== null && el("p", { class: "rp-hint" }, ctx.t("hall.console.door.until", { time: clock(door.until) })),
        el(
          "div",
          { class: "rp-console-row" },
          hall.button("lock", "rp-secondary", door.locked ? ctx.t("hall.console.door.unlock") : ctx.t("hall.console.door.lock"), { do: "console_lock", locked: !door.locked }),
          hall.button("renew", "rp-plain", ctx.t("hall.console.door.renew"), { do: "console_code" }),
        ),
      );
    },
  };
}

function clock(at) {
  const language = document.documentElement.lang || undefined;
  return new Intl.DateTimeFormat(language, { timeStyle: "short" }).format(new Date(at));
}

// -------------------------------------------------------------------------------------------------------------- leads

/** Who leads, and to whom it can be handed over. */
export function leadsPiece(hall) {
  const { ctx } = hall;
  return {
    key: "leads",
    pick: ({ leads, stage }) => stage !== "closed" && leads,
    build(found) {
      const { leads, others, own } = found;
      const ids = leads.map((one) => one.id);
      const change = (wanted) => ({ do: "console_leads", leads: wanted });
      const choose = select(ctx.t("hall.console.leads.choose"), others.map((one) => ({ value: one.id, label: one.name })));
      choose.select.dataset.keep = "lead";
      return fold(
        "leads",
        ctx.t("hall.console.leads"),
        {},
        el("p", { class: "rp-hint" }, ctx.t("hall.console.leads.about")),
        el(
          "ul",
          { class: "rp-console-leads" },
          leads.map((one, place) =>
            el(
              "li",
              {},
              el("span", { class: "rp-console-name" }, one.name, one.id === own && ` (${ctx.t("hall.console.leads.own")})`),
              place === 0 && el("span", { class: "rp-console-part" }, ctx.t("hall.console.leads.first")),
              place > 0 && hall.button(`first-${one.id}`, "rp-plain", [ctx.t("hall.console.leads.hand"), hiddenText(`: ${one.name}`)], change([one.id, ...ids.filter((id) => id !== one.id)])),
              leads.length > 1 && out(hall, one, own, ids),
            ),
          ),
        ),
        others.length > 0
          ? [choose.element, hall.button("add-lead", "rp-secondary", ctx.t("hall.console.leads.add"), () => change([...ids, choose.select.value]))]
          : el("p", { class: "rp-hint" }, ctx.t("hall.console.leads.nobody")),
      );
    },
  };
}

function out(hall, one, own, ids) {
  const { ctx } = hall;
  const self = one.id === own;
  const label = self ? ctx.t("hall.console.leads.leave") : [ctx.t("hall.console.leads.out"), hiddenText(`: ${one.name}`)];
  const command = { do: "console_leads", leads: ids.filter((id) => id !== one.id) };
  if (!self) return hall.button(`out-${one.id}`, "rp-plain", label, command);
  const button = el("button", { type: "button", class: "rp-plain", "data-keep": "leave" }, label);
  button.addEventListener("click", () =>
    openDialog(ctx, {
      title: ctx.t("hall.console.leads.leave"),
      body: el("p", {}, ctx.t("hall.console.leads.leave.about")),
      buttons: (close) => [
        el("button", { type: "button", class: "rp-primary", onclick: () => (close(), hall.press(ctx.root, command)) }, ctx.t("hall.console.leads.leave.yes")),
        el("button", { type: "button", class: "rp-secondary", onclick: close }, ctx.t("hall.console.not-yet")),
      ],
    }),
  );
  return button;
}
