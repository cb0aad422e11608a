"""What an article is about: one to three of the 17 tops of IPTC Media Topics, best first, or none where nothing tells.

Two sources make one lexicon for each language, in ``data/topics``, read when an article needs it:

* ``LANG.txt``, written by hand: the words that news in the language really uses for each top. Header lines say how they
  are found (``# mode: stem``, the default: as whole words but for endings; ``prefix``: where a word begins with one;
  ``inside``: anywhere in a word; ``unspaced``: anywhere in the text, for scripts without spaces) and whose words count
  too (``# also: fr``), as in languages that borrow their neighbours' words.
* ``LANG.tsv.gz``, made by ``tools/topics_model.py``: what words weigh by SIB-200 and by the labels of IPTC.

A word's occurrences are counted up to a point, those in the headline and the first lines more. The tops' sums are
compared; a second and a third are given where they come near the first.

Given up: the levels below the tops, and names of people, which are gone from the news before a program is.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from pathlib import Path

from digest.infer.passages import REACH, Text
from digest.infer.stems import LENGTH, folded, folded_words, stem
from digest.model import Inference
from digest.words import UNDETERMINED

DATA = Path(__file__).parent.parent / "data" / "topics"
TOPS = tuple(f"{number:02}000000" for number in range(1, 18))
MOST = 3
_STRENGTH = {"+": 1.0, "-": 0.3}
_NORMAL = 0.6
_ALSO = 0.7  # what words of the language that is read too weigh
_LEARNED = 0.1  # what learned words weigh beside written ones
_LEAD = 80  # words that count as the beginning
_POSITION = {"title": 2.5, "lead": 2.0, "rest": 1.0}
_ENOUGH = 1.0  # a sum below which nothing is said
_NEAR = (1.0, 0.38, 0.30)  # what part of the first's sum the second and the third must have
_SHOWN = 6  # words of evidence
_SHORTEST = {"inside": 4, "unspaced": 2, "prefix": 3}
_KEY = {"inside": 4, "unspaced": 2}
_SECTION = re.compile(r"\[(\d{8})\]")
_HEADER = re.compile(r"#\s*(mode|also):\s*(\S+)")
_SCRIPTS = {"no": "nb", "nn": "nb", "sr": "hr", "bs": "hr", "ms": "id", "tl": "fil", "zh": "zh", "iw": "he"}

Weights = Mapping[int, float]  # by the top's place in TOPS


@dataclass(slots=True)
class Lexicon:
    """Words of one language: what each tells of each top. ``phrases`` by the first stem, with the stems that follow."""

    mode: str = "stem"
    entries: dict[str, dict[int, float]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    by_start: dict[str, list[str]] = field(default_factory=dict)  # entries that are looked for inside words

    def add(self, written: str, top: int, weight: float) -> None:
        """Puts in a word, or words joined by ``_``, as somebody wrote it."""
        parts = folded_words(written.replace("_", " ")) if self.mode != "unspaced" else [folded(written)]
        if not parts:
            return
        stems = tuple(map(self.entry, parts))
        key = " ".join(stems)
        known = self.entries.setdefault(key, {})
        known[top] = max(weight, known.get(top, 0.0))
        if len(stems) > 1:
            following = self.phrases.setdefault(stems[0], [])
            if (stems[1:], key) not in following:
                following.append((stems[1:], key))
        elif self.mode in _KEY and len(key) >= _SHORTEST[self.mode]:
            starting = self.by_start.setdefault(key[: _KEY[self.mode]], [])
            if key not in starting:
                starting.append(key)

    def entry(self, word: str) -> str:
        """How the folded ``word`` stands in the lexicon."""
        return word if self.mode == "unspaced" else stem(word) if self.mode == "stem" else word[:LENGTH]

    def matches(self, word: str) -> Iterator[str]:
        """The entries that a folded ``word`` (in ``unspaced`` mode a text) holds, by this lexicon's mode."""
        if self.mode in _KEY:
            yield from self._inside(word)
        elif self.mode == "prefix":
            for length in range(min(len(word), LENGTH), _SHORTEST["prefix"] - 1, -1):
                if word[:length] in self.entries:
                    yield word[:length]
                    return
        elif (key := stem(word)) in self.entries:
            yield key

    def _inside(self, word: str) -> Iterator[str]:
        size = _KEY[self.mode]
        if len(word) < size:
            if word in self.entries:
                yield word
            return
        for start in range(len(word) - size + 1):
            for entry in self.by_start.get(word[start : start + size], ()):
                if word.startswith(entry, start):
                    yield entry


