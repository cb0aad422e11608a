"""What a reader chooses in the footer: it applies at once, on the next page too, and can be taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Sites
from tests.browser.kinds import of
from tests.browser.opening import opened

HOME, ARTICLE = of("seeds", "home, full", "article with crossheads")


@pytest.mark.parametrize(
    ("choice", "value", "style"),
    [("scheme", "dark", "backgroundColor"), ("size", "large", "fontSize"), ("size", "larger", "fontSize")],
)
def test_a_choice_is_kept(browser: Browser, sites: Sites, choice: str, value: str, style: str) -> None:
    look = f"getComputedStyle(document.documentElement).{style}"
    button = f"[data-choice={choice}] button[value='{{}}']"
    with opened(browser, sites.of(HOME)) as view:
        page = view.page
        before = page.evaluate(look)
        page.click(button.format(value))
        chosen = page.evaluate(look)
        assert chosen != before
        assert page.get_attribute(button.format(value), "aria-pressed") == "true"
        page.goto(sites.of(ARTICLE))
        assert page.evaluate(look) == chosen
        page.click(button.format(""))
        assert page.evaluate(look) == before
        page.goto(sites.of(HOME))
        assert page.evaluate(look) == before
