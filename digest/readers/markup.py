"""Recognises markup in files that are named as plain text: Markdown, HTML, and character references such as ``&nbsp;``.

A file is Markdown where two signs of it stand in it: links, bold words, fences of code, a headline underlined with ``===``; or
two pairs of tags such as ``<b>…</b>``, which Markdown reads too; a headline ``# …`` above a blank line or a heading ``## …``
suffices by itself. It is HTML where it begins with a tag of a page or of a block and goes on so. Signs that plain text has too
say nothing: lists, quotations with ``>``, single asterisks, ``#climate``, ``# # #``.

Source of the signs: CommonMark (https://spec.commonmark.org/).
"""

from __future__ import annotations

import re
from enum import StrEnum
from html import unescape
from itertools import islice

from msgspec import Struct


class Format(StrEnum):
    """What a file is written in, as messages name it."""

    MARKDOWN = "Markdown"
    HTML = "HTML"


class Markup(Struct, frozen=True):
    """The format that a file is plainly written in, and the line of the first sign of it."""

    format: Format
    line: int


_REACH = 100_000  # bytes that are looked at
_ENOUGH = 2
_BLOCK = r"(?:article|blockquote|body|div|h[1-6]|head|html|li|main|meta|ol|p|section|table|title|ul)"
_HTML = re.compile(
    r"\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?"
    rf"(?:<!doctype\s{{1,9}}html|<(?:html|head|body)\b|<{_BLOCK}\b[^<>]{{0,1000}}>)",
    re.IGNORECASE,
)
_HTML_GOES_ON = re.compile(rf"</{_BLOCK}\s{{0,9}}>|<p\b[^<>]{{0,1000}}>", re.IGNORECASE)
_WORDS = r"(?=[^\n]{0,200}?[^\W\d_])[^\n#]"
_HEADLINE = re.compile(rf"(?:[ \t]*\n){{0,20}}# {{1,9}}{_WORDS}[^\n]{{0,300}}(?:\n[ \t]*)?(?:\n|\Z)")
_HEADING = re.compile(rf"(?:\A|\n[ \t]*\n)#{{2,6}} {{1,9}}{_WORDS}")
# Signs of which two are needed, of Markdown and of tags in it.
_MARKDOWN = (
    re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|www\.)[^\s)]{1,500}[^)\n]{0,200}\)"),
    re.compile(r"^(?:```|~~~)[\w+-]{0,30}[ \t]*$", re.MULTILINE),
    re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^*\n]{1,300}(?<=[^\s*])\*\*(?![\w*])"),
    re.compile(r"(?<![\w_])__(?=[^\s_])[^_\n]{1,300}(?<=[^\s_])__(?![\w_])"),
    re.compile(r"^[^\n=]{1,150}\n={3,100}[ \t]*$", re.MULTILINE),
)
_TAGS = (
    re.compile(r"<(b|i|em|strong|u|a|span|q|cite|su[bp]|small)\b[^<>\n]{0,500}>[^<>\n]{1,500}</\1>", re.IGNORECASE),
    re.compile(rf"^</?{_BLOCK}\b[^<>\n]{{0,500}}>|<br\s?/?>", re.IGNORECASE | re.MULTILINE),
)
_BOLD_LINE = re.compile(
    r"^[ \t]*(?P<mark>\*\*|__)(?P<words>[^\s*_][^*_\n]{1,200}(?<!\s))(?P=mark)[ \t]*$", re.MULTILINE
)
_REFERENCE = re.compile(r"(?<![`\"'“‘«„])&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def find_markup(data: bytes) -> Markup | None:
    """What the plain text file with the bytes ``data`` is plainly written in; None where it is plain text."""
    start = data[:_REACH].replace(b"\0", b"")  # what marks are is ASCII, in UTF-16 too
    if not any(mark in start for mark in (b"<", b"# ", b"](", b"**", b"__", b"```", b"===")):
        return None
    # As Latin-1 each byte is a character, whatever the encoding: only ASCII and “is it a letter” matter here.
    text = start.decode("latin-1").removeprefix("\xff\xfe").removeprefix("\xfe\xff").removeprefix("\xef\xbb\xbf")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (found := _HTML.match(text)) and len(_HTML_GOES_ON.findall(text, found.start())) > 1:
        return Markup(Format.HTML, _line(text, found.end()))
    if _HEADLINE.match(text):
        return Markup(Format.MARKDOWN, _line(text, text.index("#")))
    if found := _HEADING.search(text):
        return Markup(Format.MARKDOWN, _line(text, found.end()))
    for signs in (_MARKDOWN, _TAGS):
        places = sorted(one.start() for sign in signs for one in islice(sign.finditer(text), _ENOUGH))
        if len(places) >= _ENOUGH:
            return Markup(Format.MARKDOWN, _line(text, places[0]))
    return None


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def resolve_markup(text: str) -> str:
    """Plain ``text`` with ``&nbsp;``, ``&#8217;`` and the like as the characters that they mean, and bold lines without marks.

    A line that as a whole stands in ``**`` or ``__`` is a headline or a crosshead. References behind a quotation mark or a
    backtick are spoken of (“&amp;” is an ampersand) and stay, as do unknown names.
    """
    if "**" in text or "__" in text:
        text = _BOLD_LINE.sub(r"\g<words>", text)
    return _REFERENCE.sub(lambda found: unescape(found[0]), text) if "&" in text and ";" in text else text
