"""Import what LexisNexis delivered until about 2018: one text or HTML file of many documents.

A cover (in text files), then each document: ``2 of 5 DOCUMENTS`` (``Dokument 2 von 5``), centred; the source, centred; the date
with weekday, hour and zone, and an edition, centred; the headline; labels in capitals (``BYLINE:``, ``SECTION: News; Pg. 1``,
``LENGTH:``), in the language of the interface; the text, wrapped at 78 columns; more labels (``GRAPHIC:``, ``LOAD-DATE:``,
``LANGUAGE: FRENCH; FRANÇAIS``); the copyright, centred. In HTML files the same are paragraphs whose classes (``c0`` to ``c10``)
only style: a class is centred if the style sheet says so.

Sources of the form: the readers of LexisNexisTools and tm.plugin.lexisnexis (R), and of AmCAT (Python).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, with_places
from digest.importers.press_fields import (
    authors_of,
    calm,
    date_in_front,
    fields_of,
    is_name_like,
    iso_date,
    join_wrapped,
    labelled,
    language_of,
    split_page,
    split_title,
    subjects_of,
    text_markdown,
)

_COUNT = re.compile(
    r"\s*(?:[^\W\d_]{1,12}\s?-\s?)?(?:do[ck]ument\w*\s+)?(?P<number>\d{1,6})\s+"
    r"(?:of|de|von|van|di|sur|do|af|av|z)\s+(?P<all>\d{1,6})(?:\s+do[ck]ument\w*)?\s*",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"do[ck]ument", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s+name\s*=\s*[\"']?DOC_ID_\d", re.IGNORECASE)
_RIGHTS = re.compile(
    r"\s*(?:copyright\b|©|\(c\)|all rights|alle recht|tous droits|todos los derechos|tutti i diritti|todos os direitos)",
    re.IGNORECASE,
)
_CENTRED_CLASS = re.compile(r"\.(c\d{1,3})\s*\{[^{}]{0,400}?text-align:\s*center", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][^\W\d_ '’/-]*(?:[ '’/-][^\W\d_]+){0,3}\s?:(?=\s|$)")
_CAPTIONS = 6  # blocks behind the label of graphics
_LONGEST_CAPTION = 600
_LEADING = frozenset(
    "title author section page length summary dateline body language topics source date url tail".split()
)
_TRAILING = frozenset("section page length language topics load graphic notes tail source date url id author".split())


class Block(Struct, frozen=True):
    """Lines between blank lines, or a paragraph of HTML."""

    lines: tuple[str, ...]
    centred: bool

    @property
    def text(self) -> str:
        """The lines as one."""
        return join_wrapped(self.lines)

    def label(self) -> tuple[str, str] | None:
        """The role and the value of a block that begins with a label in capitals."""
        found = labelled("\n".join(self.lines), capitals=True)
        return (found[0], join_wrapped(found[1].split("\n"))) if found else None

    def has_capital_label(self) -> bool:
        """Whether the block begins like a label in capitals, known or not."""
        found = _LABEL.match(self.lines[0])
        return found is not None and found[0] == found[0].upper()


def _count(block: Block) -> tuple[int, int] | None:
    """The numbers of ``2 of 5 DOCUMENTS``."""
    if len(block.lines) > 2 or "o" not in block.lines[0].lower():
        return None
    found = _COUNT.fullmatch(block.lines[0])
    return (int(found["number"]), int(found["all"])) if found and _DOCUMENT.search(found[0]) else None


def _text_blocks(text: str) -> Iterator[Block]:
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            if lines and _COUNT.fullmatch(line):  # no blank line before it
                yield _block(lines)
                lines = []
            lines.append(line.expandtabs())
        elif lines:
            yield _block(lines)
            lines = []


def _block(lines: Sequence[str]) -> Block:
    return Block(tuple(line.strip() for line in lines), all(line.startswith("  ") for line in lines))


def _html_blocks(html: str) -> Iterator[Block]:
    centred = set(_CENTRED_CLASS.findall(html[:20_000]))
    starts = [found.start() for found in _ANCHOR.finditer(html)]
    for start, end in zip([0, *starts], [*starts, len(html)], strict=True):
        tree = LexborHTMLParser(html[start:end])
        for paragraph in tree.css("p, td") if start else ():
            lines = [" ".join(line.split("\n")).strip() for line in _broken(paragraph).split("\v")]
            if any(lines):
                yield Block(tuple(filter(None, lines)), _is_centred(paragraph, centred))


def _broken(node: LexborNode) -> str:
    """The words of ``node``, a vertical tab for each line break."""
    return "".join(
        "\v" if part.tag == "br" else part.text(deep=False) if part.tag == "-text" else ""
        for part in node.traverse(include_text=True)
    )


def _is_centred(node: LexborNode | None, centred: set[str]) -> bool:
    for _ in range(4):
        if node is None:
            return False
        if node.attributes.get("class") in centred or node.attributes.get("align") == "center":
            return True
        node = node.parent
    return False


def _blocks(file: ExportFile) -> list[Block]:
    text = file.text
    return list(_html_blocks(text) if _ANCHOR.search(text) else _text_blocks(text))


def _recognises(file: ExportFile) -> bool:
    text = file.text
    if _ANCHOR.search(text[:200_000]):
        return _DOCUMENT.search(text) is not None
    if "<html" in text[:1000].lower() or not _DOCUMENT.search(text[:20_000]):
        return False
    start = next((found.start() for found in re.finditer(r"(?m)^.*$", text[:20_000]) if _is_count_line(found[0])), None)
    if start is None:
        return False
    roles = {found[0] for block in _text_blocks(text[start : start + 60_000]) if (found := block.label())}
    return len(roles & {"length", "load", "language", "section", "author", "tail"}) >= 2


def _is_count_line(line: str) -> bool:
    return len(line) < 120 and bool(line.strip()) and _count(Block((line.strip(),), True)) is not None


def _read(file: ExportFile) -> Import:
    documents: list[list[Block]] = []
    stated = 0
    for block in _blocks(file):
        if count := _count(block):
            documents.append([])
            stated = max(stated, count[1])
            if len(block.lines) == 2:
                documents[-1].append(Block(block.lines[1:], block.centred))
        elif documents:
            documents[-1].append(block)
    found = (_article(blocks, place) for place, blocks in with_places(documents, "document"))
    return Import.of(found, stated=stated or None)


def _article(blocks: Sequence[Block], place: str) -> ImportedArticle:
    source, date, above, start = _header(blocks)
    title, deck, author, start = _headline(blocks, start) if not above else (above, "", "", start)
    first = _after_labels(blocks, start)
    last = _before_labels(blocks, first)
    labels = [found for block in [*blocks[start:first], *blocks[last:]] if (found := block.label())]
    values = dict(reversed(labels))  # the first of each
    text = "\n\n".join("\n".join(block.lines) for block in blocks[first:last])
    if first > start and (found := blocks[first - 1].label()) and found[0] == "body":
        text = f"{found[1]}\n\n{text}"
    if not title:
        title, more = split_title(values.get("title", ""))
        deck = deck or more
    section, page = split_page(values.get("section", ""))
    fields = fields_of(
        title=title,
        date=date or iso_date(values.get("date", "")),
        source=source or values.get("source", ""),
        author=authors_of(values.get("author", "") or author),
        language=language_of(values.get("language", "")),
        url=values.get("url", ""),
        section=calm(section),
        page=page or values.get("page", ""),
        topics=subjects_of(values.get("topics", "")),
        summary=values.get("summary", "") or deck,
    )
    return ImportedArticle(place=place, id=values.get("id", ""), fields=fields, text=text_markdown(text))


def _header(blocks: Sequence[Block]) -> tuple[str, str, str, int]:
    """Source, date, a headline above them, and the number of the first block behind the header."""
    for read in (iso_date, date_in_front):
        dated = next((n for n, block in enumerate(blocks[:6]) if any(map(read, block.lines[:3]))), None)
        if dated is not None:
            break
    if dated is None:
        end = next((n for n, block in enumerate(blocks) if not block.centred), len(blocks))
        return (blocks[0].text if end else ""), "", "", end
    date = next(found for line in blocks[dated].lines if (found := read(line)))
    names = [block for block in blocks[:dated] if not _RIGHTS.match(block.lines[0])]
    lines = blocks[dated].lines
    within = [
        line for line in lines[: next(n for n, line in enumerate(lines) if read(line))] if not _RIGHTS.match(line)
    ]
    above = next((block.text for block in names if not block.centred and len(names) > 1), "")
    centred = [block.text for block in names if block.text != above]
    source = centred[0] if centred else join_wrapped(within)
    end = dated + 1
    while end < len(blocks) and blocks[end].centred and end < dated + 4:  # an edition
        end += 1
    return source, date, above, end


def _headline(blocks: Sequence[Block], start: int) -> tuple[str, str, str, int]:
    """Headline, deck, author, and where the labels or the text begin."""
    roles = [found[0] if (found := block.label()) else None for block in blocks[start : start + 5]]
    if not roles or roles[0] in _LEADING - {"tail", "source", "date", "url"}:
        return "", "", "", start
    lines = list(blocks[start].lines)
    cut = next((n for n, line in enumerate(lines[:-1], 1) if line.endswith(";")), len(lines))
    title, deck = split_title(join_wrapped(lines[:cut]).rstrip(";"))
    deck = " ".join(filter(None, [deck, join_wrapped(lines[cut:])]))
    author = ""
    first = next((n for n, role in enumerate(roles[1:], 1) if role in _LEADING), 1)
    for block in blocks[start + 1 : start + first]:  # between the headline and the labels
        if is_name_like(block.text) and not author:
            author = block.text
        else:
            deck = f"{deck} {block.text}".strip()
    return title, deck, author, start + first


def _after_labels(blocks: Sequence[Block], start: int) -> int:
    """Where the text begins: behind the last known label of the run of labels at ``start``."""
    first = number = start
    while number < len(blocks) and blocks[number].has_capital_label():
        number += 1
        found = blocks[number - 1].label()
        if found and found[0] in _LEADING:
            first = number
            if found[0] == "body":
                break
    return first


def _before_labels(blocks: Sequence[Block], first: int) -> int:
    """Where the text ends: before the run of labels, captions and centred lines at the end."""
    last = number = len(blocks)
    while number > first:
        block = blocks[number - 1]
        if block.centred or _RIGHTS.match(block.lines[0]) or _trailing_role(block):
            number -= 1
            last = number
        elif block.has_capital_label():
            number -= 1
        elif (above := _graphic_above(blocks, number - 1, first)) is not None:
            last = number = above
        else:
            break
    return last


def _trailing_role(block: Block) -> str:
    """The role of a label that may follow a text; empty for others, as for “UPDATE:” in front of a sentence."""
    role, value = block.label() or ("", "")
    return role if role in _TRAILING and (role != "load" or iso_date(value)) else ""


def _graphic_above(blocks: Sequence[Block], number: int, first: int) -> int | None:
    """The label of graphics that stands a few blocks above the block ``number``, with only captions between."""
    for above in range(number - 1, max(first, number - _CAPTIONS) - 1, -1):
        if _trailing_role(blocks[above]) in ("graphic", "load"):
            return above
        if len(blocks[above].text) > _LONGEST_CAPTION:
            return None
    return None


LEXIS = Importer("LexisNexis delivery", _recognises, _read)
