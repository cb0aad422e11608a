"""Bibliographies: RIS, CSL JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html), the JSON of Zotero, BibTeX
and BibLaTeX.

Their entries are addresses and abstracts, so the articles are stubs. Days of access are no dates of articles; notes are
private and never taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from digest.importers.bibtex import Entry, name_in_order, read_bibtex
from digest.importers.imported import ExportFile, Import, Importer, Refused, titled, with_places
from digest.importers.json_files import last_title, records_of
from digest.importers.records import items, one_line, one_text, read_date, read_record

Value = tuple[str, object]  # what a value is, as in ``records.role_of``, and the value

_DATA = json.loads((Path(__file__).parent.parent / "data" / "bibliography_words.json").read_text("utf-8"))
_RIS, _CSL, _BIBTEX, _BABEL = (_DATA[name] for name in ("ris", "json", "bibtex", "babel"))
_MOST_ENTRIES = 200_000


def _import(entries: Iterable[tuple[str, Sequence[Value] | None]], broken: str) -> Import:
    """The articles of entries with their names; ``broken`` says why an entry is None."""
    return Import.of(
        Refused(titled(place, name), broken) if values is None else read_record(values, place)
        for place, (name, values) in with_places(list(entries)[:_MOST_ENTRIES], "entry")
    )


def _changed(values: Iterable[Value], role: str, change: Callable[[str], str]) -> list[Value]:
    """``values`` with those of ``role`` changed."""
    return [(name, change(str(value)) if name == role else value) for name, value in values]


def _first_page(value: str) -> str:
    """The page on which an article begins: the first of a range."""
    return re.split(r"\s*(?:-{1,2}|–|,|;)\s*", value.strip(), maxsplit=1)[0] if re.search(r"\d", value) else value


def _one_date(*values: str) -> str:
    """The most precise of several dates, the first of equals."""
    return max(map(_date, values), key=len, default="")


def _date(value: str) -> str:
    """A date as bibliographies write it: ``2025/02/13/``, ``2023/09//``, ``2025-02-13/2025-02-20``, ``2020 Feb 1``."""
    line = value.strip()
    if figures := re.match(r"(\d{4})(?:/(\d{0,2}))?(?:/(\d{0,2}))?(?:/.*)?\Z", line):
        line = "-".join(f"{int(part):02}" if at else part for at, part in enumerate(figures.groups()) if part)
    elif month := re.match(r"(\d{4})/([^\W\d]+)(?:/(\d{0,2}))?/?", line):
        line = f"{month[3] or ''} {month[2]} {month[1]}"
    elif swapped := re.match(r"(\d{4}) ([^\W\d]+)\.?(?: (\d{1,2}))?\Z", line):
        line = f"{swapped[3] or ''} {swapped[2]} {swapped[1]}"
    return read_date(re.sub(r"\A(\d{4}(?:-\d\d){0,2})[T/ ].*", r"\1", line))


# RIS.


_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])[ \t\xa0]{1,3}-(?:[ \t\xa0]+(?P<value>.*)|\Z)")
_BEGINS = re.compile(r"^[ \ufeff]*TY[ \t]{1,3}-[ \t]*[A-Z]{2,10}[ \t]*$", re.MULTILINE)
_OTHER_TAG = re.compile(r"^ *(?:TI|T1|AU|A1|UR|T2|ER)[ \t]{1,3}-", re.MULTILINE)
_RIS_SOURCES = ("T2", "JF", "JO", "BT", "J2", "JA", "PB")  # the best first
_AUTHORS = ("AU", "A1")
_RIS_DATES = ("DA", "Y1", "PY")


def _is_ris(file: ExportFile) -> bool:
    if b"TY" not in file.start:
        return False
    found = _BEGINS.search(file.text[:3000])
    return found is not None and _OTHER_TAG.search(file.text[found.end() : found.end() + 20_000]) is not None


