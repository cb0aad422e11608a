"""Lists of articles: grouped by period, and divided where they are long.

A list of up to ``MOST`` articles is one page. Above, the page shows its newest ``NEWEST`` and links to its parts: a
term's to its years, a year's to its months, a month's to its days. What a part cannot hold, because its date is not known
so far (a month's unknown days), stays on the page above. The smallest parts are never divided, and past ``MOST``
they drop the deks. So a late clipping changes the pages of its own period, and no page grows without end.

Rejected: numbered pages ("page 7"), whose content moves with every new article and whose number says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import groupby

from msgspec import Struct

from digest import dates, urls
from digest.dates import Date
from digest.model import Quotation
from digest.pages.calendars import (
    Counts,
    HistogramInputs,
    MonthInputs,
    YearInputs,
    calendar,
    histogram,
    histogram_inputs,
    month_inputs,
    year_inputs,
    years,
)
from digest.pages.context import SiteContext
from digest.pages.planner import Planner, Totals
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import (
    Card,
    FeedLink,
    Group,
    Histogram,
    ListView,
    NameDetails,
    Neighbour,
    Part,
    Quote,
    TermLink,
)

MOST = 200
NEWEST = 50


class NameInputs(Struct, frozen=True, array_like=True):
    """What the list of a person or an organisation has besides articles (``NameDetails``). ``quotations`` are the hash of the
    card of each article, and the quotation.
    """

    forms: tuple[str, ...]
    companions: tuple[TermLink, ...]
    quotations: tuple[tuple[bytes, Quotation], ...]


class Listing(Struct, frozen=True, array_like=True, kw_only=True):
    """Which list: of a term, of a period, or of a period of a term.

    ``term`` is the kind and the slug of a term and ``name`` its label; both empty for the lists of dates, whose heading is their
    period. ``period`` is None for all of a term. ``trail`` leads back up, ``section`` is the current one of the navigation.
    """

    term: tuple[str, str] = ("", "")
    name: str = ""
    period: Date | None = None
    undated: bool = False
    trail: tuple[TermLink, ...]
    section: str
    earlier: Neighbour | None = None
    later: Neighbour | None = None
    feeds: tuple[FeedLink, ...] = ()
    name_details: NameInputs | None = None

    @property
    def precision(self) -> int:
        """0 for all of a term, else that of the period."""
        return self.period.precision if self.period else 0

    @property
    def url(self) -> str:
        """The URL of the list's page."""
        if not self.name:
            return urls.period(self.period)
        return urls.term(*self.term, "undated" if self.undated else str(self.period or ""))

    def url_of(self, part: Date | None) -> str:
        """The URL of a part of the list; of the undated ones for None."""
        return urls.term(*self.term, str(part or "undated")) if self.name else urls.period(part)

    def is_divided(self, articles: int) -> bool:
        """Whether a list of that many ``articles`` is too long for one page, and can be divided."""
        return articles > MOST and self.precision < 3 and not self.undated


class ListInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """A list with what is shown of it.

    ``cards`` are all articles, or the newest of a divided list, by the hash of their cards; ``unknown`` those of a divided period
    that no part holds, as far as they are not among the newest. ``parts`` counts the articles of each part, ``undated`` those of
    a term without a date.
    """

    listing: Listing
    introduction: str
    totals: Totals
    cards: tuple[bytes, ...]
    unknown: tuple[bytes, ...]
    parts: Counts
    undated: int
    histogram: HistogramInputs | None
    month: MonthInputs | None
    year: tuple[YearInputs, ...]

    @property
    def divided(self) -> bool:
        """Whether only the newest are on this page."""
        return self.listing.is_divided(self.totals.articles)


