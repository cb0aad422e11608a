"""The spare of a published site: a folder with hard links to all of its files, kept in the cache between two builds.

A build moves it into its stage, changes in it what is new and exchanges it with the output; then it brings the old site up to
date, which is the next spare. So publishing an edit costs as much as the edit changes, and files that stay keep their time of
change.

A file of the spare counts only if it is the output's own file (the same inode), so a spare that somebody changed publishes
nothing else. It has no file that the output does not have: nothing that is withdrawn lives on in it.

Rejected: linking every file for each build. With 17,000 files it took a third of a second of an edit, with the removal of the
old links and new fingerprints of all files.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from digest.publish.exchange import remove_files

NAME = "spare"


def take(home: Path, stage: Path, kept: Collection[str], inodes: Mapping[str, int]) -> tuple[Path, set[str]] | None:
    """Move the spare from ``home`` into the folder ``stage``, and remove from it all but the files ``kept`` that are the output's
    own (``inodes``). Returns where it is and the addresses of files that it lacks; None where there is no spare on this disk.
    """
    folder, missing = stage / NAME, set(kept)
    if home.is_symlink():
        return None
    try:
        os.rename(home, folder)
    except OSError:
        return None
    _clean(str(folder), "", missing, inodes)
    return folder, missing


def _clean(folder: str, prefix: str, missing: set[str], inodes: Mapping[str, int]) -> bool:
    """Remove what is not wanted from a folder of the spare, and from ``missing`` what is there; whether anything is left."""
    left = False
    with os.scandir(folder) as entries:
        found = list(entries)
    for entry in found:
        address = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            if _clean(entry.path, f"{address}/", missing, inodes):
                left = True
            else:
                os.rmdir(entry.path)
        elif address in missing and entry.inode() == inodes.get(address):
            missing.discard(address)
            left = True
        else:
            os.unlink(entry.path)
    return left


def move_files(source: Path, target: Path, addresses: Iterable[str]) -> None:
    """Move the files at ``addresses`` from the folder ``source`` into ``target``."""
    for address in sorted(addresses):
        try:
            os.replace(source / address, target / address)
        except FileNotFoundError:
            (target / address).parent.mkdir(parents=True, exist_ok=True)
            os.replace(source / address, target / address)


def keep(old: Path, home: Path, place: Path, outdated: Iterable[str], new: Iterable[str]) -> None:
    """Make the ``old`` site the spare of the one at ``place``, at ``home``: without the files at the ``outdated`` addresses, with
    links to the ``new`` ones. An OSError (no hard links, another disk) leaves a part of it at ``old``.
    """
    remove_files(old, outdated)
    for address in sorted(new):
        link(place, old, address)
    os.rename(old, home)


def link(source: Path, target: Path, address: str) -> None:
    """Link the file at ``address`` of the folder ``source`` into ``target``."""
    one, other = f"{source}/{address}", f"{target}/{address}"  # strings: paths would take as long as the links
    try:
        os.link(one, other)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(other), exist_ok=True)
        os.link(one, other)
