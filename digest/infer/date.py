"""[digest.infer.dated] The date of an article that nobody declared, where the text states it: in a line above it, a dateline, or at its foot.

* A line above the running text that is nothing but a date, or a date beside an agency, a place, a byline, a paper's name,
  a page, a time or a time to read: ``Feb. 6, 2026``, ``Paris, le 13 février 2025``, ``Ouest-France, jeudi 13 février 2025,
  page 7``, ``Jeanne Dupont | 13 février 2025 | Mis à jour : 14 février 2025``.
* The day behind a phrase that says when it was published, which goes before all others: ``Published 13 Feb 2025, 10:05``.
* A dateline in front of the running text, ``PARIS, 13 février 2025 (AFP) —``.
* The very last line, if it is nothing but a date, alone or beside an agency: ``(AFP, 13 février 2025)``.

A date is read to the day or the month, and only with its year: ``新华社北京2月13日电`` says too little. A text that goes on with
other such dates is a chronicle, and none of them is its own. ``05/03/2025`` is read where another date in figures of the
text (``13/02/2025``) or else its language says which is the month.

Rejected: a date inside a sentence, which is the story's and not the article's; and when a text was updated.
"""

from __future__ import annotations

import re

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
from digest.readers.labels import by_themselves
from digest.readers.published import stamps

_LONGEST = 160  # characters of a line
_HEAD = 12  # lines above the text that are looked at
_LOOKED_AT = 40  # passages in which other dates make it a chronicle
_MOST_PLACE_WORDS, _MOST_UNCASED = 4, 2  # the second where no capitals tell a name
_MOST_UPDATED = 60  # characters of what stands behind “updated”
_EVIDENCE = 80
_PUBLISHED, _BESIDE, _ALONE = 0.95, 0.9, 0.8  # how sure a date behind a phrase is, beside who wrote it, by itself
_BY_LANGUAGE = 0.7  # where figures are read in the order of a language
_MARKS = " ,;:|·•–—-=()[]（）【】［］/.،、。*"
_BETWEEN = re.compile(r"\s*[,;|｜·•・()\[\]（）【】/–—、،]+\s*|\s-+\s|\s{2,}")
_STRONGLY_BETWEEN = re.compile(r"\s*[|｜•·]\s*")
_SIGNS_AROUND = re.compile(r"^[^\w]+|[^\w.)）]+$")
_BY = re.compile(
    r"(?:submitted|posted|written|published|uploaded|publiée?|postée?|rédigée?|écrite?|proposée?|verfasst|geschrieben|"
    r"veröffentlicht|publicado|escrito|pubblicato|scritto|geplaatst|geschreven|dodane|napisane)\s+"
    r"(?=(?:by|par|von|por|da|di|door|przez)\s)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:et|and|und|y|e|en|i|и)$")
_LABEL = re.compile(r"(?:来源|來源|作者|记者|記者|编辑|編輯|责编|出处)\s*[:：]")
_IN_A_PLACE = frozenset("le the am den el il de del la di da do of in im los las al".split())
_OF_A_PAPER = re.compile(r"\s(?:du|de|del|della|vom|of|van|z|от|d[ae])$", re.IGNORECASE)
_COLON_LANGUAGES = frozenset({"hi", "mr", "ne", "bn", "pa", "gu", "ta", "te", "kn", "ml", "ur", "or", "as"})
_BRACKET = re.compile(r"[(\[（【]([^()\[\]（）【】]{6,60})[)\]）】]\s*(?=\S)")
_COLON = re.compile(r"[^:：।]{8,60}?[:：]\s")
_AMBIGUOUS = re.compile(r"(?<!\d)\d{1,2} ?([./-]) ?\d{1,2} ?\1 ?\d{4}(?!\d)")


class Order(Struct, frozen=True):
    """Which comes first in the figures of a text; None where nobody knows. ``proof`` is what says so."""

    day_first: bool | None
    proof: str


class _Line(Struct, frozen=True):
    """The date of a line, how sure it is, and whether a phrase says that the article was published then."""

    date: Date
    certainty: float
    published: bool = False


