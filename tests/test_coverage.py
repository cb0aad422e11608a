"""Coverage: which source writes about which topics, when, and in which languages."""

from __future__ import annotations

import csv
from typing import Any

from msgspec.structs import replace

from digest.build.site import CachedCompute
from digest.model import Article
from digest.pages import Page
from digest.pages.coverage import PERIODS, SOURCES, TOPICS
from digest.pages.lists import MOST
from digest.pages.views import CoverageTable, CoverageView
from digest.render import Theme, render
from digest.site.connections import connected
from tests.made import SITE, arranged, empty_cache, made, series, site_of

ARTICLES = [
    made("a.txt", "2025-02-10", source="Le Quai", topics=("Port", "Mer")),
    made("b.txt", "2025-02", source="Le Quai", topics=("Port",)),
    made("c.txt", "2025-03-01", source="La Nuit", topics=("Mer",), language="en"),
    made("d.txt", "2025-03-02", topics=("Mer",)),
    made("e.txt", source="La Nuit"),
]


def _pages(articles: list[Article], **changed: Any) -> dict[str, Page]:
    site, _ = arranged(articles, replace(SITE, **changed))
    return {page.address: page for page in site_of(site)[0]}


def _coverage(articles: list[Article], **changed: Any) -> CoverageView:
    view = _pages(articles, **changed)["coverage.html"].view
    assert isinstance(view, CoverageView)
    return view


def _counts(table: CoverageTable) -> dict[str, list[int]]:
    return {row.head.label: [cell.count for cell in row.cells] for row in table.rows}


def test_sources_are_counted_by_topic_and_by_month() -> None:
    by_topic, by_date = _coverage(ARTICLES).tables
    assert [column.label for column in by_topic.columns] == ["Mer", "Port"]
    assert _counts(by_topic) == {"La Nuit": [1, 0], "Le Quai": [1, 2], "sans source": [1, 0]}
    assert [column.address for column in by_date.columns] == ["dates/2025-03.html", "dates/2025-02.html"]
    assert _counts(by_date) == {"La Nuit": [1, 0], "Le Quai": [0, 2], "sans source": [1, 0]}
    assert [row.articles for row in by_date.rows] == [2, 2, 1]


def test_cells_lead_to_where_their_articles_are_listed() -> None:
    by_topic, by_date = _coverage(ARTICLES).tables
    assert [cell.address for cell in by_topic.rows[1].cells] == [
        "search.html?source=le-quai&topic=mer",
        "search.html?source=le-quai&topic=port",
    ]
    assert [cell.address for cell in by_date.rows[1].cells] == ["", "sources/le-quai.html#p2025-02"]
    off = _coverage(ARTICLES, search=replace(SITE.search, on=False)).tables[0]
    assert not any(cell.address for row in off.rows for cell in row.cells)


def test_cells_of_a_long_list_lead_to_its_parts() -> None:
    many = series(MOST + 1, "2025-02-10", source="Le Quai")
    pages = _pages([*many, *series(3, "2024-05", source="Le Quai"), *ARTICLES])
    view = pages["coverage.html"].view
    assert isinstance(view, CoverageView)
    addresses = [cell.address for cell in view.tables[1].rows[0].cells if cell.address]
    assert addresses == ["sources/le-quai/2025-02.html", "sources/le-quai/2024.html#p2024-05"]
    for address in addresses:
        page, _, anchor = address.partition("#")
        assert f'id="{anchor}"' in render(pages[page], Theme(None), "fr").decode() if anchor else page in pages


def test_a_topic_below_another_is_counted_in_that_one() -> None:
    politics, election = "11000000", "20000574"  # IPTC
    topics = _coverage(
        [
            made("a.txt", source="Le Quai", topics=(election, politics)),
            made("b.txt", source="La Nuit", topics=(politics, "Port")),
        ]
    ).tables[0]
    assert [column.label for column in topics.columns] == ["Politique", "Port"]
    assert {row.head.label: [cell.count for cell in row.cells] for row in topics.rows} == {
        "Le Quai": [1, 0],
        "La Nuit": [1, 1],
    }


