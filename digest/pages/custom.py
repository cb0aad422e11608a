"""The editor's own pages (``pages/*.md``).

Rejected: custom pages in the main navigation, which leads to the articles.
"""

from __future__ import annotations

from collections.abc import Iterator

from digest import urls
from digest.model import CustomPage
from digest.pages.context import SiteContext
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import CustomPageView


def plan_custom_pages(planner: Planner, taken: set[str]) -> Iterator[PageSpec[CustomPage]]:
    """A page for each custom page that does not introduce another page of the site (``taken``)."""
    for address, page in planner.custom_pages.items():
        if address not in taken and address != urls.FOOT:
            yield PageSpec(url=address, template="page.html", inputs=page, view=custom_page_view)


def custom_page_view(inputs: CustomPage, context: SiteContext, _blobs: Blobs) -> CustomPageView:
    """A custom page."""
    frame = context.frame(inputs.address, inputs.title, current=inputs.address)
    return CustomPageView(frame=frame, heading=inputs.title, html=inputs.html)
