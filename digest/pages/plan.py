"""All pages of a site, in two steps: values that several pages need, then the pages."""

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
from digest.pages.custom import plan_custom_pages
from digest.pages.data import RecordLines, plan_forwards, plan_record_lines, plan_records, plan_robots, plan_sitemap
from digest.pages.editions import plan_editions
from digest.pages.feeds import plan_feeds
from digest.pages.home import plan_home
from digest.pages.latest import plan_latest
from digest.pages.outdated import Outdated
from digest.pages.periods import plan_periods
from digest.pages.planner import Planner
from digest.pages.search import Segment, SegmentContents, plan_search, plan_segments
from digest.pages.spec import PageSpec
from digest.pages.stories import plan_stories, plan_story
from digest.pages.terms import plan_terms


class Derived(Struct, frozen=True):
    """What has to be computed before the pages are planned: segments of the search index, and the lines of records.jsonl."""

    segments: tuple[Segment, ...]
    records: tuple[RecordLines, ...]


def plan_derived(planner: Planner) -> Derived:
    """The values that several pages need."""
    return Derived(segments=plan_segments(planner), records=plan_record_lines(planner))


class Plan(Struct, frozen=True):
    """All ``pages`` of a site but those that are as the last build published them: of these, ``steady`` has the templates by
    their addresses. ``of_texts`` are the addresses of pages that depend on texts, articles and stories apart; ``problems`` those
    of old URLs.
    """

    pages: tuple[PageSpec[Any], ...]
    steady: Mapping[str, str]
    of_texts: frozenset[str]
    problems: tuple[Problem, ...]


def plan_pages(
    planner: Planner,
    derived: Derived,
    contents: Sequence[SegmentContents],
    copied: Iterable[str] = (),
    outdated: Outdated | None = None,
    published: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """All pages of the site. Raises ``Fatal`` where two of them claim one URL.

    ``contents`` are those of the segments of ``derived``. ``copied`` are the addresses of files beside the pages: no old URL may
    be one of theirs. If it is known what is ``outdated``, articles and lists that are not, are left out; ``published`` has the
    templates of the pages of the last build.
    """
    steady: dict[str, str] = {}
    if outdated:
        planner.changed = None if outdated.lists is None else outdated.cards
        planner.changed_lists = outdated.lists or frozenset()
        left = set(planner.everything).difference(outdated.articles)
        steady = {planner.site.articles[index].url: "article.html" for index in sorted(left)}
    home, *others = _pages(planner)
    pages = [home, *plan_articles(planner, sorted(outdated.articles) if outdated else None), *others]
    of_texts = tuple(_of_texts(planner, derived, contents))
    pages += of_texts
    if outdated:
        planned = {page.url for page in pages}
        lists = {address: template for address, template in published.items() if outdated.leaves(address, template)}
        steady |= {address: template for address, template in lists.items() if address not in planned}

    def addresses() -> set[str]:
        return {*steady, *(page.url for page in pages)}

    pages += plan_custom_pages(planner, addresses())
    pages += plan_sitemap(planner, addresses())
    forwards, problems = plan_forwards(planner, {*copied, *addresses()})
    pages += forwards
    refuse_clashes([*((page.url, page.template) for page in pages), *steady.items()])
    return Plan(tuple(pages), steady, frozenset(page.url for page in of_texts), problems)


def plan_changed(
    planner: Planner,
    derived: Derived,
    contents: Sequence[SegmentContents],
    texts: Iterable[int],
    headlines: Mapping[int, str] = MappingProxyType({}),
) -> tuple[PageSpec[Any], ...]:
    """The pages that can differ from those of the last build where only the articles at ``texts`` have changed.

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
    return (*plan_articles(planner, sorted(articles)), *pages, *_of_texts(planner, derived, contents))


def _of_texts(planner: Planner, derived: Derived, contents: Sequence[SegmentContents]) -> Iterator[PageSpec[Any]]:
    yield from plan_search(planner, derived.segments, contents)
    yield from plan_records(planner, derived.records)
    yield from plan_api(planner)


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
