"""Countries by code, other places by name: how they are known, called and grouped."""

from __future__ import annotations

import pytest

from digest.i18n import interface_languages
from digest.infer.function_words import table
from digest.model import Origin, Provenance, Settings
from digest.pages.records import record
from digest.vocabulary import countries, fields
from tests.made import arranged, made

SETTINGS = Settings(title="Review", language="fr")


@pytest.mark.parametrize("name", ["Ukraine", "ukraine", "Украина", "أوكرانيا", "乌克兰", "ウクライナ", "Ucrânia", "UA"])
def test_a_country_is_known_by_its_name_in_any_language_of_the_interface(name: str) -> None:
    assert countries.identify(name) == "UA"


@pytest.mark.parametrize(
    ("name", "code"),
    [("UK", "GB"), ("États-Unis", "US"), ("etats-unis", "US"), ("U.S.", "US"), ("RDC", "CD"), ("Czech Republic", "CZ")],
)
def test_what_the_press_writes_besides_is_known_too(name: str, code: str) -> None:
    assert countries.identify(name) == code


def test_any_other_place_stays_what_it_is() -> None:
    assert countries.identify("Kiev") == "Kiev"
    assert countries.label("Kiev", "fr") == "Kiev"
    assert not countries.is_country("Kiev")


def test_a_country_is_called_in_the_language_asked_for_else_in_english() -> None:
    assert countries.label("DE", "fr-CA") == "Allemagne"
    assert countries.label("DE", "und") == "Germany"


def test_no_name_means_two_countries_in_one_language() -> None:
    for language in sorted({*table(), *interface_languages()}):
        labels: dict[str, str] = {}
        for code in countries.countries_in(language).values():
            name = countries.label(code, language)
            assert labels.setdefault(name, code) == code, (language, name)


def test_china_is_not_found_in_what_brackets_say_of_hong_kong() -> None:
    for language in interface_languages():
        assert countries.identify(countries.label("CN", language)) == "CN"
        assert countries.identify(countries.label("HK", language)) == "HK"


def test_declared_countries_become_codes_and_meet_whatever_language_they_were_written_in() -> None:
    assert fields.read("places", "Ukraine; Kiev; Украина") == ("UA", "Kiev")


def test_places_make_pages_if_they_are_countries_or_declared() -> None:
    inferred = {"places": Provenance(origin=Origin.INFERRED, evidence="à Kiev")}
    declared = {"places": Provenance(origin=Origin.ROW, evidence="INDEX.md:3")}
    digest, _ = arranged(
        [
            made("a.txt", places=("UA", "Kiev"), provenance=inferred),
            made("b.txt", places=("UA", "Odessa"), provenance=declared),
        ],
        SETTINGS,
    )
    assert [(term.label, term.slug, len(term.articles)) for term in digest.terms["places"]] == [
        ("Ukraine", "ua", 2),
        ("Odessa", "odessa", 1),
    ]


def test_a_record_names_a_country_as_its_article_would() -> None:
    printed = record(made("a.txt", language="de", places=("US", "Kiew")), "a")
    assert printed["entities"] == [{"name": "USA", "type": "place"}, {"name": "Kiew", "type": "place"}]
