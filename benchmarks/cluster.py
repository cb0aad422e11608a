"""Builds on a Dask cluster of this machine with one worker and with two, in turn in one run, from a disk that all share and from
an object store: articles a second, processor time by who took it, requests by what they did.

The object store is moto's server, itself a Python process on the same two processors: what it takes is told apart.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.build.job import Progress, Report, job_beside  # noqa: E402
from digest.build.pipeline import build  # noqa: E402
from digest.sources.folder import SourceFolder  # noqa: E402
from tests.cluster.places import Cluster, Store, answers, end, free_port, lay, python, seeds, until  # noqa: E402

_ASKED = re.compile(r'"([A-Z]+) (\S+) HTTP')
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Taken:
    """What a build took: seconds, and requests by method."""

    wall: float
    coordinator: float
    workers: float
    store: float
    requests: Counter[str]


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("articles", nargs="?", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    os.environ |= {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        server = python("moto.server", "-H", "127.0.0.1", "-p", str(port), log=folder / "requests")
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{port}"
        try:
            until(lambda: answers(port), "no store")
            _measure(folder, Store(os.environ["AWS_ENDPOINT_URL"], folder / "requests"), server.pid, wanted)
        finally:
            end(server)


def _measure(folder: Path, store: Store, server: int, wanted: argparse.Namespace) -> None:
    files = seeds(wanted.articles)
    lay(folder / "seeds", files)
    taken: dict[tuple[str, int], list[Taken]] = {}
    for round_ in range(wanted.rounds):
        for place in ("disk", "object store"):
            for workers in (1, 2):
                print(f"round {round_ + 1} of {wanted.rounds}: {place}, {workers} workers", file=sys.stderr)
                found = _taken(folder, store, server, files, place, workers)
                taken.setdefault((place, workers), []).append(found)
    print(f"{wanted.articles} articles, {wanted.rounds} rounds, {os.cpu_count()} processors\n")
    print(
        "| | articles a second | to one worker | workers, ms cpu an article | coordinator | store | requests an article |"
    )
    print("|---|---|---|---|---|---|---|")
    for (place, workers), rounds in taken.items():
        alone = taken[place, 1]
        ratio = statistics.median(one.wall / two.wall for one, two in zip(alone, rounds, strict=True))
        cpu = [statistics.median(getattr(one, who) for one in rounds) / wanted.articles * 1000 for who in _WHO]
        rate = wanted.articles / statistics.median(one.wall for one in rounds)
        asked = ", ".join(f"{count / wanted.articles:.1f} {how}" for how, count in sorted(rounds[-1].requests.items()))
        row = [f"{place}, {workers}", f"{rate:.0f}", f"{ratio:.2f}", *(f"{ms:.1f}" for ms in cpu), asked]
        print(f"| {' | '.join(row)} |")


_WHO = ("workers", "coordinator", "store")


def _taken(folder: Path, store: Store, server: int, files: dict[str, bytes], place: str, workers: int) -> Taken:
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir()
    job = job_beside(site / "digest.yml")
    if place == "disk":
        job = replace(job, seeds=SourceFolder(folder / "seeds"))
    else:
        bucket = store.bucket()
        (bucket / "seeds").write_all(files)
        job = replace(job, seeds=bucket / "seeds", output=bucket / "site", kept=bucket / "cache")
    cluster = Cluster(Path(tempfile.mkdtemp(dir=folder)))
    try:
        cluster.start()
        hired = [cluster.hire().pid for _ in range(workers)]
        job = replace(job, scheduler=cluster.address)
        _warm(cluster)
        asked = len(store.log.read_text())
        before = [_cpu(pid) for pid in (*hired, server)]
        began, own = time.perf_counter(), time.process_time()
        report = Report()
        build(job, report, Progress(), patient=False)
        wall, coordinator = time.perf_counter() - began, time.process_time() - own
        *theirs, its = (_cpu(pid) - then for pid, then in zip((*hired, server), before, strict=True))
    finally:
        cluster.stop()
    requests = Counter(found[1] for found in _ASKED.finditer(store.log.read_text()[asked:]))
    return Taken(wall, coordinator, sum(theirs), its, requests)


def _warm(cluster: Cluster) -> None:
    """Have every worker load the program, which it does once in its life."""
    import distributed

    with distributed.Client(cluster.address, set_as_default=False) as client:
        client.run(_load)


def _load() -> None:
    pass


def _cpu(pid: int) -> float:
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    main()
