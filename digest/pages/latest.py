"""The latest additions: articles by the day on which they were added to the collection, which is the field ``added``.

A press review also gets articles that are old. They are on no list of newest articles, so that nobody would notice them.

Rejected: the day on which a file was written or first built. Copying a folder, or deleting the cache, would change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from digest import urls
from digest.dates import Date
from digest.pages.context import SiteContext
from digest.pages.lists import group
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Card, FeedLink, LatestView, TermLink

MOST = 100  # articles on the page


class LatestInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """The articles of each day, the latest day first, by the hash of their cards; and the number of all additions."""

    feeds: tuple[FeedLink, ...]
    introduction: str
    days: tuple[tuple[Date, tuple[bytes, ...]], ...]
    articles: int


def latest_link(planner: Planner) -> TermLink:
    """A link to the page."""
    return TermLink(label=_heading(planner.context), address=urls.LATEST)


def latest_feeds(planner: Planner) -> tuple[FeedLink, ...]:
    """The feeds of the latest additions."""
    return planner.feeds_of_page(_heading(planner.context), urls.LATEST)


def plan_latest(planner: Planner) -> Iterator[PageSpec[LatestInputs]]:
    """The page, where there are additions that the front page does not show anyway."""
    arrivals = planner.arrivals
    if not arrivals:
        return
    days = groupby(arrivals[:MOST], lambda index: planner.cards[index].added)
    inputs = LatestInputs(
        feeds=latest_feeds(planner),
        introduction=planner.introduction(urls.LATEST),
        days=tuple((day, planner.card_parts(run)) for day, run in days if day),
        articles=len(arrivals),
    )
    yield PageSpec(urls.LATEST, "latest.html", inputs, latest_view, planner.parts)


def latest_view(inputs: LatestInputs, context: SiteContext, blobs: Blobs) -> LatestView:
    """The latest additions."""
    cut = inputs.articles > MOST  # then the last day may have more
    groups = []
    for number, (day, keys) in enumerate(inputs.days, start=1):
        count = None if cut and number == len(inputs.days) else len(keys)
        cards = blobs.each(keys, Card)
        groups.append(group(context.words.date(day, "full"), "", cards, context, precision=0, count=count))
    heading = _heading(context)
    return LatestView(
        frame=context.frame(
            urls.LATEST, heading, feeds=inputs.feeds, listed=(card.address for found in groups for card in found.cards)
        ),
        heading=heading,
        intro=context.words.gettext("By the day on which they were added"),
        introduction=inputs.introduction,
        groups=tuple(groups),
    )


def _heading(context: SiteContext) -> str:
    return context.words.gettext("Latest additions")
