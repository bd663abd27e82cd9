// A page without a kernel around its widget: it gives way when the widget is there, and says what the widget's line does.

const root = document.documentElement;
const find = (id) => document.getElementById(id);

document.addEventListener(
  "roleplay:ready",
  () => {
    root.classList.add("rp-ready");
    find("rp-first")?.remove();
  },
  { once: true },
);

// What is to be said of the line; nothing takes it down. It is changed in place, or it would be read out every time.
document.addEventListener("roleplay:line", ({ detail }) => {
  const place = find("rp-alert");
  if (!detail) {
    if (place.contains(document.activeElement)) find("main").focus();
    return place.replaceChildren();
  }
  if (!place.firstElementChild) place.replaceChildren(find("rp-line-words").content.cloneNode(true));
  const text = place.querySelector("p");
  if (text.textContent !== detail) text.textContent = detail;
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-rp-again]")) document.dispatchEvent(new CustomEvent("roleplay:again"));
});
