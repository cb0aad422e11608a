"""The HTML reader: find the article in a saved page, and the metadata that its markup declares.

**The article** is the ``article`` element with most words, else ``main`` (or ``role="main"``), else the whole page; an
``article`` that is only a card next to the text is skipped. Furniture inside it is left out; of a whole page also menus and
lists of other articles, with a warning (``html_furniture.py``).

**Metadata** comes from front matter above the page, which takes precedence, and from the page (``html_metadata.py``). The
heading that repeats the headline is removed from the text.

The text is then sanitized (``html_writer.py``). If nothing is left although the page has words, or if it would be too long, the
words are shown as plain text, with a warning. Paragraphs after a tag or script that is never closed are kept, with a warning
(``unended-tag``); those after a comment that is never closed are hidden (``remarks.py``). A page that is mostly links, or has
several articles and no longest one, is published with a warning (``saved-page``).

Rejected: applying style sheets; text that a script would fetch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import quote

from msgspec.structs import replace

from digest.errors import Position, Problem, problem
from digest.i18n import direction as direction_of
from digest.model import Declared, Document
from digest.readers.encoding import Decoded, clean, decode
from digest.readers.front_matter import declared_encoding, read_front_matter, stray_line
from digest.readers.html_elements import ATTRIBUTES, BLOCKS, ELEMENTS, GROUPS, INLINE, web_address
from digest.readers.html_furniture import (
    LAZY,
    PageFurniture,
    captions,
    fragment,
    menus,
    prose,
    shows_something,
    stands_aside,
)
from digest.readers.html_metadata import declared_fields, same_words, words_of
from digest.readers.html_tree import Element, Page, TokenKind, paragraphs_swallowed, parse_page, position
from digest.readers.html_writer import sanitise
from digest.readers.markdown import MOST_CHARACTERS
from digest.readers.remarks import html_without_remarks, unended_remark, without_remarks
from digest.readers.text import blocks_html, is_empty, nothing_to_read, text_blocks

_CARD = 8  # an article with less than an eighth of the page's prose is a card
_MANY_LINKS = 10
_NUMBERING = re.compile(r"list-style(?:-type)?\s*:[^;]*\b((?:lower|upper)-(?:alpha|latin|roman))\b", re.IGNORECASE)
_NUMBERINGS = {"alpha": "a", "latin": "a", "roman": "i"}  # in capitals for ``upper``
_PARAGRAPH = "<div></div>"  # only ends the paragraph
_MARKED = 1024  # bytes in which an encoding may be named
_XML = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]+)")
_META = re.compile(rb"<meta[^>]*?[\s;\"']charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_MOST_TAGS = 100_000  # the longest pages have a tenth; more take seconds
_ROUGHLY_A_TAG = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_LINK = re.compile(r"<a href.*?</a>", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]+")


def read_html(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """Read the article in the bytes of an HTML file; a Problem if it must be left out."""
    declared = declared_encoding(data) if encoding is None else encoding
    decoded = decode(data, file, declared, marked=marked_encoding(data))
    if isinstance(decoded, Problem):
        return decoded
    front = read_front_matter(decoded.text, file)
    if isinstance(front, Problem):
        return front
    if not front.found:
        return stray_line(decoded.text.partition("<")[0], 1, file) or _read_page(decoded, file)
    body = "\n" * (front.first_line - 1) + front.body  # so that positions are those in the file
    found = _read_page(replace(decoded, text=body, problems=(*decoded.problems, *front.problems)), file)
    return found if isinstance(found, Problem) else replace(found, declared={**found.declared, **front.declared})


def _read_page(decoded: Decoded, file: str) -> Document | Problem:
    xml = file.lower().endswith(".xhtml") or decoded.text.startswith("<?xml")
    is_short = decoded.text.count("<") <= _MOST_TAGS
    text, unended = html_without_remarks(decoded.text, xml=xml) if is_short else without_remarks(decoded.text)
    remarks = () if unended is None else (unended_remark(file, unended),)
    if not is_short:
        return _as_text(file, decoded, {}, _ROUGHLY_A_TAG.sub("\n\n", text), (*remarks, _too_long(file, 1)), unended)
    page = parse_page(text, xml=xml)
    swallowed: tuple[Problem, ...] = ()
    if paragraphs_swallowed(page):
        lenient_page = parse_page(text, xml=xml, lenient=True)
        if lenient_page.words_before[-1] > page.words_before[-1] > 0:
            swallowed = (_kept(file, position(page.text, page.end)[0]),)
            page = lenient_page
    article = _article(page)
    declared, untold = declared_fields(page, article, file)
    part = _Part(page, article, declared, file)
    html = _written(part, _headlines(part, declared))
    problems = [*remarks, *swallowed, *untold, *_saved_page(part, html, file)]
    if len(html) > MOST_CHARACTERS:
        line = position(page.text, article.at)[0] if article else 1
        return _as_text(file, decoded, declared, _plain(html), (*problems, _too_long(file, line)), unended)
    written, blocks = sanitise(html, captions=True)
    if is_empty(blocks):
        page = parse_page(text, xml=xml, lenient=True)
        part = _Part(page, None, declared, file)
        words = _plain(_written(part, _headlines(part, declared)))
        return _as_text(file, decoded, declared, words, (*problems, _swallowed(file)), unended)
    return Document(
        file=file,
        reader="html",
        encoding=decoded.encoding,
        declared=declared,
        blocks=blocks,
        html=written,
        problems=(*decoded.problems, *problems),
    )


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its XML declaration or in a ``<meta>`` in its first 1,024 bytes."""
    start = data[:_MARKED]
    found = _XML.match(start) or _META.search(_COMMENT.sub(b"", start))
    return found[1].decode("ascii") if found else None


