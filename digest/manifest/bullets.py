"""Bullets, and paragraph lines that read like bullets: the files that one lists, and the fields in the words around them.

    - 6 May 2024: [Harbour reopens](harbour.txt), The Quay (in English) — The ferries are back.

The file is the first link, else the first code span, else the first bare path: in this order it is sure that a file is meant.
After it come parts between commas or in brackets (a date, a language, ``by`` an author, else a source), then a note after a
dash or colon, which is the summary. The comma before a date and that after it may be missing. Before it: a date, a source next
to one, or the title if the link has none. A later link to the web is the URL of the original.

Rejected: links in the middle of a note (only the first file is listed, and files that only a separator divides from it), and
parsing sentences (words that continue after the link without any mark are prose and declare nothing).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from digest.dates import is_weekday
from digest.errors import Position, Problem, Severity, problem
from digest.i18n import language_tag
from digest.manifest.blocks import BlockLine, MarkdownBlock
from digest.manifest.spans import Span, SpanType, has_text_suffix, plain, spans, web_address
from digest.manifest.targets import (
    LANGUAGE_CODES,
    FileReference,
    Include,
    ListedFile,
    file_reference,
    is_date,
    is_generic_link_text,
    is_title,
    language_name,
    local_path,
    make_item,
)
from digest.model import Declared, Fields

_MOST_WORDS = 6  # after a file; more are a sentence
_LIKE_A_FILE = re.compile(r"(?=[a-z]+\d|[a-z]+_)\w{2,60}", re.ASCII)  # “a4”, “ferry_strike”; not “2024”, “G20”
_SEPARATORS = " \t\n,;،，；、/|&+·"


def read_bullet(
    block: MarkdownBlock, file: str, references: Mapping[str, str], inherited: Fields
) -> list[ListedFile | Include]:
    """What a bullet lists: nothing, a file, or several next to each other."""
    text = BulletText.of(block, file, references)
    files = _listed_files(text)
    if not files:
        return []
    fields = surrounding_fields(text, files)
    items: list[ListedFile | Include] = []
    for found in files:
        fields_of_file = fields
        if found.field:
            fields_of_file = {found.field: Declared(text=found.text, where=text.place(found.start)), **fields}
        items.append(make_item(found.target, text.place(found.start), fields_of_file, inherited))
    return items


def unread_words(
    block: MarkdownBlock, file: str, references: Mapping[str, str], items: Sequence[ListedFile | Include]
) -> Iterator[Problem]:
    """A warning where a bullet, which lists ``items``, has words that look like a file or its fields and were not read."""
    line = block.lines[0]
    if not items:
        word = line.text.strip()
        if len(block.lines) == 1 and _LIKE_A_FILE.fullmatch(word):
            message = f"“{word}” is not read as a file, as it has no suffix."
            hint = f"Write the file's name with its suffix (“{word}.txt”), or a link: [{word}]({word})."
            yield problem("unread-words", message, hint, line.position(file, 0), severity=Severity.NOTICE)
        return
    first = items[0]
    if isinstance(first, Include) or first.fields.keys() - {"title", "url"}:
        return
    text = BulletText.of(block, file, references)
    files = _listed_files(text)
    end = files[-1].end
    sections = split_parts(text.masked, end, len(text.masked), (_DASH,))
    if not sections or sections[0][0] != end:
        return
    start = end + len(text.masked[end:]) - len(text.masked[end:].lstrip(_EMPHASIS))
    words = text.plain(*sections[0])
    is_bare = text.text[files[0].start : files[0].end] == files[0].target
    if text.text[start].isalnum() and len(words.split()) <= _MOST_WORDS and (is_bare or _has_date(words)):
        message = f"The words “{words}” after the file are not understood."
        hint = f"Write commas around the date and the source: “{files[0].target}, 2024-05-06, The Quay”."
        yield problem("unread-words", message, hint, text.place(start))


def _has_date(text: str) -> bool:
    words = text.split()
    return any(
        _is_day_or_month(" ".join(words[start : start + count]))
        for count in range(1, _DATE_WORDS + 1)
        for start in range(len(words) - count + 1)
    )


def _is_day_or_month(text: str) -> bool:
    """Whether ``text`` is a date with a month; a lone year may begin a sentence."""
    return is_date(text) and not re.fullmatch(r"\W*\d+\W*", text)


def read_paragraph_line(
    block: MarkdownBlock, file: str, references: Mapping[str, str], inherited: Fields
) -> list[ListedFile | Include]:
    """What a line of a paragraph lists. It is read as a bullet if it begins with a file and continues like one."""
    line = block.lines[0].text
    if "[" not in line and "." not in line:
        return []
    text = BulletText.of(block, file, references)
    files = _listed_files(text)
    if not files or text.masked[: files[0].start].strip("*_ "):
        return []
    rest = text.masked[files[-1].end :].lstrip("*_ ")
    if rest and not re.match(r"[,;:(،，；：（]|[-–—]{1,3}\s", rest):
        return []
    items = read_bullet(block, file, references, inherited)
    return [found for found in items if not found.target.startswith("..")]  # not “[Back](../INDEX.md)”


def _listed_files(text: BulletText) -> list[FileReference]:
    """The first file, and those that only a separator divides from it."""
    links = [span for span in text.spans if span.kind is not SpanType.CODE]
    code = [span for span in text.spans if span.kind is SpanType.CODE]
    for kind in (links, code):
        found = [file for span in kind if (file := file_reference(span, text.references, certain=False))]
        if found:
            break
    else:
        found = _bare_paths(text)
    run = found[:1]
    for file in found[1:]:
        if text.masked[run[-1].end : file.start].strip(_SEPARATORS) not in ("", "and", "et", "und", "y"):
            break
        run.append(file)
    return run


def _bare_paths(text: BulletText) -> list[FileReference]:
    """Paths without markup: a part that ends with a suffix, spaces included, or the first word of a part."""
    found = []
    for start, end in split_parts(text.masked, 0, len(text.masked)):
        part = text.text[start:end].strip(" \t*")
        if part.startswith("_") and part.endswith("_"):
            part = part.strip("_")  # emphasis, whereas a single “_” may begin a file's name
        if _FILLER in text.masked[start:end] or "." not in part:
            continue
        start = text.text.index(part, start)
        path = part if has_text_suffix(part) else part.split()[0]
        target = local_path(path) if has_text_suffix(path) else None
        if target:
            found.append(FileReference(target=target, start=start, end=start + len(path)))
    return found


_FILLER = "\x01"  # replaces markup while the words around it are split
_NO_WORDS = "\x02"  # replaces a picture, or a link to the web whose text is its address
_DASH = re.compile(r"(?<=\s)(?:-{1,3}|[–—→|])(?=\s)|—|:(?=\s|$)|：|\n")
_PART = re.compile(r"[,;](?=\s|$)|[،，；、()（）|·\x02]")
_COMMAS = ",;،，；、"
_COMMA = re.compile(r"[,;](?=\s|$)|[،，；、()（）\x02]")  # where commas separate parts, “Wire · North” is one name
_URL = re.compile(r"https?://[^\s<>()\[\]\"“”«»]*[^\s<>()\[\]\"“”«».,;:!?']", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.? [^\W\d_]+\.? \d{4}")
_CODE = re.compile(r"[a-z]{2}")
_WORD = re.compile(r"\S+")
_DATE_WORDS = 4  # of a date in words at most: Monday 6 May 2024
_BY = re.compile(r"(?:by|par|von|por|di|door|przez|بقلم) +(?=\S)", re.IGNORECASE)
_NO_SOURCE = frozenset(("pdf", "txt", "html", "md", "doc", "video", "audio", "paywall", "updated"))
_EMPHASIS = " \t\n*_~"
_SEPARATING = " \t\n,;:(（"  # at the end of words before a file or bracket


class BulletText(Struct, frozen=True, kw_only=True):
    """The lines of a bullet as one text, in which an offset can be converted to a position.

    ``shown`` is ``text`` without pictures and links that have no text; in ``masked`` all markup is replaced by fillers, so that
    the offsets are the same.
    """

    file: str
    text: str
    shown: str
    masked: str
    spans: list[Span]
    lines: Sequence[BlockLine]
    starts: Sequence[int]
    references: Mapping[str, str]

    @classmethod
    def of(cls, block: MarkdownBlock, file: str, references: Mapping[str, str]) -> BulletText:
        joined = "\n".join(line.text for line in block.lines)
        starts = [0]
        for line in block.lines[:-1]:
            starts.append(starts[-1] + len(line.text) + 1)
        marks = spans(joined, references)
        shown, masked = list(joined), list(joined)
        for span in marks:
            sign = "\n" if span.kind is SpanType.BREAK else _FILLER
            if _is_wordless(span):
                sign = _NO_WORDS  # “([original](https://…))” is only an address
                start, end = span.start, span.end
                if joined[start - 1 : start] == "(" and joined[end : end + 1] == ")":
                    start, end = start - 1, end + 1
                shown[start:end] = " " * (end - start)
            masked[span.start : span.end] = sign * (span.end - span.start)
        masked_text = _URL.sub(lambda found: _NO_WORDS * len(found[0]), "".join(masked))
        return cls(
            file=file,
            text=joined,
            shown="".join(shown),
            masked=masked_text,
            spans=marks,
            lines=block.lines,
            starts=starts,
            references=references,
        )

    def place(self, offset: int) -> Position:
        index = bisect_right(self.starts, offset) - 1
        line = self.lines[index]
        return line.position(self.file, offset - self.starts[index])

    def plain(self, start: int, end: int) -> str:
        """The words between two offsets, without marks of emphasis that surrounded a link."""
        return plain(self.shown[start:end].strip(_SEPARATING), self.references).strip(_EMPHASIS)


def _is_weekday(parts: Sequence[str], index: int) -> bool:
    """Whether a part is the weekday of the date next to it: ``Monday, May 6, 2024``, ``2024年5月6日（月）``."""
    near = (*parts[max(index - 1, 0) : index], *parts[index + 1 : index + 2], " ".join(parts[index + 1 : index + 3]))
    return any(map(is_date, near)) and is_weekday(parts[index])


def _is_wordless(span: Span) -> bool:
    if span.kind in (SpanType.LINK, SpanType.ANGLE) and web_address(span.target):
        return web_address(span.text) is not None or is_generic_link_text(span.text)
    return span.kind is SpanType.IMAGE


def split_parts(
    text: str, start: int, end: int, cuts: Sequence[re.Pattern[str]] = (_DASH, _PART)
) -> list[tuple[int, int]]:
    """Start and end of the non-empty parts of ``text[start:end]`` that the patterns ``cuts`` separate."""
    found = sorted(match.span() for pattern in cuts for match in pattern.finditer(text, start, end))
    parts = []
    for cut_start, cut_end in [*found, (end, end)]:
        if text[start:cut_start].strip(_EMPHASIS):
            parts.append((start, cut_start))
        start = max(start, cut_end)
    return parts


def surrounding_fields(text: BulletText, files: Sequence[FileReference]) -> Fields:
    """The fields that the words around ``files``, which are next to each other in ``text``, declare."""
    found_fields = _BulletFields(text)
    found_fields.read_address(files[-1].end)
    masked = _mask_inner_dividers(text, files[-1].end)
    found_fields.read_after_file(masked, files[-1].end)
    titled = any(found.field == "title" for found in files)
    found_fields.read_before_file(masked, files[0], titled=titled)
    return found_fields.fields


def _mask_inner_dividers(text: BulletText, start: int) -> str:
    """The masked text with dashes inside brackets, and line breaks inside a part, masked too."""
    masked = text.masked
    characters = list(masked)
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
            characters[opening:closing] = _FILLER * (closing - opening)
            done = closing
    for match in re.finditer("\n", masked):
        if match.start() > start and _is_continued(masked, start, match.start()):
            characters[match.start()] = " "
    return "".join(characters)


def _is_continued(masked: str, start: int, at: int) -> bool:
    """Whether the line break ``at`` only wraps a line: it follows a comma or divides a date."""
    before = masked[max(start, at - 60) : at].rstrip()
    if before.endswith((",", ";")):
        return True
    left = re.split(r"[,;(\n]", before)[-1]
    right = re.split(r"[,;)\n—]", masked[at + 1 : at + 60])[0]
    return bool(left.strip()) and is_date(f"{left} {right}")


class _BulletPart(Struct, frozen=True, kw_only=True):
    """Words between commas: the field that they certainly are, or an empty string; the value; the offset of their start."""

    field: str
    text: str
    start: int

    def is_short(self, words: int) -> bool:
        return len(self.text) <= 60 and len(self.text.split()) <= words and self.text.casefold() not in _NO_SOURCE

    def looks_a_name(self) -> bool:
        """Le Monde, lemonde.fr, 朝日新聞; not “with pictures”, not “2 pages”."""
        return "." in self.text or (self.text[0].isalpha() and not self.text[0].islower())


class _BulletFields:
    """The fields found in a bullet; the first value of each field counts."""

    def __init__(self, text: BulletText) -> None:
        self.text = text
        self.fields: dict[str, Declared] = {}

    def add(self, name: str, value: str, start: int) -> None:
        if name not in self.fields:
            while self.text.text[start].isspace():
                start += 1
            self.fields[name] = Declared(text=value, where=self.text.place(start))

    def read_address(self, start: int) -> None:
        """The first link to the web after the file, or else the first before it."""
        text = self.text
        linked = (span for span in text.spans if span.kind in (SpanType.LINK, SpanType.ANGLE))
        links = [(span.start, span.target.strip()) for span in linked if web_address(span.target)]
        bare = (found for found in _URL.finditer(text.text) if not self.is_markup(found.start()))
        links += [(found.start(), found[0]) for found in bare]
        if links:
            at, target = min(links, key=lambda link: (link[0] < start, link[0]))
            self.add("url", target, at)

    def is_markup(self, offset: int) -> bool:
        index = bisect_right(self.text.spans, offset, key=lambda span: span.start) - 1
        return index >= 0 and offset < self.text.spans[index].end

    def read_after_file(self, masked: str, start: int) -> None:
        """A list of parts, if one follows the file; then the summary."""
        sections = split_parts(masked, start, len(masked), (_DASH,))
        if sections and sections[0][0] == start:
            first = sections.pop(0)
            at = len(masked) - len(masked[start:].lstrip(_EMPHASIS))
            sign, after = self.text.masked[at], self.text.masked[at + 1 : at + 2]
            if sign in _COMMAS or sign in "·(（|":
                self.read_comma_list(*first, _COMMA if sign in _COMMAS else _PART)
            elif sign == "." and after.isspace():
                sections.insert(0, (at + 1, first[1]))
            elif (cut := self.read_leading_date(*first)) is not None:
                self.read_comma_list(cut, first[1], _COMMA)
            elif not self.take_fields(*first) and len(self.text.text[slice(*first)].split()) > 6:
                return  # the sentence continues, and its dashes are part of it
        self.read_summary(sections)

    def read_leading_date(self, start: int, end: int) -> int | None:
        """Add the date in words that follow the file without a comma, as in ``a.txt 2024-05-06 The Quay``; the offset after it.

        None if there is no date, or if a sentence goes on after it.
        """
        words = [found.span() for found in _WORD.finditer(self.text.masked, start, end)]
        for count in range(min(_DATE_WORDS, len(words)), 0, -1):
            cut = words[count - 1][1]
            text = self.text.plain(start, cut).rstrip(_COMMAS)
            if not _is_day_or_month(text):
                continue
            rest = list(self.parts(cut, end, _COMMA))
            if rest and not (rest[0].field or (rest[0].is_short(6) and rest[0].looks_a_name())):
                return None
            self.add("date", text, start)
            return cut
        return None

    def read_comma_list(self, start: int, end: int, dividers: re.Pattern[str]) -> None:
        """``, 6 May 2024, The Quay (in English)``. In brackets, without a date, only words that look like a name are a source."""
        parts = list(self.parts(start, end, dividers))
        dated = any(part.field == "date" for part in parts)
        for part in parts:
            if part.field:
                self.add(part.field, part.text, part.start)
            elif part.is_short(6) and (dated or self.sign_before(part.start) not in "(（" or part.looks_a_name()):
                self.add("source", part.text, part.start)

    def read_summary(self, sections: list[tuple[int, int]]) -> None:
        """The sections after dashes: fields at the beginning and end, and the summary between them."""
        dated = len(sections) > 1 and any(part.field == "date" for cut in sections for part in self.parts(*cut))
        first, last = 0, len(sections) - 1
        while first <= last and self.take_fields(*sections[first], alone=dated and first < last):
            first += 1
        while first < last and self.take_fields(*sections[last]):
            last -= 1
        if first <= last and (summary := self.text.plain(sections[first][0], sections[last][1])):
            self.add("summary", summary, sections[first][0])

    def read_before_file(self, masked: str, file: FileReference, *, titled: bool) -> None:
        """Before the file: a date, a source next to one; and the title, if the link has none (``titled``)."""
        other = "source" if titled else "title"
        sections = split_parts(masked, 0, file.start, (_DASH,))
        sections = [section for section in sections if not self.take_fields(*section, other=other)]
        if sections and not titled:
            title = self.text.plain(sections[0][0], sections[-1][1])
            if len(title) <= 300 and is_title(title, file.target):
                self.add("title", title, sections[0][0])

    def take_fields(self, start: int, end: int, *, alone: bool = False, other: str = "source") -> bool:
        """Add the fields of a section (dates, languages, authors, at most one short name); False if it is prose.

        A short name without another field counts only if ``alone``. A section without words is not prose.
        """
        parts = list(self.parts(start, end))
        names = [part for part in parts if not part.field]
        if len(names) > 1 or not all(part.is_short(4) for part in names) or (names == parts and names and not alone):
            return False
        for part in parts:
            self.add(part.field or other, part.text, part.start)
        return True

    def parts(self, start: int, end: int, dividers: re.Pattern[str] = _PART) -> Iterator[_BulletPart]:
        cuts = split_parts(self.text.masked, start, end, (dividers,))
        words = [self.text.plain(*cut) for cut in cuts]
        skipped = -1
        for index, text in enumerate(words):
            at = cuts[index][0]
            code = _CODE.fullmatch(text) is not None and self.sign_before(at) in "(（"  # “(fr)” is not Friday
            weekday = not code and _is_weekday(words, index)
            if index == skipped or not any(map(str.isalnum, text)) or is_generic_link_text(text) or weekday:
                continue
            following = words[index + 1] if index + 1 < len(words) else ""
            if len(following) == 4 and following.isdecimal() and is_date(f"{text} {following}"):  # May 6, 2024
                skipped = index + 1
                yield _BulletPart(field="date", text=f"{text}, {following}", start=at)
            else:
                yield self.part(text, at)

    def part(self, text: str, start: int) -> _BulletPart:
        if len(text) <= 40:
            if is_date(text) or _LIKE_A_DATE.fullmatch(text):  # impossible dates are reported when they are resolved
                return _BulletPart(field="date", text=text, start=start)
            code = text in LANGUAGE_CODES or (
                len(text) == 2 and text.islower() and text.isascii() and language_tag(text)
            )
            language = text if code and self.sign_before(start) in "(（" else language_name(text)
            if language:
                return _BulletPart(field="language", text=language, start=start)
            by = _BY.match(text)
            if by and not text[by.end()].islower():
                return _BulletPart(field="author", text=text[by.end() :], start=start)
        if text.endswith(".") and text.count(".") == 1:  # “The Quay.”, not “A.P.”
            text = text[:-1].rstrip()
        return _BulletPart(field="", text=text, start=start)

    def sign_before(self, start: int) -> str:
        return self.text.masked[start - 1] if start else " "
