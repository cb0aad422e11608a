"""Dates as programs, papers and people write them: declared, in lines of a text, in a file's name, in other calendars."""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import dates
from digest.dates import Date, parse_written
from digest.dates.in_language import day_first_in, parse_in
from digest.dates.times import is_time, without_time
from digest.infer.date import infer_date
from digest.infer.dateline import without_dateline
from digest.infer.text import Text
from digest.model import Block, BlockKind
from digest.sources.file_names import named
from tests.field.review import DE, EN, FR, IT, build, front_matter
from tests.leads import LEADS

HEADLINES = {
    "en": "Harbour town buys a second ferry",
    "fr": "Un second bac pour le port",
    "de": "Die Stadt kauft eine zweite Fähre",
    "it": "La città compra un secondo traghetto",
}
TEXTS = {"en": EN, "fr": FR, "de": DE, "it": IT}


class Line(NamedTuple):
    """A line above a text in ``language``, and the date that it states."""

    id: str
    language: str
    line: str
    date: str | None = "2025-02-13"


def found(language: str, *lines: str) -> str | None:
    """The date of a text of a headline in ``language``, ``lines`` and two paragraphs."""
    parts = (HEADLINES.get(language, ""), *lines, LEADS[language], LEADS[language])
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in parts if part)
    inferred = infer_date(Text(blocks, language))
    return str(inferred.value) if inferred else None


# A time of day beside a declared date.

TIMED = [
    ("iso-z", "2025-07-10T11:32:00Z"),
    ("jekyll", "2025-07-10 11:32:05 +0200"),
    ("rfc", "Thu, 10 Jul 2025 11:32:00 +0000"),
    ("compact", "20250710"),
    ("utc", "2025-07-10 00:30:00 UTC"),
    ("fraction", "2025-07-10T11:32:00.123Z"),
    ("evening-west", "2025-07-10T23:30:00-05:00"),
    ("night-east", "2025-07-10T00:30+09:00"),
    ("zone-by-name", "2025-07-10T11:32:00+02:00[Europe/Paris]"),
    ("no-seconds", "2025-07-10T11:32"),
    ("basic", "20250710T113200Z"),
    ("basic-zone", "20250710T113200+0200"),
    ("nikola", "2025-07-10 11:32:00 UTC+02:00"),
    ("go", "2025-07-10 11:32:00.123456 +0000 UTC"),
    ("cet", "2025-07-10 11:32 CET"),
    ("slashes", "2025/07/10 11:32"),
    ("mail", "Thu, 10 Jul 2025 11:32:00 +0000 (UTC)"),
    ("http", "Thu, 10 Jul 2025 11:32:00 GMT"),
    ("unix", "Thu Jul 10 11:32:00 CEST 2025"),
    ("git", "Thu Jul 10 11:32:00 2025 +0200"),
    ("javascript", "Thu Jul 10 2025 11:32:00 GMT+0200 (Central European Summer Time)"),
    ("notion", "July 10, 2025 11:32 AM"),
    ("thin-space", "July 10, 2025 at 10:02\u202fpm PST"),
    ("apple", "Thursday, July 10, 2025 at 11:32:05 AM Central European Summer Time"),
    ("apple-fr", "10 juillet 2025 à 11:32:05 UTC+2"),
    ("de", "10. Juli 2025 um 11.32 Uhr MESZ"),
    ("pt", "10 de julho de 2025 às 11h32"),
    ("pl", "10 lipca 2025, godz. 11:32"),
    ("ru", "10 июля 2025 г. в 11:32 МСК"),
    ("ja", "2025年7月10日 午後3時5分"),
    ("ar", "١٠ يوليو ٢٠٢٥ - 10:05 ص"),
    ("hyphen", "2025\u201107\u201110"),
    ("dash", "2025–07–10"),
    ("full-width", "２０２５－０７－１０"),
    ("wikilink", "[[2025-07-10]]"),
    ("outline", "<2025-07-10 Thu>"),
    ("korean", "2025. 7. 10."),
    ("time-first", "10:05 AM EST, Thu July 10, 2025"),
]


