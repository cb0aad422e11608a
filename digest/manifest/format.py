"""Manifests as text: cells, links and headings that are parsed as what they are, and whole manifests.

Markdown's special characters are escaped with a backslash only where needed, so that the editor can still read the text.
``format_manifest`` is the inverse of ``parse``, for a folder without an INDEX.md: articles are listed in tables, one for each
run of articles that inherit the same fields, below headings that declare these. What no table can hold (values of several
lines, lists in a field of one value) goes into the front matter.

Rejected: emphasis, links and line breaks inside a value (the value of a field is plain, and so is its cell); rewriting an
existing manifest (``edit`` changes its text instead).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import quote

from msgspec.structs import replace

from digest.errors import Position
from digest.i18n import fold
from digest.manifest.markdown import NO_REFERENCES, has_text_suffix
from digest.manifest.parse import HeadingStack
from digest.manifest.tables import EMPTY_CELLS, LITERAL_FIELDS
from digest.manifest.targets import WORDS, Include, ListedFile, Manifest, is_title, local_path
from digest.model import Declared, Fields
from digest.vocabulary.fields import FIELDS, LISTS, Text, split
from digest.yaml import Node

# Cells and links.

# Headers of columns in the languages of the interface, and the headings “articles” and “new”. Other columns are in English.
_COLUMN_NAMES: Mapping[str, Mapping[str, str]] = WORDS["column_names"]
LANGUAGES = tuple(_COLUMN_NAMES)
# A second column of the same field, for a list that one cell cannot hold.
SECOND_COLUMN = {
    "topics": "Tags",
    "people": "Person",
    "places": "Location",
    "organisations": "Organisation",
    "keyphrases": "Keywords",
    "aliases": "Alias",
}
_ENTITY = r"&(?=#?\w{1,31};)"
_SPECIAL = re.compile(rf"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|(?<=<)!|{_ENTITY}")
_SPECIAL_IN_LITERAL = re.compile(rf"[\\`\[\]<|]|(?<=<)!|{_ENTITY}")
_BARE = re.compile(r"\w[\w.-]*(?:/[\w.-]+)*/?")
_NOT_IN_LINKS = re.compile(r"[\x00-\x20\x7f%#?&:\\()<>\[\]`|*_\"'~]|\s")
_WIDEST = 80  # columns of a cell that others are aligned with: the greatest length of a slug


def column_name(name: str, language: str) -> str:
    """The header of the column of the field ``name`` (or ``file``) in ``language``, or in English if it has none.

    ``articles`` and ``new`` are headings that declare nothing.
    """
    names = _COLUMN_NAMES.get(language.split("-")[0], _COLUMN_NAMES["en"])
    return names.get(name) or ("URL" if name == "url" else name.capitalize())


def language_of(names: Iterable[str], default: str) -> str:
    """The language of most headers ``names`` of a table; ``default`` if it is among the best, or if none is known."""
    folded = {fold(name) for name in names}
    counts = {language: len(folded & set(map(fold, words.values()))) for language, words in _COLUMN_NAMES.items()}
    most = max(counts.values())
    if not most or counts.get(default.split("-")[0]) == most:
        return default
    return next(language for language, count in counts.items() if count == most)


def escape(text: str) -> str:
    """``text`` in one line, escaped so that Markdown shows it unchanged."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def format_cell(name: str, text: str | tuple[str, ...]) -> str | None:
    """The cell that declares ``text``, or a list of values, for the field ``name``; None if no cell can."""
    if isinstance(text, tuple):
        joined = "; ".join(text) + (";" if len(text) == 1 and split(text[0]) != text else "")
        return format_cell(name, joined) if name in LISTS and text and split(joined) == text else None
    plain = " ".join(text.split())
    if not plain or (plain != text and name not in LITERAL_FIELDS):
        return None
    if text in EMPTY_CELLS:
        return "".join(f"\\{sign}" if sign == "-" else f"&#{ord(sign)};" for sign in text)
    if name not in LITERAL_FIELDS:
        return escape(text)
    written = _SPECIAL_IN_LITERAL.sub(r"\\\g<0>", text)
    return written if plain == text else _spaced(written)


def _spaced(text: str) -> str | None:
    """``text`` with entities for its spaces, since those of a cell are stripped. None if one has no entity."""
    found = re.sub(r"\s", lambda space: f"&#{ord(space[0])};", text)
    return found if html.unescape(found) == html.unescape(text) and "&" in found else None


