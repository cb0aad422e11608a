"""Import what Nexis and Nexis Uni have delivered since 2019: DOCX or RTF, one file of many documents or a zip of one file each.

A delivery begins with a cover: its date, ``Documents (7)``, and for each document a link, the search terms and a table
(“Narrowed by”). Each document then is

    the headline, which is a link; a deck may follow behind a semicolon without a space
    the source
    the date, with weekday and hour, in the language of the source
    Copyright 2024 …
    Section: NEWS; Pg. 7        Length: 173 words        Byline: …        Highlight: …
    Body
    the text, search terms in bold
    Graphic, Classification (Language: …, Subject: FARMING (90%)), Load-Date: …
    End of Document

Labels follow the language of the interface. In a zip the file whose name ends in ``_doclist`` is only the cover. The lines are
also read from plain text, because people save these files as such.

Source of the form: the readers of LexisNexisTools (R) and nexis-uni-parser (Python).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby

from digest.importers.imported import EMPTY, ExportFile, Import, ImportedArticle, Importer, Refused, with_places
from digest.importers.markdown_text import crosshead, escaped, joined, paragraph, table
from digest.importers.press_fields import (
    Value,
    authors_of,
    calm,
    date_in_front,
    fields_of,
    iso_date,
    join_wrapped,
    label_role,
    labelled,
    language_of,
    split_page,
    split_title,
    subjects_of,
)
from digest.importers.word_files import Line, open_zip, read_docx, read_rtf, zip_member

_ENOUGH = 2_000_000  # bytes of a file to recognise it, if it is no zip
_MOST_MEMBERS = 2_000
_MOST_BYTES = 500_000_000  # of all members of a zip, unpacked
_MOST_MEMBER_BYTES = 100_000_000
_DOCUMENTS = (".docx", ".rtf", ".doc", ".txt", ".pdf")
_UNREADABLE = "It is no Word or RTF file, or it is broken, encrypted or too large."
_STATED = re.compile(r"[^\W\d_]+\s*\((\d{1,5})\)\s*$")
_COPYRIGHT = re.compile(r"\s*(?:copyright|©|\(c\)|droits? d.auteur|urheberrecht)\b", re.IGNORECASE)
_HEADER_LINES = 12  # of headline, source and date, blank ones included
_LONGEST_CROSSHEAD = 120
_LONGEST_VALUE = 40  # characters of a label's value that ends like a sentence
_PLACE = re.compile(r"(?<=\S)(?<!\s)\((?P<place>[^()]{2,60})\)$")  # Thornwick Post(Thornwick)
_BEHIND = frozenset({"language", "topics", "tail", "load", "graphic"})  # labels that may follow a text


def _is_end(line: Line) -> bool:
    return len(line.text) < 60 and label_role(line.text.strip()) == "end"


def _is_body_mark(line: Line) -> bool:
    return len(line.text) < 40 and ":" not in line.text and label_role(line.text.strip()) == "body"


def _lines(data: bytes, text: str) -> list[Line] | None:
    """The lines of a delivery in any of its formats, without looking into a zip of files."""
    if (lines := read_docx(data)) is not None or (lines := read_rtf(data)) is not None:
        return lines
    if data.startswith((b"PK", b"%PDF")) or "\0" in text or text.lstrip()[:1] in ("<", "{", "["):
        return None
    return [Line(text=line) for line in text.splitlines()]


def _is_delivery(lines: Sequence[Line]) -> bool:
    """Whether a line is “Body” and one behind it a date of loading, or documents have labels and an end."""
    body = next((number for number, line in enumerate(lines) if _is_body_mark(line)), None)
    ends = any(map(_is_end, lines[body or 0 :]))
    if body is not None and (ends or any(_role(line) == "load" for line in lines[body:])):
        return True
    return ends and len({_role(line) for line in lines} & {"length", "section", "author", "load", "language"}) >= 2


def _role(line: Line) -> str:
    """The role of the label of a line; empty if it has none."""
    found = labelled(line.text)
    return found[0] if found else ""


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes | None]]:
    """Name and bytes of the files in ``archive`` that may hold documents; None for those that cannot be read."""
    left = _MOST_BYTES
    for number, info in enumerate(archive.infolist()):
        name = info.filename
        if info.is_dir() or name.startswith("__MACOSX/") or not name.lower().endswith(_DOCUMENTS):
            continue
        data = zip_member(archive, name, min(left, _MOST_MEMBER_BYTES)) if number < _MOST_MEMBERS else None
        left -= len(data or b"")
        yield name, data


def _recognises(file: ExportFile) -> bool:
    archive = open_zip(file.data)
    if archive is None:
        lines = _lines(file.data[:_ENOUGH], file.text[:_ENOUGH])
        return lines is not None and _is_delivery(lines)
    if "word/document.xml" in archive.NameToInfo:
        lines = read_docx(file.data)
        return lines is not None and _is_delivery(lines)
    members = (_lines(data, "") for _, data in _members(archive) if data)
    return any(_is_delivery(lines) for lines in members if lines is not None)


def _read(file: ExportFile) -> Import:
    archive = open_zip(file.data)
    if archive is None or "word/document.xml" in archive.NameToInfo:
        found, stated = _documents(_lines(file.data, file.text) or [], "")
        return Import.of(found, stated=stated)
    found, stated = [], None
    for name, data in _members(archive):
        member = ExportFile(name, data or b"")
        lines = None if data is None else _lines(data, member.text)
        if lines is None:
            found.append(Refused(name, _UNREADABLE))
            continue
        documents, says = _documents(lines, name)
        if says and not any(isinstance(one, ImportedArticle) for one in documents):  # the cover of the delivery
            stated = says
            continue
        found += documents
    return Import.of(found, stated=stated)


def _documents(lines: Sequence[Line], member: str) -> tuple[list[ImportedArticle | Refused], int | None]:
    """The articles in ``lines``, and how many the cover says; ``member`` is the file's name in a zip."""
    chunks: list[list[Line]] = [[]]
    was_load = (
        False  # whether the last filled line was the date of loading: then a bold mark is an end, in any language
    )
    for line in lines:
        if _is_end(line) or (was_load and line.bold and len(line.text.strip()) < 40 and ":" not in line.text):
            chunks.append([])
            was_load = False
            continue
        chunks[-1].append(line)
        if line.text.strip():
            was_load = _role(line) == "load"
    if len(chunks) > 1 and _body_mark(chunks[-1]) == len(chunks[-1]):
        chunks.pop()  # no document: empty lines behind the last end
    cover = chunks[0] if chunks else list(lines)
    stated = next(
        (
            int(found[1])
            for line in cover[:40]
            if line.text.count("(") == 1 and (found := _STATED.match(line.text.strip()))
        ),
        None,
    )
    documents: list[ImportedArticle | Refused] = []
    for place, chunk in with_places(chunks, "document"):
        if member:
            place = member if len(chunks) == 1 else f"{member}, {place}"
        article = _article(chunk, place)
        if article:
            documents.append(article)
        elif any(line.text.strip() for line in chunk):
            documents.append(Refused(place, EMPTY))
    return documents, stated


