"""What counts as the same word, for the index and for the query: the rules that this file and ``search.js`` share.

1. Compatibility forms are resolved (NFKD) and letters made small; accents, Arabic and Hebrew points, the Arabic stretch and
   marks without width are dropped. Marks that are letters (Devanagari's vowels, Thai's, kana's voicing) stay.
2. Letters that are written in several ways become one: ``ß`` is ``ss``, ``ø`` is ``o``, the kinds of Arabic alef, ya and ta
   marbuta one each, Arabic digits 0 to 9.
3. All but letters, digits and apostrophes divides words. Where a small word is elided before an apostrophe, it is cut
   (``l’OTAN``, ``d'Ukraine``, ``dell'arte``); other apostrophes are dropped (``O’Brien``, ``aujourd’hui``).
4. From an Arabic word its article is cut, with what is written in one with it (``الـ``, ``والـ``, ``بالـ``, ``للـ``), where three
   letters are left.
5. Scripts that put no space between words (Han, kana, Thai, Lao, Burmese, Khmer) make runs: a run is one word here, and any
   part of it is found.

``tests/folding.json`` holds cases that both implementations have to answer alike.

Given up: a fold by language. Which language a query is in, nobody says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from digest.late import late

FACET = "'"  # begins what is no word of a text: an article's topic, source, language, year. No word can begin so

_DROPPED = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
)
_SAME = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th",
    "’": "'", "‘": "'", "ʼ": "'", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    **{digit: str(number) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for number, digit in enumerate(digits)},
}  # fmt: skip
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\U00020000-\U0003ffff"
)
_HAN = late("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_ELIDED = frozenset(
    "c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu"  # French, Catalan
    " dell all dall nell sull coll quell quest un gl degl agl dagl negl sugl".split()  # Italian
)
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=.{3})")
_PIECE = 65_536  # characters that are folded at a time
_DROPPED_ONE = re.compile(f"[{_DROPPED}]")
_RUN = late(f"([{_UNSPACED}]+)")


class _Letters(dict[int, str | None]):
    """What becomes of a character, for ``str.translate``: looked up once for each character that is ever met."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        became: str | None = " "
        if _DROPPED_ONE.match(letter):
            became = None
        elif letter in _SAME or letter == FACET:
            became = _SAME.get(letter, letter)
        elif unicodedata.category(letter)[0] in "LNM":
            became = letter
        self[code] = became
        return became


_LETTERS = _Letters()


def words(text: str) -> list[str]:
    """The words of ``text``, folded, in order; runs of unspaced scripts whole."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).lower().translate(_LETTERS))
    return [word for piece in folded.split() for word in _words(piece)]


def each_word(text: str) -> Iterator[str]:
    """As ``words``, of a text of any length: never all of them at a time."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)  # nothing that folding does reaches over a space
        end = len(text) if end < 0 else end
        yield from words(text[start:end])
        start = end


def is_run(word: str) -> bool:
    """Whether ``word`` is a run of a script without spaces, of which any part is found."""
    return word[:1] >= _UNSPACED[0] and _RUN().match(word) is not None


def grams(run: str) -> list[str]:
    """What of a run is indexed, one for each of its characters: two behind one another if neither is Han, else the one alone."""
    alone = [_HAN().match(letter) is not None for letter in run] + [True]
    return [run[at] if alone[at] or alone[at + 1] else run[at : at + 2] for at in range(len(run))]


@lru_cache(maxsize=1 << 17)
def _words(piece: str) -> tuple[str, ...]:
    """The words of what stands between two spaces."""
    if piece.isalpha() and piece.isascii():
        return (piece,)
    if max(piece) < _UNSPACED[0]:
        return tuple(filter(None, (_word(piece),)))
    parts = (part if is_run(part) else _word(part) for part in _RUN().split(piece))
    return tuple(filter(None, parts))


def _word(piece: str) -> str:
    """``piece`` without elided words, apostrophes and the Arabic article."""
    parts = [part for part in piece.split("'") if part]
    while len(parts) > 1 and parts[0] in _ELIDED:
        del parts[0]
    word = "".join(parts)
    while article := _ARTICLE.match(word):
        word = word[article.end() :]
    return word