def format_two_cells(name: str, text: tuple[str, ...]) -> tuple[str, str] | None:
    """A list in two cells of one field: the longest part without repetition, and the rest. None if no two cells can hold it."""
    distinct: set[str] = set()
    cut = 0
    while cut < len(text) and fold(text[cut]) not in distinct:
        distinct.add(fold(text[cut]))
        cut += 1
    parts = [format_cell(name, part) if part else ";" for part in (text[:cut], text[cut:])]
    return (parts[0], parts[1]) if parts[0] and parts[1] else None


def file_cell(target: str, *, style: str = "", title: str = "", certain: bool = True) -> str:
    """A file in a cell or bullet. ``style`` is the first character (``[``, ``[[`` or a backtick) of files next to it.

    A bare path is enough if the column is ``certain`` to name files, or if it has a text suffix. A ``title`` needs a link.
    """
    simple = bool(_BARE.fullmatch(target)) and (certain or has_text_suffix(target))
    if title or style == "[" or not simple:
        return f"[{escape(title) or _link_words(target)}]({link_target(target)})"
    if style == "[[":
        return f"[[{target}]]"
    return f"`{target}`" if style == "`" and has_text_suffix(target) else target


def link_target(target: str) -> str:
    """``target`` as the target of a link, with characters special in Markdown or URLs percent-encoded."""
    return _NOT_IN_LINKS.sub(lambda sign: quote(sign[0], safe=""), target)


def _link_words(target: str) -> str:
    """A text for a link to ``target`` that is not its title."""
    name = target.rstrip("/").rpartition("/")[2]
    return escape(name) if name and name == " ".join(name.split()) and not is_title(name, target) else "file"


