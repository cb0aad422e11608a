"""Dates at the precision they were given: a year, a month or a day, never more.

The written form is ISO 8601-2 / EDTF level 0 (https://www.loc.gov/standards/datetime/): ``2025``, ``2025-02``,
``2025-02-13``. There is no time of day and no zone, so nothing can be shifted; a part that is not known is None, so
nothing is filled in.

Given up: intervals, seasons, ``2025?`` and the other marks of levels 1 and 2, and years outside 1000 to 9999.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

_EDTF = re.compile(r"([1-9]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_LANGUAGES = ("en", "fr")  # in which a written date ("6 mai 2024") is understood


@dataclass(frozen=True, slots=True)
class Date:
    """A year, or a month of a year, or a day. Impossible ones raise ValueError.

    Truly a period: ``contains`` holds between a year and its days, and two dates are equal only at equal precision.
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
        if self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year:04}-{self.month:02} has no day {self.day}")

    def __str__(self) -> str:
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part is not None)

    @property
    def precision(self) -> int:
        """1 for a year, 2 for a month, 3 for a day."""
        return 1 if self.month is None else 2 if self.day is None else 3

    @property
    def parent(self) -> Date | None:
        """A day's month, a month's year; a year has none."""
        if self.month is None:
            return None
        return Date(self.year) if self.day is None else Date(self.year, self.month)

    def cut(self, precision: int) -> Date | None:
        """The period of ``precision`` that holds this one; None where it is not known so far."""
        if self.precision < precision:
            return None
        return Date(self.year, self.month if precision > 1 else None, self.day if precision > 2 else None)

    def contains(self, other: Date) -> bool:
        """Whether ``other`` is this period or lies within it, so far as its precision tells."""
        return self.year == other.year and self.month in (None, other.month) and self.day in (None, other.day)

    def first_day(self) -> tuple[int, int, int]:
        """The period's first day, for formatting only."""
        return self.year, self.month or 1, self.day or 1


def parse(text: str) -> Date:
    """The date that ``text`` writes in EDTF level 0, surrounding white space aside. ValueError says what is wrong."""
    found = _EDTF.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text.strip()}” is not a date of the form 2025, 2025-02 or 2025-02-13")
    return Date(*(int(part) for part in found.groups() if part is not None))


def newest_first(date: Date | None) -> tuple[int, int, int]:
    """A sort key: newest first; within a period the ones of unknown part after the known ones; undated last."""
    if date is None:
        return (0, 0, 0)
    return (-date.year, -(date.month or 0), -(date.day or 0))


def parse_written(text: str) -> Date | None:
    """The date that ``text`` as a whole writes, in EDTF or in words: ``6 May 2024``, ``1er février 2025``, ``May 2024``.

    None where it is no date, or an impossible one. Figures alone (``6/5/2024``) are not read: which is the month is
    not known. Month names are those of CLDR, through Babel.
    """
    text = unicodedata.normalize("NFKC", text).strip().rstrip(".")
    try:
        return parse(text)
    except ValueError:
        pass
    words = re.findall(r"[^\W\d_]+\.?|\d+", text.casefold())
    if "".join(words) != re.sub(r"[\s,\-]+", "", text.casefold()):
        return None  # something else stands in it: 6/5/2024, May 2024 (again)
    months = [month for word in words if (month := _month_names().get(word.rstrip(".")))]
    figures = [word for word in words if word.isdecimal()]
    years = [int(figure) for figure in figures if len(figure) == 4]
    days = [int(figure) for figure in figures if len(figure) <= 2]
    others = [w for w in words if not w.isdecimal() and w.rstrip(".") not in _month_names()]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(years) + len(days) != len(figures):
        return None
    if any(word not in ("er", "st", "nd", "rd", "th", "of", "le", "the") for word in others):
        return None
    try:
        return Date(years[0], months[0], *days)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    from babel import Locale  # late: not every run meets a written date

    names: dict[str, int] = {}
    for language in _LANGUAGES:
        for forms in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in forms[width].items():
                    names[str(name).casefold().rstrip(".")] = int(number)
    return names
