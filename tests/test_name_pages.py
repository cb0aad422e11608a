"""The pages of people, organisations and cities: which names have one, what it shows, and who may see it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from digest.build.site import CachedCompute
from digest.model import Article, Origin, Provenance, Quotation, Rights, Settings, Site
from digest.pages.views import ArticleView, ListView, NamesView, TermsView
from digest.site.arrange import fewest_articles
from digest.site.connections import connected
from tests.made import SITE, arranged, empty_cache, made, site_of

WORDS = "Nous reconstruirons le port"


def _site(*articles: Article, settings: Settings = SITE) -> Site:
    site, _ = arranged(articles, settings)
    return connected(site, CachedCompute(empty_cache()))


def _views(*articles: Article, settings: Settings = SITE) -> dict[str, Any]:
    pages, _ = site_of(_site(*articles, settings=settings))
    return {page.address: page.view for page in pages}


def _report(file: str, *, people: tuple[str, ...] = ("Anna Diaz",), **fields: Any) -> Article:
    text = " ".join(f"{file[0]}{number}" for number in range(60))  # no copy of another one
    quotations = (Quotation(paragraph=1, speaker="Anna Diaz", text=f"{WORDS} {file}"),) if "Anna Diaz" in people else ()
    return made(
        file,
        "2024-05-03",
        text=text,
        html=f'<p id="p1">{text}</p>\n',
        people=people,
        **{"quotations": quotations, **fields},
    )


def test_a_name_in_two_articles_has_a_page() -> None:
    views = _views(_report("a.txt"), _report("b.txt", people=("ANNA DIAZ", "Paul Martin")), _report("c.txt"))
    page, index = views["people/anna-diaz.html"], views["people/index.html"]
    assert isinstance(page, ListView)
    assert isinstance(index, NamesView)
    assert [card.address for group in page.groups for card in group.cards] == [
        f"articles/{name}.html" for name in "abc"
    ]
    assert page.name is not None
    assert page.name.forms == "Aussi écrit ANNA DIAZ"
    assert [(letter, [(link.label, link.count) for link in links]) for letter, links in index.letters] == [
        ("", [("Anna Diaz", 3)])
    ]
    assert "people/paul-martin.html" not in views
    assert not any(address.startswith("people/") and address.endswith((".xml", ".json")) for address in views)


def test_a_name_of_an_article_leads_to_its_page_or_to_a_search() -> None:
    articles = [_report("a.txt"), _report("b.txt", people=("Anna Diaz", "Paul & Co"))]
    view = _views(*articles)["articles/b.html"]
    assert isinstance(view, ArticleView)
    assert [link.address for link in view.story.people] == ["people/anna-diaz.html", "search.html?q=Paul%20%26%20Co"]
    view = _views(*articles, settings=replace(SITE, search=replace(SITE.search, on=False)))["articles/b.html"]
    assert [link.address for link in view.story.people] == ["people/anna-diaz.html", ""]


def test_a_page_shows_who_is_often_in_the_same_articles() -> None:
    both = ("Anna Diaz", "Paul Martin")
    views = _views(
        _report("a.txt", people=both, organisations=("OTAN",)),
        _report("b.txt", people=both),
        _report("c.txt", people=("Anna Diaz",), organisations=("OTAN",)),
    )
    often = views["people/anna-diaz.html"].often
    assert [(link.address, link.count) for link in often] == [
        ("organisations/otan.html", 2),
        ("people/paul-martin.html", 2),
    ]
    assert [link.label for link in views["organisations/otan.html"].often] == ["Anna Diaz"]


def test_quotations_lead_to_their_paragraphs() -> None:
    views = _views(_report("a.txt"), _report("b.txt"))
    quotes = views["people/anna-diaz.html"].name.quotes
    assert [(quote.text, quote.address) for quote in quotes] == [
        (f"{WORDS} a.txt", "articles/a.html#p1"),
        (f"{WORDS} b.txt", "articles/b.html#p1"),
    ]
    same = [_report(file, quotations=(Quotation(1, "Anna Diaz", WORDS),)) for file in ("a.txt", "b.txt")]
    assert [quote.text for quote in _views(*same)["people/anna-diaz.html"].name.quotes] == [WORDS]


def test_what_may_not_be_shown_is_on_no_page_of_a_name() -> None:
    full, other = _report("a.txt"), _report("b.txt")
    for rights in (Rights.EXCERPT, Rights.HEADLINE, Rights.PRIVATE):
        assert "people/anna-diaz.html" not in _views(full, _report("c.txt", rights=rights))
        views = _views(full, other, _report("c.txt", rights=rights))
        assert all("c.txt" not in quote.text for quote in views["people/anna-diaz.html"].name.quotes)
    declared = {"people": Provenance(origin=Origin.ROW, evidence="INDEX.md:3")}
    page = _views(full, other, _report("c.txt", rights=Rights.EXCERPT, provenance=declared))["people/anna-diaz.html"]
    assert sum(len(group.cards) for group in page.groups) == 3
    assert len(page.name.quotes) == 2


def test_names_off_leaves_out_all_names_that_nobody_declared() -> None:
    articles = [_report(file, places=("FR", "Brest"), organisations=("OTAN",)) for file in ("a.txt", "b.txt")]
    on, off = _views(*articles), _views(*articles, settings=replace(SITE, names=False))
    gone = {address for address in on.keys() - off.keys() if not address.startswith("assets/")}
    assert gone == {
        "people/index.html", "people/anna-diaz.html", "organisations/index.html", "organisations/otan.html", "places/brest.html",
    }  # fmt: skip


def test_a_city_is_below_its_country() -> None:
    views = _views(*(_report(file, places=("Kyiv", "UA", "Atlantis")) for file in ("a.txt", "b.txt", "c.txt")))
    index = views["places/index.html"]
    assert isinstance(index, TermsView)
    assert [(row.link.address, row.depth) for row in index.rows] == [
        ("places/atlantis.html", 0), ("places/ua.html", 0), ("places/kyiv.html", 1),
    ]  # fmt: skip
    assert [link.address for link in views["places/kyiv.html"].kicker] == ["places/index.html", "places/ua.html"]
    assert [link.address for link in views["places/ua.html"].children] == ["places/kyiv.html"]


def test_of_copies_one_counts() -> None:
    first, text = _report("a.txt"), " ".join(f"mot{number}" for number in range(80))
    copies = [replace(first, file=file, html=f"<p>{text}</p>", excerpt=text) for file in ("a.txt", "b.txt")]
    site = _site(*copies)
    assert site.connections.copies
    assert site.terms["people"] == ()
    assert site.terms_of["people"] == ((), ())
    assert len(_site(*copies, settings=replace(SITE, duplicates=False)).terms["people"]) == 1


def test_a_year_with_copies_of_two_months_has_no_unknown_month() -> None:
    """Each month lists its own copy, the year one of both."""
    text = " ".join(f"mot{number}" for number in range(80))
    copies = [made(f"{month}.txt", f"2024-0{month}", text=text) for month in (3, 5)]
    (row,) = _views(*copies)["dates/index.html"].years.rows
    assert (row.count, row.unknown, [cell.count for cell in row.months[:5]]) == (1, 0, [0, 0, 1, 0, 1])


def test_at_most_a_thousand_names_have_a_page() -> None:
    assert fewest_articles([1, 2, 3]) == 2
    assert fewest_articles([2] * 1000 + [1] * 500) == 2
    assert fewest_articles([2] * 600 + [3] * 500) == 3
    assert fewest_articles([5] * 2000 + [9]) == 6
