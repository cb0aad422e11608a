"""Editions: the articles of a day, of an ISO week or of a month as one press review; on pages, in a feed and in the terminal."""

from __future__ import annotations

import json
from datetime import date as calendar_day
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from digest.cli import main
from digest.dates import Date, parse
from digest.dates.editions import PERIODS, edition_named, edition_of, editions_of, is_edition_name, period_of
from digest.model import Article, CustomPage
from digest.pages import Page
from digest.pages.editions import MOST, NEWEST
from digest.pages.views import EditionBody, EditionsView, EditionView, HomeView
from digest.render import Theme, render
from tests.made import SITE, arranged, made, series, site_of
from tests.test_feeds import RULES

DAYS = st.dates(min_value=calendar_day(1000, 1, 1))
WEEK = [
    made("mon.txt", "2025-02-10", topics=("Port",)),
    made("wed.txt", "2025-02-12", topics=("Port",)),
    made("thu.txt", "2025-02-13", lead=True, topics=("Mer",)),
    made("sun.txt", "2025-02-16", topics=("Mer",)),
    *(made(f"port{n}.txt", "2025-02-11", topics=("Port",)) for n in range(3)),
    made("alone.txt", "2025-02-10", topics=("Ville",)),
    made("bare.txt", "2025-02-11", topics=("Port",), title=None, first_words="Premiers mots"),
    made("month.txt", "2025-02", topics=("Port",)),
    made("before.txt", "2025-02-09"),
]


def _pages(articles: list[Article], custom: tuple[CustomPage, ...] = (), **changed: Any) -> dict[str, Page]:
    site, _ = arranged(articles, replace(SITE, **changed))
    return {page.address: page for page in site_of(site, custom)[0]}


def _edition(pages: dict[str, Page], name: str) -> EditionBody:
    view = pages[f"editions/{name}.html"].view
    assert isinstance(view, EditionView)
    return view.edition


def _names(cards: Any) -> list[str]:
    return [card.address.removeprefix("articles/").removesuffix(".html") for card in cards]


@given(DAYS)
def test_a_week_begins_on_monday_and_belongs_to_the_year_of_its_thursday(day: calendar_day) -> None:
    edition = edition_of(Date(day.year, day.month, day.day), "week")
    assert edition
    assert (edition.year, edition.week) == day.isocalendar()[:2]
    first, last = (calendar_day(*one.first_day()) for one in (edition.first, edition.last))
    assert first <= day <= last
    assert first.weekday() == 0 or first == calendar_day(1000, 1, 1)
    assert last.weekday() == 6 or last == calendar_day.max
    assert edition_named(edition.name) == edition
    assert edition.name == day.strftime("%G-W%V").zfill(8)


@given(DAYS, st.sampled_from(PERIODS))
def test_an_edition_is_found_again_by_its_name(day: calendar_day, by: str) -> None:
    edition = edition_of(Date(day.year, day.month, day.day), by)
    assert edition
    assert edition_named(edition.name) == edition
    assert period_of(edition) == by


@given(st.text(st.sampled_from("0123456789-Ww"), max_size=10))
def test_what_is_no_name_of_an_edition_is_refused_with_a_reason(name: str) -> None:
    if is_edition_name(name):
        assert edition_named(name).name == name
    else:
        with pytest.raises(ValueError, match=r"no week|not a (date|week)|outside|there is no|has no day"):
            edition_named(name)


@pytest.mark.parametrize(
    ("day", "name"), [("2024-12-30", "2025-W01"), ("2027-01-03", "2026-W53"), ("2025-12-29", "2026-W01"), ("2021-01-01", "2020-W53")]
)  # fmt: skip
def test_the_first_and_last_days_of_a_year_can_belong_to_a_week_of_another(day: str, name: str) -> None:
    edition = edition_of(parse(day), "week")
    assert edition
    assert edition.name == name


def test_a_date_that_is_not_exact_enough_is_in_no_edition() -> None:
    assert edition_of(parse("2025-02"), "week") is None
    assert edition_of(parse("2025-02"), "day") is None
    assert edition_of(parse("2025"), "month") is None
    assert edition_of(None, "week") is None
    month = edition_of(parse("2025-02"), "month")
    assert month
    assert month == edition_of(parse("2025-02-28"), "month")


def test_editions_are_the_newest_first_with_their_articles_in_order() -> None:
    dated = [parse("2025-02-10"), parse("2024-12-31"), None, parse("2025-02-16"), parse("2025")]
    found = editions_of(dict(enumerate(dated)), "week")
    assert [(edition.name, indexes) for edition, indexes in found.items()] == [("2025-W07", (0, 3)), ("2025-W01", (1,))]
    assert editions_of(dict(enumerate(dated)), "") == {}


