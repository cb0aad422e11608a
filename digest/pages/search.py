"""The search: its page, and the index that its script loads piece by piece.

What may be found is what ``visible()`` leaves of an article. The index is made with the plan and not while pages are rendered,
since search.html says what its first file is called, and that name depends on what all of them hold. Each segment is made once
for what it is made from, and so are the words of each article.

Rejected: an index that is read from somewhere while it is made. It is a function of the articles, as every page is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import sha256
from html import unescape

from msgspec.structs import asdict

from digest import __version__, search, urls
from digest.i18n import clip, direction
from digest.model import Planned
from digest.pages.desk import Desk
from digest.pages.keys import Segment
from digest.pages.views import CallView, Card, Choice, Filter, SearchView, Typeset
from digest.search import Entry, Found, Weight
from digest.site.rights import Sink, rights_of, visible
from digest.vocabulary import countries

CARDS = 10  # of a file: a page of results takes up to ten files
DEK = 160  # characters of a dek among results, which are scanned and not read
_FACETS = {"topics": "t", "sources": "s", "languages": "l"}
_YEAR, _UNDATED = "y", "undated"
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>")  # fmt: skip  # noqa: E501
_TAG = re.compile(r"<[^>]*>")


_Part = tuple[str, int, tuple[str, ...]]  # a segment's folder, how many articles it has, and where each shard begins


def search_pages(desk: Desk) -> Iterator[Planned]:
    """search.html and all files of the index; nothing where there is no search, or nothing to be found."""
    if not desk.site.search:
        return
    parts = []
    for segment in segments(desk):
        desk.texts.keep(segment.key)
        part, files = indexed(desk, segment)
        parts.append(part)
        for address in files:
            yield Planned(
                address=address,
                template="call",
                key=desk.keys.page(address),
                view=partial(_file, segment=segment, address=address),
            )
    data = {"cards": CARDS, "segments": parts}
    top = urls.index(_hash(data))
    yield Planned(address=top, template="call", key=desk.keys.page(top), view=partial(_given, data=data))
    key = desk.keys.page("search", top, desk.keys.all)
    yield Planned(address=urls.SEARCH, template="search.html", key=key, view=partial(_view, index=top))


def _view(desk: Desk, index: str) -> SearchView:
    heading = desk.words.gettext("Search")
    return SearchView(
        frame=desk.frame(urls.SEARCH, heading, description=desk.words.joined(desk.facts), current="search"),
        heading=heading,
        index=index,
        filters=tuple(_filters(desk)),
        words=_words(desk),
    )


def _given(_desk: Desk, data: object) -> CallView:
    return CallView(data=data)


def _file(desk: Desk, segment: Segment, address: str) -> CallView:
    return CallView(data=_files(desk, segment)[1][address])


def indexed(desk: Desk, segment: Segment) -> tuple[_Part, tuple[str, ...]]:
    """What the script has to know of a segment, and the addresses of its files."""

    def make() -> tuple[_Part, tuple[str, ...]]:
        part, files = _files(desk, segment)
        return part, tuple(files)

    return desk.texts.remembered(segment.key, ("part",), make)


def segments(desk: Desk) -> tuple[Segment, ...]:
    """What is indexed together for the search; nothing where there is none."""
    return desk.keys.segments if desk.site.search else ()


def is_indexed(desk: Desk, segment: Segment) -> bool:
    """Whether ``indexed`` knows that already."""
    return desk.texts.knows(segment.key, ("part",))


def _files(desk: Desk, segment: Segment) -> tuple[_Part, dict[str, object]]:
    """The index of one period: its shards and its cards."""
    return desk.texts.remembered(segment.key, ("files",), partial(_made, desk, segment))


def _made(desk: Desk, segment: Segment) -> tuple[_Part, dict[str, object]]:
    desk.soon(segment.indexes)
    shards = search.shards([_entry(desk, index) for index in segment.indexes], desk.keys.shard)
    cards = [_card(desk, index) for index in segment.indexes]
    # Cards are set when they are written, by rules of this version.
    hashed = _hash([__version__, [shard.text for shard in shards], cards])
    parts: dict[str, object] = {str(number): shard.text for number, shard in enumerate(shards)}
    parts |= {f"c{start // CARDS}": cards[start : start + CARDS] for start in range(0, len(cards), CARDS)}
    folder = urls.segment(segment.name, hashed, "").rpartition("/")[0]
    part = (folder, len(segment.indexes), tuple(shard.first for shard in shards))
    return part, {urls.segment(segment.name, hashed, name): data for name, data in parts.items()}


def _hash(data: object) -> str:
    text = json.dumps(data, default=asdict)  # Typeset is the only record in it
    return sha256(text.encode("ascii")).hexdigest()[:12]


def _entry(desk: Desk, index: int) -> Entry:
    """What of an article can be found, as far as its rights go."""
    title, text, named = _found(desk, index)
    names = [*(term.label for term in desk.terms("topics", index)), *named]
    return Entry(
        texts=((Weight.HEADLINE, title), (Weight.NAME, search.found("\n".join(names))), (Weight.TEXT, text)),
        facets=tuple(_facets(desk, index)),
    )


def _found(desk: Desk, index: int) -> tuple[Found, Found, tuple[str, ...]]:
    """What the headline and the text of an article hold, and the names in its record."""
    settings = desk.digest.settings

    def make() -> tuple[tuple[str, str], tuple[str, str], tuple[str, ...]]:
        article = visible(desk.whole(index), settings, Sink.SEARCH)
        assert article is not None  # noqa: S101 - arrange() has left out what nobody may see
        text = f"{article.summary or ''}\n{plain(article.html)}"
        names = [*(countries.label(place, settings.language) for place in article.places), *article.people]
        names += [*article.organisations, *filter(None, (article.source, article.author))]
        (title, title_runs), (words, runs) = search.found(article.title), search.found(text)
        return (title, title_runs), (words, runs), tuple(names)

    rights = rights_of(desk.digest.items[index].article, settings)
    what = ("words", rights, settings.excerpt, settings.language)
    made = make() if desk.texts.far else desk.texts.remembered(desk.keys.text(index), what, make)
    title, text, names = made
    return Found(*title), Found(*text), names


def plain(html: str) -> str:
    """The text of safe HTML: a block ends a word, an element within a line does not."""
    return unescape(_TAG.sub("\n", _INLINE.sub("", html)))


def _facets(desk: Desk, index: int) -> Iterator[str]:
    article = desk.digest.items[index].article
    for kind, mark in _FACETS.items():
        yield from (mark + term.slug for term in desk.terms(kind, index))
    yield _YEAR + (str(article.date.year) if article.date else _UNDATED)


def _card(desk: Desk, index: int) -> Sequence[object]:
    """An article among the results; ``search.js`` reads it in this order."""
    card: Card = desk.card(index)
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
            tag: [desk.foreign(tag), direction(tag)]
            for tag in sorted({item.article.language for item in desk.digest.items})
        },
        "topics": {term.slug: term.label for term in sorted(desk.digest.terms["topics"], key=lambda term: term.slug)},
    }
