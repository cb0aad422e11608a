"""Upload a built site to an object store or a host, so that readers never meet a dead link and unchanged files cost no request.

A store cannot exchange folders, so files are sent one by one, each with a single PUT, many at a time, in the order of
``exchange.publish_order``: new files first, since no published page links to them; then files that replace others (the theme and
pictures, articles, lists, feeds and data), the home page last; then removals. An upload that is interrupted at any step leaves a
site in which every page that a reader can reach has only links that resolve, and the next upload completes it.

The store holds a listing of path, SHA-256 and size (``.digest-files.json``), checked against the store's own names and sizes.
It is written before the first file (naming old and new files), before the first removal, and at the end. A file is sent again
if it is not certain which version of it the store has. Requests where nothing has changed: 1 GET, and 1 LIST per 1,000
files. Otherwise 3 GETs, twice as many LISTs, 2 or 3 PUTs of the listing, 1 PUT per changed file, 1 DELETE per removed file.

Two uploads at once: from one machine the second is refused by the lock on the local site. From two machines, one that finds
another's listing in the store stops and says so; its own build must then be repeated. Publish from one machine at a time.

Known limit: a file that somebody replaced in the store by one of the same size is not noticed. Rejected: comparing ETags, which
are a hash of the content in some stores only. Rejected: a lock in the store, which would outlive an upload that is killed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Protocol

from msgspec import Struct

from digest import urls
from digest.errors import Problem
from digest.model import Published
from digest.publish.exchange import order_group, publish_order
from digest.publish.hosts import Store
from digest.publish.listing import LISTING, FileHash, Listing, PublishedState, Survey, classify
from digest.publish.refusals import (
    listing_in,
    listing_of,
    local_site,
    output_errors,
    refusal,
    refuse_both,
    refuse_foreign,
)
from digest.publish.staging import state_problems
from digest.sources.object_store import Object

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/vnd.microsoft.icon",
    ".pdf": "application/pdf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".wasm": "application/wasm",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".zip": "application/zip",
}
HTML = TYPES[".html"]
_HASHED = f"{urls.ASSETS}search/"  # files whose names change with their content
_MIXED = "Old and new files are mixed; every link resolves, and the next build completes the upload."
_UNKNOWN: FileHash = ("", -1)  # of an object whose content is not certain
_RETRY = "Wait until that one is done, then build again."


def media_type(name: str) -> str:
    """The media type of a file by the ending of its name, the same on every machine (Python's own table is not)."""
    return TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def headers(address: str) -> tuple[str, str]:
    """The media type and the cache control of a file."""
    return media_type(address), cache_control(address)


def cache_control(address: str) -> str:
    """Browsers ask each time whether their copy is current, so that a withdrawn article is gone at the next visit. Files whose
    names change with their content can be kept.
    """
    return "max-age=31536000, immutable" if address.startswith(_HASHED) else "no-cache"


class Watcher(Protocol):
    """Shows the progress of an upload."""

    def stage(self, name: str, items: int) -> None:
        """A stage of ``items`` steps begins."""

    def done(self) -> None:
        """One step of it is done."""


class Destination(Struct, frozen=True, kw_only=True):
    """The state of an object store before a build: the ``listing`` of the site in it, if there is one, and its ``state``."""

    store: Store
    listing: Listing | None
    state: PublishedState
    problems: tuple[Problem, ...]
    content: bytes | None  # of the listing's file

    def changes(self, site: Path) -> Published:
        """What ``upload`` would change."""
        with output_errors(self.store.url):
            wanted = listing_in(site, site) or Listing()
        written, removed = publish_order(wanted, self.state), self.state.hashes.keys() - wanted.files.keys()
        return Published(output=site, written=len(written), removed=len(removed), total=len(wanted.files), atomic=False)

    def upload(self, site: Path, watcher: Watcher) -> Published:
        """Make the store equal to the site in the folder ``site``, which a build has published there.

        OutputError leaves the store unchanged, or, as its message says, old and new files together with every link resolving.
        """
        with local_site(site, self.store.url) as wanted:
            changed = publish_order(wanted, self.state)
            removed = sorted(self.state.hashes.keys() - wanted.files.keys())
            if self.content != wanted.to_bytes() or changed or removed:
                self._replace(site.resolve(), wanted, changed, removed, watcher)
        total = len(wanted.files)
        return Published(output=site, written=len(changed), removed=len(removed), total=total, atomic=False)

    def _replace(self, place: Path, wanted: Listing, changed: list[str], removed: list[str], watcher: Watcher) -> None:
        url = self.store.url
        with output_errors(url):
            if _read_listing(self.store) != self.content:
                raise refusal("output-busy", url, "another build has published meanwhile. Nothing was changed.", _RETRY)
            found = _survey(self.store.list_objects(), self.state.known)
            refuse_foreign(found, url, listed=True)
            owners = {*found.dotfiles, *found.dotfolders}
            refuse_both([address for address in sorted(wanted.files) if address.partition("/")[0] in owners], url)
            transition = self.state.transition(wanted).to_bytes()
            self._put_listing(transition)
        watcher.stage("Uploading", len(changed))
        with output_errors(url, _MIXED), _reporting_interrupts():
            for _, group in groupby(changed, key=partial(order_group, self.state)):
                self.store.put(place, list(group), headers, watcher.done)
            if _read_listing(self.store) != transition:
                raise refusal("output-busy", url, "another build is publishing to it at the same time.", _RETRY)
            if removed:
                self._put_listing(self.state.removal(wanted).to_bytes())
                self.store.remove(removed)
            self._put_listing(wanted.to_bytes())

    def _put_listing(self, content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, LISTING).write_bytes(content)
            self.store.put(Path(folder), [LISTING], headers, lambda: None)


def inspect_destination(store: Store, seeds_url: str | None = None) -> Destination:
    """Look at a place before a site is uploaded to it.

    OutputError where it overlaps with the seeds, holds files that are not ours, has a damaged listing, or cannot be reached.
    """
    url = store.url
    _refuse_overlap(url, seeds_url)
    with output_errors(url):
        content = _read_listing(store)
        listing = None if content is None else listing_of(content, url)
        objects = store.list_objects()
    found = _survey(objects, listing.known if listing else ())
    refuse_foreign(found, url, listed=listing is not None)
    hashes = {address: _hash_of(listing, address, objects[address].size) for address in found.ours} if listing else {}
    problems: tuple[Problem, ...] = ()
    if listing:
        interrupted = listing.former is not None
        changed = [] if interrupted else sorted(a for a, found in hashes.items() if found == _UNKNOWN)
        problems = tuple(state_problems(url, changed, interrupted=interrupted))
    state = PublishedState.of(listing, hashes)
    return Destination(store=store, listing=listing, state=state, problems=problems, content=content)


def _read_listing(store: Store) -> bytes | None:
    try:
        return store.read(LISTING)
    except FileNotFoundError:
        return None


def _hash_of(listing: Listing, address: str, size: int) -> FileHash:
    """The hash of the object at ``address``: that of the only version with this ``size`` that it can be."""
    versions = {listing.files.get(address), (listing.former or {}).get(address)} - {None}
    if address in listing.orphaned or _UNKNOWN in versions:
        return _UNKNOWN
    fitting = [found for found in versions if found is not None and found[1] == size]
    return fitting[0] if len(fitting) == 1 else _UNKNOWN


def _survey(objects: Mapping[str, Object], known: frozenset[str] | tuple[str, ...]) -> Survey:
    return classify(((address, "file") for address in objects), known)


def _refuse_overlap(url: str, seeds_url: str | None) -> None:
    if seeds_url is None:
        return
    within, around = f"{url}/".startswith(f"{seeds_url}/"), f"{seeds_url}/".startswith(f"{url}/")
    if within or around:
        message = f"the output cannot be {'in' if within else 'around'} the seeds ({seeds_url})."
        raise refusal("dangerous-output", url, message, "Choose a place that is for the site alone.")


@contextmanager
def _reporting_interrupts() -> Iterator[None]:
    """Give a KeyboardInterrupt a message about the state of the store."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{_MIXED[:1].lower()}{_MIXED[1:]}") from None
