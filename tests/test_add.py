"""``digest add``: export files, folders, pasted text and the web become files of the seeds."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import digest.cli.add
from digest.cli.app import main
from digest.collection.duplicates import Duplicates, fingerprint_of
from digest.collection.fetch import Fetcher, NotFetched, is_public
from digest.readers import parse

WORDS = "the old bridge over the river was opened again on Monday after two years of works that cost the town more than planned"
LONG = " ".join(f"{word}{n}" for n in range(12) for word in WORDS.split())
CSV = f"""title,date,source,url,text
The bridge is open,2025-02-13,Eastmere Courier,https://courier.example/bridge,"{LONG}"
A list of ferries,2025-02-14,Eastmere Courier,https://courier.example/ferries,
Nothing,2025-02-15,Eastmere Courier,,
"""


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(main, ["add", *arguments], input=given)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "table.csv").write_text(CSV, "utf-8")
    return tmp_path


def test_each_article_of_an_export_is_a_readable_file(site: Path) -> None:
    done = run("table.csv")
    assert done.exit_code == 0, done.output
    file = site / "seeds" / "2025-02-13-the-bridge-is-open.md"
    document = parse(file.read_bytes(), file.name)
    assert {name: one.text for name, one in document.declared.items()} == {  # type: ignore[union-attr]
        "title": "The bridge is open",
        "date": "2025-02-13",
        "source": "Eastmere Courier",
        "url": "https://courier.example/bridge",
    }
    assert file.read_text("utf-8").endswith(f"{LONG}\n")
    assert "added 2 articles, 1 of them references without a text" in done.output
    assert "Row 4" in done.output
    assert "left out 1 article that cannot be read" in done.output


def test_a_second_run_adds_nothing(site: Path) -> None:
    run("table.csv")
    before = {path: path.read_bytes() for path in (site / "seeds").iterdir()}
    done = run("table.csv")
    assert "nothing to add" in done.output
    assert "left out 2 duplicates" in done.output
    assert {path: path.read_bytes() for path in (site / "seeds").iterdir()} == before


def test_a_dry_run_writes_nothing(site: Path) -> None:
    assert "would add 2 articles" in run("table.csv", "--dry-run").output
    assert not [*(site / "seeds").iterdir()]


def test_the_result_as_json(site: Path) -> None:
    done = run("table.csv", "--json")
    result = json.loads(done.stdout)
    assert [(one["title"], one["reference"]) for one in result["added"]] == [
        ("The bridge is open", False),
        ("A list of ferries", True),
    ]
    assert [one["code"] for one in result["problems"]] == ["refused-article"]


def test_articles_of_a_folder_are_copied_unchanged_and_never_overwrite(site: Path) -> None:
    folder = site / "clippings"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "a.txt").write_text(f"A bridge\n\n{LONG}\n", "utf-8")
    (folder / "letter.docx").write_bytes(b"PK")
    (site / "seeds" / "2025").mkdir()
    (site / "seeds" / "2025" / "a.txt").write_text("Another article.\n\nIt is about something else.\n", "utf-8")
    done = run("clippings")
    assert (site / "seeds" / "2025" / "a-2.txt").read_bytes() == (folder / "2025" / "a.txt").read_bytes()
    assert (site / "seeds" / "2025" / "a.txt").read_text("utf-8").startswith("Another")
    assert "not read 1 file: letter.docx" in done.output


def test_new_files_get_a_line_in_the_manifest_and_others_do_not(site: Path) -> None:
    (site / "seeds" / "INDEX.md").write_text("# Review\n\n- [a](a.txt)\n", "utf-8")
    (site / "seeds" / "a.txt").write_text("One\n\nFirst text.\n", "utf-8")
    (site / "seeds" / "waiting.txt").write_text("Two\n\nSecond text.\n", "utf-8")
    assert "listed in INDEX.md" in run("table.csv").output
    lines = (site / "seeds" / "INDEX.md").read_text("utf-8")
    assert "2025-02-13-the-bridge-is-open.md" in lines
    assert "waiting.txt" not in lines


def test_pasted_text_is_one_article(site: Path) -> None:
    done = run("-", given=f"The bridge is open\n\n{LONG}\n")
    assert done.exit_code == 0, done.output
    assert [path.name for path in (site / "seeds").iterdir()] == ["the-bridge-is-open.txt"]


def test_a_missing_source_is_an_error_of_the_command_line(site: Path) -> None:
    assert run("missing.html").exit_code == 2


def test_duplicates_are_near_equal_texts_and_not_excerpts() -> None:
    words = LONG.split()
    whole = fingerprint_of(f"One\n\n{LONG}\n".encode(), "a.txt")
    same = fingerprint_of(f"Another headline\n\n{' '.join(words[:-15])} and so on\n".encode(), "b.txt")
    excerpt = fingerprint_of(f"One\n\n{' '.join(words[:60])}\n".encode(), "c.txt")
    other = fingerprint_of(f"One\n\n{' '.join(reversed(words))}\n".encode(), "d.txt")
    found = Duplicates([same, excerpt, other])
    found.compare_with_seed(whole, "a.txt")
    assert found.found == {0: ("a.txt", "nearly the same text")}


@pytest.mark.parametrize(
    ("one", "other", "are_equal"),
    [
        ("https://www.a.example/x/", "http://a.example/x#top", True),
        ("https://a.example/x?utm_source=feed", "https://a.example/x", True),
        ("https://a.example/x?id=1", "https://a.example/x?id=2", False),
        ("https://a.example/", "https://a.example", False),  # a home page is the address of no article
    ],
)
def test_addresses_are_compared_without_what_does_not_matter(one: str, other: str, are_equal: bool) -> None:
    fingerprints = [
        fingerprint_of(f"---\ntitle: {n}\nurl: {url}\n---\n".encode(), "a.md") for n, url in enumerate((one, other))
    ]
    found = Duplicates(fingerprints[1:])
    found.compare_with_seed(fingerprints[0], "first")
    assert bool(found.found) is are_equal


def test_a_later_text_completes_the_reference_of_the_seeds(site: Path) -> None:
    """The editor's lines stay, fields that only the text has are added; a second run adds nothing."""
    reference = site / "seeds" / "bridge.md"
    reference.write_text("---\ntitle: Our bridge\nurl: https://courier.example/bridge\nrubric: mine\n---\n", "utf-8")
    assert "would complete 1 reference" in run("table.csv", "--dry-run").output
    done = run("table.csv", "--json")
    assert json.loads(done.stdout)["completed"] == ["bridge.md"]
    assert reference.read_text("utf-8") == (
        "---\ntitle: Our bridge\nurl: https://courier.example/bridge\nrubric: mine\ndate: 2025-02-13\nsource: Eastmere Courier\n---\n"
        f"\n{LONG}\n"
    )
    assert "nothing to add" in run("table.csv").output
    assert len([*(site / "seeds").iterdir()]) == 2


