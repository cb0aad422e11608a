"""One build of an output at a time: a lock that the system takes back when its holder dies, however it dies.

The lock is on a file in the stage's folder (``flock``; on Windows a locked byte), never the mere existence of a file:
so what a killed run left is told from a run that is under way, without looking at the clock or at process numbers.

Rejected: network disks without locks. The build goes on there, and says that nothing guards it from a second one.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

_NAME = "lock"
_WITHOUT = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}  # this disk has no locks

if sys.platform == "win32":
    import msvcrt

    _HELD = {errno.EACCES, errno.EDEADLK}

    def lock_file(handle: int) -> None:
        """Lock an open file, or raise OSError at once."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    _HELD = {errno.EWOULDBLOCK, errno.EACCES}

    def lock_file(handle: int) -> None:
        """Lock an open file, or raise OSError at once."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock(Struct, frozen=True, kw_only=True):
    """A lock on ``folder``. ``guards`` is False where the disk has no locks."""

    folder: Path
    handle: int
    guards: bool

    def release(self) -> None:
        """Give it back, and take the folder away if nothing else is in it."""
        # what cannot be removed, or is another's by now, stays; the next run sees to it
        if sys.platform == "win32":
            os.close(self.handle)  # what is open cannot be removed there
            with suppress(OSError):
                (self.folder / _NAME).unlink()
        else:
            with suppress(OSError):
                (self.folder / _NAME).unlink()  # while it is held, so that nobody locks what is about to go
            os.close(self.handle)
        with suppress(OSError):
            self.folder.rmdir()


def acquire(folder: Path) -> Lock | None:
    """The lock on ``folder``, which is made if need be; None where another holds it. OSError where none can be made."""
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            if os.path.lexists(folder):
                raise
            continue  # its last holder took the folder away while it was found to be there
        if folder.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, f"{folder.name} beside it is a link")
        try:
            handle = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:
            continue  # its last holder took the folder away between the two steps
        try:
            lock_file(handle)
        except OSError as error:
            if error.errno in _WITHOUT:
                return Lock(folder=folder, handle=handle, guards=False)
            os.close(handle)
            if error.errno in _HELD:
                return None
            raise
        if _still_there(handle, folder / _NAME):
            return Lock(folder=folder, handle=handle, guards=True)
        os.close(handle)  # locked what its last holder had removed just before: once more


def is_lock(path: Path) -> bool:
    """Whether ``path`` is that of a folder's lock."""
    return path.name == _NAME


def is_in(folder: Path) -> bool:
    """Whether ``folder`` has a lock in it, held or left."""
    return (folder / _NAME).is_file()


def _still_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
