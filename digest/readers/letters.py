"""The letters beyond ASCII that languages in Latin script are written with, to tell their code pages apart.

A byte means another letter in each page: 0xF1 is ``ñ`` in windows-1252 and ``ń`` in windows-1250. A page is likely where
what it makes of a text belongs to one language.

Rejected: Vietnamese, whose code page writes its accents apart, and letters that stand in foreign names only.
"""

from __future__ import annotations

import re
from collections import Counter

_LANGUAGES = tuple(
    frozenset(letters + letters.upper().replace("SS", ""))
    for letters in (
        "àâæçéèêëîïôœùûüÿ",  # French
        "äöüßéàè",  # German
        "áéíóúüñªº",  # Spanish, Galician
        "àáâãçéêíóôõúüªº",  # Portuguese
        "àèéìíîòóùúªº",  # Italian
        "àçèéíïòóúü",  # Catalan, Occitan
        "áéíóúëïöüèê",  # Dutch
        "åäöéüàæø",  # Swedish, Danish, Norwegian, Finnish
        "áðéíóúýþæö",  # Icelandic
        "áéíóúàèìòù",  # Irish, Gaelic
        "ąćęłńóśźż",  # Polish
        "áäčďéěíĺľňóôŕřšťúůýž",  # Czech, Slovak
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Croatian, Bosnian, Slovene
        "ăâîşţșț",  # Romanian
        "çëâî",  # Albanian
        "âçğıîöşüûİ",  # Turkish
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
        "äöõüšž",  # Estonian
    )
)
_CAPITALS = "".join(sorted({letter for known in _LANGUAGES for letter in known if letter.isupper()}))
_INSIDE = re.compile(
    r"(?<=[^\W\d_])[¿¡¼½¾²³£¥¢§©®™°•†‡¤](?=[^\W\d_])"
    r"|(?<=[^\W\d_])[‚„ƒˆ]"  # quotation marks that open
    rf"|(?<=[a-zß-öø-ÿ])[{_CAPITALS}]"
)
_MARKS = frozenset("\u00a0\u00ad“”„‘’‚«»‹›…–—•·°€£$©®™§¡¿½¼¾²³")


def strangers(text: str) -> float:
    """Which part of ``text`` beyond ASCII (0 to 1) is neither a usual mark nor a letter of the language that suits it best.

    Marks inside a word count too, marks that open behind a letter, and capitals behind small letters: “by³y”, “annonc‚” and
    “SŽnat” are words in another page.
    """
    counts = Counter(character for character in text if not character.isascii())
    letters = {character: count for character, count in counts.items() if character not in _MARKS}
    least = len(_INSIDE.findall(text)) + min(
        sum(n for character, n in letters.items() if character not in known) for known in _LANGUAGES
    )
    return least / (counts.total() or 1)
