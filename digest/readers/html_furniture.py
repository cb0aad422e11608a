"""Recognize what surrounds an article on a page: navigation, sharing, related articles, menus, hidden elements, picture captions.

**By markup.** The element (``nav``, ``aside``, ``footer``, ``form``, ``button``, ``menu``), a role, a way of hiding
(``hidden``, ``aria-hidden``, ``display: none``, classes for screen readers), or words in a class, id or label (``share-bar``,
``newsletterForm``). Such words are weak evidence, since an article may have a class ``share-price``: they count only if the
element consists of links, buttons or very few words. An element with more than half of the prose, or that is never closed, is
kept, and so is one with a note that a mark in the text links to. Readers' comments may be longer than the article; they are
left out if enough remains.

**By shape**, on pages without ``<article>`` and ``<main>``. The text is divided into runs between block boundaries; each is
prose (80 columns or a sentence, not mostly links), links, a short line or a heading. At least four links before the headline or
the first prose are a menu, and so is a list of six short items without links before the headline. After the last prose three
short links are one; if the page has menus, so are longer groups of links (except under a heading such as “Sources”), elements
with short lines only, and the heading directly above them. A page without prose is kept whole.

**Pictures** are not shown. A picture with a caption is replaced by its caption, once; a caption is a ``figcaption`` or an
element whose class says so. A picture that shows nothing (a pixel, a placeholder, no words) is left out.

Rejected: style sheets; choosing an element by a score, which loses headlines and first paragraphs outside of it; removing
anything between two paragraphs; comparing alternative texts with captions in other words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from urllib.parse import unquote

from msgspec import Struct

from digest.readers import scripts
from digest.readers.encoding import clean
from digest.readers.html_elements import INLINE_ELEMENTS
from digest.readers.html_metadata import words_of
from digest.readers.html_tree import Element, Page, TokenKind, is_gone
from digest.readers.html_writer import is_note_mark
from digest.readers.scripts import one_line

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
    "accessibility-hidden hidden-text assistive-text u-visually-hidden u-sr-only govuk-visually-hidden invisible-text "
    "sf-hidden".split()
)
_CONTROLS = ("button", "input", "form", "select", "textarea", "iframe")
# Words of classes (English), ids and labels (any language), by kind of furniture.
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
_MONEY = frozenset(
    "price prices market markets holder holders value capital index".split()
)  # shares of a company, not sharing
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
_NO_WORD = re.compile(r"[\W_]+")
_TO_COMMENTS = re.compile(r"#(?:comments?|respond|disqus_thread|commentaires|kommentare)\b", re.IGNORECASE)
_FEW, _SOME, _MANY = 25, 60, 400  # characters of a label, of a row of them, of a text
_MOST_LABELS = 300  # characters of an attribute that are searched


class PageFurniture:
    """Decides which elements of ``page`` are left out of ``article`` (None: the whole page)."""

    def __init__(self, page: Page, article: Element | None) -> None:
        self._page = page
        self._article = article
        self._prose = prose(page, article)
        self._notes = _notes(page, article)
        self._formulas = [one.first for one in page.within(article, "math")]

    def holds(self, element: Element) -> bool:
        """Whether ``element`` and its content are left out."""
        if is_gone(element):
            return True
        if not element.ended or element is self._article:
            return False
        size_of_prose = prose(self._page, element)
        words = _label_words(element)
        if _holds_comments(element) and self._prose_before(element) >= _MANY:
            return True
        return (
            2 * size_of_prose <= self._prose and self._is_marked(element, words) and not _between(self._notes, element)
        )

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
        """Whether ``element`` is made like what the ``words`` of its classes name."""
        size, linked = self._words(element), self._page.links(element)
        block = element.name not in INLINE_ELEMENTS and element.name not in ("p", "td", "th", "li")
        if words & _COOKIES:
            return block
        if words & {"comment", "comments", "commentaires", "kommentare"} and words & _COUNTED:
            return size <= _FEW
        of_links = linked > 0 and 2 * linked >= size
        controls = block and any(self._page.within(element, *_CONTROLS))
        if words & _SHARING and not words & _MONEY:
            return of_links or (block and size <= _SOME)
        if words & _FOLLOWING:
            return of_links or (controls and size <= _SOME)
        if words & _OFFERS:
            return (of_links or controls or size <= _FEW) and block and size - linked <= _MANY
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
    """Number of characters in ``element`` (None: the page) outside of links."""
    return page.words(element) - page.links(element)


def is_hidden(element: Element) -> bool:
    """Whether a browser would hide ``element``, judging by its own attributes."""
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


@lru_cache(maxsize=4096)  # pages repeat their classes
def _split(labels: str) -> frozenset[str]:
    return frozenset(_NO_WORD.split(_CAMEL.sub(" ", labels).lower()))


def _between(firsts: list[int], element: Element) -> bool:
    """Whether one of ``firsts`` (events, in order) is in ``element``."""
    at = bisect_left(firsts, element.first)
    return at < len(firsts) and firsts[at] <= element.last


def _notes(page: Page, article: Element | None) -> list[int]:
    """The events, in order, where notes begin that marks in the text (“[1]”, “*”) link to."""
    marks = {
        fragment(link["href"])
        for link in page.within(article, "a")
        if "#" in link["href"] and not _TO_COMMENTS.search(link["href"]) and is_note_mark(page.line(link))
    } - {""}
    if not marks:
        return []
    return [one.first for one in page.elements if {one["id"], one["name"] if one.name == "a" else ""} & marks]


def fragment(href: str) -> str:
    """The part of ``href`` after ``#``, decoded."""
    return clean(unquote(href.partition("#")[2]))


