"""Counts by period, as pages show them: a month's calendar, years by months, a histogram of a term, and terms with bars.

A histogram has one bar a month where that makes at most five years of bars, else one a year; articles that do not know their
month are in no month's bar, and the words beside it say how many they are.

Rejected: a calendar for a month that mostly does not know its days, since it would look empty where it is only vague; axes with
figures: the words name the highest bar, and the table has them all; and a legend of the tints, since each month has its number.
"""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from digest import urls
from digest.dates import Date
from digest.model import Term
from digest.pages.context import SiteContext
from digest.pages.planner import Planner
from digest.pages.views import Bar, Calendar, Cell, Day, Histogram, TermLink, YearRow, Years

Counts = tuple[tuple[Date, int], ...]  # articles by period

_STEPS = 4
_MOST_MONTHS = 60  # bars of months; more are drawn by year
_FEWEST_BARS = 3  # that make a picture
_HIGHEST = 2  # articles that the highest bar must have: bars of one article each show nothing
_LOWEST = 4  # per cent of the height that even one article has, so that it is seen


class MonthInputs(Struct, frozen=True, array_like=True):
    """A month, how many articles each day has, and how many of the month do not know theirs."""

    month: Date
    unknown: int
    days: Counts


class YearInputs(Struct, frozen=True, array_like=True):
    """A year, the number of its articles, how many do not know their month, and how many each of its twelve months has: more in
    all where the year lists an article of two months only once, with its copy.
    """

    year: Date
    articles: int
    unknown: int
    months: tuple[int, ...]


class HistogramInputs(Struct, frozen=True, array_like=True):
    """How many articles each month and each year has, and how many have a date at all."""

    months: Counts
    years: Counts
    dated: int


def month_inputs(planner: Planner, month: Date) -> MonthInputs:
    """The counts of ``month``."""
    return MonthInputs(month, _unknown(planner, month, 3), planner.days_of(month))


def year_inputs(planner: Planner, years: Iterable[Date]) -> tuple[YearInputs, ...]:
    """The counts of ``years``."""
    periods = planner.site.periods
    return tuple(
        YearInputs(
            year,
            len(periods[year]),
            _unknown(planner, year, 2),
            tuple(len(periods.get(Date(year.year, month), ())) for month in range(1, 13)),
        )
        for year in years
    )


def _unknown(planner: Planner, period: Date, precision: int) -> int:
    """How many articles of ``period`` do not know their own of ``precision``."""
    return len(planner.by_period(planner.site.periods[period], precision).get(None, ()))


def histogram_inputs(planner: Planner, indexes: Sequence[int]) -> HistogramInputs:
    """The counts of the articles at ``indexes``."""
    years, months = counts(planner, indexes, 1), counts(planner, indexes, 2)
    return HistogramInputs(months, years, sum(count for _, count in years))


def counts(planner: Planner, indexes: Iterable[int], precision: int) -> Counts:
    """How many of the articles at ``indexes`` each period of ``precision`` has."""
    return tuple((period, len(found)) for period, found in planner.by_period(indexes, precision).items() if period)


def calendar(inputs: MonthInputs | None, context: SiteContext) -> Calendar | None:
    """The month by weeks; None where less than a third of its articles know their day."""
    if inputs is None:
        return None
    known = sum(count for _, count in inputs.days)
    if known * 3 < known + inputs.unknown:
        return None
    first, names = context.words.weekdays()
    month = inputs.month
    days = {day.day: (day, count) for day, count in inputs.days}

    # A label begins with what is seen, or speech recognition does not find the day (WCAG 2.5.3).
    def cell(number: int) -> Day:
        if number not in days:
            return Day(number=number)
        day, count = days[number]
        return Day(
            number=number,
            address=urls.period(day),
            count=count,
            label=context.words.joined([context.words.number(number), context.counted(month, count)]),
        )

    weeks = Weeks(first).monthdayscalendar(month.year, month.month or 1)
    return Calendar(
        label=context.words.date(month),
        address=urls.period(month),
        weekdays=names,
        weeks=tuple(tuple(cell(number) for number in week) for week in weeks),
        unknown=inputs.unknown,
    )


def years(inputs: Sequence[YearInputs], context: SiteContext) -> Years | None:
    """Years by months; None where there are none."""
    if not inputs:
        return None
    counts = sorted({count for year in inputs for count in year.months if count})
    # By rank, so that months that are nearly alike differ, too, and a month of very many does not hide the others.
    edges = tuple(sorted({counts[len(counts) * step // _STEPS] for step in range(_STEPS)})) if counts else ()
    return Years(
        months=tuple(zip(context.words.months("abbreviated"), context.words.months("wide"), strict=True)),
        rows=tuple(_row(year, edges, context) for year in inputs),
    )


def _row(inputs: YearInputs, edges: tuple[int, ...], context: SiteContext) -> YearRow:
    short = context.words.months("abbreviated")
    cells = []
    for number, count in enumerate(inputs.months, start=1):
        month = Date(inputs.year.year, number)
        cells.append(
            Cell(
                label=context.counted(month, count) if count else context.words.date(month),
                short=short[number - 1],
                address=urls.period(month) if count else "",
                count=count,
                step=sum(count >= edge for edge in edges),
            )
        )
    return YearRow(
        label=context.words.date(inputs.year),
        address=urls.period(inputs.year),
        count=inputs.articles,
        unknown=inputs.unknown,
        months=tuple(cells),
    )


def histogram(inputs: HistogramInputs, context: SiteContext, address_of: Callable[[Date], str]) -> Histogram | None:
    """How many articles each period has, as bars; None where that makes no picture.

    ``address_of`` returns where a period's articles are listed.
    """
    found, periods = dict(inputs.months), _between(inputs.months)
    if len(periods) > _MOST_MONTHS:
        found, periods = dict(inputs.years), _between(inputs.years)
    highest = max(found.values(), default=0)
    if len(periods) < _FEWEST_BARS or highest < _HIGHEST:
        return None
    most = next(period for period in periods if found.get(period) == highest)
    unknown = inputs.dated - sum(found.values())
    words = context.words
    return Histogram(
        bars=tuple(
            Bar(
                label=context.counted(period, found.get(period, 0)),
                name=words.date(period),
                address=address_of(period) if found.get(period) else "",
                count=found.get(period, 0),
                height=max(_LOWEST, round(100 * found[period] / highest)) if found.get(period) else 0,
            )
            for period in periods
        ),
        first=words.date(periods[0], "short"),
        last=words.date(periods[-1], "short"),
        most=words.gettext("Peak: %(period)s") % {"period": f"{words.date(most)} ({context.articles(highest)})"},
        unknown=words.ngettext("month unknown: %(num)s", "month unknown: %(num)s", unknown) if unknown else "",
    )


def _between(counted: Counts) -> list[Date]:
    """Every period from the first to the last of ``counted``, which are all months or all years."""
    if not counted:
        return []
    periods = [period for period, _ in counted]
    first, last = min(periods, key=Date.first_day), max(periods, key=Date.first_day)
    if first.month is None or last.month is None:
        return [Date(year) for year in range(first.year, last.year + 1)]
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [Date(month // 12, month % 12 + 1) for month in months]


def ranked(planner: Planner, terms: Sequence[Term]) -> tuple[TermLink, ...]:
    """Links to ``terms`` with their counts, each with its share of the fullest one, in per cent."""
    most = max((len(term.articles) for term in terms), default=1)
    return tuple(
        planner.term_link(term, count=True, share=max(1, round(100 * len(term.articles) / most))) for term in terms
    )
