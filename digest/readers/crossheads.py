"""Which lines of a plain text are crossheads, the sub-headings that nothing marks but their being short and alone.

A crosshead is one line by itself, of at most 90 characters and 12 words (30 characters in Han or kana), that begins with
a capital or a figure, does not end as a sentence or a clause does, and stands above a longer paragraph or a list; never
the first or the last piece. Not crossheads: one of two such lines in a row (verse, names, captions), what stands twice
(a speaker, an advertisement), quotes, list marks, bylines, dates, credits, sign-offs, pointers to other articles.

A question is one only if it is short and no longer one stands alone in the article: in an interview, questions are text. A
label of one or two words above an interview's first question is a crosshead, since it is too short for a headline; where the
turns of a talk are as short as crossheads there are no others. A name alone is none below a headline (a byline) or a quotation
(whose it is).

Rejected: crossheads in quotation marks, which are not told from speech, and numbered ones.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digest.readers import scripts
from digest.readers.furniture import Furniture, furniture
from digest.readers.paragraphs import Piece
from digest.readers.speakers import is_speaker_line

_MOST_CHARACTERS, _MOST_WORDS, _MOST_WIDE = 90, 12, 30
_QUESTION_CHARACTERS, _INTERVIEW_CHARACTERS = 45, 120
_TURNS, _TURN_WORDS = 3, 4  # of a talk
_LABEL_WORDS = 2  # a headline has more
_QUOTED = 250  # characters of a quotation that a name may stand below
_SENTENCE_WORDS = 5
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
_LABELLED = re.compile(r"(?:video|vidéo|vídeo|audio|podcast|texte?|sources?|видео)\s*[:：/]", re.IGNORECASE)
_CREDITED = re.compile(  # at the end of a caption
    r"[(\[（][A-Z][A-Za-z/ .-]{1,30}[)\]）]$|\s/\s\S+(?:\s\S+){0,3}$|©"
    r"|\b(?i:photo|foto|picture|image)s?\s(?i:by\s|von\s|de\s|par\s)?[^\W\d_a-zà-ÿ]\S+(?:\s\S+){0,2}$"
)
_SPEAKS = re.compile(
    r"(?:[A-Z]{1,2}|[^\W\d_a-zà-ÿ][\w.’'-]*(?:\s[^\W\d_a-zà-ÿ][\w.’'-]*){1,3})\s?[:：]\s"
)  # Q: or Jane Doe:
_NAME = re.compile(
    r"[A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_]*\.?(?:[\s’'-](?:de|di|von|van|der|da|du|la|le|el|al|[A-ZÀ-ÞА-ЯΑ-Ω][^\W\d_]*\.?)){1,3}"
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
    talk = interview and sum(map(_is_turn, pieces)) >= _TURNS
    first = next((number for number, piece in enumerate(pieces) if _is_running(piece)), len(pieces))
    found = {
        number
        for number in range(max(1, first), len(pieces) - 1)
        if short[number]
        and not talk
        and not short[number + 1]
        and not short[number - 1]
        and seen[pieces[number].text] == 1
        and _stands_below(pieces[number + 1], pieces[number])
        and not (_NAME.match(pieces[number].text) and _names_whom(pieces[number - 1], pieces[number], number))
    }
    if interview and len(pieces) > 1 and short[0] and _is_label(pieces[0]) and scripts.ends_question(pieces[1].text):
        found.add(0)
    return found


def _is_running(piece: Piece) -> bool:
    """Whether ``piece`` is text that a crosshead may stand below; what stands above all such pieces is a headline or about it."""
    text = piece.text
    return (
        piece.item
        or scripts.width(text) >= _PROSE
        or (scripts.ends_sentence(text) and not scripts.ends_question(text) and len(text.split()) >= _SENTENCE_WORDS)
        or (scripts.is_wide(text) and scripts.ends_sentence(text))
    )


def _is_turn(piece: Piece) -> bool:
    """Whether ``piece`` is what somebody says in a talk, as short as a crosshead: “Yes.”"""
    return piece.lone and len(piece.text.split()) <= _TURN_WORDS and scripts.ends_sentence(piece.text)


def _is_label(piece: Piece) -> bool:
    return len(piece.text.split()) <= _LABEL_WORDS and not scripts.is_wide(piece.text)


def _names_whom(above: Piece, piece: Piece, number: int) -> bool:
    """Whether the name that ``piece`` begins with is that of who wrote or said what stands above it."""
    quoted = len(above.text) <= _QUOTED and above.text[0] in '"“«„»‘'
    return quoted or (number == 1 and _NAME.fullmatch(piece.text) is not None and not scripts.ends_sentence(above.text))


def _stands_below(piece: Piece, head: Piece) -> bool:
    text = piece.text
    return piece.item or (
        len(text) > len(head.text)
        and (scripts.ends_sentence(text) or scripts.ends_clause(text) or scripts.width(text) >= _PROSE)
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
        or _LABELLED.match(text)
        or furniture(text) not in (None, Furniture.SECTION, Furniture.KICKER)
        or _CREDITED.search(text)
        or _SPEAKS.match(text)
        or is_speaker_line(text)
        or _DATED.search(text)
    )
