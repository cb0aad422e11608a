"""The store and the cluster of all tests, started once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.places import Cluster, Store, answers, end, free_port, python, until

os.environ |= {
    "AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}  # fmt: skip


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An S3 server on this machine, which every process finds by its environment."""
    port = free_port()
    log = tmp_path_factory.mktemp("store") / "requests"
    server = python("moto.server", "-H", "127.0.0.1", "-p", str(port), log=log)
    url = f"http://127.0.0.1:{port}"
    os.environ["AWS_ENDPOINT_URL"] = url
    try:
        until(lambda: answers(port), "no store")
        yield Store(url, log)
    finally:
        del os.environ["AWS_ENDPOINT_URL"]
        end(server)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, store: Store) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        found.start()
        yield found
    finally:
        found.stop()


@pytest.fixture
def cluster(running: Cluster) -> Cluster:
    """A scheduler with two workers, after those that were killed have been replaced."""
    while len(running.workers) < 2:
        running.hire()
    return running


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of a site, in which commands run."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
