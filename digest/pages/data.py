"""Pages for machines: sitemap, robots, records; and old addresses that forward.

Rejected: dates of change in the sitemap. The program does not know when a page last changed, and says nothing rather than
something wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from zlib import crc32

from msgspec.structs import replace

from digest import urls
from digest.errors import Position, Problem, Severity
from digest.model import Planned
from digest.pages import records
from digest.pages.desk import Desk, place
from digest.pages.views import ForwardView, LinesView, SitemapView
from digest.site.rights import Sink, visible

_Heap = tuple[bytes, list[int]]  # the key of some records, and the indexes of their articles
_HEAPS = 256
MOST_IN_SITEMAP = 50_000  # addresses (https://www.sitemaps.org/protocol.html)


def data_pages(desk: Desk) -> Iterator[Planned]:
    """robots.txt and records.jsonl."""
    yield Planned(address=urls.ROBOTS, template="lines", key=desk.keys.page("robots"), view=_robots)
    if desk.digest.items:
        heaps = _heaps(desk)
        for heap, _ in heaps:
            desk.texts.keep(heap)
        order = [item.slug for item in desk.digest.items]
        key = desk.keys.page("records", [heap for heap, _ in heaps], order)
        yield Planned(address=urls.RECORDS, template="lines", key=key, view=partial(_records, heaps=heaps))


def _robots(desk: Desk) -> LinesView:
    base = desk.site.base_url
    lines = ["User-agent: *", "Disallow: /" if desk.site.noindex else "Allow: /"]
    if base and not desk.site.noindex:
        lines.append(f"Sitemap: {base}{urls.SITEMAP}")
    return LinesView(lines=[line.encode("utf-8") for line in lines])


def _heaps(desk: Desk) -> list[_Heap]:
    """The articles in heaps by which their records are remembered: an edit makes those of its heap anew, whatever order they
    stand in.
    """
    heaps: dict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(desk.digest.items):
        heaps[crc32(item.slug.encode("utf-8")) % _HEAPS].append(index)
    items, keys = desk.digest.items, desk.keys
    return [
        (keys.page("heap", [(keys.text(index), items[index].slug) for index in heap]), heap) for heap in heaps.values()
    ]


def _records(desk: Desk, heaps: Sequence[_Heap]) -> LinesView:
    lines = [b""] * len(desk.digest.items)
    for key, heap in heaps:
        found = desk.texts.remembered(key, ("lines",), partial(_lines, desk, heap))
        for index, line in zip(heap, found, strict=True):
            lines[index] = line
    return LinesView(lines=lines)


def _lines(desk: Desk, indexes: Sequence[int]) -> tuple[bytes, ...]:
    desk.soon(indexes)
    return tuple(_record(desk, index) for index in indexes)


def _record(desk: Desk, index: int) -> bytes:
    """The article at ``index`` as a line, as far as its rights go."""
    item, settings = desk.digest.items[index], desk.digest.settings
    article = visible(desk.whole(index), settings, Sink.DATA)
    assert article is not None  # noqa: S101 - arrange() has left out what nobody may see
    provenance = {
        field: replace(made, evidence=place(made.where, article))
        if made.where and made.where.file != item.article.file
        else made
        for field, made in article.provenance.items()
    }
    # A lone surrogate (YAML can write one) has no UTF-8: it becomes a question mark.
    return records.line(records.record(replace(article, provenance=provenance), item.slug)).encode("utf-8", "replace")


def sitemap(desk: Desk, pages: Sequence[Planned]) -> Iterator[Planned]:
    """The addresses of all ``pages`` for readers, where the site's own is known and search engines are welcome."""
    base = desk.site.base_url
    if not base or desk.site.noindex:
        return
    listed = [
        base if page.address == urls.HOME else base + page.address
        for page in pages
        if page.address.endswith(".html") and page.address != urls.NOT_FOUND and page.template != "forward.html"
    ]
    parts = [listed[start : start + MOST_IN_SITEMAP] for start in range(0, len(listed), MOST_IN_SITEMAP)]
    if len(parts) == 1:
        yield _sitemap(desk, urls.SITEMAP, parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield _sitemap(desk, name, part)
    yield _sitemap(desk, urls.SITEMAP, [base + name for name in names], index=True)


def _sitemap(desk: Desk, address: str, listed: Sequence[str], *, index: bool = False) -> Planned:
    view = SitemapView(addresses=tuple(listed), index=index)
    return Planned(
        address=address, template="sitemap", key=desk.keys.page("sitemap", view), view=partial(_given, view=view)
    )


def _given(_desk: Desk, view: object) -> object:
    """A view that was small enough to be made with the plan."""
    return view


def forward_pages(desk: Desk, taken: set[str]) -> tuple[tuple[Planned, ...], tuple[Problem, ...]]:
    """A page for each old address that an article declares, at an address that nothing else has (``taken``)."""
    pages: list[Planned] = []
    problems: list[Problem] = []
    claimed = {urls.on_any_disk(address) for address in taken}
    folders = {folder for address in claimed for folder in urls.folders(address)}
    for item in desk.digest.items:
        for alias in item.article.aliases:
            address = urls.forward(alias, desk.site.base_url)
            if address == item.address:
                continue
            folded = urls.on_any_disk(address or "")
            around = set(urls.folders(folded))
            if address is None or folded in claimed or folded in folders or around & claimed:
                made = item.article.provenance.get("aliases")
                where = (made and made.where) or Position(file=item.article.file)
                problems.append(_unusable(alias, taken=address is not None, where=where))
                continue
            claimed.add(folded)
            folders |= around
            view = partial(_forward, address=address, title=item.article.title, target=item.address)
            key = desk.keys.page("forward", view.keywords)
            pages.append(Planned(address=address, template="forward.html", key=key, view=view))
    return tuple(pages), tuple(problems)


def _forward(desk: Desk, address: str, title: str, target: str) -> ForwardView:
    return ForwardView(frame=desk.frame(address, title), target=target)


def _unusable(alias: str, *, taken: bool, where: Position) -> Problem:
    why = "another page or file stands there" if taken else "it is no address of this site"
    return Problem(
        code="bad-alias",
        severity=Severity.ERROR,
        message=f"the old address “{alias}” cannot forward: {why}.",
        hint="Correct it, or take it away.",
        where=where,
    )
