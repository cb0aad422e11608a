"""The manifest of a published site (``.digest-files.json``), and which files of an output folder it accounts for.

    {"version": 1, "files": {
    "articles/a.html": ["<SHA-256, hex>", 4711],
    "index.html": ["<SHA-256, hex>", 815]
    }}

One file a line, sorted, ASCII, so that it reads well in a diff. ``owners`` (same form) says which article or term each page
belongs to, so that the next build keeps its address. ``manifest`` counts the files listed by the INDEX.md at the top of the
seeds (``emptied.py``). Two keys exist only while files are replaced one after the other: ``former`` holds the hashes of the
files being replaced, and ``orphaned`` the files that an earlier interrupted run added and no page of ``former`` links to.

The listing is untrusted input: an address in it cannot lead out of the output.

Rejected: signatures. Hashes find accidents, not somebody who can write to the folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _quoted
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from digest.model import File
from digest.publish.lock import INNER_STAGE

LISTING = ".digest-files.json"
PART = ".digest-part"  # a folder in an output whose files are being replaced one by one; never part of a site
JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini"})  # files that systems add to folders, in lower case
_MOUNT_FOLDER = "lost+found"  # on every ext4 disk, readable for root only; treated as a dot-folder of a mounted output
_PLAIN = re.compile(r"[\w-][\w.-]*+(?:/[\w-][\w.-]*+)*+", re.ASCII)
_VERSION = 1
_name_of = attrgetter("name")

FileHash = tuple[str, int]  # SHA-256 in hex, and size in bytes


class Listing(Struct, frozen=True, kw_only=True):
    """A site's files by address, with their hashes.

    ``owners`` maps addresses of pages to the file of the article or the key of the term (``arrange.owners``). ``former`` is
    None unless files are being replaced one after the other.
    """

    files: Mapping[str, FileHash] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, FileHash] | None = None
    orphaned: tuple[str, ...] = ()
    manifest: int | None = None

    @classmethod
    def of(
        cls, files: Iterable[File], *, owners: Mapping[str, str] = MappingProxyType({}), manifest: int | None = None
    ) -> Listing:
        """The listing of ``files``. ValueError where two have one address, or an address is not valid."""
        hashes: dict[str, FileHash] = {}
        for file in files:
            check_address(file.address)
            if file.address in hashes:
                raise ValueError(f"two files have the address {file.address}")
            hashes[file.address] = (file.sha256, file.size)
        return cls(files=hashes, owners=owners, manifest=manifest)

    @property
    def known(self) -> frozenset[str]:
        """Every address whose file digest made."""
        return frozenset(self.files) | frozenset(self.former or ()) | frozenset(self.orphaned)

    def recognises(self, address: str, found: FileHash) -> bool:
        """Whether ``found`` can be what a build wrote to ``address``. The content of orphaned files is not recorded."""
        return address in self.orphaned or found in (self.files.get(address), (self.former or {}).get(address))

    def to_bytes(self) -> bytes:
        """The file's content."""
        parts = [f'"version": {_VERSION}', f'"files": {_block(self.files)}']
        if self.owners:
            parts.append(f'"owners": {_block(self.owners)}')
        if self.former is not None:
            parts.append(f'"former": {_block(self.former)}')
        if self.orphaned:
            parts.append(f'"orphaned": [\n{_lines(map(json.dumps, sorted(self.orphaned)))}\n]')
        if self.manifest is not None:
            parts.append(f'"manifest": {self.manifest}')
        return f"{{{', '.join(parts)}}}\n".encode("ascii")


class PublishedState(Struct, frozen=True, kw_only=True):
    """Which files of ours an output holds: ``known`` addresses, and the ``hashes`` of the files that are present.

    ``reachable`` are the present files that pages of the published site may link to. Other present files were added by an
    interrupted run.
    """

    known: frozenset[str] = frozenset()
    hashes: Mapping[str, FileHash] = field(default_factory=dict)
    reachable: frozenset[str] = frozenset()
    manifest: int | None = None

    @classmethod
    def of(cls, listing: Listing | None, hashes: Mapping[str, FileHash]) -> PublishedState:
        """The state of an output that has this ``listing`` and present files with these ``hashes``."""
        if listing is None:
            return cls()
        settled = listing.files if listing.former is None else listing.former
        return cls(
            known=listing.known,
            hashes=hashes,
            reachable=frozenset(settled).intersection(hashes),
            manifest=listing.manifest,
        )

    def transition(self, wanted: Listing) -> Listing:
        """The listing to publish while the files of ``wanted`` replace those of this state."""
        return Listing(
            files=wanted.files,
            owners=wanted.owners,
            former={address: found for address, found in self.hashes.items() if address in self.reachable},
            orphaned=tuple(sorted(self.hashes.keys() - self.reachable)),
            manifest=wanted.manifest if self.manifest is None else self.manifest,
        )

    def removal(self, wanted: Listing) -> Listing:
        """The listing to publish once every file of ``wanted`` is in its place and the others are to be removed.

        These are orphaned from then on: links of one may lead to another that has been removed already.
        """
        return Listing(
            files=wanted.files,
            owners=wanted.owners,
            former=wanted.files,
            orphaned=tuple(sorted(self.hashes.keys() - wanted.files.keys())),
            manifest=wanted.manifest,
        )


def _block(values: Mapping[str, FileHash | str]) -> str:
    return "{\n" + _lines(f"{_quoted(address)}: {_value(values[address])}" for address in sorted(values)) + "\n}"


def _value(found: FileHash | str) -> str:
    return _quoted(found) if isinstance(found, str) else f"[{_quoted(found[0])}, {found[1]}]"


