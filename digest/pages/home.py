"""The front page: a lead, other stories beside it, sections by topic. Its layout follows from how many articles there are.

The newest leads, unless the editor declares another (``lead``, ``weight``). Among articles of one date those in the site's
language come first, and of the first three stories at most one is foreign, of the first seven two. A story stands in the section
of its first topic only: of the first topics that were inferred 85 % are right, of the further ones 38 % (72 articles, read by one
editor). The lead, the stories beside it and the first of a section have a headline that was declared or is as certain as
``_CERTAIN``, unless no article has one.

Below the lead are articles of its story, then those that mention the same names, else the next ones: readers take them for
related, which two articles on "politics" are not.

Rejected: choosing by importance, which nothing in a text tells. An article without a headline is only on the front page of a site
that is so small that it shows all articles there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

from msgspec import Struct

from digest import urls
from digest.dates import Date
from digest.i18n import UNDETERMINED
from digest.model import Term
from digest.pages.articles import StoryInputs, story_inputs, story_of
from digest.pages.calendars import MonthInputs, YearInputs, calendar, month_inputs, ranked, year_inputs, years
from digest.pages.context import SiteContext
from digest.pages.editions import EditionInputs, edition_body, edition_inputs, listed
from digest.pages.planner import FEW, Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Card, FeedLink, HomeView, Picture, Section, TermLink

FULL = 300  # articles up to which a layout holds
UNDER, SECOND, SECTION, LATEST = 2, 4, 4, 5  # stories under the lead, beside it, in a section, of the latest additions
SECTIONS, RANKED, _YEARS, _MOST_YEARS = 6, 10, 3, 10
_SMALLEST_SECTION, _FEWEST_SHOWN = 3, 2  # articles of a topic, and those of them that the section can show
_FOREIGN = {3: 1, 7: 2}  # of so many first stories, how many are foreign at most
_FEWEST_DAYS = 4  # with articles, of a month whose calendar is shown instead of the newest years
_CERTAIN = 0.3  # of an inferred headline; a line of which no word is in the text has less, since it may be a byline


class HomeInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """All that the front page shows; see ``views.HomeView``."""

    layout: str
    facts: tuple[str, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    story: StoryInputs | None = None
    lead: Card | None = None
    picture: Picture | None = None
    under: tuple[Card, ...] = ()
    second: tuple[Card, ...] = ()
    rest: tuple[Card, ...] = ()
    sections: tuple[Section, ...] = ()
    also: tuple[TermLink, ...] = ()
    topics: tuple[TermLink, ...] = ()
    sources: tuple[TermLink, ...] = ()
    month: MonthInputs | None = None
    years: tuple[YearInputs, ...] = ()
    latest: tuple[Card, ...] = ()
    edition: EditionInputs | None = None


def plan_home(planner: Planner) -> PageSpec[HomeInputs]:
    """The home page."""
    return PageSpec(urls.HOME, "home.html", _inputs(planner), home_view, planner.parts)


def _inputs(planner: Planner) -> HomeInputs:
    count = len(planner.site.articles)
    facts, feeds = planner.facts, planner.feeds_of(None)
    if count == 0:
        return HomeInputs(layout="empty", facts=facts)
    if planner.settings.home_edition and planner.editions:
        return HomeInputs(layout="edition", facts=facts, feeds=feeds, edition=edition_inputs(planner, 0))
    if count == 1:
        story = story_inputs(planner, 0)
        return HomeInputs(layout="single", facts=facts, feeds=feeds, story=story, lead=planner.card(0))
    stories = _Stories(planner)
    lead = stories.lead()
    card, picture = planner.card(lead), planner.picture(lead)
    if count <= FEW:
        rest = _cards(planner, (index for index in planner.listed if index != lead))
        return HomeInputs(layout="few", facts=facts, feeds=feeds, lead=card, picture=picture, rest=rest)
    many = count > FULL
    below = stories.take(_like(planner, lead), UNDER)
    second = _cards(planner, stories.take(planner.listed, SECOND))
    under = _cards(planner, below or stories.take(planner.listed, UNDER))  # no hole below the lead
    latest = _cards(planner, stories.take(planner.arrivals, LATEST, certain=False))
    all_topics, sources = planner.site.terms["topics"], planner.site.terms["sources"]
    sections, also = _sections(planner, stories, SECTIONS if many else len(all_topics))
    # In the margin those below another topic would look like topics of their own.
    topics = ranked(planner, all_topics if many else [topic for topic in all_topics if not planner.parent(topic)])
    topics = topics if many else topics[:RANKED]
    beside = {link.address for link in topics}
    return HomeInputs(
        layout="many" if many else "full",
        facts=facts,
        feeds=feeds,
        lead=card,
        picture=picture,
        under=under,
        second=second,
        sections=sections,
        also=tuple(link for link in also if link.address not in beside),
        topics=topics,
        sources=ranked(planner, sources[:RANKED]) if len(sources) > 1 else (),
        month=month_inputs(planner, planner.newest_month) if planner.newest_month else None,
        years=year_inputs(planner, _newest_years(planner)),
        latest=latest,
    )


def _newest_years(planner: Planner) -> tuple[Date, ...]:
    """The newest years: three, or as many as have a quarter of the dated articles, at most ten."""
    articles = {period: len(found) for period, found in planner.site.periods.items() if period.precision == 1}
    enough, years, count = sum(articles.values()) / 4, tuple(articles)[:_MOST_YEARS], 0
    for number, year in enumerate(years, start=1):
        count += articles[year]
        if number >= _YEARS and count >= enough:
            return years[:number]
    return years


def _like(planner: Planner, index: int) -> tuple[int, ...]:
    """The other articles of the story of the one at ``index``, the newest first, then those that mention the same names."""
    connections = planner.site.connections
    number = connections.story_of.get(index)
    story = () if number is None else sorted(set(connections.stories[number].articles).intersection(planner.listed))
    return (*story, *(one.article for one in planner.related(index)))


def _cards(planner: Planner, indexes: Iterable[int]) -> tuple[Card, ...]:
    return tuple(map(planner.card, indexes))


class _Stories:
    """The stories of the front page as they are chosen one after the other, so that none is shown twice, and no headline."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._used: dict[int, None] = {}  # in the order of the page
        self._titles: set[str | None] = set()  # of these
        self._own = planner.settings.language.split("-")[0]

    def lead(self) -> int:
        """The story that the editor declares as the lead, else the newest that can be one."""
        declared = next((index for index, card in enumerate(self._planner.cards) if card.lead), None)
        if declared is None:
            return next(iter(self.take(self._planner.listed, 1)), 0)
        self._show(declared)
        return declared

    def take(self, indexes: Sequence[int], most: int, *, certain: bool = True) -> tuple[int, ...]:
        """The next ``most`` of ``indexes`` that can be shown and are not shown yet, with a ``certain`` headline or with any."""
        taken: list[int] = []
        while len(taken) < most:
            fitting = (index for index in self._ordered(indexes) if self._fits(index, certain=certain))
            if (chosen := next(fitting, None)) is None:
                break
            taken.append(chosen)
            self._show(chosen)
        return tuple(taken)

    def _show(self, index: int) -> None:
        self._used[index] = None
        self._titles.add(self._planner.cards[index].title)

    def section(self, term: Term) -> tuple[int, ...]:
        """The stories of a section; none where its topic is the first one of too few articles, or has too few left to show."""
        own = tuple(index for index in term.articles if self._topic(index) is term)
        fitting = [index for index in own if self._fits(index, certain=False)]
        if len(own) < _SMALLEST_SECTION or len(fitting) < _FEWEST_SHOWN:
            return ()
        first = self.take(own, 1)
        return first + self.take(own, SECTION - 1, certain=False) if first else ()

    def _topic(self, index: int) -> Term | None:
        """The top one above the first topic of the article at ``index``."""
        found = next(iter(self._planner.terms("topics", index)), None)
        while found is not None and (above := self._planner.parent(found)) is not None:
            found = above
        return found

    def _ordered(self, indexes: Sequence[int]) -> Iterator[int]:
        """``indexes``, newest first; of the same date and weight those in the site's language before foreign ones."""
        cards = self._planner.cards
        for _, run in groupby(indexes, lambda index: (cards[index].date, cards[index].weight)):
            yield from sorted(run, key=self._is_foreign)

    def _fits(self, index: int, *, certain: bool) -> bool:
        """Whether the article can be shown next."""
        card = self._planner.cards[index]
        if (
            index in self._used
            or not card.title
            or card.title in self._titles
            or (certain and card.title_certainty < self._least)
        ):
            return False
        return not (self._is_foreign(index) and self._is_crowded())

    def _is_crowded(self) -> bool:
        """Whether the next story may not be foreign."""
        count = len(self._used)
        return any(
            count < first <= self._own_stories and sum(map(self._is_foreign, self._used)) >= most
            for first, most in _FOREIGN.items()
        )

    def _is_foreign(self, index: int) -> bool:
        return self._planner.cards[index].language.split("-")[0] not in (self._own, UNDETERMINED)

    @cached_property
    def _least(self) -> float:
        """The least certainty of a headline."""
        return _CERTAIN if any(card.title_certainty >= _CERTAIN for card in self._planner.cards if card.title) else 0.0

    @cached_property
    def _own_stories(self) -> int:
        """How many articles in the site's language can be shown."""
        cards = self._planner.cards
        return sum(
            bool(card.title) and card.title_certainty >= self._least and not self._is_foreign(index)
            for index, card in enumerate(cards)
        )


