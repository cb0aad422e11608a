"""The grammar of BibTeX: entries, fields, strings and their joining, and the LaTeX in values as Unicode.

The grammar is that of BibTeX 0.99d (https://ctan.org/pkg/btxdoc), which BibLaTeX shares. Only letters, accents and symbols that a
bibliography needs are known; other commands are left out and their arguments kept.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

from msgspec import Struct

_DATA = json.loads((Path(__file__).parent.parent / "data" / "bibliography_words.json").read_text("utf-8"))
_ACCENTS: dict[str, str] = _DATA["accents"]
_LETTERS: dict[str, str] = _DATA["letters"]

_START = re.compile(r"^[ \t]*@[ \t]*(?P<kind>[A-Za-z]+)[ \t]*\n?[ \t]*(?P<open>[{(])", re.MULTILINE)
_KEY = re.compile(r"\s*(?P<key>[^\s,={}()\"]{0,300})\s*(?:,|\Z)")
_NAME = re.compile(r"[\s,]*(?P<name>[^\s=,{}\"#]{1,100})\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"#=]{1,200}")
_JOINT = re.compile(r"\s*#\s*")
_LONGEST = 200_000  # characters of an entry
_MOST_ENTRIES = 200_000
_MOST_FIELDS = 300
_MOST_UNENDED = 20  # entries; then others are searched for their end only up to the next
_MONTHS = dict(
    pair.split("=")
    for pair in "jan=January feb=February mar=March apr=April may=May jun=June jul=July aug=August sep=September oct=October "
    "nov=November dec=December".split()
)
_VERBATIM = frozenset({"url", "howpublished", "doi", "file", "urldate", "date"})


class Entry(Struct, frozen=True, kw_only=True):
    """An entry: its key, its fields by lower-case names as plain text, its authors and keywords.

    ``is_complete``: its last brace is there.
    """

    key: str
    fields: dict[str, str]
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    is_complete: bool = True


def read_bibtex(text: str) -> list[Entry]:
    """The entries of a file, without strings, comments and preambles."""
    entries: list[Entry] = []
    strings = dict(_MONTHS)
    starts = list(_START.finditer(text))[:_MOST_ENTRIES]
    at = unended = 0
    for number, found in enumerate(starts):
        if found.start() < at:
            continue  # within the entry before
        following = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        reach = following if unended > _MOST_UNENDED else found.end() + _LONGEST
        end = _closing(text, found.end(), reach, found["open"])
        unended += end is None
        at = following if end is None else end
        body = text[found.end() : at][:_LONGEST]
        kind = found["kind"].lower()
        if kind == "string":
            strings |= dict(_fields(body, strings))
        elif kind not in ("comment", "preamble"):
            entries.append(_entry(body, strings, is_complete=end is not None))
    return entries


def _closing(text: str, start: int, stop: int, opened: str) -> int | None:
    """Where the entry whose first brace is before ``start`` ends; None if it does not end before ``stop``."""
    depth = 1
    for found in re.compile(r"\\.|[{}()]", re.DOTALL).finditer(text, start, stop):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}" or (found[0] == ")" and opened == "(" and depth == 1):
            depth -= 1
            if not depth:
                return found.start()
    return None


def _entry(body: str, strings: dict[str, str], *, is_complete: bool) -> Entry:
    key = _KEY.match(body)
    raw = dict(_fields(body[key.end() :] if key else body, strings))
    names = _split(raw.get("author", ""), r"\s(?:and|AND)(?=\s)")
    keywords = _split(raw.get("keywords", ""), "[,;]")
    return Entry(
        key=key["key"] if key else "",
        fields={name: _address(value) if name in _VERBATIM else plain(value) for name, value in raw.items()},
        authors=tuple(filter(None, map(_author, names))),
        keywords=tuple(filter(None, map(plain, keywords))),
        is_complete=is_complete,
    )


def _fields(body: str, strings: dict[str, str]) -> list[tuple[str, str]]:
    """The fields of an entry with their values, strings put in and pieces joined, still in LaTeX."""
    found: list[tuple[str, str]] = []
    at = 0
    while (name := _NAME.match(body, at)) and len(found) < _MOST_FIELDS:
        pieces: list[str] = []
        at = name.end()
        while True:
            piece, at = _piece(body, at, strings)
            pieces.append(piece)
            joint = _JOINT.match(body, at)
            if not joint:
                break
            at = joint.end()
        found.append((name["name"].lower(), "".join(pieces)))
        comma = body.find(",", at)
        at = comma if comma >= 0 and not body[at:comma].strip() else at
        if not _NAME.match(body, at):
            at = comma if comma >= 0 else len(body)
    return found


def _piece(body: str, at: int, strings: dict[str, str]) -> tuple[str, int]:
    """The value that begins at a place, in braces, in quotation marks or bare, and where it ends."""
    if body[at : at + 1] in ("{", '"'):
        depth, is_quoted = 0, body[at] == '"'
        for found in re.compile(r'\\.|[{}"]', re.DOTALL).finditer(body, at + 1):
            if found[0] == "{":
                depth += 1
            elif found[0] == "}" and depth:
                depth -= 1
            elif not depth and found[0] == ('"' if is_quoted else "}"):
                return body[at + 1 : found.start()], found.end()
        return body[at + 1 :], len(body)
    bare = _BARE.match(body, at)
    return (strings.get(bare[0].lower(), bare[0]), bare.end()) if bare else ("", at)


def _split(text: str, mark: str) -> list[str]:
    """The parts of ``text`` between what the pattern ``mark`` matches outside braces."""
    parts: list[str] = []
    depth = start = 0
    for found in re.finditer(rf"\\.|[{{}}]|(?P<mark>{mark})", text, re.DOTALL):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth = max(0, depth - 1)
        elif found["mark"] and not depth:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]][:200]


# Names.


def name_in_order(name: str) -> str:
    """A name in the order of speech: ``Dombasle, Claire`` is Claire Dombasle, ``King, M. L., Jr.`` is M. L. King, Jr."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or not all(parts[:2]):
        return " ".join(filter(None, parts))
    if len(parts) > 2 and len(parts[1]) <= 4 and not parts[1].endswith("."):  # BibTeX: King, Jr, Martin Luther
        parts[1:3] = [parts[2], parts[1]]
    return " ".join(parts[1::-1]) + "".join(f", {part}" for part in parts[2:3])


