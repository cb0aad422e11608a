"""Front matter: settings of the site, and articles in a list.

Given up: TOML between ``+++`` and JSON, which other programs take there.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from digest.errors import Position, Problem, Severity
from digest.fields import LISTS, field_named, nearest
from digest.manifest.items import Refused, without_refused
from digest.manifest.paths import local
from digest.manifest.records import Include, Listing, item
from digest.manifest.tables import is_file_word
from digest.model import Declared, Fields
from digest.yaml_lines import Node, YamlError, front_matter, parse

_KEY = re.compile(r"^[^\s#\-:][^:\n]{0,60}:(?=\s|$)", re.MULTILINE)


class Front(Struct, kw_only=True):
    """What the front matter says, and the text below it with its first line."""

    body: str
    first_line: int
    settings: tuple[tuple[str, Node], ...] = ()
    items: list[Listing | Include] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: tuple[str, ...] = ()


def read(text: str, file: str, inherited: Fields) -> Front:
    """The front matter of ``text``. Where it is no YAML mapping but could be Markdown between rules, it is Markdown."""
    yaml, body, first_line = front_matter(text)
    front = Front(body=body, first_line=first_line)
    if yaml is None:
        first, _, rest = text.partition("\n")
        if first.rstrip() == "---" and _KEY.match(rest):
            front.problems.append(
                _bad("It does not end: no line “---” closes it.", Position(file=file, line=1, column=1))
            )
        return front
    try:
        root = _root(yaml, file, front)
    except YamlError as error:
        if not _KEY.search(yaml):
            return Front(body=text, first_line=1)
        front.problems.append(_bad(f"It is not YAML: {error.message}.", error.where))
        return front
    if root is None or root.pairs is None:
        return front if root is None and "#" not in yaml else Front(body=text, first_line=1)
    front.settings = tuple((key, node) for key, node in root.pairs if key != "articles")
    for key, node in root.pairs:
        if key == "articles":
            _articles(node, inherited, front)
    return front


def _root(yaml: str, file: str, front: Front) -> Node | None:
    """What ``yaml`` says, without the items of ``articles`` that are not YAML. YamlError where it is none for other reasons."""
    try:
        return parse(yaml, file, first_line=2)
    except YamlError:
        rest, refused = without_refused(yaml, file, first_line=2)
        if not refused:
            raise
        root = parse(rest, file, first_line=2)
    front.problems += map(_refused, refused)
    front.refused = tuple(item.text for item in refused)
    return root


def _refused(item: Refused) -> Problem:
    return Problem(
        code="bad-item",
        severity=Severity.ERROR,
        message=f"This item of “articles” is not YAML: {item.message}. Its article is left out, all others are not.",
        mend="Put quotes around values with “: ” or “#” in them, and indent with spaces.",
        where=item.where,
    )


def _bad(what: str, where: Position) -> Problem:
    return Problem(
        code="bad-front-matter",
        severity=Severity.ERROR,
        message=f"The front matter cannot be read. {what}",
        mend="Put quotes around values with “: ” or “#” in them, indent with spaces, and write “---” above and below.",
        where=where,
    )


def _articles(node: Node, inherited: Fields, front: Front) -> None:
    if node.pairs is not None:
        front.problems.append(_no_file("“articles” is not a list.", node.where))
        return
    unknown: set[str] = set()
    for entry in node.items if node.items is not None else (node,):
        if entry.pairs is not None:
            _mapping(entry, entry.pairs, inherited, front, unknown)
        elif entry.text is None:
            front.problems.append(_no_file("This entry is a list in a list.", entry.where))
        elif entry.text:
            _list(entry, entry, {}, inherited, front)


def _mapping(
    entry: Node, pairs: tuple[tuple[str, Node], ...], inherited: Fields, front: Front, unknown: set[str]
) -> None:
    files: list[Node] = []
    fields: dict[str, Declared] = {}
    for key, node in pairs:
        name = field_named(key)
        if is_file_word(key):
            files += node.items if node.items is not None else (node,)
        elif name is None:
            if key not in unknown:
                unknown.add(key)
                front.problems.append(_unknown(key, node.where))
        elif (text := node.texts()) is None:
            front.problems.append(
                Problem(
                    code="bad-value",
                    severity=Severity.ERROR,
                    message=f"The value of “{key}” is neither a text nor a list of texts.",
                    mend="Write one line, or a list of lines.",
                    where=node.where,
                )
            )
        elif text or (text == () and name in LISTS):  # ``topics: []`` says: none
            fields.setdefault(name, Declared(text=text, where=node.where))
    if not files:
        front.problems.append(_no_file("This entry has no “file”.", entry.where))
    for node in files:
        _list(entry, node, fields, inherited, front)


def _list(entry: Node, node: Node, fields: Fields, inherited: Fields, front: Front) -> None:
    target = local(node.text or "", literal=True)
    if target is None:
        front.problems.append(_no_file("This entry names no file.", node.where if node.text else entry.where))
    else:
        front.items.append(item(target, node.where, fields, inherited))


def _no_file(what: str, where: Position) -> Problem:
    return Problem(
        code="no-file",
        severity=Severity.ERROR,
        message=f"{what} An article that names no file of the folder cannot be published.",
        mend="Write “articles:” and below it, for each article, “- file: NAME”.",
        where=where,
    )


def _unknown(key: str, where: Position) -> Problem:
    near = nearest(key)
    return Problem(
        code="unknown-key",
        severity=Severity.WARNING,
        message=f"The key “{key}” is none that is known, so what it says is left out.",
        mend=f"Did you mean “{near}”?" if near else "Rename it to a field, or take it away.",
        where=where,
    )
