"""The index of each kind of term (topics, sources, places, people, organisations, languages), and each term's list.

The list of a person or an organisation also says how else the name is written, who is named in the same articles most often, and
what it is quoted as saying. Their index is in the order of the alphabet, without articles.

Rejected: neighbours in the alphabet, which say nothing of a topic; and a page with the tree of topics: in the index a topic
follows its parent, indented, and its own page names the parent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
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
from digest.pages.views import Card, NamesView, TermLink, TermRow, TermsView
from digest.site.arrange import NAME_KINDS

_OFTEN, _FEWEST_SHARED = 5, 2  # topics that a topic is often with, and articles that have both
_FEWEST_OF_PLACE = 3  # articles of a place that is shown with its newest one
_MOST_ROWS = 25  # terms that an index shows so
_UNDIVIDED = 40  # names up to which an index has no letters between them: they fit on a screen
_MOST_QUOTATIONS, _MOST_COMPANIONS = 20, 12  # that the list of a name shows


class TermRowInputs(Struct, frozen=True, array_like=True):
    """A term, the span of its articles, the article beside it, and how many parents it has."""

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
    """The index of one kind: ``rows`` of the fullest terms, and ``others`` in the alphabet."""

    kind: str
    facts: tuple[str, ...]
    rows: tuple[TermRowInputs, ...]
    others: tuple[TermLink, ...]


def plan_terms(planner: Planner) -> Iterator[PageSpec[Any]]:
    """For each kind that has a term its index, and the lists of all its terms, as far as they are outdated."""
    for kind, terms in planner.site.terms.items():
        if not terms:
            continue
        yield _plan_index(planner, kind)
        for number, term in enumerate(terms):
            if planner.is_outdated(term.articles, (kind, term.slug)):
                yield from plan_divided(planner, _listing(planner, term, number), term.articles)


def _plan_index(planner: Planner, kind: str) -> PageSpec[Any]:
    if kind in NAME_KINDS:
        by_name = sorted(planner.site.terms[kind], key=lambda term: planner.words.collation(term.label))
        links = tuple(planner.term_link(term, count=True) for term in by_name)
        return PageSpec(urls.terms(kind), "names.html", NamesInputs(kind, planner.facts, links), names_view)
    return PageSpec(urls.terms(kind), "terms.html", _index_inputs(planner, kind), terms_view)


def _listing(planner: Planner, term: Term, number: int) -> Listing:
    """The list of ``term``, the ``number``-th of its kind."""
    parent = planner.parent(term)
    children = planner.children(term)
    trail = (TermLink(label=planner.context.section_names[term.kind], address=urls.terms(term.kind)),)
    return Listing(
        term=(term.kind, term.slug),
        name=term.label,
        trail=(*trail, planner.term_link(parent)) if parent else trail,
        section=term.kind,
        feeds=planner.feeds_of(term),
        name_details=_name_inputs(planner, term) if term.kind in NAME_KINDS else None,
        children=tuple(planner.term_link(child, count=True) for child in children),
        often=_often(planner, number, {one.key for one in (term, *children, *([parent] if parent else []))})
        if term.kind == "topics"
        else _companions(planner, term),
    )


def _often(planner: Planner, number: int, near: Set[str]) -> tuple[TermLink, ...]:
    """The topics that most articles of the ``number``-th one also have, with how many have both; none of those with the keys
    ``near`` it. Of as many articles in the order of the labels, on which no other article has an influence.
    """
    topics, rows = planner.site.terms["topics"], planner.site.terms_of["topics"]
    shared = Counter(other for index in topics[number].articles for other in rows[index])
    most = sorted(
        (-count, topics[other].label, topics[other].key, other)
        for other, count in shared.items()
        if count >= _FEWEST_SHARED and topics[other].key not in near
    )
    return tuple(replace(planner.term_link(topics[other]), count=-less) for less, _, _, other in most[:_OFTEN])


def _companions(planner: Planner, term: Term) -> tuple[TermLink, ...]:
    """The people and organisations that most articles of ``term``, one of them, also name, with how many name both; in the order
    of ``_often``.
    """
    if term.kind not in NAME_KINDS:
        return ()
    terms, rows = planner.site.terms, planner.site.terms_of
    shared = Counter((kind, one) for kind in NAME_KINDS for index in term.articles for one in rows[kind][index])
    found = [(count, terms[kind][one]) for (kind, one), count in shared.items() if count >= _FEWEST_SHARED]
    others = sorted((-count, one.label, one.kind, one.key, one) for count, one in found if one is not term)
    return tuple(replace(planner.term_link(one), count=-less) for less, *_, one in others[:_MOST_COMPANIONS])


def _name_inputs(planner: Planner, term: Term) -> NameInputs:
    quoted = planner.quotations(term)[:_MOST_QUOTATIONS]
    cards = planner.card_parts(index for index, _ in quoted)
    return NameInputs(term.forms, tuple(zip(cards, (quotation for _, quotation in quoted), strict=True)))


def _index_inputs(planner: Planner, kind: str) -> TermsInputs:
    terms = planner.site.terms[kind]  # the fullest first
    fewest = _FEWEST_OF_PLACE if kind == "places" else 1
    shown = tuple(term for term in terms[:_MOST_ROWS] if len(term.articles) >= fewest)
    links = dict(zip((term.slug for term in terms), ranked(planner, terms), strict=True))
    return TermsInputs(
        kind=kind,
        facts=planner.facts,
        rows=tuple(
            TermRowInputs(links[term.slug], planner.totals(term.articles).span, planner.card(newest), depth)
            for term, depth, newest in _with_newest(planner, _nested(planner, shown))
        ),
        others=tuple(
            planner.term_link(term, count=True)
            for term in sorted(terms[len(shown) :], key=lambda term: planner.words.collation(term.label))
        ),
    )


def _with_newest(planner: Planner, terms: Iterable[tuple[Term, int]]) -> Iterator[tuple[Term, int, int]]:
    """``terms`` with their depth, each with its newest article whose headline is not beside a term before it, if it has one."""
    before: set[str | None] = set()
    for term, depth in terms:
        fresh = (index for index in term.articles if planner.cards[index].title not in before)
        newest = next(fresh, term.articles[0])
        before.add(planner.cards[newest].title)
        yield term, depth, newest


def _nested(planner: Planner, terms: tuple[Term, ...]) -> Iterator[tuple[Term, int]]:
    """``terms`` in their order, each followed by those below it, with its depth: 0 at the top."""
    children: dict[str | None, list[Term]] = defaultdict(list)
    shown = {term.slug for term in terms}
    for term in terms:
        parent = planner.parent(term)
        children[parent.slug if parent and parent.slug in shown else None].append(term)
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
        intro=context.words.joined(
            [people if inputs.kind == "people" else organisations, context.words.gettext("with the number of articles")]
        ),
        letters=tuple((letter, tuple(links)) for letter, links in groupby(inputs.links, _first_letter))
        if count > _UNDIVIDED
        else (("", inputs.links),),
    )


def _first_letter(link: TermLink) -> str:
    """The first letter of a name, a capital without accent; ``#`` for all else."""
    first = fold(link.label)[:1].upper()
    return first if first.isalpha() else "#"


def terms_view(inputs: TermsInputs, context: SiteContext, _blobs: Blobs) -> TermsView:
    """The index of one kind of term."""
    ngettext, count = context.words.ngettext, len(inputs.rows) + len(inputs.others)
    amounts = {
        "topics": lambda: ngettext("%(num)s topic", "%(num)s topics", count),
        "sources": lambda: ngettext("%(num)s source", "%(num)s sources", count),
        "places": lambda: ngettext("%(num)s place", "%(num)s places", count),
        "languages": lambda: ngettext("%(num)s language", "%(num)s languages", count),
        "watch": lambda: ngettext("%(num)s watch list", "%(num)s watch lists", count),
    }
    heading = context.section_names[inputs.kind]
    return TermsView(
        frame=context.frame(
            urls.terms(inputs.kind),
            heading,
            current=inputs.kind,
            facts=inputs.facts,
            listed=(row.newest.address for row in inputs.rows),
        ),
        heading=heading,
        intro=amounts[inputs.kind](),
        rows=tuple(
            TermRow(link=row.link, span=context.span(row.span), newest=row.newest, depth=row.depth)
            for row in inputs.rows
        ),
        others=inputs.others,
    )
