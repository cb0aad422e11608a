"""The cache of a site: blobs by their hash and the state of the last build, in one SQLite file.

One process writes, others may read what is committed. Every value carries a checksum; a file that is damaged raises ``Damaged``.
It is written without waiting for the disk, since all of it can be made again. What is removed is overwritten (``secure_delete``):
a text that is withdrawn must not be found in it.

Rejected: a file for each value. Ten thousand small files cost more than what they hold.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from digest.codec import Damaged, seal, unseal

if TYPE_CHECKING:
    import sqlite3

_COMMIT_AFTER = 2_000_000  # bytes of values, so that other processes can read them
_TIMEOUT = 120.0  # seconds that one process waits for another's lock
_SETTINGS = (
    "synchronous = OFF",
    "secure_delete = ON",
    "cache_spill = OFF",  # a transaction that is written before its end locks out the processes that it waits for
)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS blobs (key BLOB PRIMARY KEY, owner BLOB, value BLOB)",
    "CREATE INDEX IF NOT EXISTS owned ON blobs (owner)",
    "CREATE TABLE IF NOT EXISTS state (value BLOB)",
)


class Cache:
    """The values in the file at ``path``, which is created if need be. Pickles as its path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._uncommitted = 0

    def __reduce__(self) -> tuple[type[Cache], tuple[Path]]:
        return Cache, (self.path,)

    # Blobs: texts of articles, and values derived from them.

    def get(self, key: bytes) -> memoryview | None:
        """The blob with the hash ``key``; None if missing."""
        with self._errors_as_damaged() as connection:
            row = connection.execute("SELECT value FROM blobs WHERE key = ?", (key,)).fetchone()
        return unseal(row[0]) if row else None

    def keys(self) -> set[bytes]:
        """The hashes of all blobs."""
        with self._errors_as_damaged() as connection:
            return {key for (key,) in connection.execute("SELECT key FROM blobs")}

    def put(self, key: bytes, value: bytes, owner: bytes = b"") -> None:
        """Store ``value`` under ``key``, as long as the blob ``owner`` is kept (default: itself)."""
        with self._errors_as_damaged() as connection:
            connection.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?)", (key, owner or key, seal(value)))
        self._uncommitted += len(value)
        if self._uncommitted >= _COMMIT_AFTER:
            self.commit()

    def commit(self) -> None:
        """Make what was put visible to other processes."""
        with self._errors_as_damaged() as connection:
            connection.commit()
        self._uncommitted = 0

    def retain(self, owners: set[bytes]) -> None:
        """Remove, beyond recovery, the blobs that belong to none of ``owners``."""
        with self._errors_as_damaged() as connection:
            connection.commit()
            known = [owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM blobs")]
            gone = [(owner,) for owner in known if owner not in owners]
            connection.executemany("DELETE FROM blobs WHERE owner = ?", gone)
            connection.commit()
            if len(gone) > len(known) // 2:  # give the disk its room back
                connection.execute("VACUUM")
        self._uncommitted = 0

    # What the last build knew.

    def state(self) -> memoryview | None:
        """The state that was saved last; None if missing."""
        with self._errors_as_damaged() as connection:
            row = connection.execute("SELECT value FROM state").fetchone()
        return unseal(row[0]) if row else None

    def save(self, state: bytes) -> None:
        """Save the state of a build."""
        with self._errors_as_damaged() as connection, connection:  # commits, or rolls back
            connection.execute("DELETE FROM state")
            connection.execute("INSERT INTO state VALUES (?)", (seal(state),))

    # The file.

    def clear(self) -> None:
        """Remove everything."""
        self._abandon()
        if self.path.is_dir() and not self.path.is_symlink():  # not ours, and in the way of the file
            shutil.rmtree(self.path)
        for name in cache_files(self.path):
            name.unlink(missing_ok=True)

    def close(self) -> None:
        """Commit, and close the file."""
        if self._connection is not None:
            with self._errors_as_damaged() as connection:
                connection.commit()
            self._abandon()

    @contextmanager
    def _errors_as_damaged(self) -> Iterator[sqlite3.Connection]:
        import sqlite3  # imported lazily: a build that finds nothing to do does not need it

        try:
            yield self._opened()
        except sqlite3.Error as error:
            self._abandon()
            raise Damaged(str(error)) from error

    def _opened(self) -> sqlite3.Connection:
        import sqlite3

        if self._connection is None:
            self._connection = sqlite3.connect(self.path, timeout=_TIMEOUT)
            for setting in _SETTINGS:
                self._connection.execute(f"PRAGMA {setting}")
            for table in _TABLES:
                self._connection.execute(table)
            self._connection.commit()
        return self._connection

    def _abandon(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def cache_files(path: Path) -> tuple[Path, ...]:
    """The file of the cache at ``path``, and those that SQLite puts beside it."""
    return (path, path.with_name(f"{path.name}-journal"))
