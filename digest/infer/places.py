"""[digest.infer.gazetteer] Countries, and cities and regions known by name, as texts in a language call them.

Countries are those of ``places.countries_in``; the others stand in ``data/names/places.SCRIPT.txt``.

Rejected: gazetteers of the world. Some hundred cities are known by name; others by the words beside them.

[digest.infer.uncased] Countries in texts of scripts without capitals, found by their names alone.

Arabic and Hebrew write ``and``, ``in``, ``to`` at the beginning of the word, Korean and others particles at its end; Chinese,
Japanese and Thai write no spaces, so that there a country's name is found anywhere.

Rejected: people and organisations, which nothing sets apart there. The editor can name them in names.yml.
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
    path = NAME_FILES / f"{kind}.{script}.txt"
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


UNCASED_LANGUAGES = frozenset(
    "ar fa ur ps ckb sd ug dv he yi hi bn pa gu or ta te kn ml si mr ne as th lo my km ka am ti zh ja ko yue bo dz sa".split()
)
_UNSPACED = frozenset("zh ja th lo my km yue".split())
_ARABIC = frozenset("ar fa ur ps ckb sd ug".split())
_PREFIXES = {"ar": "وفبلك", "he": "ובלמהשכ"}
_AGGLUTINATING = frozenset("ko ka ta te kn ml mr ne bn si or am".split())
_AND = "وفוש"  # small words after which another may be written in one
_LONGEST_ENDING = 4  # letters of particles and endings behind a country's name
_SHORTEST = 2  # letters of a name that is found inside a text without spaces

CountryMention = tuple[int, int, str, str]  # where it starts and ends in the passage's text, a code, and the words


def named_countries(passage: Passage, language: str) -> Iterator[CountryMention]:
    """The countries that ``passage`` names, in order."""
    base = language.split("-")[0]
    if base in _UNSPACED:
        yield from _inside(passage.text, _names_by_first_letter(language))
        return
    phrases = _phrases_of(language)
    place, count = 0, len(passage.words)
    while place < count:
        size, code = _at(passage, place, phrases, base)
        if size:
            start, end = passage.spans[place][0], passage.spans[place + size - 1][1]
            yield start, end, code, passage.text[start:end]
        place += size or 1


def _at(passage: Passage, place: int, phrases: Phrases, base: str) -> tuple[int, str]:
    """How many words the country's name at ``place`` has, and its code; 0 where there is none."""
    for first in _bare(passage.folded[place], base):
        for following, code, _ in phrases.get(first, ()):
            size = 1 + len(following)
            words = tuple(passage.folded[place + 1 : place + size])
            if words == following or (
                following and words[:-1] == following[:-1] and len(words) == len(following) and base in _AGGLUTINATING
                and words[-1].startswith(following[-1]) and len(words[-1]) - len(following[-1]) <= _LONGEST_ENDING
            ):  # fmt: skip
                return size, code
    return 0, ""


def _bare(word: str, base: str) -> Iterator[str]:
    """``word``, and what it is without the small words written in one with it."""
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
        if first not in _AND:
            break
    if base in _AGGLUTINATING:
        for cut in range(1, min(_LONGEST_ENDING, len(word) - 2) + 1):
            yield word[:-cut]


@lru_cache(maxsize=32)
def _phrases_of(language: str) -> Phrases:
    return country_phrases(language)


def _inside(text: str, names: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[CountryMention]:
    """The countries' names anywhere in ``text``, at each place the longest."""
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
    """The names of countries with their codes by the first letter, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in countries.countries_in(language).items():
        if len(name) >= _SHORTEST and not name.isascii():
            found.setdefault(name[0], []).append((name, code))
    for several in found.values():
        several.sort(key=lambda named: (-len(named[0]), named))
    return found