@pytest.mark.parametrize("value", [pytest.param(value, id=name) for name, value in TIMED])
def test_a_declared_day_does_not_depend_on_time_and_zone(tmp_path: Path, value: str) -> None:
    manifest = f"| Title | Date | File |\n| --- | --- | --- |\n| A second ferry | {value} | [b.txt](b.txt) |\n"
    head = f'<meta name="date" content="{value.replace("<", "&lt;")}">'
    review = build(
        tmp_path,
        {
            "INDEX.md": manifest
            + "| [a.md](a.md) |||\n".replace("[a.md](a.md) ||", " || [a.md](a.md)")
            + "| | | [c.html](c.html) |\n",
            "a.md": front_matter(f'title: A second ferry\ndate: "{value}"'),
            "b.txt": EN,
            "c.html": f"<html><head>{head}</head><body><article><h1>A ferry</h1><p>{EN}</p></article></body></html>",
        },
    )
    assert {file: record["date"] for file, record in review.records.items()} == dict.fromkeys(
        ("a.md", "b.txt", "c.html"), "2025-07-10"
    )
    assert review.exit_code == 0


@pytest.mark.parametrize("value", ["2025-07-10T11:32:00Z", "2025-07-10 11:32:00 +0200", "2025-07-10"])
def test_a_timestamp_of_yaml_is_a_date(tmp_path: Path, value: str) -> None:
    review = build(tmp_path, {"a.md": front_matter(f"title: A second ferry\ndate: {value}")})
    assert (review.record["date"], review.exit_code) == ("2025-07-10", 0)


@pytest.mark.parametrize(
    "line", ["date 2025-07-10T23:32:00-05:00 ", "Date: 2025-07-10T11:32:00Z\n\n", "date: 2025-07-10 11:32 UTC\n"]
)
def test_a_date_in_front_of_the_first_words_may_have_a_time(tmp_path: Path, line: str) -> None:
    review = build(tmp_path, {"a.txt": line + EN})
    assert review.record["date"] == "2025-07-10"
    assert "11:32" not in review.text()
    assert "23:32" not in review.text()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("2025-W07", "is a week"),
        ("2025-02-10/2025-02-12", "is an interval"),
        ("13 May 2025 to 15 May 2025", "is an interval"),
        ("Spring 2025", "is not a date"),
        ("2025-191", "is not a date"),
        ("2025?", "is not a date"),
        ("2010–12", "is not a date"),
        ("05/03/2025", "may be 5 March 2025 or 3 May 2025"),
        ("2025-02-30T10:00", "has no day 30"),
    ],
)
def test_an_invalid_date_is_an_error_with_a_reason(tmp_path: Path, value: str, says: str) -> None:
    review = build(tmp_path, {"a.md": front_matter(f'title: A second ferry\ndate: "{value}"')})
    assert (review.record["date"], review.exit_code) == (None, 1)
    assert says in review.messages


def test_an_interval_in_a_page_is_not_its_first_day(tmp_path: Path) -> None:
    page = '<html><head><meta name="date" content="2025-02-10/2025-02-12"></head><body><article><h1>A</h1><p>B.</p></article></body>'
    assert build(tmp_path, {"a.html": page}).record["date"] is None


def test_numeric_dates_of_a_file_are_read_in_its_language(tmp_path: Path) -> None:
    review = build(
        tmp_path,
        {
            "de.txt": f"Datum: 05.03.2025\n\n{DE}",
            "fr.md": front_matter("title: Un second bac\ndate: 05/03/2025", FR),
            "cs.txt": "Datum: 13. února 2025\n\nMěstská rada v úterý schválila nákup druhé lodi, která má vyplout před létem.\n",
            "us.md": front_matter("title: A second ferry\nlanguage: en-US\ndate: 05/03/2025"),
        },
    )
    records = review.records
    assert {file: records[file]["date"] for file in records} == {
        "cs.txt": "2025-02-13", "de.txt": "2025-03-05", "fr.md": "2025-03-05", "us.md": "2025-05-03",
    }  # fmt: skip


# Months as agencies and keyboards write them.


@pytest.mark.parametrize(
    ("dateline", "date", "lost"),
    [
        pytest.param("Paris, 13 fév 2025 (AFP) - ", "2025-02-13", "fév 2025", id="afp-fev"),
        pytest.param("Paris, 13 aout 2025 (AFP) - ", "2025-08-13", "aout 2025", id="aout"),
        pytest.param("Paris, 13 fev. 2025 (AFP) - ", "2025-02-13", "fev", id="fev"),
        pytest.param("PARIS, 13 DEC 2025 (AFP) - ", "2025-12-13", "DEC", id="dec"),
        pytest.param("Alger, 13 fév. 2025 (APS) — ", "2025-02-13", "fév", id="aps"),
    ],
)
def test_a_dateline_with_an_abbreviated_month_dates_the_article(
    tmp_path: Path, dateline: str, date: str, lost: str
) -> None:
    record = build(tmp_path, {"a.txt": dateline + FR}).record
    assert record["date"] == date
    assert lost not in record["title"]


