"""Feeds (Atom, JSON Feed) of the site and of each term, and the page that lists them.

Atom is RFC 4287, JSON Feed version 1.1 (https://www.jsonfeed.org/version/1.1/). Entries are the newest articles that can be
dated: one with neither a date nor a day on which it was added is in no feed. Only what Atom demands is derived: ``updated`` is
``added``, else the first instant of the article's period, UTC. ``published`` is there only where the day is known. Ids are
version 5 ``urn:uuid`` of the site's title and the article's address, so they hold when the site moves.

Whole texts are in feeds only if the editor wants them (``feeds: full``), and only those that may be shown in full: what a feed
reader has fetched, nobody can withdraw. Only feeds of all articles and of topics have them; in every feed a text would stand a
dozen times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.dates.editions import Edition
from digest.model import Rights
from digest.pages.articles import visible_article
from digest.pages.context import SiteContext
from digest.pages.editions import edition_feeds, heading_of, select
from digest.pages.latest import latest_feeds, latest_link
from digest.pages.planner import FEED_ENTRIES, Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import FeedEntry, FeedLink, FeedView, SubscribeView, TermLink
from digest.site.rights import rights_of


class EntryInputs(Struct, frozen=True, array_like=True):
    """An article in a feed: when it ``arrived``, and the day on which it was ``published``, where that is known."""

    address: str
    title: str
    language: str
    via: str
    author: str
    summary: str
    text: str
    topics: tuple[str, ...]
    arrived: Date
    published: Date | None


class FeedInputs(Struct, frozen=True, array_like=True):
    """A feed and its entries, the newest first, by their hash. ``texts`` has for each the hash of the whole article, empty where
    it may not be shown in full; it is empty for a feed without whole texts.
    """

    link: FeedLink
    entries: tuple[bytes, ...]
    texts: tuple[bytes, ...] = ()


class TermFeeds(Struct, frozen=True, array_like=True):
    """The feeds of one term, or of another list."""

    term: TermLink
    feeds: tuple[FeedLink, ...]


class SubscribeInputs(Struct, frozen=True, array_like=True):
    """The site's feeds, those of other lists, and those of its terms by kind."""

    site: tuple[FeedLink, ...]
    lists: tuple[TermFeeds, ...]
    terms: tuple[tuple[str, tuple[TermFeeds, ...]], ...]


