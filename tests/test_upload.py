"""Object stores: a site uploaded without a dead link at any moment, seeds copied from one; tests/cluster tries both with S3."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import ClassVar

import pytest
from click.testing import CliRunner, Result

from digest.cli import main
from digest.errors import OutputError, SeedsError
from digest.publish import lock
from digest.publish.listing import LISTING, parse
from digest.publish.upload import Destination, cache_control, inspect_destination, media_type
from digest.sources import object_store
from digest.sources.object_store import Object, ObjectStore, fetch_seeds, mirror, name_of
from tests.folders import lay, tree
from tests.test_publish import publish

Site = dict[str, bytes]


class MemoryStore(ObjectStore):
    """An object store of this process, by its URL. Requests are counted, and fail from the ``cut``-th on."""

    stores: ClassVar[dict[str, dict[str, bytes]]] = {}

    def __init__(self, url: str) -> None:
        self.url = url
        self.objects = self.stores.setdefault(url, {})
        self.requests: list[str] = []
        self.headers: dict[str, tuple[str, str]] = {}
        self.cut = -1
        self._lock = Lock()

    def _request(self, what: str) -> None:
        with self._lock:
            if 0 <= self.cut <= len(self.requests):
                raise ConnectionResetError(104, "the line is cut")
            self.requests.append(what)

    def list_objects(self) -> dict[str, Object]:
        self._request("LIST")
        return {name: Object(len(data), str(hash(data))) for name, data in sorted(self.objects.items())}

    def read(self, name: str) -> bytes:
        self._request(f"GET {name}")
        if name not in self.objects:
            raise FileNotFoundError(name)
        return self.objects[name]

    def _put(self, file: Path, name: str, media_type: str, cache_control: str) -> None:
        self._request(f"PUT {name}")
        self.objects[name] = file.read_bytes()
        self.headers[name] = media_type, cache_control

    def remove(self, names: object) -> None:
        for name in names:  # type: ignore[attr-defined]
            self._request(f"DELETE {name}")
            self.objects.pop(name, None)

    @property
    def site(self) -> Site:
        return {name: data for name, data in self.objects.items() if name != LISTING}

    def sent(self) -> list[str]:
        return [request for request in self.requests if not request.startswith(("GET", "LIST"))]


class Watcher:
    def stage(self, name: str, items: int) -> None:
        """Nobody looks."""

    def done(self) -> None:
        """Nobody looks."""


@pytest.fixture(autouse=True)
def no_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryStore, "stores", {})


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore("mem://press/site")


def page(*links: str, text: str = "") -> bytes:
    return f"{text}{' '.join(links)}".encode()


def upload(store: MemoryStore, folder: Path, site: Site) -> Destination:
    """Build ``site`` in ``folder`` and upload it."""
    destination = inspect_destination(store)
    publish(folder, site)
    destination.upload(folder, Watcher())
    return destination


SITE: Site = {"index.html": page("articles/a.html"), "articles/a.html": page("index.html"), "feed.xml": b"<feed/>"}


def test_the_first_upload_sends_every_file_once_and_the_next_one_none(store: MemoryStore, tmp_path: Path) -> None:
    upload(store, tmp_path / "built", SITE)
    assert store.site == SITE
    assert parse(store.objects[LISTING]).former is None
    assert sorted(store.sent()) == sorted([*(f"PUT {name}" for name in SITE), f"PUT {LISTING}", f"PUT {LISTING}"])
    store.requests.clear()
    upload(store, tmp_path / "built", SITE)
    assert store.requests == [f"GET {LISTING}", "LIST"]


def test_a_machine_that_has_built_nothing_yet_sends_what_differs_only(store: MemoryStore, tmp_path: Path) -> None:
    upload(store, tmp_path / "built", SITE)
    store.requests.clear()
    upload(store, tmp_path / "elsewhere", SITE | {"feed.xml": b"<feed>1</feed>"})
    assert store.sent() == [f"PUT {LISTING}", "PUT feed.xml", f"PUT {LISTING}"]


def test_new_files_come_first_then_replaced_ones_the_home_page_and_removals(store: MemoryStore, tmp_path: Path) -> None:
    names = ("assets/digest.css", "media/a.png", "articles/a.html", "topics/a.html", "feed.xml", "index.html")
    old = {f"{'gone/' if kind else ''}{name}": b"old" for name in names for kind in (0, 1)}
    upload(store, tmp_path / "built", old)
    store.requests.clear()
    added = {name.replace("a.", "new."): b"new" for name in names[1:4]}
    upload(store, tmp_path / "built", dict.fromkeys(names, b"new") | added)
    order = [*added, *names]
    assets = {"assets/digest.css", "media/a.png"}  # sent at the same time
    sent = [request for request in store.sent() if request.removeprefix("PUT ") not in assets]
    assert sent == [
        f"PUT {LISTING}",
        *(f"PUT {name}" for name in order if name not in assets),
        f"PUT {LISTING}",
        *(f"DELETE gone/{name}" for name in sorted(names)),
        f"PUT {LISTING}",
    ]
    assert {r.removeprefix("PUT ") for r in store.sent()[4:6]} == assets


def test_files_have_their_media_type_and_browsers_ask_again(store: MemoryStore, tmp_path: Path) -> None:
    upload(store, tmp_path / "built", SITE)
    assert store.headers["index.html"] == ("text/html; charset=utf-8", "no-cache")
    assert store.headers[LISTING] == ("application/json", "no-cache")
    assert media_type("records.jsonl") == "application/x-ndjson"
    assert media_type("README") == "application/octet-stream"
    assert cache_control("assets/search/index-0123.js") == "max-age=31536000, immutable"


# --- interrupted


def version(number: int) -> Site:
    """A site of articles that link to each other, of lists, and of a home page; each ``number`` has others."""
    chance = random.Random(number)
    articles = [f"articles/{name}.html" for name in sorted(chance.sample(range(9), chance.randint(2, 6)))]
    topics = [f"topics/{name}.html" for name in sorted(chance.sample(range(5), chance.randint(1, 3)))]
    site = {name: page(*chance.sample([*articles, *topics], 2), "index.html", "assets/a.css") for name in articles}
    site |= {name: page(*articles, *topics, text=chance.choice(("", "x "))) for name in topics}
    return site | {
        "index.html": page(*topics, text=f"{number} "),
        "assets/a.css": b"a" * number,
        "feed.xml": page(*articles),
    }


def dead_links(files: Mapping[str, bytes], start: set[str]) -> list[str]:
    """Links to nothing on the pages that a reader who knows the pages ``start`` can reach."""
    waiting, visited, dead = list(start), set(start), []
    while waiting:
        address = waiting.pop()
        for link in files[address].decode().split():
            if "." not in link:
                continue
            if link not in files:
                dead.append(f"{address} -> {link}")
            elif link not in visited and link.endswith(".html"):
                visited.add(link)
                waiting.append(link)
    return dead


def uploaded(store: MemoryStore, folder: Path, site: Site) -> bool:
    """Whether an upload came to its end before the line was cut."""
    try:
        upload(store, folder, site)
    except OutputError as error:
        if "the line is cut" not in str(error):
            raise
        return False
    return True


def test_interrupted_at_every_request_no_reader_meets_a_dead_link(tmp_path: Path, store: MemoryStore) -> None:
    """Cut off at each request of an upload, then again at any request of another one, till one is let go to its end."""
    chance = random.Random("cuts")
    states = 0
    for first in [*range(30)] * 2:
        store.objects.clear()
        store.cut = -1
        upload(store, tmp_path / "built", version(0))
        known, wanted = set(version(0)), version(1)
        cuts = [first, *(chance.randint(3, 12) for _ in range(chance.randint(0, 2))), -1]
        for number, cut in enumerate(cuts, 1):
            wanted = version(number)
            known &= set(wanted)  # pages that a reader may have a bookmark of, and that are to stay
            store.requests.clear()
            store.cut = cut
            if uploaded(store, tmp_path / "built", wanted):
                assert store.site == wanted
                assert (parse(store.objects[LISTING]).former, parse(store.objects[LISTING]).orphaned) == (None, ())
            start = {name for name in known | {"index.html"} if name.endswith(".html")}
            assert dead_links(store.site, start) == [], (first, number)
            states += 1
        assert store.site == wanted
    assert states > 120


def test_an_upload_that_was_interrupted_goes_on_where_it_was(store: MemoryStore, tmp_path: Path) -> None:
    site = SITE | {f"articles/{n}.html": page(text=f"{n}") for n in range(100)}
    store.cut = 60
    with pytest.raises(OutputError, match="Old and new files are mixed; every link resolves"):
        upload(store, tmp_path / "built", site)
    store.requests.clear()
    store.cut = -1
    destination = upload(store, tmp_path / "built", site)
    assert [problem.code for problem in destination.problems] == ["output-repaired"]
    assert len(store.sent()) < 60
    assert store.site == site


def cut_after(request: str, store: MemoryStore, folder: Path, site: Site) -> None:
    """An upload that is interrupted right after this request."""
    real = store._request

    def ask(what: str) -> None:
        if request in store.requests:
            raise ConnectionResetError(104, "the line is cut")
        real(what)

    store.requests.clear()
    store._request = ask  # type: ignore[method-assign]
    assert not uploaded(store, folder, site)
    store._request = real  # type: ignore[method-assign]
    assert dead_links(store.site, {"index.html"}) == []


def test_pages_of_an_interrupted_upload_are_replaced_before_pages_that_link_to_them(
    store: MemoryStore, tmp_path: Path
) -> None:
    folder = tmp_path / "built"
    old = {"index.html": page("articles/a.html"), "articles/a.html": b""}
    upload(store, folder, old)
    cut_after("PUT topics/p.html", store, folder, old | {"topics/p.html": page("feed.xml"), "feed.xml": b""})
    new = old | {"articles/a.html": page("topics/p.html"), "topics/p.html": b"no link"}
    cut_after("PUT topics/p.html", store, folder, new)
    cut_after("PUT articles/a.html", store, folder, new)


def test_pages_of_an_interrupted_removal_are_replaced_before_pages_that_link_to_them(
    store: MemoryStore, tmp_path: Path
) -> None:
    folder = tmp_path / "built"
    new = {"index.html": page("articles/c.html"), "articles/c.html": b""}
    upload(store, folder, new | {"a.html": b"", "b.html": page("a.html")})
    cut_after("DELETE a.html", store, folder, new)
    new |= {"articles/c.html": page("b.html"), "b.html": b"no link"}
    cut_after("PUT b.html", store, folder, new)
    cut_after("PUT articles/c.html", store, folder, new)


def test_added_files_of_equal_size_are_sent_again_after_two_interruptions(store: MemoryStore, tmp_path: Path) -> None:
    upload(store, tmp_path / "built", {"index.html": b""})
    for content, request in ((b"1", "PUT a.html"), (b"2", f"PUT {LISTING}")):
        cut_after(request, store, tmp_path / "built", {"index.html": b"", "a.html": content})
    upload(store, tmp_path / "built", {"index.html": b"", "a.html": b"2"})
    assert store.site["a.html"] == b"2"


@pytest.mark.parametrize("last", [b"1", b"2"])
def test_replaced_files_of_equal_size_are_sent_again_after_an_interruption(
    store: MemoryStore, tmp_path: Path, last: bytes
) -> None:
    upload(store, tmp_path / "built", {"index.html": b"1", "a.html": b"1"})
    cut_after("PUT a.html", store, tmp_path / "built", {"index.html": b"2", "a.html": b"2"})
    upload(store, tmp_path / "built", {"index.html": last, "a.html": last})
    assert store.site == {"index.html": last, "a.html": last}


def test_ctrl_c_in_an_upload_tells_the_state(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    upload(store, tmp_path / "built", SITE | {"gone.html": b""})
    monkeypatch.setattr(store, "remove", stop)
    with pytest.raises(KeyboardInterrupt, match="old and new files are mixed"):
        upload(store, tmp_path / "built", SITE)


# --- what is not ours


def test_foreign_objects_stop_the_upload_and_stay(store: MemoryStore, tmp_path: Path) -> None:
    store.objects["holiday.jpg"] = b"mine"
    with pytest.raises(OutputError, match=r"holiday\.jpg.*foreign-output"):
        inspect_destination(store)
    store.objects.clear()
    destination = inspect_destination(store)
    publish(tmp_path / "built", SITE)
    store.objects["index.html"] = b"mine"  # meanwhile
    with pytest.raises(OutputError, match="foreign-output"):
        destination.upload(tmp_path / "built", Watcher())
    assert store.objects == {"index.html": b"mine"}
    store.objects.clear()
    store.objects[".well-known/security.txt"] = b"mine"
    upload(store, tmp_path / "built", SITE)
    assert store.site == SITE | {".well-known/security.txt": b"mine"}
    with pytest.raises(OutputError, match="foreign-output"):
        upload(store, tmp_path / "built", SITE | {".well-known/security.txt": b"ours"})


def test_a_changed_object_is_reported_and_replaced_and_a_lost_one_comes_back(
    store: MemoryStore, tmp_path: Path
) -> None:
    upload(store, tmp_path / "built", SITE)
    store.objects["index.html"] = b"defaced"
    del store.objects["feed.xml"]
    destination = upload(store, tmp_path / "built", SITE)
    (problem,) = destination.problems
    assert problem.code == "changed-output"
    assert "index.html" in problem.message
    assert store.site == SITE


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"version": 1, "files": {"../x": ["", 0]}}'])
def test_a_damaged_listing_is_refused(store: MemoryStore, tmp_path: Path, damage: bytes) -> None:
    upload(store, tmp_path / "built", SITE)
    store.objects[LISTING] = damage
    with pytest.raises(OutputError, match="damaged-listing"):
        inspect_destination(store)


@pytest.mark.parametrize("seeds", ["mem://press/site", "mem://press/site/seeds", "mem://press"])
def test_a_store_in_or_around_the_seeds_is_refused(store: MemoryStore, seeds: str) -> None:
    with pytest.raises(OutputError, match="dangerous-output"):
        inspect_destination(store, seeds)
    inspect_destination(store, "mem://press/site-seeds")


# --- two at once


def test_another_upload_meanwhile_is_noticed_before_anything_is_sent(store: MemoryStore, tmp_path: Path) -> None:
    upload(store, tmp_path / "built", SITE)
    destination = inspect_destination(store)
    upload(store, tmp_path / "elsewhere", SITE | {"other.html": b""})
    publish(tmp_path / "built", SITE | {"mine.html": b""})
    with pytest.raises(OutputError, match=r"Another build has published meanwhile.*output-busy"):
        destination.upload(tmp_path / "built", Watcher())
    assert store.site == SITE | {"other.html": b""}


def test_another_upload_at_the_same_time_is_noticed_at_the_end(
    store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> None:
        store.objects[LISTING] = b"another's"

    upload(store, tmp_path / "built", SITE)
    monkeypatch.setattr(store, "put", meanwhile)
    with pytest.raises(OutputError, match=r"Another build is publishing to it at the same time.*output-busy"):
        upload(store, tmp_path / "built", SITE | {"other.html": b""})


def test_a_local_site_that_is_being_built_is_not_uploaded(store: MemoryStore, tmp_path: Path) -> None:
    publish(tmp_path / "built", SITE)
    locked = lock.acquire(lock.stage_of(tmp_path / "built"))
    assert locked
    with pytest.raises(OutputError, match="output-busy"):
        inspect_destination(store).upload(tmp_path / "built", Watcher())
    locked.release()
    assert store.objects == {}


# --- seeds


def test_seeds_are_copied_once_and_follow_the_store(tmp_path: Path) -> None:
    store = MemoryStore("mem://press/clippings")
    store.objects |= {"a.txt": b"a", "in/b.txt": b"b", "in/deep/c.txt": b"c", "x": b"", "x/y": b"y"}
    folder = tmp_path / "copy" / "clippings"
    mirror(store, folder)
    assert tree(folder) == {name: data for name, data in store.objects.items() if name != "x"}  # no disk has both
    store.requests.clear()
    mirror(store, folder)
    assert store.requests == ["LIST"]
    store.objects |= {"a.txt": b"other"}
    del store.objects["in/deep/c.txt"], store.objects["x"]
    lay(folder, {"stray.txt": b"left by a killed run"})
    (folder / "in" / "b.txt").unlink()
    store.requests.clear()
    mirror(store, folder)
    assert sorted(store.requests) == ["GET a.txt", "GET in/b.txt", "LIST"]
    assert tree(folder) == store.objects
    assert not (folder / "in" / "deep").exists()


def test_a_copy_that_was_interrupted_is_completed(tmp_path: Path) -> None:
    store = MemoryStore("mem://press/clippings")
    store.objects |= {f"{n}.txt": b"1" for n in range(20)}
    mirror(store, tmp_path / "seeds")
    store.objects |= {f"{n}.txt": b"2" for n in range(20)}
    store.cut = len(store.requests) + 10
    with pytest.raises(ConnectionResetError):
        mirror(store, tmp_path / "seeds")
    store.cut = -1
    mirror(store, tmp_path / "seeds")
    assert tree(tmp_path / "seeds") == store.objects


def test_no_seeds_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store, "ObjectStore", MemoryStore)
    with pytest.raises(SeedsError, match=r"There is no folder mem://press/none.*no-seeds"):
        fetch_seeds("mem://press/none", tmp_path / "seeds")


@pytest.mark.parametrize(
    ("url", "name"),
    [("s3://press/a/b/", "b"), ("s3://press", "press"), ("s3://press/x%2F%2E%2E", "seeds"), ("s3://..", "seeds")],
)
def test_the_copy_has_the_name_of_the_stores_folder(url: str, name: str) -> None:
    assert name_of(url) == name


@pytest.mark.parametrize("name", ["../c", "a//b", "a/", "/a", ".", "a/./b", "a\0b"])
def test_names_that_are_no_paths_are_ignored(name: str) -> None:
    assert not object_store._is_path(name)
    assert object_store._is_path("a/b c.txt")


# --- the command


ARTICLE = b"Ferry sails again\n\nThe ferry to Port Hope sails again, as the harbour master told us on Monday.\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command of digest in the folder of a machine; stores are of this process."""
    monkeypatch.setattr(object_store, "ObjectStore", MemoryStore)
    monkeypatch.setattr("digest.publish.destinations.ObjectStore", MemoryStore)

    def run(command: str, *arguments: str, machine: str = "one") -> Result:
        (tmp_path / machine).mkdir(exist_ok=True)
        monkeypatch.chdir(tmp_path / machine)
        return CliRunner().invoke(main, [command, "--jobs", "1", *arguments])

    return run


