"""A manifest as text: the way back from ``parse``, for a folder that has no INDEX.md yet.

Articles stand in tables, one for each run of them that inherits the same, below headings that say it. What no table can
hold (values of several lines, lists in a field of one value) goes into the front matter, where it came from.

Rejected: the shape that somebody gave it by hand. Whoever changes a manifest that is there edits its text (``editing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from digest.errors import Position
from digest.manifest.cells import SECOND, cell, escape, file_cell, header, row, rule, two_cells, widths
from digest.manifest.headings import Outline
from digest.manifest.inline import NO_REFERENCES
from digest.manifest.paths import local
from digest.manifest.records import Include, Listing, Manifest
from digest.model import Declared, Fields
from digest.vocabulary.fields import FIELDS, LISTS, split
from digest.yaml import Node

_ORDER = ("file", "date", "title", *(name for name in FIELDS if name not in ("date", "title")))
_LABELS = {"source": "Source", "language": "Language", "date": "Date", "topics": "Topic"}  # outermost first
_DEEPEST = 6
_LONGEST_KEY = 1000  # characters; YAML wants a longer one announced
_NOWHERE = Position(file="")
_PLAIN_SCALAR = re.compile(r"\w(?:[\w ./;()'’-]*[\w.)'’])?")

Text = str | tuple[str, ...]


def format(manifest: Manifest, *, columns: Sequence[str] = (), language: str = "en") -> str:
    """The text of ``manifest``, which ``parse`` reads as the same one, positions and problems aside.

    ``columns`` are fields that have a column even if nobody declares them; ``language`` is that of the program's words.
    ValueError where an item inherits what no heading can say; ``parse`` makes none unless it was given it.
    """
    listed = [_without(item, manifest.inherited) for item in manifest.items]
    count = _count_in_front(listed)
    sections = [
        (headings, list(items)) for headings, items in groupby(listed[count:], key=lambda item: _headings(item)[0])
    ]
    deep = max((len(headings) for headings, _ in sections), default=0)
    start = 1 if deep == _DEEPEST and manifest.title else 2
    neutral = header("articles", language)  # a heading that names nothing
    parts = [_front(manifest.settings, listed[:count])]
    if manifest.title:
        parts.append(f"# {_heading(manifest.title[0])}\n")
        if start > 1 and _said([_heading(manifest.title[0])], level=1):
            parts.append(f"# {neutral}\n")  # what the title says is not said of what follows
    for headings, items in sections:
        words = headings or (neutral,)
        parts += [f"{'#' * (start + depth)} {text}\n" for depth, text in enumerate(words)]
        parts.append(_table(items, columns, language))
    return "\n".join(part for part in parts if part)


def _without(item: Listing | Include, said: Fields) -> Listing | Include:
    """``item`` without what the front matter says of all."""
    return replace(item, inherited={name: value for name, value in item.inherited.items() if value != said.get(name)})


def table(rows: Sequence[tuple[str, Mapping[str, Text]]], columns: Sequence[str], language: str) -> str:
    """A table of files and what is declared of each, its columns aligned. ``columns`` stand even if empty."""
    used = {name for _, fields in rows for name in fields} | set(columns)
    names = [name for name in _ORDER if name in used or name == "file"]
    twice = [name for name in names if any(_cells(name, fields)[1] for _, fields in rows)]
    head = [header(name, language) for name in names] + [SECOND[name] for name in twice]
    lines = [head]
    for target, fields in rows:
        pairs = {name: _cells(name, fields) for name in names if name != "file"}
        first = [file_cell(target) if name == "file" else pairs[name][0] for name in names]
        lines.append(first + [pairs[name][1] for name in twice])
    wide = widths(lines)
    return "\n".join([row(head, wide), rule(wide), *(row(line, wide) for line in lines[1:])]) + "\n"


def scalar(text: str) -> str:
    """``text`` as a YAML scalar in one line, quoted where it must be."""
    if _PLAIN_SCALAR.fullmatch(text) and text != "null" and text.isprintable():
        return text
    signs = (f"\\{sign}" if sign in '"\\' else sign if sign.isprintable() else _code(sign) for sign in text)
    return f'"{"".join(signs)}"'


def _code(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


# --- what a table can say -------------------------------------------------------------------------------------------


def _cells(name: str, fields: Mapping[str, Text]) -> tuple[str, str]:
    """What stands in the column of the field ``name``, and in a second one if the list needs it."""
    text = fields.get(name)
    if text is None:
        return "", ""
    if isinstance(text, tuple):
        return two_cells(name, text) or ("", "")
    return cell(name, text) or "", ""


def _fits(name: str, text: Text) -> bool:
    if isinstance(text, tuple):
        return name in LISTS and two_cells(name, text) is not None
    return cell(name, text) is not None


def _count_in_front(items: Sequence[Listing | Include]) -> int:
    """How many items, from the first, stand in the front matter: up to the last that must, or that has a list and can."""
    count, possible = 0, True
    for index, item in enumerate(items):
        own = item.fields if isinstance(item, Listing) else item.inherited
        possible = possible and _front_item(item) is not None
        if _needs_yaml(item) or (possible and any(isinstance(declared.text, tuple) for declared in own.values())):
            count = index + 1
    return count


def _needs_yaml(item: Listing | Include) -> bool:
    """Whether only the front matter can say what is said of the item."""
    own = item.fields if isinstance(item, Listing) else _headings(item)[1]
    return not all(_fits(name, declared.text) for name, declared in own.items())


def _table(items: Iterable[Listing | Include], columns: Sequence[str], language: str) -> str:
    rows = []
    for item in items:
        own = item.fields if isinstance(item, Listing) else _headings(item)[1]
        rows.append((item.target, {name: declared.text for name, declared in own.items()}))
    return table(rows, columns, language)


# --- what headings can say ------------------------------------------------------------------------------------------


def _headings(item: Listing | Include) -> tuple[tuple[str, ...], Fields]:
    """The headings that say what ``item`` inherits, the outermost first; and what no heading can, which a row must."""
    said: list[str] = []
    rest: dict[str, Declared] = {}
    order = list(_LABELS)
    for name, declared in sorted(item.inherited.items(), key=lambda field: (*order, field[0]).index(field[0])):
        words = _topics(declared.text) if name == "topics" else _single(name, declared.text) if name in _LABELS else ()
        if words:
            said += words
        else:
            rest[name] = declared
    if rest and isinstance(item, Listing):
        raise ValueError(f"no heading can say the {', '.join(rest)} that “{item.target}” inherits")
    return tuple(said), rest


def _single(name: str, text: Text) -> tuple[str, ...]:
    """One heading that says ``text`` and nothing else: as it stands, or behind a label. None: an empty tuple."""
    if isinstance(text, str):
        for words in (text, f"{_LABELS[name]}: {text}"):
            if _said([_heading(words)]) == {name: text}:
                return (_heading(words),)
    return ()


def _topics(text: Text) -> tuple[str, ...]:
    """The headings that together say a list of topics: nearer ones come first in it, and one label takes several."""
    if isinstance(text, str):
        return _single("topics", text)
    groups: list[tuple[str, ...]] = []
    for topic in text:
        odd = split(f"{topic};") != (topic,)  # it has a semicolon: a heading of its own, as it stands
        if odd or not groups or split(f"{groups[-1][-1]};") != (groups[-1][-1],):
            groups.append((topic,))
        else:
            groups[-1] = (*groups[-1], topic)
    if len(groups) == 1 and len(text) > 1:
        groups = [text[:1], text[1:]]
    words = tuple(_topic_heading(group) for group in reversed(groups))
    for tried in (words, words * 2):  # the same topic twice is a list of one
        if _said(tried) == {"topics": text}:
            return tried
    return ()


def _topic_heading(group: tuple[str, ...]) -> str:
    if len(group) == 1 and _said([_heading(group[0])]) in ({"topics": group[0]}, {"topics": group}):
        return _heading(group[0])
    return _heading(f"{_LABELS['topics']}: {'; '.join(group)};")


def _said(headings: Sequence[str], level: int = 2) -> dict[str, Text]:
    """What is inherited below ``headings``, each within the one before."""
    outline = Outline("", {}, NO_REFERENCES)
    for depth, words in enumerate(headings):
        outline.enter(level + depth, words, _NOWHERE)
    return {name: declared.text for name, declared in outline.inherited.items()}


def _heading(text: str) -> str:
    """``text`` as the words of a heading. Signs at its end would be taken for the heading's own."""
    words = escape(text)
    return f"{words[:-1]}\\#" if words.endswith("#") else words


