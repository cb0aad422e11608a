"""The site of our own seeds, and small golden sites: every link works, wherever the site stands."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from tests.conftest import Golden

ROOT = Path(__file__).parent.parent
SITES = Path(__file__).parent / "golden" / "sites"
REAL = "articles/000-7d6d22a428fdc984.html"


def _build(site: Path, output: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "digest", "build", "--output", str(output), "--jobs", "1", *more],
        cwd=site, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own seeds, built once."""
    output = tmp_path_factory.mktemp("site") / "output"
    done = _build(ROOT, output)
    assert done.returncode == 0, done.stderr
    return output


class _Page(HTMLParser):
    """What a page links to, its anchors, and its text by element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.add(tag)
        self._open.append((tag, found))
        for name in ("href", "src"):
            if value := found.get(name):
                self.links.append(value)
        if identity := found.get("id"):
            self.ids.append(identity)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.texts.append((*self._open[-1], data.strip()))

    def of(self, tag: str) -> list[str]:
        return [text for name, _, text in self.texts if name == tag]


def _read(path: Path) -> _Page:
    return _Page(path.read_text("utf-8"))


def test_the_real_article_s_page(output: Path) -> None:
    """Its crossheads are headings, its header is no text, its date is a month, its headline is from its second sentence."""
    page = _read(output / REAL)
    headings = [
        "L’OTAN, une menace existentielle",
        "Deux coups de tonnerre géopolitiques",
        "Réactions discrètes et prudentes à Kiev",
    ]
    assert [text for text in page.of("h2") if text in headings] == headings
    text = " ".join(text for _, _, text in page.texts)
    assert "date 2025-02" not in text
    assert "Le Kremlin a indiqué jeudi souhaiter une rencontre" in text
    assert [found["datetime"] for tag, found, _ in page.texts if tag == "time"][:1] == ["2025-02"]
    assert "février 2025" in text
    assert "Les présidents Poutine et Trump se sont entretenus par téléphone" in page.of("h1")
    assert "titre déduit du texte" in text.lower()
    assert 'lang="fr"' in (output / REAL).read_text("utf-8")


def test_the_real_article_stands_on_its_month_and_year_and_on_no_day(output: Path) -> None:
    listed = {
        path.relative_to(output).as_posix()
        for path in (output / "dates").iterdir()
        if any(link.endswith(REAL) for link in _read(path).links)
    }
    assert {"dates/2025-02.html", "dates/2025.html"} <= listed
    assert listed <= {"dates/2025-02.html", "dates/2025.html", "dates/index.html"}


def _walk_disk(root: Path, start: Path) -> set[Path]:
    """Every page reached from ``start`` by links, as a browser follows them from disk; each link must exist."""
    waiting, visited = [start], {start}
    while waiting:
        path = waiting.pop()
        if path.suffix != ".html":
            continue
        page = _read(path)
        assert len(page.ids) == len(set(page.ids)), f"an id twice in {path}"
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            target, anchor = urldefrag(link)
            target = target.partition("?")[0]  # of a search
            found = (path.parent / target).resolve() if target else path
            assert found.is_file(), f"{path.relative_to(root)} links to {link}"
            assert root in found.parents
            if anchor:
                assert anchor in _read(found).ids, f"{path.relative_to(root)} links to {link}"
            if found not in visited:
                visited.add(found)
                waiting.append(found)
    return visited


def test_from_disk_every_link_works_and_every_page_is_reached(output: Path) -> None:
    root = output.resolve()
    reached = _walk_disk(root, root / "index.html")
    pages = set(root.rglob("*.html"))
    assert pages - reached == {root / "404.html"}


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is no log."""


