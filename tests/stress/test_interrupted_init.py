"""``digest init --from`` that is killed, interrupted, or meets a full disk at any moment: the site is there whole or not at all."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import amount
from tests.faults.building import SENTENCES, Tree, command, environment, tree
from tests.faults.fork_server import ForkServer, RunResult

Record = Callable[[str, object], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to a process")

ARTICLES = 120
INIT = ("init", "review", "--from", "articles", "--language", "en", "--workflow", "github")


def _articles(folder: Path) -> None:
    for number in range(ARTICLES):
        path = folder / "articles" / f"{number % 3}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(SENTENCES[(number + at) % len(SENTENCES)] for at in range(5))
        path.write_text(f"Report {number}\n\n{text}\n", "utf-8")


@pytest.fixture(params=["no folder", "an empty folder", "a folder with files"])
def review(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the site is to be made, with the articles beside it."""
    _articles(tmp_path)
    place = tmp_path / "review"
    if request.param != "no folder":
        place.mkdir()
    if request.param == "a folder with files":
        (place / "static").mkdir()
        (place / "static" / "photo.jpg").write_bytes(b"mine")
        (place / "README.md").write_text("mine\n", "utf-8")
    return place


def _expected_site(review: Path, server: ForkServer) -> tuple[Tree, float]:
    """What a run that nothing stops makes beside ``review``, and how long it takes."""
    other = review.parent / "other" / review.name
    other.parent.mkdir()
    (other.parent / "articles").symlink_to(review.parent / "articles")
    if review.exists():
        shutil.copytree(review, other)
    began = time.monotonic()
    done = server.run(other.parent, *INIT)
    assert done.code == 0, done
    return tree(other), time.monotonic() - began


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "other")


def _check_message(ended: RunResult, made: bool, number: int) -> None:
    assert "Traceback" not in ended.err, ended
    assert "published before" not in ended.err, ended
    if ended.code == -number and number != signal.SIGKILL and ended.err:  # it may die before it can say anything
        assert ended.err.endswith("the site is complete.\n" if made else "nothing was created.\n"), ended


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_a_site_is_made_completely_or_not_at_all(
    review: Path, server: ForkServer, record_property: Record, number: signal.Signals
) -> None:
    expected, usual = _expected_site(review, server)
    before, beside = tree(review), _names(review.parent)
    chance = random.Random(number)
    counts: Counter[str] = Counter()
    for _ in range(amount(40)):
        run = server.start(review.parent, *INIT)
        time.sleep(chance.uniform(0, usual * 1.1))
        run.kill(number)
        ended = run.end()
        found = tree(review)
        if number == signal.SIGKILL:
            found = {name: value for name, value in found.items() if not name.startswith(".init.digest-stage/")}
            if found not in (before, expected):  # between the files around the seeds and the seeds
                assert not (review / "seeds").exists() or not any((review / "seeds").iterdir()), ended
                assert server.run(review, "clean", "--yes").code == 0
                found = tree(review)
        assert found in (before, expected), (
            ended,
            sorted(found.items() ^ expected.items())[:4],
            len(found),
            len(expected),
        )
        _check_message(ended, found == expected, number)
        counts["whole" if found == expected else "nothing"] += 1
        if found != expected:
            done = server.run(review.parent, *INIT)
            assert done.code == 0, f"after {ended}: {done}"
            assert tree(review) == expected
        assert _names(review.parent) == sorted({*beside, "review"}), ended
        _back(review, before)
    record_property("tried", f"init and {number.name}: {dict(counts)}, 0 by halves, 0 leftovers after the next")


def _back(review: Path, before: Tree) -> None:
    """Removes what was made, as if nobody had."""
    for path in sorted(review.rglob("*"), key=lambda path: len(path.parts), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(review).as_posix() not in before:
            path.unlink()


@pytest.mark.parametrize("exists", [False, True], ids=["no folder", "an empty folder"])
def test_a_disk_that_is_full_from_any_moment_on_leaves_nothing(
    tmp_path: Path, mount_server: ForkServer, record_property: Record, exists: bool
) -> None:
    disk = tmp_path / "disk"
    mount_server.host_path(disk).mkdir()
    mount_server.shell("mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=1000", "none", str(disk))
    disk_path = mount_server.host_path(disk)
    _articles(disk_path)
    if exists:
        (disk_path / "review").mkdir()
    before = _names(disk_path)
    chance = random.Random(15)
    counts: Counter[int] = Counter()
    for room in [0, 4096, *(chance.randrange(4096, 700_000) for _ in range(amount(60)))]:
        filling = disk_path / ".filling"
        free = shutil.disk_usage(disk_path).free - room
        filling.write_bytes(bytes(max(0, free)))
        ended = mount_server.run(disk, *INIT)
        filling.unlink()
        counts[ended.code] += 1
        assert ended.code in (0, 1), ended
        if ended.code:
            assert "No space left on device" in ended.err, ended
            assert ended.err.endswith("digest: nothing was created.\n"), ended
            assert _names(disk_path) == before
            assert not exists or not any((disk_path / "review").iterdir())
        else:
            assert (disk_path / "review/seeds/INDEX.md").is_file()
            shutil.rmtree(disk_path / "review")
            if exists:
                (disk_path / "review").mkdir()
    assert counts[1], "no disk was full"
    record_property("tried", f"init on a full disk: {dict(counts)} by exit code, 0 by halves")


def test_two_at_once_make_one_site(tmp_path: Path, server: ForkServer) -> None:
    """The second is refused, whether it comes while the first is at work or after it."""
    _articles(tmp_path)
    runs = [
        subprocess.Popen(
            command(*INIT),
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    value = [run.communicate()[1] for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 1], value
    assert _names(tmp_path) == ["articles", "review"]
    assert len(list((tmp_path / "review/seeds").rglob("*.txt"))) == ARTICLES


@pytest.mark.parametrize("edited", [False, True])
def test_leftovers_of_a_killed_run_in_an_existing_folder_are_removed_by_the_next(
    tmp_path: Path, server: ForkServer, edited: bool
) -> None:
    """Killed between the files around the seeds and the seeds: what nobody has changed since is taken back."""
    _articles(tmp_path)
    review = tmp_path / "review"
    review.mkdir()
    done = server.run(tmp_path, *INIT)
    assert done.code == 0
    stage = review / ".init.digest-stage" / "new"
    stage.mkdir(parents=True)
    (stage.parent / "lock").touch()
    for name in ("digest.yml", ".gitignore", "static/.nojekyll", ".github/workflows/digest.yml"):
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).write_bytes((review / name).read_bytes())
    (review / "seeds").rename(stage / "seeds")
    if edited:
        (review / "digest.yml").write_text("title: Mine now\n", "utf-8")
    done = server.run(tmp_path, *INIT)
    assert not stage.parent.exists()
    if edited:
        assert done.code == 1
        assert "[would-overwrite]" in done.err
        assert sorted(tree(review)) == ["digest.yml"]
    else:
        assert done.code == 0, done
        assert (review / "seeds/INDEX.md").is_file()