def _entries_of_ris(text: str) -> list[list[tuple[str, str]]]:
    """The entries of a file: their tags with values. A line without a tag goes on with the value before it."""
    entries: list[list[tuple[str, str]]] = []
    is_open = False
    for line in text.split("\n"):
        found = _TAG.match(line.strip(" \ufeff\xa0\t"))
        if found and found["tag"] == "TY":
            entries.append([])
            is_open = True
        if found and found["tag"] == "ER":
            is_open = False
            if entries:
                entries[-1].append(("ER", ""))
        elif found and is_open:
            entries[-1].append((found["tag"], (found["value"] or "").strip()))
        elif is_open and line.strip() and entries[-1]:
            tag, value = entries[-1][-1]
            joint = "; " if tag == "KW" else "\n"
            entries[-1][-1] = tag, f"{value}{joint}{line.strip()}" if len(value) < 100_000 else value
    return entries


def _read_ris(file: ExportFile) -> Import:
    entries = _entries_of_ris(file.text)
    last = len(entries) - 1
    named = [(next((value for tag, value in one if tag in ("TI", "T1")), ""), one) for one in entries]
    return _import(
        (
            (name, None if number == last and _is_cut_off(one, entries) else _ris_values(one))
            for number, (name, one) in enumerate(named)
        ),
        "The file ends within it.",
    )


def _is_cut_off(entry: list[tuple[str, str]], entries: list[list[tuple[str, str]]]) -> bool:
    """Whether the last entry has no end although others have one."""
    return len(entries) > 1 and ("ER", "") not in entry and ("ER", "") in entries[0]


def _ris_values(entry: list[tuple[str, str]]) -> list[Value]:
    given: dict[str, list[str]] = {}
    for tag, value in entry:
        if value:
            given.setdefault(tag, []).append(value)
    values: list[Value] = [
        (role, value) for tag, role in _RIS.items() if role != "source" for value in given.get(tag, [])
    ]
    values += [("source", value) for tag in _RIS_SOURCES for value in given.get(tag, [])]
    values = _changed(values, "page", _first_page)
    names = [name for tag in _AUTHORS for value in given.get(tag, []) for name in value.split("\n")]
    tags = [part.strip() for value in given.get("KW", []) for part in value.split(";")]
    dates = [value for tag in _RIS_DATES for value in given.get(tag, [])]
    values = [pair for pair in values if pair[0] != "tags"]
    return [*values, ("tags", tags), ("author", list(map(name_in_order, names))), ("date", _one_date(*dates))]


# JSON.


_CSL_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article|webpage|post|book|report|chapter|entry|broadcast|document|interview|review)[\w-]*"'
)
_CSL_KEY = re.compile(r'"(?:container-title|date-parts|issued|accessed|itemType|citationKey)"\s*:')
_PARTS_OF_NAME = ("given", "firstName", "dropping-particle", "non-dropping-particle", "family", "lastName")
_ATTACHED = ("attachment", "note", "annotation")


def _is_csl(file: ExportFile) -> bool:
    if not file.start.startswith((b"[", b"{")):
        return False
    text = file.text[:20_000]
    return _CSL_KEY.search(text) is not None and (_CSL_TYPE.search(text) is not None or '"itemType"' in text)


def _read_csl(file: ExportFile) -> Import:
    found = [one for _, one in records_of(file.text)]
    if len(found) == 1 and isinstance(found[0], dict) and isinstance(inner := found[0].get("items"), list):
        found = inner
    inner_data = (
        one.get("data") if isinstance(one, dict) and isinstance(one.get("data"), dict) else one for one in found
    )
    records = [one for one in inner_data if not isinstance(one, dict) or one.get("itemType") not in _ATTACHED]
    return _import(
        (
            (one_line(one.get("title")), _csl_values(one)) if isinstance(one, dict) else (last_title(file.text), None)
            for one in records
        ),
        "The file ends within it, or its JSON is broken.",
    )


