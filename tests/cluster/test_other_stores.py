"""``digest publish`` to Google Cloud Storage, Azure Blob Storage and WebDAV: to servers on this machine that speak as they do.

gcp-storage-emulator, Azurite and WsgiDAV. The first asks for no key.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from msgspec import Struct

from digest.publish.listing import LISTING
from digest.sources.object_store import ObjectStore, mirror
from tests.cluster.places import answers, content, end, fill, free_port, kill_publishing, on_disk, seeds, until
from tests.faults.amounts import FULL
from tests.folders import lay, tree

KILLS = 50 if FULL else 4
# the account of the emulators, published with them: https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


class Store(Struct, frozen=True):
    """A server, and what a client has to know of it: ``environment``, or ``stranger`` with a wrong key."""

    port: int
    place: str
    environment: dict[str, str]
    stranger: dict[str, str]


def webdav(folder: Path, port: int) -> tuple[list[str], Store]:
    pytest.importorskip("wsgidav", reason="WebDAV needs the packages wsgidav, cheroot and webdav4")
    pytest.importorskip("webdav4", reason="WebDAV needs the packages wsgidav, cheroot and webdav4")
    (folder / "files").mkdir()
    settings = {
        "host": "127.0.0.1", "port": port, "provider_mapping": {"/": str(folder / "files")},
        "simple_dc": {"user_mapping": {"*": {"ada": {"password": "secret"}}}},
        "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
    }  # fmt: skip
    (folder / "server.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "wsgidav.server.server_cli", "--config", str(folder / "server.json")]
    known, stranger = (
        {"FSSPEC_WEBDAV_BASE_URL": f"http://ada:{word}@127.0.0.1:{port}"} for word in ("secret", "wrong")
    )
    return command, Store(port, "webdav://site", known, stranger)


def google(folder: Path, port: int) -> tuple[list[str], Store]:
    pytest.importorskip("gcsfs", reason="Google Cloud Storage needs the packages gcsfs and gcp-storage-emulator")
    pytest.importorskip("gcp_storage_emulator", reason="needs the packages gcsfs and gcp-storage-emulator")
    command = [sys.executable, "-m", "gcp_storage_emulator", "start", "--host", "127.0.0.1", "--port", str(port)]
    known = {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{port}"}
    return [*command, "--in-memory", "--default-bucket", "press"], Store(port, "gs://press/site", known, {})


def azure(folder: Path, port: int) -> tuple[list[str], Store]:
    pytest.importorskip("adlfs", reason="Azure needs the package adlfs")
    program = shutil.which("azurite-blob")
    if program is None:
        pytest.skip("Azure needs the program azurite-blob: npm install --global azurite")
    command = [program, "--blobHost", "127.0.0.1", "--blobPort", str(port), "--location", str(folder)]

    def environment(key: str) -> dict[str, str]:
        blobs = f"http://127.0.0.1:{port}/{ACCOUNT}"
        parts = f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint={blobs};"
        return {"AZURE_STORAGE_CONNECTION_STRING": parts}

    store = Store(port, "az://press/site", environment(KEY), environment(KEY.replace("E", "F")))
    return [*command, "--skipApiVersionCheck", "--disableTelemetry"], store


@pytest.fixture(scope="module", params=[webdav, google, azure])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A server, and the environment in which this process and others reach it."""
    folder = tmp_path_factory.mktemp("server")
    command, found = request.param(folder, free_port())
    with (folder / "log").open("wb") as log, pytest.MonkeyPatch.context() as patch:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            until(lambda: answers(found.port), "no server")
            for name, value in found.environment.items():
                patch.setenv(name, value)
            prepare(found, patch)
            yield found
        finally:
            end(server)


def prepare(store: Store, patch: pytest.MonkeyPatch) -> None:
    """Makes the container that a site of Azure is in, and tells fsspec, which reads its environment once, where WebDAV is."""
    import fsspec

    if store.place.startswith("webdav:"):
        patch.setitem(fsspec.config.conf, "webdav", {"base_url": store.environment["FSSPEC_WEBDAV_BASE_URL"]})
    if store.place.startswith("az:"):
        fsspec.filesystem("az", connection_string=store.environment["AZURE_STORAGE_CONNECTION_STRING"]).mkdir("press")


@pytest.fixture
def place(store: Store) -> Iterator[str]:
    """An address at the server at which there is nothing; what a test leaves there is removed after it."""
    yield store.place
    found = ObjectStore(store.place)
    found.remove(found.list_objects())


