// Before the first paint: the theme that this person chose for this browser, if any; else the system decides.
try {
  const chosen = localStorage.getItem("roleplay:theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; then the system decides.
}
