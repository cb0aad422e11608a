"""Sanitize HTML in two passes, each an allow-list, and extract its blocks of text.

First nh3 parses as browsers do and drops every element, attribute and scheme that is not allowed. Then ``HtmlWriter`` writes
the result tag by tag, so that an oversight of one pass does not get past the other. The output is balanced and has only
attributes made here:

* headings start at ``h2`` and never skip a level; each has an anchor;
* links lead to http, https or mailto addresses, or to another place of the article by generated ids; other links become their
  text. Marks of notes, and links back from them, are not words of the text;
* a picture becomes a link with its alternative text, or that text if it is between words. A picture on a line alone adds no
  words: its alternative text is neither a paragraph nor, if the picture cannot be linked, on the page;
* ``ruby`` readings follow their words in brackets for browsers without ruby, and are not words of the text;
* languages and directions of parts are kept; a part that runs against the article's direction gets its own;
* text is always in a paragraph, list item or cell; control characters from character references are dropped.

Rejected: SVG, forms and embedded content; classes and styles; relative links.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import unquote

from msgspec import Struct

from digest.model import Block, BlockKind
from digest.readers.encoding import clean
from digest.readers.furniture import Furniture, marked
from digest.readers.html_elements import (
    ANCHOR_PREFIX,
    ATTRIBUTES,
    BLOCKS,
    ELEMENTS,
    EVERYWHERE,
    HEADINGS,
    INLINE,
    PARENTS,
    WITH_CONTENT_GONE,
    Anchors,
    Formula,
    web_address,
)
from digest.readers.html_tree import TokenKind, scan
from digest.readers.scripts import one_line

_OF_TEXT = frozenset({"p", "pre", "dt", "caption"}) | HEADINGS  # may not contain other blocks
_INNER = {"ul": "li", "ol": "li", "dl": "dd", "tr": "td"}  # what bare text in these is put into
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
_OF_ITEMS = ("li", "dt", "dd", "tr", "caption")
_OF_BLOCKS = _ROWS | {"", "blockquote", "ul", "ol", "dl"}
_ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
_LED_TO = re.compile(r'\shref="#([^"]+)"')
_IDS = re.compile(r'\s(?:id|name)="([^"]+)"')
_LOCAL_LINKS = re.compile(r'<a href="#([^"]*)">')
_LOCAL_IDS = re.compile(r'<[a-z0-9]+[^<>]* id="([^"]*)"')
# The text of a link to a note, or back from it: “[12]”, “*”, “iv”, “note 3”, “↩”, “^”, “Jump up”, “a”.
_NOTE_MARK = re.compile(
    r"[\W_]*(?:(?:note|fn|n|nota|nt|anm|footnote)?[\W_]*(?:[0-9\u00b9\u00b2\u00b3\u2070-\u2079]{1,4}|[a-z]|[ivxlc]{1,6})[\W_]*)?"
    r"|[\W_]*(?:back|return|jump up|up|top|retour|haut|zur(?:ü|ue)ck|volver|torna|voltar|terug|назад)[\W_]*",
    re.IGNORECASE,
)
_LONGEST_MARK = 20
_MARKED = "\0"  # placeholder for the mark of a note among the words
_MARKS = re.compile("[ \u00a0\u202f]{0,3}[\\[(]?\0(?: ?[\\])])?")
_LEVELS = re.compile(r"<h([1-6])[\s>]")
_REL = "nofollow noopener noreferrer"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
_DIRECTED = frozenset({"p", "li", "dt", "dd", "td", "th", "caption"}) | HEADINGS  # get a direction from their letters
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NUMBERINGS = frozenset("1aAiI")
_EMPTY = re.compile(r"<(?!t[dh]\b)([a-z0-9]+)[^<>]*>\s*</\1>\n?")
_LEADING_BREAKS = re.compile(r"(<(?:p|li|dd|td|th)(?: [^<>]*)?>)(?:<br>|\s)+")
_LANGUAGE_OR_DIRECTION = {name: re.compile(f' {name}="[^"]*"') for name in ("lang", "dir")}
_BACK = "↩\ufe0e"
_WRITTEN_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_RUBY_OPENS, _RUBY_CLOSES = "<rp>（</rp>", "<rp>）</rp>"
_NO_PROSE = re.compile(r"[^\w\s.,;:!?'\"’‘“”«»„…()–—-]|[;{}()]{2}|\w_|\d")
_FEW_WORDS, _STRANGE = 6, 40  # least words of a verse; characters per one that is not a letter
_MOST_NESTED = 8  # nested elements that are removed with the picture in them


class _Open(Struct):
    """An open tag: as read, as written, and its index in the output and among the words.

    ``leads``: it is a link to another place of the article. ``letters``: its left-to-right minus its right-to-left letters;
    ``first``: the direction of the first one (1 or -1).
    """

    source: str
    tag: str
    place: int
    silent: bool = False  # its words do not count
    words: int = 0
    id: str = ""
    leads: bool = False
    letters: int = 0
    first: int = 0


class _Group(Struct):
    """An open element that is not written: the number of open tags around it, its language and direction."""

    tag: str
    depth: int
    attributes: str


class _Picture(Struct):
    """A picture's index in the output and among the words; ``stays``: it is shown even if alone on its line."""

    place: int
    words: int
    stays: bool


