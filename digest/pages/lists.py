"""Lists of articles: grouped by period, and divided where they are long.

A list of up to ``WHOLE`` articles stands on one page. Above, the page shows its newest ``NEWEST`` and links to its parts: a
term's to its years, a year's to its months, a month's to its days. What a part cannot hold, because its date is not known
so far (a month's unknown days), stays on the page above, whole. The smallest parts are never divided, and past ``WHOLE``
they drop the deks. So a late clipping changes the pages of its own period, and no page grows without end.

Rejected: numbered pages ("page 7"), whose content moves with every new article and which say nothing about what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.model import Planned
from digest.pages.calendars import calendar, years
from digest.pages.charts import course
from digest.pages.desk import Desk
from digest.pages.views import Calendar, Course, FeedLink, Group, ListView, Neighbour, Part, TermLink, Years

WHOLE = 200
NEWEST = 50

AddressOf = Callable[[Date | None], str]


class Listing(Struct, frozen=True, kw_only=True):
    """A list to be laid out: of a topic, of a period, or of a period of a topic.

    ``period`` is None for all of a topic. ``address_of`` gives the address of a part. ``name`` heads a topic's list; empty for
    the dates' own, which are headed by their period.
    """

    indexes: tuple[int, ...]
    period: Date | None
    address: str
    address_of: AddressOf
    name: str
    kicker: tuple[TermLink, ...]
    current: str
    earlier: Neighbour | None = None
    later: Neighbour | None = None
    undated: bool = False
    feeds: tuple[FeedLink, ...] = ()

    @property
    def precision(self) -> int:
        return self.period.precision if self.period else 0


def divided(listing: Listing) -> bool:
    """Whether the list is too long for one page, and can be divided."""
    return len(listing.indexes) > WHOLE and listing.precision < 3 and not listing.undated


def parts(desk: Desk, listing: Listing) -> dict[Date | None, tuple[int, ...]]:
    """The list's periods of the next precision, newest first; under None what is not dated so far."""
    return desk.by_period(listing.indexes, listing.precision + 1)


def page(desk: Desk, listing: Listing) -> Planned:
    """The page of one list."""
    # Where the parts stand follows from the address, and what is counted from the articles.
    said = [getattr(listing, name) for name in listing.__struct_fields__ if name not in ("indexes", "address_of")]
    key = desk.keys.page("list", said, desk.keys.cards(listing.indexes))
    return Planned(address=listing.address, template="list.html", key=key, view=partial(_view, listing=listing))


def _view(desk: Desk, listing: Listing) -> ListView:
    periods = parts(desk, listing) if listing.precision < 3 and not listing.undated else {}
    cut = divided(listing)
    shown = listing.indexes[:NEWEST] if cut else listing.indexes
    groups = _groups(desk, listing, shown)
    if cut and listing.period is not None and None in periods:
        rest = tuple(index for index in periods[None] if index not in set(shown))
        groups += _named(desk, _unknown_label(desk, listing.precision + 1), "", rest, counted=False)
    heading = _heading(desk, listing)
    intro = _intro(desk, listing)
    within = desk.words.joined([heading, listing.name]) if listing.name and heading != listing.name else heading
    title = f"{within} · {desk.kinds[listing.current]}" if listing.name else within
    return ListView(
        frame=desk.frame(
            listing.address,
            title,
            name=heading,
            description=intro,
            current=listing.current,
            feeds=listing.feeds,
            listed=(card.address for group in groups for card in group.cards),
        ),
        kicker=listing.kicker,
        heading=heading,
        intro=intro,
        introduction=desk.introduction(listing.address),
        groups=groups,
        deks=len(listing.indexes) <= WHOLE or cut,
        partial=_partial(desk, listing) if cut else "",
        parts=_part_links(desk, listing, periods, cut),
        course=_course(desk, listing, periods),
        calendar=_calendar(desk, listing),
        years=_years(desk, listing),
        earlier=listing.earlier,
        later=listing.later,
    )


def _heading(desk: Desk, listing: Listing) -> str:
    if listing.undated:
        return desk.words.gettext("Undated")
    return desk.words.date(listing.period) if listing.period else listing.name


def _intro(desk: Desk, listing: Listing) -> str:
    """How many, from when to when, in how many languages."""
    span = desk.span(listing.indexes) if listing.period is None else ""
    return desk.words.joined([desk.amount(listing.indexes), span])


def _partial(desk: Desk, listing: Listing) -> str:
    template = desk.words.gettext("The newest %(shown)s of %(all)s; the rest by period:")
    return template % {"shown": desk.words.number(NEWEST), "all": desk.words.number(len(listing.indexes))}


def _part_links(
    desk: Desk, listing: Listing, within: dict[Date | None, tuple[int, ...]], cut: bool
) -> tuple[Part, ...]:
    """Links to the periods: those of a divided list, and a year's months, which have pages anyway."""
    dates_own = not listing.name
    if not cut and not (dates_own and listing.precision in (1, 2)):
        return ()
    links = [
        Part(label=_part_label(desk, period), address=listing.address_of(period), count=len(found))
        for period, found in within.items()
        if period is not None
    ]
    if cut and listing.period is None and None in within:
        label = desk.words.gettext("Undated")
        links.append(Part(label=label, address=listing.address_of(None), count=len(within[None])))
    return tuple(links)


