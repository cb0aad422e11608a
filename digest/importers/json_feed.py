"""JSON Feed (https://www.jsonfeed.org/version/1.1/, and 1)."""

from __future__ import annotations

import json
import re

from digest.importers.addresses import article_address
from digest.importers.feed_entries import MOST_TOPICS, Entry, Feed, imported, is_no_topic
from digest.importers.html_text import html_line
from digest.importers.imported import ExportFile, Import, Importer, Refused, titled
from digest.importers.json_files import last_title, records_of
from digest.importers.markdown_text import one_line
from digest.importers.records import items, one_text, read_date


def _is_json_feed(file: ExportFile) -> bool:
    return (
        file.start.startswith(b"{")
        and re.search(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', file.text[:5000]) is not None
    )


def _read_json(file: ExportFile) -> Import:
    head, broken = _json_head(file.text)
    feed = Feed(one_line(one_text(head.get("title"))), one_text(head.get("language")), _json_authors(head))
    records = [record for _, record in records_of(file.text[broken:] if broken else file.text)]
    entries = [_json_entry(one) for one in records if isinstance(one, dict)]
    found = imported(feed, entries, 0, len(entries))
    if len(entries) == len(records):
        return found
    title = last_title(file.text)
    known = {entry.title for entry in entries}
    place = titled(f"entry {len(entries) + 1}", "" if title in known else title)
    cut_off = Refused(place=place, reason="The file ends within it, or its JSON is broken.")
    return Import(articles=found.articles, refused=(*found.refused, cut_off))


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


def _json_entry(record: dict[str, object]) -> Entry:
    entry = Entry()
    entry.title = html_line(one_text(record.get("title")))
    entry.id = one_line(one_text(record.get("id")))[:200]
    entry.url = next(
        filter(None, (article_address(one_text(record.get(key))) for key in ("url", "external_url", "id"))), ""
    )
    entry.date = read_date(record.get("date_published"))
    entry.authors = _json_authors(record)
    entry.language = one_text(record.get("language"))
    entry.topics = tuple(one for one in items(record.get("tags") or [])[:MOST_TOPICS] if not is_no_topic(one))
    entry.content = one_text(record.get("content_html")) or one_text(record.get("content_text"))
    entry.description = one_text(record.get("summary"))
    return entry


JSON_FEED = Importer(name="JSON Feed", recognises=_is_json_feed, read=_read_json)
