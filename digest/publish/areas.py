"""What stands beside an output (the stage, a folder for what builds are doing, and in it the idle generation), and what a build
has done to it.

Apart from ``publish/``, since a build that finds nothing to do needs no more of it.

Rejected: a stage elsewhere, on a disk with more room. Two folders can change places on one disk only.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from digest.errors import Problem

PUBLISHED = "the site is published, whole."  # how all stands once a commit is done
IDLE = "idle"  # the folder of the generation that waits: the same files as the output's, under a second name
PART = ".digest-part"  # a folder in an output whose files are replaced one by one; never part of a site


def stage_of(place: Path) -> Path:
    """The stage of the output that stands at ``place``, resolved."""
    return place.with_name(f".{place.name}.digest-stage")


class Published(Struct, frozen=True, kw_only=True):
    """What a commit did.

    ``written`` counts files that are new or other than what stood there, ``removed`` those of ours that are gone,
    ``total`` the site's. ``atomic`` is False where files were replaced one by one. ``problems`` are the commit's own,
    not the stage's. ``touched`` are the addresses whose files are not those that stood there, None where that may be all.
    """

    output: Path
    written: int
    removed: int
    total: int
    atomic: bool
    problems: tuple[Problem, ...] = ()
    touched: frozenset[str] | None = None
