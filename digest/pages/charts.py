"""Pictures of the collection: how many articles stand in each period, and how full a term is beside the fullest.

A course is one bar a month where that makes at most five years of bars, else one a year; articles that do not know their
month are in no month's bar, and the words beside the picture say how many they are.

Rejected: axes with figures. The words name the highest bar, and the table has them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from digest.dates import Date
from digest.model import Term
from digest.pages.calendars import counted
from digest.pages.desk import Desk
from digest.pages.views import Bar, Course, TermLink

MONTHS = 60  # bars of months; more are drawn by year
LEAST = 3  # bars that make a picture
HIGHEST = 2  # articles that the highest must have: bars of one article each show nothing
_LOWEST = 4  # per cent of the height that even one article has, so that it is seen


def course(
    desk: Desk, indexes: Iterable[int], address_of: Callable[[Date], str], *, table: bool = True
) -> Course | None:
    """How many of the articles at ``indexes`` stand in each period; None where that makes no picture.

    ``address_of`` says where a period's articles are listed. ``table`` says whether the figures are to stand below as a
    table; no, where the page has one anyway.
    """
    indexes = tuple(indexes)
    for precision in (2, 1):
        counts = Counter({period: len(found) for period, found in desk.by_period(indexes, precision).items() if period})
        periods = _between(min(counts, key=Date.first_day), max(counts, key=Date.first_day)) if counts else []
        if precision == 1 or len(periods) <= MONTHS:
            break
    most = max(periods, key=lambda period: counts[period], default=None)
    if most is None or len(periods) < LEAST or counts[most] < HIGHEST:
        return None
    unknown = len(indexes) - len(desk.by_period(indexes, 1).get(None, ())) - counts.total()
    return Course(
        bars=tuple(
            Bar(
                label=counted(desk, period, counts[period]),
                name=desk.words.date(period),
                address=address_of(period) if counts[period] else "",
                count=counts[period],
                height=max(_LOWEST, round(100 * counts[period] / counts[most])) if counts[period] else 0,
            )
            for period in periods
        ),
        first=desk.words.date(periods[0], "short"),
        last=desk.words.date(periods[-1], "short"),
        most=desk.words.gettext("Peak: %(period)s") % {"period": counted(desk, most, counts[most])},
        unknown=desk.words.ngettext("month unknown: %(num)s", "month unknown: %(num)s", unknown) if unknown else "",
        table=table,
    )


def _between(first: Date, last: Date) -> list[Date]:
    """Every period of the precision of both from ``first`` to ``last``."""
    if first.month is None or last.month is None:
        return [Date(year) for year in range(first.year, last.year + 1)]
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [Date(month // 12, month % 12 + 1) for month in months]


def ranked(desk: Desk, terms: Sequence[Term]) -> tuple[TermLink, ...]:
    """Links to ``terms`` with their counts, each with its share of the fullest."""
    most = max((len(term.articles) for term in terms), default=1)
    return tuple(
        desk.term_link(term, count=True, share=max(1, round(100 * len(term.articles) / most))) for term in terms
    )
