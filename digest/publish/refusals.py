"""Outputs that are not touched, and how each is told. Nothing has been written when one of these is raised.

A wrong ``--output`` must never cost anybody a file: the output is no home and no root of a disk, it is apart from the
seeds, and it holds only what our listing knows, dot-files at its root aside.

Rejected: asking. A build runs in scripts too, so it refuses and says how to mend it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from digest.errors import OutputError, Position, Problem, Severity
from digest.publish.listing import LISTING, Listing, Print, parse, print_of
from digest.publish.survey import Survey
from digest.sources.bucket import Bucket

NAMED = 5  # files that a message names at most

_HINTS = {
    errno.ENOSPC: "Free some space on that disk and build again.",
    errno.EDQUOT: "Free some of your space on that disk and build again.",
    errno.EACCES: "See to it that you may write to that folder and to the one around it, or choose another --output.",
    errno.EPERM: "See to it that you may write to that folder and to the one around it, or choose another --output.",
    errno.EROFS: "That disk is read-only; choose another --output.",
}


def problem(code: str, severity: Severity, output: Path | Bucket, message: str, hint: str = "") -> Problem:
    """A problem with ``output``, the path as the user wrote it."""
    return Problem(code=code, severity=severity, message=message, hint=hint, where=Position(file=str(output)))


def refusal(code: str, output: Path | Bucket, message: str, hint: str) -> OutputError:
    """The error that ends the run because of ``output``."""
    return OutputError(problem(code, Severity.FATAL, output, message, hint))


def names(addresses: Sequence[str]) -> str:
    """The first few of ``addresses`` in one line, made printable."""
    shown = ["".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name) for name in addresses[:NAMED]]
    return ", ".join(shown) + (", and more" if len(addresses) > NAMED else "")


@contextmanager
def telling(output: Path | Bucket, state: str = "The site that stood there is untouched.") -> Iterator[None]:
    """Turns an OSError into an OutputError that says what the system said, how to mend it, and in what state all is."""
    try:
        yield
    except OSError as error:
        said = error.strerror or str(error)
        hint = _HINTS.get(error.errno or 0, "Mend that, or choose another --output, and build again.")
        raise refusal("output-failed", output, f"the site cannot be written: {said}. {state}", hint) from error


def place_of(output: Path, seeds: Path | None) -> Path:
    """Where ``output`` truly is, links followed. OutputError where no site may stand there; OSError passes.

    ``seeds`` is None where they are not on this disk.
    """
    place = Path(os.path.realpath(output))
    raw = Path(os.path.realpath(seeds)) if seeds else None
    home = os.path.expanduser("~")  # "~" again where nobody knows
    hint = "Choose a folder that is for the site alone, such as --output output."
    if place == place.parent:
        raise refusal("dangerous-output", output, "the output cannot be the root of a disk.", hint)
    if home != "~" and _within(Path(os.path.realpath(home)), place):
        raise refusal("dangerous-output", output, "the output cannot be your home folder, nor one around it.", hint)
    if raw and _within(place, raw):
        raise refusal("dangerous-output", output, f"the output cannot be in the seeds ({seeds}).", hint)
    if raw and _within(raw, place):
        raise refusal("dangerous-output", output, f"the output cannot be around the seeds ({seeds}).", hint)
    if os.path.lexists(place) and not place.is_dir():
        raise refusal("dangerous-output", output, "the output is not a folder.", hint)
    return place


def _within(path: Path, folder: Path) -> bool:
    """Whether ``path`` is ``folder`` or below it; by identity too, since a disk may know no letter case."""
    if path.is_relative_to(folder):
        return True
    return folder.exists() and any(above.exists() and above.samefile(folder) for above in (path, *path.parents))


def listing_in(place: Path, output: Path) -> Listing | None:
    """The listing of the site at ``place``; None where there is none. OutputError where it is damaged."""
    try:
        data = (place / LISTING).read_bytes()
    except FileNotFoundError:
        return None
    return listing_of(data, output)


def listing_of(data: bytes, output: Path | Bucket) -> Listing:
    """The listing that ``data`` holds, that of the site at ``output``. OutputError where it is damaged."""
    try:
        return parse(data)
    except ValueError as error:
        raise refusal(
            "damaged-listing",
            output,
            f"its {LISTING}, which says what digest made there, cannot be understood: {error}.",
            f"Put the {LISTING} of the last build back, or move that folder away; then build again.",
        ) from error


def published(output: Path | Bucket) -> Listing:
    """The listing of what is published at ``output``; an empty one where there is none that can be read.

    Nothing is told of a damaged one: ``staging`` and ``leavings`` do.
    """
    try:
        return parse(output.read(LISTING) if isinstance(output, Bucket) else (output / LISTING).read_bytes())
    except (OSError, ValueError):
        return Listing()


def published_text(output: Path | Bucket, address: str) -> str:
    """The text of the file at ``address`` of ``output``; empty where somebody has removed or changed it."""
    try:
        return (output.read(address) if isinstance(output, Bucket) else (output / address).read_bytes()).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def refuse_foreign(found: Survey, output: Path | Bucket, *, listed: bool) -> None:
    """OutputError where ``found`` holds files that are not ours; ``listed`` if there is a listing."""
    if not found.foreign:
        return
    why = "it holds" if listed else f"there is no {LISTING}, so digest did not make it, and it holds"
    raise refusal(
        "foreign-output",
        output,
        f"{why} files that digest did not make: {names(found.foreign)}. Nothing was changed.",
        "Move them away, or into the site's static/ folder if they belong to the site; or choose another --output.",
    )


def refuse_overwriting(
    place: Path, found: Survey, wanted: Mapping[str, Print], known: frozenset[str], output: Path
) -> None:
    """OutputError where a file of the site would replace another one, a dot-file of the output's owner."""
    theirs = {*found.dotfiles, *found.dotfolders}
    other = []
    for address in sorted(address for address in wanted if address.partition("/")[0] in theirs):
        above = [str(folder) for folder in PurePosixPath(address).parents[:-1]]
        blocked = any(os.path.lexists(place / a) and not (place / a).is_dir() and a not in known for a in above)
        there = address not in known and os.path.lexists(place / address)
        if blocked or (there and not _same(place / address, wanted[address])):
            other.append(address)
    refuse_both(other, output)


def refuse_both(other: Sequence[str], output: Path | Bucket) -> None:
    """OutputError if there are files, ``other``, that the output's owner has and the site has, too."""
    if other:
        raise refusal(
            "foreign-output",
            output,
            f"the site has its own {names(other)}, and digest did not make the one there. Nothing was changed.",
            "Keep one of the two: move it out of the output, or out of the site's static/ folder.",
        )


def _same(path: Path, wanted: Print) -> bool:
    return path.is_file() and print_of(path) == wanted
