"""The readers: a file's bytes to a Document, chosen by the file's suffix from one plain table.

A file that is named as plain text but plainly written in Markdown or HTML (``markup.py``) is read as that, and a notice says so:
such files come from programs that save everything as ``.txt``. All other suffixes are believed.

A reader is a function ``(bytes, file, declared encoding) -> Document | Problem``. It never raises on account of what it
reads: a Problem says why an article is left out, a Document carries the problems of one that is published.

Rejected: guessing the format of files of other suffixes. A suffix that stands in no row of the table is not read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from msgspec.structs import replace

from digest.errors import Position, Problem, Severity
from digest.model import Document
from digest.readers.html import read_html
from digest.readers.markdown import read_markdown
from digest.readers.markup import Format, Markup, find_markup
from digest.readers.merge_conflicts import conflict_line
from digest.readers.text import read_text
from digest.sources.folder import Kind, SourceFolder

Reader = Callable[[bytes, str, str | None], Document | Problem]

READERS: dict[str, Reader] = {
    "": read_text,
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
_READERS_OF_MARKUP = {Format.MARKDOWN: read_markdown, Format.HTML: read_html}
_SUFFIX_OF_MARKUP = {Format.MARKDOWN: ".md", Format.HTML: ".html"}


def supported(name: str) -> bool:
    """Whether a file of this name can be read."""
    return _suffix(name) in READERS


def read(folder: SourceFolder, file: str, *, shown: str = "", encoding: str | None = None) -> Document | Problem:
    """The article in ``file`` of ``folder``; ``shown`` is its name as positions show it, if that is another.

    ``encoding`` is what the editor declared. A Problem (``unsupported-file``, ``unreadable-file``, ``empty-file``) where the
    article must be left out.
    """
    data = load(folder, file, shown=shown)
    return data if isinstance(data, Problem) else parse(data, shown or file, encoding=encoding)


def parse(data: bytes, file: str, *, encoding: str | None = None) -> Document | Problem:
    """As ``read``, of bytes that are ``load``ed already."""
    reader = READERS[_suffix(file)]
    markup = find_markup(data) if reader is read_text else None
    document = (_READERS_OF_MARKUP[markup.format] if markup else reader)(data, file, encoding)
    if isinstance(document, Problem):
        return document
    problems = [_other_format(file, markup)] if markup else []
    line = conflict_line(data.decode("latin-1"))  # each byte a letter: the marks are ASCII in nearly every encoding
    if line is not None:
        problems.append(_conflict(file, line))
    return replace(document, problems=(*document.problems, *problems)) if problems else document


def _conflict(file: str, line: int) -> Problem:
    return Problem(
        code="merge-conflict",
        severity=Severity.WARNING,
        message="A merge conflict begins here that nobody has resolved; both sides of it are published.",
        hint="Keep one side, and delete the lines “<<<<<<<”, “=======” and “>>>>>>>”.",
        where=Position(file=file, line=line),
    )


def load(folder: SourceFolder, file: str, *, shown: str = "") -> bytes | Problem:
    """The bytes of the article in ``file`` of ``folder``, or why it must be left out, as for ``read``."""
    shown = shown or file
    if not supported(file):
        kinds = ", ".join(suffix for suffix in READERS if suffix)
        return _left_out(
            "unsupported-file", shown, f"No reader is known for “{_suffix(file)}” files.", f"Save it as one of {kinds}."
        )
    try:
        return folder.read(file)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if isinstance(error, OSError) and folder.kind(file) in (Kind.FOLDER, Kind.OTHER):
            return _left_out("unreadable-file", shown, "It is not a regular file.", "List the file itself.")
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its name cannot be opened"
        return _left_out(
            "unreadable-file", shown, f"The file cannot be read: {why}.", "Check its name and permissions."
        )


def _other_format(file: str, markup: Markup) -> Problem:
    name = PurePosixPath(file)
    return Problem(
        code="other-format",
        severity=Severity.NOTICE,
        message=f"The file is named as plain text but written in {markup.format}, so it was read as {markup.format}.",
        hint=f"Name it “{name.stem}{_SUFFIX_OF_MARKUP[markup.format]}” if that is right.",
        where=Position(file=file, line=markup.line),
    )


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _left_out(code: str, file: str, message: str, hint: str) -> Problem:
    return Problem(
        code=code, severity=Severity.ERROR, message=message, hint=hint, where=Position(file=file), article=file
    )
