"""Decides what a hyphen at the end of a line is: the mark of a divided word, which goes, or the word's own, which stays.

No dictionary is asked. What decides, in this order: figures, capitals and web addresses keep their hyphen; before a
conjunction it hangs (“Ein- und Verkauf”); the rest of the text shows the word in one of its two forms; a table names first and
last parts that are written with a hyphen; every other word was divided by the program that broke the line.

A word that a converter left divided in the middle of a line (“ré-coltes”) is joined only where the text has it whole elsewhere
and divided this once.

Rejected: hyphenation patterns (they tell where a word may be divided, and “arrière-pays” may be divided at its hyphen) and
spelling dictionaries (megabytes a language, and names and compounds are in none).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

HYPHENS = "-\u2010\u00ad\u00ac"
_DIVIDING = "\u00ad\u00ac"  # the soft hyphen, and the sign that text recognition writes: never part of a word
_NO_WORD = re.compile(r"[\s\"“”„«»()\[\]]")
_SHORT = 2  # letters of a word within a compound
_LONGEST_WORD = 80  # characters
_FIRST_WORD = re.compile(r"[^\W_]+(?:[’'\u2010-][^\W_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIVIDED = re.compile(r"(?<![\w’'\u2010-])([^\W\d_]{2,})[-\u2010]([^\W\d_]{3,})(?![\w\u2010-])")

# A hyphen hangs before these; before the others only if the text is in a language of which one of the words beside them is.
_CONJUNCTIONS = frozenset("und oder sowie bzw ou y e o u i a oraz lub och eller nebo či vagy și sau и или".split())
_SOMETIMES = {
    "and": ("the", "of"),
    "en": ("het", "van"),
    "et": ("les", "des"),
    "og": ("er", "det"),
    "ja": ("on", "ovat"),
    "bis": ("der", "die"),
}
# Parts of words that are written with a hyphen behind them, and that seldom are the first syllables of another word.
_FIRST = frozenset(
    # French
    "arrière avant après vice demi quasi presque non sous quatre vingt trente quarante cinquante soixante dix premier première "
    "porte garde grand grande petit petite beau belle haut haute saint sainte peut rendez cessez couvre compte chef libre "
    "nouveau nouvelle tout toute celui celle ceux celles lui eux moi toi soi "
    # of peoples and directions, in several languages
    "nord sud ouest north south norte northern southern franco anglo germano italo hispano sino russo "
    "austro indo greco gréco luso israélo americano américano serbo polsko niemiecko rosyjsko ukraińsko północno "
    "południowo społeczno северо юго российско русско экс вице онлайн веб интернет інтернет "
    # English
    "well ill long short high half self cross full first second third last one two three five twenty thirty forty fifty sixty "
    "seventy eighty ninety year month hard soft father mother brother sister step passer "
    # others
    "într dintr printr pós recém além bem técnico socio político ítalo".split()
)
_LAST = frozenset(
    "même mêmes feira feiras à t nous vous je tu based backed owned friendly minded related funded driven called "
    "нибудь либо".split()
)
_PRONOUNS = frozenset("il ils elle elles on".split())  # of French, behind a verb: est-il
_NEVER_SYLLABLES = re.compile(
    r"ex-(?:[bdfgjmnrvw]|pr[eéi][ms]|s(?!ang)|c(?:on|ol|op|ad|am|an)|ch(?:amp|anc|ef))|semi-(?!n)|(?:est|était|sont|qu.est|n.est)-ce\b|est-(?:all|eur)|vis-à\b|so-called"
    r"|mi-(?:janv|févr|mars|avril|mai\b|juin|juil|août|sept|oct|nov|déc|temps|chemin|parcours|course|hauteur|saison)"
    r"|anti-i|micro-o|pro-(?:euro|russ|pale|ukr|israé|isra|gouv|gove|démo|demo|kurd|iran|chin)"
    r"|contre-(?:[aeiouéê]|pied|pouvoir|courant|perform|propos|projet|produc|feu|jour|manif)"
    r"|\w*(?:ou|iu|eu)-(?:se|lhes?|me)\b|\w*[áêíô]-l[oa]s?\b|\w+-\w+-old\b"
    r"|по-\w+(?:ски|ому|ему)\b|(?:кто|что|где|как|кой)-то\b",
    re.IGNORECASE,
)
_OWN_SYLLABLES = re.compile(  # written as one word, though the first part is in the table
    r"sous-(?:cri|tract|trai[rt]e?\b)|(?:six|seven|eight|nine|four|three)-(?:teen|ty)|non-(?:ch|obst|sens)|grand-(?:ir|eur|i)"
    r"|tout-efois|nouveau-t|nouvelle-ment|premi\w+-ment|grande-ment|haute-(?:ur|ment)|belle-ment"
    r"|(?:porte|garde|compte)-(?:ur|r|nt|z)|libre-ment|haut-(?:ain|bois)|year-(?:ly|n)|month-ly|second-(?:ary|aire|ly|e)"
    r"|full-y|high-(?:er|est|ly|light|way)|long-(?:er|est|itud|év|ev|temps|ueur)|short-(?:er|est|ly|age|en)|hard-(?:er|ly|en|ship)"
    r"|last-(?:ing|ed)|first-ly|self-(?:ish|less)|soft-(?:er|en|ware)|sud-d|south-(?:ern|er)|north-(?:ern|er)|well-ness"
    r"|father-(?:s|ly)|mother-(?:s|ly)|brother-(?:s|ly|hood)|sister-(?:s|hood)|ill-(?:ness|us|eg|ic|um)|half-way|cross-(?:ing|ed|es)"
    r"|passer-(?:a|ai|elle)|peut-ple|chef-s|step-(?:s|ped|ping)|indo-l|dix-i[eè]m|vice-vers",
    re.IGNORECASE,
)


class Words:
    """The words of a text, to look up how it writes a word elsewhere."""

    def __init__(self, text: str) -> None:
        self._text = text

    def count(self, word: str) -> int:
        """How often ``word`` (lower case) stands in the text, letter case aside; within a line, hyphens included."""
        return self._counts[word]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(_WORD.findall(self._text.lower().replace("\u2010", "-")))


def join_lines(above: str, below: str, words: Words) -> tuple[str, str]:
    """What stands between two lines that are one paragraph: ``above`` as it is kept, and what goes between it and ``below``.

    >>> join_lines("des ré-", "coltes", Words(""))
    ('des ré', '')
    """
    if above[-1] not in HYPHENS or not above[-2:-1].isalnum() or not below[0].isalnum():
        return above, " "
    if above[-1] in _DIVIDING:
        return above[:-1], ""
    left = _NO_WORD.split(above[-_LONGEST_WORD - 1 : -1])[-1]
    found = _FIRST_WORD.match(below)
    right = found[0] if found else ""
    if not left[-1:].isalpha() or not right[:1].isalpha() or "://" in left or "@" in left or left.startswith("www."):
        return above, ""
    part = re.split(r"[-\u2010’']", left)[-1]
    if _hangs(part.lower(), right.lower(), below, words):
        return above, " "
    capitals = len(part) > 1 and len(right) > 1 and part.isupper() and right.isupper()
    if right[0].isupper() and not capitals:
        return above, ""
    return (above, "") if _is_own(left.lower(), part.lower(), right.lower(), words) else (above[:-1], "")


def _hangs(part: str, right: str, below: str, words: Words) -> bool:
    """Whether the hyphen behind ``part`` stands for what follows the conjunction ``right`` (“Ein- und Verkauf”)."""
    if words.count(part + right):
        return False
    if right == "or":  # “short- or long-term”, but “edit-or”
        return any("-" in word for word in below.split(" ", 2)[1:2])
    return right in _CONJUNCTIONS or any(words.count(one) for one in _SOMETIMES.get(right, ()))


def _is_own(left: str, part: str, right: str, words: Words) -> bool:
    """Whether the hyphen between ``left``, which ends with ``part``, and ``right`` belongs to the word."""
    first = re.split(r"[-\u2010’']", right)[0]
    if words.count(part + first):
        return False
    if words.count(f"{part}-{first}"):
        return True
    if _OWN_SYLLABLES.match(f"{part}-{first}"):
        return False
    if first in _PRONOUNS and part[-1] in "td":
        return True
    if "-" in left and len(part) <= _SHORT:
        return True  # c'est-à-dire, out-of-date
    whole = (f"{part}-{right}", f"{left}-{right}")
    return part in _FIRST or first in _LAST or any(map(_NEVER_SYLLABLES.match, whole))


def join_divided(text: str, words: Words) -> str:
    """``text`` with the words joined that stand divided in it and whole elsewhere in the text that ``words`` are of."""
    return _DIVIDED.sub(lambda found: _joined(found, words), text) if "-" in text or "\u2010" in text else text


def _joined(found: re.Match[str], words: Words) -> str:
    left, right = found[1].lower(), found[2].lower()
    whole = not found[2][0].isupper() and left not in _FIRST and right not in _LAST
    if whole and words.count(f"{left}-{right}") == 1 and words.count(left + right) > 0:
        return found[1] + found[2]
    return found[0]