@pytest.mark.parametrize(
    ("language", "written", "month"),
    [
        ("fr", "13 fév 2025", 2), ("fr", "mar. 13 mai 2025", 5), ("fr", "13 mar. 2025", 3), ("de", "3. Maerz 2025", 3),
        ("de", "3. Jaenner 2025", 1), ("es", "13 sept. 2025", 9), ("es", "13 set 2025", 9), ("it", "13 sett. 2025", 9),
        ("pt", "13 dez. 2025", 12), ("nl", "13 mrt. 2025", 3), ("ru", "13 июл. 2025", 7), ("ru", "13 сен 2025", 9),
        ("uk", "13 лют. 2025", 2), ("pl", "13 paz 2025", 10), ("pl", "13 wrz 2025", 9), ("sv", "13 sept 2025", 9),
        ("el", "13 Φεβ. 2025", 2), ("tr", "13 Subat 2025", 2), ("id", "13 Agt 2025", 8), ("id", "13 Nop. 2025", 11),
        ("hu", "2025. febr. 13.", 2), ("th", "13 ม.ค. 2568", 1), ("th", "13 มี.ค. 2568", 3), ("ca", "13 gen. 2025", 1),
    ],
)  # fmt: skip
def test_a_month_may_be_abbreviated_or_without_accents(language: str, written: str, month: int) -> None:
    date = parse_in(written, language)
    assert date is not None
    assert (date.year, date.month) == (2025, month)


def test_an_abbreviated_month_alone_is_not_a_dateline() -> None:
    assert without_dateline("Marc – " + FR, "fr") == "Marc – " + FR
    assert without_dateline("13 mars – " + FR, "fr") == FR


# Published and updated.

STAMPS = [
    Line("fr-modified-first", "fr", "Modifié le 14 février 2025 à 08h00 - publié le 13 février 2025 à 10h02"),
    Line("en-caps", "en", "UPDATED: February 14, 2025 at 8:00 AM PST | PUBLISHED: February 13, 2025 at 10:02 PM PST"),
    Line("fr-author-bar", "fr", "Jeanne Dupont | 13 février 2025 | Mis à jour : 14 février 2025"),
    Line("en-modified", "en", "Last modified on 14 Feb 2025 - first published 13 Feb 2025"),
    Line("slash", "fr", "Publié le 13 février 2025 à 10h02 / Mis à jour le 14 février 2025 à 08h00"),
    Line("line-break", "fr", "Publié le 13 février 2025 à 10h02\nMis à jour le 14 février 2025 à 08h00"),
    Line("bullet", "fr", "Par Jeanne Dupont • Publié le 13 février 2025 à 10h02 • Mis à jour le 14 février 2025"),
    Line("brackets", "fr", "Par Jeanne Dupont, publié le 13 février 2025 (modifié le 14/02/2025)"),
    Line("update-in-brackets", "en", "13 February 2025 (updated 14 February 2025)"),
    Line("update-by-the-hour", "fr", "Par Jeanne Dupont Publié le 13 février 2025 à 10h02 Mis à jour hier"),
    Line("update-then-date", "fr", "Mise à jour : 14 février 2025 | 13 février 2025"),
    Line("de-stand", "de", "Von Max Müller | Stand: 14.02.2025, 08:00 Uhr | Erstellt: 13.02.2025, 10:02 Uhr"),
    Line("es", "es", "Actualizado a 14 de febrero de 2025, 08:00 | Publicado el 13 de febrero de 2025"),
    Line("it", "it", "Pubblicato il 13 febbraio 2025 alle 10:02 - Aggiornato il 14 febbraio 2025"),
    Line("ja", "ja", "公開日：2025年2月13日　更新日：2025年2月14日"),
    Line("ja-behind", "ja", "2025年2月13日公開 / 2025年2月14日更新"),
    Line("zh", "zh", "更新时间：2025年2月14日 发布时间：2025年2月13日"),
    Line("ko", "ko", "입력 2025.02.13 10:02 수정 2025.02.14 08:00"),
    Line("tr", "tr", "Giriş Tarihi: 13.02.2025 10:02 Son Güncelleme: 14.02.2025 08:00"),
    Line("fi", "fi", "Julkaistu 13.2.2025 klo 10.02, päivitetty 14.2.2025"),
    Line("ru", "ru", "13 февраля 2025, 10:02 (обновлено 14 февраля 2025)"),
    Line("only-updated-fr", "fr", "Mis à jour le 14 février 2025", "2025-02-14"),
    Line("only-updated-en", "en", "Updated 14 Feb 2025", "2025-02-14"),
    Line("only-updated-bar", "en", "Mary Hale | Last modified on 14 Feb 2025", "2025-02-14"),
]


