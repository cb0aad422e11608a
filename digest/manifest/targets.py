"""What the rows of a manifest name: paths of files, the words of their links, and the records of listed files.

Rejected: looking at the disk. Only the loader knows which files exist, so an unknown suffix, or a word without one, is a path
only where the manifest leaves no doubt (a link, a cell of the file column). Also rejected: codes as names of languages.
``IT``, ``No`` and ``Art`` are words first, so only full names count, and a few codes in brackets.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct, field

from digest.dates import parse_written
from digest.errors import Position, Problem
from digest.i18n import fold, language_named, language_tag
from digest.manifest.spans import ENTITY, TEXT_SUFFIXES, Span, SpanType, has_text_suffix, plain, spans
from digest.model import Declared, Fields
from digest.vocabulary.fields import STRICTEST, merged
from digest.yaml import Node

WORDS = json.loads((Path(__file__).parent.parent / "data" / "manifest_words.json").read_text("utf-8"))


def folded_words(words: str) -> frozenset[str]:
    """The words of a list in ``WORDS``, folded for comparison."""
    return frozenset(fold(word) for word in words.split(", "))


# Paths.

_ELSEWHERE = re.compile(
    r"[a-z][a-z0-9+.-]{0,30}://|//|#"
    r"|(?:mailto|tel|sms|javascript|vbscript|data|about|blob|file|urn|news|magnet|cid|xmpp|irc):",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[\\%#?&]|//|^\./")
_ESCAPED = re.compile(r"\\([_*\[\]()#!&~'`| ])")  # but not a dot: ``..\..\a.txt`` is a path
# Texts of links that do not describe the article: “link”, “read more”, “TXT”.
_GENERIC_TEXTS = TEXT_SUFFIXES.union(WORDS["link_texts"].split(", "))


def local_path(raw: str, *, literal: bool = False) -> str | None:
    """``raw`` as a path with ``/``; None if it is empty or leads elsewhere (a scheme, an anchor).

    The target of a link is percent-decoded and loses its fragment and query; a ``literal`` path (a code span, YAML) does not.
    """
    path = raw.strip()
    if not path or _ELSEWHERE.match(path):
        return None
    if not _SPECIAL.search(path):
        return path
    if not literal:
        path = re.sub(ENTITY, lambda entity: html.unescape(entity[0]), _ESCAPED.sub(r"\1", path))
        path = _decoded(_without_fragment(path))
    path = re.sub(r"/{2,}", "/", path.replace("\\", "/"))
    while path.startswith("./") and len(path) > 2:
        path = path[2:]
    return path or None


def _without_fragment(path: str) -> str:
    bare = re.split(r"[#?]", path, maxsplit=1)[0]
    if bare != path and has_text_suffix(path) and not has_text_suffix(bare):
        return path  # part of the name: “Qui a gagné ?.txt”
    return bare


def _decoded(path: str) -> str:
    if "%" not in path:
        return path
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:  # “100%ff” is not percent-encoded UTF-8
        return path


def is_manifest_path(target: str) -> bool:
    """Whether ``target`` is written as a folder or names another manifest."""
    return target.endswith("/") or _name(target).casefold() in ("index.md", "summary.md", ".", "..")


def is_title(text: str, target: str) -> bool:
    """Whether the text of a link to ``target`` is the title of the article.

    It is not if it is the file's name, path or stem, a generic text (“read more”), or a number.
    """
    text, target = _composed(text.strip()), _composed(target)
    folded, path = text.casefold(), target.casefold()
    if folded in _GENERIC_TEXTS or (len(folded) <= 3 and folded.isdecimal()) or not any(map(str.isalnum, folded)):
        return False
    # “Fog” as the text of a link to fog.txt is the title, so the stem is compared with its letter case.
    return folded not in (path, _name(path)) and text not in (_stem(target), _stem(_name(target)))


def is_generic_link_text(text: str) -> bool:
    """Whether ``text`` is a generic one, such as “link” or “source”."""
    return _composed(text.strip()).casefold() in _GENERIC_TEXTS


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(name: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name


# Dates and languages.

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Codes that mean a language in brackets or as the text of a link: “(EN)”. Others are countries (UK) or agencies.
LANGUAGE_CODES = frozenset(("AR", "DE", "EN", "ES", "FR", "IT", "JA", "NL", "PL", "PT", "RU", "ZH"))
_IN_LANGUAGE = re.compile(
    r"(?:(?:articles?|texte?s?|written|original|version|versión|versão|artikel|artigo|artículo|articolo|testo|artykuł) )?"
    r"(?:in het|in lingua|in|en|auf|em|på) (.+)",
    re.IGNORECASE,
)
# Languages whose names are inflected after a preposition: po polsku, по-русски, на русском языке, w języku polskim, بالعربية.
_ENDINGS = (
    (re.compile(r"po (\w+[sc])ku", re.IGNORECASE), r"\1ki"),
    (re.compile(r"w języku (\w+[sc]ki)m", re.IGNORECASE), r"\1"),
    (re.compile(r"по-(\w+ски)", re.IGNORECASE), r"\1й"),
    (re.compile(r"на (\w+ск)ом(?: языке)?", re.IGNORECASE), r"\1ий"),
    (re.compile(r"ب(?:اللغة )?(ال\w+)"), r"\1"),
    (re.compile(r"(\w+語)(?:で|版)|(\w+[语語文])版"), r"\1\2"),
)


def is_date(text: str) -> bool:
    """Whether ``text`` as a whole is written as a date. ``2024-02-30`` is too: it is reported when the date is read."""
    return parse_written(text) is not None or bool(_DAY.fullmatch(text.strip()))


def language_name(text: str) -> str | None:
    """The full name of a language in ``text`` (``English``, ``in English``, ``по-русски``); None if it is not one.

    Codes (``fr``, ``pt-BR``), words of up to three Latin letters (``IT``, ``No``) and ambiguous names (``Corse``) do not count.
    """
    if len(text) > 60:
        return None
    names = [text]
    if found := _IN_LANGUAGE.fullmatch(text):
        names.append(found[1])
    names += [shape.sub(name, text) for shape, name in _ENDINGS if shape.fullmatch(text)]
    if text.startswith("en ") and text.islower() and len(text) > 6 and language_tag(text[3:]):
        return text[3:]  # en italien, en basque
    for name in names:
        if not (name.isascii() and len(name) < 4) and language_named(name):
            return name
    return None


# References to files.


class FileReference(Struct, frozen=True, kw_only=True):
    """A path, and its start and end in a text. ``text`` is the value in the text of its link, ``field`` that value's field."""

    target: str
    start: int
    end: int
    field: str = ""
    text: str = ""


