"""The search: its page, and the index that its script loads piece by piece.

What may be found is what ``visible()`` leaves of an article. The index is made here and not while pages are rendered, since
search.html says what its first file is called, and that name depends on what all of them hold.

Given up: an index that is read from somewhere while it is made. It is a function of the articles, as every page is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from html import unescape

from digest import __version__, addresses, places, search
from digest.model import Article, Page
from digest.pages.desk import Desk
from digest.rights import Sink, visible
from digest.search import Entry, Weight
from digest.views import CallView, Card, Choice, Filter, SearchView, Typeset
from digest.words import clip, direction

SHARD = 4_300  # bytes of a shard, about: a query loads one or two of each segment
CARDS = 10  # of a file: a page of results takes up to ten files
DEK = 160  # characters of a dek among results, which are scanned and not read
_FACETS = {"topics": "t", "sources": "s", "languages": "l"}
_YEAR, _UNDATED = "y", "undated"
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>")  # fmt: skip  # noqa: E501
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What the script has to know of a segment: its folder, how many articles it has, and where each shard begins."""

    folder: str
    count: int
    firsts: tuple[str, ...]


def search_pages(desk: Desk) -> Iterator[Page]:
    """search.html and all files of the index; nothing where there is no search, or nothing to be found."""
    if not desk.site.search:
        return
    parts = []
    for name, indexes in search.divided([(item.article.date, item.slug) for item in desk.digest.items]):
        part, pages = _segment(desk, name, indexes)
        parts.append(part)
        yield from pages
    data = {"cards": CARDS, "segments": [[part.folder, part.count, part.firsts] for part in parts]}
    index = addresses.index(_hash(data))
    yield Page(address=index, template="call", view=CallView(data=data))
    heading = desk.words.gettext("Search")
    yield Page(
        address=addresses.SEARCH,
        template="search.html",
        view=SearchView(
            frame=desk.frame(addresses.SEARCH, heading, description=desk.words.joined(desk.facts), current="search"),
            heading=heading,
            index=index,
            filters=tuple(_filters(desk)),
            words=_words(desk),
        ),
    )


def _segment(desk: Desk, name: str, indexes: tuple[int, ...]) -> tuple[_Part, list[Page]]:
    """The index of one period: its shards and its cards."""
    size = min(SHARD * search.scale(len(desk.digest.items)), search.MOST)
    shards = search.shards([_entry(desk, index) for index in indexes], size)
    cards = [_card(desk, index) for index in indexes]
    # Cards are set when they are written, by rules of this version.
    hashed = _hash([__version__, [shard.text for shard in shards], cards])
    files: dict[str, object] = {str(number): shard.text for number, shard in enumerate(shards)}
    files |= {f"c{start // CARDS}": cards[start : start + CARDS] for start in range(0, len(cards), CARDS)}
    pages = [
        Page(address=addresses.segment(name, hashed, part), template="call", view=CallView(data=data))
        for part, data in files.items()
    ]
    folder = addresses.segment(name, hashed, "").rpartition("/")[0]
    return _Part(folder=folder, count=len(indexes), firsts=tuple(shard.first for shard in shards)), pages


def _hash(data: object) -> str:
    text = json.dumps(data, default=asdict)  # Typeset is the only record in it
    return sha256(text.encode("ascii")).hexdigest()[:12]


def _entry(desk: Desk, index: int) -> Entry:
    """What of an article can be found, as far as its rights go."""
    article = visible(desk.digest.items[index].article, desk.digest.settings, Sink.SEARCH)
    assert article is not None  # noqa: S101 - arrange() has left out what nobody may see
    names = [
        *(term.label for term in desk.terms("topics", index)),
        *(places.label(place, desk.digest.settings.language) for place in article.places),
        *article.people,
        *article.organisations,
        *filter(None, (article.source, article.author)),
    ]
    return Entry(
        texts=(
            (Weight.HEADLINE, article.title),
            (Weight.NAME, "\n".join(names)),
            (Weight.TEXT, f"{article.summary or ''}\n{plain(article.html)}"),
        ),
        facets=tuple(_facets(desk, index, article)),
    )


def plain(html: str) -> str:
    """The text of safe HTML: a block ends a word, an element within a line does not."""
    return unescape(_TAG.sub("\n", _INLINE.sub("", html)))


def _facets(desk: Desk, index: int, article: Article) -> Iterator[str]:
    for kind, mark in _FACETS.items():
        yield from (mark + term.slug for term in desk.terms(kind, index))
    yield _YEAR + (str(article.date.year) if article.date else _UNDATED)


def _card(desk: Desk, index: int) -> Sequence[object]:
    """An article among the results; ``search.js`` reads it in this order."""
    card: Card = desk.cards[index]
    topics = desk.terms("topics", index)
    return (
        desk.digest.items[index].slug,
        Typeset(text=card.title, language=card.language),
        card.language,
        Typeset(text=clip(card.dek, DEK), language=card.language),
        card.when,
        Typeset(text=card.source, language=desk.site.language),
        topics[0].slug if topics else "",
        int(card.draft),
    )


def _filters(desk: Desk) -> Iterator[Filter]:
    """What a search can be narrowed to, where there is a choice."""
    years = [date for date in desk.digest.periods if date.month is None]
    dated = [Choice(value=str(date), label=desk.words.date(date)) for date in years]
    if desk.digest.undated:
        dated.append(Choice(value=_UNDATED, label=desk.words.gettext("undated")))
    found = {
        kind: [
            Choice(value=term.slug, label=term.label)
            for term in sorted(terms, key=lambda term: desk.words.collation(term.label))
        ]
        for kind, terms in desk.digest.terms.items()
    }
    names = {"topics": "topic", "dates": "year", "sources": "source", "languages": "language"}
    for kind, name in names.items():
        choices = dated if kind == "dates" else found[kind]
        if len(choices) > 1:
            yield Filter(name=name, label=desk.kinds[kind], choices=tuple(choices))


def _words(desk: Desk) -> dict[str, object]:
    """All that the script says, and what it has to know to say it."""
    _ = desk.words.gettext
    return {
        "found": desk.words.forms("%(num)s article", "%(num)s articles"),
        "loading": _("Loading…"),
        "none": _("Nothing found."),
        "hint": _("Try fewer words, the beginning of a word, or no filter."),
        "failed": _("The search cannot be loaded."),
        "again": _("Try again"),
        "more": _("Show more"),
        "draft": _("Draft") if desk.digest.settings.drafts else "",
        "undated": _("undated"),
        "languages": {
            tag: [desk.foreign(tag), direction(tag)] for tag in sorted({card.language for card in desk.cards})
        },
        "topics": {term.slug: term.label for term in sorted(desk.digest.terms["topics"], key=lambda term: term.slug)},
    }
