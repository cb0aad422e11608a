// Searches the index that the build wrote, loading only the files it needs, from a server or from disk. docs/search.md describes
// the index. What counts as a word is in words.js.
"use strict";

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

// Articles that contain all words and match all filters, best first or newest first: [segment, article, weight].
async function find({ terms, facets, newest }, segments) {
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
  return newest ? found.flat() : found.flat().sort((a, b) => b[2] - a[2]); // a stable sort: the newest first among equals
}

// How many of the results each month has, in the order of time: [month, count].
async function months(results, segments) {
  const counts = new Map();
  await Promise.all(
    segments.map(async (segment, place) => {
      const wanted = new Set(results.filter((result) => result[0] === place).map((result) => result[1]));
      if (!wanted.size) return;
      for (const [word, postings] of await entries(segment, MONTH)) {
        if (!word.startsWith(MONTH)) continue;
        const month = word.slice(MONTH.length);
        read(postings, false, (article) => wanted.has(article) && add(counts, month, 1));
      }
    }),
  );
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}

function add(counts, key, count) {
  return counts.set(key, (counts.get(key) ?? 0) + count);
}

// The words of the index that a query without results may have meant: for each of its words that nothing contains, the most
// frequent one with the same first letter that one change makes of it (two, from six letters on). Null where there is none.
async function guess({ terms }, segments) {
  const better = await Promise.all(
    terms.map(async (term) => {
      if (isRun(term) || term.length < 4) return term;
      const known = (await Promise.all(segments.map((segment) => holders(segment, term)))).some((found) => found.size);
      return known ? term : nearest(term, segments);
    }),
  );
  const words = better.filter(Boolean);
  return words.length === terms.length && words.some((word, n) => word !== terms[n]) ? words.join(" ") : null;
}

async function nearest(term, segments) {
  const most = term.length < 6 ? 1 : 2;
  const near = new Map(); // word -> [changes, length of its postings]
  const lists = await Promise.all(segments.map((segment) => entries(segment, term[0])));
  for (const [word, postings] of lists.flat()) {
    if (word[0] !== term[0] || Math.abs(word.length - term.length) > most || /\d/.test(word)) continue;
    const changes = distance(term, word);
    if (changes <= most) near.set(word, [changes, (near.get(word)?.[1] ?? 0) + postings.length]);
  }
  return [...near].sort(([, one], [, other]) => one[0] - other[0] || other[1] - one[1])[0]?.[0];
}

// How many letters have to be changed, put in, left out or exchanged with their neighbour to make one word of the other.
function distance(one, other) {
  let before = [];
  let row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}

// The page ----------------------------------------------------------------------------------------------------------------

const FIRST = 20; // results that are shown
const MORE = 50; // each time more are asked for
const MONTH = "'m";
const ROOM = 24; // bars
const FACETS = { topic: "t", year: "y", month: "m", source: "s", language: "l" };
const WAIT = 600; // milliseconds that the first results wait for their sentences and months
const PAUSE = 250; // milliseconds without a keystroke, after which later results get theirs
const form = document.querySelector(".finder");
const field = form.elements.q;
const status = document.querySelector(".finder-status");
const hint = document.querySelector(".finder-hint");
const again = document.querySelector(".finder-again");
const more = document.querySelector(".finder-more");
const list = document.querySelector(".finder-results");
const meant = document.querySelector(".finder-meant");
const chart = document.querySelector(".finder-months");
const start = document.querySelector(".finder-start");
const strings = JSON.parse(document.querySelector("#search-words").textContent);
const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
let typing = false; // while the reader types, history entries are replaced, so that Back leads to the previous query
let latest = 0; // number of the last search: results of earlier ones are dropped
let shown = { results: [], terms: [], count: 0 };

function currentQuery() {
  const chosen = Object.keys(FACETS).filter((name) => form.elements[name]?.value);
  const facets = chosen.map((name) => `'${FACETS[name]}${form.elements[name].value}`);
  let terms = [...new Set(words(field.value))];
  const year = chosen.includes("year") || chosen.includes("month") ? null : terms.find((term) => strings.years.includes(term));
  if (year) {
    terms = terms.filter((term) => term !== year); // a year in the query is the filter
    facets.push(`'y${year}`);
  }
  return { terms, facets, year, newest: form.elements.sort.value === "date" };
}

