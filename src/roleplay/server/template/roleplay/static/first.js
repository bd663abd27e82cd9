// What the page says for itself while its widget is not there, whether or not the large script ever comes.

const LATE_AFTER_MS = 15_000; // then the page says that this takes too long

const root = document.documentElement;

function explain(which) {
  clearTimeout(lateTimer);
  const status = document.querySelector(".rp-status");
  const words = document.getElementById(`rp-${which}-words`);
  if (root.classList.contains("rp-ready") || !status || !words) return;
  document.getElementById("rp-waiting")?.remove();
  status.replaceChildren(words.content.cloneNode(true));
}

function lookForFailure() {
  if (document.querySelector("[data-rp-failed]")) explain("failed");
}

const lateTimer = setTimeout(() => explain("late"), LATE_AFTER_MS);

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", lookForFailure, { once: true });
else lookForFailure();

// A reload is always a resume; it waits until somebody answers, or the browser would show its own error page.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-rp-reload]");
  if (!button) return;
  button.disabled = true;
  try {
    await fetch(`${root.dataset.baseUrl}pulse`, { cache: "no-store" });
    location.reload();
  } catch {
    document.dispatchEvent(new CustomEvent("roleplay:unreachable"));
    button.disabled = false;
  }
});
