"""A YAML file that holds a mapping, and the problems with its keys and values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from digest import yaml
from digest.errors import ConfigError, Position, Problem, problem
from digest.i18n import fold
from digest.vocabulary import fields
from digest.yaml import Node

DEFAULT_HOLDS = "Correct it; until then the default applies."


def one_line(text: str) -> str:
    """``text`` without line breaks and repeated spaces."""
    return " ".join(text.split())


def lines(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    """One or several texts, each in one line, without empty ones."""
    return tuple(filter(None, map(one_line, (texts,) if isinstance(texts, str) else texts)))


def line_of(node: Node) -> str:
    """The text of a node, in one line. ValueError if it is a list or a mapping."""
    if node.text is None:
        raise ValueError("takes one line of text")
    return one_line(node.text)


def read_mapping(path: Path, shown: str, what: str, form: str) -> tuple[tuple[str, Node], ...]:
    """The keys and values of a YAML file; none if it is missing or empty. ConfigError if it is not a mapping.

    ``what`` the file holds and the ``form`` it must have are words for messages.
    """
    try:
        text = yaml.read(path)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise fatal(f"The {what} cannot be read: {reason}.", Position(file=shown)) from error
    try:
        root = yaml.parse(text, shown)
    except yaml.YamlError as error:
        raise fatal(f"The {what} are not YAML: {error.message}.", error.where) from error
    if root is None:
        return ()
    if root.pairs is None:
        raise fatal(f"The {what} {form}.", root.where)
    return root.pairs


def fatal(message: str, where: Position) -> ConfigError:
    """The error for a file that cannot be used; nothing is built until it is corrected."""
    return ConfigError(problem("bad-config", message, "Correct it, or remove it: it is optional.", where))


def unknown_key(message: str, key: str, known: Iterable[str], where: Position) -> Problem:
    """A problem with a key that is not ``known``; its hint is the nearest known key, or else all of them."""
    near = fields.nearest(key, tuple(known))
    hint = f"Did you mean “{near}”?" if near else f"Known are: {', '.join(known)}."
    return problem("unknown-key", message, hint, where)


def read_options(
    pairs: Iterable[tuple[str, Node]], setting: str, readers: Mapping[str, Callable[[Node], Any]]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The options of a ``setting`` that is a mapping, each read by the function for its key, which raises ValueError with what it
    takes. An option that is unknown or cannot be read is left out and is a problem.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, node in pairs:
        name = fold(key)
        if name not in readers:
            problems.append(unknown_key(f"Unknown key “{key}” of “{setting}”.", name, readers, node.where))
            continue
        try:
            found[name] = readers[name](node)
        except ValueError as error:
            message = f"“{key}” of “{setting}” {error}."
            problems.append(problem("bad-setting", message, DEFAULT_HOLDS, node.where))
    return found, tuple(problems)
