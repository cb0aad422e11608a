"""Files in an object store (S3, Google Cloud Storage, Azure, WebDAV), named by a URL: ``s3://press/seeds``.

fsspec and its library for the store do the work; other stores that fsspec knows are not tried by our tests.

Seeds in a store are copied into a folder of the cache before a build (``mirror``), and a site is uploaded after it
(``publish/upload.py``); nothing else in this program knows of object stores. Credentials and endpoint come from the store's own
settings (``AWS_PROFILE``, ``AWS_ENDPOINT_URL``, …). Requests run in threads, many at a time, since each takes longer than what
it carries. Every failure is an OSError with the store's message.

Objects whose names cannot be paths of files (``a//b``, ``../c``, a slash at the end) are ignored.

Rejected: reading seeds directly from the store. Each article would wait for its request in whichever process reads it.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from posixpath import basename
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from digest.errors import Position, SeedsError, problem

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

T = TypeVar("T")

_INSTALL = "object stores need more libraries; install news-digest[cluster]"
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^/]+(/.*)?")
_THREADS = 16  # requests at a time
_TAGS = ("ETag", "etag", "md5Hash", "md5", "content_md5")  # names that stores have for the hash of an object
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")


def is_url(text: str) -> bool:
    """Whether ``text`` is meant as the URL of an object store, not as a path."""
    return "://" in text


def is_valid_url(text: str) -> bool:
    """Whether ``text`` has the form of an object store's URL. A local folder (``file://``) is named by its path instead."""
    return bool(_URL.fullmatch(text)) and not text.startswith("file:")


def name_of(url: str) -> str:
    """The last part of the path of ``url``, or the bucket's name, if that can be the name of a folder."""
    parts = urlsplit(url.rstrip("/"))
    name = basename(unquote(parts.path)) or parts.netloc
    return name if _is_path(name) else "seeds"


class Object(NamedTuple):
    """The size of an object in bytes, and its version: the store's hash of it, or where it has none its time."""

    size: int
    version: str


class ObjectStore:
    """The objects whose names begin with ``url`` and a slash. All names are relative to it."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._scheme = urlsplit(url).scheme
        try:
            from fsspec.core import url_to_fs  # imported lazily: few builds need it
        except ModuleNotFoundError as error:
            raise OSError(errno.ENOSYS, _INSTALL, url) from error
        with _store_errors(url):
            fs, root = url_to_fs(url)
        self._fs: AbstractFileSystem = fs
        self._root: str = root.rstrip("/")
        library = logging.getLogger(type(fs).__module__.partition(".")[0])
        if not library.handlers:
            library.addHandler(logging.NullHandler())  # else it prints a traceback each time it tries again

    def list_objects(self) -> dict[str, Object]:
        """Every object by name, sorted; one request per 1,000 in S3."""
        with _store_errors(self.url):
            self._fs.invalidate_cache()  # another process may have changed the store meanwhile
            try:
                found: Mapping[str, Mapping[str, Any]] = self._fs.find(self._root, detail=True)
            except FileNotFoundError:  # there is nothing yet
                found = {}
        objects = {
            name.removeprefix(self._root).lstrip("/"): Object(info["size"], _version(info))
            for name, info in sorted(found.items())
            if info["type"] == "file"
        }
        return {name: found for name, found in objects.items() if _is_path(name)}

    def read(self, name: str) -> bytes:
        """The content of an object. FileNotFoundError where it is missing."""
        # without the option s3fs asks for the size first, a second request
        options = {"max_concurrency": 1} if self._scheme in ("s3", "s3a") else {}
        with _store_errors(self.url):
            data: bytes = self._fs.cat_file(self._path(name), **options)
        return data

    def put(
        self, root: Path, names: Sequence[str], headers: Callable[[str], tuple[str, str]], done: Callable[[], None]
    ) -> None:
        """Create or replace the objects ``names`` by the files below ``root``, many at a time; ``done`` is called after each.

        ``headers`` gives the media type and the cache control of a name.
        """
        in_threads(lambda name: self._put(root / name, name, *headers(name)), names, done=done)

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects, each with one request (several at once would be taken for patterns by fsspec)."""
        with _store_errors(self.url):
            in_threads(self._remove, names)

    def _put(self, file: Path, name: str, media_type: str, cache_control: str) -> None:
        """Create or replace an object; in S3 one PUT for up to 100 MB."""
        with _store_errors(self.url):
            self._fs.put_file(str(file), self._path(name), **_header_options(self._scheme, media_type, cache_control))

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def _header_options(scheme: str, media_type: str, cache_control: str) -> dict[str, object]:
    """The options by which fsspec's library for ``scheme`` gives an object its headers. WebDAV has none: its server chooses."""
    if scheme in ("s3", "s3a"):
        return {"ContentType": media_type, "CacheControl": cache_control}
    if scheme in ("gs", "gcs"):
        return {"content_type": media_type, "fixed_key_metadata": {"cache_control": cache_control}}
    if scheme in ("az", "abfs", "abfss"):
        return {"content_settings": {"content_type": media_type, "cache_control": cache_control}}
    return {}


