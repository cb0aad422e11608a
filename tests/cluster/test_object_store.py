"""Publishing to an object store: whatever is in between, no reader is led to nothing, and the next build finishes."""

from __future__ import annotations

import posixpath
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from digest.build.job import Job, Progress, Report, job_beside
from digest.build.pipeline import build
from digest.cli import main
from digest.errors import Fatal
from digest.publish import LISTING
from digest.publish.areas import PART
from digest.publish.listing import parse
from digest.sources.bucket import Bucket
from tests.cluster.places import Store, article, differing, in_store, lay, on_disk

STOPS = 50
_LINK = re.compile(rb'(?:href|src)="([^"#?:]+)(?:[#?][^"]*)?"')
_TOPICS = ("Politics", "Sport", "Culture", "Health")


def version(number: int) -> dict[str, bytes]:
    """The seeds of a small site; each ``number`` has other articles, topics, texts and files of its own."""
    chance = random.Random(number)
    names = sorted(chance.sample(range(12), chance.randint(4, 8)))
    rows = "".join(
        f"| a{name}.txt | {chance.choice(_TOPICS)} | 2024-0{chance.randint(1, 9)}-1{name % 10} |\n" for name in names
    )
    files = {f"a{name}.txt": article(name, chance.randint(0, 2)).encode() for name in names}
    return files | {"INDEX.md": f"---\nlanguage: en\n---\n\n| File | Topic | Date |\n|---|---|---|\n{rows}".encode()}


def job(site: Path, output: Bucket | None, number: int) -> Job:
    """The build of a version, to the store or to this disk."""
    plain = replace(job_beside(site / "digest.yml"), jobs=1)
    return replace(plain, output=output) if output else replace(plain, output=site / f"output-{number}")


def seeds_of(site: Path, number: int) -> None:
    for path in (site / "seeds").glob("*"):
        path.unlink()
    lay(site / "seeds", version(number))


def dead_links(files: Mapping[str, bytes]) -> list[str]:
    """Of what a reader can reach from the front page, the links that lead to nothing."""
    waiting, seen, dead = ["index.html"] if "index.html" in files else [], {"index.html"}, []
    while waiting:
        page = waiting.pop()
        for link in _LINK.findall(files[page]):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(link.decode())))
            target = posixpath.join(target, "index.html") if link.endswith(b"/") else target
            if target not in files:
                dead.append(f"{page} -> {target}")
            elif target not in seen and target.endswith(".html"):
                seen.add(target)
                waiting.append(target)
    return dead