@pytest.mark.parametrize("line", STAMPS, ids=lambda line: line.id)
def test_the_day_of_publication_takes_precedence_over_that_of_an_update(line: Line) -> None:
    assert found(line.language, line.line) == line.date


@pytest.mark.parametrize("line", STAMPS[:4], ids=lambda line: line.id)
def test_a_line_of_dates_does_not_change_the_headline_above_it(tmp_path: Path, line: Line) -> None:
    headline = HEADLINES[line.language]
    record = build(tmp_path, {"a.txt": f"{headline}\n\n{line.line}\n\n{TEXTS[line.language]}"}).record
    assert (record["date"], record["title"]) == (line.date, headline)


def test_a_date_of_publication_takes_precedence_over_that_of_printing() -> None:
    assert found("fr", "Jeudi 6 mars 2025", "Publié le 13 février 2025 à 10h02") == "2025-02-13"


def test_two_dates_of_publication_are_ambiguous() -> None:
    assert found("fr", "Publié le 13 février 2025", "Publié le 6 mars 2025") is None


# A date beside a few other words.

BESIDE = [
    Line("posted-by", "en", "Posted on February 13, 2025 by Mary Hale"),
    Line("bullets", "fr", "13 février 2025 • 10:02 • 3 min"),
    Line("page", "fr", "Ouest-France, jeudi 13 février 2025, page 7"),
    Line("cree", "fr", "Créé le 13 février 2025"),
    Line("running-head", "fr", "OUEST INFO | JEUDI 13 FÉVRIER 2025 | PAGE 7"),
    Line("paper-of", "fr", "Le Monde du jeudi 13 février 2025, p. 7"),
    Line("number", "fr", "Le Monde, n° 24890, 13 février 2025"),
    Line("edition", "fr", "Ouest-France - Édition du 13 février 2025 - Page 3"),
    Line("place-and-author", "fr", "Jeanne Dupont, à Brest, le 13 février 2025"),
    Line("category", "fr", "Économie • Publié le 13 février 2025"),
    Line("reading-first", "fr", "Temps de lecture : 3 min | 13 février 2025"),
    Line("by-and-published", "fr", "Rédigé par Jeanne Dupont et publié le 13 février 2025"),
    Line("comments", "fr", "Posté par Jeanne Dupont | 13 février 2025 | 3 commentaires"),
    Line("article-of", "fr", "Article paru le 13 février 2025"),
    Line("by-on", "en", "By Mary Hale on February 13, 2025"),
    Line("minutes-read", "en", "by Mary Hale | February 13, 2025 | 3 min read"),
    Line("submitted-by", "en", "Submitted by Mary Hale on February 13, 2025"),
    Line("filed-under", "en", "Filed under: News | February 13, 2025"),
    Line("page-letter", "en", "The Quay - Thursday, February 13, 2025 - Page A7"),
    Line("sign", "en", "📅 February 13, 2025"),
    Line("de-paper", "de", "Süddeutsche Zeitung vom 13. Februar 2025, Seite 4"),
    Line("de-number", "de", "FAZ, 13.02.2025, Nr. 37, S. 12"),
    Line("de-reading", "de", "13. Februar 2025, 10:02 Uhr Lesezeit: 3 Min."),
    Line("es-page", "es", "El País, 13 de febrero de 2025, pág. 7"),
    Line("it-reading", "it", "13 febbraio 2025 | 3 minuti di lettura"),
    Line("ru-page", "ru", "Коммерсантъ, 13 февраля 2025, стр. 7"),
    Line("ja-page", "ja", "朝日新聞 2025年2月13日 朝刊 7面"),
    Line("vi-zone", "vi", "Thứ Năm, 13/02/2025, 10:02 (GMT+7)"),
    Line("label", "fr", "Date : 13 février 2025"),
    Line("caption", "fr", "Photo : le quai, le 3 mars 2019", None),
    Line("photographer", "fr", "Crédit photo : Jeanne Dupont, 3 mars 2019", None),
    Line("en-picture", "en", "Photo: Reuters, 3 March 2019", None),
    Line("event", "fr", "Conseil municipal le 14 mars 2025 à 20 h", None),
    Line("event-label", "en", "Event: 14 March 2025", None),
    Line("copyright", "fr", "© Ouest-France, 13 février 2025", None),
    Line("deadline", "en", "Deadline: March 14, 2025", None),
    Line("until", "de", "Anmeldung bis 13. Februar 2025", None),
    Line("from-to", "fr", "Du 13 février 2025 au 20 février 2025", None),
    Line("report", "fr", "Selon un rapport publié le 13 février 2025, la ville dort", None),
    Line("apposition", "fr", "Le rapport, publié le 13 février 2025, dit que le bac", None),
    Line("decree", "fr", "Décret n° 2025-135 du 13 février 2025", None),
    Line("history", "fr", "Le 14 juillet 1789, la Bastille tombait", None),
    Line("yesterday", "fr", "Publié hier à 19h25", None),
]


