"""What every page is planned from: the digest, the words of its language, and a card for each article.

Rejected: making all cards at once. Each is made when a page wants it, and stands on many pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

from digest import urls
from digest.build.cache import key_of
from digest.dates import Date
from digest.errors import Position
from digest.i18n import UNDETERMINED, Words, direction, name_key, words
from digest.model import Article, Digest, Origin, OwnPage, Term
from digest.pages.keys import Keys
from digest.pages.linked_data import collection
from digest.pages.texts import Held, Texts
from digest.pages.views import Card, FeedLink, Frame, Neighbour, Picture, Site, TermLink, Way
from digest.site.rights import Sink, visible
from digest.vocabulary.media_topics import parent_of

T = TypeVar("T")

FEED = 50  # entries of a feed
WORDS_A_MINUTE = 220  # of silent reading of news (Brysbaert 2019, 238 for English non-fiction, rounded down)
_ENOUGH = {"sources": 2, "places": 2, "languages": 2}  # terms from which on the masthead leads to their index
_SHORT, _MEDIUM = 45, 80  # characters of a headline


def size(title: str) -> str:
    """A headline's grade by its length: the longer, the smaller it is set."""
    return "short" if len(title) <= _SHORT else "medium" if len(title) <= _MEDIUM else "long"


def minutes(article: Article) -> int:
    """Reading time, at least 1."""
    return max(1, round(article.words / WORDS_A_MINUTE))


def place(where: Position, article: Article) -> str:
    """Where a field of ``article`` is declared: the file, with the line if it is the article's own. A manifest's lines move
    whenever another article comes in.
    """
    return f"{where.file}:{where.line}" if where.file == article.file and where.line is not None else where.file


