"""Keyphrases: the words by which somebody would look for an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from digest.infer.keyphrases import MOST, keyphrases
from digest.infer.text import Text
from digest.infer.words import FREQUENCIES, background
from digest.model import Article, Block, BlockKind
from digest.pages.records import record

LIGHTHOUSE = (
    "The lighthouse of Port Varn has been sold to a foundation. The foundation wants to repair the lamp, which went out"
    " twelve years ago. Captain Ida Morrow said on Tuesday that every sailor misses the lighthouse.",
    "A new lamp costs about 40,000 euros. Morrow and the foundation are looking for people who know old lamps.",
)
PHARE = (
    "Le phare de Port-Varn a été vendu jeudi à une fondation. La fondation veut réparer la lampe à huile, éteinte"
    " depuis douze ans. « Chaque marin regrette le phare », a déclaré la capitaine Ida Morrow.",
    "Une lampe à huile coûte environ 40 000 euros. Morrow cherche encore des bénévoles. Le phare ouvrira en mars.",
)


def found(language: str, *paragraphs: str, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    return keyphrases(Text([Block(kind=BlockKind.PARAGRAPH, text=one) for one in paragraphs], language), names)


def test_early_repeated_words_come_first() -> None:
    assert found("en", *LIGHTHOUSE)[:3] == ("foundation", "lighthouse", "lamp")


def test_a_phrase_may_have_function_words_but_not_at_its_ends() -> None:
    phrases = found("fr", *PHARE)
    assert "lampe à huile" in phrases
    assert not {"de", "la", "une", "phare de", "la fondation"} & set(phrases)


def test_only_repeated_phrases_are_keyphrases() -> None:
    assert found("en", "The lighthouse has been sold to a foundation.") == ()
    assert "marin" not in found("fr", *PHARE)


def test_a_phrase_crosses_no_punctuation() -> None:
    lists = "Apples, pears, plums. Apples, pears, plums. We sell apples, pears, plums and quinces, whoever asks."
    assert found("en", lists) == ("apples", "pears", "plums")


def test_a_phrase_that_a_name_covers_is_left_out() -> None:
    assert "Ida Morrow" not in found("en", *LIGHTHOUSE, names=("Ida Morrow", "Port Varn"))
    assert "foundation" not in found("en", *LIGHTHOUSE, names=("Foundation of Varn",))


def test_of_two_forms_of_a_word_or_phrase_one_is_kept() -> None:
    phrases = found("en", "A lamp and lamps. The lamps of the lamp.", *LIGHTHOUSE)
    assert ("lamp" in phrases) != ("lamps" in phrases)


def test_german_nouns_keep_their_capitals_and_first_words_lose_theirs() -> None:
    assert "Leuchtturm" in found("de", "Leuchtturm verkauft: Der Leuchtturm gehört jetzt einer Stiftung.")
    assert "harbours" in found("en", "Harbours are closed. Nobody knows why some harbours close.")


@pytest.mark.parametrize(
    ("language", "paragraph", "among"),
    [
        (
            "zh",
            "北港灯塔已经出售。基金会表示，将修复北港灯塔的灯。船员们说，没有灯塔，海上很危险，基金会的计划受到欢迎。",
            "基金会",
        ),
        (
            "ja",
            "北港の灯台が売却された。財団はランプを修理する。船員は灯台を懐かしみ、財団はランプの費用を集めている。",
            "ランプ",
        ),
        ("th", "ประภาคารถูกขายแล้ว มูลนิธิจะซ่อมประภาคาร และชาวเรือคิดถึงประภาคารมาก แต่มูลนิธิยังหาเงินอยู่", "ประภาคาร"),
    ],
)
def test_scripts_without_spaces_have_the_sequences_that_are_repeated(language: str, paragraph: str, among: str) -> None:
    assert any(among in phrase for phrase in found(language, paragraph))


def test_a_sequence_that_is_always_part_of_a_longer_one_is_left_out() -> None:
    assert found("zh", "北港灯塔很高。北港灯塔很老。") == ("北港灯塔",)
    assert found("zh", "北港灯塔很高，船员知道。") == ()


def test_a_record_has_them_unless_they_are_declared() -> None:
    html = "".join(f"<p>{line}</p>" for line in LIGHTHOUSE)
    article = Article(file="a.txt", position=0, title="Sold", language="en", html=html, words=60)
    assert record(article, "a")["keyphrases"] == list(found("en", "Sold", *LIGHTHOUSE))
    assert record(replace(article, keyphrases=("port",)), "a")["keyphrases"] == ["port"]


@given(
    st.sampled_from(["en", "fr", "de", "ru", "ar", "zh", "ja", "th", "tr", "und", "", "x-y"]),
    st.lists(st.text(max_size=300), max_size=4),
)
def test_any_text_gives_at_most_five_different_phrases(language: str, paragraphs: list[str]) -> None:
    phrases = found(language, *paragraphs)
    assert len(set(phrases)) == len(phrases) <= MOST
    assert phrases == found(language, *paragraphs)


@given(
    st.lists(
        st.sampled_from(
            ["lamp", "the", "Ida", "of", "9", "—", ".", "ﷻ", "جل", "جلاله", "ـ", "lamps", "\ud800", "灯", "塔"]
        ),
        max_size=80,
    )
)
def test_words_in_any_order_give_phrases_of_the_text(words: list[str]) -> None:
    written = " ".join(words)
    for language in ("en", "fi", "ar", "zh", "th"):
        for phrase in found(language, written):
            assert phrase.lower() in written.lower()


def test_all_words_of_the_tables_have_a_class() -> None:
    for path in sorted(FREQUENCIES.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                kind = line.split()[1 if path.stem == "news_words" else 0]
                assert kind in {"2", "3", "d"}, (path.name, line[:40])
    assert background("fr-CA") == background("fr")
