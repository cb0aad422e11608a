"""Selected articles as plain text: an edition that ``digest edition`` prints, and the text part of a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from digest.export.select import Export, Exported
from digest.i18n import Words, clip, words
from digest.infer.dateline import without_dateline
from digest.infer.summary import repeats
from digest.infer.text import first_sentences
from digest.model import Article
from digest.words import words as words_in

_WIDTH = 76  # characters of a line, within the 78 that RFC 5322 recommends for e-mail
_DEK = 300  # characters of a dek, or of the beginning of the text


def text_lines(export: Export, *head: str) -> Iterator[str]:
    """The lines of ``export`` below the lines ``head``."""
    interface = words(export.settings.language)
    yield from head
    for paragraph in export.opening:
        yield ""
        yield from textwrap.wrap(paragraph, _WIDTH)
    for part in export.parts:
        if part.heading:
            yield ""
            yield part.heading.upper()
        for one in part.articles:
            yield ""
            yield from textwrap.wrap(one.article.label, _WIDTH)
            yield from _indented([", ".join(facts(one, interface)), dek(one), *_remarks(one, interface)])
            if link := one.public_page or one.original:
                yield f"  {link}"  # a link that is wrapped cannot be followed


def facts(exported: Exported, interface: Words) -> tuple[str, ...]:
    """Source, author, date and page of an article, as readers see them; what is unknown is left out."""
    article = exported.article
    date = interface.date(article.date) if article.date else interface.gettext("undated")
    return tuple(filter(None, (article.source, article.author, date, article.section, article.page)))


def dek(exported: Exported) -> str:
    """The dek of an article, or the beginning of its text without what repeats the headline."""
    return clip(exported.article.summary or _beginning(exported.article), _DEK)


def _beginning(article: Article) -> str:
    """The beginning of the text after its dateline and a first sentence that is the headline's, as below an inferred dek
    (``infer/summary.py``); of an article without a headline what follows its first words, which are shown instead.
    """
    text = article.excerpt
    if not article.title:
        shown = article.label.rstrip("…")
        if (at := text.find(shown)) < 0:
            return text
        after = text[at + len(shown) :].lstrip()
        return f"… {after}" if after else ""
    bare = without_dateline(text, article.language)
    headed = words_in(article.title.casefold())
    first = next(iter(first_sentences(bare, article.language, len(bare))), "")
    if not repeats(first, headed):
        return bare
    rest = bare.partition(first)[2].strip()
    return bare if not rest and len(words_in(first)) > len(headed) else rest


def _remarks(exported: Exported, interface: Words) -> Iterator[str]:
    """The editor's note in paragraphs, and the highlights in quotation marks."""
    _ = interface.gettext
    if exported.article.note:
        first, *others = exported.article.note.split("\n\n")
        yield from (f"{_('Editor’s note')} — {first}", *others)
    for passage in exported.article.highlights:
        yield _("“%(words)s”") % {"words": passage}


def _indented(texts: Iterable[str]) -> Iterator[str]:
    for text in filter(None, texts):
        yield from textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
