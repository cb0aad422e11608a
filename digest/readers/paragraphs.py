"""Lines of plain text to paragraphs and list items, whatever program broke the lines.

Blank lines part paragraphs. Lines that follow each other are one paragraph where they look hard-wrapped, that is where the
next line's first word would not have fitted on the line before it; else each is a paragraph of its own (long lines, lines
that end with a sentence's end, verse, addresses). Two or more lines that begin with ``-``, ``*`` or ``•`` are a list.

Given up: tables drawn with spaces, nested lists, and ``-`` at a line's end as a sign of hyphenation, since it may be the
word's own.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from digest.readers import scripts

_LONG = 120  # columns: nobody wraps lines there
_NARROW = 40  # nor here
_SLACK = 0.85  # of the column: editors fill ragged lines to no less
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_ITEM = re.compile(r"\s*[-*•‣◦▪]\s+(?=[^\W_]|[\"“«„‘'(\[])")
_INDENT = re.compile(r"\t| {2}|\u3000")
_SPACES = re.compile(r"[ \t\n\u2028\u2029]+")
_SOME_SPACES = ("  ", "\t", "\n", "\u2028", "\u2029")


class Piece(Struct, frozen=True, kw_only=True):
    """A paragraph or an item of a list. ``lone`` tells that it was one line by itself, as crossheads are."""

    text: str
    item: bool = False
    lone: bool = False


class _Line(Struct, frozen=True):
    """A line, folded and as it stands; ``taken`` columns of it were taken out before. The rest is seldom asked for."""

    text: str
    raw: str
    taken: int

    @property
    def width(self) -> int:
        return scripts.width(self.raw.rstrip()) + self.taken

    @property
    def indented(self) -> bool:
        return _INDENT.match(self.raw) is not None


def pieces(text: str, taken: int = 0) -> list[Piece]:
    """The paragraphs and list items of ``text``. ``taken`` columns of its first line were taken out before."""
    groups: list[list[_Line]] = [[]]
    for number, raw in enumerate(text.split("\n")):
        if not raw or _BLANK.fullmatch(raw):
            if groups[-1]:
                groups.append([])
        else:
            groups[-1].append(_Line(fold(raw), raw, taken if number == 0 else 0))
    inner = sorted(line.width for group in groups for line in group[:-1])
    column = inner[3 * len(inner) // 4] if inner else 0  # that most wrapped lines come close to
    return [piece for group in groups if group for piece in _pieces(group, column)]


def fold(text: str) -> str:
    """``text`` in one line: runs of white space as one space. Spaces that do not break (U+00A0, U+202F) stay."""
    text = text.strip()
    return _SPACES.sub(" ", text) if any(space in text for space in _SOME_SPACES) else text


def _pieces(lines: list[_Line], column: int) -> list[Piece]:
    if len(lines) == 1:
        return [Piece(text=lines[0].text, lone=True)]
    marks = [number for number, line in enumerate(lines) if _ITEM.match(line.text)]
    if len(marks) < 2:
        return _paragraphs(lines, column)
    found = _paragraphs(lines[: marks[0]], column)
    after = len(lines)
    for number, following in zip(marks, [*marks[1:], len(lines)], strict=True):
        end = number + 1
        while end < following and (lines[end].indented or _goes_on(lines[end].text)):
            end += 1
        words = [_ITEM.sub("", lines[number].text, count=1), *(line.text for line in lines[number + 1 : end])]
        found.append(Piece(text=_join(words), item=True))
        if end < following and following < len(lines):
            found += _paragraphs(lines[end:following], column)
        after = end
    return found + _paragraphs(lines[after:], column)


def _goes_on(text: str) -> bool:
    return text[0].islower()


def _paragraphs(lines: list[_Line], column: int) -> list[Piece]:
    if _is_line_a_paragraph(lines, column):
        return [Piece(text=line.text, lone=True) for line in lines]
    indented = 2 * sum(line.indented for line in lines) <= len(lines)  # where all are, it says nothing
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        ended = scripts.ends_sentence(before.text) and not _is_full(before, line, column)
        if ended or (indented and line.indented):
            groups.append([])
        groups[-1].append(line)
    return [Piece(text=_join([line.text for line in group]), lone=len(group) == 1) for group in groups]


def _is_line_a_paragraph(lines: list[_Line], column: int) -> bool:
    breaks = len(lines) - 1
    if column > _LONG or 2 * sum(line.width > _LONG for line in lines) > len(lines):
        return True
    if all(scripts.ends_sentence(line.text) for line in lines):
        return True
    full = sum(_is_full(line, after, column) for line, after in pairwise(lines))
    if 3 * full >= 2 * breaks:
        return False
    anew = sum(not _goes_on(line.text) for line in lines[1:])
    return 5 * anew >= 4 * breaks


def _is_full(line: _Line, after: _Line, column: int) -> bool:
    """Whether the first word of the line ``after`` would not have fitted on ``line``."""
    if column < _NARROW:
        return False
    word = after.text[0] if scripts.is_unspaced(after.text[0]) else after.text.split(" ", 1)[0]
    return line.width + 1 + scripts.width(word) > _SLACK * column


def _join(lines: list[str]) -> str:
    parts = [lines[0]]
    for before, line in pairwise(lines):
        together = scripts.is_unspaced(before[-1]) and scripts.is_unspaced(line[0])
        hyphen = before[-1] in "-\u00ad\u2010" and before[-2:-1].isalpha() and line[0].isalpha()
        parts.append(line if together or hyphen else f" {line}")
    return "".join(parts)
