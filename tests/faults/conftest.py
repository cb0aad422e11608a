"""What the tests of faults share: a process that has the program loaded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.ready import CAN_FORK, WITHOUT, Ready, ready


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """Runs commands as forks of a process that has the program loaded."""
    if not CAN_FORK:
        pytest.skip(WITHOUT)
    with ready(tmp_path_factory.mktemp("ready") / "said") as found:
        yield found
