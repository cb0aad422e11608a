"""Entries of feeds, whatever their format: what an entry and its feed state, as an article.

The text of an entry is its content, else a description of several paragraphs; an entry with only an excerpt is a stub. The
source is what the entry names, else the feed; for a feed of a search, the host of the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from digest.i18n import language_tag
from digest.importers.addresses import host_of
from digest.importers.excerpts import SHORTEST_TEXT, excerpt_of, is_beginning, says_only, without_notices
from digest.importers.html_text import html_line, html_or_text_markdown
from digest.importers.imported import Import, ImportedArticle, Refused, titled

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
MOST_TOPICS = 50


class Entry:
    """What one entry states, collected by what it is."""

    def __init__(self) -> None:
        self.title = self.url = self.date = self.language = self.id = self.source = ""
        self.authors: tuple[str, ...] = ()
        self.topics: tuple[str, ...] = ()
        self.content = ""  # HTML
        self.description = ""  # HTML, often an excerpt


class Feed:
    """What a feed states for all its entries."""

    def __init__(self, title: str, language: str, authors: tuple[str, ...] = ()) -> None:
        self.title = _FEED_WORDS.sub("", title)
        self.is_search = _SEARCHES.search(title) is not None
        self.language = language_tag(language) or ""
        self.authors = authors

    def article(self, entry: Entry, place: str) -> ImportedArticle | Refused:
        """The article of an entry of this feed."""
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


def _text_and_summary(entry: Entry, title: str, source: str) -> tuple[str, str]:
    """The text of an entry as Markdown, empty if it has only an excerpt, and its summary."""
    for html in filter(None, (entry.content, entry.description)):
        written = html_or_text_markdown(html if "<" in html else unescape(html))
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


def imported(feed: Feed, entries: Iterable[Entry], broken: int, read: int) -> Import:
    """The articles of the entries of a feed, of which ``read`` were parsed.

    With ``broken`` above 0 the last of these is incomplete, and ``broken - 1`` more behind it could not be parsed.
    """
    found: list[ImportedArticle | Refused] = []
    total = read + max(0, broken - 1)
    for number, entry in enumerate(entries, 1):
        place = f"entry {number} of {total}"
        if broken and number == read:
            found.append(Refused(titled(place, entry.title), "The file ends within it, or its XML is broken."))
        else:
            found.append(feed.article(entry, place))
    if broken > 1:
        behind = f"entry {total}" if broken == 2 else f"entries {read + 1} to {total}"
        found.append(Refused(place=behind, reason="The XML is broken before it. Save the feed again."))
    return Import.of(found)


def is_no_topic(name: str) -> bool:
    """Whether ``name`` is what programs write for articles without a category, or no name of a topic."""
    return name.casefold().replace(" ", "-") in _NO_TOPICS or name.startswith(("http:", "https:")) or len(name) > 100
