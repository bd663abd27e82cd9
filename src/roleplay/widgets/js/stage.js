// The stage: shows the screen that Python sends, and tells Python what is done on it.
import { el, icon, reveal } from "./dom.js";
import { speaker } from "./words.js";

const PATIENCE_MS = 15_000; // then a pressed button comes back: pressing again is safe, commands carry their seq

/** Where the app stands in the address bar. In JupyterLab it has no address and touches none. */
function addressBar() {
  const root = document.documentElement;
  const body = document.body;
  const marked = root.dataset.roleplay ?? body.dataset.roleplay;
  const onPage = marked !== undefined || body.classList.contains("rp-page");
  const given = root.dataset.base ?? body.dataset.base ?? root.dataset.baseUrl ?? "";
  const base = given.replace(/\/+$/, "");
  const here = () => {
    const path = location.pathname;
    return path.startsWith(base) ? path.slice(base.length) || "/" : path;
  };
  return { onPage, here, href: (path) => (onPage ? base + path : path) };
}

/** Texts that are being written: they survive a new screen and, on the page, a reload of the same tab. */
function draftBox(onPage) {
  const kept = new Map();
  const name = (key) => `roleplay:draft:${key}`;
  const storage = (act) => {
    try {
      if (onPage) return act(sessionStorage);
    } catch {
      // Storage may be forbidden; then drafts live as long as the page.
    }
    return null;
  };
  return {
    get: (key) => kept.get(key) ?? storage((box) => box.getItem(name(key))) ?? "",
    set(key, text) {
      kept.set(key, text);
      storage((box) => box.setItem(name(key), text));
    },
    forget(attempt) {
      for (const key of [...kept.keys()]) if (key.startsWith(`${attempt}/`)) kept.delete(key);
      storage((box) => {
        const stale = Object.keys(box).filter((key) => key.startsWith(name(`${attempt}/`)));
        stale.forEach((key) => box.removeItem(key));
      });
    },
  };
}

/** The preference for number keys, kept in this browser. */
function keyPreference() {
  const name = "roleplay:keys";
  let on = true;
  try {
    on = localStorage.getItem(name) !== "off";
  } catch {
    // Storage may be forbidden.
  }
  return {
    get on() {
      return on;
    },
    set on(value) {
      on = value;
      try {
        localStorage.setItem(name, value ? "on" : "off");
      } catch {
        // Then it lasts as long as the page.
      }
    },
  };
}

/**
 * Put a stage into `host`, driven by `model`. Returns a function that takes it down.
 *
 * `app.screens` has a builder for each name of a screen; it returns an element, or
 * `{element, played, readers, kept, news, settle, key, stays}`: what to do with what is new (in the conversation, of who
 * can read a text, that a page was kept, anything else), the first look, a pressed
 * key, and whether this is the screen that was up. `app.bar(ctx, screen, leave)` makes what stays above it;
 * `app.elsewhere(ctx, path)` says that an address needs another page.
 */
