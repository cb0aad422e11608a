// Marks the words of a search in the article that it has led to (article.html?m=words), and leads from one to the next.
"use strict";
(() => {
  const bar = document.querySelector(".found");
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
  const style = new CSSStyleSheet(); // not in digest.css: its checker does not know ::highlight yet
  style.replaceSync(
    "::highlight(found) { background-color: var(--tint); color: var(--accent); }" +
      "::highlight(found-here) { background-color: var(--accent); color: var(--paper); }",
  );
  document.adoptedStyleSheets.push(style);
  CSS.highlights.set("found", new Highlight(...ranges));
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  const [back, on] = bar.querySelectorAll("button");
  let current = 0;
  const show = (number) => {
    current = (number + ranges.length) % ranges.length;
    CSS.highlights.set("found-here", new Highlight(ranges[current]));
    const { top, bottom } = ranges[current].getBoundingClientRect();
    if (top < 0 || bottom > innerHeight - bar.offsetHeight) scrollBy({ top: top - innerHeight / 3 });
    bar.querySelector("[role=status]").textContent = `${numbers.format(current + 1)} / ${numbers.format(ranges.length)}`;
  };
  bar.hidden = false;
  back.addEventListener("click", () => show(current - 1));
  on.addEventListener("click", () => show(current + 1));
  show(0);
})();
