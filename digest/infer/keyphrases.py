"""The words by which somebody would look for an article: up to ten words or phrases that it uses, best first.

A candidate is a word, or two or three, or more around an article or a preposition that ties nouns (``guerre de
libération``). It crosses no punctuation, and neither begins nor ends with a function word, a verb of news, a figure or a
date. What counts for it: how often it stands, how near the beginning, whether its words are rare in other texts, and for
a single word whether it ever stands alone: one that is always half of a phrase says less than the phrase.

What is common anywhere comes from ``data/frequencies``: ``LANG.txt``, counted by ``tools/word_frequencies.py``, and
``news_words.txt``, by hand. Scripts without spaces have ``sequences`` in place of words.

Given up: phrases that stand nowhere in the text, and base forms; a keyphrase is written as the text writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from digest.infer.function_words import with_role
from digest.infer.passages import Passage, Text
from digest.infer.sequences import LANGUAGES as UNSPACED
from digest.infer.sequences import repeated
from digest.infer.spelling import Spelling
from digest.infer.stems import folded, stem
from digest.model import BlockKind, Inference

DATA: Final = Path(__file__).parent.parent / "data" / "frequencies"
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

# The weights. Each was taken as a round number from where the result is flat on either side.
_HALF = 300  # words after which a first occurrence counts half
_OFTEN = 1.5  # exponent of a phrase's frequency: one that is repeated is a term
_HALVED = 0.6  # of a word that never stands alone
_TIED = 0.75  # of a phrase with articles or prepositions inside
_VERBAL = 0.5  # of a word that ends as verbs do
_CLASS = {"d": 0.0, "3": 0.0, "2": 0.4}  # of a word that is common anywhere

_SAME = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "tl": "fil", "iw": "he", "in": "id", "yue": "zh"}
_ROLES = ("art", "gen", "pre", "btw", "att", "con", "sub", "cpl", "aux", "pro", "oth", "bnd")

_PARTICIPLES = {
    "fr": ("é", "ée", "és", "ées"),
    "es": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "iendo"),
    "pt": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "endo"),
    "it": ("ato", "ata", "ati", "ate", "uto", "uta", "uti", "ute", "ando", "endo"),
}

_PARTICLES = ("de", "du", "des", "del", "della", "di", "von", "van", "der", "bin", "ibn")  # of names, in any language

# What stands in the table of weights for words that are no part of a keyphrase.
_BREAKS = 0.0
_TIES = -1.0  # a function word that may stand inside a phrase
_DOUBTFUL = -3.0  # one that is folded as an auxiliary is: French à and a
_NUMBER = -2.0  # a figure, which may end one behind a name: Falcon 9


@dataclass(slots=True)
class _Candidate:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is common in one language.

    ``weights`` of its folded words: 0 for those that are no part of a keyphrase, below it for those that may tie two (``ties``,
    not folded), 1 if not listed. ``verbal`` are endings of verbs. Where its common words are not
    ``listed``, only names and what is repeated can be trusted.
    """

    weights: Mapping[str, float]
    ties: frozenset[str]
    verbal: tuple[str, ...]
    listed: bool


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
            code = _NUMBER if word.isdecimal() else _BREAKS
        elif code == _DOUBTFUL:
            code = _TIES if passage.words[at].lower() in known.ties else _BREAKS
        codes.append(code)
        if code == _BREAKS or (at > first and text[end:start] not in _JOINTS):
            _add(passage, before, codes, (first, at), known.verbal, candidates)
            first = at + (code == _BREAKS)
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
            if code == _TIES:
                continue
            if code == _NUMBER and not (at == start + 1 and passage.words[start][0].isupper()):
                break
            content += 1
            weight += code if code > 0 else 1.0
            key = " ".join(words[start : at + 1])
            one = candidates.get(key)
            if one is None:
                one = candidates[key] = _Candidate(content, weight, at - start + 1)
            one.places.append(before + start)
            if code == _NUMBER or content == _LONGEST:
                break


def _chosen(candidates: Candidates, most: int, trusted: Callable[[int, int], bool]) -> list[_Candidate]:
    """The best of ``candidates``, at most ``most``; of two forms of one word or phrase the better.

    What stands but once must be ``trusted``, which is asked with its place and size.
    """
    ranked = sorted((-one.value(), one.places[0], -one.words, words) for words, one in candidates.items())
    found: list[tuple[str, _Candidate]] = []
    for _, _, _, words in ranked:
        if len(found) == most:
            break
        one = candidates[words]
        if len(one.places) == 1 and not trusted(one.places[0], one.size):
            continue
        if not any(_repeats(words, one, other, chosen) for other, chosen in found):
            found.append((words, one))
    return [one for _, one in found]


def _repeats(words: str, one: _Candidate, other: str, chosen: _Candidate) -> bool:
    """Whether a candidate is another form of one that was ``chosen``, or stands only within it or around it."""
    if one.size == chosen.size:
        alike = words[:_SAME_LETTERS] == other[:_SAME_LETTERS] and abs(len(words) - len(other)) <= _ENDING
        return alike and [*map(stem, words.split())] == [*map(stem, other.split())]
    if one.size < chosen.size:
        within = not one.alone and len(one.places) <= len(chosen.places) and words in other
        return within and f" {words} " in f" {other} "
    around = chosen.size > 1 and len(one.places) == len(chosen.places) and other in words
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


@lru_cache(maxsize=64)
def background(language: str) -> Background:
    """What is common in ``language`` (a BCP 47 tag); nothing where it is not known."""
    base = language.split("-")[0]
    base = _SAME.get(base, base)
    weights = {folded(word): _BREAKS for word in sorted(with_role(base, *_ROLES))}
    ties = with_role(base, "art", "gen")
    auxiliaries = {folded(word) for word in with_role(base, "aux")}
    for word in map(folded, sorted(ties)):
        weights[word] = _DOUBTFUL if word in auxiliaries else _TIES
    listed, counted = _listed(base), _counted(base)
    for line in (*listed, *counted):
        kind, *words = line.split()
        for word in words:
            weights.setdefault(word, _CLASS[kind])
    if weights:
        for word in _PARTICLES:
            weights.setdefault(word, _TIES)
    verbal = (*sorted(with_role(base, "end")), *_PARTICIPLES.get(base, ()))
    return Background(weights=weights, ties=ties, verbal=verbal, listed=bool(listed))


def _listed(language: str) -> list[str]:
    """The lines of ``news_words.txt`` for ``language``: each a class and its words, folded; the stronger class first."""
    lines = (DATA / "news_words.txt").read_text("utf-8").splitlines()
    return [folded(line[len(language) + 1 :]) for line in lines if line.startswith(f"{language} ")]


def _counted(language: str) -> list[str]:
    """The same of the language's own file; nothing if it has none."""
    path = DATA / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return []
    return [line for line in path.read_text("utf-8").splitlines() if line[:1] in _CLASS]
