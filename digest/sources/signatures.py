"""Whether a file is still the one that was seen: its size, both its times, and its inode, as the file system tells them.

A time can be set back, but not that of the last change of the inode (``ctime``), so a file that was written since has another
signature, whatever was done to its own time. What was written just before it was looked at could be written again within one
tick of the file system's clock, unseen: such a file's signature is equal to no other, and it is read again next time (as git
does, ``Documentation/technical/racy-git.txt``).

Rejected: a ``ctime`` on Windows, where that is the time of creation. There a file that is replaced by one of the same size with
its time set back passes for the old one.
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
    """The signature of the file at ``path``; empty where there is none."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return ""
    return _of_link(str(path), found, time.time_ns()) if stat.S_ISLNK(found.st_mode) else _of(found, time.time_ns())


def survey(folder: Path, enters: Callable[[str, str], bool] = lambda _prefix, _name: True) -> Signatures:
    """The signatures of all files below ``folder``, which need not exist.

    ``enters`` says of a folder whether to look into it: of the path of the one it is in, with ``/``, and its name. Links to
    folders are followed, but not round in a circle, and not out of ``folder``, where nothing is read. A folder that cannot be
    read is like no other, not even itself.
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
                    told = entry.stat(follow_symlinks=False)
                    if not stat.S_ISLNK(told.st_mode):
                        found[prefix + name] = _of(told, now)
                        continue
                    found[prefix + name] = _of_link(entry.path, told, now)
                    target = os.path.realpath(entry.path)
                    if (
                        target not in visited
                        and target.startswith(real.rstrip(os.sep) + os.sep)
                        and os.path.isdir(target)
                    ):
                        visited.add(target)
                        waiting.append(f"{prefix}{name}/")
        except OSError:  # whoever has to read it tells why
            found[prefix] = f"unreadable {now}"
    return found


def contents(folder: Path, enters: Callable[[str, str], bool] = lambda _prefix, _name: True) -> Signatures:
    """As ``survey``, by what is in the files, so that it is the same on every machine."""
    return {name: content(folder / name) for name in survey(folder, enters)}


def content(path: Path) -> str:
    """As ``signature``, by what is in the file."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


def is_odd(found: str) -> bool:
    """Whether a signature is that of a link, or of anything else that is no file."""
    return not found[:1].isdigit()


def _of(told: os.stat_result, now: int) -> str:
    mtime, ctime = told.st_mtime_ns, told.st_ctime_ns
    kind = "" if stat.S_ISREG(told.st_mode) else f"kind {stat.S_IFMT(told.st_mode)} "
    plain = f"{kind}{told.st_size} {mtime} {ctime} {told.st_ino}"
    fresh = _is_fresh(mtime, now) or _is_fresh(ctime, now)
    return f"{plain} {now}" if fresh else plain


def _is_fresh(then: int, now: int) -> bool:
    return abs(now - then) < _FINE or (then % _SECOND == 0 and abs(now - then) < _COARSE)


def _of_link(path: str, told: os.stat_result, now: int) -> str:
    """A link's own signature, where it leads, and that of what is there."""
    try:
        target = _of(os.stat(path), now)
    except (OSError, ValueError):
        target = ""
    return f"link {_of(told, now)} {os.path.realpath(path)} {target}"