class HtmlWriter:
    """Write sanitized HTML tag by tag, and collect its blocks: ``HtmlWriter(safe).write(safe)``."""

    def __init__(self, safe: str) -> None:
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._depth: Counter[str] = Counter()  # of open tags, by name
        self._silent = 0  # open tags whose words do not count
        self._blocks: list[Block] = []
        self._words: list[str] = []
        self._anchors = Anchors()
        self._shift = min((int(level) for level in _LEVELS.findall(safe)), default=2) - 2
        self._level = 1  # of the last heading; 1 is the headline
        self._places = _places(safe)
        self._used: set[str] = set()
        self._same: dict[str, str] = {}  # generated ids that are aliases of another one
        self._waiting: list[str] = []  # ids of elements not written, for the next one written
        self._groups: list[_Group] = []
        self._spans: list[bool] = []  # whether each open span was written
        self._formula: Formula | None = None
        self._code = False  # whether the open preformatted text is marked as code
        self._unread = 0  # open elements whose text is ignored
        self._pictures: list[_Picture] = []  # of the line that is being written
        self._line = 0  # where its words begin
        self._taken_out = False  # whether a picture was
        self._mixed = _RIGHT_TO_LEFT.search(safe) is not None
        self._directions: list[tuple[int, str, int]] = []  # place, tag, letters from left to right

    def write(self, safe: str) -> tuple[str, tuple[Block, ...]]:
        """The HTML and its blocks. ``safe`` is the output of nh3: balanced, with every attribute in double quotes."""
        for token in scan(safe):
            source = safe[token.start : token.end]
            if token.kind is TokenKind.OPEN:
                self._start(token.name, {name: clean(unescape(value)) for name, value in _ATTRIBUTE.findall(source)})
            elif token.kind is TokenKind.CLOSE:
                self._end(token.name)
            else:
                self._text(clean(unescape(source)))
        self._close_to(0)
        self._flush()
        self._set_directions()
        html = "".join(self._out)
        if self._taken_out:
            html = _LEADING_BREAKS.sub(r"\1", html)
            for _ in range(_MOST_NESTED):
                html = _EMPTY.sub("", html)
        if self._places:  # links to an empty note, which was removed, have no target
            ids = set(_LOCAL_IDS.findall(html))
            html = _LOCAL_LINKS.sub(lambda link: self._link(link[1], ids), html)
        return html, tuple(self._blocks)

    # Tags and text, in order.

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if self._formula:
            self._formula.start(tag, given)
        elif tag == "math":
            self._text_place()
            self._formula = Formula(given)
        elif tag == "br":
            self._settle_pictures()
            self._text_place()
            self._out.append("<br>")
            self._words.append(" ")
        elif tag == "img":
            self._picture(given)
        elif tag == "span":
            self._spans.append(bool(_language_and_direction(given)))
            if self._spans[-1]:
                self._text_place()
                self._push(tag, tag, _language_and_direction(given))
        elif tag in ("rb", "rp"):
            self._unread += tag == "rp"
        elif tag in INLINE:
            self._inline(tag, given)
        elif tag == "hr":
            self._block_place(tag)
            self._out.append("<hr>\n")
        elif tag in BLOCKS:
            self._block(tag, given)
        else:
            self._end_text()
            self._await(given)
            self._groups.append(_Group(tag, len(self._open), _language_and_direction(given)))

    def _end(self, tag: str) -> None:
        if self._formula:
            if tag == "math":
                self._end_formula(self._formula)
            else:
                self._formula.end(tag)
        elif tag in ("rb", "rp"):
            self._unread -= tag == "rp"
        elif tag in INLINE or (tag == "span" and self._spans.pop()):
            inline = len(self._open)
            while inline and _is_inline(self._open[inline - 1]):
                inline -= 1
                if self._open[inline].source == tag:
                    self._close_to(inline)
                    return
        elif tag in BLOCKS:
            place = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n].source == tag), None)
            if place is not None:
                self._close_to(place)
        elif tag != "span":
            self._end_text()
            if self._groups:
                self._groups.pop()

    def _text(self, text: str) -> None:
        if self._formula:
            self._formula.data(text)
            return
        if self._unread:
            return
        if not self._in("pre"):
            if not text.strip() and (not self._words or self._top() in _OF_BLOCKS):
                return
            if not self._words:
                text = text.lstrip()
        self._text_place()
        if self._waiting and text.strip():
            self._settle_ids(self._open[-1])
        self._out.append(escape(text, quote=False))
        self._words.append("" if self._silent else text)
        if self._mixed:
            self._count_letters(text)

    # Nesting.

    def _in(self, *tags: str) -> bool:
        return any(self._depth[tag] for tag in tags)

    def _top(self) -> str:
        return self._open[-1].tag if self._open else ""

    def _push(self, source: str, tag: str, attributes: str = "", *, leads: bool = False) -> None:
        if source not in INLINE and source != "span" and self._groups and self._groups[-1].depth == len(self._open):
            for name in (
                "lang",
                "dir",
            ):  # of the innermost group around it with that attribute, if no open tag is in between
                if f" {name}=" not in attributes:
                    around = (g.attributes for g in reversed(self._groups) if g.depth == len(self._open))
                    attributes += next(
                        (found[0] for s in around if (found := _LANGUAGE_OR_DIRECTION[name].search(s))), ""
                    )
        # Readings and deleted text are shown, but are not words of the article.
        silent = tag in ("rt", "del")
        entry = _Open(source, tag, len(self._out), silent, len(self._words), leads=leads)
        self._open.append(entry)
        self._depth[tag] += 1
        self._silent += entry.silent
        start = f"<{tag}{attributes}>"
        self._out.append(f"{_RUBY_OPENS}{start}" if tag == "rt" else f"{start}\n" if tag in _OF_BLOCKS else start)

    def _text_place(self) -> None:
        """Open what is needed for text to be allowed here."""
        while self._top() in _ROWS - {"tr"}:
            self._close_to(len(self._open) - 1)
        if inner := _INNER.get(self._top()):
            self._push("", inner)
        elif self._top() in ("", "blockquote"):
            self._push("", "p")

    def _block_place(self, tag: str) -> None:
        """Open or close what is needed for the block ``tag`` to be allowed here."""
        self._end_text()
        if tag in PARENTS:
            return
        while self._top() in _ROWS - {"tr"}:
            self._close_to(len(self._open) - 1)
        if inner := _INNER.get(self._top()):
            self._push("", inner)

    def _end_text(self) -> None:
        """Close the open paragraph and everything else that may only have text."""
        place = len(self._open)
        while place and (_is_inline(self._open[place - 1]) or self._open[place - 1].tag in _OF_TEXT):
            place -= 1
        self._settle_pictures()
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
            if entry.leads and len(self._out) == entry.place + 1 and not self._in(*_WRITTEN_HEADINGS):
                self._out.append(_BACK)  # a link back from a note, whose arrow a style sheet draws
            empty = len(self._out) == entry.place + 1 and entry.tag not in _CELLS
            if not _is_inline(entry):
                self._settle_pictures()
            elif entry.leads and is_note_mark("".join(self._words[entry.words :])):
                self._words[entry.words :] = [_MARKED]
            if entry.tag[0] == "h" and not self._head(entry):
                empty = True
            if not _is_inline(entry):
                self._flush(entry.tag)
            if empty:
                del self._out[entry.place :]
                self._waiting += [entry.id] if entry.id else []
            elif _is_inline(entry):
                self._out.append(f"</{entry.tag}>{_RUBY_CLOSES}" if entry.tag == "rt" else f"</{entry.tag}>")
            else:
                self._out.append(f"</{entry.tag}>\n")
                if entry.letters and entry.tag in _DIRECTED:
                    agreed = entry.letters if entry.letters * entry.first > 0 else 0
                    self._directions.append((entry.place, entry.tag, agreed))

    # Kinds of tags.

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        attributes, leads = _language_and_direction(given), False
        if tag == "a":
            href = given.get("href", "")
            place = self._places.get(unquote(href[1:])) if href.startswith("#") else None
            address = web_address(href)
            if self._in("a") or not (place or address):
                self._await(given)
                return
            leads = place is not None
            attributes = f' href="#{place}"' if place else f' href="{escape(address or "")}" rel="{_REL}"{attributes}'
        elif tag in ("rt", "rtc"):
            ruby = next((number for number, one in enumerate(self._open) if one.tag == "ruby"), None)
            if ruby is None or self._in("rt"):
                return
            self._close_to(ruby + 1)  # a reading is in no other element
        elif tag == "ruby" and self._in(tag):
            return
        if (title := one_line(given.get("title", ""))) and not leads:
            attributes += f' title="{escape(title)}"'
        self._text_place()
        self._code = self._code or (INLINE[tag] == "code" and self._in("pre"))
        self._push(tag, INLINE[tag], attributes, leads=leads)
        self._await(given, for_tag=True)

    def _block(self, tag: str, given: dict[str, str]) -> None:
        if tag in PARENTS:
            while self._open and self._open[-1].source in INLINE:
                self._close_to(len(self._open) - 1)
        self._block_place(tag)
        if tag in PARENTS and self._open and not self._open[-1].source:
            self._close_to(len(self._open) - 1)  # an item or a cell made for bare text
        if tag in PARENTS and self._top() not in PARENTS[tag]:
            return
        if tag in HEADINGS and self._in("tr"):
            self._push(tag, "p", _language_and_direction(given))  # headings in a table do not divide the article
        elif tag in HEADINGS:
            level = min(int(tag[1]) - self._shift, self._level + 1, 6)
            self._push(tag, f"h{level}", _language_and_direction(given))
        else:
            self._code = self._code and tag != "pre"
            self._push(tag, tag, self._attributes(tag, given) + _language_and_direction(given))
        self._await(given, for_tag=True)

    def _attributes(self, tag: str, given: dict[str, str]) -> str:
        if tag == "li":
            return f' value="{value}"' if (value := _integer(given.get("value", ""))) else ""
        if tag == "ol":
            start, numbering = _integer(given.get("start", "")), given.get("type", "")
            backwards = "reversed" in given
            attributes = ' reversed=""' if backwards else ""
            attributes += f' start="{start}"' if start and (start != "1" or backwards) else ""
            return attributes + (f' type="{numbering}"' if numbering in _NUMBERINGS - {"1"} else "")
        if tag in _CELLS:
            spans = {name: given.get(name, "") for name in ("colspan", "rowspan")}
            return "".join(
                f' {n}="{v}"' for n, v in spans.items() if re.fullmatch(r"[1-9]\d?", v, re.ASCII) and v != "1"
            )
        return ""

    def _await(self, given: dict[str, str], *, for_tag: bool = False) -> None:
        """Keep the id of an element that something links to: for its own tag (``for_tag``), else for the next one."""
        for name in (given.get("id", ""), given.get("name", "")):
            place = self._places.get(name)
            if place and place not in self._used:
                self._used.add(place)
                self._waiting.append(place)
        if for_tag and self._waiting:
            self._settle_ids(self._open[-1])

    def _settle_ids(self, entry: _Open) -> None:
        """Give ``entry``, an open tag, the waiting ids; a tag has one id, and the others become aliases of it."""
        if not entry.id:
            entry.id = self._waiting[0]
            start = self._out[entry.place]
            at = start.index(f"<{entry.tag}") + 1 + len(entry.tag)
            self._out[entry.place] = f'{start[:at]} id="{entry.id}"{start[at:]}'
        self._same |= {name: entry.id for name in self._waiting if name != entry.id}
        self._waiting.clear()

    def _link(self, place: str, ids: set[str]) -> str:
        """The start tag of a link to a generated id; without an address if its target is not in the output."""
        passed = set()
        while place in self._same and place not in passed:
            passed.add(place)
            place = self._same[place]
        return f'<a href="#{place}">' if place in ids else "<a>"

    def _picture(self, given: dict[str, str]) -> None:
        alt = one_line(given.get("alt", ""))
        address = web_address(given.get("src", ""))
        if address is None or address.startswith("mailto:") or self._in("a"):
            html, stays = escape(alt, quote=False), self._in("a")
        else:
            html, stays = f'<a href="{escape(address)}" rel="{_REL}">{escape(alt or address, quote=False)}</a>', True
        if html:
            self._text_place()
            if not self._silent:
                self._pictures.append(_Picture(len(self._out), len(self._words), stays))
                self._words.append(alt)
            self._out.append(html)

    def _settle_pictures(self) -> None:
        """End a line. Pictures alone on it are not words of the text, and are removed unless they are shown."""
        if self._pictures:
            pictures = {picture.words for picture in self._pictures}
            others = (word for at, word in enumerate(self._words[self._line :], self._line) if at not in pictures)
            if not any(map(str.isalnum, "".join(others))):
                for picture in self._pictures:
                    self._words[picture.words] = ""
                    if not picture.stays:
                        self._out[picture.place] = ""
                        self._taken_out = True
            self._pictures.clear()
        self._line = len(self._words)

    def _end_formula(self, formula: Formula) -> None:
        self._formula = None
        html, text = formula.finish()
        if html:
            self._out.append(html)
            if not self._silent:
                self._words.append(text)

    # Directions.

    def _count_letters(self, text: str) -> None:
        entry = next((one for one in reversed(self._open) if not _is_inline(one)), None)
        backwards = len(_RIGHT_TO_LEFT.findall(text))
        letters = sum(map(str.isalpha, text))
        if entry and letters:
            entry.letters += letters - 2 * backwards
            if not entry.first:
                first = next(filter(str.isalpha, text))
                entry.first = -1 if _RIGHT_TO_LEFT.match(first) else 1

    def _set_directions(self) -> None:
        """Set the direction of parts that run against the whole article."""
        total = sum(letters for _, _, letters in self._directions)
        for place, tag, letters in self._directions:
            start = self._out[place]
            if total * letters < 0 and " dir=" not in start:
                self._out[place] = f'<{tag} dir="{"ltr" if letters > 0 else "rtl"}"{start[1 + len(tag) :]}'

    def _head(self, entry: _Open) -> bool:
        """Give a heading its anchor; False if it has no words."""
        text = self._take_words()
        if not text:
            return False
        self._level = int(entry.tag[1])
        anchor = self._anchors.make(text)
        if entry.id:
            self._same[entry.id] = anchor
        start = self._out[entry.place].replace(f' id="{entry.id}"', "")
        self._out[entry.place] = f'<{entry.tag} id="{anchor}"{start[1 + len(entry.tag) :]}'
        self._blocks.append(Block(kind=BlockKind.CROSSHEAD, text=text, id=anchor))
        return True

    def _take_words(self) -> str:
        """The collected words in one line, without marks of notes."""
        text = one_line("".join(self._words))
        text = _MARKS.sub("", text).strip() if _MARKED in text else text
        self._words.clear()
        self._line = 0
        return text

    def _flush(self, closing: str = "") -> None:
        """End a block of text. A table row is one block."""
        if self._in("tr"):
            self._words.append(" ")
            return
        if text := self._take_words():
            self._blocks.append(Block(kind=self._kind(closing, text), text=text))

    def _kind(self, closing: str, text: str) -> BlockKind:
        if closing == "pre" or self._in("pre"):
            return BlockKind.CODE if self._code or not _reads_as_words(text) else BlockKind.PARAGRAPH
        if closing == "blockquote" or self._in("blockquote"):
            return BlockKind.QUOTE
        return BlockKind.ITEM if closing in _OF_ITEMS or self._in(*_OF_ITEMS) else BlockKind.PARAGRAPH


