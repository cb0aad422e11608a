"""Which program this is: what it made can be taken over by the very same program only.

The same is one with the same files (so that a checkout may change under way), the same Python and the same packages installed
beside it. What a package is called and which version it has is in the name of its ``.dist-info`` folder.

Rejected: asking ``importlib.metadata`` on one machine, which would read a file of each package at every start.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path

from digest.package import FOLDER, builtin_theme
from digest.sources.signatures import contents, survey

_NAME = "news-digest"


def program_key() -> dict[str, str]:
    """All that tells this program from another, but for its theme: names and signatures."""
    key = survey(FOLDER, _is_program)
    key["python"] = sys.version
    for folder in sys.path:
        key |= dict.fromkeys(_installed(Path(folder)), folder)
    return key


def identity() -> dict[str, str]:
    """As ``program_key``, equal on all machines where the same is installed: a hash of this program, and versions by name."""
    from hashlib import sha256
    from importlib.metadata import PackageNotFoundError, requires, version

    told = {"Python": platform.python_version()}
    try:
        wanted = [re.split(r"[^\w.-]", line)[0] for line in requires(_NAME) or () if "extra ==" not in line]
    except PackageNotFoundError:  # run from its files, without having been installed
        wanted = []
    files = sorted(
        {**contents(FOLDER, _is_program), **contents(builtin_theme(), lambda _, name: name != "__pycache__")}.items()
    )
    told |= {name: version(name) for name in wanted}
    return told | {"digest": sha256(repr(files).encode()).hexdigest()[:12]}


def _is_program(prefix: str, name: str) -> bool:
    return name != "__pycache__" and FOLDER / (prefix + name) != builtin_theme()


def _installed(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []  # a zip file, or a folder that is not there: it holds none of ours
