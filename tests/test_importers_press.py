"""Press databases: each form of export gives every field that it states, and the text without the form's own words."""

from __future__ import annotations

import random
from typing import Any

import pytest

from digest.importers import importers
from digest.importers.imported import ExportFile, Import
from tests.imports import zipped
from tests.press_exports import EVERY_FORM, FACTIVA_XML, NEXIS, docx, rtf

PRESS = {
    "Europresse delivery",
    "text of a Europresse PDF",
    "Factiva delivery in HTML",
    "Factiva delivery in RTF",
    "Factiva delivery in XML",
    "Nexis delivery",
    "LexisNexis delivery",
    "ProQuest delivery",
    "Mediargus delivery",
    "IRaMuTeQ corpus",
}
PRESS_IMPORTERS = [importer for importer in importers() if importer.name in PRESS]

NEXIS_FIELDS = {
    "title": "Stadtrat beschließt Umbau",
    "date": "2024-06-12",
    "source": "Altenwerther Anzeiger",
    "author": "Katrin Möller",
    "language": "de",
    "section": "Lokales",
    "page": "13",
    "topics": ("Stadtrat", "EU"),
    "summary": "Das Dach bleibt",
}
NEXIS_TABLE = "| Jahr | Stände |\n| --- | --- |\n| 2024 | 44\\|45 |\n\n"
NEXIS_TEXT = (
    "Der Stadtrat hat beschlossen.\n\n## Strom und Schatten\n\nDrei Dinge: Licht, Luft, Wasser.\n\n"
    f"{NEXIS_TABLE}1\\. Hours are a \\*starred\\* list.\n\nThema: Es geht um die Halle, und das seit drei langen Jahren."
)
NEXIS_CUT_OFF = ({"title": "Abgeschnitten", "date": "2025-01", "source": "Altenwerther Anzeiger"}, "Mitten im")