def test_printed_articles_are_completed_by_headline_source_and_day(site: Path) -> None:
    (site / "list.csv").write_text("title,date,source\nThe bridge is open,2025-02-13,Eastmere Courier\n", "utf-8")
    run("list.csv")
    assert "completed 1 reference" in run("table.csv").output
    assert LONG in (site / "seeds" / "2025-02-13-the-bridge-is-open.md").read_text("utf-8")


def test_of_a_reference_and_its_text_in_one_run_the_text_is_added(site: Path) -> None:
    (site / "a.csv").write_text("title,url\nBridge,https://courier.example/bridge\n", "utf-8")
    done = run("a.csv", "table.csv")
    assert "added 2 articles" in done.output
    assert not (site / "seeds" / "bridge.md").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "title,date,source,url,text\nOne,2025-02-13,Post,,\n"), ("letter.pdf", "%PDF-1.4"),
     ("feeds.opml", '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/f"/></body></opml>')],
)  # fmt: skip
def test_a_source_of_which_nothing_can_be_read_is_a_failure(site: Path, name: str, content: str) -> None:
    (site / name).write_text(content, "utf-8")
    assert run(name).exit_code == 1


def test_an_empty_folder_is_no_failure(site: Path) -> None:
    (site / "in").mkdir()
    assert run("in").exit_code == 0


# The web.

PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The ferries run again</title>
<meta property="article:published_time" content="2025-02-14T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>The ferries run again</h1><p>{LONG}</p></article></body></html>"""


