"""Fingerprints of files, to find out what has changed: size, both times and inode, as the file system reports them.

A modification time can be set back, but not that of the last change of the inode (``ctime``), so a file that was written since
has another signature. A file that was written just before it was looked at could be written again unseen within one tick of
the file system's clock: its signature is equal to no other, and it is read again next time (as git does,
``Documentation/technical/racy-git.txt``).

Known limit: on Windows ``ctime`` is the time of creation. There a file that is replaced by one of the same size with its time set
back counts as unchanged.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

TICK = 0.02  # seconds; more than any clock of a file system takes that knows fractions of one
_FINE, _COARSE = int(TICK * 1e9), 2_000_000_000  # nanoseconds; the second where it knows no fractions (FAT)
_SECOND = 1_000_000_000

Signatures = dict[str, str]  # by path below the folder that was looked at


def signature(path: Path) -> str:
    """The signature of the file at ``path``; empty where it is missing."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return ""
    return _of_link(str(path), found, time.time_ns()) if stat.S_ISLNK(found.st_mode) else _of(found, time.time_ns())


def survey(folder: Path, enters: Callable[[str, str], bool] = lambda _prefix, _name: True) -> Signatures:
    """The signatures of all files below ``folder``, which need not exist.

    ``enters(prefix, name)`` returns whether to look into a folder; ``prefix`` is its parent's path, ending in ``/``. Links to
    folders are followed, but not in a circle, and not out of ``folder``. The signature of an unreadable folder is equal to no
    other.
    """
    found: Signatures = {}
    if not folder.is_dir():
        return found
    now = time.time_ns()
    root = str(folder)
    waiting = [""]
    real = os.path.realpath(root)
    visited = {real}
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(f"{root}/{prefix}") as entries:
                for entry in entries:
                    name = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        if enters(prefix, name):
                            waiting.append(f"{prefix}{name}/")
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if not stat.S_ISLNK(status.st_mode):
                        found[prefix + name] = _of(status, now)
                        continue
                    found[prefix + name] = _of_link(entry.path, status, now)
                    target = os.path.realpath(entry.path)
                    if (
                        target not in visited
                        and target.startswith(real.rstrip(os.sep) + os.sep)
                        and os.path.isdir(target)
                    ):
                        visited.add(target)
                        waiting.append(f"{prefix}{name}/")
        except OSError:  # reported where it has to be read
            found[prefix] = f"unreadable {now}"
    return found


def contents(folder: Path, enters: Callable[[str, str], bool] = lambda _prefix, _name: True) -> Signatures:
    """The SHA-256 of each file that ``survey`` finds: equal on every machine."""
    return {name: sha256((folder / name).read_bytes()).hexdigest() for name in survey(folder, enters)}


def is_odd(found: str) -> bool:
    """Whether a signature is that of a link, or of anything else but a regular file."""
    return not found[:1].isdigit()


def _of(status: os.stat_result, now: int) -> str:
    mtime, ctime = status.st_mtime_ns, status.st_ctime_ns
    kind = "" if stat.S_ISREG(status.st_mode) else f"kind {stat.S_IFMT(status.st_mode)} "
    plain = f"{kind}{status.st_size} {mtime} {ctime} {status.st_ino}"
    fresh = _is_fresh(mtime, now) or _is_fresh(ctime, now)
    return f"{plain} {now}" if fresh else plain


def _is_fresh(then: int, now: int) -> bool:
    return abs(now - then) < _FINE or (then % _SECOND == 0 and abs(now - then) < _COARSE)


def _of_link(path: str, status: os.stat_result, now: int) -> str:
    """The signature of a link, its target's path, and its target's signature."""
    try:
        target = _of(os.stat(path), now)
    except (OSError, ValueError):
        target = ""
    return f"link {_of(status, now)} {os.path.realpath(path)} {target}"
