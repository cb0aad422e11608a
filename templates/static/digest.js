// The reader's choice of light or dark, stored in the browser (without it, or without this script, the system setting applies);
// keys (/ focuses the search field, j and k go to the next and previous headline, o opens it, ? shows this); the words of a search
// in the article that it has led to; the mark of additions since the last visit; the references of an article, once they are asked for.
"use strict";
(() => {
  const KEY = "digest-scheme";
  const root = document.documentElement;
  const here = document.currentScript.src;
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

  const load = (name) => {
    const script = document.createElement("script");
    script.async = false; // in the order in which they are asked for
    script.src = new URL(name, here);
    document.head.append(script);
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

  // Latest additions that the reader has not seen get a mark. The addresses of those seen stay in this browser. A visit ends after
  // half an hour without a page; what it showed is not new in the next one, nor what is below it. In the first, nothing is new.
  const VISIT = 30 * 60 * 1000; // milliseconds
  const MOST = 500; // addresses
  const KEY_OF_SEEN = `digest-seen ${new URL("..", here)}`;
  const markNew = (list, store) => {
    const known = JSON.parse(store.getItem(KEY_OF_SEEN)) ?? { seen: null, shown: [], at: Date.now() };
    const union = (more, addresses) => [...new Set([...more, ...addresses])].slice(0, MOST);
    if (Date.now() - known.at > VISIT) known.seen = union(known.shown, known.seen ?? []);
    known.shown = union([...document.querySelectorAll("main .headline a")].map((link) => link.href), known.shown);
    known.at = Date.now();
    store.setItem(KEY_OF_SEEN, JSON.stringify(known));
    for (const link of known.seen ? list.querySelectorAll(".headline a") : []) {
      if (known.seen.includes(link.href)) break;
      const mark = document.createElement("span");
      mark.className = "new";
      mark.textContent = list.dataset.new;
      link.after(" ", mark);
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    const list = document.querySelector("[data-new]");
    if (list) withStorage((store) => markNew(list, store));
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    const help = document.querySelector(".keys"); // on lists of a site that has keys
    const headlines = [...document.querySelectorAll("main .headline a")].filter((link) => link.checkVisibility());
    const at = headlines.indexOf(document.activeElement);
    const targets = {
      "/": document.querySelector("[aria-keyshortcuts]"),
      ...(help && { "?": help, j: headlines[at + 1], k: headlines[at - 1] }),
    };
    if (help && event.key === "o" && at >= 0) headlines[at].click();
    if (!targets[event.key]) return;
    event.preventDefault();
    targets[event.key].focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector(".sheet") || !new URLSearchParams(location.search).get("m")) return;
    load("words.js");
    load("marks.js");
  });

  addEventListener("beforeprint", () => {
    const printed = document.querySelector(".printed:not(:has(time))");
    if (!printed) return;
    const day = document.createElement("time");
    day.textContent = new Intl.DateTimeFormat(root.lang, { dateStyle: "long" }).format();
    printed.append(", ", day);
  });

  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".citing:not(:has(button))")) load("cite.js");
  }, true); // it does not bubble
})();
