"""Countries, cities and regions as texts in a language name them.

Countries come from ``vocabulary.countries``, cities and regions from ``data/names/places.SCRIPT.txt``. In scripts with
capitals the names are part of ``name_candidates``. In other scripts countries are found here by name alone: Arabic and
Hebrew write ``and``, ``in`` and ``to`` together with the next word, Korean and others particles at its end; in Chinese,
Japanese and Thai, which have no spaces, a country's name is found anywhere.

Rejected: gazetteers of the world; some hundred cities are listed, and others are recognised by the words beside them. People
and organisations in scripts without capitals, which nothing marks there: the editor can list them in names.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from digest.infer.text import Passage
from digest.infer.words import folded, words
from digest.vocabulary import countries

NAME_FILES = Path(__file__).parent.parent / "data" / "names"
PLACE = ""  # instead of a country's code: any other known place
_LONGEST_ACRONYM = 7  # characters, as in U.S.A.
# Languages whose press uses the names of most countries in another language.
_ALSO = dict.fromkeys(("ln", "rn", "mg", "wo", "sg", "bm"), "fr") | dict.fromkeys(
    ("sn", "ny", "zu", "xh", "st", "tn", "rw", "lg", "ha", "yo", "ig", "om", "so", "fil", "tl"), "en"
)

# By the first word: the words that follow, a country's code or PLACE, and whether it is written in capitals only (US).
Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str, bool]]]
Stem = Callable[[str], str]


def unchanged(word: str) -> str:
    """Returns ``word``: the stem in languages that do not inflect names."""
    return word


class Gazetteer(Struct, frozen=True, kw_only=True):
    """Countries and ``regions`` (other places of several words) by their first word; ``cities`` of one word."""

    countries: Phrases
    regions: Phrases
    cities: frozenset[str]

    def phrases(self, word: str) -> Sequence[tuple[tuple[str, ...], str, bool]]:
        """The rest of the names of places that begin with the stem ``word``, the longest first."""
        found = self.countries.get(word, ())
        more = self.regions.get(word, ())
        if more:
            found = sorted((*found, *more), key=lambda phrase: -len(phrase[0])) if found else more
        return (*found, _ALONE) if word in self.cities else found


_ALONE = ((), PLACE, False)


def gazetteer(language: str, script: str, stem: Stem) -> Gazetteer:
    """The places that texts in ``language`` name in ``script``."""
    cities, regions = _listed_places(script)
    if stem is not unchanged:
        cities = frozenset(map(stem, cities))
        regions = {
            stem(first): [(tuple(map(stem, rest)), code, capitals) for rest, code, capitals in several]
            for first, several in regions.items()
        }
    return Gazetteer(countries=country_phrases(language, stem), regions=regions, cities=cities)


@lru_cache(maxsize=64)
def country_phrases(language: str, stem: Stem = unchanged) -> Phrases:
    """The names of countries in ``language`` by their first word, the longest first."""
    names = dict(countries.countries_in(language))
    if also := _ALSO.get(language.split("-")[0]):
        names = {**countries.countries_in(also), **names}
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    several: list[str] = []
    for name, joined in zip(names, folded("\n".join(names)).split("\n"), strict=True):
        first, *rest = (joined,) if joined.isalpha() and name.isascii() else words(joined) or ("",)
        if stem is not unchanged:
            first, rest = stem(first), list(map(stem, rest))
        in_capitals = len(name) <= _LONGEST_ACRONYM and name.isupper()
        if first in found:
            several.append(first)
        found.setdefault(first, []).append((tuple(rest), names[name], in_capitals))
    for first in several:
        found[first].sort(key=lambda phrase: -len(phrase[0]))
    return found


def listed(kind: str, script: str) -> list[str]:
    """The words of ``given.SCRIPT.txt`` or ``places.SCRIPT.txt``, folded; empty if there is no such file."""
    path = NAME_FILES / f"{kind}.{script}.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return folded(" ".join(line for line in lines if not line.startswith("#"))).split()


@lru_cache(maxsize=4)
def _listed_places(script: str) -> tuple[frozenset[str], Phrases]:
    """The listed places of ``script``: those of one word, and those of several words by the first."""
    names = listed("places", script)
    regions: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for name in names:
        if "_" in name or "-" in name:
            first, *rest = name.replace("-", "_").split("_")
            regions.setdefault(first, []).append((tuple(rest), PLACE, False))
    for several in regions.values():
        several.sort(key=lambda phrase: -len(phrase[0]))
    return frozenset(name for name in names if name.isalpha()), regions


UNCASED_LANGUAGES = frozenset(
    "ar fa ur ps ckb sd ug dv he yi hi bn pa gu or ta te kn ml si mr ne as th lo my km ka am ti zh ja ko yue bo dz sa".split()
)
_UNSPACED = frozenset("zh ja th lo my km yue".split())
_PREFIXES = {"ar": "وفبلك", "he": "ובלמהשכ"}
_AGGLUTINATING = frozenset("ko ka ta te kn ml mr ne bn si or am".split())
_CONJUNCTIONS = "وفוש"  # after these another prefix may follow
_LONGEST_ENDING = 4  # letters of particles and endings after a country's name
_SHORTEST = 2  # letters of a name found in a text without spaces

CountryMention = tuple[int, int, str, str]  # start and end in the passage's text, code, words


def named_countries(passage: Passage, language: str) -> Iterator[CountryMention]:
    """The countries that ``passage`` names, in order."""
    base = language.split("-")[0]
    if base in _UNSPACED:
        yield from _countries_in_unspaced(passage.text, _names_by_first_letter(language))
        return
    phrases = country_phrases(language)
    place, count = 0, len(passage.words)
    while place < count:
        size, code = _country_at(passage, place, phrases, base)
        if size:
            start, end = passage.spans[place][0], passage.spans[place + size - 1][1]
            yield start, end, code, passage.text[start:end]
        place += size or 1


def _country_at(passage: Passage, place: int, phrases: Phrases, base: str) -> tuple[int, str]:
    """The number of words of the country's name at ``place`` and its code; 0 if no name begins there."""
    for first in _without_affixes(passage.folded[place], base):
        for following, code, _ in phrases.get(first, ()):
            size = 1 + len(following)
            words = tuple(passage.folded[place + 1 : place + size])
            if words == following or (base in _AGGLUTINATING and _has_ending(words, following)):
                return size, code
    return 0, ""


