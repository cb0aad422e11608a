"""The tree of an HTML page: its elements and words in order, with places in the file.

Two steps. ``scan`` divides the source into tags, words, comments and scripts by one regular expression, as browsers do
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization), in time that grows with its length only. ``parse_page`` gives
its tags to selectolax (Lexbor, an HTML5 parser), which builds the tree with all of a browser's repairs. Each start tag takes its
place in the source along as an attribute, since the parser does not keep places.

Lexbor takes time with the square of the nesting (3.5 s for 20,000 ``<div>``) and of the attributes of one tag (2.5 s for 20,000).
So tags nested deeper than 100 elements are dropped, their words kept, and so are the attributes of a tag with more than 200.

What is never closed (a comment, a script, a tag) swallows the rest, as in a browser. ``lenient`` skips such a tag instead; but an
unclosed comment still hides the rest, since it may be meant to.

Rejected: ``html.parser`` (13 seconds for 50 kB of ``<a `` before 2025); XML's CDATA sections and entities of a document type.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from html import unescape
from itertools import accumulate, islice
from operator import attrgetter

from msgspec import Struct

from digest.readers.encoding import clean
from digest.readers.html_elements import INLINE_ELEMENTS, VOID, WITH_CONTENT_GONE
from digest.readers.scripts import one_line

_DEEPEST = 100
_MOST_FORMATTING = 8  # unclosed at once: a browser opens them again in every paragraph
_MOST_ATTRIBUTES, _LONG_TAG = 200, 2000
_LONGEST_LINE = 4000  # characters
_LAST_PIECES = 3  # pieces of text that show whether a text is there to its end
_PLACE = "data-place"  # the attribute with an element's place in the source

_MARKUP = re.compile(r"<(?:(?P<comment>!--)|(?P<other>[!?]|/(?=[^a-zA-Z]))|(?P<close>/)?(?P<name>[a-zA-Z][^\s/>]*+))")
# The rest of a tag. A quote that is never closed is not a quote.
_TAG = re.compile(r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^>])*+(?P<end>>)?")
_LENIENT_TAG = re.compile(r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|(?!<(?:/?[a-zA-Z]|\Z))[^>])*+(?P<end>>)?")
_CLOSED_QUOTES = re.compile(r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'\s]))|[^=])*+")
_ATTRIBUTE = re.compile(r"[\s/\"'](?=[^\s/>=\"'])")
_QUOTES = str.maketrans("", "", "\"'")
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT = ("script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp", "plaintext")
_RAW_TEXT_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in _RAW_TEXT}
_INNER_SCRIPT = re.compile("<(?=script)", re.IGNORECASE)
_CODE = frozenset({"script", "style", "iframe", "noembed", "noframes"})
_NEVER_NESTED = VOID | {"basefont", "bgsound", "frame", "image", "mspace", "mprescripts", "none"}
_END_OPTIONAL = frozenset(
    "html head body p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup rt rtc rp rb".split()
)
_UNTRACKED = _NEVER_NESTED | _END_OPTIONAL
_FORMATTING = frozenset("b big code em font i nobr s small strike strong tt u".split())
# In these a browser reads tags by other rules, which would lose the paragraphs after an unclosed one.
_RENAMED = {name: f"x-{name}" for name in ("template", "select", "frameset", "svg", "math")}
_ORIGINAL_NAMES = {renamed: name for name, renamed in _RENAMED.items()}
_ANY_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|dd|td|blockquote|article|section|main)\b", re.IGNORECASE)
_GONE = (WITH_CONTENT_GONE | {"video", "audio", "canvas"}) - {"noscript"}  # noscript may contain the article
_BESIDE_THE_LINE = frozenset({"rt", "rtc", "rp", "annotation"})  # readings, and the source of a formula


class TokenKind(Enum):
    """``CODE`` is the content of a script, style or frame, ``COMMENT`` a whole comment with its marks."""

    OPEN = auto()
    CLOSE = auto()
    WORDS = auto()
    CODE = auto()
    COMMENT = auto()


class Token(Struct, frozen=True):
    """A piece of the source from ``start`` to ``end``; ``name`` is a tag's in lower case. ``empty``: the tag ends with ``/>``."""

    kind: TokenKind
    name: str
    start: int
    end: int
    empty: bool = False


