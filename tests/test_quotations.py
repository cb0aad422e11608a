"""Quotations: who says what, and what is left because that is not certain."""

from __future__ import annotations

import pytest

from digest.infer.quotations import quotations
from digest.infer.resolve import resolve
from digest.infer.text import Text
from digest.model import Article, Block, BlockKind, Document, Entry, Quotation

PEOPLE = ("Anna Diaz", "Paul Martin", "Charles de Gaulle")
ORGANISATIONS = ("Crédit Rural", "Port Authority")


def attributed(text: str, language: str = "en") -> list[tuple[str, str]]:
    """The speaker and the words of each quotation of ``text``, whose paragraphs are lines."""
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=line) for line in text.splitlines()]
    found = quotations(Text(blocks, language).passages, language, PEOPLE, ORGANISATIONS)
    return [(one.quotation.speaker, one.quotation.text) for one in found]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will rebuild the port,” said Anna Diaz.", "Anna Diaz"),
        ("“We will rebuild the port,” Diaz said on Monday.", "Anna Diaz"),
        ('"We will rebuild the port," said the German foreign minister, Anna Diaz, in Berlin.', "Anna Diaz"),
        ("“We will rebuild the port,” harbour master Anna Diaz told reporters.", "Anna Diaz"),
        ("Anna Diaz, the harbour master, said: “We will rebuild the port.”", "Anna Diaz"),
        ("The harbour master, Anna Diaz, said “We will rebuild the port”.", "Anna Diaz"),
        ("According to Anna Diaz, “the port will be rebuilt”.", "Anna Diaz"),
        ("The Port Authority said: “We will rebuild the port.”", "Port Authority"),
        ("Anna Diaz was there. “We will rebuild the port,” she said.", "Anna Diaz"),
        ("Anna Diaz welcomed the plan, saying “the port will be rebuilt”.", "Anna Diaz"),
        ("After the vote, she left. Anna Diaz was moved, and, she said, “the port will be rebuilt”.", "Anna Diaz"),
        ("“We will rebuild the port,” said A. Diaz.", "Anna Diaz"),
    ],
)
def test_english_attributions(text: str, speaker: str) -> None:
    assert [name for name, _ in attributed(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("« Nous reconstruirons le port », a déclaré Anna Diaz.", "Anna Diaz"),
        ("« Nous reconstruirons le port », a déclaré jeudi aux élus le maire de Brest, Paul Martin.", "Paul Martin"),
        ("« Nous reconstruirons le port », explique Mme Diaz à l'AFP.", "Anna Diaz"),
        ("« Nous reconstruirons le port », a indiqué hier le ministre Charles de Gaulle.", "Charles de Gaulle"),
        ("Anna Diaz a affirmé que « le port sera reconstruit ».", "Anna Diaz"),
        ("La directrice du port, Anna Diaz, a précisé : « Nous le reconstruirons vite ».", "Anna Diaz"),
        ("Selon Anna Diaz, « le port sera reconstruit ».", "Anna Diaz"),
        ("« Le port sera reconstruit », selon la directrice, Anna Diaz.", "Anna Diaz"),
        ("« Le port sera reconstruit », juge le Crédit Rural.", "Crédit Rural"),
        ("Anna Diaz est venue. « Le port sera reconstruit », a-t-elle dit.", "Anna Diaz"),
        ("Pour Anna Diaz, la directrice : « Le port sera reconstruit ».", "Anna Diaz"),
        ("À en croire Anna Diaz, « le port sera reconstruit ».", "Anna Diaz"),
        ("Anna Diaz, directrice du port, se souvient : « Le port était trop petit ».", "Anna Diaz"),
        ("Anna Diaz s'est voulue rassurante, affirmant que « le port sera reconstruit ».", "Anna Diaz"),
        ("« Le port sera reconstruit », a déclaré, à cette occasion, Mme Diaz.", "Anna Diaz"),
        ("« Le port sera reconstruit », a enchaîné A. Diaz.", "Anna Diaz"),
        ("« Le port sera reconstruit », a répondu Diaz lorsqu'elle est venue.", "Anna Diaz"),
        ("De Gaulle a répété : « Nous reconstruirons le port ».", "Charles de Gaulle"),
    ],
)
def test_french_attributions(text: str, speaker: str) -> None:
    assert [name for name, _ in attributed(text, "fr")] == [speaker]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("“Too short,” said Anna Diaz.", "en"),
        ("“We will rebuild the port,” said a spokesman for Anna Diaz.", "en"),
        ("“We will rebuild the port,” said Anna Diaz's lawyer.", "en"),
        ("“We will rebuild the port,” said Jane Diaz.", "en"),
        ("“We will rebuild the port,” said a worker.", "en"),
        ("Anna Diaz met Paul Martin. “We will rebuild the port,” he said.", "en"),
        ("Anna Diaz said she had read the report, which calls it “a port without any ships”.", "en"),
        ("Anna Diaz sang “The Ships of the Port”.", "en"),
        ("The port of Anna Diaz is called “the port of the north”.", "en"),
        ("« Nous reconstruirons le port », a déclaré le porte-parole de Paul Martin.", "fr"),
        ("« Nous reconstruirons le port », selon un proche de Paul Martin.", "fr"),
        ("Paul Martin est accusé « de mensonge et de vol aggravé ».", "fr"),
        ("Paul Martin a rencontré Anna Diaz. « Le port sera reconstruit », a-t-il dit.", "fr"),
        ("Paul Martin a vu Anna Diaz, affirmant que « le port sera reconstruit ».", "fr"),
        ("L'avocat de Paul Martin est venu, affirmant que « le port sera reconstruit ».", "fr"),
        ("Pour Anna Diaz, cette journée fut belle, et « le port sera reconstruit ».", "fr"),
        ("The lawyer of Anna Diaz left, saying “the port will be rebuilt”.", "en"),
        ("„Wir bauen den Hafen wieder auf“, sagte Anna Diaz.", "de"),
        ('The "port, said Anna Diaz, will be rebuilt and opened.', "en"),
    ],
)
def test_what_is_not_certain_has_no_speaker(text: str, language: str) -> None:
    assert attributed(text, language) == []


