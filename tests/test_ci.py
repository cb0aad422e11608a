"""The workflow of GitHub runs the commands of ``.ci/run``, and both name targets of the Makefile."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"


def test_the_workflow_runs_the_targets_of_ci_run() -> None:
    job = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["make"]
    targets = re.search(r"^for target in (.+); do$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert targets
    assert job["strategy"]["matrix"]["target"] == targets[1].split()
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make ${{ matrix.target }}"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in targets[1].split():
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
