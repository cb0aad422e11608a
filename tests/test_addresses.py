"""Addresses are safe, stable and never shared."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import addresses

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
ADDRESSES = st.lists(st.sampled_from(["a", "b", "topics", "2024"]), min_size=1, max_size=4).map(
    lambda parts: "/".join(parts) + ".html"
)


@given(NAMES)
def test_a_slug_is_plain_short_and_never_empty(text: str) -> None:
    slug = addresses.slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= addresses.MOST
    assert slug not in ("index", "con", "nul", "com1")


@given(NAMES)
def test_a_slug_made_of_a_slug_is_itself(text: str) -> None:
    slug = addresses.slug(text)
    assert addresses.slug(slug) == slug


@given(
    st.dictionaries(NAMES, st.tuples(st.sampled_from(["a", "b", "a-12345678", "x" * 80]), st.booleans()), max_size=12)
)
def test_distinct_slugs_are_distinct_and_do_not_depend_on_the_order(asked: dict[str, tuple[str, bool]]) -> None:
    wanted = [(key, slug, declared) for key, (slug, declared) in asked.items()]
    slugs = addresses.distinct(wanted)
    assert set(slugs) == set(asked)
    assert len(set(slugs.values())) == len(asked)
    assert all(len(slug) <= addresses.MOST for slug in slugs.values())
    assert addresses.distinct(reversed(wanted)) == slugs


def test_of_two_equal_slugs_the_declared_one_keeps_the_plain_form() -> None:
    slugs = addresses.distinct([("a.txt", "summit", False), ("b.txt", "summit", True)])
    assert slugs["b.txt"] == "summit"
    assert re.fullmatch(r"summit-[0-9a-f]{8}", slugs["a.txt"])


@given(ADDRESSES, ADDRESSES)
def test_a_relative_link_leads_where_it_should(here: str, there: str) -> None:
    link = addresses.relative(here, there)
    assert normpath(join(dirname(here), link)) == there
    assert link.endswith(".html")


def test_an_anchor_is_kept() -> None:
    assert addresses.relative("articles/a.html", "articles/b.html#s-x") == "b.html#s-x"
    assert addresses.relative("articles/a.html", "articles/a.html#s-x") == "#s-x"


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
    assert addresses.slug(text) == slug


def test_clashes_are_found_whatever_the_letter_case() -> None:
    assert addresses.clashes([("a.html", "one"), ("B.html", "two"), ("b.html", "three")]) == {
        "b.html": ("two", "three")
    }


def test_no_file_is_a_folder_of_another() -> None:
    found = addresses.clashes(
        [("x.html", "one"), ("X.html/a/b.html", "two"), ("c/d.html", "three"), ("c/e.html", "four")]
    )
    assert found == {"x.html": ("one", "two")}


def test_an_article_stands_at_its_file_s_name() -> None:
    assert addresses.file_slug("2025/Sommet de Paris.txt") == "sommet-de-paris"
    assert PurePosixPath(addresses.article("x")) == PurePosixPath("articles/x.html")