# For each file the fields and the Markdown of its articles.
EXPECTED: dict[str, list[tuple[dict[str, Any], str]]] = {
    "nexis.docx": [
        (NEXIS_FIELDS, NEXIS_TEXT),
        ({"title": "Ohne Datum", "source": "Grünseer Tagblatt"}, "Wort Wort Wort."),
        NEXIS_CUT_OFF,
    ],
    "nexis.rtf": [
        (NEXIS_FIELDS, NEXIS_TEXT.replace(NEXIS_TABLE, "")),
        ({"title": "Ohne Datum", "source": "Grünseer Tagblatt"}, "Wort Wort Wort."),
        NEXIS_CUT_OFF,
    ],
    "nexis.txt": [
        (NEXIS_FIELDS, NEXIS_TEXT.replace(NEXIS_TABLE, "").replace("## ", "")),
        ({"title": "Ohne Datum", "source": "Grünseer Tagblatt"}, "Unbekannte Marke\n\nWort Wort Wort."),
        NEXIS_CUT_OFF,
    ],
    "nexis.zip": [(NEXIS_FIELDS, NEXIS_TEXT)],
    "lexis.txt": [
        (
            {
                "title": "Vloedhaven sluit voor het eerst de nieuwe stormdeur en dat was een lange avond",
                "date": "2011-12-22",
                "source": "De Vloedhavense Courant",
                "author": "Maaike Terpstra",
                "language": "nl",
                "section": "Regio",
                "page": "2",
                "topics": ("Floods", "United Kingdom"),
                "summary": "Honderden kijken toe",
            },
            "De nieuwe stormdeur is donderdagavond voor het eerst echt dichtgegaan. Dat duurde elf minuten.\n\nUPDATE: volgens het waterschap gaat de deur vrijdag open.",
        ),
        (
            {"title": "Only a label has the headline", "date": "2011-05", "source": "The Guardian (London)"},
            "The text begins here and goes on.",
        ),
        (
            {
                "title": "Un título",
                "date": "2011-05-03",
                "source": "La Voz",
                "author": "Juan Pérez",
                "section": "Política",
                "page": "3",
            },
            "El texto se corta a mitad de la fra",
        ),
    ],
    "lexis.html": [
        (
            {
                "title": "12 of 20 ferries back",
                "date": "2013-01",
                "source": "The Eastmere Courier",
                "author": "Ruth Calloway",
                "language": "en",
            },
            "Twelve ferries & more.\n\nSecond.",
        ),
    ],
    "factiva-index.html": [
        (
            {
                "title": "Title hiting & more",
                "date": "2024-05-03",
                "source": "The Paper",
                "author": ("Jane Doe", "John Roe"),
                "language": "en",
                "section": "News",
                "page": "A12",
                "topics": ("Politics/International Relations", "Ferries"),
            },
            "Only a tail.\n\n## Head hit\n\nMore.",
        ),
        ({"title": "عنوان المقال", "date": "2024-05-03", "source": "الجريدة", "language": "ar"}, "النص هنا."),
    ],
    "factiva-article.htm": [
        (
            {
                "title": "No author",
                "date": "1998-04-18",
                "source": "The Washington Post",
                "language": "en",
                "page": "A01",
            },
            "Body hit.\n\n## Cross\n\nTail.",
        ),
        (
            {
                "title": "Titre",
                "date": "2024-03-29",
                "source": "Écho",
                "author": "Luc Aubrée",
                "language": "fr",
                "section": "Politique",
            },
            "Corps.",
        ),
    ],
    "factiva.rtf": [
        (
            {
                "title": "Lamp to be switched off",
                "date": "1998-04-18",
                "source": "The Paper",
                "author": "Jane Doe",
                "language": "en",
                "section": "Regions",
                "page": "4",
            },
            "Text one.\n\n## Cross\n\nText two.",
        ),
        ({"title": "Second", "date": "2024-05-03", "source": "Journal", "language": "fr"}, "Corps coupé"),
    ],
    "factiva.xml": [
        (
            {
                "title": "Le quai\xa0rouvre",
                "date": "2012-02-13",
                "source": "Le Courrier",
                "author": "Claire Dombasle",
                "language": "fr",
                "page": "3, 4",
                "topics": ("Port",),
            },
            "Le quai.\n\nSuite.",
        ),
        ({"title": "Cut off"}, "Half"),
    ],
    "proquest.txt": [
        (
            {
                "title": "La bibliothèque étire ses heures",
                "date": "2024-01-30",
                "source": "Le Riverain",
                "author": ("Marie-Soleil Tanguay", "Jean Roy"),
                "language": "fr",
                "url": "https://www.proquest.com/docview/201",
                "section": "Actualités",
                "page": "B4",
                "topics": ("Bibliothèques", "Horaires"),
                "summary": "Un résumé.",
            },
            "Premier paragraphe.\n\nSujet : ce paragraphe est du texte.\n\nLieu : le quai. Apportez une lampe.",
        ),
        ({"title": "Sans texte", "date": "2024-02", "source": "Le Riverain"}, ""),
    ],
    "mediargus.txt": [
        (
            {
                "title": "Een titel die zo lang is dat hij over twee regels gaat",
                "date": "2011-12-22",
                "source": "Le Soir",
                "section": "Kust, Stad",
                "page": "12-13",
            },
            "Tekst een.\n\nTekst twee.",
        ),
        (
            {
                "title": "Zonder tekst",
                "date": "2011-12-23",
                "source": "De Standaard/Oost-Vlaanderen",
                "page": "4",
                "summary": "Alleen een begin...",
            },
            "",
        ),
    ],
    "iramuteq.txt": [
        (
            {
                "title": "Leau Monte Vite",
                "date": "2024-01-05",
                "source": "L’Écho",
                "author": "Jean Dupont",
                "language": "fr",
            },
            "Premier texte. Fin.",
        ),
        ({"date": "2023-02", "source": "BuzzFeed"}, "Deuxième texte."),
    ],
    "europresse-2012.html": [
        (
            {
                "date": "2012-09-16",
                "section": "Culture",
                "page": "17",
                "title": "An egg in a box",
                "source": "Thornwick Post",
                "author": "Jo Doe",
            },
            "First eggs.\n\n## A heart\n\nSecond.",
        ),
        (
            {"page": "8", "title": "Circulation coupée", "date": "2011-01-10", "source": "L’Écho"},
            "La rue sera fermée aux voitures du lundi 13 au 24 janvier. Voilà.",
        ),
    ],
    "europresse-2019.html": [
        (
            {
                "date": "2025-02-14",
                "section": "Vie Locale",
                "page": "3",
                "title": "Les pêcheurs reviennent",
                "source": "La Croix",
                "author": "Claire Dombasle",
                "summary": "Le deck.",
                "url": "https://croix.example/a",
            },
            "Un portail.\n\n## La criée\n\n- un\n- deux\n\n| a | b |\n| --- | --- |\n| c | d |",
        ),
        ({"date": "2025-02-24", "title": "Cut off", "source": "The Post"}, "Half a sen"),
    ],
    "europresse-pdf.txt": [
        (
            {
                "date": "2022-10-09",
                "section": "Culture",
                "page": "17",
                "title": "Au musée, un œuf d’autruche gravé dormait dans une caisse à vœux",
                "source": "La Gazette",
                "author": "Jeanne-Élise Hœrdt",
                "summary": "L’objet n’avait jamais été inventorié.",
            },
            "La caisse portait une étiquette au crayon : « vœux, cartes, divers ». « Il a dû arriver avec un legs, puis on a rangé des cartes par-dessus », suppose la conservatrice.",
        ),
        ({"date": "2025-02-24", "title": "A headline", "source": "The Post"}, "Half a sentence of"),
    ],
}


def read(name: str, data: bytes) -> Import:
    """What the one importer that recognises ``data`` reads from it."""
    file = ExportFile(name, data)
    [importer] = [importer for importer in importers(file) if importer.recognises(file)]
    assert importer.name in PRESS
    return importer.read(file)


@pytest.mark.parametrize("name", EVERY_FORM)
def test_every_field_and_all_text_are_read(name: str) -> None:
    articles = read(name, EVERY_FORM[name]).articles
    assert [(dict(article.fields), article.text) for article in articles] == EXPECTED[name]
    assert all(article.place for article in articles)