class Line:
    """The line to the store: counts requests, and is cut at one of them; then nothing comes through any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import s3fs

        self.asked, self.cut = 0, 0
        call = s3fs.S3FileSystem._call_s3

        async def asked(fs: object, method: str, *arguments: object, **more: object) -> object:
            self.asked += 1
            if self.cut and self.asked >= self.cut:
                raise ConnectionResetError(104, "the line is cut")
            return await call(fs, method, *arguments, **more)

        monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", asked)

    @contextmanager
    def cut_at(self, request: int) -> Iterator[None]:
        self.asked, self.cut = 0, request
        try:
            yield
        finally:
            self.cut = 0


def test_interrupted_at_any_request_no_reader_is_led_to_nothing_and_the_next_build_finishes(
    site: Path, store: Store, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random("stops")
    line = Line(monkeypatch)
    output = store.bucket() / "site"
    stopped = states = finished = 0
    longest = 60
    for round_ in range(STOPS):
        number = chance.randrange(6)
        seeds_of(site, number)
        with line.cut_at(chance.randint(1, longest)):
            told = digest("build", "--quiet", "--jobs", "1", "--output", output)
            assert told.exit_code == 0 or "the line is cut" in told.output
            stopped += told.exit_code
            longest = max(longest, line.asked)
        found = in_store(output)
        states += 1
        assert dead_links(found) == [], round_
        if chance.random() < 0.4:  # else the next one, of other seeds, meets what this one has left
            seeds_of(site, number)
            report = Report()
            build(job(site, output, number), report, Progress())
            build(job(site, None, number), Report(), Progress())
            assert differing(output, on_disk(site / f"output-{number}")) == []
            listing = parse(output.read(LISTING))
            assert (listing.former, listing.loose) == (None, ())
            finished += 1
    record_property(
        "tried",
        f"object store: {STOPS} builds, {stopped} cut off, {states} states crawled, {finished} finished, 0 dead links",
    )
    assert stopped > STOPS / 3
    assert finished > STOPS / 5


def test_a_process_that_is_killed_leaves_what_the_next_one_finishes(site: Path, store: Store) -> None:
    chance = random.Random("kills")
    output = store.bucket() / "site"
    command = [sys.executable, "-m", "digest", "build", "--jobs", "1", "--quiet", "--output", str(output)]
    for number in (0, 1, 2, 3):
        seeds_of(site, number)
        before = store.sent()
        process = subprocess.Popen(command, cwd=site, stderr=subprocess.DEVNULL)
        enough = chance.randint(1, 60)
        while process.poll() is None and store.sent() - before < enough:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert dead_links(in_store(output)) == []
    seeds_of(site, 3)
    subprocess.run(command, cwd=site, check=True)
    build(job(site, None, 3), Report(), Progress())
    assert differing(output, on_disk(site / "output-3")) == []


def digest(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_what_digest_did_not_put_there_stays_and_stops_the_build(site: Path, store: Store) -> None:
    output = store.bucket() / "site"
    seeds_of(site, 0)
    output.write("holiday.jpg", b"mine")
    result = digest("build", "--output", output)
    assert result.exit_code == 1
    assert "holiday.jpg" in result.output
    assert in_store(output) == {"holiday.jpg": b"mine"}
    output.remove_all(["holiday.jpg"])
    output.write(".well-known/security.txt", b"mine")
    assert digest("build", "--output", output).exit_code == 0
    assert in_store(output)[".well-known/security.txt"] == b"mine"


def test_what_was_changed_there_is_told_and_put_right(site: Path, store: Store) -> None:
    output = store.bucket() / "site"
    seeds_of(site, 0)
    digest("build", "--output", output)
    clean = in_store(output)
    output.write("index.html", b"defaced")
    output.remove_all(["about.html"])
    result = digest("build", "--output", output)
    assert "[changed-output]" in result.output
    assert "(2 new or changed)" in result.output
    assert in_store(output) == clean


def test_of_two_builds_at_once_one_is_told(site: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    output = store.bucket() / "site"
    seeds_of(site, 0)
    digest("build", "--output", output)
    seeds_of(site, 1)

    class Meanwhile(Progress):
        """Another machine publishes while this one writes its pages."""

        def stage(self, name: str, items: int) -> None:
            if name == "Writing":
                (site / "elsewhere").mkdir()
                lay(site / "elsewhere" / "seeds", version(2))
                other = replace(job_beside(site / "elsewhere" / "digest.yml"), jobs=1, output=output)
                build(other, Report(), Progress())

    with pytest.raises(Fatal, match="nother build has published meanwhile") as error:
        build(job(site, output, 1), Report(), Meanwhile())
    assert error.value.problems[0].code == "output-busy"
    assert dead_links(in_store(output)) == []
    assert digest("build", "--output", output).exit_code == 0
    build(job(site, None, 1), Report(), Progress())
    assert differing(output, on_disk(site / "output-1")) == []


def test_files_say_what_they_are(site: Path, store: Store) -> None:
    import boto3

    output = store.bucket() / "site"
    seeds_of(site, 0)
    digest("build", "--output", output)
    client = boto3.client("s3", endpoint_url=store.url)
    bucket = output.url.split("/")[2]

    def kind(name: str) -> Any:
        return client.head_object(Bucket=bucket, Key=f"site/{name}")["ContentType"]

    assert kind("index.html") == "text/html; charset=utf-8"
    assert kind("assets/digest.css") == "text/css; charset=utf-8"
    assert kind("records.jsonl") == "application/x-ndjson"
    assert not any(name.startswith(f"{PART}/") for name in output.signatures())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "--seeds", "s3://press/seeds"), "only “digest build” accepts an object store"),
        (("serve", "--seeds", "s3://press/seeds"), "only “digest build” accepts an object store"),
        (("clean", "--output", "s3://press/site"), "only “digest build” accepts an object store"),
        (("build", "--seeds", "s3://"), "is not the URL of an object store"),
        (("build", "--output", "file:///tmp/x"), "is not the URL of an object store"),
        (("build", "--seeds", "nonsense://press/seeds"), "nonsense"),
        (("build", "--seeds", "s3://no-such-bucket-here/seeds"), "There is no folder s3://no-such-bucket-here/seeds"),
        (("build", "--output", "s3://no-such-bucket-here/site"), "he site cannot be written"),
        (
            ("build", "--seeds", "s3://press/site", "--output", "s3://press/site/new"),
            "he output cannot be in the seeds",
        ),
        (
            ("build", "--seeds", "s3://press/site/old", "--output", "s3://press/site"),
            "he output cannot be around the seeds",
        ),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(site: Path, store: Store, arguments: tuple[str, ...], told: str) -> None:
    seeds_of(site, 0) if "--seeds" not in arguments else None
    if "s3://press/" in " ".join(arguments):
        bucket = store.bucket()
        for place in ("site", "site/old"):
            (bucket / place).write_all(version(0))
        arguments = tuple(text.replace("s3://press", bucket.url) for text in arguments)
    result = digest(*arguments)
    assert result.exit_code in (1, 2)
    assert told in result.output
    assert "Traceback" not in result.output


def test_a_bucket_lists_and_reads_what_is_in_it(store: Store) -> None:
    from digest.sources.folder import Item, Kind

    bucket = store.bucket() / "folder"
    bucket.write_all({"a.txt": b"a", "in/b.txt": b"b", "in/deep/c.txt": b"c", ".hidden": b"", "in/.hidden": b""})
    for listed in (False, True):
        found = Bucket(bucket.url)
        if listed:
            found.signatures()
        assert found.items("") == [Item("a.txt", False), Item("in", True)]
        assert found.items("in") == [Item("b.txt", False), Item("deep", True)]
        assert [found.kind(name) for name in ("", "a.txt", "in", "no", "in/no")] == [
            Kind.FOLDER, Kind.FILE, Kind.FOLDER, Kind.NOTHING, Kind.NOTHING,
        ]  # fmt: skip
        assert found.read("in/deep/c.txt") == b"c"
        with pytest.raises(FileNotFoundError):
            found.read("no")
    before = bucket.signatures()
    bucket.write("a.txt", b"other")
    after = bucket.signatures()
    assert {name for name in before if before[name] != after[name]} == {"a.txt"}
    bucket.soon(["a.txt", "no", "in/b.txt"])
    assert bucket.read("in/b.txt") == b"b"
