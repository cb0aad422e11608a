"""What to build (``Job``), who works and who watches, and how it went (``BuildResult``): what all commands share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field

from digest.build.executors import SMALL, Executor
from digest.errors import Problem, Severity
from digest.model import Published
from digest.sources.folder import CACHE_FOLDER, SourceFolder

if TYPE_CHECKING:
    from digest.pages import PageSpec

T = TypeVar("T")
R = TypeVar("R")


class Progress:
    """Watches a build: is called for each stage with its number of items, for each item, and when the site is published."""

    is_published = False

    def stage(self, name: str, items: int) -> None:
        """A stage begins."""

    def done(self) -> None:
        """One of its items is done."""

    def planned(
        self,
        root: Path,  # noqa: ARG002 - for those that show pages before they are published
        kept: Set[str],  # noqa: ARG002
        pages: Sequence[PageSpec[Any]],
        problems: Sequence[Problem],  # noqa: ARG002
        *,
        are_all: bool = False,  # noqa: ARG002
    ) -> Sequence[PageSpec[Any]]:
        """Few files change: ``pages`` will be rendered below ``root`` now; those at the addresses ``kept`` are in the output.
        Called twice, the second time with the pages that need derived values; ``are_all`` is whether no more will follow.
        ``problems`` are those found until now. Returns the pages in the order in which they are to be rendered.
        """
        return pages

    def published(self) -> None:
        """The new site is in place."""
        self.is_published = True


class Work(Struct, frozen=True, kw_only=True):
    """The executor, and the progress that is reported."""

    executor: Executor
    progress: Progress

    def each(self, function: Callable[[T], R], items: Sequence[T], name: str, least: int = SMALL) -> list[R]:
        """``function`` over ``items``, in order, reported as the stage ``name``. ``least`` as for executors."""
        return list(self.iterate(function, items, name, least))

    def iterate(self, function: Callable[[T], R], items: Sequence[T], name: str, least: int = SMALL) -> Iterator[R]:
        """Like ``each``, but yields each result as soon as it is there."""
        self.progress.stage(name, len(items))
        for result in self.executor.map(function, items, least):
            self.progress.done()
            yield result


class Job(Struct, frozen=True, kw_only=True):
    """What to build, from where, to where. Paths as the user gave them. A ``preview`` shows drafts, and its builds end
    some hundredths of a second sooner; what one writes last the next may write again.

    ``allow_empty`` publishes even if the seeds look damaged (``emptied.py``).

    ``scheduler`` is the address of a Dask cluster, or ``local`` for one on this machine. ``kept`` is the cache, if not at its
    usual place. ``published`` is the output whose addresses are to be kept, if it is another one: a preview's is the site's
    own, that of a site to be uploaded where the destination has its listing.
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
    preview: bool = False
    scheduler: str | None = None
    kept: Path | None = None
    published: Path | None = None
    seeds_url: str | None = None

    @property
    def cache(self) -> Path:
        """The cache: beside the settings, unless it is declared elsewhere."""
        return self.kept or self.config.with_name(CACHE_FOLDER)

    @property
    def names(self) -> Path:
        """The editor's names: names.yml beside the settings."""
        return self.config.with_name("names.yml")

    @property
    def notes(self) -> Path:
        """The editor's notes on articles: the folder beside the settings."""
        return self.config.with_name("notes")


def job_beside(config: Path) -> Job:
    """A job whose places are the default ones, beside ``config``, which need not exist."""
    site = config.parent
    return Job(
        seeds=SourceFolder(site / "seeds"),
        output=site / "output",
        templates=site / "templates",
        static=site / "static",
        pages=site / "pages",
        config=config,
    )


class Findings(Struct, kw_only=True):
    """What a command finds as it goes: problems, and the seconds of each stage, in order."""

    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """The number of errors."""
        return count(self.problems, Severity.ERROR)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return count(self.problems, Severity.WARNING)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Measure the wall time of a stage, or of one more part of it."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began


class BuildResult(Struct, frozen=True, kw_only=True, array_like=True):
    """How a build went.

    ``addresses`` are (file, address) of each article, in the site's order; ``copies`` of these have the text of another one.
    ``pages`` counts pages for readers, ``left_out`` articles that could not be read. ``read`` counts articles that were read,
    ``rendered`` files that were written; all others were taken over from the build before. ``published`` is None after a dry
    run. ``seconds`` by stage.
    """

    addresses: tuple[tuple[str, str], ...] = ()
    copies: int = 0
    pages: int = 0
    left_out: int = 0
    read: int = 0
    rendered: int = 0
    problems: tuple[Problem, ...] = ()
    base_url: str | None = None
    published: Published | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """The number of errors."""
        return count(self.problems, Severity.ERROR)

    @property
    def warnings(self) -> int:
        """The number of warnings."""
        return count(self.problems, Severity.WARNING)


def count(problems: Sequence[Problem], severity: Severity) -> int:
    """How many of ``problems`` have that ``severity``."""
    return sum(problem.severity is severity for problem in problems)
