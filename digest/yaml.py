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
from collections.abc import Iterator, Mapping
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
    composer = _Composer(text, file, first_line)
    try:
        return composer.document()
    except yaml.MarkedYAMLError as error:
        words, from_beginning = _describe(error, text)
        mark = (error.context_mark if from_beginning else None) or error.problem_mark or error.context_mark
        raise YamlError(words, composer.position(mark) if mark else Position(file=file)) from None
    except yaml.YAMLError as error:  # a control character, say: no mark
        raise YamlError(" ".join(str(error).split()), Position(file=file, line=first_line)) from None


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


class _Composer:
    """Makes nodes of the parser's events, which are flat, so that no text is nested too deep to be read.

    An alias is the node of its anchor. Their number is limited, since aliases can make a small text large.
    """

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        lines = _BREAK.split(text)
        self.file, self.first_line = file, first_line
        self.last, self.end = len(lines) - 1, len(lines[-1]) + 1
        self.anchors: dict[str, tuple[Node, int]] = {}  # a node, and the number of nodes in it
        self.count = self.repeated = 0

    def position(self, mark: Any) -> Position:
        """The position of a mark of PyYAML or libyaml. A mark beyond the last line is at the end of that line."""
        line, column = (self.last, self.end) if mark.line > self.last else (mark.line, mark.column + 1)
        return Position(file=self.file, line=self.first_line + line, column=column)

    def document(self) -> Node | None:
        self.events = iter(list(self.events))  # an error of the parser is the cause of others
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        root = self.node(next(self.events), 0)
        next(self.events)
        if not isinstance(following := next(self.events), yaml.StreamEndEvent):
            raise YamlError("but found another document", self.position(following.start_mark))
        return root

    def node(self, event: Any, depth: int) -> Node:
        where = self.position(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise YamlError("“*” refers to an anchor that is not defined above; put the value in quotes", where)
            node, count = self.anchors[event.anchor]
            self.repeated += count
            self.add(count, where)
            return node
        if event.anchor in self.anchors:
            raise YamlError("“&” defines the same anchor twice", where)
        if event.anchor:
            self.anchors[event.anchor] = (
                Node(where=where),
                MOST_REPEATED + 1,
            )  # until its end: an alias in it is a circle
        before = self.count
        self.add(1, where)
        if isinstance(event, yaml.ScalarEvent):
            is_null = not event.style and event.value in NOTHING  # the style of a plain scalar is "" or None
            node = Node(where=where, text="" if is_null else event.value)
        elif depth >= MOST_DEPTH:
            raise YamlError("lists or mappings are nested too deep", where)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(where=where, items=tuple(self.nodes(yaml.SequenceEndEvent, depth + 1)))
        else:
            pairs = []
            for key in (nodes := self.nodes(yaml.MappingEndEvent, depth + 1)):
                if key.text is None:
                    raise YamlError("a key must be a scalar", key.where)
                pairs.append((key.text, next(nodes)))
            node = Node(where=where, pairs=tuple(pairs))
        if event.anchor:
            self.anchors[event.anchor] = node, self.count - before
        return node

    def nodes(self, end: type, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), end):
            yield self.node(event, depth)

    def add(self, count: int, where: Position) -> None:
        self.count += count
        if self.count > MOST_NODES or self.repeated > MOST_REPEATED:
            raise YamlError("too many aliases, or nested too deep", where)
