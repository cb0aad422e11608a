"""`digest clean` removes what builds made, and nothing that it cannot prove to be ours."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.cli import main
from digest.errors import OutputError
from digest.publish import lock
from digest.publish.listing import LISTING
from digest.publish.maintenance import remove
from digest.publish.staging import staging, write
from tests.folders import digest, on_terminal

Folder = Callable[[dict[str, str | bytes]], Path]


def _made(output: Path, files: dict[str, bytes]) -> None:
    """A site of ``files``, published at ``output``."""
    with staging(output, seeds=output.parent / "seeds") as stage:
        stage.commit([write(stage.root, address, data) for address, data in files.items()])


def _tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


SITE = {"index.html": b"home", "articles/a.html": b"a", "assets/x/y.css": b"css"}


def test_a_site_is_removed_with_its_folder(tmp_path: Path) -> None:
    _made(tmp_path / "output", SITE)
    (tmp_path / "output" / "articles" / ".DS_Store").write_bytes(b"")
    found = remove(tmp_path / "output", seeds=tmp_path / "seeds")
    assert sorted(found.ours) == sorted(SITE)
    assert _tree(tmp_path) == set()


def test_foreign_files_and_dot_files_stay_where_they_are(tmp_path: Path) -> None:
    output = tmp_path / "output"
    _made(output, SITE)
    (output / ".git").mkdir()
    (output / ".git/config").write_bytes(b"git")
    (output / ".htaccess").write_bytes(b"deny")
    (output / "articles/mine.html").write_bytes(b"mine")
    found = remove(output, seeds=tmp_path / "seeds")
    assert found.foreign == ("articles/mine.html",)
    assert set(found.kept) == {".git", ".htaccess"}
    assert _tree(output) == {".git", ".git/config", ".htaccess", "articles", "articles/mine.html"}


def test_a_folder_without_a_listing_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/index.html").write_bytes(b"not ours")
    assert remove(tmp_path / "output", seeds=tmp_path / "seeds").nothing
    assert _tree(tmp_path) == {"output", "output/index.html"}


def test_a_link_at_one_of_our_addresses_is_not_ours(tmp_path: Path) -> None:
    output = tmp_path / "output"
    _made(output, SITE)
    (tmp_path / "precious.txt").write_bytes(b"precious")
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(tmp_path / "precious.txt")
    found = remove(output, seeds=tmp_path / "seeds")
    assert found.foreign == ("index.html",)
    assert (tmp_path / "precious.txt").read_bytes() == b"precious"
    assert (output / "index.html").is_symlink()


@given(
    ours=st.sets(st.from_regex(r"[a-c](/[a-c]){0,2}\.x", fullmatch=True), max_size=6),
    theirs=st.sets(st.from_regex(r"[a-c](/[a-c]){0,2}\.y", fullmatch=True), max_size=4),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_our_files_are_removed_and_others_stay(
    tmp_path_factory: pytest.TempPathFactory, ours: set[str], theirs: set[str]
) -> None:
    output = tmp_path_factory.mktemp("site") / "output"
    _made(output, {address: address.encode() for address in ours})
    for name in theirs:
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(b"theirs")
    remove(output, seeds=output.parent / "seeds")
    assert {path.relative_to(output).as_posix() for path in output.rglob("*.*")} == theirs
    assert output.exists() == bool(theirs)


def test_what_a_killed_build_left_is_removed_and_an_output_that_it_had_set_aside_too(tmp_path: Path) -> None:
    output = tmp_path / "output"
    _made(output, SITE)
    (output / ".htaccess").write_bytes(b"deny")
    stage = tmp_path / ".output.digest-stage"
    (stage / "site-1/articles").mkdir(parents=True)
    (stage / "site-1/articles/a.html").write_bytes(b"half")
    output.rename(stage / "old")  # killed between two renames
    found = remove(output, seeds=tmp_path / "seeds")
    assert found.stage == stage
    assert _tree(tmp_path) == {"output", "output/.htaccess"}


def test_not_while_a_build_is_running(tmp_path: Path) -> None:
    output = tmp_path / "output"
    _made(output, SITE)
    guard = lock.acquire(tmp_path / ".output.digest-stage")
    assert guard is not None
    try:
        with pytest.raises(OutputError, match="output-busy"):
            remove(output, seeds=tmp_path / "seeds")
    finally:
        guard.release()
    assert (output / "index.html").is_file()


@pytest.mark.parametrize("output", ["seeds", "."])
def test_the_seeds_and_what_is_around_them_are_refused(tmp_path: Path, output: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/a.txt").write_bytes(b"text")
    with pytest.raises(OutputError, match="dangerous-output"):
        remove(tmp_path / output, seeds=tmp_path / "seeds")
    assert (tmp_path / "seeds/a.txt").is_file()


def test_a_damaged_listing_removes_nothing(tmp_path: Path) -> None:
    _made(tmp_path / "output", SITE)
    (tmp_path / "output" / LISTING).write_bytes(b"{")
    before = _tree(tmp_path)
    with pytest.raises(OutputError, match="damaged-listing"):
        remove(tmp_path / "output", seeds=tmp_path / "seeds")
    assert _tree(tmp_path) == before


# The command.


def test_the_command_removes_site_and_cache_and_leaves_the_seeds(folder: Folder) -> None:
    site = folder({"seeds/a.txt": "A text.\n", ".digest-cache/preview/x": "x", "digest.yml": "language: en\n"})
    _made(site / "output", SITE)
    done = digest(site, "clean", "--yes")
    assert done.exit_code == 0, done.output
    assert _tree(site) == {"seeds", "seeds/a.txt", "digest.yml"}
    assert "3 files" in done.stdout


def test_without_a_terminal_to_ask_nothing_is_removed(folder: Folder) -> None:
    site = folder({"seeds/a.txt": "A text.\n", ".digest-cache/x": "x"})
    _made(site / "output", SITE)
    before = _tree(site)
    done = digest(site, "clean")
    assert done.exit_code == 1
    assert "--yes" in done.stderr
    assert _tree(site) == before


def test_nothing_to_remove_is_no_error(folder: Folder) -> None:
    done = digest(folder({"seeds/a.txt": "A text.\n"}), "clean")
    assert (done.exit_code, done.stdout) == (0, "Nothing to remove.\n")


def test_it_says_what_was_changed_by_hand_and_what_stays(folder: Folder) -> None:
    site = folder({"seeds/a.txt": "A text.\n"})
    _made(site / "output", SITE)
    (site / "output/index.html").write_bytes(b"my own home")
    (site / "output/mine.txt").write_bytes(b"mine")
    done = digest(site, "clean")
    assert "edited since the build: index.html" in done.stdout
    assert "not written by digest): mine.txt" in done.stdout


def test_a_cache_that_is_a_link_is_not_followed(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "precious").write_bytes(b"precious")
    site = folder({"seeds/a.txt": "A text.\n"})
    (site / ".digest-cache").symlink_to(elsewhere)
    _made(site / "output", SITE)
    assert digest(site, "clean", "--yes").exit_code == 0
    assert (elsewhere / "precious").is_file()
    assert (site / ".digest-cache").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="it asks on a terminal, and Windows has no pty to make one of")
@pytest.mark.parametrize(("answer", "left"), [("n", True), ("y", False)])
def test_on_a_terminal_it_asks_and_follows_the_answer(folder: Folder, answer: str, left: bool) -> None:
    site = folder({"seeds/a.txt": "A text.\n"})
    _made(site / "output", SITE)
    done = on_terminal(site, f"{answer}\n", "clean")
    assert "Remove it?" in done.stdout
    assert done.returncode == (1 if left else 0)
    assert (site / "output/index.html").exists() == left


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_what_an_interrupted_init_copied_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the folder of the site, where its path is relative: killed between the files around the seeds and the seeds."""
    rename = os.rename

    def killed(source: Path, target: Path) -> None:
        if Path(source).name == "seeds":
            os.kill(os.getpid(), signal.SIGKILL)
        rename(source, target)

    site = tmp_path / "review"
    site.mkdir()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr("os.rename", killed)
        CliRunner().invoke(main, ["init", str(site), "--title", "Review", "--language", "en"])
        os._exit(1)  # it was not killed
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert (site / "digest.yml").is_file()
    monkeypatch.chdir(site)
    assert CliRunner().invoke(main, ["clean", "--yes"]).exit_code == 0
    assert list(site.iterdir()) == []
