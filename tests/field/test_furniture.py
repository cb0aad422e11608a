"""Lines around an article: its headline stays the headline, they make no crossheads and no names, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.infer.resolve import resolve
from digest.model import Article, Document, Entry, Origin
from digest.readers.furniture import Furniture, furniture, furniture_among
from digest.readers.text import read_text
from tests.field.furniture_lines import PASTED, Pasted
from tests.field.review import DE, EN, FR, IT, build

PLACES = ("above", "below", "within", "after")


def article(text: str) -> Article:
    """The article that a plain text file with ``text`` makes."""
    document = read_text(text.encode(), "a.txt", None)
    assert isinstance(document, Document)
    return resolve(Entry(file="a.txt", position=0), document)[0]


def pasted(one: Pasted, line: str, place: str) -> str:
    """The text of ``one`` with ``line`` above or below its headline, within its text or after it."""
    parts = [one.headline, one.lead, one.second, one.crosshead, one.last]
    parts.insert({"above": 0, "below": 1, "within": 2, "after": 5}[place], line)
    return "\n\n".join(parts) + "\n"


def faults(one: Pasted, line: str, place: str) -> Iterator[str]:
    """The errors in the article of ``one`` with ``line`` at ``place``."""
    bare = article(pasted(one, "", place))
    found = article(pasted(one, line, place))
    if found.title != one.headline:
        yield "headline"
    if [heading.text for heading in found.headings] != [one.crosshead]:
        yield "crossheads"
    if any({*getattr(found, field)} - {*getattr(bare, field)} for field in ("people", "organisations", "places")):
        yield "names"
    words = "".join(line.split())
    everything = "".join([found.html, *found.furniture]).replace("&amp;", "&").replace(" ", "")
    declared = found.provenance["date"].origin if "date" in found.provenance else None
    if words not in everything.replace("\u00a0", "") and declared is not Origin.FILE:
        yield "lost"


@pytest.mark.parametrize("language", PASTED)
@pytest.mark.parametrize("place", PLACES)
def test_a_line_of_furniture_changes_nothing_of_the_record(language: str, place: str) -> None:
    one = PASTED[language]
    wrong = [f"{fault}: {line}" for line in one.lines for fault in faults(one, line, place)]
    assert not wrong, "\n".join(wrong)


def test_the_lines_are_forty_a_language() -> None:
    assert {language: len(set(one.lines)) for language, one in PASTED.items()} == dict.fromkeys(PASTED, 40)


HF, HE = "Un second bac pour le port", "Harbour town buys a second ferry"

HEADLINES = {  # case: (text, headline)
    "k07-byline-place": (f"{HF}\n\nPar Jeanne Dupont, à Port-Brillet\n\n{FR}", HF),
    "k07-kicker": (f"TRANSPORT\n{HE}\n\n{EN}", HE),
    "k07-reading-time": (f"{HF}\n\nTemps de lecture : 3 min\n\n{FR}", HF),
    "k07-photo": (f"{HF}\n\nPhoto : une foule sur le quai, mardi. © Le Quai\n\n{FR}", HF),
    "k07-ja-date": (
        "港の起重機、二年ぶりに再開\n\n2025年3月3日 10時30分\n\n港の大型起重機が三日、二年ぶりに動き出した。市によると、修理費は十二億円で、"
        "当初の見込みの二倍になった。\n",
        "港の起重機、二年ぶりに再開",
    ),
    "k07-comments": (f"{HE}\n\n12 comments\n\n{EN}", HE),
    "k07-exclusive": (f"EXCLUSIVE\n\n{HE}\n\n{EN}", HE),
    "k07-arabic-date": (
        "إعادة فتح الميناء بعد إضراب دام أسبوعين\n\nنشر في 12 فبراير 2025 الساعة 09:15\n\n"
        "أعيد فتح الميناء صباح الأربعاء بعد إضراب دام أسبوعين، وقالت الإدارة إن العمل عاد إلى طبيعته.\n",
        "إعادة فتح الميناء بعد إضراب دام أسبوعين",
    ),
    "own-two-lines-above": (f"Réservé aux abonnés\nÉconomie\n\n{HF}\n\n{FR}", HF),
    "own-five-lines-above": (f"Menu\nRechercher\nAccueil > Ports\n\nTRANSPORT\n\nLecture 2 min\n\n{HF}\n\n{FR}", HF),
    "own-kicker-of-three-words": (f"Mobilité et urbanisme\n\n{HF}\n\n{FR}", HF),
    "own-standfirst": (
        f"{HF}\n\nAprès deux hivers à quai, le conseil municipal a tranché\n\nPar Jeanne Dupont\n\n{FR}",
        HF,
    ),
    "own-russian": (
        "Эксклюзив\n\nПортовый город покупает второй паром\n\nВремя чтения: 3 мин\n\nГородской совет во вторник проголосовал за второй паром "
        "после двух зим, когда единственный стоял у причала.\n\nСудно построят на верфи напротив, сказала мэр.\n",
        "Портовый город покупает второй паром",
    ),
    "own-chinese": (
        "独家\n\n港口城市购买第二艘渡轮\n\n阅读时间：3分钟\n\n港口城市议会周二投票决定购买第二艘渡轮，此前两个冬天唯一的渡轮一直停在码头。市长说，"
        "这艘船将在对岸的船厂建造。\n",
        "港口城市购买第二艘渡轮",
    ),
    "k08-notice": (
        "The harbour office moves\n\nFrom Monday the office is at:\n\nHarbour Office\n12 Quay Street\nMillbrook\n",
        "The harbour office moves",
    ),
    "k08-table": ("Ferry times\n\nThe new timetable holds from Monday.\n\nQuay 07:10\nYard 07:30\n", "Ferry times"),
    "k08-agenda": (
        "Agenda\n\nLundi 3 mars : conseil municipal\nMardi 4 mars : marché\nMercredi 5 mars : bac\n",
        "Agenda",
    ),
    "own-opening-hours": ("Library hours\n\nMonday 9 to 12\nTuesday 9 to 17\nClosed on Friday\n", "Library hours"),
    "own-names": ("Les élus du canton\n\nMarie Costard\nPaul Lenoir\nAnne Roche\nLuc Petit\n", "Les élus du canton"),
    "own-german-notice": (
        "Das Hafenamt zieht um\n\nAb Montag gilt:\n\nHafenamt\nKaistraße 12\nMühlbach\n",
        "Das Hafenamt zieht um",
    ),
    "k09-cookies": (
        "Nous et nos 842 partenaires utilisons des cookies\nEn cliquant sur « Accepter », vous consentez au dépôt de traceurs. Vous pouvez "
        f"changer d'avis à tout moment.\nTout accepter | Continuer sans accepter\n\n{HF}\n\n{FR}",
        HF,
    ),
    "k09-breadcrumb-share": (
        f"Accueil > Région > Transports\n\n{HF}\n\nPartager sur Facebook\nPartager sur X\nCopier le lien\n\n{FR}",
        HF,
    ),
    "own-english-cookies": (
        f"We value your privacy\nWe use cookies to show you ads.\nAccept all | Reject all\n\n{HE}\n\n{EN}",
        HE,
    ),
    "own-menu": (
        f"Home | News | Sport | Weather | Contact\nLog in | Subscribe\n\n{HE}\n\nShare\nSave\nPrint\n\n{EN}",
        HE,
    ),
    "own-slash-breadcrumb": (f"Startseite / Region / Hafen\n\n{HE}\n\n{EN}", HE),
    "k35-bar": (
        "Floods leave thousands without water in Durban | The Morning Ledger\n\n13 February 2025\n\nThousands of households in the south "
        "of Durban had no water on Thursday after floods broke two of the city’s main pipes.\n",
        "Floods leave thousands without water in Durban",
    ),
    "k36-psg": ("PSG - Inter 5-0\n", "PSG - Inter 5-0"),
    "k36-nantes": ("NANTES. Le pont sera fermé\n", "NANTES. Le pont sera fermé"),
    "k36-sncf": ("SNCF - Grève mardi sur le RER B\n", "SNCF - Grève mardi sur le RER B"),
    "own-brief-city": ("LYON - Deux bus brûlés\n", "LYON - Deux bus brûlés"),
    "own-brief-score": ("OM – OL 2-2\n", "OM – OL 2-2"),
    "own-brief-two": ("WETTER. Morgen Schnee\n", "WETTER. Morgen Schnee"),
    "3c-lens": ("Lens - Lille 2-1\n", "Lens - Lille 2-1"),
    "3c-question": (f"Who pays for the ferry?\n\nPar Jeanne Dupont (avec AFP)\n\n{EN}", "Who pays for the ferry?"),
}


@pytest.mark.parametrize("case", HEADLINES)
def test_the_headline_or_the_only_line_is_found_among_other_lines(case: str) -> None:
    text, headline = HEADLINES[case]
    found = article(text)
    assert found.label == headline
    assert not found.headings


def test_what_furniture_states_becomes_a_field() -> None:
    found = article(f"{HF}\n\nPar Jeanne Dupont, à Port-Brillet\n\nPublié le 13 février 2025\n\n{FR}")
    assert (found.author, str(found.date)) == ("Jeanne Dupont", "2025-02-13")
    assert "Jeanne Dupont" not in found.people


def test_furniture_has_no_effect_on_summary_topics_and_keyphrases(tmp_path: Path) -> None:
    text, _ = HEADLINES["k09-cookies"]
    record = build(tmp_path, {"a.txt": text, "b.txt": HEADLINES["k09-breadcrumb-share"][0]}).records
    assert "traceurs" not in record["a.txt"]["summary"]
    assert not any("partager" in phrase.lower() for phrase in record["b.txt"]["keyphrases"])


def test_furniture_is_folded_below_the_article_and_nowhere_else(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.txt": f"{HF}\n\nPartager sur Mastodonte\nPartager sur Facebook\n\n{FR}"})
    assert review.published("Partager sur Facebook") == ["output/articles/a.html", "output/index.html"]
    assert "Partager sur Facebook" not in review.text()
    assert "<summary>Lignes écartées du texte</summary>" in review.page("articles/a.html")


def test_a_text_of_furniture_only_is_kept() -> None:
    assert furniture_among(["Newsletter", "Contact"]) == {}
    assert furniture_among([]) == {}


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fall sharply", "Kontakt zu Raumsonde verloren", "Publicité : la fin d’un modèle", "En direct : la journée de grève",
        "Video: Macron speaks in Berlin", "Le «Monde» / la ville", "Lens – Lille 2-1", "Read my lips", "Photosynthesis explained",
        "Cookies banned in schools from September", "Comment le port a changé", "Page turner", "Suivre le fleuve", "Embargo on oil widened", "Vertraulich: was im Vertrag steht",
    ],
)  # fmt: skip
def test_a_headline_that_begins_like_furniture_is_kept(line: str) -> None:
    assert furniture(line) is None


@given(st.text(max_size=300))
def test_furniture_never_raises(line: str) -> None:
    furniture(line)


@given(
    st.lists(
        st.sampled_from([line for one in PASTED.values() for line in one.lines] + ["Politics", "A real line of text"]),
        max_size=8,
    )
)
def test_some_line_is_always_left(lines: list[str]) -> None:
    found = furniture_among(lines)
    assert not lines or len(found) < len(lines)
    assert set(found) <= set(range(len(lines)))


SEVERAL = {
    "k34-stars": (
        "Grève des éboueurs : Marseille sous les sacs\n\nLa Provence, 12 octobre 2024\n\nLes éboueurs de Marseille ont voté mardi la poursuite de "
        "leur grève, au septième jour du conflit.\n\n***\n\nLe vaccin contre le paludisme arrive au Bénin\n\nLibération, 14 octobre 2024\n\n"
        "Les premières doses du vaccin contre le paludisme sont arrivées lundi à Cotonou.\n"
    ),
    "k34-dashes": f"First ferry sails\n\nThe Quay, 3 March 2025\n\n{EN}\n{'-' * 40}\n\nSecond ferry sails\n\nThe Quay, 5 March 2025\n\n{EN}",
    "k34-formfeed": f"First ferry sails\n\nBy Mary Hale, 3 March 2025\n\n{EN}\n\f\nSecond ferry sails\n\nBy Tom Ridley, 5 March 2025\n\n{EN}",
    "own-nothing-between": f"First ferry sails\n\nBy Mary Hale, 3 March 2025\n\n{EN}\nSecond ferry sails\n\nBy Tom Ridley, 5 March 2025\n\n{EN}",
    "own-german": f"Erste Fähre fährt\n\nVon Anna Berger\n\n{DE}\n* * *\n\nZweite Fähre fährt\n\nVon Paul Lang\n\n{DE}",
    "own-italian": f"Primo traghetto in mare\n\n3 marzo 2025\n\n{IT}\n=====\n\nSecondo traghetto in mare\n\n5 marzo 2025\n\n{IT}",
}  # fmt: skip


@pytest.mark.parametrize("case", SEVERAL)
def test_a_file_of_several_articles_is_reported(case: str, tmp_path: Path) -> None:
    review = build(tmp_path, {"a.txt": SEVERAL[case]})
    assert "The file seems to hold several articles: another one begins with “" in review.messages
    assert review.exit_code == 0


@pytest.mark.parametrize(
    "line", ["EMBARGO: 15 December", "Sous embargo jusqu'au 15 décembre à 6 h", "CONFIDENTIEL - ne pas diffuser", "Vertraulich", "Not for publication"]
)  # fmt: skip
def test_a_text_that_is_not_to_be_published_is_reported(line: str, tmp_path: Path) -> None:
    review = build(tmp_path, {"a.txt": f"{line}\n\n{HE}\n\n{EN}"})
    assert "[embargo]" in review.messages
    assert review.record["title"] == HE


MAIL = {
    "English": f"From: Ottilie Brandt <o@example.org>\nTo: press@example.org\nSubject: Fwd: {HE}\nDate: Tue, 3 Mar 2026 10:02:00 +0100\n\n{EN}",
    "French": f"De : Jeanne Lavergne <j@example.org>\nEnvoyé : mardi 3 mars 2026 17:02\nÀ : r@example.org\nObjet : RE : {HE}\n\n{EN}",
}


@pytest.mark.parametrize("language", MAIL)
def test_the_headline_and_the_date_of_a_pasted_mail(language: str) -> None:
    found = article(MAIL[language])
    assert (found.title, str(found.date)) == (HE, "2026-03-03")


@pytest.mark.parametrize(
    "lines", ["Harriet Colne\n3 March 2026", "3 March 2026\n\nHarriet Colne", "Harriet Colne\n\nPublished 3 March 2026"]
)
def test_a_name_alone_beside_the_date_is_the_author(lines: str) -> None:
    found = article(f"{HE}\n\n{lines}\n\n{EN}")
    assert (found.title, found.author, str(found.date)) == (HE, "Harriet Colne", "2026-03-03")


def test_a_byline_at_both_ends_is_not_a_second_article(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.txt": f"{HE}\n\nBy Mary Hale, 3 March 2025\n\n{EN}\nThe yard\n\n{EN}\nBy Mary Hale\n"})
    assert "several articles" not in review.messages


def test_a_phrase_with_several_meanings_has_the_weakest() -> None:
    """“Topics” is a section in one list of phrases and a pointer in another; the order of a set must not decide."""
    assert furniture("Topics") is Furniture.SECTION
    assert furniture("Opinion") is Furniture.KICKER


NOTICES = [
    "We use cookies and similar technologies.", "NOUS UTILISONS DES COOKIES", "l’utilisation de cookies", "All rights reserved", "Tous droits réservés",
    "Alle Rechte vorbehalten", "Photo: Jean Dupont", "© 2025", "Correction:", "1 200", "„cookies“", "cookies_x", "保留所有权利", "e mail", "the harbour office said",
    "Wir und unsere 842 Partner", "j’accepte", "Утвержден", "(AFP)", "."
]  # fmt: skip


@given(st.lists(st.sampled_from(NOTICES), min_size=6, max_size=24), st.sampled_from([" ", ", ", "\u00a0", "’"]))
def test_the_quick_test_of_long_lines_overlooks_nothing(parts: list[str], between: str) -> None:
    line = between.join(parts).ljust(201, "x")
    with pytest.MonkeyPatch.context() as patched:
        found = furniture.__wrapped__(line)
        patched.setattr("digest.readers.furniture._is_prose", lambda _line, _known: False)
        assert furniture.__wrapped__(line) is found
