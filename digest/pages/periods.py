"""The index of dates, and a page for each year, month and day that has an article, and for what has no date.

Rejected: pages for days without articles. A way in that leads to nothing is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest import urls
from digest.dates import Date
from digest.model import Planned
from digest.pages.calendars import years
from digest.pages.charts import course
from digest.pages.desk import Desk
from digest.pages.lists import Listing, page
from digest.pages.views import DatesView, Group, Part, TermLink


def period_pages(desk: Desk) -> Iterator[Planned]:
    """The index of dates and the list of every period; nothing where there is no article."""
    if not desk.digest.items:
        return
    yield _index(desk)
    for precision in (1, 2, 3):
        row = [period for period in desk.digest.periods if period.precision == precision]
        for place, period in enumerate(row):
            earlier = row[place + 1] if place + 1 < len(row) else None
            yield page(desk, _listing(desk, period, earlier, row[place - 1] if place else None))
    if desk.digest.undated:
        yield page(desk, _undated(desk))


def _index(desk: Desk) -> Planned:
    return Planned(address=urls.dates(), template="dates.html", key=desk.keys.page("dates", desk.keys.all), view=_view)


def _view(desk: Desk) -> DatesView:
    _ = desk.words.gettext
    digest = desk.digest
    address = urls.dates()
    months = [period for period in digest.periods if period.precision == 2]
    undated = len(digest.undated)
    newest = _newest(desk, months[0]) if months else None
    return DatesView(
        frame=desk.frame(
            address,
            _("Dates"),
            current="dates",
            facts=True,
            listed=(card.address for card in newest.cards) if newest else (),
        ),
        heading=_("Dates"),
        intro=_intro(desk),
        course=course(desk, range(len(digest.items)), urls.period, table=False),
        years=years(desk, [period for period in digest.periods if period.precision == 1]),
        undated=Part(label=_("Undated"), address=urls.period(None), count=undated) if undated else None,
        newest=newest,
    )


def _intro(desk: Desk) -> str:
    """What the grid cannot show: how many do not know their day, how many have no date."""
    words = desk.words
    vague = sum(item.article.date is not None and item.article.date.day is None for item in desk.digest.items)
    told = [
        words.ngettext("%(num)s without a day", "%(num)s without a day", vague) if vague else "",
        words.ngettext("%(num)s undated", "%(num)s undated", len(desk.digest.undated)) if desk.digest.undated else "",
    ]
    return desk.words.joined([desk.articles(len(desk.digest.items)), *told])


def _newest(desk: Desk, month: Date) -> Group:
    cards = desk.some(desk.digest.periods[month])
    return Group(label=desk.words.date(month), address=urls.period(month), cards=cards[:_NEWEST], count=len(cards))


_NEWEST = 20  # of the newest month's articles on the index


def _listing(desk: Desk, period: Date, earlier: Date | None, later: Date | None) -> Listing:
    return Listing(
        indexes=desk.digest.periods[period],
        period=period,
        address=urls.period(period),
        address_of=urls.period,
        name="",
        kicker=_above(desk, period),
        current="dates",
        earlier=desk.neighbour(desk.words.date(earlier), urls.period(earlier)) if earlier else None,
        later=desk.neighbour(desk.words.date(later), urls.period(later)) if later else None,
    )


def _above(desk: Desk, period: Date) -> tuple[TermLink, ...]:
    links = [TermLink(label=desk.words.gettext("Dates"), address=urls.dates())]
    above = []
    parent = period.parent
    while parent is not None:
        above.append(TermLink(label=desk.words.date(parent), address=urls.period(parent)))
        parent = parent.parent
    return (*links, *reversed(above))


def _undated(desk: Desk) -> Listing:
    return Listing(
        indexes=desk.digest.undated,
        period=None,
        address=urls.period(None),
        address_of=urls.period,
        name="",
        kicker=(TermLink(label=desk.words.gettext("Dates"), address=urls.dates()),),
        current="dates",
        undated=True,
    )