def _lines(lines: Iterable[str]) -> str:
    return ",\n".join(lines)


@lru_cache(maxsize=1)  # a build asks twice: which addresses are published, and which files are its own
def parse(data: bytes) -> Listing:
    """Parse a listing. ValueError where it is damaged, or of a later version."""
    try:
        content = json.loads(data)
    except RecursionError:
        raise ValueError("its nesting is too deep") from None
    if not isinstance(content, dict) or "version" not in content:
        raise ValueError("it is not a listing of files")
    if content["version"] != _VERSION:
        raise ValueError(f"its version is {content['version']!r}, and this program knows version {_VERSION} only")
    orphaned, owners, manifest = content.get("orphaned", []), content.get("owners", {}), content.get("manifest")
    if not (isinstance(orphaned, list) and isinstance(owners, dict) and isinstance(manifest, int | None)):
        raise ValueError("one of its keys has a wrong type")
    for address in (*orphaned, *owners):
        check_address(str(address))
    return Listing(
        files=_hashes(content.get("files")),
        owners={address: str(owner) for address, owner in owners.items()},
        former=_hashes(content["former"]) if "former" in content else None,
        orphaned=tuple(map(str, orphaned)),
        manifest=manifest,
    )


def _hashes(content: object) -> dict[str, FileHash]:
    if not isinstance(content, dict):
        raise ValueError("it does not list any files")
    hashes: dict[str, FileHash] = {}
    for address, found in content.items():
        check_address(address)
        match found:
            case [str() as digest, int() as size]:
                hashes[address] = (digest, size)
            case _:
                raise ValueError(f"it has no hash and size of {address}")
    return hashes


def check_address(address: str) -> None:
    """ValueError unless ``address`` is a relative path of a file below the output, with ``/``, valid on every system."""
    if _PLAIN.fullmatch(address):  # as nearly every address is
        return
    parts = address.split("/")
    if any(part in ("", ".", "..") for part in parts) or address[1:2] == ":":  # C:
        raise ValueError(f"the address {address!r} does not lead to a file below output")
    if "\\" in address or "\0" in address:
        raise ValueError(f"the address {address!r} contains a forbidden character")
    try:
        os.fsencode(address)
    except UnicodeEncodeError:
        raise ValueError(f"the address {address!r} is not a valid name of a file") from None
    if address == LISTING or parts[0] in (PART, INNER_STAGE):
        raise ValueError(f"the address {address!r} is reserved")


def hash_file(path: Path) -> FileHash:
    """Hash and size of the file at ``path``, read in pieces."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


# The files of an output, by who made them.


class Survey(Struct, frozen=True, kw_only=True):
    """Addresses by who made them, in the (always equal) order of the walk.

    ``ours`` are regular files that the listing knows. ``dotfiles`` and ``dotfolders`` are names at the root that it does not
    know (``.git``, ``.htaccess``): they belong to the output's owner and stay. ``foreign`` is everything else, also a link or
    a pipe at one of our addresses. ``inodes`` are the numbers of all files on their disk, by address.
    """

    ours: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    dotfiles: tuple[str, ...] = ()
    dotfolders: tuple[str, ...] = ()
    inodes: Mapping[str, int] = field(default_factory=dict)


def survey(folder: Path, known: Collection[str], *, most_foreign: int | None = None) -> Survey:
    """Sort the files in ``folder``, which need not exist. OSError where the folder cannot be read.

    ``known`` are the addresses of the folder's listing. The survey ends early at ``most_foreign`` foreign files: to refuse a
    folder the first few names are enough.
    """
    if not folder.exists():
        return Survey()
    # a dot-folder may be the site's own (.well-known); only then it is entered, since .git is large
    entered = frozenset(first for first, slash, _ in (a.partition("/") for a in known) if slash)
    inodes: dict[str, int] = {}

    def kinds() -> Iterator[tuple[str, str]]:
        for address, entry in walk(folder, entered):
            inodes[address] = entry.inode()
            yield address, _kind(entry)

    return replace(classify(kinds(), known, most_foreign), inodes=inodes)


def classify(found: Iterable[tuple[str, str]], known: Collection[str], most_foreign: int | None = None) -> Survey:
    """Sort ``found``, pairs of an address and its kind: ``file``, ``folder``, ``link`` or ``other``."""
    ours, foreign, dotfiles, dotfolders = [], [], [], {}
    for address, kind in found:
        if kind == "file" and address in known:
            ours.append(address)
            continue
        first, slash, _ = address.partition("/")
        if first in (PART, INNER_STAGE) or address == LISTING or address.rpartition("/")[2].lower() in JUNK:
            continue
        if _is_owners(first) and (slash or kind == "folder"):
            dotfolders[first] = True
        elif first.startswith(".") and address not in known and kind in ("file", "link"):
            dotfiles.append(address)
        else:
            foreign.append(address)
            if len(foreign) == most_foreign:
                break
    return Survey(ours=tuple(ours), foreign=tuple(foreign), dotfiles=tuple(dotfiles), dotfolders=tuple(dotfolders))


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_file(follow_symlinks=False):
        return "file"
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "other"


def walk(folder: Path, entered: Collection[str] | None = None) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files below ``folder`` with their addresses, sorted within each folder. Links are not followed.

    With ``entered``, dot-folders at the root are yielded themselves instead of their files, except those named in it.
    """
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            found = sorted(entries, key=_name_of)
        for entry in found:
            closed = entered is not None and not prefix and _is_owners(entry.name) and entry.name not in entered
            if entry.is_dir(follow_symlinks=False) and not closed:
                waiting.append(f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry


def _is_owners(name: str) -> bool:
    return name.startswith(".") or name == _MOUNT_FOLDER
