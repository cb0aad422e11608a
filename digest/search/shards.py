r"""A segment's words and which of its articles hold them, divided into shards: small texts that a browser loads one by one.

A shard is a run of entries, ASCII wherever the words are::

    entry     = shared suffix postings
    shared    = one of 0-9a-z: how many characters the form shares with the one before it in this shard
    postings  = [list] ["." list] ["!" list]     held in the text, in names and topics, in the headline
    list      = number ...                       each article's distance from the one before it, less 1; the first from -1
    number    = [CONTINUED ...] ENDED            in base 16, the lowest first

Forms are words with their accents (``folding.forms``): ``pêche`` and ``péché`` are two entries of one word. The words, without
accents and in the order of UTF-16, decide which shard an entry is in; there the forms are in their own order, in which they share
most with one another. They hold neither capitals nor the punctuation that numbers are written in, so that an entry ends where the
next begins. An article is in one of the three lists of a form, the last that it belongs to.

Of a run in a script without spaces each Han character is a word, and each pair of others, which are only so many that one says
little (``folding.grams``). Such words are found in texts that have them elsewhere than the query does, so their lists say
where: each article is followed by how often, less 1, and by the distances of the places.

What is no word of a text begins with ``'``: ``'t`` a topic, ``'s`` a source, ``'l`` a language, ``'y`` a year.

Rejected: how often a word occurs in a text. Articles are found by where it occurs, and the newest first. Lists of articles by
word, and others by form: nearly all words have one form, and their articles would be listed twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import chain
from operator import sub
from typing import NamedTuple

from msgspec import Struct

from digest.search import folding

MOST = 60_000  # bytes of postings in one shard, at most: with the word and what is around them 64 KB are not reached
_SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"
_ENDED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CONTINUED = "#$%&()*+,/:;=>?@"
_MARKS = ("", ".", "!")
_MOST_SHARED = len(_SHARED) - 1


class Weight(IntEnum):
    """Where a word stands, by what that says about the article."""

    TEXT = 0
    NAME = 1
    HEADLINE = 2


class Found(NamedTuple):
    """What a text is found by: the forms of its words once each, and in order the runs of its scripts without spaces.

    Both divided by spaces.
    """

    words: str
    runs: str


def found(text: str) -> Found:
    """What ``text`` holds for the index."""
    words = folding.vocabulary(text)
    if not folding.has_runs(words):
        return Found(words, "")
    spaced = (word for word in words.split() if not folding.is_run(word))
    return Found(" ".join(spaced), " ".join(filter(folding.is_run, folding.indexed(text))))


class Entry(Struct, frozen=True, kw_only=True):
    """An article as the index takes it: what its texts hold, by weight, and what can be asked for besides words (``facets``)."""

    texts: tuple[tuple[Weight, Found], ...]
    facets: tuple[str, ...] = ()


class Shard(Struct, frozen=True, kw_only=True):
    """``first``, without accents, is not behind the first word of ``text``; it is behind the last of the shard before, if that is
    another word.
    """

    first: str
    text: str


class _Gaps(dict[int, str]):
    """How a distance between two numbers, less 1, is written."""

    def __missing__(self, gap: int) -> str:
        number = gap - 1
        self[gap] = found = _ENDED[number] if number < 26 else _CONTINUED[number % 16] + self[number // 16 + 1]
        return found


_GAPS = _Gaps()


class _Written(dict[str, str]):
    """How a list of articles is written, each of them the character with its number: most words are in one article."""

    def __missing__(self, articles: str) -> str:
        self[articles] = found = _distances(list(map(ord, articles)))
        return found


def shards(entries: Sequence[Entry], size: int) -> tuple[Shard, ...]:
    """The shards of a segment, each of about ``size`` bytes before forms share their beginnings, none above 64 KB."""
    lists: tuple[dict[str, str], ...] = ({}, {}, {})  # by weight: of each word its articles, as for ``_Written``
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for number, entry in enumerate(entries):
        article = chr(number)
        by_weight, stands = _words_by_weight(entry)
        for weight, words in by_weight:
            known = lists[weight]
            for word in words:
                known[word] = known.get(word, "") + article
        for gram, starts in stands.items():
            places[gram][article] = _GAPS[len(starts)] + _distances(starts)
    written = _Written()
    postings = dict(zip(lists[0], map(written.__getitem__, lists[0].values()), strict=True))
    for mark, known in zip(_MARKS[1:], lists[1:], strict=True):
        for word, articles in known.items():
            postings[word] = f"{postings.get(word, '')}{mark}{written[articles]}"
    everything = "".join(postings)
    wide = max(everything, default="") > "\uffff"  # some characters are two of UTF-16
    ordered = _in_order(postings, everything, wide=wide)
    placed = {gram: _placed([known.get(gram, "") for known in lists], found) for gram, found in places.items()}
    postings.update((gram, pieces[0]) for gram, pieces in placed.items())
    pairs: Iterable[tuple[str, str]] = zip(ordered, map(postings.__getitem__, ordered), strict=True)
    if any(len(pieces) > 1 for pieces in placed.values()):
        pairs = ((word, piece) for word, text in pairs for piece in placed.get(word, (text,)))
    return tuple(_divided(pairs, size, wide=wide))


def _in_order(forms: Iterable[str], everything: str, *, wide: bool) -> list[str]:
    """``forms`` in the order of a shard; ``everything`` is all of them in one."""
    if everything.isascii():
        return sorted(forms)
    words = {form: folding.bare(form) for form in forms}
    if wide:
        return sorted(words, key=lambda form: (words[form].encode("utf-16-be"), form))
    return sorted(sorted(words), key=words.__getitem__)


def _words_by_weight(entry: Entry) -> tuple[list[tuple[Weight, set[str]]], dict[str, list[int]]]:
    """The words of an article by the greatest weight that they have, and the places of those of its runs."""
    found: list[tuple[Weight, set[str]]] = []
    places: dict[str, list[int]] = defaultdict(list)
    place = 0
    for weight, (words, runs) in sorted(entry.texts, key=lambda pair: pair[0]):
        distinct = set(words.split())
        for run in runs.split():
            grams = folding.grams(run)
            distinct.update(grams)
            for start, gram in enumerate(grams, place):
                places[gram].append(start)
            place += len(run) + 1
        for _, lighter in found:
            lighter.difference_update(distinct)
        found.append((weight, distinct))
    found.append((Weight.TEXT, {folding.FACET + facet for facet in entry.facets}))
    return found, places


def _distances(numbers: list[int]) -> str:
    """Numbers that rise, each as what lies between it and the one before."""
    return "".join(map(_GAPS.__getitem__, map(sub, numbers, chain((-1,), numbers))))


def _placed(lists: Sequence[str], places: Mapping[str, str]) -> list[str]:
    """The postings of a gram with its ``places`` in each article; where they are too long for a shard, in several pieces, each of
    which can be read alone.
    """
    pieces: list[str] = []
    for mark, articles in zip(_MARKS, lists, strict=True):
        piece, before = mark, -1
        for article in articles:
            part = _GAPS[ord(article) - before] + places[article]
            if len(piece) + len(part) > MOST:
                pieces.append(piece)
                piece, part = mark, _GAPS[ord(article) + 1] + places[article]
            piece += part
            before = ord(article)
        if articles:
            pieces.append(piece)
    return ["".join(pieces)] if sum(map(len, pieces)) <= MOST else pieces


def _divided(entries: Iterable[tuple[str, str]], size: int, *, wide: bool) -> Iterator[Shard]:
    """Forms and their postings, in the order of their words, as shards."""
    shard: list[tuple[str, str]] = []
    first = last = ""
    length = 0
    for form, postings in entries:
        bytes_ = len(postings) + (len(form) if form.isascii() else len(form.encode()))
        if shard and length + bytes_ > size:
            yield Shard(first=first, text=_text(shard, wide=wide))
            shard, length = [], 0
        if not shard:
            word = folding.bare(form)
            first = word[: _alike(folding.bare(last), word) + 1]
        shard.append((form, postings))
        length += bytes_ + 1
        last = form
    if shard:
        yield Shard(first=first, text=_text(shard, wide=wide))


def _text(entries: list[tuple[str, str]], *, wide: bool) -> str:
    """The text of one shard."""
    parts: list[str] = []
    last = ""
    for form, postings in sorted(entries):
        alike = _alike(last, form)
        shared = alike if alike < _MOST_SHARED else _MOST_SHARED  # "min" takes longer
        if wide and max(form[:shared], default="") > "\uffff":  # the client would count more characters
            shared = 0
        parts.append(f"{_SHARED[shared]}{form[shared:]}{postings}")
        last = form
    return "".join(parts)


def _alike(one: str, other: str) -> int:
    """How many characters at the beginning of two words are the same."""
    alike = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        alike += 1
    return alike
