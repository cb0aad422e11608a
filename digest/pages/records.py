"""Articles as data: one JSON object each, for ``digest records``.

``digest records`` is for the one who keeps the seeds, so it prints every article, drafts and private ones too, with the
evidence for each field. Nothing of it is published.

Rejected: the text of every article; it stands in the seeds. Only that of an article in an export file is in no file of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape

from digest.i18n import UNDETERMINED
from digest.model import Article
from digest.vocabulary import countries

_END_OF_BLOCK = re.compile(r"</(?:p|h[1-6]|li|blockquote|figcaption|pre|tr|dt|dd)>")
_TAG = re.compile(r"<[^>]*>")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_ACTING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def record(article: Article, slug: str, cpu_us: int | None = None, *, with_text: bool = False) -> dict[str, object]:
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
        "date": str(article.date) if article.date else None,
        "language": None if article.language == UNDETERMINED else article.language,
        "topics": list(article.topics),
        "headings": [heading.text for heading in article.headings],
        "summary": article.summary,
        "entities": entities,
        "keyphrases": list(article.keyphrases),
        "source": article.source,
        "section": article.section,
        "page": article.page,
        "url": article.url,
        "author": article.author,
        "image": article.image.address if article.image else None,
        "alt": article.alt,
        "credit": article.credit,
        "slug": slug,
        "provenance": {field: _provenance(article, field) for field in sorted(article.provenance)},
    }
    if with_text:
        values["text"] = _text(article.html)
    if cpu_us is not None:
        values["cpu_us"] = cpu_us
    return values


def _text(html: str) -> str:
    """The words of ``html``, which is what this program wrote; a blank line between paragraphs."""
    return _BLANK_LINES.sub("\n\n", unescape(_TAG.sub("", _END_OF_BLOCK.sub("\n\n", html)))).strip()


def _provenance(article: Article, field: str) -> Mapping[str, object]:
    found = article.provenance[field]
    return {"origin": str(found.origin), "evidence": found.evidence, "certainty": round(found.certainty, 2)}


def line(values: Mapping[str, object]) -> str:
    """One record as a line of JSON, readable in any script; what ends a line somewhere, or acts in a terminal, as its number."""
    return _ACTING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(values, ensure_ascii=False))
