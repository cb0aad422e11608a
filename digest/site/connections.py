"""What shows only where all articles are compared: copies, stories and related articles, as the site has them.

Each of the three is a function of features alone, so a build computes again only those whose features have changed
(``Compute``). A text that is corrected changes none, or only the copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date as calendar_day
from functools import lru_cache

from msgspec.structs import replace

from digest.dates import Date
from digest.model import ArticleCard, Connections, NewsStory, Site
from digest.site.arrange import fewest_articles
from digest.site.compute import Compute
from digest.site.duplicates import Copies, TextOfArticle, find_copies_again
from digest.site.related import NamesOfArticle, RelatedArticles, find_related_again
from digest.site.stories import Found, StoryArticle, find_stories

_MONTH = 30  # days after the first of a month that an article of unknown day may have appeared
_NEVER = 1 << 30  # an ordinal after all days


def connected(site: Site, compute: Compute) -> Site:
    """``site`` with its connections. Of copies, lists have one only."""
    settings = site.settings
    cards = [article.card for article in site.articles]
    order = sorted(range(len(cards)), key=lambda index: (*_first_known(cards[index]), cards[index].file))
    first = _first_copies(cards, order, compute) if settings.duplicates else list(range(len(cards)))
    found = _found(cards, order, first, compute) if settings.stories else ()
    story_of = {index: number for number, story in enumerate(found) for index in story.articles}
    for index, one in enumerate(first):
        if one in story_of and not cards[index].story:
            story_of.setdefault(index, story_of[one])
    of_names = [
        NamesOfArticle(
            card.file, card.features.names, _days(card.date)[0], _group(cards, found, story_of.get(index), one)
        )
        for index, (card, one) in enumerate(zip(cards, first, strict=True))
    ]
    connections = Connections(
        copies=_groups(first, order),
        stories=tuple(_story(site, cards, story) for story in found),
        story_of=story_of,
        related=compute.again(find_related_again, of_names, RelatedArticles()).rows,
    )
    return with_connections(site, connections)


def with_connections(site: Site, connections: Connections) -> Site:
    """``site``, as it was arranged, with its ``connections``, and lists that have of copies one only."""
    return _without_rare_names(_with_one_of_copies(replace(site, connections=connections)))


def _group(cards: Sequence[ArticleCard], stories: Sequence[Found], story: int | None, first_copy: int) -> str:
    """What the articles of one ``story``, or else of one text, have in common and no other: the file of the first of them."""
    return cards[first_copy].file if story is None else f"{cards[stories[story].articles[0]].file}\0"


@lru_cache(maxsize=4096)  # many articles have one date, and it is asked for three times
def _days(date: Date | None) -> tuple[int, int]:
    """The first and the last day that ``date`` may be, as ordinals; 0 where its month is not known."""
    if date is None or date.month is None:
        return 0, 0
    first = calendar_day(date.year, date.month, date.day or 1).toordinal()
    return first, first if date.day else first + _MONTH


def _first_known(card: ArticleCard) -> tuple[int, int]:
    first, last = _days(card.date)
    return first or _NEVER, last


def _first_copies(cards: Sequence[ArticleCard], order: Sequence[int], compute: Compute) -> list[int]:
    """For each article the first published one of the same text; itself where there is no other."""
    texts = [
        TextOfArticle(card.file, card.features.rate, card.features.shingles) for card in map(cards.__getitem__, order)
    ]
    found = compute.again(find_copies_again, texts, Copies()).first
    first = [0] * len(cards)
    for index, number in zip(order, found, strict=True):
        first[index] = order[number]
    return first


def _found(
    cards: Sequence[ArticleCard], order: Sequence[int], first: Sequence[int], compute: Compute
) -> tuple[Found, ...]:
    """The stories, with indexes as numbers. Of copies, the first takes part, and those that the editor puts into a story."""
    taking_part = [index for index in order if first[index] == index or cards[index].story]
    articles = [_story_article(cards[index]) for index in taking_part]
    return tuple(
        replace(
            story,
            articles=tuple(taking_part[number] for number in story.articles),
            central=taking_part[story.central],
        )
        for story in find_stories(articles, compute)
    )


def _story_article(card: ArticleCard) -> StoryArticle:
    first_day, last_day = _days(card.date)
    return StoryArticle(
        first_day=first_day,
        last_day=last_day,
        words=card.features.words,
        capitals=card.features.capitals,
        names=card.features.names,
        language=card.language.split("-")[0],
        declared=card.story or "",
    )


def _groups(first: Sequence[int], order: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """For each article of which there are copies the indexes of all of them, the first published first."""
    members: dict[int, list[int]] = defaultdict(list)
    for index in order:
        members[first[index]].append(index)
    return {index: tuple(group) for group in members.values() if len(group) > 1 for index in group}


def _story(site: Site, cards: Sequence[ArticleCard], found: Found) -> NewsStory:
    """The story. Its address is that of its first article, so it stays while that does."""
    shown = cards[_headline_of(site, cards, found)]
    return NewsStory(
        slug=site.articles[found.articles[0]].slug,
        title=found.name or shown.label,
        language="" if found.name else shown.language,
        articles=found.articles,
        reasons=() if found.name else found.reasons,
    )


def _headline_of(site: Site, cards: Sequence[ArticleCard], found: Found) -> int:
    """The article whose headline is that of the story: the central one, unless others have one in the site's language, or have
    one where it has none.
    """
    own = site.settings.language.split("-")[0]
    titled = [index for index in found.articles if cards[index].title]
    fitting = [index for index in titled if cards[index].language.split("-")[0] == own] or titled
    return fitting[0] if fitting and found.central not in fitting else found.central


def _with_one_of_copies(site: Site) -> Site:
    """``site`` with terms and periods that have, of the copies among their articles, the first published one only."""
    if not site.connections.copies:
        return site

    def one_each(indexes: tuple[int, ...]) -> tuple[int, ...]:
        return one_of_copies(site.connections, indexes)

    terms = {
        kind: tuple(replace(term, articles=one_each(term.articles)) for term in terms)
        for kind, terms in site.terms.items()
    }
    return replace(
        site,
        terms=terms,
        periods={period: one_each(indexes) for period, indexes in site.periods.items()},
        undated=one_each(site.undated),
        listed=one_each(tuple(range(len(site.articles)))),
    )


def one_of_copies(connections: Connections, indexes: tuple[int, ...]) -> tuple[int, ...]:
    """``indexes`` with, of the copies among them, the first published one only."""
    copies = connections.copies
    if copies.keys().isdisjoint(indexes):
        return indexes
    listed = frozenset(indexes)
    return tuple(
        index
        for index in indexes
        if index not in copies or index == next(copy for copy in copies[index] if copy in listed)
    )


def _without_rare_names(site: Site) -> Site:
    """``site`` without the terms that too few articles name, and with the fullest first, now that of copies only one counts."""
    terms, terms_of = dict(site.terms), dict(site.terms_of)
    for kind, found in site.terms.items():
        fewest = fewest_articles(len(term.articles) for term in found if term.is_repeated)
        kept = [number for number, term in enumerate(found) if not term.is_repeated or len(term.articles) >= fewest]
        kept.sort(key=lambda number: -len(terms[kind][number].articles))
        if kept == list(range(len(found))):
            continue
        places = {old: new for new, old in enumerate(kept)}
        rows = {row: tuple(places[old] for old in row if old in places) for row in set(site.terms_of[kind])}
        terms[kind] = tuple(found[old] for old in kept)
        terms_of[kind] = tuple(map(rows.__getitem__, site.terms_of[kind]))
    return replace(site, terms=terms, terms_of=terms_of)
