"""Stories: which articles are about the same event.

Articles join stories in the order of their dates. What they have in common is measured twice: by the cosine of their words,
weighted by rarity (inverse document frequency, Spärck Jones 1972), with the sum of the story's articles; and by the number of
rare names. Names show which people, words what happened to them: an article that shares a name only is about the same people
and another event. Where no article of the story is in its language, names alone decide. Comparing with the
whole story rather than with single articles keeps chains of similar articles from becoming one story.

The window is a week between an article and the story's last one, or a month where a date is known to the month only. An article
without a date needs ``UNDATED``. The editor's word comes first: articles with the same declared story are one, whatever they
say, and ``none`` keeps one out of all.

The thresholds were fitted to tests/stories/tuning.txt; what they find elsewhere is in docs/decisions.md.

Rejected: single links between articles; words of the whole text, which find topics rather than events.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest

from msgspec import Struct, field

from digest.i18n import fold, name_key
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


class StoryInputs(Struct, frozen=True, array_like=True):
    """All articles, in the order of their dates."""

    articles: tuple[StoryArticle, ...]


class Found(Struct, frozen=True, array_like=True):
    """A story: the numbers of its articles, in order; the one that is most like all of them (``central``); the hashes of the
    names and words that they share, the most telling first; and its ``name`` if the editor declares it, or empty.
    """

    articles: tuple[int, ...]
    central: int
    reasons: tuple[int, ...]
    name: str = ""


def find_stories(inputs: StoryInputs) -> tuple[Found, ...]:
    """The stories of two articles or more, in the order of their first articles."""
    stories = _Stories(inputs.articles)
    for number in range(len(inputs.articles)):
        stories.add(number)
    return tuple(stories.found())


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

    def __init__(self, articles: Sequence[StoryArticle]) -> None:
        self._articles = articles
        self._words = [frozenset(unpacked(article.words)) for article in articles]
        names = [frozenset(unpacked(article.names)) for article in articles]
        self._counts = Counter(word for words in self._words for word in words)
        self._enough = max(len(articles), _ENOUGH_ARTICLES)
        self._most = max(_FEWEST, int(len(articles) * _RARE))
        counted = Counter(name for found in names for name in found)
        self._names = [frozenset(name for name in found if counted[name] <= self._most) for found in names]
        self._stories: list[_Story] = []
        self._with_term: dict[int, dict[int, None]] = defaultdict(dict)
        self._declared: dict[str, int] = {}

    def add(self, number: int) -> None:
        """Adds the article with that ``number`` to its story, or makes one."""
        article = self._articles[number]
        if fold(article.declared) == NONE:
            return
        vector = self._vector(number)
        key = name_key(article.declared) if article.declared else ""
        at = self._declared.get(key) if key else self._best(number, vector)
        if at is None:
            at = len(self._stories)
            self._stories.append(_Story(article.last_day, article.declared))
            if key:
                self._declared[key] = at
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

    def _vector(self, number: int) -> dict[int, float]:
        """The article's words with their weights; of length 1."""
        words = sorted(self._words[number])
        weights = [math.log((self._enough + 1) / self._counts[word]) for word in words]
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        return {word: weight / length for word, weight in zip(words, weights, strict=True)}

    def _rare_terms(self, number: int) -> list[int]:
        return [word for word in self._words[number] if 1 < self._counts[word] <= self._most] + list(
            self._names[number]
        )

    def _best(self, number: int, vector: Mapping[int, float]) -> int | None:
        """The story that the article joins; None where there is none."""
        article = self._articles[number]
        shared: Counter[int] = Counter()
        for term in self._rare_terms(number):
            for at in reversed(self._with_term[term]):
                if not self._is_near(article, self._stories[at]):
                    break
                shared[at] += 1
        likely = nlargest(_LIKELY, shared, key=lambda at: (shared[at], -at))
        found = [(found, -at) for at in likely if (found := self._similarity(number, vector, self._stories[at]))]
        return -max(found)[1] if found else None

    def _similarity(self, number: int, vector: Mapping[int, float], story: _Story) -> float:
        """How near an article is to ``story``; 0 if it is not about that."""
        article = self._articles[number]
        shared = self._names[number] & story.names
        names = len(shared) - (1 - _COUNTRY) * len(shared & country_hashes())
        cosine = _dot(vector, story.vector) / math.sqrt(story.length or 1.0)
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

    def found(self) -> Iterator[Found]:
        """The stories of two articles or more."""
        for story in self._stories:
            if len(story.articles) > 1:
                yield Found(tuple(story.articles), self._central(story), self._reasons(story), story.declared)

    def _central(self, story: _Story) -> int:
        """The article with the highest cosine with the whole story; the first of several."""
        return max(story.articles, key=lambda number: _dot(self._vector(number), story.vector))

    def _reasons(self, story: _Story) -> tuple[int, ...]:
        """The names and words that at least half of the articles, and two, have: names first, then the most telling first."""
        least = max(2, len(story.articles) / 2)
        names = Counter(name for number in story.articles for name in self._names[number])
        words = Counter(word for number in story.articles for word in self._words[number])
        found = sorted((-count, name) for name, count in names.items() if count >= least)
        told = sorted((-story.vector[word], word) for word, count in words.items() if count >= least)
        return tuple(term for _, term in (*found, *told))


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum(weight * other[term] for term, weight in one.items() if term in other)
