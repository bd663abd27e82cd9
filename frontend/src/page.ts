// The page around the widget: its connection, its widgets, and its end. What it says before, static/first.js says.
//
// The widget dispatches "roleplay:ready" on `document` once it shows something of its own.

import { show } from "./host";
import { Kernel, type Status } from "./kernel";
import { type PageData, find, readPageData, say } from "./words";

const LOST_AFTER_MS = 1_000; // a connection that is back sooner was never missed
const WAKING_MS = 10_000; // what is found to be lost so soon after somebody looks again was lost before
const VIEW = "application/vnd.jupyter.widget-view+json";

const root = document.documentElement;
const base = root.dataset.baseUrl ?? "/";

document.addEventListener(
  "roleplay:ready",
  () => {
    root.classList.add("rp-ready");
    find("rp-first")?.remove();
  },
  { once: true },
);

// ----------------------------------------------------------------------------------------------------- connection

type Loss = "lost" | "offline" | "unreachable";

const connection = { offline: false, lost: false, dead: false };
let lastSeen = new Date();
let lostTimer = 0;
let shown: Loss | "" = "";
let leaving = false;
let kernel: Kernel | null = null;
let lookedAgain = -Infinity; // when the page came back into sight
let unseen = false; // whether the connection was lost while nobody looked

function kindOfLoss(): Loss | "" {
  if (connection.dead) return "lost";
  if (connection.offline) return "offline";
  return connection.lost ? "lost" : "";
}

function showConnection(): void {
  const kind = kindOfLoss();
  if (kind === shown) return;
  shown = kind;
  const place = find("rp-alert") as HTMLElement;
  if (kind) return tell(kind);
  if (place.contains(document.activeElement)) find("main")?.focus();
  place.replaceChildren();
}

function tell(kind: Loss): void {
  const place = find("rp-alert") as HTMLElement;
  if (!place.firstElementChild) place.replaceChildren(say("lost"));
  const text = place.querySelector("p") as HTMLElement;
  const time = lastSeen.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  text.textContent = (text.dataset[kind] ?? "").replace("{time}", time);
}

function noteLoss(): void {
  noteWhetherSeen();
  if (connection.lost || lostTimer) return;
  lastSeen = new Date();
  lostTimer = window.setTimeout(() => {
    lostTimer = 0;
    connection.lost = true;
    showConnection();
  }, LOST_AFTER_MS);
}

function noteReturn(): void {
  clearTimeout(lostTimer);
  lostTimer = 0;
  connection.lost = false;
  unseen = false;
  showConnection();
  document.dispatchEvent(new CustomEvent("roleplay:reconnected")); // what was said meanwhile did not arrive
}

function noteDeath(): void {
  if (connection.dead || leaving) return;
  noteWhetherSeen();
  if (!connection.lost && !connection.offline) lastSeen = new Date();
  connection.dead = true;
  showConnection();
  if (unseen && !document.hidden) goOn();
}

function noteWhetherSeen(): void {
  unseen ||= document.hidden || performance.now() - lookedAgain < WAKING_MS;
}

/** As if somebody had pressed the banner's button. */
function goOn(): void {
  find("rp-alert")?.querySelector<HTMLElement>("[data-rp-reload]")?.click();
}

// A phone that slept has lost its line, and the server may have ended its kernel. Whoever takes it up again finds the
// page where it was; while somebody looks at it, nothing reloads by itself.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  lookedAgain = performance.now();
  if (connection.dead) goOn();
  else kernel?.check();
});

window.addEventListener("offline", () => {
  if (!connection.lost) lastSeen = new Date();
  connection.offline = true;
  showConnection();
});

window.addEventListener("online", () => {
  connection.offline = false;
  showConnection();
});

document.addEventListener("roleplay:unreachable", () => {
  if (shown) tell("unreachable");
});

// --------------------------------------------------------------------------------------------------------- widgets

function connect({ kernelId }: PageData): Kernel {
  const kernel = new Kernel(`${base}api/kernels/${kernelId}`);
  let before: Status = kernel.status;
  kernel.statusChanged = (status) => {
    if (status === "connected" && before !== "connecting") noteReturn();
    if (status === "lost") noteLoss();
    if (status === "dead") noteDeath();
    before = status;
  };
  return kernel;
}

function showWidgets(kernel: Kernel, { modules }: PageData): void {
  for (const output of document.querySelectorAll<HTMLElement>(".rp-cell > script")) {
    const view = JSON.parse(output.textContent ?? "").data[VIEW];
    if (view) show(kernel, view.model_id, output.parentElement as HTMLElement, modules);
  }
}

/** The kernel's line is opened as soon as its id is there; the widgets may stand further down. */
function begin(): void {
  const data = readPageData();
  if (!data) return whenParsed(() => readPageData() && begin());
  const connected = (kernel = connect(data));
  whenParsed(() => {
    if (!document.querySelector("[data-rp-failed]")) showWidgets(connected, data);
  });
}

function whenParsed(then: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then, { once: true });
  else then();
}

begin();

// ------------------------------------------------------------------------------------------------------------- end

window.addEventListener("pagehide", (event) => {
  if (event.persisted) return;
  leaving = true;
  const data = readPageData();
  if (data) navigator.sendBeacon(`${base}voila/api/shutdown/${data.kernelId}`);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
