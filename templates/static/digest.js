// The reader's choices of light or dark and of the size of letters, stored in the browser (without them, the browser's apply);
// keys (/ focuses the search field, j and k go to the next and previous headline, o opens it, ? shows this); the words of a search
// in the article that it has led to; the mark of additions since the last visit; the references of an article, once they are asked for.
"use strict";
(() => {
  const root = document.documentElement;
  const here = document.currentScript.src;
  const withStorage = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return null; // storage is disabled: a choice applies to this page only
    }
  };
  // A choice ("scheme", "size") is the attribute data-scheme or data-size of the root; without a value the default applies.
  const apply = (choice, value) => {
    if (value) root.dataset[choice] = value;
    else delete root.dataset[choice];
  };

  const load = (name) => {
    const script = document.createElement("script");
    script.async = false; // in the order in which they are asked for
    script.src = new URL(name, here);
    document.head.append(script);
  };

  for (const choice of ["scheme", "size"]) apply(choice, withStorage((store) => store.getItem(`digest-${choice}`)));
  root.classList.add("scripted"); // before the body is parsed, so that the layout does not shift when the choices appear

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll(".choice")) {
      const { choice } = group.dataset;
      const update = () => {
        for (const button of group.children) button.setAttribute("aria-pressed", String(button.value === (root.dataset[choice] ?? "")));
      };
      group.addEventListener("click", ({ target }) => {
        if (target === group) return;
        apply(choice, target.value);
        withStorage((store) => store.setItem(`digest-${choice}`, target.value));
        update();
      });
      update();
    }
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
    const line = document.querySelector(".printed[data-printed]");
    if (!line) return;
    const day = new Intl.DateTimeFormat(root.lang, { dateStyle: "long" }).format();
    line.append(`, ${line.dataset.printed.replace("%(day)s", day)}`);
    delete line.dataset.printed;
  });

  document.addEventListener("toggle", ({ target }) => {
    if (target.matches(".citing:not(:has(button))")) load("cite.js");
  }, true); // it does not bubble
})();
