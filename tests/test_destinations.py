"""``digest publish`` to a folder and to a branch of a git repository; tests/cluster has stores and hosts."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import main
from digest.publish.hosts import LocalFolder, is_rsync
from digest.publish.listing import LISTING
from digest.publish.upload import headers
from tests.cluster.places import dead_links, kill_publishing
from tests.faults.amounts import FULL
from tests.folders import lay, tree

KILLS = 50 if FULL else 5
TEXT = "The ferry to Port Hope sails again, as the harbour master told us on Monday, after a winter without it."
SEEDS = {
    f"{name}.txt": f"{name.title()} sails again\n\n{TEXT}\n".encode() for name in ("ferry", "boat", "ship", "raft")
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with seeds, in a git repository whose remote ``origin`` is the empty repository ``remote.git`` beside it."""
    folder = tmp_path / "site"
    lay(folder / "seeds", SEEDS)
    git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    git("init", "--quiet", str(folder))
    git("-C", str(folder), "remote", "add", "origin", str(tmp_path / "remote.git"))
    monkeypatch.chdir(folder)
    return folder


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


def publish(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["publish", "--jobs", "1", *arguments])


def served(site: Path, destination: str) -> dict[str, bytes]:
    """What readers get from ``destination``, without the listing and names that begin with a dot."""
    if destination == "www":
        found = tree(site / "www")
    else:
        remote = str(site.parent / "remote.git")
        listed = git("-C", remote, "ls-tree", "-r", "-z", "--name-only", "pages").split("\0")[:-1]
        found = {
            name: subprocess.run(
                ["git", "-C", remote, "cat-file", "blob", f"pages:{name}"], check=True, capture_output=True
            ).stdout
            for name in listed
        }
    return {name: data for name, data in found.items() if not name.startswith(".")}


@pytest.mark.parametrize("destination", ["www", "git:pages"])
def test_first_unchanged_one_edit_and_a_removal(site: Path, destination: str) -> None:
    first = publish(destination)
    assert first.exit_code == 0, first.output
    wanted = {name: data for name, data in tree(site / "output").items() if name != LISTING}
    assert served(site, destination) == wanted
    assert dead_links(wanted) == []
    assert dead_links({name: data for name, data in wanted.items() if name != "articles/raft.html"}) != []
    assert f"{destination}: {len(wanted)} of {len(wanted)} files sent" in first.output
    assert f": 0 of {len(wanted)} files sent" in publish(destination).output
    lay(site / "seeds", {"boat.txt": SEEDS["boat.txt"].replace(b"Monday", b"Friday")})
    dry = publish(destination, "--dry-run").output
    edited = publish(destination).output
    count = int(edited.rpartition("www: " if destination == "www" else "pages: ")[2].split()[0])
    assert 0 < count < len(wanted) / 2
    assert f": {count} of {len(wanted)} files would be sent" in dry
    (site / "seeds/raft.txt").unlink()
    assert " removed, " in publish(destination).output
    assert served(site, destination) == {name: data for name, data in tree(site / "output").items() if name != LISTING}
    assert "articles/raft.html" not in served(site, destination)


def test_what_is_of_others_stays_or_is_refused(site: Path) -> None:
    lay(site / "www", {".htaccess": b"Deny from none\n"})
    assert publish("www").exit_code == 0
    assert (site / "www/.htaccess").read_bytes() == b"Deny from none\n"
    lay(site / "other", {"thesis.doc": b"x"})
    result = publish("other")
    assert result.exit_code == 1
    assert "files that digest did not make: thesis.doc" in result.output
    assert tree(site / "other") == {"thesis.doc": b"x"}
    assert "cannot be in the seeds" in publish("seeds/www").output
    work = site.parent / "work"
    git("init", "--quiet", "--initial-branch=main", str(work))
    lay(work, {"thesis.doc": b"x"})
    git("-C", str(work), "add", "thesis.doc")
    git("-C", str(work), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "Write")
    assert "files that digest did not make: thesis.doc" in publish(f"git:main@{work}").output


def test_a_link_in_a_folder_is_not_followed(site: Path) -> None:
    (site / "elsewhere").mkdir()
    (site / "www").mkdir()
    (site / "www/articles").symlink_to(site / "elsewhere")
    result = publish("www")
    assert (result.exit_code, "articles" in result.output) == (1, True)
    assert not any((site / "elsewhere").iterdir())


def test_a_branch_keeps_its_domain_and_its_history(site: Path) -> None:
    assert publish("git:pages").exit_code == 0
    remote, work = str(site.parent / "remote.git"), str(site.parent / "work")
    git("clone", "--quiet", "--branch", "pages", remote, work)
    lay(Path(work), {"CNAME": b"press.example\n", ".well-known/x": b"y"})
    git("-C", work, "add", "--all")
    git("-C", work, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "Set the domain")
    git("-C", work, "push", "--quiet")
    lay(site / "seeds", {"boat.txt": SEEDS["boat.txt"].replace(b"Monday", b"Friday")})
    assert publish("git:pages").exit_code == 0
    names = git("-C", remote, "ls-tree", "-r", "--name-only", "pages").split()
    assert {"CNAME", ".well-known/x", ".nojekyll", LISTING} <= set(names)
    assert git("-C", remote, "log", "--format=%s", "pages").split("\n")[:3] == [
        "Publish the site", "Set the domain", "Publish the site",
    ]  # fmt: skip
    assert git("-C", str(site), "status", "--short").split() == ["??", "output/", "??", "seeds/"]


