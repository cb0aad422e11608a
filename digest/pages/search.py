"""The search: its page, and the index that its script loads piece by piece.

The index is planned in three steps, each cached by its inputs: the words of each article, the segments (shards of words, and
cards for the results), and the files. search.html depends on the name of the first file, and that name on the content of all
segments, so the segments are computed before the pages are planned.

Rejected: one index file. A reader would load all of it to find one word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import unescape

from msgspec import Struct
from msgspec.structs import asdict

from digest import __version__, dates, search, urls
from digest.i18n import clip, direction
from digest.model import Article, Rights
from digest.pages.context import SiteContext
from digest.pages.planner import Planner
from digest.pages.spec import Blobs, DerivedSpec, PageSpec
from digest.pages.views import CallView, Choice, Filter, SearchView, Typeset
from digest.search import Entry, Found, Weight
from digest.site.rights import Sink, restrict, rights_of
from digest.vocabulary import countries

CARDS = 10  # of a file: a page of results loads up to ten files
_DEK = 160  # characters of a dek among results, which are scanned and not read
_SHARD = 4_300  # bytes of a shard in a small collection
_FACETS = {"topics": "t", "sources": "s", "languages": "l"}
_YEAR, _UNDATED = "y", "undated"
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>")  # fmt: skip  # noqa: E501
_TAG = re.compile(r"<[^>]*>")


class WordsInputs(Struct, frozen=True, array_like=True):
    """An article by the hash of its text; the rights and the length of excerpts that decide which words are found."""

    text: bytes
    rights: Rights
    excerpt: int
    language: str


class ArticleWords(Struct, frozen=True, array_like=True):
    """The words of the headline and of the text, and the names in the record."""

    title: Found
    text: Found
    names: tuple[str, ...]


class ResultCard(Struct, frozen=True, array_like=True):
    """An article among the results; ``search.js`` reads its fields in this order. ``source`` is worded in the site's language."""

    slug: str
    title: str
    language: str
    dek: str
    when: str
    source: str
    topic: str
    draft: bool


class IndexedArticle(Struct, frozen=True, array_like=True):
    """An article of a segment: the key of its words, the labels of its topics, its facets and its card."""

    words: bytes
    topics: tuple[str, ...]
    facets: tuple[str, ...]
    card: ResultCard


class SegmentInputs(Struct, frozen=True, array_like=True):
    """Articles that are indexed together; ``shard_size`` in bytes. ``version`` is the program's, by whose rules cards are
    typeset.
    """

    name: str
    shard_size: int
    version: str
    site_language: str
    articles: tuple[IndexedArticle, ...]


class SegmentIndex(Struct, frozen=True, array_like=True):
    """The index of a segment: its folder, the first word of each shard, and the shards."""

    folder: str
    firsts: tuple[str, ...]
    shards: tuple[str, ...]


class ShardInputs(Struct, frozen=True, array_like=True):
    """One shard of the segment with the key ``segment``."""

    segment: bytes
    number: int


class CardsInputs(Struct, frozen=True, array_like=True):
    """Cards of a file."""

    site_language: str
    cards: tuple[ResultCard, ...]


class TopInputs(Struct, frozen=True, array_like=True):
    """The first file of the index: of each segment its folder, how many articles it has, and the first word of each shard."""

    segments: tuple[tuple[str, int, tuple[str, ...]], ...]


class SearchInputs(Struct, frozen=True, array_like=True, kw_only=True):
    """``languages`` are those of the articles, ``topics`` labels by slug; ``choices`` by kind what can be narrowed to."""

    index: str
    facts: tuple[str, ...]
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]
    years: tuple[str, ...]
    undated: bool
    languages: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]


Words = DerivedSpec[WordsInputs, ArticleWords]
Segment = DerivedSpec[SegmentInputs, SegmentIndex]
AnyFile = PageSpec[ShardInputs] | PageSpec[CardsInputs] | PageSpec[TopInputs] | PageSpec[SearchInputs]


def plan_segments(planner: Planner) -> tuple[tuple[Segment, tuple[Words, ...]], ...]:
    """The segments of the index, each with the words of its articles that it needs; nothing where there is no search."""
    if not planner.context.info.search:
        return ()
    articles = planner.site.articles
    size = min(_SHARD * search.scale(len(articles)), search.MOST)
    settings = planner.settings
    found = []
    for name, indexes in search.divided([(article.card.date, article.slug) for article in articles]):
        words = tuple(_words_of(planner, index) for index in indexes)
        indexed = tuple(_indexed(planner, index, one.key) for index, one in zip(indexes, words, strict=True))
        inputs = SegmentInputs(name, size, __version__, settings.language, indexed)
        found.append((DerivedSpec(inputs, index_segment), words))
    return tuple(found)


def _words_of(planner: Planner, index: int) -> Words:
    card, settings = planner.cards[index], planner.settings
    inputs = WordsInputs(card.text, rights_of(card, settings), settings.excerpt, settings.language)
    return DerivedSpec(inputs, article_words, owner=card.text)


def _indexed(planner: Planner, index: int, words: bytes) -> IndexedArticle:
    card, topics = planner.card(index), planner.terms("topics", index)
    date = planner.cards[index].date
    facets = [mark + term.slug for kind, mark in _FACETS.items() for term in planner.terms(kind, index)]
    return IndexedArticle(
        words=words,
        topics=tuple(term.label for term in topics),
        facets=(*facets, _YEAR + (str(date.year) if date else _UNDATED)),
        card=ResultCard(
            slug=planner.site.articles[index].slug,
            title=card.title,
            language=card.language,
            dek=clip(card.dek, _DEK),
            when=card.when,
            source=card.source,
            topic=topics[0].slug if topics else "",
            draft=card.draft,
        ),
    )


