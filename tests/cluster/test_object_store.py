"""Builds from and to an S3 server. The order of an upload is tried in tests/test_upload.py, request by request."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import main
from digest.errors import OutputError
from digest.publish.listing import LISTING
from digest.publish.upload import inspect_destination
from digest.sources.object_store import Object, ObjectStore, mirror
from tests.cluster.places import Store, content, differing, fill, on_disk, seeds
from tests.faults.amounts import FULL
from tests.folders import lay, tree
from tests.test_publish import publish
from tests.test_upload import Watcher, dead_links, version

STOPS = 50 if FULL else 8


def digest(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_build_from_and_to_a_store_has_the_bytes_of_a_local_one(
    site: Path, store: Store, record_property: Callable[[str, object], None]
) -> None:
    files = seeds(150)
    lay(site / "seeds", files)
    assert digest("build", "--quiet").exit_code == 0
    wanted = on_disk(site / "output")
    bucket = store.bucket()
    fill(f"{bucket}/seeds", files)
    options = (f"{bucket}/site", "--seeds", f"{bucket}/seeds", "--output", "other")
    before = store.requests()
    first = digest("publish", *options)
    assert first.exit_code == 0, first.output
    assert f"{len(wanted)} of {len(wanted)} files sent" in first.output
    assert differing(f"{bucket}/site", wanted) == []
    sent = store.requests() - before
    assert (sent["PUT"], sent["POST"], sent["DELETE"], sent["HEAD"]) == (len(wanted) + 2, 0, 0, 0)
    before = store.requests()
    assert f"0 of {len(wanted)} files sent" in digest("publish", *options).output
    unchanged = store.requests() - before
    assert (unchanged["PUT"], unchanged["POST"], unchanged["DELETE"]) == (0, 0, 0)
    assert unchanged.total() <= 4
    name = next(name for name in files if name.endswith(".txt"))
    changed = {name: files[name].replace(b"The ", b"That ", 1)}
    fill(f"{bucket}/seeds", changed)
    lay(site / "seeds", changed)
    assert digest("publish", *options).exit_code == 0
    assert digest("build", "--quiet").exit_code == 0
    assert differing(f"{bucket}/site", on_disk(site / "output")) == []
    record_property(
        "tried",
        f"object store: {len(wanted)} files in {sent.total()} requests, unchanged {unchanged.total()}, 0 differ",
    )


def test_a_site_with_everything_in_it_is_the_same_from_a_store(site: Path, store: Store) -> None:
    """Its own templates, pages, files, names, pictures; problems are reported in the same words."""
    from tests.made import png

    files: dict[str, bytes] = {
        "INDEX.md": b"---\nlanguage: en\n---\n\n| File | Picture | Topic |\n|---|---|---|\n| a.txt | p.png | Sport |\n| gone.txt | | |\n"
        b"| b.md | ../x.png | |\n| cafe\xcc\x81.txt | nowhere.png | |\n\n## Others\n\n- [more](more/)\n",
        "a.txt": b"Rowers win in Bergen\n\nThe rowers of Bergen have won again, as they do.\n",
        "b.md": b"# Markdown\n\n*Words* of the second.\n",
        "caf\u00e9.txt": b"Coffee is dear\n\nCoffee has become dear in Quito.\n",
        "more/c.html": b"<title>Page</title><article><h1>Page</h1><p>A page of the web, kept.</p></article>",
        "more/_draft.txt": b"A draft",
        "unlisted.txt": b"Not listed at all.",
        "p.png": png(),
    }
    lay(
        site,
        {
            "templates/static/own.css": b"body{}",
            "pages/imprint.md": b"# Imprint\n\nWho we are.\n",
            "static/humans.txt": b"Who we are.\n",
            "static/a[1]*.txt": b"A name that is a pattern elsewhere.\n",
            "digest.yml": b"title: All of it\nbase_url: https://press.example/\n",
            "names.yml": b"places:\n  Bergen: NO\n",
        },
    )
    lay(site / "seeds", files)
    local = digest("build", "--quiet")
    bucket = store.bucket()
    fill(f"{bucket}/seeds", files)
    remote = digest(
        "publish", f"{bucket}/site", "--with-errors", "--quiet", "--seeds", f"{bucket}/seeds", "--output", "other"
    )
    problems = [re.sub(r"\S*(output|s3:)\S*", "", line) for line in local.output.splitlines() if line]
    assert [re.sub(r"\S*(output|s3:)\S*", "", line) for line in remote.output.splitlines() if line] == problems
    assert (local.exit_code, remote.exit_code) == (1, 1)
    assert differing(f"{bucket}/site", on_disk(site / "output")) == []
    (site / "static" / "a[1]*.txt").unlink()
    lay(site, {"static/a1.txt": b"", "static/a1b.txt": b""})
    digest("build", "--quiet")
    digest("publish", f"{bucket}/site", "--with-errors", "--quiet", "--seeds", f"{bucket}/seeds", "--output", "other")
    assert differing(f"{bucket}/site", on_disk(site / "output")) == []


def test_cut_off_at_any_request_no_reader_meets_a_dead_link(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    import s3fs

    chance = random.Random("stops")
    destination = ObjectStore(f"{store.bucket()}/site")
    asked = cut = 0
    call = s3fs.S3FileSystem._call_s3

    async def ask(fs: object, method: str, *arguments: object, **more: object) -> object:
        nonlocal asked
        asked += 1
        if cut and asked >= cut:
            raise ConnectionResetError(104, "the line is cut")
        return await call(fs, method, *arguments, **more)

    monkeypatch.setattr(s3fs.S3FileSystem, "_call_s3", ask)
    stopped = 0
    for round_ in range(STOPS):
        site = version(round_)
        publish(tmp_path / "built", site)
        asked, cut = 0, chance.randint(4, 16) if round_ else 0
        try:
            inspect_destination(destination).upload(tmp_path / "built", Watcher())
        except OutputError as error:
            if "the line is cut" not in str(error):
                raise
            stopped += 1
        cut = 0
        assert dead_links(content(destination.url), {"index.html"}) == [], round_
    inspect_destination(destination).upload(tmp_path / "built", Watcher())
    assert content(destination.url) == site
    assert stopped > STOPS / 3
    record_property("tried", f"object store: {STOPS} uploads, {stopped} cut off, 0 dead links")


def test_a_process_that_is_killed_leaves_what_the_next_one_completes(site: Path, store: Store) -> None:
    bucket = store.bucket()
    lay(site / "seeds", seeds(60))
    command = [sys.executable, "-m", "digest", "publish", "--jobs", "1", "--quiet", f"{bucket}/site"]
    before = store.requests()["PUT"]
    process = subprocess.Popen(command, cwd=site, stderr=subprocess.DEVNULL)
    while process.poll() is None and store.requests()["PUT"] - before < 40:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert LISTING in ObjectStore(f"{bucket}/site").list_objects()
    subprocess.run(command, cwd=site, check=True)
    assert digest("build", "--quiet").exit_code == 0
    assert differing(f"{bucket}/site", on_disk(site / "output")) == []


def test_objects_have_headers(site: Path, store: Store) -> None:
    import boto3

    bucket = store.bucket()
    lay(site / "seeds", seeds(3))
    digest("publish", f"{bucket}/site")
    client = boto3.client("s3", endpoint_url=store.url)

    def headers(name: str) -> tuple[str, str]:
        found = client.head_object(Bucket=bucket.removeprefix("s3://"), Key=f"site/{name}")
        return found["ContentType"], found["CacheControl"]

    assert headers("index.html") == ("text/html; charset=utf-8", "no-cache")
    assert headers("assets/digest.css") == ("text/css; charset=utf-8", "no-cache")
    assert headers("records.jsonl") == ("application/x-ndjson", "no-cache")
    assert headers(LISTING) == ("application/json", "no-cache")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "--seeds", "nonsense://press/seeds"), "nonsense"),
        (("build", "--seeds", "s3://no-such-bucket-here/seeds"), "There is no folder s3://no-such-bucket-here/seeds"),
        (("publish", "s3://no-such-bucket-here/site"), "The site cannot be written"),
        (("publish", "nonsense://press/site"), "nonsense"),
    ],
)
def test_unknown_stores_are_reported_in_a_sentence(
    site: Path, store: Store, arguments: tuple[str, ...], message: str
) -> None:
    lay(site / "seeds", seeds(1))
    result = digest(*arguments)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


def test_a_store_lists_reads_copies_and_removes(store: Store, tmp_path: Path) -> None:
    url = f"{store.bucket()}/folder"
    files = {"a.txt": b"a", "in/b.txt": b"b", "in/deep/c.txt": b"c", ".hidden": b"", "a[1]*?.txt": b"d"}
    fill(url, files)
    found = ObjectStore(url)
    assert {name: item.size for name, item in found.list_objects().items()} == {n: len(d) for n, d in files.items()}
    assert found.read("in/deep/c.txt") == b"c"
    with pytest.raises(FileNotFoundError):
        found.read("no")
    before = found.list_objects()
    fill(url, {"a.txt": b"b"})
    after = found.list_objects()
    assert {name for name in before if before[name] != after[name]} == {"a.txt"}
    assert isinstance(after["a.txt"], Object)
    mirror(found, tmp_path / "copy")
    assert tree(tmp_path / "copy") == files | {"a.txt": b"b"}
    found.remove(["a[1]*?.txt", "in/b.txt", "gone.txt"])
    assert set(found.list_objects()) == {"a.txt", "in/deep/c.txt", ".hidden"}
