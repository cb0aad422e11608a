"""Every kind of page, at four widths, light and dark: no check has a finding.

One test for a page: it is loaded once for each width, and all checks run on what is loaded. Each finding begins with its check.

Rejected: a test for each check. Loading the page for each of them took most of the time.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser

from tests.browser import faults
from tests.browser.conftest import Sites, none
from tests.browser.kinds import AXE_WIDTHS, FRENCH, KINDS, WIDTHS, Kind
from tests.browser.opening import HEIGHT, Opened, Reader, reading, settle, widths

every_kind = pytest.mark.parametrize("kind", KINDS, ids=str)
NARROW, PHONE, TABLET, DESKTOP = WIDTHS


def _named(what: str, findings: Iterable[str]) -> list[str]:
    return [f"{what}: {finding}" for finding in findings]


@every_kind
def test_a_light_page_has_no_fault(browser: Browser, sites: Sites, kind: Kind) -> None:
    """Loading moves nothing, nothing sticks out, is unreachable by keyboard, or breaks a rule of accessibility."""
    found: list[str] = []
    readings = {}
    with reading(browser) as reader:
        for width in WIDTHS:
            view = reader.open(sites.of(kind), width)
            found += _named(f"{width}, layout shift", faults.shifts(view.page))
            found += _named(f"{width}, width", faults.wide(view.page))
            if kind in FRENCH:
                found += _named(f"{width}, line ends", faults.line_ends(view.page))
            if width in AXE_WIDTHS:
                found += _named(f"{width}, axe", faults.axe(view.page))
            readings[width] = faults.reading(view.page)
            if width == NARROW and kind.name != "404 without base_url":
                found += _named(f"{width}, skip link", faults.skip_link(view.page))
            if width in (PHONE, DESKTOP):
                found += _named(f"{width}, keyboard", faults.keyboard(view.page))
            if width == TABLET:
                found += _as_asked(view, kind)
            found += _named(f"{width}, traffic", faults.traffic(view))
    if not kind.name.startswith("search"):
        with reading(browser, scripts=False) as plain:
            found += _without_scripts(plain, sites.of(kind), readings)
    none(found)


def _as_asked(view: Opened, kind: Kind) -> list[str]:
    """What a reader's own settings change: less motion, forced colours, paper, letters of twice the size. Resizes the page."""
    page = view.page
    found = []
    page.set_viewport_size({"width": DESKTOP, "height": HEIGHT})
    page.emulate_media(reduced_motion="reduce")
    found += _named("less motion", faults.moving(page))
    page.emulate_media(reduced_motion="null")
    if kind.name.startswith(("home", "article", "dates")):
        page.emulate_media(forced_colors="active")
        settle(page)
        found += _named("forced colours", faults.axe(page))
        page.emulate_media(forced_colors="null")
    if kind.name.startswith("article"):
        found += _named("print", faults.printed_navigation(page))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for width in widths(view, (640, DESKTOP)):
        found += _named(f"{width}, letters of 200 %", faults.wide(page))
    return found


def _without_scripts(plain: Reader, address: str, readings: dict[int, dict[str, object]]) -> list[str]:
    found = []
    for width in (PHONE, DESKTOP):
        view = plain.open(address, width)
        found += _named(f"{width}, no scripts", faults.needs_scripts(readings[width], faults.reading(view.page)))
    return found


@every_kind
def test_a_dark_page_has_no_fault(browser: Browser, sites: Sites, kind: Kind) -> None:
    """Only colours differ, so only their rules are asked again."""
    found: list[str] = []
    with reading(browser, scheme="dark") as reader:
        view = reader.open(sites.of(kind), WIDTHS[0])
        for width in widths(view, AXE_WIDTHS):
            found += _named(f"{width}, axe", faults.axe(view.page, only_colours=True))
        found += _named("traffic", faults.traffic(view))
    none(found)
