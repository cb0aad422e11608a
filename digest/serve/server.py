"""The HTTP server of the preview: the files of one folder and an event stream, for a browser on this machine.

``PreviewServer`` runs uvicorn in a thread. ``PreviewApp`` answers: only GET and HEAD, only under the host names of this server
(a page of another site could otherwise read drafts by DNS rebinding), only regular files inside the folder, and ``no-store``
on everything, so that a reload shows the last build. HTML pages get the markup of ``markup.py``. ``Connection`` adds to uvicorn
a time limit for each request and a limit on open connections, so that slow or greedy clients do not block the others.

Rejected: logging requests. Builds are what the editor wants to know about. Starlette's ``StaticFiles`` and
``TrustedHostMiddleware``: they follow other rules for paths, and compare host names without the port. Limits per client
address: on loopback there is only one address.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import re
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import h11
import uvicorn
from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from digest.errors import Problem
from digest.publish.upload import HTML, media_type
from digest.serve import markup
from digest.serve.upcoming import Upcoming

READ_TIMEOUT = 15.0  # seconds to send a request, from the connection or the previous response on
WRITE_TIMEOUT = 60.0  # seconds to receive a response; event streams have no limit
HEARTBEAT = 15.0  # seconds between two comments on an idle event stream, by which a lost client is noticed
MAX_CONNECTIONS = 64  # open connections, and as many event streams in addition: open tabs never block a page load
_ASSETS = {markup.SCRIPT_URL: "reload.js", markup.STYLE_URL: "preview.css"}
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:]")

_log = logging.getLogger("digest.serve")


class PreviewState(Struct, frozen=True, kw_only=True):
    """What the preview shows.

    ``version`` differs for each state. ``problems`` are the fatal problems if the last build failed, else its errors.
    ``base_url`` is that of the site, by whose path the links of its 404.html begin.
    """

    version: str
    problems: tuple[Problem, ...] = ()
    base_url: str | None = None


class PreviewServer:
    """Serves the folder ``root`` on the listening socket ``sock`` until ``close()``. ``host`` is the name given by the user."""

    def __init__(self, sock: socket.socket, host: str, root: Path) -> None:
        # the random part makes pages of an earlier run reload, too
        self._run, self._builds = secrets.token_hex(4), 0
        self.port = int(sock.getsockname()[1])
        self.app = PreviewApp(host, root, PreviewState(version=f"{self._run}-0"))
        config = uvicorn.Config(
            self.app,
            http=Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            interface="asgi3",
            proxy_headers=False,
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            headers=_HEADERS,
            timeout_keep_alive=int(READ_TIMEOUT),
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = Thread(target=self._server.run_in_thread, args=(sock,), daemon=True)
        self._thread.start()
        self._server.ready.wait()

    @property
    def state(self) -> PreviewState:
        return self.app.state

    def update(self, problems: tuple[Problem, ...], base_url: str | None, upcoming: Upcoming | None = None) -> None:
        """Sets a new state, with the pages of the site if it is not published yet, and reports it to all open pages. For the
        thread that builds.
        """
        self.settle()
        self.app.upcoming = upcoming  # first: a page that is newer than its version reloads once more, and is correct
        self._builds += 1
        version = f"{self._run}-{self._builds}"
        self.app.state = replace(self.app.state, version=version, problems=problems, base_url=base_url)
        self._server.loop.call_soon_threadsafe(self.app.wake_streams)

    def settle(self) -> None:
        """The build is over: from now on all files are those of the output. For the thread that builds."""
        if self.app.upcoming is not None:
            self.app.upcoming.end()
            self.app.upcoming = None

    def close(self) -> None:
        """Ends all connections, frees the port and waits for the thread."""
        self._server.should_exit = True
        self._thread.join()


class _Server(uvicorn.Server):
    """Publishes its event loop when it is ready, and does not wait for open connections at the end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()

    def run_in_thread(self, sock: socket.socket) -> None:
        try:
            self.run([sock])
        finally:
            self.ready.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        # by default asyncio prints a traceback, for example if the system has no file handles left for new connections
        self.loop.set_exception_handler(lambda _loop, context: _log.debug("%s", context.get("message")))
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # in this round of the loop they are removed from the list
        await super().shutdown(sockets)


