"""Paths of files as people write them in a manifest: links, code spans, bare words.

Rejected: the file system. What stands on disk is the loader's to know, so an unknown suffix or a word without one is a
path only where the manifest leaves no doubt (a link, a cell of the file column).
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

# Suffixes by which a word that is no link is known for a file: kinds of text that articles are kept in.
_TEXTS = (
    "txt text md markdown mdown mkdn mkd mdx rst org adoc asciidoc textile tex htm html xhtml shtml xml json eml rtf pdf doc "
    "docx odt epub"
)
_SUFFIXES = frozenset(_TEXTS.split())
_ELSEWHERE = re.compile(
    r"[a-z][a-z0-9+.-]{0,30}://|//|#"
    r"|(?:mailto|tel|sms|javascript|vbscript|data|about|blob|file|urn|news|magnet|cid|xmpp|irc):",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[\\%#?&]|//|^\./")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([_*\[\]()#!&~'`| ])")  # but not a dot: ``..\..\a.txt`` is a path
_FOLLOW_ME = (  # words of links that say nothing of the article
    "link, lien, file, fichier, text, texte, full text, texte intégral, read, read it, read more, lire, lire la suite, open, "
    "ouvrir, view, see, voir, cf, here, ici, article, source, original, archive, raw, more, suite, download, télécharger, "
    "local, local copy, copie, copie locale, copy, online, en ligne, web, www, site"
)
_WORTHLESS = _SUFFIXES.union(_FOLLOW_ME.split(", "))


def web(raw: str) -> str | None:
    """``raw`` if it is an address on the web, without white space around it."""
    raw = raw.strip()
    return raw if _WEB.fullmatch(raw) else None


def local(raw: str, *, literal: bool = False) -> str | None:
    """The path that ``raw`` writes, with ``/``; None where it leads elsewhere (a scheme, an anchor) or nowhere.

    A link's target is percent-decoded and loses its fragment and query; a ``literal`` path (a code span, YAML) is taken
    as it stands.
    """
    path = raw.strip()
    if not path or _ELSEWHERE.match(path):
        return None
    if not _SPECIAL.search(path):
        return path
    if not literal:
        path = _ENTITY.sub(lambda entity: html.unescape(entity[0]), _ESCAPED.sub(r"\1", path))
        path = _decoded(_without_fragment(path))
    path = re.sub(r"/{2,}", "/", path.replace("\\", "/"))
    while path.startswith("./") and len(path) > 2:
        path = path[2:]
    return path or None


def _without_fragment(path: str) -> str:
    bare = re.split(r"[#?]", path, maxsplit=1)[0]
    if bare != path and has_suffix(path) and not has_suffix(bare):
        return path  # a mark inside a name: “Qui a gagné ?.txt”
    return bare


def _decoded(path: str) -> str:
    if "%" not in path:
        return path
    try:
        return unquote(path, errors="strict")
    except UnicodeDecodeError:  # “100%ff” is no escape of UTF-8: somebody's own sign
        return path


def has_suffix(text: str) -> bool:
    """Whether ``text`` ends with a suffix of a text file."""
    stem, _, suffix = text.rpartition(".")
    return suffix.lower() in _SUFFIXES and bool(stem) and stem[-1] not in "/\\ "


def is_manifest(target: str) -> bool:
    """Whether ``target`` is a folder (as far as its spelling tells) or another manifest."""
    return target.endswith("/") or _name(target).casefold() in ("index.md", "summary.md", ".", "..")


def is_title(text: str, target: str) -> bool:
    """Whether the text of a link to ``target`` says what the article is called.

    Not the file's own name, path or stem; not “link”, “read more” or “TXT”; not a mere number.
    """
    text, target = _composed(text.strip()), _composed(target)
    said, path = text.casefold(), target.casefold()
    if said in _WORTHLESS or (len(said) <= 3 and said.isdecimal()) or not any(map(str.isalnum, said)):
        return False
    # Whoever writes “Fog” for fog.txt means the word.
    return said not in (path, _name(path)) and text not in (_stem(target), _stem(_name(target)))


def says_nothing(text: str) -> bool:
    """Whether ``text`` is a word such as “link” or “source” that names nothing."""
    return _composed(text.strip()).casefold() in _WORTHLESS


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _stem(name: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name
