"""The editor's own pages.

Rejected: own pages in the masthead. The ways in are those to the articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from digest import urls
from digest.model import Planned
from digest.pages.desk import Desk
from digest.pages.views import OwnView


def own_pages(desk: Desk, taken: set[str]) -> Iterator[Planned]:
    """A page for each text of the editor's that does not introduce a page of the site (``taken``)."""
    for address, text in desk.own.items():
        if address in taken or address == urls.FOOT:
            continue
        yield Planned(
            address=address, template="page.html", key=desk.keys.page("own", text), view=partial(_view, address=address)
        )


def _view(desk: Desk, address: str) -> OwnView:
    text = desk.own[address]
    return OwnView(frame=desk.frame(address, text.title, current=address), heading=text.title, html=text.html)
