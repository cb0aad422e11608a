"""The index of topics, and each topic's list.

Given up: a tree of topics. A topic stands beside the others until an editor can say which is below which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from digest import addresses
from digest.dates import Date
from digest.model import Page, Term
from digest.pages.desk import Desk
from digest.pages.lists import Listing, chain
from digest.pages.views import Neighbour, TermLink, TermRow, TermsView


def term_pages(desk: Desk) -> Iterator[Page]:
    """The index of topics and the lists of all of them; nothing where there is no topic."""
    if not desk.digest.topics:
        return
    yield _index(desk)
    # by name, not by count: a new article must not change who stands beside whom
    by_name = sorted(desk.digest.topics, key=lambda term: desk.words.collation(term.label))
    for place, term in enumerate(by_name):
        before = _neighbour(desk, by_name[place - 1]) if place else None
        after = _neighbour(desk, by_name[place + 1]) if place + 1 < len(by_name) else None
        yield from chain(desk, replace(_listing(desk, term), earlier=before, later=after))


def _index(desk: Desk) -> Page:
    heading = desk.words.gettext("Topics")
    address = addresses.terms("topics")
    return Page(
        address=address,
        template="terms.html",
        view=TermsView(
            frame=desk.frame(address, heading, current="topics", facts=True),
            heading=heading,
            intro=desk.words.ngettext("%(num)s topic", "%(num)s topics", len(desk.digest.topics)),
            rows=tuple(
                TermRow(
                    link=desk.term_link(term, count=True),
                    span=desk.span(term.articles),
                    newest=desk.cards[term.articles[0]],
                )
                for term in desk.digest.topics
            ),
        ),
    )


def _listing(desk: Desk, term: Term) -> Listing:
    return Listing(
        indexes=term.articles,
        period=None,
        address=addresses.term("topics", term.slug),
        address_of=partial(_part, term.slug),
        name=term.label,
        kicker=(TermLink(label=desk.words.gettext("Topics"), address=addresses.terms("topics")),),
        current="topics",
    )


def _part(slug: str, period: Date | None) -> str:
    return addresses.term("topics", slug, str(period or "undated"))


def _neighbour(desk: Desk, term: Term) -> Neighbour:
    return desk.neighbour(term.label, addresses.term("topics", term.slug))
