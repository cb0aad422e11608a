"""Verify a published site against its listing, and remove it.

Removing takes the files that the listing names and what a killed build left beside the output. Files that the listing does not
name stay, dot-files and foreign files alike, and the folder with them. The home page is removed first and the listing
last, so that an interrupted removal can be repeated.

Rejected: removing an output without a listing, even if it looks like a site of ours. Rejected: finding out who changed a file,
or guarding against somebody who rewrites the listing too.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.errors import OutputError
from digest.publish import lock
from digest.publish.exchange import discard, remove_files, remove_if_empty
from digest.publish.listing import LISTING, PART, Listing, hash_file, survey
from digest.publish.refusals import listing_in, output_errors, place_of, refusal
from digest.publish.staging import restore

_INTERRUPTED = "The rest of it is still listed; the next try goes on from there."


class Verification(Struct, frozen=True, kw_only=True):
    """Addresses of listed files that are ``changed`` or ``missing``, and of ``foreign`` (unlisted) files.

    ``total`` counts the listed ones.
    """

    output: Path
    total: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the site is unchanged since its build."""
        return not (self.changed or self.missing or self.foreign)


def verify(output: Path) -> Verification:
    """Read every file of ``output`` and compare it with the listing; dot-files at the root are ignored.

    OutputError where there is no listing, or it is damaged, or a file cannot be read.
    """
    try:
        listing = listing_in(output, output)
        if listing is None:
            message = f"there is no {LISTING}, so digest did not make it."
            raise refusal("no-listing", output, message, "Run “digest build” first.")
        found = survey(output, listing.files)
        hashes = {address: hash_file(output / address) for address in found.ours}
    except OSError as error:
        message = f"the site cannot be read: {error.strerror or error}."
        raise refusal("output-failed", output, message, "Fix that and try again.") from error
    return Verification(
        output=output,
        total=len(listing.files),
        changed=tuple(sorted(a for a, actual in hashes.items() if actual != listing.files[a])),
        missing=tuple(sorted(set(listing.files) - set(hashes))),
        foreign=tuple(sorted(found.foreign)),
    )


class Leftovers(Struct, frozen=True, kw_only=True):
    """What builds left at ``output``.

    ``ours`` are the addresses of listed files that are present, ``missing`` of those that are not, ``changed`` of those whose
    content is not ours. ``foreign`` files stop a build; ``kept`` are the dot-files and dot-folders of the output's owner.
    ``listed`` is False where there is no listing, and so nothing of ours. ``stage`` is the folder beside the output in which
    builds work, if it exists. ``manifest`` as in ``Listing``.
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
        """Whether there is nothing to remove."""
        return not self.listed and self.stage is None


def leftovers(output: Path, *, seeds: Path) -> Leftovers:
    """What a removal of ``output`` would remove. OutputError as in ``staging``, except for foreign files, which stay."""
    with output_errors(output, _INTERRUPTED):
        return _inspect_unlocked(output, place_of(output, seeds))


def remove(output: Path, *, seeds: Path) -> Leftovers:
    """Remove everything of ours at ``output`` and beside it; returns what that was. OutputError where that is not possible,
    also while a build is under way (``output-busy``).
    """
    with output_errors(output, _INTERRUPTED):
        place = place_of(output, seeds)
        before = _inspect_unlocked(output, place)
        if before.nothing:
            return before
        locked = lock.acquire_stage(place)
    if locked is None:
        raise _busy(output)
    try:
        with output_errors(output, _INTERRUPTED):
            restore(place, locked.folder)  # it may be the only copy of its owner's dot-files
            found = _inspect(output, place)
            _remove(place, found)
    finally:
        locked.release()
    return replace(found, stage=before.stage)


def _busy(output: Path) -> OutputError:
    return refusal("output-busy", output, "a build of it is under way.", "Wait until that one is done.")


def _inspect_unlocked(output: Path, place: Path) -> Leftovers:
    """As ``_inspect``, without the lock: a file that disappears meanwhile means that a build is under way."""
    try:
        return _inspect(output, place)
    except FileNotFoundError as error:
        raise _busy(output) from error


def _inspect(output: Path, place: Path) -> Leftovers:
    listing = listing_in(place, output)
    found = survey(place, (listing or Listing()).known)
    changed = [a for a in found.ours if listing and not listing.recognises(a, hash_file(place / a))]
    stage = lock.stage_of(place)
    return Leftovers(
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


def _remove(place: Path, found: Leftovers) -> None:
    if not found.listed:
        return
    discard(place / PART)
    remove_files(place, sorted(found.ours, key=lambda address: (address != urls.HOME, address)), wanted=())
    (place / LISTING).unlink()
    remove_if_empty(place)
