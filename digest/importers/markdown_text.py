"""Write plain text as Markdown that shows it unchanged.

What an export file holds is text, not Markdown: an asterisk is an asterisk, ``1. Hours.`` at the start of a paragraph is no
list, and ``%%`` hides nothing. Everything that the Markdown reader of this program would take for markup, for a remark or for
a template tag (``readers/markdown_syntax.py``, ``readers/remarks.py``) gets a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from digest.readers import scripts

_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]"
)  # among them the marks that Python-Markdown uses itself
_SPACES = re.compile(r"[\r\f\v\x1c-\x1f\x85]")
_INLINE = re.compile(
    r"[\\`*\[\]<{}|~]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # not within a word
    r"|=(?==)|(?<==)=|%(?=%)|(?<=%)%|\^"
    r"|:(?=[\w+-]+:)|(?<=:):|:(?=:)|!(?=\[)"
)
_REFERENCE = re.compile(r"&(?=#?\w+;)")  # a backslash does not keep it from being resolved
_AT_START = re.compile(r"[#>+=:!?-]|(?<=\d)[.)]")
_NUMBER = re.compile(r"\d{1,9}(?=[.)])")


def one_line(text: str) -> str:
    """``text`` in one line as ``scripts.one_line``, without control characters."""
    return scripts.one_line(_SPACES.sub(" ", _CONTROL.sub("", text)))


def escaped(text: str) -> str:
    """``text`` in one line, as Markdown that shows it unchanged within a line."""
    return _REFERENCE.sub("&amp;", _INLINE.sub(r"\\\g<0>", one_line(text)))


def paragraph(text: str) -> str:
    """``text`` as one paragraph of Markdown; empty if there is nothing in it."""
    line = escaped(text)
    number = _NUMBER.match(line)
    at = number.end() if number else 0
    return f"{line[:at]}\\{line[at:]}" if _AT_START.match(line, at) else line


def crosshead(text: str) -> str:
    """``text`` as a heading inside an article."""
    line = escaped(text)
    return f"## {line[:-1]}\\#" if line.endswith("#") else f"## {line}" if line else ""


def quotation(text: str) -> str:
    """``text`` as a paragraph of a block quotation."""
    line = paragraph(text)
    return f"> {line}" if line else ""


def list_item(text: str) -> str:
    """``text`` as an item of a list without numbers."""
    line = paragraph(text)
    return f"- {line}" if line else ""


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, which are Markdown already, as a table whose first row is the header; short rows are filled up."""
    columns = max(map(len, rows))
    written = [f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows]
    return "\n".join([written[0], f"|{' --- |' * columns}", *written[1:]])


def joined(blocks: Iterable[str]) -> str:
    """Blocks of Markdown as one text: a blank line between two, none between two items of a list. Empty ones are left out."""
    parts: list[str] = []
    for block in filter(None, blocks):
        if parts:
            parts.append("\n" if block.startswith("- ") and parts[-1].startswith("- ") else "\n\n")
        parts.append(block)
    return "".join(parts)


def as_markdown(paragraphs: Iterable[str]) -> str:
    """Paragraphs of plain text as Markdown."""
    return joined(map(paragraph, paragraphs))
