"""The words of the interface, and the words that people write, in twelve languages."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import i18n as words_module
from digest.dates import Date
from digest.i18n import Words, direction, fold, interface_languages, language_named, language_tag, words
from digest.manifest.parse import GENERIC_HEADINGS
from digest.manifest.tables import is_file_column
from digest.manifest.targets import language_name
from digest.vocabulary import fields, media_topics
from tools import catalogues

LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "zh")
DATA = Path(words_module.__file__).parent / "data"
FIELD_WORDS: dict[str, dict[str, str]] = json.loads((DATA / "field_words.json").read_text("utf-8"))["fields"]
ANSWERS: dict[str, dict[str, str]] = json.loads((DATA / "field_words.json").read_text("utf-8"))["answers"]
MESSAGES = catalogues.messages()


# The interface


def test_the_interface_speaks_twelve_languages() -> None:
    assert interface_languages() == LANGUAGES


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_message_is_missing_left_over_or_lacks_a_placeholder(language: str) -> None:
    """``python tools/catalogues.py`` says the same; ``--write`` adds what is missing."""
    assert len(MESSAGES) > 90
    assert catalogues.faults(language, MESSAGES) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_change_where_the_language_changes_them(language: str) -> None:
    """The catalogue's rule and CLDR's divide the numbers in the same way."""
    rule = Locale(language).plural_form
    theirs, ours = defaultdict(set), defaultdict(set)
    for number in range(250):
        theirs[rule(number)].add(number)
        ours[words(language).translations.plural(number) if language != "en" else number != 1].add(number)  # type: ignore[attr-defined]
    assert sorted(map(sorted, ours.values())) == sorted(map(sorted, theirs.values()))


@pytest.mark.parametrize(
    ("language", "numbers", "phrase"),
    [
        ("en", (0, 1, 2), "0 articles, 1 article, 2 articles"),
        ("fr", (0, 1, 2), "0 article, 1 article, 2 articles"),
        ("pl", (1, 2, 5, 12, 22), "1 artykuł, 2 artykuły, 5 artykułów, 12 artykułów, 22 artykuły"),
        ("ru", (1, 2, 5, 11, 21), "1 статья, 2 статьи, 5 статей, 11 статей, 21 статья"),
        ("ar", (0, 1, 2, 3, 11, 100), "لا مقالات، مقال واحد، مقالان، 3 مقالات، 11 مقالًا، 100 مقال"),
        ("ja", (1, 2), "1件の記事、2件の記事"),
        ("zh", (1, 2), "1篇文章，2篇文章"),
    ],
)
def test_articles_are_counted_as_people_count(language: str, numbers: tuple[int, ...], phrase: str) -> None:
    """Values of a row are separated by the language's own comma."""
    spoken = words(language)
    assert spoken.joined(spoken.ngettext("%(num)s article", "%(num)s articles", number) for number in numbers) == phrase


@pytest.mark.parametrize(
    ("language", "long", "short", "month", "year"),
    [
        ("en", "May 1, 2024", "May 1, 2024", "May 2024", "2024"),
        ("fr", "1er mai 2024", "1er mai 2024", "mai 2024", "2024"),
        ("de", "1. Mai 2024", "1. Mai 2024", "Mai 2024", "2024"),
        ("es", "1 de mayo de 2024", "1 may 2024", "mayo de 2024", "2024"),
        ("pt", "1º de maio de 2024", "1º de mai. de 2024", "maio de 2024", "2024"),
        ("pt-PT", "1 de maio de 2024", "1 de maio de 2024", "maio de 2024", "2024"),
        ("it", "1 maggio 2024", "1 mag 2024", "maggio 2024", "2024"),
        ("nl", "1 mei 2024", "1 mei 2024", "mei 2024", "2024"),
        ("pl", "1 maja 2024", "1 maj 2024", "maj 2024", "2024"),
        ("ru", "1 мая 2024\u202fг.", "1 мая 2024\u202fг.", "май 2024\u202fг.", "2024"),
        ("ar", "1 مايو 2024", "1 مايو 2024", "مايو 2024", "2024"),
        ("zh", "2024年5月1日", "2024年5月1日", "2024年5月", "2024年"),
        ("ja", "2024年5月1日", "2024年5月1日", "2024年5月", "2024年"),
    ],
)
def test_dates_read_as_they_are_written(language: str, long: str, short: str, month: str, year: str) -> None:
    """Never in figures alone, which leave open what is the month."""
    spoken = Words(language)
    day = Date(2024, 5, 1)
    assert (spoken.date(day), spoken.date(day, "short")) == (long, short)
    assert (spoken.date(Date(2024, 5)), spoken.date(Date(2024))) == (month, year)


