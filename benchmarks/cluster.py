"""Measure builds on a Dask cluster of this machine with one worker and with two, and uploads to an S3 server on it.

The S3 server is moto's, a Python process on the same processors, so the seconds of an upload are an upper limit.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.build.job import Progress, job_beside  # noqa: E402
from digest.build.pipeline import build  # noqa: E402
from digest.publish.upload import inspect_destination  # noqa: E402
from digest.sources.folder import SourceFolder  # noqa: E402
from digest.sources.object_store import ObjectStore  # noqa: E402
from tests.cluster.places import Cluster, Store, answers, end, free_port, lay, python, seeds, until  # noqa: E402


def main() -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay(folder / "seeds", seeds(options.articles))
        print(f"{options.articles} articles, medians of {options.rounds} rounds, {os.cpu_count()} processors\n")
        _measure_cluster(folder, options.articles, options.rounds)
        _measure_upload(folder)


def _measure_cluster(folder: Path, articles: int, rounds: int) -> None:
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for round_ in range(rounds):
        for workers in seconds:
            cluster = Cluster(Path(tempfile.mkdtemp(dir=folder)))
            try:
                cluster.start()
                for _ in range(workers):
                    cluster.hire()
                _build(folder, cluster.address, f"warm-{round_}-{workers}", folder / "none")  # workers load the program
                began = time.perf_counter()
                _build(folder, cluster.address, f"site-{round_}-{workers}", folder / "seeds")
                seconds[workers].append(time.perf_counter() - began)
            finally:
                cluster.stop()
    print("| workers | articles a second |\n|---|---|")
    for workers, found in seconds.items():
        print(f"| {workers} | {articles / statistics.median(found):.0f} |")


def _build(folder: Path, scheduler: str | None, name: str, source: Path) -> Path:
    site = folder / name
    site.mkdir()
    if not source.exists():
        lay(source, seeds(20))
    job = replace(job_beside(site / "digest.yml"), seeds=SourceFolder(source), scheduler=scheduler, jobs=1)
    build(job, Progress())
    return job.output


def _measure_upload(folder: Path) -> None:
    os.environ |= {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
    port = free_port()
    server = python("moto.server", "-H", "127.0.0.1", "-p", str(port), log=folder / "requests")
    os.environ["AWS_ENDPOINT_URL"] = url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(port), "no store")
        store = Store(url, folder / "requests")
        site, bucket = _build(folder, None, "uploaded", folder / "seeds"), f"{store.bucket()}/site"
        print("\n| upload | files | seconds | processor seconds here | requests |\n|---|---|---|---|---|")
        for name in ("first", "unchanged"):
            before, began, used = store.requests(), time.perf_counter(), time.process_time()
            done = inspect_destination(ObjectStore(bucket)).upload(site, Progress())
            wall, used = time.perf_counter() - began, time.process_time() - used
            asked: Counter[str] = store.requests() - before
            requests = ", ".join(f"{count} {method}" for method, count in sorted(asked.items()))
            print(f"| {name} | {done.written} of {done.total} | {wall:.1f} | {used:.1f} | {requests} |")
    finally:
        end(server)


if __name__ == "__main__":
    main()
