"""Changes to an existing manifest: add articles, fill in values. Every line that is not changed stays the same, byte for byte.

New articles are listed where the old ones are: in a row of the last table, a bullet, or an item of ``articles:``, but never
below a heading that would declare a field of them. If nothing fits, they get a table at the end, below a heading that declares
nothing. Values are filled into empty cells and new columns; a bullet takes a title and a date.

After each change the text is parsed again. If anything but the intended fields has changed, the next way is tried; if none is
left, the manifest is not changed.

Rejected: a tree of the document that is written out again (it would change other lines); ordering the articles, or listing
them below their topics, which is the editor's work; filling values into ``articles:`` of the front matter, whose layout would
have to be guessed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from digest.errors import Position
from digest.manifest.format import (
    NEW_COLUMNS,
    column_name,
    column_widths,
    escape,
    file_cell,
    format_cell,
    format_row,
    front_matter_item,
    language_of,
    link_target,
    padded,
    table_lines,
    text_width,
)
from digest.manifest.markdown import BlockLine, BlockType, MarkdownBlock, SpanType, link_references, parse_blocks, spans
from digest.manifest.parse import HeadingStack, parse, read_front_matter
from digest.manifest.tables import TableLayout, table_layout
from digest.manifest.targets import Include, ListedFile, Manifest
from digest.model import Fields
from digest.readers.front_matter import find_metadata
from digest.vocabulary.fields import Text
from digest.yaml import Node

# The text of a manifest.

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_BOM = "\ufeff"
_BULLET_FIELDS = frozenset({"title", "date"})  # that a bullet can declare without ambiguity

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


# Add articles.

_NUMBER = re.compile(r"\d+(?=[.)][ \t]+$)")

NewFields = Mapping[str, str]


class CannotAdd(ValueError):
    """An article added anywhere in the manifest would be misread."""


class NewArticle(Struct, frozen=True, kw_only=True):
    """An article to be listed: its path relative to the manifest's folder, and the fields to declare."""

    target: str
    fields: NewFields


def add(
    text: str, file: str, articles: Sequence[NewArticle], language: str, *, whole: bool = False
) -> tuple[str, frozenset[str]]:
    """List ``articles``, which the manifest ``text`` does not list yet: the text, and fields that its form cannot hold; with
    ``whole`` in another form if there are such fields.

    ``language`` is that of the headers of a new table, if the manifest has no table. CannotAdd if each way would misread them.
    """
    page = ManifestText(text, file)
    for after, lines, listed in _attempts(page, articles, page.language(language)):
        changed = page.edited(after=after, added=lines)
        if _lists(page, changed, listed):
            pairs = zip(articles, listed, strict=True)
            omitted = frozenset(name for wanted, new in pairs for name in wanted.fields.keys() - new.fields)
            if not (whole and omitted):
                return changed, omitted
    raise CannotAdd(file)


# The number of a line, lines to be inserted after it, and the articles with the fields that these then declare.
_Attempt = tuple[int, list[str], Sequence[NewArticle]]


def _attempts(page: ManifestText, articles: Sequence[NewArticle], language: str) -> Iterator[_Attempt]:
    """The ways to list the articles, in order of preference."""
    listing = [block for block in page.blocks if page.listed_files(block)]
    listing = [block for block in listing if block.kind in (BlockType.TABLE, BlockType.BULLET)] or listing
    neutral = [block for block in listing if page.is_neutral(block)]
    last = next(reversed(neutral or listing), None)
    if last is None:
        yield from _front_matter_attempts(page, articles)
    elif last.kind is BlockType.TABLE:
        for block in reversed(neutral):
            yield from _row_attempts(page, block, articles)
    elif last.kind in (BlockType.BULLET, BlockType.LINE) and last in neutral:
        yield from _bullet_attempts(page, last, articles, listing)
    yield from _section_of_table(page, articles, language)


