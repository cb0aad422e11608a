"""[digest.infer.language_model] What pieces of words tell of the languages of one script: the table behind ``language``, read from ``data/languages``.

A file is gzipped text, the same bytes each time it is made (``tools/language_model.py``): comment lines, then a line of
tags, one for each profile (a language in one writing may have several), the first ``und``; the features, one a line;
an empty line; and for each feature, in order, a digit in base 16 for each profile, without a break. A feature is three
letters in a row or a whole word, with a space where a word begins or ends. Its digit d says that it stands in texts of the
profile exp((d - 6) / 2) times as often as in all languages on the average; so ``und``, the average, has 6 everywhere.

To add the digits of hundreds of features for each of fifty profiles would take tens of thousands of steps. Here
a feature's digits are one integer, sixteen bits a profile, and one addition adds them all.
Rejected: numpy, and making integers of all features when the file is read.

[digest.infer.language] The language of a text: by its script, then by what pieces of words tell of the languages that share it.

1. The script that most of the letters are in. Most scripts belong to one language of the press, and say so at once
   (two of them to a second one too, which letters and words of its own tell).
2. Where several share one (Latin, Cyrillic, Arabic, Devanagari, Ethiopic), a model of our own weighs every three letters in
   a row and every frequent word of the beginning, for all of them at once (``language_model``). It also weighs
   the average of all languages, which stands for "none of these": random letters and unknown languages do not get beyond it.
   So do languages that are near to one of these, but are learned from little (Galician, Occitan, Scots): they are ``und`` too.
3. Frequent words of the language must be among the words: these are the evidence. A list of names, code and addresses
   have none, and are ``und``, whatever their letters are like. In a text of a few words those of a name are no evidence.

The certainty is the product of three shares of what would be enough: the lead over the next language, the lead over the
average, and the part of the words that are frequent ones. Below a floor the answer is ``und``.

Rejected: the regional variants, so Chinese is ``zh`` in either writing, Norwegian ``nb`` and Bosnian ``hr``.
"""

from __future__ import annotations

import gzip
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from math import exp
from pathlib import Path
from types import MappingProxyType

from digest.i18n import UNDETERMINED
from digest.infer.text import pairs
from digest.infer.words import NOT_WORDS, PARTICLES, table, words
from digest.model import Inference

DATA = Path(__file__).parent.parent / "data" / "languages"
STEP = 0.5  # of a logarithm, what a digit weighs
NEUTRAL = 6  # the digit of a feature that is as frequent as on the average
HIGHEST_DIGIT = 15
_WHOLE = 2  # times that a whole word counts; its pieces, some five that say much the same, do not count beside it
_LANE = 16  # bits: enough for some 4,000 features of the highest digit
_REMEMBERED = 50_000  # pieces and words, beyond which only features are
_DIGITS = bytes(int(chr(code), 16) if chr(code) in "0123456789abcdef" else 0 for code in range(256))


class Model:
    """The profiles of one script. ``tags`` has the language of each, the first is ``und``; ``weigh`` what a word says."""

    def __init__(self, tags: tuple[str, ...], features: list[str], digits: bytes) -> None:
        self.tags = tags
        self._rows = _Rows(features, digits, len(tags))
        self.weigh = lru_cache(maxsize=_REMEMBERED)(self._weighed)  # the next text has most of these words too

    def _weighed(self, word: str) -> tuple[int, int]:
        """What the features of ``word`` (lower case) say together, and what the whole word alone; 0 for nothing.

        Integers of which sums and multiples say the same of many words: see ``sums`` and ``digit``.
        """
        run = f" {word} "
        if whole := self._rows[run]:
            return _WHOLE * whole, whole
        return sum(map(self._rows.__getitem__, map("".join, zip(run, run[1:], run[2:], strict=False)))), 0

    def sums(self, weight: int) -> list[int]:
        """The sum of the digits of each of ``tags``."""
        return [digit(weight, profile) for profile in range(len(self.tags))]


