"""Find the metadata at the top of a text (front matter), in the forms that programs write, and divide it into keys and values.

====================================  ==================================================================================
``---`` and ``---``                   YAML; also ``---toml``, ``---json``, more dashes, ``...`` or ``--- end`` at the end
``+++`` and ``+++``                   TOML (Hugo, Zola)
``{ … }``, ``;;;``                    JSON (Hugo, Hexo)
``<!--`` and lines ``.. key: value``  Nikola
====================================  ==================================================================================

Blank lines and a byte order mark may precede. A block that its parser refuses is read line by line, so that one wrong line
loses only itself: ``title: Budget: more`` is a headline. So is a block without a closing line; it ends where lines ``key:
value`` end. A block is metadata if it has a known key and most of its lines are ``key: value``; otherwise it is text between
two rules. Lines ``key: value`` without a fence are read by ``labels.py``.

Rejected: CoffeeScript and JavaScript front matter (gray-matter), which would have to be run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from digest.errors import Position
from digest.vocabulary import fields
from digest.yaml import MOST_DEPTH, NOTHING, Node, YamlError, parse

Pairs = tuple[tuple[str, Node], ...]
Remark = tuple[str, Position]  # an error and its position

_MOST_LINES_READ = 5000  # read one by one, in at most a second
_OPENING = re.compile(
    r"[\s\ufeff]*+(?P<fence>-{3,}+|[–—]{1,3}-?|\+{3,}+|;{3,}+|`{3,}+(?=[ \t]*+(?:ya?ml|toml|json)\b))"
    r"[ \t]*+(?P<form>[A-Za-z]*+)[ \t]*+(?:\#[^\n]*)?\n"
)
_END_WORDS = (
    r"\#?[ \t]*+/?(?:(?:end|fin|ende|fine|einde|koniec|конец|eof|stop)(?:[ \t][^\n]{0,30})?"
    r"|front.?matter|ya?ml|meta(?:data)?)"
)
_CLOSING = {
    sign: re.compile(rf"^[ \t]*+(?:{fence})[ \t]*+(?:{_END_WORDS})?[ \t]*+(?:\n|\Z)", re.MULTILINE | re.IGNORECASE)
    for sign, fence in {"-": r"[-–—]{3,}+|[–—]|\.{3}", "+": r"\+{3,}+", ";": ";{3,}+", "`": "`{3,}+"}.items()
}
_NIKOLA = re.compile(r"[\s\ufeff]*+<!--[ \t]*+\n(?P<raw>(?:[ \t]*+(?:\.\.[ \t][^\n]*)?\n)*+)[ \t]*+-->[ \t]*+(?:\n|\Z)")
_JSON = re.compile(r"[\s\ufeff]*+\{(?![{%#])")
_HEXO = re.compile(r"[\s\ufeff]*+(?P<raw>\"[^\n]*\n(?:[^\n]*\n){0,200}?)[ \t]*+;{3,}+[ \t]*+(?:\n|\Z)")
_JSON_END = re.compile(r"^[^\n]*\}[ \t]*+;*+[ \t]*+(?:\n|\Z)", re.MULTILINE)
_AFTER_JSON = re.compile(r"[ \t]*+(?:\n[ \t]*+(?:;{3,}+|-{3,}+|\+{3,}+))?+[ \t]*+(?:\n|\Z)")
_COMMAS = re.compile(
    r",[ \t]*+(?=[\"']?[^\W\d][\w -]{0,40}[\"']?[ \t]*+:)"
)  # between the pairs of an object in one line
_KEY_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<mark>(?:[-*+][ \t]+|\.\.[ \t]+|\#\+|:)?)(?P<quote>[\"']?)"
    r"(?P<key>[^\W\d](?:[^:：=\n\"'{}\[\]]{0,60}[^\s:：=\n\"'{}\[\]])?)(?P=quote)"
    r"[ \t]*(?P<sign>::?|：|=)(?P<gap>[ \t]*)(?P<value>.*)"
)
_SPACES = re.compile("[\u00a0\u202f\u3000\u200b\ufeff]")  # used by keyboards and web pages instead of a space
_SECTION = re.compile(r"[ \t]*+\[{1,2}[ \t]*+(?P<name>[^\s\[\]][^\[\]\n]{0,60}?)[ \t]*+\]{1,2}[ \t]*+(?:#.*)?")
_PLAIN_KEY = re.compile(r"[a-z_$][\w.$-]*")  # what only programs use as a key
_JSON_KEY = re.compile(r"[\"']?([^\W\d][\w.-]*)[\"']?[ \t]*[:=]")


class MetadataBlock(Struct, frozen=True, kw_only=True):
    """The metadata of a text: its pairs in order, the text below, and the line on which that begins.

    ``remarks`` are errors that did not prevent reading. ``unread`` is the first line that could not be read.
    """

    pairs: Pairs
    body: str
    first_line: int
    remarks: tuple[Remark, ...] = ()
    unread: Remark | None = None


class _Raw(Struct, frozen=True, kw_only=True):
    """The source of a block: its text, the line on which it begins, and where it and the text below it start."""

    text: str
    line: int
    start: int
    end: int
    form: str
    closed: bool = True


IsKnown = Callable[[str], bool]  # whether a key is known


def opens(text: str) -> bool:
    """Whether ``text`` begins like metadata."""
    return any(pattern.match(text) for pattern in (_OPENING, _NIKOLA, _JSON, _HEXO))


def key_value(line: str) -> tuple[str, str] | None:
    """Key and bare value of a line ``key: value`` in any of the forms; None for other lines."""
    if ":" not in line and "=" not in line and "：" not in line:
        return None
    found = _KEY_LINE.fullmatch(_SPACES.sub(" ", line).strip())
    return (found["key"], bare(found["value"])) if found else None


def find_metadata(text: str, file: str, is_known: IsKnown = fields.is_known) -> MetadataBlock | None:
    """The metadata at the top of ``text``, the content of ``file``; None if it has no metadata."""
    if opening := _OPENING.match(text):
        return _fenced(text, file, opening, is_known)
    if found := _NIKOLA.match(text):
        raw = _Raw(
            text=found["raw"],
            line=_line(text, found.start("raw")),
            start=found.start("raw"),
            end=found.end(),
            form="lines",
        )
        return _by_lines(text, file, raw, is_known, None)
    if found := _JSON.match(text):
        return _json_object(text, file, found.end() - 1, is_known)
    if found := _HEXO.match(text):
        raw = _Raw(
            text=found["raw"],
            line=_line(text, found.start("raw")),
            start=found.start("raw"),
            end=found.end(),
            form="json",
        )
        return _read_closed(text, file, raw, is_known)
    return None


def _fenced(text: str, file: str, opening: re.Match[str], is_known: IsKnown) -> MetadataBlock | None:
    sign = opening["fence"][0]
    form = {"toml": "toml", "json": "json", "yaml": "yaml", "yml": "yaml"}.get(opening["form"].lower(), "")
    form = form or {"+": "toml", ";": "json"}.get(sign, "yaml")
    closing = _CLOSING["-" if sign in "–—" else sign].search(text, opening.end())
    raw = _Raw(
        text=text[opening.end() : closing.start() if closing else len(text)],
        line=_line(text, opening.end()),
        start=opening.end(),
        end=closing.end() if closing else len(text),
        form=form,
        closed=closing is not None,
    )
    return _read_closed(text, file, raw, is_known) if closing else _by_lines(text, file, raw, is_known, None)


def _read_closed(text: str, file: str, raw: _Raw, is_known: IsKnown) -> MetadataBlock | None:
    """Read a closed block with its parser, or line by line if that refuses it or keys look like prose."""
    try:
        pairs = _PARSERS[raw.form](raw, file)
    except _Refused as refused:
        return _by_lines(text, file, raw, is_known, refused.remark)
    if pairs is None:
        return _by_lines(text, file, raw, is_known, None)
    if not pairs:
        is_text = any(line.strip() and not _is_comment(line, is_known) for line in raw.text.split("\n"))
        return None if is_text else _block(text, (), raw)
    strange = [key for key, _ in pairs if not is_known(key) and not _PLAIN_KEY.fullmatch(key)]
    found = _by_lines(text, file, raw, is_known, None) if strange else None
    if found is not None and found.first_line < _line(text, raw.end):
        return found  # it was never closed, and a later rule was taken for its end
    if strange and not any(is_known(key) for key, _ in pairs):
        return None
    return _block(text, pairs, raw)


def _is_comment(line: str, is_known: IsKnown) -> bool:
    found = _KEY_LINE.fullmatch(line.strip().removeprefix("#").strip())
    return line.lstrip().startswith("#") and found is not None and is_known(found["key"])


def _line(text: str, end: int) -> int:
    return text.count("\n", 0, end) + 1


def _block(text: str, pairs: Pairs, raw: _Raw, *remarks: Remark, unread: Remark | None = None) -> MetadataBlock:
    return MetadataBlock(
        pairs=pairs, body=text[raw.end :], first_line=_line(text, raw.end), remarks=remarks, unread=unread
    )


# Parsers.


class _Refused(Exception):
    def __init__(self, why: str, where: Position) -> None:
        super().__init__(why)
        self.remark: Remark = (why, where)


def _yaml(raw: _Raw, file: str) -> Pairs | None:
    """The pairs of a YAML mapping; () for an empty document, None for anything else."""
    try:
        root = parse(raw.text, file, first_line=raw.line)
    except YamlError as error:
        raise _Refused(f"not YAML: {error.message}", error.where) from None
    return () if root is None else root.pairs


def _toml(raw: _Raw, file: str) -> Pairs | None:
    import tomllib  # imported lazily: few files have TOML

    try:
        return _nodes(tomllib.loads(raw.text).items(), _Places(raw, file))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r" \(at line (\d+)", str(error))
        where = Position(file=file, line=raw.line + (int(found[1]) - 1 if found else 0))
        raise _Refused(f"not TOML: {re.sub(r' [(]at .*', '', str(error))}", where) from None


def _json(raw: _Raw, file: str) -> Pairs | None:
    joined = raw.text.strip()
    try:
        found = json.loads(joined if joined.startswith("{") else f"{{{joined}}}", object_pairs_hook=_Object)
    except (ValueError, RecursionError) as error:
        raise _Refused("not JSON", Position(file=file, line=raw.line + getattr(error, "lineno", 1) - 1)) from None
    return _nodes(found, _Places(raw, file)) if isinstance(found, _Object) else None


_PARSERS: dict[str, Callable[[_Raw, str], Pairs | None]] = {"yaml": _yaml, "toml": _toml, "json": _json}


class _Object(list[tuple[str, Any]]):
    """A JSON object as pairs, with duplicate keys."""


class _Places:
    """Places of keys, which the TOML and JSON parsers do not report."""

    def __init__(self, raw: _Raw, file: str) -> None:
        self.file, self.first = file, raw.line
        self.lines: dict[str, int] = {}
        for number, line in enumerate(raw.text.split("\n")):
            for found in _JSON_KEY.finditer(line):
                self.lines.setdefault(found[1], number)

    def of(self, key: str) -> Position:
        return Position(file=self.file, line=self.first + self.lines.get(key, 0))


def _nodes(pairs: Iterable[tuple[str, Any]], places: _Places) -> Pairs:
    return tuple((key, _node(value, places, places.of(key), 0)) for key, value in pairs)


def _node(value: Any, places: _Places, where: Position, depth: int) -> Node:
    if depth > MOST_DEPTH:
        raise _Refused("nested too deep", where)
    if isinstance(value, dict | _Object):
        pairs = value.items() if isinstance(value, dict) else value
        return Node(where=where, pairs=tuple((key, _node(one, places, where, depth + 1)) for key, one in pairs))
    if isinstance(value, list):
        return Node(where=where, items=tuple(_node(one, places, where, depth + 1) for one in value))
    if isinstance(value, datetime):
        value = value.date()  # the day as written, in any time zone
    if isinstance(value, date):
        value = value.isoformat()
    return Node(
        where=where, text="" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )


def _json_object(text: str, file: str, start: int, is_known: IsKnown) -> MetadataBlock | None:
    """Read a JSON object at the top, which needs no fence."""
    line = _line(text, start)
    try:
        found, end = json.JSONDecoder(object_pairs_hook=_Object).raw_decode(text, start)
        after = _AFTER_JSON.match(text, end)
        if not after or not any(is_known(key) for key, _ in found):
            return None
        raw = _Raw(text=text[start:end], line=line, start=start, end=after.end(), form="json")
        return _block(text, _nodes(found, _Places(raw, file)), raw)
    except _Refused as refused:
        return MetadataBlock(pairs=(), body=text, first_line=1, unread=refused.remark)
    except (ValueError, RecursionError):
        pass  # for example an extra comma: YAML accepts more, and reading line by line everything
    closing = _JSON_END.search(text, start)
    if not closing:
        return None
    raw = _Raw(text=text[start : closing.end()], line=line, start=start, end=closing.end(), form="yaml")
    try:
        if (pairs := _yaml(raw, file)) and any(is_known(key) for key, _ in pairs):
            return _block(text, pairs, raw)
    except _Refused:
        pass
    inner = raw.text.strip().strip(";").strip().removeprefix("{").removesuffix("}")
    if "\n" not in inner.strip():
        inner = _COMMAS.sub("\n", inner)
    raw = _Raw(text=inner, line=line, start=start, end=closing.end(), form="json")
    return _by_lines(text, file, raw, is_known, ("not JSON", Position(file=file, line=line)))


# Line by line.


class _Chunk(Struct, kw_only=True):
    """A key, its value on the same line, and the lines that belong to it."""

    key: str
    value: str
    line: int  # of the block, from 0
    column: int
    first: str  # the line as the parser accepts it
    more: list[str] = field(default_factory=list)
    section: str = ""


class _Lines(Struct, kw_only=True):
    """A block read so far. ``cut`` is the line at which text begins, if any; ``abrupt``: without a blank line above."""

    chunks: list[_Chunk] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)  # lines of no known form
    cut: int | None = None
    abrupt: bool = False


def _by_lines(text: str, file: str, raw: _Raw, is_known: IsKnown, refused: Remark | None) -> MetadataBlock | None:
    """Read a block line by line; None if it is text."""
    lines = _SPACES.sub(" ", raw.text).split("\n", _MOST_LINES_READ)
    read = _read_lines(lines[:_MOST_LINES_READ], raw, is_known)
    known = [chunk for chunk in read.chunks if is_known(chunk.key)]
    if not known and not (raw.closed and read.cut is None and _are_plain(read)):
        return None
    if len(read.strange) > len(read.chunks):
        return None
    if read.abrupt and len(known) < 2 and not any(fields.withholds(chunk.key, bare(chunk.value)) for chunk in known):
        return None
    if read.cut is not None:
        offset = sum(len(line) + 1 for line in lines[: read.cut])
        raw = replace(raw, text=raw.text[:offset], end=raw.start + offset, closed=False)
    remarks = [refused] if refused else []
    if not raw.closed:
        remarks = [("it is not closed; it was read up to the text", Position(file=file, line=raw.line))]
    unread = None
    if len(lines) > _MOST_LINES_READ and read.cut is None:
        unread = ("it is too long to be read line by line", Position(file=file, line=raw.line))
    elif read.strange:
        number = read.strange[0]
        unread = (
            f"“{lines[number].strip()[:40]}” is not a line “key: value”",
            Position(file=file, line=raw.line + number),
        )
    try:
        pairs = _in_sections([_chunk_pair(chunk, raw, file, is_known) for chunk in read.chunks])
    except _Refused as refusal:
        pairs, unread = (), unread or refusal.remark
    return _block(text, pairs, raw, *remarks, unread=unread)


def _are_plain(read: _Lines) -> bool:
    """Whether there are only keys, none of which looks like the beginning of a sentence."""
    return bool(read.chunks) and not read.strange and all(_PLAIN_KEY.fullmatch(chunk.key) for chunk in read.chunks)


def _read_lines(lines: list[str], raw: _Raw, is_known: IsKnown) -> _Lines:
    read = _Lines()
    section, blank = "", False
    for number, line in enumerate(lines):
        if not line.strip() or line.strip() in ("{", "}"):
            blank = blank or not line.strip()
            continue
        found = _pair_at(line, raw.form, read, is_known)
        if section_found := _SECTION.fullmatch(line) if raw.form == "toml" else None:
            section = section_found["name"]
        elif found and (not blank or is_known(found["key"]) or _PLAIN_KEY.fullmatch(found["key"])):
            read.chunks.append(_chunk(found, number, section))
        elif line.lstrip().startswith("#") and (not blank or _leads_to_pair(lines, number, is_known)):
            pass  # a comment
        elif _goes_on(line, read, blank=blank):
            read.chunks[-1].more.append(line)
        elif blank or (not raw.closed and read.chunks):
            read.cut, read.abrupt = number, not blank
            break
        elif read.chunks and not fields.names_withholding(line):
            read.chunks[-1].more.append(line)  # a value that was wrapped
        else:
            read.strange.append(number)
        blank = False
    return read


def _pair_at(line: str, form: str, read: _Lines, is_known: IsKnown) -> re.Match[str] | None:
    """A ``key: value`` that is not part of the value of the key above; None for other lines."""
    found = _KEY_LINE.fullmatch(line)
    if not found:
        return None
    known = is_known(found["key"])
    glued = found["sign"] == ":" and not found["gap"] and found["value"]
    if (found["sign"] == "=" and form != "toml") or glued or found["mark"][:1] in ("-", "*", "+"):
        return found if fields.is_known(found["key"]) and not found["value"].startswith("//") else None
    if found["indent"] and (not known or _is_below(found, read)):
        return None
    return found


def _is_below(found: re.Match[str], read: _Lines) -> bool:
    """Whether an indented pair belongs to the key above it. A withholding key does so only if that is certain."""
    if not read.chunks or read.chunks[-1].value:
        return False
    more = read.chunks[-1].more
    if more and more[0].lstrip().startswith(("- ", "* ")):
        return len(found["indent"]) > _indent(more[0])
    return not fields.may_withhold(found["key"])


def _leads_to_pair(lines: list[str], number: int, is_known: IsKnown) -> bool:
    following = next((line for line in lines[number + 1 :] if line.strip()), "")
    found = _KEY_LINE.fullmatch(following)
    return found is not None and is_known(found["key"])


def _goes_on(line: str, read: _Lines, *, blank: bool) -> bool:
    """Whether ``line`` continues the value of the key above it."""
    if not read.chunks:
        return False
    item = re.match(r"[ \t]*[-*][ \t]", line) and not read.chunks[-1].value
    return bool(item) or line.strip() in ("]", "},", "],") or (line[0] in " \t" and not blank)


def _chunk(found: re.Match[str], number: int, section: str) -> _Chunk:
    first = f"{found['quote']}{found['key']}{found['quote']}{found['sign']} {found['value']}"
    return _Chunk(
        key=found["key"],
        value=found["value"].strip(),
        line=number,
        column=found.start("value") + 1,
        first=first,
        section=section,
    )


def _chunk_pair(chunk: _Chunk, raw: _Raw, file: str, is_known: IsKnown) -> tuple[str, str, Node]:
    """Section, key and value of a chunk: parsed alone if possible, else as written."""
    where = Position(file=file, line=raw.line + chunk.line, column=chunk.column)
    alone = _Raw(text="\n".join([chunk.first, *chunk.more]), line=raw.line + chunk.line, start=0, end=0, form=raw.form)
    if is_known(chunk.key) and raw.form in ("yaml", "toml"):
        try:
            pairs = _PARSERS[raw.form](alone, file)
        except _Refused:
            pairs = None
        if pairs and len(pairs) == 1:
            return chunk.section, chunk.key, pairs[0][1]
    value = bare(chunk.value)
    if not value and chunk.more and chunk.more[0].lstrip().startswith(("- ", "* ")):
        return chunk.section, chunk.key, Node(where=where, items=tuple(_items(chunk, alone, file, is_known)))
    joined = " ".join([value.removeprefix("|").removeprefix(">").strip(), *(bare(line) for line in chunk.more)])
    return chunk.section, chunk.key, Node(where=where, text=joined.strip())


def _items(chunk: _Chunk, alone: _Raw, file: str, is_known: IsKnown) -> Iterator[Node]:
    """The items of a list below a key, parsed one by one, so that an unreadable item loses only itself."""
    first = _indent(chunk.more[0])
    starts = [
        number
        for number, line in enumerate(chunk.more)
        if line.lstrip().startswith(("- ", "* ")) and _indent(line) <= first
    ]
    for start, end in pairwise([*starts, len(chunk.more)]):
        mark = _indent(chunk.more[start])
        lines = [" " * (mark + 2) + chunk.more[start][mark + 2 :], *chunk.more[start + 1 : end]]
        raw = replace(alone, text="\n".join(lines), line=alone.line + 1 + start, form="yaml")
        yield _item(raw, file, is_known)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _item(raw: _Raw, file: str, is_known: IsKnown) -> Node:
    where = Position(file=file, line=raw.line, column=len(raw.text) - len(raw.text.lstrip()) + 1)
    try:
        if root := parse(raw.text, file, first_line=raw.line):
            return root
    except YamlError as error:
        inner = raw.text.strip()
        flow = inner.startswith("{")
        if flow:
            inner = _COMMAS.sub("\n", inner.removeprefix("{").removesuffix("}"))
        block = _by_lines(
            inner,
            file,
            replace(raw, text=inner, start=0, end=len(inner), form="json" if flow else "yaml"),
            is_known,
            None,
        )
        if block is not None and not block.unread and not block.body.strip():
            return Node(where=where, pairs=tuple((key, _placed(node, where)) for key, node in block.pairs))
        if flow or "\n" in raw.text.strip():
            raise _Refused(error.message, error.where) from None
    return Node(where=where, text=bare(raw.text))


def _placed(node: Node, where: Position) -> Node:
    """``node`` with the position ``where``."""
    return Node(where=where, text=node.text, items=node.items, pairs=node.pairs)


def bare(value: str) -> str:
    """A value without quotes, brackets, a comma or a comment around it."""
    value = re.sub(r"\s#\s.*", "", value.strip()).rstrip(",").strip()
    if value in NOTHING:
        return ""
    for opening, closing in ('""', "''", "[]"):
        if (
            value.startswith(opening)
            and not value.startswith("[[")
            and (value.endswith(closing) or closing not in value[1:])
        ):
            return value[1:].removesuffix(closing).strip()
    return value


def _in_sections(pairs: Iterable[tuple[str, str, Node]]) -> Pairs:
    """The pairs without a section, followed by each section as one pair."""
    plain: list[tuple[str, Node]] = []
    sections: dict[str, list[tuple[str, Node]]] = {}
    for section, key, node in pairs:
        (sections.setdefault(section, []) if section else plain).append((key, node))
    return (*plain, *((name, Node(where=inner[0][1].where, pairs=tuple(inner))) for name, inner in sections.items()))
