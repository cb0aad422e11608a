"""Pages for machines: sitemap, robots, records; and old addresses that forward.

Given up: dates of change in the sitemap. The program does not know when a page last changed, and says nothing rather than
something wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest import addresses, records
from digest.errors import Position, Problem, Severity
from digest.model import Page
from digest.pages.desk import Desk
from digest.rights import Sink, visible
from digest.views import ForwardView, LinesView, SitemapView

MOST_IN_SITEMAP = 50_000  # addresses (https://www.sitemaps.org/protocol.html)


def data_pages(desk: Desk) -> Iterator[Page]:
    """robots.txt and records.jsonl."""
    base = desk.site.base_url
    lines = ["User-agent: *", "Disallow: /" if desk.site.noindex else "Allow: /"]
    if base and not desk.site.noindex:
        lines.append(f"Sitemap: {base}{addresses.SITEMAP}")
    yield Page(address=addresses.ROBOTS, template="lines", view=LinesView(lines=tuple(lines)))
    if desk.digest.items:
        yield Page(address=addresses.RECORDS, template="lines", view=LinesView(lines=tuple(_records(desk))))


def _records(desk: Desk) -> Iterator[str]:
    for item in desk.digest.items:
        article = visible(item.article, desk.digest.settings, Sink.DATA)
        if article is not None:
            yield records.line(records.record(article, item.slug))


def sitemap(desk: Desk, pages: Sequence[Page]) -> Iterator[Page]:
    """The addresses of all ``pages`` for readers, where the site's own is known and search engines are welcome."""
    base = desk.site.base_url
    if not base or desk.site.noindex:
        return
    listed = [
        base if page.address == addresses.HOME else base + page.address
        for page in pages
        if page.address.endswith(".html") and page.address != addresses.NOT_FOUND and page.template != "forward.html"
    ]
    parts = [listed[start : start + MOST_IN_SITEMAP] for start in range(0, len(listed), MOST_IN_SITEMAP)]
    if len(parts) == 1:
        yield Page(
            address=addresses.SITEMAP, template="sitemap", view=SitemapView(addresses=tuple(parts[0]), index=False)
        )
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield Page(address=name, template="sitemap", view=SitemapView(addresses=tuple(part), index=False))
    yield Page(
        address=addresses.SITEMAP,
        template="sitemap",
        view=SitemapView(addresses=tuple(base + name for name in names), index=True),
    )


def forward_pages(desk: Desk, taken: set[str]) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """A page for each old address that an article declares, at an address that no page has (``taken``)."""
    pages: list[Page] = []
    problems: list[Problem] = []
    claimed = {address.casefold() for address in taken}
    for item in desk.digest.items:
        for alias in item.article.aliases:
            address = addresses.forward(alias, desk.site.base_url)
            if address == item.address:
                continue
            if address is None or address.casefold() in claimed:
                made = item.article.provenance.get("aliases")
                where = (made and made.where) or Position(file=item.article.file)
                problems.append(_unusable(alias, taken=address is not None, where=where))
                continue
            claimed.add(address.casefold())
            frame = desk.frame(address, item.article.title)
            view = ForwardView(frame=frame, target=item.address)
            pages.append(Page(address=address, template="forward.html", view=view))
    return tuple(pages), tuple(problems)


def _unusable(alias: str, *, taken: bool, where: Position) -> Problem:
    why = "another page stands there" if taken else "it is no address of this site"
    return Problem(
        code="bad-alias",
        severity=Severity.ERROR,
        message=f"the old address “{alias}” cannot forward: {why}.",
        mend="Correct it, or take it away.",
        where=where,
    )
