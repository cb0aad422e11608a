"""Who wrote a text, and which agency or newspaper it is from, where lines above or below the running text state it.

* A **byline** (``Par Jean Dupont``, ``By JANE DOE and John Roe, Staff Writer``, ``Texte : Ana Petit``, ``记者 李明``) is a line
  above the text; at the very end of the text also a name alone or beside an agency (``Ana Petit, avec AFP``).
* A **source** is in a dateline (``PARIS (AFP) —``), in brackets at the end of the text, in a line with nothing else (``Avec
  AFP``, ``Reuters, 13 Feb 2025``), in a byline, or after its label.

The author is the people as they are written, ``Jean Dupont, Anne Martin``. Only a few lines at both ends are read. “By” must be
in the language of the text, so that “Di Maria segna” is not a byline in Spanish. The words of many languages were written
from knowledge of the languages; languages whose bylines have no word or mark are not covered.

Rejected: names in the middle of sentences; one name alone at the beginning (the text is about that person); initials
(``(jd)``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from digest.dates import YEAR
from digest.i18n import clip
from digest.infer.dateline import agency, agency_in_brackets, agency_in_dateline, dateline_of, is_newspaper
from digest.infer.text import Passage, Text
from digest.lazy_regex import lazy_regex
from digest.model import BlockKind, Inference
from digest.readers import scripts
from digest.readers.furniture import is_running
from digest.readers.labels import certain_fields

_DATA = json.loads((Path(__file__).parent.parent / "data" / "byline_words.json").read_text("utf-8"))
_BY: dict[str, str] = _DATA["by"]
_FIRST_WORDS_OF_PLACES = frozenset(_DATA["first_words_of_places"].split())
_FURNITURE_WORDS = frozenset(_DATA["furniture"].split())
_CHINESE_SURNAMES = frozenset(_DATA["chinese_surnames"])  # since other words follow 记者 too
_BEFORE_BY = (
    r"(?:(?:words|story|report|text|texte|texto|testo|tekst|propos recueillis|entretien réalisé|recueilli|written|reported|"
    r"reporting|un texte|une chronique|(?:ein|eine|un|une)\s\w+)\s)"
)
_LABELS = re.compile(
    r"(?:text|texte|texto|testo|tekst|текст|reportage|文|撰文|文字|記者|记者|글)\s*[:：/／|｜]\s*", re.IGNORECASE
)
_WORD = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f’'.-])*"
_PARTICLE = (
    r"(?:de|da|das|do|dos|du|di|del|della|des|d’|d'|von|van|der|den|ter|ten|zu|zum|la|le|las|los|el|al|bin|ben|ibn|"
    r"af|av|e|y|i)"
)
_PERSON = re.compile(rf"{_WORD}(?:\s{_PARTICLE}){{0,2}}(?:\s{_WORD}(?:\s{_PARTICLE}){{0,2}}){{0,3}}\s{_WORD}")
_AND = re.compile(r"\s+(?:and|et|und|y|e|en|och|og|i|и|та|і|und|dan|na|ve|και|și|és)\s+|\s*[&+/]\s*|\s*،\s*|\s+و\s?")
_WHERE = re.compile(r"(?<![,;])\s+(?:in|from|at|à|en|a|aus|desde|da|em|i|på|w|из|в|te|au)\s+(?=[^\W\d_a-z])")
_WHEN = re.compile(
    r"\s+(?=(?:publiée?|published|posted|updated|mis à jour|veröffentlicht|publicado|pubblicato|gepubliceerd)(?!\w))",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[,;|•·()\[\]–—、،]\s*|\s+-+\s+|\s+/\s+")
_COLUMNS = re.compile(r"\s+[|｜•·]\s+")
_ELIDED = re.compile(r"[a-zà-ÿ]{1,4}[’'][^\W\d_a-zà-ÿ]")
_IN_PLACE = re.compile(r"(?:à|in|en|aus|em|w|в|de notre envoyée?)\s(?:[^\W\d_a-zà-ÿ]\S*(?:\s|$)|de\s|la\s){1,4}")
_ARTICLES = frozenset("le la les the die der das el il lo los las o a de het al l’ l'".split())
_ROLES = re.compile(
    r"\b(?:staff|writers?|correspondents?|editors?|reporters?|columnist|contributor|bureau|special|journalistes?|"
    r"correspondante?s?|envoyée?s?|rédact\w+|chroniqueu\w+|redakt\w+|korrespondent\w*|reporter\w*|autorin|redact\w+|"
    r"corresponsal\w*|enviad[oa]s?|periodistas?|corrispondent\w+|inviat[oai]|giornalist\w*|correspondente|jornalistas?|"
    r"verslaggever\w*|redactie|корреспондент\w*|редактор\w*|журналист\w*|обозреватель|wartawan)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:avec|with|mit|con|com|med|met|via|source|quelle|fuente|fonte|©|\(c\)|copyright)(?:\s*[:：]|\s)\s*(?:\d{4}\s)?",
    re.I,
)
_WITHS = frozenset(
    {"avec", "with", "mit", "con", "com", "med", "met", "and", "et", "und", "y", "e", "en", "for", "pour", "the"}
)
_LAST_NAME = re.compile(r"(?:[^\W\d_]{2,}|[’'.-][^\W\d_]+)\.?$")  # no initial
_NAME_WITH_AGENCY = re.compile(r"[^\W\d_][^.!?]{1,40}\s(?:avec|with|mit|con|com|med|met)\s+(?P<agency>.{2,40})")
_CHINESE = lazy_regex(
    r"(?:本报|本報|新华社|新華社|本台|本刊|特约|特派|实习|首席)*(?:记者|記者)[\s:：/]*(?P<names>[\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff\d])(?:[、\s,，]+[\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff\d]))*)"
)
_KOREAN = lazy_regex(
    r"(?:^|[)）\]】\s])(?P<names>[가-힣]{2,4}(?:[·,]\s?[가-힣]{2,4})*)\s(?:(?:선임|수습|인턴|전문)\s?)?(?:기자|특파원)(?=$|[\s=＝(])"
)
_AGENCY_IN_FRONT = re.compile(r"(?:[(\[]([^()\[\]]{2,40})[)\]]\s|[（【]([^（）【】]{2,40})[）】])")
_LABELLED_SOURCE = re.compile(r"(?:来源|來源|出处|出處|출처)\s*[:：]\s*(?P<source>[^\s:：]{2,20})")
_GERMAN_REPORT = re.compile(
    r"(?:Aus|Vom)\s\S+(?:\s\S+)?\sbericht(?:et|en)\s(?P<names>.{3,60})"
)  # Aus Wien berichtet Anna Berger
_REPORTED = re.compile(r"[(\[]?\s*Reporting by\s+(?P<names>[^;.\n]{3,120})", re.IGNORECASE)


_PARTICLES = frozenset(_PARTICLE[3:-1].split("|"))


_LONGEST = 120  # characters of a byline
_HEAD, _FOOT = 12, 2  # lines
_TAIL = 60  # characters at the end of the text with an agency in brackets
_SHORTEST_ABOVE = 40  # characters of the line above a signature
_EVIDENCE = 80
_FEW_WORDS = 6
_PLACE_WORDS = 3
_ABBREVIATED = 4  # characters of “Jr.” and the like, which keep their full stop


class Byline(Struct, frozen=True, kw_only=True):
    """The people and the agency or newspaper of one line; either may be missing."""

    people: tuple[str, ...] = ()
    source: str | None = None


_NOTHING = Byline()


def infer_bylines(text: Text) -> tuple[Inference[str] | None, Inference[str] | None]:
    """The author and the source that ``text`` names."""
    author = source = None
    head = _head(text)
    for number, passage in enumerate(head):
        byline, certainty = _from_head(passage, text)
        if byline == _NOTHING and _is_date_near(head, number):
            byline, certainty = _name_beside_date(passage, text), 0.7
        author = author or _inference(", ".join(byline.people), passage.text, certainty)
        source = source or _inference(byline.source, passage.text, certainty)
    if author is None or source is None:
        for line in _foot(text):
            byline, certainty = _from_foot(line, text)
            author = author or _inference(", ".join(byline.people), line, certainty)
            source = source or _inference(byline.source, line[-_LONGEST:], certainty)
    return author, source


def _inference(value: str | None, line: str, certainty: float) -> Inference[str] | None:
    return Inference(value=value, evidence=clip(line, _EVIDENCE), certainty=certainty) if value else None


def _head(text: Text) -> list[Passage]:
    """The lines up to the first one of the running text; up to the second one where there is a standfirst above bylines."""
    lines = text.lines[:_HEAD]
    running = [number for number, passage in enumerate(lines) if is_running(passage.text)]
    if running[1:] and running[0] and running[1] > running[0] + 1:
        return list(lines[: running[1] + 1])
    return list(lines[: running[0] + 1] if running else lines)


def _is_date_near(head: list[Passage], number: int) -> bool:
    """Whether the line above or below the one at ``number`` is a date and little else."""
    near = [head[place].text for place in (number - 1, number + 1) if 0 <= place < len(head)]
    return any(len(line) <= _LONGEST and YEAR.search(line) and not scripts.ends_sentence(line) for line in near)


def _name_beside_date(passage: Passage, text: Text) -> Byline:
    """The author named alone in a line beside the date."""
    people = _people_only(passage.text) if len(passage.text) <= _LONGEST // 3 else ()
    if len(people) != 1 or _are_common_words(people, text) or _is_place(people[0]) or is_newspaper(people[0]):
        return _NOTHING
    return Byline(people=people)


def _foot(text: Text) -> list[str]:
    """The last lines, the very last first; only the end of long ones."""
    blocks = [block for block in text.blocks if block.kind is not BlockKind.FURNITURE]
    last = blocks[-_FOOT:] if len(blocks) > 2 else blocks[1:]  # at least one is the text
    lines = [" ".join(block.text[-400:].split()) for block in reversed(last) if block.kind is not BlockKind.CODE]
    return [line for line in lines if line]


def _from_head(passage: Passage, text: Text) -> tuple[Byline, float]:
    line, language = passage.text, text.language
    if len(line) <= _LONGEST:
        byline = read_byline(line, language)
        if byline != _NOTHING:
            return (byline, 0.9) if not _are_common_words(byline.people, text, every=True) else (_NOTHING, 0.0)
    if (bracket := _AGENCY_IN_FRONT.match(line)) and (source := agency(bracket[1] or bracket[2])):
        return Byline(source=source), 0.9
    head, rest = dateline_of(line, language)
    source = agency_in_dateline(head) if head else None
    names = _chinese_names(head + rest[:40]) if "记者" in line[:80] or "記者" in line[:80] else _korean_names(line[:80])
    return Byline(people=names, source=source), 0.9


def _from_foot(line: str, text: Text) -> tuple[Byline, float]:
    if found := _REPORTED.match(line):
        return Byline(people=_people_only(re.split(r"\s+in\s+", found["names"])[0])), 0.9
    if len(line) <= _LONGEST:
        byline = read_byline(line, text.language)
        if byline != _NOTHING:
            return byline, 0.8
        byline = _signature(line, text)
        if byline != _NOTHING:
            return byline, 0.6
    tail = line[-_TAIL:].rstrip(" .。")
    if tail.endswith((")", "）", "]", "】", "/")):
        opening = max(tail.rfind(mark, 0, -1) for mark in "(（[【/")
        return Byline(source=agency_in_brackets(tail[opening:]) if opening >= 0 else None), 0.8
    return _NOTHING, 0.0


def read_byline(line: str, language: str) -> Byline:
    """The byline that ``line`` as a whole is, in an unambiguous form; empty if it is something else."""
    if name := agency(line.strip(" -–—*.()[]（）【】/")):
        return Byline(source=name)
    if ":" in line or "：" in line:
        byline = certain_fields(line)
        if "author" in byline or "source" in byline:
            return Byline(people=tuple(filter(None, [byline.get("author")])), source=byline.get("source"))
    if found := _LABELS.match(line):
        return _after_by(line[found.end() :])
    if led := _by_pattern(language).match(line):
        return _after_by(line[led.end() :])
    if found := _GERMAN_REPORT.fullmatch(line):
        return Byline(people=_people_only(found["names"]))
    if _AND.search(line) and (where := _WHERE.search(line)) and len(several := _people_only(line[: where.start()])) > 1:
        return Byline(people=several)  # Jane Doe and John Roe in London
    if YEAR.search(line) and (columns := _in_columns(line)) != _NOTHING:
        return columns
    if "记者" in line or "記者" in line:
        return Byline(people=_chinese_names(line) if len(line) <= _LONGEST // 3 else ())
    if "기자" in line or "특파원" in line:
        return Byline(people=_korean_names(line) if len(line) <= _LONGEST // 3 else ())
    return _unlabelled(line)


def _unlabelled(line: str) -> Byline:
    """A line without “by”: ``Avec AFP``, ``AFP/ats``, ``Ana Petit, avec Reuters``, ``Ana Petit (à Bruxelles)``."""
    bare = line.strip(" -–—*.()[]（）【】")
    if with_it := _WITH.match(bare):
        name = agency(bare[with_it.end() :]) or agency_in_brackets(f"({bare[with_it.end() :]})")
        return Byline(source=name) if name else _NOTHING
    if (
        (shared := _NAME_WITH_AGENCY.fullmatch(bare))
        and (name := agency(shared["agency"]))
        and "," not in bare
        and "(" not in bare
    ):
        return Byline(source=name)
    if any(map(str.isdecimal, bare)) and (behind := _LABELLED_SOURCE.search(bare)):
        return Byline(source=behind["source"])
    pieces = [piece for piece in _PIECES.split(bare) if piece]
    if "/" in bare and all(len(piece) <= 5 for piece in bare.split("/")):
        first = agency(bare.split("/")[0])
        return Byline(source=first) if first else _NOTHING
    if len(pieces) < 2 or len(pieces) > _FEW_WORDS:
        return _NOTHING
    source: str | None = None
    people: list[str] = []
    is_byline = False  # a word or brackets show that these are the authors
    places = False
    for piece in pieces:
        with_it = _WITH.match(piece)
        if name := agency(piece[with_it.end() :] if with_it else piece):
            source, is_byline = source or name, is_byline or with_it is not None
        elif _ROLES.search(piece) and len(piece.split()) <= _FEW_WORDS:
            is_byline = True
        elif _IN_PLACE.fullmatch(piece):
            is_byline = is_byline or "(" in line
        elif byline := _people_only(piece):
            people += byline
        elif _may_be_place(piece):
            places = True
        elif not any(map(str.isdecimal, piece)):
            return _NOTHING
    if places and people and not source:
        return _NOTHING  # Ana Petit, Journalist, Dies
    return Byline(people=tuple(people) if is_byline else (), source=source)


def _in_columns(line: str) -> Byline:
    """The author in the first of several columns with a date: ``Andrés Lomas | Villaroca | 17 de marzo de 2024``."""
    first, *others = (piece.strip() for piece in _COLUMNS.split(line))
    people = _people_only(first)
    if len(people) != 1 or _is_place(first) or is_newspaper(first) or not any(map(YEAR.search, others)):
        return _NOTHING
    if any(not _may_be_place(piece) or _people_only(piece) for piece in others if not any(map(str.isdecimal, piece))):
        return _NOTHING
    return Byline(people=people)


def _signature(line: str, text: Text) -> Byline:
    """The name in the last line of the text, perhaps with a place beside or below it, as under a letter."""
    last = [" ".join(block.text.split()) for block in text.blocks if block.kind is not BlockKind.FURNITURE][-3:]
    if len(last) == 3 and line == last[1] and _may_be_place(last[2]) and not scripts.ends_sentence(last[2]):
        above = last[0]
    elif len(last) == 3 and line == last[2]:
        above = last[1]
    else:
        return _NOTHING
    name, _, place = line.strip(" -–—*.").partition(", ")
    people = _people_only(name) if not place or _may_be_place(place) else ()
    if not people or not scripts.ends_sentence(above) or above.rstrip()[-1] in '”»"“' or len(above) < _SHORTEST_ABOVE:
        return _NOTHING
    if _are_common_words(people, text) or any(name.split()[0].lower() in _ARTICLES for name in people):
        return _NOTHING
    return Byline(people=people)


def _are_common_words(people: Iterable[str], text: Text, *, every: bool = False) -> bool:
    """Whether a word (or ``every`` one) of these names is in ``text`` in lower case, or is furniture: they are not names."""
    words = [word.lower() for name in people for word in name.split() if word[0].isupper()]
    words = [word for word in words if word not in _PARTICLES]
    if not _FURNITURE_WORDS.isdisjoint(words):
        return True
    running = {word for passage in text.passages for word in passage.words} if words else set()
    return bool(words) and (all if every else any)(word in running for word in words)


def _after_by(rest: str) -> Byline:
    """The people and the agency or newspaper after “by”."""
    rest = _WHEN.split(rest.strip(), maxsplit=1)[0]
    if name := agency(rest.rstrip(" .")):
        return Byline(source=name)
    if not _PERSON.match(rest):
        return _NOTHING
    rest = _with_comma(rest)
    where = _WHERE.search(rest)
    names = rest[: where.start()] if where else rest
    if where and len(rest[where.end() :].split()) > _FEW_WORDS - 1:
        return _NOTHING
    several = _AND.search(names) is not None
    people: list[str] = []
    source = None
    for number, piece in enumerate(piece for piece in _PIECES.split(names) if piece):
        with_it = _WITH.match(piece)
        if name := agency(piece[with_it.end() :] if with_it else piece):
            source = source or name
        elif number == 0 or (several and not _is_complete(people, piece)):
            found = _people_only(piece)
            if not found and number == 0:
                return _newspaper_byline(piece)
            people += found
        elif number == 1 and (found := _people_only(piece)) and not _is_complete(people, piece):
            people += found
        elif not (
            _ROLES.search(piece) or _IN_PLACE.fullmatch(piece) or _may_be_place(piece) or any(map(str.isdecimal, piece))
        ):
            return _NOTHING
    if people and people[0].split()[0].lower() in _ARTICLES:
        return Byline(source=source or people[0])
    if people and _is_place(people[0]):
        return _NOTHING  # Por Puerto Rico
    return Byline(people=tuple(dict.fromkeys(people)), source=source)


def _with_comma(rest: str) -> str:
    """``rest`` with a comma before the agency at its end: ``JANE DOE Associated Press``."""
    words = rest.split()
    for at in range(2, len(words)):
        if not words[at - 1].endswith(",") and agency(" ".join(words[at:])) and words[at - 1].lower() not in _WITHS:
            return f"{' '.join(words[:at])}, {' '.join(words[at:])}"
    return rest


def _is_complete(people: list[str], piece: str) -> bool:
    """Whether ``piece`` is a role or a place and not another name."""
    return not people or _ROLES.search(piece) is not None or _is_place(piece)


def _newspaper_byline(piece: str) -> Byline:
    """The newspaper of ``Par Le Monde avec AFP``, which begins with an article."""
    paper, _, _ = piece.partition(" avec ")
    words = paper.split()
    is_newspaper_name = (
        2 <= len(words) <= 4 and words[0].lower() in _ARTICLES and all(word[0].isupper() for word in words)
    )
    return Byline(source=paper) if is_newspaper_name else _NOTHING


def _may_be_place(piece: str) -> bool:
    return len(piece.split()) <= _PLACE_WORDS and _is_cased([piece])


def _is_place(piece: str) -> bool:
    return piece.split()[0].lower() in _FIRST_WORDS_OF_PLACES


def _people_only(piece: str) -> tuple[str, ...]:
    """The people that ``piece`` names; empty if it has anything else."""
    found = []
    piece = piece.strip(" ,")
    if len(piece.rsplit(" ", 1)[-1]) > _ABBREVIATED:
        piece = piece.rstrip(".")
    for name in filter(None, _AND.split(piece)):
        matched = _PERSON.fullmatch(name.strip())
        if not matched or not _is_cased([name]) or _ROLES.search(name) or not _LAST_NAME.search(name):
            return ()
        found.append(name.strip())
    return tuple(found)


def _is_cased(names: list[str]) -> bool:
    """Whether all words of ``names`` except particles begin with a capital; True in scripts without capitals."""
    return all(
        word[0].isupper() or word in _PARTICLES or not word[0].islower() or _ELIDED.match(word)
        for name in names
        for word in name.split()
    )


@lru_cache(maxsize=256)
def _by_pattern(language: str) -> re.Pattern[str]:
    """The pattern of “by” in ``language``."""
    word = _BY.get(language.split("-")[0], _BY["en"])
    return re.compile(rf"(?:{_BEFORE_BY}?(?:{word})|{_BEFORE_BY}(?:by|par|von|por|di|door))\s*[:：]?\s+", re.IGNORECASE)


def _chinese_names(line: str) -> tuple[str, ...]:
    found = _CHINESE().search(line) if "记者" in line or "記者" in line else None
    names = re.split(r"[、\s,，]+", found["names"]) if found else []
    return tuple(names) if all(name[0] in _CHINESE_SURNAMES for name in names) else ()


def _korean_names(line: str) -> tuple[str, ...]:
    found = _KOREAN().search(line) if "기자" in line or "특파원" in line else None
    return tuple(re.split(r"[·,]\s?", found["names"])) if found else ()
