"""The text of a page in chunks: short ones joined, long ones split when they are scanned or written.

A page may be as long as an article, and a single character beyond Latin-1 makes Python store a text with two or four bytes a
character. So a long chunk is never joined with the rest of its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_LONG = 1 << 20  # characters


def join(chunks: Sequence[str]) -> list[str]:
    """The same text in few chunks: those that are not long are joined."""
    if sum(map(len, chunks)) <= _LONG:  # as nearly every page is
        return ["".join(chunks)]
    found: list[str] = []
    waiting: list[str] = []
    length = 0
    for chunk in chunks:
        if length + len(chunk) > _LONG:
            found.append("".join(waiting))
            waiting, length = [], 0
        if len(chunk) > _LONG:
            found.append(chunk)
        else:
            waiting.append(chunk)
            length += len(chunk)
    return [*found, "".join(waiting)]


def split(chunks: Iterable[str]) -> Iterator[str]:
    """The same text in chunks none of which is long, each made when it is asked for."""
    for chunk in chunks:
        if len(chunk) <= _LONG:
            yield chunk
        else:
            yield from (chunk[start : start + _LONG] for start in range(0, len(chunk), _LONG))


def without_trailing_space(chunks: Sequence[str]) -> list[str]:
    """The same text without white space at its end."""
    found = list(chunks)
    while found and not (last := found.pop().rstrip()):
        pass
    return [*found, last] if chunks else []
