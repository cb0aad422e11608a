"""Dates keep the precision they were given."""

from __future__ import annotations

from datetime import date as calendar_day
from itertools import pairwise

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import dates
from digest.dates import Date
from digest.i18n import words

LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "nl", "pl", "ru", "ar", "zh", "ja")
REGIONS = ("en-GB", "fr-CA", "de-AT", "es-MX", "pt-PT", "ar-LB", "ar-DZ", "ar-MA", "zh-Hant")
YEARS = st.integers(1000, 9999)
DATES = st.one_of(
    st.builds(Date, YEARS),
    st.builds(Date, YEARS, st.integers(1, 12)),
    st.dates().filter(lambda day: day.year >= 1000).map(lambda day: Date(day.year, day.month, day.day)),
)


@given(DATES)
def test_a_date_survives_a_round_trip(date: Date) -> None:
    assert dates.parse(str(date)) == date


@settings(max_examples=100, deadline=None)
@given(DATES, st.sampled_from([*LANGUAGES, *REGIONS]), st.sampled_from(["long", "short"]))
def test_a_date_in_words_is_read_back_in_all_languages(date: Date, language: str, length: str) -> None:
    assert dates.parse_written(words(language).date(date, length)) == date


@settings(max_examples=100, deadline=None)
@given(st.dates().filter(lambda day: day.year >= 1000), st.sampled_from(LANGUAGES))
def test_a_weekday_in_front_is_ignored(day: calendar_day, language: str) -> None:
    assert dates.parse_written(format_date(day, "full", locale=language)) == Date(day.year, day.month, day.day)


@given(st.one_of(st.text(max_size=30), st.text("0123456789٢年月日〇二四 /.-mayMAIг", max_size=16)))
def test_dates_in_any_text_have_no_invented_parts(text: str) -> None:
    date = dates.parse_written(text)
    if date is not None:
        figures = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
        ascii_digits = "".join(str(int(c)) if c.isdecimal() else figures.get(c, c) for c in text)
        assert str(date.year) in ascii_digits


def test_no_name_of_a_month_is_another_month_in_another_language() -> None:
    """All names in the twelve languages, full and abbreviated, beside a day and a year, are read as their month."""
    for language in LANGUAGES:
        locale = Locale(language)
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[form][width].items():
                    text = f"2024年{name}" if language in ("zh", "ja") else f"6 {name} 2024"
                    date = dates.parse_written(text)
                    assert date is not None, (language, name)
                    assert date.month == number, (language, name)


@pytest.mark.parametrize("text", ["Monday", "ven.", "quarta-feira", "الاثنين", "понедельник", "月", "水曜日", "周一"])
def test_weekdays_are_known(text: str) -> None:
    assert dates.is_weekday(text)


@pytest.mark.parametrize("text", ["", "The Quay", "Sunday Times", "日本", "May"])
def test_other_words_are_not_weekdays(text: str) -> None:
    assert not dates.is_weekday(text)


@given(st.lists(DATES, max_size=12))
def test_order_is_newest_first_and_unknown_parts_after_known_ones(found: list[Date]) -> None:
    ordered = sorted(found, key=dates.newest_first)
    for before, after in pairwise(ordered):
        if before != after and after.cut(before.precision) == before:
            raise AssertionError(f"{before} stands before {after}, a part of it")
        assert before.year >= after.year


@given(DATES)
def test_a_date_is_within_its_parents_and_not_the_reverse(date: Date) -> None:
    parent = date.parent
    while parent is not None:
        assert parent.cut(date.precision) is None
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
def test_other_texts_are_rejected(text: str) -> None:
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
        ("6. Mai 2024", Date(2024, 5, 6)),
        ("Jänner 2024", Date(2024, 1)),
        ("am 3. Mrz. 2024", Date(2024, 3, 3)),
        ("6 de mayo del 2024", Date(2024, 5, 6)),
        ("1.º de setiembre de 2024", Date(2024, 9, 1)),
        ("1º de maio de 2024", Date(2024, 5, 1)),
        ("quarta, 1 de maio de 2024", Date(2024, 5, 1)),
        ("l’8 maggio 2024", Date(2024, 5, 8)),
        ("6e mei 2024", Date(2024, 5, 6)),
        ("dnia 6 maja 2024 r.", Date(2024, 5, 6)),
        ("październik 2024", Date(2024, 10)),
        ("6-го мая 2024 года", Date(2024, 5, 6)),
        ("6 МАЯ 2024 Г.", Date(2024, 5, 6)),
        ("٦ مايو ٢٠٢٤", Date(2024, 5, 6)),
        ("6 أيار 2024", Date(2024, 5, 6)),
        ("6 ماي 2024", Date(2024, 5, 6)),
        ("6 مايو/أيار 2024", Date(2024, 5, 6)),
        ("6 أيار (مايو) 2024", Date(2024, 5, 6)),
        ("الإثنين، 6 كانون الثاني 2025 م", Date(2025, 1, 6)),
        ("3 ابريل 2024", Date(2024, 4, 3)),
        ("2024年5月6日", Date(2024, 5, 6)),
        ("２０２４年５月６日", Date(2024, 5, 6)),
        ("2024 年 5 月", Date(2024, 5)),
        ("2024年", Date(2024)),
        ("2024年5月6日（月・祝）", Date(2024, 5, 6)),
        ("2024年5月6日 星期一", Date(2024, 5, 6)),
        ("二〇二四年十二月三十一日", Date(2024, 12, 31)),
        ("二零二四年十月二十日", Date(2024, 10, 20)),
        ("vendredi 6 mai 2024", Date(2024, 5, 6)),
        ("Monday, May 6, 2024", Date(2024, 5, 6)),
        ("6 May 2024 (Monday)", Date(2024, 5, 6)),
        ("mar. 7 mai 2024", Date(2024, 5, 7)),  # Tuesday, not March
        ("Mar. 7, 2024", Date(2024, 3, 7)),
        ("mar. 2024", Date(2024, 3)),
        ("6th of May, 2024", Date(2024, 5, 6)),
        ("06-May-2024", Date(2024, 5, 6)),
        ("2024 May 6", Date(2024, 5, 6)),
        ("2024/5/6", Date(2024, 5, 6)),
        ("2024.05.06", Date(2024, 5, 6)),
        ("2024 г.", Date(2024)),
        ("عام 2024", Date(2024)),
        ("令和6年5月6日", Date(2024, 5, 6)),
        ("令和元年", Date(2019)),
    ],
)
def test_written_dates_are_read(text: str, date: Date) -> None:
    assert dates.parse_written(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "6/5/2024",
        "05.06.2024",
        "令和99999年5月6日",
        "昭和65年5月6日",
        "6-5-2024",
        "2024/13/1",
        "2024/5",
        "31 février 2025",
        "2024年13月",
        "2024年2月30日",
        "May",
        "May 24",
        "May 2024 (again)",
        "May and June 2024",
        "May/June 2024",
        "Monday May 2024",
        "13 13 May 2024",
        "6 May 20245",
        "1² May 2024",  # a note's figure
        "Olympics 2024",
        "the 2024",
        "6 شوال 1445",
    ],
)
def test_ambiguous_dates_are_not_guessed(text: str) -> None:
    assert dates.parse_written(text) is None


@pytest.mark.parametrize("text", ["31 February 2025", "30. Februar 2025", "31 de noviembre de 2025"])
def test_a_day_that_its_month_does_not_have_is_named_as_such(text: str) -> None:
    with pytest.raises(ValueError, match="has no day 3"):
        dates.read(text)
