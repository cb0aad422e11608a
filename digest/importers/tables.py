"""Tables of articles: CSV in any dialect, XLSX and ODS; and tables that describe text files beside them (TXM's ``metadata.csv``).

The dialect is found by content: the delimiter is the one with which the first rows have most columns whose names are known
(``records.role_of``). Lines above the header (``sep=;``, the name of a report) are passed over. A table whose columns do
not describe articles is not an export. A row that does not fit the header is refused, not read with its cells in wrong columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import StringIO
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from digest import dates
from digest.errors import Problem
from digest.importers.html_text import html_or_text_markdown, html_table
from digest.importers.imported import ExportFile, Import, ImportedArticle, Importer, Refused, titled
from digest.importers.records import (
    Linked,
    are_articles,
    describes_articles,
    is_english,
    one_line,
    read_record,
    role_of,
    with_long_year,
)
from digest.readers.encoding import decode

_DELIMITERS = ",;\t|"
_MOST_COLUMNS, _MOST_ROWS, _LONGEST_CELL = 500, 200_000, 5_000_000
_ABOVE = 12  # rows in which the header is looked for
_LONGEST_HEADER = 20_000  # characters
_LONGEST_LABEL = 60  # characters of a column's name on average; the clauses of a paragraph are longer
_SUFFIXES = ("", ".txt", ".xml", ".md")  # of texts that a table names
_NOT_A_TABLE = re.compile(r"\s*(?:---|\+\+\+|<|\{|\[|\|)")  # front matter, a page, JSON, a table of Markdown
_DATE_IN_ADDRESS = re.compile(r"/([12]\d{3})/(\d{1,2})/")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]([12]\d{3})", re.ASCII)
_SHOWING = 200  # rows that show whether a table holds articles
_TRIED = 20  # rows that show whether a table describes files
_LONGEST_DATE = 80  # characters

csv.field_size_limit(_LONGEST_CELL)


class Table(Struct, frozen=True, kw_only=True):
    """A table below its header, which is the row number ``header`` (from 1), and what each column is.

    ``delimiter`` separates its columns (empty in spreadsheets), ``sheet`` is its name among others. ``is_cut``: the file goes on,
    but cannot be read.
    """

    roles: tuple[str, ...]
    labels: tuple[str, ...]
    header: int
    rows: list[list[str]]
    delimiter: str = ""
    sheet: str = ""
    is_cut: bool = False

    @property
    def day_first(self) -> bool | None:
        """The order of numeric dates: what they prove, or the months in addresses, else the custom of the header's language;
        None if it is not known.
        """
        found = [(cell, row) for row in self.rows for cell in self._cells(row, "date") if len(cell) < _LONGEST_DATE]
        proved = dates.orders(" ".join(with_long_year(cell) for cell, _ in found))
        if not proved:
            proved = {order for cell, row in found for order in _orders_by_address(cell, self._cells(row, "url"))}
        if proved:
            return next(iter(proved)) if len(proved) == 1 else None
        return None if any(map(is_english, self.labels)) else True

    def is_of_articles(self) -> bool:
        """Whether its rows are articles."""
        return are_articles(
            self.roles, (max(self._cells(row, "text"), key=len, default="") for row in self.rows[:_SHOWING])
        )

    def _cells(self, row: list[str], wanted: str) -> list[str]:
        return [cell for role, cell in zip(self.roles, row, strict=False) if role == wanted]

    def filled(self) -> Iterator[tuple[str, list[str]]]:
        """The rows that are not empty, with their places."""
        for number, row in enumerate(self.rows, self.header + 1):
            if any(cell and not cell.isspace() for cell in row):
                yield f"{self.sheet}, row {number}" if self.sheet else f"row {number}", row


def _orders_by_address(cell: str, addresses: Sequence[str]) -> Iterator[bool]:
    """Whether the day is first in the date in ``cell``, if an address with the month (``/2025/02/``) shows it."""
    date = _NUMERIC.match(with_long_year(cell))
    for found in filter(None, map(_DATE_IN_ADDRESS.search, addresses)):
        if (
            date
            and date[3] == found[1]
            and int(date[1]) != int(date[2])
            and int(found[2]) in (int(date[1]), int(date[2]))
        ):
            yield int(found[2]) == int(date[2])


def find_table(
    rows: Sequence[list[str]], *, delimiter: str = "", sheet: str = "", is_cut: bool = False
) -> Table | None:
    """The table in ``rows``, whose header is one of the first; None if no row names columns of articles."""
    for number, row in enumerate(rows[:_ABOVE]):
        if len(row) < 2 or sum(map(len, row)) > _LONGEST_LABEL * len(row):
            continue
        labels = tuple(" ".join(cell.split()) for cell in row[:_MOST_COLUMNS])
        roles = _with_title(tuple(map(role_of, labels)))
        if describes_articles(roles) or _names_texts(roles):
            below = list(rows[number + 1 :])
            return Table(
                roles=roles,
                labels=labels,
                header=number + 1,
                rows=below,
                delimiter=delimiter,
                sheet=sheet,
                is_cut=is_cut,
            )
    return None


def _with_title(roles: tuple[str, ...]) -> tuple[str, ...]:
    """``roles`` with the section as headline if there is none: “Rubrik” is a headline in Swedish and a section in German."""
    if {"title", "other title"} & set(roles) or "section" not in roles or "text" not in roles:
        return roles
    at = roles.index("section")
    return (*roles[:at], "title", *roles[at + 1 :])


def _names_texts(roles: Sequence[str]) -> bool:
    """Whether the first column may name texts, and others describe them."""
    return roles[:1] in (("id",), ("",)) and len(set(roles) - {"", "id"}) > 1 and "text" not in roles


# CSV.


@lru_cache(maxsize=1)  # recognising a table and reading it follow each other
def csv_table(text: str) -> Table | None:
    """The table in a CSV file, with the dialect that gives most known names of columns; None if missing."""
    start = text[:_LONGEST_HEADER]
    if _NOT_A_TABLE.match(start):
        return None
    best: tuple[int, int, str] = (0, 0, "")
    for delimiter in _DELIMITERS:
        table = find_table(list(islice(_parsed(start, delimiter), _ABOVE + 1))) if delimiter in start else None
        if table and (delimiter != "|" or table.labels[0]):  # a row of Markdown begins with an empty cell
            best = max(best, (len(set(table.roles) - {""}), len(table.roles), delimiter))
    if not best[2]:
        return None
    rows: list[list[str]] = []
    is_cut = False
    try:
        for row in _parsed(text, best[2]):
            rows.append(row)
            is_cut = len(rows) > _MOST_ROWS
            if is_cut:
                break
    except csv.Error:
        is_cut = True
    table = find_table(rows, delimiter=best[2], is_cut=is_cut)
    return table if table and _is_filled(table) else None


def _is_filled(table: Table) -> bool:
    """Whether most rows have at least half of the header's cells: lines of prose below a line like a header have not."""
    widths = [len(row) for _, row in table.filled()]
    return sum(2 * width >= len(table.roles) > 1 for width in widths) * 2 > len(widths)


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    escape = "\\" if '\\"' in text and '""' not in text else None
    spaced = f'{delimiter} "' in text[:_LONGEST_HEADER]
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, escapechar=escape, skipinitialspace=spaced)


