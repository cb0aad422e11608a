"""Outputs that would cost somebody a file, named to the command in every way: refused, and nothing on the disk is touched.

``tests/test_publish.py`` has the rules themselves; here they are met as users meet them, and by ``digest clean`` too.

Rejected: the cache. A build that is refused may have made ``.digest-cache/`` beside its settings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import some
from tests.faults.build_states import everything
from tests.faults.building import write_site
from tests.faults.fork_server import ForkServer

Record = Callable[[str, object], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork to run these by the dozen")

LINKS = {
    "to-seeds": "site/seeds",
    "to-site": "site",
    "to-home": "home",
    "to-notes": "notes",
    "to-repository": "repository",
}


@pytest.fixture
def around(tmp_path: Path) -> Path:
    """A site, a home, a repository and a folder of notes beside each other, and links to each."""
    write_site(tmp_path / "site", 3)
    (tmp_path / "site" / "seeds" / "inner").mkdir()
    for name in (
        "home/letter.odt",
        "repository/.git/HEAD",
        "repository/main.c",
        "notes/thesis.odt",
        "home/inner/photo.jpg",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"years of work")
    for name, target in LINKS.items():
        (tmp_path / name).symlink_to(target)
    (tmp_path / "a file").write_bytes(b"a file")
    return tmp_path


# the output as it is typed in the folder of the site, and the code
WRONG = [
    ("seeds", "dangerous-output"),
    ("seeds/", "dangerous-output"),
    ("seeds/output", "dangerous-output"),
    ("seeds/inner", "dangerous-output"),
    ("seeds/inner/../output", "dangerous-output"),
    ("output/../seeds/x", "dangerous-output"),
    ("../to-seeds/output", "dangerous-output"),
    ("../to-seeds", "dangerous-output"),
    ("../to-site/seeds/output", "dangerous-output"),
    (".", "dangerous-output"),
    ("./", "dangerous-output"),
    ("..", "dangerous-output"),
    ("../site", "dangerous-output"),
    ("../to-site", "dangerous-output"),
    ("/", "dangerous-output"),
    ("/../..", "dangerous-output"),
    ("../home", "dangerous-output"),
    ("../to-home", "dangerous-output"),
    ("../notes/../home", "dangerous-output"),
    ("../notes", "foreign-output"),
    ("../to-notes", "foreign-output"),
    ("../home/inner", "foreign-output"),
    ("../repository", "foreign-output"),
    ("../to-repository", "foreign-output"),
    ("../repository/../notes", "foreign-output"),
]


@pytest.mark.parametrize("manner", ["as it is", "with its whole path", "from another folder"])
def test_a_wrong_output_is_refused_in_every_spelling(
    around: Path, server: ForkServer, record_property: Record, manner: str
) -> None:
    before = everything(around, but=".digest-cache")
    wrong = some(WRONG)
    for typed, code in wrong:
        output, cwd = typed, around / "site"
        more: tuple[str, ...] = ()
        if manner == "with its whole path":
            output = os.path.join(cwd, typed)
        elif manner == "from another folder":
            cwd, more = around / "notes", ("--config", "../site/digest.yml")
            output = os.path.join("../site", typed)
        for command in ("build", "clean"):
            if command == "clean" and code == "foreign-output":
                continue  # it takes what is ours, and that is nothing
            arguments = (command, *(("--yes",) if command == "clean" else ("--jobs", "1")), "--output", output, *more)
            ended = server.run(cwd, *arguments, HOME=str(around / "home"))
            what = f"{arguments}: {ended}"
            assert ended.code == 1, what
            assert f"[{code}]" in ended.err, what
            assert "Traceback" not in ended.err, what
            assert everything(around, but=".digest-cache") == before, f"{what}: something is touched"
    record_property("tried", f"wrong outputs, {manner}: {len(wrong)}, 0 files touched")


def test_clean_takes_nothing_from_a_folder_that_is_not_ours(around: Path, server: ForkServer) -> None:
    before = everything(around, but=".digest-cache")
    for output in ("../notes", "../repository", "../to-notes", "../home/inner"):
        ended = server.run(around / "site", "clean", "--yes", "--output", output)
        assert (ended.code, ended.err) == (0, ""), ended
        assert everything(around, but=".digest-cache") == before, output


@pytest.mark.parametrize("command", ["build", "clean"])
def test_an_output_that_is_a_file_is_refused(around: Path, server: ForkServer, command: str) -> None:
    """By the command line itself, which takes folders only."""
    before = everything(around, but=".digest-cache")
    ended = server.run(around / "site", command, "--output", "../a file")
    assert ended.code == 2, ended
    assert everything(around, but=".digest-cache") == before


@pytest.mark.parametrize(
    ("shown", "output"), [("site/seeds", ""), ("site/seeds", "output"), ("home", ""), ("site", "seeds/x")]
)
def test_a_folder_that_is_shown_under_two_names_is_known_by_both(
    around: Path, mount_server: ForkServer, record_property: Record, shown: str, output: str
) -> None:
    """As on a disk that knows no letter case, no link leads from one name to the other."""
    (around / "shown").mkdir()
    before = everything(around, but=".digest-cache")
    mount_server.shell("mount", "--bind", str(around / shown), str(around / "shown"))
    try:
        typed = str(around / "shown" / output)
        ended = mount_server.run(around / "site", "build", "--jobs", "1", "--output", typed, HOME=str(around / "home"))
    finally:
        mount_server.shell("umount", str(around / "shown"))
    assert ended.code == 1, ended
    assert "[dangerous-output]" in ended.err, ended
    assert everything(around, but=".digest-cache") == before
    record_property("tried", f"an output that is {shown} by another name: refused")


def test_another_letter_case_is_the_same_folder_where_the_disk_says_so(around: Path, server: ForkServer) -> None:
    if not (around / "SITE").exists():
        pytest.skip("this disk tells “SITE” from “site”, so they are two folders")
    before = everything(around, but=".digest-cache")
    for output in ("SEEDS", "Seeds/output", "../SITE", "../HOME"):
        ended = server.run(around / "site", "build", "--output", output, HOME=str(around / "home"))
        assert "[dangerous-output]" in ended.err, ended
    assert everything(around, but=".digest-cache") == before
