"""What may be wrong when INDEX.md is written, in words for whoever keeps it.

Rejected: telling what is wrong inside the articles. ``digest build`` and ``digest check`` do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from digest.build.job import Findings
from digest.errors import Position, Problem, Severity
from digest.manifest import Listing, parse
from digest.manifest.writing import table
from digest.model import Entry
from digest.sources import loader
from digest.vocabulary import fields

# What can be inferred, and written down.
WRITABLE = (
    "title", "topics", "date", "language", "source", "author", "summary", "people", "places", "organisations", "keyphrases",
)  # fmt: skip


def listable(file: str, report: Findings) -> bool:
    """Whether a manifest can list a file of this name; a warning where it cannot."""
    shown = file.encode("utf-8", "backslashreplace").decode("utf-8")
    if shown == file:
        items = parse(table([(file, {})], (), "en"), loader.INDEX).items
        if len(items) == 1 and isinstance(items[0], Listing) and items[0].target == file:
            return True
    report.problems.append(
        Problem(
            code="unlistable-file",
            severity=Severity.WARNING,
            message=f"“{shown}” is not added: in INDEX.md its name would mean something else (a list, a folder, a link).",
            hint="Give it another name; if it is no article, one that begins with “_”.",
        )
    )
    return False


def renamed(problem: Problem, new: Sequence[Entry]) -> Problem:
    """A missing file's problem, with a new file as the hint if one is called much alike."""
    names = {PurePosixPath(entry.file).name: entry.file for entry in reversed(new)}
    if problem.code != "missing-file" or not names:
        return problem
    near = fields.nearest(PurePosixPath(problem.article or "").name, tuple(names))
    if near is None:
        return problem
    hint = f"Is it now “{names[near]}”, which is new? Then write that here, and take away the line that lists it anew."
    return replace(problem, hint=hint)


def not_added(problem: Problem) -> Problem:
    """What is wrong with a new file that cannot be read: no error of the site's, as long as nothing lists it."""
    return replace(problem, severity=Severity.WARNING, message=f"It is not added. {problem.message}", article=None)


def no_articles() -> Problem:
    """The seeds folder is empty."""
    return Problem(
        code="no-articles",
        severity=Severity.WARNING,
        message="There are no articles in the seeds folder.",
        hint="Put text or Markdown files into it.",
    )


def unclear(where: Position) -> Problem:
    """A manifest, or a part of one, cannot be read, and there are files that it may list."""
    return Problem(
        code="index-unclear",
        severity=Severity.FATAL,
        message="What is listed here cannot be read, so it is not known which files are new.",
        hint="Correct this place first; “digest check” says what is wrong with it.",
        where=where,
    )


def changed(file: str) -> Problem:
    """Somebody else wrote it between our reading and our writing."""
    message = "It was changed while new lines were made for it."
    return _fatal("index-changed", file, message, "Run the command again.")


def busy(file: str) -> Problem:
    """Another run of ours is about to write it."""
    return _fatal("index-busy", file, "Another “digest index” is writing it.", "Wait till that one is done.")


def failed(file: str, reason: str) -> Problem:
    """The system does not let it be written."""
    message = f"It cannot be written: {reason}."
    return _fatal("index-failed", file, message, "See that the disk has room and that you may write there.")


def full(file: str) -> Problem:
    """A line added to it would not be read as one."""
    message = (
        "A line added to it would not be read: it ends within code, a comment or front matter that nothing closes."
    )
    return _fatal("index-full", file, message, "Close that with ``` or --> or ---.")


def _fatal(code: str, file: str, message: str, hint: str) -> Problem:
    return Problem(code=code, severity=Severity.FATAL, message=message, hint=hint, where=Position(file=file))


def unsaid(file: str, names: Iterable[str]) -> Problem:
    """Fields of new articles that a list of bullets cannot carry."""
    wanted = ", ".join(name for name in fields.FIELDS if name in names)
    return Problem(
        code="not-in-bullets",
        severity=Severity.NOTICE,
        message=f"New articles are listed without {wanted}: bullets have no place for that.",
        hint="A table has, with columns so called.",
        where=Position(file=file),
    )


def not_written(file: str, left: Mapping[str, int]) -> Problem:
    """Inferred values for which there is no empty place; how many of each field."""
    counted = ", ".join(f"{name} ({left[name]})" for name in WRITABLE if name in left)
    return Problem(
        code="not-written",
        severity=Severity.WARNING,
        message=f"There is no empty place for what is inferred: {counted}.",
        hint="A table has places, if each row lists one file; a bullet takes a headline and a date.",
        where=Position(file=file),
    )
