"""Words: dividing a text into them, and comparing them.

* A word is a run of letters, digits and their combining marks; in scripts written without spaces (Han, kana, Thai, Lao,
  Khmer, Burmese) each letter is one, and ``count_words`` counts 1.7 of them as a word.
* Words are compared ``folded`` (without case and accents) or as a ``stem``, which plural and inflected forms share.

Rejected: dictionaries for Chinese, Japanese and Thai; stemmers with rules for each language, which separate topics no
better than the first eight letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, TypeVar

from digest.lazy_regex import lazy_regex

Value = TypeVar("Value")

# Combining marks that ``\w`` does not match: of Latin and Greek, Hebrew, Arabic, the scripts of India, and joiners.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0df3\u135d-\u135f\u200c\u200d"
)
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17dc-\u17dd"
    "\u3005-\u3007\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f"
)
_UNSPACED_MARKS = "\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb3-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u17dd"
LETTER = rf"(?:(?![{_UNSPACED}_])[\w{_MARKS}])"
_WORD = lazy_regex(rf"([{_UNSPACED}][{_UNSPACED_MARKS}]*|{LETTER}+)")
_COUNTED = lazy_regex(rf"(?P<unspaced>[{_UNSPACED}][{_UNSPACED_MARKS}]*)|{LETTER}+(?:['’\-.,]{LETTER}+)*")
# Texts without such marks and scripts, which are most, are divided two to three times as fast by simpler patterns.
_RARE = lazy_regex(f"[{_UNSPACED}{_MARKS}]")
_LONGEST_ACRONYM = 6  # letters
_SPOKEN = range(
    4, _LONGEST_ACRONYM + 1
)  # letters of an acronym that is spoken as a word, and may be written as one: Unesco
_PLAIN_WORD = re.compile(r"([^\W_]++)")
# Latin, Greek and Cyrillic texts with their usual punctuation have characters of these ranges only. A class that lists their
# letters is matched in two thirds of the time of one that asks for the category of each character.
_USUAL = ("\0-\u02ff", "\u0370-\u0482", "\u0488-\u052f", "\u1e00-\u200b", "\u200e-\u2e7f")
_UNUSUAL = re.compile(f"[^{''.join(_USUAL)}]")
_USUAL_CHARACTERS = "\n".join("".join(map(chr, range(ord(run[0]), ord(run[-1]) + 1))) for run in _USUAL)
_USUAL_LETTERS = "".join(f"{run[0]}-{run[-1]}" for run in re.findall(r"[^\W_]+", _USUAL_CHARACTERS))
_USUAL_WORD = re.compile(f"([{_USUAL_LETTERS}][{_USUAL_LETTERS}]*+)")
_JOINT = re.compile(r"['’\-.,](?<=[^\W_].)(?=[^\W_])")  # within a word that is divided there
LETTERS_A_WORD = 1.7  # in scripts without spaces


def _is_rare(text: str) -> bool:
    """Whether ``text`` has combining marks, or letters of a script without spaces."""
    return not is_usual(text) and _RARE().search(text) is not None


def is_usual(text: str) -> bool:
    """Whether ``text`` has characters of Latin, Greek and Cyrillic texts only."""
    return text.isascii() or _UNUSUAL.search(text) is None


def _word_pattern(text: str) -> re.Pattern[str]:
    """The pattern that finds the words of ``text``."""
    if is_usual(text):
        return _USUAL_WORD
    return _WORD() if _is_rare(text) else _PLAIN_WORD


def words(text: str) -> list[str]:
    """The words of ``text`` as written, divided at apostrophes and hyphens (``l’OTAN`` is two)."""
    return _word_pattern(text).findall(text)


def divide(text: str) -> list[str]:
    """What is before the first of the ``words`` of ``text``, that word, what is before the next, and so on to the end."""
    return _word_pattern(text).split(text)


def spans(divided: Sequence[str]) -> list[tuple[int, int]]:
    """The start and end of each word of a text, which is given as ``divide`` returns it."""
    ends = list(accumulate(map(len, divided)))
    return list(zip(ends[::2], ends[1::2], strict=False))  # what is behind the last word belongs to none


def count_words(text: str, parts: int | None = None) -> int:
    """How many words ``text`` has; ``l’OTAN``, ``don't`` and ``porte-parole`` are one each.

    ``parts`` is the number of its ``words``, in which these are divided, if that is known.
    """
    if not _is_rare(text):
        return (len(words(text)) if parts is None else parts) - len(_JOINT.findall(text))
    spaced = unspaced = 0
    for found in _COUNTED().finditer(text):
        if found["unspaced"]:
            unspaced += 1
        else:
            spaced += 1
    return spaced + round(unspaced / LETTERS_A_WORD)


PARTICLES = frozenset(
    "de da di do dos das du del van von der den ten ter bin ibn ben bint al el la le af av zu zum zur ould st y e".split()
)
STEM_LENGTH = 8  # letters of a stem
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs and hamzas of Arabic, its lengthening stroke.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]+")
_ENDINGS, _PLURAL_ENDINGS = tuple("sxaeiou"), ("as", "es", "is", "os", "us")


def folded(text: str) -> str:
    """``text`` in lower case without accents. Marks that make another letter, such as those of kana, are kept."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", bare)


