"""Concepts of the IPTC Media Topics, by which articles of any language meet on one page: the 17 tops and the level below.

Source: IPTC Media Topic NewsCodes (https://iptc.org), CC-BY 4.0; labels in ``data/iptc_tops.json`` and
``data/iptc_second.json``. An editor's own topic that is called as one of them in any of its languages *is* that one; any
other stays the editor's own.

Rejected: the levels below the second, which say more than a short text lets anyone know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from digest.i18n import fold

_DATA = Path(__file__).parent.parent / "data"


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, str]]:
    """For each top's id its labels by language."""
    loaded: dict[str, dict[str, str]] = json.loads((_DATA / "iptc_tops.json").read_text("utf-8"))["labels"]
    return loaded


@lru_cache(maxsize=1)
def labels_below() -> dict[str, dict[str, str]]:
    """For each concept's id of the second level its labels by language."""
    return {term: concept["labels"] for term, concept in _second().items()}


@lru_cache(maxsize=1)
def _second() -> dict[str, dict[str, dict[str, str]]]:
    loaded: dict[str, dict[str, dict[str, str]]] = json.loads((_DATA / "iptc_second.json").read_text("utf-8"))[
        "concepts"
    ]
    return loaded


@lru_cache(maxsize=1)
def _parents() -> Mapping[str, str]:
    return {term: str(concept["parent"]) for term, concept in _second().items()}


def identify(label: str) -> str:
    """The id of the concept that ``label`` is an id or a label of (case and accents aside), else ``label`` itself."""
    return _by_label().get(_fold(label), label)


def label(term: str, language: str) -> str:
    """How the topic ``term`` is called in ``language``: a concept's label there, else in English; an own term as it is."""
    names = labels().get(term) or labels_below().get(term)
    if names is None:
        return term
    name = names.get(language) or names.get(language.split("-")[0]) or names["en"]
    return name[:1].upper() + name[1:]


def is_top(term: str) -> bool:
    """Whether ``term`` is the id of an IPTC top."""
    return term in labels()


def is_iptc(term: str) -> bool:
    """Whether ``term`` is the id of an IPTC concept that is known here: a top or one of the second level."""
    return term in labels() or term in _parents()


def parent_of(term: str) -> str | None:
    """The id of the top that the second-level concept ``term`` is below; None for a top and for an editor's own topic."""
    return _parents().get(term)


@lru_cache(maxsize=1)
def _by_label() -> dict[str, str]:
    """Ids by label. A top's label goes before one of the level below, and what two concepts are called names neither."""
    below: dict[str, str] = {}
    for term, names in labels_below().items():
        for name in names.values():
            key = _fold(name)
            below[key] = term if below.get(key, term) == term else ""
    known = {name: term for name, term in below.items() if term}
    for term, names in labels().items():
        known |= {_fold(name): term for name in names.values()}
    return known | {term: term for term in (*labels(), *_parents())}


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text.removeprefix("medtop:"))))
