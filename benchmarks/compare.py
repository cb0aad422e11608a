"""digest beside Hugo, Pelican and zensical: processor time, wall time, peak memory, files, bytes, stages, growth.

    python benchmarks/compare.py [--sizes N[,N...]] [--rounds N] [--only NAME ...]

``make bench`` installs the others from requirements-bench.txt beside this Python, and runs this. In each round every contender
(``peers.py``) in turn writes its site into a new folder and builds it cold, then with nothing changed, then with one article
edited; the first of a round is another one each time. A ratio is that of two contenders in the same round; what is printed is
the median of all rounds, in tables of Markdown. Ctrl-C ends the run, with what whole rounds have measured. With several sizes,
the last tables say how the cost of each contender grows from the smallest to the largest.

Processor time counts all processes of a build. Memory is the sum of the resident sets of its process tree, sampled, so what
processes share counts for each of them. Sites are made in ``TMPDIR``, else in /dev/shm, where disks do not matter.

Rejected: seconds as results. They are printed, but only ratios say anything on another machine.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from corpus import article, sentences, shared_corpus
from peers import CONTENDERS, Contender

STATES = ("cold", "unchanged", "one edit")
DEFAULT = [name for name in CONTENDERS if not name.endswith("-lists")]
# As after an installation: Python keeps what it has compiled. The first, unmeasured build of each contender sees to it.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_SAMPLE = 0.05  # seconds between two looks at the memory
_STAGE = re.compile(r"^ *(\w+) +([0-9.]+) s$", re.MULTILINE)  # of ``digest build --timings``


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and wall time, MiB at the peak, and seconds by stage where the log says them, of one build."""

    cpu: float
    wall: float
    memory: float
    stages: Mapping[str, float]


@dataclass(slots=True)
class Measured:
    """What one contender's builds cost at one size, by state and round, and the files and bytes of its cold build."""

    costs: dict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    files: int = 0
    size: int = 0

    def add(self, costs: Mapping[str, Cost], output: Sequence[int]) -> None:
        """Add one round."""
        self.files, self.size = len(output), sum(output)
        for state, cost in costs.items():
            self.costs[state].append(cost)

    def median(self, state: str, what: str) -> float:
        """The median over the rounds of ``cpu``, ``wall`` or ``memory``."""
        return median(getattr(cost, what) for cost in self.costs[state])

    def ratio(self, other: Measured, state: str, what: str) -> str:
        """To ``other`` in the same round: the median, and the lowest and highest where there are several rounds."""
        if other is self:
            return "1.00"
        pairs = zip(self.costs[state], other.costs[state], strict=True)
        ratios = sorted(getattr(mine, what) / getattr(theirs, what) for mine, theirs in pairs)
        spread = f" ({ratios[0]:.2f} to {ratios[-1]:.2f})" if len(ratios) > 1 else ""
        return f"{median(ratios):.2f}{spread}"


def folder_for_sites() -> str | None:
    """The folder for sites: ``TMPDIR``, else one in memory where the system has it, else None for the usual one."""
    return os.environ.get("TMPDIR") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)  # noqa: S108 - made by tempfile


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


def run(command: Sequence[str], site: Path) -> Cost:
    """Run ``command`` in ``site``. SystemExit where it fails."""
    log = site / "build.log"
    began = time.perf_counter()
    with log.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 - the contenders are ours
            command, cwd=site, env=_ENVIRONMENT, stdout=file, stderr=file, start_new_session=True
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
    text = log.read_text("utf-8", "replace")
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{text[-2000:]}")
    largest = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)  # of one process; a short build has no sample
    stages = {name: float(seconds) for name, seconds in _STAGE.findall(text)}
    return Cost(used.ru_utime + used.ru_stime, wall, max(peak[0], largest) / 2**20, stages)


