"""What a reader comes for, on a phone, from disk and from a server: in how few actions it is in sight, without scrolling.

An action is a tap, or a query written and sent.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Sites
from tests.browser.opening import settle

WIDTH, HEIGHT = 390, 844  # CSS pixels of a phone
REAL = "articles/000-7d6d22a428fdc984.html"  # of the seeds: 2025-02, "… a-t-il expliqué sur CNN", far down
PLACES = ("disk", "server")
from_both = pytest.mark.parametrize("place", PLACES)
ADDED = {9: "2025-10-01", 6: "2025-10-02", 3: "2025-10-03"}  # old articles, by their number


class Reader:
    """A phone that counts what its reader does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def tap(self, target: Locator) -> None:
        """Taps a field, or a link, which opens another page."""
        address = target.get_attribute("href")
        if address is None:
            target.tap()
        else:
            with self.page.expect_navigation():
                target.tap()
        self.actions += 1

    def ask(self, query: str) -> None:
        """Writes a query into the field that has the focus, and sends it."""
        self.page.keyboard.type(query)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/search.html?*")
        settle(self.page)
        self.actions += 1


@contextmanager
def _reader(browser: Browser, address: str) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, has_touch=True, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(address)
        yield Reader(page)
    finally:
        context.close()


def _home(folder: Path, address: str, place: str) -> str:
    return f"{folder.as_uri()}/index.html" if place == "disk" else f"{address}index.html"


@pytest.fixture(scope="module")
def review(sites: Sites) -> tuple[Path, str]:
    """The folder and the address of a small site: six of twelve articles on Ukraine, and the days on which old ones were added."""
    source = sites.sources / "tasks"
    (source / "seeds").mkdir(parents=True)
    (source / "digest.yml").write_text("title: Petite revue\nlanguage: fr\nduplicates: no\n", "utf-8")
    for number in range(12):
        about = "l’Ukraine" if number % 2 else "l’Italie"
        fields = {
            "title": f"Rapport numéro {number} sur {about}",
            "date": f"{2023 + number % 3}-0{number % 9 + 1}",
            "places": "Ukraine" if number % 2 else "Italie",
            "topics": "Politique",
            "added": ADDED.get(number, ""),
        }
        front = "".join(f"{key}: {value}\n" for key, value in fields.items() if value)
        text = f"Le rapport numéro {number} porte sur {about}. Il a été lu devant les délégués, qui en ont débattu."
        (source / "seeds" / f"{number}.md").write_text(f"---\n{front}---\n\n{text}\n", "utf-8")
    output = sites.served / "tasks"
    command = [sys.executable, "-m", "digest", "build", "-q", "--jobs", "1", "--output", str(output)]
    subprocess.run(command, cwd=source, check=True, timeout=120)
    return output, f"{sites.address}tasks/"


@from_both
def test_who_quoted_cnn_in_february_2025(browser: Browser, sites: Sites, place: str) -> None:
    """Three actions, and the sentence is in sight; from a server it already is after two, on the result."""
    folder = sites.folder("seeds")
    with _reader(browser, _home(folder, f"{sites.address}seeds/", place)) as reader:
        page = reader.page
        reader.tap(page.locator("header input[name=q]"))
        reader.ask("CNN 2025")
        result = page.locator(".finder-results .row").first
        expect(result.locator(".row-when")).to_have_text("févr. 2025")
        if place == "server":
            expect(result.locator(".passage mark")).to_be_in_viewport()
        reader.tap(result.locator("h2 a"))
        page.wait_for_url(f"**/{REAL}?m=cnn")
        expect(page.locator(".found")).to_be_visible()
        assert reader.actions == 3
        top, bottom, block = page.evaluate(
            """() => {
              const range = [...CSS.highlights.get("found-here")][0];
              const { top, bottom } = range.getBoundingClientRect();
              return [top, bottom, range.startContainer.parentElement.closest("p").textContent];
            }"""
        )
        assert "CNN" in block
        assert top >= 0
        assert bottom <= HEIGHT


@from_both
def test_what_came_in_last(browser: Browser, review: tuple[Path, str], place: str) -> None:
    """No action: the front page lists the latest additions, the last one first."""
    with _reader(browser, _home(*review, place)) as reader:
        latest = reader.page.locator("[data-new] .headline a")
        assert [text.split()[2] for text in latest.all_inner_texts()] == ["3", "6", "9"]
        assert reader.actions == 0


@from_both
def test_everything_on_ukraine_in_2024(browser: Browser, review: tuple[Path, str], place: str) -> None:
    """Two actions by the places; two by the search as well."""
    wanted = {"Rapport numéro 1 sur l’Ukraine", "Rapport numéro 7 sur l’Ukraine"}
    with _reader(browser, _home(*review, place)) as reader:
        page = reader.page
        reader.tap(page.locator("header nav a", has_text="Lieux"))
        reader.tap(page.locator("main a", has_text="Ukraine").first)
        groups = page.locator("section", has=page.locator(".group-name", has_text="2024"))
        assert set(groups.locator(".headline a").all_inner_texts()) == wanted
        expect(groups.locator(".headline a").first).to_be_in_viewport()
        assert reader.actions == 2
    with _reader(browser, _home(*review, place)) as reader:
        page = reader.page
        reader.tap(page.locator("header input[name=q]"))
        reader.ask("ukraine 2024")
        assert set(page.locator(".finder-results h2 a").all_inner_texts()) == wanted
        expect(page.locator(".finder-results h2 a").first).to_be_in_viewport()
        assert reader.actions == 2
