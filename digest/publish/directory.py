"""Publishing to a folder, all or nothing: the site is made in a stage beside the output, then the two change places.

The stage is ``.NAME.digest-stage/`` beside the output ``NAME``: in it a lock, the new site while it is made
(``site-PROCESS``), and the old one while it leaves. Till ``commit`` the output is as it was, byte for byte; whatever
a killed run left is removed, or put back, by the next one. A run that lives on in some worker writes below its own
name only.

What the caller knows to be there already (``kept``) is not written again: it comes into the stage as a second name (hard link)
of the file in the output, or as a copy where there are none. Beside the output waits another generation of it (``idle``), which
has all these names already; what was written is moved into it, so a build costs what it changes. After the exchange the two are
made equal again: what is withdrawn from the one is gone from the other.

File modes follow the umask; the output folder keeps its own mode, its owner's dot-files theirs.

Rejected: ``fsync`` of each file. All is well when the program dies, but when the machine does (power, kernel) within
seconds after a build, files may come back empty, as the disk had not written them yet; ``digest verify`` tells, and a
build mends it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from msgspec import Struct

from digest.errors import OutputError, Position, Problem, Severity
from digest.model import File
from digest.publish import exchange, generations, lock, one_by_one
from digest.publish.areas import IDLE, PUBLISHED, Published, stage_of
from digest.publish.listing import LISTING, Listing, Print, Standing, check, parse, print_of
from digest.publish.refusals import (
    NAMED,
    listing_in,
    names,
    place_of,
    problem,
    refusal,
    refuse_foreign,
    refuse_overwriting,
    telling,
)
from digest.publish.survey import Survey, survey
from digest.sources.bucket import Bucket

_TOGETHER = "its files are old and new together now; the next build completes them."


class Stage(Struct, frozen=True, kw_only=True):
    """A site in the making. Workers, in any process, ``write`` below ``root``; ``commit`` makes it the output."""

    output: Path
    root: Path
    problems: tuple[Problem, ...]
    former: Standing  # what of ours stood there at first
    _place: Path

    def has(self, address: str, print_: Print) -> bool:
        """Whether a file with this hash and size stands in the output at ``address``, so that it can be kept."""
        return self.former.prints.get(address) == print_

    def commit(
        self,
        files: Sequence[File],
        kept: frozenset[str] = frozenset(),
        *,
        owners: Mapping[str, str] = MappingProxyType({}),
        manifest: int | None = None,
    ) -> Published:
        """Make ``files`` and nothing else the site at ``output``: those at the addresses ``kept`` as they stand there (``has``),
        all others as they were written below ``root``. ``owners`` and ``manifest`` are kept in the listing.

        OutputError where that cannot be: the old site is whole then, but for the way one by one, whose message says so.
        ValueError where a file was not written, or two have one address: bugs of the caller.
        """
        wanted = Listing.of(files, owners=owners, manifest=manifest)
        old, new = self.former.prints, wanted.files
        with telling(self.output):
            found = survey(self._place, self.former.known, most_foreign=NAMED + 1)
            refuse_foreign(found, self.output, listed=True)  # what came in while the site was made
            refuse_overwriting(self._place, found, new, self.former.known, self.output)
            reason = _why_one_by_one(self._place, found)
            site, carried = generations.complete(self.root, self._place, wanted, kept, whole=reason is None)
        problems = self._exchange(site, wanted, found, kept, reason)
        return Published(
            output=self.output,
            written=sum(old.get(address) != print_ for address, print_ in new.items()),
            removed=len(old.keys() - new.keys()),
            total=len(new),
            atomic=all(told.code != "not-atomic" for told in problems),
            problems=tuple(problems),
            touched=None if carried or problems else frozenset({*old, *new, *found.dotfiles, LISTING}) - kept,
        )

    def _exchange(
        self, site: Path, wanted: Listing, found: Survey, kept: frozenset[str], reason: str | None
    ) -> list[Problem]:
        if reason is None:
            with telling(self.output):
                _complete(site, self._place, wanted, found.dotfiles)
                with _saying_what_stands(self._place, wanted):
                    try:
                        exchange.put(site, self._place, aside(site.parent))
                    except OSError as error:
                        if error.errno not in exchange.CANNOT_MOVE:
                            raise
                        reason = f"the folder cannot be moved ({error.strerror})"
                    else:
                        return self._put_by(site, wanted, kept)
        with telling(self.output):
            part = one_by_one.bring(site, self._place, wanted, self.former)
        with telling(self.output, f"{_TOGETHER[:1].upper()}{_TOGETHER[1:]}"), _saying_what_stands(self._place, wanted):
            one_by_one.replace(part, self._place, wanted, self.former)
        shutil.rmtree(self.root.with_name(IDLE), ignore_errors=True)  # it would hold what is withdrawn
        message = f"not atomic here: {reason}, so its files were replaced one by one, the front page last."
        return [problem("not-atomic", Severity.NOTICE, self.output, message)]

    def _put_by(self, site: Path, wanted: Listing, kept: frozenset[str]) -> list[Problem]:
        """What is to become of the old site: the generation that waits, or nothing."""
        with suppress(OSError):  # no links here: there is none, and the old site only goes
            old = aside(site.parent)
            generations.equalise(old if os.path.lexists(old) else site, self._place, kept, wanted.files.keys() - kept)
        try:
            clear(self.root.parent)
        except OSError as error:
            name = self.root.parent.name
            message = f"the new site is published, but the old one, in {name} beside it, cannot be removed whole: "
            hint = f"Remove {name} by hand."
            return [problem("old-site-left", Severity.WARNING, self.output, f"{message}{error.strerror}.", hint)]
        return []


@contextmanager
def staging(output: Path, *, seeds: Path | None, sure: Callable[[], Mapping[str, Print]] = dict) -> Iterator[Stage]:
    """A stage for a new site at ``output``, which need not exist; left without ``commit``, all is as it was.

    ``sure`` gives the prints of files there that the caller knows to be as they were written: they are not read again. It is
    asked once no other build can replace them any more.

    OutputError, and nothing changed, where ``output`` is dangerous or holds what is not ours (``refusals.py``), where
    another build of it is under way (``output-busy``), or where the stage cannot be made. One stage an output at a
    time.
    """
    with telling(output):
        place = place_of(output, seeds)
        held = lock.acquire(stage_of(place))
    if held is None:
        raise refusal("output-busy", output, "another build of it is under way.", "Wait till that one is done.")
    try:
        with telling(output):
            stage = _open(output, place, held, sure())
        yield stage
    finally:
        with suppress(OSError):  # the next run tries again, and tells; here it would hide what ended this one
            exchange.restore(place, aside(held.folder))
            clear(held.folder)
        held.release()


def _open(output: Path, place: Path, held: lock.Lock, sure: Mapping[str, Print]) -> Stage:
    """Put right what a killed run left, look at what is there, and make a folder for the new site."""
    problems = []
    if not held.guards:
        message = "this disk knows no locks, so nothing keeps a second build of it away; run one at a time."
        problems.append(problem("output-unguarded", Severity.NOTICE, output, message))
    repaired = exchange.restore(place, aside(held.folder))
    clear(held.folder)
    listing = listing_in(place, output)
    known = listing.known if listing else frozenset()
    found = survey(place, known, most_foreign=NAMED + 1)
    refuse_foreign(found, output, listed=listing is not None)
    prints = {address: sure.get(address) or print_of(place / address) for address in found.ours}
    if listing:
        other = [address for address in sorted(prints) if not listing.recognises(address, prints[address])]
        problems += told(output, other, stopped=repaired or listing.former is not None)
    root = held.folder / f"site-{os.getpid()}"
    root.mkdir()
    former = Standing.of(listing, prints)
    return Stage(output=output, root=root, problems=tuple(problems), former=former, _place=place)


def told(output: Path | Bucket, other: Sequence[str], *, stopped: bool) -> Iterator[Problem]:
    """What an output is found like: ``other`` are files of ours that were changed, ``stopped`` says that a build was."""
    if stopped:
        message = "an earlier build was stopped while it replaced the site; this one puts that right."
        yield problem("output-repaired", Severity.NOTICE, output, message)
    if other:
        message = f"files that digest made were changed since: {names(other)}. This build makes them anew."
        hint = "Keep changes of your own in the site's templates/ or static/ folder."
        yield problem("changed-output", Severity.WARNING, output, message, hint)


def write(root: Path | Bucket, address: str, data: bytes | Iterable[bytes]) -> File:
    """Write ``data``, or one piece of it after the other, to ``address`` below ``root``, a stage's, with the folders it needs.
    For workers, in any process. An object store takes it in one piece.

    ValueError where the address leads out of the site, which is a bug of whoever made it; OutputError where the disk
    does not take it. If ``root`` is gone, the run that owned it is over, and nothing is made anew.
    """
    check(address)
    digest, size = sha256(), 0
    try:
        with _opened(root, address) as file:
            for piece in (data,) if isinstance(data, bytes) else data:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        said = error.strerror or str(error)
        place = Position(file=address)
        message = f"this file of the site cannot be written: {said}. The site that stood there is untouched."
        hint = "See to it that the disk has room and the name is not too long; then build again."
        told = Problem(code="output-failed", severity=Severity.FATAL, message=message, hint=hint, where=place)
        raise OutputError(told) from error
    return File(address=address, sha256=digest.hexdigest(), size=size)


@contextmanager
def _opened(root: Path | Bucket, address: str) -> Iterator[BinaryIO]:
    if isinstance(root, Bucket):
        whole = BytesIO()
        yield whole
        root.write(address, whole.getvalue())
        return
    path = root / address
    try:
        file = path.open("wb")
    except FileNotFoundError:
        if not root.is_dir():
            raise
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("wb")
    with file:
        yield file


@contextmanager
def _saying_what_stands(place: Path, wanted: Listing) -> Iterator[None]:
    """A KeyboardInterrupt from within says what stands at ``place``, unless that is the old site."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(OSError, ValueError):  # no listing: the first site is not there yet
            found = (place / LISTING).read_bytes()
            if found == wanted.to_bytes():
                raise KeyboardInterrupt(PUBLISHED) from None
            if parse(found).former is not None:
                raise KeyboardInterrupt(_TOGETHER) from None
        raise


