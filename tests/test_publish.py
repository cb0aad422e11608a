"""Publishing: all or nothing, and never a file lost that is not ours."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import OutputError, Severity
from digest.model import File, Published
from digest.publish import exchange, lock
from digest.publish.listing import LISTING
from digest.publish.maintenance import verify
from digest.publish.staging import Stage, staging, write
from tests.folders import lay, tree

Site = dict[str, bytes]
ROOT = Path(__file__).resolve().parent.parent

OLD: Site = {"index.html": b"old home", "articles/a.html": b"a", "articles/b.html": b"b", "feed.xml": b"old feed"}
NEW: Site = {"index.html": b"new home", "articles/a.html": b"a", "topics/t.html": b"t", "feed.xml": b"new feed"}


def site_at(output: Path) -> dict[str, bytes]:
    """The files of an output, except its listing."""
    return {address: data for address, data in tree(output).items() if address != LISTING}


def fill(stage: Stage, site: Site) -> list[File]:
    return [write(stage.root, address, data) for address, data in site.items()]


def publish(output: Path, site: Site) -> tuple[Stage, Published]:
    with staging(output, seeds=output.parent / "seeds") as stage:
        return stage, stage.commit(fill(stage, site))


def fails(number: int) -> Callable[..., None]:
    """A system call that always fails with this error."""

    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


def _nothing(_: pytest.MonkeyPatch) -> None:
    """The method of this system."""


def _no_exchange(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exchange, "exchange", fails(errno.ENOSYS))


def _no_move(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exchange, "put", fails(errno.EBUSY))


def _other_disk(patch: pytest.MonkeyPatch) -> None:
    real, fail = os.rename, fails(errno.EXDEV)

    def rename(source: Path, target: Path) -> None:
        (fail if Path(target).name == ".digest-part" else real)(source, target)

    patch.setattr(exchange, "put", fail)
    patch.setattr(os, "rename", rename)


METHODS = {"one step": _nothing, "two renames": _no_exchange, "one by one": _no_move, "copied": _other_disk}


@contextmanager
def method(name: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        METHODS[name](patch)
        yield


@pytest.fixture(params=METHODS)
def any_method(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each method by which a folder can be replaced."""
    with method(request.param):
        yield request.param


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@contextmanager
def refused(code: str, output: Path) -> Iterator[None]:
    """What is done within is refused with ``code``, and nothing in the folder around ``output`` changes."""
    before = tree(output.parent)
    with pytest.raises(OutputError) as caught:
        yield
    (problem,) = caught.value.problems
    assert (problem.code, problem.severity) == (code, Severity.FATAL)
    assert problem.hint
    assert "\n" not in str(problem)
    assert tree(output.parent) == before
    assert not stages(output)


def stages(output: Path) -> list[str]:
    """What a run may have left beside or in the output."""
    return sorted(path.name for folder in (output.parent, output) for path in folder.glob(".*digest-[!f]*"))


# --- a first build, and one that replaces a site


def test_the_first_build_makes_the_folder_and_the_ones_around_it(tmp_path: Path, any_method: str) -> None:
    output = tmp_path / "deep" / "down" / "output"
    _, done = publish(output, NEW)
    assert site_at(output) == NEW
    assert (done.written, done.removed, done.total, done.output) == (4, 0, 4, output)
    assert not stages(output)
    assert verify(output).ok


def test_a_second_build_replaces_the_first_and_counts_what_differs(output: Path, any_method: str) -> None:
    publish(output, OLD)
    stage, done = publish(output, NEW)
    assert site_at(output) == NEW
    assert (done.written, done.removed, done.total) == (3, 1, 4)
    assert stage.problems == ()
    assert not stages(output)
    assert verify(output).ok


def test_a_second_build_of_the_same_site_writes_nothing_new(output: Path, any_method: str) -> None:
    publish(output, OLD)
    before = tree(output)
    _, done = publish(output, OLD)
    assert (done.written, done.removed) == (0, 0)
    assert tree(output) == before


def test_only_replacing_one_by_one_reports_that_it_is_not_atomic(output: Path, any_method: str) -> None:
    publish(output, OLD)
    _, done = publish(output, NEW)
    assert done.atomic is (any_method in ("one step", "two renames"))
    found = [problem for problem in done.problems if "not atomic here" in problem.message]
    assert [problem.severity for problem in found] == ([] if done.atomic else [Severity.NOTICE])


