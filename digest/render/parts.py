"""A page in parts: short ones joined, long ones cut when they are looked at or written.

A page may be as long as an article, and a single sign beyond Latin makes a text of two or four bytes a character. So what is
long is never joined with the rest of its page.

Rejected: parts of one size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_LONG = 1 << 20  # characters


def joined(parts: Sequence[str]) -> list[str]:
    """The same text in few parts: what is not long, together, is one."""
    if sum(map(len, parts)) <= _LONG:  # as nearly every page is
        return ["".join(parts)]
    found: list[str] = []
    waiting: list[str] = []
    length = 0
    for part in parts:
        if length + len(part) > _LONG:
            found.append("".join(waiting))
            waiting, length = [], 0
        if len(part) > _LONG:
            found.append(part)
        else:
            waiting.append(part)
            length += len(part)
    return [*found, "".join(waiting)]


def cut(parts: Iterable[str]) -> Iterator[str]:
    """The same text in parts none of which is long, each made when it is asked for."""
    for part in parts:
        if len(part) <= _LONG:
            yield part
        else:
            yield from (part[start : start + _LONG] for start in range(0, len(part), _LONG))


def without_end(parts: Sequence[str]) -> list[str]:
    """The same text without white space at its end."""
    found = list(parts)
    while found and not (last := found.pop().rstrip()):
        pass
    return [*found, last] if parts else []
