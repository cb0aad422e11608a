"""``digest records``.

Rejected: choosing fields. Whoever wants fewer has jq.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.cli.shared import fatal, interruptible, job, jobs_option, places, say, tell
from digest.errors import DigestError, Severity


@click.command()
@places(output=False)
@jobs_option
@click.option("--timings", is_flag=True, help="Add the processor time of each article, in microseconds.")
def records(config: Path | None, seeds: Path | None, jobs: int, timings: bool) -> None:
    """Print every article as one line of JSON: each field, where it comes from and how sure it is."""
    from digest.build.job import Findings
    from digest.build.site import collect_records
    from digest.pages.records import line

    report = Findings()
    with interruptible():
        try:
            for record in collect_records(job(config, seeds, None, jobs=jobs), report, timings=timings):
                say(line(record))
        except DigestError as error:
            tell(report.problems, Severity.WARNING)
            fatal(error)
    tell(report.problems, Severity.WARNING)
    sys.exit(1 if report.errors else 0)
