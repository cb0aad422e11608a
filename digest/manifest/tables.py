"""Tables: which column is what, and what each row says of its files.

Rows are the hot path (ten thousand of them in a large manifest), so a cell without markup is only stripped.

Rejected: cells over several lines and merged cells, which Markdown has none of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from digest.errors import Position, Problem, Severity
from digest.i18n import fold
from digest.manifest.blocks import Block, Piece
from digest.manifest.inline import Kind, Span, code_spans, plain, spans, unescaped
from digest.manifest.links import File, file_of, said
from digest.manifest.paths import has_suffix, local, web
from digest.manifest.records import Include, Listing, item
from digest.model import Declared, Fields
from digest.vocabulary.fields import Text, declaration, field_named, may_withhold, merged, nearest

# Headers of the file column; under the weak ones a title or a text may stand as well.
_FILE_WORDS = (
    "file, files, filename, filenames, file name, file path, filepath, path",
    "fichier, fichiers, nom du fichier, nom de fichier, nom fichier, chemin, chemin du fichier",
    "datei, dateien, dateiname, dateinamen, name der datei, pfad, dateipfad",
    "archivo, archivos, fichero, ficheros, nombre de archivo, nombre del archivo, nombre del fichero, ruta",
    "arquivo, arquivos, ficheiro, ficheiros, nome do arquivo, nome do ficheiro, caminho",
    "nome file, nome del file, percorso",
    "bestand, bestanden, bestandsnaam, pad, bestandspad",
    "plik, pliki, nazwa pliku, ścieżka",
    "файл, файлы, имя файла, название файла, путь, путь к файлу",
    "ملف, الملف, ملفات, الملفات, اسم الملف, المسار, مسار الملف",
    "文件, 文件名, 路径, 文件路径, 檔案, 檔案名稱, 檔名, 路徑",
    "ファイル, ファイル名, パス",
    "fitxer, fișier, fil, filnamn, filnavn, tiedosto, soubor, súbor, fájl, fájlnév, dosya, dosya adı, αρχείο, קובץ, फ़ाइल, "
    "파일, 파일명, 경로",
)
_ARTICLE_WORDS = (
    "article, articles, artikel, beitrag, artículo, artículos, artigo, artigos, articolo, articoli, artikelen, artykuł, "
    "artykuły, статья, статьи, مقال, المقال, المقالة, مقالات, 文章, 記事, 기사"
)
_OTHER_WORDS = (
    "document, documents, text, texte, item, dokument, dokumente, documento, documentos, documenti, documenten, tekst, "
    "teksty, dokumenty, texto, testo, документ, документы, текст, тексты, وثيقة, نص, النص, 文档, 文檔, 正文, 文書, 本文, "
    "テキスト, folder, folders, dossier, dossiers, ordner"
)
_FILE = frozenset(fold(word) for words in _FILE_WORDS for word in words.split(", "))
_ARTICLE = frozenset(fold(word) for word in _ARTICLE_WORDS.split(", "))
_WEAK = _ARTICLE.union(fold(word) for word in _OTHER_WORDS.split(", "))
_SILENT_WORDS = (  # a row's number
    "#, no, no., n°, nº, №, nr, nr., num, number, id, n, numéro, nummer, número, numero, lp, lp., l.p., numer, номер, № п/п, "
    "п/п, م, رقم, الرقم, 序号, 序號, 编号, 編號, 番号"
)
_SILENT = frozenset(fold(word) for word in _SILENT_WORDS.split(", "))
_NOTHING = frozenset({"", "-", "–", "—", "--", "---"})
_AS_WRITTEN = frozenset({"url", "image", "aliases", "slug", "encoding"})  # no emphasis in these: _ and * are themselves
_MARKED = re.compile(r"[\\`*_~\[<&]")
_PLAIN_LINK = re.compile(r"\[([^\[\]\\`*~<&]*)\]\((?!/)([^\s()<>\\%#?&:]+)\)")
_PLAIN_PATH = re.compile(r"[^\s,;|<>`\[\]()*\\%#?&:~/][^\s,;|<>`\[\]()*\\%#?&:~]*")
_CELL_MARK = re.compile(r"\\.|\[\[[^\[\]\n]*\]\]|\|")


class _Columns(Struct, frozen=True, kw_only=True):
    """Which column names the files, whether anything in it is a file's name, and which field each other one is."""

    file: int
    certain: bool
    titled: bool  # the words of links in the file column say what the articles are called
    fields: tuple[tuple[int, str], ...]
    spelt: Mapping[
        int, str
    ]  # the headers of columns of which each value has to say what it declares: status, published, source
    unknown: tuple[int, ...]


