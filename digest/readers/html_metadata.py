"""Read an article's metadata from an HTML page: JSON-LD, ``<meta>``, and elements of the article.

For each field the first usable source counts:

==========  =============================================================================================================
title       JSON-LD ``headline``, ``og:title``, the first ``h1`` of the article, ``<title>``; without the site's name
date        JSON-LD ``datePublished``, ``article:published_time`` and similar, ``<time>`` in the article's header
language    ``lang`` of the article or an element around it, JSON-LD ``inLanguage``
author      JSON-LD ``author``, ``<meta name="author">``, ``rel="author"`` in the article; without “By” and addresses
source      JSON-LD ``publisher``, ``og:site_name``, the site's name in ``<title>``
url         ``rel="canonical"``, JSON-LD ``url``, ``og:url``, the comment of a browser or of SingleFile; http and https only
keyphrases  sections and keywords of JSON-LD, else of ``<meta>``
summary     the description, unless it only repeats the beginning of the text
draft       ``<meta name="status" content="draft">`` (Pelican) and similar; only values that certainly withhold
==========  =============================================================================================================

A date is the calendar day as written, without time and zone. Unreadable values are skipped silently, since pages are full of
them; for a date a notice is reported. Sections do not become topics: topics are the editor's.

**Site names in titles**: “A second ferry | The Quay”. A title is split at separators such as ``|``, ``-``, ``·``, ``»``,
``::``. A part does not belong to the headline if (1) the page repeats the headline without it in ``<h1>`` or ``og:title``; (2)
it is the site's stated name, or the name in its address; (3) it follows ``|``, ``·``, ``»`` or ``::`` and is as short as a name
and capitalized like one; after a dash it must also read like a publication (“The Quay”, “Hafenkurier”, “quay.example”), since
dashes occur in headlines too. A part removed by 1 or 3 at the edge is the site's name, if it reads like one.

**JSON-LD** (https://schema.org/NewsArticle): the first article among a script's objects, alone, in a list or in a ``@graph``.
Objects named only by ``@id`` (authors, publishers) are looked up in the same script.

Rejected: microdata except for dates, classes (``byline``), dates in running text, the modification date; a first part of a
title judged by its look alone (“Opinion | …”); ``articleBody``, which has no paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import product
from urllib.parse import urlsplit

from msgspec import Struct

from digest import dates
from digest.errors import Position, Problem, problem
from digest.i18n import fold
from digest.model import Declared
from digest.readers import scripts
from digest.readers.encoding import clean
from digest.readers.html_tree import Element, Page, position
from digest.readers.scripts import one_line
from digest.vocabulary import countries, fields

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
_LONGEST_VALUE = 1000  # characters of a value; longer ones are not headlines, names or deks
_BEGINNING = 5000  # characters, in which a program says where it saved the page from
_SAVED_FROM = re.compile(
    r"<!--[^<>]{0,200}?(?:saved from url=\(\d{1,6}\)|\bSingleFileZ?\b[^<>]{0,100}?\burl:)\s{0,9}(https?://[^\s<>\"#]+)",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", re.ASCII)
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")  # in a page saved before a script filled it in
_PEOPLE = re.compile(r"\s*[|,;]\s*|\s+[-–—/]\s+")  # separators between authors, and between author and paper
_SHOWN = 60  # characters of a value in a message
# Words before an author's name. Those that names begin with too (“Di Maio”, “von Trapp”) need two words after them.
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


class _Value(Struct, frozen=True):
    """A value and its place in the source."""

    text: str
    at: int


def declared_fields(page: Page, article: Element | None, file: str) -> tuple[dict[str, Declared], list[Problem]]:
    """The fields that ``page`` declares for the text in ``article`` (None: the page), and problems of dates."""
    stated = _stated_values(page, article)
    root = article or _root(page)
    sites = [one.text for one in stated.get("source", ())]
    beginning = words_of(page.line(root)) if root else ""
    found: dict[str, Declared] = {}
    if titles := stated.get("title"):
        hosts = [urlsplit(one.text).hostname or "" for one in stated.get("url", ()) if _can_be_read("url", one.text)]
        authors = [one.text for one in stated.get("author", ())]
        title, site = split_title(
            [one.text for one in titles], titles[-1].text if _has_title(page) else "", sites, hosts, authors
        )
        stated["title"] = [_Value(title, titles[0].at)]
        if site and not sites:
            stated["source"], sites = [_Value(site, titles[-1].at)], [site]
    names = {words_of(site) for site in sites}
    stated["author"] = [_Value(_without(names, one.text), one.at) for one in stated.get("author", ())]
    for field in _META.keys() | {"language"}:
        values = [
            one for one in stated.get(field, ()) if one.text and (field in _JOINED or len(one.text) <= _LONGEST_VALUE)
        ]
        usable = _usable(field, values, beginning)
        if usable is not None:
            line, column = position(page.text, usable.at)
            where = Position(file=file, line=line, column=column)
            text = fields.split(usable.text)[:_MOST_JOINED] if field in fields.LISTS else usable.text
            found[field] = Declared(text=text, where=where)
    for meta in page.within(None, "meta"):
        if fields.withholds(meta["name"], meta["content"]) and (
            declaration := fields.declaration(meta["name"], meta["content"])
        ):
            line, column = position(page.text, meta.at)
            found[declaration[0]] = Declared(text=declaration[1], where=Position(file=file, line=line, column=column))
    dates = stated.get("date", [])
    untold = [_undated(dates[0], page, file)] if dates and "date" not in found else []
    return {field: found[field] for field in fields.FIELDS if field in found}, untold


def saved_from(text: str) -> re.Match[str] | None:
    """Where a browser or SingleFile wrote the address of the page that it saved, as the first group; None where none did."""
    return _SAVED_FROM.search(text, 0, _BEGINNING)


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words in the same order, regardless of punctuation and letter case."""
    return bool(words_of(one)) and words_of(one) == words_of(other)


