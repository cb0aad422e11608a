"""What counts as the same word, for the index and for the query: the rules that this file and ``words.js`` share.

1. Compatibility forms are resolved (NFKD) and letters made small; accents, Arabic and Hebrew points, the Arabic stretch and
   marks without width are dropped. Marks that are letters (Devanagari's vowels, Thai's, kana's voicing) stay. ``forms`` keep
   the accents that are one character with their letter (``é``, not a Cyrillic vowel with a stress mark): the index has them, so
   that a query with accents can put first what is written alike.
2. Letters that are written in several ways become one: ``ß`` is ``ss``, ``ø`` is ``o``, the kinds of Arabic alef, ya and ta
   marbuta one each, Arabic digits 0 to 9.
3. The digits of a number written in groups of three are one word, whatever divides the groups (``1 200``, ``1,200``, ``1.200``,
   ``1'200``; in groups as in India, ``12,34,567``). So are the letters of an acronym with full stops (``U.S.``, ``О.Н.У.``) or
   with Hebrew's double stroke. Between two letters of a script without spaces a full stop is dropped (``พ.ร.บ.``).
4. All else but letters, digits and apostrophes divides words. Where a small word is elided before an apostrophe, it is cut
   (``l’OTAN``, ``d'Ukraine``, ``dell'arte``); other apostrophes are dropped (``O’Brien``, ``aujourd’hui``).
5. From an Arabic word its article is cut, with what is written in one with it (``الـ``, ``والـ``, ``بالـ``, ``للـ``), where three
   letters are left.
6. Scripts that put no space between words (Han, kana, Thai, Lao, Burmese, Khmer) make runs: a run is one word here, and any
   part of it is found.

The index holds besides what these rules may have joined wrongly: the groups of a number (“on the 24 500 people came”), the
letters of an acronym, and the one or two letters before an apostrophe (``EU’s``, ``AB'nin``), which no longer word would be found
by. Only the build knows these; a query is folded by the rules above.

``tests/folding.json`` holds cases that both implementations have to answer alike.

Rejected: a fold by language. Which language a query is in, nobody says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from operator import add

from digest.lazy_regex import lazy_regex

FACET = "'"  # begins what is no word of a text: an article's topic, source, language, year. No word can begin so

_ACCENTS = "\u0300-\u036f"
_DROPPED = (
    "\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
)
_SAME = {
    "ß": "ss", "ς": "σ", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th",
    **dict.fromkeys("’‘‛ʼʻʽʾʿʹ′`ꞌ׳", "'"), "״": '"',
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    **{digit: str(number) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for number, digit in enumerate(digits)},
}  # fmt: skip
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\U00020000-\U0003ffff"
)
_HAN = lazy_regex("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_ELIDED = frozenset(
    "c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu"  # French, Catalan
    " dell all dall nell sull coll quell quest un gl degl agl dagl negl sugl".split()  # Italian
)
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=.{3})")
_WHOLE = 3  # letters; fewer are found as a whole word only
_LONG = 64  # characters; a longer piece is no word that comes again
_MOST_PIECES = 1 << 16
_AROUND = " \n.,٬\"'"  # says nothing at the beginning or the end of a piece
_DROPPED_ONE = re.compile(f"[{_DROPPED}]")
_ACCENT = re.compile(f"[{_ACCENTS}]")
_RUN = lazy_regex(f"([{_UNSPACED}]+)")
_SEPARATORS = ' .,٬"'  # may be part of a number or an acronym; each divides words elsewhere
_NUMBER = re.compile(
    r"[0-9](?<![0-9a-zà-ɏḀ-ỿ].)[0-9]{0,2}(?:(?:([ .,'٬])[0-9]{3}(?:\1[0-9]{3})*)|(?:,[0-9]{2})+,[0-9]{3})(?![0-9])"
)
_HEBREW_ACRONYM = lazy_regex('[א-ת]+(?:"[א-ת]+)+')
_DIVIDER = re.compile(r"[^0-9א-ת]")
_INNER_STOP = lazy_regex(f"(?<=[{_UNSPACED}])[.](?=[{_UNSPACED}])")
_FIGURES = r"\d²³¹¼-¾\u2070-\u2189\u2460-\u24ff\u3250-\u33ff\U0001f100-\U0001f10a"  # may become one of 0-9
_PLAIN = lazy_regex(rf"(?!{_ARTICLE.pattern})[^\s{_AROUND}{_UNSPACED}]*")
_BREAK = lazy_regex(
    rf"\s+(?![{_FIGURES}{_ACCENTS}{_DROPPED}\ufcf2-\ufcf4\ufe70-\ufe7f])"
)  # folding does not reach over these


class _Letters(dict[int, str | None]):
    """What becomes of a character that is no accent, for ``str.translate``: looked up once for each that is ever met."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        became: str | None = " " if unicodedata.category(letter) == "Zs" else "\n"
        if _DROPPED_ONE.match(letter):
            became = None
        elif letter in _SAME or letter == FACET or letter in _SEPARATORS:
            became = _SAME.get(letter, letter)
        elif unicodedata.category(letter)[0] in "LNM":
            became = letter
        self[code] = became
        return became


_LETTERS = _Letters()


