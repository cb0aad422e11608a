"""What months and weekdays are called in every language of CLDR, for reading dates that somebody wrote.

The names stand in ``data/calendar_names.tsv``, made by ``tools/calendar_names.py`` after CLDR, so that reading a date loads no
locale of Babel's, each of which takes longer than an article.

Rejected: their forms in sentences, where CLDR has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

_DATA = Path(__file__).parent.parent / "data" / "calendar_names.tsv"


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
    line = _lines().get(locale)
    if line is None:
        return CalendarNames()
    order, *names = line.split("\t")
    *months, weekdays = (tuple(cell.split("|")) for cell in names)
    return CalendarNames(day_first=order == "dmy", months=tuple(months), weekdays=weekdays)


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    pairs = (line.partition("\t") for line in _DATA.read_text("utf-8").splitlines())
    return MappingProxyType({locale: line for locale, _, line in pairs if not locale.startswith("#")})
