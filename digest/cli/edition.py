"""``digest edition``: the press review of a day, a week or a month, printed.

Rejected: printing HTML. The edition's page is that, and e-mail programs show text as well.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from digest.cli.shared import echo, fail_with, report_failures, report_problems, with_job
from digest.errors import DigestError, Severity, shown

if TYPE_CHECKING:
    from digest.build.job import Job


@click.command()
@click.argument("name", metavar="[WEEK|MONTH|DAY]", default="")
@with_job("seeds", "jobs")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def edition(job: Job, name: str, as_json: bool) -> None:
    """Print a week's, month's or day's press review as plain text.

    Names are 2025-W07, 2025-02 or 2025-02-14. Without one: the newest edition.
    """
    from digest.build.job import Findings
    from digest.export.edition import NoSuchEdition, as_data
    from digest.export.edition import edition as run
    from digest.export.text import text_lines

    report = Findings()
    with report_failures():
        try:
            found = run(job, report, name)
        except NoSuchEdition as error:
            raise click.BadParameter(shown(str(error)), param_hint="WEEK|MONTH|DAY") from None
        except DigestError as error:
            report_problems(report.problems, Severity.WARNING)
            fail_with(error)
    if as_json:
        echo(json.dumps(as_data(found), ensure_ascii=False, indent=2), lines=True)
    else:
        for line in text_lines(found.export, found.export.settings.title, found.heading):
            echo(line)
    report_problems(report.problems, Severity.WARNING)
    sys.exit(1 if report.errors else 0)
