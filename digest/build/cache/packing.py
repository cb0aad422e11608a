"""Records as bytes, and back: pickled, behind the hash of the pickle.

A cache may be half written, damaged or from another hand. What does not carry its own hash is damaged, and what it says is
made of anything but this program's plain records is not unpickled: a pickle that calls a function is refused.

Rejected: a format that other programs read. ``digest records`` is for them.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from digest.dates import period

_HASH = 16  # bytes
_TEXT = b"t"  # no pickle of the highest protocol begins with it
_LONE = "surrogatepass"
_MODULES = frozenset(
    {
        "digest.dates.date",
        "digest.errors",
        "digest.build.memory.records",
        "digest.model",
        "digest.pages.views",
        "digest.yaml",
    }
)


# What a pickle may end in that is none of ours. It may also ask for more memory than there is, or than a number can say.
_UNREADABLE = (
    pickle.UnpicklingError, EOFError, AttributeError, ImportError, LookupError, TypeError, ValueError, MemoryError,
    OverflowError, RecursionError,
)  # fmt: skip


class Damaged(Exception):
    """What is kept is not what was put there."""


class _Records(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("digest.dates.date", "period"):
            return period
        found = super().find_class(module, name) if module in _MODULES and "." not in name else None
        if not isinstance(found, type) or found.__module__ != module:  # what a module imports is none of its records
            raise pickle.UnpicklingError(f"{module}.{name} is no record")
        return found


def pack(value: object) -> bytes:
    """``value``, plain values and records of this program, as bytes."""
    # Texts are the most of what is kept, and need no pickle.
    data = _TEXT + value.encode("utf-8", _LONE) if type(value) is str else pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return blake2b(data, digest_size=_HASH).digest() + data


def unpack(data: bytes) -> Any:
    """What ``pack`` was given. Damaged where ``data`` is anything else."""
    body = memoryview(data)[_HASH:]
    if blake2b(body, digest_size=_HASH).digest() != data[:_HASH]:
        raise Damaged
    if body[:1] == _TEXT:
        try:
            return str(body[1:], "utf-8", _LONE)
        except ValueError as error:
            raise Damaged from error
    with BytesIO(data) as source:  # which shares whole bytes, and copies a part of them
        source.seek(_HASH)
        return _unpickled(source)


def save(path: Path, parts: Iterable[object]) -> bytes:
    """Writes ``parts`` to ``path``, one after the other, behind the hash of all, which is returned. What is much should come in
    many parts: each is held packed beside itself for a moment, with a note of every object in it.
    """
    digest = blake2b(digest_size=_HASH)
    with path.open("wb") as file:
        file.write(digest.digest())  # its place
        for part in parts:
            data = pickle.dumps(part, pickle.HIGHEST_PROTOCOL)
            digest.update(data)
            file.write(data)
        file.seek(0)
        file.write(digest.digest())
    return digest.digest()


def saved(path: Path, print_: bytes | None = None) -> Iterator[Any]:
    """The parts that ``save`` wrote to ``path`` when it returned ``print_``, if that is asked. Damaged where there is anything
    else.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HASH)
            digest = blake2b(digest_size=_HASH)
            while piece := file.read(1 << 20):
                digest.update(piece)
            if head != digest.digest() or print_ not in (None, head):
                raise Damaged
            end = file.tell()
            file.seek(_HASH)
            while file.tell() < end:
                yield _unpickled(file)
    except OSError as error:
        raise Damaged from error


def _unpickled(file: BinaryIO) -> Any:
    try:
        with _undisturbed():
            return _Records(file).load()
    except _UNREADABLE as error:
        raise Damaged from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the collector of cycles: it would walk again and again through records that are all there to stay."""
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()
