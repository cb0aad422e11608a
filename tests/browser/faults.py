"""Checks of a page that is open in the browser: each is a function from the page to findings, which are sentences.

No finding, nothing wrong. The checks hold for any page; `test_checks.py` shows that each finds what it looks for.

Rejected: one list of all findings. A test asks for one check, so that its name says what broke.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.opening import Opened

_FOLDER = Path(__file__).parent
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_COLOURS = ("color-contrast", "link-in-text-block")


def _script(name: str) -> str:
    return (_FOLDER / "scripts" / name).read_text("utf-8")


def axe(page: Page, *, only_colours: bool = False) -> list[str]:
    """Faults that axe-core finds: WCAG 2.2 A and AA and best practice, size of targets included.

    ``only_colours`` asks for the rules that a colour scheme can break, and for no other.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate((_FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    options = {
        "runOnly": {"type": "rule", "values": _COLOURS} if only_colours else {"type": "tag", "values": _TAGS},
        "rules": {} if only_colours else {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:120]} ({'; '.join(check['message'] for check in node['any'] + node['all'] + node['none'])[:200]})"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


def traffic(opened: Opened) -> list[str]:
    """Messages on the console, requests that failed or went elsewhere, and what the page's own policy had to stop."""
    home = urlsplit(opened.address).netloc
    foreign = [
        url
        for url in opened.traffic.asked
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != home
    ]
    broken: list[str] = opened.page.evaluate("window.observed?.broken ?? []")
    return [
        *(f"console: {text}" for text in opened.traffic.messages),
        *(f"failed: {text}" for text in opened.traffic.failed),
        *(f"asked another host: {url}" for url in foreign),
        *(f"policy: {text}" for text in broken),
    ]


def wide(page: Page) -> list[str]:
    """The page scrolls sideways: what sticks out farthest is named."""
    found: list[str] = page.evaluate(_script("wide.js"))
    return found


def shifts(page: Page) -> list[str]:
    """Cumulative layout shift since the page began to load, if there was any."""
    observed: dict[str, Any] = page.evaluate("window.observed")
    return [f"layout shift {observed['shift']:.4f} of {', '.join(observed['sources'])}"] if observed["shift"] else []


def keyboard(page: Page) -> list[str]:
    """Links, buttons and fields that Tab does not reach, reaches out of order, or that do not show the focus.

    Folded parts are opened first. Scrolling boxes may take the focus too: the browser lets them, for the keyboard's sake.
    """
    wanted: int = page.evaluate(_script("keyboard.js"))
    for _ in range(wanted + 20):
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate("window.reached.findings()")
    return found


def skip_link(page: Page) -> list[str]:
    """The first Tab shows a link, and following it moves the focus to the main part: the next Tab lands there or after."""
    page.keyboard.press("Tab")
    shown = page.evaluate(
        """() => { const box = document.activeElement.getBoundingClientRect();
        return document.activeElement.matches('a[href^="#"]') && box.top >= 0 && box.bottom > 0 && box.left >= 0
          && box.right <= innerWidth && box.width > 8 && box.height > 8; }"""
    )
    if not shown:
        return ["the first Tab shows no link to the content"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    lands = page.evaluate(
        """() => { const main = document.querySelector("main"), now = document.activeElement;
        return !!main && (main.contains(now) || !main.querySelector("a[href], button, summary")
          && !!(main.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING)); }"""
    )
    return [] if lands else ["the skip link leads the focus somewhere else than into the main part"]


def line_ends(page: Page) -> list[str]:
    """French punctuation parted from its words by a line's end: a lone ``«`` at the end, ``»``, ``:``, ``;``, ``!``, ``?`` at the beginning."""
    found: list[str] = page.evaluate(_script("line_ends.js"))
    return found


def moving(page: Page) -> list[str]:
    """Transitions, animations and smooth scrolling, for a reader who asked for less motion."""
    found: list[str] = page.evaluate(_script("moving.js"))
    return found


def reading(page: Page) -> dict[str, Any]:
    """What a reader gets: the text of the main part, and where its headings stand. To be compared."""
    found: dict[str, Any] = page.evaluate(
        """() => ({text: document.querySelector("main").innerText, boxes: [...document.querySelectorAll("main h1, main h2")]
        .map(h => { const b = h.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round); })})"""
    )
    return found


def needs_scripts(with_scripts: dict[str, Any], without: dict[str, Any]) -> list[str]:
    """What ``reading`` lost or moved where scripts are off."""
    findings = []
    if with_scripts["text"] != without["text"]:
        findings.append("the text is another one without scripts")
    if with_scripts["boxes"] != without["boxes"]:
        findings.append("headings stand elsewhere without scripts")
    return findings


def printed_navigation(page: Page) -> list[str]:
    """Navigation that would be printed."""
    page.emulate_media(media="print")
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("nav, footer, .skip, button, form, aside")].filter(e => e.checkVisibility())
        .map(e => `printed: <${e.localName} class="${e.className}">`)"""
    )
    page.emulate_media(media="null")
    return found