def digit(weight: int, profile: int) -> int:
    """The digit, or the sum of digits, of one profile."""
    return weight >> _LANE * profile & 0xFFFF


class _Rows(dict[str, int]):
    """For each feature its digits as one integer, 0 for what is none; made when first asked for, and remembered."""

    def __init__(self, features: list[str], digits: bytes, width: int) -> None:
        self._digits, self._width = digits, width
        self._places = dict(zip(features, range(0, len(digits), width), strict=True))

    def __missing__(self, feature: str) -> int:
        place = self._places.get(feature)
        row = 0
        if place is not None:
            digits = self._digits[place : place + self._width].translate(_DIGITS)
            row = int.from_bytes(digits.decode("latin-1").encode("utf-16-le"), "little")  # each digit in two bytes
        if place is not None or len(self) < _REMEMBERED:  # there is no end of what is none
            self[feature] = row
        return row


@cache
def model_of(script: str) -> Model:
    """The model of the languages that are written in ``script``, as ``language`` calls it. Raises OSError if there is none."""
    return parse(gzip.decompress((DATA / f"{script.lower()}.gz").read_bytes()))


def parse(content: bytes) -> Model:
    """The model that ``content`` says in the form above."""
    head, digits = content.split(b"\n\n")
    lines = head.decode().split("\n")
    start = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return Model(tuple(lines[start].split()), lines[start + 1 :], digits.rstrip())


BEGINNING = 1_000  # characters that are looked at
FLOOR = 0.1  # of certainty
_EVIDENCE = 80  # characters
_LOOKED_AT = 40  # words, for evidence of a script
_MOST_OF_IT = 0.5  # of the letters, in one script
_SHOWN = 5  # words of evidence
_LEAD = 4.0  # by which the first must be more likely than the second for two thirds of certainty; natural logarithm
_ENOUGH_FIT = 0.3  # how much more likely a letter is in the language than on the average, from where on it is no doubt
_ENOUGH_WORDS = 0.12  # of the words, frequent ones of the language, from where on their share is no doubt
_ENOUGH_LETTERS = 8  # of these words, from where on they cannot be a mere abbreviation or two
_OWN = 300  # characters outside of quotation marks and brackets, from where on those inside do not count
_FEW = 6  # words; below, a name is most of a text: Le Monde, Ursula von der Leyen
_TELLING = 2  # steps beyond neutral: a word that is e times as frequent as on the average

# First character of a run of a script, and the script; "" where there is none of interest.
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
_SHARED = ("Latin", "Cyrillic", "Arabic", "Devanagari", "Ethiopic")  # by the languages that there are models of
_SECOND: Mapping[str, str] = MappingProxyType(
    {"Hebrew": "yi", "Bengali": "as"}
)  # by its own letters and function words
_FIRST_TOO = frozenset({"אין", "די", "এই"})  # function words of the second language that the first has as well
_ENOUGH_OF_SECOND = 0.1  # of the words, such as only the second language has
_SYLLABIC = frozenset({"Han", "Kana", "Hangul"})  # a letter of these says as much as two or three of others
_UNSPACED = frozenset({"Han", "Kana", "Thai", "Lao", "Burmese", "Khmer"})  # a letter of these counts as a word
_KANA_SHARE = 0.05  # of Han and kana together, from where on it is Japanese and not Chinese with a Japanese name in it
_NONE = Inference(value=UNDETERMINED, evidence="", certainty=0.0)


def language(text: str) -> Inference[str]:
    """The language of ``text`` as a BCP 47 tag, ``und`` where it cannot be told; evidence are words of the text.

    What the text quotes may be in another language, and does not count where enough stands around it.
    """
    text = _own_words(unicodedata.normalize("NFC", text[:BEGINNING])[:BEGINNING])
    script, share = _script(text)
    if share < _MOST_OF_IT:
        return _NONE
    return _by_model(text, script) if script in _SHARED else _by_script(text, script, share)


