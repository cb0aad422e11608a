"""A folder for as long as a run lives, in the system's place for temporary files.

What runs share there are texts that may never have been published, so nothing of it stays. A run that is killed cannot remove
its folder; the next one does (``sweep``). A lock tells a folder in use from one that was left, as with outputs, and only
folders with our name, our lock and our owner are touched.

Rejected: waiting for that run where none follows. Systems empty that place themselves at some time.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digest.publish import lock

_PREFIX = "digest-run-"
_OURS = re.compile(re.escape(_PREFIX) + r"[a-z0-9_]{8}")


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that nobody else can read, empty but for its lock, removed at the end. OSError where there can be none."""
    sweep()
    acquired = _made()
    try:
        yield acquired.folder
    finally:
        _remove(acquired)


def sweep() -> None:
    """Remove the folders that killed runs of ours have left."""
    from tempfile import gettempdir  # late: most commands want none

    with suppress(OSError), os.scandir(gettempdir()) as entries:
        for entry in entries:
            if _OURS.fullmatch(entry.name):
                with suppress(OSError):  # it has just gone, or is not ours to remove
                    _sweep(Path(entry.path))


def _sweep(folder: Path) -> None:
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        return
    if not os.listdir(folder):
        folder.rmdir()  # its run was killed before it had a lock; one that lives makes another
    elif lock.is_in(folder):
        acquired = lock.acquire(folder)
        if acquired is not None:
            _remove(acquired)


def _made() -> lock.Lock:
    from tempfile import mkdtemp

    while True:
        folder = Path(mkdtemp(prefix=_PREFIX))
        acquired = lock.acquire(folder)
        if acquired is not None:  # else another run is just sweeping it away
            folder.chmod(0o700)  # it may have been made anew in between
            return acquired


def _remove(acquired: lock.Lock) -> None:
    for path in acquired.folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif not lock.is_lock(path):
            path.unlink(missing_ok=True)
    acquired.release()