@dataclass(frozen=True)
class Desk:
    """The digest on the table: what planners of pages ask. ``own`` are the editor's pages, by address."""

    digest: Digest
    own: Mapping[str, OwnPage]
    texts: Texts = field(default_factory=Held)
    _made: dict[tuple[str, int], Any] = field(default_factory=dict, compare=False)

    def __getstate__(self) -> tuple[Digest, Mapping[str, OwnPage], Texts]:
        return self.digest, self.own, self.texts

    def __setstate__(self, state: tuple[Digest, Mapping[str, OwnPage], Texts]) -> None:
        digest, own, texts = state
        self.__dict__.update(digest=digest, own=own, texts=texts, _made={})

    def once(self, kind: str, index: int, make: Callable[[Desk, int], T]) -> T:
        """What ``make`` makes of the article at ``index``: once, as it stands on many pages of a ``kind``."""
        if (kind, index) not in self._made:
            self._made[kind, index] = make(self, index)
        made: T = self._made[kind, index]
        return made

    def by_period(self, indexes: Iterable[int], precision: int) -> dict[Date | None, tuple[int, ...]]:
        """``indexes``, in their order, by the period of ``precision`` that each stands in; last, under None, what is not dated
        so far.
        """
        # Newest first, all of a period stand together, but for what within a longer one does not know its own.
        cut = self._cuts[precision]
        found: dict[Date | None, tuple[int, ...]] = {}
        unknown: list[int] = []
        for period, run in groupby(indexes, cut.__getitem__):
            if period is None:
                unknown += run
            else:
                found[period] = tuple(run)
        return found | ({None: tuple(unknown)} if unknown else {})

    @cached_property
    def _begins(self) -> list[tuple[tuple[int, int, int], Date] | None]:
        """The first day of each article's date, and its month or, where that is not known, its year."""
        found = {date: (date.first_day(), date.cut(2) or date) if date else None for date in self._dates}
        return [found[item.article.date] for item in self.digest.items]

    @cached_property
    def _cuts(self) -> dict[int, list[Date | None]]:
        """For each precision the period of each article."""
        made = {precision: {date: date and date.cut(precision) for date in self._dates} for precision in (1, 2, 3)}
        return {
            precision: [found[item.article.date] for item in self.digest.items] for precision, found in made.items()
        }

    @property
    def _dates(self) -> set[Date | None]:
        """Those of all articles, of which many share one."""
        return {item.article.date for item in self.digest.items}

    def soon(self, indexes: Iterable[int]) -> None:
        """That the texts of these articles will be asked for now."""
        self.texts.soon(self.digest.items[index].article for index in indexes)

    def whole(self, index: int) -> Article:
        """The article at ``index`` with its text, as its own page may show it."""
        article = visible(self.texts.whole(self.digest.items[index].article), self.digest.settings, Sink.PAGE)
        assert article is not None  # noqa: S101 - arrange() has left out what nobody may see
        return article

    @cached_property
    def keys(self) -> Keys:
        """What pages are made from."""
        return Keys(self.digest, self.texts, key_of(self.digest.settings, self.site, sorted(self.own.items())))

    @cached_property
    def words(self) -> Words:
        return words(self.digest.settings.language)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """What the ways in are called, in the order of the masthead."""
        _ = self.words.gettext
        return {
            "topics": _("Topics"), "dates": _("Dates"), "sources": _("Sources"), "places": _("Places"),
            "languages": _("Languages"),
        }  # fmt: skip

    @cached_property
    def fields(self) -> dict[str, str]:
        """What the fields of an article are called that readers see, in the order of its page."""
        _ = self.words.gettext
        return {
            "title": _("Headline"), "date": _("Date"), "language": _("Language"), "topics": _("Topics"),
            "source": _("Source"), "author": _("Author"), "url": _("Address"), "summary": _("Summary"), "people": _("People"),
            "places": _("Places"), "organisations": _("Organisations"), "keyphrases": _("Keywords"),
            "image": _("Picture"), "rights": _("Rights"),
        }  # fmt: skip

    @cached_property
    def origins(self) -> dict[Origin, str]:
        """How it is told where a field comes from."""
        _ = self.words.gettext
        return {
            Origin.ROW: _("manifest"),
            Origin.FILE: _("the file itself"),
            Origin.HEADING: _("heading in the manifest"),
            Origin.NAME: _("file name"),
            Origin.RULES: _("rule"),
            Origin.INFERRED: _("from the text"),
        }

    @cached_property
    def site(self) -> Site:
        settings = self.digest.settings
        ways = [Way(key="home", label=self.words.gettext("Front page"), address=urls.HOME)]
        for kind, name in self.kinds.items():
            if kind == "dates" and self.digest.items:
                ways.append(Way(key=kind, label=name, address=urls.dates()))
            elif len(self.digest.terms.get(kind, ())) >= _ENOUGH.get(kind, 1):
                ways.append(Way(key=kind, label=name, address=urls.terms(kind)))
        search = settings.search.on and bool(self.digest.items)
        if search:
            ways.append(Way(key="search", label=self.words.gettext("Search"), address=urls.SEARCH))
        return Site(
            title=settings.title,
            description=settings.description,
            language=self.words.language,
            direction=self.words.direction,
            base_url=settings.base_url,
            noindex=settings.noindex,
            ways=tuple(ways),
            foot=self._foot(),
            foot_html=self.own[urls.FOOT].html if urls.FOOT in self.own else "",
            search=urls.SEARCH if search else "",
            shortcut=settings.search.shortcut,
        )

    def _foot(self) -> tuple[Way, ...]:
        """The links in the foot: the editor's own pages, about, subscribe."""
        _ = self.words.gettext
        foot = [
            Way(key=address, label=page.title, address=address)
            for address, page in sorted(self.own.items(), key=lambda pair: (-pair[1].weight, pair[0]))
            if "/" not in address and address not in urls.KNOWN
        ]
        foot.append(Way(key="about", label=_("About"), address=urls.ABOUT))
        if self.feeds_of(None):
            foot.append(Way(key="subscribe", label=_("Subscribe"), address=urls.SUBSCRIBE))
        return tuple(foot)

    def introduction(self, address: str) -> str:
        """What the editor says above the list that stands at ``address``: safe HTML, or nothing."""
        return self.own[address].html if address in self.own else ""

    def frame(
        self,
        address: str,
        title: str,
        *,
        name: str = "",
        description: str = "",
        current: str = "",
        facts: bool = False,
        feeds: tuple[FeedLink, ...] = (),
        listed: Iterable[str] | None = None,
    ) -> Frame:
        """The frame of the page at ``address``. ``name`` is its heading where ``title`` says more; ``listed`` are the addresses
        of the articles that it lists, None where it is no list.
        """
        base = self.site.base_url
        path = "" if address == urls.HOME else address
        description = description or (self.words.joined(self.facts) if facts else "")
        return Frame(
            site=self.site,
            address=address,
            title=title,
            description=description,
            current=current,
            facts=self.facts if facts else (),
            feeds=feeds,
            canonical=base + path if base else None,
            data=None if listed is None else collection(self.site, address, name or title, listed),
        )

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The digest in two short lines: how much in how many languages, from when to when."""
        everything = range(len(self.digest.items))
        lines = [self.amount(tuple(everything))]
        if span := self.span(tuple(everything)):
            lines.append(span)
        return tuple(lines) if everything else ()

    def amount(self, indexes: tuple[int, ...]) -> str:
        """``25 articles, 7 languages``; the languages only where there are several."""
        languages = len(self.languages(indexes))
        told = self.words.ngettext("%(num)s language", "%(num)s languages", languages)
        return self.words.joined([self.articles(len(indexes)), told if languages > 1 else ""])

    def articles(self, count: int) -> str:
        return self.words.ngettext("%(num)s article", "%(num)s articles", count)

    def languages(self, indexes: tuple[int, ...]) -> set[str]:
        tags = {self.digest.items[index].article.language.split("-")[0] for index in indexes}
        return tags - {UNDETERMINED}

    def span(self, indexes: tuple[int, ...]) -> str:
        """From which month to which, in words; empty where nothing is dated."""
        known = [begins for index in indexes if (begins := self._begins[index])]
        if not known:
            return ""
        (_, first), (_, last) = min(known, key=itemgetter(0)), max(known, key=itemgetter(0))
        if first == last:
            return self.words.date(first)
        template = self.words.gettext("%(first)s to %(last)s")
        return template % {"first": self.words.date(first), "last": self.words.date(last)}

    def term_link(self, term: Term, *, count: bool = False, share: int = 0) -> TermLink:
        address = urls.term(term.kind, term.slug)
        return TermLink(label=term.label, address=address, count=len(term.articles) if count else None, share=share)

    @cached_property
    def _above(self) -> dict[str, Term]:
        """By folded key of a topic the one above it, if that has a page: as the editor says, else as IPTC does."""
        topics = {name_key(term.key): term for term in self.digest.terms.get("topics", ())}
        said = {
            name_key(rule.topic): name_key(rule.parent)
            for rule in self.digest.settings.rules.topics.rules
            if rule.parent
        }
        above: dict[str, Term] = {}
        for key, term in topics.items():
            up = topics.get(said.get(key) or name_key(parent_of(term.key) or ""))
            walked = up
            while walked is not None and walked is not term:
                walked = above.get(name_key(walked.key))
            if up is not None and walked is None:  # what the editor and IPTC say must not go round together
                above[key] = up
        return above

    def above(self, term: Term) -> Term | None:
        """The topic that ``term`` is below, if it has a page."""
        return self._above.get(name_key(term.key)) if term.kind == "topics" else None

    def terms(self, kind: str, index: int) -> tuple[Term, ...]:
        """The terms of a kind that the article at ``index`` stands under."""
        return tuple(self.digest.terms[kind][number] for number in self.digest.terms_of[kind][index])

    def card(self, index: int) -> Card:
        """What lists show of the article at ``index``."""
        return self.once("card", index, Desk._card)

    def _card(self, index: int) -> Card:
        item = self.digest.items[index]
        article = visible(item.article, self.digest.settings, Sink.LIST)
        assert article is not None  # noqa: S101 - arrange() has left out what no list may hold
        terms = self.terms("topics", index)
        return Card(
            address=item.address,
            title=article.title,
            size=size(article.title),
            language=article.language,
            language_name=self.foreign(article.language),
            direction=direction(article.language),
            dek=article.summary or "",
            when=self.words.date(article.date, "short") if article.date else "",
            datetime=str(article.date or ""),
            day_known=article.date is not None and article.date.day is not None,
            topic=self.term_link(terms[0]) if terms else None,
            source=article.source or "",
            minutes=minutes(article),
            draft=article.draft,
        )

    def picture(self, index: int) -> Picture | None:
        """The picture of the article at ``index``, if it has one that may be shown."""
        article = self.digest.items[index].article
        if article.image is None:
            return None
        return Picture(
            address=article.image.address,
            width=article.image.width,
            height=article.image.height,
            alt=article.alt or "",
            credit=article.credit or "",
        )

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """What the page of each article is called: its headline; if several have the same, with its date, else its slug."""
        items = self.digest.items
        plain = [item.article.title for item in items]
        dated = [
            f"{title} · {self.words.date(item.article.date)}" if item.article.date else title
            for title, item in zip(plain, items, strict=True)
        ]
        once, with_date = Counter(plain), Counter(dated)
        return tuple(
            title if once[title] == 1 else longer if with_date[longer] == 1 else f"{title} · {item.slug}"
            for title, longer, item in zip(plain, dated, items, strict=True)
        )

    def some(self, indexes: tuple[int, ...]) -> tuple[Card, ...]:
        return tuple(self.card(index) for index in indexes)

    def foreign(self, tag: str) -> str:
        """The name of a language that is not the site's; empty for the site's own and for an undetermined one."""
        own = self.digest.settings.language.split("-")[0]
        return "" if tag == UNDETERMINED or tag.split("-")[0] == own else self.words.language_name(tag)

    def neighbour(self, label: str, address: str, language: str = "") -> Neighbour:
        """A link before or after; ``language`` of the label where it is an article's headline, else the interface's."""
        tag = language or self.site.language
        return Neighbour(label=label, address=address, language=tag, direction=direction(tag))

    def datable(self, indexes: tuple[int, ...]) -> tuple[int, ...]:
        """The newest of ``indexes`` that a feed can hold: those with a date, or a day on which they came in."""
        articles = ((index, self.digest.items[index].article) for index in indexes)
        return tuple(islice((index for index, one in articles if one.date or one.added), FEED))

    def feeds_of(self, term: Term | None) -> tuple[FeedLink, ...]:
        """The feeds of a term, or of the whole site; none where feeds are off or nothing is datable."""
        indexes = tuple(range(len(self.digest.items))) if term is None else term.articles
        if not self.digest.settings.feeds or not self.datable(indexes):
            return ()
        name = self.digest.settings.title
        title = name if term is None else f"{term.label} · {name}"
        atom, json = urls.feeds(*((term.kind, term.slug) if term else ()))
        return (
            FeedLink(title=title, label="Atom", address=atom, type="application/atom+xml"),
            FeedLink(title=title, label="JSON Feed", address=json, type="application/feed+json"),
        )
