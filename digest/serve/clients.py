"""Who is connected: so many and no more, and each request in its time. So a slow or greedy client harms nobody else.

Page loads and event streams are counted apart: open tabs never use up what a page load needs. A time limit holds for a
request, and for a response, as a whole; a client that sends or takes a byte now and then does not outlive it. Where there is no
more room, whoever has waited longest without a request leaves for the one who comes; else whoever has taken longest over a
response. So two hundred who send nothing keep nobody out.

Rejected: limits by address. On loopback there is only one.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from threading import Lock

from msgspec import Struct, field


class _Client(Struct):
    deadline: float | None
    since: float
    streams: bool = False
    served: bool = False  # its request has been read
    ended: bool = False  # it was told to leave, and does so at once


class Clients(Struct, kw_only=True):
    """The connections of a server: at most ``most`` of them, and as many event streams besides.

    Of those that were told to leave as many again may be on their way out.
    """

    most: int = 64
    _lock: Lock = field(default_factory=Lock)
    _clients: dict[socket.socket, _Client] = field(default_factory=dict)

    def admit(self, connection: socket.socket, seconds: float) -> bool:
        """Whether there is room for another, if need be in another's place; then it has ``seconds`` for its first request."""
        with self._lock:
            waiting = [one for one in self._clients.items() if not one[1].streams]
            staying = [one for one in waiting if not one[1].ended]
            if len(waiting) >= 2 * self.most:
                return False
            if len(staying) >= self.most:
                longest, client = min(staying, key=lambda one: (one[1].served, one[1].since))
                client.ended = True
                _end(longest)
            now = time.monotonic()
            self._clients[connection] = _Client(now + seconds, now)
            return True

    def stream(self, connection: socket.socket) -> bool:
        """Whether ``connection`` may become an event stream; then it has no time limit, and its room is free again."""
        with self._lock:
            streams = sum(client.streams for client in self._clients.values())
            client = self._clients.get(connection)
            if streams >= self.most or client is None or client.ended:
                return False
            client.deadline, client.streams = None, True
            return True

    def allow(self, connection: socket.socket, seconds: float, *, served: bool) -> None:
        """``connection`` has ``seconds`` from now on, to send a request or, if one is ``served``, to take its response."""
        with self._lock:
            client = self._clients.get(connection)
            if client is not None:
                client.since = time.monotonic()
                client.deadline, client.served = client.since + seconds, served

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


def _end(connection: socket.socket) -> None:
    """Wakes the thread that reads or writes there; that one closes it."""
    with suppress(OSError):  # it has ended by itself
        connection.shutdown(socket.SHUT_RDWR)
