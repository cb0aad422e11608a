"""The text of an existing manifest, parsed for changes to it, and what two texts must have in common after a change.

``add.py`` lists new articles and ``fill.py`` declares values. Every line that is not changed stays the same, byte for byte.
After each change the text is parsed again. If anything but the intended fields has changed, the next way is tried; if none is
left, the manifest is not changed.

Rejected: a tree of the document that is written out again, since it would change other lines.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from digest.manifest.blocks import BlockType, MarkdownBlock, link_references, parse_blocks
from digest.manifest.format import (
    escape,
    language_of,
)
from digest.manifest.parse import HeadingStack, parse, read_front_matter
from digest.manifest.tables import TableLayout, table_layout
from digest.manifest.targets import Include, ListedFile, Manifest
from digest.model import Fields
from digest.vocabulary.fields import Text
from digest.yaml import Node

NewFields = Mapping[str, str]  # fields to declare, by name
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_BOM = "\ufeff"
BULLET_FIELDS = frozenset({"title", "date"})  # that a bullet can declare without ambiguity

# An item without positions: whether it is an Include, target, fields, inherited fields.
ComparableItem = tuple[bool, str, dict[str, Text], dict[str, Text]]


class Replacement(Struct, frozen=True, kw_only=True):
    """Replaces the characters from ``start`` to ``end`` (from 0) of a ``line`` (from 1) by ``text``."""

    line: int
    start: int
    end: int
    text: str

    def apply(self, line: str) -> str:
        """``line`` with the characters replaced."""
        return line[: self.start] + self.text + line[self.end :]


class ManifestText:
    """The text of a manifest, parsed."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.bom = _BOM if text.startswith(_BOM) else ""
        split = [(found[1], found[2]) for found in _LINE.finditer(text, len(self.bom))]
        if len(split) > 1 and split[-1] == ("", "") and not split[-2][1]:
            split.pop()  # the empty match after a last line without a line end
        self.lines = [content for content, _ in split]
        self.ends = [end for _, end in split]
        self.manifest = parse(text, file)
        head = read_front_matter("\n".join(self.lines), file, {}, is_root=True)
        self.body_line = head.first_line
        body = head.body.split("\n")
        self.references = link_references(body)
        self.blocks = list(parse_blocks(body, head.first_line))
        self.listed: dict[int, list[ListedFile | Include]] = defaultdict(list)
        for item in self.manifest.items:
            self.listed[item.where.line or 0].append(item)

    @cached_property
    def line_end(self) -> str:
        """The most frequent line end."""
        counted = Counter(end for end in self.ends if end)
        return max(counted, key=lambda end: counted[end], default="\n")

    def edited(self, replacements: Iterable[Replacement] = (), after: int = 0, added: Sequence[str] = ()) -> str:
        """The text with ``replacements``, and with the lines ``added`` after a line. They get the line end of that one."""
        lines = list(self.lines)
        for replacement in sorted(replacements, key=lambda part: (part.line, part.start), reverse=True):
            lines[replacement.line - 1] = replacement.apply(lines[replacement.line - 1])
        parts = [self.bom]
        for number, (line, end) in enumerate(zip(lines, self.ends, strict=True), start=1):
            parts.append((end or self.line_end).join([line, *(added if number == after else ())]) + end)
        return "".join(parts)

    def listed_files(self, block: MarkdownBlock) -> list[ListedFile]:
        """The files that a block lists."""
        listed = (item for line in block.lines for item in self.listed.get(line.number, ()))
        return [item for item in listed if isinstance(item, ListedFile)]

    def layout(self, block: MarkdownBlock) -> TableLayout | None:
        """The layout of a table that lists files."""
        is_listing = block.kind is BlockType.TABLE and self.listed_files(block)
        return table_layout(block, self.references) if is_listing else None

    def is_neutral(self, block: MarkdownBlock) -> bool:
        """Whether the files that the block lists inherit only fields of the manifest's title."""
        listed = self.listed_files(block)
        return bool(listed) and all(self.inherits_nothing(texts(item.inherited)) for item in listed)

    def inherits_nothing(self, inherited: Mapping[str, Text]) -> bool:
        """Whether all ``inherited`` fields are those of the manifest's title."""
        return inherited.items() <= self._title_fields.items()

    @cached_property
    def _title_fields(self) -> dict[str, Text]:
        headings = HeadingStack(self.file, self.manifest.inherited, {})
        if self.manifest.title:
            headings.enter(1, escape(self.manifest.title[0]), self.manifest.title[1])
        return texts(headings.inherited)

    def language(self, default: str) -> str:
        """The language of the headers of the last table, else ``default``."""
        found = [found for block in self.blocks if (found := self.layout(block))]
        return language_of(found[-1].names, default) if found else default


def texts(fields: Fields) -> dict[str, Text]:
    """The declared values, without positions."""
    return {name: declared.text for name, declared in fields.items()}


def comparable_items(manifest: Manifest) -> list[ComparableItem]:
    """The items of a manifest, without positions."""
    return [
        (
            isinstance(item, Include),
            item.target,
            texts(item.fields) if isinstance(item, ListedFile) else {},
            texts(item.inherited),
        )
        for item in manifest.items
    ]


def comparable_settings(manifest: Manifest) -> tuple[object, ...]:
    """Title, settings and codes of problems of a manifest, without positions."""
    return (
        manifest.title and manifest.title[0],
        [(key, _raw(node)) for key, node in manifest.settings],
        sorted(found.code for found in manifest.problems),
    )


def _raw(node: Node) -> object:
    if node.pairs is not None:
        return [(key, _raw(value)) for key, value in node.pairs]
    return [_raw(item) for item in node.items] if node.items is not None else node.text
