"""Which words are common in any text of a language, so that they tell little of what one text is about.

They come from ``data/frequencies``: ``LANG.txt``, counted by ``tools/word_frequencies.py``, and ``news_words.txt``, written by
hand for the languages that have most of the news; and from the function words.

Rejected: frequencies as numbers. A word is no part of a keyphrase, a weak one, or one like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from digest.infer.function_words import with_role
from digest.infer.stems import folded

DATA: Final = Path(__file__).parent.parent / "data" / "frequencies"
# What stands in the table of weights in place of a weight.
BREAKS: Final = 0.0  # a word that is no part of a keyphrase
TIES: Final = -1.0  # a function word that may stand inside a phrase
DOUBTFUL: Final = -3.0  # one that is folded as an auxiliary is: French à and a

_CLASS = {"d": 0.0, "3": 0.0, "2": 0.4}  # of a word that is common anywhere

_SAME = {"no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "tl": "fil", "iw": "he", "in": "id", "yue": "zh"}
_ROLES = ("art", "gen", "pre", "btw", "att", "con", "sub", "cpl", "aux", "pro", "oth", "bnd")

_PARTICIPLES = {
    "fr": ("é", "ée", "és", "ées"),
    "es": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "iendo"),
    "pt": ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "endo"),
    "it": ("ato", "ata", "ati", "ate", "uto", "uta", "uti", "ute", "ando", "endo"),
}

_PARTICLES = ("de", "du", "des", "del", "della", "di", "von", "van", "der", "bin", "ibn")  # of names, in any language


class Background(Struct, frozen=True, kw_only=True):
    """What is common in one language.

    ``weights`` of its folded words: 0 for those that are no part of a keyphrase, below it for those that may tie two
    (``ties``, not folded); any other word weighs 1. ``verbal`` are endings of verbs. Where its common words are not
    ``listed`` by hand, only names and what is repeated can be trusted.
    """

    weights: Mapping[str, float]
    ties: frozenset[str]
    verbal: tuple[str, ...]
    listed: bool


@lru_cache(maxsize=64)
def background(language: str) -> Background:
    """What is common in ``language`` (a BCP 47 tag); nothing where it is not known."""
    base = language.split("-")[0]
    base = _SAME.get(base, base)
    weights = {folded(word): BREAKS for word in sorted(with_role(base, *_ROLES))}
    ties = with_role(base, "art", "gen")
    auxiliaries = {folded(word) for word in with_role(base, "aux")}
    for word in map(folded, sorted(ties)):
        weights[word] = DOUBTFUL if word in auxiliaries else TIES
    listed, counted = _listed(base), _counted(base)
    for line in (*listed, *counted):
        kind, *words = line.split()
        for word in words:
            weights.setdefault(word, _CLASS[kind])
    if weights:
        for word in _PARTICLES:
            weights.setdefault(word, TIES)
    verbal = (*sorted(with_role(base, "end")), *_PARTICIPLES.get(base, ()))
    return Background(weights=weights, ties=ties, verbal=verbal, listed=bool(listed))


def _listed(language: str) -> list[str]:
    """The lines of ``news_words.txt`` for ``language``: each a class and its words, folded; the stronger class first."""
    lines = (DATA / "news_words.txt").read_text("utf-8").splitlines()
    return [folded(line[len(language) + 1 :]) for line in lines if line.startswith(f"{language} ")]


def _counted(language: str) -> list[str]:
    """The same of the language's own file; nothing if it has none."""
    path = DATA / f"{language}.txt"
    if not language.isalpha() or not path.is_file():
        return []
    return [line for line in path.read_text("utf-8").splitlines() if line[:1] in _CLASS]
