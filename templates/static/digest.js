// The reader's choice of light or dark, kept in this browser (without it, and without this script, the system's choice holds);
// and the key / that leads to the field of the search.
"use strict";
(() => {
  const KEY = "digest-scheme";
  const root = document.documentElement;
  const keep = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // the browser keeps nothing: the choice holds for this page
    }
  };
  const show = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };

  show(keep((store) => store.getItem(KEY)));
  root.classList.add("scripted"); // before the body is there, so that nothing moves when the switch appears

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = [...document.querySelectorAll(".scheme button")];
    const press = () => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === (root.dataset.scheme ?? "")));
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        show(button.value);
        keep((store) => (button.value ? store.setItem(KEY, button.value) : store.removeItem(KEY)));
        press();
      });
    }
    press();
  });

  document.addEventListener("keydown", (event) => {
    const field = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && document.querySelector("[aria-keyshortcuts]");
    if (!field || event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
  });
})();
