"""Read the lines of word processors' files: DOCX (Office Open XML) and RTF (1.9.1), as far as exports of articles need them.

Both give the same lines: paragraphs with their words, whether they are bold, whether a page begins before them; rows of tables
with their cells. Headers, footers, footnotes, pictures and fields' instructions are left out. Rejected: a library for either,
which would bring a document model of thousands of lines for these.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from msgspec import Struct
from msgspec.structs import replace

from digest.importers.xml_text import parse_xml

LARGEST = 64_000_000  # bytes of a part of a DOCX file, unpacked


class Line(Struct, frozen=True, kw_only=True):
    """A paragraph, or a row of a table, which has ``cells``. ``bold``: all its letters are. ``new_page``: it begins a page."""

    text: str
    bold: bool = False
    new_page: bool = False
    cells: tuple[str, ...] = ()


def zip_member(archive: zipfile.ZipFile, name: str, most: int = LARGEST) -> bytes | None:
    """The bytes of a member; None if it is missing, broken, encrypted or longer than ``most`` bytes."""
    try:
        with archive.open(name) as member:
            data = member.read(most + 1)
    # What zipfile raises, in this order: no such member, a password, an unknown method, and for damage any of the others.
    except (KeyError, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error):
        return None
    return data if len(data) <= most else None


def open_zip(data: bytes) -> zipfile.ZipFile | None:
    """The archive in ``data``; None for other files."""
    if data[:2] != b"PK":
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    # zipfile raises any of these where the directory of the archive is damaged.
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, IndexError):
        return None


def read_docx(data: bytes) -> list[Line] | None:
    """The lines of a DOCX file; None for other files."""
    archive = open_zip(data)
    document = zip_member(archive, "word/document.xml") if archive else None
    root = parse_xml(document) if document else None
    body = root.find("body") if root is not None else None
    return None if body is None else list(_docx_lines(body))


def _docx_lines(body: Element) -> Iterator[Line]:
    new_page = False
    for block in body:
        if block.tag == "tbl":
            for row in block.iter("tr"):
                cells = tuple("\n".join(_docx_words(p) for p in cell.iter("p")).strip() for cell in row.iter("tc"))
                yield Line(text="\t".join(cells), cells=cells)
        for paragraph in [block] if block.tag == "p" else block.iter("p") if block.tag == "sdt" else ():
            words = _docx_words(paragraph)
            new_page |= any(br.get("type") == "page" for br in paragraph.iter("br"))
            yield Line(text=words, bold=_docx_bold(paragraph), new_page=new_page and bool(words.strip()))
            new_page &= not words.strip()
            new_page |= paragraph.find("pPr/sectPr") is not None


def _docx_words(paragraph: Element) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == "t":
            parts.append(element.text or "")
        elif element.tag in ("br", "cr"):
            parts.append("\n")
        elif element.tag == "tab" and element.get("val") is None:  # not a tab stop
            parts.append("\t")
        elif element.tag == "noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _docx_bold(paragraph: Element) -> bool:
    found = False
    for run in paragraph.iter("r"):
        if any((text.text or "").strip() for text in run.iter("t")):
            mark = run.find("rPr/b")
            if mark is None or mark.get("val") in ("0", "false", "off"):
                return False
            found = True
    return found


# RTF.


_TOKEN = re.compile(
    r"\\(?:'(?P<byte>[0-9A-Fa-f]{2})|(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<sign>[^A-Za-z]))"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n\0]+)"
)
_SIGNS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": "\t",
    "line": "\n",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "~": "\u00a0",
    "_": "\u2011",
    "\\": "\\",
    "{": "{",
    "}": "}",
    "\n": "\n",
}
_LEFT_OUT = frozenset(
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote "
    "annotation listtable listoverridetable revtbl rsidtbl themedata filetbl xmlnstbl private template nonshppict".split()
)
_CHARSETS = {128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256}
_CHARSETS |= {186: 1257, 204: 1251, 222: 874, 238: 1250}


class _State(Struct):
    """What a group of RTF inherits and may change."""

    left_out: bool = False
    bold: bool = False
    hidden: bool = False
    replaced: int = 1  # characters that follow a \u for readers without Unicode
    encoding: str = ""
    in_fonts: bool = False


class _Rtf:
    """A reader of RTF: ``lines`` after ``read``."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._states = [_State()]
        self._bytes = bytearray()
        self._words: list[str] = []
        self._letters = self._bold_letters = 0
        self._cells: list[str] = []
        self._new_page = False
        self._skip = 0
        self.lines: list[Line] = []

    def read(self) -> list[Line]:
        at = 0
        while found := _TOKEN.search(self._text, at):
            at = found.end()
            if found["word"] == "bin":
                at += max(0, int(found["number"] or 0))
            self._token(found)
        self._end_line()
        return self.lines

    def _token(self, found: re.Match[str]) -> None:
        state = self._states[-1]
        if found["byte"]:
            self._add_bytes(bytes.fromhex(found["byte"]))
        elif found["text"]:
            self._add_bytes(found["text"].encode("latin-1", "replace"))
        elif found["brace"]:
            self._flush()
            self._skip = 0
            if found["brace"] == "{":
                self._states.append(replace(state))
            elif len(self._states) > 1:
                self._states.pop()
        elif found["sign"]:
            if found["sign"] == "*":
                following = re.match(r"\\\*\s*\\(\w+)", self._text[found.start() : found.start() + 60])
                state.left_out |= following is None or following[1] not in ("shppict",)
            else:
                self._add(_SIGNS.get(found["sign"], ""))
        else:
            self._control(found["word"], found["number"], state)

    def _control(self, word: str, given: str | None, state: _State) -> None:
        number = int(given) if given else None
        if word == "u" and number is not None:
            self._flush()
            self._add(chr(number % 65536))
            self._skip = state.replaced
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _LEFT_OUT:
            self._flush()
            state.left_out, state.in_fonts = True, word == "fonttbl"
        elif word in ("par", "sect", "page", "row", "cell", "nestcell", "nestrow"):
            self._flush()
            self._end(word, state)
        else:
            self._flush()
            self._format(word, number, state)

    def _end(self, word: str, state: _State) -> None:
        if state.left_out:
            return
        if word in ("cell", "nestcell"):
            self._cells.append(_paired("".join(self._words)).strip())
            self._words.clear()
        elif word in ("row", "nestrow"):
            self._words.clear()
            self.lines.append(Line(text="\t".join(self._cells), cells=tuple(self._cells)))
            self._cells.clear()
        elif self._cells:
            self._words.append("\n")  # a paragraph of a cell
        else:
            if self._words or word == "par":
                self._end_line()
            self._new_page |= word in ("page", "sect")

    def _format(self, word: str, number: int | None, state: _State) -> None:
        if word == "b":
            state.bold = number != 0
        elif word == "v":
            state.hidden = number != 0
        elif word == "plain":
            state.bold = state.hidden = False
        elif word == "uc":
            state.replaced = max(0, min(number or 0, 8))
        elif word == "ansicpg":
            self._page = _codec(number) or self._page
        elif word == "f":
            self._font = number or 0
            if not state.in_fonts:
                state.encoding = self._fonts.get(self._font, "")
        elif word == "fcharset" and state.in_fonts:
            self._fonts[self._font] = _codec(_CHARSETS.get(number or 0))

    def _add_bytes(self, data: bytes) -> None:
        gone = min(self._skip, len(data))
        self._skip -= gone
        if not self._states[-1].left_out:
            self._bytes += data[gone:]

    def _flush(self) -> None:
        if self._bytes:
            words = self._bytes.decode(self._states[-1].encoding or self._page, "replace")
            self._bytes.clear()
            self._add(words)

    def _add(self, words: str) -> None:
        if self._bytes:
            self._flush()
        state = self._states[-1]
        if words and not state.left_out and not state.hidden:
            self._words.append(words)
            letters = sum(map(str.isalnum, words))
            self._letters += letters
            self._bold_letters += letters if state.bold else 0

    def _end_line(self) -> None:
        self._flush()
        text = _paired("".join(self._words))
        bold = 0 < self._letters == self._bold_letters
        self.lines.append(Line(text=text, bold=bold, new_page=self._new_page and bool(text.strip())))
        self._new_page &= not text.strip()
        self._words.clear()
        self._letters = self._bold_letters = 0


def _codec(page: int | None) -> str:
    """The codec of a Windows code page; empty if Python has none."""
    try:
        return codecs.lookup("utf-8" if page == 65001 else f"cp{page}").name if page else ""
    except LookupError:
        return ""


def _paired(text: str) -> str:
    """``text`` with the two halves of characters beyond U+FFFF joined; a half without its other is replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_rtf(data: bytes) -> list[Line] | None:
    """The lines of an RTF file; None for other files."""
    if data.lstrip()[:5].lower() != b"{\\rtf":
        return None
    return _Rtf(data.decode("latin-1")).read()