def words_of(text: str) -> str:
    """The words of ``text`` separated by one space, for comparison."""
    return " ".join(_WORD.findall(fold(text)))


def _undated(date: _Value, page: Page, file: str) -> Problem:
    line, column = position(page.text, date.at)
    message = f"The page's date “{date.text[:_SHOWN]}” is not a single known day. Ignored."
    hint = "Give the date in INDEX.md (2025-02-13) if it is known."
    return problem("unknown-page-date", message, hint, Position(file=file, line=line, column=column))


def _stated_values(page: Page, article: Element | None) -> dict[str, list[_Value]]:
    """All values of each field, the most reliable first."""
    stated: dict[str, list[_Value]] = {}
    for field, one in _in_order(page, article):
        if not _TEMPLATE.search(one.text):
            stated.setdefault(field, []).append(one)
    return stated


def _in_order(page: Page, article: Element | None) -> Iterator[tuple[str, _Value]]:
    for around in page.around(article or _root(page)):
        yield "language", _Value(around["lang"] or around["xml:lang"], around.at)
    for link in page.within(None, "link"):
        if "canonical" in link["rel"].lower().split():
            yield "url", _Value(link["href"], link.at)
    for script in page.within(None, "script"):
        if script["type"].partition(";")[0].strip().lower() == "application/ld+json":
            for field, texts in article_fields(script.code).items():
                joined = (_joined(field, texts),) if field in _JOINED else texts
                yield from ((field, _Value(text, script.at)) for text in joined)
    yield from _metas(page)
    yield from _marked(page, article)
    yield from (
        ("title", _Value(page.line(title), title.at))
        for title in page.within(None, "title")
        if _is_page_title(page, title)
    )
    if saved := saved_from(page.text):
        yield "url", _Value(saved[1], saved.start(1))


def _root(page: Page) -> Element | None:
    return next(iter(page.within(None, "body")), None) or next(iter(page.within(None, "html")), None)


def _metas(page: Page) -> Iterator[tuple[str, _Value]]:
    metas: dict[str, list[_Value]] = {}
    for meta in page.within(None, "meta"):
        name = meta["property"] or meta["name"] or meta["itemprop"]
        metas.setdefault(name.lower(), []).append(_Value(one_line(meta["content"]), meta.at))
    for field, names in _META.items():
        values = [one for name in names.split() for one in metas.get(name, ()) if one.text]
        if field in _JOINED and values:
            values = [_Value(_joined(field, [one.text for one in values]), values[0].at)]
        yield from ((field, one) for one in values)


