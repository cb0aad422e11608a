"""What the site holds and how it was made; and the page for a URL that does not exist.

Who publishes it, how articles are chosen, rights and contact are said as far as digest.yml says them.

Rejected: guesses about the publisher. Only the publisher knows.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from digest import __version__, urls
from digest.pages.context import SiteContext
from digest.pages.planner import Planner, Totals
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import AboutView, NotFoundView


class AboutInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """``precisions`` counts articles by the precision of their date: 0 undated, 1 year, 2 month, 3 day. Of copies of an article
    one counts; ``copies`` are the others.
    """

    facts: tuple[str, ...]
    introduction: str
    totals: Totals
    copies: int
    topics: int
    sources: int
    languages: int
    precisions: tuple[int, int, int, int]
    inferred_titles: int


class NotFoundInputs(Struct, frozen=True, array_like=True):
    """Nothing but what all pages share."""


def plan_about(planner: Planner) -> PageSpec[AboutInputs]:
    """The page about the site."""
    site = planner.site
    cards = [planner.cards[index] for index in planner.listed]
    precisions = Counter(card.date.precision if card.date else 0 for card in cards)
    inputs = AboutInputs(
        facts=planner.facts,
        introduction=planner.introduction(urls.ABOUT),
        totals=planner.totals(planner.listed),
        copies=len(planner.unlisted),
        topics=len(site.terms["topics"]),
        sources=len(site.terms["sources"]),
        languages=len(site.terms["languages"]),
        precisions=(precisions[0], precisions[1], precisions[2], precisions[3]),
        inferred_titles=sum(card.title_inferred for card in cards),
    )
    return PageSpec(url=urls.ABOUT, template="about.html", inputs=inputs, view=about_view)


def about_view(inputs: AboutInputs, context: SiteContext, _blobs: Blobs) -> AboutView:
    """The page about the site."""
    _, number = context.words.gettext, context.words.number
    about, contact = context.settings.about, context.settings.contact
    made_by = [(_("Publisher"), about.publisher), (_("Selection"), about.selection), (_("Rights"), about.rights)]
    names = {3: _("day known"), 2: _("month known"), 1: _("year known"), 0: _("undated")}
    facts = [
        (_("Articles"), number(inputs.totals.articles)),
        (_("Copies"), number(inputs.copies) if inputs.copies else ""),
        (_("Period"), context.span(inputs.totals.span)),
        (_("Topics"), number(inputs.topics)),
        (_("Sources"), number(inputs.sources)),
        (_("Languages"), number(inputs.languages)),
        (_("Made with"), f"digest {__version__}"),
    ]
    return AboutView(
        frame=context.frame(urls.ABOUT, _("About"), current="about", facts=inputs.facts),
        heading=_("About"),
        introduction=inputs.introduction,
        facts=tuple((name, value) for name, value in (*made_by, *facts) if value),
        contact=contact,
        contact_address=f"mailto:{contact}" if contact and "://" not in contact else contact,
        precisions=tuple((name, count) for key, name in names.items() if (count := inputs.precisions[key])),
        inferred_titles=inputs.inferred_titles,
        article_count=inputs.totals.articles,
    )


def plan_not_found(_planner: Planner) -> PageSpec[NotFoundInputs]:
    """404.html, which hosts serve at any depth: so its links are absolute, or there are none."""
    return PageSpec(url=urls.NOT_FOUND, template="404.html", inputs=NotFoundInputs(), view=not_found_view)


def not_found_view(_inputs: NotFoundInputs, context: SiteContext, _blobs: Blobs) -> NotFoundView:
    """The page for a URL that does not exist."""
    frame = replace(
        context.frame(urls.NOT_FOUND, context.words.gettext("Page not found")), canonical=None, depth_free=True
    )
    base = context.info.base_url
    return NotFoundView(frame=frame, home=urlsplit(base).path if base else None)
