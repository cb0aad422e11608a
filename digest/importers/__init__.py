"""Importers: files of many articles, as press databases, clippers, readers and mail programs export them.

``importers`` returns them. The module of a form is imported when a file may be of that form: most files of a site are articles,
and importing all modules takes as long as reading ten of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module

from msgspec import Struct

from digest.importers.imported import ExportFile, Importer

_BULLETS = "•·●∙▪"
_NUMBER_FIRST = re.compile(r"\W*\d")
_MARKDOWN = (".md", ".markdown")
# File types that hold no articles, by their first bytes: pictures, sound, films, fonts, programs, PDF.
_OTHER_TYPE = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF|BM.{4}\x00\x00|II\*\x00|MM\x00\*|.{4}ftyp|ID3|OggS|fLaC|\x1aE\xdf\xa3|wOF[F2]"
    rb"|\x00\x01\x00\x00|OTTO|%PDF-|\x7fELF|MZ|SQLite format 3",
    re.DOTALL,
)
_OF_BIBLIOGRAPHIES = re.compile(r"TY[ \t]{1,3}-|^[ \t]*@", re.MULTILINE)


def _has_tags(file: ExportFile) -> bool:
    return b"<" in file.data


def _has_bullets(file: ExportFile) -> bool:
    return any(bullet in file.text for bullet in _BULLETS)


def _is_packed(file: ExportFile) -> bool:
    return file.data[:2] in (b"PK", b"\x1f\x8b")


def _is_rtf(file: ExportFile) -> bool:
    return file.data.lstrip()[:5].lower() == b"{\\rtf"


def _begins_as_json(file: ExportFile) -> bool:
    return any(bracket in file.data[:64] for bracket in (b"[", b"{"))


def _has_header(file: ExportFile, *beginnings: bytes) -> bool:
    """Whether a line begins with one of ``beginnings``, which are in lower case, in any letter case."""
    lines = b"\n" + file.data.lower()  # searched in a third of the time that a regular expression takes
    return any(b"\n" + beginning in lines for beginning in beginnings)


def _may_be_post(file: ExportFile) -> bool:
    is_bundle = file.name.casefold().endswith("index.md")
    return is_bundle or file.text.startswith((":", ".. ")) or "\n:" in file.text or "\n.. " in file.text


def _may_be_bibliography(file: ExportFile) -> bool:
    return ("TY" in file.text or "@" in file.text) and _OF_BIBLIOGRAPHIES.search(file.text) is not None


def _may_be_mail(file: ExportFile) -> bool:
    return file.start.startswith(b"From ") or _has_header(file, b"from:")


def _names_documents(file: ExportFile) -> bool:
    """Whether the word “document” is in the text, in any language."""
    return any(part in file.text for part in ("ocument", "okument", "OCUMENT", "OKUMENT"))


def _may_be_of_nexis(file: ExportFile) -> bool:
    return _is_packed(file) or _is_rtf(file) or _names_documents(file) or "oad-" in file.text or "OAD-" in file.text


class _Module(Struct, frozen=True):
    """Importers of one module by their names there, and whether a file may be of their forms: False is certain.

    ``of_pages`` tells that a file of the form is one web page.
    """

    name: str
    importers: tuple[str, ...]
    may_read: Callable[[ExportFile], bool]
    of_pages: bool = False


# In the order in which they are asked. No file is recognised by two.
_MODULES = (
    _Module("europresse", ("EUROPRESSE",), _has_tags),
    _Module("europresse_pdf", ("EUROPRESSE_PDF",), _has_bullets),
    _Module("factiva", ("FACTIVA_HTML", "FACTIVA_RTF", "FACTIVA_XML"), lambda file: _has_tags(file) or _is_rtf(file)),
    _Module("nexis", ("NEXIS",), _may_be_of_nexis),
    _Module("lexis", ("LEXIS",), _names_documents),
    _Module("proquest", ("PROQUEST",), lambda file: "_" * 10 in file.text),
    _Module("mediargus", ("MEDIARGUS",), lambda file: bool(_NUMBER_FIRST.match(file.text))),
    _Module("iramuteq", ("IRAMUTEQ",), lambda file: "****" in file.text or bool(_NUMBER_FIRST.match(file.text))),
    _Module("feeds", ("FEED", "OPML"), _has_tags),
    _Module("json_feed", ("JSON_FEED",), _begins_as_json),
    _Module("mail", ("MAIL", "MAILBOX"), _may_be_mail),
    _Module(
        "bibliographies",
        ("RIS", "CSL", "BIBTEX"),
        lambda file: _begins_as_json(file) or _may_be_bibliography(file),
    ),
    _Module("web_archives", ("WARC",), lambda file: _is_packed(file) or file.data.startswith(b"WARC/")),
    _Module("json_files", ("OMNIVORE", "JSON"), lambda file: _is_packed(file) or _begins_as_json(file)),
    _Module("saved_pages", ("MHTML",), lambda file: _has_header(file, b"content-type:")),
    _Module("saved_pages", ("SAVED_PAGE",), _has_tags, of_pages=True),
    _Module("xml_articles", ("XML",), _has_tags),
    _Module("posts", ("RST", "BUNDLE"), _may_be_post),
    _Module("tables", ("TABLE_OF_TEXTS", "SPREADSHEET", "CSV"), lambda _: True),
)


def importers(file: ExportFile | None = None, *, pages: bool = True) -> Iterator[Importer]:
    """The importers that may recognise ``file``; all of them without one. Without ``pages`` none of single web pages."""
    for module in _MODULES:
        if (pages or not module.of_pages) and (file is None or module.may_read(file)):
            loaded = import_module(f"{__name__}.{module.name}")
            yield from (getattr(loaded, name) for name in module.importers)


def may_be_export(name: str, start: bytes) -> bool:
    """Whether a file of this name, whose first bytes are ``start``, may be an export: no Markdown, no picture, no film."""
    is_post = name.rpartition("/")[2] == "index.md"  # of Hugo, in a folder of its own
    return (is_post or not name.lower().endswith(_MARKDOWN)) and not _OTHER_TYPE.match(start)


def importer_of(file: ExportFile, *, pages: bool = False) -> Importer | None:
    """The importer that recognises ``file``; None if it is no export. With ``pages`` saved web pages count, which are articles
    of their own in a folder.
    """
    return next((one for one in importers(file, pages=pages) if one.recognises(file)), None)
