"""Words, sentences and quotation marks in the scripts that newspapers are written in.

* A **word** is a run of letters, digits and their combining marks; in scripts written without spaces (Han, kana, Thai, Lao,
  Khmer, Burmese) each letter stands alone, and 1.7 of them count as one word.
* A **sentence** ends at a full stop of its script and the quotation marks that close right after it. A full stop after an
  abbreviation, an initial or (in German and others) a figure ends nothing; nor does one inside quotation marks or
  brackets that close within reach, so that a sentence has both of a pair or none. Thai and Lao have no full stop:
  a space after some forty letters is taken for one.

Rejected: dictionaries, so the words of Chinese, Japanese and Thai are not told apart.
"""

from __future__ import annotations

import re

from msgspec import Struct

from digest.infer.function_words import with_role
from digest.lazy_regex import late

# Combining marks and the like that ``\w`` leaves out: of Latin and Greek, Hebrew, Arabic, the scripts of India (those but
# for the danda and the digits' signs are all letters or marks), joiners.
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
_LETTER = rf"(?:(?![{_UNSPACED}_])[\w{_MARKS}])"
_WORD = late(rf"[{_UNSPACED}][{_UNSPACED_MARKS}]*|{_LETTER}+")
_COUNTED = late(rf"(?P<unspaced>[{_UNSPACED}][{_UNSPACED_MARKS}]*)|{_LETTER}+(?:['’\-.,]{_LETTER}+)*")
# Most texts have neither marks nor scripts without spaces, and in them the same words are found two to three times as fast.
_RARE = late(f"[{_UNSPACED}{_MARKS}]")
# Latin, Greek and Cyrillic letters and the marks of their texts have none of these, and are told at once.
_UNUSUAL = re.compile("[^\0-\u02ff\u0370-\u0482\u0488-\u052f\u1e00-\u200b\u200e-\u2e7f]")
_PLAIN_WORD = re.compile(r"[^\W_]++")
_PLAIN_COUNTED = re.compile(r"[^\W_]++(?:['’\-.,][^\W_]++)*+")
LETTERS_A_WORD = 1.7  # in scripts without spaces

_CLOSING = '"“”’»›)\\]」』）】'
_STOPS = "!?؟۔।॥։።፧"
_ENDS = (*_STOPS, ".", "…", "。", "！", "？", "｡", "។", "။")
_NO_STOPS = frozenset({"th", "lo"})
_END = re.compile(
    rf"(?:(?P<dot>\.{{1,4}}|…)|(?<![{_STOPS}])[{_STOPS}]++(?:\.{{3}}|…)?)[{_CLOSING}]*"
    r"(?:[ \u00a0\u202f][»›](?=[\s.,;:!?]|$))?(?=\s)"
    rf"|[。！？｡]+[{_CLOSING}]*"
)
_TOKEN_BEFORE = re.compile(r"[^\s(«“\"„'’\[—–/-]*$")
_UNSPACED_STOPS = "。！？｡"
_AFTER_QUOTED = ("と", "って", "など", "、", "，")  # with these a sentence goes on after one that it quotes
_DOTTED = re.compile(r"(?:\w\.)+\w")
_TOKEN_AFTER = late(rf"\s*[\"“„«‹(\[¿¡]*\s*({_LETTER}+)")
_QUOTES = "“„«‹\"「『‘'”»—–-"
_LONGEST_PAIR = 400  # characters within which a quotation or bracket must close to keep its sentences together
# Thai and Lao. A space ends no sentence before a mark of repetition, a figure, or what goes on with it (ได้, จะ, คือ, ...),
# nor behind a full stop, a figure, or what awaits more (ที่, ว่า, กับ, ...).
_SPACED_SENTENCE = re.compile(
    r"\S.{38,}?(?<![A-Za-z\d.ๆ])(?<!ที่|ว่า|คือ|และ|กับ|ของ|โดย|จาก|ให้|แต่)(?<!เช่น|หรือ)"
    r"(?=\s+(?![A-Za-z\dๆฯ(]|ได้|ก็|จะ|จึง|คือ|เป็น|ແມ່ນ)\S.{38})|\S.*"
)
_LONGEST_DEPENDENT = 90
_THAI_DEPENDENT = ("เมื่อ", "หาก", "ถ้า", "แม้", "เนื่องจาก", "หลังจาก", "ก่อน", "ขณะ", "นอกจาก")  # when, if, although, ...