@pytest.mark.parametrize(
    ("language", "full", "below"),
    [
        ("en", "Wednesday, November 6, 2024", "Wed 6"),
        ("en-GB", "Wednesday, 6 November 2024", "Wed 6"),
        ("fr", "mercredi 6 novembre 2024", "mer. 6"),
        ("de", "Mittwoch, 6. November 2024", "Mi., 6."),
        ("es", "miércoles, 6 de noviembre de 2024", "mié 6"),
        ("it", "mercoledì 6 novembre 2024", "mer 6"),
        ("nl", "woensdag 6 november 2024", "wo 6"),
        ("pl", "środa, 6 listopada 2024", "śr., 6"),
        ("pt", "quarta-feira, 6 de novembro de 2024", "qua., 6"),
        ("ru", "среда, 6 ноября 2024\u202fг.", "ср, 6"),
        ("ar", "الأربعاء، 6 نوفمبر 2024", "الأربعاء، 6"),
        ("ja", "2024年11月6日水曜日", "6日(水)"),
        ("zh", "2024年11月6日星期三", "6日周三"),
    ],
)
def test_a_day_has_its_weekday(language: str, full: str, below: str) -> None:
    spoken, day = Words(language), Date(2024, 11, 6)
    assert (spoken.date(day, "full"), spoken.date(day, "in month")) == (full, below)
    assert spoken.date(Date(2024, 11), "full") == spoken.date(Date(2024, 11))


def test_the_first_of_a_month_is_an_ordinal_behind_its_weekday_too() -> None:
    first = Date(2024, 11, 1)
    assert [Words("fr").date(first, length) for length in ("full", "in month")] == [
        "vendredi 1er novembre 2024",
        "ven. 1er",
    ]


def test_the_week_begins_as_it_does_where_most_speakers_live() -> None:
    first = {language: Words(language).weekdays()[1][0][1] for language in ("en", "en-GB", "fr", "ja", "ar", "pt-BR")}
    assert first == {
        "en": "Sunday", "en-GB": "Monday", "fr": "lundi", "ja": "日曜日", "ar": "السبت", "pt-BR": "domingo",
    }  # fmt: skip


def test_direction_follows_the_script() -> None:
    assert [language for language in LANGUAGES if direction(language) == "rtl"] == ["ar"]
    assert direction("fa-AF") == "rtl"
    assert direction("az-Cyrl") == "ltr"


# Topics


def test_each_top_has_a_label_in_each_language_and_shares_none() -> None:
    claimed: dict[str, str] = {}
    assert len(media_topics.labels()) == 17
    for top, names in media_topics.labels().items():
        assert set(LANGUAGES) <= set(names), top
        for name in names.values():
            assert media_topics.identify(name) == media_topics.identify(name.upper()) == top, name
            assert claimed.setdefault(fold(name), top) == top, name


# Fields


@pytest.mark.parametrize("field", fields.FIELDS)
def test_a_word_means_one_field(field: str) -> None:
    """In any language: a word that two fields claimed would be read as the first. “Section” alone is a topic, as other programs
    mean it.
    """
    called = [word for several in FIELD_WORDS.get(field, {}).values() for word in several.split(", ")]
    for word in (fields.display_name(field) if field == "section" else field, *called):
        assert fields.field_named(word) == field, word
        assert fields.field_named(f" {word.upper()} ") == field, word
        assert not is_file_column(word), word


