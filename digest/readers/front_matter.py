"""The fields that the metadata at the top of an article (front matter) declares; ``metadata_block.py`` finds it.

An unknown key is a warning, with a suggestion; keys of other programs are ignored. An unreadable value loses only itself,
unless it may withhold the article: then nothing is published, and an error is reported.

Rejected: a warning for each key of another program (ninety for thirty posts of a blog, and none to be acted on).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from digest.errors import Position, Problem, problem
from digest.model import Declared
from digest.readers.metadata_block import Pairs, find_metadata, key_value, opens
from digest.vocabulary import fields
from digest.yaml import Node

_MOST_UNKNOWN = 20  # keys that are named one by one
_LONGEST_KEY = 40  # characters of a key that may be misspelt
_MOST_STRAY_LINES = 12  # non-empty lines in which stray metadata is searched
_MOST_DEPTH = 3  # of nested tables
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
_AS_WRITTEN = frozenset({"url", "slug", "aliases", "encoding"})  # brackets are kept in these
_WIKILINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
# A link's target has a sign of an address in it: “data['key'](2)” is no link.
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^\s():/?#@.]*[:/?#@.][^\s()]*)(?:[ \t]+\"[^\"\n]*\")?\)")
_FENCE = re.compile(r"\s*(?:-{3,}|\+{3,}|;{3,}|`{3,})")
_CODE_STARTS = ("{", "<", "%", '"', "'", "|")


class FrontMatter(Struct, frozen=True, kw_only=True):
    """The declared fields, the problems, the text after the front matter and its first line.

    ``found`` is False if the text has no front matter; ``is_clean`` is False if the block was not closed or not valid.
    """

    declared: dict[str, Declared]
    problems: tuple[Problem, ...]
    body: str
    first_line: int
    found: bool
    is_clean: bool


def read_front_matter(text: str, file: str) -> FrontMatter | Problem:
    """Read the front matter of ``text``; without any, nothing is declared.

    Returns a Problem if a line cannot be read, because it may withhold the article.
    """
    block = find_metadata(text, file)
    if block is None:
        return FrontMatter(declared={}, problems=(), body=text, first_line=1, found=False, is_clean=True)
    if block.unread:
        message, where = block.unread
        return not_published(f"{message}, so the front matter may withhold the article", where, file)
    declared, problems = declared_pairs(block.pairs)
    return FrontMatter(
        declared=declared,
        problems=(*(_read_by_lines(*remark) for remark in block.remarks), *problems),
        body=block.body,
        first_line=block.first_line,
        found=True,
        is_clean=not block.remarks,
    )


def declared_encoding(data: bytes) -> str | None:
    """The encoding that front matter declares, read before decoding: the keyword is ASCII."""
    text = data[:20_000].decode("latin-1").replace("\r\n", "\n")
    if not opens(text.removeprefix("ï»¿")):
        return None
    for line in text.split("\n", 200)[1:200]:
        if _FENCE.fullmatch(line.rstrip()):
            break
        found = key_value(line)
        if found and fields.field_named(found[0]) == "encoding":
            return found[1] or None
    return None


def stray_line(text: str, first_line: int, file: str) -> Problem | None:
    """The error for one of the first lines of ``text`` that would withhold the article if it were in front matter.

    ``draft: true`` alone on a line is not prose: somebody lost a fence.
    """
    count = 0
    for number, line in enumerate(text[:8000].split("\n"), start=first_line):
        if not line.strip():
            continue
        count += 1
        if count > _MOST_STRAY_LINES:
            return None
        line = line.lstrip("> \t")
        parts = re.split(r"[,;{}|]|<!--|-->|%%", line) if line.lstrip().startswith(_CODE_STARTS) else [line]
        for part in parts:
            found = key_value(part)
            if found and fields.withholds(*found):
                where = Position(file=file, line=number)
                return not_published(
                    f"“{part.strip()[:60]}” withholds the article, but is outside of its front matter", where, file
                )
    return None


def continues(front: FrontMatter) -> bool:
    """Whether the text after the front matter may still belong to it: a second block, or a block read line by line."""
    return not front.is_clean or _FENCE.match(front.body) is not None


def not_published(why: str, where: Position, file: str) -> Problem:
    """The error for an article that is left out because it may be withheld."""
    message = f"Not published: {why}."
    hint = "Write lines “key: value” between two lines “---” at the top of the file."
    return problem("bad-front-matter", message, hint, where, file)


def declared_pairs(pairs: Pairs) -> tuple[dict[str, Declared], list[Problem]]:
    """The fields that ``pairs`` declare, and the problems."""
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


def _flat(pairs: Pairs, depth: int = 0) -> Iterator[tuple[str, Node, bool]]:
    """The pairs, followed by those of known tables, and whether each is in a table."""
    tables = []
    for key, node in pairs:
        if node.pairs is not None and key.lower() in _TABLES and depth < _MOST_DEPTH:
            tables.append(node.pairs)
        else:
            yield key, node, depth > 0
    for inner in tables:
        yield from _flat(inner, depth + 1)


def value_of(key: str, node: Node) -> tuple[str, fields.Text | None] | None:
    """The field that ``key`` names and its text, as in ``fields.declaration``; None as text if the value is a table."""
    text = node.texts()
    if text is None or (node.pairs is not None and fields.may_withhold(key)):
        if fields.may_withhold(key):
            return fields.declaration(key, "a table")  # not a flag, so the article is withheld
        known = fields.field_named(key)
        return (known, None) if known else ("", "") if fields.is_known(key) else None
    found = fields.declaration(key, text)
    if found is None:
        return None
    return found[0], plain(*found)


def plain(name: str, text: fields.Text) -> fields.Text:
    """``text`` with links replaced by their words; in ``image``, by their target."""
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
    """Add a value to ``declared``; returns a problem for a second, different value of the same field."""
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
    """One warning for each of the first twenty unknown keys, and one for the rest."""
    problems = []
    for key, where in keys[:_MOST_UNKNOWN]:
        near = fields.nearest(key) if len(key) <= _LONGEST_KEY else None
        hint = f"Did you mean “{near}”?" if near else "Remove it, or write its text as a `note`."
        problems.append(problem("unknown-key", f"Unknown front matter key “{_short(key)}”.", hint, where))
    if len(keys) > _MOST_UNKNOWN:
        rest = len(keys) - _MOST_UNKNOWN
        message = f"{rest} more unknown keys in the front matter."
        problems.append(problem("unknown-key", message, "Remove them.", keys[_MOST_UNKNOWN][1]))
    return problems


def _short(key: str) -> str:
    line = " ".join(key.split())
    return line if len(line) <= _LONGEST_KEY else f"{line[:_LONGEST_KEY]}…"


def _twice(key: str, name: str, where: Position) -> Problem:
    message = f"“{_short(key)}” gives the {name} a second time. The first value is used."
    return problem("duplicate-key", message, "Remove one of them.", where)


def _read_by_lines(why: str, where: Position) -> Problem:
    message = f"Invalid front matter ({why}). It was read line by line."
    hint = "Put values with “: ” in quotes, indent with spaces, and close the block with the line that opens it."
    return problem("loose-front-matter", message, hint, where)


def _odd(key: str, where: Position) -> Problem:
    message = f"The value of “{_short(key)}” is neither a text nor a list of texts. Ignored."
    return problem("bad-value", message, "Write one line, or a list of lines.", where)
