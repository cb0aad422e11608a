"""Editions: the articles of a day, of an ISO week or of a month as one press review.

A week is that of ISO 8601: it begins on Monday, and belongs to the year that has its Thursday. An article is in an edition if its
date says so: one known by its month is in that month's edition, and in no week's.

An edition has no number but that of its week. Rejected: counting the editions from the first one. An old article that is found
later would give all later editions another number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date as calendar_day
from functools import lru_cache

from msgspec import Struct

from digest.dates.date import EDTF, Date, parse

PERIODS = ("week", "month", "day")
_WEEK = re.compile(r"([1-9]\d{3})-W(\d\d)", re.ASCII)
_FIRST, _LAST = calendar_day(1000, 1, 1).toordinal(), calendar_day.max.toordinal()  # of the dates that ``Date`` has
_LENGTHS = {"month": 2, "day": 3}  # the precision of a date that knows its edition


class Edition(Struct, frozen=True, array_like=True):
    """``2025-W07``, ``2025-02`` or ``2025-02-14``: the number of its ``week`` in the year (0 for a month or a day), and its
    ``first`` and ``last`` day; both are the month itself for a month.
    """

    name: str
    year: int
    week: int
    first: Date
    last: Date


@lru_cache(maxsize=8192)
def edition_of(date: Date | None, by: str) -> Edition | None:
    """The edition that an article of ``date`` is in, where ``by`` is one of ``PERIODS``; None if the date is not known so far."""
    if by in _LENGTHS:
        period = date and date.cut(_LENGTHS[by])
        if period is None:
            return None
        return Edition(str(period), period.year, 0, period, period)
    if date is None or date.day is None:
        return None
    year, week, weekday = (day := calendar_day(*date.first_day())).isocalendar()
    monday = day.toordinal() - weekday + 1
    first, last = (calendar_day.fromordinal(min(max(one, _FIRST), _LAST)) for one in (monday, monday + 6))
    return Edition(f"{year:04}-W{week:02}", year, week, _date(first), _date(last))


def edition_named(name: str) -> Edition:
    """The edition called ``name``. Raises ValueError with the reason if no edition can have that name."""
    if found := _WEEK.fullmatch(name):
        try:
            day = _date(calendar_day.fromisocalendar(int(found[1]), int(found[2]), 4))
        except ValueError:
            raise ValueError(f"the year {found[1]} has no week {found[2]}") from None
        edition = edition_of(day, "week")
    else:
        date = parse(name) if EDTF.fullmatch(name) else None
        edition = edition_of(date, "day" if date and date.day else "month")
    if edition is None or edition.name != name:
        raise ValueError(f"“{name}” is not a week (2025-W07), a month (2025-02) or a day (2025-02-14)")
    return edition


def period_of(edition: Edition) -> str:
    """Which of ``PERIODS`` an edition covers."""
    return "week" if edition.first != edition.last else "day" if edition.first.day else "month"


def editions_of(dated: Mapping[int, Date | None], by: str) -> Mapping[Edition, tuple[int, ...]]:
    """The editions, the newest first, each with the indexes of its articles; none if ``by`` is empty.

    ``dated`` has the date of each article by its index.
    """
    members: dict[Edition, list[int]] = defaultdict(list)
    for index, date in dated.items() if by else ():
        if edition := edition_of(date, by):
            members[edition].append(index)
    ordered = sorted(members, key=lambda edition: edition.first.first_day(), reverse=True)
    return {edition: tuple(members[edition]) for edition in ordered}


def is_edition_name(name: str) -> bool:
    """Whether an edition can have that name."""
    try:
        return bool(edition_named(name))
    except ValueError:
        return False


def _date(day: calendar_day) -> Date:
    return Date(day.year, day.month, day.day)
