// Reads the index of the search, and only those of its files that a query needs, from a server or from disk. docs/search.md
// describes the index, digest/search/shards.py the format of its files.
"use strict";

/**
 * @typedef {[folder: string, articles: number, firsts: string[]]} Segment the articles of one period
 * @typedef {[form: string, postings: string, word: string]} IndexEntry `word` is the form without accents
 * @typedef {[segment: number, article: number, weight: number, alike: number]} Result `alike`: words with the query's own accents
 * @typedef {{forms: string[], terms: string[], facets: string[], newest: boolean}} Query `terms` are the forms without accents
 */

// Files -------------------------------------------------------------------------------------------------------------------

const ENTRY = /([0-9a-z])([^A-Z#$%&()*+,/:;=>?@.!]*)([A-Z#$%&()*+,/:;=>?@.!]+)/g;
const CONTINUED = "#$%&()*+,/:;=>?@";
const MONTH = "'m"; // begins the months among the words
const waiting = new WeakMap();
const loads = new Map();
const shards = new Map();

// Every file of the index is a script that calls this function: scripts can be loaded from disk, data cannot.
globalThis.digestSearch = (data) => {
  waiting.get(document.currentScript)(data);
  waiting.delete(document.currentScript);
};

/**
 * What a file of the index contains. It is loaded once; a failed load is tried again.
 * @param {string} address
 * @returns {Promise<any>}
 */
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
          if (waiting.has(script)) fail(); // the file did not call digestSearch
        };
        script.onerror = fail;
        script.src = address;
        document.head.append(script);
      }),
    );
  }
  return loads.get(address);
}

/**
 * The entries of a shard.
 * @param {string} address
 * @returns {Promise<IndexEntry[]>}
 */
async function shard(address) {
  const text = await load(address);
  if (!shards.has(address)) {
    let form = "";
    const entries = [];
    for (const [, shared, rest, postings] of text.matchAll(ENTRY)) {
      form = form.slice(0, parseInt(shared, 36)) + rest;
      entries.push([form, postings, bare(form)]);
    }
    shards.set(address, entries);
  }
  return shards.get(address);
}

/**
 * The entries of a segment that can match a word, from all shards that can contain them.
 * @param {Segment} segment
 * @param {string} word without accents
 * @returns {Promise<IndexEntry[]>}
 */
async function entries([folder, , firsts], word) {
  const last = word + "\uffff";
  const wanted = [...firsts.keys()].filter((n) => firsts[n] <= last && !(firsts[n + 1] < word));
  return (await Promise.all(wanted.map((n) => shard(`${folder}/${n}.js`)))).flat();
}

/**
 * Calls `visit` with each article of a postings list, its weight and, if `placed`, its positions.
 * @param {string} postings
 * @param {boolean} placed
 * @param {(article: number, weight: number, places: number[]) => void} visit
 */
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

// What is found -----------------------------------------------------------------------------------------------------------

/**
 * The articles of a segment that contain a word, each with its greatest weight.
 * @param {Segment} segment
 * @param {string} word without accents
 * @param {(word: string, form: string) => boolean} matches
 * @returns {Promise<Map<number, number>>}
 */
async function holders(segment, word, matches = matcher(word)) {
  if (isRun(word)) return holdersOfRun(segment, [...word]);
  const found = new Map();
  for (const [form, postings, other] of await entries(segment, word)) {
    if (matches(other, form)) {
      read(postings, false, (article, weight) => found.set(article, Math.max(found.get(article) ?? 0, weight)));
    }
  }
  return found;
}

/**
 * Articles that contain a run of characters of a script without spaces: its parts (single Han characters, pairs of others) must
 * follow each other. The last character of a query may be the first of a pair, so it matches any part that begins with it.
 * @param {Segment} segment
 * @param {string[]} letters
 * @returns {Promise<Map<number, number>>}
 */
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

/**
 * Articles that contain all words and match all filters: those with the query's own accents first, then the best; or the newest.
 * @param {Query} query
 * @param {Segment[]} segments the newest first
 * @returns {Promise<Result[]>}
 */
async function find({ forms, terms, facets, newest }, segments) {
  const accented = newest ? [] : forms.filter((form) => form !== bare(form));
  const found = await Promise.all(
    segments.map(async (segment, place) => {
      const [first, ...others] = await Promise.all([
        ...terms.map((term) => holders(segment, term)),
        ...facets.map((facet) => holders(segment, facet, (word) => word === facet)),
      ]);
      const alike = await Promise.all(accented.map((form) => holders(segment, bare(form), (_, other) => matcher(form)(other))));
      return [...first]
        .filter(([article]) => others.every((other) => other.has(article)))
        .map(([article, weight]) => [
          place,
          article,
          others.reduce((sum, other) => sum + other.get(article), weight),
          alike.filter((other) => other.has(article)).length,
        ])
        .sort((a, b) => a[1] - b[1]);
    }),
  );
  // A stable sort: the newest first among equals.
  return newest ? found.flat() : found.flat().sort((a, b) => b[3] - a[3] || b[2] - a[2]);
}

/**
 * How many of the results each month has, in the order of time.
 * @param {Result[]} results
 * @param {Segment[]} segments
 * @returns {Promise<[month: string, count: number][]>}
 */
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

/**
 * Adds to the count of a key.
 * @param {Map<string, number>} counts
 * @param {string} key
 * @param {number} count
 */
function add(counts, key, count) {
  return counts.set(key, (counts.get(key) ?? 0) + count);
}

// What was meant ----------------------------------------------------------------------------------------------------------

/**
 * The words of the index that a query without results may have meant: for each of its words that nothing contains, the nearest
 * one of the index. Null if a word has no near one, or all are known.
 * @param {Query} query
 * @param {Segment[]} segments
 * @returns {Promise<string | null>}
 */
async function guess({ forms }, segments) {
  const better = await Promise.all(
    forms.map(async (form) => {
      const term = bare(form);
      if (isRun(term) || term.length < 4) return form;
      const known = (await Promise.all(segments.map((segment) => holders(segment, term)))).some((found) => found.size);
      return known ? form : nearest(term, segments);
    }),
  );
  const found = better.filter(Boolean);
  return found.length === forms.length && found.some((form, n) => form !== forms[n]) ? found.join(" ") : null;
}

/**
 * The most frequent form with the same first letter that one change makes of a word; two, from six letters on.
 * @param {string} term
 * @param {Segment[]} segments
 * @returns {Promise<string | undefined>}
 */
async function nearest(term, segments) {
  const most = term.length < 6 ? 1 : 2;
  const near = new Map(); // form -> [changes, length of its postings]
  const lists = await Promise.all(segments.map((segment) => entries(segment, term[0])));
  for (const [form, postings, word] of lists.flat()) {
    if (word[0] !== term[0] || Math.abs(word.length - term.length) > most || /\d/.test(word)) continue;
    const changes = distance(term, word);
    if (changes <= most) near.set(form, [changes, (near.get(form)?.[1] ?? 0) + postings.length]);
  }
  return [...near].sort(([, one], [, other]) => one[0] - other[0] || other[1] - one[1])[0]?.[0];
}

/**
 * How many letters have to be changed, put in, left out or exchanged with their neighbour to make one word of the other.
 * @param {string} one
 * @param {string} other
 * @returns {number}
 */
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
