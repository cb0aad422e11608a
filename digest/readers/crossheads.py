"""Which lines of a plain text are crossheads, the sub-headings that nothing marks but their being short and alone.

A crosshead is one line by itself, of at most 90 characters and 12 words (30 characters in Han or kana), that begins with
a capital or a figure, does not end as a sentence or a clause does, and stands above a longer paragraph or a list; never
the first or the last piece. Not crossheads: one of two such lines in a row (verse, names, captions), what stands twice
(a speaker, an advertisement), quotes, list marks, bylines, dates, credits, sign-offs, pointers to other articles.

A question is one only if it is short and no longer one stands alone in the article: in an interview, questions are text.

Given up: crossheads in quotation marks, which are not told from speech, and numbered ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digest.readers import scripts
from digest.readers.paragraphs import Piece

_MOST_CHARACTERS, _MOST_WORDS, _MOST_WIDE = 90, 12, 30
_QUESTION_CHARACTERS, _INTERVIEW_CHARACTERS = 45, 120
_PROSE = 90  # columns from which on a piece is running text, however it ends

_OPENS_ELSE = re.compile(
    r"[\"“”«»„‘’'‹›「『\-–—―*•‣◦▪+=~#|>/\\_@©(\[<]"  # speech, lists, rules, credits
    r"|\d+[.)]\s|[a-zA-Z]\)\s"  # numbered
    r"|(?:https?://|www\.)"
)
_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?){1,4}[A-Z]?\.?|[A-Z]{1,3}|[a-z]{2,4}(?:/[a-z]{2,5})+", re.ASCII)
_AGENCY = (
    r"(?:the\s+)?(?:afp|ap|associated press|reuters|dpa|efe|ansa|belga|xinhua|tass|ria|interfax|keystone-ats|ats|upi|kyodo|"
    r"pti|anp|apa|lusa|ritzau|ntb|bloomberg|agence\w*|agenc\w+|ends?|fin|ende|fine|newsroom|redaction|rédaction)"
)
_SIGN_OFF = re.compile(
    rf"(?:avec|with|mit|con|via|source|by|par)?\s*:?\s*{_AGENCY}(?:\s*(?:[,/&+]|et|and|und|y)\s*{_AGENCY})*", re.I
)
_BYLINE = re.compile(r"(?:Par|By|Von|Por|Di)(?:\s+(?:[A-ZÀ-ÖØ-Þ]\S*|et|and|und|y|e|de|du|von|van|,))+")
_FURNITURE = re.compile(
    r"(?:photos?|images?|texte?|sources?|cr[ée]dits?|copyright)\s*[:/©]"
    r"|(?:publié|mis à jour|published|updated|posted|last modified|envoyée? spéciale?|de notre (?:correspondant|envoyé)"
    r"|(?:à )?lire (?:aussi|également)|read (?:also|more)|see also|voir aussi|lesen sie|leer también"
    r"|publicité$|advertisement$|anzeige$)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b[0-3]?\d(?:er|st|nd|rd|th)?\.?\s+[^\W\d]+\.?,?\s+(?:1[89]|20)\d\d$"
    r"|[^\W\d]\s+[0-3]?\d,\s+(?:1[89]|20)\d\d$"
    r"|(?:1[89]|20)\d\d年\d+月"
)
_NO_WORD = re.compile(r"[\W\d_]*")


def crossheads(pieces: Sequence[Piece]) -> set[int]:
    """The indexes of the ``pieces`` that are crossheads."""
    seen = Counter(piece.text for piece in pieces)
    interview = any(
        _QUESTION_CHARACTERS < len(piece.text) <= _INTERVIEW_CHARACTERS and scripts.ends_question(piece.text)
        for piece in pieces
    )
    short = [piece.lone and not piece.item and _reads_as_one(piece.text, questions=not interview) for piece in pieces]
    return {
        number
        for number in range(1, len(pieces) - 1)
        if short[number]
        and not short[number + 1]
        and (number == 1 or not short[number - 1])
        and seen[pieces[number].text] == 1
        and _stands_below(pieces[number + 1], pieces[number])
    }


def _stands_below(piece: Piece, head: Piece) -> bool:
    text = piece.text
    return piece.item or (
        len(text) > len(head.text)
        and (scripts.width(text) >= _PROSE or scripts.ends_sentence(text) or scripts.ends_clause(text))
    )


def _reads_as_one(text: str, *, questions: bool) -> bool:
    if len(text) > _MOST_CHARACTERS or (len(text) > _MOST_WIDE and scripts.is_wide(text)):
        return False
    if len(text.split()) > _MOST_WORDS or _NO_WORD.fullmatch(text) or text[0].islower():
        return False
    if scripts.ends_question(text):
        if not questions or len(text) > _QUESTION_CHARACTERS:
            return False
    elif scripts.ends_sentence(text) or scripts.ends_clause(text):
        return False
    bare = text.strip(" .—–-/()[]*#")
    return not (
        _OPENS_ELSE.match(text)
        or _INITIALS.fullmatch(text)
        or _SIGN_OFF.fullmatch(bare)
        or _BYLINE.fullmatch(text)
        or _FURNITURE.match(text)
        or _DATED.search(text)
    )
