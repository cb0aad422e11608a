"""One edition without a build, for a chat or another program: as plain text (``text.py``) or as data.

The seeds are read as in a build, so it has the articles that the edition's page has, with what their rights allow.
"""

from __future__ import annotations

from msgspec import Struct

from digest.build.job import Findings, Job, Progress
from digest.dates.editions import edition_named, period_of
from digest.export.select import Export, Selection, read_contents, select
from digest.pages.editions import heading_of


class NoSuchEdition(LookupError):
    """There is no such edition, or no article in it. The message says which."""


class FoundEdition(Struct, frozen=True, kw_only=True):
    """An edition by its ``name``, with its heading in the site's language."""

    name: str
    heading: str
    export: Export


def edition(job: Job, findings: Findings, name: str) -> FoundEdition:
    """The edition called ``name``, or the newest one (of a week, where the settings name no period) if it is empty.

    Problems of the seeds are added to ``findings``. Raises NoSuchEdition.
    """
    try:
        wanted = edition_named(name) if name else None
    except ValueError as error:
        raise NoSuchEdition(f"{error}.") from None
    contents = read_contents(job, findings, Progress())
    planner = contents.planner
    by = period_of(wanted) if wanted else planner.settings.editions or "week"
    newest = next(iter(planner.editions_by(by)), None)
    chosen = wanted or newest
    if chosen is None or newest is None:
        raise NoSuchEdition(f"No article has a date that tells its {by}.")
    found = select(contents, Selection(period=chosen))
    if not found.parts:
        raise NoSuchEdition(f"There is no article in {chosen.name}. The newest {by} that has one is {newest.name}.")
    return FoundEdition(name=chosen.name, heading=heading_of(chosen, planner.context), export=found)


def as_data(found: FoundEdition) -> dict[str, object]:
    """The edition for programs; texts may be empty. Dates are EDTF, languages BCP 47 tags."""
    parts = [
        {
            "heading": part.heading,
            "articles": [
                {
                    "headline": one.article.label,
                    "date": str(one.article.date or ""),
                    "source": one.article.source or "",
                    "language": one.article.language,
                    "summary": one.article.summary or "",
                    "url": one.article.url or "",
                    "address": one.public_page,
                    "note": one.article.note or "",
                    "highlights": list(one.article.highlights),
                }
                for one in part.articles
            ],
        }
        for part in found.export.parts
    ]
    return {
        "site": found.export.settings.title,
        "name": found.name,
        "heading": found.heading,
        "articles": len(found.export.listed),
        "opening": list(found.export.opening),
        "parts": parts,
    }
