"""How much is tried: a tenth of each amount, all of it with ``FAULTS=whole``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

FULL = os.environ.get("FAULTS") == "whole"
TIMEOUT = 300.0  # seconds after which something hangs; nothing that works takes a tenth of it


def amount(full: int) -> int:
    """``whole``, or a tenth of it, at least 1."""
    return full if FULL else max(1, full // 10)


def some(items: Sequence[T]) -> list[T]:
    """All ``items``, or every tenth: the same at each run."""
    return list(items if FULL else items[::10])


def portions(items: Sequence[T], count: int) -> list[list[T]]:
    """``items`` dealt out to ``count`` lists, so that processes can share a long test; none is empty."""
    return [list(items[start::count]) for start in range(min(count, len(items)))]
