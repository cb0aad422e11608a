"""A new site is made in a folder beside its place, and then moved there: whole or not at all.

Where the place is not there yet, the folder that was made is renamed, which is one step. Where it is there, the few files
around ``seeds/`` are copied into it first, and ``seeds/`` is renamed last: with it the site is whole. A run that is killed
before that leaves the folder with all that it had made, so the next one knows which of the files at the place are its own.

Rejected: to exchange a place that is there with one that has its files too. Whoever stands in it would stand in the old one.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digest.errors import Fatal, Position, Problem, Severity
from digest.publish import lock

MADE = "the site is made, whole."
NOTHING = "nothing is made."
_NEW, _SEEDS = "new", "seeds"


def stage_in(place: Path) -> Path:
    """The folder in which a site is made whose place is there already."""
    return lock.stage_of(place / "init")


@contextmanager
def staged(place: Path) -> Iterator[Path]:
    """An empty folder to make the site in; what it holds at the end stands at ``place`` then.

    If the block ends with an exception nothing does. Fatal where another run is making it; OSError where the disk refuses. A
    KeyboardInterrupt from within says how all stands.
    """
    place = Path(os.path.realpath(place))
    top = _missing(place)
    held = lock.acquire(lock.stage_of(top) if top else stage_in(place))
    if held is None:
        raise _busy(place)
    try:
        _put_away(held.folder, place)
        root = held.folder / _NEW
        new = root / place.relative_to(top) if top else root
        try:
            new.mkdir(parents=True)
            yield new
            if top:
                os.rename(root, top)
            else:
                _move_in(new, place)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_state(new, place)) from None
    finally:
        try:
            _put_away(held.folder, place)
            held.release()
        except KeyboardInterrupt:  # the first one may come here too; what it cut off is done before it goes on
            state = _state(held.folder / _NEW, place)
            _put_away(held.folder, place)
            with suppress(OSError):  # it may be released already
                held.release()
            raise KeyboardInterrupt(state) from None


def _state(new: Path, place: Path) -> str:
    """Whether the site that was made at ``new`` stands at ``place``, in words."""
    return NOTHING if os.path.lexists(new / _SEEDS) or not _stands(place) else MADE


def put_away(place: Path) -> bool:
    """Remove what a run that was killed has left in ``place``; whether there was anything. Fatal where it is under way."""
    stage = stage_in(Path(os.path.realpath(place)))
    if not lock.is_in(stage) or stage.is_symlink():
        return False
    held = lock.acquire(stage)
    if held is None:
        raise _busy(place)
    try:
        _put_away(stage, place)
    finally:
        held.release()
    return True


def _busy(place: Path) -> Fatal:
    message = "Another “digest init” is making a site there."
    where = Position(file=str(place))
    return Fatal(
        Problem(code="init-failed", severity=Severity.FATAL, message=message, hint="Wait for it.", where=where)
    )


def _missing(place: Path) -> Path | None:
    """The first folder on the way to ``place`` that is not there; None where all are."""
    missing = None
    while not os.path.lexists(place):
        missing, place = place, place.parent
    return missing


def _stands(place: Path) -> bool:
    seeds = place / _SEEDS
    return seeds.is_dir() and any(seeds.iterdir())


def _move_in(new: Path, place: Path) -> None:
    for name in _files(new):
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with (new / name).open("rb") as source, target.open("xb") as file:
            shutil.copyfileobj(source, file)
    seeds = Path(os.path.realpath(place / _SEEDS))  # a link to an empty folder stays one
    if sys.platform == "win32" and seeds.is_dir():  # where a folder cannot take the place of an empty one
        seeds.rmdir()
    os.rename(new / _SEEDS, seeds)


def _files(new: Path) -> list[str]:
    """The files of the new site around its seeds."""
    found = []
    for here, folders, files in os.walk(new):
        if Path(here) == new and _SEEDS in folders:
            folders.remove(_SEEDS)
        found += [Path(here, name).relative_to(new).as_posix() for name in files]
    return sorted(found)


def _put_away(stage: Path, place: Path) -> None:
    """Remove the new site from ``stage``, and from ``place`` what was copied there of it, unless it is whole there."""
    new = stage / _NEW
    if stage.parent == place and (new / _SEEDS).is_dir():
        _take_back(new, place)
    if os.path.lexists(new):
        _remove(new)


def _take_back(new: Path, place: Path) -> None:
    for name in _files(new):
        target = place / name
        if target.is_file() and (new / name).read_bytes().startswith(target.read_bytes()):
            target.unlink()  # the same, or as much of it as the disk took
    folders = {folder for name in _files(new) for folder in Path(name).parents if folder != Path()}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        if (place / folder).is_dir() and not any((place / folder).iterdir()):
            (place / folder).rmdir()


def _remove(folder: Path) -> None:
    """Remove a folder with all in it, however deep; ``shutil.rmtree`` ends where Python's stack does."""
    folders = [folder]
    for inner in folders:  # grows
        with os.scandir(inner) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    os.unlink(entry.path)
    for inner in reversed(folders):
        inner.rmdir()
