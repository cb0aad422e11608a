"""Typography by language: which spaces a page gets, and that nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.readers.html_writer import sanitise
from digest.render.typography import divided_at_ordinals, raised_ordinals, set_html, set_text

LANGUAGES = (
    "fr",
    "fr-CA",
    "fr-CH",
    "en",
    "de",
    "es",
    "it",
    "pt-BR",
    "nl",
    "ru",
    "uk",
    "pl",
    "cs",
    "sk",
    "ar",
    "he",
    "ja",
    "und",
    "",
    "x",
)
SPACES = " \u00a0\u202f\u2009"


def visible(text: str) -> str:
    """``text`` with no-break spaces that show: ``_`` for the wide one, ``~`` for the narrow one."""
    return text.replace("\u00a0", "_").replace("\u202f", "~")


def bare(text: str) -> str:
    """``text`` without spaces, and with the characters of typewriters."""
    return "".join(text.split()).replace("’", "'").replace("\u2011", "-")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Vraiment ? Oui ! Bon ; soit : ainsi.", "Vraiment~? Oui~! Bon~; soit_: ainsi."),
        ("Vraiment? Oui! Bon; soit: ainsi.", "Vraiment~? Oui~! Bon~; soit_: ainsi."),
        ("« Un mot », l’«autre» («sic»)", "«_Un mot_», l’«_autre_» («_sic_»)"),
        ("Il répond:“non”. “Guillemets anglais”", "Il répond_:“non”. “Guillemets anglais”"),
        ("Quoi ?! Quoi?! (Quoi?) Quoi?…", "Quoi~?! Quoi~?! (Quoi~?) Quoi~?…"),
        ("« Quoi? », dit-elle", "«_Quoi~?_», dit-elle"),
        ("«C'est fait!» et «Enfin?» mardi", "«_C’est fait~!_» et «_Enfin~?_» mardi"),
        ("«Au secours!», puis «Vite!».", "«_Au secours~!_», puis «_Vite~!_»."),
        ("«Qui paie?» demande-t-il; «Qui?» dit-elle", "«_Qui paie~?_» demande\u2011t\u2011il~; «_Qui~?_» dit-elle"),
        ("«Il a dit «Non!»» «Enfin…» «Oui.» «Quoi?!»", "«_Il a dit «_Non~!_»_» «_Enfin…_» «_Oui._» «_Quoi~?!_»"),
        ("« Ah !» «Ah! » «Ah ! »", "«_Ah~!_» «_Ah~!_» «_Ah~!_»"),
        ("»Nein!« »Ja« »Ach?«, »Gut«.", "»Nein~!« »Ja« »Ach~?«, »Gut«."),
        ("20 %: trop", "20~%_: trop"),
        ("Déjà\u00a0; bien\u00a0! «\u202fMot\u202f»", "Déjà_; bien_! «~Mot~»"),
        ("à 10:30, 1:2, http://a.example/?q=1, a::b !important", None),
        ("merci :-) bravo ;) bien:( ?", "merci :-) bravo ;) bien:(~?"),
        ("voir www.example.org/a? ou a@b.example:", None),
    ],
)
def test_french_marks_have_their_spaces(given: str, expected: str | None) -> None:
    assert visible(set_text(given, "fr")) == (given if expected is None else expected)


def test_canada_and_switzerland_have_different_rules_for_french() -> None:
    text = "Il dit: «oui»; vraiment?"
    assert visible(set_text(text, "fr-CA")) == "Il dit_: «_oui_»; vraiment?"
    assert visible(set_text(text, "fr-CH")) == "Il dit~: «~oui~»~; vraiment~?"
    assert visible(set_text("Vraiment ?", "fr-CA")) == "Vraiment~?", "an existing space is kept from breaking"


@pytest.mark.parametrize(
    ("language", "given", "expected"),
    [
        (
            "fr",
            "M. Un et MM. Deux, Mme Trois, le Dr Quatre, J.-P. Cinq",
            "M._Un et MM._Deux, Mme_Trois, le Dr_Quatre, J.-P._Cinq",
        ),
        ("fr", "n° 5, art. 3, p. 12, XXe siècle", "n°_5, art._3, p._12, XXe_siècle"),
        ("fr", "1 340 kilomètres, 3 €, 5 km, 10 %, le 13 février", "1~340_kilomètres, 3_€, 5_km, 10~%, le 13_février"),
        ("fr", "le 1er mars 2025, les 2024 340 noms", "le 1er_mars 2025, les 2024 340 noms"),
        ("en", "J. K. Rowling and Mr. Smith in St. Louis", "J._K._Rowling and Mr._Smith in St._Louis"),
        ("en", "on February 13 or 13 February, at 5 p.m.", "on February_13 or 13_February, at 5_p.m."),
        ("de", "am 13. Februar um 5 Uhr, z. B. mit Dr. Meier", "am 13._Februar um 5_Uhr, z._B. mit Dr._Meier"),
        ("es", "el 13 de febrero, el Sr. López", "el 13_de febrero, el Sr._López"),
        ("pt", "em 13 de fevereiro, 5 milhões", "em 13_de fevereiro, 5_milhões"),
        ("it", "il 13 febbraio il Sig. Rossi", "il 13_febbraio il Sig._Rossi"),
        ("cs", "Byl v Praze a s ním k večeru", "Byl v_Praze a_s_ním k_večeru"),
        ("pl", "Ona i on w Łodzi, 13 lutego", "Ona i_on w_Łodzi, 13_lutego"),
        ("ru", "Он в Москве — не дома", "Он в_Москве_— не_дома"),
        ("ar", "نحو 5 كم و10 %", "نحو 5_كم و10_%"),
        ("und", "A. Name, 5 km – so", "A._Name, 5_km_– so"),
    ],
)
def test_words_that_must_not_be_separated_stay_on_a_line(language: str, given: str, expected: str) -> None:
    assert visible(set_text(given, language)) == expected


@pytest.mark.parametrize("language", ["en", "de", "es", "ru", "und"])
def test_a_dash_follows_its_word_and_brackets_hold_what_they_hold(language: str) -> None:
    assert visible(set_text("eins – zwei ( drei ) « vier »", language)) == "eins_– zwei (_drei_) «_vier_»"


def test_dashes_and_guillemets_that_open_are_no_end() -> None:
    assert set_text("—Hola —dijo él", "es") == "—Hola —dijo él"
    german = "Er rief: »Ja.« Und »Nein« dazu"
    assert set_text(german, "de") == german


@pytest.mark.parametrize("language", ["ja", "zh-Hant", "ko", "th"])
def test_languages_without_such_spaces_are_left_alone(language: str) -> None:
    assert set_text("5 km : A. B « c »", language) == "5 km : A. B « c »"


def test_right_to_left_text_has_its_numbers_with_units_and_nothing_else() -> None:
    assert set_text("« نعم » – A. B", "ar") == "« نعم » – A. B"


def test_tags_attributes_references_and_code_stay_as_they_are() -> None:
    html = (
        '<p>R&amp;D ; <a href="https://a.example/?a=1 ; b" title="Quoi ?">quoi ?</a> <code>a ; b ?</code></p>'
        "<pre><code>x ; y\n</code> ; z</pre><p>A &lt;b&gt; !&#32;?</p>"
    )
    assert visible(set_html(html, "fr")) == html.replace("R&amp;D ;", "R&amp;D~;").replace(
        "quoi ?<", "quoi~?<"
    ).replace("&gt; !", "&gt;~!")


@pytest.mark.parametrize(
    ("language", "given", "expected"),
    [
        ("fr", "l'ONU et qu'il, aujourd'hui, d'«un»", "l’ONU et qu’il, aujourd’hui, d'«_un_»"),
        ("en", "it's the '90s, o'clock, the dogs' day, 5'", "it’s the '90s, o’clock, the dogs' day, 5'"),
        ("uk", "м'яч", "м’яч"),
        ("he", "ג'ירפה", "ג'ירפה"),
        ("fr", "A-t-il dit ? Va-t-on ? Est-il là ?", "A\u2011t\u2011il dit~? Va\u2011t\u2011on~? Est-il là~?"),
        ("en", "a-t-il", "a-t-il"),
        ("fr", "lundi à 16 h 10, 3 min 20", "lundi à 16_h_10, 3_min_20"),
        ("fr", "24 h 500 personnes", "24_h 500 personnes"),
    ],
)
def test_apostrophes_hyphens_and_times_are_set(language: str, given: str, expected: str) -> None:
    assert visible(set_text(given, language)) == expected


def test_an_apostrophe_written_as_a_reference_or_in_code_stays() -> None:
    html = "<p>l&#39;ONU l'<em>ONU</em> <code>l'x</code></p>"
    assert set_html(html, "fr") == "<p>l&#39;ONU l’<em>ONU</em> <code>l'x</code></p>"


def test_words_read_on_across_tags_and_not_across_paragraphs() -> None:
    assert visible(set_html("<p><em>Quoi</em>? M. <b>Un</b> :</p>", "fr")) == "<p><em>Quoi</em>~? M._<b>Un</b>_:</p>"
    assert visible(set_html("<p>13</p><p> février</p>", "fr")) == "<p>13</p><p> février</p>"
    assert visible(set_html("<p>le XX<sup>e</sup> siècle</p>", "fr")) == "<p>le XX<sup>e</sup>_siècle</p>"


def test_a_space_that_is_put_in_stands_beside_its_mark() -> None:
    """A link's underline does not begin with a space."""
    assert visible(set_html('«<a href="#a">mot</a>» &laquo;<code>x</code>&raquo;', "fr")) == (
        '«_<a href="#a">mot</a>_» &laquo;_<code>x</code>_&raquo;'
    )


