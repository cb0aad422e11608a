"""Stories: which articles are about the same event.

Articles join stories in the order of their dates. What an article has in common with a story is the cosine of its words, weighted
by their rarity in its language (inverse document frequency, Spärck Jones 1972), with the sum of the story's articles, and
``NAME`` for each rare word with a capital that more than a third of these have too. Names show which people, words what happened
to them: an article that shares one name only is about the same people and another event. Names cross languages, so four of them
join articles that have no word in common. Comparing with the whole story rather than with single articles keeps chains of
similar articles from becoming one story; so does counting only names that many of its articles have.

The window is a week between an article and the story's last one, or a month where a date is known to the month only. An article
without a date needs ``UNDATED``. The editor's word comes first: articles with the same declared story are one, whatever they
say, and ``none`` keeps one out of all.

Articles are taken four weeks at a time, and words weighed by the articles of these weeks, or of as many around them as make
``_CONTEXT``. So what is found depends on few articles, and after an edit only the weeks around it are gone through again.

The numbers were fitted to tests/stories/tuning.txt; what they find elsewhere is in docs/decisions.md.

Rejected: single links between articles; words of the whole text, which find topics rather than events; recognised names in the
place of words with a capital, which find half as much, since ships, laws and villages are not recognised; names weighted by
their rarity, which finds no more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from heapq import nlargest
from itertools import groupby

from msgspec import Struct, field

from digest.codec import hash_of
from digest.i18n import fold, name_key
from digest.site.compute import Compute
from digest.site.features import unpacked

LEAST = 0.26  # what an article has in common with its story
NAME = 0.07  # for a name, on the scale of cosines
UNDATED = 0.35  # cosine, beside a name, of an article without a date
WEEK, MONTH = 7, 31  # days
NONE = "none"  # the declared story that keeps an article out of all
_ENOUGH_ARTICLES = 50  # in a smaller collection words count as if there were so many
_RARE = 0.03  # share of the articles around that have a rare word or name
_FEWEST = 10  # articles that may have a rare word or name however small the collection is
_LIKELY = 8  # stories that an article is compared with
_PERIOD = 28  # days whose articles are gone through together
_CONTEXT = 400  # articles, at least, whose words tell how rare a word is
_STEPS = 4  # of a weight while a word becomes twice as rare, so that one more article changes few weights


class StoryArticle(Struct, frozen=True, array_like=True):
    """What decides on an article's story: the first and last day that its date may be (as ordinals; 0 where nobody knows),
    hashes of words, of those with a capital and of names, packed (see ``features.py``), its language, and the story that the
    editor declares.
    """

    first_day: int
    last_day: int
    words: bytes
    capitals: bytes
    names: bytes
    language: str
    declared: str = ""


class Context:
    """How many articles of some periods are in each language, and how many of these have each term.

    ``languages`` and ``terms`` are those of all articles, ``periods`` have their numbers. The contexts of two periods that follow
    each other have most articles in common, so only those in one of both are counted.
    """

    def __init__(self, languages: Sequence[str], terms: Sequence[bytes], periods: Sequence[Sequence[int]]) -> None:
        self._languages, self._terms, self._periods = languages, terms, periods
        self._counted = range(0)
        self.articles: Counter[str] = Counter()
        self.terms: dict[str, Counter[int]] = defaultdict(Counter)
        self._all_terms: Counter[int] = Counter()  # in any language

    def move(self, to: range) -> Context:
        """Itself, counting the periods at the places ``to`` and no others."""
        if self._counted.stop <= to.start or to.stop <= self._counted.start:
            self._counted = range(0)
            self.articles.clear()
            self.terms.clear()
            self._all_terms.clear()
        for number in self.numbers(set(to).difference(self._counted)):
            language, terms = self._languages[number], unpacked(self._terms[number])
            self.articles[language] += 1
            self.terms[language].update(terms)
            self._all_terms.update(terms)
        for number in self.numbers(set(self._counted).difference(to)):
            language, terms = self._languages[number], unpacked(self._terms[number])
            self.articles[language] -= 1
            self.terms[language].subtract(terms)
            self._all_terms.subtract(terms)
        self._counted = to
        return self

    def rare(self, terms: Iterable[int]) -> frozenset[int]:
        """Those of ``terms`` that few articles have, in any language."""
        counts, most = self._all_terms, max(_FEWEST, int(self.articles.total() * _RARE))
        return frozenset([term for term in terms if counts[term] <= most])

    def numbers(self, places: Iterable[int]) -> list[int]:
        """The articles of the periods at ``places``."""
        return [number for place in places for number in self._periods[place]]


class Period(Struct, frozen=True):
    """``articles`` of four weeks, in the order of their dates, after those of the stories that they can join, whose ``places``
    tell which story it is. ``context`` counts the terms (words, with a capital or without) of the articles by which words are
    weighed.
    """

    articles: tuple[StoryArticle, ...]
    places: tuple[int, ...]
    context: Callable[[], Context]


class StorySummary(Struct, frozen=True, array_like=True):
    """Of the story at a ``place`` which of its articles is central, counted from 0, and its reasons (see ``Found``)."""

    place: int
    central: int
    reasons: tuple[int, ...]


class PeriodFound(Struct, frozen=True, array_like=True):
    """The place of the story that each article of a period joins, None for none; new stories are at the places after the others.
    ``summaries`` are those of the stories of two articles or more that have changed.
    """

    joined: tuple[int | None, ...]
    summaries: tuple[StorySummary, ...]


class Found(Struct, frozen=True, array_like=True):
    """A story: the numbers of its articles, in order; the one that is most like all of them (``central``); the hashes of the
    names and words that they share, the most telling first; and its ``name`` if the editor declares it, or empty.
    """

    articles: tuple[int, ...]
    central: int
    reasons: tuple[int, ...]
    name: str = ""


def find_stories(articles: Sequence[StoryArticle], compute: Compute) -> tuple[Found, ...]:
    """The stories of two articles or more among ``articles``, which are in the order of their dates; in the order of their first
    articles.
    """
    keys = [hash_of(article) for article in articles]
    terms = [article.words + article.capitals for article in articles]
    periods = [
        list(run) for _, run in groupby(range(len(articles)), lambda number: articles[number].first_day // _PERIOD)
    ]
    stories: list[list[int]] = []
    summaries: dict[int, StorySummary] = {}
    running: Sequence[int] = ()
    counted = Context([article.language for article in articles], terms, periods)
    for at, period in enumerate(periods):
        running = _running(articles, stories, running, articles[period[0]].first_day)
        former = sorted((member, place) for place, story in enumerate(running) for member in stories[story])
        compared = [*(member for member, _ in former), *period]
        context = _context(periods, at)
        inputs = Period(
            articles=tuple([articles[number] for number in compared]),
            places=tuple([place for _, place in former]),
            context=partial(counted.move, context),
        )
        around = [keys[number] for number in counted.numbers(context)]
        key = [keys[number] for number in compared], inputs.places, around
        found = compute(find_stories_of_period, inputs, PeriodFound, key)
        new = 1 + max((place for place in found.joined if place is not None), default=-1) - len(running)
        running = (*running, *range(len(stories), len(stories) + new))
        stories += [[] for _ in range(new)]
        for number, place in zip(period, found.joined, strict=True):
            if place is not None:
                stories[running[place]].append(number)
        summaries |= {running[one.place]: one for one in found.summaries}
    return tuple(
        Found(
            tuple(members), members[summaries[story].central], summaries[story].reasons, articles[members[0]].declared
        )
        for story, members in enumerate(stories)
        if len(members) > 1
    )


def _running(
    articles: Sequence[StoryArticle], stories: Sequence[Sequence[int]], before: Iterable[int], first_day: int
) -> tuple[int, ...]:
    """The stories that articles from ``first_day`` on can join, of those that they could ``before``: declared ones and those of
    the last weeks. Articles without a date (0) can join any.
    """
    if not first_day:
        return tuple(range(len(stories)))
    return tuple(
        story
        for story in before
        if articles[stories[story][0]].declared
        or max(articles[number].last_day for number in stories[story]) >= first_day - MONTH
    )


def _context(periods: Sequence[Sequence[int]], at: int) -> range:
    """The places of the period ``at``, and of as many before and after it as have ``_CONTEXT`` articles together."""
    first = last = at
    count = len(periods[at])
    while count < _CONTEXT and last - first + 1 < len(periods):
        first, last = max(0, first - 1), min(len(periods) - 1, last + 1)
        count = sum(map(len, periods[first : last + 1]))
    return range(first, last + 1)


def find_stories_of_period(inputs: Period) -> PeriodFound:
    """Which stories the articles of one period join."""
    stories = _Stories(inputs)
    known = len(inputs.places)
    for number, place in enumerate(inputs.places):
        stories.join(number, place)
    joined = tuple([stories.add(number) for number in range(known, len(inputs.articles))])
    changed = sorted({place for place in joined if place is not None})
    return PeriodFound(joined, tuple([found for place in changed if (found := stories.summary(place))]))


class _Story(Struct):
    """A story that grows: the sum of its articles' vectors, its length squared, how many articles have each of its terms, which
    of these have a capital, its last day, and whether the days of all articles are known.
    """

    last_day: int
    declared: str
    articles: list[int] = field(default_factory=list)
    vector: dict[int, float] = field(default_factory=dict)
    length: float = 0.0
    terms: Counter[int] = field(default_factory=Counter)
    names: set[int] = field(default_factory=set)
    days_known: bool = True


class _Stories:
    """The stories so far, and of each rare term those that have it, the last changed last. A term is a word, with a capital or
    without.
    """

    def __init__(self, inputs: Period) -> None:
        self._articles = inputs.articles
        self._terms = [frozenset(unpacked(article.words + article.capitals)) for article in inputs.articles]
        context = inputs.context()
        self._rare = list(map(context.rare, self._terms))
        self._names = [
            rare.intersection(unpacked(article.capitals))
            for rare, article in zip(self._rare, inputs.articles, strict=True)
        ]
        weights = _weights(inputs.articles, context)
        self._vectors = [_vector(unpacked(article.words), weights[article.language]) for article in inputs.articles]
        self._stories: list[_Story] = []
        self._with_term: dict[int, dict[int, None]] = defaultdict(dict)
        self._declared: dict[str, int] = {}

    def add(self, number: int) -> int | None:
        """Adds the article with that ``number`` to its story, or makes one; returns the story's place."""
        article = self._articles[number]
        if fold(article.declared) == NONE:
            return None
        at = self._declared.get(name_key(article.declared)) if article.declared else self._best(number)
        at = len(self._stories) if at is None else at
        self.join(number, at)
        return at

    def join(self, number: int, at: int) -> None:
        """Adds the article with that ``number`` to the story at a place; after the last one, to a new story."""
        article, vector = self._articles[number], self._vectors[number]
        if at == len(self._stories):
            self._stories.append(_Story(article.last_day, article.declared))
            if article.declared:
                self._declared[name_key(article.declared)] = at
        story = self._stories[at]
        if story.articles:
            story.length += 1.0 + 2.0 * _dot(vector, story.vector)
            for word, weight in vector.items():
                story.vector[word] = story.vector.get(word, 0.0) + weight
            story.terms.update(self._terms[number])
        else:  # as most stories stay, of one article
            story.length, story.vector = 1.0, vector.copy()
            story.terms = Counter(dict.fromkeys(self._terms[number], 1))
        story.names |= self._names[number]
        story.last_day = max(story.last_day, article.last_day)
        story.days_known &= article.first_day == article.last_day
        for term in self._rare[number]:
            holders = self._with_term[term]
            if story.articles:
                holders.pop(at, None)
            holders[at] = None
        story.articles.append(number)

    def _best(self, number: int) -> int | None:
        """The story that the article joins; None if it joins no story."""
        article = self._articles[number]
        shared: Counter[int] = Counter()
        for term in self._rare[number]:
            for at in reversed(self._with_term[term]):
                if not self._is_near(article, self._stories[at]):
                    break
                shared[at] += 1
        likely = nlargest(_LIKELY, shared, key=lambda at: (shared[at], -at))
        found = [(found, -at) for at in likely if (found := self._similarity(number, self._stories[at]))]
        return -max(found)[1] if found else None

    def _similarity(self, number: int, story: _Story) -> float:
        """What an article has in common with ``story``; 0 if it is not about that."""
        cosine = _dot(self._vectors[number], story.vector) / math.sqrt(story.length or 1.0)
        names = self._shared_names(number, story)
        found = cosine + NAME * names
        if not self._articles[number].first_day:
            return found if names and cosine >= UNDATED else 0.0
        return found if found >= LEAST else 0.0

    def _shared_names(self, number: int, story: _Story) -> int:
        """How many names the article shares with a part of the story's articles. A name may begin a sentence in one of them."""
        shared = (self._names[number] & story.terms.keys()) | (self._terms[number] & story.names)
        least = len(story.articles) / 3
        return sum(story.terms[name] > least for name in shared)

    def _is_near(self, article: StoryArticle, story: _Story) -> bool:
        if not article.first_day or not story.last_day:
            return not article.first_day
        days_known = story.days_known and article.first_day == article.last_day
        return article.first_day - story.last_day <= (WEEK if days_known else MONTH)

    def summary(self, at: int) -> StorySummary | None:
        """What is central to the story at a place; None where it has one article only."""
        story = self._stories[at]
        if len(story.articles) < 2:
            return None
        return StorySummary(at, story.articles.index(self._central(story)), self._reasons(story))

    def _central(self, story: _Story) -> int:
        """The article with the highest cosine with the whole story; the first of several."""
        return max(story.articles, key=lambda number: _dot(self._vectors[number], story.vector))

    def _reasons(self, story: _Story) -> tuple[int, ...]:
        """What at least half of the articles, and two, have: names, words with a capital, words; the most telling first."""
        least = max(2, len(story.articles) / 2)
        counted = Counter(name for number in story.articles for name in unpacked(self._articles[number].names))
        names = sorted((-count, name) for name, count in counted.items() if count >= least)
        capitals = sorted((-story.terms[term], term) for term in story.names if story.terms[term] >= least)
        words = sorted((-weight, term) for term, weight in story.vector.items() if story.terms[term] >= least)
        return tuple(dict.fromkeys(term for _, term in (*names, *capitals, *words)))


