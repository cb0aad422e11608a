"""The previous build of a site: its folder in the cache, its fingerprints and its result; all that is needed to tell whether
anything has changed.

Each output of a site has a folder of its own in the cache, so that none undoes another's work.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from digest.build.cache import Cache, cache_files
from digest.build.fingerprints import Fingerprints, fingerprints, job_fingerprint
from digest.build.job import BuildResult, Job
from digest.build.scratch import scratch
from digest.codec import Damaged, decode, encode, hash_of, seal, unseal
from digest.errors import Position, Problem, problem
from digest.model import Published
from digest.publish import lock
from digest.sources.folder import Kind

_RECORD, _CACHE, _OUTPUT, _SPARE = "last-build", "cache.db", "output", "spare"
CACHE_FILES = (_RECORD, *(path.name for path in cache_files(Path(_CACHE))))
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Kept from one build to the next; may be deleted (https://bford.info/cachedir/).\n"


class BuildRecord(Struct, frozen=True, array_like=True):
    """What a build leaves for the next one beside its cache: the job, all fingerprints (of the output as the build left it), its
    result, how many ``files`` it published and whether all at once, and the hash of the state in the cache.
    """

    job: tuple[str, ...]
    fingerprints: Fingerprints
    result: BuildResult
    files: int
    atomic: bool
    state: bytes


class PreviousBuild(Struct, frozen=True, dict=True):
    """The previous build in ``folder``: its ``record``, None if missing; and all fingerprints as they are ``now``."""

    job: Job
    folder: Path
    record: BuildRecord | None
    now: Fingerprints

    def unchanged(self) -> BuildResult | None:
        """The result of the previous build, if a build now would do and report the same; else None."""
        record = self.record
        if record is None or record.job != job_fingerprint(self.job) or record.fingerprints != self.now:
            return None
        if not _is_at_rest(self.job.output):
            return None
        published = Published(output=self.job.output, written=0, removed=0, total=record.files, atomic=record.atomic)
        return replace(record.result, published=published)

    def forgotten(self) -> PreviousBuild:
        """As if there had been no build before."""
        return replace(self, record=None)

    def before(self, kind: str) -> dict[str, str]:
        """The signatures of a kind of input as the previous build left them."""
        return self.record.fingerprints[kind] if self.record else {}

    @cached_property
    def same(self) -> Mapping[str, frozenset[str]]:
        """The names of the files of each kind that are there and unchanged."""
        return {
            kind: frozenset(name for name, found in now.items() if before.get(name) == found)
            for kind, now, before in ((kind, now, self.before(kind)) for kind, now in self.now.items())
        }

    def cache(self) -> Cache:
        """The cache of blobs and articles."""
        return Cache(self.folder / _CACHE)

    @property
    def spare(self) -> Path:
        """Where the spare of the output is kept (``publish/spare.py``)."""
        return self.folder / _SPARE

    def save(self, record: BuildRecord) -> None:
        """Write ``record`` in one step."""
        write_atomically(self.folder / _RECORD, seal(encode(record)))


@contextmanager
def open_previous_build(job: Job, problems: list[Problem]) -> Iterator[PreviousBuild]:
    """The previous build of the site, locked until the block ends.

    A dry run starts from nothing and leaves nothing. So does a build of a site that is being built at this moment, or whose cache
    cannot be written (a notice is added to ``problems``).
    """
    folder = job.cache / f"{job.output.name}-{hash_of(job.seeds.where, str(job.output.resolve())).hex()[:8]}"
    acquired = None
    if not job.dry_run and job.seeds.kind("") is Kind.FOLDER:
        try:
            acquired = lock.acquire(folder)
            _tag(job.cache)
            if acquired is not None:
                _write(folder / _OUTPUT, str(job.output.resolve()).encode("utf-8", "surrogateescape"))
        except OSError as error:
            problems.append(cache_problem(job, error))
            if acquired is not None:
                acquired.release()
                acquired = None
    if acquired is None:
        with scratch() as empty:
            yield _opened(job, empty)
        return
    try:
        yield _opened(job, folder)
    finally:
        acquired.release()


def _opened(job: Job, folder: Path) -> PreviousBuild:
    record = _record(folder / _RECORD)
    published = record.fingerprints["output"] if record else ()
    return PreviousBuild(job, folder, record, fingerprints(job, published))


def _record(path: Path) -> BuildRecord | None:
    try:
        return decode(unseal(path.read_bytes()), BuildRecord)
    except (OSError, Damaged):
        return None


def remove_other_caches(cache: Path) -> None:
    """Remove from ``cache`` what belongs to outputs that do not exist any more."""
    for path in cache.glob(f"*/{_OUTPUT}"):
        try:
            gone = not os.path.exists(path.read_text("utf-8"))  # nor can it be: its name may be too long
            acquired = lock.acquire(path.parent) if gone else None
        except (OSError, ValueError):
            continue  # another build's, or not ours
        if acquired is not None:
            shutil.rmtree(path.parent / _SPARE, ignore_errors=True)
            for name in (*CACHE_FILES, _OUTPUT):
                with suppress(OSError):
                    (path.parent / name).unlink(missing_ok=True)
            acquired.release()


def cache_problem(job: Job, error: BaseException) -> Problem:
    """A notice that the cache cannot be written, and why."""
    why = getattr(error, "strerror", None) or str(error.__cause__ or error) or "unknown error"
    message = f"Can't write the cache: {why}."
    hint = "Make the directory writable; ignoring this only makes builds slower."
    return problem("no-cache", message, hint, Position(file=str(job.cache)))


def _is_at_rest(output: Path) -> bool:
    """Whether no build of the output is under way or was interrupted."""
    return not lock.is_staged(output.resolve())


def _tag(cache: Path) -> None:
    """Mark the cache for programs that make backups and for version control."""
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        _write(cache / name, text.encode("ascii"))


def write_atomically(path: Path, content: bytes) -> None:
    """Write the file at ``path`` in one step. An OSError leaves it unchanged."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes) -> None:
    """Write the file at ``path`` in one step, unless it has that ``content`` already."""
    if not (path.is_file() and path.read_bytes() == content):
        write_atomically(path, content)
