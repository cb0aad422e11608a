"""A world that refuses: no room, no rights, no more files, nobody who listens. The old site is whole or the new one; a sentence says
why; and once the world lets us, the next build leaves no trace of all that.

Disks are small ones in memory, mounted where nobody else sees them (``unshare -rm``). Where only the cache suffers the site is
published, and a notice announces that the next build starts from nothing.

Rejected: disks that lie, and those that fail while they are read.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import amount, some
from tests.faults.build_states import Clean, Site, anonymous
from tests.faults.fork_server import ForkServer, RunRequest, RunResult

Record = Callable[[str, object], None]

MODES = "modes of files forbid nothing here: this is Windows, or root of a system without capabilities"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes, limits and disks")


def _disk(mount_server: ForkServer, place: Path, options: str) -> None:
    mount_server.host_path(place).mkdir(parents=True, exist_ok=True)
    mount_server.shell("mount", "-t", "tmpfs", "-o", options, "none", str(place))


def _fill(disk: Path, *, but: int) -> Path:
    """Fills a disk till at most ``but`` bytes are free; the file that does it."""
    path = disk / ".filling"
    free = shutil.disk_usage(disk).free - but
    with path.open("wb") as file:
        file.write(bytes(max(0, free)))
    return path


def _take_inodes(disk: Path, *, but: int) -> list[Path]:
    """Takes inodes till ``but`` are free; the files that do it."""
    count = os.statvfs(disk).f_ffree - but
    taken = [disk / f".taken-{number}" for number in range(max(0, count))]
    for path in taken:
        path.touch()
    return taken


class World:
    """A site that has been built once, whose seeds are in the next state, and a count of how it went."""

    def __init__(self, site: Site, cleaned: Clean) -> None:
        self.site, self.cleaned, self.state = site, cleaned, 0
        self.host_path: Counter[str] = Counter()
        site.write(0)
        done = site.build()
        assert done.code == 0, done

    def next(self) -> None:
        """Brings the seeds into the next state."""
        self.state = (self.state + 1) % len(self.cleaned.trees)
        self.site.write(self.state)

    def run(self, *arguments: str, **more: object) -> RunResult:
        """A build that may fail."""
        request = RunRequest(
            self.site.place, ("build", *(arguments or ("--jobs", "1"))), dict(self.site.environment), **more  # type: ignore[arg-type]
        )  # fmt: skip
        return self.site.server.begin(request).end()

    def judge(self, ended: RunResult, *causes: str, what: str = "") -> None:
        """The build has published all, perhaps with a notice, or has left everything unchanged and printed why in one sentence."""
        what = f"{what}: {ended}"
        assert ended.code in (0, 1), what
        assert "Traceback" not in ended.err, what
        assert "Exception" not in ended.err, what
        found = self.site.tree()
        count = len(self.cleaned.trees)
        if ended.code == 0:
            assert found == self.cleaned.trees[self.state], what
            lines = [line for line in ended.err.splitlines() if "[not-atomic]" not in line]
            short = [line for line in lines if "[old-site-left]" not in line]  # the next build removes it
            assert all("[no-cache]" in line for line in short), what
            self.host_path["published, without a cache" if short else "published"] += 1
        else:
            stands = "the site is published" in ended.err
            assert found == self.cleaned.trees[self.state if stands else (self.state - 1) % count], what
            assert any(cause in ended.err for cause in causes), f"{what}: none of {causes} is said"
            messages = [line for line in ended.err.splitlines() if "[no-cache]" not in line]
            assert len(messages) <= 2, what  # the error and its place, and the state of the output
            assert messages[-1].startswith("digest: "), what
            self.host_path["refused"] += 1

    def recover(self, what: str = "") -> None:
        """The next build, in a world that lets it, is as any."""
        done = self.site.build()
        assert done.code == 0, f"{what}: {done}"
        assert self.site.tree() == self.cleaned.trees[self.state], what
        names = {name for name in anonymous(self.site.names()) if not name.startswith("output.lost")}
        assert names == self.cleaned.names, what
        assert list(self.site.temporary.iterdir()) == [], what

    def summary(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in sorted(self.host_path.items()))


NO_ROOM = "No space left on device"
_SIZE = "size=12m,nr_inodes=4000"


def test_a_disk_that_is_full_from_any_moment_on(
    tmp_path: Path, mount_server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    """The site, its output and its cache on one disk with so much room: for nothing, for some pages, for all but the listing, ..."""
    place = tmp_path / "site"
    _disk(mount_server, place, _SIZE)
    world = World(Site(place, mount_server), cleaned)
    needed = 700_000
    chance = random.Random(9)
    rooms = [0, 4096, *(chance.randrange(needed) for _ in range(amount(60)))]
    for room in rooms:
        world.next()
        filling = _fill(world.site.folder, but=room)
        world.judge(world.run(), NO_ROOM, "disk is full", what=f"{room} bytes free")
        filling.unlink()
        world.recover(f"after {room} bytes free")
    record_property(
        "tried", f"a disk with little room: {len(rooms)} builds ({world.summary()}), 0 mixed sites, 0 traces"
    )


def test_a_disk_without_inodes_from_any_moment_on(
    tmp_path: Path, mount_server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    place = tmp_path / "site"
    _disk(mount_server, place, _SIZE)
    world = World(Site(place, mount_server), cleaned)
    chance = random.Random(10)
    rooms = [0, 1, 2, *(chance.randrange(3, 90) for _ in range(amount(30)))]
    for room in rooms:
        world.next()
        taken = _take_inodes(world.site.folder, but=room)
        world.judge(world.run(), NO_ROOM, "disk is full", "unable to open database", what=f"{room} inodes free")
        for path in taken:
            path.unlink()
        world.recover(f"after {room} inodes free")
    record_property(
        "tried", f"a disk with few inodes: {len(rooms)} builds ({world.summary()}), 0 mixed sites, 0 traces"
    )


def test_a_full_disk_of_the_cache_alone_costs_no_site(
    tmp_path: Path, mount_server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    place = tmp_path / "site"
    _disk(mount_server, place / ".digest-cache", "size=4m,nr_inodes=200")
    world = World(Site(place, mount_server), cleaned)
    chance = random.Random(11)
    cache = world.site.folder / ".digest-cache"
    rooms = [0, *(chance.randrange(200_000) for _ in range(amount(30)))]
    for room in rooms:
        world.next()
        filling = _fill(cache, but=room)
        ended = world.run()
        world.judge(ended, what=f"{room} bytes free")
        assert ended.code == 0, ended
        filling.unlink()
        world.recover(f"after {room} bytes free")
    for room in (0, 1, 2, 3):
        world.next()
        taken = _take_inodes(cache, but=room)
        ended = world.run()
        world.judge(ended, what=f"{room} inodes free")
        assert ended.code == 0, ended
        for path in taken:
            path.unlink()
        world.recover(f"after {room} inodes free")
    record_property("tried", f"a full disk of the cache: {len(rooms) + 4} builds ({world.summary()})")


def test_an_output_that_is_a_mount_point(
    tmp_path: Path, mount_server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    """It cannot be moved, so files are replaced one by one; what is new is brought there first, so a full disk changes nothing."""
    place = tmp_path / "site"
    _disk(mount_server, place / "output", "size=6m,nr_inodes=600")
    site = Site(place, mount_server)
    world = World(site, cleaned)
    chance = random.Random(12)

    def recovered(what: str) -> None:
        done = site.build()
        assert done.code == 0, f"{what}: {done}"
        assert site.tree() == cleaned.trees[world.state], what
        assert not [name for name in site.names() if "digest-part" in name or "site-" in name], what
        assert not (site.output / ".digest-part").exists(), what

    rooms = [0, *(chance.randrange(400_000) for _ in range(amount(30)))]
    for room in rooms:
        world.next()
        filling = _fill(site.output, but=room)
        ended = world.run()
        filling.unlink()  # a dot-file: its owner's, as far as a build can tell
        world.judge(ended, NO_ROOM, what=f"{room} bytes free")
        assert ended.code or "[not-atomic]" in ended.err, ended
        recovered(f"after {room} bytes free")
    record_property(
        "tried", f"an output that is a full disk of its own: {len(rooms)} builds ({world.summary()}), 0 mixed sites"
    )


@pytest.mark.parametrize("below", ["", "output", "seeds", ".digest-cache"])
def test_a_read_only_disk(
    tmp_path: Path, mount_server: ForkServer, cleaned: Clean, record_property: Record, below: str
) -> None:
    place = tmp_path / "site"
    world = World(Site(place, mount_server), cleaned)
    world.next()
    target = str(place / below)
    mount_server.shell("mount", "--bind", target, target)
    mount_server.shell("mount", "-o", "remount,bind,ro", target)
    try:
        ended = world.run()
        world.judge(ended, "Read-only file system", "read-only")
        assert (ended.code == 1) == (below in ("", "output")), ended
    finally:
        mount_server.shell("umount", target)
    world.recover()
    record_property("tried", f"a read-only disk at {below or 'the whole site'}: {world.summary()}")


@pytest.fixture
def ruled(tmp_path: Path, server: ForkServer, cleaned: Clean) -> World:
    """A site whose runs obey modes, also where the tests are root's."""
    world = World(Site(tmp_path / "site", server), cleaned)
    world.next()
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    probe = RunRequest(tmp_path, ("explain", "x", "--seeds", str(locked)), rights=False)
    ended = server.begin(probe).end()
    locked.rmdir()
    if "is not readable" not in ended.err:  # as click says of a folder that modes forbid
        pytest.skip(MODES)
    return world


