"""Plain text: what only line breaks and spaces mark (``paragraphs.py``), and the date that may stand in front.

**The in-band header.** ``date`` and a date in EDTF as the very first words, white space after it: ` date 2025-02 The…`.

* A month or a day (``date 2025-02``, ``Date: 2025-02-13``): letter case, a colon and white space in front are free.
* A year alone: only with a colon (``date: 2025``), with white space in front and ``date`` in small letters
  (`` date 2025 The…``), or where the line ends after it. “Date 2025 was to be” is prose.

It is taken out even if there is no such day (``date 2025-13``): it is a date, only a wrong one, and whoever resolves it
says so; a time of day and a zone behind it too (``date 2025-02-13T10:05:00Z``). Then come labelled lines (see ``labels``).
Where front matter stands above, as in Markdown, there is neither at the head. Everything else is text. Character references
(``&nbsp;``) become their characters; a text with more markup than that is not read here (``markup.py``). Private
remarks (``remarks.py``) are published nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby, islice

from digest.errors import Position, Problem, Severity
from digest.model import Block, BlockKind, Declared, Document
from digest.readers.anchors import Anchors
from digest.readers.crossheads import crossheads
from digest.readers.decoding import clean, decode
from digest.readers.front_matter import continues, declared_encoding, read_front_matter, stray_line
from digest.readers.furniture import marked
from digest.readers.labels import labelled
from digest.readers.markup import resolve_markup
from digest.readers.paragraphs import pieces
from digest.readers.remarks import hidden_lines, unended_remark, without_remarks

_HEADER = re.compile(
    r"\s*(?i:date)(?:\s*[:：]\s*|\s+)(\d{4}-\d{2}(?:-\d{2})?)(?:(?!\S)|(?<=-\d\d-\d\d)(?=T\d{2}))"
    r"|\s*(?i:date)\s*[:：]\s*(\d{4})(?!\S)"
    r"|\s*(?i:date)[ \t]+(\d{4})[ \t]*(?=\n|\Z)"
    r"|\s+date[ \t]+(\d{4})(?!\S)",
    re.ASCII,
)
_TOGETHER = 1000  # blocks whose HTML is joined at once: an article of a hundred thousand would be held three times
_ZONE = r"(?:[ \t]*(?:Z|UTC|GMT|CES?T|[+-]\d{2}:?\d{2}|\[[A-Za-z_/+-]{1,40}\]))"
_CLOCK = re.compile(
    rf"T\d{{2}}(?::?\d{{2}}){{0,2}}(?:[.,]\d{{1,9}})?{_ZONE}{{0,2}}(?!\S)"
    rf"|[ \t]+\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[.,]\d{{1,9}})?{_ZONE}{{0,2}}(?!\S)",
    re.ASCII,
)


def read_text(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """The article in the bytes of a plain text file. A Problem where it must be left out."""
    decoded = decode(data, file, declared_encoding(data) if encoding is None else encoding)
    if isinstance(decoded, Problem):
        return decoded
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return front
    body, unended = without_remarks(front.body)
    text = clean(resolve_markup(body))
    header, start = ({}, 0) if front.found else _header(text, file)
    labels = labelled(text, start, file, first_line=front.first_line, head=not front.found)
    if continues(front) or not front.found:
        above = text.count("\n", 0, labels.start)
        if stray := stray_line(text[labels.start :], front.first_line + above, file):
            return stray
        if stray := stray_line(hidden_lines(front.body, body), front.first_line, file):
            return stray
    line_start = text.rfind("\n", 0, labels.start) + 1
    blocks = text_blocks(text[labels.start : labels.end], taken=labels.start - line_start)
    if is_empty(blocks):
        return nothing_to_read(file, unended)
    blocks = (*(Block(kind=BlockKind.FURNITURE, text=line) for line in labels.passed), *blocks)
    remarks = () if unended is None else (unended_remark(file, front.first_line + unended - 1),)
    return Document(
        file=file,
        reader="text",
        encoding=decoded.encoding,
        declared={**labels.declared, **header, **front.declared},
        blocks=blocks,
        html=blocks_html(blocks),
        problems=(*decoded.problems, *front.problems, *remarks, *labels.problems),
    )


def text_blocks(text: str, taken: int = 0) -> tuple[Block, ...]:
    """The blocks of plain ``text``; ``taken`` columns of its first line were taken out before."""
    found = pieces(text, taken)
    blocks = marked(
        [
            Block(
                kind=BlockKind.ITEM if piece.item or piece.cells else BlockKind.PARAGRAPH,
                text=piece.text,
                group=piece.group,
                cells=piece.cells,
                header=piece.header,
            )
            for piece in found
        ]
    )
    own = [place for place, block in enumerate(blocks) if block.kind is not BlockKind.FURNITURE]
    heads = {own[number] for number in crossheads([found[place] for place in own])}
    anchors = Anchors()
    return tuple(
        Block(kind=BlockKind.CROSSHEAD, text=block.text, id=anchors.make(block.text)) if place in heads else block
        for place, block in enumerate(blocks)
    )


def blocks_html(blocks: tuple[Block, ...]) -> str:
    """``blocks`` of plain text as HTML, every character of theirs escaped."""
    lines = _lines(blocks)
    return "".join(iter(lambda: "".join(islice(lines, _TOGETHER)), ""))


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for (group, is_item), found in groupby(blocks, key=lambda block: (block.group, block.kind is BlockKind.ITEM)):
        if group and is_item:
            yield from _table(list(found))
        elif group:
            yield f"<p>{'<br>'.join(_escaped(block.text) for block in found)}</p>\n"
        elif is_item:
            yield "<ul>\n"
            yield from (f"<li>{_escaped(block.text)}</li>\n" for block in found)
            yield "</ul>\n"
        else:
            for block in found:
                text = _escaped(block.text)
                yield f'<h2 id="{block.id}">{text}</h2>\n' if block.kind is BlockKind.CROSSHEAD else f"<p>{text}</p>\n"


def _table(rows: list[Block]) -> Iterator[str]:
    """A table in the form that tables of Markdown and HTML come out in (``setting.py``)."""
    yield "<table>\n"
    for header, found in groupby(rows, key=lambda row: row.header):
        part, cell = ("thead", "th") if header else ("tbody", "td")
        yield f"<{part}>\n"
        for row in found:
            yield "<tr>\n"
            yield from (f"<{cell}>{_escaped(text)}</{cell}>\n" for text in row.cells)
            yield "</tr>\n"
        yield f"</{part}>\n"
    yield "</table>\n"


def _escaped(text: str) -> str:
    return escape(text, quote=False)


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
        hint="Write the article's text into it, or take it out of the seeds.",
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
