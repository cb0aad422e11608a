// Marks the words of a search in the article that it has led to (article.html?m=words), and leads from one to the next.
"use strict";
(() => {
  const terms = [...new Set(words(new URLSearchParams(location.search).get("m") ?? ""))];
  if (!terms.length || !globalThis.CSS?.highlights) return;
  const ranges = [];
  for (const part of document.querySelectorAll(".sheet h1, .sheet .story-head .dek, .sheet .text")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      let at = 0;
      for (const [letters, hit] of pieces(walker.currentNode.data, terms)) {
        const range = new Range();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, (at += letters.length));
        if (hit) ranges.push(range);
      }
    }
  }
  if (!ranges.length) return;
  const style = new CSSStyleSheet(); // not in digest.css, which all readers load
  style.replaceSync(`
    ::highlight(found) { background-color: var(--tint); color: var(--accent); }
    ::highlight(found-here) { background-color: var(--accent); color: var(--paper); }
    .found {
      position: fixed; inset-block-end: 0; inset-inline-end: 0; display: flex; gap: var(--s4); align-items: center;
      padding: var(--s2) var(--gutter); background: var(--paper); border: 1px solid var(--ink);
      font: 0.9375rem/1.4 var(--sans); font-variant-numeric: tabular-nums;
    }
    @media print { .found { display: none !important; } }
  `);
  document.adoptedStyleSheets.push(style);
  CSS.highlights.set("found", new Highlight(...ranges));
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const bar = document.createElement("div"); // "← 5", "1 / 5", "2 →": the same in all languages
  const [back, status, on] = ["button", "span", "button"].map((name) => bar.appendChild(document.createElement(name)));
  bar.className = "found";
  status.role = "status";
  back.className = on.className = "textual";
  let current = 0;
  const show = (number) => {
    current = (number + ranges.length) % ranges.length;
    CSS.highlights.set("found-here", new Highlight(ranges[current]));
    const { top, bottom } = ranges[current].getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - bar.offsetHeight) scrollBy({ top: top - innerHeight / 3 });
    status.textContent = `${numbers.format(current + 1)} / ${numbers.format(ranges.length)}`;
    back.textContent = `← ${numbers.format(((current - 1 + ranges.length) % ranges.length) + 1)}`;
    on.textContent = `${numbers.format(((current + 1) % ranges.length) + 1)} →`;
  };
  document.querySelector("main").append(bar);
  back.addEventListener("click", () => show(current - 1));
  on.addEventListener("click", () => show(current + 1));
  show(0);
})();
