"""An article of 50 MB and a manifest of a million rows are published; the peak memory is reported."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import FULL, TIMEOUT
from tests.faults.building import command, environment
from tests.faults.test_budgets import FIRST, LAST, UNITS

Record = Callable[[str, object], None]

CHILD = """
import resource, runpy, sys
sys.argv = ["digest", "build"]
try:
    runpy.run_module("digest", run_name="__main__", alter_sys=True)
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.__stderr__)
"""
PARAGRAPH = (
    "The council of Harbour Town met on Tuesday to talk about the old bridge, said Mary Smith of the Harbour Trust. "
    * 6
)


def _peak(site: Path) -> tuple[int, str]:
    """The most memory that a build took, in MB, and what it said last."""
    built = subprocess.run(
        [command()[0], "-c", CHILD], cwd=site, env=environment(), capture_output=True, timeout=TIMEOUT * 4, check=False,
    )  # fmt: skip
    found = re.findall(rb"^peak (\d+)$", built.stderr, re.MULTILINE)
    return int(found[-1]) // (1024 if sys.platform != "darwin" else 1 << 20), built.stdout.decode(
        "utf-8"
    ).strip().splitlines()[-1]


@pytest.mark.skipif(not FULL, reason="building from 50 MB takes minutes: FAULTS=whole does it")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak of memory this way")
@pytest.mark.parametrize("suffix", UNITS)
def test_an_article_of_fifty_megabytes_is_published(tmp_path: Path, suffix: str, record_property: Record) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "digest.yml").write_text("title: Trials\nlanguage: en\nbase_url: https://example.org/\n", "utf-8")
    count = 50_000_000 // len(PARAGRAPH)
    between, before, behind = (
        ("</p>\n<p>", "<article><p>", "</p></article>") if suffix == ".html" else ("\n\n", "", "\n")
    )
    (tmp_path / f"seeds/a{suffix}").write_text(before + between.join([PARAGRAPH] * count) + behind, "utf-8")
    peak, last_line = _peak(tmp_path)
    assert last_line.startswith("1 article, ")
    assert (tmp_path / "output/articles/a.html").stat().st_size > 45_000_000
    record_property("tried", f"an article of 50 MB ({suffix}): {peak} MB at most")


@pytest.mark.skipif(not FULL, reason="a manifest of a million rows takes minutes: FAULTS=whole does it")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no peak of memory this way")
def test_a_manifest_of_a_million_rows_is_read(tmp_path: Path, record_property: Record) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "digest.yml").write_text("title: Trials\nlanguage: en\nbase_url: https://example.org/\n", "utf-8")
    (tmp_path / "seeds/a1.txt").write_text(f"{FIRST}\n\n{LAST}\n", "utf-8")
    with (tmp_path / "seeds/INDEX.md").open("w", encoding="utf-8") as rows:
        rows.write("| File | Title | Date |\n|---|---|---|\n")
        rows.writelines(f"| a{number}.txt | Number {number} | 2025-01 |\n" for number in range(1_000_000))
    peak, last_line = _peak(tmp_path)
    assert last_line.startswith("1 article, 999999 left out, ")
    record_property("tried", f"a manifest of 1,000,000 rows: {peak} MB at most")
