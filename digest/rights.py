"""What of an article may be seen where: one function that every way out asks.

``visible`` hands back the article with all that may not be shown taken out of it, so whoever writes a page, a feed or a data
file cannot leak what it never held. Where evidence quotes the text, it goes with the text.

Given up: rights by reader. A static site has no readers that it knows.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from html import escape

from digest.model import Article, Origin, Provenance, Rights, Settings
from digest.words import clip, fold


class Sink(StrEnum):
    """Where an article goes."""

    PAGE = "page"  # its own page
    LIST = "list"  # a card
    FEED = "feed"
    DATA = "data"  # records.jsonl


def rights_of(article: Article, settings: Settings) -> Rights:
    """The article's own rights, else its source's, else the site's."""
    if article.rights is not None:
        return article.rights
    return settings.source_rights.get(fold(article.source or ""), settings.rights)


def visible(article: Article, settings: Settings, sink: Sink) -> Article | None:
    """``article`` as ``sink`` may hold it; None where it may not hold it at all.

    Drafts go nowhere but into a preview (``Settings.drafts``), private articles nowhere. ``headline`` leaves headline,
    facts and topics; ``excerpt`` the beginning of the text too. The text itself stands on the article's own page only.
    """
    rights = rights_of(article, settings)
    if (article.draft and not settings.drafts) or rights is Rights.PRIVATE:
        return None
    if rights is Rights.FULL:
        return article if sink is Sink.PAGE else replace(article, html="")
    kept = replace(article, html="", headings=(), keyphrases=(), provenance=_without_quotes(article))
    if rights is Rights.HEADLINE:
        return replace(kept, excerpt="", summary=None, people=(), places=(), organisations=())
    shown = clip(article.excerpt, settings.excerpt)
    paragraph = f"<p>{escape(shown)}</p>\n" if sink is Sink.PAGE and shown else ""
    return replace(
        kept, html=paragraph, excerpt=shown, summary=article.summary if _declared(article, "summary") else None
    )


def _declared(article: Article, field: str) -> bool:
    found = article.provenance.get(field)
    return found is not None and found.origin is not Origin.INFERRED


def _without_quotes(article: Article) -> dict[str, Provenance]:
    """Provenance whose inferred evidence, words of the text, is dropped."""
    return {
        field: replace(found, evidence="") if found.origin is Origin.INFERRED else found
        for field, found in article.provenance.items()
    }
