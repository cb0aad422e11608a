"""What a manifest says: files that it lists, other manifests that it includes, and what is wrong with it.

Rejected: a single kind of item with a flag. Whether a target is a file or a folder decides what the loader does next, so
it is the type that says it, as far as the text alone can tell.
"""

from __future__ import annotations

from msgspec import Struct, field

from digest.errors import Position, Problem
from digest.manifest.paths import is_manifest
from digest.model import Declared, Fields
from digest.vocabulary.fields import STRICTEST, merged
from digest.yaml import Node

# What a heading can set, a row can set for all of a folder; and what holds back.
_PASSED_ON = ("topics", "date", "language", "source", "draft", "rights")


class Listing(Struct, frozen=True, kw_only=True):
    """A file that the manifest lists.

    ``target`` is the path as meant, relative to the manifest's own folder, with ``/``, percent-decoded; it may hold ``..``
    or be a folder's: the loader judges. ``where`` is the link or cell. ``fields`` were said of this file alone,
    ``inherited`` by the headings above it and by what ``parse`` was given.
    """

    target: str
    where: Position
    fields: Fields
    inherited: Fields


class Include(Struct, frozen=True, kw_only=True):
    """Another manifest, or a folder (its ``target`` then ends with ``/``), whose articles stand here."""

    target: str
    where: Position
    inherited: Fields


class Manifest(Struct, frozen=True, kw_only=True):
    """One INDEX.md, read.

    ``title`` is the first level-1 heading. ``settings`` is the front matter without ``articles``, as raw nodes; ``inherited`` is
    what it says of all articles, with what was said above.
    ``items`` stand in the order written. ``refused`` are the texts of items that cannot be read: what they name is withheld.
    """

    title: tuple[str, Position] | None
    settings: tuple[tuple[str, Node], ...]
    items: tuple[Listing | Include, ...]
    problems: tuple[Problem, ...]
    inherited: Fields = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def item(target: str, where: Position, fields: Fields, inherited: Fields) -> Listing | Include:
    """The record for ``target``. What a row says of a folder (topic, date, ..., draft, rights) its articles inherit."""
    if not is_manifest(target):
        return Listing(target=target, where=where, fields=fields, inherited=inherited)
    passed_on = {name: fields[name] for name in _PASSED_ON if name in fields}
    for name in STRICTEST:
        if (
            name in passed_on
            and name in inherited
            and (both := merged(name, inherited[name].text, passed_on[name].text))
        ):
            passed_on[name] = Declared(text=both, where=passed_on[name].where)
    return Include(target=target, where=where, inherited={**inherited, **passed_on} if passed_on else inherited)
