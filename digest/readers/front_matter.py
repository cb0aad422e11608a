"""What the metadata at the top of an article declares (``metadata.py`` says in which forms it is found).

A key that names no field is a warning, with the name that was perhaps meant; keys that mean something to other programs only
are passed over. A value that cannot be read costs itself alone, unless it may hold the article back: then nothing of it is
published, and the error says so.

Rejected: a warning for each key of another program (ninety for thirty posts of a blog, and none of them to be acted on).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from digest.errors import Position, Problem, Severity
from digest.model import Declared
from digest.readers import metadata
from digest.vocabulary import fields
from digest.yaml import Node

_MOST_UNKNOWN = 20  # keys that are named one by one
_LONGEST_KEY = 40  # characters of a key that may be a misspelt one
_MOST_LINES = 12  # that are not empty, of a text in which a line of metadata may be stray
_MOST_DEPTH = 3  # of tables in each other
# Tables of other programs whose keys are those of the article (Hugo, Zola, Jekyll, Ghost), and YAML's merge key.
_TABLES = frozenset(
    {
        "taxonomies",
        "extra",
        "params",
        "build",
        "_build",
        "properties",
        "meta",
        "metadata",
        "custom",
        "frontmatter",
        "<<",
    }
)
_AS_WRITTEN = frozenset({"url", "slug", "aliases", "encoding"})  # in these brackets are themselves
_WIKILINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
# A link's target has a sign of an address in it: “data['key'](2)” is no link.
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^\s():/?#@.]*[:/?#@.][^\s()]*)(?:[ \t]+\"[^\"\n]*\")?\)")
_FENCE = re.compile(r"\s*(?:-{3,}|\+{3,}|;{3,}|`{3,})")
_CODE_SIGNS = ("{", "<", "%", '"', "'", "|")


class FrontMatter(Struct, frozen=True, kw_only=True):
    """What front matter declares, what is wrong with it, the text after it and the line on which that begins.

    ``found`` is False where there is none; ``is_clean`` is False where it was not closed, or not what its language takes.
    """

    declared: dict[str, Declared]
    problems: tuple[Problem, ...]
    body: str
    first_line: int
    found: bool
    is_clean: bool


def read_front_matter(text: str, file: str) -> FrontMatter | Problem:
    """The front matter of ``text``; with nothing declared where there is none.

    A Problem where a line of it cannot be read, so that it is not known whether the article is held back.
    """
    block = metadata.find(text, file)
    if block is None:
        return FrontMatter(declared={}, problems=(), body=text, first_line=1, found=False, is_clean=True)
    if block.unread:
        message, where = block.unread
        return not_published(f"{message}, so whether the front matter holds the article back is not known", where, file)
    declared, problems = declared_pairs(block.pairs)
    return FrontMatter(
        declared=declared,
        problems=(*(_loose(*remark) for remark in block.remarks), *problems),
        body=block.body,
        first_line=block.first_line,
        found=True,
        is_clean=not block.remarks,
    )


def declared_encoding(data: bytes) -> str | None:
    """The encoding that front matter declares, read before the encoding is known: its own words are ASCII."""
    text = data[:20_000].decode("latin-1").replace("\r\n", "\n")
    if not metadata.opens(text.removeprefix("ï»¿")):
        return None
    for line in text.split("\n", 200)[1:200]:
        if _FENCE.fullmatch(line.rstrip()):
            break
        found = metadata.key_value(line)
        if found and fields.field_named(found[0]) == "encoding":
            return found[1] or None
    return None


def stray_line(text: str, first_line: int, file: str) -> Problem | None:
    """The error about a line among the first of ``text`` that would hold the article back, were it metadata.

    It is meant so, wherever somebody lost a fence: ``draft: true`` alone on a line is no prose.
    """
    seen = 0
    for number, line in enumerate(text[:8000].split("\n"), start=first_line):
        if not line.strip():
            continue
        seen += 1
        if seen > _MOST_LINES:
            return None
        line = line.lstrip("> \t")
        parts = re.split(r"[,;{}|]|<!--|-->|%%", line) if line.lstrip().startswith(_CODE_SIGNS) else [line]
        for part in parts:
            found = metadata.key_value(part)
            if found and fields.withholds(*found):
                where = Position(file=file, line=number)
                return not_published(
                    f"“{part.strip()[:60]}” holds it back, and stands outside of its front matter", where, file
                )
    return None


def continues(front: FrontMatter) -> bool:
    """Whether what follows the front matter may still belong to it: a second block, or a block that was read loosely."""
    return not front.is_clean or _FENCE.match(front.body) is not None


def not_published(why: str, where: Position, file: str) -> Problem:
    """The error about an article that is left out since it may be held back."""
    return Problem(
        code="bad-front-matter",
        severity=Severity.ERROR,
        message=f"Not published: {why}.",
        hint="Write lines “key: value” between two lines “---” at the top of the file.",
        where=where,
        article=file,
    )


def declared_pairs(pairs: metadata.Pairs) -> tuple[dict[str, Declared], list[Problem]]:
    """What ``pairs`` declare, by field, and what is wrong with them."""
    declared: dict[str, Declared] = {}
    problems: list[Problem] = []
    unknown: list[tuple[str, Position]] = []
    for key, node, nested in _flat(pairs):
        found = value_of(key, node)
        if found is None:
            if not nested:
                unknown.append((key, node.where))
            continue
        name, value = found
        if value is None:
            problems.append(_odd(key, node.where))
        elif name and "".join(value).strip() and not (nested and name in declared and name not in fields.STRICTEST):
            problems += add(declared, key, name, Declared(text=value, where=node.where))
    return declared, [*problems, *unknown_keys(unknown)]


def _flat(pairs: metadata.Pairs, depth: int = 0) -> Iterator[tuple[str, Node, bool]]:
    """The pairs, and then those of known tables, with whether they stand in one."""
    tables = []
    for key, node in pairs:
        if node.pairs is not None and key.lower() in _TABLES and depth < _MOST_DEPTH:
            tables.append(node.pairs)
        else:
            yield key, node, depth > 0
    for inner in tables:
        yield from _flat(inner, depth + 1)


def value_of(key: str, node: Node) -> tuple[str, fields.Text | None] | None:
    """The field that ``key`` names and the text of its value, as ``fields.declaration``; None for text that is a table."""
    text = node.texts()
    if text is None or (node.pairs is not None and fields.may_withhold(key)):
        if fields.may_withhold(key):
            return fields.declaration(key, "a table")  # which no flag is, so that it holds the article back
        known = fields.field_named(key)
        return (known, None) if known else ("", "") if fields.is_known(key) else None
    found = fields.declaration(key, text)
    if found is None:
        return None
    return found[0], plain(*found)


def plain(name: str, text: fields.Text) -> fields.Text:
    """``text`` with links in it as their words; a picture's as its file."""
    if name in _AS_WRITTEN:
        return text
    return _plain(name, text) if isinstance(text, str) else tuple(_plain(name, one) for one in text)


