"""[digest.infer.surroundings] The lines above and below an article's running text that are about it: dates, bylines, sources, kickers.

The readers mark furniture that any language shares (``readers/furniture.py``). What states a date, an author or a source is found
here by the functions that infer these fields, so a line is taken out of the text where, and only where, its field is read.

[digest.infer.papers] The paper that an article is from, where a line above or below its text names it without a label.

* Beside the date and a page or number of print: ``Ouest-France, jeudi 13 février 2025, page 7``.
* Beside the date, or alone above the headline, where the name has a word of newspapers or begins as their names do:
  ``La Provence, 12 octobre 2024``, ``The Eastmere Courier``.
* Behind the headline's last ``|``, and behind ``©`` at the foot: ``© 2025 Le Quai. Tous droits réservés``.

Rejected: a list of newspapers. There are too many, and most of their names are words.
"""

from __future__ import annotations

import re

from digest.i18n import clip
from digest.infer.bylines import line_says
from digest.infer.date import Order, order_of, states_date
from digest.infer.dateline import is_date, is_in_print, is_newspaper, masthead, may_be_newspaper
from digest.infer.headline import is_headline, without_site
from digest.infer.text import Passage, Text
from digest.model import BlockKind, Inference
from digest.readers import scripts
from digest.readers.furniture import Furniture, furniture, is_running

_HEAD, _FOOT = 12, 6  # lines at both ends of a text that are looked at
_MOST_ABOUT = 7  # lines between a headline and its text
_MOST_WITHIN = 2  # lines in the running text
_LONGEST = 140  # characters of a line about the article
_LABEL_WORDS = 3  # of a line beside the headline that is no headline or sentence: "Transport", "Marseille"


def statements(text: Text) -> set[int]:
    """The places of the blocks of ``text`` that state its date, author or source: above and below the running text, and in it.

    Within the running text more than two such lines are left alone: the dates of a chronicle, the speakers of a debate. Empty
    where nothing would be left.
    """
    lines, order = text.passages, order_of(text)
    running = [number for number, line in enumerate(lines) if is_running(line.text)]
    first, last = (running[0], running[-1]) if running else (len(lines), -1)
    head, foot = min(first, _HEAD), max(last + 1, first, len(lines) - _FOOT)
    found = {line.place for line in (*lines[:head], *lines[foot:]) if _states(line, text.language, order)}
    within = {line.place for line in lines[first : last + 1] if _states(line, text.language, order)}
    found |= within if len(within) <= _MOST_WITHIN else set()
    return found if len(found) < len(lines) else set()


def _states(passage: Passage, language: str, order: Order) -> bool:
    line = passage.text
    if len(line) > _LONGEST or passage.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD):
        return False
    if is_date(line, language) or states_date(line, language, order):
        return True
    if line[-1] in "-–—" and line.isupper():
        return True
    said = line_says(line, language)
    return bool(said.people or said.source) or furniture(line) is Furniture.BYLINE


def around_headline(text: Text, title: str) -> set[int]:
    """The places of the blocks above the line of ``text`` that is the headline ``title``, and of labels between it and the text.

    Without such a line only labels above the running text are found ("Exclusive", "Marseille").
    """
    head: list[Passage] = []
    for passage in text.passages[:_HEAD]:
        if passage.text != title and is_running(passage.text):
            break
        head.append(passage)
    if len(head) == len(text.passages):
        head = head[:-1]
    at = next((number for number, passage in enumerate(head) if is_headline(passage.text, title, text.language)), -1)
    above = {passage.place for passage in head[: max(at, 0)]}
    labels = {
        passage.place
        for passage in head[at + 1 :]
        if passage.kind is BlockKind.PARAGRAPH
        and len(passage.text.split()) <= _LABEL_WORDS
        and not (scripts.ends_sentence(passage.text) or scripts.is_wide(passage.text))
    }
    is_text_below = len(head) < len(text.passages) and is_running(text.passages[len(head)].text)
    return above | (labels if is_text_below else set())


def second_article(text: Text, *, declared: bool = False) -> str | None:
    """The headline with which another article seems to begin in ``text``, below the first; None where there is only one.

    It is a line that reads as a headline, under text, above a few lines of which one states a date or an author, and then text;
    and the file itself begins with such lines that state another date or author, or ``declared`` its own.
    """
    lines, order = text.lines, order_of(text)
    first = next((number for number, line in enumerate(lines) if _is_text(line)), len(lines))
    own = {line.text for line in lines[:first] if _states(line, text.language, order)}
    if not own and not declared:
        return None
    for number in range(first + 1, len(lines) - 2):
        line = lines[number]
        if (
            line.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD)
            or len(line.text) > _LONGEST
            or (not scripts.is_wide(line.text) and len(line.text.split()) < _LABEL_WORDS)
            or scripts.ends_sentence(line.text)
            or _states(line, text.language, order)
        ):
            continue
        below = next((place for place in range(number + 1, len(lines)) if _is_text(lines[place])), len(lines))
        about = lines[number + 1 : below]
        if 0 < len(about) <= _MOST_ABOUT and any(
            other.text not in own and _states(other, text.language, order) for other in about
        ):
            return line.text
    return None


def _is_text(passage: Passage) -> bool:
    return passage.kind is BlockKind.PARAGRAPH and (
        is_running(passage.text) or (len(passage.text) > _LONGEST // 2 and scripts.ends_sentence(passage.text))
    )


_LINES = 12  # above the text
_EVIDENCE = 80
_IN_PRINT, _BY_ITS_WORDS = 0.8, 0.6  # how sure
_BETWEEN = re.compile(r"\s*[,|｜•·–—]\s*|\s+-\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?P<name>[^\d.|,©]{3,40}?)\s*(?:[.|,–-]|\d{4}|$)", re.I
)


def infer_newspaper(text: Text) -> Inference[str] | None:
    """The paper that ``text`` names above or below its running text; None where no line does."""
    order = order_of(text)
    for passage in text.lines[:_LINES]:
        line = passage.text
        if (name := without_site(line)[1]) and may_be_newspaper(name):
            return _newspaper(name, line, _BY_ITS_WORDS)
        if passage.place not in text.aside:
            continue
        if head := masthead(line, text.language):
            return _newspaper(head.paper, line, _IN_PRINT)
        if states_date(line, text.language, order):
            pieces = [piece.strip() for piece in _BETWEEN.split(line) if piece.strip()]
            name = pieces[0]
            in_print = any(map(is_in_print, pieces[1:]))
            if may_be_newspaper(name) and (in_print or is_newspaper(name)):
                return _newspaper(name, line, _IN_PRINT if in_print else _BY_ITS_WORDS)
        elif may_be_newspaper(line) and is_newspaper(line):
            return _newspaper(line, line, _BY_ITS_WORDS)
    for block in reversed(text.blocks):
        if block.kind is BlockKind.FURNITURE and (found := _COPYRIGHT.match(block.text)):
            name = found["name"].strip()
            return (
                _newspaper(name, block.text, _BY_ITS_WORDS) if may_be_newspaper(name) and is_newspaper(name) else None
            )
    return None


def _newspaper(name: str, line: str, certainty: float) -> Inference[str]:
    return Inference(value=name, evidence=clip(line, _EVIDENCE), certainty=certainty)
