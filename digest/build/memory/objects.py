"""Values by their key, each an object of its own in an object store, so that many machines may read and write at once.

An object is called after its owner and its key, both in hexadecimal, so that what belongs to an owner can be listed.

Rejected: few large objects. One value is fetched at a time, by whoever needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from digest.build.cache import Damaged
from digest.sources.bucket import Bucket


class Objects:
    """The values below ``bucket``: a ``cache.Store`` that is open to all."""

    open_to_all = True

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    def __reduce__(self) -> tuple[type[Objects], tuple[Bucket]]:
        return Objects, (self.bucket,)

    def soon(self, wanted: Iterable[tuple[bytes, bytes]]) -> None:
        """As in ``cache.Store``."""
        with _told():
            self.bucket.soon(_name(*pair) for pair in wanted)

    def get(self, owner: bytes, key: bytes) -> bytes | None:
        """As in ``cache.Store``."""
        with _told():
            try:
                return self.bucket.read(_name(owner, key))
            except FileNotFoundError:
                return None

    def put(self, owner: bytes, key: bytes, value: bytes) -> None:
        """As in ``cache.Store``."""
        with _told():
            self.bucket.write(_name(owner, key), value)

    def commit(self) -> None:
        """Each value can be read as soon as it is put."""

    def clear(self) -> None:
        """As in ``cache.Store``."""
        self.keep_only(set())

    def keep_only(self, owners: set[bytes]) -> None:
        """As in ``cache.Store``."""
        kept = {owner.hex() for owner in owners}
        with _told():
            self.bucket.remove_all([name for name in self.bucket.signatures() if name.partition("/")[0] not in kept])

    def close(self) -> None:
        """Nothing is open."""


def _name(owner: bytes, key: bytes) -> str:
    return f"{owner.hex()}/{key.hex()}"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Damaged from error