def test_a_quotation_goes_on_after_its_attribution() -> None:
    text = "“We will rebuild the port,” said Anna Diaz. “It will take about three years.”"
    assert attributed(text) == [
        ("Anna Diaz", "We will rebuild the port"),
        ("Anna Diaz", "It will take about three years."),
    ]


def test_two_speakers_of_one_paragraph_are_told_apart() -> None:
    text = "Anna Diaz said “the port will be rebuilt”, while Paul Martin said “nobody will pay for it”."
    assert attributed(text) == [("Anna Diaz", "the port will be rebuilt"), ("Paul Martin", "nobody will pay for it")]


def test_a_pronoun_may_stand_for_the_only_speaker_of_the_paragraph_before() -> None:
    text = "“We will rebuild the port,” said Anna Diaz.\n“It will take about three years,” she added."
    assert attributed(text)[1:] == [("Anna Diaz", "It will take about three years")]
    reported = "Anna Diaz said that she was tired.\n“It will take about three years,” she added."
    assert attributed(reported) == [("Anna Diaz", "It will take about three years")]
    named = "Anna Diaz was tired.\n“It will take about three years,” she added."
    assert attributed(named) == []
    between = (
        "“We will rebuild the port,” said Anna Diaz.\nThe port burned.\n“It will take about three years,” she added."
    )
    assert attributed(between)[1:] == []


def _resolved(html: str, *texts: str) -> Article:
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)
    document = Document(file="a.txt", reader="text", encoding="utf-8", declared={}, blocks=blocks, html=html)
    return resolve(Entry(file="a.txt", position=0), document)[0]


_OPENING = "Le conseil municipal de la ville a examiné hier soir le projet de reconstruction du port après l'incendie."
_QUOTED = "« Nous reconstruirons le port », a déclaré le maire de la ville, Pierre Dupont, devant les élus réunis."


def test_the_paragraph_of_a_quotation_has_an_anchor() -> None:
    article = _resolved(f"<p>{_OPENING}</p>\n<p>{_QUOTED}</p>\n", _OPENING, _QUOTED)
    assert article.quotations == (Quotation(paragraph=2, speaker="Pierre Dupont", text="Nous reconstruirons le port"),)
    assert '<p id="p2">« Nous' in article.html
    assert article.html.count(" id=") == 1
    assert "a déclaré le maire de la ville, Pierre Dupont" in article.provenance["quotations"].evidence


def test_an_anchor_that_the_text_has_already_is_not_used_twice() -> None:
    article = _resolved(f'<h2 id="p2">P2</h2>\n<p>{_OPENING}</p>\n<p>{_QUOTED}</p>\n', _OPENING, _QUOTED)
    assert article.quotations[0].paragraph == 0
    assert article.html.count('id="p2"') == 1
