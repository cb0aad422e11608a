"""What a command costs before it does anything, and what a first build of a small site costs: processor time, in pairs.

    python benchmarks/start.py [ROUNDS] [ARTICLES]

In each round, in turn: Python alone, Python with click, ``digest --version``, and a build of a site of 25 raw articles, with
nothing kept from an earlier one; then the same build once more, with nothing changed. The first, unmeasured round lets
Python keep what it has compiled. Ratios are those of two commands in the same round.

Rejected: wall time. It is that of the processor here, since one process does it all.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from compare import folder_for_sites, run
from corpus import article
from peers import CONTENDERS


def main() -> None:
    """Measure, and print a line for each command."""
    rounds, articles = (int(argument) for argument in (*sys.argv[1:], *("15", "25")[len(sys.argv) - 1 :]))
    one = CONTENDERS["digest-raw"]
    python = sys.executable
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="digest-bench-", dir=folder_for_sites()) as folder:
        site = Path(folder)
        one.write(site, [article(number) for number in range(articles)])
        for round_number in range(rounds + 1):
            for left in (one.output, ".digest-cache"):
                shutil.rmtree(site / left, ignore_errors=True)
            for name, command in (
                ("`python -c pass`", (python, "-c", "pass")),
                ("`python -c 'import click'`", (python, "-c", "import click")),
                ("`digest --version`", (python, "-m", "digest", "--version")),
                (f"build of {articles} raw articles, cold", one.command),
                ("the same, nothing changed", one.command),
            ):
                seconds = run(command, site).cpu
                if round_number:
                    taken.setdefault(name, []).append(seconds)
    print(f"### Small sites: medians of {rounds} rounds\n")
    print("| | cpu, s | relative to `python -c 'import click'` |\n|---|---|---|")
    for name, several in taken.items():
        ratio = median(a / b for a, b in zip(several, taken["`python -c 'import click'`"], strict=True))
        print(f"| {name} | {median(several):.3f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
