"""Invisible characters that have an effect: those that HTML forbids, and text directions that are opened and not closed.

A text may contain a character that turns the direction of everything after it (U+202E, for example). It must not affect the page
around the text, so an opening that is never closed is removed, and so is a closing of nothing. Control characters
and noncharacters are removed altogether. Every page is cleaned so when it is written, and every text of a feed and of the data
in a page.

Rejected: pairs that open in one cell, link or name and close in another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from digest.render.chunks import split

T = TypeVar("T")

_ISOLATES, _EMBEDDINGS = "\u2066\u2067\u2068", "\u202a\u202b\u202d\u202e"
_END_ISOLATE, _END_EMBEDDING = "\u2069", "\u202c"
DIRECTING = re.compile(f"[{_ISOLATES}{_EMBEDDINGS}{_END_ISOLATE}{_END_EMBEDDING}]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_HARMLESS = bytes([*b"\t\n", *range(0x20, 0x7F)])
_TAG = re.compile(r"(<[^>]*>)")
_VALUE = re.compile(r'"[^"]*"')
_PHRASE = re.compile(r"</?(?:abbr|cite|code|del|em|ins|q|strong|sub|sup)\b")  # reads on in the same sentence


def clean_page(chunks: list[str]) -> list[str]:
    """A page's ``chunks`` without forbidden characters; the directions of each text and attribute are closed in it."""
    if all(is_clean(chunk.encode("utf-8", "replace")) for chunk in split(chunks)):
        return chunks
    return [_cleaned("".join(chunks))]


def is_clean(page: bytes) -> bool:
    """Whether ``clean_page`` would change nothing of a ``page`` in UTF-8."""
    characters = _unprintable(page)
    return not (_FORBIDDEN.search(characters) or DIRECTING.search(characters))


def unprintable(text: str) -> str:
    """The characters of ``text`` that are not printable (``str.isprintable``), each once, but for common ones of no harm."""
    return _unprintable(text.encode("utf-8", "surrogatepass"))


def _unprintable(page: bytes) -> str:
    # Most characters of most pages are ASCII, which goes fastest as bytes.
    text = page.translate(None, _HARMLESS).decode("utf-8", "surrogatepass")
    for harmless in ("\u00a0\u202f", "\u200b\u200c\u200d\u200e\u200f\u00ad\u3000"):
        for sign in harmless:
            text = text.replace(sign, "")
        if text.isprintable():  # as nearly every page is
            return ""
    return "".join(sign for sign in set(text) if not sign.isprintable())


def _cleaned(html: str) -> str:
    html = _FORBIDDEN.sub("", html)
    if not DIRECTING.search(html):
        return html
    parts: list[str] = []
    text: list[str] = []  # a run of text, with the tags of phrases in it
    for part in _TAG.split(html):
        if not part.startswith("<"):
            text.append(part)
            continue
        tag = _VALUE.sub(lambda value: balanced(value[0]), part)
        if _PHRASE.match(tag):
            text.append(tag)
        else:
            parts += [balanced("".join(text)), tag]
            text.clear()
    return "".join([*parts, balanced("".join(text))])


def balanced(text: str) -> str:
    """``text`` without openings of a direction that nothing closes, and closings that nothing opens."""
    if not DIRECTING.search(text):
        return text
    opened: list[tuple[str, int]] = []
    wrong: set[int] = set()
    for found in DIRECTING.finditer(text):
        sign, at = found[0], found.start()
        if sign in _ISOLATES or sign in _EMBEDDINGS:
            opened.append((sign, at))
        elif sign == _END_EMBEDDING and opened and opened[-1][0] in _EMBEDDINGS:
            opened.pop()
        elif sign == _END_ISOLATE and any(one in _ISOLATES for one, _ in opened):
            while opened.pop()[0] not in _ISOLATES:  # it ends what was embedded in it
                pass
        else:
            wrong.add(at)
    wrong |= {at for _, at in opened}
    return "".join(sign for at, sign in enumerate(text) if at not in wrong)


def balanced_all(value: T) -> T:
    """``value`` with every text in its lists and mappings ``balanced``."""
    made: object = value
    if isinstance(value, str):
        made = balanced(value)
    elif isinstance(value, Mapping):
        made = {name: balanced_all(one) for name, one in value.items()}
    elif isinstance(value, list | tuple):
        made = [balanced_all(one) for one in value]
    return made  # type: ignore[return-value]
