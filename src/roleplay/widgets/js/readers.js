// Who can read a text of one's own: a line below it, with a button that shares the text or takes that back.
import { el } from "./dom.js";
import { actionButton } from "./parts.js";

/** Build the line. `what` names the text for those who hear the button without seeing where it stands. */
export function readersLine(ctx, readers, what) {
  if (!readers) return null;
  const who = el("span", { class: "rp-readers-who", "aria-live": "polite" }); // a change is announced
  const line = el("div", { class: "rp-readers rp-hint", "data-text": readers.text }, who);
  let button = null;
  if (readers.text !== null) {
    button = actionButton(ctx, { class: "rp-plain rp-small" }, "", () => ({
      do: line.dataset.who === "shared" ? "unshare" : "share",
      text: readers.text,
    }));
    line.append(button);
  }
  line.tell = (now) => {
    line.dataset.who = now;
    who.textContent = ctx.t(`readers.${now}`);
    if (!button) return;
    button.textContent = now === "shared" ? ctx.t("readers.unshare") : ctx.t("readers.share");
    button.setAttribute("aria-label", ctx.t(now === "shared" ? "readers.unshare.label" : "readers.share.label", { what }));
  };
  line.tell(readers.who);
  return line;
}

/** Say in every line of this text below `root` who can read it now. */
export function readersChanged(root, { text, who }) {
  root.querySelectorAll(".rp-readers").forEach((line) => {
    if (line.dataset.text === text) line.tell(who);
  });
}