def topics(text: Text, title: str = "") -> Inference[tuple[str, ...]] | None:
    """The tops that ``text`` is about, best first, with the words that told; None where none did.

    ``title`` counts too, whether it stands in the text or not.
    """
    scores = [0.0] * len(TOPS)
    told: dict[str, tuple[float, int, str]] = {}
    for lexicon, part in _lexicons(text.language):
        for entry, (count, form) in _found(lexicon, _passages(text, title, lexicon)).items():
            damped = part * (1 + log(count)) if count > 1 else part * count
            for top, weight in lexicon.entries[entry].items():
                scores[top] += weight * damped
                if weight * damped > told.get(form, (0.0, 0, ""))[0]:
                    told[form] = (weight * damped, top, form)
    order = sorted(range(len(TOPS)), key=lambda top: (-scores[top], top))
    best = scores[order[0]]
    if best < _ENOUGH:
        return None
    chosen = [top for top, near in zip(order[:MOST], _NEAR, strict=True) if scores[top] >= near * best]
    words = sorted((-weight, form) for weight, top, form in told.values() if top in chosen)
    return Inference(
        value=tuple(TOPS[top] for top in chosen),
        evidence=", ".join(form for _, form in words[:_SHOWN]),
        certainty=round(best / (sum(scores) + _ENOUGH), 2),
    )


def _passages(text: Text, title: str, lexicon: Lexicon) -> list[tuple[Sequence[str], float]]:
    """What ``lexicon`` looks at, with what each counts: the folded words of headline and text, or the whole of them."""
    title = folded(title[:REACH])
    if lexicon.mode == "unspaced":
        found: list[tuple[Sequence[str], float]] = [([title], _POSITION["title"])]
        return found + [([folded(passage.text)], _POSITION["rest"]) for passage in text.passages]
    found = [(folded_words(title), _POSITION["title"])]
    return found + [(passage.folded, _POSITION["rest"]) for passage in text.passages]


def _found(lexicon: Lexicon, passages: Sequence[tuple[Sequence[str], float]]) -> dict[str, tuple[float, str]]:
    """Each entry that occurs, how often (weighted by position), and the first form that it has in the text."""
    found: dict[str, tuple[float, str]] = {}
    known: dict[str, tuple[str, ...]] = {}
    seen = 0
    for units, weight in passages:
        stems = [lexicon.entry(unit) for unit in units] if lexicon.phrases else units
        for place, unit in enumerate(units):
            counts = _POSITION["lead"] if weight == 1.0 and seen + place < _LEAD else weight
            entries = known.get(unit)
            if entries is None:
                entries = known[unit] = tuple(lexicon.matches(unit))
            for entry in entries:
                count, form = found.get(entry, (0.0, unit if lexicon.mode != "unspaced" else entry))
                found[entry] = (count + counts, form)
            for following, key in lexicon.phrases.get(stems[place], ()):
                end = place + 1 + len(following)
                if tuple(stems[place + 1 : end]) == following:
                    count, form = found.get(key, (0.0, " ".join(units[place:end])))
                    found[key] = (count + counts, form)
        if weight == 1.0:
            seen += len(units)
    return found


def _lexicons(language: str) -> list[tuple[Lexicon, float]]:
    """The lexicons to read a text in ``language`` by, with what their words weigh."""
    base = language.split("-")[0]
    base = _SCRIPTS.get(base, base)
    if base == UNDETERMINED:
        return []
    lexicon, also = lexicon_of(base)
    found = [(lexicon, 1.0)] if lexicon.entries else []
    if also:
        found.append((lexicon_of(also)[0], _ALSO))
    return found


@lru_cache(maxsize=64)
def lexicon_of(language: str) -> tuple[Lexicon, str]:
    """The lexicon of ``language`` (ISO 639-1), empty if there is none, and the language whose words count too, or ""."""
    lexicon, also = written(language)
    part = _LEARNED if lexicon.entries else 1.0
    for word, weights in learned(language).items():
        if word in lexicon.entries:
            continue  # a hand knows better
        lexicon.entries[word] = {top: weight * part for top, weight in weights.items()}
        if lexicon.mode in _KEY and len(word) >= _SHORTEST[lexicon.mode]:
            lexicon.by_start.setdefault(word[: _KEY[lexicon.mode]], []).append(word)
    return lexicon, also


def written(language: str) -> tuple[Lexicon, str]:
    """The lexicon in ``LANG.txt`` alone, and the language named in its line ``also``."""
    path = DATA / f"{language}.txt"
    lexicon = Lexicon()
    also, top = "", 0
    for line in path.read_text("utf-8").splitlines() if language.isalpha() and path.is_file() else ():
        if header := _HEADER.match(line):
            if header[1] == "mode":
                lexicon.mode = header[2]
            else:
                also = header[2]
        elif section := _SECTION.match(line):
            top = TOPS.index(section[1])
        elif not line.startswith("#"):
            for word in line.split():
                mark = word[-1]
                lexicon.add(word.rstrip("+-"), top, _STRENGTH.get(mark, _NORMAL))
    return lexicon, also


def learned(language: str) -> Mapping[str, Weights]:
    """What ``tools/topics_model.py`` learned of ``language``: by word and top."""
    path = DATA / f"{language}.tsv.gz"
    found: dict[str, Weights] = {}
    if not (language.isalpha() and path.is_file()):
        return found
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        word, _, weights = line.partition("\t")
        if weights:
            pairs = (pair.split(":") for pair in weights.split(" "))
            found[word] = {int(top): int(weight) / 20 for top, weight in pairs}
    return found
