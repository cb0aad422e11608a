"""Pages for machines, written without templates: feeds, sitemap, lines, the index of the search.

XML by the standard library's ElementTree and JSON by its json, which escape; what XML 1.0 forbids altogether (control
characters, lone surrogates) is dropped first, and no text leaves a direction open (``control_chars.py``).

Rejected: changing them by a theme. Their form is a standard's, not a taste's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from digest.pages.views import CallView, FeedEntry, FeedView, LinesView, SitemapView, Typeset
from digest.render.control_chars import balanced, balanced_all
from digest.render.typography import set_text

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IN_SCRIPT = re.compile("[<\u2028\u2029]")
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2


def atom(view: FeedView) -> str:
    """``view`` as an Atom feed, RFC 4287."""
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": view.language})
    _text(feed, "id", view.id)
    _text(feed, "title", view.title)
    if view.description:
        _text(feed, "subtitle", view.description)
    _text(feed, "updated", view.updated)
    SubElement(SubElement(feed, "author"), "name").text = _clean(view.title)
    _link(feed, "self", view.self, "application/atom+xml")
    _link(feed, "alternate", view.home, "text/html")
    for entry in view.entries:
        _entry(feed, entry)
    return _xml(feed)


def _entry(feed: Element, entry: FeedEntry) -> None:
    element = SubElement(feed, "entry", {"xml:lang": entry.language})
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    if entry.published:
        _text(element, "published", entry.published)
    if entry.author:
        SubElement(SubElement(element, "author"), "name").text = _clean(entry.author)
    _link(element, "alternate", entry.link, "text/html")
    _link(element, "via", entry.via, "")
    for topic in entry.topics:
        SubElement(element, "category", {"term": _clean(topic)})
    if _clean(entry.summary):
        _text(element, "summary", entry.summary)
    _text(element, "content", entry.text)


def _link(parent: Element, rel: str, href: str, kind: str) -> None:
    if href:
        SubElement(parent, "link", {"rel": rel, "href": _clean(href)} | ({"type": kind} if kind else {}))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return balanced(_FORBIDDEN.sub("", text))


def _xml(root: Element) -> str:
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def json_feed(view: FeedView) -> str:
    """``view`` as a JSON Feed 1.1, each entry in a line; what is not known is left out."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": view.title,
        "home_page_url": view.home,
        "feed_url": view.self,
        "description": view.description,
        "language": view.language,
    }
    entries = (
        _json(
            _known(
                id=entry.id,
                url=entry.link,
                external_url=entry.via,
                title=entry.title,
                summary=entry.summary,
                content_text=entry.text,
                date_published=entry.published,
                date_modified=entry.updated,
                authors=[{"name": entry.author}] if entry.author else [],
                tags=list(entry.topics),
                language=entry.language,
            )
        )
        for entry in view.entries
    )
    head = [f" {_json(key)}: {_json(value)}," for key, value in feed.items() if value]
    return "\n".join(["{", *head, ' "items": [', ",\n".join(f"  {entry}" for entry in entries), " ]", "}"])


def _json(value: object) -> str:
    return json.dumps(balanced_all(value), ensure_ascii=False)


def _known(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def sitemap(view: SitemapView) -> str:
    """``view`` as a sitemap or an index of them (https://www.sitemaps.org/protocol.html)."""
    root = Element("sitemapindex" if view.index else "urlset", {"xmlns": _SITEMAP})
    for address in view.addresses:
        SubElement(SubElement(root, "sitemap" if view.index else "url"), "loc").text = _clean(address)
    return _xml(root)


def lines(view: LinesView) -> Iterator[bytes]:
    """Lines as they are, each with its end."""
    return (line + b"\n" for line in view.lines)


def call(view: CallView) -> str:
    """Data as a script that the search loads: JSON is JavaScript, and a script can be loaded from disk, which data cannot.

    What older engines take for the end of a line, and what begins a tag, are written as their numbers.
    """
    text = json.dumps(view.data, ensure_ascii=False, separators=(",", ":"), default=_set)
    return f"digestSearch({_IN_SCRIPT.sub(_number, text)})"


def _number(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _set(text: object) -> str:
    if not isinstance(text, Typeset):
        raise TypeError(f"{type(text).__name__} is no part of an index")
    return balanced(set_text(text.text, text.language))


# What is written without a template, by the name that stands in a page for one.
WRITERS: Mapping[str, Callable[..., str | Iterable[bytes]]] = {
    "atom": atom, "json-feed": json_feed, "sitemap": sitemap, "lines": lines, "call": call,
}  # fmt: skip
