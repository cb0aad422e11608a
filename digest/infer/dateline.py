"""What newspapers write around a date: agencies, datelines, running heads, page numbers.

* An **agency** is one of ``data/agencies.txt``.
* A **dateline** is in front of a text: ``PARIS, 13 février 2025 (AFP) —``, ``TOKYO —``, ``【東京共同】``. Before a dash it is
  made of a date, an agency in brackets and a place, in capitals or beside one of the other two. Before a full stop it is a
  place and a date with its year, ``Almenara, 6 de junio de 2024.`` The forms of a few agencies in Asia and Russia without a
  dash are listed. Its parts are read elsewhere: the date by ``date``, the agency by ``bylines``.
* A **masthead** or running head is a line with the name of a newspaper beside the date, the weekday and the page: ``THE ESTUARY
  HERALD Tuesday, May 14, 2024 7``, ``Gazzetta della Valle - martedì 7 novembre 2023 - pag. 21``.
* Words beside a date without meaning for what the text is about: ``page 7``, ``3 min``, ``10:02``, ``n° 12``; and words that make
  it the date of something else: a caption, a copyright, a deadline.

Rejected: lists of newspapers, which are too many and mostly ordinary words; sections and editions by name, which are
capitalised words like places.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from digest.dates import YEAR, Date, compared
from digest.dates.in_language import dates_within, is_calendar_word
from digest.dates.times import is_time
from digest.dates.written import calendar_names
from digest.lazy_regex import lazy_regex

_AGENCIES = Path(__file__).parent.parent / "data" / "agencies.txt"
_LATIN = re.compile(r"[A-Za-zČİ]")
_AGENCY_MARK = re.compile(r"[(（\[【［〔/]([^()（）\[\]【】［］〔〕/]{2,40})[)）\]】］〕/]")
_AGENCY_DIVIDERS = re.compile(r"[=＝/,、;|·•.:\s—–-]+")
_WIRES = re.compile(r"(?:INTERFAX|ИНТЕРФАКС)[.\w-]*")
_LONGEST_AGENCY = 40


def agency(words: str) -> str | None:
    """The agency that ``words`` as a whole name, as the list calls it; in another script as it is written there."""
    if not 2 <= len(words) <= _LONGEST_AGENCY:
        return None
    exact, folded, _ = _agencies()
    words = " ".join(words.split())
    return exact.get(words) or folded.get(words.casefold())


def agency_in_brackets(text: str) -> str | None:
    """The agency in brackets or between slashes in ``text``: ``(AFP)``, ``/ТАСС/``, ``【東京共同】``."""
    for found in _AGENCY_MARK.finditer(text):
        if name := agency(found[1].strip()) or _beside_a_place(found[1]):
            return name
    return None


def agency_in_dateline(head: str) -> str | None:
    """The agency that the dateline ``head`` names, in brackets or not: ``新华社北京…电``, ``МОСКВА — РИА Новости.``."""
    if name := agency_in_brackets(head) or (None if head.isascii() else _at_either_end(head)):
        return name
    if found := _WIRES.search(head):
        return agency(found[0]) or agency(re.split("[.-]", found[0])[0])
    parts = re.split(r"\s[-–—]+\s?|\s--", head)  # not at commas: PA is a state as well
    return next((name for part in parts if (name := agency(part.strip(" .-–—")))), None)


def _beside_a_place(words: str) -> str | None:
    """The agency in ``서울=연합뉴스``, ``ニューヨーク 13日 ロイター``, ``AFP/ats``, ``AFP, Paris``, ``東京共同``."""
    parts = [part for part in _AGENCY_DIVIDERS.split(words.strip()) if part]
    if words.isascii():
        parts = re.split(r"\s*[/,;|&]\s*", words.strip())[:1]
    return next((name for part in parts if (name := agency(part))), None) or _at_either_end(words)


def _at_either_end(words: str) -> str | None:
    """The agency at the beginning or end of ``words`` in a script without spaces."""
    words = words.strip()
    return next((name for name in _agencies()[2] if words.startswith(name) or words.endswith(name)), None)


@lru_cache(maxsize=1)
def _agencies() -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """The agencies by case-sensitive spelling, by case-insensitive one, and the spellings in Han and kana, longest first."""
    exact: dict[str, str] = {}
    folded: dict[str, str] = {}
    for line in _AGENCIES.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, others = line.partition("\t")
        for spelling in (name, *filter(None, others.split("; "))):
            called = name if _LATIN.search(spelling) else spelling
            if spelling.isupper() or spelling.islower():
                exact.setdefault(spelling, called)
            else:
                folded.setdefault(spelling.casefold(), called)
    unspaced = [name for name in folded if "\u3040" <= name[0] <= "\u30ff" or "\u4e00" <= name[0] <= "\u9fff"]
    return exact, folded, tuple(sorted(unspaced, key=lambda name: (-len(name), name)))


_LONGEST_BESIDE = 40  # characters
_MARKS_AROUND = " .,;:|·•()[]"
# These patterns match text as returned by ``dates.compared``: in lower case and without accents.
_MINUTES = r"min(?:utes?|uten|utos?|uti|uter|s|\.)?|мин(?:ут[аы]?)?\.?|dk\.?|dakika|分(?:钟|鐘)?|분|นาที"
_READING = (
    r"(?:(?:temps de )?lecture|duree|reading time|read time|read|lesezeit|lesedauer|tiempo de lectura|tempo de leitura|"
    r"leitura|tempo di lettura|lettura|leestijd|czas czytania|время чтения|okuma suresi|阅读时间|閱讀時間|阅读|読了時間|約)"
)
_READING_UNIT = (
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
_FILED_UNDER = (
    r"(?:filed under|posted in|published in|category|categories?|rubrique|kategorien?|ressort|rubrik|categorias?|seccion|"
    r"secao|sezione|section|tags?|topics?|themen?|themes?)"
)
_NO_MEANING = lazy_regex(
    unicodedata.normalize(
        "NFKD",
        rf"(?:{_READING}\.? ?:? ?)?(?:ca\. ?|~ ?|< ?|about )?\d{{1,3}} ?-?(?:{_MINUTES}){_READING_UNIT}|{_READING}"
        rf"|{_PAGES}|{_JAPANESE_PAGE}|第 ?\d{{1,6}} ?[版页頁面期号號]|{_NUMBER}(?:[./-]\d{{1,4}})?|\d{{1,3}}\. jahrgang"
        rf"|{_EDITION}(?: {_EDITION})*|(?:朝刊|夕刊|号外) ?(?:\d{{1,3}}面)?"
        rf"|\d[\d., ]{{0,8}}k? ?{_TALLY}|{_TALLY} ?:? ?\d{{1,6}}|{_FILED_UNDER} ?: ?.{{1,30}}",
    )
)
_PAGE_OR_ISSUE = re.compile(rf"{_PAGES}|{_NUMBER}|(?:.* )?{_JAPANESE_PAGE}")
# The beginnings of lines about a picture, a copyright or an event.
_SOMETHING_ELSE = lazy_regex(
    r"\W*(?:photos?(?:graph(?:y|ie)?)?|fotos?(?:graf\w*)?|pictures?|images?|bild(?:er)?|imagen|imagem|immagine|illustration|"
    r"caption|legende|credits?|archiv\w*|archives?|file photo|screenshot|copyright|tous droits|all rights|"
    r"deadline|date limite|frist|einsendeschluss|fecha limite|scadenza|prazo|event|evenement|veranstaltung|termin|agenda|"
    r"rendez-vous|save the date|born|ne le|nee le|geboren|died|gestorben|mort le|valid|expires|ends|starts|begins|until|"
    r"jusqu'au|jusquau|bis|ab|from|a partir|des le|since|depuis|seit|fotografia|zdjecie|фото\w*|写真|照片|图片|圖片|撮影)\b"
    r"|.*(?:©|\(c\) ?\d{4}|copyright|all rights reserved|tous droits)"
)


def has_no_meaning(piece: str, language: str) -> bool:
    """Whether ``piece`` of a line is only a time, weekday, page, number, edition, reading time or count."""
    if len(piece) > _LONGEST_BESIDE:
        return False
    bare = compared(piece).strip(_MARKS_AROUND)
    if is_time(bare) or _NO_MEANING().fullmatch(bare):
        return True
    return all(is_calendar_word(word, language) and not word.isdecimal() for word in bare.split())


def is_page_or_issue(piece: str) -> bool:
    """Whether ``piece`` is a page or issue number, beside which is a newspaper's date."""
    return len(piece) <= _LONGEST_BESIDE and _PAGE_OR_ISSUE.fullmatch(compared(piece).strip(_MARKS_AROUND)) is not None


