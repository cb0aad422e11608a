"""Feeds, sitemap, records: what machines read; they hold nothing that pages may not show."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from reader import make_reader

from digest.model import Article, CustomPage, Rights
from digest.pages import Page
from digest.render import Theme, render
from tests.made import SITE, arranged, made, series, site_of

RULES = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
HOSTILE = "<b>&amp;</b> ]]> \x00\x0b\ud800 é 日本 “q”"
ADDRESS = "https://example.org/revue/"


def _pages(
    articles: list[Article], custom: tuple[CustomPage, ...] = (), **changed: Any
) -> tuple[dict[str, str], list[str]]:
    """Every page of a site, rendered, by address; and the codes of problems."""
    digest, wrong = arranged(articles, replace(SITE, **changed))
    pages, problems = site_of(digest, custom)
    made_of = {page.address: _rendered(page) for page in pages}
    return made_of, [problem.code for problem in (*wrong, *problems)]


def _rendered(page: Page) -> str:
    return render(page, Theme(None), "fr").decode("utf-8")


def _site(articles: list[Article], **changed: Any) -> dict[str, str]:
    pages, problems = _pages(articles, **changed)
    assert problems == []
    return pages


ARTICLES = [
    made("day.txt", "2025-02-13", topics=("11000000", "Ukraine"), source="Le Quai", url="https://quay.example/1", summary="Chapô."),
    made("month.txt", "2025-02", author="A. Dupré", language="ar"),
    made("undated.txt"),
    made("came.txt", added=made("x", "2024-01-05").date),
]  # fmt: skip


@pytest.mark.parametrize("base", [None, ADDRESS])
def test_every_feed_is_valid_atom_or_json_feed(base: str | None) -> None:
    pages = _site(ARTICLES, base_url=base)
    feeds = [address for address in pages if address.endswith(".xml") and address != "sitemap.xml"]
    assert {"feed.xml", "topics/politics.xml", "topics/ukraine.xml", "sources/le-quai.xml", "languages/ar.xml"} <= set(
        feeds
    )
    for address in feeds:
        RULES.assertValid(etree.fromstring(pages[address].encode("utf-8")))
        feed = json.loads(pages[address.removesuffix(".xml") + ".json"])
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        for item in feed["items"]:
            assert item["id"]
            assert item["content_text"]
            assert ("url" in item) == (base is not None)
        assert ("feed_url" in feed) == (base is not None)


def test_a_feed_reader_reads_the_same_entries_out_of_both(tmp_path: Path) -> None:
    pages = _site(ARTICLES, base_url=ADDRESS)
    found = []
    for name in ("feed.xml", "feed.json"):
        (tmp_path / name).write_text(pages[name], "utf-8")
        reader = make_reader(":memory:", feed_root=str(tmp_path))
        reader.add_feed(name)
        reader.update_feed(name)
        found.append(
            [(e.id, e.title, e.link, e.content[0].value, e.published, e.updated) for e in reader.get_entries()]
        )
        reader.close()
    assert found[0] == found[1]
    assert [title for _, title, *_ in found[0]] == ["Titre de day.txt", "Titre de month.txt", "Titre de came.txt"]


def test_feeds_of_all_articles_and_of_topics_have_full_texts_if_the_editor_wants_them() -> None:
    """Articles that may not be shown in full have what they have without the setting; so have all other feeds."""
    text = "Tout le texte, <avec> sa fin & « ses signes »."
    topics = ("11000000",)
    articles = [
        made("full.txt", "2025-02-13", topics=topics, source="Le Quai", text=text, excerpt="Tout le texte", summary="Chapô.",
             html='<p>Tout le <a href="#s">texte</a>.\x0b</p>\n<h2 id="s">Fin &amp; suite</h2>\n'),
        made("part.txt", "2025-02-12", topics=topics, source="Le Quai", rights=Rights.EXCERPT, text="Un début. " + SECRET, excerpt="Un début."),
        made("head.txt", "2025-02-11", topics=topics, source="Le Quai", rights=Rights.HEADLINE, text=SECRET),
    ]  # fmt: skip
    pages = _site(articles, base_url=ADDRESS, feed_texts=True)
    before = _site(articles, base_url=ADDRESS)
    assert pages["sources/le-quai.xml"] == before["sources/le-quai.xml"]
    assert not [address for address, page in pages.items() if SECRET in page]
    for address in ("feed.xml", "topics/politics.xml"):
        tree = etree.fromstring(pages[address].encode("utf-8"))
        RULES.assertValid(tree)
        found = [(one.get("type"), one.text) for one in tree.iterfind("{*}entry/{*}content")]
        html = f'<p>Tout le <a href="{ADDRESS}articles/full.html#s">texte</a>.</p>\n<h2 id="s">Fin &amp; suite</h2>\n'
        assert found == [("html", html), (None, "Un début."), (None, "Titre de head.txt")]
        assert [one.text for one in tree.iterfind("{*}entry/{*}summary")] == ["Chapô."]
        items = json.loads(pages[address.replace(".xml", ".json")])["items"]
        assert items[0]["content_html"].replace("\x0b", "") == html
        assert "content_text" not in items[0]
        assert [item.get("content_html") for item in items[1:]] == [None, None]
        assert [item["content_text"] for item in items[1:]] == ["Un début.", "Titre de head.txt"]


def test_unknown_parts_of_a_date_are_not_stated() -> None:
    items = {item["title"]: item for item in json.loads(_site(ARTICLES)["feed.json"])["items"]}
    assert items["Titre de day.txt"]["date_published"] == "2025-02-13T00:00:00Z"
    assert "date_published" not in items["Titre de month.txt"]
    assert items["Titre de month.txt"]["date_modified"] == "2025-02-01T00:00:00Z"
    assert items["Titre de came.txt"]["date_modified"] == "2024-01-05T00:00:00Z"
    assert "Titre de undated.txt" not in items


def test_without_a_datable_article_or_with_feeds_off_no_feed_is_written() -> None:
    for pages in (_site([made("u")]), _site(ARTICLES, feeds=False)):
        assert not [address for address in pages if address.endswith((".xml", "feed.json"))]
        assert "subscribe.html" not in pages
        assert "application/atom+xml" not in pages["index.html"]


def test_a_feed_holds_the_newest_fifty() -> None:
    feed = json.loads(_site(series(70, "2024-05-01"))["feed.json"])
    assert len(feed["items"]) == 50


def test_ids_hold_when_the_site_moves() -> None:
    def ids(base: str | None) -> list[str]:
        return [item["id"] for item in json.loads(_site(ARTICLES, base_url=base)["feed.json"])["items"]]

    assert ids(None) == ids(ADDRESS)
    assert len(set(ids(None))) == 3


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_no_text_breaks_a_feed(title: str, other: str) -> None:
    article = made("a", "2025-02", title=title + "x", summary=other or None, source=(other + "y"), text=HOSTILE + other)
    pages = _site([article], base_url=ADDRESS, title="x" + other)
    RULES.assertValid(etree.fromstring(pages["feed.xml"].encode("utf-8")))
    assert len(json.loads(pages["feed.json"])["items"]) == 1


SECRET = "Zanzibarometer"


@pytest.mark.parametrize("how", [{"rights": Rights.PRIVATE}, {"draft": True}])
def test_a_private_article_or_a_draft_has_no_word_anywhere(how: dict[str, object]) -> None:
    hidden = made(
        "z.txt", "2025-02-13", title=SECRET, text=SECRET, topics=(SECRET,), source=SECRET, aliases=(SECRET,), **how
    )
    pages = _site([*ARTICLES, hidden], base_url=ADDRESS)
    assert not [address for address, text in pages.items() if SECRET.lower() in (address + text).lower()]


def test_an_excerpt_s_rest_has_no_word_anywhere_and_its_length_is_the_editor_s() -> None:
    text = "Le début de ce texte peut être lu ici même. " + SECRET
    article = made("e.txt", "2025-02-13", text=text, rights=Rights.EXCERPT, summary=SECRET, people=())
    pages = _site([*ARTICLES, article], excerpt=30)
    assert "Le début de ce texte peut…" in pages["articles/e.html"]
    assert not [address for address, page in pages.items() if SECRET in page]
    headline = made("e.txt", "2025-02-13", text=text, rights=Rights.HEADLINE, summary=SECRET)
    assert not [address for address, page in _site([headline]).items() if "Le début" in page or SECRET in page]


def test_the_sitemap_lists_every_page_for_readers_and_only_with_an_address() -> None:
    pages = _site(ARTICLES, base_url=ADDRESS)
    listed = re.findall(r"<loc>(.*?)</loc>", pages["sitemap.xml"])
    expected = {ADDRESS + a for a in pages if a.endswith(".html") and a not in ("404.html", "index.html")} | {ADDRESS}
    assert set(listed) == expected
    assert f"Sitemap: {ADDRESS}sitemap.xml" in pages["robots.txt"]
    assert "sitemap.xml" not in _site(ARTICLES)


def test_a_site_that_wants_no_search_engine_says_so_and_has_no_sitemap() -> None:
    pages = _site(ARTICLES, base_url=ADDRESS, noindex=True)
    assert "sitemap.xml" not in pages
    assert "Disallow: /" in pages["robots.txt"]
    assert all(
        '<meta name="robots" content="noindex">' in page for address, page in pages.items() if address.endswith(".html")
    )


def test_published_records_hold_no_text() -> None:
    lines = [json.loads(line) for line in _site(ARTICLES)["records.jsonl"].splitlines()]
    assert [line["file"] for line in lines] == ["day.txt", "month.txt", "came.txt", "undated.txt"]
    assert lines[0]["slug"] == "day"
    assert "cpu_us" not in lines[0]
    assert "html" not in lines[0]


def test_old_addresses_forward() -> None:
    article = made("new.txt", "2025", aliases=("old-name", "/2019/05/story/", "press/a.html", f"{ADDRESS}x/y.html"))
    pages = _site([article], base_url=ADDRESS)
    for address, link in {
        "articles/old-name.html": "new.html",
        "2019/05/story/index.html": "../../../articles/new.html",
        "press/a.html": "../articles/new.html",
        "x/y.html": "../articles/new.html",
    }.items():
        assert f'content="0; url={link}"' in pages[address]
        assert f"{ADDRESS}{address}" not in pages["sitemap.xml"]


@pytest.mark.parametrize(
    "alias",
    [
        "../x.html",
        "https://elsewhere.example/x",
        "about.html",
        "articles/other.html",
        "a\x00b.html",
        ".git/x.html",
        "con/x.html",
        "x/nul.old.html",
        "x./y.html",
        "x /y.html",
        "a\u202eb/x.html",
        "x" * 151 + "/y.html",
        "robots.txt/old.html",
        "assets/digest.css",
        "Media/old.html",
        "articles/other.html/x.html",
        "/".join(["ten letters"] * 20),
    ],
)
def test_an_old_address_that_cannot_be_is_an_error(alias: str) -> None:
    pages, problems = _pages([made("new.txt", aliases=(alias,)), made("other.txt")])
    assert problems == ["bad-alias"]
    assert not [address for address, page in pages.items() if 'http-equiv="refresh"' in page]


def test_custom_pages_and_introductions() -> None:
    def custom(address: str) -> CustomPage:
        return CustomPage(file=f"pages/{address}", address=address, title="Mentions", html=f"<p>Texte de {address}</p>")

    addresses = ("imprint.html", "topics/politics.html", "dates/2025-02.html", "about.html", "_footer.html")
    pages, problems = _pages(ARTICLES, tuple(custom(address) for address in addresses))
    assert problems == []
    for address in addresses[:-1]:
        assert f"<p>Texte de {address}</p>" in pages[address]
    assert '<a href="imprint.html">Mentions</a>' in pages["index.html"]
    assert all(
        "<p>Texte de _footer.html</p>" in page for a, page in pages.items() if a.endswith(".html") and a != "404.html"
    )
    assert "_footer.html" not in pages


def test_related_stories_are_of_the_same_topic_and_not_the_neighbours() -> None:
    articles = [made(f"{n}.txt", f"2024-05-{n:02}", topics=("X",)) for n in range(1, 10)]
    digest, _ = arranged([*articles, made("other.txt", "2024-05-05", topics=("Y",))], SITE)
    pages, _ = site_of(digest)
    views = {page.address: page.view for page in pages}
    related = [card.address for card in views["articles/5.html"].nearby]  # type: ignore[union-attr]
    assert related == ["articles/7.html", "articles/3.html", "articles/8.html", "articles/2.html"]
    assert views["articles/other.html"].nearby == ()  # type: ignore[union-attr]


def test_two_old_addresses_that_some_disks_take_for_one_are_an_error() -> None:
    """Letter case, and an accent that stands alone: “é” in one sign or in two."""
    pages, problems = _pages([made("new.txt", aliases=("Old/Caf\u00e9.html", "old/cafe\u0301.html"))])
    assert problems == ["bad-alias"]
    assert len([page for page in pages.values() if 'http-equiv="refresh"' in page]) == 1


def test_a_direction_that_a_text_opens_ends_with_it_in_feeds() -> None:
    pages = _pages([made("a.txt", "2025-02-13", title="ab\u202ecd", summary="\u2067x\u2069 y\u202c")], title="T\u2066")[
        0
    ]
    for name in ("feed.xml", "feed.json"):
        assert "abcd" in pages[name]
        assert "\u2067x\u2069 y" in pages[name]
        assert not re.search("[\u202e\u202c\u2066]", pages[name])
