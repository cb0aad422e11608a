"""One build of an output at a time: a lock that the operating system releases when its holder ends, for any reason.

The lock is on a file in the stage folder (``flock``; on Windows a locked byte), never the mere existence of a file. So the
leftovers of a killed run are distinguished from a run under way without looking at the clock or at process numbers.

Rejected: refusing network disks that have no locks. The build goes on there, with a notice that nothing prevents a second one.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

INNER_STAGE = ".digest-stage"  # in an output; never part of a site
_NAME = "lock"
_UNSUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}  # this disk has no locks

if sys.platform == "win32":
    import msvcrt

    _LOCKED = {errno.EACCES, errno.EDEADLK}

    def lock_file(handle: int) -> None:
        """Lock an open file, or raise OSError at once."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    _LOCKED = {errno.EWOULDBLOCK, errno.EACCES}

    def lock_file(handle: int) -> None:
        """Lock an open file, or raise OSError at once."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def stage_of(place: Path) -> Path:
    """The stage folder of the output at ``place`` (a resolved path): where builds work, on the same disk, beside it."""
    return place.with_name(f".{place.name}.digest-stage")


def acquire_stage(place: Path) -> Lock | None:
    """Lock the stage folder of the output at ``place``. Where the folder around the output is read-only, as around many mounted
    volumes, the stage is in the output. Returns and raises as ``acquire``.
    """
    stage = stage_of(place)
    try:
        return acquire(stage)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS) or os.path.lexists(stage) or not place.is_dir():
            raise
        return acquire(place / INNER_STAGE)


def is_staged(place: Path) -> bool:
    """Whether a build of the output at ``place`` is under way, or was killed."""
    return os.path.lexists(stage_of(place)) or os.path.lexists(place / INNER_STAGE)


class Lock(Struct, frozen=True, kw_only=True):
    """A lock on ``folder``. ``guards`` is False where the disk has no locks."""

    folder: Path
    handle: int
    guards: bool

    def release(self) -> None:
        """Release the lock, and remove the folder if nothing else is in it."""
        # a file that cannot be removed, or belongs to another run by now, stays; the next run removes it
        if sys.platform == "win32":
            os.close(self.handle)  # an open file cannot be removed there
            with suppress(OSError):
                (self.folder / _NAME).unlink()
        else:
            with suppress(OSError):
                (self.folder / _NAME).unlink()  # while it is locked, so that nobody locks a file that is about to go
            os.close(self.handle)
        with suppress(OSError):
            self.folder.rmdir()


def acquire(folder: Path) -> Lock | None:
    """Lock ``folder``, which is made if need be. None where another process holds the lock; OSError where there can be none."""
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            if os.path.lexists(folder):
                raise
            continue  # its last holder removed the folder between the two steps
        if folder.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, f"{folder.name} beside it is a link")
        try:
            handle = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:
            continue  # its last holder removed the folder between the two steps
        try:
            lock_file(handle)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                return Lock(folder=folder, handle=handle, guards=False)
            os.close(handle)
            if error.errno in _LOCKED:
                return None
            raise
        if _is_current(handle, folder / _NAME):
            return Lock(folder=folder, handle=handle, guards=True)
        os.close(handle)  # the locked file was removed by its last holder just before: try again


def is_lock(path: Path) -> bool:
    """Whether ``path`` is the lock file of a folder."""
    return path.name == _NAME


def is_in(folder: Path) -> bool:
    """Whether ``folder`` has a lock file, locked or left over."""
    return (folder / _NAME).is_file()


def _is_current(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
