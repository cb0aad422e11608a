"""Fixtures shared by tests/faults and tests/stress: servers that run commands as forks, and the results of clean builds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.build_states import Clean, clean
from tests.faults.fork_server import CAN_FORK, WITHOUT, ForkServer, may_mount, running_fork_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """Runs commands as forks of a process that has already imported the program."""
    if not CAN_FORK:
        pytest.skip(WITHOUT)
    with running_fork_server(tmp_path_factory.mktemp("server") / "out") as found:
        yield found


@pytest.fixture(scope="session")
def mount_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """Runs commands in a mount namespace, so that disks can be mounted that no other process sees."""
    if not CAN_FORK or not may_mount():
        pytest.skip("needs “unshare -rm” to mount disks for this test only; it is missing or not allowed")
    with running_fork_server(tmp_path_factory.mktemp("mount-server") / "out", mounts=True) as found:
        yield found


@pytest.fixture(scope="session")
def cleaned(tmp_path_factory: pytest.TempPathFactory, server: ForkServer) -> Clean:
    """The output of a clean build of each state of the seeds."""
    return clean(tmp_path_factory.mktemp("clean"), server)
