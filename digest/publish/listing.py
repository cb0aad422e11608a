"""Which files of an output are ours: ``.digest-files.json``, and the addresses that may stand in it.

    {"version": 1, "files": {
    "articles/a.html": ["<SHA-256, hex>", 4711],
    "index.html": ["<SHA-256, hex>", 815]
    }}

One file a line, sorted, ASCII, so that it reads well in a diff. While files are replaced one by one ``former`` stands
beside ``files`` in the same form: what was there before and is ours as well. Whoever finds it knows that a run was
stopped.

The listing is read as a text that anybody may have edited: an address in it cannot lead out of the output.

Given up: signatures. Hashes find accidents, not a forger who can write to the folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

LISTING = ".digest-files.json"
PART = ".digest-part"  # a folder in an output whose files are being replaced one by one; never part of a site
_VERSION = 1

Print = tuple[str, int]  # SHA-256 in hex and size of a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The prints of a site's files by address; ``former`` those that they are replacing just now."""

    files: Mapping[str, Print] = field(default_factory=dict)
    former: Mapping[str, Print] = field(default_factory=dict)

    @property
    def known(self) -> frozenset[str]:
        """Every address that is ours."""
        return frozenset(self.files) | frozenset(self.former)

    def recognises(self, address: str, found: Print) -> bool:
        """Whether ``found`` is what we once wrote to ``address``."""
        return found in (self.files.get(address), self.former.get(address))

    def to_bytes(self) -> bytes:
        former = f', "former": {_block(self.former)}' if self.former else ""
        return f'{{"version": {_VERSION}, "files": {_block(self.files)}{former}}}\n'.encode("ascii")


def _block(prints: Mapping[str, Print]) -> str:
    lines = [f"{json.dumps(address)}: {json.dumps(list(prints[address]))}" for address in sorted(prints)]
    return "{\n" + ",\n".join(lines) + "\n}"


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
    return Listing(files=_prints(content.get("files")), former=_prints(content.get("former", {})))


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
