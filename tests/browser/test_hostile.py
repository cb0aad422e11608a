"""Sites of hostile texts in a real browser: nothing of an article runs, leads away or asks for anything.

The sites are those of ``tests/faults/xss_sinks.py``. Every page of an article is opened twice: without the policy that each page
has, so that only escaping counts, and with it, which then must have nothing to forbid. Pages are fetched from the disk on
the way, all else is refused and noted.

Rejected: clicks. Where links lead is checked in the markup (``tests/faults/output_scanner.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.conftest import none
from tests.faults import xss_sinks
from tests.faults.amounts import FULL

_HOST = xss_sinks.BASE
_KINDS = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript", "png": "image/png"}
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Records what a payload tries to do: calls, windows, requests, violations of the policy.
_WATCH = """
window.acted = [];
for (const name of ["alert", "confirm", "prompt", "open", "fetch", "print", "postMessage", "importScripts"])
  window[name] = (...given) => { acted.push(`${name}(${given})`); return null; };
for (const name of ["write", "writeln"]) document[name] = text => acted.push(`${name}(${text})`);
XMLHttpRequest.prototype.open = (...given) => { acted.push(`XMLHttpRequest(${given})`); };
addEventListener("securitypolicyviolation", event => acted.push(`${event.violatedDirective}: ${event.blockedURI}`));
addEventListener("error", event => acted.push(`error: ${event.message}`), true);
"""
# Finds elements that could act, and triggers those that wait for the focus or the mouse.
_LOOK = """() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on") || name === "style" || name === "srcdoc") found.push(`<${element.localName} ${name}>`);
      if (/^[\\s\\x00-\\x1f]*(javascript|vbscript|data):/i.test(value) && element.localName !== "link" && name !== "content"
          && !["title", "alt"].includes(name)) found.push(`<${element.localName} ${name}=${value}>`);
    }
    element.dispatchEvent(new Event("focus"));
    element.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  }
  for (const script of document.scripts)
    if (!/json/.test(script.type) && !script.src.startsWith(location.origin)) found.push(script.outerHTML.slice(0, 100));
  return [...acted, ...found];
}"""


class Opening:
    """A page of the browser to which files of one site are given, with or without their policy."""

    def __init__(self, browser: Browser, site: Path, *, policy: bool) -> None:
        self.site, self.policy = site, policy
        self.found: list[str] = []
        self.address = ""
        self.context = browser.new_context(locale="en-GB")
        self.page: Page = self.context.new_page()
        self.context.route("**/*", self._answer)
        self.page.on("dialog", self._dialog)
        self.context.on("page", lambda _page: self.found.append(f"{self.address}: a window is opened"))
        self.page.add_init_script(_WATCH)

    def _dialog(self, dialog: Any) -> None:
        self.found.append(f"{self.address}: a dialog: {dialog.message}")
        dialog.dismiss()

    def _answer(self, route: Any) -> None:
        asked = route.request.url
        path = self.site / asked.removeprefix(_HOST).partition("?")[0] if asked.startswith(_HOST) else None
        if path is None or not path.is_file():
            self.found.append(f"{self.address}: asks for {asked}")
            route.abort()
            return
        if route.request.is_navigation_request() and asked != _HOST + self.address:
            self.found.append(f"{self.address}: leads to {asked}")
        body = path.read_bytes()
        if path.suffix == ".html" and not self.policy:
            body = _POLICY.sub("", body.decode("utf-8")).encode("utf-8")
        route.fulfill(body=body, content_type=_KINDS.get(path.suffix[1:], "application/octet-stream"))

    def look(self, address: str) -> None:
        """Opens the page at ``address`` and notes everything that acted, or could."""
        self.address = address
        self.page.goto(_HOST + address, wait_until="load")
        try:
            self.found += [f"{address}: {what}" for what in self.page.evaluate(_LOOK)]
        except Error as error:  # the page is gone while it is looked at
            self.found.append(f"{address}: leads away: {error}")
        if self.page.url != _HOST + address:
            self.found.append(f"{address}: leads to {self.page.url}")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The built sites."""
    root = tmp_path_factory.mktemp("hostile")
    every = xss_sinks.payloads()
    sites = []
    for number, start in enumerate(range(0, len(every), xss_sinks.share())):
        site, _ = xss_sinks.write_site(
            root / f"site-{number}", every, range(start, min(start + xss_sinks.share(), len(every)))
        )
        xss_sinks.built(site)
        sites.append(site / "output")
    return sites


@pytest.mark.parametrize("policy", [False, True], ids=["without its policy", "with its policy"])
def test_nothing_of_an_article_acts(
    browser: Browser, hostile: list[Path], policy: bool, record_property: Callable[[str, object], None]
) -> None:
    found: list[str] = []
    opened = 0
    for site in hostile:
        pages = [path.relative_to(site).as_posix() for path in sorted((site / "articles").glob("*.html"))]
        pages = [page for page in pages if 'http-equiv="refresh"' not in (site / page).read_text("utf-8")]
        lists = sorted(
            path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.parent.name != "articles"
        )
        lists = [page for page in lists if 'http-equiv="refresh"' not in (site / page).read_text("utf-8")]
        view = Opening(browser, site, policy=policy)
        if not FULL:  # what the policy would forbid is found without it too
            pages, lists = pages[:: 4 if policy else 1], lists[::20]
        for address in [*pages, *lists, "index.html", "search.html"]:
            view.look(address)
            opened += 1
        view.context.close()
        found += view.found
    record_property(
        "tried",
        f"hostile texts in Chromium, {'with' if policy else 'without'} the policy: {opened} pages, {len(found)} act",
    )
    none(found)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe srcdoc='<script>top.alert(1)</script>'></iframe>",
        "<a href='java&#115;cript:alert(1)'>a</a>", "<meta http-equiv=refresh content='0;url=http://elsewhere.invalid/'>",
        "<p style='background:url(http://elsewhere.invalid/)'>a</p>",
    ],
)  # fmt: skip
def test_a_page_that_acts_is_found(browser: Browser, tmp_path: Path, body: str) -> None:
    """The same look finds a page that is not escaped."""
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><title>a</title>{body}", "utf-8")
    view = Opening(browser, tmp_path, policy=True)
    try:
        view.look("index.html")
        view.page.wait_for_timeout(100)
    finally:
        view.context.close()
    assert view.found
