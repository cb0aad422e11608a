"""names.yml: what the editor says of names, and that it has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config import read_names
from digest.errors import ConfigError, Position
from digest.infer.resolve import resolve
from digest.model import (
    Article,
    Block,
    BlockKind,
    Declared,
    Document,
    Entry,
    NameKind,
    NameRule,
    NameRules,
    Origin,
    Rules,
)


def _read(tmp_path: Path, text: str) -> tuple[NameRules, list[str]]:
    path = tmp_path / "names.yml"
    path.write_text(text, "utf-8")
    rules, problems = read_names(path)
    return rules, [f"{problem.where} {problem.code}: {problem.hint}" for problem in problems]


def _article(text: str, rules: NameRules, language: str, **declared: str) -> Article:
    where = Position(file="a.txt", line=1)
    fields = {name: Declared(text=value, where=where) for name, value in {**declared, "language": language}.items()}
    blocks = (Block(kind=BlockKind.PARAGRAPH, text=text),)
    document = Document(file="a.txt", reader="text", encoding="utf-8", declared=fields, blocks=blocks, html="<p>x</p>")
    return resolve(Entry(file="a.txt", position=0), document, Rules(names=rules))[0]


def test_a_missing_file_has_no_names(tmp_path: Path) -> None:
    assert read_names(tmp_path / "names.yml") == (NameRules(), ())


def test_every_kind_of_name_is_read(tmp_path: Path) -> None:
    rules, problems = _read(
        tmp_path, "people:\n  Ana  Petit: [A. Petit]\norganisations: [OTAN]\nplaces:\n  Ukraine:\nignore: Telegram\n"
    )
    assert problems == []
    assert rules == NameRules(
        rules=(
            NameRule(name="Ana Petit", kind=NameKind.PERSON, aliases=("A. Petit",)),
            NameRule(name="OTAN", kind=NameKind.ORGANISATION),
            NameRule(name="UA", kind=NameKind.PLACE, aliases=("Ukraine",)),
        ),
        ignored=("Telegram",),
    )


def test_unusable_names_are_reported_and_the_rest_is_used(tmp_path: Path) -> None:
    rules, problems = _read(tmp_path, "peopel:\n  A: [B]\npeople:\n  Ana: {b: c}\n  Bo: [Bob]\n")
    assert [problem.split(":")[1] for problem in problems] == ["2", "4"]
    assert "Did you mean “people”?" in problems[0]
    assert [rule.name for rule in rules.rules] == ["Ana", "Bo"]


@pytest.mark.parametrize("text", ["people: [", "- a\n- b\n"])
def test_a_file_that_cannot_be_read_is_fatal(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="The names"):
        _read(tmp_path, text)


def test_the_editors_names_take_precedence_over_inferred_ones_in_any_script() -> None:
    rules = NameRules(
        rules=(
            NameRule(name="Volodymyr Zelensky", kind=NameKind.PERSON, aliases=("Зеленський",)),
            NameRule(name="OTAN", kind=NameKind.ORGANISATION, aliases=("NATO",)),
        ),
        ignored=("Telegram",),
    )
    ukrainian = _article("Вчора Зеленський говорив про NATO, а nato мовчало.", rules, "uk")
    assert ukrainian.people == ("Volodymyr Zelensky",)
    assert ukrainian.organisations == ("OTAN",)
    french = _article(
        "Selon M. Martin, joint sur Telegram, tout va bien. Telegram se tait, a dit Jean Martin.", rules, "fr"
    )
    assert "Telegram" not in (*french.people, *french.organisations, *french.places)


def test_a_declared_alias_becomes_the_name() -> None:
    rules = NameRules(rules=(NameRule(name="OTAN", kind=NameKind.ORGANISATION, aliases=("NATO",)),))
    found = _article("Rien.", rules, "fr", organisations="nato; Otan; ONU")
    assert found.organisations == ("OTAN", "ONU")
    assert found.provenance["organisations"].origin is Origin.FILE
