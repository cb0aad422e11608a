"""The lines around an article's running text: which of them are about it, which newspaper they name, and a second article.

The readers mark page furniture that any language shares (``readers/furniture.py``). Lines that state a date, an author or a
source are recognised here by the functions that infer these fields, so a line is removed from the text exactly where its
field is read.

The newspaper that an article is from is named without a label

* beside the date and a page or issue number: ``Ouest-France, jeudi 13 février 2025, page 7``;
* beside the date, or alone above the headline, if the name has a word of newspapers or begins as their names do:
  ``La Provence, 12 octobre 2024``, ``The Eastmere Courier``;
* in capitals above the text: ``HADLEY GAZETTE``;
* after the headline's last ``|``, and after ``©`` at the foot: ``© 2025 Le Quai. Tous droits réservés``.

Rejected: a list of newspapers. There are too many, and most of their names are ordinary words.
"""

from __future__ import annotations

import re

from digest.i18n import clip
from digest.infer.bylines import read_byline
from digest.infer.date import states_date
from digest.infer.dateline import is_date, is_newspaper, is_page_or_issue, masthead, may_be_newspaper, newspaper_name
from digest.infer.headline import is_headline, without_site
from digest.infer.text import Passage, Text
from digest.model import BlockKind, Inference
from digest.readers import scripts
from digest.readers.furniture import Furniture, furniture, is_running

_HEAD, _FOOT = 12, 6  # lines at the beginning and the end of a text that are checked
_MOST_ABOUT = 7  # lines between a headline and its text
_MOST_WITHIN = 2  # lines in the running text
_LONGEST = 140  # characters of a line about the article
_MOST_SECTIONS = 2  # names of sections above a text
_LABEL_WORDS = 3  # of a label beside the headline: "Transport", "Marseille"


def statement_lines(text: Text) -> set[int]:
    """The indexes of the blocks that state the date, author or source of ``text``; empty if no other block would be left.

    More than two such lines within the running text are kept: they are the dates of a chronicle or the speakers of a debate.
    """
    lines = text.passages
    running = [number for number, line in enumerate(lines) if is_running(line.text)]
    first, last = (running[0], running[-1]) if running else (len(lines), -1)
    head, foot = min(first, _HEAD), max(last + 1, first, len(lines) - _FOOT)
    found = {line.index for line in (*lines[:head], *lines[foot:]) if _is_statement(line, text)}
    within = {line.index for line in lines[first : last + 1] if _is_statement(line, text)}
    found |= within if len(within) <= _MOST_WITHIN else set()
    return found if len(found) < len(lines) else set()


def _is_statement(passage: Passage, text: Text) -> bool:
    line, language = passage.text, text.language
    if len(line) > _LONGEST or passage.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD):
        return False
    if is_date(line, language) or states_date(line, text):
        return True
    if line[-1] in "-–—" and line.isupper():
        return True
    byline = read_byline(line, language)
    return bool(byline.people or byline.source) or furniture(line) is Furniture.BYLINE


def kickers_and_labels(text: Text, title: str) -> set[int]:
    """The indexes of the blocks above the headline ``title``, of labels ("Exclusive") between it and the running text, and of
    one or two names of sections.

    Where no line of ``text`` is the headline, nothing above it.
    """
    head: list[Passage] = []
    for passage in text.passages[:_HEAD]:
        if passage.text != title and is_running(passage.text):
            break
        head.append(passage)
    if len(head) == len(text.passages):
        head = head[:-1]
    at = next((number for number, passage in enumerate(head) if is_headline(passage.text, title, text.language)), -1)
    above = {passage.index for passage in head[: max(at, 0)]}
    labels = {
        passage.index
        for passage in head[at + 1 :]
        if passage.kind is BlockKind.PARAGRAPH
        and len(passage.text.split()) <= _LABEL_WORDS
        and not (scripts.ends_sentence(passage.text) or scripts.is_wide(passage.text))
    }
    is_text_below = len(head) < len(text.passages) and is_running(text.passages[len(head)].text)
    return above | (labels if is_text_below else set()) | _sections(text)


