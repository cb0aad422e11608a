"""The scorer of the judged records (``tools/judge.py``) and the records themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digest.vocabulary.media_topics import is_iptc
from digest.words import words
from tools.judge import (
    JUDGED,
    KINDS,
    SETS,
    VERDICTS,
    Fact,
    alternatives,
    changes,
    facts_of,
    judgments,
    listed_in,
    main,
    normal,
    table,
    topic_id,
    verdict,
)

HEADLINE = {
    "sign": ["Fire destroys the market hall"],
    "edit": ["A fire destroyed the hall on Friday"],
    "refuse": ["It was built in 1886"],
    "must": "hall | market; fire",
}
PATTERNS = {"refuse": {"any": ["…$"], "en": ["^It\\b"]}, "edit": {"en": ["\\btoday\\b"]}}
EMPTY: dict[str, Any] = {"headline": {}, "dek": {}}


def _entries() -> list[tuple[str, str, dict[str, Any]]]:
    """Every judged article: its set, its file and its judgment."""
    return [(name, file, one) for name in SETS for file, one in judgments(JUDGED / f"{name}.yml").items()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fire destroys the market hall", "signed"),
        ("Fire destroys the  market hall.", "signed"),
        ("A fire destroyed the hall on Friday", "edit"),
        ("It was built in 1886", "refused"),
        ("It is the hall that a fire destroyed", "refused"),
        ("Fire destroys the market…", "refused"),
        ("Fire destroys market hall today", "edit"),
        ("Market hall is destroyed", "edit"),
        ("Night fire destroys market hall", "unknown"),
        ("", "abstained"),
    ],
)
def test_a_headline_is_judged_by_its_judgment_then_by_patterns_and_parts(text: str, expected: str) -> None:
    assert verdict(HEADLINE, text, PATTERNS, "en") == expected


def test_patterns_of_a_language_are_for_that_language() -> None:
    assert verdict({}, "It will be", PATTERNS, "en") == "refused"
    assert verdict({}, "It will be", PATTERNS, "fr") == "unknown"


def test_no_headline_is_right_where_the_editor_wants_none() -> None:
    assert verdict({"none": "right", "refuse": ["Letters"]}, "", PATTERNS, "en") == "signed"


@pytest.mark.parametrize("record", [{"title": None, "first_words": "Letters to the…", "language": "en"}, {}])
def test_a_record_without_a_headline_abstains(record: dict[str, Any]) -> None:
    assert list(facts_of("a.txt", {"headline": HEADLINE}, record, EMPTY)) == [
        Fact("a.txt", "headline", "abstained", "")
    ]


def test_topics_are_first_or_further_ones() -> None:
    judgment = {"topics": "crime", "also": "society", "not": "judiciary"}
    shown = ["02000000", "14000000", "15000000", topic_id("judiciary"), topic_id("law enforcement")]
    results = [(fact.field, fact.result) for fact in facts_of("a", judgment, {"topics": shown}, EMPTY)]
    further = [("further topics", result) for result in ("right", "wrong", "wrong", "unknown")]
    assert results == [("first topic", "right"), *further]
    assert [fact.result for fact in facts_of("a", judgment, {"topics": ["14000000"]}, EMPTY)] == ["wrong"]
    assert [fact.result for fact in facts_of("a", judgment, {"topics": []}, EMPTY)] == ["abstained"]


def test_names_count_once_by_any_form_and_in_their_kind() -> None:
    judgment = {"people": "Ada Lunn | Lunn; Bo Day", "places": "Selby", "organisations": "", "tolerated": "Cy Ott"}
    shown = [
        ("Ada Lunn", "person"),
        ("Lunn", "person"),
        ("Cy Ott", "person"),
        ("Selby", "organization"),
        ("Ed", "person"),
    ]
    record = {"entities": [{"name": name, "type": kind} for name, kind in shown]}
    assert {fact[1:] for fact in facts_of("a", judgment, record, EMPTY)} == {
        ("people", "right", "Ada Lunn"),
        ("people", "missing", "Bo Day"),
        ("people", "wrong", "Ed"),
        ("places", "missing", "Selby"),
        ("organisations", "wrong", "Selby"),
    }


def test_a_field_may_be_one_of_several_values_or_none() -> None:
    judgment = {"date": "2024-04-16 | none", "author": "Ada Lunn", "source": "none"}
    record = {"date": None, "author": None, "source": "Reuters"}
    assert [fact[1:3] for fact in facts_of("a", judgment, record, EMPTY)] == [
        ("date", "right"),
        ("author", "missing"),
        ("source", "wrong"),
    ]


def test_the_table_has_shares_of_each_set_and_of_all() -> None:
    one, two = Fact("a", "headline", "signed", "A"), Fact("b", "headline", "refused", "B")
    named = [Fact("b", "people", "right", "Ada"), Fact("b", "people", "missing", "Bo")]
    lines = [line.split() for line in table({"news": [one], "pasted": [two, *named]})]
    assert lines[0] == ["news", "pasted", "all"]
    assert lines[1] == "headline signed 1 of 1 (100%) 0 of 1 ( 0%) 1 of 2 ( 50%)".split()
    assert lines[3] == "people precision - 1 of 1 (100%) 1 of 1 (100%)".split()
    assert lines[4] == "people recall - 1 of 2 ( 50%) 1 of 2 ( 50%)".split()


def test_changes_are_listed_by_file() -> None:
    same = Fact("b", "dek", "signed", "C")
    old, new = Fact("a", "headline", "refused", "A"), Fact("a", "headline", "signed", "B")
    assert list(changes([old, same], [same, new])) == ["a", "  - headline refused: A", "  + headline signed: B"]


def test_judgments_use_known_keys_and_topics() -> None:
    keys = {
        "headline",
        "dek",
        "topics",
        "also",
        "not",
        "people",
        "places",
        "organisations",
        "tolerated",
        "date",
        "author",
        "source",
    }
    for name, file, one in _entries():
        assert one.keys() <= keys, (name, file)
        for field in ("headline", "dek"):
            assert one.get(field, {}).keys() <= {*VERDICTS, "must", "none"}, (name, file)
        for field in ("topics", "also", "not"):
            assert all(is_iptc(topic_id(topic)) for topic in listed_in(one.get(field, ""))), (name, file, field)


def test_a_string_has_one_verdict_and_signed_headlines_have_their_parts() -> None:
    for name, file, one in _entries():
        for field in ("headline", "dek"):
            strings = [normal(text) for key in VERDICTS for text in one.get(field, {}).get(key, ())]
            assert len(strings) == len(set(strings)), (name, file, field)
        for text in one.get("headline", {}).get("sign", ()):
            assert verdict({"must": one["headline"].get("must", "")}, text, {}, "") == "unknown", (name, file, text)


def test_pasted_texts_are_judged_and_have_what_is_expected_of_them() -> None:
    entries = {file: one for name, file, one in _entries() if name == "pasted"}
    assert sorted(entries) == sorted(path.name for path in Path(JUDGED / "pasted").iterdir())
    for file, one in entries.items():
        text = normal((JUDGED / "pasted" / file).read_text("utf-8")).casefold()
        for field in KINDS:
            for name in listed_in(one[field]):
                assert any(normal(form).casefold() in text for form in alternatives(name)), (file, name)
        for headline in one["headline"].get("sign", ()):
            rest = iter(words(text))
            assert all(word in rest for word in words(normal(headline).casefold())), (file, headline)


def test_pasted_texts_are_scored_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "before.json"
    monkeypatch.setattr("sys.argv", ["judge", "--faults", "--save", str(saved)])
    assert main() == 0
    assert "author          right" in capsys.readouterr().out
    kept = [Fact(*fact) for fact in json.loads(saved.read_text("utf-8"))]
    assert {fact.file for fact in kept} == {path.name for path in (JUDGED / "pasted").iterdir()}
    saved.write_text(json.dumps(kept[1:]), "utf-8")
    monkeypatch.setattr("sys.argv", ["judge", "--diff", str(saved)])
    assert main() == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("  +")] == [
        f"  + {kept[0].field} {kept[0].result}: {kept[0].value}"
    ]
