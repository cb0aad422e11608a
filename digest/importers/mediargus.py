"""Import what Mediargus (later Gopress, the Belgian press database) delivered as text: a numbered list, then the articles.

An entry of the list is ``1. Headline``, a blank line, ``De Courant, donderdag 22 december 2011, p. 2, 125w.``, a blank line and
the beginning of the text. Several blank lines end the list. Each article then is ``22-12-2011, p.2``, perhaps a line of
keywords, the headline, the text and ``© publisher``, and several blank lines. The articles have no source, the list has.

Source of the form: the reader of AmCAT (Python).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from digest.i18n import fold
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, with_places
from digest.importers.markdown_text import one_line
from digest.importers.press_fields import RIGHTS, fields_of, iso_date, join_wrapped, text_markdown

_ENTRY = re.compile(r"\W{0,3}(?P<number>\d{1,5})\.[ \t]+(?P<title>\S.*)")
_FIRST_ENTRY = re.compile(r"\W*\d{1,5}\.")
_FACTS = re.compile(
    r"(?P<source>.{2,120}?),\s*(?P<date>[^,\n]{0,20}\s?\d{1,2}(?:er|\.)?\s[^\W\d_]{2,12}\.?\s\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
    r"(?:,\s*(?:p|pp|pg|blz)\.\s*(?P<page>[^,\n]{1,20}))?(?:,\s*\d{1,6}\s?[a-z]{1,8}\.?)?\.?"
)
_ARTICLE = re.compile(r"(?P<date>\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:,\s*(?:p|pp|pg|blz)\.?\s*(?P<page>\S.{0,20}))?")
_SEVERAL_BLANK = re.compile(r"\n(?:[ \t]*\n){3,}")


class _Entry(Struct, frozen=True):
    """An entry of the list, and the beginning of its text."""

    number: str
    title: str
    source: str
    date: str
    page: str
    lead: str


def _recognises(file: ExportFile) -> bool:
    start = file.text[:20_000]
    return _FIRST_ENTRY.match(start) is not None and bool(_entries(start)) and "<html" not in file.text[:500].lower()


def _entries(text: str) -> list[_Entry]:
    """The entries of the list at the beginning of ``text``; none if it does not begin with one."""
    parts = [part.split("\n") for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text) if part.strip()]
    found: list[_Entry] = []
    at = 0
    while at + 1 < len(parts):
        entry = _ENTRY.fullmatch(join_wrapped(parts[at]))
        facts = _FACTS.fullmatch(join_wrapped(parts[at + 1])) if entry else None
        if not entry or not facts:
            break
        lead = join_wrapped(parts[at + 2]) if at + 2 < len(parts) else ""
        is_lead = bool(lead) and not _ARTICLE.fullmatch(lead) and not _ENTRY.fullmatch(lead)
        source, page = facts["source"].strip(), facts["page"] or ""
        found.append(
            _Entry(entry["number"], entry["title"], source, iso_date(facts["date"]), page, lead if is_lead else "")
        )
        at += 3 if is_lead else 2
    return found


def _read(file: ExportFile) -> Import:
    entries = _entries(file.text)
    bodies = [lines for part in _SEVERAL_BLANK.split(file.text) if (lines := _article_lines(part))]
    articles = []
    at = 0
    for count, (place, entry) in enumerate(with_places(entries, "article")):
        near = next((n for n in range(at, len(bodies)) if _has_title(bodies[n], entry.title)), None)
        if near is None and len(bodies) == len(entries):  # its headline is written in another way
            near = count
        articles.append(_article(entry, bodies[near] if near is not None else [], place))
        at = at if near is None else near + 1
    return Import(articles=tuple(articles), stated=max((int(entry.number) for entry in entries), default=None))


def _article_lines(part: str) -> list[str]:
    """The lines of ``part`` if it is an article, else an empty list."""
    lines = part.strip("\n").split("\n")
    return lines if _ARTICLE.fullmatch(lines[0].strip()) else []


def _has_title(lines: Sequence[str], title: str) -> bool:
    return any(fold(one_line(line)) == fold(one_line(title)) for line in lines[1:10])


def _article(entry: _Entry, lines: Sequence[str], place: str) -> ImportedArticle:
    filled = [n for n, line in enumerate(lines[:10]) if n and line.strip()]
    at = next((n for n in filled if fold(one_line(lines[n])) == fold(one_line(entry.title))), (filled or [0])[0])
    above = _ARTICLE.fullmatch(lines[0].strip()) if lines else None
    body = lines[at + 1 :]
    while body and (not body[-1].strip() or RIGHTS.match(body[-1])):
        body = body[:-1]
    fields = fields_of(
        title=entry.title,
        date=entry.date or (iso_date(above["date"]) if above else ""),
        source=entry.source,
        section=" ".join(lines[1:at]) if at > 1 else "",
        page=entry.page or ((above["page"] or "") if above else ""),
        summary="" if body else entry.lead,
    )
    return ImportedArticle(place=place, id=entry.number, fields=fields, text=text_markdown("\n".join(body)))


MEDIARGUS = Importer("Mediargus delivery", _recognises, _read)
