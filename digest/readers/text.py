"""Plain text: paragraphs, crossheads and lists that only line breaks mark, and the date that may stand in front.

**The in-band header.** ``date`` and a date in EDTF as the very first words, white space after it: ` date 2025-02 The…`.

* A month or a day (``date 2025-02``, ``Date: 2025-02-13``): letter case, a colon and white space in front are free.
* A year alone: only with a colon (``date: 2025``), with white space in front and ``date`` in small letters
  (`` date 2025 The…``), or where the line ends after it. “Date 2025 was to be” is prose.

It is taken out even if there is no such day (``date 2025-13``): it is a date, only a wrong one, and whoever resolves it
says so; a time of day behind it too. Then come labelled lines (see ``labels``). Everything else is text. Nothing is markup:
every character is shown as it is, but private remarks (see ``remarks``), which are published nowhere.

Given up: verse line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice

from digest.errors import Position, Problem, Severity
from digest.model import Block, BlockKind, Declared, Document
from digest.readers.anchors import Anchors
from digest.readers.crossheads import crossheads
from digest.readers.decoding import decode
from digest.readers.labels import labelled
from digest.readers.paragraphs import pieces
from digest.readers.remarks import unended_remark, without_remarks

_HEADER = re.compile(
    r"\s*(?i:date)(?:\s*[:：]\s*|\s+)(\d{4}-\d{2}(?:-\d{2})?)(?!\S)"
    r"|\s*(?i:date)\s*[:：]\s*(\d{4})(?!\S)"
    r"|\s*(?i:date)[ \t]+(\d{4})[ \t]*(?=\n|\Z)"
    r"|\s+date[ \t]+(\d{4})(?!\S)",
    re.ASCII,
)
_TOGETHER = 1000  # blocks whose HTML is joined at once: an article of a hundred thousand would be held three times
_CLOCK = re.compile(r"[ \t]+\d{1,2}:\d{2}(?::\d{2})?[ \t]*(?=\n|\Z)", re.ASCII)


def read_text(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """The article in the bytes of a plain text file. A Problem where it must be left out."""
    decoded = decode(data, file, encoding)
    if isinstance(decoded, Problem):
        return decoded
    text, unended = without_remarks(decoded.text)
    header, start = _header(text, file)
    labels = labelled(text, start, file)
    line_start = text.rfind("\n", 0, labels.start) + 1
    blocks = text_blocks(text[labels.start : labels.end], taken=labels.start - line_start)
    if is_empty(blocks):
        return nothing_to_read(file, unended)
    remarks = () if unended is None else (unended_remark(file, unended),)
    return Document(
        file=file,
        reader="text",
        encoding=decoded.encoding,
        declared={**labels.declared, **header},
        blocks=blocks,
        html=blocks_html(blocks),
        problems=(*decoded.problems, *remarks, *labels.problems),
    )


def text_blocks(text: str, taken: int = 0) -> tuple[Block, ...]:
    """The blocks of plain ``text``; ``taken`` columns of its first line were taken out before."""
    found = pieces(text, taken)
    heads = crossheads(found)
    anchors = Anchors()
    return tuple(
        Block(kind=BlockKind.CROSSHEAD, text=piece.text, id=anchors.make(piece.text))
        if number in heads
        else Block(kind=BlockKind.ITEM if piece.item else BlockKind.PARAGRAPH, text=piece.text)
        for number, piece in enumerate(found)
    )


def blocks_html(blocks: tuple[Block, ...]) -> str:
    """``blocks`` of plain text as HTML, every character of theirs escaped."""
    lines = _lines(blocks)
    return "".join(iter(lambda: "".join(islice(lines, _TOGETHER)), ""))


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    before = None
    for block in blocks:
        if before is not block.kind and BlockKind.ITEM in (before, block.kind):
            yield "<ul>\n" if block.kind is BlockKind.ITEM else "</ul>\n"
        text = escape(block.text, quote=False)
        if block.kind is BlockKind.CROSSHEAD:
            yield f'<h2 id="{block.id}">{text}</h2>\n'
        else:
            yield f"<li>{text}</li>\n" if block.kind is BlockKind.ITEM else f"<p>{text}</p>\n"
        before = block.kind
    if before is BlockKind.ITEM:
        yield "</ul>\n"


def is_empty(blocks: tuple[Block, ...]) -> bool:
    """Whether there is nothing to read in ``blocks``: none, or only characters that show nothing."""
    return not any(character.isprintable() and not character.isspace() for block in blocks for character in block.text)


def nothing_to_read(file: str, unended: int | None = None) -> Problem:
    """The problem of an article in which there is nothing to read; ``unended`` is the line of a remark that hides it."""
    if unended is not None:
        return unended_remark(file, unended, empty=True)
    return Problem(
        code="empty-file",
        severity=Severity.ERROR,
        message="The file holds no text, so there is no article in it.",
        mend="Write the article's text into it, or take it out of the seeds.",
        where=Position(file=file),
        article=file,
    )


def _header(text: str, file: str) -> tuple[dict[str, Declared], int]:
    """The date in front of the first words, and where the text after it starts."""
    found = _HEADER.match(text)
    if not found:
        return {}, 0
    group = found.lastindex or 0
    line = text.count("\n", 0, found.start(group)) + 1
    column = found.start(group) - text.rfind("\n", 0, found.start(group))
    where = Position(file=file, line=line, column=column)
    clock = _CLOCK.match(text, found.end())
    return {"date": Declared(text=found[group], where=where)}, (clock or found).end()
