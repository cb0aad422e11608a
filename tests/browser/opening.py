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

from playwright.sync_api import Browser, Page

from tests.browser.kinds import Scheme

HEIGHT = 800  # CSS pixels
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip

# Layout shifts and broken rules of the page's Content-Security-Policy, from the first moment on.
_WATCH = """
window.seen = {shift: 0, sources: [], broken: []};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    seen.shift += entry.value;
    for (const source of entry.sources) seen.sources.push(source.node?.nodeName ?? "?");
  }
}).observe({type: "layout-shift", buffered: true});
addEventListener("securitypolicyviolation", event => seen.broken.push(`${event.violatedDirective}: ${event.blockedURI}`));
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
    """What a page said and asked for: console messages, requests, requests that failed."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page that is loaded and settled."""

    page: Page
    address: str
    traffic: Traffic


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    scheme: Scheme = "light",
    scripts: bool = True,
) -> Iterator[Opened]:
    """The page at ``address``, in a fresh context that is closed at the end. A forwarding page is held where it is."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, java_script_enabled=scripts, locale="en-GB"
    )
    try:
        page = context.new_page()
        traffic = Traffic()
        page.on("console", lambda message: traffic.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: traffic.said.append(f"error: {error}"))
        page.on("request", lambda request: traffic.asked.append(request.url))
        page.on("websocket", lambda socket: traffic.asked.append(socket.url))
        page.on("requestfailed", lambda request: traffic.failed.append(f"{request.url}: {request.failure}"))
        page.on(
            "response",
            lambda answer: traffic.failed.append(f"{answer.url}: {answer.status}") if answer.status >= 400 else None,
        )
        page.route("**/*", _on_this_machine_only)
        page.route(address, _held)
        if scripts:
            page.add_init_script(_WATCH)
        page.goto(address, wait_until="load")
        if (
            scripts
        ):  # without, promises are never kept and frames never called; the layout is there once it is asked for
            settle(page)
        yield Opened(page=page, address=address, traffic=traffic)
    finally:
        context.close()


def settle(page: Page) -> None:
    """Waits until a search has come to its end, fonts and pictures are there and two frames are painted."""
    page.evaluate(_SETTLED)


def widths(opened: Opened, sizes: tuple[int, ...]) -> Iterator[int]:
    """Each of ``sizes``, the page laid out at that width."""
    for width in sizes:
        opened.page.set_viewport_size({"width": width, "height": HEIGHT})
        settle(opened.page)
        yield width


def _on_this_machine_only(route: Any) -> None:
    """Nothing leaves the machine, whatever a page asks for; that it asked is noted."""
    if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
        route.fallback()
    else:
        route.abort()


def _held(route: Any) -> None:
    """A page without its ``<meta http-equiv="refresh">``, so that it can be looked at."""
    answer = route.fetch()
    body = answer.text()
    start = body.find('<meta http-equiv="refresh"')
    if start >= 0:
        body = body[:start] + body[body.index(">", start) + 1 :]
    route.fulfill(response=answer, body=body)