def _has_ending(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether ``words`` are ``name`` with an ending."""
    if not name or words[:-1] != name[:-1] or len(words) != len(name):
        return False
    return words[-1].startswith(name[-1]) and len(words[-1]) - len(name[-1]) <= _LONGEST_ENDING


def _without_affixes(word: str, base: str) -> Iterator[str]:
    """``word``, and ``word`` without prefixes and endings that may be written together with it."""
    yield word
    prefixes = _PREFIXES.get(base, "")
    rest = word
    for _ in range(2):
        if len(rest) <= 3 or rest[0] not in prefixes:
            break
        if rest.startswith("لل"):
            yield "ال" + rest[2:]
        first, rest = rest[0], rest[1:]
        yield rest
        if first not in _CONJUNCTIONS:
            break
    if base in _AGGLUTINATING:
        for stem in range(1, min(_LONGEST_ENDING, len(word) - 2) + 1):
            yield word[:-stem]


def _countries_in_unspaced(text: str, names: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[CountryMention]:
    """The countries named anywhere in ``text``, by the longest name at each position."""
    end = 0
    for start, letter in enumerate(text):
        if start >= end and letter in names:
            for name, code in names[letter]:
                if text.startswith(name, start):
                    end = start + len(name)
                    yield start, end, code, name
                    break


@lru_cache(maxsize=16)
def _names_by_first_letter(language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The names of countries and their codes by the first letter, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in countries.countries_in(language).items():
        if len(name) >= _SHORTEST and not name.isascii():
            found.setdefault(name[0], []).append((name, code))
    for several in found.values():
        several.sort(key=lambda named: (-len(named[0]), named))
    return found
