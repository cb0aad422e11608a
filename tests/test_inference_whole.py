"""All of inference together: the article that this program was begun for, and texts that were made to break it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from digest import readers
from digest.errors import Problem
from digest.infer.resolve import INFERRERS, resolve
from digest.infer.text import REACH
from digest.model import Article, Block, BlockKind, Document, Entry
from digest.sources.folder import SourceFolder
from digest.vocabulary import media_topics
from digest.vocabulary.countries import label

REAL = "000_7d6d22a428fdc984.txt"


@pytest.fixture(scope="module")
def real() -> Article:
    document = readers.read(SourceFolder(Path(__file__).parent.parent / "seeds"), REAL)
    assert not isinstance(document, Problem)
    return resolve(Entry(file=REAL, position=0), document)[0]


def test_the_record_of_the_real_article(real: Article) -> None:
    assert real.language == "fr"
    assert str(real.date) == "2025-02"
    assert 30 <= len(real.label) <= 110
    assert [heading.text for heading in real.headings] == [
        "L’OTAN, une menace existentielle", "Deux coups de tonnerre géopolitiques", "Réactions discrètes et prudentes à Kiev",
    ]  # fmt: skip
    assert {"16000000", "11000000"} <= set(real.topics)


def test_the_people_of_the_real_article(real: Article) -> None:
    assert set(real.people) == {
        "Vladimir Poutine", "Donald Trump", "Dmitri Peskov", "Volodymyr Zelensky", "Pete Hegseth", "Emmanuel Macron",
        "Joe Biden", "Daria Zarivna", "Andriï Kovalenko",
    }  # fmt: skip


def test_the_organisations_and_places_of_the_real_article(real: Article) -> None:
    assert {"OTAN", "CNN"} <= set(real.organisations)
    assert {"Ukraine", "Russie", "États-Unis", "Pologne"} <= {label(place, "fr") for place in real.places}
    assert {"UA", "RU", "US", "PL"} <= set(real.places)


def test_every_inferred_field_has_words_as_evidence_and_a_certainty(real: Article) -> None:
    for several in INFERRERS:
        for name in several:
            if made := real.provenance.get(name):
                assert made.evidence, name
                assert 0 < made.certainty <= 1, name
    assert all(media_topics.is_iptc(topic) for topic in real.topics)


# ---- no input makes inference fail, or cost more than its length

PIECES = {
    "words": "guerre paix élection ", "capitals": "Jean Martin de la Tour ", "one word": "a", "quotes": "« “ ( [ ", "figures": "12.03.2024 ",
    "emoji": "🙂🏳️‍🌈", "marks": "\u0301\u0652", "control": "\x01\x7f\u202e", "sentences": "Non. Oui! ", "dashes": "Paris, 12 mai — ",
    "han": "日本銀行は金利", "thai": "รัฐบาลไทย", "arabic": "والحكومة المصرية ", "mixed": "Paris 北京 Москва القاهرة ", "commas": "a, b; c: ",
    "initials": "J. K. ", "apostrophes": "l'l’l'", "hyphens": "a-b-", "acronyms": "ABC DEF ", "spaces": " \u00a0\u3000", "surrogates": "a\ud800 ",
}  # fmt: skip


def _steps(run: Callable[[], object]) -> int:
    """How many lines of Python ``run`` goes through: the same on every machine."""
    counted = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return counted


def _resolve(text: str, *, split: bool) -> Article:
    texts = [text[at : at + 40] for at in range(0, len(text), 40)] if split else [text]
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=one) for one in texts)
    document = Document(file="a.txt", reader="text", encoding="utf-8", declared={}, blocks=blocks, html="<p>x</p>")
    return resolve(Entry(file="a.txt", position=0), document)[0]


@pytest.mark.parametrize("split", [False, True], ids=["one line", "many lines"])
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_steps_grow_no_faster_than_the_text(piece: str, split: bool) -> None:
    """Steps are counted, not seconds: twice the text takes about twice as many, as far as it is read and beyond."""

    def steps(length: int) -> int:
        return _steps(lambda: _resolve((piece * length)[:length], split=split))

    steps(REACH)  # fills the caches of the process
    quarter, half, reach_steps, beyond = (steps(length) for length in (REACH // 4, REACH // 2, REACH, 8 * REACH))
    assert half <= 2.6 * quarter + 3_000
    assert reach_steps <= 2.6 * half + 3_000
    assert beyond <= 8 * reach_steps + 20_000


@pytest.mark.parametrize(
    "text", ["", " ", "a", "é", "🙂", "12", "\x00", "\ud800", "。", "«", "A B", "日", "ก", "א", "-", "'"]
)
def test_the_smallest_texts_make_an_article(text: str) -> None:
    article = _resolve(text, split=False)
    assert article.label
    assert not article.people
    assert not article.keyphrases
