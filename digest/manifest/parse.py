"""The grammar of INDEX.md, and its parser: a text in, records out, no I/O.

People write this file by hand, so every form below is accepted, in any mixture, and everything else is ignored. The value of
a field is kept as raw text with its position; ``vocabulary.fields`` reads it later.

**Front matter**, YAML between ``---`` lines at the top (or TOML, or JSON): settings of the site, and ``articles``, a
list of paths or of mappings with ``file`` (or another header of a file column) and any field. ``draft``, ``private``
and ``rights`` restrict all articles that the manifest lists; in the root's INDEX.md ``rights`` is the default of the
site::

    ---
    title: Revue de presse
    articles:
      - harbour.txt
      - {file: strike.txt, date: 2024-05-06, topics: [Work, Transport]}
    ---

**Tables.** Each column is a field, in any order, by the names and languages in ``vocabulary.fields``; one column
holds the files: it is called *file*, *fichier*, *path*, *Datei*, *archivo*, *ファイル*, ..., or else is the first of
whose cells half name files (*article* and *document* take precedence). A file is a link, a wikilink, a code span,
``<a path>`` or a bare path; several are separated by spaces, ``,`` ``;`` or ``<br>`` and all get the fields of the
row. Empty cells and dashes declare nothing. An unknown column is a warning (not ``#``, ``No``, ``N°``, ``id``). ``|``
in a cell is written ``\\|`` or in code. ::

    | Date       | File                        | Source   |
    |------------|-----------------------------|----------|
    | 2024-05-06 | [Harbour reopens](port.txt) | The Quay |

**Bullets** (``-`` ``*`` ``+`` ``1.``, also ``•`` and dashes), nested to any depth, and lines of a paragraph that
begin with a file: the first link is the file, or else the first code span or bare path with the suffix of a text. ::

    - [Harbour reopens](port.txt), 6 May 2024, The Quay (in English) — The ferries are back.
    - 6 May 2024: `port.txt` - The ferries are back. [Original](https://quay.example/1)

After it, between commas or in brackets: a date (which needs no comma), a language (``in English``, ``anglais``),
``by`` an author, else a short part is the source; then after `` - `` `` – `` `` — `` ``: `` a note, the summary. A
following line is part of the note. A later link to the web is the ``url``. Before it: a date, or the title if the
link has none. A bullet without a file declares nothing.

**Links.** The text of a link is the title, unless it is the file's name or stem, a number, or ``link``, ``read
more``, ...; a date is the date, ``EN`` the language. Links by reference work. A link to a folder (``2024/``), another
INDEX.md or a SUMMARY.md includes it there.

**Headings** declare a field of all articles below them, until one of the same or a higher level; the nearer takes
precedence, topics are added. The first of level 1 is the site's title (and no topic). A date, whole, is a date; the
full name of a language (not a code) its language; ``Source: X``, or any directly below *Sources*, a source; ``Date:
X``, ``Language: X``, ``Topic: X`` that field. A heading that is a link lists or includes. Generic words (*articles*,
*archive*, *table of contents*, *divers*: ``data/manifest_words.json``) declare nothing. Any other heading is a topic.

**Ignored:** fenced code, indented code at top level, comments, block quotes without bullets, tables without files,
links to anchors or elsewhere, pictures.

Rejected: one strict form (a word may be misread, but ``digest explain`` shows where each value comes from, and a
table with a column for the field is unambiguous); guessing what a heading is (it is a date or a language only as a
whole, and any other word is a topic, which the editor can change: ``Source: …``); reading an unreadable item of
``articles`` line by line (whether it is a draft would be a guess, so its article is withheld).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType

from msgspec import Struct, field

from digest.errors import Position, Problem, Severity, problem
from digest.i18n import fold
from digest.manifest import bullets, tables
from digest.manifest.blocks import BlockType, MarkdownBlock, link_references, parse_blocks
from digest.manifest.spans import plain
from digest.manifest.tables import add_value, is_file_column, unknown
from digest.manifest.targets import (
    WORDS,
    Include,
    ListedFile,
    Manifest,
    folded_words,
    is_date,
    is_manifest_path,
    language_name,
    local_path,
    make_item,
    single_link,
)
from digest.model import Declared, Fields, Rights
from digest.readers.metadata_block import MetadataBlock as RawFrontMatter
from digest.readers.metadata_block import find_metadata
from digest.vocabulary.fields import (
    LISTS,
    STRICTEST,
    declaration,
    field_named,
    may_withhold,
    merged,
    split,
)
from digest.vocabulary.fields import read as read_field
from digest.yaml import Node, YamlError
from digest.yaml import parse as parse_yaml

_NO_FIELDS: Fields = MappingProxyType({})


def parse(text: str, file: str, inherited: Fields = _NO_FIELDS, *, is_root: bool = True) -> Manifest:
    """The contents of the manifest ``text``; ``file`` is its path, for positions.

    ``inherited`` are the fields of the headings above a link that includes it; ``is_root`` is whether it is the root's INDEX.md.
    Never raises: all that can be read is returned, with problems for the rest.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = read_front_matter(text, file, dict(inherited), is_root=is_root)
    lines = head.body.split("\n")
    references = link_references(lines)
    headings = HeadingStack(file, head.inherited, references)
    items, problems = head.items, head.problems
    for block in parse_blocks(lines, head.first_line):
        if block.kind is BlockType.TABLE:
            rows, found = tables.read_table(block, file, references, headings.inherited)
            items += rows
            problems += found
        elif block.kind is BlockType.BULLET:
            rows = bullets.read_bullet(block, file, references, headings.inherited)
            problems += bullets.unread_words(block, file, references, rows)
            items += rows
        elif block.kind is BlockType.LINE:
            items += bullets.read_paragraph_line(block, file, references, headings.inherited)
        else:
            items += _heading(block, file, headings)
    return Manifest(
        title=headings.title,
        settings=head.settings,
        inherited=head.inherited,
        items=tuple(items),
        problems=tuple(problems),
        refused=head.refused,
    )