def infer_date(text: Text) -> Inference[Date] | None:
    """The date that ``text`` states as its own; None where it states none, or where nobody can tell which."""
    order = order_of(text)
    running = False
    first: tuple[int, _Line] | None = None
    for place, passage in enumerate(text.lines[:_HEAD]):
        line = passage.text
        if YEAR.search(line[:_LONGEST]):
            found = _of_line(line, text.language, order) or (None if running else _in_front(line, text.language, order))
            if found and found.published:
                return None if _goes_on(text, place, found, order) else _inference(found, line, order)
            first = first or (None if running or found is None else (place, found))
        running = running or is_running(line)
    if first is None:
        return _at_the_foot(text, order)
    place, found = first
    return None if _goes_on(text, place, found, order) else _inference(found, text.lines[place].text, order)


def order_of(text: Text) -> Order:
    """The order of day and month that another date of the text proves, or its language has."""
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


def states_date(line: str, language: str, order: Order) -> bool:
    """Whether ``line`` says when the article was published or updated, alone or beside a paper, an author or a place."""
    if len(line) > _LONGEST or not YEAR.search(line):
        return False
    return _of_line(line, language, order) is not None or (bool(stamps(line)[1]) and not scripts.ends_sentence(line))


def _at_the_foot(text: Text, order: Order) -> Inference[Date] | None:
    if len(text.blocks) < 2 or len(text.blocks[-1].text) > _LONGEST:
        return None
    line = " ".join(text.blocks[-1].text.split())
    if not YEAR.search(line) or not (found := _of_line(line, text.language, order, foot=True)):
        return None
    found = replace(found, certainty=min(found.certainty, 0.7))
    return None if _goes_on(text, -1, found, order) else _inference(found, line, order)


def _goes_on(text: Text, place: int, found: _Line, order: Order) -> bool:
    """Whether another passage than that at ``place`` states a date in the same way, and another one.

    Beside a date of publication only another one counts.
    """
    for number, passage in enumerate(text.lines[:_LOOKED_AT]):
        line = passage.text
        if number == place or not YEAR.search(line[:_LONGEST]):
            continue
        other = _of_line(line, text.language, order) or _in_front(line, text.language, order)
        if other and (other.published or not found.published) and _differ(found.date, other.date):
            return True
    return False


def _differ(one: Date, other: Date) -> bool:
    shared = min(one.precision, other.precision)
    return one.cut(shared) != other.cut(shared)


def _in_front(line: str, language: str, order: Order) -> _Line | None:
    """The date of the dateline in front of a running text."""
    head, rest = dateline_of(line, language)
    if not head and (bracket := _BRACKET.match(line)):
        head, rest = bracket[1], line[bracket.end() :]
    if not head and language.split("-")[0] in _COLON_LANGUAGES and (colon := _COLON.match(line)):
        head = colon[0]
        if parse_in(head.strip(" :："), language):
            return None  # without a place it may be what the text is about
    if not head or not rest or not YEAR.search(head):
        return None
    if found := EAST_ASIAN_DAY.search(head):
        date = parse_in(found[0], language)
        return _Line(date, _BESIDE) if date else None
    return _plain(head.strip(_MARKS.replace(")", "").replace("(", "")), language, order, dateline=True)


def _of_line(line: str, language: str, order: Order, *, foot: bool = False) -> _Line | None:
    """The date of a line that is a date, alone or beside what may stand there."""
    if len(line) > _LONGEST or is_date_of_something_else(line):
        return None
    if "date" in (labelled := by_themselves(line)):
        date = parse_in(labelled["date"], language, day_first=order.day_first)
        return _Line(date, _PUBLISHED, published=True) if date else None
    head, parts = stamps(line)
    if not parts:
        found = _plain(line, language, order, foot=foot)
        if found is None and (running_head := masthead(line, language)):
            return _Line(running_head.date, _BESIDE)
        return found
    days: set[Date] = set()
    plain: list[_Line] = []  # of what stands beside the phrases
    for part in parts:
        day, rest = (part.text, "") if part.published else _first_piece(part.text)
        found = _plain(day, language, order)
        if found is None and (part.published or len(day) > _MOST_UPDATED):
            return None
        if part.published and found:
            days.add(found.date)
        if YEAR.search(rest) and (other := _plain(rest, language, order)):
            plain.append(other)
    if not days:
        return _plain(head, language, order, foot=foot) or (plain[0] if len(plain) == 1 and not head else None)
    if len(days) > 1:
        return None
    bare = head.strip(_MARKS)
    if not bare:
        return _Line(days.pop(), _PUBLISHED, published=True)
    beside = [piece for piece in _BETWEEN.split(bare) if piece.strip(_MARKS)]
    known = all(_says_who(piece, language) or has_no_meaning(piece, language) for piece in beside)
    agency_in_dateline = known or (head.rstrip()[-1] in "|·•" and _are_names(beside))
    return _Line(days.pop(), _BESIDE, published=True) if agency_in_dateline or _plain(head, language, order) else None


