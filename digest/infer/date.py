"""The date of an article, where its text states it in a line above it, in a dateline or at its foot.

* A line above the running text that is a date, alone or beside an agency, a place, a byline, a newspaper's name, a page, a
  time or a reading time: ``Feb. 6, 2026``, ``Paris, le 13 février 2025``, ``Ouest-France, jeudi 13 février 2025, page 7``,
  ``Jeanne Dupont | 13 février 2025 | Mis à jour : 14 février 2025``.
* The day after a phrase of publication, which takes precedence over all others: ``Published 13 Feb 2025, 10:05``.
* A dateline in front of the running text, ``PARIS, 13 février 2025 (AFP) —``, ``Almenara, 6 de junio de 2024. El hospital``.
* The very last line, if it is a date, alone or beside an agency: ``(AFP, 13 février 2025)``.
* Where there is none of these, the day after a phrase of update: ``Last updated: 21:14 GMT, 2 December 2023``.

A date is read to the day or the month, and only with its year: ``新华社北京2月13日电`` is not enough. A text with more such
dates is a chronicle, and has none of its own. ``05/03/2025`` is read in the order that another date of the text (``13/02/2025``)
proves, or else that of its language.

Rejected: dates within sentences, which belong to the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from digest.dates import EAST_ASIAN_DAY, YEAR, Date, orders
from digest.dates.in_language import dates_within, day_first_in, parse_in
from digest.i18n import clip
from digest.infer.bylines import read_byline
from digest.infer.dateline import (
    agency,
    agency_in_brackets,
    dateline_of,
    has_no_meaning,
    is_date_of_something_else,
    is_page_or_issue,
    masthead,
)
from digest.infer.text import Text
from digest.model import Inference
from digest.readers import scripts
from digest.readers.furniture import is_running
from digest.readers.labels import certain_fields, stamps

_LONGEST = 160  # characters of a line
_HEAD = 12  # lines above the text that are read
_CHRONICLE_LINES = 40  # lines in which other dates make it a chronicle
_MOST_PLACE_WORDS, _MOST_UNCASED = 4, 2  # the second in scripts without capitals
_MOST_UPDATED = 60  # characters after “updated”
_EVIDENCE = 80
_PUBLISHED, _BESIDE, _ALONE = 0.95, 0.9, 0.8  # certainties: after a phrase, beside a byline and the like, alone
_UPDATED = 0.6  # certainty of a day of update
_BY_LANGUAGE = 0.7  # certainty of numeric dates in the order of the language
_MARKS = " ,;:|·•–—-=()[]（）【】［］/.،、。*"
_BETWEEN = re.compile(r"\s*[,;|｜·•・()\[\]（）【】/–—、،]+\s*|\s-+\s|\s{2,}")
_STRONGLY_BETWEEN = re.compile(r"\s*[|｜•·]\s*")
_PUNCTUATION_AROUND = re.compile(r"^[^\w]+|[^\w.)）]+$")
_BY = re.compile(
    r"(?:submitted|posted|written|published|uploaded|publiée?|postée?|rédigée?|écrite?|proposée?|verfasst|geschrieben|"
    r"veröffentlicht|publicado|escrito|pubblicato|scritto|geplaatst|geschreven|dodane|napisane)\s+"
    r"(?=(?:by|par|von|por|da|di|door|przez)\s)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:et|and|und|y|e|en|i|и)$")
_LABEL = re.compile(r"(?:来源|來源|作者|记者|記者|编辑|編輯|责编|出处)\s*[:：]")
_IN_A_PLACE = frozenset("le the am den el il de del la di da do of in im los las al".split())
_NEWSPAPER_PREPOSITION = re.compile(r"\s(?:du|de|del|della|vom|of|van|z|от|d[ae])$", re.IGNORECASE)
_COLON_LANGUAGES = frozenset({"hi", "mr", "ne", "bn", "pa", "gu", "ta", "te", "kn", "ml", "ur", "or", "as"})
_BRACKET = re.compile(r"[(\[（【]([^()\[\]（）【】]{6,60})[)\]）】]\s*(?=\S)")
_COLON = re.compile(r"[^:：।]{8,60}?[:：]\s")
_AMBIGUOUS = re.compile(r"(?<!\d)\d{1,2} ?([./-]) ?\d{1,2} ?\1 ?\d{4}(?!\d)")


class Order(Struct, frozen=True):
    """Whether numeric dates of a text begin with the day (None if unknown), and the ``proof`` of that."""

    day_first: bool | None
    proof: str


class _Line(Struct, frozen=True):
    """The date of a line, its certainty, and whether a phrase of publication is before it."""

    date: Date
    certainty: float
    published: bool = False


def infer_date(text: Text) -> Inference[Date] | None:
    """The date that ``text`` states as its own; None where it states none, or more than one."""
    order = order_of(text)
    running = False
    first: tuple[int, _Line] | None = None
    for index, passage in enumerate(text.lines[:_HEAD]):
        line = passage.text
        if YEAR.search(line[:_LONGEST]):
            found = _of_line(line, text.language, order) or (None if running else _in_front(line, text.language, order))
            if found and found.published:
                return None if _is_chronicle(text, index, found, order) else _inference(found, line, order)
            first = first or (None if running or found is None else (index, found))
        running = running or is_running(line)
    if first is None:
        return _at_the_foot(text, order) or _updated(text, order)
    index, found = first
    return None if _is_chronicle(text, index, found, order) else _inference(found, text.lines[index].text, order)


def infer_day(text: Text, month: Date) -> Inference[Date] | None:
    """The day within ``month`` that ``text`` states, also behind its headline or in front of a later paragraph."""
    found = infer_date(text)
    if found is None or not _is_day_in(found.value, month):
        order = order_of(text)
        days = {
            line.date: passage.text
            for passage in text.lines[:_HEAD]
            for line in _days_of(passage.text, text.language, order)
            if _is_day_in(line.date, month)
        }
        if len(days) != 1:
            return None
        ((day, shown),) = days.items()
        found = _inference(_Line(day, _ALONE), shown, order)
    return found


def _is_day_in(date: Date, month: Date) -> bool:
    return date.precision > month.precision and date.cut(month.precision) == month


def _days_of(line: str, language: str, order: Order) -> Iterator[_Line]:
    """The dates that ``line`` may state as the article's: as a whole, in front of its text, or behind a headline."""
    for found in (_of_line(line, language, order), _in_front(line, language, order)):
        if found:
            yield found
    if len(line) <= _LONGEST and not scripts.ends_sentence(line):
        for date, _, end in dates_within(line, language, day_first=order.day_first):
            if end == len(line):
                yield _Line(date, _ALONE)


