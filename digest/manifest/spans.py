"""The Markdown of a line or cell of a manifest: links, code spans, pictures, angle brackets, tags and emphasis.

Linear in the length of the text: brackets and backticks are paired in one pass with a stack before anything is read, and no
expression looks further than the next bracket. A line of a megabyte of ``[a[a[a`` is only long.

Rejected: a Markdown library (it keeps no positions of table cells and inline spans); CommonMark's rules on which emphasis wins
(only the marks are removed).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

# Suffixes that mark a word as a file, even without a link: text formats that articles are kept in.
_TEXT_FORMATS = (
    "txt text md markdown mdown mkdn mkd mdx rst org adoc asciidoc textile tex htm html xhtml shtml xml json eml rtf pdf doc "
    "docx odt epub"
)
TEXT_SUFFIXES = frozenset(_TEXT_FORMATS.split())
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def web_address(raw: str) -> str | None:
    """``raw`` without surrounding white space, if it is an address on the web; else None."""
    raw = raw.strip()
    return raw if _WEB.fullmatch(raw) else None


def has_text_suffix(text: str) -> bool:
    """Whether ``text`` ends with the suffix of a text format."""
    stem, _, suffix = text.rpartition(".")
    return suffix.lower() in TEXT_SUFFIXES and bool(stem) and stem[-1] not in "/\\ "


NO_REFERENCES: Mapping[str, str] = MappingProxyType({})
_MARKED = re.compile(r"[\\`*_~\[\]<&!]")
_BRACKET = re.compile(r"\\[\[\]()\\]|[\[\]()]")
_START = re.compile(r"\\[!-/:-@\[-`{-~]|`+|!?\[|<")
_DESTINATION = re.compile(r"\(([^()\[\]<>\n]*\([^()\[\]<>\n]*)\)")  # a link, although one bracket is not closed
_ANGLE_DESTINATION = re.compile(r"\([ \t]*<([^<>\n]*)>[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')?[ \t]*\)")
_WIKI = re.compile(r"\[\[([^\[\]\n]+)\]\](?!\()")
_ANGLE = re.compile(r"<([^<>\n]+)>")
_INLINE_TAGS = (
    "a abbr b big br cite code del div em font i img ins kbd mark p q s samp small span strike strong sub sup tt u wbr"
)
_TAGS = frozenset(_INLINE_TAGS.split())
ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_MARKUP = re.compile(rf"\\[!-/:-@\[-`{{-~]|\*+|_+|~~|{ENTITY}")


class SpanType(StrEnum):
    LINK = "link"
    WIKI = "wikilink"
    IMAGE = "image"
    CODE = "code"
    ANGLE = "angle brackets"
    BREAK = "line break"
    TAG = "tag"


class Span(Struct, frozen=True, kw_only=True):
    """A piece of markup: its start and end in the text, the raw text that it shows, and its target."""

    kind: SpanType
    start: int
    end: int
    text: str = ""
    target: str = ""


def reference_label(text: str) -> str:
    """The name of a link reference, normalised for comparison."""
    return " ".join(text.casefold().split())


def spans(text: str, references: Mapping[str, str] = NO_REFERENCES) -> list[Span]:
    """The links, images, code spans, angle brackets and tags of ``text``, in order and without those inside others."""
    code = dict(_code(text)) if "`" in text else {}
    pairs = _bracket_pairs(text, code) if "[" in text else {}
    found: list[Span] = []
    done = 0
    for mark in _START.finditer(text):
        start, sign = mark.start(), mark[0]
        if start < done or sign[0] == "\\":
            continue
        span: Span | None = None
        if sign[0] == "`":
            span = _code_span(text, start, code)
        elif sign == "<":
            span = _angle(text, start)
        else:
            span = _link_span(text, start, sign, pairs, references)
        if span:
            found.append(span)
            done = span.end
    return found


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each code span: a run of backticks and the next run of the same length."""
    runs = [run.span() for run in re.finditer(r"`+", text)]
    following: dict[int, int] = {}
    last: dict[int, int] = {}
    for start, end in reversed(runs):
        following[start] = last.get(end - start, -1)
        last[end - start] = start
    done = 0
    for start, end in runs:
        closing = following[start]
        if start >= done and closing >= 0 and not (start and text[start - 1] == "\\"):
            done = closing + end - start
            yield start, done


