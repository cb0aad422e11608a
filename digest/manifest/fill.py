"""Fill values into an existing manifest: into empty cells and new columns of its tables; a bullet takes a title and a date.

Rejected: values in ``articles:`` of the front matter, whose layout would have to be guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from digest.errors import Position
from digest.manifest.blocks import BlockLine, BlockType, MarkdownBlock
from digest.manifest.format import (
    column_name,
    column_widths,
    escape,
    format_cell,
    link_target,
    padded,
    text_width,
)
from digest.manifest.parse import parse
from digest.manifest.spans import SpanType, spans
from digest.manifest.targets import Include, ListedFile
from digest.manifest.text import (
    BULLET_FIELDS,
    ManifestText,
    NewFields,
    Replacement,
    comparable_items,
    comparable_settings,
)


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
    wanted = {name: text for name, text in values.get(listed[0].where, {}).items() if name in BULLET_FIELDS}
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