def test_an_element_in_another_language_is_set_in_that() -> None:
    html = "<p>Oui ? <q lang='en'>Who? <em>Mr. Smith</em>!</q> Non ? <br>Ah ?</p><p lang=ja>5 km ?</p>"
    assert visible(set_html(html, "fr")) == (
        "<p>Oui~? <q lang='en'>Who? <em>Mr._Smith</em>!</q> Non~? <br>Ah~?</p><p lang=ja>5 km ?</p>"
    )


def test_a_narrow_screen_is_never_overrun() -> None:
    """Reasons in a row keep some twenty characters together, and marks in a row end too."""
    for language, text in [
        ("ru", "и в на по за от до из ко во со об " * 9),
        ("cs", "a k s v z o u " * 9),
        ("en", "A. B. C. D. E. F. G. H. " * 9 + "Smith"),
        ("fr", "1 234 567 890 123 456 789 123 456 km"),
    ]:
        pieces = set_text(text, language).split(" ")
        assert max(map(len, pieces)) <= 20
        assert len(pieces) < len(text.split(" ")), "some are kept together"
    for text in ("a " + "? " * 50, "( " * 50, "– " * 50, "« a » " * 50):
        assert max(map(len, set_text(text, "fr").split(" "))) <= 20


def test_a_long_name_is_not_tied_to_its_title() -> None:
    assert set_text("Mme Anticonstitutionnellement", "fr") == "Mme Anticonstitutionnellement"


