"""Lists of articles: grouped by period, and divided where they are long.

A list of up to ``MOST`` articles is one page. Above, the page shows its newest ``NEWEST`` and links to its parts: a term's to
its years, a year's to its months, a month's to its days. What a part cannot hold, because its date is not known so far (a
month's unknown days), stays on the page above. The smallest parts are never divided. Past ``DEKS`` articles a list has no
deks: it is scanned, not read. So a late clipping changes the pages of its own period, and no page grows without end. Undated
articles have no period to be divided by: their pages have numbers, ``UNDATED`` articles each.

Rejected: numbered pages ("page 7") of dated articles, whose content moves with every new article and whose number says nothing
about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache, partial
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from digest import dates, urls
from digest.dates import Date
from digest.i18n import Words
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
UNDATED = 100
DEKS = 40
_A_GROUP = 2  # articles that months, or else years, have on average where a list is grouped by them


class NameInputs(Struct, frozen=True, array_like=True):
    """What the list of a person or an organisation has besides articles (``NameDetails``). ``quotations`` are the hash of the
    card of each article, and the quotation.
    """

    forms: tuple[str, ...]
    quotations: tuple[tuple[bytes, Quotation], ...]


class Listing(Struct, frozen=True, array_like=True, kw_only=True):
    """Which list: of a term, of a period, or of a period of a term.

    ``term`` is the kind and the slug of a term and ``name`` its label; both empty for the lists of dates, whose heading is their
    period. ``period`` is None for all of a term. ``undated`` is the number of a page of undated articles, from 1; 0 for other
    lists. ``trail`` leads back up, ``section`` is the current one of the navigation.
    """

    term: tuple[str, str] = ("", "")
    name: str = ""
    period: Date | None = None
    undated: int = 0
    trail: tuple[TermLink, ...]
    section: str
    earlier: Neighbour | None = None
    later: Neighbour | None = None
    feeds: tuple[FeedLink, ...] = ()
    name_details: NameInputs | None = None
    children: tuple[TermLink, ...] = ()
    often: tuple[TermLink, ...] = ()

    @property
    def precision(self) -> int:
        """0 for all of a term, else that of the period."""
        return self.period.precision if self.period else 0

    @property
    def url(self) -> str:
        """The URL of the list's page."""
        if self.undated:
            return self.url_of_undated(self.undated)
        return urls.term(*self.term, str(self.period or "")) if self.name else urls.period(self.period)

    def url_of(self, part: Date | None) -> str:
        """The URL of a part of the list; of the first page of undated ones for None."""
        if part is None:
            return self.url_of_undated(1)
        return urls.term(*self.term, str(part)) if self.name else urls.period(part)

    def url_of_undated(self, number: int) -> str:
        """The URL of the ``number``-th page of undated articles of the list."""
        return urls.undated(number, *(self.term if self.name else ()))

    def is_divided(self, articles: int) -> bool:
        """Whether a list of that many ``articles`` is too long for one page, and can be divided."""
        return articles > MOST and self.precision < 3 and not self.undated


class ListInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """A list with what is shown of it.

    ``cards`` are all articles, or the newest of a divided list, by the hash of their cards; ``unknown`` those of a divided period
    that no part holds, as far as they are not among the newest. ``parts`` counts the articles of each part, ``undated`` those of
    a term without a date. ``totals`` are those of all pages of undated articles.
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


def plan_undated(planner: Planner, listing: Listing, indexes: tuple[int, ...]) -> Iterator[PageSpec[ListInputs]]:
    """The pages of the undated articles at ``indexes``, as far as they are outdated."""
    for number, first in enumerate(range(0, len(indexes), UNDATED), start=1):
        shown = indexes[first : first + UNDATED]
        if planner.is_outdated(shown, listing.term):
            yield plan_list(planner, replace(listing, undated=number), shown, of=indexes)


def plan_list(
    planner: Planner, listing: Listing, indexes: tuple[int, ...], of: tuple[int, ...] = ()
) -> PageSpec[ListInputs]:
    """The page of one list, of the articles at ``indexes``; its totals are those ``of`` the list that it is a part of, if any."""
    precision, is_dates = listing.precision, not listing.name
    divided = listing.is_divided(len(indexes))
    has_parts = precision < 3 and not listing.undated
    periods = planner.by_period(indexes, precision + 1) if has_parts else {}
    shown = indexes[:NEWEST] if divided else indexes
    rest = set(shown)
    unknown = [index for index in periods.get(None, ()) if index not in rest] if divided and listing.period else []
    parts_of = partial(planner.watched_parts, listing.name) if listing.term[0] == "watch" else planner.card_parts
    inputs = ListInputs(
        listing=listing,
        introduction=planner.introduction(listing.url),
        totals=planner.totals(of or indexes),
        cards=parts_of(shown),
        unknown=parts_of(unknown),
        parts=tuple((period, len(found)) for period, found in periods.items() if period),
        undated=len(periods.get(None, ())) if not precision else 0,
        histogram=histogram_inputs(planner, indexes) if not (is_dates or precision or listing.undated) else None,
        month=month_inputs(planner, listing.period) if is_dates and precision == 2 and listing.period else None,
        year=year_inputs(planner, [listing.period]) if is_dates and precision == 1 and listing.period else (),
    )
    return PageSpec(listing.url, "list.html", inputs, list_view, planner.parts)


def plan_divided(planner: Planner, listing: Listing, indexes: tuple[int, ...]) -> Iterator[PageSpec[ListInputs]]:
    """The list's page and, where it is divided, the pages of its parts, including the parts' own; as far as they are outdated."""
    if not planner.is_outdated(indexes, listing.term):
        return
    yield plan_list(planner, listing, indexes)
    if not listing.is_divided(len(indexes)):
        return
    within = planner.by_period(indexes, listing.precision + 1)
    periods = [period for period in within if period is not None]
    trail = (*listing.trail, TermLink(label=_heading(listing, planner.context), address=listing.url))

    def part(period: Date | None, *, earlier: Neighbour | None = None, later: Neighbour | None = None) -> Listing:
        return Listing(
            term=listing.term, name=listing.name, period=period, trail=trail,
            section=listing.section, earlier=earlier, later=later,
        )  # fmt: skip

    def neighbour(at: int) -> Neighbour | None:
        if not 0 <= at < len(periods):
            return None
        return planner.context.neighbour(planner.words.date(periods[at]), listing.url_of(periods[at]))

    for at, period in enumerate(periods):
        below = part(period, earlier=neighbour(at + 1), later=neighbour(at - 1))
        yield from plan_divided(planner, below, within[period])
    if None in within and listing.period is None:
        yield from plan_undated(planner, part(None), within[None])


def list_view(inputs: ListInputs, context: SiteContext, blobs: Blobs) -> ListView:
    """A list of articles."""
    listing = inputs.listing
    groups = _groups(inputs, blobs.each(inputs.cards, Card), context)
    if inputs.unknown:
        unknown = blobs.each(inputs.unknown, Card)
        label = _unknown_label(listing.precision + 1, context)
        groups += (group(label, "", unknown, context, precision=listing.precision, count=None),)
    heading = _heading(listing, context)
    intro = _intro(inputs, context)
    number = _undated_label(listing.undated, inputs, context) if listing.undated > 1 else ""
    within = context.words.joined([heading, number, listing.name if heading != listing.name else ""])
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
        deks=inputs.totals.articles <= DEKS,
        partial=_partial(inputs, context) if inputs.divided else "",
        parts=_part_links(inputs, context),
        histogram=_histogram(inputs, context),
        calendar=calendar(inputs.month, context),
        years=years(inputs.year, context),
        earlier=listing.earlier,
        later=listing.later,
        children=listing.children,
        often=listing.often,
        name=_name_details(listing.name_details, context, blobs) if listing.name_details else None,
    )


def _name_details(inputs: NameInputs, context: SiteContext, blobs: Blobs) -> NameDetails:
    forms = context.words.joined(inputs.forms)
    return NameDetails(
        forms=context.words.gettext("Also written %(names)s") % {"names": forms} if forms else "",
        quotes=tuple(quote_of(quotation, blobs.get(card, Card)) for card, quotation in inputs.quotations),
    )


def quote_of(quotation: Quotation, card: Card) -> Quote:
    """The ``quotation`` that the article of ``card`` has, without its speaker."""
    anchor = f"#p{quotation.paragraph}" if quotation.paragraph else ""
    return Quote(quotation.text, card.address + anchor, card)


def _heading(listing: Listing, context: SiteContext) -> str:
    if listing.undated:
        return context.words.gettext("Undated")
    return context.words.date(listing.period, "full") if listing.period else listing.name


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
    if listing.undated:
        pages = range(1, (inputs.totals.articles - 1) // UNDATED + 2)
        found = [(_undated_label(number, inputs, context), listing.url_of_undated(number)) for number in pages]
        return tuple(Part(label=label, address=address) for label, address in found) if len(found) > 1 else ()
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


def _undated_label(number: int, inputs: ListInputs, context: SiteContext) -> str:
    """Which of the undated articles the ``number``-th page has: ``101 to 200``."""
    first, last = UNDATED * (number - 1) + 1, min(UNDATED * number, inputs.totals.articles)
    written = context.words.number
    return context.words.gettext("%(low)s to %(high)s") % {"low": written(first), "high": written(last)}


def _groups(inputs: ListInputs, cards: tuple[Card, ...], context: SiteContext) -> tuple[Group, ...]:
    """A term's or year's articles by month or by year, a month's by known and unknown day; a day's and undated ones together."""
    listing = inputs.listing
    if not cards:
        return ()
    if listing.precision == 3 or listing.undated:
        return (group("", "", cards, context, precision=3, count=None),)
    written = [card.datetime for card in cards if card.datetime]  # 2025-02-13, or less
    by = _grouping(*(Counter(one[:length] for one in written if len(one) >= length).values() for length in (4, 7)))
    groups: list[Group] = []
    for (precision, period), run in groupby(cards, lambda card: _group_key(card.datetime, listing.precision, by)):
        found = tuple(run)
        label, address = _group_name(listing, precision, period, by, context)
        anchor = f"p{period}" if period and listing.name else ""
        count = None if inputs.divided else len(found)
        named = max(listing.precision, period.precision if period else 0)
        groups.append(group(label, address, found, context, precision=named, count=count, anchor=anchor))
    return tuple(groups)


def _grouping(years: Collection[int], months: Collection[int]) -> int:
    """The precision of the groups of a list with that many articles in each of its ``years`` and ``months``; 0 for one group."""
    for precision, counts in ((2, months), (1, years)):
        if counts and sum(counts) >= _A_GROUP * len(counts):
            return precision
    return 0


@lru_cache(maxsize=8192)
def _group_key(datetime: str, listed: int, by: int) -> tuple[int, Date | None]:
    """The group of an article with the date ``datetime`` in a list of precision ``listed``: (precision, period).

    ``by`` is the precision of the groups. In a month all days are one group, since each card shows its own day.
    """
    if not datetime:
        return (0, None)
    date = dates.parse(datetime)
    if listed == 2:
        return (date.precision, None)
    if by < 2:
        return (1, Date(date.year)) if by else (3, None)
    month = date.cut(2)
    return (2, month) if month else (1, Date(date.year))


def _group_name(
    listing: Listing, precision: int, period: Date | None, by: int, context: SiteContext
) -> tuple[str, str]:
    """The name of a group and the address of its period; without a name where it would repeat the list's."""
    if period is None:
        return ("" if precision == 3 else _unknown_label(precision + 1, context), "")
    name = "" if period == listing.period else context.words.date(period)
    unknown = _unknown_label(2, context) if by == 2 and precision == 1 else ""
    return context.words.joined([name, unknown]), urls.period(period)


