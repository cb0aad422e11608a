"""Labelled lines around a plain text: which are read, which are prose, and what is left of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.dates import Date
from digest.errors import Severity
from digest.infer.resolve import resolve
from digest.model import BlockKind, Document, Entry, Origin
from digest.readers.labels import labelled, published
from digest.readers.text import read_text
from digest.vocabulary import fields

LEAD = "Le conseil municipal a décidé jeudi de rouvrir la piscine du quartier de la gare avant la fin de l’année."


def document(text: str) -> Document:
    found = read_text(text.encode(), "a.txt", None)
    assert isinstance(found, Document), found
    return found


def said(text: str) -> dict[str, object]:
    return {name: declared.text for name, declared in document(text).declared.items()}


@pytest.mark.parametrize(
    ("lines", "declared"),
    [
        ("Date: 13 février 2025", {"date": "2025-02-13"}),
        ("Source : Le Quai", {"source": "Le Quai"}),
        ("By-line: Jane Doe\nDate: 2025-02-13 10:05", {"author": "Jane Doe", "date": "2025-02-13"}),
        ("Titre: Ville : la piscine\nLangue: français\nMots-clés: a; b",
         {"title": "Ville : la piscine", "language": "français", "keyphrases": "a; b"}),
        ("URL: https://quay.example/a", {"url": "https://quay.example/a"}),
        ("Source: https://quay.example/a", {"url": "https://quay.example/a"}),
        ("Titel: Das Bad\nDatum: 13.02.2025, 10.05 Uhr\nQuelle: Der Kai", {"title": "Das Bad", "date": "2025-02-13", "source": "Der Kai"}),
        ("Fecha: 13 de febrero de 2025\nFuente: El Muelle\nAutora: Ana Ruiz",
         {"date": "2025-02-13", "source": "El Muelle", "author": "Ana Ruiz"}),
        ("Autor: Rui Sá\nFonte: O Cais", {"author": "Rui Sá", "source": "O Cais"}),
        ("Fonte: Il Molo\nAutrice: Ada Rossi", {"source": "Il Molo", "author": "Ada Rossi"}),
        ("Bron: De Kade\nAuteur: Jan Smit", {"source": "De Kade", "author": "Jan Smit"}),
        ("Źródło: Nabrzeże\nTytuł: Basen", {"source": "Nabrzeże", "title": "Basen"}),
        ("Источник: Причал\nАвтор: Иван Петров", {"source": "Причал", "author": "Иван Петров"}),
        ("المصدر: الميناء\nالتاريخ: ١٣ فبراير ٢٠٢٥", {"source": "الميناء", "date": "2025-02-13"}),
        ("发布时间：2025-02-13 10:05 来源：码头报", {"date": "2025-02-13", "source": "码头报"}),
        ("タイトル：プール\n掲載日：2025年2月13日", {"title": "プール", "date": "2025-02-13"}),
        ("Source: The Quay | Author: Jane Doe", {"source": "The Quay", "author": "Jane Doe"}),
        ("Source: The Quay\nNote: read again\nLead: yes", {"source": "The Quay", "note": "read again", "lead": "yes"}),
        ("Topic: Sport\nSource: The Quay", {"topics": "Sport", "source": "The Quay"}),
        ("Date: 13 février 2025\n\n\nSource: Le Quai", {"date": "2025-02-13", "source": "Le Quai"}),
        ("date 2025-02\nSource: Le Quai", {"date": "2025-02", "source": "Le Quai"}),
        ("Rights: private", {"rights": "private"}),
        ("Publié le 13 février 2025 à 10h05", {"date": "2025-02-13"}),
        ("Publié le 13 février 2025 à 10h05 - Mis à jour le 14 février 2025 à 11h", {"date": "2025-02-13"}),
        ("Published: 13 Feb 2025, 10:05\nUpdated: 14 Feb 2025, 11:05", {"date": "2025-02-13"}),
        ("Veröffentlicht am 13. Februar 2025 um 10:05 Uhr", {"date": "2025-02-13"}),
        ("Publicado el 13 de febrero de 2025", {"date": "2025-02-13"}),
        ("Опубликовано: 13 февраля 2025, 10:05", {"date": "2025-02-13"}),
        ("Updated: 14 Feb 2025", {}),
        ("Stand: 14.02.2025, 10:05 Uhr", {}),
    ],
)  # fmt: skip
def test_labelled_lines_at_the_head_are_declared_and_leave_the_text(lines: str, declared: dict[str, object]) -> None:
    found = document(f"{lines}\n\n{LEAD}\n")
    assert {name: one.text for name, one in found.declared.items()} == declared
    assert [block.text for block in found.blocks if block.kind is not BlockKind.FURNITURE] == [LEAD]


@pytest.mark.parametrize(
    "line",
    [
        "Ukraine: the war goes on", "Interview: a man of the quay", "Note: ceci est un texte", "Lead: the war goes on",
        "Media: the big sell-off", "Medien: Wer kauft was?", "Data: 4 in 10 have no pool", "Date: an app for lonely hearts",
        "By: the numbers", "Thema: Schwimmen", "Sport: Sieg für die Quai-Elf", "Published in 2025, the report says nothing new.",
        "Stand der Dinge 2025", "Subject: swimming", "Section: 4", "Author: Jane Doe is a fellow at the institute and writes here.",
        "Language: the words we use, and those that we do not use any more", "Link: the road to the harbour",
        "Source: the ministry said on Monday that it knew nothing of it.", "Encoding: utf-8", "https://quay.example/a",
        "Foto: das Bad", "People: who is who", "10:05", "Weight: a burden",
    ],
)  # fmt: skip
def test_lines_that_headlines_begin_like_stay_text(line: str) -> None:
    found = document(f"{line}\n\n{LEAD}\n")
    assert found.declared == {}
    assert [block.text for block in found.blocks] == [line, LEAD]


def test_labels_in_the_middle_stay_text() -> None:
    assert said(f"{LEAD}\n\nDate: 13 février 2025\n\n{LEAD} Encore.") == {}
    assert said(f"Une piscine\n\nSource: Le Quai\n\n{LEAD}") == {}


@pytest.mark.parametrize(
    ("lines", "declared"),
    [
        ("\n\nSource: Le Quai", {"source": "Le Quai"}),
        ("\nSource : Le Quai", {"source": "Le Quai"}),
        ("\n\nAuteur: Ana Petit\nSource: Le Quai\n\n", {"author": "Ana Petit", "source": "Le Quai"}),
        ("\n\nURL: https://quay.example/a", {"url": "https://quay.example/a"}),
        ("\n\n来源：码头报", {"source": "码头报"}),
    ],
)
def test_a_source_an_author_and_an_address_are_declared_at_the_foot_too(
    lines: str, declared: dict[str, object]
) -> None:
    found = document(f"{LEAD}{lines}")
    assert {name: one.text for name, one in found.declared.items()} == declared
    assert [block.text for block in found.blocks] == [LEAD]


@pytest.mark.parametrize(
    "line",
    ["Sources: Le Quai, La Rade", "Photo: Ana Petit", "Lien: https://quay.example/b", "Note: rien", "Date: 13 février 2025",
     "Source: le ministère, qui a dit lundi ne rien savoir de tout cela."],
)  # fmt: skip
def test_other_lines_at_the_foot_stay_text(line: str) -> None:
    found = document(f"{LEAD}\n\n{line}\n")
    assert found.declared == {}
    assert len(found.blocks) == 2


def test_the_foot_does_not_take_what_the_head_has_said() -> None:
    found = document(f"Source: Le Quai\n\n{LEAD}\n\nSource: La Rade")
    assert found.declared["source"].text == "Le Quai"
    assert [block.text for block in found.blocks] == [LEAD, "Source: La Rade"]


def test_a_label_within_wrapped_text_is_no_foot() -> None:
    assert said(f"{LEAD}\n\nLe conseil a entendu une\nsource: Ana Petit") == {}


@pytest.mark.parametrize(("line", "place"), [("Date: 32 mai 2025", "1:7"), ("\n Datum : 6/5/2024", "2:10")])
def test_a_date_that_cannot_be_read_is_an_error_with_its_place(line: str, place: str) -> None:
    lead = "The council decided on Thursday to reopen the pool, which had been closed for two years, before the summer."
    article, problems = resolve(Entry(file="a.txt", position=0), document(f"{line}\n\n{lead}"))
    assert article.date is None
    (problem,) = problems
    assert (problem.severity, problem.code) == (Severity.ERROR, "bad-date")
    assert str(problem.where) == f"a.txt:{place}"


@pytest.mark.parametrize(
    "phrase",
    ["yayın tarihi", "YAYIN TARİHİ", "YAYIN TARIHI", "δημοσιεύθηκε στις", "ΔΗΜΟΣΙΕΎΘΗΚΕ ΣΤΙΣ", "Veröffentlicht AM"],
)
def test_phrases_of_publication_are_known_in_any_letter_case(phrase: str) -> None:
    assert published(f"{phrase} 13.02.2025") == "13.02.2025"


def test_a_labelled_line_is_the_files_own_word() -> None:
    article, problems = resolve(
        Entry(file="a.txt", position=0), document(f"Publié le 13 février 2025\nSource: Le Quai\n\n{LEAD}")
    )
    assert not problems
    assert (article.date, article.source) == (Date(2025, 2, 13), "Le Quai")
    assert article.provenance["date"].origin is Origin.FILE
    assert str(article.provenance["source"].where) == "a.txt:2:9"


def test_two_dates_that_differ_are_a_warning_and_the_first_counts() -> None:
    found = document(f"Date: 13 février 2025\nDate: 14 février 2025\n\n{LEAD}")
    assert found.declared["date"].text == "2025-02-13"
    assert [(problem.code, problem.severity) for problem in found.problems] == [("duplicate-key", Severity.WARNING)]
    assert not document(f"Date: 13 février 2025\nPublié le 2025-02-13\n\n{LEAD}").problems


@given(
    st.lists(
        st.sampled_from(["Date: 2025", "Source: X", "Note: y", "word", "", " ", "Publié le 1 mai 2025", ":", "a:b"]),
        max_size=9,
    )
)
def test_what_is_left_lies_within_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = labelled(text, 0, "a.txt")
    assert 0 <= found.start <= found.end <= len(text)
    assert set(found.declared) <= set(fields.FIELDS)
    for declared in found.declared.values():
        assert declared.where.line is not None