def test_an_empty_folder_may_become_an_output(output: Path, any_method: str) -> None:
    (output / "empty").mkdir(parents=True)
    publish(output, NEW)
    assert site_at(output) == NEW


def test_an_output_may_vanish_while_the_site_is_made(output: Path) -> None:
    publish(output, OLD)
    with staging(output, seeds=output.parent / "seeds") as stage:
        files = fill(stage, NEW)
        output.rename(output.with_name("moved away"))
        stage.commit(files)
    assert site_at(output) == NEW


def test_a_linked_output_is_exchanged_where_the_link_leads(tmp_path: Path, any_method: str) -> None:
    place, link = tmp_path / "disk" / "www", tmp_path / "output"
    place.mkdir(parents=True)
    link.symlink_to(place)
    publish(link, OLD)
    publish(link, NEW)
    assert link.is_symlink()
    assert site_at(place) == NEW
    assert verify(link).ok
    assert os.listdir(tmp_path / "disk") == ["www"]
    assert not stages(place)


def test_what_no_file_stands_for_is_not_published(output: Path, any_method: str) -> None:
    """A worker may have written a page whose article then failed; the next build must not call it foreign."""
    with staging(output, seeds=output.parent / "seeds") as stage:
        files = fill(stage, NEW)
        write(stage.root, "articles/failed.html", b"")
        stage.commit(files)
    assert site_at(output) == NEW
    publish(output, OLD)
    assert site_at(output) == OLD


def test_the_listing_has_the_same_bytes_in_whatever_order_files_come(output: Path, any_method: str) -> None:
    publish(output, OLD)
    publish(output, NEW)
    one = (output / LISTING).read_bytes()
    publish(output.with_name("other"), dict(reversed(NEW.items())))
    assert one == (output.with_name("other") / LISTING).read_bytes()
    lines = [f'"{address}": ["{sha256(NEW[address]).hexdigest()}", {len(NEW[address])}]' for address in sorted(NEW)]
    assert one.decode("ascii") == '{"version": 1, "files": {\n' + ",\n".join(lines) + "\n}}\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_modes_follow_the_umask_and_the_folder_keeps_its_own(output: Path, any_method: str) -> None:
    output.mkdir()
    output.chmod(0o711)
    (output / ".htpasswd").write_bytes(b"secret")
    (output / ".htpasswd").chmod(0o600)
    former = os.umask(0o027)
    try:
        publish(output, NEW)
    finally:
        os.umask(former)
    names = ("", ".htpasswd", "index.html", "articles", LISTING)
    assert [(output / name).stat().st_mode & 0o777 for name in names] == [0o711, 0o600, 0o640, 0o750, 0o640]


