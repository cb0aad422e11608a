"""Reading one article, or making its card again, in any process."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from digest import readers
from digest.build.cache import Cache
from digest.build.reading import parse_article
from digest.build.state import CachedArticle
from digest.codec import Damaged, content_hash, decode, encode
from digest.model import Article, ArticleCard, Entry, Rules
from digest.site.cards import card_of, watched_in
from digest.site.features import features_of
from digest.sources.folder import SourceFolder


class ReadTask(Struct, frozen=True):
    """An article to be read. ``known`` is the hash of the content that the cache has, if that alone may have changed."""

    entry: Entry
    declaration: bytes
    lines: bytes
    known: bytes


class ReadArticle(Struct, frozen=True):
    """Reads one article in any process: its record for the cache and its encoded text; None where only its file's times
    changed.
    """

    seeds: SourceFolder
    rules: Rules

    def __call__(self, task: ReadTask) -> tuple[CachedArticle, bytes] | None:
        entry = task.entry
        data = readers.load(self.seeds, entry.file)
        content = content_hash(data) if isinstance(data, bytes) else b""
        if task.known and content == task.known:
            return None
        read = parse_article(self.seeds, entry, data, self.rules)
        text = encode(read.article) if read.article else b""
        card = card_of(read.article, content_hash(text), self.rules) if read.article else None
        cached = CachedArticle(
            entry=encode(entry),
            declaration=task.declaration,
            lines=task.lines,
            content=content,
            card=card,
            problems=read.problems,
            images=b"used" if read.pictured else b"",  # the caller puts the fingerprint here
            depends_on_lines=bool(read.problems) or (card is not None and bool(card.declared_at)),
        )
        return cached, text


class RenewCard(Struct, frozen=True):
    """Makes in any process what of a card depends on rules that have changed: of ``watch`` the watch lists that the article is
    on, of ``compared`` the features. The article comes from the cache, so that no file is read.
    """

    blobs: Cache
    rules: Rules
    watch: bool
    compared: bool

    def __call__(self, card: ArticleCard) -> ArticleCard:
        data = self.blobs.get(card.text)
        if data is None:
            raise Damaged("an article is missing")
        article, rules = decode(data, Article), self.rules
        if self.watch:
            card = replace(card, watched=watched_in(article, rules.watch))
        if self.compared:
            features = features_of(article, duplicates=rules.duplicates, stories=rules.stories)
            card = replace(card, features=features)
        return card
