"""The command line: the only room that knows click. It makes a job of what was typed and tells how it went.

Exit codes: 0 all published (warnings do not count), 1 an article is missing or lacks a field, or nothing was published,
2 the command line itself is wrong.

Given up: colours that carry meaning. What a word does not say, a colour does not add.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from digest import __version__
from digest.errors import DigestError, Fatal, Problem, Severity, Strict

if TYPE_CHECKING:
    from digest.build import Job, Progress, Report
    from digest.publish import Published

F = TypeVar("F", bound=Callable[..., object])

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
def main() -> None:
    """Turn a folder of raw news articles into a press review: a static site by topic and by date."""


def _places(*, output: bool, seeds: bool = True) -> Callable[[F], F]:
    """The options that say where things are."""

    def decorate(command: F) -> F:
        if output:
            command = click.option(
                "--output", type=_FOLDER, help="Where the site goes. [default: output/ of the site]"
            )(command)
        if seeds:
            command = click.option("--seeds", type=_FOLDER, help="The articles. [default: seeds/ of the site]")(command)
        return click.option(
            "--config", type=_FILE, help="The settings. [default: digest.yml here; its folder is the site's]"
        )(command)

    return decorate


def _job(config: Path | None, seeds: Path | None, output: Path | None, **more: object) -> Job:
    """A job whose default places stand beside digest.yml; typed ones count from the current folder."""
    from digest.build import Job

    settings = config or Path("digest.yml")
    if config is not None and not config.is_file():
        raise click.BadParameter(f"there is no file {config}", param_hint="--config")
    site = settings.parent
    return Job(
        seeds=seeds or site / "seeds",
        output=output or site / "output",
        templates=site / "templates",
        static=site / "static",
        config=settings,
        **more,  # type: ignore[arg-type]
    )


def _base_url(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    from digest.config import base_url

    try:
        return base_url(value) if value else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@main.command()
@_places(output=True)
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="Processes; 0 is one for each processor."
)
@click.option("--strict", is_flag=True, help="Publish nothing if there is any warning or error.")
@click.option("--dry-run", is_flag=True, help="Do everything but publish.")
@click.option("--timings", is_flag=True, help="Say how long each stage took.")
@click.option(
    "--base-url", callback=_base_url, metavar="URL", help="Where the site will stand, for canonical addresses."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each article where it stands.")
def build(
    config: Path | None, seeds: Path | None, output: Path | None, jobs: int, strict: bool, dry_run: bool, timings: bool,
    base_url: str | None, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Build the site from the seeds."""
    from digest.build import Report
    from digest.build import build as run

    began = time.perf_counter()
    job = _job(config, seeds, output, jobs=jobs, strict=strict, dry_run=dry_run, base_url=base_url)
    report = Report()
    with _interruptible():
        try:
            run(job, report, _watcher(quiet))
        except Strict:
            _tell(report.problems, Severity.WARNING)
            _fail("nothing is published: --strict, and there are " + _counted(report))
        except DigestError as error:
            _tell(report.problems, Severity.WARNING)
            _fatal(error)
    _tell(report.problems, Severity.WARNING if quiet else Severity.NOTICE)
    if verbose:
        for file, address in report.addresses:
            click.echo(f"{file} -> {address}", err=True)
    if timings:
        for stage, seconds in report.seconds.items():
            click.echo(f"{stage:>8} {seconds:7.3f} s", err=True)
    if not quiet:
        home = (job.output / "index.html").resolve()
        if report.published:
            click.echo(home.as_uri())
        click.echo(_summary(report, time.perf_counter() - began) + (f": {home}" if report.published else ""))
    sys.exit(1 if report.errors else 0)


def _summary(report: Report, seconds: float) -> str:
    """``27 articles, 61 pages, 63 files written (4 new or changed), 0.8 s, 2 warnings``."""
    missing = f" ({report.left_out} missing)" if report.left_out else ""
    parts = [_times(len(report.addresses), "article") + missing, _times(report.pages, "page")]
    parts.append(_written(report.published) if report.published else "nothing published")
    return ", ".join([*parts, f"{seconds:.1f} s", _counted(report)])


def _written(published: Published) -> str:
    removed = f", {published.removed} removed" if published.removed else ""
    return f"{_times(published.total, 'file')} ({published.written} new or changed{removed})"


def _counted(report: Report) -> str:
    errors = [_times(report.errors, "error")] if report.errors else []
    return ", ".join([*errors, _times(report.warnings, "warning")])


def _times(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


@main.command()
@_places(output=False)
@click.option(
    "--jobs", type=click.IntRange(min=0), default=0, metavar="N", help="Processes; 0 is one for each processor."
)
@click.option("--timings", is_flag=True, help="Add the processor time of each article, in microseconds.")
def records(config: Path | None, seeds: Path | None, jobs: int, timings: bool) -> None:
    """Print every article as one line of JSON: each field, where it comes from and how sure it is."""
    from digest.build import Report, collect_records
    from digest.records import line

    report = Report()
    with _interruptible():
        try:
            for record in collect_records(_job(config, seeds, None, jobs=jobs), report, timings=timings):
                click.echo(line(record))
        except DigestError as error:
            _tell(report.problems, Severity.WARNING)
            _fatal(error)
    _tell(report.problems, Severity.WARNING)
    sys.exit(1 if report.errors else 0)


@main.command()
@_places(output=True, seeds=False)
def verify(config: Path | None, output: Path | None) -> None:
    """Compare the output with the hashes of the build that made it."""
    from digest.publish import verify as compare

    folder = _job(config, None, output).output
    try:
        found = compare(folder)
    except Fatal as error:
        _fatal(error)
    for word, names in (("changed", found.changed), ("missing", found.missing), ("foreign", found.foreign)):
        for name in names:
            click.echo(f"{word}: {name}")
    if not found.ok:
        _fail("the output is not as it was built. Build again, or publish from a fresh build.")
    click.echo(f"{folder}: {found.total} files, all as they were built.")


def _tell(problems: list[Problem], least: Severity) -> None:
    """Problems on standard error, in the order of their files and lines, notices first and the worst last."""

    def place(problem: Problem) -> tuple[int, str, int, int]:
        where = problem.where
        return (
            problem.severity,
            where.file if where else "",
            (where and where.line) or 0,
            (where and where.column) or 0,
        )

    for problem in sorted(problems, key=place):
        if problem.severity >= least:
            click.echo(str(problem), err=True)


def _fail(message: str) -> NoReturn:
    click.echo(f"digest: {message}", err=True)
    sys.exit(1)


def _fatal(error: DigestError) -> NoReturn:
    click.echo(str(error), err=True)
    _fail("nothing is published; what was published before is as it was.")


def _watcher(quiet: bool) -> Progress:
    """A bar where a person looks on, silence where none does."""
    from digest.build import Progress

    class Bar(Progress):
        """One bar a stage, on standard error, gone when the stage is done."""

        def stage(self, name: str, items: int) -> None:
            self.name, self.items, self.count, self.shown = name, items, 0, -1

        def done(self) -> None:
            self.count += 1
            share = self.count * 100 // self.items
            if share != self.shown:
                self.shown = share
                end = "\r\x1b[K" if self.count == self.items else ""
                click.echo(f"\r{self.name} {self.count} of {self.items} ({share} %)\x1b[K{end}", nl=False, err=True)

    return Bar() if sys.stderr.isatty() and not quiet else Progress()


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM and Ctrl-C end a command with a sentence, after what it had begun is put away."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        _fail("interrupted; what was published before is as it was.")
    finally:
        signal.signal(signal.SIGTERM, former)
