"""The command line: the only room that knows click. A command makes a job of what was typed and tells how it went.

Exit codes: 0 all published (warnings do not count), 1 an article is missing or lacks a field, or nothing was published,
2 the command line itself is wrong. A command that is interrupted cleans up and ends by the signal that it got (130 or 143 in a
shell).

Each command has a file of its own that is loaded when it is asked for, and loads in turn what it needs when it runs, so that
starting takes as long as loading click.

Rejected: commands of plugins.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

import click

from digest import __version__

COMMANDS = ("build", "check", "clean", "explain", "index", "init", "records", "serve", "verify")
_NAME = "digest.command"  # of click's context: what was asked for


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the library gives it
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        ctx.meta[_NAME] = cmd_name
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, getattr(import_module(f"{__name__}.{cmd_name}"), cmd_name))

    def invoke(self, ctx: click.Context) -> object:
        from digest.cli.shared import UNTOUCHED, interruptible

        def state() -> str:
            return "nothing was created." if ctx.meta.get(_NAME) == "init" else UNTOUCHED

        with interruptible(state):  # from now on, whatever a command loads and does
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
def main() -> None:
    """Turn a folder of raw news articles into a press review: a static site by topic and by date."""
    from digest.build.executors import collect_seldom

    collect_seldom()