def plan_list(planner: Planner, listing: Listing, indexes: tuple[int, ...]) -> PageSpec[ListInputs]:
    """The page of one list, of the articles at ``indexes``."""
    precision, is_dates = listing.precision, not listing.name
    divided = listing.is_divided(len(indexes))
    has_parts = precision < 3 and not listing.undated
    periods = planner.by_period(indexes, precision + 1) if has_parts else {}
    shown = indexes[:NEWEST] if divided else indexes
    rest = set(shown)
    unknown = [index for index in periods.get(None, ()) if index not in rest] if divided and listing.period else []
    with_histogram = not listing.undated and precision <= 1 and (is_dates or not precision)
    inputs = ListInputs(
        listing=listing,
        introduction=planner.introduction(listing.url),
        totals=planner.totals(indexes),
        cards=planner.card_parts(shown),
        unknown=planner.card_parts(unknown),
        parts=tuple((period, len(found)) for period, found in periods.items() if period),
        undated=len(periods.get(None, ())) if not precision else 0,
        histogram=histogram_inputs(planner, indexes) if with_histogram else None,
        month=month_inputs(planner, listing.period) if is_dates and precision == 2 and listing.period else None,
        year=year_inputs(planner, [listing.period]) if is_dates and precision == 1 and listing.period else (),
    )
    return PageSpec(listing.url, "list.html", inputs, list_view, planner.parts)


def plan_divided(planner: Planner, listing: Listing, indexes: tuple[int, ...]) -> Iterator[PageSpec[ListInputs]]:
    """The list's page and, where it is divided, the pages of its parts, including the parts' own; as far as they are outdated."""
    if not planner.is_outdated(indexes):
        return
    yield plan_list(planner, listing, indexes)
    if not listing.is_divided(len(indexes)):
        return
    within = planner.by_period(indexes, listing.precision + 1)
    periods = [period for period in within if period is not None]
    trail = (*listing.trail, TermLink(label=_heading(listing, planner.context), address=listing.url))

    def part(period: Date | None, *, earlier: Neighbour | None = None, later: Neighbour | None = None) -> Listing:
        return Listing(
            term=listing.term, name=listing.name, period=period, undated=period is None, trail=trail,
            section=listing.section, earlier=earlier, later=later,
        )  # fmt: skip

    def neighbour(at: int) -> Neighbour | None:
        if not 0 <= at < len(periods):
            return None
        return planner.context.neighbour(planner.words.date(periods[at]), listing.url_of(periods[at]))

    for at, period in enumerate(periods):
        below = part(period, earlier=neighbour(at + 1), later=neighbour(at - 1))
        yield from plan_divided(planner, below, within[period])
    if None in within and listing.period is None and planner.is_outdated(within[None]):
        yield plan_list(planner, part(None), within[None])


def list_view(inputs: ListInputs, context: SiteContext, blobs: Blobs) -> ListView:
    """A list of articles."""
    listing = inputs.listing
    groups = _groups(inputs, blobs.each(inputs.cards, Card), context)
    if inputs.unknown:
        unknown = blobs.each(inputs.unknown, Card)
        groups += _group(_unknown_label(listing.precision + 1, context), "", unknown, counted=False)
    heading = _heading(listing, context)
    intro = _intro(inputs, context)
    within = context.words.joined([heading, listing.name]) if listing.name and heading != listing.name else heading
    title = f"{within} · {context.section_names[listing.section]}" if listing.name else within
    return ListView(
        frame=context.frame(
            listing.url,
            title,
            name=heading,
            description=intro,
            current=listing.section,
            feeds=listing.feeds,
            listed=(card.address for group in groups for card in group.cards),
        ),
        kicker=listing.trail,
        heading=heading,
        intro=intro,
        introduction=inputs.introduction,
        groups=groups,
        deks=inputs.totals.articles <= MOST or inputs.divided,
        partial=_partial(inputs, context) if inputs.divided else "",
        parts=_part_links(inputs, context),
        histogram=_histogram(inputs, context),
        calendar=calendar(inputs.month, context),
        years=years(inputs.year, context),
        earlier=listing.earlier,
        later=listing.later,
        name=_name_details(listing.name_details, context, blobs) if listing.name_details else None,
    )


def _name_details(inputs: NameInputs, context: SiteContext, blobs: Blobs) -> NameDetails:
    forms = context.words.joined(inputs.forms)
    quotes = []
    for key, quotation in inputs.quotations:
        card = blobs.get(key, Card)
        anchor = f"#p{quotation.paragraph}" if quotation.paragraph else ""
        quotes.append(Quote(quotation.text, card.address + anchor, card))
    return NameDetails(
        forms=context.words.gettext("Also written %(names)s") % {"names": forms} if forms else "",
        companions=inputs.companions,
        quotes=tuple(quotes),
    )


def _heading(listing: Listing, context: SiteContext) -> str:
    if listing.undated:
        return context.words.gettext("Undated")
    return context.words.date(listing.period) if listing.period else listing.name


