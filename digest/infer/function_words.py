"""The function words of each language, by role: the one table that language, sentences, headline and dek share.

The words stand in ``function_words.txt`` beside this file, one line a language and role; its head says what the roles
are. A language that is not listed has no words, and whatever rests on them falls back to punctuation alone.

Rejected: inflected content words, so a verb is known by its auxiliary, by a common
form or by an ending, or not at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_TABLE = Path(__file__).parent / "function_words.txt"
_SAME = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "fil": "tl", "iw": "he", "in": "id"}
NOT_WORDS = frozenset({"let", "abb", "abe", "ord", "end", "bnd", "day"})  # roles that are no words of a running text


@cache
def table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For each language its roles, for each role its words (NFC), in the order of the file."""
    languages: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in unicodedata.normalize("NFC", _TABLE.read_text("utf-8")).splitlines():
        if line and not line.startswith("#"):
            language, role, *words = line.split()
            languages.setdefault(language, {})[role] = tuple(dict.fromkeys(words))
    return MappingProxyType(languages)


@cache
def with_role(language: str, *roles: str) -> frozenset[str]:
    """The words that have one of ``roles`` in ``language`` (a BCP 47 tag; regions are set aside)."""
    base = language.split("-")[0]
    known = table().get(_SAME.get(base, base), {})
    return frozenset(word for role in roles for word in known.get(role, ()))