def text_width(text: str) -> int:
    """The number of columns of ``text`` in a monospaced font; East Asian wide characters take two (Unicode Annex 11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def column_widths(rows: Iterable[Sequence[str]], *, most: int = _WIDEST) -> list[int]:
    """The width of each column; cells wider than ``most`` are not padded to."""
    return [max(3, *(min(text_width(text), most) for text in column)) for column in zip(*rows, strict=True)]


def padded(text: str, most: int) -> str:
    """``text`` followed by spaces up to the width ``most``."""
    return text + " " * (most - text_width(text))


def format_row(cells: Sequence[str], wide: Sequence[int]) -> str:
    """A row of a table, its cells padded to the widths ``wide``."""
    return f"| {' | '.join(map(padded, cells, wide))} |"


def format_rule(wide: Sequence[int]) -> str:
    """The alignment row below the header."""
    return format_row(["-" * most for most in wide], wide)


# Manifests.

_ORDER = ("file", "date", "title", *(name for name in FIELDS if name not in ("date", "title")))
_LABELS = {"source": "Source", "language": "Language", "date": "Date", "topics": "Topic"}  # in order of nesting
_DEEPEST = 6
_LONGEST_KEY = 1000  # characters; YAML requires “? ” before a longer one (YAML 1.2: more than 1024)
_NOWHERE = Position(file="")
_PLAIN_SCALAR = re.compile(r"\w(?:[\w ./;()'’-]*[\w.)'’])?")


def format_manifest(manifest: Manifest, *, columns: Sequence[str] = (), language: str = "en") -> str:
    """The text of ``manifest``: ``parse`` returns an equal one, positions and problems aside.

    ``columns`` are fields that get a column even if no item declares them; ``language`` is that of the headers. ValueError if
    an item inherits fields that no heading can declare; ``parse`` returns such items only if they were passed to it.
    """
    listed = [_without(item, manifest.inherited) for item in manifest.items]
    count = _count_in_front(listed)
    sections = [
        (headings, list(items)) for headings, items in groupby(listed[count:], key=lambda item: _headings(item)[0])
    ]
    deep = max((len(headings) for headings, _ in sections), default=0)
    start = 1 if deep == _DEEPEST and manifest.title else 2
    neutral = column_name("articles", language)  # a heading that declares nothing
    parts = [_front(manifest.settings, listed[:count])]
    if manifest.title:
        parts.append(f"# {_heading(manifest.title[0])}\n")
        if start > 1 and _inherited_below([_heading(manifest.title[0])], level=1):
            parts.append(f"# {neutral}\n")  # so that the fields of the title are not inherited
    for headings, items in sections:
        words = headings or (neutral,)
        parts += [f"{'#' * (start + depth)} {text}\n" for depth, text in enumerate(words)]
        parts.append(_table(items, columns, language))
    return "\n".join(part for part in parts if part)


def _without(item: ListedFile | Include, restrictions: Fields) -> ListedFile | Include:
    """``item`` without the fields that it inherits from the front matter."""
    inherited = {name: value for name, value in item.inherited.items() if value != restrictions.get(name)}
    return replace(item, inherited=inherited)


def format_table(rows: Sequence[tuple[str, Mapping[str, Text]]], columns: Sequence[str], language: str) -> str:
    """An aligned table of files and their fields. ``columns`` are included even if they are empty."""
    used = {name for _, fields in rows for name in fields} | set(columns)
    names = [name for name in _ORDER if name in used or name == "file"]
    twice = [name for name in names if any(_cells(name, fields)[1] for _, fields in rows)]
    head = [column_name(name, language) for name in names] + [SECOND_COLUMN[name] for name in twice]
    lines = [head]
    for target, fields in rows:
        pairs = {name: _cells(name, fields) for name in names if name != "file"}
        first = [file_cell(target) if name == "file" else pairs[name][0] for name in names]
        lines.append(first + [pairs[name][1] for name in twice])
    wide = column_widths(lines)
    return (
        "\n".join([format_row(head, wide), format_rule(wide), *(format_row(line, wide) for line in lines[1:])]) + "\n"
    )


def yaml_scalar(text: str) -> str:
    """``text`` as a YAML scalar in one line, quoted if needed."""
    if _PLAIN_SCALAR.fullmatch(text) and text != "null" and text.isprintable():
        return text
    characters = (f"\\{sign}" if sign in '"\\' else sign if sign.isprintable() else _code(sign) for sign in text)
    return f'"{"".join(characters)}"'


def _code(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _cells(name: str, fields: Mapping[str, Text]) -> tuple[str, str]:
    """The cell of the field ``name``, and that of its second column if a list needs it; else empty strings."""
    text = fields.get(name)
    if text is None:
        return "", ""
    if isinstance(text, tuple):
        return format_two_cells(name, text) or ("", "")
    return format_cell(name, text) or "", ""


def _fits(name: str, text: Text) -> bool:
    if isinstance(text, tuple):
        return name in LISTS and format_two_cells(name, text) is not None
    return format_cell(name, text) is not None


def _count_in_front(items: Sequence[ListedFile | Include]) -> int:
    """The number of first items that go into the front matter: up to the last that must, or that has a list and can."""
    count, possible = 0, True
    for index, item in enumerate(items):
        fields = item.fields if isinstance(item, ListedFile) else item.inherited
        possible = possible and _front_item(item) is not None
        if _needs_yaml(item) or (possible and any(isinstance(declared.text, tuple) for declared in fields.values())):
            count = index + 1
    return count


def _needs_yaml(item: ListedFile | Include) -> bool:
    """Whether only the front matter can hold the fields of the item."""
    fields = item.fields if isinstance(item, ListedFile) else _headings(item)[1]
    return not all(_fits(name, declared.text) for name, declared in fields.items())


def _table(items: Iterable[ListedFile | Include], columns: Sequence[str], language: str) -> str:
    rows = []
    for item in items:
        fields = item.fields if isinstance(item, ListedFile) else _headings(item)[1]
        rows.append((item.target, {name: declared.text for name, declared in fields.items()}))
    return format_table(rows, columns, language)


# Headings.


def _headings(item: ListedFile | Include) -> tuple[tuple[str, ...], Fields]:
    """The headings that declare what ``item`` inherits, the outermost first; and the fields that no heading can declare."""
    headings: list[str] = []
    rest: dict[str, Declared] = {}
    order = list(_LABELS)
    for name, declared in sorted(item.inherited.items(), key=lambda field: (*order, field[0]).index(field[0])):
        words = _topics(declared.text) if name == "topics" else _single(name, declared.text) if name in _LABELS else ()
        if words:
            headings += words
        else:
            rest[name] = declared
    if rest and isinstance(item, ListedFile):
        raise ValueError(f"no heading can declare the {', '.join(rest)} that “{item.target}” inherits")
    return tuple(headings), rest


def _single(name: str, text: Text) -> tuple[str, ...]:
    """The heading that declares only ``text``: the text alone, or with a label; an empty tuple if no heading can."""
    if isinstance(text, str):
        for words in (text, f"{_LABELS[name]}: {text}"):
            if _inherited_below([_heading(words)]) == {name: text}:
                return (_heading(words),)
    return ()


def _topics(text: Text) -> tuple[str, ...]:
    """The headings that together declare a list of topics, which has the nearer ones first. One label can take several."""
    if isinstance(text, str):
        return _single("topics", text)
    groups: list[tuple[str, ...]] = []
    for topic in text:
        has_separator = split(f"{topic};") != (topic,)  # it needs a separate heading without a label
        if has_separator or not groups or split(f"{groups[-1][-1]};") != (groups[-1][-1],):
            groups.append((topic,))
        else:
            groups[-1] = (*groups[-1], topic)
    if len(groups) == 1 and len(text) > 1:
        groups = [text[:1], text[1:]]
    words = tuple(_topic_heading(group) for group in reversed(groups))
    for tried in (words, words * 2):  # the same topic twice is a list of one
        if _inherited_below(tried) == {"topics": text}:
            return tried
    return ()


def _topic_heading(group: tuple[str, ...]) -> str:
    if len(group) == 1 and _inherited_below([_heading(group[0])]) in ({"topics": group[0]}, {"topics": group}):
        return _heading(group[0])
    return _heading(f"{_LABELS['topics']}: {'; '.join(group)};")


def _inherited_below(headings: Sequence[str], level: int = 2) -> dict[str, Text]:
    """The fields that are inherited below ``headings``, each nested in the one before."""
    outline = HeadingStack("", {}, NO_REFERENCES)
    for depth, words in enumerate(headings):
        outline.enter(level + depth, words, _NOWHERE)
    return {name: declared.text for name, declared in outline.inherited.items()}


def _heading(text: str) -> str:
    """``text`` as the words of a heading. “#” at their end would be a closing sequence, so it is escaped."""
    words = escape(text)
    return f"{words[:-1]}\\#" if words.endswith("#") else words


