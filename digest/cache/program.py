"""Which program this is: what it made can be taken over by the very same program only.

The same is one with the same files (so that a checkout may change under way), the same Python and the same packages installed
beside it. What a package is called and which version it has is in the name of its ``.dist-info`` folder.

Given up: asking ``importlib.metadata``, which would read a file of each package at every start.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from digest.cache.signatures import survey
from digest.package import FOLDER, builtin_theme


def program_key() -> dict[str, str]:
    """All that tells this program from another, but for its theme: names and signatures."""
    key = survey(FOLDER, lambda prefix, name: name != "__pycache__" and FOLDER / (prefix + name) != builtin_theme())
    key["python"] = sys.version
    for folder in sys.path:
        key |= dict.fromkeys(_installed(Path(folder)), folder)
    return key


def _installed(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []  # a zip file, or a folder that is not there: it holds none of ours
