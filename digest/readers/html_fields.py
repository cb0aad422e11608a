"""What an HTML page declares of its article, in the ways that publishers mark it up.

For each field the first that says something usable counts:

==========  =============================================================================================================
title       JSON-LD ``headline``, ``og:title``, the first ``h1`` of the article, ``<title>``; without the site's name behind it
date        JSON-LD ``datePublished``, ``article:published_time`` and its like, ``<time>`` in the article's header
language    ``lang`` of the article or of what is around it, JSON-LD ``inLanguage``
author      JSON-LD ``author``, ``<meta name="author">``, ``rel="author"`` in the article; several in one line
source      JSON-LD ``publisher``, ``og:site_name``
url         ``rel="canonical"``, JSON-LD ``url``, ``og:url``; on the web only
keyphrases  sections and keywords of JSON-LD, else of ``<meta>``
summary     the description, unless it is only the text's own beginning
==========  =============================================================================================================

A date is the calendar day that is written, whatever time and zone stand behind it. If no date can be read the first is
passed on as it is, so that somebody is told; what else cannot be read is passed over: pages are full of it.

A publisher's sections are no topics: topics are the editor's, and what a file declares goes before a manifest's heading.

Given up: microdata but for dates, classes (``byline``), dates in running text, the day of the last change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from digest import dates, fields
from digest.errors import Position
from digest.model import Declared
from digest.readers.json_ld import article_fields
from digest.readers.outline import Element, Page
from digest.readers.paragraphs import fold
from digest.readers.tags import position
from digest.words import fold as compared

_META = {
    "title": "og:title twitter:title dc.title dcterms.title",
    "date": "article:published_time og:article:published_time datepublished date pubdate dc.date dc.date.issued "
    "dcterms.created dcterms.issued dcterms.date",
    "author": "author article:author dc.creator dcterms.creator",
    "source": "og:site_name dc.publisher dcterms.publisher",
    "url": "og:url",
    "keyphrases": "article:section keywords news_keywords article:tag",
    "summary": "og:description description dcterms.description twitter:description",
}
_JOINED = frozenset({"author", "keyphrases"})  # every value counts
_MOST_JOINED = 20
_LONGEST = 1000  # characters of a value; what is longer is no headline, no name and no dek
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?![\d/])|\d{8}(?=T|$)", re.ASCII)  # “/” begins the other end of an interval
_CLOCK = re.compile(
    r"[\s,T–|-]*(?:\b(?:at|à|a las|um|alle|às|om|o|в)\s+)?\b\d{1,2}[:h]\d{2}.*", re.DOTALL | re.IGNORECASE
)
_WORDS = re.compile(r"\w+")


class _Said(Struct, frozen=True):
    """A value that the page says, and the place in its text."""

    text: str
    at: int


def declared_fields(page: Page, article: Element | None, file: str) -> dict[str, Declared]:
    """What ``page`` declares of the text in its element ``article``; all of the page for None."""
    said = _said(page, article)
    root = article or _root(page)
    sites = [one.text for one in said.get("source", ())]
    beginning = _bare(page.line(root)) if root else ""
    found: dict[str, Declared] = {}
    for field in _META.keys() | {"language"}:
        values = [one for one in said.get(field, ()) if one.text and (field in _JOINED or len(one.text) <= _LONGEST)]
        usable = _usable(field, values, sites, beginning)
        if usable is not None:
            line, column = position(page.text, usable.at)
            where = Position(file=file, line=line, column=column)
            text = fields.split(usable.text)[:_MOST_JOINED] if field in fields.LISTS else usable.text
            found[field] = Declared(text=text, where=where)
    return {field: found[field] for field in fields.FIELDS if field in found}


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words in the same order, whatever marks and letter case they are written with."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _said(page: Page, article: Element | None) -> dict[str, list[_Said]]:
    """All that the page says of each field, what counts most first."""
    said: dict[str, list[_Said]] = {}
    for field, one in _in_order(page, article):
        said.setdefault(field, []).append(one)
    return said


def _in_order(page: Page, article: Element | None) -> Iterator[tuple[str, _Said]]:
    for around in page.around(article or _root(page)):
        yield "language", _Said(around["lang"] or around["xml:lang"], around.at)
    for link in page.within(None, "link"):
        if "canonical" in link["rel"].lower().split():
            yield "url", _Said(link["href"], link.at)
    for script in page.within(None, "script"):
        if script["type"].partition(";")[0].strip().lower() == "application/ld+json":
            for field, texts in article_fields(script.code).items():
                joined = (_joined(field, texts),) if field in _JOINED else texts
                yield from ((field, _Said(text, script.at)) for text in joined)
    yield from _metas(page)
    yield from _marked(page, article)
    yield from (
        ("title", _Said(page.line(title), title.at)) for title in page.within(None, "title") if _is_own(page, title)
    )


def _root(page: Page) -> Element | None:
    return next(iter(page.within(None, "body")), None) or next(iter(page.within(None, "html")), None)


def _metas(page: Page) -> Iterator[tuple[str, _Said]]:
    metas: dict[str, list[_Said]] = {}
    for meta in page.within(None, "meta"):
        name = meta["property"] or meta["name"] or meta["itemprop"]
        metas.setdefault(name.lower(), []).append(_Said(fold(meta["content"]), meta.at))
    for field, names in _META.items():
        values = [one for name in names.split() for one in metas.get(name, ()) if one.text]
        if field == "author":
            values = [one for one in values if "://" not in one.text]  # the address of a profile
        if field in _JOINED and values:
            values = [_Said(_joined(field, [one.text for one in values]), values[0].at)]
        yield from ((field, one) for one in values)


def _marked(page: Page, article: Element | None) -> Iterator[tuple[str, _Said]]:
    """What the article's own elements say, or those of the ``main`` around it."""
    around = next((one for one in page.around(article) if one.name == "main"), article)
    own = [one for one in page.within(around, "h1", "time", "a") if _is_of(page, one, article)]
    yield from (("title", _Said(page.line(head), head.at)) for head in _heads(page, article, around)[:1])
    for time in (one for one in own if one.name == "time"):
        published = "pubdate" in time.attributes or time["itemprop"].lower() == "datepublished"
        header = article is not None and any(one.name == "header" for one in page.around(time))
        text = time["datetime"] or page.line(time)
        if (published or (header and time["itemprop"].lower() != "datemodified")) and _DAY.match(text):
            yield "date", _Said(text, time.at)
    authors = [link for link in own if "author" in link["rel"].lower().split()]
    if authors and article:
        yield "author", _Said(_joined("author", [page.line(link) for link in authors]), authors[0].at)