def _intro(inputs: ListInputs, context: SiteContext) -> str:
    """How many, from when to when, in how many languages."""
    totals = inputs.totals
    span = context.span(totals.span) if inputs.listing.period is None else ""
    return context.words.joined([context.amount(totals.articles, totals.languages), span])


def _partial(inputs: ListInputs, context: SiteContext) -> str:
    template = context.words.gettext("The newest %(shown)s of %(all)s; the rest by period:")
    number = context.words.number
    return template % {"shown": number(NEWEST), "all": number(inputs.totals.articles)}


def _part_links(inputs: ListInputs, context: SiteContext) -> tuple[Part, ...]:
    """Links to the periods: those of a divided list, and a year's months and a month's days, which have pages anyway."""
    listing = inputs.listing
    if not inputs.divided and not (not listing.name and listing.precision in (1, 2)):
        return ()
    links = [
        Part(
            label=context.words.date(period, "short") if period.day else context.words.date(period),
            address=listing.url_of(period),
            count=count,
        )
        for period, count in inputs.parts
    ]
    if inputs.divided and inputs.undated:
        label = context.words.gettext("Undated")
        links.append(Part(label=label, address=listing.url_of(None), count=inputs.undated))
    return tuple(links)


def _groups(inputs: ListInputs, cards: tuple[Card, ...], context: SiteContext) -> tuple[Group, ...]:
    """A topic's or year's articles by month, a month's by known and unknown day, a day's and undated ones in one group."""
    listing, divided = inputs.listing, inputs.divided
    if listing.precision == 3 or listing.undated:
        return _group("", "", cards, counted=True)
    groups: tuple[Group, ...] = ()
    for (precision, period), found in groupby(cards, lambda card: _group_key(card.datetime, listing.precision)):
        anchor = f"p{period}" if precision == 2 and period and listing.name else ""
        label, address = _group_name(listing, precision, period, context)
        groups += _group(label, address, tuple(found), counted=not divided, anchor=anchor)
    return groups


@lru_cache(maxsize=8192)
def _group_key(datetime: str, listed: int) -> tuple[int, Date | None]:
    """The group of an article with the date ``datetime`` in a list of precision ``listed``: (precision, period). In a month all
    days are one group, since each card shows its own date.
    """
    if not datetime:
        return (0, None)
    date = dates.parse(datetime)
    if listed == 2:
        return (date.precision, None)
    month = date.cut(2)
    return (2, month) if month else (1, Date(date.year))


def _group_name(listing: Listing, precision: int, period: Date | None, context: SiteContext) -> tuple[str, str]:
    if period is None:
        return ("" if precision == 3 else _unknown_label(precision + 1, context), "")
    if precision == 1:
        label = _unknown_label(2, context)
        named = label if listing.precision == 1 else context.words.joined([context.words.date(period), label])
        return named, urls.period(period)
    return context.words.date(period), urls.period(period)


def _unknown_label(precision: int, context: SiteContext) -> str:
    """The name of a group whose part of ``precision`` (1 year, 2 month, 3 day) is not known."""
    _ = context.words.gettext
    return (_("undated"), _("month unknown"), _("day unknown"))[precision - 1]


def _group(label: str, address: str, cards: tuple[Card, ...], *, counted: bool, anchor: str = "") -> tuple[Group, ...]:
    """A group, or none where it would be empty."""
    count = len(cards) if counted else None
    return (Group(label=label, address=address, cards=cards, count=count, id=anchor),) if cards else ()


def _histogram(inputs: ListInputs, context: SiteContext) -> Histogram | None:
    if inputs.histogram is None:
        return None
    return histogram(inputs.histogram, context, partial(_url_within, inputs), table=bool(inputs.listing.name))


def _url_within(inputs: ListInputs, period: Date) -> str:
    """Where the articles of ``period``, a year or a month of the list, are listed: a page, or a group on one."""
    listing = inputs.listing
    if not listing.name:
        return urls.period(period)
    if not inputs.divided:
        return f"{listing.url}#p{period}" if period.month else listing.url
    year = Date(period.year)
    url = listing.url_of(year)
    if period.month is None:
        return url
    is_divided = dict(inputs.parts)[year] > MOST
    return listing.url_of(period) if is_divided else f"{url}#p{period}"
