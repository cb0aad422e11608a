"""The date of an article that nobody declared: which lines and datelines state it, and which dates are the story's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.dates import Date, parse_figures
from digest.dates.in_language import parse_in
from digest.errors import Position
from digest.infer.date import infer_date
from digest.infer.resolve import resolve
from digest.infer.text import Text
from digest.model import Block, BlockKind, Declared, Document, Entry, Origin
from tests.leads import LEADS


def text(language: str, shape: str) -> Text:
    """A text of the paragraphs in ``shape``, divided by ``|``, in which ``…`` stands for a lead in ``language``."""
    parts = shape.replace("…", LEADS[language]).split("|")
    return Text(tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in parts), language)


# Language, shape, date. The lead of each language is in tests/leads.py.
STATED = [
    ("en", "Updated 14 Feb 2025|Title here of it|…", "2025-02-14"), ("de", "Stand: 13. Februar 2025|…", "2025-02-13"),
    ("fr", "Mis à jour le 13 février 2025 à 10h05|…", "2025-02-13"),
    ("en", "A storm is near|Last updated: 21:14 GMT, 13 February 2025|…", "2025-02-13"),
    ("es", "Almenara, 6 de junio de 2024. …", "2024-06-06"), ("en", "Hadley, June 6, 2024. …", "2024-06-06"),
    ("fr", "PARIS, 13 février 2025 (AFP) — …", "2025-02-13"), ("fr", "Paris, le 13 février 2025 – …", "2025-02-13"),
    ("fr", "13 février 2025|…", "2025-02-13"), ("fr", "Jeudi 13 février 2025|…", "2025-02-13"),
    ("fr", "Une bibliothèque rouvre|Par Jean Dupont|Publié le 13 février 2025 à 10h05|…", "2025-02-13"),
    ("fr", "Une bibliothèque rouvre|Le Monde, 13 février 2025|…", "2025-02-13"),
    ("fr", "Bruxelles, 1er février 2025 (Belga) - …", "2025-02-01"),
    ("fr", "Par Jean Dupont - 13 février 2025|…", "2025-02-13"), ("fr", "…|…|(AFP, 13 février 2025)", "2025-02-13"),
    ("fr", "…|…|13 février 2025", "2025-02-13"), ("fr", "Le 13/02/2025 à 10:05|…", "2025-02-13"),
    ("fr", "février 2025|…", "2025-02"), ("fr", "Mis en ligne le 13 février 2025|…", "2025-02-13"),
    ("en", "KYIV, Ukraine (AP) — Feb. 6, 2026|…", "2026-02-06"), ("en", "Feb. 6, 2026|…", "2026-02-06"),
    ("en", "Feb. 6, 2026 — …", "2026-02-06"), ("en", "LONDON, Feb 13, 2025 (Reuters) - …", "2025-02-13"),
    ("en", "WASHINGTON — Feb. 13, 2025 — …", "2025-02-13"), ("en", "Thursday, February 13, 2025|…", "2025-02-13"),
    ("en", "By Jane Doe|February 13, 2025|…", "2025-02-13"),
    ("en", "By JANE DOE, Associated Press | Feb. 13, 2025|…", "2025-02-13"),
    ("en", "A library opens|Published 10:05 AM EST, Thu February 13, 2025|…", "2025-02-13"),
    ("en", "Thu 13 Feb 2025 10.05 GMT|…", "2025-02-13"), ("en", "…|…|Reuters, 13 Feb 2025", "2025-02-13"),
    ("en", "2025-02-13 10:05|…", "2025-02-13"), ("en", "MOSCOW, February 13, 2025. /TASS/. …", "2025-02-13"),
    ("en", "BEIJING, Feb. 13, 2025 (Xinhua) -- …", "2025-02-13"),
    ("en", "Geneva, 13 February 2025 – …", "2025-02-13"), ("en", "2/13/2025|…", "2025-02-13"),
    ("en", "February 2025|…", "2025-02"), ("de", "Berlin, 13. Februar 2025 (dpa) – …", "2025-02-13"),
    ("de", "13.02.2025|…", "2025-02-13"), ("de", "Berlin (dpa) – 13.02.2025|…", "2025-02-13"),
    ("de", "Donnerstag, 13. Februar 2025, 10.05 Uhr|…", "2025-02-13"),
    ("de", "Veröffentlicht am 13. Februar 2025|…", "2025-02-13"), ("de", "Von Max Müller, 13.2.2025|…", "2025-02-13"),
    ("es", "Madrid, 13 feb 2025 (EFE).- …", "2025-02-13"), ("es", "MADRID, 13 de febrero de 2025 – …", "2025-02-13"),
    ("es", "jueves, 13 de febrero de 2025|…", "2025-02-13"), ("es", "Por Ana Ruiz|13/02/2025|…", "2025-02-13"),
    ("pt", "Lisboa, 13 fev 2025 (Lusa) – …", "2025-02-13"),
    ("pt", "Publicado em 13 de fevereiro de 2025 às 10h05|…", "2025-02-13"),
    ("it", "ROMA, 13 febbraio 2025 (ANSA) - …", "2025-02-13"), ("it", "13 febbraio 2025|…", "2025-02-13"),
    ("nl", "donderdag 13 februari 2025|…", "2025-02-13"), ("pl", "Warszawa, 13 lutego 2025 (PAP) – …", "2025-02-13"),
    ("ru", "МОСКВА, 13 фев 2025 — РИА Новости. …", "2025-02-13"),
    ("ru", "МОСКВА, 13 февраля 2025 года. /ТАСС/. …", "2025-02-13"), ("ru", "13 февраля 2025, 10:05|…", "2025-02-13"),
    ("ru", "Москва. 13 февраля 2025 года. INTERFAX.RU - …", "2025-02-13"),
    ("uk", "КИЇВ, 13 лютого 2025 року — …", "2025-02-13"), ("uk", "13 лютого 2025, 10:05|…", "2025-02-13"),
    ("ar", "باريس (أ ف ب) – 13 فبراير 2025|…", "2025-02-13"),
    ("ar", "القاهرة، ١٣ فبراير ٢٠٢٥ (رويترز) - …", "2025-02-13"), ("ar", "الخميس 13 شباط 2025|…", "2025-02-13"),
    ("zh", "2025年2月13日|…", "2025-02-13"), ("zh", "新华社北京2025年2月13日电（记者 李明）…", "2025-02-13"),
    ("zh", "2025年02月13日 10:05 来源：新华网|…", "2025-02-13"), ("zh", "二〇二五年二月十三日|…", "2025-02-13"),
    ("ja", "2025年2月13日 10:05|…", "2025-02-13"), ("ja", "【ニューヨーク2025年2月13日時事】…", "2025-02-13"),
    ("ja", "2025年2月13日（木）|…", "2025-02-13"), ("ko", "2025년 2월 13일|…", "2025-02-13"),
    ("ko", "입력 2025.02.13 10:05|…", "2025-02-13"), ("ko", "(서울=연합뉴스) 홍길동 기자 = 2025년 2월 13일|…", "2025-02-13"),
    ("tr", "ANKARA, 13 Şubat 2025 (AA) – …", "2025-02-13"), ("tr", "13 Şubat 2025 Perşembe|…", "2025-02-13"),
    ("sw", "DAR ES SALAAM, 13 Februari 2025 – …", "2025-02-13"), ("sw", "Februari 13, 2025|…", "2025-02-13"),
    ("el", "Αθήνα, 13 Φεβρουαρίου 2025 – …", "2025-02-13"), ("el", "13 Φεβρουαρίου 2025|…", "2025-02-13"),
    ("hi", "नई दिल्ली, 13 फरवरी 2025: …", "2025-02-13"), ("hi", "१३ फरवरी २०२५|…", "2025-02-13"),
    ("bn", "১৩ ফেব্রুয়ারি ২০২৫|…", "2025-02-13"), ("th", "13 กุมภาพันธ์ 2025|…", "2025-02-13"),
    ("id", "JAKARTA, 13 Februari 2025 - …", "2025-02-13"), ("vi", "Ngày 13 tháng 2 năm 2025|…", "2025-02-13"),
    ("sv", "Publicerad 13 februari 2025|…", "2025-02-13"), ("hu", "2025. február 13.|…", "2025-02-13"),
    ("fi", "13.2.2025 klo 10.05|…", "2025-02-13"),
    ("ro", "București, 13 februarie 2025 (Agerpres) - …", "2025-02-13"), ("cs", "13. února 2025|…", "2025-02-13"),
    ("fr", "Alger, 7 mars 2025 (APS) - …", "2025-03-07"),
    ("fr", "Genève, le 7 mars 2025|Communiqué de presse|…", "2025-03-07"),
    ("fr", "Une piscine rouvre|AFP, publié le vendredi 07 mars 2025 à 06h02|…", "2025-03-07"),
    ("fr", "Vendredi 7 mars 2025 - 10:05|…", "2025-03-07"), ("fr", "17/03/2025 - 10:05|…", "2025-03-17"),
    ("fr", "[Dakar, 7 mars 2025] …", "2025-03-07"), ("en", "NAIROBI, Kenya — March 7, 2025 — …", "2025-03-07"),
    ("en", "Mary Wanjiru and John Otieno in Nairobi|Fri 7 Mar 2025 09.00 CET|…", "2025-03-07"),
    ("en", "7 March 2025, 09:00|…", "2025-03-07"),
    ("en", "A pool reopens|Mar 7, 2025 at 9:00 AM|By Mary Wanjiru|…", "2025-03-07"),
    ("en", "Friday March 7 2025|…", "2025-03-07"), ("en", "The Quay, March 7, 2025|…", "2025-03-07"),
    ("de", "Wien, 7. März 2025 (APA) - …", "2025-03-07"), ("de", "7. März 2025, 10:05 Uhr|…", "2025-03-07"),
    ("de", "Freitag, den 7. März 2025|…", "2025-03-07"), ("es", "Bogotá, 7 mar 2025 (EFE).- …", "2025-03-07"),
    ("es", "Redacción, 7 de marzo de 2025|…", "2025-03-07"),
    ("es", "Por Ana Ruiz y Luis Gil|Viernes 7 de marzo de 2025|…", "2025-03-07"),
    ("es", "7 marzo, 2025|…", "2025-03-07"), ("pt", "São Paulo, 7 de março de 2025 – …", "2025-03-07"),
    ("it", "Milano, 7 marzo 2025 - …", "2025-03-07"),
    ("it", "di Ada Rossi e Ugo Verdi|venerdì 7 marzo 2025|…", "2025-03-07"),
    ("nl", "7 maart 2025, 10:05|…", "2025-03-07"), ("pl", "Gdańsk, 7 marca 2025 r. – …", "2025-03-07"),
    ("ru", "Минск, 7 марта 2025 г. БЕЛТА - …", "2025-03-07"), ("ru", "7 марта 2025|…", "2025-03-07"),
    ("uk", "7 березня 2025, 10:05|…", "2025-03-07"), ("ar", "الرياض 7 مارس 2025 (واس) - …", "2025-03-07"),
    ("ar", "الجمعة ٧ مارس ٢٠٢٥|…", "2025-03-07"), ("fa", "۷ مارس ۲۰۲۵|…", "2025-03-07"),
    ("zh", "2025-03-07 10:05:00 来源: 新华网|…", "2025-03-07"), ("ja", "2025年3月7日 5時00分|…", "2025-03-07"),
    ("tr", "07 Mart 2025, 10:05|…", "2025-03-07"), ("id", "Jakarta, 7 Maret 2025 (ANTARA) - …", "2025-03-07"),
    ("hi", "7 मार्च 2025, शुक्रवार|…", "2025-03-07"), ("sv", "Stockholm, 7 mars 2025 (TT) – …", "2025-03-07"),
    ("hu", "Budapest, 2025. március 7., péntek (MTI) - …", "2025-03-07"),
    ("el", "Αθήνα, 7 Μαρτίου 2025 (ΑΠΕ-ΜΠΕ) – …", "2025-03-07"), ("sw", "Na Juma Ali|7 Machi 2025|…", "2025-03-07"),
    ("cs", "Praha 7. března 2025 (ČTK) - …", "2025-03-07"),
    ("vi", "Hà Nội, ngày 7 tháng 3 năm 2025 – …", "2025-03-07"),
    ("fr", "5/6/2024|…", "2024-06-05"),
    ("de", "03.04.2024|…", "2024-04-03"),
    ("es", "5/6/2024|…", "2024-06-05"),
    ("zh", "民国114年2月13日|…", "2025-02-13"),
    ("ja", "令和7年2月13日|…", "2025-02-13"),
    ("th", "13 กุมภาพันธ์ 2568|…", "2025-02-13"),
    ("th", "๑๓ กุมภาพันธ์ ๒๕๖๘|…", "2025-02-13"),
    ("fr", "07/03/2025|…", "2025-03-07"),
    ("de", "Von Eva Groß und Max Müller, Hamburg|07.03.2025, 10:05 Uhr|…", "2025-03-07"),
    ("pt", "Por Ana Melo, g1 — São Paulo|07/03/2025 10h05|…", "2025-03-07"),
    ("ko", "2025.03.07. 오전 10:05|…", "2025-03-07"),
    ("fi", "7.3.2025|…", "2025-03-07"),
]  # fmt: skip
NOT_STATED = [
    ("en", "Updated 14 Feb 2025|Title here of it|Updated 15 Feb 2025|…"), ("es", "6 de junio de 2024. …"),
    ("en", "In May 1997, the town closed its only library. …"),
    ("en", "On September 11, 2001, four planes were hijacked. …"),
    ("en", "The war — which began on February 24, 2022 — goes on. …"), ("en", "6/5/2024|…"),
    ("en", "A new era for 2025|…"), ("en", "Election set for November 5, 2024|…"),
    ("en", "The class of 2025 looks back|…"),
    ("en", "WASHINGTON (AP) — On January 6, 2021, a mob stormed the building. …"),
    ("en", "LONDON, Feb 13 (Reuters) - …"), ("en", "Feb. 13|…"), ("en", "2025|…"),
    ("en", "Euro 2024: what we know|…"),
    ("en", "March 3, 2024 — The first case is found in the town and nobody is told.|April 5, 2024 — The second case is found.|June 7, 2024 — The third."),
    ("en", "Monday, 3 March 2025|It rained.|Tuesday, 4 March 2025|It snowed and nobody went out of the house at all.|…"),
    ("en", "…|…|Born 13 February 1950, died 12 March 2024"), ("en", "…|…|Photo taken on 13 February 2025"),
    ("en", "…|…|Martin Luther King, August 28, 1963"), ("en", "World Cup 2026 draw|…"), ("en", "Budget 2025-26|…"),
    ("en", "…|13 February 1945|…|…"), ("en", "1,250 people left. 2024 was bad. …"),
    ("fr", "En mai 1997, la ville a fermé sa seule bibliothèque. …"),
    ("fr", "Le 13 novembre 2015, Paris était attaquée. …"), ("fr", "Paris, 13 novembre 2015 : le récit d’une nuit|…"),
    ("fr", "PARIS (AFP) — Le 14 juillet 1789, la Bastille tombait. …"), ("fr", "JO 2024 : le bilan|…"),
    ("fr", "Rentrée 2025|…"), ("fr", "…|…|Place de la République, 11 janvier 2015"),
    ("fr", "…|…|Lettre du 13 février 2025"),
    ("fr", "Depuis le 24 février 2022 – date du début de la guerre – la ville dort peu. …"),
    ("fr", "PARIS, 13 février (AFP) - …"),
    ("de", "Am 9. November 1989 fiel die Mauer. …"), ("de", "Berlin (dpa) - Am 13. Februar 2025 begann der Umbau. …"),
    ("de", "Wahl 2025: Die Parteien im Überblick|…"),
    ("de", "Im Mai 1997 schloss die Stadt ihre Bücherei. …"),
    ("es", "El 11 de marzo de 2004, Madrid sufrió un atentado. …"), ("es", "Madrid, 13 feb (EFE).- …"),
    ("es", "Elecciones 2024|…"), ("pt", "Em 25 de abril de 1974, caiu a ditadura. …"),
    ("pt", "Lisboa, 13 fev (Lusa) – …"), ("it", "Il 2 agosto 1980 scoppiò una bomba a Bologna. …"),
    ("it", "(ANSA) - ROMA, 13 FEB - …"), ("nl", "Op 13 februari 2025 opende de bibliotheek. …"),
    ("pl", "W dniu 10 kwietnia 2010 roku doszło do katastrofy. …"), ("ru", "24 февраля 2022 года началась война. …"),
    ("ru", "МОСКВА, 13 фев — РИА Новости. …"), ("ru", "МОСКВА, 13 февраля. /ТАСС/. …"),
    ("uk", "У травні 1997 року місто закрило бібліотеку. …"), ("ar", "في 13 فبراير 2025 افتتحت المدينة مكتبة. …"),
    ("zh", "新华社北京2月13日电 …"), ("zh", "2008年5月12日，四川发生地震。…"), ("zh", "2025年春节|…"),
    ("ja", "【東京共同】…"), ("ja", "2011年3月11日、大地震が起きた。…"), ("ko", "2014년 4월 16일 배가 침몰했다. …"),
    ("ko", "(서울=연합뉴스) 홍길동 기자 = …"), ("tr", "15 Temmuz 2016 gecesi darbe girişimi oldu. …"),
    ("hi", "26 नवंबर 2008 को मुंबई पर हमला हुआ। …"), ("hi", "नई दिल्ली, 13 फरवरी: …"), ("hi", "13 फरवरी 2025: …"),
    ("fa", "۲۵ بهمن ۱۴۰۳|…"),
    ("sw", "Mnamo 7 Agosti 1998, ubalozi ulishambuliwa. …"), ("id", "Pada 26 Desember 2004, tsunami melanda Aceh. …"),
    ("vi", "Ngày 30 tháng 4 năm 1975, chiến tranh kết thúc. …"),
    ("el", "Στις 13 Φεβρουαρίου 2025 άνοιξε η βιβλιοθήκη. …"), ("fr", "Rabat - …|…"),
    ("fr", "DAKAR, 7 mars (APS) – …"), ("fr", "Par Awa Diop, à Dakar|Publié aujourd’hui à 10h|…"),
    ("fr", "La rédaction avec AFP|…"), ("fr", "Marie Curie (avec AFP)|…"), ("fr", "…|…|L. P."),
    ("fr", "…|…|LUC PETIT"), ("fr", "7/3/25|…"),
    ("fr", "Le 7 mars 2025, la ville a ouvert sa piscine. …"), ("en", "NAIROBI, March 7 (Reuters) - …"),
    ("en", "By Mary Wanjiru|NAIROBI (AP) — …"), ("en", "By MARY WANJIRU Associated Press|…"),
    ("en", "Mary Wanjiru, Political Editor|…"), ("en", "03/07/2025|…"), ("en", "March 7|…"),
    ("en", "The events of March 7, 2025|…"), ("en", "March 7, 2025: A day to remember|…"),
    ("en", "…|…|Copyright 2025 The Associated Press. All rights reserved."), ("en", "…|…|© 2025 AFP"),
    ("en", "…|…|— Reuters"), ("en", "…|…|Mary Wanjiru is a reporter in Nairobi."),
    ("en", "…|…|Additional reporting by John Otieno"), ("en", "…|…|The writer is a teacher"),
    ("en", "WASHINGTON (AP) — …|…"), ("en", "By The Associated Press|…"), ("en", "By Reuters|…"),
    ("en", "By Staff Reporter|…"), ("en", "By our Correspondent|…"), ("en", "By Dr. Mary W. Otieno, PhD|…"),
    ("en", "By Land and Sea|…"), ("de", "BERLIN taz | …"),
    ("de", "Quelle: dpa|…"),
    ("de", "…|…|(sda/dpa)"), ("de", "…|…|SDA"), ("de", "…|…|Eva Groß"), ("de", "…|…|Mehr lesen"),
    ("es", "Ana Ruiz / EFE|…"), ("es", "CIUDAD DE MÉXICO (AP) — …"), ("es", "Por fin llega la piscina|…"),
    ("pt", "Ana Melo, da Redação|…"),
    ("it", "di Redazione|…"), ("nl", "Van onze verslaggever|…"), ("nl", "AMSTERDAM (ANP) - …"),
    ("pl", "Opracowanie: Jan Nowak|…"), ("ru", "7 марта, 10:05|…"), ("ru", "КИЕВ, 7 мар — РИА Новости. …"),
    ("ru", "Иван Петров, корреспондент|…"), ("uk", "Київ. 7 березня. УНІАН. …"), ("ar", "دبي (رويترز) - …"),
    ("ar", "كتب: أحمد علي|…"), ("zh", "新华社巴黎3月7日电 …"), ("zh", "中新网3月7日电 …"), ("zh", "（中央社記者李明台北7日電）…"),
    ("zh", "作者：李明|…"), ("ja", "【パリ共同】…"), ("ja", "（共同）…"),
    ("ko", "(파리=연합뉴스) 김철수 특파원 = …"), ("tr", "İSTANBUL (AA) - …"), ("id", "Jakarta (ANTARA) - …"),
    ("hi", "नई दिल्ली, 7 मार्च (भाषा) …"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "shape", "date"), STATED)
def test_a_line_above_or_below_the_text_or_a_dateline_states_the_date(language: str, shape: str, date: str) -> None:
    found = infer_date(text(language, shape))
    assert found is not None
    assert str(found.value) == date
    assert found.evidence
    assert 0 < found.certainty < 1


@pytest.mark.parametrize(("language", "shape"), NOT_STATED)
def test_a_date_of_the_story_or_an_incomplete_date_is_not_used(language: str, shape: str) -> None:
    assert infer_date(text(language, shape)) is None


def test_the_sets_are_large_enough() -> None:
    assert len(STATED) >= 60
    assert len(NOT_STATED) >= 60
    assert len({language for language, _ in NOT_STATED}) >= 15


WRITTEN = [
    ("fr", "13 février 2025", "2025-02-13"), ("fr", "1er février 2025", "2025-02-01"),
    ("fr", "jeudi 13 févr. 2025", "2025-02-13"), ("en", "Feb. 6, 2026", "2026-02-06"),
    ("en", "Thu 13 Feb 2025 10.05 GMT", "2025-02-13"), ("en", "10:05 AM EST, Thu February 13, 2025", "2025-02-13"),
    ("en", "February 13, 2025 at 10:05 a.m. EST", "2025-02-13"), ("en", "13 Feb 2025, 10:05", "2025-02-13"),
    ("en", "2025-02-13T10:05:00Z", "2025-02-13"), ("en", "2025-02-13 10:05:33", "2025-02-13"),
    ("en", "6/5/2024", None), ("en", "5/5/2024", "2024-05-05"), ("en", "2/13/2025", "2025-02-13"),
    ("fr", "13/02/2025 à 10h05", "2025-02-13"), ("fr", "13 février 2025 à 10 h 05", "2025-02-13"),
    ("fr", "13 février 2025 à 10h", "2025-02-13"), ("de", "13.02.2025", "2025-02-13"),
    ("de", "Donnerstag, 13. Februar 2025, 10.05 Uhr", "2025-02-13"),
    ("de", "13. Februar 2025 um 10:05 Uhr", "2025-02-13"), ("es", "jueves, 13 de febrero de 2025", "2025-02-13"),
    ("pt", "13 de fevereiro de 2025 às 10h05", "2025-02-13"), ("it", "13 febbraio 2025 alle 10:05", "2025-02-13"),
    ("nl", "donderdag 13 februari 2025 om 10:05", "2025-02-13"), ("pl", "13 lutego 2025, 10:05", "2025-02-13"),
    ("ru", "13 февраля 2025 г. в 10:05", "2025-02-13"), ("ru", "13 фев 2025", "2025-02-13"),
    ("ar", "13 فبراير 2025", "2025-02-13"), ("ar", "١٣ فبراير ٢٠٢٥", "2025-02-13"),
    ("ar", "الخميس 13 شباط 2025", "2025-02-13"), ("zh", "2025年2月13日", "2025-02-13"),
    ("zh", "2025年02月13日10:05", "2025-02-13"), ("zh", "二〇二五年二月十三日", "2025-02-13"),
    ("ja", "2025年2月13日（木） 10時05分", "2025-02-13"), ("ko", "2025년 2월 13일", "2025-02-13"),
    ("ko", "2025.02.13 10:05", "2025-02-13"), ("ko", "2025. 2. 13.", "2025-02-13"),
    ("uk", "13 лютого 2025 року, 10:05", "2025-02-13"), ("uk", "13 лютого 2025 р.", "2025-02-13"),
    ("sw", "13 Februari 2025", "2025-02-13"), ("tr", "13 Şubat 2025 Perşembe 10:05", "2025-02-13"),
    ("tr", "24 KASIM 2024", "2024-11-24"), ("el", "13 Φεβρουαρίου 2025", "2025-02-13"),
    ("hi", "13 फ़रवरी 2025", "2025-02-13"), ("hi", "१३ फरवरी २०२५", "2025-02-13"),
    ("bn", "১৩ ফেব্রুয়ারি ২০২৫", "2025-02-13"), ("ta", "13 பிப்ரவரி 2025", "2025-02-13"),
    ("hu", "2025. február 13., csütörtök", "2025-02-13"), ("fi", "13. helmikuuta 2025 klo 10.05", "2025-02-13"),
    ("sv", "torsdag 13 februari 2025 kl. 10.05", "2025-02-13"), ("da", "13. februar 2025 kl. 10:05", "2025-02-13"),
    ("cs", "13. února 2025", "2025-02-13"), ("ca", "13 de febrer de 2025", "2025-02-13"),
    ("ca", "13 d’abril de 2025", "2025-04-13"), ("ro", "13 februarie 2025", "2025-02-13"),
    ("lt", "2025 m. vasario 13 d.", "2025-02-13"), ("lv", "2025. gada 13. februāris", "2025-02-13"),
    ("he", "13 בפברואר 2025", "2025-02-13"), ("he", "13 בינואר 2025", "2025-01-13"),
    ("fa", "۱۳ فوریه ۲۰۲۵", "2025-02-13"), ("fa", "۲۵ بهمن ۱۴۰۳", None), ("fa", "1403/11/25", None),
    ("th", "13 กุมภาพันธ์ 2568", "2025-02-13"), ("th", "๑๓ กุมภาพันธ์ ๒๕๖๘", "2025-02-13"),
    ("th", "13 กุมภาพันธ์ 2025", "2025-02-13"), ("ne", "2081-11-01", None),
    ("vi", "ngày 13 tháng 2 năm 2025", "2025-02-13"), ("vi", "13/02/2025", "2025-02-13"),
    ("ka", "13 თებერვალი, 2025", "2025-02-13"), ("id", "13 Februari 2025", "2025-02-13"),
    ("fil", "Pebrero 13, 2025", "2025-02-13"), ("sr", "13. фебруар 2025.", "2025-02-13"),
    ("hr", "13. veljače 2025.", "2025-02-13"), ("bg", "13 февруари 2025 г.", "2025-02-13"),
    ("kk", "2025 жылғы 13 ақпан", "2025-02-13"), ("az", "13 fevral 2025", "2025-02-13"),
    ("hy", "13 փետրվարի 2025", "2025-02-13"), ("ur", "13 فروری 2025", "2025-02-13"),
    ("sn", "13 Kukadzi 2025", "2025-02-13"), ("en", "May 2025", "2025-05"), ("en", "2025", None),
    ("en", "32 May 2025", None), ("ja", "令和7年2月13日", "2025-02-13"), ("zh", "民國114年2月13日", "2025-02-13"), ("en", "In May 1997", None),
    ("en", "13 Feb 25", None), ("is", "13. febrúar 2025", "2025-02-13"), ("sq", "13 shkurt 2025", "2025-02-13"),
    ("mk", "13 февруари 2025", "2025-02-13"), ("et", "13. veebruar 2025", "2025-02-13"),
    ("sl", "13. februar 2025", "2025-02-13"), ("sk", "13. februára 2025", "2025-02-13"),
    ("gl", "13 de febreiro de 2025", "2025-02-13"), ("af", "13 Februarie 2025", "2025-02-13"),
    ("ha", "13 Faburairu 2025", "2025-02-13"), ("my", "၂၀၂၅ ဖေဖော်ဝါရီ ၁၃", "2025-02-13"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "written", "date"), WRITTEN)
def test_dates_are_read_in_the_language_of_the_text(language: str, written: str, date: str | None) -> None:
    found = parse_in(written, language)
    assert (str(found) if found else None) == date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("13/02/2025", "2025-02-13"),
        ("2-13-2025", "2025-02-13"),
        ("5.5.2024", "2024-05-05"),
        ("6/5/2024", None),
        ("31/02/2025", None),
    ],
)
def test_numeric_dates_are_read_if_only_one_number_can_be_the_month(written: str, date: str | None) -> None:
    found = parse_figures(written)
    assert (str(found) if found else None) == date


def article(shape: str, declared: str | None = None, row: str | None = None) -> tuple[Date | None, Origin | None]:
    blocks = tuple(text("fr", shape).blocks)
    given, listed = (
        {"date": Declared(text=date, where=Position(file="a.txt", line=1, column=1))} if date else {}
        for date in (declared, row)
    )
    document = Document(file="a.txt", reader="text", encoding="utf-8", declared=given, blocks=blocks, html="<p>x</p>")
    found, _ = resolve(Entry(file="a.txt", position=0, fields=listed), document)
    return found.date, found.provenance["date"].origin if "date" in found.provenance else None


def test_an_article_has_the_date_of_its_dateline_unless_one_is_declared() -> None:
    assert article("PARIS, 13 février 2025 (AFP) — …|…") == (Date(2025, 2, 13), Origin.INFERRED)
    assert article("PARIS, 13 février 2025 (AFP) — …|…", "2025-03-01") == (Date(2025, 3, 1), Origin.FILE)
    assert article("PARIS, 13 février 2025 (AFP) — …|…", "32 mai") == (None, None)
    assert article("…|…") == (None, None)


def test_a_month_that_the_file_gives_becomes_the_day_within_it_that_the_text_states() -> None:
    stated = "PARIS, 13 février 2025 (AFP) — …|…"
    assert article(stated, "2025-02") == (Date(2025, 2, 13), Origin.INFERRED)
    assert article(stated, "2025-03") == (Date(2025, 3), Origin.FILE)
    assert article(stated, "2025-02", row="2025-02") == (Date(2025, 2), Origin.ROW)  # the editor's own
    assert article("février 2025|…", "2025-02") == (Date(2025, 2), Origin.FILE)
    assert article("Une piscine rouvre jeudi 13 février 2025|…", "2025-02") == (Date(2025, 2, 13), Origin.INFERRED)
    assert article("Une piscine rouvre.|Quai, 13 février 2025. - …", "2025-02") == (Date(2025, 2, 13), Origin.INFERRED)
    assert article("Elle a rouvert le 13 février 2025. Les nageurs sont là.|…", "2025-02") == (
        Date(2025, 2),
        Origin.FILE,
    )


def test_an_update_is_not_the_day_of_publication() -> None:
    found = infer_date(text("fr", "Une piscine|Publié le 13 février 2025 à 10h05 | Mis à jour le 14 février 2025|…"))
    assert found is not None
    assert str(found.value) == "2025-02-13"


_PIECES = [
    "13 février 2025",
    "Publié le ",
    "2025",
    "(AFP)",
    " — ",
    ", ",
    "Paris",
    "|",
    "年",
    "1月",
    "\n",
    " ",
    "(",
    "】",
    "٣",
    "²",
    "word.",
    ":",
    "10h05",
]


@given(
    st.lists(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join), max_size=6),
    st.sampled_from(["fr", "zh", "und", "hi", "xx-Yy"]),
)
def test_any_text_has_a_complete_date_or_none(parts: list[str], language: str) -> None:
    found = infer_date(Text(tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in parts), language))
    if found is not None:
        assert found.value.precision >= 2
