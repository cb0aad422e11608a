"""Pages that a browser saved: web archives (MHTML, RFC 2557), SingleFile, “Web page, complete”.

In a web archive the page is the part that the message names as its start, else its first part of HTML; frames, style sheets and
pictures are other parts. Every page is read as any other (``readers.html``), then written as Markdown: kilobytes instead of
megabytes. The date in the header is that of saving.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from types import MappingProxyType

from digest.errors import Problem
from digest.importers.html_text import html_markdown
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.mail_parts import header
from digest.readers.html import marked_encoding, read_html
from digest.readers.html_elements import web_address
from digest.readers.html_metadata import saved_from

_HEADER = re.compile(rb"\A\s*(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*\n){2,}", re.MULTILINE)
_SAVED = re.compile(
    rb"^(?:Snapshot-Content-Location:|From:\s*\"?<?Saved by |X-MimeOLE:|Content-Location:\s*<?(?:https?|file):)",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL = re.compile(rb"^(?:To|Received|Message-ID|Return-Path|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_KIND = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html|application/xhtml)", re.IGNORECASE | re.MULTILINE)
_MOST_PARTS = 5000
_EMBEDDED = re.compile(
    rb"data:[\w/+.;=-]{0,100}?base64,[A-Za-z0-9+/=]{200,}+"
)  # pictures and fonts in the page: megabytes
HTML_TYPES = ("text/html", "application/xhtml+xml")
_FIELDS = ("title", "date", "source", "author", "language", "url", "topics", "keyphrases", "summary", "draft")


def _recognises(file: ExportFile) -> bool:
    start = file.start.replace(b"\r\n", b"\n")
    head = start.partition(b"\n\n")[0] + b"\n"
    return (
        _HEADER.match(head) is not None
        and _KIND.search(head) is not None
        and _SAVED.search(head if b"multipart" not in head.lower() else start) is not None
        and _MAIL.search(head) is None
    )


def _read(file: ExportFile) -> Import:
    message = message_from_bytes(file.data.lstrip(b"\xef\xbb\xbf\r\n "))
    part = _page(message)
    data = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(data, bytes) or not data.strip():
        return Import.of([Refused(place="page", reason="There is no HTML in it; it may be cut off.")])
    others = {"url": _address(message, part), "title": header(message, "subject")}
    return Import.of([read_page(data, file.name, str(part.get_content_charset() or ""), others)])


def read_page(
    data: bytes, name: str, encoding: str = "", others: Mapping[str, str] = MappingProxyType({}), place: str = "page"
) -> ImportedArticle | Refused:
    """The article of a page; ``encoding`` is what a header names, ``others`` are fields for what it does not declare."""
    document = read_html(_EMBEDDED.sub(b"data:,", data), name, _encoding(encoding, data))
    if isinstance(document, Problem):
        return Refused(place=place, reason=document.message)
    fields: dict[str, str | tuple[str, ...]] = {field: value for field, value in others.items() if value}
    fields |= {field: document.declared[field].text for field in _FIELDS if field in document.declared}
    return ImportedArticle(place=place, fields=fields, text=html_markdown(document.html, is_rich=True))


def _page(message: Message) -> Message | None:
    """The part that is the page itself."""
    start = str(message.get_param("start") or "")
    pages: list[Message] = []
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part.get_content_type() in HTML_TYPES:
            if start and str(part.get("Content-ID", "")).strip() == start:
                return part
            pages.append(part)
    return pages[0] if pages else None


def _encoding(named: str, data: bytes) -> str | None:
    """The encoding that only a header names, if the page has no mark of its own, is no UTF-8 and can be in that one."""
    if not named or marked_encoding(data) is not None or not (_fits("utf-8", data) or _fits(named, data)):
        return None
    return "utf-8" if _fits("utf-8", data) else named


def _fits(encoding: str, data: bytes) -> bool:
    try:
        data.decode(encoding)
    except (LookupError, ValueError):
        return False
    return True


def _address(message: Message, part: Message) -> str:
    for one in (message, part):
        for name in ("Snapshot-Content-Location", "Content-Location"):
            address = str(one.get(name, "")).strip(" <>\r\n\t")
            if address.startswith(("http://", "https://")) and web_address(address):
                return "".join(address.split())
    return ""


def _is_saved(file: ExportFile) -> bool:
    return file.start.startswith(b"<") and saved_from(file.start.decode("latin-1")) is not None


MHTML = Importer(name="web archive (MHTML)", recognises=_recognises, read=_read)
SAVED_PAGE = Importer(
    name="saved page", recognises=_is_saved, read=lambda file: Import.of([read_page(file.data, file.name)])
)