def _lists(page: ManifestText, changed: str, articles: Sequence[NewArticle]) -> bool:
    """Whether ``changed`` declares the same as before, and lists ``articles`` next to each other."""
    manifest = parse(changed, page.file)
    before, after = comparable_items(page.manifest), comparable_items(manifest)
    count = len(articles)
    if len(after) != len(before) + count or comparable_settings(manifest) != comparable_settings(page.manifest):
        return False
    at = next((index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
    return after[:at] + after[at + count :] == before and all(
        not included and target == article.target and fields == article.fields and page.inherits_nothing(inherited)
        for (included, target, fields, inherited), article in zip(after[at : at + count], articles, strict=True)
    )


# A row of a table.


def _row_attempts(page: ManifestText, block: MarkdownBlock, articles: Sequence[NewArticle]) -> Iterator[_Attempt]:
    """Rows after the last row that lists a file, if the table has a column for each field."""
    layout = page.layout(block)
    if layout is None or any(
        article.fields.keys() - {"title"} - {name for _, name in layout.known_fields} for article in articles
    ):
        return
    rows = [line for line in block.lines if page.listed.get(line.number)]
    last = rows[-1]
    indent = page.lines[last.number - 1][: last.column - 1]
    columns = [(name, index) for index, name in layout.known_fields]
    style = _style(page, page.listed_files(block)[-1])
    lines = [_cells(article, columns, layout, style) for article in articles]
    wide = _aligned_widths(block, layout, last)
    yield last.number, [indent + format_row(line, wide) for line in lines], articles


def _cells(article: NewArticle, columns: Sequence[tuple[str, int]], layout: TableLayout, style: str) -> list[str]:
    line = [""] * len(layout.names)
    left = dict(article.fields)
    for name, index in columns:
        line[index] = format_cell(left.pop(name, ""))
    line[layout.file] = file_cell(article.target, style=style, title=left.get("title", ""), certain=layout.certain)
    return line


def _aligned_widths(block: MarkdownBlock, layout: TableLayout, last: BlockLine) -> list[int]:
    """The widths of the columns if the header, the alignment row and the ``last`` row are aligned; else zeros."""
    full_width = text_width(last.text)
    if {text_width(line.text) for line in block.lines[:2]} != {full_width}:
        return [0] * len(layout.names)
    aligned_rows = [
        [text for _, text in cells]
        for line, cells in zip(block.lines, layout.cells, strict=True)
        if len(cells) == len(layout.names) and text_width(line.text) == full_width
    ]
    return column_widths(aligned_rows, most=full_width)


def _style(page: ManifestText, listing: ListedFile) -> str:
    """The mark with which a listed file begins: ``[[``, ``[``, a backtick or nothing."""
    raw = page.lines[(listing.where.line or 1) - 1][(listing.where.column or 1) - 1 :]
    return next((sign for sign in ("[[", "[", "`") if raw.startswith(sign)), "")


# A bullet.


def _bullet_attempts(
    page: ManifestText, last: MarkdownBlock, articles: Sequence[NewArticle], listing: Sequence[MarkdownBlock]
) -> Iterator[_Attempt]:
    """Bullets after the last one, at the outermost level of its list."""
    before = [block.lines[0].number for block in page.blocks if block.kind is BlockType.HEADING]
    first = max((line for line in before if line < last.lines[0].number), default=0)
    near = [
        block for block in listing if block.kind is last.kind and first < block.lines[0].number <= last.lines[0].number
    ]
    least = min(map(_indent, (_prefix(page, block) for block in near)))
    model = [block for block in near if _indent(_prefix(page, block)) == least][-1]
    end = _end(page, last.lines[-1].number, least)
    spaced = _is_spaced(page, near, last)
    for listed in _bullet_articles(articles):
        lines = _bullets(page, model, listed)
        yield end, [line for text in lines for line in (("", text) if spaced else (text,))], listed


def _is_spaced(page: ManifestText, near: Sequence[MarkdownBlock], last: MarkdownBlock) -> bool:
    """Whether a blank line divides the last two bullets. Lines without a mark need one, or they become one paragraph."""
    before = [block for block in near if block.lines[-1].number < last.lines[0].number]
    if not before:
        return last.kind is BlockType.LINE
    between = page.lines[before[-1].lines[-1].number : last.lines[0].number - 1]
    return bool(between) and not any(line.strip() for line in between)


def _bullet_articles(articles: Sequence[NewArticle]) -> Iterator[Sequence[NewArticle]]:
    """The articles with the fields that bullets can declare, title and date; then without any."""
    for names in (_BULLET_FIELDS, frozenset[str]()):
        yield [
            NewArticle(target=new.target, fields={name: text for name, text in new.fields.items() if name in names})
            for new in articles
        ]


def _bullets(page: ManifestText, model: MarkdownBlock, articles: Sequence[NewArticle]) -> list[str]:
    prefix = _prefix(page, model)
    style = _style(page, page.listed_files(model)[0])
    lines = []
    for count, new in enumerate(articles, start=1):
        numbered = _NUMBER.sub(lambda found, count=count: str(int(found[0]) + count), prefix)  # type: ignore[misc]
        date = f", {new.fields['date']}" if "date" in new.fields else ""
        words = file_cell(new.target, style=style, title=new.fields.get("title", ""), certain=False)
        lines.append(f"{numbered}{words}{date}")
    return lines


def _prefix(page: ManifestText, block: MarkdownBlock) -> str:
    """The characters before a bullet's words: indentation, mark, and task box, which is not ticked for a new one."""
    first = block.lines[0]
    return re.sub(r"\[[xX]\](?=[ \t]+$)", "[ ]", page.lines[first.number - 1][: first.column - 1])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _end(page: ManifestText, line: int, indent: int) -> int:
    """The last line that belongs to the bullet that ends at ``line``: following lines are indented more than ``indent``."""
    end = line
    for number in range(line + 1, len(page.lines) + 1):
        text = page.lines[number - 1]
        if text.strip():
            if _indent(text) <= indent:
                break
            end = number
    return end


# An item of the front matter.


def _front_matter_attempts(page: ManifestText, articles: Sequence[NewArticle]) -> Iterator[_Attempt]:
    """Items after the last one of ``articles:``, if each is on a separate line."""
    block = find_metadata("\n".join(page.lines), page.file) if page.manifest.items else None
    listed = next((node.items for key, node in (block.pairs if block else ()) if key == "articles"), None)
    if not listed:
        return
    where = listed[-1].where
    line, column = where.line or 1, where.column or 1
    raw = page.lines[line - 1]
    if not re.fullmatch(r"[ ]*-[ ]+", raw[: column - 1]):
        return
    indent = _indent(raw)
    end = min(_end(page, line, indent), page.body_line - 2)
    lines = []
    for new in articles:
        item = front_matter_item(new.target, new.fields)
        if raw.startswith("{", column - 1) and len(item) > 1:
            item = [f"- {{{', '.join(part.strip().removeprefix('- ') for part in item)}}}"]
        lines += [" " * indent + part for part in item]
    yield end, lines, articles


# A section at the end.


def _section_of_table(page: ManifestText, articles: Sequence[NewArticle], language: str) -> Iterator[_Attempt]:
    """A new table below a heading that declares nothing: the columns of the last table, and those that are missing in it."""
    old = next((found for block in reversed(page.blocks) if (found := page.layout(block))), None)
    known = {name: escape(old.names[index]) for index, name in reversed(old.known_fields)} if old else {}
    order = (
        [("file", escape(old.names[old.file]))] if old and old.certain else [("file", column_name("file", language))]
    )
    order += [(name, known[name]) for _, name in (old.known_fields if old else ()) if (name, known[name]) not in order]
    wanted = (*(NEW_COLUMNS if old is None else NEW_COLUMNS[1:]), *(name for new in articles for name in new.fields))
    order += [(name, column_name(name, language)) for name in dict.fromkeys(wanted) if name not in known]
    rows = []
    for new in articles:
        cells = {name: format_cell(text) for name, text in new.fields.items()}
        cells["file"] = file_cell(new.target)
        rows.append([cells.get(name, "") for name, _ in order])
    lines = table_lines([words for _, words in order], rows)
    words = column_name("new" if page.manifest.items else "articles", language)
    end = max((number for number, line in enumerate(page.lines, start=1) if line.strip()), default=1)
    for level in (2, 1):
        yield end, ["", f"{'#' * level} {words}", "", *lines], articles


# Fill in values.


def fill(
    text: str, file: str, values: Mapping[Position, NewFields], language: str, *, overwrite: bool = False
) -> tuple[str, frozenset[tuple[Position, str]]]:
    """Declare ``values`` for the files listed at their positions; the text, and position and field of the values in it.

    In a table, values go into empty cells, or any with ``overwrite``, and new columns at the end; a bullet takes a title and a
    date. A value that would change anything else is left out.
    """
    page = ManifestText(text, file)
    language = page.language(language)
    if not overwrite:  # what is declared in another way than by a cell, such as a title by a link, stays too
        declared = {item.where: item.fields for item in page.manifest.items if isinstance(item, ListedFile)}
        values = {
            where: {name: text for name, text in given.items() if name not in declared.get(where, ())}
            for where, given in values.items()
        }
    changes = [_table_changes(page, block, values, language, overwrite=overwrite) for block in page.blocks]
    changes += [
        _bullet_changes(page, block, values)
        for block in page.blocks
        if block.kind in (BlockType.BULLET, BlockType.LINE)
    ]
    kept = _kept(page, values, [change for change in changes if change.replacements], [])
    return _apply(page, kept), frozenset(pair for change in kept for pair in change.done)


class _BlockEdit(Struct, frozen=True, kw_only=True):
    """The changes in one block, and position and field of the values that it then declares."""

    replacements: Sequence[Replacement] = ()
    done: frozenset[tuple[Position, str]] = frozenset()


def _apply(page: ManifestText, changes: Sequence[_BlockEdit]) -> str:
    return page.edited(replacement for change in changes for replacement in change.replacements)


def _kept(
    page: ManifestText, values: Mapping[Position, NewFields], changes: list[_BlockEdit], kept: list[_BlockEdit]
) -> list[_BlockEdit]:
    """``kept`` and those of ``changes`` after which the text declares what is intended, found by halving the rest."""
    if not changes or _declares(page, values, [*kept, *changes]):
        return [*kept, *changes]
    if len(changes) == 1:
        return kept
    half = len(changes) // 2
    return _kept(page, values, changes[half:], _kept(page, values, changes[:half], kept))


def _declares(page: ManifestText, values: Mapping[Position, NewFields], changes: Sequence[_BlockEdit]) -> bool:
    """Whether the text with ``changes`` declares the values of these in addition to those of the page, and nothing else."""
    manifest = parse(_apply(page, changes), page.file)
    done = {pair for change in changes for pair in change.done}
    wanted = comparable_items(page.manifest)
    for index, item in enumerate(page.manifest.items):
        added = {name: text for name, text in values.get(item.where, {}).items() if (item.where, name) in done}
        wanted[index] = (*wanted[index][:2], {**wanted[index][2], **added}, wanted[index][3])
    return comparable_items(manifest) == wanted and comparable_settings(manifest) == comparable_settings(page.manifest)


def _table_changes(
    page: ManifestText,
    block: MarkdownBlock,
    values: Mapping[Position, NewFields],
    language: str,
    *,
    overwrite: bool,
) -> _BlockEdit:
    """The changes in a table: cells of rows of one file, empty ones or any (``overwrite``), and a column for each field without
    one, if all rows allow it.
    """
    layout = page.layout(block)
    if layout is None:
        return _BlockEdit()
    listed = {line.number: page.listed.get(line.number, ()) for line in block.lines[2:]}
    rows = {number: found[0].where for number, found in listed.items() if len(found) == 1}
    columns = {name: index for index, name in reversed(layout.known_fields)}
    new = list(dict.fromkeys(name for where in rows.values() for name in values.get(where, {}) if name not in columns))
    width = len(layout.names)
    if any(len(cells) > width for cells in layout.cells):
        new = []
    columns |= {name: width + index for index, name in enumerate(new)}
    replacements: list[Replacement] = []
    done: set[tuple[Position, str]] = set()
    tails: list[tuple[BlockLine, list[str]]] = []
    for line, cells in zip(block.lines[2:], layout.cells[2:], strict=True):
        filled: dict[int, str] = {}  # by column
        if where := rows.get(line.number):
            for name, text in values.get(where, {}).items():
                index = columns.get(name, -1)
                is_empty = index >= len(cells) or (index >= 0 and not cells[index][1])
                if is_empty or (overwrite and index >= 0):
                    filled[index] = format_cell(text)
                    done.add((where, name))
        replacements += [
            _fill_cell(page, line, cells, index, words) for index, words in filled.items() if index < len(cells)
        ]
        tail = [filled.get(index, "") for index in range(len(cells), width + len(new))]
        tails.append((line, tail if any(tail) or len(cells) == width else []))  # a short row stays short
    replacements += _append_columns(block, [column_name(name, language) for name in new], tails)
    return _BlockEdit(replacements=replacements, done=frozenset(done))


def _append_columns(
    block: MarkdownBlock, headers: Sequence[str], tails: Sequence[tuple[BlockLine, Sequence[str]]]
) -> list[Replacement]:
    """New columns: their headers, the alignment row, and the cells of each row, aligned if the table is."""
    cells = [tail[-len(headers) :] for _, tail in tails if headers and tail]
    wide = column_widths([headers, *cells]) if headers else []
    is_aligned = len({text_width(line.text) for line in block.lines}) == 1
    replacements = []
    for line, tail in [(block.lines[0], headers), (block.lines[1], ["-" * most for most in wide]), *tails]:
        most = [0] * (len(tail) - len(wide)) + wide if is_aligned else [0] * len(tail)
        replacements += _append_cells(line, [padded(text, to) for text, to in zip(tail, most, strict=False)])
    return replacements


def _fill_cell(
    page: ManifestText, line: BlockLine, cells: Sequence[tuple[int, str]], index: int, words: str
) -> Replacement:
    """``words`` in the cell number ``index`` of those of a row, whose width is kept if it is sufficient."""
    start = line.column - 1 + cells[index][0]
    raw = page.lines[line.number - 1]
    end = start + len(raw[start:]) - len(raw[start:].lstrip(" \t"))
    if cells[index][1]:
        if index + 1 < len(cells):
            end = raw.rindex("|", start, line.column - 1 + cells[index + 1][0])
        else:
            end = line.column - 1 + len(line.text) - (line.text.endswith("|") and not line.text.endswith("\\|"))
    lead = "" if cells[index][1] else " "  # a cell with words begins with these
    padding = " " * (end - start - text_width(words) - 1 - len(lead))
    return Replacement(line=line.number, start=start, end=end, text=f"{lead}{words} {padding}")


def _append_cells(line: BlockLine, cells: Sequence[str]) -> list[Replacement]:
    """Cells after the last one of a row."""
    at = line.column - 1 + len(line.text)
    is_closed = line.text.endswith("|") and not line.text.endswith("\\|")
    if not cells or not (is_closed or any(map(str.strip, cells))):
        return []
    text = "".join(f" {cell} |" for cell in cells) if is_closed else "".join(f" | {cell}" for cell in cells) + " |"
    return [Replacement(line=line.number, start=at, end=at, text=text)]


def _bullet_changes(page: ManifestText, block: MarkdownBlock, values: Mapping[Position, NewFields]) -> _BlockEdit:
    """The changes in a bullet of one file: the text of its link, and a date after it."""
    listed = [item for line in block.lines for item in page.listed.get(line.number, ())]
    if len(listed) != 1:
        return _BlockEdit()
    wanted = {name: text for name, text in values.get(listed[0].where, {}).items() if name in _BULLET_FIELDS}
    for names in (wanted.keys(), wanted.keys() & {"title"}, wanted.keys() & {"date"}):
        tried = {name: wanted[name] for name in names}
        replacement = _bullet_replacement(page, listed[0], tried) if tried else None
        if replacement and _reads_as(page, block, replacement, tried):
            return _BlockEdit(replacements=[replacement], done=frozenset((listed[0].where, name) for name in tried))
    return _BlockEdit()


def _bullet_replacement(page: ManifestText, item: ListedFile | Include, wanted: NewFields) -> Replacement | None:
    where = item.where
    line, start = where.line or 1, (where.column or 1) - 1
    raw = page.lines[line - 1]
    found = next((span for span in spans(raw[start:], page.references) if span.start == 0), None)
    if found is None and not raw.startswith(item.target, start):
        return None
    end = start + (found.end if found else len(item.target))
    words = raw[start:end]
    if "title" in wanted and found and found.kind is SpanType.LINK:
        words = f"[{escape(wanted['title'])}{words[1 + len(found.text) :]}"
    elif "title" in wanted:
        words = f"[{escape(wanted['title'])}]({link_target(item.target)})"
    if "date" in wanted:
        words += f", {wanted['date']}"
    return Replacement(line=line, start=start, end=end, text=words)


def _reads_as(page: ManifestText, block: MarkdownBlock, replacement: Replacement, wanted: NewFields) -> bool:
    """Whether the bullet alone declares the same as before and the ``wanted`` fields."""
    first = block.lines[0].number
    old = page.lines[first - 1 : block.lines[-1].number]
    new = [
        replacement.apply(line) if number == replacement.line else line for number, line in enumerate(old, start=first)
    ]
    before, after = (comparable_items(parse(_alone(lines, page), page.file)) for lines in (old, new))
    expected = [(included, target, {**wanted, **fields}, inherited) for included, target, fields, inherited in before]
    return len(before) == 1 and after == expected


def _alone(lines: Sequence[str], page: ManifestText) -> str:
    definitions = (f"[{name}]: <{target}>" for name, target in page.references.items())
    return "\n".join([lines[0].lstrip(), *lines[1:], "", *definitions])
