"""Keyphrases: the words by which somebody would look for an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.infer.keyphrases import MOST, infer_keyphrases, repeated
from digest.infer.resolve import resolve
from digest.infer.text import Text
from digest.infer.words import FREQUENCIES, background
from digest.model import Block, BlockKind, Document, Entry, Origin

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


def text(language: str, *paragraphs: str) -> Text:
    return Text([Block(kind=BlockKind.PARAGRAPH, text=one) for one in paragraphs], language)


def found(language: str, *paragraphs: str, title: str = "") -> tuple[str, ...]:
    answer = infer_keyphrases(text(language, *paragraphs), title)
    return answer.value if answer else ()


def test_early_repeated_words_come_first() -> None:
    assert found("en", *LIGHTHOUSE)[:3] == ("foundation", "lighthouse", "lamp")


def test_a_phrase_may_have_function_words_but_not_at_its_ends() -> None:
    phrases = found("fr", *PHARE)
    assert "lampe à huile" in phrases
    assert not {"de", "la", "une", "phare de", "la fondation"} & set(phrases)


def test_verbs_of_news_numbers_months_and_weekdays_are_not_keyphrases() -> None:
    spoken = " ".join(found("fr", *PHARE)).lower()
    assert not {"déclaré", "veut", "cherche", "jeudi", "mars", "000", "douze"} & set(spoken.split())


def test_a_phrase_crosses_no_punctuation() -> None:
    assert not [one for one in found("en", *LIGHTHOUSE) if "euros" in one or "Tuesday that" in one]
    lists = "Apples, pears, plums. Apples, pears, plums. We sell apples, pears, plums and quinces, whoever asks, " * 2
    assert all(" " not in one for one in found("en", lists))


def test_names_keep_their_capitals_and_other_words_lose_those_of_sentence_beginnings() -> None:
    phrases = found("en", *LIGHTHOUSE)
    assert "Captain Ida Morrow" in phrases
    harbour = "Harbours are closed. Harbours of the north stay open. Nobody knows why some harbours close in a storm"
    assert found("en", harbour, *LIGHTHOUSE)[0] == "harbours"


def test_german_nouns_keep_theirs() -> None:
    phrases = found(
        "de",
        "Leuchtturm verkauft: Der Leuchtturm gehört jetzt einer Stiftung. Die Stiftung will die Lampe reparieren, die"
        " seit zwölf Jahren dunkel ist. Viele Seeleute vermissen den Leuchtturm und die Lampe sehr, vor allem in den langen Nächten.",
    )
    assert {"Leuchtturm", "Stiftung", "Lampe"} <= set(phrases)


def test_a_word_that_is_always_part_of_a_phrase_ranks_below_it() -> None:
    phrases = found("en", *LIGHTHOUSE)
    assert "Port Varn" in phrases
    assert "Varn" not in phrases


def test_of_singular_and_plural_one_is_kept() -> None:
    phrases = found("en", *LIGHTHOUSE)
    assert ("lamp" in phrases) != ("lamps" in phrases)


def test_a_phrase_that_always_continues_the_same_is_extended() -> None:
    phrases = found(
        "fr", "Le droit de pêche de homard est aboli. Sans droit de pêche de homard, les ports ferment.", *PHARE
    )
    assert "droit de pêche de homard" in phrases
    assert not {"droit de pêche", "pêche de nuit"} & set(phrases)


def test_a_title_is_not_part_of_the_name_after_it() -> None:
    phrases = found(
        "en", "The retired sailor Ida Morrow bought it. The retired sailor Ida Morrow is glad.", *LIGHTHOUSE
    )
    assert "Ida Morrow" in phrases
    assert not [one for one in phrases if one.startswith(("sailor ", "retired sailor I"))]


def test_a_number_may_end_a_name() -> None:
    rocket = (
        "The rocket Heron 9 rose at noon. Heron 9 carries a capsule. The makers of Heron 9 are proud of the capsule."
    )
    assert "Heron 9" in found("en", rocket, LIGHTHOUSE[0])


def test_a_headline_that_is_not_in_the_text_counts() -> None:
    assert "beacon" not in found("en", *LIGHTHOUSE)
    assert "beacon" in found("en", *LIGHTHOUSE, title="A beacon is sold")


def test_a_short_text_has_fewer_and_a_very_short_one_none() -> None:
    assert infer_keyphrases(text("en", "The lighthouse has been sold."), "") is None
    assert 0 < len(found("en", LIGHTHOUSE[0])) < MOST


def test_where_common_words_are_not_listed_only_names_and_repeated_words_are_given() -> None:
    phrases = found(
        "fi",
        "Majakka myytiin tiistaina säätiölle. Kapteeni Ida Morrow kertoo, että majakka pimeni kaksitoista vuotta sitten."
        " Nyt säätiö etsii uutta lamppua, koska majakka on merenkulkijoille tärkeä, ja Morrow auttaa säätiötä siinä"
        " mielellään vielä pitkään, vaikka talvi tulee aikaisin tänä vuonna.",
    )
    assert phrases[0] == "majakka"
    assert "Kapteeni Ida Morrow" in phrases
    assert "pimeni" not in phrases


def test_an_unknown_language_has_none() -> None:
    assert infer_keyphrases(text("und", *LIGHTHOUSE), "") is None
    assert infer_keyphrases(text("qqq", *LIGHTHOUSE), "") is None


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
    assert among in found(language, paragraph)


def test_a_sequence_that_is_always_part_of_a_longer_one_is_left_out() -> None:
    places = repeated(text("zh", "北港灯塔很高。北港灯塔很老。"))
    assert list(places) == ["北港灯塔"]


def test_a_text_that_repeats_nothing_has_no_sequences() -> None:
    assert infer_keyphrases(text("zh", "北港灯塔很高，船员知道。"), "") is None


def test_the_evidence_has_counts_and_repetition_raises_the_certainty() -> None:
    answer = infer_keyphrases(text("en", *LIGHTHOUSE), "")
    assert answer is not None
    assert answer.evidence.startswith("foundation (3), lighthouse (2)")
    assert 0.25 <= answer.certainty <= 0.5


def test_an_article_has_them_unless_they_are_declared() -> None:
    document = Document(
        file="a.txt",
        reader="text",
        encoding="utf-8",
        declared={},
        blocks=tuple(text("en", *LIGHTHOUSE).blocks),
        html="",
    )
    article, _ = resolve(Entry(file="a.txt", position=0), document)
    assert article.keyphrases[0] == "foundation"
    assert article.provenance["keyphrases"].origin is Origin.INFERRED


@given(
    st.sampled_from(["en", "fr", "de", "ru", "ar", "zh", "ja", "th", "tr", "und", "", "x-y"]),
    st.lists(st.text(max_size=300), max_size=4),
    st.text(max_size=40),
)
def test_any_text_gives_at_most_ten_different_phrases_or_none(language: str, paragraphs: list[str], title: str) -> None:
    answer = infer_keyphrases(text(language, *paragraphs), title)
    assert answer is None or 0 < len(answer.value) <= MOST
    assert answer is None or len(set(answer.value)) == len(answer.value)
    assert answer == infer_keyphrases(text(language, *paragraphs), title)


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
