"""HTML in export files as Markdown: paragraphs, crossheads, quotations, lists and tables of data.

Links and emphasis become their words. Pictures, captions, scripts, style sheets, forms and hidden elements are left out. A table
is one of data if its cells hold no blocks and two rows have two cells; others are only layout, as in newsletters, and their
cells are read one after another. Hostile input is bounded by ``parse_page`` (nesting, attributes) and by ``MOST_CHARACTERS``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

from digest.importers.markdown_text import (
    as_markdown,
    crosshead,
    escaped,
    joined,
    list_item,
    paragraph,
    quotation,
    table,
)
from digest.readers.html_elements import BLOCKS, GROUPS, HEADINGS, web_address
from digest.readers.html_tree import Element, Page, TokenKind, is_gone, parse_page
from digest.readers.scripts import one_line

MOST_CHARACTERS = 4_000_000  # of HTML; the longest articles have a hundredth
_LEFT_OUT = frozenset("figcaption form button nav audio video canvas map dialog head rt rp".split())
_SEPARATE = BLOCKS | GROUPS | {"hr", "body", "menu"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_TAGS = re.compile(
    r"</(?:p|div|a|b|i|em|strong|h[1-6]|li|ul|span|blockquote|article)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)+")
_NOT_DATA = ("p", "div", "pre", "blockquote", "ul", "ol", "dl", "table", *HEADINGS)  # in a cell of layout
_SEVERAL_BREAKS = re.compile(r"\v(?:[ \t\r\n\f\xa0]*+\v)++")
_LISTS = frozenset({"ul", "ol", "menu"})
# While text is escaped, markers for private use stand for the beginning and end of emphasis and links.
_EMPHASIS = dict.fromkeys(("b", "strong"), ("\ue000", "\ue001")) | dict.fromkeys(
    ("i", "em", "cite"), ("\ue002", "\ue003")
)
_LINK, _LINK_ENDS, _MOST_LINKS = "\ue004", 0xF0000, 10_000
_KINDS = {"\ue000": "\ue000", "\ue001": "\ue000", "\ue002": "\ue002", "\ue003": "\ue002"}  # all others are of links
_OPENING = "\ue000\ue002\ue004"
_MARKS = {"\ue000": "**", "\ue001": "**", "\ue002": "*", "\ue003": "*", _LINK: "["}
_MARKER = re.compile("[\ue000-\ue004\U000f0000-\U000f270f]")
_OPENED = re.compile("[\\s\ue000\ue002\ue004]++")
_CLOSED = re.compile("[\\s\ue001\ue003\U000f0000-\U000f270f]++")
_AGAIN = re.compile("\ue001\ue000|\ue003\ue002")  # ends and begins again
_LONGEST_CELL = 200  # characters


def html_markdown(html: str, leave_out: Callable[[Element], bool] | None = None, *, is_rich: bool = False) -> str:
    """The text of ``html``, a page or a fragment, as Markdown, without the elements for which ``leave_out`` is true.

    ``is_rich``: links and emphasis stay; for pages, not for exports, which mark what was searched for.
    """
    return page_markdown(parse_page(html[:MOST_CHARACTERS]), None, leave_out, is_rich=is_rich)


def html_line(html: str) -> str:
    """The words of ``html`` in one line, as plain text: of a headline with tags and references."""
    if "<" not in html:
        return one_line(unescape(html))
    page = parse_page(html[:MOST_CHARACTERS])
    return one_line(
        "".join(event.text if event.kind is TokenKind.WORDS else _gap(page, event.element) for event in page.events)
    )


def _gap(page: Page, element: int) -> str:
    return " " if element >= 0 and page.elements[element].name in _SEPARATE | {"br"} else ""


def html_table(html: str) -> list[list[str]]:
    """The cells of the table with most words in ``html``, as plain text with a line for each paragraph."""
    page = parse_page(html[:MOST_CHARACTERS])
    largest = max(page.within(None, "table"), key=page.words, default=None)
    if largest is None:
        return []
    return [[_cell_text(page, cell) for cell in page.within(row, "td", "th")] for row in page.within(largest, "tr")]


def _cell_text(page: Page, cell: Element) -> str:
    events = (page.events[number] for number in range(cell.first + 1, cell.last))
    words = (
        re.sub(r"\s+", " ", event.text) if event.kind is TokenKind.WORDS else _gap(page, event.element) and "\n"
        for event in events
    )
    return "\n".join(filter(None, map(one_line, "".join(words).split("\n"))))


def html_or_text_markdown(text: str) -> str:
    """A text of unknown kind as Markdown: HTML if it has tags, else plain text, whose paragraphs are lines or, where there are
    blank lines, what stands between these.
    """
    if _TAGS.search(text, 0, MOST_CHARACTERS):
        return html_markdown(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").replace("\u2028", "\n").strip()
    return as_markdown(_BLANK_LINES.split(lines) if _BLANK_LINES.search(lines) else lines.split("\n"))


def page_markdown(
    page: Page, within: Element | None, leave_out: Callable[[Element], bool] | None = None, *, is_rich: bool = False
) -> str:
    """Like ``html_markdown``, of the element ``within`` of a parsed page (None: the page)."""
    return _Writer(page, leave_out or (lambda _: False), is_rich=is_rich).write(within)


class _Writer:
    """Collects the blocks of one text."""

    def __init__(self, page: Page, leave_out: Callable[[Element], bool], *, is_rich: bool) -> None:
        self._page = page
        self._leave_out = leave_out
        self._is_rich = is_rich
        self._addresses: list[str] = []
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._opened: list[Element] = []  # blocks around the words
        self._numbers: list[int] = []  # of the lists around them; 0: no numbers
        self._item = False  # whether the next paragraph begins an item

    def write(self, within: Element | None) -> str:
        number, last = (within.first, within.last + 1) if within else (0, len(self._page.events))
        while number < min(last, len(self._page.events)):
            event = self._page.events[number]
            number += 1
            if event.kind is TokenKind.WORDS:
                self._words(event.text)
                continue
            element = self._page.elements[event.element]
            if event.kind is TokenKind.OPEN and element is not within and self._is_left_out(element):
                self._separate(element)
                number = element.last + 1
            elif event.kind is TokenKind.OPEN and element.name == "table" and (rows := self._data(element)):
                self._end_paragraph()
                self._blocks.append(table(rows))
                number = element.last + 1
            else:
                self._tag(element, closing=event.kind is TokenKind.CLOSE)
        self._end_paragraph()
        return joined(map(self._with_marks, self._blocks) if self._is_rich else self._blocks)

    def _words(self, text: str) -> None:
        if any(one.name == "pre" for one in self._opened):
            text = text.replace("\n", "\v")  # a line end that is kept
        if self._is_rich:
            text = _MARKER.sub("", text)
        self._line.append(text)

    def _separate(self, element: Element) -> None:
        if element.name in _SEPARATE or element.name in ("br", "figcaption", "form", "nav"):
            self._end_paragraph()

    def _tag(self, element: Element, *, closing: bool) -> None:
        name = element.name
        if name == "br":
            self._line.append("\v")
        elif self._is_rich and name in _EMPHASIS:
            self._line.append(_EMPHASIS[name][closing])
        elif self._is_rich and name == "a" and (address := web_address(element["href"])):
            self._line.append(self._link_end(address) if closing else _LINK)
        elif name == "q":
            self._line.append("”" if closing else "“")
        elif name in _SEPARATE:
            self._end_paragraph()
            if closing:
                self._opened.pop()
                if name in _LISTS:
                    self._numbers.pop()
                self._item = False
            elif name != "hr":
                self._opened.append(element)
                if name in _LISTS:
                    self._numbers.append(_first_number(element) if name == "ol" else 0)
                elif name == "li":
                    self._item = True

    def _end_paragraph(self) -> None:
        """Write the words since the last block: line breaks stay, several together end a paragraph."""
        text, self._line = "".join(self._line), []
        if self._is_rich:
            text = "\v\v".join(map(_paired, _SEVERAL_BREAKS.split(text)))
        for part in _SEVERAL_BREAKS.split(text):
            if not part.strip():
                continue
            names = {one.name for one in self._opened}
            if names & HEADINGS:
                self._blocks.append(crosshead(part))
            elif self._item:
                self._blocks.append(self._list_item(part))
            else:
                mark = quotation if "blockquote" in names else paragraph
                lines = [line for line in map(mark, part.split("\v")) if line]
                self._blocks.append("  \n".join(lines))

    def _list_item(self, text: str) -> str:
        self._item = False
        if not self._numbers or not self._numbers[-1]:
            return list_item(text)
        number = self._numbers[-1]
        self._numbers[-1] += 1
        return f"{number}. {paragraph(text)}" if paragraph(text) else ""

    def _link_end(self, address: str) -> str:
        if len(self._addresses) >= _MOST_LINKS:
            return ""
        self._addresses.append(address.replace("(", "%28").replace(")", "%29").replace("*", "%2A"))
        return chr(_LINK_ENDS + len(self._addresses) - 1)

    def _with_marks(self, block: str) -> str:
        """``block`` with the Markdown of links and emphasis for the markers that stand for them while text is escaped."""
        block = _MARKER.sub(
            lambda found: _MARKS.get(found[0]) or f"]({self._addresses[ord(found[0]) - _LINK_ENDS]})", block
        )
        return block.replace("![", "\\![")  # a link after an exclamation mark is no picture

    def _is_left_out(self, element: Element) -> bool:
        return (
            is_gone(element)
            or element.name in _LEFT_OUT
            or "hidden" in element.attributes
            or _HIDDEN.search(element["style"][:2000]) is not None
            or self._leave_out(element)
        )

    def _data(self, element: Element) -> list[list[str]]:
        """The cells of a table in Markdown, row by row; none if it is only layout."""
        page = self._page
        if any(one is not element for one in page.within(element, *_NOT_DATA)):
            return []
        rows: list[list[str]] = []
        for row in page.within(element, "tr"):
            cells = list(page.within(row, "td", "th"))
            if any(page.words(cell) > _LONGEST_CELL for cell in cells):
                return []
            rows.append([escaped(page.line(cell)) for cell in cells])
        rows = [row for row in rows if any(row)]
        return rows if sum(sum(map(bool, row)) > 1 for row in rows) > 1 else []


def _paired(text: str) -> str:
    """``text`` without markers that have no partner, and those of emphasis in emphasis and of links in links. The others are
    moved close to the words between them.
    """
    parts = _MARKER.split(text.strip())
    markers = _MARKER.findall(text)
    kept: set[int] = set()
    opened: list[int] = []
    count = Counter[str]()  # of open ones of a kind
    for number, marker in enumerate(markers):
        kind = _KINDS.get(marker, _LINK)
        if marker in _OPENING:
            opened.append(number)
            count[kind] += 1
        elif count[kind]:
            while markers[opened[-1]] != kind:
                count[markers[opened.pop()]] -= 1
            first = opened.pop()
            count[kind] -= 1
            is_inner = any(count[other] for other in ({kind} if kind == _LINK else _KINDS.values()))
            if not is_inner and any(part and not part.isspace() for part in parts[first + 1 : number + 1]):
                kept |= {first, number}
    text = parts[0] + "".join(
        (marker if number in kept else "") + part
        for number, (marker, part) in enumerate(zip(markers, parts[1:], strict=True))
    )
    text = _OPENED.sub(lambda found: "".join(sorted(found[0], key=str.isspace, reverse=True)), text)
    text = _CLOSED.sub(lambda found: "".join(sorted(found[0], key=str.isspace)), text)
    return _AGAIN.sub("", text)


def _first_number(element: Element) -> int:
    start = element["start"]
    return int(start) if start.isdecimal() and len(start) < 6 else 1
