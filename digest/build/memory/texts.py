"""The articles of a build, whole, in the store, and what was found out about them.

Rejected: holding any of them. Each page asks for the one it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from digest.build.cache import Damaged, Store, key_of, pack, unpack
from digest.model import Article

T = TypeVar("T")

Made = Mapping[bytes, tuple[bytes, bytes]]  # by key, the owner and the packed value


class Texts:
    """The articles of a build, held in the store. In processes that only read, what is made is held till it is ``drained``."""

    def __init__(self, keys: Mapping[str, tuple[bytes, bytes]], store: Store, *, writes: bool = False) -> None:
        self._keys, self._store, self._writes = keys, store, writes or store.open_to_all
        self._made: dict[bytes, tuple[bytes, bytes]] = {}
        self._last: tuple[bytes, Any] = (b"", None)
        self.owners: set[bytes] = set()

    def __reduce__(self) -> tuple[type[Texts], tuple[Mapping[str, tuple[bytes, bytes]], Store]]:
        return Texts, (self._keys, self._store)

    def whole(self, article: Article) -> Article:
        key = self._keys[article.file][0]
        data = self._store.get(key, key)
        if data is None:
            raise Damaged
        found: Article = unpack(data)
        return found

    @property
    def far(self) -> bool:
        return self._store.open_to_all

    def soon(self, articles: Iterable[Article]) -> None:
        self._store.soon((key, key) for key in map(self.key, articles))

    def key(self, article: Article) -> bytes:
        return self._keys[article.file][0]

    def card(self, article: Article) -> bytes:
        return self._keys[article.file][1]

    def remembered(self, owner: bytes, what: tuple[object, ...], make: Callable[[], T]) -> T:
        key = key_of(owner, what)
        if self._last[0] != key:
            data = self._store.get(owner, key)
            value = make() if data is None else unpack(data)
            if data is None:
                self._keep(key, owner, pack(value))
            self._last = key, value
        found: T = self._last[1]
        return found

    def keep(self, owner: bytes) -> None:
        self.owners.add(owner)

    def knows(self, owner: bytes, what: tuple[object, ...]) -> bool:
        return self._store.get(owner, key_of(owner, what)) is not None

    def commit(self) -> None:
        """Let other processes read what was kept."""
        self._store.commit()

    def _keep(self, key: bytes, owner: bytes, data: bytes) -> None:
        if self._writes:
            self._store.put(owner, key, data)
        else:
            self._made[key] = owner, data

    def drained(self) -> Made:
        """What was made here since the last time, to be kept by the process that writes."""
        made, self._made = self._made, {}
        return made

    def take(self, made: Made) -> None:
        """Keep what another process has made."""
        for key, (owner, data) in made.items():
            self._store.put(owner, key, data)
