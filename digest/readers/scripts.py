"""Marks of writing that the readers go by, in the scripts of the world: wide letters, ends of sentences.

Rejected: a full table of Unicode's properties; what matters is where a line or a sentence ends.
"""

from __future__ import annotations

import re

from digest.lazy_regex import lazy_regex

_WIDE = lazy_regex(r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]")  # fmt: skip  # noqa: E501
_NARROW = re.compile("[\0-\u10ff\u1e00-\u2e7f]*")  # Latin, Greek, Cyrillic, Arabic, and their marks
# Scripts that put no space between words: Thai, Lao, Myanmar, Khmer, kana, Han and their marks (Hangul does).
_UNSPACED = lazy_regex(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3001-\u30ff\u31f0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003fffd]")  # fmt: skip  # noqa: E501
_CLOSERS = r"[\"”“»›’'\)\]）〉》」』】〕\u200e\u200f]*\s*$"
_SENTENCE = re.compile(r"[.!?…。．！？؟۔।॥።៖]" + _CLOSERS)
_CLAUSE = re.compile(r"[,;:،؛、，；：፣፤]" + _CLOSERS)
_QUESTION = re.compile(r"[?？؟]" + _CLOSERS)


def width(line: str) -> int:
    """The columns that ``line`` takes where wide letters (Han, kana, Hangul) take two."""
    return len(line) + _wide(line)


def is_wide(text: str) -> bool:
    """Whether most of ``text`` is in wide letters."""
    return 2 * _wide(text) > len(text)


def _wide(text: str) -> int:
    """How many wide letters ``text`` has."""
    return 0 if text.isascii() or _NARROW.fullmatch(text) else len(_WIDE().findall(text))


def is_unspaced(character: str) -> bool:
    """Whether ``character`` belongs to a script that puts no space between words."""
    return _UNSPACED().match(character) is not None


def ends_sentence(line: str) -> bool:
    """Whether ``line`` ends with the mark of a sentence's end, closing quotes and brackets after it aside."""
    return _SENTENCE.search(line[-12:]) is not None


def ends_clause(line: str) -> bool:
    """Whether ``line`` ends with a comma, a colon or a semicolon: something must follow."""
    return _CLAUSE.search(line[-12:]) is not None


def ends_question(line: str) -> bool:
    """Whether ``line`` ends with a question mark."""
    return _QUESTION.search(line[-12:]) is not None
