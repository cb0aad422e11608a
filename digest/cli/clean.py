"""``digest clean``.

What a listing names is ours, and so are three folders by their names: ``.digest-cache/`` of the site, the stage that a
killed build left beside its output, and the one that a killed ``init`` left in the site's folder. A link in the place of one of
them is not followed.

Rejected: cleaning the seeds. Nothing in them was made by a build.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli.shared import fail, job, places, say, times
from digest.errors import DigestError
from digest.publish import lock

if TYPE_CHECKING:
    from digest.publish import Leavings

CACHE = ".digest-cache"
_NAMED = 5  # files that are named one by one


@click.command()
@places(output=True)
@click.option("--yes", is_flag=True, help="Remove without asking.")
def clean(config: Path | None, seeds: Path | None, output: Path | None, yes: bool) -> None:
    """Remove what builds made: the site, the cache, and what a build that was stopped has left."""
    from digest import publish
    from digest.starter import staging

    task = job(config, seeds, output)
    cache = task.config.parent / CACHE
    try:
        found = publish.leavings(task.output, seeds=task.seeds_path)
        begun = staging.stage_in(task.config.parent)
        _tell(found, cache)
        if begun.is_dir():
            say(f"{begun}: what a “digest init” that was stopped had made.")
        elif found.nothing and not _is_cache(cache):
            say("There is nothing to remove.")
            return
        _ask(found, yes)
        with _nobody_works_in(cache):
            done = publish.remove(task.output, seeds=task.seeds_path)
            if _is_cache(cache):
                publish.remove(cache / "preview", seeds=task.seeds_path)  # not while it is being built
                shutil.rmtree(cache)
            staging.put_away(task.config.parent)
    except DigestError as error:
        say(str(error), err=True, lines=True)
        fail("not all of it is removed.")
    except OSError as error:
        fail(f"{cache} cannot be removed: {error.strerror or error}.")
    say(f"Removed. {times(len(done.ours), 'file')} of the site are gone; the seeds are as they were.")


def _is_cache(cache: Path) -> bool:
    return cache.is_dir() and not cache.is_symlink()


@contextmanager
def _nobody_works_in(cache: Path) -> Iterator[None]:
    """Holds the locks of all that is kept in ``cache``: a build writes there from its first moment to its last, a preview is
    served from there. Ends the command where one of them is under way.
    """
    with ExitStack() as released:
        for folder in sorted(cache.iterdir()) if _is_cache(cache) else ():
            if lock.is_in(folder) and not folder.is_symlink():
                held = lock.acquire(folder)
                if held is None:
                    fail("a build or a preview of this site is under way, so nothing is removed. Wait till it is done.")
                released.callback(held.release)
        yield


def _tell(found: Leavings, cache: Path) -> None:
    """What would go, and what would stay."""
    if found.listed:
        say(f"The site in {found.output}: {times(len(found.ours), 'file')} that digest made.")
    if found.changed:
        say(f"  changed since by hand: {_names(found.changed)}")
    if found.stage:
        say(f"{found.stage.name}, beside it: made again when it is needed.")
    if _is_cache(cache):
        say(f"{cache}: made again when it is needed.")
    if stays := (*found.foreign, *found.kept):
        why = "not made by digest" if found.listed else "no listing says that digest made them"
        say(f"What stays in {found.output} ({why}): {_names(stays)}")
    if cache.is_symlink():
        say(f"What stays: {cache}, which is a link.")


def _names(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _ask(found: Leavings, yes: bool) -> None:
    """Goes on only if somebody said yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail("nothing is removed: say --yes to remove it without being asked.")
    question = "Remove it, with the changes made by hand?" if found.changed else "Remove it?"
    if not click.confirm(question):
        fail("nothing is removed.")
