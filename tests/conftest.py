"""What all tests share: golden files, a small site to build, and a table of what was tried how often."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.folders import lay

# Time decides no test. Where CI is set the same examples are tried at each run, so that it can be repeated.
settings.register_profile("patient", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("patient")

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # below nohup, or in a background job of a script: children would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="write the golden files instead of comparing with them")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have counted (``record_property("tried", ...)``), one line each."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, ())]
    counts = sorted({str(text) for report in reports for name, text in report.user_properties if name == "tried"})
    if counts:
        terminalreporter.section("tried")
        for text in counts:
            terminalreporter.write_line(text)


@dataclass(frozen=True, slots=True)
class Golden:
    """Compares a text with the one kept at a path, or keeps it there (``--renew``)."""

    renew: bool

    def check(self, path: Path, text: str) -> None:
        if self.renew:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            return
        assert path.is_file(), f"{path} is not there yet: run pytest with --renew, then read what it wrote"
        assert text == path.read_text("utf-8")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(renew=bool(request.config.getoption("--renew")))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes a file with a key and a certificate that nobody has signed, for a name such as ``DNS:localhost``."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate of the test server")

    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp("certificate")
        options = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=digest -addext".split()
        files = ["-keyout", str(folder / "key"), "-out", str(folder / "certificate")]
        subprocess.run(["openssl", *options, f"subjectAltName={name}", *files], check=True, capture_output=True)
        both = folder / "both.pem"
        both.write_bytes((folder / "key").read_bytes() + (folder / "certificate").read_bytes())
        return both

    return make


@pytest.fixture
def depths(tmp_path: Path) -> Iterator[Path]:
    """A temporary folder that is removed whole: pytest's own way of removing ends where folders are too deep."""
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path)], check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """Writes files below a temporary folder: name -> content."""
    return partial(lay, tmp_path)
