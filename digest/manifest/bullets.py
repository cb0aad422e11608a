"""Bullets, and lines that read like bullets: the files that one lists.

Links go before code spans, code spans before bare words, because that is how sure it is that a file is meant. What else a
bullet says is for ``remarks``.

Rejected: links in the middle of a note. Only the first file is listed, and those that nothing but a separator divides
from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from digest.manifest.blocks import Block
from digest.manifest.inline import Kind
from digest.manifest.links import File, file_of
from digest.manifest.paths import has_suffix, local
from digest.manifest.records import Include, Listing, item
from digest.manifest.remarks import FILLER, Text, divided, remarks
from digest.model import Declared, Fields

_SEPARATORS = " \t\n,;،，；、/|&+·"


def read(block: Block, file: str, references: Mapping[str, str], inherited: Fields) -> list[Listing | Include]:
    """What a bullet lists: nothing, a file, or several that stand side by side."""
    text = Text.of(block, file, references)
    files = _files(text)
    if not files:
        return []
    fields = remarks(text, files)
    items: list[Listing | Include] = []
    for found in files:
        own = fields
        if found.says:
            own = {found.says: Declared(text=found.text, where=text.place(found.start)), **fields}
        items.append(item(found.target, text.place(found.start), own, inherited))
    return items


def read_line(block: Block, file: str, references: Mapping[str, str], inherited: Fields) -> list[Listing | Include]:
    """What a line of a paragraph lists: it counts as a bullet if it begins with a file and goes on as bullets do."""
    line = block.pieces[0].text
    if "[" not in line and "." not in line:
        return []
    text = Text.of(block, file, references)
    files = _files(text)
    if not files or text.masked[: files[0].start].strip("*_ "):
        return []
    rest = text.masked[files[-1].end :].lstrip("*_ ")
    if rest and not re.match(r"[,;:(،，；：（]|[-–—]{1,3}\s", rest):
        return []
    items = read(block, file, references, inherited)
    return [found for found in items if not found.target.startswith("..")]  # “[Back](../INDEX.md)” leads away


def _files(text: Text) -> list[File]:
    """The first file, and those that only a separator divides from it. Links go before code, code before bare words."""
    links = [span for span in text.spans if span.kind is not Kind.CODE]
    code = [span for span in text.spans if span.kind is Kind.CODE]
    for kind in (links, code):
        found = [file for span in kind if (file := file_of(span, text.references, certain=False))]
        if found:
            break
    else:
        found = _bare(text)
    run = found[:1]
    for file in found[1:]:
        if text.masked[run[-1].end : file.start].strip(_SEPARATORS) not in ("", "and", "et", "und", "y"):
            break
        run.append(file)
    return run


def _bare(text: Text) -> list[File]:
    """Paths without markup: a part that ends with a suffix, spaces and all, or the first word of one."""
    found = []
    for start, end in divided(text.masked, 0, len(text.masked)):
        part = text.text[start:end].strip(" \t*")
        if part.startswith("_") and part.endswith("_"):
            part = part.strip("_")  # emphasis; a name may begin with one
        if FILLER in text.masked[start:end] or "." not in part:
            continue
        start = text.text.index(part, start)
        path = part if has_suffix(part) else part.split()[0]
        target = local(path) if has_suffix(path) else None
        if target:
            found.append(File(target=target, start=start, end=start + len(path)))
    return found
