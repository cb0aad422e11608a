"""Menus, footers and lists of other articles, known by their shape, on a page that does not say which part is its article.

The text is divided into runs, pieces without a block's end inside, and each run is prose, a row of links, a short line or a
heading. Prose has at least 80 columns, or is a sentence, and is not mostly links.

* Rows of links with four links or more before the headline or before the first prose are a menu; so is a list of six short
  items or more, before the headline, without a link.
* Behind the last prose three short links are one. If the page has such menus, so are longer rows of links (other articles,
  not those under a heading such as “Sources”), and elements beside the prose that hold short lines only; and the heading
  directly above what is left out.

A page without prose is kept as it is: a list of links may well be the article.

Rejected: choosing the best element by a score (a headline or a first paragraph outside of it would be lost); anything
between two paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import groupby

from msgspec import Struct

from digest.readers import scripts
from digest.readers.outline import INLINE_ELEMENTS, Element, Page
from digest.readers.paragraphs import fold
from digest.readers.tags import Kind

_PROSE, _SENTENCE = 80, 20  # columns
_LINKED = 0.6  # of a row's letters
_MENU, _FOOT, _ITEMS = 4, 3, 6  # links before the text, behind it; items without links
_SHORT = 30  # columns of a link or an item
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
    """A run of text: its events, the element around it, its columns and how many links and letters of links."""

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
        long = self.width >= _PROSE or (self.width >= _SENTENCE and scripts.ends_sentence(self.text))
        return long and not self.heading and 2 * self.linked < self.letters and not _RIGHTS.match(self.text)

    @property
    def of_links(self) -> bool:
        return self.links > 0 and self.linked >= _LINKED * self.letters and not self.heading

    @property
    def blank(self) -> bool:
        return self.letters == 0

    @property
    def short(self) -> bool:
        return self.width <= _SHORT and not self.heading and not scripts.ends_sentence(self.text)


def menus(page: Page, is_furniture: Callable[[Element], bool]) -> frozenset[int]:
    """The events of ``page``, outside of what is left out anyway, that are a menu, a footer or a list of other articles."""
    runs, apart = _runs(page, is_furniture)
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
        if links >= _FOOT and sum(runs[number].linked for number in cluster) <= _SHORT * links:
            gone.update(_with_heading(runs, cluster, behind))
    if gone or apart:
        listed = {number for cluster in tails if _KEPT_LISTS.match(runs[cluster[0] - 1].text) for number in cluster}
        for cluster in tails:
            gone.update(() if cluster[0] in listed else _with_heading(runs, cluster, behind))
        gone |= _footers(page, runs, firsts, behind) - listed
    return frozenset(event for number in gone for event in range(runs[number].first, runs[number].last))


def _with_heading(runs: list[_Run], cluster: list[int], behind: int) -> list[int]:
    above = cluster[0] - 1
    return [above, *cluster] if above >= behind and (runs[above].heading or runs[above].short) else cluster


def _clusters(runs: list[_Run], start: int, stop: int, wanted: Callable[[_Run], bool]) -> Iterator[list[int]]:
    """The longest rows of ``wanted`` runs, with what separates them, among those from ``start`` up to ``stop``."""
    for found, numbers in groupby(range(start, stop), lambda number: wanted(runs[number]) or runs[number].blank):
        if found:
            yield list(numbers)


def _footers(page: Page, runs: list[_Run], firsts: Sequence[int], behind: int) -> set[int]:
    """The short lines behind the prose that stand in an element of their own."""
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
    """The runs of ``page`` outside of furniture, and whether that has a menu in it."""
    runs: list[_Run] = []
    apart = False
    begin = over = links = 0
    for number, event in enumerate(page.events):
        if number < over:
            continue
        element = page.elements[event.element] if event.element >= 0 else None
        if event.kind is Kind.OPEN and element and is_furniture(element):
            over = element.last + 1
            apart = apart or sum(1 for _ in page.within(element, "a")) >= _MENU
        elif event.kind is Kind.WORDS or element is None or element.name in INLINE_ELEMENTS | {"br", "img"}:
            links += event.kind is Kind.OPEN and element is not None and element.name == "a"
            continue
        runs += _run(page, begin, number, links)
        begin, links = max(number + 1, over), 0
    return runs + _run(page, begin, len(page.events), links), apart


def _run(page: Page, first: int, last: int, links: int) -> list[_Run]:
    words = [number for number in range(first, last) if page.events[number].kind is Kind.WORDS]
    text = fold(unescape("".join(page.events[number].text for number in words)))
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