def test_a_site_from_a_store_to_a_store_is_that_of_folders(run: Callable[..., Result], tmp_path: Path) -> None:
    seeds = MemoryStore("mem://press/seeds")
    seeds.objects |= {"a.txt": ARTICLE, "in/b.txt": ARTICLE.replace(b"Ferry", b"Boat", 1)}
    lay(tmp_path / "zero" / "seeds", seeds.objects)
    assert run("build", machine="zero").exit_code == 0
    wanted = {name: data for name, data in tree(tmp_path / "zero" / "output").items() if name != LISTING}
    options = ("mem://press/site", "--seeds", "mem://press/seeds")
    first = run("publish", *options)
    assert first.exit_code == 0, first.output
    assert f"mem://press/site: {len(wanted)} of {len(wanted)} files sent" in first.output
    assert MemoryStore("mem://press/site").site == wanted
    for machine in ("one", "two"):
        assert f"0 of {len(wanted)} files sent" in run("publish", *options, machine=machine).output
    seeds.objects["a.txt"] = ARTICLE.replace(b"Monday", b"Tuesday")
    edited = run("publish", *options)
    assert f"0 of {len(wanted)}" not in edited.output
    assert b"Tuesday" in MemoryStore("mem://press/site").objects["articles/a.html"]


def test_a_new_machine_knows_from_the_store_what_is_published(run: Callable[..., Result], tmp_path: Path) -> None:
    """Pages keep their addresses, and a site is not replaced by an empty one."""
    lay(tmp_path / "one" / "seeds", {"a.txt": ARTICLE, "b.txt": ARTICLE.replace(b"Ferry", b"Boat", 1)})
    assert run("publish", "mem://press/site").exit_code == 0
    lay(tmp_path / "two" / "seeds", {"a.txt": ARTICLE, "A/a.txt": ARTICLE.replace(b"Ferry", b"Ship", 1)})
    moved = run("publish", "mem://press/site", machine="two")
    assert "articles/b.html" in moved.output
    assert "[address-gone]" in moved.output
    (tmp_path / "three" / "seeds").mkdir(parents=True)
    empty = run("publish", "mem://press/site", machine="three")
    assert empty.exit_code == 1
    assert "[emptied-site]" in empty.output
    assert "articles/a.html" in MemoryStore("mem://press/site").objects


