"""The elements of an HTML page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from html import escape, unescape
from itertools import accumulate, islice

from msgspec import Struct, field

from digest.readers.encoding import clean
from digest.readers.html_elements import INLINE_ELEMENTS, WITH_CONTENT_GONE
from digest.readers.scripts import one_line

_TAG_START = re.compile(r"<(?:!--|[!?]|/(?=.)|(?=[a-zA-Z]))", re.DOTALL)
_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?:(>)|([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+)"  # an unended quote is no quote
)
_INNER = re.compile(r"<(?=[a-zA-Z]|\Z)")  # "</p" is "<", "/" and "p" to ``_ATTRIBUTE``
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT = ("script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp", "plaintext")
_RAW_TEXT_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in _RAW_TEXT}
_ESCAPABLE_RAW_TEXT = frozenset({"textarea", "title"})  # character references are resolved in these
_SHOWN_RAW_TEXT = frozenset({"xmp", "plaintext"})


class TokenKind(Enum):
    """What a token is. ``CODE`` is the content of a script, a style or a frame, ``COMMENT`` a whole comment with its marks."""

    OPEN = auto()
    CLOSE = auto()
    WORDS = auto()
    CODE = auto()
    COMMENT = auto()


class Token(Struct, frozen=True, kw_only=True):
    """A piece of the text.

    ``text`` is a tag's name in small letters, or words as they stand, character references and all; ``at`` where it begins.
    ``attributes`` are resolved, the first of a name counts. ``empty`` is a start tag that ends with ``/>``.
    """

    kind: TokenKind
    text: str
    at: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False


def tokens(text: str, *, xml: bool = False, lenient: bool = False) -> Iterator[Token]:
    """The tokens of ``text`` in order. In ``xml``, ``<script/>`` has no content; elsewhere the slash says nothing."""
    at = 0
    unended: set[str] = (
        set()
    )  # kinds of things of which no end is left; looking again would take the square of the length
    while at < len(text):
        mark = _TAG_START.search(text, at)
        start = mark.start() if mark else len(text)
        if start > at:
            yield Token(kind=TokenKind.WORDS, text=text[at:start], at=at)
        if not mark:
            return
        if _TAG_NAME.match(text, start + 1 + (mark[0] == "</")):
            tag, at = _tag(text, start, lenient=lenient)
            if tag is None:
                if not lenient:
                    return
                yield Token(kind=TokenKind.WORDS, text=text[start:at], at=start)
                continue
            yield tag
            if (
                tag.kind is TokenKind.OPEN
                and tag.text in _RAW_TEXT_END
                and not (xml and tag.empty)
                and tag.text not in unended
            ):
                end = _RAW_TEXT_END[tag.text].search(text, at) if tag.text != "plaintext" else None
                if end is None and lenient:
                    unended.add(tag.text)
                    continue
                stop = end.start() if end else len(text)
                if end or tag.text == "plaintext":
                    yield _content(tag.text, text[at:stop], at)
                at = stop
            continue
        if mark[0] == "<!--":
            end = _COMMENT_END.search(text, start + 2)  # "<!-->" is a whole comment
            at = end.end() if end else len(text)
            yield Token(kind=TokenKind.COMMENT, text=text[start:at], at=start)
            continue
        at = _declaration_end(text, start, unended)
        if at < 0:
            if not lenient:
                return
            at = mark.end()


def position(text: str, at: int) -> tuple[int, int]:
    """The line and the column, from 1, of the place ``at`` in ``text``."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _tag(text: str, start: int, *, lenient: bool) -> tuple[Token | None, int]:
    """The tag that begins at ``start`` and where the text goes on; None where it has no end. One that is ended by the end of
    another tag, which begins in it, swallows what is between as well: ``lenient`` says that it has none.
    """
    closing = text[start + 1] == "/"
    name = _TAG_NAME.match(text, start + 1 + closing)
    attributes: dict[str, str] = {}
    at = name.end() if name else start
    while found := _ATTRIBUTE.match(text, at):
        at = found.end()
        if found[1]:
            token = Token(
                kind=TokenKind.CLOSE if closing else TokenKind.OPEN,
                text=name[0].lower() if name else "",
                at=start,
                attributes=attributes,
                empty=text[at - 2] == "/",
            )
            return token, at
        if lenient and (inner := _inner_tag(found)) >= 0:
            return None, inner
        value = next((value for value in found.group(3, 4, 5) if value is not None), "")
        attributes.setdefault(found[2].lower(), clean(unescape(value)))
    return None, len(text)