def article_words(inputs: WordsInputs, blobs: Blobs) -> ArticleWords:
    """The words by which an article is found, as far as its rights allow."""
    article = restrict(blobs.get(inputs.text, Article), inputs.rights, inputs.excerpt, Sink.SEARCH)
    places = (countries.label(place, inputs.language) for place in article.places)
    names = [*places, *article.people, *article.organisations, *filter(None, (article.source, article.author))]
    text = search.found(f"{article.summary or ''}\n{plain(article.html)}")
    return ArticleWords(search.found(article.title), text, tuple(names))


def index_segment(inputs: SegmentInputs, blobs: Blobs) -> SegmentIndex:
    """The index of one segment."""
    entries = [_entry(article, blobs.get(article.words, ArticleWords)) for article in inputs.articles]
    shards = search.shards(entries, inputs.shard_size)
    cards = [_typeset(article.card, inputs.site_language) for article in inputs.articles]
    texts = tuple(shard.text for shard in shards)
    folder = urls.segment(inputs.name, _hash([inputs.version, texts, cards]), "").rpartition("/")[0]
    return SegmentIndex(folder, tuple(shard.first for shard in shards), texts)


def _entry(article: IndexedArticle, words: ArticleWords) -> Entry:
    names = search.found("\n".join([*article.topics, *words.names]))
    return Entry(
        texts=((Weight.HEADLINE, words.title), (Weight.NAME, names), (Weight.TEXT, words.text)), facets=article.facets
    )


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
    )


def plain(html: str) -> str:
    """The text of safe HTML: a block ends a word, an element within a line does not."""
    return unescape(_TAG.sub("\n", _INLINE.sub("", html)))


def _hash(data: object) -> str:
    text = json.dumps(data, default=_plain_record)
    return sha256(text.encode("ascii")).hexdigest()[:12]


def _plain_record(value: object) -> object:
    return asdict(value) if isinstance(value, Typeset) else value


def plan_search(planner: Planner, segments: Sequence[tuple[Segment, SegmentIndex]]) -> Iterator[AnyFile]:
    """search.html and all files of the index; nothing where there is no search."""
    if not planner.context.info.search:
        return
    for segment, index in segments:
        for number in range(len(index.shards)):
            url = f"{index.folder}/{number}.js"
            yield PageSpec(url=url, template="call", inputs=ShardInputs(segment.key, number), view=shard_view)
        cards = tuple(article.card for article in segment.inputs.articles)
        for number, start in enumerate(range(0, len(cards), CARDS)):
            inputs = CardsInputs(planner.settings.language, cards[start : start + CARDS])
            yield PageSpec(url=f"{index.folder}/c{number}.js", template="call", inputs=inputs, view=cards_view)
    top = TopInputs(tuple((index.folder, len(one.inputs.articles), index.firsts) for one, index in segments))
    url = urls.index(_hash(_top_data(top)))
    yield PageSpec(url=url, template="call", inputs=top, view=top_view)
    yield PageSpec(url=urls.SEARCH, template="search.html", inputs=_search_inputs(planner, url), view=search_view)


def shard_view(inputs: ShardInputs, _context: SiteContext, blobs: Blobs) -> CallView:
    """One shard."""
    return CallView(data=blobs.get(inputs.segment, SegmentIndex).shards[inputs.number])


def cards_view(inputs: CardsInputs, _context: SiteContext, _blobs: Blobs) -> CallView:
    """Cards for the results."""
    return CallView(data=[_typeset(card, inputs.site_language) for card in inputs.cards])


def top_view(inputs: TopInputs, _context: SiteContext, _blobs: Blobs) -> CallView:
    """The first file of the index."""
    return CallView(data=_top_data(inputs))


def _top_data(inputs: TopInputs) -> dict[str, object]:
    return {"cards": CARDS, "segments": inputs.segments}


def _search_inputs(planner: Planner, index: str) -> SearchInputs:
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
    )
    return SearchInputs(
        index=index,
        facts=planner.facts,
        choices=choices,
        years=tuple(str(period) for period in site.periods if period.month is None),
        undated=bool(site.undated),
        languages=tuple(sorted({card.language for card in planner.cards})),
        topics=tuple((term.slug, term.label) for term in sorted(site.terms["topics"], key=lambda term: term.slug)),
    )


def search_view(inputs: SearchInputs, context: SiteContext, _blobs: Blobs) -> SearchView:
    """The page of the search."""
    heading = context.words.gettext("Search")
    description = context.words.joined(inputs.facts)
    return SearchView(
        frame=context.frame(urls.SEARCH, heading, description=description, current="search"),
        heading=heading,
        index=inputs.index,
        filters=tuple(_filters(inputs, context)),
        words=_interface(inputs, context),
    )


def _filters(inputs: SearchInputs, context: SiteContext) -> Iterator[Filter]:
    """The choices of a search, by kind; none where there is only one."""
    years = [Choice(value=year, label=context.words.date(dates.parse(year))) for year in inputs.years]
    if inputs.undated:
        years.append(Choice(value=_UNDATED, label=context.words.gettext("undated")))
    choices = dict(inputs.choices) | {"dates": tuple(years)}
    names = {"topics": "topic", "dates": "year", "sources": "source", "languages": "language"}
    for kind, name in names.items():
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
        "languages": {tag: [context.foreign(tag), direction(tag)] for tag in inputs.languages},
        "topics": dict(inputs.topics),
    }
