"""``digest serve`` as another process, asked by raw bytes over loopback; its folders hold secrets that no answer may contain."""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.amounts import TIMEOUT
from tests.faults.building import command, environment, write_site

SECRET = b"Plughxyzzy"
UNLINKED = "unlinked-xyzzy.bin"  # in the preview, and no page links to it
LARGE = 4_000_000  # bytes, more than the system takes in for a client that reads nothing
TYPES = {
    ".html": "text/html; charset=utf-8", ".HTM": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".json": "application/json", ".xml": "application/xml; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
    ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".pdf": "application/pdf", ".bin": "application/octet-stream",
    "": "application/octet-stream", ".html.bin": "application/octet-stream", ".exe": "application/octet-stream", ".png.txt": "text/plain; charset=utf-8",
    ".unknown": "application/octet-stream", ".php": "application/octet-stream", ".shtml": "application/octet-stream", ".xhtml": "application/octet-stream",
}  # fmt: skip
NEVER = (SECRET, b"root:x:", b"root:*:", b"[fonts]", b"[extensions]", b"digest.yml\n", b"unlisted: include")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Served:
    """A preview in another process."""

    site: Path
    port: int
    process: int

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)

    def send(self, request: bytes) -> bytes:
        """All that comes back to ``request``; what the other side ends early is a clean end too."""
        parts = []
        with self.connect() as connection:
            try:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(1 << 16):
                    parts.append(part)
            except OSError as error:  # it had been refused before it was sent to its end
                if error.errno not in (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN):
                    raise
        return b"".join(parts)

    def get(self, target: str | bytes, **headers: str) -> Answer:
        """The one answer to a request as a browser sends it."""
        path = target if isinstance(target, bytes) else target.encode("utf-8", "surrogatepass")
        fields = {"Host": self.host, "Connection": "close", **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
        (answer,) = answers(self.send(b"GET " + path + b" HTTP/1.1\r\n" + lines.encode("utf-8") + b"\r\n"))
        return answer

    def is_well(self) -> bool:
        answer = self.get("/")
        return answer.status == 200 and b"Trials" in answer.body

    def status(self, name: str) -> int:
        """A number from the process status of Linux."""
        text = Path(f"/proc/{self.process}/status").read_text("ascii")
        return int(re.findall(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[0])

    def handles(self) -> int:
        return len(os.listdir(f"/proc/{self.process}/fd"))


def answers(data: bytes, *, heads: bool = False) -> list[Answer]:
    """The HTTP responses in ``data``, which is nothing else; ``heads``: answers to HEAD, which have no body."""
    found = []
    while data:
        head, separator, data = data.partition(b"\r\n\r\n")
        assert separator, head[:200]
        first, *lines = head.decode("latin-1").split("\r\n")
        status = re.fullmatch(r"HTTP/1\.1 ([2-5]\d\d) [ -~]+", first)
        assert status, first
        headers: dict[str, str] = {}
        for line in lines:
            field = re.fullmatch(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x20-\x7e]*)", line)
            assert field, line
            assert field[1].lower() not in headers
            headers[field[1].lower()] = field[2]
        length = int(headers["content-length"])
        body = b"" if heads else data[:length]
        assert heads or len(body) == length
        found.append(Answer(int(status[1]), headers, body))
        data = data[len(body) :]
    return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("preview")
    site = write_site(place / "site", 5)
    for secret in (place / "secret.txt", site / "secret.txt", site / "seeds/_secret.txt"):
        secret.write_bytes(SECRET)
    types = site / "static/types"
    types.mkdir(parents=True)
    for suffix in TYPES:
        (types / f"x{suffix}").write_bytes(b"<script>alert(1)</script>")
    (site / "static/large.bin").write_bytes(b"x" * LARGE)
    (site / "static/sub").mkdir()
    (site / "static/sub" / UNLINKED).write_bytes(b"here")
    running = subprocess.Popen(
        [*command("serve", "--port", "0")], cwd=site, env=environment({"PYTHONUNBUFFERED": "1"}), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert running.stdout is not None
        port = re.search(r"127\.0\.0\.1:(\d+)/", running.stdout.readline())
        assert port
        assert running.stdout.readline().startswith("Built in")
        preview = site / ".digest-cache/preview"
        links = {
            "out": place,
            "out.txt": place / "secret.txt",
            "out.html": site / "secret.txt",
            "passwd": Path("/etc/passwd"),
            "round": Path(),
        }
        for name, target in links.items():  # as only an attacker puts there
            (preview / name).symlink_to(target)
        yield Served(site, int(port[1]), running.pid)
        assert running.poll() is None
    finally:
        running.kill()
        running.wait()
        if running.stdout is not None:
            running.stdout.close()
