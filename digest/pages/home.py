"""The front page: a lead, other stories beside it, sections by topic. Its layout follows from how many articles there are.

Rejected: choosing by importance. The editor declares what leads (``lead``, ``weight``); otherwise the newest does. An article
without a headline is only on the front page of a site that is so small that it shows all articles there.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from msgspec import Struct

from digest import urls
from digest.model import Term
from digest.pages.articles import StoryInputs, story_inputs, story_of
from digest.pages.calendars import Counts, MonthInputs, YearInputs, calendar, month_inputs, ranked, year_inputs, years
from digest.pages.context import SiteContext
from digest.pages.editions import EditionInputs, edition_body, edition_inputs, listed
from digest.pages.planner import FEW, Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Card, FeedLink, HomeView, Part, Picture, Section, TermLink

FULL = 300  # articles up to which a layout holds
UNDER, SECOND, SECTION, LATEST = 2, 4, 4, 5  # stories under the lead, beside it, in a section, of the latest additions
SECTIONS, RANKED, MONTHS, YEARS = 6, 10, 6, 3
_SMALLEST_SECTION = 3  # articles of a topic


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
    recent: Counts = ()
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
    titled = {index for index, card in enumerate(planner.cards) if card.title}
    leads = (index for index, card in enumerate(planner.cards) if card.lead)
    lead = next(leads, min(titled, default=0))
    card, picture = planner.card(lead), planner.picture(lead)
    if count <= FEW:
        rest = _cards(planner, (index for index in planner.everything if index != lead))
        return HomeInputs(layout="few", facts=facts, feeds=feeds, lead=card, picture=picture, rest=rest)
    many = count > FULL
    used = {lead}
    first_topic = planner.terms("topics", lead)
    under = _cards(planner, _take(first_topic[0].articles if first_topic else (), used, UNDER, titled))
    second = _cards(planner, _take(planner.everything, used, SECOND, titled))
    latest = _cards(planner, _take(planner.arrivals, used, LATEST, titled))
    all_topics, sources = planner.site.terms["topics"], planner.site.terms["sources"]
    sections, also = _sections(planner, used, titled, SECTIONS if many else len(all_topics))
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
        recent=tuple((month, len(periods[month])) for month in months[:MONTHS]),
        latest=latest,
    )


def _cards(planner: Planner, indexes: Iterable[int]) -> tuple[Card, ...]:
    return tuple(map(planner.card, indexes))


def _take(indexes: Iterable[int], used: set[int], most: int, titled: set[int]) -> tuple[int, ...]:
    """The first ``most`` of ``indexes`` that are ``titled`` (have a headline) and are not ``used`` yet.

    Adds them to ``used``, so that no story is shown twice.
    """
    taken = tuple(islice((index for index in indexes if index in titled and index not in used), most))
    used.update(taken)
    return taken


def _sections(
    planner: Planner, used: set[int], titled: set[int], most: int
) -> tuple[tuple[Section, ...], tuple[TermLink, ...]]:
    """Sections of the fullest topics, and links to the topics that have none: too small, or all stories shown already."""
    sections: list[Section] = []
    also: list[Term] = []
    for term in planner.site.terms["topics"]:
        if planner.parent_topic(term):
            continue  # its stories are in the section of its parent
        enough = len(term.articles) >= _SMALLEST_SECTION and len(sections) < most
        if stories := _take(term.articles, used, SECTION, titled) if enough else ():
            first, *rest = _cards(planner, stories)
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
        recent=tuple(
            Part(label=context.words.date(month), address=urls.period(month), count=count)
            for month, count in inputs.recent
        ),
        latest=inputs.latest,
        edition=edition,
    )
