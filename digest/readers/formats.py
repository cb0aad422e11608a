"""Choose the reader for a file and read it: a file's bytes to a ``Document``.

The suffix decides, by the table ``READERS``. One exception: a file named as plain text that is clearly Markdown or HTML is read
as that, and a notice is reported, because some programs save everything as ``.txt``.

A reader is a function ``(bytes, file, declared encoding) -> Document | Problem``. It never raises because of what it reads: it
returns a ``Problem`` if the article must be left out, and a ``Document`` that carries its own problems otherwise.

A text file is taken for Markdown if it has two of: a link, bold words, a code fence, a headline underlined with ``===``; or two
pairs of tags such as ``<b>…</b>``; or a headline ``# …`` above a blank line; or a heading ``## …``. It is taken for HTML if it
begins with a tag of a page or block and goes on with others. What plain text has too is ignored: lists, ``>`` quotations,
single asterisks, ``#climate``. Source: CommonMark (https://spec.commonmark.org/).

Rejected: guessing the format of files with other suffixes.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from enum import StrEnum
from itertools import islice
from pathlib import PurePosixPath
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from digest.errors import Position, Problem, problem
from digest.model import Document
from digest.readers.text import read_text


class Format(StrEnum):
    """A format, as messages name it."""

    MARKDOWN = "Markdown"
    HTML = "HTML"


class Markup(Struct, frozen=True):
    """The format that a text file is clearly written in, and the line of the first evidence."""

    format: Format
    line: int


_REACH = 100_000  # bytes that are searched
_ENOUGH = 2
_BLOCK = r"(?:article|blockquote|body|div|h[1-6]|head|html|li|main|meta|ol|p|section|table|title|ul)"
_HTML = re.compile(
    r"\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?"
    rf"(?:<!doctype\s{{1,9}}html|<(?:html|head|body)\b|<{_BLOCK}\b[^<>]{{0,1000}}>)",
    re.IGNORECASE,
)
_HTML_GOES_ON = re.compile(rf"</{_BLOCK}\s{{0,9}}>|<p\b[^<>]{{0,1000}}>", re.IGNORECASE)
_WORDS = r"(?=[^\n]{0,200}?[^\W\d_])[^\n#]"
_HEADLINE = re.compile(rf"(?:[ \t]*\n){{0,20}}# {{1,9}}{_WORDS}[^\n]{{0,300}}(?:\n[ \t]*)?(?:\n|\Z)")
_HEADING = re.compile(rf"(?:\A|\n[ \t]*\n)#{{2,6}} {{1,9}}{_WORDS}")
# Evidence for Markdown, and for tags in it; two pieces of one kind are needed.
_MARKDOWN = (
    re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|www\.)[^\s)]{1,500}[^)\n]{0,200}\)"),
    re.compile(r"^(?:```|~~~)[\w+-]{0,30}[ \t]*$", re.MULTILINE),
    re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]{1,300}(?<=[^\s*])\*\*(?![\w*])"),
    re.compile(r"(?<![\w_])__(?=[^\s_])[^_\n]{1,300}(?<=[^\s_])__(?![\w_])"),
    re.compile(r"^[^\n=]{1,150}\n={3,100}[ \t]*$", re.MULTILINE),
)
_TAGS = (
    re.compile(r"<(b|i|em|strong|u|a|span|q|cite|su[bp]|small)\b[^<>\n]{0,500}>[^<>\n]{1,500}</\1>", re.IGNORECASE),
    re.compile(rf"^</?{_BLOCK}\b[^<>\n]{{0,500}}>|<br\s?/?>", re.IGNORECASE | re.MULTILINE),
)


_ANY_MARK = re.compile(rb"<|# |\]\(|\*\*|__|```|===")


def find_markup(data: bytes) -> Markup | None:
    """The format that a plain text file is clearly written in; None for plain text."""
    start = data[:_REACH].replace(b"\0", b"")  # all marks are ASCII, in UTF-16 too
    if not _ANY_MARK.search(start):
        return None
    # As Latin-1 each byte is a character, in any encoding: only ASCII and letters matter here.
    text = start.decode("latin-1").removeprefix("\xff\xfe").removeprefix("\xfe\xff").removeprefix("\xef\xbb\xbf")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (found := _HTML.match(text)) and len(_HTML_GOES_ON.findall(text, found.start())) > 1:
        return Markup(Format.HTML, _line_of(text, found.end()))
    if _HEADLINE.match(text):
        return Markup(Format.MARKDOWN, _line_of(text, text.index("#")))
    if found := _HEADING.search(text):
        return Markup(Format.MARKDOWN, _line_of(text, found.end()))
    for patterns in (_MARKDOWN, _TAGS):
        places = sorted(one.start() for sign in patterns for one in islice(sign.finditer(text), _ENOUGH))
        if len(places) >= _ENOUGH:
            return Markup(Format.MARKDOWN, _line_of(text, places[0]))
    return None


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


# Merge conflicts.


_MARK = re.compile(r"^(?:(?P<fence>```|~~~)|(?P<mark>[<=>])(?P=mark){6}(?=[ \r]|$))", re.MULTILINE)


def conflict_line(text: str, *, in_manifest: bool = False) -> int | None:
    """The line (from 1) of ``text`` with the first mark of an unresolved merge conflict; None if it has no such mark.

    Git, Mercurial, Subversion and Breezy write seven ``<``, ``=`` and ``>`` at the beginning of a line. Seven ``=`` alone
    underline a Markdown heading and seven ``>`` alone quote a letter, so these two count only together; in a manifest, a
    last mark alone counts. Marks in fenced code are examples. Rejected: other lengths (Git's ``conflict-marker-size``).
    """
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return None
    fenced, parted = False, False
    for found in _MARK.finditer(text):
        mark = found["mark"]
        if mark is None:
            fenced = not fenced
        elif fenced:
            continue
        elif mark == "<" or (mark == ">" and (parted or in_manifest)):
            return text.count("\n", 0, found.start()) + 1
        elif mark == "=":
            parted = True
    return None


# Reading a file.


class Files(Protocol):
    """A folder of articles, as far as reading one needs it (``sources.folder.SourceFolder``)."""

    def read(self, file: str) -> bytes:
        """The bytes of ``file``; OSError (EINVAL or EISDIR) if it is not a regular file."""


Reader = Callable[[bytes, str, str | None], Document | Problem]


def _read_html(data: bytes, file: str, declared: str | None) -> Document | Problem:
    from digest.readers.html import (
        read_html,
    )  # imported lazily: it loads a parser, which an edit of a plain text does not need

    return read_html(data, file, declared)


def _read_markdown(data: bytes, file: str, declared: str | None) -> Document | Problem:
    from digest.readers.markdown import read_markdown  # imported lazily, as above

    return read_markdown(data, file, declared)


READERS: dict[str, Reader] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
}
_READERS_OF_MARKUP = {Format.MARKDOWN: _read_markdown, Format.HTML: _read_html}
_SUFFIX_OF_MARKUP = {Format.MARKDOWN: ".md", Format.HTML: ".html"}


def supported(name: str) -> bool:
    """Whether a file of this name can be read."""
    return _suffix(name) in READERS


def read(folder: Files, file: str, *, shown: str = "", encoding: str | None = None) -> Document | Problem:
    """Read the article in ``file`` of ``folder``; ``shown`` is its name in positions, if different.

    ``encoding`` is the editor's declaration. Returns a Problem (``unsupported-file``, ``unreadable-file``, ``empty-file``) if
    the article must be left out.
    """
    data = load(folder, file, shown=shown)
    return data if isinstance(data, Problem) else parse(data, shown or file, encoding=encoding)


def parse(data: bytes, file: str, *, encoding: str | None = None) -> Document | Problem:
    """Like ``read``, for bytes that ``load`` returned."""
    reader = READERS[_suffix(file)]
    markup = find_markup(data) if reader is read_text else None
    document = (_READERS_OF_MARKUP[markup.format] if markup else reader)(data, file, encoding)
    if isinstance(document, Problem):
        return document
    problems = [_other_format(file, markup)] if markup else []
    line = conflict_line(data.decode("latin-1"))  # one character per byte: the marks are ASCII in nearly every encoding
    if line is not None:
        problems.append(_conflict(file, line))
    return replace(document, problems=(*document.problems, *problems)) if problems else document


def _conflict(file: str, line: int) -> Problem:
    message = "Unresolved merge conflict. Both sides are published."
    hint = "Keep one side, and delete the lines “<<<<<<<”, “=======” and “>>>>>>>”."
    return problem("merge-conflict", message, hint, Position(file=file, line=line))


def load(folder: Files, file: str, *, shown: str = "") -> bytes | Problem:
    """The bytes of ``file`` in ``folder``, or the Problem why the article must be left out."""
    shown = shown or file
    if not supported(file):
        kinds = ", ".join(suffix for suffix in READERS if suffix)
        return _left_out(
            "unsupported-file", shown, f"Unsupported file type “{_suffix(file)}”.", f"Save the file as one of {kinds}."
        )
    try:
        return folder.read(file)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if isinstance(error, OSError) and error.errno in (errno.EINVAL, errno.EISDIR):
            return _left_out("unreadable-file", shown, "Not a regular file.", "List the file itself.")
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be opened"
        return _left_out(
            "unreadable-file", shown, f"The file cannot be read: {why}.", "Check its name and permissions."
        )


def _other_format(file: str, markup: Markup) -> Problem:
    name = PurePosixPath(file)
    message = f"The file is named as plain text but written in {markup.format}. It was read as {markup.format}."
    hint = f"Rename it to “{name.stem}{_SUFFIX_OF_MARKUP[markup.format]}” if that is right."
    return problem("other-format", message, hint, Position(file=file, line=markup.line))


def _suffix(name: str) -> str:
    name = name.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def _left_out(code: str, file: str, message: str, hint: str) -> Problem:
    return problem(code, message, hint, Position(file=file), file)
