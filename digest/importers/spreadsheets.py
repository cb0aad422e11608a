"""Read the cells of XLSX (Office Open XML, ECMA-376) and ODS (OpenDocument 1.3) workbooks as text, dates as ISO 8601.

XLSX stores a date as days since 1900 (or 1904) and shows it by a number format; a format without a day shows a month only, so
the date is one. Formulas give their stored values. Hidden rows and columns are read too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from posixpath import basename, dirname, join, normpath
from xml.etree.ElementTree import Element

from digest.importers.records import Linked
from digest.importers.word_files import open_zip, zip_member
from digest.importers.xml_text import parse_xml

_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 50, 200_000, 500
_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})  # built-in ones with a day or month
_MONTH_FORMATS = frozenset({17})
_HYPERLINK = re.compile(r'\s*HYPERLINK\(\s*"([^"]{1,2000})"', re.IGNORECASE)
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")  # control characters (ECMA-376, 22.9.2.19)
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


def read_sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The rows of each sheet by its name; empty if ``data`` is no workbook."""
    archive = open_zip(data)
    if archive is None:
        return {}
    if workbook := _part(archive, "xl/workbook.xml"):
        return dict(_xlsx_sheets(archive, workbook))
    if (zip_member(archive, "mimetype", 100) or b"").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        content = _part(archive, "content.xml")
        return dict(_ods_sheets(content)) if content is not None else {}
    return {}


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    data = zip_member(archive, name)
    return parse_xml(data) if data else None


# XLSX.


def _xlsx_sheets(archive: zipfile.ZipFile, workbook: Element) -> Iterator[tuple[str, list[list[str]]]]:
    targets = _targets(archive, "xl/_rels/workbook.xml.rels")
    shared = _part(archive, "xl/sharedStrings.xml")
    strings = [_words(one) for one in shared.iter("si")] if shared is not None else []
    formats = _date_formats(_part(archive, "xl/styles.xml"))
    properties = workbook.find("workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    for sheet in list(workbook.iter("sheet"))[:_MOST_SHEETS]:
        target = targets.get(sheet.get("id", ""), "")
        name = target.removeprefix("/") if target.startswith("/") else normpath(join("xl", target))
        if target and (root := _part(archive, name)) is not None:
            rows = _xlsx_rows(root, strings, formats, from_1904=from_1904)
            _link(rows, root, _targets(archive, f"{dirname(name)}/_rels/{basename(name)}.rels"))
            yield sheet.get("name", ""), rows


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """What the file of relationships ``name`` leads to, by the identifiers of the relationships."""
    related = _part(archive, name)
    return {} if related is None else {one.get("Id", ""): one.get("Target", "") for one in related.iter("Relationship")}


def _link(rows: list[list[str]], root: Element, targets: dict[str, str]) -> None:
    """Give the cells of ``rows`` that are links their addresses."""
    for link in root.iter("hyperlink"):
        reference, address = link.get("ref", ""), targets.get(link.get("id", ""), "")
        digits = re.sub(r"[^0-9]", "", reference.partition(":")[0])[:7]
        row, column = int(digits or 0) - 1, _column(reference.partition(":")[0])
        if address and 0 <= row < len(rows) and column < len(rows[row]):
            rows[row][column] = _linked(rows[row][column], address)


def _linked(text: str, address: str) -> Linked:
    linked = Linked(text)
    linked.address = address
    return linked


def _xlsx_rows(root: Element, strings: list[str], formats: dict[int, int], *, from_1904: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in root.iter("row"):
        number = row.get("r", "")
        if number.isdecimal() and len(rows) + 1 < int(number) <= min(_MOST_ROWS, len(rows) + 1000):
            rows += [[] for _ in range(int(number) - 1 - len(rows))]  # empty ones are not stored
        if len(rows) >= _MOST_ROWS:
            break
        cells: list[str] = []
        for cell in row.iter("c"):
            at = _column(cell.get("r", "")) or len(cells)
            if at < _MOST_COLUMNS:
                cells += [""] * (at - len(cells))
                cells.append(_xlsx_cell(cell, strings, formats, from_1904=from_1904))
        rows.append(cells)
    return rows


def _column(reference: str) -> int:
    """The number of the column, from 0, of ``reference`` (``C7`` is 2)."""
    number = 0
    for letter in reference.rstrip("0123456789")[:3].upper():
        number = 26 * number + ord(letter) - 64 if "A" <= letter <= "Z" else 0
    return max(number - 1, 0)


def _xlsx_cell(cell: Element, strings: list[str], formats: dict[int, int], *, from_1904: bool) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _words(cell.find("is"))
    value = cell.findtext("v") or ""
    if formula := _HYPERLINK.match(cell.findtext("f") or ""):
        return _linked(value, formula[1])
    if kind == "s":
        return strings[int(value)] if value.isdecimal() and len(value) < 10 and int(value) < len(strings) else ""
    if kind == "e":
        return ""
    style = cell.get("s", "")
    parts = formats.get(int(style), 0) if kind == "n" and style.isdecimal() and len(style) < 6 else 0
    if parts and (day := _day(value, from_1904=from_1904)):
        return day.isoformat()[: 10 if parts == 3 else 7 if parts == 2 else 4]
    return value.removesuffix(".0") if kind == "n" else value


def _day(value: str, *, from_1904: bool) -> date | None:
    try:
        days = int(float(value))
        return date(1904, 1, 1) + timedelta(days) if from_1904 else date(1899, 12, 30) + timedelta(days)
    except (ValueError, OverflowError):
        return None


def _date_formats(styles: Element | None) -> dict[int, int]:
    """For each style of cells that shows a date how many parts of it: 1 the year, 2 the month too, 3 the day too."""
    if styles is None:
        return {}
    custom = {one.get("numFmtId", ""): _parts_shown(one.get("formatCode", "")) for one in styles.iter("numFmt")}
    found: dict[int, int] = {}
    formats = styles.find("cellXfs")
    for number, style in enumerate(formats if formats is not None else ()):
        code = style.get("numFmtId", "")
        known = int(code) if code.isdecimal() and len(code) < 6 else 0
        built_in = 2 if known in _MONTH_FORMATS else 3 if known in _DATE_FORMATS else 0
        if parts := custom.get(code, built_in):
            found[number] = parts
    return found


def _parts_shown(code: str) -> int:
    letters = _LITERAL.sub("", code.split(";")[0]).lower()
    if "y" not in letters and "e" not in letters.replace("general", ""):
        return 3 if "d" in letters and "m" in letters else 0
    return 0 if "0" in letters else 3 if "d" in letters else 2 if "m" in letters else 1


def _words(element: Element | None) -> str:
    """The text of a cell without the readings of East Asian words (``rPh``)."""
    if element is None:
        return ""
    texts = (
        text.text or ""
        for part in element
        if part.tag in ("t", "r")
        for text in ([part] if part.tag == "t" else part.iter("t"))
    )
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)).replace("\r", ""), "".join(texts))


