"""What stands beside an output: the stage, a folder for what builds are doing, and in it the idle generation.

Given up: a stage elsewhere, on a disk with more room. Two folders can change places on one disk only.
"""

from __future__ import annotations

from pathlib import Path

IDLE = "idle"  # the folder of the generation that waits: the same files as the output's, under a second name


def stage_of(place: Path) -> Path:
    """The stage of the output that stands at ``place``, resolved."""
    return place.with_name(f".{place.name}.digest-stage")
