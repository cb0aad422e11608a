"""The preview, as a browser, an editor and an attacker meet it: a real server on loopback, real files, real saves.

Timeouts only prevent hanging; no test depends on how long something takes.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import quote

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watchfiles import watch

from digest.build.job import BuildResult, Job, Progress
from digest.build.pipeline import build
from digest.errors import Fatal
from digest.model import Published
from digest.pages import PageSpec
from digest.pages.search import TopInputs, top_view
from digest.publish.staging import Stage
from digest.serve import FOLDER, Preview, Rebuilt, open_preview, server
from digest.serve.markup import decorate, message_page, widen_policy
from digest.serve.preview import Watch, WatchedPath
from digest.serve.server import allowed_hosts, find, is_loopback, preview_url, split_path
from digest.serve.upcoming import Upcoming
from digest.sources.folder import SourceFolder
from tests.folders import lay, tree

HANGS = 30  # seconds
SECRET = "plugh-secret"

FILES: dict[str, str] = {
    "digest.yml": f"language: fr\ntitle: Revue\n# {SECRET}\n",
    "seeds/un.txt": " date 2025-02 Le conseil s’est réuni jeudi pour parler du budget de la ville.\n\nIl décidera au printemps.\n",
    "seeds/deux.md": "---\ntitle: Deux\ndate: 2024-05-06\n---\n\nUn *texte* court.\n",
    "seeds/ebauche.md": "---\ntitle: Une ébauche\ndate: 2025-03-01\ndraft: yes\n---\n\nTexte xyzzy.\n",
    "seeds/prive.md": f"---\ntitle: Privé {SECRET}\nrights: private\ndraft: yes\n---\n\nTexte {SECRET}.\n",
    "templates/_unused.html": "",
    "static/CNAME": "example.org\n",
    "static/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "static/notes/index.html": "<!doctype html><title>Notes</title><p>Des notes.",
    "static/notes/a b é.txt": "Texte.\n",
    "secret.txt": SECRET,
}


def _job(site: Path, output: Path = FOLDER, *, preview: bool = True) -> Job:
    return Job(
        seeds=SourceFolder(site / "seeds"), output=site / output, templates=site / "templates", static=site / "static",
        pages=site / "pages", config=site / "digest.yml", jobs=1, preview=preview,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True, slots=True)
class Running:
    """A preview under way: what it built comes out of ``built``."""

    site: Path
    preview: Preview
    built: Queue[Rebuilt]

    def next(self) -> Rebuilt:
        return self.built.get(timeout=HANGS)

    def until(self, wanted: Callable[[Rebuilt], bool]) -> Rebuilt:
        """The next build of which that holds: one save may come as two changes."""
        while not wanted(found := self.next()):
            pass
        return found

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.preview.port, timeout=HANGS)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def raw(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.preview.port), timeout=HANGS) as connection:
            connection.sendall(request)
            try:
                return b"".join(iter(lambda: connection.recv(65536), b""))
            except ConnectionResetError:  # it was refused before it was read to its end
                return b""

    @contextmanager
    def stream(self) -> Iterator[Iterator[str]]:
        """An event stream: the versions that it tells."""
        connection = http.client.HTTPConnection("127.0.0.1", self.preview.port, timeout=HANGS)
        connection.request("GET", "/.digest/events")
        answer = connection.getresponse()
        assert answer.status == 200
        try:
            yield (line[6:-1].decode() for line in iter(answer.readline, b"") if line.startswith(b"data: "))
        finally:
            answer.close()
            connection.close()


@contextmanager
def _running(site: Path) -> Iterator[Running]:
    built: Queue[Rebuilt] = Queue()

    def build_on(preview: Preview) -> None:
        for rebuilt in preview.builds():
            built.put(rebuilt)

    with open_preview(_job(site), "127.0.0.1", 0, Progress()) as preview:
        builder = threading.Thread(target=build_on, args=(preview,))
        builder.start()
        try:
            yield Running(site, preview, built)
        finally:
            preview.close()
            builder.join(HANGS)
            assert not builder.is_alive()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview that tests only look at."""
    site = tmp_path_factory.mktemp("shown")
    lay(site, FILES)
    with _running(site) as running:
        running.next()
        yield running


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Running]:
    """A preview of a site that the test goes on to edit."""
    lay(tmp_path, FILES)
    with _running(tmp_path) as running:
        running.next()
        yield running


def _version(page: str) -> str:
    found = re.search(r'<meta name="digest-preview" content="([^"]+)">', page)
    assert found
    return found[1]