def _heading(block: MarkdownBlock, file: str, headings: HeadingStack) -> list[ListedFile | Include]:
    """Add a heading to the stack. One that links to a file declares nothing and lists it; one to a folder includes it."""
    first = block.lines[0]
    raw = " ".join(line.text for line in block.lines)
    is_title = block.level == 1 and headings.title is None
    linked = None if is_title else single_link(raw, headings.references)
    declares = linked is None or is_manifest_path(linked.target)
    starts = accumulate((len(line.text) + 1 for line in block.lines[:-1]), initial=0)
    places = [line.position(file) for line in block.lines]
    headings.enter(block.level, raw, places[0], declares=declares, lines=tuple(zip(starts, places, strict=True)))
    if linked is None:
        return []
    where = first.position(file, linked.start)
    fields = {linked.field: Declared(text=linked.text, where=where)} if linked.field and not declares else {}
    return [make_item(linked.target, where, fields, headings.inherited)]


# Front matter.

_KEY = re.compile(r"[^\W\d][\w -]{0,60}")


class FrontMatter(Struct, kw_only=True):
    """The parsed front matter, and the text below it with the number of its first line.

    ``inherited`` are its restrictions on all articles; the other fields are those of ``Manifest``.
    """

    body: str
    first_line: int
    settings: tuple[tuple[str, Node], ...] = ()
    inherited: Fields = field(default_factory=dict)
    items: list[ListedFile | Include] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: tuple[str, ...] = ()


