"""The date of an article that nobody declared, where the text states it: in a line above it, a dateline, or at its foot.

* A line above the running text that is nothing but a date, or a date beside an agency, a place or a byline:
  ``Feb. 6, 2026``, ``Paris, le 13 février 2025``, ``KYIV, Ukraine (AP) — Feb. 6, 2026``, ``Published 13 Feb 2025, 10:05``.
* A dateline in front of the running text, ``PARIS, 13 février 2025 (AFP) —``.
* The very last line, if it is nothing but a date, alone or beside an agency: ``(AFP, 13 février 2025)``.

A date is read to the day or the month, and only with its year: ``新华社北京2月13日电`` says too little. A text that goes on with
other such dates is a chronicle, and none of them is its own.

Given up: a date inside a sentence, which is the story's and not the article's; and when a text was updated.
"""

from __future__ import annotations

import re

from digest.dates import Date, without_time
from digest.infer.agencies import agency, marked
from digest.infer.bylines import line_says
from digest.infer.dateline import dateline_of
from digest.infer.passages import Text
from digest.infer.written_dates import parse_in
from digest.model import Inference
from digest.readers import scripts
from digest.readers.furniture import is_running
from digest.readers.published import published, updated
from digest.words import clip

_LONGEST = 120  # characters of a line
_HEAD = 12  # lines above the text that are looked at
_LOOKED_AT = 40  # passages in which other dates make it a chronicle
_MOST_PLACE_WORDS, _MOST_UNCASED = 4, 2  # the second where no capitals tell a name
_EVIDENCE = 80
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|[〇零一二三四五六七八九]{4}年")
_WORDS_BEFORE, _WORDS_AFTER = 6, 5  # of a date around its year
_MARKS = " ,;:|·•–—-=()[]（）【】［］/.،、。*"
_EAST_ASIAN = re.compile(
    r"(?:\d{4}|[〇零一二三四五六七八九]{4}) ?年 ?[\d一二三四五六七八九十]{1,3} ?月(?: ?[\d一二三四五六七八九十]{1,3} ?[日号號])?"
)
_BETWEEN = re.compile(r"\s*[,;|·•()\[\]（）【】/–—、،]+\s*|\s-+\s|\s{2,}")
_BEGINNINGS = re.compile(r"\s*[,|·•–—-]\s+(?=[^\W\d_])")
_LABEL = re.compile(r"(?:来源|來源|作者|记者|記者|编辑|編輯|责编|出处)\s*[:：]")
_IN_A_PLACE = frozenset("le the am den el il de del la di da do of in im los las al".split())
_COLON_LANGUAGES = frozenset({"hi", "mr", "ne", "bn", "pa", "gu", "ta", "te", "kn", "ml", "ur", "or", "as"})
_BRACKET = re.compile(r"[(\[（【]([^()\[\]（）【】]{6,60})[)\]）】]\s*(?=\S)")
_COLON = re.compile(r"[^:：।]{8,60}?[:：]\s")


def dated(text: Text) -> Inference[Date] | None:
    """The date that ``text`` states as its own; None where it states none, or where nobody can tell which."""
    running = False
    for place, passage in enumerate(text.lines[:_HEAD]):
        line = passage.text
        if _YEAR.search(line[:_LONGEST]) and not (running and published(line) is None):
            found = (None if len(line) > _LONGEST else _of_line(line, text.language)) or _in_front(line, text.language)
            if found:
                return None if _goes_on(text, place, found[0]) else _inference(*found, line)
        running = running or is_running(line)
    return _at_the_foot(text)


def _inference(date: Date, certainty: float, line: str) -> Inference[Date]:
    return Inference(value=date, evidence=clip(line, _EVIDENCE), certainty=certainty)


def states_date(line: str, language: str) -> bool:
    """Whether ``line`` is a date, alone or beside a place, a paper or an author: a line about the article, not of its text."""
    return len(line) <= _LONGEST and _YEAR.search(line) is not None and _of_line(line, language) is not None


def _at_the_foot(text: Text) -> Inference[Date] | None:
    if len(text.blocks) < 2 or len(text.blocks[-1].text) > _LONGEST:
        return None
    line = " ".join(text.blocks[-1].text.split())
    if not _YEAR.search(line) or not (found := _of_line(line, text.language, foot=True)):
        return None
    return None if _goes_on(text, -1, found[0]) else _inference(found[0], min(found[1], 0.7), line)


def _goes_on(text: Text, place: int, date: Date) -> bool:
    """Whether another passage than that at ``place`` states a date in the same way, and another one."""
    for number, passage in enumerate(text.lines[:_LOOKED_AT]):
        line = passage.text
        if number == place or not _YEAR.search(line[:_LONGEST]) or updated(line):
            continue
        found = _of_line(line, text.language) if len(line) <= _LONGEST else None
        found = found or _in_front(line, text.language)
        if found and found[0].cut(min(date.precision, found[0].precision)) != date.cut(
            min(date.precision, found[0].precision)
        ):
            return True
    return False


