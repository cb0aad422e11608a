"""Sanitised HTML written anew, tag by tag, and the blocks of text in it.

What comes out is balanced, holds only the tags named here and only attributes of our own making. So

* headings start at ``h2`` and never skip a level; each has an anchor (``anchors.py``);
* links lead to http, https or mailto addresses (``links.py``); other links are their text;
* a picture becomes a link to it, by its alternative text;
* footnotes lead to each other by ids of ours;
* text stands in a paragraph, a list item or a cell, never bare; control characters that came as references are gone.

Given up: classes, styles, languages and directions inside an article, and relative links.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from html.parser import HTMLParser

from msgspec import Struct

from digest.model import Block, BlockKind
from digest.readers.anchors import PREFIX, Anchors
from digest.readers.decoding import clean
from digest.readers.links import web_address
from digest.readers.paragraphs import fold

INLINE = {
    "a": "a", "abbr": "abbr", "b": "strong", "cite": "cite", "code": "code", "del": "del", "em": "em", "i": "em",
    "ins": "ins", "kbd": "code", "q": "q", "s": "del", "samp": "code", "strike": "del", "strong": "strong", "sub": "sub",
    "sup": "sup", "tt": "code",
}  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PARENTS = {
    "li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}, "caption": {"table"}, "thead": {"table"}, "tbody": {"table"},
    "tfoot": {"table"}, "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"},
}  # fmt: skip
BLOCKS = frozenset({"p", "pre", "blockquote", "ul", "ol", "dl", "table"}) | _HEADINGS | _PARENTS.keys()
_OF_TEXT = frozenset({"p", "pre", "dt", "caption"}) | _HEADINGS  # hold no other block
_INNER = {"ul": "li", "ol": "li", "dl": "dd", "tr": "td"}  # what bare text in these stands in
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_OF_ITEMS = ("li", "dt", "dd", "tr", "caption")
_OF_BLOCKS = _ROWS | {"", "blockquote", "ul", "ol", "dl"}
# Elements that only group: they part paragraphs and leave nothing else behind.
GROUPS = frozenset({
    "address", "article", "aside", "center", "details", "dialog", "div", "fieldset", "figcaption", "figure",
    "footer", "form", "header", "hgroup", "legend", "main", "nav", "section", "summary",
})  # fmt: skip
_NOTE_IDS = re.compile(r'<(?:li|sup) id="(fn[^"]*)"')
_NOTE_LINKS = re.compile(r'<a href="#([^"]*)">')
_LEVELS = re.compile(r"<h([1-6])>")
_REL = "nofollow noopener"


class _Open(Struct):
    """A tag that is open: as it was read, as it was written, and at which place of the output."""

    source: str
    tag: str
    place: int
    silent: bool = False  # its words are no words of the article


class Setter(HTMLParser):
    """Writes sanitised HTML anew and gathers its blocks: ``feed(safe)``, ``close()``, then ``finish()``."""

    def __init__(self, safe: str) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._depth: Counter[str] = Counter()  # of open tags, by name
        self._silent = 0  # open tags whose words do not count
        self._blocks: list[Block] = []
        self._words: list[str] = []
        self._anchors = Anchors()
        self._shift = min((int(level) for level in _LEVELS.findall(safe)), default=2) - 2
        self._level = 1  # of the last heading; 1 is the headline
        self._notes = _note_ids(safe)
        self._used: set[str] = set()

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """The HTML and the blocks, once all is fed."""
        self._close_to(0)
        self._flush()
        html = "".join(self._out)
        if self._notes:  # a note that was empty is gone; what led to it leads nowhere
            ids = set(re.findall(r'<(?:li|sup) id="([^"]*)">', html))
            html = _NOTE_LINKS.sub(lambda link: link[0] if link[1] in ids else "<a>", html)
        return html, tuple(self._blocks)

    # What html.parser calls.

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: clean(value or "") for name, value in attrs}
        if tag == "br":
            self._text_place()
            self._out.append("<br>")
            self._words.append(" ")
        elif tag == "img":
            self._picture(given)
        elif tag in INLINE:
            self._inline(tag, given)
        elif tag == "hr":
            self._block_place(tag)
            self._out.append("<hr>\n")
        elif tag in BLOCKS:
            self._block(tag, given)
        else:
            self._end_text()

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            inline = len(self._open)
            while inline and self._open[inline - 1].source in INLINE:
                inline -= 1
                if self._open[inline].source == tag:
                    self._close_to(inline)
                    return
        elif tag in BLOCKS:
            place = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n].source == tag), None)
            if place is not None:
                self._close_to(place)
        else:
            self._end_text()

    def handle_data(self, data: str) -> None:
        text = clean(data)
        if not self._in("pre"):
            if not text.strip() and (not self._words or self._top() in _OF_BLOCKS):
                return
            if not self._words:
                text = text.lstrip()
        self._text_place()
        self._out.append(escape(text, quote=False))
        self._words.append("" if self._silent else text)

    # Where things may stand.

    def _in(self, *tags: str) -> bool:
        return any(self._depth[tag] for tag in tags)

    def _top(self) -> str:
        return self._open[-1].tag if self._open else ""

    def _push(self, source: str, tag: str, attributes: str = "", *, silent: bool = False) -> None:
        self._open.append(_Open(source, tag, len(self._out), silent))
        self._depth[tag] += 1
        self._silent += silent
        self._out.append(f"<{tag}{attributes}>\n" if tag in _OF_BLOCKS else f"<{tag}{attributes}>")

    def _text_place(self) -> None:
        """Makes sure that text may stand here."""
        while self._top() in _ROWS - {"tr"}:
            self._close_to(len(self._open) - 1)
        if inner := _INNER.get(self._top()):
            self._push("", inner)
        elif self._top() in ("", "blockquote"):
            self._push("", "p")

    def _block_place(self, tag: str) -> None:
        """Makes sure that the block ``tag`` may stand here."""
        self._end_text()
        if tag in _PARENTS:
            return
        while self._top() in _ROWS - {"tr"}:
            self._close_to(len(self._open) - 1)
        if inner := _INNER.get(self._top()):
            self._push("", inner)

    def _end_text(self) -> None:
        """Ends the paragraph, and whatever else holds only text, that is open."""
        place = len(self._open)
        while place and (self._open[place - 1].source in INLINE or self._open[place - 1].tag in _OF_TEXT):
            place -= 1
        self._close_to(place)
        if self._in("tr"):
            self._words.append(" ")
        else:
            self._flush()

    def _close_to(self, place: int) -> None:
        while len(self._open) > place:
            entry = self._open.pop()
            self._depth[entry.tag] -= 1
            self._silent -= entry.silent
            empty = len(self._out) == entry.place + 1 and entry.tag not in _CELLS
            if entry.tag[0] == "h" and not self._head(entry):
                empty = True
            if entry.source not in INLINE:
                self._flush(entry.tag)
            if empty:
                del self._out[entry.place :]
            else:
                self._out.append(f"</{entry.tag}>" if entry.source in INLINE else f"</{entry.tag}>\n")

    # The kinds of tags.

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        attributes, silent = "", INLINE[tag] == "del"  # what is struck out is shown, but the article does not say it
        if tag == "a":
            href = given.get("href", "")
            note = self._notes.get(href[1:]) if href.startswith("#") else None
            address = web_address(href)
            if self._in("a") or not (note or address):
                return
            attributes = f' href="#{note}"' if note else f' href="{escape(address or "")}" rel="{_REL}"'
            silent = note is not None
        if tag == "sup":
            attributes = self._note_id(given)
        if (title := fold(given.get("title", ""))) and not silent:
            attributes += f' title="{escape(title)}"'
        self._text_place()
        self._push(tag, INLINE[tag], attributes, silent=silent)

    def _block(self, tag: str, given: dict[str, str]) -> None:
        if tag in _PARENTS:
            while self._open and self._open[-1].source in INLINE:
                self._close_to(len(self._open) - 1)
        self._block_place(tag)
        if tag in _PARENTS and self._open and not self._open[-1].source:
            self._close_to(len(self._open) - 1)  # an item or a cell made for bare text
        if tag in _PARENTS and self._top() not in _PARENTS[tag]:
            return
        if tag in _HEADINGS and self._in("tr"):
            self._push(tag, "p")  # big letters in a table part nothing of the article
        elif tag in _HEADINGS:
            level = min(int(tag[1]) - self._shift, self._level + 1, 6)
            self._push(tag, f"h{level}")
        else:
            self._push(tag, tag, self._attributes(tag, given))

    def _attributes(self, tag: str, given: dict[str, str]) -> str:
        if tag == "li":
            return self._note_id(given)
        if tag == "ol" and re.fullmatch(r"\d{1,9}", start := given.get("start", ""), re.ASCII) and start != "1":
            return f' start="{start}"'
        if tag in _CELLS:
            spans = {name: given.get(name, "") for name in ("colspan", "rowspan")}
            return "".join(
                f' {n}="{v}"' for n, v in spans.items() if re.fullmatch(r"[1-9]\d?", v, re.ASCII) and v != "1"
            )
        return ""

    def _note_id(self, given: dict[str, str]) -> str:
        note = self._notes.get(given.get("id", ""))
        if note is None or note in self._used:
            return ""
        self._used.add(note)
        return f' id="{note}"'

    def _picture(self, given: dict[str, str]) -> None:
        alt = fold(given.get("alt", ""))
        address = web_address(given.get("src", ""))
        if address is None or address.startswith("mailto:") or self._in("a"):
            if alt:
                self.handle_data(alt)
            return
        self._text_place()
        self._out.append(f'<a href="{escape(address)}" rel="{_REL}">{escape(alt or address, quote=False)}</a>')
        self._words.append(alt)

    def _head(self, entry: _Open) -> bool:
        """Gives a heading its anchor; False where it has no words."""
        text = fold("".join(self._words))
        if not text:
            return False
        self._level = int(entry.tag[1])
        anchor = self._anchors.make(text)
        self._out[entry.place] = f'<{entry.tag} id="{anchor}">'
        self._blocks.append(Block(kind=BlockKind.CROSSHEAD, text=text, id=anchor))
        self._words.clear()
        return True

    def _flush(self, closing: str = "") -> None:
        """Ends a block of text. All that stands in a row of a table is one block."""
        if self._in("tr"):
            self._words.append(" ")
            return
        text = fold("".join(self._words))
        self._words.clear()
        if text:
            self._blocks.append(Block(kind=self._kind(closing), text=text))

    def _kind(self, closing: str) -> BlockKind:
        if closing == "pre" or self._in("pre"):
            return BlockKind.CODE
        if closing == "blockquote" or self._in("blockquote"):
            return BlockKind.QUOTE
        return BlockKind.ITEM if closing in _OF_ITEMS or self._in(*_OF_ITEMS) else BlockKind.PARAGRAPH


def _note_ids(safe: str) -> dict[str, str]:
    """The ids of footnotes and of the places that refer to them, as they came: each with one of ours."""
    notes: dict[str, str] = {}
    count = {"fn": 0, "fnref": 0}
    for found in _NOTE_IDS.finditer(safe):
        name = unescape(found[1])
        if name not in notes:
            kind = "fnref" if name.startswith("fnref") else "fn"
            count[kind] += 1
            notes[name] = f"{PREFIX}{kind}_{count[kind]}"  # no anchor of words holds a "_"
    return notes