def _inner_tag(attribute: re.Match[str]) -> int:
    """Where another tag begins in the name or the bare value of ``attribute``; -1 where none does."""
    return min(
        (attribute.start(part) + found.start() for part in (2, 5) if (found := _INNER.search(attribute[part] or ""))),
        default=-1,
    )


def _content(name: str, text: str, at: int) -> Token:
    if name in _SHOWN_RAW_TEXT:
        return Token(kind=TokenKind.WORDS, text=escape(text, quote=False), at=at)
    return Token(kind=TokenKind.WORDS if name in _ESCAPABLE_RAW_TEXT else TokenKind.CODE, text=text, at=at)


def _declaration_end(text: str, start: int, unended: set[str]) -> int:
    """Where the declaration that begins at ``start`` is over; -1 where it has no end."""
    end = -1 if "<!" in unended else text.find(">", start) + 1 or -1
    if end < 0:
        unended.add("<!")
    return end


# The tree.


_DEEPEST = 100
_LONGEST_LINE = 4000  # characters
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input link meta param source track wbr "
    "mspace mprescripts none".split()  # of formulas; they hold nothing
)
_ITEMS = frozenset({"li", "dt", "dd"})
_CELLS = frozenset({"td", "th"})
_PARTS = frozenset({"thead", "tbody", "tfoot"})
_NO_PARAGRAPH = frozenset(
    "address article aside blockquote center details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main menu nav ol p pre section summary table ul dd dt".split()
)
# Elements that may lack an end tag, and what ends them.
_ENDED_BY: dict[str, frozenset[str]] = {
    "p": _NO_PARAGRAPH, "li": frozenset({"li"}), "dt": _ITEMS - {"li"}, "dd": _ITEMS - {"li"}, "tr": _PARTS | {"tr"},
    "td": _CELLS | _PARTS | {"tr"}, "th": _CELLS | _PARTS | {"tr"}, "thead": _PARTS, "tbody": _PARTS, "tfoot": _PARTS,
    "option": frozenset({"option", "optgroup"}), "head": frozenset({"body"}),
}  # fmt: skip
_ONCE = frozenset({"html", "body"})  # they end with the page, whatever it says
_FENCES = frozenset({"td", "th", "caption"})  # a tag inside closes nothing outside, but for those of tables
_OF_TABLES = _CELLS | _PARTS | {"tr", "table", "caption"}
# Nothing in these is an article's text. Where they have no end the words after them are.
_LAST_PIECES = 3  # pieces of text by which it is known that a text is there to its end
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|dd|td|blockquote|article|section|main)\b", re.IGNORECASE)
_GONE = (WITH_CONTENT_GONE | {"video", "audio", "canvas"}) - {"noscript"}  # which may hold the article
_BESIDE_THE_LINE = frozenset({"rt", "rtc", "rp", "annotation"})  # readings, and the source of a formula


class Element(Struct, kw_only=True):
    """``first`` and ``last`` are the events that begin and end it, ``ended`` whether it has an end or may lack one."""

    name: str
    attributes: Mapping[str, str]
    at: int
    parent: int | None
    first: int
    last: int
    ended: bool = True
    code: str = ""

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "").strip()


