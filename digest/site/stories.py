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

The numbers were fitted to tests/stories/tuning.txt; what they find elsewhere is in docs/decisions.md.

Rejected: single links between articles; words of the whole text, which find topics rather than events; recognised names in the
place of words with a capital, which find half as much, since ships, laws and villages are not recognised; names weighted by
their rarity, which finds no more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest

from msgspec import Struct, field

from digest.i18n import fold, name_key
from digest.site.features import unpacked

LEAST = 0.25  # what an article has in common with its story
NAME = 0.07  # for a name, on the scale of cosines
UNDATED = 0.35  # cosine, beside a name, of an article without a date
WEEK, MONTH = 7, 31  # days
NONE = "none"  # the declared story that keeps an article out of all
_ENOUGH_ARTICLES = 50  # in a smaller collection words count as if there were so many
_RARE = 0.02  # share of all articles that have a rare word or name
_FEWEST = 10  # articles that may have a rare word or name however small the collection is
_LIKELY = 8  # stories that an article is compared with


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

    def __init__(self, articles: Sequence[StoryArticle]) -> None:
        self._articles = articles
        self._words = [frozenset(unpacked(article.words)) for article in articles]
        self._terms = [
            words | frozenset(unpacked(article.capitals)) for words, article in zip(self._words, articles, strict=True)
        ]
        self._enough = Counter(article.language for article in articles)
        self._counts: dict[str, Counter[int]] = {language: Counter() for language in self._enough}
        for article, terms in zip(articles, self._terms, strict=True):
            self._counts[article.language].update(terms)
        most = max(_FEWEST, int(len(articles) * _RARE))
        everywhere = sum(self._counts.values(), Counter())
        self._rare = [[term for term in terms if 1 < everywhere[term] <= most] for terms in self._terms]
        self._names = [
            frozenset(unpacked(article.capitals)).intersection(rare)
            for rare, article in zip(self._rare, articles, strict=True)
        ]
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
        story.terms.update(self._terms[number])
        story.names |= self._names[number]
        story.last_day = max(story.last_day, article.last_day)
        story.days_known &= article.first_day == article.last_day
        for term in self._rare[number]:
            holders = self._with_term[term]
            holders.pop(at, None)
            holders[at] = None

    def _vector(self, number: int) -> dict[int, float]:
        """The article's words with their weights; of length 1."""
        language = self._articles[number].language
        counts, enough = self._counts[language], max(self._enough[language], _ENOUGH_ARTICLES)
        words = sorted(self._words[number])
        weights = [math.log((enough + 1) / counts[word]) for word in words]
        length = math.sqrt(sum(weight * weight for weight in weights)) or 1.0
        return {word: weight / length for word, weight in zip(words, weights, strict=True)}

    def _best(self, number: int, vector: Mapping[int, float]) -> int | None:
        """The story that the article joins; None where there is none."""
        article = self._articles[number]
        shared: Counter[int] = Counter()
        for term in self._rare[number]:
            for at in reversed(self._with_term[term]):
                if not self._is_near(article, self._stories[at]):
                    break
                shared[at] += 1
        likely = nlargest(_LIKELY, shared, key=lambda at: (shared[at], -at))
        found = [(found, -at) for at in likely if (found := self._similarity(number, vector, self._stories[at]))]
        return -max(found)[1] if found else None

    def _similarity(self, number: int, vector: Mapping[int, float], story: _Story) -> float:
        """What an article has in common with ``story``; 0 if it is not about that."""
        cosine = _dot(vector, story.vector) / math.sqrt(story.length or 1.0)
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

    def found(self) -> Iterator[Found]:
        """The stories of two articles or more."""
        for story in self._stories:
            if len(story.articles) > 1:
                yield Found(tuple(story.articles), self._central(story), self._reasons(story), story.declared)

    def _central(self, story: _Story) -> int:
        """The article with the highest cosine with the whole story; the first of several."""
        return max(story.articles, key=lambda number: _dot(self._vector(number), story.vector))

    def _reasons(self, story: _Story) -> tuple[int, ...]:
        """What at least half of the articles, and two, have: names, words with a capital, words; the most telling first."""
        least = max(2, len(story.articles) / 2)
        counted = Counter(name for number in story.articles for name in unpacked(self._articles[number].names))
        names = sorted((-count, name) for name, count in counted.items() if count >= least)
        capitals = sorted((-story.terms[term], term) for term in story.names if story.terms[term] >= least)
        words = sorted((-weight, term) for term, weight in story.vector.items() if story.terms[term] >= least)
        return tuple(dict.fromkeys(term for _, term in (*names, *capitals, *words)))


def _dot(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum(weight * other[term] for term, weight in one.items() if term in other)
