"""The search: its page, and the index that its script loads piece by piece.

The index is made in three steps, each cached by its inputs: the words of each article, the segments (shards of words, and cards
for the results), and what the first file says of each segment. search.html depends on the name of the first file, and that name
on the content of all segments. So both are planned when all other pages are made, which need not wait for the index. Of a
segment that has not changed, neither its words nor its shards are looked at.

Rejected: one index file. A reader would load all of it to find one word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from html import unescape
from math import ceil
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict, astuple, replace

from digest import __version__, dates, search, urls
from digest.dates import Date
from digest.i18n import clip, direction
from digest.i18n import words as interface_words
from digest.infer.text import INLINE_TAG
from digest.model import Article, Rights, Site, Term
from digest.pages.context import SiteContext
from digest.pages.lists import group
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, DerivedSpec, PageSpec, Parts
from digest.pages.views import CallView, Card, Choice, Filter, SearchView, TermLink, Typeset
from digest.search import Found, Weight
from digest.site.rights import Sink, restrict, rights_of
from digest.vocabulary import countries

T = TypeVar("T")

CARDS = 10  # of a file: a page of results loads up to ten files
_DEK = 160  # characters of a dek among results, which are scanned and not read
_SHARD = 6_000  # bytes of a shard in a small collection, before words share their beginnings: about 4,300 after that
_YEAR, _MONTH, _UNDATED = "y", "m", "undated"
_WAYS, _NEWEST = 12, 5  # terms of a kind and articles that the page shows before a search
# What a search can be narrowed by, and how the address calls it.
_FILTERED = {"topics": "topic", "dates": "year", "sources": "source", "languages": "language"}
_TAG = re.compile(r"<[^>]*>")


class WordsInputs(Struct, frozen=True, array_like=True):
    """An article by the hash of its text; the rights and the length of excerpts that decide which words are found."""

    text: bytes
    rights: Rights
    excerpt: int
    language: str


class ArticleWords(Struct, frozen=True, array_like=True):
    """What the index takes from an article: the words of its headline, names and text, and what is shown of it among results
    (``dek`` clipped).
    """

    title: Found
    names: Found
    text: Found
    headline: str
    language: str
    dek: str
    date: Date | None
    source: str
    draft: bool
    untitled: bool


class ResultCard(Struct, frozen=True, array_like=True):
    """An article among the results; ``search-results.js`` reads its fields in this order. ``source`` is worded in the site's
    language; ``untitled`` tells that ``title`` is only the first words of the text.
    """

    slug: str
    title: str
    language: str
    dek: str
    when: str
    source: str
    topic: str
    draft: bool
    untitled: bool


class IndexedArticle(Struct, frozen=True, array_like=True):
    """An article of a segment, by the hash of its text; slug and label of its topics, slugs of its sources and languages."""

    text: bytes
    rights: Rights
    slug: str
    topics: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]


class SegmentInputs(Struct, frozen=True, array_like=True):
    """Articles that are indexed together; ``shard_size`` in bytes, ``excerpt`` in characters. ``version`` is the program's, by
    whose rules cards are typeset.
    """

    name: str
    shard_size: int
    version: str
    site_language: str
    excerpt: int
    articles: tuple[IndexedArticle, ...]


class SegmentFiles(Struct, frozen=True, array_like=True):
    """The index of a segment: its folder, the first word of each shard, the shards, and the cards of its articles."""

    folder: str
    firsts: tuple[str, ...]
    shards: tuple[str, ...]
    cards: tuple[ResultCard, ...]


class FileInputs(Struct, frozen=True, array_like=True):
    """A shard or ``CARDS`` cards of the segment with the key ``segment``."""

    segment: bytes
    number: int


class ContentsInputs(Struct, frozen=True, array_like=True):
    """A segment by its key."""

    segment: bytes


class SegmentContents(Struct, frozen=True, array_like=True):
    """What the first file of the index says of a segment: its folder, how many articles it has, each shard's first word."""

    folder: str
    articles: int
    firsts: tuple[str, ...]


