"""Tables of a manifest: which column is which field, and what each row declares of its files.

Rows are the hot path (a large manifest has ten thousand), so a cell without markup is only stripped.

Rejected: cells over several lines and merged cells, which Markdown does not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from digest.errors import Position, Problem, problem
from digest.i18n import fold
from digest.manifest.blocks import BlockLine, MarkdownBlock
from digest.manifest.spans import Span, SpanType, code_spans, has_text_suffix, plain, spans, unescaped, web_address
from digest.manifest.targets import (
    WORDS,
    FileReference,
    Include,
    ListedFile,
    file_reference,
    folded_words,
    link_text_field,
    local_path,
    make_item,
)
from digest.model import Declared, Fields
from digest.vocabulary.fields import Text, declaration, field_named, may_withhold, merged, nearest

# Headers of the file column. A column under one of the weaker words may also hold titles or texts.
_FILE = frozenset[str]().union(*map(folded_words, WORDS["file_columns"].values()))
_ARTICLE = folded_words(WORDS["article_columns"])
_WEAK = _ARTICLE | folded_words(WORDS["text_columns"])
_ROW_NUMBER = folded_words(WORDS["number_columns"])
EMPTY_CELLS = frozenset({"", "-", "–", "—", "--", "---"})
LITERAL_FIELDS = frozenset({"url", "image", "aliases", "slug", "encoding"})  # “_” and “*” are no emphasis in these
_MARKED = re.compile(r"[\\`*_~\[<&]")
_PLAIN_LINK = re.compile(r"\[([^\[\]\\`*~<&]*)\]\((?!/)([^\s()<>\\%#?&:]+)\)")
_PLAIN_PATH = re.compile(r"[^\s,;|<>`\[\]()*\\%#?&:~/][^\s,;|<>`\[\]()*\\%#?&:~]*")
_CELL_MARK = re.compile(r"\\.|\[\[[^\[\]\n]*\]\]|\|")


class TableLayout(Struct, frozen=True, kw_only=True):
    """The cells of a table, and which column is which; columns are counted from 0.

    ``cells`` has an item for each line of the table, empty for the alignment row: offset in the line and content of each cell.
    """

    names: Sequence[str]  # the words of the headers
    cells: Sequence[Sequence[tuple[int, str]]]
    file: int  # the file column
    certain: bool  # it is recognised by its header, so every word in it is a path
    titled: bool  # link texts in the file column are the articles' titles
    fields: Sequence[tuple[int, str]]  # of the other columns; an empty name is given by ``by_header``
    by_header: Mapping[int, str]  # headers of columns whose field depends on the value: status, published, source
    unknown: Sequence[int]

    @property
    def known_fields(self) -> list[tuple[int, str]]:
        """The columns whose field does not depend on the value."""
        return [(index, name) for index, name in self.fields if name]


def read_table(
    table: MarkdownBlock, file: str, references: Mapping[str, str], inherited: Fields
) -> tuple[list[ListedFile | Include], list[Problem]]:
    """What a table lists, and a problem for each unknown column. Both are empty for a table without files."""
    layout = table_layout(table, references)
    if layout is None:
        return [], []
    items: list[ListedFile | Include] = []
    for row, cells in zip(table.lines[2:], layout.cells[2:], strict=True):
        items += _row(row, cells, layout, file, references, inherited)
    header = table.lines[0]
    problems = []
    for index in layout.unknown if items else ():
        where = header.position(file, layout.cells[0][index][0])
        problems.append(unknown("unknown-column", layout.names[index], where))
    return items, problems


def unknown(code: str, name: str, where: Position) -> Problem:
    """The problem of a column or key that is no field; its ``code`` ends with “column” or “key”."""
    near = nearest(name)
    hint = f"Did you mean “{near}”?" if near else "Rename it to a field, or remove it."
    return problem(code, f"Unknown {code.removeprefix('unknown-')} “{name}”; ignored.", hint, where)


def table_layout(table: MarkdownBlock, references: Mapping[str, str]) -> TableLayout | None:
    """The layout of ``table``; None if it has no file column."""
    header, _, *rows = table.lines
    titles = _cells(header.text, 0)
    names = [_header(text, references) for _, text in titles]
    cells = [_cells(row.text, len(names)) for row in rows]
    folded = [fold(name) for name in names]
    certain = next((index for index, name in enumerate(folded) if name in _FILE), None)
    file = certain
    if file is None:
        weak = [index for index, name in enumerate(folded) if name in _WEAK]
        others = [index for index in range(len(names)) if index not in weak]
        file = next((index for index in weak + others if _holds_files(index, cells, references)), None)
    if file is None:
        return None
    fields: list[tuple[int, str]] = []
    unknown: list[int] = []
    for index, name in enumerate(folded):
        field = field_named(names[index])
        if field is None and name in _ARTICLE and "title" not in map(field_named, names):
            field = "title"
        if index == file and (certain is not None or field in (None, "title", "url")):
            continue
        if field or may_withhold(names[index]):
            fields.append((index, field or ""))
        elif name not in _ROW_NUMBER | _FILE | _WEAK and any(map(str.isalnum, name)):
            unknown.append(index)
    return TableLayout(
        names=names,
        cells=[titles, [], *cells],
        file=file,
        certain=certain is not None,
        titled=all(index != file for index, _ in fields),
        fields=fields,
        by_header={index: names[index] for index, name in fields if name == "source" or may_withhold(names[index])},
        unknown=unknown,
    )


def add_value(fields: dict[str, Declared], name: str, new: Declared) -> None:
    """Add a value to the ``fields`` of a row. A second value is merged if its field allows it (topics, draft), or ignored."""
    before = fields.get(name)
    if before is None:
        fields[name] = new
    elif both := merged(name, before.text, new.text):
        fields[name] = Declared(text=both, where=before.where)


def is_file_column(name: str) -> bool:
    """Whether ``name`` is a header (or key) of the file column."""
    return fold(name) in _FILE


def _cells(row: str, expected: int) -> list[tuple[int, str]]:
    """Offset and stripped text of each cell. A pipe that is escaped, in code or in a wikilink separates no cells."""
    if "\\" not in row and "`" not in row and "[[" not in row:
        return _with_offsets(row, row.split("|"))
    code = code_spans(row)
    cells = _split_cells(row, code)
    return (
        _split_cells(row, []) if code and len(cells) < expected else cells
    )  # single backticks in two cells are not code


def _with_offsets(row: str, parts: Sequence[str]) -> list[tuple[int, str]]:
    cells: list[tuple[int, str]] = []
    at = 0
    for part in parts:
        text = part.strip()
        cells.append((at + part.find(text), text))
        at += len(part) + 1
    if len(cells) > 1 and not cells[0][1] and row[0] == "|":
        del cells[0]
    if len(cells) > 1 and not cells[-1][1] and row[-1] == "|":
        del cells[-1]
    return cells


def _split_cells(row: str, code: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    spans_left = iter(code)
    start, end = next(spans_left, (len(row), len(row)))
    cuts = [-1]
    for mark in _CELL_MARK.finditer(row):
        at = mark.start()
        while at >= end and start < len(row):
            start, end = next(spans_left, (len(row), len(row)))
        if mark[0] == "|" and at < start:
            cuts.append(at)
    return _with_offsets(row, [row[before + 1 : after] for before, after in pairwise([*cuts, len(row)])])


def _header(text: str, references: Mapping[str, str]) -> str:
    """The words of a header cell without symbols, a final colon, or a remark in brackets."""
    name = plain(text, references)[:200].strip(" :：.?!*↑↓⬆⬇▲▼")
    return re.sub(r"(?<=\S) *[(（][^()（）]*[)）]$", "", name)


def _holds_files(index: int, rows: Sequence[Sequence[tuple[int, str]]], references: Mapping[str, str]) -> bool:
    """Whether at least half of the non-empty cells of the column name a file."""
    cells = [row[index][1] for row in rows if index < len(row) and row[index][1] not in EMPTY_CELLS]
    return bool(cells) and 2 * sum(bool(_files(cell, references, certain=False)[0]) for cell in cells) >= len(cells)


def _row(
    row: BlockLine,
    cells: Sequence[tuple[int, str]],
    columns: TableLayout,
    file: str,
    references: Mapping[str, str],
    inherited: Fields,
) -> list[ListedFile | Include]:
    if columns.file >= len(cells) or cells[columns.file][1] in EMPTY_CELLS:
        return []
    offset, cell = cells[columns.file]
    files, url = _files(cell, references, certain=columns.certain)
    if not files:
        return []
    fields: dict[str, Declared] = {}
    for index, name in columns.fields:
        if index >= len(cells):
            continue
        at, raw = cells[index]
        if raw in EMPTY_CELLS:
            continue
        text = _value(name, raw, references)
        value: Text = text
        if index in columns.by_header:
            name, value = declaration(columns.by_header[index], text) or ("", "")
        if not name or not value:
            continue
        add_value(fields, name, Declared(text=value, where=row.position(file, at)))
    if url and "url" not in fields:
        where = row.position(file, offset + url[0])
        fields["url"] = Declared(text=url[1], where=where)
    items: list[ListedFile | Include] = []
    for found in files:
        where = row.position(file, offset + found.start)
        item_fields = fields
        if found.field and found.field not in fields and columns.titled:
            item_fields = {found.field: Declared(text=found.text, where=where), **fields}
        items.append(make_item(found.target, where, item_fields, inherited))
    return items


def _value(name: str, raw: str, references: Mapping[str, str]) -> str:
    if not _MARKED.search(raw):
        return " ".join(raw.split())
    if name in LITERAL_FIELDS:
        marks = spans(raw, references)
        for span in marks:
            if span.kind in (SpanType.LINK, SpanType.ANGLE, SpanType.IMAGE) and name in ("url", "image"):
                return span.target
        if not marks:
            return unescaped(raw)
    return plain(raw, references)


def _files(
    cell: str, references: Mapping[str, str], *, certain: bool
) -> tuple[list[FileReference], tuple[int, str] | None]:
    """The files that a cell names, and offset and target of its first link to the web.

    In a column that is ``certain`` to name files any word or code is a path; elsewhere only a link or a word with a suffix.
    """
    if link := _PLAIN_LINK.fullmatch(cell):
        if not (target := local_path(link[2])):
            return [], None
        field, text = link_text_field(link[1], target, references)
        return [FileReference(target=target, start=0, end=len(cell), field=field, text=text)], None
    if _PLAIN_PATH.fullmatch(cell):
        target = local_path(cell) if certain or has_text_suffix(cell) else None
        return ([FileReference(target=target, start=0, end=len(cell))] if target else []), None
    files: list[FileReference] = []
    url: tuple[int, str] | None = None
    marks = spans(cell, references)
    for span in marks:
        if span.kind in (SpanType.LINK, SpanType.ANGLE) and (address := web_address(span.target)):
            url = url or (span.start, address)
        elif found := file_reference(span, references, certain=certain):
            files.append(found)
    if not files and all(span.kind in (SpanType.BREAK, SpanType.TAG) for span in marks):
        files = _bare(cell, marks, certain=certain)
    return files, url


def _bare(cell: str, breaks: Sequence[Span], *, certain: bool) -> list[FileReference]:
    """Paths without markup, separated by commas, semicolons or line breaks; or by spaces, if each word then is a path."""
    characters = list(cell)
    for span in breaks:
        sign = ";" if span.kind is SpanType.BREAK else " "
        characters[span.start : span.end] = sign * (span.end - span.start)
    found: list[tuple[int, str]] = []
    for part in re.finditer("[^;,،；，、]+", "".join(characters)):
        words = part[0].split()
        if len(words) > 1 and all(map(_is_path, words)):
            found += [(part.start() + word.start(), word[0]) for word in re.finditer(r"\S+", part[0])]
        elif words:
            found.append((part.start(), part[0]))
    if not all(_is_path(path) for _, path in found):
        text = "".join(characters)
        found = [(0, text)] if has_text_suffix(text.strip()) or (certain and not re.search(r"\s", text.strip())) else []
    return [file for at, path in found if (file := _bare_file(path, at))]


def _is_path(text: str) -> bool:
    text = text.strip(" \t*")
    return has_text_suffix(text) or text.endswith("/")


def _bare_file(text: str, at: int) -> FileReference | None:
    path = text.strip(" \t*")  # “**a.txt**”
    start = at + len(text) - len(text.lstrip(" \t*"))
    target = local_path(path)
    return FileReference(target=target, start=start, end=start + len(path)) if target else None
