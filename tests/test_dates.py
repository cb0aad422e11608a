"""Dates keep the precision they were given."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dates
from digest.dates import Date
from digest.words import words

YEARS = st.integers(1000, 9999)
DATES = st.one_of(
    st.builds(Date, YEARS),
    st.builds(Date, YEARS, st.integers(1, 12)),
    st.dates().filter(lambda day: day.year >= 1000).map(lambda day: Date(day.year, day.month, day.day)),
)


@given(DATES)
def test_a_date_is_read_back_from_what_it_writes(date: Date) -> None:
    assert dates.parse(str(date)) == date


@given(DATES)
def test_a_date_in_english_or_french_words_is_read_back(date: Date) -> None:
    for language in ("en", "fr"):
        for length in ("long", "short"):
            assert dates.parse_written(words(language).date(date, length)) == date


@given(st.text(max_size=30))
def test_no_text_is_a_date_beyond_what_it_says(text: str) -> None:
    date = dates.parse_written(text)
    if date is not None:
        assert str(date.year) in "".join(str(int(c)) if c.isdecimal() else c for c in text)


@given(st.lists(DATES, max_size=12))
def test_order_is_newest_first_and_unknown_parts_after_known_ones(found: list[Date]) -> None:
    ordered = sorted(found, key=dates.newest_first)
    for before, after in pairwise(ordered):
        if before != after and before.contains(after):
            raise AssertionError(f"{before} stands before {after}, a part of it")
        assert before.year >= after.year


@given(DATES)
def test_a_date_lies_in_all_its_parents_and_not_the_reverse(date: Date) -> None:
    parent = date.parent
    while parent is not None:
        assert parent.contains(date)
        assert not date.contains(parent)
        assert date.cut(parent.precision) == parent
        parent = parent.parent
    assert date.cut(date.precision) == date


@pytest.mark.parametrize(
    "text",
    [
        "2025-13",
        "2025-02-30",
        "2023-02-29",
        "25-02",
        "2025-2",
        "2025-02-13T10:00",
        "",
        "0999",
        "２０２５-１３",
        "today",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        dates.parse(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("6 May 2024", Date(2024, 5, 6)),
        ("May 6, 2024", Date(2024, 5, 6)),
        ("1er février 2025", Date(2025, 2, 1)),
        ("FÉVRIER 2025", Date(2025, 2)),
        ("Sept. 2024", Date(2024, 9)),
        ("le 13 février 2025", Date(2025, 2, 13)),
        ("2025", Date(2025)),
    ],
)
def test_written_dates_are_understood(text: str, date: Date) -> None:
    assert dates.parse_written(text) == date


@pytest.mark.parametrize(
    "text",
    ["6/5/2024", "05.06.2024", "31 février 2025", "May", "May 2024 (again)", "May and June 2024", "13 13 May 2024"],
)
def test_what_could_mean_two_things_is_not_guessed(text: str) -> None:
    assert dates.parse_written(text) is None
