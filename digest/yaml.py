"""YAML in which every scalar is a string and every node has a position.

``lang: no`` is Norwegian and not False, ``12:30`` is not 750, ``2025-02`` stays as written: the field that takes a text reads
it (``vocabulary/fields.py``). Positions let every later message point at its cause.

Rejected: tags, merge keys, and several documents in one file. Aliases are followed within limits.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from digest.errors import Position

MOST_DEPTH = 50  # of nested lists and mappings: libyaml recurses, and 60 KB of "[" would crash the process
MOST_NODES = 100_000  # in a document whose aliases are followed (“billion laughs” has 10^9)
MOST_REPEATED = 10_000  # of these nodes, those that an alias repeats
NOTHING = frozenset(
    {"~", "null", "Null", "NULL", "None", "nil", "undefined", "NaN"}
)  # unquoted, as programs write null
_NAME_KEYS = ("name", "title", "label", "src", "path", "url")  # of a mapping where a name is expected
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml, if available, is four times as fast


class YamlError(ValueError):
    """The text is not YAML. ``message`` is the cause, ``where`` its position."""

    def __init__(self, message: str, where: Position) -> None:
        super().__init__(message)
        self.message = message
        self.where = where


class Node(Struct, frozen=True, array_like=True):
    """A scalar (``text``), a list (``items``) or a mapping (``pairs``); two of the three are always None."""

    where: Position
    text: str | None = None
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[str, Node], ...] | None = None

    def texts(self) -> str | tuple[str, ...] | None:
        """The scalar, or the scalars of a list; the name in a mapping (``{name: Mary Hale, email: …}``); else None.

        ``[[Mary Hale]]``, which YAML reads as a list in a list, is read as an Obsidian link.
        """
        if self.text is not None:
            return self.text
        if self.items is None:
            named = [value.texts() for key, value in self.pairs or () if key.lower() in _NAME_KEYS]
            return named[0] if named else None
        if len(self.items) == 1 and len(inner := self.items[0].items or ()) == 1 and inner[0].text is not None:
            return f"[[{inner[0].text}]]"
        found: list[str] = []
        for item in self.items:
            text = item.texts()
            if text is None:
                return None
            found += [text] if isinstance(text, str) else text
        return tuple(found)


def read(path: Path) -> str:
    """The text of the file at ``path``. OSError if it is not a regular file (a pipe may never end); UnicodeDecodeError."""
    if not stat.S_ISREG(path.stat().st_mode) and os.path.realpath(path) != os.devnull:
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return path.read_text("utf-8-sig")


def parse(text: str, file: str, first_line: int = 1) -> Node | None:
    """The document in ``text``, which begins at ``first_line`` of ``file``; None if it is empty. YamlError if it is not YAML."""
    try:
        _refuse_depth(text, file, first_line)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        words, from_beginning = _describe(error, text)
        mark = (error.context_mark if from_beginning else None) or error.problem_mark or error.context_mark
        place = _Places(text, file, first_line).of(mark) if mark else Position(file=file)
        raise YamlError(words, place) from None
    except yaml.YAMLError as error:  # a control character, say: no mark
        raise YamlError(" ".join(str(error).split()), Position(file=file, line=first_line)) from None
    if root is None:
        return None
    return _Converter(text, file, first_line).node(root, ())


# libyaml's message: one for the author of the text; whether to show where the construct began instead of where it failed.
_MESSAGES: Mapping[str, tuple[str, bool]] = {
    "did not find expected ',' or ']'": ("the list that “[” begins here is not closed, or lacks a comma", True),
    "did not find expected ',' or '}'": ("what “{” begins here is not closed, or lacks a comma", True),
    "found unexpected end of stream": ("the quote that begins here is not closed", True),
    "mapping values are not allowed in this context": ("the value contains “: ”; put it in quotes", False),
    "did not find expected key": (
        "this line is not “key: value”, or its indentation differs from the lines above",
        False,
    ),
    "could not find expected ':'": ("this line is not “key: value”", True),
    "found undefined alias": ("“*” refers to an anchor that is not defined above; put the value in quotes", False),
    "found duplicate anchor": ("“&” defines the same anchor twice", False),
}


def _describe(error: yaml.MarkedYAMLError, text: str) -> tuple[str, bool]:
    problem = error.problem or "it is not YAML"
    mark = error.problem_mark
    if problem == "found character that cannot start any token" and mark:
        line = _BREAK.split(text)[mark.line][mark.column :]
        tab = "a tab; YAML indents with spaces only"
        return (tab if line.startswith("\t") else f"a value cannot begin with “{line[:1]}”; put it in quotes"), False
    return _MESSAGES.get(problem, (problem, False))


_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # line ends in YAML 1.1, section 4.2


class _Places:
    """Marks of PyYAML or libyaml as positions. A mark beyond the last line is at the end of that line."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        lines = _BREAK.split(text)
        self.file, self.first_line = file, first_line
        self.last, self.end = len(lines) - 1, len(lines[-1]) + 1

    def of(self, mark: Any) -> Position:
        line, column = (self.last, self.end) if mark.line > self.last else (mark.line, mark.column + 1)
        return Position(file=self.file, line=self.first_line + line, column=column)


def _refuse_depth(text: str, file: str, first_line: int) -> None:
    """YamlError if ``text`` is nested too deep to be composed. Parser events are flat, so reading them is safe."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                mark = event.start_mark
                where = _Places(text, file, first_line).of(mark) if mark else Position(file=file)
                raise YamlError("lists or mappings are nested too deep", where)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Converter:
    """Conversion of the composed nodes, with a limit on their number, since aliases can make a small text large."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.places, self.count = _Places(text, file, first_line), 0
        self.visited: set[int] = set()  # ids of nodes, all of which are alive as long as this

    def node(self, raw: yaml.Node, above: tuple[int, ...]) -> Node:
        where = self.places.of(raw.start_mark)
        self.count += 1
        self.visited.add(id(raw))
        if (
            self.count > MOST_NODES
            or self.count - len(self.visited) > MOST_REPEATED
            or id(raw) in above
            or len(above) > MOST_DEPTH
        ):
            raise YamlError("too many aliases, or nested too deep", where)
        above = (*above, id(raw))
        if isinstance(raw, yaml.ScalarNode):
            is_null = not raw.style and raw.value in NOTHING  # the style of a plain scalar is "" or None
            return Node(where=where, text="" if is_null else raw.value)
        if isinstance(raw, yaml.SequenceNode):
            return Node(where=where, items=tuple(self.node(item, above) for item in raw.value))
        pairs = []
        for key, value in raw.value:
            name = self.node(key, above)
            if name.text is None:
                raise YamlError("a key must be a scalar", name.where)
            pairs.append((name.text, self.node(value, above)))
        return Node(where=where, pairs=tuple(pairs))
