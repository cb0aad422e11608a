"""``digest build``.

Rejected: a list of what was written. ``digest verify`` and the listing in the output have it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import (
    UNTOUCHED,
    Place,
    fail,
    fatal,
    interruptible,
    job,
    jobs_option,
    places,
    say,
    tell,
    times,
    watcher,
)
from digest.errors import DigestError, Severity, Strict, shown
from digest.publish.areas import PUBLISHED
from digest.sources.bucket import Bucket

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.build.job import BuildResult
    from digest.errors import Problem
    from digest.publish.areas import Published


def _base_url(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if not value:
        return None
    from digest.config import base_url

    try:
        return base_url(value)
    except ValueError as error:
        raise click.BadParameter(shown(str(error))) from None


@click.command()
@places(output=True, elsewhere=True)
@jobs_option
@click.option(
    "--scheduler", metavar="ADDRESS",
    help="Do the work on this scheduler's Dask cluster (tcp://host:8786); “local” starts one here, of --jobs processes.",
)  # fmt: skip
@click.option(
    "--cache", "kept", type=Place(elsewhere=True),
    help="Where builds keep what makes the next one faster. [default: .digest-cache/ of the site]",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Publish nothing if there is any warning or error.")
@click.option("--dry-run", is_flag=True, help="Do everything but publish.")
@click.option(
    "--allow-empty", is_flag=True, help="Publish even if no article is left, or an INDEX.md that chose them is gone."
)
@click.option("--timings", is_flag=True, help="Say how long each stage took, and how much had to be done.")
@click.option(
    "--base-url", callback=_base_url, metavar="URL", help="Where the site will stand, for canonical addresses."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each article where it stands.")
def build(
    config: Path | None, seeds: Path | Bucket | None, output: Path | Bucket | None, jobs: int, scheduler: str | None,
    kept: Path | Bucket | None, strict: bool, dry_run: bool, allow_empty: bool, timings: bool, base_url: str | None, quiet: bool,
    verbose: bool,
) -> None:  # fmt: skip
    """Build the site from the seeds."""
    from digest.build.pipeline import build as run

    began = time.perf_counter()
    task = job(
        config, seeds, output, jobs=jobs, scheduler=scheduler, kept=kept, strict=strict, dry_run=dry_run,
        allow_empty=allow_empty, base_url=base_url,
    )  # fmt: skip
    progress = watcher(quiet)

    def state() -> str:
        return PUBLISHED if progress.is_published else UNTOUCHED

    with interruptible(state):
        try:
            result = run(task, progress)
        except Strict as error:
            tell(error.earlier, Severity.WARNING)
            fail("nothing is published: --strict, and there are " + _counted(error.earlier))
        except DigestError as error:
            tell(error.earlier, Severity.WARNING)
            fatal(error)
        tell(result.problems, Severity.WARNING if quiet else Severity.NOTICE)
        if verbose:
            for file, address in result.addresses:
                say(f"{file} -> {address}", err=True)
        if timings:
            for stage, seconds in result.seconds.items():
                say(f"{stage:>8} {seconds:7.3f} s", err=True)
            total = result.published.total if result.published else result.rendered
            articles, files = times(len(result.addresses), "article"), times(total, "file")
            say(f"{result.read} of {articles} read, {result.rendered} of {files} made", err=True)
        if not quiet:
            if result.published:
                say((task.output / "index.html").resolve().as_uri())
            say(_summary(result, time.perf_counter() - began))
    sys.exit(1 if result.errors else 0)


def _summary(result: BuildResult, seconds: float) -> str:
    """``27 articles, 61 pages, 63 files written (4 new or changed), 0.8 s, 2 warnings``."""
    left_out = [f"{result.left_out} left out"] if result.left_out else []
    parts = [times(len(result.addresses), "article"), *left_out, times(result.pages, "page")]
    parts.append(_written(result.published) if result.published else "nothing published")
    return ", ".join([*parts, f"{seconds:.1f} s", _counted(result.problems)])


def _written(published: Published) -> str:
    removed = f", {published.removed} removed" if published.removed else ""
    return f"{times(published.total, 'file')} ({published.written} new or changed{removed})"


def _counted(problems: Sequence[Problem]) -> str:
    from digest.build.job import count

    errors = count(problems, Severity.ERROR)
    return ", ".join(
        [*([times(errors, "error")] if errors else []), times(count(problems, Severity.WARNING), "warning")]
    )
