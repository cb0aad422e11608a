"""Two folders change places: in one step where the system can, in two renames elsewhere.

Linux has ``renameat2(RENAME_EXCHANGE)``, macOS ``renamex_np(RENAME_SWAP)``; both leave no instant without a site.
Elsewhere, and on disks that know neither, the old folder steps aside first; a run that is killed in that instant is
repaired by ``restore`` at the next start.

Rejected: a folder that others hold open. A server or a container whose working folder or mount is the output itself
goes on with the old site, now removed, till it opens the folder anew; let it serve the folder's parent.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path

# a mount point, an overlay, a folder in use
CANNOT_MOVE = frozenset({errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES})
_CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h, and RENAME_SWAP of macOS's stdio.h
_AT_FDCWD = -100
# by sys.platform: the C library's function, and what it wants before each path
_CALLS: dict[str, tuple[str, tuple[int, ...]]] = {"linux": ("renameat2", (_AT_FDCWD,)), "darwin": ("renamex_np", ())}


def exchange(one: Path, other: Path) -> None:
    """``one`` and ``other``, on one disk, change names in one step. OSError, ENOSYS where there is no such step."""
    name, before = _CALLS.get(sys.platform, ("", ()))
    try:
        import ctypes  # late, as only this needs it; a Python may come without

        call = getattr(ctypes.CDLL(None, use_errno=True), name) if name else None
    except (ImportError, AttributeError):  # the C library has no such function
        call = None
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(*before, os.fsencode(one), *before, os.fsencode(other), ctypes.c_uint(_EXCHANGE)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def put(new: Path, place: Path, aside: Path) -> None:
    """``new`` comes to stand at ``place``; what stood there is at ``new`` or at ``aside`` afterwards.

    OSError where that cannot be: then ``place`` is as it was. Its number is in ``CANNOT_MOVE`` where the folder as such
    cannot be moved.
    """
    if not place.exists():
        os.rename(new, place)
        return
    try:
        exchange(new, place)
    except OSError as error:
        if error.errno not in _CANNOT_EXCHANGE:
            raise
        _in_two_steps(new, place, aside)


def _in_two_steps(new: Path, place: Path, aside: Path) -> None:
    os.rename(place, aside)
    try:
        os.rename(new, place)
    except OSError:  # whatever else comes between the two, restore() sees to
        os.rename(aside, place)
        raise


def restore(place: Path, aside: Path) -> bool:
    """Put back what ``put`` had moved aside when it was killed between two renames; else what is aside is removed.

    True if something was put back. A site never is an empty folder, so one at ``place`` counts as none.
    """
    if not os.path.lexists(aside):
        return False
    if place.is_dir() and any(place.iterdir()):
        shutil.rmtree(aside)
        return False
    if place.is_dir():
        place.rmdir()
    os.rename(aside, place)
    return True
