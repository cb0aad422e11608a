"""The dateline and the agency's mark in front of a text: ``PARIS, 13 février 2025 (AFP) —``, ``TOKYO —``, ``【東京共同】``.

What stands before a dash is a dateline if it is made of nothing but a date, an agency in brackets, and a place: in
capitals, or beside one of the other two. A few agencies of Asia and Russia write it without a dash; their shapes are listed.

Rejected: reading it. ``dated`` reads the date in it, ``bylines`` the agency; the place is for another day.
"""

from __future__ import annotations

import re
from functools import cache

from digest.dates.calendar_names import calendar_names
from digest.infer.agencies import agency as agency_called
from digest.infer.written_dates import is_calendar_word

_LONGEST = 80  # characters of a dateline
_DASH = re.compile(r"(?:(?<=[\s.)）\]/])(?:--|[-–—―－=])\s*|(?<=\w)(?:\s--\s|—))(?=\S)")
_SHAPES = re.compile(
    r"\s*(?:"
    r"[【［〔][^】］〕]{1,30}[】］〕]\s*[-–—―－=＝]*"  # 【東京共同】, ［ニューヨーク 13日 ロイター］ －
    r"|[（(][^（()）]{1,20}[=＝][^（()）]{1,20}[)）](?:[^=＝]{1,15}[=＝])?"  # (서울=연합뉴스) 홍길동 기자 =
    r"|[^\s，。,.]{2,20}日(?:电|電|讯|訊)(?:\s*[（(][^（()）]{1,30}[)）])?"  # 新华社北京2月13日电（记者 李明）
    r"|[^\W\d_]+(?:[\s-][^\W\d_]+)?,\s(?:\d{1,2}\s[^\W\d_]+|[^\W\d_]+\s\d{1,2})(?:,?\s\d{4})?(?:\s[^\W\d_]+)?\.?"
    r"\s/[^/]{2,20}/\.?"  # МОСКВА, 13 февраля. /ТАСС/.
    r"|[^\W\d_]+\.\s\d{1,2}\s[^\W\d_]+(?:\s\d{4}\s[^\W\d_]+)?\.\s(?:INTERFAX|ИНТЕРФАКС)[.\w-]*\s[-–—]"  # Москва. 13 февраля.
    r"|РИА Новости\."  # after МОСКВА, 13 фев —
    r")\s*"
)
_PLACE_AND_DAY = re.compile(r"(?<=[^\W\d_])\s+(?=\d{1,2}[.\s])")  # Praha 7. března (ČTK)
_AGENCY = re.compile(r"\s*[(（\[/]([^()（）\[\]/]{2,40})[)）\]/]\s*$")
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
# What may stand beside day, month and year.
_DATE_WORDS = frozenset(
    {"er", "st", "nd", "rd", "th", "º", "ª", "de", "del", "of", "le", "the", "du", "den", "am", "г", "р", "год", "года"}
    | {"року", "il", "w", "dne", "r", "roku", "ngày", "năm", "년", "월", "일"}
)


def without_dateline(text: str, language: str) -> str:
    """``text`` without the dateline and agency's marks in front of it, of which there may be two or three."""
    rest = text
    for _ in range(3):
        before, rest = rest, _without_one(rest, language)
        if rest == before:
            break
    return rest


def dateline_of(text: str, language: str) -> tuple[str, str]:
    """The dateline and agency's marks in front of ``text``, empty where there are none, and the rest of it."""
    rest = without_dateline(text, language)
    return text[: len(text) - len(rest)], rest


def is_date(line: str, language: str) -> bool:
    """Whether ``line`` as a whole writes a date (``Tuesday, June 19, 2018``), with a weekday or not."""
    return len(line) <= 50 and _date_words(line.strip(" .,"), language, 2)


def is_dateline(line: str, language: str) -> bool:
    """Whether ``line`` as a whole is a date, an agency's mark, or a place beside one of the two: nothing that was said."""
    return len(line) <= _LONGEST and (
        is_date(line, language) or _is_dateline(line.rstrip(" .-–—"), language, capitals=False)
    )


def _without_one(text: str, language: str) -> str:
    if (shape := _SHAPES.match(text)) and shape.end() < len(text):
        return text[shape.end() :]
    for dash in _DASH.finditer(text, 0, _LONGEST):
        rest = text[dash.end() :]
        if _is_dateline(text[: dash.start()].rstrip(" ."), language) and not rest.lstrip(' "“«„(')[:1].islower():
            return rest
    return text


def _is_dateline(head: str, language: str, *, capitals: bool = True) -> bool:
    """Whether ``head`` is made of a date, an agency and a place; ``capitals`` alone make a place where a dash follows."""
    agency = _AGENCY.search(head)
    marked = agency is not None and not (agency[1].islower() and " " in agency[1])  # (dpa), but no (a friend)
    if agency and marked:
        head = _PLACE_AND_DAY.sub(", ", head[: agency.start()], count=1)
    elif unmarked := _unmarked(head):
        head, marked = unmarked, True
    parts = [part.strip() for part in re.split(r"[,،]", head) if part.strip()]
    if not parts:
        return marked
    if is_date(head, language):
        return True
    places = [part for part in parts if not _date_words(part, language, 1)]
    dated = len(places) < len(parts)
    spoken = [word for place in places for word in re.findall(r"[^\W\d_]+", place)]
    if not spoken or len(spoken) > 6 or any(word[0].islower() and len(word) > 3 for word in spoken):
        return dated and not spoken
    in_capitals = all(word.isupper() for word in re.findall(r"[^\W\d_]+", places[0])) and len(places[0]) > 2
    return marked or dated or (capitals and in_capitals)


def _unmarked(head: str) -> str | None:
    """``head`` without the agency that ends it after a date: ``Минск, 7 марта 2025 г. БЕЛТА``."""
    before, _, last = head.rpartition(" ")
    return before.rstrip(" .") if any(map(str.isdecimal, before)) and agency_called(last) else None


def _date_words(text: str, language: str, least: int) -> bool:
    """Whether ``text`` is a date or (where ``least`` is 1) a part of one, a weekday: nothing else stands in it."""
    if _NUMERIC.fullmatch(text):
        return True
    if len(text) > 50 or (least > 1 and not any(map(str.isdecimal, text))):
        return False
    found = [word.rstrip(".") for word in re.findall(r"\d+|[^\W\d_]+\.?", text.lower())]
    names = [word for word in found if not word.isdecimal() and word not in _DATE_WORDS]
    if not found or len(found) > 8:
        return False
    figures = [word for word in found if word.isdecimal()]
    # An abbreviation that no table has (fév, aout) is one beside figures: Marc alone is no month.
    if not (set(names) <= _names(language) or (figures and all(is_calendar_word(name, language) for name in names))):
        return False
    most = 3 if "tháng" in names else 2  # whose months are figures
    return bool(names) and len(figures) <= most and len(names) + len(figures) >= least


@cache
def _names(language: str) -> frozenset[str]:
    """Names of months and weekdays in ``language``, in English and in French, lower-cased, without full stop."""
    names: set[str] = set()
    for known in map(calendar_names, ("en", "fr", language.split("-")[0])):
        for name in (*(name for called in known.months for name in called), *known.weekdays):
            names.update(re.findall(r"[^\W\d_]+", name.lower()))
    return frozenset(names)