def _csl_values(record: dict[str, object]) -> list[Value]:
    values = [(role, _first(record.get(key))) for key, role in _CSL.items() if record.get(key)]
    values = _changed(values, "page", _first_page)
    tags = record.get("keyword") or record.get("tags") or record.get("categories") or []
    tags = [one.get("tag") if isinstance(one, dict) else one for one in tags] if isinstance(tags, list) else tags
    return [
        *values,
        ("tags", items(tags)),
        ("author", list(_csl_names(record))),
        ("date", _csl_date(record.get("issued")) or _date(one_text(record.get("date"))[:60])),
    ]


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _csl_names(record: dict[str, object]) -> Iterator[str]:
    given = record.get("author") or record.get("creators")
    for one in given[:100] if isinstance(given, list) else []:
        if isinstance(one, dict) and one.get("creatorType", "author") == "author":
            literal = one_line(one.get("literal") or one.get("name"))
            parts = " ".join(filter(None, (one_line(one.get(part)) for part in _PARTS_OF_NAME)))
            suffix = one_line(one.get("suffix"))
            yield literal or (f"{parts}, {suffix}" if suffix else parts)
        elif isinstance(one, str):
            yield name_in_order(one)


def _csl_date(issued: object) -> str:
    """The date of ``issued``: its parts, which may be text, or as written."""
    if not isinstance(issued, dict):
        return _date(one_text(issued)[:60])
    parts = _first(issued.get("date-parts"))
    numbers = [one_text(part) for part in parts[:3]] if isinstance(parts, list) else []
    if numbers and all(part.isdecimal() and len(part) <= 4 for part in numbers):
        return read_date("-".join([numbers[0].zfill(4), *(part.zfill(2) for part in numbers[1:])]))
    return next((found for key in ("raw", "literal") if (found := _date(one_text(issued.get(key))[:60]))), "")


# BibTeX.


_BIBTEX_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]{3,20}[ \t]*[{(][^\n{}=(),]{0,200}(?:,|=)", re.MULTILINE)
_MOST_LINES_ABOVE = 8  # which BibTeX takes for comments


def _is_bibtex(file: ExportFile) -> bool:
    text = file.text[:20_000] if b"@" in file.data[:20_000] else ""
    found = _BIBTEX_START.search(text)
    if not found:
        return False
    above = [line for line in text[: found.start()].split("\n") if line.strip() and line.lstrip()[:1] not in "%@"]
    is_followed = re.search(r"\w\s*=\s*[{\"\w]", text[found.start() :]) is not None
    return len(above) <= _MOST_LINES_ABOVE and is_followed


def _read_bibtex(file: ExportFile) -> Import:
    entries = read_bibtex(file.text)
    return _import(
        (
            (entry.fields.get("title", "") or entry.key, _bibtex_values(entry) if entry.is_complete else None)
            for entry in entries
        ),
        "It does not end: a brace is missing, or the file is cut off.",
    )


def _bibtex_values(entry: Entry) -> list[Value]:
    given = entry.fields
    values: list[Value] = [(role, given[key]) for key, role in _BIBTEX.items() if given.get(key)]
    values = _changed(values, "url", lambda address: re.sub(r"\Ahttps?://(?=.*https?://)", "", address))
    values = _changed(values, "page", _first_page)
    values = _changed(values, "language", lambda name: _BABEL.get(name.casefold(), name))
    if subtitle := given.get("subtitle"):
        values = _changed(values, "title", lambda title: f"{title}: {subtitle}")
    date = _one_date(given.get("date", ""), _bibtex_day(given), given.get("year", ""))
    names = [("tags", list(entry.keywords)), ("author", list(entry.authors))]
    return [*values, *names, ("date", date), ("id", entry.key)]


def _bibtex_day(given: dict[str, str]) -> str:
    """The date in the fields for year, month and day; the month is a number or a word, with which the day may stand."""
    year, month, day = (given.get(name, "").strip() for name in ("year", "month", "day"))
    if month.isdecimal():
        return "-".join([year, month.zfill(2), *([day.zfill(2)] if day.isdecimal() else [])])
    return " ".join(filter(None, (day, month, year)))


RIS = Importer(name="bibliography (RIS)", recognises=_is_ris, read=_read_ris)
CSL = Importer(name="bibliography (CSL JSON)", recognises=_is_csl, read=_read_csl)
BIBTEX = Importer(name="bibliography (BibTeX)", recognises=_is_bibtex, read=_read_bibtex)
