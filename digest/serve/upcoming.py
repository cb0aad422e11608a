"""The pages that a build of the preview is about to publish, for browsers that ask for them before it has.

Once a site is planned, it is known which of its files change, but for those of the search index, which is made last; rendering
all of them takes as long again. So open pages reload at once, and the build renders what they ask for before the rest. Until the
new site is published, its pages come from the stage, and the files that it keeps from the output. All are the files of the new
site, byte for byte.

Two threads use an ``Upcoming``, that of the build and that of the server. Each of their steps on the dictionary and the queue is
one operation, which Python does not interrupt.

Rejected: rendering in the server's thread. Two threads of Python take turns, and the cache belongs to the thread of the build.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from digest.pages import PageSpec

_STEP = 0.004  # seconds between two looks whether a page is there


class Upcoming(list[PageSpec[Any]]):
    """Pages that will be rendered below the folder ``root``: those first that the server asks for, while the build iterates over
    them.
    """

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        self._left: dict[str, PageSpec[Any]] = {}
        self._made: frozenset[str] = frozenset()
        self._kept: Set[str] = frozenset()
        self._asked: deque[str] = deque()
        self._are_all_known = False
        self._is_over = False

    def add(self, kept: Set[str], pages: Sequence[PageSpec[Any]], *, are_all: bool) -> None:
        """Go on with ``pages``, when all before have been rendered. Files at the addresses ``kept`` are in the output.
        ``are_all`` is whether the site has no other files.
        """
        self[:] = pages
        self._left = {page.url: page for page in pages}
        self._made |= self._left.keys()
        self._kept = kept
        self._are_all_known = are_all

    def __iter__(self) -> Iterator[PageSpec[Any]]:
        """The pages added last. The caller has rendered one when it takes the next."""
        while self._left:
            page = self._left.get(self._asked.popleft()) if self._asked else next(iter(self._left.values()))
            if page is not None:  # else it has been rendered since
                yield page
                del self._left[page.url]

    def end(self) -> None:
        """The site is published, or will not be: all files are those of the output."""
        self._is_over = True

    def has(self, address: str) -> bool:
        """Whether the new site has, or may have, a file at ``address``."""
        return not self._are_all_known or address in self._kept or address in self._made

    async def read(self, address: str) -> bytes | None:
        """The new file at ``address``, as soon as it is rendered; None if it is, or will be by then, in the output."""
        while not (self._are_all_known or self._is_over or address in self._kept or address in self._made):
            await asyncio.sleep(_STEP)
        if address not in self._made:
            return None
        self._asked.append(address)
        while address in self._left and not self._is_over:
            await asyncio.sleep(_STEP)
        try:
            return (self._root / address).read_bytes()
        except OSError:  # on its way to the output
            while not self._is_over:
                await asyncio.sleep(_STEP)
            return None
