"""A folder in an object store (S3 and whatever else fsspec knows), named by its URL: ``s3://press/seeds``.

An object store has no folders, no links and no locks: there are names with slashes in them, each of which holds something or does
not, and is replaced in one step. Who may do what, and where the store answers, is for its own settings to say (``AWS_PROFILE``,
``AWS_ENDPOINT_URL``, …). Every failure of a store is an OSError here, with what the store said.

Rejected: names that cannot be paths (``a//b``, ``../c``, a slash at the end); nothing is read from them, and nothing written.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from posixpath import basename, dirname
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from digest.sources.folder import Item, Kind
from digest.sources.media_types import media_type

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_INSTALL = "an object store needs libraries that are not here; install news-digest[cluster]"
# by scheme, what the media type is called
_TYPED = {"s3": "ContentType", "s3a": "ContentType", "gs": "content_type", "gcs": "content_type"}
_WHOLE = {"max_concurrency": 1}  # for S3: a file in one request; else its size would be asked for first
_TAGS = ("ETag", "etag", "md5Hash", "md5", "content_md5")  # what stores call the hash of an object
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")
_HEAVY = 32_000_000  # bytes that wait to be written together
_WAITING: ContextVar[dict[str, dict[str, bytes]] | None] = ContextVar("waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What is written within is written at its end, all at the same time: each request takes longer than what it carries."""
    waiting: dict[str, dict[str, bytes]] = {}
    former = _WAITING.set(waiting)
    try:
        yield
        for url, files in waiting.items():
            Bucket(url).write_all(files)
    finally:
        _WAITING.reset(former)


def is_address(text: str) -> bool:
    """Whether ``text`` names an object store and not a path."""
    return "://" in text


