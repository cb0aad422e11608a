"""Markdown: metadata, a headline on top, and a body that is set by Python-Markdown and then sanitised.

A level-1 heading that comes before everything else is the headline: it becomes the declared ``title`` and leaves the body,
unless front matter declares another title, and then it stays as a crosshead.

A text that would cost too much to set (``budget.py``), or the end of which a tag without an end swallows, is set as plain text,
with a warning.

Given up: extensions beyond tables, fenced code, sane lists and footnotes, and classes of code blocks.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.errors import Position, Problem, Severity
from digest.model import Block, Declared, Document
from digest.readers.budget import too_costly
from digest.readers.decoding import decode
from digest.readers.front_matter import continues, declared_encoding, read_front_matter, stray_line
from digest.readers.labels import labelled
from digest.readers.outline import loses_words
from digest.readers.sanitise import sanitise
from digest.readers.text import blocks_html, is_empty, nothing_to_read, text_blocks
from digest.words import fold

_NO_HEADING = re.compile(r"[>\-*+`~|<#]| {4}|\t|\d+[.)]\s")
# A text between two rules on top: the second is no line under a heading.
_RULE_BELOW_TEXT = re.compile(
    r"\A(?P<text>\s*-{3,}[ \t]*\n(?:[^\n]*[^\s-][^\n]*\n)*[^\n]*[^\s-][^\n]*)\n[ \t]*-{3,}[ \t]*$", re.MULTILINE
)
_MARKUP = re.compile(r"[*_`\[\]<>&\\!]")


class _Headline(Struct, frozen=True, kw_only=True):
    text: str
    where: Position
    rest: str  # the body without it, with as many lines as before


def read_markdown(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """The article in the bytes of a Markdown file. A Problem where it must be left out."""
    decoded = decode(data, file, encoding or declared_encoding(data))
    if isinstance(decoded, Problem):
        return decoded
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return front
    declared = dict(front.declared)
    problems = [*decoded.problems, *front.problems]
    body = front.body if front.found else _without_labels(front.body, file, declared, problems)
    is_labelled = front.found or bool(declared)
    headline = _headline(body, front.first_line, file)
    if headline and ("title" not in declared or fold(_text(declared["title"])) == fold(headline.text)):
        declared.setdefault("title", Declared(text=headline.text, where=headline.where))
        body = headline.rest if is_labelled else _without_labels(headline.rest, file, declared, problems, titled=True)
    if (continues(front) or not front.found) and (stray := stray_line(body, front.first_line, file)):
        return stray
    if not front.found:
        body = _RULE_BELOW_TEXT.sub(r"\g<text>\n***", body, count=1)
    costly = too_costly(body)
    found = _set(body) if costly is None else None
    if found is None:
        problems.append(_fallback(file, front.first_line + (costly or 1) - 1, swallowed=costly is None))
        blocks = text_blocks(body)
        found = blocks_html(blocks), blocks
    html, blocks = found
    if is_empty(blocks):
        return nothing_to_read(file)
    return Document(
        file=file,
        reader="markdown",
        encoding=decoded.encoding,
        declared=declared,
        blocks=blocks,
        html=html,
        problems=tuple(problems),
    )


def _without_labels(
    body: str, file: str, declared: dict[str, Declared], problems: list[Problem], *, titled: bool = False
) -> str:
    """``body`` with blank lines where labelled lines stand at its top; what they say is ``declared``."""
    found = labelled(body, 0, file, titled=titled, foot=False)
    if not body[found.start :].strip():
        return body  # nothing else is there, so that they are the text
    problems += found.problems
    for name, value in found.declared.items():
        declared.setdefault(name, value)
    return "\n" * body.count("\n", 0, found.start) + body[found.start :]


def _text(declared: Declared) -> str:
    return declared.text if isinstance(declared.text, str) else " ".join(declared.text)


def _set(body: str) -> tuple[str, tuple[Block, ...]] | None:
    """The body as safe HTML and as blocks.

    None where words do not come out, since a tag without an end swallows them, or where Python's stack is too small for it,
    which the budget should prevent.
    """
    from markdown import Markdown  # late: only Markdown files need it
    from markdown.extensions.fenced_code import FencedCodeExtension
    from markdown.extensions.footnotes import FootnoteExtension
    from markdown.extensions.sane_lists import SaneListExtension
    from markdown.extensions.tables import TableExtension

    notes = FootnoteExtension(BACKLINK_TEXT="↩\ufe0e", BACKLINK_TITLE="")
    converter = Markdown(extensions=[TableExtension(), FencedCodeExtension(), SaneListExtension(), notes])
    try:
        html = converter.convert(body)
    except RecursionError:
        return None
    found = sanitise(html)
    return None if "<" in body and loses_words(html, found[0]) else found


def _fallback(file: str, line: int, *, swallowed: bool) -> Problem:
    why = "is too costly to set (brackets without end, deep nesting or too long)"
    if swallowed:
        why = "stands in an HTML tag that has no end"
    return Problem(
        code="plain-text-fallback",
        severity=Severity.WARNING,
        message=f"The Markdown {why}, so it is set as plain text.",
        mend=f"Close {'that tag' if swallowed else 'or escape its brackets'}, or save the article as .txt.",
        where=Position(file=file, line=line),
    )


def _headline(body: str, first_line: int, file: str) -> _Headline | None:
    """The level-1 heading on top of the body, in either spelling of Markdown."""
    lines = body.split("\n")
    top = next((number for number, line in enumerate(lines) if line.strip()), None)
    if top is None:
        return None
    line = lines[top]
    under = lines[top + 1].rstrip() if top + 1 < len(lines) else ""
    if line.startswith(("# ", "#\t")):
        words, taken = line[1:].strip().rstrip("#").strip(), 1
    elif under and not under.strip("=") and not _NO_HEADING.match(line):
        words, taken = line.strip(), 2
    else:
        return None
    text = _plain(words)
    if not text:
        return None
    where = Position(file=file, line=first_line + top, column=line.index(words) + 1)
    return _Headline(text=text, where=where, rest="\n".join([*lines[:top], *[""] * taken, *lines[top + taken :]]))


def _plain(words: str) -> str:
    """A heading's words without their markup."""
    if not _MARKUP.search(words) or too_costly(words) is not None:
        return words
    found = _set(f"# {words}")
    return " ".join(block.text for block in found[1]) if found else words
