"""Files as they stand in a cell or bullet: what a link, code span or word leads to, and what its text says.

Rejected: judging the text. A link's words are the title, unless they are the file's own name, a date, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from digest.manifest.inline import Kind, Span, plain, spans
from digest.manifest.meaning import CODES, is_date, language_name
from digest.manifest.paths import has_suffix, is_title, local


class File(Struct, frozen=True, kw_only=True):
    """A path and where it stands. ``text`` is what its link's words say, ``says`` the field they are of; both may be empty."""

    target: str
    start: int
    end: int
    says: str = ""
    text: str = ""


def file_of(span: Span, references: Mapping[str, str], *, certain: bool) -> File | None:
    """The file that ``span`` leads to. Code needs a suffix to be one, unless it is ``certain`` that files are named here."""
    if span.kind is Kind.CODE:
        target = local(span.target, literal=True) if certain or has_suffix(span.target) else None
    elif span.kind is Kind.WIKI:
        target = local(span.target.partition("#")[0], literal=True)
    elif span.kind in (Kind.LINK, Kind.ANGLE):
        target = local(span.target)
    else:
        return None
    if target is None:
        return None
    says, text = "", ""
    if span.kind in (Kind.LINK, Kind.WIKI):
        says, text = said(span.text, target, references)
    return File(target=target, start=span.start, end=span.end, says=says, text=text)


def said(raw: str, target: str, references: Mapping[str, str]) -> tuple[str, str]:
    """The field that the words of a link to ``target`` are of (title, date, language), and the words; else empty strings."""
    if not is_title(raw, target):  # before emphasis is taken away: it may be part of the file's name
        return "", ""
    text = plain(raw, references)
    if text != raw and not is_title(text, target):
        return "", ""
    if text in CODES or (len(text) <= 25 and language_name(text)):
        return "language", text
    if len(text) > 4 and is_date(text):
        return "date", text
    return "title", text


def whole_link(text: str, references: Mapping[str, str]) -> File | None:
    """The file that ``text`` as a whole links, emphasis aside; None where it says anything else too."""
    marks = spans(text, references)
    found = file_of(marks[0], references, certain=False) if len(marks) == 1 else None
    return found if found and not (text[: found.start] + text[found.end :]).strip("*_ ") else None