def test_locks_of_a_git_that_was_killed_are_removed(site: Path) -> None:
    assert publish("git:pages").exit_code == 0
    (repository,) = (site / ".digest-cache").glob("branch-*")
    lay(repository, dict.fromkeys(("shallow.lock", "publish.index.lock", "refs/published.lock"), b""))
    lay(site / "seeds", {"boat.txt": SEEDS["boat.txt"].replace(b"Monday", b"Friday")})
    again = publish("git:pages")
    assert again.exit_code == 0, again.output
    assert b"Friday" in served(site, "git:pages")["articles/boat.html"]


@pytest.mark.parametrize(
    ("destination", "message"),
    [
        ((), "it is not known where to publish. Name it: “digest publish DEST”"),
        (("git:pages@nowhere",), "no repository with a remote “nowhere”"),
        (("git:pages@/no/such.git",), "no repository with a remote “/no/such.git”"),
        (("sftp://user:secret@host/x",), "without a password"),
        (("/",), "cannot be the root of a disk"),
        (("output",), "in or around the folder that it is built in"),
        (("output/www",), "in or around the folder that it is built in"),
    ],
)
def test_errors_name_the_cause_and_send_nothing(site: Path, destination: tuple[str, ...], message: str) -> None:
    result = publish(*destination)
    assert result.exit_code == 1
    assert message in result.output
    assert "nothing was sent; the published site is unchanged" in result.output
    assert not (site / "output").exists()


def test_the_destination_can_be_declared(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "digest.yml").write_text("publish: www\n")
    monkeypatch.chdir(site.parent)
    result = publish("--config", "site/digest.yml")
    assert result.exit_code == 0, result.output
    assert (site / "www/index.html").is_file()


def test_a_site_that_was_changed_by_hand_is_built_again_before_it_is_sent(site: Path) -> None:
    assert publish("www").exit_code == 0
    page = site / "output/index.html"
    page.chmod(0o644)
    page.write_text("defaced")
    assert publish("www").exit_code == 0
    assert b"defaced" not in served(site, "www")["index.html"]


def test_an_article_that_is_private_by_now_is_not_sent(site: Path) -> None:
    assert publish("www").exit_code == 0
    lay(site / "seeds", {"raft.txt": b"---\nrights: private\n---\n\n" + SEEDS["raft.txt"]})
    assert publish("www").exit_code == 0
    assert not any(b"Raft sails" in data for data in served(site, "www").values())


def test_a_folder_lists_its_files_and_loses_empty_folders(tmp_path: Path) -> None:
    lay(tmp_path / "www", {"a.txt": b"a"})
    store = LocalFolder(tmp_path / "www")
    lay(tmp_path / "site", {"in/b.txt": b"b", "of/b.txt": b"b", "of/desktop.ini": b"a file of the site"})
    store.put(tmp_path / "site", ["in/b.txt", "of/b.txt", "of/desktop.ini"], headers, lambda: None)
    assert list(store.list_objects()) == ["a.txt", "in/b.txt", "of/b.txt", "of/desktop.ini"]
    store.remove(["in/b.txt", "of/b.txt", "gone.txt"])
    assert list(store.list_objects()) == ["a.txt", "of/desktop.ini"]
    assert not (tmp_path / "www/in").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user@host:path", True), ("host:/srv/www", True), ("host.example:www", True),
        ("C:\\site", False), ("c:/site", False), ("/srv/www", False), ("./a:b", False), ("www", False), ("s3://a/b", False), ("--rsh=a:b", False),
    ],
)  # fmt: skip
def test_places_of_rsync(text: str, expected: bool) -> None:
    assert is_rsync(text) == expected


@pytest.mark.parametrize("destination", ["www", "git:pages"])
def test_after_a_kill_no_link_is_dead_and_the_next_run_finishes(
    site: Path, destination: str, record_property: Callable[[str, object], None]
) -> None:
    killed = kill_publishing(site, destination, lambda: served(site, destination), KILLS)
    record_property("tried", f"publish to {destination}: {KILLS} runs, {killed} killed, 0 dead links")


@pytest.mark.parametrize("destination", ["www", "git:pages"])
def test_what_is_withheld_is_not_sent_and_what_is_withdrawn_is_removed(site: Path, destination: str) -> None:
    secret = {"quay.txt": "rights: private", "_mole.txt": "title: Mole", "pier.txt": "draft: yes"}
    lay(site / "seeds", {name: f"---\n{line}\n---\n\nXylophage: {TEXT}\n".encode() for name, line in secret.items()})
    assert publish(destination).exit_code == 0

    def everything() -> bytes:
        """All bytes and names at the destination; of a branch, of its last commit."""
        if destination == "www":
            found = {path.name: path.read_bytes() for path in (site / "www").rglob("*") if path.is_file()}
        else:
            folder = site.parent / "checkout"
            shutil.rmtree(folder, ignore_errors=True)
            git("clone", "--quiet", "--branch", "pages", str(site.parent / "remote.git"), str(folder))
            files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
            found = {path.name: path.read_bytes() for path in files}
        return b"\n".join(name.encode() + data for name, data in found.items())

    assert b"xylophage" not in everything().lower()
    assert b"Raft sails" in everything()
    lay(site / "seeds", {"raft.txt": b"---\nrights: private\n---\n" + SEEDS["raft.txt"]})
    assert publish(destination).exit_code == 0
    assert re.search(rb"\braft", everything().lower()) is None


def test_a_name_that_no_address_can_have_is_an_error_of_its_file(site: Path) -> None:
    lay(site / "static", {"a\\b.txt": b"x"})
    result = publish("www")
    assert result.exit_code == 1
    assert "“static/a\\b.txt” is left out: a “\\” cannot be in an address; rename it. " in result.output
    assert publish("www", "--with-errors").exit_code == 1
    assert (site / "www/index.html").is_file()
