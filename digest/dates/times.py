"""Times of day and zones beside a date, which are left out: the day is the written one.

Their forms are those of ISO 8601 and RFC 3339 (``T11:32:00Z``, ``T113200+0200``, ``T11:32+02:00[Europe/Paris]``), RFC 5322
(``11:32:00 +0000 (UTC)``), of programs (``11:32:00 UTC+02:00``, ``Thu Jul 10 11:32:00 CEST 2025``) and of people (``à 10h05``,
``um 10.05 Uhr``, ``at 10:02 pm PST``, ``오전 10:05``). Texts are as ``written.compared`` returns them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from digest.lazy_regex import lazy_regex

_DIVIDERS = r"[\s,;|·•・/-]"
_NOON_BEFORE = "上午|下午|午前|午後|凌晨|早上|晚上|中午|오전|오후|am|pm"  # in front of the time
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
# Words before a time of day: at, à, um, kl., o godz., в, ора.
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
    """``text`` without a time of day and zone after, before or within its date."""
    if found := _TIME_IN_THE_MIDDLE().fullmatch(text):
        return f"{found['day']} {found['year']}"
    return _TIME_IN_FRONT().sub("", _TIME_BEHIND().sub("", text, count=1), count=1).strip(" ,;|-")


def is_time(text: str) -> bool:
    """Whether ``text`` is a time of day, with or without a zone."""
    return _CLOCK_ONLY().fullmatch(text) is not None
