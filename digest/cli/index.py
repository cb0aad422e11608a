"""``digest index``.

Rejected: a prompt for each row. ``--dry-run`` shows what would change, and every row can be edited afterwards.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import (
    diff,
    echo,
    plural,
    progress,
    report_failures,
    report_problems,
    with_job,
)
from digest.errors import Severity, and_more, shown

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.collection.index import Outcome

_MAX_FILES = 10  # named in a line


def _fields(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    from digest.collection.index import WRITABLE
    from digest.vocabulary.fields import display_name, field_named

    names = {}
    for word in (value or "").split(","):
        name = field_named(word)
        if name in WRITABLE:
            names[name] = True
        elif word.strip() or value == "":
            known = ", ".join(map(display_name, WRITABLE))
            raise click.BadParameter(shown(f"Unknown field “{word.strip()}”. Use {known}."))
    return tuple(names)


@click.command()
@with_job("seeds", "jobs")
@click.option(
    "--write",
    callback=_fields,
    metavar="FIELDS",
    help="Also write these inferred fields (comma-separated) for you to correct: headline, topics, date, language, source, "
    "author, summary, people, places, organisations.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes without writing them.")
def index(job: Job, write: tuple[str, ...], dry_run: bool) -> None:
    """Create INDEX.md, or add new articles to it. What you wrote there is kept unchanged."""
    from digest.build.job import Findings
    from digest.collection.index import index as run
    from digest.collection.index import remove_leftovers, save

    report = Findings()
    states = ["nothing was changed."]
    with report_failures(lambda: states[-1]):
        outcome = run(job, report, progress(), write=write, today=date.today())
        report_problems(report.problems, Severity.NOTICE)
        if not dry_run:
            states.append("each INDEX.md is complete, either unchanged or updated.")
            remove_leftovers(job.seeds.path)
            save(job.seeds.path, outcome.changes)
        for line in _lines(job.seeds.path, outcome, dry_run=dry_run):
            echo(line)
    sys.exit(1 if report.errors else 0)


def _lines(seeds: Path, outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    from digest.vocabulary.fields import display_name

    for change in outcome.changes:
        name = str(seeds / change.file)
        if dry_run:
            yield from diff(name, change.before, change.after)
        if change.before is None:
            yield f"{name}: {'would list' if dry_run else 'written, lists'} {plural(len(change.added), 'article')}"
        elif change.added:
            yield f"{name}: {'would add' if dry_run else 'added'} {len(change.added)}: {_named(change.added)}"
        if change.filled:
            counted = ", ".join(f"{display_name(name)} ({count})" for name, count in change.filled.items())
            yield f"{name}: {'would fill in' if dry_run else 'filled in'} {counted}"
    if outcome.missing:
        yield f"missing {len(outcome.missing)}: {_named([(file, '') for file in outcome.missing])}"
    if not outcome.changes:
        yield f"{seeds}: nothing to do"


def _named(files: Sequence[tuple[str, str]]) -> str:
    """``a.txt, 0001.txt (slug: port-reopens)``, the first ten."""
    return and_more([f"{file} (slug: {slug})" if slug else file for file, slug in files], _MAX_FILES)
