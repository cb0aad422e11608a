"""The editor's own pages (``pages/*.md``).

Rejected: custom pages in the main navigation, which leads to the articles.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest import urls
from digest.errors import Position, Problem, problem
from digest.model import CustomPage
from digest.pages.context import SiteContext
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import CustomPageView
from digest.site.arrange import TERM_KINDS
from digest.vocabulary import fields


def plan_custom_pages(planner: Planner, taken: set[str]) -> Iterator[PageSpec[CustomPage]]:
    """A page for each custom page that does not introduce another page of the site (``taken``)."""
    for address, page in planner.custom_pages.items():
        if address not in taken and address != urls.FOOT:
            yield PageSpec(url=address, template="page.html", inputs=page, view=custom_page_view)


def stray_introductions(planner: Planner, taken: set[str]) -> Iterator[Problem]:
    """A warning for each custom page in the folder of a kind of lists that introduces none of the site's pages (``taken``)."""
    for address, page in planner.custom_pages.items():
        folder, _, name = address.partition("/")
        if address in taken or not name or folder not in (*TERM_KINDS, "dates", "editions"):
            continue
        hint = f"Move the file out of pages/{folder}/ if it is a page of its own."
        if folder == "editions" and not planner.settings.editions:
            message = "This file opens no edition, as “editions” is not set."
            hint = "Set “editions: week”, “month” or “day” in digest.yml."
        else:
            one = {"editions": "edition", "dates": "date"}.get(folder, f"page in {folder}/")
            known = sorted(url.removeprefix(f"{folder}/") for url in taken if url.startswith(f"{folder}/"))
            near = fields.nearest(name, tuple(known)) if known else None
            message = f"The site has no {one} “{name.removesuffix('.html')}”, so this text introduces nothing."
            if near:
                hint = f"Did you mean “pages/{folder}/{near.removesuffix('.html')}.md”?"
        yield problem("stray-introduction", message, hint, Position(file=page.file))


def custom_page_view(inputs: CustomPage, context: SiteContext, _blobs: Blobs) -> CustomPageView:
    """A custom page."""
    frame = context.frame(inputs.address, inputs.title, current=inputs.address)
    return CustomPageView(frame=frame, heading=inputs.title, html=inputs.html)
