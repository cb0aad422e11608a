"""What can go wrong, and how it is told.

Two kinds, kept apart on purpose:

* A ``Problem`` is a value. Whatever a text of the user's caused is collected as problems, all in one run, each with
  its place; the run goes on.
* An exception stops the run. Nothing is published after one. The tree::

      DigestError
      |-- Fatal             carries one or more problems that leave nothing to publish
      |   |-- ConfigError   digest.yml cannot be read or understood
      |   |-- SeedsError    there is no seeds folder
      |   |-- ThemeError    a template is missing or broken
      |   +-- OutputError   the output holds what is not ours, or cannot be written
      +-- Strict            ``--strict`` and there were warnings or errors

Rejected: error numbers. A code is a short name (``missing-file``) that can be searched for in the documentation.
"""

from __future__ import annotations

import re
from enum import IntEnum

from msgspec import Struct

# Control characters, ends of lines but "\n", directions, lone surrogates: what acts in a terminal, or cannot be written to one.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def shown(text: str) -> str:
    """``text`` as it may be printed: names and texts come from anywhere, and a terminal obeys what stands in them.

    What acts there is written as its number, as JSON writes it (``\\u001b``); lines stay lines.
    """
    return _ACTING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def said(error: OSError) -> str:
    """What the system refuses and of which file, without its number: ``No space left on device (/tmp/x)``."""
    what = error.strerror or str(error)
    return f"{what} ({error.filename})" if error.filename else what


class Severity(IntEnum):
    """How much a problem costs; ordered, so ``max()`` is the worst."""

    NOTICE = 0  # never counts
    WARNING = 1  # published as it is, exit 0
    ERROR = 2  # one article is left out or lacks a field, exit 1
    FATAL = 3  # nothing is published, exit 1


class Position(Struct, frozen=True, gc=False, array_like=True):
    """A place in a file that the user wrote. ``line`` and ``column`` count from 1; None where the whole file is meant."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return where if self.column is None else f"{where}:{self.column}"


class Problem(Struct, frozen=True, array_like=True):
    """One thing wrong: what and why (``message``), how to mend it (``hint``), where.

    ``code`` is a short stable name. ``article`` is the path in seeds of the article that is left out because of this
    problem; None where nothing is left out.
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
        told = f"{place}{self.severity.name.lower()}: {message}{hint} [{self.code}]"
        return shown(told).replace("\n", "\\u000a")  # one line: a name with a line's end in it makes no second one


class DigestError(Exception):
    """Everything this program raises on purpose. ``earlier`` are the problems that were found before."""

    earlier: tuple[Problem, ...] = ()


class Fatal(DigestError):
    """One or more problems that leave nothing to publish."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class ConfigError(Fatal):
    """digest.yml cannot be read or understood."""


class SeedsError(Fatal):
    """There is no seeds folder."""


class ThemeError(Fatal):
    """A template is missing or broken."""


class OutputError(Fatal):
    """The output holds what is not ours, or cannot be written."""


class Strict(DigestError):
    """``--strict`` and there were warnings or errors: nothing is published."""
