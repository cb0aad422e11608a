"""``digest check`` and ``digest verify``.

Rejected: options to choose the checks. All of them together take about as long as a build. Repairing the output: a build does.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli.shared import (
    echo,
    fail,
    plural,
    progress,
    report_failures,
    report_problems,
    with_job,
)
from digest.errors import Severity

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.check import Checked

_MAX_ROWS = 20
_MAX_HEADLINES = 100
_MAX_PATH = 40  # characters
_MAX_VALUE = 60  # characters


@click.command()
@with_job("seeds", "output", "jobs")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
def check(job: Job, strict: bool) -> None:
    """Check the sources and the output for problems. Writes nothing."""
    from digest.check import check as run

    found = run(job, progress())
    report_problems(list(found.problems), Severity.NOTICE)
    counts = {severity: sum(problem.severity is severity for problem in found.problems) for severity in Severity}
    if found.articles is not None:
        _show_weak_fields(found, found.articles)
    if counts[Severity.FATAL]:
        echo("A build would publish nothing.")
    errors = counts[Severity.FATAL] + counts[Severity.ERROR]
    echo(f"{plural(errors, 'error')}, {plural(counts[Severity.WARNING], 'warning')}.")
    sys.exit(1 if errors or (strict and counts[Severity.WARNING]) else 0)


@click.command()
@with_job("output")
def verify(job: Job) -> None:
    """Compare the output with the hashes of its build. Finds changed, missing and foreign files."""
    from digest.publish.maintenance import verify as compare

    with report_failures(lambda: "there is nothing to compare."):
        found = compare(job.output)
    for state, names in (("changed", found.changed), ("missing", found.missing), ("foreign", found.foreign)):
        for name in names:
            echo(f"{state}: {name}")
    if not found.ok:
        fail("the output differs from the build. Build again, or publish from a new build.")
    echo(f"{job.output}: {plural(found.total, 'file')}, all unchanged since the build.")


def _show_weak_fields(found: Checked, articles: int) -> None:
    """The doubtful headlines, a table of the other least certain fields, and the number of inferred and missing fields."""
    if found.doubtful:
        echo("Headlines to check: each is a sentence that may not be the news, or a line that may not be the headline.")
        echo("Read them, and write a better one as “title” in INDEX.md where one is needed:")
        for row in found.doubtful[:_MAX_HEADLINES]:
            echo(f"  {row.file}: {row.value}")
        if len(found.doubtful) > _MAX_HEADLINES:
            echo(f"  and {len(found.doubtful) - _MAX_HEADLINES} more. “digest records” prints all of them.")
    rows = found.weak[:_MAX_ROWS]
    if rows:
        width = min(_MAX_PATH, max(len(row.file) for row in rows))
        echo("Fields to review, the least certain first (“digest explain FILE” shows why; declare them in INDEX.md):")
        echo(f"  certainty  {'field':<9} {'file':<{width}}  value")
        for row in rows:
            certainty = "–" if row.certainty is None else f"{row.certainty:.2f}"
            echo(f"  {certainty:>9}  {row.field:<9} {_cut_left(row.file, width):<{width}}  {_cut(row.value)}")
        if len(found.weak) > len(rows):
            echo(f"  and {len(found.weak) - len(rows)} more. “digest records” prints every field of every article.")
    totals = ", ".join(found.totals) or "nothing inferred, nothing missing"
    echo(f"{plural(articles, 'article')}: {totals}.")


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_VALUE else f"{text[: _MAX_VALUE - 1]}…"


def _cut_left(file: str, width: int) -> str:
    """The end of a path, since it identifies the file."""
    return file if len(file) <= width else f"…{file[1 - width :]}"
