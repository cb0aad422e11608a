"""Builds on a cluster give the same site as on one machine, even if a worker dies."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from digest.build.dask import cluster as cluster_at
from digest.build.job import Progress, job_beside
from digest.build.pipeline import build
from digest.cli import main
from digest.errors import Fatal
from tests.cluster.places import TIMEOUT, Cluster, on_disk, seeds, until
from tests.faults.amounts import FULL
from tests.folders import lay

MANY = 2_000 if FULL else 300


def digest(*arguments: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def built(*arguments: str) -> Result:
    result = digest("build", *arguments)
    assert result.exit_code == 0, result.output
    return result


def test_a_cluster_makes_the_bytes_of_one_machine_and_only_what_has_changed(
    site: Path, cluster: Cluster, record_property: Callable[[str, object], None]
) -> None:
    files = seeds(MANY)
    lay(site / "seeds", files)
    options = ("--output", "other", "--scheduler", cluster.address)
    assert f"{MANY} articles, " in built(*options).output
    assert "0 new or changed" in built(*options).output
    name = next(name for name in files if name.endswith(".txt"))
    lay(site / "seeds", {name: files[name].replace(b"The ", b"That ", 1)})
    edited = built(*options, "--timings").output
    assert f"1 of {MANY} articles read" in edited
    built("--quiet")
    assert on_disk(site / "other") == on_disk(site / "output")
    assert not list((site / ".digest-cache").glob("*/shared"))
    record_property("tried", f"cluster: {MANY} articles, {len(on_disk(site / 'other'))} files, 0 differ")


class Killing(Progress):
    """Kills one worker, in the middle of a stage."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name, self.left, self.has_killed = cluster, name, -1, False

    def stage(self, name: str, items: int) -> None:
        self.left = min(20, items // 2) if name == self.name and not self.has_killed else -1

    def done(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.cluster.kill(self.cluster.workers[0])
            self.has_killed = True


@pytest.mark.parametrize("stage", ["Reading", "Writing"])
def test_a_worker_that_is_killed_changes_nothing(site: Path, cluster: Cluster, stage: str) -> None:
    lay(site / "seeds", seeds(120))
    built("--quiet")
    job = replace(job_beside(site / "digest.yml"), output=site / "other", scheduler=cluster.address)
    build(job, Killing(cluster, stage))
    assert len(cluster.workers) == 1
    assert on_disk(site / "other") == on_disk(site / "output")


def test_a_cluster_of_this_machine(site: Path) -> None:
    files = seeds(60)
    lay(site / "seeds", files)
    built("--quiet")
    built("--output", "other", "--scheduler", "local", "--jobs", "2")
    assert on_disk(site / "other") == on_disk(site / "output")


def test_ctrl_c_ends_a_cluster_of_this_machine_with_a_sentence(site: Path) -> None:
    lay(site / "seeds", seeds(400))
    command = [sys.executable, "-m", "digest", "build", "--scheduler", "local", "--jobs", "2"]
    process = subprocess.Popen(command, cwd=site, stderr=subprocess.PIPE, start_new_session=True)
    until(lambda: any((site / ".output.digest-stage").glob("site-*/articles/*")), "nothing written")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: it reaches the workers, too
    _, stderr = process.communicate(timeout=TIMEOUT)
    assert process.returncode == -signal.SIGINT
    (line,) = stderr.decode().splitlines()
    assert line.startswith("digest: interrupted; ")
    assert not (site / "output").exists()


def test_a_worker_with_another_program_is_refused(site: Path, cluster: Cluster, tmp_path: Path) -> None:
    program = Path(main.callback.__code__.co_filename).parents[2] if main.callback else Path()
    other = tmp_path / "other"
    shutil.copytree(program / "digest", other / "digest", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(program / "templates", other / "templates")
    with (other / "digest" / "model.py").open("a") as source:
        source.write("# changed\n")
    lay(site / "seeds", seeds(3))
    worker = cluster.hire(PYTHONPATH=str(other))
    try:
        result = digest("build", "--scheduler", cluster.address)
    finally:
        cluster.kill(worker)
    assert result.exit_code == 1
    assert re.search(
        r"the worker tcp://127\.0\.0\.1:\d+ has digest [0-9a-f]{12} instead of [0-9a-f]{12}\.", result.output, re.I
    )
    assert "[other-program]" in result.output
    assert not (site / "output").exists()


def test_a_worker_that_does_not_reach_a_folder_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    with (
        pytest.raises(Fatal, match=r"worker tcp://\S+ does not reach /no/such/folder\..*out-of-reach"),
        cluster_at(cluster.address, 1, tmp_path / "shared", [Path("/no/such/folder")]),
    ):
        pytest.fail("it was accepted")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:9"])
def test_without_a_cluster_a_sentence_says_so(site: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.build.dask._WAIT", 1.0)
    lay(site / "seeds", seeds(1))
    result = digest("build", "--scheduler", address)
    assert result.exit_code == 1
    assert f"there is no cluster at {address}" in result.output.replace("There", "there")
    assert "Traceback" not in result.output
