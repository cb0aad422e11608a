"""JSON of articles: lists and lines of objects, one object a file, and the zip of the read-later service Omnivore.

Keys have the meaning that ``records.role_of`` finds, so wallabag, news-please, crawlers and news APIs need no rules. The list
may be within an object (``articles``, ``items``, ``hits.hits``), the object within another (``_source``). A file that is cut off
gives the complete objects before that place; a line that is not JSON is refused. Feeds and bibliographies in JSON have other
importers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from zipfile import ZipFile

from digest.importers.html_text import html_markdown
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused, text_in, with_places
from digest.importers.records import are_articles, read_record, role_of
from digest.importers.word_files import open_zip, zip_member

_MOST_CHARACTERS = 300_000_000
_MOST_RECORDS = 200_000
_REACH = 200_000  # characters at the end of a broken file in which the last headline is searched
_TITLE = re.compile(r'"(?:title|headline)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')
_MOST_KEYS = 500
_TRIED = 50  # records that show what a file holds
_DEEPEST = 3  # objects around the list
_INNER = ("_source", "article", "fields", "data", "item", "document", "doc", "node", "attributes", "metadata", "meta")
_LINE = re.compile(r"\s*\{")
_METADATA = re.compile(r"(?:[^/]*/)?metadata_\d+_to_\d+\.json")
_LONGEST_NAME = 250
_MEMBER = 8_000_000  # bytes of the page of one article
_CONCATENATED = re.compile(r"^\}[ \t,]*\n?\{", re.MULTILINE)
_SPACE = re.compile(r"[ \t\n\r,]*")
_OTHER_FORMS = ("jsonfeed.org/version", '"container-title"', '"date-parts"', '"citationKey"', '"itemType"')

Place = tuple[str, object]  # the place of a record in the file, and the record, None if it is broken


def records_of(text: str) -> list[Place]:
    """The records of a file with their places."""
    text = text[:_MOST_CHARACTERS]
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) > 1 and sum(
            _LINE.match(line) is not None and line.rstrip()[-1:] == "}" for line in lines
        ) * 2 > len(lines):
            return _of_lines(text)
        return list(_saved(text))
    if isinstance(parsed, dict) and "text" not in map(role_of, _flat(parsed)):
        inner = _longest_list(parsed, 0)
        if isinstance(inner, list) and any(map(_is_of_articles, inner[:_TRIED])):
            parsed = inner
    found = parsed if isinstance(parsed, list) else [parsed]
    return list(with_places(found[:_MOST_RECORDS], "document"))


def _of_lines(text: str) -> list[Place]:
    found: list[Place] = []
    for number, line in enumerate(text.split("\n")[:_MOST_RECORDS], 1):
        if line.strip():
            try:
                found.append((f"line {number}", json.loads(line)))
            except (ValueError, RecursionError):
                found.append((f"line {number}", None))
    return found


def _saved(text: str) -> Iterator[Place]:
    """The complete objects of a list that is cut off or broken, or of objects without a list, then the broken one."""
    start = re.match(r"\s*(?=\{)", text[:1000]) if _CONCATENATED.search(text) else None
    start = start or re.search(r"\[\s*(?=\{)", text[:10_000])
    if start is None:
        return
    reader, at, number = json.JSONDecoder(), start.end(), 0
    while number < _MOST_RECORDS and text[at : at + 1] == "{":
        number += 1
        try:
            one, at = reader.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield f"document {number}", None
            return
        yield f"document {number}", one
        space = _SPACE.match(text, at)
        at = space.end() if space else at


def last_title(text: str) -> str:
    """The last headline in JSON that is cut off or broken, which is that of the broken object; empty if no headline is found."""
    found = _TITLE.findall(text[-_REACH:])
    try:
        return str(json.loads(f'"{found[-1]}"')) if found else ""
    except ValueError:
        return ""


def _longest_list(parsed: dict[str, object], depth: int) -> object:
    """The longest list of objects within ``parsed``; ``parsed`` itself if it contains no such list."""
    lists = [one for one in parsed.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
    if lists:
        return max(lists, key=len)
    inner = (
        [_longest_list(one, depth + 1) for one in parsed.values() if isinstance(one, dict)] if depth < _DEEPEST else []
    )
    return max((one for one in inner if isinstance(one, list)), key=len, default=parsed)


def _flat(record: object) -> dict[str, object]:
    """The keys and values of ``record``, those of an object within it too."""
    if not isinstance(record, dict):
        return {}
    found = dict(list(record.items())[:_MOST_KEYS])
    for key in _INNER:
        if isinstance(inner := found.get(key), dict):
            del found[key]
            found |= dict(list(inner.items())[:_MOST_KEYS])
    return found


def _is_of_articles(record: object) -> bool:
    given = {key: value for key, value in _flat(record).items() if value not in (None, "")}
    return are_articles(map(role_of, given), [value for key, value in given.items() if role_of(key) == "text"][:1])


def _looks_like_json(file: ExportFile) -> bool:
    return file.start.startswith((b"{", b"["))


def _is_json(file: ExportFile) -> bool:
    if not _looks_like_json(file) or any(mark in file.text[:5000] for mark in _OTHER_FORMS):
        return False
    found = [record for _, record in records_of(file.text)[:_TRIED] if isinstance(record, dict)]
    return sum(map(_is_of_articles, found)) * 2 > len(found)


def _read_json(file: ExportFile) -> Import:
    if not _looks_like_json(file):
        return Import.of([])
    return _read_records(records_of(file.text), lambda slug: file.sibling(f"content/{slug}.html"))


def _read_records(records: list[Place], page_named: Callable[[str], bytes | None]) -> Import:
    found: list[ImportedArticle | Refused] = []
    for place, record in records:
        if not isinstance(record, dict):
            found.append(Refused(place=place, reason="It is no JSON object; it is broken or cut off."))
            continue
        flat = _flat(record)
        page = next(filter(None, map(page_named, _file_names(flat))), None) if "savedAt" in flat else None
        text = html_markdown(text_in(page, "page.html")) if page else ""
        values = [
            ("other title" if key == "name" else role_of(key), value) for key, value in flat.items()
        ]  # schema.org
        found.append(read_record(values, place, markdown=text))
    return Import.of(found)


def _file_names(record: dict[str, object]) -> Iterator[str]:
    """The names that the page of ``record`` may have in Omnivore, without those that lead to other folders."""
    for key in ("slug", "id"):
        name = record.get(key)
        if isinstance(name, str) and len(name) < _LONGEST_NAME and not re.search(r"[/\\\x00]|\A\.", name):
            yield name


# Omnivore.


def _metadata_files(data: bytes) -> list[str]:
    archive = open_zip(data)
    names = [name for name in archive.namelist() if _METADATA.fullmatch(name)] if archive else []
    return sorted(names, key=lambda name: (len(name), name))  # metadata_20_to_39 before metadata_100_to_119


def _read_omnivore(file: ExportFile) -> Import:
    archive = open_zip(file.data)
    found: list[ImportedArticle | Refused] = []
    for name in _metadata_files(file.data):
        text = text_in(zip_member(archive, name) or b"", name) if archive else ""
        if archive is None or not text:
            found.append(Refused(place=name, reason="It cannot be read."))
            continue
        pages = partial(_page_in, archive, name.rpartition("metadata_")[0])
        read = _read_records(records_of(text), pages)
        found += (*read.articles, *read.refused)
    return Import.of(found)


def _page_in(archive: ZipFile, folder: str, slug: str) -> bytes | None:
    return zip_member(archive, f"{folder}content/{slug}.html", _MEMBER)


JSON = Importer(name="JSON of articles", recognises=_is_json, read=_read_json)
OMNIVORE = Importer(name="Omnivore", recognises=lambda file: bool(_metadata_files(file.data)), read=_read_omnivore)
