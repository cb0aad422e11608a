"""Countries in texts of scripts without capitals, found by their names alone.

Arabic and Hebrew write ``and``, ``in``, ``to`` at the beginning of the word, Korean and others particles at its end; Chinese,
Japanese and Thai write no spaces, so that there a country's name is found anywhere.

Rejected: people and organisations, which nothing sets apart there. The editor can name them in names.yml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from digest.infer.gazetteer import Phrases, country_phrases
from digest.infer.passages import Passage
from digest.vocabulary import countries

LANGUAGES = frozenset(
    "ar fa ur ps ckb sd ug dv he yi hi bn pa gu or ta te kn ml si mr ne as th lo my km ka am ti zh ja ko yue bo dz sa".split()
)
_UNSPACED = frozenset("zh ja th lo my km yue".split())
_ARABIC = frozenset("ar fa ur ps ckb sd ug".split())
_PREFIXES = {"ar": "وفبلك", "he": "ובלמהשכ"}
_AGGLUTINATING = frozenset("ko ka ta te kn ml mr ne bn si or am".split())
_AND = "وفוש"  # small words after which another may be written in one
_LONGEST_ENDING = 4  # letters of particles and endings behind a country's name
_SHORTEST = 2  # letters of a name that is found inside a text without spaces

Found = tuple[int, int, str, str]  # where it starts and ends in the passage's text, a code, and the words


def named_countries(passage: Passage, language: str) -> Iterator[Found]:
    """The countries that ``passage`` names, in order."""
    base = language.split("-")[0]
    if base in _UNSPACED:
        yield from _inside(passage.text, _unspaced(language))
        return
    phrases = _phrases(language)
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
def _phrases(language: str) -> Phrases:
    return country_phrases(language)


def _inside(text: str, names: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[Found]:
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
def _unspaced(language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The names of countries with their codes by the first letter, the longest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, code in countries.countries_in(language).items():
        if len(name) >= _SHORTEST and not name.isascii():
            found.setdefault(name[0], []).append((name, code))
    for several in found.values():
        several.sort(key=lambda named: (-len(named[0]), named))
    return found
