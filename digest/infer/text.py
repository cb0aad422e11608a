"""An article's text as all inference reads it: passages, sentences, quotation marks, and where a sentence may be cut.

* A **passage** is a block of text with its white space normalised. Only the first ``REACH`` characters of an article are
  read, so that the cost is bounded. Words and sentences are found on first use, once for all fields.
* A **sentence** ends at a full stop of its script and the quotation marks that close right after it; not after an
  abbreviation, an initial or (in German and others) a number, nor within quotation marks or brackets that close within
  reach. Thai and Lao have no full stop: a space after some forty letters is taken for one.
* A sentence that is too long is cut (``clip_in``) after a word that is not a function word; in Japanese after a comma or a
  particle; in Thai and Lao at a space, else before a vowel that begins a syllable.

Rejected: dictionaries, so the words of Chinese, Khmer and Burmese are not divided.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from html import unescape
from itertools import accumulate

from msgspec import Struct

from digest.i18n import clip
from digest.infer.words import finite_verbs, with_role
from digest.lazy_regex import lazy_regex
from digest.model import Block, BlockKind
from digest.words import LETTER, count_words, division, spans, words

OPENING = "“„«‹‘([{（「『【《¿¡"
_CLOSING = '"“”’»›)\\]」』）】'
_STOPS = "!?؟۔।॥։።፧"
_ENDS = (*_STOPS, ".", "…", "。", "！", "？", "｡", "។", "။")
_NO_STOPS = frozenset({"th", "lo"})
_END = re.compile(
    rf"(?:(?P<dot>\.{{1,4}}|…)|(?<![{_STOPS}])[{_STOPS}]++(?:\.{{3}}|…)?)[{_CLOSING}]*"
    r"(?:[ \u00a0\u202f][»›](?=[\s.,;:!?]|$))?(?=\s)"
    rf"|[。！？｡]+[{_CLOSING}]*"
)
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|d[dt]|t[dhr]|pre|blockquote)>|<br>")
_TAG = re.compile(r"<[^>]*>")
# A tag of an element within a line, which ends no word.
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>")  # fmt: skip  # noqa: E501
_STOP = re.compile(rf"[.…{_STOPS}。！？｡]")
_TOKEN_BEFORE = re.compile(r"[^\s(«“\"„'’\[—–/-]*$")
_UNSPACED_STOPS = "。！？｡"
_AFTER_QUOTED = ("と", "って", "など", "、", "，")  # a sentence goes on with these after one that it quotes
_DOTTED = re.compile(r"(?:\w\.)+\w")
_TOKEN_AFTER = lazy_regex(rf"\s*[\"“„«‹(\[¿¡]*\s*({LETTER}+)")
_QUOTES = "“„«‹\"「『‘'”»—–-"
_LONGEST_PAIR = 400  # characters within which a quotation or bracket must close to keep its sentences together
# Thai and Lao. A space does not end a sentence before a mark of repetition, a number or a word that continues it (ได้, จะ,
# คือ, ...), nor after a full stop, a number or a word that needs another (ที่, ว่า, กับ, ...).
_SPACED_SENTENCE = re.compile(
    r"\S.{38,}?(?<![A-Za-z\d.ๆ])(?<!ที่|ว่า|คือ|และ|กับ|ของ|โดย|จาก|ให้|แต่)(?<!เช่น|หรือ)"
    r"(?=\s+(?![A-Za-z\dๆฯ(]|ได้|ก็|จะ|จึง|คือ|เป็น|ແມ່ນ)\S.{38})|\S.*"
)
_LONGEST_DEPENDENT = 90
_THAI_DEPENDENT = ("เมื่อ", "หาก", "ถ้า", "แม้", "เนื่องจาก", "หลังจาก", "ก่อน", "ขณะ", "นอกจาก")  # when, if, although, ...

# Opening marks with those that may close them. German „…“ and »…« and Swedish ”…” are recognised by which mark comes first.
_CLOSED_BY = {"„": "“”"} | dict(zip('«‹([{“"（「『【《', '»›)]}”"）」』】》', strict=True))
_CLOSE = frozenset("»›)]}”）」』】》")
_PAIRED = _CLOSE.union(_CLOSED_BY)
_MARK = re.compile(f"[{re.escape(''.join(sorted(_PAIRED)))}]")


class Pairs(Struct, frozen=True, kw_only=True):
    """Positions of quotation marks and brackets.

    ``spans`` are the complete pairs, ``opened`` marks that are not closed, each with the mark that would close it, and
    ``stray`` closing marks without an opening one.
    """

    spans: tuple[tuple[int, int], ...]
    opened: tuple[tuple[int, str], ...]
    stray: tuple[int, ...]


def sentences(text: str, language: str) -> list[str]:
    """The sentences of ``text`` in order, stripped, none empty. ``language`` is a BCP 47 tag, ``und`` if unknown."""
    if language.split("-")[0] in _NO_STOPS:
        return [one for line in text.splitlines() for one in _spaced_sentences(line)]
    enclosed = _enclosed(text)
    pieces: list[str] = []
    start = 0
    for found in _stops(text):
        if enclosed[found.end() - 1] or (found["dot"] and not _ends(text, start, found, language)):
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


def _stops(text: str) -> Iterator[re.Match[str]]:
    """The matches of ``_END`` in ``text``. Searching for one character first takes a tenth of the time."""
    at = 0
    while stop := _STOP.search(text, at):
        found = _END.match(text, stop.start())
        at = found.end() if found else stop.end()
        if found:
            yield found


def lines_of(html: str) -> list[str]:
    """The lines of text in the safe ``html`` of an article."""
    return unescape(_TAG.sub("", _BLOCK_END.sub("\n", html))).splitlines()


def first_sentences(text: str, language: str, most: int) -> list[str]:
    """The ``sentences`` of the first ``most`` characters of ``text``, without the last one if it goes on beyond them."""
    found = sentences(text[:most], language)
    return found[:-1] if len(text) > most and len(found) > 1 else found


def _spaced_sentences(line: str) -> list[str]:
    """The sentences of a script that separates them with spaces. A dependent clause stays with the clause after it."""
    found: list[str] = []
    for piece in _SPACED_SENTENCE.findall(line):
        if found and found[-1].startswith(_THAI_DEPENDENT) and len(found[-1]) < _LONGEST_DEPENDENT:
            found[-1] += f" {piece.strip()}"
        elif piece.strip():
            found.append(piece.strip())
    return found


def _enclosed(text: str) -> bytearray:
    """For each position 1 if it is inside a pair of marks that closes within reach, else 0."""
    enclosed = bytearray(len(text))
    for opening, closing in pairs(text).spans:
        if closing - opening <= _LONGEST_PAIR:
            enclosed[opening:closing] = b"\1" * (closing - opening)
    return enclosed


def _goes_on(after: str) -> bool:
    """Whether ``after`` continues in lower case (“Who?” asked he). Georgian letters do not count: they have no capitals."""
    first = after.lstrip(' \u00a0\u202f"”»')[:1]
    return first.islower() and not "\u10d0" <= first <= "\u10ff"


def _ends(text: str, start: int, found: re.Match[str], language: str) -> bool:
    """Whether the full stop ``found`` ends the sentence that begins at ``start``."""
    if found["dot"] != ".":
        return not (text[max(0, found.start() - 1)] in "([" and found[0][-1] in ")]")  # (…) marks an omission
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
    """Whether all quotation marks and brackets of ``text`` are in correctly nested pairs. Apostrophes do not count."""
    if not _MARK.search(text):
        return True
    found = pairs(text)
    return not found.opened and not found.stray


def closed(text: str) -> str:
    """``text`` with open quotation marks and brackets closed at its end and stray closing marks removed."""
    if not _MARK.search(text):
        return text
    found = pairs(text)
    if not found.opened and not found.stray:
        return text
    stray = set(found.stray)
    kept = "".join(" " if position in stray else mark for position, mark in enumerate(text))
    text_closed = " ".join(kept.split())
    for position, closer in reversed(found.opened):
        inner = text[position + 1 : position + 2]
        text_closed += f"{inner}{closer}" if inner.isspace() else closer  # « as wide inside as before »
    return text_closed if balanced(text_closed) else unmarked(text)


def asks(sentence: str) -> bool:
    """Whether ``sentence`` is a question."""
    return sentence.rstrip(_CLOSING + " ").endswith(("?", "？", "؟"))


_SPEECH = re.compile(r"[:：]\s*[«“\"„»]")


def speaks(sentence: str) -> bool:
    """Whether somebody is quoted after a colon in ``sentence``."""
    return _SPEECH.search(sentence) is not None


def ends(sentence: str, language: str) -> bool:
    """Whether ``sentence`` is complete: it ends with a full stop or the like, in languages that have them."""
    return sentence.rstrip(_CLOSING + "\u00a0\u202f ").endswith(_ENDS) or language.split("-")[0] in _NO_STOPS


def leans(sentence: str, language: str) -> bool:
    """Whether ``sentence`` depends on the one before: it begins with a quotation, a bracket, in lower case or with a pronoun."""
    first = words(sentence[:60])[:2]
    if sentence[0] in _QUOTES or sentence[0] in "[(" or not balanced(sentence) or not first or _goes_on(sentence[:1]):
        return True
    if first[0] == "US" or first[0].lower() not in with_role(language, "pro", "con", "sub", "cpl", "bgn"):
        return False
    return not (first[0].lower() in with_role(language, "art") and _begins_noun(first[1:], language))


def _begins_noun(following: Sequence[str], language: str) -> bool:
    """Whether the first of the words ``following`` a German article is its noun or adjective: Der Hafen; but: Das ist."""
    if not language.startswith("de") or not following:
        return False
    word = following[0]
    return word[0].isupper() or (
        word.endswith(("e", "en")) and word not in finite_verbs(language) | with_role(language, "aux")
    )


def unmarked(text: str) -> str:
    """``text`` without any quotation mark or bracket."""
    return " ".join("".join(" " if mark in _PAIRED else mark for mark in text).split())


def pairs(text: str) -> Pairs:
    """The quotation marks and brackets of ``text``, paired with the nearest open one."""
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
    """Whether a mark that usually closes may open here: before a word and not after one."""
    return text[position + 1 : position + 2].isalnum() and not text[max(0, position - 1) : position].isalnum()


_LAST_WORD = re.compile(r"[^\W_]+$")
_WEAK = ("art", "gen", "pre", "btw", "att", "con", "cpl", "sub", "aux", "pro", "oth")
_PHRASE_END = re.compile(r"[をがはにでともへ](?=[^ぁ-んー、。…])")  # a particle, and the next word
_SYLLABLE = re.compile(r"\s|(?=[เแโใไເແໂໃໄ])")  # a space, or a vowel written before its consonant


def clip_in(language: str, text: str, most: int) -> str:
    """``text`` if it has at most ``most`` characters, else its beginning and ``…``, cut where ``language`` allows it."""
    kept = clip(text, most)
    if kept == text:
        return text
    base, kept = language.split("-")[0], kept.removesuffix("…")
    if base == "ja":
        kept = _after_phrase(kept, text)
    elif base in ("th", "lo"):
        kept = _before_syllable(kept, text)
    else:
        weak = with_role(language, *_WEAK)
        for _ in range(4):
            last = _LAST_WORD.search(kept, max(0, len(kept) - 20))
            if not last or last[0].lower() not in weak or last.start() < most // 2:
                break
            kept = kept[: last.start()].rstrip(" '’")
    return (kept.rstrip(" ,;:.–—-،、，；：" + OPENING) or kept) + "…"


def _after_phrase(kept: str, text: str) -> str:
    """``kept``, the beginning of the Japanese ``text``, up to its last comma or phrase."""
    half = len(kept) // 2
    if (comma := kept.rfind("、", half)) > 0:
        return kept[:comma]
    ends = [found.end() for found in _PHRASE_END.finditer(text, half, len(kept) + 1)]
    return kept[: ends[-1]] if ends else kept


def _before_syllable(kept: str, text: str) -> str:
    """``kept``, the beginning of the Thai or Lao ``text``, up to a space in its second half or a syllable."""
    if text[len(kept) :][:1].isspace():
        return kept
    if (space := kept.rfind(" ")) > len(kept) * 2 // 5:
        return kept[:space]
    starts = [found.start() for found in _SYLLABLE.finditer(text, len(kept) // 2, len(kept) + 1)]
    return kept[: starts[-1]] if starts else kept


_QUESTION = 2  # sentences of a paragraph that is a question of an interview
REACH = 8_000  # characters of an article that are read
RECURRING = 4_000  # characters in which words are counted


class Passage:
    """A block of text with normalised white space, divided into words, and on first use into sentences.

    ``index`` is the block's index in the article; ``cut`` says that the block goes on beyond ``REACH``. ``words`` are as
    written, ``folded`` without case and accents; ``gaps`` is the text before each of them.
    """

    def __init__(self, kind: BlockKind, text: str, language: str, *, index: int = 0, cut: bool = False) -> None:
        self.kind, self.text, self.language, self.index, self.cut = kind, text, language, index, cut
        self._parts, self.words, self.folded = division(text)
        self.gaps = self._parts[:-1:2]

    @cached_property
    def edges(self) -> list[int]:
        """The start and the end of the first of ``words``, of the second, and so on."""
        return list(accumulate(map(len, self._parts)))

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The start and end of each of ``words``."""
        return spans(self._parts)

    @cached_property
    def sentences(self) -> list[str]:
        """The sentences in order, none empty. The last one may be incomplete where ``cut`` is set."""
        return sentences(self.text, self.language)


