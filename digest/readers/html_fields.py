"""What an HTML page declares of its article, in the ways that publishers mark it up.

For each field the first that says something usable counts:

==========  =============================================================================================================
title       JSON-LD ``headline``, ``og:title``, the first ``h1`` of the article, ``<title>``; without the site's name
            (``page_titles.py``)
date        JSON-LD ``datePublished``, ``article:published_time`` and its like, ``<time>`` in the article's header
language    ``lang`` of the article or of what is around it, JSON-LD ``inLanguage``
author      JSON-LD ``author``, ``<meta name="author">``, ``rel="author"`` in the article; several in one line, without “By”; no
            addresses, and not the site's name
source      JSON-LD ``publisher``, ``og:site_name``, the site's name in ``<title>``
url         ``rel="canonical"``, JSON-LD ``url``, ``og:url``; on the web only
keyphrases  sections and keywords of JSON-LD, else of ``<meta>``
summary     the description, unless it is only the text's own beginning
draft       ``<meta name="status" content="draft">``, as Pelican has it, and its like; only what surely holds back
==========  =============================================================================================================

A date is the calendar day that is written, whatever time and zone stand behind it. What cannot be read is passed over: pages are
full of it, and it is no mistake of the editor's. Of a date that is, a notice tells.

A publisher's sections are no topics: topics are the editor's, and what a file declares goes before a manifest's heading.

Rejected: microdata but for dates, classes (``byline``), dates in running text, the day of the last change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from digest import dates
from digest.errors import Position, Problem, Severity
from digest.i18n import fold as compared
from digest.model import Declared
from digest.readers.json_ld import article_fields
from digest.readers.outline import Element, Page
from digest.readers.page_titles import divided
from digest.readers.paragraphs import fold
from digest.readers.tags import position
from digest.vocabulary import fields

_META = {
    "title": "og:title twitter:title dc.title dcterms.title",
    "date": "article:published_time og:article:published_time datepublished date pubdate dc.date dc.date.issued "
    "dcterms.created dcterms.issued dcterms.date",
    "author": "author article:author dc.creator dcterms.creator",
    "source": "og:site_name dc.publisher dcterms.publisher application-name",
    "url": "og:url",
    "keyphrases": "article:section keywords news_keywords article:tag",
    "summary": "og:description description dcterms.description twitter:description",
}
_JOINED = frozenset({"author", "keyphrases"})  # every value counts
_MOST_JOINED = 20
_LONGEST = 1000  # characters of a value; what is longer is no headline, no name and no dek
_AMBIGUOUS = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", re.ASCII)
_WORDS = re.compile(r"\w+")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")  # of a page that was saved before a script filled it in
_PEOPLE = re.compile(r"\s*[|,;]\s*|\s+[-–—/]\s+")  # what parts authors, and them from their paper
_SHOWN = 60  # characters of a value in a message
# What leads to an author's name. Words that names begin with too (“Di Maio”, “von Trapp”) lead to two words at least.
_BY = re.compile(
    r"(?:(?:written|story|report|text|words|texte|un texte|propos recueillis|texto|testo|tekst)\s+)?"
    r"(?:(?:by|par|por|door|deur|przez|oleh|írta|autor(?:in|a|es)?|author|auteure?|autore|автор|текст|بقلم|作者|文|撰文|記者|记者)"
    r"(?:\s*[:：]\s*|\s+)"
    r"|(?:text|texte|texto|testo|tekst|words|de)\s*[:：]\s*"
    r"|(?:von|di|av|af|per|vun|de)\s+(?=\S+\s+\S))",
    re.IGNORECASE,
)
_MAIL_OF = re.compile(r"<?[^\s@<>]+@[^\s@<>]+>?\s*\(([^()]+)\)")  # mary@example.org (Mary Hale)
_ADDRESS = re.compile(
    r"[<(\[]?\b(?:mailto:)?[^\s@<>()]+@[^\s@<>()]+\.[a-z]+[>)\]]?|[<(\[]?(?:https?://|www\.)\S+", re.IGNORECASE
)


class _Said(Struct, frozen=True):
    """A value that the page says, and the place in its text."""

    text: str
    at: int


def declared_fields(page: Page, article: Element | None, file: str) -> tuple[dict[str, Declared], list[Problem]]:
    """What ``page`` declares of the text in its element ``article`` (all of the page for None), and what of it cannot be read."""
    said = _said(page, article)
    root = article or _root(page)
    sites = [one.text for one in said.get("source", ())]
    beginning = words_of(page.line(root)) if root else ""
    found: dict[str, Declared] = {}
    if titles := said.get("title"):
        hosts = [urlsplit(one.text).hostname or "" for one in said.get("url", ()) if _can_be_read("url", one.text)]
        authors = [one.text for one in said.get("author", ())]
        title, site = divided(
            [one.text for one in titles], titles[-1].text if _has_title(page) else "", sites, hosts, authors
        )
        said["title"] = [_Said(title, titles[0].at)]
        if site and not sites:
            said["source"], sites = [_Said(site, titles[-1].at)], [site]
    names = {words_of(site) for site in sites}
    said["author"] = [_Said(_without(names, one.text), one.at) for one in said.get("author", ())]
    for field in _META.keys() | {"language"}:
        values = [one for one in said.get(field, ()) if one.text and (field in _JOINED or len(one.text) <= _LONGEST)]
        usable = _usable(field, values, beginning)
        if usable is not None:
            line, column = position(page.text, usable.at)
            where = Position(file=file, line=line, column=column)
            text = fields.split(usable.text)[:_MOST_JOINED] if field in fields.LISTS else usable.text
            found[field] = Declared(text=text, where=where)
    for meta in page.within(None, "meta"):
        if fields.withholds(meta["name"], meta["content"]) and (
            said_so := fields.declaration(meta["name"], meta["content"])
        ):
            line, column = position(page.text, meta.at)
            found[said_so[0]] = Declared(text=said_so[1], where=Position(file=file, line=line, column=column))
    dates = said.get("date", [])
    untold = [_undated(dates[0], page, file)] if dates and "date" not in found else []
    return {field: found[field] for field in fields.FIELDS if field in found}, untold


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words in the same order, whatever marks and letter case they are written with."""
    return bool(words_of(one)) and words_of(one) == words_of(other)


