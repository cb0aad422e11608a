"""What the digest holds and how it was made; and the page for an address that does not exist.

Rejected: a text about the publisher. Only the publisher can write that.
"""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from digest import __version__, urls
from digest.model import Origin, Planned
from digest.pages.desk import Desk
from digest.pages.views import AboutView, NotFoundView


def about(desk: Desk) -> Planned:
    """The page that tells what stands here."""
    key = desk.keys.page("about", desk.keys.all)
    return Planned(address=urls.ABOUT, template="about.html", key=key, view=_view)


def _view(desk: Desk) -> AboutView:
    _ = desk.words.gettext
    items = desk.digest.items
    precisions = Counter(item.article.date.precision if item.article.date else 0 for item in items)
    names = {3: _("day known"), 2: _("month known"), 1: _("year known"), 0: _("undated")}
    inferred = sum(
        "title" in item.article.provenance and item.article.provenance["title"].origin is Origin.INFERRED
        for item in items
    )
    everything = tuple(range(len(items)))
    facts = [
        (_("Articles"), desk.words.number(len(items))),
        (_("Period"), desk.span(everything)),
        (_("Topics"), desk.words.number(len(desk.digest.terms["topics"]))),
        (_("Sources"), desk.words.number(len(desk.digest.terms["sources"]))),
        (_("Made with"), f"digest {__version__}"),
    ]
    return AboutView(
        frame=desk.frame(urls.ABOUT, _("About"), current="about", facts=True),
        heading=_("About"),
        introduction=desk.introduction(urls.ABOUT),
        facts=tuple((name, value) for name, value in facts if value),
        languages=tuple(desk.term_link(term, count=True) for term in desk.digest.terms["languages"]),
        precisions=tuple((name, precisions[key]) for key, name in names.items() if precisions[key]),
        inferred_titles=inferred,
        article_count=len(items),
    )


def not_found(desk: Desk) -> Planned:
    """404.html, which hosts serve at any depth: so it links absolutely, or not at all."""
    return Planned(address=urls.NOT_FOUND, template="404.html", key=desk.keys.page("404"), view=_not_found)


def _not_found(desk: Desk) -> NotFoundView:
    title = desk.words.gettext("Page not found")
    frame = replace(desk.frame(urls.NOT_FOUND, title), canonical=None, depth_free=True)
    return NotFoundView(frame=frame, home=desk.site.base_url)