# ODS.

_ROW, _CELL, _COVERED, _DATE_VALUE = "table-row table-cell covered-table-cell date-value".split()


def _ods_sheets(content: Element) -> Iterator[tuple[str, list[list[str]]]]:
    for sheet in list(content.iter("table"))[:_MOST_SHEETS]:
        rows: list[list[str]] = []
        for row in sheet.iter(_ROW):
            cells: list[str] = []
            for cell in row:
                if cell.tag in (_CELL, _COVERED) and len(cells) < _MOST_COLUMNS:
                    cells += [_ods_cell(cell)] * min(
                        _repeated(cell, "number-columns-repeated"), _MOST_COLUMNS - len(cells)
                    )
            times = _repeated(row, "number-rows-repeated")
            if any(cells) or times < 100:  # the empty rest of a sheet is one row, repeated
                rows += [cells] * min(times, 1000)
            if len(rows) >= _MOST_ROWS:
                break
        yield sheet.get("name", ""), rows


def _repeated(element: Element, name: str) -> int:
    times = element.get(name, "1")
    return int(times) if times.isdecimal() and len(times) < 8 else 1


def _ods_cell(cell: Element) -> str:
    if cell.get(_DATE_VALUE):
        return cell.get(_DATE_VALUE, "")[:10]
    text = "\n".join("".join(_ods_words(one)) for one in cell if one.tag == "p")
    link = next(cell.iter("a"), None)
    return _linked(text, link.get("href", "")) if link is not None else text


def _ods_words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag == "s":
            yield " "
        elif part.tag == "line-break":
            yield "\n"
        elif part.tag != "annotation":
            yield from _ods_words(part)
        yield part.tail or ""
