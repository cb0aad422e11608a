"""What pieces of words tell of the languages of one script: the table behind ``language``, read from ``data/languages``.

A file is gzipped text, the same bytes each time it is made (``tools/language_model.py``): comment lines, then a line of
tags, one for each profile (a language in one writing may have several), the first ``und``; the features, one a line;
an empty line; and for each feature, in order, a digit in base 16 for each profile, without a break. A feature is three
letters in a row or a whole word, with a space where a word begins or ends. Its digit d says that it stands in texts of the
profile exp((d - 6) / 2) times as often as in all languages on the average; so ``und``, the average, has 6 everywhere.

To add the digits of hundreds of features for each of fifty profiles would take tens of thousands of steps. Here
a feature's digits are one integer, sixteen bits a profile, and one addition adds them all.

Given up: numpy, and reading the integers of features before a text has them.
"""

from __future__ import annotations

import gzip
from functools import cache
from itertools import chain
from operator import add
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "languages"
STEP = 0.5  # of a logarithm, what a digit weighs
NEUTRAL = 6  # the digit of a feature that is as frequent as on the average
MOST = 15
_LANE = 16  # bits: enough for some 4,000 features of the highest digit
_DIGITS = bytes(int(chr(code), 16) if chr(code) in "0123456789abcdef" else 0 for code in range(256))


class Model:
    """The profiles of one script. ``tags`` has the language of each, the first is ``und``."""

    def __init__(self, tags: tuple[str, ...], features: list[str], digits: bytes) -> None:
        self.tags = tags
        self._rows = _Rows(features, digits.translate(_DIGITS).decode("latin-1"), len(tags))

    def weigh(self, words: list[str]) -> list[int]:
        """For each of ``tags`` the sum of the digits of all features in ``words`` (lower case)."""
        run = f" {' '.join(words)} "
        pieces = map(add, map(add, run, run[1:]), run[2:])  # those with a space in the middle are no features
        total = sum(map(self._rows.__getitem__, chain(pieces, map(" {} ".format, words))))
        return [total >> shift & 0xFFFF for shift in range(0, _LANE * len(self.tags), _LANE)]

    def tells(self, word: str, profile: int) -> float:
        """How much oftener than on the average the whole ``word`` stands in texts of ``profile``, as a logarithm."""
        row = self._rows[f" {word} "]
        return ((row >> _LANE * profile & 0xFFFF) - NEUTRAL) * STEP if row else 0.0


class _Rows(dict[str, int]):
    """For each feature its digits as one integer, 0 for what is none. They are put together when first asked for."""

    def __init__(self, features: list[str], digits: str, width: int) -> None:
        self._places = dict(zip(features, range(0, len(digits), width), strict=True))
        self._digits, self._width = digits, width

    def __missing__(self, feature: str) -> int:
        place = self._places.get(feature)
        if place is None:
            return 0  # not kept: texts have any number of these
        lanes = self._digits[place : place + self._width].encode("utf-16-le")
        row = self[feature] = int.from_bytes(lanes, "little")
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
