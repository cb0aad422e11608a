"""The language of a text: by its script, then by the pieces of words that distinguish the languages of that script.

1. The script of most letters. Most scripts belong to one language of the press, or to two that letters and words distinguish.
2. In scripts with many languages (Latin, Cyrillic, Arabic, Devanagari, Ethiopic) a model weighs every three letters in a row
   and every frequent word of the beginning, for all languages at once. It also has the average of all languages, "none of
   these", which unknown languages and random letters do not exceed. Close languages with little training data (Galician,
   Occitan, Scots) also count as ``und``.
3. Frequent words of the language must be among the words: these are the evidence. Lists of names, code and addresses have
   none and are ``und``. In a text of a few words those that are part of a name do not count.

The certainty is a product of three shares: the lead over the next language, the lead over the average, and the part of
frequent words. Below ``FLOOR`` the language is ``und``.

A model is a file in ``data/languages``, gzipped text made by ``tools/language_model.py``: comments; a line of tags, one for
each profile (a language in one script may have several), the first ``und``; the features, one a line; an empty line; and for
each feature in order a hexadecimal digit for each profile. A feature is three letters in a row or a whole word, with a space
for the beginning or end of a word. Its digit d means that it is exp((d - 6) / 2) times as frequent in the profile's texts as
on average in all languages; the first profile, the average, has 6 everywhere. A feature's digits are one integer with sixteen
bits a profile, so that one addition adds them for all profiles.

Rejected: regional variants (Chinese is ``zh`` in either script, Norwegian ``nb``, Bosnian ``hr``); numpy.
"""

from __future__ import annotations

import gzip
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import exp
from operator import mul
from pathlib import Path
from string import ascii_letters
from struct import Struct
from types import MappingProxyType

from digest.i18n import UNDETERMINED
from digest.infer.text import pairs
from digest.infer.words import OTHER_ROLES, function_words
from digest.model import Inference
from digest.words import PARTICLES, WordCache, words

DATA = Path(__file__).parent.parent / "data" / "languages"
STEP = 0.5  # the natural logarithm that one digit stands for
NEUTRAL = 6  # the digit of a feature of average frequency
HIGHEST_DIGIT = 15
_WORD_WEIGHT = 2  # how often a known word counts; its pieces do not count then
_LANE = 16  # bits of a profile: enough for 4,000 features of the highest digit
_MOST_WORDS = 1 << 15  # whose weights are remembered, until ``build.memory.release_tables``
_DIGITS = bytes(int(chr(code), 16) if chr(code) in "0123456789abcdef" else 0 for code in range(256))


class Model:
    """The model of one script. ``tags`` are the languages of its profiles, the first is ``und``."""

    def __init__(self, tags: tuple[str, ...], features: list[str], content: bytes, start: int) -> None:
        self.tags = tags
        self._rows = _Rows(features, content, start, len(tags))
        self._lanes = Struct(f"<{len(tags)}H")
        self.weights = WordCache(self._weight_of, _MOST_WORDS)

    def _weight_of(self, word: str) -> tuple[int, int]:
        """The packed weights of ``word`` (lower case): of all its features, and of the word as one feature; 0 if unknown.

        They can be added and multiplied; ``sums`` and ``digit`` unpack them.
        """
        rows, places = self._rows, self._rows.places
        run = f" {word} "
        if run in places and (word_row := rows[run]):
            return _WORD_WEIGHT * word_row, word_row
        pieces = map("".join, zip(run, run[1:], run[2:], strict=False))
        return sum(map(rows.__getitem__, filter(places.__contains__, pieces))), 0

    def sums(self, weight: int) -> Sequence[int]:
        """The sum of digits for each of ``tags``."""
        return self._lanes.unpack(weight.to_bytes(self._lanes.size, "little"))


def digit(weight: int, profile: int) -> int:
    """The digit, or sum of digits, of one profile in a packed ``weight``."""
    return weight >> _LANE * profile & 0xFFFF


