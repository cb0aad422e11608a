"""The mark of additions since the last visit, in a browser: from disk, from a server, and where nothing can be stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Sites

HOUR = 3600 * 1000  # milliseconds; a visit ends after half of it


def _new(page: Page) -> list[str]:
    """The addresses of the articles that are marked."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.new')].map(e => e.previousElementSibling.href)")
    return found


def _pretend(page: Page, *, unseen: int = 0) -> None:
    """Makes the last visit an hour ago, in which the first ``unseen`` additions were not there yet."""
    page.evaluate(
        """([hour, unseen]) => {
          const key = Object.keys(localStorage).find((name) => name.startsWith("digest-seen"));
          const known = JSON.parse(localStorage.getItem(key));
          const links = [...document.querySelectorAll("[data-new] .headline a")].slice(0, unseen).map((link) => link.href);
          known.shown = known.shown.filter((address) => !links.includes(address));
          known.at -= hour;
          localStorage.setItem(key, JSON.stringify(known));
        }""",
        [HOUR, unseen],
    )


@pytest.mark.parametrize("place", ["disk", "server"])
def test_additions_since_the_last_visit_are_marked(browser: Browser, sites: Sites, place: str) -> None:
    folder = sites.folder("large")
    root = f"{folder.as_uri()}/" if place == "disk" else f"{sites.address}large/"
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{root}index.html")
        page.goto(f"{root}latest.html")
        assert _new(page) == [], "nothing is new in a first visit"
        links: list[str] = page.evaluate("[...document.querySelectorAll('[data-new] .headline a')].map(a => a.href)")
        _pretend(page, unseen=2)
        page.reload()
        assert _new(page) == links[:2]
        page.reload()
        assert _new(page) == links[:2], "they stay new for the rest of the visit"
        _pretend(page)
        page.reload()
        assert _new(page) == []
    finally:
        context.close()


def test_without_storage_nothing_is_marked_and_nothing_breaks(browser: Browser, sites: Sites) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
        page.goto(f"{sites.address}large/latest.html")
        page.reload()
        assert _new(page) == []
        assert faults == []
    finally:
        context.close()
