"""``digest clean``.

Removes the files that the output's list names, and three folders by their names: the cache of the site, and the
temporary folders of a killed build (next to its output) and of a killed ``init`` (in the site's folder). Links are not followed.

Rejected: cleaning the seeds. Builds write nothing there.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import echo, fail, plural, report_failures, with_job
from digest.errors import and_more
from digest.publish import lock

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.publish.maintenance import Leftovers

_MAX_FILES = 5  # named in a line


@click.command()
@with_job("seeds", "output")
@click.option("--yes", is_flag=True, help="Don't ask for confirmation.")
def clean(job: Job, yes: bool) -> None:
    """Remove the output, the cache and leftovers of interrupted builds."""

    from digest.collection import new_site
    from digest.publish.maintenance import leftovers, remove

    cache = job.cache
    with report_failures(lambda: "not everything was removed."):
        found = leftovers(job.output, seeds=job.seeds.path)
        unfinished = new_site.staging_folder(job.config.parent)
        _show_plan(found, cache)
        if unfinished.is_dir():
            echo(f"{unfinished}: leftovers of an interrupted “digest init”.")
        elif found.nothing and not _is_cache(cache):
            echo("Nothing to remove.")
            return
        _confirm(found, yes)
        with _locked(cache):
            done = remove(job.output, seeds=job.seeds.path)
            if _is_cache(cache):
                remove(cache / "preview", seeds=job.seeds.path)  # not while it is being built
                shutil.rmtree(cache)
            new_site.remove_leftovers(job.config.parent)
    echo(f"Removed {plural(len(done.ours), 'file')} of the site. The seeds are unchanged.")


def _is_cache(cache: Path) -> bool:
    return cache.is_dir() and not cache.is_symlink()


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """Holds all locks in ``cache``, which builds and previews use. Ends the command if one of them is running."""
    with ExitStack() as released:
        for folder in sorted(cache.iterdir()) if _is_cache(cache) else ():
            if lock.is_in(folder) and not folder.is_symlink():
                acquired = lock.acquire(folder)
                if acquired is None:
                    fail("nothing was removed: a build or a preview of this site is running. Wait until it has ended.")
                released.callback(acquired.release)
        yield


def _show_plan(found: Leftovers, cache: Path) -> None:
    """What would be removed, and what would be kept."""
    if found.listed:
        echo(f"The site in {found.output}: {plural(len(found.ours), 'file')}.")
    if found.changed:
        echo(f"  edited since the build: {and_more(found.changed, _MAX_FILES)}")
    if found.stage:
        echo(f"{found.stage.name}, next to it: created again when needed.")
    if _is_cache(cache):
        echo(f"{cache}: created again when needed.")
    if kept := (*found.foreign, *found.kept):
        why = "not written by digest" if found.listed else "nothing shows that digest wrote them"
        echo(f"Kept in {found.output} ({why}): {and_more(kept, _MAX_FILES)}")
    if cache.is_symlink():
        echo(f"Kept: {cache}, which is a link.")


def _confirm(found: Leftovers, yes: bool) -> None:
    """Ends the command unless the user agrees."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail("nothing was removed: use --yes to remove without confirmation.")
    question = "Remove it, including your edits?" if found.changed else "Remove it?"
    if not click.confirm(question):
        fail("nothing was removed.")
