"""What of a page is left out of its article: navigation, sharing, related articles, newsletters, cookies, what is hidden.

Four things say it. The element (``nav``, ``aside``, ``footer``, ``form``, ``button``, ``menu``); a role; a way of hiding
(``hidden``, ``aria-hidden``, ``display: none``, classes for screen readers); and words of a class, an id or a label
(``share-bar``, ``newsletterForm``, ``aria-label="Partager"``). Such words are no proof, since an article may have a class
``share-price``: they count only where the element is made as such things are, of links, buttons or very few words.

What holds more than half of the prose, or has no end, is kept, and so is what holds a note that a mark in the text leads to.
The comments of readers may be longer than the article; they are left out if enough is left.

Rejected: style sheets, and elements whose classes say nothing (``menus.py`` looks at their shape, on pages without an article).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from digest.readers.decoding import clean
from digest.readers.outline import INLINE_ELEMENTS, Element, Page, is_gone
from digest.readers.setting import is_note_mark

_ELEMENTS = frozenset({"nav", "aside", "footer", "form", "button", "menu", "noscript"})
_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"}
)
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|font-size\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}|clip\s*:\s*rect\(|clip-path\s*:\s*inset\((?:50|100)%)",
    re.IGNORECASE,
)
_HIDDEN_CLASSES = frozenset(
    "sr-only sr_only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-text screenreader "
    "a11y-hidden u-hidden is-hidden d-none hide-visually offscreen off-screen element-invisible accessibly-hidden "
    "accessibility-hidden hidden-text assistive-text u-visually-hidden u-sr-only govuk-visually-hidden invisible-text".split()
)
_CONTROLS = ("button", "input", "form", "select", "textarea", "iframe")
# Words of classes, ids and labels, and what they are of. Those of labels are whole languages', those of classes are English.
_COOKIES = frozenset(
    "cookie cookies cookiebar cookiebanner consent gdpr rgpd onetrust didomi cmp cookieconsent cookielaw".split()
)
_COMMENTS = re.compile(
    r"(?:[a-z0-9]+[-_]+)*(?:comments?|commentaires|kommentare|comentarios|commenti|reacties|disqus|respond)"
    r"(?:[-_]*(?:list|area|section|container|wrapper|wrap|block|thread|box|module|feed|form))?"
)
_SHARING = frozenset(
    "share shares sharing sharebar sharedaddy sharethis addtoany addthis shareaholic share42 "
    "partager partage partagez teilen compartir compartilhar condividi condivisione delen dela del udostępnij podziel sdílet "
    "поделиться поделитесь 分享 シェア 共有 공유 شارك".split()
)
_MONEY = frozenset("price prices market markets holder holders value capital index".split())  # not that sharing
_FOLLOWING = frozenset("social socials sociallinks follow".split())
_OFFERS = frozenset(
    "newsletter newsletters subscribe subscription signup abonnement abonnez nyhetsbrev nieuwsbrief boletín рассылка "
    "promo promos promotion advert advertisement advertising ads adslot adsbygoogle banner sponsored sponsor "
    "taboola outbrain donate donation".split()
)
_RELATED = frozenset(
    "related recommended recommendation recommendations recirc recirculation readmore morelikethis mostread popular trending "
    "teaser teasers similar suggestions nav navbar navigation navi menu submenu topnav subnav pagination pager breadcrumb "
    "breadcrumbs ariane toolbar tools skip skiplink footer tags taglist".split()
)
_COUNTED = frozenset({"count", "counter", "link", "number", "num", "total", "bubble", "toggle"})
_LABELS = ("class", "id", "aria-label", "data-testid", "data-component", "itemtype")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[\W_]+")
_TO_COMMENTS = re.compile(r"#(?:comments?|respond|disqus_thread|commentaires|kommentare)\b", re.IGNORECASE)
_FEW, _SOME, _MANY = 25, 60, 400  # characters of a label, of a row of them, of a text
_MOST_LABELS = 300  # characters of an attribute that are looked at


class PageFurniture:
    """Tells of the elements of ``page`` whether they are left out of ``article`` (of the whole page for None)."""

    def __init__(self, page: Page, article: Element | None) -> None:
        self._page = page
        self._article = article
        self._prose = prose(page, article)
        self._notes = _notes(page, article)
        self._formulas = [one.first for one in page.within(article, "math")]

    def holds(self, element: Element) -> bool:
        """Whether ``element`` and all in it is left out."""
        if is_gone(element):
            return True
        if not element.ended or element is self._article:
            return False
        own = prose(self._page, element)
        words = _label_words(element)
        if _holds_comments(element) and self._prose_before(element) >= _MANY:
            return True
        return 2 * own <= self._prose and self._is_marked(element, words) and not _between(self._notes, element)

    def _is_marked(self, element: Element, words: frozenset[str]) -> bool:
        role = element["role"].lower()
        return (
            element.name in _ELEMENTS
            or role in _ROLES
            or (is_hidden(element) and not _between(self._formulas, element))
            or (element.name == "header" and self._article is None and not any(self._page.within(element, "h1")))
            or (
                element.name == "a"
                and _TO_COMMENTS.search(element["href"]) is not None
                and self._words(element) <= _FEW
            )
            or (bool(words) and self._is_made_as(element, words))
        )

    def _is_made_as(self, element: Element, words: frozenset[str]) -> bool:
        """Whether ``element`` is made as what the ``words`` of its classes say."""
        whole, linked = self._words(element), self._page.links(element)
        block = element.name not in INLINE_ELEMENTS and element.name not in ("p", "td", "th", "li")
        if words & _COOKIES:
            return block
        if words & {"comment", "comments", "commentaires", "kommentare"} and words & _COUNTED:
            return whole <= _FEW
        of_links = linked > 0 and 2 * linked >= whole
        controls = block and any(self._page.within(element, *_CONTROLS))
        if words & _SHARING and not words & _MONEY:
            return of_links or (block and whole <= _SOME)
        if words & _FOLLOWING:
            return of_links or (controls and whole <= _SOME)
        if words & _OFFERS:
            return (of_links or controls or whole <= _FEW) and block and whole - linked <= _MANY
        if words & _RELATED:
            return block and of_links
        return False

    def _prose_before(self, element: Element) -> int:
        start = self._article.first if self._article else 0
        words, links = self._page.words_before, self._page.links_before
        return (words[element.first] - words[start]) - (links[element.first] - links[start])

    def _words(self, element: Element) -> int:
        return self._page.words(element)


def prose(page: Page, element: Element | None) -> int:
    """How many characters of words of ``element`` (of the page for None) stand outside of links."""
    return page.words(element) - page.links(element)


def is_hidden(element: Element) -> bool:
    """Whether a browser would not show ``element``, as far as it says so itself."""
    return (
        ("hidden" in element.attributes and element["hidden"].lower() != "until-found")
        or element["aria-hidden"].lower() == "true"
        or (element.name == "dialog" and "open" not in element.attributes)
        or _HIDDEN_STYLE.search(element["style"]) is not None
        or not _HIDDEN_CLASSES.isdisjoint(element["class"].lower().split())
    )


def _holds_comments(element: Element) -> bool:
    names = f"{element['class']} {element['id']}".strip()[:_MOST_LABELS]
    block = names and element.name not in INLINE_ELEMENTS and element.name not in ("p", "li", "body")
    return bool(block) and any(_COMMENTS.fullmatch(_CAMEL.sub("-", name).lower()) for name in names.split())


def _label_words(element: Element) -> frozenset[str]:
    given = [element.attributes[name][:_MOST_LABELS] for name in _LABELS if name in element.attributes]
    return _split(" ".join(given)) if given else frozenset()


@lru_cache(maxsize=4096)  # a page has the same classes again and again
def _split(labels: str) -> frozenset[str]:
    return frozenset(_NO_WORD.split(_CAMEL.sub(" ", labels).lower()))


def _between(firsts: list[int], element: Element) -> bool:
    """Whether one of the ``firsts`` (events, in order) is in ``element``."""
    at = bisect_left(firsts, element.first)
    return at < len(firsts) and firsts[at] <= element.last


def _notes(page: Page, article: Element | None) -> list[int]:
    """Where the notes begin to which marks in the text lead: “[1]”, “*”. In order."""
    marks = {
        fragment(link["href"])
        for link in page.within(article, "a")
        if "#" in link["href"] and not _TO_COMMENTS.search(link["href"]) and is_note_mark(page.line(link))
    } - {""}
    if not marks:
        return []
    return [one.first for one in page.elements if {one["id"], one["name"] if one.name == "a" else ""} & marks]


def fragment(href: str) -> str:
    """What ``href`` says behind ``#``."""
    return clean(unescape(unquote(href.partition("#")[2])))
