"""An HTML text as tags and words, one after another, in time that grows with its length and no faster.

This follows how browsers divide a text (https://html.spec.whatwg.org/multipage/parsing.html#tokenization): comments, quoted
attributes, scripts and styles whose content is no markup. The standard library's parser is not used on what comes from
outside: until 2025 it looked for the end of every tag to the end of the text, thirteen seconds for 50 kB of ``<a ``.

What has no end (a comment, a script, a tag) swallows all that follows, as it does in a browser. ``lenient`` passes over its
first mark instead, so that nothing is swallowed; but a comment, which somebody may have meant to hide, stays one to the end.

Rejected: XML's own marks (CDATA sections, entities of a document type), which are comments here as they are in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from html import escape, unescape

from msgspec import Struct, field

from digest.readers.decoding import clean

_MARK = re.compile(r"<(?:!--|[!?]|/(?=.)|(?=[a-zA-Z]))", re.DOTALL)
_NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?:(>)|([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+)"  # an unended quote is no quote
)
_INNER = re.compile(r"<(?=[a-zA-Z]|\Z)")  # "</p" is "<", "/" and "p" to ``_ATTRIBUTE``
_COMMENT_END = re.compile(r"--!?>")
_NO_MARKUP = ("script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp", "plaintext")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in _NO_MARKUP}
_READ = frozenset({"textarea", "title"})  # character references are resolved in these
_SHOWN = frozenset({"xmp", "plaintext"})


class Kind(Enum):
    """What a token is. ``CODE`` is the content of a script, a style or a frame, ``COMMENT`` a whole comment with its marks."""

    OPEN = auto()
    CLOSE = auto()
    WORDS = auto()
    CODE = auto()
    COMMENT = auto()


class Token(Struct, frozen=True, kw_only=True):
    """A piece of the text.

    ``text`` is a tag's name in small letters, or words as they stand, character references and all; ``at`` where it begins.
    ``attributes`` are resolved, the first of a name counts. ``empty`` is a start tag that ends with ``/>``.
    """

    kind: Kind
    text: str
    at: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False


def tokens(text: str, *, xml: bool = False, lenient: bool = False) -> Iterator[Token]:
    """The tokens of ``text`` in order. In ``xml``, ``<script/>`` has no content; elsewhere the slash says nothing."""
    at = 0
    unended: set[str] = (
        set()
    )  # kinds of things of which no end is left; looking again would take the square of the length
    while at < len(text):
        mark = _MARK.search(text, at)
        start = mark.start() if mark else len(text)
        if start > at:
            yield Token(kind=Kind.WORDS, text=text[at:start], at=at)
        if not mark:
            return
        if _NAME.match(text, start + 1 + (mark[0] == "</")):
            tag, at = _tag(text, start, lenient=lenient)
            if tag is None:
                if not lenient:
                    return
                yield Token(kind=Kind.WORDS, text=text[start:at], at=start)
                continue
            yield tag
            if tag.kind is Kind.OPEN and tag.text in _ENDS and not (xml and tag.empty) and tag.text not in unended:
                end = _ENDS[tag.text].search(text, at) if tag.text != "plaintext" else None
                if end is None and lenient:
                    unended.add(tag.text)
                    continue
                stop = end.start() if end else len(text)
                if end or tag.text == "plaintext":
                    yield _content(tag.text, text[at:stop], at)
                at = stop
            continue
        if mark[0] == "<!--":
            end = _COMMENT_END.search(text, start + 2)  # "<!-->" is a whole comment
            at = end.end() if end else len(text)
            yield Token(kind=Kind.COMMENT, text=text[start:at], at=start)
            continue
        at = _declaration_end(text, start, unended)
        if at < 0:
            if not lenient:
                return
            at = mark.end()


def position(text: str, at: int) -> tuple[int, int]:
    """The line and the column, from 1, of the place ``at`` in ``text``."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _tag(text: str, start: int, *, lenient: bool) -> tuple[Token | None, int]:
    """The tag that begins at ``start`` and where the text goes on; None where it has no end. One that is ended by the end of
    another tag, which begins in it, swallows what is between as well: ``lenient`` says that it has none.
    """
    closing = text[start + 1] == "/"
    name = _NAME.match(text, start + 1 + closing)
    attributes: dict[str, str] = {}
    at = name.end() if name else start
    while found := _ATTRIBUTE.match(text, at):
        at = found.end()
        if found[1]:
            token = Token(
                kind=Kind.CLOSE if closing else Kind.OPEN,
                text=name[0].lower() if name else "",
                at=start,
                attributes=attributes,
                empty=text[at - 2] == "/",
            )
            return token, at
        if lenient and (inner := _inner_tag(found)) >= 0:
            return None, inner
        value = next((value for value in found.group(3, 4, 5) if value is not None), "")
        attributes.setdefault(found[2].lower(), clean(unescape(value)))
    return None, len(text)


def _inner_tag(attribute: re.Match[str]) -> int:
    """Where another tag begins in the name or the bare value of ``attribute``; -1 where none does."""
    return min(
        (attribute.start(part) + found.start() for part in (2, 5) if (found := _INNER.search(attribute[part] or ""))),
        default=-1,
    )


def _content(name: str, text: str, at: int) -> Token:
    if name in _SHOWN:
        return Token(kind=Kind.WORDS, text=escape(text, quote=False), at=at)
    return Token(kind=Kind.WORDS if name in _READ else Kind.CODE, text=text, at=at)


def _declaration_end(text: str, start: int, unended: set[str]) -> int:
    """Where the declaration that begins at ``start`` is over; -1 where it has no end."""
    end = -1 if "<!" in unended else text.find(">", start) + 1 or -1
    if end < 0:
        unended.add("<!")
    return end
