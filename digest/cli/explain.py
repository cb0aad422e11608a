"""``digest explain``.

Rejected: explaining several files at once. ``digest records`` prints all of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import interruptible, job, places, say
from digest.errors import DigestError, Position, Problem, Severity, shown

if TYPE_CHECKING:
    from digest.check.explain import Explanation, Field

_NAME = 14  # characters of the first column
_STANDING = {
    "the folder is the manifest": "there is no INDEX.md, so the folder's files are the articles",
    "unlisted and published": "no INDEX.md lists it; published as “unlisted: include” says",
    "unlisted": "no INDEX.md lists it",
}


@click.command()
@click.argument("file", metavar="FILE")
@places(output=False)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
def explain(file: str, config: Path | None, seeds: Path | None, as_json: bool) -> None:
    """Say of one article where each of its fields comes from, and what was declared besides.

    FILE is its path, from here or below the seeds.
    """
    from digest.check.explain import NoSuchArticle
    from digest.check.explain import explain as run

    with interruptible():
        try:
            found = run(job(config, seeds, None), file)
        except NoSuchArticle as error:
            raise click.BadParameter(shown(str(error)), param_hint="FILE") from None
        except DigestError as error:
            say(str(error), err=True, lines=True)
            sys.exit(1)
    if as_json:
        say(json.dumps(_as_json(found), ensure_ascii=False, indent=2), lines=True)
    else:
        for line in _lines(found):
            say(line)
    sys.exit(1 if any(problem.severity >= Severity.ERROR for problem in found.problems) else 0)


def _lines(found: Explanation) -> Iterator[str]:
    """The explanation as aligned text."""
    yield found.file
    yield _row("manifest", str(found.listed) if found.listed else _STANDING[found.standing])
    if found.address:
        yield _row("address", found.address + (", once it is listed" if found.withheld else ""))
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
    return f"  {name:<{_NAME}}{text}"


def _field(field: Field) -> Iterator[str]:
    yield _row(field.name, "; ".join(field.value) or "none: what is declared cannot be used")
    if field.certainty is None:
        yield _row("", f"from: {field.origin}, {field.where}" if field.where else f"from: {field.origin}")
    else:
        rests = f", from “{field.evidence}”" if field.evidence else ""
        yield _row("", f"{field.origin}, certainty {field.certainty:.2f}{rests}")
    for also in field.also:
        yield _row("", f"also declared: {also.origin}, {also.where}, says “{also.text}”")


def _as_json(found: Explanation) -> dict[str, object]:
    """The explanation as plain values. A place is ``FILE:LINE:COLUMN``."""
    return {
        "file": found.file,
        "standing": str(found.standing),
        "listed": _place(found.listed),
        "reader": found.reader or None,
        "encoding": found.encoding or None,
        "address": found.address,
        "withheld": found.withheld or None,
        "rights": str(found.rights) if found.rights else None,
        "rights_by": found.rights_by or None,
        "draft": found.draft,
        "fields": {field.name: _field_as_json(field) for field in found.fields},
        "absent": list(found.absent),
        "problems": [_problem_as_json(problem) for problem in found.problems],
    }


def _field_as_json(field: Field) -> dict[str, object]:
    return {
        "value": list(field.value),
        "origin": str(field.origin),
        "where": _place(field.where),
        "evidence": field.evidence or None,
        "certainty": None if field.certainty is None else round(field.certainty, 2),
        "also": [
            {"origin": str(also.origin), "where": _place(also.where), "text": also.text} for also in field.also
        ],
    }  # fmt: skip


def _problem_as_json(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "severity": problem.severity.name.lower(),
        "message": problem.message,
        "hint": problem.hint or None,
        "where": _place(problem.where),
    }


def _place(where: Position | None) -> str | None:
    return str(where) if where else None
