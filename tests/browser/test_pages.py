"""Every kind of page, at four widths, by day and by night: nothing that the checks look for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import faults
from tests.browser.conftest import Sites, none
from tests.browser.kinds import FRENCH, KINDS, SCHEMES, WIDTHS, Kind, Scheme
from tests.browser.opening import opened, settle, widths

every_kind = pytest.mark.parametrize("kind", KINDS, ids=str)
every_scheme = pytest.mark.parametrize("scheme", SCHEMES)


@every_kind
def test_no_fault_of_accessibility(browser: Browser, sites: Sites, kind: Kind) -> None:
    """By night only colours are another, so only their rules are asked again."""
    found = []
    for scheme in SCHEMES:
        with opened(browser, sites.of(kind), scheme=scheme) as view:
            for width in widths(view, WIDTHS):
                found += [
                    f"{scheme}, {width}: {fault}" for fault in faults.axe(view.page, only_colours=scheme == "dark")
                ]
    none(found)


@every_kind
def test_nothing_moves_while_a_page_loads(browser: Browser, sites: Sites, kind: Kind) -> None:
    found = []
    for width in WIDTHS:
        with opened(browser, sites.of(kind), width=width) as view:
            found += [f"{width}: {shift}" for shift in faults.shifts(view.page)]
    none(found)


@every_kind
@every_scheme
def test_a_page_says_nothing_and_asks_nobody_else(browser: Browser, sites: Sites, kind: Kind, scheme: Scheme) -> None:
    with opened(browser, sites.of(kind), scheme=scheme) as view:
        for _ in widths(view, WIDTHS):
            pass
        none(faults.traffic(view))


@every_kind
def test_no_page_scrolls_sideways(browser: Browser, sites: Sites, kind: Kind) -> None:
    """At no width, nor with letters twice as large."""
    found = []
    with opened(browser, sites.of(kind)) as view:
        for width in widths(view, WIDTHS):
            found += [f"{width}: {fault}" for fault in faults.wide(view.page)]
        view.page.evaluate("document.documentElement.style.fontSize = '200%'")
        for width in widths(view, (640, 1280)):
            found += [f"{width}, letters of 200 %: {fault}" for fault in faults.wide(view.page)]
    none(found)


@every_kind
def test_all_is_reached_by_keyboard(browser: Browser, sites: Sites, kind: Kind) -> None:
    found = []
    for width in (390, 1280):
        with opened(browser, sites.of(kind), width=width) as view:
            found += [f"{width}: {fault}" for fault in faults.keyboard(view.page)]
    none(found)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name != "404 without base_url"], ids=str)
def test_the_skip_link_leads_to_the_content(browser: Browser, sites: Sites, kind: Kind) -> None:
    with opened(browser, sites.of(kind), width=390) as view:
        none(faults.skip_link(view.page))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.name.startswith("search")], ids=str)
def test_a_page_reads_the_same_without_scripts(browser: Browser, sites: Sites, kind: Kind) -> None:
    for width in (390, 1280):
        with (
            opened(browser, sites.of(kind), width=width) as scripted,
            opened(browser, sites.of(kind), width=width, scripts=False) as plain,
        ):
            none(faults.needs_scripts(faults.reading(scripted.page), faults.reading(plain.page)))


@pytest.mark.parametrize("kind", FRENCH, ids=str)
def test_no_french_punctuation_is_parted_from_its_word(browser: Browser, sites: Sites, kind: Kind) -> None:
    found = []
    with opened(browser, sites.of(kind)) as view:
        for width in widths(view, WIDTHS):
            found += [f"{width}: {fault}" for fault in faults.line_ends(view.page)]
    none(found)


@every_kind
def test_nothing_moves_for_a_reader_who_asked_for_less_motion(browser: Browser, sites: Sites, kind: Kind) -> None:
    with opened(browser, sites.of(kind)) as view:
        view.page.emulate_media(reduced_motion="reduce")
        none(faults.moving(view.page))


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name.startswith(("home", "article", "dates"))], ids=str
)
def test_no_fault_in_forced_colours(browser: Browser, sites: Sites, kind: Kind) -> None:
    with opened(browser, sites.of(kind)) as view:
        view.page.emulate_media(forced_colors="active")
        settle(view.page)
        none(faults.axe(view.page))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.name.startswith("article")], ids=str)
def test_no_way_in_is_printed(browser: Browser, sites: Sites, kind: Kind) -> None:
    with opened(browser, sites.of(kind)) as view:
        none(faults.printed_ways(view.page))
