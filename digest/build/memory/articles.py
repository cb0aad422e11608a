"""Articles as they are read and kept: by what they say, apart from where in a manifest it is said.

A new line in a manifest moves all lines below it. Where an article's problems and places may be told, it is read again then;
all others stay as they are.

Rejected: the text in memory. An article is kept without what only its own page, the search and the records show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import overload

from msgspec import Struct
from msgspec.structs import replace

from digest import readers
from digest.build.cache import Store, key_of, pack, unpack
from digest.build.executors import Shared
from digest.build.memory.records import Row
from digest.build.reading import parse_article
from digest.model import Article, Entry, Fields, Origin, Provenance, Rules
from digest.pages.desk import minutes
from digest.sources.folder import SourceFolder

_LISTED = (
    "title",
    "summary",
    "places",
    "slug",
    "aliases",
    "image",
)  # fields whose provenance lists and problems ask for
_TOLD = ("slug", "aliases", "image")  # those whose place a problem may tell


class Entries(Sequence[Entry]):
    """Entries as they were packed, in their order; each is unpacked when it is asked for."""

    def __init__(self, files: Sequence[str], rows: Mapping[str, Row]) -> None:
        self.files, self.rows = files, rows

    def __len__(self) -> int:
        return len(self.files)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        entry: Entry = unpack(self.rows[self.files[index]].entry)
        return entry


class Task(Struct, frozen=True):
    """An article that has to be read. ``known`` is the key of the content that its row is of, if only that is in question."""

    entry: Entry
    said: bytes
    lines: bytes
    known: bytes


def keys_of(entry: Entry) -> tuple[bytes, bytes]:
    """The key of all that ``entry`` says, and that of the lines where it stands."""
    kinds: Sequence[Fields] = (entry.fields, entry.inherited, entry.named)
    said = [[(name, declared.text, declared.where.file) for name, declared in kind.items()] for kind in kinds]
    lines = [[declared.where for declared in kind.values()] for kind in kinds]
    return key_of(entry.file, said), key_of(entry.where, lines)


def listed(article: Article) -> Article:
    """``article`` without what no list shows of it."""
    provenance = {
        name: article.provenance[name] if name in _TOLD else _made(article.provenance[name].origin)
        for name in _LISTED
        if name in article.provenance
    }
    return replace(
        article, html="", excerpt="", headings=(), furniture=(), people=(), organisations=(), keyphrases=(), note=None, url=None,
        author=None, provenance=provenance,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _made(origin: Origin) -> Provenance:
    """Where a value comes from and no more; one object for all of them."""
    return Provenance(origin=origin, evidence="")


def shared(row: Row) -> Row:
    """``row`` as it came from another process, with what all rows share."""
    if row.article is not None:
        provenance = row.article.provenance
        same = {name: provenance[name] if name in _TOLD else _made(provenance[name].origin) for name in provenance}
        return row._replace(article=replace(row.article, provenance=same))
    return row


def _card(article: Article | None) -> bytes:
    """The key of all that lists show of ``article``: of its length the minutes, of its provenance where it comes from."""
    if article is None:
        return b""
    origins: Mapping[str, object] = {name: made.origin for name, made in article.provenance.items()}
    return key_of(replace(article, position=0, words=0, provenance={}), minutes(article), origins)


def placed(article: Article | None, position: int) -> Article | None:
    """``article`` at its place among all."""
    return article if article is None or article.position == position else replace(article, position=position)


class Reading:
    """Reads an article in whatever process: its row and its packed text; None where only its file's times have changed.

    Where the ``store`` is open to all, the text is put there, and an empty one given.
    """

    def __init__(self, seeds: SourceFolder, rules: Shared[Rules], store: Store) -> None:
        self.seeds, self.rules, self.store = seeds, rules, store

    def __call__(self, task: Task) -> tuple[Row, bytes] | None:
        entry = task.entry
        data = readers.load(self.seeds, entry.file)
        content = blake2b(data, digest_size=16).digest() if isinstance(data, bytes) else b""
        if task.known and content == task.known:
            return None
        read = parse_article(self.seeds, entry, data, self.rules.value)
        text = pack(read.article)
        light = read.article and listed(read.article)
        pinned = bool(read.problems) or (light is not None and any(light.provenance.get(name) for name in _TOLD))
        row = Row(
            entry=pack(entry),
            said=task.said,
            lines=task.lines,
            content=content,
            text=key_of(text[:16]),
            card=_card(light),
            article=light,
            problems=read.problems,
            pictures=b"asked" if read.pictured else b"",  # whoever knows among what files says so
            pinned=pinned,
        )
        if self.store.open_to_all:
            self.store.put(row.text, row.text, text)
            text = b""
        return row, text