def _weights(articles: Iterable[StoryArticle], context: Context) -> dict[str, dict[int, float]]:
    """The weights of the words of a period's ``articles``, by language: the rarer in the context, the heavier."""
    words: dict[str, set[int]] = defaultdict(set)
    for article in articles:
        words[article.language].update(unpacked(article.words))
    found: dict[str, dict[int, float]] = {}
    for language, of_language in words.items():
        weighed, counts = _weighed(max(context.articles[language], _ENOUGH_ARTICLES)), context.terms[language]
        found[language] = {word: weighed[counts[word]] for word in of_language}
    return found


@lru_cache(maxsize=256)  # the contexts of two periods that follow each other have about as many articles of a language
def _weighed(articles: int) -> tuple[float, ...]:
    """The weight of a word that none, one, two … of so many ``articles`` have; none counts as one."""
    weighed = [round(_STEPS * math.log2((articles + 1) / count)) for count in range(1, articles + 1)]
    return (weighed[0], *weighed)


def _vector(words: Sequence[int], weights: Mapping[int, float]) -> dict[int, float]:
    """The ``weights`` of an article's ``words``, in ascending order; of length 1."""
    found = list(map(weights.__getitem__, words))
    length = math.sqrt(sum([weight * weight for weight in found])) or 1.0
    return {word: weight / length for word, weight in zip(words, found, strict=True)}


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum([weight * other[term] for term, weight in one.items() if term in other])
