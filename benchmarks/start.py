"""What a command costs before it does anything, and what a first build of a small site costs: processor time, in pairs.

    python benchmarks/start.py [ROUNDS] [ARTICLES]

In each round, in turn: Python alone, Python with click, ``digest --version``, and a build of a site of 25 raw articles, with
nothing kept from an earlier one; then the same build once more, with nothing changed. The first, unmeasured round lets
Python keep what it has compiled. Ratios are those of two commands in the same round.

Rejected: wall time. It is that of the processor here, since one process does it all.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from corpus import made
from peers import contenders

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def cost(site: Path, *command: str) -> float:
    """Seconds of processor time of a command in ``site``. CalledProcessError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=site, env=_ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measures, and prints a line for each command."""
    rounds, articles = (int(argument) for argument in (*sys.argv[1:], *("15", "25")[len(sys.argv) - 1 :]))
    (one,) = contenders("", "", ["digest, everything on"])
    python = sys.executable
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        site = Path(folder)
        one.write(site, [made(number) for number in range(articles)])
        for round_number in range(rounds + 1):
            for left in one.leftovers:
                shutil.rmtree(site / left, ignore_errors=True)
            for name, command in (
                ("python", (python, "-c", "pass")),
                ("python with click", (python, "-c", "import click")),
                ("digest --version", (python, "-m", "digest", "--version")),
                (f"build of {articles} articles", one.command),
                ("the same, nothing changed", one.command),
            ):
                seconds = cost(site, *command)
                if round_number:
                    taken.setdefault(name, []).append(seconds)
    print(f"{rounds} rounds, medians\n")
    print("| | cpu, s | of click |\n|---|---|---|")
    for name, several in taken.items():
        ratio = median(a / b for a, b in zip(several, taken["python with click"], strict=True))
        print(f"| {name} | {median(several):.3f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
