"""``digest check``.

Rejected: choosing what is checked. All of it takes about as long as a build.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import interruptible, job, jobs_option, places, say, tell, times, watcher
from digest.errors import Severity

if TYPE_CHECKING:
    from digest.check import Checked

_ROWS = 20
_WIDEST = 40  # characters of a file's name in the table
_VALUE = 60  # characters of a value


@click.command()
@places(output=True)
@jobs_option
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
def check(config: Path | None, seeds: Path | None, output: Path | None, jobs: int, strict: bool) -> None:
    """Say what is wrong with the seeds or the output, without publishing anything."""
    from digest.check import check as run

    with interruptible():
        found = run(job(config, seeds, output, jobs=jobs), watcher(quiet=False))
    tell(list(found.problems), Severity.NOTICE)
    counts = {severity: sum(problem.severity is severity for problem in found.problems) for severity in Severity}
    if found.articles is not None:
        _tell_weak(found, found.articles)
    if counts[Severity.FATAL]:
        say("A build would publish nothing.")
    wrong = counts[Severity.FATAL] + counts[Severity.ERROR]
    say(f"{times(wrong, 'error')}, {times(counts[Severity.WARNING], 'warning')}.")
    sys.exit(1 if wrong or (strict and counts[Severity.WARNING]) else 0)


def _tell_weak(found: Checked, articles: int) -> None:
    """The table of the weakest fields, and how many there are in all."""
    rows = found.weak[:_ROWS]
    if rows:
        width = min(_WIDEST, max(len(row.file) for row in rows))
        say("The weakest fields (“digest explain FILE” says why; declare them in INDEX.md):")
        say(f"  sure  {'field':<9} {'file':<{width}}  value")
        for row in rows:
            sure = "   –" if row.certainty is None else f"{row.certainty:.2f}"
            say(f"  {sure}  {row.field:<9} {_cut_left(row.file, width):<{width}}  {_cut(row.value)}")
        if len(found.weak) > len(rows):
            say(f"  and {len(found.weak) - len(rows)} more; “digest records” prints every field of every article.")
    totals = ", ".join(found.totals) or "nothing inferred, nothing missing"
    say(f"{times(articles, 'article')}: {totals}.")


def _cut(text: str) -> str:
    return text if len(text) <= _VALUE else f"{text[: _VALUE - 1]}…"


def _cut_left(file: str, width: int) -> str:
    """The end of a path says which file it is."""
    return file if len(file) <= width else f"…{file[1 - width :]}"