WORDS = st.sampled_from(
    "M. Mme Un deux 13 février 1 340 000 km % € n° p. J. K. Mr. Dr. « » “ ” ( ) : ; ! ? ?! – — … a v k s и в на XXe siècle 10:30"
    " :-) http://a.b/c? «x» x» dire: e\u0301 5 http:// @ & < > . , \n".split(" ")
)
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="aMx1 \u00a0\u202f\u2009\n«»?!;:().–—…%kv&<>/@-'“”", max_size=80),
    st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", "\u00a0", "\u202f", "", "  "])), max_size=40).map(
        lambda parts: "".join(word + space for word, space in parts)
    ),
)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_setting_changes_only_spaces_and_two_characters_and_twice_is_once(text: str, language: str) -> None:
    once = set_text(text, language)
    assert bare(once) == bare(text)
    assert set_text(once, language) == once


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_so_does_html_whatever_it_is(text: str, language: str) -> None:
    once = set_html(text, language)
    assert bare(once) == bare(text)
    assert set_html(once, language) == once


PIECES = st.lists(
    st.one_of(
        TEXTS,
        st.sampled_from(
            "<p> </p> <em> </em> <code> </code> <pre> </pre> <a href='?a ; b'> </a> <br> <q> </q> &amp; &#32;".split(
                " "
            )
        ),
    ),
    max_size=20,
).map("".join)


@example("@«0:", "fr")
@given(PIECES, st.sampled_from(LANGUAGES))
def test_what_the_readers_write_keeps_its_tags(html: str, language: str) -> None:
    safe, _ = sanitise(html)
    once = set_html(safe, language)
    assert re.findall(r"<[^>]*>|&[^;]*;", once) == re.findall(r"<[^>]*>|&[^;]*;", safe)
    assert re.findall(r"<code>.*?</code>", once, re.DOTALL) == re.findall(r"<code>.*?</code>", safe, re.DOTALL)
    assert bare(once) == bare(safe)
    assert set_html(once, language) == once


@given(st.text(alphabet="aM1 «»?:.–km", max_size=60), st.sampled_from(LANGUAGES))
def test_a_text_without_tags_is_set_as_html_as_it_is_as_text(text: str, language: str) -> None:
    assert set_html(text, language) == set_text(text, language)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Le 31e membre, le 1er mars", "Le 31<sup>e</sup> membre, le 1<sup>er</sup> mars"),
        ("la 1re, les 2es, le 2nd", "la 1<sup>re</sup>, les 2<sup>es</sup>, le 2<sup>nd</sup>"),
        ("XXIe siècle, François Ier", "XXI<sup>e</sup> siècle, François I<sup>er</sup>"),
        ("la Ve République", "la V<sup>e</sup> République"),
        ("1<sup>er</sup>, <a href='2e'>2e</a>", "1<sup>er</sup>, <a href='2e'>2<sup>e</sup></a>"),
    ],
)
def test_french_ordinals_are_raised_once(given: str, expected: str) -> None:
    assert raised_ordinals(given, "fr") == expected
    assert raised_ordinals(expected, "fr") == expected
    assert raised_ordinals(given, "en") == given


@pytest.mark.parametrize("given", ["Xe", "v1.2e", "a2e", "10 e", "2e-3e", "<code>2e</code>", "2024e", "&#31e"])
def test_what_is_no_ordinal_stays(given: str) -> None:
    assert raised_ordinals(given, "fr") == given


def test_plain_text_is_divided_at_ordinals() -> None:
    assert divided_at_ordinals("Le 31e & le 1er.", "fr") == ["Le ", "31", "e", " & le ", "1", "er", "."]
    assert divided_at_ordinals("Le 31e", "en") == ["Le 31e"]
