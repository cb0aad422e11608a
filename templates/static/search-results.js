// Makes what the search shows: a row for each result, with the matching words marked, and the sentence of an article that has them.
"use strict";

const LONGEST = 220; // characters of a sentence among results
const strings = JSON.parse(document.querySelector("#search-words").textContent);
const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
const texts = new Map(); // of articles, by address

/**
 * “5 articles” in the language of the site.
 * @param {number} count
 * @returns {string}
 */
function counted(count) {
  return (strings.found[plurals.select(count)] ?? strings.found.other).replace("%(num)s", numbers.format(count));
}

/**
 * The rows of some results.
 * @param {Result[]} results
 * @param {Segment[]} segments
 * @param {number} size cards of a file
 * @param {string[]} terms
 * @returns {Promise<HTMLElement[]>}
 */
async function resultRows(results, segments, size, terms) {
  return Promise.all(
    results.map(async ([place, article]) => {
      const cards = await load(`${segments[place][0]}/c${Math.floor(article / size)}.js`);
      return row(cards[article % size], terms);
    }),
  );
}

/**
 * The row of a result, with the same markup as in _cards.html.
 * @param {any[]} card fields in the order of `ResultCard` in digest/pages/search.py
 * @param {string[]} terms
 * @returns {HTMLElement}
 */
function row([slug, title, tag, dek, when, source, topic, draft, untitled], terms) {
  const [name, direction] = strings.languages[tag];
  const lang = { lang: tag, dir: direction };
  const size = untitled ? "text" : title.length <= 45 ? "short" : title.length <= 80 ? "medium" : "long";
  const facts = [
    draft && element("bdi", { class: "draft" }, strings.draft),
    source && element("bdi", {}, ...marked(source, terms)),
    name && element("bdi", {}, name),
    topic && element("a", { href: `topics/${topic}.html` }, ...marked(strings.topics[topic], terms)),
  ].filter(Boolean);
  const query = terms.length ? `?${new URLSearchParams({ m: terms.join(" ") })}` : "";
  const link = element("a", { href: `articles/${slug}.html${query}`, ...lang }, ...marked(title, terms));
  const story = element("div", { class: "row-story" }, element("h2", { class: `headline size-${size}` }, link));
  if (dek) story.append(element("p", { class: "dek" }, element("span", lang, ...marked(dek, terms))));
  const date = element("p", { class: "row-when facts" }, when || strings.undated);
  const line = element("p", { class: "row-facts facts" }, ...facts.flatMap((fact, n) => (n ? [" ·\u00a0", fact] : [fact])));
  return element("li", { class: "row" }, element("article", {}, story, date, ...(facts.length ? [line] : [])));
}

/**
 * A text with its matching words in mark elements.
 * @param {string} text
 * @param {string[]} terms
 * @returns {(string | HTMLElement)[]}
 */
function marked(text, terms) {
  return pieces(text, terms).map(([letters, hit]) => (hit ? element("mark", {}, letters) : letters));
}

/**
 * A new element.
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(string | Node)} children
 * @returns {HTMLElement}
 */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Sentences ---------------------------------------------------------------------------------------------------------------

/**
 * Puts below each result the sentence of its article that has the words, where the card does not show them. From disk a page may
 * not read others, so there it is left out.
 * @param {HTMLElement[]} rows
 * @param {string[]} terms
 * @returns {Promise<any>}
 */
function addSentences(rows, terms) {
  if (!terms.length || !location.protocol.startsWith("http")) return Promise.resolve();
  return Promise.all(
    rows.map(async (made) => {
      if (made.querySelector("mark, .passage")) return;
      const link = made.querySelector("h2 a");
      const found = sentence(await textOf(link.pathname).catch(() => []), terms, link.lang);
      if (found) {
        const quote = element("span", { lang: link.lang, dir: link.dir }, ...marked(found, terms));
        made.querySelector(".row-story").append(element("p", { class: "dek passage" }, quote));
      }
    }),
  );
}

/**
 * The blocks of the text of an article.
 * @param {string} address of its page
 * @returns {Promise<string[]>}
 */
function textOf(address) {
  if (!texts.has(address)) {
    const parsed = async () => {
      const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      return [...page.querySelectorAll(".sheet .text > *")].map((block) => block.textContent.trim());
    };
    texts.set(address, parsed());
  }
  return texts.get(address);
}

/**
 * The first sentence that has one of the words, cut around it if it is long; empty if no block has one.
 * @param {string[]} blocks
 * @param {string[]} terms
 * @param {string} tag of the language
 * @returns {string}
 */
function sentence(blocks, terms, tag) {
  const hits = (text) => pieces(text, terms).some(([, hit]) => hit);
  const block = blocks.find(hits);
  if (!block) return "";
  const parts = globalThis.Intl?.Segmenter ? [...new Intl.Segmenter(tag, { granularity: "sentence" }).segment(block)] : [];
  const whole = (parts.map((part) => part.segment).find(hits) ?? block).trim();
  if (whole.length <= LONGEST) return whole;
  let at = 0;
  for (const [letters, hit] of pieces(whole, terms)) {
    if (hit) break;
    at += letters.length;
  }
  const from = at < LONGEST / 2 ? 0 : whole.indexOf(" ", at - LONGEST / 2) + 1;
  const cut = whole.slice(from, from + LONGEST);
  return `${from ? "… " : ""}${from + LONGEST < whole.length ? `${cut.slice(0, cut.lastIndexOf(" "))} …` : cut}`;
}
