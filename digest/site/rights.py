"""What of an article may be seen where: one function that every way out asks.

``visible`` hands back the article with all that may not be shown taken out of it, so whoever writes a page, a feed or a data
file cannot leak what it never held. Where evidence quotes the text, it goes with the text.

Rejected: rights by reader. A static site has no readers that it knows.
"""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import Any

from msgspec.structs import replace

from digest.i18n import clip, name_key
from digest.model import Article, Origin, Provenance, Rights, Settings
from digest.vocabulary import countries


class Sink(StrEnum):
    """Where an article goes."""

    PAGE = "page"  # its own page
    LIST = "list"  # a card
    FEED = "feed"
    DATA = "data"  # records.jsonl
    SEARCH = "search"  # the words of the index


_WITH_TEXT = (Sink.PAGE, Sink.SEARCH)


def rights_of(article: Article, settings: Settings) -> Rights:
    """The article's own rights, else its source's, else the site's."""
    if article.rights is not None:
        return article.rights
    return settings.source_rights.get(name_key(article.source or ""), settings.rights)


def visible(article: Article, settings: Settings, sink: Sink) -> Article | None:
    """``article`` as ``sink`` may hold it; None where it may not hold it at all.

    Drafts go nowhere but into a preview (``Settings.drafts``), private articles nowhere. ``headline`` leaves headline,
    facts and topics; ``excerpt`` the beginning of the text too. A picture is a work of its own, and part of neither. The text
    itself stands on the article's own page, and its words in the index of the search, nowhere else.
    """
    rights = rights_of(article, settings)
    if (article.draft and not settings.drafts) or rights is Rights.PRIVATE:
        return None
    if rights is Rights.FULL:
        return article if sink in _WITH_TEXT else replace(article, html="", furniture=())
    kept = replace(
        article,
        html="", headings=(), furniture=(), keyphrases=(), summary=_declared(article, "summary"),
        image=None, alt=None, credit=None, **_names(article),
    )  # fmt: skip
    if rights is Rights.HEADLINE:
        kept = replace(kept, excerpt="", summary=None, people=(), places=(), organisations=())
        return replace(kept, provenance=_without_quotes(kept))
    shown = clip(article.excerpt, settings.excerpt)
    paragraph = f"<p>{escape(shown)}</p>\n" if sink in _WITH_TEXT and shown else ""
    return replace(kept, html=paragraph, excerpt=shown, provenance=_without_quotes(kept))


def _declared(article: Article, field: str) -> Any:
    """The field's value if somebody declared it; an inferred one is words of the text, and goes with it."""
    value = getattr(article, field)
    found = article.provenance.get(field)
    return (
        value if found is not None and found.origin is not Origin.INFERRED else () if isinstance(value, tuple) else None
    )


def _names(article: Article) -> dict[str, Any]:
    """Declared names, and the countries that an article is about: a code says no more than a topic does."""
    names = {field: _declared(article, field) for field in ("people", "organisations", "places")}
    return names | {"places": names["places"] or tuple(filter(countries.is_country, article.places))}


def _without_quotes(article: Article) -> dict[str, Provenance]:
    """The provenance of what is left, without the evidence of inferred fields, which is words of the text."""
    return {
        field: replace(found, evidence="") if found.origin is Origin.INFERRED else found
        for field, found in article.provenance.items()
        if getattr(article, field) not in (None, ())
    }
