"""The command as its users run it: another process, with any environment; and the files that it leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tests.faults.amounts import TIMEOUT

Tree = Mapping[str, str]  # address -> hash of the bytes

SENTENCES = (
    "The council met on Tuesday to talk about the harbour.", "Work on the old bridge begins in spring, the mayor said.",
    "Three hundred people signed the letter.", "Nobody has decided anything so far.", "The museum opens its doors again in May.",
    "Farmers ask for more time before the vote.", "The report counts nine lakes and two rivers.", "It rained for eleven days.",
)  # fmt: skip


def command(*arguments: str) -> list[str]:
    """``digest`` with ``arguments``, by this Python."""
    return [sys.executable, "-m", "digest", *arguments]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with ``changes``; the program is found from any folder, and ``FIRST`` is first on the path."""
    found = {**os.environ, **(changes or {})}
    first = [found.pop("FIRST")] if "FIRST" in found else []
    return {**found, "PYTHONPATH": os.pathsep.join([*first, *(path for path in sys.path if path)])}


def digest(site: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Runs ``digest`` in the folder ``site`` to its end. ``changes`` are of the environment."""
    return subprocess.run(
        command(*arguments), cwd=site, env=environment(changes), capture_output=True, text=True, timeout=TIMEOUT,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip


def tree(folder: Path) -> Tree:
    """Every file below ``folder``, by its hash."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def write_site(site: Path, articles: int, version: int = 0) -> Path:
    """A site of short articles, half of them declared in a manifest; each ``version`` changes a third of them."""
    seeds = site / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    (site / "digest.yml").write_text(
        "title: Trials\nlanguage: en\nbase_url: https://example.org/\nunlisted: include\n", "utf-8"
    )
    rows = ["| File | Title | Date | Topics |", "| --- | --- | --- | --- |"]
    for number in range(articles):
        edition = version if number % 3 == version % 3 else 0
        name = f"{number:04}.txt"
        lines = [SENTENCES[(number + edition + at) % len(SENTENCES)] for at in range(5)]
        (seeds / name).write_text(f"Report {number}, version {edition}\n\n" + "\n\n".join(lines) + "\n", "utf-8")
        if number % 2:
            rows.append(
                f"| {name} | Number {number}, {edition} | 2025-{number % 12 + 1:02} | {'Politics' if number % 4 == 1 else 'Sport'} |"
            )
    (seeds / "INDEX.md").write_text("\n".join(rows) + "\n", "utf-8")
    return site
