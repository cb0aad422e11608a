"""Where pages have the texts of articles from: what stands on lists is held of all of them, a text only while it is asked for.

``Texts`` is what planners need of it. ``Held`` is the plain way, for articles that are held whole; a build keeps them in a file
(``digest/memory.py``).

Rejected: texts that are changed on the way. What was read is what is published, as far as its rights go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar, cast

from digest.build.cache import key_of
from digest.model import Article

T = TypeVar("T")


class Texts(Protocol):
    """The articles of a digest, whole, and what was found out about them. All keys are as ``cache.key_of`` makes them."""

    def whole(self, article: Article) -> Article:
        """``article``, of which only what stands on lists need be there, with all that it holds."""

    @property
    def far(self) -> bool:
        """Whether to ask for anything takes longer than to make it of one text."""

    def soon(self, articles: Iterable[Article]) -> None:
        """That these will be asked for whole now, so that they can be fetched together."""

    def key(self, article: Article) -> bytes:
        """The key of all that ``whole`` gives."""

    def card(self, article: Article) -> bytes:
        """The key of all that other pages than the article's own may show of it."""

    def remembered(self, owner: bytes, what: tuple[object, ...], make: Callable[[], T]) -> T:
        """What ``make`` makes, plain values, of all that ``owner`` is the key of and of ``what``; it is made once."""

    def keep(self, owner: bytes) -> None:
        """What is ``remembered`` of all that ``owner`` is the key of is wanted by the next build too."""

    def knows(self, owner: bytes, what: tuple[object, ...]) -> bool:
        """Whether that is ``remembered`` already."""

    def drained(self) -> Mapping[bytes, tuple[bytes, bytes]]:
        """What was made in a process that cannot keep it, for one that can: by key, the owner and the packed value."""


class Held:
    """Articles that are whole as they stand in the digest; what is remembered is held too."""

    def __init__(self) -> None:
        self._remembered: dict[tuple[object, ...], Any] = {}
        self._keys: dict[str, bytes] = {}

    def whole(self, article: Article) -> Article:
        return article

    far = False

    def soon(self, articles: Iterable[Article]) -> None:
        """They are here."""

    def key(self, article: Article) -> bytes:
        if article.file not in self._keys:
            self._keys[article.file] = key_of(article)
        return self._keys[article.file]

    def card(self, article: Article) -> bytes:
        return self.key(article)

    def remembered(self, owner: bytes, what: tuple[object, ...], make: Callable[[], T]) -> T:
        if (owner, what) not in self._remembered:
            self._remembered[owner, what] = make()
        return cast(T, self._remembered[owner, what])

    def keep(self, owner: bytes) -> None:
        """There is no next build that would know of it."""

    def knows(self, owner: bytes, what: tuple[object, ...]) -> bool:
        return (owner, what) in self._remembered

    def drained(self) -> Mapping[bytes, tuple[bytes, bytes]]:
        return {}
