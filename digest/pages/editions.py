"""The pages of editions, their index and their feed; which stories lead an edition, and which are in brief.

Lead stories are those that the editor marks (``lead``), then the newest. The others follow by topic; those of a topic that has
only one, and those without a headline, are in brief.

Rejected: editions without articles. Links from one edition to the next would lead to pages that are empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from msgspec import Struct

from digest import urls
from digest.dates.editions import Edition, editions_of
from digest.model import Term
from digest.pages.context import SiteContext
from digest.pages.lists import group
from digest.pages.planner import Planner, Totals
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import (
    Card,
    EditionBody,
    EditionsView,
    EditionView,
    FeedLink,
    Neighbour,
    Part,
    Picture,
    TermLink,
)

LEADS = 4  # stories at the top
MOST = 200  # articles of an edition; the rest is on the pages of its dates
NEWEST = 60  # editions on the index; if there are more, the years have pages of their own
_SMALLEST_SECTION = 2  # articles of a topic
_FEW_OF_A_YEAR = 3  # editions; if a year has fewer on average, the index does not divide them by years


class Selection(Struct, frozen=True):
    """Which articles are where in an edition, by their indexes; sections by topic, the fullest first."""

    leads: tuple[int, ...]
    sections: tuple[tuple[Term, tuple[int, ...]], ...]
    brief: tuple[int, ...]


class EditionInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """An edition, with its articles by the hash of their cards. ``parts`` counts the articles of its dates, where it cannot hold
    all of them.
    """

    edition: Edition
    introduction: str
    feeds: tuple[FeedLink, ...]
    totals: Totals
    leads: tuple[bytes, ...]
    picture: Picture | None
    sections: tuple[tuple[TermLink, tuple[bytes, ...]], ...]
    brief: tuple[bytes, ...]
    parts: tuple[tuple[Edition, int], ...]
    earlier: Edition | None
    later: Edition | None


class EditionsInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """The index, or the page of one ``year``: editions with the number of their articles, the newest first; and years that have
    pages.
    """

    year: int
    introduction: str
    feeds: tuple[FeedLink, ...]
    facts: tuple[str, ...]
    editions: tuple[tuple[Edition, int], ...]
    years: tuple[tuple[int, int], ...]


def heading_of(edition: Edition, context: SiteContext) -> str:
    """``Week 7, 10–16 Feb 2025``, ``February 2025`` or ``14 February 2025``."""
    words, first, last = context.words, edition.first, edition.last
    if first == last:
        return words.date(first)
    numbers = {"number": words.number(edition.week), "dates": words.days(first, last)}
    return words.gettext("Week %(number)s, %(dates)s") % numbers


def select(planner: Planner, indexes: Iterable[int]) -> Selection:
    """Divides the articles at ``indexes`` of an edition, which are in the order of the site."""
    rest = list(indexes)
    titled = [index for index in rest if planner.cards[index].title]
    leads = sorted(titled, key=lambda index: not planner.cards[index].lead)[:LEADS]
    by_topic: dict[str, tuple[Term, list[int]]] = {}
    brief: list[int] = []
    for index in (index for index in rest if index not in leads):
        topics = planner.terms("topics", index)
        if topics and planner.cards[index].title:
            by_topic.setdefault(topics[0].slug, (topics[0], []))[1].append(index)
        else:
            brief.append(index)
    found = sorted(by_topic.values(), key=lambda pair: (-len(pair[1]), planner.words.collation(pair[0].label)))
    for _, few in (pair for pair in found if len(pair[1]) < _SMALLEST_SECTION):
        brief += few
    sections = tuple((term, tuple(stories)) for term, stories in found if len(stories) >= _SMALLEST_SECTION)
    return Selection(tuple(leads), sections, tuple(sorted(brief)))


def edition_inputs(planner: Planner, number: int) -> EditionInputs:
    """The inputs of an edition, counted from the newest."""
    every = tuple(planner.editions)
    edition = every[number]
    indexes = planner.editions[edition]
    found = select(planner, indexes[:MOST])
    return EditionInputs(
        edition=edition,
        introduction=planner.introduction(urls.edition(edition.name)),
        feeds=edition_feeds(planner),
        totals=planner.totals(indexes),
        leads=planner.card_parts(found.leads),
        picture=planner.picture(found.leads[0]) if found.leads else None,
        sections=tuple((planner.term_link(term), planner.card_parts(stories)) for term, stories in found.sections),
        brief=planner.card_parts(found.brief),
        parts=_parts(planner, indexes) if len(indexes) > MOST else (),
        earlier=every[number + 1] if number + 1 < len(every) else None,
        later=every[number - 1] if number else None,
    )


def _parts(planner: Planner, indexes: Iterable[int]) -> tuple[tuple[Edition, int], ...]:
    """The days of an edition; of a month also those articles whose day is not known, which are on the month's page."""
    by = "month" if planner.settings.editions == "month" else "day"
    found = editions_of({index: planner.cards[index].date for index in indexes}, by)
    return tuple((edition, len(members)) for edition, members in found.items())


