"""What importers take and give: an export file, and the articles that it holds, with all that the file states about them.

An importer is one module for one form of export file (the HTML of a press database, the CSV of a monitoring service, a feed, a
mailbox). It recognises its form by content, never by the name of the file alone, because people rename files and programs save
under wrong endings. It reads what can be read, and names each article that it has to refuse: nothing is dropped in silence.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct, field

from digest.readers.encoding import Decoded, decode

T = TypeVar("T")

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_START = 5000  # bytes
_SHOWN = 80  # characters of a headline in messages


def text_in(data: bytes, name: str, *, marked: str | None = None) -> str:
    """The text in ``data``, which is called ``name``; empty where it is no text. ``marked`` as for ``decode``."""
    decoded = decode(data, name, marked=marked)
    return decoded.text if isinstance(decoded, Decoded) else ""


class ExportFile:
    """A file that may be an export: its ``name`` (with ``/`` below the folder that was given) and its bytes.

    ``sibling`` reads another file by its path relative to this one, for forms of several files (a table of metadata beside its
    texts); it returns None where there is no such file.
    """

    def __init__(self, name: str, data: bytes, sibling: Callable[[str], bytes | None] = lambda _: None) -> None:
        self.name = name
        self.data = data
        self.sibling = sibling

    @cached_property
    def text(self) -> str:
        """The content as text with ``\\n`` line ends, in the encoding that its bytes show; empty where it is no text."""
        text = text_in(self.data, self.name)
        if not text and self.data.startswith(_UTF_16):  # cut off within a character
            text = text_in(self.data[:-1], self.name)
        return text

    @cached_property
    def start(self) -> bytes:
        """The first bytes without a byte order mark, white space in front, and NULs: for looking for ASCII marks."""
        return self.data[:_START].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


class ImportedArticle(Struct, frozen=True, kw_only=True):
    """One article of an export file.

    ``place`` is where it is in the file, for messages ("document 3 of 20", "row 4"). ``id`` is what the form calls the article
    (a document number), empty if it has none. ``fields`` are values by the names of ``vocabulary.fields.FIELDS``, as the form
    states them: the headline as ``title``, the date as ISO 8601 and no more precise than the file has it, several authors as a
    tuple. What the form does not state is absent, never guessed. ``text`` is the article without the form's own words, as
    Markdown: paragraphs, ``## crossheads``, ``> quotes``, lists; it is empty for a stub, an entry that has only a headline, an
    excerpt and the address of its source. ``also`` names other publications of the same text, as "source, date".
    """

    place: str
    id: str = ""
    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    also: tuple[str, ...] = ()


EMPTY = "It has neither a headline nor a text."


class Refused(Struct, frozen=True):
    """An article of an export file that cannot be read: its place in the file and the reason, as a sentence."""

    place: str
    reason: str


def with_places(items: Sequence[T], what: str) -> Iterator[tuple[str, T]]:
    """``items``, each with its place for messages: ``document 3 of 20``."""
    return ((f"{what} {number} of {len(items)}", one) for number, one in enumerate(items, 1))


def titled(place: str, title: str) -> str:
    """``place`` with the headline of the article there, for messages: ``row 4 (“The quay reopens”)``."""
    return f"{place} (“{title[:_SHOWN]}”)" if title else place


class Import(Struct, frozen=True, kw_only=True):
    """The articles of one export file in its order, those refused, and how many the file itself says it holds (None: it does
    not say).

    ``notes`` are sentences about the whole file that the editor should read ("This is a list of feeds, not of articles").
    """

    articles: tuple[ImportedArticle, ...]
    refused: tuple[Refused, ...] = ()
    stated: int | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, found: Iterable[ImportedArticle | Refused], *, stated: int | None = None, notes: Iterable[str] = ()
    ) -> Import:
        """The import of what was ``found`` in a file, in its order. An article with neither a headline nor a text is refused."""
        listed = [
            one
            if isinstance(one, Refused) or one.text or "title" in one.fields
            else Refused(", ".join(filter(None, (one.place, one.id))), EMPTY)
            for one in found
        ]
        return cls(
            articles=tuple(one for one in listed if isinstance(one, ImportedArticle)),
            refused=tuple(one for one in listed if isinstance(one, Refused)),
            stated=stated,
            notes=tuple(notes),
        )


class Importer(Struct, frozen=True):
    """A form of export file: its ``name`` in messages, how it is recognised, and how it is read.

    ``recognises`` must be cheap and certain: a file of an ordinary article is never taken for an export. ``read`` never raises
    because of what it reads.
    """

    name: str
    recognises: Callable[[ExportFile], bool]
    read: Callable[[ExportFile], Import]
