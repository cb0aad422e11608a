// The page of the search: reads the query from the form and the address, and shows what is found. search-index.js reads the
// index, search-results.js makes the rows; what counts as a word is in words.js.
"use strict";

const FIRST = 20; // results that are shown
const MORE = 50; // each time more are asked for
const ROOM = 24; // bars
const WIDE = 12; // bars that are as wide as a year
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
let typing = false; // while the reader types, history entries are replaced, so that Back leads to the previous query
let latest = 0; // number of the last search: results of earlier ones are dropped
let shown = { results: [], terms: [], count: 0 };

// Query and address -------------------------------------------------------------------------------------------------------

/**
 * What the form asks for. A year among the words is the filter, where no period is chosen.
 * @returns {Query & {year?: string}}
 */
function currentQuery() {
  const chosen = Object.keys(FACETS).filter((name) => form.elements[name]?.value);
  const facets = chosen.map((name) => `'${FACETS[name]}${form.elements[name].value}`);
  const asked = [...new Set(forms(field.value))];
  const year = chosen.includes("year") || chosen.includes("month") ? null : asked.find((word) => strings.years.includes(word));
  if (year) facets.push(`'y${year}`);
  const kept = asked.filter((word) => word !== year);
  return { forms: kept, terms: [...new Set(kept.map(bare))], facets, year, newest: form.elements.sort.value === "date" };
}

/**
 * What the form has, as it stands in the address.
 * @returns {URLSearchParams}
 */
function parameters() {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
}

/**
 * Puts the query into the address.
 * @param {"pushState" | "replaceState"} how
 * @returns {boolean} false where scripts may not do that (some browsers, from disk): the form is submitted instead
 */
function saveQuery(how) {
  const query = parameters();
  const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
  if (address === location.pathname + location.search) return true;
  try {
    history[how](null, "", address);
    return true;
  } catch {
    return false;
  }
}

/** Puts the query of the address into the form, and searches. */
function restoreQuery() {
  const query = new URLSearchParams(location.search);
  typing = false;
  for (const name of ["q", "sort", ...Object.keys(FACETS)]) if (form.elements[name]) form.elements[name].value = query.get(name) ?? "";
  search({ opening: true });
}

/** Searches for a changed filter. */
function searchFiltered() {
  typing = false;
  if (saveQuery("pushState")) search();
  else form.submit();
}

// Search ------------------------------------------------------------------------------------------------------------------

/**
 * Finds what the form asks for, and shows it.
 * @param {{opening?: boolean}} options `opening`: the page is opened with this query
 */
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

// What is shown -----------------------------------------------------------------------------------------------------------

/**
 * Shows the rows of the first results, and the line above them.
 * @param {string} text
 * @param {{hinted?: boolean, failed?: boolean, rest?: boolean}} [states] see `showStatus`
 * @param {HTMLElement[]} [rows]
 */
function showResults(text, states, rows = []) {
  showStatus(text, states);
  list.replaceChildren(...rows);
  list.ariaBusy = "false";
}

/**
 * Shows the line above the results, with what to try, the button to try again, and the button for more results.
 * @param {string} text
 * @param {{hinted?: boolean, failed?: boolean, rest?: boolean}} [states]
 */
function showStatus(text, { hinted = false, failed = false, rest = false } = {}) {
  status.textContent = text;
  hint.hidden = !hinted;
  again.hidden = !failed;
  more.hidden = !rest;
}

/**
 * Shows a bar for each month with results, or for each year where there is no room for so many: pressed, it is the filter, and
 * pressed again it is none. Below are the years.
 * @param {[month: string, count: number][]} months
 */
function showMonths(months) {
  const byYear = months.length > ROOM;
  const counts = byYear ? [...months.reduce((sum, [month, count]) => add(sum, month.slice(0, 4), count), new Map())] : months;
  const most = Math.max(...counts.map(([, count]) => count));
  const filter = form.elements[byYear ? "year" : "month"];
  const chosen = filter.value;
  const name = new Intl.DateTimeFormat(language, { year: "numeric", month: byYear ? undefined : "long", timeZone: "UTC" });
  const apart = counts.length > WIDE ? 2 : 1; // bars from one year below them to the next
  let named = -apart;
  chart.hidden = counts.length < 3 && !chosen;
  chart.replaceChildren(
    ...counts.map(([month, count], at) => {
      const year = month.slice(0, 4);
      const begins = counts[at - 1]?.[0].slice(0, 4) !== year && at >= named + apart;
      if (begins) named = at;
      const label = strings.month.replace("%(date)s", name.format(new Date(month))).replace("%(articles)s", counted(count));
      const bar = element("button", { type: "button", title: label, "aria-label": label, "aria-pressed": String(month === chosen) });
      bar.style.setProperty("--share", String(count / most));
      bar.addEventListener("click", () => {
        filter.value = month === chosen ? "" : month;
        searchFiltered();
      });
      return element("li", begins ? { "data-year": year } : {}, bar);
    }),
  );
}

/**
 * Offers the words that may have been meant.
 * @param {string | null} word
 */
function showMeant(word) {
  meant.hidden = !word;
  if (!word) return;
  const query = parameters();
  query.set("q", word);
  const [before, after] = strings.meant.split("%(words)s");
  meant.replaceChildren(before, element("a", { href: `?${query}` }, word), after);
}

// What the reader does ----------------------------------------------------------------------------------------------------

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
  searchFiltered();
});
form.addEventListener("submit", (event) => {
  if (!saveQuery("pushState")) return;
  typing = false;
  event.preventDefault();
  search();
});
addEventListener("popstate", restoreQuery);
restoreQuery();
