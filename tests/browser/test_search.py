"""The search in a browser: from disk and from a server, what is found, every state, back, filters, keyboard."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from digest.search import folding
from tests.browser.conftest import Sites
from tests.browser.opening import opened

REAL = "articles/000-7d6d22a428fdc984.html"
CASES = json.loads((Path(__file__).parent.parent / "folding.json").read_text("utf-8"))
PLACES = ("disk", "server")  # where the site stands
from_both = pytest.mark.parametrize("place", PLACES)


def _root(sites: Sites, site: str, place: str) -> str:
    folder = sites.folder(site)
    return f"{folder.as_uri()}/" if place == "disk" else f"{sites.address}{site}/"


@contextmanager
def _page(browser: Browser, address: str, *, scripts: bool = True) -> Iterator[Page]:
    """A page in a context of its own, opened without waiting for more than its load."""
    context = browser.new_context(java_script_enabled=scripts, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(address)
        yield page
    finally:
        context.close()


def _found(page: Page) -> list[str]:
    """The addresses of the articles that are shown, once the search has come to an end."""
    expect(page.locator(".finder-results")).to_have_attribute("aria-busy", "false")
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.finder-results h2 a')].map(a => a.getAttribute('href').split('?')[0])"
    )
    return found


def _status(page: Page) -> str:
    status: str = page.locator(".finder-status").inner_text()
    return status


@from_both
@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("zelen", REAL, 2),
        ("Kiev discrètes", REAL, 1),
        ("kiev DISCRETE", REAL, 1),
        ("otan finlande", "articles/samples-003-dc9c39c2ddf3dec4.html", 1),
        ("اتفاق غزة", "articles/samples-018-108b594b3f63fe46.html", 1),
        ("والاتفاق إسرائيل", "articles/samples-018-108b594b3f63fe46.html", 1),
        ("気象庁", "articles/samples-007-1b78a279bc6f8b10.html", 1),
        ("能登地方 地震", "articles/samples-007-1b78a279bc6f8b10.html", 1),
        ("登能", None, 0),
        ("qzwxk", None, 0),
    ],
)
def test_a_query_finds_the_right_articles(
    browser: Browser, sites: Sites, place: str, query: str, first: str | None, count: int | None
) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html?q={quote(query)}") as page:
        found = _found(page)
        assert (found[0] if found else None) == first
        assert count is None or len(found) == count


@from_both
@pytest.mark.parametrize(
    ("queries", "first"),
    [
        (("OTAN", "otan", "l’Otan"), REAL),
        (("election", "élections", "ELECTIONS"), "articles/samples-012-0ffa2f11d9bfd3be.html"),
        (("Ukraine", "d'ukraine"), REAL),
    ],
)
def test_accents_case_and_elision_do_not_matter(
    browser: Browser, sites: Sites, place: str, queries: tuple[str, ...], first: str
) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html") as page:
        answers = []
        for query in queries:
            page.fill("#q", query)
            answers.append(set(_found(page)))
        assert first in answers[0]
        assert answers[0] >= answers[1]  # a plural is found by its singular


def test_client_and_build_fold_alike(browser: Browser, sites: Sites) -> None:
    with _page(browser, _root(sites, "seeds", "server") + "search.html") as page:
        for text, folded in CASES:
            assert page.evaluate("text => words(text)", text) == folded
            assert page.evaluate("text => forms(text)", text) == folding.forms(text)


def test_a_query_with_accents_puts_first_what_is_written_alike(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    texts = {"sin": ("Le péché", 2025), "peach": ("Un fruit", 2024), "fishing": ("La rivière", 2023)}
    for name, (title, year) in texts.items():
        body = "Ce texte parle de pêche." if name != "sin" else "Ce texte parle de péchés."
        text = f"---\ntitle: {title}\ndate: {year}\nlanguage: fr\n---\n\n{body}\n"
        (tmp_path / "seeds" / f"{name}.md").write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "digest", "build", "-q", "--jobs", "1"], cwd=tmp_path, check=True, timeout=60)
    sin, peach, fishing = (f"articles/{name}.html" for name in texts)
    with _page(browser, f"{(tmp_path / 'output').as_uri()}/search.html?q=peche") as page:
        assert _found(page) == [sin, peach, fishing]
        page.fill("#q", "PÊCHE")
        assert _found(page) == [peach, fishing, sin]
        page.fill("#q", "péché")
        assert _found(page) == [sin, peach, fishing]
        page.select_option("[name=sort]", "date")
        page.fill("#q", "pêche")
        assert _found(page) == [sin, peach, fishing]


@from_both
def test_a_text_that_may_not_be_shown_is_not_found(browser: Browser, sites: Sites, place: str) -> None:
    with _page(browser, f"{_root(sites, 'arabic', place)}search.html?q={quote('عنوان بلا نص')}") as page:
        assert _found(page) == ["articles/unwan.html"]
        page.fill("#q", "اقتباس المحضر")  # a phrase of the text, of which only the headline may be shown
        assert "articles/unwan.html" not in _found(page)


def test_what_is_private_is_not_found(browser: Browser, tmp_path: Path) -> None:
    for name, rights in (("secret", "private"), ("open", "full")):
        text = f"---\ntitle: Sésame {name}\nlanguage: fr\nrights: {rights}\n---\n\nLe sésame des profondeurs.\n"
        (tmp_path / "seeds").mkdir(exist_ok=True)
        (tmp_path / "seeds" / f"{name}.md").write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "digest", "build", "-q", "--jobs", "1"], cwd=tmp_path, check=True, timeout=60)
    with _page(browser, f"{(tmp_path / 'output').as_uri()}/search.html?q=sesame") as page:
        assert _found(page) == ["articles/open.html"]
        page.fill("#q", "secret")
        assert _found(page) == []


@from_both
def test_the_address_holds_the_query_and_back_works(browser: Browser, sites: Sites, place: str) -> None:
    root = _root(sites, "seeds", place)
    with _page(browser, f"{root}index.html") as page:
        page.keyboard.press("/")
        expect(page.locator("header input[name=q]")).to_be_focused()
        page.keyboard.type("OTAN")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"search\.html\?q=OTAN"))
        first = _found(page)
        assert len(first) == 2
        expect(page.locator("mark").first).to_have_text("OTAN")
        page.fill("#q", "zelensky kiev")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("q=zelensky"))
        expect(page.locator(".finder-results h2")).to_have_count(1)
        page.locator(".finder-results h2 a").first.click()
        page.wait_for_url(re.compile(REAL))
        page.go_back()
        expect(page.locator("#q")).to_have_value("zelensky kiev")
        expect(page.locator(".finder-results h2")).to_have_count(1)
        page.go_back()
        expect(page.locator("#q")).to_have_value("OTAN")


@from_both
def test_filters_narrow_a_search_and_stand_in_the_address(browser: Browser, sites: Sites, place: str) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html") as page:
        page.select_option("[name=language]", "ja")
        page.wait_for_url(re.compile("language=ja"))
        assert "articles/samples-007-1b78a279bc6f8b10.html" in _found(page)
        page.select_option("[name=language]", "")
        page.select_option("[name=year]", "2025")
        page.wait_for_url(re.compile("year=2025"))
        page.fill("#q", "otan")
        expect(page.locator(".finder-results h2")).to_have_count(1)
        assert _found(page) == [REAL]
        page.reload()
        expect(page.locator("[name=year]")).to_have_value("2025")
        expect(page.locator(".finder-results h2")).to_have_count(1)


def test_results_come_in_steps_and_the_focus_goes_on(browser: Browser, sites: Sites) -> None:
    with _page(browser, _root(sites, "large", "server") + "search.html?q=travaux") as page:
        assert len(_found(page)) == 20
        shown = page.locator(".finder-results h2 a")
        page.locator(".finder-more").focus()
        page.keyboard.press("Enter")
        expect(shown).to_have_count(70)
        expect(shown.nth(20)).to_be_focused()
        assert len(set(_found(page))) == 70


@from_both
def test_a_result_leads_to_its_words(browser: Browser, sites: Sites, place: str) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html?q=cnn") as page:
        assert _found(page) == [REAL]
        page.emulate_media(reduced_motion="reduce")  # the article is scrolled at once
        quotes = page.locator(".finder-results .passage mark")
        expect(quotes).to_have_count(0 if place == "disk" else 1)
        page.locator(".finder-results h2 a").click()
        page.wait_for_url(re.compile(r"\?m=cnn"))
        bar = page.locator(".found")
        expect(bar).to_be_visible()
        marked = "[...CSS.highlights.get('found')].map(range => range.toString())"
        words = page.evaluate(marked)
        assert words
        assert {word.lower() for word in words} == {"cnn"}
        assert page.evaluate("[...CSS.highlights.get('found-here')][0].getBoundingClientRect().top < innerHeight")
        assert bar.locator("[role=status]").inner_text() == f"1 / {len(words)}"
        bar.locator("button").first.click()
        expect(bar.locator("[role=status]")).to_have_text(f"{len(words)} / {len(words)}")


def test_an_article_that_no_search_led_to_has_no_marks(browser: Browser, sites: Sites) -> None:
    for query in ("", "?m=", "?m=qzwxk"):
        with _page(browser, _root(sites, "seeds", "server") + REAL + query) as page:
            page.wait_for_load_state("networkidle")
            expect(page.locator(".found")).to_have_count(0)


@from_both
def test_a_year_in_a_query_is_the_filter(browser: Browser, sites: Sites, place: str) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html?q=ukraine+2025") as page:
        assert _found(page) == [REAL]
        assert _status(page) == "1 article (2025)"


def test_results_can_be_in_the_order_of_their_dates(browser: Browser, sites: Sites) -> None:
    with _page(browser, _root(sites, "large", "server") + "search.html?q=conseil&sort=date") as page:
        _found(page)
        expect(page.locator("[name=sort]")).to_have_value("date")
        expect(page.locator(".finder-results h2")).to_have_count(20)
        newest = page.locator(".finder-results .row-when").all_inner_texts()
        page.select_option("[name=sort]", "")
        page.wait_for_url(lambda url: "sort" not in url)
        expect(page.locator(".finder-results .row-when").first).to_be_visible()
        years = [int(text[-4:]) for text in newest if text[-4:].isdigit()]
        assert years == sorted(years, reverse=True)


@from_both
def test_months_narrow_a_search_and_stand_in_the_address(browser: Browser, sites: Sites, place: str) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html?language=fr") as page:
        every = len(_found(page))
        bars = page.locator(".finder-months button")
        assert bars.count() > 2
        label = bars.first.get_attribute("aria-label") or ""
        assert re.fullmatch(r"\w+ \d{4}\s: \d+ articles?", label), label
        year = page.locator(".finder-months li").first.get_attribute("data-year")
        assert year is not None
        assert year in label
        bars.first.click()
        page.wait_for_url(re.compile(r"month=\d{4}-\d\d"))
        expect(bars.first).to_have_attribute("aria-pressed", "true")
        assert 0 < len(_found(page)) < every
        bars.first.click()
        page.wait_for_url(lambda url: "month" not in url)


@from_both
def test_a_misspelt_word_is_offered_as_it_is_known(browser: Browser, sites: Sites, place: str) -> None:
    with _page(browser, f"{_root(sites, 'seeds', place)}search.html?q=zelenzky") as page:
        assert _found(page) == []
        meant = page.locator(".finder-meant a")
        expect(meant).to_have_text("zelensky")
        meant.click()
        page.wait_for_url(re.compile("q=zelensky"))
        assert REAL in _found(page)
        page.fill("#q", "qzwxk")
        _found(page)
        expect(page.locator(".finder-meant")).to_be_hidden()


def test_before_a_search_the_page_offers_topics_names_and_the_newest(browser: Browser, sites: Sites) -> None:
    with _page(browser, _root(sites, "seeds", "server") + "search.html") as page:
        start = page.locator(".finder-start")
        expect(start).to_be_visible()
        assert start.locator(".row").count() == 5
        assert start.locator("section > .group-head").all_inner_texts()[:4] == [
            "Sujets", "Personnes", "Organisations", "Lieux",
        ]  # fmt: skip
        page.fill("#q", "otan")
        expect(start).to_be_hidden()


def test_keys_lead_from_headline_to_headline(browser: Browser, sites: Sites) -> None:
    with _page(browser, _root(sites, "seeds", "server") + "topics/politics.html") as page:
        links = page.locator("main .headline a")
        page.keyboard.press("j")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("j")
        expect(links.nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(links.nth(0)).to_be_focused()
        page.keyboard.press("?")
        expect(page.locator(".keys")).to_be_focused()
        page.keyboard.press("j")
        target = links.nth(0).get_attribute("href") or ""
        page.keyboard.press("o")
        page.wait_for_url(re.compile(re.escape(target.removeprefix(".."))))


def test_every_state_is_described(browser: Browser, sites: Sites) -> None:
    """Not searched, found, none found, filtered. ``kinds.py`` has these pages too, so that all checks run on them."""
    for query in ("", "?q=OTAN", "?q=qzwxk", "?q=Kiev&year=2025"):
        with _page(browser, f"{_root(sites, 'seeds', 'server')}search.html{query}") as page:
            if query:
                _found(page)
            assert bool(_status(page)) == bool(query)
            assert page.locator(".finder-hint").is_visible() == ("qzwxk" in query)


def test_while_it_loads_it_says_so_and_where_that_fails_it_can_be_tried_again(browser: Browser, sites: Sites) -> None:
    waiting: list[Route] = []
    with _page(browser, _root(sites, "seeds", "server") + "search.html") as page:
        page.route("**/assets/search/**", lambda route: waiting.append(route))  # playwright marks what it calls
        page.fill("#q", "otan")
        expect(page.locator(".finder-status")).to_have_text("Chargement…")
        for route in waiting:
            route.abort()
        expect(page.locator(".finder-status")).to_have_text("La recherche ne peut pas être chargée.")
        assert page.locator(".finder-status").get_attribute("role") == "status"
        page.unroute("**/assets/search/**")
        page.locator(".finder-again").click()
        expect(page.locator(".finder-results h2")).to_have_count(2)
        expect(page.locator(".finder-again")).to_be_hidden()


def test_a_missing_index_is_reported(browser: Browser, sites: Sites, tmp_path: Path) -> None:
    """From disk: the page was open before its site was built again."""
    copy = tmp_path / "site"
    shutil.copytree(sites.folder("seeds"), copy)
    shutil.rmtree(copy / "assets" / "search")
    with _page(browser, f"{copy.as_uri()}/search.html?q=otan") as page:
        expect(page.locator(".finder-status")).to_have_text("La recherche ne peut pas être chargée.")
        expect(page.locator(".finder-again")).to_be_visible()


def test_without_scripts_the_page_leads_to_the_navigation(browser: Browser, sites: Sites) -> None:
    with _page(browser, _root(sites, "seeds", "server") + "search.html?q=otan", scripts=False) as page:
        expect(page.locator("main form")).to_be_hidden()
        assert page.locator("main .line a").all_inner_texts()[:3] == ["À la une", "Sujets", "Dates"]


def test_the_key_writes_where_one_writes_and_can_be_turned_off(browser: Browser, sites: Sites) -> None:
    address = _root(sites, "seeds", "server") + "about.html"
    with _page(browser, address) as page:
        page.keyboard.press("/")
        page.keyboard.press("/")
        expect(page.locator("[name=q]")).to_have_value("/")
        page.evaluate(
            "document.querySelector('[name=q]').removeAttribute('aria-keyshortcuts'); document.activeElement.blur()"
        )
        page.keyboard.press("/")
        expect(page.locator("[name=q]")).not_to_be_focused()


def test_a_keystroke_loads_nothing_that_an_earlier_one_has_loaded(browser: Browser, sites: Sites) -> None:
    """How many milliseconds one takes is for benchmarks/search_index.py."""
    with opened(browser, _root(sites, "large", "server") + "search.html?q=conseil") as view:
        _found(view.page)
        loaded = [address for address in view.traffic.asked if "assets/search/" in address]
        assert loaded
        for word in ("conse", "consei", "conseil"):
            view.page.fill("#q", word)
            assert len(_found(view.page)) == 20
        assert [address for address in view.traffic.asked if "assets/search/" in address] == loaded
