"""All pages of a site, in two steps: first those that are made of articles and lists alone, then, when the values that several
pages need are computed, the search and the records. So a preview shows an edited article before the index is made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from digest import urls
from digest.errors import Fatal, Problem, problem
from digest.pages.about import plan_about, plan_not_found
from digest.pages.api import plan_api
from digest.pages.articles import plan_articles, showing
from digest.pages.coverage import plan_coverage
from digest.pages.custom import plan_custom_pages, stray_introductions
from digest.pages.data import (
    RecordLines,
    RecordsInputs,
    plan_forwards,
    plan_record_lines,
    plan_records,
    plan_robots,
    plan_sitemap,
)
from digest.pages.editions import plan_editions
from digest.pages.feeds import plan_feeds
from digest.pages.home import plan_home
from digest.pages.latest import plan_latest
from digest.pages.outdated import Outdated
from digest.pages.periods import plan_periods
from digest.pages.planner import Planner
from digest.pages.search import SearchInputs, Segment, SegmentContents, plan_search, plan_segments, search_inputs
from digest.pages.spec import PageSpec, Parts
from digest.pages.stories import plan_stories, plan_story
from digest.pages.terms import plan_terms


class Derived(Struct, frozen=True):
    """What has to be computed, segments of the search index and the lines of ``records``, and the pages that need it: the search
    with the ``page`` of these inputs and its ``parts``, and ``lines``, which is records.jsonl. None for a page that there is not.
    """

    segments: tuple[Segment, ...]
    records: tuple[RecordLines, ...]
    page: SearchInputs | None
    parts: Parts
    lines: PageSpec[RecordsInputs] | None

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys of what has to be computed."""
        return (*(one.key for one in self.segments), *(one.key for one in self.records))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of its pages, files of the index apart."""
        return (*((urls.SEARCH,) if self.page else ()), *((self.lines.url,) if self.lines else ()))


def plan_derived(planner: Planner) -> Derived:
    """The values that several pages need, and all of these pages that is known before."""
    records = plan_record_lines(planner)
    return Derived(
        segments=plan_segments(planner),
        records=records,
        page=search_inputs(planner),
        parts=planner.parts,
        lines=plan_records(planner, records),
    )


def plan_derived_pages(derived: Derived, contents: Sequence[SegmentContents]) -> Iterator[PageSpec[Any]]:
    """The pages of ``derived``, when all of it is computed; ``contents`` are those of its segments."""
    yield from plan_search(derived.page, derived.parts, derived.segments, contents)
    if derived.lines:
        yield derived.lines


class Plan(Struct, frozen=True):
    """All ``pages`` of a site but those of ``Derived`` and those that are as the last build published them: of these, ``steady``
    has the templates by their addresses. ``of_texts`` are the addresses of pages that depend on texts, articles and stories
    apart; ``problems`` those of old URLs and of custom pages.
    """

    pages: tuple[PageSpec[Any], ...]
    steady: Mapping[str, str]
    of_texts: frozenset[str]
    problems: tuple[Problem, ...]


def plan_pages(
    planner: Planner,
    derived: Derived,
    copied: Iterable[str] = (),
    outdated: Outdated | None = None,
    published: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """All pages of the site but those of ``derived``.

    ``copied`` are the addresses of files beside the pages: no old URL may be one of theirs. If it is known what is ``outdated``,
    articles and lists that are not, are left out; ``published`` has the templates of the pages of the last build.
    """
    steady: dict[str, str] = {}
    if outdated:
        planner.changed = None if outdated.lists is None else outdated.cards
        planner.changed_lists = outdated.lists or frozenset()
        left = set(planner.everything).difference(outdated.articles)
        steady = {planner.site.articles[index].url: "article.html" for index in sorted(left)}
    home, *others = _pages(planner)
    pages = [home, *plan_articles(planner, sorted(outdated.articles) if outdated else None), *others]
    of_texts = tuple(plan_api(planner))
    pages += of_texts
    if outdated:
        planned = {page.url for page in pages}
        lists = {address: template for address, template in published.items() if outdated.leaves(address, template)}
        steady |= {address: template for address, template in lists.items() if address not in planned}

    def addresses() -> set[str]:
        return {*steady, *(page.url for page in pages), *derived.addresses}

    taken = addresses()
    strays = tuple(stray_introductions(planner, taken))
    pages += plan_custom_pages(planner, taken)
    pages += plan_sitemap(planner, addresses())
    forwards, problems = plan_forwards(planner, {*copied, *addresses()})
    pages += forwards
    return Plan(tuple(pages), steady, frozenset(page.url for page in of_texts), (*problems, *strays))


def plan_changed(
    planner: Planner,
    texts: Iterable[int],
    headlines: Mapping[int, str] = MappingProxyType({}),
) -> tuple[PageSpec[Any], ...]:
    """The pages that can differ from those of the last build where only the articles at ``texts`` have changed; those of
    ``Derived``, which can too, apart.

    All pages but those of these articles, the search, the records and feeds of whole texts know articles by their cards, without
    the hash of the text (but for the front page of a site of one article). ``headlines`` are the former ones of articles whose
    cards have changed too, but for their places on lists: their URLs, dates, languages, terms, rights, pictures and old URLs.
    """
    pages: list[PageSpec[Any]] = []
    articles = set(texts)
    of_feeds = frozenset(articles) if planner.settings.feed_texts else frozenset[int]()
    connections = planner.site.connections
    stories = sorted({connections.story_of[index] for index in articles if index in connections.story_of})
    pages += [plan_story(planner, connections.stories[number]) for number in stories]
    if headlines:
        planner.changed = {copy for index in headlines for copy in connections.copies.get(index, (index,))}
        articles |= showing(planner, planner.changed)
        articles.update(planner.retitled(headlines))
        pages += [plan_home(planner), *plan_terms(planner), *plan_periods(planner), plan_about(planner)]
        planned = {page.url for page in pages}
        pages += [page for page in plan_stories(planner) if page.url not in planned]
        pages += [*plan_latest(planner), *plan_editions(planner)]
    if headlines or of_feeds:
        planner.changed = of_feeds.union(planner.changed or ())
        pages += plan_feeds(planner)
    return (*plan_articles(planner, sorted(articles)), *pages, *plan_api(planner))


def _pages(planner: Planner) -> Iterator[PageSpec[Any]]:
    """All pages but those of articles and those that depend on texts, the front page first."""
    yield plan_home(planner)
    yield from plan_terms(planner)
    yield from plan_periods(planner)
    yield from plan_stories(planner)
    yield from plan_latest(planner)
    yield from plan_editions(planner)
    yield from plan_coverage(planner)
    yield plan_about(planner)
    yield plan_not_found(planner)
    yield from plan_feeds(planner)
    yield plan_robots(planner)


def refuse_clashes(claims: Iterable[tuple[str, str]]) -> None:
    """Raises ``Fatal``, naming both, where two of the (address, claimant) pairs have one address."""
    twice = urls.clashes(list(claims))
    if twice:
        messages = (
            f"Two files have the address {address}: {one} and {other}." for address, (one, other) in twice.items()
        )
        raise Fatal(*(problem("address-clash", message, "Rename one of them.") for message in messages))