class TopInputs(Struct, frozen=True, array_like=True):
    """The first file of the index."""

    segments: tuple[SegmentContents, ...]


class SearchInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """``index`` is the address of the first file of the index; empty until that is known.

    ``languages`` are those of the articles, ``topics`` labels by slug; ``choices`` by kind what can be narrowed to. ``ways`` are
    the fullest terms by kind, ``newest`` the newest articles by the hash of their cards.
    """

    index: str
    facts: tuple[str, ...]
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]
    years: tuple[str, ...]
    undated: bool
    languages: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, tuple[TermLink, ...]], ...]
    newest: tuple[bytes, ...]


Words = DerivedSpec[WordsInputs, ArticleWords]
Segment = DerivedSpec[SegmentInputs, SegmentFiles]
Contents = DerivedSpec[ContentsInputs, SegmentContents]
AnyFile = PageSpec[FileInputs] | PageSpec[TopInputs] | PageSpec[SearchInputs]


def plan_segments(planner: Planner) -> tuple[Segment, ...]:
    """The segments of the index; nothing where there is no search."""
    if not planner.context.info.search:
        return ()
    site, settings = planner.site, planner.settings
    topics = _by_article(site, "topics", lambda term: (term.slug, term.label))
    sources = _by_article(site, "sources", lambda term: term.slug)
    languages = _by_article(site, "languages", lambda term: term.slug)
    indexed = [
        IndexedArticle(one.card.text, rights_of(one.card, settings), one.slug, topics[n], sources[n], languages[n])
        for n, one in enumerate(site.articles)
    ]
    size = min(_SHARD * search.scale(len(indexed)), search.MOST)
    return tuple(
        DerivedSpec(
            SegmentInputs(
                name, size, __version__, settings.language, settings.excerpt, tuple([indexed[one] for one in indexes])
            ),
            index_segment,
        )
        for name, indexes in search.divided([(article.card.date, article.slug) for article in site.articles])
    )


def _by_article(site: Site, kind: str, value: Callable[[Term], T]) -> list[tuple[T, ...]]:
    """Of each article the ``value`` of its terms of a kind; articles with the same terms share it."""
    rows, values = site.terms_of[kind], [value(term) for term in site.terms[kind]]
    found = {row: tuple([values[number] for number in row]) for row in set(rows)}
    return [found[row] for row in rows]


def words_of(segment: SegmentInputs) -> list[Words]:
    """The words of its articles, which a segment is made from."""
    return [
        DerivedSpec(
            WordsInputs(one.text, one.rights, segment.excerpt, segment.site_language), article_words, owner=one.text
        )
        for one in segment.articles
    ]


def contents_of(segment: Segment) -> Contents:
    """What the first file says of ``segment``."""
    return DerivedSpec(ContentsInputs(segment.key), segment_contents, owner=segment.key)


def article_words(inputs: WordsInputs, blobs: Blobs) -> ArticleWords:
    """The words by which an article is found, as far as its rights allow."""
    article = restrict(blobs.get(inputs.text, Article), inputs.rights, inputs.excerpt, Sink.SEARCH)
    places = (countries.label(place, inputs.language) for place in article.places)
    names = [*places, *article.people, *article.organisations, *filter(None, (article.source, article.author))]
    dek = article.summary or ""
    return ArticleWords(
        title=search.found(article.title or ""),
        names=search.found("\n".join(names)),
        text=search.found("\n".join([dek, plain(article.html), article.note or "", *article.highlights])),
        headline=article.label,
        language=article.language,
        dek=clip(dek, _DEK) if article.title else "",
        date=article.date,
        source=article.source or "",
        draft=article.draft,
        untitled=article.title is None,
    )