# What opens, and what may close it. German „…“ and »…«, Swedish ”…” are told by which mark comes first.
_CLOSED_BY = {
    "«": "»", "‹": "›", "(": ")", "[": "]", "{": "}", "“": "”", "„": "“”", '"': '"',
    "（": "）", "「": "」", "『": "』", "【": "】", "《": "》",
}  # fmt: skip
_CLOSE = frozenset("»›)]}”）」』】》")
_PAIRED = _CLOSE.union(_CLOSED_BY)
_MARK = re.compile(f"[{re.escape(''.join(sorted(_PAIRED)))}]")


class Pairs(Struct, frozen=True, kw_only=True):
    """Where quotation marks and brackets open and close: ``spans`` of whole pairs, halves ``opened``, halves ``stray``.

    ``opened`` has with each position the mark that would close it.
    """

    spans: tuple[tuple[int, int], ...]
    opened: tuple[tuple[int, str], ...]
    stray: tuple[int, ...]


def _is_rare(text: str) -> bool:
    """Whether ``text`` has combining marks, or letters of a script without spaces."""
    return not text.isascii() and _UNUSUAL.search(text) is not None and _RARE().search(text) is not None


def _word(text: str) -> re.Pattern[str]:
    """What finds the words of ``text``."""
    return _WORD() if _is_rare(text) else _PLAIN_WORD


def words(text: str) -> list[str]:
    """The words of ``text`` as they are written; divided at apostrophes and hyphens (``l’OTAN`` is two)."""
    return _word(text).findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of the ``words`` of ``text`` starts and ends."""
    return [found.span() for found in _word(text).finditer(text)]


def count_words(text: str) -> int:
    """How many words ``text`` has; here ``l’OTAN``, ``don't`` and ``porte-parole`` are one each. See the module."""
    if not _is_rare(text):
        return len(_PLAIN_COUNTED.findall(text))
    spaced = unspaced = 0
    for found in _COUNTED().finditer(text):
        if found["unspaced"]:
            unspaced += 1
        else:
            spaced += 1
    return spaced + round(unspaced / LETTERS_A_WORD)


def sentences(text: str, language: str) -> list[str]:
    """The sentences of ``text``, in order, stripped, none empty. ``language`` is a BCP 47 tag, ``und`` if not known."""
    if language.split("-")[0] in _NO_STOPS:
        return [one for line in text.splitlines() for one in _spaced_sentences(line)]
    inside = _inside(text)
    pieces: list[str] = []
    start = 0
    for found in _END.finditer(text):
        if inside[found.end() - 1] or (found["dot"] and not _ends(text, start, found, language)):
            continue
        after = text[found.end() : found.end() + 40]
        if found[0][0] in _UNSPACED_STOPS:
            if found[0][-1] not in _UNSPACED_STOPS and after.startswith(_AFTER_QUOTED):
                continue
        elif _goes_on(after):
            continue
        pieces.append(text[start : found.end()])
        start = found.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def first_sentences(text: str, language: str, most: int) -> list[str]:
    """The ``sentences`` of the first ``most`` characters of ``text``; without the last one, if it goes on beyond them."""
    found = sentences(text[:most], language)
    return found[:-1] if len(text) > most and len(found) > 1 else found


def _spaced_sentences(line: str) -> list[str]:
    """The sentences of a script that marks them with a space; a dependent clause stays with what follows it."""
    found: list[str] = []
    for piece in _SPACED_SENTENCE.findall(line):
        if found and found[-1].startswith(_THAI_DEPENDENT) and len(found[-1]) < _LONGEST_DEPENDENT:
            found[-1] += f" {piece.strip()}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def _inside(text: str) -> bytearray:
    """For each position 1 where a pair, that closes within reach, is open after it."""
    inside = bytearray(len(text))
    for opening, closing in pairs(text).spans:
        if closing - opening <= _LONGEST_PAIR:
            inside[opening:closing] = b"\1" * (closing - opening)
    return inside


def _goes_on(after: str) -> bool:
    """Whether ``after`` goes on in lower case: “Who?” asked he. Georgian has no other case."""
    first = after.lstrip(' \u00a0\u202f"”»')[:1]
    return first.islower() and not "\u10d0" <= first <= "\u10ff"


