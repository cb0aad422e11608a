"""What each page is made from, told by its key: the site as a whole, the articles that it tells whole (``text``), those that it
lists (``card``). A page whose key is known need not be made again, and its view is made of nothing that its key does not cover.

Rejected: keys that follow from what a view reads. To know that it has to be made, which is what they spare.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from digest import search
from digest.build.cache import key_of
from digest.model import Digest
from digest.pages.texts import Texts

_SHARD = 4_300  # bytes of a shard of the search's index in a small collection


class Segment(Struct, frozen=True):
    """The articles at ``indexes``, indexed together for the search under ``name``; ``key`` of all that is indexed of them."""

    name: str
    indexes: tuple[int, ...]
    key: bytes


@dataclass(frozen=True)
class Keys:
    """The keys of a digest's pages. ``site`` is that of all that any page may show of the site, without the articles."""

    digest: Digest
    texts: Texts
    site: bytes

    def page(self, *parts: object) -> bytes:
        """The key of a page of this site that is made from ``parts``, as for ``key_of``."""
        return key_of(self.site, parts)

    def text(self, index: int) -> bytes:
        """The key of all that the article at ``index`` holds."""
        return self.texts.key(self.digest.items[index].article)

    def card(self, index: int) -> bytes:
        """The key of all that lists may show of the article at ``index``."""
        return self._cards[index]

    def cards(self, indexes: Iterable[int]) -> bytes:
        """The key of all that lists may show of the articles at ``indexes``, in their order."""
        keys = self._cards
        return b"".join([keys[index] for index in indexes])

    def story(self, index: int) -> bytes:
        """The key of all that the article at ``index`` holds, and of what it stands under."""
        return self._stories[index]

    @cached_property
    def all(self) -> bytes:
        """The key of all that lists may show of all articles, so of every count, term and period too."""
        return key_of(b"".join(self._cards))

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """What is indexed together, where there is a search."""
        divided = search.divided([(item.article.date, item.slug) for item in self.digest.items])
        told = [story + card for story, card in zip(self._stories, self._cards, strict=True)]
        return tuple(
            Segment(name, indexes, self.page("segment", name, self.shard, b"".join([told[index] for index in indexes])))
            for name, indexes in divided
        )

    @property
    def shard(self) -> int:
        """Bytes of a shard of the search's index, about: a query loads one or two of each segment."""
        return min(_SHARD * search.scale(len(self.digest.items)), search.MOST)

    @cached_property
    def _cards(self) -> tuple[bytes, ...]:
        topics, first = self.digest.terms.get("topics", ()), self.digest.terms_of.get("topics", ())
        links = [(topic.label, topic.slug) for topic in topics]
        return tuple(
            key_of(self.texts.card(item.article), item.address, links[found[0]] if found else None)
            for item, found in zip(self.digest.items, first, strict=True)
        )

    @cached_property
    def _stories(self) -> tuple[bytes, ...]:
        terms = [
            ([(term.label, term.slug) for term in self.digest.terms[kind]], of)
            for kind, of in self.digest.terms_of.items()
        ]
        return tuple(
            key_of(
                self.texts.key(item.article),
                item.address,
                [names[number] for names, of in terms for number in of[index]],
            )
            for index, item in enumerate(self.digest.items)
        )
