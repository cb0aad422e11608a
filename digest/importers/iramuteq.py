"""Import corpora for IRaMuTeQ (Alceste's format): a line of stars and variables in front of each text.

``**** *source_Le_Courrier *date_2025-02-13 *theme_port``: a variable is a name and a value of one word; programs write spaces as
underscores, or leave them out and begin each word with a capital (``*titre_LeQuaiNordRouvre``). Texts may hold thematic lines
(``-*theme``), which are left out. A headline is stated only by a variable; otherwise it is part of the text.

Sources of the form: the manual of IRaMuTeQ; what EuroParser and press-corpus-scraper write.
"""

from __future__ import annotations

import re

from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused, with_places
from digest.importers.press_fields import day_of_figures, fields_of, iso_date, language_of, text_markdown

_START = re.compile(r"^(?:\*{4}|\d{4})(?P<variables>(?:[ \t]+\*[^\s*]\S*)+)[ \t]*$", re.MULTILINE)
_VARIABLE = re.compile(r"\*(?P<name>[^\W\d_][^\W_]*)_(?P<value>\S+)")
_THEME = re.compile(r"^-\*\S.*$", re.MULTILINE)
_NAMES = {
    "source": "source journal publication media medium newspaper zeitung quelle periodico fuente giornale krant bron jornal",
    "title": "titre title titel titulo titolo kop headline",
    "author": "auteur author autor autore auteurs autores",
    "date": "date datum fecha data",
    "year": "annee year jahr ano anno jaar an",
    "month": "mois month monat mes mese maand",
    "day": "jour day tag dia giorno dag",
    "language": "langue language lang sprache idioma lingua taal",
    "section": "rubrique section rubrik seccion sezione rubriek",
    "page": "page seite pagina",
    "url": "url lien link",
    "id": "identifiant id identifier num numero ident",
    "topics": "theme thematique topic tema thema motscles keywords",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
_WORD_STARTS = re.compile(r"(?<=[a-zà-ÿ0-9.,!?’'])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ][a-zà-ÿ])")
_ELISION = re.compile(r"\b(?P<article>[LlDd]|[Qq]u)[ ](?=[AEIOUYHÀÂÉÈÊËÎÏÔÛŒaeiouyhàâéèêëîïôûœ])")


def _recognises(file: ExportFile) -> bool:
    text = file.text[:100_000].lstrip("\n\t ")
    if not text.startswith("****") and not text[:4].isdecimal():
        return False
    found = _START.match(text)
    return found is not None and (text.startswith("****") or len(_START.findall(text)) > 1)


def _read(file: ExportFile) -> Import:
    text = file.text
    starts = list(_START.finditer(text))
    found: list[ImportedArticle | Refused] = []
    ends = [start.start() for start in starts[1:]] + [len(text)]
    for place, (start, end) in with_places(list(zip(starts, ends, strict=False)), "text"):
        words = _THEME.sub("", text[start.end() : end]).strip()
        found.append(_article(start["variables"], words, place) if words else Refused(place, "It has no text."))
    return Import.of(found)


def _article(variables: str, words: str, place: str) -> ImportedArticle:
    values: dict[str, str] = {}
    for found in _VARIABLE.finditer(variables):
        if role := _ROLES.get(found["name"].lower()):
            values.setdefault(role, found["value"])
    language = language_of(values.get("language", ""))
    fields = fields_of(
        title=_spaced(values.get("title", ""), language),
        date=_date(values),
        source=_elided(
            values.get("source", "").replace("_", " "), language
        ),  # capitals within are the paper's (BuzzFeed)
        author=_spaced(values.get("author", ""), language),
        language=language,
        section=_spaced(values.get("section", ""), language),
        page=values.get("page", ""),
        url=values["url"] if values.get("url", "").startswith(("http://", "https://")) else "",
        topics=(_spaced(values.get("topics", ""), language),),
    )
    return ImportedArticle(place=place, id=values.get("id", ""), fields=fields, text=text_markdown(words))


def _date(values: dict[str, str]) -> str:
    written = values.get("date", "").replace("_", "-")
    if found := iso_date(written) or day_of_figures(written):
        return found
    parts = [values.get("year", ""), *(values.get(part, "").rjust(2, "0") for part in ("month", "day"))]
    given = next((n for n, part in enumerate(parts) if not part.strip("0")), len(parts))
    return iso_date("-".join(parts[:given])) if given else ""


def _spaced(value: str, language: str) -> str:
    """The words of a value: of one with underscores those between them, else those that begin with a capital."""
    return _elided(value.replace("_", " ") if "_" in value else _WORD_STARTS.sub(" ", value), language)


def _elided(words: str, language: str) -> str:
    """``words`` with the apostrophe that became a space: ``L Écho``."""
    return _ELISION.sub(r"\g<article>’", words) if language in ("", "fr") else words


IRAMUTEQ = Importer("IRaMuTeQ corpus", _recognises, _read)
