"""The front page: a lead, other stories beside it, sections by topic. Its layout follows from how many articles there are.

The newest leads, unless the editor declares another (``lead``, ``weight``). Among articles of one date those in the site's
language come first, and of the first three stories at most one is foreign. A story stands in the section of its first topic only:
of the first topics that were inferred 85 % are right, of the further ones 38 % (72 articles, read by one editor). The first
story of a section, like the lead and those beside it, has a headline that was declared or is as certain as ``_CERTAIN``.

Rejected: choosing by importance, which nothing in a text tells. An article without a headline is only on the front page of a site
that is so small that it shows all articles there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, islice

from msgspec import Struct

from digest import urls
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
SECTIONS, RANKED, YEARS = 6, 10, 3
_SMALLEST_SECTION, _FEWEST_SHOWN = 3, 2  # articles of a topic, and those of them that no other place shows
_FIRST = 3  # stories, of which at most one is foreign
_CERTAIN = 0.75  # of an inferred headline: three of four were fit to print as they stood


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
    first_topic = planner.terms("topics", lead)
    below = stories.take(first_topic[0].articles if first_topic else (), UNDER, after=(lead,))
    second = _cards(planner, stories.take(planner.listed, SECOND, certain=SECOND, after=(lead,)))
    under = _cards(planner, below or stories.take(planner.listed, UNDER, certain=UNDER))  # no hole below the lead
    latest = _cards(planner, stories.take(planner.arrivals, LATEST))
    all_topics, sources = planner.site.terms["topics"], planner.site.terms["sources"]
    sections, also = _sections(planner, stories, SECTIONS if many else len(all_topics))
    topics = ranked(planner, all_topics)
    periods = planner.site.periods
    months = [period for period in periods if period.precision == 2]
    newest_years = [period for period in periods if period.precision == 1][:YEARS]
    return HomeInputs(
        layout="many" if many else "full",
        facts=facts,
        feeds=feeds,
        lead=card,
        picture=picture,
        under=under,
        second=second,
        sections=sections,
        also=() if many else also,
        topics=topics if many else topics[:RANKED],
        sources=ranked(planner, sources[:RANKED]) if len(sources) > 1 else (),
        month=month_inputs(planner, months[0]) if months else None,
        years=year_inputs(planner, newest_years),
        latest=latest,
    )


def _cards(planner: Planner, indexes: Iterable[int]) -> tuple[Card, ...]:
    return tuple(map(planner.card, indexes))


class _Stories:
    """The stories of the front page as they are chosen one after the other, so that none is shown twice."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._used: set[int] = set()
        self._own = planner.settings.language.split("-")[0]

    def lead(self) -> int:
        """The story that the editor declares as the lead, else the newest that can be one."""
        cards = self._planner.cards
        declared = (index for index, card in enumerate(cards) if card.lead)
        chosen = next(declared, None)
        if chosen is None:
            every = self._planner.listed
            (chosen,) = self.take(every, 1, certain=1) or self.take(every, 1) or (0,)
        self._used.add(chosen)
        return chosen

    def take(
        self, indexes: Sequence[int], most: int, *, certain: int = 0, after: tuple[int, ...] = ()
    ) -> tuple[int, ...]:
        """The next ``most`` of ``indexes`` that have a headline and are not shown yet; the first ``certain`` a certain one.

        With those that they are shown ``after``, no more than one of the first three is foreign.
        """
        taken = after
        for step in range(most):
            crowded = bool(after) and len(taken) < _FIRST and self._has_own and any(map(self._is_foreign, taken))
            fitting = (index for index in self._ordered(indexes) if self._fits(index, step < certain, crowded))
            chosen = next(fitting, None)
            if chosen is None:
                break
            taken += (chosen,)
            self._used.add(chosen)
        return taken[len(after) :]

    def section(self, term: Term) -> tuple[int, ...]:
        """The stories of a section; none where its topic is the first one of too few articles."""
        own = tuple(index for index in term.articles if self._topic(index) is term)
        if len(own) < _SMALLEST_SECTION or len(set(own) - self._used) < _FEWEST_SHOWN:
            return ()
        first = self.take(own, 1, certain=1)
        return first + self.take(own, SECTION - 1) if first else ()

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

    def _fits(self, index: int, certain: bool, crowded: bool) -> bool:
        """Whether the article can be shown next: ``crowded`` tells that no foreign one may be."""
        card = self._planner.cards[index]
        is_good = bool(card.title) and (card.title_certainty >= _CERTAIN or not certain)
        return index not in self._used and is_good and not (crowded and self._is_foreign(index))

    def _is_foreign(self, index: int) -> bool:
        return self._planner.cards[index].language.split("-")[0] not in (self._own, UNDETERMINED)

    @cached_property
    def _has_own(self) -> bool:
        """Whether there are enough stories in the site's language to begin with."""
        own = (index for index, card in enumerate(self._planner.cards) if card.title and not self._is_foreign(index))
        return len(tuple(islice(own, _FIRST))) == _FIRST


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
    month = calendar(inputs.month, context)
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
