"""Lines of plain text to paragraphs, list items, rows of tables and lines that are meant as lines.

What pages of a PDF leave between the lines goes first (``running_heads.py``), tables are found next (``text_tables.py``); blank
lines part the rest into paragraphs. Lines that follow each other are one paragraph where they look hard-wrapped, that is where
the next line's first word would not have fitted on the line before it; words that were divided at a line's end are joined
(``hyphenation.py``). Otherwise each line stands by itself: long lines, lines that end with a sentence's end, verse
(``verse.py``), names, addresses. Three and more short ones of these are one block of lines, as a stanza is. Two or more lines
that begin with ``-``, ``*`` or ``•`` are a list.

U+2028 ends a line and U+2029 a paragraph, as they are meant to and as page layout programs paste them.

The first lines of a text are never a block of lines: they are headline, byline and date more often than verse.

Rejected: nested lists.
"""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from digest.dates import YEAR, parse_written
from digest.readers import scripts
from digest.readers.hyphenation import HYPHENS, Words, join_divided, join_lines
from digest.readers.running_heads import without_running_heads
from digest.readers.text_tables import Table, find_tables
from digest.readers.verse import LONGEST, is_verse

_LONGEST_DATE = 40  # characters
_LONG = 120  # columns: nobody wraps lines there
_NARROW = 40  # nor do they often here: lines of equal length may be a list
_SLACK = 0.85  # of the column: editors fill ragged lines to no less
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_ITEM = re.compile(r"\s*[-*•‣◦▪]\s+(?=[^\W_]|[\"“«„‘'(\[])")
_INDENT = re.compile(r"\t| {2}|\u3000")
_SPACES = re.compile(r"[ \t\n\u2028\u2029]+")
_FEW = 3  # blank lines that may divide a word
_FEWEST = 3  # lines of a block of lines
_SOME_SPACES = ("  ", "\t", "\n", "\u2028", "\u2029")


