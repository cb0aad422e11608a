"""The Markdown blocks of a manifest: headings, tables, bullets and lines of paragraphs, in one pass over the lines.

Each line of a block keeps its position. Ignored are fenced code, code indented by four at top level, comments, block quotes
without bullets, rules and definitions of link references.

Rejected: a Markdown library (a manifest's bullets and tables are looser than CommonMark's); lists as trees (a bullet is one file,
however deep it is nested).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum

from msgspec import Struct

from digest.errors import Position
from digest.manifest.spans import code_spans, reference_label

_BULLET = re.compile(r"(?:[-*+•‣◦▪●–—]|\d{1,9}[.)])(?:[ \t]+|$)")
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_QUOTE = re.compile(r"(?:>[ \t]?)+[ \t]*")
_DEFINITION = re.compile(r"\[([^\[\]^][^\[\]]{0,998})\]:[ \t]*(?:<([^<>]*)>|(\S+))")


class BlockType(Enum):
    HEADING = "heading"
    TABLE = "table"  # the first two lines are the header and the alignment row
    BULLET = "bullet"
    LINE = "line"  # of a paragraph


class BlockLine(Struct, frozen=True, kw_only=True):
    """A line of a block: its text without indentation and marks, and number and column of its first character (from 1)."""

    number: int
    column: int
    text: str

    def position(self, file: str, offset: int = 0) -> Position:
        """The position of the character at ``offset`` in ``text``."""
        return Position(file=file, line=self.number, column=self.column + offset)


class MarkdownBlock(Struct, frozen=True, kw_only=True):
    kind: BlockType
    lines: tuple[BlockLine, ...]
    level: int = 0  # of a heading


def link_references(lines: Sequence[str]) -> dict[str, str]:
    """The targets of the definitions ``[name]: target`` by name; the first of equal names counts."""
    found: dict[str, str] = {}
    for line in lines:
        if "]:" in line and (definition := _DEFINITION.match(line.strip())):
            found.setdefault(reference_label(definition[1]), definition[2] or definition[3] or "")
    return found


def parse_blocks(lines: Sequence[str], first_line: int) -> Iterator[MarkdownBlock]:
    """The blocks of ``lines``, the first of which is line ``first_line`` of its file."""
    return _BlockScanner(lines, first_line).blocks()


class _BlockScanner:
    """One pass over the lines. Its state is what is open: a fence, a comment, a bullet, a paragraph."""

    def __init__(self, lines: Sequence[str], first_line: int) -> None:
        self.lines, self.first_line = lines, first_line
        self.fence = ""
        self.in_comment = False
        self.comment_ends = [n for n, line in enumerate(lines) if "-->" in line]
        self.bullet: list[BlockLine] = []
        self.indent = 0  # of the mark of the open bullet
        self.in_list = False
        self.paragraph: list[BlockLine] = []
        self.after_blank = False

    def blocks(self) -> Iterator[MarkdownBlock]:
        number = 0
        while number < len(self.lines):
            line = self.lines[number]
            if self.in_comment or ("<!--" in line and not self.fence):
                line = self.without_comment(line, number)
            text = line.strip()
            if not text:
                yield from self.close_paragraph()
                self.after_blank = True
            elif self.fence:
                if text[0] == self.fence[0] and set(text) == {text[0]} and len(text) >= len(self.fence):
                    self.fence = ""
            elif "|" in text and (rows := self.table(number)):
                yield from self.close()
                yield MarkdownBlock(kind=BlockType.TABLE, lines=rows)
                number += len(rows) - 1
            else:
                yield from self.line(line, text, number)
                self.after_blank = False
            number += 1
        yield from self.close()

    def line(self, line: str, text: str, number: int) -> Iterator[MarkdownBlock]:
        indent = _indent(line)
        if indent >= 4 and not self.in_list and not self.paragraph:
            return  # indented code
        column = len(line) - len(line.lstrip()) + 1
        if text.startswith(("```", "~~~")) and (fence := re.match(r"`{3,}(?=[^`]*$)|~{3,}", text)):
            yield from self.close(keep_list=indent > 0)
            self.fence = fence[0]
        elif heading := _heading(text):
            yield from self.close()
            level, start, end = heading
            yield MarkdownBlock(
                kind=BlockType.HEADING,
                level=level,
                lines=(self.make_line(number, column + start, text[start:end]),),
            )
        elif self.paragraph and set(text) in ({"="}, {"-"}):
            yield MarkdownBlock(kind=BlockType.HEADING, level=1 if text[0] == "=" else 2, lines=tuple(self.paragraph))
            self.paragraph = []
        elif _is_rule(text):
            yield from self.close()
        elif text[0] == ">" and (quote := _QUOTE.match(text)):
            yield from self.close()
            text, column = text[quote.end() :], column + quote.end()
            if _BULLET.match(text):
                self.open_bullet(number, column, text, indent)
        elif _BULLET.match(text):
            yield from self.close()
            self.open_bullet(number, column, text, indent)
        else:
            yield from self.text(number, column, text, indent)

    def text(self, number: int, column: int, text: str, indent: int) -> Iterator[MarkdownBlock]:
        """A line that begins no block: it continues the open bullet or belongs to a paragraph."""
        if self.bullet and (not self.after_blank or indent > self.indent):
            self.bullet.append(self.make_line(number, column, text))
            return
        if self.bullet:
            yield from self.close(keep_list=indent > 0)
        self.in_list = self.in_list and indent > 0
        if not _DEFINITION.match(text):
            self.paragraph.append(self.make_line(number, column, text))

    def make_line(self, number: int, column: int, text: str) -> BlockLine:
        return BlockLine(number=self.first_line + number, column=column, text=text)

    def open_bullet(self, number: int, column: int, text: str, indent: int) -> None:
        start = 0
        while mark := _BULLET.match(text, start):  # “- - [a](a.txt)” is a bullet in a bullet
            start = mark.end()
        if task := _TASK.match(text, start):
            start = task.end()
        self.bullet = [self.make_line(number, column + start, text[start:])]
        self.indent, self.in_list = indent, True

    def close_paragraph(self) -> Iterator[MarkdownBlock]:
        lines, self.paragraph = self.paragraph, []
        for line in lines:
            yield MarkdownBlock(kind=BlockType.LINE, lines=(line,))

    def close(self, *, keep_list: bool = False) -> Iterator[MarkdownBlock]:
        yield from self.close_paragraph()
        if self.bullet:
            lines, self.bullet = tuple(self.bullet), []
            yield MarkdownBlock(kind=BlockType.BULLET, lines=lines)
        self.in_list = self.in_list and keep_list

    def table(self, number: int) -> tuple[BlockLine, ...]:
        """The rows of the table whose header is this line; none if it is not a header."""
        following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        header = self.lines[number]
        if not _is_alignment(following) or _begins_block(header.strip()) or (_indent(header) >= 4 and not self.in_list):
            return ()
        rows = []
        for row in range(number, len(self.lines)):
            line = self.lines[row]
            if "<!--" in line:
                line = self.without_comment(line, row)
            text = line.strip()
            if not text or self.in_comment or (row > number + 1 and "|" not in text and _begins_block(text)):
                break
            rows.append(self.make_line(row, len(line) - len(line.lstrip()) + 1, text))
        self.in_comment = False  # as the scanner comes to the line again
        return tuple(rows)

    def without_comment(self, line: str, number: int) -> str:
        """``line`` with its comments replaced by spaces. Updates ``in_comment``, as a comment may continue in the next line."""
        kept: list[str] = []
        at = 0
        code = [] if self.in_comment else code_spans(line)
        while at < len(line):
            if self.in_comment:
                end = line.find("-->", at)
                stop = len(line) if end < 0 else end + 3
                kept.append(" " * (stop - at))
                at, self.in_comment = stop, end < 0
                continue
            start = line.find("<!--", at)
            while code and code[0][1] <= start:
                code.pop(0)
            if start >= 0 and code and code[0][0] < start:
                stop = code[0][1]
            elif start >= 0 and self.is_comment(line, start, number):
                stop, self.in_comment = start, True
            else:
                stop = len(line)
            kept.append(line[at:stop])
            at = stop
        return "".join(kept)

    def is_comment(self, line: str, start: int, number: int) -> bool:
        """Whether a comment begins at ``start``: it ends in this line, or begins the line, or ends within this paragraph.

        A comment in a cell ends with its row, so an unclosed one hides no other article.
        """
        if line.find("-->", start) >= 0 or not line[:start].strip():
            return True
        if line.lstrip().startswith("|"):
            return False
        following = bisect_right(self.comment_ends, number)
        end = self.comment_ends[following] if following < len(self.comment_ends) else None
        return end is not None and all(
            row.strip() and not _begins_block(row.strip()) for row in self.lines[number + 1 : end + 1]
        )


def _indent(line: str) -> int:
    if line[0] not in " \t":
        return 0
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))


def _heading(text: str) -> tuple[int, int, int] | None:
    """Level, start and end of the words of an ATX heading. ``##Title`` is one too, ``#tag`` is not."""
    if text[0] != "#":
        return None
    level = len(text) - len(text.lstrip("#"))
    rest = text[level:]
    if level > 6 or (rest and not rest[0].isspace() and level == 1):
        return None
    start = level + len(rest) - len(rest.lstrip())
    words = rest.rstrip()
    bare = words.rstrip("#")
    end = level + len(bare.rstrip() if not bare or bare[-1].isspace() else words)
    return level, min(start, end), end


def _is_rule(text: str) -> bool:
    marks = set(text) - {" ", "\t"}
    return len(marks) == 1 and marks <= set("-*_=") and len(text.replace(" ", "").replace("\t", "")) >= 3


def _is_alignment(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip().strip("|:- \t")


def _begins_block(text: str) -> bool:
    return bool(_heading(text) or text.startswith((">", "```", "~~~")) or _is_rule(text) or _BULLET.match(text))