def is_date_of_something_else(line: str) -> bool:
    """Whether the date in ``line`` is that of a picture, a copyright or an event, by its first word or a sign."""
    return _SOMETHING_ELSE().match(compared(line)) is not None


_MOST_NEWSPAPER_WORDS, _LONGEST_NEWSPAPER = 5, 40  # of a newspaper's name
_ABBREVIATED = 3  # letters of an abbreviation in a newspaper's name
_LONGEST_HEAD = 100  # characters of a running head
_HEAD_DIVIDERS = re.compile(r"[|｜•·–—,;:()]+|\s-\s")
_PAGE_NUMBER = re.compile(r"\b(?:page|seite|página|pagina|pág|pag|side|sida|strona|str|p|s)\b\.?\s*\d*", re.IGNORECASE)
_NEWSPAPER_ARTICLES = frozenset("le la les l l' the el los las il lo gli der die das de het o os as i".split())
_PREPOSITIONS = frozenset("de du des del della dei of da do von van e y et und and".split())
# Words in names of newspapers, in the languages of the interface and a few more.
_NEWSPAPER_WORDS = frozenset(
    json.loads((Path(__file__).parent.parent / "data" / "byline_words.json").read_text("utf-8"))["newspapers"].split()
)


class Masthead(Struct, frozen=True):
    """The newspaper and the day of a running head."""

    newspaper: str
    date: Date