@pytest.fixture
def served(output: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """The site on a real server, at its root or below a path."""
    below: str = request.param
    copytree(output, tmp_path / "www" / below, dirs_exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(tmp_path / "www")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{below}", len(list(output.rglob("*.html")))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("served", ["", "deep/er/path/"], indirect=True)
def test_from_a_server_every_link_works_at_the_root_and_below_a_path(served: tuple[str, int]) -> None:
    base, pages = served
    waiting, visited = [base], {base}
    reached = 0
    while waiting:
        address = waiting.pop()
        try:
            with urlopen(address, timeout=10) as answer:
                html = answer.read().decode("utf-8") if "html" in answer.headers["Content-Type"] else ""
        except HTTPError as error:
            raise AssertionError(f"{address}: {error}") from error
        reached += bool(html)
        for link in _Page(html).links:
            if urlsplit(link).scheme:
                continue
            target = urldefrag(urljoin(address, link))[0].partition("?")[0]  # without the words of a search
            assert target.startswith(base), f"{address} leaves the site by {link}"
            if target not in visited and target != base + "index.html":
                visited.add(target)
                waiting.append(target)
    assert reached == pages - 1  # all but 404.html


def test_no_page_asks_for_anything_from_elsewhere_or_runs_anything(output: Path) -> None:
    for path in output.rglob("*.html"):
        html = path.read_text("utf-8")
        assert "Content-Security-Policy" in html
        assert "default-src 'none'" in html
        assert not _Page(html).tags & {"iframe", "frame", "object", "embed", "applet"}, path
        scripts = re.findall(r"<script[^>]*>", html)
        allowed = r'<script (src="(\.\./)*assets/(digest\.js"|(?:search(?:-index|-results)?|words)\.js" defer)|type="application/ld\+json"|type="application/json" id="search-words")>'
        assert all(re.fullmatch(allowed, script) for script in scripts), path
        assert " style=" not in html


def test_a_page_s_language_and_each_foreign_story_s_are_declared(output: Path) -> None:
    for path in output.rglob("*.html"):
        assert '<html lang="fr" dir="ltr"' in path.read_text("utf-8"), path
    months = (output / "dates/2024-07.html").read_text("utf-8")
    assert 'lang="ar"' in months
    assert 'dir="rtl"' in months


def test_a_build_leaves_git_clean() -> None:
    """What git ignores covers all that a build writes; skipped outside a checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    names = ["output/index.html", "output/.digest-files.json", ".output.digest-stage/x", ".venv/x", ".digest-cache/x"]
    done = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == names
    kept = subprocess.run(["git", "check-ignore", "output/.gitignore"], cwd=ROOT, capture_output=True, check=False)
    assert kept.returncode == 1


# Kept from the doctype on: one page of each template. Of all others only <main> is kept, so that a change of what pages share is
# one difference, not fifty.
FULL_PAGES = {
    "english": {
        "404.html",
        "about.html",
        "articles/ferry.html",
        "dates/index.html",
        "index.html",
        "search.html",
        "subscribe.html",
        "topics/harbour.html",
        "topics/index.html",
    },
    "folder": {"index.html", "articles/000-a1b2.html"},  # a site without settings
}
GOLDEN_SITES = ("english", "folder", "stories", "wrong")


def test_every_golden_site_is_tested() -> None:
    assert sorted(path.name for path in SITES.iterdir()) == list(GOLDEN_SITES)


@pytest.mark.parametrize("site", GOLDEN_SITES)
def test_golden_sites(site: str, tmp_path: Path, golden: Golden) -> None:
    """Each folder of golden/sites is a site: seeds and settings; in ``expected`` what the build prints, and its pages."""
    folder = SITES / site
    copytree(folder, tmp_path / "site")
    done = _build(tmp_path / "site", tmp_path / "output")
    printed = "".join(f"{line}\n" for line in [f"exit {done.returncode}", *done.stderr.splitlines()])
    golden.check(folder / "expected" / "messages.txt", printed)
    files = sorted(path.relative_to(tmp_path / "output").as_posix() for path in (tmp_path / "output").rglob("*.*"))
    golden.check(folder / "expected" / "files.txt", _unhashed("".join(f"{name}\n" for name in files)))
    if golden.renew:
        rmtree(folder / "expected" / "output", ignore_errors=True)
    for name in files:
        if name.endswith(".html"):
            text = _unhashed((tmp_path / "output" / name).read_text("utf-8"))
            if name not in FULL_PAGES.get(site, ()):
                text = _main_of(text)
            golden.check(folder / "expected" / "output" / name, text)


def _main_of(html: str) -> str:
    """The ``<main>`` of a page, which every page has once."""
    (main,) = re.findall(r"<main\b.*?</main>", html, re.DOTALL)
    return f"{main}\n"


def _unhashed(text: str) -> str:
    """``text`` without the hashes of the search index, which change with every version of the program."""
    return re.sub(r"(assets/search/[\w-]+)-[0-9a-f]{12}", r"\1-HASH", text)
