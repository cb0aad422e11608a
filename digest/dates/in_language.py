"""Reads dates as newspapers write them in one known language: any for which CLDR has names of months.

``dates.parse_written`` reads what an editor declares, in all languages of the interface at once. Here only the names of the
text's language and of English are used. In Thai the year may be of the Buddhist era (2568), in Japanese and Chinese of an
era (令和7年, 民國114年).

Rejected: calendars with other months (۲۵ بهمن ۱۴۰۳), years of two digits, initials of eras (R7.2.13), a year alone, and
114年2月13日 without 民國, which outside of Taiwan is the second century.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from digest.dates.date import Date
from digest.dates.times import without_time
from digest.dates.written import (
    BETWEEN,
    EAST_ASIAN_DAY,
    MORE_MONTHS,
    MORE_WEEKDAYS,
    YEAR,
    calendar_names,
    compared,
    in_figures,
    in_our_years,
    may_be_date,
    possible,
    spellings,
    with_abbreviations,
)

# Words beside day, month and year, in any language.
_BESIDE = frozenset(
    "the le l am den der il el dnia يوم st nd rd th er ste de e o a го е of del di d من".split()
    + "year annee jahr ano anno jaar rok год عام سنة г года r roku م".split()
    + "року р m d g gada gads god godine godina година године година год r viti yil yili жылы жылғы ж il ng ika ya".split()
    + "mwaka tarehe tanggal tgl bulan tahun kl dne w v va den da dia ngay nam του an a aa ta tes ב ה της წ წელი წლის ի թ".split()
    + "on op em วันที พศ คศ".split()
)
# Usual names and older spellings that are not in CLDR.
_MORE_MONTHS_IN = {
    "id": {"pebruari": 2, "peb": 2, "agust": 8, "agt": 8, "ags": 8, "nopember": 11, "nop": 11},
    "nl": {"mrt": 3},
    "sw": {"mac": 3},
}
_REGIONS = {
    "ar": ("ar", "ar_LB", "ar_DZ", "ar_MA"),
    "de": ("de", "de_AT"),
    "en": ("en", "en_GB"),
    "es": ("es", "es_PE", "es_MX"),
    "fr": ("fr", "fr_CA"),
    "no": ("nb",),
}
_EARLIEST, _LATEST = 1600, 2100  # newspapers exist since then; later years are of another calendar (2568, 1446)
_OTHER_CALENDARS = frozenset({"ne", "am", "ti"})  # whose years could be ours, also in numeric dates
_KOREAN = re.compile(
    unicodedata.normalize(
        "NFKD", r"(\d{4}) ?년 ?(\d{1,2}) ?월(?: ?(\d{1,2}) ?일(?: ?\(?[월화수목금토일](?:요일)?\)?)?)?"
    )
)
_VIETNAMESE = re.compile(
    r"(?:ngay )?(?P<day>\d{1,2}) (?:(?:thang|thg) (?P<month>\d{1,2}) (?:nam )?|(?P<bare>\d{1,2}) nam )(?P<year>\d{4})"
)
_WITH_PAGE = re.compile(
    r"\A(?P<date>[^\d]{3,30}\s(?:19|20)\d\d)\s+\d{1,3}\Z"
)  # “Juin 2026   7”: a page, since no language writes the day there
_BUDDHIST_YEAR = re.compile(r"(?<!\d)(24[89]\d|25\d\d|26[0-3]\d)(?!\d)")  # since 1941 it begins in January
_BUDDHIST_BEFORE = 543
_THAI_STOPS = re.compile(r"(?<=[ก-๎])\. ?(?=[ก-ฮ])")  # of ม.ค. and พ.ศ.
_TOKEN = re.compile(r"\d+|[^\s\d()]+")
_WORD = re.compile(r"\S+")
_DIGITS = re.compile(r"\d+")  # a year and a time of day are two runs of them
_WORDS_BEFORE, _WORDS_BEHIND = 6, 5  # of a date around its year
_AROUND = "()[]（）【】,;|·•–—- ."
# Regions whose order in CLDR's short dates is not their language's. Canada and South Africa write the year first there, but
# use both orders.
_MONTH_FIRST = frozenset({"en-US", "en-PH", "en-PR", "en-GU", "es-PR", "es-PA"})
_NO_ORDER = frozenset({"en", "en-CA", "en-ZA", "fr-CA"})


def parse_in(text: str, language: str, *, day_first: bool | None = None) -> Date | None:
    """The date to the month or day that ``text`` is, in ``language`` (a BCP 47 tag) or in English; None if it is not one.

    A time of day and a zone may be beside a day. Numeric dates are read if the year is first, only one number can be the
    month (``13/02/2025``), both are the same, or ``day_first`` is not None. Years before 1600 and after 2100 are not read.
    """
    text = _WITH_PAGE.sub(r"\g<date>", text)
    if not may_be_date(text):
        return None
    base = language.split("-")[0]
    line = _in_our_years(compared(text).strip(" .,"), base)
    found = _complete(line, base, day_first)
    if found is None and len(_DIGITS.findall(line)) > 1 and (bare := without_time(line)) != line:
        found = _complete(bare, base, day_first)
        found = found if found and found.day else None
    return found if found and found.month and _EARLIEST <= found.year <= _LATEST else None


def day_first_in(language: str) -> bool | None:
    """Whether numeric dates in ``language`` begin with the day (True) or the month (False); None where both are usual.

    As in CLDR's short dates; English without a region has both orders.
    """
    if language in _MONTH_FIRST or language in _NO_ORDER:
        return False if language in _MONTH_FIRST else None
    if language.startswith("en-"):
        return True
    return True if calendar_names(language.split("-")[0]).day_first else None


def dates_within(line: str, language: str, *, day_first: bool | None = None) -> list[tuple[Date, int, int]]:
    """The dates in ``line`` from left to right, each as long as possible, with its start and end."""
    found: list[tuple[Date, int, int]] = []
    words = [(word.start(), word.end()) for word in _WORD.finditer(line)]
    done = 0
    for year in YEAR.finditer(line):
        if year.start() < done:
            continue
        one = _east_asian_at(line, year.start(), done, language) or _among(
            words, line, year.start(), done, language, day_first
        )
        if one:
            found.append(one)
            done = one[2]
    return found


def _east_asian_at(line: str, at: int, after: int, language: str) -> tuple[Date, int, int] | None:
    """The date of which the year at ``at`` is part, in a script without spaces."""
    for match in EAST_ASIAN_DAY.finditer(line, after):
        if match.start() <= at < match.end() and (date := parse_in(match[0], language)):
            return date, match.start(), match.end()
    return None


def _among(
    words: list[tuple[int, int]], line: str, year: int, after: int, language: str, day_first: bool | None
) -> tuple[Date, int, int] | None:
    """The longest date of ``words`` around the ``year`` that begins after ``after``."""
    at = next((number for number, (_, end) in enumerate(words) if end > year), 0)
    for first in range(max(0, at - _WORDS_BEFORE), at + 1):
        if words[first][1] <= after:
            continue
        for last in range(min(len(words) - 1, at + _WORDS_BEHIND), at - 1, -1):
            start, end = max(words[first][0], after), words[last][1]
            bare = line[start:end].strip(_AROUND)
            if date := parse_in(bare, language, day_first=day_first):
                start = line.index(bare, start)
                return date, start, start + len(bare)
    return None


def _in_our_years(line: str, base: str) -> str:
    """``line`` with the years of other calendars that the language ``base`` uses as years of our era."""
    if base == "th":
        line = _BUDDHIST_YEAR.sub(lambda found: str(int(found[0]) - _BUDDHIST_BEFORE), _THAI_STOPS.sub("", line))
    return in_our_years(line)


def _complete(line: str, base: str, day_first: bool | None) -> Date | None:
    return _in_figures(line, base, day_first) or _in_words_of(BETWEEN.sub(" ", line).strip(), base)


def _in_figures(line: str, base: str, day_first: bool | None) -> Date | None:
    """A numeric date, or one with the signs of Chinese, Japanese and Korean for year, month and day."""
    if found := _KOREAN.fullmatch(line):
        return possible(*found.groups())
    if base in _OTHER_CALENDARS and "年" not in line:
        return None
    return in_figures(line, _beside_in(base), day_first)


def _in_words_of(text: str, base: str) -> Date | None:
    """The date of ``text`` made of a year, the name of a month, and perhaps a day and a weekday, in any order."""
    if found := _VIETNAMESE.fullmatch(text):
        return possible(found["year"], found["month"] or found["bare"], found["day"])
    tokens = _TOKEN.findall(text)
    numbers = [token for token in tokens if token.isdecimal()]
    if not 2 <= len(tokens) <= 10 or not 1 <= len(numbers) <= 2:
        return None
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) != 1 or len(years) + len(days) != len(numbers):
        return None
    months, weekdays = _names_in(base)
    named: set[int] = set()
    perhaps: set[int] = set()  # words that are also a weekday: mar. 7 mai 2024
    for token in tokens:
        word = token.replace("ı", "i")
        if word in months:
            (perhaps if word in weekdays else named).add(months[word])
        elif not (token.isdecimal() or word in _BESIDE or word in weekdays):
            return None
    named = named or perhaps
    return possible(years[0], str(named.pop()), days[0] if days else None) if len(named) == 1 else None


def is_calendar_word(word: str, language: str) -> bool:
    """Whether ``word`` is a name or abbreviation of a month or weekday in ``language``, English or French."""
    word = compared(word).rstrip(".").replace("ı", "i")
    return any(word in names for base in (language.split("-")[0], "fr") for names in _names_in(base))


@lru_cache(maxsize=256)
def _names_in(base: str) -> tuple[dict[str, int], frozenset[str]]:
    """The names of months of the language ``base`` and of English (``compared``) with their numbers, and those of weekdays."""
    months: dict[str, int] = dict(MORE_MONTHS) | _MORE_MONTHS_IN.get(base, {})
    weekdays: set[str] = set(MORE_WEEKDAYS.split())
    for known in map(calendar_names, dict.fromkeys((*_REGIONS.get(base, (base,)), "en"))):
        for number, called in enumerate(known.months, start=1):
            for name in called:
                for spelling in spellings(name):
                    words = [word for word in _words_of(spelling) if word not in _BESIDE]
                    if len(words) == 1:
                        months.setdefault(words[0], number)
        weekdays.update(word for name in known.weekdays for word in _words_of(compared(name)))
    if base == "he":  # written together with “in”
        months |= {f"ב{name}": number for name, number in months.items()}
    if base == "th":  # “on Thursday the”, with the word for day or without
        weekdays |= {f"{name}ที" for name in weekdays}
        weekdays |= {name.removeprefix("วัน") for name in weekdays}
    if base == "bn":  # as most papers spell them now
        months |= {f"{name[:-1]}ি": number for name, number in months.items() if name.endswith("ী")}
    return with_abbreviations(months), frozenset(weekdays)


@lru_cache(maxsize=256)
def _beside_in(base: str) -> frozenset[str]:
    """The words that may be beside a numeric date in the language ``base``."""
    return _names_in(base)[1] | _BESIDE


def _words_of(name: str) -> list[str]:
    words = _TOKEN.findall(BETWEEN.sub(" ", _THAI_STOPS.sub("", name)))
    return [word.replace("ı", "i") for word in words if not word.isdecimal()]
