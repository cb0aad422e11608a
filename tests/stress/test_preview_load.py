"""Two hundred slow and greedy clients of the preview: every honest request is answered meanwhile, and no thread or handle is left."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.faults.amounts import FULL, TIMEOUT
from tests.faults.preview_server import LARGE, Served

Record = Callable[[str, object], None]


def _opens(served: Served, client: socket.socket) -> None:
    """Only a connection."""


def _begins(served: Served, client: socket.socket) -> None:
    client.sendall(f"GET / HTTP/1.1\r\nHost: {served.host}\r\nX-Slow: ".encode())


def _promises(served: Served, client: socket.socket) -> None:
    client.sendall(f"POST / HTTP/1.1\r\nHost: {served.host}\r\nContent-Length: 1000000\r\n\r\nx".encode())


def _never_reads(served: Served, client: socket.socket) -> None:
    client.sendall(f"GET /large.bin HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode())


def _asks_on(served: Served, client: socket.socket) -> None:
    client.sendall(f"GET / HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode() * 10)


def _listens(served: Served, client: socket.socket) -> None:
    client.sendall(f"GET /.digest/events HTTP/1.1\r\nHost: {served.host}\r\n\r\n".encode())


SLOW = (_opens, _begins, _promises, _never_reads, _asks_on, _listens)
WORKERS = 40  # threads that read files; the library keeps them for later requests


def test_two_hundred_slow_clients_keep_nobody_waiting_and_leave_nothing_behind(
    served: Served, record_property: Record
) -> None:
    has_proc = Path("/proc/self/status").exists()
    assert served.is_well()
    threads, handles = (served.status("Threads"), served.handles()) if has_proc else (0, 0)
    most = [0, 0]
    count = 200 if FULL else 80  # more than there is room for, in a tenth too
    for kind in (*SLOW, None):
        with ExitStack() as slow:
            for number in range(count):
                client = slow.enter_context(served.connect())
                with suppress(ConnectionError):  # it was sent away for another
                    (kind or SLOW[number % len(SLOW)])(served, client)
                    if kind is _begins and number % 10 == 0:
                        for _ in range(10):
                            client.sendall(b"x")
                if number % 10 == 9:
                    assert served.is_well(), (kind, number)
                if has_proc and number % 30 == 29:
                    most = [max(most[0], served.status("Threads")), max(most[1], served.handles())]
            assert served.get("/large.bin").body == b"x" * LARGE
    assert most[0] <= threads + WORKERS
    assert most[1] <= handles + 400
    if has_proc:
        _wait_until(lambda: served.status("Threads") <= threads + WORKERS and served.handles() <= handles)
    record_property(
        "tried",
        f"slow clients: {count} at a time in {len(SLOW)} ways and mixed, every honest request answered, at most {most[0]} threads, all gone afterwards",
    )


def _wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < ends, "it did not come to hold"
        time.sleep(0.02)
