"""Times relative to the day of publication ("on Friday", "last year", "in the night to Sunday"), which a headline does not have.

The words are in ``data/function_words.txt`` (``day``, ``rel``, ``hod``, ``dbf``, ``daf``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from digest.dates.written import calendar_names
from digest.infer.grammar import MOST, Grammar, capital
from digest.infer.words import with_role
from digest.readers.scripts import caseless
from digest.words import words

_INDEFINITE = frozenset("een ein eine einem einen einer eines en ett et".split())
_INFLECTED = ("e", "en", "em", "er", "es")  # endings of adjectives
_FIGURE = re.compile(r"\d")
_CLAUSE = 160  # characters of a clause after an opening
_ON_A_DATE = "on|le|am|el|em|il|op"  # before a day of the month
_UNIT = r"(?:\s?(?:h(?:\s?\d\d)?|uhr|heures?|horas|uur|a\.?m\b\.?|p\.?m\b\.?))"  # of a time of the clock
_OF_AMOUNTS = r"(?!\s?(?:[%€$£]|euro|prozent|per\s?cent|pour\scent|mill|mio|franken|met|grad)|\w)"  # um 1.50 Euro
_TIME = (
    rf"(?:ore\s\d{{1,2}}(?:[:.]\d\d)?|\d{{1,2}}(?:[:.h]\d\d{_UNIT}?|{_UNIT}))(?:\s(?:utc|gmt|cet|cest))?{_OF_AMOUNTS}"
)
_FROM_A_DAY = "from|du|vom|van|del|dal|de|do"  # to a day of the month
_AT_A_TIME = rf"(?:at|à|um|gegen|vers|around|a\slas|alle|às|om|rond)\s(?:(?:about|around|etwa|environ|circa)\s)?{_TIME}"
_FROM_A_TIME, _TO_A_TIME = r"from|de|von|dalle|das|van|de\slas", r"to|à|bis|alle|às|tot|a\slas"
_CAPITAL_DAYS = frozenset({"en", "de"})  # languages whose weekdays have capitals
_AGO = re.compile(  # hours or days ago
    r"\b(?:hours?|days?) ago\b|\bil y a (?:\w+ )?\w+ (?:heures?|jours?)\b|\bvor (?:\w+ )?\w+ (?:Stunden?|Tage?n?)\b"
    r"|\bhace (?:\w+ )?\w+ (?:horas?|días?)\b|\b(?:ore|giorni|un giorno|un['’]ora) fa\b|\bhá (?:\w+ )?\w+ (?:horas?|dias?)\b"
    r"|\b(?:uur|dagen) geleden\b",
    re.IGNORECASE,
)
_ONLY = frozenset("only seulement uniquement nur solo solamente soltanto só somente apenas alleen slechts".split())
VAGUE = frozenset(  # times that stay true for a while
    {
        " recently ",
        " récemment ",
        " kürzlich ",
        " vor kurzem ",
        " recientemente ",
        " recentemente ",
        " di recente ",
        " onlangs ",
    }
)
# Words to which a time belongs: encore lundi, only last week.
_BOUND_TO_TIME = frozenset(
    "still only just encore seulement noch erst schon todavía aún solo sólo ancora ainda só "
    "also aussi auch también anche também ook".split()
)
_GOES_WITH_TIME = frozenset({"effective", "nog"})  # are left out with a time: effective today, nog dit jaar
_OPENING = 30  # characters
_OF = "of|de|del|di|da|do|des"  # in the early hours of Friday
_TO_A_DAY = "to|till|until|à|au|bis|al|ao|a|tot|and|et|und|y|e|en"  # from Monday to, on Monday and
_FROM_A_WEEKDAY = "from|de|von|vom|del|dal|dalla|da|van"  # to a weekday


@cache
def _times(language: str) -> re.Pattern[str] | None:
    """A pattern of times relative to today (``on Friday``, ``mardi 3 mai``, ``this week``) in a ``caseless`` text; None where
    none are listed.
    """
    listed = {
        role: sorted(with_role(language, role), key=len, reverse=True) for role in ("day", "rel", "hod", "dbf", "daf")
    }
    if not listed["day"]:
        return None
    listed["month"] = [name for names in calendar_names(language.split("-")[0]).months for name in names]
    day, rel, hour, before, after, month = (
        caseless("|".join(map(re.escape, words))).replace("_", r"\s") for words in listed.values()
    )
    before, rel, hour, after = (words or "(?!)" for words in (before, rel, hour, after))
    month_year = rf"\s(?:de\s)?(?:{month})(?:\s(?:de\s)?\d{{4}})?"
    number = rf"(?:,?\s\d{{1,2}}(?:er|st|nd|rd|th|º|\.)?(?:{month_year})?(?!\S?\w))?"
    hours = rf"(?:[\s-]?(?:{after}))*(?:,?\s{_AT_A_TIME})?"  # Friday morning, Freitagmorgen, Friday at 8 p.m.
    until = rf"(?:\s(?:{_TO_A_DAY})\s(?:{day}){hours}{number})?"
    earlier = rf"(?P<before>(?:(?:{before}|(?:{hour})(?:\s(?:{_OF}))?|{_AT_A_TIME})\s)+)?"
    days = rf"(?P<days>(?:{_FROM_A_WEEKDAY})\s(?:{day}){hours}{number}\s(?:{_TO_A_DAY})\s(?:{day}){hours}{number})"
    onwards = rf"(?:von|ab)\s(?:{day}){hours}{number}\san"  # von Freitag an
    weekday = rf"{earlier}(?:{rel}|(?P<hour>{hour})|(?P<day>{day})){hours}{number}{until}"
    date = rf"(?:{_ON_A_DATE})\s(?:\d{{1,2}}(?:er|\.|º)?{month_year}|(?:{month})\s\d{{1,2}}(?:,\s\d{{4}})?){hours}"
    first, last = (rf"(?:(?:{day})\s)?\d{{1,2}}(?:er|\.|º)?{months}" for months in (rf"(?:{month_year})?", month_year))
    opening_hours = rf"(?:,\s(?:{_FROM_A_TIME})\s\d{{1,2}}(?:[:.h]\d\d)?{_UNIT}?\s(?:{_TO_A_TIME})\s{_TIME})?"
    period = rf"(?P<period>(?:{_FROM_A_DAY})\s{first}\s(?:{_TO_A_DAY})\s{last}{opening_hours})"
    time = rf"(?:{period}|{days}|{onwards}|{weekday}|(?P<date>{date}(?=\s[^\W\d])))"
    return re.compile(rf"(?:^|(?P<comma>,)?\s){time}(?:(?P<closing>,)|(?=[\s.;:]|$))")


@cache
def _needed_parts(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parts of words, folded, without which a text of ``language`` has no time that ``_times`` finds: of relative times and
    weekdays, and of months. Most texts have none, and looking for them takes a thousandth of the time that compiling the pattern
    takes.
    """
    months = [name for names in calendar_names(language.split("-")[0]).months for name in names]
    times, of_dates = (
        tuple({max(name.casefold().replace("_", " ").split(), key=len) for name in names})
        for names in (with_role(language, "day", "rel", "hod"), months)
    )
    return times, of_dates


