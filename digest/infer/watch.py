"""Watch lists: which articles have the words of an editor's list, and the passages in which they are.

Words and phrases match as those of topic rules do: whole, in any language, without accents and letter case, and with ``*`` at
the end by their beginning; acronyms (WHO) where they are written as such. A passage is the sentence around a match, clipped.

Rejected: searching the headline for passages. It is above them anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from digest.infer.text import sentences
from digest.model import Watched, WatchRule
from digest.words import acronym, as_acronym, divide, division, folded, folded_form, folded_words, spans
from digest.words import words as divided_words

MOST = 3  # passages of an article
LENGTH = 240  # characters of a passage: two or three lines

Span = tuple[int, int]


def watched(title: str, lines: Sequence[str], language: str, rules: Iterable[WatchRule]) -> tuple[Watched, ...]:
    """The lists of ``rules`` that an article is on, in their order. ``lines`` are its text, plain; ``title`` is its headline, or
    empty.

    An article is on a list if its headline or text has one of ``any_of``, each of ``all_of`` and none of ``none_of``.
    """
    quick: list[str] = []

    def may_have(word: str) -> bool:
        """A first test that takes a hundredth of the time, since most articles have none of the words."""
        if not quick:
            quick.append(folded("\n".join((title, *lines))))
        form = _form(word)
        return bool(form) and folded(form[0]) in quick[0]

    found: list[Watched] = []
    for rule in rules:
        some = [word for word in rule.any_of if may_have(word)]
        if (rule.any_of and not some) or not all(map(may_have, rule.all_of)):
            continue
        excluding = [word for word in rule.none_of if may_have(word)]
        words = (*some, *rule.all_of)
        if _holds(rule, (title, *lines), words, excluding):
            passages = islice(_passages(lines, language, words), MOST)
            found.append(Watched(rule.name, tuple(passages)))
    return tuple(found)


def _holds(rule: WatchRule, texts: Sequence[str], words: Iterable[str], excluding: Iterable[str]) -> bool:
    divided = [division(text) for text in texts]

    def has(word: str) -> bool:
        return any(next(_found(one.words, one.folded, word), None) is not None for one in divided)

    some = not rule.any_of or any(has(word) for word in words if word in rule.any_of)
    return some and all(map(has, rule.all_of)) and not any(map(has, excluding))


def _found(written: Sequence[str], units: Sequence[str], word: str) -> Iterator[int]:
    """Where the word or phrase ``word`` begins in a text, whose words are as ``written`` and, folded, ``units``."""
    *head, last = _form(word)
    units = list(map(as_acronym, written)) if acronym(word) else units
    is_prefix = word.rstrip().endswith("*")
    for at in range(len(units) - len(head)):
        end = units[at + len(head)]
        if (end.startswith(last) if is_prefix else end == last) and units[at : at + len(head)] == head:
            yield at


def _passages(lines: Iterable[str], language: str, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The sentences with one of ``words``: plain and matching pieces in turn, a plain one first."""
    for line in lines:
        plain = folded(line)
        if not any(folded(_form(word)[0]) in plain for word in words):
            continue
        for sentence in sentences(line, language):
            if hits := _hits(sentence, words):
                yield _pieces(sentence, hits)


def _hits(sentence: str, words: Iterable[str]) -> list[Span]:
    """The first and last word of each match, numbers in the ``spans`` of the sentence, in order and without overlaps."""
    written = [sentence[start:end] for start, end in spans(divide(sentence))]
    units = [folded_form[one] for one in written]
    every = sorted((at, at + len(_form(word)) - 1) for word in words for at in _found(written, units, word))
    hits: list[Span] = []
    for first, last in every:
        if hits and first <= hits[-1][1]:
            hits[-1] = (hits[-1][0], max(last, hits[-1][1]))
        else:
            hits.append((first, last))
    return hits


def _pieces(sentence: str, hits: Sequence[Span]) -> tuple[str, ...]:
    """The ``sentence``, clipped around its first match."""
    places = spans(divide(sentence))
    low, high = _window(places, hits[0])
    start = 0 if low == 0 else places[low][0]
    end = len(sentence) if high == len(places) - 1 else places[high][1]
    pieces = []
    at = start
    for first, last in hits:
        if first >= low and last <= high:
            pieces += [sentence[at : places[first][0]], sentence[places[first][0] : places[last][1]]]
            at = places[last][1]
    pieces.append(sentence[at:end])
    pieces[0] = ("…" if low else "") + pieces[0]
    pieces[-1] += "…" if high < len(places) - 1 else ""
    return tuple(pieces)


def _window(places: Sequence[Span], hit: Span) -> Span:
    """The words around ``hit`` that are within ``LENGTH``: as many before it as after it, as far as there are any."""
    low, high = hit
    while True:
        before = low > 0 and places[high][1] - places[low - 1][0] <= LENGTH
        low -= before
        after = high < len(places) - 1 and places[high + 1][1] - places[low][0] <= LENGTH
        high += after
        if not before and not after:
            return low, high


@lru_cache(maxsize=4096)
def _form(word: str) -> tuple[str, ...]:
    """The words of a word or phrase, as texts are compared with it; empty if it has no letter."""
    return tuple(divided_words(word) if acronym(word) else folded_words(word))
