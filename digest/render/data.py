"""Pages for machines, written without templates: feeds, sitemap, lines, the index of the search.

XML is written as text: its elements are few, and each text in it is escaped. What XML 1.0 forbids altogether (control
characters, lone surrogates) is dropped, and no text leaves a direction open (``control_chars.py``).

Rejected: changing them by a theme. Their form is a standard's, not a taste's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from digest.pages.views import CallView, FeedEntry, FeedView, LinesView, SitemapView, Typeset
from digest.render.control_chars import DIRECTING, balanced, balanced_all, unprintable
from digest.render.typography import set_text

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IN_LINE = "<\u2028\u2029"  # what begins a tag, or ends a line for older engines
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_Text = Callable[[str], str]
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def atom(view: FeedView) -> str:
    """``view`` as an Atom feed, RFC 4287."""
    return _clean_xml(
        lambda text: "".join(
            [
                f'{_XML}<feed xmlns="{_ATOM}" xml:lang="{_attribute(text(view.language))}">\n',
                *_lines("  ", _feed_lines(view, text)),
                *(line for entry in view.entries for line in _entry(entry, text)),
                "</feed>",
            ]
        )
    )


def _feed_lines(view: FeedView, text: _Text) -> list[str]:
    return [
        _element("id", text(view.id)),
        _element("title", text(view.title)),
        _element("subtitle", text(view.description)) if view.description else "",
        _element("updated", text(view.updated)),
        f"<author>\n    {_element('name', text(view.title))}\n  </author>",
        _link("self", text(view.self), ' type="application/atom+xml"'),
        _link("alternate", text(view.home), ' type="text/html"'),
    ]


def _entry(entry: FeedEntry, text: _Text) -> list[str]:
    summary = text(entry.summary or (entry.text if entry.html else ""))
    lines = [
        _element("id", text(entry.id)),
        _element("title", text(entry.title)),
        _element("updated", text(entry.updated)),
        _element("published", text(entry.published)) if entry.published else "",
        f"<author>\n      {_element('name', text(entry.author))}\n    </author>" if entry.author else "",
        _link("alternate", text(entry.link), ' type="text/html"'),
        _link("via", text(entry.via)),
        *(f'<category term="{_attribute(text(topic))}" />' for topic in entry.topics),
        _element("summary", summary) if summary else "",
        f'<content type="html">{_content(text(entry.html))}</content>'
        if entry.html
        else _element("content", text(entry.text)),
    ]
    return [f'  <entry xml:lang="{_attribute(text(entry.language))}">\n', *_lines("    ", lines), "  </entry>\n"]


def _lines(margin: str, elements: Iterable[str]) -> list[str]:
    return [f"{margin}{element}\n" for element in elements if element]


def _element(name: str, text: str) -> str:
    return f"<{name}>{_content(text)}</{name}>" if text else f"<{name} />"


def _link(rel: str, href: str, more: str = "") -> str:
    return f'<link rel="{rel}" href="{_attribute(href)}"{more} />' if href else ""


def _content(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    text = _content(text).replace('"', "&quot;")
    return text.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")


def _clean_xml(write: Callable[[_Text], str]) -> str:
    """What ``write`` makes of texts as they are or, if there is a character to drop in it, of clean ones."""
    xml = write(str)
    characters = unprintable(xml)
    return write(_clean) if _FORBIDDEN.search(characters) or DIRECTING.search(characters) else xml


def _clean(text: str) -> str:
    return balanced(_FORBIDDEN.sub("", text))


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
        json_text(
            _known(
                id=entry.id,
                url=entry.link,
                external_url=entry.via,
                title=entry.title,
                summary=entry.summary,
                content_html=entry.html,
                content_text="" if entry.html else entry.text,
                date_published=entry.published,
                date_modified=entry.updated,
                authors=[{"name": entry.author}] if entry.author else [],
                tags=list(entry.topics),
                language=entry.language,
            ),
            spaced=True,
        )
        for entry in view.entries
    )
    head = [f" {json_text(key)}: {json_text(value, spaced=True)}," for key, value in feed.items() if value]
    return "\n".join(["{", *head, ' "items": [', ",\n".join(f"  {entry}" for entry in entries), " ]", "}"])


def _known(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value}


def json_text(value: object, *, spaced: bool = False) -> str:
    """``value`` as JSON in one line, in which no text leaves a direction open; ``spaced`` puts a space behind ``,`` and ``:``."""
    try:
        data = msgspec.json.encode(value)
        text = (msgspec.json.format(data, indent=0) if spaced else data).decode("utf-8")
        if text.isascii() or not DIRECTING.search(text):
            return text
    except UnicodeEncodeError:  # a lone surrogate (YAML can write one)
        pass
    separators = (", ", ": ") if spaced else (",", ":")
    return json.dumps(balanced_all(value), ensure_ascii=False, separators=separators)


def with_escapes(text: str, characters: str) -> str:
    """The JSON ``text`` with an escape instead of each of ``characters``."""
    for sign in characters:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def sitemap(view: SitemapView) -> str:
    """``view`` as a sitemap or an index of them (https://www.sitemaps.org/protocol.html)."""
    root, item = ("sitemapindex", "sitemap") if view.index else ("urlset", "url")
    return _clean_xml(
        lambda text: "".join(
            [
                f'{_XML}<{root} xmlns="{_SITEMAP}">\n',
                *(f"  <{item}>\n    {_element('loc', text(address))}\n  </{item}>\n" for address in view.addresses),
                f"</{root}>",
            ]
        )
    )


def lines(view: LinesView) -> Iterator[bytes]:
    """Lines as they are, each with its end."""
    return (line + b"\n" for line in view.lines)


def call(view: CallView) -> str:
    """Data as a script that the search loads: JSON is JavaScript, and a script can be loaded from disk, which data cannot.

    What older engines take for the end of a line, and what begins a tag, are written as their numbers.
    """
    text = json.dumps(view.data, ensure_ascii=False, separators=(",", ":"), default=_set)
    return f"digestSearch({with_escapes(text, _IN_LINE)})"


def _set(text: object) -> str:
    if not isinstance(text, Typeset):
        raise TypeError(f"{type(text).__name__} is no part of an index")
    return balanced(set_text(text.text, text.language))


# What is written without a template, by the name that a page has in place of one.
WRITERS: Mapping[str, Callable[..., str | Iterable[bytes]]] = {
    "atom": atom, "json-feed": json_feed, "sitemap": sitemap, "lines": lines, "call": call,
}  # fmt: skip
