"""Files that are UTF-8 but for some bytes, and old encodings of which the evidence is plain."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digest.errors import Severity
from digest.readers.encoding import Decoded, decode
from tests.field.review import build

U = "Le conseil a annoncé l’achat d’un second bac à la fin de l’été. "
RU = "Комиссия сообщила во вторник, что вернётся к проекту порта."
ZH = "委员会星期二表示，将在听取居民意见后重新审议港口计划。"


def read(data: bytes, declared: str | None = None) -> Decoded:
    found = decode(data, "a.txt", declared)
    assert isinstance(found, Decoded), found
    return found


DAMAGED = {
    "letters of windows-1252": ((U * 5).encode() + b"\xe9t\xe9\n", U * 5 + "été\n"),
    "cut off": ((U * 5 + "à l’ét").encode() + b"\xc3", U * 5 + "à l’ét\ufffd"),
    "alone": (("Die Fähre fährt. " * 8).encode() + b"\xfc\n", "Die Fähre fährt. " * 8 + "\ufffd\n"),
    "a first byte lost": (U.encode().replace("é".encode(), b"\xa9", 1), U.replace("é", "\ufffd", 1)),
    "a second byte lost": (U.encode().replace("’".encode(), b"\xe2\x80", 1), U.replace("’", "\ufffd", 1)),
    "a no-break space made a space": (U.encode().replace("à".encode(), b"\xc3 "), U.replace("à", "à ")),
    "quotation marks": (U.encode() + b"\xabOui\xbb, dit-il \x96 5 \x80", U + "«Oui», dit-il – 5 \ufffd"),
    "a capital": (U.encode() + b"L\x92\xc9tat", U + "L’État"),
    "Russian": (f"{RU} ".encode() + b"\xff", f"{RU} \ufffd"),
    "Chinese, cut off": (ZH.encode()[:-1], ZH[:-1] + "\ufffd"),
    "paragraphs of two files": ((U + "\n\n").encode() + (U * 6).encode("cp1252"), U + "\n\n" + U * 6),
    "with a mark": (b"\xef\xbb\xbf" + U.encode() + b"caf\xe9", U + "café"),
}


@pytest.mark.parametrize(("data", "text"), DAMAGED.values(), ids=DAMAGED)
def test_a_file_with_wrong_bytes_is_utf_8_all_the_same(data: bytes, text: str) -> None:
    found = read(data)
    assert found.text == text
    assert found.encoding == "utf-8"
    assert [(problem.code, problem.severity) for problem in found.problems] == [("damaged-encoding", Severity.WARNING)]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_the_warning_says_where_and_how_many(newline: bytes) -> None:
    data = newline.join([U.encode(), b"le caf\xe9 noir", "déjà ".encode() + b"vu \xff\xfe."])
    (problem,) = read(data).problems
    assert str(problem.where) == "a.txt:2:7"
    assert "2 more bytes elsewhere" in problem.message


def test_a_declared_utf_8_with_a_wrong_byte_is_no_other_encoding() -> None:
    assert [problem.code for problem in read(U.encode() + b"\xe9", "utf-8").problems] == ["damaged-encoding"]
    found = read((U * 2).encode("cp1252"), "utf-8")
    assert found.text == U * 2
    assert [problem.code for problem in found.problems] == ["bad-encoding", "guessed-encoding"]


def test_a_damaged_file_is_published_with_a_warning(tmp_path: Path) -> None:
    review = build(tmp_path, {"a.txt": (U * 5).encode() + b"\xe9t\xe9\n"})
    assert "a annoncé l’achat" in review.text()
    assert "warning: The file is UTF-8 except for a byte here" in review.messages
    assert review.exit_code == 0


WORDS = {
    "fr": "La filière a décidé mardi : le bac coûtera 4 millions dès cet été, à la forêt.",
    "de": "Die Fähre fährt über den Fluß, sagte Müller am Nachmittag.",
    "es": "El niño comió piña en la mañana, ¿verdad? Costó más.",
    "pt": "Um avião caiu em São Paulo, na região não há água.",
}


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "iso8859_15"])
@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_a_short_text_in_an_old_latin_encoding_is_guessed(encoding: str, text: str) -> None:
    found = read(text.encode(encoding))
    assert found.text == text
    assert [problem.code for problem in found.problems] == ["guessed-encoding"]


def test_the_euro_and_oe_of_iso_8859_15_are_read() -> None:
    text = "Le cœur de la ville coûtera 4 millions d'€, une œuvre déjà annoncée."
    assert read(text.encode("iso8859_15")).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("«CAFÉ» et là", "cp1252"),
        ("A word—another word—and “so on” … it’s fine", "cp1252"),
        ("Der Autor Müller† schrieb „Nein“ und ‚Ja‘", "cp1252"),
        ("Zażółć gęślą jaźń, powiedział wójt.", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("L’été dernier, le préfet a cédé à la colère.", "mac_roman"),
        ("Комиссия сообщила во вторник, что вернётся.", "cp1251"),
        ("Комиссия сообщила во вторник, что вернётся.", "koi8_r"),
        ("政府は十三日、港湾の再整備をめぐる計画を発表した。", "euc_jp"),
        ("政府は十三日、港湾の再整備をめぐる計画を発表した。", "cp932"),
        (ZH, "gb18030"),
    ],
)
def test_a_text_in_another_encoding_is_not_taken_for_damaged_utf_8(text: str, encoding: str) -> None:
    assert read(text.encode(encoding)).text == text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([U, RU, ZH, "déjà ", "words ", "\n"]), min_size=3, max_size=8), st.data())
def test_one_wrong_byte_changes_one_letter(parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    place = data.draw(st.integers(0, len(text)))
    byte = data.draw(st.sampled_from([b"\xff", b"\xfe", b"\x80", b"\xe9", b"\xc3", b"\xf8"]))
    before, after = text[:place], text[place:]
    assume(len(text.encode()) - len(text) >= 8)  # with less of UTF-8 in it nobody can be sure
    found = decode(before.encode() + byte + after.encode(), "a.txt")
    assert isinstance(found, Decoded)
    assert found.encoding == "utf-8"
    assert found.text.startswith(before)
    assert found.text.endswith(after)
    assert len(found.text) == len(text) + 1


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80))
def test_bytes_never_raise(data: bytes) -> None:
    decode(data, "a.txt")
    decode(U.encode() + data, "a.txt")
