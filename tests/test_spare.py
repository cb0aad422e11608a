"""The spare of a site: whatever happens to it, the output is what was published, and it keeps nothing that is withdrawn."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from digest.model import File
from digest.publish.listing import LISTING
from digest.publish.staging import staging, write
from tests.folders import lay, tree
from tests.test_publish import METHODS, Site, fails, method, site_at

SITES: tuple[Site, ...] = (
    {"index.html": b"1", "articles/a.html": b"a", "articles/b.html": b"b", "x/1/y.js": b"y", "media/p": b"p"},
    {"index.html": b"2", "articles/a.html": b"a", "articles/b.html": b"b", "x/2/y.js": b"z", "media/p": b"p"},
    {"index.html": b"3", "articles/a.html": b"a", "articles/c.html": b"c", "x/2/y.js": b"z", "media/p": b"p"},
    {"index.html": b"3", "articles/a.html": b"a", "articles/c.html": b"c", "x": b"a file", "media/p/q": b"q"},
    {"index.html": b"3", "articles/a.html": b"other", "articles/c.html": b"c", "x": b"a file", "media/p/q": b"q"},
)


def publish(output: Path, spare: Path, site: Site) -> bool:
    """Publishes ``site``, of which only what differs from the output is written; whether unchanged files were linked again."""
    before = site_at(output)
    kept = frozenset(address for address, data in site.items() if before.get(address) == data)
    with staging(output, seeds=None, spare=spare) as stage:
        written = [write(stage.root, address, data) for address, data in site.items() if address not in kept]
        files = [*written, *(File(a, sha256(site[a]).hexdigest(), len(site[a])) for a in sorted(kept))]
        return stage.commit(files, kept).relinked


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "cache").mkdir()
    return tmp_path / "output", tmp_path / "cache" / "spare"


@pytest.mark.parametrize("way", METHODS)
def test_each_site_is_published_whole_and_the_spare_is_like_it(place: tuple[Path, Path], way: str) -> None:
    output, spare = place
    with method(way):
        for number, site in enumerate((*SITES, *SITES[::-1])):
            publish(output, spare, site)
            assert site_at(output) == site, number
            assert [folder for folder in output.rglob("*") if folder.is_dir() and not any(folder.iterdir())] == []
            assert not spare.exists() or tree(spare) == site, number


def test_unchanged_files_are_linked_once(place: tuple[Path, Path]) -> None:
    output, spare = place
    publish(output, spare, SITES[0])
    times = (output / "articles/a.html").stat().st_ctime_ns
    assert not publish(output, spare, SITES[1])
    assert not publish(output, spare, SITES[2])
    assert (output / "articles/a.html").stat().st_ctime_ns == times
    assert (spare / "articles/a.html").samefile(output / "articles/a.html")
    assert not (spare / LISTING).exists()


def test_a_spare_that_somebody_changed_is_not_published(place: tuple[Path, Path]) -> None:
    output, spare = place
    publish(output, spare, SITES[0])
    (spare / "articles/a.html").unlink()
    lay(spare, {"articles/a.html": b"forged", "articles/new.html": b"new", LISTING: b"{}"})
    (spare / "media/p").unlink()
    (spare / "empty").mkdir()
    assert publish(output, spare, SITES[1]), "files are missing, so they are linked again"
    assert site_at(output) == SITES[1]
    assert not (output / "empty").exists()


def test_a_spare_that_is_a_link_is_left_alone(place: tuple[Path, Path], tmp_path: Path) -> None:
    output, spare = place
    lay(tmp_path / "other", {"mine.txt": b"mine"})
    spare.symlink_to(tmp_path / "other")
    publish(output, spare, SITES[0])
    publish(output, spare, SITES[1])
    assert site_at(output) == SITES[1]
    assert tree(tmp_path / "other") == {"mine.txt": b"mine"}


def test_without_hard_links_there_is_no_spare(place: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    output, spare = place
    monkeypatch.setattr(os, "link", fails(1))
    for site in SITES:
        publish(output, spare, site)
        assert site_at(output) == site
    assert not spare.exists()


def test_dot_files_of_the_owner_stay_and_are_not_in_the_spare(place: tuple[Path, Path]) -> None:
    output, spare = place
    publish(output, spare, SITES[0])
    (output / ".htaccess").write_bytes(b"theirs")
    for site in SITES:
        publish(output, spare, site)
        assert (output / ".htaccess").read_bytes() == b"theirs"
        assert tree(spare) == site
