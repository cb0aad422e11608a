"""The server of the preview: files of one folder and an event stream, over HTTP/1.1, to this machine's browser.

GET and HEAD only; ``no-store`` on everything, so that a reload shows what was built; no listing of folders; nothing outside
the preview (``lookup.py``), to nobody under a foreign name (``hosts.py``), and to no more clients at a time than harm nobody
(``clients.py``). Pages are dressed for the preview on their way out (``dressing.py``).

Rejected: logging requests. What the editor wants to know is told about builds.
"""

from __future__ import annotations

import os
import socket
import socketserver
from contextlib import suppress
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from pathlib import Path
from typing import Any
from urllib.parse import quote

from digest.publish.upload import HTML, media_type
from digest.serve import dressing, hosts
from digest.serve.clients import Clients
from digest.serve.lookup import find, parts_of
from digest.serve.standing import Standing

READING = 15.0  # seconds that a client has for a request, from its first byte or from the last response
WRITING = 60.0  # seconds that it has to take a response
HEARTBEAT = 15.0  # seconds between two signs of life on an event stream; who does not take them has left
_PIECE = 65_536  # bytes of a file that are read at a time
_OURS = {dressing.SCRIPT: "reload.js", dressing.STYLE: "preview.css"}
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"


class Server(ThreadingHTTPServer):
    """Serves ``root`` at ``address`` and ``port``; ``host`` is what was asked for, and may be a name."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = os.name == "posix"  # on Windows the flag would share a port that is taken

    def __init__(
        self, family: socket.AddressFamily, address: str, port: int, *, host: str, root: Path, standing: Standing
    ) -> None:
        self.address_family = family
        self.host = host
        self.root = root
        self.standing = standing
        self.clients = Clients()
        super().__init__((address, port), Handler)

    def server_bind(self) -> None:
        """Without the look-up of this machine's full name, which may take seconds and is of no use here."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.host, int(self.server_address[1])

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether there is room for one more."""
        del client_address
        if self.clients.admit(request, READING):
            return True
        with suppress(OSError):  # it may have left already
            request.setblocking(False)
            request.send(_FULL)
        return False

    def shutdown_request(self, request: Any) -> None:
        """The end of a connection, whatever it came to."""
        self.clients.leave(request)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """A few times a second: sends away whose time is over."""
        self.clients.end_late()

    def end(self) -> None:
        """Ends all at once: no request is taken any more, those under way are cut off, the port is free."""
        self.standing.close()
        self.shutdown()
        self.server_close()
        self.clients.end_all()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = READING
    disable_nagle_algorithm = True  # else a page waits some 40 ms between its head and its body

    def handle(self) -> None:
        """Requests one after the other. A browser that leaves in the middle is no news, so that is not told."""
        with suppress(ConnectionError, TimeoutError):
            super().handle()

    def handle_one_request(self) -> None:
        """The next one, in its time."""
        self.server.clients.allow(self.connection, READING, served=False)
        super().handle_one_request()

    def handle_expect_100(self) -> bool:
        """Nobody is asked to go on and send a body: none is read."""
        return True

    def do_GET(self) -> None:
        """A page, a file, or the event stream."""
        self.server.clients.allow(self.connection, WRITING, served=True)
        refusal = self._refusal()
        path = self.path.partition("?")[0]
        if refusal:
            self._say(*refusal)
        elif path == dressing.EVENTS:
            self._events()
        elif path in _OURS:
            name = _OURS[path]
            self._send(HTTPStatus.OK, media_type(name), (Path(__file__).parent / name).read_bytes())
        else:
            self._file()

    do_HEAD = do_GET  # noqa: N815 - the name by which the standard library looks for it

    def _refusal(self) -> tuple[HTTPStatus, str] | None:
        """Why this request is not answered, in words; None where it is."""
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # a body that nobody reads must not pass for the next request
        ours = hosts.names(self.server.host, str(self.connection.getsockname()[0]), self.server.server_port)
        asked = self.headers.get_all("Host") or []
        if self.headers.defects:  # a line that is no field, behind which a length might have stood
            self.close_connection = True
            return HTTPStatus.BAD_REQUEST, "These header lines are not understood."
        if len(asked) != 1 or asked[0].strip().lower() not in ours:
            self.close_connection = True
            told = f"This preview does not answer to that name. Ask for {hosts.url(self.server.host, self.server.server_port)}"
            return HTTPStatus.MISDIRECTED_REQUEST, told
        if not _same_site(self.headers, ours, page=self.path.partition("?")[0] != dressing.EVENTS):
            return HTTPStatus.FORBIDDEN, "Other sites' pages may not read this preview."
        return None

    def _file(self) -> None:
        shown = self.server.standing.shown  # before any file is read: see there
        root = self.server.root
        parts = parts_of(self.path)
        if parts is not None and not parts[-1]:
            parts = (*parts[:-1], "index.html")
        found = find(root, parts) if parts is not None else None
        if parts is not None and found is not None and found.is_dir():
            self._send(HTTPStatus.FOUND, HTML, b"", Location=f"/{quote('/'.join(parts))}/")
            return
        kind = media_type(found.name) if found else HTML
        if found and kind != HTML and (source := _opened(found)):
            with source:
                self._copy(kind, source)
            return
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        try:
            body = (found or root / "404.html").read_bytes()
        except OSError:  # there is no site yet, or it has just been replaced by one without this file
            found, status, body = None, *self._without_site(bool(shown.problems))
        kind = media_type(found.name) if found else HTML
        if status is HTTPStatus.NOT_FOUND:
            body = dressing.at_home(body, shown.base_url)
        self._send(status, kind, dressing.dress(body, shown) if kind == HTML else body)

    def _without_site(self, failed: bool) -> tuple[HTTPStatus, bytes]:
        if (self.server.root / "index.html").exists():
            return HTTPStatus.NOT_FOUND, dressing.lone_page("Not found", "There is no such page in the preview.")
        if failed:
            return HTTPStatus.SERVICE_UNAVAILABLE, dressing.lone_page(
                "No preview yet", "It appears here once all is mended."
            )
        return HTTPStatus.SERVICE_UNAVAILABLE, dressing.lone_page(
            "The site is being built", "It appears here in a moment."
        )

    def _events(self) -> None:
        """Tells the version that is shown, and each new one, till one of the two sides ends."""
        if self.command == "HEAD":
            self._send(HTTPStatus.OK, "text/event-stream", b"")
            return
        if not self.server.clients.stream(self.connection):
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, "Too many pages are open at a time; close some.")
            return
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream")
        self.wfile.write(b"retry: 1000\n\n")
        told = ""
        while (shown := self.server.standing.wait(told, HEARTBEAT)) is not None:
            news = f"event: build\ndata: {shown.version}\n\n" if shown.version != told else ":\n\n"
            told = shown.version
            self.wfile.write(news.encode("ascii"))

    def _say(self, status: HTTPStatus, words: str, **headers: str) -> None:
        self._send(status, "text/plain; charset=utf-8", f"{words}\n".encode(), **headers)

    def _send(self, status: HTTPStatus, kind: str, body: bytes, **headers: str) -> None:
        self._head(status, kind, **{"Content-Length": str(len(body))}, **headers)
        if self.command != "HEAD":
            self.wfile.write(body)

    def _copy(self, kind: str, source: BufferedReader) -> None:
        """A file that goes out as it is, piece by piece: many may ask for a large one at a time."""
        size = os.fstat(source.fileno()).st_size
        self._head(HTTPStatus.OK, kind, **{"Content-Length": str(size)})
        while self.command != "HEAD" and size > 0 and (piece := source.read(min(size, _PIECE))):
            self.wfile.write(piece)
            size -= len(piece)
        if size and self.command != "HEAD":
            self.close_connection = True  # it was cut short meanwhile, so nothing more can follow

    def _head(self, status: HTTPStatus, kind: str, **headers: str) -> None:
        if self.request_version == "HTTP/0.9":  # whose answers have no head, so that nothing says what they are
            self.request_version, self.close_connection = self.protocol_version, True
        if self.close_connection:
            headers["Connection"] = "close"
        self.send_response(status)
        always = {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in (always | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses by itself, a malformed request or any other method, in one plain line."""
        del explain
        self.close_connection = True
        self.command = getattr(self, "command", None) or ""
        self.request_version = self.protocol_version  # of a line that was not understood it says 0.9, which has no head
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self._say(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.", Allow="GET, HEAD")
        else:
            self._say(HTTPStatus(code), f"{message or HTTPStatus(code).phrase}.")

    def version_string(self) -> str:
        return "digest"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: see the module."""


def _opened(path: Path) -> BufferedReader | None:
    """The file at ``path``; None where it has just gone, or may not be read."""
    try:
        return path.open("rb")
    except OSError:
        return None


def _same_site(headers: Message, ours: frozenset[str], *, page: bool) -> bool:
    """Whether no other site's page asks; browsers tell in one of two headers. A link that leads to a ``page`` may be theirs."""
    origin = headers.get("Origin")
    if origin is not None:
        return origin.lower() in {f"http://{name}" for name in ours}
    from_where = headers.get("Sec-Fetch-Site", "none")
    return from_where in ("same-origin", "none") or (page and headers.get("Sec-Fetch-Dest") == "document")
