"""Properties of writing systems that the readers need: wide letters, ends of sentences, hyphens at line ends, speakers' labels.

**Hyphens at a line end** are removed if they only divide a word, and kept if the word is written with one. Checked in this
order: figures, capitals and web addresses keep the hyphen; before a conjunction it stays (“Ein- und Verkauf”); then the rest of
the text is searched for the word in either form; then a table of first and last parts that are written with a hyphen; all other
words were divided by the program that wrapped the line. A word divided in the middle of a line (“ré-coltes”) is joined only if
the text has the joined form elsewhere and this divided form once.

Rejected: a full table of Unicode properties; hyphenation patterns (“arrière-pays” may be divided at its own hyphen); spelling
dictionaries (megabytes for each language, without names and compounds).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from digest.lazy_regex import lazy_regex

_WIDE = lazy_regex(
    r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3"
    r"\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
_NARROW = re.compile("[\0-\u10ff\u1e00-\u2e7f]*")  # Latin, Greek, Cyrillic, Arabic, and their marks
# Runs of scripts without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han and their marks (Hangul has spaces).
_UNSPACED = (
    "\u0e00\u0eff \u1000\u109f \u1780\u17ff \u2e80\u2fdf \u3001\u30ff \u31f0\u4dbf \u4e00\u9fff \uf900\ufaff \ufe30\ufe4f "
    "\uff01\uff60 \U00020000\U0003fffd"
).split()
_SPACES = re.compile(r"[ \t\n\u2028\u2029]+")
_SOME_SPACES = ("  ", "\t", "\n", "\u2028", "\u2029")
_CLOSERS = r"[\"”“»›’'\)\]）〉》」』】〕\u200e\u200f]*\s*$"
_SENTENCE = re.compile(r"[.!?…。．！？؟۔।॥።៖]" + _CLOSERS)
_CLAUSE = re.compile(r"[,;:،؛、，；：፣፤]" + _CLOSERS)
_QUESTION = re.compile(r"[?？؟]" + _CLOSERS)


def width(line: str) -> int:
    """Columns of ``line``, where wide letters (Han, kana, Hangul) take two."""
    return len(line) + _wide(line)


def is_wide(text: str) -> bool:
    """Whether most of ``text`` is in wide letters."""
    return 2 * _wide(text) > len(text)


def _wide(text: str) -> int:
    """Number of wide letters in ``text``."""
    return 0 if text.isascii() or _NARROW.fullmatch(text) else len(_WIDE().findall(text))


def is_unspaced(character: str) -> bool:
    """Whether ``character`` belongs to a script without spaces between words."""
    return character >= _UNSPACED[0][0] and any(run[0] <= character <= run[1] for run in _UNSPACED)


def caseless(text: str) -> str:
    """``text`` in lower case, of the same length: long patterns for it compile in a third of the time of patterns that ignore
    letter case. The letters i of Turkish are one, as are both forms of the Greek sigma.
    """
    lower = text.replace("İ", "i").lower().replace("ı", "i").replace("ς", "σ")
    return lower if len(lower) == len(text) else text


def ends_sentence(line: str) -> bool:
    """Whether ``line`` ends with sentence-final punctuation, perhaps followed by closing quotes and brackets."""
    return _SENTENCE.search(line[-12:]) is not None


def ends_clause(line: str) -> bool:
    """Whether ``line`` ends with a comma, colon or semicolon."""
    return _CLAUSE.search(line[-12:]) is not None


def ends_question(line: str) -> bool:
    """Whether ``line`` ends with a question mark."""
    return _QUESTION.search(line[-12:]) is not None


def one_line(text: str) -> str:
    """``text`` in one line, each run of white space as one space. No-break spaces (U+00A0, U+202F) stay."""
    text = text.strip()
    return _SPACES.sub(" ", text) if any(space in text for space in _SOME_SPACES) else text


# Hyphens at line ends.


HYPHENS = "-\u2010\u00ad\u00ac"
_DIVIDING = "\u00ad\u00ac"  # the soft hyphen, and the sign that OCR writes: never part of a word
_NO_WORD = re.compile(r"[\s\"“”„«»()\[\]]")
_SHORT_PART = 2  # letters of a word within a compound
_LONGEST_WORD = 80  # characters
_FIRST_WORD = re.compile(r"[^\W_]+(?:[’'\u2010-][^\W_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIVIDED = re.compile(r"(?<![\w’'\u2010-])([^\W\d_]{2,})[-\u2010]([^\W\d_]{3,})(?![\w\u2010-])")

# A hyphen before these is suspended; before ``_SOMETIMES`` only if the text has one of the given words of that language.
_CONJUNCTIONS = frozenset("und oder sowie bzw ou y e o u i a oraz lub och eller nebo či vagy și sau и или".split())
_SOMETIMES = {
    "and": ("the", "of"),
    "en": ("het", "van"),
    "et": ("les", "des"),
    "og": ("er", "det"),
    "ja": ("on", "ovat"),
    "bis": ("der", "die"),
}
# First parts that are written with a hyphen and rarely begin another word.
_FIRST_PARTS = frozenset(
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
_LAST_PARTS = frozenset(
    "même mêmes feira feiras à t nous vous je tu based backed owned friendly minded related funded driven called "
    "нибудь либо".split()
)
_PRONOUNS = frozenset("il ils elle elles on".split())  # of French, behind a verb: est-il
_NEVER_SYLLABLES = lazy_regex(
    r"(?i)ex-(?:[bdfgjmnrvw]|pr[eéi][ms]|s(?!ang)|c(?:on|ol|op|ad|am|an)|ch(?:amp|anc|ef))|semi-(?!n)|(?:est|était|sont|qu.est|n.est)-ce\b|est-(?:all|eur)|vis-à\b|so-called"
    r"|mi-(?:janv|févr|mars|avril|mai\b|juin|juil|août|sept|oct|nov|déc|temps|chemin|parcours|course|hauteur|saison)"
    r"|anti-i|micro-o|pro-(?:euro|russ|pale|ukr|israé|isra|gouv|gove|démo|demo|kurd|iran|chin)"
    r"|contre-(?:[aeiouéê]|pied|pouvoir|courant|perform|propos|projet|produc|feu|jour|manif)"
    r"|\w*(?:ou|iu|eu)-(?:se|lhes?|me)\b|\w*[áêíô]-l[oa]s?\b|\w+-\w+-old\b"
    r"|по-\w+(?:ски|ому|ему)\b|(?:кто|что|где|как|кой)-то\b",
)
_SYLLABLES = lazy_regex(  # written as one word, though the first part is in the table
    r"(?i)sous-(?:cri|tract|trai[rt]e?\b)|(?:six|seven|eight|nine|four|three)-(?:teen|ty)|non-(?:ch|obst|sens)|grand-(?:ir|eur|i)"
    r"|tout-efois|nouveau-t|nouvelle-ment|premi\w+-ment|grande-ment|haute-(?:ur|ment)|belle-ment"
    r"|(?:porte|garde|compte)-(?:ur|r|nt|z)|libre-ment|haut-(?:ain|bois)|year-(?:ly|n)|month-ly|second-(?:ary|aire|ly|e)"
    r"|full-y|high-(?:er|est|ly|light|way)|long-(?:er|est|itud|év|ev|temps|ueur)|short-(?:er|est|ly|age|en)|hard-(?:er|ly|en|ship)"
    r"|last-(?:ing|ed)|first-ly|self-(?:ish|less)|soft-(?:er|en|ware)|sud-d|south-(?:ern|er)|north-(?:ern|er)|well-ness"
    r"|father-(?:s|ly)|mother-(?:s|ly)|brother-(?:s|ly|hood)|sister-(?:s|hood)|ill-(?:ness|us|eg|ic|um)|half-way|cross-(?:ing|ed|es)"
    r"|passer-(?:a|ai|elle)|peut-ple|chef-s|step-(?:s|ped|ping)|indo-l|dix-i[eè]m|vice-vers",
)


class Words:
    """The words of a text, to look up how a word is written elsewhere."""

    def __init__(self, text: str) -> None:
        self._text = text

    def count(self, word: str) -> int:
        """How often ``word`` (lower case) occurs in the text, in any letter case, within a line, including hyphens."""
        return self._counts[word] if word in self._lower else 0

    @cached_property
    def _lower(self) -> str:
        return self._text.lower().replace("\u2010", "-")

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(_WORD.findall(self._lower))


def join_lines(above: str, below: str, words: Words) -> tuple[str, str]:
    """Join two lines of one paragraph: ``above`` without a dividing hyphen, and the separator before ``below``.

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
    return (above, "") if _belongs_to_word(left.lower(), part.lower(), right.lower(), words) else (above[:-1], "")


