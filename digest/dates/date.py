"""Dates at the precision they were given: a year, a month or a day, never more.

The written form is ISO 8601-2 / EDTF level 0 (https://www.loc.gov/standards/datetime/): ``2025``, ``2025-02``,
``2025-02-13``. A time of day and a zone may be written beside a day (``times_of_day``); they are left out and shift nothing.
A part that is not known is None, so nothing is filled in.

Dates in words are read in the twelve languages of the interface (``parse_written``). Names of months and weekdays are
CLDR's, and of the Arabic months all three sets in use (مايو, أيار, ماي); their beginnings are read as abbreviations. Years
of the Japanese eras (令和7年) and of the Republic of China (民國114年) belong to official calendars whose months are ours.

Rejected: intervals, weeks, seasons, days of the year, ``2025?`` and the other marks of EDTF's levels 1 and 2, years of two
figures, years outside 1000 to 9999, calendars with other months (Persian, Islamic), and whether a weekday is the right one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name, monthrange
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from digest.dates.calendar_names import calendar_names
from digest.dates.times_of_day import without_time

EDTF = re.compile(r"([1-9]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

# Dates in words, as they are compared (``compared``): small letters without accents, ASCII figures, one space between.
LONGEST = 120  # characters, weekday, time and zone and all
_HAN = "〇零一二三四五六七八九"
# The year before the first one of each era, and how many years it had (the last two go on).
_ERAS = {
    "明治": (1867, 45), "大正": (1911, 15), "昭和": (1925, 64), "平成": (1988, 31), "令和": (2018, 99),
    "中華民國": (1911, 199), "中华民国": (1911, 199), "民國": (1911, 199), "民国": (1911, 199),
}  # fmt: skip
_ERA_YEAR = rf"(?:{'|'.join(_ERAS)}) ?(?:元|[\d{_HAN}十]{{1,3}})"
YEAR = re.compile(rf"(?<!\d)\d{{4}}(?!\d)|[{_HAN}]{{4}} ?年|{_ERA_YEAR}")
_YEAR_SOMEWHERE = re.compile(rf"\d{{4}}|[{_HAN}]{{4}} ?年|{'|'.join(_ERAS)}|[㍻㍼㍽㍾㋿]")
BETWEEN = re.compile(r"[\s,،、./\-'’]+")
YEAR_FIRST = re.compile(r"([1-9]\d{3})([./-]) ?(\d{1,2})\2 ?(\d{1,2})\.?", re.ASCII)  # 2024/5/6: nowhere is this 5 June
_COMPACT = re.compile(r"([1-9]\d{3})(\d{2})(\d{2})", re.ASCII)
_MONTH_OR_DAY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
EAST_ASIAN = re.compile(
    rf"(\d{{4}}|[{_HAN}]{{4}}) ?年(?: ?({_MONTH_OR_DAY}) ?月(?: ?({_MONTH_OR_DAY}) ?[日号號]"
    r"(?: ?\(?(?:[日月火水木金土](?:曜日?)?|(?:星期|周|週|礼拜|禮拜)[一二三四五六日天])(?:・?[祝休])?\)?)?)?)?"
)
# The same inside a line, with an era's year instead of ours or beside it: 令和7（2025）年2月13日.
EAST_ASIAN_DAY = re.compile(
    rf"(?:(?:西暦|西元|公元) ?)?(?:{_ERA_YEAR}|\d{{4}}|[{_HAN}]{{4}}) ?年?(?: ?[(（][^()（）]{{2,8}}[)）])? ?年? ?"
    rf"(?:{_MONTH_OR_DAY}) ?月(?: ?(?:{_MONTH_OR_DAY}) ?[日号號])?"
)
_OF_AN_ERA = re.compile(rf"(?P<era>{'|'.join(_ERAS)}) ?(?P<number>元|[\d{_HAN}十]{{1,3}})(?!\d)")
_OUR_ERA = re.compile(r"(?:西暦|西元|公元) ?(?=[\d〇一二])")
_YEAR_TWICE = re.compile(r"(\d{4}) ?(年?) ?\(\1 ?年?\)")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2212\ufe63\uff0d", "-"))
_DASHES_IN_FIGURES = re.compile(r"(?<=\d)([\u2012-\u2015])(\d{1,2})\1(?=\d)")  # 2025–02–13, but 2010–12 is an interval
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
_FIGURES = re.compile(
    r"(?P<one>\d{1,2}) ?(?P<mark>[./-]) ?(?P<two>\d{1,2}) ?(?P=mark) ?(?P<year>[1-9]\d{3})\.?", re.ASCII
)
_FIGURES_WITHIN = re.compile(rf"(?<![\d./-]){_FIGURES.pattern}(?![\d/-])", re.ASCII)
_BESIDE_FIGURES = re.compile(
    r"(?P<before>[^\d/~?%]*?)(?P<figures>\d{1,4} ?([./-]) ?\d{1,2} ?\3 ?\d{1,4}\.?)(?P<behind>[^\d/~?%]*)"
)
# A link in a notebook, [[2025-02-13]], a date in an outline, <2025-02-13 Thu>, or one that is mentioned, @July 10, 2025.
_WRAPPED = re.compile(r"\[{1,2}([^\[\]]+)\]{1,2}|<([^<>]+)>|@(.+)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_FEWEST_LETTERS = 3  # of a month's abbreviation


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
    """Returns the date that ``text`` as a whole writes, in figures or in words of the twelve languages of the interface.

    ``6 May 2024``, ``Monday, May 6, 2024``, ``1er février 2025``, ``6. Mai 2024``, ``6 de mayo de 2024``, ``6 мая 2024 г.``,
    ``٦ مايو ٢٠٢٤``, ``2024年5月6日（月）``, ``令和6年5月6日``, ``May 2024``, ``2024年``; months may be shortened. A time of
    day and a zone may stand beside a day (``2024-05-06T23:30:00-05:00``); the day is the one that is written. Figures alone
    are read where the year stands first (``2024/5/6``, ``20240506``) or only one can be the month (``13/05/2024``).

    None where it is no date, an impossible one, or one of several: in ``6/5/2024`` nobody knows which is the month.
    """
    if not may_be_date(text):
        return None
    line = compared(text)
    if wrapped := _WRAPPED.fullmatch(line):
        line = wrapped[wrapped.lastindex or 0]
    line = in_our_years(line)
    if (date := _whole(line)) or (bare := without_time(line)) == line:
        return date
    date = _whole(bare)
    return date if date and date.day else None  # only a day has a time


def may_be_date(text: str) -> bool:
    """Whether ``text`` is short enough for a date and holds a year; without that nothing else is tried."""
    if len(text) > LONGEST or not _YEAR_SOMEWHERE.search(text):
        return False
    return not any(c.isdigit() and not c.isdecimal() for c in text)  # a figure raised or in a circle is a note's


def read(text: str) -> Date:
    """Returns the date that ``text`` writes (``parse_written``). ValueError says what is wrong with it."""
    if date := parse_written(text):
        return date
    line = compared(text)
    bare = without_time(line)
    one, other = (parse_figures(bare, day_first=order) for order in (True, False))
    if one and other:
        raise ValueError(f"“{text.strip()}” may be {_in_english(one)} or {_in_english(other)}")
    if re.fullmatch(r"\d{4}-?w\d{1,2}(?:-?\d)?", line):
        raise ValueError(f"“{text.strip()}” is a week, and a date is a year, a month or a day")
    if any(parse_written(begin) and parse_written(end) for begin, end in _divided(text)):
        raise ValueError(f"“{text.strip()}” is an interval, and an article has one date")
    return parse(bare if EDTF.fullmatch(bare) else text)


def _in_english(date: Date) -> str:
    return f"{date.day} {month_name[date.month or 1]} {date.year}"


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """The two halves of ``text`` at each sign or word that may stand between the ends of an interval."""
    for found in re.finditer(r"\s*(?:/|–|—|\.\.|→|\s-\s|\sto\s|\sau\s|\sbis\s)\s*", text[:LONGEST]):
        yield text[: found.start()], text[found.end() :]


def _whole(line: str) -> Date | None:
    """The date of ``line``, which has no time of day in it."""
    if found := _COMPACT.fullmatch(line):
        return possible(*found.groups())
    if not YEAR.search(line):
        return None
    bare = beside_figures(line, _names()[1])
    if found := EDTF.fullmatch(bare):
        return possible(*found.groups())
    if found := YEAR_FIRST.fullmatch(bare):
        return possible(found[1], found[3], found[4])
    if found := EAST_ASIAN.fullmatch(line):
        return possible(*(part and figures(part) for part in found.groups()))
    return parse_figures(bare) or _in_words(BETWEEN.sub(" ", line).strip())


def beside_figures(line: str, words: Collection[str]) -> str:
    """Returns the figures in ``line`` if only ``words``, weekdays say, stand beside them; else ``line``."""
    found = _BESIDE_FIGURES.fullmatch(line)
    return found["figures"] if found and all(_are_of(words, found[side]) for side in ("before", "behind")) else line


def _are_of(words: Collection[str], text: str) -> bool:
    whole = BETWEEN.sub(" ", text).strip(" ()")  # terca feira is one of them, and none of its words is
    return whole in words or all(word in words for word in re.findall(r"[^\W\d_]+", whole))


def parse_figures(text: str, *, day_first: bool | None = None) -> Date | None:
    """Returns the date of figures that end with the year: ``13/02/2025``, ``2-13-2025``, ``5. 5. 2024``; else None.

    Of two figures that could both be the month the first is the day if ``day_first`` is true, and the month if it is
    false; if it is None nobody knows, and there is no date.
    """
    if not (found := _FIGURES.fullmatch(text.strip())):
        return None
    one, two = int(found["one"]), int(found["two"])
    if day_first is None and one <= 12 and two <= 12 and one != two:
        return None
    month_second = one > 12 or (day_first is not False and two <= 12)
    day, month = (found["one"], found["two"]) if month_second else (found["two"], found["one"])
    return possible(found["year"], month, day)


def orders(text: str) -> set[bool]:
    """Returns the orders that dates in the figures of ``text`` prove: True for the day first, False for the month first."""
    found = ((int(match["one"]), int(match["two"])) for match in _FIGURES_WITHIN.finditer(text))
    return {one > 12 for one, two in found if max(one, two) <= 31 and min(one, two) <= 12 < max(one, two)}


def is_weekday(text: str) -> bool:
    """Whether ``text`` as a whole is a weekday's name, in words of the languages of the interface: ``Monday``, ``ven.``."""
    if len(text) > 20:
        return False
    word = BETWEEN.sub(" ", compared(text)).strip(" ()")
    return (
        bool(re.fullmatch(r"[日月火水木金土](?:曜日?)?|(?:星期|周|週)[一二三四五六日天]", word)) or word in _names()[1]
    )


