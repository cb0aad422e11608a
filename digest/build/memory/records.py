"""The records that are kept from one build to the next; plain tuples, since they are read and written by the ten thousand.

Rejected: versions of them. They are read by the very program that wrote them, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from digest.errors import Problem
    from digest.model import Article

Looked = dict[str, dict[str, str]]  # signatures by the kind of what was looked at
Print = tuple[bytes, str, int]  # the key of a page, the SHA-256 of its file (hex) and its size


class Told(NamedTuple):
    """What the last build told."""

    problems: tuple[Problem, ...]
    addresses: tuple[tuple[str, str], ...]
    pages: int
    left_out: int
    files: int
    atomic: bool
    base_url: str | None


class Seen(NamedTuple):
    """``looked`` is everything as it was when the last build began, its output as that build left it; ``state`` is a hash."""

    job: tuple[object, ...]
    looked: Looked
    told: Told
    state: bytes


class Row(NamedTuple):
    """An article as it was read.

    ``entry`` is its packed entry; ``said`` the key of all that says but for the lines of the manifest, which have a key of their
    own (``lines``). ``content`` is that of its file. ``text`` and ``card`` are as ``pages.Texts`` has them. ``pictures`` is the
    key of the files among which it looked for a picture, if it did. ``pinned`` says that its lines may be told.
    """

    entry: bytes
    said: bytes
    lines: bytes
    content: bytes
    text: bytes
    card: bytes
    article: Article | None
    problems: tuple[Problem, ...]
    pictures: bytes
    pinned: bool


class State(NamedTuple):
    """What the last build knew. ``pages`` has, by address, a key, the hash of the file and its size."""

    rules: bytes
    rows: dict[str, Row]
    pages: dict[str, Print]
    files: tuple[str, ...]
    unlisted: tuple[bytes, ...]
    manifests: tuple[str, ...]
    bare: tuple[str, ...]
    listed: int
    unread: tuple[str, ...]
    title: str | None
    settings: tuple[Any, ...]
    problems: tuple[Problem, ...]


NOTHING = State(b"", {}, {}, (), (), (), (), 0, (), None, (), ())
