"""How a text writes a phrase when no headline and no beginning of a sentence gives it a capital.

Given up: names that stand nowhere but at the beginning of a sentence and before no other capital; they lose theirs.
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
        forms: Counter[str] = Counter()
        cased: dict[str, list[tuple[bool, str]]] = {}
        for place in places:
            which = bisect_right(self._starts, place) - 1
            passage, at = self._passages[which], place - self._starts[which]
            start, end = passage.spans[at][0], passage.spans[at + size - 1][1]
            form = passage.text[start:end]
            forms[form.lower()] += 1
            cased.setdefault(form.lower(), []).append((self._counts(passage, at), form))
        best = forms.most_common(1)[0][0]
        inside = Counter(form for counts, form in cased[best] if counts)
        if inside:
            return inside.most_common(1)[0][0]
        return self._lowered(cased[best][0][1])

    def _counts(self, passage: Passage, at: int) -> bool:
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
