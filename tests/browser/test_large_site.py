"""axe on a site of 2,000 articles in twelve languages with everything turned on: pages as long and lists as full as they get.

Of each kind the longest page, light and dark, at the narrowest and the widest of the widths. It takes some minutes, so only
`make test-large` and `make test-release` run it; `test_pages.py` has the same kinds of pages of small sites.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks import corpus
from tests.browser import faults
from tests.browser.conftest import none
from tests.browser.kinds import AXE_WIDTHS, SCHEMES
from tests.browser.opening import reading, widths
from tests.browser.server import serving
from tests.faults.amounts import FULL

ARTICLES = 2_000
SETTINGS = """\
title: Grande revue
description: Deux mille articles
language: fr
base_url: https://review.example/
editions: month
api: yes
llms: yes
contact: editor@review.example
about: {publisher: La rédaction, selection: Tout, rights: Aux auteurs}
watch: {Gouvernement: [gouvernement, government, Regierung], Paix: [paix, peace]}
rights: {sources: {Norwick Herald: excerpt, Lorne Herald: headline}}
"""
# Patterns of addresses; a pattern stands for the longest page that has such an address.
PAGES = (
    *("index.html", "latest.html", "about.html", "subscribe.html", "404.html", "coverage.html"),
    *("search.html", "search.html?q=pr%C3%A9sident", "search.html?q=qzwxkq", "search.html?q=de&sort=date&language=fr"),
    *("stories/index.html", "stories/*.html", "editions/index.html", "editions/*.html"),
    *("watch/index.html", "watch/*.html", "topics/index.html", "topics/*.html", "topics/*/????.html"),
    *("dates/index.html", "dates/????.html", "dates/????-??.html", "dates/????-??-??.html"),
    *(
        "sources/index.html",
        "sources/*.html",
        "places/index.html",
        "places/*.html",
        "people/index.html",
        "people/*.html",
    ),
    *(
        "organisations/index.html",
        "organisations/*.html",
        "languages/index.html",
        "languages/*.html",
        "articles/*.html",
    ),
)

pytestmark = pytest.mark.skipif(not FULL, reason="takes minutes: `make test-large` and `make test-release` run it")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of the site and its address."""
    site = tmp_path_factory.mktemp("large")
    (site / "digest.yml").write_text(SETTINGS, "utf-8")
    columns = (*corpus.USUAL, "Author", "Summary", "People", "Places", "Organisations")
    corpus.write_declared(site, [corpus.article(number) for number in range(ARTICLES)], columns)
    manifest = site / "seeds" / "INDEX.md"
    head, rule, *rows = manifest.read_text("utf-8").splitlines()
    added = [f"2025-{number % 6 + 1:02}-{number % 28 + 1:02}" if number % 40 == 0 else "" for number in range(ARTICLES)]
    lines = [f"{head} Added |", f"{rule} --- |", *(f"{row} {day} |" for row, day in zip(rows, added, strict=True))]
    manifest.write_text("\n".join(lines) + "\n", "utf-8")
    subprocess.run([sys.executable, "-m", "digest", "build", "-q"], cwd=site, check=True, timeout=600)
    with serving(site / "output") as address:
        yield site / "output", address


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(browser: Browser, large: tuple[Path, str], page: str) -> None:
    folder, root = large
    pattern, _, query = page.partition("?q=") if "?q=" in page else (page, "", "")
    files = [path for path in folder.glob(pattern) if path.name != "index.html" or pattern.endswith("index.html")]
    longest = max(files, key=lambda path: (path.stat().st_size, path.name))
    address = f"{root}{longest.relative_to(folder).as_posix()}{f'?q={query}' if query else ''}"
    found = []
    for scheme in SCHEMES:
        with reading(browser, scheme=scheme) as reader:
            view = reader.open(address, AXE_WIDTHS[0])
            for width in widths(view, AXE_WIDTHS):
                dark = scheme == "dark"  # only colours differ, so only their rules are asked again
                found += [f"{scheme}, {width}: {text}" for text in faults.axe(view.page, only_colours=dark)]
                found += [f"{scheme}, {width}: {text}" for text in faults.wide(view.page)]
    none(found)
