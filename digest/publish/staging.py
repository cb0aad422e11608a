"""Publish a site to a folder, all or nothing: it is built in a stage folder, which then changes places with the output.

The stage is ``.NAME.digest-stage/`` beside the output ``NAME``. It holds a lock, the new site while it is written
(``site-PROCESS``), and the old one while it is removed. Until ``Stage.commit`` the output is unchanged, byte for byte. Leftovers
of a killed run are removed, or put back, by the next one; a worker that outlives its run writes below that run's name only.

Unchanged files (``kept``) are not written again: the new site has hard links to the files of the output, those of the spare
(``spare.py``) or new ones, or copies where the disk has no hard links.

File modes follow the umask; the output folder keeps its own mode, its owner's dot-files keep theirs.

Rejected: ``fsync`` of each file. All is safe when the program dies, but after
a crash of the machine within seconds of a build, files may be empty; ``digest verify`` finds them and a build replaces them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from digest.errors import OutputError, Position, Problem, problem
from digest.model import PUBLISHED, File, Published
from digest.publish import exchange, lock, spare
from digest.publish.listing import (
    LISTING,
    FileHash,
    Listing,
    PublishedState,
    Survey,
    check_address,
    hash_file,
    parse,
    survey,
    walk,
)
from digest.publish.refusals import (
    MAX_NAMES,
    listing_in,
    names,
    output_errors,
    output_problem,
    place_of,
    refusal,
    refuse_foreign,
    refuse_overwriting,
)

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)  # Windows has files of text
_MIXED = "old and new files are mixed; the next build completes the site."


class Stage(Struct, frozen=True, kw_only=True):
    """A site that is being built. Workers, in any process, ``write`` below ``root``; ``commit`` makes it the output.

    ``former`` is the state of the output when the stage was made. ``spare`` is where the spare of the site is kept, if it is.
    """

    output: Path
    root: Path
    problems: tuple[Problem, ...]
    former: PublishedState
    spare: Path | None
    _place: Path

    def has(self, address: str, file_hash: FileHash) -> bool:
        """Whether the output has a file with this hash and size at ``address``, so that it can be kept."""
        return self.former.hashes.get(address) == file_hash

    def commit(
        self,
        files: Sequence[File],
        kept: frozenset[str] = frozenset(),
        *,
        owners: Mapping[str, str] = MappingProxyType({}),
        manifest: int | None = None,
        announce: Callable[[], None] = lambda: None,
    ) -> Published:
        """Make exactly ``files`` the site at ``output``.

        Files at the addresses ``kept`` are taken from the output (``has``), all others from below ``root``. ``owners`` and
        ``manifest`` are stored in the listing. ``announce`` is called when the site is published. A KeyboardInterrupt has a
        message about the state of the site, unless that is the old one.

        OutputError where that is not possible: the old site is complete then, or, where files are replaced one by one, the
        message says that it is not. ValueError where a file was not written, or two have one address: bugs of the caller.
        """
        wanted = Listing.of(files, owners=owners, manifest=manifest)
        old, new = self.former.hashes, wanted.files
        with output_errors(self.output):
            found = survey(self._place, self.former.known, most_foreign=MAX_NAMES + 1)
            refuse_foreign(found, self.output, listed=True)  # files added while the site was built
            refuse_overwriting(self._place, found, new, self.former.known, self.output)
            reason = _why_one_by_one(self._place, found, self.root)
            _keep_announced(self.root, wanted, kept)
            site, missing = self.root, set(kept)
            if reason is None:
                if self.spare and (taken := spare.take(self.spare, self.root.parent, kept, found.inodes)):
                    site, missing = taken
                    spare.move_files(self.root, site, wanted.files.keys() - kept)
                for address in sorted(missing):
                    _link_or_copy(self._place, site, address)
        with _reporting_interrupts(self._place, wanted):
            problems = self._replace(wanted, found, reason, site, kept)
            announce()
        return Published(
            output=self.output,
            written=sum(old.get(address) != file_hash for address, file_hash in new.items()),
            removed=len(old.keys() - new.keys()),
            total=len(new),
            atomic=all(found.code != "not-atomic" for found in problems),
            problems=tuple(problems),
            relinked=bool(missing),
        )

    def _replace(
        self, wanted: Listing, found: Survey, reason: str | None, site: Path, kept: frozenset[str]
    ) -> list[Problem]:
        """Exchange the folder ``site`` and the output, or for a ``reason`` replace files one by one."""
        if reason is None:
            with output_errors(self.output):
                _complete(site, self._place, wanted, found.dotfiles)
                try:
                    exchange.put(site, self._place, _aside(self.root.parent))
                except OSError as error:
                    if error.errno not in exchange.CANNOT_MOVE:
                        raise
                    reason = f"the folder cannot be moved ({error.strerror})"
                else:
                    self._keep_spare(wanted, found, site, kept)
                    return self._remove_old()
        with output_errors(self.output):
            part = exchange.stage_files(site, self._place, wanted, self.former)
        with output_errors(self.output, f"{_MIXED[:1].upper()}{_MIXED[1:]}"):
            exchange.replace_files(part, self._place, wanted, self.former)
        if self.spare is not None:
            shutil.rmtree(self.spare, ignore_errors=True)  # it may have what is withdrawn by now
        message = f"not atomic here: {reason}, so its files were replaced one by one, the home page last."
        return [output_problem("not-atomic", self.output, message)]

    def _keep_spare(self, wanted: Listing, found: Survey, site: Path, kept: frozenset[str]) -> None:
        """Make the old site the spare, for the next build. What cannot be kept is removed with the stage."""
        if self.spare is None:
            return
        old = next((folder for folder in (site, _aside(self.root.parent)) if folder.is_dir()), None)
        with suppress(OSError):  # no hard links, or the cache is on another disk
            if old is None:
                old = self.root.parent / spare.NAME
                old.mkdir()
            outdated = {*found.ours, *found.dotfiles, LISTING} - kept
            spare.keep(old, self.spare, self._place, outdated, wanted.files.keys() - kept)

    def _remove_old(self) -> list[Problem]:
        try:
            clear(self.root.parent)
        except OSError as error:
            name = self.root.parent.name
            message = f"the new site is published, but the old one in {name} cannot be removed: {error.strerror}."
            return [output_problem("old-site-left", self.output, message, f"Remove {name} by hand.")]
        return []


@contextmanager
def staging(
    output: Path,
    *,
    seeds: Path | None,
    sure: Callable[[], Mapping[str, FileHash]] = dict,
    spare: Path | None = None,
) -> Iterator[Stage]:
    """A stage for a new site at ``output``, which need not exist. Without ``commit`` nothing changes.

    ``sure`` returns the hashes of files in the output that the caller knows to be unchanged: they are not read again. It is
    called when no other build can replace them any more. ``spare`` is where the spare of the site is kept between two builds, if
    it is.

    OutputError, and nothing changed, where ``output`` is dangerous or holds files that are not ours (``refusals.py``), where
    another build of it is under way (``output-busy``), or where the stage cannot be made. One stage per output at a time.
    """
    with output_errors(output):
        place = place_of(output, seeds)
        locked = lock.acquire_stage(place)
    if locked is None:
        raise refusal("output-busy", output, "another build of it is under way.", "Wait until that one is done.")
    try:
        with output_errors(output):
            stage = _open(output, place, locked, sure(), spare)
        yield stage
    finally:
        with suppress(OSError):  # the next run tries again and reports it; here it would hide the first error
            restore(place, locked.folder)
        locked.release()


def _open(output: Path, place: Path, locked: lock.Lock, sure: Mapping[str, FileHash], spare: Path | None) -> Stage:
    """Repair what a killed run left, inspect the output, and make a folder for the new site."""
    problems = []
    if not locked.guards:
        message = (
            "this file system does not support locking, so two builds at once are not prevented; run one at a time."
        )
        problems.append(output_problem("output-unguarded", output, message))
    repaired = restore(place, locked.folder)
    listing = listing_in(place, output)
    known = listing.known if listing else frozenset()
    found = survey(place, known, most_foreign=MAX_NAMES + 1)
    refuse_foreign(found, output, listed=listing is not None)
    hashes = {address: sure.get(address) or hash_file(place / address) for address in found.ours}
    if listing:
        changed = [address for address in sorted(hashes) if not listing.recognises(address, hashes[address])]
        problems += state_problems(output, changed, interrupted=repaired or listing.former is not None)
    root = locked.folder / f"site-{os.getpid()}"
    root.mkdir()
    former = PublishedState.of(listing, hashes)
    return Stage(output=output, root=root, problems=tuple(problems), former=former, spare=spare, _place=place)


def state_problems(output: Path | str, changed: Sequence[str], *, interrupted: bool) -> Iterator[Problem]:
    """Problems of an output before a build: files ``changed`` by others, and an ``interrupted`` earlier run."""
    if interrupted:
        message = "an earlier build was interrupted while it replaced the site; this one completes it."
        yield output_problem("output-repaired", output, message)
    if changed:
        message = f"files that digest made were changed: {names(changed)}. This build replaces them."
        hint = "Keep changes of your own in the site's templates/ or static/ folder."
        yield output_problem("changed-output", output, message, hint)


def write(root: Path, address: str, data: bytes | Iterable[bytes]) -> File:
    """Write ``data``, whole or in pieces, to ``address`` below a stage's ``root``, in any process.

    ValueError where the address is not valid, which is a bug of the caller; OutputError where the disk refuses it. If ``root``
    is gone, the run that owned it is over, and it is not made again.
    """
    check_address(address)
    digest, size = sha256(), 0
    try:
        file = _opened(root, address)
        try:
            for piece in (data,) if isinstance(data, bytes) else data:
                written = os.write(file, piece)
                while written < len(piece):  # a signal, or a nearly full disk
                    written += os.write(file, piece[written:])
                digest.update(piece)
                size += len(piece)
        finally:
            os.close(file)
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"this file of the site cannot be written: {reason}. The published site is unchanged."
        hint = "Make sure that the disk has room and the name is not too long; then build again."
        where = Position(file=address)
        raise OutputError(problem("output-failed", message, hint, where)) from error
    return File(address=address, sha256=digest.hexdigest(), size=size)


def _opened(root: Path, address: str) -> int:
    """The descriptor of a new file: most files are small, and an object around it takes half as long again as writing one."""
    path = f"{root}/{address}"
    try:
        return os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        if not root.is_dir():
            raise
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, _NEW, 0o666)


@contextmanager
def _reporting_interrupts(place: Path, wanted: Listing) -> Iterator[None]:
    """Give a KeyboardInterrupt a message about the state of the site at ``place``, unless that is the old one."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(OSError, ValueError):  # no listing: the first site is not published yet
            found = (place / LISTING).read_bytes()
            if found == wanted.to_bytes():
                raise KeyboardInterrupt(PUBLISHED) from None
            if parse(found).former is not None:
                raise KeyboardInterrupt(_MIXED) from None
        raise