def test_all_words_are_of_existing_fields() -> None:
    assert set(FIELD_WORDS) <= set(fields.FIELDS)


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])  # English has the fields' names
def test_the_fields_of_a_table_have_words_in_each_language(language: str) -> None:
    for field in ("date", "language", "source", "author", "summary", "topics", "people", "places", "note", "draft"):
        assert FIELD_WORDS[field].get(language), field


@pytest.mark.parametrize("word", ["address", "order", "heading", "licence", "par", "une", "text", "number"])
def test_words_that_mean_too_much_are_no_fields(word: str) -> None:
    assert fields.field_named(word) is None


def test_spaces_dashes_and_underscores_are_alike() -> None:
    for word in ("date de publication", "date_de_publication", "Date-de-publication"):
        assert fields.field_named(word) == "date"


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_are_understood(language: str) -> None:
    for answer, value in (("yes", True), ("no", False)):
        for word in ANSWERS[answer][language].split(", "):
            assert fields.read("draft", word.capitalize()) is value, word


def test_what_is_neither_yes_nor_no_is_an_error() -> None:
    with pytest.raises(ValueError, match="neither yes nor no"):
        fields.read("draft", "perhaps")


def test_a_generic_heading_is_no_language_and_no_iptc_topic() -> None:
    for word in GENERIC_HEADINGS:
        assert language_name(word) is None, word
        assert media_topics.identify(word) == word, word


# Names of languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_are_understood_as_each_language_calls_them(language: str) -> None:
    for tag in (*LANGUAGES, "ko", "tr", "uk", "sv", "fa", "hi", "pt-BR", "zh-Hant"):
        name = words(language).language_name(tag)
        assert language_tag(name) == tag, name
        assert language_tag(name.upper()) == tag, name


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("язык русский", None),
        ("русский язык", "ru"),
        ("język polski", "pl"),
        ("اللغة العربية", "ar"),
        ("الانجليزية", "en"),  # without hamza
        ("francais", "fr"),
        ("英文", "en"),
        ("法語", "fr"),
        ("ドイツ語", "de"),
        ("Farsi", "fa"),
        ("italien", "it"),
        ("pt_br", "pt-BR"),
        ("ZH-hant", "zh-Hant"),
        ("und", "und"),
        ("Delaware", None),
        ("Vote", None),
        ("Klingon", None),
    ],
)
def test_a_declared_language_is_a_tag_or_a_name(name: str, tag: str | None) -> None:
    assert language_tag(name) == tag


@pytest.mark.parametrize("name", ["Italien", "Kongo", "Corse", "Fidschi", "Flamenco", "Māori", "fr", "pt-BR", "Latin"])
def test_a_name_that_is_another_word_too_names_no_language_by_itself(name: str) -> None:
    assert language_named(name) is None
    assert language_tag(name) is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("in English", "English"),
        ("texte en anglais", "anglais"),
        ("en italien", "italien"),
        ("in Italien", None),
        ("auf Deutsch", "Deutsch"),
        ("in het Nederlands", "Nederlands"),
        ("po polsku", "polski"),
        ("по-русски", "русский"),
        ("на французском языке", "французский"),
        ("بالفرنسية", "الفرنسية"),
        ("中文版", "中文"),
        ("IT", None),
        ("Art", None),
    ],
)
def test_a_remark_names_a_language_in_the_grammar_of_that_language(text: str, name: str | None) -> None:
    assert language_name(text) == name


def test_names_of_languages_are_kept_as_they_are_compared() -> None:
    """``tools/language_names.py`` folds them once, so that no run has to."""
    table = json.loads((DATA / "language_names.json").read_text("utf-8"))
    names = [name for called in table["names"].values() for name in called.split("|")]
    assert len(set(names)) == len(names) > 2000
    assert [name for name in names if fold(name) != name] == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_any_text_can_be_asked_for(text: str) -> None:
    tag = language_tag(text)
    assert tag is None or language_tag(tag) == tag
    assert fields.field_named(text) in {None, *fields.FIELDS}