class Text:
    """The passages of one article in ``language``, a BCP 47 tag, ``und`` where undetermined.

    ``aside`` are indexes of blocks about the article (bylines, dates, kickers) that are not part of its text; ``kickers``
    those of them that may name its topic.
    """

    def __init__(self, blocks: Sequence[Block], language: str, aside: Set[int] = frozenset()) -> None:
        self.blocks, self.language, self.aside = blocks, language, aside
        self.kickers: Set[int] = frozenset()

    def without(self, aside: Set[int], *, kickers: bool = False) -> Text:
        """The same text without the blocks with the indexes ``aside``, which may be its ``kickers``. Both share their lines,
        words and sentences.
        """
        rest = Text(self.blocks, self.language, self.aside | aside)
        rest.lines = self.lines
        rest.kickers = aside if kickers else self.kickers
        return rest

    @cached_property
    def lines(self) -> tuple[Passage, ...]:
        """The non-empty blocks except code and furniture, in order, within ``REACH``."""
        found: list[Passage] = []
        left = REACH
        for index, block in enumerate(self.blocks):
            if left <= 0:
                break
            if block.kind in (BlockKind.CODE, BlockKind.FURNITURE):
                continue
            text = " ".join(block.text[:left].split())
            if text:
                found.append(Passage(block.kind, text, self.language, index=index, cut=len(block.text) > left))
            left -= len(block.text) + 1
        return tuple(found)

    def count_words(self, indexes: Iterable[int]) -> int:
        """How many words the blocks with these ``indexes`` have (``words.count_words``)."""
        divided = {passage.index: len(passage.words) for passage in self.lines if not passage.cut}
        return sum(count_words(self.blocks[index].text, divided.get(index)) for index in indexes)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The article's text: ``lines`` without those ``aside``."""
        return tuple(passage for passage in self.lines if passage.index not in self.aside) if self.aside else self.lines

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the beginning of the article has each folded word."""
        counts: Counter[str] = Counter()
        read = 0
        for passage in self.passages:
            if read > RECURRING:
                break
            counts.update(passage.folded)
            read += len(passage.text)
        return counts

    @cached_property
    def questions(self) -> list[Passage]:
        """The passages that are questions; several are those of an interview."""
        return [one for one in self.passages if asks(one.text) and len(one.sentences) <= _QUESTION]