class Event(Struct, frozen=True):
    """``Kind.OPEN`` or ``CLOSE`` of an element, or ``Kind.WORDS``, which belong to the ``element`` around them."""

    kind: TokenKind
    element: int
    text: str = ""


class Page(Struct, kw_only=True):
    """A page: its events and its elements, both in the order of the text.

    ``words_before`` has for each event the characters of words before it, without spaces, ``links_before`` those of them that
    stand in links.
    """

    text: str
    events: list[Event]
    elements: list[Element]
    words_before: list[int]
    links_before: list[int]
    end: int = 0  # where the last tag or word begins; what has no end swallows all that is behind it

    def words(self, element: Element | None) -> int:
        """How many characters of words there are in ``element``; in the whole page for None."""
        return self.words_before[element.last] - self.words_before[element.first] if element else self.words_before[-1]

    def links(self, element: Element | None) -> int:
        """How many of its words stand in links."""
        return self.links_before[element.last] - self.links_before[element.first] if element else self.links_before[-1]

    def within(self, element: Element | None, *names: str) -> Iterable[Element]:
        """The elements called ``names`` inside ``element`` (of the page for None), itself among them, in order."""
        start, end = 0, len(self.elements)
        if element:
            start = bisect_left(self.elements, element.first, key=_first)
            end = bisect_right(self.elements, element.last, key=_first)
        return (self.elements[at] for at in range(start, end) if self.elements[at].name in names)

    def around(self, element: Element | None) -> Iterable[Element]:
        """``element`` and those around it, from the inside out."""
        while element:
            yield element
            element = self.elements[element.parent] if element.parent is not None else None

    def is_beside_the_line(self, number: int) -> bool:
        """Whether the words of the event ``number`` are a reading, or the source of a formula."""
        element = self.events[number].element
        return element >= 0 and self.elements[element].name in _BESIDE_THE_LINE

    def line(self, element: Element) -> str:
        """The words of ``element`` in one line, character references resolved, without readings; of a long one the beginning."""
        words: list[str] = []
        length = over = 0
        for number in range(element.first, element.last):
            event = self.events[number]
            if length > _LONGEST_LINE:
                break
            if number < over:
                continue
            found = self.elements[event.element] if event.element >= 0 else None
            inner = found is not None and event.kind is TokenKind.OPEN and number > element.first
            if found and inner and (is_gone(found) or found.name in _BESIDE_THE_LINE):
                over = found.last
            elif event.kind is TokenKind.WORDS:
                words.append(event.text[:_LONGEST_LINE])
            elif found and found.name not in INLINE_ELEMENTS:
                words.append(" ")
            length += len(words[-1]) if words else 0
        return one_line(clean(unescape("".join(words))))


def outline(text: str, *, xml: bool = False, lenient: bool = False) -> Page:
    """The page in ``text``; ``xml`` and ``lenient`` as ``tags.tokens`` has them."""
    builder = _Builder()
    end = 0
    for token in tokens(text, xml=xml, lenient=lenient):
        builder.take(token, closed=xml and token.empty)
        end = token.at
    builder.close_to(0)
    words, links = _measured(builder.events, builder.elements)
    return Page(
        text=text, events=builder.events, elements=builder.elements, words_before=words, links_before=links, end=end
    )


