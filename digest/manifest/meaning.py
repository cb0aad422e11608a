"""Whether some words, as a whole, are a date or a language.

Given up: codes. ``IT``, ``No`` and ``Art`` are words before they are languages, so only full names count, and between
brackets a few codes.
"""

from __future__ import annotations

import re

from digest.dates import parse_written
from digest.words import language_tag

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CODE = re.compile(r"[A-Za-z]{2,3}[-_]")
# Codes that stand for a language between brackets or as a link of its own: “(EN)”. Others are countries (UK) or agencies.
CODES = frozenset(("AR", "DE", "EN", "ES", "FR", "IT", "JA", "NL", "PT", "RU", "ZH"))
_NO_LANGUAGE = frozenset(("und", "mul", "mis", "zxx"))
# Three-letter languages that newspapers are written in. Others are called like too many other things (Delaware, Vote, Jute).
_WRITTEN_CODES = (
    "ast ban bho ceb chr ckb dsb fil fur gsw haw hsb jam kab kok lij lmo mad mai mni mwl nap nds pap pcd pms rom sat scn sco "
    "szl vec war yue zgh"
)
_WRITTEN = frozenset(_WRITTEN_CODES.split())
_PLACES_TOO = frozenset(("indonesia", "nauru", "kongo"))
_IN_LANGUAGE = re.compile(
    r"(?:(?:articles?|texte?s?|written|original|version|artikel) )?(?:in|en|auf|em|på|in het|in lingua) (.+)",
    re.IGNORECASE,
)


def is_date(text: str) -> bool:
    """Whether ``text`` as a whole writes a date; so does ``2024-02-30``, of which whoever reads it will say what is wrong.

    What has no year or is long is not even tried.
    """
    if len(text) > 40 or not _YEAR.search(text):
        return False
    return parse_written(text) is not None or bool(_DAY.fullmatch(text.strip()))


def language_name(text: str) -> str | None:
    """The language's full name that ``text`` is (``English``, ``in English``, ``en anglais``); None if it is none.

    A code (``fr``, ``pt-BR``) or a word of up to three Latin letters (``IT``, ``No``) is none.
    """
    if len(text) > 60:
        return None
    found = _IN_LANGUAGE.fullmatch(text)
    for name in (text, found[1]) if found else (text,):
        if name.isascii() and (len(name) < 4 or _CODE.match(name)):
            continue
        tag = language_tag(name)
        if tag is None or tag in _NO_LANGUAGE or name.casefold() in _PLACES_TOO:
            continue
        code = tag.split("-")[0]
        if len(code) == 2 or code in _WRITTEN:
            return name
    return None
