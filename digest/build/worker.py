"""What a worker loads before all else of this program, so that it says nothing if the rest cannot be loaded: what becomes of it
is for the process that started it to tell.

Rejected: what Python says before that, of an installation that is broken.
"""

from __future__ import annotations

import os
import sys
from multiprocessing.context import SpawnContext, SpawnProcess

if "--multiprocessing-fork" in sys.orig_argv:
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process lives


class Worker(SpawnProcess):
    """A process that is made from a pickle that names this class, and so this file, first."""


class Workers(SpawnContext):
    """Starts workers anew: fork would copy whatever threads hold, and spawn is the way that all systems have."""

    Process = Worker
