"""``digest send``: mail goes out encrypted, to those who were named, or not at all."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import main
from digest.export.send import PASSWORD

Folder = Callable[[dict[str, str | bytes]], Path]
TEXT = "The ferries between the two banks run again since Monday morning, every twenty minutes.\n"
FILES: dict[str, str | bytes] = {
    "seeds/ferry.md": f"---\ntitle: The ferries run again\ndate: 2025-02-13\ntopics: Transport\n---\n\n{TEXT}",
    "seeds/bridge.md": f"---\ntitle: The bridge is closed\ndate: 2024-05\n---\n\n{TEXT}",
}


class Server:
    """An SMTP server on this machine (RFC 5321), with STARTTLS or TLS from the first byte. Keeps what it is given."""

    def __init__(
        self, certificate: Path, *, tls: bool, password: str = "", starttls: bool = True, refused: str = ""
    ) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.tls, self.password, self.starttls, self.refused = tls, password, starttls, refused
        self.mails: list[tuple[list[str], bytes]] = []
        self.in_clear: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):  # closed already
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed
                return
            with ExitStack() as opened, suppress(OSError):  # where the client has left
                opened.enter_context(connection)
                self._talk(connection, opened)

    def _talk(self, connection: socket.socket, opened: ExitStack) -> None:
        encrypted, recipients = self.tls, list[str]()
        if encrypted:
            connection = opened.enter_context(self.context.wrap_socket(connection, server_side=True))
        stream = opened.enter_context(connection.makefile("rb"))
        connection.sendall(b"220 test\r\n")
        while line := stream.readline():
            if not encrypted:
                self.in_clear.append(line)
            command = line.strip().upper()
            if command.startswith(b"EHLO"):
                answer = (
                    b"250-test\r\n250-AUTH PLAIN\r\n250 HELP"
                    if encrypted or not self.starttls
                    else b"250-test\r\n250 STARTTLS"
                )
            elif command == b"STARTTLS":
                connection.sendall(b"220 go on\r\n")
                connection = opened.enter_context(self.context.wrap_socket(connection, server_side=True))
                stream, encrypted = opened.enter_context(connection.makefile("rb")), True
                continue
            elif command.startswith(b"AUTH PLAIN"):
                given = base64.b64decode(line.split()[2]).split(b"\0")[2].decode()
                answer = b"235 welcome" if given == self.password else b"535 5.7.8 wrong password."
            elif command.startswith(b"RCPT"):
                address = line.split(b"<")[1].split(b">")[0].decode()
                if address != self.refused:
                    recipients.append(address)
                answer = b"550 unknown" if address == self.refused else b"250 ok"
            elif command == b"DATA":
                connection.sendall(b"354 go on\r\n")
                data = b"".join(iter(stream.readline, b".\r\n"))
                self.mails.append((recipients, data))
                answer, recipients = b"250 ok", []
            elif command == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            else:
                answer = b"250 ok"
            connection.sendall(answer + b"\r\n")


@pytest.fixture
def start(certificate: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    """Starts a server that digest trusts."""
    both = certificate("DNS:localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    servers: list[Server] = []

    def run(**options: object) -> Server:
        servers.append(Server(both, **{"tls": False, **options}))  # type: ignore[arg-type]
        return servers[-1]

    yield run
    for server in servers:
        server.close()


def send(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["send", *arguments, "--config", str(site / "digest.yml"), "--jobs", "1"])


def settings(port: int, more: str = "", to: str = "[a@example.org, b@example.org]") -> str:
    return f"title: Review\nmail: {{from: desk@example.org, to: {to}, host: localhost, port: {port}{more}}}\n"


@pytest.mark.parametrize("tls", [False, True])
def test_a_mail_arrives_encrypted_and_recipients_do_not_see_each_other(
    folder: Folder, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, tls: bool
) -> None:
    server = start(tls=tls, password="s3cret")
    more = ", user: desk" + (", security: tls" if tls else "")
    site = folder(FILES | {"digest.yml": settings(server.port, more)})
    monkeypatch.setenv(PASSWORD, "s3cret")
    result = send(site, "--date", "2025-02")
    assert result.exit_code == 0, result.output
    assert "“Review · February 2025” with 1 article sent to 2 recipients." in result.output
    ((recipients, data),) = server.mails
    assert recipients == ["a@example.org", "b@example.org"]
    message = BytesParser(policy=policy.default).parsebytes(data)
    assert message["To"] == message["From"] == "desk@example.org"
    assert message["Date"] is not None
    assert message["Message-ID"] is not None
    assert b"a@example.org" not in data
    assert b"The ferries run again" in data
    assert b"The bridge is closed" not in data
    assert all(line.upper().startswith((b"EHLO", b"STARTTLS")) for line in server.in_clear)


def test_what_is_wrong_is_said_with_what_to_do(
    folder: Folder, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(password="right")
    site = folder(FILES | {"digest.yml": settings(server.port, ", user: desk")})
    assert f"Put it into the environment variable {PASSWORD}." in send(site).output
    monkeypatch.setenv(PASSWORD, "wrong")
    result = send(site)
    assert result.exit_code == 1
    assert "535 5.7.8 wrong password. Check “user” of “mail” in digest.yml" in result.output
    assert "no mail was sent" in result.output
    server.close()
    (site / "digest.yml").write_text(settings(server.port))
    assert "did not take the mail: Connection refused. Check “host”, “port”" in send(site).output
    (site / "digest.yml").write_text("title: Review\n")
    assert "There is no usable “mail” in digest.yml" in send(site).output
    (site / "digest.yml").write_text(settings(1, to="nobody"))
    assert "“nobody” is not one" in send(site).output
    assert server.mails == []


def test_a_server_without_encryption_or_with_another_name_gets_nothing(
    folder: Folder, start: Callable[..., Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = start(starttls=False)
    site = folder(FILES | {"digest.yml": settings(plain.port)})
    assert "Use a server that offers STARTTLS" in send(site).output
    other = start()
    (site / "digest.yml").write_text(settings(other.port).replace("localhost", "127.0.0.1"))
    assert "Use the name of the server that its certificate is for." in send(site).output
    monkeypatch.delenv("SSL_CERT_FILE")
    (site / "digest.yml").write_text(settings(other.port))
    assert send(site).exit_code == 1
    assert plain.mails == other.mails == []


def test_refused_recipients_are_named(folder: Folder, start: Callable[..., Server]) -> None:
    server = start(refused="b@example.org")
    site = folder(FILES | {"digest.yml": settings(server.port)})
    result = send(site)
    assert result.exit_code == 1
    assert "The mail was sent, but not to b@example.org" in result.output
    assert [recipients for recipients, _ in server.mails] == [["a@example.org"]]


def test_a_dry_run_prints_the_mail(folder: Folder, start: Callable[..., Server]) -> None:
    server = start()
    site = folder(FILES | {"digest.yml": settings(server.port)})
    result = send(site, "--dry-run", "--topic", "Transport", "--title", "Ferries")
    assert "Subject: Ferries" in result.stdout
    assert "“Ferries” with 1 article would be sent to 2 recipients." in result.stderr
    assert "nothing to send" in send(site, "--date", "1999").output
    assert server.mails == []


def test_a_mail_without_links_is_reported_with_its_remedy(folder: Folder) -> None:
    site = folder({"digest.yml": "language: en\n", **FILES})
    for command in (
        ["export", "mail", str(site / "a.eml")],
        ["publish", str(site / "public"), "--output", str(site / "output")],
    ):
        arguments = [*command, "--config", str(site / "digest.yml")]
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
        assert done.stderr.count("[no-base-url]") == 1
        assert "Set it in digest.yml: “base_url: https://example.org/review/”." in done.stderr
    (site / "digest.yml").write_text("base_url: https://example.org/\n", "utf-8")
    assert "no-base-url" not in CliRunner().invoke(main, [*arguments[:-2], "--config", str(site / "digest.yml")]).stderr
