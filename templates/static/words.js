// What counts as a word, and which words of a text match a query: for the search and for the article that it leads to. The rules
// are defined in digest/search/folding.py and repeated here; tests/folding.json tests both.
"use strict";

const ACCENTS = /[\u0300-\u036f]/g;
const DROPPED =
  /[\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
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
const NUMBER = /[0-9](?<![0-9a-zà-ɏḀ-ỿ].)[0-9]{0,2}(?:(?:([ .,'٬])[0-9]{3}(?:\1[0-9]{3})*)|(?:,[0-9]{2})+,[0-9]{3})(?![0-9])/g;
const HEBREW_ACRONYM = /[א-ת]+(?:"[א-ת]+)+/g;
const INNER_STOP = new RegExp(`(?<=${RUN.source})[.](?=${RUN.source})`, "gu");

/**
 * The words of a text, without their accents.
 * @param {string} text
 * @returns {string[]}
 */
function words(text) {
  return forms(text).map(bare);
}

/**
 * The words of a text with their accents, as the index has them.
 * @param {string} text
 * @returns {string[]}
 */
function forms(text) {
  const letters = text.replaceAll("´", "'").normalize("NFKD").toLowerCase();
  const kept = letters.replace(DROPPED, "").replace(OTHERS, (letter) => SAME[letter]);
  const divided = kept.replace(/[^\p{L}\p{N}\p{M}\p{Zs}.,٬'"]/gu, "\n").replace(/\p{Zs}/gu, " ");
  return divided
    .normalize("NFC")
    .replace(ACCENTS, "") // those that are no character with their letter
    .replace(NUMBER, (number) => number.replace(/[^0-9]/g, ""))
    .replace(HEBREW_ACRONYM, (acronym) => acronym.replaceAll('"', ""))
    .split(/[\s,٬"]+/)
    .flatMap((piece) => withoutStops(piece).flatMap((part) => part.split(RUN)))
    .map((part) => (isRun(part) ? part : withoutArticle(part)))
    .filter(Boolean);
}

/**
 * A form without its accents.
 * @param {string} form
 * @returns {string}
 */
function bare(form) {
  return form.normalize("NFD").replace(ACCENTS, "").normalize("NFC");
}

function withoutStops(piece) {
  const sections = piece.replace(INNER_STOP, "").split("'");
  return sections.map(withoutStopsOfAcronym).join("'").split(".");
}

function withoutStopsOfAcronym(section) {
  const letters = section.replace(/^[.]+|[.]+$/g, "").split(".");
  return letters.length > 1 && letters.every((letter) => /^\p{L}\p{M}*$/u.test(letter)) ? letters.join("") : section;
}

/**
 * Whether a word is a run of a script without spaces, of which any part is found.
 * @param {string} word
 * @returns {boolean}
 */
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

/**
 * What a word of a query matches: words that begin with it, or, since too many begin with one or two letters, the same word.
 * @param {string} word
 * @returns {(other: string) => boolean}
 */
function matcher(word) {
  return word.length < 3 && word < "\u0530" ? (other) => other === word : (other) => other.startsWith(word);
}

/**
 * A text in pieces: whole words, or the matching characters of a run. A number or an acronym that consists of several words
 * matches as one if none of its words matches alone.
 * @param {string} text
 * @param {string[]} terms words of a query, without accents
 * @returns {[letters: string, matches: boolean][]}
 */
function pieces(text, terms) {
  const found = [];
  const matches = terms.filter((term) => !isRun(term)).map(matcher);
  const hits = (part) => wordsOf(part).some((word) => matches.some((match) => match(word)));
  for (const joined of text.split(JOINED)) {
    const single = joined.split(LETTERS);
    const whole = joined.search(JOINED) === 0 && hits(joined) && !single.some(hits);
    for (const piece of whole ? [joined] : single) {
      for (const part of piece.split(RUN)) {
        if (part) found.push(...(isRun(part) ? runs(part, terms) : [[part, hits(part)]]));
      }
    }
  }
  return found;
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
