"""The words by which somebody would search for an article: up to ten words or phrases of its text, best first.

A candidate is a word, a phrase of two or three, or a longer one with articles or prepositions inside (``guerre de
libération``). It crosses no punctuation, and neither begins nor ends with a function word, a common verb of news, a number
or a date. What counts: how often it occurs, how near the beginning, how rare its words are in other texts, and for a
single word whether it ever occurs alone: one that is always part of a phrase is worth less than the phrase. A phrase is
written as the text writes it most often, without capitals that are due to a headline or the beginning of a sentence.

In scripts without spaces the candidates are sequences of letters that occur at least twice, cross neither punctuation nor a
grammatical letter (``的``, in Japanese any hiragana) or a numeral, and are not part of a longer one that occurs as often. Runs
of katakana and of Latin letters are kept whole. In Thai, Lao, Khmer and Burmese, whose words have no usual length, a
sequence must also have different neighbours on both sides.

Rejected: phrases that do not occur in the text; base forms; dictionaries.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct, field

from digest.infer.text import Passage, Text
from digest.infer.words import BREAKS, DOUBTFUL, TIES, Background, background, stem
from digest.model import BlockKind, Inference

MOST: Final = 10
_FIRST = 5  # passages from which headlines are inferred
_LONGEST_TITLE = 300  # characters of a headline that are read
_LEAST_WORDS = 30  # of a text long enough for keyphrases
_WORDS_EACH = 8  # words of the text for each keyphrase, so that a short text has few
_LONGEST = 3  # words of a phrase, without articles and prepositions
_JOINTS = frozenset([" ", "-", "‑", "'", "’"])  # what may stand between the words of a phrase
_MOST_TIES = 2  # articles and prepositions in a phrase
_ENDING = 2  # letters that two forms of a word may differ by
_SAME_LETTERS = 3  # and that they must share at the beginning
_SHOWN = 6  # keyphrases of evidence

# Weights: round numbers around which the result hardly changes. Those of common words are in ``words.background``.
_HALF = 300  # words from the beginning where a first occurrence counts half
_OFTEN = 1.5  # exponent of a phrase's frequency: one that is repeated is a term
_HALVED = 0.6  # for a word that never occurs alone
_TIED = 0.75  # for a phrase with articles or prepositions
_VERBAL = 0.5  # for a word that ends like a verb
_NUMBER = -2.0  # instead of a weight: a number, which may end a phrase after a name (Falcon 9)


class _Candidate(Struct):
    """A word or phrase: the number of its content ``words``, their total ``weight``, its ``size`` in all words."""

    words: int
    weight: float
    size: int
    positions: list[int] = field(default_factory=list)  # positions of its first word, counted over the whole text
    alone: bool = False  # occurs at least once outside of a phrase
    verbal: bool = False  # ends like a verb, and never follows an article

    def value(self) -> float:
        """The value by which candidates of a text are ranked."""
        count = len(self.positions)
        value = self.weight / self.words / (1 + self.positions[0] / _HALF)
        if self.words == 1:
            return value * count * (1.0 if self.alone else _HALVED) * (_VERBAL if self.verbal else 1.0)
        return float(value * count**_OFTEN) * (_TIED if self.size > self.words else 1.0)


Candidates = dict[str, _Candidate]  # by their folded words


def infer_keyphrases(text: Text, title: str) -> Inference[tuple[str, ...]] | None:
    """At most ten keyphrases of ``text``, best first; None where it is too short, or its language is not known.

    ``title`` is read before the text if it has new words.
    """
    known = background(text.language)
    if text.language.split("-")[0] in UNSPACED:
        return _from_sequences(text, known)
    passages = _with_title(text, title)
    length = sum(len(passage.spans) for passage in passages)
    if length < _LEAST_WORDS or not known.weights:
        return None
    candidates: Candidates = {}
    before = 0
    for passage in passages:
        _add_passage(passage, before, known, candidates)
        before += len(passage.spans)
    spelling = Spelling(passages, text.language)
    trusted = _trust_all if known.listed else spelling.is_name
    chosen = _chosen(candidates, min(MOST, length // _WORDS_EACH), trusted)
    return _inference([(spelling.phrase(one.positions, one.size), len(one.positions)) for one in chosen])


def _trust_all(_place: int, _size: int) -> bool:
    """Where common words are listed every candidate is trusted, even if it occurs only once."""
    return True


def _inference(found: list[tuple[str, int]]) -> Inference[tuple[str, ...]] | None:
    """The inference from keyphrases and their counts; more certain if the text repeats them."""
    if not found:
        return None
    again = sum(count > 1 for _, count in found) / len(found)
    return Inference(
        value=tuple(dict.fromkeys(phrase for phrase, _ in found)),
        evidence=", ".join(f"{phrase} ({count})" for phrase, count in found[:_SHOWN]),
        certainty=round(0.25 + 0.25 * again, 2),
    )


def _with_title(text: Text, title: str) -> list[Passage]:
    """The passages, preceded by the headline if it has a word that the first passages do not have.

    The words of a headline inferred from them would count twice.
    """
    passages = list(text.passages)
    headed = Passage(BlockKind.CROSSHEAD, " ".join(title[:_LONGEST_TITLE].split()), text.language)
    first_words = {word for passage in passages[:_FIRST] for word in passage.folded}
    if not first_words.issuperset(headed.folded):
        passages.insert(0, headed)
    return passages


def _add_passage(passage: Passage, before: int, known: Background, candidates: Candidates) -> None:
    """Adds the candidates of ``passage``, before which the text has ``before`` words."""
    text, spans, words = passage.text, passage.spans, passage.folded
    codes: list[float] = []
    first = end = 0
    for at, (word, (start, stop)) in enumerate(zip(words, spans, strict=True)):
        code = known.weights.get(word, 1.0)
        if code > 0 and (len(word) < 2 or word[0].isdecimal()) and (word.isascii() or not word or word[0].isdecimal()):
            code = _NUMBER if word.isdecimal() else BREAKS
        elif code == DOUBTFUL:
            code = TIES if passage.words[at].lower() in known.ties else BREAKS
        codes.append(code)
        if code == BREAKS or (at > first and text[end:start] not in _JOINTS):
            _add(passage, before, codes, (first, at), known.verbal, candidates)
            first = at + (code == BREAKS)
        end = stop
    _add(passage, before, codes, (first, len(codes)), known.verbal, candidates)


def _add(
    passage: Passage,
    before: int,
    codes: Sequence[float],
    run: tuple[int, int],
    verbal: tuple[str, ...],
    candidates: Candidates,
) -> None:
    """Adds the candidates of a ``run`` of words between two breaks."""
    words = passage.folded
    first, end = run
    for start in range(first, end):
        weight = codes[start]
        if weight <= 0:
            continue
        one = candidates.get(words[start])
        if one is None:
            one = candidates[words[start]] = _Candidate(1, weight, 1)
            one.verbal = passage.words[start].endswith(verbal)
        one.positions.append(before + start)
        behind = start > first and codes[start - 1] < 0
        if not one.alone:
            one.alone = (behind or start == first) and (start + 1 == end or codes[start + 1] < 0)
        if behind:
            one.verbal = False
        content = 1
        for at in range(start + 1, min(end, start + _LONGEST + _MOST_TIES)):
            code = codes[at]
            if code == TIES:
                continue
            if code == _NUMBER and not (at == start + 1 and passage.words[start][0].isupper()):
                break
            content += 1
            weight += code if code > 0 else 1.0
            if passage.words[at][0].isupper() and _runs_into_name(passage.words, codes, start, at, end):
                break
            key = " ".join(words[start : at + 1])
            one = candidates.get(key)
            if one is None:
                one = candidates[key] = _Candidate(content, weight, at - start + 1)
            one.positions.append(before + start)
            if code == _NUMBER or content == _LONGEST:
                break


def _runs_into_name(words: Sequence[str], codes: Sequence[float], start: int, at: int, end: int) -> bool:
    """Whether a phrase that begins in lower case continues into a name of several words."""
    goes_on = at + 1 < end and codes[at + 1] > 0 and words[at + 1][0].isupper()
    return goes_on and words[start][0].islower()


def _chosen(candidates: Candidates, most: int, trusted: Callable[[int, int], bool]) -> list[_Candidate]:
    """The best of ``candidates``, at most ``most``, and only the better of two forms of one word or phrase.

    A repeated phrase that always continues in the same way is extended. ``trusted`` tells from its position and size
    whether a candidate that occurs only once may be chosen.
    """
    ranked = sorted((-one.value(), one.positions[0], -one.words, words) for words, one in candidates.items())
    found: list[tuple[str, _Candidate]] = []
    for _, _, _, words in ranked:
        if len(found) == most:
            break
        one = candidates[words]
        count = len(one.positions)
        if count == 1 and not trusted(one.positions[0], one.size):
            continue
        near = next((at for at, (other, chosen) in enumerate(found) if _repeats(words, one, other, chosen)), None)
        if near is None:
            found.append((words, one))
        elif 1 < count == len(found[near][1].positions) and one.size > found[near][1].size:
            others = [pair for pair in found[near + 1 :] if not _repeats(*pair, words, one)]
            found[near:] = [(words, one), *others]
    return [one for _, one in found]


def _repeats(words: str, one: _Candidate, other: str, chosen: _Candidate) -> bool:
    """Whether a candidate is a form of one that was ``chosen``, occurs only within it, or continues it only once."""
    if one.size == chosen.size:
        alike = words[:_SAME_LETTERS] == other[:_SAME_LETTERS] and abs(len(words) - len(other)) <= _ENDING
        return alike and [*map(stem, words.split())] == [*map(stem, other.split())]
    if one.size < chosen.size:
        within = not one.alone and len(one.positions) <= len(chosen.positions) and words in other
        return within and f" {words} " in f" {other} "
    around = chosen.size > 1 and len(one.positions) in (1, len(chosen.positions)) and other in words
    return around and f" {other} " in f" {words} "


def _from_sequences(text: Text, known: Background) -> Inference[tuple[str, ...]] | None:
    """The keyphrases of a text in a script without spaces. A sequence has the weight of its rarest pair of letters."""
    positions = repeated(text)
    values: list[tuple[float, str]] = []
    for sequence, several in positions.items():
        if weight := max(known.weights.get(a + b, 1.0) for a, b in pairwise(sequence)):
            values.append((-weight * len(several) / (1 + several[0] / _HALF), sequence))
    chosen = [sequence for _, sequence in sorted(values)[:MOST]]
    return _inference([(sequence, len(positions[sequence])) for sequence in chosen])


_BEGINS = frozenset(".!?…:;«»“”„\"'‘‹›—–•¿¡([。؟۔।")  # a word after one of these may have a capital due to its position
_CAPITALISED = frozenset({"de", "lb"})  # languages whose nouns have capitals


class Spelling:
    """How the phrases of ``passages`` in ``language`` (a BCP 47 tag) are spelt."""

    def __init__(self, passages: Sequence[Passage], language: str) -> None:
        self._passages = passages
        self._nouns = language.split("-")[0] in _CAPITALISED
        self._starts: list[int] = []
        length = 0
        for passage in passages:
            self._starts.append(length)
            length += len(passage.spans)

    def phrase(self, positions: Sequence[int], size: int) -> str:
        """The phrase of ``size`` words in the spelling that it has at most of ``positions``, those of its first word."""
        found = [self._at(position, size) for position in positions]
        lower = Counter(form.lower() for _, _, form in found)
        best = max(lower, key=lower.__getitem__) if len(lower) > 1 else found[0][2].lower()
        if all(form == best for _, _, form in found):
            return best
        inherent = Counter(
            form for passage, at, form in found if form.lower() == best and self._is_inherent(passage, at)
        )
        if inherent:
            return max(inherent, key=inherent.__getitem__)
        return self._lowered(next(form for _, _, form in found if form.lower() == best))

    def is_name(self, position: int, size: int) -> bool:
        """Whether the phrase of ``size`` words at ``position`` has capitals that are not due to its position."""
        passage, at, form = self._at(position, size)
        return (
            form[0].isupper() and form.rpartition(" ")[2][:1].isupper() and (size > 1 or self._is_inherent(passage, at))
        )

    def _at(self, position: int, size: int) -> tuple[Passage, int, str]:
        """The passage of ``position``, the index of the word in it, and the phrase as written there."""
        which = bisect_right(self._starts, position) - 1
        passage, at = self._passages[which], position - self._starts[which]
        spans = passage.spans
        last = min(at + size, len(spans)) - 1  # a ligature may be two words when folded
        return passage, at, passage.text[spans[at][0] : spans[last][1]]

    def _is_inherent(self, passage: Passage, at: int) -> bool:
        """Whether the word with the index ``at`` has the case that it has within sentences."""
        if passage.words[at][0].islower():
            return True
        if passage.kind is not BlockKind.PARAGRAPH or at == 0:
            return False
        return _BEGINS.isdisjoint(passage.text[passage.spans[at - 1][1] : passage.spans[at][0]])

    def _lowered(self, form: str) -> str:
        """``form`` without the capital of its first word, if that may be due to its position."""
        first, _, rest = form.partition(" ")
        if self._nouns or not first[1:].islower() or any(map(str.isupper, rest)):
            return form
        return form[0].lower() + form[1:]


UNSPACED: Final = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my"})
IDEOGRAPHIC: Final = frozenset({"zh", "yue", "ja"})
_SIZES: Final = {True: (2, 8), False: (4, 16)}  # letters of a sequence: in Han and kana, in other scripts
_GRAMMAR: Final = frozenset(
    "的了在是和与與及或也都就不没沒这這那们們把被而但于於之其他她它我你您并並还還又已曾将將说說称稱從从吗嗎呢吧个個很让讓因则則"
    "一二三四五六七八九十百千万萬亿億两兩第年月日时時〇"
)

Positions = dict[str, list[int]]  # positions of each sequence, in characters of the whole text


def repeated(text: Text) -> Positions:
    """The repeated sequences of ``text``, ordered by their first position."""
    ideographic = text.language.split("-")[0] in IDEOGRAPHIC
    runs: list[tuple[str, int]] = []  # in which sequences are found
    complete: Positions = defaultdict(list)
    length = 0
    for passage in text.passages:
        for kind, letters, position in _runs(passage, length):
            if kind == "complete":
                complete["".join(letters)].append(position)
            else:
                runs.append(("".join(letters), position))
        length += len(passage.text) + 1
    found = _maximal(runs, _SIZES[ideographic])
    if not ideographic:
        found = _between_others(found, runs)
    found.update({word: positions for word, positions in complete.items() if len(positions) > 1 and len(word) > 1})
    return dict(sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def _runs(passage: Passage, before: int) -> list[tuple[str, list[str], int]]:
    """Runs of letters of ``passage``: their kind (``complete`` or ``letters``), the letters, the position of the first."""
    found: list[tuple[str, list[str], int]] = []
    last, end = "", -1
    for (start, stop), word in zip(passage.spans, passage.words, strict=True):
        kind = _kind(word)
        if kind and kind == last and start == end:
            found[-1][1].append(word)
        elif kind:
            found.append(("complete" if kind in ("katakana", "word") else "letters", [word], before + start))
        last, end = kind, stop
    return found


def _kind(word: str) -> str:
    """The kind of letters of ``word``; empty for those that are not part of sequences."""
    first = word[0]
    if first in _GRAMMAR or "\u3040" <= first <= "\u309f" or first.isdecimal():
        return ""
    if "\u30a0" <= first <= "\u30ff":
        return "katakana"
    if first.isascii():
        return "word"
    return "letters"


def _maximal(runs: list[tuple[str, int]], sizes: tuple[int, int]) -> Positions:
    """The sequences of ``sizes`` that occur at least twice and are not part of a longer one that occurs as often.

    Longer ones are only tried where a shorter one is repeated, so that the time is linear.
    """
    least, most = sizes
    found: Positions = {}
    starts = [(run, at, position + at) for run, position in runs for at in range(len(run) - least + 1)]
    for size in range(least, most + 2):  # one size more, to find parts of something longer
        positions: Positions = defaultdict(list)
        kept: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for run, at, position in starts:
            if at + size <= len(run):
                positions[run[at : at + size]].append(position)
                kept[run[at : at + size]].append((run, at, position))
        starts = []
        for sequence, several in positions.items():
            if len(several) < 2:
                continue
            starts.extend(kept[sequence])
            for part in (sequence[:-1], sequence[1:]):
                if part in found and len(found[part]) == len(several):
                    del found[part]
            if size <= most:
                found[sequence] = several
    return found


def _between_others(found: Positions, runs: list[tuple[str, int]]) -> Positions:
    """Those of ``found`` that have at least two different neighbours on either side."""
    at = {position + offset: letter for run, position in runs for offset, letter in enumerate(run)}
    kept: Positions = {}
    for sequence, positions in found.items():
        before = {at.get(position - 1, "") for position in positions}
        after = {at.get(position + len(sequence), "") for position in positions}
        unmarked = not any(unicodedata.category(mark)[0] == "M" for mark in (sequence[0], *filter(None, sorted(after))))
        if unmarked and len(before) > 1 and len(after) > 1:
            kept[sequence] = positions
    return kept
