"""A headline for an article that has none: the first line if it reads as one, else the lead sentence, cut where it may be.

The dateline and the agency's mark in front of the text go first. The lead sentence stands whole if it is short enough;
else it ends before a mark or a word that begins a new part (see the roles in ``function_words.txt``), such that what is
kept is long enough to say something, does not end in a function word, and closes what it opens. A long opening adverbial
("In December 2021, ...") is left out where the rest stands alone, but never who said it ("According to ..."). Where nothing
fits it is cut at a word and says so with "…".

Given up: rewriting. Every word of an inferred headline stands in the text, in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from digest.infer.dateline import is_date, is_dateline, without_dateline
from digest.infer.function_words import with_role
from digest.infer.passages import Passage, Text
from digest.infer.sentences import balanced, closed, sentences, unmarked, words
from digest.model import BlockKind, Inference
from digest.words import clip

MOST = 110  # characters of any headline
MOST_UNSPACED = 60  # of one in Chinese or Japanese
LEAST = 30  # characters that a part of a sentence must have to be a headline (half of it in Chinese or Japanese)
_EVIDENCE = 80
_SHORT_LEAD = 20  # a first sentence shorter than this ("It is done.") gives way to the next
_LONGER = 60  # characters of the paragraph that a first-line headline stands above

_FULL_STOPS = ".。．｡।॥۔።։"
_OPENING = "“„«‹‘([{（「『【《¿¡"
_PART_ENDS = frozenset(",;:—–،؛、，；：")
_STRONG = frozenset(";:—；：؛")
_LAST_WORD = re.compile(r"[^\W_]+$")
_REFERENCE = re.compile(r"(?<=\w)\[\d{1,3}\]")  # of a note
_VERB_LAST = frozenset({"tr", "az", "uz", "kk", "hi", "mr", "ne", "fa", "ur", "ps", "ko"})  # clauses end in their verb
_ENOUGH_VERBS = 8  # in the table, to miss one that is not there
_GENITIVES = frozenset({"de", "d", "du", "des", "del", "di", "do", "da", "of", "van", "dels"})  # begin no adverbial
_UNSPACED_LANGUAGES = frozenset({"zh", "ja"})
_PARTICLES = (
    "が",
    "は",
    "を",
    "に",
    "と",
    "で",
    "も",
    "へ",
    "の",
    "や",
    "から",
    "まで",
    "より",
)  # no clause ends in one
_NO_END = ("art", "gen", "pre", "btw", "att", "con", "cpl", "sub", "aux", "pro")
_BY = frozenset({"by", "par", "von", "por", "door", "av", "af", "di", "text"})
_AND = frozenset({"and", "et", "und", "y", "e", "en", "och", "og", "de", "van"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """A place where the lead may end, and how good it is."""

    text: str
    score: float


def headline(text: Text, file: str) -> Inference[str]:
    """The headline of ``text``; of ``file``'s name where there is none. Never empty, at most 110 characters."""
    language = text.language
    found = _lettered(text)
    if first := _first_line(found, language):
        return Inference(value=first, evidence=clip(first, _EVIDENCE), certainty=0.9)
    for block in _telling(found, language):
        lead = _lead(without_dateline(block.text, language), language)
        if lead:
            return _from_lead(lead, language)
    for block in found:  # nothing but crossheads or dates
        return Inference(
            value=_cut_at_word(block.text, language, MOST), evidence=clip(block.text, _EVIDENCE), certainty=0.3
        )
    stem = PurePosixPath(file).stem
    readable = " ".join(re.split(r"[\s_\-]+", stem)).strip() or file or "?"
    return Inference(
        value=_cut_at_word(_capital(readable), language, MOST), evidence=clip(stem, _EVIDENCE), certainty=0.1
    )


def first_line(text: Text) -> str | None:
    """The first line of ``text`` if it is its headline. A page that shows it as such need not show it twice."""
    return _first_line(_lettered(text), text.language)


def clip_in(language: str, text: str, most: int) -> str:
    """``text`` cut as ``words.clip`` does, but not behind a function word of ``language``."""
    kept = clip(text, most)
    if kept == text:
        return text
    kept = kept.removesuffix("…")
    weak = with_role(language, *_NO_END)
    for _ in range(4):
        last = _LAST_WORD.search(kept, max(0, len(kept) - 20))
        if not last or last[0].lower() not in weak or last.start() < most // 2:
            break
        kept = kept[: last.start()].rstrip(" '’")
    return (kept.rstrip(" ,;:.–—-،、，；：" + _OPENING) or kept) + "…"


def _lettered(text: Text) -> list[Passage]:
    """The passages that have letters."""
    return [passage for passage in text.passages if any(map(str.isalpha, passage.text))]


