"""What an article says of itself when nobody declared it, and what wins when somebody did."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.build.memory import release_tables
from digest.dates import Date
from digest.errors import Position, Severity
from digest.infer.headline import infer_headline
from digest.infer.language import infer_language
from digest.infer.name_lexicon import name_lexicon
from digest.infer.resolve import resolve
from digest.infer.summary import infer_summary
from digest.infer.text import Text, balanced, sentences
from digest.model import Article, Block, BlockKind, Declared, Document, Entry, Fields, Origin, Rights
from digest.pages.provenance import LIKELY
from digest.vocabulary import fields
from digest.words import count_words, words

LEAD = "La mairie a ouvert une nouvelle bibliothèque dans le quartier de la gare."
SECOND = "Les habitants peuvent y emprunter des livres et des disques tous les jours, sauf le dimanche."
THIRD = "Le bâtiment, dessiné par une architecte de la ville, a coûté deux millions de francs."

_TOKENS = [
    *'“”„«»"()[]「」『』…—-–.,;:!?。、',
    "\u00a0",
    " ",
    "\n",
    "Le",
    "chat",
    "and",
    "de",
    "U.S.",
    "13",
    "月",
    "の",
    "猫",
    "لا",
    "น้ำ",
]
_text = st.text(max_size=400) | st.lists(
    st.sampled_from(_TOKENS) | st.text(st.characters(categories=["L", "M", "N", "P", "Z"]), max_size=12),
    max_size=120,
).map(" ".join)
_blocks = st.lists(st.builds(Block, kind=st.sampled_from(list(BlockKind)), text=_text, id=st.just("a")), max_size=6)
_tags = st.sampled_from(["und", "fr", "en", "de", "ja", "zh", "th", "ar", "tr", "ru", "pt-BR", "xx"])


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in texts)


def declared(file: str = "INDEX.md", line: int = 4, **values: str | tuple[str, ...]) -> Fields:
    return {name: Declared(text=text, where=Position(file=file, line=line)) for name, text in values.items()}


def document(*texts: str, file_fields: Fields | None = None, blocks: tuple[Block, ...] = ()) -> Document:
    return Document(
        file="a.txt",
        reader="text",
        encoding="utf-8",
        declared=file_fields or {},
        blocks=blocks or paragraphs(*texts),
        html="<p>as it is</p>",
    )


def resolved(*texts: str, file_fields: Fields | None = None) -> Article:
    return resolve(Entry(file="a.txt", position=0), document(*texts, file_fields=file_fields))[0]


# ---- language

SAMPLE_SENTENCES = {
    "fr": "Le conseil de la ville a voté hier soir le budget des écoles pour les deux ans à venir.",
    "en": "The council of the town voted last night on what will be spent for its schools in the next two years.",
    "de": "Der Rat der Stadt hat gestern Abend über das Geld für die Schulen abgestimmt, aber nicht über die Straßen.",
    "es": "El consejo de la ciudad votó ayer por la noche el dinero para las escuelas, pero no para los caminos.",
    "pt": "O conselho da cidade votou ontem à noite o dinheiro para as escolas, mas não o das estradas.",
    "it": "Il consiglio della città ha votato ieri sera i soldi per le scuole, ma non quelli per le strade.",
    "nl": "De raad van de stad heeft gisteren over het geld voor de scholen gestemd, maar niet over de wegen.",
    "pl": "Rada miasta głosowała wczoraj nad pieniędzmi dla szkół, ale nie nad tym, co będzie z drogami.",
    "sv": "Stadens råd röstade i går om pengar till skolorna, men det blir inte något nytt för vägarna.",
    "fi": "Kaupungin valtuusto äänesti eilen koulujen rahoista, mutta se ei ole vielä päättänyt teistä, joita on monta.",
    "tr": "Belediye meclisi dün akşam okullar için ayrılan para ile ilgili bir karar aldı, ama yollar için değil.",
    "id": "Dewan kota tadi malam memutuskan dana untuk sekolah yang akan dibangun, tetapi tidak untuk jalan.",
    "vi": "Hội đồng thành phố đã bỏ phiếu tối qua về tiền cho các trường học, nhưng không phải cho những con đường.",
    "ru": "Городской совет вчера вечером голосовал о деньгах для школ, но не о том, что будет с дорогами.",
    "uk": "Міська рада вчора ввечері голосувала про гроші для шкіл, але не про те, що буде з дорогами.",
    "bg": "Градският съвет гласува снощи за парите на училищата, но не и за това, което ще стане с пътищата.",
    "ar": "صوت مجلس المدينة مساء أمس على الأموال المخصصة للمدارس، لكن لم يصوت على ما سيكون في الطرق.",
    "fa": "شورای شهر دیشب به بودجهٔ مدرسه‌ها رأی داد، اما دربارهٔ راه‌ها که خراب است چیزی نگفت.",
    "ur": "شہر کی کونسل نے کل رات اسکولوں کے لیے رقم پر ووٹ دیا، لیکن سڑکوں کے بارے میں نہیں۔",
    "hi": "नगर परिषद ने कल रात स्कूलों के लिए पैसे पर मतदान किया, लेकिन सड़कों पर नहीं।",
    "ja": "市議会は昨夜、学校のための予算を可決しました。",
    "zh": "市议会昨晚表决通过了学校的预算。",
    "ko": "시의회는 어젯밤 학교 예산을 통과시켰다.",
    "el": "Το συμβούλιο της πόλης ψήφισε χθες τα χρήματα για τα σχολεία.",
    "th": "สภาเมืองลงคะแนนเมื่อคืนเรื่องเงินสำหรับโรงเรียน",
    "he": "מועצת העיר הצביעה אמש על הכסף של בתי הספר.",
}  # fmt: skip


@pytest.mark.parametrize(("tag", "sentence"), SAMPLE_SENTENCES.items())
def test_the_language_of_one_sentence_is_inferred_with_evidence(tag: str, sentence: str) -> None:
    found = infer_language(sentence)
    assert found.value == tag
    assert 0 < found.certainty <= 1
    assert found.evidence
    assert all(word.casefold() in sentence.casefold() for word in found.evidence.split(", "))


@pytest.mark.parametrize("text", ["", "   ", "12 345 — 67", "Bip bip", "Xyzzy qwrtp zzkw vlmpq", "🙂🙂"])
def test_a_text_without_evidence_has_no_language(text: str) -> None:
    found = infer_language(text)
    assert (found.value, found.evidence, found.certainty) == ("und", "", 0.0)


def test_a_foreign_name_does_not_change_the_language() -> None:
    assert infer_language(f"{SAMPLE_SENTENCES['fr']} 東京 Владимир").value == "fr"
    assert (
        infer_language(f"{SAMPLE_SENTENCES['zh']}{SAMPLE_SENTENCES['zh']}{SAMPLE_SENTENCES['zh']}（の）").value == "zh"
    )


def test_decomposed_accents_are_equal_to_composed_ones() -> None:
    assert infer_language(unicodedata.normalize("NFD", SAMPLE_SENTENCES["vi"])).value == "vi"


# ---- precedence and provenance


@pytest.mark.parametrize("nearest", range(5))
def test_origins_take_precedence_in_order(nearest: int) -> None:
    origins = [Origin.ROW, Origin.FILE, Origin.HEADING, Origin.NAME, Origin.INFERRED]
    tags = ["de", "es", "it", "pt", "fr"]
    row, file, heading, name = (
        declared(language=tags[at], line=at + 1) if at >= nearest else declared() for at in range(4)
    )
    entry = Entry(file="a.txt", position=0, fields=row, inherited=heading, named=name)
    article, problems = resolve(entry, document(LEAD, SECOND, file_fields=file))
    made = article.provenance["language"]
    assert (article.language, made.origin) == (tags[nearest], origins[nearest])
    assert not problems
    if made.origin is not Origin.INFERRED:
        assert made.where == Position(file="INDEX.md", line=nearest + 1)
        assert made.evidence == f"INDEX.md:{nearest + 1}"


def test_a_file_name_declares_only_a_date_and_a_language() -> None:
    entry = Entry(file="a.txt", position=0, named=declared(date="2024-05", source="The Quay"))
    article, _ = resolve(entry, document(LEAD))
    assert article.date == Date(2024, 5)
    assert article.provenance["date"].origin is Origin.NAME
    assert article.source is None
    assert "source" not in article.provenance


@pytest.mark.parametrize("empty", ["", "  ", ("", " ")])
def test_an_empty_declaration_is_ignored(empty: str | tuple[str, ...]) -> None:
    entry = Entry(file="a.txt", position=0, fields=declared(source=empty), inherited=declared(source="Le Quai"))
    article, problems = resolve(entry, document(LEAD))
    assert article.source == "Le Quai"
    assert article.provenance["source"].origin is Origin.HEADING
    assert not problems


def test_an_impossible_date_leaves_the_date_absent_and_is_reported_with_its_position() -> None:
    entry = Entry(file="a.txt", position=0, fields=declared(date="2025-02-30", line=7), named=declared(date="2024"))
    article, (problem,) = resolve(entry, document(LEAD, file_fields=declared("a.txt", 1, date="2025-02")))
    assert article.date is None
    assert "date" not in article.provenance
    assert (problem.code, problem.severity, problem.article) == ("bad-date", Severity.ERROR, None)
    assert problem.where == Position(file="INDEX.md", line=7)
    assert "The date “2025-02-30”" in problem.message
    assert problem.hint


def test_a_summary_that_cannot_be_read_is_not_replaced_by_an_inferred_one() -> None:
    article, (problem,) = resolve(
        Entry(file="a.txt", position=0, fields=declared(summary=("one", "two"))), document(LEAD, SECOND, THIRD)
    )
    assert article.summary is None
    assert problem.code == "bad-summary"


def test_an_invalid_headline_or_language_is_reported_and_inferred() -> None:
    entry = Entry(file="a.txt", position=0, fields=declared(title=("one", "two"), language="klingonese"))
    article, problems = resolve(entry, document(LEAD, SECOND))
    assert (article.title, article.language) == (LEAD.rstrip("."), "fr")
    assert {problem.code for problem in problems} == {"bad-title", "bad-language"}
    assert all("inferred" in problem.hint for problem in problems)


def test_no_is_norwegian() -> None:
    article = resolved(LEAD, file_fields=declared(language="no"))
    assert article.language == "no"
    assert article.provenance["language"].origin is Origin.FILE


def test_topics_are_identified_by_any_label_and_listed_once_in_order() -> None:
    article = resolved(
        LEAD, file_fields=declared(topics="Lighthouses; politique; politics; LIGHTHOUSES; medtop:11000000")
    )
    assert article.topics == ("Lighthouses", "11000000")


def test_topics_of_a_heading_count_only_without_other_declarations() -> None:
    entry = Entry(file="a.txt", position=0, inherited=declared(topics="Boats"))
    assert resolve(entry, document(LEAD))[0].topics == ("Boats",)
    assert resolve(entry, document(LEAD, file_fields=declared(topics="Trains")))[0].topics == ("Trains",)
    assert resolve(entry, document(LEAD, file_fields=declared(topics=" ; ; ")))[0].topics == ("Boats",)


def test_declared_values_have_the_type_of_their_field() -> None:
    file_fields = declared(
        lead="yes", weight="-3", rights="excerpt", people="Ada; Bo", added="2025-02-13", encoding="latin-1"
    )
    article = resolved(LEAD, file_fields=file_fields)
    assert (article.lead, article.weight, article.rights) == (True, -3, Rights.EXCERPT)
    assert (article.people, article.added) == (("Ada", "Bo"), Date(2025, 2, 13))
    assert "encoding" not in article.provenance


def test_html_and_crossheads_are_kept() -> None:
    blocks = (*paragraphs(LEAD), Block(kind=BlockKind.CROSSHEAD, text="Et après", id="et-apres"), *paragraphs(SECOND))
    article, _ = resolve(Entry(file="a.txt", position=3), document(blocks=blocks))
    assert article.html == "<p>as it is</p>"
    assert [(heading.id, heading.text) for heading in article.headings] == [("et-apres", "Et après")]
    assert article.position == 3
    assert article.words == count_words(LEAD) + 2 + count_words(SECOND)


def test_the_excerpt_is_the_beginning_cut_at_a_word() -> None:
    article = resolved(*[SECOND] * 19)
    assert article.excerpt.endswith("…")
    assert len(article.excerpt) <= 1000
    assert " ".join([SECOND] * 19).startswith(article.excerpt[:-1])
    assert resolved(LEAD).excerpt == LEAD


# ---- headline


def headline(tag: str, *texts: str) -> str:
    """The inferred headline of an article with these paragraphs; empty where there is none."""
    found = infer_headline(Text(paragraphs(*texts), tag))
    return found.value if found else ""


@pytest.mark.parametrize(
    ("tag", "dateline"),
    [
        ("fr", "PARIS, 13 février 2025 (AFP) —"), ("fr", "Montréal, le 13 février –"), ("fr", "10 juin 2012. -"),
        ("en", "TOKYO —"), ("en", "WASHINGTON (Reuters) -"), ("en", "KYIV, Ukraine (AP) —"), ("en", "(AFP) –"),
        ("en", "BERLIN/PARIS, Feb 13 (Reuters) -"), ("it", "(ANSA) - ROMA, 13 FEB -"), ("de", "Berlin (dpa) –"),
        ("es", "Madrid, 13 feb (EFE).-"), ("ru", "МОСКВА, 13 фев — РИА Новости."), ("ar", "القاهرة (رويترز) -"),
        ("ja", "【東京共同】"), ("ja", "［ニューヨーク １３日 ロイター］ －"), ("zh", "新华社北京2月13日电（记者 李明）"),
        ("ko", "(서울=연합뉴스) 홍길동 기자 ="),
    ],
)  # fmt: skip
def test_a_dateline_is_not_part_of_the_headline(tag: str, dateline: str) -> None:
    lead = SAMPLE_SENTENCES[tag]
    bare = headline(tag, lead)
    assert headline(tag, f"{dateline} {lead}") == bare
    assert bare[:10] in lead


@pytest.mark.parametrize(
    "lead",
    [
        "The cat – a big one – sleeps on the mat.",
        "NATO — the alliance — said nothing.",
        "Jean-Luc (a friend) - the baker.",
    ],
)
def test_a_dash_within_a_sentence_is_not_a_dateline(lead: str) -> None:
    assert headline("en", lead) == lead.rstrip(".")


def test_a_short_lead_is_the_headline_without_its_full_stop() -> None:
    found = infer_headline(Text(paragraphs(f"{LEAD} {SECOND}", THIRD), "fr"))
    assert found is not None
    assert found.value == LEAD.rstrip(".")
    assert found.evidence == LEAD


def test_a_long_lead_is_cut_where_it_still_reads_as_a_sentence() -> None:
    lead = (
        "Le port a annoncé une entente “assez vite” conclue avec les pêcheurs de la côte et les marchands de la vieille "
        "halle, affirmant que la saison ne saurait attendre."
    )
    assert headline("fr", lead).startswith("Le port a annoncé une entente “assez vite”")


def test_an_opening_adverbial_is_left_out_but_not_a_source_or_a_condition() -> None:
    rest = (
        "the harbour was closed to all ships but the ferry, which went on as it always had in the storms of those years"
    )
    assert headline("en", f"In December 2021, {rest}.").startswith("The harbour was closed")
    for opening in ("According to the pilot", "In case of fog", "Without an agreement", "If it snows"):
        assert headline("en", f"{opening}, {rest}.").startswith(opening)


def test_a_reported_clause_is_not_separated_from_its_verb() -> None:
    lead = (
        "The minister said on Monday in the capital that the old bridge over the river would be taken down and "
        "built anew before the winter, whatever it costs."
    )
    found = headline("en", lead)
    assert "that the old bridge" in found


def test_an_abbreviation_does_not_end_the_lead() -> None:
    assert headline("fr", f"M. Peskov a vu le Dr. Martin au port. {SECOND}") == ("M. Peskov a vu le Dr. Martin au port")
    assert headline("en", "Mr. Smith of the U.S. Navy met J. R. Brown. They spoke.") == (
        "Mr. Smith of the U.S. Navy met J. R. Brown"
    )


def test_a_first_line_like_a_headline_is_the_headline() -> None:
    line = "Une bibliothèque près de la gare"
    for kind in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD):
        blocks = (Block(kind=kind, text=line), *paragraphs(LEAD, SECOND))
        article, _ = resolve(Entry(file="a.txt", position=0), document(blocks=blocks))
        assert article.title == line
        assert article.provenance["title"].evidence == line
        assert line not in (article.summary or "")
        assert not article.excerpt.startswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "Friday, July 21, 2017", "Interview", "Paris (AFP) –", "By Ada Martin", "It rained.",
        "Ada Martin, Lille", "A. Martin. Barcelona", "Ada Martin / Paul Weber Madrid 27 Oct 2012 - 12:14 CET",
        "By Ada de Brito Martin, special to the Courier",
    ],
)  # fmt: skip
def test_a_date_a_label_a_byline_or_a_sentence_is_not_a_headline(line: str) -> None:
    lead = "The town opened a new library near the station, and the mayor came by boat."
    assert headline("en", line, lead) == lead.rstrip(".")


def test_a_line_that_points_back_is_a_headline_to_check() -> None:
    lead = "The town opened a new library near the station, and the mayor came by boat."
    certainties = []
    for line in ("This library has cost the town ten millions", "New library has cost the town ten millions"):
        article, _ = resolve(Entry(file="a.txt", position=0), document(blocks=paragraphs(line, lead, SECOND)))
        assert article.title == line
        certainties.append(article.provenance["title"].certainty)
    assert certainties[0] < LIKELY <= certainties[1]


def test_chinese_and_japanese_headlines_are_shorter_and_end_at_their_marks() -> None:
    lead = "市议会昨晚表决通过了学校的预算，" * 4 + "会议随后结束。"
    found = headline("zh", lead)
    assert len(found) <= 60
    assert not found.endswith(("，", "。", "…"))
    assert headline("ja", "彼は「はい。そうです。」と言った。猫が寝る。") == "彼は「はい。そうです。」と言った"


def test_a_quotation_that_is_cut_keeps_both_marks() -> None:
    lead = "« " + "Voilà une phrase dite tout haut par quelqu’un que rien ne presse " * 4 + "», dit le maire."
    article = resolved(lead)
    assert article.title is None
    assert article.first_words.startswith("« Voilà")
    assert article.first_words.endswith("… »")


def test_an_article_without_a_headline_is_called_by_its_first_words_and_has_no_provenance_of_one() -> None:
    article = resolved("PARIS (AFP) — Et toi, comment vas-tu ? C'est ce que l'on se demande ici chaque matin ?")
    assert article.title is None
    assert (
        article.label
        == article.first_words
        == "Et toi, comment vas-tu ? C'est ce que l'on se demande ici chaque matin ?"
    )
    assert "title" not in article.provenance


def test_without_text_the_first_words_are_the_file_name_made_readable() -> None:
    article, _ = resolve(Entry(file="2024/le_port-de_nuit.txt", position=0), document("", "  ", "—"))
    assert (article.title, article.first_words, article.words) == (None, "Le port de nuit", 0)
    assert article.summary is None


@settings(max_examples=150, deadline=None)
@given(blocks=_blocks, tag=_tags)
def test_any_headline_is_short_balanced_and_made_of_words_of_the_text(blocks: list[Block], tag: str) -> None:
    inferred = infer_headline(Text(blocks, tag))
    if inferred is None:
        return
    found = inferred.value
    assert "…" not in found or any("…" in block.text for block in blocks)
    assert 0 < len(found) <= 140
    assert found == " ".join(found.split())
    assert balanced(found)
    assert not found.endswith(("„", "‹", "(", "[", "「", "『"))
    assert not found.endswith("«") or "»" in found  # German
    assert not found.endswith("“") or "„" in found
    source = " ".join(" ".join(block.text.split()) for block in blocks).casefold()
    assert all(word.casefold() in source for word in words(found))


@pytest.mark.parametrize(
    ("tag", "lead", "expected"),
    [
        ("fr", "Le maire de Bresme a annoncé mardi que le pont sera fermé.", "Le maire de Bresme a annoncé que le pont sera fermé"),
        ("fr", "Le parti a exclu, hier, Antoine Pastel, le maire de Lormel.", "Le parti a exclu Antoine Pastel, le maire de Lormel"),
        ("fr", "C'est à Bresme que la ministre a signé l'accord sur la pêche.", "La ministre a signé l'accord sur la pêche"),
        (
            "fr",
            "Le maire de Bresme, Paul Astier, appelle cet après-midi à voter pour Jeanne Morel à l'élection municipale, prônant "
            "son bilan dans la lutte contre le bruit et la poussière.",
            "Le maire de Bresme, Paul Astier, appelle à voter pour Jeanne Morel à l'élection municipale",
        ),
        ("en", "Dunmarrow council voted on Thursday to close the old bridge.", "Dunmarrow council voted to close the old bridge"),
        (
            "en",
            "If it snows, the old harbour of Dunmarrow is closed to all ships.",
            "If it snows, the old harbour of Dunmarrow is closed to all ships",
        ),
        (
            "en",
            "At least 17 people drowned and dozens were missing after an overloaded ferry capsized in heavy rain off the island "
            "of Marrow, officials said on Sunday.",
            "At least 17 people drowned and dozens were missing after an overloaded ferry capsized in heavy rain off the island "
            "of Marrow, officials said",
        ),
        (
            "es",
            "Almenara, 6 de junio de 2024. El Hospital de Almenara ha realizado por primera vez en la región un trasplante de hígado "
            "con un robot quirúrgico.",
            "El Hospital de Almenara ha realizado por primera vez en la región un trasplante de hígado con un robot quirúrgico",
        ),
        ("de", "Der Stadtrat von Altmoor hat am Montag den Haushalt gebilligt.", "Der Stadtrat von Altmoor hat den Haushalt gebilligt"),
        ("it", "Il comune di Rocca ha chiuso lunedì il ponte vecchio.", "Il comune di Rocca ha chiuso il ponte vecchio"),
        ("pt", "A câmara de Vila Serena se reuniu com os bombeiros.", "A câmara de Vila Serena se reuniu com os bombeiros"),
        ("nl", "De burgemeester van Oudkerk opent maandag de nieuwe brug.", "De burgemeester van Oudkerk opent de nieuwe brug"),
        ("de", "Die Strecke nach Altmoor bleibt bis mindestens Freitag gesperrt.", "Die Strecke nach Altmoor bleibt gesperrt"),
        ("fr", "Un avion s'est écrasé le 3 juin 2012 sur une imprimerie.", "Un avion s'est écrasé sur une imprimerie"),
        (
            "fr",
            "Les dockers de Port-Arlen ont voté mercredi la reconduction jusqu'à lundi de la grève qui paralyse depuis six jours le "
            "premier port de conteneurs du pays.",
            "Les dockers de Port-Arlen ont voté la reconduction de la grève qui paralyse depuis six jours le premier port de conteneurs "
            "du pays",
        ),
        (
            "en",
            "The Harbour Office on 14 August declared the surge of fog in Dunmarrow and a growing number of other harbours a "
            "danger to shipping of international concern and to fish.",
            "The Harbour Office declared the surge of fog in Dunmarrow and a growing number of other harbours a danger to shipping of "
            "international concern and to fish",
        ),
        (
            "fr",
            "Le groupe de conserves et de poissons séchés, numéro un du pays, Morel a inauguré sa plus grande usine dans le port de "
            "Bresme.",
            "Le groupe de conserves et de poissons séchés Morel a inauguré sa plus grande usine dans le port de Bresme",
        ),
        (
            "fr",
            "Une fois la longue grève des ouvriers terminée, l'usine de conserves et de poissons séchés du port de Bresme a rouvert.",
            "L'usine de conserves et de poissons séchés du port de Bresme a rouvert",
        ),
        ("en", "Founded in 1990, the festival of Dunmarrow returns in May.", "The festival of Dunmarrow returns in May"),
        (
            "de",
            "Ein Dorf verschwindet, und keiner will es gewesen sein: Jonas Wiebking erzählt in seinem Roman „Das Wehr“ von einem "
            "Stausee, der nie gebaut wird.",
            "Jonas Wiebking erzählt in seinem Roman „Das Wehr“ von einem Stausee, der nie gebaut wird",
        ),
        (
            "fr",
            "Un nouveau pont est désormais ouvert : le Viaduc, un ouvrage de pierre et de fer qui doit relier les deux rives de la "
            "ville de Bresme et du port.",
            "Un nouveau pont est désormais ouvert : le Viaduc",
        ),
        (
            "en",
            "The ferry carried lamps, ropes, barrels and a piano to the island of Marrow in a storm which nobody in Dunmarrow had seen "
            "coming from the west before the lamps were lit.",
            "The ferry carried lamps, ropes, barrels and a piano to the island of Marrow in a storm which nobody in Dunmarrow had seen "
            "coming from the west",
        ),
    ],
)  # fmt: skip
def test_a_headline_has_a_main_verb_and_what_it_needs_and_no_day(tag: str, lead: str, expected: str) -> None:
    assert headline(tag, lead) == expected


@pytest.mark.parametrize(
    ("tag", "lead", "expected"),
    [
        ('es', 'Ha muerto Consuelo Marín, la mujer que dirigió durante treinta años el faro de Bresme y escribió la historia de sus naufragios.', 'Ha muerto Consuelo Marín, la mujer que dirigió durante treinta años el faro de Bresme y escribió la historia de sus naufragios'),
        ('it', 'Arrestato dai carabinieri a Bresme un uomo di 61 anni per il furto di venti lampade dal faro e di una barca dal porto vecchio.', 'Arrestato dai carabinieri a Bresme un uomo di 61 anni per il furto di venti lampade dal faro e di una barca dal porto vecchio'),
        ('pt', 'Morreu aos 81 anos a atriz e encenadora Glória Tavares, fundadora do Teatro do Cais, em Bresme, que dirigiu durante três décadas.', 'Morreu aos 81 anos a atriz e encenadora Glória Tavares, fundadora do Teatro do Cais'),
        ('es', 'La Oficina del Puerto, Ana Marín, ha informado este sábado que el faro de Bresme, cerrado desde marzo, volverá a abrir en los próximos días.', 'La Oficina del Puerto ha informado que el faro de Bresme, cerrado desde marzo, volverá a abrir'),
        ('fr', "Selon un rapport publié par l'Office du port, la pêche a reculé dans la baie de Bresme depuis que les phares sont éteints la nuit, en été.", 'La pêche a reculé dans la baie de Bresme depuis que les phares sont éteints la nuit, en été'),
        ('fr', "Selon l'opposition, la pêche a reculé dans la baie de Bresme depuis que les phares sont éteints la nuit, en été comme en plein hiver.", "Selon l'opposition, la pêche a reculé dans la baie de Bresme depuis que les phares sont éteints la nuit"),
        ('pt', 'Um incêndio atingiu na madrugada desta quinta-feira um depósito de redes no bairro do Cais, perto do farol de Bresme, sem feridos.', 'Um incêndio atingiu um depósito de redes no bairro do Cais, perto do farol de Bresme, sem feridos'),
        ('de', 'Die Zahl der Schiffe im Hafen ist im Vorjahr um zwölf Prozent auf 8.400 gestiegen, wie aus einer Statistik des Hafenamtes hervorgeht.', 'Die Zahl der Schiffe im Hafen ist um zwölf Prozent auf 8.400 gestiegen'),
        ('de', 'Nach 42 Jahren schließt Bäcker Jonas Wiebking am Samstag seinen Laden in der Lindenstraße - einen Nachfolger hat er trotz langer Suche nicht gefunden.', 'Nach 42 Jahren schließt Bäcker Jonas Wiebking seinen Laden in der Lindenstraße'),
        ('nl', 'De rechtbank heeft een vrouw uit Kampen dinsdag veroordeeld tot vijf jaar cel voor het oplichten van tientallen vissers en hun weduwen in Bresme.', 'De rechtbank heeft een vrouw uit Kampen veroordeeld tot vijf jaar cel voor het oplichten van tientallen vissers en hun weduwen in Bresme'),
        ('en', 'A chart of the bay found during a clearance in Marrow has sold at auction for £43,000, four times the estimate of the house, to a private buyer.', 'A chart of the bay found during a clearance in Marrow has sold at auction for £43,000'),
        ('fr', "Un incendie s'est déclaré ce samedi après-midi rue Notre Dame à Bresme, sur la côte.", "Un incendie s'est déclaré rue Notre Dame à Bresme, sur la côte"),
        ('fr', 'La marée a touché principalement les pêcheurs les plus pauvres de la baie de Bresme et du port de Marrow, mais aussi les plus aisés.', 'La marée a touché principalement les pêcheurs les plus pauvres de la baie de Bresme et du port de Marrow'),
        ('es', 'Once personas resultaron heridas en Bresme tras volcar un autobús que cubría la ruta entre el puerto viejo y el faro, informaron los bomberos.', 'Once personas resultaron heridas en Bresme tras volcar un autobús que cubría la ruta entre el puerto viejo y el faro'),
        ('en', '10:42 Nearly 300 ferries have been cancelled in Dunmarrow as pilots began a strike over pay on Monday, the harbour office said.', 'Nearly 300 ferries have been cancelled in Dunmarrow as pilots began a strike over pay, the harbour office said'),
        ('en', 'The Harbour Office confirmed on Monday that the old lighthouse at Dunmarrow will be sold, after years of debate about its future and its cost.', 'The old lighthouse at Dunmarrow will be sold, after years of debate about its future and its cost'),
        ('en', 'Police investigating a fire at the harbour said on Thursday they arrested a man who lived above the boat shed where the fire had begun at night.', 'Police investigating a fire at the harbour said they arrested a man who lived above the boat shed where the fire had begun at night'),
    ],
)  # fmt: skip
def test_a_lead_is_shortened_to_a_complete_sentence(tag: str, lead: str, expected: str) -> None:
    assert headline(tag, lead) == expected


@pytest.mark.parametrize(
    ("tag", "lead"),
    [
        (
            "fr",
            "Trois mois de prison et 8 000 euros d'amende. C'est la peine à laquelle le maire de Bresme a été condamné.",
        ),
        ("fr", "BRESME: C'est inédit sur la côte. Le maire est assis au banc des prévenus."),
        ("es", "Anunció un plan para el faro que nadie en Bresme había visto."),
    ],
)
def test_a_lead_that_names_nobody_makes_no_headline(tag: str, lead: str) -> None:
    assert not headline(tag, lead)


def test_a_later_sentence_of_reported_speech_is_no_headline() -> None:
    lead = "It was a night that nobody in Dunmarrow had expected, and it was not over when the harbour woke to a smell of smoke."
    assert not headline(
        "en", f"{lead} Officer Jane Moreno said the harbour fire in Dunmarrow may have followed an argument."
    )


TOO_LONG = (
    "Le gouvernement, qui souhaitait depuis longtemps une rencontre “assez rapidement”, a indiqué vouloir aborder, au-delà de "
    "la question du port, la sécurité des bateaux ainsi que les préoccupations des pêcheurs et des marchands de la côte."
)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (
            "Les maires Astier et Morel se sont vus au port de Bresme.",
            "Les maires Astier et Morel se sont vus au port de Bresme",
        ),
        ("Les deux maires se sont vus au port avec des pêcheurs.", ""),  # which ones?
        ("Selon Astier, le port et les bateaux ne risquent rien.", ""),
        ("Un accord sur le port protège les bateaux.", ""),  # no name
        ("L'accord sur le port de Bresme protège les bateaux.", ""),  # the name is not what the sentence is about
        (
            "Les maires Astier et Morel se sont vus au port, ce qui réjouit les pêcheurs du nord de la baie de Bresme et de tous les ports de la côte, où les bateaux attendent.",
            "",
        ),
        ("Jeanne Morel a dit : « Le port et les bateaux sont sûrs. »", ""),
        ("Jeanne Morel aime la musique.", ""),  # not what the article is about
    ],
)
def test_where_the_lead_will_not_do_a_later_sentence_that_names_its_subject_is_the_headline(
    second: str, expected: str
) -> None:
    third = "On y parle du port, des bateaux, des pêcheurs et des deux maires."
    assert headline("fr", TOO_LONG, second, "Rien n'est dit de plus.", "Rien.", "Rien de rien.", third) == expected


@pytest.mark.parametrize(
    ("line", "is_one"), [("Piscine fermée", True), ("Piscine ouverte", False), ("Piscine Portal", False)]
)
def test_two_words_are_a_headline_if_the_text_has_both(line: str, is_one: bool) -> None:
    text = f"La piscine de Bresme restera fermée jusqu'en 2027, a annoncé Agnès Portal à ceux qui l'attendent. {SECOND}"
    assert (headline("fr", line, text) == line) is is_one


@pytest.mark.parametrize(
    ("tag", "lead", "expected"),
    [
        ("uk", "Міська рада обговорювала питання про старий міст протягом десяти років, і в даний час він є закритим для всіх "
               "мешканців міста, крім рибалок.", "Міська рада обговорювала питання про старий міст протягом десяти років"),
        ("ru", "Городской совет обсуждал старый мост через реку в порту города, который закрыли для всех жителей еще десять лет "
               "назад после большого пожара.", "Городской совет обсуждал старый мост через реку в порту города"),
        ("ru", "Городской совет хочет по просьбе жителей большого порта, чтобы старый мост через реку снова открыли для всех, кто "
               "живет на другом берегу широкой реки и старого порта в самом центре города.", ""),
    ],
)  # fmt: skip
def test_a_comma_divides_clauses_in_slavic_languages(tag: str, lead: str, expected: str) -> None:
    assert headline(tag, lead) == expected


def test_a_question_is_the_headline_if_it_is_the_only_one() -> None:
    asked, lead = (
        "Who pays for the ferry to Marrow?",
        "The council said on Tuesday that it would look again at the plan, after residents had complained loudly. " * 2,
    )
    assert headline("en", asked, lead) == asked
    assert headline("en", "AGENDA", asked, lead) == asked
    assert headline("en", asked, lead, "And why does it cost so much?", lead) != asked


@pytest.mark.parametrize(
    ("tag", "lead"),
    [
        ("fr", "Il a quitté la salle avant la fin de la séance du conseil."),
        ("fr", "Nous avons lu votre article sur la piscine de Bresme."),
        ("fr", "Au cours de son passage dans le club, il a marqué trente buts."),
        ("fr", "L'association Mer libre vient de publier un rapport dans lequel elle dévoile que la pêche au large des côtes du pays est "
               "presque partout contraire au droit, ce que le ministère conteste vivement."),
        ("fr", "Comment la ville a-t-elle pu fermer la piscine de Bresme ?"),
        ("en", "However, the council also closed the old bridge of Dunmarrow."),
        ("en", "The ferry that capsized off the island of Marrow in heavy rain with twice as many passengers as it was built for by the "
               "yard of Dunmarrow a century ago"),
        ("es", "Fue derrotado por Ramírez en la final del torneo de Almenara."),
        ("de", "Während der Zeit im Verein erzielte er vierzig Tore für Altmoor."),
        ("en", "Of the 1,400 people polled by the council before the May election, those who use the ferry each day to go to work "
               "in Dunmarrow and the towns nearby were the fewest of all"),
        ("ru", "Хотя дороги были плохими, лошади возили по ним грузы, которые раньше носили люди, и делали это быстрее, чем телеги на "
               "других дорогах того времени."),
    ],
)  # fmt: skip
def test_a_lead_that_would_not_do_makes_no_headline(tag: str, lead: str) -> None:
    assert not headline(tag, lead)


# ---- dek


def test_the_summary_begins_after_the_sentence_of_the_headline_and_has_at_most_two() -> None:
    article = resolved(f"{LEAD} {SECOND}", THIRD)
    assert article.title == LEAD.rstrip(".")
    assert article.summary == f"{SECOND} {THIRD}"
    assert article.provenance["summary"].origin is Origin.INFERRED


def test_a_summary_does_not_begin_with_a_quotation_or_refer_back() -> None:
    leaning = "Elle a coûté plus que prévu, selon les comptes de la commune."
    quoted = "« Nous en sommes très heureux, vraiment très heureux », a dit la maire."
    article = resolved(LEAD, quoted, SECOND)
    assert (article.summary or "").startswith(SECOND)
    assert infer_summary(Text(paragraphs(LEAD, leaning, quoted), "fr"), LEAD) is None


def dek(tag: str, *texts: str) -> str:
    """The inferred summary of an article with these paragraphs and no headline, or an empty string."""
    found = infer_summary(Text(paragraphs(*texts), tag), "")
    return found.value if found else ""


@pytest.mark.parametrize(
    ("tag", "sentence"),
    [
        ("fr", "Le projet fut, par la suite, abandonné par la commune."),
        ("fr", "Un incendie l'a détruite en mars de la même année."),
        ("fr", "La maire a résumé l'affaire : « C'est une bonne nouvelle. »"),
        ("en", "In addition, the council of Dunmarrow closed the bridge."),
        ("el", "Τι είναι το λιμάνι της πόλης; Είναι ένα μικρό λιμάνι στο νησί."),
        ("uk", "Однак міська рада закрила старий міст через річку."),
    ],
)
def test_what_points_back_or_asks_is_no_summary(tag: str, sentence: str) -> None:
    assert not dek(tag, sentence)


def test_a_sentence_within_a_quotation_is_no_summary() -> None:
    quoted = f"La maire a parlé « du port. {'Le quai sera ouvert à tous les habitants de la ville. ' * 8}» hier."
    assert not dek("fr", quoted)


def test_a_summary_says_last_year_only_where_no_other_sentence_would_do() -> None:
    dated = "L'année dernière, la commune de Bresme a fermé une bibliothèque."
    found = infer_summary(Text(paragraphs(LEAD, dated, SECOND), "fr"), LEAD)
    assert found is not None
    assert found.value == SECOND
    assert dek("fr", dated) == dated


def test_a_summary_without_a_headline_is_the_lead() -> None:
    dated = "L'année dernière, la commune de Bresme a fermé une bibliothèque."
    assert dek("fr", dated, SECOND).startswith(dated)


def test_a_headline_that_is_a_question_is_followed_by_the_answer() -> None:
    asked = "Qui paie la bibliothèque ?"
    found = infer_summary(Text(paragraphs(asked, SECOND), "fr"), asked)
    assert found is not None
    assert found.value == SECOND


def test_crossheads_dates_and_quotations_are_not_summaries() -> None:
    blocks = (
        *paragraphs(LEAD),
        Block(kind=BlockKind.CROSSHEAD, text="Un titre intermédiaire assez long pour faire un chapeau"),
        Block(kind=BlockKind.QUOTE, text="Une citation mise à part, assez longue pour faire un chapeau."),
        *paragraphs("27 août 2012.", SECOND),
    )
    found = infer_summary(Text(blocks, "fr"), LEAD)
    assert found is not None
    assert found.value == SECOND


def test_a_short_text_has_no_summary_and_a_declared_one_is_kept() -> None:
    assert resolved(LEAD).summary is None
    article = resolved(LEAD, SECOND, file_fields=declared(summary="Des livres."))
    assert article.summary == "Des livres."
    assert article.provenance["summary"].origin is Origin.FILE


def test_a_declared_headline_is_not_repeated_by_the_summary() -> None:
    article = resolved(f"{LEAD} {SECOND}", THIRD, file_fields=declared(title=LEAD.rstrip(".")))
    assert LEAD not in (article.summary or "")
    assert article.summary is not None


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(st.sampled_from([LEAD, SECOND, THIRD, *SAMPLE_SENTENCES.values()]), min_size=1, max_size=8),
    tag=_tags,
)
def test_no_summary_repeats_the_headline_or_is_too_long(texts: list[str], tag: str) -> None:
    title = headline(tag, *texts)
    found = infer_summary(Text(paragraphs(*texts), tag), title)
    if found is not None:
        assert len(found.value) <= 240
        assert not title or title not in found.value
        source = re.sub(r"\s", "", "".join(texts))
        assert all(re.sub(r"[\s…]", "", one) in source for one in sentences(found.value, "und"))


# ---- words and sentences


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fr", ["M. Peskov a parlé.", "« Oui. Non. » a-t-il dit à J. Dupont.", "Fin (…) Mais non…", "Il dort."]),
        ("en", ["He lives in the U.S. Senate.", "She left at 5 p.m.", "The end!", "In 2012.", "3.5 is fine."]),
        ("de", ["Am 13. Februar kam Dr. Müller, z. B. mit dem Zug.", "Er sagte: „Gut. Sehr gut.“", "Dann ging er."]),
        ("hi", ["वह आया।", "वह गया।"]),
        ("ar", ["هل جاء؟", "نعم.", "ذهب."]),
        ("ka", ["კატა წავიდა.", "ძაღლი მოვიდა."]),
        ("und", ["Это кот.", "Он спит."]),
    ],
)
def test_sentences_end_at_the_marks_of_their_script(tag: str, expected: list[str]) -> None:
    assert sentences(" ".join(expected), tag) == expected


def test_combining_marks_stay_with_their_letters_and_unspaced_letters_are_words() -> None:
    assert words("l’OTAN, हिन्दी में") == ["l", "OTAN", "हिन्दी", "में"]
    assert words("น้ำ 猫が") == ["น้ำ", "猫", "が"]
    assert words(unicodedata.normalize("NFD", "été")) == [unicodedata.normalize("NFD", "été")]


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), ("l’OTAN don’t porte-parole", 3), ("हिन्दी में लिखा", 3), ("猫" * 17, 10), ("市议会 approved 17 plans", 5)],
)
def test_words_are_counted_as_readers_count_them(text: str, number: int) -> None:
    assert count_words(text) == number


@settings(max_examples=100, deadline=None)
@given(text=_text, tag=_tags)
def test_sentences_lose_nothing_but_white_space(text: str, tag: str) -> None:
    assert re.sub(r"\s", "", "".join(sentences(text, tag))) == re.sub(r"\s", "", text)


# ---- anything at all

_some_fields = st.dictionaries(
    st.sampled_from(sorted(fields.FIELDS)),
    st.builds(
        Declared,
        text=st.text(max_size=60) | st.lists(st.text(max_size=20), max_size=3).map(tuple),
        where=st.just(Position(file="INDEX.md", line=1)),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(row=_some_fields, file=_some_fields, inherited=_some_fields, named=_some_fields, blocks=_blocks)
def test_resolving_never_raises_and_is_deterministic(
    row: Fields, file: Fields, inherited: Fields, named: Fields, blocks: list[Block]
) -> None:
    entry = Entry(file="a.txt", position=0, fields=row, inherited=inherited, named=named)
    read = document(file_fields=file, blocks=tuple(blocks))
    article, problems = resolve(entry, read)
    assert (article, problems) == resolve(entry, read)
    assert article.label
    assert article.language
    for found in problems:
        assert found.where
        assert found.severity is Severity.ERROR or found.code in ("embargo", "highlight-not-found")
    for made in article.provenance.values():
        assert 0 <= made.certainty <= 1
        assert made.origin is not Origin.INFERRED or len(made.evidence) <= 80


@pytest.mark.parametrize(
    ("hostile", "has_words"),
    [("(. ", False), ("“a. ", True), ("!", False), ("- ", False), ("M. ", True), ("。「", False), ("1. ", True), ("猫", True),
     ("a", False)],  # “aaa…” is one word of any length
)  # fmt: skip
def test_only_the_beginning_of_a_text_is_read_except_for_counting_words(hostile: str, has_words: bool) -> None:
    long, longer = (resolved(f"{LEAD} {SECOND}", hostile * times) for times in (10_000, 40_000))
    assert (long.title, long.language, long.summary) == (longer.title, longer.language, longer.summary)
    assert long.excerpt == longer.excerpt
    assert (long.words < longer.words) == has_words


def test_a_first_line_that_is_the_headline_is_removed_from_the_text() -> None:
    """Wherever the headline comes from: nothing else is taken out of the text."""
    line = "Le marché couvert change d’horaires"
    body = "À partir de lundi, le marché couvert ouvrira dès six heures du matin et fermera à quatorze heures."
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in (line, body))
    document = Document(
        file="a.txt",
        reader="text",
        encoding="utf-8",
        declared={},
        blocks=blocks,
        html=f"<p>{line}</p>\n<p>{body}</p>\n",
    )
    article, _ = resolve(Entry(file="a.txt", position=0), document)
    assert (article.title, article.html) == (line, f"<p>{body}</p>\n")
    other = {"title": Declared(text="Un autre titre", where=Position(file="INDEX.md"))}
    kept, _ = resolve(Entry(file="a.txt", position=0, fields=other), document)
    assert kept.html == document.html


@pytest.mark.parametrize(
    ("field", "text", "rights", "draft"),
    [("rights", "exerpt", Rights.PRIVATE, False), ("draft", "perhaps", None, True)],
)
def test_a_misspelt_restriction_publishes_nothing(field: str, text: str, rights: Rights | None, draft: bool) -> None:
    article = resolved(LEAD, file_fields=declared("a.txt", 2, **{field: text}))
    assert (article.rights, article.draft) == (rights, draft)


def test_tables_that_were_released_are_loaded_again() -> None:
    before = resolved(LEAD), name_lexicon("fr", "latn")
    release_tables()
    assert resolved(LEAD) == before[0]
    assert name_lexicon("fr", "latn") is not before[1]


@given(st.text(alphabet=st.sampled_from("aéZ09_ß'’-., \n«“дЖ中กा़́ا")))
def test_a_rare_letter_at_the_end_does_not_change_the_words_before_it(text: str) -> None:
    """Texts without marks and scripts without spaces are read by a simpler pattern, which must find the same."""
    assert words(f"{text} ก") == [*words(text), "ก"]
    assert count_words(f"{text} กก") - count_words(text) in (1, 2)
