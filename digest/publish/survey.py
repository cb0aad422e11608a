"""What stands in an output folder, sorted into ours, its owner's dot-files, and foreign.

Ours are regular files whose address the listing knows. Dot-files and dot-folders at the root (``.git``,
``.htaccess``) are its owner's and stay. What systems strew about (``.DS_Store``, ``Thumbs.db``, ``desktop.ini``)
counts for nothing. All else is foreign, also a link or a pipe at one of our addresses. Links are never followed.
Folders without files don't matter.

Rejected: reading the whole of a folder that is not ours; whoever only wants to refuse it asks for the first few names.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from digest.publish.areas import PART
from digest.publish.listing import LISTING

JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})  # in lower case
_FOUND = (
    "lost+found"  # a folder that every ext4 disk has, readable for root alone: as a dot-folder, where it is mounted
)


class Survey(Struct, frozen=True, kw_only=True):
    """Addresses by whose they are, in the order of the walk, which is always the same.

    ``dotfiles`` and ``dotfolders`` are names at the root, of what the listing does not know.
    """

    ours: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    dotfiles: tuple[str, ...] = ()
    dotfolders: tuple[str, ...] = ()


def survey(folder: Path, known: Collection[str], *, most_foreign: int | None = None) -> Survey:
    """What stands in ``folder``, which need not exist. It ends early once ``most_foreign`` foreign files are found.

    ``known`` are the addresses of the folder's listing. OSError where the folder cannot be read.
    """
    if not folder.exists():
        return Survey()
    ours, foreign, dotfiles, dotfolders = [], [], [], {}
    # a dot-folder may be the site's own (.well-known); it is entered only then, since .git is large
    entered = frozenset(first for first, slash, _ in (a.partition("/") for a in known) if slash)
    for address, entry in walk(folder, entered):
        first, slash, _ = address.partition("/")
        if address in known and entry.is_file(follow_symlinks=False):
            ours.append(address)
        elif first == PART or address == LISTING or entry.name.lower() in JUNK:
            continue
        elif _theirs(first) and (slash or entry.is_dir(follow_symlinks=False)):
            dotfolders[first] = True
        elif first.startswith(".") and address not in known and (entry.is_file() or entry.is_symlink()):
            dotfiles.append(address)
        else:
            foreign.append(address)
            if len(foreign) == most_foreign:
                break
    return Survey(ours=tuple(ours), foreign=tuple(foreign), dotfiles=tuple(dotfiles), dotfolders=tuple(dotfolders))


def walk(folder: Path, entered: Collection[str] | None = None) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files below ``folder`` with their addresses, sorted within each folder; links are not followed.

    With ``entered``, dot-folders at the root are given back themselves instead of what is in them, but for those it
    names.
    """
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            closed = entered is not None and not prefix and _theirs(entry.name) and entry.name not in entered
            if entry.is_dir(follow_symlinks=False) and not closed:
                waiting.append(f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry


def _theirs(name: str) -> bool:
    return name.startswith(".") or name == _FOUND