class WordCache(dict[str, Value]):
    """The values of a function of one word, each computed once: most words occur again, in this text and the next.

    It is emptied when it holds ``most`` words. ``WordCache(function, most)[word]`` takes half the time of ``lru_cache``, which
    matters for functions that are called for every word.
    """

    def __init__(self, function: Callable[[str], Value], most: int) -> None:
        self._function, self._most = function, most

    def __missing__(self, word: str) -> Value:
        if len(self) >= self._most:
            self.clear()
        value = self[word] = self._function(word)
        return value


folded_form = WordCache(folded, 1 << 15)


def stem(word: str) -> str:
    """The stem of a ``folded`` word: its first eight letters without a final plural ``s`` or ``x`` or a final vowel."""
    cut = word[:STEM_LENGTH]
    if not (cut.endswith(_ENDINGS) and cut.isascii()):
        return cut
    if cut.endswith(_PLURAL_ENDINGS) and len(cut) > 4 and cut[-5:-2].isalpha():  # three letters at least are left
        return cut[:-2]
    return cut[:-1] if len(cut) > 3 and cut[-4:-1].isalpha() and not cut.endswith("ss") else cut


def acronym(name: str) -> str:
    """The letters of a short ``name`` in all capitals, which texts write with capitals too (WHO is not who); else nothing."""
    letters = "".join(filter(str.isalnum, name))
    return letters if letters.isupper() and letters.lower() != letters and len(letters) <= _LONGEST_ACRONYM else ""


def as_acronym(word: str) -> str:
    """``word`` in capitals if it may be written for an acronym: NATO and Nato, WHO but not Who; else as it is."""
    return word.upper() if word.istitle() and len(word) in _SPOKEN else word


def folded_words(text: str) -> list[str]:
    """The words of ``text``, folded."""
    return words(folded(text))


class Division(NamedTuple):
    """A text divided: ``parts`` as ``divide`` returns them, its ``words`` as written, and those ``folded``."""

    parts: list[str]
    words: list[str]
    folded: list[str]


@lru_cache(maxsize=64)  # the readers and inference ask for the same paragraphs one after the other
def division(text: str) -> Division:
    """``text`` divided into its words. Nobody may change the lists."""
    parts = divide(text)
    found = parts[1::2]
    plain = " ".join(found).lower().split(" ") if found else []  # all at once takes a third of the time of one by one
    if not text.isascii():
        for place, word in enumerate(found):
            if not word.isascii():
                plain[place] = folded_form[word]
    return Division(parts, found, plain)
