"""Two generations of a site side by side: the one that is published, and one that waits to become the next.

The one that waits (``IDLE``) has every file of the other under a second name (hard link), so it takes no room, and a build that
changes ten files of twenty thousand writes ten. After the two have changed places they are made equal again: what is
withdrawn from one is gone from the other. What is not the very file that is published is found by its inode, and replaced.

Rejected: a generation that waits where a disk has no hard links, or where files are replaced one by one. There is none then,
and unchanged files are copied.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePosixPath

from digest.publish.areas import IDLE
from digest.publish.listing import Listing
from digest.publish.survey import walk


def complete(
    root: Path, place: Path, wanted: Listing, kept: Collection[str], *, whole: bool
) -> tuple[Path, frozenset[str]]:
    """The folder of the next generation, which holds what is ``wanted`` and nothing else: what is ``kept`` as it stands at
    ``place``, all else as it was written below ``root``. And the addresses of what is kept that it had to be given.

    If it need not be ``whole``, what is kept may be left out. ValueError where a file was not written.
    """
    written = _written(root, wanted, kept)
    if not whole:
        return root, frozenset(kept)
    idle = root.with_name(IDLE)
    if not kept or not idle.is_dir() or idle.is_symlink():
        for address in sorted(kept):
            _carry(place / address, root / address)
        return root, frozenset(kept)
    there = _only_what_stands_in(idle, place, kept)
    carried = frozenset(kept) - there
    for address in sorted(carried):
        _carry(place / address, idle / address)
    for address in written:
        _with_folder(os.rename, root / address, idle / address)
    return idle, carried


def equalise(old: Path, place: Path, kept: Collection[str], written: Iterable[str]) -> None:
    """Make the old generation, which stands at ``old`` if there was one, the one that waits beside ``place``.

    OSError where that cannot be; it may be anything then.
    """
    idle = old.with_name(IDLE)
    if old != idle and os.path.lexists(idle):
        shutil.rmtree(idle)
    old.mkdir(exist_ok=True)
    _remove(old, [address for address, _ in walk(old) if address not in kept])
    for address in sorted(written):
        _with_folder(os.link, place / address, old / address)
    if old != idle:
        os.rename(old, idle)


def _written(root: Path, wanted: Listing, kept: Collection[str]) -> list[str]:
    """The addresses of what was written below ``root``: only what is announced, since all else would be foreign to the next
    build.
    """
    there = []
    for address, entry in walk(root):
        size = wanted.files[address][1] if address in wanted.files and address not in kept else -1
        if entry.stat(follow_symlinks=False).st_size == size:
            there.append(address)
        else:
            os.unlink(entry.path)
    lost = sorted(wanted.files.keys() - kept - set(there))
    if lost:
        raise ValueError(f"files were announced but not written as announced: {', '.join(lost[:5])}")
    return there


def _only_what_stands_in(idle: Path, place: Path, kept: Collection[str]) -> set[str]:
    """Remove from ``idle`` all but the very files that are ``kept`` at ``place``; which those are."""
    inodes = {address: entry.inode() for address, entry in walk(place) if address in kept}
    there, gone = set(), []
    for address, entry in walk(idle):
        if address in kept and entry.inode() == inodes.get(address):
            there.add(address)
        else:
            gone.append(address)
    _remove(idle, gone)
    return there


def _carry(source: Path, target: Path) -> None:
    try:
        _with_folder(os.link, source, target)
    except OSError:  # no links here, or no more of this file
        _with_folder(shutil.copyfile, source, target)


def _with_folder(put: Callable[[Path, Path], object], source: Path, target: Path) -> None:
    try:
        put(source, target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        put(source, target)


def _remove(root: Path, gone: Iterable[str]) -> None:
    """Remove files, and the folders that are empty then."""
    folders: set[PurePosixPath] = set()
    for address in gone:
        os.unlink(root / address)
        folders.update(PurePosixPath(address).parents)
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        path = root / folder
        if folder.parts and not os.listdir(path):
            path.rmdir()
