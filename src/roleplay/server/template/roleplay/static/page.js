// The page around the widget: its first paint, its connection, and its end.
//
// The widget dispatches "roleplay:ready" on `document` once it shows something of its own.

const LATE_AFTER_MS = 30_000; // then the page says that this takes too long
const LOST_AFTER_MS = 1_000; // a connection that is back sooner was never missed
const ASK_AGAIN_MS = 2_000; // how often a page that has lost its connection asks whether somebody is there
const CONNECT_MS = 10_000; // how long one attempt to connect may take

const root = document.documentElement;
const base = root.dataset.baseUrl;
const find = (id) => document.getElementById(id);

// ---------------------------------------------------------------------------------------------------- first paint

let ready = false;

function explain(wordsId) {
  const status = document.querySelector(".rp-status");
  const words = find(wordsId);
  if (ready || !status || !words) return;
  find("rp-waiting")?.remove();
  status.replaceChildren(words.content.cloneNode(true));
}

const lateTimer = setTimeout(() => explain("rp-late-words"), LATE_AFTER_MS);

document.addEventListener(
  "roleplay:ready",
  () => {
    ready = true;
    clearTimeout(lateTimer);
    root.classList.add("rp-ready");
    find("rp-first")?.remove();
  },
  { once: true },
);

whenParsed(() => {
  if (document.querySelector("[data-rp-failed]")) {
    clearTimeout(lateTimer);
    explain("rp-failed-words");
  }
});

function whenParsed(then) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then, { once: true });
  else then();
}

// Voilà adds an empty shell to the page, with the id that the skip link needs.
new MutationObserver((_, observer) => {
  const shell = document.querySelector("body > .jp-LabShell");
  if (!shell) return;
  shell.id = "voila-shell";
  shell.hidden = true;
  observer.disconnect();
}).observe(root, { childList: true, subtree: true });

// ----------------------------------------------------------------------------------------------------- connection

const connection = { offline: false, lost: false, dead: false };
let lastSeen = new Date();
let lostTimer = 0;
let shown = "";
let leaving = false;
let kernel = null;

function kindOfLoss() {
  if (connection.dead) return "lost";
  if (connection.offline) return "offline";
  return connection.lost ? "lost" : "";
}

function showConnection() {
  const kind = kindOfLoss();
  if (kind === shown) return;
  shown = kind;
  const place = find("rp-alert");
  if (kind) return say(kind);
  if (place.contains(document.activeElement)) find("main").focus();
  place.replaceChildren();
}

function say(kind) {
  const place = find("rp-alert");
  if (!place.firstElementChild) place.replaceChildren(find("rp-lost-words").content.cloneNode(true));
  const text = place.querySelector("p");
  const time = lastSeen.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  text.textContent = text.dataset[kind].replace("{time}", time);
}

function noteLoss() {
  if (connection.lost || lostTimer) return;
  lastSeen = new Date();
  lostTimer = setTimeout(() => {
    lostTimer = 0;
    connection.lost = true;
    showConnection();
    comeBack();
  }, LOST_AFTER_MS);
}

const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));

/** JupyterLab's own attempts come ever more seldom; a network that is back should be noticed at once. */
async function comeBack() {
  while (connection.lost && !connection.dead) {
    await pause(ASK_AGAIN_MS);
    try {
      const answer = await fetch(`${base}api/kernels/${kernel.id}`, { cache: "no-store" });
      if (!connection.lost) return;
      if (answer.ok) await Promise.race([kernel.reconnect(), pause(CONNECT_MS)]);
      else noteDeath();
    } catch {
      // Nobody answers yet.
    }
  }
}

function noteReturn() {
  clearTimeout(lostTimer);
  lostTimer = 0;
  connection.lost = false;
  showConnection();
  document.dispatchEvent(new CustomEvent("roleplay:reconnected")); // what was said meanwhile did not arrive
}

function noteDeath() {
  if (connection.dead || leaving) return;
  if (!connection.lost && !connection.offline) lastSeen = new Date();
  connection.dead = true;
  showConnection();
}

window.addEventListener("offline", () => {
  if (!connection.lost) lastSeen = new Date();
  connection.offline = true;
  showConnection();
});

window.addEventListener("online", () => {
  connection.offline = false;
  showConnection();
});

async function watchKernel() {
  while (!window.jupyterapp) await pause(100);
  const manager = await window.jupyterapp.widgetManagerPromise.promise;
  kernel = manager.kernel;
  let connected = kernel.connectionStatus === "connected";
  kernel.connectionStatusChanged.connect((_, status) => {
    if (status === "connected") {
      connected = true;
      noteReturn();
    } else if (connected) noteLoss();
  });
  kernel.statusChanged.connect((_, status) => {
    if (status === "dead") noteDeath();
  });
  kernel.disposed.connect(noteDeath);
  if (kernel.isDisposed || kernel.status === "dead") noteDeath();
}

watchKernel();

// A reload is always a resume; it waits until somebody answers, or the browser would show its own error page.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-rp-reload]");
  if (!button) return;
  button.disabled = true;
  try {
    await fetch(`${base}pulse`, { cache: "no-store" });
    location.reload();
  } catch {
    if (shown) say("unreachable");
    button.disabled = false;
  }
});

// ------------------------------------------------------------------------------------------------------------ end

// Voilà ends the kernel at "beforeunload", which also comes with a tel: or mailto: link that leaves the page open.
window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true });

window.addEventListener("pagehide", (event) => {
  if (event.persisted) return;
  leaving = true;
  const data = find("jupyter-config-data");
  if (!data) return;
  const { kernelId } = JSON.parse(data.textContent);
  navigator.sendBeacon(`${base}voila/api/shutdown/${kernelId}`);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
