"""Finds tables in plain text: rows of cells between tabs, bars, semicolons or two and more spaces.

* **Tabs** (spreadsheets, web pages): two or more lines with a tab between words. Blank lines between such rows are allowed.
* **Bars** (``| a | b |``): two or more lines with a bar at both ends, or three with as many bars inside; rules (``|---|---|``,
  ``+----+``) leave the text.
* **Semicolons** (CSV): three or more lines with as many semicolons, two at least, none with a space behind it.
* **Spaces** (timetables, results, text of a PDF): two or more lines whose cells stand below each other, or three with as many
  cells of which one column is figures.

Lists with a tab behind their marks, talks (a name, a tab and sentences) and sentences with two spaces between them are no tables.
The first row is a header where a rule stands below it, or where it is words above figures.

Rejected: commas, since text without spaces behind its commas is frequent in some scripts; cells over several lines; two columns
of running text side by side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

from msgspec import Struct

_GAP = re.compile(r"(?:(?<![.!?…:;,])(?<![.!?…][\"”»’)])| {2}) {2,}(?=\S)")
_SEMICOLON = re.compile(r";(?! )")
_RULE_CHARACTERS = frozenset(" \t|+:=_-─━│┼├┤┌┐└┘┬┴")
_RULE_MARKS = ("--", "==", "__", "─", "━", "|-", "|:-", "| -", "| :-")
_MARK = re.compile(r"(?:[-*•‣◦▪–—o]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])")  # of an item of a list
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_LONG_RUN = 50  # rows: in shorter ones that make no table, one is looked for again from each line on
_LONG_CELL = 60  # columns: sentences
_LONGEST_ALIGNED = 48  # of a cell between spaces: running text in columns has longer ones

Row = tuple[str, ...]
_Split = Callable[[str], "list[str] | None"]


class Table(Struct, frozen=True, kw_only=True):
    """A table in the lines from ``start`` to before ``end``: rows of equally many cells, and whether the first is a header."""

    start: int
    end: int
    rows: tuple[Row, ...]
    header: bool


def find_tables(lines: Sequence[str]) -> list[Table]:
    """The tables in ``lines``, in order."""
    found: list[Table] = []
    tried: dict[_Split, int] = {}
    at = 0
    while at < len(lines):
        table = _table_at(lines, at, tried) if _may_be_row(lines[at]) else None
        if table is not None:
            found.append(table)
            at = table.end
        else:
            at += 1
    return found


def _may_be_row(line: str) -> bool:
    return "\t" in line or "|" in line or "  " in line or ";" in line or line.lstrip()[:2] in ("+-", "+=")


def _is_rule(line: str) -> bool:
    """Whether ``line`` is drawn: ``|---|---|``, ``+-----+``, ``-----  ----``."""
    return _RULE_CHARACTERS.issuperset(line) and any(mark in line for mark in _RULE_MARKS)


def _table_at(lines: Sequence[str], start: int, tried: dict[_Split, int]) -> Table | None:
    """The table that begins at ``start``. ``tried`` has where long runs end in which a way to split rows found none."""
    for split, make, spaced in (
        (_by_bars, _of_bars, False),
        (_by_tabs, _of_tabs, True),
        (_by_semicolons, _of_semicolons, False),
        (_by_spaces, _of_spaces, False),
    ):
        if start < tried.get(split, 0):
            continue
        run = _Run()
        end = _collect(lines, start, split, run, spaced=spaced)
        made = make(run) if len(run.rows) > 1 else None
        if made is None and len(run.rows) > _LONG_RUN:
            tried[split] = end
        if made is not None:
            width = max(map(len, made))
            rows = tuple((*row, *[""] * (width - len(row))) for row in made)
            return Table(start=start, end=end, rows=rows, header=_has_header(rows, run.ruled))
    return None


class _Run(Struct):
    """Lines that follow each other and have cells: as they stand, and their cells. ``ruled``: a rule is below the first one."""

    lines: list[str] = []
    rows: list[list[str]] = []
    ruled: bool = False


def _collect(lines: Sequence[str], start: int, split: _Split, run: _Run, *, spaced: bool) -> int:
    """Fills ``run`` with the rows from ``start`` on; the index behind the last one."""
    run.lines, run.rows = [], []
    end = at = start
    while at < len(lines):
        line = lines[at]
        blank = not line.strip()
        ruling = not blank and split in (_by_bars, _by_spaces) and _is_rule(line)
        cells = None if blank or ruling else split(line)
        if ruling:
            run.ruled = run.ruled or len(run.rows) == 1
            if "|" in line or "+" in line:
                end = at + 1  # of others it is not known whether they are the table's
        elif cells is not None:
            run.lines.append(line)
            run.rows.append(cells)
            end = at + 1
        elif not (blank and spaced and at == end):
            break
        at += 1
    return end


# Bars.


def _by_bars(line: str) -> list[str] | None:
    bare = line.strip().replace("│", "|")
    if bare.count("|") < 1:
        return None
    framed = len(bare) > 1 and bare[0] == bare[-1] == "|"
    cells = [cell.strip() for cell in (bare[1:-1] if framed else bare).split("|")]
    return cells if len(cells) > 1 and any(cells) and (framed or all(cells[1:-1])) else None


def _of_bars(run: _Run) -> list[list[str]] | None:
    framed = all(line.strip()[0] in "|│" and line.strip()[-1] in "|│" for line in run.lines)
    same = len({len(row) for row in run.rows}) == 1
    enough = framed or (same and (len(run.rows) > 2 or run.ruled))
    return run.rows if enough else None


# Tabs.


def _by_tabs(line: str) -> list[str] | None:
    if "\t" not in line.strip():
        return None
    return [cell.strip() for cell in line.rstrip().split("\t")]


def _of_tabs(run: _Run) -> list[list[str]] | None:
    rows = run.rows
    if all(_MARK.fullmatch(next(filter(None, row))) for row in rows):
        return None
    if len({len(row) for row in rows}) > 1:  # tabs that align, or that indent
        single = [[cell for cell in row if cell] for row in rows]
        if len({len(row) for row in single}) == 1:
            rows = single
    elif not any(row[0] for row in rows):
        rows = [row[1:] for row in rows]
    empty = [
        all(not row[column : column + 1] or not row[column] for row in rows) for column in range(max(map(len, rows)))
    ]
    rows = [[cell for cell, gone in zip(row, empty, strict=False) if not gone] for row in rows]
    longest = [max(map(len, row)) for row in rows]
    return rows if median(longest) <= _LONG_CELL and max(map(len, rows)) > 1 else None


# Semicolons.


def _by_semicolons(line: str) -> list[str] | None:
    if ";" not in line or "; " in line:
        return None
    cells = [cell.strip().strip('"') for cell in _SEMICOLON.split(line.strip())]
    return cells if len(cells) > 2 else None


def _of_semicolons(run: _Run) -> list[list[str]] | None:
    same = len({len(row) for row in run.rows}) == 1
    return run.rows if same and len(run.rows) > 2 else None


# Spaces.


def _by_spaces(line: str) -> list[str] | None:
    if "  " not in line.strip() or "\t" in line:
        return None
    cells = [cell.strip() for cell in _GAP.split(line.strip())]
    if len(cells) < 2 or _MARK.fullmatch(cells[0]) or max(map(len, cells)) > _LONGEST_ALIGNED:
        return None
    return cells


def _of_spaces(run: _Run) -> list[list[str]] | None:
    width, often = Counter(map(len, run.rows)).most_common(1)[0]
    if 2 * often <= len(run.rows):
        return None
    whole = [(line, row) for line, row in zip(run.lines, run.rows, strict=True) if len(row) == width]
    spans = [_spans(line, row) for line, row in whole]
    columns = list(zip(*spans, strict=True))
    if all(_is_aligned(column) for column in columns[1:]) and often > 1:
        edges = [(min(start for start, _ in column), max(end for _, end in column)) for column in columns]
        return [_placed(line, row, edges) for line, row in zip(run.lines, run.rows, strict=True)]
    figures = any(all(_DIGIT.search(row[column]) for _, row in whole) for column in range(width))
    return run.rows if often == len(run.rows) and often > 2 and (figures or width > 2) else None


def _spans(line: str, row: list[str]) -> list[tuple[int, int]]:
    """From which column to which each cell of ``row`` stands in ``line``."""
    spans: list[tuple[int, int]] = []
    at = 0
    for cell in row:
        at = line.index(cell, at)
        spans.append((at, at + len(cell)))
        at += len(cell)
    return spans


def _is_aligned(column: Sequence[tuple[int, int]]) -> bool:
    """Whether the cells of a column begin or end at one place, or stand around one."""
    starts, ends = {start for start, _ in column}, {end for _, end in column}
    return len(starts) == 1 or len(ends) == 1 or (len(column) > 2 and max(starts) < min(ends))


def _placed(line: str, row: list[str], edges: list[tuple[int, int]]) -> list[str]:
    """The cells of ``row`` in the columns that they stand in; empty where a column has none in this row."""
    if len(row) == len(edges):
        return row
    cells = [""] * len(edges)
    for cell, (start, end) in zip(row, _spans(line, row), strict=True):
        overlaps = [min(end, right) - max(start, left) for left, right in edges]
        column = max(range(len(edges)), key=overlaps.__getitem__)
        cells[column] = f"{cells[column]} {cell}".strip()
    return cells


def _has_header(rows: Sequence[Row], ruled: bool) -> bool:
    """Whether the first of ``rows`` names the columns."""
    head, body = rows[0], rows[1:]
    if ruled:
        return True
    if any(_DIGIT.search(cell) and not _YEAR.fullmatch(cell) for cell in head):
        return False
    if not head[0] and all(head[1:]) and all(row[0] for row in body):
        return True
    return any(
        name
        and not _DIGIT.search(name)
        and all(_DIGIT.search(row[column]) or not row[column] for row in body)
        and any(row[column] for row in body)
        for column, name in enumerate(head)
    )
