"""What press databases state about an article, read from their labels and their ways of writing: dates, pages, authors, subjects.

The words of the labels in seven languages are in ``data/press_labels.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from digest import dates
from digest.dates.in_language import dates_within, parse_in
from digest.i18n import fold, language_tag
from digest.importers.markdown_text import crosshead, escaped, joined, list_item, one_line, paragraph, quotation, table
from digest.model import Block, BlockKind
from digest.readers.scripts import Words, join_lines
from digest.readers.text import text_blocks

Value = str | tuple[str, ...]

_LABELS = json.loads((Path(__file__).parent.parent / "data" / "press_labels.json").read_text("utf-8"))
_LABELLED = re.compile(
    r"\s*(?P<label>[^\W\d_][^:：\n]{0,45}?)[\s\xa0]*[:：](?=[\s\xa0]|$)[\s\xa0]*(?P<value>.*)", re.DOTALL
)
_OTHER_LANGUAGES = ("el", "sv", "da", "nb", "fi", "cs", "hu", "ro", "tr", "uk", "ca", "hr", "ja", "zh", "ko", "he")
_LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl", *_OTHER_LANGUAGES)
_LONGEST_DATE = 80
RIGHTS = re.compile(r"\s*(?:©|\(c\)|copyright\b)", re.IGNORECASE)  # how a notice of rights begins
_PAGE = re.compile(
    r"[;,\s]*\b(?:pg|pp?|s|seiten?|pages?|blz|bladzijden?|paginas?|pagina's|páginas?|pags?|págs?|str)\b\.?\s*"
    r"(?P<page>[A-Za-z]{0,3}\s?\d[\w.,;&\s–-]{0,40}?)\s*$",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:by|par|von|por|door|di|per)\s*:?\s+(?=[^\W\d_])", re.IGNORECASE)
_BY_OR_WITH = frozenset("par by von por door di per avec with mit con met com".split())
_SHARE = re.compile(r"\s*\(\d{1,3}\s?%\)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")


def _key(label: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(label)).strip()


_ROLES = {_key(word): role for role, words in _LABELS.items() if role != "comment" for word in words.split(", ")}


def label_role(label: str) -> str | None:
    """What a label of a press database introduces (``title``, ``author``, ``load`` …), or None."""
    return _ROLES.get(_key(label)) if len(label) <= 50 else None


def labelled(text: str, *, capitals: bool = False) -> tuple[str, str] | None:
    """The role of the label that ``text`` begins with, and the value behind it; ``capitals``: only labels in capitals."""
    found = _LABELLED.match(text)
    if not found or (capitals and found["label"] != found["label"].upper()):
        return None
    role = label_role(found["label"])
    return (role, found["value"].strip()) if role else None


def fields_of(**values: Value | None) -> dict[str, Value]:
    """The ``values`` that are not empty, each in one line."""
    lines = {
        name: tuple(filter(None, map(one_line, value))) if isinstance(value, tuple) else one_line(value or "")
        for name, value in values.items()
    }
    return {name: value for name, value in lines.items() if value}


@lru_cache(maxsize=4096)
def iso_date(text: str) -> str:
    """The date that ``text`` is, in ISO 8601, as precise as written; empty for other texts. In figures the day is first."""
    line = one_line(text).strip(" .,;")
    if not line or len(line) > _LONGEST_DATE or not any(sign.isdigit() for sign in line):
        return ""
    if found := dates.parse_written(line) or dates.parse_figures(line, day_first=True):
        return str(found)
    return next((str(found) for language in _OTHER_LANGUAGES if (found := parse_in(line, language))), "")


def date_within(line: str) -> tuple[str, int, int] | None:
    """The first date in ``line`` in any language, in ISO 8601, with where its words begin (the weekday too) and end."""
    line = re.sub(r"[:;•|](?!\d)", " ", line)  # as long as before
    best: tuple[int, int, str] | None = None
    for language in _LANGUAGES if any(sign.isdigit() for sign in line) else ():
        for found, start, end in dates_within(line[:400], language)[:1]:
            if best is None or (-len(str(found)), start) < (-len(best[2]), best[0]):
                best = start, end, str(found)
        if best and len(best[2]) == len("2025-02-13"):
            break
    if best is None:
        return None
    start, end, date = best
    before = line[:start].rstrip(" ,.")
    last = before.split(",")[-1].split()
    if last and dates.is_weekday(last[-1]):
        start = before.rindex(last[-1])
    return date, start, end


def date_in_front(text: str) -> str:
    """The day that ``text`` begins with, in ISO 8601; an edition may follow: ``June 5, 2005, Sunday, Late Edition - Final``."""
    line = one_line(text)
    found = date_within(line) if len(line) <= _LONGEST_DATE else None
    return found[0] if found and found[1] == 0 and len(found[0]) == len("2025-02-13") else ""


def day_of_figures(figures: str) -> str:
    """The ISO 8601 date of eight ``figures`` (``20250213``); empty if there is no such day."""
    found = dates.possible(figures[:4], figures[4:6], figures[6:8]) if len(figures) == 8 else None
    return str(found) if found else ""


def language_of(text: str) -> str:
    """The BCP 47 tag of the first language that ``text`` names, as in ``FRENCH; FRANÇAIS``; empty if none is known."""
    names = re.split(r"[;,/|]", text)[:4]
    return next((tag for name in names if name.strip() and (tag := language_tag(name.strip()))), "")


def split_page(text: str) -> tuple[str, str]:
    """A section and its page: ``News; Pg. A17``, ``Lokales; S. 13``, ``p. 3``. Either may be empty."""
    line = one_line(text)
    found = _PAGE.search(line[-80:])
    if not found:
        return line, ""
    return line[: max(0, len(line) - 80) + found.start()].strip(" ;,"), one_line(found["page"]).strip(" .,;")


def authors_of(text: str) -> Value:
    """Authors without “By”: one as written, or those between semicolons."""
    names = [_BY.sub("", name.strip(), count=1) if _BY.match(name.strip()) else name for name in text.split(";")]
    lines = [calm(line) for line in map(one_line, names) if line]
    return tuple(lines) if len(lines) > 1 else lines[0] if lines else ""


def subjects_of(text: str) -> tuple[str, ...]:
    """Subjects between semicolons, without their shares: ``FERRIES (90%); TRANSPORT (88%)`` are Ferries and Transport."""
    names = (one_line(_SHARE.sub("", name)).strip(" .") for name in text.split(";"))
    return tuple(dict.fromkeys(calm(name) for name in names if name))


def calm(text: str) -> str:
    """``text`` with capitals only at the beginnings of words if all its letters are capitals and it is no abbreviation."""
    if not text.isupper() or (" " not in text and len(text) <= 4):
        return text
    return _WORD.sub(lambda word: word[0][:1] + word[0][1:].lower(), text)


def is_name_like(text: str) -> bool:
    """Whether a line may name authors: short, no sentence, no figures, and half of the words begin with a capital (in scripts
    that have them) unless one is like “by”.
    """
    line = one_line(text)
    words = line.split()
    if not 1 <= len(words) <= 12 or len(line) > 90 or line[-1] in ".!?…:" or any(sign.isdigit() for sign in line):
        return False
    small = sum(word[0].islower() for word in words)
    return len(words) < 3 or small * 2 <= len(words) or any(fold(word) in _BY_OR_WITH for word in words)


def join_wrapped(lines: Iterable[str]) -> str:
    """Lines that a program has wrapped as one: a hyphen that only divides a word goes."""
    parts = [line.strip() for line in lines if line.strip()]
    if not parts:
        return ""
    words = Words(" ".join(parts))
    text = parts[0]
    for part in parts[1:]:
        above, between = join_lines(text, part, words)
        text = above + between + part
    return text


def split_title(text: str) -> tuple[str, str]:
    """A headline and the deck behind its semicolon (``Title;Deck``, no space between, as LexisNexis joins them)."""
    found = re.match(r"(?P<title>[^;]{8,}?\w\W{0,3});(?=\S)(?P<deck>.+)", text, re.DOTALL)
    return (found["title"].strip(), found["deck"].strip()) if found else (text.strip(" ;"), "")


_WRITERS = {BlockKind.CROSSHEAD: crosshead, BlockKind.QUOTE: quotation, BlockKind.ITEM: list_item}


def text_markdown(text: str) -> str:
    """Plain text as Markdown: the paragraphs, crossheads, lists and tables that the text reader finds in it."""
    blocks = text_blocks(text.strip("\n"))
    return joined(
        _group_markdown(list(group))
        if number
        else joined(_WRITERS.get(block.kind, paragraph)(block.text) for block in group)
        for number, group in groupby(blocks, key=lambda block: block.group)
    )


def _group_markdown(blocks: Sequence[Block]) -> str:
    """The rows of a table, or lines that stay lines."""
    if not any(block.cells for block in blocks):
        return "  \n".join(filter(None, (paragraph(block.text) for block in blocks)))
    return table([list(map(escaped, block.cells)) for block in blocks])


_BOLD = re.compile(r"<(?P<close>/?)(?:b|strong)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_SHORT_PARAGRAPH = re.compile(
    r"<p\b[^<>]{0,300}>(?P<inner>(?:(?!</?p\b|<br\b|</?div\b)[\s\S]){1,400})</p\s*>", re.IGNORECASE
)


def with_crossheads(html: str) -> str:
    """``html`` with short paragraphs that are all bold as headings: so databases write crossheads."""
    return _SHORT_PARAGRAPH.sub(
        lambda found: f"<h2>{found['inner']}</h2>" if _is_bold(found["inner"]) else found[0], html
    )


def _is_bold(html: str) -> bool:
    """Whether all words of a fragment stand within bold elements, of which some may be search terms."""
    depth = end = 0
    words = False
    for tag in [*_BOLD.finditer(html), None]:
        between = re.sub(r"<[^<>]*>|&nbsp;|\s", "", html[end : tag.start() if tag else len(html)])
        if between and not depth:
            return False
        words = words or bool(between)
        if tag:
            depth = max(0, depth + (-1 if tag["close"] else 1))
            end = tag.end()
    return words
