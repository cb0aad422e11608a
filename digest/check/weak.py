"""The weakest fields: inferred with little certainty, or not there at all. These are worth an editor's minute first.

A field that is missing stands in the table as if it were known to a degree: a missing date before everything, a missing topic
after the poor guesses, a missing source after that, since the article can be found without it.

Rejected: names and keyphrases. A press review is found by headline, date, topic and source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from digest.i18n import UNDETERMINED
from digest.model import Article, Origin
from digest.vocabulary import media_topics

_SURE = 0.9  # from here on an inferred value is not weak
# What is looked at, in the order of the totals: a field, one and several inferred ones in words, and how it is told that
# it is missing, with the degree of certainty that a missing one is ranked at.
_INFERRED = {
    "title": ("headline inferred", "headlines inferred"),
    "summary": ("dek inferred", "deks inferred"),
    "language": ("language inferred", "languages inferred"),
    "date": ("date inferred", "dates inferred"),
    "topics": ("article with inferred topics", "articles with inferred topics"),
}
_MISSING = {
    "language": ("in no known language", 0.0), "date": ("undated", 0.05), "topics": ("without a topic", 0.6),
    "source": ("without a source", 0.8),
}  # fmt: skip


class Weak(Struct, frozen=True, kw_only=True):
    """A weak field of the article in ``file``. ``certainty`` is None where it is missing; ``value`` then says so."""

    file: str
    field: str
    value: str
    certainty: float | None


def weakest(articles: Iterable[Article]) -> tuple[Weak, ...]:
    """Every weak field, the weakest first; then in the order of the articles."""
    found = [weak for article in articles for weak in _of(article)]
    return tuple(sorted(found, key=lambda weak: _MISSING[weak.field][1] if weak.certainty is None else weak.certainty))


def totals(articles: Sequence[Article]) -> tuple[str, ...]:
    """How many fields of each kind are inferred or missing, in words; what there is none of is not named."""
    told = []
    for name, (one, many) in _INFERRED.items():
        count = sum(_inferred(article, name) is not None for article in articles)
        if count:
            told.append(f"{count} {one if count == 1 else many}")
    for name, (words, _) in _MISSING.items():
        count = sum(_is_missing(article, name) for article in articles)
        if count:
            told.append(f"{count} {words}")
    return tuple(told)


def _of(article: Article) -> Iterator[Weak]:
    for name in dict.fromkeys((*_INFERRED, *_MISSING)):
        certainty = _inferred(article, name)
        if name in _MISSING and _is_missing(article, name):
            yield Weak(file=article.file, field=name, value=_MISSING[name][0], certainty=None)
        elif certainty is not None and certainty < _SURE:
            yield Weak(file=article.file, field=name, value=_words(article, name), certainty=certainty)


def _inferred(article: Article, name: str) -> float | None:
    """How sure the inferred value of the field is; None where it is declared or missing."""
    found = article.provenance.get(name)
    if found is None or found.origin is not Origin.INFERRED or (name in _MISSING and _is_missing(article, name)):
        return None
    return found.certainty


def _is_missing(article: Article, name: str) -> bool:
    return getattr(article, name) in (None, (), "", UNDETERMINED)


def _words(article: Article, name: str) -> str:
    if name == "topics":
        return "; ".join(media_topics.label(topic, "en") for topic in article.topics)
    return str(getattr(article, name))