def test_tables_are_bounded_and_say_so() -> None:
    many = [
        made(f"{n}.txt", f"{1990 + n % 30}-05-01", source=f"Source {n:02}", topics=(f"Sujet {n % 20}",))
        for n in range(40)
    ]
    by_topic, by_date = _coverage(many).tables
    assert len(by_topic.rows) == SOURCES + 1
    assert [by_topic.columns[-1].label, by_topic.rows[-1].head.label] == ["Autres", "Autres"]
    assert len(by_topic.columns) == TOPICS + 1
    assert len(by_date.columns) == PERIODS + 1
    assert by_date.columns[-1].label == "avant"
    assert sum(cell.count for row in by_date.rows for cell in row.cells) == len(many)
    assert sum(cell.count for row in by_topic.rows for cell in row.cells) == len(many)
    assert {cell.step for cell in by_topic.rows[-1].cells} == {0}


def test_the_file_has_all_figures_and_no_formulas() -> None:
    page = _pages([*ARTICLES, made("f.txt", source="=1+1, Ltd", topics=("Mer",))])["coverage.csv"]
    text = render(page, Theme(None), "fr").decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["source", "by", "name", "articles"]
    assert ["Le Quai", "topic", "Port", "2"] in rows
    assert ["Le Quai", "date", "2025-02", "2"] in rows
    assert ["La Nuit", "language", "anglais", "1"] in rows
    assert ["", "topic", "Mer", "1"] in rows
    assert ["'=1+1, Ltd", "topic", "Mer", "1"] in rows


def _reports(story: str, *reports: tuple[str, str | None]) -> list[Article]:
    """Articles of one story, each given as its source and its date."""
    return [made(f"{story}{n}.txt", date, source=source, story=story) for n, (source, date) in enumerate(reports)]


def test_a_source_is_first_with_a_story_only_where_it_is_alone_and_all_days_are_known() -> None:
    articles = [
        *_reports("fire", ("Le Quai", "2025-02-10"), ("La Nuit", "2025-02-11"), ("Le Quai", "2025-02-12")),
        *_reports("flood", ("La Nuit", "2025-03-02"), ("Le Quai", "2025-03-01")),
        *_reports("tied", ("Le Quai", "2025-04-01"), ("La Nuit", "2025-04-01")),
        *_reports("month", ("La Nuit", "2025-05"), ("Le Quai", "2025-05-02")),
        *_reports("undated", ("La Nuit", "2025-05-01"), ("Le Quai", None)),
        *_reports("alone", ("La Nuit", "2025-06-01"), ("La Nuit", "2025-06-02")),
        *_reports("vote", ("La Nuit", "2025-07-01"), ("Le Quai", "2025-07-02")),
    ]
    site = connected(arranged(articles, SITE)[0], CachedCompute(empty_cache()))
    pages = {page.address: page for page in site_of(site)[0]}
    view = pages["coverage.html"].view
    assert isinstance(view, CoverageView)
    assert [(link.label, link.count, link.share) for link in view.first] == [("Le Quai", 2, 100), ("La Nuit", 1, 50)]
    assert '<span class="count">2</span>' in render(pages["coverage.html"], Theme(None), "fr").decode()
    rows = render(pages["coverage.csv"], Theme(None), "fr").decode("utf-8-sig").splitlines()
    assert rows[-2:] == ["Le Quai,first report,,2", "La Nuit,first report,,1"]


def test_with_fewer_than_two_sources_nothing_is_compared() -> None:
    pages = _pages([article for article in ARTICLES if article.source != "La Nuit"])
    assert not {"coverage.html", "coverage.csv"} & pages.keys()
    assert "coverage.html" not in render(pages["index.html"], Theme(None), "fr").decode()


def test_a_site_without_dates_and_topics_has_no_empty_tables() -> None:
    view = _coverage([made("a.txt", source="Le Quai"), made("b.txt", source="La Nuit")])
    assert view.tables == ()


def test_withheld_articles_are_not_counted() -> None:
    hidden = made("x.txt", "2025-02", source="Le Quai", topics=("Port",), draft=True)
    assert _coverage([*ARTICLES, hidden]) == _coverage(ARTICLES)