class _Builder:
    """Takes tokens, keeps which elements are open."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.elements: list[Element] = []
        self._open: list[int] = []
        self._names: Counter[str] = Counter()

    def take(self, token: Token, *, closed: bool) -> None:
        if token.kind is TokenKind.OPEN:
            self._begin(token, closed=closed)
        elif token.kind is TokenKind.CLOSE:
            self._end(token.text)
        elif token.kind is TokenKind.WORDS:
            self.events.append(Event(TokenKind.WORDS, self._open[-1] if self._open else -1, token.text))
        elif token.kind is TokenKind.CODE and self._open and self.elements[self._open[-1]].at < token.at:
            self.elements[self._open[-1]].code = token.text

    def close_to(self, depth: int, named: str = "") -> None:
        """Closes what is open from ``depth`` on; ``named`` is what a tag has closed by name."""
        while len(self._open) > depth:
            self._close(len(self._open) - 1, ended=self.elements[self._open[-1]].name == named)

    def _close(self, depth: int, *, ended: bool) -> None:
        number = self._open.pop(depth)
        element = self.elements[number]
        self._names[element.name] -= 1
        element.last = len(self.events)
        element.ended = ended or element.name in _ENDED_BY or element.name in _ONCE
        self.events.append(Event(TokenKind.CLOSE, number))

    def _begin(self, token: Token, *, closed: bool) -> None:
        name = token.text
        if name in _ONCE and self._names[name]:
            return
        self._end_before(name)
        if len(self._open) >= _DEEPEST and name not in _VOID:
            return
        place = len(self.events)
        parent = self._open[-1] if self._open else None
        self.elements.append(
            Element(name=name, attributes=token.attributes, at=token.at, parent=parent, first=place, last=place)
        )
        number = len(self.elements) - 1
        self.events.append(Event(TokenKind.OPEN, number))
        if name in _VOID:
            return
        self._open.append(number)
        self._names[name] += 1
        if closed:
            self._close(len(self._open) - 1, ended=True)

    def _end_before(self, name: str) -> None:
        """Closes what the start of an element called ``name`` ends."""
        depth = len(self._open)
        while depth:
            around = self.elements[self._open[depth - 1]].name
            depth -= 1
            if name in _ENDED_BY.get(around, ()):
                self.close_to(depth, around)
            elif around not in INLINE_ELEMENTS:
                return

    def _end(self, name: str) -> None:
        if not self._names[name] or name in _ONCE:
            return
        depth = len(self._open) - 1
        while (around := self.elements[self._open[depth]].name) != name:
            if around in _FENCES and name not in _OF_TABLES:
                return
            depth -= 1
        if name in INLINE_ELEMENTS:
            self._close(depth, ended=True)  # what was opened inside and not closed stays open, as in a browser
        else:
            self.close_to(depth, name)


def _first(element: Element) -> int:
    return element.first


def loses_words(html: str, safe: str) -> bool:
    """Whether ``safe``, which was made of ``html``, lacks the end of its words: the letters and figures outside of tags, and of
    comments and scripts that have an end. What has no end swallows all that follows.
    """
    page = outline(html, lenient=True)
    shown = (
        _letters(page.events[number].text)
        for number in reversed(range(len(page.events)))
        if page.events[number].kind is TokenKind.WORDS and page.words_before[number] < page.words_before[number + 1]
        if not page.is_beside_the_line(number)
    )
    last = list(islice(filter(None, shown), _LAST_PIECES))
    found = _letters(_TAG.sub("", safe))
    return not all(words in found for words in last)


def paragraphs_swallowed(page: Page) -> bool:
    """Whether a part of ``page`` with paragraphs in it is behind something that has no end."""
    return _BLOCK_END.search(page.text, page.end + 1) is not None


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, clean(unescape(words))))


def is_gone(element: Element) -> bool:
    """Whether nothing in ``element`` is an article's text: scripts, drawings, whatever is embedded."""
    return element.name in _GONE and element.ended


def _measured(events: list[Event], elements: list[Element]) -> tuple[list[int], list[int]]:
    gone = linked = -1  # the events at which what is gone, and a link, are over
    words, links = [], []
    for number, event in enumerate(events):
        size = 0
        if event.kind is TokenKind.OPEN:
            element = elements[event.element]
            if is_gone(element):
                gone = max(gone, element.last)
            elif element.name == "a" and element["href"] and element.ended:
                linked = max(linked, element.last)
        elif event.kind is TokenKind.WORDS and number > gone:
            size = len("".join(event.text.split()))
        words.append(size)
        links.append(size if number < linked else 0)
    return list(accumulate(words, initial=0)), list(accumulate(links, initial=0))