def _marked(page: Page, article: Element | None) -> Iterator[tuple[str, _Value]]:
    """Values in the article's own elements, or in those of the ``main`` around it."""
    around = next((one for one in page.around(article) if one.name == "main"), article)
    inner = [one for one in page.within(around, "h1", "time", "a") if _is_of(page, one, article)]
    yield from (("title", _Value(page.line(head), head.at)) for head in _heads(page, article, around)[:1])
    for time in (one for one in inner if one.name == "time"):
        published = "pubdate" in time.attributes or time["itemprop"].lower() == "datepublished"
        header = article is not None and any(one.name == "header" for one in page.around(time))
        text = time["datetime"] or page.line(time)
        if (published or (header and time["itemprop"].lower() != "datemodified")) and dates.parse_written(text):
            yield "date", _Value(text, time.at)
    authors = [link for link in inner if "author" in link["rel"].lower().split()]
    if authors and article:
        yield "author", _Value(_joined("author", [page.line(link) for link in authors]), authors[0].at)


def _heads(page: Page, article: Element | None, around: Element | None) -> list[Element]:
    """The headings that may be the headline: the article's own, or those of a ``main`` with no other article."""
    heads = [head for head in page.within(around, "h1") if _is_of(page, head, article) and page.line(head)]
    if article is None:  # without an article, none of several is certain
        return heads if len(heads) == 1 else []
    inner = [head for head in heads if article.first <= head.first <= article.last]
    opening = [head for head in page.within(article, "h2", "h3") if _opens(page, head, article)]
    alone = sum(1 for _ in page.within(around, "article")) <= 1
    return inner or (heads if alone else []) or opening


def _opens(page: Page, head: Element, article: Element) -> bool:
    return page.words_before[head.first] == page.words_before[article.first] and page.words(head) > 0


def _is_of(page: Page, element: Element, article: Element | None) -> bool:
    """Whether ``element`` is in no article (such as a comment) other than ``article`` or one around it."""
    nearest = next((one for one in page.around(element) if one.name == "article"), None)
    return nearest is None or (article is not None and nearest.first <= article.first <= nearest.last)


def _is_page_title(page: Page, title: Element) -> bool:
    """Whether ``title`` is the page's, not an SVG image's."""
    return all(one.name != "svg" for one in page.around(title))


def _joined(field: str, texts: Iterable[str]) -> str:
    named = map(_name, texts) if field == "author" else map(one_line, texts)
    several = list(dict.fromkeys(text for text in named if text))[:_MOST_JOINED]
    if field == "author" or all(not re.search(r"[;；]", text) for text in several):
        return ", ".join(several)
    return "; ".join(several)


def _usable(field: str, values: list[_Value], beginning: str) -> _Value | None:
    if field == "date":
        return next((_Value(day, one.at) for one in values if (day := _day(one.text))), None)
    if field == "summary":
        return next((one for one in values if words_of(one.text) not in beginning), None)
    return next((one for one in values if _can_be_read(field, one.text)), None)


def _can_be_read(field: str, text: str) -> bool:
    try:
        return bool(fields.read(field, text))
    except ValueError:
        return False


def _day(text: str) -> str | None:
    """The date in ``text`` as EDTF, or as written if the order of its figures depends on the language; else None."""
    if date := dates.parse_written(text):
        return str(date)
    return text.strip() if _AMBIGUOUS.fullmatch(text.strip()) else None


def _name(text: str) -> str:
    """The author that ``text`` names, without “By” and addresses; may be empty."""
    text = one_line(text)
    if found := _MAIL_OF.fullmatch(text):
        text = found[1]
    text = one_line(_BY.sub("", _ADDRESS.sub("", text), count=1)).strip(" ,;|–—-")
    return "" if text.startswith("@") or re.fullmatch(r"\S+\.[a-z]{2,}(?:/\S*)?", text) else text