def test_names_of_files_do_not_matter() -> None:
    for data in EVERY_FORM.values():
        assert read("export.xyz", data).articles


def test_the_order_of_importers_does_not_matter() -> None:
    for name, data in EVERY_FORM.items():
        assert sum(importer.recognises(ExportFile(name, data)) for importer in importers()) == 1, name


def test_what_the_file_says_it_holds_is_known() -> None:
    stated = {name: read(name, data).stated for name, data in EVERY_FORM.items()}
    assert {name: count for name, count in stated.items() if count is not None} == {
        "nexis.docx": 4,
        "nexis.rtf": 4,
        "nexis.txt": 4,
        "nexis.zip": 4,
        "lexis.txt": 4,
        "lexis.html": 1,
        "factiva.xml": 2,
        "mediargus.txt": 2,
        "europresse-pdf.txt": 2,
    }


def test_an_article_without_headline_and_text_is_refused_by_place_and_number() -> None:
    refused = {name: [(one.place, one.reason) for one in read(name, data).refused] for name, data in EVERY_FORM.items()}
    empty = "It has neither a headline nor a text."
    assert {name: found for name, found in refused.items() if found} == {
        "nexis.zip": [("b.docx", "It is no Word or RTF file, or it is broken, encrypted or too large.")],
        "lexis.txt": [("document 3 of 4", empty)],
        "factiva-index.html": [("article 3 of 3, EMP0000020240503ek5300009", empty)],
        "iramuteq.txt": [("text 3 of 3", "It has no text.")],
        "europresse-2019.html": [("article 2 of 3, news·20250215·VIDE·4312", empty)],
    }


def test_other_publications_of_a_text_are_listed() -> None:
    assert read("a", EVERY_FORM["europresse-2019.html"]).articles[0].also == ("Agence, 2025-02-12",)


def test_the_day_of_the_document_number_counts_for_more_than_that_of_the_header() -> None:
    page = EVERY_FORM["europresse-2019.html"].replace("20250214·CROIX".encode(), "20259914·CROIX".encode())
    assert read("a", page).articles[0].fields["date"] == "2025-02-13"  # there is no month 99


def test_encodings_and_line_ends_do_not_matter() -> None:
    text = EVERY_FORM["proquest.txt"].decode()
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        assert read("a", text.encode(encoding)).articles == read("a", text.encode()).articles
    assert read("a", text.replace("\r\n", "\n").encode()).articles == read("a", text.encode()).articles


def test_xml_that_declares_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + FACTIVA_XML.partition("?>")[2]
    found = read("a", bomb.encode())
    assert not found.articles
    assert found.refused[0].reason == "It is no XML, or it declares entities."


def test_a_zip_bomb_is_refused_without_unpacking_it() -> None:
    bomb = zipped({"a.docx": docx(NEXIS[6:29]), "b.docx": bytes(101_000_000)})
    found = read("a", bomb)
    assert len(found.articles) == 1
    assert [one.place for one in found.refused] == ["b.docx"]


def test_search_terms_within_words_stay_in_one_piece() -> None:
    text = " ".join(
        article.text
        for name in ("europresse-2019.html", "factiva.xml")
        for article in read(name, EVERY_FORM[name]).articles
    )
    assert "Un portail." in text
    assert "Le quai." in text


@pytest.mark.parametrize("name", EVERY_FORM)
def test_broken_files_never_raise(name: str) -> None:
    """Truncated, with bytes changed, and with pieces of other forms: an importer reads them, or does not recognise them."""
    chance = random.Random(name)
    others = list(EVERY_FORM.values())
    for _ in range(40):
        data = bytearray(EVERY_FORM[name])
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data) + 1)
            piece = chance.choice(others)
            start = chance.randrange(len(piece))
            data[at : at + chance.choice((0, 1, 50))] = chance.choice(
                (b"", bytes([chance.randrange(256)]), piece[start : start + 300])
            )
            if chance.random() < 0.3:
                data = data[: chance.randrange(len(data) + 1)]
        file = ExportFile(name, bytes(data))
        for importer in PRESS_IMPORTERS:
            importer.recognises(file)
            for article in importer.read(file).articles:  # also of what it does not recognise
                assert all(article.fields.values())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"A plain article.\n\nCopyright 2024\n\nBody\n\nLength: 3 words, at the end of the document\n",
        b"1. A list\n\n2. of things\n\n22-12-2011\n",
        b"Document 1 of 3: the treaty\n\nIt was signed in May.\n",
        b"<article><header>Title</header><p>Text</p></article>",
        rtf(["*Headline", "By Jane Doe", "18 April 1998", "Text."]),
        docx(["*Headline", "Body", "Text."]),
        zipped({"a.docx": docx(["*Headline", "Text."]), "b.txt": b"Text."}),
        b"____________________________________\n\nTitle: x\n\nAuthor: y\n",
    ],
)
def test_other_files_are_not_recognised(data: bytes) -> None:
    assert not [importer.name for importer in PRESS_IMPORTERS if importer.recognises(ExportFile("a.txt", data))]
