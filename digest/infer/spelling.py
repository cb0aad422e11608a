"""How a text writes a phrase when no headline and no beginning of a sentence gives it a capital.

Rejected: names that stand nowhere but at the beginning of a sentence and before no other capital; they lose theirs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from digest.infer.passages import Passage
from digest.model import BlockKind

_BEGINS = frozenset(".!?…:;«»“”„\"'‘‹›—–•¿¡([。؟۔।")  # a word behind one of these may have its capital from it
_CAPITALISED = frozenset({"de", "lb"})  # languages whose nouns have capitals


class Spelling:
    """The spelling of the words of ``passages``, which are in ``language`` (a BCP 47 tag)."""

    def __init__(self, passages: Sequence[Passage], language: str) -> None:
        self._passages = passages
        self._nouns = language.split("-")[0] in _CAPITALISED
        self._starts: list[int] = []
        length = 0
        for passage in passages:
            self._starts.append(length)
            length += len(passage.spans)

    def phrase(self, places: Sequence[int], size: int) -> str:
        """The phrase of ``size`` words as it is written at most of ``places``.

        A place is the number of its first word, counted over all passages.
        """
        found = [self._at(place, size) for place in places]
        lower = Counter(form.lower() for _, _, form in found)
        best = max(lower, key=lower.__getitem__) if len(lower) > 1 else found[0][2].lower()
        if all(form == best for _, _, form in found):
            return best
        inside = Counter(
            form for passage, at, form in found if form.lower() == best and self._has_own_case(passage, at)
        )
        if inside:
            return max(inside, key=inside.__getitem__)
        return self._lowered(next(form for _, _, form in found if form.lower() == best))

    def is_name(self, place: int, size: int) -> bool:
        """Whether the phrase of ``size`` words at ``place`` is written with capitals that are its own."""
        passage, at, form = self._at(place, size)
        return (
            form[0].isupper()
            and form.rpartition(" ")[2][:1].isupper()
            and (size > 1 or self._has_own_case(passage, at))
        )

    def _at(self, place: int, size: int) -> tuple[Passage, int, str]:
        """The passage of ``place``, the number of the word in it, and how the phrase is written there."""
        which = bisect_right(self._starts, place) - 1
        passage, at = self._passages[which], place - self._starts[which]
        spans = passage.spans
        last = min(at + size, len(spans)) - 1  # a ligature may be two words when folded
        return passage, at, passage.text[spans[at][0] : spans[last][1]]

    def _has_own_case(self, passage: Passage, at: int) -> bool:
        """Whether the word number ``at`` has the case that it has inside sentences."""
        if passage.words[at][0].islower():
            return True
        if passage.kind is not BlockKind.PARAGRAPH or at == 0:
            return False
        return _BEGINS.isdisjoint(passage.text[passage.spans[at - 1][1] : passage.spans[at][0]])

    def _lowered(self, form: str) -> str:
        """``form`` without the capital of its first word, if it may have that from its place."""
        first, _, rest = form.partition(" ")
        if self._nouns or not first[1:].islower() or any(map(str.isupper, rest)):
            return form
        return form[0].lower() + form[1:]
