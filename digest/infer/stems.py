"""Words cut down to what their forms share, for comparing them with vocabularies: accents, case, plural and endings aside.

The words are those of ``sentences.words``, so that all of inference divides a text alike.

Rejected: stemmers with rules for each language. A folded word cut to eight letters, without its last vowel or plural
sign, tells topics apart as well as they do, in any script, and in a microsecond.
"""

from __future__ import annotations

import re
import unicodedata

from digest.infer.sentences import words

LENGTH = 8  # letters of a stem
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs and hamzas of Arabic, its lengthening stroke.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]+")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:[sx](?<!ss)|(?<=[a-z])[aeiou]s?)$")


def folded(text: str) -> str:
    """``text`` in lower case without accents; the marks that make other letters, as those of kana, stay."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", bare)


def stem(word: str) -> str:
    """What a ``folded`` word shares with its other forms: eight letters at most, no plural ``s`` or ``x``, no last vowel."""
    cut = word[:LENGTH]
    return _ENDING.sub("", cut) if cut.isascii() and len(cut) > 3 else cut


def folded_words(text: str) -> list[str]:
    """The words of ``text``, folded."""
    return words(folded(text))
