"""What readers type into the search, and the texts that have it in another spelling: acronyms, numbers, apostrophes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.search import words
from digest.search.folding import bare, forms, indexed
from tests.made import SITE, arranged, made, site_of
from tests.searching import Index

SPACES = {"space": " ", "no-break": "\u00a0", "narrow": "\u202f", "thin": "\u2009", "figure": "\u2007"}
SEPARATORS = SPACES | {"comma": ",", "stop": ".", "apostrophe": "'", "curly": "’", "arabic": "٬"}
APOSTROPHES = "'’‘‛ʼʻ`´′"


def finds(query: str, text: str) -> bool:
    """Whether ``query`` finds the article of ``text``, and not the one beside it."""
    digest, _ = arranged([made("a.txt", text=text), made("b.txt", text="Nothing of it.")], SITE)
    return Index.of(site_of(digest)[0]).slugs(query) == ["a"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        pytest.param("US", "The U.S. Navy sent a ship on Tuesday.", id="k26-us"),
        ("USA", "Made in the U.S.A."),
        ("u.s.a.", "Made in the USA."),
        ("U.S.", "The US Navy."),
        ("U. S.", "The U.S. Navy."),
        ("US", "A U.S.-led mission"),
        ("US", "The U.S.’s largest port"),
        ("EU", "The EU’s answer"),
        ("AB", "AB'nin kararı"),
        ("onu", "Une résolution de l’O.N.U., hier."),
        ("O.N.U.", "L’ONU vote."),
        ("США", "Президент С.Ш.А. прибыл."),
        ("ΗΠΑ", "Οι Η.Π.Α. ψήφισαν."),
        ("افب", "ذكرت أ.ف.ب اليوم"),
        ("भाजपा", "भा.ज.पा. की बैठक"),
        ("พรบ", "ตามพ.ร.บ.นี้"),
        ("พ.ร.บ.", "ตาม พรบ ใหม่"),
        ("ארהב", 'נשיא ארה"ב הגיע'),
        ('ארה"ב', "נשיא ארה״ב הגיע"),
        ("צה״ל", "דובר צהל מסר"),
        ("zB", "Fähren, z.B. im Hafen"),
    ],
)
def test_an_acronym_is_found_with_and_without_full_stops(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS.keys())
def test_a_number_is_found_however_its_groups_are_divided(separator: str) -> None:
    text = f"Le ministère supprimera 1{separator}200 postes."
    assert finds("1200", text)  # k26-1200
    assert all(finds(f"1{typed}200", text) for typed in SEPARATORS.values())
    assert finds(f"1{separator}200", "Le ministère supprimera 1200 postes.")
    assert finds(f"2{separator}500{separator}000", "Population: 2500000")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("2024", "En 2024 100 personnes"),
        ("100", "En 2024 100 personnes"),
        ("24", "Le 24 500 personnes sont venues."),
        ("500", "Le 24 500 personnes sont venues."),
        ("19", "COVID-19 100 morts"),
        ("200", "Scores 100 200 300"),
        ("3.5", "A rise of 3.5 per cent"),
        ("3,5", "A rise of 3.5 per cent"),
        ("1.200,50", "Es kostet 1.200,50 Euro"),
        ("1200", "Es kostet 1.200,50 Euro"),
        ("1234567", "A crore is 12,34,567 short"),
        ("1200", "約１，２００人が参加"),
        ("1200", "نحو ١٬٢٠٠ شخص"),
    ],
)
def test_no_figure_is_lost_where_two_numbers_stand_side_by_side(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("2024100", "En 2024 100 personnes"),
        ("35", "A rise of 3.5 per cent"),
        ("1200", "pages 1-200, scale 1/200"),
        ("2024500", "2024 500 people"),
        ("endbegin", "The end.Begin again"),
        ("12032025", "le 12.03.2025"),
    ],
)
def test_what_is_no_number_and_no_acronym_is_not_joined(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize("typed", APOSTROPHES)
@pytest.mark.parametrize("written", "'’ʼ`´")
def test_a_name_with_an_apostrophe_is_found_with_any_other(typed: str, written: str) -> None:
    assert finds(f"O{typed}Brien", f"Mr O{written}Brien said no.")
    assert finds(f"Côte-d{typed}Or", f"En Côte-d{written}Or, hier.")
    assert finds("obrien", f"Mr O{written}Brien said no.")


_SOME = st.text(alphabet="aB1200.,'’ \"״אבพร.บ中か٬٢\u00a0\u202fUS\n/-é\u0301भा", max_size=40)


@given(_SOME)
def test_what_a_text_holds_is_in_the_index_and_no_letter_of_it_is_lost(text: str) -> None:
    found = set(indexed(text))
    assert found.issuperset(forms(text))
    assert set("".join(found)) == set("".join(forms(text)))
    assert {bare(form) for form in found}.issuperset(words(text))


@given(st.integers(1000, 10**12), st.sampled_from(sorted(SEPARATORS.values())))
def test_a_number_in_groups_of_three_is_the_number(number: int, separator: str) -> None:
    assert words(f"{number:,}".replace(",", separator)) == [str(number)]
