"""Problems, which a run collects and reports, and exceptions, which end it.

* A ``Problem`` is a value. Everything wrong in the user's files is collected in one run, each with its position.
* An exception ends the run, and nothing is published. The tree::

      DigestError
      |-- Fatal             one or more problems that leave nothing to publish
      |   |-- ConfigError   digest.yml or names.yml cannot be read
      |   |-- SeedsError    the seeds folder or its INDEX.md cannot be read
      |   |-- ThemeError    a template is missing or broken
      |   +-- OutputError   the output cannot be written, or holds files of others
      +-- Strict            ``--strict`` and there were warnings or errors

Rejected: error numbers. A code is a short name (``missing-file``) that is explained in ``docs/problems.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum

from msgspec import Struct

# Control characters, line ends except "\n", marks of direction, lone surrogates: a terminal acts on them or cannot print them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def shown(text: str) -> str:
    r"""``text`` safe to print in a terminal: control characters become escapes as in JSON (``\u001b``); lines are kept."""
    return _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def describe_os_error(error: OSError) -> str:
    """The system's message and the file, without the error number: ``No space left on device (/tmp/x)``."""
    message = error.strerror or str(error)
    return f"{message} ({error.filename})" if error.filename else message


def and_more(names: Sequence[str], limit: int) -> str:
    """At most ``limit`` of ``names`` in one line, and how many more there are: ``a.txt, b.txt and 4 more``."""
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


class Severity(IntEnum):
    """How much a problem costs; ordered, so ``max()`` is the worst."""

    NOTICE = 0  # never counts
    WARNING = 1  # everything is published, exit 0
    ERROR = 2  # one article is left out or lacks a field, exit 1
    FATAL = 3  # nothing is published, exit 1


# By code. The codes of ``docs/problems.md`` that are not here (``bad-date``, ``bad-url``, …) are errors in a field's value.
SEVERITIES: Mapping[str, Severity] = {
    code: severity
    for severity, codes in (
        (
            Severity.NOTICE,
            "copied-text duplicate-article export-count export-note language-inferred no-base-url no-cache no-interface-words "
            "no-text not-atomic not-in-bullets other-format output-repaired output-unguarded remote-image same-name slow-watch "
            "unknown-page-date unread-files",
        ),
        (
            Severity.WARNING,
            "address-gone address-reused bad-setting changed-output damaged-encoding dead-link duplicate-key embargo "
            "empty-export guessed-encoding heavy-picture highlight-not-found loose-front-matter merge-conflict missing-output "
            "no-alt no-articles not-written note-without-article old-site-left plain-text-fallback refused-article saved-page "
            "several-articles stray-introduction template-tag unended-remark unended-tag unknown-column unknown-key "
            "unknown-source unlistable-file unlisted unread-words",
        ),
        (
            Severity.FATAL,
            "add-failed address-clash bad-cache bad-config bad-host bad-manifest broken-cluster broken-template build-stopped "
            "damaged-listing damaged-manifest dangerous-output emptied-site foreign-output index-busy index-changed "
            "index-failed index-full index-unclear init-failed lost-manifest no-cluster no-listing no-port no-processes "
            "no-seeds no-watch other-program out-of-reach output-busy output-failed preview-failed preview-in-seeds "
            "mail-failed no-place no-destination no-printer preview-running program-failed would-overwrite",
        ),
    )
    for code in codes.split()
}


class Position(Struct, frozen=True, gc=False, array_like=True):
    """A place in a file that the user wrote. ``line`` and ``column`` count from 1; None means the file as a whole."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return where if self.column is None else f"{where}:{self.column}"


class Problem(Struct, frozen=True, array_like=True):
    """One problem: its cause (``message``), how to fix it (``hint``), and its position.

    ``code`` is a short stable name. ``article`` is the path in seeds of the article that is left out because of this
    problem; None if no article is left out. Build one with ``problem``, which knows the severity.
    """

    code: str
    severity: Severity
    message: str
    hint: str = ""
    where: Position | None = None
    article: str | None = None

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" {self.hint}" if self.hint else ""
        message = self.message[:1].upper() + self.message[1:]
        line = f"{place}{self.severity.name.lower()}: {message}{hint} [{self.code}]"
        return shown(line).replace("\n", "\\u000a")  # a file's name may contain a line end


def problem(
    code: str,
    message: str,
    hint: str = "",
    where: Position | None = None,
    article: str | None = None,
    *,
    severity: Severity | None = None,
) -> Problem:
    """A ``Problem`` with the severity of its code in ``SEVERITIES``; an error if the code is not listed there.

    ``severity`` replaces it, for the few codes that are worse in one place than in others (``no-articles``).
    """
    return Problem(
        code=code,
        severity=SEVERITIES.get(code, Severity.ERROR) if severity is None else severity,
        message=message,
        hint=hint,
        where=where,
        article=article,
    )


class DigestError(Exception):
    """Base of all exceptions that this program raises on purpose. ``earlier`` are the problems that were found before."""

    earlier: tuple[Problem, ...] = ()


class Fatal(DigestError):
    """One or more problems that leave nothing to publish."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(one) for one in self.problems)


class ConfigError(Fatal):
    """digest.yml or names.yml cannot be read or understood."""


class SeedsError(Fatal):
    """The seeds folder is missing, or its INDEX.md cannot be read."""


class ThemeError(Fatal):
    """A template is missing or broken."""


class OutputError(Fatal):
    """The output cannot be written, or holds files that digest did not make."""


class Strict(DigestError):
    """``--strict`` and there were warnings or errors: nothing is published."""
