"""An output taken away again: the files that its listing names, and what a killed build left beside it.

``leavings`` only looks; ``remove`` does it, under the same lock as a build. What the listing does not name stays, dot-files
and foreign files alike, and the folder with them. The front page goes first and the listing last, so that a removal that is
stopped in the middle can be done again.

Rejected: removing an output without a listing, however much it looks like a site of ours.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.errors import OutputError
from digest.publish import exchange, lock
from digest.publish.areas import IDLE, PART, stage_of
from digest.publish.directory import aside, clear
from digest.publish.listing import LISTING, Listing, print_of
from digest.publish.one_by_one import discard
from digest.publish.refusals import listing_in, place_of, refusal, telling
from digest.publish.survey import JUNK, survey

_UNTOUCHED = "What is left of it is still listed; the next try goes on from there."


class Leavings(Struct, frozen=True, kw_only=True):
    """What builds left at ``output``.

    ``ours`` are the addresses of listed files that are there, ``missing`` of those that are not, ``changed`` of those with
    other bytes than we wrote. ``foreign`` files stop a build; ``kept`` names the dot-files and dot-folders of the output's
    owner. ``listed`` is False where there is no listing, and so nothing that is ours. ``stage`` is the folder beside the
    output in which builds work and a generation of it waits, if there is one. ``manifest`` as in ``Listing``.
    """

    output: Path
    listed: bool
    ours: tuple[str, ...]
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    foreign: tuple[str, ...]
    kept: tuple[str, ...]
    stage: Path | None
    manifest: int | None

    @property
    def nothing(self) -> bool:
        return not self.listed and self.stage is None


def leavings(output: Path, *, seeds: Path) -> Leavings:
    """What of ``output`` a removal would take. OutputError as in ``staging``, but for foreign files, which only stay."""
    with _telling(output):
        return _glance(output, place_of(output, seeds))


def remove(output: Path, *, seeds: Path) -> Leavings:
    """Remove what is ours at ``output`` and beside it; hands back what that was. OutputError where it cannot be done.

    A build that is under way is an ``output-busy``.
    """
    with _telling(output):
        place = place_of(output, seeds)
        before = _glance(output, place)
        if before.nothing:
            return before
        held = lock.acquire(stage_of(place))
    if held is None:
        raise _busy(output)
    try:
        with _telling(output):
            exchange.restore(place, aside(held.folder))  # it may be the only copy of its owner's dot-files
            clear(held.folder)
            shutil.rmtree(held.folder / IDLE, ignore_errors=True)
            found = _look(output, place)
            _take(place, found)
    finally:
        held.release()
    return replace(found, stage=before.stage)


@contextmanager
def _telling(output: Path) -> Iterator[None]:
    with telling(output, _UNTOUCHED):
        yield


def _busy(output: Path) -> OutputError:
    return refusal("output-busy", output, "a build of it is under way.", "Wait till that one is done.")


def _glance(output: Path, place: Path) -> Leavings:
    """As ``_look``, where nothing keeps a build away: what goes while it is looked at is taken by one."""
    try:
        return _look(output, place)
    except FileNotFoundError as error:
        raise _busy(output) from error


def _look(output: Path, place: Path) -> Leavings:
    listing = listing_in(place, output)
    found = survey(place, (listing or Listing()).known)
    changed = [
        address for address in found.ours if listing and not listing.recognises(address, print_of(place / address))
    ]
    stage = stage_of(place)
    return Leavings(
        output=output,
        listed=listing is not None,
        ours=found.ours,
        missing=tuple(sorted(listing.known - set(found.ours))) if listing else (),
        changed=tuple(changed),
        foreign=found.foreign,
        kept=(*found.dotfiles, *found.dotfolders),
        stage=stage if stage.is_dir() and not stage.is_symlink() else None,
        manifest=listing.manifest if listing else None,
    )


def _take(place: Path, found: Leavings) -> None:
    if not found.listed:
        return
    discard(place / PART)
    for address in sorted(found.ours, key=lambda address: (address != urls.HOME, address)):
        (place / address).unlink()
    folders = {str(folder) for address in found.ours for folder in PurePosixPath(address).parents[:-1]}
    for folder in sorted(folders, key=lambda name: (-name.count("/"), name)):
        _remove_if_empty(place / folder)
    (place / LISTING).unlink()
    _remove_if_empty(place)


def _remove_if_empty(folder: Path) -> None:
    """Remove ``folder`` if nothing is in it but what systems strew about."""
    held = list(folder.iterdir())
    if all(path.name.lower() in JUNK and path.is_file() for path in held):
        for path in held:
            path.unlink()
        folder.rmdir()