def test_an_edition_has_leads_sections_and_the_rest_in_brief() -> None:
    edition = _edition(_pages(WEEK, editions="week"), "2025-W07")
    assert edition.heading == "Semaine 7, 10–16 févr. 2025"
    assert edition.lead
    assert _names([edition.lead, *edition.second]) == ["thu", "sun", "wed", "port0"]
    assert [(group.label, _names(group.cards)) for group in edition.sections] == [("Port", ["port1", "port2", "mon"])]
    assert sorted(_names(edition.brief)) == ["alone", "bare"]
    assert edition.earlier
    assert edition.earlier.address == "editions/2025-W06.html"
    assert edition.later is None


def test_an_article_known_by_its_month_is_in_the_edition_of_the_month_alone() -> None:
    for by, name in (("month", "2025-02"), ("week", "2025-W07"), ("day", "2025-02-11")):
        pages = _pages(WEEK, editions=by)
        page = render(pages[f"editions/{name}.html"], Theme(None), "fr").decode()
        assert ("articles/month.html" in page) == (by == "month")
    assert _edition(_pages(WEEK, editions="month"), "2025-02").heading == "février 2025"
    assert _edition(_pages(WEEK, editions="day"), "2025-02-11").heading == "11 février 2025"


def test_no_editions_are_made_unless_the_editor_wants_them() -> None:
    plain = _pages(WEEK)
    assert not any(address.startswith("editions/") for address in plain)
    assert "editions" not in render(plain["index.html"], Theme(None), "fr").decode()
    assert not any(address.startswith("editions/") for address in _pages([made("year.txt", "2025")], editions="week"))


def test_the_newest_edition_can_be_the_front_page() -> None:
    home = _pages(WEEK, editions="week", home_edition=True)["index.html"]
    assert isinstance(home.view, HomeView)
    assert home.view.edition == _edition(_pages(WEEK, editions="week"), "2025-W07")
    html = render(home, Theme(None), "fr").decode()
    assert html.count("<h1") == 1
    assert "articles/before.html" not in html


def test_the_editor_opens_an_edition() -> None:
    opening = CustomPage(
        file="editions/2025-W07.md", address="editions/2025-W07.html", title="x", html="<p>Bonjour.</p>"
    )
    pages = _pages(WEEK, (opening,), editions="week")
    assert "<p>Bonjour.</p>" in render(pages["editions/2025-W07.html"], Theme(None), "fr").decode()


def test_an_edition_of_very_many_articles_leads_to_its_days() -> None:
    edition = _edition(_pages([*series(MOST, "2025-02-10"), *series(50, "2025-02-11")], editions="week"), "2025-W07")
    assert [(part.address, part.count) for part in edition.parts] == [
        ("dates/2025-02-11.html", 50),
        ("dates/2025-02-10.html", MOST),
    ]
    assert len(_names([edition.lead, *edition.second, *edition.brief])) == MOST


def test_the_index_of_many_editions_is_divided_by_year() -> None:
    many = [
        made(f"{year}-{month:02}.txt", f"{year}-{month:02}") for year in range(2015, 2025) for month in range(1, 13)
    ]
    pages = _pages(many, editions="month")
    index = pages["editions/index.html"].view
    assert isinstance(index, EditionsView)
    assert sum(len(parts) for _, parts in index.groups) == NEWEST
    assert [(part.label, part.count) for part in index.years][:2] == [("2024", 12), ("2023", 12)]
    assert [year for year, _ in index.groups] == list(
        index.years[: len(index.groups)]
    )  # a year that is cut says how many it has
    year = pages["editions/2015.html"].view
    assert isinstance(year, EditionsView)
    assert [len(parts) for _, parts in year.groups] == [12]
    assert "editions/2025.html" not in _pages(WEEK, editions="week")


def test_the_index_of_few_editions_a_year_is_not_divided() -> None:
    view = _pages([made(f"{year}.txt", f"{year}-05") for year in (2020, 2022, 2024)], editions="month")[
        "editions/index.html"
    ].view
    assert isinstance(view, EditionsView)
    assert [(group.label, [part.label for part in parts]) for group, parts in view.groups] == [
        ("", ["mai 2024", "mai 2022", "mai 2020"])
    ]


