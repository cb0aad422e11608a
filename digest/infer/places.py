"""Countries, cities, regions and institutions as texts in a language name them.

Countries come from ``vocabulary.countries``, cities and regions from ``data/names/places.SCRIPT.txt``, institutions from
``data/names/institutions.txt``. In scripts with capitals the names are part of ``name_candidates``. In other scripts countries
are found here by name alone: Arabic and Hebrew write ``and``, ``in`` and ``to`` together with the next word, Korean and others
particles at its end; in Chinese, Japanese and Thai, which have no spaces, a country's name is found anywhere.

Rejected: gazetteers of the world; the regions and cities that news names often are listed, and others are recognised by the
words beside them. People and organisations in scripts without capitals, which nothing marks there: the editor can list them in
names.yml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Final

from digest.infer.text import Passage
from digest.vocabulary import countries
from digest.words import folded, words

NAME_FILES = Path(__file__).parent.parent / "data" / "names"
PLACE: Final = ""  # instead of a country's code: any other known place
INSTITUTION: Final = "*"  # and an organisation
_FIRST_WORD = re.compile(r"^[^\W_]+", re.MULTILINE)
_LONGEST_ACRONYM = 7  # characters, as in U.S.A.
# Languages whose press uses the names of most countries in another language.
_ALSO = dict.fromkeys(("ln", "rn", "mg", "wo", "sg", "bm"), "fr") | dict.fromkeys(
    ("sn", "ny", "zu", "xh", "st", "tn", "rw", "lg", "ha", "yo", "ig", "om", "so", "fil", "tl"), "en"
)


class Case(Enum):
    """How a listed name must be written: anyhow, with its first and last word capitalised, or in all capitals (US)."""

    ANY = 0
    TITLE = 1
    UPPER = 2


# The words after the first, a country's code or one of the two kinds above, and how it is written.
Phrase = tuple[list[str], str, Case]
Phrases = Mapping[str, Sequence[Phrase]]  # by a word, the longest first
Known = tuple[int, str]  # the number of words of a listed name, and its code or kind
Stem = Callable[[str], str]


def unchanged(word: str) -> str:
    """Returns ``word``: the stem in languages that do not inflect names."""
    return word


@lru_cache(maxsize=8)
def listed_names(script: str, stem: Stem = unchanged) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The listed places and institutions in ``script`` by the stem of their first word: each as listed, and its kind."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in listed("places", script):
        found.setdefault(stem(_FIRST_WORD.findall(name)[0]), []).append((name, PLACE))
    lines = (NAME_FILES / "institutions.txt").read_text("utf-8").splitlines()
    forms = " | ".join(line for line in lines if not line.startswith("#")).split(" | ")
    for form, first in zip(forms, _FIRST_WORD.findall(folded("\n".join(forms))), strict=True):
        found.setdefault(stem(first), []).append((form, INSTITUTION))
    return found


def listed_phrase(name: str, kind: str, stem: Stem) -> Phrase:
    """One of ``listed_names``, parsed."""
    rest = list(map(stem, words(folded(name.replace("_", " ")))[1:]))
    if kind == PLACE:
        return rest, kind, Case.ANY
    return rest, kind, Case.UPPER if name.isupper() else Case.TITLE if name.split()[-1][0].isupper() else Case.ANY


@lru_cache(maxsize=64)
def country_phrases(language: str, stem: Stem = unchanged) -> Phrases:
    """The names of countries in ``language`` by their first word, the longest first."""
    names = dict(countries.countries_in(language))
    if also := _ALSO.get(language.split("-")[0]):
        names = {**countries.countries_in(also), **names}
    found: dict[str, list[Phrase]] = {}
    several: list[str] = []
    for name, joined in zip(names, folded("\n".join(names)).split("\n"), strict=True):
        first, *rest = (joined,) if joined.isalpha() and name.isascii() else words(joined) or ("",)
        if stem is not unchanged:
            first, rest = stem(first), list(map(stem, rest))
        case = Case.UPPER if len(name) <= _LONGEST_ACRONYM and name.isupper() else Case.ANY
        if first in found:
            several.append(first)
        found.setdefault(first, []).append((list(rest), names[name], case))
    for first in several:
        found[first].sort(key=lambda phrase: -len(phrase[0]))
    return found


def listed(kind: str, script: str) -> list[str]:
    """The words of ``given.SCRIPT.txt`` or ``places.SCRIPT.txt``, folded; empty if there is no such file."""
    path = NAME_FILES / f"{kind}.{script}.txt"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return folded(" ".join(line for line in lines if not line.startswith("#"))).split()


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
            words = passage.folded[place + 1 : place + size]
            if words == following or (base in _AGGLUTINATING and _has_ending(words, following)):
                return size, code
    return 0, ""


def _has_ending(words: Sequence[str], name: Sequence[str]) -> bool:
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
