"""What stands around the file in a bullet.

    - 6 May 2024: [Harbour reopens](harbour.txt), The Quay (in English) — The ferries are back.

Behind the file: parts between commas or in brackets (a date, a language, ``by`` an author, else a source), then a note
after a dash or colon, which is the summary. In front of it: a date, a source beside one, or the title where the link itself
names none. A later link to the web is the address of the original.

Rejected: understanding sentences. Words that go on from the link without any mark are prose and say nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from digest.dates import is_weekday
from digest.errors import Position
from digest.i18n import language_tag
from digest.manifest.blocks import Block, Piece
from digest.manifest.inline import Kind, Span, plain, spans
from digest.manifest.links import File
from digest.manifest.meaning import CODES, is_date, language_name
from digest.manifest.paths import is_title, says_nothing, web
from digest.model import Declared, Fields

FILLER = "\x01"  # stands for markup while the words around it are divided
_NO_WORDS = "\x02"  # for a picture, or a link to the web without words of its own
_DASH = re.compile(r"(?<=\s)(?:-{1,3}|[–—→|])(?=\s)|—|:(?=\s|$)|：|\n")
_PART = re.compile(r"[,;](?=\s|$)|[،，；、()（）|·\x02]")
_COMMAS = ",;،，；、"
_COMMA = re.compile(r"[,;](?=\s|$)|[،，；、()（）\x02]")  # where commas divide, “Wire · North” is one name
_URL = re.compile(r"https?://[^\s<>()\[\]\"“”«»]*[^\s<>()\[\]\"“”«».,;:!?']", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.? [^\W\d_]+\.? \d{4}")
_CODE = re.compile(r"[a-z]{2}")
_BY = re.compile(r"(?:by|par|von|por|di|door|przez|بقلم) +(?=\S)", re.IGNORECASE)
_NO_SOURCE = frozenset(("pdf", "txt", "html", "md", "doc", "video", "audio", "paywall", "updated"))
_MARKS = " \t\n*_~"
_SIGNS = " \t\n,;:(（"  # left over at the end of words that a file or bracket follows


class Text(Struct, frozen=True, kw_only=True):
    """A bullet's lines as one text, and the way back from an offset to its place.

    ``shown`` is the text without pictures and links that have no words of their own, ``masked`` with all markup masked.
    """

    file: str
    text: str
    shown: str
    masked: str
    spans: list[Span]
    pieces: Sequence[Piece]
    starts: Sequence[int]
    references: Mapping[str, str]

    @classmethod
    def of(cls, block: Block, file: str, references: Mapping[str, str]) -> Text:
        joined = "\n".join(piece.text for piece in block.pieces)
        starts = [0]
        for piece in block.pieces[:-1]:
            starts.append(starts[-1] + len(piece.text) + 1)
        marks = spans(joined, references)
        shown, masked = list(joined), list(joined)
        for span in marks:
            sign = "\n" if span.kind is Kind.BREAK else FILLER
            if _is_wordless(span):
                sign = _NO_WORDS  # “([original](https://…))” is an address only
                start, end = span.start, span.end
                if joined[start - 1 : start] == "(" and joined[end : end + 1] == ")":
                    start, end = start - 1, end + 1
                shown[start:end] = " " * (end - start)
            masked[span.start : span.end] = sign * (span.end - span.start)
        whole = _URL.sub(lambda found: _NO_WORDS * len(found[0]), "".join(masked))
        return cls(file=file, text=joined, shown="".join(shown), masked=whole, spans=marks, pieces=block.pieces,
                   starts=starts, references=references)  # fmt: skip

    def place(self, offset: int) -> Position:
        index = bisect_right(self.starts, offset) - 1
        piece = self.pieces[index]
        return Position(file=self.file, line=piece.line, column=piece.column + offset - self.starts[index])

    def plain(self, start: int, end: int) -> str:
        """The words between two offsets, without marks of emphasis left over from around a link."""
        return plain(self.shown[start:end].strip(_SIGNS), self.references).strip(_MARKS)


def _is_weekday(parts: Sequence[str], index: int) -> bool:
    """Whether a part is the weekday of the date beside it: ``Monday, May 6, 2024``, ``2024年5月6日（月）``."""
    beside = (*parts[max(index - 1, 0) : index], *parts[index + 1 : index + 2], " ".join(parts[index + 1 : index + 3]))
    return any(map(is_date, beside)) and is_weekday(parts[index])


def _is_wordless(span: Span) -> bool:
    if span.kind in (Kind.LINK, Kind.ANGLE) and web(span.target):
        return web(span.text) is not None or says_nothing(span.text)
    return span.kind is Kind.IMAGE


def divided(text: str, start: int, end: int, cuts: Sequence[re.Pattern[str]] = (_DASH, _PART)) -> list[tuple[int, int]]:
    """The parts of ``text[start:end]`` between what ``cuts`` match; empty ones left out."""
    found = sorted(match.span() for pattern in cuts for match in pattern.finditer(text, start, end))
    parts = []
    for cut_start, cut_end in [*found, (end, end)]:
        if text[start:cut_start].strip(_MARKS):
            parts.append((start, cut_start))
        start = max(start, cut_end)
    return parts


def remarks(text: Text, files: Sequence[File]) -> Fields:
    """The fields that the words around ``files`` (side by side in ``text``) declare of them."""
    said = _Said(text)
    said.address(files[-1].end)
    outer = _outer(text, files[-1].end)
    said.behind(outer, files[-1].end)
    titled = any(found.says == "title" for found in files)
    said.in_front(outer, files[0], titled=titled)
    return said.fields


def _outer(text: Text, start: int) -> str:
    """The masked text in which dashes inside brackets, and line breaks inside a part, divide nothing."""
    masked = text.masked
    signs = list(masked)
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    for match in re.finditer(r"[()（）]", masked):
        if match[0] in "(（":
            waiting.append(match.start())
        elif waiting:
            pairs.append((waiting.pop(), match.end()))
    done = 0
    for opening, closing in sorted(pairs):
        if opening >= done:
            signs[opening:closing] = FILLER * (closing - opening)
            done = closing
    for match in re.finditer("\n", masked):
        if match.start() > start and _goes_on(masked, start, match.start()):
            signs[match.start()] = " "
    return "".join(signs)


def _goes_on(masked: str, start: int, at: int) -> bool:
    """Whether the line break ``at`` is only where a line was full: after a comma, or within a date."""
    before = masked[max(start, at - 60) : at].rstrip()
    if before.endswith((",", ";")):
        return True
    left = re.split(r"[,;(\n]", before)[-1]
    right = re.split(r"[,;)\n—]", masked[at + 1 : at + 60])[0]
    return bool(left.strip()) and is_date(f"{left} {right}")


class _Part(Struct, frozen=True, kw_only=True):
    """Some words between commas: the field that they are surely of, or an empty string; its value; where they start."""

    field: str
    text: str
    start: int

    def is_short(self, words: int) -> bool:
        return len(self.text) <= 60 and len(self.text.split()) <= words and self.text.casefold() not in _NO_SOURCE

    def looks_a_name(self) -> bool:
        """Le Monde, lemonde.fr, 朝日新聞; not “with pictures”, not “2 pages”."""
        return "." in self.text or (self.text[0].isalpha() and not self.text[0].islower())


class _Said:
    """What has been found so far; of each field the first counts."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.fields: dict[str, Declared] = {}

    def add(self, name: str, value: str, start: int) -> None:
        if name not in self.fields:
            while self.text.text[start].isspace():
                start += 1
            self.fields[name] = Declared(text=value, where=self.text.place(start))

    def address(self, start: int) -> None:
        """The first link to the web behind the file, or else the first in front of it."""
        text = self.text
        links = [(span.start, span.target.strip()) for span in text.spans
                 if span.kind in (Kind.LINK, Kind.ANGLE) and web(span.target)]  # fmt: skip
        links += [(found.start(), found[0]) for found in _URL.finditer(text.text)
                  if not self.is_markup(found.start())]  # fmt: skip
        if links:
            at, target = min(links, key=lambda link: (link[0] < start, link[0]))
            self.add("url", target, at)

    def is_markup(self, offset: int) -> bool:
        index = bisect_right(self.text.spans, offset, key=lambda span: span.start) - 1
        return index >= 0 and offset < self.text.spans[index].end

    def behind(self, outer: str, start: int) -> None:
        """A tail of parts, if it begins as one; then the note."""
        sections = divided(outer, start, len(outer), (_DASH,))
        if sections and sections[0][0] == start:
            first = sections.pop(0)
            at = len(outer) - len(outer[start:].lstrip(_MARKS))
            sign, after = self.text.masked[at], self.text.masked[at + 1 : at + 2]
            if sign in _COMMAS or sign in "·(（|":
                self.tail(*first, _COMMA if sign in _COMMAS else _PART)
            elif sign == "." and after.isspace():
                sections.insert(0, (at + 1, first[1]))
            elif not self.metadata(*first) and len(self.text.text[slice(*first)].split()) > 6:
                return  # the sentence goes on, and its dashes are its own
        self.note(sections)

    def tail(self, start: int, end: int, dividers: re.Pattern[str]) -> None:
        """``, 6 May 2024, The Quay (in English)``: alone in brackets only what looks like a name is a source."""
        parts = list(self.parts(start, end, dividers))
        dated = any(part.field == "date" for part in parts)
        for part in parts:
            if part.field:
                self.add(part.field, part.text, part.start)
            elif part.is_short(6) and (dated or self.sign_before(part.start) not in "(（" or part.looks_a_name()):
                self.add("source", part.text, part.start)

    def note(self, sections: list[tuple[int, int]]) -> None:
        """What follows a dash: the summary, but for what is no prose in front of it and behind."""
        dated = len(sections) > 1 and any(part.field == "date" for cut in sections for part in self.parts(*cut))
        first, last = 0, len(sections) - 1
        while first <= last and self.metadata(*sections[first], alone=dated and first < last):
            first += 1
        while first < last and self.metadata(*sections[last]):
            last -= 1
        if first <= last and (summary := self.text.plain(sections[first][0], sections[last][1])):
            self.add("summary", summary, sections[first][0])

    def in_front(self, outer: str, file: File, *, titled: bool) -> None:
        """A date, a source beside one; and the title, where the link does not say it."""
        other = "source" if titled else "title"
        sections = [section for section in divided(outer, 0, file.start, (_DASH,))
                    if not self.metadata(*section, other=other)]  # fmt: skip
        if sections and not titled:
            title = self.text.plain(sections[0][0], sections[-1][1])
            if len(title) <= 300 and is_title(title, file.target):
                self.add("title", title, sections[0][0])

    def metadata(self, start: int, end: int, *, alone: bool = False, other: str = "source") -> bool:
        """Whether ``start:end`` is no prose but fields, which are taken: a date, language or author, and one short name.

        A short name ``alone`` counts where dates stand between dashes too. Words that say nothing are no prose either.
        """
        parts = list(self.parts(start, end))
        names = [part for part in parts if not part.field]
        if len(names) > 1 or not all(part.is_short(4) for part in names) or (names == parts and names and not alone):
            return False
        for part in parts:
            self.add(part.field or other, part.text, part.start)
        return True

    def parts(self, start: int, end: int, dividers: re.Pattern[str] = _PART) -> Iterator[_Part]:
        cuts = divided(self.text.masked, start, end, (dividers,))
        words = [self.text.plain(*cut) for cut in cuts]
        skipped = -1
        for index, text in enumerate(words):
            at = cuts[index][0]
            code = _CODE.fullmatch(text) is not None and self.sign_before(at) in "(（"  # “(fr)” is no Friday
            weekday = not code and _is_weekday(words, index)
            if index == skipped or not any(map(str.isalnum, text)) or says_nothing(text) or weekday:
                continue
            following = words[index + 1] if index + 1 < len(words) else ""
            if len(following) == 4 and following.isdecimal() and is_date(f"{text} {following}"):  # May 6, 2024
                skipped = index + 1
                yield _Part(field="date", text=f"{text}, {following}", start=at)
            else:
                yield self.part(text, at)

    def part(self, text: str, start: int) -> _Part:
        if len(text) <= 40:
            if is_date(text) or _LIKE_A_DATE.fullmatch(
                text
            ):  # an unclear or impossible one is told when it is resolved
                return _Part(field="date", text=text, start=start)
            code = text in CODES or (len(text) == 2 and text.islower() and text.isascii() and language_tag(text))
            language = text if code and self.sign_before(start) in "(（" else language_name(text)
            if language:
                return _Part(field="language", text=language, start=start)
            by = _BY.match(text)
            if by and not text[by.end()].islower():
                return _Part(field="author", text=text[by.end() :], start=start)
        if text.endswith(".") and text.count(".") == 1:  # “The Quay.”, not “A.P.”
            text = text[:-1].rstrip()
        return _Part(field="", text=text, start=start)

    def sign_before(self, start: int) -> str:
        return self.text.masked[start - 1] if start else " "