def _unfit(table: Table, row: list[str]) -> str:
    """Why the cells of ``row`` are not below their names; empty if they are."""
    width = len(table.roles)
    if not table.delimiter:
        return ""
    if any(row[width:]):
        return f"It has {len(row)} columns, and the header has {width}."
    delimiters = max(width - 1, 3)
    if any(
        "\n" in cell and any(line.count(table.delimiter) >= delimiters for line in cell.split("\n")[1:]) for cell in row
    ):
        return "A quotation mark in it is never closed, so that it takes the rows below along."
    return ""


# Articles.


def _read(tables: Sequence[Table]) -> Import:
    articles: list[ImportedArticle | Refused] = []
    notes: list[str] = []
    for table in tables:
        roles, day_first, location = _roles(table), table.day_first, _location(table)
        skipped = 0
        for place, row in table.filled():
            row = _whole(table, row)
            found: ImportedArticle | Refused
            if 0 <= location < len(row) and row[location] == "feed":
                skipped += 1
                continue
            if why := _unfit(table, row):
                found = Refused(place=titled(place, one_line(" ".join(row))), reason=why)
            else:
                found = read_record(_values(roles, row), place, has_texts="text" in roles, day_first=day_first)
            if isinstance(found, ImportedArticle) or any(role and cell for role, cell in zip(roles, row, strict=False)):
                articles.append(found)
        if skipped:
            notes.append(f"{skipped} rows that a feed brought, and nobody kept, are left out.")
        if table.is_cut:
            notes.append(f"The table cannot be read beyond row {table.header + len(table.rows)}.")
    return Import.of(articles, notes=notes)


