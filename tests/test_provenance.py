"""How a record was made, in words for readers: certainties, sentences, and the words of the text that are evidence."""

from __future__ import annotations

import pytest

from digest.errors import Position
from digest.infer.extract import extract_of
from digest.infer.text import Text
from digest.model import Block, BlockKind, Extract, LeftOut, Origin, Provenance, Settings
from digest.pages import Planner
from digest.pages.context import SiteContext
from digest.pages.provenance import provenance_rows, provenance_sentence
from tests.made import arranged, made


def context(language: str) -> SiteContext:
    site, _ = arranged([made()], Settings(title="Revue", language=language))
    return Planner(site).context


TITLE = "Le maire répond au téléphone"
PARAGRAPHS = (
    "Mardi 4 mars 2025.",
    "Rien ne bouge depuis hier. Le maire répond au téléphone, le soir, depuis chez lui.",
    "Il n’en dit pas plus.",
)


def text(*paragraphs: str) -> Text:
    return Text(tuple(Block(kind=BlockKind.PARAGRAPH, text=one) for one in paragraphs), "fr")


@pytest.mark.parametrize(
    ("value", "evidence", "extract"),
    [
        (TITLE, "Le maire répond au téléphone, le soir…", Extract(first=2, last=2, left_out=LeftOut.END)),
        ("Rien ne bouge depuis hier", "Rien ne bouge depuis hier.", Extract(first=1, last=1, left_out=LeftOut.NOTHING)),
        ("Le maire répond chez lui", "Le maire répond au…", Extract(first=2, last=2, left_out=LeftOut.PARTS)),
        (
            "Rien ne bouge depuis hier. Le maire répond au téléphone, le soir, depuis chez lui.",
            "Rien ne bouge depuis hier. Le maire…",
            Extract(first=1, last=2, left_out=LeftOut.NOTHING),
        ),
        ("Un autre titre", "Un autre titre", None),
    ],
)
def test_a_headline_is_found_in_the_sentence_it_was_taken_from(
    value: str, evidence: str, extract: Extract | None
) -> None:
    assert extract_of(value, evidence, text(*PARAGRAPHS), None) == extract


def rows(**provenance: Provenance) -> dict[str, tuple[str, str, str]]:
    """Origin, certainty and evidence by the name of the field, on a French site."""
    article = made("a.txt", "2025-03-04", title=TITLE, people=("Jean Petit",), provenance=provenance)
    shown = provenance_rows(article, context(language="fr"))
    return {row.field: (row.origin, row.certainty, row.evidence) for row in shown}


def inferred(evidence: str, certainty: float, extract: Extract | None = None) -> Provenance:
    return Provenance(origin=Origin.INFERRED, evidence=evidence, certainty=certainty, extract=extract)


def test_a_headline_has_its_sentence_and_where_it_was_cut() -> None:
    extract = Extract(first=2, last=2, left_out=LeftOut.END)
    found = rows(title=inferred("Le maire répond au téléphone, le…", 0.3, extract))
    assert found["Titre"][1:] == ("à vérifier", "deuxième phrase du texte, coupée après «\u00a0téléphone\u00a0»")


def test_certainty_is_one_of_three_words() -> None:
    found = {rows(title=inferred("…", share))["Titre"][1] for share in (0.0, 0.49, 0.5, 0.89, 0.9, 1.0)}
    assert found == {"à vérifier", "probable", "sûr"}


def test_evidence_is_what_the_text_says() -> None:
    found = rows(
        date=inferred("Publié le 04/03/2025 (day first, as in the language “fr”)", 0.7),
        people=inferred("Jean Petit; M. Petit", 1.0),
    )
    assert found["Date"][2] == "dans la ligne «\u00a0Publié le 04/03/2025\u00a0», le jour étant lu en premier"
    assert found["Personnes"][2] == "d’après les mots du texte\u00a0: «\u00a0M. Petit\u00a0»"


def test_what_is_declared_has_its_file_and_no_certainty() -> None:
    where = Position(file="INDEX.md", line=3)
    found = rows(date=Provenance(origin=Origin.ROW, evidence=str(where), where=where))
    assert found == {"Date": ("liste des articles", "", "INDEX.md")}


def test_one_sentence_names_what_was_inferred() -> None:
    article = made("a.txt", title=TITLE, provenance={"title": inferred("…", 0.9)})
    assert provenance_sentence(article, context(language="en")) == "Inferred from the text by a program: Headline."
    assert "program" not in provenance_sentence(made("a.txt", provenance={}), context(language="en"))
