"""The list under ``articles:`` item by item, for front matter of which YAML refuses one item and so all.

Rejected: reading what a refused item says line by line. Whether it is a draft is then a guess; its article is withheld instead.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.errors import Position
from digest.yaml import YamlError, parse

_BEGIN = re.compile(r"articles[ \t]*:[ \t]*(?:#.*)?")
_ITEM = re.compile(r"([ \t]*)-(?:[ \t]|$)")


class Refused(Struct, frozen=True, kw_only=True):
    """An item that is not YAML: its text, why, and where."""

    text: str
    message: str
    where: Position


def without_refused(yaml: str, file: str, first_line: int) -> tuple[str, tuple[Refused, ...]]:
    """``yaml``, which begins at ``first_line`` of ``file``, with blank lines for the items of ``articles`` that are not YAML.

    And these items. Nothing is taken out where ``articles`` is no list with an item at each ``-``.
    """
    lines = yaml.split("\n")
    begin = next((number for number, line in enumerate(lines, 1) if _BEGIN.fullmatch(line.rstrip("\r"))), len(lines))
    starts, end = _items(lines, begin)
    refused = []
    for start, stop in zip(starts, [*starts[1:], end], strict=False):
        text = "\n".join(lines[start:stop])
        try:
            parse(text, file, first_line=first_line + start)
        except YamlError as error:
            refused.append(Refused(text=text, message=error.message, where=error.where))
            lines[start:stop] = [""] * (stop - start)
    return "\n".join(lines), tuple(refused)


def _items(lines: list[str], begin: int) -> tuple[list[int], int]:
    """The numbers of the lines (from 0) at which the items begin that follow line ``begin``, and of the one behind the last."""
    indent: str | None = None
    starts: list[int] = []
    for number in range(begin, len(lines)):
        line = lines[number]
        found = _ITEM.match(line)
        if found and indent in (None, found[1]):
            indent = found[1]
            starts.append(number)
        elif line.strip() and not line.startswith((" ", "\t", "#")) and not found:
            return starts, number  # the next key
    return starts, len(lines)