# What is served


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html?x=1", "text/html; charset=utf-8"),
        ("/articles/deux.html", "text/html; charset=utf-8"),
        ("/assets/digest.css", "text/css; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/plan.svg", "image/svg+xml"),
        ("/CNAME", "application/octet-stream"),
        ("/notes/", "text/html; charset=utf-8"),
        ("/notes/a%20b%20%C3%A9.txt", "text/plain; charset=utf-8"),
        ("/.digest/reload.js", "text/javascript; charset=utf-8"),
        ("/.digest/preview.css", "text/css; charset=utf-8"),
    ],
)
def test_each_file_is_served_as_what_it_is_and_is_kept_by_no_cache(shown: Running, path: str, kind: str) -> None:
    answer = shown.ask(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert int(answer.headers["Content-Length"]) == len(answer.body) > 0


def test_what_is_no_page_is_served_as_it_is_in_the_file(shown: Running) -> None:
    assert shown.ask("/assets/digest.css").body == (shown.site / FOLDER / "assets/digest.css").read_bytes()


def test_a_page_gets_the_reload_script_and_a_policy_that_allows_it_in_the_response_only(shown: Running) -> None:
    page, file = shown.ask("/articles/deux.html").text, (shown.site / FOLDER / "articles/deux.html").read_text("utf-8")
    policies = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert len(policies) == 1
    assert {"default-src 'none'", "script-src 'self'", "connect-src 'self'", "style-src 'self'"} <= set(
        policies[0].split("; ")
    )
    assert '<script src="/.digest/reload.js" defer></script>' in page
    assert "reload.js" not in file
    assert "/.digest/" not in file
    html5lib.HTMLParser(strict=True).parse(page)


def test_a_folder_is_shown_by_its_index_and_never_listed(shown: Running) -> None:
    assert "Des notes." in shown.ask("/notes/").text
    moved = shown.ask("/notes")
    assert (moved.status, moved.headers["Location"]) == (302, "/notes/")
    assert shown.ask("/assets/").status == 404
    assert "digest.css" not in shown.ask("/assets/").text.replace("/digest.css", "")


@pytest.mark.parametrize("path", ["/nowhere.html", "/deep/er/nowhere/", "/.digest/nothing", "/articles/deux.html/"])
def test_an_unknown_address_shows_the_404_page_of_the_site(shown: Running, path: str) -> None:
    answer = shown.ask(path)
    assert answer.status == 404
    assert "Page introuvable" in answer.text
    assert "reload.js" in answer.text


def test_the_404_page_of_a_site_with_an_address_stays_in_the_preview(tmp_path: Path) -> None:
    lay(tmp_path, FILES | {"digest.yml": "language: fr\nbase_url: https://example.org/a/\n"})
    with _running(tmp_path) as running:
        running.next()
        page = running.ask("/deep/nowhere.html").text
    assert 'href="/assets/digest.css"' in page
    assert "https://example.org" not in page


def test_head_tells_what_get_would_send(shown: Running) -> None:
    for path in ("/", "/plan.svg", "/nowhere.html"):
        head, full = shown.ask(path, "HEAD"), shown.ask(path)
        assert head.body == b""
        assert (head.status, head.headers["Content-Length"]) == (full.status, full.headers["Content-Length"])
    assert shown.ask("/.digest/events", "HEAD").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X"])
def test_nothing_but_get_and_head_is_answered(shown: Running, method: str) -> None:
    answer = shown.ask("/", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_body_never_passes_for_the_next_request(shown: Running) -> None:
    port = shown.preview.port
    inner = f"GET /plan.svg HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
    answer = shown.raw(
        f"GET /CNAME HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: {len(inner)}\r\n\r\n{inner}".encode()
    )
    assert b"example.org" in answer
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("requested", "status", "received"),
    [
        ("bytes=0-3", 206, "<svg"), ("bytes=-3", 206, "/>"[-3:]), ("bytes=5-", 206, "xmlns"), ("bytes=0-0,0-0", 206, "<"),
        ("bytes=900-", 416, ""), ("bytes=", 400, ""),
    ],
)  # fmt: skip
def test_a_part_of_a_file_can_be_requested(shown: Running, requested: str, status: int, received: str) -> None:
    """Browsers ask for parts of audio and video. Pages are always sent whole, since they are changed on their way."""
    answer = shown.ask("/plan.svg", Range=requested)
    assert answer.status == status
    assert status in (400, 416) or received in answer.text
    assert shown.ask("/", Range=requested).status == 200


def test_a_client_that_has_closed_its_sending_half_gets_all_its_responses(shown: Running) -> None:
    request = f"GET /plan.svg HTTP/1.1\r\nHost: localhost:{shown.preview.port}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", shown.preview.port), timeout=HANGS) as connection:
        connection.sendall(request * 3)
        connection.shutdown(socket.SHUT_WR)
        assert b"".join(iter(lambda: connection.recv(65536), b"")).count(b"<svg") == 3


def test_several_requests_go_over_one_connection(shown: Running) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", shown.preview.port, timeout=HANGS)
    for path in ("/", "/CNAME", "/nowhere.html", "/CNAME"):
        connection.request("GET", path)
        assert connection.getresponse().read()
    connection.close()


# What is not served

