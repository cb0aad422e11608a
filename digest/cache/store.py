"""Values by their key, in one SQLite file: what is too much to hold, or is needed by few pages of a build.

One process writes, others may read what is written so far. The file is a cache: it is written without waiting for the disk, every
value carries its hash (``packing.py``), and a file that SQLite finds damaged is ``Damaged`` to whoever asks. What is removed is
overwritten (``secure_delete``): a text that is withdrawn must not be found in it.

Given up: a file for each value. Ten thousand small files cost more than what they hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from digest.cache.packing import Damaged

if TYPE_CHECKING:
    import sqlite3

_EACH = 500  # values after which those who read in other processes may see them
_WAIT = 120.0  # seconds that one process waits for another
_PAGES = -8_000  # KiB that SQLite holds of a transaction, so that it locks nobody out before its end


class Store:
    """The values in the file at ``path``, which is made if need be. Goes to other processes as its path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open: sqlite3.Connection | None = None
        self._waiting = 0

    def __reduce__(self) -> tuple[type[Store], tuple[Path]]:
        return Store, (self.path,)

    def get(self, key: bytes) -> bytes | None:
        """What was put under ``key``, if it is there."""
        with self._told() as connection:
            row = connection.execute("SELECT value FROM kept WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def put(self, key: bytes, owner: bytes, value: bytes) -> None:
        """Keep ``value`` under ``key``, as long as ``owner`` is kept."""
        with self._told() as connection:
            connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (key, owner, value))
        self._waiting += 1
        if self._waiting >= _EACH:
            self.commit()

    def commit(self) -> None:
        """What was put can be read by other processes from now on."""
        with self._told() as connection:
            connection.commit()
        self._waiting = 0

    def keep_only(self, owners: set[bytes]) -> None:
        """Remove, beyond recall, what belongs to none of ``owners``; give the disk its room back where that is much."""
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
        """Let go of the file."""
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