# Front matter.


def _front(settings: Iterable[tuple[str, Node]], items: Sequence[ListedFile | Include]) -> str:
    lines = [line for key, node in settings for line in _pair(key, node)]
    if items:
        lines.append("articles:")
    for item in items:
        fields = _front_item(item)
        if fields is None:
            raise ValueError(f"neither a table nor the front matter can hold the fields of “{item.target}”")
        lines += [f"  {line}" for line in front_matter_item(item.target, fields)]
    return "\n".join(["---", *lines, "---", ""]) if lines else ""


def _front_item(item: ListedFile | Include) -> dict[str, Text] | None:
    """The fields of an item of ``articles:``; None if its path or inherited fields do not allow one."""
    fields = item.fields if isinstance(item, ListedFile) else item.inherited
    inherits = isinstance(item, ListedFile) and item.inherited
    if inherits or local_path(item.target, literal=True) != item.target:
        return None
    return {name: fields[name].text for name in _ORDER if name in fields}


def front_matter_item(target: str, fields: Mapping[str, Text]) -> list[str]:
    """The lines of an item of ``articles:``."""
    if not fields:
        return [f"- {yaml_scalar(target)}"]
    return [f"- file: {yaml_scalar(target)}", *(f"  {name}: {_texts(text)}" for name, text in fields.items())]


def _texts(text: Text) -> str:
    return yaml_scalar(text) if isinstance(text, str) else f"[{', '.join(map(_in_list, text))}]"


def _in_list(text: str) -> str:
    return yaml_scalar(text) if text else '""'


def _pair(key: str, node: Node) -> Iterator[str]:
    lines = list(_node(node))
    name = yaml_scalar(key)
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
        yield yaml_scalar(node.text)
    elif node.pairs is not None:
        yield from (line for key, value in node.pairs for line in _pair(key, value)) if node.pairs else ("{}",)
    else:
        yield from (line for item in node.items or () for line in _list_item(item)) if node.items else ("[]",)


def _list_item(item: Node) -> Iterator[str]:
    first, *rest = _node(item)
    yield f"- {first}"
    yield from (f"  {line}" for line in rest)