class Connection(H11Protocol):
    """One connection, with time limits for the request and for the response.

    If more than ``MAX_CONNECTIONS`` are open, the one that has waited longest for a request is closed, else the one with the
    oldest request.
    """

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._answer, self.app = self.app, self._answer_in_time
        self.streaming = self._busy = self._half_closed = False
        self._timer: asyncio.TimerHandle | None = None
        self._limit(READ_TIMEOUT)
        others = [
            other
            for other in self.connections
            if isinstance(other, Connection) and other is not self and not other.streaming
        ]
        if len(others) >= MAX_CONNECTIONS:
            oldest = min(others, key=lambda other: (other._busy, other._since))
            self.connections.discard(oldest)
            oldest.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._limit(None)
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]  # asyncio asks for it, uvicorn returns None
        """A client that has closed its sending half still gets its response; an event stream ends."""
        self._half_closed = True
        return self._is_answering() and not self.streaming

    def on_response_complete(self) -> None:
        self._busy = False
        self._limit(READ_TIMEOUT)
        super().on_response_complete()  # begins the next request if it has been received already
        if self._half_closed and not self._is_answering():
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """As uvicorn does, but with the headers of all responses and a length."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = f"{msg}\n".encode()
            headers = [
                *self.server_state.default_headers,
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ]
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    async def _answer_in_time(self, scope: Any, receive: Any, send: Any) -> None:
        self._busy = True
        self._limit(WRITE_TIMEOUT)
        scope["state"]["connection"] = self
        await self._answer(scope, receive, send)

    def stream(self) -> bool:
        """Makes this an event stream, without a time limit. Returns False if there are too many of them."""
        if sum(isinstance(other, Connection) and other.streaming for other in self.connections) >= MAX_CONNECTIONS:
            return False
        self._limit(None)
        self.streaming = True
        return True

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _limit(self, seconds: float | None) -> None:
        """Closes the connection in ``seconds`` unless this is called again before."""
        if self._timer is not None:
            self._timer.cancel()
        self._since = time.monotonic()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)


class PreviewApp:
    """The ASGI application: pages and files of ``root``, the two assets of the preview, and the event stream."""

    def __init__(self, host: str, root: Path, state: PreviewState) -> None:
        self.host, self.root, self.state = host, root, state
        self.upcoming: Upcoming | None = None
        self._changed = asyncio.Event()

    def wake_streams(self) -> None:
        """Lets all event streams report the new state."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response = await self._respond(request)
        if "content-length" in request.headers or "transfer-encoding" in request.headers:
            response.headers["Connection"] = "close"  # no body is read, so it must not pass for the next request
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        target = request.scope["raw_path"].decode("ascii")
        allowed = allowed_hosts(self.host, *request.scope["server"])
        if request.headers.get("host", "").lower() not in allowed:
            home = preview_url(self.host, request.scope["server"][1])
            text = f"This preview does not answer to that name. Open {home}\n"
            return PlainTextResponse(text, 421, {"Connection": "close"})
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("Only GET and HEAD are supported.\n", 405, {"Allow": "GET, HEAD"})
        if not _is_same_site(request, allowed, page=target != markup.EVENTS_URL):
            return PlainTextResponse("Other sites' pages may not read this preview.\n", 403)
        if target == markup.EVENTS_URL:
            return self._event_stream(request)
        if target in _ASSETS:
            name = _ASSETS[target]
            return Response((Path(__file__).parent / name).read_bytes(), media_type=media_type(name))
        return await self._file(target)

    async def _file(self, target: str) -> Response:
        # Read before any file: a page that is newer than its version reloads once more, and is correct.
        state, upcoming = self.state, self.upcoming
        parts = split_path(target)
        if parts and not parts[-1]:
            parts = (*parts[:-1], "index.html")
        address = "/".join(parts or ())
        made = await upcoming.read(address) if upcoming else None
        if made is not None:
            kind = media_type(address)
            page = markup.decorate(made, state.version, state.problems) if kind == HTML else made
            return Response(page, media_type=kind)
        path = find(self.root, parts) if parts else None
        if path and path.is_file() and upcoming and not upcoming.has(address):
            path = None  # it will be removed
        if parts and path and path.is_dir():
            return RedirectResponse(f"/{quote('/'.join(parts))}/", 302)
        if path and media_type(path.name) != HTML and os.access(path, os.R_OK):
            with suppress(FileNotFoundError):
                return FileResponse(path, media_type=media_type(path.name), stat_result=path.stat())
        try:
            page = (path or self.root / "404.html").read_bytes()
        except OSError:  # there is no site yet, or a build has just replaced it by one without this file
            return self._missing_page(state)
        if path is None:
            page = markup.make_links_relative(page, state.base_url)
        page = markup.decorate(page, state.version, state.problems)
        return Response(page, 200 if path else 404, media_type=HTML)

    def _missing_page(self, state: PreviewState) -> Response:
        if (self.root / "index.html").exists():
            status, title, text = 404, "Not found", "The preview has no such page."
        elif state.problems:
            status, title, text = 503, "No preview yet", "It appears here when the errors are fixed."
        else:
            status, title, text = 503, "The site is being built", "It appears here in a moment."
        page = markup.decorate(markup.message_page(title, text), state.version, state.problems)
        return Response(page, status, media_type=HTML)

    def _event_stream(self, request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if not request.state.connection.stream():
            return PlainTextResponse("Too many pages are open. Close some of them.\n", 503)
        return StreamingResponse(self._events(), media_type="text/event-stream", headers={"Connection": "close"})

    async def _events(self) -> AsyncIterator[str]:
        """The current version, then each new one, until the client leaves or the server ends."""
        yield "retry: 1000\n\n"
        sent = ""
        while True:
            changed, version = self._changed, self.state.version
            yield f"event: build\ndata: {version}\n\n" if version != sent else ":\n\n"
            sent = version
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), HEARTBEAT)


