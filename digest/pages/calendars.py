"""Years by months and months by days, with how much stands in each.

Rejected: a calendar for a month that mostly does not know its days; it would look empty where it is only vague.
"""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Sequence
from itertools import zip_longest

from digest import urls
from digest.dates import Date
from digest.pages.desk import Desk
from digest.pages.views import Calendar, Cell, Day, YearRow, Years

STEPS = 4


def calendar(desk: Desk, month: Date) -> Calendar | None:
    """The month by weeks; None where less than a third of its articles know their day."""
    periods = desk.digest.periods
    found = periods[month]
    days = {period.day: indexes for period, indexes in periods.items() if period.parent == month}
    known = sum(len(indexes) for indexes in days.values())
    if known * 3 < len(found):
        return None
    first, names = desk.words.weekdays()
    assert month.month is not None  # noqa: S101 - the caller gives a month
    weeks = Weeks(first).monthdayscalendar(month.year, month.month)
    return Calendar(
        label=desk.words.date(month),
        address=urls.period(month),
        weekdays=names,
        weeks=tuple(tuple(_day(desk, month, number, len(days.get(number, ()))) for number in week) for week in weeks),
        unknown=len(found) - known,
    )


def _day(desk: Desk, month: Date, number: int, count: int) -> Day:
    if not count:
        return Day(number=number)
    date = Date(month.year, month.month, number)
    return Day(number=number, address=urls.period(date), count=count, label=counted(desk, date, count))


def counted(desk: Desk, date: Date, count: int) -> str:
    """``février 2025 : 7 articles``."""
    template = desk.words.gettext("%(date)s: %(articles)s")
    return template % {"date": desk.words.date(date), "articles": desk.articles(count)}


def years(desk: Desk, wanted: Sequence[Date]) -> Years | None:
    """The years ``wanted`` by months, newest first; None where there are none."""
    periods = desk.digest.periods
    counts = {year: [len(periods.get(Date(year.year, month), ())) for month in range(1, 13)] for year in wanted}
    if not counts:
        return None
    most = max(max(row) for row in counts.values())
    edges = _edges(most)
    return Years(
        months=tuple(zip(desk.words.months("abbreviated"), desk.words.months("wide"), strict=True)),
        rows=tuple(_row(desk, year, row, edges) for year, row in counts.items()),
        legend=_legend(desk, edges, most),
    )


def _edges(most: int) -> tuple[int, ...]:
    """The lowest count of each step: equal parts of the highest; fewer than ``STEPS`` where it is small."""
    return tuple(sorted({most * step // STEPS + 1 for step in range(STEPS)})) if most else ()


def _row(desk: Desk, year: Date, row: list[int], edges: tuple[int, ...]) -> YearRow:
    total = len(desk.digest.periods[year])
    short = desk.words.months("abbreviated")
    cells = []
    for number, count in enumerate(row, start=1):
        month = Date(year.year, number)
        cells.append(
            Cell(
                label=counted(desk, month, count) if count else desk.words.date(month),
                short=short[number - 1],
                address=urls.period(month) if count else "",
                count=count,
                step=sum(count >= edge for edge in edges),
            )
        )
    return YearRow(
        label=desk.words.date(year),
        address=urls.period(year),
        count=total,
        unknown=total - sum(row),
        months=tuple(cells),
    )


def _legend(desk: Desk, edges: tuple[int, ...], most: int) -> tuple[str, ...]:
    number = desk.words.number
    labels = []
    for low, following in zip_longest(edges, edges[1:]):
        high = most if following is None else following - 1
        if following is None and high > low:
            labels.append(desk.words.gettext("%(low)s or more") % {"low": number(low)})
        elif high > low:
            labels.append(desk.words.gettext("%(low)s to %(high)s") % {"low": number(low), "high": number(high)})
        else:
            labels.append(number(low))
    return tuple(labels)
