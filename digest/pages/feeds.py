"""Feeds (Atom, JSON Feed) of the site and of each term, and the page that lists them.

Atom is RFC 4287, JSON Feed version 1.1 (https://www.jsonfeed.org/version/1.1/). Entries are the newest articles that can be
dated: one with neither a date nor a day on which it was added is in no feed. Only what Atom demands is derived: ``updated`` is
``added``, else the first instant of the article's period, UTC. ``published`` is there only where the day is known. Ids are
version 5 ``urn:uuid`` of the site's title and the article's address, so they hold when the site moves.

Rejected: whole texts in feeds. They would repeat the pages, and take rights along to where nobody can withdraw them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from digest import urls
from digest.dates import Date
from digest.i18n import clip
from digest.model import EXCERPT
from digest.pages.context import SiteContext
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import FeedEntry, FeedLink, FeedView, SubscribeView, TermLink


class FeedInputs(Struct, frozen=True, array_like=True):
    """A feed and its entries, the newest first."""

    link: FeedLink
    entries: tuple[FeedEntry, ...]


class TermFeeds(Struct, frozen=True, array_like=True):
    """The feeds of one term."""

    term: TermLink
    feeds: tuple[FeedLink, ...]


class SubscribeInputs(Struct, frozen=True, array_like=True):
    """The site's feeds, and those of its terms by kind."""

    site: tuple[FeedLink, ...]
    terms: tuple[tuple[str, tuple[TermFeeds, ...]], ...]


def plan_feeds(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The feeds of the site and of each term that has a datable article, and the page that lists them."""
    site_feeds = planner.feeds_of(None)
    if not site_feeds:
        return
    entries: dict[int, FeedEntry] = {}

    def entry(index: int) -> FeedEntry:
        if index not in entries:
            entries[index] = _entry(planner, index)
        return entries[index]

    every_term = [term for terms in planner.site.terms.values() for term in terms]
    feeds = [(site_feeds, tuple(planner.everything))]
    feeds += [(planner.feeds_of(term), term.articles) for term in every_term]
    for links, indexes in feeds:
        shown = tuple(map(entry, planner.datable(indexes))) if links else ()
        for link in links:
            template = "atom" if link.address.endswith(".xml") else "json-feed"
            yield PageSpec(url=link.address, template=template, inputs=FeedInputs(link, shown), view=feed_view)
    by_kind = tuple(
        (kind, tuple(TermFeeds(planner.term_link(term), links) for term in terms if (links := planner.feeds_of(term))))
        for kind, terms in planner.site.terms.items()
    )
    inputs = SubscribeInputs(site_feeds, tuple((kind, found) for kind, found in by_kind if found))
    yield PageSpec(url=urls.SUBSCRIBE, template="subscribe.html", inputs=inputs, view=subscribe_view)


def feed_view(inputs: FeedInputs, context: SiteContext, _blobs: Blobs) -> FeedView:
    """A feed."""
    return FeedView(
        id=_id(context.settings.title, inputs.link.address),
        title=inputs.link.title,
        description=context.info.description,
        language=context.info.language,
        home=context.info.base_url or "",
        self=context.absolute(inputs.link.address),
        updated=max(entry.updated for entry in inputs.entries),
        entries=inputs.entries,
    )


def _entry(planner: Planner, index: int) -> FeedEntry:
    article = planner.site.articles[index]
    card = article.card
    arrived = card.added or card.date
    if arrived is None:
        raise ValueError(f"{card.file} has no date and is in no feed")
    known = card.date is not None and card.date.day is not None
    return FeedEntry(
        id=_id(planner.settings.title, article.url),
        title=card.label,
        language=card.language,
        link=planner.context.absolute(article.url),
        via=card.url or "",
        author=card.author or card.source or "",
        summary=card.summary or "",
        text=clip(card.excerpt, EXCERPT) or card.label,
        topics=tuple(term.label for term in planner.terms("topics", index)),
        updated=_instant(arrived),
        published=_instant(card.date) if known and card.date else "",
    )


def _instant(date: Date) -> str:
    """The first instant of a period, UTC (RFC 3339)."""
    year, month, day = date.first_day()
    return f"{year:04}-{month:02}-{day:02}T00:00:00Z"


def _id(title: str, address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{title}/{address}')}"


def subscribe_view(inputs: SubscribeInputs, context: SiteContext, _blobs: Blobs) -> SubscribeView:
    """The page that lists all feeds."""
    heading = context.words.gettext("Subscribe")
    return SubscribeView(
        frame=context.frame(urls.SUBSCRIBE, heading, current="subscribe", feeds=inputs.site),
        heading=heading,
        site=inputs.site,
        terms=tuple(
            (context.section_names[kind], tuple((found.term, found.feeds) for found in terms))
            for kind, terms in inputs.terms
        ),
    )
