"""Markdown: metadata, a headline on top, and a body that is set by Python-Markdown (``markdown_extension.py``) and sanitised.

A level-1 heading that comes before everything else is the headline: it becomes the declared ``title`` and leaves the body,
unless front matter declares another title, and then it stays as a crosshead.

Private remarks (``remarks.py``) and tags of other programs (``template_tags.py``) are taken out before anything else is read.

A text that would cost too much to set (``budget.py``), or the end of which a tag without an end swallows, is set as plain text,
with a warning.

Rejected: classes of code blocks.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.errors import Position, Problem, Severity
from digest.i18n import fold
from digest.model import Block, Declared, Document
from digest.readers.budget import too_costly
from digest.readers.decoding import decode
from digest.readers.front_matter import continues, declared_encoding, read_front_matter, stray_line
from digest.readers.labels import labelled
from digest.readers.outline import loses_words
from digest.readers.remarks import hidden_lines, unended_remark, without_remarks
from digest.readers.sanitise import sanitise
from digest.readers.template_tags import tags_left_out, without_tags
from digest.readers.text import blocks_html, is_empty, nothing_to_read, text_blocks

_NO_HEADING = re.compile(r"[>\-*+`~|<#]| {4}|\t|\d+[.)]\s")
# A text between two rules on top: the second is no line under a heading.
_RULE_BELOW_TEXT = re.compile(
    r"\A(?P<text>\s*-{3,}[ \t]*\n(?:[^\n]*[^\s-][^\n]*\n)*[^\n]*[^\s-][^\n]*)\n[ \t]*-{3,}[ \t]*$", re.MULTILINE
)
_MARKUP = re.compile(r"[*_`\[\]<>&\\!~=^]")


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
    body, unended = without_remarks(front.body)
    if unended is not None:
        problems.append(unended_remark(file, front.first_line + unended - 1))
    tags = without_tags(body)
    if tags.named:
        problems.append(tags_left_out(tags, file, front.first_line))
    body = tags.text if front.found else _without_labels(tags.text, file, declared, problems)
    is_labelled = front.found or bool(declared)
    headline = _headline(body, front.first_line, file)
    if headline and ("title" not in declared or fold(_text(declared["title"])) == fold(headline.text)):
        declared.setdefault("title", Declared(text=headline.text, where=headline.where))
        body = headline.rest if is_labelled else _without_labels(headline.rest, file, declared, problems, titled=True)
    if continues(front) or not front.found:
        for part in (body, hidden_lines(front.body, tags.text)):
            if stray := stray_line(part, front.first_line, file):
                return stray
    if not front.found:
        body = _RULE_BELOW_TEXT.sub(r"\g<text>\n***", body, count=1)
    found = _set(body)
    if not isinstance(found, tuple):
        problems.append(_fallback(file, front.first_line + (found or 1) - 1, swallowed=found is None))
        blocks = text_blocks(body)
        found = blocks_html(blocks), blocks
    html, blocks = found
    if is_empty(blocks):
        return nothing_to_read(file, None if unended is None else front.first_line + unended - 1)
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


def markdown_html(body: str) -> str | None:
    """The body of a Markdown file as HTML that is not yet safe; None where that costs too much."""
    html = _html(without_tags(without_remarks(body)[0]).text)
    return html if isinstance(html, str) else None


def _set(body: str) -> tuple[str, tuple[Block, ...]] | int | None:
    """The body as safe HTML and as blocks.

    Else the line that makes it cost too much; None where words do not come out, since a tag without an end
    swallows them.
    """
    html = _html(body)
    if isinstance(html, int):
        return html
    found = sanitise(html)
    return None if "<" in body and loses_words(html, found[0]) else found


def _html(body: str) -> str | int:
    if (line := too_costly(body)) is not None:
        return line
    from digest.readers.markdown_extension import to_html  # late: only Markdown files need it

    try:
        return to_html(body)
    except RecursionError:  # which the budget should prevent
        return 1


def _fallback(file: str, line: int, *, swallowed: bool) -> Problem:
    why = "is too costly to set (brackets without end, deep nesting or too long)"
    if swallowed:
        why = "stands in an HTML tag that has no end"
    return Problem(
        code="plain-text-fallback",
        severity=Severity.WARNING,
        message=f"The Markdown {why}, so it is set as plain text.",
        hint=f"Close {'that tag' if swallowed else 'or escape its brackets'}, or save the article as .txt.",
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
    found = _set(f"# {words}") if _MARKUP.search(words) else None
    return " ".join(block.text for block in found[1]) if isinstance(found, tuple) else words
