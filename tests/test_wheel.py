"""What is installed is what was tried: a wheel, installed elsewhere, builds a site."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout; hatchling comes with the test extra, so nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (path,) = folder.glob("news_digest-*.whl")
    return path


def test_the_wheel_holds_the_theme_the_words_and_the_data_and_no_seeds(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"digest/templates/base.html", "digest/templates/static/digest.css", "digest/data/iptc_tops.json"} <= names
    assert "digest/locale/fr/LC_MESSAGES/digest.po" in names
    assert not [name for name in names if "seeds" in name or name.startswith("tests")]


def test_the_installed_script_calls_the_main_of_the_module(wheel: Path) -> None:
    """So that Ctrl-C ends it without a trace while it loads."""
    with zipfile.ZipFile(wheel) as files:
        (name,) = (name for name in files.namelist() if name.endswith("entry_points.txt"))
        assert "digest = digest.__main__:main" in files.read(name).decode("ascii").splitlines()


def test_an_installed_wheel_builds_a_site(wheel: Path, tmp_path: Path) -> None:
    """Unpacked into a folder of its own, away from the checkout, with the dependencies of this environment."""
    library = tmp_path / "library"
    zipfile.ZipFile(wheel).extractall(library)
    seeds = tmp_path / "site" / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "a.txt").write_text(" date 2024-05 Le conseil s’est réuni.\n\nIl a décidé.\n", "utf-8")
    program = "import sys, digest, digest.cli; print(digest.__file__); digest.cli.main(['build'])"
    environment = {**os.environ, "PYTHONPATH": str(library), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "site", env=environment, capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(library) in done.stdout.splitlines()[0]
    assert "mai 2024" in (tmp_path / "site/output/articles/a.html").read_text("utf-8")
    assert (tmp_path / "site/output/assets/digest.css").is_file()
