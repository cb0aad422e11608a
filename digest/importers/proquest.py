"""Import what ProQuest delivers as text: records between lines of underscores.

Each record has its headline, then labelled paragraphs: ``Author: Marsh, Leonie.``, ``Publication info: … 14 Aug 2022: A17.``,
``Abstract: …``, ``Full text: …``. Behind the text, which has no end mark, more labels follow: ``Subject:``, ``Title:``,
``Publication title:``, ``Publication date:``, ``Document URL:`` …, in the language of the interface. The last part is a notice
of rights.

A paragraph of the text may begin like a label (“Location: Quarry Lane. Bring a torch.”): the labels behind a text begin where
all paragraphs up to the next record have one, and what reads like a sentence in front of them belongs to the text.

Source of the form: the field names of pq_parser (Python).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, with_places
from digest.importers.markdown_text import one_line
from digest.importers.press_fields import (
    Value,
    authors_of,
    calm,
    date_within,
    fields_of,
    iso_date,
    labelled,
    language_of,
    split_page,
    subjects_of,
    text_markdown,
)

_RULE_LENGTH = 30  # characters at least
_RULE = re.compile(rf"^[ \t]*_{{{_RULE_LENGTH},}}[ \t]*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)+")
_GENRE = re.compile(r"\s*\[(?P<genre>[^\[\]]{2,40})\]\s*$")
_INVERTED = re.compile(r"(?P<last>[^,;]{1,60}),\s*(?P<first>[^,;]{1,60})")
_SENTENCE = re.compile(r"[^\W\d_]{2,}[.!?…](?:\s|$)")
_ADDRESS = re.compile(r"https?://\S+")
_OTHER_LABEL = re.compile(r"[^\W\d_][^:\n.,;]{1,40}:\s[^\n]{1,120}")  # of a language or kind that is not known
_ROLES = frozenset({"body", "source", "date", "id", "url", "topics", "language", "author", "info"})


def _recognises(file: ExportFile) -> bool:
    text = file.text[:300_000]
    if "_" * _RULE_LENGTH not in text or not _RULE.search(text):
        return False
    roles = {found[0] for part in _BLANK_LINES.split(text) if (found := labelled(part))}
    return len(roles & _ROLES) >= 4 and ("proquest" in text.lower() or {"body", "source"} <= roles)


def _read(file: ExportFile) -> Import:
    parts = _RULE.split(file.text)
    records = [record for part in parts if (record := _paragraphs(part)) and _is_record(record)]
    return Import.of(_article(record, place) for place, record in with_places(records, "record"))


def _paragraphs(text: str) -> list[str]:
    """The paragraphs between blank lines."""
    return [part.strip() for part in _BLANK_LINES.split(text) if part.strip()]


def _is_record(paragraphs: Sequence[str]) -> bool:
    roles = {found[0] for part in paragraphs for line in part.split("\n") if (found := labelled(line))}
    return len(roles & _ROLES) >= 2


def _article(record: Sequence[str], place: str) -> ImportedArticle:
    start = next((n for n, part in enumerate(record) if (labelled(part) or ("",))[0] == "body"), len(record))
    end = _end_of_text(record, start)
    text = (
        "\n\n".join([(labelled(record[start]) or ("", ""))[1], *record[start + 1 : end]]) if start < len(record) else ""
    )
    values: dict[str, str] = {}
    for part in [*record[:start], *record[end:]]:
        for line in [part] if "\n" not in part or not all(map(labelled, part.split("\n"))) else part.split("\n"):
            role, value = labelled(line) or ("", "")
            values.setdefault(role, value)
    first = record[0] if record and not labelled(record[0]) and not _ADDRESS.match(record[0]) else ""
    info_date, info_page = _from_info(values.get("info", ""))
    section = one_line(values.get("section", ""))
    fields = fields_of(
        title=_without_genre(one_line(values.get("title") or first), section),
        date=iso_date(values.get("date", "")) or info_date or iso_date(values.get("year", "")),
        source=values.get("source") or values.get("info", "").partition(" ; ")[0],
        author=_authors(values.get("author", "")),
        language=language_of(values.get("language", "")),
        url=(_ADDRESS.search(values.get("url", "")) or [""])[0],
        section=calm(section),
        page=split_page(f"p. {values['page']}")[1] or values["page"] if "page" in values else info_page,
        topics=subjects_of(values.get("topics", "")),
        summary=values.get("summary"),
    )
    return ImportedArticle(place=place, id=one_line(values.get("id", "")), fields=fields, text=text_markdown(text))


def _end_of_text(record: Sequence[str], start: int) -> int:
    """Where the labels behind the text begin."""
    end = len(record)
    while end > start + 1 and (labelled(record[end - 1]) or _OTHER_LABEL.fullmatch(record[end - 1])):
        end -= 1
    while end < len(record) and not labelled(record[end]):
        end += 1
    subjects = [n for n in range(end, len(record)) if (labelled(record[n]) or ("",))[0] == "topics"]
    while end < len(record):
        role, value = labelled(record[end]) or ("", "")
        if role in ("title", "source") or value.endswith(";") or not _SENTENCE.search(value) or end in subjects[-1:]:
            break
        end += 1
    return end


def _from_info(info: str) -> tuple[str, str]:
    """Date and page of ``Millbrook Courier-Star ; Millbrook, Ohio [Millbrook, Ohio]14 Aug 2022: A17.``"""
    line = info.rpartition("]")[2] or info
    found = date_within(line)
    return (found[0], line[found[2] :].strip(" :.")[:20]) if found else ("", "")


def _without_genre(title: str, section: str) -> str:
    """A headline without the genre that ProQuest adds in brackets, if it is also the section or one word."""
    found = _GENRE.search(title)
    if found and (" " not in found["genre"] or found["genre"].casefold() == section.casefold()):
        return title[: found.start()]
    return title


def _authors(text: str) -> Value:
    """Authors in the order of speech: ``Marsh, Leonie; Tarrant, Owen.`` are Leonie Marsh and Owen Tarrant."""
    names = []
    for name in one_line(text).strip().removesuffix(".").split(";"):
        found = _INVERTED.fullmatch(name.strip())
        names.append(f"{found['first'].strip()} {found['last'].strip()}" if found else name)
    return authors_of(";".join(names))


PROQUEST = Importer("ProQuest delivery", _recognises, _read)
