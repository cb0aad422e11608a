"""Which pages can differ from those of the last build, where the same articles are in the same order at the same addresses.

It may name too many, never too few: a page that is planned in vain has the same key as before, and is not rendered. So this saves
planning only; what is up to date is decided by the keys (``spec.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct

from digest.model import Site, Term
from digest.pages.articles import around, showing
from digest.pages.planner import Planner
from digest.vocabulary.countries import is_country

_OF_LISTS = frozenset({"list.html", "story.html", "edition.html", "atom", "json-feed"})  # templates


class Outdated(Struct, frozen=True):
    """``articles`` are those whose own page can differ, ``cards`` those of which a list can show something else. ``lists`` are
    the terms and stories, by kind and slug, that have changed themselves or are gone; None where any list can differ.
    """

    articles: Set[int]
    cards: Set[int]
    lists: Set[tuple[str, str]] | None

    def leaves(self, address: str, template: str) -> bool:
        """Whether the page at ``address``, of the last build, is a list that cannot have changed. The addresses of all lists of a
        term or story begin with its kind and slug.
        """
        kind, _, rest = address.partition("/")
        slug = rest.partition("/")[0].partition(".")[0]
        is_list = template in _OF_LISTS and bool(rest)
        return is_list and self.lists is not None and (kind, slug) not in self.lists


def outdated(planner: Planner, before: Site, texts: Iterable[int], headlines: Mapping[int, str]) -> Outdated:
    """What can differ from the site ``before``, of the same articles in the same order at the same addresses. The ``texts`` of
    some have changed, and the cards of those in ``headlines``, which had these.
    """
    site = planner.site
    texts = set(texts)
    cards = set(headlines)
    found = set(texts)
    lists: set[tuple[str, str]] = set()
    for kind, terms in site.terms.items():
        if before.terms[kind] is terms:
            continue
        former, now = ({term.key: term for term in one} for one in (before.terms[kind], terms))
        pairs = [(former.get(key), now.get(key)) for key in former.keys() | now.keys()]
        changed = [(old, new) for old, new in pairs if old != new]
        for old, new in changed:
            if old is None or new is None or (old.label, old.slug) != (new.label, new.slug):
                cards.update(old.articles if old else (), new.articles if new else ())
            elif old.articles != new.articles:
                moved = {*old.articles} ^ {*new.articles}
                cards |= moved
                found |= around(planner, new.articles, moved)
        of_kind = [term for pair in changed for term in pair if term]
        lists |= {(kind, term.slug) for term in _with_relatives(planner, kind, of_kind, former.keys() ^ now.keys())}
    links, earlier = site.connections, before.connections
    same_copies = links.copies == earlier.copies
    if not same_copies:
        cards.update(index for copies in (links.copies.items() ^ earlier.copies.items()) for index in copies[1])
        listed = [frozenset(one.listed or ()) for one in (site, before)]
        found |= around(planner, planner.listed, listed[0] ^ listed[1])
    if links.related != earlier.related:
        found.update(index for index in planner.everything if links.related[index] != earlier.related[index])
    stories = {story.slug for story in {*links.stories} ^ {*earlier.stories}}
    for one in (links, earlier):
        found.update(index for index, number in one.story_of.items() if one.stories[number].slug in stories)
    cards = {copy for index in cards for copy in links.copies.get(index, (index,))}
    found |= showing(planner, cards)
    found.update(planner.retitled(headlines))
    lists |= {("stories", slug) for slug in stories}
    return Outdated(articles=found, cards=cards | texts, lists=lists if same_copies else None)


def _with_relatives(planner: Planner, kind: str, changed: Iterable[Term], renewed: Set[str]) -> Sequence[Term]:
    """The terms of a ``kind`` that have ``changed``, and those that are above or below them; all terms of the kind where one that
    others can be below is new or gone (its key is among ``renewed``).
    """
    if (kind == "topics" and renewed) or any(map(is_country, renewed)):
        return (*planner.site.terms[kind], *changed)
    found = list(changed)
    for term in found[:]:
        found += [*planner.children(term), *([parent] if (parent := planner.parent(term)) else [])]
    return found
