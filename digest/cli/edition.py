"""``digest edition``: the press review of a day, a week or a month, printed.

Rejected: printing HTML. The edition's page is that, and e-mail programs show text as well.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from digest.cli.shared import echo, fail_with, jobs_option, make_job, path_options, report_failures, report_problems
from digest.errors import DigestError, Severity, shown


@click.command()
@click.argument("name", metavar="[WEEK|MONTH|DAY]", default="")
@path_options(output=False)
@jobs_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def edition(name: str, config: Path | None, seeds: Path | None, jobs: int, as_json: bool) -> None:
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
            found = run(make_job(config, seeds, None, jobs=jobs), report, name)
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
