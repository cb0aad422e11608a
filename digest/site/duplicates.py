"""Which articles are copies: nearly the same text in several newspapers, as reports of agencies are.

The smaller of two texts is a copy of the other if at least ``SHARED`` of its shingles are in it (see ``features.py``). Measured
on 16 changed and shortened articles among 800: all found, and nothing else. Articles are compared with the first of each group
only, from the first published on, so a group has no chains.

Rejected: a higher share, which misses shortened reports; comparing all pairs, which one paragraph that all articles have makes
quadratic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nsmallest

from msgspec import Struct

from digest.site.compute import taken_over
from digest.site.features import unpacked

SHARED = 0.3  # share of the smaller text's shingles
_LEAST = 12  # fewest shingles of a text that is compared
_LIKELY = 8  # articles with the most shared shingles that a text is compared with
_MOST_HOLDERS = 16  # first articles with one shingle; a text that more have is furniture


class TextOfArticle(Struct, frozen=True, array_like=True):
    """The ``file`` of an article and the shingles of its text that are kept at ``rate``, packed."""

    file: str
    rate: int
    shingles: bytes


class Copies(Struct, frozen=True, array_like=True):
    """All ``articles``, from the first published on, and for each the number of the ``first`` one that it is a copy of; its own
    number if it is none.
    """

    articles: tuple[TextOfArticle, ...] = ()
    first: tuple[int, ...] = ()


def find_copies(articles: Sequence[TextOfArticle]) -> Copies:
    """The copies among all ``articles``."""
    return find_copies_again(articles, Copies())


def find_copies_again(articles: Sequence[TextOfArticle], before: Copies) -> Copies:
    """As ``find_copies``, which found ``before`` among other articles. Those that share no shingle with any that has changed, nor
    with one that does, and so on, are taken over.
    """
    former = taken_over(articles, before.articles)
    places = {old: number for number, old in enumerate(former) if old is not None}
    gone = [one for number, one in enumerate(before.articles) if number not in places]
    changed = [articles[number] for number, old in enumerate(former) if old is None]
    if not changed and not gone:
        return before
    outdated = _connected(articles, (*changed, *gone))
    found = dict(zip(outdated, _firsts([articles[number] for number in outdated]), strict=True))
    first = (
        outdated[found[number]] if number in found else number if old is None else places[before.first[old]]
        for number, old in enumerate(former)
    )
    return Copies(tuple(articles), tuple(first))


def _connected(articles: Sequence[TextOfArticle], changed: Iterable[TextOfArticle]) -> list[int]:
    """The articles that share a shingle with one that has ``changed``, or with one of these, and so on."""
    new = {shingle for one in changed for shingle in unpacked(one.shingles)}
    reached = set(new)
    left = list(range(len(articles)))
    found: list[int] = []
    while new:
        near = [number for number in left if not new.isdisjoint(unpacked(articles[number].shingles))]
        found += near
        left = sorted({*left}.difference(near))
        new = {shingle for number in near for shingle in unpacked(articles[number].shingles)} - reached
        reached |= new
    return sorted(found)


def _firsts(articles: Sequence[TextOfArticle]) -> list[int]:
    """For each article the number of the first one that it is a copy of."""
    first: list[int] = []
    holders: dict[int, list[int]] = defaultdict(list)  # of each shingle the first articles that have it
    texts = [(one.rate, frozenset(unpacked(one.shingles))) for one in articles]
    repeated = _repeated(texts)
    for number, (rate, shingles) in enumerate(texts):
        shared = shingles & repeated
        near = Counter(other for shingle in shared for other in holders[shingle])
        enough = [other for other, count in near.items() if count >= SHARED * _LEAST]
        likely = nsmallest(_LIKELY, enough, key=lambda other: (-near[other], other))
        found = [
            (share, -other) for other in likely if (share := containment((rate, shingles), texts[other])) >= SHARED
        ]
        first.append(-max(found)[1] if found else number)
        if not found:
            for shingle in shared:
                if len(holders[shingle]) < _MOST_HOLDERS:
                    holders[shingle].append(number)
    return first


def _repeated(texts: Sequence[tuple[int, frozenset[int]]]) -> set[int]:
    """The shingles that several texts have."""
    seen: set[int] = set()
    repeated: set[int] = set()
    for _, shingles in texts:
        repeated |= shingles & seen
        seen |= shingles
    return repeated


def containment(one: tuple[int, frozenset[int]], other: tuple[int, frozenset[int]]) -> float:
    """Which share of the smaller text's shingles the other has, compared at the higher of the two rates; 0 where there are too
    few to tell.
    """
    (rate, shingles), (other_rate, other_shingles) = sorted((one, other), key=lambda text: text[0])
    if rate < other_rate:
        shingles = frozenset(shingle for shingle in shingles if not shingle % other_rate)
    least = min(len(shingles), len(other_shingles))
    return len(shingles & other_shingles) / least if least >= _LEAST else 0.0
