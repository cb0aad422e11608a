"""Take export files apart as digest does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from digest.importers import importers
from digest.importers.imported import ExportFile, Import, Importer

Sibling = Callable[[str], bytes | None]


def export_file(data: bytes | str, name: str = "export", sibling: Sibling = lambda _: None) -> ExportFile:
    return ExportFile(name, data.encode() if isinstance(data, str) else data, sibling)


def recognised(data: bytes | str, name: str = "export", sibling: Sibling = lambda _: None) -> list[str]:
    """The names of the importers that recognise ``data``."""
    return [one.name for one in importers_of(export_file(data, name, sibling))]


def importers_of(file: ExportFile) -> list[Importer]:
    return [one for one in importers(file) if one.recognises(file)]


def take(data: bytes | str, name: str = "export", sibling: Sibling = lambda _: None) -> Import:
    """What the one importer that recognises ``data`` makes of it."""
    file = export_file(data, name, sibling)
    found = importers_of(file)
    assert len(found) == 1, [one.name for one in found]
    return found[0].read(file)


def fields(found: Import, *names: str) -> list[list[object]]:
    return [[one.fields.get(name) for name in names] for one in found.articles]


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip of ``members``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def read_damaged(data: bytes | str, other: bytes | str = b"", name: str = "export") -> None:
    """Read ``data`` cut off, with flipped bits, with a piece twice and with a piece of ``other``: nothing is raised."""
    data, other = export_file(data).data, export_file(other).data
    for at in range(0, len(data), max(1, len(data) // 120)):
        flipped = data[:at] + bytes([data[at] ^ 0x15]) + data[at + 1 :]
        for damaged in (data[:at], flipped, data[:at] + data[at // 2 :], data[:at] + other[at // 3 :]):
            file = ExportFile(name, damaged)
            for importer in importers_of(file):
                importer.read(file)
