"""What every page is planned from: the digest, the words of its language, and a card for each article.

Given up: making cards page by page. Each is made once and stands on many pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from digest import addresses
from digest.dates import Date
from digest.model import Article, Digest, Listed, Term
from digest.pages.views import Card, Frame, Neighbour, Part, Site, TermLink, Way
from digest.rights import Sink, visible
from digest.words import UNDETERMINED, Words, direction, words

WORDS_A_MINUTE = 220  # of silent reading of news (Brysbaert 2019, 238 for English non-fiction, rounded down)
_SHORT, _MEDIUM = 45, 80  # characters of a headline


def size(title: str) -> str:
    """A headline's grade by its length: the longer, the smaller it is set."""
    return "short" if len(title) <= _SHORT else "medium" if len(title) <= _MEDIUM else "long"


def minutes(article: Article) -> int:
    """Reading time, at least 1."""
    return max(1, round(article.words / WORDS_A_MINUTE))


@dataclass(frozen=True)
class Desk:
    """The digest on the table: what planners of pages ask."""

    digest: Digest

    @cached_property
    def words(self) -> Words:
        return words(self.digest.settings.language)

    @cached_property
    def site(self) -> Site:
        settings = self.digest.settings
        _ = self.words.gettext
        ways = [Way(key="home", label=_("Front page"), address=addresses.HOME)]
        if self.digest.topics:
            ways.append(Way(key="topics", label=_("Topics"), address=addresses.terms("topics")))
        if self.digest.items:
            ways.append(Way(key="dates", label=_("Dates"), address=addresses.dates()))
        return Site(
            title=settings.title,
            description=settings.description,
            language=self.words.language,
            direction=self.words.direction,
            base_url=settings.base_url,
            noindex=settings.noindex,
            ways=tuple(ways),
        )

    def frame(
        self, address: str, title: str, *, description: str = "", current: str = "", facts: bool = False
    ) -> Frame:
        base = self.site.base_url
        path = "" if address == addresses.HOME else address
        return Frame(
            site=self.site,
            address=address,
            title=title,
            description=description,
            current=current,
            facts=self.facts if facts else (),
            canonical=base + path if base else None,
        )

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The digest in two short lines: how much in how many languages, from when to when."""
        everything = range(len(self.digest.items))
        lines = [self.amount(tuple(everything))]
        if span := self.span(tuple(everything)):
            lines.append(span)
        return tuple(lines) if everything else ()

    def amount(self, indexes: tuple[int, ...]) -> str:
        """``25 articles, 7 languages``; the languages only where there are several."""
        languages = len(self.languages(indexes))
        told = self.words.ngettext("%(num)s language", "%(num)s languages", languages)
        return self.articles(len(indexes)) + (f", {told}" if languages > 1 else "")

    def articles(self, count: int) -> str:
        return self.words.ngettext("%(num)s article", "%(num)s articles", count)

    def languages(self, indexes: tuple[int, ...]) -> set[str]:
        tags = {self.digest.items[index].article.language.split("-")[0] for index in indexes}
        return tags - {UNDETERMINED}

    def span(self, indexes: tuple[int, ...]) -> str:
        """From which month to which, in words; empty where nothing is dated."""
        known = [date for index in indexes if (date := self.digest.items[index].article.date) is not None]
        if not known:
            return ""
        ordered = sorted(known, key=lambda date: date.first_day())
        first, last = (Date(date.year, date.month) for date in (ordered[0], ordered[-1]))
        if first == last:
            return self.words.date(first)
        template = self.words.gettext("%(first)s to %(last)s")
        return template % {"first": self.words.date(first), "last": self.words.date(last)}

    def term_link(self, term: Term, *, count: bool = False) -> TermLink:
        address = addresses.term("topics", term.slug)
        return TermLink(label=term.label, address=address, count=len(term.articles) if count else None)

    def topics(self, index: int) -> tuple[Term, ...]:
        return tuple(self.digest.topics[number] for number in self.digest.topics_of[index])

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        return tuple(self._card(index, item) for index, item in enumerate(self.digest.items))

    def _card(self, index: int, item: Listed) -> Card:
        article = visible(item.article, self.digest.settings, Sink.LIST)
        assert article is not None  # noqa: S101 - arrange() has left out what no list may hold
        terms = self.topics(index)
        return Card(
            address=item.address,
            title=article.title,
            size=size(article.title),
            language=article.language,
            language_name=self.foreign(article.language),
            direction=direction(article.language),
            dek=article.summary or "",
            when=self.words.date(article.date, "short") if article.date else "",
            datetime=str(article.date or ""),
            day_known=article.date is not None and article.date.day is not None,
            topic=self.term_link(terms[0]) if terms else None,
            source=article.source or "",
            minutes=minutes(article),
        )

    def some(self, indexes: tuple[int, ...]) -> tuple[Card, ...]:
        return tuple(self.cards[index] for index in indexes)

    def foreign(self, tag: str) -> str:
        """The name of a language that is not the site's; empty for the site's own and for an undetermined one."""
        own = self.digest.settings.language.split("-")[0]
        return "" if tag == UNDETERMINED or tag.split("-")[0] == own else self.words.language_name(tag)

    def neighbour(self, label: str, address: str, language: str = "") -> Neighbour:
        """A link before or after; ``language`` of the label where it is an article's headline, else the interface's."""
        tag = language or self.site.language
        return Neighbour(label=label, address=address, language=tag, direction=direction(tag))

    def part(self, label: str, address: str, count: int | None) -> Part:
        return Part(label=label, address=address, count=count)
