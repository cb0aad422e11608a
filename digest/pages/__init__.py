"""Plans every page of the site: a pure function of the digest.

Each kind of page is one function in ``KINDS``. It says where the pages stand and what each is made from (``Planned.key``), and
makes a view only of a page that is wanted. What a page shows is complete in its view (``views.py``), so rendering needs nothing
else.

Rejected: addresses that are found while pages are made. The plan is whole before the first byte is written, so two claims on
one are found in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from digest import urls
from digest.errors import Fatal, Problem, Severity
from digest.model import Digest, OwnPage, Page, Planned
from digest.pages.about import about, not_found
from digest.pages.data import data_pages, forward_pages, sitemap
from digest.pages.desk import Desk
from digest.pages.feeds import feed_pages
from digest.pages.home import home
from digest.pages.keys import Segment
from digest.pages.own import own_pages
from digest.pages.periods import period_pages
from digest.pages.search import indexed, is_indexed, search_pages, segments
from digest.pages.stories import story_pages
from digest.pages.terms import term_pages
from digest.pages.texts import Held, Texts

__all__ = [
    "KINDS",
    "Desk",
    "Segment",
    "desk_of",
    "indexed",
    "is_indexed",
    "page_of",
    "plan",
    "refuse_clashes",
    "segments",
]

KINDS: tuple[Callable[[Desk], Iterable[Planned]], ...] = (
    lambda desk: (home(desk),),
    story_pages,
    term_pages,
    period_pages,
    lambda desk: (about(desk), not_found(desk)),
    feed_pages,
    search_pages,
    data_pages,
)


def desk_of(digest: Digest, own: Iterable[OwnPage] = (), texts: Texts | None = None) -> Desk:
    """The digest on the table, with the editor's ``own`` pages. Without ``texts`` its articles must be whole."""
    return Desk(digest, {text.address: text for text in own}, texts or Held())


def page_of(desk: Desk, planned: Planned) -> Page:
    """A page of the plan, made."""
    return Page(address=planned.address, template=planned.template, view=planned.view(desk))


def plan(desk: Desk, copied: Iterable[str] = ()) -> tuple[tuple[Planned, ...], tuple[Problem, ...]]:
    """All pages of the site, and what is wrong with old addresses. Fatal where two pages claim one address.

    ``copied`` are the addresses of files beside the pages: no old address may be one of theirs.
    """
    pages = [page for kind in KINDS for page in kind(desk)]
    pages += own_pages(desk, {page.address for page in pages})
    pages += sitemap(desk, pages)
    forwards, problems = forward_pages(desk, {*copied, *(page.address for page in pages)})
    pages += forwards
    refuse_clashes((page.address, page.template) for page in pages)
    return tuple(pages), problems


def refuse_clashes(claims: Iterable[tuple[str, object]]) -> None:
    """Fatal, naming both, where two of the (address, claimant) pairs have one address."""
    twice = urls.clashes([(address, str(who)) for address, who in claims])
    if twice:
        raise Fatal(
            *(
                Problem(
                    code="address-clash",
                    severity=Severity.FATAL,
                    message=f"Two claim the address {address}: {first} and {second}.",
                    hint="Rename one of them.",
                )
                for address, (first, second) in twice.items()
            )
        )