def _unknown_label(precision: int, context: SiteContext) -> str:
    """The name of a group whose part of ``precision`` (1 year, 2 month, 3 day) is not known."""
    _ = context.words.gettext
    return (_("undated"), _("month unknown"), _("day unknown"))[precision - 1]


def group(
    label: str,
    address: str,
    cards: tuple[Card, ...],
    context: SiteContext,
    *,
    precision: int,
    count: int | None,
    anchor: str = "",
) -> Group:
    """A group of a list. ``precision`` is that of the period which the names above it say: 0 none, 1 year, 2 month, 3 day."""
    return Group(
        label=label,
        address=address,
        cards=cards,
        count=count,
        dates=tuple(_date_below(card, precision, context) for card in cards),
        id=anchor,
        unknown=sum(not card.day_known for card in cards) if precision == 2 and label else 0,
    )


def _date_below(card: Card, precision: int, context: SiteContext) -> str:
    """What is known of the card's date beyond a period of ``precision``, in words."""
    if not precision:
        return card.when
    return _date_within(card.datetime, precision, context.words)


@lru_cache(maxsize=8192)
def _date_within(datetime: str, precision: int, words: Words) -> str:
    date = dates.parse(datetime) if datetime else None
    if date is None or date.precision <= precision:
        return ""
    return words.date(date, "in year" if precision == 1 else "in month")


def _histogram(inputs: ListInputs, context: SiteContext) -> Histogram | None:
    if inputs.histogram is None:
        return None
    address_of = address_within(inputs.listing, inputs.totals.articles, inputs.histogram)
    return histogram(inputs.histogram, context, address_of)


def _group_of(period: Date, by: int, months: Collection[Date]) -> Date:
    """The group with the articles of ``period``, a year or a month, in a list that is grouped ``by`` years (1) or months (2) and
    has articles in ``months``. Where a year has several, its newest month, which is listed first.
    """
    if (group := period.cut(by)) is not None:
        return group
    return max((month for month in months if month.year == period.year), key=Date.first_day, default=period)


def address_within(listing: Listing, articles: int, counted: HistogramInputs) -> Callable[[Date], str]:
    """A function from a year or a month to the address where a term lists its articles: a page, or a group on one.

    ``articles`` and ``counted`` are those of the term.
    """
    years, months = dict(counted.years), dict(counted.months)
    is_divided = listing.is_divided(articles)
    by = 0 if is_divided else _grouping(years.values(), months.values())

    def address(period: Date) -> str:
        if not is_divided:
            return f"{listing.url}#p{_group_of(period, by, months)}" if by else listing.url
        year = Date(period.year)
        url = listing.url_of(year)
        if period.month is None:
            return url
        if years[year] > MOST:
            return listing.url_of(period)
        within = [count for month, count in months.items() if month.year == period.year]
        return f"{url}#p{period}" if _grouping([], within) else url

    return address
