"""Makes ``--jobs 2`` start processes for the few items of a test site: the only place that knows how a build decides that.

``START_AT`` is prepended to code that runs in another process (``sitecustomize``), where this package cannot always be imported.
"""

from __future__ import annotations

FEW = 6  # items from which on a run with --jobs 2 starts processes


def start_at(least: int) -> str:
    """Python source that lowers the number of items for which processes are started to ``least``."""
    return f"""
import digest.build.executors as executors
pool_map = executors.Processes.map
executors.Processes.map = lambda self, function, items, least=0: pool_map(self, function, items, min(least, {least}))
"""


def lower_threshold(least: int = FEW) -> None:
    """Lowers it in this process."""
    exec(start_at(least), {})