ATTACKS = [
    "/../secret.txt", "/../../secret.txt", "/..", "/../", "/articles/../../secret.txt", "/articles/../../../secret.txt",
    "/./../secret.txt", "/.../../secret.txt", "//../secret.txt", "//secret.txt", "///secret.txt", "/articles//../../secret.txt",
    "/%2e%2e/secret.txt", "/%2e%2e/%2e%2e/secret.txt", "/%2E%2E/secret.txt", "/.%2e/secret.txt", "/%2e./secret.txt",
    "/..%2fsecret.txt", "/..%2f..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/%2e%2e%2f%2e%2e%2fsecret.txt", "/articles%2f..%2f..%2f..%2fsecret.txt",
    "/%252e%252e/secret.txt", "/%252e%252e%252fsecret.txt", "/..%252f..%252fsecret.txt", "/%25252e%25252e/secret.txt",
    "/..\\secret.txt", "/..\\..\\secret.txt", "/..%5csecret.txt", "/..%5c..%5csecret.txt", "/%2e%2e%5c%2e%2e%5csecret.txt", "\\..\\secret.txt",
    "/..%c0%afsecret.txt", "/..%c0%af..%c0%afsecret.txt", "/%c0%ae%c0%ae/secret.txt", "/%e0%80%ae%e0%80%ae/secret.txt", "/..%ef%bc%8fsecret.txt",
    "/..;/secret.txt", "/..;/..;/secret.txt", "/%2e%2e;/secret.txt", "/.. /secret.txt", "/..%20/secret.txt", "/..%20/..%20/secret.txt",
    "/..%00/secret.txt", "/%00../secret.txt", "/CNAME%00/../../secret.txt", "/secret.txt%00.html", "/..%0d%0a/secret.txt", "/..%09/secret.txt",
    "/C:/secret.txt", "/c:%5csecret.txt", "/C|/secret.txt", "/file:///secret.txt", "/\\\\localhost\\secret.txt", "/%5c%5clocalhost%5csecret.txt",
    "/{site}/secret.txt", "//{site}/secret.txt", "/%2f{site}/secret.txt", "{site}/secret.txt", "file://{site}/secret.txt",
    "/out/secret.txt", "/out.txt", "/out%2fsecret.txt", "/loop/loop/loop/secret.txt", "/out/../secret.txt", "http://localhost/../secret.txt",
    "../secret.txt", "secret.txt", "*", "/?../secret.txt", "/#/../secret.txt", "/digest.yml", "/../digest.yml", "/..%2fdigest.yml",
    "/../seeds/prive.md", "/%2e%2e/%2e%2e/seeds/prive.md", "/" + "../" * 40 + "secret.txt", "/" + "%2e%2e/" * 40 + "secret.txt", "/" + "a" * 5000,
    "/notes::$DATA", "/~/secret.txt", "/%zz/../secret.txt", "/%", "/%2", "/articles/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt?x=/../secret.txt",
]  # fmt: skip


@pytest.fixture
def besieged(shown: Running) -> Iterator[Running]:
    """The preview with links in it that lead out, as nobody but an attacker puts there."""
    preview = shown.site / FOLDER
    links = {"out": shown.site, "out.txt": shown.site / "secret.txt", "loop": preview / "loop"}
    for name, target in links.items():
        (preview / name).symlink_to(target)
    yield shown
    for name in links:
        (preview / name).unlink()


