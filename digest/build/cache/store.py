"""Values by their key: what is too much to hold, or is needed by few pages of a build. On one machine: one SQLite file.

One process writes, others may read what is written so far. The file is a cache: it is written without waiting for the disk, every
value carries its hash (``packing.py``), and a file that SQLite finds damaged is ``Damaged`` to whoever asks. What is removed is
overwritten (``secure_delete``): a text that is withdrawn must not be found in it.

Rejected: a file for each value. Ten thousand small files cost more than what they hold.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from digest.build.cache.packing import Damaged

if TYPE_CHECKING:
    import sqlite3

_EACH = 500  # values after which those who read in other processes may see them
_WAIT = 120.0  # seconds that one process waits for another
_PAGES = -8_000  # KiB that SQLite holds of a transaction, so that it locks nobody out before its end


class Store(Protocol):
    """Values by their key; each belongs to an owner, and is kept as long as that one. ``Damaged`` where they cannot be had.

    It goes to other processes as the place where it is. ``open_to_all`` says whether these may put, too.
    """

    @property
    def open_to_all(self) -> bool: ...

    def get(self, owner: bytes, key: bytes) -> bytes | None:
        """What was put under ``key`` for ``owner``, if it is there."""

    def soon(self, wanted: Iterable[tuple[bytes, bytes]]) -> None:
        """That these (owner, key) will be asked for now, once each."""

    def put(self, owner: bytes, key: bytes, value: bytes) -> None:
        """Keep ``value`` under ``key``, as long as ``owner`` is kept."""

    def commit(self) -> None:
        """What was put can be read by other processes from now on."""

    def clear(self) -> None:
        """Remove all of it."""

    def keep_only(self, owners: set[bytes]) -> None:
        """Remove, beyond recall, what belongs to none of ``owners``."""

    def close(self) -> None:
        """Let go of whatever is open."""


class Database:
    """The values in the file at ``path``, which is made if need be. Goes to other processes as its path."""

    open_to_all = False  # SQLite would make them wait for one another

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open: sqlite3.Connection | None = None
        self._waiting = 0

    def __reduce__(self) -> tuple[type[Database], tuple[Path]]:
        return Database, (self.path,)

    def get(self, owner: bytes, key: bytes) -> bytes | None:  # noqa: ARG002 - the key tells it already
        with self._told() as connection:
            row = connection.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def soon(self, wanted: Iterable[tuple[bytes, bytes]]) -> None:
        """They are here."""

    def put(self, owner: bytes, key: bytes, value: bytes) -> None:
        with self._told() as connection:
            connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (key, owner, value))
        self._waiting += 1
        if self._waiting >= _EACH:
            self.commit()

    def commit(self) -> None:
        with self._told() as connection:
            connection.commit()
        self._waiting = 0

    def clear(self) -> None:
        self.close()
        if self.path.is_dir() and not self.path.is_symlink():  # nothing of ours; in its place no database could ever be
            shutil.rmtree(self.path)
        else:
            self.path.unlink(missing_ok=True)

    def keep_only(self, owners: set[bytes]) -> None:
        """As said above; the disk is given its room back where that is much."""
        with self._told() as connection:
            connection.commit()
            there = [owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM kept")]
            gone = [(owner,) for owner in there if owner not in owners]
            connection.executemany("DELETE FROM kept WHERE owner = ?", gone)
            connection.commit()
            if len(gone) > len(there) // 2:
                connection.execute("VACUUM")
        self._waiting = 0

    def close(self) -> None:
        if self._open is not None:
            with self._told() as connection:
                connection.commit()
            self._open.close()
            self._open = None

    @contextmanager
    def _told(self) -> Iterator[sqlite3.Connection]:
        import sqlite3  # late: a build that finds nothing to do needs no store

        try:
            yield self._connection()
        except sqlite3.Error as error:
            self._abandon()
            raise Damaged from error

    def _connection(self) -> sqlite3.Connection:
        import sqlite3

        if self._open is None:
            self._open = sqlite3.connect(self.path, timeout=_WAIT)
            for setting in (
                "journal_mode = MEMORY",
                "synchronous = OFF",
                "secure_delete = ON",
                f"cache_size = {_PAGES}",
            ):
                self._open.execute(f"PRAGMA {setting}")
            self._open.execute("CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, owner BLOB, value BLOB)")
            self._open.execute("CREATE INDEX IF NOT EXISTS owned ON kept (owner)")
            self._open.commit()
        return self._open

    def _abandon(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