def read(
    table: Block, file: str, references: Mapping[str, str], inherited: Fields
) -> tuple[list[Listing | Include], list[Problem]]:
    """What a table lists, and its columns that nobody knows. Nothing and no problem where it lists no file."""
    header, _, *rows = table.pieces
    titles = _cells(header.text, 0)
    names = [_header(text, references) for _, text in titles]
    split_rows = [(row, _cells(row.text, len(names))) for row in rows]
    columns = _columns(names, [cells for _, cells in split_rows], references)
    if columns is None:
        return [], []
    items: list[Listing | Include] = []
    for row, cells in split_rows:
        items += _row(row, cells, columns, file, references, inherited)
    places = [Position(file=file, line=header.line, column=header.column + at) for at, _ in titles]
    return items, [_unknown(names[index], places[index]) for index in columns.unknown] if items else []


class Layout(Struct, frozen=True, kw_only=True):
    """How a table is laid out, for whoever writes into it.

    ``names`` are the words of its header, ``file`` is the column of files (``certain``: by its name alone), ``fields`` the
    field of each other column that is known, ``cells`` of the header and of each row where they begin in the piece's text
    and what they say.
    """

    names: tuple[str, ...]
    file: int
    certain: bool
    fields: tuple[tuple[int, str], ...]
    cells: tuple[tuple[tuple[int, str], ...], ...]


def layout(table: Block, references: Mapping[str, str]) -> Layout | None:
    """The layout of ``table``; None where no column holds files. ``cells`` has an item for each piece, none for its rule."""
    header, _, *rows = table.pieces
    titles = _cells(header.text, 0)
    names = [_header(text, references) for _, text in titles]
    cells = [_cells(row.text, len(names)) for row in rows]
    columns = _columns(names, cells, references)
    if columns is None:
        return None
    fields = tuple((index, name) for index, name in columns.fields if name)
    return Layout(names=tuple(names), file=columns.file, certain=columns.certain, fields=fields,
                  cells=(tuple(titles), (), *map(tuple, cells)))  # fmt: skip


def enter(fields: dict[str, Declared], name: str, new: Declared) -> None:
    """Enters a value into the ``fields`` of a row; a second one counts where it can (two columns of topics, of drafts)."""
    before = fields.get(name)
    if before is None:
        fields[name] = new
    elif both := merged(name, before.text, new.text):
        fields[name] = Declared(text=both, where=before.where)


def is_file_word(name: str) -> bool:
    """Whether ``name`` is what the column (or key) of files may be called."""
    return fold(name) in _FILE


def _cells(row: str, expected: int) -> list[tuple[int, str]]:
    """The cells of a row, stripped, each with its offset. A pipe that is escaped, in code or in a wikilink divides nothing."""
    if "\\" not in row and "`" not in row and "[[" not in row:
        return _placed(row, row.split("|"))
    code = code_spans(row)
    cells = _cut(row, code)
    return _cut(row, []) if code and len(cells) < expected else cells  # two stray backticks in two cells are no code


def _placed(row: str, parts: Sequence[str]) -> list[tuple[int, str]]:
    cells: list[tuple[int, str]] = []
    at = 0
    for part in parts:
        text = part.strip()
        cells.append((at + len(part) - len(part.lstrip()) if text else at, text))
        at += len(part) + 1
    if len(cells) > 1 and not cells[0][1] and row[0] == "|":
        del cells[0]
    if len(cells) > 1 and not cells[-1][1] and row[-1] == "|":
        del cells[-1]
    return cells