@lru_cache(maxsize=1)  # several lines of one text are asked for
def order_of(text: Text) -> Order:
    """The order of day and month that another date of the text proves, or that of its language."""
    proved = {found for passage in text.lines for found in orders(passage.text)}
    usual = day_first_in(text.language)
    if len(proved) == 1:
        day_first = min(proved)
        agree = usual is None or usual is day_first
        return Order(day_first if agree else None, "as in another date of the text")
    return Order(None if proved else usual, f"as in the language “{text.language}”")


def _inference(found: _Line, line: str, order: Order) -> Inference[Date]:
    evidence, certainty = clip(line, _EVIDENCE), found.certainty
    if any(_is_ambiguous(figures[0]) for figures in _AMBIGUOUS.finditer(line)):
        first = "day" if order.day_first else "month"
        evidence, certainty = f"{evidence} ({first} first, {order.proof})", min(certainty, _BY_LANGUAGE)
    return Inference(value=found.date, evidence=evidence, certainty=certainty)


def _is_ambiguous(figures: str) -> bool:
    one, two, *_ = map(int, re.findall(r"\d+", figures))
    return one != two and one <= 12 and two <= 12


def states_date(line: str, text: Text) -> bool:
    """Whether a line of ``text`` states a date of publication or update, alone or beside a newspaper, author or place."""
    if len(line) > _LONGEST or not YEAR.search(line):
        return False
    found = _of_line(line, text.language, order_of(text))
    return found is not None or (bool(stamps(line)[1]) and not scripts.ends_sentence(line))


