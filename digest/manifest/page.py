"""A manifest's text by lines, and what stands where in it: the ground on which ``editing`` works.

Rejected: a tree of the document that could be written out again. Lines that nobody touches stay the bytes that they were.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field

from digest.manifest import front, parse
from digest.manifest.blocks import Block, Kind, blocks, references
from digest.manifest.cells import escape, language_of
from digest.manifest.headings import Outline
from digest.manifest.records import Include, Listing, Manifest
from digest.manifest.tables import Layout, layout
from digest.model import Fields
from digest.yaml import Node

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_BOM = "\ufeff"
BY_BULLET = frozenset({"title", "date"})  # what a bullet can say of its file without being taken for something else

Text = str | tuple[str, ...]
Item = tuple[
    bool, str, dict[str, Text], dict[str, Text]
]  # included or listed, target, fields, inherited; without places


class Cut(Struct, frozen=True, kw_only=True):
    """In a line (from 1) the characters from ``start`` to ``end`` (from 0) give way to ``text``."""

    line: int
    start: int
    end: int
    text: str

    def made(self, line: str) -> str:
        """``line`` with the cut made."""
        return line[: self.start] + self.text + line[self.end :]


class Changes(Struct, kw_only=True):
    """What is to change: parts of lines, and new lines behind some."""

    cuts: list[Cut] = field(default_factory=list)
    behind: dict[int, list[str]] = field(default_factory=dict)


class Page:
    """A manifest's text, read; and the text that some changes make of it."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.bom = _BOM if text.startswith(_BOM) else ""
        split = [(found[1], found[2]) for found in _LINE.finditer(text, len(self.bom))]
        if len(split) > 1 and split[-1] == ("", "") and not split[-2][1]:
            split.pop()  # the empty match behind a line without an end
        self.lines = [content for content, _ in split]
        self.ends = [end for _, end in split]
        self.manifest = parse(text, file)
        head = front.read("\n".join(self.lines), file, {}, is_root=True)
        self.body_line = head.first_line
        body = head.body.split("\n")
        self.references = references(body)
        self.blocks = list(blocks(body, head.first_line))
        self.listed: dict[int, list[Listing | Include]] = defaultdict(list)
        for item in self.manifest.items:
            self.listed[item.where.line or 0].append(item)

    @cached_property
    def line_end(self) -> str:
        """The end that most lines have."""
        counted = Counter(end for end in self.ends if end)
        return max(counted, key=lambda end: counted[end], default="\n")

    def changed(self, changes: Changes) -> str:
        """The text with ``changes`` made. A line behind another ends as that one does."""
        lines = list(self.lines)
        for cut in sorted(changes.cuts, key=lambda cut: (cut.line, cut.start), reverse=True):
            lines[cut.line - 1] = cut.made(lines[cut.line - 1])
        pieces = [self.bom]
        for number, (line, end) in enumerate(zip(lines, self.ends, strict=True), start=1):
            pieces.append((end or self.line_end).join([line, *changes.behind.get(number, ())]) + end)
        return "".join(pieces)

    def listings(self, block: Block) -> list[Listing]:
        """The files that a block lists."""
        return [item for piece in block.pieces for item in self.listed.get(piece.line, ()) if isinstance(item, Listing)]

    def layout(self, block: Block) -> Layout | None:
        """The layout of a table that lists files."""
        return layout(block, self.references) if block.kind is Kind.TABLE and self.listings(block) else None

    def is_neutral(self, block: Block) -> bool:
        """Whether what is listed there inherits nothing but what the manifest's title says of everything."""
        below = self.listings(block)
        return bool(below) and all(self.says_nothing_new(texts(item.inherited)) for item in below)

    def says_nothing_new(self, inherited: Mapping[str, Text]) -> bool:
        return inherited.items() <= self._title_says.items()

    @cached_property
    def _title_says(self) -> dict[str, Text]:
        outline = Outline(self.file, self.manifest.inherited, {})
        if self.manifest.title:
            outline.enter(1, escape(self.manifest.title[0]), self.manifest.title[1])
        return texts(outline.inherited)

    def language(self, default: str) -> str:
        """The language of the words above the columns that are there, else ``default``."""
        found = [found for block in self.blocks if (found := self.layout(block))]
        return language_of(found[-1].names, default) if found else default


def texts(fields: Fields) -> dict[str, Text]:
    """What is declared, without the places."""
    return {name: declared.text for name, declared in fields.items()}


def items(manifest: Manifest) -> list[Item]:
    """What a manifest lists, without the places."""
    return [
        (
            isinstance(item, Include),
            item.target,
            texts(item.fields) if isinstance(item, Listing) else {},
            texts(item.inherited),
        )
        for item in manifest.items
    ]


def beside_items(manifest: Manifest) -> tuple[object, ...]:
    """What a manifest says of the site, and what is wrong with it, without the places."""
    return (
        manifest.title and manifest.title[0],
        [(key, _raw(node)) for key, node in manifest.settings],
        sorted(problem.code for problem in manifest.problems),
    )


def _raw(node: Node) -> object:
    if node.pairs is not None:
        return [(key, _raw(value)) for key, value in node.pairs]
    return [_raw(item) for item in node.items] if node.items is not None else node.text