@pytest.mark.parametrize("line", BESIDE, ids=lambda line: line.id)
def test_a_line_dates_the_article_only_if_all_its_words_are_known(line: Line) -> None:
    assert found(line.language, line.line) == line.date


def test_a_newspaper_and_page_below_the_text_date_it() -> None:
    parts = (LEADS["fr"], LEADS["fr"], "L’Humanité, 13 février 2025, p. 4")
    inferred = infer_date(Text(tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in parts), "fr"))
    assert inferred is not None
    assert str(inferred.value) == "2025-02-13"


# Figures of which both could be the month.

FIGURES = [
    Line("fr", "fr", "Publié le 05/03/2025 à 10:02", "2025-03-05"),
    Line("de", "de", "Veröffentlicht: 05.03.2025, 14:05", "2025-03-05"),
    Line("it", "it", "Pubblicato il 05/03/2025", "2025-03-05"),
    Line("nl", "nl", "05-03-2025", "2025-03-05"),
    Line("es", "es", "05/03/2025 - 10:02", "2025-03-05"),
    Line("pt", "pt", "05/03/2025 10h05 Atualizado 06/03/2025", "2025-03-05"),
    Line("ru", "ru", "05.03.2025 10:05", "2025-03-05"),
    Line("el", "el", "05/03/2025", "2025-03-05"),
    Line("cs", "cs", "5. 3. 2025", "2025-03-05"),
    Line("en", "en", "Published 05/03/2025", None),
    Line("ja", "ja", "05/03/2025", None),
]


@pytest.mark.parametrize("line", FIGURES, ids=lambda line: line.id)
def test_numeric_dates_have_the_order_of_the_language(line: Line) -> None:
    assert found(line.language, line.line) == line.date


def test_numeric_dates_have_the_order_of_another_date_in_the_text(tmp_path: Path) -> None:
    first = build(
        tmp_path, {"a.txt": f"{HEADLINES['en']}\n\nPublished 05/03/2025\n\n{EN}\nThe yard opened on 13/02/2025.\n"}
    ).record
    assert first["date"] == "2025-03-05"
    assert "day first, as in another date of the text" in first["provenance"]["date"]["evidence"]
    second = build(
        tmp_path, {"a.txt": f"{HEADLINES['en']}\n\nPublished 05/03/2025\n\n{EN}\nThe yard opened on 02/13/2025.\n"}
    ).record
    assert second["date"] == "2025-05-03"


def test_the_evidence_has_the_order_of_numeric_dates(tmp_path: Path) -> None:
    record = build(tmp_path, {"a.txt": f"{HEADLINES['fr']}\n\nPublié le 05/03/2025\n\n{FR}"}).record
    assert "day first, as in the language “fr”" in record["provenance"]["date"]["evidence"]
    assert record["provenance"]["date"]["certainty"] <= 0.7


def test_a_text_with_both_orders_has_no_date() -> None:
    assert (
        found("fr", "Publié le 05/03/2025", "Le bac est parti le 02/13/2025 et revenu le 02/14/2025 au port.") is None
    )


