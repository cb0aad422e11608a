"""The index of dates, and a page for each year, month and day that has an article, and for undated articles.

Rejected: pages for days without articles, and with them links that lead to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from digest import urls
from digest.dates import Date
from digest.pages.calendars import YearInputs, year_inputs, years
from digest.pages.context import SiteContext
from digest.pages.lists import Listing, group, plan_list, plan_undated
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Card, DatesView, Part, TermLink

_NEWEST = 20  # of the newest month's articles on the index


class DatesInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """``articles`` and ``without_day`` count of copies one, ``copies`` the others; ``undated`` also those without a date whose
    copy has one. ``newest`` are the first articles of the ``newest_month``, by the hash of their cards.
    """

    facts: tuple[str, ...]
    articles: int
    copies: int
    without_day: int
    undated: int
    years: tuple[YearInputs, ...]
    newest_month: Date | None
    newest_count: int
    newest: tuple[bytes, ...]


def plan_periods(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The index of dates and the list of every period that is outdated; nothing where there is no article."""
    if not planner.site.articles:
        return
    yield PageSpec(urls.dates(), "dates.html", _index_inputs(planner), dates_view, planner.parts)
    for precision in (1, 2, 3):
        row = [period for period in planner.site.periods if period.precision == precision]
        for at, period in enumerate(row):
            if not planner.is_outdated(planner.site.periods[period]):
                continue
            earlier = row[at + 1] if at + 1 < len(row) else None
            listing = _listing(planner, period, earlier, row[at - 1] if at else None)
            yield plan_list(planner, listing, planner.site.periods[period])
    listing = Listing(trail=(_dates_link(planner),), section="dates")
    yield from plan_undated(planner, listing, planner.site.undated)


def _dates_link(planner: Planner) -> TermLink:
    return TermLink(label=planner.context.section_names["dates"], address=urls.dates())


def _listing(planner: Planner, period: Date, earlier: Date | None, later: Date | None) -> Listing:
    context, words = planner.context, planner.words
    longer = []
    parent = period.parent
    while parent is not None:
        longer.append(TermLink(label=words.date(parent), address=urls.period(parent)))
        parent = parent.parent
    return Listing(
        period=period,
        trail=(_dates_link(planner), *reversed(longer)),
        section="dates",
        earlier=context.neighbour(words.date(earlier, "full"), urls.period(earlier)) if earlier else None,
        later=context.neighbour(words.date(later, "full"), urls.period(later)) if later else None,
    )


def _index_inputs(planner: Planner) -> DatesInputs:
    periods = planner.site.periods
    month = planner.newest_month
    newest = periods[month] if month else ()
    listed = [planner.cards[index].date for index in planner.listed]
    return DatesInputs(
        facts=planner.facts,
        articles=len(listed),
        copies=len(planner.unlisted),
        without_day=sum(date is not None and date.day is None for date in listed),
        undated=len(planner.site.undated),
        years=year_inputs(planner, [period for period in periods if period.precision == 1]),
        newest_month=month,
        newest_count=len(newest),
        newest=planner.card_parts(newest[:_NEWEST]),
    )


def dates_view(inputs: DatesInputs, context: SiteContext, blobs: Blobs) -> DatesView:
    """The index of dates."""
    words = context.words
    heading = context.section_names["dates"]
    without_day = inputs.without_day
    intro = [
        context.articles(inputs.articles),
        words.ngettext("%(num)s copy", "%(num)s copies", inputs.copies) if inputs.copies else "",
        words.ngettext("%(num)s without a day", "%(num)s without a day", without_day) if without_day else "",
    ]
    undated = inputs.undated
    month = inputs.newest_month
    newest = more = None
    cards = blobs.each(inputs.newest, Card)
    if month:
        name, url = words.date(month), urls.period(month)
        newest = group(name, url, cards, context, precision=2, count=inputs.newest_count)
        if inputs.newest_count > len(cards):
            template = words.gettext("All of %(month)s (%(num)s)")
            more = Part(label=template % {"month": name, "num": words.number(inputs.newest_count)}, address=url)
    listed = [card.address for card in cards]
    return DatesView(
        frame=context.frame(urls.dates(), heading, current="dates", facts=inputs.facts, listed=listed),
        heading=heading,
        intro=words.joined(intro),
        years=years(inputs.years, context),
        undated=Part(label=words.gettext("Undated"), address=urls.period(None), count=undated) if undated else None,
        newest=newest,
        more=more,
    )