def plan_editions(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The page of each edition that is outdated, the index, and a page of each year where there are many."""
    if not planner.editions:
        return
    for number, (edition, indexes) in enumerate(planner.editions.items()):
        if planner.is_outdated(indexes):
            inputs = edition_inputs(planner, number)
            yield PageSpec(urls.edition(edition.name), "edition.html", inputs, edition_view, planner.parts)
    counted = [(edition, len(indexes)) for edition, indexes in planner.editions.items()]
    by_year = {year: tuple(run) for year, run in groupby(counted, lambda pair: pair[0].year)}
    years = tuple((year, len(run)) for year, run in by_year.items()) if len(counted) > NEWEST else ()
    for year, found in ((0, tuple(counted[:NEWEST])), *((year, by_year[year]) for year, _ in years)):
        address = urls.editions(str(year or ""))
        inputs_of_year = EditionsInputs(
            year=year,
            introduction=planner.introduction(address),
            feeds=edition_feeds(planner),
            facts=planner.facts,
            editions=found,
            years=years,
        )
        yield PageSpec(url=address, template="editions.html", inputs=inputs_of_year, view=editions_view)


def edition_feeds(planner: Planner) -> tuple[FeedLink, ...]:
    """The feeds of editions."""
    return planner.feeds_of_page(planner.context.section_names["editions"], urls.editions())


def edition_body(inputs: EditionInputs, context: SiteContext, blobs: Blobs) -> EditionBody:
    """An edition, as its page or a front page shows it."""
    leads = blobs.each(inputs.leads, Card)
    return EditionBody(
        heading=heading_of(inputs.edition, context),
        intro=context.amount(inputs.totals.articles, inputs.totals.languages),
        introduction=inputs.introduction,
        lead=leads[0] if leads else None,
        picture=inputs.picture,
        second=leads[1:],
        sections=tuple(
            group(topic.label, topic.address, blobs.each(keys, Card), context, precision=0, count=len(keys))
            for topic, keys in inputs.sections
        ),
        brief=blobs.each(inputs.brief, Card),
        parts=tuple(
            Part(context.words.date(part.first), urls.period(part.first), number) for part, number in inputs.parts
        ),
        earlier=_neighbour(inputs.earlier, context),
        later=_neighbour(inputs.later, context),
    )


def edition_view(inputs: EditionInputs, context: SiteContext, blobs: Blobs) -> EditionView:
    """The page of an edition."""
    body = edition_body(inputs, context, blobs)
    return EditionView(
        frame=context.frame(
            urls.edition(inputs.edition.name),
            body.heading,
            description=body.intro,
            current="editions",
            feeds=inputs.feeds,
            listed=listed(body),
        ),
        kicker=TermLink(label=context.section_names["editions"], address=urls.editions()),
        edition=body,
    )


def listed(body: EditionBody) -> tuple[str, ...]:
    """The addresses of the articles of an edition."""
    lead = (body.lead,) if body.lead else ()
    in_sections = (card for section in body.sections for card in section.cards)
    return tuple(card.address for card in (*lead, *body.second, *in_sections, *body.brief))


def editions_view(inputs: EditionsInputs, context: SiteContext, _blobs: Blobs) -> EditionsView:
    """The index of editions, or those of a year."""
    heading = context.section_names["editions"]
    year = str(inputs.year or "")
    by_year = groupby(inputs.editions, lambda pair: str(pair[0].year))
    years = {str(year): Part(label=str(year), address=urls.editions(str(year)), count=n) for year, n in inputs.years}
    groups = [(name, tuple(_part(pair, context) for pair in run)) for name, run in by_year]
    if len(inputs.editions) < _FEW_OF_A_YEAR * len(groups):
        groups = [("", tuple(part for _, parts in groups for part in parts))]
    return EditionsView(
        frame=context.frame(
            urls.editions(year),
            context.words.joined([heading, year]),
            current="editions",
            facts=inputs.facts,
            feeds=inputs.feeds,
        ),
        heading=year or heading,
        intro=context.words.joined(
            [
                context.words.ngettext("%(num)s edition", "%(num)s editions", _count(inputs)),
                context.words.gettext("with the number of articles"),
            ]
        ),
        introduction=inputs.introduction,
        groups=tuple((years.get(name, Part(label=name, address="")), parts) for name, parts in groups),
        years=tuple(years.values()),
    )


def _count(inputs: EditionsInputs) -> int:
    return sum(count for _, count in inputs.years) if inputs.years and not inputs.year else len(inputs.editions)


def _part(pair: tuple[Edition, int], context: SiteContext) -> Part:
    edition, count = pair
    return Part(label=heading_of(edition, context), address=urls.edition(edition.name), count=count)


def _neighbour(edition: Edition | None, context: SiteContext) -> Neighbour | None:
    return context.neighbour(heading_of(edition, context), urls.edition(edition.name)) if edition else None
