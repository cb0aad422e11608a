"""What templates call that depends on the page they render: links, languages, and markup that pages share.

Templates that are imported without context do not see the page. These functions know it, since ``begin`` tells them which is
next.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from urllib.parse import urlsplit

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec import Struct, field

from digest.pages.views import Card, Frame, Neighbour, SiteInfo
from digest.render.typography import divided_at_ordinals, raised_ordinals, set_html, set_text
from digest.urls import article, relative, term

_RAISED = Markup("<sup>{}</sup>")
_MOST_KEPT = 8192  # of about 2 KB each, with the card


class _Folder(Struct):
    """What the pages of one folder share: the prefix of links to each other folder, and markup by its key.

    ``place`` is the link to the folder of articles and that to the folder of topics.
    """

    place: tuple[str, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)
    markup: dict[tuple[Hashable, ...], Markup] = field(default_factory=dict)


class Helpers:
    """The filters, tests and functions of one environment, about one page at a time.

    ``shares`` tells whether pages share markup. They may if all templates are built in: what a template of the site shows of a
    page is not known.
    """

    _frame: Frame
    _site: SiteInfo | None = None
    _language: str
    _folder: _Folder

    def __init__(self, *, shares: bool) -> None:
        self._shares = shares
        self._folders: dict[str, _Folder] = {}
        self._kept: dict[tuple[object, ...], tuple[Card, str]] = {}

    def begin(self, frame: Frame) -> None:
        """The page with this ``frame`` is rendered next."""
        if frame.site is not self._site and frame.site != self._site:
            self._folders.clear()
            self._kept.clear()
        self._site, self._language = frame.site, frame.site.language
        self._frame = frame
        name = "" if frame.depth_free else f"{frame.address.rpartition('/')[0]}/"
        self._folder = self._folders.setdefault(name, _Folder())

    @pass_context
    def link(self, _context: Context, address: str) -> str:
        """The link from the page to ``address``, a path below the output that may have an anchor."""
        folder, _, name = address.rpartition("/")
        if not name or "#" in address or self._frame.depth_free:
            return self._other_link(address)
        prefix = self._folder.prefixes.get(folder)
        if prefix is None:
            page = self._frame.address.rpartition("/")[0]
            prefix = relative(f"{page}/_" if page else "_", address).removesuffix(name)
            self._folder.prefixes[folder] = prefix
        return prefix + name

    def _other_link(self, address: str) -> str:
        if not self._frame.depth_free:
            return relative(self._frame.address, address)
        if self._frame.site.base_url is None:
            raise ValueError("a page that is served at any depth has no relative links")
        return (
            f"{urlsplit(self._frame.site.base_url).path}{address}"  # on any host: a mirror, a preview of a deployment
        )

    @pass_context
    def is_current(self, _context: Context, address: str) -> bool:
        """Whether ``address`` is that of the page."""
        return address == self._frame.address

    @pass_context
    def typeset(self, _context: Context, text: str, language: str = "") -> str:
        """Plain ``text`` with the spaces that ``language``, or else the site's, requires; HTML where ordinals are raised."""
        return _typeset(text, language or self._language)

    @pass_context
    def typeset_html(self, _context: Context, html: str, language: str = "") -> str:
        """The same for sanitised HTML."""
        language = language or self._frame.site.language
        return raised_ordinals(set_html(html, language), language)

    def lang_of(self, item: Card | Neighbour) -> str:
        """The attributes ``lang`` and ``dir`` of the text of ``item``; nothing if they are the site's."""
        site = self._frame.site
        if item.language == site.language and item.direction == site.direction:
            return ""
        return _attributes(item.language, item.direction)

    def shared(self, *key: Hashable, caller: Callable[[], Markup]) -> Markup:
        """The content of a call block, which depends on nothing but the site, the folder of the page and ``key``."""
        if not self._shares:
            return caller()
        found = self._folder.markup.get(key)
        if found is None:
            found = self._folder.markup[key] = caller()
        return found

    def kept(self, macro: Callable[..., str], card: Card, *options: Hashable) -> str:
        """The content of ``macro`` for ``card``, which depends on nothing else but the site, ``options``, and the links from the
        page to articles and topics.
        """
        if not self._shares:
            return macro(card, *options)
        folder = self._folder
        if not folder.place:
            folder.place = tuple(
                relative(self._frame.address, address) for address in (article("_"), term("topics", "_"))
            )
        key = (macro, folder.place, card.address, options)  # to hash all of a card takes longer than to compare it
        found = self._kept.get(key)
        if found is not None and (found[0] is card or found[0] == card):
            return found[1]
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        made = macro(card, *options)
        self._kept[key] = (card, made)
        return made


@lru_cache(maxsize=8192)  # the names of terms and sources, and headlines, which are on many pages
def _typeset(text: str, language: str) -> str:
    pieces = divided_at_ordinals(set_text(text, language), language)
    if len(pieces) == 1:
        return pieces[0]
    return Markup("").join(_RAISED.format(piece) if at % 3 == 2 else piece for at, piece in enumerate(pieces))


@lru_cache(maxsize=256)
def _attributes(language: str, direction: str) -> Markup:
    return Markup(' lang="{}" dir="{}"').format(language, direction)
