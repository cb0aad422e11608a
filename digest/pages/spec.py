"""What a page is rendered from: the one seam between planning and rendering, and the reason that cached pages cannot be stale.

A ``PageSpec`` names a module-level view function and its ``inputs``. The function is handed these inputs, the site's context and
the blobs whose hashes are in the inputs, and nothing else; so the hash of the encoded inputs and of the context covers all that
the page can depend on, theme and program aside. ``DerivedSpec`` is the same for values that several pages need (the words of an
article, a segment of the search index); it has no context.

What occurs on many pages (the card of an article) is a ``Part``: it is encoded once, inputs name it by its hash, and it goes
with the specs that do. So inputs are short, and comparing the pages of a site with those of the last build costs little.

Rejected: a graph of dependencies between articles and pages to decide which pages are up to date. An input that is not in the
graph is noticed by nobody. There is one only to plan fewer pages after the edit of a text (``outdated.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from struct import pack
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from zlib import crc32

from msgspec import Struct

from digest.codec import HASH_SIZE, Damaged, content_hash, decode, encode, fields

if TYPE_CHECKING:
    from digest.pages.context import SiteContext
    from digest.pages.views import View

T = TypeVar("T")
Inputs = TypeVar("Inputs", bound=Struct)
Result = TypeVar("Result")

Parts = Mapping[bytes, bytes]
"""Encoded values that occur in the inputs of several pages, by their hash."""

_BYTES_OF_HASH = 2 + HASH_SIZE  # in encoded inputs
_NO_PARTS: Parts = MappingProxyType({})
_HASHES = re.compile(
    rb"(?=\xc4\x10(.{16}))", re.DOTALL
)  # in encoded inputs: bytes (bin 8 of msgpack) of the length of a hash


class BlobStore(Protocol):
    """Long values by their hash."""

    def get(self, key: bytes) -> bytes | memoryview | None:
        """The value with the hash ``key``; None if missing."""


class UndeclaredInput(LookupError):
    """A view asked for a blob whose hash is not in its inputs."""


class Blobs:
    """The blobs and parts that one page may read: those whose hashes are in the inputs of its ``spec``."""

    def __init__(self, store: BlobStore, spec: PageSpec[Any] | DerivedSpec[Any, Any]) -> None:
        self._store, self._spec = store, spec
        self._parts = spec.parts if isinstance(spec, PageSpec) else _NO_PARTS
        self._encoded = spec.encoded

    def get(self, key: bytes, kind: type[T]) -> T:
        """The value of type ``kind`` with the hash ``key``.

        Raises ``UndeclaredInput`` where the inputs do not have that hash, ``Damaged`` where the cache has lost the value.
        """
        if key not in self._encoded:
            raise UndeclaredInput(key.hex())
        if key in self._parts:
            part: T = _decoded_part(self._parts[key], kind)
            return part
        found: T = self._value(key, kind)
        return found

    def each(self, keys: Iterable[bytes], kind: type[T]) -> tuple[T, ...]:
        """The values with these ``keys``; as ``get``."""
        keys = tuple(keys)
        parts = self._parts
        if encode(keys)[-_BYTES_OF_HASH * len(keys) :] in self._encoded and all(key in parts for key in keys):
            return tuple([_decoded_part(parts[key], kind) for key in keys])  # they are in the inputs as they are here
        return tuple([self.get(key, kind) for key in keys])

    def derived(self, spec: DerivedSpec[Any, T], kind: type[T]) -> T:
        """The value of ``spec``, which is derived from the blob ``spec.owner``; raises as ``get(spec.owner)`` does.

        All else in its inputs has to be made from those of the one who asks.
        """
        if not spec.owner or spec.owner not in self._encoded:
            raise UndeclaredInput(spec.owner.hex())
        found: T = self._value(spec.key, kind)
        return found

    def _value(self, key: bytes, kind: Any) -> Any:
        store: Any = self._store  # hashable, which a protocol cannot say
        return _decoded(store, key, kind)


@lru_cache(maxsize=1)  # the files of a segment of the search index are made one after the other
def _decoded(store: BlobStore, key: bytes, kind: type[T]) -> T:
    found = store.get(key)
    if found is None:
        raise Damaged("a blob is missing")
    return decode(found, kind)


_decoded_part: Callable[[bytes, Any], Any] = lru_cache(maxsize=4096)(decode)  # a part is on many pages


class PageSpec(Generic[Inputs]):
    """A page to be rendered, at ``url``, from ``inputs`` alone; ``parts`` has at least those that these name.

    It holds the inputs ``encoded``, in a quarter of the memory: a site has twice as many pages as articles, all planned before
    the first is rendered.
    """

    __slots__ = ("_kind", "encoded", "parts", "template", "url", "view")

    def __init__(
        self,
        url: str,
        template: str,
        inputs: Inputs,
        view: Callable[[Inputs, SiteContext, Blobs], View],
        parts: Parts = _NO_PARTS,
    ) -> None:
        self.url, self.template, self.view, self.parts = url, template, view, parts
        self.encoded, self._kind = encode(inputs), type(inputs)

    def __getstate__(self) -> tuple[None, dict[str, object]]:
        """Pickles with the parts that the page needs, not with those of the whole site."""
        state = {name: getattr(self, name) for name in self.__slots__}
        parts = {key: self.parts[key] for key in _HASHES.findall(self.encoded) if key in self.parts}
        return None, state | {"parts": parts}

    @property
    def inputs(self) -> Inputs:
        """The inputs, decoded anew."""
        return decode(self.encoded, self._kind)

    def key(self, context: bytes) -> bytes:
        """The hash of all that the page depends on, theme and program aside. ``context`` is that of the site's context."""
        return content_hash(
            b"".join(
                (context, self.url.encode("utf-8", "surrogatepass"), b"\0", self.template.encode(), b"\0", self.encoded)
            )
        )

    def input_hashes(self) -> bytes:
        """Four bytes of hash for each field of the inputs, in order: to name the first one that differs."""
        hashes = [crc32(field) for field in fields(self.encoded)]
        return pack(f">{len(hashes)}I", *hashes)


class DerivedSpec(Struct, Generic[Inputs, Result], frozen=True, dict=True):
    """A value to be computed once from ``inputs`` alone and cached under ``key``.

    It is kept as long as ``owner``, the hash of a blob or another derived value; without one, as long as a build asks for it.
    """

    inputs: Inputs
    function: Callable[[Inputs, Blobs], Result]
    owner: bytes = b""

    @property
    def encoded(self) -> bytes:
        """The inputs as bytes, encoded anew."""
        return encode(self.inputs)

    @cached_property
    def key(self) -> bytes:
        """The hash of the function's name and the inputs."""
        return content_hash(self.function.__qualname__.encode() + b"\0" + self.encoded)


def first_difference(spec: PageSpec[Any], before: bytes) -> str:
    """The name of the first input of ``spec`` that differs from those hashed as ``before``; empty where none does."""
    after = spec.input_hashes()
    for number, name in enumerate(spec.inputs.__struct_fields__):
        if before[4 * number : 4 * number + 4] != after[4 * number : 4 * number + 4]:
            return str(name)
    return ""
