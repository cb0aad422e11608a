"""``digest serve``.

Rejected: an option for the folder of the preview. It is ``.digest-cache/`` next to digest.yml, and ``digest clean`` removes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from digest.cli.shared import (
    echo,
    plural,
    progress,
    report_crash,
    report_problems,
    signals_as_interrupts,
    with_job,
)
from digest.errors import Fatal, Problem, Severity, and_more

if TYPE_CHECKING:
    from digest.build.job import Job
    from digest.serve import Rebuilt

_MAX_CAUSES = 3  # changed files named in a line


@click.command(short_help="Preview the site; rebuild when a file changes.")
@with_job("seeds")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to bind.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port; the next free one is used if it is taken.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the preview in the browser.")
def serve(job: Job, host: str, port: int, open_browser: bool) -> None:
    """Preview the site (including drafts); rebuild and reload when a file changes."""
    from digest.serve import FOLDER, open_preview
    from digest.serve.server import is_loopback

    job = replace(job, output=job.config.parent / FOLDER, preview=True, published=job.output)
    with _until_interrupted():
        try:
            with open_preview(job, host, port, progress()) as preview:
                if port not in (0, preview.port):
                    echo(f"Port {port} is in use; using {preview.port}.")
                echo(f"Preview at {preview.url} (Ctrl-C to stop).")
                if not is_loopback(host):
                    echo("Warning: anyone on your network can read the preview, including drafts.", err=True)
                known: list[Problem] = []
                for rebuilt in preview.builds():
                    known = _report(rebuilt, known)
                    if open_browser:
                        open_browser = False
                        click.launch(preview.url)
        except Fatal as error:
            echo(str(error), err=True, lines=True)
            sys.exit(1)


def _report(rebuilt: Rebuilt, known: list[Problem]) -> list[Problem]:
    """Prints the result of a build and those of its problems that are not ``known``. Returns all its problems."""
    problems = [*rebuilt.result.problems, *rebuilt.fatal]
    crash = rebuilt.fatal if rebuilt.crash else ()  # reported with its traceback instead, once
    report_problems(
        [problem for problem in problems if problem not in known and problem not in crash], Severity.WARNING
    )
    if rebuilt.crash and not all(problem in known for problem in crash):
        report_crash(rebuilt.crash, "the preview shows the last good build.")
    cause = f" ({and_more(rebuilt.causes, _MAX_CAUSES)})" if rebuilt.causes else ""
    if rebuilt.fatal:
        echo(f"Build failed{cause}; showing the last good build and the errors.")
        return problems
    result = rebuilt.result
    changed = f"{plural(rebuilt.changed, 'file')} of the site changed" if rebuilt.changed else "nothing changed"
    counts = [plural(n, word) for n, word in ((result.errors, "error"), (result.warnings, "warning")) if n]
    verb = "Rebuilt" if rebuilt.causes else "Built"
    echo(", ".join([f"{verb} in {rebuilt.seconds:.1f} s: {changed}{cause}", *counts]))
    return problems


@contextmanager
def _until_interrupted() -> Iterator[None]:
    """Ctrl-C and SIGTERM are the normal end of a preview: exit code 0."""
    try:
        with signals_as_interrupts():
            yield
    except KeyboardInterrupt:
        echo("\nPreview stopped.", lines=True)