# Menus, by their shape.


_PROSE_WIDTH, _SENTENCE_WIDTH = 80, 20  # columns
_LINKED = 0.6  # share of a row's letters
_MENU, _FOOT, _ITEMS = 4, 3, 6  # links before the text, links after it, items without links
_SHORT_WIDTH = 30  # columns of a link or an item
_LINES = 3  # short lines of a footer
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright\b|all rights reserved|tous droits réservés|alle rechte vorbehalten|"
    r"todos los derechos|tutti i diritti|版权所有|版權所有|無断転載)",
    re.IGNORECASE,
)
_KEPT_LISTS = re.compile(
    r"(?:sources?|references?|références?|notes?|bibliograph\w+|further reading|links?|liens|quellen|literatur|"
    r"weiterführende|fuentes|referencias|enlaces|fonti|riferimenti|bronnen|fontes|referências|источники|ссылки|"
    r"参考|参考文献|出典|注|참고)\b",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOLDERS = frozenset(
    {"div", "section", "ul", "ol", "dl", "table", "td", "center", "footer", "header", "form", "tr", "tbody"}
)


class _Run(Struct, frozen=True, kw_only=True):
    """A run of text: its events, the element around it, its columns, and its links and their letters."""

    first: int
    last: int
    around: Element | None
    text: str
    width: int
    letters: int
    linked: int
    links: int
    heading: bool
    item: bool

    @property
    def prose(self) -> bool:
        long = self.width >= _PROSE_WIDTH or (self.width >= _SENTENCE_WIDTH and scripts.ends_sentence(self.text))
        return long and not self.heading and 2 * self.linked < self.letters and not _RIGHTS.match(self.text)

    @property
    def of_links(self) -> bool:
        return self.links > 0 and self.linked >= _LINKED * self.letters and not self.heading

    @property
    def blank(self) -> bool:
        return self.letters == 0

    @property
    def short(self) -> bool:
        return self.width <= _SHORT_WIDTH and not self.heading and not scripts.ends_sentence(self.text)


def menus(page: Page, is_furniture: Callable[[Element], bool]) -> frozenset[int]:
    """The events of ``page`` that are a menu, a footer or a list of other articles, apart from furniture."""
    runs, has_menu = _runs(page, is_furniture)
    texts = [number for number, run in enumerate(runs) if run.prose]
    if not texts:
        return frozenset()
    firsts = [runs[number].first for number in texts]
    head = next((number for number, run in enumerate(runs) if run.around and run.around.name == "h1"), 0)
    before = sum(runs[number].letters for number in texts if number < head)
    begins = head if 3 * before < sum(runs[number].letters for number in texts) and head > texts[0] else texts[0]
    gone: set[int] = set()
    for cluster in _clusters(runs, 0, begins, lambda run: run.of_links):
        if sum(runs[number].links for number in cluster) >= _MENU:
            gone.update(cluster)
    if any(run.heading for run in runs[: texts[0]]):
        top = next(number for number, run in enumerate(runs) if run.heading)
        for cluster in _clusters(runs, 0, top, lambda run: run.item and run.short):
            if sum(not runs[number].blank for number in cluster) >= _ITEMS:
                gone.update(cluster)
    behind = texts[-1] + 1
    tails = list(_clusters(runs, behind, len(runs), lambda run: run.of_links))
    for cluster in tails:
        links = sum(runs[number].links for number in cluster)
        if links >= _FOOT and sum(runs[number].linked for number in cluster) <= _SHORT_WIDTH * links:
            gone.update(_with_heading(runs, cluster, behind))
    if gone or has_menu:
        listed = {number for cluster in tails if _KEPT_LISTS.match(runs[cluster[0] - 1].text) for number in cluster}
        for cluster in tails:
            gone.update(() if cluster[0] in listed else _with_heading(runs, cluster, behind))
        gone |= _footers(page, runs, firsts, behind) - listed
    return frozenset(event for number in gone for event in range(runs[number].first, runs[number].last))


def _with_heading(runs: list[_Run], cluster: list[int], behind: int) -> list[int]:
    above = cluster[0] - 1
    return [above, *cluster] if above >= behind and (runs[above].heading or runs[above].short) else cluster


def _clusters(runs: list[_Run], start: int, stop: int, wanted: Callable[[_Run], bool]) -> Iterator[list[int]]:
    """The longest sequences of ``wanted`` (or blank) runs between ``start`` and ``stop``."""
    for found, numbers in groupby(range(start, stop), lambda number: wanted(runs[number]) or runs[number].blank):
        if found:
            yield list(numbers)


def _footers(page: Page, runs: list[_Run], firsts: Sequence[int], behind: int) -> set[int]:
    """The short lines after the prose that have an element of their own."""
    parts: dict[int, list[int]] = {}
    for number in range(behind, len(runs)):
        top = None
        for around in page.around(runs[number].around):
            at = bisect_left(firsts, around.first)
            if at < len(firsts) and firsts[at] <= around.last:
                break
            top = around
        if top and top.name in _HOLDERS:
            parts.setdefault(top.first, []).append(number)
    return {number for number in range(behind, len(runs)) if _RIGHTS.match(runs[number].text)} | {
        number
        for numbers in parts.values()
        if len(numbers) >= _LINES or any(runs[number].links or _RIGHTS.match(runs[number].text) for number in numbers)
        for number in numbers
    }


def _runs(page: Page, is_furniture: Callable[[Element], bool]) -> tuple[list[_Run], bool]:
    """The runs of ``page`` outside of furniture, and whether the furniture includes a menu."""
    runs: list[_Run] = []
    has_menu = False
    begin = over = links = 0
    for number, event in enumerate(page.events):
        if number < over:
            continue
        element = page.elements[event.element] if event.element >= 0 else None
        if event.kind is TokenKind.OPEN and element and is_furniture(element):
            over = element.last + 1
            has_menu = has_menu or sum(1 for _ in page.within(element, "a")) >= _MENU
        elif event.kind is TokenKind.WORDS or element is None or element.name in INLINE_ELEMENTS | {"br", "img"}:
            links += event.kind is TokenKind.OPEN and element is not None and element.name == "a"
            continue
        runs += _run(page, begin, number, links)
        begin, links = max(number + 1, over), 0
    return runs + _run(page, begin, len(page.events), links), has_menu


def _run(page: Page, first: int, last: int, links: int) -> list[_Run]:
    words = [number for number in range(first, last) if page.events[number].kind is TokenKind.WORDS]
    text = one_line("".join(page.events[number].text for number in words))
    if not text:
        return []
    holder = next((one for one in page.around(_holder(page, words[0])) if one.name not in INLINE_ELEMENTS), None)
    return [
        _Run(
            first=first,
            last=last,
            around=holder,
            text=text,
            width=scripts.width(text),
            letters=page.words_before[last] - page.words_before[first] if any(map(str.isalnum, text)) else 0,
            linked=page.links_before[last] - page.links_before[first],
            links=links,
            heading=holder is not None and holder.name in _HEADINGS,
            item=any(one.name == "li" for one in page.around(holder)),
        )
    ]


def _holder(page: Page, number: int) -> Element | None:
    element = page.events[number].element
    return page.elements[element] if element >= 0 else None


# Pictures and captions.


# Attributes with a picture's address; those that scripts use for late loading first.
LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-full-url", "src")
_CAPTION = re.compile(
    r"(?:[a-z0-9]+[-_]+)*(?:fig)?(?:caption|legend|legende|bildunterschrift)(?:[-_]*(?:text|inner|content))?"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_CAPTION = 3  # the words of an element with only pictures and captions, in multiples of the caption
_NO_WORDS = re.compile(
    r"\W*(?:\d+\s*[x×]\s*\d+|(?:image|img|photo|picture|pic|bild|foto|imagen|immagine|imagem|icon|icône|logo|spacer|pixel|blank|"
    r"placeholder|thumbnail|thumb|avatar|loading|lazy|untitled|dsc|pxl)[\W_]*\d*|[^\s]+\.(?:jpe?g|png|gif|webp|svg|avif|bmp))?\W*",
    re.IGNORECASE,
)
_MOST_NAME = 80  # characters of a file's name
_TINY = re.compile(r"\s*[0-2](?:px)?\s*")
_FLOATS = frozenset({"left", "right", "middle", "center"})
_FLOAT_CLASSES = re.compile(
    r"\b(?:align-?(?:left|right|center|none)|float-?(?:left|right)|pull-(?:left|right)|wp-image-\d+)\b"
)


def captions(page: Page, article: Element | None) -> tuple[dict[int, str], set[int]]:
    """The caption's words of each captioned picture, by its first event; and the first events of repeated captions."""
    pictured: dict[int, str] = {}
    repeated: set[int] = set()
    captioned: dict[str, Element] = {}
    for element in page.elements:
        if not _is_caption(element) or (article and not article.first < element.first < article.last):
            continue
        words = words_of(page.line(element))
        if not words:
            continue
        if words in captioned and element.first > captioned[words].last:
            repeated.add(element.first)
        captioned.setdefault(words, element)
        figure = _figure(page, element, article)
        pictured |= {one.first: words for one in page.within(figure, "img")} if figure else {}
    return pictured, repeated


def shows_something(element: Element, alt: str) -> bool:
    """Whether the alternative text of the picture ``element`` describes it; emoji do."""
    if any(_TINY.fullmatch(element[side]) for side in ("width", "height") if element[side]):
        return False
    return bool(alt) and not (len(alt) <= _MOST_NAME and _NO_WORDS.fullmatch(alt) and any(map(str.isalnum, alt)))


def stands_aside(element: Element) -> bool:
    """Whether text flows around the picture ``element``, so that it is not part of a sentence."""
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
    """The element that has ``caption``, its pictures and little else; None if there is no such element."""
    around = list(page.around(caption))[1:]
    if figure := next((one for one in around if one.name == "figure"), None):
        return figure
    holder = next((one for one in around if one.name not in INLINE_ELEMENTS), None)
    if holder is None or holder is article:
        return None
    return holder if page.words(holder) <= _MOST_CAPTION * page.words(caption) else None
