"""Whether some words, as a whole, are a date or a language.

Rejected: codes. ``IT``, ``No`` and ``Art`` are words before they are languages, so only full names count, and between
brackets a few codes.
"""

from __future__ import annotations

import re

from digest.dates import parse_written
from digest.i18n import language_named, language_tag

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Codes that stand for a language between brackets or as a link of its own: “(EN)”. Others are countries (UK) or agencies.
CODES = frozenset(("AR", "DE", "EN", "ES", "FR", "IT", "JA", "NL", "PL", "PT", "RU", "ZH"))
_IN_LANGUAGE = re.compile(
    r"(?:(?:articles?|texte?s?|written|original|version|versión|versão|artikel|artigo|artículo|articolo|testo|artykuł) )?"
    r"(?:in het|in lingua|in|en|auf|em|på) (.+)",
    re.IGNORECASE,
)
# In these a name changes its end behind a preposition: po polsku, по-русски, на русском языке, w języku polskim, بالعربية.
_ENDINGS = (
    (re.compile(r"po (\w+[sc])ku", re.IGNORECASE), r"\1ki"),
    (re.compile(r"w języku (\w+[sc]ki)m", re.IGNORECASE), r"\1"),
    (re.compile(r"по-(\w+ски)", re.IGNORECASE), r"\1й"),
    (re.compile(r"на (\w+ск)ом(?: языке)?", re.IGNORECASE), r"\1ий"),
    (re.compile(r"ب(?:اللغة )?(ال\w+)"), r"\1"),
    (re.compile(r"(\w+語)(?:で|版)|(\w+[语語文])版"), r"\1\2"),
)


def is_date(text: str) -> bool:
    """Whether ``text`` as a whole writes a date; so does ``2024-02-30``, of which whoever reads it will say what is wrong."""
    return parse_written(text) is not None or bool(_DAY.fullmatch(text.strip()))


def language_name(text: str) -> str | None:
    """The language's full name that ``text`` is (``English``, ``in English``, ``по-русски``); None if it is none.

    A code (``fr``, ``pt-BR``), a word of up to three Latin letters (``IT``, ``No``) and a name that is another word too
    (``Corse``) are none.
    """
    if len(text) > 60:
        return None
    names = [text]
    if found := _IN_LANGUAGE.fullmatch(text):
        names.append(found[1])
    names += [shape.sub(name, text) for shape, name in _ENDINGS if shape.fullmatch(text)]
    if text.startswith("en ") and text.islower() and len(text) > 6 and language_tag(text[3:]):
        return text[3:]  # en italien, en basque
    for name in names:
        if not (name.isascii() and len(name) < 4) and language_named(name):
            return name
    return None
