"""Articles as a bibliography: CSL JSON, BibTeX, RIS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from digest.export.select import Exported
from digest.i18n import UNDETERMINED
from digest.site.citations import Reference, bibtex_entry, csl_item, ris_entry


def _reference(exported: Exported) -> Reference:
    article = exported.article
    return Reference(
        key=exported.slug,
        title=article.label,
        source=article.source or "",
        author=article.author or "",
        date=article.date,
        url=exported.original,
        language="" if article.language == UNDETERMINED else article.language,
        section=article.section or "",
        page=article.page or "",
        summary=article.summary or "",
        topics=exported.topics,
        note=article.note or "",
        highlights=article.highlights,
    )


def csl_lines(articles: Iterable[Exported]) -> Iterator[str]:
    """A JSON array with an item on each line."""
    items = [json.dumps(csl_item(_reference(one)), ensure_ascii=False) for one in articles]
    yield "[\n" + ",\n".join(items) + ("\n]\n" if items else "]\n")


def bibtex_lines(articles: Iterable[Exported]) -> Iterator[str]:
    """An entry for each article, with a blank line between two."""
    for number, one in enumerate(articles):
        yield ("\n" if number else "") + bibtex_entry(_reference(one))


def ris_lines(articles: Iterable[Exported]) -> Iterator[str]:
    """A record for each article."""
    return (ris_entry(_reference(one)) for one in articles)