export function raise(model, host, app) {
  const bar = addressBar();
  const root = el("div", { class: "rp-stage" });
  const top = el("div", { class: "rp-top" });
  const barPlace = el("div", {});
  const notices = el("div", { class: "rp-notices", role: "status" }); // always there, or a new message is not announced
  const body = el("div", { class: "rp-screen" });
  const scrolls = new Map();
  let announced = false;
  let screen = null;
  let live = {}; // what the builder of the screen gave
  let pending = null;
  let arriving = "first"; // how the next screen is come by: first, push or pop

  top.append(barPlace, notices);
  root.append(top, body);
  host.append(root);

  const ctx = {
    root,
    onPage: bar.onPage,
    home: bar.onPage ? bar.here() : "", // the address that this page was opened at
    t: speaker(model.get("words") ?? {}),
    address: bar.href,
    drafts: draftBox(bar.onPage),
    keys: keyPreference(),
    // What is to be read on this page stands there before the stage does; from then on it belongs to a screen.
    readings: bar.onPage ? document.getElementById("rp-readings") : null,
    memory: {},
    go,
    act,
    send,
  };

  function send(command) {
    try {
      model.send(command);
    } catch {
      notice("problem", ctx.t("notice.unsent"));
    }
  }

  // ----------------------------------------------------------------------------------------- pressing and waiting

  /** Send what `command()` returns, once; the pressed thing waits for the answer. */
  function act(button, command, event) {
    if (pending || event?.detail > 1) return; // the second click of a double click may land on what came after the first
    const message = command();
    if (!message) return;
    wait(button);
    send(message);
  }

  function go(path, from) {
    if (pending) return;
    if (from instanceof Element) wait(from);
    arriving = "push";
    send({ do: "go", path });
  }

  function leave() {
    ctx.drafts.forget(screen.attempt);
    act(root, () => ({ do: "leave", seq: screen.seq }));
  }

  function wait(thing) {
    root.setAttribute("aria-busy", "true");
    thing.classList.add("rp-pending");
    const closed = thing.getAttribute("aria-disabled");
    if (thing instanceof HTMLButtonElement) thing.setAttribute("aria-disabled", "true");
    const slow = setTimeout(() => {
      release();
      notice("problem", ctx.t("notice.slow"));
    }, PATIENCE_MS);
    pending = () => {
      clearTimeout(slow);
      root.removeAttribute("aria-busy");
      thing.classList.remove("rp-pending");
      if (closed === null) thing.removeAttribute("aria-disabled");
    };
  }

  function release() {
    pending?.();
    pending = null;
  }

  function notice(tone, text) {
    const close = el("button", { type: "button", class: "rp-notice-close", "aria-label": ctx.t("notice.close") }, icon("close"));
    const card = el("div", { class: `rp-notice rp-notice-${tone}` }, el("p", {}, text), close);
    close.addEventListener("click", () => card.remove());
    notices.replaceChildren(card);
  }

  // ------------------------------------------------------------------------------------------------------ screens

  function show() {
    const next = structuredClone(model.get("screen") ?? {});
    if (!next.name) return;
    const before = screen;
    const asked = Boolean(pending);
    release();
    // After a resync that brought nothing new, what is being read or written is left alone.
    if (before?.name === "player" && next.name === "player" && before.attempt === next.attempt) {
      if (before.seq === next.seq) return;
    }
    if (before && !asked && arriving !== "pop" && JSON.stringify(before) === JSON.stringify(next)) return;
    if (before?.attempt && before.attempt === next.attempt) ctx.drafts.forget(next.attempt);
    if (before) scrolls.set(before.path, window.scrollY);
    let built;
    try {
      built = app.screens[next.name](ctx, next);
    } catch (error) {
      console.error(error);
      notice("problem", ctx.t("notice.unshown"));
      return;
    }
    screen = next;
    live = built instanceof Element ? { element: built } : built;
    if (asked || !live.stays) notices.replaceChildren();
    barPlace.replaceChildren(app.bar(ctx, screen, live.played && leave));
    if (!before) live.element.classList.add("rp-still"); // it takes the place of what the page itself has shown
    if (body.firstElementChild !== live.element) body.replaceChildren(live.element);
    locate(before);
    if (!announced) {
      announced = true;
      document.dispatchEvent(new CustomEvent("roleplay:ready")); // the page shows the stage now; only then can it be focused
    }
    look(before);
  }

  function locate(before) {
    if (!bar.onPage) return;
    document.title = `${screen.title} · ${ctx.t("app.name")}`;
    if (bar.here() === screen.path) return;
    const same = before?.attempt && before.attempt === screen.attempt; // a played attempt's address becomes its debrief's
    const replace = arriving !== "push" || same;
    history[replace ? "replaceState" : "pushState"]({}, "", bar.href(screen.path));
  }

  function look(before) {
    const how = before ? arriving : "first";
    arriving = "push";
    if (live.settle?.(before)) return;
    if (bar.onPage) window.scrollTo(0, how === "pop" ? (scrolls.get(screen.path) ?? 0) : 0);
    else if (before) root.scrollIntoView({ block: "start" });
    if (how !== "first") body.querySelector("h1")?.focus({ preventScroll: true });
  }

  function arrived(message, buffers) {
    if (message?.type === "played" && live.played) {
      release();
      ctx.drafts.forget(screen.attempt);
      notices.replaceChildren();
      live.played(structuredClone(message));
    } else if (message?.type === "readers" && live.readers) {
      release();
      live.readers(message);
    } else if (message?.type === "kept" && live.kept) {
      release();
      live.kept(message);
    } else if (message?.type === "news" && live.news) {
      if (!message.quiet) release(); // what nobody pressed for answers no button
      live.news(structuredClone(message), buffers);
    } else if (message?.type === "notice") {
      if (message.tone === "problem") {
        release();
        arriving = "push";
      }
      notice(message.tone === "problem" ? "problem" : "info", message.text);
    }
  }

  // ------------------------------------------------------------------------------------------------------- events

  function clicked(event) {
    const moment = event.target.closest?.("a[data-turn]");
    const inside = event.target.closest?.("a[data-path]");
    if (!(moment || inside) || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (inside) return go(inside.dataset.path, inside);
    const target = body.querySelector(`#rp-turn-${CSS.escape(moment.dataset.turn)}`);
    if (!target) return;
    const folded = target.closest("details");
    if (folded) folded.open = true;
    reveal(target);
  }

  function travelled() {
    if (!bar.onPage || bar.here() === screen?.path) return;
    release();
    if (app.elsewhere?.(ctx, bar.here())) return location.reload();
    arriving = "pop";
    send({ do: "go", path: bar.here() });
  }

  function pressed(event) {
    if (root.querySelector("dialog[open]")) return; // what is below a dialog hears nothing
    live.key?.(event);
  }

  function reconnected() {
    send({ do: "resync" });
  }

  function unfold() {
    body.querySelectorAll("details").forEach((one) => {
      one.open = true;
    });
    body.querySelectorAll("textarea").forEach((one) => {
      one.style.minBlockSize = `${one.scrollHeight + 2}px`; // where a field does not grow with its text by itself
    });
  }

  function spoken() {
    ctx.t = speaker(model.get("words") ?? {});
  }

  root.addEventListener("click", clicked);
  window.addEventListener("popstate", travelled);
  window.addEventListener("beforeprint", unfold);
  document.addEventListener("keydown", pressed);
  document.addEventListener("roleplay:reconnected", reconnected);
  model.on("change:words", spoken);
  model.on("change:screen", show);
  model.on("msg:custom", arrived);
  if (bar.onPage) history.scrollRestoration = "manual";
  show();
  send({ do: "ready", path: bar.onPage ? bar.here() : "" });

  return () => {
    release();
    window.removeEventListener("popstate", travelled);
    window.removeEventListener("beforeprint", unfold);
    document.removeEventListener("keydown", pressed);
    document.removeEventListener("roleplay:reconnected", reconnected);
    model.off("change:words", spoken);
    model.off("change:screen", show);
    model.off("msg:custom", arrived);
    root.remove();
  };
}