def _cut(row: str, code: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    spans_left = iter(code)
    start, end = next(spans_left, (len(row), len(row)))
    cuts = [-1]
    for mark in _CELL_MARK.finditer(row):
        at = mark.start()
        while at >= end and start < len(row):
            start, end = next(spans_left, (len(row), len(row)))
        if mark[0] == "|" and at < start:
            cuts.append(at)
    return _placed(row, [row[before + 1 : after] for before, after in pairwise([*cuts, len(row)])])


def _header(text: str, references: Mapping[str, str]) -> str:
    """A header cell's words without signs, a colon or a remark in brackets behind them."""
    name = plain(text, references)[:200].strip(" :：.?!*↑↓⬆⬇▲▼")
    return re.sub(r"(?<=\S) *[(（][^()（）]*[)）]$", "", name)


def _columns(
    names: Sequence[str], rows: Sequence[Sequence[tuple[int, str]]], references: Mapping[str, str]
) -> _Columns | None:
    folded = [fold(name) for name in names]
    certain = next((index for index, name in enumerate(folded) if name in _FILE), None)
    file = certain
    if file is None:
        weak = [index for index, name in enumerate(folded) if name in _WEAK]
        others = [index for index in range(len(names)) if index not in weak]
        file = next((index for index in weak + others if _holds_files(index, rows, references)), None)
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
        elif name not in _SILENT | _FILE | _WEAK and any(map(str.isalnum, name)):
            unknown.append(index)
    titled = all(index != file for index, _ in fields)
    spelt = {index: names[index] for index, name in fields if name == "source" or may_withhold(names[index])}
    return _Columns(
        file=file, certain=certain is not None, titled=titled, fields=tuple(fields), spelt=spelt, unknown=tuple(unknown)
    )


def _holds_files(index: int, rows: Sequence[Sequence[tuple[int, str]]], references: Mapping[str, str]) -> bool:
    """Whether half of the column's cells that say anything name a file."""
    cells = [row[index][1] for row in rows if index < len(row) and row[index][1] not in _NOTHING]
    return bool(cells) and 2 * sum(bool(_files(cell, references, certain=False)[0]) for cell in cells) >= len(cells)


def _row(
    row: Piece,
    cells: Sequence[tuple[int, str]],
    columns: _Columns,
    file: str,
    references: Mapping[str, str],
    inherited: Fields,
) -> list[Listing | Include]:
    if columns.file >= len(cells) or cells[columns.file][1] in _NOTHING:
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
        if raw in _NOTHING:
            continue
        text = _value(name, raw, references)
        value: Text = text
        if index in columns.spelt:
            name, value = declaration(columns.spelt[index], text) or ("", "")
        if not name or not value:
            continue
        enter(fields, name, Declared(text=value, where=Position(file=file, line=row.line, column=row.column + at)))
    if url and "url" not in fields:
        where = Position(file=file, line=row.line, column=row.column + offset + url[0])
        fields["url"] = Declared(text=url[1], where=where)
    items: list[Listing | Include] = []
    for found in files:
        where = Position(file=file, line=row.line, column=row.column + offset + found.start)
        own = fields
        if found.says and found.says not in fields and columns.titled:
            own = {found.says: Declared(text=found.text, where=where), **fields}
        items.append(item(found.target, where, own, inherited))
    return items


def _value(name: str, raw: str, references: Mapping[str, str]) -> str:
    if not _MARKED.search(raw):
        return " ".join(raw.split())
    if name in _AS_WRITTEN:
        marks = spans(raw, references)
        for span in marks:
            if span.kind in (Kind.LINK, Kind.ANGLE, Kind.IMAGE) and name in ("url", "image"):
                return span.target
        if not marks:
            return unescaped(raw)
    return plain(raw, references)


def _files(cell: str, references: Mapping[str, str], *, certain: bool) -> tuple[list[File], tuple[int, str] | None]:
    """The files that a cell names, and the address on the web that it links, with its offset.

    In a column that is ``certain`` to name files any word or code is a path; else it needs a suffix, or to be a link.
    """
    if link := _PLAIN_LINK.fullmatch(cell):
        if not (target := local(link[2])):
            return [], None
        says, text = said(link[1], target, references)
        return [File(target=target, start=0, end=len(cell), says=says, text=text)], None
    if _PLAIN_PATH.fullmatch(cell):
        target = local(cell) if certain or has_suffix(cell) else None
        return ([File(target=target, start=0, end=len(cell))] if target else []), None
    files: list[File] = []
    url: tuple[int, str] | None = None
    marks = spans(cell, references)
    for span in marks:
        if span.kind in (Kind.LINK, Kind.ANGLE) and (address := web(span.target)):
            url = url or (span.start, address)
        elif found := file_of(span, references, certain=certain):
            files.append(found)
    if not files and all(span.kind in (Kind.BREAK, Kind.TAG) for span in marks):
        files = _bare(cell, marks, certain=certain)
    return files, url


def _bare(cell: str, breaks: Sequence[Span], *, certain: bool) -> list[File]:
    """Paths without markup: divided at commas, semicolons and line breaks, and at spaces, if each part then is a path."""
    signs = list(cell)
    for span in breaks:
        sign = ";" if span.kind is Kind.BREAK else " "
        signs[span.start : span.end] = sign * (span.end - span.start)
    found: list[tuple[int, str]] = []
    for part in re.finditer("[^;,،；，、]+", "".join(signs)):
        words = part[0].split()
        if len(words) > 1 and all(map(_is_path, words)):
            found += [(part.start() + word.start(), word[0]) for word in re.finditer(r"\S+", part[0])]
        elif words:
            found.append((part.start(), part[0]))
    if not all(_is_path(path) for _, path in found):
        text = "".join(signs)
        found = [(0, text)] if has_suffix(text.strip()) or (certain and not re.search(r"\s", text.strip())) else []
    return [file for at, path in found if (file := _bare_file(path, at))]


def _is_path(text: str) -> bool:
    text = text.strip(" \t*")
    return has_suffix(text) or text.endswith("/")


def _bare_file(text: str, at: int) -> File | None:
    path = text.strip(" \t*")  # “**a.txt**”
    start = at + len(text) - len(text.lstrip(" \t*"))
    target = local(path)
    return File(target=target, start=start, end=start + len(path)) if target else None


def _unknown(name: str, where: Position) -> Problem:
    near = nearest(name)
    return Problem(
        code="unknown-column",
        severity=Severity.WARNING,
        message=f"The column “{name}” is none that is known, so what it says is left out.",
        hint=f"Did you mean “{near}”?" if near else "Rename it to a field, or take it away.",
        where=where,
    )
