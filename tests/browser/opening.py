"""Opens pages as a reader's browser does: a width, a colour scheme, with or without scripts; and notes what goes over the wire.

Rejected: other engines. What is checked here are rules of HTML, CSS and WCAG, and Chromium is the one that Debian ships,
that Lighthouse runs in, and that prints to PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.browser.kinds import Scheme

HEIGHT = 800  # CSS pixels
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip

# Layout shifts and broken rules of the page's Content-Security-Policy, from the first moment on.
_WATCH = """
window.observed = {shift: 0, sources: [], broken: []};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    observed.shift += entry.value;
    for (const source of entry.sources) observed.sources.push(source.node?.nodeName ?? "?");
  }
}).observe({type: "layout-shift", buffered: true});
addEventListener("securitypolicyviolation", event => observed.broken.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""

# All is there and painted: what a search found, fonts, pictures, two frames.
_SETTLED = """async () => {
  while (document.querySelector("[aria-busy=true]")) await new Promise(done => setTimeout(done, 10));
  await document.fonts.ready;
  await Promise.all([...document.images].filter(i => i.loading !== "lazy").map(i => i.decode().catch(() => null)));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@dataclass(slots=True)
class Traffic:
    """What a page printed and asked for: console messages, requests, requests that failed."""

    messages: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page that is loaded and settled."""

    page: Page
    address: str
    traffic: Traffic


class Reader:
    """A browser context with one page in it, in which addresses are opened one after the other."""

    def __init__(self, context: BrowserContext, *, scripts: bool) -> None:
        self.page = context.new_page()
        self.scripts = scripts
        self.traffic = Traffic()
        page = self.page
        page.on("console", lambda message: self.traffic.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.traffic.messages.append(f"error: {error}"))
        page.on("request", lambda request: self.traffic.asked.append(request.url))
        page.on("websocket", lambda socket: self.traffic.asked.append(socket.url))
        page.on("requestfailed", lambda request: self.traffic.failed.append(f"{request.url}: {request.failure}"))
        page.on("response", self._note_status)
        page.route("**/*", _abort_other_hosts)
        if scripts:
            page.add_init_script(_WATCH)

    def _note_status(self, response: Response) -> None:
        if response.status >= 400:
            self.traffic.failed.append(f"{response.url}: {response.status}")

    def open(self, address: str, width: int = 1280) -> Opened:
        """The page at ``address``, loaded afresh at this width. A forwarding page does not forward."""
        self.page.goto("about:blank")  # so that what the page before was still loading is not noted for this one
        self.traffic = Traffic()
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.route(address, _without_refresh)
        self.page.goto(address, wait_until="load")
        self.page.unroute(address, _without_refresh)
        if (
            self.scripts
        ):  # without scripts no promise is kept and no frame called; the layout is there once it is asked for
            settle(self.page)
        return Opened(page=self.page, address=address, traffic=self.traffic)


@contextmanager
def reading(browser: Browser, *, scheme: Scheme = "light", scripts: bool = True) -> Iterator[Reader]:
    """A fresh context, closed at the end. Playwright's routes turn its cache off, so every load is a first one."""
    context = browser.new_context(color_scheme=scheme, java_script_enabled=scripts, locale="en-GB")
    try:
        yield Reader(context, scripts=scripts)
    finally:
        context.close()


@contextmanager
def opened(
    browser: Browser, address: str, *, width: int = 1280, scheme: Scheme = "light", scripts: bool = True
) -> Iterator[Opened]:
    """The page at ``address`` in a context that nothing else has used."""
    with reading(browser, scheme=scheme, scripts=scripts) as reader:
        yield reader.open(address, width)


def settle(page: Page) -> None:
    """Waits until a search has come to its end, fonts and pictures are there and two frames are painted."""
    page.evaluate(_SETTLED)


def widths(opened: Opened, sizes: tuple[int, ...]) -> Iterator[int]:
    """Each of ``sizes``, the page laid out at that width."""
    for width in sizes:
        opened.page.set_viewport_size({"width": width, "height": HEIGHT})
        settle(opened.page)
        yield width


def _abort_other_hosts(route: Any) -> None:
    """No request leaves the machine; that a page made one is noted."""
    if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
        route.fallback()
    else:
        route.abort()


def _without_refresh(route: Any) -> None:
    """A page without its ``<meta http-equiv="refresh">``, so that it can be looked at."""
    answer = route.fetch()
    body = answer.text()
    start = body.find('<meta http-equiv="refresh"')
    if start >= 0:
        body = body[:start] + body[body.index(">", start) + 1 :]
    route.fulfill(response=answer, body=body)