@pytest.mark.parametrize(
    ("name", "mode", "code"),
    [("output", 0o555, 1), (".", 0o555, 0), (".digest-cache", 0o555, 0), (".digest-cache", 0o000, 0), ("output", 0o000, 1),
     (".output.digest-stage", 0o555, 1), ("digest.yml", 0o000, 1), ("seeds", 0o000, 1), ("seeds/INDEX.md", 0o000, 1)],
)  # fmt: skip
def test_missing_permissions_are_reported(ruled: World, name: str, mode: int, code: int) -> None:
    path = ruled.site.folder / name
    if name == ".output.digest-stage":  # left by a killed build
        path.mkdir()
    former = path.stat().st_mode & 0o777
    path.chmod(mode)
    try:
        ended = ruled.run(rights=False)
    finally:
        path.chmod(former)
    ruled.judge(ended, "Permission denied")
    assert ended.code == code, ended
    ruled.recover()


def test_a_seed_that_may_not_be_read_is_left_out_and_reported(ruled: World) -> None:
    path = ruled.site.folder / "seeds" / "0001.txt"
    path.chmod(0o000)
    ended = ruled.run(rights=False)
    path.chmod(0o644)
    assert ended.code == 1, ended
    assert "Permission denied" in ended.err
    assert "[unreadable-file]" in ended.err
    assert "Traceback" not in ended.err
    assert not (ruled.site.output / "articles" / "0001.html").exists()
    assert (ruled.site.output / "articles" / "0002.html").exists()
    ruled.recover()


