"""The index of each kind of term (topics, sources, places, languages), and each term's list.

Rejected: a page of the tree of topics. A topic follows the one that it is below, set in, and its own page names that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.model import Planned, Term
from digest.pages.charts import ranked
from digest.pages.desk import Desk
from digest.pages.lists import Listing, chain
from digest.pages.views import Neighbour, TermLink, TermRow, TermsView


def term_pages(desk: Desk) -> Iterator[Planned]:
    """For each kind that has a term its index, and the lists of all its terms."""
    for kind, terms in desk.digest.terms.items():
        if not terms:
            continue
        yield _index(desk, kind)
        # by name, not by count: a new article must not change who stands beside whom
        by_name = sorted(terms, key=lambda term: desk.words.collation(term.label))
        for place, term in enumerate(by_name):
            before = _neighbour(desk, by_name[place - 1]) if place else None
            after = _neighbour(desk, by_name[place + 1]) if place + 1 < len(by_name) else None
            yield from chain(desk, replace(_listing(desk, term), earlier=before, later=after))


def _index(desk: Desk, kind: str) -> Planned:
    key = desk.keys.page("terms", kind, desk.keys.all)
    return Planned(address=urls.terms(kind), template="terms.html", key=key, view=partial(_view, kind=kind))


def _view(desk: Desk, kind: str) -> TermsView:
    address = urls.terms(kind)
    terms = desk.digest.terms[kind]
    count = len(terms)
    ngettext = desk.words.ngettext
    amounts = {
        "topics": lambda: ngettext("%(num)s topic", "%(num)s topics", count),
        "sources": lambda: ngettext("%(num)s source", "%(num)s sources", count),
        "places": lambda: ngettext("%(num)s place", "%(num)s places", count),
        "languages": lambda: ngettext("%(num)s language", "%(num)s languages", count),
    }
    links = dict(zip((term.slug for term in terms), ranked(desk, terms), strict=True))
    return TermsView(
        frame=desk.frame(
            address,
            desk.kinds[kind],
            current=kind,
            facts=True,
            listed=(desk.card(term.articles[0]).address for term in terms),
        ),
        heading=desk.kinds[kind],
        intro=amounts[kind](),
        rows=tuple(
            TermRow(
                link=links[term.slug],
                span=desk.span(term.articles),
                newest=desk.card(term.articles[0]),
                depth=depth,
            )
            for term, depth in _nested(desk, terms)
        ),
    )


def _nested(desk: Desk, terms: tuple[Term, ...]) -> Iterator[tuple[Term, int]]:
    """``terms`` in their order, each followed by those below it, with how deep it stands: 0 at the top."""
    below: dict[str | None, list[Term]] = defaultdict(list)
    for term in terms:
        above = desk.above(term)
        below[above.slug if above else None].append(term)
    waiting = [(term, 0) for term in reversed(below[None])]
    while waiting:
        term, depth = waiting.pop()
        yield term, depth
        waiting += [(inner, depth + 1) for inner in reversed(below[term.slug])]


def _listing(desk: Desk, term: Term) -> Listing:
    above = desk.above(term)
    kicker = (TermLink(label=desk.kinds[term.kind], address=urls.terms(term.kind)),)
    return Listing(
        indexes=term.articles,
        period=None,
        address=urls.term(term.kind, term.slug),
        address_of=partial(_part, term.kind, term.slug),
        name=term.label,
        kicker=(*kicker, desk.term_link(above)) if above else kicker,
        current=term.kind,
        feeds=desk.feeds_of(term),
    )


def _part(kind: str, slug: str, period: Date | None) -> str:
    return urls.term(kind, slug, str(period or "undated"))


def _neighbour(desk: Desk, term: Term) -> Neighbour:
    return desk.neighbour(term.label, urls.term(term.kind, term.slug))
