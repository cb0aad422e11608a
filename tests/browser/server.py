"""Serves built sites on the loopback address, each below a path of its own, as a static host does.

What is not there is answered with the site's own 404.html and status 404. Nothing is written to the terminal.

Rejected: being quick. A test asks for a handful of small files.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Handler(SimpleHTTPRequestHandler):
    """One request. ``directory`` holds a folder for each site."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        site = self.path.lstrip("/").split("/")[0]
        page = Path(self.directory) / site / "404.html"
        body = page.read_bytes() if site and page.is_file() else b"<!DOCTYPE html><title>?</title>"
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and code >= HTTPStatus.BAD_REQUEST:
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a link checker asks for a hundred things at once


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The address, ending in ``/``, at which ``root`` is served until the block ends."""
    handler = functools.partial(_Handler, directory=str(root))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