class Bucket:
    """The objects below ``url``: a ``folder.Folder`` that can be written. To other processes it goes as its URL."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._listed: dict[str, str] | None = None
        self._folders: dict[str, dict[str, bool]] = {}
        self._ahead: dict[str, bytes] = {}

    def __reduce__(self) -> tuple[type[Bucket], tuple[str]]:
        return Bucket, (self.url,)

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> Bucket:
        return Bucket(f"{self.url}/{name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bucket) and other.url == self.url

    def __hash__(self) -> int:
        return hash(self.url)

    @property
    def name(self) -> str:
        parts = urlsplit(self.url)
        return basename(unquote(parts.path)) or parts.netloc

    @property
    def where(self) -> str:
        return self.url

    # Reading.

    def items(self, folder: str) -> list[Item]:
        if self._listed is not None:
            return sorted(Item(*pair) for pair in self._folders.get(folder, {}).items() if not pair[0].startswith("."))
        with _told(self.url):
            found = self._store.ls(self._at(folder), detail=True)
        names = {basename(one["name"].rstrip("/")): one["type"] == "directory" for one in found}
        return sorted(Item(*pair) for pair in names.items() if pair[0] and not pair[0].startswith("."))

    def kind(self, file: str) -> Kind:
        if self._listed is not None:
            return Kind.FILE if file in self._listed else Kind.FOLDER if file in self._folders else Kind.NOTHING
        try:
            with _told(self.url):
                found = self._store.info(self._at(file))
        except FileNotFoundError:
            return Kind.NOTHING
        return Kind.FOLDER if found["type"] == "directory" else Kind.FILE

    def leads_out(self, file: str) -> bool:  # noqa: ARG002 - there are no links
        return False

    def link_target(self, file: str) -> str | None:  # noqa: ARG002 - an object store has no links
        return None

    def real(self, file: str) -> str:
        return file

    def soon(self, files: Iterable[str]) -> None:
        """Fetch ``files`` together, to be ``read`` once each. What is not there is told when it is read."""
        names = [self._at(file) for file in files]
        if names:
            with _told(self.url):
                self._ahead |= self._store.cat(names, on_error="omit", **self._reading)

    def read(self, file: str) -> bytes:
        ahead = self._ahead.pop(self._at(file), None)
        if ahead is not None:
            return ahead
        with _told(self.url):
            data: bytes = self._store.cat_file(self._at(file), **self._reading)
        return data

    def open(self, file: str) -> BytesIO:
        return BytesIO(self.read(file))

    def signatures(self) -> dict[str, str]:
        """A signature of each object: its size and the hash that the store has of it, or where it has none its time.

        What was listed answers ``items``, ``kind`` and ``signature`` from now on: for as long as nobody changes it.
        """
        with _told(self.url):
            try:
                found: Mapping[str, Mapping[str, Any]] = self._store.find(self._root, detail=True)
            except FileNotFoundError:  # nothing is there yet
                found = {}
        listed: dict[str, str] = {}
        for name, info in sorted(found.items()):
            below = name.removeprefix(self._root).lstrip("/")
            if info["type"] == "file" and all(part not in ("", ".", "..") for part in below.split("/")):
                listed[below] = _signature(info)
        self._listed, self._folders = listed, _folders(listed)
        return dict(listed)

    def signature(self, file: str) -> str:
        if self._listed is None:
            self.signatures()
        assert self._listed is not None  # noqa: S101 - it has just been made
        return self._listed.get(file, "")

    # Writing.

    def write(self, file: str, data: bytes) -> None:
        """Put ``data`` in the place of whatever ``file`` is; within ``together``, later."""
        waiting = _WAITING.get()
        if waiting is None:
            self.write_all({file: data})
            return
        waiting.setdefault(self.url, {})[file] = data
        if sum(map(len, waiting[self.url].values())) >= _HEAVY:
            self.write_all(waiting.pop(self.url))

    def write_all(self, files: Mapping[str, bytes]) -> None:
        """As ``write``, many at once, each with its media type."""
        kinds: dict[str, dict[str, bytes]] = {}
        for file, data in files.items():
            kinds.setdefault(media_type(file), {})[self._at(file)] = data
        told = _TYPED.get(self._scheme)
        with _told(self.url):
            for kind, group in kinds.items():
                self._store.pipe(group, **({told: kind} if told else {}))

    def copy_all(self, source: Bucket, files: Iterable[str]) -> None:
        """Put ``files`` of ``source``, a folder of the same store, in their places here. Nothing of them is fetched."""
        names = list(files)
        if names:
            with _told(self.url):
                self._store.copy(
                    [source._at(file) for file in names], [self._at(file) for file in names], on_error="raise"
                )

    def remove_all(self, files: Iterable[str]) -> None:
        """Remove ``files``, as far as they are there."""
        names = [self._at(file) for file in files]
        if names:
            with _told(self.url):
                self._store.rm(names)

    # Within.

    @property
    def _store(self) -> AbstractFileSystem:
        return _open(self.url)[0]

    @property
    def _reading(self) -> dict[str, int]:
        return _WHOLE if self._scheme in ("s3", "s3a") else {}

    @property
    def _scheme(self) -> str:
        return urlsplit(self.url).scheme

    @property
    def _root(self) -> str:
        return _open(self.url)[1]

    def _at(self, file: str) -> str:
        return f"{self._root}/{file}" if file else self._root


@lru_cache(maxsize=16)
def _open(url: str) -> tuple[AbstractFileSystem, str]:
    """The store of ``url``, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as error:
        raise OSError(errno.ENOSYS, _INSTALL, url) from error
    with _told(url):
        # what another process writes must be seen, so nothing is remembered of what was listed
        more = {"auto_mkdir": True} if url.startswith("file:") else {}
        store, root = url_to_fs(url, use_listings_cache=False, **more)
    return store, root.rstrip("/")


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Whatever a store raises as an OSError. Each library has errors of its own, of which few are."""
    try:
        yield
    except OSError:
        raise
    except ModuleNotFoundError as error:
        raise OSError(errno.ENOSYS, f"{error}; {_INSTALL}", url) from error
    except Exception as error:
        raise OSError(errno.EIO, " ".join(str(error).split()) or type(error).__name__, url) from error


def _signature(info: Mapping[str, Any]) -> str:
    tag = next((str(info[name]) for name in (*_TAGS, *_TIMES) if info.get(name)), "")
    return f"{info['size']} {tag}"


def _folders(names: Iterable[str]) -> dict[str, dict[str, bool]]:
    """What stands in each folder, and whether it is one."""
    found: dict[str, dict[str, bool]] = {}
    for name in names:
        is_folder = False
        while name:
            folder = dirname(name)
            known = found.setdefault(folder, {})
            if basename(name) in known:
                break
            known[basename(name)] = is_folder
            name, is_folder = folder, True
    return found