def _at_the_foot(text: Text, order: Order) -> Inference[Date] | None:
    if len(text.blocks) < 2 or len(text.blocks[-1].text) > _LONGEST:
        return None
    line = " ".join(text.blocks[-1].text.split())
    if not YEAR.search(line) or not (found := _of_line(line, text.language, order, foot=True)):
        return None
    found = replace(found, certainty=min(found.certainty, 0.7))
    return None if _is_chronicle(text, -1, found, order) else _inference(found, line, order)


def _updated(text: Text, order: Order) -> Inference[Date] | None:
    """The day of the update that a line above the text states; None where lines state several."""
    found: dict[Date, str] = {}
    for passage in text.lines[:_HEAD]:
        for part in stamps(passage.text)[1]:
            day = None if part.published else _unlabelled(_first_piece(part.text)[0], text.language, order)
            if day:
                found.setdefault(day.date, passage.text)
    if len(found) != 1:
        return None
    ((date, line),) = found.items()
    return _inference(_Line(date, _UPDATED), line, order)


def _is_chronicle(text: Text, index: int, found: _Line, order: Order) -> bool:
    """Whether a line other than that at ``index`` states another date in the same way.

    For a date of publication only other dates of publication count.
    """
    for number, passage in enumerate(text.lines[:_CHRONICLE_LINES]):
        line = passage.text
        if number == index or not YEAR.search(line[:_LONGEST]):
            continue
        other = _of_line(line, text.language, order) or _in_front(line, text.language, order)
        if other and (other.published or not found.published) and _differ(found.date, other.date):
            return True
    return False


def _differ(one: Date, other: Date) -> bool:
    shared = min(one.precision, other.precision)
    return one.cut(shared) != other.cut(shared)


def _in_front(line: str, language: str, order: Order) -> _Line | None:
    """The date of the dateline in front of running text."""
    head, rest = dateline_of(line, language)
    if not head and (bracket := _BRACKET.match(line)):
        head, rest = bracket[1], line[bracket.end() :]
    if not head and language.split("-")[0] in _COLON_LANGUAGES and (colon := _COLON.match(line)):
        head = colon[0]
        if parse_in(head.strip(" :："), language):
            return None  # without a place it may be the story's
    if not head or not rest or not YEAR.search(head):
        return None
    if found := EAST_ASIAN_DAY.search(head):
        date = parse_in(found[0], language)
        return _Line(date, _BESIDE) if date else None
    return _unlabelled(head.strip(_MARKS.replace(")", "").replace("(", "")), language, order, dateline=True)


@lru_cache(maxsize=256)  # what looks for dates, authors and newspapers asks for the same lines
def _of_line(line: str, language: str, order: Order, *, foot: bool = False) -> _Line | None:
    """The date of a line that is a date, alone or beside words that may be there."""
    if len(line) > _LONGEST or is_date_of_something_else(line):
        return None
    if "date" in (labelled := certain_fields(line)):
        date = parse_in(labelled["date"], language, day_first=order.day_first)
        return _Line(date, _PUBLISHED, published=True) if date else None
    head, parts = stamps(line)
    if not parts:
        found = _unlabelled(line, language, order, foot=foot)
        if found is None and (running_head := masthead(line, language)):
            return _Line(running_head.date, _BESIDE)
        return found
    days: set[Date] = set()
    unlabelled: list[_Line] = []  # dates beside the phrases
    for part in parts:
        day, rest = (part.text, "") if part.published else _first_piece(part.text)
        found = _unlabelled(day, language, order)
        if found is None and (part.published or len(day) > _MOST_UPDATED):
            return None
        if part.published and found:
            days.add(found.date)
        if YEAR.search(rest) and (other := _unlabelled(rest, language, order)):
            unlabelled.append(other)
    if not days:
        return _unlabelled(head, language, order, foot=foot) or (
            unlabelled[0] if len(unlabelled) == 1 and not head else None
        )
    if len(days) > 1:
        return None
    bare = head.strip(_MARKS)
    if not bare:
        return _Line(days.pop(), _PUBLISHED, published=True)
    beside = [piece for piece in _BETWEEN.split(bare) if piece.strip(_MARKS)]
    known = all(_is_byline_or_agency(piece, language) or has_no_meaning(piece, language) for piece in beside)
    agency_in_dateline = known or (head.rstrip()[-1] in "|·•" and _are_names(beside))
    return (
        _Line(days.pop(), _BESIDE, published=True) if agency_in_dateline or _unlabelled(head, language, order) else None
    )


