"""The index of each kind of term (topics, sources, places, people, organisations, languages), and each term's list.

The list of a person or an organisation also says how else the name is written, who is named in the same articles most often, and
what it is quoted as saying. Their index is in the order of the alphabet, without articles.

Rejected: a page with the tree of topics. In the index a topic follows its parent, indented, and its own page names the parent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.i18n import fold
from digest.model import Term
from digest.pages.calendars import ranked
from digest.pages.context import SiteContext
from digest.pages.lists import Listing, NameInputs, plan_divided
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Card, NamesView, Neighbour, TermLink, TermRow, TermsView
from digest.site.arrange import NAME_KINDS

_MOST_QUOTATIONS, _MOST_COMPANIONS = 20, 12  # that a list shows
_FEWEST_TOGETHER = 2  # articles that two names share


class TermRowInputs(Struct, frozen=True, array_like=True):
    """A term, the span of its articles, its newest article, and how many parents it has."""

    link: TermLink
    span: tuple[Date, Date] | None
    newest: Card
    depth: int


class NamesInputs(Struct, frozen=True, array_like=True):
    """The index of people or organisations: ``links`` in the order of the alphabet, with the number of articles."""

    kind: str
    facts: tuple[str, ...]
    links: tuple[TermLink, ...]


class TermsInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """The index of one kind. ``newest`` are the addresses of each term's newest article, the fullest term first."""

    kind: str
    facts: tuple[str, ...]
    newest: tuple[str, ...]
    rows: tuple[TermRowInputs, ...]


def plan_terms(planner: Planner) -> Iterator[PageSpec[Any]]:
    """For each kind that has a term its index, and the lists of all its terms, as far as they are outdated."""
    for kind, terms in planner.site.terms.items():
        if not terms:
            continue
        # By name, not by count: a new article must not change which terms are neighbours.
        by_name = sorted(terms, key=lambda term: planner.words.collation(term.label))
        yield _plan_index(planner, kind, by_name)
        for at, term in enumerate(by_name):
            if not planner.is_outdated(term.articles):
                continue
            before = _neighbour(planner, by_name[at - 1]) if at else None
            after = _neighbour(planner, by_name[at + 1]) if at + 1 < len(by_name) else None
            yield from plan_divided(planner, _listing(planner, term, before, after), term.articles)


def _plan_index(planner: Planner, kind: str, by_name: Sequence[Term]) -> PageSpec[Any]:
    if kind in NAME_KINDS:
        links = tuple(planner.term_link(term, count=True) for term in by_name)
        return PageSpec(urls.terms(kind), "names.html", NamesInputs(kind, planner.facts, links), names_view)
    return PageSpec(urls.terms(kind), "terms.html", _index_inputs(planner, kind), terms_view)


def _listing(planner: Planner, term: Term, earlier: Neighbour | None, later: Neighbour | None) -> Listing:
    parent = planner.parent_topic(term)
    trail = (TermLink(label=planner.context.section_names[term.kind], address=urls.terms(term.kind)),)
    return Listing(
        term=(term.kind, term.slug),
        name=term.label,
        trail=(*trail, planner.term_link(parent)) if parent else trail,
        section=term.kind,
        earlier=earlier,
        later=later,
        feeds=planner.feeds_of(term),
        name_details=_name_inputs(planner, term) if term.kind in NAME_KINDS else None,
    )


def _name_inputs(planner: Planner, term: Term) -> NameInputs:
    quoted = planner.quotations(term)[:_MOST_QUOTATIONS]
    cards = planner.card_parts(index for index, _ in quoted)
    return NameInputs(
        forms=term.forms,
        companions=_companions(planner, term),
        quotations=tuple(zip(cards, (quotation for _, quotation in quoted), strict=True)),
    )


def _companions(planner: Planner, term: Term) -> tuple[TermLink, ...]:
    """The names that stand in two or more of the articles of ``term``, the most frequent first, with how many these are."""
    terms = planner.site.terms
    counted = Counter(
        (kind, number)
        for kind in NAME_KINDS
        for index in term.articles
        for number in planner.site.terms_of[kind][index]
    )
    frequent = sorted(
        ((-count, kind, number) for (kind, number), count in counted.items() if count >= _FEWEST_TOGETHER),
    )
    others = [(terms[kind][number], -less) for less, kind, number in frequent if terms[kind][number] is not term]
    return tuple(replace(planner.term_link(other), count=count) for other, count in others[:_MOST_COMPANIONS])


def _neighbour(planner: Planner, term: Term) -> Neighbour:
    return planner.context.neighbour(term.label, urls.term(term.kind, term.slug))


def _index_inputs(planner: Planner, kind: str) -> TermsInputs:
    terms = planner.site.terms[kind]
    links = dict(zip((term.slug for term in terms), ranked(planner, terms), strict=True))
    return TermsInputs(
        kind=kind,
        facts=planner.facts,
        newest=tuple(planner.site.articles[term.articles[0]].url for term in terms),
        rows=tuple(
            TermRowInputs(links[term.slug], planner.totals(term.articles).span, planner.card(term.articles[0]), depth)
            for term, depth in _nested(planner, terms)
        ),
    )


def _nested(planner: Planner, terms: tuple[Term, ...]) -> Iterator[tuple[Term, int]]:
    """``terms`` in their order, each followed by those below it, with its depth: 0 at the top."""
    children: dict[str | None, list[Term]] = defaultdict(list)
    for term in terms:
        parent = planner.parent_topic(term)
        children[parent.slug if parent else None].append(term)
    waiting = [(term, 0) for term in reversed(children[None])]
    while waiting:
        term, depth = waiting.pop()
        yield term, depth
        waiting += [(child, depth + 1) for child in reversed(children[term.slug])]


def names_view(inputs: NamesInputs, context: SiteContext, _blobs: Blobs) -> NamesView:
    """The index of people or organisations."""
    ngettext, count = context.words.ngettext, len(inputs.links)
    people = ngettext("%(num)s person", "%(num)s people", count)
    organisations = ngettext("%(num)s organisation", "%(num)s organisations", count)
    heading = context.section_names[inputs.kind]
    return NamesView(
        frame=context.frame(urls.terms(inputs.kind), heading, current=inputs.kind, facts=inputs.facts),
        heading=heading,
        intro=people if inputs.kind == "people" else organisations,
        letters=tuple((letter, tuple(links)) for letter, links in groupby(inputs.links, _first_letter)),
    )


def _first_letter(link: TermLink) -> str:
    """The first letter of a name, a capital without accent; ``#`` for all else."""
    first = fold(link.label)[:1].upper()
    return first if first.isalpha() else "#"


def terms_view(inputs: TermsInputs, context: SiteContext, _blobs: Blobs) -> TermsView:
    """The index of one kind of term."""
    ngettext, count = context.words.ngettext, len(inputs.rows)
    amounts = {
        "topics": lambda: ngettext("%(num)s topic", "%(num)s topics", count),
        "sources": lambda: ngettext("%(num)s source", "%(num)s sources", count),
        "places": lambda: ngettext("%(num)s place", "%(num)s places", count),
        "languages": lambda: ngettext("%(num)s language", "%(num)s languages", count),
    }
    heading = context.section_names[inputs.kind]
    return TermsView(
        frame=context.frame(
            urls.terms(inputs.kind), heading, current=inputs.kind, facts=inputs.facts, listed=inputs.newest
        ),
        heading=heading,
        intro=amounts[inputs.kind](),
        rows=tuple(
            TermRow(link=row.link, span=context.span(row.span), newest=row.newest, depth=row.depth)
            for row in inputs.rows
        ),
    )
