"""HTML: the article's own text and what its markup says of it, out of a page as publishers make them.

**Which part.** The ``article`` with most words, else ``main`` (or ``role="main"``), else the whole page; an ``article`` that
is only a card beside the text is passed over. Inside it furniture is left out: navigation, asides, footers, forms, buttons and
what is marked as hidden. What holds more than half of the prose, or has no end, is no furniture.

**Metadata** is read from the whole page (``html_fields.py``). The heading that says the headline leaves the text.

The text then goes the way of all HTML (``sanitise.py``). Where nothing comes out although the page has words, or where it
would be too long to set, the words are set as plain text, with a warning. Paragraphs behind a tag or a script that has no end are
kept, with a warning (``unended-tag``); those behind a comment that has none are hidden (``remarks.py``). A page that is mostly
links, or that has several articles and no longest one, is published with a warning (``saved-page``).

Given up: whole saved pages without ``article`` or ``main``: their menus stay, and telling text from menus by its look is an
importer's work; what a style sheet or a ``style`` attribute hides; text that a script would fetch.
"""

from __future__ import annotations

import re
from html import escape, unescape

from digest.errors import Position, Problem, Severity
from digest.model import Declared, Document
from digest.readers.budget import MOST_CHARACTERS
from digest.readers.decoding import Decoded, clean, decode
from digest.readers.html_fields import declared_fields, same_words
from digest.readers.outline import Element, Page, is_gone, outline, paragraphs_swallowed
from digest.readers.remarks import html_without_remarks, unended_remark, without_remarks
from digest.readers.sanitise import ATTRIBUTES, ELEMENTS, sanitise
from digest.readers.setting import BLOCKS, GROUPS, INLINE
from digest.readers.tags import Kind, position
from digest.readers.text import blocks_html, is_empty, nothing_to_read, text_blocks