def in_threads(function: Callable[[T], None], items: Iterable[T], *, done: Callable[[], None] = lambda: None) -> None:
    """Call ``function`` with each item, many at a time, and ``done`` after each. After an error nothing more is begun."""
    with ThreadPoolExecutor(_THREADS) as pool:
        for _ in pool.map(function, items):
            done()


def fetch_seeds(url: str, folder: Path) -> None:
    """Make ``folder`` equal to the object store at ``url``. SeedsError where it is empty or cannot be read."""
    try:
        mirror(ObjectStore(url), folder)
    except OSError as error:
        message = f"There is no folder {url}, or it cannot be read: {error.strerror or error}."
        hint = "Check the address, and the store's own settings (for S3, AWS_PROFILE and AWS_ENDPOINT_URL)."
        where = Position(file=url)
        found = problem("no-seeds", message, hint, where)
        raise SeedsError(found) from error


def mirror(store: ObjectStore, folder: Path) -> None:
    """Fetch new and changed objects into ``folder``, and remove all other files from it.

    The versions that were fetched are recorded beside ``folder``. OSError where the store is empty, or something cannot be read
    or written; then the folder may hold old and new files, and the next call completes it.
    """
    record = folder.with_name(f"{folder.name}.versions.json")
    objects = store.list_objects()
    folders = {name[:end] for name in objects for end, sign in enumerate(name) if sign == "/"}
    objects = {name: found for name, found in objects.items() if name not in folders}  # no disk has both
    if not objects:
        raise FileNotFoundError(errno.ENOENT, "it holds nothing", store.url)
    known = _read_versions(record)
    folder.mkdir(parents=True, exist_ok=True)
    _remove_others(folder, objects.keys())
    changed = [n for n, found in objects.items() if known.get(n) != list(found) or not (folder / n).is_file()]
    _write_atomically(record, _to_json({name: objects[name] for name in objects.keys() - set(changed)}))
    in_threads(lambda name: _write_atomically(folder / name, store.read(name)), changed)
    _write_atomically(record, _to_json(objects))


def _to_json(objects: Mapping[str, Object]) -> bytes:
    return json.dumps(objects).encode("ascii")


def _read_versions(record: Path) -> dict[str, list[object]]:
    """What the last ``mirror`` fetched; empty where that is not known."""
    try:
        found = json.loads(record.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _remove_others(folder: Path, kept: Collection[str]) -> None:
    for path, _, files in os.walk(folder, topdown=False):
        below = Path(path)
        for name in files:
            if (below / name).relative_to(folder).as_posix() not in kept:
                (below / name).unlink()
        if below != folder and not os.listdir(path):
            below.rmdir()


def _write_atomically(path: Path, data: bytes) -> None:
    new = path.with_name(f".{os.getpid()}.new-{path.name[:200]}")
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_bytes(data)
    new.replace(path)


def _is_path(name: str) -> bool:
    """Whether ``name`` is the relative path of a file, on this system."""
    parts = name.split("/")
    forbidden = ("\0", "\\", ":") if os.name == "nt" else ("\0",)
    return all(part not in ("", ".", "..") for part in parts) and not any(sign in name for sign in forbidden)


@contextmanager
def _store_errors(url: str) -> Iterator[None]:
    """Turn any exception of a store's library into an OSError; each library has classes of its own."""
    try:
        yield
    except FileNotFoundError as error:  # libraries name a bucket that does not exist by its address alone
        raise FileNotFoundError(errno.ENOENT, error.strerror or "no such bucket, or no such file in it", url) from error
    except OSError:
        raise
    except ModuleNotFoundError as error:
        raise OSError(errno.ENOSYS, f"{error}; {_INSTALL}", url) from error
    except Exception as error:
        raise OSError(errno.EIO, _first_line(error), url) from error


def _first_line(error: Exception) -> str:
    """What an exception says first: Azure's go on with the answer of the server, in XML."""
    return str(error).strip().partition("\n")[0].strip(" .") or type(error).__name__


def _version(info: Mapping[str, Any]) -> str:
    return next((str(info[name]) for name in (*_TAGS, *_TIMES) if info.get(name)), "")
