"""Parts of a manifest as text that is parsed as what it is: cells, links, tables, items of the front matter, a new manifest.

Markdown's special characters are escaped with a backslash only where needed, so that the editor can still read the text.

Rejected: emphasis, links and line breaks inside a value (the value of a field is plain, and so is its cell); rewriting an
existing manifest (``add`` and ``fill`` change its text instead).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from digest.errors import Position
from digest.i18n import fold
from digest.manifest.parse import HeadingStack
from digest.manifest.spans import NO_REFERENCES, has_text_suffix
from digest.manifest.tables import EMPTY_CELLS
from digest.manifest.targets import WORDS, is_title
from digest.vocabulary.fields import FIELDS, display_name

# Cells and links.

# Headers of columns in the languages of the interface, and the headings “articles” and “new”. Other columns are in English.
_COLUMN_NAMES: Mapping[str, Mapping[str, str]] = WORDS["column_names"]
LANGUAGES = tuple(_COLUMN_NAMES)
_SPECIAL = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|(?<=<)!|&(?=#?\w{1,31};)")
_BARE = re.compile(r"\w[\w.-]*(?:/[\w.-]+)*/?")
_NOT_IN_LINKS = re.compile(r"[\x00-\x20\x7f%#?&:\\()<>\[\]`|*_\"'~]|\s")
_WIDEST = 80  # columns of a cell that others are aligned with: the greatest length of a slug


def column_name(name: str, language: str) -> str:
    """The header of the column of the field ``name`` (or ``file``) in ``language``, or in English if it has none.

    ``articles`` and ``new`` are headings that declare nothing.
    """
    names = _COLUMN_NAMES.get(language.split("-")[0], _COLUMN_NAMES["en"])
    return names.get(name) or ("URL" if name == "url" else display_name(name).capitalize())


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


def format_cell(text: str) -> str:
    """The cell that declares ``text``, one line, for a field."""
    if text in EMPTY_CELLS:
        return "".join(f"\\{sign}" if sign == "-" else f"&#{ord(sign)};" for sign in text)
    return escape(text)


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


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of an aligned table: header, alignment row and ``rows``."""
    wide = column_widths([head, *rows])
    return [format_row(line, wide) for line in (head, ["-" * most for most in wide], *rows)]


# New manifests.

NEW_COLUMNS = ("date", "slug", "added")  # of a new table, even if they are empty
_ORDER = ("date", "title", *(name for name in FIELDS if name not in ("date", "title")))
_PLAIN_SCALAR = re.compile(r"\w(?:[\w ./;()'’-]*[\w.)'’])?")


def format_manifest(title: str, rows: Sequence[tuple[str, Mapping[str, str]]], language: str) -> str:
    """A new manifest that lists files, or folders that end with ``/``, and declares the fields of each.

    ``language`` is that of the headers. The heading above the table declares nothing.
    """
    used = {name for _, fields in rows for name in fields}.union(NEW_COLUMNS)
    names = [name for name in _ORDER if name in used]
    head = [column_name(name, language) for name in ("file", *names)]
    cells = [[file_cell(target), *(format_cell(fields.get(name, "")) for name in names)] for target, fields in rows]
    words = escape(title)
    words = f"{words[:-1]}\\#" if words.endswith("#") else words  # which would be a closing sequence
    neutral = column_name("articles", language)
    headings = HeadingStack("", {}, NO_REFERENCES)
    headings.enter(1, words, Position(file=""))
    sections = [f"# {words}", *([f"# {neutral}"] if headings.inherited else []), f"## {neutral}"]
    return "\n\n".join([*sections, "\n".join(table_lines(head, cells))]) + "\n"


def yaml_scalar(text: str) -> str:
    """``text`` as a YAML scalar in one line, quoted if needed."""
    if _PLAIN_SCALAR.fullmatch(text) and text != "null" and text.isprintable():
        return text
    characters = (f"\\{sign}" if sign in '"\\' else sign if sign.isprintable() else _code(sign) for sign in text)
    return f'"{"".join(characters)}"'


def _code(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def front_matter_item(target: str, fields: Mapping[str, str]) -> list[str]:
    """The lines of an item of ``articles:``."""
    if not fields:
        return [f"- {yaml_scalar(target)}"]
    return [f"- file: {yaml_scalar(target)}", *(f"  {name}: {yaml_scalar(text)}" for name, text in fields.items())]
