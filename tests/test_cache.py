"""The cache of a site and the encoding of its records: values come back as they were put in, or are known to be damaged."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.build.cache import Cache
from digest.codec import Damaged, content_hash, decode, encode, hash_of, seal, unseal
from digest.dates import Date
from digest.errors import Position, Problem, Severity
from digest.model import Article, Origin, Provenance
from digest.sources.folder import TICK, is_odd, signature, survey
from tests.made import made

TEXTS = st.text() | st.text(st.characters(categories=["Cs", "Lu"]) | st.just("\ufdd0"))

Values = dict[str, tuple[str, bytes, int | None]]


# Encoding


@given(st.dictionaries(TEXTS, st.tuples(TEXTS, st.binary(), st.none() | st.integers(-(2**63), 2**63 - 1))))
def test_a_value_is_decoded_as_it_was_encoded(value: Values) -> None:
    assert decode(encode(value), Values) == value


@given(st.text(), st.sampled_from(["\ud800", "\udcff", "\ufdd0"]))
def test_a_record_with_any_text_is_decoded_as_it_was_encoded(text: str, odd: str) -> None:
    where = Position(file=f"{odd}.md", line=7, column=3)
    made_by = {"date": Provenance(origin=Origin.ROW, evidence=text, where=where)}
    article = made(f"a{odd}.txt", "2024-05-02", title=text + odd, provenance=made_by)
    problem = Problem(code="bad-date", severity=Severity.ERROR, message=text, hint=odd, where=where, article="a.txt")
    assert decode(encode((article, problem)), tuple[Article, Problem]) == (article, problem)


@given(st.binary())
def test_foreign_bytes_are_no_record(data: bytes) -> None:
    for kind in (Article, Problem, Date):
        with pytest.raises(Damaged):
            decode(data, kind)


def test_an_impossible_date_is_damage() -> None:
    with pytest.raises(Damaged):
        decode(encode((2025, 13, None)), Date)


@given(st.binary(), st.data())
def test_sealed_bytes_that_have_changed_are_damaged(value: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(value))
    assert unseal(bytes(sealed)) == value
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Damaged):
        unseal(bytes(sealed))
    with pytest.raises(Damaged):
        unseal(seal(value)[: data.draw(st.integers(0, len(sealed) - 1))])


def test_two_lists_of_values_have_one_hash_only_if_they_are_equal() -> None:
    assert hash_of("ab", "c") != hash_of("a", "bc") != hash_of(("a", "bc"))
    assert hash_of(1) != hash_of("1")
    assert hash_of("\ud800") == hash_of("\ud800") != hash_of("\ufdd0d800")


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


# The cache


def test_a_cache_returns_what_was_put_in_to_any_process(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.db")
    cache.put(b"k", b"value")
    cache.commit()
    other = pickle.loads(pickle.dumps(cache))
    assert (bytes(cache.get(b"k") or b""), other.get(b"none"), other.keys()) == (b"value", None, {b"k"})
    assert bytes(other.get(b"k") or b"") == b"value"
    other.close()
    cache.close()


def test_a_long_transaction_locks_nobody_out_before_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.build.cache._COMMIT_AFTER", 1 << 30)
    monkeypatch.setattr("digest.build.cache._TIMEOUT", 0.1)
    writer, reader = Cache(tmp_path / "cache.db"), Cache(tmp_path / "cache.db")
    writer.put(b"a", b"1")
    writer.commit()
    for number in range(20):
        writer.put(bytes([number]), bytes(1 << 20))
    found = reader.get(b"a")
    assert found is not None
    assert bytes(found) == b"1"
    assert reader.get(b"\0") is None
    reader.close()
    writer.close()


def test_blobs_that_belong_to_nobody_are_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = Cache(path)
    for number in range(300):
        odd = number == 150
        cache.put(b"%d" % number, b"zanzibarite" if odd else b"port" * 50, b"one" if odd else b"two")
    cache.commit()
    assert b"zanzibarite" in path.read_bytes()
    cache.retain({b"two"})
    assert cache.get(b"150") is None
    assert cache.get(b"151")
    cache.close()
    assert b"zanzibarite" not in path.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"no database at all, " * 300])
def test_a_damaged_file_is_reported_and_can_be_cleared(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "cache.db"
    path.write_bytes(damage)
    cache = Cache(path)
    if damage:
        with pytest.raises(Damaged):
            cache.get(b"k")
        cache.clear()
    assert cache.get(b"k") is None
    cache.close()


def test_a_value_that_was_changed_in_the_file_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "cache.db"
    cache = Cache(path)
    cache.put(b"k", b"zanzibarite")
    cache.close()
    path.write_bytes(path.read_bytes().replace(b"zanzibarite", b"zanzibaritf"))
    with pytest.raises(Damaged):
        cache.get(b"k")
    cache.close()


def test_bytes_have_the_hash_of_blake2b() -> None:
    assert content_hash(b"").hex() == "cae66941d9efbd404e4d88758ea67670"  # RFC 7693, 16 bytes
