"""The fixtures of this folder; ``tests/faults/fixtures.py`` and ``preview_server.py`` define them."""

from tests.faults.fixtures import cleaned, mount_server, server
from tests.faults.preview_server import served

__all__ = ["cleaned", "mount_server", "served", "server"]
