"""Dates at the precision they were given: a year, a month or a day, never more.

The written form is ISO 8601-2 / EDTF level 0 (https://www.loc.gov/standards/datetime/): ``2025``, ``2025-02``,
``2025-02-13``. There is no time of day and no zone, so nothing can be shifted; a part that is not known is None, so
nothing is filled in.

Dates in words are read in the twelve languages of the interface (``parse_written``). Names of months and weekdays are
CLDR's, and of the Arabic months all three sets in use (مايو, أيار, ماي).

Given up: intervals, seasons, ``2025?`` and the other marks of levels 1 and 2, years outside 1000 to 9999, other calendars
than the Gregorian (令和6年, 1445 هـ), and whether a weekday is the right one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from digest.calendar_names import calendar_names

EDTF = re.compile(r"([1-9]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

# Dates in words, as they are compared (``compared``): small letters without accents, ASCII figures, one space between.
LONGEST = 60  # characters, weekday and all
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|[〇零一二三四五六七八九]{4} ?年")  # without one nothing else is tried
BETWEEN = re.compile(r"[\s,،、./\-\u2010\u2011'’]+")
YEAR_FIRST = re.compile(r"([1-9]\d{3})([./-])(\d{1,2})\2(\d{1,2})", re.ASCII)  # 2024/5/6: nowhere is this 5 June
EAST_ASIAN = re.compile(
    r"(\d{4}|[〇零一二三四五六七八九]{4}) ?年(?: ?(\d{1,2}|[一二三四五六七八九十]{1,3}) ?月"
    r"(?: ?(\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日号號]"
    r"(?: ?\(?(?:[日月火水木金土](?:曜日?)?|(?:星期|周|週|礼拜|禮拜)[一二三四五六日天])(?:・?[祝休])?\)?)?)?)?"
)
_HAN_FIGURES = {"零": "0"} | {figure: str(value) for value, figure in enumerate("〇一二三四五六七八九")}
# Where CLDR's names of months and weekdays come from: the languages of the interface that write them as words, and a few
# regions that have names of their own. Then what is usual and not in CLDR.
_LOCALES = "en fr de es pt it nl pl ru ar en_GB de_AT fr_CA es_PE es_MX ar_LB ar_DZ ar_MA ar_MR"
MORE_MONTHS = {"mrz": 3, "febr": 2, "sett": 9, "фев": 2, "сен": 9, "ноя": 11}
MORE_WEEKDAYS = "segunda terça quarta quinta sexta sonnabend tues thurs"
# What may stand in front of a date, at its day, between its parts, in front of a year alone and behind any; it says nothing.
_ARTICLES = "the|le|l|am|den|der|il|el|dnia|يوم"
_ORDINALS = "st|nd|rd|th|er|ste|de|e|o|a|го|е"
_OF = "of|de|del|di|d|من"
_YEAR_WORDS = "year|annee|jahr|ano|anno|jaar|rok|год|عام|سنة"
_BEHIND = "г|год|года|r|rok|roku|م"
_FIGURES = re.compile(r"(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<year>[1-9]\d{3})\.?", re.ASCII)
# A time of day: 10:05, 10h05, 10.05 Uhr, 10:05 AM EST, 10時05分; and what may lead to it.
_CLOCK = (
    r"(?:\d{1,2}(?:\s?[:h.時时点點시]\s?\d{2}(?:[:.分]\d{2})?(?:[.,]\d+)?[分분]?|\s?(?:h|uhr|am|pm|時|시)\b))"
    r"(?:\s?(?:[ap]\.?\s?m\.?(?!\w)|uhr|uur|h(?:rs?)?\b|час\w*))?"
    r"(?:\s?\(?(?:z\b|(?:gmt|utc)\b(?:\s?[+-]\d{1,2})?|[ceiwm]?[esp]?[sd]?t\b|msk|мск|wib|[+-]\d{2}:?\d{2})\)?)?"
)
_TO_CLOCK = (
    r"(?:(?:à|a|às|at|um|om|kl|klo|ob|o|в|о|u|alle|a las|a la|alle ore|ore|ora|saat|pukul|pkl|lúc|godz|الساعة)\.?\s*)?"
)
_CLOCK_BEHIND = re.compile(rf"(?:[\s,;|·•–-]+|(?<=\d)T|(?<=[日号號일])){_TO_CLOCK}{_CLOCK}\s*$", re.IGNORECASE)
_CLOCK_IN_FRONT = re.compile(rf"\s*{_CLOCK}[\s,;|·•–-]+", re.IGNORECASE)


class Date(Struct, frozen=True):
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
        if self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year:04}-{self.month:02} has no day {self.day}")

    def __reduce__(self) -> tuple[Callable[..., Date], tuple[int, int | None, int | None]]:
        return period, (self.year, self.month, self.day)  # thousands of articles share a few hundred dates

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
        return period(self.year, None if self.day is None else self.month, None)

    def cut(self, precision: int) -> Date | None:
        """The period of ``precision`` that holds this one; None where it is not known so far."""
        if self.precision < precision:
            return None
        return period(self.year, self.month if precision > 1 else None, self.day if precision > 2 else None)

    def first_day(self) -> tuple[int, int, int]:
        """The period's first day, for formatting only."""
        return self.year, self.month or 1, self.day or 1