def test_a_folder_of_seeds_that_may_not_be_read_leaves_the_old_site(ruled: World) -> None:
    """What is in it is not known, so a new site would lack it in silence."""
    inner = ruled.site.folder / "seeds" / "inner"
    inner.mkdir(mode=0o000)
    ended = ruled.run(rights=False)
    inner.chmod(0o755)
    inner.rmdir()
    assert "Traceback" not in ended.err, ended
    assert ended.code == 1, ended
    assert "Permission denied" in ended.err, ended
    ruled.recover()


def test_the_limits_of_a_process_end_no_build_with_a_trace(
    tmp_path: Path, server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    """The size of a file, open files, memory: each so low that it is met somewhere, from the first moment to the last."""
    world = World(Site(tmp_path / "site", server), cleaned)
    chance = random.Random(13)
    causes = (
        "File too large",
        "Too many open files",
        "disk I/O error",
        "unable to open",
        "not enough memory",
        "disk is full",
    )
    tried: Counter[str] = Counter()
    sizes = 30_000, 2_000, 3_000, 5_000, 10_000, 60_000, 80_000, 100_000, 150_000, 300_000
    cases = [("RLIMIT_FSIZE", size) for size in some(sizes)]
    cases += [("RLIMIT_NOFILE", chance.choice((4, 5, 6, 7, 8, 9, 10, 12, 16))) for _ in range(amount(20))]
    for name, most in cases:
        world.next()
        ended = world.run(limits={name: most})
        world.judge(ended, *causes, what=f"{name} {most}")
        tried[name] += 1
        world.recover(f"after {name} {most}")
    record_property("tried", f"limits of a process: {dict(tried)} ({world.summary()}), 0 traces")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell a process's memory")
def test_too_little_memory_ends_with_a_sentence(
    tmp_path: Path, server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    world = World(Site(tmp_path / "site", server), cleaned)
    chance = random.Random(14)
    count = amount(20)
    for _ in range(count):
        world.next()
        long = "A sentence that goes on about the harbour.\n\n" * 50_000
        (world.site.folder / "seeds" / "0001.txt").write_text(f"Report\n\n{long}", "utf-8")
        more = chance.randrange(10) * 1_000_000
        ended = world.run(limits={"RLIMIT_AS": server.memory() + more})
        world.judge(ended, "not enough memory", "out of memory", "Cannot allocate memory", what=f"{more} bytes")
        assert ended.code == 1, ended
        world.site.write(world.state)
        world.recover(f"after {more} bytes")
    record_property("tried", f"too little memory: {count} builds ({world.summary()}), 0 traces")


@pytest.mark.parametrize(
    "output", ["x" * 250, "x" * 300, "/".join(["deep" * 20] * 60)], ids=["its stage", "itself", "a path"]
)
def test_a_name_that_is_too_long_is_reported(tmp_path: Path, server: ForkServer, cleaned: Clean, output: str) -> None:
    world = World(Site(tmp_path / "site", server), cleaned)
    before = world.site.names()
    ended = world.run("--jobs", "1", "--output", output)
    assert ended.code == 1, ended
    assert "File name too long" in ended.err, ended
    assert "Traceback" not in ended.err, ended
    assert {name for name in world.site.names() if ".digest-cache/" not in name} == {
        name for name in before if ".digest-cache/" not in name
    }
    world.next()
    world.recover()  # what was kept of an output that is not there goes too


def test_a_full_temporary_folder_is_reported_where_processes_need_it(
    tmp_path: Path, mount_server: ForkServer, cleaned: Clean, record_property: Record
) -> None:
    world = World(Site(tmp_path / "site", mount_server), cleaned)
    _disk(mount_server, world.site.temporary, "size=64k")
    temporary = mount_server.host_path(world.site.temporary)
    for room in (4096, 0):  # if it has no room at all, Python takes another folder
        world.next()
        filling = _fill(temporary, but=room)
        ended = world.run("--jobs", "2")
        filling.unlink()
        world.judge(ended, NO_ROOM)
        assert ended.code == 0, ended  # processes share nothing through it
        world.recover()
    record_property("tried", f"a full temporary folder: {world.summary()}")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments", [("build", "--jobs", "1"), ("check",), ("records",), ("verify",), ("explain", "0001.txt")]
)
def test_what_nobody_can_write_down_is_an_end_with_a_sentence(
    tmp_path: Path, server: ForkServer, cleaned: Clean, arguments: tuple[str, ...]
) -> None:
    world = World(Site(tmp_path / "site", server), cleaned)
    ended = server.begin(RunRequest(world.site.place, arguments, stdout="/dev/full")).end()
    assert ended.code == 1, ended
    (messages,) = [line for line in ended.err.splitlines() if "notice:" not in line]
    assert messages.startswith("digest: "), ended
    assert NO_ROOM in messages, ended
    assert world.site.tree() == cleaned.trees[0]


@pytest.mark.parametrize("arguments", ["build -v --jobs 1", "records", "check", "explain 0001.txt"])
def test_who_stops_reading_ends_a_command_without_a_word(
    tmp_path: Path, server: ForkServer, cleaned: Clean, arguments: str
) -> None:
    world = World(Site(tmp_path / "site", server), cleaned)
    words = f"{sys.executable} -m digest {arguments} | true; exit ${{PIPESTATUS[0]:-0}}"
    done = subprocess.run(
        ["bash", "-c", words], cwd=world.site.folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ) if shutil.which("bash") else None  # fmt: skip
    if done is None:
        pytest.skip("there is no bash to make a pipe with")
    assert done.returncode in (0, 1), done
    assert "Traceback" not in done.stderr, done
    assert "Exception" not in done.stderr, done
    assert world.site.tree() == cleaned.trees[0]


def test_a_full_disk_leaves_index_md_unchanged(
    tmp_path: Path, mount_server: ForkServer, record_property: Record
) -> None:
    place = tmp_path / "site"
    _disk(mount_server, place, _SIZE)
    site = Site(place, mount_server)
    site.write(0)
    index = site.folder / "seeds" / "INDEX.md"
    index.write_text("# Mine\n", "utf-8")
    for room in (0, 4096):
        filling = _fill(site.folder, but=room)
        taken = _take_inodes(site.folder, but=2 if room else 0)
        ended = mount_server.run(place, "index", "--write", "headline", **site.environment)
        assert "Traceback" not in ended.err, ended
        if ended.code:
            assert NO_ROOM in ended.err, ended
            assert index.read_text("utf-8") == "# Mine\n", ended
        filling.unlink()
        for path in taken:
            path.unlink()
    ended = mount_server.run(place, "index", "--write", "headline", **site.environment)
    assert ended.code == 0, ended
    assert {path.name for path in index.parent.iterdir()} >= {"INDEX.md"}
    assert not [path.name for path in index.parent.iterdir() if path.name.startswith(".")]
    record_property("tried", "a full disk below INDEX.md: 2, 0 changed")
