"""YAML in which every scalar is a string and everything knows its line.

``lang: no`` is Norwegian and not False, ``12:30`` is not 750, ``2025-02`` is what was written: what a text means is for
the field that takes it (``fields.py``) to say. Positions make every later message point at its cause.

Rejected: tags, merge keys, and several documents in one file. Aliases are followed, but not without end.
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

MOST_DEPTH = 50  # of lists and mappings in each other: libyaml recurses, and 60 KB of "[" would end the whole program
MOST_NODES = 100_000  # what a document may grow to when its aliases are followed ("billion laughs" grow to 10^9)
MOST_AGAIN = 10_000  # how many of them may stand there by aliases alone
NOTHING = frozenset(
    {"~", "null", "Null", "NULL", "None", "nil", "undefined", "NaN"}
)  # unquoted: what programs write for it
_NAME_KEYS = ("name", "title", "label", "src", "path", "url")  # of a mapping that stands where a name could
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where it is there: four times as fast


class YamlError(ValueError):
    """The text is not YAML. ``message`` says what is wrong, ``where`` the place."""

    def __init__(self, message: str, where: Position) -> None:
        super().__init__(message)
        self.message = message
        self.where = where


class Node(Struct, frozen=True, array_like=True):
    """A scalar (``text``), a list (``items``) or a mapping (``pairs``); the other two are None."""

    where: Position
    text: str | None = None
    items: tuple[Node, ...] | None = None
    pairs: tuple[tuple[str, Node], ...] | None = None

    def texts(self) -> str | tuple[str, ...] | None:
        """The scalar, or the scalars of a list; of a mapping what its name is (``{name: Mary Hale, email: …}``); else None.

        ``[[Mary Hale]]``, which YAML reads as a list in a list, is the link of Obsidian's that it is meant to be.
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
    """The text of the file at ``path``. OSError where it is none, as a pipe that might never end; UnicodeDecodeError."""
    if not stat.S_ISREG(path.stat().st_mode) and os.path.realpath(path) != os.devnull:
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return path.read_text("utf-8-sig")


def parse(text: str, file: str, first_line: int = 1) -> Node | None:
    """The document in ``text``, which begins at ``first_line`` of ``file``. None if it is empty. YamlError otherwise."""
    try:
        _refuse_depth(text, file, first_line)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        words, from_beginning = _in_words(error, text)
        mark = (error.context_mark if from_beginning else None) or error.problem_mark or error.context_mark
        place = _Places(text, file, first_line).of(mark) if mark else Position(file=file)
        raise YamlError(words, place) from None
    except yaml.YAMLError as error:  # a control character, say: no mark
        raise YamlError(" ".join(str(error).split()), Position(file=file, line=first_line)) from None
    if root is None:
        return None
    return _Walk(text, file, first_line).node(root, ())


# What libyaml says, and what it means to whoever wrote the text; whether the place is where it began, not where it was noticed.
_MEANT: Mapping[str, tuple[str, bool]] = {
    "did not find expected ',' or ']'": ("the list that “[” begins here is not closed, or lacks a comma", True),
    "did not find expected ',' or '}'": ("what “{” begins here is not closed, or lacks a comma", True),
    "found unexpected end of stream": ("the quote that begins here does not end", True),
    "mapping values are not allowed in this context": (
        "“: ” stands within a value here; put the value in quotes",
        False,
    ),
    "did not find expected key": ("this line is no “key: value”, or is indented otherwise than those above", False),
    "could not find expected ':'": ("this line is no “key: value”", True),
    "found undefined alias": ("“*” stands for something named above, and nothing is; put the value in quotes", False),
    "found duplicate anchor": ("“&” names two things by the same name", False),
}


def _in_words(error: yaml.MarkedYAMLError, text: str) -> tuple[str, bool]:
    problem = error.problem or "it is not YAML"
    mark = error.problem_mark
    if problem == "found character that cannot start any token" and mark:
        line = _BREAK.split(text)[mark.line][mark.column :]
        tab = "a tab stands here, and YAML indents with spaces only"
        return (tab if line.startswith("\t") else f"a value cannot begin with “{line[:1]}”; put it in quotes"), False
    return _MEANT.get(problem, (problem, False))


_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what ends a line in YAML


class _Places:
    """Marks as positions. What is behind a last line without an end stands at the end of that."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        lines = _BREAK.split(text)
        self.file, self.first_line = file, first_line
        self.last, self.end = len(lines) - 1, len(lines[-1]) + 1

    def of(self, mark: Any) -> Position:
        """The position of a mark of PyYAML's, or of libyaml's."""
        line, column = (self.last, self.end) if mark.line > self.last else (mark.line, mark.column + 1)
        return Position(file=self.file, line=self.first_line + line, column=column)


def _refuse_depth(text: str, file: str, first_line: int) -> None:
    """YamlError where ``text`` nests too deep to be composed. Its events are flat, whatever they say."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                mark = event.start_mark
                where = _Places(text, file, first_line).of(mark) if mark else Position(file=file)
                raise YamlError("it is nested too deep", where)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Walk:
    """One pass over the composed nodes; it counts, since aliases can make a small text large."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.places, self.count = _Places(text, file, first_line), 0
        self.seen: set[int] = set()  # the tree lives as long as this, so no two nodes are one number

    def node(self, raw: yaml.Node, above: tuple[int, ...]) -> Node:
        where = self.places.of(raw.start_mark)
        self.count += 1
        self.seen.add(id(raw))
        if (
            self.count > MOST_NODES
            or self.count - len(self.seen) > MOST_AGAIN
            or id(raw) in above
            or len(above) > MOST_DEPTH
        ):
            raise YamlError("it grows without end: aliases or nesting too deep", where)
        above = (*above, id(raw))
        if isinstance(raw, yaml.ScalarNode):
            is_nothing = not raw.style and raw.value in NOTHING  # libyaml calls a plain scalar's style ""
            return Node(where=where, text="" if is_nothing else raw.value)
        if isinstance(raw, yaml.SequenceNode):
            return Node(where=where, items=tuple(self.node(item, above) for item in raw.value))
        pairs = []
        for key, value in raw.value:
            name = self.node(key, above)
            if name.text is None:
                raise YamlError("a key must be one word or line", name.where)
            pairs.append((name.text, self.node(value, above)))
        return Node(where=where, pairs=tuple(pairs))
