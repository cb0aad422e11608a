"""Read labelled lines around a text (``Date: 13 février 2025``, ``来源：新华社``) and phrases of publication.

They are read alike in plain text, at the top of Markdown (Pelican, MultiMarkdown) and below its headline (Notion); also bold
labels, ``.. key: value``, ``#+KEY: value`` and ``:key: value``.

**At the head** a run of such lines counts, with blank lines allowed; several may share a line (``Source: X | Date: Y``). A line
is certain if its value proves it (a date, a web address, a language) or its label is unambiguous (``Source``, ``Auteur``,
``Titel``, ``Keywords``, ``Status: draft``). Other fields (``Note``, ``Lead``, ``Thema``, ``By``), which also begin headlines,
count only directly above or below a certain one. “Ukraine: the war goes on” is a headline, “Published 13 Feb 2025, 10:05” a
date without a colon; “Updated …” is removed and declares nothing. If the headline is known, labels that are not fields
(``Modified``, ``Template``) are removed too, and a value may continue in indented lines or as a list.

**At the foot** only a certain source, author or address counts.

**Publication phrases** are those of news sites in some thirty languages; a colon after them is optional. One line may have both
kinds in any order: ``Modifié le 14 février 2025 - publié le 13 février 2025``. In Chinese, Japanese and Korean the phrase may
follow its date: ``2025年2月13日 10:05公開``.

Rejected: unknown labels above a headline that is not declared (``Length: 540 words``); they end a run. Relative times (“2 hours
ago”).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from digest import dates
from digest.errors import Position, Problem
from digest.i18n import fold, language_tag
from digest.lazy_regex import lazy_regex
from digest.model import Declared
from digest.readers import scripts
from digest.readers.front_matter import add, plain, unknown_keys
from digest.readers.metadata_block import bare
from digest.vocabulary import fields
from digest.yaml import NOTHING

_MOST_LINES = 40  # in a run, including blank ones
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
_FENCE = re.compile(r"[ \t]*+(?:-{3,}|\+{3,}|\.{3})[ \t]*+(?:\n|\Z)")  # a closing fence without an opening one
_PARTS = re.compile(r"\s*[|｜]\s*|\s+(?=[\u4e00-\u9fff]{2,6}[:：])|\u3000+|[ \t]{2,}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

# Labels that headlines begin with as well, or that mean other things in another language: never certain.
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
    """The declared fields, the problems, and where the text between the labelled lines starts and ends.

    ``passed`` are lines at the head that declare nothing, such as when the text was updated.
    """

    declared: dict[str, Declared]
    problems: tuple[Problem, ...]
    start: int
    end: int
    passed: tuple[str, ...] = ()


class _Label(Struct, kw_only=True):
    """One labelled value: the ``name`` of its field (may be empty), its place in the text, and whether it is certain.

    ``items`` are the lines of a list below the label. ``unknown``: no program is known to use this label.
    """

    name: str
    value: str
    at: int
    sure: bool
    label: str = ""
    items: list[str] = field(default_factory=list)
    unknown: bool = False


class _Run(Struct, kw_only=True):
    """The labelled lines so far. ``titled``: the headline is known, so no later line is one."""

    titled: bool
    entries: list[_Label] = field(default_factory=list)
    waiting: list[_Label] = field(default_factory=list)  # of this block of lines, none of which is certain
    sure: bool = False
    end: int = 0

    def take(self, end: int) -> None:
        """Accept all waiting labels, up to ``end`` of the text."""
        self.entries += self.waiting
        self.waiting, self.end = [], end

    def names(self) -> set[str]:
        return {entry.name for entry in (*self.entries, *self.waiting)}


def labelled(
    text: str, start: int, file: str, *, first_line: int = 1, titled: bool = False, head: bool = True, foot: bool = True
) -> Labels:
    """Read the labelled lines of ``text`` from about ``start`` (a beginning of a line) on, and at its end.

    ``first_line`` is the line of ``text`` in its file; ``titled``: the headline precedes. ``head`` and ``foot``: where to look.
    """
    declared: dict[str, Declared] = {}
    problems: list[Problem] = []
    at_head, start = _head(text, start, titled=titled) if head else ([], start)
    unknown = [(entry.label, _place(entry, text, file, first_line)) for entry in at_head if entry.unknown]
    for entry in at_head:
        _declare(entry, _place(entry, text, file, first_line), declared, problems)
    at_foot, end = _foot(text, start, declared) if foot else ([], len(text))
    for entry in at_foot:
        _declare(entry, _place(entry, text, file, first_line), declared, problems)
    passed = [text[entry.at :].split("\n", 1)[0].strip() for entry in at_head if not (entry.name or entry.label)]
    problems += unknown_keys(unknown)
    return Labels(declared=declared, problems=tuple(problems), start=start, end=end, passed=tuple(passed))


def certain_fields(line: str) -> dict[str, str]:
    """The fields that ``line`` declares with certain labels, wherever it is; empty for prose."""
    return {entry.name: entry.value for entry in _line(line, 0) or () if entry.sure and entry.name}


def _head(text: str, start: int, *, titled: bool) -> tuple[list[_Label], int]:
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
    return run.entries, run.end


def _enters(line: str, at: int, after: int, run: _Run) -> bool:
    """Add a line to the run; False if it does not belong to it."""
    if (found := _line(line, at)) is not None:
        if {entry.name for entry in run.waiting if entry.name} & {entry.name for entry in found}:
            return False  # the same field again, and nothing certain
        run.waiting += found
        run.sure = run.sure or any(entry.sure for entry in found)
        run.titled = run.titled or "title" in run.names()
        if run.sure:
            run.take(after)
        return True
    if not run.titled:
        return False
    if latest := next(reversed((*run.entries, *run.waiting)), None):
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
        _Label(name=name or "", value="", at=at, sure=False, label=label, unknown=not fields.is_known(label))
    )
    return True


def _foot(text: str, start: int, declared: dict[str, Declared]) -> tuple[list[_Label], int]:
    end = len(text.rstrip())
    found: list[_Label] = []
    for _ in range(_FOOT_LINES):
        at = text.rfind("\n", max(start, end - _LONGEST_LINE), end) + 1
        if at <= start:
            break  # some text must be left
        entry = _line(text[at:end], at)
        if entry is None or not all(one.sure and _at_foot(one) and one.name not in declared for one in entry):
            break
        above = text[max(start, at - _LONGEST_LINE) : at - 1].rsplit("\n", 1)[-1].rstrip()
        if above and not scripts.ends_sentence(above) and not _line(above, 0):
            break  # for example within wrapped text
        found[:0] = entry
        end = len(text[:at].rstrip())
    return found, end if found else len(text)


def _at_foot(entry: _Label) -> bool:
    return entry.name in _AT_THE_FOOT and (
        entry.name != "url" or entry.label in _FOOT_ADDRESSES or entry.label == "source"
    )


def _line(line: str, at: int) -> list[_Label] | None:
    """The labelled values of ``line``, which begins at ``at``; None if it is anything else."""
    if updated(line):
        return [_Label(name="", value="", at=at, sure=True)]
    if (day := published(line)) and (value := _day(day)):
        return [_Label(name="date", value=value, at=at + line.find(day), sure=True)]
    if single := _value(line, at) if ":" in line[:40] or "：" in line[:40] else None:
        parts = [_value(part, at + place) for part, place in _parts(line)]
        return [part for part in parts if part] if len(parts) > 1 and all(parts) else [single]
    return None


def _parts(line: str) -> Iterator[tuple[str, int]]:
    place = 0
    for found in _PARTS.finditer(line):
        if line[place : found.start()].strip():
            yield line[place : found.start()], place
        place = found.end()
    yield line[place:], place


def _value(part: str, at: int) -> _Label | None:
    if not (found := _LABEL.fullmatch(part)):
        return None
    label = " ".join(re.sub(r"[\s_-]+", " ", fold(found["label"])).split())
    value = found["value"].strip("*") if "*" in found[0][: found.start("value")] else found["value"]
    if fields.may_withhold(label):
        value = bare(value)
    declared = fields.declaration(found["label"], value)
    if declared is None or value in NOTHING:
        return None
    name, text = declared[0], str(declared[1])
    if not name:
        is_open = fields.may_withhold(label)
        return _Label(name="", value="", at=at, sure=True, label=label) if is_open else None
    if name == "url" and fields.field_named(label) == "source":
        label = "source"
    if name in ("date", "added"):
        text = _day(text) or text
    sure = _counts(name, label, text)
    return None if sure is None else _Label(name=name, value=text, at=at + found.start("value"), sure=sure, label=label)


def _day(text: str) -> str | None:
    """The date in ``text``, perhaps with a time, as EDTF; None if it cannot be read."""
    found = dates.parse_written(text)
    return str(found) if found else None


def _counts(name: str, label: str, value: str) -> bool | None:
    """True for a certain value, False for one that counts only next to a certain one, None for text."""
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


def _place(entry: _Label, text: str, file: str, first_line: int) -> Position:
    line_start = text.rfind("\n", 0, entry.at) + 1
    return Position(file=file, line=text.count("\n", 0, entry.at) + first_line, column=entry.at - line_start + 1)


def _declare(entry: _Label, where: Position, declared: dict[str, Declared], problems: list[Problem]) -> None:
    value = tuple(entry.items) if entry.items else entry.value
    if entry.name and value:
        problems += add(
            declared, entry.label or "published", entry.name, Declared(text=plain(entry.name, value), where=where)
        )


# Phrases of publication.


_LONGEST_STAMP = 200  # characters of such a line
_PHRASES = Path(__file__).parent.parent / "data" / "publication_phrases.json"
_AFTER = r"(?:(?![^\W\d_])[\s.]*[:：]?\s*(?=\S)|[\s.]*[:：]?\s*(?=[\d〇一二民令平昭]))"
_DIVIDERS = r"\-\s,;|｜•·・(（\[【/／–—"
_ITSELF = (
    r"(?:(?:this |cet |ce |dieser |este |questo |dit )?(?:article|post|story|billet|texte|artikel|beitrag|artículo|artigo|"
    r"articolo|bericht) (?:was |has been |a été |wurde |fue |foi |è stato )?)?"
)
_BEHIND = lazy_regex(
    r"\s*(?P<day>[^|｜]*?\d[^|｜]{0,3}?)\s?(?:(?P<published>公開|掲載|配信|発表|投稿|作成|发布|發布|发表|發表|刊登|입력|등록|게시|작성)"
    rf"|(?P<updated>更新|修正|수정|업데이트))(?=$|[{_DIVIDERS})）、])[{_DIVIDERS})）、]*"
)
_LETS_START = re.compile(r"[\d)\]】]\S*$|\b(?:[ap]\.?m\.?|[AP]\.?M\.?|Uhr|uur|et|and|und|y|e|[A-Z]{1,3}T|UTC)$")
_AROUND = " .,;|｜•·・()（）[]【】/／–—-"


@lru_cache(maxsize=1)
def _phrase() -> re.Pattern[str]:
    """A phrase at a place where one may begin, in a ``caseless`` line."""
    data = json.loads(_PHRASES.read_text("utf-8"))
    published, updated = (
        "|".join(sorted(scripts.caseless(", ".join(data[kind])).split(", "), key=lambda phrase: (-len(phrase), phrase)))
        for kind in ("published", "updated")
    )  # longest first, so that “published on” is not read as “published”
    return re.compile(
        rf"(?:^{_ITSELF}|(?<=[{_DIVIDERS}])|(?<=[日分\d](?=[^\W\d_a-z])))(?:(?P<published>{published})|(?P<updated>{updated})){_AFTER}"
    )


class Stamp(Struct, frozen=True):
    """The text after one phrase, beginning with the day; ``published`` is False for an update."""

    published: bool
    text: str


def stamps(line: str) -> tuple[str, tuple[Stamp, ...]]:
    """The text before the first publication phrase in ``line``, and what follows each phrase.

    A phrase is at the beginning, after a separator, or after a space if it begins with a capital or follows a time or “and”.
    In a sentence (“the report published on 13 February 2025”) it does not count.
    """
    if len(line) > _LONGEST_STAMP or not dates.YEAR.search(line):
        return line, ()
    if behind := tuple(_behind(line)):
        return "", behind
    phrases = [found for found in _phrase().finditer(scripts.caseless(line)) if _may_start(line, found)]
    if not phrases:
        return line, ()
    ends = [found.start() for found in phrases[1:]] + [len(line)]
    parts = (
        Stamp(found["published"] is not None, line[found.end() : end].strip(_AROUND))
        for found, end in zip(phrases, ends, strict=True)
    )
    return line[: phrases[0].start()].strip(), tuple(parts)


def published(line: str) -> str | None:
    """The day, perhaps with a time, that ``line`` states as publication date, if it states nothing else."""
    head, parts = stamps(line)
    days = [part.text for part in parts if part.published]
    return days[0] if not head.strip(_AROUND) and len(days) == 1 else None


def updated(line: str) -> bool:
    """Whether ``line`` only states when an article was updated."""
    head, parts = stamps(line)
    if head.strip(_AROUND) or not parts:
        return False
    return all(not part.published and dates.parse_written(part.text) for part in parts)


def _may_start(line: str, found: re.Match[str]) -> bool:
    before = line[: found.start()]
    if not before.strip(_AROUND) or before.rstrip()[-1:] in _AROUND or line[found.start()].isupper():
        return True
    return _LETS_START.search(before.rstrip()) is not None


def _behind(line: str) -> Iterator[Stamp]:
    """The stamps of a line whose phrases follow the days; none if anything is left over."""
    if line.isascii():
        return
    found: list[Stamp] = []
    at = 0
    while at < len(line):
        if not (match := _BEHIND().match(line, at)):
            return
        found.append(Stamp(match["published"] is not None, match["day"].strip(_AROUND)))
        at = match.end()
    yield from found
