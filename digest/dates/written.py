"""Reads dates as people write them, in figures or in words of the twelve languages of the interface.

Names of months and weekdays come from CLDR (``data/calendar_names.tsv``, made by ``tools/calendar_names.py``, so that no locale
of Babel is loaded, which takes longer than an article); of the Arabic months all three sets in use (مايو, أيار, ماي).
Beginnings of names are abbreviations. Years of the Japanese eras (令和7年) and of the Republic of China (民國114年) are official
calendars with our months.

A time of day and a zone beside a day (``times.py``) are left out and never shift the day.

Rejected: intervals, weeks, years of two digits, calendars with other months (Persian, Islamic); checking whether a weekday
is the right one.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from digest.dates.date import EDTF, Date, parse
from digest.dates.times import without_time

# Patterns and words below match text as returned by ``compared``: lower case, no accents, ASCII digits, single spaces.
LONGEST = 120  # characters, with weekday, time and zone
_HAN = "〇零一二三四五六七八九"
# The year before the first one of each era, and its number of years (the last two continue).
_ERAS = {
    "明治": (1867, 45),
    "大正": (1911, 15),
    "昭和": (1925, 64),
    "平成": (1988, 31),
    "令和": (2018, 99),
    **dict.fromkeys(("中華民國", "中华民国", "民國", "民国"), (1911, 199)),
}
_NUMBER_OF_YEAR = rf"(?:元|[\d{_HAN}十]{{1,3}})"
_ERA_YEAR = rf"(?:{'|'.join(_ERAS)}) ?{_NUMBER_OF_YEAR}"
# It begins with a class of characters, which is searched for twice as fast as three alternatives.
YEAR = re.compile(
    rf"[\d{_HAN}{''.join(dict.fromkeys(era[0] for era in _ERAS))}]"
    rf"(?:(?<=\d)(?<!\d\d)\d{{3}}(?!\d)|(?<=[{_HAN}])[{_HAN}]{{3}} ?年"
    rf"|(?:{'|'.join(f'(?<={era[0]}){era[1:]}' for era in _ERAS)}) ?{_NUMBER_OF_YEAR})"
)
_YEAR_SOMEWHERE = re.compile(rf"\d{{4}}|[{_HAN}]{{4}} ?年|{'|'.join(_ERAS)}|[㍻㍼㍽㍾㋿]")
BETWEEN = re.compile(r"[\s,،、./\-'’]+")
_YEAR_FIRST = re.compile(r"([1-9]\d{3})([./-]) ?(\d{1,2})\2 ?(\d{1,2})\.?", re.ASCII)  # 2024/5/6 is not 5 June anywhere
_COMPACT = re.compile(r"([1-9]\d{3})(\d{2})(\d{2})", re.ASCII)
_MONTH_OR_DAY = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_EAST_ASIAN = re.compile(
    rf"(\d{{4}}|[{_HAN}]{{4}}) ?年(?: ?({_MONTH_OR_DAY}) ?月(?: ?({_MONTH_OR_DAY}) ?[日号號]"
    r"(?: ?\(?(?:[日月火水木金土](?:曜日?)?|(?:星期|周|週|礼拜|禮拜)[一二三四五六日天])(?:・?[祝休])?\)?)?)?)?"
)
# The same within a line, with the year of an era or both years: 令和7（2025）年2月13日.
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
# The locales of names of months and weekdays: the languages of the interface, and regions with different names. Then names
# that are usual and not in CLDR.
_LOCALES = "en fr de es pt it nl pl ru ar en_GB de_AT fr_CA es_PE es_MX ar_LB ar_DZ ar_MA ar_MR"
MORE_MONTHS = {"mrz": 3, "febr": 2, "sett": 9, "фев": 2, "сен": 9, "ноя": 11}
MORE_WEEKDAYS = "segunda terça quarta quinta sexta sonnabend tues thurs"
# Words without meaning in front of a date, after its day, between its parts, before a year alone, and after any year.
_ARTICLES = "the|le|l|am|den|der|il|el|dnia|يوم"
_ORDINALS = "st|nd|rd|th|er|ste|de|e|o|a|го|е"
_OF = "of|de|del|di|d|من"
_YEAR_WORDS = "year|annee|jahr|ano|anno|jaar|rok|год|عام|سنة"
_BEHIND = "г|год|года|r|rok|roku|م"
_FIGURES = re.compile(
    r"(?P<one>\d{1,2}) ?(?P<mark>[./-]) ?(?P<two>\d{1,2}) ?(?P=mark) ?(?P<year>[1-9]\d{3})\.?", re.ASCII
)
_FIGURES_WITHIN = re.compile(rf"(?<![\d./-]){_FIGURES.pattern}(?![\d/-])", re.ASCII)
_PART_OF_FIGURES = re.compile(r"\d ?[./-] ?\d", re.ASCII)
_BESIDE_FIGURES = re.compile(
    r"(?P<before>[^\d/~?%]*?)(?P<figures>\d{1,4} ?([./-]) ?\d{1,2} ?\3 ?\d{1,4}\.?)(?P<behind>[^\d/~?%]*)"
)
# Links in notes, [[2025-02-13]], dates in outlines, <2025-02-13 Thu>, and mentions, @July 10, 2025.
_WRAPPED = re.compile(r"\[{1,2}([^\[\]]+)\]{1,2}|<([^<>]+)>|@(.+)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_FEWEST_LETTERS = 3  # letters of a month's abbreviation


def parse_written(text: str) -> Date | None:
    """The date that ``text`` is, in figures or in words of the languages of the interface; None if it is not one.

    ``6 May 2024``, ``Monday, May 6, 2024``, ``1er février 2025``, ``6. Mai 2024``, ``6 de mayo de 2024``, ``6 мая 2024 г.``,
    ``٦ مايو ٢٠٢٤``, ``2024年5月6日（月）``, ``令和6年5月6日``, ``May 2024``, ``2024年``; months may be abbreviated. A time of
    day and a zone may follow (``2024-05-06T23:30:00-05:00``); the day is the written one. Numeric dates are read if the year is
    first (``2024/5/6``, ``20240506``) or only one number can be the month (``13/05/2024``), but not ``6/5/2024``.
    """
    if not may_be_date(text):
        return None
    line = compared(text)
    if wrapped := _WRAPPED.fullmatch(line):
        line = wrapped[wrapped.lastindex or 0]
    line = in_our_years(line)
    if (date := _complete(line)) or (bare := without_time(line)) == line:
        return date
    date = _complete(bare)
    return date if date and date.day else None  # only a day has a time of day


def may_be_date(text: str) -> bool:
    """Whether ``text`` is short enough for a date and has a year: a quick first test."""
    if len(text) > LONGEST or not _YEAR_SOMEWHERE.search(text):
        return False
    return not any(
        c.isdigit() and not c.isdecimal() for c in text
    )  # superscript and circled digits are references to notes


def read(text: str) -> Date:
    """The date that ``text`` is (``parse_written``). Raises ValueError with the reason if it is not one."""
    if date := parse_written(text):
        return date
    line = compared(text)
    bare = without_time(line)
    one, other = (parse_figures(bare, day_first=order) for order in (True, False))
    if one and other:
        raise ValueError(f"“{text.strip()}” may be {_in_english(one)} or {_in_english(other)}")
    if re.fullmatch(r"\d{4}-?w\d{1,2}(?:-?\d)?", line):
        raise ValueError(f"“{text.strip()}” is a week, and a date is a year, a month or a day")
    if any(parse_written(begin) and parse_written(end) for begin, end in _interval_halves(text)):
        raise ValueError(f"“{text.strip()}” is an interval, and an article has one date")
    if found := _DAY_AND_MONTH.fullmatch(text.strip()):
        month = parse_written(found[2])
        if month and month.month and not month.day:
            return Date(month.year, month.month, int(found[1]))  # raises: there is no such day
    return parse(bare if EDTF.fullmatch(bare) else text)


_DAY_AND_MONTH = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)? (?:de )?(\D+ \d{4})")


def _in_english(date: Date) -> str:
    return f"{date.day} {month_name[date.month or 1]} {date.year}"


def _interval_halves(text: str) -> Iterator[tuple[str, str]]:
    """The two parts of ``text`` around each sign or word that may be in the middle of an interval."""
    for found in re.finditer(r"\s*(?:/|–|—|\.\.|→|\s-\s|\sto\s|\sau\s|\sbis\s)\s*", text[:LONGEST]):
        yield text[: found.start()], text[found.end() :]


def _complete(line: str) -> Date | None:
    """The date of ``line``, which has no time of day."""
    if found := _COMPACT.fullmatch(line):
        return possible(*found.groups())
    if not YEAR.search(line):
        return None
    return in_figures(line, _interface_names()[1]) or _in_words(BETWEEN.sub(" ", line).strip())


def in_figures(line: str, words: Collection[str], day_first: bool | None = None) -> Date | None:
    """The date of ``line`` (``compared``) in figures, or with the signs of Chinese and Japanese for year, month and day; beside
    figures there may be some of ``words`` (weekdays). ``day_first`` as for ``parse_figures``.
    """
    if found := _EAST_ASIAN.fullmatch(line):
        return possible(*(part and _figures(part) for part in found.groups()))
    found = _BESIDE_FIGURES.fullmatch(line)
    if found and all(_are_of(words, found[side]) for side in ("before", "behind")):
        line = found["figures"]
    if found := EDTF.fullmatch(line):
        return possible(*found.groups())
    if found := _YEAR_FIRST.fullmatch(line):
        return possible(found[1], found[3], found[4])
    return parse_figures(line, day_first=day_first)


def _are_of(words: Collection[str], text: str) -> bool:
    joined = BETWEEN.sub(" ", text).strip(" ()")  # terca feira is a weekday, and neither of its words is
    return joined in words or all(word in words for word in re.findall(r"[^\W\d_]+", joined))


def parse_figures(text: str, *, day_first: bool | None = None) -> Date | None:
    """The numeric date that ends with the year (``13/02/2025``, ``2-13-2025``, ``5. 5. 2024``); else None.

    If both other numbers may be the month, ``day_first`` decides whether the first is the day; without it the date is
    ambiguous and not read.
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
    """The orders that numeric dates in ``text`` prove: True for the day first, False for the month first."""
    if not _PART_OF_FIGURES.search(text):  # a quick first test: few texts have numeric dates
        return set()
    found = ((int(match["one"]), int(match["two"])) for match in _FIGURES_WITHIN.finditer(text))
    return {one > 12 for one, two in found if max(one, two) <= 31 and min(one, two) <= 12 < max(one, two)}


