"""Which destination a user means: a folder, an object store, a host, a branch of a git repository."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from digest.errors import OutputError, Problem, problem
from digest.model import Published
from digest.publish.branch import Branch
from digest.publish.hosts import LocalFolder, RsyncHost, SftpHost, is_rsync
from digest.publish.listing import LISTING, Listing
from digest.publish.refusals import is_within, output_errors, place_of, refusal
from digest.publish.upload import Watcher, inspect_destination
from digest.sources.object_store import ObjectStore, is_url

_BRANCH, _REMOTE = "git:", "origin"
_NO_STORE = re.compile(r"(ftps?|https?|scp|ssh|file)://", re.IGNORECASE)  # of URLs that are no object store


class Target(Protocol):
    """A place to publish to, as it was before."""

    @property
    def listing(self) -> Listing | None:
        """The listing of the published site; None before the first publication."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the published site."""

    def changes(self, site: Path) -> Published:
        """What ``upload`` would change."""

    def upload(self, site: Path, watcher: Watcher) -> Published:
        """Make the place equal to the site in a folder. OutputError says what state it is in."""


def open_target(
    text: str, site: Path, cache: Path, *, output: Path, seeds: Path, seeds_url: str | None = None
) -> Target:
    """The destination ``text``; OutputError if it cannot be used.

    * ``git:BRANCH`` or ``git:BRANCH@REMOTE``: a branch, by default of the remote ``origin`` of the repository around ``site``;
    * ``sftp://USER@HOST/PATH``, or the URL of an object store (``s3://BUCKET/PATH``);
    * ``USER@HOST:PATH``: by rsync over ssh;
    * any other text: a folder, relative to the current one, neither in nor around ``output``, where the site is built.
    """
    if text.startswith(_BRANCH):
        name, _, remote = text.removeprefix(_BRANCH).partition("@")
        return Branch(name, remote or _REMOTE, site, cache / f"branch-{sha256(text.encode()).hexdigest()[:8]}")
    if scheme := _NO_STORE.match(text):
        message = f"{scheme[1].upper()} is not supported: {text}."
        raise OutputError(problem("output-failed", message, "Use sftp://USER@HOST/PATH, or USER@HOST:PATH with rsync."))
    with output_errors(text):
        if text.startswith("sftp://"):
            return inspect_destination(SftpHost(text))
        if is_url(text):
            return inspect_destination(ObjectStore(text), seeds_url)
        if is_rsync(text):
            return inspect_destination(RsyncHost(text))
        place = place_of(Path(text), seeds)
        built = Path(os.path.realpath(output))
        if is_within(place, built) or is_within(built, place):
            message = f"the site cannot be published in or around the folder that it is built in ({output})."
            raise refusal("dangerous-output", text, message, "Choose a folder that is for the published site alone.")
        return inspect_destination(LocalFolder(place))


def keep_listing(target: Target, folder: Path) -> Path:
    """Writes the listing of the published site into ``folder``, where a build finds the addresses to keep; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LISTING).write_bytes((target.listing or Listing()).to_bytes())
    return folder