def compared(text: str) -> str:
    """``text`` as dates are compared: without accents, case and marks of direction; figures of all scripts as ASCII.

    Vowel signs that are part of a word, as in Thai and Hindi, stay: ม.ค. is January, มี.ค. March.
    """
    if not text.isascii():
        text = _DASHES_IN_FIGURES.sub(r"-\2-", text.translate(_HYPHENS))
        bare = (c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c))
        text = "".join(str(unicodedata.decimal(c, c)) for c in bare)
    return " ".join(text.casefold().split())


def _is_mark(character: str) -> bool:
    if character < "\u0300":
        return character == "\u00ad"
    return (
        unicodedata.combining(character) != 0
        or "\ufe00" <= character <= "\ufe0f"
        or unicodedata.category(character) == "Cf"
    )


def in_our_years(line: str) -> str:
    """``line``, as it is compared, with years of the Japanese eras and of the Republic of China as those of our era."""
    if line.isascii() or not (_OF_AN_ERA.search(line) or _OUR_ERA.search(line)):
        return line
    return _YEAR_TWICE.sub(r"\1\2", _OUR_ERA.sub("", _OF_AN_ERA.sub(_our_year, line)), count=1)


def _our_year(found: re.Match[str]) -> str:
    before, most = _ERAS[found["era"]]
    number = int("".join(filter(str.isdecimal, figures(found["number"].replace("元", "1")))) or 0)
    return str(before + number) if 1 <= number <= most else found[0]


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
    text = " ".join(_abbreviations().get(word, word) for word in text.split())
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
                for spelling in spellings(name):
                    months.setdefault(BETWEEN.sub(" ", spelling).strip(), set()).add(number)
        weekdays.update(known.weekdays)
    return (
        {name: min(numbers) for name, numbers in months.items() if len(numbers) == 1},
        frozenset(BETWEEN.sub(" ", compared(name)).strip() for name in weekdays),
    )


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    """The beginnings of months' names that are neither a name nor a weekday themselves, each with a whole name."""
    months, weekdays = _names()
    whole = {number: name for name, number in reversed(months.items())}
    return {
        name: whole[number]
        for name, number in with_abbreviations(months).items()
        if name not in months and name not in weekdays
    }


def spellings(name: str) -> tuple[str, ...]:
    """The name of a month as it is compared, and as it is written where keyboards have no ä, ö and ü: ``maerz``."""
    return tuple(dict.fromkeys((compared(name), compared(name.translate(_UMLAUTS)))))


def with_abbreviations(months: Mapping[str, int]) -> dict[str, int]:
    """Returns ``months``, and with them each beginning of a name that begins no other month's."""
    begun: dict[str, set[int]] = {}
    for name, number in months.items():
        for end in range(_FEWEST_LETTERS, len(name) if name.isalpha() else 0):
            begun.setdefault(name[:end], set()).add(number)
    return {name: min(numbers) for name, numbers in begun.items() if len(numbers) == 1} | dict(months)


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
