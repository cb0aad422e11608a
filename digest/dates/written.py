"""DOC"""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from digest.dates.date import EDTF, Date, parse
from digest.lazy_regex import lazy_regex

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
    bare = beside_figures(line, _interface_names()[1])
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
        bool(re.fullmatch(r"[日月火水木金土](?:曜日?)?|(?:星期|周|週)[一二三四五六日天]", word))
        or word in _interface_names()[1]
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
    months = {_interface_names()[0][name] for name in (parts.get("month"), parts.get("same")) if name}
    if len(months) > 1:
        return None  # May/June 2024; but مايو/أيار is May twice
    month = str(months.pop()) if months else None
    return possible(parts["year"], month, parts.get("day"))


@lru_cache(maxsize=1)
def _interface_names() -> tuple[dict[str, int], frozenset[str]]:
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
    months, weekdays = _interface_names()
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
    """``months`` has for each of the twelve what it is called, whole and shortened; ``weekdays`` all of their names.

    ``day_first`` says whether dates in figures begin with the day and end with the year.
    """

    day_first: bool = False
    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def calendar_names(locale: str) -> CalendarNames:
    """The names in ``locale``, a language (``fr``) or a region's (``de_AT``); empty where none are known."""
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


_DIVIDERS = r"[\s,;|·•・/-]"
_NOON_BEFORE = "上午|下午|午前|午後|凌晨|早上|晚上|中午|오전|오후|am|pm"  # stands in front of the figures
_NOON_BEHIND = r"[ap]\.? ?m\.?(?!\w)|π\.? ?μ\.?|μ\.? ?μ\.?|صباحا|مساء|ص\b|م\b"
_UNIT_BEHIND = r"uhr|uur|h(?:rs?|s)?\b\.?|horas?|heures?|час\w*|น\.?(?!\w)"
_NAMED_ZONES = (
    "z|gmt|utc|cet|cest|eet|eest|wet|west|met|mest|mez|mesz|oez|oesz|bst|ist|msk|мск|trt|sast|cat|eat|wat|pkt|npt|ict|"
    "wib|wita|wit|pht|sgt|hkt|jst|kst|aest|aedt|acst|acdt|awst|nzst|nzdt|brt|brst|art|clt|clst|pet|cot|"
    "[eckmp][sd]?t|ak[sd]t|h[sd]?t|n[sd]t|hn[eacprt]|ha[eacprt]|hec|(?:по )?москв[еы]|по мск"
)
_ZONE_IN_WORDS = (
    r"(?:[a-z]+ ){1,4}time|heure (?:normale|avancee|d'ete|locale|de|du|d)[a-z' ]{0,40}|ora (?:locale|italiana)|"
    r"hora (?:local|peninsular|de [a-z ]{1,20})|ortszeit|(?:mittel)?europaische [a-z]*zeit|московское время"
)
_OFFSET = r"[+-]\d{1,2}(?::?\d{2})?(?::?\d{2})?"
_ZONE = (
    rf"(?: ?\(?(?:(?:gmt|utc) ?{_OFFSET}|{_OFFSET}|(?:{_NAMED_ZONES})(?!\w)|{_ZONE_IN_WORDS})\)?"
    rf"| ?\[[a-z_/+0-9-]{{1,40}}\]| \([a-z][^()]{{1,40}}\))"
)
_HOUR_SIGN, _MINUTE_SIGN, _SECOND_SIGN = "(?:時|时|點|点|시)", "(?:分|분)", "(?:秒|초)"
_CLOCK_FIGURES = (
    rf"(?:\d{{1,2}} ?{_HOUR_SIGN}(?: ?\d{{1,2}} ?{_MINUTE_SIGN}?(?: ?\d{{1,2}} ?{_SECOND_SIGN})?)?"
    r"|\d{1,2} ?[:h.] ?\d{2}(?: ?[:.m'] ?\d{2})?(?:[.,]\d{1,9})?(?: ?(?:min\b\.?|s\b))?"
    r"|\d{1,2} ?(?:h\b|hrs?\b|uhr|uur|[ap]\.? ?m\.?(?!\w)))"
)
_CLOCK = (
    rf"(?:(?:{_NOON_BEFORE}) ?)?{_CLOCK_FIGURES}"
    rf"(?: ?(?:{_NOON_BEHIND}))?(?: ?(?:{_UNIT_BEHIND}))?{_ZONE}{{0,3}}"
)
# What leads to a time of day: at, à, um, kl., o godz., в, ора.
_LEADING = (
    r"(?:(?:a las|a la|as|a|@|at|um|om|kl|klo|ob|o godz|godz|o|в|о|ω?ρα|στις|u|v|w|alle ore|alle|ore|ora|saat|pukul|pkl|"
    r"(?:vao )?luc|jam|الساعة|على الساعة|เวลา|time|heure|uhrzeit|hora)(?!\w)[.:]? ?)?"
)
_ISO = r"t\d{2}(?::?\d{2}(?::?\d{2})?)?(?:[.,]\d{1,9})?"


def _compiled(pattern: str) -> Callable[[], re.Pattern[str]]:
    return lazy_regex(unicodedata.normalize("NFKD", pattern))


_CLOCK_ONLY = _compiled(rf"{_LEADING}{_CLOCK}")
_TIME_BEHIND = _compiled(
    rf"(?:(?<=\d) ?{_ISO}{_ZONE}{{0,3}}|(?:{_DIVIDERS}+|(?<=[日号號])|(?<=ᆯ))\(?{_LEADING}{_CLOCK}\)?)\s*$"
)
_TIME_IN_FRONT = _compiled(rf"\s*{_LEADING}{_CLOCK}{_DIVIDERS}+(?:on |le |am |el |den )?")
# Thu Jul 10 11:32:00 CEST 2025, Thu Jul 10 11:32:00 2025 +0200: of the C library, Unix's date and Git.
_TIME_IN_THE_MIDDLE = _compiled(
    rf"(?P<day>.*[^\W\d_] ?\d{{1,2}}),? \d{{1,2}}:\d{{2}}(?::\d{{2}})?{_ZONE}? (?P<year>\d{{4}}){_ZONE}?"
)


def without_time(text: str) -> str:
    """Returns ``text`` without the time of day and zone behind, in front of, or inside its date; else ``text`` itself."""
    if found := _TIME_IN_THE_MIDDLE().fullmatch(text):
        return f"{found['day']} {found['year']}"
    return _TIME_IN_FRONT().sub("", _TIME_BEHIND().sub("", text, count=1), count=1).strip(" ,;|-")


def is_time(text: str) -> bool:
    """Whether ``text`` as a whole is a time of day, with its zone or without."""
    return _CLOCK_ONLY().fullmatch(text) is not None
