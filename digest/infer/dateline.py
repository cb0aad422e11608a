"""[digest.infer.agencies] Which words name a news agency. The list is ``data/agencies.txt``.

Rejected: newspapers. There are too many, and most of their names are words.

[digest.infer.beside_dates] Words that stand beside an article's date and say nothing of what it is about: ``page 7``, ``3 min``, ``10:02``, ``n° 12``.

Which words make a date another thing's: a caption's, a copyright's, a deadline's.

Rejected: sections and editions by name; they are capitalised words, which a place is as well.

[digest.infer.mastheads] Names of papers, and the running head of a page of one: its name beside the date, the weekday and the page, however divided.

``THE ESTUARY HERALD Tuesday, May 14, 2024 7``, ``Gazzetta della Valle - martedì 7 novembre 2023 - pag. 21``.

[digest.infer.dateline] The dateline and the agency's mark in front of a text: ``PARIS, 13 février 2025 (AFP) —``, ``TOKYO —``, ``【東京共同】``.

What stands before a dash is a dateline if it is made of nothing but a date, an agency in brackets, and a place: in
capitals, or beside one of the other two. A few agencies of Asia and Russia write it without a dash; their shapes are listed.

Rejected: reading it. ``dated`` reads the date in it, ``bylines`` the agency; the place is for another day.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from digest.dates import YEAR, Date, compared
from digest.dates.in_language import dates_within, is_calendar_word
from digest.dates.written import calendar_names, is_time
from digest.lazy_regex import lazy_regex

_AGENCIES = Path(__file__).parent.parent / "data" / "agencies.txt"
_LATIN = re.compile(r"[A-Za-zČİ]")
_AGENCY_MARK = re.compile(r"[(（\[【［〔/]([^()（）\[\]【】［］〔〕/]{2,40})[)）\]】］〕/]")
_AGENCY_DIVIDERS = re.compile(r"[=＝/,、;|·•.:\s—–-]+")
_WIRES = re.compile(r"(?:INTERFAX|ИНТЕРФАКС)[.\w-]*")
_LONGEST_AGENCY = 40


def agency(words: str) -> str | None:
    """The agency that ``words`` name and nothing else: as the list calls it, in another script as it is written there."""
    if not 2 <= len(words) <= _LONGEST_AGENCY:
        return None
    exact, folded, _ = _agencies()
    words = " ".join(words.split())
    return exact.get(words) or folded.get(words.casefold())


def marked(text: str) -> str | None:
    """The agency that stands in brackets or between slashes in ``text``: ``(AFP)``, ``/ТАСС/``, ``【東京共同】``."""
    for found in _AGENCY_MARK.finditer(text):
        if name := agency(found[1].strip()) or _beside_a_place(found[1]):
            return name
    return None


def named(head: str) -> str | None:
    """The agency that the dateline ``head`` names, in brackets or not: ``新华社北京…电``, ``МОСКВА — РИА Новости.``."""
    if name := marked(head) or (None if head.isascii() else _unspaced(head)):
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
    return next((name for part in parts if (name := agency(part))), None) or _unspaced(words)


def _unspaced(words: str) -> str | None:
    """The agency that ``words`` begin or end with, in a script without spaces."""
    words = words.strip()
    return next((name for name in _agencies()[2] if words.startswith(name) or words.endswith(name)), None)


@lru_cache(maxsize=1)
def _agencies() -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """The agencies by spelling, where case counts and where it does not; and the spellings in Han and kana, longest first."""
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
_SAYS_NOTHING = lazy_regex(
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
_ANOTHER_THING = lazy_regex(
    r"\W*(?:photos?(?:graph(?:y|ie)?)?|fotos?(?:graf\w*)?|pictures?|images?|bild(?:er)?|imagen|imagem|immagine|illustration|"
    r"caption|legende|credits?|archiv\w*|archives?|file photo|screenshot|copyright|tous droits|all rights|"
    r"deadline|date limite|frist|einsendeschluss|fecha limite|scadenza|prazo|event|evenement|veranstaltung|termin|agenda|"
    r"rendez-vous|save the date|born|ne le|nee le|geboren|died|gestorben|mort le|valid|expires|ends|starts|begins|until|"
    r"jusqu'au|jusquau|bis|ab|from|a partir|des le|since|depuis|seit|fotografia|zdjecie|фото\w*|写真|照片|图片|圖片|撮影)\b"
    r"|.*(?:©|\(c\) ?\d{4}|copyright|all rights reserved|tous droits)"
)


def says_nothing(piece: str, language: str) -> bool:
    """Whether ``piece`` of a line is a time, weekday, page, number, edition, time to read or a tally, and nothing else."""
    if len(piece) > _LONGEST_BESIDE:
        return False
    bare = compared(piece).strip(_MARKS_AROUND)
    if is_time(bare) or _SAYS_NOTHING().fullmatch(bare):
        return True
    return all(is_calendar_word(word, language) and not word.isdecimal() for word in bare.split())


def is_page_or_issue(piece: str) -> bool:
    """Whether ``piece`` is the page or number of a paper: what stands beside it is a paper's date."""
    return len(piece) <= _LONGEST_BESIDE and _IN_PRINT.fullmatch(compared(piece).strip(_MARKS_AROUND)) is not None