def index_segment(inputs: SegmentInputs, blobs: Blobs) -> SegmentFiles:
    """The index of one segment."""
    words = [blobs.derived(one, ArticleWords) for one in words_of(inputs)]
    pairs = list(zip(inputs.articles, words, strict=True))
    shards = search.shards([_indexed(*pair) for pair in pairs], inputs.shard_size)
    dated = interface_words(inputs.site_language).date
    cards = tuple([_card(*pair, dated(pair[1].date, "short") if pair[1].date else "") for pair in pairs])
    texts = tuple(shard.text for shard in shards)
    shown = [_typeset(card, inputs.site_language) for card in cards]
    folder = urls.segment(inputs.name, _hash([inputs.version, texts, shown]), "").rpartition("/")[0]
    return SegmentFiles(folder, tuple(shard.first for shard in shards), texts, cards)


def _indexed(article: IndexedArticle, words: ArticleWords) -> search.Entry:
    topics = [(Weight.NAME, _label_words(label)) for _, label in article.topics]
    marked = {"t": [slug for slug, _ in article.topics], "s": article.sources, "l": article.languages}
    year = str(words.date.year) if words.date else _UNDATED
    month = words.date.cut(2) if words.date else None
    periods = (_YEAR + year, *([_MONTH + str(month)] if month else ()))
    return search.Entry(
        texts=((Weight.TEXT, words.text), *topics, (Weight.NAME, words.names), (Weight.HEADLINE, words.title)),
        facets=(*(mark + slug for mark, slugs in marked.items() for slug in slugs), *periods),
    )


_label_words = lru_cache(maxsize=1024)(search.found)


def _card(article: IndexedArticle, words: ArticleWords, when: str) -> ResultCard:
    return ResultCard(
        slug=article.slug,
        title=words.headline,
        language=words.language,
        dek=words.dek,
        when=when,
        source=words.source,
        topic=article.topics[0][0] if article.topics else "",
        draft=words.draft,
        untitled=words.untitled,
    )


def segment_contents(inputs: ContentsInputs, blobs: Blobs) -> SegmentContents:
    """What the first file says of a segment."""
    segment = blobs.get(inputs.segment, SegmentFiles)
    return SegmentContents(segment.folder, len(segment.cards), segment.firsts)


def _typeset(card: ResultCard, site_language: str) -> Sequence[object]:
    """A card as its file has it."""
    return (
        card.slug,
        Typeset(text=card.title, language=card.language),
        card.language,
        Typeset(text=card.dek, language=card.language),
        card.when,
        Typeset(text=card.source, language=site_language),
        card.topic,
        int(card.draft),
        int(card.untitled),
    )


def plain(html: str) -> str:
    """The text of safe HTML: a block ends a word, an element within a line does not."""
    return unescape(_TAG.sub("\n", INLINE_TAG.sub("", html)))


def _hash(data: object) -> str:
    text = json.dumps(data, default=_plain_record)
    return sha256(text.encode("ascii")).hexdigest()[:12]


def _plain_record(value: object) -> object:
    return asdict(value) if isinstance(value, Typeset) else value


def plan_search(
    page: SearchInputs | None, parts: Parts, segments: Sequence[Segment], contents: Sequence[SegmentContents]
) -> Iterator[AnyFile]:
    """All files of the index, and the ``page`` of the search, whose cards are among ``parts``; nothing without that."""
    if page is None:
        return
    for segment, one in zip(segments, contents, strict=True):
        kinds = ("", len(one.firsts), shard_view), ("c", ceil(one.articles / CARDS), cards_view)
        for mark, count, view in kinds:
            for number in range(count):
                inputs = FileInputs(segment.key, number)
                url = f"{one.folder}/{mark}{number}.js"
                yield PageSpec(url=url, template="call", inputs=inputs, view=view)
    top = TopInputs(tuple(contents))
    url = urls.index(_hash(_top_data(top)))
    yield PageSpec(url=url, template="call", inputs=top, view=top_view)
    yield PageSpec(urls.SEARCH, "search.html", replace(page, index=url), search_view, parts)


def shard_view(inputs: FileInputs, _context: SiteContext, blobs: Blobs) -> CallView:
    """One shard."""
    return CallView(data=blobs.get(inputs.segment, SegmentFiles).shards[inputs.number])