def _in_front(line: str, language: str) -> tuple[Date, float] | None:
    """The date of the dateline in front of a running text."""
    head, rest = dateline_of(line, language)
    if not head and (bracket := _BRACKET.match(line)):
        head, rest = bracket[1], line[bracket.end() :]
    if not head and language.split("-")[0] in _COLON_LANGUAGES and (colon := _COLON.match(line)):
        head = colon[0]
        if parse_in(head.strip(" :："), language):
            return None  # without a place it may be what the text is about
    if not head or not rest or not _YEAR.search(head):
        return None
    if found := _EAST_ASIAN.search(head):
        date = parse_in(found[0], language)
        return (date, 0.9) if date else None
    return _of_line(head.strip(_MARKS.replace(")", "").replace("(", "")), language, dateline=True)


def _of_line(line: str, language: str, *, foot: bool = False, dateline: bool = False) -> tuple[Date, float] | None:
    """The date of a line that is a date, alone or beside what may stand there."""
    if day := published(line):
        date = parse_in(day, language)
        return (date, 0.95) if date else None
    if updated(line):
        return None
    for beginning in _BEGINNINGS.finditer(line, 0, _LONGEST // 2):  # AFP, publié le 7 mars 2025 à 6h02
        if day := published(line[beginning.end() :]):
            date = parse_in(day, language)
            return (date, 0.9) if date and _says_who(line[: beginning.start()], language) else None
    bare = line.strip().strip("()[]（）【】*-–— ")
    if date := parse_in(without_time(bare), language) or parse_in(bare, language):
        return date, 0.8
    years = _YEAR.findall(bare)
    if len(years) != 1:
        return None
    found = _date_within(bare, language)
    if found is None:
        return None
    date, before, after = found
    beside = [piece for side in (before, after) for piece in _BETWEEN.split(side) if piece.strip(_MARKS)]
    if not beside:
        return date, 0.8
    if not dateline and before.strip() and before.strip()[-1] not in _MARKS and not _says_who(before, language):
        return None  # it is the end of a sentence or a headline
    if (
        after.strip()
        and after.strip()[0] not in _MARKS
        and not (_LABEL.match(after.strip()) or _says_who(after, language))
    ):
        return None
    known = [_says_who(piece, language) for piece in beside]
    if foot and not all(known):
        return None
    places = [piece for piece, who in zip(beside, known, strict=True) if not who]
    words = [word for piece in places for word in piece.strip(_MARKS).split()]
    cased = all(word[0].isupper() or word.lower() in _IN_A_PLACE for word in words)
    if words and not dateline and (scripts.is_wide(places[0]) or (not cased and len(words) > _MOST_UNCASED)):
        return None
    if len(words) > _MOST_PLACE_WORDS or not all(_in_a_place(word) for word in words):
        return None
    return date, 0.9 if dateline or any(known) else 0.8


def _says_who(piece: str, language: str) -> bool:
    piece = piece.strip(_MARKS)
    if agency(piece) or marked(f"({piece})") or _LABEL.match(piece):
        return True
    said = line_says(piece, language)
    return bool(said.people or said.source)


def _in_a_place(word: str) -> bool:
    return not word[0].islower() or word.lower() in _IN_A_PLACE


def _date_within(line: str, language: str) -> tuple[Date, str, str] | None:
    """The longest date around the year in ``line``, what stands before it and what after."""
    if found := _EAST_ASIAN.search(line):
        date = parse_in(found[0], language)
        after = re.sub(
            r"^\s*(?:[(（][^()（）]{1,5}[)）])?\s*(?:\d{1,2}[:：时時点]\d{2}(?:[:：分]\d{2})?分?)?",
            "",
            line[found.end() :],
        )
        return (date, line[: found.start()], after) if date else None
    words = [(word.start(), word.end()) for word in re.finditer(r"\S+", line)]
    at = next((number for number, (start, end) in enumerate(words) if _YEAR.search(line[start:end])), 0)
    for first in range(max(0, at - _WORDS_BEFORE), at + 1):
        for last in range(min(len(words) - 1, at + _WORDS_AFTER), at - 1, -1):
            start, end = words[first][0], words[last][1]
            bare = line[start:end].strip("()[]（）【】,;|·•–—- .")
            if date := parse_in(without_time(bare), language) or parse_in(bare, language):
                return date, line[:start] + line[start:end][: line[start:end].find(bare[:1])], line[end:]
    return None
