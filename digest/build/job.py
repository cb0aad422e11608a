"""What is to be built, how it went, who does it and who watches: what all commands share.

Rejected: a log. What is worth saying is a problem with a place, or a figure in the report.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, field

from digest.build.executors import SMALL, Executor
from digest.errors import Problem, Severity
from digest.sources.folder import SourceFolder

if TYPE_CHECKING:
    from digest.publish import Published

T = TypeVar("T")
R = TypeVar("R")


class Progress:
    """Whoever watches a build: told of each stage, how many items it has, and each one done."""

    def stage(self, name: str, items: int) -> None:
        """A stage begins."""

    def done(self) -> None:
        """One of its items is done."""


class Work(Struct, frozen=True, kw_only=True):
    """Who does what is to be done, and who watches."""

    executor: Executor
    progress: Progress

    def each(self, function: Callable[[T], R], items: Sequence[T], name: str, least: int = SMALL) -> list[R]:
        """``function`` over ``items``, in order; who watches is told of each, under ``name``. ``least`` as for executors."""
        return list(self.iterate(function, items, name, least))

    def iterate(self, function: Callable[[T], R], items: Sequence[T], name: str, least: int = SMALL) -> Iterator[R]:
        """As ``each``, but a result is given as soon as it is there, and nothing is held."""
        self.progress.stage(name, len(items))
        for result in self.executor.map(function, items, least):
            self.progress.done()
            yield result


class Job(Struct, frozen=True, kw_only=True):
    """What to build, from where, to where. Paths as the user gave them. ``drafts`` shows drafts: for a preview only.

    ``allow_empty`` publishes even what looks like damage to the seeds (``emptied.py``).

    ``scheduler`` is the address of a Dask cluster, or ``local`` for one on this machine; ``kept`` where builds keep what makes
    the next one faster, if not at its usual place. ``published`` is the output whose addresses are to be kept, if it is another
    one: a preview's is the site's own. ``seeds_url`` is an object store that is copied into ``seeds`` before the build,
    ``output_url`` one to which ``output`` is uploaded after it.
    """

    seeds: SourceFolder
    output: Path
    templates: Path
    static: Path
    pages: Path
    config: Path
    jobs: int = 0
    strict: bool = False
    dry_run: bool = False
    allow_empty: bool = False
    base_url: str | None = None
    drafts: bool = False
    scheduler: str | None = None
    kept: Path | None = None
    published: Path | None = None
    seeds_url: str | None = None
    output_url: str | None = None

    @property
    def cache(self) -> Path:
        """Where builds keep what makes the next one faster: beside the settings, unless it is said where."""
        return self.kept or self.config.with_name(".digest-cache")

    @property
    def names(self) -> Path:
        """The editor's names: names.yml beside the settings."""
        return self.config.with_name("names.yml")


def job_beside(config: Path) -> Job:
    """A job whose places are the default ones: they stand beside ``config``, which need not exist."""
    site = config.parent
    return Job(
        seeds=SourceFolder(site / "seeds"),
        output=site / "output",
        templates=site / "templates",
        static=site / "static",
        pages=site / "pages",
        config=config,
    )


class Report(Struct, kw_only=True):
    """How a build went. ``published`` is None after a dry run. ``seconds`` by stage, in order.

    ``addresses`` has (file, address) of each article of the site, in its order. ``base_url`` is the site's. ``read`` counts
    articles that had to be read, ``made`` files that had to be made; all others were taken over from the last build.
    """

    addresses: list[tuple[str, str]] = field(default_factory=list)
    pages: int = 0
    left_out: int = 0
    read: int = 0
    made: int = 0
    published: Published | None = None
    problems: list[Problem] = field(default_factory=list)
    base_url: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        return sum(problem.severity is Severity.WARNING for problem in self.problems)

    def clear(self) -> None:
        """A build that begins anew has found nothing yet; what it has taken so far counts."""
        empty = Report(seconds=self.seconds)
        for name in self.__struct_fields__:
            setattr(self, name, getattr(empty, name))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Counts the wall time of a stage."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = time.perf_counter() - began