def read_front_matter(text: str, file: str, inherited: Fields, *, is_root: bool) -> FrontMatter:
    """The front matter of ``text``; empty if the text between its rules is Markdown.

    If a line cannot be read, all articles of the manifest are withheld, as the line may have restricted them; in the root's
    INDEX.md the problem is fatal.
    """
    block = find_metadata(text, file, is_known=lambda key: _KEY.fullmatch(key) is not None)
    if block is None:
        return FrontMatter(body=text, first_line=1, inherited=inherited)
    unreadable: tuple[UnreadableItem, ...] = ()
    if block.unread or block.remarks:
        block, unreadable = _without_unreadable_items(text, file, block)
    front = FrontMatter(body=block.body, first_line=block.first_line, inherited=inherited)
    for item in unreadable:
        message = f"This item of “articles” is not YAML: {item.message}. Only its article is left out."
        front.problems.append(problem("bad-item", message, f"{_QUOTES}, and indent with spaces.", item.where))
    front.refused = tuple(item.text for item in unreadable)
    rules = f"{_QUOTES}, indent with spaces, and write “---” above and below."
    for reason, where in block.remarks:
        message = f"The front matter is not valid ({reason}). It was read line by line."
        front.problems.append(problem("loose-front-matter", message, rules, where))
    if block.unread:
        reason, where = block.unread
        then = "nothing is published" if is_root else "nothing that this INDEX.md lists is published"
        message = f"The front matter cannot be read: {reason}. It may restrict publication, so {then}."
        severity = Severity.FATAL if is_root else None
        front.problems.append(problem("bad-front-matter", message, rules, where, severity=severity))
        if not is_root:
            front.inherited = _with_restriction(inherited, "rights", Declared(text=Rights.PRIVATE, where=where))
    front.settings = tuple((key, node) for key, node in block.pairs if key != "articles")
    for key, node in front.settings:
        _add_restriction(key, node, front, is_root=is_root)
    for key, node in block.pairs:
        if key == "articles":
            _articles(node, front.inherited, front)
    return front


_QUOTES = "Put quotes around values with “: ” or “#” in them"


def _without_unreadable_items(
    text: str, file: str, block: RawFrontMatter
) -> tuple[RawFrontMatter, tuple[UnreadableItem, ...]]:
    """The front matter without the unreadable items of ``articles``, and these; ``block`` if that is not enough."""
    rest, refused = drop_unreadable_items(text, file, first_line=1)
    found = find_metadata(rest, file, is_known=lambda key: _KEY.fullmatch(key) is not None) if refused else None
    return (block, ()) if found is None or found.unread else (found, refused)


def _add_restriction(key: str, node: Node, front: FrontMatter, *, is_root: bool) -> None:
    """Add a setting to the restrictions on all articles, if it is one."""
    if not may_withhold(key) or _is_setting(key, is_root=is_root):
        return
    text = node.texts()
    found = declaration(key, "a table" if text is None else text)
    if found is None or found[0] not in STRICTEST or not "".join(found[1]).strip():
        return
    name, value = found
    try:
        read_field(name, value)
    except ValueError as error:
        message = f"{error}. Nothing that this INDEX.md lists is published until it is corrected."
        hint = "Write “draft: yes” or “draft: no”, or “rights: private”."
        front.problems.append(problem("bad-value", message, hint, node.where))
        name, value = "rights", Rights.PRIVATE
    front.inherited = _with_restriction(front.inherited, name, Declared(text=value, where=node.where))


def _is_setting(key: str, *, is_root: bool) -> bool:
    """Whether ``key``, which may be a restriction, is a setting: ``unlisted`` everywhere, ``rights`` in the root's INDEX.md."""
    return fold(key) == "unlisted" or (is_root and field_named(key) == "rights")


def _with_restriction(inherited: Fields, name: str, declared: Declared) -> Fields:
    above = inherited.get(name)
    text = merged(name, above.text, declared.text) if above else None
    return {**inherited, name: Declared(text=text, where=declared.where) if text else declared}


def _articles(node: Node, inherited: Fields, front: FrontMatter) -> None:
    if node.pairs is not None:
        front.problems.append(_no_file("“articles” is not a list.", node.where))
        return
    reported: set[str] = set()
    for entry in node.items if node.items is not None else (node,):
        if entry.pairs is not None:
            _read_entry(entry, entry.pairs, inherited, front, reported)
        elif entry.text is None:
            front.problems.append(_no_file("This entry is a list in a list.", entry.where))
        elif entry.text:
            _add_item(entry, entry, {}, inherited, front)


