"""The metadata at the top of a Markdown file: YAML between ``---`` lines, its keys in any language and spelling known.

A key that names no field is a warning, with the name that was perhaps meant. What cannot be read is an error
(``bad-front-matter``) and costs that metadata only; the article is published without it.

Given up: nested values, TOML between ``+++`` lines.
"""

from __future__ import annotations

from msgspec import Struct

from digest import fields, yaml_lines
from digest.errors import Position, Problem, Severity
from digest.model import Declared

_MOST_UNKNOWN = 20  # keys that are named one by one
_LONGEST_KEY = 40  # characters of a key that may be a misspelt one
_FIRST_LINE = 2  # of the YAML


class FrontMatter(Struct, frozen=True, kw_only=True):
    """What front matter declares, what is wrong with it, the text after it and the line on which that begins."""

    declared: dict[str, Declared]
    problems: tuple[Problem, ...]
    body: str
    first_line: int


def read_front_matter(text: str, file: str) -> FrontMatter:
    """The front matter of ``text``; with nothing declared where there is none."""
    raw, body, first_line = yaml_lines.front_matter(text)
    declared, problems = ({}, []) if raw is None else _metadata(raw, file)
    return FrontMatter(declared=declared, problems=tuple(problems), body=body, first_line=first_line)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that front matter declares, read before the encoding is known: its own words are ASCII."""
    raw, _, _ = yaml_lines.front_matter(data[:20_000].decode("latin-1"))
    for line in (raw or "").split("\n"):
        key, colon, value = line.partition(":")
        if colon and key == key.strip() and fields.field_named(key) == "encoding":
            return value.split(" #")[0].strip().strip("\"'") or None
    return None


def _metadata(raw: str, file: str) -> tuple[dict[str, Declared], list[Problem]]:
    try:
        root = yaml_lines.parse(raw, file, first_line=_FIRST_LINE)
    except yaml_lines.YamlError as error:
        return {}, [_bad(error.message, error.where)]
    if root is None:
        return {}, []
    if root.pairs is None:
        return {}, [_bad("it is not made of lines “name: value”", root.where)]
    return _declared(root.pairs)


def _declared(pairs: tuple[tuple[str, yaml_lines.Node], ...]) -> tuple[dict[str, Declared], list[Problem]]:
    declared: dict[str, Declared] = {}
    problems: list[Problem] = []
    unknown: list[tuple[str, Position]] = []
    for key, node in pairs:
        name = fields.field_named(key)
        value = node.texts()
        if name is None:
            unknown.append((key, node.where))
        elif value is None:
            problems.append(_bad(f"the value of “{key}” is neither a text nor a list of texts", node.where, part=True))
        elif not "".join(value).strip():
            continue  # the key stands there and nothing behind it
        elif name not in declared:
            declared[name] = Declared(text=value, where=node.where)
        elif name in fields.LISTS:
            both = (*fields.split(declared[name].text), *fields.split(value))
            declared[name] = Declared(text=both, where=declared[name].where)
        else:
            problems.append(_twice(key, name, node.where))
    return declared, problems + _unknown(unknown)


def _unknown(keys: list[tuple[str, Position]]) -> list[Problem]:
    problems = []
    for key, where in keys[:_MOST_UNKNOWN]:
        near = fields.nearest(key) if len(key) <= _LONGEST_KEY else None
        mend = f"Perhaps “{near}” was meant." if near else "Take it out, or write what it says as a `note`."
        problems.append(
            _warning("unknown-key", f"“{_short(key)}” in the front matter is no field known here.", mend, where)
        )
    if len(keys) > _MOST_UNKNOWN:
        rest = len(keys) - _MOST_UNKNOWN
        problems.append(
            _warning(
                "unknown-key",
                f"{rest} more keys in the front matter are no fields known here.",
                "Take them out.",
                keys[_MOST_UNKNOWN][1],
            )
        )
    return problems


def _short(key: str) -> str:
    line = " ".join(key.split())
    return line if len(line) <= _LONGEST_KEY else f"{line[:_LONGEST_KEY]}…"


def _twice(key: str, name: str, where: Position) -> Problem:
    return _warning(
        "duplicate-key", f"“{key}” says the {name} a second time; the first one counts.", "Take one of them out.", where
    )


def _warning(code: str, message: str, mend: str, where: Position) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message, mend=mend, where=where)


def _bad(why: str, where: Position, *, part: bool = False) -> Problem:
    what = "A field of the front matter" if part else "The front matter"
    return Problem(
        code="bad-front-matter",
        severity=Severity.ERROR,
        message=f"{what} cannot be read and is left out: {why}.",
        mend="Write lines “name: value” between two lines “---”; put a value that holds “: ” or begins with a mark in quotes.",
        where=where,
    )
