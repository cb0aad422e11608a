"""[digest.infer.lexicon] The words that tell topics, by language: how they are written down, how they are stored, and how a text's words find them.

A person writes ``data/topics/LANG.txt`` (for the tops of IPTC) and ``data/topics/second/LANG.txt`` (for the level below):
after a line ``[concept's id]`` the words of news about it, parted by spaces, ``_`` for the space in a phrase, ``+`` behind
those that tell much, ``-`` behind those that tell little. Header lines say how they are found:

* ``# mode: stem`` (the default): as whole words but for endings; ``prefix``: where a word begins with one; ``inside``:
  anywhere in a word; ``unspaced``: anywhere in the text, for scripts without spaces.
* ``# before: x y``: small words that are written together with the next one, as Hebrew and Arabic articles. A word is
  looked for without them too.
* ``# also: fr``: the language whose words count too, as in languages that borrow their neighbours' words.

``tools/topics_model.py`` adds words that it learned and writes both to ``data/topics/LANG.tsv.gz``, in lines: what is in it
(``#``); the header; words, phrases, learned words, each line of them followed by one of their weights in hundredths. A
learned word ends in ``*``: it stands for words that begin so, by their first eight letters or fewer. Weights are read of
those alone that an article hits. After a change to a written file: ``python tools/topics_model.py --written``.

``data/ambiguous_words.txt`` has words of several meanings by language, which tell of a topic only beside another word of it.

Rejected: reading ``LANG.txt`` at run time. Cutting its words to stems costs more than the rest of an article's inference.
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
PREFIXES = (8, 5)  # letters of a word by which it is learned
SYLLABLES = (8, 3, 2)  # the same in Hangul, where a letter is a syllable
_SHORTEST = {"stem": 1, "inside": 4, "unspaced": 2, "prefix": 3}  # letters of what is found in a longer word
_SECTION = re.compile(r"\[(\d{8})\]")
_HEADER = re.compile(r"#\s*(mode|also|before):\s*(.+)")

Weights = Mapping[str, float]  # by the concept's id


class TopicLexicon(Struct, frozen=True, kw_only=True, eq=False):
    """Words of one language as they are stored. ``entries`` have their weights unread, ``phrases`` are by their first word.

    ``starts`` are the first letters of those entries that are found inside words, ``ambiguous`` words as ``entry`` gives them.
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
        """How the folded ``word`` stands among the written words."""
        return entry(self.mode, word)

    def matches(self, word: str) -> Iterator[str]:
        """The entries that a folded ``word`` (in ``unspaced`` mode a text) holds: written ones, else what is learned of it."""
        if self.mode == "unspaced":
            yield from self._inside(word)
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
        found = self._begins(word) if self.mode == "prefix" else self._inside(word)
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

    def _inside(self, word: str) -> Iterator[str]:
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
    """How the folded ``word`` stands among the written words of a lexicon in ``mode``."""
    return stem(word) if mode == "stem" else word[:STEM_LENGTH]


@lru_cache(maxsize=128)
def lexicon_of(language: str) -> TopicLexicon:
    """The stored lexicon of ``language`` (ISO 639), empty if there is none."""
    path = DATA / f"{language}.tsv.gz"
    if not (language.isascii() and language.isalpha() and path.is_file()):
        return TopicLexicon()
    lexicon = stored(gzip.decompress(path.read_bytes()).decode("utf-8"))
    return replace(lexicon, ambiguous=frozenset(map(lexicon.entry, _ambiguous().get(language, ()))))


@lru_cache(maxsize=1)
def _ambiguous() -> Mapping[str, list[str]]:
    """The words of several meanings, folded, by language."""
    found: dict[str, list[str]] = {}
    for line in (DATA.parent / "ambiguous_words.txt").read_text("utf-8").splitlines():
        language, *words = line.split()
        found.setdefault(language, []).extend(map(folded, words))
    return found


def stored(text: str) -> TopicLexicon:
    """The lexicon that the lines of ``text`` hold."""
    header, *lines = (line for line in text.split("\n") if not line.startswith("#"))
    mode, also, before, sizes = header.split("\t")
    words, weights, phrases, their_weights, learned, learned_weights = (line.split("\t") for line in lines[:6])
    entries = dict(zip(learned, learned_weights, strict=True))
    entries |= dict(zip(words, weights, strict=True)) | dict(
        zip(phrases, their_weights, strict=True)
    )  # a hand knows better
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
    """The lines that ``stored`` reads: ``header`` is mode, also, before and prefixes; ``about`` is its first lines."""
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
    """The concepts' ids and weights of an entry as it is stored."""
    pairs = (pair.partition(":") for pair in code.split())
    return tuple((concept, int(weight) / 100) for concept, _, weight in pairs)


def written(path: Path) -> tuple[TopicLexicon, dict[str, dict[str, float]]]:
    """What a person wrote into the file at ``path``, nothing if there is none: its header, and its words' weights."""
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