def _hangs(part: str, right: str, below: str, words: Words) -> bool:
    """Whether the hyphen after ``part`` is a suspended one before the conjunction ``right`` (“Ein- und Verkauf”)."""
    if words.count(part + right):
        return False
    if right == "or":  # “short- or long-term”, but “edit-or”
        return any("-" in word for word in below.split(" ", 2)[1:2])
    return right in _CONJUNCTIONS or any(words.count(one) for one in _SOMETIMES.get(right, ()))


def _belongs_to_word(left: str, part: str, right: str, words: Words) -> bool:
    """Whether the hyphen between ``left``, which ends with ``part``, and ``right`` belongs to the word."""
    first = re.split(r"[-\u2010’']", right)[0]
    if words.count(part + first):
        return False
    if words.count(f"{part}-{first}"):
        return True
    if _SYLLABLES().match(f"{part}-{first}"):
        return False
    if first in _PRONOUNS and part[-1] in "td":
        return True
    if "-" in left and len(part) <= _SHORT_PART:
        return True  # c'est-à-dire, out-of-date
    compound = (f"{part}-{right}", f"{left}-{right}")
    return part in _FIRST_PARTS or first in _LAST_PARTS or any(map(_NEVER_SYLLABLES().match, compound))


def join_divided(text: str, words: Words) -> str:
    """``text`` with divided words joined that ``words`` also has undivided."""
    if "-" not in text and "\u2010" not in text:
        return text
    with_hyphen = (piece for piece in text.split() if "-" in piece or "\u2010" in piece)
    divided = (found for piece in with_hyphen for found in _DIVIDED.finditer(piece))
    if all(_joined(found, words) == found[0] for found in divided):  # nearly every text
        return text
    return _DIVIDED.sub(lambda found: _joined(found, words), text)


