"""Marks in an article's text the passages that its editor highlights.

A passage is found where the text has the same words and punctuation. White space, the form of quotation marks, spaces inside
them (« so ») and invisible characters do not count; nor do elements within a line and the ends of paragraphs, so a passage may
contain a link or go on in the next paragraph. The first place counts.

Rejected: similar words. A passage that is not in the text is a mistake, which is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

from digest.infer.text import INLINE_TAG

# A part without words of the text (a reading of ruby, a formula), a tag, a character reference, any other character.
_TOKEN = re.compile(r"<(rt|rp|math)\b.*?</\1>|<[^>]*>|&\#?\w+;|.", re.DOTALL)
_UNMARKED = re.compile(r"(<(rt|rp|math)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_FOLDED = {**dict.fromkeys("“”„‟«»″「」『』", '"'), **dict.fromkeys("‘’‚‛‹›′ʼ", "'")}

Letter = tuple[str, int, int]  # a folded character, and where it starts and ends in the HTML


def mark(html: str, passages: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The safe ``html`` of a text with a ``mark`` element around each of ``passages``; and the passages that are not in it."""
    letters = list(_folded(_letters(html)))
    text = "".join(letter for letter, _, _ in letters)
    found: list[tuple[int, int]] = []
    lost: list[str] = []
    for passage in passages:
        wanted = "".join(sign for sign, _, _ in _folded((sign, 0, 0) for sign in passage)).strip()
        at = text.find(wanted) if wanted else -1
        if at < 0:
            lost.append(passage)
        else:
            found.append((letters[at][1], letters[at + len(wanted) - 1][2]))
    return _with_marks(html, sorted(found)), tuple(lost)


def _letters(html: str) -> Iterator[Letter]:
    """The characters of the text; a space where a block begins or ends, nothing for a tag within a line."""
    for token in _TOKEN.finditer(html):
        start, end = token.span()
        if token[0][0] == "<" and len(token[0]) > 1:
            if not token[1] and not INLINE_TAG.fullmatch(token[0]):
                yield " ", start, end
        else:
            for sign in unescape(token[0]):
                yield sign, start, end


def _folded(letters: Iterable[Letter]) -> Iterator[Letter]:
    """``letters`` without differences that do not count: one space for several, none beside a quotation mark."""
    space: Letter | None = None
    before = ""
    for sign, start, end in letters:
        if sign in _INVISIBLE:
            continue
        if sign.isspace():
            space = space or (" ", start, end)
            continue
        folded = _FOLDED.get(sign, sign)
        if space and '"' not in (before, folded):
            yield space
        space = None
        before = folded
        yield folded, start, end


def _with_marks(html: str, spans: list[tuple[int, int]]) -> str:
    """``html`` with marks around the words of ``spans``, which are in order and may overlap: each run of words between tags has
    its own.
    """
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts.append(html[done:start] if start > done else "")
        for number, piece in enumerate(_UNMARKED.split(html[max(start, done) : end])):
            if number % 3 == 0:  # words; then a tag, and the name of an element
                parts.append(f"<mark>{piece}</mark>" if piece.strip() else piece)
            elif number % 3 == 1:
                parts.append(piece)
        done = max(done, end)
    return "".join([*parts, html[done:]])
