"""Articles as data: one JSON object each, for ``digest records``.

``digest records`` is for the one who keeps the seeds, so it prints every article, drafts and private ones too, with the
evidence for each field. Nothing of it is published. Keyphrases that nobody declared are inferred here, since nothing else uses
them.

Rejected: the text of every article; it is in the seeds. Only that of an article in an export file is in no file of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from digest.i18n import UNDETERMINED
from digest.infer.keyphrases import keyphrases
from digest.infer.text import Text, lines_of
from digest.model import Article, Block, BlockKind, Origin, Site
from digest.vocabulary import countries, media_topics
from digest.words import folded_words

_FIRST = 5  # lines from which a headline may be made
_ACTING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class RecordLinks(Struct, frozen=True, array_like=True):
    """``cluster`` is the slug of the article's story, ``duplicate_of`` the file of the first published article of its text."""

    cluster: str | None = None
    duplicate_of: str | None = None


_NO_LINKS = RecordLinks()


def links_of(site: Site, index: int) -> RecordLinks:
    """The links of the article at ``index``."""
    connections = site.connections
    story = connections.story_of.get(index)
    first = connections.copies.get(index, (index,))[0]
    return RecordLinks(
        cluster=None if story is None else connections.stories[story].slug,
        duplicate_of=None if first == index else site.articles[first].card.file,
    )


def record(
    article: Article, slug: str, links: RecordLinks = _NO_LINKS, cpu_us: int | None = None, *, with_text: bool = False
) -> dict[str, object]:
    """``article`` as plain values. ``cpu_us`` is the processor time that reading and inference took, in microseconds.

    ``with_text`` adds the text, for articles of export files.
    """
    entities = [
        {"name": name, "type": kind}
        for kind, names in (
            ("person", article.people),
            ("place", tuple(countries.label(term, article.language) for term in article.places)),
            ("organization", article.organisations),
        )
        for name in names
    ]
    values: dict[str, object] = {
        "file": article.file,
        "title": article.title,
        "first_words": None if article.title else article.first_words,
        "date": str(article.date) if article.date else None,
        "language": None if article.language == UNDETERMINED else article.language,
        "topics": list(_topics(article)),
        "headings": [heading.text for heading in article.headings],
        "summary": article.summary,
        "entities": entities,
        "quotations": [
            {"speaker": one.speaker, "text": one.text, "paragraph": one.paragraph or None} for one in article.quotations
        ],
        "keyphrases": list(article.keyphrases or _keyphrases(article, entities)),
        "source": article.source,
        "section": article.section,
        "page": article.page,
        "url": article.url,
        "author": article.author,
        "image": article.image.address if article.image else None,
        "alt": article.alt,
        "credit": article.credit,
        "note": article.note,
        "highlights": list(article.highlights),
        "archived": article.archived,
        "archived_on": str(article.archived_on) if article.archived_on else None,
        "slug": slug,
        "cluster": links.cluster,
        "duplicate_of": links.duplicate_of,
        "provenance": {field: _provenance(article, field) for field in sorted(article.provenance)},
    }
    if with_text:
        values["text"] = plain_text(article.html)
    if cpu_us is not None:
        values["cpu_us"] = cpu_us
    return values


def _topics(article: Article) -> Iterator[str]:
    """The topics: those that were declared by name, in the article's language; those inferred as IPTC ids, which never change."""
    found = article.provenance.get("topics")
    is_inferred = found is None or found.origin is Origin.INFERRED
    return (topic if is_inferred else media_topics.label(topic, article.language) for topic in article.topics)


def plain_text(html: str) -> str:
    """The text of ``html`` with a blank line between blocks."""
    return "\n\n".join(line.strip() for line in lines_of(html) if line.strip())


def _keyphrases(article: Article, entities: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Keyphrases of the article's text that none of its names covers."""
    lines = lines_of(article.html)
    if article.title and not set(folded_words(article.title)).issubset(folded_words(" ".join(lines[:_FIRST]))):
        lines.insert(0, article.title)  # a headline made from the first lines would count their words twice
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines]
    return keyphrases(Text(blocks, article.language), [entity["name"] for entity in entities])


def _provenance(article: Article, field: str) -> Mapping[str, object]:
    found = article.provenance[field]
    return {"origin": str(found.origin), "evidence": found.evidence, "certainty": round(found.certainty, 2)}


def line(values: Mapping[str, object]) -> str:
    """One record as a line of JSON, readable in any script; what ends a line somewhere, or acts in a terminal, as its number."""
    return _ACTING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(values, ensure_ascii=False))
