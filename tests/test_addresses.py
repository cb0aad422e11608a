"""Addresses are safe, stable and never shared."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import urls
from digest.urls import Claim

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
ADDRESSES = st.lists(st.sampled_from(["a", "b", "topics", "2024"]), min_size=1, max_size=4).map(
    lambda parts: "/".join(parts) + ".html"
)


@given(NAMES)
def test_a_slug_is_plain_short_and_never_empty(text: str) -> None:
    slug = urls.slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= urls.MOST
    assert slug not in ("index", "con", "nul", "com1")


@given(NAMES)
def test_a_slug_made_of_a_slug_is_itself(text: str) -> None:
    slug = urls.slug(text)
    assert urls.slug(slug) == slug


CLAIMS = st.dictionaries(
    NAMES, st.tuples(st.sampled_from(["a", "b", "a-12345678", "x" * 80]), st.integers(0, 2)), max_size=12
).map(lambda asked: [Claim(key, slug, rank) for key, (slug, rank) in asked.items()])


@given(CLAIMS)
def test_distinct_slugs_are_distinct_and_do_not_depend_on_the_order(claims: list[Claim]) -> None:
    slugs = urls.distinct(claims)
    assert set(slugs) == {claim.key for claim in claims}
    assert len(set(slugs.values())) == len(claims)
    assert all(len(slug) <= urls.MOST for slug in slugs.values())
    assert urls.distinct(reversed(claims)) == slugs


def test_of_two_equal_slugs_the_one_of_lower_rank_keeps_the_plain_form() -> None:
    slugs = urls.distinct([Claim("a.txt", "summit", 1), Claim("b.txt", "summit", 0)])
    assert slugs["b.txt"] == "summit"
    assert re.fullmatch(r"summit-[0-9a-f]{8}", slugs["a.txt"])


@given(CLAIMS, CLAIMS)
def test_what_is_published_stays_where_it_is_whatever_comes_or_goes(old: list[Claim], more: list[Claim]) -> None:
    before = urls.distinct(old)
    taken = {slug: key for key, slug in before.items()}
    new = [*old[1:], *(claim for claim in more if claim.key not in before)]
    after = urls.distinct(new, taken)
    assert {key: after[key] for key in before if key in after} == {claim.key: before[claim.key] for claim in old[1:]}
    assert len(set(after.values())) == len(new)


@given(ADDRESSES, ADDRESSES)
def test_a_relative_link_leads_where_it_should(source: str, target: str) -> None:
    link = urls.relative(source, target)
    assert normpath(join(dirname(source), link)) == target
    assert link.endswith(".html")


def test_an_anchor_is_kept() -> None:
    assert urls.relative("articles/a.html", "articles/b.html#s-x") == "b.html#s-x"
    assert urls.relative("articles/a.html", "articles/a.html#s-x") == "#s-x"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("L’OTAN, une menace", "l-otan-une-menace"),
        ("Don’t panic", "dont-panic"),
        ("CON", "con-x"),
        ("index", "index-x"),
        ("日本語", "ribenyu"),
        ("Économie & finances", "economie-finances"),
    ],
)
def test_slugs_read_well(text: str, slug: str) -> None:
    assert urls.slug(text) == slug


def test_clashes_are_found_whatever_the_letter_case() -> None:
    assert urls.clashes([("a.html", "one"), ("B.html", "two"), ("b.html", "three")]) == {"b.html": ("two", "three")}


def test_no_file_is_a_folder_of_another() -> None:
    found = urls.clashes([("x.html", "one"), ("X.html/a/b.html", "two"), ("c/d.html", "three"), ("c/e.html", "four")])
    assert found == {"x.html": ("one", "two")}


@pytest.mark.parametrize(
    ("file", "slug"),
    [
        ("Sommet de Paris.txt", "sommet-de-paris"),
        ("2025-03/Édito.txt", "2025-03-edito"),
        ("Été 2025/Île-de-France/a_b.md", "ete-2025-ile-de-france-a-b"),
        ("2025/2025-03-04-ferry.md", "2025-03-04-ferry"),
        ("press/2025/03/2025-03-04-ferry.md", "press-2025-03-04-ferry"),
        ("2025/2025-03/2025-03-04 ferry.md", "2025-03-04-ferry"),
        ("2025-02/2025-03-04-ferry.md", "2025-02-2025-03-04-ferry"),
        ("ferry/ferry.md", "ferry-ferry"),
        ("C#.txt", "c-sharp"),
        ("C++.txt", "c-plus-plus"),
        ("#MeToo.md", "metoo"),
        ("sommet+de+paris.html", "sommet-de-paris"),
        ("saved/index.html", "saved-index"),
        ("index.html", "index-x"),
        ("Ferries 1f2e3d4c5b6a7988a1b2c3d4e5f60718.md", "ferries"),
        ("Press 9A8B7C6D5E4F3021a1b2c3d4e5f60718/Ferries-1f2e3d4c5b6a7988a1b2c3d4e5f60718.md", "press-ferries"),
        ("1f2e3d4c5b6a7988a1b2c3d4e5f60718.md", "1f2e3d4c5b6a7988a1b2c3d4e5f60718"),
        ("000_7d6d22a428fdc984.txt", "000-7d6d22a428fdc984"),
    ],
)
def test_an_article_s_address_is_made_of_its_path(file: str, slug: str) -> None:
    assert urls.file_slug(file) == slug


def test_long_paths_that_begin_alike_differ_by_a_tail() -> None:
    one, other = (urls.file_slug(f"2025/{'the same long beginning ' * 5}{day}.txt") for day in "12")
    assert one != other
    assert len(one) == len(other) == urls.MOST
    assert one[:-8] == other[:-8]


def test_an_article_stands_in_one_folder() -> None:
    assert PurePosixPath(urls.article("x")) == PurePosixPath("articles/x.html")