def _plain(name: str, text: str) -> str:
    if "[" not in text:
        return text
    text = _LINK.sub(r"\2" if name == "image" else r"\1", text)
    return _WIKILINK.sub(
        lambda found: found[0].strip("![]").split("|")[0] if name == "image" else _note_name(found[1]), text
    )


def _note_name(target: str) -> str:
    """What Obsidian shows of a link: ``People/Mary Hale#Life`` is Mary Hale."""
    return target.partition("#")[0].rpartition("/")[2].removesuffix(".md").strip() or target


def add(declared: dict[str, Declared], key: str, name: str, new: Declared) -> list[Problem]:
    """Enters a value; of a second one of the same field, what does not count is told."""
    before = declared.get(name)
    if before is None:
        declared[name] = new
        return []
    both = fields.merged(name, before.text, new.text)
    if both is not None:
        declared[name] = Declared(text=both, where=before.where)
    elif before.text != new.text:
        return [_twice(key, name, new.where)]
    return []


def unknown_keys(keys: list[tuple[str, Position]]) -> list[Problem]:
    """The warnings about keys that nobody knows: one each, and one for all beyond the twentieth."""
    problems = []
    for key, where in keys[:_MOST_UNKNOWN]:
        near = fields.nearest(key) if len(key) <= _LONGEST_KEY else None
        hint = f"Perhaps “{near}” was meant." if near else "Take it out, or write what it says as a `note`."
        problems.append(
            _warning("unknown-key", f"“{_short(key)}” in the front matter is no field known here.", hint, where)
        )
    if len(keys) > _MOST_UNKNOWN:
        rest = len(keys) - _MOST_UNKNOWN
        message = f"{rest} more keys in the front matter are no fields known here."
        problems.append(_warning("unknown-key", message, "Take them out.", keys[_MOST_UNKNOWN][1]))
    return problems


def _short(key: str) -> str:
    line = " ".join(key.split())
    return line if len(line) <= _LONGEST_KEY else f"{line[:_LONGEST_KEY]}…"


def _twice(key: str, name: str, where: Position) -> Problem:
    message = f"“{_short(key)}” says the {name} a second time; the first one counts."
    return _warning("duplicate-key", message, "Take one of them out.", where)


def _loose(why: str, where: Position) -> Problem:
    message = f"The front matter is not as its language wants it ({why}). It was read line by line."
    hint = "Put values that hold “: ” in quotes, indent with spaces, and close it with the line that opens it."
    return _warning("loose-front-matter", message, hint, where)


def _warning(code: str, message: str, hint: str, where: Position) -> Problem:
    return Problem(code=code, severity=Severity.WARNING, message=message, hint=hint, where=where)


def _odd(key: str, where: Position) -> Problem:
    return Problem(
        code="bad-value",
        severity=Severity.ERROR,
        message=f"The value of “{_short(key)}” is neither a text nor a list of texts, and is left out.",
        hint="Write one line, or a list of lines.",
        where=where,
    )
