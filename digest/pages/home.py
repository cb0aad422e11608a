"""The front page: a lead, what stands beside it, sections by topic. Its layout follows from how many articles there are.

Rejected: choosing by importance. The editor says what leads (``lead``, ``weight``); else the newest does.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from digest import urls
from digest.dates import Date
from digest.model import Planned, Term
from digest.pages.calendars import calendar, years
from digest.pages.charts import ranked
from digest.pages.desk import Desk
from digest.pages.stories import story
from digest.pages.views import Card, Frame, HomeView, Part, Section, TermLink

FEW, FULL = 8, 300  # articles up to which a layout holds
UNDER, SECOND, SECTION = 2, 4, 4  # stories under the lead, beside it, in a section
SECTIONS, RANKED, MONTHS, YEARS = 6, 10, 6, 3
THREE = 3  # a topic of fewer articles has no section


def home(desk: Desk) -> Planned:
    """The home page."""
    told = desk.keys.story(0) if len(desk.digest.items) == 1 else b""
    return Planned(address=urls.HOME, template="home.html", key=desk.keys.page("home", desk.keys.all, told), view=_view)


def _view(desk: Desk) -> HomeView:
    count = len(desk.digest.items)
    if count == 0:
        return HomeView(frame=_frame(desk, ()), layout="empty")
    if count == 1:
        return HomeView(frame=_frame(desk, [desk.card(0)]), layout="single", story=story(desk, 0))
    return _few(desk) if count <= FEW else _full(desk, many=count > FULL)


def _frame(desk: Desk, shown: Iterable[Card]) -> Frame:
    return desk.frame(
        urls.HOME,
        desk.site.title,
        description=desk.site.description,
        current="home",
        facts=True,
        feeds=desk.feeds_of(None),
        listed=(card.address for card in shown),
    )


def _lead(desk: Desk) -> int:
    items = desk.digest.items
    return next((index for index, item in enumerate(items) if item.article.lead), 0)


def _few(desk: Desk) -> HomeView:
    lead = _lead(desk)
    rest = tuple(index for index in range(len(desk.digest.items)) if index != lead)
    river = desk.some(rest)
    frame = _frame(desk, (desk.card(lead), *river))
    return HomeView(frame=frame, layout="few", lead=desk.card(lead), picture=desk.picture(lead), river=river)


def _full(desk: Desk, *, many: bool) -> HomeView:
    lead = _lead(desk)
    used = {lead}
    own = desk.terms("topics", lead)
    under = desk.some(_take(own[0].articles if own else (), used, UNDER))
    second = desk.some(_take(range(len(desk.digest.items)), used, SECOND))
    sections, also = _sections(desk, used, SECTIONS if many else len(desk.digest.terms["topics"]))
    topics = ranked(desk, desk.digest.terms["topics"])
    sources = desk.digest.terms["sources"]
    months = [period for period in desk.digest.periods if period.precision == 2]
    month = calendar(desk, months[0]) if months else None
    told = (card for section in sections for card in (section.first, *section.rest))
    return HomeView(
        frame=_frame(desk, (desk.card(lead), *under, *second, *told)),
        layout="many" if many else "full",
        lead=desk.card(lead),
        picture=desk.picture(lead),
        under=under,
        second=second,
        sections=sections,
        also=() if many else also,
        topics=topics if many else topics[:RANKED],
        sources=ranked(desk, sources[:RANKED]) if len(sources) > 1 else (),
        calendar=month,
        years=None if month else years(desk, [p for p in desk.digest.periods if p.precision == 1][:YEARS]),
        recent=tuple(_month(desk, month) for month in months[:MONTHS]),
    )


def _take(indexes: Iterable[int], used: set[int], most: int) -> tuple[int, ...]:
    """The first ``most`` of ``indexes`` that no one has used yet; they are used now: no story stands twice."""
    taken = tuple(islice((index for index in indexes if index not in used), most))
    used.update(taken)
    return taken


def _sections(desk: Desk, used: set[int], most: int) -> tuple[tuple[Section, ...], tuple[TermLink, ...]]:
    """Sections of the fullest topics, and links to the topics that have none: too small, or all told already."""
    sections: list[Section] = []
    also: list[Term] = []
    for term in desk.digest.terms["topics"]:
        if desk.above(term):
            continue  # its stories stand under the top that it is below
        stories = _take(term.articles, used, SECTION) if len(term.articles) >= THREE and len(sections) < most else ()
        if stories:
            first, *rest = desk.some(stories)
            sections.append(Section(topic=desk.term_link(term, count=True), first=first, rest=tuple(rest)))
        else:
            also.append(term)
    return tuple(sections), tuple(desk.term_link(term, count=True) for term in also)


def _month(desk: Desk, month: Date) -> Part:
    return Part(label=desk.words.date(month), address=urls.period(month), count=len(desk.digest.periods[month]))