def masthead(line: str, language: str) -> Masthead | None:
    """The running head that ``line`` is; None if it has more than a newspaper's name, a date and a page."""
    if len(line) > _LONGEST_HEAD or not YEAR.search(line):
        return None
    found = dates_within(line, language)
    if len(found) != 1:
        return None
    date, start, end = found[0]
    rest = _PAGE_NUMBER.sub(" ", _HEAD_DIVIDERS.sub(" ", f"{line[:start]} {line[end:]}"))
    words = [
        word
        for word in rest.split()
        if not word.isdecimal() and (_is_small(word) or not has_no_meaning(word, language))
    ]
    while words and _is_small(words[-1]):
        words.pop()  # Le Progrès du 13 février 2025
    name = " ".join(words)
    return Masthead(name, date) if may_be_newspaper(name) and is_newspaper(name) else None


def _is_small(word: str) -> bool:
    """Whether ``word`` is an article or preposition, which names of newspapers have within them."""
    return word.lower() in _NEWSPAPER_ARTICLES or word in _PREPOSITIONS


def may_be_newspaper(piece: str) -> bool:
    """Whether ``piece`` may be the name of a newspaper: a few words without digits, the first and last with a capital."""
    words = piece.split()
    return (
        0 < len(words) <= _MOST_NEWSPAPER_WORDS
        and len(piece) <= _LONGEST_NEWSPAPER
        and not any(map(str.isdecimal, piece))
        and not piece[0].islower()
        and words[-1][0].isupper()
    )


def is_newspaper(name: str) -> bool:
    """Whether ``name`` has a word of newspapers, or begins with an article as their names do."""
    words = [word for word in re.split(r"[\s’'-]+", name.casefold()) if word]
    return not _NEWSPAPER_WORDS.isdisjoint(words) or (len(words) > 1 and words[0] in _NEWSPAPER_ARTICLES)


