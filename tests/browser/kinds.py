"""Which pages are looked at: of each site one of every kind, named by its address.

Every kind of page that the program can make stands here at least once; ``conftest.py`` says how the sites are made.

Rejected: every page. The HTML checker and the link checker see them all; a page of the same kind looks the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WIDTHS = (320, 390, 768, 1280)  # CSS pixels
AXE_WIDTHS = (320, 1280)  # the narrowest and the widest: in between no rule of axe depends on the width alone
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A page to look at: its site, its name, and its path below the site."""

    site: str
    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.site}: {self.name}"


_PAGES = {
    "seeds": {
        "home, full": "index.html",
        "article with crossheads": "articles/000-7d6d22a428fdc984.html",
        "article in Arabic": "articles/samples-014-c5f4acfcef07e6ee.html",
        "article in English": "articles/samples-nobel-prizes-2024.html",
        "article in Japanese": "articles/samples-007-1b78a279bc6f8b10.html",
        "topics": "topics/index.html",
        "topic": "topics/politics.html",
        "stories": "stories/index.html",
        "story": "stories/samples-017-76bb57db8b015b96.html",
        "dates": "dates/index.html",
        "year": "dates/2024.html",
        "month": "dates/2024-07.html",
        "day": "dates/2024-07-26.html",
        "undated": "dates/undated.html",
        "sources": "sources/index.html",
        "source": "sources/exemples-depeche.html",
        "places": "places/index.html",
        "place": "places/ua.html",
        "people": "people/index.html",
        "person": "people/donald-trump.html",
        "organisations": "organisations/index.html",
        "organisation": "organisations/otan.html",
        "languages": "languages/index.html",
        "language": "languages/en.html",
        "about": "about.html",
        "subscribe": "subscribe.html",
        "search": "search.html",
        "search, found": "search.html?q=poutine",
        "search, nothing found": "search.html?q=zzzz",
        "search, filtered": "search.html?q=Kiev&year=2025",
        "404 without base_url": "404.html",
    },
    "arabic": {
        "home, full": "index.html",
        "article with all fields": "articles/mina.html",
        "article in excerpt": "articles/maqal-05.html",
        "article's headline only": "articles/unwan.html",
        "article in French": "articles/fransi.html",
        "topics": "topics/index.html",
        "topic with introduction": "topics/politics.html",
        "stories": "stories/index.html",
        "story": "stories/maqal-01.html",
        "dates": "dates/index.html",
        "year": "dates/2025.html",
        "month": "dates/2025-03.html",
        "day": "dates/2025-03-12.html",
        "undated": "dates/undated.html",
        "sources": "sources/index.html",
        "source": "sources/jrydh-lmrsa.html",
        "languages": "languages/index.html",
        "language": "languages/fr.html",
        "places": "places/index.html",
        "place": "places/eg.html",
        "coverage": "coverage.html",
        "about": "about.html",
        "subscribe": "subscribe.html",
        "search": "search.html",
        "search, found": "search.html?q=%D8%A7%D9%84%D9%85%D9%8A%D9%86%D8%A7%D8%A1",  # الميناء
        "own page": "imprint.html",
        "404 with base_url": "404.html",
        "forward": "articles/qadim.html",
    },
    "japanese": {
        "home, full": "index.html",
        "article": "articles/kiji-00.html",
        "topic": "topics/politics.html",
        "dates": "dates/index.html",
        "search, found": "search.html?q=%E4%BD%8F%E6%B0%91",  # 住民
    },
    "large": {
        "home, many": "index.html",
        "article": "articles/article-001.html",
        "topics": "topics/index.html",
        "topic of several pages": "topics/politics.html",
        "topic's year": "topics/politics/2024.html",
        "topic's month": "topics/politics/2024-05.html",
        "dates": "dates/index.html",
        "year": "dates/2025.html",
        "month": "dates/2025-03.html",
        "latest additions": "latest.html",
        "edition": "editions/2025-03.html",
        "editions": "editions/index.html",
        "coverage": "coverage.html",
        "watch lists": "watch/index.html",
        "watch list": "watch/habitants.html",
        "search, more than shown": "search.html?q=projet&topic=politics",
    },
    "few": {"home, few": "index.html"},
    "weekly": {"home, edition": "index.html", "edition": "editions/2024-W52.html"},
    "single": {"home, single": "index.html"},
    "empty": {"home, empty": "index.html", "about": "about.html"},
}

KINDS = tuple(
    Kind(site=site, name=name, address=address) for site, pages in _PAGES.items() for name, address in pages.items()
)
FRENCH = tuple(kind for kind in KINDS if kind.site in ("seeds", "few", "large"))


def of(site: str, *names: str) -> tuple[Kind, ...]:
    """The pages of ``site`` with these names."""
    return tuple(Kind(site=site, name=name, address=_PAGES[site][name]) for name in names)