def _joined(found: re.Match[str], words: Words) -> str:
    left, right = found[1].lower(), found[2].lower()
    compound = not found[2][0].isupper() and left not in _FIRST_PARTS and right not in _LAST_PARTS
    if compound and words.count(left + right) > 0 and words.count(f"{left}-{right}") == 1:
        return found[1] + found[2]
    return found[0]


# Speakers.


_LONGEST_SPEAKER = 40  # characters of a label
_SPEAKER = re.compile(r"(?P<label>[^\W\d_][\w.’'\- ]*?(?: \([^()]*\))?)\s?[:：]\s+(?P<said>\S.*)", re.DOTALL)
_SPEECH_END = re.compile(r"[.!?…。！？؟۔](?:[\"”’»“)\]]|\s)*\Z")
# Roles of speakers: English, French, German, Italian, Spanish, Portuguese, Dutch, Polish, Russian.
_ROLES = frozenset(
    "presenter host moderator anchor narrator interviewer interviewee announcer reporter caller audience question answer "
    "présentateur présentatrice animateur animatrice journaliste intervieweur réponse "
    "moderatorin sprecher sprecherin frage antwort conduttore conduttrice giornalista intervistatore domanda risposta "
    "presentador presentadora entrevistador entrevistadora periodista locutor locutora moderadora pregunta respuesta "
    "apresentador apresentadora jornalista pergunta resposta presentator interviewster vraag antwoord "
    "prowadzący prowadząca dziennikarz pytanie odpowiedź ведущий ведущая журналист корреспондент вопрос ответ".split()
)


def is_speaker_line(text: str) -> bool:
    """Whether ``text`` is speech after a speaker's label.

    The label is in capitals (``MALE VOICE:``, ``RIDLEY (by phone):``), of at most four words, and the speech ends like a
    sentence; or it is a role, in any letter case (``Presenter: Good morning``). A headline with an acronym before its colon
    (``SNCF : reprise du trafic``) is not a speaker line.
    """
    found = _SPEAKER.match(text)
    if found is None or len(found["label"]) > _LONGEST_SPEAKER:
        return False
    name = found["label"].partition(" (")[0]
    if name.lower() in _ROLES:
        return True
    return name.isupper() and len(name.split()) <= 4 and _SPEECH_END.search(found["said"]) is not None