def _first_piece(text: str) -> tuple[str, str]:
    """``text`` divided at the first sign that divides: what follows is not what an update's phrase speaks of."""
    found = _STRONGLY_BETWEEN.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _plain(line: str, language: str, order: Order, *, foot: bool = False, dateline: bool = False) -> _Line | None:
    """The date of a line without a phrase that says what happened then."""
    bare = _SIGNS_AROUND.sub("", line)
    if date := parse_in(bare, language, day_first=order.day_first):
        return _Line(date, _ALONE)
    found = dates_within(bare, language, day_first=order.day_first)
    if len({date for date, _, _ in found}) != 1 or len(found) != len(YEAR.findall(bare)):
        return None
    date, start, end = found[0][0], found[0][1], found[-1][2]
    before, after = bare[:start].rstrip(), bare[end:]
    if newspaper := _OF_A_PAPER.search(before):
        before = f"{before[: newspaper.start()]}," if any(map(is_page_or_issue, _BETWEEN.split(after))) else before
    beside = [piece for side in (before, after) for piece in _BETWEEN.split(side) if piece.strip(_MARKS)]
    if not beside:
        return _Line(date, _ALONE)
    in_print = any(map(is_page_or_issue, beside))
    if not dateline and not _may_stand_before(before, language) and not (in_print and scripts.is_wide(before)):
        return None  # it is the end of a sentence or a headline
    if not _may_stand_behind(after, language):
        return None
    known = [_says_who(piece, language) or has_no_meaning(piece, language) for piece in beside]
    if foot and not in_print and not all(known):
        return None
    places = [piece for piece, is_known in zip(beside, known, strict=True) if not is_known]
    words = _words(places)
    cased = all(word[0].isupper() or word.lower() in _IN_A_PLACE for word in words)
    if (
        words
        and not dateline
        and not in_print
        and (scripts.is_wide(places[0]) or (not cased and len(words) > _MOST_UNCASED))
    ):
        return None
    if not _are_names(places):
        return None
    return _Line(date, _BESIDE if dateline or any(known) else _ALONE)


def _may_stand_before(before: str, language: str) -> bool:
    """Whether ``before`` ends as what stands in front of a date, and is no label of something else."""
    if not before:
        return True
    if before[-1] in ":：":
        return _says_who(before, language)
    if before[-1] in _MARKS or _says_who(before, language) or has_no_meaning(before, language):
        return True
    return has_no_meaning(_BETWEEN.split(before)[-1], language)


def _may_stand_behind(after: str, language: str) -> bool:
    after = after.strip()
    if not after or after[0] in _MARKS or _LABEL.match(after):
        return True
    return _says_who(after, language) or has_no_meaning(_BETWEEN.split(after)[0], language)


def _says_who(piece: str, language: str) -> bool:
    piece = _AND.sub("", _BY.sub("", piece.strip(_MARKS)))
    if agency(piece) or agency_in_brackets(f"({piece})") or _LABEL.match(piece):
        return True
    said = read_byline(piece, language)
    return bool(said.people or said.source)


def _are_names(pieces: list[str]) -> bool:
    """Whether ``pieces`` are few words that a place, a person or a paper may be called: none begins with a small letter."""
    words = _words(pieces)
    return len(words) <= _MOST_PLACE_WORDS and not any(
        word[0].islower() and word.lower() not in _IN_A_PLACE for word in words
    )


def _words(pieces: list[str]) -> list[str]:
    return [word for piece in pieces for word in piece.strip(_MARKS).removeprefix("à ").split()]
