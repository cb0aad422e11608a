"""Sites as a whole: markup, style, links, sizes, Lighthouse, paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import faults, tools
from tests.browser.conftest import Sites, none
from tests.browser.kinds import KINDS, Kind, of
from tests.browser.opening import opened
from tests.faults.amounts import FULL

ARTICLES = (
    *of("seeds", "article with crossheads", "article in Arabic", "article in Japanese"),
    *of("arabic", "article with all fields", "article in excerpt"),
)


def test_the_html_checker_finds_nothing_on_any_kind_of_page(sites: Sites) -> None:
    """With ``FAULTS=whole`` on every page of every site, which takes a minute."""
    pages = {sites.folder(kind.site) / kind.address.partition("?")[0] for kind in KINDS}
    none(tools.markup(*sorted({sites.folder(kind.site) for kind in KINDS} if FULL else pages)))


def test_the_css_checker_finds_nothing(sites: Sites) -> None:
    none(tools.style(*sorted((sites.folder("seeds") / "assets").glob("*.css"))))


@pytest.mark.parametrize("site", ["seeds", "arabic", "large"])
def test_every_link_works_and_every_page_is_reached(sites: Sites, site: str) -> None:
    """Below a path of the host; the page for lost addresses is reached by none, a forward by links from elsewhere."""
    folder = sites.folder(site)
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")} - {
        "404.html",
        "articles/qadim.html",
    }
    unlinked = {"imprint.html"}  # an editor's own page, to which the editor links
    none(tools.links(f"{sites.address}{site}/", pages - unlinked))


@pytest.mark.parametrize("kind", ARTICLES, ids=str)
def test_an_article_s_page_is_small(browser: Browser, sites: Sites, kind: Kind) -> None:
    with opened(browser, sites.of(kind)) as view:
        sizes, findings = tools.sizes(sites.folder(kind.site) / kind.address, view.traffic.asked)
    print(kind, sizes)
    none(findings)


LIGHTHOUSE = of(
    "seeds", "home, full", "article with crossheads", "topic", "dates", "search, found"
)  # one of each template


@pytest.mark.parametrize("kind", LIGHTHOUSE, ids=str)
def test_lighthouse_finds_nothing(sites: Sites, chromium: str, kind: Kind) -> None:
    """Accessibility, best practices and SEO have the full score."""
    scores, findings = tools.lighthouse(sites.of(kind), chromium)
    assert set(scores) == set(tools.JUDGED)
    none(findings)


@pytest.mark.parametrize("kind", of("seeds", "article with crossheads", "article in English"), ids=str)
def test_an_article_is_printed_without_navigation(browser: Browser, sites: Sites, kind: Kind, tmp_path: Path) -> None:
    with opened(browser, sites.of(kind)) as view:
        none(tools.printed(view.page, tmp_path / "article.pdf"))


def test_a_lost_address_is_answered_with_a_page_in_the_site_s_dress(browser: Browser, sites: Sites) -> None:
    sites.folder("arabic")
    with opened(browser, f"{sites.address}arabic/articles/gone/for-good.html", width=390) as view:
        assert view.page.evaluate("document.styleSheets.length && getComputedStyle(document.body).display") == "flex"
        none(faults.axe(view.page))