def is_of_another_thing(line: str) -> bool:
    """Whether ``line`` says by its first word or a sign that it is of a picture, a right, or something to come."""
    return _ANOTHER_THING().match(compared(line)) is not None


_MOST_NEWSPAPER_WORDS, _LONGEST_NEWSPAPER = 5, 40  # of a paper's name
_LONGEST_HEAD = 100  # characters of a running head
_HEAD_DIVIDERS = re.compile(r"[|｜•·–—,;:()]+|\s-\s")
_PAGE_NUMBER = re.compile(r"\b(?:page|seite|página|pagina|pág|pag|side|sida|strona|str|p|s)\b\.?\s*\d*", re.IGNORECASE)
_NEWSPAPER_ARTICLES = frozenset("le la les l l' the el los las il lo gli der die das de het o os as i".split())
# Words that newspapers call themselves by, in the languages of the interface and a few more.
_NEWSPAPER_WORDS = frozenset(
    "times post herald gazette tribune journal news chronicle ledger mirror telegraph guardian observer mail express courier "
    "echo press standard independent examiner bulletin review dispatch sentinel register advertiser argus "
    "monde figaro libération parisien croix échos dépêche provence voix presse nouvelles courrier gazette humanité progrès "
    "télégramme dauphiné républicain éclair indépendant liberté temps quotidien hebdo "
    "zeitung tagblatt tageblatt anzeiger kurier rundschau nachrichten spiegel allgemeine abendblatt morgenpost bote merkur welt "
    "país mundo vanguardia diario periódico razón heraldo voz correo noticias prensa semanario "
    "corriere repubblica stampa gazzetta messaggero giornale sole secolo mattino gazzettino eco unità resto "
    "público folha estado globo jornal correio diário notícias expresso tribuna gazeta "
    "volkskrant telegraaf dagblad courant krant nieuwsblad morgen tijd trouw parool standaard "
    "dagbladet bladet posten tidning tidningen nyheter avis aftenposten sanomat lehti gazeta dziennik kurier głos noviny deník "
    "известия газета правда новости ведомости вестник коммерсант время".split()
)


class Masthead(Struct, frozen=True):
    """What a running head says: the name of the paper and its day."""

    paper: str
    date: Date


def masthead(line: str, language: str) -> Masthead | None:
    """What the running head ``line`` says; None where it has anything else in it than a paper's name, a date and a page."""
    if len(line) > _LONGEST_HEAD or not YEAR.search(line):
        return None
    found = dates_within(line, language)
    if len(found) != 1:
        return None
    date, start, end = found[0]
    rest = _PAGE_NUMBER.sub(" ", _HEAD_DIVIDERS.sub(" ", f"{line[:start]} {line[end:]}"))
    name = " ".join(word for word in rest.split() if not word.isdecimal() and not says_nothing(word, language))
    return Masthead(name, date) if may_be_newspaper(name) and is_newspaper(name) else None


def may_be_newspaper(piece: str) -> bool:
    """Whether ``piece`` may be the name of a paper: a few words, the first and the last with a capital, no figures."""
    words = piece.split()
    return (
        0 < len(words) <= _MOST_NEWSPAPER_WORDS
        and len(piece) <= _LONGEST_NEWSPAPER
        and not any(map(str.isdecimal, piece))
        and not piece[0].islower()
        and words[-1][0].isupper()
    )


def is_newspaper(name: str) -> bool:
    """Whether ``name`` has a word of newspapers, or an article in front as they have: no place, no author."""
    words = [word for word in re.split(r"[\s’'-]+", name.casefold()) if word]
    return not _NEWSPAPER_WORDS.isdisjoint(words) or (len(words) > 1 and words[0] in _NEWSPAPER_ARTICLES)


_LONGEST_DATELINE = 80  # characters of a dateline
_DASH = re.compile(r"(?:(?<=[\s.)）\]/])(?:--|[-–—―－=])\s*|(?<=\w)(?:\s--\s|—))(?=\S)")
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
_PLACE_AND_DAY = re.compile(r"(?<=[^\W\d_])\s+(?=\d{1,2}[.\s])")  # Praha 7. března (ČTK)
_AGENCY_AT_END = re.compile(r"\s*[(（\[/]([^()（）\[\]/]{2,40})[)）\]/]\s*$")
_NUMERIC = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
# What may stand beside day, month and year.
_DATE_WORDS = frozenset(
    {"er", "st", "nd", "rd", "th", "º", "ª", "de", "del", "of", "le", "the", "du", "den", "am", "г", "р", "год", "года"}
    | {"року", "il", "w", "dne", "r", "roku", "ngày", "năm", "년", "월", "일"}
)


