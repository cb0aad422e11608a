"""Latest additions: articles by the day on which they were added."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree
from msgspec.structs import replace

from digest.dates import parse
from digest.model import Article
from digest.pages import Page
from digest.pages.latest import MOST
from digest.pages.views import HomeView, LatestView, SubscribeView
from digest.render import Theme, render
from tests.made import SITE, arranged, made, series, site_of
from tests.test_feeds import RULES

OLD = [made(f"old{n}.txt", f"1998-0{n}-01", added=parse(f"2025-03-1{n}")) for n in range(1, 4)]
NEW = series(20, "2024-05", topics=("Port",))


def _pages(articles: list[Article], **changed: Any) -> dict[str, Page]:
    site, _ = arranged(articles, replace(SITE, **changed))
    return {page.address: page for page in site_of(site)[0]}


def _latest(pages: dict[str, Page]) -> LatestView:
    view = pages["latest.html"].view
    assert isinstance(view, LatestView)
    return view


def _home(pages: dict[str, Page]) -> HomeView:
    view = pages["index.html"].view
    assert isinstance(view, HomeView)
    return view


def test_additions_are_grouped_by_the_day_on_which_they_were_added_the_latest_first() -> None:
    same_day = made("same.txt", "1997", added=parse("2025-03-13"))
    view = _latest(_pages([*NEW, *OLD, same_day]))
    found = [(group.label, [card.title for card in group.cards], group.count) for group in view.groups]
    assert found == [
        ("jeudi 13 mars 2025", ["Titre de old3.txt", "Titre de same.txt"], 2),
        ("mercredi 12 mars 2025", ["Titre de old2.txt"], 1),
        ("mardi 11 mars 2025", ["Titre de old1.txt"], 1),
    ]


def test_the_front_page_shows_the_latest_additions_and_no_story_twice() -> None:
    pages = _pages([*NEW, *OLD])
    home = _home(pages)
    assert [card.address for card in home.latest] == [f"articles/old{n}.html" for n in (3, 2, 1)]
    others = [home.lead, *home.under, *home.second, *(card for section in home.sections for card in section.rest)]
    assert not {card.address for card in others if card} & {card.address for card in home.latest}
    assert 'href="latest.html"' in render(pages["index.html"], Theme(None), "fr").decode()


def test_no_page_repeats_the_order_of_the_front_page() -> None:
    day = parse("2025-03-01")
    assert "latest.html" not in _pages(NEW)
    assert "latest.html" not in _pages([replace(article, added=day) for article in NEW])
    assert "latest.html" not in _pages([*NEW, made("newest.txt", "2025-01-01", added=day)])
    assert "latest.html" not in _pages(OLD), "a front page of so few shows all of them"
    assert "latest.html" in _pages([*NEW, made("undated.txt", added=day)])


def test_feeds_follow_the_day_of_addition_and_can_be_switched_off() -> None:
    pages = _pages([*NEW, *OLD], base_url="https://example.org/")
    atom = render(pages["latest.xml"], Theme(None), "fr")
    RULES.assertValid(etree.fromstring(atom))
    items = json.loads(render(pages["latest.json"], Theme(None), "fr"))["items"]
    assert [item["url"] for item in items] == [f"https://example.org/articles/old{n}.html" for n in (3, 2, 1)]
    subscribe = pages["subscribe.html"].view
    assert isinstance(subscribe, SubscribeView)
    assert [link.address for link, _ in subscribe.lists] == ["latest.html"]
    assert not {"latest.xml", "subscribe.html"} & _pages([*NEW, *OLD], feeds=False).keys()


def test_a_page_of_many_additions_is_cut_and_does_not_count_the_last_day() -> None:
    day = parse("2025-03-01")
    many = [replace(article, added=day) for article in series(MOST + 20, "1990-01")]
    view = _latest(_pages([*many, *OLD, *NEW]))
    assert sum(len(group.cards) for group in view.groups) == MOST
    assert [group.count for group in view.groups] == [1, 1, 1, None]


def test_withheld_articles_are_no_additions() -> None:
    view = _latest(_pages([*NEW, *OLD[:2], replace(OLD[2], draft=True)]))
    assert [group.label for group in view.groups] == ["mercredi 12 mars 2025", "mardi 11 mars 2025"]
