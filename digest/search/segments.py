"""Which articles are indexed together: those of one period, so that an edit rewrites the index of its own period only.

A group of more than so many articles is divided: all of them into decades, these into years, quarters, months and days; what
is of one day, or has no more date to be divided by, by a hash of its key. Each segment numbers its own articles. How many
is many grows with the collection, in few steps, so that a query asks a bounded number of segments.

Rejected: segments of one size, which would have to move articles from one to another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import sha256

from digest.dates import Date

LEAST = 400  # articles of a segment at most, in a collection of up to ``MANY`` times as many; twice as many in one of twice that
MANY = 40
_LARGEST = 16  # how many times as large a segment is at most: its longest list still fits into a shard

Dated = tuple[Date | None, str]  # an article's date and its key, which is its own: the slug
Segment = tuple[str, tuple[int, ...]]  # a name and indexes

_LEVELS: tuple[Callable[[Date], str | None], ...] = (
    lambda date: f"{date.year // 10:03}0s",
    lambda date: f"{date.year:04}",
    lambda date: f"{date.year:04}-q{(date.month + 2) // 3}" if date.month else None,
    lambda date: f"{date.year:04}-{date.month:02}" if date.month else None,
    lambda date: str(date) if date.day else None,
)


def scale(articles: int) -> int:
    """How many times as large as in a small collection everything is in one of so many ``articles``."""
    scaled = 1
    while scaled < _LARGEST and articles > MANY * LEAST * scaled:
        scaled *= 2
    return scaled


def divided(articles: Sequence[Dated]) -> tuple[Segment, ...]:
    """The segments of ``articles``, which stand newest first: each a name and the indexes of its articles, in order.

    The segments are in the same order, so that the place of an article among all is that of its segment, then its own.
    """
    most = LEAST * scale(len(articles))
    return tuple(_divided(articles, "all", tuple(range(len(articles))), most, 0))


def _divided(
    articles: Sequence[Dated], name: str, indexes: tuple[int, ...], most: int, level: int
) -> tuple[Segment, ...]:
    if len(indexes) <= most:
        return ((name, indexes),) if indexes else ()
    if level == len(_LEVELS):
        return _pieces(articles, name, indexes, most)
    groups: dict[str, list[int]] = defaultdict(list)
    unknown: list[int] = []
    for index in indexes:
        date = articles[index][0]
        group = _LEVELS[level](date) if date else None
        (unknown if group is None else groups[group]).append(index)
    found = [
        segment
        for group, members in groups.items()
        for segment in _divided(articles, group, tuple(members), most, level + 1)
    ]
    return (*found, *_divided(articles, f"{name}-unknown", tuple(unknown), most, len(_LEVELS)))


def _pieces(articles: Sequence[Dated], name: str, indexes: tuple[int, ...], most: int) -> tuple[Segment, ...]:
    """A group that no date divides, by the hash of each article's key: twice as many pieces until each is small enough."""
    count = 1
    while count * most < 2 * len(indexes):
        count *= 2
    pieces: dict[int, list[int]] = defaultdict(list)
    for index in indexes:
        pieces[int.from_bytes(sha256(articles[index][1].encode()).digest()[:4], "big") % count].append(index)
    return tuple((f"{name}-{number}", tuple(pieces[number])) for number in sorted(pieces))
