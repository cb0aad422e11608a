"""An article's text as everything that infers reads it: divided into passages, words and sentences once, for all.

A passage is a block of text, its white space put right. Only the beginning of a very long article is read, ``REACH``
characters, so that no input costs more than so much. Words and sentences are found when somebody first asks: a field that
is declared costs nothing.

Rejected: text that is code; and an own division for each field.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property, lru_cache

from digest.infer.sentences import sentences, spans
from digest.infer.stems import folded
from digest.model import Block, BlockKind

REACH = 8_000  # characters of an article that are read
_folded = lru_cache(maxsize=1 << 14)(folded)  # the same words come again, in this text and the next


class Passage:
    """A block as it is read.

    ``text`` is one line without white space at its ends; ``place`` the block's index in the article, ``cut`` whether more of
    it stands beyond ``REACH``.
    """

    def __init__(self, kind: BlockKind, text: str, language: str, *, place: int = 0, cut: bool = False) -> None:
        self.kind, self.text, self.language, self.place, self.cut = kind, text, language, place, cut

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word of ``text`` starts and ends (``sentences.spans``)."""
        return spans(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words as they are written, one for each of ``spans``."""
        text = self.text
        return [text[start:end] for start, end in self.spans]

    @cached_property
    def folded(self) -> list[str]:
        """The words without case and accents, one for each of ``spans``."""
        return [word.lower() if word.isascii() else _folded(word) for word in self.words]

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences, in order, none empty; the last one may be cut off where ``cut`` is set."""
        return sentences(self.text, self.language)


class Text:
    """The passages of one article in ``language``, a BCP 47 tag, ``und`` where undetermined.

    ``aside`` are the places of blocks that are about the article and no part of its text: bylines, dates, kickers.
    """

    def __init__(self, blocks: Sequence[Block], language: str, aside: Set[int] = frozenset()) -> None:
        self.blocks, self.language, self.aside = blocks, language, aside

    @cached_property
    def lines(self) -> tuple[Passage, ...]:
        """Every block but code and furniture that has something to read, in order, as far as ``REACH``."""
        found: list[Passage] = []
        left = REACH
        for place, block in enumerate(self.blocks):
            if left <= 0:
                break
            if block.kind in (BlockKind.CODE, BlockKind.FURNITURE):
                continue
            text = " ".join(block.text[:left].split())
            if text:
                found.append(Passage(block.kind, text, self.language, place=place, cut=len(block.text) > left))
            left -= len(block.text) + 1
        return tuple(found)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """``lines`` without those set ``aside``: the article's own text."""
        return tuple(passage for passage in self.lines if passage.place not in self.aside)