def _sections(text: Text) -> set[int]:
    """The indexes of the names of sections ("Economy") in the first lines; empty where there is a list of them."""
    head = enumerate(text.blocks[:_HEAD])
    found = {
        index
        for index, block in head
        if block.kind is BlockKind.FURNITURE and furniture(block.text) is Furniture.SECTION
    }
    return found if len(found) <= _MOST_SECTIONS else set()


def second_article(text: Text, *, declared: bool = False) -> str | None:
    """The headline with which a second article seems to begin in ``text``; None where there is only one.

    It is a line like a headline between running texts, with a few lines below it of which one states a date or an author; and
    the first article also states its own date or author, or its file ``declared`` them.
    """
    lines = text.lines
    first = next((number for number, line in enumerate(lines) if _is_text(line)), len(lines))
    stated = {line.text for line in lines[:first] if _is_statement(line, text)}
    if not stated and not declared:
        return None
    for number in range(first + 1, len(lines) - 2):
        line = lines[number]
        if (
            line.kind not in (BlockKind.PARAGRAPH, BlockKind.CROSSHEAD)
            or len(line.text) > _LONGEST
            or (not scripts.is_wide(line.text) and len(line.text.split()) < _LABEL_WORDS)
            or scripts.ends_sentence(line.text)
            or _is_statement(line, text)
        ):
            continue
        below = next((index for index in range(number + 1, len(lines)) if _is_text(lines[index])), len(lines))
        about = lines[number + 1 : below]
        if 0 < len(about) <= _MOST_ABOUT and any(
            other.text not in stated and _is_statement(other, text) for other in about
        ):
            return line.text
    return None


def _is_text(passage: Passage) -> bool:
    return passage.kind is BlockKind.PARAGRAPH and (
        is_running(passage.text) or (len(passage.text) > _LONGEST // 2 and scripts.ends_sentence(passage.text))
    )


_LINES = 12  # at the beginning of the text
_EVIDENCE = 80
_WITH_PAGE, _BY_NAME = 0.8, 0.6  # certainties
_BETWEEN = re.compile(r"\s*[,|｜•·–—]\s*|\s+-\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?P<name>[^\d.|,©]{3,40}?)\s*(?:[.|,–-]|\d{4}|$)", re.I
)


def infer_newspaper(text: Text) -> Inference[str] | None:
    """The newspaper that ``text`` names above or below its running text; None where no line does."""
    for passage in text.lines[:_LINES]:
        line = passage.text
        if (name := without_site(line)[1]) and may_be_newspaper(name):
            return _newspaper(name, line, _BY_NAME)
        if passage.index not in text.aside:
            continue
        if head := masthead(line, text.language):
            return _newspaper(head.newspaper, line, _WITH_PAGE)
        if states_date(line, text):
            pieces = [piece.strip() for piece in _BETWEEN.split(line) if piece.strip()]
            name = pieces[0]
            has_page = any(map(is_page_or_issue, pieces[1:]))
            if may_be_newspaper(name) and (has_page or is_newspaper(name)):
                return _newspaper(name, line, _WITH_PAGE if has_page else _BY_NAME)
        elif may_be_newspaper(line) and is_newspaper(line):
            return _newspaper(line, line, _BY_NAME)
    for block in text.blocks[:_LINES]:
        if block.kind is not BlockKind.FURNITURE:
            continue
        name = " ".join(block.text.split())
        if furniture(name) is None and may_be_newspaper(name) and is_newspaper(name):
            return _newspaper(name, name, _BY_NAME)
    for block in reversed(text.blocks):
        if block.kind is BlockKind.FURNITURE and (found := _COPYRIGHT.match(block.text)):
            name = found["name"].strip()
            return _newspaper(name, block.text, _BY_NAME) if may_be_newspaper(name) and is_newspaper(name) else None
    return None


def _newspaper(name: str, line: str, certainty: float) -> Inference[str]:
    return Inference(value=newspaper_name(name), evidence=clip(line, _EVIDENCE), certainty=certainty)