def _may_have_time(text: str, language: str) -> bool:
    """Whether ``_times`` may find anything in ``text``: False is certain."""
    times, months = _needed_parts(language)
    folded = text.casefold()
    dated = _FIGURE.search(folded) is not None and any(month in folded for month in months)
    return dated or any(part in folded for part in times)


def without_times(text: str, grammar: Grammar) -> str:
    """``text`` without times relative to the day of publication, unless a preposition before one needs it (``until Friday``)."""
    pattern = _times(grammar.language) if _may_have_time(text, grammar.language) else None
    if pattern is None:
        return text
    kept, end = "", 0
    for found in pattern.finditer(caseless(text)):
        before = words(text[max(0, found.start() - 40) : found.start()])[:-3:-1]  # the last two, the last one first
        after = words(text[found.end() : found.end() + 30])
        if before:
            last, earlier = before[0].lower(), "".join(before[1:])
            is_who = last == "die" and earlier.islower() and earlier not in grammar.function  # boten die vrijdag
            bound = not is_who and (last in grammar.waiting or last in _BOUND_TO_TIME)
            needed = bound or (grammar.verb_second and _is_described(before))
            needed = needed or (not found["before"] and _needs_before(found["day"], before[0], grammar))
            needed = needed or bool(found["date"] and found["comma"])
            needed = needed or bool(found["hour"] and found["before"])  # open until shortly before midnight
            # Only a long sentence loses the days from which and to which something lasts, and not at its end.
            needed = needed or bool(
                (found["period"] or found["days"]) and (len(text) <= MOST or not after or after[0].lower() in _ONLY)
            )
            ordinal = grammar.language.startswith("pt") and found["day"] and "feira" not in found[0]
            needed = needed or bool(ordinal and after and after[0][0].isupper())  # na Segunda Guerra Mundial
            needed = needed or _is_in_name(text[found.start() : found.end()], found["day"], before[0], grammar)
            # Before the match against Leith on Friday | Ada Martin: nothing else says where the opening ends.
            needed = needed or bool(
                words(text[:_OPENING])[0].lower() in grammar.openers
                and after
                and after[0][0].isupper()
                and not any(mark in text[: found.end()] for mark in ",;")
                and not grammar.verb_second
                and not grammar.has_verb(words(text[: found.start()]))
            )
        else:  # an opening with a comma is left out only if a clause follows (without_opening)
            clause = words(text[found.end() : found.end() + _CLAUSE]) if found["closing"] else []
            needed = grammar.verb_second or (bool(found["closing"]) and not (clause and grammar.is_clause(clause)))
        if needed:
            continue
        one_comma = bool(found["comma"]) != bool(found["closing"]) and "," not in found[0].strip(", ")
        paired = (
            found["comma"]
            and after
            and after[0].lower() in (grammar.prepositions | grammar.genitives) - grammar.articles
        )  # exclu, hier, à ..., X
        begin = found.start()
        if len(before) > 1 and before[0] in _GOES_WITH_TIME:
            begin = text.rindex(before[0], 0, begin) - 1
        opens = found["comma"] and "," not in text[:begin] and text[: text.find(" ")].lower() in grammar.openers
        kept += text[end:begin] + ("," if before and (one_comma or paired or opens) else "")
        end = found.end()
    return capital((kept + text[end:]).lstrip(" ,")) if end else text