def scan(text: str, *, xml: bool = False, lenient: bool = False) -> Iterator[Token]:
    """Divide ``text`` into tokens. In ``xml``, ``<script/>`` has no content; elsewhere the slash means nothing."""
    at = 0
    unclosed: set[str] = set()  # names without an end in the rest; searching again would take quadratic time
    while found := _MARKUP.search(text, at):
        start = found.start()
        if start > at:
            yield Token(TokenKind.WORDS, "", at, start)
        if found["comment"]:
            end = _COMMENT_END.search(text, start + 2)  # "<!-->" is a whole comment
            at = end.end() if end else len(text)
            yield Token(TokenKind.COMMENT, "", start, at)
        elif found["other"]:
            at = text.find(">", start) + 1 if "<!" not in unclosed else 0
            if not at:
                if not lenient:
                    return
                unclosed.add("<!")
                at = found.end()
        else:
            tag = (_LENIENT_TAG if lenient else _TAG).match(text, found.end())
            at = tag.end() if tag else len(text)
            if not tag or not tag["end"]:
                if not lenient:
                    return
                yield Token(TokenKind.WORDS, "", start, at)
                continue
            name = found["name"].lower()
            empty = text[at - 2] == "/"
            if name in _RAW_TEXT and not found["close"] and not (xml and empty):
                end = None if name in unclosed or name == "plaintext" else _RAW_TEXT_END[name].search(text, at)
                if lenient and end and not _is_complete(text, end.end()):
                    end = None
                if end is None and name != "plaintext" and lenient:
                    unclosed.add(name)
                    continue
                yield Token(TokenKind.OPEN, name, start, at)
                stop = end.start() if end else len(text)
                if end or name == "plaintext":
                    yield Token(TokenKind.CODE if name in _CODE else TokenKind.WORDS, name, at, stop)
                at = stop
            else:
                yield Token(TokenKind.CLOSE if found["close"] else TokenKind.OPEN, name, start, at, empty)
    if at < len(text):
        yield Token(TokenKind.WORDS, "", at, len(text))


def _is_complete(text: str, at: int) -> bool:
    """Whether the tag whose name ends ``at`` this place is closed before another tag begins."""
    tag = _LENIENT_TAG.match(text, at)
    return tag is not None and tag["end"] is not None


