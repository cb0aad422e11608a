"""The words of each topic by language: how they are written, how they are stored, and which words of a text match them.

A person writes ``data/topics/LANG.txt`` (top-level topics) and ``data/topics/second/LANG.txt`` (second level): after a line
``[concept's id]`` the words of news about it, separated by spaces, ``_`` for the space in a phrase, ``+`` after strong words,
``-`` after weak ones. Header lines specify how they match:

* ``# mode: stem`` (default): whole words except for endings; ``prefix``: beginnings of words; ``inside``: anywhere in a word;
  ``unspaced``: anywhere in the text, for scripts without spaces.
* ``# before: x y``: small words written together with the next one, as articles in Hebrew and Arabic. Words match without
  them too.
* ``# also: fr``: another language whose words also count.

``tools/topics_model.py`` adds learned words and writes both to ``data/topics/LANG.tsv.gz``: comments (``#``); the header;
words, phrases and learned words, each line followed by one of weights in hundredths. A learned word ends in ``*``: it matches
words that begin with it, up to their first eight letters. Only the weights of matching entries are parsed. After a
change to a written file run ``python tools/topics_model.py --written``.

``data/ambiguous_words.txt`` has words with several meanings, which count for a topic only beside another word of it.

Rejected: reading ``LANG.txt`` at run time. Stemming its words takes longer than the rest of an article's inference.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from digest.infer.words import STEM_LENGTH, folded, folded_words, stem

DATA = Path(__file__).parent.parent / "data" / "topics"
STRENGTH = {"+": 1.0, "-": 0.3}
NORMAL = 0.6
MODES = ("stem", "prefix", "inside", "unspaced")
PREFIXES = (8, 5)  # letters of learned words
SYLLABLES = (8, 3, 2)  # the same in Hangul, where a letter is a syllable
_SHORTEST = {"stem": 1, "inside": 4, "unspaced": 2, "prefix": 3}  # letters of an entry that matches part of a word
_SECTION = re.compile(r"\[(\d{8})\]")
_HEADER = re.compile(r"#\s*(mode|also|before):\s*(.+)")

Weights = Mapping[str, float]  # by the concept's id


class TopicLexicon(Struct, frozen=True, kw_only=True, eq=False):
    """The stored words of one language.

    ``entries`` are words and phrases with their weights as text (``weights_of``); ``phrases`` the remaining words of phrases
    by their first one; ``starts`` the first letters of entries that match inside words.
    """

    mode: str = "stem"
    also: str = ""
    before: tuple[str, ...] = ()
    prefixes: tuple[int, ...] = PREFIXES
    entries: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()

    def entry(self, word: str) -> str:
        """The entry for the folded ``word``."""
        return entry(self.mode, word)

    def matches(self, word: str) -> Iterator[str]:
        """The written entries that match a folded ``word`` (in ``unspaced`` mode a text), else the learned ones."""
        if self.mode == "unspaced":
            yield from self._within(word)
            return
        known = False
        for found in self._written(word):
            known = True
            yield found
        for size in () if known else self.prefixes:
            if len(word) > 2 and (size == self.prefixes[0] or len(word) > size):
                learned = f"{word[:size]}*"
                if learned in self.entries:
                    yield learned

    def _written(self, word: str) -> Iterator[str]:
        if self.mode == "stem":
            if (key := stem(word)) in self.entries:
                yield key
            return
        found = self._begins(word) if self.mode == "prefix" else self._within(word)
        yield from found
        for small in self.before:
            rest = word[len(small) :]
            if word.startswith(small) and 2 < len(rest) < _SHORTEST["inside"] and rest in self.entries:
                yield rest

    def _begins(self, word: str) -> Iterator[str]:
        for length in range(min(len(word), STEM_LENGTH), _SHORTEST["prefix"] - 1, -1):
            if word[:length] in self.entries:
                yield word[:length]
                return

    def _within(self, word: str) -> Iterator[str]:
        entries, starts, size = self.entries, self.starts, _SHORTEST[self.mode]
        if len(word) < size:
            if word in entries:
                yield word
            return
        for start in range(len(word) - size + 1):
            if word[start : start + size] in starts:
                for end in range(start + size, min(start + STEM_LENGTH, len(word)) + 1):
                    if word[start:end] in entries:
                        yield word[start:end]


def entry(mode: str, word: str) -> str:
    """The entry for the folded ``word`` in a lexicon with ``mode``."""
    return stem(word) if mode == "stem" else word[:STEM_LENGTH]


@lru_cache(maxsize=128)
def lexicon_of(language: str) -> TopicLexicon:
    """The stored lexicon of ``language`` (ISO 639); empty if there is none."""
    path = DATA / f"{language}.tsv.gz"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return TopicLexicon()
    lexicon = stored(gzip.decompress(path.read_bytes()).decode("utf-8"))
    return replace(lexicon, ambiguous=frozenset(map(lexicon.entry, _ambiguous().get(language, ()))))


@lru_cache(maxsize=1)
def _ambiguous() -> Mapping[str, list[str]]:
    """The ambiguous words by language, folded."""
    found: dict[str, list[str]] = {}
    for line in (DATA.parent / "ambiguous_words.txt").read_text("utf-8").splitlines():
        language, *words = line.split()
        found.setdefault(language, []).extend(map(folded, words))
    return found


def stored(text: str) -> TopicLexicon:
    """Parses the stored form of a lexicon."""
    header, *lines = (line for line in text.split("\n") if not line.startswith("#"))
    mode, also, before, sizes = header.split("\t")
    words, weights, phrases, their_weights, learned, learned_weights = (line.split("\t") for line in lines[:6])
    entries = dict(zip(learned, learned_weights, strict=True))
    entries |= dict(zip(words, weights, strict=True)) | dict(
        zip(phrases, their_weights, strict=True)
    )  # written words override learned ones
    starts = {word[: _SHORTEST[mode]] for word in words} if mode in ("inside", "unspaced") else set()
    if mode == "unspaced":
        starts.update(word[:2] for word in learned)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in filter(None, phrases):
        first, *following = phrase.split(" ")
        by_first.setdefault(first, []).append(tuple(following))
    return TopicLexicon(
        mode=mode,
        also=also,
        before=tuple(before.split()),
        prefixes=tuple(map(int, sizes.split())),
        entries=entries,
        phrases=by_first,
        starts=frozenset(starts),
    )


def store(
    header: tuple[str, str, tuple[str, ...], tuple[int, ...]],
    written_words: Mapping[str, Weights],
    learned: Mapping[str, Weights],
    about: str,
) -> str:
    """The stored form, as ``stored`` parses it. ``header``: mode, also, before, prefixes; ``about``: the comment lines."""
    mode, also, before, prefixes = header
    lines = [about.rstrip(), "\t".join((mode, also, " ".join(before), " ".join(map(str, prefixes))))]
    single = {word: weights for word, weights in written_words.items() if " " not in word}
    phrases = {word: weights for word, weights in written_words.items() if " " in word}
    for part in (single, phrases, learned):
        lines += ["\t".join(part), "\t".join(map(_code, part.values()))]
    return "\n".join(lines) + "\n"


def _code(weights: Weights) -> str:
    return " ".join(f"{concept}:{round(100 * weight)}" for concept, weight in sorted(weights.items()))


@lru_cache(maxsize=4096)
def weights_of(code: str) -> tuple[tuple[str, float], ...]:
    """Parses the stored weights of an entry: pairs of a concept's id and its weight."""
    pairs = (pair.partition(":") for pair in code.split())
    return tuple((concept, int(weight) / 100) for concept, _, weight in pairs)


def written(path: Path) -> tuple[TopicLexicon, dict[str, dict[str, float]]]:
    """Parses a written file: a lexicon with its header only, and the weights of its words. Empty if there is no file."""
    headers = {"mode": "stem", "also": "", "before": ""}
    weights: dict[str, dict[str, float]] = {}
    concept = ""
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        if header := _HEADER.match(line):
            headers[header[1]] = header[2].strip()
        elif section := _SECTION.match(line):
            concept = section[1]
        elif not line.startswith("#"):
            for token in line.split():
                word = token.rstrip("+-").replace("_", " ")
                unspaced = headers["mode"] == "unspaced"
                parts = [folded(word)] if unspaced else [entry(headers["mode"], part) for part in folded_words(word)]
                if parts:
                    known = weights.setdefault(" ".join(parts), {})
                    known[concept] = max(STRENGTH.get(token[-1], NORMAL), known.get(concept, 0.0))
    before = tuple(folded(word) for word in headers["before"].split())
    return TopicLexicon(mode=headers["mode"], also=headers["also"], before=before), weights
