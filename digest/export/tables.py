"""Articles as JSON Lines and as CSV.

JSON Lines are for programs: every field of each article, the text as plain text and as HTML. ``digest add`` reads them back.
CSV is for spreadsheets: one line for each article, lists joined by semicolons, the text as plain text. UTF-8 with a byte order
mark, without which Excel reads another encoding; a cell that a spreadsheet would take for a formula begins with an apostrophe
(OWASP, “CSV injection”).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from digest.export.select import Exported
from digest.i18n import UNDETERMINED
from digest.pages.records import plain_text

_FORMULA = tuple("=+-@\t\r")
_JOINT = "; "


def values(exported: Exported) -> dict[str, str | list[str]]:
    """The fields of an article that have a value, by the names that INDEX.md uses, its ``address``, ``text`` and ``html``."""
    article = exported.article
    found: dict[str, str | list[str] | None] = {
        "title": article.title,
        "first_words": None if article.title else article.first_words,
        "date": str(article.date) if article.date else None,
        "source": article.source,
        "author": article.author,
        "language": None if article.language == UNDETERMINED else article.language,
        "url": article.url,
        "section": article.section,
        "page": article.page,
        "topics": list(exported.topics),
        "summary": article.summary,
        "people": list(article.people),
        "organisations": list(article.organisations),
        "places": list(exported.places),
        "note": article.note,
        "highlights": list(article.highlights),
        "archived": article.archived,
        "archived_on": str(article.archived_on) if article.archived_on else None,
        "added": str(article.added) if article.added else None,
        "slug": exported.slug,
        "address": exported.page,
        "text": plain_text(article.html),
        "html": article.html,
    }
    return {name: value for name, value in found.items() if value}


def json_lines(articles: Iterable[Exported]) -> Iterator[str]:
    """Each article as a JSON object on a line of its own."""
    for one in articles:
        yield (
            json.dumps(values(one), ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + "\n"
        )


COLUMNS = (
    "title first_words date source author language url section page topics summary people organisations places note highlights "
    "archived archived_on added slug address text"
).split()


def csv_lines(articles: Iterable[Exported]) -> Iterator[str]:
    """A line of column names and a line for each article."""
    yield "\ufeff" + _csv_line(COLUMNS)
    for one in articles:
        found = values(one)
        yield _csv_line(_cell(found.get(name, "")) for name in COLUMNS)


def _cell(value: str | list[str]) -> str:
    text = value if isinstance(value, str) else _JOINT.join(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
