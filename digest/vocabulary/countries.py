"""Countries by their ISO 3166-1 code, which is the same in articles of any language; other places by name.

A place of an article is a country's code (``UA``, and ``XK`` for Kosovo) or the name of another place. Names of countries
come from ``data/countries.tsv``, made by ``tools/countries.py`` after CLDR, and from ``data/country_names.txt``, written by
hand: other names that the press uses, and labels that replace those of CLDR. ``data/cities.txt`` has the countries of cities
that news names often.

Rejected: a gazetteer of the world, in which most names of cities are names of several.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from digest.i18n import interface_languages, name_key

_DATA = Path(__file__).parent.parent / "data"
_ANY = "*"  # in country_names.txt: in every language


def is_country(term: str) -> bool:
    """Whether ``term`` is the code of a country."""
    return term in codes()


@cache
def codes() -> frozenset[str]:
    """The codes of all countries."""
    return frozenset(_labels("en"))


def label(term: str, language: str) -> str:
    """The name of the country with the code ``term`` in ``language``, else in English; any other place unchanged."""
    base = language.split("-")[0]
    return _labels(base).get(term) or _labels("en").get(term, term)


def identify(name: str) -> str:
    """The code of the country that ``name`` names in a language of the interface; else ``name`` unchanged."""
    return name if is_country(name) else _by_any_name().get(name_key(name), name)


@lru_cache(maxsize=128)
def countries_in(language: str) -> Mapping[str, str]:
    """All names of countries in ``language`` with their codes; empty if the language is unknown."""
    base = language.split("-")[0]
    found = {name: code for code, names in _listed(base).items() for name in names}
    for code, _, names in _others(base):
        found |= dict.fromkeys(names, code)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _by_any_name() -> Mapping[str, str]:
    """The names in all languages of the interface; where two countries have the same, that of the first language."""
    found: dict[str, str] = {}
    for language in ("en", *interface_languages()):
        for name, code in countries_in(language).items():
            found.setdefault(name_key(name), code)
    return MappingProxyType(found)


@lru_cache(maxsize=128)
def _labels(language: str) -> Mapping[str, str]:
    """The label of each country in ``language``; empty if the language is unknown."""
    found = {code: names[0] for code, names in _listed(language).items()}
    return MappingProxyType(found | {code: ours for code, ours, _ in _others(language) if ours and found})


@lru_cache(maxsize=128)
def _listed(language: str) -> Mapping[str, tuple[str, ...]]:
    """CLDR's names by code, the label first."""
    cells = _lines().get(language, "").split("\t")  # a code of two letters, a space, names
    return MappingProxyType({cell[:2]: tuple(cell[3:].split("|")) for cell in cells if cell})


def _others(language: str) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    """The names written by hand: a code, its label (None where CLDR's is used), and all of its names."""
    for line in _by_hand():
        tag, code, names = line.split(" ", 2)
        if tag in (language, _ANY):
            written = tuple(name.strip() for name in names.removeprefix("=").split("|"))
            yield code, written[0] if names.startswith("=") else None, written


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    pairs = (line.partition("\t") for line in (_DATA / "countries.tsv").read_text("utf-8").splitlines())
    return MappingProxyType({language: line for language, _, line in pairs if not language.startswith("#")})


@lru_cache(maxsize=1)
def _by_hand() -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", (_DATA / "country_names.txt").read_text("utf-8"))
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def country_of(city: str) -> str | None:
    """The code of the country in which ``city`` is; None where that is not known."""
    return _by_city().get(name_key(city))


@lru_cache(maxsize=1)
def _by_city() -> Mapping[str, str]:
    lines = (line.partition(": ") for line in (_DATA / "cities.txt").read_text("utf-8").splitlines())
    found = {name: code for code, _, names in lines if not code.startswith("#") for name in names.split()}
    return MappingProxyType({name_key(name.replace("_", " ")): code for name, code in found.items()})
