"""The 17 top terms of the IPTC Media Topics, by which articles of any language meet on one page.

Source: IPTC Media Topic NewsCodes (https://iptc.org), CC-BY 4.0; labels in ``data/iptc_tops.json``. An editor's own topic
that is called as one of them in any of its languages *is* that one; any other stays the editor's own.

Given up: the levels below, which say more than a short text lets anyone know.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from digest.words import fold

_DATA = Path(__file__).parent / "data" / "iptc_tops.json"


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, str]]:
    """For each top's id its labels by language."""
    loaded: dict[str, dict[str, str]] = json.loads(_DATA.read_text("utf-8"))["labels"]
    return loaded


def identify(label: str) -> str:
    """The id of the top that ``label`` is an id or a label of (case and accents aside), else ``label`` itself."""
    return _by_label().get(_fold(label), label)


def label(term: str, language: str) -> str:
    """How the topic ``term`` is called in ``language``: a top's label there, else in English; an own term as it is."""
    names = labels().get(term)
    if names is None:
        return term
    name = names.get(language) or names.get(language.split("-")[0]) or names["en"]
    return name[:1].upper() + name[1:]


def is_top(term: str) -> bool:
    """Whether ``term`` is the id of an IPTC top."""
    return term in labels()


@lru_cache(maxsize=1)
def _by_label() -> dict[str, str]:
    known = {term: term for term in labels()}
    for term, names in labels().items():
        for name in names.values():
            known[_fold(name)] = term
    return known


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text.removeprefix("medtop:"))))
