"""The browser, the sites, and the address at which they are served: each made once a run.

Rejected: a second browser. One is started, and each test opens a fresh context in it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import invented
from tests.browser.kinds import Kind
from tests.browser.opening import FLAGS
from tests.browser.server import serving

_SEEDS = Path(__file__).parent.parent.parent / "seeds"


def _write_seeds(site: Path, base_url: str) -> None:
    """Our own seeds, as they are."""
    shutil.copytree(_SEEDS, site / "seeds")


_WRITERS: dict[str, Callable[[Path, str], None]] = {
    "seeds": _write_seeds,
    "arabic": invented.write_arabic,
    "japanese": invented.write_japanese,
    "large": invented.write_large,
    "few": invented.write_few,
    "weekly": invented.write_weekly,
    "single": invented.write_single,
    "empty": invented.write_empty,
}
_WITH_ADDRESS = ("arabic", "large")  # the sites that know where they stand


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites, each built when it is first asked for, below one served folder."""

    sources: Path
    served: Path
    address: str
    built: set[str] = field(default_factory=set)

    def folder(self, name: str) -> Path:
        """The built site's folder."""
        output = self.served / name
        if name not in self.built:
            _WRITERS[name](self.sources / name, f"{self.address}{name}/" if name in _WITH_ADDRESS else "")
            done = subprocess.run(
                [sys.executable, "-m", "digest", "build", "--jobs", "1", "--output", str(output)],
                cwd=self.sources / name, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            self.built.add(name)
        return output

    def of(self, kind: Kind) -> str:
        """The address at which the page is served."""
        self.folder(kind.site)
        return f"{self.address}{kind.site}/{kind.address}"

    def page(self, name: str, files: dict[str, str | bytes]) -> str:
        """The address of a made-up page's folder, served beside the sites."""
        for path, content in files.items():
            target = self.served / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"{self.address}{name}/"


def none(findings: list[str]) -> None:
    """Fails the test if there are findings, and lists them all."""
    if findings:
        pytest.fail(f"{len(findings)} findings\n" + "\n".join(dict.fromkeys(findings)), pytrace=False)


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    root = tmp_path_factory.mktemp("sites")
    (root / "served").mkdir()
    with serving(root / "served") as address:
        yield Sites(root / "sources", root / "served", address)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the machine's own Chromium, in the build that has no window: it opens a page three times as fast."""
    path = shutil.which("chromium-headless-shell")
    assert path, "no chromium-headless-shell on this machine: run `make test-site`, which installs it"
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False, args=list(FLAGS))
        yield launched
        launched.close()
