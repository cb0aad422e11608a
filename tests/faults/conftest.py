"""What the tests of faults share: processes that have the program loaded, and what clean builds leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.ready import CAN_FORK, WITHOUT, Ready, may_mount, ready
from tests.faults.states import Clean, clean


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """Runs commands as forks of a process that has the program loaded."""
    if not CAN_FORK:
        pytest.skip(WITHOUT)
    with ready(tmp_path_factory.mktemp("ready") / "said") as found:
        yield found


@pytest.fixture(scope="session")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """Runs commands where disks can be mounted that nobody else sees."""
    if not CAN_FORK or not may_mount():
        pytest.skip("disks are mounted for this test alone with “unshare -rm”, which is not there or not allowed")
    with ready(tmp_path_factory.mktemp("apart") / "said", apart=True) as found:
        yield found


@pytest.fixture(scope="session")
def cleaned(tmp_path_factory: pytest.TempPathFactory, loaded: Ready) -> Clean:
    """What clean builds of each state of the seeds leave."""
    return clean(tmp_path_factory.mktemp("clean"), loaded)
