"""Feeds: RSS 0.9 to 2.0 (https://www.rssboard.org/rss-specification, RSS 1.0 too), Atom (RFC 4287), and lists of feeds (OPML).

The date of an entry is that of publication, the day as written in its zone; not one on which the entry was changed or the feed
built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, tostring

from digest.importers.addresses import article_address
from digest.importers.feed_entries import MOST_TOPICS, Entry, Feed, imported, is_no_topic
from digest.importers.html_text import html_line
from digest.importers.imported import ExportFile, Import, Importer, Refused, text_in
from digest.importers.markdown_text import one_line
from digest.importers.records import people, read_date
from digest.importers.xml_text import parse_xml, words_of
from digest.readers.html import marked_encoding

_ROOT = re.compile(
    rb"(?:<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[\]]*>|\s)*<(?:\w+:)?(?P<root>rss|feed|RDF|opml)[\s>]",
    re.DOTALL,
)
_NAMESPACES = (b"w3.org/2005/Atom", b"purl.org/atom", b"purl.org/rss/", b"netscape.com/rdf")
_BARE_AMPERSAND = re.compile(
    r"(?P<kept><!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:#\d{1,8}|#x[\da-fA-F]{1,6}|\w{1,31});)", re.DOTALL
)
_ENTRY = re.compile(r"<(?P<end>/?)(?:\w{1,20}:)?(?:item|entry)(?=[\s>])")
_SHORT_YEAR = re.compile(r"\b(\d{1,2} [A-Za-z]{3}) (\d\d) (?=\d\d:)")  # RFC 822, which RSS names
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_MAIL_AUTHOR = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)\s*\Z")
_DATES = ("pubDate", "published", "issued", "date")
_CHANGED = ("created", "updated", "modified")  # for feeds that never say when an entry was published
_MOST_ENTRIES = 100_000
_LONGEST_NAME = 500  # characters of an author


# RSS and Atom.


def _root_name(file: ExportFile) -> str:
    found = _ROOT.match(file.start)
    return found["root"].decode("ascii") if found else ""


def _is_xml_feed(file: ExportFile) -> bool:
    name = _root_name(file)
    return name == "rss" or (name in ("feed", "RDF") and any(mark in file.start for mark in _NAMESPACES))


def _xml_text(file: ExportFile) -> str:
    text = text_in(file.data, file.name, marked=marked_encoding(file.data.lstrip()))
    return _BARE_AMPERSAND.sub(lambda found: found["kept"] or "&amp;", text.lstrip())


def _read_xml(file: ExportFile) -> Import:
    text = _xml_text(file)
    root = parse_xml(text)
    if root is None:
        return Import.of([Refused(place="feed", reason="Its XML is broken, or declares entities.")])
    channel = root.find("channel")
    head = root if channel is None else channel
    authors = tuple(filter(None, map(_name, head.findall("author")))) if root.tag == "feed" else ()
    language = root.get("lang") or words_of(head.find("language")) or head.get("lang") or ""
    feed = Feed(html_line(words_of(head.find("title"))), language, authors)
    found = [one for one in (*head, *(root if head is not root else ())) if one.tag in ("item", "entry")][
        :_MOST_ENTRIES
    ]
    kinds = _DATES if any(one.find(tag) is not None for one in found for tag in _DATES) else _CHANGED
    return imported(feed, (_xml_entry(one, kinds) for one in found), _broken(text, len(found)), len(found))


def _broken(text: str, read: int) -> int:
    """How many entries at the end of a feed are cut off or behind an error of its XML; 0 in a complete feed."""
    tags = [found["end"] for found in _ENTRY.finditer(_CDATA.sub("", text))]
    begun, ended = tags.count(""), tags.count("/")
    return begun - read + (1 if ended < begun or read < begun else 0)


def _xml_entry(element: Element, kinds: Sequence[str]) -> Entry:
    """The entry in ``element``; ``kinds`` are the elements with its date, the best first."""
    entry = Entry()
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
    names = [name for one in given[:MOST_TOPICS] if (name := html_line(one).strip()) and not is_no_topic(name)]
    if len(names) == 1:
        names = [part.strip() for part in names[0].split(",")]
    return tuple(dict.fromkeys(filter(None, names)))


def _date(text: str) -> str:
    return read_date(_SHORT_YEAR.sub(r"\g<1> 20\g<2> ", text))


def _take_link(entry: Entry, child: Element) -> None:
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


def _take_text(entry: Entry, child: Element) -> None:
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


# OPML.


def _is_opml(file: ExportFile) -> bool:
    return _root_name(file) == "opml"


def _read_opml(file: ExportFile) -> Import:
    root = parse_xml(_xml_text(file))
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
OPML = Importer(name="list of feeds (OPML)", recognises=_is_opml, read=_read_opml)
