"""Dates as newspapers write them, in the one language that an article is in: every language that CLDR has months of.

``dates.parse_written`` reads what an editor declares, in the twelve languages of the interface at once. Here the language
is known, so two locales are loaded and not seventeen: that of the language, and English.

Given up: other calendars (พ.ศ. 2568, ۱۴۰۳, 令和7年), months that stand as figures between slashes where both could be it,
years of two figures, and a year alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from digest.calendar_names import calendar_names
from digest.dates import (
    BETWEEN,
    EAST_ASIAN,
    EDTF,
    LONGEST,
    MORE_MONTHS,
    MORE_WEEKDAYS,
    YEAR,
    YEAR_FIRST,
    Date,
    compared,
    figures,
    parse_figures,
    possible,
)

# The same for any language, as words that may stand beside day, month and year.
_BESIDE = frozenset(
    "the le l am den der il el dnia يوم st nd rd th er ste de e o a го е of del di d من".split()
    + "year annee jahr ano anno jaar rok год عام سنة г года r roku م".split()
    + "року р m d g gada gads god godine godina године година год r viti yil yili жылы жылғы ж il ng ika ya mwaka tarehe".split()
    + "tanggal tgl bulan tahun kl dne w v va den da dia ngay nam του an a aa ta tes ב ה της წ წელი წლის ի թ".split()
)
_REGIONS = {"ar": ("ar", "ar_LB", "ar_DZ", "ar_MA"), "de": ("de", "de_AT"), "en": ("en", "en_GB"), "no": ("nb",)}
_EARLIEST, _LATEST = 1600, 2100  # since there are newspapers; beyond it is another calendar's year (2568, 1446)
_OTHER_CALENDARS = frozenset({"ne", "am", "ti"})  # write years of their own that could be ours, in figures too
_KOREAN = re.compile(
    unicodedata.normalize(
        "NFKD", r"(\d{4}) ?년 ?(\d{1,2}) ?월(?: ?(\d{1,2}) ?일(?: ?\(?[월화수목금토일](?:요일)?\)?)?)?"
    )
)
_VIETNAMESE = re.compile(r"(?:ngay )?(?P<day>\d{1,2}) (?:thang )?(?P<month>\d{1,2}) nam (?P<year>\d{4})")
_YEAR_FIRST_SPACED = re.compile(r"(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.?(?: ?\(\w+\))?")  # 2025. 2. 13.
_IN_FRONT = re.compile(r"(?:le|am|den|el|il|op|em|dnia|ngay) (?=\d)")
_TOKEN = re.compile(r"\d+|[^\s\d()]+")


def parse_in(text: str, language: str) -> Date | None:
    """The date that ``text`` as a whole writes in ``language`` (a BCP 47 tag) or in English, to the month or the day.

    Figures alone are read where one of them can only be the day (``13/02/2025``), both are the same, or the year stands
    first. None too for years that no newspaper in this calendar has: ``13 กุมภาพันธ์ 2568``.
    """
    if len(text) > LONGEST or not YEAR.search(text) or any(c.isdigit() and not c.isdecimal() for c in text):
        return None
    line = compared(text).strip(" .,")
    base = language.split("-")[0]
    found = _in_figures(line, base) or _in_words_of(BETWEEN.sub(" ", line).strip(), base)
    return found if found and found.month and _EARLIEST <= found.year <= _LATEST else None


def _in_figures(line: str, base: str) -> Date | None:
    """A date of figures, and of the signs for year, month and day that Chinese, Japanese and Korean put behind them."""
    if found := EAST_ASIAN.fullmatch(line):
        return possible(*(part and figures(part) for part in found.groups()))
    if found := _KOREAN.fullmatch(line):
        return possible(*found.groups())
    if base in _OTHER_CALENDARS:
        return None
    line = _IN_FRONT.sub("", line)
    if found := EDTF.fullmatch(line):
        return possible(*found.groups())
    if found := YEAR_FIRST.fullmatch(line):
        return possible(found[1], found[3], found[4])
    if found := _YEAR_FIRST_SPACED.fullmatch(line):
        return possible(*found.groups())
    return parse_figures(line)


def _in_words_of(text: str, base: str) -> Date | None:
    """The date of a year, the name of a month, perhaps a day and a weekday, in any order, that ``text`` is made of."""
    if found := _VIETNAMESE.fullmatch(text):
        return possible(found["year"], found["month"], found["day"])
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
    for token in tokens:
        word = token.replace("ı", "i")
        if word in months:
            named.add(months[word])
        elif not (token.isdecimal() or word in _BESIDE or word in weekdays):
            return None
    return possible(years[0], str(named.pop()), days[0] if days else None) if len(named) == 1 else None


@lru_cache(maxsize=256)
def _names_in(base: str) -> tuple[dict[str, int], frozenset[str]]:
    """The months of the language ``base`` and of English by name, as they are compared, and the weekdays."""
    months: dict[str, int] = dict(MORE_MONTHS)
    weekdays: set[str] = set(MORE_WEEKDAYS.split())
    for known in map(calendar_names, dict.fromkeys((*_REGIONS.get(base, (base,)), "en"))):
        for number, called in enumerate(known.months, start=1):
            for name in called:
                words = [word for word in _words_of(name) if word not in _BESIDE]
                if len(words) == 1:
                    months.setdefault(words[0], number)
        weekdays.update(word for name in known.weekdays for word in _words_of(name))
    if base == "he":  # written together with the word for “in”
        months |= {f"ב{name}": number for name, number in months.items()}
    if base == "bn":  # as most papers spell them now
        months |= {f"{name[:-1]}ি": number for name, number in months.items() if name.endswith("ী")}
    return months, frozenset(weekdays - months.keys())


def _words_of(name: str) -> list[str]:
    words = _TOKEN.findall(BETWEEN.sub(" ", compared(name)))
    return [word.replace("ı", "i") for word in words if not word.isdecimal()]
