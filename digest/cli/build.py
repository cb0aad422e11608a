"""``digest build``.

Rejected: a list of the written files. The output's own list of files has it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import (
    OUTPUT_UNCHANGED,
    FolderType,
    debug_log,
    echo,
    fail,
    fail_with,
    jobs_option,
    make_job,
    path_options,
    plural,
    progress,
    report_failures,
    report_problems,
)
from digest.errors import DigestError, Severity, Strict, shown
from digest.publish.areas import PUBLISHED
from digest.sources.bucket import Bucket

if TYPE_CHECKING:
    from digest.build.job import Report
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
@path_options(output=True, buckets=True)
@jobs_option
@click.option(
    "--scheduler", metavar="ADDRESS",
    help="Build on the Dask cluster of this scheduler (tcp://host:8786); “local” starts a cluster of --jobs processes here.",
)  # fmt: skip
@click.option(
    "--cache", "kept", type=FolderType(buckets=True), help="Cache directory. [default: .digest-cache/ of the site]"
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Publish nothing if there is any warning or error.")
@click.option("--dry-run", is_flag=True, help="Run the build without writing the output.")
@click.option(
    "--allow-empty", is_flag=True, help="Publish even if all articles or an INDEX.md of the last build are gone."
)
@click.option("--timings", is_flag=True, help="Print time per stage and how much was rebuilt.")
@click.option("--base-url", callback=_base_url, metavar="URL", help="The site's public URL, for canonical links.")
@click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print each article's output path and why each page was rebuilt.")
def build(
    config: Path | None, seeds: Path | Bucket | None, output: Path | Bucket | None, jobs: int, scheduler: str | None,
    kept: Path | Bucket | None, strict: bool, dry_run: bool, allow_empty: bool, timings: bool, base_url: str | None, quiet: bool,
    verbose: bool,
) -> None:  # fmt: skip
    """Build the site from the articles in the seeds directory."""
    from digest.build.job import Report
    from digest.build.pipeline import build as run

    began = time.perf_counter()
    job = make_job(
        config, seeds, output, jobs=jobs, scheduler=scheduler, kept=kept, strict=strict, dry_run=dry_run,
        allow_empty=allow_empty, base_url=base_url,
    )  # fmt: skip
    report = Report()

    def state() -> str:
        return PUBLISHED if report.published else OUTPUT_UNCHANGED

    with report_failures(state), debug_log(verbose):
        try:
            run(job, report, progress(quiet=quiet))
        except Strict:
            report_problems(report.problems, Severity.WARNING)
            fail(f"not published: {_counts(report)} (--strict)")
        except DigestError as error:
            report_problems(report.problems, Severity.WARNING)
            fail_with(error)
        report_problems(report.problems, Severity.WARNING if quiet else Severity.NOTICE)
        if verbose:
            for file, address in report.addresses:
                echo(f"{file} -> {address}", err=True)
        if timings:
            _show_timings(report)
        if not quiet:
            if report.published:
                output = job.output
                home = f"{output}/index.html" if isinstance(output, Bucket) else (output / "index.html").resolve()
                echo(home if isinstance(home, str) else home.as_uri())
            echo(_summary(report, time.perf_counter() - began))
    sys.exit(1 if report.errors else 0)


def _show_timings(report: Report) -> None:
    for stage, seconds in report.seconds.items():
        echo(f"{stage:>8} {seconds:7.3f} s", err=True)
    total = report.published.total if report.published else report.made
    articles, files = plural(len(report.addresses), "article"), plural(total, "file")
    echo(f"{report.read} of {articles} read, {report.made} of {files} made", err=True)


def _summary(report: Report, seconds: float) -> str:
    """``27 articles, 61 pages, 63 files written (4 new or changed), 0.8 s, 2 warnings``."""
    left_out = [f"{report.left_out} left out"] if report.left_out else []
    parts = [plural(len(report.addresses), "article"), *left_out, plural(report.pages, "page")]
    parts.append(_written(report.published) if report.published else "nothing published")
    return ", ".join([*parts, f"{seconds:.1f} s", _counts(report)])


def _written(published: Published) -> str:
    removed = f", {published.removed} removed" if published.removed else ""
    return f"{plural(published.total, 'file')} ({published.written} new or changed{removed})"


def _counts(report: Report) -> str:
    errors = [plural(report.errors, "error")] if report.errors else []
    return ", ".join([*errors, plural(report.warnings, "warning")])
