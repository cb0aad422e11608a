"""Who is connected: so many and no more, and each request in its time. So a slow or greedy client harms nobody else.

Page loads and event streams are counted apart: open tabs never use up what a page load needs. A time limit holds for a
request, and for a response, as a whole; a client that sends or takes a byte now and then does not outlive it.

Given up: limits by address. On loopback there is only one.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class _Client:
    deadline: float | None
    streams: bool = False


@dataclass(slots=True, kw_only=True)
class Clients:
    """The connections of a server: at most ``most`` of them, and as many event streams besides."""

    most: int = 64
    _lock: Lock = field(default_factory=Lock)
    _clients: dict[socket.socket, _Client] = field(default_factory=dict)

    def admit(self, connection: socket.socket, seconds: float) -> bool:
        """Whether there is room for another; then it has ``seconds`` for its first request."""
        with self._lock:
            if self._count(streams=False) >= self.most:
                return False
            self._clients[connection] = _Client(time.monotonic() + seconds)
            return True

    def stream(self, connection: socket.socket) -> bool:
        """Whether ``connection`` may become an event stream; then it has no time limit, and its room is free again."""
        with self._lock:
            if self._count(streams=True) >= self.most or connection not in self._clients:
                return False
            self._clients[connection] = _Client(None, streams=True)
            return True

    def allow(self, connection: socket.socket, seconds: float) -> None:
        """``connection`` has ``seconds`` from now on."""
        with self._lock:
            if connection in self._clients:
                self._clients[connection].deadline = time.monotonic() + seconds

    def leave(self, connection: socket.socket) -> None:
        """It has ended, however it did."""
        with self._lock:
            self._clients.pop(connection, None)

    def end_late(self) -> None:
        """Ends those whose time is over."""
        now = time.monotonic()
        with self._lock:
            for connection, client in self._clients.items():
                if client.deadline is not None and client.deadline < now:
                    _end(connection)

    def end_all(self) -> None:
        """Ends all of them."""
        with self._lock:
            for connection in self._clients:
                _end(connection)

    def _count(self, *, streams: bool) -> int:
        return sum(client.streams is streams for client in self._clients.values())


def _end(connection: socket.socket) -> None:
    """Wakes the thread that reads or writes there; that one closes it."""
    with suppress(OSError):  # it has ended by itself
        connection.shutdown(socket.SHUT_RDWR)