def _heads(page: Page, article: Element | None, around: Element | None) -> list[Element]:
    """The headings that may be the headline: the article's own, or those of the ``main`` around it, if it holds no other one."""
    heads = [head for head in page.within(around, "h1") if _is_of(page, head, article) and page.line(head)]
    if article is None:  # of several on a page without an article none is known to be its headline
        return heads if len(heads) == 1 else []
    own = [head for head in heads if article.first <= head.first <= article.last]
    opening = [head for head in page.within(article, "h2", "h3") if _opens(page, head, article)]
    alone = sum(1 for _ in page.within(around, "article")) <= 1
    return own or (heads if alone else []) or opening


def _opens(page: Page, head: Element, article: Element) -> bool:
    return page.words_before[head.first] == page.words_before[article.first] and page.words(head) > 0


def _is_of(page: Page, element: Element, article: Element | None) -> bool:
    """Whether ``element`` stands in no other article, a comment's say, than ``article`` or one around it."""
    nearest = next((one for one in page.around(element) if one.name == "article"), None)
    return nearest is None or (article is not None and nearest.first <= article.first <= nearest.last)


def _is_own(page: Page, title: Element) -> bool:
    """Whether ``title`` is the page's, not a drawing's."""
    return all(one.name in ("title", "head", "html") for one in page.around(title))


def _joined(field: str, texts: Iterable[str]) -> str:
    several = list(dict.fromkeys(text for text in map(fold, texts) if text))[:_MOST_JOINED]
    if field == "author" or all(not re.search(r"[;；]", text) for text in several):
        return ", ".join(several)
    return "; ".join(several)


def _usable(field: str, values: list[_Said], sites: list[str], beginning: str) -> _Said | None:
    if field == "title":
        return next((_Said(_without_site(one.text, sites), one.at) for one in values), None)
    if field == "date":
        read = (_Said(day, one.at) for one in values if (day := _day(one.text)))
        return next(read, values[0] if values else None)
    if field == "summary":
        return next((one for one in values if _bare(one.text) not in beginning), None)
    return next((one for one in values if _can_be_read(field, one.text)), None)


def _can_be_read(field: str, text: str) -> bool:
    try:
        return bool(fields.read(field, text))
    except ValueError:
        return False


def _day(text: str) -> str | None:
    """The date that ``text`` writes, without its time of day; None where it cannot be read."""
    text = text.strip()
    if found := _DAY.match(text):
        day = found[0]
        return day if "-" in day else f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if date := dates.parse_written(text) or dates.parse_written(_CLOCK.sub("", text)):
        return str(date)
    return None


def _without_site(title: str, sites: list[str]) -> str:
    """A title without “ - The Quay” behind it, if a site of that name says so."""
    for site in sites:
        head = title[: -len(site)].rstrip()
        if title.endswith(site) and head[-1:] in ("-", "|", "–", "—", "·", "•", ":", "»") and head[:-1].strip():
            return head[:-1].strip()
    return title


def _bare(text: str) -> str:
    return " ".join(_WORDS.findall(compared(text)))
