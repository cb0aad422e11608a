"""The Markdown of manifests: spans in a line or cell (links, code, emphasis), and blocks (headings, tables, bullets, lines).

Both are linear in the length of the text: brackets and backticks are paired in one pass with a stack before anything is read,
and no expression looks further than the next bracket. A line of a megabyte of ``[a[a[a`` is only long. Blocks are read in one
pass over the lines; each line of a block keeps its position.

Ignored are fenced code, code indented by four at top level, comments, block quotes without bullets, rules and definitions of
link references.

Rejected: a Markdown library (it keeps no positions of table cells and inline spans, and a manifest's bullets and tables are
looser than CommonMark's); CommonMark's rules on which emphasis wins (only the marks are removed); lists as trees (a bullet
is one file, however deep it is nested).
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, StrEnum
from types import MappingProxyType

from msgspec import Struct

from digest.errors import Position

# Suffixes that mark a word as a file, even without a link: text formats that articles are kept in.
_TEXT_FORMATS = (
    "txt text md markdown mdown mkdn mkd mdx rst org adoc asciidoc textile tex htm html xhtml shtml xml json eml rtf pdf doc "
    "docx odt epub"
)
TEXT_SUFFIXES = frozenset(_TEXT_FORMATS.split())
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def web_address(raw: str) -> str | None:
    """``raw`` without surrounding white space, if it is an address on the web; else None."""
    raw = raw.strip()
    return raw if _WEB.fullmatch(raw) else None


def has_text_suffix(text: str) -> bool:
    """Whether ``text`` ends with the suffix of a text format."""
    stem, _, suffix = text.rpartition(".")
    return suffix.lower() in TEXT_SUFFIXES and bool(stem) and stem[-1] not in "/\\ "


# Spans.

NO_REFERENCES: Mapping[str, str] = MappingProxyType({})
_MARKED = re.compile(r"[\\`*_~\[\]<&!]")
_BRACKET = re.compile(r"\\[\[\]()\\]|[\[\]()]")
_START = re.compile(r"\\[!-/:-@\[-`{-~]|`+|!?\[|<")
_DESTINATION = re.compile(r"\(([^()\[\]<>\n]*\([^()\[\]<>\n]*)\)")  # a link, although one bracket is not closed
_ANGLE_DESTINATION = re.compile(r"\([ \t]*<([^<>\n]*)>[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')?[ \t]*\)")
_WIKI = re.compile(r"\[\[([^\[\]\n]+)\]\](?!\()")
_ANGLE = re.compile(r"<([^<>\n]+)>")
_INLINE_TAGS = (
    "a abbr b big br cite code del div em font i img ins kbd mark p q s samp small span strike strong sub sup tt u wbr"
)
_TAGS = frozenset(_INLINE_TAGS.split())
ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_MARKUP = re.compile(rf"\\[!-/:-@\[-`{{-~]|\*+|_+|~~|{ENTITY}")


class SpanType(StrEnum):
    LINK = "link"
    WIKI = "wikilink"
    IMAGE = "image"
    CODE = "code"
    ANGLE = "angle brackets"
    BREAK = "line break"
    TAG = "tag"


class Span(Struct, frozen=True, kw_only=True):
    """A piece of markup: its start and end in the text, the raw text that it shows, and its target."""

    kind: SpanType
    start: int
    end: int
    text: str = ""
    target: str = ""


def reference_label(text: str) -> str:
    """The name of a link reference, normalised for comparison."""
    return " ".join(text.casefold().split())


def spans(text: str, references: Mapping[str, str] = NO_REFERENCES) -> list[Span]:
    """The links, images, code spans, angle brackets and tags of ``text``, in order and without those inside others."""
    code = dict(_code(text)) if "`" in text else {}
    pairs = _bracket_pairs(text, code) if "[" in text else {}
    found: list[Span] = []
    done = 0
    for mark in _START.finditer(text):
        start, sign = mark.start(), mark[0]
        if start < done or sign[0] == "\\":
            continue
        span: Span | None = None
        if sign[0] == "`":
            span = _code_span(text, start, code)
        elif sign == "<":
            span = _angle(text, start)
        else:
            span = _link_span(text, start, sign, pairs, references)
        if span:
            found.append(span)
            done = span.end
    return found


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each code span: a run of backticks and the next run of the same length."""
    runs = [run.span() for run in re.finditer(r"`+", text)]
    following: dict[int, int] = {}
    last: dict[int, int] = {}
    for start, end in reversed(runs):
        following[start] = last.get(end - start, -1)
        last[end - start] = start
    done = 0
    for start, end in runs:
        closing = following[start]
        if start >= done and closing >= 0 and not (start and text[start - 1] == "\\"):
            done = closing + end - start
            yield start, done