# --- front matter ---------------------------------------------------------------------------------------------------


def _front(settings: Iterable[tuple[str, Node]], items: Sequence[Listing | Include]) -> str:
    lines = [line for key, node in settings for line in _pair(key, node)]
    if items:
        lines.append("articles:")
    for item in items:
        said = _front_item(item)
        if said is None:
            raise ValueError(f"neither a table nor the front matter can say what is said of “{item.target}”")
        lines += [f"  {line}" for line in article(item.target, said)]
    return "\n".join(["---", *lines, "---", ""]) if lines else ""


def _front_item(item: Listing | Include) -> dict[str, Text] | None:
    """What an item of ``articles:`` says; None where it cannot, because of its path or of what it inherits."""
    fields = item.fields if isinstance(item, Listing) else item.inherited
    inherits = isinstance(item, Listing) and item.inherited
    if inherits or local(item.target, literal=True) != item.target:
        return None
    return {name: fields[name].text for name in _ORDER if name in fields}


def article(target: str, fields: Mapping[str, Text]) -> list[str]:
    """The lines of an item of ``articles:``."""
    if not fields:
        return [f"- {scalar(target)}"]
    return [f"- file: {scalar(target)}", *(f"  {name}: {_texts(text)}" for name, text in fields.items())]


def _texts(text: Text) -> str:
    return scalar(text) if isinstance(text, str) else f"[{', '.join(map(_in_list, text))}]"


def _in_list(text: str) -> str:
    return scalar(text) if text else '""'


def _pair(key: str, node: Node) -> Iterator[str]:
    lines = list(_node(node))
    name = scalar(key)
    if len(name) > _LONGEST_KEY:
        yield f"? {name}"
        name = ""
    if node.pairs or node.items:
        yield f"{name}:"
        yield from (f"  {line}" for line in lines)
    else:
        yield f"{name}: {lines[0]}"


def _node(node: Node) -> Iterator[str]:
    if node.text is not None:
        yield scalar(node.text)
    elif node.pairs is not None:
        yield from (line for key, value in node.pairs for line in _pair(key, value)) if node.pairs else ("{}",)
    else:
        yield from (line for item in node.items or () for line in _list_item(item)) if node.items else ("[]",)


def _list_item(item: Node) -> Iterator[str]:
    first, *rest = _node(item)
    yield f"- {first}"
    yield from (f"  {line}" for line in rest)
