"""``digest explain`` and ``digest records``: where the fields of one or of all articles come from.

Rejected: explaining several files at once, and options to select fields. ``digest records | jq`` does both.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from digest.cli.shared import (
    echo,
    problem_as_json,
    report_failures,
    report_problems,
    with_job,
)
from digest.errors import Severity, shown

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.explain import Explanation, Field

_FIRST_COLUMN = 14  # characters
_STATUS = {
    "the folder is the manifest": "there is no INDEX.md, so all files are articles",
    "unlisted and published": "not listed in any INDEX.md; published because of “unlisted: include”",
    "unlisted": "not listed in any INDEX.md",
}


@click.command()
@click.argument("file", metavar="FILE")
@with_job("seeds")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(job: Job, file: str, as_json: bool) -> None:
    """Show where each field of an article comes from. Includes overridden values.

    FILE is the article's path, relative to the current or the seeds directory.
    """
    from digest.explain import NoSuchArticle
    from digest.explain import explain as run

    try:
        found = run(job, file)
    except NoSuchArticle as error:
        raise click.BadParameter(shown(str(error)), param_hint="FILE") from None
    if as_json:
        echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2), lines=True)
    else:
        for line in _lines(found):
            echo(line)
    sys.exit(1 if any(problem.severity >= Severity.ERROR for problem in found.problems) else 0)


@click.command()
@with_job("seeds", "jobs")
@click.option("--timings", is_flag=True, help="Add the CPU time of each article, in microseconds.")
def records(job: Job, timings: bool) -> None:
    """Print each article as one line of JSON. It has the fields, their origins and their certainty."""
    from digest.build.job import Findings
    from digest.build.site import collect_records
    from digest.pages.records import line

    report = Findings()
    with report_failures(findings=report):
        for record in collect_records(job, report, timings=timings):
            echo(line(record))
    report_problems(report.problems, Severity.WARNING)
    sys.exit(1 if report.errors else 0)


def _lines(found: Explanation) -> Iterator[str]:
    """The explanation as aligned text."""
    yield found.file
    yield _row("manifest", str(found.listed) if found.listed else _STATUS[found.status])
    if found.address:
        yield _row("address", found.address + (" (once it is listed)" if found.withheld else ""))
    else:
        yield _row("address", f"none: {found.withheld}")
    if found.rights:
        yield _row("rights", f"{found.rights} ({found.rights_by})")
    yield _row("draft", "yes" if found.draft else "no")
    if found.reader:
        yield _row("read as", f"{found.reader}, {found.encoding}")
    if found.fields:
        yield ""
    for field in found.fields:
        yield from _field(field)
    if found.absent:
        yield _row("absent", ", ".join(found.absent))
    if found.problems:
        yield ""
    for problem in found.problems:
        yield str(problem)


def _row(name: str, text: str) -> str:
    return f"  {name:<{_FIRST_COLUMN}}{text}"


def _field(field: Field) -> Iterator[str]:
    yield _row(field.name, "; ".join(field.value) or "none: the declared value is invalid")
    if field.certainty is None:
        yield _row("", f"from: {field.origin}, {field.where}" if field.where else f"from: {field.origin}")
    else:
        evidence = f", from “{field.evidence}”" if field.evidence else ""
        yield _row("", f"{field.origin}, certainty {field.certainty:.2f}{evidence}")
    for also in field.overridden:
        yield _row("", f"also declared: {also.origin}, {also.where}: “{also.text}”")


def _as_json(found: Explanation) -> dict[str, object]:
    """The explanation as plain values. A position is ``FILE:LINE:COLUMN``."""
    return {
        "file": found.file,
        "standing": str(found.status),
        "listed": found.listed and str(found.listed),
        "reader": found.reader or None,
        "encoding": found.encoding or None,
        "address": found.address,
        "withheld": found.withheld or None,
        "rights": str(found.rights) if found.rights else None,
        "rights_by": found.rights_by or None,
        "draft": found.draft,
        "fields": {field.name: _field_as_json(field) for field in found.fields},
        "absent": list(found.absent),
        "problems": list(map(problem_as_json, found.problems)),
    }


def _field_as_json(field: Field) -> dict[str, object]:
    return {
        "value": list(field.value),
        "origin": str(field.origin),
        "where": field.where and str(field.where),
        "evidence": field.evidence or None,
        "certainty": None if field.certainty is None else round(field.certainty, 2),
        "also": [
            {"origin": str(also.origin), "where": also.where and str(also.where), "text": also.text}
            for also in field.overridden
        ],
    }