def code_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of the code spans of ``text``."""
    return list(_code(text)) if "`" in text else []


def _code_span(text: str, start: int, code: Mapping[int, int]) -> Span | None:
    if start not in code:
        return None
    inner = text[start : code[start]].strip("`").strip().replace("\\|", "|")
    return Span(kind=SpanType.CODE, start=start, end=code[start], text=inner, target=inner)


def _bracket_pairs(text: str, code: Mapping[int, int]) -> dict[int, int]:
    """For each ``[`` and ``(`` outside code the bracket that closes it."""
    pairs: dict[int, int] = {}
    opened: dict[str, list[int]] = {"]": [], ")": []}
    runs = iter(sorted(code.items()))
    start, end = next(runs, (len(text), len(text)))
    for mark in _BRACKET.finditer(text):
        at, sign = mark.start(), mark[0]
        while at >= end and start < len(text):
            start, end = next(runs, (len(text), len(text)))
        if at >= start or len(sign) > 1:
            continue
        if sign in opened:
            if opened[sign]:
                pairs[opened[sign].pop()] = at
        else:
            opened["]" if sign == "[" else ")"].append(at)
    return pairs


def _angle(text: str, start: int) -> Span | None:
    found = _ANGLE.match(text, start)
    if not found:
        return None
    inner = found[1]
    if web_address(inner) or has_text_suffix(inner):
        return Span(kind=SpanType.ANGLE, start=start, end=found.end(), text=inner, target=inner)
    tag = re.match(r"/?([A-Za-z]{1,10})(?=[\s/]|$)", inner)
    if tag and tag[1].lower() in _TAGS:
        return Span(kind=SpanType.BREAK if tag[1].lower() == "br" else SpanType.TAG, start=start, end=found.end())
    if inner.endswith("/") and inner.strip() == inner and not tag:
        return Span(kind=SpanType.ANGLE, start=start, end=found.end(), text=inner, target=inner)
    return None


def _link_span(
    text: str, start: int, sign: str, pairs: Mapping[int, int], references: Mapping[str, str]
) -> Span | None:
    opening = start + len(sign) - 1
    kind = SpanType.IMAGE if sign[0] == "!" else SpanType.LINK
    if wiki := _WIKI.match(text, opening):
        target, _, name = wiki[1].replace("\\|", "|").partition("|")
        kind = SpanType.IMAGE if sign[0] == "!" else SpanType.WIKI
        return Span(kind=kind, start=start, end=wiki.end(), text=name.strip() or target, target=target.strip())
    closing = pairs.get(opening)
    if closing is None:
        return None
    inner, after = text[opening + 1 : closing], text[closing + 1 : closing + 2]
    if after == "(":
        end, target = _destination(text, closing + 1, pairs)
        if end:
            return Span(kind=kind, start=start, end=end, text=inner, target=target)
    if not references:
        return None
    end, name = closing + 1, inner
    if after == "[" and (second := pairs.get(closing + 1)):
        end, name = second + 1, text[closing + 2 : second] or inner
    target = references.get(reference_label(name), "") if len(name) < 1000 else ""
    return Span(kind=kind, start=start, end=end, text=inner, target=target) if target else None


def _destination(text: str, start: int, pairs: Mapping[int, int]) -> tuple[int, str]:
    """End and target of the ``(…)`` that starts at ``start``, without a title; (0, "") if none starts there."""
    if angle := _ANGLE_DESTINATION.match(text, start):
        return angle.end(), angle[1]
    if start in pairs:
        end, inner = pairs[start] + 1, text[start + 1 : pairs[start]].strip()
    elif found := _DESTINATION.match(text, start):
        end, inner = found.end(), found[1].strip()
    else:
        return 0, ""
    if "\n" in inner:
        inner = " ".join(inner.split())
    for quote in "\"'":
        if inner.endswith(quote) and (title := inner.find(f" {quote}")) >= 0:
            inner = inner[:title].rstrip()
    return end, inner


def plain(text: str, references: Mapping[str, str] = NO_REFERENCES, depth: int = 0) -> str:
    """``text`` as a reader sees it: no marks of emphasis and links, escapes and entities resolved, white space normalised."""
    if not _MARKED.search(text):
        return " ".join(text.split())
    pieces: list[str] = []
    runs: list[tuple[int, bool, bool]] = []
    done = 0
    for span in spans(text, references):
        _add(text, done, span.start, pieces, runs)
        if span.kind is SpanType.BREAK:
            pieces.append(" ")
        elif span.kind in (SpanType.LINK, SpanType.IMAGE, SpanType.WIKI) and depth < 2:
            pieces.append(plain(span.text, references, depth + 1))
        else:
            pieces.append(span.text)
        done = span.end
    _add(text, done, len(text), pieces, runs)
    _remove_emphasis(pieces, runs)
    return " ".join("".join(pieces).split())


def unescaped(text: str) -> str:
    """``text`` with backslash escapes and entities resolved, and nothing else changed."""
    if "\\" not in text and "&" not in text:
        return text
    return re.sub(rf"\\([!-/:-@\[-`{{-~])|({ENTITY})", lambda m: m[1] or html.unescape(m[2]), text)


def _add(text: str, start: int, end: int, pieces: list[str], runs: list[tuple[int, bool, bool]]) -> None:
    """Append ``text[start:end]`` to ``pieces``. A run of emphasis marks is a separate piece, whose index is added to ``runs``."""
    for mark in _MARKUP.finditer(text, start, end):
        pieces.append(text[start : mark.start()])
        start = mark.end()
        sign = mark[0]
        if sign[0] in "\\&":
            pieces.append(unescaped(sign))
            continue
        before, after = text[mark.start() - 1 : mark.start()], text[start : start + 1]
        opens, closes = bool(after) and not after.isspace(), bool(before) and not before.isspace()
        if sign[0] == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        runs.append((len(pieces), opens, closes))
        pieces.append(sign)
    pieces.append(text[start:end])


def _remove_emphasis(pieces: list[str], runs: list[tuple[int, bool, bool]]) -> None:
    opened: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    for index, opens, closes in runs:
        openers = opened[pieces[index][0]]
        while closes and pieces[index] and openers:
            count = min(len(pieces[index]), len(pieces[openers[-1]]))
            pieces[index] = pieces[index][count:]
            pieces[openers[-1]] = pieces[openers[-1]][count:]
            if not pieces[openers[-1]]:
                openers.pop()
        if opens and pieces[index]:
            openers.append(index)


# Blocks.

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
