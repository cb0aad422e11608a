"""The command ``digest`` and its subcommands, each of which is imported when it is called.

Exit codes: 0 success (warnings do not count), 1 an article is missing or lacks a field, or nothing was published, 2 the command
line is wrong. An interrupted command cleans up and ends by the signal that it received (130 or 143 in a shell).

A subcommand imports in turn what it needs when it runs, so that starting takes as long as importing click.

Rejected: commands from plugins.
"""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, cast

import click

from digest import __version__


class _Entry(NamedTuple):
    module: str
    example: str  # the end of the command's help


COMMANDS = {
    "add": _Entry("add", "digest add Factiva-2025.html ~/clippings --dry-run"),
    "build": _Entry("build", "digest build --strict --base-url https://example.org/press/"),
    "check": _Entry("check", "digest check --strict"),
    "clean": _Entry("clean", "digest clean --yes"),
    "edition": _Entry("export", "digest edition 2025-W07 | mail -s 'Press review' desk@example.org"),
    "explain": _Entry("explain", "digest explain seeds/2025-03-04-harbour.txt"),
    "export": _Entry("export", "digest export epub review.epub --date 2025-02 --topic Politics"),
    "index": _Entry("index", "digest index --write headline,date,topics --dry-run"),
    "init": _Entry("init", 'digest init review --from ~/clippings --title "Press review"'),
    "new": _Entry("add", "digest new"),
    "publish": _Entry("publish", "digest publish git:gh-pages"),
    "records": _Entry("explain", "digest records > records.jsonl"),
    "send": _Entry("export", "digest send --date 2025-W07 --dry-run"),
    "serve": _Entry("serve", "digest serve --port 8080 --open"),
    "story": _Entry("story", 'digest story join seeds/fire.txt seeds/blaze.txt --name "Market fire"'),
    "verify": _Entry("check", "digest verify --output /var/www/press"),
}
_NAME = "digest.command"  # in click's context: the name of the subcommand


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        ctx.meta[_NAME] = cmd_name
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            from difflib import get_close_matches  # imported lazily: only for a wrong name

            near = get_close_matches(cmd_name, COMMANDS, n=1)
            ctx.fail(
                f"no such command “{cmd_name}”. " + (f"Did you mean “{near[0]}”?" if near else "Try “digest --help”.")
            )
        command = cast(click.Command, getattr(import_module(f"digest.cli.{entry.module}"), cmd_name))
        command.epilog = f"\b\nExample:\n  {entry.example}"
        return command

    def invoke(self, ctx: click.Context) -> object:
        from digest.cli.shared import OUTPUT_UNCHANGED, report_failures

        def state() -> str:
            return "nothing was created." if ctx.meta.get(_NAME) == "init" else OUTPUT_UNCHANGED

        with report_failures(state):  # covers importing the command, too
            return super().invoke(ctx)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  digest init review && cd review && digest serve",
)
@click.version_option(__version__, prog_name="digest")
def main() -> None:
    """Turn a folder of news articles into a press review: a static site with pages by topic and by date."""
    from digest.build.executors import collect_seldom

    collect_seldom()
