"""Articles, settings and pictures made for tests, with only what a test says about them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from html import escape

from digest import dates
from digest.dates import Date
from digest.errors import Problem
from digest.model import Article, Digest, Origin, OwnPage, Page, Provenance, Settings
from digest.pages import desk_of, page_of, plan

SITE = Settings(title="Revue", language="fr")


def made(file: str = "a.txt", date: str | None = None, **fields: object) -> Article:
    """An article whose text says its own file name, dated ``date`` (EDTF)."""
    text = str(fields.pop("text", f"Corps de {file}."))
    day: Date | None = dates.parse(date) if date else None
    values: dict[str, object] = {
        "file": file,
        "position": 0,
        "title": f"Titre de {file}",
        "language": "fr",
        "html": f"<p>{escape(text)}</p>\n",
        "excerpt": text,
        "words": 300,
        "date": day,
        "provenance": {"title": Provenance(origin=Origin.INFERRED, evidence=text)},
        **fields,
    }
    return Article(**values)  # type: ignore[arg-type]


def site_of(digest: Digest, custom: Iterable[OwnPage] = ()) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """All pages of the site of ``digest``, with the problems of old addresses."""
    desk = desk_of(digest, custom)
    planned, problems = plan(desk)
    return tuple(page_of(desk, one) for one in planned), problems


def series(count: int, date: str, **fields: object) -> list[Article]:
    """``count`` articles of one date, in the order of the manifest."""
    return [made(f"{date}-{number:04}.txt", date, position=number, **fields) for number in range(count)]


def png(width: int = 3, height: int = 2, shade: int = 0) -> bytes:
    """A grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
