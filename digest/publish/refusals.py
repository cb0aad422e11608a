"""Refuse outputs that must not be changed, with a message and a hint. Nothing has been written when one of these is raised.

A wrong ``--output`` must never cost anybody a file: the output is not a home folder and not the root of a disk, it is
apart from the seeds, and apart from dot-files at its root it holds only files that its listing knows.

Rejected: asking. A build runs in scripts too, so it refuses and says how to fix it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from digest.errors import OutputError, Position, Problem, problem
from digest.publish import lock
from digest.publish.listing import LISTING, FileHash, Listing, Survey, hash_file, parse

MAX_NAMES = 5  # files that a message names at most

_HINTS = {
    errno.ENOSPC: "Free some space on that disk and build again.",
    errno.EDQUOT: "Free some of your space on that disk and build again.",
    errno.EACCES: "Make that folder and its parent writable, or choose another --output.",
    errno.EPERM: "Make that folder and its parent writable, or choose another --output.",
    errno.EROFS: "That disk is read-only; choose another --output.",
}


def output_problem(code: str, output: Path | str, message: str, hint: str = "") -> Problem:
    """A problem with ``output``, the path or URL as the user wrote it."""
    return problem(code, message, hint, Position(file=str(output)))


def refusal(code: str, output: Path | str, message: str, hint: str) -> OutputError:
    """The error that ends the run because of ``output``."""
    return OutputError(output_problem(code, output, message, hint))


def names(addresses: Sequence[str]) -> str:
    """The first few of ``addresses`` in one line, made printable."""
    shown = [
        "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name) for name in addresses[:MAX_NAMES]
    ]
    return ", ".join(shown) + (", and more" if len(addresses) > MAX_NAMES else "")


@contextmanager
def output_errors(output: Path | str, state: str = "The published site is unchanged.") -> Iterator[None]:
    """Turn an OSError into an OutputError with the system's reason, a hint, and the ``state`` of the site."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        hint = _HINTS.get(error.errno or 0, "Fix that, or choose another place, then run the command again.")
        raise refusal("output-failed", output, f"the site cannot be written: {reason}. {state}", hint) from error


def place_of(output: Path, seeds: Path | None) -> Path:
    """The real path of ``output``, links followed. OutputError where it must not be an output; OSError passes.

    ``seeds`` is None where no seeds are to be protected.
    """
    place = Path(os.path.realpath(output))
    raw = Path(os.path.realpath(seeds)) if seeds else None
    home = os.path.expanduser("~")  # "~" again where nobody knows
    hint = "Choose a folder that is for the site alone, such as --output output."
    if place == place.parent:
        raise refusal("dangerous-output", output, "the output cannot be the root of a disk.", hint)
    if home != "~" and is_within(Path(os.path.realpath(home)), place):
        raise refusal("dangerous-output", output, "the output cannot be your home folder, nor one around it.", hint)
    if raw and is_within(place, raw):
        raise refusal("dangerous-output", output, f"the output cannot be in the seeds ({seeds}).", hint)
    if raw and is_within(raw, place):
        raise refusal("dangerous-output", output, f"the output cannot be around the seeds ({seeds}).", hint)
    if os.path.lexists(place) and not place.is_dir():
        raise refusal("dangerous-output", output, "the output is not a folder.", hint)
    return place


def is_within(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or below it; by identity too, since a disk may be case-insensitive."""
    if path.is_relative_to(folder):
        return True
    return folder.exists() and any(above.exists() and above.samefile(folder) for above in (path, *path.parents))


def listing_in(place: Path, output: Path) -> Listing | None:
    """The listing of the site at ``place``; None where it is missing. OutputError where it is damaged."""
    try:
        data = (place / LISTING).read_bytes()
    except FileNotFoundError:
        return None
    return listing_of(data, output)


def listing_of(data: bytes, output: Path | str) -> Listing:
    """Parse the listing of the site at ``output``. OutputError where it is damaged."""
    try:
        return parse(data)
    except ValueError as error:
        raise refusal(
            "damaged-listing",
            output,
            f"its {LISTING}, which lists the files that digest made there, is damaged: {error}.",
            f"Put the {LISTING} of the last build back, or move that folder away; then build again.",
        ) from error


@contextmanager
def local_site(site: Path, url: str) -> Iterator[Listing]:
    """The listing of the site that a build published in the folder ``site``; inside the block no build changes it.

    OutputError of the destination ``url`` while one does.
    """
    with output_errors(url):
        locked = lock.acquire(lock.stage_of(site.resolve()))
        if locked is None:
            hint = "Wait until that one is done, then publish again."
            raise refusal("output-busy", url, "a build of the site is under way.", hint)
    try:
        with output_errors(url):
            listing = listing_in(site, site) or Listing()
        yield listing
    finally:
        locked.release()


def published(output: Path) -> Listing:
    """The listing of the site published at ``output``; an empty one where it is missing or damaged.

    A damaged one is not reported here: ``staging`` and ``leftovers`` do that.
    """
    try:
        return parse((output / LISTING).read_bytes())
    except (OSError, ValueError):
        return Listing()


def published_text(output: Path, address: str) -> str:
    """The text of the file at ``address`` of ``output``; empty where it has been removed or is not text."""
    try:
        return (output / address).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def refuse_foreign(found: Survey, output: Path | str, *, listed: bool) -> None:
    """OutputError where ``found`` has foreign files; ``listed`` if there is a listing."""
    if not found.foreign:
        return
    why = "it holds" if listed else f"there is no {LISTING}, so digest did not make it, and it holds"
    raise refusal(
        "foreign-output",
        output,
        f"{why} files that digest did not make: {names(found.foreign)}. Nothing was changed.",
        "Move them away, or into the site's static/ folder if they belong to the site; or choose another folder.",
    )


def refuse_overwriting(
    place: Path, found: Survey, wanted: Mapping[str, FileHash], known: frozenset[str], output: Path
) -> None:
    """OutputError where a file of the site would replace a dot-file of the output's owner."""
    theirs = {*found.dotfiles, *found.dotfolders}
    other = []
    for address in sorted(address for address in wanted if address.partition("/")[0] in theirs):
        above = [str(folder) for folder in PurePosixPath(address).parents[:-1]]
        blocked = any(os.path.lexists(place / a) and not (place / a).is_dir() and a not in known for a in above)
        exists = address not in known and os.path.lexists(place / address)
        if blocked or (exists and not _same(place / address, wanted[address])):
            other.append(address)
    refuse_both(other, output)


def refuse_both(other: Sequence[str], output: Path | str) -> None:
    """OutputError if there are files (``other``) that both the output's owner and the site have."""
    if other:
        raise refusal(
            "foreign-output",
            output,
            f"the site has a file {names(other)}, and digest did not make the one in the output. Nothing was changed.",
            "Keep one of the two: move it out of the output, or out of the site's static/ folder.",
        )


def _same(path: Path, wanted: FileHash) -> bool:
    return path.is_file() and hash_file(path) == wanted
