"""The command line: the only room that knows click. A command makes a job of what was typed and tells how it went.

Exit codes: 0 all published (warnings do not count), 1 an article is missing or lacks a field, or nothing was published,
2 the command line itself is wrong.

Each command has a file of its own and loads what it needs when it runs, so that ``digest --help`` is quick.

Given up: commands of plugins.
"""

from __future__ import annotations

import click

from digest import __version__
from digest.cli.build import build
from digest.cli.check import check
from digest.cli.clean import clean
from digest.cli.explain import explain
from digest.cli.index import index
from digest.cli.init import init
from digest.cli.records import records
from digest.cli.serve import serve
from digest.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="digest")
def main() -> None:
    """Turn a folder of raw news articles into a press review: a static site by topic and by date."""


for command in (build, check, clean, explain, index, init, records, serve, verify):
    main.add_command(command)
