"""Articles, settings and pictures made for tests, with only what a test says about them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from html import escape
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from digest import dates
from digest.build.cache import Cache
from digest.build.executors import Serial
from digest.build.job import Progress, Work
from digest.build.site import compute_derived, page_of
from digest.codec import content_hash, encode
from digest.dates import Date
from digest.errors import Problem
from digest.model import Article, ArticleCard, CustomPage, Origin, Provenance, Settings, Site
from digest.pages import Page, PageSpec, Planner, plan_derived, plan_derived_pages, plan_pages
from digest.pages.plan import Plan
from digest.site.arrange import arrange
from digest.site.cards import card_of
from digest.site.rights import Sink, is_withheld, restrict, rights_of

_FOLDER = TemporaryDirectory(prefix="digest-tests-")
_NUMBERS = count()


def empty_cache() -> Cache:
    """A cache in a file of its own, removed when the tests end."""
    return Cache(Path(_FOLDER.name) / f"{next(_NUMBERS)}.db")


BLOBS = empty_cache()  # the articles of all sites that tests arrange
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


def card(article: Article) -> ArticleCard:
    """The card of ``article``, which ``BLOBS`` holds whole."""
    data = encode(article)
    BLOBS.put(content_hash(data), data)
    return card_of(article, content_hash(data))


def arranged(
    articles: Iterable[Article], settings: Settings, published: Mapping[str, str] = MappingProxyType({})
) -> tuple[Site, tuple[Problem, ...]]:
    """The site of ``articles``, and the problems of their URLs."""
    return arrange(map(card, articles), settings, published)


def site_of(site: Site, custom_pages: Iterable[CustomPage] = ()) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """All pages of ``site``, ready to be rendered; and the problems of old URLs."""
    planner = Planner(site, custom_pages)
    plan, derived = planned(planner)
    return tuple(page_of(spec, planner.context, BLOBS) for spec in (*plan.pages, *derived)), plan.problems


def planned(planner: Planner, *known: Any) -> tuple[Plan, tuple[PageSpec[Any], ...]]:
    """The plan of a site, and its pages that need derived values. ``known`` as for ``plan_pages``, after the copied files."""
    derived = plan_derived(planner)
    plan = plan_pages(planner, derived, (), *known)
    contents = compute_derived(derived, BLOBS, Work(executor=Serial(), progress=Progress()))
    return plan, tuple(plan_derived_pages(derived, contents))


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


def visible(article: Article, settings: Settings, sink: Sink) -> Article | None:
    """``article`` with what ``sink`` may show of it; None where it is withheld."""
    if is_withheld(article, settings):
        return None
    return restrict(article, rights_of(article, settings), settings.excerpt, sink)
