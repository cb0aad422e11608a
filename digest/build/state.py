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
    """What a build knows, articles apart: the hashes of the editor's rules and of the watch lists, whether articles were compared
    to find duplicates and stories, the files listed, in order, and the rest of what the manifests list; all published files by
    address. ``blobs`` has the articles in ``buckets``, by the keys that these have there, and what was found by comparing them,
    ``connections``, by its hash. ``arrangement`` is the encoded one of the site, ``site`` the ``site_key`` that it was made with,
    ``context`` the key of its context; ``steady`` has the templates of the pages that depend on no text, by address, ``remarks``
    the problems found while pages were planned.
    """

    rules: bytes = b""
    watch: bytes = b""
    compared: tuple[bool, bool] = (True, True)
    files: tuple[str, ...] = ()
    listed: ListedSeeds | None = None
    pages: dict[str, PageRecord] = field(default_factory=dict)
    site: bytes = b""
    buckets: dict[str, bytes] = field(default_factory=dict)
    arrangement: bytes = b""
    context: bytes = b""
    connections: bytes = b""
    steady: dict[str, str] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()


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
