"""The Markdown reader: metadata, the headline on top, and a body converted by Python-Markdown and sanitized.

A level-1 heading before everything else is the headline: it becomes the declared ``title`` and is removed from the body, unless
front matter declares another title; then it stays as a crosshead. Private remarks and tags of other programs (``remarks.py``)
are removed first.

**The work is bounded.** Python-Markdown searches for the end of every ``[``, ``](`` and ``<``, if need be to the end of the
block, so a few kilobytes of ``[a`` take seconds; other constructs copy the rest of the block for each line. ``too_costly``
estimates that work without doing it, from the text alone, so that every computer decides alike. A unit is about a tenth of a
microsecond; 500 links in one block cost a fortieth of the limit. Too costly a text, or one whose end is lost in an unclosed
tag, is shown as plain text with a warning. Fenced code costs nothing; indented code is counted as text, which overestimates.

Rejected: classes of code blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import pairwise

from msgspec import Struct

from digest.errors import Position, Problem, problem
from digest.i18n import fold
from digest.model import Block, Declared, Document
from digest.readers.encoding import decode
from digest.readers.front_matter import continues, declared_encoding, read_front_matter, stray_line
from digest.readers.html_elements import VOID
from digest.readers.html_tree import loses_words
from digest.readers.html_writer import sanitise
from digest.readers.labels import labelled
from digest.readers.remarks import (
    hidden_lines,
    tags_left_out,
    unended_remark,
    without_fenced_code,
    without_remarks,
    without_tags,
)
from digest.readers.text import blocks_html, is_empty, nothing_to_read, text_blocks

_NO_HEADING = re.compile(r"[>\-*+`~|<#]| {4}|\t|\d+[.)]\s")
# Text between two rules at the top: the second does not underline a heading.
_RULE_BELOW_TEXT = re.compile(
    r"\A(?P<text>\s*-{3,}[ \t]*\n(?:[^\n]*[^\s-][^\n]*\n)*[^\n]*[^\s-][^\n]*)\n[ \t]*-{3,}[ \t]*$", re.MULTILINE
)
_MARKUP = re.compile(r"[*_`\[\]<>&\\!~=^]")


class _Headline(Struct, frozen=True, kw_only=True):
    text: str
    where: Position
    rest: str  # the body without it, with as many lines as before


def read_markdown(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """Read the article in the bytes of a Markdown file; a Problem if it must be left out."""
    decoded = decode(data, file, encoding or declared_encoding(data))
    if isinstance(decoded, Problem):
        return decoded
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return front
    declared = dict(front.declared)
    problems = [*decoded.problems, *front.problems]
    body, unended = without_remarks(front.body)
    if unended is not None:
        problems.append(unended_remark(file, front.first_line + unended - 1))
    tags = without_tags(body)
    if tags.named:
        problems.append(tags_left_out(tags, file, front.first_line))
    body = tags.text if front.found else _without_labels(tags.text, file, declared, problems)
    is_labelled = front.found or bool(declared)
    headline = _headline(body, front.first_line, file)
    if headline and ("title" not in declared or fold(_text(declared["title"])) == fold(headline.text)):
        declared.setdefault("title", Declared(text=headline.text, where=headline.where))
        body = headline.rest if is_labelled else _without_labels(headline.rest, file, declared, problems, titled=True)
    if continues(front) or not front.found:
        for part in (body, hidden_lines(front.body, tags.text)):
            if stray := stray_line(part, front.first_line, file):
                return stray
    if not front.found:
        body = _RULE_BELOW_TEXT.sub(r"\g<text>\n***", body, count=1)
    found = _set(body)
    if not isinstance(found, tuple):
        problems.append(_fallback(file, front.first_line + (found or 1) - 1, swallowed=found is None))
        blocks = text_blocks(body)
        found = blocks_html(blocks), blocks
    html, blocks = found
    if is_empty(blocks) and unended is None and is_reference(declared):
        html, blocks = "", ()
    elif is_empty(blocks):
        return nothing_to_read(file, None if unended is None else front.first_line + unended - 1)
    return Document(
        file=file,
        reader="markdown",
        encoding=decoded.encoding,
        declared=declared,
        blocks=blocks,
        html=html,
        problems=tuple(problems),
    )


def is_reference(given: Collection[str]) -> bool:
    """Whether the fields ``given`` alone are an entry that leads to its source: a headline, and an address, a summary, or where
    and when it was published.
    """
    return "title" in given and ("url" in given or "summary" in given or {"source", "date"} <= set(given))


def _without_labels(
    body: str, file: str, declared: dict[str, Declared], problems: list[Problem], *, titled: bool = False
) -> str:
    """``body`` with its first labelled lines blanked; their values are added to ``declared``."""
    found = labelled(body, 0, file, titled=titled, foot=False)
    if not body[found.start :].strip():
        return body  # nothing else is left, so they are the text
    problems += found.problems
    for name, value in found.declared.items():
        declared.setdefault(name, value)
    return "\n" * body.count("\n", 0, found.start) + body[found.start :]


def _text(declared: Declared) -> str:
    return declared.text if isinstance(declared.text, str) else " ".join(declared.text)


def markdown_html(body: str) -> str | None:
    """The body of a Markdown file as HTML, not sanitized; None if it is too costly."""
    html = _html(without_tags(without_remarks(body)[0]).text)
    return html if isinstance(html, str) else None


def _set(body: str) -> tuple[str, tuple[Block, ...]] | int | None:
    """The body as safe HTML and as blocks.

    Or the line that is too costly; or None if an unclosed tag swallows words.
    """
    html = _html(body)
    if isinstance(html, int):
        return html
    found = sanitise(html)
    return None if "<" in body and loses_words(html, found[0]) else found


def _html(body: str) -> str | int:
    if (line := too_costly(body)) is not None:
        return line
    from digest.readers.markdown_syntax import to_html  # imported lazily: only Markdown files need it

    try:
        return to_html(body)
    except RecursionError:  # which the budget should prevent
        return 1


def _fallback(file: str, line: int, *, swallowed: bool) -> Problem:
    why = "is too costly to convert (unclosed brackets, deep nesting or too long)"
    if swallowed:
        why = "is inside an HTML tag that is never closed"
    message = f"The Markdown {why}. It is shown as plain text."
    hint = f"Close {'that tag' if swallowed else 'or escape its brackets'}, or save the article as .txt."
    return problem("plain-text-fallback", message, hint, Position(file=file, line=line))


def _headline(body: str, first_line: int, file: str) -> _Headline | None:
    """The level-1 heading on top of the body, in either syntax."""
    lines = body.split("\n")
    top = next((number for number, line in enumerate(lines) if line.strip()), None)
    if top is None:
        return None
    line = lines[top]
    under = lines[top + 1].rstrip() if top + 1 < len(lines) else ""
    if line.startswith(("# ", "#\t")):
        words, taken = line[1:].strip().rstrip("#").strip(), 1
    elif under and not under.strip("=") and not _NO_HEADING.match(line):
        words, taken = line.strip(), 2
    else:
        return None
    text = _plain(words)
    if not text:
        return None
    where = Position(file=file, line=first_line + top, column=line.index(words) + 1)
    return _Headline(text=text, where=where, rest="\n".join([*lines[:top], *[""] * taken, *lines[top + taken :]]))


def _plain(words: str) -> str:
    """The words of a heading without markup."""
    found = _set(f"# {words}") if _MARKUP.search(words) else None
    return " ".join(block.text for block in found[1]) if isinstance(found, tuple) else words


# The cost of a text.


MOST_WORK = 2_500_000  # units
MOST_CHARACTERS = 300_000  # the longest reports are shorter
_MOST_NESTING = 24  # of quotes, lists and brackets
_MOST_TAG_NESTING = 80
_MISNESTED = 8  # tags between a start tag and its end tag
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
_LINE_MARKS = re.compile(r"(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}\.[ \t]|\[\^[^\]]*\]:))*")
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
# Elements without content, or that the next one of their kind closes.
_UNNESTED = VOID | frozenset("p li dt dd tr td th thead tbody tfoot option".split())


def too_costly(text: str) -> int | None:
    """The line (from 1) of the block that makes ``text`` too costly to convert; None if it may be converted."""
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
        marks = _LINE_MARKS.match(line)
        head = marks[0] if marks else ""
        if len(head) > _MOST_NESTING and len(_MARK.findall(head)) > _MOST_NESTING:
            return number
        if _ROW_OF_MARKS.search(line):  # for example after a comment, which is removed first
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
    """The texts that are converted separately: each list item, else the whole block."""
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
    """The number of characters passed while looking for the ends of brackets, links and tags."""
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
    """Where the parenthesis that opens at a place closes; unclosed ones are left out."""
    closes = {}
    opened: list[int] = []
    for mark in _PARENTHESIS.finditer(text):
        if mark[0] == "(":
            opened.append(mark.start())
        elif opened:
            closes[opened.pop()] = mark.end()
    return closes


def _link_end(text: str, start: int, end: int) -> int:
    """The last possible end of a link's address that begins at ``start``, if its parenthesis closes at ``end``."""
    quote = _QUOTE.search(text, start, end)
    if not quote:
        return end
    title = _TITLE_END.search(text, quote.start())
    return max(end, title.end() if title else len(text))