def publish(site: Path, place: str, environment: dict[str, str] | None = None) -> tuple[int, str]:
    """The exit code and the messages of ``digest publish``, run as a process, as users do."""
    command = [sys.executable, "-m", "digest", "publish", "--jobs", "1", place]
    done = subprocess.run(command, cwd=site, env=os.environ | (environment or {}), capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_first_unchanged_one_edit_and_a_removal(site: Path, place: str) -> None:
    files = {name: data for name, data in seeds(20).items() if name.endswith(".txt")}
    lay(site / "seeds", files)
    lay(site / "static", {"a b/ü [1].txt": b"odd"})
    code, printed = publish(site, place)
    wanted = on_disk(site / "output")
    assert code == 0, printed
    assert f"{place}: {len(wanted)} of {len(wanted)} files sent" in printed
    assert content(place) == wanted
    before = ObjectStore(place).list_objects()
    assert f"0 of {len(wanted)} files sent" in publish(site, place)[1]
    assert ObjectStore(place).list_objects() == before
    name = next(iter(files))
    lay(site / "seeds", {name: files[name].replace(b"The ", b"That ", 1)})
    (site / "static/a b/ü [1].txt").unlink()
    code, printed = publish(site, place)
    assert code == 0, printed
    assert " removed, " in printed
    assert content(place) == on_disk(site / "output")
    after = ObjectStore(place).list_objects()
    changed = [name for name in after if after[name] != before.get(name)]
    assert LISTING in changed
    assert 1 < len(changed) < len(wanted) / 2


def test_pages_are_shown_and_not_downloaded(site: Path, store: Store, place: str) -> None:
    lay(site / "seeds", seeds(3))
    assert publish(site, place)[0] == 0
    expected = [("index.html", "text/html"), ("assets/digest.css", "text/css"), ("records.jsonl", "application/")]
    if place.startswith("gs:"):
        objects = f"http://127.0.0.1:{store.port}/storage/v1/b/press/o/"
        for name, kind in expected:
            with urllib.request.urlopen(objects + quote(f"site/{name}", safe="")) as answer:
                found = json.load(answer)
            assert found["contentType"].startswith(kind)
            assert found["cacheControl"] == "no-cache"
    elif place.startswith("az:"):
        from azure.storage.blob import BlobServiceClient

        client = BlobServiceClient.from_connection_string(store.environment["AZURE_STORAGE_CONNECTION_STRING"])
        for name, kind in expected:
            settings = client.get_blob_client("press", f"site/{name}").get_blob_properties().content_settings
            assert settings.content_type.startswith(kind)
            assert settings.cache_control == "no-cache"
    else:
        request = urllib.request.Request(f"http://127.0.0.1:{store.port}/site/index.html")
        request.add_header("Authorization", f"Basic {b64encode(b'ada:secret').decode()}")
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Type"].startswith("text/html")


def test_a_wrong_key_changes_nothing(site: Path, store: Store, place: str) -> None:
    if not store.stranger:
        pytest.skip("gcp-storage-emulator asks for no key")
    lay(site / "seeds", seeds(3))
    assert publish(site, place)[0] == 0
    before = ObjectStore(place).list_objects()
    lay(site / "seeds", seeds(4))
    code, printed = publish(site, place, store.stranger)
    assert code == 1
    assert "The site cannot be written: " in printed
    assert "nothing was sent; the published site is unchanged" in printed
    assert "Traceback" not in printed
    assert "<" not in printed
    assert ObjectStore(place).list_objects() == before


def test_seeds_are_copied_from_a_store(place: str, tmp_path: Path) -> None:
    files = {"a.txt": b"a", "in/ü b.txt": b"b"}
    fill(place, files)
    mirror(ObjectStore(place), tmp_path / "copy")
    assert tree(tmp_path / "copy") == files
    fill(place, {"a.txt": b"another"})
    mirror(ObjectStore(place), tmp_path / "copy")
    assert tree(tmp_path / "copy") == files | {"a.txt": b"another"}


def test_after_a_kill_no_link_is_dead_and_the_next_run_finishes(
    site: Path, place: str, record_property: Callable[[str, object], None]
) -> None:
    def served() -> dict[str, bytes]:
        return {name: data for name, data in content(place).items() if not name.startswith(".")}

    killed = kill_publishing(site, place, served, KILLS)
    assert killed
    record_property("tried", f"publish to {place}: {KILLS} runs, {killed} killed, 0 dead links")