def _own_words(text: str) -> str:
    """``text`` without what stands in quotation marks and brackets, or all of it where too little would be left."""
    own: list[str] = []
    start = 0
    for opening, closing in sorted(pairs(text).spans):
        if opening >= start:
            own.append(text[start:opening])
            start = closing + 1
    own.append(text[start:])
    return " ".join(own) if sum(map(len, own)) >= _OWN else text


def _by_script(text: str, script: str, share: float) -> Inference[str]:
    found = words(text)
    shown = [
        word
        for word in dict.fromkeys(found[:_LOOKED_AT])
        if _script_of(word[0]) == script and (len(word) > 1 or script in _UNSPACED)
    ]
    if not shown:
        return _NONE  # letters of a formula
    if second := _SECOND.get(script):
        known = table()[second]
        letters = frozenset("".join(known["let"]))
        own = {word for role, listed in known.items() if role not in NOT_WORDS for word in listed} - _FIRST_TOO
        telling = [word for word in found if word in own or not letters.isdisjoint(word)]
        if len(telling) >= _ENOUGH_OF_SECOND * len(found):
            shown = list(dict.fromkeys(telling))
            return Inference(value=second, evidence=_joined(shown[:_SHOWN]), certainty=round(share, 2))
    return Inference(value=_LANGUAGES[script], evidence=_joined(shown[:_SHOWN]), certainty=round(share, 2))


def tokens(text: str) -> list[str]:
    """The words of ``text`` in lower case; not those of addresses, nor what has figures in it."""
    if "://" in text or "@" in text:
        text = " ".join(piece for piece in text.split() if "://" not in piece and "@" not in piece)
    return [word for word in words(text.replace("İ", "i").lower()) if word.isalpha() or not word.isascii()]


def _by_model(text: str, script: str) -> Inference[str]:
    model = model_of(script)
    counts = Counter(tokens(text))
    weighed = {word: model.weigh(word) for word in counts}
    sums = model.sums(sum(weighed[word][0] * count for word, count in counts.items()))
    first, *others = sorted(range(len(sums)), key=lambda profile: -sums[profile])
    value = model.tags[first]
    if value == UNDETERMINED:
        return _NONE
    second = next(profile for profile in others if model.tags[profile] != value)
    lead = (sums[first] - sums[second]) * STEP
    fit = (sums[first] - sums[0]) * STEP / sum((len(word) + 1) * count for word, count in counts.items())
    weights = {
        word: weight * count
        for word, count in counts.items()
        if (weight := digit(weighed[word][1], first) - NEUTRAL) >= _TELLING
    }
    if len(counts) < _FEW:
        evidence = _not_of_names([word for word in words(text) if word[0].isalpha()])
        weights = {word: weight for word, weight in weights.items() if word in evidence}
    told = min(1.0, len(weights) / len(counts) / _ENOUGH_WORDS) * min(1.0, sum(map(len, weights)) / _ENOUGH_LETTERS)
    certainty = round((1 - exp(-lead / _LEAD)) * min(1.0, fit / _ENOUGH_FIT) * told, 2)
    if certainty < FLOOR:
        return _NONE
    shown = sorted(weights, key=lambda word: -weights[word])[:_SHOWN]
    return Inference(value=value, evidence=_joined(shown), certainty=certainty)


def _not_of_names(found: list[str]) -> set[str]:
    """Those words of a short text, in lower case, that are no part of a name.

    A word with a capital is one of a name, and so is a small word between two of these. The first word has a capital in any
    case: it counts where others that are no names follow.
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
    """The script of a letter or its mark, empty for what is none."""
    if letter.isalpha() or unicodedata.category(letter)[0] == "M":
        return _SCRIPTS[bisect_right(_STARTS, ord(letter)) - 1]
    return ""


def _script(text: str) -> tuple[str, float]:
    """The script that most of ``text`` is written in, empty if there are no letters, and its share."""
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
