"""Files for machines: sitemap, robots, records; and pages that forward from old URLs.

Rejected: dates of change in the sitemap. The program does not know when a page last changed, and nothing is better than
a wrong date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.errors import Position, Problem, problem
from digest.model import Article, Rights
from digest.pages import records
from digest.pages.context import SiteContext
from digest.pages.planner import Planner
from digest.pages.provenance import position_shown
from digest.pages.spec import Blobs, DerivedSpec, PageSpec
from digest.pages.views import ForwardView, LinesView, SitemapView
from digest.site.rights import Sink, restrict, rights_of

_BUCKETS = 256
MOST_IN_SITEMAP = 50_000  # addresses (https://www.sitemaps.org/protocol.html)


class RobotsInputs(Struct, frozen=True, array_like=True):
    """Nothing but what all pages share."""


class RecordInputs(Struct, frozen=True, array_like=True):
    """An article by the hash of its text, with its slug, its rights and its links."""

    text: bytes
    slug: str
    rights: Rights
    links: records.RecordLinks


class RecordLinesInputs(Struct, frozen=True, array_like=True):
    """Some articles; ``excerpt`` is how many characters an excerpt has at most."""

    articles: tuple[RecordInputs, ...]
    excerpt: int


RecordLines = DerivedSpec[RecordLinesInputs, tuple[bytes, ...]]


class RecordsInputs(Struct, frozen=True, array_like=True):
    """The keys of the lines in buckets, and the order of all lines: numbers in the sequence of all buckets."""

    buckets: tuple[bytes, ...]
    order: tuple[int, ...]


class SitemapInputs(Struct, frozen=True, array_like=True):
    """Absolute addresses: of pages, or of other sitemaps (``index``)."""

    addresses: tuple[str, ...]
    index: bool


class ForwardInputs(Struct, frozen=True, array_like=True):
    """An old address, and the article that it leads to now."""

    address: str
    title: str
    target: str


def plan_robots(_planner: Planner) -> PageSpec[RobotsInputs]:
    """robots.txt."""
    return PageSpec(url=urls.ROBOTS, template="lines", inputs=RobotsInputs(), view=robots_view)


def robots_view(_inputs: RobotsInputs, context: SiteContext, _blobs: Blobs) -> LinesView:
    """robots.txt."""
    base, noindex = context.info.base_url, context.info.noindex
    lines = ["User-agent: *", "Disallow: /" if noindex else "Allow: /"]
    if base and not noindex:
        lines.append(f"Sitemap: {base}{urls.SITEMAP}")
    return LinesView(lines=[line.encode("utf-8") for line in lines])


def plan_record_lines(planner: Planner) -> tuple[RecordLines, ...]:
    """The articles in buckets by a hash of their slug: an edit computes the lines of its own bucket, however articles are
    ordered.
    """
    buckets: dict[int, list[RecordInputs]] = defaultdict(list)
    for index, article in enumerate(planner.site.articles):
        number = crc32(article.slug.encode("utf-8")) % _BUCKETS
        buckets[number].append(record_inputs(planner, index))
    excerpt = planner.settings.excerpt
    return tuple(DerivedSpec(RecordLinesInputs(tuple(bucket), excerpt), record_lines) for bucket in buckets.values())


def record_inputs(planner: Planner, index: int) -> RecordInputs:
    """The inputs of the record of the article at ``index``."""
    article = planner.site.articles[index]
    rights = rights_of(article.card, planner.settings)
    return RecordInputs(article.card.text, article.slug, rights, records.links_of(planner.site, index))


def plan_records(planner: Planner, buckets: Sequence[RecordLines]) -> PageSpec[RecordsInputs] | None:
    """records.jsonl, of the lines in ``buckets``; None where there is no article."""
    if not planner.site.articles:
        return None
    slugs = (article.slug for bucket in buckets for article in bucket.inputs.articles)
    numbers = {slug: number for number, slug in enumerate(slugs)}
    order = tuple(numbers[article.slug] for article in planner.site.articles)
    inputs = RecordsInputs(tuple(bucket.key for bucket in buckets), order)
    return PageSpec(url=urls.RECORDS, template="lines", inputs=inputs, view=records_view)


def records_view(inputs: RecordsInputs, _context: SiteContext, blobs: Blobs) -> LinesView:
    """records.jsonl."""
    lines = [line for bucket in inputs.buckets for line in blobs.get(bucket, tuple[bytes, ...])]
    return LinesView(lines=[lines[number] for number in inputs.order])


def record_lines(inputs: RecordLinesInputs, blobs: Blobs) -> tuple[bytes, ...]:
    """Each article as a line of JSON, as far as its rights allow."""
    return tuple(_line(article, inputs.excerpt, blobs) for article in inputs.articles)


def _line(inputs: RecordInputs, excerpt: int, blobs: Blobs) -> bytes:
    article = restrict(blobs.get(inputs.text, Article), inputs.rights, excerpt, Sink.DATA)
    provenance = {
        field: replace(made, evidence=position_shown(made.where, article.file))
        if made.where and made.where.file != article.file
        else made
        for field, made in article.provenance.items()
    }
    # A lone surrogate (YAML can write one) has no UTF-8: it becomes a question mark.
    record = records.record(replace(article, provenance=provenance), inputs.slug, inputs.links)
    return records.line(record).encode("utf-8", "replace")


def plan_sitemap(planner: Planner, addresses: Iterable[str]) -> Iterator[PageSpec[SitemapInputs]]:
    """Those of ``addresses`` that are pages for readers, in the order of the alphabet, where the site's own address is known and
    search engines are welcome.
    """
    base = planner.settings.base_url
    if not base or planner.settings.noindex:
        return
    listed = [
        base if address == urls.HOME else base + address
        for address in sorted(addresses)
        if address.endswith(".html") and address != urls.NOT_FOUND
    ]
    parts = [listed[start : start + MOST_IN_SITEMAP] for start in range(0, len(listed), MOST_IN_SITEMAP)]
    if len(parts) == 1:
        yield _sitemap(urls.SITEMAP, parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield _sitemap(name, part)
    yield _sitemap(urls.SITEMAP, [base + name for name in names], index=True)


def _sitemap(url: str, addresses: Iterable[str], *, index: bool = False) -> PageSpec[SitemapInputs]:
    return PageSpec(url=url, template="sitemap", inputs=SitemapInputs(tuple(addresses), index), view=sitemap_view)


def sitemap_view(inputs: SitemapInputs, _context: SiteContext, _blobs: Blobs) -> SitemapView:
    """A sitemap."""
    return SitemapView(addresses=inputs.addresses, index=inputs.index)


def plan_forwards(planner: Planner, taken: set[str]) -> tuple[tuple[PageSpec[ForwardInputs], ...], tuple[Problem, ...]]:
    """A page for each old URL that an article declares, as far as nothing else has it (``taken``); and the problems of the
    rest.
    """
    articles = [article for article in planner.site.articles if article.card.aliases]
    if not articles:
        return (), ()
    pages: list[PageSpec[ForwardInputs]] = []
    problems: list[Problem] = []
    claimed = {urls.on_any_disk(address) for address in taken}
    folders = {folder for address in claimed for folder in urls.folders(address)}
    for article in articles:
        card = article.card
        for alias in card.aliases:
            address = urls.forward(alias, planner.settings.base_url)
            if address == article.url:
                continue
            folded = urls.on_any_disk(address or "")
            parents = set(urls.folders(folded))
            if address is None or folded in claimed or folded in folders or parents & claimed:
                where = card.declared_at.get("aliases") or Position(file=card.file)
                problems.append(_unusable(alias, taken=address is not None, where=where))
                continue
            claimed.add(folded)
            folders |= parents
            inputs = ForwardInputs(address, card.label, article.url)
            pages.append(PageSpec(url=address, template="forward.html", inputs=inputs, view=forward_view))
    return tuple(pages), tuple(problems)


def forward_view(inputs: ForwardInputs, context: SiteContext, _blobs: Blobs) -> ForwardView:
    """A page that forwards to an article."""
    return ForwardView(frame=context.frame(inputs.address, inputs.title), target=inputs.target)


def _unusable(alias: str, *, taken: bool, where: Position) -> Problem:
    why = "another page or file has that address" if taken else "it is not an address of this site"
    message = f"The old address “{alias}” cannot forward: {why}."
    return problem("bad-alias", message, "Correct it, or remove it.", where)