@lru_cache(maxsize=8192)
def period(year: int, month: int | None = None, day: int | None = None) -> Date:
    """``Date(year, month, day)``; the same object each time, as long as it is asked for again and again."""
    return Date(year, month, day)


def parse(text: str) -> Date:
    """The date that ``text`` writes in EDTF level 0, surrounding white space aside. ValueError says what is wrong."""
    found = EDTF.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text.strip()}” is not a date of the form 2025, 2025-02 or 2025-02-13")
    return Date(*(int(part) for part in found.groups() if part is not None))


def newest_first(date: Date | None) -> tuple[int, int, int]:
    """A sort key: newest first; within a period the ones of unknown part after the known ones; undated last."""
    if date is None:
        return (0, 0, 0)
    return (-date.year, -(date.month or 0), -(date.day or 0))


def parse_written(text: str) -> Date | None:
    """The date that ``text`` as a whole writes, in EDTF or in words of the twelve languages of the interface.

    ``6 May 2024``, ``Monday, May 6, 2024``, ``1er février 2025``, ``6. Mai 2024``, ``6 de mayo de 2024``, ``6 мая 2024 г.``,
    ``٦ مايو ٢٠٢٤``, ``2024年5月6日（月）``, ``May 2024``, ``2024年``; months may be shortened. None where it is no date, or an
    impossible one. Figures alone are read only where the year stands first (``2024/5/6``): in ``6/5/2024`` nobody knows
    which is the month.
    """
    if len(text) > LONGEST or not YEAR.search(text) or any(c.isdigit() and not c.isdecimal() for c in text):
        return None  # the last: a figure raised or in a circle is a note's
    line = compared(text)
    found = EDTF.fullmatch(line)
    if found:
        return possible(*found.groups())
    if found := YEAR_FIRST.fullmatch(line):
        return possible(found[1], found[3], found[4])
    if found := EAST_ASIAN.fullmatch(line):
        return possible(*(part and figures(part) for part in found.groups()))
    return _in_words(BETWEEN.sub(" ", line).strip())


def parse_figures(text: str) -> Date | None:
    """The date of ``13/02/2025``, ``2-13-2025`` or ``5.5.2024``: figures of which only one can be the month; else None.

    For texts that others wrote. Where an editor declares a date, figures in this order are refused: the next one may be 6/5.
    """
    if not (found := _FIGURES.fullmatch(text.strip())):
        return None
    one, two = int(found["one"]), int(found["two"])
    if one <= 12 and two <= 12 and one != two:
        return None
    day, month = (found["two"], found["one"]) if two > 12 else (found["one"], found["two"])
    return possible(found["year"], month, day)


def without_time(text: str) -> str:
    """``text`` without the time of day behind or in front of it: ``13 février 2025 à 10h05``, ``10:05 AM EST, Feb 6, 2026``."""
    text = text.strip()
    return _CLOCK_IN_FRONT.sub("", _CLOCK_BEHIND.sub("", text[: 2 * LONGEST], count=1), count=1).strip()