def newspaper_name(name: str) -> str:
    """``name`` of several words in capitals as ``Hadley Gazette``; abbreviations (``USA TODAY``) and other names as they are."""
    words = name.split()
    if len(words) < 2 or not name.isupper():
        return name
    cased = [word if len(word) <= _ABBREVIATED and not _is_small(word.lower()) else word.title() for word in words]
    return " ".join(
        word.lower() if number and word.lower() in _PREPOSITIONS else word for number, word in enumerate(cased)
    )


_LONGEST_DATELINE = 80  # characters of a dateline
# They begin with the characters that are searched for, since a pattern that begins by looking back is tried everywhere.
_DASH = re.compile(r"[-–—―－=\s](?:(?<=[\s.)）\]/][-–—―－=])(?:(?<=-)-)?\s*|(?<=\w—)|(?<=\w\s)--\s)(?=\S)")
_FULL_STOP = re.compile(r"\.(?<=\d\.)\s+(?=[^\W\d_a-z])")  # after a year
_SHAPES = re.compile(
    r"\s*(?:"
    r"[【［〔][^】］〕]{1,30}[】］〕]\s*[-–—―－=＝]*"  # 【東京共同】, ［ニューヨーク 13日 ロイター］ －
    r"|[（(][^（()）]{1,20}[=＝][^（()）]{1,20}[)）](?:[^=＝]{1,15}[=＝])?"  # (서울=연합뉴스) 홍길동 기자 =
    r"|[^\s，。,.]{2,20}日(?:电|電|讯|訊)(?:\s*[（(][^（()）]{1,30}[)）])?"  # 新华社北京2月13日电（记者 李明）
    r"|[^\W\d_]+(?:[\s-][^\W\d_]+)?,\s(?:\d{1,2}\s[^\W\d_]+|[^\W\d_]+\s\d{1,2})(?:,?\s\d{4})?(?:\s[^\W\d_]+)?\.?"
    r"\s/[^/]{2,20}/\.?"  # МОСКВА, 13 февраля. /ТАСС/.
    r"|[^\W\d_]+\.\s\d{1,2}\s[^\W\d_]+(?:\s\d{4}\s[^\W\d_]+)?\.\s(?:INTERFAX|ИНТЕРФАКС)[.\w-]*\s[-–—]"  # Москва. 13 февраля.
    r"|РИА Новости\."  # after МОСКВА, 13 фев —
    r")\s*"
)
_CLOCK = re.compile(  # of an update in a live report: 10:42 Flights are cancelled
    r"\d{1,2}[:.h]\d\d\s*(?:[-–—|:]\s*)?(?=[^\W\d_])(?!(?:uhr|[ap]m|[ap]\.m|gmt|utc|cest?|bst|[a-z])\b)", re.IGNORECASE
)
_PLACE_AND_DAY = re.compile(r"\s(?<=[^\W\d_]\s)\s*(?=\d{1,2}[.\s])")  # Praha 7. března (ČTK)
_AGENCY_AT_END = re.compile(r"\s*[(（\[/]([^()（）\[\]/]{2,40})[)）\]/]\s*$")
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
# Words beside day, month and year.
_DATE_WORDS = frozenset(
    {"er", "st", "nd", "rd", "th", "º", "ª", "de", "del", "of", "le", "the", "du", "den", "am", "г", "р", "год", "года"}
    | {"року", "il", "w", "dne", "r", "roku", "ngày", "năm", "년", "월", "일"}
)


def without_dateline(text: str, language: str) -> str:
    """``text`` without the datelines and agencies' marks, up to three, in front of it."""
    rest = text
    for _ in range(3):
        before, rest = rest, _without_one(rest, language)
        if rest == before:
            break
    return rest


def dateline_of(text: str, language: str) -> tuple[str, str]:
    """The dateline and agencies' marks in front of ``text`` (perhaps empty), and the rest."""
    rest = without_dateline(text, language)
    return text[: len(text) - len(rest)], rest


def is_date(line: str, language: str) -> bool:
    """Whether ``line`` as a whole is a date (``Tuesday, June 19, 2018``)."""
    return len(line) <= 50 and _date_words(line.strip(" .,"), language, 2)


