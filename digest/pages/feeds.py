"""Feeds (Atom, JSON Feed) of the site and of each term, and the page that lists them.

Atom is RFC 4287, JSON Feed version 1.1 (https://www.jsonfeed.org/version/1.1/). Entries are the newest that can be dated: what
has neither a date nor a day on which it came in is in no feed. Only what Atom demands is derived: ``updated`` is ``added``,
else the first instant of the article's period, UTC. ``published`` stands only where the day is known. Ids are version 5
``urn:uuid`` of the site's title and the article's address, so they hold when the site moves.

Rejected: whole texts in feeds. They would say again what the pages say, and take rights along to where nobody can withdraw
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from digest import urls
from digest.dates import Date
from digest.i18n import clip
from digest.model import EXCERPT, Planned
from digest.pages.desk import Desk
from digest.pages.views import FeedEntry, FeedLink, FeedView, SubscribeView
from digest.site.rights import Sink, visible


def feed_pages(desk: Desk) -> Iterator[Planned]:
    """The feeds of the site and of each term that has a datable article, and the page that lists them."""
    own = desk.feeds_of(None)
    if not own:
        return
    everything = tuple(range(len(desk.digest.items)))
    yield from _feeds(desk, own, everything)
    for terms in desk.digest.terms.values():
        for term in terms:
            yield from _feeds(desk, desk.feeds_of(term), term.articles)
    yield _subscribe(desk)


def _feeds(desk: Desk, links: tuple[FeedLink, ...], indexes: tuple[int, ...]) -> Iterator[Planned]:
    shown = desk.datable(indexes) if links else ()
    told = [(desk.keys.text(index), desk.keys.card(index), _topics(desk, index)) for index in shown]
    for link in links:
        yield Planned(
            address=link.address,
            template="atom" if link.address.endswith(".xml") else "json-feed",
            key=desk.keys.page("feed", link, told),
            view=partial(_view, link=link, shown=shown),
        )


def _view(desk: Desk, link: FeedLink, shown: tuple[int, ...]) -> FeedView:
    entries = tuple(desk.once("feed", index, _entry) for index in shown)
    return FeedView(
        id=_id(desk, link.address),
        title=link.title,
        description=desk.site.description,
        language=desk.site.language,
        home=desk.site.base_url or "",
        self=_absolute(desk, link.address),
        updated=max(entry.updated for entry in entries),
        entries=entries,
    )


def _topics(desk: Desk, index: int) -> tuple[str, ...]:
    return tuple(term.label for term in desk.terms("topics", index))


def _entry(desk: Desk, index: int) -> FeedEntry:
    item = desk.digest.items[index]
    article = visible(desk.whole(index), desk.digest.settings, Sink.FEED)
    assert article is not None  # noqa: S101 - arrange() has left out what no feed may hold
    arrived = article.added or article.date
    assert arrived is not None  # noqa: S101 - datable() has left out the rest
    known = article.date is not None and article.date.day is not None
    return FeedEntry(
        id=_id(desk, item.address),
        title=article.title,
        language=article.language,
        link=_absolute(desk, item.address),
        via=article.url or "",
        author=article.author or article.source or "",
        summary=article.summary or "",
        text=clip(article.excerpt, EXCERPT) or article.title,
        topics=_topics(desk, index),
        updated=_instant(arrived),
        published=_instant(article.date) if known and article.date else "",
    )


def _instant(date: Date) -> str:
    """The first instant of a period, UTC (RFC 3339)."""
    year, month, day = date.first_day()
    return f"{year:04}-{month:02}-{day:02}T00:00:00Z"


def _id(desk: Desk, address: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{desk.digest.settings.title}/{address}')}"


def _absolute(desk: Desk, address: str) -> str:
    base = desk.site.base_url
    return f"{base}{address}" if base else ""


def _subscribe(desk: Desk) -> Planned:
    key = desk.keys.page("subscribe", desk.keys.all)
    return Planned(address=urls.SUBSCRIBE, template="subscribe.html", key=key, view=_subscribing)


def _subscribing(desk: Desk) -> SubscribeView:
    own = desk.feeds_of(None)
    heading = desk.words.gettext("Subscribe")
    rows = {
        kind: tuple((desk.term_link(term), links) for term in terms if (links := desk.feeds_of(term)))
        for kind, terms in desk.digest.terms.items()
    }
    return SubscribeView(
        frame=desk.frame(urls.SUBSCRIBE, heading, current="subscribe", feeds=own),
        heading=heading,
        site=own,
        terms=tuple((desk.kinds[kind], found) for kind, found in rows.items() if found),
    )
