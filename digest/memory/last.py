"""Whether anything has changed since the last build: told by signatures alone, before anything that builds is loaded.

Given up: a memory for several outputs of one site. Each has its own, so that none undoes another's.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from digest import lock
from digest.cache import Damaged, key_of, program_key, signature, survey, unpack
from digest.errors import Position, Problem, Severity
from digest.job import Job
from digest.memory.records import Looked, Seen, Told
from digest.package import builtin_theme
from digest.scratch import scratch
from digest.stage import IDLE, stage_of

R = TypeVar("R")

_PASSED = frozenset({".digest-cache", ".git", ".hg", ".svn"})  # folders in the seeds where no article is
KEPT = ("seen", "state", "texts.db")
_OUTPUT = "output"  # the file that says of which output all this is
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Kept from one build to the next; may be deleted (https://bford.info/cachedir/).\n"


@dataclass(frozen=True, slots=True)
class Last:
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

    def then(self, kind: str) -> dict[str, str]:
        """The signatures of a kind as the last build left them."""
        return self.seen.looked[kind] if self.seen else {}

    def is_same(self, kind: str, name: str) -> bool:
        """Whether the file is there as it was."""
        found = self.now[kind].get(name)
        return found is not None and found == self.then(kind).get(name)


@contextmanager
def last(job: Job, problems: list[Problem]) -> Iterator[Last]:
    """What the last build of the site left, kept from others till the block ends.

    A dry run begins with nothing and leaves nothing. So does a build of a site that is being built just now, or that may not
    keep anything (which ``problems`` are told).
    """
    place = job.cache / f"{job.output.name}-{key_of(job.seeds.resolve(), job.output.resolve()).hex()[:8]}"
    held = None
    if not job.dry_run and job.seeds.is_dir():
        try:
            held = lock.acquire(place)
            _tag(job.cache)
            if held is not None:
                _write(place / _OUTPUT, str(job.output.resolve()).encode("utf-8", "surrogateescape"))
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
            gone = not os.path.exists(told.read_text("utf-8"))  # nor can be: its name may be too long
            held = lock.acquire(told.parent) if gone else None
        except (OSError, ValueError):
            continue  # another build's, or nothing of ours
        if held is not None:
            for name in (*KEPT, _OUTPUT):
                (told.parent / name).unlink(missing_ok=True)
            held.release()


def nothing_kept(job: Job, error: BaseException) -> Problem:
    """That nothing can be kept for the next build, and why."""
    why = getattr(error, "strerror", None) or str(error.__cause__ or error) or "it cannot be written"
    message = f"what would make the next build faster cannot be kept: {why}."
    mend = "See to it that the folder may be written, or leave it so."
    where = Position(file=str(job.cache))
    return Problem(code="no-cache", severity=Severity.NOTICE, message=message, mend=mend, where=where)


def replace(path: Path, content: bytes) -> None:
    """Write the file at ``path`` in one step. OSError leaves it as it was."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _seen(path: Path) -> Seen | None:
    """The record in the file at ``path``; None where there is none or it is damaged."""
    try:
        found = unpack(path.read_bytes())
    except (OSError, Damaged):
        return None
    return found if isinstance(found, Seen) else None


def said(job: Job) -> tuple[object, ...]:
    """What of ``job`` a site depends on."""
    paths = (job.seeds, job.output, job.templates, job.static, job.pages, job.config)
    return (
        *(str(path) for path in paths),
        *(str(path.resolve()) for path in paths),
        job.strict,
        job.base_url,
        job.drafts,
    )


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
        "seeds": survey(job.seeds, lambda _, name: name not in _PASSED and not name.endswith(".digest-stage")),
        "static": survey(job.static),
        "pages": survey(job.pages),
        "settings": {path.name: signature(path) for path in (job.config, job.names)},
        "output": published(job.output, seen.looked["output"] if seen else ()),
    }
    return Last(job, folder, seen, now)


def _no_bytecode(_prefix: str, name: str) -> bool:
    return name != "__pycache__"


def _is_at_rest(output: Path) -> bool:
    """Whether beside the output stands nothing that a stopped build has left, or one that is under way."""
    try:
        return set(os.listdir(stage_of(output.resolve()))) <= {IDLE}
    except FileNotFoundError:
        return True


def _tag(cache: Path) -> None:
    """Marks the cache for those who keep copies of folders and histories of them."""
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        _write(cache / name, text.encode("ascii"))


def _write(path: Path, content: bytes) -> None:
    """As ``replace``, but what says that already stays."""
    if not (path.is_file() and path.read_bytes() == content):
        replace(path, content)