def test_nothing_is_sent_by_a_dry_run_or_where_a_build_fails(run: Callable[..., Result], tmp_path: Path) -> None:
    lay(tmp_path / "one" / "seeds", {"a.txt": ARTICLE})
    assert "files would be sent" in run("publish", "mem://press/site", "--dry-run").output
    lay(tmp_path / "one" / "seeds", {"INDEX.md": b"- [a.txt](a.txt), gone: [x](no.txt)\n- [no.txt](no.txt)\n"})
    result = run("publish", "mem://press/site")
    assert result.exit_code == 1
    assert "not published: 1 error" in result.output
    lay(tmp_path / "one", {"templates/about.html": b"{% broken"})
    assert run("publish", "mem://press/site").exit_code == 1
    assert MemoryStore("mem://press/site").objects == {}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "--seeds", "s3://press/seeds"), "“digest publish” sends a site to an object store"),
        (("build", "--output", "s3://press/site"), "“digest publish” sends a site to an object store"),
        (("build", "--cache", "s3://press/cache"), "this takes a folder"),
        (("build", "--seeds", "s3://"), "is not the URL of an object store"),
        (("build", "--seeds", "file:///tmp/x"), "is not the URL of an object store"),
        (("build", "--seeds", "mem://press/none"), "There is no folder mem://press/none"),
        (("publish", "mem://press/site/new", "--seeds", "mem://press/site"), "The output cannot be in the seeds"),
    ],
)
def test_wrong_addresses_are_refused_with_a_sentence(
    run: Callable[..., Result], arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    MemoryStore("mem://press/site").objects["a.txt"] = ARTICLE
    lay(tmp_path / "one" / "seeds", {"a.txt": ARTICLE})
    run("build", "--dry-run")
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code in (1, 2)
    assert message in result.output
    assert "Traceback" not in result.output


def test_without_fsspec_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(OSError, match=r"install news-digest\[cluster\]"):
        ObjectStore("s3://press")
