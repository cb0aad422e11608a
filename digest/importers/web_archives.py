"""Web archives of crawlers: WARC 1.0 and 1.1 (https://iipc.github.io/warc-specifications/), plain or in members of gzip, and
WACZ, the zip around them (https://specs.webrecorder.net/wacz/latest/).

Articles are the pages of HTML that were answered with status 200, each read as any saved page. Redirects, errors, pictures,
scripts and copies of a page already read are left out; pages that only list others are refused by name.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from msgspec import Struct

from digest.importers.addresses import is_front_page
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.saved_pages import HTML_TYPES, read_page
from digest.importers.word_files import open_zip, zip_member

_GZIP = b"\x1f\x8b"
_MOST_RECORDS = 1_000_000
_MOST_ARTICLES = 100_000
_LARGEST_FILE = 4_000_000_000  # bytes, unpacked
_LARGEST_ARCHIVE = 1_000_000_000  # of one WARC in a WACZ
_LARGEST_PAGE = 20_000_000
_LONGEST_HEADER = 200  # lines
_LONGEST_LINE = 65_536
_VERSION = re.compile(rb"WARC/\d\.\d+\s*\Z")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IN_ARCHIVE = re.compile(r"archive/[^/]+\.warc(?:\.gz)?\Z", re.IGNORECASE)
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\\\[\]]){0,300})\]\([^()\s]*\)")
_MANY_LINKS = 10
_BEGINS_AS_PAGE = re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


class _Page(Struct, frozen=True):
    """An answer that holds HTML: its address, its bytes as sent, and the header of the answer."""

    url: str
    body: bytes
    header: dict[str, str]


# The file.


def _starts_as_warc(data: bytes) -> bool:
    if data[:2] == _GZIP:
        try:
            start = zlib.decompressobj(31).decompress(data[:2000], 20)
        except zlib.error:
            return False
        return start.startswith(b"WARC/")
    return data[:5] == b"WARC/"


def _members(data: bytes) -> list[str]:
    archive = open_zip(data)
    return sorted(name for name in archive.namelist() if _IN_ARCHIVE.match(name)) if archive else []


def _is_web_archive(file: ExportFile) -> bool:
    return _starts_as_warc(file.data) or bool(_members(file.data))


def _read(file: ExportFile) -> Import:
    if not (names := _members(file.data)):
        return _imported(_pages(file.data))
    archive = open_zip(file.data)
    found: list[_Page | Refused] = []
    for name in names:
        data = zip_member(archive, name, _LARGEST_ARCHIVE) if archive else None
        found += _pages(data) if data else [Refused(place=name, reason="It cannot be unpacked, or is too large.")]
    return _imported(iter(found))


def _imported(pages: Iterator[_Page | Refused]) -> Import:
    articles: list[ImportedArticle | Refused] = []
    known: set[tuple[str, str]] = set()
    copies = number = 0
    for page in pages:
        if isinstance(page, Refused):
            articles.append(page)
            continue
        number += 1
        body = _decoded(page)
        found = _article(page, body, f"page {number}") if isinstance(body, bytes) else body
        if isinstance(found, ImportedArticle):
            key = (str(found.fields.get("url", page.url)), found.text)
            if key in known:
                copies += 1
                continue
            known.add(key)
        articles.append(found)
        if len(known) >= _MOST_ARTICLES:
            break
    notes = (f"Copies of pages (same address and text) that were left out: {copies}.",) if copies else ()
    return Import.of(articles, notes=notes)


def _article(page: _Page, body: bytes, place: str) -> ImportedArticle | Refused:
    charset = _CHARSET.search(page.header.get("content-type", ""))
    found = read_page(body, "page.html", charset[1] if charset else "", {"url": page.url}, place)
    where = page.url or place
    if isinstance(found, Refused):
        return Refused(place=where, reason=found.reason)
    if "date" not in found.fields and (is_front_page(page.url) or _is_mostly_links(found.text)):
        return Refused(place=where, reason="It is a page of links to articles, not an article.")
    return found if found.text else Refused(place=where, reason="It has no text.")


def _is_mostly_links(text: str) -> bool:
    links = [found[1] for found in _LINK.finditer(text)]
    return len(links) >= _MANY_LINKS and 2 * sum(map(len, links)) > len(_LINK.sub(r"\1", text))


# Records.


def _pages(data: bytes) -> Iterator[_Page | Refused]:
    """The answers with HTML among the records of a WARC."""
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=io.BytesIO(data))) if data[:2] == _GZIP else io.BytesIO(data)
    place = "the first record"
    left = _LARGEST_FILE
    try:
        for number in range(_MOST_RECORDS):
            header = _record_header(stream)
            if header is None:
                return
            place = header.get("warc-target-uri", "").strip("<>") or f"record {number + 1}"
            length = int(header["content-length"]) if header.get("content-length", "").isdecimal() else -1
            if length < 0 or length > left:
                yield Refused(place=place, reason="The record states no possible length. What follows was not read.")
                return
            left -= length
            block = stream.read(min(length, _LARGEST_PAGE))
            if len(block) < min(length, _LARGEST_PAGE):
                yield Refused(place=place, reason="The file ends within it.")
                return
            _skip(stream, length - len(block))
            if page := _page(header, block, place):
                yield page
    except (OSError, EOFError, zlib.error):
        yield Refused(place=place, reason="The file is damaged or ends here.")


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0 and (passed := stream.read(min(length, 1_000_000))):
        length -= len(passed)


def _record_header(stream: BinaryIO) -> dict[str, str] | None:
    """The header of the next record, its names in lower case; None at the end of the file or if there is no record."""
    for _ in range(_LONGEST_HEADER):
        line = stream.readline(_LONGEST_LINE)
        if not line:
            return None
        if _VERSION.match(line.strip()):
            return _fields(iter(lambda: stream.readline(_LONGEST_LINE), b""))
        if line.strip():
            raise OSError("no record begins here")
    return None


def _fields(lines: Iterator[bytes]) -> dict[str, str]:
    """Lines of a header up to an empty one; a line that begins with a space goes on with the one before."""
    found: dict[str, str] = {}
    name = ""
    for _, line in zip(range(_LONGEST_HEADER), lines, strict=False):
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            break
        if text[0] in " \t" and name:
            found[name] += f" {text.strip()}"
        else:
            name, _, value = text.partition(":")
            name = name.strip().lower()
            found.setdefault(name, value.strip())
    return found


def _page(header: dict[str, str], block: bytes, url: str) -> _Page | None:
    """The page in a record, if it holds one."""
    kind = header.get("warc-type", "").lower()
    if kind == "resource" and header.get("content-type", "").lower().startswith(HTML_TYPES):
        return _Page(url, block, {"content-type": header["content-type"]})
    if kind != "response":
        return None
    stream = io.BytesIO(block)
    status = _STATUS.match(stream.readline(_LONGEST_LINE))
    answer = _fields(iter(lambda: stream.readline(_LONGEST_LINE), b""))
    if not status or status[1] != b"200":
        return None
    body = stream.read()
    content = answer.get("content-type", "").lower()
    is_page = content.startswith(HTML_TYPES) or (not content and _BEGINS_AS_PAGE.match(body))
    return _Page(url, body, answer) if is_page else None


# The body of an answer.


def _decoded(page: _Page) -> bytes | Refused:
    """The page as the author wrote it: without the chunks and the compression in which it was sent."""
    body = _without_chunks(page.body) if "chunked" in page.header.get("transfer-encoding", "").lower() else page.body
    for coding in reversed([coding.strip() for coding in page.header.get("content-encoding", "").lower().split(",")]):
        if coding in ("gzip", "x-gzip", "deflate"):
            body = _unpacked(body)
        elif coding not in ("", "identity", "none", "utf-8") and not _BEGINS_AS_PAGE.match(body):
            return Refused(place=page.url, reason=f"It is compressed by an unknown method ({coding}).")
    return body


def _without_chunks(body: bytes) -> bytes:
    """The pieces of ``body`` joined; itself if it has none, because some crawlers join them and keep the header."""
    parts: list[bytes] = []
    at = 0
    while found := re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n").match(body, at):
        size = int(found[1], 16)
        parts.append(body[found.end() : found.end() + size])
        at = found.end() + size
        at += len(body[at : at + 2]) if body[at : at + 2] == b"\r\n" else len(body[at : at + 1])
        if not size:
            break
    return b"".join(parts) if parts else body


def _unpacked(body: bytes) -> bytes:
    """``body`` unpacked, as far as it goes; itself if it is not packed."""
    for bits in (47, -15):  # gzip or zlib by their header; deflate without one
        unpacker = zlib.decompressobj(bits)
        try:
            return unpacker.decompress(body, _LARGEST_PAGE)
        except zlib.error:
            continue
    return body


WARC = Importer(name="web archive (WARC)", recognises=_is_web_archive, read=_read)
