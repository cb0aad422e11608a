"""Countries, and cities and regions known by name, as texts in a language call them.

Countries are those of ``places.countries_in``; the others stand in ``data/names/places.SCRIPT.txt``.

Rejected: gazetteers of the world. Some hundred cities are known by name; others by the words beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from digest.infer.sentences import words
from digest.infer.stems import folded
from digest.vocabulary import countries

DATA = Path(__file__).parent.parent / "data" / "names"
PLACE = ""  # instead of a country's code: a known place that is no country
_LONGEST_ACRONYM = 7  # characters, as in U.S.A.
# Languages whose press calls most countries as another language does.
_ALSO = dict.fromkeys(("ln", "rn", "mg", "wo", "sg", "bm"), "fr") | dict.fromkeys(
    ("sn", "ny", "zu", "xh", "st", "tn", "rw", "lg", "ha", "yo", "ig", "om", "so", "fil", "tl"), "en"
)

# By the first word: the words that follow, a country's code or PLACE, and whether it is written in capitals only (US).
Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str, bool]]]
Cut = Callable[[str], str]


def same(word: str) -> str:
    """``word`` as it is: the cut of languages that do not inflect names."""
    return word


class Gazetteer(Struct, frozen=True, kw_only=True):
    """``countries`` and other places of several words, ``regions``, by their first word; ``cities`` of one word."""

    countries: Phrases
    regions: Phrases
    cities: frozenset[str]

    def phrases(self, word: str) -> Sequence[tuple[tuple[str, ...], str, bool]]:
        """What may follow ``word``, folded and cut, in the name of a place; the longest names first."""
        found = self.countries.get(word, ())
        more = self.regions.get(word, ())
        if more:
            found = sorted((*found, *more), key=lambda phrase: -len(phrase[0])) if found else more
        return (*found, _ALONE) if word in self.cities else found


_ALONE = ((), PLACE, False)


def gazetteer(language: str, script: str, cut: Cut) -> Gazetteer:
    """The places that texts in ``language`` name in ``script``; ``cut`` takes the endings off words."""
    cities, regions = _listed_places(script)
    if cut is not same:
        cities = frozenset(map(cut, cities))
        regions = {
            cut(first): [(tuple(map(cut, rest)), code, capitals) for rest, code, capitals in several]
            for first, several in regions.items()
        }
    return Gazetteer(countries=country_phrases(language, cut), regions=regions, cities=cities)


def country_phrases(language: str, cut: Cut = same) -> Phrases:
    """The countries' names in ``language`` by their first word, the longest first."""
    names = dict(countries.countries_in(language))
    if also := _ALSO.get(language.split("-")[0]):
        names = {**countries.countries_in(also), **names}
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    several: list[str] = []
    for name, whole in zip(names, folded("\n".join(names)).split("\n"), strict=True):
        first, *rest = (whole,) if whole.isalpha() and name.isascii() else words(whole) or ("",)
        if cut is not same:
            first, rest = cut(first), list(map(cut, rest))
        in_capitals = len(name) <= _LONGEST_ACRONYM and name.isupper()
        if first in found:
            several.append(first)
        found.setdefault(first, []).append((tuple(rest), names[name], in_capitals))
    for first in several:
        found[first].sort(key=lambda phrase: -len(phrase[0]))
    return found


def listed(kind: str, script: str) -> list[str]:
    """The words of ``given.SCRIPT.txt`` or ``places.SCRIPT.txt``, folded; none if there is no such file."""
    path = DATA / f"{kind}.{script}.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return folded(" ".join(line for line in lines if not line.startswith("#"))).split()


@lru_cache(maxsize=4)
def _listed_places(script: str) -> tuple[frozenset[str], Phrases]:
    """The places of ``script`` that are no countries: of one word, and of several by the first."""
    names = listed("places", script)
    regions: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for name in names:
        if "_" in name or "-" in name:
            first, *rest = name.replace("-", "_").split("_")
            regions.setdefault(first, []).append((tuple(rest), PLACE, False))
    for several in regions.values():
        several.sort(key=lambda phrase: -len(phrase[0]))
    return frozenset(name for name in names if name.isalpha()), regions
