"""The preview under attack: ``digest serve`` in another process receives raw bytes over loopback.

No path leads out of its folder, no foreign host or origin is answered, slow clients do not block others, invalid requests do not
end it. tests/test_serve.py tests what it should do, this file what it must not do, with hundreds of inputs.

Rejected: TLS, and addresses other than loopback.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.faults.amounts import amount, some
from tests.faults.hostile import items
from tests.faults.preview_server import NEVER, TYPES, UNLINKED, Answer, Served, answers

Record = Callable[[str, object], None]


# No path leads out


DOTS = (
    "..", "%2e%2e", "%2E%2e", ".%2e", "%2e.", "%252e%252e", "%25252e%25252e", "%%32%65%%32%65", "%c0%ae%c0%ae", "%c0%2e%c0%2e", "%e0%80%ae%e0%80%ae",
    "%f0%80%80%ae%f0%80%80%ae", "%u002e%u002e", "%uff0e%uff0e", "%ef%bc%8e%ef%bc%8e", "\uff0e\uff0e", "\u2024\u2024", "..%00", "%00..", "..%20", "..%09", "..;",
    "..;x=y", "...", "....", ".. ", "..%0d", "..%0a", "..?", "..#", "..%23", "..%3f", "..%2e", "..%", "..\u200b", "..::$DATA", "..%c2%a0",
)  # fmt: skip
SLASHES = (
    "/", "//", "///", "\\", "%2f", "%2F", "%5c", "%5C", "%252f", "%255c", "%c0%af", "%c1%9c", "%e0%80%af", "%ef%bc%8f", "\u2215", "%u2215", "/./", "/%2e/",
    "\\/", "/\\", "%2f%2f", "%5c%2f", "|", ":",
)  # fmt: skip
OTHERS = (
    "", "/", "*", "//", "///", "/%00", "/%0a", "/\\", "?", "#", "/?", "/#", "/;", "/%", "/%zz", "/%2", "/.", "/./", "/..", "/../", "/...", "/. /", "/secret.txt",
    "/digest.yml", "/seeds/_secret.txt", "/.git/config", "/.digest-cache/preview/index.html", "/.digest-files.json/", "/.digest/", "/.digest/../secret.txt",
    "/.digest/reload.js/", "/.digest/%2e%2e/secret.txt", "/.digest/hosts.py", "/.digest/../server.py", "/.digest/events/../../secret.txt", "/out", "/out/",
    "/out/secret.txt", "/out.txt", "/out.html", "/out.txt/", "/out/site/secret.txt", "/OUT.TXT", "/passwd", "/passwd/", "/round/out.txt", "/round/round/out/secret.txt",
    "/round/../out.txt", "/out/..", "/out%2fsecret.txt", "/out.txt?", "/out.txt#", "/out.txt;", "/out.txt%00.html", "/out.txt%20", "/out.txt.", "/out.txt::$DATA",
    "/C:/secret.txt", "/c:secret.txt", "/C:%5csecret.txt", "/C%3a/secret.txt", "/C|/secret.txt", "C:/secret.txt", "C:\\secret.txt", "/\\\\localhost\\c$\\secret.txt",
    "\\\\localhost\\secret.txt", "//localhost/secret.txt", "/%5c%5clocalhost%5csecret.txt", "/%2f%2flocalhost/secret.txt", "/\\\\?\\C:\\secret.txt", "/%5c%5c.%5cC:",
    "/CON", "/con", "/NUL", "/nul.txt", "/AUX.html", "/COM1", "/LPT1.txt", "/PRN", "/CONIN$", "/CLOCK$", "/dev/null", "/dev/zero", "/proc/self/environ", "/proc/self/root/etc/passwd",
    "http://localhost/../secret.txt", "http://localhost:{port}/../secret.txt", "http://127.0.0.1:{port}/", "http://evil.example/", "HTTP://evil.example/secret.txt",
    "https://localhost:{port}/", "ftp://localhost/secret.txt", "file:///etc/passwd", "file://{site}/secret.txt", "file:{site}/secret.txt", "data:text/html,x",
    "javascript:alert(1)", "gopher://x/", "http:secret.txt", "http:///secret.txt", "http://[::1]:{port}/../secret.txt", "//evil.example/", "//evil.example/%2e%2e",
    "///evil.example/", "/\\evil.example", "/%09/evil.example", "/%0d%0aSet-Cookie:x=y", "/articles%0d%0aX:%20y", "/articles\u2028", "/articles%E2%80%A8", "//evil.example/..",
    "{site}/secret.txt", "/{site}/secret.txt", "//{site}/secret.txt", "/%2f{site}/secret.txt", "/articles", "/articles/", "/assets", "/assets/", "/sub", "/sub/",
    "/sub/.", "/sub/%2e", "/sub//", "/sub/./", "/sub/%00", "/sub/*", "/sub/?C=M;O=D", "/sub/index", "/types/", "/INDEX.HTML", "/Index.html", "/ARTICLES/",
    "/index.html/", "/index.html/../secret.txt", "/index.html/..%2fsecret.txt", "/index.html%00", "/index.html;.txt", "/index.html::$DATA", "/index.html.", "/INDEX~1.HTM",
    "/~/secret.txt", "/~root/", "/$HOME/secret.txt", "/%24HOME", "/${PWD}/secret.txt", "/`id`", "/$(id)", "/|id", "/{{7*7}}", "/<script>", "/'\"><x>", "/%3cscript%3e",
    "/" + "a" * 300, "/" + "a" * 60_000, "/" + "a/" * 20_000, "/" + "../" * 5000 + "secret.txt", "/" + "%2e%2e%2f" * 5000 + "secret.txt", "/" + "%" * 9000,
    "/" + "%41" * 4000, "/" + "?" * 9000, "/" + "\u00e9" * 3000, "/\ud800", "/%ed%a0%80", "/%ff%fe", "/\xff", "/%c3%28",
)  # fmt: skip


def _basic_paths() -> list[str]:
    climbs = [
        f"/{start}{(dots + slash) * depth}secret.txt"
        for dots in DOTS
        for slash in SLASHES
        for start, depth in (("", 2), ("articles/", 3))
    ]
    return [*OTHERS, *climbs]


def _shared_paths() -> list[str]:
    """The paths in SHARED, which name a file by ``{FILE}``; some of them do not begin as a path does."""
    found = []
    for name in ("paths/deep_traversal", "paths/directory_traversal", "paths/exotic"):
        for number, item in enumerate(items(name)):
            path = item["payload"].replace("{FILE}", ("secret.txt", "etc/passwd", "out.txt")[number % 3])
            found.append(path if path.startswith("/") or number % 2 else f"/{path}")
    return found


def _is_clean(answer: Answer, target: str) -> None:
    for never in NEVER:
        assert never not in answer.body, target
    assert UNLINKED.encode() not in answer.body, target
    assert not re.search(rb"Index of|Directory listing", answer.body), target
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.status in (200, 302, 400, 404, 405, 414, 421, 431, 505), target
    if answer.status == 302:
        assert re.match(r"/(?![/\\])", answer.headers["location"]), target
    if answer.status == 200 and "large.bin" not in target:
        assert (
            b"Trials" in answer.body or b"alert(1)" in answer.body or answer.headers["content-type"].startswith("text/")
        ), target


def test_no_path_in_whatever_writing_leads_out_of_the_preview(served: Served, record_property: Record) -> None:
    targets = [*some(_basic_paths()), *some(_shared_paths())]
    lost = 0
    for number, written in enumerate(targets):
        target = written.replace("{port}", str(served.port)).replace("{site}", str(served.site))
        path = target.encode("utf-8", "surrogatepass")
        request = b"GET " + path + b" HTTP/1.1\r\nHost: " + served.host.encode() + b"\r\nConnection: close\r\n\r\n"
        found = answers(served.send(request))
        lost += not found
        assert len(found) <= 1 or any(sign in path for sign in (b"\r", b"\n")), target
        for answer in found:
            _is_clean(answer, target)
        if number % 100 == 99:
            assert served.is_well()
    assert lost <= len(targets) // 20
    assert served.is_well()
    record_property(
        "tried",
        f"paths asked of the preview: {len(targets):,}, 0 bytes from outside it, no folder listed, {lost} closed without an answer",
    )


def test_no_path_leads_out_for_head_and_over_one_connection_either(served: Served) -> None:
    chosen = [
        path
        for path in OTHERS
        if path.startswith("/") and path.isascii() and path.isprintable() and " " not in path and len(path) < 500
    ]
    head = "".join(f"HEAD {path} HTTP/1.1\r\nHost: {served.host}\r\n\r\n" for path in chosen)
    assert len(answers(served.send(head.encode()), heads=True)) == len(chosen)
    many = "".join(f"GET {path} HTTP/1.1\r\nHost: {served.host}\r\n\r\n" for path in chosen)
    found = answers(served.send(many.encode()))
    assert len(found) == len(chosen)
    for path, answer in zip(chosen, found, strict=True):
        _is_clean(answer, path)


# Types


def test_what_looks_like_a_page_and_is_none_is_never_called_one(served: Served) -> None:
    for suffix, kind in TYPES.items():
        answer = served.get(f"/types/x{suffix}")
        assert (answer.status, answer.headers["content-type"]) == (200, kind), suffix
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers


# Foreign names and origins


FOREIGN_HOSTS = (
    "evil.example", "evil.example:{port}", "evil.example.:{port}", "localhost.evil.example:{port}", "evil.localhost:{port}", "localhost.:{port}",
    "127.0.0.1.:{port}", "127.0.0.1.nip.io:{port}", "127.0.0.1:{port}.evil.example", "localhost:{port}@evil.example", "evil.example@localhost:{port}",
    "a:b@localhost:{port}", "localhost:{port}/", "localhost:{port}/evil", "localhost:{port}#evil", "localhost:{port}?evil", "localhost:{port}, evil.example",
    "evil.example, localhost:{port}", "localhost:{port} evil.example", "localhost", "localhost:", "localhost:0", "localhost:80", "localhost:00{port}", "localhost:+{port}",
    "localhost:{port}0", "localhost:-{port}", "localhost:{port}x", "localhost :{port}", "localhost: {port}", "http://localhost:{port}", "//localhost:{port}", ":{port}", ".:{port}",
    "2130706433:{port}", "0x7f000001:{port}", "0x7f.0.0.1:{port}", "0177.0.0.1:{port}", "017700000001:{port}", "127.1:{port}", "127.0.1:{port}", "127.0.0.1.0:{port}",
    "127.0.0.01:{port}", "0:{port}", "0.0.0.0:{port}", "127.0.0.2:{port}", "127.255.255.254:{port}", "10.0.0.1:{port}", "169.254.169.254:{port}", "[::]:{port}", "[::1]", "::1:{port}",
    "[0:0:0:0:0:0:0:1]:{port}", "[::ffff:127.0.0.1]:{port}", "[::ffff:7f00:1]:{port}", "[::127.0.0.1]:{port}", "[fe80::1]:{port}", "[::1%25lo]:{port}", "[::1%lo]:{port}",
    "[::1]evil:{port}", "[localhost]:{port}", "[127.0.0.1]:{port}", "[::1:{port}", "loc\u0430lhost:{port}", "\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54:{port}",
    "localhost%00:{port}", "localhost\0:{port}", "%6cocalhost:{port}", "localhost\t:{port}", "\u200blocalhost:{port}", "localh\u0131ost:{port}", "LOCALHOST.EVIL.EXAMPLE:{port}",
    "ip6-localhost:{port}", "localhost.localdomain:{port}", "host.docker.internal:{port}", "*", "null", "", "a" * 5000, "..:{port}", "localhost:{port}\r\n evil",
)  # fmt: skip
LOCAL_HOSTS = (
    "localhost:{port}",
    "LOCALHOST:{port}",
    "LocalHost:{port}",
    "127.0.0.1:{port}",
    "[::1]:{port}",
    " localhost:{port} ",
    "\tlocalhost:{port}",
)


def test_foreign_hosts_are_refused_and_local_ones_answered(served: Served, record_property: Record) -> None:
    for host in FOREIGN_HOSTS:
        for target in ("/", "/.digest/events", "/articles/0000.html"):
            answer = served.get(target, Host=host.replace("{port}", str(served.port)))
            assert answer.status in (400, 421), host
            assert b"Trials" not in answer.body, host
    for host in LOCAL_HOSTS:
        assert served.get("/", Host=host.replace("{port}", str(served.port))).status == 200, host
    record_property("tried", f"hosts: {len(FOREIGN_HOSTS)} foreign ones refused, {len(LOCAL_HOSTS)} own ones answered")


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\n", "GET / HTTP/1.0\r\n", "GET /\r\n", "GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n", "GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n",
        "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: {host}\r\n", "GET / HTTP/1.1\r\nHost: {host}\r\nhOST: evil.example\r\n", "GET / HTTP/1.1\r\nHost : {host}\r\n",
        "GET / HTTP/1.1\r\n Host: {host}\r\n", "GET / HTTP/1.1\r\nX-Forwarded-Host: {host}\r\nHost: evil.example\r\n", "GET / HTTP/1.1\r\nX-Host: {host}\r\n",
        "GET http://{host}/ HTTP/1.1\r\nHost: evil.example\r\n", "GET http://{host}/ HTTP/1.1\r\n", "GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n",
        "GET http://evil.example/index.html HTTP/1.0\r\nHost: {host}\r\n", "GET //evil.example/ HTTP/1.1\r\nHost: evil.example\r\n", "CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n",
        "GET / HTTP/1.0\r\nHost: evil.example\r\n", "GET / HTTP/1.1\r\nForwarded: host={host}\r\n", "OPTIONS * HTTP/1.1\r\nHost: {host}\r\n",
    ],
)  # fmt: skip
def test_no_host_or_two_or_one_in_the_wrong_place_show_nothing(served: Served, head: str) -> None:
    request = f"{head.replace('{host}', served.host)}Connection: close\r\n\r\n"
    (answer,) = answers(served.send(request.encode()))
    assert answer.status in (400, 404, 405, 421)
    assert b"Report " not in answer.body  # no article's headline


FOREIGN_HEADERS: Sequence[dict[str, str]] = [
    *({"Origin": origin} for origin in (
        "http://evil.example", "https://evil.example", "null", "", "http://localhost", "http://localhost:1", "https://localhost:{port}", "http://localhost:{port}.evil.example",
        "http://localhost:{port}@evil.example", "http://evil.example/http://localhost:{port}", "http://localhost:{port}/", "http://127.0.0.2:{port}", "http://0.0.0.0:{port}",
        "http://[::]:{port}", "file://", "moz-extension://x", "ws://localhost:{port}", "http://localhost.:{port}", "http://localhost:{port} http://evil.example", "localhost:{port}", "*",
    )),
    *({"Sec_Fetch_Site": site, "Sec_Fetch_Dest": dest, "Sec_Fetch_Mode": mode} for site in ("cross-site", "same-site", "x", "") for dest in ("script", "image", "iframe", "frame",
        "embed", "object", "empty", "style", "font", "audio", "worker", "") for mode in ("no-cors", "cors", "navigate", "websocket")),
]  # fmt: skip


def test_pages_of_others_may_neither_read_nor_frame_nor_listen(served: Served, record_property: Record) -> None:
    tried = some(FOREIGN_HEADERS)
    for headers in tried:
        sent = {name: value.replace("{port}", str(served.port)) for name, value in headers.items()}
        for target in ("/", "/.digest/events", "/feed.json"):
            answer = served.get(target, **sent)
            assert answer.status == 403, (target, sent)
            assert b"Trials" not in answer.body
            assert "access-control-allow-origin" not in answer.headers
    basic = [{}, {"Origin": f"http://{served.host}"}, {"Origin": f"http://127.0.0.1:{served.port}"}, {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Dest": "script"},
           {"Sec_Fetch_Site": "none", "Sec_Fetch_Dest": "document"}, {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "document"}]  # fmt: skip
    for sent in basic:
        assert served.get("/", **sent).status == 200, sent
    assert served.get("/.digest/events", Sec_Fetch_Site="cross-site", Sec_Fetch_Dest="document").status == 403
    record_property("tried", f"origins: {len(tried)} foreign ones refused, {len(basic)} own ones answered")


def test_pages_of_the_preview_receive_events(served: Served) -> None:
    with served.connect() as listening:
        listening.sendall(
            f"GET /.digest/events HTTP/1.1\r\nHost: {served.host}\r\nOrigin: http://{served.host}\r\n\r\n".encode()
        )
        received = b""
        while b"data: " not in received:
            received += listening.recv(4096)
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"content-type: text/event-stream" in received.lower()
    assert b"access-control" not in received.lower()


# What is no request, or more than one


def _odd(host: str) -> list[bytes]:
    basic = f"Host: {host}\r\n".encode()
    inner = b"GET /plan HTTP/1.1\r\n" + basic + b"\r\n"
    get = b"GET / HTTP/1.1\r\n" + basic
    return [
        get + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, get + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
        get + b"Transfer-Encoding: xchunked\r\n\r\n" + inner, get + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner, get + b"Content-Length: 0\r\nContent-Length: 99\r\n\r\n" + inner,
        get + b"Content-Length: -1\r\n\r\n" + inner, get + b"Content-Length: +5\r\n\r\n" + inner, get + b"Content-Length: 0x10\r\n\r\n" + inner, get + b"Content-Length: 5,5\r\n\r\n" + inner,
        get + b"Content-Length: 99999999999999999999\r\n\r\n" + inner, get + b"Content-Length : 50\r\n\r\n" + inner, get + b"no field\r\nContent-Length: 50\r\n\r\n" + inner,
        get + b": x\r\nContent-Length: 50\r\n\r\n" + inner, get + b"X: a\r\n folded\r\nContent-Length: 50\r\n\r\n" + inner, get + b"\x00\r\nContent-Length: 50\r\n\r\n" + inner,
        get + b"X: a\rContent-Length: 50\r\n\r\n" + inner, get + b"Expect: 100-continue\r\nContent-Length: 50\r\n\r\n" + inner, get + b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n",
        get + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100, b"GET / HTTP/2.0\r\n" + basic + b"\r\n", b"GET / HTTP/1.1.1\r\n" + basic + b"\r\n",
        b"GET / HTTP/-1.1\r\n" + basic + b"\r\n", b"GET / HTTP/1.99999999999\r\n" + basic + b"\r\n", b"GET / HTTP/1." + b"9" * 5000 + b"\r\n" + basic + b"\r\n", b"GET / http/1.1\r\n" + basic + b"\r\n",
        b"GET  /  HTTP/1.1\r\n" + basic + b"\r\n", b"GET\t/\tHTTP/1.1\r\n" + basic + b"\r\n", b" GET / HTTP/1.1\r\n" + basic + b"\r\n", b"get / HTTP/1.1\r\n" + basic + b"\r\n", b"G\0ET / HTTP/1.1\r\n" + basic + b"\r\n",
        b"__init__ / HTTP/1.1\r\n" + basic + b"\r\n", b"_refusal / HTTP/1.1\r\n" + basic + b"\r\n", b"A" * 70_000, b"A" * 70_000 + b" / HTTP/1.1\r\n\r\n", b"\r\n" * 1000, b"\n" * 1000, b"\0" * 100_000,
        b"GET / HTTP/1.1\nHost: " + host.encode() + b"\n\n", b"GET / HTTP/1.1\r" + basic + b"\r\r", get + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n", get + b"X: a\r\n" * 10_000 + b"\r\n",
        get + b"X: a\r\n" * 99 + b"\r\n", get + b"X:\r\n " + b" a\r\n " * 90 + b"\r\n\r\n", get + b"Cookie: " + b"a=b;" * 10_000 + b"\r\n\r\n", get + b"\xff\xfe: \xff\r\n\r\n", get + b"X: \x80\x00\x1b[31m\r\n\r\n",
        get + b"Range: bytes=0-0,0-0\r\n\r\n", get + b"Range: bytes=" + b"0-," * 5000 + b"\r\n\r\n", get + b"If-None-Match: *\r\n\r\n", get + b"Content-Type: multipart/x\r\n\r\n", get + b"Connection: " + b"close," * 9000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + basic + b"Content-Length: 1000000\r\n\r\n" + b"x" * 1_000_000, b"POST / HTTP/1.1\r\n" + basic + b"Transfer-Encoding: chunked\r\n\r\n" + b"ffffffffffffffff\r\n" + b"x" * 100_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, b"SSH-2.0-x\r\n", b"\x80\x2e\x01\x00\x02" + b"\0" * 40, b"*1\r\n$4\r\nINFO\r\n", b"EHLO x\r\n", b"HELP\r\n\r\n",
    ]  # fmt: skip


def test_what_is_no_request_or_two_in_one_ends_in_one_answer_or_none(served: Served, record_property: Record) -> None:
    odd = _odd(served.host)
    has_proc = Path("/proc/self/status").exists()
    before = served.status("VmHWM") if has_proc else 0
    for _ in range(amount(10)):
        for request in odd:
            found = answers(served.send(request))
            assert len(found) <= 1, request[:120]
            for answer in found:
                _is_clean(answer, repr(request[:120]))
        assert served.is_well()
    grown = (served.status("VmHWM") if has_proc else 0) - before
    assert grown < 100_000  # kilobytes
    record_property(
        "tried",
        f"what is no request: {len(odd) * amount(10)} of {len(odd)} kinds, one answer or none, {max(0, grown) // 1024} MB more memory",
    )


def test_requests_in_a_row_are_answered_in_their_order_and_no_more_than_were_asked(served: Served) -> None:
    targets = [f"/types/x{suffix}" for suffix in (".txt", ".css", ".png", ".json")] * amount(250)
    with served.connect() as connection:
        data = b""
        for start in range(0, len(targets), 50):
            connection.sendall(
                "".join(
                    f"GET {target} HTTP/1.1\r\nHost: {served.host}\r\n\r\n" for target in targets[start : start + 50]
                ).encode()
            )
            wanted = min(start + 50, len(targets))
            while data.count(b"HTTP/1.1 200 OK") < wanted or not data.endswith(b"</script>"):
                data += connection.recv(1 << 16)
    assert [answer.headers["content-type"] for answer in answers(data)] == [
        TYPES[Path(target).suffix] for target in targets
    ]
