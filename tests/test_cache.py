"""What a build keeps for the next one: used only if it is unchanged, and gone when it is removed."""

from __future__ import annotations

import os
import pickle
import time
from functools import partial
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import dates
from digest.build.cache import TICK, Damaged, Database, is_odd, key_of, pack, signature, survey, unpack
from digest.errors import Position, Problem, Severity
from digest.model import Origin, Provenance
from tests.made import made

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.tuples(inner, inner) | st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


# Packing


@given(PLAIN)
def test_what_is_unpacked_is_what_was_packed(value: object) -> None:
    assert unpack(pack(value)) == value


def test_records_are_packed_completely() -> None:
    where = Position(file="INDEX.md", line=7, column=3)
    article = made("a.txt", "2024-05-02", provenance={"date": Provenance(origin=Origin.ROW, evidence="x", where=where)})
    problem = Problem(code="bad-date", severity=Severity.ERROR, message="m", hint="n", where=where, article="a.txt")
    assert unpack(pack((article, problem))) == (article, problem)
    assert unpack(pack(article)).date is dates.period(2024, 5, 2)


@given(PLAIN, st.data())
def test_what_was_changed_is_damaged(value: object, data: st.DataObject) -> None:
    packed = bytearray(pack(value))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Damaged):
        unpack(bytes(packed))
    with pytest.raises(Damaged):
        unpack(pack(value)[: data.draw(st.integers(0, len(packed) - 1))])


@pytest.mark.parametrize("code", [os.system, partial(os.system, "true"), Path("/etc/passwd"), key_of, print])
def test_what_is_no_record_is_refused_though_its_hash_is_right(code: object) -> None:
    data = pickle.dumps(code)
    with pytest.raises(Damaged):
        unpack(blake2b(data, digest_size=16).digest() + data)


def test_two_lists_of_parts_have_one_key_only_if_they_are_equal() -> None:
    assert key_of("ab", "c") != key_of("a", "bc") != key_of(("a", "bc"))
    assert key_of(1) != key_of("1")
    assert key_of("\ud800") == key_of("\ud800")


# Signatures


def test_a_file_that_was_written_since_has_another_signature_whatever_its_time_says(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    time.sleep(2 * TICK)
    before = signature(file)
    assert signature(file) == before == survey(tmp_path)["a.txt"]
    status = file.stat()
    file.write_text("two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert file.stat().st_mtime_ns == status.st_mtime_ns
    assert signature(file) != before


def test_a_file_that_was_written_just_now_is_like_no_other_not_even_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    assert signature(file) != signature(file)


def test_a_survey_follows_links_to_folders_once_and_tells_links_from_files(tmp_path: Path) -> None:
    (tmp_path / "site" / "in").mkdir(parents=True)
    (tmp_path / "site" / ".else").mkdir()
    (tmp_path / "site" / ".else" / "b.txt").write_text("b")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "c.txt").write_text("c")
    (tmp_path / "site" / "in" / "a.txt").write_text("a")
    (tmp_path / "site" / "out").symlink_to(tmp_path / "out")
    (tmp_path / "site" / "round").symlink_to(tmp_path / "site")
    (tmp_path / "site" / "there").symlink_to(tmp_path / "site" / ".else")
    (tmp_path / "site" / "nowhere").symlink_to(tmp_path / "none")
    found = survey(tmp_path / "site", lambda _, name: name != ".else")
    assert set(found) == {"in/a.txt", "round", "there", "there/b.txt", "nowhere", "out"}
    assert {name for name, status in found.items() if is_odd(status)} == {"round", "there", "nowhere", "out"}
    assert survey(tmp_path / "site", lambda _, name: name not in ("in", ".else")).keys() == set(found) - {"in/a.txt"}
    assert survey(tmp_path / "none") == {}
    assert signature(tmp_path / "none") == ""


def test_a_folder_that_cannot_be_read_is_like_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.txt").write_text("a")
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("in/"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = survey(tmp_path)
    assert set(found) == {"a.txt", "in/"}
    assert found["in/"] != survey(tmp_path)["in/"]


# The store


def test_a_store_gives_back_what_was_put_in_to_any_process(tmp_path: Path) -> None:
    store = Database(tmp_path / "kept.db")
    store.put(b"owner", b"k", b"value")
    store.commit()
    other = pickle.loads(pickle.dumps(store))
    assert (store.get(b"owner", b"k"), other.get(b"owner", b"k"), other.get(b"owner", b"none")) == (
        b"value",
        b"value",
        None,
    )
    other.close()
    store.close()


def test_what_belongs_to_nobody_any_more_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    store = Database(path)
    for number in range(300):
        store.put(
            b"one" if number == 150 else b"two", b"%d" % number, b"zanzibarite" if number == 150 else b"port" * 50
        )
    store.commit()
    assert b"zanzibarite" in path.read_bytes()
    store.keep_only({b"two"})
    assert store.get(b"one", b"150") is None
    assert store.get(b"two", b"151")
    store.close()
    assert b"zanzibarite" not in path.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"no database at all, " * 300])
def test_a_damaged_store_is_reported_or_emptied(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "kept.db"
    path.write_bytes(damage)
    store = Database(path)
    if damage:
        with pytest.raises(Damaged):
            store.get(b"owner", b"k")
    else:
        assert store.get(b"owner", b"k") is None
    store.close()
