"""Test fixtures: an S3 server that counts requests, a cluster whose workers can be killed, seeds of any number."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import md5
from html import unescape
from pathlib import Path
from posixpath import dirname, normpath
from tempfile import TemporaryDirectory

from digest.publish.listing import LISTING
from digest.publish.upload import headers
from digest.sources.object_store import ObjectStore
from tests.folders import lay, tree

TIMEOUT = 60.0  # seconds in which a server starts
_ASKED = re.compile(rb'"([A-Z]+) \S+ HTTP')
_WORDS = (
    "harbour council treaty minister railway strike budget hospital election parliament flood harvest museum orchestra league "
    "vaccine satellite refinery tariff border inquiry court pension university glacier festival airline factory fishery reactor"
).split()
_PLACES = ("Lisbon", "Warsaw", "Nairobi", "Quito", "Hanoi", "Oslo", "Tunis", "Bergen")


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until ``is_so`` returns True."""
    end = time.monotonic() + TIMEOUT
    while not is_so():
        assert time.monotonic() < end, f"{what} after {TIMEOUT} seconds"
        time.sleep(0.05)


def python(module: str, *arguments: str, log: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Run a Python module as a process of its own, with its output in a file."""
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdout=file, stderr=file, env=os.environ | environment
        )


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Store:
    """An S3 server. Each test has a bucket of its own (``bucket``)."""

    url: str
    log: Path
    buckets: int = 0

    def bucket(self) -> str:
        """The address of a new bucket."""
        import boto3

        self.buckets += 1
        name = f"press-{os.getpid()}-{self.buckets}"
        boto3.client("s3", endpoint_url=self.url).create_bucket(Bucket=name)
        return f"s3://{name}"

    def requests(self) -> Counter[str]:
        """How many requests of each method have been answered so far."""
        return Counter(method.decode() for method in _ASKED.findall(self.log.read_bytes()))


def fill(url: str, files: Mapping[str, bytes]) -> None:
    """Put files into a bucket, as somebody else would."""
    with TemporaryDirectory() as folder:
        lay(Path(folder), files)
        ObjectStore(url).put(Path(folder), list(files), headers, lambda: None)


def content(url: str) -> dict[str, bytes]:
    """The files of an uploaded site, but for its listing, and anything else that is there."""
    store = ObjectStore(url)
    names = [name for name in store.list_objects() if name != LISTING]
    with ThreadPoolExecutor(8) as pool:
        return dict(zip(names, pool.map(store.read, names), strict=True))


def differing(url: str, files: Mapping[str, bytes]) -> list[str]:
    """The names by which an uploaded site differs from ``files``: by the MD5 that S3 has of an object put in one piece."""
    found = {
        name: (found.size, found.version) for name, found in ObjectStore(url).list_objects().items() if name != LISTING
    }
    wanted = {name: (len(data), f'"{md5(data, usedforsecurity=False).hexdigest()}"') for name, data in files.items()}
    return sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class Cluster:
    """A scheduler and its workers. ``hire`` replaces a worker that was killed."""

    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    scheduler: subprocess.Popen[bytes] | None = None
    address: str = ""

    def start(self) -> None:
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = python(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard",
            log=self.folder / "scheduler.log",
        )  # fmt: skip
        until(lambda: answers(port), "no scheduler")

    def hire(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it is registered."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = python(
            "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(self.folder), log=log, **environment,
        )  # fmt: skip
        self.workers.append(worker)
        until(lambda: b"Registered to" in log.read_bytes(), "no worker")
        return worker

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker, as when its machine fails."""
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        self.workers.remove(worker)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process is not None:
                end(process)


def answers(port: int) -> bool:
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


def article(number: int, version: int = 0) -> str:
    """A raw text of some eighty words, the same at each call."""
    chance = random.Random(f"{number} {version}")

    def sentence() -> str:
        words = [chance.choice(_WORDS) for _ in range(chance.randint(8, 16))]
        return f"The {' '.join(words)} in {chance.choice(_PLACES)}."

    head = f"{chance.choice(_WORDS).capitalize()} {chance.choice(_WORDS)} in {chance.choice(_PLACES)} {number}"
    return f"{head}\n\n" + "\n\n".join(" ".join(sentence() for _ in range(3)) for _ in range(2)) + "\n"


def seeds(count: int) -> dict[str, bytes]:
    """``count`` raw texts, dated by their names, in folders of a hundred that a split manifest leads to."""
    files: dict[str, bytes] = {}
    for number in range(count):
        day = f"2024-{1 + number % 12:02}-{1 + number % 28:02}"
        files[f"part{number // 100}/{day}-{number}.txt"] = article(number).encode()
    parts = sorted({name.partition("/")[0] for name in files}, key=lambda name: int(name[4:]))
    for part in parts:
        rows = [
            f"- [{name.partition('/')[2]}]({name.partition('/')[2]})" for name in files if name.startswith(f"{part}/")
        ]
        files[f"{part}/INDEX.md"] = ("\n".join(rows) + "\n").encode()
    links = "\n".join(f"- [{part}]({part}/INDEX.md)" for part in parts)
    files["INDEX.md"] = f"---\ntitle: Far away\nlanguage: en\n---\n\n{links}\n".encode()
    return files


def on_disk(output: Path) -> dict[str, bytes]:
    """The files of a local output, but for its listing."""
    found = tree(output)
    assert found.pop(LISTING)
    return found


def dead_links(files: Mapping[str, bytes]) -> list[str]:
    """Links to nothing on the pages that a reader can reach from the home page."""
    waiting, visited, dead = ["index.html"], {"index.html"}, list[str]()
    while waiting:
        address = waiting.pop()
        for link in re.findall(r'(?:href|src)="([^"#?:]+)[^":]*"', files[address].decode()):
            target = normpath(f"{dirname(address)}/{unescape(link)}".lstrip("/"))
            if target not in files:
                dead.append(f"{address} -> {target}")
            elif target not in visited and target.endswith(".html"):
                visited.add(target)
                waiting.append(target)
    return dead


def kill_publishing(site: Path, place: str, served: Callable[[], Mapping[str, bytes]], times: int) -> int:
    """Publish ``site`` to ``place`` so often, with changes each time, and kill it at random moments. How often that was.

    ``served`` returns what readers get there: they never meet a dead link, and after a last run it is the whole site.
    """
    files = {name: data for name, data in seeds(30).items() if name.endswith(".txt")}
    lay(site / "seeds", files)
    command = [sys.executable, "-m", "digest", "publish", "--jobs", "1", "--quiet", place]
    build = [sys.executable, "-m", "digest", "build", "--jobs", "1", "--quiet"]
    began = time.monotonic()
    subprocess.run(command, check=True, cwd=site)
    chance, killed, longest = random.Random(3), 0, time.monotonic() - began
    for number in range(times):
        chosen = chance.sample(sorted(files), 8)
        lay(site / "seeds", {name: files[name].replace(b"The ", f"The {number} ".encode()) for name in chosen[:4]})
        for name in chosen[4:]:
            (site / "seeds" / name).unlink(missing_ok=True)
        subprocess.run(build, check=True, cwd=site)
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=site, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(chance.uniform(longest / 5, longest))
            longest = time.monotonic() - began
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
            longest *= 1.2
        assert dead_links(served()) == [], number
    subprocess.run(command, check=True, cwd=site)
    assert served() == {name: data for name, data in on_disk(site / "output").items() if not name.startswith(".")}
    return killed