class Piece(Struct, frozen=True, kw_only=True):
    """A paragraph, an item of a list, a row of a table or one of several lines that stay lines.

    ``lone`` is set where it was one line by itself, as crossheads are. ``group`` numbers tables and blocks of lines: pieces
    with the same number other than 0 are one table or one block. A row has ``cells``; ``header``: these name the columns.
    """

    text: str
    item: bool = False
    lone: bool = False
    group: int = 0
    cells: tuple[str, ...] = ()
    header: bool = False


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
    """The paragraphs, list items, rows and lines of ``text``. ``taken`` columns of its first line were taken out before."""
    if "\u2028" in text or "\u2029" in text:
        text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    lines = without_running_heads(text.split("\n"))
    groups = _groups(lines, taken)
    inner = sorted(line.width for group in groups if isinstance(group, list) for line in group[:-1])
    column = inner[3 * len(inner) // 4] if inner else 0  # that most wrapped lines come close to
    words = Words("\n".join(lines))
    verse = _verse(groups)
    found: list[Piece] = []
    for number, group in enumerate(groups):
        if isinstance(group, Table):
            found += _rows(group, number + 1)
        else:
            found += _pieces(group, _Setting(column, words, number + 1 if number else 0, verse[number]))
    return [_whole(piece, words) for piece in found] if "-" in text or "\u2010" in text else found


def _groups(lines: list[str], taken: int) -> list[list[_Line] | Table]:
    """Tables, and the lines between blank ones. A word that is divided across blank lines holds two groups together."""
    groups: list[list[_Line] | Table] = []
    at = 0
    for table in [*find_tables(lines), None]:
        begun = False
        for number in range(at, table.start if table else len(lines)):
            raw = lines[number]
            if not raw or _BLANK.fullmatch(raw):
                begun = begun and _is_divided(groups[-1], lines, number)
                continue
            line = _Line(fold(raw), raw, taken if number == 0 else 0)
            if _is_date(line.text):  # it is no part of what stands above or below it
                groups.append([line])
                begun = False
                continue
            if begun and isinstance(group := groups[-1], list):
                group.append(line)
            else:
                groups.append([line])
                begun = True
        if table:
            groups.append(table)
            at = table.end
    return groups


def _is_date(line: str) -> bool:
    """Whether ``line`` is a date with its year and nothing else."""
    return len(line) <= _LONGEST_DATE and YEAR.search(line) is not None and parse_written(line) is not None


def _is_divided(group: list[_Line] | Table, lines: list[str], blank: int) -> bool:
    """Whether ``group`` ends with a hyphen and what follows the ``blank`` line goes on in small letters."""
    if isinstance(group, Table) or group[-1].text[-1] not in HYPHENS or not group[-1].text[-2:-1].isalpha():
        return False
    following = next((line.lstrip() for line in lines[blank + 1 : blank + 1 + _FEW] if line.strip()), "")
    return following[:1].islower()


def _verse(groups: list[list[_Line] | Table]) -> list[bool]:
    """Which of ``groups`` are verse; two lines are beside a stanza that is as wide."""
    texts = [[line.text for line in group] if isinstance(group, list) else [] for group in groups]
    verse = [is_verse(lines) for lines in texts]
    widths = [max(map(scripts.width, lines), default=0) for lines in texts]
    for number, lines in enumerate(texts):
        if len(lines) == 2 and is_verse(lines, fewest=2):
            beside = (other for other in (number - 1, number + 1) if 0 <= other < len(texts) and len(texts[other]) > 2)
            verse[number] = any(verse[other] and widths[number] <= widths[other] * 1.25 for other in beside)
    return verse


def _rows(table: Table, group: int) -> list[Piece]:
    rows = [tuple(map(fold, row)) for row in table.rows]
    return [
        Piece(text=" ".join(filter(None, row)), group=group, cells=row, header=table.header and number == 0)
        for number, row in enumerate(rows)
    ]


def _whole(piece: Piece, words: Words) -> Piece:
    text = join_divided(piece.text, words)
    return piece if text == piece.text else replace(piece, text=text)


def fold(text: str) -> str:
    """``text`` in one line: runs of white space as one space. Spaces that do not break (U+00A0, U+202F) stay."""
    text = text.strip()
    return _SPACES.sub(" ", text) if any(space in text for space in _SOME_SPACES) else text


class _Setting(Struct, frozen=True):
    """What is known where lines are divided: the column of the text, its words, the number of a block of lines, 0 where these
    cannot be one, and whether they are verse.
    """

    column: int
    words: Words
    group: int
    verse: bool


def _pieces(lines: list[_Line], setting: _Setting) -> list[Piece]:
    if len(lines) == 1:
        return [Piece(text=lines[0].text, lone=True)]
    marks = [number for number, line in enumerate(lines) if _ITEM.match(line.text)]
    if len(marks) < 2:
        return _paragraphs(lines, setting)
    found = _paragraphs(lines[: marks[0]], setting)
    after = len(lines)
    for number, following in zip(marks, [*marks[1:], len(lines)], strict=True):
        end = number + 1
        while end < following and (lines[end].indented or _goes_on(lines[end].text)):
            end += 1
        words = [_ITEM.sub("", lines[number].text, count=1), *(line.text for line in lines[number + 1 : end])]
        found.append(Piece(text=_join(words, setting.words), item=True))
        if end < following and following < len(lines):
            found += _paragraphs(lines[end:following], setting)
        after = end
    return found + _paragraphs(lines[after:], setting)


def _goes_on(text: str) -> bool:
    return text[0].islower()


def _paragraphs(lines: list[_Line], setting: _Setting) -> list[Piece]:
    if setting.verse or _is_line_a_paragraph(lines, setting.column):
        return _lines(lines, setting)
    indented = 2 * sum(line.indented for line in lines) <= len(lines)  # where all are, it says nothing
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        ended = scripts.ends_sentence(before.text) and not _is_full(before, line, setting.column)
        if ended or (indented and line.indented):
            groups.append([])
        groups[-1].append(line)
    return [Piece(text=_join([line.text for line in group], setting.words), lone=len(group) == 1) for group in groups]


def _lines(lines: list[_Line], setting: _Setting) -> list[Piece]:
    """A piece for each of ``lines``; of one block where they are short and no sentences, or verse."""
    plain = (
        len(lines) >= _FEWEST
        and all(line.width <= LONGEST for line in lines)
        and not any(scripts.ends_sentence(line.text) for line in lines[:-1])
    )
    group = setting.group if setting.verse or plain else 0
    return [Piece(text=line.text, lone=not group, group=group) for line in lines]


def _is_line_a_paragraph(lines: list[_Line], column: int) -> bool:
    breaks = len(lines) - 1
    if column > _LONG or 2 * sum(line.width > _LONG for line in lines) > len(lines):
        return True
    if all(scripts.ends_sentence(line.text) for line in lines):
        return True
    full = sum(_is_full(line, after, column) for line, after in pairwise(lines))
    if column >= _NARROW and 3 * full >= 2 * breaks:
        return False
    anew = sum(not _goes_on(line.text) for line in lines[1:])
    return 5 * anew >= 4 * breaks


def _is_full(line: _Line, after: _Line, column: int) -> bool:
    """Whether the first word of the line ``after`` would not have fitted on ``line``."""
    word = after.text[0] if scripts.is_unspaced(after.text[0]) else after.text.split(" ", 1)[0]
    return line.width + 1 + scripts.width(word) > _SLACK * column


def _join(lines: list[str], words: Words) -> str:
    parts: list[str] = []
    for before, line in pairwise(lines):
        if scripts.is_unspaced(before[-1]) and scripts.is_unspaced(line[0]):
            parts.append(before)
        else:
            parts += join_lines(before, line, words)
    return "".join([*parts, lines[-1]])
