"""Lines around an article: its headline stays the headline, they make no crossheads and no names, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from digest import infer
from digest.model import Article, Document, Entry
from digest.readers.text import read_text
from tests.field.furniture_lines import PASTED, Pasted

PLACES = ("above", "below", "within", "after")


def article(text: str) -> Article:
    """The article that a plain text file with ``text`` makes."""
    document = read_text(text.encode(), "a.txt", None)
    assert isinstance(document, Document)
    return infer.resolve(Entry(file="a.txt", position=0), document)[0]


def pasted(one: Pasted, line: str, place: str) -> str:
    """The text of ``one`` with ``line`` above or below its headline, within its text or after it."""
    parts = [one.headline, one.lead, one.second, one.crosshead, one.last]
    parts.insert({"above": 0, "below": 1, "within": 2, "after": 5}[place], line)
    return "\n\n".join(parts) + "\n"


def faults(one: Pasted, line: str, place: str) -> Iterator[str]:
    """What is wrong with the article of ``one`` where ``line`` stands at ``place``."""
    bare = article(pasted(one, "", place))
    found = article(pasted(one, line, place))
    if found.title != one.headline:
        yield "headline"
    if [heading.text for heading in found.headings] != [one.crosshead]:
        yield "crossheads"
    if any({*getattr(found, field)} - {*getattr(bare, field)} for field in ("people", "organisations", "places")):
        yield "names"
    words = "".join(line.split())
    everything = "".join([found.html, *found.furniture]).replace("&amp;", "&").replace(" ", "")
    if words not in everything.replace("\u00a0", ""):
        yield "lost"


@pytest.mark.parametrize("language", PASTED)
@pytest.mark.parametrize("place", PLACES)
def test_a_line_of_furniture_changes_nothing_of_the_record(language: str, place: str) -> None:
    one = PASTED[language]
    wrong = [f"{fault}: {line}" for line in one.lines for fault in faults(one, line, place)]
    assert not wrong, "\n".join(wrong)


def test_the_lines_are_forty_a_language() -> None:
    assert {language: len(set(one.lines)) for language, one in PASTED.items()} == dict.fromkeys(PASTED, 40)