def _first_piece(text: str) -> tuple[str, str]:
    """``text`` divided at its first divider. The rest does not belong to a phrase of update before it."""
    found = _STRONGLY_BETWEEN.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _unlabelled(line: str, language: str, order: Order, *, foot: bool = False, dateline: bool = False) -> _Line | None:
    """The date of a line without a phrase of publication or update."""
    bare = _PUNCTUATION_AROUND.sub("", line)
    if date := parse_in(bare, language, day_first=order.day_first):
        return _Line(date, _ALONE)
    found = dates_within(bare, language, day_first=order.day_first)
    if len({date for date, _, _ in found}) != 1 or len(found) != len(YEAR.findall(bare)):
        return None
    date, start, end = found[0][0], found[0][1], found[-1][2]
    before, after = bare[:start].rstrip(), bare[end:]
    if preposition := _NEWSPAPER_PREPOSITION.search(before):
        before = f"{before[: preposition.start()]}," if any(map(is_page_or_issue, _BETWEEN.split(after))) else before
    beside = [piece for side in (before, after) for piece in _BETWEEN.split(side) if piece.strip(_MARKS)]
    if not beside:
        return _Line(date, _ALONE)
    has_page = any(map(is_page_or_issue, beside))
    if not dateline and not _may_stand_before(before, language) and not (has_page and scripts.is_wide(before)):
        return None  # it ends a sentence or a headline
    if not _may_stand_behind(after, language):
        return None
    known = [_is_byline_or_agency(piece, language) or has_no_meaning(piece, language) for piece in beside]
    if foot and not has_page and not all(known):
        return None
    places = [piece for piece, is_known in zip(beside, known, strict=True) if not is_known]
    words = _words(places)
    cased = all(word[0].isupper() or word.lower() in _IN_A_PLACE for word in words)
    if (
        words
        and not dateline
        and not has_page
        and (scripts.is_wide(places[0]) or (not cased and len(words) > _MOST_UNCASED))
    ):
        return None
    if not _are_names(places):
        return None
    return _Line(date, _BESIDE if dateline or any(known) else _ALONE)


def _may_stand_before(before: str, language: str) -> bool:
    """Whether ``before`` may be in front of the article's date, and is not a label of something else."""
    if not before:
        return True
    if before[-1] in ":：":
        return _is_byline_or_agency(before, language)
    if before[-1] in _MARKS or _is_byline_or_agency(before, language) or has_no_meaning(before, language):
        return True
    return has_no_meaning(_BETWEEN.split(before)[-1], language)


def _may_stand_behind(after: str, language: str) -> bool:
    after = after.strip()
    if not after or after[0] in _MARKS or _LABEL.match(after):
        return True
    return _is_byline_or_agency(after, language) or has_no_meaning(_BETWEEN.split(after)[0], language)


def _is_byline_or_agency(piece: str, language: str) -> bool:
    piece = _AND.sub("", _BY.sub("", piece.strip(_MARKS)))
    if agency(piece) or agency_in_brackets(f"({piece})") or _LABEL.match(piece):
        return True
    byline = read_byline(piece, language)
    return bool(byline.people or byline.source)


def _are_names(pieces: list[str]) -> bool:
    """Whether ``pieces`` may be names of a place, person or newspaper: a few words, all capitalised."""
    words = _words(pieces)
    return len(words) <= _MOST_PLACE_WORDS and not any(
        word[0].islower() and word.lower() not in _IN_A_PLACE for word in words
    )


def _words(pieces: list[str]) -> list[str]:
    return [word for piece in pieces for word in piece.strip(_MARKS).removeprefix("à ").split()]