def _read_entry(
    entry: Node, pairs: tuple[tuple[str, Node], ...], inherited: Fields, front: FrontMatter, reported: set[str]
) -> None:
    files: list[Node] = []
    fields: dict[str, Declared] = {}
    for key, node in pairs:
        text = node.texts()
        if is_file_column(key):
            files += node.items if node.items is not None else (node,)
            continue
        found = declaration(key, "a table" if text is None and may_withhold(key) else text or ())
        if found is None:
            if key not in reported:
                reported.add(key)
                front.problems.append(unknown("unknown-key", key, node.where))
            continue
        name, value = found
        if text is None and name not in STRICTEST:
            if name:
                message = f"The value of “{key}” is neither a text nor a list of texts."
                front.problems.append(problem("bad-value", message, "Write one line, or a list of lines.", node.where))
        elif name and (value or (text == () and name in LISTS)):  # ``topics: []`` declares an empty list
            add_value(fields, name, Declared(text=value, where=node.where))
    if not files:
        front.problems.append(_no_file("This entry has no “file”.", entry.where))
    for node in files:
        _add_item(entry, node, fields, inherited, front)


def _add_item(entry: Node, node: Node, fields: Fields, inherited: Fields, front: FrontMatter) -> None:
    target = local_path(node.text or "", literal=True)
    if target is None:
        front.problems.append(_no_file("This entry names no file.", node.where if node.text else entry.where))
    else:
        front.items.append(make_item(target, node.where, fields, inherited))


def _no_file(cause: str, where: Position) -> Problem:
    message = f"{cause} Only articles that name a file can be published."
    return problem("no-file", message, "Write “articles:” and below it, for each article, “- file: NAME”.", where)


_ARTICLES = re.compile(r"articles[ \t]*:[ \t]*(?:#.*)?")
_ITEM = re.compile(r"([ \t]*)-(?:[ \t]|$)")


class UnreadableItem(Struct, frozen=True, kw_only=True):
    """An item of ``articles`` that is not YAML: its text, the cause, and its position."""

    text: str
    message: str
    where: Position


def drop_unreadable_items(yaml: str, file: str, first_line: int) -> tuple[str, tuple[UnreadableItem, ...]]:
    """``yaml``, which begins at ``first_line`` of ``file``, with blank lines for the unreadable items of ``articles``; the items.

    Nothing is removed if ``articles`` is not a list with an item at each ``-``.
    """
    lines = yaml.split("\n")
    begin = next((number for number, line in enumerate(lines, 1) if _ARTICLES.fullmatch(line.rstrip("\r"))), len(lines))
    starts, end = _items(lines, begin)
    unreadable = []
    for start, stop in zip(starts, [*starts[1:], end], strict=False):
        text = "\n".join(lines[start:stop])
        try:
            parse_yaml(text, file, first_line=first_line + start)
        except YamlError as error:
            unreadable.append(UnreadableItem(text=text, message=error.message, where=error.where))
            lines[start:stop] = [""] * (stop - start)
    return "\n".join(lines), tuple(unreadable)


def _items(lines: list[str], begin: int) -> tuple[list[int], int]:
    """The indexes of the lines at which the items after line ``begin`` start, and of the line after the last item."""
    indent: str | None = None
    starts: list[int] = []
    for number in range(begin, len(lines)):
        line = lines[number]
        found = _ITEM.match(line)
        if found and indent in (None, found[1]):
            indent = found[1]
            starts.append(number)
        elif line.strip() and not line.startswith((" ", "\t", "#")) and not found:
            return starts, number  # the next key
    return starts, len(lines)


# Headings.

GENERIC_HEADINGS = frozenset[str]().union(*map(folded_words, WORDS["generic_headings"].values()))
_SOURCES = folded_words(WORDS["source_headings"])
_LABELLED = ("topics", "date", "language", "source")