def _first_line(found: list[Passage], language: str) -> str | None:
    found = [block for block in found[:3] if not is_date(block.text, language)]
    if len(found) < 2 or any(block.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD) for block in found[:2]):
        return None
    line, below = found[0].text, found[1]
    most, least = (MOST_UNSPACED, 4) if _unspaced(language) else (MOST, 8)
    reads_as_one = (
        least <= len(line) <= most
        and line[-1] not in _FULL_STOPS + ":：;,"
        and balanced(line)
        and (_unspaced(language) or len(words(line)) > 2)
        and below.kind is BlockKind.PARAGRAPH
        and len(below.text) > max(len(line), _LONGER // (2 if _unspaced(language) else 1))
        and not _is_label(line, language)
    )
    return _finish(line) if reads_as_one else None


def _telling(found: list[Passage], language: str) -> list[Passage]:
    """The blocks that a lead sentence may stand in: no crossheads; labels and the like after all others."""
    running = [block for block in found if block.kind is not BlockKind.CROSSHEAD and not is_date(block.text, language)]
    return sorted(running, key=lambda block: _is_label(block.text, language) or _too_short(block.text, language))


def _is_label(line: str, language: str) -> bool:
    """Whether ``line`` says when, where or by whom, and nothing else."""
    said = words(line[:MOST])
    byline = 2 <= len(said) <= 8 and said[0].lower() in _BY
    names = all(word[0].isupper() or word in _AND for word in said[1:])
    return is_dateline(line, language) or (byline and names)


def _too_short(text: str, language: str) -> bool:
    """Whether ``text`` is a label ("Interview") or less than a sentence that says something ("It rained.")."""
    part = 2 if _unspaced(language) else 1
    return len(text) < _SHORT_LEAD // part or (len(text) < LEAST // part and text[-1].isalnum())


def _lead(text: str, language: str) -> str:
    """The first sentence of ``text`` that says something; empty if there is none with a letter."""
    text = _REFERENCE.sub("", text).lstrip(" ,;:.–—-•*·")
    lettered = [one for one in sentences(text, language) if any(map(str.isalpha, one))]
    short = _SHORT_LEAD // (2 if _unspaced(language) else 1)
    return next((one for one in lettered[:2] if len(one) >= short), lettered[0] if lettered else "")


def _from_lead(lead: str, language: str) -> Inference[str]:
    most = MOST_UNSPACED if _unspaced(language) else MOST
    evidence = clip(lead, _EVIDENCE)
    whole = _finish(lead)
    if len(whole) <= most and whole:
        return Inference(value=whole, evidence=evidence, certainty=0.7)
    cuts = [cut for text in _starts(lead, language) for cut in _cuts(text, language, most)]
    if cuts:
        best = max(cuts, key=lambda cut: cut.score)
        return Inference(value=best.text, evidence=evidence, certainty=0.5)
    return Inference(value=_cut_at_word(lead, language, most), evidence=evidence, certainty=0.3)


def _starts(lead: str, language: str) -> list[str]:
    """``lead``, or what is left of it without its opening adverbial if that stands alone."""
    opening = re.match(r"([^,،]{3,90})[,،]\s+", lead)
    first = words(lead[:40])[:1]
    if not opening or not first or not balanced(opening[1]) or first[0].lower() not in _openers(language):
        return [lead]
    if not with_role(language, "bnd").isdisjoint(word.lower() for word in words(opening[1])):
        return [lead]  # the rest would say another thing
    rest = lead[opening.end() :]
    clause = words(re.split(r"[,،]", rest, maxsplit=1)[0])
    if not clause or len(rest) < LEAST:
        return [lead]
    subject = clause[0].lower() in with_role(language, "art", "pro")
    follows = clause[0].lower() not in with_role(language, "con", "sub", "cpl", "gen")
    return [_capital(rest)] if subject or (follows and _has_verb(clause, language)) else [lead]


def _openers(language: str) -> frozenset[str]:
    """Words that an adverbial at the beginning of a sentence begins with; not those that say who said it."""
    return with_role(language, "pre", "btw", "gen") - with_role(language, "att", "art") - _GENITIVES


def _cuts(text: str, language: str, most: int) -> list[_Cut]:
    """The beginnings of ``text`` that read as a headline."""
    if len(stripped := _finish(text)) <= most and stripped:
        return [_Cut(text=stripped, score=10.0)]
    begins_part = with_role(language, "sub"), with_role(language, "con"), with_role(language, "pre", "btw", "att")
    least = LEAST // (2 if _unspaced(language) else 1)
    cuts = []
    for position, strength in _boundaries(text[: most + 2], begins_part):
        kept = _finish(text[:position])
        if least <= len(kept) <= most and balanced(text[:position]) and _stands(kept, text[position:], language):
            cuts.append(_Cut(text=kept, score=strength + _weight(kept, language, most)))
    return cuts


def _boundaries(text: str, begins_part: tuple[frozenset[str], ...]) -> Iterable[tuple[int, float]]:
    """Where a part of the sentence ends, and how strongly."""
    for position, mark in enumerate(text):
        if mark in _PART_ENDS and not _within_a_word(text, position):
            yield position, 2.0 if mark in _STRONG else 1.6
    for found in re.finditer(r"(?<=\s)[^\W\d_]+", text):
        word = found[0].lower()
        for listed, strength in zip(begins_part, (1.2, 0.5, 0.4), strict=True):
            if word in listed:
                yield found.start(), strength
                break


def _within_a_word(text: str, position: int) -> bool:
    """Whether the mark at ``position`` is one of a figure or a name: 3,5, 20:30, Paris–Nice, 1 – 0."""
    around = text[max(0, position - 2) : position].strip()[-1:], text[position + 1 : position + 3].strip()[:1]
    if all(side.isdecimal() for side in around):
        return True
    spaced = text[position - 1 : position].isspace() or text[position + 1 : position + 2].isspace()
    return text[position] not in "、，；：" and not spaced and text[position] not in "—"


def _stands(kept: str, rest: str, language: str) -> bool:
    """Whether ``kept``, which ``rest`` went on after, can be a headline: a clause, and nothing awaited at its end."""
    said = words(kept)
    spoken = [word.lower() for word in said]
    if language.split("-")[0] in _VERB_LAST:
        return bool(spoken) and spoken[-1] in with_role(language, "aux")
    if language.split("-")[0] == "ja":
        return bool(re.search(r"[ぁ-ん]$", kept)) and not kept.endswith(_PARTICLES)
    if not spoken or spoken[-1] in with_role(language, *_NO_END):
        return False
    if _awaited(spoken, rest, language):
        return False
    between = _last(spoken, with_role(language, "btw"))
    if between is not None and not with_role(language, "con").intersection(spoken[between:]):
        return False
    if spoken[0] in _openers(language) | with_role(language, "sub") and not re.search(r"[,،]", kept):
        return False
    clause = _last(spoken, with_role(language, "cpl", "sub"))
    if len(with_role(language, "aux")) >= _ENOUGH_VERBS and clause is not None:
        return _has_verb(said[clause + 1 :], language)
    return not with_role(language, "end") or _has_verb(said, language)  # without endings a verb may be there unknown


def _awaited(spoken: list[str], rest: str, language: str) -> bool:
    """Whether ``rest`` has what ``spoken`` only announces: The minister said on Monday | in Paris that ..."""
    said_that, relative = with_role(language, "cpl"), with_role(language, "sub")
    following = [word.lower() for word in words(re.split(r"(?<=.)[,;:.،]", rest[:80], maxsplit=1)[0])[:8]]
    at = next((at for at, word in enumerate(following) if word in said_that), None)
    if at is None or not relative.isdisjoint(following[:at]):
        return False
    return at == 0 or said_that.isdisjoint(spoken)


def _last(spoken: list[str], listed: frozenset[str]) -> int | None:
    return next((at for at in range(len(spoken) - 1, -1, -1) if spoken[at] in listed), None)


def _has_verb(said: list[str], language: str) -> bool:
    """Whether one of the words is known as a finite verb, or ends as one does."""
    known, endings = with_role(language, "aux"), tuple(with_role(language, "end"))
    return any(word.lower() in known or (word.islower() and len(word) > 4 and word.endswith(endings)) for word in said)


def _weight(kept: str, language: str, most: int) -> float:
    """What ``kept`` weighs as a headline: a verb to be seen, and not too short."""
    return 1.5 * _has_verb(words(kept), language) + 1.5 * min(len(kept) / (0.75 * most), 1.0)


def _finish(text: str) -> str:
    """``text`` without the full stop, the marks of a part, and opening marks at its end; or, if need be, unmatched ones.

    An ellipsis, a question and an exclamation mark stay.
    """
    text = text.strip()
    while text:
        last = text[-1]
        ellipsis = text.endswith(("..", "…"))
        opens = last in _OPENING or (last in "\"”»'" and text[-2:-1].isspace() and not balanced(text[:-1]))
        if not (last.isspace() or last in _PART_ENDS or last == "-" or opens or (last in _FULL_STOPS and not ellipsis)):
            break
        text = text[:-1]
    return closed(text)


def _cut_at_word(text: str, language: str, most: int) -> str:
    """``text`` as a headline that ends with ``…``, unless it is short enough; what the cut leaves open is closed."""
    whole = _finish(text)
    if whole and len(whole) <= most:
        return whole
    kept = clip_in(language, text, most - 2)
    whole_pairs = closed(kept)
    return whole_pairs if len(whole_pairs) <= most else unmarked(kept)


def _capital(text: str) -> str:
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 else text


def _unspaced(language: str) -> bool:
    return language.split("-")[0] in _UNSPACED_LANGUAGES
