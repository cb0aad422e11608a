"""Who wrote an article and whence it is, where only its text says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.infer.bylines import infer_bylines
from digest.infer.dateline import agency
from digest.infer.resolve import resolve
from digest.infer.text import Text
from digest.model import Block, BlockKind, Entry, Origin
from digest.readers.text import read_text
from tests.leads import LEADS
from tests.test_dated import text

# Language, shape, author, source; see tests/test_dated.py.
BYLINES = [
    ("es", "Andrés Lomas | Villaroca | 17 de marzo de 2024|…".replace(" | ", " · "), "Andrés Lomas", None),
    ("en", "…|…|Margaret Penhallow|Lower Dunmarrow", "Margaret Penhallow", None),
    ("fr", "…|…|Agnès Portal, Valbrune", "Agnès Portal", None), ("fr", "(AOF) - …", None, "AOF"),
    ("fr", "Par Jean Dupont|…|…", "Jean Dupont", None),
    ("fr", "Une bibliothèque rouvre|Par Jean Dupont et Anne Martin|…|…", "Jean Dupont, Anne Martin", None),
    ("fr", "Par Jean Dupont, Anne Martin et Paul Durand|…", "Jean Dupont, Anne Martin, Paul Durand", None),
    ("fr", "Par Jean Dupont (à Bruxelles)|…", "Jean Dupont", None),
    ("fr", "Jean Dupont (à Bruxelles)|…", "Jean Dupont", None),
    ("fr", "Jean Dupont, envoyé spécial à Kiev|…", "Jean Dupont", None),
    ("fr", "Par Jean Dupont, correspondant à New York|…", "Jean Dupont", None),
    ("fr", "Par Le Monde avec AFP|…", None, "Le Monde"), ("fr", "Par AFP|…", None, "AFP"),
    ("fr", "PARIS (AFP) — …", None, "AFP"), ("fr", "…|…|Avec AFP", None, "AFP"), ("fr", "…|…|AFP", None, "AFP"),
    ("fr", "…|…|Jean Dupont, avec Reuters", "Jean Dupont", "Reuters"), ("fr", "…|…|Jean Dupont", "Jean Dupont", None),
    ("fr", "…|…|(AFP, 13 février 2025)", None, "AFP"), ("fr", "…|… (AFP)", None, "AFP"),
    ("fr", "…|…|ats/afp", None, "Keystone-ATS"), ("fr", "Texte : Ana Petit|…", "Ana Petit", None),
    ("fr", "Titre de l’article|Source : Le Quai|…", None, "Le Quai"),
    ("fr", "Propos recueillis par Jean Dupont|…", "Jean Dupont", None),
    ("fr", "Par Jean Dupont - 13 février 2025|…", "Jean Dupont", None),
    ("fr", "Par Jean Dupont Publié le 13 février 2025|…", "Jean Dupont", None),
    ("fr", "Par Jean-Pierre d’Ormesson de La Tour|…", "Jean-Pierre d’Ormesson de La Tour", None),
    ("en", "By JANE DOE and John Roe, Staff Writer|…", "JANE DOE, John Roe", None),
    ("en", "By Jane Doe, The Associated Press|…", "Jane Doe", "AP"),
    ("en", "By JANE DOE, Associated Press | Feb. 13, 2025|…", "JANE DOE", "AP"),
    ("en", "By Jane Doe, New York|…", "Jane Doe", None), ("en", "By Jane Doe in Kyiv|…", "Jane Doe", None),
    ("en", "By John Q. O'Neil-Smith Jr.|…", "John Q. O'Neil-Smith Jr.", None),
    ("en", "KYIV, Ukraine (AP) — …", None, "AP"), ("en", "LONDON, Feb 13 (Reuters) - …", None, "Reuters"),
    ("en", "…|…|Reuters, 13 Feb 2025", None, "Reuters"),
    ("en", "…|…|(Reporting by Jane Doe in London; Editing by John Roe)", "Jane Doe", None),
    ("en", "…|…|Reporting by Jane Doe and John Roe; editing by Ann Lee", "Jane Doe, John Roe", None),
    ("en", "Jane Doe, Staff Writer|…", "Jane Doe", None), ("en", "MOSCOW, February 13. /TASS/. …", None, "TASS"),
    ("en", "Written by Jane Doe|…", "Jane Doe", None), ("en", "By Jane Doe & John Roe|…", "Jane Doe, John Roe", None),
    ("en", "BEIJING, Feb. 13 (Xinhua) -- …", None, "Xinhua"), ("en", "[Reuters] …", None, "Reuters"),
    ("en", "By Ludwig van der Berg|…", "Ludwig van der Berg", None), ("de", "Von Max Müller|…", "Max Müller", None),
    ("de", "Von Max Müller und Eva Groß, Berlin|…", "Max Müller, Eva Groß", None),
    ("de", "Von Max Müller, dpa|…", "Max Müller", "dpa"), ("de", "Berlin (dpa) - …", None, "dpa"),
    ("de", "…|…|(dpa)", None, "dpa"), ("de", "…|…|dpa/max", None, "dpa"),
    ("de", "Ein Kommentar von Eva Groß|…", "Eva Groß", None), ("de", "Von Max Müller aus Kiew|…", "Max Müller", None),
    ("de", "Text: Eva Groß|…", "Eva Groß", None), ("es", "Por Ana Ruiz|…", "Ana Ruiz", None),
    ("es", "Madrid, 13 feb (EFE).- …", None, "EFE"), ("es", "…|…|Ana Ruiz, corresponsal en París", "Ana Ruiz", None),
    ("pt", "Por Rui Sá e Ana Melo|…", "Rui Sá, Ana Melo", None), ("pt", "Lisboa, 13 fev (Lusa) – …", None, "Lusa"),
    ("it", "di Ada Rossi|…", "Ada Rossi", None), ("it", "(ANSA) - ROMA, 13 FEB - …", None, "ANSA"),
    ("nl", "Door Jan de Vries|…", "Jan de Vries", None), ("sv", "Av Eva Lind|…", "Eva Lind", None),
    ("pl", "Warszawa (PAP) – …", None, "PAP"), ("ru", "МОСКВА, 13 фев — РИА Новости. …", None, "РИА Новости"),
    ("ru", "МОСКВА, 13 февраля. /ТАСС/. …", None, "ТАСС"), ("ru", "Автор: Иван Петров|…", "Иван Петров", None),
    ("ru", "Москва. 13 февраля. INTERFAX.RU - …", None, "Interfax"),
    ("uk", "Текст: Олена Коваль|…", "Олена Коваль", None), ("ar", "القاهرة (رويترز) - …", None, "رويترز"),
    ("ar", "بقلم أحمد علي|…", "أحمد علي", None), ("zh", "新华社北京2月13日电（记者李明、王芳）…", "李明, 王芳", "新华社"),
    ("zh", "本报记者 李明|…", "李明", None), ("zh", "…|…（新华社）", None, "新华社"), ("zh", "中新社北京2月13日电 …", None, "中新社"),
    ("ja", "【東京共同】…", None, "共同"), ("ja", "【ニューヨーク時事】…", None, "時事"), ("ja", "［ニューヨーク １３日 ロイター］ －…", None, "ロイター"),
    ("ko", "(서울=연합뉴스) 홍길동 기자 = …", "홍길동", "연합뉴스"), ("ko", "홍길동 기자|…", "홍길동", None),
    ("tr", "ANKARA (AA) - …", None, "AA"), ("id", "Oleh Budi Santoso|…", "Budi Santoso", None),
    ("en", "Paris, Berlin, AP|…", None, "AP"), ("fr", "Alger, 7 mars 2025 (APS) - …", None, "APS"),
    ("fr", "DAKAR, 7 mars (APS) – …", None, "APS"),
    ("fr", "Par Awa Diop, à Dakar|Publié aujourd’hui à 10h|…", "Awa Diop", None),
    ("fr", "Une piscine rouvre|AFP, publié le vendredi 07 mars 2025 à 06h02|…", None, "AFP"),
    ("fr", "La rédaction avec AFP|…", None, "AFP"), ("fr", "Marie Curie (avec AFP)|…", "Marie Curie", "AFP"),
    ("fr", "…|…|Propos recueillis par Luc Petit", "Luc Petit", None), ("fr", "…|…|LUC PETIT", "LUC PETIT", None),
    ("en", "NAIROBI, March 7 (Reuters) - …", None, "Reuters"),
    ("en", "By Mary Wanjiru|NAIROBI (AP) — …", "Mary Wanjiru", "AP"),
    ("en", "By MARY WANJIRU Associated Press|…", "MARY WANJIRU", "AP"),
    ("en", "Mary Wanjiru, Political Editor|…", "Mary Wanjiru", None),
    ("en", "A pool reopens|Mar 7, 2025 at 9:00 AM|By Mary Wanjiru|…", "Mary Wanjiru", None),
    ("en", "…|…|© 2025 AFP", None, "AFP"), ("en", "…|…|— Reuters", None, "Reuters"),
    ("en", "WASHINGTON (AP) — …|…", None, "AP"), ("en", "By The Associated Press|…", None, "AP"),
    ("en", "By Reuters|…", None, "Reuters"), ("en", "By Dr. Mary W. Otieno, PhD|…", "Dr. Mary W. Otieno", None),
    ("de", "Wien, 7. März 2025 (APA) - …", None, "APA"),
    ("de", "Von Eva Groß und Max Müller, Hamburg|07.03.2025, 10:05 Uhr|…", "Eva Groß, Max Müller", None),
    ("de", "Quelle: dpa|…", None, "dpa"), ("de", "…|…|(sda/dpa)", None, "Keystone-ATS"),
    ("de", "…|…|SDA", None, "Keystone-ATS"), ("de", "…|…|Eva Groß", "Eva Groß", None),
    ("es", "Bogotá, 7 mar 2025 (EFE).- …", None, "EFE"), ("es", "CIUDAD DE MÉXICO (AP) — …", None, "AP"),
    ("es", "Por Ana Ruiz y Luis Gil|Viernes 7 de marzo de 2025|…", "Ana Ruiz, Luis Gil", None),
    ("it", "di Ada Rossi e Ugo Verdi|venerdì 7 marzo 2025|…", "Ada Rossi, Ugo Verdi", None),
    ("nl", "AMSTERDAM (ANP) - …", None, "ANP"), ("ru", "КИЕВ, 7 мар — РИА Новости. …", None, "РИА Новости"),
    ("ru", "Иван Петров, корреспондент|…", "Иван Петров", None), ("ar", "دبي (رويترز) - …", None, "رويترز"),
    ("ar", "الرياض 7 مارس 2025 (واس) - …", None, "واس"), ("ar", "كتب: أحمد علي|…", "أحمد علي", None),
    ("zh", "新华社巴黎3月7日电 …", None, "新华社"), ("zh", "2025-03-07 10:05:00 来源: 新华网|…", None, "新华网"),
    ("zh", "中新网3月7日电 …", None, "中新网"), ("zh", "作者：李明|…", "李明", None), ("ja", "【パリ共同】…", None, "共同"),
    ("ja", "（共同）…", None, "共同"), ("ko", "(파리=연합뉴스) 김철수 특파원 = …", "김철수", "연합뉴스"),
    ("tr", "İSTANBUL (AA) - …", None, "AA"), ("id", "Jakarta, 7 Maret 2025 (ANTARA) - …", None, "Antara"),
    ("id", "Jakarta (ANTARA) - …", None, "Antara"), ("sv", "Stockholm, 7 mars 2025 (TT) – …", None, "TT"),
    ("hu", "Budapest, 2025. március 7., péntek (MTI) - …", None, "MTI"),
    ("sw", "Na Juma Ali|7 Machi 2025|…", "Juma Ali", None), ("cs", "Praha 7. března 2025 (ČTK) - …", None, "ČTK"),
]  # fmt: skip
NOT_BYLINES = [
    ("zh", "文/李明|…"), ("en", "By Popular Vote, a Library Opens|…"), ("en", "By the numbers|…"),
    ("en", "By Monday the town had opened it|…"), ("en", "…|…|Read More"),
    ("en", "…|…|“We waited for years,” she said."), ("en", "Jane Doe|…|…"), ("en", "The Reuters building is sold|…"),
    ("en", "AP courses under fire|…"), ("en", "He told AFP that it was late. …"), ("en", "…|…|Getty Images"),
    ("en", "HARRISBURG, Pa. — …"), ("en", "…|…|Station Quarter"), ("en", "…|Jane Doe|John Roe|Ann Lee"),
    ("fr", "Par amour du livre|…"), ("fr", "Par Toutatis !|…"), ("fr", "Par Jean Dupont est passée la gloire|…"),
    ("fr", "…|…|Lire la suite"), ("fr", "Emmanuel Macron, le retour|…"),
    ("fr", "…|“Nous attendions depuis des années, dit-elle, et rien ne venait jamais de la mairie.”|Anne Martin"),
    ("fr", "Photo : Jean Dupont|…"), ("fr", "La Poste, avec vous|…"), ("de", "Von Berlin nach Paris|…"),
    ("de", "Von der Leyen tritt ab|…"), ("de", "…|…|Neue Bücherei"), ("es", "Di María marca dos goles|…"),
    ("es", "Por amor al libro|…"), ("it", "Di Maria segna ancora|…"), ("it", "Di Maio e Salvini, la rottura|…"),
    ("en", "Biden, Trump and Reuters|…"), ("en", "Jane Doe, Reporter Without Fear, Dies|…"),
    ("nl", "Door het oog van de naald|…"), ("ru", "Автор неизвестен|…"), ("zh", "记者的日子|…"), ("ko", "기자의 하루|…"),
    ("ar", "كتب جديدة في المكتبة|…"), ("es", "Por Puerto Rico|…"), ("en", "Foto: Jane Doe|…"),
    ("pt", "Por Portugal|…"), ("sv", "Av Guds nåde|…"), ("fr", "Rabat - …|…"),
    ("fr", "Genève, le 7 mars 2025|Communiqué de presse|…"), ("fr", "…|…|L. P."),
    ("fr", "Vendredi 7 mars 2025 - 10:05|…"), ("fr", "7/3/25|…"), ("fr", "07/03/2025|…"),
    ("fr", "17/03/2025 - 10:05|…"), ("fr", "Édition du 7 mars 2025|…"), ("fr", "[Dakar, 7 mars 2025] …"),
    ("fr", "Le 7 mars 2025, la ville a ouvert sa piscine. …"), ("fr", "Le Quai n° 12, 7 mars 2025|…"),
    ("en", "NAIROBI, Kenya — March 7, 2025 — …"), ("en", "7 March 2025, 09:00|…"), ("en", "03/07/2025|…"),
    ("en", "Friday March 7 2025|…"), ("en", "The Quay, March 7, 2025|…"), ("en", "March 7|…"),
    ("en", "The events of March 7, 2025|…"), ("en", "March 7, 2025: A day to remember|…"),
    ("en", "D-Day, June 6, 1944|…"), ("en", "…|…|Copyright 2025 The Associated Press. All rights reserved."),
    ("en", "…|…|Mary Wanjiru is a reporter in Nairobi."), ("en", "…|…|The writer is a teacher"),
    ("en", "By Staff Reporter|…"), ("en", "By our Correspondent|…"), ("en", "By Land and Sea|…"),
    ("de", "BERLIN taz | …"), ("de", "7. März 2025, 10:05 Uhr|…"), ("de", "…|…|Mehr lesen"),
    ("de", "Freitag, den 7. März 2025|…"), ("es", "Redacción, 7 de marzo de 2025|…"), ("es", "7 marzo, 2025|…"),
    ("es", "Por fin llega la piscina|…"), ("pt", "São Paulo, 7 de março de 2025 – …"),
    ("pt", "Ana Melo, da Redação|…"), ("it", "Milano, 7 marzo 2025 - …"), ("it", "di Redazione|…"),
    ("nl", "Van onze verslaggever|…"), ("nl", "7 maart 2025, 10:05|…"), ("pl", "Gdańsk, 7 marca 2025 r. – …"),
    ("pl", "Opracowanie: Jan Nowak|…"), ("ru", "7 марта, 10:05|…"), ("ru", "7 марта 2025|…"),
    ("uk", "7 березня 2025, 10:05|…"), ("ar", "الجمعة ٧ مارس ٢٠٢٥|…"), ("fa", "۷ مارس ۲۰۲۵|…"),
    ("ja", "2025年3月7日 5時00分|…"), ("ko", "2025.03.07. 오전 10:05|…"), ("tr", "07 Mart 2025, 10:05|…"),
    ("hi", "7 मार्च 2025, शुक्रवार|…"), ("fi", "7.3.2025|…"), ("vi", "Hà Nội, ngày 7 tháng 3 năm 2025 – …"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "shape", "author", "source"), BYLINES)
def test_bylines_datelines_and_sign_offs_give_author_and_source(
    language: str, shape: str, author: str | None, source: str | None
) -> None:
    found = infer_bylines(text(language, shape))
    assert tuple(one and one.value for one in found) == (author, source)


@pytest.mark.parametrize(("language", "shape"), NOT_BYLINES)
def test_lines_that_only_look_like_bylines(language: str, shape: str) -> None:
    assert infer_bylines(text(language, shape)) == (None, None)


def test_an_agency_has_one_name_in_each_script() -> None:
    assert agency("Agence France-Presse") == agency("AFP") == agency("afp") == "AFP"
    assert agency("The Associated Press") == "AP"
    assert agency("ТАСС") == "ТАСС"
    assert agency("The Quay") is None
    assert agency("") is None


def test_bylines_are_inferred_and_file_metadata_is_declared() -> None:
    file = f"Source: Le Quai\n\nPar Ana Petit\n\nPARIS (AFP) — {LEADS['fr']}\n\n{LEADS['fr']} Encore."
    document = read_text(file.encode(), "a.txt", None)
    found, _ = resolve(Entry(file="a.txt", position=0), document)  # type: ignore[arg-type]
    assert (found.author, found.source) == ("Ana Petit", "Le Quai")
    assert found.provenance["author"].origin is Origin.INFERRED
    assert found.provenance["source"].origin is Origin.FILE
    assert "Par Ana Petit" not in found.html
    assert found.furniture == ("Par Ana Petit",)


_PIECES = [
    "Par ",
    "By ",
    "Ana Petit",
    ", ",
    " et ",
    "AFP",
    "(",
    ")",
    "/",
    "avec ",
    "记者",
    "李明",
    "기자",
    "홍길동 ",
    "Staff Writer",
    ".",
    "|",
    " — ",
    "©",
    "‘",
    "\u0301",
]


@given(
    st.lists(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join), max_size=6),
    st.sampled_from(["fr", "en", "zh", "ko", "und"]),
)
def test_authors_of_any_text_are_words_of_it(parts: list[str], language: str) -> None:
    author, source = infer_bylines(Text(tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in parts), language))
    for found in (author, source):
        assert found is None or found.value.strip()
    if author is not None:
        assert all(word.strip(",") in "".join(parts) for word in author.value.split())


@pytest.mark.parametrize("mark", ["(", "Par A B ", "AFP/", "，记者", "Jean d’", "13 février 2025 ", "— ", "·"])
def test_long_runs_of_one_mark_take_no_longer(mark: str) -> None:
    text = mark * 20_000
    assert infer_bylines(Text((Block(kind=BlockKind.PARAGRAPH, text=text),) * 3, "fr")) is not None
