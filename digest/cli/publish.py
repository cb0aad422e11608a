"""``digest publish``.

Rejected: publishing without building. The site could show an article that is private by now.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from digest.cli.shared import (
    echo,
    fail,
    plural,
    progress,
    report_failures,
    report_no_base_url,
    report_problems,
    with_job,
)
from digest.errors import Fatal, Severity, problem
from digest.model import PUBLISHED

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.config import Setting

_NOTHING_SENT = "nothing was sent; the published site is unchanged."
_UNFINISHED = "not all was sent; run “digest publish” again."


@click.command()
@click.argument("target", metavar="[DEST]", required=False)
@with_job("remote seeds", "output", "jobs")
@click.option("--dry-run", is_flag=True, help="Build, and print how much would be sent, without sending it.")
@click.option(
    "--with-errors", is_flag=True, help="Publish even if articles have errors, without these articles or fields."
)
@click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
def publish(job: Job, target: str | None, dry_run: bool, with_errors: bool, quiet: bool) -> None:
    """Build the site and send to DEST what has changed.

    DEST is a folder, an object store (s3://BUCKET/PATH), a host (USER@HOST:PATH with rsync, sftp://USER@HOST/PATH), or a branch
    of the git repository around the site (git:gh-pages). Default is “publish” in digest.yml.
    """
    from digest.build.job import count
    from digest.build.pipeline import build
    from digest.config import read_file
    from digest.publish.destinations import keep_listing, open_target
    from digest.publish.listing import LISTING
    from digest.publish.maintenance import verify

    began = time.perf_counter()
    watcher = progress(quiet=quiet)
    states = [_NOTHING_SENT]  # the last is that of the published site
    with report_failures(lambda: states[-1]):
        place = target or _declared(read_file(job.config, job.config.name)[0], job.config)
        found = open_target(
            place, job.config.parent, job.cache, output=job.output, seeds=job.seeds.path, seeds_url=job.seeds_url
        )
        if found.listing and not (job.output / LISTING).exists():
            job = replace(job, published=keep_listing(found, job.cache / "published"))
        result = build(job, watcher)
        problems = [*found.problems, *result.problems]
        report_problems(problems, Severity.WARNING if quiet else Severity.NOTICE)
        if result.base_url is None and not quiet:
            report_no_base_url(
                "feeds and search engines get no addresses of pages, and the links of 404.html do not work"
            )
        errors = count(problems, Severity.ERROR)
        if errors and not with_errors:
            fix = "Correct them, or use --with-errors to publish without these articles or fields"
            fail(f"not published: {plural(errors, 'error')}. {fix}; {_NOTHING_SENT}")
        checked = verify(job.output)
        if not checked.ok:
            fail(
                f"not published: {job.output} was changed after the build. Run “digest publish” again; {_NOTHING_SENT}"
            )
        if dry_run:
            sent = found.changes(job.output)
        else:
            states.append(_UNFINISHED)
            sent = found.upload(job.output, watcher)
            states.append(PUBLISHED)
    if not quiet:
        state = "would be sent" if dry_run else "sent"
        removed = f", {sent.removed} removed" if sent.removed else ""
        seconds = time.perf_counter() - began
        echo(f"{place}: {sent.written} of {plural(sent.total, 'file')} {state}{removed}, {seconds:.1f} s")
    sys.exit(1 if errors else 0)


def _declared(layer: Mapping[str, Setting], config: Path) -> str:
    """The destination that digest.yml declares; a folder is relative to it."""
    setting = layer.get("publish")
    if setting is None:
        hint = "Name it: “digest publish DEST”, or “publish: DEST” in digest.yml."
        raise Fatal(
            problem(
                "no-destination", f"There is no “publish” in {config.name}, so it is not known where to publish.", hint
            )
        )
    text = str(setting.value)
    return str(config.parent / text) if ":" not in text else text
