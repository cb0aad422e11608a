"""The IPTC Media Topics: the 17 top-level concepts and the level below, which are the same in articles of any language.

Source: IPTC Media Topic NewsCodes (https://iptc.org), CC-BY 4.0; labels in ``data/iptc_tops.json`` and
``data/iptc_second.json``. A topic that an editor calls by one of their labels, in any language, is that concept; any other
is the editor's own.

Rejected: deeper levels, which are more specific than a short text can show.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from digest.i18n import fold

_DATA = Path(__file__).parent.parent / "data"

# Labels of the release of 2026-07-02 that differ at the top level. Pages keep the shorter ones of 2022.
_RENAMED = {"politics and government": "11000000", "Politik och statsskick": "11000000"}


@lru_cache(maxsize=1)
def labels() -> dict[str, dict[str, str]]:
    """The labels of top-level concepts: by id, then by language."""
    loaded: dict[str, dict[str, str]] = json.loads((_DATA / "iptc_tops.json").read_text("utf-8"))["labels"]
    return loaded


@lru_cache(maxsize=1)
def _below() -> dict[str, dict[str, Any]]:
    """The second-level concepts by id: their ``labels`` by language, and the id of their ``parent``."""
    loaded: dict[str, dict[str, Any]] = json.loads((_DATA / "iptc_second.json").read_text("utf-8"))["concepts"]
    return loaded


def identify(label: str) -> str:
    """The id of the concept with the label or id ``label``, ignoring case and accents; else ``label`` unchanged."""
    return _by_label().get(_fold(label), label)


def label(term: str, language: str) -> str:
    """The label of the concept ``term`` in ``language``, else in English; any other topic unchanged."""
    names = labels().get(term) or _below().get(term, {}).get("labels")
    if names is None:
        return term
    name: str = names.get(language) or names.get(language.split("-")[0]) or names["en"]
    return name[:1].upper() + name[1:]


def is_iptc(term: str) -> bool:
    """Whether ``term`` is the id of a concept of the top or second level."""
    return term in labels() or term in _below()


def parent_of(term: str) -> str | None:
    """The id of the top-level concept above ``term``; None if ``term`` is not a second-level concept."""
    return _below().get(term, {}).get("parent")


@lru_cache(maxsize=1)
def _by_label() -> dict[str, str]:
    """Ids by label. Top-level labels take precedence, and a label of two second-level concepts identifies neither."""
    below: dict[str, str] = {}
    for term, concept in _below().items():
        for name in concept["labels"].values():
            key = _fold(name)
            below[key] = term if below.get(key, term) == term else ""
    known = {name: term for name, term in below.items() if term}
    for term, names in labels().items():
        known |= {_fold(name): term for name in names.values()}
    known |= {_fold(name): term for name, term in _RENAMED.items()}
    return known | {term: term for term in (*labels(), *_below())}


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text.removeprefix("medtop:"))))
