"""What all pages of a site share, and how it is worded: settings, navigation, the interface language.

A view may use all of it, so all of it is in the key of every page. It has no counts and no articles: one new article must not
change every page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from digest import urls
from digest.codec import hash_of
from digest.dates import Date
from digest.i18n import UNDETERMINED, Words, direction, words
from digest.model import Article, ArticleCard, Origin, Settings
from digest.pages.linked_data import collection
from digest.pages.views import FeedLink, Frame, Neighbour, SiteInfo

_SHORT, _MEDIUM = 45, 80  # characters of a headline


def headline_size(article: Article | ArticleCard) -> str:
    """A headline's grade by its length in characters (``short``, ``medium``, ``long``): the longer, the smaller its letters.

    ``text`` for an article without a headline, whose first words are shown like its text.
    """
    return "text" if article.title is None else title_size(article.title)


def title_size(title: str) -> str:
    """The grade of ``title`` by its length; as ``headline_size``."""
    return "short" if len(title) <= _SHORT else "medium" if len(title) <= _MEDIUM else "long"


@dataclass(frozen=True)
class SiteContext:
    """``settings`` of the site, and ``info``: what the frame of every page shows."""

    settings: Settings
    info: SiteInfo

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return SiteContext, (self.settings, self.info)

    @cached_property
    def key(self) -> bytes:
        """The hash of everything that a view can learn here."""
        return hash_of(self.settings, self.info)

    @cached_property
    def words(self) -> Words:
        """The words of the interface."""
        return words(self.settings.language)

    @cached_property
    def section_names(self) -> dict[str, str]:
        """The names of the sections by their key, in the order of the navigation."""
        return section_names(self.words)

    @cached_property
    def field_names(self) -> dict[str, str]:
        """The names of an article's fields, in the order of its page."""
        _ = self.words.gettext
        return {
            "title": _("Headline"), "date": _("Date"), "language": _("Language"), "topics": _("Topics"),
            "source": _("Source"), "section": _("Newspaper section"), "page": _("Page"), "author": _("Author"),
            "url": _("Address"), "summary": _("Summary"), "people": _("People"),
            "places": _("Places"), "organisations": _("Organisations"), "keyphrases": _("Keywords"),
            "image": _("Picture"), "rights": _("Rights"),
        }  # fmt: skip

    @cached_property
    def origin_names(self) -> Mapping[Origin, str]:
        """The names of the places where a field's value can come from."""
        _ = self.words.gettext
        return {
            Origin.ROW: _("manifest"),
            Origin.FILE: _("the file itself"),
            Origin.HEADING: _("heading in the manifest"),
            Origin.NAME: _("file name"),
            Origin.RULES: _("rule"),
            Origin.INFERRED: _("from the text"),
        }

    def articles(self, count: int) -> str:
        """``25 articles``."""
        return self.words.ngettext("%(num)s article", "%(num)s articles", count)

    def amount(self, count: int, languages: int) -> str:
        """``25 articles, 7 languages``; the languages only where there are several."""
        known = self.words.ngettext("%(num)s language", "%(num)s languages", languages) if languages > 1 else ""
        return self.words.joined([self.articles(count), known])

    def span(self, dates: tuple[Date, Date] | None) -> str:
        """From which month or day to which, in words; empty where nothing is dated."""
        if dates is None:
            return ""
        first, last = dates
        if first.cut(last.precision) == last or last.cut(first.precision) == first:  # one contains the other
            return self.words.date(min(dates, key=lambda date: date.precision))
        if first.day and last.day:
            return self.words.days(first, last)
        template = self.words.gettext("%(first)s to %(last)s")
        return template % {"first": self.words.date(first), "last": self.words.date(last)}

    def counted(self, date: Date, count: int) -> str:
        """``février 2025 : 7 articles``."""
        return _counted(date, count, self.words)

    def foreign(self, tag: str) -> str:
        """The name of a language that is not the site's; empty for the site's own and for an undetermined one."""
        site = self.settings.language.split("-")[0]
        return "" if tag == UNDETERMINED or tag.split("-")[0] == site else self.words.language_name(tag)

    def neighbour(self, label: str, address: str, language: str = "") -> Neighbour:
        """A link before or after; ``language`` of the label where it is an article's headline, else the interface's."""
        tag = language or self.info.language
        return Neighbour(label=label, address=address, language=tag, direction=direction(tag))

    def absolute(self, address: str) -> str:
        """The URL of ``address`` on the web; empty where the site's own is not known."""
        return f"{self.info.base_url}{address}" if self.info.base_url else ""

    def frame(
        self,
        address: str,
        title: str,
        *,
        name: str = "",
        description: str = "",
        current: str = "",
        facts: tuple[str, ...] = (),
        feeds: tuple[FeedLink, ...] = (),
        listed: Iterable[str] | None = None,
    ) -> Frame:
        """The frame of the page at ``address``. ``name`` is its heading where ``title`` is longer; ``listed`` are the addresses
        of the articles that it lists, None where it is no list.
        """
        base = self.info.base_url
        path = "" if address == urls.HOME else address
        return Frame(
            site=self.info,
            address=address,
            title=title,
            description=description or self.words.joined(facts),
            current=current,
            facts=facts,
            feeds=feeds,
            canonical=base + path if base else None,
            data=None if listed is None else collection(self.info, address, name or title, listed),
        )


@lru_cache(maxsize=8192)
def _counted(date: Date, count: int, words: Words) -> str:
    articles = words.ngettext("%(num)s article", "%(num)s articles", count)
    return words.gettext("%(date)s: %(articles)s") % {"date": words.date(date), "articles": articles}


def section_names(interface: Words) -> dict[str, str]:
    """The names of the sections by their key, in the order of the navigation."""
    _ = interface.gettext
    return {
        "topics": _("Topics"), "dates": _("Dates"), "stories": _("Stories"), "sources": _("Sources"), "places": _("Places"),
        "people": _("People"), "organisations": _("Organisations"), "languages": _("Languages"),
        "editions": _("Editions"), "watch": _("Watch lists"),
    }  # fmt: skip