def is_relative(spoken: Sequence[str], text: str, grammar: Grammar) -> bool:
    """Whether ``text`` with the words ``spoken`` says "today" or begins with another relative time, such as "last year"."""
    if not grammar.today.isdisjoint(word.lower() for word in spoken):
        return True
    pattern = _times(grammar.language) if _may_have_time(text, grammar.language) else None
    found = pattern.match(caseless(text)) if pattern else None
    return bool(found and not found["day"] and not found["date"] and not found["period"])


def has_time(text: str, grammar: Grammar) -> bool:
    """Whether ``text`` says anywhere when by the day of publication: next week, a day ago; but not: recently, until last week."""
    if _AGO.search(text):
        return True
    spaced = f" {' '.join(words(text.lower()))} "
    times = (time for time in grammar.times if time in spaced and time not in VAGUE)
    return any(grammar.prepositions.isdisjoint(spaced[: spaced.index(time)].split()[-1:]) for time in times)


def _is_described(before: list[str]) -> bool:
    """Whether a weekday after the words ``before``, the last one first, has an adjective: een gewone | dinsdag."""
    return len(before) > 1 and before[0].endswith(_INFLECTED) and before[1].lower() in _INDEFINITE


def _is_in_name(time: str, day: str | None, before: str, grammar: Grammar) -> bool:
    """Whether the ``time`` is part of a name that the word ``before`` begins: Jornal Hoje, Leith Today."""
    has_capital = time.strip(" ,")[:1].isupper() and before[:1].isupper()
    is_weekday = day is not None and day.lower() not in grammar.today
    return has_capital and not (is_weekday and grammar.language[:2] in _CAPITAL_DAYS)


def _needs_before(day: str | None, before: str, grammar: Grammar) -> bool:
    """Whether the weekday ``day`` after the word ``before`` does not say when, as in ``Black Friday`` or ``bis Freitag``."""
    if not day or day.lower() in grammar.today:
        return False
    return not before.islower() if grammar.language.startswith("en") else grammar.says_on
