"""Which articles are about the same names: for each article up to ``MOST`` others, with the names that they share.

A shared name counts for the more, the fewer articles have it: twice the logarithm to base 2, rounded down, of how many times as
many articles there are; a country counts for 1. Of articles that share as much, the nearest in time come first. A name that very
many articles have is compared with the nearest of them in the site's order only, so time grows with the number of articles.

So what is related to an article depends on the articles around it that have its names, and on how rare these are, and after an
edit it is computed again for those only where one of both has changed (``find_related_again``).

Rejected: similar words, which find articles of the same topic, and the topic has a page; logarithms as weights, with which
each new article would change the order on many pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from heapq import nlargest
from itertools import islice

from msgspec import Struct

from digest.model import Related
from digest.site.compute import taken_over
from digest.site.features import country_hashes, unpacked

MOST = 5
_LEAST = 4  # weight of what two related articles share, as a name that one article in four has
_SHOWN = 3  # names
_LIKELY = 15  # articles of which the ``MOST`` are chosen, since several may be of one group
_NEAREST = 12  # articles to either side that have a name
_ENOUGH_ARTICLES = 16  # a smaller collection counts as one of so many

Row = tuple[Related, ...]


class NamesOfArticle(Struct, frozen=True, array_like=True):
    """The ``file`` of an article, the hashes of its names, packed, its day (an ordinal; 0 where nobody knows), and its group:
    articles of one group, copies or a story, lead to each other anyway.
    """

    file: str
    names: bytes
    day: int
    group: str


class RelatedArticles(Struct, frozen=True, array_like=True):
    """All ``articles``, in the site's order, and for each the related ones, the nearest first; of a group one only."""

    articles: tuple[NamesOfArticle, ...] = ()
    rows: tuple[Row, ...] = ()


def find_related(articles: Sequence[NamesOfArticle]) -> RelatedArticles:
    """The related articles of all."""
    return find_related_again(articles, RelatedArticles())


def find_related_again(articles: Sequence[NamesOfArticle], before: RelatedArticles) -> RelatedArticles:
    """As ``find_related``, which found ``before`` of other articles: what has not changed is taken over."""
    former = taken_over(articles, before.articles)
    places = {old: number for number, old in enumerate(former) if old is not None}
    new = [number for number, old in enumerate(former) if old is None]
    gone = [number for number in range(len(before.articles)) if number not in places]
    if not new and not gone:
        return before
    names = _Names(articles, Counter(unpacked(b"".join([article.names for article in articles]))))
    former_counts = names.counts.copy()
    former_counts.subtract(unpacked(b"".join([articles[number].names for number in new])))
    former_counts.update(unpacked(b"".join([before.articles[number].names for number in gone])))
    old_names = _Names(before.articles, former_counts)
    outdated = {*new, *names.near(new), *(places[old] for old in old_names.near(gone) if old in places)}
    outdated |= names.holders_of(dict(names.weights.items() - old_names.weights.items()).keys())
    names.hold(outdated)
    moved = any(number != old for old, number in places.items())
    rows = (
        names.related(number)
        if old is None or number in outdated
        else tuple([Related(places[one.article], one.names) for one in before.rows[old]])
        if moved
        else before.rows[old]
        for number, old in enumerate(former)
    )
    return RelatedArticles(tuple(articles), tuple(rows))


class _Names:
    """The names of articles, and how many of these have each: what each weighs, and which articles have it, in their order."""

    def __init__(self, articles: Sequence[NamesOfArticle], counts: Counter[int]) -> None:
        self._articles, self.counts = articles, counts
        self._names = [unpacked(article.names) for article in articles]
        enough = max(len(articles), _ENOUGH_ARTICLES)
        weighed = {count: 2 * (enough // count).bit_length() - 2 for count in set(counts.values()) if count > 1}
        self.weights = {name: weighed[count] for name, count in counts.items() if count > 1}
        self.weights |= {name: min(1, self.weights[name]) for name in country_hashes() & self.weights.keys()}
        self._holders: dict[int, list[int]] = {}

    def hold(self, numbers: Iterable[int]) -> None:
        """Finds the articles that have names of those at ``numbers``."""
        wanted = {name for number in numbers for name in self._names[number]} - self._holders.keys()
        self._holders |= {name: [] for name in wanted}
        for number, names in enumerate(self._names):
            for name in wanted.intersection(names):
                self._holders[name].append(number)

    def holders_of(self, names: Set[int]) -> set[int]:
        """The articles that have one of ``names``."""
        return {number for number, of_article in enumerate(self._names) if not names.isdisjoint(of_article)}

    def near(self, numbers: Collection[int]) -> set[int]:
        """The articles that are compared with those at ``numbers``."""
        self.hold(numbers)
        return {other for number in numbers for name in self._names[number] for other in self._compared(name, number)}

    def _compared(self, name: int, number: int) -> Sequence[int]:
        """The nearest articles to that at ``number`` that have a name which that has, and itself."""
        found = self._holders[name]
        at = bisect_left(found, number)
        return found[max(0, at - _NEAREST) : at + _NEAREST + 1]

    def related(self, number: int) -> Row:
        """The articles that are related to the one at ``number``."""
        articles, weights = self._articles, self.weights
        telling = sorted((-weight, name) for name in self._names[number] if (weight := weights.get(name)))
        scores: Counter[int] = Counter()
        for less, name in telling:
            for other in self._compared(name, number):
                scores[other] -= less
        group, day = articles[number].group, articles[number].day
        near = [other for other, score in scores.items() if score >= _LEAST and articles[other].group != group]
        if len(near) > _LIKELY:  # leave out most of them before looking at their days
            least = nlargest(_LIKELY, map(scores.__getitem__, near))[-1]
            near = [other for other in near if scores[other] >= least]
        likely = sorted(near, key=lambda other: (-scores[other], abs(articles[other].day - day), other))[:_LIKELY]
        chosen: dict[str, int] = {}  # the nearest of each group
        for other in likely:
            chosen.setdefault(articles[other].group, other)
        return tuple(
            Related(other, tuple(islice((name for _, name in telling if self._has(other, name)), _SHOWN)))
            for other in list(chosen.values())[:MOST]
        )

    def _has(self, number: int, name: int) -> bool:
        names = self._names[number]
        at = bisect_left(names, name)
        return at < len(names) and names[at] == name
