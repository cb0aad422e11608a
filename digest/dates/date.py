"""A date at the precision it was given: a year, a month or a day.

The written form is ISO 8601-2 / EDTF level 0 (https://www.loc.gov/standards/datetime/): ``2025``, ``2025-02``,
``2025-02-13``. Unknown parts have no value and are never filled in.

Rejected: EDTF's levels 1 and 2 (intervals, seasons, ``2025?``), weeks, and years outside 1000 to 9999.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

EDTF = re.compile(r"([1-9]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_SHORTEST_MONTH = 28  # days that every month has


class Date(Struct, frozen=True, array_like=True):
    """A year, or a month of a year, or a day. Impossible ones raise ValueError.

    Truly a period: two dates are equal only at equal precision.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 9999:
            raise ValueError(f"the year {self.year} is outside 1000 to 9999")
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day without its month")
            return
        if not 1 <= self.month <= 12:
            raise ValueError(f"there is no month {self.month}")
        if self.day is None or 1 <= self.day <= _SHORTEST_MONTH:
            return
        if not 1 <= self.day <= _days(self.year, self.month):
            raise ValueError(f"{self.year:04}-{self.month:02} has no day {self.day}")

    def __reduce__(self) -> tuple[Callable[..., Date], tuple[int, int | None, int | None]]:
        return period, (self.year, self.month, self.day)  # thousands of articles share a few hundred dates

    def __str__(self) -> str:
        if self.month is None:
            return str(self.year)
        return f"{self.year}-{self.month:02}" if self.day is None else f"{self.year}-{self.month:02}-{self.day:02}"

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day."""
        return 1 if self.month is None else 2 if self.day is None else 3

    @property
    def parent(self) -> Date | None:
        """A day's month, a month's year; a year has none."""
        if self.month is None:
            return None
        return period(self.year, None if self.day is None else self.month, None)

    def cut(self, precision: int) -> Date | None:
        """The period of ``precision`` that holds this one; None where it is not known so far."""
        if self.precision < precision:
            return None
        return period(self.year, self.month if precision > 1 else None, self.day if precision > 2 else None)

    def first_day(self) -> tuple[int, int, int]:
        """The period's first day, for formatting only."""
        return self.year, self.month or 1, self.day or 1


@lru_cache(maxsize=1024)
def _days(year: int, month: int) -> int:
    """The number of days of a month."""
    return monthrange(year, month)[1]


@lru_cache(maxsize=8192)
def period(year: int, month: int | None = None, day: int | None = None) -> Date:
    """``Date(year, month, day)``; the same object each time, as long as it is asked for again and again."""
    return Date(year, month, day)


@lru_cache(maxsize=8192)
def parse(text: str) -> Date:
    """Parses a date in EDTF level 0, ignoring white space around it. Raises ValueError with the reason if it is invalid."""
    found = EDTF.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text.strip()}” is not a date of the form 2025, 2025-02 or 2025-02-13")
    return Date(*(int(part) for part in found.groups() if part is not None))


def newest_first(date: Date | None) -> tuple[int, int, int]:
    """A sort key: newest first; within a period the ones of unknown part after the known ones; undated last."""
    if date is None:
        return (0, 0, 0)
    return (-date.year, -(date.month or 0), -(date.day or 0))