@pytest.mark.parametrize(
    ("language", "first"),
    [("fr", True), ("de-AT", True), ("en", None), ("en-GB", True), ("en-US", False), ("en-CA", None), ("ja", None), ("hu", None),
     ("es-PR", False), ("und", None)],
)  # fmt: skip
def test_the_order_of_numeric_dates_is_that_of_short_dates_in_cldr(language: str, first: bool | None) -> None:
    assert day_first_in(language) is first


# Other calendars.

CALENDARS = [
    Line("thai", "th", "13 กุมภาพันธ์ 2568"),
    Line("thai-figures", "th", "๑๓ กุมภาพันธ์ พ.ศ. ๒๕๖๘"),
    Line("thai-weekday", "th", "วันพฤหัสบดีที่ 13 กุมภาพันธ์ พ.ศ. 2568"),
    Line("thai-time", "th", "เผยแพร่เมื่อ 13 ก.พ. 2568 เวลา 10.02 น."),
    Line("thai-slashes", "th", "13/02/2568"),
    Line("thai-our-year", "th", "13 กุมภาพันธ์ 2025"),
    Line("reiwa", "ja", "令和7年2月13日"),
    Line("reiwa-full-width", "ja", "令和７年２月１３日（木）"),
    Line("reiwa-and-ours", "ja", "令和7年（2025年）2月13日"),
    Line("ours-and-reiwa", "ja", "2025年（令和7年）2月13日"),
    Line("reiwa-first", "ja", "令和元年5月1日", "2019-05-01"),
    Line("heisei", "ja", "平成三十一年四月三十日", "2019-04-30"),
    Line("showa", "ja", "昭和64年1月7日", "1989-01-07"),
    Line("minguo", "zh", "民國114年2月13日"),
    Line("minguo-simplified", "zh", "民国114年2月13日"),
    Line("minguo-in-words", "zh", "中華民國一一四年二月十三日"),
    Line("devanagari", "hi", "१३ फरवरी २०२५"),
    Line("arabic-indic", "ar", "١٣ فبراير ٢٠٢٥"),
    Line("two-years", "ja", "令和7年（2024年）2月13日", None),
    Line("no-era", "zh", "114年2月13日", None),
    Line("persian", "fa", "۲۵ بهمن ۱۴۰۳", None),
    Line("islamic", "ar", "14 شعبان 1446", None),
]


@pytest.mark.parametrize("line", CALENDARS, ids=lambda line: line.id)
def test_years_of_official_calendars_with_our_months_are_read(line: Line) -> None:
    assert found(line.language, line.line) == line.date


# Names of files.

NAMES = [
    ("2025-02-13T10-02-05", "2025-02-13"), ("2025-02-13T1002", "2025-02-13"), ("20250213T100205", "2025-02-13"),
    ("20250213T100205Z", "2025-02-13"), ("20250213100205", "2025-02-13"), ("bac 13 février 2025", "2025-02-13"),
    ("Screenshot 2025-02-13 at 10.02.05", "2025-02-13"), ("2025-02-13 10.02.05", "2025-02-13"),
    ("2025-02-13_10h02_bac", "2025-02-13"), ("IMG_20250213_100205", "2025-02-13"), ("2025.02.13 bac", "2025-02-13"),
    ("13-02-2025", "2025-02-13"), ("13.02.2025_bac", "2025-02-13"), ("February 13, 2025 - Ferry", "2025-02-13"),
    ("Le Monde - 13 févr. 2025", "2025-02-13"), ("bac-13-fevrier-2025", "2025-02-13"), ("Bac (13 février 2025)", "2025-02-13"),
    ("令和7年2月13日", "2025-02-13"), ("2025-02", "2025-02"), ("05-03-2025", None), ("Le 14 juillet 1789", None),
    ("May 2025 elections", None), ("1984-review", None), ("v2025.02", None), ("12345678", None), ("2025-13-45", None),
    ("20259999T100205", None), ("Budget 2025-26", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "date"), NAMES)
def test_a_file_name_may_have_a_day(name: str, date: str | None) -> None:
    declared = named(f"press/{name}.txt")
    assert (declared["date"].text if "date" in declared else None) == date


def test_the_day_in_a_name_dates_the_article(tmp_path: Path) -> None:
    review = build(tmp_path, {"2025-02-13T10-02-05.txt": f"{HEADLINES['en']}\n\n{EN}"})
    assert review.record["date"] == "2025-02-13"


# What holds of any date and any text.