# Host names and origins.

_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - only compared with


def in_brackets(host: str) -> str:
    """``host`` as URLs write it: IPv6 addresses in brackets."""
    return f"[{host}]" if ":" in host else host


def preview_url(host: str, port: int) -> str:
    """The URL of the preview for a browser on this machine."""
    return f"http://{in_brackets(_ANY_ADDRESS.get(host, host))}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_hosts(host: str, address: str, port: int) -> frozenset[str]:
    """The accepted values of the ``Host`` header, in lower case: loopback, ``host``, and the ``address`` of the connection.

    An address in figures cannot be rebound to another site's name, so it is safe to accept.
    """
    address = address.removeprefix("::ffff:").partition("%")[0]
    hosts = {"127.0.0.1", "localhost", "[::1]", in_brackets(host).lower(), in_brackets(address).lower()} - {"", "[]"}
    return frozenset({f"{name}:{port}" for name in hosts} | (hosts if port == 80 else set()))


def _is_same_site(request: Request, allowed: frozenset[str], *, page: bool) -> bool:
    """Whether the request comes from a page of the preview, as browsers state in one of two headers.

    A link on another site may lead to a ``page``.
    """
    headers = request.headers
    if "origin" in headers:
        return headers["origin"].lower() in {f"http://{name}" for name in allowed}
    site = headers.get("Sec-Fetch-Site", "none")
    return site in ("same-origin", "none") or (page and headers.get("Sec-Fetch-Dest") == "document")


# From the path of a request to a file.


def split_path(target: str) -> tuple[str, ...] | None:
    """The parts of a request's path, percent-decoded once as UTF-8; the last one is empty if the path ends in ``/``.

    None if it cannot name a page: a part is empty or consists of dots and spaces, or contains a backslash, a colon or a
    control character. So drive letters and streams of Windows are never names, nor are files of static/ with such a name.
    """
    path = target.partition("?")[0]
    if not path.startswith("/"):
        return None
    try:
        text = unquote_to_bytes(path).decode("utf-8")
    except UnicodeError:
        return None
    parts = tuple(text[1:].split("/"))
    *folders, name = parts
    if _FORBIDDEN.search(text) or any(not part.strip(" .") for part in folders) or (name and not name.strip(" .")):
        return None
    return parts


def find(root: Path, parts: tuple[str, ...]) -> Path | None:
    """The regular file or folder named by ``parts`` below ``root``, with all links followed; None if it is outside."""
    base = os.path.realpath(root)
    path = os.path.realpath(os.path.join(base, *parts))
    if path != base and not path.startswith(base.rstrip(os.sep) + os.sep):
        return None
    return Path(path) if os.path.isfile(path) or os.path.isdir(path) else None