class HeadingStack:
    """The open headings above the current line, and the fields that they declare together (``inherited``)."""

    def __init__(self, file: str, inherited: Fields, references: Mapping[str, str]) -> None:
        self.file, self.outer_fields, self.references = file, dict(inherited), references
        self.title: tuple[str, Position] | None = None
        self.open: list[
            tuple[int, Fields, bool]
        ] = []  # level, declared fields, whether the headings below it are sources
        self.inherited: Fields = self.outer_fields

    def enter(
        self,
        level: int,
        raw: str,
        where: Position,
        *,
        declares: bool = True,
        lines: Sequence[tuple[int, Position]] = (),
    ) -> None:
        """Add a heading, which closes those of its ``level`` and deeper. Only one that ``declares`` has fields.

        ``lines`` are, for each line of a heading of several, its offset in ``raw`` and its position.
        """
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        text = plain(raw, self.references)
        is_title = level == 1 and self.title is None and bool(text)
        if is_title:
            self.title = (text, where)
        declared = self.declared(raw, _heading_words(text), lines or ((0, where),)) if declares else {}
        if is_title:
            declared = {name: value for name, value in declared.items() if name in ("date", "language")}
        self.open.append((level, declared, fold(_heading_words(text)) in _SOURCES))
        self.inherited = self.merge()

    def declared(self, raw: str, text: str, lines: Sequence[tuple[int, Position]]) -> Fields:
        """The field that a heading with the words ``text`` declares; empty if it declares none."""
        where = lines[0][1]
        word = fold(text)
        if not word or word in _SOURCES or word in GENERIC_HEADINGS:
            return {}
        if is_date(text):
            return {"date": Declared(text=text, where=where)}
        head, colon, tail = re.sub(r"[:：]", ":", text, count=1).partition(":")
        name = "source" if fold(head) in _SOURCES else field_named(head)
        if colon and tail.strip() and name in _LABELLED:
            value = tail.strip()
            at = max(raw.find(value), 0)
            start, line = next((start, line) for start, line in reversed(lines) if start <= at)
            place = Position(file=self.file, line=line.line, column=(line.column or 1) + at - start)
            return {name: Declared(text=value, where=place)}
        if language := language_name(text):
            return {"language": Declared(text=language, where=where)}
        if self.open and self.open[-1][2]:
            return {"source": Declared(text=text, where=where)}
        # One heading is one topic, commas and all: “Conflict, war and peace”.
        return {"topics": Declared(text=(text,) if split(text) != (text,) else text, where=where)}

    def merge(self) -> Fields:
        """The fields of all open headings: the nearest value of each, and all topics, the nearest first."""
        fields: dict[str, Declared] = dict(self.outer_fields)
        for _, declared, _ in self.open:
            for name, near in declared.items():
                if (outer := fields.get(name)) and name == "topics":
                    near = Declared(text=split((*split(near.text), *split(outer.text))), where=near.where)
                fields[name] = near
        return fields


def _heading_words(text: str) -> str:
    """The words of a heading without a number or symbol before them, and a colon or a count after them."""
    start, end = 0, len(text)
    while start < end and (
        text[start].isspace() or unicodedata.category(text[start])[0] == "S" or text[start] in "•·–—-"
    ):
        start += 1
    while end > start and (text[end - 1] in " :：\ufe0f\u200d" or unicodedata.category(text[end - 1]) == "So"):
        end -= 1
    text = text[start:end].lstrip("\ufe0f\u200d ")
    if counted := re.search(r" ?[(（]\d{1,6}[)）]$", text):
        text = text[: counted.start()]
    numbered = re.match(r"\d{1,3}(?:\.\d{1,3})*[.)] +(?=\D)", text)
    if numbered and not is_date(text[numbered.end() :]):  # “6. Mai 2024” is not a sixth chapter
        return text[numbered.end() :]
    return text
