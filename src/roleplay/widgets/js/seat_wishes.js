// What somebody says of themselves in private before groups are formed. It is asked for only when this form is opened.
import { openDialog } from "./care.js";
import { el, freshId } from "./dom.js";
import { oneOf } from "./parts.js";

/** The button that opens the form. */
export function wishesButton(ctx) {
  const button = el("button", { type: "button", class: "rp-secondary", "data-keep": "wishes" }, ctx.t("seat.wishes.open"));
  button.addEventListener("click", () => openWishes(ctx));
  return button;
}

function openWishes(ctx) {
  const place = el("div", { class: "rp-seat-wishes" }, el("p", { role: "status" }, ctx.t("seat.wishes.coming")));
  let read = null;
  const save = el("button", { type: "button", class: "rp-primary", hidden: true }, ctx.t("seat.wishes.keep"));
  openDialog(ctx, {
    title: ctx.t("seat.wishes.title"),
    body: [el("p", {}, ctx.t("seat.wishes.who")), place],
    buttons(close) {
      save.addEventListener("click", () => {
        ctx.send({ do: "wish", ...read() });
        close();
      });
      return [save, el("button", { type: "button", class: "rp-plain", onclick: close }, ctx.t("seat.wishes.close"))];
    },
  });
  ctx.memory.wishes = (said) => {
    if (read || !place.isConnected) return; // what somebody has begun to fill in stays
    const form = formOf(ctx, said);
    read = form.read;
    place.replaceChildren(...form.rows);
    save.hidden = false;
  };
  ctx.send({ do: "wishes" });
}

function formOf(ctx, said) {
  const parts = oneOf(
    ctx.t("seat.wishes.parts"),
    "parts",
    ["both", "mentor", "watch"].map((value) => ({ value, label: ctx.t(`seat.wishes.parts.${value}`) })),
    said.plays ? (said.plays_peer ? "both" : "mentor") : "watch",
  );
  const topics = said.topics.map((topic) => {
    const now = said.avoids.includes(topic) ? "away" : said.watches.includes(topic) ? "watch" : "play";
    return { topic, ...choice(topic, ["play", "watch", "away"].map((value) => [value, ctx.t(`seat.wishes.topic.${value}`)]), now) };
  });
  const practised = choice(ctx.t("seat.wishes.practised"), ["0", "1", "2"].map((value) => [value, ctx.t(`seat.wishes.practised.${value}`)]), String(said.practised));
  const style = choice(ctx.t("seat.wishes.style"), ["none", "quiet", "plain"].map((value) => [value, ctx.t(`seat.wishes.style.${value}`)]), said.style ?? "none");
  const prefers = choice(ctx.t("seat.wishes.prefers"), ["none", "alike", "unlike"].map((value) => [value, ctx.t(`seat.wishes.prefers.${value}`)]), said.prefers ?? "none");
  const gladly = names(ctx, ctx.t("seat.wishes.with"), said.people, said.rather_with);
  const not = names(ctx, ctx.t("seat.wishes.not"), said.people, said.rather_not);
  const orNone = (value) => (value === "none" ? null : value);
  return {
    rows: [
      parts.element,
      ...(topics.length ? [el("div", { class: "rp-seat-topics" }, el("h3", {}, ctx.t("seat.wishes.topics")), el("p", { class: "rp-hint" }, ctx.t("seat.wishes.topics.hint")), topics.map(({ element }) => element))] : []),
      practised.element,
      style.element,
      prefers.element,
      ...(said.people.length ? [gladly.element, not.element] : []),
    ],
    read: () => ({
      plays: parts.value() !== "watch",
      plays_peer: parts.value() === "both",
      practised: Number(practised.value()),
      style: orNone(style.value()),
      prefers: orNone(prefers.value()),
      rather_with: gladly.chosen().filter((one) => !not.chosen().includes(one)),
      rather_not: not.chosen(),
      watches: topics.filter((one) => one.value() === "watch").map(({ topic }) => topic),
      avoids: topics.filter((one) => one.value() === "away").map(({ topic }) => topic),
    }),
  };
}

function choice(label, options, chosen) {
  const id = freshId("wish");
  const select = el("select", { id }, options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
  return { element: el("div", { class: "rp-field" }, el("label", { for: id }, label), select), value: () => select.value };
}

/** Some of the others: each name that is chosen stands below, and can be taken off again. */
function names(ctx, label, people, chosen) {
  const id = freshId("names");
  const picked = new Set(chosen.filter((one) => people.some((person) => person.id === one)));
  const select = el("select", { id }, el("option", { value: "" }, ctx.t("seat.wishes.name")), people.map((one) => el("option", { value: one.id }, one.name)));
  const list = el("ul", { class: "rp-seat-names" });
  select.addEventListener("change", () => {
    if (select.value) picked.add(select.value);
    select.value = "";
    paint();
  });
  function paint() {
    list.replaceChildren(
      ...people
        .filter((one) => picked.has(one.id))
        .map((one) => {
          const off = el("button", { type: "button", class: "rp-plain rp-small", "aria-label": ctx.t("seat.wishes.off.label", { name: one.name }) }, ctx.t("seat.wishes.off"));
          off.addEventListener("click", () => {
            picked.delete(one.id);
            paint();
            select.focus();
          });
          return el("li", {}, el("span", {}, one.name), off);
        }),
    );
  }
  paint();
  return { element: el("div", { class: "rp-field" }, el("label", { for: id }, label), select, list), chosen: () => [...picked] };
}
