"""Posts of static site generators that no reader takes: reStructuredText (Pelican, Nikola), and Hugo's ``index.md`` of one post.

Of reStructuredText (https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html) what articles use is read: a title
underlined with punctuation, fields (``:date: 2025-02-13``), sections, paragraphs, quotations, lists, links. Directives, comments
and targets of footnotes are left out. Nikola writes fields as comments (``.. date: 2025-02-13``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from digest.errors import Problem
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.markdown_text import crosshead, joined, list_item, paragraph, quotation
from digest.importers.records import read_record, role_of
from digest.readers.front_matter import read_front_matter
from digest.vocabulary import fields

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,200}\s*")
_FIELD_MARKS = (":", ".. ")  # at the beginning of a line
_FIELD = re.compile(r"(?::|\.\. )([A-Za-z][\w -]{0,30}):(?:[ \t]+(.*)|)$")
_DIRECTIVE = re.compile(r"\.\.(?:\s|$)")
_ITEM = re.compile(r"(?:[-*+•]|#\.|\d{1,3}[.)])\s+")
_LINK = re.compile(r"`([^`<>\n]{1,300}?)\s*<[^`<>\n]{1,2000}>`__?|`([^`\n]{1,300})`__?(?!\w)")
_ROLE = re.compile(r":[a-z][\w:+.-]{0,30}:`([^`\n]{1,300})`")
_MARKS = re.compile(r"``|\*\*|(?<![\w*])\*(?=\w)|(?<=[\w.,;:!?»”])\*(?![\w*])|\|(?=\w)|(?<=\w)\||\[[\w#*]{1,30}\]_")
_REFERENCE = re.compile(r"(?<=\w)__?(?=\W|$)")
_START = 20_000  # characters


def _title(lines: list[str]) -> tuple[str, int]:
    """The title and the number of the line below it; empty if the text does not begin with one."""
    shown = [number for number, line in enumerate(lines[:40]) if line.strip() and not _FIELD.match(line)]
    for at in shown[:2]:  # a line above the title may be of punctuation too
        if at + 1 < len(lines) and not _UNDERLINE.fullmatch(lines[at]) and _UNDERLINE.fullmatch(lines[at + 1]):
            return lines[at].strip(), at + 2
    return "", 0


def _is_rst(file: ExportFile) -> bool:
    if not file.name.lower().endswith((".rst", ".rest", ".txt")):
        return False
    start = file.text[:_START]
    if not start.startswith(_FIELD_MARKS) and not any(f"\n{mark}" in start for mark in _FIELD_MARKS):
        return False
    lines = start.split("\n")
    title, below = _title(lines)
    found = {role_of(match[1]) for line in lines[: below + 30] if (match := _FIELD.match(line))}
    return bool(title or "title" in found) and "date" in found


def _read_rst(file: ExportFile) -> Import:
    lines = [line.expandtabs().rstrip() for line in file.text.split("\n")]
    title, below = _title(lines)
    values: list[tuple[str, object]] = [("title", _inline(title))]
    at = 0
    while at < len(lines) and (at < below or not lines[at] or _FIELD.match(lines[at])):
        if field := _FIELD.match(lines[at]):
            text = [field[2] or ""]
            while at + 1 < len(lines) and lines[at + 1].startswith(" "):
                at += 1
                text.append(lines[at].strip())
            values.append((role_of(field[1]), _inline(" ".join(text))))
        at += 1
    return Import.of([read_record(values, "document", markdown=joined(_blocks(lines[at:])))])


def _blocks(lines: list[str]) -> Iterator[str]:
    for block in _parted(lines):
        first = block[0]
        if _DIRECTIVE.match(first) or all(_UNDERLINE.fullmatch(line) for line in block):
            continue
        if len(block) > 1 and any(_UNDERLINE.fullmatch(line) for line in block[1:3]):
            yield crosshead(_inline(next(line for line in block if not _UNDERLINE.fullmatch(line))))
        elif _ITEM.match(first):
            for item in _items(block):
                yield list_item(_inline(item))
        else:
            text = _inline(" ".join(line.strip().removeprefix("| ") for line in block))
            yield quotation(text) if first.startswith(" ") else paragraph(text.removesuffix("::"))


def _parted(lines: list[str]) -> Iterator[list[str]]:
    """The blocks between blank lines; a directive takes the indented blocks below it along."""
    block: list[str] = []
    is_directive = False
    for line, following in pairwise([*lines, "", ""]):
        if line:
            block.append(line)
        if block and not line:
            if not (is_directive and block[0].startswith(" ")):
                is_directive = _DIRECTIVE.match(block[0]) is not None
                yield block
            block = []
        elif block and _UNDERLINE.fullmatch(line) and len(block) == 2 and following:
            yield block
            block, is_directive = [], False


def _items(block: list[str]) -> list[str]:
    items: list[str] = []
    for line in block:
        mark = _ITEM.match(line)
        if mark:
            items.append(line[mark.end() :])
        else:
            items[-1] += " " + line.strip()
    return items


def _inline(text: str) -> str:
    """The words of ``text`` without marks of emphasis, roles and links."""
    text = _LINK.sub(lambda found: found[1] or found[2], _ROLE.sub(r"\1", text))
    return _REFERENCE.sub("", _MARKS.sub("", text)).replace("\\ ", "").replace("\\", "").strip()


# Hugo.


def _is_post(file: ExportFile) -> bool:
    if file.name.rpartition("/")[2].casefold() != "index.md" or file.data.lstrip(b"\xef\xbb\xbf")[:3] not in (
        b"---",
        b"+++",
    ):
        return False
    front = read_front_matter(file.text, file.name)
    return not isinstance(front, Problem) and {"title", "date"} <= front.declared.keys() and bool(front.body.strip())


def _read_post(file: ExportFile) -> Import:
    front = read_front_matter(file.text, file.name)
    if isinstance(front, Problem):
        return Import.of([Refused(place="document", reason=front.message)])
    declared = {name: value.text for name, value in front.declared.items() if name in fields.FIELDS}
    article = ImportedArticle(place="document", fields=declared, text=front.body.strip())
    return Import.of([article])


RST = Importer(name="reStructuredText", recognises=_is_rst, read=_read_rst)
BUNDLE = Importer(name="post of Hugo", recognises=_is_post, read=_read_post)