def is_weekday(text: str) -> bool:
    """Whether ``text`` as a whole is a weekday's name, in words of the languages of the interface: ``Monday``, ``ven.``."""
    if len(text) > 20:
        return False
    word = BETWEEN.sub(" ", compared(text)).strip(" ()")
    return (
        bool(re.fullmatch(r"[日月火水木金土](?:曜日?)?|(?:星期|周|週)[一二三四五六日天]", word)) or word in _names()[1]
    )


def compared(text: str) -> str:
    """``text`` as dates are compared: without accents, case and marks of direction; figures of all scripts as ASCII."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join("".join(str(unicodedata.decimal(c, c)) for c in bare).casefold().split())


def possible(year: str, month: str | None, day: str | None) -> Date | None:
    """The date of these figures; None where there is no such day."""
    try:
        return Date(*(int(part) for part in (year, month, day) if part))
    except ValueError:
        return None


def figures(number: str) -> str:
    """A number in Chinese figures (``二〇二四``, ``二十一``) as an ASCII one; others as they are."""
    tens, ten, ones = number.partition("十")
    digits = f"{tens or 1}{ones or 0}" if ten else number
    return "".join(_HAN_FIGURES.get(digit, digit) for digit in digits)


def _in_words(text: str) -> Date | None:
    if len(text.split()) > 10 or not any(map(str.isalpha, text)):
        return None
    for shape in _shapes():
        if found := shape.fullmatch(text):
            break
    else:
        return None
    parts = found.groupdict()
    months = {_names()[0][name] for name in (parts.get("month"), parts.get("same")) if name}
    if len(months) > 1:
        return None  # May/June 2024; but مايو/أيار is May twice
    month = str(months.pop()) if months else None
    return possible(parts["year"], month, parts.get("day"))


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, int], frozenset[str]]:
    """The names of months, as they are compared, each with its number; and those of weekdays.

    A name that is one month in one language and another in another would not be there; CLDR has none (a test looks).
    """
    months: dict[str, set[int]] = {name: {number} for name, number in MORE_MONTHS.items()}
    weekdays = set(MORE_WEEKDAYS.split())
    for known in map(calendar_names, _LOCALES.split()):
        for number, called in enumerate(known.months, start=1):
            for name in called:
                months.setdefault(name, set()).add(number)
        weekdays.update(known.weekdays)
    by_name: dict[str, set[int]] = {}
    for name, numbers in months.items():
        by_name.setdefault(BETWEEN.sub(" ", compared(name)).strip(), set()).update(numbers)
    return (
        {name: min(numbers) for name, numbers in by_name.items() if len(numbers) == 1},
        frozenset(BETWEEN.sub(" ", compared(name)).strip() for name in weekdays),
    )


@lru_cache(maxsize=1)
def _shapes() -> tuple[re.Pattern[str], ...]:
    """What a date in words looks like: day, month, year; month, day, year; year, month, day; a year with a word."""
    names, weekdays = ("|".join(sorted(known, key=lambda name: (-len(name), name))) for known in _names())
    front = rf"(?:(?:{weekdays}) )?(?:(?:{_ARTICLES}) )?"
    day = rf"(?P<day>\d{{1,2}})(?: ?(?:{_ORDINALS}))?"
    month = rf"(?P<month>{names})(?: ?\(?(?P<same>{names})\)?)?"
    year = rf"(?P<year>\d{{4}})(?: ?(?:{_BEHIND}))?"
    end = rf"(?: ?\(?(?:{weekdays})\)?)?"
    of = rf"(?:(?:{_OF}) )?"
    return tuple(
        re.compile(shape)
        for shape in (
            rf"{front}{day} {of}{month} {of}{year}{end}",
            rf"{month} {of}{year}",
            rf"{front}{month} {day} {of}{year}{end}",
            rf"{year} {month}(?: {day})?{end}",
            rf"(?:(?:{_YEAR_WORDS}) )?{year}",
        )
    )
