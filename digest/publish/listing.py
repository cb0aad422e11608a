"""Which files of an output are ours: ``.digest-files.json``, and the addresses that may stand in it.

    {"version": 1, "files": {
    "articles/a.html": ["<SHA-256, hex>", 4711],
    "index.html": ["<SHA-256, hex>", 815]
    }}

One file a line, sorted, ASCII, so that it reads well in a diff. ``owners`` says, in the same form, of which file or name a page
is, so that the next build leaves it where it is. While files are replaced one by one ``former`` stands
beside ``files`` in the same form: what was there before and is ours as well. Whoever finds it knows that a run was
stopped. ``loose`` names then what an earlier one that was stopped had brought, to which no page of ``former`` leads. In an
object store ``tags`` says of each file by which tag the store knows it. ``manifest`` counts the files that
an INDEX.md at the top of the seeds listed; a build that finds none there any more refuses to publish (``emptied.py``).

The listing is read as a text that anybody may have edited: an address in it cannot lead out of the output.

Rejected: signatures. Hashes find accidents, not a forger who can write to the folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from digest.model import File
from digest.publish.areas import PART

LISTING = ".digest-files.json"
_PLAIN = re.compile(r"[\w-][\w.-]*+(?:/[\w-][\w.-]*+)*+", re.ASCII)
_VERSION = 1

Print = tuple[str, int]  # SHA-256 in hex and size of a file


class Listing(Struct, frozen=True, kw_only=True):
    """The prints of a site's files by address; ``former`` those that they are replacing just now, None where none are.

    ``owners`` are the files of articles and the keys of terms, by the addresses of their pages (``arrange.owners``).
    """

    files: Mapping[str, Print] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, Print] | None = None
    loose: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    manifest: int | None = None

    @classmethod
    def of(
        cls, files: Iterable[File], *, owners: Mapping[str, str] = MappingProxyType({}), manifest: int | None = None
    ) -> Listing:
        """The listing of a site's ``files`` and their ``owners``; ``manifest`` counts what an INDEX.md lists, None without one.

        ValueError where two have one address.
        """
        prints: dict[str, Print] = {}
        for file in files:
            check(file.address)
            if file.address in prints:
                raise ValueError(f"two files have the address {file.address}")
            prints[file.address] = (file.sha256, file.size)
        return cls(files=prints, owners=owners, manifest=manifest)

    @property
    def known(self) -> frozenset[str]:
        """Every address that is ours."""
        return frozenset(self.files) | frozenset(self.former or ()) | frozenset(self.loose)

    def recognises(self, address: str, found: Print) -> bool:
        """Whether ``found`` is what we once wrote to ``address``."""
        return found in (self.files.get(address), (self.former or {}).get(address))

    def to_bytes(self) -> bytes:
        former = "" if self.former is None else f', "former": {_block(self.former)}'
        loose = f', "loose": [\n{_lines(map(json.dumps, sorted(self.loose)))}\n]' if self.loose else ""
        tags = f', "tags": {_block(self.tags)}' if self.tags else ""
        owners = f', "owners": {_block(self.owners)}' if self.owners else ""
        manifest = "" if self.manifest is None else f', "manifest": {self.manifest}'
        return (
            f'{{"version": {_VERSION}, "files": {_block(self.files)}{owners}{former}{loose}{tags}{manifest}}}\n'.encode(
                "ascii"
            )
        )


class Standing(Struct, frozen=True, kw_only=True):
    """What of ours stands in an output: the addresses that are ``known``, and the ``prints`` of what is truly there.

    A page that a reader can reach leads to what is ``settled``; the others were brought by a run that was stopped.
    """

    known: frozenset[str] = frozenset()
    prints: Mapping[str, Print] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    manifest: int | None = None

    @classmethod
    def of(cls, listing: Listing | None, prints: Mapping[str, Print]) -> Standing:
        """As ``listing`` says, if there is one, and the ``prints`` of what is there."""
        if listing is None:
            return cls()
        settled = listing.files if listing.former is None else listing.former
        return cls(
            known=listing.known,
            prints=prints,
            settled=frozenset(settled).intersection(prints),
            manifest=listing.manifest,
        )

    def giving_way(self, wanted: Listing, tags: Mapping[str, str] = MappingProxyType({})) -> Listing:
        """The listing while ``wanted`` takes the place of all this."""
        former = {address: found for address, found in self.prints.items() if address in self.settled}
        return Listing(
            files=wanted.files, owners=wanted.owners, former=former,
            loose=tuple(sorted(self.prints.keys() - self.settled)), tags=tags,
            manifest=wanted.manifest if self.manifest is None else self.manifest,
        )  # fmt: skip


def _block(told: Mapping[str, Print] | Mapping[str, str]) -> str:
    return "{\n" + _lines(f"{json.dumps(address)}: {json.dumps(told[address])}" for address in sorted(told)) + "\n}"


def _lines(lines: Iterable[str]) -> str:
    return ",\n".join(lines)


def parse(data: bytes) -> Listing:
    """The listing that ``data`` holds. ValueError where it is damaged, or of a later version."""
    try:
        content = json.loads(data)
    except RecursionError:
        raise ValueError("it is nested without end") from None
    if not isinstance(content, dict) or "version" not in content:
        raise ValueError("it is no listing of files")
    if content["version"] != _VERSION:
        raise ValueError(f"it is of version {content['version']!r}, and only {_VERSION} is known here")
    former = _prints(content["former"]) if "former" in content else None
    loose, tags, owners = content.get("loose", []), content.get("tags", {}), content.get("owners", {})
    manifest = content.get("manifest")
    shapes = isinstance(loose, list) and isinstance(tags, dict) and isinstance(owners, dict)
    if not shapes or not isinstance(manifest, int | None):
        raise ValueError("it does not say as it should what stands there")
    for address in (*loose, *tags, *owners):
        check(str(address))
    return Listing(
        files=_prints(content.get("files")), former=former, loose=tuple(map(str, loose)),
        owners={address: str(owner) for address, owner in owners.items()},
        tags={address: str(tag) for address, tag in tags.items()},
        manifest=manifest,
    )  # fmt: skip


def _prints(content: object) -> dict[str, Print]:
    if not isinstance(content, dict):
        raise ValueError("it does not say which files there are")
    prints: dict[str, Print] = {}
    for address, found in content.items():
        check(address)
        match found:
            case [str() as digest, int() as size]:
                prints[address] = (digest, size)
            case _:
                raise ValueError(f"it holds no hash and size of {address}")
    return prints


def check(address: str) -> None:
    """ValueError where ``address`` is not that of a file below output, with ``/``, on any system."""
    if _PLAIN.fullmatch(address):  # as nearly every address is
        return
    parts = address.split("/")
    if any(part in ("", ".", "..") for part in parts) or address[1:2] == ":":  # C:
        raise ValueError(f"the address {address!r} does not lead to a file below output")
    if "\\" in address or "\0" in address:
        raise ValueError(f"the address {address!r} holds a character that cannot stand in one")
    try:
        os.fsencode(address)
    except UnicodeEncodeError:
        raise ValueError(f"the address {address!r} is none that a file can have") from None
    if address == LISTING or parts[0] == PART:
        raise ValueError(f"the address {address!r} is kept for the output's own records")


def print_of(path: Path) -> Print:
    """The print of the file at ``path``, read in pieces."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