class _Rows(dict[str, int]):
    """The packed digits of each feature, computed on first access; ``places`` has all features.

    They are in ``content`` from ``start`` on, which is not copied: the model of the Latin script has three megabytes.
    """

    def __init__(self, features: list[str], content: bytes, start: int, width: int) -> None:
        self._content, self._width = content, width
        self.places = dict(zip(features, range(start, start + len(features) * width, width), strict=True))

    def __missing__(self, feature: str) -> int:
        place = self.places[feature]
        digits = self._content[place : place + self._width].translate(_DIGITS)
        self[feature] = row = int.from_bytes(
            digits.decode("latin-1").encode("utf-16-le"), "little"
        )  # a digit in two bytes
        return row


@cache
def model_of(script: str) -> Model:
    """The model of the languages written in ``script``. Raises OSError if it is missing."""
    return parse(gzip.decompress((DATA / f"{script.lower()}.gz").read_bytes()))


def parse(content: bytes) -> Model:
    """Parses a model file (see the module)."""
    end = content.index(b"\n\n")
    lines = content[:end].decode().split("\n")
    first = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return Model(tuple(lines[first].split()), lines[first + 1 :], content, end + 2)


BEGINNING = 1_000  # characters that are read
FLOOR = 0.1  # certainty
_EVIDENCE = 80  # characters
_SAMPLE = 40  # words that may be evidence of a script
_MOST_OF_IT = 0.5  # share of the letters that one script must have
_SHOWN = 5  # words of evidence
_LEAD = 4.0  # natural logarithm of the lead over the second language that gives a certainty of 0.63
_ENOUGH_FIT = 0.3  # logarithm per letter of the lead over the average that gives full certainty
_ENOUGH_WORDS = 0.12  # share of frequent words that gives full certainty
_ENOUGH_LETTERS = 8  # of these words: fewer may be an abbreviation or two
_ENOUGH_AROUND = 300  # characters outside of quotation marks and brackets; then those inside do not count
_FEW = 6  # words; a shorter text may be mostly a name: Le Monde, Ursula von der Leyen
_TELLING = 2  # steps above neutral: a word e times as frequent as on average

# The first character of each range of a script, and the script; "" for other ranges.
_RUNS: tuple[tuple[int, str], ...] = (
    (0x0000, ""), (0x0041, "Latin"), (0x005B, ""), (0x0061, "Latin"), (0x007B, ""), (0x00C0, "Latin"), (0x0250, ""),
    (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "Armenian"), (0x0590, "Hebrew"), (0x0600, "Arabic"),
    (0x0700, ""), (0x0750, "Arabic"), (0x0780, "Thaana"), (0x07C0, ""), (0x08A0, "Arabic"), (0x0900, "Devanagari"),
    (0x0980, "Bengali"), (0x0A00, "Gurmukhi"), (0x0A80, "Gujarati"), (0x0B00, "Odia"), (0x0B80, "Tamil"),
    (0x0C00, "Telugu"), (0x0C80, "Kannada"), (0x0D00, "Malayalam"), (0x0D80, "Sinhala"), (0x0E00, "Thai"),
    (0x0E80, "Lao"), (0x0F00, "Tibetan"), (0x1000, "Burmese"), (0x10A0, "Georgian"), (0x1100, "Hangul"),
    (0x1200, "Ethiopic"), (0x1400, ""), (0x1780, "Khmer"), (0x1800, ""), (0x1E00, "Latin"), (0x1F00, "Greek"),
    (0x2000, ""), (0x3041, "Kana"), (0x30FB, ""), (0x30FC, "Kana"), (0x3100, ""), (0x3400, "Han"), (0x4DC0, ""),
    (0x4E00, "Han"), (0xA000, ""), (0xAC00, "Hangul"), (0xD7B0, ""), (0xF900, "Han"), (0xFB00, ""), (0xFB1D, "Hebrew"),
    (0xFB50, "Arabic"), (0xFE00, ""), (0xFE70, "Arabic"), (0xFEFF, ""), (0x20000, "Han"), (0x31350, ""),
)  # fmt: skip
_STARTS = tuple(start for start, _ in _RUNS)
_SCRIPTS = tuple(script for _, script in _RUNS)