def test_the_feed_of_editions_is_valid_and_names_what_leads_them() -> None:
    pages = _pages(WEEK, editions="week", base_url="https://example.org/")
    RULES.assertValid(etree.fromstring(render(pages["editions/index.xml"], Theme(None), "fr")))
    items = json.loads(render(pages["editions/index.json"], Theme(None), "fr"))["items"]
    assert [item["url"] for item in items] == [f"https://example.org/editions/2025-W0{n}.html" for n in (7, 6)]
    assert items[0]["content_text"].startswith("Titre de thu.txt")
    assert "editions/index.xml" not in _pages(WEEK, editions="week", feeds=False)


def test_withheld_articles_are_in_no_edition() -> None:
    hidden = [replace(article, draft=True) for article in WEEK if article.file != "before.txt"]
    assert "editions/2025-W07.html" not in _pages([*hidden, WEEK[-1]], editions="week")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "pages" / "editions").mkdir(parents=True)
    (tmp_path / "pages" / "editions" / "2025-W07.md").write_text("Bonjour.\n\nDeux mots.\n", "utf-8")
    (tmp_path / "digest.yml").write_text("title: Revue\nlanguage: fr\neditions: week\n", "utf-8")
    for name, day, more in (
        ("a", "2025-02-10", "source: Le Quai\nurl: https://quai.example/a\n"),
        ("b", "2025-02-03", ""),
        ("c", "2025-02-10", "rights: private\n"),
    ):
        text = f"---\ntitle: Titre {name}\ndate: {day}\n{more}---\n\nUn texte sur le port et la mer.\n"
        (tmp_path / "seeds" / f"{name}.md").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("site")
def test_an_edition_is_printed_as_plain_text() -> None:
    for arguments in ([], ["2025-W07"]):
        done = CliRunner().invoke(main, ["edition", "--jobs", "1", *arguments])
        assert done.exit_code == 0, done.output
        head = [
            "Revue",
            "Semaine 7, 10–16 févr. 2025",
            "",
            "Bonjour.",
            "",
            "Deux mots.",
            "",
            "Titre a",
            "  Le Quai, 10 février 2025",
        ]
        assert done.stdout.splitlines()[: len(head)] == head
        assert "https://quai.example/a" in done.stdout
        assert "Titre c" not in done.stdout, "a private article is printed nowhere"


@pytest.mark.usefixtures("site")
def test_an_edition_is_printed_as_json_for_any_period() -> None:
    done = CliRunner().invoke(main, ["edition", "2025-02", "--json", "--jobs", "1"])
    found = json.loads(done.stdout)
    assert (found["name"], found["articles"]) == ("2025-02", 2)
    assert [article["headline"] for part in found["parts"] for article in part["articles"]] == ["Titre a", "Titre b"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("name", "reason"), [("2025-W60", "no week 60"), ("2024-W07", "newest week that has one is 2025-W07"), ("Feb", "is not a week (2025-W07)"), ("2025", "not a week")]
)  # fmt: skip
def test_what_is_no_edition_is_refused_with_a_reason(name: str, reason: str) -> None:
    done = CliRunner().invoke(main, ["edition", name, "--jobs", "1"])
    assert done.exit_code == 2
    assert reason in done.output


def test_a_site_with_openings_is_built(site: Path) -> None:
    assert CliRunner().invoke(main, ["build", "--jobs", "1"]).exit_code == 0
    assert "Bonjour." in (site / "output" / "editions" / "2025-W07.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("settings", "name", "expected"),
    [("", "editions/2025-02", "as “editions” is not set. Set “editions: week”"),
     ("editions: month\n", "editions/2025-2", "no edition “2025-2”, so this text introduces nothing. Did you mean “pages/editions/2025-02.md”?"),
     ("", "topics/politic", "no page in topics/ “politic”, so this text introduces nothing. Did you mean “pages/topics/politics.md”?"),
     ("editions: month\n", "editions/2025-02", ""), ("", "topics/politics", ""), ("", "imprint", "")],
)  # fmt: skip
def test_a_text_that_introduces_no_page_is_a_warning(tmp_path: Path, settings: str, name: str, expected: str) -> None:
    files = {
        "digest.yml": f"language: en\n{settings}",
        "seeds/a.md": "---\ndate: 2025-02-13\ntopics: Politics\n---\nThe council met on Monday.\n",
        f"pages/{name}.md": "A note of the editor.\n",
    }
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["build", "--config", str(tmp_path / "digest.yml")])
    found = [line for line in done.stderr.splitlines() if "[stray-introduction]" in line]
    assert len(found) == bool(expected)
    assert all(f"pages/{name}.md: warning: " in line and expected in line for line in found)
