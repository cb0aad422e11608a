"""The way where a folder cannot be moved: a mount point, some overlays, a folder with ``.git`` in it.

First all that is new is brought into a folder of the output itself, so that a full disk is noticed while the old site
is whole, and what follows is only renames on one disk. Then each file is put in its place in one step, in an order in
which no page that a reader can reach leads to one that is not there: first what is new, which nothing leads to yet, then
what takes the place of another (assets and pictures, articles, lists, feeds, home last), then what is no longer there is
removed. The listing written first names the old and the new files, so after a kill at any moment the
next build knows all of them as its own and finishes the work.

Rejected: all or nothing. A reader may see old and new pages together for a moment, and the run says so.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from posixpath import dirname

from digest import urls
from digest.publish.areas import PART
from digest.publish.exchange import CANNOT_MOVE
from digest.publish.listing import LISTING, Listing, Print, Standing
from digest.publish.survey import JUNK

_ARTICLES = dirname(urls.article("x")) + "/"
_FEEDS = (".xml", ".json", ".jsonl")
_BOTH = f"{LISTING}.both"  # the listing that names old and new, till it takes its place


def bring(new: Path, place: Path, wanted: Listing, there: Standing) -> Path:
    """Bring the files of the stage ``new`` that ``place`` lacks into a folder of ``place``, which is returned.

    ``there`` is what stands there of ours. OSError leaves the site as it was.
    """
    place.mkdir(exist_ok=True)
    part = place / PART
    discard(part)  # what a killed run left
    try:
        _move_or_copy(new, part, changed(wanted, there))
        (part / LISTING).write_bytes(wanted.to_bytes())
        (part / _BOTH).write_bytes(there.giving_way(wanted).to_bytes())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)  # the error that is on its way says more
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


def changed(wanted: Listing, there: Standing) -> list[str]:
    """The addresses whose files are new or other than before, in the order in which they may be put in their places."""
    other = (address for address, found in wanted.files.items() if there.prints.get(address) != found)
    return sorted(other, key=lambda address: (*turn(there, address), address))


def turn(there: Standing, address: str) -> tuple[bool, int, int]:
    """When the file of ``address`` may be put in its place: after all of an earlier turn, together with those of the same.

    What is not there first, since nothing leads to it; then what a stopped run had brought, to which nothing leads either, unless
    to all of it; then what takes the place of another. Home is last, whatever it was: from there all can be reached.
    """
    state = 0 if address not in there.prints else 2 if address in there.settled else 1
    return address == urls.HOME, state, _rank(address)


def _rank(address: str) -> int:
    if address == urls.HOME:
        return 4
    if address.startswith(urls.ASSETS):
        return 0
    if address.endswith(_FEEDS):
        return 3
    if address.endswith(".html"):
        return 1 if address.startswith(_ARTICLES) else 2
    return 0


def replace(part: Path, place: Path, wanted: Listing, there: Standing) -> None:
    """Replace the files of ``place`` by those that ``bring`` brought into ``part``, then remove what is not ``wanted``.

    OSError leaves old and new files together, all of them listed as ours.
    """
    os.replace(part / _BOTH, place / LISTING)
    leaving = sorted(set(there.prints) - set(wanted.files))
    first = _in_the_way(leaving, wanted.files)
    _remove(place, first, wanted.files)
    for address in changed(wanted, there):
        path = place / address
        if path.is_dir():  # emptied by now; where it is not, the next line fails rather than that anything is lost
            for folder, _, _ in os.walk(path, topdown=False):
                _remove_if_empty(Path(folder))
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part / address, path)
    _remove(place, sorted(set(leaving) - set(first)), wanted.files)
    os.replace(part / LISTING, place / LISTING)
    discard(part)


def discard(part: Path) -> None:
    """Remove the folder ``part`` that ``bring`` made, or what stands in its place."""
    if part.is_symlink() or part.is_file():
        part.unlink()
    elif part.exists():
        shutil.rmtree(part)


def _in_the_way(leaving: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Those of ``leaving`` that must go first: a file where a folder comes, a file in a folder where a file comes.

    And one whose name differs in letter case only: on a disk that knows none, removed later, it would take the new one.
    """
    files = {address.casefold() for address in wanted}
    folders = _folders(files)
    return [
        address
        for address in leaving
        for low in [PurePosixPath(address.casefold())]
        if str(low) in folders or not files.isdisjoint(map(str, (low, *low.parents)))
    ]


def _remove(place: Path, leaving: Iterable[str], wanted: Mapping[str, Print]) -> None:
    """Remove files, then the folders that are empty thereby."""
    for address in leaving:
        if (place / address).is_file():  # not where its folder has become a file of the new site
            (place / address).unlink()
    emptied = _folders(leaving) - _folders(wanted)
    for folder in sorted(emptied, key=lambda name: name.count("/"), reverse=True):
        _remove_if_empty(place / folder)


def _folders(files: Iterable[str]) -> set[str]:
    return {str(folder) for address in files for folder in PurePosixPath(address).parents[:-1]}


def _remove_if_empty(folder: Path) -> None:
    """Remove ``folder`` if nothing but what systems strew about is in it."""
    if not folder.is_dir():
        return
    held = list(folder.iterdir())
    if all(path.name.lower() in JUNK and not path.is_dir() for path in held):
        for path in held:
            path.unlink()
        folder.rmdir()
