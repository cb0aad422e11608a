"""Manifests written, each in one step: the old text or the new one stands there at any moment.

The new text is made in a folder beside its manifest (``.INDEX.md.digest-stage``), under a lock, so that no second run comes
between the last look at the old text and the new one. What a killed run left there goes with the next (``put_away``).

Rejected: all manifests in one step. Each is whole, and what is missing in one the next run adds.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from digest.errors import Fatal
from digest.index import problems
from digest.publish import lock
from digest.sources import loader

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEW = "new"
_STAGE = lock.stage_of(Path(loader.INDEX)).name.casefold()


class Change(Struct, frozen=True, kw_only=True):
    """An INDEX.md (its path below seeds), as it was (None: it was not there) and as it is to be.

    ``added`` are (file, proposed slug or an empty string), ``filled`` how many values of each field were written down.
    """

    file: str
    before: bytes | None
    after: bytes
    added: tuple[tuple[str, str], ...] = ()
    filled: Mapping[str, int] = field(default_factory=dict)


def save(seeds: Path, changes: Iterable[Change]) -> None:
    """Writes the changes, each file in one step, if all are still as they were read. Fatal otherwise, or if one cannot be."""
    staged: list[tuple[Change, Path, lock.Lock]] = []
    writing = loader.INDEX
    try:
        for change in changes:
            writing = change.file
            path = (seeds / change.file).resolve()  # a link stays a link
            staged.append((change, path, _held(change, path)))
            if (path.read_bytes() if path.exists() else None) != change.before:
                raise Fatal(problems.changed(change.file))
            _stage(change, path)
        for change, path, held in staged:
            writing = change.file
            (held.folder / _NEW).replace(path)
    except OSError as error:
        raise Fatal(problems.failed(writing, error.strerror or "the disk refuses")) from error
    finally:
        for _, _, held in staged:
            _release(held)


def put_away(seeds: Path) -> None:
    """Remove what a run that was killed has left beside manifests."""
    for here, folders, files in os.walk(seeds):
        left = [Path(here, name) for name in folders if name.casefold() == _STAGE]
        left += [
            lock.stage_of(Path(here, name).resolve()) for name in files if name.casefold() == loader.INDEX.casefold()
        ]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for stage in left:
            with suppress(OSError):  # where it cannot be removed it does no harm
                if stage.is_dir() and not stage.is_symlink() and (held := lock.acquire(stage)):
                    _release(held)


def _held(change: Change, path: Path) -> lock.Lock:
    if not path.parent.is_dir():  # only what is there gets a manifest
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    held = lock.acquire(lock.stage_of(path))
    if held is None:
        raise Fatal(problems.busy(change.file))
    return held


def _stage(change: Change, path: Path) -> None:
    stage = lock.stage_of(path) / _NEW
    with stage.open("wb") as target:
        target.write(change.after)
        target.flush()
        os.fsync(target.fileno())
    if change.before is not None:
        shutil.copymode(path, stage)


def _release(held: lock.Lock) -> None:
    with suppress(OSError):  # the next run tries again
        (held.folder / _NEW).unlink(missing_ok=True)
    held.release()
