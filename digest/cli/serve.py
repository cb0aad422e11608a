"""``digest serve``.

Rejected: choosing where the preview is kept. It is in ``.digest-cache/`` beside digest.yml, and ``digest clean`` removes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from digest.cli.shared import job, places, say, tell, tell_fault, terminable, times, watcher
from digest.errors import Fatal, Problem, Severity

if TYPE_CHECKING:
    from digest.serve import Rebuilt

_NAMED = 3  # saved files that a line names


@click.command()
@places(output=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; this machine's alone.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="If taken, the next free one."
)
@click.option("--open", "look", is_flag=True, help="Open it in the browser.")
def serve(config: Path | None, seeds: Path | None, host: str, port: int, look: bool) -> None:
    """Show the site as it would be published, and again whenever something is saved; drafts too."""
    from digest.serve import FOLDER, open_preview
    from digest.serve.hosts import is_loopback

    output = (config or Path("digest.yml")).parent / FOLDER
    usual = job(config, seeds, None)
    task = replace(usual, output=output, drafts=True, published=usual.output)
    with _ending():
        try:
            with open_preview(task, host, port, watcher(quiet=False)) as preview:
                if port not in (0, preview.port):
                    say(f"Port {port} is taken, so it is {preview.port}.")
                say(f"{preview.url} shows the preview; Ctrl-C ends it.")
                if not is_loopback(host):
                    say("Whoever reaches this machine's network can read it, drafts too.", err=True)
                told: list[Problem] = []
                for rebuilt in preview.builds():
                    told = _tell(rebuilt, told)
                    if look:
                        look = False
                        click.launch(preview.url)
        except Fatal as error:
            say(str(error), err=True, lines=True)
            sys.exit(1)


def _tell(rebuilt: Rebuilt, told: list[Problem]) -> list[Problem]:
    """Says how a build went, and of its problems those that are news; all of them are handed back."""
    found = [*rebuilt.result.problems, *rebuilt.fatal]
    hidden = rebuilt.fatal if rebuilt.fault else ()  # it is told with the file of its trace
    tell([problem for problem in found if problem not in told and problem not in hidden], Severity.WARNING)
    if rebuilt.fault and not all(problem in told for problem in hidden):  # each save may meet it; one file is enough
        tell_fault(rebuilt.fault, "the last good build is shown.")
    cause = f" ({_listed(rebuilt.causes)})" if rebuilt.causes else ""
    if rebuilt.fatal:
        say(f"not rebuilt{cause}: the last good build is shown, with what is wrong.")
        return found
    report = rebuilt.result
    what = "nothing changed" if not rebuilt.changed else f"{times(rebuilt.changed, 'file')} of the site changed"
    counted = [times(n, word) for n, word in ((report.errors, "error"), (report.warnings, "warning")) if n]
    word = "rebuilt" if rebuilt.causes else "built"
    say(", ".join([f"{word} in {rebuilt.seconds:.1f} s: {what}{cause}", *counted]))
    return found


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


@contextmanager
def _ending() -> Iterator[None]:
    """Ctrl-C and SIGTERM are how a preview ends: with a sentence, and no failure."""
    try:
        with terminable():
            yield
    except KeyboardInterrupt:
        say("\nThe preview has ended.", lines=True)
