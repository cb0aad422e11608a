"""[digest.infer.keyphrases] The words by which somebody would look for an article: up to ten words or phrases that it uses, best first.

A candidate is a word, or two or three, or more around an article or a preposition that ties nouns (``guerre de
libération``). It crosses no punctuation, and neither begins nor ends with a function word, a verb of news, a figure or a
date. What counts for it: how often it stands, how near the beginning, whether its words are rare in other texts, and for
a single word whether it ever stands alone: one that is always half of a phrase says less than the phrase.

What is common anywhere comes from ``frequencies``. Scripts without spaces have ``sequences`` in place of words.

Rejected: phrases that stand nowhere in the text, and base forms; a keyphrase is written as the text writes it.

[digest.infer.spelling] How a text writes a phrase when no headline and no beginning of a sentence gives it a capital.

Rejected: names that stand nowhere but at the beginning of a sentence and before no other capital; they lose theirs.

[digest.infer.sequences] Sequences of letters that a text repeats, for scripts without spaces, where no word is marked.

A sequence counts if it stands at least twice, crosses neither punctuation nor a letter that is grammar (``的``, in
Japanese any hiragana) or a numeral, and no longer one stands as often. Katakana is taken in whole runs, and so are Latin
words. In Thai, Lao, Khmer and Burmese, whose words have no usual length, a sequence must also have different neighbours on
both sides.

Rejected: dictionaries. Half a word that is repeated beside two others passes for one.
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
_FIRST = 5  # passages from which a headline is inferred
_LONGEST_TITLE = 300  # characters of a headline that are read
_LEAST_WORDS = 30  # of a text that tells what it is about
_WORDS_EACH = 8  # words of the text for each keyphrase: a short one does not bear ten
_LONGEST = 3  # words of a phrase beside those that tie them
_JOINTS = frozenset([" ", "-", "‑", "'", "’"])  # what may stand between the words of a phrase
_MOST_TIES = 2  # articles and prepositions in a phrase
_ENDING = 2  # letters that two forms of a word may differ by
_SAME_LETTERS = 3  # and that they must share at the beginning
_SHOWN = 6  # keyphrases of evidence

# The weights; that of common words stands in ``frequencies``. All are round numbers from where the result is flat on
# either side.
_HALF = 300  # words after which a first occurrence counts half
_OFTEN = 1.5  # exponent of a phrase's frequency: one that is repeated is a term
_HALVED = 0.6  # of a word that never stands alone
_TIED = 0.75  # of a phrase with articles or prepositions inside
_VERBAL = 0.5  # of a word that ends as verbs do
_NUMBER = -2.0  # in place of a weight: a figure, which may end a phrase behind a name (Falcon 9)


class _Candidate(Struct):
    """A word or phrase: its ``words`` that say something, what they weigh together, its ``size`` with those that tie them."""

    words: int
    weight: float
    size: int
    places: list[int] = field(default_factory=list)  # counted in words of the whole text
    alone: bool = False  # at least once beside nothing that could be a part of a phrase
    verbal: bool = False  # ends as verbs do, and never stands behind an article

    def value(self) -> float:
        """What the candidate is worth beside others of the same text."""
        count = len(self.places)
        value = self.weight / self.words / (1 + self.places[0] / _HALF)
        if self.words == 1:
            return value * count * (1.0 if self.alone else _HALVED) * (_VERBAL if self.verbal else 1.0)
        return float(value * count**_OFTEN) * (_TIED if self.size > self.words else 1.0)


Candidates = dict[str, _Candidate]  # by their folded words


def keyphrases(text: Text, title: str) -> Inference[tuple[str, ...]] | None:
    """At most ten words or phrases of ``text`` by which to look for it, best first; None where it is too short to tell.

    They are written as the text writes them most often, without the capitals of headlines and of sentences' beginnings.
    ``title`` is read before the text where it says something new. In a language of which nothing is known: None.
    """
    known = background(text.language)
    if text.language.split("-")[0] in UNSPACED:
        return _of_sequences(text, known)
    passages = _with_title(text, title)
    length = sum(len(passage.spans) for passage in passages)
    if length < _LEAST_WORDS or not known.weights:
        return None
    candidates: Candidates = {}
    before = 0
    for passage in passages:
        _read(passage, before, known, candidates)
        before += len(passage.spans)
    spelling = Spelling(passages, text.language)
    trusted = _every if known.listed else spelling.is_name
    chosen = _chosen(candidates, min(MOST, length // _WORDS_EACH), trusted)
    return _inference([(spelling.phrase(one.places, one.size), len(one.places)) for one in chosen])


def _every(_place: int, _size: int) -> bool:
    """Where common words are listed every candidate is trusted, though it stands but once."""
    return True


def _inference(found: list[tuple[str, int]]) -> Inference[tuple[str, ...]] | None:
    """The answer from keyphrases and how often each stands; surer where the text repeats them."""
    if not found:
        return None
    again = sum(count > 1 for _, count in found) / len(found)
    return Inference(
        value=tuple(dict.fromkeys(phrase for phrase, _ in found)),
        evidence=", ".join(f"{phrase} ({count})" for phrase, count in found[:_SHOWN]),
        certainty=round(0.25 + 0.25 * again, 2),
    )


def _with_title(text: Text, title: str) -> list[Passage]:
    """The passages, with the headline in front of them if it has a word that the first ones have not.

    A headline that was inferred says nothing new: its words would count twice.
    """
    passages = list(text.passages)
    headed = Passage(BlockKind.CROSSHEAD, " ".join(title[:_LONGEST_TITLE].split()), text.language)
    said = {word for passage in passages[:_FIRST] for word in passage.folded}
    if not said.issuperset(headed.folded):
        passages.insert(0, headed)
    return passages


def _read(passage: Passage, before: int, known: Background, candidates: Candidates) -> None:
    """Adds the candidates of ``passage``, whose first word is the one number ``before`` of the text."""
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
    """Adds the candidates in a ``run`` of words between two breaks."""
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
        one.places.append(before + start)
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
            if passage.words[at][0].isupper() and _cuts(passage.words, codes, start, at, end):
                break
            key = " ".join(words[start : at + 1])
            one = candidates.get(key)
            if one is None:
                one = candidates[key] = _Candidate(content, weight, at - start + 1)
            one.places.append(before + start)
            if code == _NUMBER or content == _LONGEST:
                break


def _cuts(words: Sequence[str], codes: Sequence[float], start: int, at: int, end: int) -> bool:
    """Whether a phrase that begins in lower case runs into a name of several words: they stand for themselves."""
    goes_on = at + 1 < end and codes[at + 1] > 0 and words[at + 1][0].isupper()
    return goes_on and words[start][0].islower()


def _chosen(candidates: Candidates, most: int, trusted: Callable[[int, int], bool]) -> list[_Candidate]:
    """The best of ``candidates``, at most ``most``; of two forms of one word or phrase the better.

    A phrase that is repeated and always goes on in the same way is given as far as it goes. What stands but once must be
    ``trusted``, which is asked with its place and size.
    """
    ranked = sorted((-one.value(), one.places[0], -one.words, words) for words, one in candidates.items())
    found: list[tuple[str, _Candidate]] = []
    for _, _, _, words in ranked:
        if len(found) == most:
            break
        one = candidates[words]
        count = len(one.places)
        if count == 1 and not trusted(one.places[0], one.size):
            continue
        near = next((at for at, (other, chosen) in enumerate(found) if _repeats(words, one, other, chosen)), None)
        if near is None:
            found.append((words, one))
        elif 1 < count == len(found[near][1].places) and one.size > found[near][1].size:
            others = [pair for pair in found[near + 1 :] if not _repeats(*pair, words, one)]
            found[near:] = [(words, one), *others]
    return [one for _, one in found]


def _repeats(words: str, one: _Candidate, other: str, chosen: _Candidate) -> bool:
    """Whether a candidate is another form of one that was ``chosen``, or stands only within it, or goes on from it but once."""
    if one.size == chosen.size:
        alike = words[:_SAME_LETTERS] == other[:_SAME_LETTERS] and abs(len(words) - len(other)) <= _ENDING
        return alike and [*map(stem, words.split())] == [*map(stem, other.split())]
    if one.size < chosen.size:
        within = not one.alone and len(one.places) <= len(chosen.places) and words in other
        return within and f" {words} " in f" {other} "
    around = chosen.size > 1 and len(one.places) in (1, len(chosen.places)) and other in words
    return around and f" {other} " in f" {words} "


def _of_sequences(text: Text, known: Background) -> Inference[tuple[str, ...]] | None:
    """The keyphrases of a text in a script without spaces; a sequence weighs what the rarest pair in it does."""
    places = repeated(text)
    values: list[tuple[float, str]] = []
    for sequence, several in places.items():
        if weight := max(known.weights.get(a + b, 1.0) for a, b in pairwise(sequence)):
            values.append((-weight * len(several) / (1 + several[0] / _HALF), sequence))
    chosen = [sequence for _, sequence in sorted(values)[:MOST]]
    return _inference([(sequence, len(places[sequence])) for sequence in chosen])


_BEGINS = frozenset(".!?…:;«»“”„\"'‘‹›—–•¿¡([。؟۔।")  # a word behind one of these may have its capital from it
_CAPITALISED = frozenset({"de", "lb"})  # languages whose nouns have capitals


class Spelling:
    """The spelling of the words of ``passages``, which are in ``language`` (a BCP 47 tag)."""

    def __init__(self, passages: Sequence[Passage], language: str) -> None:
        self._passages = passages
        self._nouns = language.split("-")[0] in _CAPITALISED
        self._starts: list[int] = []
        length = 0
        for passage in passages:
            self._starts.append(length)
            length += len(passage.spans)

    def phrase(self, places: Sequence[int], size: int) -> str:
        """The phrase of ``size`` words as it is written at most of ``places``.

        A place is the number of its first word, counted over all passages.
        """
        found = [self._at(place, size) for place in places]
        lower = Counter(form.lower() for _, _, form in found)
        best = max(lower, key=lower.__getitem__) if len(lower) > 1 else found[0][2].lower()
        if all(form == best for _, _, form in found):
            return best
        inside = Counter(
            form for passage, at, form in found if form.lower() == best and self._has_own_case(passage, at)
        )
        if inside:
            return max(inside, key=inside.__getitem__)
        return self._lowered(next(form for _, _, form in found if form.lower() == best))

    def is_name(self, place: int, size: int) -> bool:
        """Whether the phrase of ``size`` words at ``place`` is written with capitals that are its own."""
        passage, at, form = self._at(place, size)
        return (
            form[0].isupper()
            and form.rpartition(" ")[2][:1].isupper()
            and (size > 1 or self._has_own_case(passage, at))
        )

    def _at(self, place: int, size: int) -> tuple[Passage, int, str]:
        """The passage of ``place``, the number of the word in it, and how the phrase is written there."""
        which = bisect_right(self._starts, place) - 1
        passage, at = self._passages[which], place - self._starts[which]
        spans = passage.spans
        last = min(at + size, len(spans)) - 1  # a ligature may be two words when folded
        return passage, at, passage.text[spans[at][0] : spans[last][1]]

    def _has_own_case(self, passage: Passage, at: int) -> bool:
        """Whether the word number ``at`` has the case that it has inside sentences."""
        if passage.words[at][0].islower():
            return True
        if passage.kind is not BlockKind.PARAGRAPH or at == 0:
            return False
        return _BEGINS.isdisjoint(passage.text[passage.spans[at - 1][1] : passage.spans[at][0]])

    def _lowered(self, form: str) -> str:
        """``form`` without the capital of its first word, if it may have that from its place."""
        first, _, rest = form.partition(" ")
        if self._nouns or not first[1:].islower() or any(map(str.isupper, rest)):
            return form
        return form[0].lower() + form[1:]


UNSPACED: Final = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my"})
IDEOGRAPHIC: Final = frozenset({"zh", "yue", "ja"})
_SIZES: Final = {True: (2, 8), False: (4, 16)}  # letters of a sequence: Han, other scripts
_GRAMMAR: Final = frozenset(
    "的了在是和与與及或也都就不没沒这這那们們把被而但于於之其他她它我你您并並还還又已曾将將说說称稱從从吗嗎呢吧个個很让讓因则則"
    "一二三四五六七八九十百千万萬亿億两兩第年月日时時〇"
)

Places = dict[str, list[int]]  # for each sequence where it stands, counted in characters of the whole text


def repeated(text: Text) -> Places:
    """The repeated sequences of ``text``, by their first place."""
    ideographic = text.language.split("-")[0] in IDEOGRAPHIC
    runs: list[tuple[str, int]] = []  # sequences are looked for in these
    whole: Places = defaultdict(list)
    length = 0
    for passage in text.passages:
        for kind, letters, place in _runs(passage, length):
            if kind == "whole":
                whole["".join(letters)].append(place)
            else:
                runs.append(("".join(letters), place))
        length += len(passage.text) + 1
    found = _maximal(runs, _SIZES[ideographic])
    if not ideographic:
        found = _between_others(found, runs)
    found.update({word: places for word, places in whole.items() if len(places) > 1 and len(word) > 1})
    return dict(sorted(found.items(), key=lambda item: (item[1][0], item[0])))


def _runs(passage: Passage, before: int) -> list[tuple[str, list[str], int]]:
    """The letters of ``passage`` that stand together: their kind (``whole`` or ``letters``), they, and the place of the first."""
    found: list[tuple[str, list[str], int]] = []
    last, end = "", -1
    for (start, stop), word in zip(passage.spans, passage.words, strict=True):
        kind = _kind(word)
        if kind and kind == last and start == end:
            found[-1][1].append(word)
        elif kind:
            found.append(("whole" if kind in ("katakana", "word") else "letters", [word], before + start))
        last, end = kind, stop
    return found


def _kind(word: str) -> str:
    """What sort of letters ``word`` is of; empty for those that no sequence has."""
    first = word[0]
    if first in _GRAMMAR or "\u3040" <= first <= "\u309f" or first.isdecimal():
        return ""
    if "\u30a0" <= first <= "\u30ff":
        return "katakana"
    if first.isascii():
        return "word"
    return "letters"


def _maximal(runs: list[tuple[str, int]], sizes: tuple[int, int]) -> Places:
    """The sequences of ``sizes`` that stand at least twice, without those that only stand inside one as frequent.

    A longer one is looked for only where a shorter one is repeated. So the time is linear.
    """
    least, most = sizes
    found: Places = {}
    starts = [(run, at, place + at) for run, place in runs for at in range(len(run) - least + 1)]
    for size in range(least, most + 2):  # one more than is kept: it shows which are parts of something longer
        places: Places = defaultdict(list)
        kept: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for run, at, place in starts:
            if at + size <= len(run):
                places[run[at : at + size]].append(place)
                kept[run[at : at + size]].append((run, at, place))
        starts = []
        for sequence, several in places.items():
            if len(several) < 2:
                continue
            starts.extend(kept[sequence])
            for part in (sequence[:-1], sequence[1:]):
                if part in found and len(found[part]) == len(several):
                    del found[part]
            if size <= most:
                found[sequence] = several
    return found


def _between_others(found: Places, runs: list[tuple[str, int]]) -> Places:
    """Those of ``found`` that stand after at least two different letters, or beginnings of runs, and before two."""
    at = {place + offset: letter for run, place in runs for offset, letter in enumerate(run)}
    kept: Places = {}
    for sequence, places in found.items():
        before = {at.get(place - 1, "") for place in places}
        after = {at.get(place + len(sequence), "") for place in places}
        whole = not any(unicodedata.category(mark)[0] == "M" for mark in (sequence[0], *filter(None, sorted(after))))
        if whole and len(before) > 1 and len(after) > 1:
            kept[sequence] = places
    return kept