_FURNITURE = frozenset({"nav", "aside", "footer", "form", "button", "menu"})
_FURNITURE_ROLES = frozenset({"navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog"})
_CARD = 8  # an article with less than this part of the page's prose is a card beside it
_MANY_LINKS = 10
_PARAGRAPH = "<div></div>"  # leaves nothing behind but an end of the paragraph
_MARKED = 1024  # bytes in which a page names its encoding
_XML = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]+)")
_META = re.compile(rb"<meta[^>]*?[\s;\"']charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_MOST_TAGS = 100_000  # the longest pages have a tenth; more take seconds
_ROUGHLY_A_TAG = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_LINK = re.compile(r"<a href.*?</a>", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]+")


def read_html(data: bytes, file: str, encoding: str | None) -> Document | Problem:
    """The article in the bytes of an HTML file. A Problem where it must be left out."""
    decoded = decode(data, file, encoding, marked=marked_encoding(data))
    if isinstance(decoded, Problem):
        return decoded
    xml = file.lower().endswith(".xhtml") or decoded.text.startswith("<?xml")
    is_short = decoded.text.count("<") <= _MOST_TAGS
    text, unended = html_without_remarks(decoded.text, xml=xml) if is_short else without_remarks(decoded.text)
    remarks = () if unended is None else (unended_remark(file, unended),)
    if not is_short:
        return _as_text(file, decoded, {}, _ROUGHLY_A_TAG.sub("\n\n", text), (*remarks, _too_long(file, 1)), unended)
    page = outline(text, xml=xml)
    swallowed: tuple[Problem, ...] = ()
    if paragraphs_swallowed(page):
        whole = outline(text, xml=xml, lenient=True)
        if whole.words_before[-1] > page.words_before[-1] > 0:
            swallowed = (_kept(file, position(page.text, page.end)[0]),)
            page = whole
    article = _article(page)
    declared = declared_fields(page, article, file)
    html = _written(page, article, _headline(page, article, declared.get("title")))
    problems = [*remarks, *swallowed, *_saved_page(page, article, html, file)]
    if len(html) > MOST_CHARACTERS:
        line = position(page.text, article.at)[0] if article else 1
        return _as_text(file, decoded, declared, _plain(html), (*problems, _too_long(file, line)), unended)
    setting, blocks = sanitise(html)
    if is_empty(blocks):
        page = outline(text, xml=xml, lenient=True)
        words = _plain(_written(page, None, _headline(page, None, declared.get("title"))))
        return _as_text(file, decoded, declared, words, (*problems, _swallowed(file)), unended)
    return Document(
        file=file,
        reader="html",
        encoding=decoded.encoding,
        declared=declared,
        blocks=blocks,
        html=setting,
        problems=(*decoded.problems, *problems),
    )


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a page names itself, in its XML declaration or in a ``<meta>`` among its first 1,024 bytes."""
    start = data[:_MARKED]
    found = _XML.match(start) or _META.search(_COMMENT.sub(b"", start))
    return found[1].decode("ascii") if found else None


# Which part of the page.


def _article(page: Page) -> Element | None:
    """The element whose words are the article; None for the whole page."""
    mains = [one for one in page.elements if one.name == "main" or one["role"].lower() == "main"]
    main = max(mains, key=page.words, default=None)
    main = main if main and page.words(main) else None
    article = max(page.within(None, "article"), key=page.words, default=None)
    if article and page.words(article) and _prose(page, article) * _CARD >= _prose(page, main):
        return article
    return main


def _prose(page: Page, element: Element | None) -> int:
    return page.words(element) - page.links(element)


def _is_furniture(page: Page, element: Element, article: Element | None) -> bool:
    """Whether ``element`` and all in it is left out."""
    if is_gone(element):
        return True
    marked = (
        element.name in _FURNITURE
        or element["role"].lower() in _FURNITURE_ROLES
        or "hidden" in element.attributes
        or element["aria-hidden"].lower() == "true"
        or (element.name == "header" and article is None and not any(page.within(element, "h1")))
    )
    return marked and element.ended and 2 * _prose(page, element) <= _prose(page, article)


def _headline(page: Page, article: Element | None, title: Declared | None) -> Element | None:
    """The article's first heading, if it says the headline."""
    shown = (
        head
        for head in page.within(article, "h1", "h2", "h3")
        if page.line(head) and not any(_is_furniture(page, one, article) for one in page.around(head))
    )
    first = next(shown, None)
    if first and title and isinstance(title.text, str) and same_words(page.line(first), title.text):
        return first
    return None


# How it is written.


def _written(page: Page, article: Element | None, headline: Element | None) -> str:
    """The article's HTML, tags of other elements and furniture left out, without ``headline``."""
    first, last = (article.first + 1, article.last) if article else (0, len(page.events))
    out: list[str] = []
    breaks = kept = 0  # line breaks that wait, and open elements in which white space stays
    over = first  # the event at which what is left out is over
    for number in range(first, last):
        event = page.events[number]
        if number < over:
            continue
        element = page.elements[event.element] if event.element >= 0 else None
        if event.kind is Kind.WORDS and (not breaks or event.text.strip()):
            text = event.text if kept else _SPACE.sub(" ", event.text)
            out += [*_break(breaks), text.replace("<", "&lt;")]
            breaks = 0
        elif element and event.kind is Kind.OPEN and (element is headline or _is_furniture(page, element, article)):
            over = element.last + 1
            out.append(_PARAGRAPH if element.name in BLOCKS | GROUPS else "")
        elif element and element.name == "br":
            breaks += 1
        elif element and event.kind is not Kind.WORDS and element.name in ELEMENTS:
            closing = event.kind is Kind.CLOSE
            out += [*_break(breaks), _tag(element, closing=closing)]
            breaks = 0
            kept += (-1 if closing else 1) if element.name == "pre" else 0
    return "".join(out)


def _break(breaks: int) -> list[str]:
    """One ``br`` breaks a line, several part paragraphs, as they did before there were style sheets."""
    return ["<br>" if breaks == 1 else _PARAGRAPH] if breaks else []


def _tag(element: Element, *, closing: bool) -> str:
    if closing:
        return f"</{element.name}>"
    given = (name for name in sorted(ATTRIBUTES.get(element.name, ())) if name in element.attributes)
    attributes = [f' {name}="{escape(element[name])}"' for name in given]
    return f"<{element.name}{''.join(attributes)}>"


def _plain(html: str) -> str:
    """The words of HTML that was written here, as they stand in it, an empty line between paragraphs."""
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
    """The article as plain text, character references resolved; a Problem where there are no words."""
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


# What is wrong with it.


def _saved_page(page: Page, article: Element | None, html: str, file: str) -> list[Problem]:
    articles = [
        one for one in page.within(None, "article") if not any(a.name == "article" for a in list(page.around(one))[1:])
    ]
    if article and article.name == "article":
        if 2 * page.words(article) >= sum(map(page.words, articles)):
            return []
        line = position(page.text, article.at)[0]
        kept = f"only the longest of its {len(articles)} articles was kept"
    elif article is None and _is_mostly_links(html):
        line, kept = 1, "all of it was kept, menus too"
    else:
        return []
    return [
        Problem(
            code="saved-page",
            severity=Severity.WARNING,
            message=f"This looks like a whole saved page, not like one article; {kept}.",
            mend="Keep the article alone in the file, best in an <article> element.",
            where=Position(file=file, line=line),
        )
    ]


def _is_mostly_links(html: str) -> bool:
    links = _LINK.findall(html)
    linked = "".join("".join(map(_plain, links)).split())
    return len(links) >= _MANY_LINKS and 2 * len(linked) > len("".join(_plain(html).split()))


def _too_long(file: str, line: int) -> Problem:
    return _fallback(file, line, "is too long to set", "Divide it, or save the article as .txt.")


def _kept(file: str, line: int) -> Problem:
    return Problem(
        code="unended-tag",
        severity=Severity.WARNING,
        message="A tag or a script has no end here, and a browser would show nothing of what follows; it is kept.",
        mend="Give it an end, or take it out; look whether all that is shown is the article's.",
        where=Position(file=file, line=line),
    )


def _swallowed(file: str) -> Problem:
    why = "is swallowed by a tag or a script that has no end"
    return _fallback(file, 1, why, "Give that an end, or save the article as .txt.")


def _fallback(file: str, line: int, why: str, mend: str) -> Problem:
    return Problem(
        code="plain-text-fallback",
        severity=Severity.WARNING,
        message=f"The HTML {why}, so it is set as plain text.",
        mend=mend,
        where=Position(file=file, line=line),
    )
