"""Words that stand beside an article's date and say nothing of what it is about: ``page 7``, ``3 min``, ``10:02``, ``n° 12``.

Which words make a date another thing's: a caption's, a copyright's, a deadline's.

Rejected: sections and editions by name; they are capitalised words, which a place is as well.
"""

from __future__ import annotations

import re
import unicodedata

from digest.dates import compared
from digest.dates.times_of_day import is_time
from digest.infer.written_dates import is_calendar_word
from digest.lazy_regex import late

_LONGEST = 40  # characters
_MARKS = " .,;:|·•()[]"
# All of these are compared as dates are (``dates.compared``): in small letters and without accents.
_MINUTES = r"min(?:utes?|uten|utos?|uti|uter|s|\.)?|мин(?:ут[аы]?)?\.?|dk\.?|dakika|分(?:钟|鐘)?|분|นาที"
_READING = (
    r"(?:(?:temps de )?lecture|duree|reading time|read time|read|lesezeit|lesedauer|tiempo de lectura|tempo de leitura|"
    r"leitura|tempo di lettura|lettura|leestijd|czas czytania|время чтения|okuma suresi|阅读时间|閱讀時間|阅读|読了時間|約)"
)
_READ = (
    r"(?: ?(?:read(?:ing)?|de lecture|lecture|lesezeit|lesedauer|de lectura|de leitura|di lettura|leestijd|lezen|czytania|"
    r"чтения|lasning|lesetid|okuma|で読めます|阅读|閱讀))?"
)
_PAGE = (
    r"(?:pages?|pg|pp?|seiten?|s|pag(?:ina)?s?|bl(?:adzijde|z)|str(?:ona|an[ay])?|стр(?:аница)?|с|sayfa|sid[ae]?|sivu|"
    r"oldal|trang|页|頁)"
)
_PAGES = rf"{_PAGE}\.? ?[a-z]?\d{{1,3}}(?: ?[-/,&+] ?[a-z]?\d{{1,3}})*"
_JAPANESE_PAGE = r"[a-z]?\d{1,3} ?(?:面|版|ページ)"
_NUMBER = (
    r"(?:(?:n[o°]s?|nr|num(?:ero)?|numer|#|vol(?:ume)?|issue|heft|ausgabe|jahrgang|jg|ano|annee|edition|ed|broj|вып(?:уск)?)"
    r"\.? ?\d{1,6})"
)
_EDITION = (
    r"(?:edition|numero|ausgabe|issue|edicion|edicao|edizione|editie|wydanie|номер|выпуск|late|early|first|print|online|"
    r"morning|evening|du|de|del|della|der|vom|of|the|le|la|soir|matin|dernieres?|nouvelles?)"
)
_TALLY = (
    r"(?:comment(?:s|aires?)|kommentare?|comentarios?|commenti|reacties|views|vues|shares|partages|words|mots|worter|"
    r"palabras|parole)"
)
_UNDER = (
    r"(?:filed under|posted in|published in|category|categories?|rubrique|kategorien?|ressort|rubrik|categorias?|seccion|"
    r"secao|sezione|section|tags?|topics?|themen?|themes?)"
)
_SAYS_NOTHING = late(
    unicodedata.normalize(
        "NFKD",
        rf"(?:{_READING}\.? ?:? ?)?(?:ca\. ?|~ ?|< ?|about )?\d{{1,3}} ?-?(?:{_MINUTES}){_READ}|{_READING}"
        rf"|{_PAGES}|{_JAPANESE_PAGE}|第 ?\d{{1,6}} ?[版页頁面期号號]|{_NUMBER}(?:[./-]\d{{1,4}})?|\d{{1,3}}\. jahrgang"
        rf"|{_EDITION}(?: {_EDITION})*|(?:朝刊|夕刊|号外) ?(?:\d{{1,3}}面)?"
        rf"|\d[\d., ]{{0,8}}k? ?{_TALLY}|{_TALLY} ?:? ?\d{{1,6}}|{_UNDER} ?: ?.{{1,30}}",
    )
)
_IN_PRINT = re.compile(rf"{_PAGES}|{_NUMBER}|(?:.* )?{_JAPANESE_PAGE}")
# What a line is of that begins so, or in front of a colon: a picture, a right, something to come.
_ANOTHER_THING = late(
    r"\W*(?:photos?(?:graph(?:y|ie)?)?|fotos?(?:graf\w*)?|pictures?|images?|bild(?:er)?|imagen|imagem|immagine|illustration|"
    r"caption|legende|credits?|archiv\w*|archives?|file photo|screenshot|copyright|tous droits|all rights|"
    r"deadline|date limite|frist|einsendeschluss|fecha limite|scadenza|prazo|event|evenement|veranstaltung|termin|agenda|"
    r"rendez-vous|save the date|born|ne le|nee le|geboren|died|gestorben|mort le|valid|expires|ends|starts|begins|until|"
    r"jusqu'au|jusquau|bis|ab|from|a partir|des le|since|depuis|seit|fotografia|zdjecie|фото\w*|写真|照片|图片|圖片|撮影)\b"
    r"|.*(?:©|\(c\) ?\d{4}|copyright|all rights reserved|tous droits)"
)


def says_nothing(piece: str, language: str) -> bool:
    """Whether ``piece`` of a line is a time, weekday, page, number, edition, time to read or a tally, and nothing else."""
    if len(piece) > _LONGEST:
        return False
    bare = compared(piece).strip(_MARKS)
    if is_time(bare) or _SAYS_NOTHING().fullmatch(bare):
        return True
    return all(is_calendar_word(word, language) and not word.isdecimal() for word in bare.split())


def is_in_print(piece: str) -> bool:
    """Whether ``piece`` is the page or number of a paper: what stands beside it is a paper's date."""
    return len(piece) <= _LONGEST and _IN_PRINT.fullmatch(compared(piece).strip(_MARKS)) is not None


def is_of_another_thing(line: str) -> bool:
    """Whether ``line`` says by its first word or a sign that it is of a picture, a right, or something to come."""
    return _ANOTHER_THING().match(compared(line)) is not None
