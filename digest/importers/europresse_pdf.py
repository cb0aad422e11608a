"""Import the text of a PDF of Europresse, copied or converted: a cover, a table of contents, then the documents.

Each document has a line with bullets, ``La Gazette • Culture • samedi 8 octobre 2022 • p. 17 • 142 mots``; below it the
headline, a deck and the author up to a blank line; then the text, wrapped. Beside it stands a block about the source, from “Nom
de la source” to the date of the certificate, with the document's number; it may come out before or after the line with bullets.
Each page ends with a code of 32 hexadecimal digits between the notice of rights and the number of the page.

There is no public reader or sample of this form; the above is how the pages look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.importers.europresse import NUMBER, header_fields, numbered, source_of
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.press_fields import authors_of, date_within, fields_of, is_name_like, join_wrapped, text_markdown
from digest.readers.scripts import ends_sentence

_BULLET = re.compile(r"\s+[•·●∙▪]\s+")
_FOOT_CODE = re.compile(r"\s*[0-9A-F]{32}\s*")
_DAY = re.compile(r"[12][09]\d{6}")  # in each number of a document; far cheaper to find
_PAGE_NUMBER = re.compile(r"\s*\d{1,5}\s*")
_STATED = re.compile(r"[^\n•·●∙▪]{3,60}\s[•·●∙▪]\s+(\d{1,5})\s+documents?\b", re.IGNORECASE)
_SIDE_STARTS = re.compile(
    r"\s*(?:nom de la source|source name|nombre de la fuente|name der quelle|nome della fonte)\s*", re.IGNORECASE
)
_ISO_DATE = re.compile(r":\s*(?:19|20)\d\d-\d\d-\d\d\s*$")
_LONGEST_SIDE = 40  # lines of the block about the source
_LONGEST_HEAD = 12  # lines of headline, deck and author


def _is_header(line: str) -> bool:
    """Whether ``line`` is one with bullets and a date to the day or month."""
    if len(line) > 400 or len(_BULLET.split(line.strip())) < 3:
        return False
    found = date_within(line)
    return found is not None and len(found[0]) > len("2025")


def _with_joined_headers(lines: Sequence[str]) -> list[str]:
    """``lines`` with the two or three lines of a header that was wrapped as one."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        taken = 1
        if _BULLET.search(lines[number]):
            count = next((n for n in (1, 2, 3) if _is_joined_header(lines[number : number + n])), 0)
            taken = count or 1
        kept.append(" ".join(lines[number : number + taken]))
        number += taken
    return kept


def _is_joined_header(lines: Sequence[str]) -> bool:
    return all(line.strip() for line in lines) and _is_header(" ".join(lines))


def _recognises(file: ExportFile) -> bool:
    text = file.text
    start = text[:400_000]
    if not _DAY.search(start) or "<html" in text[:2000].lower() or not NUMBER.search(start):
        return False
    return any(map(_is_header, _with_joined_headers(start.splitlines())))


def _without_feet(lines: Sequence[str]) -> list[str]:
    """``lines`` without the feet of pages: the code, the notice above it, the number below it and the blank lines around."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        if not _FOOT_CODE.fullmatch(lines[number]):
            kept.append(lines[number])
            number += 1
            continue
        if kept and kept[-1].strip():
            kept.pop()
        while kept and not kept[-1].strip():
            kept.pop()
        number += 1
        if number < len(lines) and _PAGE_NUMBER.fullmatch(lines[number]):
            number += 1
        while number < len(lines) and not lines[number].strip():
            number += 1
    return kept


def _sides(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """``lines`` without the blocks about sources, and the text of each block with the number of the line where it stood."""
    kept: list[str] = []
    sides: list[tuple[int, str]] = []
    number = 0
    while number < len(lines):
        end = number
        if _SIDE_STARTS.fullmatch(lines[number]):
            last = min(number + _LONGEST_SIDE, len(lines))
            end = next((n + 1 for n in range(number, last) if _ISO_DATE.search(lines[n])), 0)
            end = end or next((n + 1 for n in range(number, last) if NUMBER.search(lines[n])), number)
        if end > number:
            sides.append((len(kept), " ".join(lines[number:end])))
            number = end
        else:
            kept.append(lines[number])
            number += 1
    return kept, sides


def _read(file: ExportFile) -> Import:
    text = file.text
    lines, sides = _sides(_with_joined_headers(_without_feet(text.splitlines())))
    starts = [number for number, line in enumerate(lines) if _is_header(line)]
    before = bool(sides and starts and sides[0][0] <= starts[0])  # the block stands before the line with bullets
    found: list[ImportedArticle | Refused] = []
    for count, start in enumerate(starts):
        end = starts[count + 1] if count + 1 < len(starts) else len(lines)
        low, high = (starts[count - 1] + 1 if count else 0, start) if before else (start + 1, end)
        near = [side for at, side in sides if low <= at <= high]
        place = f"document {count + 1} of {len(starts)}"
        found.append(_article(lines[start:end], near[-1 if before else 0] if near else "", place))
    stated = _STATED.search(text[:20_000])
    return Import.of(found, stated=int(stated[1]) if stated else None)


def _article(lines: Sequence[str], side: str, place: str) -> ImportedArticle:
    number, day = numbered(side or " ".join(lines))
    source, *others = _BULLET.split(lines[0].strip())
    width = max((len(line) for line in lines[1:]), default=0)
    head, body = _head_and_body(lines[1:], width)
    parts = _unwrapped(head, width)
    title = parts[0] if parts else ""
    author = parts[-1] if len(parts) > 1 and is_name_like(parts[-1]) else ""
    deck = " ".join(parts[1:-1] if author else parts[1:])
    fields = {
        **header_fields(", ".join(others)),
        **fields_of(title=title, date=day, source=source_of(source), author=authors_of(author), summary=deck),
    }
    return ImportedArticle(
        place=place,
        id=number,
        fields=fields,
        text=text_markdown("\n".join(line for line in body if not NUMBER.fullmatch(line.strip()))),
    )


def _head_and_body(lines: Sequence[str], width: int) -> tuple[list[str], list[str]]:
    """The lines up to the first blank one, and the others. Without such a line only the headline is surely no text."""
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    end = next((number for number in range(start, len(lines)) if not lines[number].strip()), len(lines))
    if end - start > _LONGEST_HEAD or (end == len(lines) and end - start > 3):
        end = start + 1
        while end < len(lines) and _is_full(lines[end - 1], lines[end], width):
            end += 1
        if end < len(lines) and is_name_like(lines[end]):
            end += 1
    return list(lines[start:end]), list(lines[end:])


def _is_full(line: str, below: str, width: int) -> bool:
    """Whether the first word of ``below`` had no room in ``line``, which is no complete sentence above a name."""
    if ends_sentence(line) and is_name_like(below) and below.strip()[:1].isupper():
        return False
    return len(line.rstrip()) + 1 + len((below.split() or [""])[0]) > width


def _unwrapped(lines: Sequence[str], width: int) -> list[str]:
    """The parts of a head: lines that were wrapped are one."""
    parts: list[list[str]] = []
    for number, line in enumerate(lines):
        if number and _is_full(lines[number - 1], line, width):
            parts[-1].append(line)
        else:
            parts.append([line])
    return [join_wrapped(part) for part in parts]


EUROPRESSE_PDF = Importer("text of a Europresse PDF", _recognises, _read)
