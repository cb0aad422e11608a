"""Anchors inside an article: ids that say what they lead to and never meet an id of the page around it.

They begin with ``s-``, a prefix that no template uses, and go on with the crosshead's words in Latin letters.

Rejected: anchors that survive a change of wording.
"""

from __future__ import annotations

import re

from anyascii import anyascii

PREFIX = "s-"
_MOST = 60  # characters of the words


class Anchors:
    """Makes the anchors of one article, all different."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}
        self._taken: set[str] = set()

    def make(self, text: str) -> str:
        """The anchor of a crosshead that reads ``text``: ``s-words``, ``s-words-2`` where that is taken."""
        words = re.sub(r"['’ʼ]", "", text[: 4 * _MOST])
        plain = re.sub(r"[^a-z0-9]+", "-", anyascii(words).lower()).strip("-")[:_MOST].strip("-") or "x"
        anchor = PREFIX + plain
        number = self._next.get(plain, 1)
        while anchor in self._taken:
            number += 1
            anchor = f"{PREFIX}{plain}-{number}"
        self._next[plain] = number
        self._taken.add(anchor)
        return anchor
