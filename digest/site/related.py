"""Which articles are about the same names: for each article up to ``MOST`` others, with the names that they share.

A shared name counts for the more, the fewer articles have it: twice the logarithm to base 2, rounded down, of how many times as
many articles there are; a country counts for 1. So a new article seldom changes what is related to others. A name that very many
articles have is compared with the nearest of them in the site's order only, so time grows with the number of articles.

Rejected: similar words, which find articles of the same topic, and the topic has a page; logarithms as weights, with which
each new article would change the order on many pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest

from msgspec import Struct

from digest.model import Related
from digest.site.features import country_hashes, unpacked

MOST = 5
_LEAST = 4  # weight of what two related articles share, as a name that one article in four has
_SHOWN = 3  # names
_NEAREST = 12  # articles to either side that have a name
_ENOUGH_ARTICLES = 16  # a smaller collection counts as one of so many


class RelatedInputs(Struct, frozen=True, array_like=True):
    """Of all articles, in the site's order, the hashes of names, packed, and the number of its group. Articles of one group,
    copies or a story, lead to each other anyway.
    """

    names: tuple[bytes, ...]
    groups: tuple[int, ...]


def find_related(inputs: RelatedInputs) -> tuple[tuple[Related, ...], ...]:
    """For each article the related ones, the nearest first; of a group one only."""
    names_of = [tuple(unpacked(names)) for names in inputs.names]
    holders: dict[int, list[int]] = defaultdict(list)
    for number, names in enumerate(names_of):
        for name in names:
            holders[name].append(number)
    enough = max(len(names_of), _ENOUGH_ARTICLES)
    weights = {name: 2 * (enough // len(found)).bit_length() - 2 for name, found in holders.items() if len(found) > 1}
    weights |= {name: min(1, weights[name]) for name in country_hashes() & weights.keys()}
    return tuple(
        _related(number, [name for name in names if weights.get(name)], weights, holders, inputs.groups)
        for number, names in enumerate(names_of)
    )


def _related(
    number: int, names: Sequence[int], weights: dict[int, int], holders: dict[int, list[int]], groups: Sequence[int]
) -> tuple[Related, ...]:
    scores: Counter[int] = Counter()
    for name in names:
        weight, found = weights[name], holders[name]
        at = bisect_left(found, number)
        for other in found[max(0, at - _NEAREST) : at + _NEAREST + 1]:
            scores[other] += weight
    near = [other for other, score in scores.items() if score >= _LEAST and groups[other] != groups[number]]
    likely = nlargest(3 * MOST, near, key=lambda other: (scores[other], -abs(other - number), -other))
    chosen: dict[int, int] = {}  # the nearest of each group
    for other in likely:
        chosen.setdefault(groups[other], other)
    telling = sorted(names, key=lambda name: (-weights[name], name))
    return tuple(
        Related(other, tuple(name for name in telling if _has(holders[name], other))[:_SHOWN])
        for other in list(chosen.values())[:MOST]
    )


def _has(holders: Sequence[int], number: int) -> bool:
    at = bisect_left(holders, number)
    return at < len(holders) and holders[at] == number