def _part_label(desk: Desk, period: Date) -> str:
    if period.day is not None:
        return desk.words.date(period, "short")
    return desk.words.date(period)


def _groups(desk: Desk, listing: Listing, shown: tuple[int, ...]) -> tuple[Group, ...]:
    """A topic's or year's articles by month, a month's by known and unknown day, a day's and undated ones as they are."""
    if listing.precision == 3 or listing.undated:
        return _named(desk, "", "", shown, counted=True)
    groups: tuple[Group, ...] = ()
    for key, found in groupby(shown, key=lambda index: _group_of(desk.digest.items[index].article.date, listing)):
        anchor = _anchor(key[1]) if key[0] == 2 and key[1] and listing.name else ""
        label, address = _group_name(desk, listing, key)
        groups += _named(desk, label, address, tuple(found), counted=not divided(listing), anchor=anchor)
    return groups


def _group_of(date: Date | None, listing: Listing) -> tuple[int, Date | None]:
    """What stands together: (precision, period). In a month the days stand in one group, as the dates beside them tell."""
    if date is None:
        return (0, None)
    if listing.precision == 2:
        return (date.precision, None)
    month = date.cut(2)
    return (2, month) if month else (1, Date(date.year))


def _group_name(desk: Desk, listing: Listing, key: tuple[int, Date | None]) -> tuple[str, str]:
    precision, period = key
    if period is None:
        return ("" if precision == 3 else _unknown_label(desk, precision + 1), "")
    if precision == 1:
        label = _unknown_label(desk, 2)
        named = label if listing.precision == 1 else desk.words.joined([desk.words.date(period), label])
        return named, urls.period(period)
    return desk.words.date(period), urls.period(period)


def _unknown_label(desk: Desk, precision: int) -> str:
    """How a group is called whose part of ``precision`` (1 year, 2 month, 3 day) is not known."""
    _ = desk.words.gettext
    return (_("undated"), _("month unknown"), _("day unknown"))[precision - 1]


def _named(
    desk: Desk, label: str, address: str, indexes: tuple[int, ...], *, counted: bool, anchor: str = ""
) -> tuple[Group, ...]:
    """A group with a name, or none where nothing would stand in it."""
    count = len(indexes) if counted else None
    return (Group(label=label, address=address, cards=desk.some(indexes), count=count, id=anchor),) if indexes else ()


def _course(desk: Desk, listing: Listing, periods: dict[Date | None, tuple[int, ...]]) -> Course | None:
    """A term's whole course, or a year's; whatever is smaller or has no date has none."""
    if listing.undated or listing.precision > 1 or (listing.name and listing.precision):
        return None
    return course(desk, listing.indexes, partial(_place, listing, periods), table=bool(listing.name))


def _place(listing: Listing, periods: dict[Date | None, tuple[int, ...]], period: Date) -> str:
    """Where the articles of ``period``, a year or a month of the listing, are listed: a page, or a group on one."""
    if not listing.name:
        return urls.period(period)
    if not divided(listing):
        return f"{listing.address}#{_anchor(period)}" if period.month else listing.address
    year = Date(period.year)
    within = replace(listing, indexes=periods[year], period=year, address=listing.address_of(year))
    if period.month is None:
        return within.address
    return listing.address_of(period) if divided(within) else f"{within.address}#{_anchor(period)}"


def _anchor(period: Date) -> str:
    return f"p{period}"


def _calendar(desk: Desk, listing: Listing) -> Calendar | None:
    if listing.name or listing.period is None or listing.period.precision != 2:
        return None
    return calendar(desk, listing.period)


def _years(desk: Desk, listing: Listing) -> Years | None:
    if listing.name or listing.period is None or listing.period.precision != 1:
        return None
    return years(desk, [listing.period])


def chain(desk: Desk, listing: Listing) -> Iterator[Planned]:
    """The list's page and, where it is divided, the pages of its parts, theirs included."""
    yield page(desk, listing)
    if not divided(listing):
        return
    within = parts(desk, listing)
    periods = [period for period in within if period is not None]
    back = TermLink(label=_heading(desk, listing), address=listing.address)
    for place, period in enumerate(periods):
        yield from chain(
            desk,
            Listing(
                indexes=within[period],
                period=period,
                address=listing.address_of(period),
                address_of=listing.address_of,
                name=listing.name,
                kicker=(*listing.kicker, back),
                current=listing.current,
                earlier=_beside(desk, listing, periods, place + 1),
                later=_beside(desk, listing, periods, place - 1),
            ),
        )
    if None in within and listing.period is None:
        yield page(
            desk,
            Listing(
                indexes=within[None], period=None, address=listing.address_of(None), address_of=listing.address_of,
                name=listing.name, kicker=(*listing.kicker, back), current=listing.current, undated=True,
            ),
        )  # fmt: skip


def _beside(desk: Desk, listing: Listing, periods: list[Date], place: int) -> Neighbour | None:
    if not 0 <= place < len(periods):
        return None
    return desk.neighbour(desk.words.date(periods[place]), listing.address_of(periods[place]))