def _why_one_by_one(place: Path, found: Survey, root: Path) -> str | None:
    """Why the folder at ``place`` must not be moved, as the beginning of a sentence; None where it may be."""
    if root.is_relative_to(place):
        return "the folder around the output is read-only"
    if found.dotfolders:
        return f"the output holds the folder {names(found.dotfolders)}, which must not be moved"
    try:
        current = Path(os.path.realpath(os.curdir))
    except FileNotFoundError:
        return None  # the folder that this command was started in has been removed
    return "the command runs in that very folder" if current.is_relative_to(place) else None


def _keep_announced(root: Path, wanted: Listing, kept: Collection[str]) -> None:
    """Remove files below ``root`` that are not ``wanted``: the next build would take them for foreign ones.

    ValueError where a wanted file was not written.
    """
    written = set()
    for address, entry in walk(root):
        size = wanted.files[address][1] if address in wanted.files and address not in kept else -1
        if entry.stat(follow_symlinks=False).st_size == size:
            written.add(address)
        else:
            os.unlink(entry.path)
    missing = sorted(wanted.files.keys() - kept - written)
    if missing:
        raise ValueError(f"files were announced but not written as announced: {', '.join(missing[:5])}")


def _link_or_copy(source: Path, target: Path, address: str) -> None:
    try:
        spare.link(source, target, address)
    except OSError:  # no hard links on this disk, or too many of this file
        (target / address).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / address, target / address)


def _complete(root: Path, place: Path, wanted: Listing, dotfiles: Sequence[str]) -> None:
    """Add the listing, the owner's dot-files, and the folder's mode to the stage."""
    (root / LISTING).write_bytes(wanted.to_bytes())
    for name in dotfiles:
        if name not in wanted.files:
            shutil.copy2(place / name, root / name, follow_symlinks=False)
    if place.exists():
        shutil.copymode(place, root)


def _aside(folder: Path) -> Path:
    """The path in the stage's ``folder`` to which the old site is moved when folders cannot be exchanged."""
    return folder / "old"


def restore(place: Path, folder: Path) -> bool:
    """Undo what a run that was killed left in the stage's ``folder``; whether the output at ``place`` had to be put back."""
    restored = exchange.restore(place, _aside(folder))
    clear(folder)
    return restored


def clear(folder: Path) -> None:
    """Remove all but the lock from a stage's ``folder``."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif not lock.is_lock(path):
            path.unlink()
