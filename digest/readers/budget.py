"""How much work a Markdown text would make, counted before it is set.

Python-Markdown looks for the end of every ``[``, ``](`` and ``<`` that it meets, if need be to the end of the block, so a few
kilobytes of ``[a`` take seconds; other constructs go over all that is left once a line. Here the same looking is counted,
not done: a text that would cost too much is set as plain text instead. The count depends on the text alone, so every
machine decides alike. Honest texts are far from it: 500 links in one block cost a fortieth.

A unit is about a tenth of a microsecond.

Code between fences is put aside at once (``code_regions.py``) and costs nothing.

Rejected: exactness. Code by indentation is counted as if it were text, which only ever makes a text dearer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from digest.readers.code_regions import without_fenced_code

MOST_WORK = 2_500_000  # units
MOST_CHARACTERS = 300_000  # the longest reports are shorter
_MOST_NESTING = 24  # of quotes, lists and brackets
_MOST_TAG_NESTING = 80
_MISNESTED = 8  # tags that one may be closed across
_MOST_TAG_WORK = 80_000  # elements that an unclosed tag may be repeated into
_LINE_WORK = 0.4  # units a character of the block for each heading, rule or bare definition in it
_CELL_WORK = 60
_INNER_WORK = 0.1  # units an item and item of lists in lists
_RUN_WORK = 0.05  # units a mark and mark of a long run
_NOTE_WORK = 5
_MARK_WORK = 0.002  # units a character of the block, which is copied for each mark in it
_CODE_WORK = 0.25  # the same for each backslash before a backtick, which hides the end of code
_BLOCK_WORK = 0.004  # units a block and block, since they are taken from the front of a list

_QUOTES = re.compile(r"(?:[ \t]*>)+[ \t]?")
_ITEM = re.compile(r"[ \t]{0,7}(?:([-*+])|\d+\.)[ \t]")
_MARKS = re.compile(r"(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}\.[ \t]|\[\^[^\]]*\]:))*")
_MARK = re.compile(r">|[-*+][ \t]|\d{1,9}\.[ \t]| {4}|\t")
_ROW_OF_MARKS = re.compile(r"(?:(?:>|[-*+][ \t]|\d{1,9}\.[ \t])[ \t]*){25}")
_RULER = re.compile(r"[ \t|:\-]+")
_STRUCTURE = re.compile(r"[ ]{0,3}(?:#|=+[ ]*$|(?:[-*_][ ]*)+$)|.*\]:[ ]*$")
_DEFINITION = re.compile(r"[ ]{0,3}\[[^\]]*\]:")
_INNER_ITEM = re.compile(r"(?:\t| {2})[ \t]*(?:[-*+]|\d+\.)[ \t]")
_RUN = re.compile(r"\*{4,}|_{4,}")
_ESCAPE = re.compile(r"\\.")
_BRACKET = re.compile(r"[\[\]]")
_LINK = re.compile(r"\]\(")
_PARENTHESIS = re.compile(r"[()]")
_QUOTE = re.compile("[\"']")
_TITLE_END = re.compile(r"[\"']\s*\)")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*+://[^<>]*+|[^<> !@]++@[^@<> ]++)>")
_INLINE = re.compile(r"[*_`\\&\[<@]|~~|==|://")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements that are void, or that the next one of their kind closes.
_UNNESTED = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
})  # fmt: skip


def too_costly(text: str) -> int | None:
    """The line (from 1) of the block that makes the Markdown in ``text`` too costly to set; None where it may be set."""
    if len(text) > MOST_CHARACTERS:
        return 1
    text = without_fenced_code(text)
    if (line := _nested_line(text)) or (line := _tag_line(text)):
        return line
    work: float = _NOTE_WORK * text.count("[^") ** 2
    dearest = (work, 1)
    for count, (number, lines) in enumerate(_blocks(text)):
        cost = _block_work(lines) + _BLOCK_WORK * 2 * count
        dearest = max(dearest, (cost, number), key=lambda pair: pair[0])
        work += cost
        if work > MOST_WORK:
            return dearest[1]
    return dearest[1] if work > MOST_WORK else None


def _nested_line(text: str) -> int | None:
    for number, line in enumerate(text.split("\n"), 1):
        marks = _MARKS.match(line)
        head = marks[0] if marks else ""
        if len(head) > _MOST_NESTING and len(_MARK.findall(head)) > _MOST_NESTING:
            return number
        if _ROW_OF_MARKS.search(line):  # behind a comment, say, which is taken out first
            return number
        if line[: 4 * _MOST_NESTING + 1].isspace() and line.strip() and _ITEM.match(line.lstrip()):
            return number
    return None


def _tag_line(text: str) -> int | None:
    open_tags: list[str] = []
    work = 0
    for tag in _TAG.finditer(_AUTOLINK.sub(lambda link: "x" * len(link[0]), text)):
        name = tag[2].lower()
        work += len(open_tags)
        if not tag[1] and name not in _UNNESTED:
            open_tags.append(name)
        elif tag[1] and name in open_tags[-_MISNESTED:]:
            del open_tags[len(open_tags) - 1 - open_tags[::-1].index(name)]
        if len(open_tags) > _MOST_TAG_NESTING or work > _MOST_TAG_WORK:
            return text.count("\n", 0, tag.start()) + 1
    return None


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    number = 1
    for number, line in enumerate(text.split("\n"), 1):
        quote = _QUOTES.match(line)
        bare = line[quote.end() :] if quote else line
        if bare.strip():
            block.append(bare)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def _block_work(lines: list[str]) -> float:
    length = sum(map(len, lines))
    defined = [_DEFINITION.match(line) is not None for line in lines]
    alone = sum(now and not before for before, now in pairwise([False, *defined]))  # rows of them are cheap
    work = _LINE_WORK * length * (alone + sum(_STRUCTURE.match(line) is not None for line in lines))
    work += _INNER_WORK * sum(_INNER_ITEM.match(line) is not None for line in lines) ** 2
    if len(lines) > 1 and _RULER.fullmatch(lines[1]) and "|" in lines[0] + lines[1]:
        work += _CELL_WORK * len(lines) * (1 + max(line.count("|") for line in lines[:2]))
    return work + sum(_inline_work(text) for text in _items(lines))


def _items(lines: list[str]) -> Iterator[str]:
    """The texts that are set on their own: each item of a list, else the whole block."""
    first = _ITEM.match(lines[0])
    if not first:
        yield "\n".join(lines)
        return
    item: list[str] = []
    for line in lines:
        mark = _ITEM.match(line)
        if mark and bool(mark[1]) == bool(first[1]) and item:
            yield "\n".join(item)
            item = []
        item.append(line)
    yield "\n".join(item)


def _inline_work(text: str) -> float:
    work = len(text) * (_MARK_WORK * len(_INLINE.findall(text)) + _CODE_WORK * text.count("\\`"))
    work += _RUN_WORK * sum(len(run) ** 2 for run in _RUN.findall(text))
    if "[" not in text and "<" not in text:
        return work
    return work + max(_looking_work(text), _looking_work(_without_code(_ESCAPE.sub("xx", text))))


def _without_code(text: str) -> str:
    """``text`` with code spans filled with ``x``."""
    runs = [(run.start(), run.end()) for run in re.finditer("`+", text)]
    places: dict[int, list[int]] = {}
    for start, end in runs:
        places.setdefault(end - start, []).append(start)
    parts = []
    done = 0
    for start, end in runs:
        if start < done:
            continue
        same = places[end - start]
        following = bisect_left(same, start + 1)
        if following < len(same):
            close = same[following] + end - start
            parts += [text[done:start], "x" * (close - start)]
            done = close
    return "".join([*parts, text[done:]])


def _looking_work(text: str) -> float:
    """How many characters are passed while looking for the ends of brackets, links and tags."""
    work = 0.0
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            work += bracket.start() - opened.pop()
            if len(opened) >= _MOST_NESTING:
                return MOST_WORK + 1
    work += sum(len(text) - start for start in opened)
    closes = _closes(text)
    for link in _LINK.finditer(text):
        work += _link_end(text, link.end(), closes.get(link.end() - 1, len(text))) - link.end()
        if work > MOST_WORK:
            return work
    end = -1
    for start in (tag.start() for tag in re.finditer("<", text)):
        if end < start:
            end = text.find(">", start)
            end = len(text) if end < 0 else end
        work += end - start
    return work


def _closes(text: str) -> dict[int, int]:
    """Where the parenthesis that opens at a place ends; those without an end are left out."""
    closes = {}
    opened: list[int] = []
    for mark in _PARENTHESIS.finditer(text):
        if mark[0] == "(":
            opened.append(mark.start())
        elif opened:
            closes[opened.pop()] = mark.end()
    return closes


def _link_end(text: str, start: int, end: int) -> int:
    """Where a link's address that begins at ``start`` ends at the latest, if its parenthesis ends at ``end``."""
    quote = _QUOTE.search(text, start, end)
    if not quote:
        return end
    title = _TITLE_END.search(text, quote.start())
    return max(end, title.end() if title else len(text))
