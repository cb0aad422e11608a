"""``digest verify``.

Rejected: mending. A build does that.
"""

from __future__ import annotations

from pathlib import Path

import click

from digest.cli.shared import fail, fatal, job, places, say
from digest.errors import Fatal


@click.command()
@places(output=True, seeds=False)
def verify(config: Path | None, output: Path | None) -> None:
    """Compare the output with the hashes of the build that made it."""
    from digest.publish import verify as compare

    folder = job(config, None, output).output
    try:
        found = compare(folder)
    except Fatal as error:
        fatal(error, "there is nothing to compare.")
    for word, names in (("changed", found.changed), ("missing", found.missing), ("foreign", found.foreign)):
        for name in names:
            say(f"{word}: {name}")
    if not found.ok:
        fail("the output is not as it was built. Build again, or publish from a fresh build.")
    say(f"{folder}: {found.total} files, all as they were built.")