def plan_feeds(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The feeds of the site, those of each term that has a datable article, if outdated, and the page that lists them."""
    site_feeds = planner.feeds_of(None)
    if not site_feeds:
        return
    entries: dict[int, bytes] = {}

    def entry(index: int) -> bytes:
        if index not in entries:
            entries[index] = planner.part(_entry_inputs(planner, index))
        return entries[index]

    by_kind = {
        kind: [(term, links) for term in terms if (links := planner.feeds_of(term))]
        for kind, terms in planner.site.terms.items()
    }
    full = planner.settings.feed_texts
    lists = [TermFeeds(latest_link(planner), latest_feeds(planner))] if planner.arrivals else []
    feeds = [(site_feeds, tuple(planner.listed), full), *((found.feeds, planner.arrivals, full) for found in lists)]
    feeds += [
        (links, term.articles, full and term.kind == "topics")
        for found in by_kind.values()
        for term, links in found
        if planner.is_outdated(term.articles, (term.kind, term.slug))
    ]
    for links, indexes, has_texts in feeds:
        shown = planner.datable(indexes)
        texts = tuple(_full_text(planner, index) for index in shown) if has_texts else ()
        yield from _feeds(planner, links, tuple(map(entry, shown)), texts)
    if planner.editions:
        feeds_of_editions = edition_feeds(planner)
        lists.append(TermFeeds(TermLink(planner.context.section_names["editions"], urls.editions()), feeds_of_editions))
        newest = islice(planner.editions.items(), FEED_ENTRIES)
        entries_of_editions = tuple(planner.part(_edition_entry(planner, edition, found)) for edition, found in newest)
        yield from _feeds(planner, feeds_of_editions, entries_of_editions)
    of_terms = tuple(
        (kind, tuple(TermFeeds(planner.term_link(term), links) for term, links in found))
        for kind, found in by_kind.items()
        if found
    )
    inputs = SubscribeInputs(site_feeds, tuple(lists), of_terms)
    yield PageSpec(url=urls.SUBSCRIBE, template="subscribe.html", inputs=inputs, view=subscribe_view)


def _feeds(
    planner: Planner, links: Iterable[FeedLink], entries: tuple[bytes, ...], texts: tuple[bytes, ...] = ()
) -> Iterator[PageSpec[FeedInputs]]:
    for link in links:
        template = "atom" if link.address.endswith(".xml") else "json-feed"
        yield PageSpec(link.address, template, FeedInputs(link, entries, texts), feed_view, planner.parts)


def _full_text(planner: Planner, index: int) -> bytes:
    card = planner.cards[index]
    return card.text if rights_of(card, planner.settings) is Rights.FULL else b""


def feed_view(inputs: FeedInputs, context: SiteContext, blobs: Blobs) -> FeedView:
    """A feed."""
    entries = tuple(_entry(entry, context) for entry in blobs.each(inputs.entries, EntryInputs))
    if inputs.texts:
        entries = tuple(
            _with_text(entry, visible_article(text, context, blobs).html) if text else entry
            for entry, text in zip(entries, inputs.texts, strict=True)
        )
    return FeedView(
        id=_id(context.settings.title, inputs.link.address),
        title=inputs.link.title,
        description=context.info.description,
        language=context.info.language,
        home=context.info.base_url or "",
        self=context.absolute(inputs.link.address),
        updated=max(entry.updated for entry in entries),
        entries=entries,
    )


def _entry_inputs(planner: Planner, index: int) -> EntryInputs:
    article = planner.site.articles[index]
    card = article.card
    arrived = card.added or card.date
    if arrived is None:
        raise ValueError(f"{card.file} has no date and is in no feed")
    return EntryInputs(
        address=article.url,
        title=card.label,
        language=card.language,
        via=card.url or "",
        author=card.author or card.source or "",
        summary=card.summary or "",
        text=card.excerpt or card.label,
        topics=tuple([link.label for link in planner.term_links("topics", index)]),
        arrived=arrived,
        published=card.date if card.date is not None and card.date.day is not None else None,
    )


def _edition_entry(planner: Planner, edition: Edition, indexes: tuple[int, ...]) -> EntryInputs:
    """An edition: the headlines that lead it and its topics, at the date of its newest article."""
    found = select(planner, indexes)
    heads = found.leads or found.brief[:1]
    date = planner.cards[indexes[0]].date
    return EntryInputs(
        address=urls.edition(edition.name),
        title=heading_of(edition, planner.context),
        language=planner.context.info.language,
        via="",
        author="",
        summary="",
        text=" · ".join(planner.cards[index].label for index in heads),
        topics=tuple(term.label for term, _ in found.sections),
        arrived=date or edition.first,
        published=None,
    )


def _entry(inputs: EntryInputs, context: SiteContext) -> FeedEntry:
    return FeedEntry(
        id=_id(context.settings.title, inputs.address),
        title=inputs.title,
        language=inputs.language,
        link=context.absolute(inputs.address),
        via=inputs.via,
        author=inputs.author,
        summary=inputs.summary,
        text=inputs.text,
        topics=inputs.topics,
        updated=_instant(inputs.arrived),
        published=_instant(inputs.published) if inputs.published else "",
    )


def _with_text(entry: FeedEntry, html: str) -> FeedEntry:
    """``entry`` with its whole text. Links to a place in it lead to the article's page, where that is known."""
    return replace(entry, html=html.replace('href="#', f'href="{escape(entry.link)}#'))


def _instant(date: Date) -> str:
    """The first instant of a period, UTC (RFC 3339)."""
    year, month, day = date.first_day()
    return f"{year:04}-{month:02}-{day:02}T00:00:00Z"


@lru_cache(maxsize=8192)  # an article is in the feeds of all of its terms
def _id(title: str, address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{title}/{address}')}"


def subscribe_view(inputs: SubscribeInputs, context: SiteContext, _blobs: Blobs) -> SubscribeView:
    """The page that lists all feeds."""
    _ = context.words.gettext
    heading = _("Subscribe")
    intro = _("A feed shows new articles in your feed reader. Copy the address of one into it.")
    return SubscribeView(
        frame=context.frame(urls.SUBSCRIBE, heading, description=intro, current="subscribe", feeds=inputs.site),
        heading=heading,
        site=inputs.site,
        lists=tuple((found.term, found.feeds) for found in inputs.lists),
        terms=tuple(
            (context.section_names[kind], tuple((found.term, found.feeds) for found in terms))
            for kind, terms in inputs.terms
        ),
    )
