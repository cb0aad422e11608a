"""Replace a site's folder by a new one: both exchanged in one step, in two renames, or file by file.

Linux has ``renameat2(RENAME_EXCHANGE)``, macOS ``renamex_np(RENAME_SWAP)``; both leave no instant without a site.
Elsewhere, and on disks that support neither, the old folder is renamed first; after a kill in that instant ``restore``
repairs it at the next start.

Where a folder cannot be moved (a mount point, some overlays, a folder with ``.git`` in it) files are replaced one by one. All new
files are first moved into a folder of the output itself, so that a full disk is noticed while the old site is complete, and
the rest is only renames on one disk, in an order in which no reachable page ever has a dead link (``publish_order``). The
listing is replaced first by one that names old and new files, so after a kill at any moment the next build knows all of them
as ours and finishes the work. A reader may see old and new pages together for a moment, and the run reports that.

Known limit: a server or a container whose working folder or mount is the output itself goes on with the old, removed site
until it opens the folder again; let it serve the parent folder.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from posixpath import dirname

from digest import urls
from digest.publish.listing import JUNK, LISTING, PART, Listing, PublishedState

_ARTICLES = dirname(urls.article("x")) + "/"
_FEEDS = (".xml", ".json", ".jsonl")
_TRANSITION, _REMOVAL = f"{LISTING}.both", f"{LISTING}.removal"  # listings that wait to be moved to their place
# a mount point, an overlay, a folder in use
CANNOT_MOVE = frozenset({errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES})
_CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h, and RENAME_SWAP of macOS's stdio.h
_AT_FDCWD = -100
# by sys.platform: the C library's function, and what it wants before each path
_CALLS: dict[str, tuple[str, tuple[int, ...]]] = {"linux": ("renameat2", (_AT_FDCWD,)), "darwin": ("renamex_np", ())}


def exchange(one: Path, other: Path) -> None:
    """Exchange the names of ``one`` and ``other``, on one disk, in one step. OSError (ENOSYS) where the system cannot."""
    name, before = _CALLS.get(sys.platform, ("", ()))
    try:
        import ctypes  # imported lazily: only this function needs it, and some builds of Python lack it

        call = getattr(ctypes.CDLL(None, use_errno=True), name) if name else None
    except (ImportError, AttributeError):  # the C library has no such function
        call = None
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(*before, os.fsencode(one), *before, os.fsencode(other), ctypes.c_uint(_EXCHANGE)):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def put(new: Path, place: Path, aside: Path) -> None:
    """Put the folder ``new`` at ``place``. The former folder is at ``new`` or at ``aside`` afterwards.

    OSError leaves ``place`` unchanged. Its ``errno`` is in ``CANNOT_MOVE`` where the folder as such cannot be moved.
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
    except OSError:  # any other interruption between the two is repaired by restore()
        os.rename(aside, place)
        raise


def restore(place: Path, aside: Path) -> bool:
    """Put back the folder that ``put`` had moved aside when it was killed between two renames; else remove it.

    True if something was put back. A site is never an empty folder, so one at ``place`` counts as no site.
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


# Files replaced one by one.


def stage_files(new: Path, place: Path, wanted: Listing, state: PublishedState) -> Path:
    """Move the files of the stage ``new`` that ``place`` needs into a folder of ``place``, which is returned.

    ``state`` describes the files of ours at ``place``. OSError leaves the site unchanged.
    """
    place.mkdir(exist_ok=True)
    part = place / PART
    discard(part)  # left by a killed run
    try:
        _move_or_copy(new, part, publish_order(wanted, state))
        (part / LISTING).write_bytes(wanted.to_bytes())
        (part / _TRANSITION).write_bytes(state.transition(wanted).to_bytes())
        (part / _REMOVAL).write_bytes(state.removal(wanted).to_bytes())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)  # an error here would hide the first one
        raise
    return part


def _move_or_copy(new: Path, part: Path, needed: Iterable[str]) -> None:
    try:
        os.rename(new, part)
        return
    except OSError as error:
        if error.errno not in CANNOT_MOVE:
            raise
    part.mkdir()
    for address in needed:
        (part / address).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(new / address, part / address)


def publish_order(wanted: Listing, state: PublishedState) -> list[str]:
    """The addresses whose files are new or changed, in an order in which no reachable page ever has a dead link."""
    changed = (address for address, found in wanted.files.items() if state.hashes.get(address) != found)
    return sorted(changed, key=lambda address: (*order_group(state, address), address))


def order_group(state: PublishedState, address: str) -> tuple[bool, int, int]:
    """The sort key of a file to publish. Files with equal keys may be published at the same time.

    First new files, since no published page links to them; then files that an interrupted run had added, for the same reason;
    then files that replace others, when every link of theirs resolves; the home page last. Removals follow after all of them.
    """
    step = 0 if address not in state.hashes else 2 if address in state.reachable else 1
    return address == urls.HOME, step, _rank(address)


def _rank(address: str) -> int:
    """The theme's files (with the search index), pictures and other files before articles, then lists, then feeds and data."""
    if address.startswith(urls.ASSETS):
        return 0
    if address.endswith(_FEEDS):
        return 3
    if address.endswith(".html"):
        return 1 if address.startswith(_ARTICLES) else 2
    return 0


