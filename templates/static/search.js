// Searches the index that the build wrote, loading only the files it needs, from a server or from disk. docs/search.md describes
// the index. What counts as a word is defined in digest/search/folding.py and repeated here; tests/folding.json tests both.
"use strict";

// Words -----------------------------------------------------------------------------------------------------------------

const DROPPED =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const SAME = {
  ß: "ss", ς: "σ", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", ı: "i", þ: "th", "״": '"',
  ٱ: "ا", ى: "ي", ی: "ي", ک: "ك", ة: "ه", ہ: "ه", ھ: "ه", ە: "ه",
};
for (const apostrophe of "’‘‛ʼʻʽʾʿʹ′`ꞌ׳") SAME[apostrophe] = "'";
for (const digits of ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]) [...digits].forEach((digit, number) => (SAME[digit] = String(number)));
const OTHERS = new RegExp(`[${Object.keys(SAME).join("")}]`, "g");
const RUN =
  /([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\u{20000}-\u{3ffff}]+)/u;
const HAN = /[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}]/u;
const ELIDED = new Set(
  ("c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu " +
    "dell all dall nell sull coll quell quest un gl degl agl dagl negl sugl").split(" "),
);
const ARTICLE = /^[وف]?(?:[بك]?ال|لل)(?=.{3})/u;
const NUMBER = /[0-9](?<![0-9a-z].)[0-9]{0,2}(?:(?:([ .,'٬])[0-9]{3}(?:\1[0-9]{3})*)|(?:,[0-9]{2})+,[0-9]{3})(?![0-9])/g;
const HEBREW_ACRONYM = /[א-ת]+(?:"[א-ת]+)+/g;
const INNER_STOP = new RegExp(`(?<=${RUN.source})[.](?=${RUN.source})`, "gu");

function words(text) {
  const letters = text.replaceAll("´", "'").normalize("NFKD").toLowerCase();
  const bare = letters.replace(DROPPED, "").replace(OTHERS, (letter) => SAME[letter]);
  const folded = bare.replace(/[^\p{L}\p{N}\p{M}\p{Zs}.,٬'"]/gu, "\n").replace(/\p{Zs}/gu, " ").normalize("NFC");
  return folded
    .replace(NUMBER, (number) => number.replace(/[^0-9]/g, ""))
    .replace(HEBREW_ACRONYM, (acronym) => acronym.replaceAll('"', ""))
    .split(/[\s,٬"]+/)
    .flatMap((piece) => withoutStops(piece).flatMap((part) => part.split(RUN)))
    .map((part) => (isRun(part) ? part : withoutArticle(part)))
    .filter(Boolean);
}

function withoutStops(piece) {
  const sections = piece.replace(INNER_STOP, "").split("'");
  return sections.map(withoutStopsOfAcronym).join("'").split(".");
}

function withoutStopsOfAcronym(section) {
  const letters = section.replace(/^[.]+|[.]+$/g, "").split(".");
  return letters.length > 1 && letters.every((letter) => /^\p{L}\p{M}*$/u.test(letter)) ? letters.join("") : section;
}

function isRun(word) {
  return word.search(RUN) === 0;
}

function withoutArticle(piece) {
  const parts = piece.split("'").filter(Boolean);
  while (parts.length > 1 && ELIDED.has(parts[0])) parts.shift();
  let word = parts.join("");
  while (ARTICLE.test(word)) word = word.replace(ARTICLE, "");
  return word;
}

// One or two letters of an alphabet match whole words only: too many words begin with them.
function matcher(word) {
  return word.length < 3 && word < "\u0530" ? (other) => other === word : (other) => other.startsWith(word);
}

// The index ---------------------------------------------------------------------------------------------------------------

const ENTRY = /([0-9a-z])([^A-Z#$%&()*+,/:;=>?@.!]*)([A-Z#$%&()*+,/:;=>?@.!]+)/g;
const CONTINUED = "#$%&()*+,/:;=>?@";
const waiting = new WeakMap();
const loads = new Map();

// Every file of the index is a script that calls this function: scripts can be loaded from disk, data cannot.
globalThis.digestSearch = (data) => waiting.get(document.currentScript)(data);

function load(address) {
  if (!loads.has(address)) {
    loads.set(
      address,
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        const fail = () => {
          loads.delete(address);
          reject(new Error(address));
        };
        waiting.set(script, resolve);
        script.onload = () => {
          script.remove();
          fail(); // no effect if the promise is resolved; rejects if the file did not call digestSearch
        };
        script.onerror = fail;
        script.src = address;
        document.head.append(script);
      }),
    );
  }
  return loads.get(address);
}

const shards = new Map();

async function shard(address) {
  const text = await load(address);
  if (!shards.has(address)) {
    let word = "";
    const entries = [];
    for (const [, shared, rest, postings] of text.matchAll(ENTRY)) {
      word = word.slice(0, parseInt(shared, 36)) + rest;
      entries.push([word, postings]);
    }
    shards.set(address, entries);
  }
  return shards.get(address);
}

// The entries of a segment that can match a word, from all shards that can contain them.
async function entries([folder, , firsts], word) {
  const last = word + "\uffff";
  const wanted = [...firsts.keys()].filter((n) => firsts[n] <= last && !(firsts[n + 1] < word));
  return (await Promise.all(wanted.map((n) => shard(`${folder}/${n}.js`)))).flat();
}

// Calls ``visit`` with each article of a postings list, its weight and, if ``placed``, its positions.
function read(postings, placed, visit) {
  let at = 0;
  let weight = 0;
  let article = -1;
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 16) {
      const figure = CONTINUED.indexOf(postings[at]);
      if (figure < 0) return value + factor * (postings.charCodeAt(at++) - 65);
      value += factor * figure;
      at++;
    }
  };
  while (at < postings.length) {
    const mark = ".!".indexOf(postings[at]);
    if (mark >= 0) {
      weight = mark + 1;
      article = -1;
      at++;
    }
    article += number() + 1;
    const places = [];
    if (placed) {
      for (let count = number(), place = -1; count >= 0; count--) places.push((place += number() + 1));
    }
    visit(article, weight, places);
  }
}

// The articles of a segment that contain a word: article -> weight.
async function holders(segment, word, matches = matcher(word)) {
  if (isRun(word)) return holdersOfRun(segment, [...word]);
  const found = new Map();
  for (const [other, postings] of await entries(segment, word)) {
    if (matches(other)) {
      read(postings, false, (article, weight) => found.set(article, Math.max(found.get(article) ?? 0, weight)));
    }
  }
  return found;
}

// Articles that contain a run of characters of a script without spaces: its parts (single Han characters, pairs of others) must
// follow each other. The last character of a query may be the first of a pair, so it matches any part that begins with it.
async function holdersOfRun(segment, letters) {
  const alone = [...letters.map((letter) => HAN.test(letter)), true];
  const parts = letters
    .map((letter, step) => ({ step, part: alone[step] || alone[step + 1] ? letter : letter + letters[step + 1] }))
    .filter(({ step }) => step + 1 < letters.length || !step || alone[step] || alone[step - 1]);
  const lists = await Promise.all(parts.map(({ part }) => entries(segment, part)));
  let found;
  parts.forEach(({ step, part }, n) => {
    const next = new Map();
    const last = step + 1 === letters.length;
    for (const [other, postings] of lists[n]) {
      if (last ? !other.startsWith(part) : other !== part) continue;
      read(postings, true, (article, weight, places) => {
        const before = found?.get(article);
        if (found && !before) return;
        const known = next.get(article) ?? { weight: 0, starts: new Set() };
        known.weight = Math.max(known.weight, weight);
        for (const place of places) if (!before || before.starts.has(place - step)) known.starts.add(place - step);
        if (known.starts.size) next.set(article, known);
      });
    }
    found = next;
  });
  return new Map([...found].map(([article, { weight }]) => [article, weight]));
}

// Articles that contain all words and match all filters, best first: [segment, article, weight].
async function find({ terms, facets }, segments) {
  const found = await Promise.all(
    segments.map(async (segment, place) => {
      const [first, ...others] = await Promise.all([
        ...terms.map((term) => holders(segment, term)),
        ...facets.map((facet) => holders(segment, facet, (other) => other === facet)),
      ]);
      return [...first]
        .filter(([article]) => others.every((other) => other.has(article)))
        .map(([article, weight]) => [place, article, others.reduce((sum, other) => sum + other.get(article), weight)])
        .sort((a, b) => a[1] - b[1]);
    }),
  );
  return found.flat().sort((a, b) => b[2] - a[2]); // a stable sort: the newest first among equals
}

// The page ----------------------------------------------------------------------------------------------------------------

const PAGE = 10;
const FACETS = { topic: "t", year: "y", source: "s", language: "l" };
const form = document.querySelector(".finder");
const field = form.elements.q;
const status = document.querySelector(".finder-status");
const hint = document.querySelector(".finder-hint");
const again = document.querySelector(".finder-again");
const more = document.querySelector(".finder-more");
const list = document.querySelector(".finder-results");
const strings = JSON.parse(document.querySelector("#search-words").textContent);
const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
let typing = false; // while the reader types, history entries are replaced, so that Back leads to the previous query
let latest = 0; // number of the last search: results of earlier ones are dropped
let shown = { results: [], terms: [], count: 0 };

function currentQuery() {
  const facets = Object.entries(FACETS)
    .filter(([name]) => form.elements[name]?.value)
    .map(([name, mark]) => `'${mark}${form.elements[name].value}`);
  return { terms: [...new Set(words(field.value))], facets };
}

async function search() {
  const id = ++latest;
  const query = currentQuery();
  list.ariaBusy = "true";
  if (!query.terms.length && !query.facets.length) {
    showResults("");
    return;
  }
  const slow = setTimeout(() => id === latest && showStatus(strings.loading), 200);
  try {
    const { segments, cards } = await load(form.dataset.index);
    const results = await find(query, segments);
    const first = await resultRows(results.slice(0, PAGE), segments, cards, query.terms);
    if (id !== latest) return;
    shown = { results, segments, cards, terms: query.terms, count: first.length };
    const count = strings.found[plurals.select(results.length)] ?? strings.found.other;
    const text = results.length ? count.replace("%(num)s", numbers.format(results.length)) : strings.none;
    showResults(text, { hinted: !results.length, rest: results.length > first.length }, first);
  } catch (error) {
    if (id !== latest) return;
    console.warn(error);
    showResults(strings.failed, { failed: true });
  } finally {
    clearTimeout(slow);
  }
}

function showResults(text, states, rows = []) {
  showStatus(text, states);
  list.replaceChildren(...rows);
  list.ariaBusy = "false";
}

function showStatus(text, { hinted = false, failed = false, rest = false } = {}) {
  status.textContent = text;
  hint.hidden = !hinted;
  again.hidden = !failed;
  more.hidden = !rest;
}

async function resultRows(results, segments, size, terms) {
  return Promise.all(
    results.map(async ([place, article]) => {
      const cards = await load(`${segments[place][0]}/c${Math.floor(article / size)}.js`);
      return row(cards[article % size], terms);
    }),
  );
}

more.addEventListener("click", async () => {
  const { results, segments, cards, terms, count } = shown;
  const id = latest;
  try {
    const next = await resultRows(results.slice(count, count + PAGE), segments, cards, terms);
    if (id !== latest) return;
    shown.count += next.length;
    list.append(...next);
    more.hidden = shown.count >= results.length;
    next[0].querySelector("a").focus();
  } catch (error) {
    console.warn(error);
    showStatus(strings.failed, { failed: true });
  }
});
again.addEventListener("click", () => {
  search();
  field.focus();
});

// A result, with the same markup as a row in _cards.html.
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
  const link = element("a", { href: `articles/${slug}.html`, ...lang }, ...marked(title, terms));
  const story = element("div", { class: "row-story" }, element("h2", { class: `headline size-${size}` }, link));
  if (dek) story.append(element("p", { class: "dek" }, element("span", lang, ...marked(dek, terms))));
  const line = element("p", { class: "facts" }, ...facts.flatMap((fact, n) => (n ? [" ·\u00a0", fact] : [fact])));
  return element(
    "li",
    { class: "row" },
    element("article", {}, element("p", { class: "row-when facts" }, when || strings.undated), story, element("div", { class: "row-facts" }, line)),
  );
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A text with its matches in <mark>: whole words, or the matching characters of a run. A number or an acronym that consists of
// several pieces is marked as one if none of its pieces matches alone.
function marked(text, terms) {
  const parts = [];
  const matches = terms.filter((term) => !isRun(term)).map(matcher);
  const hits = (part) => wordsOf(part).some((word) => matches.some((match) => match(word)));
  for (const joined of text.split(JOINED)) {
    const pieces = joined.split(LETTERS);
    const whole = joined.search(JOINED) === 0 && hits(joined) && !pieces.some(hits);
    for (const piece of whole ? [joined] : pieces) {
      for (const part of piece.split(RUN)) {
        if (!part) continue;
        const found = isRun(part) ? runs(part, terms) : [[part, hits(part)]];
        for (const [letters, hit] of found) parts.push(hit ? element("mark", {}, letters) : letters);
      }
    }
  }
  return parts;
}

const LETTERS = /([\p{L}\p{N}\p{M}\u00ad\u200b-\u200f]+)/u;
const JOINED =
  /((?<![\p{L}\p{N}])(?:\p{N}{1,3}(?:[\p{Zs}.,٬'’]\p{N}{2,3})+|\p{L}\p{M}*(?:\.\p{L}\p{M}*)+|\p{L}+['"’‘ʼ״]\p{L}+)(?![\p{L}\p{M}\p{N}]))/u;
const folded = new Map(); // cache: most results stay the same from one keystroke to the next

function wordsOf(part) {
  if (!folded.has(part)) folded.set(part, words(part));
  return folded.get(part);
}

function runs(run, terms) {
  const hits = terms.filter((term) => isRun(term) && run.includes(term)).sort((a, b) => b.length - a.length);
  return hits.length ? run.split(new RegExp(`(${hits.join("|")})`, "u")).map((part) => [part, hits.includes(part)]) : [[run, false]];
}

// Puts the query into the address. Returns false where scripts may not do that (some browsers, from disk): the form is submitted instead.
function saveQuery(how) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
  if (address === location.pathname + location.search) return true;
  try {
    history[how](null, "", address);
    return true;
  } catch {
    return false;
  }
}

function restoreQuery() {
  const query = new URLSearchParams(location.search);
  typing = false;
  for (const name of ["q", ...Object.keys(FACETS)]) if (form.elements[name]) form.elements[name].value = query.get(name) ?? "";
  search();
}

field.addEventListener("input", () => {
  saveQuery(typing ? "replaceState" : "pushState");
  typing = true;
  search();
});
field.addEventListener("focus", () => load(form.dataset.index).catch(() => null), { once: true }); // a failure is shown by the first search
form.addEventListener("change", ({ target }) => {
  typing = false;
  if (target === field) return;
  if (saveQuery("pushState")) search();
  else form.submit();
});
form.addEventListener("submit", (event) => {
  if (!saveQuery("pushState")) return;
  typing = false;
  event.preventDefault();
  search();
});
addEventListener("popstate", restoreQuery);
restoreQuery();