def is_note_mark(text: str) -> bool:
    """Whether ``text`` is the mark of a note or of a link back from it: “[12]”, “*”, “note 3”, “↩”."""
    return len(text) <= _LONGEST_MARK and _NOTE_MARK.fullmatch(text) is not None


def _is_inline(entry: _Open) -> bool:
    return entry.source in INLINE or entry.source == "span"


def _reads_as_words(text: str) -> bool:
    """Whether preformatted ``text`` is verse, a letter or the like: nearly all letters and punctuation."""
    strange = len(_NO_PROSE.findall(text))
    return len(text.split()) >= _FEW_WORDS and strange * _STRANGE <= len(text)


def _integer(text: str) -> str:
    """``text`` as an integer for an attribute; empty if it is not one."""
    return str(int(text)) if re.fullmatch(r"\s*[+-]?\d{1,9}\s*", text, re.ASCII) else ""


def _language_and_direction(given: dict[str, str]) -> str:
    """The ``lang`` and ``dir`` attributes to write for an element."""
    language, direction = given.get("lang", "").strip().replace("_", "-"), given.get("dir", "").strip().lower()
    written = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    return written + (f' dir="{direction}"' if direction in _DIRECTIONS else "")


def _places(safe: str) -> dict[str, str]:
    """The ids in ``safe`` that something links to, each with the generated id."""
    led_to = {unquote(unescape(name)) for name in _LED_TO.findall(safe)}
    places: dict[str, str] = {}
    count: Counter[str] = Counter()
    for found in _IDS.findall(safe):
        name = unescape(found)
        if name in led_to and name not in places:
            kind = next((kind for kind in ("fnref", "fn") if name.startswith(kind)), "place")
            count[kind] += 1
            places[name] = f"{ANCHOR_PREFIX}{kind}_{count[kind]}"  # no anchor of words holds a "_"
    return places


# Both passes.


def sanitise(html: str, *, captions: bool = False) -> tuple[str, tuple[Block, ...]]:
    """Sanitize ``html``: the HTML for an ``<article>``, and its blocks of text.

    ``captions`` keeps picture credits as text, if elements mark them as captions.
    """
    import nh3  # imported lazily: plain text does not need it

    safe = nh3.clean(
        html,
        tags=set(ELEMENTS),
        clean_content_tags=set(WITH_CONTENT_GONE),
        attributes={tag: set(names) for tag, names in (ATTRIBUTES | {"*": EVERYWHERE}).items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    written, blocks = HtmlWriter(safe).write(safe)
    return written, marked(blocks, kept=frozenset({Furniture.CREDIT}) if captions else frozenset())
