"""The countries of cities that news names often, by their names in several languages (``data/cities.txt``).

Rejected: a gazetteer of the world, in which most names of cities are names of several.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from digest.i18n import name_key

_FILE = Path(__file__).parent.parent / "data" / "cities.txt"


def country_of(city: str) -> str | None:
    """The ISO 3166-1 code of the country in which ``city`` is; None where that is not known."""
    return _countries().get(name_key(city))


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    lines = [line.partition(": ") for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {name_key(name.replace("_", " ")): code for code, _, names in lines for name in names.split()}
