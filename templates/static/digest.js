// The reader's choice of light or dark, stored in the browser (without it, or without this script, the system setting applies),
// and the / key, which focuses the search field.
"use strict";
(() => {
  const KEY = "digest-scheme";
  const root = document.documentElement;
  const withStorage = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // storage is disabled: the choice applies to this page only
    }
  };
  const apply = (scheme) => {
    if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
  };

  apply(withStorage((store) => store.getItem(KEY)));
  root.classList.add("scripted"); // before the body is parsed, so that the layout does not shift when the switch appears

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = [...document.querySelectorAll(".scheme button")];
    const updateButtons = () => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === (root.dataset.scheme ?? "")));
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        apply(button.value);
        withStorage((store) => (button.value ? store.setItem(KEY, button.value) : store.removeItem(KEY)));
        updateButtons();
      });
    }
    updateButtons();
  });

  document.addEventListener("keydown", (event) => {
    const field = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && document.querySelector("[aria-keyshortcuts]");
    if (!field || event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
  });
})();
