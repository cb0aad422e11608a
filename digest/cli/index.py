"""``digest index``.

Rejected: asking before each row. ``--dry-run`` shows what would change, and whatever is written can be changed by hand.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import fail, interruptible, job, jobs_option, places, say, tell, times, watcher
from digest.errors import DigestError, Severity, shown

if TYPE_CHECKING:
    from digest.index import Change, Outcome

_NAMED = 10  # files that are named one by one


def _fields(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    from digest.index import WRITABLE
    from digest.vocabulary.fields import field_named

    names = {}
    for word in (value or "").split(","):
        name = field_named(word)
        if name in WRITABLE:
            names[name] = True
        elif word.strip() or value == "":
            known = ", ".join(WRITABLE).replace("title", "headline")
            raise click.BadParameter(shown(f"“{word.strip()}” is none of {known}."))
    return tuple(names)


@click.command()
@places(output=False)
@jobs_option
@click.option(
    "--write", callback=_fields, metavar="FIELDS",
    help="Also write down what is inferred, for you to correct: headline,topics,date,language,source,author,summary,"
    "people,places,organisations,keyphrases.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
def index(config: Path | None, seeds: Path | None, jobs: int, write: tuple[str, ...], dry_run: bool) -> None:
    """Write INDEX.md, or add new articles to it. What you wrote there stays as it is."""
    from digest.build.job import Findings
    from digest.index import index as run
    from digest.index import put_away, save

    task = job(config, seeds, None, jobs=jobs)
    report = Findings()
    with interruptible(lambda: "each INDEX.md is whole, as it was or as it should be."):
        try:
            outcome = run(task, report, watcher(quiet=False), write=write, today=date.today())
            tell(report.problems, Severity.NOTICE)
            if not dry_run:
                put_away(task.seeds_path)
                save(task.seeds_path, outcome.changes)
        except DigestError as error:
            say(str(error), err=True, lines=True)
            fail("nothing is changed.")
        for line in _lines(task.seeds_path, outcome, dry_run=dry_run):
            say(line)
    sys.exit(1 if report.errors else 0)


def _lines(seeds: Path, outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    for change in outcome.changes:
        name = str(seeds / change.file)
        if dry_run:
            yield from _diff(name, change)
        if change.before is None:
            yield f"{name}: {'would list' if dry_run else 'written, lists'} {times(len(change.added), 'article')}"
        elif change.added:
            yield f"{name}: {'would add' if dry_run else 'added'} {len(change.added)}: {_named(change.added)}"
        if change.filled:
            counted = ", ".join(f"{field} ({count})" for field, count in change.filled.items())
            yield f"{name}: {'would fill in' if dry_run else 'filled in'} {counted}"
    if outcome.missing:
        yield f"missing {len(outcome.missing)}: {_named([(file, '') for file in outcome.missing])}"
    if not outcome.changes:
        yield f"{seeds}: nothing to do"


def _named(files: Sequence[tuple[str, str]]) -> str:
    """``a.txt, 0001.txt (slug: port-reopens)``, the first ten."""
    shown = ", ".join(f"{file} (slug: {slug})" if slug else file for file, slug in files[:_NAMED])
    return shown + (f" and {len(files) - _NAMED} more" if len(files) > _NAMED else "")


def _diff(name: str, change: Change) -> Iterator[str]:
    before = (change.before or b"").decode("utf-8").splitlines()
    after = change.after.decode("utf-8").splitlines()
    yield from difflib.unified_diff(before, after, name, name, lineterm="", n=1)