@pytest.mark.parametrize("target", ATTACKS)
def test_no_path_leads_out_of_the_preview(besieged: Running, target: str) -> None:
    target = target.replace("{site}", str(besieged.site).strip("/"))
    request = f"GET {target} HTTP/1.1\r\nHost: localhost:{besieged.preview.port}\r\nConnection: close\r\n\r\n"
    answer = besieged.raw(request.encode("latin-1"))
    assert SECRET.encode() not in answer
    status = int(answer.split(b" ", 2)[1])
    assert status in (200, 302, 400, 404), answer[:200]
    if status == 200:  # nothing was left of the target but the front page
        assert target.startswith(("/?", "/#")) or b"digest.css" in answer
    if status == 302:
        assert b"\r\nLocation: /" in answer
        assert b"\r\nLocation: //" not in answer


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one in it, a link out of it, and a file beside it."""
    folder = tmp_path_factory.mktemp("linked")
    (folder / "root" / "in").mkdir(parents=True)
    (folder / "root" / "out").symlink_to(folder)
    (folder / "a").write_text(SECRET)
    return folder / "root"


@given(
    st.lists(
        st.sampled_from([*"/.\\:%ac \x00", "..", "%2e", "%2f", "%5c", "%00", "out", "in", "%25", "é"]), max_size=14
    ).map("".join)
)
@settings(max_examples=200)
def test_no_path_finds_a_file_outside(linked: Path, target: str) -> None:
    parts = split_path("/" + target)
    found = find(linked, parts) if parts is not None else None
    assert found is None or found.is_relative_to(linked.resolve())
    assert parts is None or not {"..", "."} & set(parts)


FOREIGN = ["evil.example", "evil.example:{port}", "localhost:1", "localhost.:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.2:{port}",
           "localhost", "[::1]", "", " ", "localhost:{port}:{port}", "user@localhost:{port}", "[::]:{port}", "0.0.0.0:{port}"]  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_is_refused_in_words(shown: Running, host: str) -> None:
    answer = shown.ask("/", Host=host.replace("{port}", str(shown.preview.port)))
    assert answer.status == 421
    assert "does not answer to that name" in answer.text
    assert "Revue" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
def test_the_names_of_this_machine_are_answered_to(shown: Running, host: str) -> None:
    assert shown.ask("/", Host=host.replace("{port}", str(shown.preview.port))).status == 200


@pytest.mark.parametrize("hosts", ["", "Host: localhost:{port}\r\nHost: evil.example\r\n"])
def test_a_request_without_a_host_or_with_two_is_invalid(shown: Running, hosts: str) -> None:
    """RFC 9112, section 3.2: a server must answer 400."""
    head = hosts.replace("{port}", str(shown.preview.port))
    assert b" 400 " in shown.raw(f"GET / HTTP/1.1\r\n{head}\r\n".encode())


def test_a_host_that_was_asked_for_and_the_address_that_was_reached_are_names_too() -> None:
    assert allowed_hosts("mybox", "192.168.1.5", 8000) >= {"mybox:8000", "192.168.1.5:8000", "localhost:8000"}
    assert allowed_hosts("::", "::ffff:192.168.1.5", 8000) >= {"192.168.1.5:8000", "[::1]:8000"}
    assert "[fe80::1]:8000" in allowed_hosts("::", "fe80::1%eth0", 8000)
    assert allowed_hosts("localhost", "127.0.0.1", 80) >= {"localhost", "localhost:80"}
    assert not any("evil" in name for name in allowed_hosts("", "10.0.0.1", 80))
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "mybox", "")] == [True] * 3 + [
        False
    ] * 3
    assert [preview_url(host, 8000) for host in ("0.0.0.0", "::", "mybox")] == [
        "http://127.0.0.1:8000/", "http://[::1]:8000/", "http://mybox:8000/"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:1"}, {"Origin": "https://localhost:{port}"},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"},
    ],
)  # fmt: skip
def test_another_sites_page_does_not_hear_the_events(shown: Running, headers: dict[str, str]) -> None:
    sent = {name: value.replace("{port}", str(shown.preview.port)) for name, value in headers.items()}
    answer = shown.ask("/.digest/events", **sent)
    assert answer.status == 403
    assert "Other sites" in answer.text


def test_a_link_on_another_site_may_lead_to_the_preview_and_a_frame_may_not(shown: Running) -> None:
    assert shown.ask("/", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}).status == 200
    assert shown.ask("/", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}).status == 403
    assert shown.ask("/", Origin=f"http://localhost:{shown.preview.port}").status == 200


@pytest.mark.parametrize("request_", [b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
                                      b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"GET /\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"])  # fmt: skip
def test_what_is_no_request_is_refused_and_the_next_one_answered(shown: Running, request_: bytes) -> None:
    answer = shown.raw(request_)
    assert b"Revue" not in answer
    assert shown.ask("/").status == 200


# Slow and greedy clients


def test_slow_clients_hold_up_nobody_and_are_sent_away(shown: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as slow:
        clients = [
            slow.enter_context(socket.create_connection(("127.0.0.1", shown.preview.port), timeout=HANGS))
            for _ in range(40)
        ]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert shown.ask("/").status == 200
    monkeypatch.setattr(server, "READ_TIMEOUT", 0.3)
    with socket.create_connection(("127.0.0.1", shown.preview.port), timeout=HANGS) as client:
        answer = b"-"
        for _ in range(HANGS * 10):  # a byte now and then does not make a request last
            try:
                client.sendall(b"G")
                client.settimeout(0.1)
                answer = client.recv(1)
            except TimeoutError:
                continue
            except ConnectionError:
                answer = b""
            break
        assert answer == b""


def _is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionResetError:  # what it had sent was not read before
        return True


def test_without_room_the_connection_that_has_waited_longest_is_closed(shown: Running) -> None:
    with ExitStack() as greedy:
        clients = []
        for _ in range(64):
            client = greedy.enter_context(socket.create_connection(("127.0.0.1", shown.preview.port), timeout=HANGS))
            client.sendall(b"GET")
            clients.append(client)
        assert shown.ask("/").status == 200
        assert _is_closed(clients[0])
        clients[-1].sendall(f" / HTTP/1.0\r\nHost: localhost:{shown.preview.port}\r\n\r\n".encode())
        assert clients[-1].recv(1024).startswith(b"HTTP/1.1 200 ")
    _wait_until(lambda: shown.ask("/").status == 200)


def test_a_page_is_served_while_all_other_connections_receive_a_large_file(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    (tmp_path / "static/large.bin").write_bytes(b"x" * 20_000_000)  # more than the system buffers
    with _running(tmp_path) as running, ExitStack() as greedy:
        running.next()
        for _ in range(70):
            client = greedy.enter_context(socket.create_connection(("127.0.0.1", running.preview.port), timeout=HANGS))
            client.sendall(f"GET /large.bin HTTP/1.1\r\nHost: localhost:{running.preview.port}\r\n\r\n".encode())
            assert client.recv(12) == b"HTTP/1.1 200"
        assert running.ask("/").status == 200


def test_pages_are_served_however_many_tabs_listen(shown: Running) -> None:
    with ExitStack() as tabs:
        for _ in range(64):
            assert next(tabs.enter_context(shown.stream()))
        assert shown.ask("/.digest/events").status == 503
        assert shown.ask("/").status == 200


def _wait_until(holds: Callable[[], bool]) -> None:
    """What holds once the other side has noticed. A refusal in between is one of the answers."""
    for _ in range(HANGS * 20):
        try:
            if holds():
                return
        except (OSError, http.client.HTTPException):
            pass
        threading.Event().wait(0.05)
    pytest.fail("it did not come to hold")


# Saving and reloading


def test_a_saved_article_is_built_and_open_pages_are_notified(edited: Running) -> None:
    with edited.stream() as versions:
        assert next(versions) == _version(edited.ask("/articles/deux.html").text)
        lay(edited.site, {"seeds/deux.md": "---\ntitle: Deux\n---\n\nUn texte tout autre.\n"})
        rebuilt = edited.next()
        assert rebuilt.causes == (str(edited.site / "seeds/deux.md"),)
        assert rebuilt.changed > 0
        page = edited.ask("/articles/deux.html").text
        assert "tout autre" in page
        assert next(versions) == _version(page)


def test_open_pages_reload_before_the_site_is_published_and_all_they_get_is_of_that_site(
    edited: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = tree(edited.site / FOLDER)
    publish, go_on, commit = threading.Event(), threading.Event(), Stage.commit

    def waiting_commit(stage: Stage, *files: Any, **options: Any) -> Published:
        publish.set()
        assert go_on.wait(HANGS)
        return commit(stage, *files, **options)

    with edited.stream() as versions:
        next(versions)
        monkeypatch.setattr(Stage, "commit", waiting_commit)
        lay(edited.site, {"seeds/deux.md": "---\ntitle: Deuxième\ndate: 2023-05-06\n---\n\nUn texte tout autre.\n"})
        version = next(versions)
        assert publish.wait(HANGS)
        assert tree(edited.site / FOLDER) == former
        monkeypatch.setattr(Stage, "commit", commit)
        build(_job(edited.site, Path("clean")), Progress())
        clean = tree(edited.site / "clean")
        assert former.keys() - clean.keys()
        assert clean.keys() - former.keys()
        addresses = [
            f"/{quote(address)}" for address in sorted(former.keys() | clean.keys()) if not address.startswith(".")
        ]
        before = [edited.ask(address) for address in addresses]
        go_on.set()
        edited.next()
        after = [edited.ask(address) for address in addresses]
        assert [(one.status, one.body) for one in before] == [(one.status, one.body) for one in after]
        assert tree(edited.site / FOLDER) == clean
        assert _version(edited.ask("/").text) == version


def test_a_page_that_is_asked_for_is_rendered_before_the_others_and_a_failure_ends_the_wait(tmp_path: Path) -> None:
    pages = [PageSpec(f"{name}.html", "call", TopInputs(()), top_view) for name in "abcd"]
    upcoming = Upcoming(tmp_path)
    upcoming.add(frozenset({"kept.html"}), pages, are_all=True)
    rendered = iter(upcoming)
    assert next(rendered).url == "a.html"

    async def ask() -> bytes | None:
        asked = asyncio.create_task(upcoming.read("c.html"))
        await asyncio.sleep(0)
        assert next(rendered).url == "c.html"
        (tmp_path / "c.html").write_bytes(b"C")
        assert next(rendered).url == "b.html"
        assert await upcoming.read("kept.html") is None
        assert await asked == b"C"
        last = asyncio.create_task(upcoming.read("d.html"))
        await asyncio.sleep(0)
        upcoming.end()
        return await last

    assert asyncio.run(ask()) is None
    assert [upcoming.has(address) for address in ("a.html", "kept.html", "gone.html")] == [True, True, False]


def test_a_page_that_is_not_planned_yet_is_waited_for(tmp_path: Path) -> None:
    first, second = ([PageSpec(f"{name}.html", "call", TopInputs(()), top_view)] for name in ("a", "search"))
    upcoming = Upcoming(tmp_path)
    upcoming.add(frozenset({"kept.html"}), first, are_all=False)

    async def ask() -> bytes | None:
        asked, gone = (asyncio.create_task(upcoming.read(f"{name}.html")) for name in ("search", "gone"))
        await asyncio.sleep(0)
        assert [page.url for page in upcoming] == ["a.html"]
        assert upcoming.has("gone.html"), "nobody knows yet"
        upcoming.add(frozenset({"kept.html"}), second, are_all=True)
        assert [page.url for page in upcoming] == ["search.html"]
        (tmp_path / "search.html").write_bytes(b"S")
        assert await gone is None
        return await asked

    assert asyncio.run(ask()) == b"S"
    assert [upcoming.has(address) for address in ("a.html", "kept.html", "gone.html")] == [True, True, False]


def test_a_change_that_alters_no_page_reloads_none(edited: Running) -> None:
    before = _version(edited.ask("/").text)
    lay(edited.site, {"digest.yml": FILES["digest.yml"] + "# a remark\n"})
    assert edited.next().changed == 0
    assert _version(edited.ask("/").text) == before


@pytest.mark.parametrize(
    "name",
    [
        "digest.yml",
        "templates/static/own.css",
        "templates/about.html",
        "static/CNAME",
        "static/.nojekyll",
        "seeds/new.txt",
        "pages/imprint.md",
    ],
)
def test_everything_that_a_site_is_made_of_is_watched(edited: Running, name: str) -> None:
    lay(edited.site, {name: "title: Autre\n" + "\nUn texte.\n" * name.endswith(".txt")})
    assert edited.until(lambda rebuilt: str(edited.site / name) in rebuilt.causes or rebuilt.changed > 0).changed > 0


def test_a_template_that_replaces_a_built_in_one_takes_effect_at_once(edited: Running) -> None:
    lay(
        edited.site,
        {"templates/about.html": '{% extends "builtin/about.html" %}{% block main %}Tout autre.{% endblock %}'},
    )
    edited.until(lambda rebuilt: rebuilt.changed > 0)
    assert "Tout autre." in edited.ask("/about.html").text
    (edited.site / "templates/about.html").unlink()
    edited.until(lambda rebuilt: rebuilt.changed > 0)
    assert "Tout autre." not in edited.ask("/about.html").text


def test_a_change_during_a_build_is_built_right_after_it_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    at_a_time: list[int] = []

    def slowly(job: Job, progress: Progress, **options: Any) -> BuildResult:
        at_a_time.append(1)
        assert sum(at_a_time) == 1
        begun.set()
        assert go_on.wait(HANGS)
        try:
            return build(job, progress, **options)
        finally:
            at_a_time.append(-1)

    monkeypatch.setattr("digest.serve.preview.build", slowly)
    lay(tmp_path, FILES)
    with _running(tmp_path) as running:
        assert begun.wait(HANGS)
        for number in range(5):
            lay(tmp_path, {f"seeds/more{number}.txt": f"Encore un article, le numéro {number}, sur le budget.\n"})
            threading.Event().wait(0.06)  # so that the system reports each separately
        go_on.set()
        assert running.next().causes == ()
        assert len(running.next().causes) == 5
        assert running.built.empty()
        assert len(at_a_time) == 4


# Errors are shown


def test_a_broken_template_leaves_the_last_good_site_with_a_banner_till_it_is_fixed(edited: Running) -> None:
    template = edited.site / "templates/article.html"
    with edited.stream() as versions:
        first = next(versions)
        template.write_text('{% include "<script>alert(1)</script>.html" %}', "utf-8")
        broken = edited.until(lambda rebuilt: bool(rebuilt.fatal))
        assert broken.fatal[0].code == "broken-template"
        assert next(versions) != first
    page = edited.ask("/articles/deux.html").text
    assert "<em>texte</em>" in page
    assert page.count('class="digest-preview-banner"') == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "templates/article.html" in page
    assert "delete it to use the built-in one" in page
    assert '<link rel="stylesheet" href="/.digest/preview.css">' in page
    html5lib.HTMLParser(strict=True).parse(page)
    assert "digest-preview-banner" in edited.ask("/nowhere").text
    template.unlink()
    edited.until(lambda rebuilt: not rebuilt.fatal)
    assert "digest-preview-banner" not in edited.ask("/articles/deux.html").text


def test_a_site_that_was_never_built_shows_what_is_wrong(tmp_path: Path) -> None:
    lay(tmp_path, FILES | {"digest.yml": "title: [\n"})
    with _running(tmp_path) as running:
        assert running.next().fatal[0].code == "bad-config"
        answer = running.ask("/")
        assert answer.status == 503
        assert "digest.yml:" in answer.text
        assert "reload.js" in answer.text
        html5lib.HTMLParser(strict=True).parse(answer.text)
        lay(tmp_path, FILES)
        running.until(lambda rebuilt: not rebuilt.fatal)
        assert running.ask("/").status == 200


def test_errors_have_a_banner_too_above_the_site_without_what_they_concern(edited: Running) -> None:
    lay(edited.site, {"seeds/empty.txt": " \n"})
    rebuilt = edited.next()
    assert not rebuilt.fatal
    page = edited.ask("/").text
    assert page.count('class="digest-preview-banner"') == 1
    assert "The last build has an error; showing the site without the affected parts." in page
    assert "<code>empty.txt</code>" in page
    (edited.site / "seeds/empty.txt").unlink()
    edited.next()
    assert "digest-preview-banner" not in edited.ask("/").text


def test_seeds_that_are_emptied_leave_the_last_site_with_a_banner(edited: Running) -> None:
    for path in (edited.site / "seeds").iterdir():
        path.unlink()
    edited.until(lambda rebuilt: bool(rebuilt.fatal))
    page = edited.ask("/").text
    assert "Build failed; showing the last good build." in page
    assert "--allow-empty" in page
    assert edited.ask("/articles/deux.html").status == 200


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (RuntimeError("plover"), "program-failed", "plover"),
        (OSError(5, "plover", "xyzzy"), "build-stopped", "plover (xyzzy)"),
        (MemoryError("plover"), "build-stopped", "out of memory"),
    ],
)
def test_the_preview_outlives_a_failure_of_any_kind(
    edited: Running, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: str, message: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr("digest.serve.preview.build", fail)
        lay(edited.site, {"seeds/un.txt": "Un texte tout autre.\n"})
        rebuilt = edited.next()
        assert [problem.code for problem in rebuilt.fatal] == [code]
        assert rebuilt.crash is (fault if code == "program-failed" else None)
        assert message in edited.ask("/").text
        assert "Errno" not in edited.ask("/").text
    lay(edited.site, {"seeds/un.txt": "Un texte encore autre.\n"})
    assert not edited.next().fatal
    assert message not in edited.ask("/").text


# Drafts, output


def test_drafts_are_shown_with_a_ribbon_in_the_preview_and_in_nothing_that_is_published(edited: Running) -> None:
    page, home = edited.ask("/articles/ebauche.html"), edited.ask("/")
    assert page.status == 200
    assert re.search('<p class="facts"[^>]*><bdi class="draft">Brouillon</bdi></p>', page.text)
    assert "Une ébauche" in home.text
    assert 'class="draft"' in home.text
    assert 'class="draft"' not in edited.ask("/articles/deux.html").text.split("</article>")[0]
    build(_job(edited.site, Path("output"), preview=False), Progress())
    for file in (edited.site / "output").rglob("*"):
        if file.is_file() and file.suffix != ".css":
            text = file.read_text("utf-8")
            for word in ("bauche", "xyzzy", "Brouillon", 'class="draft"', "digest-preview", SECRET):
                assert word not in text, f"{word} in {file.name}"


def test_private_articles_are_not_in_the_preview_either(shown: Running) -> None:
    assert not [
        path for path in (shown.site / FOLDER).rglob("*") if path.is_file() and SECRET in path.read_text("utf-8")
    ]


def test_the_output_is_never_touched(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    build(_job(tmp_path, Path("output"), preview=False), Progress())
    before = tree(tmp_path / "output")
    with _running(tmp_path) as running:
        running.next()
        lay(tmp_path, {"seeds/un.txt": "Un texte tout autre.\n"})
        running.next()
        running.ask("/")
    assert tree(tmp_path / "output") == before
    assert {path.name for path in tmp_path.iterdir()} - {Path(name).parts[0] for name in FILES} == {
        "output",
        ".digest-cache",
    }


# What is put into a page


POLICIES = [
    ("default-src 'none'", "default-src 'none'; script-src 'self'"),
    (
        "default-src 'self' https://a.example",
        "default-src 'self' https://a.example; script-src 'self' https://a.example",
    ),
    ("default-src 'none'; script-src 'sha256-x='", "default-src 'none'; script-src 'self' 'sha256-x='"),
    ("script-src 'none'", "script-src 'self'"),
    ("script-src 'self'; SCRIPT-SRC 'none'", "script-src 'self'"),
    ("img-src data:", "img-src data:"),
    ("", ""),
    (" ; default-src  'none' ;; ", "default-src 'none'; script-src 'self'"),
]


@pytest.mark.parametrize(("policy", "wider"), POLICIES)
def test_a_policy_is_widened_by_what_is_needed_and_keeps_the_rest(policy: str, wider: str) -> None:
    assert widen_policy(policy, ["script-src"]) == wider
    assert widen_policy(wider, ["script-src"]) == wider


BODY = "<body><p>Text</p></body></html>"
PAGES = [
    "<html><head><META content=\"default-src 'none'\" HTTP-EQUIV=content-security-policy ></HEAD>" + BODY,
    "<html><head><meta http-equiv='Content-Security-Policy' content=\"default-src &#39;none&#39;\"/></head>" + BODY,
    '<html><head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'">' + BODY,
]


@pytest.mark.parametrize("page", PAGES)
def test_a_policy_is_found_however_a_template_writes_it(page: str) -> None:
    dressed = decorate(page.encode(), "1").decode()
    assert "content=\"default-src 'none'; script-src 'self'; connect-src 'self'\"" in dressed
    assert dressed.index("reload.js") < dressed.index("<body>")


def test_pages_without_a_head_get_the_script_and_those_in_another_encoding_stay_as_they_are() -> None:
    assert decorate(b"<!doctype html><p>A", "1").startswith(b"<!doctype html><p>A<meta")
    latin = "<html><head></head><body>é".encode("latin-1")
    assert "é".encode("latin-1") in decorate(latin, "1")
    wide = "<html><head></head><body>é".encode("utf-16")
    assert decorate(wide, "1") == wide
    assert b"&lt;b&gt; \xc3" not in message_page("<b> é", "")


# Beginning and ending


def test_a_taken_port_gives_the_next_free_one_and_no_free_one_says_so(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with open_preview(_job(tmp_path), "127.0.0.1", port, Progress()) as preview:
            assert port < preview.port <= port + 20
    with (
        pytest.raises(Fatal, match="Can't listen on"),
        open_preview(_job(tmp_path), "192.0.2.1", 8000, Progress()),
    ):
        pass


def test_a_second_preview_of_the_same_site_is_refused(edited: Running) -> None:
    with pytest.raises(Fatal, match="Another preview"), open_preview(_job(edited.site), "127.0.0.1", 0, Progress()):
        pass


def test_without_seeds_or_among_them_no_preview_is_made(tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="no folder"), open_preview(_job(tmp_path), "127.0.0.1", 0, Progress()):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "seeds").mkdir()
    with (
        pytest.raises(Fatal, match="inside the seeds"),
        open_preview(_job(tmp_path, Path("seeds") / FOLDER), "127.0.0.1", 0, Progress()),
    ):
        pass
    assert list((tmp_path / "seeds").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_what_it_does_and_ends_with_a_sentence_and_the_port_free(
    tmp_path: Path, number: signal.Signals
) -> None:
    lay(tmp_path, FILES)
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "serve", "--port", "0"], cwd=tmp_path, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert running.stdout is not None
        first = running.stdout.readline()
        found = re.fullmatch(r"Preview at http://127\.0\.0\.1:(\d+)/ \(Ctrl-C to stop\)\.\n", first)
        assert found, first
        assert re.fullmatch(r"Built in \d+\.\d s: \d+ files of the site changed\n", running.stdout.readline())
        lay(tmp_path, {"seeds/un.txt": "Un texte tout autre.\n"})
        assert re.fullmatch(
            r"Rebuilt in \d+\.\d s: \d+ files? of the site changed \(seeds/un\.txt\)\n", running.stdout.readline()
        )
        port = int(found[1])
        with socket.create_connection(("127.0.0.1", port), timeout=HANGS) as listening:
            listening.sendall(f"GET /.digest/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            assert listening.recv(100)
            running.send_signal(number)
            output, _ = running.communicate(timeout=HANGS)
        assert output.strip() == "Preview stopped."
        assert running.returncode == 0
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", port))
    finally:
        running.kill()
        running.wait()


# The watch


@contextmanager
def _watching(*paths: WatchedPath) -> Iterator[Watch]:
    watching = Watch(paths)
    watching.start()
    try:
        yield watching
    finally:
        watching.close()


def _changes_until(watching: Watch, name: str) -> set[str]:
    """All changes that are reported until that of ``name``."""
    reported: set[str] = set()
    while name not in reported:
        names = watching.wait()
        assert names is not None
        reported |= set(names)
        watching.start()
    return reported


def test_what_editors_put_beside_a_file_for_a_moment_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "seeds/.git").mkdir(parents=True)
    with _watching(WatchedPath(path=tmp_path / "seeds", name="seeds")) as watching:
        for name in (
            ".un.txt.swp",
            "un.txt~",
            "4913",
            ".#un.txt",
            "#un.txt#",
            ".hidden",
            ".git/index",
            "un.txt.tmp",
            ".DS_Store",
        ):
            (tmp_path / "seeds" / name).write_text("x")
        (tmp_path / "beside.txt").write_text("x")
        (tmp_path / "seeds/un.txt").write_text("x")
        assert _changes_until(watching, "seeds/un.txt") == {"seeds/un.txt"}


def test_settings_that_are_replaced_or_made_later_are_noticed(tmp_path: Path) -> None:
    with _watching(WatchedPath(path=tmp_path / "digest.yml", name="digest.yml", is_folder=False)) as watching:
        for text in ("one", "two"):
            (tmp_path / "next").write_text(text)
            os.replace(tmp_path / "next", tmp_path / "digest.yml")
            assert _changes_until(watching, "digest.yml") == {"digest.yml"}


def test_a_folder_that_is_made_later_or_replaced_is_watched_from_then_on(tmp_path: Path) -> None:
    templates = tmp_path / "site/templates"
    with _watching(WatchedPath(path=templates, name="templates")) as watching:
        for _ in range(2):
            templates.mkdir(parents=True)
            _changes_until(watching, "templates")
            (templates / "a.html").write_text("x")
            assert "templates/a.html" in _changes_until(watching, "templates/a.html")
            shutil.rmtree(tmp_path / "site")
            _changes_until(watching, "templates")


def test_a_link_to_a_folder_is_watched_as_that_folder(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "seeds").symlink_to(tmp_path / "articles")
    with _watching(WatchedPath(path=tmp_path / "seeds", name="seeds")) as watching:
        (tmp_path / "articles/un.txt").write_text("x")
        assert _changes_until(watching, "seeds/un.txt") == {"seeds/un.txt"}


def test_where_the_system_cannot_tell_files_are_polled_with_a_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seeds").mkdir()

    def limited(*paths: str, force_polling: bool | None, **options: Any) -> Iterator[object]:
        if not force_polling:
            raise OSError(28, "inotify watch limit reached")
        yield from watch(*paths, force_polling=True, **options)

    monkeypatch.setattr("digest.serve.preview.watch", limited)
    watching = Watch([WatchedPath(path=tmp_path / "seeds", name="seeds")])
    assert [problem.code for problem in watching.start()] == ["slow-watch"]
    (tmp_path / "seeds/un.txt").write_text("x")
    assert "seeds/un.txt" in _changes_until(watching, "seeds/un.txt")
    watching.close()


def test_where_nothing_can_watch_the_preview_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError(5, "no notices here")
        yield set()

    monkeypatch.setattr("digest.serve.preview.watch", nothing)
    with pytest.raises(Fatal, match="no notices here"):
        Watch([WatchedPath(path=tmp_path, name="seeds")]).start()


def test_closing_ends_a_wait() -> None:
    watching = Watch([])
    watching.start()
    threading.Timer(0.05, watching.close).start()
    assert watching.wait() is None