def test_home_is_replaced_last_and_assets_first(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = dict.fromkeys(("index.html", "feed.xml", "topics/t.html", "articles/a.html", "assets/digest.css"), b"old")
    publish(output, old)
    replaced, real = [], os.replace

    def replace(source: Path, target: Path) -> None:
        replaced.append(Path(target).relative_to(output).as_posix())
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with method("one by one"):
        publish(output, dict.fromkeys(old, b"new"))
    assert replaced == [LISTING, *reversed(old), LISTING]


def test_one_by_one_no_page_ever_has_a_dead_link(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def linked(links: dict[str, str]) -> Site:
        return {address: targets.encode() for address, targets in links.items()}

    publish(output, linked({
        "index.html": "topics/a.html topics/gone.html articles/1.html", "topics/a.html": "articles/1.html", "articles/0.html": "",
        "topics/gone.html": "articles/0.html articles/1.html", "articles/1.html": "articles/0.html topics/gone.html",
    }))  # fmt: skip
    real = os.replace
    broken: list[Path] = []

    def replace(source: Path, target: Path) -> None:
        real(source, target)
        pages = [path for path in output.rglob("*.html") if ".digest-part" not in path.parts]
        reached = {output / "index.html"}
        while new := {output / to for page in reached for to in page.read_text().split()} - reached:
            broken.extend(page for page in new if page not in pages)
            reached |= new & set(pages)
            if not new & set(pages):
                break

    monkeypatch.setattr(os, "replace", replace)
    with method("one by one"):
        publish(output, linked({
            "index.html": "topics/a.html topics/b.html articles/2.html", "topics/a.html": "articles/1.html", "articles/3.html": "",
            "topics/b.html": "articles/2.html", "articles/1.html": "articles/2.html", "articles/2.html": "topics/b.html articles/3.html",
        }))  # fmt: skip
    assert broken == []


def test_a_name_that_changes_its_letter_case_is_safe_on_a_case_insensitive_disk(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the old name is the new file, so it must be removed before the new one is put in its place, and not after."""
    publish(output, {"media/Foto.jpg": b"old", "media/x.jpg": b""})
    steps, real_replace, real_unlink = [], os.replace, os.unlink

    def replace(source: Path, target: Path) -> None:
        steps.append(f"+{Path(target).name}")
        real_replace(source, target)

    def unlink(path: Path, *, dir_fd: int | None = None) -> None:
        steps.append(f"-{Path(path).name}")
        real_unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "unlink", unlink)
    with method("one by one"):
        publish(output, {"media/foto.jpg": b"old"})
    pictures = [step for step in steps if ".jpg" in step]
    assert pictures == ["-Foto.jpg", "+foto.jpg", "-x.jpg"]


# --- what is not ours


@pytest.mark.parametrize("former", [{}, OLD])
@pytest.mark.parametrize("name", ["thesis.odt", "articles/mine.html", "assets/.hidden", "deep/down/file"])
def test_a_foreign_file_is_refused_and_untouched(output: Path, name: str, former: Site, any_method: str) -> None:
    if former:
        publish(output, former)
    lay(output, {name: b"years of work"})
    with refused("foreign-output", output):
        publish(output, NEW)


def test_a_foreign_file_that_comes_while_the_site_is_made_is_refused_too(output: Path, any_method: str) -> None:
    publish(output, OLD)
    before = tree(output)
    with staging(output, seeds=output.parent / "seeds") as stage:
        files = fill(stage, NEW)
        lay(output, {"mine.txt": b"x"})
        with pytest.raises(OutputError, match=r"mine\.txt"):
            stage.commit(files)
    assert tree(output) == before | {"mine.txt": b"x"}


def test_the_refusal_names_five_files_and_how_to_mend_it(output: Path) -> None:
    lay(output, {f"{n}.txt": b"" for n in range(9)} | {"0\n.txt": b""})
    with pytest.raises(OutputError) as caught:
        publish(output, NEW)
    (problem,) = caught.value.problems
    assert "0\N{REPLACEMENT CHARACTER}.txt, 0.txt, 1.txt, 2.txt, 3.txt, and more" in problem.message
    assert "static/" in problem.hint
    assert str(problem).startswith(f"{output}: fatal: ")


def test_a_link_at_one_of_our_addresses_is_foreign(output: Path, any_method: str) -> None:
    publish(output, OLD)
    lay(output.parent, {"precious.html": b"precious"})
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(output.parent / "precious.html")
    with refused("foreign-output", output):
        publish(output, NEW)


def test_a_linked_folder_in_the_output_is_foreign(output: Path, any_method: str) -> None:
    publish(output, OLD)
    elsewhere = output.parent / "elsewhere"
    (output / "articles").rename(elsewhere)
    (output / "articles").symlink_to(elsewhere)
    with refused("foreign-output", output):
        publish(output, NEW)


def test_dot_files_at_the_root_stay(output: Path, any_method: str) -> None:
    publish(output, OLD)
    lay(output, {".htaccess": b"Deny from all"})
    (output / ".link").symlink_to("index.html")
    publish(output, NEW)
    assert site_at(output) == {**NEW, ".htaccess": b"Deny from all", ".link": b"-> index.html"}


def test_a_dot_file_of_the_site_itself_comes_and_goes_with_it(output: Path, any_method: str) -> None:
    publish(output, OLD | {".nojekyll": b"", ".well-known/security.txt": b"s"})
    publish(output, NEW | {".well-known/security.txt": b"t"})
    assert site_at(output) == NEW | {".well-known/security.txt": b"t"}
    assert publish(output, NEW)[1].atomic is (any_method in ("one step", "two renames"))
    assert site_at(output) == NEW


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (".htaccess", ".htaccess"),
        (".htaccess", ".htaccess/x"),
        (".well-known/security.txt", ".well-known/security.txt"),
        (".well-known/security.txt", ".well-known"),
    ],
)
def test_the_output_owners_dot_file_is_not_replaced_by_the_sites(
    output: Path, theirs: str, ours: str, any_method: str
) -> None:
    publish(output, OLD)
    lay(output, {theirs: b"theirs"})
    with refused("foreign-output", output):
        publish(output, {**NEW, ours: b"ours"})
    if theirs == ours:
        publish(output, {**NEW, ours: b"theirs"})
        assert site_at(output) == {**NEW, ours: b"theirs"}


def test_a_dot_file_that_has_the_sites_bytes_may_be_a_link(output: Path, any_method: str) -> None:
    publish(output, OLD)
    (output / ".home").symlink_to("index.html")
    publish(output, {**OLD, ".home": OLD["index.html"]})
    assert site_at(output) == {**OLD, ".home": OLD["index.html"]}


def test_a_folder_of_git_stays_and_the_files_are_replaced_one_by_one(output: Path) -> None:
    """A checkout of gh-pages is an output like any other, from the first build on."""
    lay(output, {".git/config": b"[core]", ".gitignore": b"*.swp"})
    kept = {".git/config": b"[core]", ".gitignore": b"*.swp"}
    before = (output / ".git").stat()
    for site in (OLD, NEW):
        _, done = publish(output, site)
        assert not done.atomic
        assert ".git" in done.problems[0].message
        assert site_at(output) == site | kept
    assert os.path.samestat(before, (output / ".git").stat())
    assert not stages(output)


def test_what_systems_strew_about_is_no_hindrance(output: Path, any_method: str) -> None:
    publish(output, OLD)
    junk = {"Thumbs.db": b"", "articles/.DS_Store": b"", "articles/Desktop.ini": b"", ".DS_Store": b""}
    lay(output, junk)
    assert verify(output).ok
    publish(output, {"index.html": b"", "articles": b"a file now"})
    assert {name: data for name, data in site_at(output).items() if name not in junk} == {
        "index.html": b"",
        "articles": b"a file now",
    }
    assert verify(output).ok


def test_the_site_may_have_files_with_the_names_of_what_systems_strew_about(output: Path, any_method: str) -> None:
    publish(output, {"media/desktop.ini": b"ours", "media/a.jpg": b""})
    publish(output, {"media/desktop.ini": b"ours"})
    assert site_at(output) == {"media/desktop.ini": b"ours"}
    assert verify(output).ok


def test_a_changed_file_is_reported_and_put_right(output: Path, any_method: str) -> None:
    publish(output, OLD)
    lay(output, {"articles/a.html": b"edited by hand", "index.html": b"OLD HOME"})
    stage, done = publish(output, OLD)
    (problem,) = stage.problems
    assert (problem.code, problem.severity) == ("changed-output", Severity.WARNING)
    assert "articles/a.html, index.html" in problem.message
    assert site_at(output) == OLD
    assert done.written == 2
    assert publish(output, OLD)[0].problems == ()


def test_a_removed_file_comes_back_without_a_word(output: Path, any_method: str) -> None:
    publish(output, OLD)
    (output / "feed.xml").unlink()
    stage, done = publish(output, OLD)
    assert (stage.problems, done.written) == ((), 1)
    assert site_at(output) == OLD


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b'{"version": 2, "files": {}}',
        b'{"version": 1}',
        b'{"version": 1, "files": {"index.html": "hash"}}',
        b'{"version": 1, "files": {"../seeds/a.txt": ["", 0]}}',
        b'{"version": 1, "files": {"/etc/passwd": ["", 0]}}',
    ],
)
def test_a_damaged_listing_is_refused(output: Path, damage: bytes, any_method: str) -> None:
    publish(output, OLD)
    (output / LISTING).write_bytes(damage)
    with refused("damaged-listing", output):
        publish(output, NEW)
    with refused("damaged-listing", output):
        verify(output)


# --- dangerous outputs


def test_a_wrong_output_option_costs_nobody_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, seeds = tmp_path / "around" / "home", tmp_path / "seeds" / "press"
    lay(home, {".profile": b"mine"})
    lay(seeds, {"a.txt": b"an article"})
    lay(tmp_path, {"file": b""})
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(seeds)
    (tmp_path / "link").symlink_to(seeds)
    wrong = [Path("/"), home, home.parent, seeds, seeds / "output", seeds.parent, tmp_path / "file", tmp_path / "link"]
    for output in [*wrong, Path("."), Path("output"), tmp_path / "other" / ".." / "seeds"]:
        before = tree(tmp_path)
        with pytest.raises(OutputError) as caught, staging(output, seeds=seeds):
            pytest.fail(f"{output} was accepted")
        assert [problem.code for problem in caught.value.problems] == ["dangerous-output"], output
        assert str(caught.value).startswith(f"{output}: fatal: ")
        assert tree(tmp_path) == before


def test_seeds_are_recognised_by_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without letter case, or one mounted twice, shows a folder under two names and no link between them."""
    seeds = tmp_path / "seeds"
    lay(seeds, {"a.txt": b""})
    (tmp_path / "SEEDS").symlink_to(seeds)
    monkeypatch.setattr(os.path, "realpath", os.path.abspath)
    with refused("dangerous-output", tmp_path / "SEEDS"), staging(tmp_path / "SEEDS" / "output", seeds=seeds):
        pytest.fail("it was accepted")


def test_the_folder_of_a_project_is_refused(tmp_path: Path) -> None:
    project = tmp_path / "project"
    lay(project, {".git/config": b"", "digest.yml": b"", "templates/base.html": b""})
    with refused("foreign-output", project), staging(project, seeds=tmp_path / "seeds"):
        pytest.fail("it was accepted")


def test_a_command_that_runs_in_the_output_keeps_its_folder(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(output, OLD)
    monkeypatch.chdir(output)
    with staging(Path("."), seeds=Path("../seeds")) as stage:
        done = stage.commit(fill(stage, NEW))
    assert not done.atomic
    assert Path("index.html").read_bytes() == b"new home"


# --- stopped, failed, killed


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_whatever_ends_the_run_before_its_commit_leaves_all_as_it_was(
    output: Path, error: type[BaseException], any_method: str
) -> None:
    publish(output, OLD)
    before = tree(output)

    def run() -> None:
        with staging(output, seeds=output.parent / "seeds") as stage:
            fill(stage, NEW)
            raise error

    with pytest.raises(error):
        run()
    assert tree(output) == before
    assert not stages(output)


def test_a_stage_that_is_not_committed_changes_nothing(output: Path) -> None:
    with staging(output, seeds=output.parent / "seeds") as stage:
        fill(stage, NEW)
    assert not output.exists()
    assert not stages(output)


@pytest.mark.parametrize("files", [["a", "a"], ["a", "never written"]])
def test_a_site_that_is_not_as_announced_is_not_published(output: Path, files: list[str], any_method: str) -> None:
    publish(output, OLD)
    with staging(output, seeds=output.parent / "seeds") as stage:
        written = write(stage.root, "a", b"")
        announced = [written if name == "a" else File(address=name, sha256="0" * 64, size=0) for name in files]
        with pytest.raises(ValueError, match=r"two files|not written"):
            stage.commit(announced)
    assert site_at(output) == OLD


@pytest.mark.parametrize("where", ["copied", "listed"])
def test_a_full_disk_leaves_the_old_site_complete(output: Path, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {".htaccess": b"mine"} if where == "listed" else {}
    publish(output, OLD)
    lay(output, kept)
    before = tree(output)
    with staging(output, seeds=output.parent / "seeds") as stage:
        files = fill(stage, NEW)
        if where == "copied":
            _other_disk(monkeypatch)
            monkeypatch.setattr(shutil, "copyfile", fails(errno.ENOSPC))
        else:
            monkeypatch.setattr(shutil, "copy2", fails(errno.ENOSPC))
        with pytest.raises(OutputError, match=r"No space left on device\. The published site is unchanged"):
            stage.commit(files)
        assert tree(output) == before
    assert not stages(output)
    monkeypatch.undo()
    publish(output, NEW)
    assert site_at(output) == NEW | kept


@pytest.fixture
def second_rename_fails(monkeypatch: pytest.MonkeyPatch, output: Path) -> Callable[[BaseException], None]:
    """Of two renames the first is done, and the second ends in an error."""

    def prepare(error: BaseException) -> None:
        real = os.rename

        def rename(source: Path, target: Path) -> None:
            if Path(source).name.startswith("site-") and Path(target) == output:
                raise error
            real(source, target)

        _no_exchange(monkeypatch)
        monkeypatch.setattr(os, "rename", rename)

    return prepare


@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
def test_a_run_that_ends_between_two_renames_puts_the_old_site_back(
    output: Path, error: BaseException, second_rename_fails: Callable[[BaseException], None]
) -> None:
    publish(output, OLD)
    before = tree(output)
    second_rename_fails(error)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        publish(output, NEW)
    assert tree(output) == before
    assert not stages(output)


def test_where_the_second_of_two_renames_is_forbidden_files_are_replaced_one_by_one(
    output: Path, second_rename_fails: Callable[[BaseException], None]
) -> None:
    """Windows does so while somebody looks into one of the files."""
    publish(output, OLD)
    lay(output, {".htaccess": b"mine"})
    second_rename_fails(PermissionError(errno.EACCES, "Access is denied"))
    assert not publish(output, NEW)[1].atomic
    assert site_at(output) == NEW | {".htaccess": b"mine"}


def test_a_write_that_the_disk_refuses_is_reported_with_its_address(output: Path) -> None:
    with staging(output, seeds=output.parent / "seeds") as stage:
        with pytest.raises(OutputError) as caught:
            write(stage.root, "articles/" + "x" * 300 + ".html", b"")
        assert str(caught.value).startswith("articles/xxx")


def test_a_worker_that_outlives_its_run_makes_no_folder(output: Path) -> None:
    with staging(output, seeds=output.parent / "seeds") as stage:
        root = stage.root
    with pytest.raises(OutputError):
        write(root, "articles/late.html", b"")
    assert list(output.parent.iterdir()) == []


def test_two_builds_at_once_do_not_meet(output: Path) -> None:
    publish(output, OLD)
    with staging(output, seeds=output.parent / "seeds") as first:
        files = fill(first, NEW)
        with pytest.raises(OutputError) as caught:
            publish(output, OLD)
        assert [problem.code for problem in caught.value.problems] == ["output-busy"]
        publish(output.with_name("other"), OLD)
        first.commit(files)
    assert site_at(output) == NEW
    publish(output, OLD)
    assert site_at(output) == OLD


def test_a_stage_removed_by_its_last_holder_just_before_it_is_locked_is_remade(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = lock.lock_file, [1]

    def lock_file(handle: int) -> None:
        if left:
            left.clear()
            shutil.rmtree(output.with_name(f".{output.name}.digest-stage"))
        real(handle)

    monkeypatch.setattr(lock, "lock_file", lock_file)
    with staging(output, seeds=output.parent / "seeds") as stage:
        with pytest.raises(OutputError, match="output-busy"):
            publish(output, OLD)
        stage.commit(fill(stage, NEW))
    assert site_at(output) == NEW


def test_a_disk_without_locks_is_reported_but_no_hindrance(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "lock_file", fails(errno.ENOLCK))
    stage, _ = publish(output, NEW)
    assert [(problem.code, problem.severity) for problem in stage.problems] == [("output-unguarded", Severity.NOTICE)]
    assert site_at(output) == NEW
    assert not stages(output)


STAGES_AND_SLEEPS = """
import sys, time
from pathlib import Path
from digest.publish.staging import staging, write
output = Path(sys.argv[1])
with staging(output, seeds=output.parent / "seeds") as stage:
    write(stage.root, "articles/half.html", b"half")
    print("staged", flush=True)
    time.sleep(60)
"""


def test_a_killed_build_leaves_the_old_site_complete_and_the_next_one_works(output: Path) -> None:
    publish(output, OLD)
    before = tree(output)
    command = [sys.executable, "-c", STAGES_AND_SLEEPS, str(output)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == b"staged"
        with pytest.raises(OutputError, match="output-busy"):
            publish(output, NEW)
        process.kill()
    assert tree(output) == before
    assert stages(output), "the kill was to leave something"
    with staging(output, seeds=output.parent / "seeds") as stage:
        assert stage.problems == ()
        assert tree(stage.root.parent) == {"lock": b""}
        stage.commit(fill(stage, NEW))
    assert site_at(output) == NEW
    assert not stages(output)


def test_where_the_folder_around_it_is_read_only_files_are_replaced_one_by_one(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As around a mounted volume; the stage is in the output then."""
    real = lock.acquire

    def acquire(folder: Path) -> lock.Lock | None:
        if folder == lock.stage_of(output):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(folder)

    monkeypatch.setattr(lock, "acquire", acquire)
    with pytest.raises(OutputError, match="Permission denied"):
        publish(output, OLD)
    output.mkdir()
    for site in (OLD, NEW):
        _, done = publish(output, site)
        assert [problem.code for problem in done.problems] == ["not-atomic"]
        assert site_at(output) == site
        assert verify(output).ok
        assert not stages(output)
        assert not lock.is_staged(output)
    with staging(output, seeds=None), refused_by_another_build(output):
        publish(output, OLD)


@contextmanager
def refused_by_another_build(output: Path) -> Iterator[None]:
    with pytest.raises(OutputError) as caught:
        yield
    assert [problem.code for problem in caught.value.problems] == ["output-busy"]


@pytest.mark.parametrize("remade", [False, True])
def test_a_build_killed_between_two_renames_is_repaired(output: Path, remade: bool) -> None:
    """Also where an empty folder has been made in its place since, as some servers do."""
    publish(output, OLD)
    lay(output, {".htaccess": b"mine"})
    before = tree(output)
    aside = output.with_name(f".{output.name}.digest-stage") / "old"
    aside.parent.mkdir(exist_ok=True)
    output.rename(aside)
    if remade:
        output.mkdir()
    with staging(output, seeds=output.parent / "seeds") as stage:
        assert [problem.code for problem in stage.problems] == ["output-repaired"]
        assert tree(output) == before
        stage.commit(fill(stage, NEW))
    assert site_at(output) == NEW | {".htaccess": b"mine"}
    assert not stages(output)


# Publishes the new site over the old one in a child that is killed before its nth change of the disk; for each n.
KILLED_AT_EACH_STEP = """
import os, shutil, signal, sys
from pathlib import Path
import pytest
from digest.publish import exchange
from tests.test_publish import NEW, OLD, fill, lay, publish, site_at, stages, staging, tree, verify, method

folder, name = Path(sys.argv[1]), sys.argv[2]
kept = {".htaccess": b"mine"}
old, new = OLD | {"b/c": b"", "d": b""}, NEW | {"b": b"", "d/e": b""}

def killed_at(step, output):
    left = [step]
    def deadly(real):
        def call(*given, **named):
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*given, **named)
        return call
    with staging(output, seeds=folder / "seeds") as stage:
        files = fill(stage, new)
        for where, what in [(os, "rename"), (os, "replace"), (os, "unlink"), (os, "rmdir"), (os, "mkdir"),
                            (exchange, "exchange"), (shutil, "copyfile"), (Path, "write_bytes")]:
            setattr(where, what, deadly(getattr(where, what)))
        stage.commit(files)
    os._exit(0)

with method(name):
    for step in range(200):
        output = folder / str(step) / "output"
        publish(output, old)
        lay(output, kept)
        before = tree(output)
        child = os.fork()
        if not child:
            killed_at(step, output)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended in (0, -signal.SIGKILL), ended
        if not ended:
            break
        with staging(output, seeds=folder / "seeds") as stage:
            codes = [problem.code for problem in stage.problems]
            assert codes in ([], ["output-repaired"]), codes
        if name in ("one step", "two renames") and output.exists():
            assert tree(output) == before or site_at(output) == new | kept, step
        publish(output, new)
        assert site_at(output) == new | kept, step
        assert verify(output).ok
        assert not stages(output), step
print(step)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each kill ends a fork, and this system has none")
def test_a_build_killed_at_any_step_loses_nothing_and_the_next_one_completes_it(
    tmp_path: Path, any_method: str
) -> None:
    command = [sys.executable, "-c", KILLED_AT_EACH_STEP, str(tmp_path), any_method]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert 10 < int(done.stdout) < 199


# --- addresses


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "C:/x",
        "c:x",
        "a\0b",
        LISTING,
        ".digest-part/x",
    ],
)
def test_an_address_that_leads_out_of_the_site_is_a_bug(output: Path, address: str) -> None:
    with staging(output, seeds=output.parent / "seeds") as stage:
        before = tree(output.parent)
        with pytest.raises(ValueError, match="address"):
            write(stage.root, address, b"")
        with pytest.raises(ValueError, match="address"):
            stage.commit([File(address=address, sha256="", size=0)])
        assert tree(output.parent) == before


def test_write_returns_hash_and_size(tmp_path: Path) -> None:
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert write(tmp_path, "a/b/c", b"abc") == File(address="a/b/c", sha256=digest, size=3)
    assert (tmp_path / "a/b/c").read_bytes() == b"abc"


# --- verify


def test_verify_finds_what_was_changed_lost_and_added(output: Path) -> None:
    publish(output, OLD)
    assert verify(output).ok
    lay(output, {"articles/b.html": b"c", "added.html": b"", "articles/added.html": b"", ".htaccess": b""})
    (output / "feed.xml").unlink()
    found = verify(output)
    assert not found.ok
    assert found.changed == ("articles/b.html",)
    assert found.missing == ("feed.xml",)
    assert found.foreign == ("added.html", "articles/added.html")
    assert (found.total, found.output) == (4, output)


@pytest.mark.parametrize("exists", [True, False])
def test_verify_needs_a_site_of_ours(output: Path, exists: bool) -> None:
    if exists:
        lay(output, {"index.html": b""})
    with refused("no-listing", output):
        verify(output)


# --- any two sites


def _is_site(files: Mapping[str, bytes]) -> bool:
    """No file stands where another one's folder does."""
    return not any(str(above) in files for address in files for above in PurePosixPath(address).parents)


# a disk that tells A from a, and takes any bytes for a name, is taken at its word
names = ["a", "b", "index.html", "é.xml", ".c"] + (["A", "x\udcff"] if sys.platform == "linux" else [])
parts = st.sampled_from(names)
sites = st.dictionaries(st.lists(parts, min_size=1, max_size=3).map("/".join), st.binary(max_size=2), max_size=8)
owned = st.dictionaries(st.sampled_from([".htaccess", ".git/config", ".git/refs/x"]), st.binary(max_size=2))


@given(old=sites.filter(_is_site), new=sites.filter(_is_site), kept=owned, name=st.sampled_from(sorted(METHODS)))
@settings(max_examples=100, deadline=None)
def test_after_a_commit_the_output_is_the_new_site_and_its_owners_dot_files(
    old: Site, new: Site, kept: Site, name: str
) -> None:
    with tempfile.TemporaryDirectory() as folder, method(name):
        output = Path(folder) / "output"
        publish(output, old)
        lay(output, kept)
        _, done = publish(output, new)
        assert site_at(output) == {**new, **kept}
        assert done.written == sum(old.get(address) != data for address, data in new.items())
        assert done.removed == len(old.keys() - new.keys())
        assert verify(output).ok
        assert os.listdir(folder) == ["output"]
        assert not stages(output)


# --- files that are kept


def _inodes(folder: Path) -> dict[str, int]:
    return {address: (folder / address).stat().st_ino for address in site_at(folder)}


def _publish_keeping(output: Path, site: Site, kept: set[str]) -> Published:
    with staging(output, seeds=output.parent / "seeds") as stage:
        files = [write(stage.root, address, data) for address, data in site.items() if address not in kept]
        files += [
            File(address=address, sha256=sha256(site[address]).hexdigest(), size=len(site[address])) for address in kept
        ]
        assert all(stage.has(address, (sha256(site[address]).hexdigest(), len(site[address]))) for address in kept)
        return stage.commit(files, frozenset(kept))


_SITES = st.dictionaries(
    st.sampled_from(["index.html", "a/b.html", "a/c.html", "d.xml", "e/f/g.js"]), st.binary(max_size=3), max_size=5
)


@settings(max_examples=60)
@given(st.lists(_SITES, min_size=2, max_size=5), st.booleans())
def test_kept_files_are_not_written_again_and_nothing_else_is_left(sites: list[Site], leftover: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        publish(output, sites[0])
        for old, new in pairwise(sites):
            kept = {address for address, data in new.items() if old.get(address) == data}
            before = _inodes(output)
            if leftover:  # of a killed build, or of a former version of this program
                stage = output.with_name(f".{output.name}.digest-stage")
                lay(stage, {"idle/secret/text.html": b"withdrawn", "site-1/index.html": b"half"})
            _publish_keeping(output, new, kept)
            assert site_at(output) == new
            assert verify(output).ok
            after = _inodes(output)
            assert {address: inode for address, inode in before.items() if address in kept}.items() <= after.items()
            assert all((output / address).stat().st_nlink == 1 for address in new)
            assert {path.name for path in output.iterdir()} == {address.split("/")[0] for address in new} | {LISTING}
            assert not stages(output)


def test_where_there_are_no_links_what_is_kept_is_copied(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", fails(errno.EPERM))
    publish(output, OLD)
    _publish_keeping(output, NEW, {"articles/a.html"})
    assert site_at(output) == NEW
    assert not stages(output)


def test_one_by_one_kept_files_stay(output: Path) -> None:
    publish(output, OLD)
    lay(output, {".git/HEAD": b"theirs"})
    _publish_keeping(output, NEW, {"articles/a.html"})
    assert site_at(output) == NEW | {".git/HEAD": b"theirs"}
    assert not stages(output)
