"""What a page is rendered from: the one seam between planning and rendering, and the reason that cached pages cannot be stale.

A ``PageSpec`` names a module-level view function and its ``inputs``. The function is handed these inputs, the site's context and
the blobs whose hashes are in the inputs, and nothing else; so the hash of the encoded inputs and of the context covers all that
the page can depend on, theme and program aside. ``DerivedSpec`` is the same for values that several pages need (the words of an
article, a segment of the search index); it has no context.

Rejected: a graph of dependencies between articles and pages. An input that is not in the graph is noticed by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from msgspec import Struct

from digest.codec import Damaged, content_hash, decode, encode, hash_of

if TYPE_CHECKING:
    from digest.pages.context import SiteContext
    from digest.pages.views import View

T = TypeVar("T")
Inputs = TypeVar("Inputs", bound=Struct)
Result = TypeVar("Result")


class BlobStore(Protocol):
    """Long values by their hash."""

    def get(self, key: bytes) -> bytes | memoryview | None:
        """The value with the hash ``key``; None where there is none."""


class UndeclaredInput(LookupError):
    """A view asked for a blob whose hash is not in its inputs."""


class Blobs:
    """The blobs that one page may read: those whose hashes are in its ``encoded`` inputs."""

    def __init__(self, store: BlobStore, encoded: bytes) -> None:
        self._store, self._encoded = store, encoded

    def get(self, key: bytes, kind: type[T]) -> T:
        """The value of type ``kind`` with the hash ``key``.

        Raises ``UndeclaredInput`` where the inputs do not have that hash, ``Damaged`` where the cache has lost the value.
        """
        if key not in self._encoded:
            raise UndeclaredInput(key.hex())
        found: T = self._value(key, kind)
        return found

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


class PageSpec(Struct, Generic[Inputs], frozen=True):
    """A page to be rendered, at ``url``, from ``inputs`` alone."""

    url: str
    template: str
    inputs: Inputs
    view: Callable[[Inputs, SiteContext, Blobs], View]

    @property
    def encoded(self) -> bytes:
        """The inputs as bytes."""
        return encode(self.inputs)

    def key(self, context: bytes) -> bytes:
        """The hash of all that the page depends on, theme and program aside. ``context`` is that of the site's context."""
        return content_hash(
            b"".join(
                (context, self.url.encode("utf-8", "surrogatepass"), b"\0", self.template.encode(), b"\0", self.encoded)
            )
        )

    def input_hashes(self) -> bytes:
        """Four bytes of hash for each field of the inputs, in order: to name the first one that differs."""
        inputs = self.inputs
        return b"".join(hash_of(getattr(inputs, name))[:4] for name in inputs.__struct_fields__)


class DerivedSpec(Struct, Generic[Inputs, Result], frozen=True, dict=True):
    """A value to be computed once from ``inputs`` alone and cached under ``key``.

    It is kept as long as ``owner``, the hash of a blob or another derived value; without one, as long as a build asks for it.
    """

    inputs: Inputs
    function: Callable[[Inputs, Blobs], Result]
    owner: bytes = b""

    @cached_property
    def encoded(self) -> bytes:
        """The inputs as bytes."""
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
