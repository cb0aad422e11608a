"""Front matter: settings of the site, and articles in a list, in any form that ``readers/front_matter.py`` reads.

What holds back (``draft``, ``private``, ``rights``) holds back every article that the manifest lists. Of the root's INDEX.md
``rights`` is a setting, and its default for all.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from digest.errors import Position, Problem, Severity
from digest.i18n import fold
from digest.manifest.items import Refused, without_refused
from digest.manifest.paths import local
from digest.manifest.records import Include, Listing, item
from digest.manifest.tables import enter, is_file_word
from digest.model import Declared, Fields, Rights
from digest.readers.front_matter import MetadataBlock, find_metadata
from digest.vocabulary.fields import LISTS, STRICTEST, declaration, field_named, may_withhold, merged, nearest
from digest.vocabulary.fields import read as read_field
from digest.yaml import Node

_KEY = re.compile(r"[^\W\d][\w -]{0,60}")


class Front(Struct, kw_only=True):
    """What the front matter says, and the text below it with its first line. ``inherited`` is what it says of all articles."""

    body: str
    first_line: int
    settings: tuple[tuple[str, Node], ...] = ()
    inherited: Fields = field(default_factory=dict)
    items: list[Listing | Include] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: tuple[str, ...] = ()


def read(text: str, file: str, inherited: Fields, *, is_root: bool) -> Front:
    """The front matter of ``text``; none where it is Markdown between rules.

    Where a line cannot be read, all that the manifest lists is held back, since that may be what the line was to say; the
    problem is fatal of the root's.
    """
    block = find_metadata(text, file, is_known=lambda key: _KEY.fullmatch(key) is not None)
    if block is None:
        return Front(body=text, first_line=1, inherited=inherited)
    refused: tuple[Refused, ...] = ()
    if block.unread or block.remarks:
        block, refused = _without_refused(text, file, block)
    front = Front(body=block.body, first_line=block.first_line, inherited=inherited)
    front.problems += map(_refused, refused)
    front.refused = tuple(one.text for one in refused)
    front.problems += [_loose(*remark) for remark in block.remarks]
    if block.unread:
        front.problems.append(_bad(*block.unread, is_root=is_root))
    if block.unread and not is_root:
        front.inherited = _held(front.inherited, "rights", Declared(text=Rights.PRIVATE, where=block.unread[1]))
    front.settings = tuple((key, node) for key, node in block.pairs if key != "articles")
    for key, node in front.settings:
        _hold_back(key, node, front, is_root=is_root)
    for key, node in block.pairs:
        if key == "articles":
            _articles(node, front.inherited, front)
    return front


def _without_refused(text: str, file: str, block: MetadataBlock) -> tuple[MetadataBlock, tuple[Refused, ...]]:
    """The front matter without the items of ``articles`` that cannot be read, and these; ``block`` if others cannot either."""
    rest, refused = without_refused(text, file, first_line=1)
    found = find_metadata(rest, file, is_known=lambda key: _KEY.fullmatch(key) is not None) if refused else None
    return (block, ()) if found is None or found.unread else (found, refused)


def _refused(item: Refused) -> Problem:
    return Problem(
        code="bad-item",
        severity=Severity.ERROR,
        message=f"This item of “articles” is not YAML: {item.message}. Its article is left out, all others are not.",
        hint="Put quotes around values with “: ” or “#” in them, and indent with spaces.",
        where=item.where,
    )


def _hold_back(key: str, node: Node, front: Front, *, is_root: bool) -> None:
    """Enters what a setting says of all articles, if it holds back."""
    if not may_withhold(key) or _is_setting(key, is_root=is_root):
        return
    text = node.texts()
    found = declaration(key, "a table" if text is None else text)
    if found is None or found[0] not in STRICTEST or not "".join(found[1]).strip():
        return
    name, value = found
    try:
        read_field(name, value)
    except ValueError as error:
        front.problems.append(_unclear(str(error), node.where))
        name, value = "rights", Rights.PRIVATE
    front.inherited = _held(front.inherited, name, Declared(text=value, where=node.where))


def _is_setting(key: str, *, is_root: bool) -> bool:
    """Whether ``key``, which may hold back, is a setting of the site: ``unlisted`` everywhere, ``rights`` in the root's."""
    return fold(key) == "unlisted" or (is_root and field_named(key) == "rights")


def _held(inherited: Fields, name: str, declared: Declared) -> Fields:
    above = inherited.get(name)
    text = merged(name, above.text, declared.text) if above else None
    return {**inherited, name: Declared(text=text, where=declared.where) if text else declared}


def _loose(why: str, where: Position) -> Problem:
    return Problem(
        code="loose-front-matter",
        severity=Severity.WARNING,
        message=f"The front matter is not as its language wants it ({why}). It was read line by line.",
        hint="Put quotes around values with “: ” or “#” in them, indent with spaces, and write “---” above and below.",
        where=where,
    )


def _bad(what: str, where: Position, *, is_root: bool) -> Problem:
    then = "nothing is published" if is_root else "nothing that this INDEX.md lists is published"
    return Problem(
        code="bad-front-matter",
        severity=Severity.FATAL if is_root else Severity.ERROR,
        message=f"The front matter cannot be read: {what}. What it holds back is not known, so {then}.",
        hint="Put quotes around values with “: ” or “#” in them, indent with spaces, and write “---” above and below.",
        where=where,
    )


def _unclear(why: str, where: Position) -> Problem:
    return Problem(
        code="bad-value",
        severity=Severity.ERROR,
        message=f"{why}. Nothing that this INDEX.md lists is published until then.",
        hint="Write “draft: yes” or “draft: no”, or “rights: private”.",
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
        text = node.texts()
        if is_file_word(key):
            files += node.items if node.items is not None else (node,)
            continue
        found = declaration(key, "a table" if text is None and may_withhold(key) else text or ())
        if found is None:
            if key not in unknown:
                unknown.add(key)
                front.problems.append(_unknown(key, node.where))
            continue
        name, value = found
        if text is None and name not in STRICTEST:
            if name:
                front.problems.append(
                    Problem(
                        code="bad-value",
                        severity=Severity.ERROR,
                        message=f"The value of “{key}” is neither a text nor a list of texts.",
                        hint="Write one line, or a list of lines.",
                        where=node.where,
                    )
                )
        elif name and (value or (text == () and name in LISTS)):  # ``topics: []`` says: none
            enter(fields, name, Declared(text=value, where=node.where))
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
        hint="Write “articles:” and below it, for each article, “- file: NAME”.",
        where=where,
    )


def _unknown(key: str, where: Position) -> Problem:
    near = nearest(key)
    return Problem(
        code="unknown-key",
        severity=Severity.WARNING,
        message=f"The key “{key}” is none that is known, so what it says is left out.",
        hint=f"Did you mean “{near}”?" if near else "Rename it to a field, or take it away.",
        where=where,
    )
