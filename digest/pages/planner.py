"""What the planners of all kinds of pages share: the site, its context, and parts of inputs that occur on many pages.

Only planners see it; a view is handed the inputs that they make (``spec.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date as calendar_day
from functools import cached_property
from itertools import groupby, islice
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.codec import content_hash, encode
from digest.dates import Date
from digest.dates.editions import Edition, editions_of
from digest.i18n import UNDETERMINED, Words, direction, name_key, words
from digest.model import Article, ArticleCard, CustomPage, Quotation, Related, Settings, Site, Term
from digest.pages.context import SiteContext, headline_size, section_names
from digest.pages.views import Card, FeedLink, NavItem, Picture, SiteInfo, StoryLink, TermLink
from digest.site.arrange import NAME_KINDS
from digest.site.connections import one_of_copies
from digest.vocabulary.countries import country_of, is_country
from digest.vocabulary.media_topics import parent_of

T = TypeVar("T")

FEED_ENTRIES = 50
FEWEST_COMPARED = 2  # sources from which on there is a page of coverage
FEW = 8  # articles up to which the front page shows all of them
_FEWEST_TERMS = {
    "sources": 2,
    "places": 2,
    "people": 5,
    "organisations": 5,
    "languages": 2,
}  # from which on the navigation leads to their index


class Totals(Struct, frozen=True, array_like=True):
    """How many articles, in how many languages, and the first and last month of them (or year); None where none is dated."""

    articles: int
    languages: int
    span: tuple[Date, Date] | None


class NameLink(Struct, frozen=True, array_like=True):
    """The link to the page of a person or an organisation, and the ``kind`` and ``key`` of its term."""

    kind: str
    key: str
    link: TermLink


class Planner:
    """A site with its custom pages, by their address.

    ``changed`` are the indexes of the articles of which lists show something else than at the last build, ``changed_lists`` the
    terms and stories (kind and slug) whose lists differ otherwise, where all else of the site is unchanged; None to plan every
    page.
    """

    def __init__(self, site: Site, custom_pages: Iterable[CustomPage] = ()) -> None:
        self.site = site
        self.custom_pages: Mapping[str, CustomPage] = {page.address: page for page in custom_pages}
        self.context = SiteContext(site.settings, self._info())
        self.changed: Set[int] | None = None
        self.changed_lists: Set[tuple[str, str]] = frozenset()
        self._cards: dict[int, Card] = {}
        self.parts: dict[bytes, bytes] = {}
        self.story_links: dict[tuple[tuple[int, ...], ...], bytes] = {}
        self._card_parts: dict[int, bytes] = {}
        self._terms: dict[str, list[tuple[Term, ...]]] = {}
        self._links: dict[str, list[tuple[TermLink, ...]]] = {}
        self._dates_shown: dict[Date | None, tuple[str, str]] = {}
        self._languages_shown: dict[str, tuple[str, str]] = {}

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        return self.site.settings

    @cached_property
    def words(self) -> Words:
        """The words of the interface."""
        return words(self.settings.language)

    @cached_property
    def cards(self) -> tuple[ArticleCard, ...]:
        """The site's cards, in its order."""
        return tuple(article.card for article in self.site.articles)

    @property
    def everything(self) -> range:
        """The indexes of all articles."""
        return range(len(self.site.articles))

    @property
    def listed(self) -> Sequence[int]:
        """The indexes of the articles that lists of all have: of copies one."""
        return self.everything if self.site.listed is None else self.site.listed

    @cached_property
    def unlisted(self) -> Sequence[int]:
        """The indexes of the others: copies."""
        return sorted({*self.everything}.difference(self.listed))

    def is_outdated(self, indexes: Iterable[int], of: tuple[str, str] = ("", "")) -> bool:
        """Whether a list of the articles at ``indexes``, ``of`` a term or a story (kind and slug) if any, has to be planned: it
        has a ``changed`` one, the term or story itself has changed, or every page has to be planned.
        """
        return self.changed is None or of in self.changed_lists or not self.changed.isdisjoint(indexes)

    def introduction(self, address: str) -> str:
        """The editor's text above the list at ``address``: safe HTML, or nothing."""
        return self.custom_pages[address].html if address in self.custom_pages else ""

    # The frame of all pages.

    def _info(self) -> SiteInfo:
        settings = self.settings
        _ = self.words.gettext
        navigation = [NavItem(key="home", label=_("Front page"), address=urls.HOME)]
        for kind, name in section_names(self.words).items():
            if kind == "dates" and self.site.articles:
                navigation.append(NavItem(key=kind, label=name, address=urls.dates()))
            elif kind == "stories" and self.site.connections.stories:
                navigation.append(NavItem(key=kind, label=name, address=urls.STORIES))
            elif kind == "editions" and self.editions:
                navigation.append(NavItem(key=kind, label=name, address=urls.editions()))
            elif len(self.site.terms.get(kind, ())) >= _FEWEST_TERMS.get(kind, 1):
                navigation.append(NavItem(key=kind, label=name, address=urls.terms(kind)))
        search = settings.search.on and bool(self.site.articles)
        if search:
            navigation.append(NavItem(key="search", label=_("Search"), address=urls.SEARCH))
        return SiteInfo(
            title=settings.title,
            description=settings.description,
            language=self.words.language,
            direction=self.words.direction,
            base_url=settings.base_url,
            noindex=settings.noindex,
            nav=tuple(navigation),
            foot=self._foot(),
            foot_html=self.introduction(urls.FOOT),
            search=urls.SEARCH if search else "",
            shortcut=settings.search.shortcut,
        )

    def _foot(self) -> tuple[NavItem, ...]:
        """The links in the foot: the custom pages, about, subscribe."""
        _ = self.words.gettext
        foot = [
            NavItem(key=address, label=page.title, address=address)
            for address, page in sorted(self.custom_pages.items(), key=lambda pair: (-pair[1].weight, pair[0]))
            if "/" not in address and address not in urls.KNOWN
        ]
        if len(self.site.terms.get("sources", ())) >= FEWEST_COMPARED:
            foot.append(NavItem(key="coverage", label=_("Coverage"), address=urls.COVERAGE))
        foot.append(NavItem(key="about", label=_("About"), address=urls.ABOUT))
        if self.feeds_of(None):
            foot.append(NavItem(key="subscribe", label=_("Subscribe"), address=urls.SUBSCRIBE))
        return tuple(foot)

    @cached_property
    def arrivals(self) -> tuple[int, ...]:
        """The articles of which it is known when they were added, the latest first; none where that is the order of the site,
        whose newest articles are on the front page anyway.
        """
        if len(self.cards) <= FEW:
            return ()
        added = {index: day.first_day() for index in self.listed if (day := self.cards[index].added)}
        latest = tuple(sorted(added, key=added.__getitem__, reverse=True))
        return latest if latest != tuple(self.listed[: len(latest)]) else ()

    @cached_property
    def editions(self) -> Mapping[Edition, tuple[int, ...]]:
        """The editions, the newest first, each with its articles; none where the editor wants none."""
        return self.editions_by(self.settings.editions)

    def editions_by(self, period: str) -> Mapping[Edition, tuple[int, ...]]:
        """The editions of each ``period`` (``week``, …), the newest first, each with its articles: of copies one."""
        found = editions_of({index: card.date for index, card in enumerate(self.cards)}, period)
        return {edition: one_of_copies(self.site.connections, indexes) for edition, indexes in found.items()}

    # Totals and periods.

    @property
    def newest_month(self) -> Date | None:
        """The month of the newest article that lists of all have; None where no article knows its month."""
        months = (date.cut(2) for index in self.listed if (date := self.cards[index].date))
        return next(filter(None, months), None)

    def totals(self, indexes: Iterable[int]) -> Totals:
        """The totals of the articles at ``indexes``."""
        indexes = tuple(indexes)
        languages = set(map(self._languages.__getitem__, indexes)) - {UNDETERMINED}
        begins = list(map(self._begins.__getitem__, indexes))
        ends = [indexes[begins.index(end)] for end in (min(filter(None, begins)), max(begins))] if any(begins) else []
        span = [(date.cut(2) or date) for index in ends if (date := self.cards[index].date)]
        return Totals(len(indexes), len(languages), (span[0], span[1]) if span else None)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The whole site in two short lines: how much in how many languages, from when to when."""
        if not self.site.articles:
            return ()
        totals = self.totals(self.listed)
        span = self.context.span(totals.span)
        return (self.context.amount(totals.articles, totals.languages), *([span] if span else []))

    def by_period(self, indexes: Iterable[int], precision: int) -> dict[Date | None, tuple[int, ...]]:
        """``indexes``, in their order, by their period of ``precision``; last, under None, those not dated so far."""
        # Newest first, all of a period follow each other, but for those within a longer one that do not know their own.
        cut = self._cuts[precision]
        found: dict[Date | None, tuple[int, ...]] = {}
        unknown: list[int] = []
        for period, run in groupby(indexes, cut.__getitem__):
            if period is None:
                unknown += run
            else:
                found[period] = tuple(run)
        return found | ({None: tuple(unknown)} if unknown else {})

    def days_of(self, month: Date) -> tuple[tuple[Date, int], ...]:
        """The days of ``month`` that have articles, with their number, newest first."""
        return self._days.get(month, ())

    @cached_property
    def _days(self) -> dict[Date | None, tuple[tuple[Date, int], ...]]:
        days = (period for period in self.site.periods if period.day)
        return {
            month: tuple((day, len(self.site.periods[day])) for day in run)
            for month, run in groupby(days, lambda day: day.parent)
        }

    @cached_property
    def _languages(self) -> list[str]:
        return [card.language.split("-")[0] for card in self.cards]

    @cached_property
    def _begins(self) -> list[int]:
        """The first day of each article's date, as a number that grows with it; 0 where it has none."""
        found = {date: calendar_day(*date.first_day()).toordinal() if date else 0 for date in self._dates}
        return [found[card.date] for card in self.cards]

    @cached_property
    def _cuts(self) -> dict[int, list[Date | None]]:
        """For each precision the period of each article."""
        made = {precision: {date: date and date.cut(precision) for date in self._dates} for precision in (1, 2, 3)}
        return {precision: [found[card.date] for card in self.cards] for precision, found in made.items()}

    @cached_property
    def _dates(self) -> set[Date | None]:
        return {card.date for card in self.cards}

    # Terms.

    def terms(self, kind: str, index: int) -> tuple[Term, ...]:
        """The terms of a kind that the article at ``index`` is listed under."""
        if kind not in self._terms:
            self._terms[kind] = self._of_each_article(kind, self.site.terms[kind])
        return self._terms[kind][index]

    def term_links(self, kind: str, index: int) -> tuple[TermLink, ...]:
        """Links to the terms of a kind that the article at ``index`` is listed under."""
        if kind not in self._links:
            self._links[kind] = self._of_each_article(kind, tuple(map(self.term_link, self.site.terms[kind])))
        return self._links[kind][index]

    def _of_each_article(self, kind: str, values: Sequence[T]) -> list[tuple[T, ...]]:
        """The ``values`` of each article's terms of a ``kind``. Articles of the same terms share one tuple."""
        rows = self.site.terms_of[kind]
        made = {row: tuple(values[number] for number in row) for row in set(rows)}
        return [made[row] for row in rows]

    def term_link(self, term: Term, *, count: bool = False, share: int = 0) -> TermLink:
        """A link to the list of ``term``, with the number of its articles where ``count`` is wanted."""
        if not count:
            return self._term_links[term.kind, term.slug]
        return replace(self._term_links[term.kind, term.slug], count=len(term.articles), share=share)

    @cached_property
    def _term_links(self) -> dict[tuple[str, str], TermLink]:
        return {
            (kind, term.slug): TermLink(label=term.label, address=urls.term(kind, term.slug))
            for kind, terms in self.site.terms.items()
            for term in terms
        }

    def name_links(self, index: int) -> tuple[bytes, ...]:
        """The ``NameLink`` of each person and organisation with a page that the article at ``index`` names, by its hash."""
        return tuple([self._name_parts[term.kind, term.key] for kind in NAME_KINDS for term in self.terms(kind, index)])

    @cached_property
    def _name_parts(self) -> dict[tuple[str, str], bytes]:
        return {
            (kind, term.key): self.part(NameLink(kind, term.key, self.term_link(term)))
            for kind in NAME_KINDS
            for term in self.site.terms[kind]
        }

    def quotations(self, term: Term) -> Sequence[tuple[int, Quotation]]:
        """What is quoted of a person or an organisation: the index of each article and the quotation, newest first. Of the same
        words in several articles, the newest.
        """
        found: dict[str, tuple[int, Quotation]] = {}
        for index in term.articles:
            for quotation in self.cards[index].quotations:
                if name_key(quotation.speaker) == term.key:
                    found.setdefault(quotation.text, (index, quotation))
        return tuple(found.values())

    def parent(self, term: Term) -> Term | None:
        """What is above ``term``, if that has a page: the topic that the editor declares or else IPTC, the country of a city."""
        if term.kind == "places":
            return self._countries.get(country_of(term.key) or "")
        return self._parents.get(name_key(term.key)) if term.kind == "topics" else None

    @cached_property
    def _countries(self) -> dict[str, Term]:
        return {term.key: term for term in self.site.terms["places"] if is_country(term.key)}

    def children(self, term: Term) -> Sequence[Term]:
        """The topics or cities right below ``term`` that have a page, the fullest first."""
        return self._children.get((term.kind, term.key), ())

    @cached_property
    def _children(self) -> dict[tuple[str, str], list[Term]]:
        found: dict[tuple[str, str], list[Term]] = {}
        for term in (*self.site.terms["topics"], *self.site.terms["places"]):
            if parent := self.parent(term):
                found.setdefault((parent.kind, parent.key), []).append(term)
        return found

    @cached_property
    def _parents(self) -> dict[str, Term]:
        topics = {name_key(term.key): term for term in self.site.terms.get("topics", ())}
        declared = {
            name_key(rule.topic): name_key(rule.parent) for rule in self.settings.rules.topics.rules if rule.parent
        }
        parents: dict[str, Term] = {}
        for key, term in topics.items():
            parent = topics.get(declared.get(key) or name_key(parent_of(term.key) or ""))
            walked = parent
            while walked is not None and walked is not term:
                walked = parents.get(name_key(walked.key))
            if parent is not None and walked is None:  # the editor's parents and IPTC's must not form a circle
                parents[key] = parent
        return parents

    # Articles.

    def card(self, index: int) -> Card:
        """The article at ``index`` as lists show it; made once."""
        if index not in self._cards:
            self._cards[index] = self._card(index)
        return self._cards[index]

    def card_parts(self, indexes: Iterable[int]) -> tuple[bytes, ...]:
        """The articles at ``indexes`` as lists show them, by their hash: parts of the pages that name them."""
        known = self._card_parts
        return tuple([known.get(index) or self._card_part(index) for index in indexes])

    def _card_part(self, index: int) -> bytes:
        found = self._card_parts[index] = self.part(self.card(index))
        return found

    def watched_parts(self, name: str, indexes: Iterable[int]) -> tuple[bytes, ...]:
        """As ``card_parts``, with the passages of the watch list that is called ``name``."""
        key = name_key(name)

        def passages(index: int) -> tuple[tuple[str, ...], ...]:
            return tuple(
                passage
                for found in self.cards[index].watched
                if name_key(found.name) == key
                for passage in found.passages
            )

        return tuple(self.part(replace(self.card(index), passages=passages(index))) for index in indexes)

    def part(self, value: object) -> bytes:
        """The hash of ``value``, which becomes a part of the pages that name it (see ``spec.py``)."""
        data = encode(value)
        key = content_hash(data)
        self.parts[key] = data
        return key

    def _card(self, index: int) -> Card:
        article = self.site.articles[index]
        card = article.card
        topics = self.term_links("topics", index)
        if card.date not in self._dates_shown:
            words = self.words.date(card.date, "short") if card.date else ""
            self._dates_shown[card.date] = words, str(card.date or "")
        if card.language not in self._languages_shown:
            self._languages_shown[card.language] = self.context.foreign(card.language), direction(card.language)
        when, datetime = self._dates_shown[card.date]
        language_name, script = self._languages_shown[card.language]
        return Card(
            address=article.url,
            title=card.label,
            size=headline_size(card),
            language=card.language,
            language_name=language_name,
            direction=script,
            dek=card.summary if card.summary and (card.title or card.summary_declared) else "",
            when=when,
            datetime=datetime,
            day_known=card.date is not None and card.date.day is not None,
            topic=topics[0] if topics else None,
            source=card.source or "",
            minutes=card.minutes,
            draft=card.draft,
            also=self.copies(index),
        )

    def copies(self, index: int) -> tuple[TermLink, ...]:
        """Links to the other copies of the article at ``index``: by their source if it is another one, else by their date, or by
        their headline where they have none.
        """
        source = self.cards[index].source
        others = [copy for copy in self.site.connections.copies.get(index, ()) if copy != index]
        return tuple(
            TermLink(label=self._name_of_copy(copy, source), address=self.site.articles[copy].url) for copy in others
        )

    def _name_of_copy(self, index: int, source: str | None) -> str:
        card = self.cards[index]
        if card.source and card.source != source:
            return card.source
        return self.words.date(card.date) if card.date else card.label

    def related(self, index: int) -> tuple[Related, ...]:
        """The articles that mention the names of the one at ``index``."""
        related = self.site.connections.related
        return related[index] if related else ()

    def story_link(self, index: int) -> StoryLink | None:
        """A link to the story of the article at ``index``; None where it is in none."""
        connections = self.site.connections
        number = connections.story_of.get(index)
        if number is None:
            return None
        story = connections.stories[number]
        tag = story.language or self.context.info.language
        return StoryLink(story.title, urls.story(story.slug), tag, direction(tag), len(story.articles))

    def picture(self, index: int) -> Picture | None:
        """The picture of the article at ``index``, if it has one that may be shown."""
        return picture_of(self.cards[index])

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The title of each article's page: its ``label``; if several have the same, with its date, else with its slug."""
        return self._titles([card.label for card in self.cards])

    def retitled(self, headlines: Mapping[int, str]) -> list[int]:
        """The articles whose page had another title when the articles in ``headlines``, by index, had these."""
        before = self._titles([headlines.get(index, card.label) for index, card in enumerate(self.cards)])
        return [index for index, titles in enumerate(zip(before, self.titles, strict=True)) if titles[0] != titles[1]]

    def _titles(self, headlines: Sequence[str]) -> tuple[str, ...]:
        """The titles of the pages of all articles, which have these ``headlines``."""
        titles = list(headlines)
        counted = Counter(titles)
        same = [index for index, title in enumerate(titles) if counted[title] > 1]
        for index in same:
            date = self.cards[index].date
            titles[index] += f" · {self.words.date(date)}" if date else ""
        with_date = Counter(titles) if same else counted
        for index in same:
            if with_date[titles[index]] > 1:
                titles[index] = f"{headlines[index]} · {self.site.articles[index].slug}"
        return tuple(titles)

    # Feeds.

    def datable(self, indexes: Iterable[int]) -> tuple[int, ...]:
        """The newest of ``indexes`` that a feed can hold: those with a date, or with a day on which they were added."""
        return tuple(
            islice((index for index in indexes if self.cards[index].date or self.cards[index].added), FEED_ENTRIES)
        )

    def feeds_of(self, term: Term | None) -> tuple[FeedLink, ...]:
        """The feeds of a term, or of the whole site; none where feeds are off or nothing is datable, nor for repeated names: they
        would be most of the files of a large site.
        """
        if term is not None and term.is_repeated:
            return ()
        indexes = self.listed if term is None else term.articles
        if not self.settings.feeds or not any(self.cards[index].date or self.cards[index].added for index in indexes):
            return ()
        return self._feed_links(term.label if term else "", urls.feeds(*((term.kind, term.slug) if term else ())))

    def feeds_of_page(self, heading: str, address: str) -> tuple[FeedLink, ...]:
        """The feeds of the list with the ``heading`` at ``address``; none where feeds are off."""
        return self._feed_links(heading, urls.feeds_of_page(address)) if self.settings.feeds else ()

    def _feed_links(self, name: str, addresses: tuple[str, str]) -> tuple[FeedLink, ...]:
        atom, json = addresses
        title = f"{name} · {self.settings.title}" if name else self.settings.title
        return (
            FeedLink(title=title, label="Atom", address=atom, type="application/atom+xml"),
            FeedLink(title=title, label="JSON Feed", address=json, type="application/feed+json"),
        )


def picture_of(article: Article | ArticleCard) -> Picture | None:
    """The picture of an article as pages show it; None where it has none."""
    image = article.image
    if image is None:
        return None
    alt, credit = article.alt or "", article.credit or ""
    return Picture(address=image.address, width=image.width, height=image.height, alt=alt, credit=credit)
