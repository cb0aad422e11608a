"""Up to five words or phrases that a text repeats and none of its names covers, for ``digest records``.

A phrase has up to three content words of one clause, and may have articles and prepositions between them (``lampe à huile``).
How often it occurs, how early, and how rare its words are in other texts decide its rank. In scripts without spaces a phrase
is a sequence of letters that is repeated, crosses no grammatical letter (``的``, in Japanese hiragana) or numeral, and is not
part of a longer one that occurs as often.

Rejected: phrases that occur once, of which one in six was worth keeping; more than five; showing them on pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import Final

from msgspec import Struct, field

from digest.infer.text import Passage, Text
from digest.infer.words import BREAKS, DOUBTFUL, TIES, background
from digest.words import folded_words, stem

MOST: Final = 5
UNSPACED: Final = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my"})
IDEOGRAPHIC: Final = frozenset({"zh", "yue", "ja"})
_LEAST = 2  # occurrences
_LONGEST = 3  # content words of a phrase
_MOST_TIES = 2  # articles and prepositions in it
_HALF = 300  # words from the beginning where a first occurrence counts half
_OFTEN = 1.5  # exponent of a phrase's frequency: one that is repeated is a term
_HALVED = 0.6  # for a word that never occurs alone
_JOINTS = frozenset([" ", "-", "‑", "'", "’"])  # what may stand between the words of a phrase
_SIZES: Final = {True: (2, 8), False: (4, 16)}  # letters of a sequence: in Han and kana, in other scripts
_GRAMMAR: Final = frozenset(
    "的了在是和与與及或也都就不没沒这這那们們把被而但于於之其他她它我你您并並还還又已曾将將说說称稱从從吗嗎呢吧个個很让讓因则則"
    "一二三四五六七八九十百千万萬亿億两兩第年月日时時〇"
)


class _Phrase(Struct):
    """A phrase: its number of content words, their total ``weight``, where it occurs first, how often, and how often in each
    spelling.
    """

    words: int
    weight: float
    first: int
    count: int = 0
    spellings: dict[str, int] = field(default_factory=dict)
    alone: bool = False  # occurs at least once outside of a longer phrase

    def value(self) -> float:
        """The value by which the phrases of a text are ranked."""
        value = self.weight / self.words / (1 + self.first / _HALF)
        if self.words > 1:
            return float(value * self.count**_OFTEN)
        return value * self.count * (1.0 if self.alone else _HALVED)

    def spelling(self) -> str:
        """The most frequent spelling, in lower case if it ever is."""
        lower = [form for form in self.spellings if form.islower()]
        return max(lower or self.spellings, key=self.spellings.__getitem__)


def keyphrases(text: Text, names: Iterable[str]) -> tuple[str, ...]:
    """At most ``MOST`` phrases of ``text``, the best first, that share no word with one of ``names``."""
    if text.language.split("-")[0] in UNSPACED:
        return _sequences(text, list(names))
    taken = {stem(word) for name in names for word in folded_words(name)}
    counts = Counter(word for passage in text.passages for word in passage.folded)
    repeated = {word for word, times in counts.items() if times >= _LEAST}
    found: dict[str, _Phrase] = {}
    before = 0
    for passage in text.passages:
        _count(passage, before, repeated, found)
        before += len(passage.words)
    chosen: list[str] = []
    for _, key in sorted((-one.value(), key) for key, one in found.items() if one.count >= _LEAST):
        stems = set(map(stem, key.split()))
        if taken.isdisjoint(stems):
            chosen.append(found[key].spelling())
            taken |= stems
    return tuple(chosen[:MOST])


def _count(passage: Passage, before: int, repeated: Set[str], found: dict[str, _Phrase]) -> None:
    """Adds the phrases of ``repeated`` words in ``passage``, before which the text has ``before`` words."""
    spans, text, words = passage.spans, passage.text, passage.folded
    codes = _codes(passage)
    joined = [False, *(gap in _JOINTS for gap in passage.gaps[1:])]
    for start, weight in enumerate(codes):
        if weight <= 0 or words[start] not in repeated:
            continue
        content, total = 0, 0.0
        for end in range(start, min(len(words), start + _LONGEST + _MOST_TIES)):
            if codes[end] == BREAKS or content == _LONGEST or (end > start and not joined[end]):
                break
            if words[end] not in repeated:
                break
            if codes[end] < 0:
                continue
            content, total = content + 1, total + codes[end]
            phrase = " ".join(words[start : end + 1])
            if (one := found.get(phrase)) is None:
                one = found[phrase] = _Phrase(content, total, before + start)
            written = text[spans[start][0] : spans[end][1]]
            one.count += 1
            one.spellings[written] = one.spellings.get(written, 0) + 1
            behind = joined[start] and codes[start - 1] > 0
            ahead = end + 1 < len(words) and joined[end + 1] and codes[end + 1] > 0
            one.alone = one.alone or not (behind or ahead)


def _codes(passage: Passage) -> list[float]:
    """For each word its weight, ``TIES`` or ``BREAKS``."""
    known = background(passage.language)
    codes: list[float] = []
    for word, written in zip(passage.folded, passage.words, strict=True):
        code = known.weights.get(word, 1.0)
        if code == DOUBTFUL:
            code = TIES if written.lower() in known.ties else BREAKS
        if len(word) < 2 or word[0].isdecimal():
            code = min(code, BREAKS)
        codes.append(code)
    return codes


def _sequences(text: Text, names: list[str]) -> tuple[str, ...]:
    """The phrases of a text in a script without spaces, the more frequent and the longer first."""
    runs = [run for passage in text.passages for run in _runs(passage)]
    least, most = _SIZES[text.language.split("-")[0] in IDEOGRAPHIC]
    found: Counter[str] = Counter()
    longer: Counter[str] = Counter()
    for size in range(most, least - 1, -1):
        counts = Counter(run[at : at + size] for run in runs for at in range(len(run) - size + 1))
        parts = {part for one, count in longer.items() for part in (one[:-1], one[1:]) if counts[part] == count}
        found.update({one: count for one, count in counts.items() if count >= _LEAST and one not in parts})
        longer = counts
    chosen: list[str] = []
    for sequence in sorted(found, key=lambda one: (-found[one], -len(one), one)):
        if not any(sequence in other or other in sequence for other in (*names, *chosen)):
            chosen.append(sequence)
            if len(chosen) == MOST:
                break
    return tuple(chosen)


def _runs(passage: Passage) -> Iterator[str]:
    """The runs of letters of ``passage`` that are adjacent and not grammatical."""
    run, last = "", -1
    for (start, end), word in zip(passage.spans, passage.words, strict=True):
        grammatical = word[0] in _GRAMMAR or "\u3040" <= word[0] <= "\u309f" or word[0].isdecimal()
        if start != last or grammatical:
            yield run
            run = ""
        run += "" if grammatical else word
        last = end
    yield run
