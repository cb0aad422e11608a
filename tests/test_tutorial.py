"""The tutorials are followed to the letter: their files are written, their commands run, in their order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
_STEP = re.compile(
    r"^```console\n(?P<commands>.*?)^```|^`(?P<file>[^`\n]+)`\n\n```text\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE
)


def followed(text: str, folder: Path) -> tuple[Path, int]:
    """Follow ``text`` in ``folder``: the folder in which it ends, and the number of commands."""
    commands = 0
    environment = {**os.environ, "PYTHONUTF8": "1"}
    for step in _STEP.finditer(text):
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
    return folder, commands


def test_the_tutorial_works_from_an_empty_folder_to_a_site(tmp_path: Path) -> None:
    folder, commands = followed((DOCS / "tutorial.md").read_text("utf-8"), tmp_path)
    assert commands >= 8
    article = (folder / "output/articles/ferries.html").read_text("utf-8")
    assert "Ferries are back" in article
    assert "The second boat</h2>" in article
    assert "Ferries, bridges, roads." in (folder / "output/topics/transport.html").read_text("utf-8")
    assert "https://example.org/review/imprint.html" in (folder / "output/imprint.html").read_text("utf-8")


def test_an_export_becomes_a_press_review(tmp_path: Path) -> None:
    section = re.search(
        r"^## From an export.*?(?=^## )", (DOCS / "import.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert section is not None
    folder, commands = followed(section[0], tmp_path)
    assert commands == 5
    page = (folder / "output/articles/2025-02-13-the-ferries-run-again.html").read_text("utf-8")
    assert "Passengers had to go round by the bridge" in page
    assert "Only the reference of this article is kept here" in (
        folder / "output/articles/2025-02-20-a-third-boat.html"
    ).read_text("utf-8")
    assert len([*(folder / "seeds").glob("2025-*.md")]) == 3


def test_a_folder_becomes_a_weekly_mail(tmp_path: Path) -> None:
    section = (DOCS / "export.md").read_text("utf-8").partition("## From a folder")[2]
    folder, commands = followed(section, tmp_path)
    assert commands == 5
    mail = (folder / "week.eml").read_text("utf-8")
    for words in (
        "Subject: Harbour review",
        "A week of ferries and bridges.",
        "The company gives no reason",
        "every twenty",
    ):
        assert words in mail
    assert (folder / "week.epub").read_bytes().startswith(b"PK")
