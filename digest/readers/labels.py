"""Labelled lines around a plain text, ``Date: 13 février 2025``, ``来源：新华社``: what they declare, and the text without them.

**At the head** a run of such lines counts, blank lines between allowed; several may share a line (``Source: X | Date: Y``).
A line counts by itself where its value proves it (a date, an address on the web, a language) or its label can hardly be
anything else (``Source``, ``Auteur``, ``Titel``, ``Keywords``). Other fields (``Note``, ``Lead``, ``Thema``, ``By``), which
headlines begin with too, count only directly above or below one that counts by itself. “Ukraine: the war goes on” is a
headline, “Published 13 Feb 2025, 10:05” a date without a colon; “Updated …” leaves the text and declares nothing.

**At the foot** only a source, an author and an address count, and only by themselves.

Given up: labels that are no field (``Length: 540 words``), which end a run; values over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from digest import dates, fields
from digest.errors import Position, Problem, Severity
from digest.model import Declared
from digest.readers import scripts
from digest.readers.published import published, updated
from digest.words import fold, language_tag

_MOST_LINES = 40  # of a run, blank ones too
_LONGEST_LINE, _LONGEST_NAME, _LONGEST_DATE = 400, 100, 30  # characters
_FEW_WORDS = 6  # a longer value that ends as a sentence is prose
_FOOT_LINES = 4
_LABEL = re.compile(r"\s*(?P<label>[^\W\d_](?:[^:：\n]{0,28}[^\s:：])?)\s*[:：]\s*(?P<value>\S.*?)\s*", re.DOTALL)
_PARTS = re.compile(r"\s*[|｜]\s*|\s+(?=[\u4e00-\u9fff]{2,6}[:：])|\u3000+|[ \t]{2,}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

# Labels that headlines begin with as well, or that mean other things in another language: not by themselves.
_WEAK = frozenset(
    "day|jour|dia|dag|giorno|dzien|день|data|dates|by|paper|media|medias|medium|medien|medio|medios|journal|diario|zeitung|"
    "krant|gazeta|газета|издание|публикация|publication|publikation|publicacion|publicacao|uitgave|sources|quellen|fuentes|"
    "fontes|fonti|bronnen|zrodla|источники|المصادر|sources|thema|themen|tema|temas|temi|temat|tematy|тема|темы|theme|themes|"
    "sujet|sujets|subject|subjects|assunto|asunto|argomento|argomenti|onderwerp|topic|section|sections|category|tag|"
    "kop|titular|titulos|titres|titoli|titles|название|firma|signature|reporter|journalist|journaliste|periodista|"
    "jornalista|giornalista|dziennikarz|журналист|صحيفة|جريدة|موضوع|قسم|الموضوع|話題|话题|テーマ|議題|议题|媒体|媒體|メディア|"
    "ソース|分野|link|links|lien|liens|tagi|метки|وسم".split("|")
)
_BY_THEMSELVES = frozenset({"title", "source", "author", "topics", "keyphrases"})
_AT_THE_FOOT = frozenset({"source", "author", "url"})
_FOOT_ADDRESSES = frozenset({"url", "original url", "source url", "permalink", "原文链接", "原文連結", "原文リンク"})


class Labels(Struct, frozen=True, kw_only=True):
    """What labelled lines declare, what is wrong with them, and from where to where the text between them goes."""

    declared: dict[str, Declared]
    problems: tuple[Problem, ...]
    start: int
    end: int


class _Said(Struct, frozen=True, kw_only=True):
    """One labelled value: the ``name`` of its field (empty: nothing), its place in the text, whether it counts by itself."""

    name: str
    value: str
    at: int
    sure: bool
    label: str = ""


class _Run(Struct, kw_only=True):
    """The labelled lines so far."""

    said: list[_Said] = field(default_factory=list)
    waiting: list[_Said] = field(default_factory=list)  # of this block of lines, none of which counts by itself
    sure: bool = False
    end: int = 0


def labelled(text: str, start: int, file: str) -> Labels:
    """The labelled lines of ``text`` from ``start`` (the beginning of a line, or near it) on, and at its end."""
    head, start = _head(text, start)
    declared: dict[str, Declared] = {}
    problems: list[Problem] = []
    for said in head:
        _declare(said, text, file, declared, problems)
    foot, end = _foot(text, start, declared)
    for said in foot:
        _declare(said, text, file, declared, problems)
    return Labels(declared=declared, problems=tuple(problems), start=start, end=end)


def by_themselves(line: str) -> dict[str, str]:
    """The fields that ``line`` declares with labels that count by themselves, wherever it stands; empty if it is prose."""
    return {said.name: said.value for said in _line(line, 0) or () if said.sure and said.name}


def _head(text: str, start: int) -> tuple[list[_Said], int]:
    run = _Run(end=start)
    at = start
    for _ in range(_MOST_LINES):
        after = text.find("\n", at, at + _LONGEST_LINE + 1)
        if after < 0 and len(text) - at > _LONGEST_LINE:
            break
        line, after = (text[at:], len(text)) if after < 0 else (text[at:after], after + 1)
        if not line.strip():
            run.waiting, run.sure = [], False
            if after == len(text):
                break
        elif (found := _line(line, at)) is None or not _goes_with(run, found):
            break
        else:
            run.waiting += found
            run.sure = run.sure or any(said.sure for said in found)
            if run.sure:
                run.said += run.waiting
                run.waiting, run.end = [], after
        at = after
    return run.said, run.end


def _goes_with(run: _Run, found: list[_Said]) -> bool:
    """Whether a line goes on the run: not if all before it in its block only wait, and it says the same field again."""
    return not {said.name for said in run.waiting} & {said.name for said in found}


def _foot(text: str, start: int, declared: dict[str, Declared]) -> tuple[list[_Said], int]:
    end = len(text.rstrip())
    found: list[_Said] = []
    for _ in range(_FOOT_LINES):
        at = text.rfind("\n", max(start, end - _LONGEST_LINE), end) + 1
        if at <= start:
            break  # there must be a text
        said = _line(text[at:end], at)
        if said is None or not all(one.sure and _at_foot(one) and one.name not in declared for one in said):
            break
        above = text[max(start, at - _LONGEST_LINE) : at - 1].rsplit("\n", 1)[-1].rstrip()
        if above and not scripts.ends_sentence(above) and not _line(above, 0):
            break  # in the middle of wrapped text, say
        found[:0] = said
        end = len(text[:at].rstrip())
    return found, end if found else len(text)


def _at_foot(said: _Said) -> bool:
    return said.name in _AT_THE_FOOT and (said.name != "url" or said.label in _FOOT_ADDRESSES or said.label == "source")


def _line(line: str, at: int) -> list[_Said] | None:
    """What ``line``, which begins at ``at``, says under labels; None if it is anything else."""
    if updated(line):
        return [_Said(name="", value="", at=at, sure=True)]
    if (day := published(line)) and (value := _day(day)):
        return [_Said(name="date", value=value, at=at + line.find(day), sure=True)]
    if whole := _value(line, at) if ":" in line[:40] or "：" in line[:40] else None:
        parts = [_value(part, at + place) for part, place in _parts(line)]
        return [part for part in parts if part] if len(parts) > 1 and all(parts) else [whole]
    return None


def _parts(line: str) -> Iterator[tuple[str, int]]:
    place = 0
    for found in _PARTS.finditer(line):
        if line[place : found.start()].strip():
            yield line[place : found.start()], place
        place = found.end()
    yield line[place:], place


def _value(part: str, at: int) -> _Said | None:
    if not (found := _LABEL.fullmatch(part)):
        return None
    label = " ".join(re.sub(r"[\s_*-]+", " ", fold(found["label"])).split())
    name = fields.field_named(found["label"]) or fields.field_named(found["label"].replace("-", ""))
    if name is None:
        return None
    value = found["value"]
    if name == "source" and _ADDRESS.fullmatch(value):
        name, label = "url", "source"
    if name in ("date", "added"):
        value = _day(value) or value
    sure = _counts(name, label, value)
    return None if sure is None else _Said(name=name, value=value, at=at + found.start("value"), sure=sure, label=label)


def _day(text: str) -> str | None:
    """The day that ``text`` writes, with its time or without, in EDTF; None where it cannot be read."""
    found = dates.parse_written(text)
    return str(found) if found else None


def _counts(name: str, label: str, value: str) -> bool | None:
    """Whether a value counts by itself (True), beside one that does (False), or not at all (None)."""
    weak = label in _WEAK
    if name == "date":
        if dates.parse_written(value):
            return True
        if len(value) > _LONGEST_DATE or len(value.split()) > _FEW_WORDS:
            return None
        return not weak and any(map(str.isdecimal, value))
    if name == "url":
        return True if _ADDRESS.fullmatch(value) else None
    if name == "language":
        return language_tag(value) is not None or (None if len(value) > _LONGEST_DATE else False)
    if name in ("rights", "draft", "lead", "weight"):
        return _flag(name, value)
    prose = scripts.ends_sentence(value) and len(value.split()) > _FEW_WORDS
    if name in ("source", "author") and (prose or len(value) > _LONGEST_NAME or (weak and value[0].islower())):
        return None
    return name in _BY_THEMSELVES and not weak


def _flag(name: str, value: str) -> bool | None:
    try:
        fields.read(name, value)
    except ValueError:
        return False if name == "rights" and len(value) <= _LONGEST_DATE else None
    return name in ("rights", "draft")


def _declare(said: _Said, text: str, file: str, declared: dict[str, Declared], problems: list[Problem]) -> None:
    if not said.name:
        return
    line_start = text.rfind("\n", 0, said.at) + 1
    where = Position(file=file, line=text.count("\n", 0, said.at) + 1, column=said.at - line_start + 1)
    before = declared.get(said.name)
    if before is None:
        declared[said.name] = Declared(text=said.value, where=where)
    elif said.name in fields.LISTS:
        both = (*fields.split(before.text), *fields.split(said.value))
        declared[said.name] = Declared(text=both, where=before.where)
    elif before.text != said.value:
        problems.append(
            Problem(
                code="duplicate-key",
                severity=Severity.WARNING,
                message=f"“{said.label or 'published'}” says the {said.name} a second time; the first one counts.",
                mend="Take one of them out.",
                where=where,
            )
        )
