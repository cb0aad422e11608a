"""Problems: the severity of each code, and how messages are put together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.errors import SEVERITIES, Position, Problem, Severity, and_more, problem

DOCS = (Path(__file__).parent.parent / "docs" / "problems.md").read_text("utf-8")


def test_the_severity_of_each_code_is_the_documented_one() -> None:
    documented = {}
    for codes, severity in re.findall(r"^\| (`[^|]*) \| (\w+)[^|]* \|", DOCS, re.MULTILINE):
        for code in re.findall(r"`([^`]+)`", codes):
            documented[code] = "fatal" if severity == "in" else severity  # “in the page”
    assert {code: problem(code, "x").severity.name.lower() for code in documented} == documented
    assert SEVERITIES.keys() <= documented.keys()


def test_a_problem_has_the_severity_of_its_code_unless_another_is_given() -> None:
    where = Position(file="a.txt", line=1)
    missing = Problem("missing-file", Severity.ERROR, "No file.", "Add it.", where, "a.txt")
    assert problem("missing-file", "No file.", "Add it.", where, "a.txt") == missing
    assert problem("no-articles", "None.", severity=Severity.FATAL).severity is Severity.FATAL


@pytest.mark.parametrize(
    ("names", "line"), [([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c", "d"], "a, b and 2 more")]
)
def test_long_lists_of_names_are_cut(names: list[str], line: str) -> None:
    assert and_more(names, 2) == line