_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "Kana": "ja", "Han": "zh", "Hangul": "ko", "Greek": "el", "Armenian": "hy", "Georgian": "ka", "Thaana": "dv",
        "Gurmukhi": "pa", "Gujarati": "gu", "Odia": "or", "Tamil": "ta", "Telugu": "te", "Kannada": "kn",
        "Malayalam": "ml", "Sinhala": "si", "Thai": "th", "Lao": "lo", "Tibetan": "bo", "Burmese": "my", "Khmer": "km",
        "Hebrew": "he", "Bengali": "bn",
    }
)  # fmt: skip
_SHARED = ("Latin", "Cyrillic", "Arabic", "Devanagari", "Ethiopic")  # scripts with a model
_SECOND: Mapping[str, str] = MappingProxyType(
    {"Hebrew": "yi", "Bengali": "as"}
)  # recognised by its letters and function words
_FIRST_TOO = frozenset({"אין", "די", "এই"})  # function words that both languages have
_ENOUGH_OF_SECOND = 0.1  # share of the words that only the second language has
_SYLLABIC = frozenset({"Han", "Kana", "Hangul"})  # one letter counts as two of other scripts
_UNSPACED = frozenset({"Han", "Kana", "Thai", "Lao", "Burmese", "Khmer"})  # one letter is a word
_KANA_SHARE = 0.05  # share of kana from which it is Japanese and not Chinese with a Japanese name
_ASCII_LETTERS = ascii_letters.encode()
_NONE = Inference(value=UNDETERMINED, evidence="", certainty=0.0)


def infer_language(text: str) -> Inference[str]:
    """The language of ``text`` as a BCP 47 tag, ``und`` where it is unclear; the evidence is words of the text.

    Quotations may be in another language and do not count where enough text is outside of them.
    """
    text = _without_quotations(unicodedata.normalize("NFC", text[:BEGINNING])[:BEGINNING])
    if _is_in_ascii_letters(text):
        return _by_model(text, "Latin")
    script, share = _script(text)
    if share < _MOST_OF_IT:
        return _NONE
    return _by_model(text, script) if script in _SHARED else _by_script(text, script, share)


def _without_quotations(text: str) -> str:
    """``text`` without what is in quotation marks and brackets; all of it where too little would be left."""
    outside: list[str] = []
    start = 0
    for opening, closing in sorted(pairs(text).spans):
        if opening >= start:
            outside.append(text[start:opening])
            start = closing + 1
    outside.append(text[start:])
    return " ".join(outside) if sum(map(len, outside)) >= _ENOUGH_AROUND else text


def _by_script(text: str, script: str, share: float) -> Inference[str]:
    found = words(text)
    shown = [
        word
        for word in dict.fromkeys(found[:_SAMPLE])
        if _script_of(word[0]) == script and (len(word) > 1 or script in _UNSPACED)
    ]
    if not shown:
        return _NONE  # only letters of a formula
    if second := _SECOND.get(script):
        known = function_words()[second]
        letters = frozenset("".join(known["let"]))
        distinctive = {
            word for role, listed in known.items() if role not in OTHER_ROLES for word in listed
        } - _FIRST_TOO
        telling = [word for word in found if word in distinctive or not letters.isdisjoint(word)]
        if len(telling) >= _ENOUGH_OF_SECOND * len(found):
            shown = list(dict.fromkeys(telling))
            return Inference(value=second, evidence=_joined(shown[:_SHOWN]), certainty=round(share, 2))
    return Inference(value=_LANGUAGES[script], evidence=_joined(shown[:_SHOWN]), certainty=round(share, 2))


