"""What of an article may be shown: one rule for every page, feed, data file and search index.

``restrict`` and ``visible_card`` return a copy without all that may not be shown, so that a page, a feed or a data file cannot
leak what it never held. Evidence that quotes the text is removed with the text.

Rejected: rights by reader. A static site does not know its readers.
"""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import Any

from msgspec.structs import replace

from digest.i18n import clip, name_key
from digest.infer.highlights import mark
from digest.infer.watch import watched
from digest.model import Article, ArticleCard, Origin, Provenance, Rights, Settings, Watched
from digest.vocabulary import countries


class Sink(StrEnum):
    """Where an article is shown."""

    PAGE = "page"  # its own page
    DATA = "data"  # records.jsonl
    SEARCH = "search"  # the words of the index


_WITH_TEXT = (Sink.PAGE, Sink.SEARCH)


def rights_of(article: Article | ArticleCard, settings: Settings) -> Rights:
    """The article's own rights, else those of its source, else the site's."""
    if article.rights is not None:
        return article.rights
    if not settings.source_rights:
        return settings.rights
    return settings.source_rights.get(name_key(article.source or ""), settings.rights)


def is_withheld(article: Article | ArticleCard, settings: Settings) -> bool:
    """Whether the article is published nowhere: it is private, or a draft outside of a preview (``Settings.drafts``)."""
    return (article.draft and not settings.drafts) or rights_of(article, settings) is Rights.PRIVATE


def visible_card(card: ArticleCard, settings: Settings) -> ArticleCard | None:
    """``card`` with what lists and feeds may show of it; None where the article is withheld."""
    if is_withheld(card, settings):
        return None
    rights = rights_of(card, settings)
    if rights is Rights.FULL:
        return card
    shown = replace(
        card,
        image=None,
        alt=None,
        credit=None,
        summary=card.summary if card.summary_declared and rights is Rights.EXCERPT else None,
        excerpt=clip(card.excerpt, settings.excerpt) if rights is Rights.EXCERPT else "",
        people=card.people if card.people_declared else (),
        organisations=card.organisations if card.organisations_declared else (),
        quotations=(),
    )
    if card.watched:
        shown = replace(shown, watched=_watched(shown, card.watched, settings))
    if rights is Rights.HEADLINE:
        return replace(shown, places=(), people=(), organisations=())
    return shown if card.places_declared else replace(shown, places=tuple(filter(countries.is_country, card.places)))


def _watched(shown: ArticleCard, lists: tuple[Watched, ...], settings: Settings) -> tuple[Watched, ...]:
    """The ``lists`` of the full text whose words are also in the parts that are ``shown``, with passages of these."""
    names = {one.name for one in lists}
    rules = (rule for rule in settings.rules.watch if rule.name in names)
    return watched(shown.title or "", [shown.summary or "", shown.excerpt], shown.language, rules)


def restrict(article: Article, rights: Rights, excerpt: int, sink: Sink) -> Article:
    """``article`` with what ``sink`` may show of it.

    ``headline`` leaves headline, facts and topics; ``excerpt`` also the first ``excerpt`` characters of the text. A picture is a
    work of its own, and part of neither. The text itself is shown on the article's own page, and its words are in the index of
    the search; nowhere else. What a full article quotes is also on the page of its speaker, and in data. The editor's note is the
    editor's own; of the highlights, which are words of the text, those stay that are in the part that is shown.
    """
    if rights is Rights.FULL:
        return article if sink in _WITH_TEXT else replace(article, html="", furniture=())
    kept = replace(
        article,
        html="",
        headings=(),
        furniture=(),
        keyphrases=(),
        quotations=(),
        summary=_declared(article, "summary"),
        image=None,
        alt=None,
        credit=None,
        **_names(article),
    )
    if rights is not Rights.EXCERPT:
        kept = replace(kept, excerpt="", summary=None, people=(), places=(), organisations=(), highlights=())
        return replace(kept, provenance=_without_quotes(kept))
    shown = clip(article.excerpt, excerpt)
    paragraph = f"<p>{escape(shown)}</p>\n" if shown else ""
    if article.highlights:
        paragraph, lost = mark(paragraph, article.highlights)
        kept = replace(kept, highlights=tuple(one for one in article.highlights if one not in lost))
    html = paragraph if sink in _WITH_TEXT else ""
    return replace(kept, html=html, excerpt=shown, provenance=_without_quotes(kept))


def _declared(article: Article, field: str) -> Any:
    """The field's value if somebody declared it; an inferred one is words of the text, and is removed with it."""
    value = getattr(article, field)
    found = article.provenance.get(field)
    declared = found is not None and found.origin is not Origin.INFERRED
    return value if declared else () if isinstance(value, tuple) else None


def _names(article: Article) -> dict[str, Any]:
    """Declared names, and the countries that an article is about: a code reveals no more than a topic does."""
    names = {field: _declared(article, field) for field in ("people", "organisations", "places")}
    return names | {"places": names["places"] or tuple(filter(countries.is_country, article.places))}


def _without_quotes(article: Article) -> dict[str, Provenance]:
    """The provenance of what is left, without the evidence of inferred fields, which is words of the text."""
    return {
        field: replace(found, evidence="") if found.origin is Origin.INFERRED else found
        for field, found in article.provenance.items()
        if getattr(article, field) not in (None, ())
    }