def _why_one_by_one(place: Path, found: Survey) -> str | None:
    """Why the folder at ``place`` should not be moved, as words that a reason can begin with; None where it may."""
    if found.dotfolders:
        return f"the output holds the folder {names(found.dotfolders)}, which stays where it is"
    try:
        here = Path(os.path.realpath(os.curdir))
    except FileNotFoundError:
        return None  # somebody has removed the folder that this command was started in
    return "the command runs in that very folder" if here.is_relative_to(place) else None


def _complete(root: Path, place: Path, wanted: Listing, dotfiles: Sequence[str]) -> None:
    """What makes the stage an output: its listing, the owner's dot-files, and the folder's own mode."""
    (root / LISTING).write_bytes(wanted.to_bytes())
    for name in dotfiles:
        if name not in wanted.files:
            shutil.copy2(place / name, root / name, follow_symlinks=False)
    if place.exists():
        shutil.copymode(place, root)


def aside(folder: Path) -> Path:
    """Where in a stage's ``folder`` the old site waits while it leaves."""
    return folder / "old"


def clear(folder: Path) -> None:
    """Remove the sites, new and old, from a stage's ``folder``; the generation that waits stays."""
    for path in [aside(folder), *sorted(folder.glob("site-*"))]:
        if os.path.lexists(path):
            shutil.rmtree(path)
