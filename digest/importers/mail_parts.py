"""The header of a mail, decoded (RFC 2047), and its parts (RFC 2045, 2046)."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message

from digest.importers.imported import text_in
from digest.importers.markdown_text import one_line
from digest.readers.encoding import clean

_ENCODED = re.compile(r"=\?(?P<charset>[^?*\s]+)(?:\*[^?\s]*)?\?(?P<coding>[bBqQ])\?(?P<words>[^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_MOST_PARTS = 500


def header(message: Message, name: str) -> str:
    """The first header of this name, decoded, in one line."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    return one_line(clean(_decoded_words(text_in(raw.encode("utf-8", "surrogateescape"), name))))


def _decoded_words(text: str) -> str:
    """``text`` with its encoded words (RFC 2047) decoded; characters may be divided between two of one encoding."""
    text = _BETWEEN.sub(r"\1", text[:20_000])
    parts: list[str] = []
    pending, charset, end = b"", "", 0
    for found in [*_ENCODED.finditer(text), None]:
        between = text[end : found.start() if found else len(text)]
        if pending and (between or found is None or found["charset"].lower() != charset):
            parts.append(_in_charset(pending, charset))
            pending = b""
        parts.append(between)
        if found:
            pending += _word_bytes(found["coding"], found["words"])
            charset, end = found["charset"].lower(), found.end()
    return "".join(parts)


def _word_bytes(coding: str, words: str) -> bytes:
    data = words.encode("utf-8", "replace")
    if coding in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""


def _in_charset(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):
        return text_in(data, "")


def parts_of(message: Message) -> tuple[str, str, list[Message], bool]:
    """The text of a mail in HTML and plain, the mails attached to it, and whether its only text is cut off.

    A mail is cut off if the boundary after its last part is missing; that part is left out if there is another text.
    """
    html: list[str] = []
    plain: list[str] = []
    attached: list[Message] = []
    waiting = [message]
    is_cut = any(isinstance(one, CloseBoundaryNotFoundDefect) for one in message.defects)
    last: list[str] = []  # to which the last part belongs
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        part = waiting.pop(0)
        kind = part.get_content_type()
        if part.is_multipart():
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            attached += inner if kind == "message/rfc822" else []
            waiting = waiting if kind == "message/rfc822" else inner + waiting
        elif kind in ("text/html", "text/plain") and part.get_content_disposition() != "attachment":
            last = html if kind == "text/html" else plain
            last.append(_content(part))
        else:
            last = []
    if is_cut and last:
        last.pop()
    return "\n".join(html), "\n\n".join(plain), attached, is_cut and not (html or plain or attached)


def _content(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset() or "utf-8"
    except (ValueError, LookupError, TypeError, AssertionError):
        return ""
    return clean(_in_charset(data, charset)) if isinstance(data, bytes) else ""