def _roles(table: Table) -> tuple[str, ...]:
    """The roles without keywords that are those of a search, in the tables of a monitoring service."""
    is_of_service = {"sentence", "ave"} & set(table.roles)
    return tuple("" if role == "keywords" and is_of_service else role for role in table.roles)


def _location(table: Table) -> int:
    """The column that tells which rows a feed brought into Readwise Reader; -1 in other tables."""
    names = [label.casefold() for label in table.labels]
    return names.index("location") if {"location", "reading progress"} <= set(names) else -1


def _whole(table: Table, row: list[str]) -> list[str]:
    """``row`` with its last cell put together, if that is a text that its delimiters divided."""
    width = len(table.roles)
    if table.delimiter and table.roles[-1] == "text" and len(row) > width:
        return [*row[: width - 1], table.delimiter.join(row[width - 1 :])]
    return row


def _values(roles: Sequence[str], row: Sequence[str]) -> list[tuple[str, object]]:
    values: list[tuple[str, object]] = list(zip(roles, row, strict=False))
    return values + [("url", cell.address) for cell in row if isinstance(cell, Linked)]


def _is_csv(file: ExportFile) -> bool:
    table = csv_table(file.text)
    return table is not None and table.is_of_articles() and not _names_files(file, table)


def _read_csv(file: ExportFile) -> Import:
    table = csv_table(file.text)
    return _read([table] if table else [])


def _workbook(data: bytes) -> dict[str, list[list[str]]]:
    from digest.importers.spreadsheets import read_sheets  # imported lazily: most files are no archives

    return read_sheets(data)


def _sheets(file: ExportFile) -> list[Table]:
    sheets = _workbook(file.data) if file.data[:2] == b"PK" else _named_as_a_sheet(file)
    tables = (find_table(rows, sheet=name if len(sheets) > 1 else "") for name, rows in sheets.items())
    return [table for table in tables if table and any(table.filled())]


def _named_as_a_sheet(file: ExportFile) -> dict[str, list[list[str]]]:
    """The table of a page that is named as a spreadsheet, as many services export."""
    is_page = file.start.startswith(b"<")
    return {"": html_table(file.text)} if is_page and file.name.lower().endswith((".xls", ".xlsx", ".csv")) else {}


def _sheets_of_articles(file: ExportFile) -> list[Table]:
    return [table for table in _sheets(file) if table.is_of_articles()]


# Tables that describe texts.


def _table_of_texts(file: ExportFile) -> Table | None:
    tables = _sheets(file) if file.data[:2] == b"PK" else [csv_table(file.text)]
    return next((table for table in tables if table and _names_texts(table.roles)), None)


def _named(file: ExportFile, row: list[str]) -> str:
    """The name of the text that ``row`` describes; empty if there is no such file beside the table."""
    stem = one_line(row[0]) if row else ""
    if not stem or re.search(r"[/\\\0]|\A\.", stem) or len(stem) > 250:
        return ""
    return next((stem + suffix for suffix in _SUFFIXES if file.sibling(stem + suffix) is not None), "")


def _describes_texts(file: ExportFile) -> bool:
    table = _table_of_texts(file)
    return table is not None and _names_files(file, table)


def _names_files(file: ExportFile, table: Table) -> bool:
    return _names_texts(table.roles) and any(_named(file, row) for _, row in islice(table.filled(), _TRIED))


def _read_described(file: ExportFile) -> Import:
    """The texts that the table names, each with the name of its file as ``id``."""
    table = _table_of_texts(file)
    if table is None:
        return Import.of([])
    articles: list[ImportedArticle | Refused] = []
    day_first = table.day_first
    for place, row in table.filled():
        where = titled(place, one_line(row[0]))
        name = _named(file, row)
        decoded = decode(file.sibling(name) or b"", name) if name else None
        if decoded is None:
            articles.append(Refused(place=where, reason="There is no text of this name beside the table."))
        elif isinstance(decoded, Problem):
            articles.append(Refused(place=where, reason=decoded.message))
        else:
            values = _values(table.roles, row)[1:]
            found = read_record(
                values, where, markdown=html_or_text_markdown(decoded.text), has_texts=True, day_first=day_first
            )
            articles.append(found if isinstance(found, Refused) else replace(found, place=place, id=name))
    return Import.of(articles)


CSV = Importer(name="table (CSV)", recognises=_is_csv, read=_read_csv)
SPREADSHEET = Importer(
    name="spreadsheet",
    recognises=lambda file: bool(_sheets_of_articles(file)),
    read=lambda file: _read(_sheets_of_articles(file)),
)
TABLE_OF_TEXTS = Importer(name="table of texts", recognises=_describes_texts, read=_read_described)
