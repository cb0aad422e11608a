"""Which sentences of a text a headline or dek was taken from, to tell readers.

Sentences are counted from 1 in paragraphs, without the headline, crossheads and lines that are only a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from digest.infer.dateline import is_date
from digest.infer.text import Text
from digest.model import BlockKind, Extract, LeftOut

_MOST = 40  # sentences that are searched
_ENDS = " .…。！？!?"


def extract_of(value: str, evidence: str, text: Text, headline: int | None) -> Extract | None:
    """Where in ``text`` the sentence is that begins with ``evidence``, from which ``value`` was taken; None if nowhere.

    ``headline`` is the index of the block that is the headline, if one is.
    """
    beginning, kept = evidence.rstrip(_ENDS), value.rstrip(_ENDS)
    for number, sentence in enumerate(islice(_sentences(text, headline), _MOST), 1):
        full = sentence[max(0, sentence.find(beginning)) :].rstrip(_ENDS)  # without a dateline
        if not full or not beginning or not (full.startswith(beginning) or beginning.startswith(full)):
            continue
        several = len(kept) > len(full) and kept.startswith(full)
        left_out = LeftOut.END if full.startswith(kept) else LeftOut.PARTS
        left_out = LeftOut.NOTHING if several or kept == full else left_out
        return Extract(first=number, last=number + several, left_out=left_out)
    return None


def _sentences(text: Text, headline: int | None) -> Iterator[str]:
    for passage in text.passages:
        if passage.kind is not BlockKind.CROSSHEAD and passage.index != headline:
            yield from (one for one in passage.sentences if not is_date(one, text.language))
