"""Parse XML files of strangers: no document type, no entities of its own, a bounded depth; a truncated file as far as it goes."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from digest.importers.markdown_text import one_line

_DEEPEST = 100
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,200}\?>\s*")
_PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[\]]{0,500}>")
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)(\w{2,31});")


class _Refuse(Exception):
    """Raised within expat's handlers: the file declares a document type with contents, or is too deep."""


def parse_xml(data: bytes | str) -> Element | None:
    """The root of the XML in ``data``, with local names for tags and attributes; None if it is no XML or declares entities.

    A file that is broken somewhere gives what stands before that place. Names of HTML's characters (``&nbsp;``) are resolved,
    because exports have them without declaring them. Of text the declared encoding does not count: it has been decoded.
    """
    if isinstance(data, str):
        data = _DECLARATION.sub("", data).encode()
    data = _PLAIN_DOCTYPE.sub(b"", data, count=1)
    data = _NAMED.sub(lambda found: _character(found[0]), data)
    builder = TreeBuilder()
    open_tags: list[str] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(open_tags) >= _DEEPEST:
            raise _Refuse
        open_tags.append(_local(tag))
        builder.start(open_tags[-1], {_local(name): value for name, value in attributes.items()})

    def end(_: str) -> None:
        builder.end(open_tags.pop())

    def refuse(*_: object) -> None:
        raise _Refuse

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except _Refuse:
        return None
    except (expat.ExpatError, ValueError, LookupError):
        if not open_tags:  # nothing to save
            return None
    while open_tags:
        builder.end(open_tags.pop())
    return builder.close()


def _character(reference: bytes) -> bytes:
    """A named reference of HTML as a numeric one, which needs no declaration and no encoding."""
    shown = html.unescape(reference.decode("ascii", "replace"))
    return reference if shown.startswith("&") else "".join(f"&#{ord(sign)};" for sign in shown).encode()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def words_of(element: Element | None) -> str:
    """All text within ``element``, white space folded; empty for None."""
    return "" if element is None else one_line("".join(element.itertext()))
