"""A folder in which export files are folders of articles.

``export.html/harbour-reopens.md`` is an article of the export file ``export.html``. Whatever reads articles reads it as any other
file. An export is taken apart once: its articles are kept in a store (the site's cache), where any process finds them. If the
file changes, only the articles that differ are read again.

Rejected: articles in memory. An export of a thousand articles would be sent to each process.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from digest.codec import Damaged, content_hash, decode, encode, hash_of
from digest.sources.folder import Export, Item, Kind, SourceFolder, resolve_relative

_SUFFIX = ".md"
_LARGEST = 500_000_000  # bytes
_START = 64  # bytes in which the type of a file is recognised


class Store(Protocol):
    """Where the articles of exports are kept: the cache of a site, or memory."""

    def get(self, key: bytes) -> memoryview | bytes | None:
        """The value under ``key``, or None."""

    def put(self, key: bytes, value: bytes, owner: bytes = b"") -> None:
        """Keep ``value`` for as long as its ``owner`` is kept."""

    def commit(self) -> None:
        """Make it visible to other processes."""


def _unknown(_file: str) -> bool | None:
    return None


class ExpandedFolder(SourceFolder):
    """The files below ``path``, with the articles of export files as files in folders of the exports' names.

    ``known`` tells of a file whether the store holds it as an export and it is unchanged (True), it is unchanged and no export
    (False), or it must be looked at (None). Pickles without it, for processes that only read.
    """

    def __init__(self, path: Path, store: Store, known: Callable[[str], bool | None] = _unknown) -> None:
        super().__init__(path)
        self.store = store
        self._known = known
        self._exports: dict[str, Export | None] = {}

    def __reduce__(self) -> tuple[type[ExpandedFolder], tuple[Path, Store]]:  # type: ignore[override]
        return ExpandedFolder, (self.path, self.store)

    def kind(self, file: str) -> Kind:
        found = super().kind(file)
        if found is Kind.NOTHING and file.endswith(_SUFFIX):
            export = self.export(posixpath.dirname(file))
            return Kind.FILE if export and posixpath.basename(file) in export.names else found
        return found

    def items(self, folder: str) -> list[Item]:
        export = self._exports.get(folder)
        return (
            [Item(name, is_folder=False, is_plain=True) for name in export.names] if export else super().items(folder)
        )

    def read(self, file: str) -> bytes:
        try:
            return super().read(file)
        except (FileNotFoundError, NotADirectoryError):
            container = posixpath.dirname(file)
            if not file.endswith(_SUFFIX) or super().kind(container) is not Kind.FILE:
                raise
            found = self.store.get(_text_key(file))
            if found is None:
                raise Damaged(f"{file} is not in the cache") from None
            return bytes(found)

    def export(self, file: str) -> Export | None:
        """The export in ``file``; None if that is no export."""
        if file not in self._exports:
            self._exports[file] = self._export(file)
        return self._exports[file]

    def _export(self, file: str) -> Export | None:
        known = self._known(file) if file else False
        if known is False or super().kind(file) is not Kind.FILE or self.leads_out(file):
            return None
        stored = self._stored(file) if known else None
        if stored is not None and self._has_same_siblings(stored):
            return stored
        from digest.importers import may_be_export  # imported lazily: most builds read no new file

        try:
            with self.open(file) as source:
                start = source.read(_START)
                if not may_be_export(file, start) or os.fstat(source.fileno()).st_size > _LARGEST:
                    return None
                data = start + source.read()
        except OSError:  # reported when the file is read as an article
            return None
        return self._expanded(file, data)

    def _expanded(self, file: str, data: bytes) -> Export | None:
        from digest.importers import importer_of
        from digest.importers.imported import ExportFile

        siblings: dict[str, bytes] = {}

        def sibling(name: str) -> bytes | None:
            found = self._sibling(file, name)
            siblings[name] = content_hash(found) if found is not None else b""
            return found

        given = ExportFile(file, data, sibling)
        importer = importer_of(given)
        if importer is None:
            return None
        content, stored = content_hash(data), self._stored(file)
        if stored is not None and stored.content == content and self._has_same_siblings(stored):
            return stored
        from digest.importers.expand import expand

        expanded = expand(importer, given)
        key = hash_of("export", file, content, sorted(siblings.items()))
        for name, text in expanded.files:
            self.store.put(_text_key(f"{file}/{name}"), text, key)
        export = Export(
            file=file,
            form=expanded.form,
            names=tuple(name for name, _ in expanded.files),
            problems=expanded.problems,
            content=content,
            siblings=tuple(sorted(siblings.items())),
            key=key,
        )
        self.store.put(_export_key(file), encode(export), key)
        self.store.commit()
        return export

    def _stored(self, file: str) -> Export | None:
        found = self.store.get(_export_key(file))
        return decode(bytes(found), Export) if found is not None else None

    def _has_same_siblings(self, export: Export) -> bool:
        for name, content in export.siblings:
            found = self._sibling(export.file, name)
            if (content_hash(found) if found is not None else b"") != content:
                return False
        return True

    def _sibling(self, file: str, name: str) -> bytes | None:
        """The content of the file ``name``, relative to ``file``; None if missing."""
        path = resolve_relative(posixpath.dirname(file), name)
        if path is None or super().kind(path) is not Kind.FILE or self.leads_out(path):
            return None
        try:
            return super().read(path)
        except OSError:  # reported when the file is read as an article
            return None


def _export_key(file: str) -> bytes:
    return hash_of("export file", file)


def _text_key(file: str) -> bytes:
    return hash_of("export text", file)
