"""``digest publish`` to a real SSH server on this machine, by SFTP and by rsync."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import main
from digest.publish.hosts import RsyncHost, SftpHost
from digest.publish.listing import LISTING
from digest.publish.upload import headers
from tests.cluster.places import answers, end, free_port, kill_publishing, seeds, until
from tests.faults.amounts import FULL
from tests.folders import lay, tree

KILLS = 50 if FULL else 6


@dataclass
class Host:
    """An SSH server; ``folder`` has its keys and its log."""

    folder: Path
    port: int
    server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        for name in ("host", "user", "stranger"):
            if not (self.folder / name).exists():
                subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)
        allowed = self.folder / "allowed"
        shutil.copy(self.folder / "user.pub", allowed)
        Path("/run/sshd").mkdir(exist_ok=True)
        lines = (
            f"Port {self.port}", "ListenAddress 127.0.0.1", f"HostKey {self.folder}/host", f"AuthorizedKeysFile {allowed}",
            "StrictModes no", "UsePAM no", "PasswordAuthentication no", "Subsystem sftp internal-sftp", "PidFile none",
            "MaxStartups 100",
        )  # fmt: skip
        (self.folder / "server").write_text("\n".join(lines) + "\n")
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", self.folder / "server"], stderr=log)
        until(lambda: answers(self.port), "no SSH server")
        self.trust("host")

    def trust(self, key: str) -> None:
        """Makes ``key`` the one that the client knows the host by."""
        public = (self.folder / f"{key}.pub").read_text()
        (self.folder / "known").write_text(f"[127.0.0.1]:{self.port} {public}")

    def use(self, key: str) -> None:
        """Makes the client show ``key``."""
        (self.folder / "config").write_text(
            f"Host press\n HostName 127.0.0.1\n Port {self.port}\n User {getpass.getuser()}\n IdentityFile {self.folder}/{key}\n"
            f" IdentitiesOnly yes\n UserKnownHostsFile {self.folder}/known\n GlobalKnownHostsFile none\n"
            " StrictHostKeyChecking yes\n BatchMode yes\n"
        )


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    found = Host(tmp_path_factory.mktemp("host"), free_port())
    found.start()
    try:
        yield found
    finally:
        if found.server:
            end(found.server)


@pytest.fixture
def host(started: Host, monkeypatch: pytest.MonkeyPatch) -> Host:
    """The server, as sftp and rsync reach it by the name ``press``: OpenSSH reads the settings of the user's home only."""
    started.use("user")
    started.trust("host")
    programs = started.folder / "programs"
    programs.mkdir(exist_ok=True)
    wrapped = programs / "sftp"
    wrapped.write_text(
        f'#!/bin/sh\nexec {shutil.which("sftp", path="/usr/bin:/bin")} -F {started.folder}/config "$@"\n'
    )
    wrapped.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("RSYNC_RSH", f"ssh -F {started.folder}/config")
    return started


FORMS = ["press:{}", "sftp://press{}"]


def publish(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["publish", "--jobs", "1", *arguments])


def site_files(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in tree(folder).items() if name != LISTING}


@pytest.mark.parametrize("form", FORMS)
def test_first_unchanged_one_edit_and_a_removal(site: Path, host: Host, tmp_path: Path, form: str) -> None:
    files = {name: data for name, data in seeds(20).items() if name.endswith(".txt")}
    lay(site / "seeds", files)
    lay(site / "static", {'a[1]*? "x".txt': b"odd", "in/deep/b c.txt": b"far"})
    place = tmp_path / "www/a b/site"
    destination = form.format(place)
    first = publish(destination)
    assert first.exit_code == 0, first.output
    wanted = site_files(site / "output")
    assert f"{len(wanted)} of {len(wanted)} files sent" in first.output
    assert site_files(place) == wanted
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    assert f"0 of {len(wanted)} files sent" in publish(destination).output
    assert before == {path: path.stat().st_mtime_ns for path in place.rglob("*") if path.is_file()}
    name = next(iter(files))
    lay(site / "seeds", {name: files[name].replace(b"The ", b"That ", 1)})
    (site / "static/in/deep/b c.txt").unlink()
    edited = publish(destination)
    assert edited.exit_code == 0, edited.output
    assert " removed, " in edited.output
    assert site_files(place) == site_files(site / "output")
    assert not (place / "in").exists()
    changed = [path for path, when in before.items() if path.exists() and path.stat().st_mtime_ns != when]
    assert 0 < len(changed) < len(wanted) / 2


@pytest.mark.parametrize("form", FORMS)
def test_a_wrong_key_or_another_host_changes_nothing(site: Path, host: Host, tmp_path: Path, form: str) -> None:
    lay(site / "seeds", seeds(3))
    host.use("stranger")
    result = publish(form.format(tmp_path / "www"))
    assert result.exit_code == 1
    assert "Permission denied" in result.output
    assert "nothing was sent; the published site is unchanged" in result.output
    host.use("user")
    host.trust("stranger")
    result = publish(form.format(tmp_path / "www"))
    assert result.exit_code == 1
    assert "Host key verification failed" in result.output
    assert "nothing was sent" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize("form", FORMS)
def test_files_of_others_are_refused(site: Path, host: Host, tmp_path: Path, form: str) -> None:
    lay(site / "seeds", seeds(3))
    lay(tmp_path / "www", {"thesis.doc": b"x", ".htaccess": b"y"})
    result = publish(form.format(tmp_path / "www"))
    assert result.exit_code == 1
    assert "files that digest did not make: thesis.doc" in result.output
    (tmp_path / "www/thesis.doc").unlink()
    assert publish(form.format(tmp_path / "www")).exit_code == 0
    assert (tmp_path / "www/.htaccess").read_bytes() == b"y"


@pytest.mark.parametrize("kind", [RsyncHost, SftpHost])
def test_a_host_lists_reads_and_removes(host: Host, tmp_path: Path, kind: type) -> None:
    place = tmp_path / "x"
    store = kind(FORMS[kind is SftpHost].format(place))
    assert store.list_objects() == {}
    with pytest.raises(FileNotFoundError):
        store.read("no.txt")
    lay(tmp_path / "site", {"in/a b.txt": b"abc", "top.txt": b""})
    store.put(tmp_path / "site", ["in/a b.txt", "top.txt"], headers, lambda: None)
    assert {name: found.size for name, found in store.list_objects().items()} == {"in/a b.txt": 3, "top.txt": 0}
    assert store.read("in/a b.txt") == b"abc"
    store.remove(["in/a b.txt", "gone/gone.txt"])
    assert list(store.list_objects()) == ["top.txt"]
    assert not (place / "in").exists()


@pytest.mark.parametrize("form", FORMS)
def test_after_a_kill_no_link_is_dead_and_the_next_run_finishes(
    site: Path, host: Host, tmp_path: Path, form: str, record_property: Callable[[str, object], None]
) -> None:
    place = tmp_path / "www"
    killed = kill_publishing(site, form.format(place), lambda: site_files(place), KILLS)
    assert killed
    record_property("tried", f"publish to {form.format('')}: {KILLS} runs, {killed} killed, 0 dead links")
