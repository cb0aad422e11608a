"""Which articles are one: the same document, the same address, the same words, or nearly the same text.

Texts are nearly the same if most shingles of the shorter one are in the other (``site/features.py``). Rejected: a lower share,
which also finds two papers' versions of one agency report.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from msgspec import Struct

from digest import readers
from digest.errors import Problem
from digest.i18n import fold
from digest.importers.addresses import host_of, without_tracking
from digest.model import BlockKind, Document
from digest.site.duplicates import containment
from digest.site.features import shingles_of, words_of

_SAME = 0.8  # share of the shorter text's shingles that the other must have
_LENGTHS = 0.5  # a text of less than this share of the other's length is an excerpt, not a duplicate
_ID = re.compile(rb"^id: (.+)$", re.MULTILINE)
_HEAD = 5000  # bytes in which the number of a document is looked for


class Fingerprint(Struct, frozen=True, array_like=True):
    """What tells whether two articles are one: ``keys`` that no two articles share, with words for them, and the shingles of the
    text, with the rate at which they are kept and the number of words. ``is_reference``: there is no text. ``entry`` is headline,
    source and date, if all are stated: a reference with those of a text is one with it, whereas two texts with them may be parts
    of a column.
    """

    title: str
    keys: tuple[tuple[str, str], ...] = ()
    rate: int = 1
    shingles: frozenset[int] = frozenset()
    words: int = 0
    is_reference: bool = False
    entry: str = ""
    problem: Problem | None = None


def fingerprint_of(data: bytes, file: str) -> Fingerprint:
    """What identifies the article in ``data``; without keys if it cannot be read."""
    document = readers.parse(data, file)
    if isinstance(document, Problem):
        return Fingerprint(title="", problem=document)
    words = [
        word for block in document.blocks if block.kind is not BlockKind.FURNITURE for word in words_of(block.text)
    ]
    title = fold(title_of(document))
    keys = []
    if (found := _ID.search(data[:_HEAD])) and title:
        keys.append((f"id {found[1].decode('utf-8', 'replace').strip()} {title}", "the same document"))
    if "url" in document.declared and (address := _address(document)):
        keys.append((f"address {address}", "the same address"))
    if words:
        keys.append((f"words {title} {zlib.crc32(b' '.join(words))} {len(words)}", "the same text"))
    else:
        kept = (document.declared[name].text for name in ("date", "source", "summary") if name in document.declared)
        keys.append((f"reference {title} {' '.join(map(str, kept))}", "the same reference"))
    entry = [document.declared[name].text for name in ("source", "date") if name in document.declared]
    rate, shingles = shingles_of(words)
    return Fingerprint(
        title=title_of(document),
        keys=tuple(keys),
        rate=rate,
        shingles=shingles,
        words=len(words),
        is_reference=not words,
        entry=f"entry {title} {' '.join(map(str, entry))}" if title and len(entry) == 2 else "",
    )


def title_of(document: Document) -> str:
    """The declared headline; empty if missing."""
    declared = document.declared.get("title")
    return "" if declared is None else " ".join(str(declared.text).split())


def _address(document: Document) -> str:
    """The address without scheme, “www.”, fragment and what only tells whence a reader came; empty for a home page."""
    address = without_tracking(str(document.declared["url"].text).strip())
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path, query = parts.path.rstrip("/"), urlencode(parse_qsl(parts.query))
    return f"{host_of(address)}{path}?{query}" if path or query else ""


class Duplicates:
    """Finds which of the articles to be added are one with another or with one of the seeds.

    ``found`` has them by number: of which file, and why. Of two that are to be added the one with a text is kept. ``completing``
    has texts of which the seeds hold the reference, with its file.
    """

    def __init__(self, fingerprints: Sequence[Fingerprint]) -> None:
        self.fingerprints = fingerprints
        self._holders: dict[int, list[int]] = defaultdict(list)  # of each shingle, by number
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(fingerprints):
            for shingle in one.shingles:
                self._holders[shingle].append(number)
            for key in (*(key for key, _ in one.keys), *filter(None, [one.entry])):
                self._by_key[key].append(number)
        self.found: dict[int, tuple[str, str]] = {}
        self.completing: dict[int, str] = {}

    def compare_with_seed(self, other: Fingerprint, file: str) -> None:
        """Find the duplicates of ``other``, which is ``file`` of the seeds."""
        for number, why in self._like(other):
            if other.is_reference and not self.fingerprints[number].is_reference:
                self.completing.setdefault(number, file)
            else:
                self.found.setdefault(number, (file, why))

    def compare_each(self, names: Sequence[str]) -> None:
        """Find the duplicates among those to be added, which are called ``names``."""
        order = sorted(range(len(names)), key=lambda number: (self.fingerprints[number].is_reference, number))
        place = {number: at for at, number in enumerate(order)}
        for number in order:
            if number in self.found:
                continue
            for other, why in self._like(self.fingerprints[number]):
                if place[other] > place[number]:
                    self.found.setdefault(other, (names[number], why))

    def _like(self, other: Fingerprint) -> Iterator[tuple[int, str]]:
        """The numbers of those that are one with ``other``, and why."""
        for key, why in other.keys:
            yield from ((number, why) for number in self._by_key.get(key, ()))
        for number in self._by_key.get(other.entry, ()):
            if self.fingerprints[number].is_reference != other.is_reference:
                yield number, "the same headline, source and date"
        for number in {number for shingle in other.shingles for number in self._holders.get(shingle, ())}:
            if _is_same(self.fingerprints[number], other):
                yield number, "nearly the same text"


def _is_same(one: Fingerprint, other: Fingerprint) -> bool:
    least, most = sorted((one.words, other.words))
    return least >= _LENGTHS * most and containment((one.rate, one.shingles), (other.rate, other.shingles)) >= _SAME