async function search({ opening = false } = {}) {
  const id = ++latest;
  const query = currentQuery();
  const asked = query.terms.length > 0 || query.facets.length > 0;
  start.hidden = asked;
  list.ariaBusy = "true";
  if (!asked) {
    showResults("");
    showMonths([]);
    showMeant(null);
    return;
  }
  const slow = setTimeout(() => id === latest && showStatus(strings.loading), 200);
  try {
    const { segments, cards } = await load(form.dataset.index);
    const results = await find(query, segments);
    const first = await resultRows(results.slice(0, FIRST), segments, cards, query.terms);
    // What a page is opened with waits a little for what costs more, so that nothing moves; a reader who types waits for nothing.
    const later = async () => {
      if (id !== latest) return;
      const [counts, word] = await Promise.all([
        months(results, segments),
        results.length ? null : guess(query, segments),
        addSentences(first, query.terms),
      ]);
      if (id !== latest) return;
      showMonths(counts);
      showMeant(word);
    };
    if (opening) await Promise.race([later(), new Promise((done) => setTimeout(done, WAIT))]);
    else setTimeout(() => later().catch(console.warn), PAUSE);
    if (id !== latest) return;
    shown = { results, segments, cards, terms: query.terms, count: first.length };
    const text = results.length ? counted(results.length) : strings.none;
    const year = query.year && results.length ? `${text} (${query.year})` : text;
    showResults(year, { hinted: !results.length, rest: results.length > first.length }, first);
  } catch (error) {
    if (id !== latest) return;
    console.warn(error);
    showResults(strings.failed, { failed: true });
  } finally {
    clearTimeout(slow);
  }
}

function counted(count) {
  return (strings.found[plurals.select(count)] ?? strings.found.other).replace("%(num)s", numbers.format(count));
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

// A bar for each month with results, or for each year where there is no room for so many: pressed, it is the filter, and pressed
// again it is none.
function showMonths(months) {
  const byYear = months.length > ROOM;
  const counts = byYear ? [...months.reduce((sum, [month, count]) => add(sum, month.slice(0, 4), count), new Map())] : months;
  const most = Math.max(...counts.map(([, count]) => count));
  const filter = form.elements[byYear ? "year" : "month"];
  const chosen = filter.value;
  const name = new Intl.DateTimeFormat(language, { year: "numeric", month: byYear ? undefined : "long", timeZone: "UTC" });
  chart.hidden = counts.length < 3 && !chosen;
  chart.replaceChildren(
    ...counts.map(([month, count]) => {
      const label = strings.month.replace("%(date)s", name.format(new Date(month))).replace("%(articles)s", counted(count));
      const bar = element("button", { type: "button", title: label, "aria-label": label, "aria-pressed": String(month === chosen) });
      bar.style.setProperty("--share", String(count / most));
      bar.addEventListener("click", () => {
        filter.value = month === chosen ? "" : month;
        typing = false;
        if (saveQuery("pushState")) search();
        else form.submit();
      });
      return element("li", {}, bar);
    }),
  );
}

function showMeant(word) {
  meant.hidden = !word;
  if (!word) return;
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  query.set("q", word);
  const [before, after] = strings.meant.split("%(words)s");
  meant.replaceChildren(before, element("a", { href: `?${query}` }, word), after);
}

// Puts below each result the sentence of its article that has the words, where the card does not show them. From disk a page may
// not read others, so there it is left out.
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

const texts = new Map(); // of articles, by address

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

const LONGEST = 220; // characters of a sentence among results

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
    const next = await resultRows(results.slice(count, count + MORE), segments, cards, terms);
    if (id !== latest) return;
    addSentences(next, terms);
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
  const query = terms.length ? `?${new URLSearchParams({ m: terms.join(" ") })}` : "";
  const link = element("a", { href: `articles/${slug}.html${query}`, ...lang }, ...marked(title, terms));
  const story = element("div", { class: "row-story" }, element("h2", { class: `headline size-${size}` }, link));
  if (dek) story.append(element("p", { class: "dek" }, element("span", lang, ...marked(dek, terms))));
  const date = element("p", { class: "row-when facts" }, when || strings.undated);
  const line = element("p", { class: "row-facts facts" }, ...facts.flatMap((fact, n) => (n ? [" ·\u00a0", fact] : [fact])));
  return element("li", { class: "row" }, element("article", {}, story, date, ...(facts.length ? [line] : [])));
}

function marked(text, terms) {
  return pieces(text, terms).map(([letters, hit]) => (hit ? element("mark", {}, letters) : letters));
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
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
  for (const name of ["q", "sort", ...Object.keys(FACETS)]) if (form.elements[name]) form.elements[name].value = query.get(name) ?? "";
  search({ opening: true });
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
  if (target.name === "year") form.elements.month.value = "";
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
