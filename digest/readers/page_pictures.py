"""The pictures of a page, which are not shown: where their captions stand, and which words of theirs are left.

A picture that has a caption is its caption, once: alternative texts say the same or less. A caption is a ``figcaption`` or an
element whose class says so. What shows nothing (a pixel, a placeholder, a picture without words) is left out.

Rejected: comparing alternative texts with captions that are worded in another way, on pictures outside of a figure.
"""

from __future__ import annotations

import re

from digest.readers.html_fields import words_of
from digest.readers.outline import INLINE_ELEMENTS, Element, Page

# Where a picture's address stands, what scripts put in its place later on first.
LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-full-url", "src")
_CAPTION = re.compile(
    r"(?:[a-z0-9]+[-_]+)*(?:fig)?(?:caption|legend|legende|bildunterschrift)(?:[-_]*(?:text|inner|content))?"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_CAPTION = 3  # times as many words as its captions an element has that holds pictures and captions only
_NO_WORDS = re.compile(
    r"\W*(?:\d+\s*[x×]\s*\d+|(?:image|img|photo|picture|pic|bild|foto|imagen|immagine|imagem|icon|icône|logo|spacer|pixel|blank|"
    r"placeholder|thumbnail|thumb|avatar|loading|lazy|untitled|dsc|pxl)[\W_]*\d*|[^\s]+\.(?:jpe?g|png|gif|webp|svg|avif|bmp))?\W*",
    re.IGNORECASE,
)
_MOST_NAME = 80  # characters of a file's name
_SMALL = re.compile(r"\s*[0-2](?:px)?\s*")
_FLOATS = frozenset({"left", "right", "middle", "center"})
_FLOAT_CLASSES = re.compile(
    r"\b(?:align-?(?:left|right|center|none)|float-?(?:left|right)|pull-(?:left|right)|wp-image-\d+)\b"
)


def captions(page: Page, article: Element | None) -> tuple[dict[int, str], set[int]]:
    """The pictures that have a caption, each by the event where it begins with its caption's words; and the captions that say
    once more what another one has said, by their events.
    """
    pictured: dict[int, str] = {}
    repeated: set[int] = set()
    seen: dict[str, Element] = {}
    for element in page.elements:
        if not _is_caption(element) or (article and not article.first < element.first < article.last):
            continue
        words = words_of(page.line(element))
        if not words:
            continue
        if words in seen and element.first > seen[words].last:
            repeated.add(element.first)
        seen.setdefault(words, element)
        figure = _figure(page, element, article)
        pictured |= {one.first: words for one in page.within(figure, "img")} if figure else {}
    return pictured, repeated


def shows_something(element: Element, alt: str) -> bool:
    """Whether the picture ``element`` has words that say what it shows; emoji are such words."""
    if any(_SMALL.fullmatch(element[side]) for side in ("width", "height") if element[side]):
        return False
    return bool(alt) and not (len(alt) <= _MOST_NAME and _NO_WORDS.fullmatch(alt) and any(map(str.isalnum, alt)))


def stands_aside(element: Element) -> bool:
    """Whether the text flows around the picture ``element``, so that it is no part of the sentence it stands in."""
    return (
        element["align"].lower() in _FLOATS
        or "float" in element["style"].lower()
        or _FLOAT_CLASSES.search(element["class"].lower()) is not None
    )


def _is_caption(element: Element) -> bool:
    if element.name == "figcaption":
        return True
    if element.name in ("img", "figure", "caption", "table") or not element["class"]:
        return False
    return any(_CAPTION.fullmatch(_CAMEL.sub("-", name).lower()) for name in element["class"].split())


def _figure(page: Page, caption: Element, article: Element | None) -> Element | None:
    """The element that holds ``caption`` and its pictures, and not much else."""
    around = list(page.around(caption))[1:]
    if figure := next((one for one in around if one.name == "figure"), None):
        return figure
    holder = next((one for one in around if one.name not in INLINE_ELEMENTS), None)
    if holder is None or holder is article:
        return None
    return holder if page.words(holder) <= _MOST_CAPTION * page.words(caption) else None