class _Part:
    """The article of ``page`` with its furniture, menus, captions, and the addresses of the page itself."""

    def __init__(self, page: Page, article: Element | None, declared: Mapping[str, Declared], file: str) -> None:
        self.page, self.article = page, article
        self.furniture = PageFurniture(page, article)
        self.menus = frozenset() if article else menus(page, self.furniture.holds)
        self.captions, self.repeated = captions(page, article)
        self._has_formulas = any(page.within(article, "math"))
        language, url = declared.get("language"), declared.get("url")
        self._language = str(language.text) if language else ""
        bases = (base["href"] for base in page.within(None, "base"))
        self._addresses = {"", PurePosixPath(file).name, str(url.text) if url else "", *bases}
        links = (self._fragment(link["href"]) for link in page.within(article, "a"))
        self._led_to = {name for name in links if name}

    def tag(self, element: Element, *, closing: bool) -> str:
        """The tag to write for the start or end of ``element``; may be empty."""
        name = "span" if element.name in ("bdi", "bdo", "font") else element.name
        if closing and name != "span":
            return f"</{name}>" if name in ELEMENTS - {"img"} else ""
        attributes = dict(self._attributes(element))
        if name == "span" and not attributes.keys() & {"lang", "dir"}:
            name = ""
        if name == "img":
            return self._picture(element)
        if name in ELEMENTS:
            given = "".join(f' {key}="{escape(value)}"' for key, value in sorted(attributes.items()))
            return f"</{name}>" if closing else f"<{name}{given}>"
        return f'<a id="{escape(attributes["id"])}"></a>' if "id" in attributes and not closing else ""

    def formula(self, element: Element) -> str:
        """The TeX of a script that a browser would show as a formula, unless the page has MathML."""
        if element.name != "script" or self._has_formulas or not element["type"].startswith("math/tex"):
            return ""
        return f"<code>{escape(element.code.strip(), quote=False)}</code>"

    def _attributes(self, element: Element) -> Iterator[tuple[str, str]]:
        for name in ATTRIBUTES.get(element.name, frozenset()) - {"name"}:
            if name in element.attributes:
                yield name, element[name]
        if element.name == "ol" and (found := _NUMBERING.search(element["style"])):
            side, _, kind = found[1].lower().partition("-")
            yield "type", _NUMBERINGS[kind].upper() if side == "upper" else _NUMBERINGS[kind]
        if fragment := self._fragment(element["href"]) if element.name == "a" else "":
            yield "href", f"#{quote(fragment)}"
        if place := next((one for one in (element["id"], element["name"]) if one and one in self._led_to), ""):
            yield "id", place
        if (language := element["lang"] or element["xml:lang"]) and not _same_language(
            language, self._language_of(element)
        ):
            yield "lang", language
        direction = element["dir"].lower() or ("auto" if element.name == "bdi" else "")
        if direction and direction != self._direction_around(element):
            yield "dir", direction

    def _language_of(self, element: Element) -> str:
        """The language around ``element``."""
        around = (one["lang"] or one["xml:lang"] for one in list(self.page.around(element))[1:])
        return next(filter(None, around), self._language)

    def _direction_around(self, element: Element) -> str:
        around = (one["dir"].lower() for one in list(self.page.around(element))[1:])
        usual = direction_of(self._language.lower())
        return next(filter(None, around), usual)

    def _fragment(self, href: str) -> str:
        """The fragment of ``href`` if it leads to this page; else empty."""
        address, mark, _ = href.partition("#")
        return fragment(href) if mark and address.removeprefix("./") in self._addresses else ""

    def _picture(self, element: Element) -> str:
        """A picture with its address and words; empty if a caption describes it or it shows nothing."""
        alt = " ".join(element["alt"].split())
        if (
            element.first in self.captions
            or words_of(alt) in self.captions.values()
            or not shows_something(element, alt)
        ):
            return ""
        address = next(filter(web_address, (element[name] for name in LAZY)), "")
        image = f'<img alt="{escape(alt)}" src="{escape(address)}">'
        return f"{_PARAGRAPH}{image}{_PARAGRAPH}" if stands_aside(element) else image