class _Bare(dict[int, str]):
    """A character without its accent, for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        letters = _ACCENT.sub("", unicodedata.normalize("NFD", chr(code)))
        self[code] = found = unicodedata.normalize("NFC", letters)
        return found


_BARE = _Bare()


class _Folded(dict[str, str]):
    """What a piece of a text becomes, by the piece: its forms and, behind a tab, the parts that it is also found by.

    Few distinct pieces make up most texts, so each is folded once in a process, as long as there are not too many.
    """

    def __missing__(self, piece: str) -> str:
        bare = piece.strip(_AROUND)
        found = _folded(piece) if bare == piece else self[bare]  # “word,” is what “word” is
        if len(piece) <= _LONG:
            if len(self) >= _MOST_PIECES:
                self.clear()
            self[piece] = found
        return found


PIECES = _Folded()


def words(text: str) -> list[str]:
    """The words of ``text``, folded, in order; runs of unspaced scripts whole."""
    return bare(" ".join(forms(text))).split()


def forms(text: str) -> list[str]:
    """The words of ``text`` as ``words`` returns them, with their accents."""
    return [word for piece in _pieces(text) for word in PIECES[piece].partition("\t")[0].split()]


def bare(form: str) -> str:
    """A form without its accents: the word that it is a form of. Also of several with spaces between them."""
    return form if form.isascii() else form.translate(_BARE)


def indexed(text: str) -> list[str]:
    """The forms of ``text`` in order, each with the parts that it is also found by."""
    return " ".join(map(PIECES.__getitem__, _pieces(text))).split()


def vocabulary(text: str) -> str:
    """What ``indexed`` returns, divided by spaces; hardly anything twice."""
    return " ".join(dict.fromkeys(map(PIECES.__getitem__, dict.fromkeys(_pieces(text)))))


def _pieces(text: str) -> list[str]:
    """``text`` divided at its spaces, but for those that a number may reach over."""
    return _BREAK().split(text)


def _folded(piece: str) -> str:
    """A value of ``_Folded``."""
    folded = _fold(piece).strip(_AROUND)
    if (folded.isascii() and folded.isalnum()) or _PLAIN().fullmatch(folded):
        return folded
    joined, parts = _join(folded)
    words = [word for one in joined for word in _words(one, parts)]
    return f"{' '.join(words)}\t{' '.join(parts)}" if parts else " ".join(words)


def _fold(text: str) -> str:
    """``text`` in the letters of the index; what divides words in any case is a line break."""
    if text.isascii():
        return text.lower().translate(_LETTERS)
    spaced = text.replace("´", "'")  # which NFKD takes apart
    letters = unicodedata.normalize("NFKD", spaced).lower().translate(_LETTERS)
    return _ACCENT.sub("", unicodedata.normalize("NFC", letters))


def _join(folded: str) -> tuple[list[str], list[str]]:
    """What stands between the spaces of ``folded``, numbers and Hebrew acronyms in one piece, and the parts of these."""
    parts: list[str] = []

    def close(match: re.Match[str]) -> str:
        several = _DIVIDER.split(match[0])
        parts.extend(several)
        return "".join(several)

    joined = _NUMBER.sub(close, folded)
    if '"' in joined:
        joined = _HEBREW_ACRONYM().sub(close, joined).replace('"', " ")
    return joined.replace(",", " ").replace("٬", " ").split(), parts


def is_run(word: str) -> bool:
    """Whether ``word`` is a run of a script without spaces, of which any part is found."""
    return word[:1] >= _UNSPACED[0] and _RUN().match(word) is not None


def has_runs(words: str) -> bool:
    """Whether any of ``words`` is such a run."""
    return not words.isascii() and _RUN().search(words) is not None


def grams(run: str) -> list[str]:
    """What of a run is indexed, one for each of its characters: two behind one another if neither is Han, else the one alone."""
    if not _HAN().search(run):
        return [*map(add, run, run[1:]), run[-1]]
    alone = [_HAN().match(letter) is not None for letter in run] + [True]
    return [letter if alone[at] or alone[at + 1] else run[at : at + 2] for at, letter in enumerate(run)]


def _words(piece: str, parts: list[str]) -> Iterator[str]:
    """The words of ``piece``, which has no spaces; the parts that it is also found by go into ``parts``."""
    for section in _without_stops(piece, parts) if "." in piece else (piece,):
        divided = _RUN().split(section) if max(section, default="") >= _UNSPACED[0] else (section,)
        for part in divided:
            word = part if is_run(part) else _word(part, parts)
            if word:
                yield word


def _without_stops(piece: str, parts: list[str]) -> Sequence[str]:
    """``piece`` divided at its full stops, but for those of acronyms, whose letters go into ``parts``."""
    if max(piece) >= _UNSPACED[0]:
        piece = _INNER_STOP().sub("", piece)
    sections = piece.split(FACET)
    for place, section in enumerate(sections):
        letters = section.strip(".").split(".")
        if len(letters) > 1 and all(map(_is_letter, letters)):
            parts.extend(letters)
            sections[place] = "".join(letters)
    return FACET.join(sections).split(".")


def _is_letter(text: str) -> bool:
    """Whether ``text`` is one letter, with its marks."""
    return [unicodedata.category(sign)[0] for sign in text] == ["L", *"M" * (len(text) - 1)]


def _word(piece: str, parts: list[str]) -> str:
    """``piece`` without elided words, apostrophes and the Arabic article; one or two letters cut off go into ``parts``."""
    sections = [section for section in piece.split(FACET) if section]
    while len(sections) > 1 and sections[0] in _ELIDED:
        del sections[0]
    if len(sections) > 1 and len(sections[0]) < _WHOLE:
        parts.append(sections[0])
    word = "".join(sections)
    while article := _ARTICLE.match(word):
        word = word[article.end() :]
    return word
