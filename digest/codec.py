"""Records as typed bytes (msgpack), their hashes, and their checksums.

A lone surrogate, which YAML escapes and file names of other encodings bring in, has no UTF-8, and so no msgpack. A value with
one is encoded with these characters spelled out, behind a byte that no msgpack begins with.

Rejected: pickle. It names classes and functions, so a damaged or foreign file could run code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

HASH_SIZE = 16  # bytes of BLAKE2b (RFC 7693)
_SPELLED_OUT = b"\xc1"  # "never used" in the specification of msgpack
_MARK = "\ufdd0"  # a noncharacter (Unicode, 23.7)
_TO_SPELL = re.compile(f"[\ud800-\udfff{_MARK}]")
_SPELLED = re.compile(f"{_MARK}([0-9a-f]{{4}})")
_ENCODER = msgspec.msgpack.Encoder()


class Damaged(Exception):
    """Cached bytes are not what was written."""


def encode(value: object) -> bytes:
    """``value`` (records, texts, numbers, bytes, tuples, mappings) as msgpack."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, builtin_types=(bytes,))
        return _SPELLED_OUT + _ENCODER.encode(
            _mapped(plain, partial(_TO_SPELL.sub, lambda found: f"{_MARK}{ord(found[0]):04x}"))
        )


def decode(data: bytes | memoryview, kind: type[T]) -> T:
    """The value of type ``kind`` that ``encode`` made ``data`` of. Raises ``Damaged`` where it is anything else."""
    try:
        if data[:1] != _SPELLED_OUT:
            value: T = _decoder(kind).decode(data)  # type: ignore[arg-type]
            return value
        plain = _mapped(msgspec.msgpack.decode(data[1:]), partial(_SPELLED.sub, lambda found: chr(int(found[1], 16))))
        return msgspec.convert(plain, kind, builtin_types=(bytes,))
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Damaged(str(error)) from error


def fields(data: bytes) -> list[msgspec.Raw]:
    """The fields of the record that ``encode`` made ``data`` of, in order, each still encoded. The record is an array."""
    found: list[msgspec.Raw] = _decoder(list[msgspec.Raw]).decode(data.removeprefix(_SPELLED_OUT))
    return found


def content_hash(data: bytes) -> bytes:
    """The hash of ``data``, by which the cache and inputs of pages refer to it."""
    return blake2b(data, digest_size=HASH_SIZE).digest()


def hash_of(*values: object) -> bytes:
    """The hash of ``values``. Two lists of values have one hash only if they are equal."""
    return content_hash(encode(values))


def seal(data: bytes) -> bytes:
    """``data`` behind its checksum."""
    return content_hash(data) + data


def unseal(data: bytes) -> memoryview:
    """What was sealed. Raises ``Damaged`` where the checksum differs."""
    body = memoryview(data)[HASH_SIZE:]
    if blake2b(body, digest_size=HASH_SIZE).digest() != bytes(data[:HASH_SIZE]):
        raise Damaged("wrong checksum")
    return body


@lru_cache(maxsize=64)
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {_mapped(name, change): _mapped(item, change) for name, item in value.items()}
    return [_mapped(item, change) for item in value] if isinstance(value, list | tuple) else value
