"""The same seeds give the same bytes, on any machine, with any clock and language, and with any number of processes.

Each case builds one rich site in a world of its own: another process with another environment. The clock and the order of
files are changed inside that process, before the program starts (``sitecustomize``).

Rejected: other versions of Python and of the libraries. The promise holds for one of each.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser.invented import write_arabic, write_few
from tests.faults.amounts import some
from tests.faults.building import Tree, digest, tree
from tests.faults.process_pool import start_at

SHUFFLED = """
import os, random
_scandir, _listdir = os.scandir, os.listdir
class Shuffled:
    def __init__(self, found): self.found = found
    def __iter__(self): return iter(self.found)
    def __next__(self): return self.found.pop() if self.found else next(iter(()))
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def close(self): pass
def turn(found):
    random.Random({seed}).shuffle(found)
    return found
os.scandir = lambda *args: Shuffled(turn(list(_scandir(*args))))
os.listdir = lambda *args: turn(list(_listdir(*args)))
"""
MANY = start_at(1)  # item: processes are started even for one
CLOCK = """
import datetime, time
START, STEP = {start}, {step}
_since = time.monotonic
_from = _since()
def now(): return START + STEP * (_since() - _from)
time.time, time.time_ns = now, lambda: int(now() * 1e9)
for name in ("localtime", "gmtime"):
    setattr(time, name, lambda at=None, _kept=getattr(time, name): _kept(now() if at is None else at))
time.strftime = lambda form, at=None, _kept=time.strftime: _kept(form, time.localtime() if at is None else at)
class Date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(now())
class DateTime(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(now(), tz)
    @classmethod
    def utcnow(cls): return cls.utcfromtimestamp(now())
    @classmethod
    def today(cls): return cls.now()
datetime.date, datetime.datetime = Date, DateTime
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is other than usual: options, environment, what Python does before the program starts, where and how."""

    name: str
    options: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    folder: str = "site"
    how: str = ""


WORLDS = (
    World(name="two processes", options=("--jobs", "2"), before=MANY),
    World(name="three processes", options=("--jobs", "3"), before=MANY),
    World(name="hash seed 0", environment={"PYTHONHASHSEED": "0"}),
    World(name="hash seed 1 and two processes", environment={"PYTHONHASHSEED": "1"}, options=("--jobs", "2"), before=MANY),
    World(name="the largest hash seed", environment={"PYTHONHASHSEED": "4294967295"}),
    World(name="no language", environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    World(name="French", environment={"LC_ALL": "fr_FR.UTF-8", "LANGUAGE": "fr"}),
    World(name="Turkish", environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    World(name="the first time zone", environment={"TZ": "Pacific/Kiritimati"}),
    World(name="the last time zone", environment={"TZ": "America/Adak"}),
    World(name="a clock stopped in 1980", before=CLOCK.format(start=315_532_800, step=0)),
    World(name="a clock that runs backwards from 2106", before=CLOCK.format(start=4_294_967_296, step=-1000)),
    World(name="the last second of a year", before=CLOCK.format(start=1_735_689_599, step=1), environment={"TZ": "UTC"}),
    World(name="another folder", folder="ein Ordner/mit Ümlaut & 'Zeichen'/#1"),
    World(name="a folder behind a link", how="linked"),
    World(name="started elsewhere", how="elsewhere"),
    World(name="files in another order", before=SHUFFLED.format(seed=1)),
    World(name="files in a third order", before=MANY + SHUFFLED.format(seed=2), options=("--jobs", "2")),
    World(name="files made in another order, with other times", how="copied"),
    World(name="a strict umask", how="umask 077"),
    World(name="no umask", how="umask 000"),
    World(name="a small terminal without a home", environment={"COLUMNS": "20", "TERM": "dumb", "HOME": "/nowhere"}),
    World(name="an optimised Python", environment={"PYTHONOPTIMIZE": "2"}),
    World(name="after another state of the seeds", how="edited"),
    World(name="over another site's output", how="overwritten"),
    World(name="without what was kept", how="forgotten"),
)  # fmt: skip


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The site as it is built in the usual way."""
    return _built(tmp_path_factory.mktemp("usual"), World(name="usual"))


def _built(base: Path, world: World) -> Tree:
    site = base / world.folder
    site.mkdir(parents=True)
    if world.how == "overwritten":
        write_few(site, "https://other.example/")
        _run(site, World(name="before"), base)
        for name in ("digest.yml", "seeds"):
            path = site / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    write_arabic(site, "https://press.example/")
    if world.how == "edited":
        article = next(path for path in sorted((site / "seeds").glob("*.md")))
        text = article.read_bytes()
        article.write_bytes(text + b"\nOther words.\n")
        (site / "seeds" / "more.txt").write_text("One more that goes again.\n", "utf-8")
        _run(site, World(name="before"), base)
        article.write_bytes(text)
        (site / "seeds" / "more.txt").unlink()
    if world.how == "forgotten":
        _run(site, World(name="before"), base)
        shutil.rmtree(site / ".digest-cache")
    if world.how == "copied":
        _copy(site, base / "copy")
        site = base / "copy"
    _run(site, world, base)
    return tree(site / "output")


def _copy(site: Path, copy: Path) -> None:
    """``site`` again, its files made in another order, with other times and modes."""
    chance = random.Random(5)
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    chance.shuffle(paths)
    for path in paths:
        place = copy / path.relative_to(site)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
        place.chmod(chance.choice((0o600, 0o644, 0o755)))
        at = chance.randrange(2**31)
        os.utime(place, (at, at))


def _run(site: Path, world: World, base: Path) -> None:
    changes = dict(world.environment)
    if world.before:
        customs = base / "customs"
        customs.mkdir(exist_ok=True)
        (customs / "sitecustomize.py").write_text(f"{world.before}\nopen(__file__ + '.ran', 'w').close()\n", "utf-8")
        changes["FIRST"] = str(customs)
    where, options = site, world.options
    if world.how == "linked":
        where = base / "link"
        where.symlink_to(site, target_is_directory=True)
    if world.how == "elsewhere":
        where = base
        options = (*options, "--config", f"{world.folder}/digest.yml")
    before = os.umask(int(world.how[-3:], 8)) if world.how.startswith("umask") else None
    try:
        done = digest(where, "build", *options, **changes)
    finally:
        if before is not None:
            os.umask(before)
    assert done.returncode == 0, done.stderr
    assert not world.before or (customs / "sitecustomize.py.ran").exists()


@pytest.mark.parametrize("world", some(WORLDS), ids=lambda world: world.name.replace(" ", "-"))
def test_the_bytes_are_the_same_in_every_world(
    world: World, usual: Tree, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = _built(tmp_path, world)
    differing = sorted(address for address in usual.keys() | found.keys() if usual.get(address) != found.get(address))
    record_property("tried", f"determinism: {world.name}: {len(found)} files, {len(differing)} differ")
    assert not differing
