"""Each check finds what it looks for on a page that is broken on purpose, and nothing on the same page whole.

Rejected: every way in which a page can be broken. Each rule of ours is shown once; axe, Lighthouse and the HTML checker,
which have tests of their own, are only shown to be asked and heard.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import broken, faults, tools
from tests.browser.broken import Fault
from tests.browser.conftest import Sites
from tests.browser.kinds import Scheme
from tests.browser.opening import Opened, opened, settle


def every(*listed: Fault) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", listed, ids=str)


def show(
    browser: Browser,
    sites: Sites,
    fault: Fault,
    check: Callable[[Opened], list[str]],
    *,
    width: int = 320,
    scheme: Scheme = "light",
) -> None:
    """Fails unless ``check`` says of the broken page what the fault says, no more and no less, and nothing of the whole one."""
    address = sites.page("broken", fault.files())
    with opened(browser, f"{address}broken.html", width=width, scheme=scheme) as view:
        matches(check(view), fault.expected)
    with opened(browser, f"{address}correct.html", width=width, scheme=scheme) as view:
        matches(check(view), ())


def matches(findings: list[str], expected: tuple[str, ...]) -> None:
    assert len(findings) == len(expected), findings
    assert all(words in finding for finding, words in zip(findings, expected, strict=True)), findings


@every(*broken.ACCESSIBILITY)
def test_axe_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.axe(view.page))


@every(broken.NIGHT)
def test_axe_finds_by_night_only(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.axe(view.page, only_colours=True), scheme="dark")
    with opened(browser, f"{sites.page('by-day', fault.files())}broken.html") as view:
        assert not faults.axe(view.page)


@every(broken.ACCESSIBILITY[0])
def test_axe_passes_by_when_asked_for_colours_only(browser: Browser, sites: Sites, fault: Fault) -> None:
    with opened(browser, f"{sites.page('colours-only', fault.files())}broken.html") as view:
        assert not faults.axe(view.page, only_colours=True)


@every(*broken.TRAFFIC)
def test_traffic_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, faults.traffic)


@every(*broken.WIDE)
def test_wide_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.wide(view.page))


@every(broken.SHIFT)
def test_shifts_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    def check(view: Opened) -> list[str]:
        view.page.wait_for_selector("#there")
        settle(view.page)
        return faults.shifts(view.page)

    show(browser, sites, fault, check)


@every(*broken.KEYBOARD)
def test_keyboard_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.keyboard(view.page))


@every(*broken.SKIP_LINK)
def test_skip_link_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.skip_link(view.page))


@every(*broken.LINE_ENDS)
def test_line_ends_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.line_ends(view.page))


@every(*broken.MOVING)
def test_moving_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    def check(view: Opened) -> list[str]:
        view.page.emulate_media(reduced_motion="reduce")
        view.page.reload()
        return faults.moving(view.page)

    show(browser, sites, fault, check)


@every(*broken.SCRIPTS)
def test_needs_scripts_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    def check(view: Opened) -> list[str]:
        with opened(browser, view.address, width=320, scripts=False) as plain:
            return faults.needs_scripts(faults.reading(view.page), faults.reading(plain.page))

    show(browser, sites, fault, check)


@every(*broken.PAPER)
def test_printed_navigation_finds(browser: Browser, sites: Sites, fault: Fault) -> None:
    show(browser, sites, fault, lambda view: faults.printed_navigation(view.page))


@every(*broken.PRINTED)
def test_printed_finds(browser: Browser, sites: Sites, fault: Fault, tmp_path: Path) -> None:
    def check(view: Opened) -> list[str]:
        faults.printed_navigation(view.page)  # leaves the page unchanged, so that it is printed as on paper
        return tools.printed(view.page, tmp_path / "page.pdf")

    show(browser, sites, fault, check)


def write(folder: Path, files: dict[str, tuple[str, str]]) -> None:
    for name, (text, _) in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def by_file(findings: list[str], folder: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """The findings of each file; the end of its path stands before the words, with a colon."""
    return {name: [text for text in findings if f"{folder.name}/{name}:" in text] for name in names}


@pytest.fixture(scope="module")
def markup(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("markup")
    write(folder, broken.MARKUP)
    return by_file(tools.markup(folder), folder, broken.MARKUP)


@pytest.mark.parametrize("name", broken.MARKUP)
def test_markup_finds(markup: dict[str, list[str]], name: str) -> None:
    expected = broken.MARKUP[name][1]
    matches(markup[name], (expected,) if expected else ())


@pytest.fixture(scope="module")
def style(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder = tmp_path_factory.mktemp("style")
    write(folder, broken.STYLE)
    return by_file(tools.style(*(folder / name for name in broken.STYLE)), folder, broken.STYLE)


@pytest.mark.parametrize("name", broken.STYLE)
def test_style_finds(style: dict[str, list[str]], name: str) -> None:
    expected = broken.STYLE[name][1]
    matches(style[name], (expected,) if expected else ())


# A site whose links all work, and the files that break it: each finding by some of its words.
SITE: dict[str, str | bytes] = {
    "index.html": broken.page('<link rel="stylesheet" href="site.css"><a href="one.html">One</a> <a href="two.html#part">Two</a>'),
    "one.html": broken.page('<a href="index.html">Back</a> <a href="https://other.example/">Elsewhere, which is not asked</a>'),
    "two.html": broken.page('<h2 id="part">A part</h2>'),
    "site.css": "p { margin: 0 }",
}  # fmt: skip
BREAKS: dict[str, str | bytes] = {
    "two.html": broken.page('<h2 id="other">Another part</h2><a href="gone.html">Gone</a>'),
    "three.html": broken.page("<p>Alone</p>"),
    "site.css": "p { background: url(gone.png) }",
}
LINKS = {
    "a link to no page": "gone.html from ",
    "a link to no part of a page": "two.html#part from ",
    "a style's picture that is not there": "gone.png from ",
    "a page without a link to it": "no link leads to three.html",
}


def linked(sites: Sites, name: str, files: dict[str, str | bytes]) -> list[str]:
    findings = tools.links(sites.page(name, files), {path for path in files if path.endswith(".html")})
    return list(dict.fromkeys(findings))  # a part that is not there is looked for twice


@pytest.fixture(scope="module")
def links(sites: Sites) -> list[str]:
    return linked(sites, "links/broken", SITE | BREAKS)


@pytest.mark.parametrize("fault", LINKS)
def test_links_finds(links: list[str], fault: str) -> None:
    matches([finding for finding in links if LINKS[fault] in finding], (LINKS[fault],))
    assert len(links) == len(LINKS), links


def test_links_finds_nothing_in_a_correct_site(sites: Sites) -> None:
    assert not linked(sites, "links/whole", SITE)


def test_lighthouse_finds_an_image_without_alt_and_a_page_without_description(sites: Sites, chromium: str) -> None:
    """Once and broken only, for it takes its time; `test_whole_sites.py` shows that it finds nothing on a whole page."""
    address = sites.page("lighthouse", broken.ACCESSIBILITY[0].files())
    scores, findings = tools.lighthouse(f"{address}broken.html", chromium)
    assert scores["accessibility"] < 1
    assert scores["seo"] < 1
    assert any(finding.startswith("accessibility: Image elements do not have") for finding in findings), findings
    assert any(finding.startswith("seo: Document does not have a meta description") for finding in findings), findings


def noise(size: int) -> str:
    """Letters that take about ``size`` bytes when they are packed: there are 64 of them, so four fill three bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"
    return "".join(random.Random(size).choices(letters, k=size * 4 // 3))


HEAD = '<link rel="stylesheet" href="../site.css"><script defer src="../site.js"></script>'
ASKED = [f"http://127.0.0.1/{name}" for name in ("articles/one.html", "site.css", "site.js")]


@pytest.mark.parametrize(
    ("body", "sheet", "script", "asked", "expected"),
    [
        pytest.param("", 0, 0, (), (), id="nothing"),
        pytest.param(f"<p>{noise(7500)}</p>", 0, 0, (), (), id="nothing in a page just small enough"),
        pytest.param(f"<p>{noise(9000)}</p>", 0, 0, (), ("bytes of page and ",), id="a page too large"),
        pytest.param("", 9000, 0, (), ("of style are more than 8192",), id="a style too large"),
        pytest.param(f"<p>{noise(4500)}</p>", 4500, 0, (), ("more than 8192",), id="page and style together too large"),
        pytest.param(f'<div class="text"><div>{noise(9000)}</div>{noise(9000)}</div>', 0, 0, (), (), id="nothing in a long text"),
        pytest.param(
            f'<div class="text">\n<div>\n</div></div><p>{noise(9000)}</p>', 0, 0, (), ("bytes of page",), id="too much after the text"
        ),
        pytest.param(f'<div class="texts">{noise(9000)}</div>', 0, 0, (), ("bytes of page",), id="what is not the text"),
        pytest.param("", 0, 2500, (), ("bytes of scripts are more than 2048",), id="a script too large"),
        pytest.param("", 0, 0, ("more.css",), ("4 requests are more than 3",), id="too many requests"),
        pytest.param("", 0, 0, ("a.jpg", "b.webp?c", "data.svg"), (), id="nothing in pictures"),
    ],
)  # fmt: skip
def test_sizes_finds(
    body: str, sheet: int, script: int, asked: tuple[str, ...], expected: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "one.html").write_text(broken.page(body, head=HEAD), "utf-8")
    (tmp_path / "site.css").write_text(noise(sheet), "utf-8")
    (tmp_path / "site.js").write_text(noise(script), "utf-8")
    addresses = [*ASKED, broken.DOT, *(f"http://127.0.0.1/{name}" for name in asked)]
    measured, findings = tools.sizes(tmp_path / "articles" / "one.html", addresses)
    matches(findings, expected)
    assert measured["style"] >= sheet
    assert measured["scripts"] >= script