def is_weekday(text: str) -> bool:
    """Whether ``text`` is the name of a weekday in a language of the interface: ``Monday``, ``ven.``."""
    if len(text) > 20:
        return False
    word = BETWEEN.sub(" ", compared(text)).strip(" ()")
    return (
        bool(re.fullmatch(r"[日月火水木金土](?:曜日?)?|(?:星期|周|週)[一二三四五六日天]", word))
        or word in _interface_names()[1]
    )


def compared(text: str) -> str:
    """``text`` for comparing dates: without accents, case and marks of direction, and with ASCII digits.

    Vowel signs that are part of a word, as in Thai and Hindi, are kept: ม.ค. is January, มี.ค. March.
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
    """``line`` with years of the Japanese eras and of the Republic of China as years of our era."""
    if line.isascii() or not (_OF_AN_ERA.search(line) or _OUR_ERA.search(line)):
        return line
    return _YEAR_TWICE.sub(r"\1\2", _OUR_ERA.sub("", _OF_AN_ERA.sub(_our_year, line)), count=1)


def _our_year(found: re.Match[str]) -> str:
    before, most = _ERAS[found["era"]]
    number = int("".join(filter(str.isdecimal, _figures(found["number"].replace("元", "1")))) or 0)
    return str(before + number) if 1 <= number <= most else found[0]


def possible(year: str, month: str | None, day: str | None) -> Date | None:
    """The date of these numbers; None if it does not exist."""
    try:
        return Date(*(int(part) for part in (year, month, day) if part))
    except ValueError:
        return None


def _figures(number: str) -> str:
    """A number in Chinese numerals (``二〇二四``, ``二十一``) in ASCII digits; others unchanged."""
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
    months = {_interface_names()[0][name] for name in (parts.get("month"), parts.get("same")) if name}
    if len(months) > 1:
        return None  # May/June 2024; but مايو/أيار is May twice
    month = str(months.pop()) if months else None
    return possible(parts["year"], month, parts.get("day"))


@lru_cache(maxsize=1)
def _interface_names() -> tuple[dict[str, int], frozenset[str]]:
    """The names of months (``compared``) with their numbers, and the names of weekdays, in all languages of the interface.

    Names of different months in different languages are left out; CLDR has none, which a test checks.
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
    """The abbreviations of months that are not also a name of a month or weekday, each with a full name."""
    months, weekdays = _interface_names()
    full_names = {number: name for name, number in reversed(months.items())}
    return {
        name: full_names[number]
        for name, number in with_abbreviations(months).items()
        if name not in months and name not in weekdays
    }


