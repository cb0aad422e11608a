"""Filling in what a manifest leaves open: values for empty cells, words for links. What somebody wrote is never changed.

Each change is read again before it counts, as in ``editing``.

Given up: the front matter's ``articles:``. There is no empty place in it that could be filled without guessing its layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.errors import Position
from digest.manifest import parse
from digest.manifest.blocks import Block, Kind, Piece
from digest.manifest.cells import cell, escape, header, link, width
from digest.manifest.inline import Kind as MarkKind
from digest.manifest.inline import spans
from digest.manifest.page import Changes, Cut, Page, beside_items, items
from digest.manifest.records import Include, Listing

BY_BULLET = frozenset({"title", "date"})  # what a bullet can say of its file without being taken for something else

Fields = Mapping[str, str]
_Done = set[tuple[Position, str]]


def fill(
    text: str, file: str, values: Mapping[Position, Fields], language: str
) -> tuple[str, frozenset[tuple[Position, str]]]:
    """The manifest ``text`` with ``values`` said of the files listed at their positions, and which of them it says now.

    In a table they go into empty cells, in new columns at its end if need be; a bullet takes a title and a date. Whatever
    cannot be said without changing what is said already is left.
    """
    page = Page(text, file)
    groups = [_table_cuts(page, block, values, page.language(language)) for block in page.blocks]
    bullets = [_bullet_cuts(page, block, values) for block in page.blocks if block.kind in (Kind.BULLET, Kind.LINE)]
    groups.append(([cut for cuts, _ in bullets for cut in cuts], {each for _, done in bullets for each in done}))
    groups = [group for group in groups if group[0]]
    for tried in (groups, *([group] for group in groups)):
        cuts = [cut for group in tried for cut in group[0]]
        done: _Done = set().union(*(group[1] for group in tried))
        changed = page.changed(Changes(cuts=cuts))
        if cuts and _says(page, changed, values, done):
            return changed, frozenset(done)
    return text, frozenset()


def _says(page: Page, changed: str, values: Mapping[Position, Fields], done: _Done) -> bool:
    """Whether ``changed`` says what the page says and what is ``done`` besides."""
    manifest = parse(changed, page.file)
    wanted = items(page.manifest)
    for index, item in enumerate(page.manifest.items):
        said = {name: text for name, text in values.get(item.where, {}).items() if (item.where, name) in done}
        wanted[index] = (*wanted[index][:2], {**said, **wanted[index][2]}, wanted[index][3])
    return items(manifest) == wanted and beside_items(manifest) == beside_items(page.manifest)


def _table_cuts(page: Page, block: Block, values: Mapping[Position, Fields], language: str) -> tuple[list[Cut], _Done]:
    """What changes in a table: empty cells of rows of one file; a column for each field that has none, if all rows allow it."""
    layout = page.layout(block)
    if layout is None:
        return [], set()
    rows = {
        piece.line: page.listed[piece.line][0].where
        for piece in block.pieces[2:]
        if len(page.listed.get(piece.line, ())) == 1
    }
    columns = {name: index for index, name in reversed(layout.fields)}
    lacking = dict.fromkeys(name for where in rows.values() for name in values.get(where, {}) if name not in columns)
    if any(len(cells) > len(layout.names) for cells in layout.cells):
        lacking = {}
    columns |= {name: len(layout.names) + index for index, name in enumerate(lacking)}
    cuts: list[Cut] = []
    done: _Done = set()
    for piece, cells in zip(block.pieces, layout.cells, strict=True):
        where = rows.get(piece.line)
        said = {columns[name]: (name, words) for name, text in (values.get(where, {}) if where else {}).items()
                if name in columns and (words := cell(name, text))}  # fmt: skip
        said = {index: pair for index, pair in said.items() if index >= len(cells) or not cells[index][1]}
        cuts += [
            _cell_cut(page, piece, cells[index][0], words) for index, (_, words) in said.items() if index < len(cells)
        ]
        done |= {(where, name) for name, _ in said.values() if where}
        tail = [
            said[index][1] if index in said else "" for index in range(len(cells), len(layout.names) + len(lacking))
        ]
        if piece is block.pieces[0]:
            tail = [header(name, language) for name in lacking]
        elif piece is block.pieces[1]:
            tail = ["-" * max(3, len(header(name, language))) for name in lacking]
        elif len(cells) < len(layout.names) and not any(tail):
            tail = []  # a short row stays short
        cuts += _tail_cut(piece, tail)
    return cuts, done


def _cell_cut(page: Page, piece: Piece, offset: int, words: str) -> Cut:
    """``words`` into the empty cell that begins at ``offset``; it stays as wide as it was, if they are not too long."""
    start = piece.column - 1 + offset
    raw = page.lines[piece.line - 1]
    end = start + len(raw[start:]) - len(raw[start:].lstrip(" \t"))
    return Cut(line=piece.line, start=start, end=end, text=f" {words} " + " " * (end - start - width(words) - 2))


def _tail_cut(piece: Piece, tail: Sequence[str]) -> list[Cut]:
    """Cells behind the last one of a row."""
    at = piece.column - 1 + len(piece.text)
    closed = piece.text.endswith("|") and not piece.text.endswith("\\|")
    if not tail or not (closed or any(tail)):
        return []
    text = "".join(f" {words} |" for words in tail) if closed else "".join(f" | {words}" for words in tail) + " |"
    return [Cut(line=piece.line, start=at, end=at, text=text)]


def _bullet_cuts(page: Page, block: Block, values: Mapping[Position, Fields]) -> tuple[list[Cut], _Done]:
    """What changes in a bullet of one file: the words of its link, and a date behind it."""
    listed = [item for piece in block.pieces for item in page.listed.get(piece.line, ())]
    said = {name: text for name, text in values.get(listed[0].where, {}).items() if name in BY_BULLET} if listed else {}
    if len(listed) != 1 or not said:
        return [], set()
    for names in (said.keys(), said.keys() & {"title"}, said.keys() & {"date"}):
        tried = {name: said[name] for name in names}
        cut = _bullet_cut(page, listed[0], tried) if tried else None
        if cut and _reads_as(page, block, cut, tried):
            return [cut], {(listed[0].where, name) for name in tried}
    return [], set()


def _bullet_cut(page: Page, item: Listing | Include, said: Fields) -> Cut | None:
    where = item.where
    line, start = where.line or 1, (where.column or 1) - 1
    raw = page.lines[line - 1]
    found = next((span for span in spans(raw[start:], page.references) if span.start == 0), None)
    if found is None and not raw.startswith(item.target, start):
        return None
    end = start + (found.end if found else len(item.target))
    words = raw[start:end]
    if "title" in said and found and found.kind is MarkKind.LINK:
        words = f"[{escape(said['title'])}{words[1 + len(found.text) :]}"
    elif "title" in said:
        words = f"[{escape(said['title'])}]({link(item.target)})"
    if "date" in said:
        words += f", {said['date']}"
    return Cut(line=line, start=start, end=end, text=words)


def _reads_as(page: Page, block: Block, cut: Cut, said: Fields) -> bool:
    """Whether the bullet alone says what it said and ``said`` besides."""
    first = block.pieces[0].line
    old = page.lines[first - 1 : block.pieces[-1].line]
    new = [cut.made(line) if number == cut.line else line for number, line in enumerate(old, start=first)]
    before, after = (items(parse(_alone(lines, page), page.file)) for lines in (old, new))
    wanted = [(included, target, {**said, **fields}, inherited) for included, target, fields, inherited in before]
    return len(before) == 1 and after == wanted


def _alone(lines: Sequence[str], page: Page) -> str:
    definitions = (f"[{name}]: <{target}>" for name, target in page.references.items())
    return "\n".join([lines[0].lstrip(), *lines[1:], "", *definitions])
