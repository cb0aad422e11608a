"""Where the program itself stands: its package, and the theme that it ships.

Rejected: ``importlib.resources``. Templates and tables are files that other libraries open by their path.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def builtin_theme() -> Path:
    """The folder of the built-in theme: inside the package in a wheel, beside it in a checkout."""
    packed = FOLDER / "templates"
    return packed if packed.is_dir() else FOLDER.parent / "templates"