def _author(name: str) -> str:
    """A name in the order of speech; one in braces is that of a body and stays as it is."""
    bare = name.strip()
    if bare.startswith("{") and bare.endswith("}") and bare.count("{") == 1:
        return plain(bare)
    shown = plain(bare)
    return "" if shown in ("others", "et al.") else name_in_order(shown)


# LaTeX.


_ACCENT = re.compile(
    r"\\(?:(?P<symbol>[`'^~=.\"])\s*|(?P<letter>[uvHtcdbkr])(?:\s+(?=[\\\w])|(?=\s*\{)))\s*"
    r"(?:\{\s*\\?(?P<braced>[^\W\d_]|)\s*\}|\\?(?P<bare>[^\W\d_]))"
)
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)\*?[ \t]*(?:\{\})?|\\(?P<symbol>[^A-Za-z\s])")
_LINK = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}")
_LIGATURES = (
    ("---", "—"),
    ("--", "–"),
    ("``", "“"),
    ("''", "”"),
    (",,", "„"),
    ("<<", "«"),
    (">>", "»"),
    ("!`", "¡"),
    ("?`", "¿"),
)


def plain(latex: str) -> str:
    """``latex`` as plain text in one line."""
    text = latex
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _COMMAND.sub(_commanded, text)
    for written, symbol in _LIGATURES:
        text = text.replace(written, symbol)
    text = re.sub(r"(?<!\0)[{}]", "", text)
    text = re.sub(r"(?<![\0/:])~", "\u00a0", text)
    text = re.sub(r"(?<!\0)\$(?!\d)([^$]{1,200})(?<!\0)\$", r"\1", text)
    text = re.sub("\u00a0{2,}", "\u00a0", text)
    return re.sub(r"[ \t\n]+", " ", text.replace("\0", "")).strip()


def _accented(found: re.Match[str]) -> str:
    accent = _ACCENTS[found["symbol"] or found["letter"]]
    letter = found["bare"] or found["braced"] or ""
    return unicodedata.normalize("NFC", letter + accent) if letter else ""


def _commanded(found: re.Match[str]) -> str:
    if found["name"]:
        return _LETTERS.get(found["name"], "")
    return {",": "\u202f", ";": " ", "!": "", "/": "", "-": "", "\\": " "}.get(found["symbol"], "\0" + found["symbol"])


def _address(value: str) -> str:
    """A value that is not prose, in which only symbols are escaped."""
    found = _LINK.search(value)
    text = found[1] if found else value
    text = re.sub(r"\{?\\textasciitilde\s*(?:\{\})?\}?|\{?\\(?:sim)\}?", "~", text)
    return re.sub(r"[{}\s]", "", re.sub(r"\\([_%&#$~{}\\])", r"\1", text))
