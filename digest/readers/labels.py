"""Labelled lines around a text, ``Date: 13 février 2025``, ``来源：新华社``: what they declare, and the text without them.

They are read alike in plain text, at the top of Markdown (Pelican, MultiMarkdown) and below its headline (Notion); bold
labels, ``.. key: value``, ``#+KEY: value`` and ``:key: value`` too.

**At the head** a run of such lines counts, blank lines between allowed; several may share a line (``Source: X | Date: Y``).
A line counts by itself where its value proves it (a date, an address on the web, a language) or its label can hardly be
anything else (``Source``, ``Auteur``, ``Titel``, ``Keywords``, ``Status: draft``). Other fields (``Note``, ``Lead``, ``Thema``,
``By``), which headlines begin with too, count only directly above or below one that counts by itself. “Ukraine: the war goes
on” is a headline, “Published 13 Feb 2025, 10:05” a date without a colon; “Updated …” leaves the text and declares nothing.

Where the headline is known, no line is one: then labels that are no field (``Modified``, ``Template``) go with the others, and
a value may go on in indented lines, or as a list.

**At the foot** only a source, an author and an address count, and only by themselves.

Rejected: labels that are no field above a headline that nobody declares (``Length: 540 words``); they end a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from digest import dates
from digest.errors import Position, Problem
from digest.i18n import fold, language_tag
from digest.model import Declared
from digest.readers import metadata, scripts
from digest.readers.front_matter import add, plain, unknown_keys
from digest.readers.published import published, updated
from digest.vocabulary import fields
from digest.yaml import NOTHING

_MOST_LINES = 40  # of a run, blank ones too
_LONGEST_LINE, _LONGEST_NAME, _LONGEST_DATE = 400, 100, 30  # characters
_FEW_WORDS = 6  # a longer value that ends as a sentence is prose
_FEW_FLAG_WORDS = 3  # of “Status: drfat”, which cannot be read, and is no headline beside other labels
_FOOT_LINES = 4
_MARK = r"\s*+(?:[-*+•][ \t]+|\.\.[ \t]+|\#\+|:)?[*_]{0,3}"
_LABEL = re.compile(
    rf"{_MARK}(?P<label>[^\W\d_](?:[^:：*\n]{{0,28}}[^\s:：*])?)[*_]{{0,3}}\s*(?:::?|：)[*_]{{0,3}}\s*(?P<value>\S.*?)\s*",
    re.DOTALL,
)
_NO_VALUE = re.compile(rf"{_MARK}(?P<label>[^\W\d_](?:[^:：*\n]{{0,28}}[^\s:：*])?)[*_]{{0,3}}\s*[:：][*_]{{0,3}}\s*")
_ITEM = re.compile(r"\s*[-*+][ \t]+(?P<value>\S.*?)\s*")
_FENCE = re.compile(r"[ \t]*+(?:-{3,}|\+{3,}|\.{3})[ \t]*+(?:\n|\Z)")  # that closes lines which no fence opened
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
    """What labelled lines declare, what is wrong with them, and from where to where the text between them goes.

    ``passed`` are lines at the head that declare nothing: when the text was updated.
    """

    declared: dict[str, Declared]
    problems: tuple[Problem, ...]
    start: int
    end: int
    passed: tuple[str, ...] = ()


class _Said(Struct, kw_only=True):
    """One labelled value: the ``name`` of its field (empty: nothing), its place in the text, whether it counts by itself.

    ``items`` are the lines of a list below the label. ``unknown`` is True for a label that nobody knows.
    """

    name: str
    value: str
    at: int
    sure: bool
    label: str = ""
    items: list[str] = field(default_factory=list)
    unknown: bool = False


class _Run(Struct, kw_only=True):
    """The labelled lines so far. ``titled`` is whether the headline is known, so that no line can be one."""

    titled: bool
    said: list[_Said] = field(default_factory=list)
    waiting: list[_Said] = field(default_factory=list)  # of this block of lines, none of which counts by itself
    sure: bool = False
    end: int = 0

    def take(self, end: int) -> None:
        """All that waits counts, up to ``end`` of the text."""
        self.said += self.waiting
        self.waiting, self.end = [], end

    def names(self) -> set[str]:
        return {said.name for said in (*self.said, *self.waiting)}


def labelled(
    text: str, start: int, file: str, *, first_line: int = 1, titled: bool = False, head: bool = True, foot: bool = True
) -> Labels:
    """The labelled lines of ``text`` from ``start`` (the beginning of a line, or near it) on, and at its end.

    ``first_line`` is that of ``text`` in its file; ``titled`` says that its headline stands above it. ``head`` and ``foot`` say
    where lines may stand.
    """
    declared: dict[str, Declared] = {}
    problems: list[Problem] = []
    at_head, start = _head(text, start, titled=titled) if head else ([], start)
    unknown = [(said.label, _place(said, text, file, first_line)) for said in at_head if said.unknown]
    for said in at_head:
        _declare(said, _place(said, text, file, first_line), declared, problems)
    at_foot, end = _foot(text, start, declared) if foot else ([], len(text))
    for said in at_foot:
        _declare(said, _place(said, text, file, first_line), declared, problems)
    passed = [text[said.at :].split("\n", 1)[0].strip() for said in at_head if not (said.name or said.label)]
    problems += unknown_keys(unknown)
    return Labels(declared=declared, problems=tuple(problems), start=start, end=end, passed=tuple(passed))


def by_themselves(line: str) -> dict[str, str]:
    """The fields that ``line`` declares with labels that count by themselves, wherever it stands; empty if it is prose."""
    return {said.name: said.value for said in _line(line, 0) or () if said.sure and said.name}


def _head(text: str, start: int, *, titled: bool) -> tuple[list[_Said], int]:
    run = _Run(titled=titled, end=start)
    at = start
    for _ in range(_MOST_LINES):
        after = text.find("\n", at, at + _LONGEST_LINE + 1)
        if after < 0 and len(text) - at > _LONGEST_LINE:
            break
        line, after = (text[at:], len(text)) if after < 0 else (text[at:after], after + 1)
        if not line.strip():
            if run.sure and run.titled:
                run.take(at)
            run.waiting, run.sure = [], False
            if after == len(text):
                break
        elif run.sure and _FENCE.fullmatch(line):
            run.take(after)
            break
        elif not _enters(line, at, after, run):
            break
        at = after
    else:
        at = len(text)
    if run.sure and run.titled and at >= len(text):
        run.take(len(text))
    return run.said, run.end


def _enters(line: str, at: int, after: int, run: _Run) -> bool:
    """Enters a line into the run; False where it is none of it."""
    if (found := _line(line, at)) is not None:
        if {said.name for said in run.waiting if said.name} & {said.name for said in found}:
            return False  # the same field again, and nothing that counts by itself
        run.waiting += found
        run.sure = run.sure or any(said.sure for said in found)
        run.titled = run.titled or "title" in run.names()
        if run.sure:
            run.take(after)
        return True
    if not run.titled:
        return False
    if latest := next(reversed((*run.said, *run.waiting)), None):
        item = _ITEM.fullmatch(line)
        if item and not latest.value:
            latest.items.append(item["value"])
            return True
        if line[0] in " \t" and latest.value:
            latest.value += f" {line.strip()}"
            if not run.waiting:
                run.end = after
            return True
    if (found_label := _NO_VALUE.fullmatch(line) or _LABEL.fullmatch(line)) is None:
        return False
    label = found_label["label"]
    value = found_label.groupdict().get("value") or ""
    name = fields.field_named(label) if not value else None
    run.waiting.append(
        _Said(name=name or "", value="", at=at, sure=False, label=label, unknown=not fields.is_known(label))
    )
    return True


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
    label = " ".join(re.sub(r"[\s_-]+", " ", fold(found["label"])).split())
    value = found["value"].strip("*") if "*" in found[0][: found.start("value")] else found["value"]
    if fields.may_withhold(label):
        value = metadata.bare(value)
    declared = fields.declaration(found["label"], value)
    if declared is None or value in NOTHING:
        return None
    name, text = declared[0], str(declared[1])
    if not name:
        is_open = fields.may_withhold(label)
        return _Said(name="", value="", at=at, sure=True, label=label) if is_open else None
    if name == "url" and fields.field_named(label) == "source":
        label = "source"
    if name in ("date", "added"):
        text = _day(text) or text
    sure = _counts(name, label, text)
    return None if sure is None else _Said(name=name, value=text, at=at + found.start("value"), sure=sure, label=label)


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
        return False if name in fields.STRICTEST and len(value.split()) <= _FEW_FLAG_WORDS else None
    return name in fields.STRICTEST


def _place(said: _Said, text: str, file: str, first_line: int) -> Position:
    line_start = text.rfind("\n", 0, said.at) + 1
    return Position(file=file, line=text.count("\n", 0, said.at) + first_line, column=said.at - line_start + 1)


def _declare(said: _Said, where: Position, declared: dict[str, Declared], problems: list[Problem]) -> None:
    value = tuple(said.items) if said.items else said.value
    if said.name and value:
        problems += add(
            declared, said.label or "published", said.name, Declared(text=plain(said.name, value), where=where)
        )