def _header(chunk: Sequence[Line], body: int) -> tuple[list[str], str]:
    """The headline (several lines) and the source of a document, and its date as ISO 8601; ``body``: where “Body” stands.

    They are the last filled lines in front of the labels; lines further up, after a blank line or on another page, are the
    cover.
    """
    end = body
    while end and (
        not chunk[end - 1].text.strip() or _COPYRIGHT.match(chunk[end - 1].text) or labelled(chunk[end - 1].text)
    ):
        end -= 1
    for blank_lines in (0, 1):
        lines = _lines_before(chunk, end, blank_lines)
        for read in (iso_date, date_in_front):
            dated = next((n for n in range(len(lines) - 1, 1, -1) if read(lines[n])), None)
            if dated is not None:
                return lines[:dated], read(lines[dated])
    lines = _lines_before(chunk, end, 0)
    dated = next((n for n, line in enumerate(lines) if iso_date(line)), len(lines))
    return lines[:dated], iso_date(lines[dated]) if dated < len(lines) else ""


def _lines_before(chunk: Sequence[Line], end: int, blank_lines: int) -> list[str]:
    """The filled lines in front of the line ``end`` on one page, with so many blank lines between two."""
    found: list[str] = []
    blank = 0
    for line in reversed(chunk[max(0, end - _HEADER_LINES) : end]):
        blank = 0 if line.text.strip() else blank + 1
        if line.cells or blank > blank_lines or len(found) > _HEADER_LINES // 2:
            break
        if not blank:
            found.append(line.text)
        if line.new_page:
            break
    return found[::-1]


