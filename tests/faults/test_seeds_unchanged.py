"""Seeds are only read, by every command but ``index`` and ``init``: names, bytes, times, modes and numbers of all that is in them
stay unchanged, with any mode.

Rejected: the time of the last access, which reading alone may change.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import FULL, TIMEOUT
from tests.faults.build_states import everything
from tests.faults.building import write_site
from tests.faults.fork_server import ForkServer, RunRequest

Record = Callable[[str, object], None]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no modes of files, and no fork to run these by the dozen"
)

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)
MODES = (0o644, 0o600, 0o444, 0o400, 0o755, 0o777, 0o640, 0o555)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Seeds of every mode: texts, a picture, a folder with its own manifest, links, hidden files, what is no article."""
    site = write_site(tmp_path / "site", 8)
    seeds = site / "seeds"
    (seeds / "inner").mkdir()
    (seeds / "inner" / "INDEX.md").write_text(
        "| File | Image | Alt |\n| --- | --- | --- |\n| a.md | p.png | A dot |\n", "utf-8"
    )
    (seeds / "inner" / "a.md").write_text("---\ntitle: A\n---\n\nA text with a picture.\n", "utf-8")
    (seeds / "inner" / "p.png").write_bytes(PICTURE)
    (seeds / ".hidden").write_text("hidden", "utf-8")
    (seeds / "broken.html").write_bytes(b"\x00\xff\x00")
    (seeds / "linked.txt").symlink_to("0000.txt")
    (seeds / "outside.txt").symlink_to("../digest.yml")
    with (seeds / "INDEX.md").open("a", encoding="utf-8") as index:
        index.write(
            "\n- [inner](inner/)\n- [broken.html](broken.html)\n- [linked.txt](linked.txt)\n- [nowhere](nowhere.txt)\n"
        )
    for number, path in enumerate(
        sorted(path for path in seeds.rglob("*") if path.is_file() and not path.is_symlink())
    ):
        path.chmod(MODES[number % len(MODES)])
        os.utime(path, ns=(1_000_000_000 + number, 1_100_000_000_123_456_789 + number))
    (seeds / "inner").chmod(0o555)
    return site


COMMANDS = (
    ("build", "--jobs", "1"), *((("build", "--jobs", "2"),) if FULL else ()), ("build", "--strict"), ("build", "--dry-run"), ("build", "-v", "--timings"),
    ("build", "--base-url", "https://example.org/x/"), ("check",), ("check", "--strict"), ("records",), ("records", "--timings"),
    ("explain", "0001.txt"), ("explain", "inner/a.md", "--json"), ("verify",), ("index", "--dry-run"),
    ("index", "--write", "headline,date,topics", "--dry-run"), ("clean", "--yes"), ("build", "--output", "elsewhere"),
    ("clean", "--yes", "--output", "elsewhere"),
)  # fmt: skip


@pytest.mark.parametrize(
    "rights", [False, *([True] if FULL else [])], ids=["as modes say", *(["as who may all"] if FULL else [])]
)
def test_every_command_leaves_the_seeds_as_they_are(
    site: Path, server: ForkServer, record_property: Record, rights: bool
) -> None:
    before = everything(site / "seeds")
    for arguments in COMMANDS:
        ended = server.begin(RunRequest(site, arguments, rights=rights)).end()
        assert ended.code in (0, 1), f"{arguments}: {ended}"
        assert "Traceback" not in ended.err, f"{arguments}: {ended}"
        assert everything(site / "seeds") == before, f"{arguments} has touched the seeds"
    record_property("tried", f"commands that only read the seeds: {len(COMMANDS)}, 0 bytes, times or modes changed")


def test_the_preview_leaves_the_seeds_as_they_are(site: Path, server: ForkServer) -> None:
    before = everything(site / "seeds")
    run = server.start(site, "serve", "--port", "0")
    home = site / ".digest-cache" / "preview" / "index.html"
    patience = time.monotonic() + TIMEOUT
    while not home.exists() and time.monotonic() < patience:
        time.sleep(0.05)
    run.kill(signal.SIGTERM)
    ended = run.end()
    assert ended.code == 0, ended
    assert home.exists(), ended
    assert everything(site / "seeds") == before


def test_index_changes_nothing_but_the_manifests_and_each_in_one_step(site: Path, server: ForkServer) -> None:
    """A new file takes the place of the old one, with its mode; so a program that has the old one open reads it to its end."""
    seeds = site / "seeds"
    (seeds / "new.txt").write_text("A new text.\n", "utf-8")
    (seeds / "INDEX.md").chmod(0o640)
    before = everything(seeds)
    with (seeds / "INDEX.md").open("rb") as opened:
        old = opened.read()
        ended = server.run(site, "index", "--write", "headline")
        opened.seek(0)
        assert opened.read() == old
    assert ended.code in (0, 1), ended
    after = everything(seeds)
    assert "new.txt" in (seeds / "INDEX.md").read_text("utf-8")
    assert (seeds / "INDEX.md").stat().st_mode & 0o777 == 0o640
    manifests = {"INDEX.md", "inner/INDEX.md", "inner", "."}
    assert {name: value for name, value in after.items() if name not in manifests} == {
        name: value for name, value in before.items() if name not in manifests
    }
    assert after.keys() == before.keys()