def measure(one: Contender, size: int) -> tuple[dict[str, Cost], list[int]]:
    """Build a site of ``size`` articles in all states: what each cost, and the bytes of each file of the cold build."""
    articles = [article(number) for number in range(size)]
    with tempfile.TemporaryDirectory(prefix="digest-bench-", dir=folder_for_sites()) as folder:
        site = Path(folder)
        one.write(site, articles)
        costs = {"cold": run(one.command, site)}
        output = [path.stat().st_size for path in (site / one.output).rglob("*") if path.is_file()]
        costs["unchanged"] = run(one.command, site)
        articles[size // 2] = article(size // 2, version=1)
        one.write(site, articles)
        costs["one edit"] = run(one.command, site)
    return costs, output


def main() -> None:
    """Measure all that is asked for, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000", help="numbers of articles, separated by commas")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", choices=CONTENDERS, default=DEFAULT, help="the first is what ratios are to"
    )
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.sizes.split(","))
    names = list(dict.fromkeys(options.only))
    for name in names:
        measure(CONTENDERS[name], 20)
    found = {size: {name: Measured() for name in names} for size in sizes}
    try:
        for number in range(options.rounds):
            measured = {}
            for size in sizes:
                for name in names[number % len(names) :] + names[: number % len(names)]:
                    measured[size, name] = measure(CONTENDERS[name], size)
                    print(f"round {number + 1}, {size:,} articles: {CONTENDERS[name].label}", file=sys.stderr)
            for (size, name), (costs, output) in measured.items():
                found[size][name].add(costs, output)
    except KeyboardInterrupt:
        print("Interrupted: the tables are of the rounds that are complete.", file=sys.stderr)
    if not found[sizes[0]][names[0]].costs:
        return
    for size in sizes:
        show_tables(found[size], size)
    if len(sizes) > 1:
        show_growth(found)


def show_tables(found: Mapping[str, Measured], articles: int) -> None:
    """A table for each state, with ratios to the first contender, and one of the stages of digest."""
    (_, first), rounds = next(iter(found.items())), len(next(iter(found.values())).costs["cold"])
    words = sum(article(number).words for number in range(articles))
    texts = f"sentences of {'real news' if shared_corpus() else 'our own'} in {len(sentences())} languages"
    place = folder_for_sites() or tempfile.gettempdir()
    print(
        f"{articles:,} articles, {words:,} words, {texts}; rounds: {rounds}; {os.cpu_count()} processors; in {place}\n"
    )
    for state in STATES:
        print(f"### {state.capitalize()}, {articles:,} articles\n")
        print("| | cpu | wall | cpu, s | wall, s | peak, MiB | files | MB |\n|---|---|---|---|---|---|---|---|")
        for name, one in found.items():
            cells = [
                CONTENDERS[name].label, one.ratio(first, state, "cpu"), one.ratio(first, state, "wall"),
                f"{one.median(state, 'cpu'):.2f}", f"{one.median(state, 'wall'):.2f}",
                f"{max(cost.memory for cost in one.costs[state]):,.0f}", f"{one.files:,}", f"{one.size / 1e6:.1f}",
            ]  # fmt: skip
            print(f"| {' | '.join(cells)} |")
        print()
    staged = {name: one for name, one in found.items() if one.costs["cold"][0].stages}
    if staged:
        print(f"### Stages of a cold build, {articles:,} articles: per cent of their wall time\n")
        stages = list(next(iter(staged.values())).costs["cold"][0].stages)
        print(f"| | {' | '.join(stages)} | all, s |\n|---|{'---|' * (len(stages) + 1)}")
        for name, one in staged.items():
            taken = [median(cost.stages[stage] for cost in one.costs["cold"]) for stage in stages]
            shares = " | ".join(f"{100 * seconds / sum(taken):.0f}" for seconds in taken)
            print(f"| {CONTENDERS[name].label} | {shares} | {sum(taken):.2f} |")
        print()


def show_growth(found: Mapping[int, Mapping[str, Measured]]) -> None:
    """Processor time and memory of each contender by size, and the exponents between the smallest and the largest size."""
    small, large = min(found), max(found)
    for state in STATES:
        print(f"### {state.capitalize()}, growth\n")
        heads = [f"{size:,}: cpu, s" for size in found] + ["exponent", f"{small:,}: MiB", f"{large:,}: MiB", "exponent"]
        print(f"| | {' | '.join(heads)} |\n|---|{'---|' * len(heads)}")
        for name in found[small]:
            of = {size: measured[name] for size, measured in found.items()}
            cells = [f"{one.median(state, 'cpu'):.2f}" for one in of.values()]
            cells.append(_exponent(of, state, "cpu"))
            cells += [f"{of[size].median(state, 'memory'):,.0f}" for size in (small, large)]
            cells.append(_exponent(of, state, "memory"))
            print(f"| {CONTENDERS[name].label} | {' | '.join(cells)} |")
        print()


def _exponent(of: Mapping[int, Measured], state: str, what: str) -> str:
    small, large = min(of), max(of)
    ratio = of[large].median(state, what) / of[small].median(state, what)
    return f"{math.log(ratio) / math.log(large / small):.2f}"


if __name__ == "__main__":
    main()