def tokens(text: str) -> list[str]:
    """The words of ``text`` in lower case, without addresses and words with digits."""
    if "://" in text or "@" in text:
        text = " ".join(piece for piece in text.split() if "://" not in piece and "@" not in piece)
    return [word for word in words(text.replace("İ", "i").lower()) if word.isalpha() or not word.isascii()]


def _by_model(text: str, script: str) -> Inference[str]:
    model = model_of(script)
    found = tokens(text)
    counts = Counter(found)
    weighed = list(map(model.weights.__getitem__, counts))
    sums = model.sums(sum(map(mul, (weight for weight, _ in weighed), counts.values())))
    first = max(range(len(sums)), key=sums.__getitem__)
    value = model.tags[first]
    if value == UNDETERMINED:
        return _NONE
    second = max(total for total, tag in zip(sums, model.tags, strict=True) if tag != value)
    lead = (sums[first] - second) * STEP
    fit = (sums[first] - sums[0]) * STEP / (sum(map(len, found)) + len(found))
    weights = {
        word: weight * count
        for (word, count), (_, row) in zip(counts.items(), weighed, strict=True)
        if row and (weight := digit(row, first) - NEUTRAL) >= _TELLING
    }
    if len(counts) < _FEW:
        evidence = _outside_names([word for word in words(text) if word[0].isalpha()])
        weights = {word: weight for word, weight in weights.items() if word in evidence}
    evident = min(1.0, len(weights) / len(counts) / _ENOUGH_WORDS) * min(1.0, sum(map(len, weights)) / _ENOUGH_LETTERS)
    certainty = round((1 - exp(-lead / _LEAD)) * min(1.0, fit / _ENOUGH_FIT) * evident, 2)
    if certainty < FLOOR:
        return _NONE
    shown = sorted(weights, key=lambda word: -weights[word])[:_SHOWN]
    return Inference(value=value, evidence=_joined(shown), certainty=certainty)


def _outside_names(found: list[str]) -> set[str]:
    """The words of a short text that are not part of a name, in lower case.

    Words with a capital are part of a name, and so is a particle between two of these. The first word, which always has a
    capital, is included if others are.
    """
    capitals = [word[0].isupper() for word in found]
    others = {
        word.lower()
        for place, word in enumerate(found)
        if not capitals[place] and not (word in PARTICLES and any(capitals[:place]) and any(capitals[place + 1 :]))
    }
    return others | {found[0].lower()} if others else others


@lru_cache(maxsize=4_096)
def _script_of(letter: str) -> str:
    """The script of a letter or combining mark; empty for other characters."""
    if letter.isalpha() or unicodedata.category(letter)[0] == "M":
        return _SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1]
    return ""


def _is_in_ascii_letters(text: str) -> bool:
    """Whether so much of ``text`` is in ASCII letters that its script is Latin: a quick first test."""
    spoken = text.encode("ascii", "ignore")
    return 3 * (len(spoken) - len(spoken.translate(None, _ASCII_LETTERS))) > 2 * len(
        text
    )  # another letter may count twice


def _script(text: str) -> tuple[str, float]:
    """The script of most letters of ``text`` and its share; empty if there are no letters."""
    counts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        if script := _script_of(letter):
            counts[script] += count * (2 if script in _SYLLABIC else 1)
    if counts["Kana"] and counts["Kana"] >= _KANA_SHARE * (counts["Kana"] + counts["Han"]):
        counts["Kana"] += counts.pop("Han", 0)
    if not +counts:
        return "", 0.0
    script = max(sorted(counts), key=lambda name: counts[name])
    return script, counts[script] / counts.total()


def _joined(found: list[str]) -> str:
    evidence = ""
    for word in found:
        longer = f"{evidence}, {word}" if evidence else word[:_EVIDENCE]
        if len(longer) > _EVIDENCE:
            break
        evidence = longer
    return evidence
