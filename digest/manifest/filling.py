"""Filling in what a manifest leaves open: values for empty cells, words for links. What somebody wrote is never changed.

Each change is read again before it counts, as in ``editing``.

Rejected: the front matter's ``articles:``. There is no empty place in it that could be filled without guessing its layout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from digest.errors import Position
from digest.manifest import parse
from digest.manifest.blocks import Block, Kind, Piece
from digest.manifest.cells import cell, escape, header, link, padded, width, widths
from digest.manifest.inline import Kind as MarkKind
from digest.manifest.inline import spans
from digest.manifest.page import BY_BULLET, Changes, Cut, Page, beside_items, items
from digest.manifest.records import Include, Listing

Fields = Mapping[str, str]


def fill(
    text: str, file: str, values: Mapping[Position, Fields], language: str
) -> tuple[str, frozenset[tuple[Position, str]]]:
    """The manifest ``text`` with ``values`` said of the files listed at their positions, and which of them it says now.

    In a table they go into empty cells, in new columns at its end if need be; a bullet takes a title and a date. Whatever
    cannot be said without changing what is said already is left.
    """
    page = Page(text, file)
    language = page.language(language)
    changes = [_table_changes(page, block, values, language) for block in page.blocks]
    changes += [_bullet_changes(page, block, values) for block in page.blocks if block.kind in (Kind.BULLET, Kind.LINE)]
    kept = _kept(page, values, [change for change in changes if change.cuts], [])
    return _made(page, kept), frozenset(pair for change in kept for pair in change.done)


class _Change(Struct, frozen=True, kw_only=True):
    """What changes in one block, and which values it then says."""

    cuts: Sequence[Cut] = ()
    done: frozenset[tuple[Position, str]] = frozenset()


def _made(page: Page, changes: Sequence[_Change]) -> str:
    return page.changed(Changes(cuts=[cut for change in changes for cut in change.cuts]))


def _kept(page: Page, values: Mapping[Position, Fields], changes: list[_Change], kept: list[_Change]) -> list[_Change]:
    """``kept`` and those of ``changes`` that say what they should when the text is read again. Halved until it does."""
    if not changes or _says(page, values, [*kept, *changes]):
        return [*kept, *changes]
    if len(changes) == 1:
        return kept
    half = len(changes) // 2
    return _kept(page, values, changes[half:], _kept(page, values, changes[:half], kept))


def _says(page: Page, values: Mapping[Position, Fields], changes: Sequence[_Change]) -> bool:
    """Whether the text with ``changes`` says what the page says and what they do besides, and nothing else."""
    manifest = parse(_made(page, changes), page.file)
    done = {pair for change in changes for pair in change.done}
    wanted = items(page.manifest)
    for index, item in enumerate(page.manifest.items):
        said = {name: text for name, text in values.get(item.where, {}).items() if (item.where, name) in done}
        wanted[index] = (*wanted[index][:2], {**said, **wanted[index][2]}, wanted[index][3])
    return items(manifest) == wanted and beside_items(manifest) == beside_items(page.manifest)


def _table_changes(page: Page, block: Block, values: Mapping[Position, Fields], language: str) -> _Change:
    """What changes in a table: empty cells of rows of one file; a column for each field that has none, if all rows allow it."""
    layout = page.layout(block)
    if layout is None:
        return _Change()
    listed = {piece.line: page.listed.get(piece.line, ()) for piece in block.pieces[2:]}
    rows = {line: found[0].where for line, found in listed.items() if len(found) == 1}
    columns = {name: index for index, name in reversed(layout.fields)}
    lacking = list(
        dict.fromkeys(name for where in rows.values() for name in values.get(where, {}) if name not in columns)
    )
    if any(len(cells) > len(layout.names) for cells in layout.cells):
        lacking = []
    columns |= {name: len(layout.names) + index for index, name in enumerate(lacking)}
    cuts: list[Cut] = []
    done: set[tuple[Position, str]] = set()
    tails: list[tuple[Piece, list[str]]] = []
    for piece, cells in zip(block.pieces[2:], layout.cells[2:], strict=True):
        where = rows.get(piece.line)
        said = {columns[name]: (name, words) for name, text in (values.get(where, {}) if where else {}).items()
                if name in columns and (words := cell(name, text))}  # fmt: skip
        said = {index: pair for index, pair in said.items() if index >= len(cells) or not cells[index][1]}
        cuts += [
            _cell_cut(page, piece, cells[index][0], words) for index, (_, words) in said.items() if index < len(cells)
        ]
        done |= {(where, name) for name, _ in said.values() if where}
        tail = [said[at][1] if at in said else "" for at in range(len(cells), len(layout.names) + len(lacking))]
        tails.append((piece, tail if any(tail) or len(cells) == len(layout.names) else []))  # a short row stays short
    cuts += _tail_cuts(block, [header(name, language) for name in lacking], tails)
    return _Change(cuts=cuts, done=frozenset(done))


def _tail_cuts(block: Block, heads: Sequence[str], tails: Sequence[tuple[Piece, Sequence[str]]]) -> list[Cut]:
    """New columns: their heads, the rule, and the cells of each row; lined up if the rest is."""
    full = [tail[-len(heads) :] for _, tail in tails if heads and tail]
    wide = widths([heads, *full]) if heads else []
    aligned = len({width(piece.text) for piece in block.pieces}) == 1
    cuts = []
    for piece, tail in [(block.pieces[0], heads), (block.pieces[1], ["-" * most for most in wide]), *tails]:
        most = [0] * (len(tail) - len(wide)) + wide if aligned else [0] * len(tail)
        cuts += _tail_cut(piece, [padded(text, to) for text, to in zip(tail, most, strict=False)])
    return cuts


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
    if not tail or not (closed or any(map(str.strip, tail))):
        return []
    text = "".join(f" {words} |" for words in tail) if closed else "".join(f" | {words}" for words in tail) + " |"
    return [Cut(line=piece.line, start=at, end=at, text=text)]


def _bullet_changes(page: Page, block: Block, values: Mapping[Position, Fields]) -> _Change:
    """What changes in a bullet of one file: the words of its link, and a date behind it."""
    listed = [item for piece in block.pieces for item in page.listed.get(piece.line, ())]
    said = {name: text for name, text in values.get(listed[0].where, {}).items() if name in BY_BULLET} if listed else {}
    if len(listed) != 1 or not said:
        return _Change()
    for names in (said.keys(), said.keys() & {"title"}, said.keys() & {"date"}):
        tried = {name: said[name] for name in names}
        cut = _bullet_cut(page, listed[0], tried) if tried else None
        if cut and _reads_as(page, block, cut, tried):
            return _Change(cuts=[cut], done=frozenset((listed[0].where, name) for name in tried))
    return _Change()


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
