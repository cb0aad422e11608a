"""``digest build``.

Rejected: a list of the written files. The output's own list of files has it.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from digest.cli.shared import (
    OUTPUT_UNCHANGED,
    debug_log,
    echo,
    fail,
    plural,
    progress,
    report_failures,
    report_problems,
    with_job,
)
from digest.errors import Severity, Strict, shown
from digest.model import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.build.job import BuildResult, Job
    from digest.errors import Problem
    from digest.model import Published


def _base_url(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    from digest.config import base_url

    try:
        return base_url(value)
    except ValueError as error:
        raise click.BadParameter(shown(str(error))) from None


@click.command()
@with_job("remote seeds", "output", "jobs", "cache")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Build on the Dask cluster of this scheduler (tcp://host:8786); “local” starts a cluster of --jobs processes here.",
)
@click.option("--strict", is_flag=True, help="Publish nothing if there is any warning or error.")
@click.option("--dry-run", is_flag=True, help="Run the build without writing the output.")
@click.option(
    "--allow-empty", is_flag=True, help="Publish even if all articles or an INDEX.md of the last build are gone."
)
@click.option("--timings", is_flag=True, help="Print time per stage and how much was rebuilt.")
@click.option("--base-url", callback=_base_url, metavar="URL", help="The site's public URL, for canonical links.")
@click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print each article's output path and why each page was rebuilt.")
def build(job: Job, timings: bool, quiet: bool, verbose: bool, **options: object) -> None:
    """Build the site from the articles in the seeds directory."""
    from digest.build.pipeline import build as run

    began = time.perf_counter()
    job = replace(job, **options)
    watcher = progress(quiet=quiet)

    def state() -> str:
        return PUBLISHED if watcher.is_published else OUTPUT_UNCHANGED

    with report_failures(state), debug_log(verbose):
        try:
            result = run(job, watcher)
        except Strict as error:
            report_problems(error.earlier, Severity.WARNING)
            fail(f"not published: {_counts(error.earlier)} (--strict)")
        report_problems(result.problems, Severity.WARNING if quiet else Severity.NOTICE)
        if verbose:
            for file, address in result.addresses:
                echo(f"{file} -> {address}", err=True)
        if timings:
            _show_timings(result)
        if not quiet:
            if result.published:
                echo((job.output / "index.html").resolve().as_uri())
            echo(_summary(result, time.perf_counter() - began))
    sys.exit(1 if result.errors else 0)


def _show_timings(result: BuildResult) -> None:
    for stage, seconds in result.seconds.items():
        echo(f"{stage:>8} {seconds:7.3f} s", err=True)
    total = result.published.total if result.published else result.rendered
    articles, files = plural(len(result.addresses), "article"), plural(total, "file")
    echo(f"{result.read} of {articles} read, {result.rendered} of {files} made", err=True)


def _summary(result: BuildResult, seconds: float) -> str:
    """``27 articles (2 of them copies), 61 pages, 63 files written (4 new or changed), 0.8 s, 2 warnings``."""
    copies = f" ({result.copies} of them copies)" if result.copies else ""
    left_out = [f"{result.left_out} left out"] if result.left_out else []
    parts = [plural(len(result.addresses), "article") + copies, *left_out, plural(result.pages, "page")]
    parts.append(_written(result.published) if result.published else "nothing published")
    return ", ".join([*parts, f"{seconds:.1f} s", _counts(result.problems)])


def _written(published: Published) -> str:
    removed = f", {published.removed} removed" if published.removed else ""
    return f"{plural(published.total, 'file')} ({published.written} new or changed{removed})"


def _counts(problems: Sequence[Problem]) -> str:
    from digest.build.job import count

    errors = count(problems, Severity.ERROR)
    return ", ".join(
        [*([plural(errors, "error")] if errors else []), plural(count(problems, Severity.WARNING), "warning")]
    )
