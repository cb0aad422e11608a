"""Renews the pictures of pages in docs/: each kind of page that docs/pages.md shows, wide and on a phone, by day and by night.

    python tools/screenshots.py

Builds the site into a temporary folder and photographs it with Playwright and Debian's chromium-headless-shell, so it needs what
``make test-site`` installs. ``docs/images/pages/`` then holds the pictures that ``docs/pages.md`` shows, and nothing else. Each
has the name of a kind of page in ``tests/browser/kinds.py``, and shows the seeds if they have that kind, else the first site that
has it. ``docs/images/front.png`` is the picture in the README.

Rejected: the same bytes everywhere. Another version of Chromium, or other fonts, draws letters in another way.
"""

from __future__ import annotations

import re
import sys
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import Sites
from tests.browser.kinds import KINDS, SCHEMES, Kind, Scheme
from tests.browser.opening import FLAGS, opened, settle
from tests.browser.server import serving

DOCS = Path(__file__).parent.parent / "docs"
PICTURES = DOCS / "images" / "pages"
CHROMIUM = "/usr/bin/chromium-headless-shell"
FRONT = (1280, 1000)  # CSS pixels of the picture in the README
GAP = 16
MOST = 160_000  # bytes of a picture
QUALITIES = (72, 64, 56, 48)  # of JPEG: the first that keeps a picture below MOST


@dataclass(frozen=True, slots=True)
class View:
    """A window: its width, where a long page is cut, and how wide it is drawn."""

    width: int
    cut: int
    drawn: int


VIEWS = (View(1280, 2000, 538), View(390, 1400, 234))  # both cut where 840 pixels are drawn; 1,592 in all with the gaps


def main() -> int:
    """Writes the pictures; 1 where docs/pages.md shows a page of no known kind."""
    kinds: dict[str, Kind] = {}
    for kind in KINDS:
        kinds.setdefault(re.sub(r"[^a-z0-9]+", "-", kind.name.lower()), kind)
    shown = re.findall(r"\(images/pages/([a-z0-9-]+)\.jpg\)", (DOCS / "pages.md").read_text("utf-8"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.jpg"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as root,
        serving(_made(Path(root) / "served")) as address,
        sync_playwright() as playwright,
    ):
        sites = Sites(Path(root) / "sources", Path(root) / "served", address)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=list(FLAGS))
        for name in (name for name in shown if name in kinds):
            address = sites.of(kinds[name])
            shots = [(view, _shot(browser, address, view, scheme)) for view in VIEWS for scheme in SCHEMES]
            picture = beside(browser, shots)
            (PICTURES / f"{name}.jpg").write_bytes(picture)
            print(f"{len(picture) / 1000:5.0f} kB  {name}")
        (DOCS / "images" / "front.png").write_bytes(_front(browser, sites.of(KINDS[0])))
        browser.close()
    unknown = [name for name in shown if name not in kinds]
    print(*(f"docs/pages.md shows {name}.jpg, which is no kind of page" for name in unknown), sep="\n", file=sys.stderr)
    return 1 if unknown else 0


def beside(browser: Browser, shots: list[tuple[View, bytes]]) -> bytes:
    """One JPEG of all the shots, on grey, their upper edges in line."""
    images = "".join(
        f'<img width="{view.drawn}" src="data:image/png;base64,{b64encode(shot).decode()}">' for view, shot in shots
    )
    width = sum(view.drawn for view, _ in shots) + GAP * (len(shots) + 1)
    page = browser.new_page(viewport={"width": width, "height": 100})
    page.set_content(
        f"<body style='margin:0;padding:{GAP}px;display:flex;gap:{GAP}px;align-items:start;background:#8a8a8a'>{images}"
    )
    settle(page)
    for quality in QUALITIES:
        picture = page.screenshot(type="jpeg", quality=quality, full_page=True)
        if len(picture) <= MOST:
            break
    page.close()
    return picture


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _shot(browser: Browser, address: str, view: View, scheme: Scheme) -> bytes:
    """The page from its top to its end, or to where it is cut."""
    with opened(browser, address, width=view.width, scheme=scheme) as shown:
        high = int(shown.page.evaluate("document.documentElement.scrollHeight"))
        shown.page.set_viewport_size({"width": view.width, "height": min(high, view.cut)})
        # Pictures further down would be waited for in vain as long as they are lazy.
        shown.page.evaluate("for (const image of document.images) image.loading = 'eager'")
        settle(shown.page)
        return shown.page.screenshot()


def _front(browser: Browser, address: str) -> bytes:
    with opened(browser, address, width=FRONT[0]) as view:
        view.page.set_viewport_size({"width": FRONT[0], "height": FRONT[1]})
        settle(view.page)
        return view.page.screenshot()


if __name__ == "__main__":
    sys.exit(main())