def _sections(planner: Planner, stories: _Stories, most: int) -> tuple[tuple[Section, ...], tuple[TermLink, ...]]:
    """Sections of the fullest topics, and links to the topics that have none: too small, or all stories shown already."""
    sections: list[Section] = []
    also: list[Term] = []
    for term in planner.site.terms["topics"]:
        if planner.parent(term):
            continue  # its stories are in the section of its parent
        if chosen := stories.section(term) if len(sections) < most else ():
            first, *rest = _cards(planner, chosen)
            sections.append(Section(topic=planner.term_link(term, count=True), first=first, rest=tuple(rest)))
        else:
            also.append(term)
    return tuple(sections), tuple(planner.term_link(term, count=True) for term in also)


def home_view(inputs: HomeInputs, context: SiteContext, blobs: Blobs) -> HomeView:
    """The front page."""
    in_sections = (card for section in inputs.sections for card in (section.first, *section.rest))
    lead = (inputs.lead,) if inputs.lead else ()
    on_lists = (*inputs.under, *inputs.second, *inputs.rest, *inputs.latest)
    month = calendar(inputs.month, context) if inputs.month and len(inputs.month.days) >= _FEWEST_DAYS else None
    edition = edition_body(inputs.edition, context, blobs) if inputs.edition else None
    return HomeView(
        frame=context.frame(
            urls.HOME,
            context.info.title,
            description=context.info.description,
            current="home",
            facts=inputs.facts,
            feeds=inputs.feeds,
            listed=listed(edition) if edition else tuple(card.address for card in (*lead, *on_lists, *in_sections)),
        ),
        layout=inputs.layout,
        story=story_of(inputs.story, context, blobs) if inputs.story else None,
        lead=inputs.lead if inputs.layout != "single" else None,
        picture=inputs.picture,
        under=inputs.under,
        second=inputs.second,
        articles=inputs.rest,
        sections=inputs.sections,
        also=inputs.also,
        topics=inputs.topics,
        sources=inputs.sources,
        calendar=month,
        years=None if month else years(inputs.years, context),
        latest=inputs.latest,
        edition=edition,
    )