def words_of(text: str) -> str:
    """The words of ``text``, one space between two, by which texts are compared."""
    return " ".join(_WORDS.findall(compared(text)))


def _undated(date: _Said, page: Page, file: str) -> Problem:
    line, column = position(page.text, date.at)
    return Problem(
        code="unknown-page-date",
        severity=Severity.NOTICE,
        message=f"The page gives its date as “{date.text[:_SHOWN]}”, which is not known to be one day. Ignored.",
        hint="Give the date in INDEX.md (2025-02-13) if it is known.",
        where=Position(file=file, line=line, column=column),
    )


def _said(page: Page, article: Element | None) -> dict[str, list[_Said]]:
    """All that the page says of each field, what counts most first."""
    said: dict[str, list[_Said]] = {}
    for field, one in _in_order(page, article):
        if not _TEMPLATE.search(one.text):
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
        if (published or (header and time["itemprop"].lower() != "datemodified")) and dates.parse_written(text):
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
    named = map(_name, texts) if field == "author" else map(fold, texts)
    several = list(dict.fromkeys(text for text in named if text))[:_MOST_JOINED]
    if field == "author" or all(not re.search(r"[;；]", text) for text in several):
        return ", ".join(several)
    return "; ".join(several)


def _usable(field: str, values: list[_Said], beginning: str) -> _Said | None:
    if field == "date":
        return next((_Said(day, one.at) for one in values if (day := _day(one.text))), None)
    if field == "summary":
        return next((one for one in values if words_of(one.text) not in beginning), None)
    return next((one for one in values if _can_be_read(field, one.text)), None)


def _can_be_read(field: str, text: str) -> bool:
    try:
        return bool(fields.read(field, text))
    except ValueError:
        return False


def _day(text: str) -> str | None:
    """The date that ``text`` writes; figures whose order the language tells as they are; None for what cannot be read."""
    if date := dates.parse_written(text):
        return str(date)
    return text.strip() if _AMBIGUOUS.fullmatch(text.strip()) else None


def _name(text: str) -> str:
    """The author that ``text`` names, without “By”, an address behind it, or what is left of one; empty for an address alone."""
    text = fold(text)
    if found := _MAIL_OF.fullmatch(text):
        text = found[1]
    text = fold(_BY.sub("", _ADDRESS.sub("", text), count=1)).strip(" ,;|–—-")
    return "" if text.startswith("@") or re.fullmatch(r"\S+\.[a-z]{2,}(?:/\S*)?", text) else text


def _without(names: set[str], author: str) -> str:
    """``author`` without those of its people that are one of ``names``."""
    people = _PEOPLE.split(author)
    left = [person for person in people if words_of(person) not in names]
    return author if len(left) == len(people) else ", ".join(left)


def _has_title(page: Page) -> bool:
    return any(_is_own(page, title) and page.line(title) for title in page.within(None, "title"))