class _Answers(BaseHTTPRequestHandler):
    """A small site: a page, a feed, a redirect out of it, a page for no robots, one too large."""

    def do_GET(self) -> None:
        path = self.path
        if path == "/robots.txt":
            self.answer(200, "User-agent: *\nDisallow: /private\n", "text/plain")
        elif path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/inside")
            self.end_headers()
        elif path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/ferries")
            self.end_headers()
        elif path == "/large":
            self.answer(200, "x" * 30_000_000, "text/html")
        elif path == "/picture":
            self.answer(200, "x", "image/png")
        elif path in ("/ferries", "/private"):
            self.answer(200, PAGE, "text/html; charset=utf-8")
        else:
            self.answer(404, "no", "text/plain")

    def answer(self, status: int, text: str, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        with suppress(ConnectionError):  # the reader has had enough
            self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server on this computer that may be asked; its host and port."""
    found = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    if context:
        found.socket = context.wrap_socket(found.socket, server_side=True)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    port = found.server_address[1]
    monkeypatch.setattr(digest.cli.add, "LOCAL", frozenset({("127.0.0.1", port)}))
    monkeypatch.setattr("digest.collection.fetch._PAUSE", 0)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        found.shutdown()
        found.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving(monkeypatch) as place:
        yield f"http://{place}"


def test_a_page_from_the_web_is_added(site: Path, server: str) -> None:
    done = run(f"{server}/moved")
    assert done.exit_code == 0, done.output
    text = (site / "seeds" / "2025-02-14-the-ferries-run-again.md").read_text("utf-8")
    assert f"url: {server}/ferries" in text
    assert LONG in text


def test_references_get_their_texts(site: Path, server: str) -> None:
    (site / "list.csv").write_text(f"title,url\nFerries,{server}/ferries\nLost,{server}/lost\n", "utf-8")
    done = run("list.csv", "--fetch")
    assert done.exit_code == 0, done.output
    assert LONG in (site / "seeds" / "ferries.md").read_text("utf-8")
    assert "404" in done.output
    assert "title: Lost" in (site / "seeds" / "lost.md").read_text("utf-8")


@pytest.mark.parametrize("sources", [(), ("seeds/ferries.md",), ("seeds",)])
def test_references_in_the_seeds_get_their_texts(site: Path, server: str, sources: tuple[str, ...]) -> None:
    reference = site / "seeds" / "ferries.md"
    reference.write_text(f"---\ntitle: Ferries\nurl: {server}/ferries\n---\n", "utf-8")
    (site / "seeds" / "other.txt").write_text("Other\n\nA text of its own.\n", "utf-8")
    done = run(*sources, "--fetch")
    assert done.exit_code == 0, done.output
    assert "completed 1 reference" in done.output
    text = reference.read_text("utf-8")
    assert text.startswith(f"---\ntitle: Ferries\nurl: {server}/ferries\ndate: 2025-02-14\n")
    assert text.endswith(f"---\n\n{LONG}\n")
    assert "nothing to add" in run("--fetch").output


def test_no_source_is_an_error_of_the_command_line(site: Path) -> None:
    assert run().exit_code == 2


def test_https_needs_a_certificate_that_is_trusted(
    site: Path, certificate: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = certificate("IP:127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with serving(monkeypatch, context) as place:
        assert "not secure" in run(f"https://{place}/ferries").output
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert run(f"https://{place}/ferries").exit_code == 0
    assert LONG in (site / "seeds" / "2025-02-14-the-ferries-run-again.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/away", "not on the public internet"),
        ("/private", "robots.txt"),
        ("/large", "larger than 20 MB"),
        ("/lost", "404"),
        ("/picture", "neither a page nor a feed"),
    ],
)
def test_what_is_not_fetched_is_named_with_the_reason(site: Path, server: str, path: str, reason: str) -> None:
    done = run(f"{server}{path}")
    assert done.exit_code == 1
    assert reason in done.output
    assert not [*(site / "seeds").iterdir()]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:80/", "http://[::1]/", "http://169.254.169.254/latest", "http://10.0.0.1/", "http://0/",
     "ftp://example.org/", "http://user:word@example.org/", "file:///etc/passwd", "http://no.such.host.invalid/", "http://[bad/"],
)  # fmt: skip
def test_nothing_but_the_public_web_is_asked(url: str) -> None:
    with pytest.raises(NotFetched):
        Fetcher().fetch(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:2800:220:1::1", True), ("192.168.1.1", False), ("::ffff:10.0.0.1", False),
     ("64:ff9b::a00:1", False), ("2002:0a00:0001::", False), ("fe80::1%eth0", False), ("224.0.0.1", False), ("word", False)],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_an_article_is_written_in_the_editor(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = site / "editor.sh"
    editor.write_text(f"""#!/bin/sh
printf -- '---\\ntitle: The bridge\\ndate: 2025-02-13\\nsource:\\n---\\n\\n{LONG}\\n' > "$1"
""")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    done = CliRunner().invoke(main, ["new"])
    assert done.exit_code == 0, done.output
    assert [path.name for path in (site / "seeds").iterdir()] == ["2025-02-13-the-bridge.md"]


def test_nothing_written_is_nothing_added(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "true")
    done = CliRunner().invoke(main, ["new"])
    assert done.exit_code == 0, done.output
    assert "nothing to add" in done.output
    assert not [*(site / "seeds").iterdir()]
