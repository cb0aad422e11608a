"""Tells lines that are meant as lines (verse, songs) from lines that a program wrapped.

Both may be narrow and both may begin with small letters, so several signs are weighed for each line break. A wrapped line is
as long as it could be, ends in the middle of a phrase (an article, a preposition, a hyphen) and holds the ends of sentences; a
line of verse ends with a phrase, often with its mark, and may end early. A weight is the logarithm of how much more often the
sign is seen in verse than in paragraphs wrapped at 25 to 60 columns.

Rejected: rhyme and metre, which need the sounds of each language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from digest.readers import scripts
from digest.readers.hyphenation import HYPHENS

LONGEST = 60  # columns; an alexandrine has about 45
_MARKED, _UNMARKED = 1.2, -0.5
_EARLY, _VERY_EARLY, _FULL = 1.0, 1.8, -0.3
_SHORT = 0.7  # of the longest line: where a line with its next word stays below, it ends very early
_MID_PHRASE, _PHRASE = -4.0, 0.25
_CAPITAL, _SMALL = 1.5, -0.1
_SENTENCE_INSIDE = -1.2
_PRIOR = -0.4  # wrapped paragraphs are more frequent
_MARKS = re.compile(r"[,;:.!?…،؛。，！？、—–][\"”“»›’'\)]*$")
_INSIDE = re.compile(r"[^\W\d_]{2,}[.!?…][\"”»’)]*\s+[\"“„«¿¡(]*[^\W\d_a-zà-öø-ÿа-я]")
_LAST_WORD = re.compile(r"[^\W\d_]+(?=[’']?$)")
# Words that a phrase seldom ends with: articles, prepositions, conjunctions.
_OPEN = frozenset(
    "the a an of to in on at by for from with and or but as that which who into than "
    "le la les un une des du de d l à au aux et ou en par pour dans sur sous que qui qu avec sans ce cette ces son sa ses leurs "
    "der die das den dem des ein eine einen einem einer und oder im am zu zum zur von vom mit für auf bei aus nach dass "
    "el los las una del al y con por para su sus "
    "il i gli di da dei delle della dello dal dalla nel nella nei sul sulla che e per "
    "o os as um uma do dos da das em no na nos nas com ao "
    "het een van te op met voor en of dat aan uit bij zijn "
    "ett och att och på av för med som den det og til af "
    "w z na i że od za przez dla oraz v s k ze pro "
    "и в на с к по за из от до для і у та з що від про "
    "και το τα η οι του της των στο στη στην με για από που να".split()
)


def is_verse(lines: Sequence[str], fewest: int = 3) -> bool:
    """Whether ``lines``, white space trimmed, ``fewest`` or more, are meant as lines, though they may look wrapped."""
    if len(lines) < fewest:
        return False
    widths = [scripts.width(line) for line in lines]
    longest = max(widths)
    if longest > LONGEST:
        return False
    score = _PRIOR
    names = _share_of_capitals(lines)
    for (above, below), width in zip(pairwise(lines), widths, strict=False):
        score += _weight(above, below, names)
        needed = width + 1 + scripts.width(below.split(" ", 1)[0])
        score += _FULL if needed > longest else _VERY_EARLY if needed < _SHORT * longest else _EARLY
    return score - 2.5 * (_INSIDE.search(lines[-1]) is not None) > 0


def _weight(above: str, below: str, names: float) -> float:
    """What the words on both sides of a line break say for verse."""
    if above[-1] in HYPHENS and above[-2:-1].isalpha():
        return 2 * _MID_PHRASE
    score = _MARKED if _MARKS.search(above) else _UNMARKED
    last = _LAST_WORD.search(above)
    score += _MID_PHRASE if last and last[0].lower() in _OPEN else _PHRASE
    if not scripts.ends_sentence(above):
        capital = below.lstrip("\"“„«‘'([¿¡—–- ")[:1].isupper()
        score += _CAPITAL * (1 - min(1.0, 2 * names)) if capital else _SMALL
    if _INSIDE.search(above):
        score += _SENTENCE_INSIDE
    return score


def _share_of_capitals(lines: Sequence[str]) -> float:
    """Which part of the words within lines begins with a capital: in German every noun does."""
    inner = [word for line in lines for word in line.split()[1:]]
    return sum(word[0].isupper() for word in inner) / (len(inner) or 1)
