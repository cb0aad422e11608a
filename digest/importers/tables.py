"""Tables of articles: CSV in any dialect, XLSX and ODS; and tables that describe text files beside them (TXM's ``metadata.csv``).

The dialect is found by content: the sign between columns is the one with which the first rows have most columns whose names are
known (``records.role_of``). Lines above the header (``sep=;``, the name of a report) are passed over. A table whose columns do
not describe articles is no export.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from digest import dates
from digest.errors import Problem
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused
from digest.importers.records import describes_articles, is_english, one_line, read_record, role_of
from digest.importers.spreadsheets import read_sheets
from digest.readers.encoding import decode

_SIGNS = ",;\t|"
_MOST_COLUMNS, _MOST_ROWS, _LONGEST_CELL = 500, 200_000, 5_000_000
_ABOVE = 12  # rows in which the header is looked for
_LONGEST_HEADER = 20_000  # characters
_SUFFIXES = (".txt", ".xml", ".md", "")  # of texts that a table names by their stems
_A_CLIPPING = re.compile(r"\A\s*(?:---|\+\+\+|#|<|\{|\[|\|)")

csv.field_size_limit(_LONGEST_CELL)


class Table(Struct, frozen=True, kw_only=True):
    """The rows of a table below its header, the number of the header's row (from 1), and what each column is."""

    roles: tuple[str, ...]
    labels: tuple[str, ...]
    header: int
    rows: list[list[str]]
    sheet: str = ""
    broken: str = ""

    @property
    def day_first(self) -> bool | None:
        """The order of numeric dates: what they prove, else the custom of the header's language; None if it is not known."""
        cells = " ".join(
            row[at]
            for row in self.rows
            for at, role in enumerate(self.roles)
            if role == "date" and at < len(row) and len(row[at]) < 100
        )
        proved = dates.orders(cells)
        if len(proved) == 1:
            return next(iter(proved))
        return (
            None
            if proved or any(is_english(label) for label, role in zip(self.labels, self.roles, strict=True) if role)
            else True
        )


def find_table(rows: Sequence[list[str]], sheet: str = "") -> Table | None:
    """The table in ``rows``, whose header is one of the first; None if no row names columns of articles."""
    for number, row in enumerate(rows[:_ABOVE]):
        roles = tuple(role_of(" ".join(cell.split())) for cell in row[:_MOST_COLUMNS])
        if len(set(roles) - {""}) > 1 and (describes_articles(roles) or _names_texts(roles)):
            return Table(
                roles=roles,
                labels=tuple(row[:_MOST_COLUMNS]),
                header=number + 1,
                rows=list(rows[number + 1 :]),
                sheet=sheet,
            )
    return None


def _names_texts(roles: tuple[str, ...]) -> bool:
    return roles[0] == "id" and len(set(roles) - {"", "id"}) > 1 and "text" not in roles


# CSV.


def csv_rows(text: str) -> list[list[str]]:
    """The rows of a CSV file, with the dialect that gives most known names of columns; none if it has no such."""
    start = text[:_LONGEST_HEADER]
    if _A_CLIPPING.match(start):
        return []
    best: tuple[int, int, str] = (0, 0, "")
    for sign in _SIGNS:
        if sign in start:
            table = find_table(list(islice(_parsed(start, sign), _ABOVE + 1)))
            if table:
                best = max(best, (len(set(table.roles) - {""}), len(table.roles), sign))
    return list(islice(_parsed(text, best[2]), _MOST_ROWS)) if best[2] else []


def _parsed(text: str, sign: str) -> Iterator[list[str]]:
    escapes = "\\" if '\\"' in text and '""' not in text else None
    lines = (line for line in text.splitlines(keepends=True))
    try:
        yield from csv.reader(lines, delimiter=sign, escapechar=escapes, skipinitialspace=True)
    except csv.Error:
        return


def _csv_table(file: ExportFile) -> Table | None:
    rows = csv_rows(file.text)
    table = find_table(rows) if rows else None
    return table if table and any(any(row) for row in table.rows) else None


# Articles.


