"""Whether anything has changed since the last build: told by signatures alone, before anything that builds is loaded.

Rejected: a memory for several outputs of one site. Each has its own, so that none undoes another's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from digest.build.cache import (
    Damaged,
    Database,
    Store,
    key_of,
    program_key,
    save,
    saved,
    signature,
    survey,
)
from digest.build.job import Job
from digest.build.memory.records import Looked, Seen, Told
from digest.build.scratch import scratch
from digest.errors import Position, Problem, Severity
from digest.package import builtin_theme
from digest.publish import lock
from digest.sources.folder import Kind

R = TypeVar("R")

PIECE = 256  # articles, pages or problems that are kept together
_FILES = ("seen", "state")
_DATABASE = "texts.db"
SHARED = "shared"  # where a cluster finds what its workers need
KEPT = (*_FILES, _DATABASE)
_OUTPUT = "output"  # the file that says of which output all this is
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Kept from one build to the next; may be deleted (https://bford.info/cachedir/).\n"


class Last(Struct, frozen=True):
    """What the last build left in ``folder``, and everything as it is ``now``, with the same names."""

    job: Job
    folder: Path
    seen: Seen | None
    now: Looked

    def unchanged(self) -> Told | None:
        """What the last build told, if one now would do and tell the same; else None."""
        if self.seen is None or self.seen.job != said(self.job) or self.seen.looked != self.now:
            return None
        return self.seen.told if _is_at_rest(self.job.output) else None

    def then(self, kind: str) -> Mapping[str, str]:
        """The signatures of a kind as the last build left them."""
        return self.seen.looked[kind] if self.seen else {}

    def is_same(self, kind: str, name: str) -> bool:
        """Whether the file is there as it was."""
        found = self.now[kind].get(name)
        return found is not None and found == self.then(kind).get(name)

    def signature(self, path: Path) -> str:
        """The signature of a file of the site, as all of them are taken."""
        return signature(path)

    def store(self) -> Store:
        """Where the texts of the articles are kept, and nowhere else."""
        return Database(self.folder / _DATABASE)


@contextmanager
def last(job: Job, problems: list[Problem]) -> Iterator[Last]:
    """What the last build of the site left, kept from others till the block ends.

    A dry run begins with nothing and leaves nothing. So does a build of a site that is being built just now, or that may not
    keep anything (which ``problems`` are told).
    """
    name = f"{job.output.name}-{key_of(job.seeds.where, _where(job.output)).hex()[:8]}"
    place = job.cache / name
    held = None
    if not job.dry_run and job.seeds.kind("") is Kind.FOLDER:
        try:
            held = lock.acquire(place)
            _tag(job.cache)
            if held is not None:
                _write(place / _OUTPUT, _where(job.output).encode("utf-8", "surrogateescape"))
        except OSError as error:
            problems.append(nothing_kept(job, error))
            if held is not None:
                held.release()
                held = None
    if held is None:
        with scratch() as folder:
            yield _look(job, folder)
        return
    try:
        yield _look(job, place)
    finally:
        held.release()


def drop_others(cache: Path) -> None:
    """Remove from ``cache`` what was kept of outputs that are not there any more."""
    for told in cache.glob(f"*/{_OUTPUT}"):
        try:
            output = told.read_text("utf-8")
            gone = not os.path.exists(output)  # nor can be: its name may be too long
            held = lock.acquire(told.parent) if gone else None
        except (OSError, ValueError):
            continue  # another build's, or nothing of ours
        if held is not None:
            shutil.rmtree(told.parent / SHARED, ignore_errors=True)
            for name in (*KEPT, _OUTPUT):
                (told.parent / name).unlink(missing_ok=True)
            held.release()


def nothing_kept(job: Job, error: BaseException) -> Problem:
    """That nothing can be kept for the next build, and why."""
    why = getattr(error, "strerror", None) or str(error.__cause__ or error) or "it cannot be written"
    message = f"what would make the next build faster cannot be kept: {why}."
    hint = "See to it that the folder may be written, or leave it so."
    where = Position(file=str(job.cache))
    return Problem(code="no-cache", severity=Severity.NOTICE, message=message, hint=hint, where=where)


def replace(path: Path, content: bytes) -> None:
    """Write the file at ``path`` in one step. OSError leaves it as it was."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def keep_seen(folder: Path, seen: Seen) -> None:
    """Write ``seen`` to ``folder`` in one step; what was told last of all, in parts, since it may be of a million lines."""
    new = folder / "seen.new"
    problems = seen.told.problems
    parts = (problems[start : start + PIECE] for start in range(0, len(problems), PIECE))
    try:
        save(new, (seen._replace(told=seen.told._replace(problems=())), *parts))
        new.replace(folder / "seen")
    finally:
        new.unlink(missing_ok=True)


def _seen(path: Path) -> Seen | None:
    """The record in the file at ``path``; None where there is none or it is damaged."""
    try:
        found, *parts = saved(path)
    except (Damaged, ValueError):  # ValueError: there is nothing in it
        return None
    if (
        not isinstance(found, Seen)
        or not isinstance(found.told, Told)
        or not all(type(part) is tuple for part in parts)
    ):
        return None
    return found._replace(told=found.told._replace(problems=tuple(problem for part in parts for problem in part)))


def said(job: Job) -> tuple[object, ...]:
    """What of ``job`` a site depends on."""
    paths = (job.templates, job.static, job.pages, job.config)
    return (
        *(str(path) for path in (job.seeds, job.output, *paths)),
        job.seeds.where,
        *(_where(path) for path in (job.output, *paths)),
        job.strict,
        job.base_url,
        job.drafts,
    )


def _where(place: Path) -> str:
    return str(place.resolve())


def published(output: Path, addresses: Collection[str]) -> dict[str, str]:
    """The signatures of what stands in ``output``, but in folders of its owner (``.git``); ``addresses`` are ours."""
    ours = {first for first, slash, _ in (a.partition("/") for a in addresses if a.startswith(".")) if slash}
    return survey(output, lambda prefix, name: bool(prefix) or not name.startswith(".") or name in ours)


def _look(job: Job, folder: Path) -> Last:
    seen = _seen(folder / "seen")
    now = {
        "program": program_key(),
        "theme": {f"builtin/{name}": found for name, found in survey(builtin_theme(), _no_bytecode).items()}
        | survey(job.templates, _no_bytecode),
        "seeds": job.seeds.signatures(),
        "static": survey(job.static),
        "pages": survey(job.pages),
        "settings": {path.name: signature(path) for path in (job.config, job.names)},
        "output": published(job.output, seen.looked["output"] if seen else ()),
    }
    return Last(job, folder, seen, now)


def _no_bytecode(_prefix: str, name: str) -> bool:
    return name != "__pycache__"


def _is_at_rest(output: Path) -> bool:
    """Whether no build is under way or was interrupted beside the output."""
    return not lock.is_staged(output.resolve())


def _tag(cache: Path) -> None:
    """Marks the cache for those who keep copies of folders and histories of them."""
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        _write(cache / name, text.encode("ascii"))


def _write(path: Path, content: bytes) -> None:
    """As ``replace``, but what says that already stays."""
    if not (path.is_file() and path.read_bytes() == content):
        replace(path, content)