# Finding the article.


def _article(page: Page) -> Element | None:
    """The element with the article; None for the whole page."""
    mains = [one for one in page.elements if one.name == "main" or one["role"].lower() == "main"]
    main = max(mains, key=page.words, default=None)
    main = main if main and page.words(main) else None
    article = max(page.within(None, "article"), key=page.words, default=None)
    if article and page.words(article) and prose(page, article) * _CARD >= prose(page, main):
        return article
    return main


def _headlines(part: _Part, declared: Mapping[str, Declared]) -> list[Element]:
    """The headings that repeat the headline (the article's first one, and any ``h1``) or the site's name."""
    title, site = (str(declared[field].text) if field in declared else "" for field in ("title", "source"))
    shown = [
        head
        for head in part.page.within(part.article, "h1", "h2", "h3")
        if part.page.line(head) and not any(part.furniture.holds(one) for one in part.page.around(head))
    ]
    return [
        head
        for number, head in enumerate(shown)
        if ((number == 0 or head.name == "h1") and same_words(part.page.line(head), title))
        or (head.name == "h1" and same_words(part.page.line(head), site))
    ]


# Writing the article.


def _written(part: _Part, headlines: list[Element]) -> str:
    """The article's HTML without ``headlines``, furniture and unknown tags."""
    page, article = part.page, part.article
    first, last = (article.first + 1, article.last) if article else (0, len(page.events))
    gone = {one.first for one in headlines} | part.repeated
    out: list[str] = []
    breaks = kept = 0  # pending line breaks, and open elements that keep white space
    over = first  # the event after the last one left out
    for number in range(first, last):
        event = page.events[number]
        if number < over or number in part.menus:
            continue
        element = page.elements[event.element] if event.element >= 0 else None
        if event.kind is TokenKind.WORDS and (not breaks or event.text.strip()):
            text = event.text if kept else _SPACE.sub(" ", event.text)
            out += [*_break(breaks), escape(text, quote=False)]
            breaks = 0
        elif element and event.kind is TokenKind.OPEN and (number in gone or part.furniture.holds(element)):
            over = element.last + 1
            out.append(_PARAGRAPH if element.name in BLOCKS | GROUPS else part.formula(element))
        elif element and element.name == "br":
            breaks += 1
        elif (
            element
            and event.kind is not TokenKind.WORDS
            and (tags := part.tag(element, closing=event.kind is TokenKind.CLOSE))
        ):
            out += [*_break(breaks), tags]
            breaks = 0
            kept += (1 if event.kind is TokenKind.OPEN else -1) if element.name == "pre" else 0
    return "".join(out)