def cards_view(inputs: FileInputs, context: SiteContext, blobs: Blobs) -> CallView:
    """Cards for the results."""
    first = inputs.number * CARDS
    cards = blobs.get(inputs.segment, SegmentFiles).cards[first : first + CARDS]
    return CallView(data=[_typeset(card, context.settings.language) for card in cards])


def top_view(inputs: TopInputs, _context: SiteContext, _blobs: Blobs) -> CallView:
    """The first file of the index."""
    return CallView(data=_top_data(inputs))


def _top_data(inputs: TopInputs) -> dict[str, object]:
    return {"cards": CARDS, "segments": [astuple(segment) for segment in inputs.segments]}


def search_inputs(planner: Planner) -> SearchInputs | None:
    """The inputs of search.html, without the address of the index; None where there is no search."""
    if not planner.context.info.search:
        return None
    site, collation = planner.site, planner.words.collation
    choices = tuple(
        (
            kind,
            tuple(
                Choice(value=term.slug, label=term.label)
                for term in sorted(terms, key=lambda term: collation(term.label))
            ),
        )
        for kind, terms in site.terms.items()
        if kind in _FILTERED
    )
    return SearchInputs(
        index="",
        facts=planner.facts,
        choices=choices,
        years=tuple(str(period) for period in site.periods if period.month is None),
        undated=bool(site.undated),
        languages=tuple(sorted({card.language for card in planner.cards})),
        topics=tuple((term.slug, term.label) for term in sorted(site.terms["topics"], key=lambda term: term.slug)),
        ways=tuple(
            (kind, tuple(planner.term_link(term, count=True) for term in site.terms[kind][:_WAYS]))
            for kind in ("topics", "people", "organisations", "places")
            if site.terms[kind]
        ),
        newest=planner.card_parts(planner.listed[:_NEWEST]),
    )


def search_view(inputs: SearchInputs, context: SiteContext, blobs: Blobs) -> SearchView:
    """The page of the search."""
    heading = context.words.gettext("Search")
    description = context.words.joined(inputs.facts)
    return SearchView(
        frame=context.frame(urls.SEARCH, heading, description=description, current="search"),
        heading=heading,
        index=inputs.index,
        filters=tuple(_filters(inputs, context)),
        words=_interface(inputs, context),
        ways=tuple((context.section_names[kind], links) for kind, links in inputs.ways),
        newest=group(
            context.words.gettext("Newest articles"),
            "",
            blobs.each(inputs.newest, Card),
            context,
            precision=0,
            count=None,
        ),
    )


def _filters(inputs: SearchInputs, context: SiteContext) -> Iterator[Filter]:
    """The choices of a search, by kind; none where there is only one."""
    years = [Choice(value=year, label=context.words.date(dates.parse(year))) for year in inputs.years]
    if inputs.undated:
        years.append(Choice(value=_UNDATED, label=context.words.gettext("undated")))
    choices = dict(inputs.choices) | {"dates": tuple(years)}
    for kind, name in _FILTERED.items():
        if len(choices[kind]) > 1:
            yield Filter(name=name, label=context.section_names[kind], choices=choices[kind])


def _interface(inputs: SearchInputs, context: SiteContext) -> dict[str, object]:
    """The words that the script shows, and what it needs to show them."""
    _ = context.words.gettext
    return {
        "found": context.words.forms("%(num)s article", "%(num)s articles"),
        "loading": _("Loading…"),
        "none": _("Nothing found."),
        "hint": _("Try fewer words, the beginning of a word, or no filter."),
        "failed": _("The search cannot be loaded."),
        "again": _("Try again"),
        "more": _("Show more"),
        "draft": _("Draft") if context.settings.drafts else "",
        "undated": _("undated"),
        "month": _("%(date)s: %(articles)s"),
        "meant": _("Did you mean %(words)s?"),
        "years": inputs.years,
        "languages": {tag: [context.foreign(tag), direction(tag)] for tag in inputs.languages},
        "topics": dict(inputs.topics),
    }
