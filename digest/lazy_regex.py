"""Regular expressions that are compiled on first use.

Compiling a character class that holds the scripts of East Asia takes milliseconds, at every start of the program. Patterns
with such classes or very long alternations, which many runs do not need, are compiled when a text first needs them (20 of them
would take 100 ms together).

Rejected: doing so for all patterns. Most compile in less than a tenth of a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial


def lazy_regex(pattern: str) -> Callable[[], re.Pattern[str]]:
    """A function that returns ``pattern`` compiled, always the same object. Its first call raises re.error if it is invalid."""
    return lru_cache(maxsize=1)(partial(re.compile, pattern))
