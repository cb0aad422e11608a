"""What a build leaves in the cache for the next one, and what that finds changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import overload

from msgspec import Struct, field

from digest.codec import decode
from digest.errors import Problem
from digest.model import ArticleCard, Entry
from digest.site.arrange import Arrangement
from digest.sources.loader import Collection as ListedSeeds


class CachedArticle(Struct, frozen=True, gc=False, array_like=True):
    """An article as it was read.

    ``entry`` is its encoded entry, ``declaration`` the hash of all that is declared there except the lines where it is
    declared, and ``lines`` the hash of these. ``content`` is the hash of its file. ``images`` is the fingerprint of the files
    among which it looked for an image, if it did.
    """

    entry: bytes
    declaration: bytes
    lines: bytes
    content: bytes
    card: ArticleCard | None
    problems: tuple[Problem, ...]
    images: bytes
    depends_on_lines: bool


class PageRecord(Struct, frozen=True, gc=False, array_like=True):
    """A published file: the key it was made from, its SHA-256 (hex) and size, and the hashes of its inputs, if it is a page."""

    key: bytes
    sha256: str
    size: int
    inputs: bytes = b""


class BuildState(Struct, array_like=True):
    """What a build knows, but for the articles themselves."""

    rules: bytes = b""  # the hash of the editor's rules
    watch: bytes = b""  # the hash of the watch lists
    compared: tuple[bool, bool] = (True, True)  # whether articles were compared to find duplicates, and stories
    files: tuple[str, ...] = ()  # that are listed, in order
    listed: ListedSeeds | None = None  # the rest of what the manifests list
    pages: dict[str, PageRecord] = field(default_factory=dict)  # all published files, by address
    site: bytes = b""  # the ``site_key`` that ``arrangement`` was made with
    buckets: dict[str, bytes] = field(default_factory=dict)  # of articles in the cache, by name: their keys there
    arrangement: bytes = b""  # of the site, encoded
    context: bytes = b""  # the key of the site's context
    connections: bytes = b""  # the key in the cache of what was found by comparing articles
    steady: dict[str, str] = field(default_factory=dict)  # the templates of pages that depend on no text, by address
    remarks: tuple[Problem, ...] = ()  # found while pages were planned


class Changes(Struct, frozen=True):
    """What has changed since the last build where that is only texts and cards of the same articles: the files of those
    whose texts have, and the former headlines of those whose cards have too. Where the arrangement is the same but for terms,
    ``kinds`` has the kinds of these; else None. All else is as in ``BuildState``, decoded.
    """

    texts: frozenset[str]
    headlines: Mapping[str, str]
    kinds: frozenset[str] | None
    arrangement: Arrangement
    context: bytes
    connections: bytes
    steady: Mapping[str, str]
    remarks: tuple[Problem, ...]


class LazyEntries(Sequence[Entry]):
    """Entries in their order, each decoded when it is asked for."""

    def __init__(self, files: Sequence[str], articles: Mapping[str, CachedArticle]) -> None:
        self.files, self.articles = files, articles

    def __len__(self) -> int:
        return len(self.files)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        return decode(self.articles[self.files[index]].entry, Entry)
