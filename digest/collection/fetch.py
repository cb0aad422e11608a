"""Fetches pages and feeds from the web for ``digest add``.

A request goes to addresses of the public internet only: the host is resolved once, each of its addresses is checked, and the
connection is made to the one that was checked, so that no name leads into the editor's own network. Redirects are checked in
the same way. Sites say in robots.txt what programs may fetch (RFC 9309), and that is respected. Size and time are limited.

Rejected: cookies, proxies, JavaScript, addresses with a password. A page that needs them is saved with a browser and added as
a file.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import time
import zlib
from email.message import Message
from urllib.parse import quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from msgspec import Struct

from digest import __version__

AGENT = f"digest/{__version__} (a press review; one page at a time)"
_ROBOT = "digest"  # the name by which robots.txt may address this program
LARGEST = 20_000_000  # bytes of a page
_LARGEST_ROBOTS = 500_000
_SECONDS = 30.0  # for one answer, from the first byte to the last
_TIMEOUT = 10.0  # seconds without an answer
_REDIRECTS = 5
_PAUSE = 1.0  # seconds between two requests to one host
_LONGEST_PAUSE = 10.0
_PORTS = {"http": 80, "https": 443}
_MOVED = (301, 302, 303, 307, 308)
_CHUNK = 65_536
_QUERY = "/%:@!$&'()*+,;=~-._?"


class NotFetched(Exception):
    """An address that was not fetched; the message says why, as a sentence."""


class Page(Struct, frozen=True):
    """What a server sent: its last ``address`` after redirects, the media type, the encoding that it names, and the content."""

    address: str
    media_type: str
    encoding: str
    data: bytes


class Fetcher:
    """Fetches pages one after the other. ``allowed`` are pairs of address and port that are asked although they are not on the
    public internet: for tests with a server on this computer.
    """

    def __init__(self, allowed: frozenset[tuple[str, int]] = frozenset(), pause: float = _PAUSE) -> None:
        self._allowed = allowed
        self._pause = pause
        self._robots: dict[str, RobotFileParser | None] = {}
        self._asked: dict[str, float] = {}

    def fetch(self, url: str) -> Page:
        """The page at ``url``. Raises ``NotFetched`` with the reason."""
        for _ in range(_REDIRECTS + 1):
            self._check_robots(url)
            status, headers, data = self._request(url, LARGEST)
            if status in _MOVED and (target := headers.get("Location")):
                url = _joined(url, str(target))
                continue
            if status != 200:
                raise NotFetched(f"The server answered “{status} {http.client.responses.get(status, '')}”.")
            encoding = str(headers.get_content_charset() or "")
            return Page(url, headers.get_content_type(), encoding, data)
        raise NotFetched(f"The address leads to another one more than {_REDIRECTS} times.")

    def _check_robots(self, url: str) -> None:
        host, port, is_secure, _ = _parts(url)
        origin = f"{'https' if is_secure else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
        if origin not in self._robots:
            self._robots[origin] = self._rules(origin)
        rules = self._robots[origin]
        if rules is None:
            raise NotFetched("The site's robots.txt cannot be read, so it is not known what it allows.")
        if not rules.can_fetch(_ROBOT, url):
            raise NotFetched("The site's robots.txt does not allow programs to fetch this page.")

    def _rules(self, origin: str) -> RobotFileParser | None:
        """What the robots.txt of a site allows: everything if it has no such file, None if its server fails."""
        url = f"{origin}/robots.txt"
        rules = RobotFileParser()
        for _ in range(_REDIRECTS + 1):
            status, headers, data = self._request(url, _LARGEST_ROBOTS)
            if status in _MOVED and (target := headers.get("Location")):
                url = _joined(url, str(target))
                continue
            if status >= 500:
                return None
            rules.parse(data.decode("utf-8-sig", "replace").splitlines() if status == 200 else [])
            return rules
        rules.parse([])
        return rules

    def _request(self, url: str, largest: int) -> tuple[int, Message, bytes]:
        """The status, the headers and the content of one answer."""
        host, port, is_secure, path = _parts(url)
        address = self._address(host, port)
        self._wait(host)
        connection = _Connection(host, port, address, is_secure=is_secure)
        try:
            headers = {"User-Agent": AGENT, "Accept": "text/html, application/xhtml+xml, application/xml, */*;q=0.5"}
            connection.request("GET", path, headers=headers | {"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            return answer.status, answer.headers, _body(answer, largest)
        except ssl.SSLError as error:
            raise NotFetched(f"The connection is not secure: {error.reason or error}.") from error
        except TimeoutError as error:
            raise NotFetched("The server did not answer in time.") from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise NotFetched(f"The connection failed: {reason}.") from error
        finally:
            connection.close()

    def _address(self, host: str, port: int) -> str:
        """The address of ``host`` to which to connect."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            message = f"The host “{host}” cannot be found; perhaps there is no connection to the network."
            raise NotFetched(message) from error
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not all((one, port) in self._allowed or is_public(one) for one in addresses):
            raise NotFetched(f"The host “{host}” is not on the public internet.")
        if port not in _PORTS.values() and (addresses[0], port) not in self._allowed:
            raise NotFetched(f"Port {port} is none of the web's.")
        return addresses[0]

    def _wait(self, host: str) -> None:
        """Wait until ``host`` may be asked again."""
        now = time.monotonic()
        due = self._asked.get(host, now - _LONGEST_PAUSE) + self._pause
        if due > now:
            time.sleep(min(due - now, _LONGEST_PAUSE))
        self._asked[host] = time.monotonic()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; those that contain another count as that one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):  # translation to IPv4 (RFC 6052)
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to ``address``, which is that of ``host``."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=_TIMEOUT)
        self._address = address
        self._is_secure = is_secure
        self.default_port = _PORTS["https" if is_secure else "http"]

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _parts(url: str) -> tuple[str, int, bool, str]:
    """Host, port, whether it is HTTPS, and path of an address on the web."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetched(f"“{url}” is not an address: {error}.") from error
    if (
        parts.scheme not in _PORTS
        or not parts.hostname
        or parts.username is not None
        or re.search(r"[\s\x00-\x1f]", url)
    ):
        raise NotFetched(f"“{url}” is not a web address (https://…) without a password.")
    try:
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NotFetched(f"“{parts.hostname}” is no name of a host.") from error
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    )
    return host, port or _PORTS[parts.scheme], parts.scheme == "https", path


def _joined(url: str, target: str) -> str:
    """The address that ``target`` is on the page at ``url``."""
    try:
        return urljoin(url, target.strip())
    except ValueError as error:
        raise NotFetched(f"The page leads to “{target}”, which is no address.") from error


def _body(answer: http.client.HTTPResponse, largest: int) -> bytes:
    """The content of an answer, not packed. Raises ``NotFetched`` if it is too large or takes too long."""
    until = time.monotonic() + _SECONDS
    unpack = zlib.decompressobj(wbits=47) if (answer.getheader("Content-Encoding") or "").lower() == "gzip" else None
    parts: list[bytes] = []
    size = 0
    while chunk := answer.read1(_CHUNK):
        if unpack is not None:
            try:
                chunk = unpack.decompress(chunk, largest + 1 - size)
            except zlib.error as error:
                raise NotFetched("The answer is damaged.") from error
        size += len(chunk)
        if size > largest:
            raise NotFetched(f"The answer is larger than {largest // 1_000_000} MB.")
        if time.monotonic() > until:
            raise NotFetched("The answer took too long.")
        parts.append(chunk)
    return b"".join(parts)
