"""``digest add`` and ``digest new``.

Rejected: questions for each article. ``--dry-run`` shows what would be added, and every file can be edited afterwards.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from msgspec.structs import replace

from digest.cli.shared import (
    echo,
    plural,
    problem_as_json,
    progress,
    report_failures,
    report_problems,
    with_job,
)
from digest.errors import Severity, and_more, shown

if TYPE_CHECKING:
    from digest.build.job import Findings, Job
    from digest.collection.add import Added, Found

_MAX_FILES = 10  # named in a line
_PASTED = "-"
_STATE = "the articles that were added so far are complete."
_TEMPLATE = """---
title:
date:
source:
author:
url:
---

"""
LOCAL: frozenset[tuple[str, int]] = frozenset()  # addresses off the public internet that may be asked; set by tests


@click.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@with_job("seeds", "jobs")
@click.option("--fetch", is_flag=True, help="Fetch the text of references that have only an address.")
@click.option("--dry-run", is_flag=True, help="Print what would be added without writing it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def add(job: Job, sources: tuple[str, ...], fetch: bool, dry_run: bool, as_json: bool) -> None:
    """Add articles from exports, folders and the web to the seeds.

    Each gets a readable file and a line in INDEX.md. Nothing is overwritten.

    SOURCE is an export file (of a press database, a read-later service, a feed reader, Zotero, a mail program), a file or
    folder of articles, the http(s) address of a page or feed, or “-” for text from standard input. What is there already is
    left out; a reference there gets its text. With --fetch and no SOURCE, or files of the seeds, the texts of references in the
    seeds are fetched.
    """
    from digest.collection.add import Found

    if not sources and not fetch:
        raise click.UsageError("Missing argument 'SOURCE'. Name an export, a folder or an address, or use --fetch.")
    with report_failures(lambda: _STATE):
        found = Found(in_seeds=None if sources else [""])
        for source in sources:
            inside = _below(Path(source), job.seeds.path) if fetch else None
            if inside is None:
                _read(source, found)
            else:
                found.in_seeds = [*(found.in_seeds or ()), inside]
        _run(job, found, fetch=fetch, dry_run=dry_run, as_json=as_json)


@click.command()
@with_job("seeds")
def new(job: Job) -> None:
    """Write or paste an article in your editor, and add it."""
    from digest.collection.add import Found, read_pasted

    with report_failures(lambda: _STATE):
        try:
            text = click.edit(_TEMPLATE, extension=".md", require_save=True)
        except click.ClickException as error:
            hint = "Set the environment variable EDITOR to a program that is installed."
            raise click.ClickException(f"the editor cannot be started: {error.message}. {hint}") from None
        found = Found()
        if text is not None and text.strip() != _TEMPLATE.strip():
            read_pasted(text.encode("utf-8"), found)
        _run(replace(job, jobs=1), found)


def _run(job: Job, found: Found, *, fetch: bool = False, dry_run: bool = False, as_json: bool = False) -> NoReturn:
    """Add what was ``found``, print the result and end."""
    from digest.build.job import Findings
    from digest.collection.add import add as run
    from digest.collection.fetch import Fetcher

    report = Findings()
    fetcher = Fetcher(LOCAL) if fetch else None
    with report_failures(lambda: _STATE, report):
        added = run(job, found, report, progress(), dry_run=dry_run, today=date.today(), fetcher=fetcher)
    report_problems(report.problems, Severity.NOTICE)
    if as_json:
        echo(json.dumps(_as_json(added, report), ensure_ascii=False, indent=2), lines=True)
    else:
        for line in _lines(added, report, job.seeds.path, dry_run=dry_run):
            echo(line)
    sys.exit(1 if report.errors or _came_to_nothing(added, report) else 0)


def _came_to_nothing(added: Added, report: Findings) -> bool:
    """Whether nothing of what was to be added can be read."""
    is_unread = bool(added.unread) or any(one.code in _REFUSED | _NO_ARTICLES for one in report.problems)
    return is_unread and not (added.files or added.completed or added.duplicates)


def _below(path: Path, seeds: Path) -> str | None:
    """The name of ``path`` below ``seeds``; None if it is elsewhere or does not exist."""
    if not path.exists() or not path.resolve().is_relative_to(seeds.resolve()):
        return None
    name = path.resolve().relative_to(seeds.resolve()).as_posix()
    return "" if name == "." else name


def _read(source: str, found: Found) -> None:
    from digest.collection.add import read_address, read_pasted, read_path
    from digest.collection.fetch import Fetcher

    if source == _PASTED:
        read_pasted(sys.stdin.buffer.read(), found)
    elif source.lower().startswith(("http://", "https://")):
        read_address(source, Fetcher(LOCAL), found)
    elif Path(source).exists():
        read_path(Path(source), found)
    else:
        raise click.BadParameter(shown(f"no such file or folder: {source}"), param_hint="SOURCE")


def _lines(added: Added, report: Findings, seeds: Path, *, dry_run: bool) -> Iterator[str]:
    verb = "would add" if dry_run else "added"
    if added.files:
        references = f", {len(added.references)} of them references without a text" if added.references else ""
        yield f"{seeds}: {verb} {plural(len(added.files), 'article')}{references}: {and_more([*added.files], _MAX_FILES)}"
    elif not added.completed:
        yield f"{seeds}: nothing to add"
    if added.completed:
        verb = "would complete" if dry_run else "completed"
        count = plural(len(added.completed), "reference")
        yield f"{seeds}: {verb} {count} with a text: {and_more(added.completed, _MAX_FILES)}"
    if added.duplicates:
        yield f"left out {plural(len(added.duplicates), 'duplicate')}"
    if refused := sum(one.code in _REFUSED for one in report.problems):
        yield f"left out {plural(refused, 'article')} that cannot be read"
    if added.unread:
        yield f"not read {plural(len(added.unread), 'file')}: {and_more(added.unread, _MAX_FILES)}"
    if added.manifests:
        yield f"listed in {', '.join(added.manifests)}"


_REFUSED = frozenset({"refused-article", "bad-export", "empty-file", "unreadable-file"})
_NO_ARTICLES = frozenset({"empty-export", "export-note"})


def _as_json(added: Added, report: Findings) -> dict[str, object]:
    return {
        "added": [
            {"file": file, "title": title, "reference": file in added.references} for file, title in added.files.items()
        ],
        "completed": list(added.completed),
        "duplicates": [{"article": place, "of": other} for place, other in added.duplicates.items()],
        "unread": list(added.unread),
        "listed_in": list(added.manifests),
        "problems": list(map(problem_as_json, report.problems)),
    }
