"""Which words are function words or common in a language.

* Function words are listed by language and role in ``data/function_words.txt``. Where a language is not listed, everything
  that uses them relies on punctuation alone.
* Common words (``Background``) come from ``data/frequencies``: ``LANG.txt``, counted by ``tools/word_frequencies.py``, and
  ``news_words.txt``, written by hand.

Rejected: frequencies as numbers, since keyphrases need three classes of words only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from digest.i18n import data_language
from digest.words import folded

_FUNCTION_WORDS = Path(__file__).parent.parent / "data" / "function_words.txt"
_FINITE_VERBS = _FUNCTION_WORDS.parent / "finite_verbs.txt"
CONTENT_ROLES = frozenset({"say", "ann", "evi", "evt", "unt", "ttl"})  # roles of verbs and nouns
OTHER_ROLES = CONTENT_ROLES | frozenset(
    {
        "let",
        "abb",
        "abe",
        "ord",
        "end",
        "bnd",
        "day",
        "rel",
        "dbf",
        "daf",
        "det",
        "fst",
        "bak",
        "bgn",
        "sbj",
        "dem",
        "hod",
        "ctr",
        "cnd",
        "cir",
    }
)  # roles whose entries do not distinguish languages or connect words


@cache
def function_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The function words by language and role (NFC), in the order of the file."""
    languages: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in unicodedata.normalize("NFC", _FUNCTION_WORDS.read_text("utf-8")).splitlines():
        if line and not line.startswith("#"):
            language, role, *words = line.split()
            languages.setdefault(language, {})[role] = tuple(dict.fromkeys(words))
    return MappingProxyType(languages)


def roles_of(language: str) -> Mapping[str, tuple[str, ...]]:
    """The function words of ``language`` (a BCP 47 tag) by role; empty where none are listed."""
    return function_words().get(data_language(language), {})


@cache
def with_role(language: str, *roles: str) -> frozenset[str]:
    """The words that have one of ``roles`` in ``language`` (a BCP 47 tag, whose region is ignored)."""
    known = roles_of(language)
    return frozenset(word for role in roles for word in known.get(role, ()))


@cache
def finite_verbs(language: str) -> frozenset[str]:
    """Finite forms of common verbs of ``language``, in lower case; empty where none are listed."""
    return frozenset(_finite_verb_lines().get(data_language(language), "").split())


@cache
def _finite_verb_lines() -> Mapping[str, str]:
    """The finite verbs of each language, separated by spaces."""
    found: dict[str, str] = {}
    for line in _FINITE_VERBS.read_text("utf-8").splitlines():
        language, _, verbs = line.partition(" ")
        found[language] = f"{found.get(language, '')} {verbs}"
    return found


FREQUENCIES: Final = Path(__file__).parent.parent / "data" / "frequencies"
# Values of ``Background.weights`` that are not weights.
BREAKS: Final = 0.0  # a word that is never part of a keyphrase
TIES: Final = -1.0  # a function word that may be inside a phrase
DOUBTFUL: Final = -3.0  # one that equals an auxiliary when folded: French à and a

_CLASS = {"d": 0.0, "3": 0.0, "2": 0.4}  # weights by the class of a common word

_ROLES = ("art", "gen", "pre", "btw", "att", "con", "sub", "cpl", "aux", "pro", "oth", "bnd")

_NAME_PARTICLES = tuple("de du des del della di von van der bin ibn".split())


class Background(Struct, frozen=True, kw_only=True):
    """The common words of one language.

    ``weights`` are by folded word: 0 (``BREAKS``) for words that are never part of a keyphrase, negative for those that may
    join two words of one (``ties``, not folded); words not listed weigh 1.
    """

    weights: Mapping[str, float]
    ties: frozenset[str]


@lru_cache(maxsize=64)
def background(language: str) -> Background:
    """The common words of ``language`` (a BCP 47 tag); empty where none are listed."""
    base = data_language(language)
    weights = {folded(word): BREAKS for word in sorted(with_role(base, *_ROLES))}
    ties = with_role(base, "art", "gen")
    auxiliaries = {folded(word) for word in with_role(base, "aux")}
    for word in map(folded, sorted(ties)):
        weights[word] = DOUBTFUL if word in auxiliaries else TIES
    for line in (*_news_words(base), *_counted_words(base)):
        kind, *words = line.split()
        for word in words:
            weights.setdefault(word, _CLASS[kind])
    if weights:
        for word in _NAME_PARTICLES:
            weights.setdefault(word, TIES)
    return Background(weights=weights, ties=ties)


def _news_words(language: str) -> list[str]:
    """The lines of ``news_words.txt`` for ``language``, folded: each a class and its words; the stronger class first."""
    lines = (FREQUENCIES / "news_words.txt").read_text("utf-8").splitlines()
    return [folded(line[len(language) + 1 :]) for line in lines if line.startswith(f"{language} ")]


def _counted_words(language: str) -> list[str]:
    """The lines of the file of ``language``; empty if it has no file."""
    path = FREQUENCIES / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return []
    return [line for line in path.read_text("utf-8").splitlines() if line[:1] in _CLASS]