def spellings(name: str) -> tuple[str, ...]:
    """The name of a month (``compared``), also as written on keyboards without ä, ö and ü: ``maerz``."""
    return tuple(dict.fromkeys((compared(name), compared(name.translate(_UMLAUTS)))))


def with_abbreviations(months: Mapping[str, int]) -> dict[str, int]:
    """``months`` and all their abbreviations that are unambiguous."""
    begun: dict[str, set[int]] = {}
    for name, number in months.items():
        for end in range(_FEWEST_LETTERS, len(name) if name.isalpha() else 0):
            begun.setdefault(name[:end], set()).add(number)
    return {name: min(numbers) for name, numbers in begun.items() if len(numbers) == 1} | dict(months)


@lru_cache(maxsize=1)
def _shapes() -> tuple[re.Pattern[str], ...]:
    """The patterns of dates in words: day, month, year; month, day, year; year, month, day; a year with a word."""
    names, weekdays = ("|".join(sorted(known, key=lambda name: (-len(name), name))) for known in _interface_names())
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


_CALENDAR_NAMES = Path(__file__).parent.parent / "data" / "calendar_names.tsv"


class CalendarNames(Struct, frozen=True, kw_only=True):
    """The names and abbreviations of each of the twelve ``months``, and of all ``weekdays``.

    ``day_first``: numeric dates begin with the day and end with the year.
    """

    day_first: bool = False
    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def calendar_names(locale: str) -> CalendarNames:
    """The names in ``locale``, with (``de_AT``) or without (``fr``) a region; empty where none are known."""
    line = _calendar_lines().get(locale)
    if line is None:
        return CalendarNames()
    order, *names = line.split("\t")
    *months, weekdays = (tuple(cell.split("|")) for cell in names)
    return CalendarNames(day_first=order == "dmy", months=tuple(months), weekdays=weekdays)


@lru_cache(maxsize=1)
def _calendar_lines() -> Mapping[str, str]:
    pairs = (line.partition("\t") for line in _CALENDAR_NAMES.read_text("utf-8").splitlines())
    return MappingProxyType({locale: line for locale, _, line in pairs if not locale.startswith("#")})
