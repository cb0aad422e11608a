"""``digest story``.

Rejected: a list of all stories. The site has an index of them, and ``digest records | jq`` the rest.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from digest.cli.shared import diff, echo, plural, report_failures, with_job
from digest.errors import shown

if TYPE_CHECKING:
    from digest.build.job import Job


@click.group()
def story() -> None:
    """Join articles to a story, take them out of one, or name it. The field “story” is written into INDEX.md or the articles."""


_FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True)
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Print the changes without writing them.")


@story.command()
@_FILES
@with_job("seeds")
@click.option("--name", default="", help="The name of the story. [default: the headline of the first article]")
@_DRY_RUN
def join(job: Job, files: tuple[str, ...], name: str, dry_run: bool) -> None:
    """Make articles, with those of their stories, one story."""
    _run(job, "join", files, " ".join(name.split()), dry_run=dry_run)


@story.command()
@_FILES
@with_job("seeds")
@_DRY_RUN
def split(job: Job, files: tuple[str, ...], dry_run: bool) -> None:
    """Keep articles out of all stories."""
    _run(job, "split", files, "", dry_run=dry_run)


@story.command()
@click.argument("file", metavar="FILE")
@click.argument("name", metavar="NAME")
@with_job("seeds")
@_DRY_RUN
def name(job: Job, file: str, name: str, dry_run: bool) -> None:
    """Name the story of an article."""
    text = " ".join(name.split())
    if not text:
        raise click.BadParameter("A story needs a name.", param_hint="NAME")
    _run(job, "name", (file,), text, dry_run=dry_run)


def _run(job: Job, action: str, files: tuple[str, ...], name: str, *, dry_run: bool) -> None:
    from digest.build.job import Findings
    from digest.collection.index import save
    from digest.collection.story import Action, plan
    from digest.explain import NoSuchArticle

    report = Findings()
    with report_failures(lambda: "each file is complete, either unchanged or updated.", report):
        try:
            planned = plan(job, report, Action(action), files, name)
            if not dry_run:
                save(job.seeds.path, planned.changes)
        except NoSuchArticle as error:
            raise click.BadParameter(shown(str(error)), param_hint="FILE") from None
    for change in planned.changes:
        file = str(job.seeds.path / change.file)
        if dry_run:
            for line in diff(file, change.before, change.after):
                echo(line)
        else:
            echo(f"{file}: written")
    echo(f"{plural(len(planned.files), 'article')}: story “{planned.story}”{' (dry run)' if dry_run else ''}")
    sys.exit(0)
