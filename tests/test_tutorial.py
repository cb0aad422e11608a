"""The tutorial is followed to the letter: its files are written, its commands run, in its order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

TUTORIAL = (Path(__file__).parent.parent / "docs" / "tutorial.md").read_text("utf-8")
_STEP = re.compile(
    r"^```console\n(?P<commands>.*?)^```|^`(?P<file>[^`\n]+)`\n\n```text\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE
)


def test_the_tutorial_works_from_an_empty_folder_to_a_site(tmp_path: Path) -> None:
    folder, commands = tmp_path, 0
    environment = {**os.environ, "PYTHONUTF8": "1"}
    for step in _STEP.finditer(TUTORIAL):
        if step["file"]:
            path = folder / step["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["text"], "utf-8")
            continue
        for line in step["commands"].splitlines():
            words = shlex.split(line.removeprefix("$ "))
            if words[0] == "cd":
                folder = folder / words[1]
                continue
            command = [sys.executable, "-m", *words] if words[0] == "digest" else words
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8",
                stdin=subprocess.DEVNULL, timeout=60, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            assert "Traceback" not in done.stderr
            commands += 1
    assert commands >= 8
    article = (folder / "output/articles/ferries.html").read_text("utf-8")
    assert "Ferries are back" in article
    assert "The second boat</h2>" in article
    assert "Ferries, bridges, roads." in (folder / "output/topics/transport.html").read_text("utf-8")
    assert "https://example.org/review/imprint.html" in (folder / "output/imprint.html").read_text("utf-8")