def file_reference(span: Span, references: Mapping[str, str], *, certain: bool) -> FileReference | None:
    """The file that ``span`` names; None if it names none. Code needs a suffix unless the column is ``certain`` to name files."""
    if span.kind is SpanType.CODE:
        target = local_path(span.target, literal=True) if certain or has_text_suffix(span.target) else None
    elif span.kind is SpanType.WIKI:
        target = local_path(span.target.partition("#")[0], literal=True)
    elif span.kind in (SpanType.LINK, SpanType.ANGLE):
        target = local_path(span.target)
    else:
        return None
    if target is None:
        return None
    name, text = "", ""
    if span.kind in (SpanType.LINK, SpanType.WIKI):
        name, text = link_text_field(span.text, target, references)
    return FileReference(target=target, start=span.start, end=span.end, field=name, text=text)


def link_text_field(raw: str, target: str, references: Mapping[str, str]) -> tuple[str, str]:
    """The field (title, date, language) that the text of a link to ``target`` is, and its value; else empty strings."""
    if not is_title(raw, target):  # before marks of emphasis are removed: they may be part of the file's name
        return "", ""
    text = plain(raw, references)
    if text != raw and not is_title(text, target):
        return "", ""
    if text in LANGUAGE_CODES or (len(text) <= 25 and language_name(text)):
        return "language", text
    if len(text) > 4 and is_date(text):
        return "date", text
    return "title", text


def single_link(text: str, references: Mapping[str, str]) -> FileReference | None:
    """The file that ``text`` links to, if it consists of one link, emphasis aside; else None."""
    marks = spans(text, references)
    found = file_reference(marks[0], references, certain=False) if len(marks) == 1 else None
    return found if found and not (text[: found.start] + text[found.end :]).strip("*_ ") else None


# Fields that the row of a folder sets for all its articles: those that a heading can set, the day of adding, and restrictions.
_PASSED_ON = ("topics", "date", "language", "source", "added", "draft", "rights")


class ListedFile(Struct, frozen=True, kw_only=True):
    """A file that the manifest lists.

    ``target`` is its path relative to the manifest's folder, with ``/`` and percent-decoded. It may contain ``..`` or be the
    path of a folder, which the loader checks. ``where`` is the link or cell. ``fields`` are declared for this file alone,
    ``inherited`` by the headings above it and by the arguments of ``parse``.
    """

    target: str
    where: Position
    fields: Fields
    inherited: Fields


class Include(Struct, frozen=True, kw_only=True):
    """Another manifest, or a folder (``target`` ends with ``/``), whose articles are included here."""

    target: str
    where: Position
    inherited: Fields


class Manifest(Struct, frozen=True, kw_only=True):
    """One parsed INDEX.md.

    ``title`` is the first level-1 heading. ``settings`` is the front matter without ``articles``, as raw nodes; ``inherited``
    are its restrictions on all articles, merged with those given to ``parse``. ``items`` are in the order of the text.
    ``refused`` are the texts of items that cannot be read, and whose articles are withheld.
    """

    title: tuple[str, Position] | None
    settings: tuple[tuple[str, Node], ...]
    items: tuple[ListedFile | Include, ...]
    problems: tuple[Problem, ...]
    inherited: Fields = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def make_item(target: str, where: Position, fields: Fields, inherited: Fields) -> ListedFile | Include:
    """The record for ``target``. The articles of a folder inherit the fields of its row (topics, date, draft, …)."""
    if not is_manifest_path(target):
        return ListedFile(target=target, where=where, fields=fields, inherited=inherited)
    return Include(target=target, where=where, inherited=passed_on(fields, inherited))


def passed_on(fields: Fields, inherited: Fields) -> Fields:
    """What the articles below a row inherit: ``inherited``, and those of its ``fields`` that hold for several articles."""
    passed = {name: fields[name] for name in _PASSED_ON if name in fields}
    for name in STRICTEST:
        if name in passed and name in inherited and (both := merged(name, inherited[name].text, passed[name].text)):
            passed[name] = Declared(text=both, where=passed[name].where)
    return {**inherited, **passed} if passed else inherited