def position(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the place ``at`` in ``text``."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


class Element(Struct, kw_only=True):
    """An element from event ``first`` to ``last``, at a place in the source. ``ended``: it has an end tag or needs none."""

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
    """The start or end of an element, or words in the ``element`` around them (-1: none)."""

    kind: TokenKind
    element: int
    text: str = ""


class Page(Struct, kw_only=True):
    """A page as events and elements, both in order.

    ``words_before`` has for each event the number of characters of words before it, without spaces; ``links_before`` those
    in links.
    """

    text: str
    events: list[Event]
    elements: list[Element]
    words_before: list[int]
    links_before: list[int]
    end: int = 0  # where the last token begins; an unclosed tag swallows the rest

    def words(self, element: Element | None) -> int:
        """Number of characters of words in ``element`` (None: the page)."""
        return self.words_before[element.last] - self.words_before[element.first] if element else self.words_before[-1]

    def links(self, element: Element | None) -> int:
        """Number of those in links."""
        return self.links_before[element.last] - self.links_before[element.first] if element else self.links_before[-1]

    def within(self, element: Element | None, *names: str) -> Iterable[Element]:
        """The elements named ``names`` in ``element`` (None: the page), including itself, in order."""
        start, end = 0, len(self.elements)
        if element:
            start = bisect_left(self.elements, element.first, key=attrgetter("first"))
            end = bisect_right(self.elements, element.last, key=attrgetter("first"))
        return (self.elements[at] for at in range(start, end) if self.elements[at].name in names)

    def around(self, element: Element | None) -> Iterable[Element]:
        """``element`` and its ancestors, innermost first."""
        while element:
            yield element
            element = self.elements[element.parent] if element.parent is not None else None

    def is_beside_the_line(self, number: int) -> bool:
        """Whether the words of the event ``number`` are a reading, or the source of a formula."""
        element = self.events[number].element
        return element >= 0 and self.elements[element].name in _BESIDE_THE_LINE

    def line(self, element: Element) -> str:
        """The words of ``element`` in one line, without readings; only the beginning of a long one."""
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
        return one_line(clean("".join(words)))


def parse_page(text: str, *, xml: bool = False, lenient: bool = False) -> Page:
    """Parse ``text``; ``xml`` and ``lenient`` as in ``scan``."""
    from selectolax.lexbor import LexborHTMLParser  # imported lazily: plain text does not need it

    source = _Source(text, xml=xml, lenient=lenient)
    events: list[Event] = []
    elements: list[Element] = []
    opened: list[int] = []  # the elements around the node
    node = LexborHTMLParser("".join(source.parts)).root
    while node is not None:
        tag = node.tag
        if tag == "-text":
            words = node.text_content or ""
            if opened and elements[opened[-1]].name in _CODE:
                elements[opened[-1]].code += words
            else:
                events.append(Event(TokenKind.WORDS, opened[-1] if opened else -1, words))
        else:
            elements.append(source.element(tag or "", node.attributes, opened, elements, len(events)))
            opened.append(len(elements) - 1)
            events.append(Event(TokenKind.OPEN, opened[-1]))
        following = node.child
        while following is None and node is not None and opened:
            if tag != "-text":
                number = opened.pop()
                if elements[number].name not in _NEVER_NESTED:
                    elements[number].last = len(events)
                    events.append(Event(TokenKind.CLOSE, number))
            following, node, tag = node.next, node.parent, ""
        node = following
    words_before, links_before = _measured(events, elements)
    return Page(
        text=text,
        events=events,
        elements=elements,
        words_before=words_before,
        links_before=links_before,
        end=source.end,
    )


class _OpenTag(Struct, frozen=True):
    """A start tag without its end tag so far: its place in the source, and its index in ``parts``."""

    name: str
    place: int
    part: int


class _Source:
    """The source of a page as given to the parser: within bounds, each start tag with its place.

    ``end`` is where the last token begins: an unclosed tag swallows the rest.
    """

    def __init__(self, text: str, *, xml: bool, lenient: bool) -> None:
        self.parts = ["<!DOCTYPE html>"]
        self.end = 0
        self._closed: set[int] = set()  # places of start tags that have an end tag
        self._open: list[_OpenTag] = []
        self._names: Counter[str] = Counter()  # of open tags
        self._formatting = 0  # how many of them only format
        self._dropped: Counter[str] = Counter()  # start tags whose end tag must be dropped too
        for token in scan(text, xml=xml, lenient=lenient):
            self.end = token.start
            if token.kind is TokenKind.OPEN:
                self._start_tag(token, text[token.start : token.end], xml=xml)
            elif token.kind is TokenKind.CLOSE:
                self._end_tag(token.name)
            elif token.kind is TokenKind.CODE or token.name:
                # “<script” after “<!--” would move the end of a script (HTML standard, 13.2.5.26); JSON may spell “<” so.
                self.parts.append(_INNER_SCRIPT.sub(r"\\u003c", text[token.start : token.end]))
            elif token.kind is TokenKind.WORDS:
                self.parts.append(text[token.start : token.end].replace("<", "&lt;"))

    def element(
        self, tag: str, given: Mapping[str, str | None], opened: list[int], elements: list[Element], place: int
    ) -> Element:
        """The element that the parser made, at the event ``place``."""
        name = _ORIGINAL_NAMES.get(tag, tag)
        attributes = {key: clean(value) if value else "" for key, value in given.items()}
        parent = opened[-1] if opened else None
        source = attributes.pop(_PLACE, "")
        known = source.isdecimal() and name not in _FORMATTING  # whose tags got no place, so that it is the page's own
        at = int(source) if known else elements[parent].at if parent is not None else 0
        is_closed = not known or at in self._closed or name in _UNTRACKED
        return Element(name=name, attributes=attributes, at=at, parent=parent, first=place, last=place, ended=is_closed)

    def _start_tag(self, token: Token, source: str, *, xml: bool) -> None:
        name = token.name
        formats = name in _FORMATTING
        nests = name not in _UNTRACKED
        if nests and (len(self._open) >= _DEEPEST or (formats and self._formatting >= _MOST_FORMATTING)):
            self._dropped[name] += 1
            return
        rest = source[1 + len(name) : -1]
        if len(source) > _LONG_TAG and len(_ATTRIBUTE.findall(rest)) > _MOST_ATTRIBUTES:
            rest = ""
        if (rest.count('"') % 2 or "'" in rest) and (sound := _CLOSED_QUOTES.match(rest)):
            rest = rest[: sound.end()] + rest[sound.end() :].translate(_QUOTES)
        place = "" if formats else f' {_PLACE}="{token.start}"'  # tags that differ would be opened again without limit
        self.parts.append(f"<{_RENAMED.get(name, name)}{place}{rest}{' /' if name in _NEVER_NESTED else ''}>")
        if xml and token.empty and name not in _NEVER_NESTED:
            self.parts.append(f"</{_RENAMED.get(name, name)}>")
            self._closed.add(token.start)
        elif nests:
            self._open.append(_OpenTag(name, token.start, len(self.parts) - 1))
            self._names[name] += 1
            self._formatting += formats

    def _end_tag(self, name: str) -> None:
        if self._dropped[name]:
            self._dropped[name] -= 1
        elif self._names[name]:
            number = next(at for at in range(len(self._open) - 1, -1, -1) if self._open[at].name == name)
            last = number + 1 if name in INLINE_ELEMENTS else len(self._open)  # a block closes all tags inside
            for tag in reversed(self._open[number:last]):
                self._names[tag.name] -= 1
                self._formatting -= tag.name in _FORMATTING
                self.parts.append(f"</{_RENAMED.get(tag.name, tag.name)}>")
            first = self._open[number]
            del self._open[number:last]
            self._closed.add(first.place)
            if name in _GONE and name not in _RAW_TEXT:
                del self.parts[first.part + 1 : -1]
        elif name in _END_OPTIONAL or name in _RAW_TEXT:
            self.parts.append(f"</{name}>")


def loses_words(html: str, safe: str) -> bool:
    """Whether ``safe``, made from ``html``, lacks the last words of it, because an unclosed tag swallowed them."""
    page = parse_page(html, lenient=True)
    shown = (
        _letters(page.events[number].text)
        for number in reversed(range(len(page.events)))
        if page.events[number].kind is TokenKind.WORDS and page.words_before[number] < page.words_before[number + 1]
        if not page.is_beside_the_line(number)
    )
    last = list(islice(filter(None, shown), _LAST_PIECES))
    found = _letters(unescape(_ANY_TAG.sub("", safe)))
    return not all(words in found for words in last)


def paragraphs_swallowed(page: Page) -> bool:
    """Whether paragraphs of ``page`` follow something that is never closed."""
    return _BLOCK_END.search(page.text, page.end + 1) is not None


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, clean(words)))


def is_gone(element: Element) -> bool:
    """Whether nothing in ``element`` can be text of an article: scripts, drawings, embedded content."""
    return element.name in _GONE and element.ended


def _measured(events: list[Event], elements: list[Element]) -> tuple[list[int], list[int]]:
    gone = linked = -1  # the last events of an excluded element and of a link
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