def read_table(table: Table) -> tuple[list[ImportedArticle], list[Refused], list[str]]:
    """The articles of a table, the rows refused, and notes."""
    articles: list[ImportedArticle] = []
    refused: list[Refused] = []
    day_first = table.day_first
    roles = _without_searches(table)
    skipped = 0
    where = {label.strip().casefold(): at for at, label in enumerate(table.labels)}
    location = where.get("location", -1) if "reading progress" in where else -1
    for number, row in enumerate(table.rows, table.header + 1):
        if not any(cell.strip() for cell in row):
            continue
        if 0 <= location < len(row) and row[location] == "feed":
            skipped += 1
            continue
        place = f"{table.sheet}, row {number}" if table.sheet else f"row {number}"
        found = read_record(tuple(zip(roles, row, strict=False)), place, has_texts="text" in roles, day_first=day_first)
        if isinstance(found, ImportedArticle):
            articles.append(found)
        elif any(role and cell for role, cell in zip(roles, row, strict=False)):
            refused.append(found)
    notes = [f"{skipped} rows that a feed brought, and nobody kept, are left out."] if skipped else []
    return articles, refused, notes


def _without_searches(table: Table) -> tuple[str, ...]:
    """The roles without keywords that are those of a search: beside found sentences (Meltwater)."""
    roles = table.roles
    return tuple("" if role == "keywords" and "sentence" in roles else role for role in roles)


def _read_tables(tables: Sequence[Table]) -> Import:
    articles: list[ImportedArticle] = []
    refused: list[Refused] = []
    notes: list[str] = []
    for table in tables:
        found = read_table(table)
        articles += found[0]
        refused += found[1]
        notes += found[2]
    return Import(articles=tuple(articles), refused=tuple(refused), notes=tuple(notes))


def _is_csv(file: ExportFile) -> bool:
    table = _csv_table(file)
    return table is not None and describes_articles(table.roles)


def _read_csv(file: ExportFile) -> Import:
    table = _csv_table(file)
    return _read_tables([table] if table else [])


# Spreadsheets.


def _sheets(file: ExportFile) -> list[Table]:
    sheets = read_sheets(file.data)
    tables = (find_table(rows, name if len(sheets) > 1 else "") for name, rows in sheets.items())
    return [table for table in tables if table and describes_articles(table.roles)]


# Tables that describe files.


def texts_described(file: ExportFile) -> dict[str, int]:
    """The names of the files beside a table that its first column names, with their rows' places in it; empty if it is no such
    table.
    """
    table = _csv_table(file)
    if table is None or not _names_texts(table.roles):
        return {}
    found: dict[str, int] = {}
    for number, row in enumerate(table.rows):
        if name := _file_named(file, row):
            found.setdefault(name, number)
    return found


def _file_named(file: ExportFile, row: list[str]) -> str:
    stem = one_line(row[0]) if row else ""
    if not stem or "/" in stem or "\\" in stem or stem.startswith("."):
        return ""
    return next((stem + suffix for suffix in _SUFFIXES if file.sibling(stem + suffix) is not None), "")


def _describes_texts(file: ExportFile) -> bool:
    table = _csv_table(file)
    return table is not None and _names_texts(table.roles) and any(_file_named(file, row) for row in table.rows[:20])


def _read_described(file: ExportFile) -> Import:
    table = _csv_table(file)
    if table is None:
        return Import(articles=())
    articles: list[ImportedArticle] = []
    refused: list[Refused] = []
    day_first = table.day_first
    for number, row in enumerate(table.rows, table.header + 1):
        if not any(cell.strip() for cell in row):
            continue
        name = _file_named(file, row)
        decoded = decode(file.sibling(name) or b"", name) if name else None
        if decoded is None or isinstance(decoded, Problem):
            reason = "There is no such text beside the table." if decoded is None else "Its text cannot be read."
            refused.append(Refused(place=f"row {number} (“{one_line(row[0])[:80]}”)", reason=reason))
            continue
        values = (*zip(table.roles[1:], row[1:], strict=False), ("text", decoded.text))
        found = read_record(values, f"row {number}", has_texts=True, day_first=day_first)
        if isinstance(found, Refused):
            refused.append(found)
        else:
            articles.append(ImportedArticle(place=found.place, id=name, fields=found.fields, text=found.text))
    return Import(articles=tuple(articles), refused=tuple(refused))


CSV = Importer(name="table (CSV)", recognises=_is_csv, read=_read_csv)
SPREADSHEET = Importer(
    name="spreadsheet", recognises=lambda file: bool(_sheets(file)), read=lambda file: _read_tables(_sheets(file))
)
TABLE_OF_TEXTS = Importer(name="table of texts", recognises=_describes_texts, read=_read_described)
