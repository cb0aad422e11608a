"""Regular expressions that are compiled when a text first needs them.

Python compiles a class of letters letter by letter, so one that holds the scripts of East Asia takes milliseconds, each time the
program starts. Patterns with such classes, which most texts never meet, wait for one that does.

Rejected: all other patterns. Most take less than a tenth of a millisecond, and stand where they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial


def late(pattern: str) -> Callable[[], re.Pattern[str]]:
    """What gives the compiled ``pattern``, each time the same. re.error at its first call, if it is none."""
    return lru_cache(maxsize=1)(partial(re.compile, pattern))