def is_dateline(line: str, language: str) -> bool:
    """Whether ``line`` is only a date, an agency, or a place beside one of these."""
    return len(line) <= _LONGEST_DATELINE and (
        is_date(line, language) or _is_dateline(line.rstrip(" .-–—"), language, capitals=False)
    )


def _without_one(text: str, language: str) -> str:
    if (shape := _SHAPES.match(text)) and shape.end() < len(text):
        return text[shape.end() :]
    if text[:1].isdecimal() and (clock := _CLOCK.match(text)) and text[clock.end()].isupper():
        return text[clock.end() :]
    for dash in _DASH.finditer(text, 0, _LONGEST_DATELINE):
        rest = text[dash.end() :]
        if _is_dateline(text[: dash.start()].rstrip(" ."), language) and not rest.lstrip(' "“«„(')[:1].islower():
            return rest
    for stop in _FULL_STOP.finditer(text, 0, _LONGEST_DATELINE):
        place, _, date = text[: stop.start()].partition(",")
        if is_date(date, language) and YEAR.search(date) and _is_dateline(f"{place}, {date}", language):
            return text[stop.end() :]
    return text


def _is_dateline(head: str, language: str, *, capitals: bool = True) -> bool:
    """Whether ``head`` is made of a date, an agency and a place. With ``capitals`` a place in capitals is enough."""
    agency = _AGENCY_AT_END.search(head)
    agency_in_brackets = agency is not None and not (
        agency[1].islower() and " " in agency[1]
    )  # (dpa), but not (a friend)
    if agency and agency_in_brackets:
        head = _PLACE_AND_DAY.sub(", ", head[: agency.start()], count=1)
    elif unmarked := _without_agency(head):
        head, agency_in_brackets = unmarked, True
    parts = [part.strip() for part in re.split(r"[,،]", head) if part.strip()]
    if not parts:
        return agency_in_brackets
    if is_date(head, language):
        return True
    places = [part for part in parts if not _date_words(part, language, 1)]
    dated = len(places) < len(parts)
    words = [word for place in places for word in re.findall(r"[^\W\d_]+", place)]
    if not words or len(words) > 6 or any(word[0].islower() and len(word) > 3 for word in words):
        return dated and not words
    in_capitals = all(word.isupper() for word in re.findall(r"[^\W\d_]+", places[0])) and len(places[0]) > 2
    return agency_in_brackets or dated or (capitals and in_capitals)


def _without_agency(head: str) -> str | None:
    """``head`` without the agency after a date at its end: ``Минск, 7 марта 2025 г. БЕЛТА``."""
    before, _, last = head.rpartition(" ")
    return before.rstrip(" .") if any(map(str.isdecimal, before)) and agency(last) else None


def _date_words(text: str, language: str, least: int) -> bool:
    """Whether ``text`` is only a date or, with ``least`` 1, a part of one such as a weekday."""
    if _NUMERIC.fullmatch(text):
        return True
    if len(text) > 50 or (least > 1 and not any(map(str.isdecimal, text))):
        return False
    found = [word.rstrip(".") for word in re.findall(r"\d+|[^\W\d_]+\.?", text.lower())]
    names = [word for word in found if not word.isdecimal() and word not in _DATE_WORDS]
    if not found or len(found) > 8:
        return False
    figures = [word for word in found if word.isdecimal()]
    # Abbreviations that CLDR does not have (fév, aout) count beside digits only: Marc alone is not a month.
    if not (
        set(names) <= _calendar_words(language) or (figures and all(is_calendar_word(name, language) for name in names))
    ):
        return False
    most = 3 if "tháng" in names else 2  # Vietnamese months are numbers
    return bool(names) and len(figures) <= most and len(names) + len(figures) >= least


@cache
def _calendar_words(language: str) -> frozenset[str]:
    """Names of months and weekdays in ``language``, in English and in French, lower-cased, without full stop."""
    names: set[str] = set()
    for known in map(calendar_names, ("en", "fr", language.split("-")[0])):
        for name in (*(name for called in known.months for name in called), *known.weekdays):
            names.update(re.findall(r"[^\W\d_]+", name.lower()))
    return frozenset(names)