def _same_language(one: str, other: str) -> bool:
    return re.split("[-_]", one.lower())[0] == re.split("[-_]", other.lower())[0]


def _break(breaks: int) -> list[str]:
    """One ``br`` ends a line, several end a paragraph, as in pages older than style sheets."""
    return ["<br>" if breaks == 1 else _PARAGRAPH] if breaks else []


def _plain(html: str) -> str:
    """The words of HTML from ``_written``, with an empty line between paragraphs."""
    spaced = _SPACE.sub(" ", html)
    return _TAG.sub(lambda tag: "" if tag[2] in INLINE else "\n" if tag[2] == "br" else "\n\n", spaced)


def _as_text(
    file: str,
    decoded: Decoded,
    declared: dict[str, Declared],
    words: str,
    problems: tuple[Problem, ...],
    unended: int | None,
) -> Document | Problem:
    """The article as plain text; a Problem if it has no words."""
    blocks = text_blocks(clean(unescape(words)))
    if is_empty(blocks):
        return nothing_to_read(file, unended)
    return Document(
        file=file,
        reader="html",
        encoding=decoded.encoding,
        declared=declared,
        blocks=blocks,
        html=blocks_html(blocks),
        problems=(*decoded.problems, *problems),
    )


# Problems.


def _saved_page(part: _Part, html: str, file: str) -> list[Problem]:
    page, article = part.page, part.article
    articles = [
        one for one in page.within(None, "article") if not any(a.name == "article" for a in list(page.around(one))[1:])
    ]
    if article and article.name == "article":
        if 2 * page.words(article) >= sum(map(page.words, articles)):
            return []
        line = position(page.text, article.at)[0]
        kept = f"only the longest of its {len(articles)} articles was kept"
    elif part.menus:
        line, kept = 1, "what looks like its menus, footers and lists of other articles was left out"
    elif article is None and _is_mostly_links(html):
        line, kept = 1, "all of it was kept, menus too"
    else:
        return []
    message = f"This looks like a whole saved page, not a single article; {kept}."
    hint = "Keep only the article in the file, ideally in an <article> element."
    return [problem("saved-page", message, hint, Position(file=file, line=line))]


def _is_mostly_links(html: str) -> bool:
    links = _LINK.findall(html)
    linked = "".join("".join(map(_plain, links)).split())
    return len(links) >= _MANY_LINKS and 2 * len(linked) > len("".join(_plain(html).split()))


def _too_long(file: str, line: int) -> Problem:
    return _fallback(file, line, "is too long", "Divide it, or save the article as .txt.")


def _kept(file: str, line: int) -> Problem:
    message = "A tag or script is never closed here. A browser would hide the text after it; it was kept."
    hint = "Close or remove it, then check that all text shown belongs to the article."
    return problem("unended-tag", message, hint, Position(file=file, line=line))


def _swallowed(file: str) -> Problem:
    why = "is inside a tag or script that is never closed"
    return _fallback(file, 1, why, "Close it, or save the article as .txt.")


def _fallback(file: str, line: int, why: str, hint: str) -> Problem:
    message = f"The HTML {why}. It is shown as plain text."
    return problem("plain-text-fallback", message, hint, Position(file=file, line=line))
