"""Which articles are copies: nearly the same text in several newspapers, as reports of agencies are.

The smaller of two texts is a copy of the other if at least ``SHARED`` of its shingles are in it (see ``features.py``). Measured
on 16 changed and shortened articles among 800: all found, and nothing else. Articles are compared with the first of each group
only, from the first published on, so a group has no chains.

Rejected: a higher share, which misses shortened reports; comparing all pairs, which one paragraph that all articles have makes
quadratic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nsmallest

from msgspec import Struct

from digest.site.features import unpacked

SHARED = 0.3  # share of the smaller text's shingles
_LEAST = 12  # fewest shingles of a text that is compared
_LIKELY = 8  # articles with the most shared shingles that a text is compared with
_MOST_HOLDERS = 16  # first articles with one shingle; a text that more have is furniture


class Shingles(Struct, frozen=True, array_like=True):
    """The shingles of an article that are kept at ``rate``, packed."""

    rate: int
    hashes: bytes


class DuplicateInputs(Struct, frozen=True, array_like=True):
    """The shingles of all articles, from the first published on."""

    articles: tuple[Shingles, ...]


def find_duplicates(inputs: DuplicateInputs) -> tuple[int, ...]:
    """For each article the number of the first article that it is a copy of; its own number if it is none."""
    first: list[int] = []
    holders: dict[int, list[int]] = defaultdict(list)  # of each shingle the first articles that have it
    texts = [(one.rate, frozenset(unpacked(one.hashes))) for one in inputs.articles]
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
    return tuple(first)


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