def code_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of the code spans of ``text``."""
    return list(_code(text)) if "`" in text else []


def _code_span(text: str, start: int, code: Mapping[int, int]) -> Span | None:
    if start not in code:
        return None
    inner = text[start : code[start]].strip("`").strip().replace("\\|", "|")
    return Span(kind=SpanType.CODE, start=start, end=code[start], text=inner, target=inner)


def _bracket_pairs(text: str, code: Mapping[int, int]) -> dict[int, int]:
    """For each ``[`` and ``(`` outside code the bracket that closes it."""
    pairs: dict[int, int] = {}
    opened: dict[str, list[int]] = {"]": [], ")": []}
    runs = iter(sorted(code.items()))
    start, end = next(runs, (len(text), len(text)))
    for mark in _BRACKET.finditer(text):
        at, sign = mark.start(), mark[0]
        while at >= end and start < len(text):
            start, end = next(runs, (len(text), len(text)))
        if at >= start or len(sign) > 1:
            continue
        if sign in opened:
            if opened[sign]:
                pairs[opened[sign].pop()] = at
        else:
            opened["]" if sign == "[" else ")"].append(at)
    return pairs


def _angle(text: str, start: int) -> Span | None:
    found = _ANGLE.match(text, start)
    if not found:
        return None
    inner = found[1]
    if web_address(inner) or has_text_suffix(inner):
        return Span(kind=SpanType.ANGLE, start=start, end=found.end(), text=inner, target=inner)
    tag = re.match(r"/?([A-Za-z]{1,10})(?=[\s/]|$)", inner)
    if tag and tag[1].lower() in _TAGS:
        return Span(kind=SpanType.BREAK if tag[1].lower() == "br" else SpanType.TAG, start=start, end=found.end())
    if inner.endswith("/") and inner.strip() == inner and not tag:
        return Span(kind=SpanType.ANGLE, start=start, end=found.end(), text=inner, target=inner)
    return None


def _link_span(
    text: str, start: int, sign: str, pairs: Mapping[int, int], references: Mapping[str, str]
) -> Span | None:
    opening = start + len(sign) - 1
    kind = SpanType.IMAGE if sign[0] == "!" else SpanType.LINK
    if wiki := _WIKI.match(text, opening):
        target, _, name = wiki[1].replace("\\|", "|").partition("|")
        kind = SpanType.IMAGE if sign[0] == "!" else SpanType.WIKI
        return Span(kind=kind, start=start, end=wiki.end(), text=name.strip() or target, target=target.strip())
    closing = pairs.get(opening)
    if closing is None:
        return None
    inner, after = text[opening + 1 : closing], text[closing + 1 : closing + 2]
    if after == "(":
        end, target = _destination(text, closing + 1, pairs)
        if end:
            return Span(kind=kind, start=start, end=end, text=inner, target=target)
    if not references:
        return None
    end, name = closing + 1, inner
    if after == "[" and (second := pairs.get(closing + 1)):
        end, name = second + 1, text[closing + 2 : second] or inner
    target = references.get(reference_label(name), "") if len(name) < 1000 else ""
    return Span(kind=kind, start=start, end=end, text=inner, target=target) if target else None


def _destination(text: str, start: int, pairs: Mapping[int, int]) -> tuple[int, str]:
    """End and target of the ``(…)`` that starts at ``start``, without a title; (0, "") if none starts there."""
    if angle := _ANGLE_DESTINATION.match(text, start):
        return angle.end(), angle[1]
    if start in pairs:
        end, inner = pairs[start] + 1, text[start + 1 : pairs[start]].strip()
    elif found := _DESTINATION.match(text, start):
        end, inner = found.end(), found[1].strip()
    else:
        return 0, ""
    if "\n" in inner:
        inner = " ".join(inner.split())
    for quote in "\"'":
        if inner.endswith(quote) and (title := inner.find(f" {quote}")) >= 0:
            inner = inner[:title].rstrip()
    return end, inner


def plain(text: str, references: Mapping[str, str] = NO_REFERENCES, depth: int = 0) -> str:
    """``text`` as a reader sees it: no marks of emphasis and links, escapes and entities resolved, white space normalised."""
    if not _MARKED.search(text):
        return " ".join(text.split())
    pieces: list[str] = []
    runs: list[tuple[int, bool, bool]] = []
    done = 0
    for span in spans(text, references):
        _add(text, done, span.start, pieces, runs)
        if span.kind is SpanType.BREAK:
            pieces.append(" ")
        elif span.kind in (SpanType.LINK, SpanType.IMAGE, SpanType.WIKI) and depth < 2:
            pieces.append(plain(span.text, references, depth + 1))
        else:
            pieces.append(span.text)
        done = span.end
    _add(text, done, len(text), pieces, runs)
    _remove_emphasis(pieces, runs)
    return " ".join("".join(pieces).split())


def unescaped(text: str) -> str:
    """``text`` with backslash escapes and entities resolved, and nothing else changed."""
    if "\\" not in text and "&" not in text:
        return text
    return re.sub(rf"\\([!-/:-@\[-`{{-~])|({ENTITY})", lambda m: m[1] or html.unescape(m[2]), text)


def _add(text: str, start: int, end: int, pieces: list[str], runs: list[tuple[int, bool, bool]]) -> None:
    """Append ``text[start:end]`` to ``pieces``. A run of emphasis marks is a separate piece, whose index is added to ``runs``."""
    for mark in _MARKUP.finditer(text, start, end):
        pieces.append(text[start : mark.start()])
        start = mark.end()
        sign = mark[0]
        if sign[0] in "\\&":
            pieces.append(unescaped(sign))
            continue
        before, after = text[mark.start() - 1 : mark.start()], text[start : start + 1]
        opens, closes = bool(after) and not after.isspace(), bool(before) and not before.isspace()
        if sign[0] == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        runs.append((len(pieces), opens, closes))
        pieces.append(sign)
    pieces.append(text[start:end])


def _remove_emphasis(pieces: list[str], runs: list[tuple[int, bool, bool]]) -> None:
    opened: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    for index, opens, closes in runs:
        openers = opened[pieces[index][0]]
        while closes and pieces[index] and openers:
            count = min(len(pieces[index]), len(pieces[openers[-1]]))
            pieces[index] = pieces[index][count:]
            pieces[openers[-1]] = pieces[openers[-1]][count:]
            if not pieces[openers[-1]]:
                openers.pop()
        if opens and pieces[index]:
            openers.append(index)
