"""What pieces of words tell of the languages of one script: the table behind ``language``, read from ``data/languages``.

A file is gzipped text, the same bytes each time it is made (``tools/language_model.py``): comment lines, then a line of
tags, one for each profile (a language in one writing may have several), the first ``und``; the features, one a line;
an empty line; and for each feature, in order, a digit in base 16 for each profile, without a break. A feature is three
letters in a row or a whole word, with a space where a word begins or ends. Its digit d says that it stands in texts of the
profile exp((d - 6) / 2) times as often as in all languages on the average; so ``und``, the average, has 6 everywhere.

To add the digits of hundreds of features for each of fifty profiles would take tens of thousands of steps. Here
a feature's digits are one integer, sixteen bits a profile, and one addition adds them all.
Rejected: numpy, and making integers of all features when the file is read.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "languages"
STEP = 0.5  # of a logarithm, what a digit weighs
NEUTRAL = 6  # the digit of a feature that is as frequent as on the average
MOST = 15
_WHOLE = 2  # times that a whole word counts; its pieces, some five that say much the same, do not count beside it
_LANE = 16  # bits: enough for some 4,000 features of the highest digit
_REMEMBERED = 50_000  # pieces and words, beyond which only features are
_DIGITS = bytes(int(chr(code), 16) if chr(code) in "0123456789abcdef" else 0 for code in range(256))


class Model:
    """The profiles of one script. ``tags`` has the language of each, the first is ``und``; ``weigh`` what a word says."""

    def __init__(self, tags: tuple[str, ...], features: list[str], digits: bytes) -> None:
        self.tags = tags
        self._rows = _Rows(features, digits, len(tags))
        self.weigh = lru_cache(maxsize=_REMEMBERED)(self._weighed)  # the next text has most of these words too

    def _weighed(self, word: str) -> tuple[int, int]:
        """What the features of ``word`` (lower case) say together, and what the whole word alone; 0 for nothing.

        Integers of which sums and multiples say the same of many words: see ``sums`` and ``digit``.
        """
        run = f" {word} "
        if whole := self._rows[run]:
            return _WHOLE * whole, whole
        return sum(map(self._rows.__getitem__, map("".join, zip(run, run[1:], run[2:], strict=False)))), 0

    def sums(self, weight: int) -> list[int]:
        """The sum of the digits of each of ``tags``."""
        return [digit(weight, profile) for profile in range(len(self.tags))]


def digit(weight: int, profile: int) -> int:
    """The digit, or the sum of digits, of one profile."""
    return weight >> _LANE * profile & 0xFFFF


class _Rows(dict[str, int]):
    """For each feature its digits as one integer, 0 for what is none; made when first asked for, and remembered."""

    def __init__(self, features: list[str], digits: bytes, width: int) -> None:
        self._digits, self._width = digits, width
        self._places = dict(zip(features, range(0, len(digits), width), strict=True))

    def __missing__(self, feature: str) -> int:
        place = self._places.get(feature)
        row = 0
        if place is not None:
            digits = self._digits[place : place + self._width].translate(_DIGITS)
            row = int.from_bytes(digits.decode("latin-1").encode("utf-16-le"), "little")  # each digit in two bytes
        if place is not None or len(self) < _REMEMBERED:  # there is no end of what is none
            self[feature] = row
        return row


@cache
def model_of(script: str) -> Model:
    """The model of the languages that are written in ``script``, as ``language`` calls it. Raises OSError if there is none."""
    return parse(gzip.decompress((DATA / f"{script.lower()}.gz").read_bytes()))


def parse(content: bytes) -> Model:
    """The model that ``content`` says in the form above."""
    head, digits = content.split(b"\n\n")
    lines = head.decode().split("\n")
    start = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return Model(tuple(lines[start].split()), lines[start + 1 :], digits.rstrip())