def _without(names: set[str], author: str) -> str:
    """``author`` without people that are in ``names``."""
    people = _PEOPLE.split(author)
    left = [person for person in people if words_of(person) not in names]
    return author if len(left) == len(people) else ", ".join(left)


def _has_title(page: Page) -> bool:
    return any(_is_page_title(page, title) and page.line(title) for title in page.within(None, "title"))


# Headline and site name in a title.


_TITLE_MARKS = re.compile(r"\s+(?:[|｜»«•·–—~/_-]|::|:)\s+|\s*[|｜]\s*|\s+:{1,2}\s+|:\s+|\s+[-–—]{2,3}\s+")
_UNSPACED_MARKS = re.compile(
    r"\s*(?:[|｜_]|--|——|[-–—](?=[^\x00-\x7f])(?<=[^\x00-\x7f].))\s*"
)  # in Chinese and Japanese
_BARS = frozenset("|｜»«•·_") | {"::"}
_MOST_WORDS, _MOST_CHARACTERS, _MOST_WIDE = 5, 32, 10  # of a name
_LEAST_WORDS, _LEAST_WIDE = 3, 6  # of a headline
_ARTICLES = frozenset("the le la les l el los las il lo i gli der die das de het o os a as den det der al".split())
_SMALL = frozenset(
    "of the and de du des la le les d l y e et und von der die das zu zur am in on for del della di da do van".split()
)
_PRESS = re.compile(
    r"\b(?:news|times|post|journal|herald|tribune|gazette|press|presse|daily|weekly|magazine|mag|blog|online|tv|radio|review|today|"
    r"telegraph|guardian|observer|chronicle|standard|mirror|express|courier|courrier|figaro|monde|libération|echos?|dépêche|info|infos|"
    r"nouvelles?|actualités?|hebdo|quotidien|zeitung|nachrichten|allgemeine|morgenpost|abendblatt|diario|periódico|país|mundo|prensa|"
    r"noticias|corriere|repubblica|stampa|giornale|gazzetta|notizie|jornal|folha|estado|globo|público|notícias|krant|nieuws|dagblad|"
    r"gazeta|wiadomości|новости|газета|правда|известия)\b"
    r"|\w(?:kurier|zeitung|blatt|anzeiger|bote|rundschau|spiegel|presse|nachrichten|bladet|tidningen|posten|avisen|news|post|press|times)\b"
    r"|(?:新聞|新闻|日报|日報|网|網|ニュース|電視|电视|뉴스|신문|일보|TV)$",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_RUBRICS = frozenset(
    "analysis opinion comment commentary interview video videos live photos gallery podcast exclusive update editorial review "
    "news analyse kommentar meinung interview portrait reportage enquête vidéo direct tribune édito éditorial décryptage "
    "análisis opinión entrevista vídeo directo analisi commento intervista editoriale análise opinião politics sport sports "
    "world politique monde économie culture société wirtschaft politik kultur welt".split()
)
_WORD = re.compile(r"\w+")


def split_title(
    titles: Sequence[str], last: str, sites: Sequence[str], hosts: Iterable[str], authors: Iterable[str]
) -> tuple[str, str]:
    """The headline and the site's name (may be empty) from a page's ``titles``, the most reliable first.

    ``last`` is the ``<title>``, ``sites`` are stated names of the site, ``hosts`` the host names of its addresses.
    """
    hosts, known = [_name_of(host) for host in hosts], {words_of(site) for site in sites}
    titles = [one for one in titles if not (_is_site(one, known, hosts) or _ends(last, one))] or list(titles)
    title = titles[0]
    found = _shortened(title, titles[1:]) or _without_known(title, known, hosts)
    if found is None and title == last:
        found = _guessed(title)
    headline, left = found if found and found[0] else (title, [])
    if title != last:  # og:title may be the headline alone, and <title> have the site's name
        _, others = _shortened(last, [headline]) or _guessed(last) or ("", [])
        left = [*left, *others]
    passed = {words_of(author) for author in authors} | _RUBRICS | {words_of(headline)}
    return headline, next((part for part in left if _is_name(part) and words_of(part) not in passed), "")


def _ends(title: str, name: str) -> bool:
    """Whether ``name``, though it is the page's heading (a logo), is the site's name at the end of ``title``."""
    parts = _parts(title)
    head = title[: parts[-2][1]] if len(parts) > 1 else ""
    return (
        words_of(title[parts[-1][0] :]) == words_of(name)
        and _is_name(name)
        and _is_headline(head)
        and len(head) > 2 * len(name)
    )


def _parts(title: str) -> list[tuple[int, int, str]]:
    """Begin, end and preceding separator of each part of ``title``."""
    marks = _UNSPACED_MARKS if scripts.is_wide(title) else _TITLE_MARKS
    found = [(0, 0, ""), *((one.start(), one.end(), one[0].strip()) for one in marks.finditer(title))]
    ends = [*found[1:], (len(title), len(title), "")]
    return [(begin[1], end[0], begin[2]) for begin, end in zip(found, ends, strict=True)]


def _shortened(title: str, others: Sequence[str]) -> tuple[str, list[str]] | None:
    """The beginning or end of ``title`` that one of ``others`` repeats, and the other parts, outermost first."""
    parts = _parts(title)
    if len(parts) < 2:
        return None
    for other in others:
        words = words_of(other)
        for cut in range(len(parts) - 1, 0, -1):
            head, tail = title[: parts[cut - 1][1]], title[parts[cut][0] :]
            if words and words_of(head) == words:
                return head.strip(), [title[begin:end].strip() for begin, end, _ in reversed(parts[cut:])]
            if words and words_of(tail) == words:
                return tail.strip(), [title[begin:end].strip() for begin, end, _ in parts[:cut]]
    return None


def _without_known(title: str, known: set[str], hosts: Sequence[str]) -> tuple[str, list[str]] | None:
    """``title`` without the parts at its edges that are the site's name."""
    parts = _parts(title)
    first, last, left = 0, len(parts), list[str]()
    while last - first > 1 and _is_site(title[slice(*parts[last - 1][:2])], known, hosts):
        last -= 1
        left.append(title[slice(*parts[last][:2])].strip())
    while last - first > 1 and _is_site(title[slice(*parts[first][:2])], known, hosts):
        left.append(title[slice(*parts[first][:2])].strip())
        first += 1
    if not left:
        return None
    # There may be rubrics before the site's name: “A second ferry - Harbour - The Quay”.
    while (
        last - first > 1
        and len(parts) > 2
        and _is_name(title[slice(*parts[last - 1][:2])])
        and parts[last - 1][2] == parts[-1][2]
    ):
        if not _is_headline(title[parts[first][0] : parts[last - 2][1]]):
            break
        last -= 1
    return title[parts[first][0] : parts[last - 1][1]].strip(), left


def _guessed(title: str) -> tuple[str, list[str]] | None:
    """The headline and the last part, if that reads like the name of a site."""
    parts = _parts(title)
    end = len(parts) - 1
    if end < 1 or not _is_name(site := title[slice(*parts[end][:2])].strip()):
        return None
    mark = parts[end][2]
    if mark == ":" or not (mark in _BARS or _is_publication(site)):
        return None
    while end > 1 and parts[end - 1][2] == mark and _is_name(title[slice(*parts[end - 1][:2])]):
        if not _is_headline(title[: parts[end - 2][1]]):
            break
        end -= 1  # a rubric before it
    head = title[: parts[end - 1][1]].strip()
    return (head, [site]) if _is_headline(head) and len(head) > len(site) else None


def _is_site(part: str, known: set[str], hosts: Sequence[str]) -> bool:
    words = words_of(part)
    if not words:
        return False
    joined = words.replace(" ", "")
    bare = joined.removeprefix("the")
    return words in known or any(host and (host in (joined, bare, _name_of(part))) for host in hosts)


def _name_of(host: str) -> str:
    """The name in a host: ``thequay`` of ``www.thequay.example``."""
    labels = host.lower().strip().removeprefix("www.").split(".")
    if len(labels) < 2:
        return ""
    at = -3 if len(labels) > 2 and len(labels[-2]) <= 3 else -2  # example.co.uk
    return labels[at].replace("-", "")


def _is_name(part: str) -> bool:
    part = part.strip()
    words = _WORD.findall(part)
    if not words or len(words) > _MOST_WORDS or len(part) > _MOST_CHARACTERS or part[-1] in "?!…":
        return False
    if _HOST.fullmatch(part):
        return True
    if scripts.is_wide(part):
        return len(part) <= _MOST_WIDE
    if any(word.isdigit() for word in words) or countries.is_country(countries.identify(part)):
        return False
    return words[0][0].isupper() and all(word[0].isupper() or word in _SMALL for word in words)


def _is_publication(part: str) -> bool:
    words = _WORD.findall(part)
    first = words[0].lower()
    return (
        _HOST.fullmatch(part) is not None
        or _PRESS.search(part) is not None
        or (first in _ARTICLES and 2 <= len(words) <= 4 and words[0][0].isupper() and words[-1][0].isupper())
        or (len(words) == 1 and part.isupper() and 2 <= len(part) <= 8)
    )


def _is_headline(text: str) -> bool:
    if scripts.is_wide(text):
        return len(text.strip()) >= _LEAST_WIDE
    return len(_WORD.findall(text)) >= _LEAST_WORDS


# JSON-LD.


_LONGEST_SCRIPT = 500_000  # characters of a script
_MOST_OBJECTS = 5_000  # objects that are searched
_MOST_NESTING = 4  # lists and objects around a name
_FIELDS = dict(
    pair.split("=")
    for pair in "headline=title datePublished=date inLanguage=language author=author publisher=source url=url "
    "mainEntityOfPage=url articleSection=keyphrases keywords=keyphrases description=summary".split()
)
_NAMED_BY = {"url": ("url", "@id"), "language": ("alternateName", "name")}
_HOLDERS = ("@graph", "mainEntity")
_WRAPPERS = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA["), ("-->", "//]]>", "// ]]>", "]]>", ";")

_Object = dict[str, object]


def article_fields(script: str) -> dict[str, tuple[str, ...]]:
    """The fields of the article that a JSON-LD ``script`` describes, with all texts of each."""
    objects = list(_objects(_parsed(script)))
    named = {str(one["@id"]): one for one in objects if "@id" in one and len(one) > 1}
    article = next((one for one in objects if _is_article(one)), None)
    found: dict[str, tuple[str, ...]] = {}
    for key, field in _FIELDS.items() if article else ():
        texts = tuple(_texts(article.get(key) if article else None, _NAMED_BY.get(field, ("name",)), named))
        if texts:
            found[field] = (*found.get(field, ()), *texts)
    return found


def _parsed(script: str) -> object:
    if len(script) > _LONGEST_SCRIPT:
        return None
    bare = script.strip()
    for before, after in product(*_WRAPPERS):
        bare = bare.removeprefix(before).removesuffix(after).strip()
    try:
        return json.loads(bare, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):  # ignored: only search engines read it
        return None


def _objects(root: object) -> Iterator[_Object]:
    waiting = [root]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value[:_MOST_OBJECTS])
        elif isinstance(value, dict):
            yield value
            waiting += [value[key] for key in reversed(_HOLDERS) if key in value]


def _is_article(found: _Object) -> bool:
    types = found.get("@type")
    names = [str(name).rpartition("/")[2] for name in (types if isinstance(types, list) else [types])]
    return any(name.endswith(("Article", "BlogPosting")) or name == "Report" for name in names)


def _texts(value: object, keys: tuple[str, ...], named: dict[str, _Object], depth: int = 0) -> Iterator[str]:
    """The texts of a JSON-LD ``value``: itself, or the first of ``keys`` that it has."""
    if isinstance(value, str):
        if text := one_line(clean(unescape(value))):
            yield text
    elif isinstance(value, list) and depth < _MOST_NESTING:
        for item in value[:_MOST_OBJECTS]:
            yield from _texts(item, keys, named, depth + 1)
    elif isinstance(value, dict) and depth < _MOST_NESTING:
        full = named.get(str(value.get("@id")), value) if len(value) <= 2 else value
        stated = next((full[key] for key in (*keys, "@value") if key in full), None)
        yield from _texts(stated, keys, named, depth + 1)
