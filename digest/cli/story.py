"""``digest story``.

Rejected: a list of all stories. The site has an index of them, and ``digest records | jq`` the rest.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.cli.shared import diff, echo, fail_with, make_job, path_options, plural, report_failures, report_problems
from digest.errors import DigestError, Severity, shown


@click.group()
def story() -> None:
    """Join articles to a story, take them out of one, or name it. The field “story” is written into INDEX.md or the articles."""


_FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True)
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Print the changes without writing them.")


@story.command()
@_FILES
@path_options(output=False)
@click.option("--name", default="", help="The name of the story. [default: the headline of the first article]")
@_DRY_RUN
def join(files: tuple[str, ...], config: Path | None, seeds: Path | None, name: str, dry_run: bool) -> None:
    """Make articles, with those of their stories, one story."""
    _run("join", files, config, seeds, " ".join(name.split()), dry_run=dry_run)


@story.command()
@_FILES
@path_options(output=False)
@_DRY_RUN
def split(files: tuple[str, ...], config: Path | None, seeds: Path | None, dry_run: bool) -> None:
    """Keep articles out of all stories."""
    _run("split", files, config, seeds, "", dry_run=dry_run)


@story.command()
@click.argument("file", metavar="FILE")
@click.argument("name", metavar="NAME")
@path_options(output=False)
@_DRY_RUN
def name(file: str, name: str, config: Path | None, seeds: Path | None, dry_run: bool) -> None:
    """Name the story of an article."""
    text = " ".join(name.split())
    if not text:
        raise click.BadParameter("A story needs a name.", param_hint="NAME")
    _run("name", (file,), config, seeds, text, dry_run=dry_run)


def _run(
    action: str, files: tuple[str, ...], config: Path | None, seeds: Path | None, name: str, *, dry_run: bool
) -> None:
    from digest.build.job import Findings
    from digest.collection.index import save
    from digest.collection.story import Action, plan
    from digest.explain import NoSuchArticle

    job = make_job(config, seeds, None)
    report = Findings()
    with report_failures(lambda: "each file is complete, either unchanged or updated."):
        try:
            planned = plan(job, report, Action(action), files, name)
            if not dry_run:
                save(job.seeds.path, planned.changes)
        except NoSuchArticle as error:
            raise click.BadParameter(shown(str(error)), param_hint="FILE") from None
        except DigestError as error:
            report_problems(report.problems, Severity.ERROR)
            fail_with(error, "nothing was changed.")
    for change in planned.changes:
        file = str(job.seeds.path / change.file)
        if dry_run:
            for line in diff(file, change.before, change.after):
                echo(line)
        else:
            echo(f"{file}: written")
    echo(f"{plural(len(planned.files), 'article')}: story “{planned.story}”{' (dry run)' if dry_run else ''}")
    sys.exit(0)