def without_dateline(text: str, language: str) -> str:
    """``text`` without the dateline and agency's marks in front of it, of which there may be two or three."""
    rest = text
    for _ in range(3):
        before, rest = rest, _without_one(rest, language)
        if rest == before:
            break
    return rest


def dateline_of(text: str, language: str) -> tuple[str, str]:
    """The dateline and agency's marks in front of ``text``, empty where there are none, and the rest of it."""
    rest = without_dateline(text, language)
    return text[: len(text) - len(rest)], rest


def is_date(line: str, language: str) -> bool:
    """Whether ``line`` as a whole writes a date (``Tuesday, June 19, 2018``), with a weekday or not."""
    return len(line) <= 50 and _date_words(line.strip(" .,"), language, 2)


def is_dateline(line: str, language: str) -> bool:
    """Whether ``line`` as a whole is a date, an agency's mark, or a place beside one of the two: nothing that was said."""
    return len(line) <= _LONGEST_DATELINE and (
        is_date(line, language) or _is_dateline(line.rstrip(" .-–—"), language, capitals=False)
    )


def _without_one(text: str, language: str) -> str:
    if (shape := _SHAPES.match(text)) and shape.end() < len(text):
        return text[shape.end() :]
    for dash in _DASH.finditer(text, 0, _LONGEST_DATELINE):
        rest = text[dash.end() :]
        if _is_dateline(text[: dash.start()].rstrip(" ."), language) and not rest.lstrip(' "“«„(')[:1].islower():
            return rest
    return text


def _is_dateline(head: str, language: str, *, capitals: bool = True) -> bool:
    """Whether ``head`` is made of a date, an agency and a place; ``capitals`` alone make a place where a dash follows."""
    agency = _AGENCY_AT_END.search(head)
    marked = agency is not None and not (agency[1].islower() and " " in agency[1])  # (dpa), but no (a friend)
    if agency and marked:
        head = _PLACE_AND_DAY.sub(", ", head[: agency.start()], count=1)
    elif unmarked := _unmarked(head):
        head, marked = unmarked, True
    parts = [part.strip() for part in re.split(r"[,،]", head) if part.strip()]
    if not parts:
        return marked
    if is_date(head, language):
        return True
    places = [part for part in parts if not _date_words(part, language, 1)]
    dated = len(places) < len(parts)
    spoken = [word for place in places for word in re.findall(r"[^\W\d_]+", place)]
    if not spoken or len(spoken) > 6 or any(word[0].islower() and len(word) > 3 for word in spoken):
        return dated and not spoken
    in_capitals = all(word.isupper() for word in re.findall(r"[^\W\d_]+", places[0])) and len(places[0]) > 2
    return marked or dated or (capitals and in_capitals)


def _unmarked(head: str) -> str | None:
    """``head`` without the agency that ends it after a date: ``Минск, 7 марта 2025 г. БЕЛТА``."""
    before, _, last = head.rpartition(" ")
    return before.rstrip(" .") if any(map(str.isdecimal, before)) and agency(last) else None


def _date_words(text: str, language: str, least: int) -> bool:
    """Whether ``text`` is a date or (where ``least`` is 1) a part of one, a weekday: nothing else stands in it."""
    if _NUMERIC.fullmatch(text):
        return True
    if len(text) > 50 or (least > 1 and not any(map(str.isdecimal, text))):
        return False
    found = [word.rstrip(".") for word in re.findall(r"\d+|[^\W\d_]+\.?", text.lower())]
    names = [word for word in found if not word.isdecimal() and word not in _DATE_WORDS]
    if not found or len(found) > 8:
        return False
    figures = [word for word in found if word.isdecimal()]
    # An abbreviation that no table has (fév, aout) is one beside figures: Marc alone is no month.
    if not (
        set(names) <= _calendar_words(language) or (figures and all(is_calendar_word(name, language) for name in names))
    ):
        return False
    most = 3 if "tháng" in names else 2  # whose months are figures
    return bool(names) and len(figures) <= most and len(names) + len(figures) >= least


@cache
def _calendar_words(language: str) -> frozenset[str]:
    """Names of months and weekdays in ``language``, in English and in French, lower-cased, without full stop."""
    names: set[str] = set()
    for known in map(calendar_names, ("en", "fr", language.split("-")[0])):
        for name in (*(name for called in known.months for name in called), *known.weekdays):
            names.update(re.findall(r"[^\W\d_]+", name.lower()))
    return frozenset(names)