def replace_files(part: Path, place: Path, wanted: Listing, state: PublishedState) -> None:
    """Replace the files of ``place`` by those that ``stage_files`` put into ``part``, then remove those not ``wanted``.

    OSError leaves old and new files together, all of them listed as ours.
    """
    os.replace(part / _TRANSITION, place / LISTING)
    removed = sorted(set(state.hashes) - set(wanted.files))
    first = _obstacles(removed, wanted.files)
    remove_files(place, first, wanted.files)
    for address in publish_order(wanted, state):
        path = place / address
        if path.is_dir():  # emptied by now; if it is not, the next line fails and nothing is lost
            for folder, _, _ in os.walk(path, topdown=False):
                remove_if_empty(Path(folder))
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part / address, path)
    if last := sorted(set(removed) - set(first)):
        os.replace(part / _REMOVAL, place / LISTING)
        remove_files(place, last, wanted.files)
    os.replace(part / LISTING, place / LISTING)
    discard(part)


def discard(part: Path) -> None:
    """Remove the folder ``part`` that ``stage_files`` made, or anything else at its path."""
    if part.is_symlink() or part.is_file():
        part.unlink()
    elif part.exists():
        shutil.rmtree(part)


def _obstacles(removed: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """The files to remove first: a file where a folder comes, a file in a folder where a file comes.

    And a file whose name differs in letter case only: on a case-insensitive disk, removing it later would remove the new one.
    """
    files = {address.casefold() for address in wanted}
    folders = folders_of(files)
    return [
        address
        for address in removed
        for low in [PurePosixPath(address.casefold())]
        if str(low) in folders or not files.isdisjoint(map(str, (low, *low.parents)))
    ]


def remove_files(place: Path, addresses: Iterable[str], wanted: Iterable[str] | None = None) -> None:
    """Remove files of the folder ``place``, in this order, then the folders that are empty.

    If it is known which files are ``wanted`` there, folders that hold only what systems add (``JUNK``) are removed too.
    """
    listed = list(addresses)
    for address in listed:
        path = place / address
        if path.is_symlink() or path.is_file():  # it may be gone, or its folder may have become a file of the new site
            path.unlink()
    emptied = folders_of(listed) - folders_of(wanted or ())
    for folder in sorted(emptied, key=lambda name: name.count("/"), reverse=True):
        if wanted is not None:
            remove_if_empty(place / folder)
        else:
            with suppress(OSError):  # it holds other files
                (place / folder).rmdir()


def folders_of(files: Iterable[str]) -> set[str]:
    """The folders that the addresses ``files`` are in, and those around them."""
    return {str(folder) for address in files for folder in PurePosixPath(address).parents[:-1]}


def remove_if_empty(folder: Path) -> None:
    """Remove ``folder`` if it holds only files that systems add (``JUNK``), or nothing."""
    if not folder.is_dir():
        return
    left = list(folder.iterdir())
    if all(path.name.lower() in JUNK and not path.is_dir() for path in left):
        for path in left:
            path.unlink()
        folder.rmdir()
