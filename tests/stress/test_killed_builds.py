"""Builds that are killed at random moments: the site is the old one or the new one, and the next build leaves no trace of it.

The expected state is taken from clean builds elsewhere: the bytes of the site, the names of all files beside it and in the cache;
the temporary folder is empty.

Rejected: a machine that loses power (docs/reliability.md), and kills of what the system does for us in one step.
"""

from __future__ import annotations

import os
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

from tests.faults.amounts import TIMEOUT, amount
from tests.faults.build_states import STATES, Clean, Site, anonymous
from tests.faults.building import command, digest, environment
from tests.faults.fork_server import ForkServer, Run, group_of

Record = Callable[[str, object], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to a process")

SHAPES = ("unchanged", "unchanged", "cold cache", "no output", "one by one")


def _seconds_of(site: Site, state: int, *arguments: str) -> float:
    """About how long a build to a state takes: where kills are aimed, no measure of anything."""
    site.write(state)
    began = time.monotonic()
    assert site.build(*arguments).code == 0
    return time.monotonic() - began


def _remove(site: Site, shape: str) -> None:
    """Removes what the shape of a round lacks."""
    if shape == "cold cache":
        shutil.rmtree(site.folder / ".digest-cache")
    elif shape == "no output":
        shutil.rmtree(site.output)


def _kill_delay(chance: random.Random, usual: float) -> float:
    """Somewhere in a build, in every second round where it writes and publishes."""
    return usual * (chance.uniform(0.4, 0.8) if chance.random() < 0.5 else chance.uniform(0.0, 1.0))


def _check_clean_state(site: Site, cleaned: Clean, state: int, what: str) -> None:
    """The next run ends well, and all is as if nothing had happened."""
    done = site.build()
    assert done.code == 0, f"{what}: {done.err}"
    assert site.tree() == cleaned.trees[state], f"{what}: the next run gives another site"
    assert anonymous(site.names()) == cleaned.names, what
    assert list(site.temporary.iterdir()) == [], f"{what}: in the temporary folder"


def test_a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one(
    tmp_path: Path, server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    chance = random.Random(1)
    plain, dotted = Site(tmp_path / "plain", server), Site(tmp_path / "dotted", server, dotted=True)
    usual = {site: max(_seconds_of(site, 0), _seconds_of(site, 1)) for site in (plain, dotted)}
    state = dict.fromkeys((plain, dotted), 1)
    counts: Counter[str] = Counter()
    count = amount(200)
    for number in range(count):
        shape = SHAPES[number % len(SHAPES)]
        site = dotted if shape == "one by one" else plain
        workers = number % 12 == 11
        old, new = state[site], (state[site] + 1) % STATES
        site.write(new)
        _remove(site, shape)
        arguments = ("--jobs", "2") if workers else ("--jobs", "1")
        run = server.start(site.folder, "build", *arguments, **site.environment)
        time.sleep(_kill_delay(chance, usual[site] * (4 if workers else 1)))
        run.kill(signal.SIGKILL, group=chance.random() < 0.5)
        ended = run.end()
        what = f"kill {number} ({shape}{', workers' if workers else ''})"
        assert ended.code in (0, -signal.SIGKILL), f"{what}: {ended}"
        _check_no_process_left(run, what)
        found = site.tree()
        before = None if shape == "no output" else cleaned.trees[old]
        if found == cleaned.trees[new]:
            counts["new"] += 1
        elif found == before:
            counts["old"] += 1
        else:
            assert shape == "one by one", f"{what}: the output is neither the old site nor the new one"
            counts["in between, one by one"] += 1
        _check_clean_state(site, cleaned, new, what)
        state[site] = new
    summary = ", ".join(f"{counts[kind]} {kind}" for kind in ("old", "new", "in between, one by one"))
    record_property("tried", f"kills of a build: {count} at random moments ({summary}), 0 mixed sites, 0 leftovers")


def _check_no_process_left(run: Run, what: str) -> None:
    """Workers end with the process that started them."""
    patience = time.monotonic() + TIMEOUT
    while left := group_of(run.pid):
        assert time.monotonic() < patience, f"{what}: processes {left} live on"
        time.sleep(0.01)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_build_that_is_asked_to_end_prints_one_sentence_and_leaves_a_complete_site(
    tmp_path: Path, server: ForkServer, cleaned: Clean, record_property: Record, name: str
) -> None:
    number_of = signal.Signals[name]
    chance = random.Random(f"{name}")
    site = Site(tmp_path / "site", server)
    usual = max(_seconds_of(site, 0), _seconds_of(site, 1))
    state, counts = 1, Counter[str]()
    count = amount(20)
    for number in range(count):
        new = (state + 1) % STATES
        site.write(new)
        workers = number % 5 == 4
        arguments = ("--jobs", "2") if workers else ("--jobs", "1")
        run = server.start(site.folder, "build", *arguments, **site.environment)
        time.sleep(_kill_delay(chance, usual * (4 if workers else 1)))
        run.kill(number_of, group=number % 2 == 0)
        ended = run.end()
        what = f"{name} {number}{' with workers' if workers else ''}: {ended}"
        _check_no_process_left(run, what)
        assert ended.code in (0, -number_of), what
        found = site.tree()
        assert found in (cleaned.trees[state], cleaned.trees[new]), f"{what}: a mixed site"
        if ended.err:
            assert ended.code == -number_of, what
            (message,) = ended.err.splitlines()
            assert message.startswith("digest: interrupted; "), what
            assert ("is unchanged" in message) == (found == cleaned.trees[state]), f"{what}: the message is wrong"
        else:
            assert ended.code or found == cleaned.trees[new], what
        assert list(site.temporary.iterdir()) == [], what
        counts["reported" if ended.err else "done before"] += 1
        _check_clean_state(site, cleaned, new, what)
        state = new
    record_property(
        "tried",
        f"{name} to a build: {count} at random moments ({counts['reported']} reported), 0 traces, 0 mixed sites",
    )


def test_a_build_killed_while_python_loads_it_changes_nothing_or_all(
    tmp_path: Path, server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    """The command as its users run it, which is loaded first: some of the kills meet that, others the build."""
    chance = random.Random(3)
    site = Site(tmp_path / "site", server)
    _seconds_of(site, 0)
    state, counts = 0, Counter[str]()
    count = amount(20)
    began = time.monotonic()
    assert digest(site.folder, "check", **site.environment).returncode == 0
    usual = 2 * (time.monotonic() - began)
    for number in range(count):
        new = (state + 1) % STATES
        site.write(new)
        sent = (signal.SIGKILL, signal.SIGTERM)[number % 2]
        with subprocess.Popen(
            command("build", "--jobs", "1"), cwd=site.folder, env=environment(site.environment), stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        ) as process:  # fmt: skip
            time.sleep(chance.uniform(0.0, usual))
            process.send_signal(sent)
            _, message = process.communicate(timeout=TIMEOUT)
        what = f"{sent.name} {number}: {process.returncode} {message}"
        assert process.returncode in (0, -sent), what
        assert [line[:20] for line in message.splitlines()] in (
            [],
            ["digest: interrupted;"][: process.returncode == -signal.SIGTERM],
        ), what
        found = site.tree()
        assert found in (cleaned.trees[state], cleaned.trees[new]), f"{what}: a mixed site"
        counts["new" if found == cleaned.trees[new] else "old"] += 1
        _check_clean_state(site, cleaned, new, what)
        state = new
    summary = f"{counts['old']} old, {counts['new']} new"
    record_property("tried", f"kills from the first moment of Python on: {count} ({summary}), 0 mixed sites")


MINE = "# Press review\n\nMine.\n\n| File | Title | Date |\n| --- | --- | --- |\n"


def test_an_index_killed_at_any_moment_is_the_old_one_or_the_new_one(
    tmp_path: Path, server: ForkServer, record_property: Record
) -> None:
    chance = random.Random(4)
    site = Site(tmp_path / "site", server)
    site.write(0)
    index = site.folder / "seeds" / "INDEX.md"
    old = MINE.encode()
    arguments = ("index", "--write", "headline,date,topics", "--jobs", "1")
    names = {path.name for path in index.parent.iterdir()}

    def written() -> bytes:
        index.write_bytes(old)
        done = server.run(site.folder, *arguments, **site.environment)
        assert done.code == 0, done.err
        return index.read_bytes()

    new = written()
    began = time.monotonic()
    assert written() == new
    usual = time.monotonic() - began
    counts: Counter[str] = Counter()
    count = amount(40)
    for number in range(count):
        index.write_bytes(old)
        sent = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[number % 4]
        run = server.start(site.folder, *arguments, **site.environment)
        time.sleep(_kill_delay(chance, usual))
        run.kill(sent)
        ended = run.end()
        what = f"{sent.name} {number}: {ended}"
        assert ended.code in (0, -sent), what
        sentences = [["digest: interrupted;"]] if sent != signal.SIGKILL and ended.code == -sent else []
        assert [line[:20] for line in ended.err.splitlines()] in ([], *sentences), what
        assert index.read_bytes() in (old, new), f"{what}: neither the old INDEX.md nor the new one"
        counts["new" if index.read_bytes() == new else "old"] += 1
        done = server.run(site.folder, *arguments, **site.environment)
        assert done.code == 0, f"{what}: {done.err}"
        assert index.read_bytes() == new, what
        assert {path.name for path in index.parent.iterdir()} == names, f"{what}: something is left beside it"
        assert list(site.temporary.iterdir()) == [], what
    summary = f"{counts['old']} old, {counts['new']} new"
    record_property("tried", f"kills of digest index --write: {count} at random moments ({summary}), 0 half written")


def test_an_index_killed_with_its_new_text_beside_it_leaves_nothing_after_the_next_run(
    tmp_path: Path, server: ForkServer
) -> None:
    site = Site(tmp_path / "site", server)
    site.write(0)
    stage = site.folder / "seeds" / ".INDEX.md.digest-stage"
    stage.mkdir()
    (stage / "lock").write_bytes(b"")
    (stage / "new").write_bytes(b"half of")
    done = server.run(site.folder, "index", **site.environment)
    assert done.code == 0, done.err
    assert not stage.exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not list its processes in /proc")
def test_a_worker_that_the_system_kills_ends_the_build_with_a_sentence(
    tmp_path: Path, server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    """As it does where memory runs out: it takes the largest process, and that may be a worker."""
    site = Site(tmp_path / "site", server)
    state, counts = 0, Counter[str]()
    _seconds_of(site, 0)
    count = amount(10)
    for number in range(count):
        new = (state + 1) % STATES
        site.write(new)
        run = server.start(site.folder, "build", "--jobs", "2", **site.environment)
        workers = _workers(run)
        os.kill(workers[-1], signal.SIGKILL)
        ended = run.end()
        what = f"{number}: {ended}"
        _check_no_process_left(run, what)
        assert ended.code in (0, 1), what
        if ended.code:
            problem, last = ended.err.splitlines()
            assert "[no-processes]" in problem, what
            assert "is unchanged" in last, what
        assert site.tree() == cleaned.trees[state if ended.code else new], what
        counts[str(ended.code)] += 1
        _check_clean_state(site, cleaned, new, what)
        state = new
    record_property("tried", f"workers killed by the system: {count} ({counts['1']} reported), 0 mixed sites, 0 traces")


def _workers(run: Run) -> list[int]:
    """The processes that a run has started, once there are any; itself where it has ended before."""
    patience = time.monotonic() + TIMEOUT
    while time.monotonic() < patience:
        found = [pid for pid in group_of(run.pid) if b"spawn_main" in _command_of(pid)]
        if found:
            return found
        if not group_of(run.pid):
            break
        time.sleep(0.01)
    return [run.pid]


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
