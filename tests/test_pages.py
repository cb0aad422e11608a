"""The plan of pages: which exist, what each shows, and that none grows without end."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from digest.build.executors import Serial
from digest.build.job import Findings, Progress, Work, job_beside
from digest.build.reading import FullReader
from digest.build.site import CachedCompute, plan_site
from digest.errors import Fatal
from digest.model import Article, Origin, Provenance, Rights, Rules, TopicRule, TopicRules
from digest.pages import Page, refuse_clashes
from digest.pages.records import record
from digest.pages.views import ArticleView, Card, DatesView, Histogram, HomeView, ListView, TermsView
from digest.render import Theme, render
from digest.site.connections import connected
from tests.made import BLOBS, SITE, arranged, empty_cache, made, series, site_of

ROOT = Path(__file__).parent.parent
POLITICS, ELECTION = "11000000", "20000574"  # IPTC; an election is below politics


def _plan(articles: list[Article], **changed: object) -> dict[str, Page]:
    digest, problems = arranged(articles, replace(SITE, **changed))
    assert problems == ()
    pages, problems = site_of(digest)
    assert problems == ()
    return {page.address: page for page in pages}


def _list(pages: dict[str, Page], address: str) -> ListView:
    view = pages[address].view
    assert isinstance(view, ListView)
    return view


def _titles(view: ListView) -> list[str]:
    return [card.title for group in view.groups for card in group.cards]


def _home(articles: list[Article]) -> HomeView:
    view = _plan(articles)["index.html"].view
    assert isinstance(view, HomeView)
    return view


def _addresses(value: object) -> set[str]:
    """Every address that a view leads to."""
    if isinstance(value, tuple):
        return set().union(*map(_addresses, value)) if value else set()
    if not isinstance(value, Struct):
        return set()
    found: set[str] = set()
    for name in value.__struct_fields__:
        inner = getattr(value, name)
        found |= (
            {inner.partition("#")[0]}
            if name in ("address", "period") and isinstance(inner, str) and inner
            else _addresses(inner)
        )
    return found


def test_an_article_of_a_month_stands_on_the_month_and_the_year_and_on_no_day() -> None:
    pages = _plan([made("a", "2025-02", topics=("16000000",))])
    assert {address for address in pages if not address.startswith("assets/search/")} == {
        "index.html", "articles/a.html", "search.html", "topics/index.html", "topics/conflict-war-and-peace.html", "dates/index.html",
        "dates/2025.html", "dates/2025-02.html", "about.html", "404.html", "languages/index.html", "languages/fr.html",
        "feed.xml", "feed.json", "subscribe.html", "robots.txt", "records.jsonl", "languages/fr.xml", "languages/fr.json",
        "topics/conflict-war-and-peace.xml", "topics/conflict-war-and-peace.json",
    }  # fmt: skip
    assert [group.label for group in _list(pages, "dates/2025-02.html").groups] == ["jour inconnu"]


def test_no_section_exists_without_an_article() -> None:
    assert set(_plan([])) == {"index.html", "about.html", "404.html", "robots.txt"}
    pages = _plan([made("a")])
    assert "topics/index.html" not in pages
    assert "dates/undated.html" in pages
    assert [way.key for way in pages["about.html"].view.frame.site.nav] == ["home", "dates", "search"]  # type: ignore[union-attr]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "2023", "2024-02", "2024-02-10", "2024-03-01", "2025"]),
            st.sampled_from([(), ("11000000",), ("Ukraine", "11000000")]),
        ),
        max_size=14,
    )
)
def test_every_link_of_the_plan_leads_to_a_page_of_the_plan(drawn: list[tuple[str | None, tuple[str, ...]]]) -> None:
    pages = _plan([made(f"{n}.txt", date, topics=topics, position=n) for n, (date, topics) in enumerate(drawn)])
    for page in pages.values():
        assert _addresses(page.view) <= set(pages), page.address


def test_a_list_of_200_stands_on_one_page() -> None:
    pages = _plan(series(200, "2024-05-01", topics=("X",)))
    assert len(_titles(_list(pages, "topics/x.html"))) == 200
    assert not [address for address in pages if address.startswith("topics/x/")]


def test_a_longer_list_shows_its_newest_and_leads_to_its_periods() -> None:
    articles = [
        *series(120, "2024-05-01", topics=("X",)),
        *series(90, "2023", topics=("X",)),
        *series(3, "2022-01", topics=("X",)),
        made("u", topics=("X",)),
    ]
    pages = _plan(articles)
    view = _list(pages, "topics/x.html")
    assert len(_titles(view)) == 50
    assert [(part.label, part.address, part.count) for part in view.parts] == [
        ("2024", "topics/x/2024.html", 120),
        ("2023", "topics/x/2023.html", 90),
        ("2022", "topics/x/2022.html", 3),
        ("Sans date", "topics/x/undated.html", 1),
    ]
    neighbours = _list(pages, "topics/x/2023.html")
    assert neighbours.earlier is not None
    assert neighbours.later is not None
    assert (neighbours.earlier.label, neighbours.later.label) == ("2022", "2024")
    assert len(_titles(_list(pages, "topics/x/2024.html"))) == 120
    assert "topics/x/2024-05.html" not in pages


def test_what_a_part_cannot_hold_stays_whole_on_the_page_above() -> None:
    articles = [*series(201, "2024-05-01"), *series(60, "2024")]
    view = _list(_plan(articles), "dates/2024.html")
    assert [(group.label, len(group.cards)) for group in view.groups] == [("mai 2024", 50), ("mois inconnu", 60)]


def test_undated_articles_are_divided_by_number() -> None:
    pages = _plan([*(made(f"{n:03}", topics=("X",)) for n in range(250)), *series(1, "2024-05-01", topics=("X",))])
    for folder in ("dates", "topics/x"):
        lists = [_list(pages, f"{folder}/undated{number}.html") for number in ("", "-2", "-3")]
        assert [len(_titles(view)) for view in lists] == [100, 100, 50]
        assert len({title for view in lists for title in _titles(view)}) == 250
        assert [part.label for part in lists[1].parts] == ["1 à 100", "101 à 200", "201 à 250"]
        assert {view.frame.title for view in lists} != {lists[0].frame.title}
    assert "dates/undated-4.html" not in pages


def test_the_index_of_dates_leads_to_the_rest_of_its_newest_month() -> None:
    view = _plan(series(25, "2024-05-01"))["dates/index.html"].view
    assert isinstance(view, DatesView)
    assert view.more is not None
    assert (view.more.label, view.more.address) == ("Tout mai 2024 (25)", "dates/2024-05.html")
    few = _plan(series(20, "2024-05-01"))["dates/index.html"].view
    assert isinstance(few, DatesView)
    assert few.more is None


def test_a_day_of_a_calendar_is_named_as_it_is_seen() -> None:
    view = _list(_plan(series(3, "2024-05-01")), "dates/2024-05.html")
    assert view.calendar is not None
    assert [day.label for week in view.calendar.weeks for day in week if day.count] == ["1, mai 2024\u00a0: 3 articles"]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (("2024", "2024-04"), "2024"),
        (("2023-03", "2024"), "mars 2023 à 2024"),
        (("2023", "2024-04"), "2023 à avril 2024"),
    ],
)
def test_a_year_that_contains_the_other_end_is_the_whole_span(dates: tuple[str, str], words: str) -> None:
    view = _list(_plan([made(f"{n}", date, topics=("X",)) for n, date in enumerate(dates)]), "topics/x.html")
    assert view.intro == f"2 articles, {words}"


def test_the_smallest_part_is_never_divided_and_drops_its_deks() -> None:
    pages = _plan(series(230, "2024-05-01", topics=("X",), summary="Chapô."))
    day = _list(pages, "dates/2024-05-01.html")
    assert (len(_titles(day)), day.deks, day.parts) == (230, False, ())
    topic_day = _list(pages, "topics/x/2024-05-01.html")
    assert (len(_titles(topic_day)), topic_day.deks) == (230, False)
    assert not _list(pages, "topics/x.html").deks
    assert _list(_plan(series(40, "2024-05-01", topics=("X",))), "topics/x.html").deks
    assert not _list(_plan(series(41, "2024-05-01", topics=("X",))), "topics/x.html").deks


@settings(deadline=None, max_examples=10)
@given(
    st.lists(st.sampled_from(["2022", "2023-01", "2023-01-05", "2023-04-09", None]), min_size=1, max_size=5),
    st.integers(1, 260),
)
def test_through_a_topic_s_pages_every_article_is_reached(dated: list[str | None], count: int) -> None:
    articles = [
        made(f"{number}-{row}.txt", date, topics=("X",), position=number, title=f"{number}-{row}")
        for number, date in enumerate(dated)
        for row in range(count)
    ]
    pages = _plan(articles)
    reached: set[str] = set()
    for address, page in pages.items():
        if address == "topics/x.html" or address.startswith("topics/x/"):
            assert isinstance(page.view, ListView)
            reached |= set(_titles(page.view))
    assert reached == {article.title for article in articles}


@pytest.mark.parametrize(
    ("count", "layout"),
    [(0, "empty"), (1, "single"), (2, "few"), (8, "few"), (9, "full"), (300, "full"), (301, "many")],
)
def test_the_front_page_is_laid_out_by_how_much_there_is(count: int, layout: str) -> None:
    assert _home(series(count, "2024-05-01")).layout == layout


def _stories(view: HomeView) -> list[Card]:
    sections = [card for section in view.sections for card in (section.first, *section.rest)]
    return [card for card in (view.lead, *view.under, *view.second, *view.articles, *sections) if card is not None]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from([("A",), ("B", "A"), ("C",), ()]), min_size=1, max_size=40))
def test_no_story_stands_twice_on_the_front_page(drawn: list[tuple[str, ...]]) -> None:
    view = _home([made(f"{n}.txt", "2024-05-01", topics=topics, position=n) for n, topics in enumerate(drawn)])
    assert max(Counter(card.address for card in _stories(view)).values(), default=0) <= 1


def test_the_editor_s_lead_leads() -> None:
    view = _home([*series(12, "2024-05-01"), made("old", "2019", lead=True, title="À lire")])
    assert view.lead is not None
    assert view.lead.title == "À lire"


@pytest.mark.parametrize("count", [9, 301])
def test_an_article_without_a_headline_is_not_prominent_on_the_front_page(count: int) -> None:
    untitled = [
        made(f"u{n}.txt", "2024-06-01", topics=("X",), position=n, title=None, first_words="Le port est")
        for n in range(5)
    ]
    titled = [made(f"{n}.txt", "2024-05-01", topics=("X",), position=n) for n in range(count)]
    assert all(card.size != "text" for card in _stories(_home([*untitled, *titled])))


def test_an_article_without_a_headline_is_called_by_its_first_words() -> None:
    untitled = made("u.txt", "2024-06-01", title=None, first_words="Le port est", summary="Chapô.", provenance={})
    pages = _plan([untitled, *series(2, "2024-05-01")])
    view = pages["articles/u.html"].view
    assert isinstance(view, ArticleView)
    assert (view.story.title, view.story.size, view.story.title_inferred) == ("Le port est", "text", False)
    assert view.frame.title.startswith("Le port est")
    (card,) = (card for card in _stories(_home([untitled, *series(2, "2024-05-01")])) if card.size == "text")
    assert (card.title, card.dek) == ("Le port est", "")
    values = record(untitled, "u")
    assert (values["title"], values["first_words"], values["summary"]) == (None, "Le port est", "Chapô.")


def test_an_article_s_page_counts_nothing_and_marks_an_inferred_headline() -> None:
    one = _plan([made("a", "2024-05-01", topics=("X",)), made("b", "2024-05-02", topics=("X",))])[
        "articles/a.html"
    ].view
    more = _plan([made("a", "2024-05-01", topics=("X",)), made("b", "2024-05-02", topics=("X",)), made("z", "2019")])[
        "articles/a.html"
    ].view
    assert one == more
    assert isinstance(one, ArticleView)
    assert one.story.title_inferred


def test_a_dek_stands_on_the_article_only_if_it_was_declared() -> None:
    how = {"summary": Provenance(origin=Origin.FILE, evidence="")}
    inferred, declared = made("a", summary="Chapô."), made("b", summary="Chapô.", provenance=how)
    pages = _plan([inferred, declared])
    assert pages["articles/a.html"].view.story.dek == ""  # type: ignore[union-attr]
    assert pages["articles/b.html"].view.story.dek == "Chapô."  # type: ignore[union-attr]


def test_a_private_article_is_in_no_view() -> None:
    pages = _plan([made("a", "2024"), made("b", "2024", title="Sésame", rights=Rights.PRIVATE, topics=("Sésame",))])
    assert "Sésame" not in repr(pages)


def test_beside_an_article_stand_those_of_its_first_topic() -> None:
    articles = [made("a", "2024-01", topics=("X",)), made("b", "2024-02"), made("c", "2024-03", topics=("X", "Y"))]
    view = _plan(articles)["articles/a.html"].view
    assert isinstance(view, ArticleView)
    assert view.later is not None
    assert (view.earlier, view.later.label) == (None, "Titre de c")


def test_years_by_months_count_and_grade() -> None:
    articles = [*series(9, "2024-05"), *series(1, "2024-01-02"), *series(2, "2023"), made("u")]
    view = _plan(articles)["dates/index.html"].view
    assert isinstance(view, DatesView)
    assert view.years is not None
    assert [(row.label, row.count, row.unknown) for row in view.years.rows] == [("2024", 10, 0), ("2023", 2, 2)]
    may = view.years.rows[0].months[4]
    assert (may.label, may.count, may.step, may.address) == (
        "mai 2024\N{NO-BREAK SPACE}: 9 articles",
        9,
        2,
        "dates/2024-05.html",
    )
    assert view.undated is not None
    assert view.undated.count == 1


def test_a_month_has_a_calendar_only_where_a_third_know_their_day() -> None:
    known = [made("a", "2024-05-03"), made("b", "2024-05"), made("c", "2024-05")]
    calendar = _list(_plan(known), "dates/2024-05.html").calendar
    assert calendar is not None
    assert calendar.unknown == 2
    assert [day.number for week in calendar.weeks for day in week if day.address] == [3]
    assert _list(_plan([*known, made("d", "2024-05")]), "dates/2024-05.html").calendar is None


def test_a_topic_follows_the_one_it_is_below_and_its_page_names_that_one() -> None:
    rules = TopicRules(rules=(TopicRule(topic="Kiev", parent="Ukraine"), TopicRule(topic="Ukraine", parent=POLITICS)))
    articles = [
        made("a.txt", topics=("Kiev", "Ukraine", POLITICS)),
        made("b.txt", topics=("sport", "Kiev")),
        made("c.txt", topics=("sport", ELECTION)),
    ]
    pages = _plan(articles, rules=Rules(topics=rules))
    index = pages["topics/index.html"].view
    assert isinstance(index, TermsView)
    nested = [(row.link.address.removeprefix("topics/"), row.depth) for row in index.rows]
    order = [address for address, _ in nested]
    assert order.index("ukraine.html") + 1 == order.index("kiev.html")
    assert {row.link.address for row in index.rows if not row.depth} == {"topics/politics.html", "topics/sport.html"}
    assert dict(nested)["kiev.html"] == 2
    kicker = [link.address for link in _list(pages, "topics/kiev.html").kicker]
    assert kicker == ["topics/index.html", "topics/ukraine.html"]


def test_topics_that_editor_and_iptc_put_below_each_other_all_stand_in_the_index() -> None:
    rules = TopicRules(rules=(TopicRule(topic=POLITICS, parent=ELECTION),))
    pages = _plan([made("a.txt", topics=(POLITICS, ELECTION))], rules=Rules(topics=rules))
    index = pages["topics/index.html"].view
    assert isinstance(index, TermsView)
    assert len(index.rows) == 2


def test_a_topic_leads_to_those_below_it_and_to_those_it_is_often_with() -> None:
    articles = [
        *series(3, "2024", topics=(POLITICS, ELECTION, "Sea")),
        *series(2, "2023", topics=(POLITICS, "Fog")),
        *series(1, "2022", topics=(POLITICS, "Port")),
    ]
    view = _list(_plan(articles), "topics/politics.html")
    assert [(link.label, link.count) for link in view.children] == [("Élections", 3)]
    assert [(link.label, link.count) for link in view.often] == [("Sea", 3), ("Fog", 2)]
    assert (view.earlier, view.later) == (None, None)


def _dated(*dates: str) -> list[Article]:
    return [made(f"{number}", date, position=number, topics=("Sea",)) for number, date in enumerate(dates)]


def test_months_of_one_article_are_grouped_by_year_and_say_only_what_that_does_not() -> None:
    view = _list(_plan(_dated("2024-05-06", "2024-02", "2024", "2023-01-01")), "topics/sea.html")
    assert [(group.label, group.id, group.dates) for group in view.groups] == [
        ("2024", "p2024", ("6 mai", "févr.", "")),
        ("2023", "p2023", ("1er janv.",)),
    ]
    (group,) = _list(_plan(_dated("2024-05-06", "2023-02", "2022")), "topics/sea.html").groups
    assert (group.label, group.dates) == ("", ("6 mai 2024", "févr. 2023", "2022"))


def test_months_of_several_articles_are_groups_with_weekdays() -> None:
    pages = _plan(_dated("2024-05-06", "2024-05", "2024-02-01", "2024-02-02", "2024", "2024"))
    view = _list(pages, "topics/sea.html")
    assert [(group.label, group.dates, group.unknown) for group in view.groups] == [
        ("mai 2024", ("lun. 6", ""), 1),
        ("février 2024", ("ven. 2", "jeu. 1er"), 0),
        ("2024, mois inconnu", ("", ""), 0),
    ]
    year = _list(pages, "dates/2024.html")
    assert [group.label for group in year.groups] == ["mai 2024", "février 2024", "mois inconnu"]
    month = _list(pages, "dates/2024-05.html")
    assert [(group.label, group.dates) for group in month.groups] == [("", ("lun. 6",)), ("jour inconnu", ("",))]
    assert [group.dates for group in _list(pages, "dates/2024-05-06.html").groups] == [("",)]


def test_a_year_of_few_articles_is_one_group_without_a_name() -> None:
    (group,) = _list(_plan(_dated("2024-05-06", "2024-02")), "dates/2024.html").groups
    assert (group.label, group.dates) == ("", ("6 mai", "févr."))


def test_the_table_of_years_grades_months_by_their_rank() -> None:
    months = zip((40, 44, 45, 46, 50, 50, 60, 90), range(1, 9), strict=True)
    view = _plan([one for count, month in months for one in series(count, f"2024-{month:02}")])["dates/index.html"].view
    assert isinstance(view, DatesView)
    assert view.years is not None
    assert [cell.step for cell in view.years.rows[0].months] == [1, 2, 2, 3, 3, 3, 4, 4, 0, 0, 0, 0]
    alike = _plan([*series(2, "2024-01"), *series(2, "2024-02")])["dates/index.html"].view
    assert isinstance(alike, DatesView)
    assert alike.years is not None
    assert {cell.step for cell in alike.years.rows[0].months} == {0, 1}


def test_a_story_stands_in_the_section_of_its_first_topic_only() -> None:
    view = _home([
        *series(9, "2025-01-01", topics=()),
        *series(4, "2024-05-01", topics=("Sea", "Fog")),
        *series(3, "2024-04-01", topics=(ELECTION, POLITICS, "Sea")),
        *series(2, "2024-03-01", topics=("Fog", "Sea")),
        *([made("politics", "2023-01-01", topics=(POLITICS,))]),
    ])  # fmt: skip
    sections = {section.topic.label: [section.first, *section.rest] for section in view.sections}
    assert {label: [card.when for card in cards] for label, cards in sections.items()} == {
        "Sea": ["1er mai 2024"] * 4,
        "Politique": ["1er avr. 2024"] * 3 + ["1er janv. 2023"],
    }
    assert ("Fog" in [link.label for link in view.topics], view.also) == (True, ())


def test_no_headline_is_twice_on_the_front_page() -> None:
    view = _home(series(12, "2025-01-01", topics=("Sea",), title="The port burns"))
    assert view.lead is not None
    assert (view.under, view.second, view.sections) == ((), (), ())


def test_topics_without_a_section_are_named_once() -> None:
    topics = [f"Topic {letter}" for letter in "ABCDEFGHIJKL"]
    view = _home([made(f"{topic}.txt", "2025-01-01", topics=(topic,)) for topic in topics])
    assert [link.label for link in (*view.topics, *view.also)] == topics
    assert len(view.also) == 2


def test_the_front_page_has_a_calendar_of_four_days_or_else_years_with_a_quarter_of_the_articles() -> None:
    days = [article for day in range(1, 5) for article in series(3, f"2025-02-{day:02}")]
    view = _home(days)
    assert (view.calendar is not None, view.years) == (True, None)
    view = _home([*days[:9], *series(1, "2024"), *series(1, "2023"), *series(1, "2022")])
    assert view.calendar is None
    assert view.years is not None
    assert [row.label for row in view.years.rows] == ["2025", "2024", "2023"]
    view = _home(
        [*series(1, "2025"), *series(1, "2024"), *series(1, "2023"), *series(1, "2022"), *series(30, "2021-01")]
    )
    assert view.years is not None
    assert [row.label for row in view.years.rows] == ["2025", "2024", "2023", "2022", "2021"]


def test_no_headline_is_beside_two_topics_that_have_others() -> None:
    pages = _plan([made("port.txt", "2025", topics=("Sea", "Sky")), *series(3, "2024", topics=("Sky",))])
    view = pages["topics/index.html"].view
    assert isinstance(view, TermsView)
    sea, sky = sorted(view.rows, key=lambda row: row.link.label)
    assert sea.newest is not None
    assert sky.newest is not None
    assert (sky.newest.title, sea.newest.title) == ("Titre de port.txt", "Titre de port.txt")  # Sea has no other
    pages = _plan([made("port.txt", "2025", topics=("Sea", "Sky")), *series(3, "2024", topics=("Sky", "Sea"))])
    view = pages["topics/index.html"].view
    assert isinstance(view, TermsView)
    assert [row.newest and row.newest.title for row in view.rows] == ["Titre de port.txt", "Titre de 2024-0000.txt"]


def test_an_index_shows_the_fullest_terms_and_names_the_others() -> None:
    sources = [f"Paper {number:02}" for number in range(30)]
    fullest = series(2, "2024-01-01", source=sources[-1])
    pages = _plan([*fullest, *(made(f"{source}.txt", "2023", source=source) for source in sources)])
    view = pages["sources/index.html"].view
    assert isinstance(view, TermsView)
    shown, named = [row.link.label for row in view.rows], [link.label for link in view.others]
    assert (shown[0], len(shown), sorted([*shown, *named]), named) == (sources[-1], 25, sources, sorted(named))


def test_below_the_lead_are_articles_that_mention_the_same_names_or_else_the_next_with_their_topics() -> None:
    articles = [
        made("lead.txt", "2025-03-01", topics=("Politics",), people=("Ada Quayle", "Tom Penrose")),
        *series(5, "2025-02-01", topics=("Politics",)),
        made("same.txt", "2019-01-01", topics=("Sea",), people=("Ada Quayle", "Tom Penrose")),
        *series(5, "2018-02-01", topics=("Politics",)),
    ]
    site = connected(arranged(articles, SITE)[0], CachedCompute(empty_cache()))
    (view,) = (page.view for page in site_of(site)[0] if page.address == "index.html")
    assert isinstance(view, HomeView)
    assert [card.address for card in view.under] == ["articles/same.html"]
    pages = _plan([made("lead.txt", "2025-03-01", topics=("Port",)), *series(9, "2024-01-01", topics=("Port",))])
    shown = render(pages["index.html"], Theme(None), "fr").decode()
    under = shown[shown.index('class="under"') : shown.index('class="second"')]
    assert under.count("<h3") == under.count(">Port</a>") == 2
    assert ">Tous les articles</a>" in shown


def test_neighbours_of_an_article_say_which_list_they_are_on() -> None:
    pages = _plan([*series(3, "2024-01-01", topics=("Port",)), *series(3, "2025-01-01")])
    texts = [
        render(pages[f"articles/{day}-0001.html"], Theme(None), "fr").decode() for day in ("2024-01-01", "2025-01-01")
    ]
    for text, within in zip(texts, ("Port", "Tous les articles"), strict=True):
        assert f">Plus ancien · {within}</span>" in text
        assert f">Plus récent · {within}</span>" in text


def test_topics_in_the_margin_are_below_no_other() -> None:
    view = _home(series(12, "2025-01-01", topics=(ELECTION, POLITICS)))
    assert [link.label for link in view.topics] == ["Politique"]


def test_below_first_words_a_sentence_of_the_text_is_no_dek() -> None:
    untitled: dict[str, object] = {
        "title": None,
        "first_words": "A skipper",
        "text": "A skipper gave up. Another left at 0h45.",
    }
    declared = {"summary": Provenance(origin=Origin.ROW, evidence="")}
    for fields, dek in (
        (untitled | {"summary": "Another left at 0h45."}, ""),
        (untitled | {"summary": "The race begins."}, "The race begins."),
        ({"text": "Another left.", "summary": "Another left."}, "Another left."),
    ):
        view = _plan([made("a.txt", **fields, provenance=declared)])["articles/a.html"].view
        assert isinstance(view, ArticleView)
        assert view.story.dek == dek


def _unsure(count: int, date: str, **fields: object) -> list[Article]:
    made_up = Provenance(origin=Origin.INFERRED, evidence="", certainty=0.25)
    return series(count, date, provenance={"title": made_up}, **fields)


def test_the_lead_the_stories_beside_it_and_the_first_of_a_section_have_certain_headlines() -> None:
    view = _home([
        *_unsure(3, "2025-02-01", topics=("Sea",)),
        *series(8, "2025-01-01", topics=()),
        *series(3, "2024-12-01", topics=("Sea",)),
        *_unsure(3, "2024-11-01", topics=("Fog",)),
    ])  # fmt: skip
    assert view.lead is not None
    assert {card.when for card in (view.lead, *view.second)} == {"1er janv. 2025"}
    (section,) = view.sections
    assert section.first.when == "1er déc. 2024"
    assert [card.when for card in section.rest] == ["1er févr. 2025"] * 3
    assert ("Fog" in [link.label for link in view.topics], view.also) == (True, ())


def test_where_no_headline_is_certain_all_are_shown() -> None:
    view = _home(_unsure(12, "2025-02-01", topics=("Sea",)))
    assert view.lead is not None
    assert len(_stories(view)) == 11


def test_the_site_s_own_language_leads_among_articles_of_one_date() -> None:
    foreign = series(5, "2025-02-02", language="en")
    view = _home(
        [*series(4, "2025-02-01"), *foreign, *(replace(one, file=f"x{one.file}") for one in series(4, "2025-02-02"))]
    )
    assert view.lead is not None
    assert [card.language for card in (view.lead, *view.second)] == ["fr"] * 4 + ["en"]
    late = _home([*series(9, "2025-02-01"), *foreign])
    assert late.lead is not None
    assert [card.language for card in (late.lead, *late.second)] == ["en", "fr", "fr", "en", "fr"]
    assert all(card.language == "en" for card in _stories(_home(series(12, "2025-02-01", language="en"))))


def test_two_claims_on_one_address_are_fatal_and_name_both() -> None:
    with pytest.raises(Fatal, match=r"About\.html: about\.html and my/about\.html"):
        refuse_clashes([("about.html", "about.html"), ("About.html", "my/about.html")])


def _courses(pages: dict[str, Page]) -> Iterator[Histogram]:
    for page in pages.values():
        if isinstance(page.view, ListView) and page.view.histogram:
            yield page.view.histogram


def test_a_topic_s_course_counts_by_month_and_leaves_gaps_where_nothing_stands() -> None:
    dates = ["2024-01", "2024-03", "2024-03-05", "2024-04", "2024", None]
    pages = _plan([made(f"{number}", date, topics=("Sea",)) for number, date in enumerate(dates)])
    course = _list(pages, "topics/sea.html").histogram
    assert course is not None
    assert [bar.count for bar in course.bars] == [1, 0, 2, 1]
    assert [bar.height for bar in course.bars] == [50, 0, 100, 50]
    assert course.most == "Maximum\u00a0: mars 2024 (2 articles)"
    assert course.unknown == "mois inconnu\u00a0: 1"


def test_a_course_of_many_years_counts_by_year() -> None:
    articles = [
        made(f"{number}", f"{year}-05", topics=("Sea",)) for number, year in enumerate((2001, 2012, 2012, 2020))
    ]
    course = _list(_plan(articles), "topics/sea.html").histogram
    assert course is not None
    assert [bar.name for bar in course.bars][:2] == ["2001", "2002"]
    assert len(course.bars) == 20


@pytest.mark.parametrize("dates", [["2024-01"], ["2024-01", "2024-02"], ["2024-01", "2024-02", "2024-03"], [None] * 5])
def test_a_few_articles_or_a_row_of_equal_bars_make_no_picture(dates: list[str | None]) -> None:
    assert not list(_courses(_plan([made(f"{number}", date) for number, date in enumerate(dates)])))


@pytest.mark.parametrize("each", [3, 30, 90])
def test_every_bar_leads_to_a_page_that_has_its_group(each: int) -> None:
    months = [f"{year}-{month:02}" for year in (2023, 2024) for month in (1, 2, 3, 7)]
    articles = [one for month in months for one in series(each, month, topics=("Sea",), source="Quay")]
    articles += series(2, "2024-03-09", topics=("Sea",), source="Quay")
    pages = _plan(articles)
    courses = list(_courses(pages))
    assert len(courses) == 3  # a topic, a source, a language
    for course in courses:
        for bar in course.bars:
            if not bar.count:
                assert bar.address == ""
                continue
            address, _, anchor = bar.address.partition("#")
            view = pages[address].view
            assert isinstance(view, ListView)
            assert not anchor or anchor in [group.id for group in view.groups]


def test_a_bar_of_a_year_leads_to_the_newest_month_of_a_list_by_months() -> None:
    dates = ["2020-01-13", "2024", "2025-01-30", "2025-01-31", "2025-02-01", "2025-02-02", "2025-02-03"]
    pages = _plan([made(f"{number}", date, topics=("Sea",)) for number, date in enumerate(dates)])
    view = _list(pages, "topics/sea.html")
    assert view.histogram is not None
    addresses = [bar.address for bar in view.histogram.bars if bar.count]
    assert addresses == [f"topics/sea.html#p{group}" for group in ("2020-01", "2024", "2025-02")]
    assert {address.partition("#")[2] for address in addresses} <= {group.id for group in view.groups}


def test_the_fullest_term_has_the_whole_bar() -> None:
    view = _plan([*series(4, "2024-01", topics=("Sea",)), *series(1, "2024-02", topics=("Fog",))])[
        "topics/index.html"
    ].view
    assert isinstance(view, TermsView)
    assert [(row.link.label, row.link.share) for row in view.rows] == [("Sea", 100), ("Fog", 25)]


def test_the_front_page_of_our_seeds_without_their_manifest(tmp_path: Path) -> None:
    """Nobody has edited them: still the large headlines are certain, and of the first seven stories at most two are foreign."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("INDEX.md"))
    (tmp_path / "digest.yml").write_text("language: fr\n", "utf-8")
    job = replace(job_beside(tmp_path / "digest.yml"), jobs=1)
    site = plan_site(job, Findings(), Work(executor=Serial(), progress=Progress()), FullReader(BLOBS)).site
    known = {f"articles/{article.slug}.html": article.card for article in site.articles}
    (view,) = (page.view for page in site_of(site)[0] if page.address == "index.html")
    assert isinstance(view, HomeView)
    shown = [known[card.address] for card in (*_stories(view), *view.latest)]
    assert len(shown) > 10
    assert view.lead is not None
    large = (view.lead, *view.under, *view.second, *(section.first for section in view.sections))
    assert min(known[card.address].title_certainty for card in large) >= 0.3
    assert not [card.title for card in shown if "…" in (card.title or "…")]
    assert sum(card.language != "fr" for card in shown[:7]) <= 2
