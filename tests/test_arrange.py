"""The digest: order, groups, addresses, and what may be seen."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from digest import urls
from digest.dates import Date
from digest.errors import Position, Severity
from digest.model import Article, Origin, Provenance, Rights
from digest.site.arrange import arrange, arrange_again, arrangement_of, main_language, url_owners
from tests.made import SITE, arranged, card, made

EDTF = st.one_of(
    st.none(), st.sampled_from(["2023", "2024", "2024-02", "2024-03", "2024-03-01", "2024-03-09", "2025-01-31"])
)


def _files(articles: list) -> list[str]:  # type: ignore[type-arg]
    digest, _ = arranged(articles, SITE)
    return [item.card.file for item in digest.articles]


def test_newest_stand_first_and_unknown_parts_last_within_their_period() -> None:
    dated = ["2024", None, "2024-03-01", "2025", "2024-03", "2024-03-09", "2023-12-31", "2024-02"]
    assert _files([made(str(date), date) for date in dated]) == [
        "2025", "2024-03-09", "2024-03-01", "2024-03", "2024-02", "2024", "2023-12-31", "None",
    ]  # fmt: skip


def test_ties_fall_to_weight_then_manifest_then_path() -> None:
    articles = [
        made("b", "2024", position=1),
        made("a", "2024", position=1),
        made("first", "2024", position=0),
        made("heavy", "2024", position=9, weight=2),
    ]
    assert _files(articles) == ["heavy", "first", "a", "b"]


@given(st.lists(EDTF, max_size=12), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_reading(dated: list[str | None], chance: random.Random) -> None:
    articles = [made(f"{number}.txt", date, position=number) for number, date in enumerate(dated)]
    ordered = _files(articles)
    chance.shuffle(articles)
    assert _files(articles) == ordered


@given(st.lists(EDTF, max_size=12))
def test_every_article_stands_in_each_period_that_holds_it_and_in_no_other(dated: list[str | None]) -> None:
    digest, _ = arranged([made(f"{number}.txt", date) for number, date in enumerate(dated)], SITE)
    for index, item in enumerate(digest.articles):
        date = item.card.date
        holding = {period for period, indexes in digest.periods.items() if index in indexes}
        assert holding == {period for period in digest.periods if date and date.cut(period.precision) == period}
        assert (date is None) == (index in digest.undated)


def test_a_month_stands_on_no_day() -> None:
    digest, _ = arranged([made("a", "2025-02")], SITE)
    assert list(digest.periods) == [Date(2025, 2), Date(2025)]


def test_topics_merge_on_case_accents_and_the_labels_of_iptc() -> None:
    articles = [
        made("a", topics=("11000000", "Défense")),
        made("b", topics=("DEFENSE",)),
        made("c", topics=("11000000", "defense ")),
        made("d", topics=("Défense",)),
    ]
    digest, _ = arranged(articles, SITE)
    assert [(term.label, term.slug, len(term.articles)) for term in digest.terms["topics"]] == [
        ("Défense", "defense", 4),
        ("Politique", "politics", 2),
    ]


def test_two_equal_declared_slugs_are_an_error_and_the_later_falls_back() -> None:
    where = Position(file="INDEX.md", line=7, column=3)
    how = {"slug": Provenance(origin=Origin.ROW, evidence=str(where), where=where)}
    articles = [made("one.txt", slug="summit"), made("two.txt", slug="Summit", position=1, provenance=how)]
    digest, problems = arranged(articles, SITE)
    assert {item.card.file: item.url for item in digest.articles} == {
        "one.txt": "articles/summit.html",
        "two.txt": "articles/two.html",
    }
    (problem,) = problems
    assert (problem.code, problem.severity, problem.where) == ("duplicate-slug", Severity.ERROR, where)


SEVERAL = st.lists(
    st.builds(
        made,
        st.sampled_from(["a.txt", "a.md", "A.txt", "b/a.txt", "é.txt", "e.txt", "a-2.txt", "b.txt", "日.txt"]),
        EDTF,
        position=st.integers(0, 9),
        slug=st.sampled_from([None, None, "a", "A", "b", "a-2", "old"]),
        aliases=st.lists(st.sampled_from(["articles/a.html", "articles/old.html", "/b.html"]), max_size=2).map(tuple),
        topics=st.lists(st.sampled_from(["A", "a", "Ä", "B", "b-2", "b 2"]), max_size=3).map(tuple),
        source=st.sampled_from([None, "Le Soir", "le soir", "LE-SOIR"]),
        draft=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda article: article.file,
)


@given(SEVERAL)
def test_a_published_site_is_arranged_as_it_was(articles: list[Article]) -> None:
    cards = [card(article) for article in articles]
    site, problems = arrange(cards, SITE)
    taken = {article.url for article in site.articles}
    old = {urls.forward(alias, SITE.base_url) for article in site.articles for alias in article.card.aliases} - taken
    again = arrange(cards, SITE, url_owners(site, {address for address in old if address}))
    assert again == (site, problems)
    assert arrange_again(cards, SITE, arrangement_of(site, cards, problems)) == site


def test_a_headline_never_makes_an_address() -> None:
    before, _ = arranged([made("000_7d.txt", title="One")], SITE)
    after, _ = arranged([made("000_7d.txt", title="Another")], SITE)
    assert before.articles[0].url == after.articles[0].url == "articles/000-7d.html"


def test_drafts_and_private_articles_are_in_no_group() -> None:
    hidden = [made("d", "2024", topics=("X",), draft=True), made("p", "2023", topics=("Y",), rights=Rights.PRIVATE)]
    digest, _ = arranged(hidden, SITE)
    assert (digest.articles, digest.terms["topics"], dict(digest.periods)) == ((), (), {})


def test_the_main_language_is_that_of_most_articles() -> None:
    articles = [made("a", language="en"), made("b", language="fr"), made("c", language="fr"), made("d", language="und")]
    assert main_language(map(card, articles)) == "fr"
    assert main_language([card(made("d", language="und"))]) is None