def _ends(text: str, start: int, found: re.Match[str], language: str) -> bool:
    """Whether the full stop at ``found`` ends the sentence that began at ``start``."""
    if found["dot"] != ".":
        return not (
            text[max(0, found.start() - 1)] in "([" and found[0][-1] in ")]"
        )  # (…) stands for what was left out
    if len(found[0]) > 1:
        return True  # closed by a quotation mark or a bracket
    match = _TOKEN_BEFORE.search(text, max(start, found.start() - 20), found.start())
    token = match[0] if match else ""
    lower = token.lower()
    if lower in with_role(language, "abb") or (len(token) == 1 and token.isupper()):
        return False  # the second is an initial
    if token.isdecimal():
        enumerates = not text[start : found.start() - len(token)].strip()
        return not (enumerates or (len(token) <= 2 and with_role(language, "ord")))
    if lower in with_role(language, "abe") or _DOTTED.fullmatch(token):
        following = _TOKEN_AFTER().match(text[found.end() : found.end() + 40])
        return not following or following[1].lower() in with_role(language, "art", "pro", "pre", "con", "sub", "att")
    return True


def balanced(text: str) -> bool:
    """Whether every quotation mark and bracket in ``text`` has its other half, in order. Apostrophes do not count."""
    if not _MARK.search(text):
        return True
    found = pairs(text)
    return not found.opened and not found.stray


def closed(text: str) -> str:
    """``text`` with what is open closed at its end (quoted words stay marked as quoted), stray closing marks taken out."""
    if not _MARK.search(text):
        return text
    found = pairs(text)
    if not found.opened and not found.stray:
        return text
    stray = set(found.stray)
    kept = "".join(" " if position in stray else mark for position, mark in enumerate(text))
    whole = " ".join(kept.split())
    for position, closer in reversed(found.opened):
        inner = text[position + 1 : position + 2]
        whole += f"{inner}{closer}" if inner.isspace() else closer  # « as wide inside as before »
    return whole if balanced(whole) else unmarked(text)


def asks(sentence: str) -> bool:
    """Whether ``sentence`` is a question."""
    return sentence.rstrip(_CLOSING + " ").endswith(("?", "？", "؟"))


def ends(sentence: str, language: str) -> bool:
    """Whether ``sentence`` is one to its end: it has a mark there, in languages that write one."""
    return sentence.rstrip(_CLOSING + "\u00a0\u202f ").endswith(_ENDS) or language.split("-")[0] in _NO_STOPS


def leans(sentence: str, language: str) -> bool:
    """Whether ``sentence`` begins with a quotation, in the middle, or with a word that points back."""
    first = words(sentence[:40])[:1]
    if sentence[0] in _QUOTES or not balanced(sentence) or not first or _goes_on(sentence[:1]):
        return True
    return first[0].lower() in with_role(language, "pro", "con", "sub", "cpl")


def unmarked(text: str) -> str:
    """``text`` without any quotation mark or bracket."""
    return " ".join("".join(" " if mark in _PAIRED else mark for mark in text).split())


def pairs(text: str) -> Pairs:
    """The quotation marks and brackets of ``text``, matched as a reader would: the nearest open one is closed first."""
    spans: list[tuple[int, int]] = []
    opened: list[tuple[int, str]] = []
    stray: list[int] = []
    for found in _MARK.finditer(text):
        position, mark = found.start(), found[0]
        if opened and mark in opened[-1][1]:
            spans.append((opened.pop()[0], position))
        elif mark in _CLOSED_BY:
            opened.append((position, _CLOSED_BY[mark]))
        elif mark in "»”" and _may_open(text, position):
            opened.append((position, "«»" if mark == "»" else mark))
        elif mark in _CLOSE:
            stray.append(position)
    return Pairs(
        spans=tuple(spans),
        opened=tuple((position, closers[0]) for position, closers in opened),
        stray=tuple(stray),
    )


def _may_open(text: str, position: int) -> bool:
    """Whether a mark that mostly closes stands where one opens: before a word and not after one."""
    return text[position + 1 : position + 2].isalnum() and not text[max(0, position - 1) : position].isalnum()
