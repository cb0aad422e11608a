r"""A segment's words and which of its articles hold them, divided into shards: small texts that a browser loads one by one.

A shard is a run of entries in the order of UTF-16, ASCII wherever the words are::

    entry     = shared suffix postings
    shared    = one of 0-9a-z: how many characters the word shares with the one before it in this shard
    postings  = [list] ["." list] ["!" list]     held in the text, in names and topics, in the headline
    list      = number ...                       each article's distance from the one before it, less 1; the first from -1
    number    = [CONTINUED ...] ENDED            in base 16, the lowest first

Words hold neither capitals nor the punctuation that numbers are written in, so that an entry ends where the next begins.
An article stands in one of the three lists, the last that it belongs to.

Of a run in a script without spaces each Han character is a word, and each pair of others, which are only so many that one says
little (``folding.grams``). Such words are found in texts that have them elsewhere than the query does, so their lists say
where: each article is followed by how often, less 1, and by the distances of the places.

What is no word of a text begins with ``'``: ``'t`` a topic, ``'s`` a source, ``'l`` a language, ``'y`` a year.

Rejected: how often a word stands in a text. Articles are found by where it stands, and the newest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

from digest.search import folding

MOST = 60_000  # bytes of postings in one shard, at most: with the word and what is around them 64 KB are not reached
_SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"
_ENDED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CONTINUED = "#$%&()*+,/:;=>?@"
_MARKS = ("", ".", "!")

_Lists = tuple[list[int], list[int], list[int]]  # numbers of articles, by weight


class Weight(IntEnum):
    """Where a word stands, by what that says about the article."""

    TEXT = 0
    NAME = 1
    HEADLINE = 2


class Found(NamedTuple):
    """What a text is found by, once each: its words, and in order the runs of its scripts without spaces.

    Both divided by spaces.
    """

    words: str
    runs: str


def found(text: str) -> Found:
    """What ``text`` holds for the index."""
    distinct = dict.fromkeys(folding.indexed(text))
    runs = {word for word in distinct if folding.is_run(word)}
    if not runs:
        return Found(" ".join(distinct), "")
    behind_one_another = (word for word in folding.indexed(text) if word in runs)
    return Found(" ".join(word for word in distinct if word not in runs), " ".join(behind_one_another))


class Entry(Struct, frozen=True, kw_only=True):
    """An article as the index takes it: what its texts hold, by weight, and what can be asked for besides words (``facets``)."""

    texts: tuple[tuple[Weight, Found], ...]
    facets: tuple[str, ...] = ()


class Shard(Struct, frozen=True, kw_only=True):
    """``first`` is not behind the first word of ``text`` and behind the last of the shard before, if that has another."""

    first: str
    text: str


def shards(entries: Sequence[Entry], size: int) -> tuple[Shard, ...]:
    """The shards of a segment, about ``size`` bytes each, none above 64 KB."""
    postings: dict[str, _Lists] = defaultdict(lambda: ([], [], []))
    places: dict[tuple[str, int], str] = {}
    for number, entry in enumerate(entries):
        held, stands = _held(entry)
        for word, weight in held.items():
            postings[word][weight].append(number)
        places |= {(gram, number): _places(found) for gram, found in stands.items()}
    ordered = sorted(postings, key=lambda word: word.encode("utf-16-be"))
    return tuple(_divided(((word, piece) for word in ordered for piece in _pieces(word, postings[word], places)), size))


def _held(entry: Entry) -> tuple[dict[str, Weight], dict[str, list[int]]]:
    """Every word of an article and its weight; where those of its runs stand."""
    held = dict.fromkeys((folding.FACET + facet for facet in entry.facets), Weight.TEXT)
    places: dict[str, list[int]] = defaultdict(list)
    place = 0
    for weight, (words, runs) in sorted(entry.texts, key=lambda pair: pair[0]):
        held |= dict.fromkeys(words.split(), weight)
        for run in runs.split():
            for start, gram in enumerate(folding.grams(run), place):
                held[gram] = weight
                places[gram].append(start)
            place += len(run) + 1
    return held, places


def _places(places: list[int]) -> str:
    return _number(len(places) - 1) + _distances(places)


def _distances(numbers: list[int]) -> str:
    """Numbers that rise, each as what lies between it and the one before."""
    return "".join([_number(number - before - 1) for before, number in zip([-1, *numbers], numbers, strict=False)])


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else _CONTINUED[number % 16] + _number(number // 16)


def _numbers() -> tuple[str, ...]:
    """The numbers that most are, written."""
    written = list(_ENDED)
    for number in range(len(written), 4096):
        written.append(_CONTINUED[number % 16] + written[number // 16])
    return tuple(written)


_NUMBERS = _numbers()


def _pieces(word: str, lists: _Lists, places: Mapping[tuple[str, int], str]) -> list[str]:
    """The postings of a word; where they are too long for a shard, in several, each of which can be read alone."""
    if (word, max(max(numbers, default=-1) for numbers in lists)) not in places:
        postings = "".join([mark + _distances(numbers) for mark, numbers in zip(_MARKS, lists, strict=True) if numbers])
        if len(postings) <= MOST:
            return [postings]
    pieces: list[str] = []
    for mark, numbers in zip(_MARKS, lists, strict=True):
        piece, before = mark, -1
        for number in numbers:
            part = _number(number - before - 1) + places.get((word, number), "")
            if len(piece) + len(part) > MOST:
                pieces.append(piece)
                piece, part = mark, _number(number) + places.get((word, number), "")
            piece += part
            before = number
        if numbers:
            pieces.append(piece)
    if sum(map(len, pieces)) <= MOST:
        return ["".join(pieces)]
    return pieces


def _divided(entries: Iterable[tuple[str, str]], size: int) -> Iterator[Shard]:
    """Words and their postings as shards."""
    parts: list[str] = []
    first = last = ""
    length = 0
    for word, postings in entries:
        shared = _shared(last, word) if parts else 0
        part = f"{_SHARED[shared]}{word[shared:]}{postings}"
        bytes_ = len(part) if part.isascii() else len(part.encode())
        if parts and length + bytes_ > size:
            yield Shard(first=first, text="".join(parts))
            parts, length = [], 0
            part = f"{_SHARED[0]}{word}{postings}"
        if not parts:
            first = word[: _alike(last, word) + 1]
        parts.append(part)
        length += bytes_
        last = word
    if parts:
        yield Shard(first=first, text="".join(parts))


def _alike(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    count, most = 0, min(len(one), len(other))
    while count < most and one[count] == other[count]:
        count += 1
    return count


def _shared(last: str, word: str) -> int:
    """How many of them an entry leaves out: as many as one figure says, and none that is two in the client's UTF-16."""
    count = min(_alike(last, word), len(_SHARED) - 1)
    return count if last[:count].isascii() or max(last[:count]) <= "\uffff" else 0
