"""Stories: which articles are about the same event.

Articles join stories in the order of their dates. What they have in common is measured twice: by the cosine of their words,
weighted by rarity (inverse document frequency, Spärck Jones 1972), with the sum of the story's articles; and by the number of
rare names. Names show which people, words what happened to them: an article that shares a name only is about the same people
and another event. Where no article of the story is in its language, names alone decide. Comparing with the
whole story rather than with single articles keeps chains of similar articles from becoming one story.

The window is a week between an article and the story's last one, or a month where a date is known to the month only. An article
without a date needs ``UNDATED``. The editor's word comes first: articles with the same declared story are one, whatever they
say, and ``none`` keeps one out of all.

Articles are taken four weeks at a time, and words weighed by the articles of these weeks, or of as many around them as make
``_CONTEXT``. So what is found depends on few articles, and after an edit only the weeks around it are gone through again.

The thresholds were fitted to tests/stories/tuning.txt; what they find elsewhere is in docs/decisions.md.

Rejected: single links between articles; words of the whole text, which find topics rather than events.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import groupby

from msgspec import Struct, field

from digest.codec import hash_of
from digest.i18n import fold, name_key
from digest.site.compute import Compute
from digest.site.features import country_hashes, unpacked

# Cosines with a story that shares no name, one name, or several; and one name, of an article without a date.
NO_NAME, LEAST, WITH_NAMES, UNDATED = 0.25, 0.15, 0.12, 0.35
NAMES = 1.5  # rare names that are several, and that decide across languages
_COUNTRY = 0.5  # of a name
WEEK, MONTH = 7, 31  # days
NONE = "none"  # the declared story that keeps an article out of all
_ENOUGH_ARTICLES = 50  # in a smaller collection words count as if there were so many
_RARE = 0.02  # share of all articles that have a rare word or name
_FEWEST = 10  # articles that may have a rare word or name however small the collection is
_LIKELY = 8  # stories that an article is compared with
_PERIOD = 28  # days whose articles are gone through together
_CONTEXT = 400  # articles, at least, whose words tell how rare a word is
_STEPS = 4  # of a weight while a word becomes twice as rare, so that one more article changes few weights


class StoryArticle(Struct, frozen=True, array_like=True):
    """What decides on an article's story: the first and last day that its date may be (as ordinals; 0 where nobody knows),
    hashes of words and names, packed, its language, and the story that the editor declares.
    """

    first_day: int
    last_day: int
    words: bytes
    names: bytes
    language: str
    declared: str = ""


class Period(Struct, frozen=True):
    """``articles`` of four weeks, in the order of their dates, after those of the stories that they can join, whose ``places``
    tell which story it is. ``context`` has the words of the articles by which words are weighed; ``words`` and ``names`` are
    those that too many articles of the site have.
    """

    articles: tuple[StoryArticle, ...]
    places: tuple[int, ...]
    context: tuple[bytes, ...]
    words: frozenset[int]
    names: frozenset[int]


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
    frequent = _frequent([article.words for article in articles]), _frequent([article.names for article in articles])
    periods = [
        list(run) for _, run in groupby(range(len(articles)), lambda number: articles[number].first_day // _PERIOD)
    ]
    stories: list[list[int]] = []
    summaries: dict[int, StorySummary] = {}
    running: Sequence[int] = ()
    for at, period in enumerate(periods):
        running = _running(articles, stories, running, articles[period[0]].first_day)
        former = sorted((member, place) for place, story in enumerate(running) for member in stories[story])
        compared = [*(member for member, _ in former), *period]
        context = _context(periods, at)
        inputs = Period(
            articles=tuple([articles[number] for number in compared]),
            places=tuple([place for _, place in former]),
            context=tuple([articles[number].words for number in context]),
            words=frequent[0].intersection(_all(articles[number].words for number in compared)),
            names=frequent[1].intersection(_all(articles[number].names for number in compared)),
        )
        short = [keys[number] for number in compared], inputs.places, [keys[number] for number in context]
        key = (*short, sorted(inputs.words), sorted(inputs.names))
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


def _all(packed: Iterable[bytes]) -> Sequence[int]:
    """The hashes of all articles, one after the other."""
    return unpacked(b"".join(packed))


def _frequent(packed: Sequence[bytes]) -> frozenset[int]:
    """The hashes that too many articles have to be rare."""
    most = max(_FEWEST, int(len(packed) * _RARE))
    return frozenset(term for term, count in Counter(_all(packed)).items() if count > most)


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


def _context(periods: Sequence[Sequence[int]], at: int) -> list[int]:
    """The articles of the period ``at``, and of as many before and after it as make ``_CONTEXT``."""
    first = last = at
    count = len(periods[at])
    while count < _CONTEXT and last - first + 1 < len(periods):
        first, last = max(0, first - 1), min(len(periods) - 1, last + 1)
        count = sum(map(len, periods[first : last + 1]))
    return [number for period in periods[first : last + 1] for number in period]


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
    """A story that grows: the sum of its articles' vectors, its length squared, its names and languages, its last day, and
    whether the days of all articles are known.
    """

    last_day: int
    declared: str
    articles: list[int] = field(default_factory=list)
    vector: dict[int, float] = field(default_factory=dict)
    length: float = 0.0
    names: set[int] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    days_known: bool = True


class _Stories:
    """The stories so far, and of each rare term those that have it, the last changed last."""

    def __init__(self, inputs: Period) -> None:
        self._articles = inputs.articles
        self._words = [unpacked(article.words) for article in inputs.articles]
        self._names = [frozenset(unpacked(article.names)) - inputs.names for article in inputs.articles]
        self._frequent = inputs.words
        enough = max(len(inputs.context), _ENOUGH_ARTICLES) + 1
        weighed = {count: round(_STEPS * math.log2(enough / count)) for count in range(1, enough)}
        counts = Counter(_all(inputs.context))
        self._weights = {word: weighed[counts[word] or 1] for words in self._words for word in words}
        self._vectors = list(map(self._vector, self._words))
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
        story.articles.append(number)
        story.length += 1.0 + 2.0 * _dot(vector, story.vector)
        for word, weight in vector.items():
            story.vector[word] = story.vector.get(word, 0.0) + weight
        story.names |= self._names[number]
        story.languages.add(article.language)
        story.last_day = max(story.last_day, article.last_day)
        story.days_known &= article.first_day == article.last_day
        for term in self._rare_terms(number):
            holders = self._with_term[term]
            holders.pop(at, None)
            holders[at] = None

    def _vector(self, words: Sequence[int]) -> dict[int, float]:
        """The weights of an article's ``words``, in ascending order; of length 1."""
        weights = [self._weights[word] for word in words]
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        return {word: weight / length for word, weight in zip(words, weights, strict=True)}

    def _rare_terms(self, number: int) -> list[int]:
        return [*(word for word in self._words[number] if word not in self._frequent), *self._names[number]]

    def _best(self, number: int) -> int | None:
        """The story that the article joins; None where there is none."""
        article = self._articles[number]
        shared: Counter[int] = Counter()
        for term in self._rare_terms(number):
            for at in reversed(self._with_term[term]):
                if not self._is_near(article, self._stories[at]):
                    break
                shared[at] += 1
        likely = nlargest(_LIKELY, shared, key=lambda at: (shared[at], -at))
        found = [(found, -at) for at in likely if (found := self._similarity(number, self._stories[at]))]
        return -max(found)[1] if found else None

    def _similarity(self, number: int, story: _Story) -> float:
        """How near an article is to ``story``; 0 if it is not about that."""
        article = self._articles[number]
        shared = self._names[number] & story.names
        names = len(shared) - (1 - _COUNTRY) * len(shared & country_hashes())
        cosine = _dot(self._vectors[number], story.vector) / math.sqrt(story.length or 1.0)
        if not article.first_day:
            return cosine + names if names and cosine >= UNDATED else 0.0
        if names >= NAMES and article.language not in story.languages:
            return cosine + names
        least = WITH_NAMES if names >= NAMES else LEAST if names else NO_NAME
        return cosine + names if cosine >= least else 0.0

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
        """The names and words that at least half of the articles, and two, have: names first, then the most telling first."""
        least = max(2, len(story.articles) / 2)
        names = Counter(name for number in story.articles for name in self._names[number])
        words = Counter(word for number in story.articles for word in self._words[number])
        found = sorted((-count, name) for name, count in names.items() if count >= least)
        telling = sorted((-story.vector[word], word) for word, count in words.items() if count >= least)
        return tuple(term for _, term in (*found, *telling))


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum(weight * other[term] for term, weight in one.items() if term in other)
