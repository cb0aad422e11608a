"""A page for each story, with what each of its articles adds and whom they quote, and the index of stories.

What an article adds are the sentences whose words the articles before it, in its language, do not have.

Rejected: a text made from all articles. What is shown was written by the newspaper that is named beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from digest import urls
from digest.dates import Date
from digest.i18n import UNDETERMINED, clip, direction, fold, name_key
from digest.infer.text import first_sentences
from digest.model import Article, NewsStory
from digest.pages.articles import names_of, visible_article
from digest.pages.context import SiteContext, title_size
from digest.pages.lists import quote_of
from digest.pages.planner import NameLink, Planner
from digest.pages.spec import Blobs, PageSpec
from digest.pages.views import Card, Quote, StoryView, TermLink, TermRow, TermsView
from digest.site.arrange import NAME_KINDS
from digest.site.features import terms_of, words_of
from digest.words import words

_ROWS = 100  # stories in the index that have their newest article
_NAMES, _WORDS = 6, 3  # that explain a story
_ENOUGH = 2  # names that need no words to explain it
_SENTENCES = 2  # that an article adds
_READ = 4000  # characters of an article that are compared
_LEAST, _SHARE = 3, 0.4  # new words of a sentence, and their share of its words
_MOST = 300  # characters of what an article adds
_MOST_QUOTES = 20
_PARAGRAPH = re.compile(r"<(?:p|li|blockquote)\b[^>]*>(.*?)</(?:p|li|blockquote)>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class MemberInputs(Struct, frozen=True, array_like=True):
    """An article of a story: the hash of its text and that of its card."""

    text: bytes
    card: bytes


class NewsStoryInputs(Struct, frozen=True, array_like=True):
    """A story; ``reasons`` are hashes of names and words, ``span`` are its first and last date."""

    url: str
    title: str
    language: str
    reasons: tuple[int, ...]
    span: tuple[Date, Date] | None
    sources: tuple[TermLink, ...]
    articles: tuple[MemberInputs, ...]
    speakers: tuple[NameLink, ...]


class StoryRowInputs(Struct, frozen=True, array_like=True):
    """A story in the index: its link, its first and last date, and its newest article with another headline than the story's;
    None where all have the same.
    """

    link: TermLink
    span: tuple[Date, Date] | None
    newest: bytes | None


class StoriesInputs(Struct, frozen=True, array_like=True):
    """The index of stories: the newest, and links to the others."""

    facts: tuple[str, ...]
    rows: tuple[StoryRowInputs, ...]
    others: tuple[TermLink, ...]


def plan_stories(planner: Planner) -> Iterator[PageSpec[Any]]:
    """The index of stories and the page of every story that is outdated; nothing where there is no story."""
    stories = planner.site.connections.stories
    if not stories:
        return
    newest_first = sorted(stories, key=lambda story: (min(story.articles), story.slug))
    rows = tuple(_row(planner, story) for story in newest_first[:_ROWS])
    inputs = StoriesInputs(planner.facts, rows, tuple(_link(planner, story) for story in newest_first[_ROWS:]))
    yield PageSpec(urls.STORIES, "terms.html", inputs, stories_view, planner.parts)
    for story in stories:
        if planner.is_outdated(story.articles, ("stories", story.slug)):
            yield plan_story(planner, story)


def plan_story(planner: Planner, story: NewsStory) -> PageSpec[NewsStoryInputs]:
    """The page of one story."""
    cards = planner.card_parts(story.articles)
    texts = (planner.cards[index].text for index in story.articles)
    sources = dict.fromkeys(term for index in story.articles for term in planner.term_links("sources", index))
    inputs = NewsStoryInputs(
        url=urls.story(story.slug),
        title=story.title,
        language=_language(planner, story),
        reasons=story.reasons,
        span=_span(planner, story),
        sources=tuple(sources),
        articles=tuple(map(MemberInputs, texts, cards)),
        speakers=_speakers(planner, story),
    )
    return PageSpec(inputs.url, "story.html", inputs, story_view, planner.parts)


def _speakers(planner: Planner, story: NewsStory) -> tuple[NameLink, ...]:
    """Links to the pages of those whom the articles quote."""
    quoted = {name_key(one.speaker) for index in story.articles for one in planner.cards[index].quotations}
    named = [(kind, term) for index in story.articles for kind in NAME_KINDS for term in planner.terms(kind, index)]
    return tuple(
        NameLink(kind, term.key, planner.term_link(term)) for kind, term in dict.fromkeys(named) if term.key in quoted
    )


def _language(planner: Planner, story: NewsStory) -> str:
    """That of the story's title; a name that the editor gives is in the site's."""
    return story.language or planner.context.info.language


def _span(planner: Planner, story: NewsStory) -> tuple[Date, Date] | None:
    dates = [date for index in story.articles if (date := planner.cards[index].date)]
    return (dates[0], dates[-1]) if dates else None


def _link(planner: Planner, story: NewsStory) -> TermLink:
    language = _language(planner, story)
    return TermLink(
        label=story.title,
        address=urls.story(story.slug),
        count=len(story.articles),
        language=language,
        direction=direction(language),
    )


def _row(planner: Planner, story: NewsStory) -> StoryRowInputs:
    newest = next((index for index in sorted(story.articles) if planner.cards[index].title != story.title), None)
    card = None if newest is None else planner.card_parts((newest,))[0]
    return StoryRowInputs(_link(planner, story), _span(planner, story), card)


def stories_view(inputs: StoriesInputs, context: SiteContext, blobs: Blobs) -> TermsView:
    """The index of stories."""
    newest = [None if row.newest is None else blobs.get(row.newest, Card) for row in inputs.rows]
    heading, count = context.section_names["stories"], len(inputs.rows) + len(inputs.others)
    return TermsView(
        frame=context.frame(
            urls.STORIES,
            heading,
            current="stories",
            facts=inputs.facts,
            listed=(card.address for card in newest if card),
        ),
        heading=heading,
        intro=context.words.ngettext("%(num)s story", "%(num)s stories", count),
        rows=tuple(
            TermRow(link=row.link, span=context.span(row.span), newest=card)
            for row, card in zip(inputs.rows, newest, strict=True)
        ),
        others=inputs.others,
    )


def story_view(inputs: NewsStoryInputs, context: SiteContext, blobs: Blobs) -> StoryView:
    """The page of a story."""
    articles = [visible_article(member.text, context, blobs) for member in inputs.articles]
    cards = blobs.each((member.card for member in inputs.articles), Card)
    heading = context.section_names["stories"]
    intro = context.words.joined([context.articles(len(cards)), context.span(inputs.span)])
    return StoryView(
        frame=context.frame(
            inputs.url,
            f"{inputs.title} · {heading}",
            name=inputs.title,
            description=intro,
            current="stories",
            listed=(card.address for card in cards),
        ),
        kicker=TermLink(label=heading, address=urls.STORIES),
        title=inputs.title,
        size=title_size(inputs.title),
        language=inputs.language,
        direction=direction(inputs.language),
        intro=intro,
        reasons=_reasons(inputs.reasons, articles, context),
        sources=inputs.sources,
        cards=tuple(map(_with_additions, cards, _additions(articles))),
        quotes=tuple(_quotes(articles, cards, inputs.speakers))[:_MOST_QUOTES],
    )


def _reasons(reasons: Sequence[int], articles: list[Article], context: SiteContext) -> str:
    """The names for which the articles are one story, as far as they may be shown; where there are fewer than two, also words,
    none of which is a number or a part of a name.
    """
    known = names_of(articles, context)
    names = [known[one] for one in reasons if one in known][:_NAMES]
    if len(names) >= _ENOUGH:
        return context.words.joined(names)
    named = set(map(fold, words(" ".join(names))))
    written: dict[int, str] = {}
    for article in articles:
        for word in dict.fromkeys(words(f"{article.title or ''} {article.excerpt}")):
            if fold(word) not in named and not word.isnumeric():
                for term in terms_of(word, article.language):
                    written.setdefault(term, word)
    return context.words.joined([*names, *[written[one] for one in reasons if one in written][:_WORDS]])


def _quotes(articles: Iterable[Article], cards: Iterable[Card], speakers: Iterable[NameLink]) -> Iterator[Quote]:
    """What ``articles`` quote, with its speakers. Of words that are a part of what another quotes before, nothing."""
    links = {one.key: one.link for one in speakers}
    known = b""
    for article, card in zip(articles, cards, strict=True):
        for quotation in article.quotations:
            words = b" %b " % b" ".join(words_of(quotation.text))
            if words not in known:
                known += words
                speaker = links.get(name_key(quotation.speaker), TermLink(label=quotation.speaker, address=""))
                yield replace(quote_of(quotation, card), speaker=speaker)


def _with_additions(card: Card, added: str | None) -> Card:
    return card if added is None else replace(card, dek=added)


def _additions(articles: Iterable[Article]) -> Iterator[str | None]:
    """What each article adds to those before it; None for the first one in its language."""
    known: dict[str, set[int]] = {}
    for article in articles:
        language = article.language.split("-")[0]
        sentences = [(sentence, terms_of(sentence, language)) for sentence in _sentences(article)]
        before = known.get(language)
        if before is None or language == UNDETERMINED:
            yield None
            before = known.setdefault(language, set())
        else:
            yield _added(sentences, before)
        before |= terms_of(article.title or "", language).union(*(terms for _, terms in sentences))


def _added(sentences: Iterable[tuple[str, set[int]]], before: set[int]) -> str:
    """The sentences with the most words that are not among those ``before``, in their order."""
    new = [
        (len(terms - before), -number, sentence)
        for number, (sentence, terms) in enumerate(sentences)
        if len(terms - before) >= max(_LEAST, _SHARE * len(terms))
    ]
    chosen = sorted(sorted(new, reverse=True)[:_SENTENCES], key=lambda one: -one[1])
    return clip(" … ".join(sentence for _, _, sentence in chosen), _MOST)


def _sentences(article: Article) -> Iterator[str]:
    """The sentences at the beginning of what may be shown of an article."""
    left = _READ
    for paragraph in _PARAGRAPH.findall(article.html):
        if left <= 0:
            return
        text = " ".join(unescape(_TAG.sub(" ", paragraph)).split())
        yield from first_sentences(text, article.language, left)
        left -= len(text)
