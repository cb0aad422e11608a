"""The paper that an article is from, where a line above or below its text names it without a label.

* Beside the date and a page or number of print: ``Ouest-France, jeudi 13 février 2025, page 7``.
* Beside the date, or alone above the headline, where the name has a word of newspapers or begins as their names do:
  ``La Provence, 12 octobre 2024``, ``The Eastmere Courier``.
* Behind the headline's last ``|``, and behind ``©`` at the foot: ``© 2025 Le Quai. Tous droits réservés``.

Rejected: a list of newspapers. There are too many, and most of their names are words.
"""

from __future__ import annotations

import re

from digest.i18n import clip
from digest.infer.beside_dates import is_in_print
from digest.infer.dated import order_of, states_date
from digest.infer.headline import without_site
from digest.infer.mastheads import is_name, is_paper, masthead
from digest.infer.passages import Text
from digest.model import BlockKind, Inference

_LINES = 12  # above the text
_EVIDENCE = 80
_IN_PRINT, _BY_ITS_WORDS = 0.8, 0.6  # how sure
_BETWEEN = re.compile(r"\s*[,|｜•·–—]\s*|\s+-\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?\s*(?P<name>[^\d.|,©]{3,40}?)\s*(?:[.|,–-]|\d{4}|$)", re.I
)


def paper(text: Text) -> Inference[str] | None:
    """The paper that ``text`` names above or below its running text; None where no line does."""
    order = order_of(text)
    for passage in text.lines[:_LINES]:
        line = passage.text
        if (name := without_site(line)[1]) and is_name(name):
            return _inference(name, line, _BY_ITS_WORDS)
        if passage.place not in text.aside:
            continue
        if head := masthead(line, text.language):
            return _inference(head.paper, line, _IN_PRINT)
        if states_date(line, text.language, order):
            pieces = [piece.strip() for piece in _BETWEEN.split(line) if piece.strip()]
            name = pieces[0]
            in_print = any(map(is_in_print, pieces[1:]))
            if is_name(name) and (in_print or is_paper(name)):
                return _inference(name, line, _IN_PRINT if in_print else _BY_ITS_WORDS)
        elif is_name(line) and is_paper(line):
            return _inference(line, line, _BY_ITS_WORDS)
    for block in reversed(text.blocks):
        if block.kind is BlockKind.FURNITURE and (found := _COPYRIGHT.match(block.text)):
            name = found["name"].strip()
            return _inference(name, block.text, _BY_ITS_WORDS) if is_name(name) and is_paper(name) else None
    return None


def _inference(name: str, line: str, certainty: float) -> Inference[str]:
    return Inference(value=name, evidence=clip(line, _EVIDENCE), certainty=certainty)