DAYS = st.dates(datetime.date(1700, 1, 1), datetime.date(2099, 12, 31))
TIMES = st.sampled_from(
    ["", "T11:32:00Z", "T23:30:00.5-05:00", "T0030+0900", " 11:32", " 11:32:05 +0200", " 11:32 PM PST", ", 10h05", " à 10 h 05",
     " um 10.05 Uhr", " at 10:02 pm", " 11:32:00 UTC+02:00", " - 10:05 CET", "T11:32+02:00[Europe/Paris]"]
)  # fmt: skip
INTERFACE = ("en", "fr", "de", "es", "pt", "it", "nl", "pl", "ru", "ar", "zh", "ja")
MORE = ("sv", "da", "cs", "uk", "tr", "el", "hu", "ro", "fi", "ca", "id", "hi", "ko", "hr", "bg", "th", "vi")


@given(DAYS, TIMES, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y"]))
def test_a_time_after_a_day_changes_nothing(day: datetime.date, time: str, form: str) -> None:
    assert parse_written(day.strftime(form) + time) == Date(day.year, day.month, day.day)


@settings(max_examples=200, deadline=None)
@given(
    DAYS,
    st.sampled_from(INTERFACE),
    st.sampled_from(["full", "long", "medium"]),
    st.sampled_from(["", " 11:32", " 11:32:05 +0200"]),
)
def test_what_cldr_writes_in_words_is_read_back(day: datetime.date, language: str, length: str, time: str) -> None:
    written = format_date(day, length, locale=language)
    if any(map(str.isalpha, written)):  # else the middle length is figures there
        assert parse_written(written + time) == Date(day.year, day.month, day.day)


@settings(max_examples=200, deadline=None)
@given(
    DAYS.filter(lambda day: day.year < 2097), st.sampled_from([*INTERFACE, *MORE]), st.sampled_from(["long", "medium"])
)
def test_what_cldr_writes_is_read_back_in_the_language_of_the_text(
    day: datetime.date, language: str, length: str
) -> None:
    if language == "th" and day.year < 1941:
        return  # its years began in April
    written = format_date(
        day.replace(year=day.year + 543) if language == "th" and day.month != 2 else day, length, locale=language
    )
    assert parse_in(written, language, day_first=day_first_in(language)) == Date(day.year, day.month, day.day)


@given(DAYS, st.booleans(), st.sampled_from("/.-"))
def test_numeric_dates_are_read_in_either_order_or_not_at_all(day: datetime.date, day_first: bool, mark: str) -> None:
    one, two = (day.day, day.month) if day_first else (day.month, day.day)
    written = f"{one:02}{mark}{two:02}{mark}{day.year}"
    expected = Date(day.year, day.month, day.day)
    assert dates.parse_figures(written, day_first=day_first) == expected
    assert dates.parse_figures(written) in (expected, None)
    assert (dates.parse_figures(written) is None) == (day.day <= 12 and day.day != day.month)


@given(st.integers(1, 99), st.integers(1, 12), st.integers(1, 28))
def test_years_of_the_reiwa_era_are_converted(year: int, month: int, day: int) -> None:
    assert parse_written(f"令和{year}年{month}月{day}日") == Date(2018 + year, month, day)


PROSE = st.lists(
    st.sampled_from(
        ["13", "février", "2025", "publié le", "Mis à jour", "à", "10:02", "|", "•", "(", ")", "(AFP)", "page", "7", "令和7年", "2月",
         "令和", "T11:32", "Z", "+02:00", "[Europe/Paris]", "/", "-", "–", "05/03/2025", ",", ":", "第", "면", "n°", "②", "par Jeanne"]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(PROSE, st.text(max_size=80)), st.sampled_from(["fr", "en", "ja", "th", "und", "xx-Yy"]))
def test_no_text_raises_and_every_date_is_possible(text: str, language: str) -> None:
    without_time(dates.compared(text))
    is_time(dates.compared(text))
    blocks = (Block(kind=BlockKind.PARAGRAPH, text=text), Block(kind=BlockKind.PARAGRAPH, text=LEADS["fr"]))
    inferred = infer_date(Text(blocks, language))
    named(f"{text.replace('/', '_')}.txt")
    for date in (parse_written(text), parse_in(text, language, day_first=True), inferred and inferred.value):
        if date is not None:
            assert dates.parse(str(date)) == date
    if parse_written(text) is None:
        with contextlib.suppress(ValueError):  # nothing else may come
            dates.parse(str(dates.read(text)))