def _body_mark(chunk: Sequence[Line]) -> int:
    """Where “Body” stands, in a language that is not known too: a short bold line without a colon behind labels."""
    known = next((number for number, line in enumerate(chunk) if _is_body_mark(line)), None)
    if known is not None:
        return known
    labels = [number for number, line in enumerate(chunk) if _role(line) in ("length", "section", "author", "summary")]
    for number in range(labels[-1] + 1, len(chunk)) if labels else ():
        words = chunk[number].text.strip()
        if words:
            is_mark = chunk[number].bold and len(words) < 25 and ":" not in words
            return number if is_mark else number - 1
    return len(chunk)


def _article(chunk: Sequence[Line], place: str) -> ImportedArticle | None:
    body = _body_mark(chunk)
    above, date = _header(chunk, body)
    title, deck = split_title(join_wrapped(above[:-1] or above))
    source = above[-1] if len(above) > 1 else ""
    text, tail = _body(chunk[body + 1 :])
    values = {**dict(_labels(tail)), **dict(_labels(chunk[:body]))}
    if not title or (body == len(chunk) and not date):
        return None
    section, page_number = split_page(values.get("section", ""))
    fields: dict[str, Value] = fields_of(
        title=values.get("title") or title,
        date=date or iso_date(values.get("date", "")),
        source=_PLACE.sub("", source.strip()),
        author=authors_of(values.get("author", "")),
        language=language_of(values.get("language", "")),
        section=calm(section),
        page=page_number or values.get("page", ""),
        topics=subjects_of(values.get("topics", "")),
        summary=values.get("summary") or deck,
    )
    return ImportedArticle(place=place, fields=fields, text=text)


def _labels(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The labelled values among ``lines``."""
    for line in lines:
        if found := labelled(line.text.strip()):
            yield found


def _body(lines: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """The text of a document as Markdown, and the lines behind it, which are labels."""
    end = next((number for number in range(len(lines)) if _ends_body(lines, number)), len(lines))
    while end and (not lines[end - 1].text.strip() or _is_behind(lines[end - 1])):
        end -= 1
    blocks: list[str] = []
    for is_table, group in groupby(lines[:end], key=lambda line: bool(line.cells)):
        if is_table:
            blocks.append(table([list(map(escaped, line.cells)) for line in group]))
        else:
            blocks += [block for line in group for block in _blocks(line)]
    return joined(blocks), lines[end:]


def _blocks(line: Line) -> list[str]:
    words = line.text.strip()
    if line.bold and len(words) <= _LONGEST_CROSSHEAD and "\n" not in words:
        return [crosshead(words)]
    return [paragraph(part) for part in re.split(r"\n\s*\n", words)]


def _is_behind(line: Line) -> bool:
    """Whether a line is a label behind a text, and no sentence that begins with such a word."""
    role, value = labelled(line.text) or ("", "")
    return role in _BEHIND and not (len(value) > _LONGEST_VALUE and value[-1:] in ".!?…")


def _ends_body(lines: Sequence[Line], number: int) -> bool:
    """Whether what follows a text begins with a line: a mark without a colon, or a label with a date of loading."""
    words = lines[number].text.strip()
    if len(words) < 40 and ":" not in words:
        if label_role(words) not in ("graphic", "notes", "classification"):
            return False
        following = next((line.text for line in lines[number + 1 :] if line.text.strip()), "")
        return lines[number].bold or (labelled(following) or ("",))[0] in _BEHIND
    found = labelled(words)
    return found is not None and found[0] == "load" and bool(iso_date(found[1]))


NEXIS = Importer("Nexis delivery", _recognises, _read)
