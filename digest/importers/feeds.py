"""Feeds: RSS 0.9 to 2.0 (https://www.rssboard.org/rss-specification, RSS 1.0 too), Atom (RFC 4287), JSON Feed
(https://www.jsonfeed.org/version/1.1/), and lists of feeds (OPML).

The text of an entry is its content, else a description of several paragraphs; an entry with only an excerpt is a stub. The date
is that of publication, the day as written in its zone; not one on which the entry was changed or the feed built.
The source is what the entry names, else the feed; for a feed of a search, the host of the address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element, tostring

from digest.errors import Problem
from digest.i18n import language_tag
from digest.importers.addresses import article_address, host_of
from digest.importers.excerpts import SHORTEST_TEXT, excerpt_of, is_beginning, says_only, without_notices
from digest.importers.html_text import html_line, text_markdown
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.json_files import last_title, records_of
from digest.importers.markdown_text import one_line
from digest.importers.records import items, one_text, people, read_date
from digest.importers.xml_text import parse_xml, words_of
from digest.readers.encoding import decode
from digest.readers.html import marked_encoding

_START = 4000  # bytes in which the root is looked for
_ROOT = re.compile(
    rb"(?:<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[\]]*>|\s)*<(?:\w+:)?(?P<root>rss|feed|RDF|opml)[\s>]",
    re.DOTALL,
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(
    r"(?P<kept><!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:#\d{1,8}|#x[\da-fA-F]{1,6}|\w{1,31});)", re.DOTALL
)
_ENTRY = re.compile(r"<(?P<end>/?)(?:\w{1,20}:)?(?:item|entry)(?=[\s>])")
_SHORT_YEAR = re.compile(r"\b(\d{1,2} [A-Za-z]{3}) (\d\d) (?=\d\d:)")  # RFC 822, which RSS names
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_PARAGRAPH = re.compile(r"</p\s*>\s*<(?:p|h\d|ul|ol|blockquote|figure)\b|<br\s*/?>\s*<br\b|\n\s*\n", re.IGNORECASE)
_MAIL_AUTHOR = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)\s*\Z")
_NO_TOPICS = frozenset(
    "uncategorized uncategorised non-classé allgemein unkategorisiert sin-categoría senza-categoria sem-categoria".split()
)
_SEARCHES = re.compile(
    r"\A(?:Google|Talkwalker)\b.{0,20}\b(?:alert|alerte|alerta|avviso|melding)|Google\s?(?:News|Actualités)\b|\bBing\b",
    re.I,
)
_FEED_WORDS = re.compile(
    r"\s*(?:[»|–—:-]\s*(?:feed|flux(?: rss)?|rss(?: feed)?|newsfeed|atom)|\s(?:RSS(?: feed)?))\s*\Z", re.I
)
_DATES = ("pubDate", "published", "issued", "date")
_CHANGED = ("created", "updated", "modified")  # for feeds that never say when an entry was published
_MOST_ENTRIES = 100_000
_MOST_TOPICS = 50
_LONGEST_NAME = 500  # characters of an author
_SHOWN = 80


class _Entry:
    """What one entry states, collected by what it is."""

    def __init__(self) -> None:
        self.title = self.url = self.date = self.language = self.id = self.source = self.image = ""
        self.authors: tuple[str, ...] = ()
        self.topics: tuple[str, ...] = ()
        self.content = ""  # HTML
        self.description = ""  # HTML, often an excerpt


class _Feed:
    """What a feed states for all its entries."""

    def __init__(self, title: str, language: str, authors: tuple[str, ...] = ()) -> None:
        self.title = _FEED_WORDS.sub("", title)
        self.is_search = _SEARCHES.search(title) is not None
        self.language = language_tag(language) or ""
        self.authors = authors

    def article(self, entry: _Entry, place: str) -> ImportedArticle | Refused:
        source = entry.source or ("" if self.is_search else self.title) or host_of(entry.url)
        title = entry.title.removesuffix(f" - {source}") if source else entry.title
        text, summary = _text_and_summary(entry, title, source)
        if not (title or text or summary):
            return Refused(place=place, reason="It has no headline and no text.")
        names = tuple(name for name in entry.authors or self.authors if name.casefold() != source.casefold())
        fields: dict[str, str | tuple[str, ...]] = {
            "title": title,
            "date": entry.date,
            "source": source,
            "author": names,
            "language": language_tag(entry.language) or self.language,
            "url": entry.url,
            "topics": entry.topics,
            "summary": summary,
        }
        fields = {name: value for name, value in fields.items() if value}
        return ImportedArticle(place=place, id=entry.id, fields=fields, text=text)


def _text_and_summary(entry: _Entry, title: str, source: str) -> tuple[str, str]:
    """The text of an entry as Markdown, empty if it has only an excerpt, and its summary."""
    for html in filter(None, (entry.content, entry.description)):
        written = text_markdown(html)
        blocks = without_notices(written.split("\n\n"), title, source)
        line, is_cut = excerpt_of(html_line(" ".join(blocks).replace("\\", "")))
        is_complete = html is entry.content or len(blocks) > 1 or len(line.split()) >= SHORTEST_TEXT
        if line and is_complete and not (is_cut and len(line.split()) < SHORTEST_TEXT):
            summary = "" if html is entry.description else excerpt_of(_plain(entry.description))[0]
            return "\n\n".join(blocks), "" if is_beginning(summary, _plain(html)) else summary
    summary = excerpt_of(_plain(entry.description or entry.content))[0]
    return "", "" if says_only(summary, title, source) else summary


def _plain(html: str) -> str:
    return html_line(re.sub(r"<(?=[/a-z])", " <", html, flags=re.IGNORECASE)) if html else ""


# RSS and Atom.


def _root_name(data: bytes) -> str:
    start = data[:_START].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _ROOT.match(start)
    return found["root"].decode("ascii") if found else ""


def _is_xml_feed(file: ExportFile) -> bool:
    name = _root_name(file.data)
    if name not in ("rss", "feed", "RDF"):
        return False
    start = file.data[:_START].replace(b"\0", b"")
    return name == "rss" or any(
        mark in start for mark in (b"w3.org/2005/Atom", b"purl.org/atom", b"purl.org/rss/", b"netscape.com/rdf")
    )


def _xml_text(file: ExportFile) -> str:
    decoded = decode(file.data, file.name, marked=marked_encoding(file.data.lstrip()))
    text = "" if isinstance(decoded, Problem) else decoded.text
    return _BARE_AMPERSAND.sub(lambda found: found["kept"] or "&amp;", _DECLARATION.sub("", text).lstrip())


def _read_xml(file: ExportFile) -> Import:
    text = _xml_text(file)
    root = parse_xml(text.encode())
    if root is None:
        return Import(articles=(), refused=(Refused(place="feed", reason="Its XML is broken, or declares entities."),))
    channel = root.find("channel")
    head = root if channel is None else channel
    authors = tuple(filter(None, map(_name, head.findall("author")))) if root.tag == "feed" else ()
    language = root.get("lang") or words_of(head.find("language")) or head.get("lang") or ""
    feed = _Feed(html_line(words_of(head.find("title"))), language, authors)
    found = [one for one in (*head, *(root if head is not root else ())) if one.tag in ("item", "entry")][
        :_MOST_ENTRIES
    ]
    kinds = _DATES if any(one.find(tag) is not None for one in found for tag in _DATES) else _CHANGED
    return _imported(feed, (_xml_entry(one, kinds) for one in found), _broken(text, len(found)), len(found))


def _broken(text: str, read: int) -> int:
    """How many entries at the end of a feed are cut off or behind an error of its XML; 0 in a complete feed."""
    tags = [found["end"] for found in _ENTRY.finditer(_CDATA.sub("", text))]
    begun, ended = tags.count(""), tags.count("/")
    return begun - read + (1 if ended < begun or read < begun else 0)


def _imported(feed: _Feed, entries: Iterable[_Entry], broken: int, read: int) -> Import:
    """``broken``: the last of those read is not complete, and as many less one after it were not read."""
    articles: list[ImportedArticle] = []
    refused: list[Refused] = []
    total = read + max(0, broken - 1)
    for number, entry in enumerate(entries, 1):
        place = f"entry {number} of {total}"
        where = f"{place} (“{entry.title[:_SHOWN]}”)" if entry.title else place
        found = (
            Refused(place=where, reason="The file ends within it, or its XML is broken.")
            if broken > 0 and number == read
            else feed.article(entry, place)
        )
        if isinstance(found, Refused):
            refused.append(found)
        else:
            articles.append(found)
    if broken > 1:
        behind = f"entry {total}" if broken == 2 else f"entries {read + 1} to {total}"
        refused.append(Refused(place=behind, reason="The XML is broken before it. Save the feed again."))
    return Import(articles=tuple(articles), refused=tuple(refused))


def _xml_entry(element: Element, kinds: Sequence[str]) -> _Entry:
    """The entry in ``element``; ``kinds`` are the elements with its date, the best first."""
    entry = _Entry()
    dates: dict[str, str] = {}
    topics: list[str] = []
    for child in list(element)[:500]:
        tag, words = child.tag, words_of(child)
        if tag == "title":
            entry.title = entry.title or html_line(words)
        elif tag in ("link", "origLink", "guid", "about"):
            _take_link(entry, child)
        elif tag in kinds:
            dates.setdefault(tag, words)
        elif tag in ("creator", "author"):
            entry.authors += _names(child)
        elif tag in ("category", "subject"):
            topics.append(child.get("label") or child.get("term") or words)
        elif tag == "source":
            entry.source = html_line(words_of(child.find("title")) or (child.text or ""))
        elif tag in ("encoded", "content", "description", "summary"):
            _take_text(entry, child)
        elif tag in ("language", "id"):
            setattr(entry, tag, getattr(entry, tag) or words)
    entry.date = next((date for tag in kinds if (date := _date(dates.get(tag, "")))), "")
    entry.language = element.get("lang") or entry.language
    entry.authors = tuple(dict.fromkeys(entry.authors))
    entry.topics = _topics(topics)
    return entry


def _topics(given: list[str]) -> tuple[str, ...]:
    names = [name for one in given[:_MOST_TOPICS] if (name := html_line(one).strip()) and not _is_no_topic(name)]
    if len(names) == 1:
        names = [part.strip() for part in names[0].split(",")]
    return tuple(dict.fromkeys(filter(None, names)))


def _date(text: str) -> str:
    return read_date(_SHORT_YEAR.sub(r"\g<1> 20\g<2> ", text))


def _is_no_topic(name: str) -> bool:
    return name.casefold().replace(" ", "-") in _NO_TOPICS or name.startswith(("http:", "https:")) or len(name) > 100


def _take_link(entry: _Entry, child: Element) -> None:
    address = article_address(child.get("href") or child.text or "")
    if child.tag == "origLink":
        entry.url = address or entry.url
    elif child.tag == "guid":
        entry.id = entry.id or (child.text or "").strip()[:200]
        if child.get("isPermaLink", "true").lower() == "true":
            entry.url = entry.url or address
    elif child.get("rel", "alternate") == "alternate" and child.get("type", "text/html") != "application/json":
        entry.url = entry.url or address
        entry.language = entry.language or child.get("hreflang", "")


def _take_text(entry: _Entry, child: Element) -> None:
    kind = child.get("type", "")
    if kind == "xhtml" or len(child):
        html = "".join(tostring(one, "unicode") for one in child)
    elif kind in ("text", "text/plain"):
        html = "".join(child.itertext()).replace("&", "&amp;").replace("<", "&lt;")
    else:
        html = "".join(child.itertext())
    is_content = child.tag in ("encoded", "content") and child.get("url") is None
    if is_content and len(html) > len(entry.content):
        entry.content = html.strip()
    elif not is_content and len(html) > len(entry.description):
        entry.description = html.strip()


def _names(element: Element) -> tuple[str, ...]:
    line = _name(element)
    if len(element) == 0 and "," in line and all(" " in part.strip() for part in line.split(",")):
        return tuple(part.strip() for part in line.split(","))
    return people(line)


def _name(element: Element) -> str:
    """The name in an author of RSS (``mail@host (Name)``) or Atom; empty if it is only an address."""
    line = html_line(words_of(element.find("name")) if element.find("name") is not None else words_of(element))
    line = line[:_LONGEST_NAME]
    if found := _MAIL_AUTHOR.match(line):
        line = found["name"].strip()
    return "" if "@" in line or line.startswith(("http:", "https:")) else line


# JSON Feed.


def _is_json_feed(file: ExportFile) -> bool:
    start = file.data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return (
        start[:1] == b"{"
        and re.search(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', file.text[:5000]) is not None
    )


def _read_json(file: ExportFile) -> Import:
    head, broken = _json_head(file.text)
    feed = _Feed(one_line(one_text(head.get("title"))), one_text(head.get("language")), _json_authors(head))
    found = [record for _, record in records_of(file.text[broken:] if broken else file.text)]
    entries = [_json_entry(one) for one in found if isinstance(one, dict)]
    return (
        _imported(feed, entries, 0, len(entries))
        if len(entries) == len(found)
        else _with_broken(feed, entries, file.text)
    )


def _with_broken(feed: _Feed, entries: list[_Entry], text: str) -> Import:
    found = _imported(feed, entries, 0, len(entries))
    title = last_title(text)
    known = {"", *(entry.title for entry in entries)}
    place = f"entry {len(entries) + 1}" + ("" if title in known else f" (“{title[:_SHOWN]}”)")
    broken = Refused(place=place, reason="The file ends within it, or its JSON is broken.")
    return Import(articles=found.articles, refused=(*found.refused, broken))


def _json_head(text: str) -> tuple[dict[str, object], int]:
    """What a JSON Feed states beside its items, and where these begin if the file is cut off (else 0)."""
    try:
        parsed = json.loads(text)
        return (parsed if isinstance(parsed, dict) else {}), 0
    except (ValueError, RecursionError):
        at = re.search(r'"items"\s*:\s*(?=\[)', text)
        found = re.findall(r'"(title|language)"\s*:\s*"((?:[^"\\]|\\.){0,300})"', text[: at.start() if at else 0])
        return dict(found), at.end() if at else len(text)


def _json_authors(record: dict[str, object]) -> tuple[str, ...]:
    given = record.get("authors") or record.get("author")
    names = (one_line(one_text(one)) for one in (given if isinstance(given, list) else [given])[:50])
    return tuple(dict.fromkeys(filter(None, names)))


def _json_entry(record: dict[str, object]) -> _Entry:
    entry = _Entry()
    entry.title = html_line(one_text(record.get("title")))
    entry.id = one_line(one_text(record.get("id")))[:200]
    entry.url = next(
        filter(None, (article_address(one_text(record.get(key))) for key in ("url", "external_url", "id"))), ""
    )
    entry.date = read_date(record.get("date_published"))
    entry.authors = _json_authors(record)
    entry.language = one_text(record.get("language"))
    entry.topics = tuple(one for one in items(record.get("tags") or [])[:_MOST_TOPICS] if not _is_no_topic(one))
    entry.content = one_text(record.get("content_html")) or one_text(record.get("content_text"))
    entry.description = one_text(record.get("summary"))
    return entry


# OPML.


def _is_opml(file: ExportFile) -> bool:
    return _root_name(file.data) == "opml"


def _read_opml(file: ExportFile) -> Import:
    root = parse_xml(_xml_text(file).encode())
    names = list(_outlines(root)) if root is not None else []
    shown = ", ".join(names[:10]) + (" …" if len(names) > 10 else "")
    note = (
        f"This is a list of {len(names)} feeds (OPML), not of articles{f': {shown}' if shown else ''}. "
        "Save each feed as a file, or export the articles from the reader."
    )
    return Import(articles=(), notes=(note,))


def _outlines(root: Element) -> Iterator[str]:
    for one in root.iter("outline"):
        if one.get("xmlUrl"):
            yield one_line(one.get("title") or one.get("text") or one.get("xmlUrl") or "")


FEED = Importer(name="feed", recognises=_is_xml_feed, read=_read_xml)
JSON_FEED = Importer(name="JSON Feed", recognises=_is_json_feed, read=_read_json)
OPML = Importer(name="list of feeds (OPML)", recognises=_is_opml, read=_read_opml)
